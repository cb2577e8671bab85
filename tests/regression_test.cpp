// Regression and hinge losses against their oracles, for every instruction set.

#include "support/regression.hpp"

namespace simdloss_test {
namespace {

class regression_losses : public each_isa {};

std::vector<factor<element_case<regression>>> regression_factors() {
    using c = element_case<regression>;
    auto factors = element_factors<regression>();
    factors.push_back(field<c>("kind", &regression::desc::kind, {0, 1, 2, 3}));
    factors.push_back(field<c>("threshold", &regression::desc::threshold, {1.0, 0.3, 2.5}));
    return factors;
}
std::vector<factor<element_case<poisson_nll>>> poisson_factors() {
    using c = element_case<poisson_nll>;
    auto factors = element_factors<poisson_nll>();
    factors.push_back(field<c>("log_input", &poisson_nll::desc::log_input, {1, 0}));
    factors.push_back(field<c>("full", &poisson_nll::desc::full, {0, 1}));
    factors.push_back(field<c>("epsilon", &poisson_nll::desc::epsilon, {1e-8, 1e-3, 0.0}));
    return factors;
}
std::vector<factor<element_case<gaussian_nll>>> gaussian_factors() {
    using c = element_case<gaussian_nll>;
    auto factors = element_factors<gaussian_nll>();
    factors.push_back(field<c>("full", &gaussian_nll::desc::full, {0, 1}));
    factors.push_back(field<c>("epsilon", &gaussian_nll::desc::epsilon, {1e-6, 0.5}));
    return factors;
}
std::vector<factor<element_case<hinge>>> hinge_factors() {
    using c = element_case<hinge>;
    auto factors = element_factors<hinge>();
    factors.push_back(field<c>("kind", &hinge::desc::kind, {0, 1, 2, 3}));
    factors.push_back(field<c>("labels", &hinge::desc::labels, {0, 1}));
    factors.push_back(field<c>("margin", &hinge::desc::margin, {1.0, 0.25}));
    return factors;
}

TEST_P(regression_losses, regression_each_option_alone) { check_each_alone(regression_factors()); }
TEST_P(regression_losses, regression_every_pair_of_options) { check_every_pair(regression_factors()); }
TEST_P(regression_losses, regression_every_type_and_size) { check_element_types_and_sizes<regression>(); }
TEST_P(regression_losses, regression_every_kind_of_value) {
    for (const std::int32_t kind : {0, 1, 2, 3}) check_element_values<regression>([=](auto &c) { c.desc.kind = kind; });
}
TEST_P(regression_losses, poisson_each_option_alone) { check_each_alone(poisson_factors()); }
TEST_P(regression_losses, poisson_every_pair_of_options) { check_every_pair(poisson_factors()); }
TEST_P(regression_losses, poisson_every_kind_of_value) {
    for (const std::int32_t log_input : {0, 1})
        check_element_values<poisson_nll>([=](auto &c) { c.desc.log_input = log_input; });
}
TEST_P(regression_losses, gaussian_each_option_alone) { check_each_alone(gaussian_factors()); }
TEST_P(regression_losses, gaussian_every_pair_of_options) { check_every_pair(gaussian_factors()); }
TEST_P(regression_losses, gaussian_every_type_and_size) { check_element_types_and_sizes<gaussian_nll>(); }
TEST_P(regression_losses, hinge_each_option_alone) { check_each_alone(hinge_factors()); }
TEST_P(regression_losses, hinge_every_pair_of_options) { check_every_pair(hinge_factors()); }
TEST_P(regression_losses, hinge_every_kind_of_value) {
    for (const std::int32_t kind : {0, 1, 2, 3}) check_element_values<hinge>([=](auto &c) { c.desc.kind = kind; });
}

// At the kink the gradient is 0, at d = 0 too.
TEST_P(regression_losses, kinks) {
    const auto gradient = [](auto loss, auto set, double x, double t) {
        element_case<decltype(loss)> c(SIMDLOSS_F32, 1, 1);
        c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
        set(c.desc);
        element_inputs in(c);
        element_outputs out(c);
        in.input.set(0, x);
        in.target.set(0, t);
        EXPECT_EQ(backward(c, in, out), SIMDLOSS_STATUS_OK);
        return out.by_input.get(0);
    };
    const auto kind = [](std::int32_t k) { return [k](auto &desc) { desc.kind = k; }; };
    EXPECT_EQ(gradient(hinge{}, kind(SIMDLOSS_HINGE_PLAIN), 1, 1), 0);
    EXPECT_EQ(gradient(hinge{}, kind(SIMDLOSS_HINGE_EMBEDDING), 1, -1), 0);
    EXPECT_EQ(gradient(regression{}, kind(SIMDLOSS_REGRESSION_ABSOLUTE), 0.5, 0.5), 0);
    EXPECT_EQ(gradient(regression{}, kind(SIMDLOSS_REGRESSION_HUBER), 2, 1), 1);
}

INSTANTIATE_TEST_SUITE_P(isa, regression_losses, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
