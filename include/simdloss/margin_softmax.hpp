// simdloss/margin_softmax.hpp - simdloss/margin_softmax.h for C++20.
#ifndef SIMDLOSS_MARGIN_SOFTMAX_HPP
#define SIMDLOSS_MARGIN_SOFTMAX_HPP

#include <simdloss/info_nce.hpp>
#include <simdloss/margin_softmax.h>

namespace simdloss {

[[nodiscard]] inline simdloss_margin_softmax_desc margin_softmax_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t width) {
    simdloss_margin_softmax_desc desc = detail::make_vectors_desc(simdloss_margin_softmax_desc_init, batch, width);
    desc.classes = classes;
    return desc;
}
[[nodiscard]] inline std::size_t margin_softmax_workspace_size(const simdloss_margin_softmax_desc &desc) {
    std::size_t bytes = 0;
    detail::check(simdloss_margin_softmax_workspace_size(&desc, &bytes));
    return bytes;
}

template <float_element T> struct margin_softmax_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_embeddings{}, grad_weights{};
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Embeddings, input_of<value_of<Embeddings>> Weights, index_input Target>
void margin_softmax(simdloss_margin_softmax_desc desc, const Embeddings &embeddings, const Weights &weights,
    const Target &target, std::span<std::byte> workspace, const margin_softmax_args<value_of<Embeddings>> &args) {
    const std::int64_t n = detail::vectors(desc.batch, desc.width, desc.embedding_stride),
                       m = detail::vectors(desc.classes, desc.width, desc.weight_stride),
                       losses = detail::losses_of_rows(desc);
    detail::check(simdloss_margin_softmax_forward_backward(detail::typed<Embeddings, Target>(desc), args.executor,
        detail::in("embeddings", embeddings, n), detail::in("weights", weights, m),
        detail::in("target", target, desc.batch), detail::optional_in("grad_loss", args.grad_loss, losses),
        detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_embeddings", args.grad_embeddings, n),
        detail::optional_out("grad_weights", args.grad_weights, m), workspace.data(), workspace.size()));
}

} // namespace simdloss

#endif /* SIMDLOSS_MARGIN_SOFTMAX_HPP */
