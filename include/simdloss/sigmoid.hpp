// simdloss/sigmoid.hpp - simdloss/sigmoid.h for C++20.
#ifndef SIMDLOSS_SIGMOID_HPP
#define SIMDLOSS_SIGMOID_HPP

#include <simdloss/core.hpp>
#include <simdloss/sigmoid.h>

namespace simdloss {

[[nodiscard]] inline simdloss_sigmoid_desc sigmoid_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_sigmoid_desc_init, batch, classes, inner);
}

template <float_input Input, output_of<value_of<Input>> Output>
void sigmoid_forward(
    simdloss_sigmoid_desc desc, const Input &input, Output &&output, const simdloss_executor *executor = nullptr) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_sigmoid_forward, detail::typed<Input>(desc), executor, detail::in("input", input, n),
        detail::out("output", output, n)};
}

template <float_input Input, input_of<value_of<Input>> GradOutput, output_of<value_of<Input>> GradInput>
void sigmoid_backward(simdloss_sigmoid_desc desc, const Input &input, const GradOutput &grad_output,
    GradInput &&grad_input, const simdloss_executor *executor = nullptr) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_sigmoid_backward, detail::typed<Input>(desc), executor, detail::in("input", input, n),
        detail::in("grad_output", grad_output, n), detail::out("grad_input", grad_input, n)};
}

template <float_input Input, output_of<value_of<Input>> Output>
void log_sigmoid_forward(
    simdloss_sigmoid_desc desc, const Input &input, Output &&output, const simdloss_executor *executor = nullptr) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_log_sigmoid_forward, detail::typed<Input>(desc), executor, detail::in("input", input, n),
        detail::out("output", output, n)};
}

template <float_input Input, input_of<value_of<Input>> GradOutput, output_of<value_of<Input>> GradInput>
void log_sigmoid_backward(simdloss_sigmoid_desc desc, const Input &input, const GradOutput &grad_output,
    GradInput &&grad_input, const simdloss_executor *executor = nullptr) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_log_sigmoid_backward, detail::typed<Input>(desc), executor, detail::in("input", input, n),
        detail::in("grad_output", grad_output, n), detail::out("grad_input", grad_input, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_SIGMOID_HPP */
