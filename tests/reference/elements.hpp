// The oracle of element-wise losses: from what a formula says of one element to the result of a call.
#pragma once

#include "reduction.hpp"

#include <simdloss/elements.h>

namespace simdloss_test::reference {

template <class Wide> struct element_terms { measured<Wide> loss, by_input, by_target, by_third, curvature; };

template <class Wide> struct element_input {
    std::vector<Wide> input, target, third; // dense [batch, classes, inner]; third may be empty
    std::vector<Wide> class_value;          // [classes], or empty: 1
    std::vector<Wide> weight;               // of the axes of desc.weight_axes, or empty
    std::vector<Wide> grad_loss;            // of the loss's shape, or empty
};
template <class Wide> struct element_result {
    std::vector<measured<Wide>> loss, by_input, by_target, by_third, gradient, hessian;
};

// The index in a weight of these axes of element (n, c, s).
inline std::size_t weight_index(const auto &desc, std::size_t n, std::size_t c, std::size_t s) {
    std::size_t index = 0;
    if ((desc.weight_axes & SIMDLOSS_AXIS_BATCH) != 0) index = n;
    if ((desc.weight_axes & SIMDLOSS_AXIS_CLASS) != 0) index = index * static_cast<std::size_t>(desc.classes) + c;
    if ((desc.weight_axes & SIMDLOSS_AXIS_INNER) != 0) index = index * static_cast<std::size_t>(desc.inner) + s;
    return index;
}

// terms(desc, x, t, third): of one element; third points to its third number or its class's, or is nullptr.
template <class Wide, class Desc, class Terms>
element_result<Wide> element_loss(const Desc &desc, const element_input<Wide> &in, const Terms &terms) {
    const auto inner = static_cast<std::size_t>(desc.inner), classes = static_cast<std::size_t>(desc.classes);
    const std::size_t size = in.input.size(), rows = static_cast<std::size_t>(desc.batch) * inner;
    const bool by_row = desc.class_reduction != SIMDLOSS_REDUCTION_NONE;
    const bool reduced = desc.reduction != SIMDLOSS_REDUCTION_NONE;
    const bool class_mean = desc.class_reduction == SIMDLOSS_REDUCTION_MEAN;
    const Wide class_share = class_mean ? inverse(static_cast<Wide>(classes), desc.empty_mean) : Wide(1);

    // The weight of each loss that the denominators count.
    std::vector<Wide> weights;
    const bool weights_of_rows = by_row && (desc.weight_axes & SIMDLOSS_AXIS_CLASS) == 0;
    const std::size_t losses = by_row ? rows : size;
    const auto weight_of = [&](std::size_t n, std::size_t c, std::size_t s) {
        return in.weight.empty() ? Wide(1) : in.weight[weight_index(desc, n, c, s)];
    };
    if (!in.weight.empty() && weights_of_rows) {
        for (std::size_t r = 0; r < rows; ++r) weights.push_back(weight_of(r / inner, 0, r % inner));
    } else if (!in.weight.empty()) {
        for (std::size_t i = 0; i < size; ++i)
            weights.push_back(weight_of(i / (classes * inner), i / inner % classes, i % inner));
    }
    const bool counts_weights =
        desc.denominator == SIMDLOSS_DENOMINATOR_WEIGHT || desc.denominator == SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT;
    const Wide share = share_of_loss(desc, counts_weights && !weights.empty() ? weights.size() : losses, weights);

    element_result<Wide> out;
    out.loss = empty_losses<Wide>(losses, reduced, share);
    for (auto *each : {&out.by_input, &out.by_target, &out.by_third, &out.gradient, &out.hessian}) each->resize(size);
    std::vector<measured<Wide>> row_loss(by_row ? rows : 0);
    if (by_row && std::isnan(class_share)) std::fill(row_loss.begin(), row_loss.end(), not_a_number<Wide>());
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t n = i / (classes * inner), c = i / inner % classes, s = i % inner, r = n * inner + s;
        const Wide *third = !in.third.empty() ? &in.third[i] : (in.class_value.empty() ? nullptr : &in.class_value[c]);
        const element_terms<Wide> e = terms(desc, in.input[i], in.target[i], third);
        const Wide weight = weight_of(n, c, s);
        const std::size_t unreduced = by_row ? r : i;
        const Wide upstream = value_or(in.grad_loss, reduced ? 0 : unreduced, Wide(1)) * weight * share * class_share;
        out.by_input[i] = scaled(e.by_input, upstream);
        out.by_target[i] = scaled(e.by_target, upstream);
        out.by_third[i] = scaled(e.by_third, upstream);
        out.gradient[i] = scaled(e.by_input, weight);
        out.hessian[i] = scaled(e.curvature, weight);
        if (by_row) accumulate_row(row_loss[r], scaled(scaled(e.loss, weight), class_share));
        else accumulate_row(out.loss[reduced ? 0 : i], scaled(scaled(e.loss, weight), share));
    }
    for (std::size_t r = 0; by_row && r < rows; ++r)
        accumulate_row(out.loss[reduced ? 0 : r], scaled(row_loss[r], share));
    return out;
}

} // namespace simdloss_test::reference
