// Margin ranking and the losses of MatchZoo against the oracle, for every instruction set.
// labels: threads

#include "support/ranking.hpp"
#include "support/same_bits.hpp"

namespace simdloss_test {
namespace {

class ranking : public each_isa {};
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr simdloss_dtype types[] = {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_F16, SIMDLOSS_BF16};

TEST_P(ranking, margin_ranking_of_every_size_and_option) {
    constexpr simdloss_dtype targets[] = {0, SIMDLOSS_I8, SIMDLOSS_U8, SIMDLOSS_I16, SIMDLOSS_I32, SIMDLOSS_I64};
    int i = 0;
    for (const simdloss_dtype dtype : types) {
        for (const std::int64_t n : {0, 1, 3, 7, 15, 31, 33, 63, 64, 65, 127, 255, 257, 1023, 1025, 3001}) {
            margin_ranking_case c(dtype, n);
            c.desc.target_dtype = targets[i % 6];
            vary(c, i++);
            check_several(c);
        }
        for (const auto &[batch, classes, stride] :
            {std::tuple{5, 7, 11}, {300, 3, 4}, {3, 1500, 1501}, {40, 64, 128}, {9, 300, 0}}) {
            margin_ranking_case c(dtype, batch, classes, stride);
            c.desc.target_dtype = targets[i % 6];
            vary(c, i++);
            check_several(c);
        }
        for (const values kind : {values::large, values::huge, values::subnormal, values::all_equal}) {
            margin_ranking_case c(dtype, 100);
            c.kind = kind;
            vary(c, i++);
            check_several(c);
        }
    }
}

TEST_P(ranking, rank_losses_of_every_size_and_option) {
    int i = 0;
    for (const simdloss_dtype dtype : types) {
        for (const auto &[groups, num_neg, columns, stride] :
            {std::tuple{0, 3, 1, 0}, {1, 1, 1, 0}, {2, 4, 1, 0}, {17, 4, 1, 0}, {33, 1, 1, 0}, {300, 4, 1, 0},
                {70, 9, 1, 0}, {40, 4, 1, 3}, {20, 3, 2, 0}, {20, 3, 2, 5}, {5, 127, 1, 0}, {5, 128, 1, 0},
                {3, 200, 1, 2}, {2, 1500, 1, 0}, {2, 3, 700, 0}, {2, 3, 700, 703}, {2, 2, 1200, 0}}) {
            for (int turn = 0; turn < 3; ++turn) {
                rank_hinge_case h(dtype, groups, num_neg, columns, stride);
                vary(h, i);
                check_several(h);
                rank_cross_entropy_case c(dtype, groups, num_neg, columns, stride);
                c.one_hot = i % 2 == 0;
                vary(c, i++);
                check_several(c);
            }
        }
        for (const values kind : {values::large, values::huge, values::subnormal, values::all_equal, values::minus_inf,
                 values::confident, values::offset, values::below_underflow}) {
            for (const std::int64_t num_neg : {4, 150}) {
                rank_cross_entropy_case c(dtype, 40, num_neg);
                c.kind = kind;
                c.one_hot = i % 2 == 0;
                vary(c, i);
                check_several(c);
                if (kind == values::minus_inf) continue;
                rank_hinge_case h(dtype, 40, num_neg);
                h.kind = kind;
                vary(h, i++);
                check_several(h);
            }
        }
    }
}

// One broken group is NaN throughout, and its neighbours do not notice.
TEST_P(ranking, a_broken_group_is_nan_and_alone) {
    for (const simdloss_dtype dtype : types) {
        for (const std::int64_t num_neg : {4, 150}) {
            for (const double bad : {nan, inf}) {
                rank_cross_entropy_case c(dtype, 40, num_neg);
                c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                several_inputs in(c);
                several_outputs whole(c), broken(c);
                ASSERT_EQ(compute(c, way::both, in, whole), SIMDLOSS_STATUS_OK);
                in.in[0].set(17 * (num_neg + 1) + 2, bad);
                ASSERT_EQ(compute(c, way::both, in, broken), SIMDLOSS_STATUS_OK);
                for (std::int64_t i = 0; i < c.desc.rows; ++i) {
                    const bool here = i / (num_neg + 1) == 17;
                    for (const int k : {0, 1}) {
                        const double got = broken.grad[static_cast<std::size_t>(k)].get(i);
                        if (here) EXPECT_TRUE(std::isnan(got)) << i;
                        else EXPECT_EQ(got, whole.grad[static_cast<std::size_t>(k)].get(i)) << i;
                    }
                }
                EXPECT_TRUE(std::isnan(broken.loss.get(17)));
                EXPECT_EQ(broken.loss.get(16), whole.loss.get(16));
            }
            rank_hinge_case h(dtype, 40, num_neg);
            h.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            several_inputs in(h);
            in.in[0].set(17 * (num_neg + 1) + 2, nan);
            several_outputs out(h);
            ASSERT_EQ(compute(h, way::both, in, out), SIMDLOSS_STATUS_OK);
            for (std::int64_t i = 0; i < h.desc.rows; ++i)
                EXPECT_EQ(std::isnan(out.grad[0].get(i)), i / (num_neg + 1) == 17) << i;
        }
    }
}

TEST_P(ranking, kinks_and_special_values_of_margin_ranking) {
    margin_ranking_case c(SIMDLOSS_F32, 6);
    c.desc.margin = 0.5;
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    several_inputs in(c);
    const double x1[] = {1.5, nan, 2, inf, -inf, 1}, x2[] = {1, 0, 1, 0, 0, 1}, y[] = {1, 1, nan, 1, 1, 0};
    const double loss[] = {0, nan, nan, 0, inf, 0.5}, grad_x1[] = {0, nan, nan, 0, -1, 0},
                 by_y[] = {0, nan, nan, 0, inf, 0};
    for (int i = 0; i < 6; ++i) {
        in.in[0].set(i, x1[i]);
        in.in[1].set(i, x2[i]);
        in.in[2].set(i, y[i]);
    }
    several_outputs out(c);
    ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
    const auto expect = [](double got, double wanted, int i) {
        if (std::isnan(wanted)) EXPECT_TRUE(std::isnan(got)) << i << " is " << got;
        else EXPECT_EQ(got, wanted) << i;
    };
    for (int i = 0; i < 6; ++i) {
        expect(out.loss.get(i), loss[i], i);
        expect(out.grad[0].get(i), grad_x1[i], i);
        expect(out.grad[1].get(i), -grad_x1[i], i);
        expect(out.grad[2].get(i), by_y[i], i);
    }
}

TEST_P(ranking, the_hinge_at_its_kink_and_the_floor_of_the_logarithm) {
    rank_hinge_case h(SIMDLOSS_F32, 1, 2);
    several_inputs in(h);
    in.in[0].set(0, 2);
    in.in[0].set(1, 0.5);
    in.in[0].set(2, 1.5); // mean 1: z is exactly 0
    several_outputs out(h);
    ASSERT_EQ(compute(h, way::both, in, out), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(out.loss.get(0), 0);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(out.grad[0].get(i), 0);

    rank_cross_entropy_case c(SIMDLOSS_F32, 1, 1);
    c.one_hot = true;
    several_inputs pair(c);
    pair.in[0].set(0, -200);
    pair.in[0].set(1, 0);
    several_outputs result(c);
    ASSERT_EQ(compute(c, way::both, pair, result), SIMDLOSS_STATUS_OK);
    EXPECT_FLOAT_EQ(static_cast<float>(result.loss.get(0)), 36.04365338911715F);
    EXPECT_NEAR(result.grad[0].get(0), 0, 1e-30);
}

// The analytic gradient in F64 against the difference of two losses.
template <class Case> void check_finite_differences(Case c, double scale) {
    SCOPED_TRACE(describe(c));
    const several_inputs in(c);
    several_outputs out(c);
    ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
    const auto tensors = c.tensors();
    for (std::size_t k = 0; k < tensors.size(); ++k) {
        for (std::int64_t i = 0; i < tensors[k].layout.dense(); ++i) {
            double loss[2];
            for (const int side : {0, 1}) {
                several_inputs moved(c);
                moved.in[k].set(i, moved.in[k].get(i) + (side == 0 ? -scale : scale));
                several_outputs result(c);
                ASSERT_EQ(compute(c, way::forward, moved, result), SIMDLOSS_STATUS_OK);
                loss[side] = result.loss.get(0);
            }
            EXPECT_NEAR((loss[1] - loss[0]) / (2 * scale), out.grad[k].get(i), 1e-7) << tensors[k].name << " " << i;
        }
    }
}

TEST_P(ranking, gradients_are_finite_differences) {
    check_finite_differences(margin_ranking_case(SIMDLOSS_F64, 19), 1e-6);
    check_finite_differences(rank_hinge_case(SIMDLOSS_F64, 3, 4, 2), 1e-6);
    check_finite_differences(rank_cross_entropy_case(SIMDLOSS_F64, 3, 4, 2), 1e-6);
}

TEST(ranking_promises, same_bits_everywhere) {
    expect_same_everywhere([](const simdloss_executor *executor) {
        all_results all;
        for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_BF16}) {
            margin_ranking_case m(dtype, 70001);
            all = every_result(m, executor, std::move(all));
            margin_ranking_case strided(dtype, 9001, 9, 11);
            strided.desc.target_dtype = SIMDLOSS_I8;
            all = every_result(strided, executor, std::move(all));
            all = every_result(rank_hinge_case(dtype, 9001, 4), executor, std::move(all));
            all = every_result(rank_cross_entropy_case(dtype, 9001, 4), executor, std::move(all));
            all = every_result(rank_cross_entropy_case(dtype, 101, 400), executor, std::move(all));
        }
        return all;
    });
}

// Streams, with every alignment of the gradients: the same bits as a small call of the same elements.
TEST(ranking_promises, large_calls_give_the_bits_of_small_ones) {
    for (const placement where : placements) {
        margin_ranking_case c(SIMDLOSS_F32, (std::int64_t(8) << 18) + 1037);
        c.where = where;
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        several_inputs in(c);
        several_outputs out(c);
        ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
        auto small = c;
        const std::int64_t at = c.desc.batch - 777;
        small.desc.batch = 777;
        several_outputs part(small);
        pointers p;
        for (std::size_t k = 0; k < 3; ++k) {
            p.in[k] = static_cast<const float *>(in.in[k].data()) + at;
            p.grad[k] = part.grad[k].data();
        }
        p.loss = part.loss.data();
        ASSERT_EQ(small.call(way::both, nullptr, p), SIMDLOSS_STATUS_OK);
        for (std::int64_t i = 0; i < 777; ++i) {
            ASSERT_EQ(part.loss.get(i), out.loss.get(at + i));
            for (std::size_t k = 0; k < 3; ++k) ASSERT_EQ(part.grad[k].get(i), out.grad[k].get(at + i));
        }
    }
}

// ---- bad calls: each its status and a message that names the argument; nothing written

template <class Case, class Break> void expect_refused(Case c, simdloss_status status, const char *named, Break spoil) {
    several_inputs in(c);
    several_outputs out(c);
    pointers p;
    for (std::size_t k = 0; k < in.in.size(); ++k) {
        p.in[k] = in.in[k].data();
        p.grad[k] = out.grad[k].data();
    }
    p.loss = out.loss.data();
    spoil(c, p);
    EXPECT_EQ(c.call(way::both, nullptr, p), status) << simdloss_last_error();
    EXPECT_NE(std::string(simdloss_last_error()).find(named), std::string::npos) << simdloss_last_error();
    EXPECT_TRUE(out.loss.is_poisoned());
    for (const buffer &g : out.grad) EXPECT_TRUE(g.is_poisoned());
}

TEST(ranking_bad_calls, margin_ranking) {
    const margin_ranking_case c(SIMDLOSS_F32, 10);
    using m = margin_ranking_case;
    expect_refused(c, SIMDLOSS_STATUS_DTYPE, "desc.dtype", [](m &x, pointers &) { x.desc.dtype = SIMDLOSS_I8; });
    expect_refused(
        c, SIMDLOSS_STATUS_DTYPE, "desc.target_dtype", [](m &x, pointers &) { x.desc.target_dtype = SIMDLOSS_F64; });
    expect_refused(
        c, SIMDLOSS_STATUS_DTYPE, "grad_target", [](m &x, pointers &) { x.desc.target_dtype = SIMDLOSS_I32; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.margin", [](m &x, pointers &) { x.desc.margin = nan; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.reduction", [](m &x, pointers &) { x.desc.reduction = 3; });
    expect_refused(
        c, SIMDLOSS_STATUS_OPTION, "desc.mean_denominator", [](m &x, pointers &) { x.desc.mean_denominator = -1; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.accumulate", [](m &x, pointers &) { x.desc.accumulate = 2; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.empty_mean", [](m &x, pointers &) { x.desc.empty_mean = -1; });
    expect_refused(c, SIMDLOSS_STATUS_SHAPE, "desc.batch", [](m &x, pointers &) { x.desc.batch = -1; });
    expect_refused(c, SIMDLOSS_STATUS_STRIDE, "desc.batch_stride",
        [](m &x, pointers &) { x.desc.classes = 2, x.desc.batch_stride = 1; });
    expect_refused(c, SIMDLOSS_STATUS_SHAPE, "too large", [](m &x, pointers &) { x.desc.classes = INT64_MAX / 2; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "x1", [](m &, pointers &p) { p.in[0] = nullptr; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "x2", [](m &, pointers &p) { p.in[1] = nullptr; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "target", [](m &, pointers &p) { p.in[2] = nullptr; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "no output",
        [](m &, pointers &p) { p.loss = p.grad[0] = p.grad[1] = p.grad[2] = nullptr; });
    expect_refused(
        c, SIMDLOSS_STATUS_ALIAS, "grad_x1", [](m &, pointers &p) { p.grad[0] = const_cast<void *>(p.in[1]); });
    expect_refused(c, SIMDLOSS_STATUS_ALIAS, "grad_x1", [](m &, pointers &p) { p.grad[0] = p.grad[1]; });
    expect_refused(c, SIMDLOSS_STATUS_ALIAS, "there is nothing to add to", [](m &x, pointers &p) {
        x.desc.accumulate = 1;
        p.grad[1] = const_cast<void *>(p.in[1]);
    });
}

TEST(ranking_bad_calls, groups) {
    const rank_cross_entropy_case c(SIMDLOSS_F32, 10, 4);
    using r = rank_cross_entropy_case;
    expect_refused(c, SIMDLOSS_STATUS_SHAPE, "multiple of desc.num_neg", [](r &x, pointers &) { x.desc.rows = 49; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.num_neg", [](r &x, pointers &) { x.desc.num_neg = 0; });
    expect_refused(c, SIMDLOSS_STATUS_SHAPE, "multiple", [](r &x, pointers &) { x.desc.num_neg = INT64_MAX; });
    expect_refused(c, SIMDLOSS_STATUS_SHAPE, "desc.rows", [](r &x, pointers &) { x.desc.rows = -5; });
    expect_refused(c, SIMDLOSS_STATUS_SHAPE, "desc.columns", [](r &x, pointers &) { x.desc.columns = -1; });
    expect_refused(c, SIMDLOSS_STATUS_STRIDE, "desc.row_stride",
        [](r &x, pointers &) { x.desc.columns = 2, x.desc.row_stride = 1; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "scores", [](r &, pointers &p) { p.in[0] = nullptr; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "target", [](r &, pointers &p) { p.in[1] = nullptr; });
    expect_refused(
        c, SIMDLOSS_STATUS_ALIAS, "grad_scores", [](r &, pointers &p) { p.grad[0] = const_cast<void *>(p.in[1]); });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.reserved", [](r &x, pointers &) { x.desc.reserved = 1; });
    const rank_hinge_case h(SIMDLOSS_F32, 10, 4);
    using k = rank_hinge_case;
    expect_refused(h, SIMDLOSS_STATUS_OPTION, "desc.margin", [](k &x, pointers &) { x.desc.margin = inf; });
    expect_refused(h, SIMDLOSS_STATUS_NULL_POINTER, "scores", [](k &, pointers &p) { p.in[0] = nullptr; });
    expect_refused(h, SIMDLOSS_STATUS_SHAPE, "multiple", [](k &x, pointers &) { x.desc.rows = 51; });
}

TEST(ranking_bad_calls, forward_needs_a_loss) {
    const rank_hinge_case c(SIMDLOSS_F32, 1, 1);
    const several_inputs in(c);
    EXPECT_EQ(simdloss_rank_hinge_forward(&c.desc, nullptr, in.in[0].data(), nullptr), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(simdloss_rank_hinge_desc_init(nullptr, 8), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(simdloss_rank_hinge_forward(nullptr, nullptr, in.in[0].data(), nullptr), SIMDLOSS_STATUS_NULL_POINTER);
}

INSTANTIATE_TEST_SUITE_P(each, ranking, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
