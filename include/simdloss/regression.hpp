// simdloss/regression.hpp - simdloss/regression.h for C++20.
#ifndef SIMDLOSS_REGRESSION_HPP
#define SIMDLOSS_REGRESSION_HPP

#include <simdloss/elements.hpp>
#include <simdloss/regression.h>

namespace simdloss {

[[nodiscard]] inline simdloss_regression_desc regression_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_regression_desc_init, batch, classes, inner);
}

template <float_element T> struct regression_forward_args {
    std::span<const accumulator<T>> weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, output_of<accumulator<value_of<Input>>> Loss>
void regression_forward(simdloss_regression_desc desc, const Input &input, const Target &target, Loss &&loss,
    const regression_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_regression_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct regression_backward_args {
    std::span<T> grad_input{}, grad_target{}; // one of them at least; none for a U8 target
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void regression_backward(simdloss_regression_desc desc, const Input &input, const Target &target,
    const regression_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_regression_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_input", args.grad_input, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct regression_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_input{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void regression_forward_backward(simdloss_regression_desc desc, const Input &input, const Target &target,
    const regression_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_regression_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_input", args.grad_input, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

[[nodiscard]] inline simdloss_poisson_nll_desc poisson_nll_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_poisson_nll_desc_init, batch, classes, inner);
}

template <float_element T> struct poisson_nll_forward_args {
    std::span<const accumulator<T>> weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, output_of<accumulator<value_of<Input>>> Loss>
void poisson_nll_forward(simdloss_poisson_nll_desc desc, const Input &input, const Target &target, Loss &&loss,
    const poisson_nll_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_poisson_nll_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct poisson_nll_backward_args {
    std::span<T> grad_input{}, grad_target{}; // one of them at least; none for a U8 target
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void poisson_nll_backward(simdloss_poisson_nll_desc desc, const Input &input, const Target &target,
    const poisson_nll_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_poisson_nll_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_input", args.grad_input, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct poisson_nll_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_input{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void poisson_nll_forward_backward(simdloss_poisson_nll_desc desc, const Input &input, const Target &target,
    const poisson_nll_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_poisson_nll_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_input", args.grad_input, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

[[nodiscard]] inline simdloss_gaussian_nll_desc gaussian_nll_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_gaussian_nll_desc_init, batch, classes, inner);
}

template <float_element T> struct gaussian_nll_forward_args {
    std::span<const accumulator<T>> weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, input_of<value_of<Input>> Variance,
    output_of<accumulator<value_of<Input>>> Loss>
void gaussian_nll_forward(simdloss_gaussian_nll_desc desc, const Input &input, const Target &target,
    const Variance &variance, Loss &&loss, const gaussian_nll_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_gaussian_nll_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n), detail::in("variance", variance, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct gaussian_nll_backward_args {
    std::span<T> grad_input{}, grad_target{}, grad_variance{}; // one of them at least; none for a U8 target
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, input_of<value_of<Input>> Variance>
void gaussian_nll_backward(simdloss_gaussian_nll_desc desc, const Input &input, const Target &target,
    const Variance &variance, const gaussian_nll_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_gaussian_nll_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n), detail::in("variance", variance, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_input", args.grad_input, n),
        detail::optional_out("grad_target", args.grad_target, n),
        detail::optional_out("grad_variance", args.grad_variance, n)};
}

template <float_element T> struct gaussian_nll_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_input{}, grad_target{}, grad_variance{};
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, input_of<value_of<Input>> Variance>
void gaussian_nll_forward_backward(simdloss_gaussian_nll_desc desc, const Input &input, const Target &target,
    const Variance &variance, const gaussian_nll_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_gaussian_nll_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n), detail::in("variance", variance, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_input", args.grad_input, n),
        detail::optional_out("grad_target", args.grad_target, n),
        detail::optional_out("grad_variance", args.grad_variance, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_REGRESSION_HPP */
