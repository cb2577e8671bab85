// The losses of rows, of groups of rows, of pairs and triplets of embeddings, and of all pairs in a batch.
#include "losses.hpp"

namespace simdloss_bench {

namespace {

using arguments = const loss_arguments &;
using executor = const simdloss_executor *;

simdloss_status soft_cross_entropy(arguments a, executor e) {
    const auto desc = described(simdloss_soft_cross_entropy_desc_init, a);
    return simdloss_soft_cross_entropy_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, nullptr, a.loss, a.out[0], nullptr);
}

simdloss_status kl_divergence(arguments a, executor e) {
    auto desc = described(simdloss_kl_divergence_desc_init, a);
    desc.class_reduction = SIMDLOSS_REDUCTION_SUM;
    return simdloss_kl_divergence_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr);
}

simdloss_status distillation(arguments a, executor e) {
    auto desc = described(simdloss_distillation_desc_init, a);
    desc.temperature = 2;
    return simdloss_distillation_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr);
}

simdloss_status softmax_focal(arguments a, executor e) {
    const auto desc = described(simdloss_softmax_focal_desc_init, a);
    return simdloss_softmax_focal_forward_backward(
        &desc, e, a.in[0], a.target, nullptr, nullptr, nullptr, a.loss, a.out[0]);
}

simdloss_status multi_margin(arguments a, executor e) {
    const auto desc = described(simdloss_multi_margin_desc_init, a);
    return simdloss_multi_margin_forward_backward(
        &desc, e, a.in[0], a.target, nullptr, nullptr, nullptr, a.loss, a.out[0]);
}

simdloss_status categorical_hinge(arguments a, executor e) {
    const auto desc = described(simdloss_categorical_hinge_desc_init, a);
    return simdloss_categorical_hinge_forward_backward(&desc, e, a.in[0], a.target, nullptr, nullptr, a.loss, a.out[0]);
}

// Of rows of one score: a positive and its negatives are the columns here.
simdloss_status rank_hinge(arguments a, executor e) {
    auto desc = described(simdloss_rank_hinge_desc_init, a);
    desc.rows = a.batch * a.classes;
    desc.num_neg = a.classes - 1;
    return simdloss_rank_hinge_forward_backward(&desc, e, a.in[0], nullptr, a.loss, a.out[0]);
}

simdloss_status rank_cross_entropy(arguments a, executor e) {
    auto desc = described(simdloss_rank_cross_entropy_desc_init, a);
    desc.rows = a.batch * a.classes;
    desc.num_neg = a.classes - 1;
    return simdloss_rank_cross_entropy_forward_backward(&desc, e, a.in[0], a.in[1], nullptr, a.loss, a.out[0], nullptr);
}

simdloss_status triplet_margin(arguments a, executor e) {
    const auto desc = described(simdloss_triplet_margin_desc_init, a);
    return simdloss_triplet_margin_forward_backward(
        &desc, e, a.in[0], a.in[1], a.in[2], nullptr, a.loss, a.out[0], a.out[1], a.out[2]);
}

simdloss_status cosine_embedding(arguments a, executor e) {
    auto desc = described(simdloss_cosine_embedding_desc_init, a);
    desc.target_dtype = SIMDLOSS_I64;
    return simdloss_cosine_embedding_forward_backward(
        &desc, e, a.in[0], a.in[1], a.target, nullptr, a.loss, a.out[0], a.out[1]);
}

simdloss_mining_desc mining(arguments a) {
    auto desc = described(simdloss_mining_desc_init, a);
    desc.distance = SIMDLOSS_DISTANCE_NORMALIZED_L2;
    desc.margin = 0.2;
    return desc;
}
simdloss_status triplet_semihard(arguments a, executor e) {
    const auto desc = mining(a);
    return simdloss_triplet_semihard_forward_backward(
        &desc, e, a.in[0], a.target, nullptr, a.loss, a.out[0], a.workspace, a.workspace_bytes);
}
std::size_t mining_workspace(arguments a) {
    const auto desc = mining(a);
    std::size_t bytes = 0;
    simdloss_mining_workspace_size(&desc, &bytes);
    return bytes;
}

simdloss_status info_nce(arguments a, executor e) {
    const auto desc = described(simdloss_info_nce_desc_init, a);
    return simdloss_info_nce_forward_backward(&desc, e, a.in[0], a.in[1], nullptr, nullptr, nullptr, a.loss, a.out[0],
        a.out[1], nullptr, a.workspace, a.workspace_bytes);
}
std::size_t info_nce_workspace(arguments a) {
    const auto desc = described(simdloss_info_nce_desc_init, a);
    std::size_t bytes = 0;
    simdloss_info_nce_workspace_size(&desc, &bytes);
    return bytes;
}

constexpr fill none = fill::nothing, x = fill::logits, y = fill::backwards;
constexpr row_targets no = row_targets::none;

const loss_work works[] = {
    {"soft_cross_entropy_fwd_bwd", "4096x1000", 4096, 1000, {x, fill::probabilities, none}, 1, no, 1,
        soft_cross_entropy},
    {"kl_divergence_fwd_bwd", "4096x1000", 4096, 1000, {fill::log_probabilities, fill::probabilities, none}, 1, no, 1,
        kl_divergence},
    {"distillation_fwd_bwd", "512x128256", 512, 128256, {x, y, none}, 1, no, 2, distillation},
    {"softmax_focal_fwd_bwd", "4096x1000", 4096, 1000, {x, none, none}, 1, row_targets::classes, 1, softmax_focal},
    {"multi_margin_fwd_bwd", "4096x1000", 4096, 1000, {x, none, none}, 1, row_targets::classes, 0, multi_margin},
    {"multi_margin_fwd_bwd", "65536x10", 65536, 10, {x, none, none}, 1, row_targets::classes, 0, multi_margin},
    {"categorical_hinge_fwd_bwd", "4096x1000", 4096, 1000, {x, none, none}, 1, row_targets::classes, 0,
        categorical_hinge},
    {"rank_hinge_fwd_bwd", "262144x5", 262144, 5, {x, none, none}, 1, no, 0, rank_hinge},
    {"rank_cross_entropy_fwd_bwd", "262144x5", 262144, 5, {x, fill::fractions, none}, 1, no, 1, rank_cross_entropy,
        1e-5},
    {"triplet_margin_fwd_bwd", "65536x128", 65536, 128, {x, y, fill::fractions}, 3, no, 0, triplet_margin, 1e-5},
    {"cosine_embedding_fwd_bwd", "65536x128", 65536, 128, {x, y, none}, 2, row_targets::signs, 0, cosine_embedding,
        1e-5},
    {"triplet_semihard_fwd_bwd", "1024x128", 1024, 128, {x, none, none}, 1, row_targets::labels, 0, triplet_semihard,
        5e-2, false, mining_workspace},
    {"triplet_semihard_fwd_bwd", "16384x128", 16384, 128, {x, none, none}, 1, row_targets::labels, 0, triplet_semihard,
        5e-2, false, mining_workspace},
    {"info_nce_fwd_bwd", "4096x256", 4096, 256, {x, y, none}, 2, no, 0, info_nce, 1e-5, false, info_nce_workspace},
};

} // namespace

std::span<const loss_work> row_works() { return works; }

} // namespace simdloss_bench
