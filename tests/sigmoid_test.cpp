// Sigmoid and log-sigmoid against closed forms in a wider type, for every instruction set.

#include "support/options.hpp"
#include "support/sigmoid.hpp"

namespace simdloss_test {
namespace {

class sigmoid : public each_isa {};

std::vector<factor<sigmoid_case>> factors() {
    using c = sigmoid_case;
    return {layouts<c>(), strides<c>(), dtypes<c>(&simdloss_sigmoid_desc::dtype),
        flag("logarithm", &c::logarithm, false), gradients<c>(), placement_factor<c>(),
        setting_of("values", &c::kind,
            {values::normal, values::large, values::huge, values::minus_inf, values::plus_inf, values::nan,
                values::subnormal, values::below_underflow, values::confident})};
}

TEST_P(sigmoid, each_option_alone) { check_each_alone(factors()); }
TEST_P(sigmoid, every_pair_of_options) { check_every_pair(factors()); }

TEST_P(sigmoid, every_type_and_size) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const bool logarithm : {false, true}) {
            for (std::int64_t n = 1; n <= 600; n += n < 70 ? 1 : 31) {
                sigmoid_case c(dtype, 1, n);
                c.logarithm = logarithm;
                check(c);
            }
        }
    }
}

// The whole range of results, down to the smallest subnormal number.
TEST_P(sigmoid, keeps_its_digits_everywhere) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64}) {
        const double limit = dtype == SIMDLOSS_F32 ? 110 : 760;
        constexpr std::int64_t n = 40001;
        simdloss_sigmoid_desc desc;
        simdloss_sigmoid_desc_init(&desc, sizeof desc);
        desc.dtype = dtype;
        desc.batch = 1;
        desc.classes = n;
        buffer input(dtype, n), output(dtype, n), logarithm(dtype, n);
        for (std::int64_t i = 0; i < n; ++i) input.set(i, limit * (2 * static_cast<double>(i) / (n - 1) - 1));
        ASSERT_EQ(simdloss_sigmoid_forward(&desc, nullptr, input.data(), output.data()), SIMDLOSS_STATUS_OK);
        ASSERT_EQ(simdloss_log_sigmoid_forward(&desc, nullptr, input.data(), logarithm.data()), SIMDLOSS_STATUS_OK);
        for (std::int64_t i = 0; i < n; ++i) {
            const auto x = static_cast<long double>(input.get(i));
            ASSERT_TRUE(within(dtype, output.get(i), reference::exactly(reference::sigmoid(x)), loss_ulps(dtype)))
                << "sigmoid of " << x;
            ASSERT_TRUE(within(dtype, logarithm.get(i), reference::exactly(-reference::softplus(-x)), loss_ulps(dtype)))
                << "log-sigmoid of " << x;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(isa, sigmoid, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
