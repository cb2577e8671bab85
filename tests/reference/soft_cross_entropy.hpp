// The oracle of cross-entropy with probability targets: row by row, straight from the formulas, in a wider type.
#pragma once

#include "reduction.hpp"
#include "softmax.hpp"

#include <simdloss/cross_entropy.h>

namespace simdloss_test::reference {

template <class Wide> struct soft_cross_entropy_input {
    simdloss_soft_cross_entropy_desc desc{}; // the options and the shape; its dtype and stride are not looked at
    std::vector<Wide> logits, target;        // dense [batch, classes, inner]
    std::vector<Wide> class_weight;          // [classes], or empty: all 1
    std::vector<Wide> row_weight;            // [batch * inner], or empty: all 1
    std::vector<Wide> grad_loss;             // of the loss's shape, or empty: 1
};

template <class Wide> struct soft_cross_entropy_output {
    std::vector<measured<Wide>> loss;             // of the reduction's shape
    std::vector<measured<Wide>> maximum, log_sum; // [batch * inner]
    std::vector<measured<Wide>> grad_logits, grad_target;
};

// One row before row weight and reduction.
template <class Wide> class soft_cross_entropy_row {
public:
    soft_cross_entropy_row(
        const soft_cross_entropy_input<Wide> &input, const std::vector<Wide> &x, const std::vector<Wide> &target)
        : softmax_(x), weight_(x.size()), smooth_weight_(x.size()), terms_(x.size()) {
        const auto smoothing = static_cast<Wide>(input.desc.label_smoothing);
        const auto share = smoothing / static_cast<Wide>(x.size());
        for (std::size_t c = 0; c < x.size(); ++c) {
            const Wide w = value_or(input.class_weight, c, Wide(1));
            weight_[c] = (1 - smoothing) * w;
            smooth_weight_[c] = weight_[c] * target[c] + share * w;               // w_c t'_c
            terms_[c] = std::fabs(weight_[c] * target[c]) + std::fabs(share * w); // which may cancel
            total_ += smooth_weight_[c];
            total_terms_ += terms_[c];
        }
    }

    // L = T log S + sum_c w_c t'_c (m - x_c)
    measured<Wide> loss() const {
        if (weight_.empty()) return {};
        if (!softmax_.valid) return not_a_number<Wide>();
        measured<Wide> sum{total_ * softmax_.log_sum, total_terms_ * softmax_.log_sum, 0};
        for (std::size_t c = 0; c < weight_.size(); ++c) {
            const Wide gap = softmax_.maximum - softmax_.x[c];
            accumulate_row(sum, {coefficient_times(smooth_weight_[c], gap), coefficient_times(terms_[c], gap), 0});
        }
        sum.slack = total_terms_ * softmax_.negligible;
        return sum;
    }

    // dL/dx_j = T p_j - w_j t'_j = (T - w_j t'_j) p_j - w_j t'_j (1 - p_j). Of a one-hot target only the last term is
    // left, which keeps every digit of a confident row.
    measured<Wide> grad_logits(std::size_t j) const {
        if (!softmax_.valid) return not_a_number<Wide>();
        const Wide p = softmax_.probability(j), q = softmax_.all_but(j);
        Wide others = 0;
        for (std::size_t c = 0; c < terms_.size(); ++c) others += c == j ? Wide(0) : terms_[c];
        const bool one_hot = others == 0;
        measured<Wide> result{(total_ - smooth_weight_[j]) * p - smooth_weight_[j] * q,
            one_hot ? terms_[j] * q : std::max(total_terms_ * p, terms_[j]), 0};
        if (one_hot) result.value = -smooth_weight_[j] * q;
        result.slack = total_terms_ * probability_error(j);
        return result;
    }

    // dL/dt_c = (1-e) w_c (-log p_c)
    measured<Wide> grad_target(std::size_t c) const {
        if (!softmax_.valid) return not_a_number<Wide>();
        measured<Wide> by_t = scaled(exactly(-softmax_.log_probability(c)), weight_[c]);
        by_t.slack = std::fabs(weight_[c]) * softmax_.negligible;
        return by_t;
    }

    measured<Wide> maximum() const { return softmax_.valid ? exactly(softmax_.maximum) : not_a_number<Wide>(); }
    measured<Wide> log_sum() const {
        if (!softmax_.valid) return not_a_number<Wide>();
        return {softmax_.log_sum, softmax_.log_sum, softmax_.negligible};
    }

private:
    Wide probability_error(std::size_t j) const {
        const Wide p = softmax_.probability(j);
        if (softmax_.is_negligible(j)) return p;
        return p * (log_sum_rounding(softmax_.log_sum) + (j == softmax_.largest ? softmax_.negligible : Wide(0)));
    }

    softmax_row<Wide> softmax_;
    std::vector<Wide> weight_, smooth_weight_, terms_;
    Wide total_ = 0, total_terms_ = 0; // T
};

template <class Wide> soft_cross_entropy_output<Wide> soft_cross_entropy(const soft_cross_entropy_input<Wide> &input) {
    const auto &desc = input.desc;
    const auto inner = static_cast<std::size_t>(desc.inner), classes = static_cast<std::size_t>(desc.classes);
    const std::size_t rows = static_cast<std::size_t>(desc.batch) * inner;
    const Wide share = share_of_loss(desc, rows, input.row_weight);
    const bool reduced = desc.reduction != SIMDLOSS_REDUCTION_NONE;
    soft_cross_entropy_output<Wide> output;
    output.loss = empty_losses<Wide>(rows, reduced, share);
    output.grad_logits.resize(input.logits.size());
    output.grad_target.resize(input.logits.size());
    for (std::size_t r = 0; r < rows; ++r) {
        const row_of at(r, classes, inner);
        const soft_cross_entropy_row<Wide> row(
            input, gather(input.logits, at, classes), gather(input.target, at, classes));
        const Wide weight = value_or(input.row_weight, r, Wide(1)) * share;
        const Wide upstream = value_or(input.grad_loss, reduced ? 0 : r, Wide(1)) * weight;
        accumulate_row(output.loss[reduced ? 0 : r], scaled(row.loss(), weight));
        output.maximum.push_back(row.maximum());
        output.log_sum.push_back(row.log_sum());
        for (std::size_t c = 0; c < classes; ++c) {
            output.grad_logits[at(c)] = scaled(row.grad_logits(c), upstream);
            output.grad_target[at(c)] = scaled(row.grad_target(c), upstream);
        }
    }
    return output;
}

} // namespace simdloss_test::reference
