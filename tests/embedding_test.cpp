// Distances, cosines and the losses on pairs and triplets of embeddings against the oracle, for every instruction set.
// labels: threads

#include "support/embedding.hpp"
#include "support/same_bits.hpp"

namespace simdloss_test {
namespace {

class embedding : public each_isa {};
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr simdloss_dtype types[] = {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_F16, SIMDLOSS_BF16};
constexpr double powers[] = {2, 1, inf, 3, 1.5, 0, 0.5};

template <class Desc> void set_strides(Desc &desc, std::int64_t more) {
    if constexpr (requires { desc.x1_stride; }) {
        desc.x1_stride = more == 0 ? 0 : desc.features + more;
        desc.x2_stride = more == 0 ? 0 : desc.features + 2 * more;
    } else {
        desc.anchor_stride = more == 0 ? 0 : desc.features + more;
        desc.negative_stride = more == 0 ? 0 : desc.features + 3 * more;
    }
}

// Every size with options that change from one to the next.
template <class Case, class Set> void check_sizes(Set set) {
    int i = 0;
    for (const simdloss_dtype dtype : types) {
        for (const std::int64_t d :
            {1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 1000}) {
            Case c(dtype, i % 5 == 0 ? 1 : 19, d);
            vary(c, i);
            set_strides(c.desc, i % 4 == 3 ? i % 3 + 1 : 0);
            set(c, i++);
            check_several(c);
        }
        for (const auto &[rows, d] : {std::pair{0, 5}, {3, 0}, {300, 5}, {2, 5000}}) {
            Case c(dtype, rows, d);
            vary(c, i);
            set(c, i++);
            check_several(c);
        }
        for (const values kind : {values::huge, values::subnormal, values::large, values::offset}) {
            Case c(dtype, 19, 45);
            c.kind = kind;
            vary(c, i);
            set(c, i++);
            // Squares of 1e30 are in the range of F64, and those of subnormal F64 are not.
            if (kind == values::subnormal && dtype == SIMDLOSS_F64) continue;
            // The loss of so large distances leaves the accumulator type.
            if (kind == values::huge && dtype != SIMDLOSS_F64) continue;
            check_several(c);
        }
    }
}

TEST_P(embedding, pairwise_distance) {
    check_sizes<pairwise_distance_case>([](auto &c, int i) {
        c.desc.p = powers[i % 6];
        c.desc.eps = i % 2 == 0 ? 1e-6 : 0;
        if (c.kind == values::subnormal) c.desc.eps = 1e-6;
    });
}
TEST_P(embedding, cosine_similarity) {
    check_sizes<cosine_similarity_case>([](auto &c, int i) { c.desc.zero_gradient = i % 2; });
}
TEST_P(embedding, cosine_embedding) {
    check_sizes<cosine_embedding_case>([](auto &c, int i) {
        constexpr simdloss_dtype targets[] = {0, SIMDLOSS_I8, SIMDLOSS_U8, SIMDLOSS_I64, SIMDLOSS_I16, SIMDLOSS_I32};
        c.desc.target_dtype = targets[i % 6];
        c.desc.margin = i % 2 == 0 ? 0 : 0.125;
    });
}
TEST_P(embedding, contrastive) {
    check_sizes<contrastive_case>([](auto &c, int i) {
        constexpr simdloss_dtype targets[] = {0, 0, SIMDLOSS_U8, SIMDLOSS_I32, SIMDLOSS_I8};
        c.desc.target_dtype = targets[i % 5];
        c.desc.p = powers[i % 4];
        c.desc.one_is_similar = i / 2 % 2;
        c.desc.half = i / 3 % 2;
        c.desc.margin = 20;
    });
}
TEST_P(embedding, contrastive_distance) {
    int i = 0;
    for (const simdloss_dtype dtype : types)
        for (const std::int64_t n : {0, 1, 5, 31, 33, 255, 257, 1025, 3000}) {
            contrastive_distance_case c(dtype, n);
            constexpr simdloss_dtype targets[] = {0, 0, SIMDLOSS_U8, SIMDLOSS_I32};
            c.desc.target_dtype = targets[i % 4];
            c.desc.one_is_similar = i / 2 % 2;
            c.desc.half = i / 3 % 2;
            vary(c, i++);
            check_several(c);
        }
}
TEST_P(embedding, triplet_margin) {
    check_sizes<triplet_case>([](auto &c, int i) {
        c.desc.p = powers[i / 2 % 5];
        c.desc.eps = i % 3 == 0 ? 0 : 1e-6;
        if (c.kind == values::subnormal) c.desc.eps = 1e-6;
        c.desc.swap = i % 2;
    });
}
TEST_P(embedding, triplet_margin_of_other_distances) {
    for (const simdloss_triplet_distance distance : {SIMDLOSS_TRIPLET_SQUARED_EUCLIDEAN, SIMDLOSS_TRIPLET_COSINE})
        check_sizes<triplet_case>([=](auto &c, int i) {
            c.desc.distance = distance;
            c.desc.swap = i % 2;
            if (distance == SIMDLOSS_TRIPLET_COSINE) c.desc.margin = 0.5;
        });
}

// F32 whose squares are not in the range of F32.
TEST_P(embedding, rows_out_of_range_keep_their_digits) {
    for (const values kind : {values::huge, values::subnormal}) {
        for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_BF16}) {
            for (const std::int64_t d : {5, 45, 128}) {
                pairwise_distance_case p(dtype, 7, d);
                p.kind = kind;
                p.desc.eps = 0;
                if (kind == values::huge) check_several(p);
                cosine_similarity_case s(dtype, 7, d);
                s.kind = kind;
                s.desc.eps = 1e-45;
                if (kind == values::huge) check_several(s);
            }
        }
    }
}

// ---- zero rows, coincident rows, kinks

template <class Case> void set_row(const Case &c, buffer &x, int k, std::int64_t r, double value) {
    for (std::int64_t j = 0; j < c.desc.features; ++j) x.set(c.layout(k).offset(r, j), value);
}
template <class Case> bool row_is(const Case &c, const buffer &x, int k, std::int64_t r, double value) {
    bool all = true;
    for (std::int64_t j = 0; j < c.desc.features; ++j) all &= x.get(c.layout(k).offset(r, j)) == value;
    return all;
}

TEST_P(embedding, a_row_of_norm_zero) {
    cosine_embedding_case c(SIMDLOSS_F32, 3, 4);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    several_inputs in(c);
    set_row(c, in.in[0], 0, 0, 0);
    set_row(c, in.in[1], 1, 0, 1);
    set_row(c, in.in[0], 0, 1, 0);
    set_row(c, in.in[1], 1, 1, 0);
    for (int r = 0; r < 3; ++r) in.in[2].set(r, r == 2 ? 0 : 1); // a target of 0 is neither
    several_outputs out(c);
    ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(out.loss.get(0), 1);
    EXPECT_EQ(out.loss.get(1), 1);
    EXPECT_EQ(out.loss.get(2), 0);
    for (int j = 0; j < 4; ++j) EXPECT_NEAR(out.grad[0].get(j), -0.5e6, 1);
    EXPECT_TRUE(row_is(c, out.grad[1], 1, 0, 0));
    for (const int k : {0, 1}) {
        EXPECT_TRUE(row_is(c, out.grad[static_cast<std::size_t>(k)], k, 1, 0));
        EXPECT_TRUE(row_is(c, out.grad[static_cast<std::size_t>(k)], k, 2, 0));
    }
    c.desc.zero_gradient = 1;
    ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
    EXPECT_TRUE(row_is(c, out.grad[0], 0, 0, 0));
    EXPECT_EQ(out.loss.get(0), 1);
}

TEST_P(embedding, coincident_rows) {
    for (const double p : powers) {
        for (const double eps : {0.0, 1e-6}) {
            pairwise_distance_case c(SIMDLOSS_F32, 1, 16);
            c.desc.p = p;
            c.desc.eps = eps;
            several_inputs in(c);
            in.in[1].copy_from(in.in[0]);
            several_outputs out(c);
            ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
            const double unit = p == 0 ? (eps > 0 ? 16 : 0) : std::isinf(p) ? eps : eps * std::pow(16, 1 / p);
            EXPECT_NEAR(out.loss.get(0), unit, unit * 1e-6) << p;
            for (int j = 0; j < 16; ++j) {
                const double g = out.grad[0].get(j);
                EXPECT_TRUE(std::isfinite(g)) << p;
                if (eps == 0) {
                    EXPECT_EQ(g, 0) << p;
                }
                EXPECT_EQ(out.grad[1].get(j), -g);
            }
        }
    }
}

TEST_P(embedding, the_triplet_at_its_kink_and_with_a_tie) {
    triplet_case c(SIMDLOSS_F32, 1, 2);
    c.desc.margin = 1;
    c.desc.eps = 0;
    several_inputs in(c);
    const double a[] = {0, 0}, p[] = {3, 4}, n[] = {0, 6}; // z = 1 + 5 - 6 = 0
    for (int j = 0; j < 2; ++j) {
        in.in[0].set(j, a[j]);
        in.in[1].set(j, p[j]);
        in.in[2].set(j, n[j]);
    }
    several_outputs out(c);
    ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(out.loss.get(0), 0);
    for (int k = 0; k < 3; ++k) EXPECT_TRUE(row_is(c, out.grad[static_cast<std::size_t>(k)], k, 0, 0));
    // D(positive, negative) = D(anchor, negative) = 5: the latter is taken, so that the anchor feels the negative.
    c.desc.swap = 1;
    in.in[2].set(0, 3);
    in.in[2].set(1, 4);
    in.in[1].set(0, 6);
    in.in[1].set(1, 8);
    ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(out.loss.get(0), 6);
    EXPECT_FLOAT_EQ(static_cast<float>(out.grad[0].get(0)), 0); // -0.6 of the positive, +0.6 of the negative
    EXPECT_FLOAT_EQ(static_cast<float>(out.grad[2].get(0)), -0.6F);
}

template <class Case> void check_nan_stays(Case c) {
    SCOPED_TRACE(describe(c));
    if constexpr (requires { c.desc.reduction; }) c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    several_inputs in(c);
    several_outputs whole(c), out(c);
    ASSERT_EQ(compute(c, way::both, in, whole), SIMDLOSS_STATUS_OK);
    in.in[1].set(c.layout(1).offset(3, 2), nan);
    ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
    EXPECT_TRUE(std::isnan(out.loss.get(3)));
    for (std::int64_t r = 0; r < c.desc.batch; ++r) {
        if (r != 3) {
            EXPECT_EQ(out.loss.get(r), whole.loss.get(r));
        }
        for (int k = 0; k < 2; ++k)
            for (std::int64_t j = 0; j < c.desc.features; ++j) {
                const double got = out.grad[static_cast<std::size_t>(k)].get(c.layout(k).offset(r, j));
                if (r == 3) {
                    EXPECT_TRUE(std::isnan(got)) << r << " " << j;
                    continue;
                }
                EXPECT_EQ(got, whole.grad[static_cast<std::size_t>(k)].get(c.layout(k).offset(r, j)));
            }
    }
}

TEST_P(embedding, nan_makes_its_row_nan) {
    for (const simdloss_dtype dtype : types) {
        for (const std::int64_t d : {5, 40}) {
            for (const double p : {1.0, 2.0, 3.0, inf}) {
                pairwise_distance_case c(dtype, 6, d);
                c.desc.p = p;
                check_nan_stays(c);
                triplet_case t(dtype, 6, d);
                t.desc.p = p;
                t.desc.swap = p == 2;
                check_nan_stays(t);
            }
            check_nan_stays(cosine_similarity_case(dtype, 6, d));
            check_nan_stays(cosine_embedding_case(dtype, 6, d));
            triplet_case t(dtype, 6, d);
            t.desc.distance = SIMDLOSS_TRIPLET_COSINE;
            check_nan_stays(t);
        }
    }
}

template <class Case> void check_finite_differences(const Case &c, double allowed = 1e-6) {
    SCOPED_TRACE(describe(c));
    constexpr double step = 1e-6;
    const several_inputs in(c);
    several_outputs out(c);
    ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
    const auto total = [&](const buffer &loss) {
        double sum = 0;
        for (std::int64_t i = 0; i < loss.count(); ++i) sum += loss.get(i);
        return sum;
    };
    const auto tensors = c.tensors();
    for (std::size_t k = 0; k < tensors.size(); ++k) {
        for (std::int64_t i = 0; tensors[k].has_gradient && i < tensors[k].layout.dense(); ++i) {
            double loss[2];
            for (const int side : {0, 1}) {
                several_inputs moved(c);
                moved.in[k].set(i, moved.in[k].get(i) + (side == 0 ? -step : step));
                several_outputs result(c);
                ASSERT_EQ(compute(c, way::forward, moved, result), SIMDLOSS_STATUS_OK);
                loss[side] = total(result.loss);
            }
            EXPECT_NEAR((loss[1] - loss[0]) / (2 * step), out.grad[k].get(i), allowed) << tensors[k].name << " " << i;
        }
    }
}

TEST_P(embedding, gradients_are_finite_differences) {
    for (const double p : {1.0, 2.0, 3.0, 1.5, inf}) {
        pairwise_distance_case d(SIMDLOSS_F64, 3, 5);
        d.desc.p = p;
        check_finite_differences(d);
        triplet_case t(SIMDLOSS_F64, 3, 5);
        t.desc.p = p;
        t.desc.swap = 1;
        t.desc.margin = 6;
        check_finite_differences(t);
        contrastive_case c(SIMDLOSS_F64, 3, 5);
        c.desc.p = p;
        c.desc.margin = 30;
        check_finite_differences(c, 1e-5);
    }
    check_finite_differences(cosine_similarity_case(SIMDLOSS_F64, 3, 5));
    check_finite_differences(cosine_embedding_case(SIMDLOSS_F64, 5, 4));
    check_finite_differences(contrastive_distance_case(SIMDLOSS_F64, 7));
    for (const simdloss_triplet_distance distance : {SIMDLOSS_TRIPLET_SQUARED_EUCLIDEAN, SIMDLOSS_TRIPLET_COSINE}) {
        triplet_case t(SIMDLOSS_F64, 4, 5);
        t.desc.distance = distance;
        check_finite_differences(t, 1e-5);
    }
}

TEST(embedding_promises, same_bits_everywhere) {
    expect_same_everywhere([](const simdloss_executor *executor) {
        all_results all;
        for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_BF16}) {
            for (const std::int64_t d : {37, 128}) {
                for (const double p : {1.0, 2.0, 3.0, inf}) {
                    triplet_case t(dtype, 1001, d);
                    t.desc.p = p;
                    t.desc.swap = p != 2;
                    all = every_result(t, executor, std::move(all));
                }
                triplet_case cosine(dtype, 1001, d);
                cosine.desc.distance = SIMDLOSS_TRIPLET_COSINE;
                cosine.desc.swap = 1;
                all = every_result(cosine, executor, std::move(all));
                all = every_result(cosine_embedding_case(dtype, 1001, d), executor, std::move(all));
                all = every_result(contrastive_case(dtype, 1001, d), executor, std::move(all));
                all = every_result(pairwise_distance_case(dtype, 1001, d), executor, std::move(all));
            }
            all = every_result(contrastive_distance_case(dtype, 70001), executor, std::move(all));
        }
        return all;
    });
}

// Streams, with every alignment: a row's bits are those that it has in a small call.
TEST(embedding_promises, large_calls_give_the_bits_of_small_ones) {
    for (const placement where : placements) {
        for (const std::int64_t d : {128, 101}) {
            triplet_case c(SIMDLOSS_F32, 24000, d);
            c.where = where;
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            const several_inputs in(c);
            several_outputs out(c);
            ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK);
            auto small = c;
            const std::int64_t first = c.desc.batch - 7;
            small.desc.batch = 7;
            several_outputs part(small);
            pointers p;
            for (std::size_t k = 0; k < 3; ++k) {
                p.in[k] = static_cast<const float *>(in.in[k].data()) + first * d;
                p.grad[k] = part.grad[k].data();
            }
            p.loss = part.loss.data();
            ASSERT_EQ(small.call(way::both, nullptr, p), SIMDLOSS_STATUS_OK);
            for (std::int64_t i = 0; i < 7; ++i) ASSERT_EQ(part.loss.get(i), out.loss.get(first + i));
            for (std::size_t k = 0; k < 3; ++k)
                for (std::int64_t i = 0; i < 7 * d; ++i) ASSERT_EQ(part.grad[k].get(i), out.grad[k].get(first * d + i));
        }
    }
}

// ---- bad calls: each its status and a message that names the argument; nothing written

template <class Case, class Break> void expect_refused(Case c, simdloss_status status, const char *named, Break spoil) {
    several_inputs in(c);
    several_outputs out(c);
    pointers p;
    const auto tensors = c.tensors();
    for (std::size_t k = 0; k < in.in.size(); ++k) {
        p.in[k] = in.in[k].data();
        if (tensors[k].has_gradient) p.grad[k] = out.grad[k].data();
    }
    p.loss = out.loss.data();
    spoil(c, p);
    EXPECT_EQ(c.call(way::both, nullptr, p), status) << simdloss_last_error();
    EXPECT_NE(std::string(simdloss_last_error()).find(named), std::string::npos) << simdloss_last_error();
    EXPECT_TRUE(out.loss.is_poisoned());
    for (const buffer &g : out.grad) EXPECT_TRUE(g.is_poisoned());
}

TEST(embedding_bad_calls, of_triplets) {
    const triplet_case c(SIMDLOSS_F32, 4, 8);
    using t = triplet_case;
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.margin", [](t &x, pointers &) { x.desc.margin = 0; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.p", [](t &x, pointers &) { x.desc.p = -1; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.p", [](t &x, pointers &) { x.desc.p = nan; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.eps", [](t &x, pointers &) { x.desc.eps = inf; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.swap", [](t &x, pointers &) { x.desc.swap = 2; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.distance", [](t &x, pointers &) { x.desc.distance = 3; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.zero_gradient", [](t &x, pointers &) { x.desc.zero_gradient = 2; });
    expect_refused(c, SIMDLOSS_STATUS_SHAPE, "desc.batch", [](t &x, pointers &) { x.desc.batch = -1; });
    expect_refused(c, SIMDLOSS_STATUS_STRIDE, "desc.anchor_stride", [](t &x, pointers &) { x.desc.anchor_stride = 7; });
    expect_refused(
        c, SIMDLOSS_STATUS_STRIDE, "desc.positive_stride", [](t &x, pointers &) { x.desc.positive_stride = 7; });
    expect_refused(
        c, SIMDLOSS_STATUS_STRIDE, "desc.negative_stride", [](t &x, pointers &) { x.desc.negative_stride = -8; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "anchor", [](t &, pointers &p) { p.in[0] = nullptr; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "negative", [](t &, pointers &p) { p.in[2] = nullptr; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "no output",
        [](t &, pointers &p) { p.loss = p.grad[0] = p.grad[1] = p.grad[2] = nullptr; });
    expect_refused(
        c, SIMDLOSS_STATUS_ALIAS, "grad_anchor", [](t &, pointers &p) { p.grad[0] = const_cast<void *>(p.in[2]); });
    expect_refused(c, SIMDLOSS_STATUS_ALIAS, "grad_negative", [](t &, pointers &p) { p.grad[2] = p.grad[1]; });
    expect_refused(c, SIMDLOSS_STATUS_ALIAS, "there is nothing to add to", [](t &x, pointers &p) {
        x.desc.accumulate = 1;
        p.grad[2] = const_cast<void *>(p.in[2]);
    });
}

TEST(embedding_bad_calls, of_pairs) {
    const cosine_embedding_case c(SIMDLOSS_F32, 4, 8);
    using e = cosine_embedding_case;
    expect_refused(
        c, SIMDLOSS_STATUS_DTYPE, "desc.target_dtype", [](e &x, pointers &) { x.desc.target_dtype = SIMDLOSS_U16; });
    expect_refused(c, SIMDLOSS_STATUS_OPTION, "desc.margin", [](e &x, pointers &) { x.desc.margin = nan; });
    expect_refused(c, SIMDLOSS_STATUS_NULL_POINTER, "target", [](e &, pointers &p) { p.in[2] = nullptr; });
    expect_refused(c, SIMDLOSS_STATUS_STRIDE, "desc.x2_stride", [](e &x, pointers &) { x.desc.x2_stride = 3; });
    expect_refused(c, SIMDLOSS_STATUS_SHAPE, "desc.features", [](e &x, pointers &) { x.desc.features = -3; });
    const contrastive_case d(SIMDLOSS_F32, 4, 8);
    using k = contrastive_case;
    expect_refused(d, SIMDLOSS_STATUS_OPTION, "desc.half", [](k &x, pointers &) { x.desc.half = 3; });
    expect_refused(
        d, SIMDLOSS_STATUS_OPTION, "desc.one_is_similar", [](k &x, pointers &) { x.desc.one_is_similar = -1; });
    expect_refused(
        d, SIMDLOSS_STATUS_DTYPE, "grad_target", [](k &x, pointers &) { x.desc.target_dtype = SIMDLOSS_U8; });
    const pairwise_distance_case p(SIMDLOSS_F32, 4, 8);
    expect_refused(
        p, SIMDLOSS_STATUS_OPTION, "desc.reserved", [](pairwise_distance_case &x, pointers &) { x.desc.reserved = 1; });
    const cosine_similarity_case s(SIMDLOSS_F32, 4, 8);
    expect_refused(
        s, SIMDLOSS_STATUS_OPTION, "desc.eps", [](cosine_similarity_case &x, pointers &) { x.desc.eps = 0; });
}

INSTANTIATE_TEST_SUITE_P(each, embedding, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
