// Cross-entropy against the oracle, for every instruction set: types, layouts, reductions and sizes at default options.
// The options are in cross_entropy_options_test.cpp.

#include "support/cross_entropy.hpp"

namespace simdloss_test {
namespace {

class cross_entropy : public each_isa {};

constexpr simdloss_reduction reductions[] = {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN};

TEST_P(cross_entropy, every_type_layout_and_reduction) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int64_t inner : {1, 5, 37}) {
            for (const std::int64_t padding : {0, 3}) {
                for (const simdloss_reduction reduction : reductions) {
                    for (const placement where : placements) {
                        cross_entropy_case c(dtype, 3, 19, inner);
                        c.desc.batch_stride = padding == 0 ? 0 : c.layout().item() + padding;
                        c.desc.reduction = reduction;
                        c.where = where;
                        check(c);
                    }
                }
            }
        }
    }
}

TEST_P(cross_entropy, every_remainder_of_classes) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (std::int64_t classes = 1; classes <= 70; ++classes) {
            check(cross_entropy_case(dtype, 3, classes));
            check(cross_entropy_case(dtype, 1, classes, 3));
        }
        for (const std::int64_t classes : {127, 128, 129, 130, 1000}) check(cross_entropy_case(dtype, 2, classes));
    }
}

TEST_P(cross_entropy, long_rows) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int64_t classes : {4095, 4096, 4097, 10007}) check(cross_entropy_case(dtype, 2, classes));
        check(cross_entropy_case(dtype, 1, 4099, 3));
    }
}

TEST_P(cross_entropy, every_number_of_rows_and_lanes) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (std::int64_t rows = 1; rows <= 70; ++rows) check(cross_entropy_case(dtype, rows, 7));
        for (std::int64_t inner = 2; inner <= 70; ++inner) check(cross_entropy_case(dtype, 2, 3, inner));
        for (const std::int64_t rows : {255, 256, 257, 517}) check(cross_entropy_case(dtype, rows, 2));
        check(cross_entropy_case(dtype, 1, 3, 521));
    }
}

TEST_P(cross_entropy, every_kind_of_value) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            for (const auto &[batch, classes, inner] : {std::tuple{7, 37, 1}, {2, 11, 9}, {40, 5, 1}, {2, 4100, 1}}) {
                for (const gradient_goes where : {gradient_goes::elsewhere, gradient_goes::in_place}) {
                    cross_entropy_case c(dtype, batch, classes, inner);
                    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                    c.kind = kind;
                    c.gradient = where;
                    check(c);
                }
            }
        }
    }
}

TEST_P(cross_entropy, every_class_as_target) {
    for (const simdloss_dtype dtype : float_dtypes) {
        const std::int64_t classes = 67;
        cross_entropy_case c(dtype, classes, classes);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.desc.ignore_index = INT64_MIN;
        cross_entropy_inputs in(c);
        for (std::int64_t r = 0; r < classes; ++r) in.target.set_index(r, r);
        const auto expected = expected_of<long double>(c, in);
        cross_entropy_outputs out(c);
        ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(dtype)));
        EXPECT_TRUE(all_within(out.grad_logits, expected.grad_logits, grad_ulps(dtype)));
    }
}

// The three outputs in every combination but none at all; what is asked for has the same bits.
TEST_P(cross_entropy, outputs_that_are_not_wanted) {
    const cross_entropy_case c(SIMDLOSS_F32, 5, 33, 2);
    const cross_entropy_inputs in(c);
    cross_entropy_outputs all(c), loss_only(c), stats_only(c), fused_loss_only(c), fused_grad_only(c);
    ASSERT_EQ(forward(c, in, all), SIMDLOSS_STATUS_OK);
    ASSERT_EQ(backward(c, in, all), SIMDLOSS_STATUS_OK);
    const auto call_forward = [&](void *loss, void *row_stats) {
        return simdloss_cross_entropy_forward(
            &c.desc, nullptr, in.logits.data(), in.target.data(), nullptr, nullptr, loss, row_stats);
    };
    const auto call_fused = [&](void *loss, void *grad_logits) {
        return simdloss_cross_entropy_forward_backward(
            &c.desc, nullptr, in.logits.data(), in.target.data(), nullptr, nullptr, nullptr, loss, grad_logits);
    };
    EXPECT_EQ(call_forward(loss_only.loss.data(), nullptr), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(call_forward(nullptr, stats_only.row_stats.data()), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(call_fused(fused_loss_only.loss.data(), nullptr), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(call_fused(nullptr, fused_grad_only.grad_logits.data()), SIMDLOSS_STATUS_OK);
    EXPECT_TRUE(same_bits(loss_only.loss, all.loss));
    EXPECT_TRUE(same_bits(stats_only.row_stats, all.row_stats));
    EXPECT_TRUE(same_bits(fused_loss_only.loss, all.loss));
    EXPECT_TRUE(same_bits(fused_grad_only.grad_logits, all.grad_logits));
}

// An ignored row: loss 0, statistics 0, gradient +0; its logits, all NaN here, are not read.
TEST_P(cross_entropy, ignored_rows_are_zero) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int64_t inner : {1, 4}) {
            cross_entropy_case c(dtype, 6, 21, inner);
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            c.ignored_percent = 50;
            const cross_entropy_inputs in(c);
            cross_entropy_outputs out(c);
            ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK);
            ASSERT_EQ(backward(c, in, out), SIMDLOSS_STATUS_OK);
            int ignored = 0;
            for (std::int64_t r = 0; r < c.layout().rows(); ++r) {
                if (in.target.get_index(r) != c.desc.ignore_index) continue;
                ++ignored;
                EXPECT_EQ(out.loss.get(r), 0);
                EXPECT_EQ(out.row_stats.get(r), 0);
                EXPECT_EQ(out.row_stats.get(c.layout().rows() + r), 0);
                for (std::int64_t k = 0; k < c.desc.classes; ++k) {
                    ASSERT_EQ(out.grad_logits.get(c.layout().offset(r, k)), 0);
                }
            }
            EXPECT_GT(ignored, 0);
        }
    }
}

// SUM of no rows is 0, MEAN is what empty_mean says, and so is the mean where every row is ignored.
TEST_P(cross_entropy, nothing_to_reduce) {
    const std::int64_t ignored = -100;
    const float logits[3] = {1, 2, 3};
    for (const std::int64_t batch : {0, 1}) {
        cross_entropy_case c(SIMDLOSS_F32, batch, 3);
        const auto loss_of = [&](simdloss_reduction reduction, std::int32_t empty_mean) {
            c.desc.reduction = reduction;
            c.desc.empty_mean = empty_mean;
            float loss = 7;
            float grad[3] = {7, 7, 7};
            EXPECT_EQ(simdloss_cross_entropy_forward_backward(
                          &c.desc, nullptr, logits, &ignored, nullptr, nullptr, nullptr, &loss, grad),
                SIMDLOSS_STATUS_OK);
            for (const float g : grad) EXPECT_EQ(g, batch == 0 ? 7 : 0);
            return loss;
        };
        EXPECT_EQ(loss_of(SIMDLOSS_REDUCTION_SUM, SIMDLOSS_EMPTY_MEAN_NAN), 0);
        EXPECT_TRUE(std::isnan(loss_of(SIMDLOSS_REDUCTION_MEAN, SIMDLOSS_EMPTY_MEAN_NAN)));
        EXPECT_EQ(loss_of(SIMDLOSS_REDUCTION_MEAN, SIMDLOSS_EMPTY_MEAN_ZERO), 0);
        EXPECT_EQ(loss_of(SIMDLOSS_REDUCTION_NONE, SIMDLOSS_EMPTY_MEAN_NAN), batch == 0 ? 7 : 0);
        c.desc.mean_denominator = 4; // then the mean is not empty
        EXPECT_EQ(loss_of(SIMDLOSS_REDUCTION_MEAN, SIMDLOSS_EMPTY_MEAN_NAN), 0);
    }
}

// A weight of 0 takes an infinite loss out of the sum; a NaN stays: NaN in, NaN out.
TEST_P(cross_entropy, a_weight_of_zero_silences_infinity_but_not_nan) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const float logits[3][2] = {{-infinity, 1}, {std::numeric_limits<float>::quiet_NaN(), 1}, {0, 0}};
    const std::int64_t target[3] = {0, 1, 0};
    const float zeros[3] = {};
    cross_entropy_case c(SIMDLOSS_F32, 3, 2);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    for (const bool by_class : {false, true}) {
        float loss[3];
        ASSERT_EQ(simdloss_cross_entropy_forward(&c.desc, nullptr, logits, target, by_class ? zeros : nullptr,
                      by_class ? nullptr : zeros, loss, nullptr),
            SIMDLOSS_STATUS_OK);
        EXPECT_EQ(loss[0], 0);
        EXPECT_TRUE(std::isnan(loss[1]));
        EXPECT_EQ(loss[2], 0);
    }
}

// Without classes no target can be right; ignored rows can.
TEST_P(cross_entropy, no_classes) {
    cross_entropy_case c(SIMDLOSS_F32, 2, 0);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    const float nothing = 0;
    float loss[2] = {7, 7};
    const std::int64_t ignored[2] = {-100, -100};
    const std::int64_t kept[2] = {-100, 0};
    EXPECT_EQ(simdloss_cross_entropy_forward(&c.desc, nullptr, &nothing, kept, nullptr, nullptr, loss, nullptr),
        SIMDLOSS_STATUS_TARGET);
    EXPECT_EQ(loss[0], 7);
    EXPECT_EQ(simdloss_cross_entropy_forward(&c.desc, nullptr, &nothing, ignored, nullptr, nullptr, loss, nullptr),
        SIMDLOSS_STATUS_OK);
    EXPECT_EQ(loss[0], 0);
    EXPECT_EQ(loss[1], 0);
}

INSTANTIATE_TEST_SUITE_P(isa, cross_entropy, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
