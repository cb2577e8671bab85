// simdloss/softmax.hpp - simdloss/softmax.h for C++20.
#ifndef SIMDLOSS_SOFTMAX_HPP
#define SIMDLOSS_SOFTMAX_HPP

#include <simdloss/core.hpp>
#include <simdloss/softmax.h>

namespace simdloss {

[[nodiscard]] inline simdloss_softmax_desc softmax_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_softmax_desc_init, batch, classes, inner);
}

template <float_input Input, output_of<value_of<Input>> Output>
void softmax_forward(
    simdloss_softmax_desc desc, const Input &input, Output &&output, const simdloss_executor *executor = nullptr) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_softmax_forward, detail::typed<Input>(desc), executor, detail::in("input", input, n),
        detail::out("output", output, n)};
}
template <float_input Input, output_of<value_of<Input>> Output>
void log_softmax_forward(
    simdloss_softmax_desc desc, const Input &input, Output &&output, const simdloss_executor *executor = nullptr) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_log_softmax_forward, detail::typed<Input>(desc), executor, detail::in("input", input, n),
        detail::out("output", output, n)};
}
template <float_input Output, input_of<value_of<Output>> Upstream, output_of<value_of<Output>> Grad>
void softmax_backward(simdloss_softmax_desc desc, const Output &output, const Upstream &grad_output, Grad &&grad_input,
    const simdloss_executor *executor = nullptr) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_softmax_backward, detail::typed<Output>(desc), executor, detail::in("output", output, n),
        detail::in("grad_output", grad_output, n), detail::out("grad_input", grad_input, n)};
}
template <float_input Output, input_of<value_of<Output>> Upstream, output_of<value_of<Output>> Grad>
void log_softmax_backward(simdloss_softmax_desc desc, const Output &output, const Upstream &grad_output,
    Grad &&grad_input, const simdloss_executor *executor = nullptr) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_log_softmax_backward, detail::typed<Output>(desc), executor, detail::in("output", output, n),
        detail::in("grad_output", grad_output, n), detail::out("grad_input", grad_input, n)};
}

// T is the element type of input, or of logits, here and below. At least one output is wanted.
template <float_element T> struct log_sum_exp_forward_args {
    std::span<accumulator<T>> output{}, row_stats{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input>
void log_sum_exp_forward(
    simdloss_softmax_desc desc, const Input &input, const log_sum_exp_forward_args<value_of<Input>> &args) {
    const std::int64_t rows = detail::rows(desc);
    detail::call{simdloss_log_sum_exp_forward, detail::typed<Input>(desc), args.executor,
        detail::in("input", input, detail::elements(desc)), detail::optional_out("output", args.output, rows),
        detail::optional_out("row_stats", args.row_stats, detail::times(2, rows))};
}

template <float_element T> struct log_sum_exp_backward_args {
    std::span<const accumulator<T>> row_stats{}, grad_output{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, output_of<value_of<Input>> Grad>
void log_sum_exp_backward(simdloss_softmax_desc desc, const Input &input, Grad &&grad_input,
    const log_sum_exp_backward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_log_sum_exp_backward, detail::typed<Input>(desc), args.executor,
        detail::in("input", input, n), detail::optional_in("row_stats", args.row_stats, detail::times(2, rows)),
        detail::optional_in("grad_output", args.grad_output, rows), detail::out("grad_input", grad_input, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_SOFTMAX_HPP */
