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

[[nodiscard]] inline simdloss_multi_margin_desc multi_margin_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_multi_margin_desc_init, batch, classes, inner);
}

template <float_element T> struct multi_margin_forward_args {
    std::span<const accumulator<T>> class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, index_input Target, output_of<accumulator<value_of<Input>>> Loss>
void multi_margin_forward(simdloss_multi_margin_desc desc, const Input &input, const Target &target, Loss &&loss,
    const multi_margin_forward_args<value_of<Input>> &args = {}) {
    detail::call{simdloss_multi_margin_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, detail::elements(desc)), detail::in("target", target, detail::rows(desc)),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct multi_margin_backward_args {
    std::span<const accumulator<T>> grad_loss{}, class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, index_input Target, output_of<value_of<Input>> Grad>
void multi_margin_backward(simdloss_multi_margin_desc desc, const Input &input, const Target &target, Grad &&grad_input,
    const multi_margin_backward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_multi_margin_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, detail::rows(desc)),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::out("grad_input", grad_input, n)};
}

template <float_element T> struct multi_margin_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_input{};
    std::span<const accumulator<T>> grad_loss{}, class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, index_input Target>
void multi_margin_forward_backward(simdloss_multi_margin_desc desc, const Input &input, const Target &target,
    const multi_margin_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_multi_margin_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, detail::rows(desc)),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_input", args.grad_input, n)};
}

[[nodiscard]] inline simdloss_categorical_hinge_desc categorical_hinge_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_categorical_hinge_desc_init, batch, classes, inner);
}

template <float_element T> struct categorical_hinge_forward_args {
    std::span<const accumulator<T>> row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, index_input Target, output_of<accumulator<value_of<Input>>> Loss>
void categorical_hinge_forward(simdloss_categorical_hinge_desc desc, const Input &input, const Target &target,
    Loss &&loss, const categorical_hinge_forward_args<value_of<Input>> &args = {}) {
    detail::call{simdloss_categorical_hinge_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, detail::elements(desc)), detail::in("target", target, detail::rows(desc)),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct categorical_hinge_backward_args {
    std::span<const accumulator<T>> grad_loss{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, index_input Target, output_of<value_of<Input>> Grad>
void categorical_hinge_backward(simdloss_categorical_hinge_desc desc, const Input &input, const Target &target,
    Grad &&grad_input, const categorical_hinge_backward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_categorical_hinge_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, detail::rows(desc)),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::out("grad_input", grad_input, n)};
}

template <float_element T> struct categorical_hinge_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_input{};
    std::span<const accumulator<T>> grad_loss{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, index_input Target>
void categorical_hinge_forward_backward(simdloss_categorical_hinge_desc desc, const Input &input, const Target &target,
    const categorical_hinge_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_categorical_hinge_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, detail::rows(desc)),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_input", args.grad_input, n)};
}

namespace detail {
constexpr std::int64_t labels(const simdloss_multilabel_margin_desc &desc) {
    return times(desc.batch, desc.labels == 0 ? desc.classes : desc.labels);
}
} // namespace detail

// labels: the entries of a row of target; 0: as many as classes.
[[nodiscard]] inline simdloss_multilabel_margin_desc multilabel_margin_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t labels = 0) {
    auto desc = detail::make_desc(simdloss_multilabel_margin_desc_init, batch, classes, 1);
    desc.labels = labels;
    return desc;
}

template <float_element T> struct multilabel_margin_forward_args {
    std::span<const accumulator<T>> row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, index_input Target, output_of<accumulator<value_of<Input>>> Loss>
void multilabel_margin_forward(simdloss_multilabel_margin_desc desc, const Input &input, const Target &target,
    Loss &&loss, const multilabel_margin_forward_args<value_of<Input>> &args = {}) {
    detail::call{simdloss_multilabel_margin_forward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, detail::elements(desc)), detail::in("target", target, detail::labels(desc)),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct multilabel_margin_backward_args {
    std::span<const accumulator<T>> grad_loss{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, index_input Target, output_of<value_of<Input>> Grad>
void multilabel_margin_backward(simdloss_multilabel_margin_desc desc, const Input &input, const Target &target,
    Grad &&grad_input, const multilabel_margin_backward_args<value_of<Input>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_multilabel_margin_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, detail::labels(desc)),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::out("grad_input", grad_input, n)};
}

template <float_element T> struct multilabel_margin_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_input{};
    std::span<const accumulator<T>> grad_loss{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Input, index_input Target>
void multilabel_margin_forward_backward(simdloss_multilabel_margin_desc desc, const Input &input, const Target &target,
    const multilabel_margin_forward_backward_args<value_of<Input>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_multilabel_margin_forward_backward, detail::typed<Input, Target>(desc), args.executor,
        detail::in("input", input, n), detail::in("target", target, detail::labels(desc)),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_input", args.grad_input, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_HINGE_HPP */
