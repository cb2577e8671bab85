// simdloss/soft_cross_entropy.hpp - the probability targets and the NLL of simdloss/cross_entropy.h for C++20.
#ifndef SIMDLOSS_SOFT_CROSS_ENTROPY_HPP
#define SIMDLOSS_SOFT_CROSS_ENTROPY_HPP

#include <simdloss/core.hpp>
#include <simdloss/cross_entropy.h>

namespace simdloss {

[[nodiscard]] inline simdloss_soft_cross_entropy_desc soft_cross_entropy_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_soft_cross_entropy_desc_init, batch, classes, inner);
}

template <float_element T> struct soft_cross_entropy_forward_args {
    std::span<accumulator<T>> loss{}, row_stats{};
    std::span<const accumulator<T>> class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, input_of<value_of<Logits>> Target>
void soft_cross_entropy_forward(simdloss_soft_cross_entropy_desc desc, const Logits &logits, const Target &target,
    const soft_cross_entropy_forward_args<value_of<Logits>> &args) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_soft_cross_entropy_forward, detail::typed<Logits>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_out("loss", args.loss, detail::losses(desc)),
        detail::optional_out("row_stats", args.row_stats, detail::times(2, rows))};
}

template <float_element T> struct soft_cross_entropy_backward_args {
    std::span<T> grad_logits{}, grad_target{}; // one of them at least
    std::span<const accumulator<T>> row_stats{}, grad_loss{}, class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, input_of<value_of<Logits>> Target>
void soft_cross_entropy_backward(simdloss_soft_cross_entropy_desc desc, const Logits &logits, const Target &target,
    const soft_cross_entropy_backward_args<value_of<Logits>> &args) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_soft_cross_entropy_backward, detail::typed<Logits>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("row_stats", args.row_stats, detail::times(2, rows)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_logits", args.grad_logits, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct soft_cross_entropy_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_logits{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, input_of<value_of<Logits>> Target>
void soft_cross_entropy_forward_backward(simdloss_soft_cross_entropy_desc desc, const Logits &logits,
    const Target &target, const soft_cross_entropy_forward_backward_args<value_of<Logits>> &args) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc), losses = detail::losses(desc);
    detail::call{simdloss_soft_cross_entropy_forward_backward, detail::typed<Logits>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, n),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_logits", args.grad_logits, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

// ---- NLL ----

[[nodiscard]] inline simdloss_nll_desc nll_desc(std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_nll_desc_init, batch, classes, inner);
}

template <float_element T> struct nll_args {
    std::span<const accumulator<T>> grad_loss{}, class_weight{}, row_weight{}; // forward does not look at grad_loss
    const simdloss_executor *executor = nullptr;
};
template <float_input LogProb, index_input Target, output_of<accumulator<value_of<LogProb>>> Loss>
void nll_forward(simdloss_nll_desc desc, const LogProb &log_prob, const Target &target, Loss &&loss,
    const nll_args<value_of<LogProb>> &args = {}) {
    const std::int64_t rows = detail::rows(desc);
    detail::call{simdloss_nll_forward, detail::typed<LogProb, Target>(desc), args.executor,
        detail::in("log_prob", log_prob, detail::elements(desc)), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows), detail::out("loss", loss, detail::losses(desc))};
}
template <index_input Target, class Grad>
requires float_element<element_of<Grad>>
void nll_backward(
    simdloss_nll_desc desc, const Target &target, Grad &&grad_log_prob, const nll_args<element_of<Grad>> &args = {}) {
    const std::int64_t rows = detail::rows(desc);
    detail::call{simdloss_nll_backward, detail::typed<Grad, Target>(desc), args.executor,
        detail::in("target", target, rows), detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::out("grad_log_prob", grad_log_prob, detail::elements(desc))};
}

template <float_element T> struct nll_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_log_prob{};
    std::span<const accumulator<T>> grad_loss{}, class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input LogProb, index_input Target>
void nll_forward_backward(simdloss_nll_desc desc, const LogProb &log_prob, const Target &target,
    const nll_forward_backward_args<value_of<LogProb>> &args) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc), losses = detail::losses(desc);
    detail::call{simdloss_nll_forward_backward, detail::typed<LogProb, Target>(desc), args.executor,
        detail::in("log_prob", log_prob, n), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_log_prob", args.grad_log_prob, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_SOFT_CROSS_ENTROPY_HPP */
