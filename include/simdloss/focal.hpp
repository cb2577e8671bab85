// simdloss/focal.hpp - simdloss/focal.h for C++20.
#ifndef SIMDLOSS_FOCAL_HPP
#define SIMDLOSS_FOCAL_HPP

#include <simdloss/elements.hpp>
#include <simdloss/focal.h>

namespace simdloss {

[[nodiscard]] inline simdloss_sigmoid_focal_desc sigmoid_focal_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_sigmoid_focal_desc_init, batch, classes, inner);
}

template <float_element T> struct sigmoid_focal_forward_args {
    std::span<const accumulator<T>> weight{}, class_alpha{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, output_of<accumulator<value_of<Input>>> Loss>
void sigmoid_focal_forward(simdloss_sigmoid_focal_desc desc, const Input &logits, const Target &target, Loss &&loss,
    const sigmoid_focal_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_sigmoid_focal_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct sigmoid_focal_backward_args {
    std::span<T> grad_logits{}, grad_target{}; // one of them at least; none for a U8 target
    std::span<const accumulator<T>> grad_loss{}, weight{}, class_alpha{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void sigmoid_focal_backward(simdloss_sigmoid_focal_desc desc, const Input &logits, const Target &target,
    const sigmoid_focal_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_sigmoid_focal_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_logits", args.grad_logits, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct sigmoid_focal_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_logits{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, weight{}, class_alpha{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void sigmoid_focal_forward_backward(simdloss_sigmoid_focal_desc desc, const Input &logits, const Target &target,
    const sigmoid_focal_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_sigmoid_focal_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_logits", args.grad_logits, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_input Input, target_of<value_of<Input>> Target, output_of<value_of<Input>> Gradient,
    output_of<value_of<Input>> Hessian>
void sigmoid_focal_gradient_hessian(simdloss_sigmoid_focal_desc desc, const Input &logits, const Target &target,
    Gradient &&gradient, Hessian &&hessian, const sigmoid_focal_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_sigmoid_focal_gradient_hessian, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes), detail::out("gradient", gradient, n),
        detail::out("hessian", hessian, n)};
}

[[nodiscard]] inline simdloss_probability_focal_desc probability_focal_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_probability_focal_desc_init, batch, classes, inner);
}

template <float_element T> struct probability_focal_forward_args {
    std::span<const accumulator<T>> weight{}, class_alpha{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, output_of<accumulator<value_of<Input>>> Loss>
void probability_focal_forward(simdloss_probability_focal_desc desc, const Input &probability, const Target &target,
    Loss &&loss, const probability_focal_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_probability_focal_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("probability", probability, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct probability_focal_backward_args {
    std::span<T> grad_probability{}, grad_target{}; // one of them at least; none for a U8 target
    std::span<const accumulator<T>> grad_loss{}, weight{}, class_alpha{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void probability_focal_backward(simdloss_probability_focal_desc desc, const Input &probability, const Target &target,
    const probability_focal_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_probability_focal_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("probability", probability, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_probability", args.grad_probability, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct probability_focal_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_probability{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, weight{}, class_alpha{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void probability_focal_forward_backward(simdloss_probability_focal_desc desc, const Input &probability,
    const Target &target, const probability_focal_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_probability_focal_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("probability", probability, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_probability", args.grad_probability, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

[[nodiscard]] inline simdloss_asymmetric_desc asymmetric_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_asymmetric_desc_init, batch, classes, inner);
}

template <float_element T> struct asymmetric_forward_args {
    std::span<const accumulator<T>> weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target, output_of<accumulator<value_of<Input>>> Loss>
void asymmetric_forward(simdloss_asymmetric_desc desc, const Input &logits, const Target &target, Loss &&loss,
    const asymmetric_forward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_asymmetric_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct asymmetric_backward_args {
    std::span<T> grad_logits{}, grad_target{}; // one of them at least; none for a U8 target
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void asymmetric_backward(simdloss_asymmetric_desc desc, const Input &logits, const Target &target,
    const asymmetric_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_asymmetric_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_logits", args.grad_logits, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct asymmetric_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_logits{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, target_of<value_of<Input>> Target>
void asymmetric_forward_backward(simdloss_asymmetric_desc desc, const Input &logits, const Target &target,
    const asymmetric_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_asymmetric_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("weight", args.weight, detail::weights(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_logits", args.grad_logits, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

[[nodiscard]] inline simdloss_softmax_focal_desc softmax_focal_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_softmax_focal_desc_init, batch, classes, inner);
}

template <float_element T> struct softmax_focal_forward_args {
    std::span<accumulator<T>> loss{}, row_stats{};
    std::span<const accumulator<T>> class_alpha{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target>
void softmax_focal_forward(simdloss_softmax_focal_desc desc, const Logits &logits, const Target &target,
    const softmax_focal_forward_args<value_of<Logits>> &args) {
    const std::int64_t rows = detail::rows(desc);
    detail::call{simdloss_softmax_focal_forward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, detail::elements(desc)), detail::in("target", target, rows),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_out("loss", args.loss, detail::losses(desc)),
        detail::optional_out("row_stats", args.row_stats, detail::times(2, rows))};
}

template <float_element T> struct softmax_focal_backward_args {
    std::span<const accumulator<T>> row_stats{}, grad_loss{}, class_alpha{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target, output_of<value_of<Logits>> Grad>
void softmax_focal_backward(simdloss_softmax_focal_desc desc, const Logits &logits, const Target &target,
    Grad &&grad_logits, const softmax_focal_backward_args<value_of<Logits>> &args = {}) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_softmax_focal_backward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, rows),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("row_stats", args.row_stats, detail::times(2, rows)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::out("grad_logits", grad_logits, n)};
}

template <float_element T> struct softmax_focal_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_logits{};
    std::span<const accumulator<T>> grad_loss{}, class_alpha{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target>
void softmax_focal_forward_backward(simdloss_softmax_focal_desc desc, const Logits &logits, const Target &target,
    const softmax_focal_forward_backward_args<value_of<Logits>> &args) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc), losses = detail::losses(desc);
    detail::call{simdloss_softmax_focal_forward_backward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, rows),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_logits", args.grad_logits, n)};
}

// Of the sum of all losses, for gradient boosting.
template <float_element T> struct softmax_focal_gradient_hessian_args {
    std::span<const accumulator<T>> class_alpha{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target, output_of<value_of<Logits>> Gradient,
    output_of<value_of<Logits>> Hessian>
void softmax_focal_gradient_hessian(simdloss_softmax_focal_desc desc, const Logits &logits, const Target &target,
    Gradient &&gradient, Hessian &&hessian, const softmax_focal_gradient_hessian_args<value_of<Logits>> &args = {}) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_softmax_focal_gradient_hessian, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, rows),
        detail::optional_in("class_alpha", args.class_alpha, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows), detail::out("gradient", gradient, n),
        detail::out("hessian", hessian, n)};
}

[[nodiscard]] inline simdloss_poly1_cross_entropy_desc poly1_cross_entropy_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_poly1_cross_entropy_desc_init, batch, classes, inner);
}

template <float_element T> struct poly1_cross_entropy_forward_args {
    std::span<accumulator<T>> loss{}, row_stats{};
    std::span<const accumulator<T>> class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target>
void poly1_cross_entropy_forward(simdloss_poly1_cross_entropy_desc desc, const Logits &logits, const Target &target,
    const poly1_cross_entropy_forward_args<value_of<Logits>> &args) {
    const std::int64_t rows = detail::rows(desc);
    detail::call{simdloss_poly1_cross_entropy_forward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, detail::elements(desc)), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_out("loss", args.loss, detail::losses(desc)),
        detail::optional_out("row_stats", args.row_stats, detail::times(2, rows))};
}

template <float_element T> struct poly1_cross_entropy_backward_args {
    std::span<const accumulator<T>> row_stats{}, grad_loss{}, class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target, output_of<value_of<Logits>> Grad>
void poly1_cross_entropy_backward(simdloss_poly1_cross_entropy_desc desc, const Logits &logits, const Target &target,
    Grad &&grad_logits, const poly1_cross_entropy_backward_args<value_of<Logits>> &args = {}) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_poly1_cross_entropy_backward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("row_stats", args.row_stats, detail::times(2, rows)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::out("grad_logits", grad_logits, n)};
}

template <float_element T> struct poly1_cross_entropy_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_logits{};
    std::span<const accumulator<T>> grad_loss{}, class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target>
void poly1_cross_entropy_forward_backward(simdloss_poly1_cross_entropy_desc desc, const Logits &logits,
    const Target &target, const poly1_cross_entropy_forward_backward_args<value_of<Logits>> &args) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc), losses = detail::losses(desc);
    detail::call{simdloss_poly1_cross_entropy_forward_backward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_logits", args.grad_logits, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_FOCAL_HPP */
