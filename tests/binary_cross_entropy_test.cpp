// Binary cross-entropy, on logits and on probabilities, against the oracle, for every instruction set.

#include "support/binary.hpp"

namespace simdloss_test {
namespace {

class binary_cross_entropy : public each_isa {};
constexpr double inf = std::numeric_limits<double>::infinity();

std::vector<factor<element_case<bce>>> bce_factors() {
    auto factors = element_factors<bce>();
    factors.push_back(field<element_case<bce>>("label_smoothing", &bce::desc::label_smoothing, {0.0, 0.1, 1.0}));
    factors.push_back(field<element_case<bce>>("hessian_scale", &bce::desc::hessian_scale, {1.0, 2.0}));
    factors.push_back(field<element_case<bce>>("hessian_floor", &bce::desc::hessian_floor, {0.0, 0.125}));
    return factors;
}

std::vector<factor<element_case<probability_bce>>> probability_factors() {
    using c = element_case<probability_bce>;
    using desc = probability_bce::desc;
    auto factors = element_factors<probability_bce>();
    factors.push_back(field<c>("label_smoothing", &desc::label_smoothing, {0.0, 0.1}));
    factors.push_back(field<c>("clip", &desc::clip, {0.0, 1e-7, 0.1}));
    factors.push_back(field<c>("epsilon", &desc::epsilon, {0.0, 1e-7, 0.01}));
    factors.push_back(field<c>("log_floor", &desc::log_floor, {-100.0, -5.0, -inf}));
    return factors;
}

TEST_P(binary_cross_entropy, each_option_alone) { check_each_alone(bce_factors()); }
TEST_P(binary_cross_entropy, every_pair_of_options) { check_every_pair(bce_factors()); }
TEST_P(binary_cross_entropy, every_type_and_size) { check_element_types_and_sizes<bce>(); }
TEST_P(binary_cross_entropy, every_kind_of_value) { check_element_values<bce>(); }
TEST_P(binary_cross_entropy, nothing_to_reduce) { check_nothing_to_reduce<bce>(); }
TEST_P(binary_cross_entropy, of_probabilities_each_option_alone) { check_each_alone(probability_factors()); }
TEST_P(binary_cross_entropy, of_probabilities_every_pair_of_options) { check_every_pair(probability_factors()); }
TEST_P(binary_cross_entropy, of_probabilities_every_type_and_size) { check_element_types_and_sizes<probability_bce>(); }
TEST_P(binary_cross_entropy, of_probabilities_every_kind_of_value) { check_element_values<probability_bce>(); }

INSTANTIATE_TEST_SUITE_P(isa, binary_cross_entropy, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
