// simdloss/hinge.hpp - simdloss/hinge.h for C++20.
#ifndef SIMDLOSS_HINGE_HPP
#define SIMDLOSS_HINGE_HPP

#include <simdloss/elements.hpp>
#include <simdloss/hinge.h>

namespace simdloss {

[[nodiscard]] inline simdloss_hinge_desc hinge_desc(std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_hinge_desc_init, batch, classes, inner);
}

template <float_element T> struct hinge_forward_args {
    std::span<const accumulator<T>> weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, output_of<accumulator<value_of<Input>>> Loss>
void hinge_forward(simdloss_hinge_desc desc, const Input &input, const Target &target, Loss &&loss,
    const hinge_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_hinge_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct hinge_backward_args {
    std::span<T> grad_input{}, grad_target{}; // one of them at least; none for a U8 target
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void hinge_backward(simdloss_hinge_desc desc, const Input &input, const Target &target,
    const hinge_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_hinge_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_input", args.grad_input, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct hinge_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_input{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void hinge_forward_backward(simdloss_hinge_desc desc, const Input &input, const Target &target,
    const hinge_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_hinge_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_input", args.grad_input, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_HINGE_HPP */
