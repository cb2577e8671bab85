// One problem of sigmoid or log-sigmoid, and its check against closed forms in a wider type.
#pragma once

#include "../reference/binary.hpp"
#include "gradient.hpp"

#include <simdloss/sigmoid.h>

namespace simdloss_test {

struct sigmoid_case {
    sigmoid_case() { simdloss_sigmoid_desc_init(&desc, sizeof desc); }
    sigmoid_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t inner = 1)
        : sigmoid_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.inner = inner;
    }
    simdloss_sigmoid_desc desc{};
    values kind = values::normal;
    bool logarithm = false;
    placement where = placement::at_end;
    gradient_goes gradient = gradient_goes::elsewhere;
    std::uint64_t seed = 1;
    shape layout() const { return {desc.batch, desc.classes, desc.inner, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
};

template <class Wide> void check_in(const sigmoid_case &c, const simdloss_executor *executor) {
    buffer input(c.desc.dtype, c.layout().extent(), c.where), upstream(c.desc.dtype, c.layout().extent(), c.where);
    fill_logits(input, c.layout(), c.kind, c.seed);
    random_source random(c.seed + 1);
    std::vector<reference::measured<Wide>> output, gradient;
    for (std::int64_t i = 0; i < c.layout().dense(); ++i) {
        const std::int64_t at = c.layout().offset(i);
        upstream.set(at, random.uniform(-2, 2));
        const Wide x = input.get(at), u = upstream.get(at), p = reference::sigmoid(x), q = reference::sigmoid(-x);
        output.push_back(reference::exactly(c.logarithm ? -reference::softplus(-x) : p));
        gradient.push_back(reference::exactly(c.logarithm ? u * q : u * p * q));
    }
    buffer got(c.desc.dtype, c.layout().extent(), c.where), grad = gradient_buffer(c, c.seed + 2);
    const buffer before = gradient_buffer(c, c.seed + 2);
    const auto forward = c.logarithm ? simdloss_log_sigmoid_forward : simdloss_sigmoid_forward;
    const auto backward = c.logarithm ? simdloss_log_sigmoid_backward : simdloss_sigmoid_backward;
    ASSERT_EQ(forward(&c.desc, executor, input_for(c, input, got), got.data()), SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
    const auto offset = [&](std::int64_t i) { return c.layout().offset(i); };
    EXPECT_TRUE(all_within(got, output, offset, loss_ulps(c.desc.dtype))) << "output";
    ASSERT_EQ(backward(&c.desc, executor, input_for(c, input, grad), upstream.data(), grad.data()), SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
    check_gradient(c, before, grad, gradient);
    if (c.gradient == gradient_goes::added) return;
    buffer over_upstream(c.desc.dtype, c.layout().extent(), c.where);
    over_upstream.copy_from(upstream);
    ASSERT_EQ(
        backward(&c.desc, executor, input.data(), over_upstream.data(), over_upstream.data()), SIMDLOSS_STATUS_OK);
    for (std::int64_t i = 0; i < c.layout().dense(); ++i) {
        const double a = over_upstream.get(offset(i)), b = grad.get(offset(i));
        ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << a << " in the place of the upstream, not " << b;
    }
}

inline void check(const sigmoid_case &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(::testing::Message() << name_of(c.desc.dtype) << " [" << c.desc.batch << ", " << c.desc.classes << ", "
                                      << c.desc.inner << "] stride " << c.desc.batch_stride << ", " << name_of(c.kind)
                                      << ", logarithm " << c.logarithm << ", gradient " << static_cast<int>(c.gradient)
                                      << ", placement " << static_cast<int>(c.where));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_in<decltype(wide)>(c, executor); });
}

} // namespace simdloss_test
