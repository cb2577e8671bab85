// The focal losses of binary labels against the oracle, for every instruction set.

#include "support/focal.hpp"

namespace simdloss_test {
namespace {

class focal : public each_isa {};

template <class Loss> std::vector<factor<element_case<Loss>>> focal_factors() {
    using c = element_case<Loss>;
    using desc = typename Loss::desc;
    auto factors = element_factors<Loss>();
    factors.push_back(field<c>("gamma", &desc::gamma, {2.0, 0.0, 0.5, 1.0, 3.7}));
    factors.push_back(field<c>("alpha", &desc::alpha, {0.25, -1.0, 0.0, 1.0}));
    factors.push_back(field<c>("label_smoothing", &desc::label_smoothing, {0.0, 0.1}));
    return factors;
}

std::vector<factor<element_case<asymmetric>>> asymmetric_factors() {
    using c = element_case<asymmetric>;
    using desc = asymmetric::desc;
    auto factors = element_factors<asymmetric>();
    factors.push_back(field<c>("gamma_positive", &desc::gamma_positive, {1.0, 0.0, 0.5}));
    factors.push_back(field<c>("gamma_negative", &desc::gamma_negative, {4.0, 0.0, 1.0, 2.5}));
    factors.push_back(field<c>("clip", &desc::clip, {0.05, 0.0, 0.5}));
    factors.push_back(field<c>("constant_power", &desc::constant_power, {0, 1}));
    return factors;
}

TEST_P(focal, of_logits_each_option_alone) { check_each_alone(focal_factors<sigmoid_focal>()); }
TEST_P(focal, of_logits_every_pair_of_options) { check_every_pair(focal_factors<sigmoid_focal>()); }
TEST_P(focal, of_logits_every_type_and_size) { check_element_types_and_sizes<sigmoid_focal>(); }
TEST_P(focal, of_logits_nothing_to_reduce) { check_nothing_to_reduce<sigmoid_focal>(); }
TEST_P(focal, of_probabilities_each_option_alone) { check_each_alone(focal_factors<probability_focal>()); }
TEST_P(focal, of_probabilities_every_pair_of_options) { check_every_pair(focal_factors<probability_focal>()); }
TEST_P(focal, of_probabilities_every_kind_of_value) { check_element_values<probability_focal>(); }
TEST_P(focal, asymmetric_each_option_alone) { check_each_alone(asymmetric_factors()); }
TEST_P(focal, asymmetric_every_pair_of_options) { check_every_pair(asymmetric_factors()); }
TEST_P(focal, asymmetric_every_kind_of_value) { check_element_values<asymmetric>(); }

TEST_P(focal, of_logits_every_kind_of_value) {
    check_element_values<sigmoid_focal>();
    for (const double gamma : {0.0, 0.3, 1.0, 5.0}) {
        for (const values kind : {values::large, values::huge, values::minus_inf, values::plus_inf}) {
            element_case<sigmoid_focal> c(SIMDLOSS_F32, 7, 37, 3);
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            c.desc.gamma = gamma;
            c.kind = kind;
            c.target = labels::hard;
            check(c);
        }
    }
}

// With gamma 0 and no alpha it is binary cross-entropy, bit for bit.
TEST_P(focal, of_gamma_0_is_binary_cross_entropy) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const auto reduction : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}) {
            element_case<sigmoid_focal> c(dtype, 9, 77, 3);
            element_case<bce> b(dtype, 9, 77, 3);
            c.desc.gamma = 0;
            c.desc.alpha = -1;
            c.desc.reduction = b.desc.reduction = reduction;
            const element_inputs<sigmoid_focal> in(c);
            const element_inputs<bce> same(b);
            element_outputs<sigmoid_focal> out(c);
            element_outputs<bce> expected(b);
            ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
            ASSERT_EQ(forward_backward(b, same, expected), SIMDLOSS_STATUS_OK);
            EXPECT_TRUE(same_bits(out.loss, expected.loss));
            EXPECT_TRUE(same_bits(out.by_input, expected.by_input));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(isa, focal, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
