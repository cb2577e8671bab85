// Every element-wise loss, forward and backward at once, on 16,777,216 elements: what share of the roof each reaches. The
// gradient is that by the input alone.
#include "losses.hpp"

namespace simdloss_bench {

namespace {

using arguments = const loss_arguments &;
using executor = const simdloss_executor *;

simdloss_status sigmoid(arguments a, executor e) {
    const auto desc = described(simdloss_sigmoid_desc_init, a);
    return simdloss_sigmoid_forward(&desc, e, a.in[0], a.out[0]);
}
simdloss_status sigmoid_backward(arguments a, executor e) {
    const auto desc = described(simdloss_sigmoid_desc_init, a);
    return simdloss_sigmoid_backward(&desc, e, a.in[0], a.in[1], a.out[0]);
}
simdloss_status log_sigmoid(arguments a, executor e) {
    const auto desc = described(simdloss_sigmoid_desc_init, a);
    return simdloss_log_sigmoid_forward(&desc, e, a.in[0], a.out[0]);
}
simdloss_status log_sigmoid_backward(arguments a, executor e) {
    const auto desc = described(simdloss_sigmoid_desc_init, a);
    return simdloss_log_sigmoid_backward(&desc, e, a.in[0], a.in[1], a.out[0]);
}

simdloss_status bce_forward(arguments a, executor e) {
    const auto desc = described(simdloss_binary_cross_entropy_desc_init, a);
    return simdloss_binary_cross_entropy_forward(&desc, e, a.in[0], a.in[1], nullptr, nullptr, a.loss);
}
template <bool bytes> simdloss_status bce(arguments a, executor e) {
    auto desc = described(simdloss_binary_cross_entropy_desc_init, a);
    if (bytes) desc.target_dtype = SIMDLOSS_U8;
    return simdloss_binary_cross_entropy_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, nullptr, a.loss, a.out[0], nullptr);
}
simdloss_status probability_bce(arguments a, executor e) {
    const auto desc = described(simdloss_probability_binary_cross_entropy_desc_init, a);
    return simdloss_probability_binary_cross_entropy_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr);
}
simdloss_status sigmoid_focal(arguments a, executor e) {
    const auto desc = described(simdloss_sigmoid_focal_desc_init, a);
    return simdloss_sigmoid_focal_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, nullptr, a.loss, a.out[0], nullptr);
}
simdloss_status probability_focal(arguments a, executor e) {
    const auto desc = described(simdloss_probability_focal_desc_init, a);
    return simdloss_probability_focal_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, nullptr, a.loss, a.out[0], nullptr);
}
simdloss_status asymmetric(arguments a, executor e) {
    const auto desc = described(simdloss_asymmetric_desc_init, a);
    return simdloss_asymmetric_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr);
}

template <std::int32_t kind> simdloss_status regression(arguments a, executor e) {
    auto desc = described(simdloss_regression_desc_init, a);
    desc.kind = kind;
    return simdloss_regression_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr);
}
template <std::int32_t log_input> simdloss_status poisson_nll(arguments a, executor e) {
    auto desc = described(simdloss_poisson_nll_desc_init, a);
    desc.log_input = log_input;
    return simdloss_poisson_nll_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr);
}
simdloss_status gaussian_nll(arguments a, executor e) {
    const auto desc = described(simdloss_gaussian_nll_desc_init, a);
    return simdloss_gaussian_nll_forward_backward(
        &desc, e, a.in[0], a.in[2], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr, a.out[1]);
}
template <std::int32_t kind> simdloss_status hinge(arguments a, executor e) {
    auto desc = described(simdloss_hinge_desc_init, a);
    desc.kind = kind;
    return simdloss_hinge_forward_backward(&desc, e, a.in[0], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr);
}

simdloss_status margin_ranking(arguments a, executor e) {
    const auto desc = described(simdloss_margin_ranking_desc_init, a);
    return simdloss_margin_ranking_forward_backward(
        &desc, e, a.in[0], a.in[1], a.in[2], nullptr, a.loss, a.out[0], a.out[1], nullptr);
}
simdloss_status contrastive_distance(arguments a, executor e) {
    auto desc = described(simdloss_contrastive_desc_init, a);
    desc.batch = a.batch * a.classes;
    return simdloss_contrastive_distance_forward_backward(
        &desc, e, a.in[0], a.in[1], nullptr, a.loss, a.out[0], nullptr);
}

constexpr fill none = fill::nothing, x = fill::logits, y = fill::backwards, bits = fill::zero_one, p = fill::fractions;
constexpr row_targets no = row_targets::none;
constexpr const char *shape = "16384x1024";
constexpr std::int64_t rows = 16384, columns = 1024;

// How many exponentials and logarithms: what the formula cannot do without.
const loss_work works[] = {
    {"sigmoid_fwd", shape, rows, columns, {x, none, none}, 1, no, 1, sigmoid},
    {"sigmoid_bwd", shape, rows, columns, {x, y, none}, 1, no, 1, sigmoid_backward},
    {"log_sigmoid_fwd", shape, rows, columns, {x, none, none}, 1, no, 2, log_sigmoid},
    {"log_sigmoid_bwd", shape, rows, columns, {x, y, none}, 1, no, 1, log_sigmoid_backward},
    {"binary_cross_entropy_fwd", shape, rows, columns, {x, bits, none}, 0, no, 2, bce_forward},
    {"binary_cross_entropy_fwd_bwd", shape, rows, columns, {x, bits, none}, 1, no, 2, bce<false>},
    {"binary_cross_entropy_u8_fwd_bwd", shape, rows, columns, {x, fill::flags, none}, 1, no, 2, bce<true>, 0, true,
        nullptr, "binary_cross_entropy_fwd_bwd"},
    {"probability_binary_cross_entropy_fwd_bwd", shape, rows, columns, {p, bits, none}, 1, no, 2, probability_bce},
    {"sigmoid_focal_fwd_bwd", shape, rows, columns, {x, bits, none}, 1, no, 2, sigmoid_focal},
    {"probability_focal_fwd_bwd", shape, rows, columns, {p, bits, none}, 1, no, 2, probability_focal},
    {"asymmetric_fwd_bwd", shape, rows, columns, {x, bits, none}, 1, no, 3, asymmetric},
    {"squared_error_fwd_bwd", shape, rows, columns, {x, y, none}, 1, no, 0, regression<SIMDLOSS_REGRESSION_SQUARED>},
    {"absolute_error_fwd_bwd", shape, rows, columns, {x, y, none}, 1, no, 0, regression<SIMDLOSS_REGRESSION_ABSOLUTE>},
    {"smooth_l1_fwd_bwd", shape, rows, columns, {x, y, none}, 1, no, 0, regression<SIMDLOSS_REGRESSION_SMOOTH_L1>},
    {"huber_fwd_bwd", shape, rows, columns, {x, y, none}, 1, no, 0, regression<SIMDLOSS_REGRESSION_HUBER>},
    {"poisson_nll_fwd_bwd", shape, rows, columns, {x, fill::counts, none}, 1, no, 1, poisson_nll<1>},
    {"poisson_nll_of_rates_fwd_bwd", shape, rows, columns, {p, fill::counts, none}, 1, no, 1, poisson_nll<0>},
    {"gaussian_nll_fwd_bwd", shape, rows, columns, {x, p, y}, 2, no, 1, gaussian_nll},
    {"hinge_fwd_bwd", shape, rows, columns, {x, fill::signs, none}, 1, no, 0, hinge<SIMDLOSS_HINGE_PLAIN>},
    {"squared_hinge_fwd_bwd", shape, rows, columns, {x, fill::signs, none}, 1, no, 0, hinge<SIMDLOSS_HINGE_SQUARED>},
    {"hinge_embedding_fwd_bwd", shape, rows, columns, {x, fill::signs, none}, 1, no, 0,
        hinge<SIMDLOSS_HINGE_EMBEDDING>},
    {"soft_margin_fwd_bwd", shape, rows, columns, {x, fill::signs, none}, 1, no, 2, hinge<SIMDLOSS_HINGE_SOFT>},
    {"margin_ranking_fwd_bwd", shape, rows, columns, {x, y, fill::signs}, 2, no, 0, margin_ranking},
    {"contrastive_distance_fwd_bwd", shape, rows, columns, {p, bits, none}, 1, no, 0, contrastive_distance},
};

} // namespace

std::span<const loss_work> element_works() { return works; }

} // namespace simdloss_bench
