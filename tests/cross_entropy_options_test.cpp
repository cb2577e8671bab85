// The options of cross-entropy against the oracle: each one alone, then every pair of settings of any two.

#include "support/cross_entropy.hpp"
#include "support/options.hpp"

namespace simdloss_test {
namespace {

class cross_entropy_options : public each_isa {};

std::vector<factor<cross_entropy_case>> all_factors() {
    using desc = simdloss_cross_entropy_desc;
    using c = cross_entropy_case;
    // cross_entropy_test.cpp has the values with a NaN loss, unreduced.
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
        field<c>("label_smoothing", &desc::label_smoothing, {0.0, 0.1, 1.0}),
        field<c>("z_loss", &desc::z_loss, {0.0, 1e-4, 0.5}),
        field<c>("softcap", &desc::softcap, {0.0, 2.0, 30.0}),
        field<c>("temperature", &desc::temperature, {1.0, 0.7, 2.0}),
        field<c>("mean_denominator", &desc::mean_denominator, {0.0, 12.5}),
        flag("class_weight", &c::class_weight, false),
        flag("row_weight", &c::row_weight, false),
        flag("grad_loss", &c::grad_loss, false),
        flag("saved_stats", &c::saved_stats, true),
        gradients<c>(),
        placement_factor<c>(),
    };
}

TEST_P(cross_entropy_options, each_alone) { check_each_alone(all_factors()); }

TEST_P(cross_entropy_options, every_pair) { check_every_pair(all_factors()); }

// Every target type, where ignore_index is compared after widening: 255 in U8 and -1 in I8 are different numbers.
TEST_P(cross_entropy_options, ignore_index_is_compared_as_int64) {
    for (const simdloss_dtype dtype : index_dtypes) {
        for (const std::int64_t ignore : {lowest_index(dtype), highest_index(dtype), std::int64_t{2}}) {
            cross_entropy_case c(SIMDLOSS_F32, 30, 5);
            c.desc.target_dtype = dtype;
            c.desc.ignore_index = ignore;
            c.ignored_percent = 30;
            if (ignore != INT64_MIN) check(c); // which is "none"
        }
    }
}

// The denominator function, for every denominator; it adds up over parts to what one call uses.
TEST_P(cross_entropy_options, denominator_adds_up_over_parts) {
    for (int which = SIMDLOSS_DENOMINATOR_DEFAULT; which <= SIMDLOSS_DENOMINATOR_BATCH; ++which) {
        for (const bool weighted : {false, true}) {
            cross_entropy_case c(SIMDLOSS_F32, 20, 7, 3);
            c.desc.denominator = which;
            c.desc.reduction = SIMDLOSS_REDUCTION_SUM; // not looked at
            c.class_weight = c.row_weight = weighted;
            c.ignored_percent = 30;
            const cross_entropy_inputs in(c);
            const auto expected = expected_of<double>(c, in);
            std::int64_t kept = -1;
            double weight = -1;
            const auto denominator_of = [&](std::int64_t first, std::int64_t batch, std::int64_t *k, double *w) {
                simdloss_cross_entropy_desc desc = c.desc;
                desc.batch = batch;
                const auto *target = static_cast<const std::int64_t *>(in.target.data()) + first * c.desc.inner;
                const auto *row_weight = static_cast<const float *>(in.row_weight_data());
                return simdloss_cross_entropy_denominator(&desc, nullptr, target, in.class_weight_data(),
                    row_weight == nullptr ? nullptr : row_weight + first * c.desc.inner, k, w);
            };
            ASSERT_EQ(denominator_of(0, 20, &kept, &weight), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            EXPECT_EQ(kept, expected.kept);
            // Weights are f32 and their sums f64: a sum of 60 of them is exact to a few ULP of double.
            EXPECT_NEAR(weight, expected.denominator, 1e-13 * std::fabs(expected.denominator))
                << "denominator " << which;
            std::int64_t kept_parts[2] = {};
            double weight_parts[2] = {};
            ASSERT_EQ(denominator_of(0, 13, &kept_parts[0], &weight_parts[0]), SIMDLOSS_STATUS_OK);
            ASSERT_EQ(denominator_of(13, 7, &kept_parts[1], &weight_parts[1]), SIMDLOSS_STATUS_OK);
            EXPECT_EQ(kept_parts[0] + kept_parts[1], kept);
            EXPECT_NEAR(weight_parts[0] + weight_parts[1], weight, 1e-13 * std::fabs(weight));
            ASSERT_EQ(denominator_of(0, 20, nullptr, &weight), SIMDLOSS_STATUS_OK);
            ASSERT_EQ(denominator_of(0, 20, &kept, nullptr), SIMDLOSS_STATUS_OK);
        }
    }
}

// An infinite logit under a soft-cap is the cap, so that nothing is infinite any more.
TEST_P(cross_entropy_options, softcap_bounds_infinite_logits) {
    for (const values kind : {values::minus_inf, values::plus_inf, values::huge, values::nan}) {
        cross_entropy_case c(SIMDLOSS_F32, 6, 23);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.desc.softcap = 5;
        c.kind = kind;
        check(c);
    }
}

// With smoothing, a -inf logit makes the loss infinite unless its class weight is 0; the gradient stays finite.
TEST_P(cross_entropy_options, infinite_loss_and_zero_weight) {
    for (const double smoothing : {0.0, 0.1}) {
        cross_entropy_case c(SIMDLOSS_F32, 1, 4);
        c.desc.label_smoothing = smoothing;
        c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
        c.class_weight = true;
        c.ignored_percent = 0;
        cross_entropy_inputs in(c);
        in.target.set_index(0, 1);
        in.logits.set(2, -std::numeric_limits<double>::infinity());
        for (const double weight : {0.0, 2.0}) {
            in.class_weight->set(2, weight);
            const auto expected = expected_of<double>(c, in);
            EXPECT_EQ(std::isinf(expected.loss[0].value), smoothing > 0 && weight > 0);
            cross_entropy_outputs out(c);
            ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
            EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(SIMDLOSS_F32)));
            EXPECT_TRUE(all_within(out.grad_logits, expected.grad_logits, grad_ulps(SIMDLOSS_F32)));
        }
    }
}

// Kept rows whose weights are all 0 make an empty mean as well: 0/0, or 0.
TEST_P(cross_entropy_options, mean_of_zero_weights) {
    for (const std::int32_t empty_mean : {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}) {
        cross_entropy_case c(SIMDLOSS_F32, 5, 4);
        c.class_weight = true;
        c.desc.empty_mean = empty_mean;
        cross_entropy_inputs in(c);
        for (std::int64_t k = 0; k < 4; ++k) in.class_weight->set(k, 0);
        const auto expected = expected_of<double>(c, in);
        EXPECT_EQ(std::isnan(expected.loss[0].value), empty_mean == SIMDLOSS_EMPTY_MEAN_NAN);
        cross_entropy_outputs out(c);
        ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
        EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(SIMDLOSS_F32)));
        EXPECT_TRUE(all_within(out.grad_logits, expected.grad_logits, grad_ulps(SIMDLOSS_F32)));
    }
}

INSTANTIATE_TEST_SUITE_P(isa, cross_entropy_options, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
