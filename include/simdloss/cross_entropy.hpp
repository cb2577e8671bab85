// simdloss/cross_entropy.hpp - the class indices of simdloss/cross_entropy.h for C++20, whole rows and sharded ones.
#ifndef SIMDLOSS_CROSS_ENTROPY_HPP
#define SIMDLOSS_CROSS_ENTROPY_HPP

#include <simdloss/core.hpp>
#include <simdloss/cross_entropy.h>

namespace simdloss {

namespace detail {
// Classes that targets and class weights are of: those of all shards where rows are split.
constexpr std::int64_t all_classes(const simdloss_cross_entropy_desc &desc) {
    return desc.total_classes > 0 ? desc.total_classes : desc.classes;
}
} // namespace detail

[[nodiscard]] inline simdloss_cross_entropy_desc cross_entropy_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_cross_entropy_desc_init, batch, classes, inner);
}

template <float_element T> struct cross_entropy_forward_args {
    std::span<accumulator<T>> loss{}, row_stats{};
    std::span<const accumulator<T>> class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target>
void cross_entropy_forward(simdloss_cross_entropy_desc desc, const Logits &logits, const Target &target,
    const cross_entropy_forward_args<value_of<Logits>> &args) {
    const std::int64_t rows = detail::rows(desc);
    detail::call{simdloss_cross_entropy_forward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, detail::elements(desc)), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_out("loss", args.loss, detail::losses(desc)),
        detail::optional_out("row_stats", args.row_stats, detail::times(2, rows))};
}

template <float_element T> struct cross_entropy_backward_args {
    std::span<const accumulator<T>> row_stats{}, grad_loss{}, class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target, output_of<value_of<Logits>> Grad>
void cross_entropy_backward(simdloss_cross_entropy_desc desc, const Logits &logits, const Target &target,
    Grad &&grad_logits, const cross_entropy_backward_args<value_of<Logits>> &args = {}) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_cross_entropy_backward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, detail::all_classes(desc)),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("row_stats", args.row_stats, detail::times(2, rows)),
        detail::optional_in("grad_loss", args.grad_loss, detail::losses(desc)),
        detail::out("grad_logits", grad_logits, n)};
}

template <float_element T> struct cross_entropy_forward_backward_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_logits{};
    std::span<const accumulator<T>> grad_loss{}, class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target>
void cross_entropy_forward_backward(simdloss_cross_entropy_desc desc, const Logits &logits, const Target &target,
    const cross_entropy_forward_backward_args<value_of<Logits>> &args) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc), losses = detail::losses(desc);
    detail::call{simdloss_cross_entropy_forward_backward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_logits", args.grad_logits, n)};
}

// Of the sum of all losses, for gradient boosting.
template <float_element T> struct cross_entropy_gradient_hessian_args {
    std::span<const accumulator<T>> class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target, output_of<value_of<Logits>> Gradient,
    output_of<value_of<Logits>> Hessian>
void cross_entropy_gradient_hessian(simdloss_cross_entropy_desc desc, const Logits &logits, const Target &target,
    Gradient &&gradient, Hessian &&hessian, const cross_entropy_gradient_hessian_args<value_of<Logits>> &args = {}) {
    const std::int64_t n = detail::elements(desc), rows = detail::rows(desc);
    detail::call{simdloss_cross_entropy_gradient_hessian, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, desc.classes),
        detail::optional_in("row_weight", args.row_weight, rows), detail::out("gradient", gradient, n),
        detail::out("hessian", hessian, n)};
}

// What a MEAN divides by. T = float serves the 16-bit types too.
struct cross_entropy_counts {
    std::int64_t kept;
    double weight;
};
template <float_element T> struct cross_entropy_denominator_args {
    std::span<const accumulator<T>> class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_element T = float, index_input Target>
[[nodiscard]] cross_entropy_counts cross_entropy_denominator(simdloss_cross_entropy_desc desc, const Target &target,
    const std::type_identity_t<cross_entropy_denominator_args<T>> &args = {}) {
    const std::int64_t rows = detail::rows(desc);
    desc.dtype = dtype_of<T>;
    desc.target_dtype = dtype_of<value_of<Target>>;
    cross_entropy_counts counts{};
    detail::call{simdloss_cross_entropy_denominator, &desc, args.executor, detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, detail::all_classes(desc)),
        detail::optional_in("row_weight", args.row_weight, rows), &counts.kept, &counts.weight};
    return counts;
}

// The SUM or the MEAN as a value, and its gradient where grad_logits is given.
template <float_element T> struct cross_entropy_args {
    std::span<T> grad_logits{};
    std::span<const accumulator<T>> class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target>
accumulator<value_of<Logits>> cross_entropy(const simdloss_cross_entropy_desc &desc, const Logits &logits,
    const Target &target, const cross_entropy_args<value_of<Logits>> &args = {}) {
    if (desc.reduction == SIMDLOSS_REDUCTION_NONE)
        throw error(SIMDLOSS_STATUS_OPTION, "desc.reduction is NONE; cross_entropy gives one value, a SUM or a MEAN");
    accumulator<value_of<Logits>> loss;
    cross_entropy_forward_backward(desc, logits, target,
        {.loss = {&loss, 1},
            .grad_logits = args.grad_logits,
            .class_weight = args.class_weight,
            .row_weight = args.row_weight,
            .executor = args.executor});
    return loss;
}

// The MEAN over the rows of [N, C], with the options' defaults. There is a target a row, and nothing is left over.
template <float_input Logits, index_input Target>
accumulator<value_of<Logits>> cross_entropy(const Logits &logits, const Target &target, std::int64_t classes,
    const cross_entropy_args<value_of<Logits>> &args = {}) {
    const std::size_t elements = std::span(logits).size(), rows = std::span(target).size();
    if (std::cmp_not_equal(elements, detail::times(static_cast<std::int64_t>(rows), classes)))
        throw error(SIMDLOSS_STATUS_SHAPE, "logits has " + std::to_string(elements) +
                                               " elements, which is not target's " + std::to_string(rows) +
                                               " times classes, " + std::to_string(classes));
    return cross_entropy(cross_entropy_desc(static_cast<std::int64_t>(rows), classes), logits, target, args);
}

// ---- Sharded rows ----

using cross_entropy_record = simdloss_cross_entropy_record;

[[nodiscard]] inline std::int64_t cross_entropy_chunk(std::int64_t total_classes) {
    return simdloss_cross_entropy_chunk(total_classes);
}

// The shard that holds classes [first_class, first_class + classes) of total_classes.
[[nodiscard]] inline simdloss_cross_entropy_desc cross_entropy_shard_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t first_class, std::int64_t total_classes) {
    auto desc = cross_entropy_desc(batch, classes);
    desc.first_class = first_class;
    desc.total_classes = total_classes;
    return desc;
}

template <float_element T> struct cross_entropy_partial_args {
    std::span<const accumulator<T>> class_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target, output_of<cross_entropy_record> Records>
void cross_entropy_partial(simdloss_cross_entropy_desc desc, const Logits &logits, const Target &target,
    Records &&records, const cross_entropy_partial_args<value_of<Logits>> &args = {}) {
    const std::int64_t rows = detail::rows(desc);
    detail::call{simdloss_cross_entropy_partial, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, detail::elements(desc)), detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, detail::all_classes(desc)),
        detail::in("records", records, rows)};
}

// As many records as `records` has.
template <input_of<cross_entropy_record> Records, output_of<cross_entropy_record> Into>
void cross_entropy_merge(const Records &records, Into &&into) {
    const auto count = static_cast<std::int64_t>(std::span(records).size());
    detail::check(simdloss_cross_entropy_merge(count, std::span(records).data(), detail::in("into", into, count)));
}

// T = float serves the 16-bit types too.
template <float_element T> struct cross_entropy_finish_args {
    std::span<accumulator<T>> loss{}, row_stats{};
    std::span<const accumulator<T>> class_weight{}, row_weight{};
    const simdloss_executor *executor = nullptr;
};
template <float_element T = float, input_of<cross_entropy_record> Records, index_input Target>
void cross_entropy_finish(simdloss_cross_entropy_desc desc, const Records &records, const Target &target,
    const std::type_identity_t<cross_entropy_finish_args<T>> &args) {
    const std::int64_t rows = detail::rows(desc);
    desc.dtype = dtype_of<T>;
    desc.target_dtype = dtype_of<value_of<Target>>;
    detail::call{simdloss_cross_entropy_finish, &desc, args.executor, detail::in("records", records, rows),
        detail::in("target", target, rows),
        detail::optional_in("class_weight", args.class_weight, detail::all_classes(desc)),
        detail::optional_in("row_weight", args.row_weight, rows),
        detail::optional_out("loss", args.loss, detail::losses(desc)),
        detail::optional_out("row_stats", args.row_stats, detail::times(2, rows))};
}

} // namespace simdloss

#endif /* SIMDLOSS_CROSS_ENTROPY_HPP */
