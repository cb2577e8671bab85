// simdloss/info_nce.hpp - simdloss/info_nce.h for C++20. One function a loss: an empty span is an output that is not
// wanted. The workspace is the caller's, of as many bytes as the _workspace_size function says.
#ifndef SIMDLOSS_INFO_NCE_HPP
#define SIMDLOSS_INFO_NCE_HPP

#include <simdloss/core.hpp>
#include <simdloss/info_nce.h>

namespace simdloss {

namespace detail {
template <class Desc>
Desc make_vectors_desc(simdloss_status (*init)(Desc *, std::size_t), std::int64_t batch, std::int64_t width) {
    Desc desc;
    check(init(&desc, sizeof desc));
    desc.batch = batch;
    desc.width = width;
    return desc;
}
constexpr std::int64_t vectors(std::int64_t rows, std::int64_t width, std::int64_t stride) {
    return rows <= 0 || width <= 0 ? 0 : plus(times(rows - 1, stride == 0 ? width : stride), width);
}
template <class Desc> constexpr std::int64_t losses_of_rows(const Desc &desc) {
    return desc.reduction == SIMDLOSS_REDUCTION_NONE ? desc.batch : 1;
}
} // namespace detail

template <float_element T> struct embeddings_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_embeddings{};
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};

[[nodiscard]] inline simdloss_info_nce_desc info_nce_desc(std::int64_t batch, std::int64_t width) {
    return detail::make_vectors_desc(simdloss_info_nce_desc_init, batch, width);
}
[[nodiscard]] inline std::size_t info_nce_workspace_size(const simdloss_info_nce_desc &desc) {
    std::size_t bytes = 0;
    detail::check(simdloss_info_nce_workspace_size(&desc, &bytes));
    return bytes;
}

template <float_element T> struct info_nce_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_queries{}, grad_keys{}, grad_negatives{};
    std::span<const T> negatives{};
    std::span<const std::int64_t> positive{};
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Queries, input_of<value_of<Queries>> Keys>
void info_nce(simdloss_info_nce_desc desc, const Queries &queries, const Keys &keys, std::span<std::byte> workspace,
    const info_nce_args<value_of<Queries>> &args) {
    const std::int64_t n = detail::vectors(desc.batch, desc.width, desc.query_stride),
                       m = detail::vectors(desc.keys == 0 ? desc.batch : desc.keys, desc.width, desc.key_stride),
                       e = detail::vectors(desc.negatives, desc.width, desc.negative_stride),
                       losses = detail::losses_of_rows(desc);
    desc.positive_dtype = SIMDLOSS_I64;
    detail::check(simdloss_info_nce_forward_backward(detail::typed<Queries>(desc), args.executor,
        detail::in("queries", queries, n), detail::in("keys", keys, m),
        detail::optional_in("negatives", args.negatives, e), detail::optional_in("positive", args.positive, desc.batch),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_queries", args.grad_queries, n),
        detail::optional_out("grad_keys", args.grad_keys, m),
        detail::optional_out("grad_negatives", args.grad_negatives, e), workspace.data(), workspace.size()));
}

[[nodiscard]] inline simdloss_nt_xent_desc nt_xent_desc(std::int64_t batch, std::int64_t width) {
    return detail::make_vectors_desc(simdloss_nt_xent_desc_init, batch, width);
}
[[nodiscard]] inline std::size_t nt_xent_workspace_size(const simdloss_nt_xent_desc &desc) {
    std::size_t bytes = 0;
    detail::check(simdloss_nt_xent_workspace_size(&desc, &bytes));
    return bytes;
}

// Loss, gradient, or both.
template <float_input Embeddings, index_input Label>
void nt_xent(simdloss_nt_xent_desc desc, const Embeddings &embeddings, const Label &label,
    std::span<std::byte> workspace, const embeddings_args<value_of<Embeddings>> &args) {
    const std::int64_t n = detail::vectors(desc.batch, desc.width, desc.stride), losses = detail::losses_of_rows(desc);
    desc.label_dtype = dtype_of<value_of<Label>>;
    detail::check(simdloss_nt_xent_forward_backward(detail::typed<Embeddings>(desc), args.executor,
        detail::in("embeddings", embeddings, n), detail::in("label", label, desc.batch),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_embeddings", args.grad_embeddings, n), workspace.data(), workspace.size()));
}

[[nodiscard]] inline simdloss_sup_con_desc sup_con_desc(std::int64_t batch, std::int64_t width) {
    return detail::make_vectors_desc(simdloss_sup_con_desc_init, batch, width);
}
[[nodiscard]] inline std::size_t sup_con_workspace_size(const simdloss_sup_con_desc &desc) {
    std::size_t bytes = 0;
    detail::check(simdloss_sup_con_workspace_size(&desc, &bytes));
    return bytes;
}

// Loss, gradient, or both.
template <float_input Embeddings, index_input Label>
void sup_con(simdloss_sup_con_desc desc, const Embeddings &embeddings, const Label &label,
    std::span<std::byte> workspace, const embeddings_args<value_of<Embeddings>> &args) {
    const std::int64_t n = detail::vectors(desc.batch, desc.width, desc.stride), losses = detail::losses_of_rows(desc);
    desc.label_dtype = dtype_of<value_of<Label>>;
    detail::check(simdloss_sup_con_forward_backward(detail::typed<Embeddings>(desc), args.executor,
        detail::in("embeddings", embeddings, n), detail::in("label", label, desc.batch),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_embeddings", args.grad_embeddings, n), workspace.data(), workspace.size()));
}

[[nodiscard]] inline simdloss_n_pairs_desc n_pairs_desc(std::int64_t batch, std::int64_t width) {
    return detail::make_vectors_desc(simdloss_n_pairs_desc_init, batch, width);
}
[[nodiscard]] inline std::size_t n_pairs_workspace_size(const simdloss_n_pairs_desc &desc) {
    std::size_t bytes = 0;
    detail::check(simdloss_n_pairs_workspace_size(&desc, &bytes));
    return bytes;
}

template <float_element T> struct n_pairs_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_anchors{}, grad_positives{};
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Anchors, input_of<value_of<Anchors>> Positives, index_input Label>
void n_pairs(simdloss_n_pairs_desc desc, const Anchors &anchors, const Positives &positives, const Label &label,
    std::span<std::byte> workspace, const n_pairs_args<value_of<Anchors>> &args) {
    const std::int64_t n = detail::vectors(desc.batch, desc.width, desc.anchor_stride),
                       m = detail::vectors(desc.batch, desc.width, desc.positive_stride),
                       losses = detail::losses_of_rows(desc);
    desc.label_dtype = dtype_of<value_of<Label>>;
    detail::check(simdloss_n_pairs_forward_backward(detail::typed<Anchors>(desc), args.executor,
        detail::in("anchors", anchors, n), detail::in("positives", positives, m),
        detail::in("label", label, desc.batch), detail::optional_in("grad_loss", args.grad_loss, losses),
        detail::optional_out("loss", args.loss, losses), detail::optional_out("grad_anchors", args.grad_anchors, n),
        detail::optional_out("grad_positives", args.grad_positives, m), workspace.data(), workspace.size()));
}

} // namespace simdloss

#endif /* SIMDLOSS_INFO_NCE_HPP */
