// simdloss/mining.hpp - simdloss/mining.h for C++20. One function a loss: loss, gradient, or both, an empty span being an
// output that is not wanted. The workspace is the caller's, of as many bytes as the _workspace_size function says.
#ifndef SIMDLOSS_MINING_HPP
#define SIMDLOSS_MINING_HPP

#include <simdloss/embedding.hpp>
#include <simdloss/info_nce.hpp>
#include <simdloss/mining.h>

namespace simdloss {

[[nodiscard]] inline simdloss_mining_desc mining_desc(std::int64_t batch, std::int64_t features) {
    return detail::make_embedding_desc(simdloss_mining_desc_init, batch, features);
}
[[nodiscard]] inline std::size_t mining_workspace_size(const simdloss_mining_desc &desc) {
    std::size_t bytes = 0;
    detail::check(simdloss_mining_workspace_size(&desc, &bytes));
    return bytes;
}

namespace detail {

template <class Embeddings, class Label>
void mine(decltype(&simdloss_triplet_semihard_forward_backward) loss, simdloss_mining_desc desc,
    const Embeddings &embeddings, const Label &label, std::span<std::byte> workspace,
    const embeddings_args<value_of<Embeddings>> &args) {
    const std::int64_t n = strided(desc.batch, desc.features, desc.batch_stride);
    check(loss(typed<Embeddings, Label>(desc), args.executor, in("embeddings", embeddings, n),
        in("target", label, desc.batch), optional_in("grad_loss", args.grad_loss, 1),
        optional_out("loss", args.loss, 1), optional_out("grad_embeddings", args.grad_embeddings, n), workspace.data(),
        workspace.size()));
}

} // namespace detail

template <float_input Embeddings, index_input Label>
void triplet_semihard(const simdloss_mining_desc &desc, const Embeddings &embeddings, const Label &label,
    std::span<std::byte> workspace, const embeddings_args<value_of<Embeddings>> &args) {
    detail::mine(simdloss_triplet_semihard_forward_backward, desc, embeddings, label, workspace, args);
}
template <float_input Embeddings, index_input Label>
void triplet_hard(const simdloss_mining_desc &desc, const Embeddings &embeddings, const Label &label,
    std::span<std::byte> workspace, const embeddings_args<value_of<Embeddings>> &args) {
    detail::mine(simdloss_triplet_hard_forward_backward, desc, embeddings, label, workspace, args);
}
template <float_input Embeddings, index_input Label>
void triplet_all(const simdloss_mining_desc &desc, const Embeddings &embeddings, const Label &label,
    std::span<std::byte> workspace, const embeddings_args<value_of<Embeddings>> &args) {
    detail::mine(simdloss_triplet_all_forward_backward, desc, embeddings, label, workspace, args);
}
template <float_input Embeddings, index_input Label>
void lifted_structure(const simdloss_mining_desc &desc, const Embeddings &embeddings, const Label &label,
    std::span<std::byte> workspace, const embeddings_args<value_of<Embeddings>> &args) {
    detail::mine(simdloss_lifted_structure_forward_backward, desc, embeddings, label, workspace, args);
}

[[nodiscard]] inline simdloss_named_triplets_desc named_triplets_desc(
    std::int64_t batch, std::int64_t features, std::int64_t triplets) {
    simdloss_named_triplets_desc desc = detail::make_embedding_desc(simdloss_named_triplets_desc_init, batch, features);
    desc.triplets = triplets;
    return desc;
}
[[nodiscard]] inline std::size_t named_triplets_workspace_size(const simdloss_named_triplets_desc &desc) {
    std::size_t bytes = 0;
    detail::check(simdloss_named_triplets_workspace_size(&desc, &bytes));
    return bytes;
}

template <class Buffer>
concept row_numbers = input_of<Buffer, std::int64_t> || input_of<Buffer, std::int32_t>;

template <float_input Embeddings, row_numbers Anchor, input_of<value_of<Anchor>> Positive,
    input_of<value_of<Anchor>> Negative>
void named_triplets(simdloss_named_triplets_desc desc, const Embeddings &embeddings, const Anchor &anchor,
    const Positive &positive, const Negative &negative, std::span<std::byte> workspace,
    const embeddings_args<value_of<Embeddings>> &args) {
    const std::int64_t n = detail::strided(desc.batch, desc.features, desc.batch_stride),
                       losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? desc.triplets : 1;
    desc.index_dtype = dtype_of<value_of<Anchor>>;
    detail::check(simdloss_named_triplets_forward_backward(detail::typed<Embeddings>(desc), args.executor,
        detail::in("embeddings", embeddings, n), detail::in("anchor", anchor, desc.triplets),
        detail::in("positive", positive, desc.triplets), detail::in("negative", negative, desc.triplets),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_embeddings", args.grad_embeddings, n), workspace.data(), workspace.size()));
}

} // namespace simdloss

#endif /* SIMDLOSS_MINING_HPP */
