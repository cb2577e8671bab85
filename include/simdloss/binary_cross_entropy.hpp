// simdloss/binary_cross_entropy.hpp - simdloss/binary_cross_entropy.h for C++20.
#ifndef SIMDLOSS_BINARY_CROSS_ENTROPY_HPP
#define SIMDLOSS_BINARY_CROSS_ENTROPY_HPP

#include <simdloss/elements.hpp>
#include <simdloss/binary_cross_entropy.h>

namespace simdloss {

[[nodiscard]] inline simdloss_binary_cross_entropy_desc binary_cross_entropy_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_binary_cross_entropy_desc_init, batch, classes, inner);
}

template <float_element T> struct binary_cross_entropy_forward_args {
    std::span<const accumulator<T>> weight{}, pos_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, output_of<accumulator<value_of<Input>>> Loss>
void binary_cross_entropy_forward(simdloss_binary_cross_entropy_desc desc, const Input &logits, const Target &target,
    Loss &&loss, const binary_cross_entropy_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_binary_cross_entropy_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("pos_weight", args.pos_weight, desc.classes),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct binary_cross_entropy_backward_args {
    std::span<T> grad_logits{}, grad_target{}; // one of them at least; none for a U8 target
    std::span<const accumulator<T>> grad_loss{}, weight{}, pos_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void binary_cross_entropy_backward(simdloss_binary_cross_entropy_desc desc, const Input &logits, const Target &target,
    const binary_cross_entropy_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_binary_cross_entropy_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("pos_weight", args.pos_weight, desc.classes),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_logits", args.grad_logits, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct binary_cross_entropy_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_logits{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, weight{}, pos_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void binary_cross_entropy_forward_backward(simdloss_binary_cross_entropy_desc desc, const Input &logits,
    const Target &target, const binary_cross_entropy_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_binary_cross_entropy_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("pos_weight", args.pos_weight, desc.classes),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_logits", args.grad_logits, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_input Input, target_of<value_of<Input>> Target, output_of<value_of<Input>> Gradient,
    output_of<value_of<Input>> Hessian>
void binary_cross_entropy_gradient_hessian(simdloss_binary_cross_entropy_desc desc, const Input &logits,
    const Target &target, Gradient &&gradient, Hessian &&hessian,
    const binary_cross_entropy_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_binary_cross_entropy_gradient_hessian, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("pos_weight", args.pos_weight, desc.classes), detail::out("gradient", gradient, n),
        detail::out("hessian", hessian, n)};
}

[[nodiscard]] inline simdloss_probability_binary_cross_entropy_desc probability_binary_cross_entropy_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_probability_binary_cross_entropy_desc_init, batch, classes, inner);
}

template <float_element T> struct probability_binary_cross_entropy_forward_args {
    std::span<const accumulator<T>> weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, output_of<accumulator<value_of<Input>>> Loss>
void probability_binary_cross_entropy_forward(simdloss_probability_binary_cross_entropy_desc desc,
    const Input &probability, const Target &target, Loss &&loss,
    const probability_binary_cross_entropy_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_probability_binary_cross_entropy_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("probability", probability, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct probability_binary_cross_entropy_backward_args {
    std::span<T> grad_probability{}, grad_target{}; // one of them at least; none for a U8 target
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void probability_binary_cross_entropy_backward(simdloss_probability_binary_cross_entropy_desc desc,
    const Input &probability, const Target &target,
    const probability_binary_cross_entropy_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_probability_binary_cross_entropy_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("probability", probability, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_probability", args.grad_probability, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct probability_binary_cross_entropy_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_probability{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void probability_binary_cross_entropy_forward_backward(simdloss_probability_binary_cross_entropy_desc desc,
    const Input &probability, const Target &target,
    const probability_binary_cross_entropy_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_probability_binary_cross_entropy_forward_backward, detail::typed<Input, Target>(desc),
        args.executor, detail::in("probability", probability, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_probability", args.grad_probability, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_BINARY_CROSS_ENTROPY_HPP */
