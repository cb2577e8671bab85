// The negative log-likelihood on log-probabilities against the oracle, for every instruction set.

#include "support/nll.hpp"
#include "support/options.hpp"

namespace simdloss_test {
namespace {

class nll : public each_isa {};

std::vector<factor<nll_case>> all_factors() {
    using desc = simdloss_nll_desc;
    using c = nll_case;
    return {
        layouts<c>(),
        strides<c>(),
        finite_kinds<c>(),
        dtypes<c>(&desc::dtype),
        target_dtypes<c>(&desc::target_dtype),
        reductions<c>(&desc::reduction),
        denominators<c>(&desc::denominator),
        field<c>("empty_mean", &desc::empty_mean, {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}),
        ignore_indices<c>(),
        field<c>("mean_denominator", &desc::mean_denominator, {0.0, 12.5}),
        flag("class_weight", &c::class_weight, false),
        flag("row_weight", &c::row_weight, false),
        flag("grad_loss", &c::grad_loss, false),
        gradients<c>(),
        placement_factor<c>(),
    };
}

TEST_P(nll, each_option_alone) { check_each_alone(all_factors()); }

TEST_P(nll, every_pair_of_options) { check_every_pair(all_factors()); }

TEST_P(nll, every_type_and_layout) {
    for (const simdloss_dtype dtype : float_dtypes) check_sizes<nll_case>(dtype, [](nll_case &) {});
}

TEST_P(nll, every_kind_of_value) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            nll_case c(dtype, 40, 7, 3);
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            c.kind = kind;
            check(c);
        }
    }
}

// Only the targets' entries are read; all others may be NaN.
TEST_P(nll, other_entries_are_not_read) {
    nll_case c(SIMDLOSS_F32, 30, 9, 2);
    nll_inputs in(c);
    for (std::int64_t r = 0; r < 60; ++r) {
        for (std::int64_t k = 0; k < 9; ++k) {
            if (k != in.target.get_index(r)) {
                in.log_prob.set(c.layout().offset(r, k), std::numeric_limits<double>::quiet_NaN());
            }
        }
    }
    const auto expected = expected_of<double>(c, in);
    ASSERT_FALSE(std::isnan(expected.loss[0].value));
    nll_outputs out(c);
    ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
    EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(SIMDLOSS_F32)));
    EXPECT_TRUE(all_within(out.grad_log_prob, expected.grad_log_prob, grad_ulps(SIMDLOSS_F32)));
}

// What is added to is left alone where nothing is added, to the bit.
TEST_P(nll, accumulate_touches_the_targets_entries_alone) {
    nll_case c(SIMDLOSS_F32, 30, 9, 2);
    c.gradient = gradient_goes::added;
    c.desc.accumulate = 1;
    const nll_inputs in(c);
    nll_outputs out(c);
    for (std::int64_t i = 0; i < out.grad_log_prob.count(); ++i) out.grad_log_prob.set(i, -0.0);
    ASSERT_EQ(backward(c, in, out), SIMDLOSS_STATUS_OK);
    for (std::int64_t r = 0; r < 60; ++r) {
        for (std::int64_t k = 0; k < 9; ++k) {
            const double g = out.grad_log_prob.get(c.layout().offset(r, k));
            if (k == in.target.get_index(r)) EXPECT_LT(g, 0);
            else EXPECT_TRUE(g == 0 && std::signbit(g)) << g;
        }
    }
}

// A weight of 0 switches an infinite entry off; a NaN gets through.
TEST_P(nll, zero_weight) {
    nll_case c(SIMDLOSS_F32, 2, 3);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    const float log_prob[6] = {-1, -std::numeric_limits<float>::infinity(), -2, std::nanf(""), -1, -2};
    const std::int64_t target[2] = {1, 0};
    const float class_weight[3] = {0, 0, 1};
    float loss[2] = {7, 7};
    ASSERT_EQ(
        simdloss_nll_forward(&c.desc, nullptr, log_prob, target, class_weight, nullptr, loss), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(loss[0], 0);
    EXPECT_TRUE(std::isnan(loss[1]));
}

TEST_P(nll, nothing_to_reduce) {
    const std::int64_t ignored = -100;
    const float log_prob[3] = {-1, -2, -3};
    for (const std::int64_t batch : {0, 1}) {
        for (const std::int32_t empty_mean : {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}) {
            nll_case c(SIMDLOSS_F32, batch, 3);
            c.desc.empty_mean = empty_mean;
            float loss = 7, grad[3] = {7, 7, 7};
            ASSERT_EQ(simdloss_nll_forward_backward(
                          &c.desc, nullptr, log_prob, &ignored, nullptr, nullptr, nullptr, &loss, grad),
                SIMDLOSS_STATUS_OK);
            EXPECT_EQ(std::isnan(loss), empty_mean == SIMDLOSS_EMPTY_MEAN_NAN);
            EXPECT_EQ(grad[1], batch == 0 ? 7 : 0);
            c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
            ASSERT_EQ(simdloss_nll_forward(&c.desc, nullptr, log_prob, &ignored, nullptr, nullptr, &loss),
                SIMDLOSS_STATUS_OK);
            EXPECT_EQ(loss, 0);
        }
    }
}

// Gradients that are too large for the caches are written past them: rows of whole and of broken cache lines, rows with
// gaps between them, the class axis in the middle, and each size of element.
TEST_P(nll, past_the_caches) {
    for (const auto &[dtype, each, padding] : {std::tuple{SIMDLOSS_F32, shape{2100, 1003, 1}, 0},
             {SIMDLOSS_F64, {1100, 1003, 1}, 5}, {SIMDLOSS_BF16, {450001, 10, 1}, 0}, {SIMDLOSS_F32, {2, 21, 50003}, 0},
             {SIMDLOSS_F16, {1, 3, 1500000}, 0}}) {
        nll_case c(dtype, each.batch, each.classes, each.inner);
        if (padding > 0) c.desc.batch_stride = c.layout().item() + padding;
        for (const placement where : {placement::at_end, placement::misaligned}) {
            c.where = where;
            check(c);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(isa, nll, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
