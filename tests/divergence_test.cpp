// KL divergence and distillation against the oracle, for every instruction set.

#include "support/divergence.hpp"
#include "support/options.hpp"

namespace simdloss_test {
namespace {

class kl_divergence : public each_isa {};
class distillation : public each_isa {};
constexpr double inf = std::numeric_limits<double>::infinity();

template <class Case> void add_common_factors(std::vector<factor<Case>> &factors) {
    using desc = decltype(Case::desc);
    factors.insert(factors.begin(), layouts<Case>());
    for (auto &&each : {strides<Case>(), finite_kinds<Case>(), dtypes<Case>(&desc::dtype),
             reductions<Case>(&desc::reduction), denominators<Case>(&desc::denominator),
             field<Case>("empty_mean", &desc::empty_mean, {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}),
             field<Case>("mean_denominator", &desc::mean_denominator, {0.0, 12.5}),
             flag("row_weight", &Case::row_weight, false), flag("grad_loss", &Case::grad_loss, false),
             gradients<Case>(), placement_factor<Case>()}) {
        factors.push_back(each);
    }
}

std::vector<factor<kl_divergence_case>> kl_factors() {
    using desc = simdloss_kl_divergence_desc;
    using c = kl_divergence_case;
    std::vector<factor<c>> factors = {
        field<c>("log_target", &desc::log_target, {0, 1}),
        field<c>("class_reduction", &desc::class_reduction,
            {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}),
        setting_of("target", &c::target_kind, {values::normal, values::minus_inf, values::subnormal}),
    };
    add_common_factors(factors);
    return factors;
}

std::vector<factor<distillation_case>> distillation_factors() {
    using desc = simdloss_distillation_desc;
    using c = distillation_case;
    std::vector<factor<c>> factors = {
        field<c>("temperature", &desc::temperature, {1.0, 0.7, 2.0, 4.0}),
        field<c>("squared_temperature", &desc::squared_temperature, {1, 0}),
        setting_of("teacher", &c::target_kind,
            {values::normal, values::confident, values::minus_inf, values::offset, values::all_equal}),
        flag("close", &c::close, false),
        flag("saved_stats", &c::saved_stats, true),
    };
    add_common_factors(factors);
    return factors;
}

TEST_P(kl_divergence, each_option_alone) { check_each_alone(kl_factors()); }
TEST_P(kl_divergence, every_pair_of_options) { check_every_pair(kl_factors()); }
TEST_P(distillation, each_option_alone) { check_each_alone(distillation_factors()); }
TEST_P(distillation, every_pair_of_options) { check_every_pair(distillation_factors()); }

TEST_P(kl_divergence, every_type_layout_and_target) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int32_t log_target : {0, 1}) {
            check_sizes<kl_divergence_case>(dtype, [=](auto &c) {
                c.desc.log_target = log_target;
                c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            });
            check_sizes<kl_divergence_case>(dtype, [=](auto &c) {
                c.desc.log_target = log_target;
                c.desc.class_reduction = SIMDLOSS_REDUCTION_SUM;
                c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            });
        }
    }
}

TEST_P(distillation, every_type_layout_and_reduction) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const auto reduction : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}) {
            check_sizes<distillation_case>(dtype, [=](auto &c) { c.desc.reduction = reduction; });
        }
    }
}

TEST_P(kl_divergence, every_kind_of_value) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            for (const values target :
                {values::normal, values::minus_inf, values::all_minus_inf, values::nan, values::subnormal}) {
                for (const std::int32_t log_target : {0, 1}) {
                    kl_divergence_case c(dtype, 7, 37, 3);
                    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                    c.desc.log_target = log_target;
                    c.kind = kind;
                    c.target_kind = target;
                    check(c);
                }
            }
        }
    }
}

TEST_P(distillation, every_kind_of_value) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values student : all_values) {
            for (const values teacher : all_values) {
                for (const auto &[batch, classes, inner] : {std::tuple{7, 37, 1}, {2, 11, 9}, {40, 5, 1}}) {
                    distillation_case c(dtype, batch, classes, inner);
                    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                    c.kind = student;
                    c.target_kind = teacher;
                    check(c);
                }
            }
        }
        for (const values teacher : {values::normal, values::offset, values::confident, values::large}) {
            distillation_case c(dtype, 2, 4100);
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            c.target_kind = teacher;
            check(c);
        }
    }
}

// Element by element, what is not ordinary: loss, gradient for log_prob, gradient for the target.
TEST_P(kl_divergence, special_values) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    struct row {
        std::int32_t log_target;
        double x, t, loss, by_x, by_t;
    };
    const row rows[] = {
        {0, -1, 0, 0, 0, -inf},
        {0, -inf, 0, 0, 0, nan},
        {0, nan, 0, nan, 0, nan},
        {0, -inf, 0.5, inf, -0.5, inf},
        {0, -1, -0.5, nan, nan, nan},
        {0, -1, nan, nan, nan, nan},
        {1, -1, -inf, 0, 0, 0},
        {1, -inf, -inf, 0, 0, 0},
        {1, -inf, 0, inf, -1, inf},
        {1, nan, 0, nan, -1, nan},
        {1, -1, nan, nan, nan, nan},
    };
    for (const row &each : rows) {
        SCOPED_TRACE(::testing::Message() << "x " << each.x << ", t " << each.t << ", log_target " << each.log_target);
        for (const std::int64_t classes : {1, 40}) {
            kl_divergence_case c(SIMDLOSS_F32, 1, classes);
            c.desc.log_target = each.log_target;
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            divergence_inputs in(c);
            divergence_outputs out(c);
            for (std::int64_t k = 0; k < classes; ++k) {
                in.model.set(k, each.x);
                in.target.set(k, each.t);
            }
            ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
            const auto expect = [](double got, double expected) {
                if (std::isnan(expected)) EXPECT_TRUE(std::isnan(got)) << got;
                else EXPECT_EQ(got, expected);
            };
            for (std::int64_t k = 0; k < classes; ++k) {
                expect(out.loss.get(k), each.loss);
                expect(out.grad_model.get(k), each.by_x);
                expect(out.grad_target.get(k), each.by_t);
            }
        }
    }
}

// A student that is the teacher: nothing to learn, to the bit.
TEST_P(distillation, of_a_student_that_is_the_teacher) {
    for (const simdloss_dtype dtype : float_dtypes) {
        distillation_case c(dtype, 9, 50);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.kind = c.target_kind = values::confident;
        divergence_inputs in(c);
        in.model.copy_from(in.target);
        divergence_outputs out(c);
        ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
        for (std::int64_t r = 0; r < 9; ++r) EXPECT_EQ(out.loss.get(r), 0);
        for (std::int64_t i = 0; i < 450; ++i) ASSERT_EQ(out.grad_model.get(i), 0);
    }
}

template <class Case> void check_outputs_alone(const Case &c) {
    const divergence_inputs in(c);
    divergence_outputs all(c), alone(c);
    ASSERT_EQ(forward(c, in, all), SIMDLOSS_STATUS_OK);
    ASSERT_EQ(backward(c, in, all), SIMDLOSS_STATUS_OK);
    const void *x = in.model.data(), *t = in.target.data();
    const auto fused = [&](void *loss, void *grad_model, void *grad_target) {
        if constexpr (Case::is_distillation) {
            return simdloss_distillation_forward_backward(
                &c.desc, nullptr, x, t, nullptr, nullptr, loss, grad_model, grad_target);
        } else {
            return simdloss_kl_divergence_forward_backward(
                &c.desc, nullptr, x, t, nullptr, nullptr, loss, grad_model, grad_target);
        }
    };
    EXPECT_EQ(fused(alone.loss.data(), nullptr, nullptr), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(fused(nullptr, alone.grad_model.data(), nullptr), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(fused(nullptr, nullptr, alone.grad_target.data()), SIMDLOSS_STATUS_OK);
    EXPECT_TRUE(same_bits(alone.loss, all.loss));
    EXPECT_TRUE(same_bits(alone.grad_model, all.grad_model));
    EXPECT_TRUE(same_bits(alone.grad_target, all.grad_target));
}

TEST_P(kl_divergence, outputs_that_are_not_wanted) { check_outputs_alone(kl_divergence_case(SIMDLOSS_F32, 5, 33, 2)); }
TEST_P(distillation, outputs_that_are_not_wanted) {
    const distillation_case c(SIMDLOSS_F32, 5, 33, 2);
    check_outputs_alone(c);
    const divergence_inputs in(c);
    divergence_outputs all(c), alone(c);
    ASSERT_EQ(forward(c, in, all), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(simdloss_distillation_forward(
                  &c.desc, nullptr, in.model.data(), in.target.data(), nullptr, nullptr, alone.row_stats.data()),
        SIMDLOSS_STATUS_OK);
    EXPECT_TRUE(same_bits(alone.row_stats, all.row_stats));
}

// No rows, and rows of no classes.
template <class Case> void check_nothing_to_reduce() {
    for (const std::int32_t empty_mean : {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}) {
        for (const auto reduction : {SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}) {
            Case c(SIMDLOSS_F32, 0, 3);
            c.desc.reduction = reduction;
            c.desc.empty_mean = empty_mean;
            check(c);
            set_shape(c.desc, {2, 0, 1});
            check(c);
        }
    }
}
TEST_P(kl_divergence, nothing_to_reduce) { check_nothing_to_reduce<kl_divergence_case>(); }
TEST_P(distillation, nothing_to_reduce) { check_nothing_to_reduce<distillation_case>(); }

INSTANTIATE_TEST_SUITE_P(isa, kl_divergence, ::testing::ValuesIn(supported_isas()), isa_test_name);
INSTANTIATE_TEST_SUITE_P(isa, distillation, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
