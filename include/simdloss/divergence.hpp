// simdloss/divergence.hpp - simdloss/divergence.h for C++20.
#ifndef SIMDLOSS_DIVERGENCE_HPP
#define SIMDLOSS_DIVERGENCE_HPP

#include <simdloss/core.hpp>
#include <simdloss/divergence.h>

namespace simdloss {

[[nodiscard]] inline simdloss_kl_divergence_desc kl_divergence_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_kl_divergence_desc_init, batch, classes, inner);
}

template <float_element T> struct kl_divergence_forward_args {
    std::span<const accumulator<T>> row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input LogProb, input_of<value_of<LogProb>> Target, output_of<accumulator<value_of<LogProb>>> Loss>
void kl_divergence_forward(simdloss_kl_divergence_desc desc, const LogProb &log_prob, const Target &target, Loss &&loss,
    const kl_divergence_forward_args<value_of<LogProb>> &args = {}) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_kl_divergence_forward, detail::typed<LogProb>(desc), args.executor,
        detail::in("log_prob", log_prob, n), detail::in("target", target, n),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::out("loss", loss, detail::losses(desc))};
}

template <float_element T> struct kl_divergence_backward_args {
    std::span<T> grad_log_prob{}, grad_target{}; // one of them at least
    std::span<const accumulator<T>> grad_loss{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input LogProb, input_of<value_of<LogProb>> Target>
void kl_divergence_backward(simdloss_kl_divergence_desc desc, const LogProb &log_prob, const Target &target,
    const kl_divergence_backward_args<value_of<LogProb>> &args) {
    const std::int64_t n = detail::elements(desc);
    detail::call{simdloss_kl_divergence_backward, detail::typed<LogProb>(desc), args.executor,
        detail::in("log_prob", log_prob, n), detail::in("target", target, n),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_log_prob", args.grad_log_prob, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

template <float_element T> struct kl_divergence_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_log_prob{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input LogProb, input_of<value_of<LogProb>> Target>
void kl_divergence_forward_backward(simdloss_kl_divergence_desc desc, const LogProb &log_prob, const Target &target,
    const kl_divergence_forward_backward_args<value_of<LogProb>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_kl_divergence_forward_backward, detail::typed<LogProb>(desc), args.executor,
        detail::in("log_prob", log_prob, n), detail::in("target", target, n),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_log_prob", args.grad_log_prob, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

[[nodiscard]] inline simdloss_distillation_desc distillation_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_distillation_desc_init, batch, classes, inner);
}

template <float_element T> struct distillation_forward_args {
    std::span<accumulator<T>> loss{}, row_stats{};
    std::span<const accumulator<T>> row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Student, input_of<value_of<Student>> Teacher>
void distillation_forward(simdloss_distillation_desc desc, const Student &student, const Teacher &teacher,
    const distillation_forward_args<value_of<Student>> &args) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_distillation_forward, detail::typed<Student>(desc), args.executor,
        detail::in("student", student, n), detail::in("teacher", teacher, n),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_out("loss", args.loss, detail::losses(desc)),
        detail::optional_out("row_stats", args.row_stats, detail::times(5, rows))};
}

template <float_element T> struct distillation_backward_args {
    std::span<T> grad_student{}, grad_teacher{}; // one of them at least
    std::span<const accumulator<T>> row_stats{}, grad_loss{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Student, input_of<value_of<Student>> Teacher>
void distillation_backward(simdloss_distillation_desc desc, const Student &student, const Teacher &teacher,
    const distillation_backward_args<value_of<Student>> &args) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_distillation_backward, detail::typed<Student>(desc), args.executor,
        detail::in("student", student, n), detail::in("teacher", teacher, n),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("row_stats", args.row_stats, detail::times(5, rows)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::optional_out("grad_student", args.grad_student, n),
        detail::optional_out("grad_teacher", args.grad_teacher, n)};
}

template <float_element T> struct distillation_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_student{}, grad_teacher{};
    std::span<const accumulator<T>> grad_loss{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Student, input_of<value_of<Student>> Teacher>
void distillation_forward_backward(simdloss_distillation_desc desc, const Student &student, const Teacher &teacher,
    const distillation_forward_backward_args<value_of<Student>> &args) {
    const std::int64_t n = detail::elements(desc), losses = detail::losses(desc);
    detail::call{simdloss_distillation_forward_backward, detail::typed<Student>(desc), args.executor,
        detail::in("student", student, n), detail::in("teacher", teacher, n),
        detail::optional_in("row_weight", args.row_weight, detail::rows(desc)),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_student", args.grad_student, n),
        detail::optional_out("grad_teacher", args.grad_teacher, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_DIVERGENCE_HPP */
