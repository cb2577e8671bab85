// simdloss/ranking.hpp - simdloss/ranking.h for C++20. One function a loss: loss, gradients, or both, an empty span being
// an output that is not wanted.
#ifndef SIMDLOSS_RANKING_HPP
#define SIMDLOSS_RANKING_HPP

#include <simdloss/core.hpp>
#include <simdloss/ranking.h>

namespace simdloss {

// What says which of two is meant: of the inputs' type, integers, or bytes that are 0 or not.
template <class Buffer, class T>
concept sign_of = input_of<Buffer, T> ||
    (index_input<Buffer> &&dtype_of<value_of<Buffer>> != SIMDLOSS_U16 && dtype_of<value_of<Buffer>> != SIMDLOSS_U32);

namespace detail {

constexpr std::int64_t strided(std::int64_t rows, std::int64_t width, std::int64_t stride) {
    return rows <= 0 || width <= 0 ? 0 : plus(times(rows - 1, stride == 0 ? width : stride), width);
}
template <class Desc>
Desc make_groups_desc(
    simdloss_status (*init)(Desc *, std::size_t), std::int64_t rows, std::int64_t num_neg, std::int64_t columns) {
    Desc desc;
    check(init(&desc, sizeof desc));
    desc.rows = rows;
    desc.num_neg = num_neg;
    desc.columns = columns;
    return desc;
}
template <class Desc> constexpr std::int64_t groups(const Desc &desc) {
    return desc.num_neg < 1 || desc.num_neg == INT64_MAX ? 0 : desc.rows / (desc.num_neg + 1);
}

} // namespace detail

[[nodiscard]] inline simdloss_margin_ranking_desc margin_ranking_desc(
    std::int64_t batch, std::int64_t classes = 1, std::int64_t inner = 1) {
    return detail::make_desc(simdloss_margin_ranking_desc_init, batch, classes, inner);
}

template <float_element T> struct margin_ranking_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_x1{}, grad_x2{}, grad_target{}; // the last one not for a target of integers
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input X1, input_of<value_of<X1>> X2, sign_of<value_of<X1>> Target>
void margin_ranking(simdloss_margin_ranking_desc desc, const X1 &x1, const X2 &x2, const Target &target,
    const margin_ranking_args<value_of<X1>> &args) {
    const std::int64_t n = detail::elements(desc);
    const std::int64_t losses =
        desc.reduction == SIMDLOSS_REDUCTION_NONE ? detail::times(detail::rows(desc), desc.classes) : 1;
    detail::call{simdloss_margin_ranking_forward_backward, detail::typed<X1, Target>(desc), args.executor,
        detail::in("x1", x1, n), detail::in("x2", x2, n), detail::in("target", target, n),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_x1", args.grad_x1, n), detail::optional_out("grad_x2", args.grad_x2, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

// rows = groups * (num_neg + 1)
[[nodiscard]] inline simdloss_rank_hinge_desc rank_hinge_desc(
    std::int64_t rows, std::int64_t num_neg = 1, std::int64_t columns = 1) {
    return detail::make_groups_desc(simdloss_rank_hinge_desc_init, rows, num_neg, columns);
}

template <float_element T> struct rank_hinge_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_scores{};
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Scores>
void rank_hinge(simdloss_rank_hinge_desc desc, const Scores &scores, const rank_hinge_args<value_of<Scores>> &args) {
    const std::int64_t n = detail::strided(desc.rows, desc.columns, desc.row_stride);
    const std::int64_t losses =
        desc.reduction == SIMDLOSS_REDUCTION_NONE ? detail::times(detail::groups(desc), desc.columns) : 1;
    detail::call{simdloss_rank_hinge_forward_backward, detail::typed<Scores>(desc), args.executor,
        detail::in("scores", scores, n), detail::optional_in("grad_loss", args.grad_loss, losses),
        detail::optional_out("loss", args.loss, losses), detail::optional_out("grad_scores", args.grad_scores, n)};
}

// rows = groups * (num_neg + 1)
[[nodiscard]] inline simdloss_rank_cross_entropy_desc rank_cross_entropy_desc(
    std::int64_t rows, std::int64_t num_neg = 1, std::int64_t columns = 1) {
    return detail::make_groups_desc(simdloss_rank_cross_entropy_desc_init, rows, num_neg, columns);
}

template <float_element T> struct rank_cross_entropy_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_scores{}, grad_target{};
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Scores, input_of<value_of<Scores>> Target>
void rank_cross_entropy(simdloss_rank_cross_entropy_desc desc, const Scores &scores, const Target &target,
    const rank_cross_entropy_args<value_of<Scores>> &args) {
    const std::int64_t n = detail::strided(desc.rows, desc.columns, desc.row_stride);
    const std::int64_t losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? detail::groups(desc) : 1;
    detail::call{simdloss_rank_cross_entropy_forward_backward, detail::typed<Scores>(desc), args.executor,
        detail::in("scores", scores, n), detail::in("target", target, n),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_scores", args.grad_scores, n),
        detail::optional_out("grad_target", args.grad_target, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_RANKING_HPP */
