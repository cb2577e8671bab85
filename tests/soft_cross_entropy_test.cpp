// Cross-entropy with probability targets against the oracle, for every instruction set.

#include "support/options.hpp"
#include "support/soft_cross_entropy.hpp"

namespace simdloss_test {
namespace {

class soft_cross_entropy : public each_isa {};
using soft_case = soft_cross_entropy_case;

std::vector<factor<soft_case>> all_factors() {
    using desc = simdloss_soft_cross_entropy_desc;
    using c = soft_case;
    return {
        layouts<c>(),
        strides<c>(),
        finite_kinds<c>(),
        setting_of(
            "targets", &c::targets, {soft_targets::probabilities, soft_targets::one_hot, soft_targets::unnormalised}),
        dtypes<c>(&desc::dtype),
        reductions<c>(&desc::reduction),
        denominators<c>(&desc::denominator),
        field<c>("empty_mean", &desc::empty_mean, {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}),
        field<c>("label_smoothing", &desc::label_smoothing, {0.0, 0.1, 1.0}),
        field<c>("mean_denominator", &desc::mean_denominator, {0.0, 12.5}),
        flag("class_weight", &c::class_weight, false),
        flag("row_weight", &c::row_weight, false),
        flag("grad_loss", &c::grad_loss, false),
        flag("saved_stats", &c::saved_stats, true),
        gradients<c>(),
        placement_factor<c>(),
    };
}

TEST_P(soft_cross_entropy, each_option_alone) { check_each_alone(all_factors()); }

TEST_P(soft_cross_entropy, every_pair_of_options) { check_every_pair(all_factors()); }

TEST_P(soft_cross_entropy, every_type_layout_and_reduction) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const auto reduction : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}) {
            check_sizes<soft_case>(dtype, [=](soft_case &c) { c.desc.reduction = reduction; });
        }
    }
}

TEST_P(soft_cross_entropy, every_kind_of_value) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            for (const soft_targets targets : {soft_targets::probabilities, soft_targets::one_hot}) {
                for (const auto &[batch, classes, inner] :
                    {std::tuple{7, 37, 1}, {2, 11, 9}, {40, 5, 1}, {2, 4100, 1}}) {
                    soft_case c(dtype, batch, classes, inner);
                    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                    c.kind = kind;
                    c.targets = targets;
                    check(c);
                    c.gradient = gradient_goes::in_place;
                    check(c);
                }
            }
        }
    }
}

// A NaN in a target is that row's loss and gradient for the logits; the gradient for the target does not depend on it.
TEST_P(soft_cross_entropy, nan_in_a_target) {
    for (const auto &[classes, inner] : {std::pair{33, 1}, {5, 1}, {5, 6}}) {
        soft_case c(SIMDLOSS_F32, 6, classes, inner);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        soft_cross_entropy_inputs in(c);
        in.target.set(c.layout().offset(2, 3), std::numeric_limits<double>::quiet_NaN());
        const auto expected = expected_of<double>(c, in);
        EXPECT_TRUE(std::isnan(expected.loss[2].value) && !std::isnan(expected.loss[1].value));
        soft_cross_entropy_outputs out(c);
        ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
        EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(SIMDLOSS_F32)));
        EXPECT_TRUE(all_within(out.grad_logits, expected.grad_logits, grad_ulps(SIMDLOSS_F32)));
        EXPECT_TRUE(all_within(out.grad_target, expected.grad_target, grad_ulps(SIMDLOSS_F32)));
    }
}

// A one-hot target is the class index of simdloss_cross_entropy: the same loss and gradient, to the bounds of both.
TEST_P(soft_cross_entropy, one_hot_is_the_class_index) {
    soft_case c(SIMDLOSS_F64, 30, 50);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    c.targets = soft_targets::one_hot;
    c.kind = values::confident;
    c.class_weight = true;
    const soft_cross_entropy_inputs in(c);
    soft_cross_entropy_outputs out(c);
    ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
    simdloss_cross_entropy_desc desc;
    simdloss_cross_entropy_desc_init(&desc, sizeof desc);
    desc.dtype = SIMDLOSS_F64;
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    desc.batch = 30;
    desc.classes = 50;
    std::vector<std::int64_t> target(30);
    for (std::int64_t r = 0; r < 30; ++r) {
        while (in.target.get(c.layout().offset(r, target[static_cast<std::size_t>(r)])) == 0) {
            ++target[static_cast<std::size_t>(r)];
        }
    }
    buffer loss(SIMDLOSS_F64, 30), grad(SIMDLOSS_F64, 1500);
    ASSERT_EQ(simdloss_cross_entropy_forward_backward(&desc, nullptr, in.logits.data(), target.data(),
                  data_of(in.class_weight), nullptr, nullptr, loss.data(), grad.data()),
        SIMDLOSS_STATUS_OK);
    for (std::int64_t r = 0; r < 30; ++r) EXPECT_NEAR(out.loss.get(r), loss.get(r), 1e-14 * loss.get(r));
    for (std::int64_t i = 0; i < 1500; ++i) {
        EXPECT_NEAR(out.grad_logits.get(i), grad.get(i), 1e-14 * std::fabs(grad.get(i)));
    }
}

// Gradients that are too large for the caches are written past them.
TEST_P(soft_cross_entropy, past_the_caches) {
    for (const shape &each : {shape{2100, 1003, 1}, {210001, 10, 1}, {2, 21, 50003}}) {
        soft_case c(SIMDLOSS_F32, each.batch, each.classes, each.inner);
        c.desc.label_smoothing = 0.1;
        check(c);
    }
}

// A -inf with a weight makes the loss +inf, wherever it stands: also in chunks that hold nothing else.
TEST_P(soft_cross_entropy, chunks_of_minus_infinity) {
    constexpr std::int64_t chunk = 4096, classes = 4 * chunk;
    constexpr float inf = std::numeric_limits<float>::infinity();
    for (std::int64_t finite = 0; finite < 4; ++finite) {
        std::vector<float> logits(classes, -inf), target(classes, 0), grad(classes);
        for (std::int64_t j = 0; j < chunk; ++j) logits[static_cast<std::size_t>(finite * chunk + j)] = 1;
        soft_case c(SIMDLOSS_F32, 1, classes);
        const auto loss_of = [&](double label_smoothing) {
            c.desc.label_smoothing = label_smoothing;
            float loss = 7;
            EXPECT_EQ(simdloss_soft_cross_entropy_forward_backward(&c.desc, nullptr, logits.data(), target.data(),
                          nullptr, nullptr, nullptr, &loss, grad.data(), nullptr),
                SIMDLOSS_STATUS_OK);
            return loss;
        };
        EXPECT_EQ(loss_of(0.1), inf);
        EXPECT_EQ(loss_of(0), 0); // no weight at all
        target[static_cast<std::size_t>(finite * chunk + 5)] = 1;
        EXPECT_NEAR(loss_of(0), std::log(4096.0F), 1e-6F);
        EXPECT_NEAR(grad[static_cast<std::size_t>(finite * chunk + 5)], 1.0F / 4096 - 1, 1e-7F);
        EXPECT_EQ(grad[static_cast<std::size_t>((finite + 1) % 4 * chunk)], 0);
    }
}

// Each output alone has the bits that it has beside the others.
TEST_P(soft_cross_entropy, outputs_that_are_not_wanted) {
    const soft_case c(SIMDLOSS_F32, 5, 33, 2);
    const soft_cross_entropy_inputs in(c);
    soft_cross_entropy_outputs all(c), alone(c), fused(c);
    ASSERT_EQ(forward(c, in, all), SIMDLOSS_STATUS_OK);
    ASSERT_EQ(backward(c, in, all), SIMDLOSS_STATUS_OK);
    const void *x = in.logits.data(), *t = in.target.data();
    EXPECT_EQ(simdloss_soft_cross_entropy_forward(&c.desc, nullptr, x, t, nullptr, nullptr, alone.loss.data(), nullptr),
        SIMDLOSS_STATUS_OK);
    EXPECT_EQ(
        simdloss_soft_cross_entropy_forward(&c.desc, nullptr, x, t, nullptr, nullptr, nullptr, alone.row_stats.data()),
        SIMDLOSS_STATUS_OK);
    const auto call_backward = [&](void *grad_logits, void *grad_target) {
        return simdloss_soft_cross_entropy_backward(
            &c.desc, nullptr, x, t, nullptr, nullptr, nullptr, nullptr, grad_logits, grad_target);
    };
    EXPECT_EQ(call_backward(alone.grad_logits.data(), nullptr), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(call_backward(nullptr, alone.grad_target.data()), SIMDLOSS_STATUS_OK);
    const auto call_fused = [&](void *loss, void *grad_logits, void *grad_target) {
        return simdloss_soft_cross_entropy_forward_backward(
            &c.desc, nullptr, x, t, nullptr, nullptr, nullptr, loss, grad_logits, grad_target);
    };
    EXPECT_EQ(call_fused(fused.loss.data(), nullptr, nullptr), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(call_fused(nullptr, fused.grad_logits.data(), nullptr), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(call_fused(nullptr, nullptr, fused.grad_target.data()), SIMDLOSS_STATUS_OK);
    for (const auto *some : {&alone, &fused}) {
        EXPECT_TRUE(same_bits(some->loss, all.loss));
        EXPECT_TRUE(same_bits(some->grad_logits, all.grad_logits));
        EXPECT_TRUE(same_bits(some->grad_target, all.grad_target));
    }
    EXPECT_TRUE(same_bits(alone.row_stats, all.row_stats));
}

// No rows, rows of no classes, and rows that all have weight 0.
TEST_P(soft_cross_entropy, nothing_to_reduce) {
    const float logits[3] = {1, 2, 3}, target[3] = {0.5F, 0.25F, 0.25F}, zero = 0;
    const auto loss_of = [&](std::int64_t batch, std::int64_t classes, simdloss_reduction reduction,
                             std::int32_t empty_mean, const float *row_weight) {
        soft_case c(SIMDLOSS_F32, batch, classes);
        c.desc.reduction = reduction;
        c.desc.denominator = SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT;
        c.desc.empty_mean = empty_mean;
        float loss = 7, grad[3] = {7, 7, 7}, grad_target[3] = {7, 7, 7};
        EXPECT_EQ(simdloss_soft_cross_entropy_forward_backward(
                      &c.desc, nullptr, logits, target, nullptr, row_weight, nullptr, &loss, grad, grad_target),
            SIMDLOSS_STATUS_OK)
            << simdloss_last_error();
        const bool written = batch > 0 && classes > 0;
        EXPECT_EQ(grad[2] == 7, !written);
        EXPECT_EQ(grad_target[2] == 7, !written);
        return loss;
    };
    constexpr auto mean = SIMDLOSS_REDUCTION_MEAN, sum = SIMDLOSS_REDUCTION_SUM;
    EXPECT_EQ(loss_of(0, 3, sum, SIMDLOSS_EMPTY_MEAN_NAN, nullptr), 0);
    EXPECT_TRUE(std::isnan(loss_of(0, 3, mean, SIMDLOSS_EMPTY_MEAN_NAN, nullptr)));
    EXPECT_EQ(loss_of(0, 3, mean, SIMDLOSS_EMPTY_MEAN_ZERO, nullptr), 0);
    EXPECT_EQ(loss_of(0, 3, SIMDLOSS_REDUCTION_NONE, SIMDLOSS_EMPTY_MEAN_ZERO, nullptr), 7);
    EXPECT_EQ(loss_of(1, 0, mean, SIMDLOSS_EMPTY_MEAN_NAN, nullptr), 0);
    EXPECT_TRUE(std::isnan(loss_of(1, 3, mean, SIMDLOSS_EMPTY_MEAN_NAN, &zero)));
    EXPECT_EQ(loss_of(1, 3, mean, SIMDLOSS_EMPTY_MEAN_ZERO, &zero), 0);
}

INSTANTIATE_TEST_SUITE_P(isa, soft_cross_entropy, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
