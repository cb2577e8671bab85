// simdloss/embedding.hpp - simdloss/embedding.h for C++20. One function a loss, distance or similarity: results,
// gradients, or both, an empty span being an output that is not wanted.
#ifndef SIMDLOSS_EMBEDDING_HPP
#define SIMDLOSS_EMBEDDING_HPP

#include <simdloss/embedding.h>
#include <simdloss/ranking.hpp>

namespace simdloss {

namespace detail {

template <class Desc>
Desc make_embedding_desc(simdloss_status (*init)(Desc *, std::size_t), std::int64_t batch, std::int64_t features) {
    Desc desc;
    check(init(&desc, sizeof desc));
    desc.batch = batch;
    desc.features = features;
    return desc;
}
template <class Desc> constexpr std::int64_t losses_of_batch(const Desc &desc) {
    return desc.reduction == SIMDLOSS_REDUCTION_NONE ? desc.batch : 1;
}

} // namespace detail

[[nodiscard]] inline simdloss_pairwise_distance_desc pairwise_distance_desc(std::int64_t batch, std::int64_t features) {
    return detail::make_embedding_desc(simdloss_pairwise_distance_desc_init, batch, features);
}

template <float_element T> struct pairwise_distance_args {
    std::span<accumulator<T>> distance{};
    std::span<T> grad_x1{}, grad_x2{};
    std::span<const accumulator<T>> grad_distance{};
    const simdloss_executor *executor = nullptr;
};
template <float_input X1, input_of<value_of<X1>> X2>
void pairwise_distance(simdloss_pairwise_distance_desc desc, const X1 &x1, const X2 &x2,
    const pairwise_distance_args<value_of<X1>> &args) {
    const std::int64_t n1 = detail::strided(desc.batch, desc.features, desc.x1_stride),
                       n2 = detail::strided(desc.batch, desc.features, desc.x2_stride);
    detail::call{simdloss_pairwise_distance_forward_backward, detail::typed<X1>(desc), args.executor,
        detail::in("x1", x1, n1), detail::in("x2", x2, n2),
        detail::optional_in("grad_distance", args.grad_distance, desc.batch),
        detail::optional_out("distance", args.distance, desc.batch), detail::optional_out("grad_x1", args.grad_x1, n1),
        detail::optional_out("grad_x2", args.grad_x2, n2)};
}

[[nodiscard]] inline simdloss_cosine_similarity_desc cosine_similarity_desc(std::int64_t batch, std::int64_t features) {
    return detail::make_embedding_desc(simdloss_cosine_similarity_desc_init, batch, features);
}

template <float_element T> struct cosine_similarity_args {
    std::span<accumulator<T>> similarity{};
    std::span<T> grad_x1{}, grad_x2{};
    std::span<const accumulator<T>> grad_similarity{};
    const simdloss_executor *executor = nullptr;
};
template <float_input X1, input_of<value_of<X1>> X2>
void cosine_similarity(simdloss_cosine_similarity_desc desc, const X1 &x1, const X2 &x2,
    const cosine_similarity_args<value_of<X1>> &args) {
    const std::int64_t n1 = detail::strided(desc.batch, desc.features, desc.x1_stride),
                       n2 = detail::strided(desc.batch, desc.features, desc.x2_stride);
    detail::call{simdloss_cosine_similarity_forward_backward, detail::typed<X1>(desc), args.executor,
        detail::in("x1", x1, n1), detail::in("x2", x2, n2),
        detail::optional_in("grad_similarity", args.grad_similarity, desc.batch),
        detail::optional_out("similarity", args.similarity, desc.batch),
        detail::optional_out("grad_x1", args.grad_x1, n1), detail::optional_out("grad_x2", args.grad_x2, n2)};
}

[[nodiscard]] inline simdloss_cosine_embedding_desc cosine_embedding_desc(std::int64_t batch, std::int64_t features) {
    return detail::make_embedding_desc(simdloss_cosine_embedding_desc_init, batch, features);
}

template <float_element T> struct cosine_embedding_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_x1{}, grad_x2{};
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input X1, input_of<value_of<X1>> X2, sign_of<value_of<X1>> Target>
void cosine_embedding(simdloss_cosine_embedding_desc desc, const X1 &x1, const X2 &x2, const Target &target,
    const cosine_embedding_args<value_of<X1>> &args) {
    const std::int64_t n1 = detail::strided(desc.batch, desc.features, desc.x1_stride),
                       n2 = detail::strided(desc.batch, desc.features, desc.x2_stride),
                       losses = detail::losses_of_batch(desc);
    detail::call{simdloss_cosine_embedding_forward_backward, detail::typed<X1, Target>(desc), args.executor,
        detail::in("x1", x1, n1), detail::in("x2", x2, n2), detail::in("target", target, desc.batch),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_x1", args.grad_x1, n1), detail::optional_out("grad_x2", args.grad_x2, n2)};
}

[[nodiscard]] inline simdloss_contrastive_desc contrastive_desc(std::int64_t batch, std::int64_t features = 0) {
    return detail::make_embedding_desc(simdloss_contrastive_desc_init, batch, features);
}

template <float_element T> struct contrastive_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_x1{}, grad_x2{}, grad_target{}; // the last one not for a target of integers
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input X1, input_of<value_of<X1>> X2, sign_of<value_of<X1>> Target>
void contrastive(simdloss_contrastive_desc desc, const X1 &x1, const X2 &x2, const Target &target,
    const contrastive_args<value_of<X1>> &args) {
    const std::int64_t n1 = detail::strided(desc.batch, desc.features, desc.x1_stride),
                       n2 = detail::strided(desc.batch, desc.features, desc.x2_stride),
                       losses = detail::losses_of_batch(desc);
    detail::call{simdloss_contrastive_forward_backward, detail::typed<X1, Target>(desc), args.executor,
        detail::in("x1", x1, n1), detail::in("x2", x2, n2), detail::in("target", target, desc.batch),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_x1", args.grad_x1, n1), detail::optional_out("grad_x2", args.grad_x2, n2),
        detail::optional_out("grad_target", args.grad_target, desc.batch)};
}

template <float_element T> struct contrastive_distance_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_distance{}, grad_target{}; // the last one not for a target of integers
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Distance, sign_of<value_of<Distance>> Target>
void contrastive_distance(simdloss_contrastive_desc desc, const Distance &distance, const Target &target,
    const contrastive_distance_args<value_of<Distance>> &args) {
    const std::int64_t losses = detail::losses_of_batch(desc);
    detail::call{simdloss_contrastive_distance_forward_backward, detail::typed<Distance, Target>(desc), args.executor,
        detail::in("distance", distance, desc.batch), detail::in("target", target, desc.batch),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_distance", args.grad_distance, desc.batch),
        detail::optional_out("grad_target", args.grad_target, desc.batch)};
}

[[nodiscard]] inline simdloss_triplet_margin_desc triplet_margin_desc(std::int64_t batch, std::int64_t features) {
    return detail::make_embedding_desc(simdloss_triplet_margin_desc_init, batch, features);
}

template <float_element T> struct triplet_margin_args {
    std::span<accumulator<T>> loss{};
    std::span<T> grad_anchor{}, grad_positive{}, grad_negative{};
    std::span<const accumulator<T>> grad_loss{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Anchor, input_of<value_of<Anchor>> Positive, input_of<value_of<Anchor>> Negative>
void triplet_margin(simdloss_triplet_margin_desc desc, const Anchor &anchor, const Positive &positive,
    const Negative &negative, const triplet_margin_args<value_of<Anchor>> &args) {
    const std::int64_t a = detail::strided(desc.batch, desc.features, desc.anchor_stride),
                       p = detail::strided(desc.batch, desc.features, desc.positive_stride),
                       n = detail::strided(desc.batch, desc.features, desc.negative_stride),
                       losses = detail::losses_of_batch(desc);
    detail::call{simdloss_triplet_margin_forward_backward, detail::typed<Anchor>(desc), args.executor,
        detail::in("anchor", anchor, a), detail::in("positive", positive, p), detail::in("negative", negative, n),
        detail::optional_in("grad_loss", args.grad_loss, losses), detail::optional_out("loss", args.loss, losses),
        detail::optional_out("grad_anchor", args.grad_anchor, a),
        detail::optional_out("grad_positive", args.grad_positive, p),
        detail::optional_out("grad_negative", args.grad_negative, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_EMBEDDING_HPP */
