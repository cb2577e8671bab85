// The oracle of class-index cross-entropy: row by row, straight from the formulas, in a wider type.
#pragma once

#include "reduction.hpp"
#include "softmax.hpp"
#include "transform.hpp"

#include <simdloss/cross_entropy.h>

#include <cstdint>
#include <tuple>
#include <utility>

namespace simdloss_test::reference {

template <class Wide> struct cross_entropy_input {
    simdloss_cross_entropy_desc desc{}; // the options and the shape; its dtypes and stride are not looked at
    std::vector<Wide> logits;           // dense [batch, classes, inner]
    std::vector<std::int64_t> target;   // [batch * inner]
    std::vector<Wide> class_weight;     // [classes], or empty: all 1
    std::vector<Wide> row_weight;       // [batch * inner], or empty: all 1
    std::vector<Wide> grad_loss;        // of the loss's shape, or empty: 1
    bool round_transform = true;        // false: nothing is rounded, for finite differences

    Wide class_weight_of(std::size_t c) const { return class_weight.empty() ? Wide(1) : class_weight[c]; }
    Wide row_weight_of(std::size_t r) const { return row_weight.empty() ? Wide(1) : row_weight[r]; }
    bool keeps(std::size_t r) const { return desc.ignore_index == INT64_MIN || target[r] != desc.ignore_index; }
};

template <class Wide> struct cross_entropy_output {
    std::vector<measured<Wide>> loss;             // of the reduction's shape
    std::vector<measured<Wide>> maximum, log_sum; // [batch * inner]; 0 for ignored rows
    std::vector<measured<Wide>> grad_logits;      // dense [batch, classes, inner]
    std::int64_t kept = 0;
    Wide denominator = 0; // what desc.denominator selects
};

// One kept row before weights and reduction: L, Z and their derivatives by the logits.
template <class Wide> class cross_entropy_row {
public:
    cross_entropy_row(const cross_entropy_input<Wide> &input, const std::vector<Wide> &x, std::size_t target)
        : input_(input), transformed_(x, static_cast<Wide>(input.desc.softcap),
                             static_cast<Wide>(input.desc.temperature), input.round_transform),
          softmax_(transformed_.v), target_(target), smoothing_(static_cast<Wide>(input.desc.label_smoothing)),
          share_(smoothing_ / static_cast<Wide>(x.size())), z_(static_cast<Wide>(input.desc.z_loss)) {
        for (std::size_t c = 0; c < x.size(); ++c) weights_ += input.class_weight_of(c);
        target_coefficient_ = (1 - smoothing_) * input.class_weight_of(target);
        total_coefficient_ = target_coefficient_ + share_ * weights_;
        if (!softmax_.valid) return;
        for (std::size_t k = 0; k < x.size(); ++k) {
            if (softmax_.e[k] > 0) mean_error_ += softmax_.probability(k) * transformed_.error[k];
        }
        log_sum_exp_ = softmax_.maximum + softmax_.log_sum;
        log_sum_exp_terms_ = std::fabs(softmax_.maximum) + softmax_.log_sum;
    }

    // L = (1-e) w_y (-log p_y) + (e/C) sum_c w_c (-log p_c)
    measured<Wide> loss() const {
        if (!softmax_.valid) return not_a_number<Wide>();
        measured<Wide> result = cross_entropy_term(target_coefficient_, target_);
        if (smoothing_ == 0) return result;
        for (std::size_t c = 0; c < size(); ++c) {
            const measured<Wide> term = cross_entropy_term(share_ * input_.class_weight_of(c), c);
            result = plus(result, term);
        }
        return result;
    }

    // Z = z lse^2 = z lse (m + log S)
    measured<Wide> z_loss() const {
        if (z_ == 0) return {};
        if (!softmax_.valid) return not_a_number<Wide>();
        const Wide lse_error = mean_error_ + softmax_.negligible + 4 * accumulator_ulp(log_sum_exp_terms_);
        return {z_ * log_sum_exp_ * log_sum_exp_, z_ * std::fabs(log_sum_exp_) * log_sum_exp_terms_,
            2 * z_ * std::fabs(log_sum_exp_) * (mean_error_ + softmax_.negligible) + z_ * lse_error * lse_error};
    }

    // dL/dx_j. At the target: -(1-e) w_y (1-p_y) + (e/C) (W p_y - w_y), never p - 1.
    measured<Wide> grad(std::size_t j) const {
        if (!softmax_.valid) return not_a_number<Wide>();
        const Wide p = softmax_.probability(j);
        const Wide smooth = share_ * input_.class_weight_of(j);
        const Wide by_probability = j == target_ ? share_ * weights_ * p : total_coefficient_ * p;
        measured<Wide> result = plus(exactly(by_probability), exactly(-smooth));
        if (j == target_) result = plus(result, exactly(-target_coefficient_ * softmax_.all_but(j)));
        result.slack = total_coefficient_ * probability_error(j);
        return through_transform(result, j);
    }

    // dZ/dx_j = 2 z lse p_j
    measured<Wide> z_grad(std::size_t j) const {
        if (z_ == 0) return {};
        if (!softmax_.valid) return not_a_number<Wide>();
        const Wide p = softmax_.probability(j);
        const Wide lse_error = mean_error_ + softmax_.negligible;
        return through_transform({2 * z_ * log_sum_exp_ * p, 2 * z_ * log_sum_exp_terms_ * p,
                                     2 * z_ * (std::fabs(log_sum_exp_) * probability_error(j) + p * lse_error)},
            j);
    }

    measured<Wide> maximum() const {
        return {softmax_.maximum, std::fabs(softmax_.maximum), transformed_.error[softmax_.largest]};
    }

    // Where the target is the row's maximum, the gradient there rests on every digit of log S; elsewhere S measures.
    measured<Wide> log_sum() const {
        const Wide measure = softmax_.largest == target_ ? softmax_.log_sum : std::max(Wide(1), softmax_.log_sum);
        const Wide error = mean_error_ + transformed_.error[softmax_.largest];
        return {softmax_.log_sum, measure, softmax_.negligible + error};
    }

    bool valid() const { return softmax_.valid; }

private:
    std::size_t size() const { return softmax_.x.size(); }

    // coefficient * (-log p_c), of two terms that never have opposite signs: log S and m - v_c
    measured<Wide> cross_entropy_term(Wide coefficient, std::size_t c) const {
        const Wide error = c == target_ ? error_beside(c) : transformed_.error[c] + mean_error_;
        measured<Wide> term = exactly(-softmax_.log_probability(c));
        term.slack = softmax_.negligible + (std::isfinite(softmax_.x[c]) ? error : Wide(0));
        return scaled(term, coefficient);
    }

    // What the errors of v make of log p_c, to first order: the derivative by v_c is 1 - p_c, by any other v_k is -p_k.
    Wide error_beside(std::size_t c) const {
        Wide error = softmax_.all_but(c) * transformed_.error[c];
        for (std::size_t k = 0; k < size(); ++k) {
            if (k != c && softmax_.e[k] > 0) error += softmax_.probability(k) * transformed_.error[k];
        }
        return error;
    }

    // How far p_j may be off for reasons that are not the rounding of this formula.
    Wide probability_error(std::size_t j) const {
        if (softmax_.e[j] == 0) return 0;
        const Wide p = softmax_.probability(j);
        if (softmax_.is_negligible(j)) return p;
        const Wide others = j == softmax_.largest ? softmax_.negligible : Wide(0);
        const bool has_transform = mean_error_ > 0;
        const Wide from_transform =
            !has_transform
                ? Wide(0)
                : (j == target_ ? error_beside(j) : softmax_.all_but(j) * transformed_.error[j] + mean_error_);
        return p * (from_transform + log_sum_rounding(softmax_.log_sum) + others);
    }

    measured<Wide> through_transform(const measured<Wide> &by_v, std::size_t j) const {
        measured<Wide> by_x = scaled(by_v, transformed_.slope[j]);
        by_x.slack += by_v.largest * transformed_.slope_error[j];
        return by_x;
    }

    const cross_entropy_input<Wide> &input_;
    transformed_row<Wide> transformed_;
    softmax_row<Wide> softmax_;
    std::size_t target_;
    Wide smoothing_, share_, z_;
    Wide weights_ = 0;            // W
    Wide target_coefficient_ = 0; // (1-e) w_y
    Wide total_coefficient_ = 0;  // A
    Wide mean_error_ = 0;         // sum_k p_k error_k
    Wide log_sum_exp_ = 0, log_sum_exp_terms_ = 0;
};

// What MEAN divides by, and the number of kept rows, which divides the z-loss.
template <class Wide> std::pair<std::int64_t, Wide> denominator(const cross_entropy_input<Wide> &input) {
    std::int64_t kept = 0;
    Wide class_weights = 0, weights = 0, nonzero = 0;
    for (std::size_t r = 0; r < input.target.size(); ++r) {
        if (!input.keeps(r)) continue;
        const Wide class_weight = input.class_weight_of(static_cast<std::size_t>(input.target[r]));
        ++kept;
        class_weights += class_weight;
        weights += class_weight * input.row_weight_of(r);
        nonzero += class_weight * input.row_weight_of(r) != 0 ? 1 : 0;
    }
    switch (input.desc.denominator) {
    case SIMDLOSS_DENOMINATOR_COUNT: return {kept, static_cast<Wide>(kept)};
    case SIMDLOSS_DENOMINATOR_WEIGHT: return {kept, weights};
    case SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT: return {kept, nonzero};
    case SIMDLOSS_DENOMINATOR_BATCH: return {kept, static_cast<Wide>(input.desc.batch)};
    default: return {kept, class_weights};
    }
}

// make_row(x, target): a kept row, with the functions of cross_entropy_row.
template <class Wide, class MakeRow>
cross_entropy_output<Wide> class_index_loss(const cross_entropy_input<Wide> &input, const MakeRow &make_row) {
    const auto &desc = input.desc;
    const auto inner = static_cast<std::size_t>(desc.inner);
    const auto classes = static_cast<std::size_t>(desc.classes);
    const std::size_t rows = input.target.size();
    cross_entropy_output<Wide> output;
    std::tie(output.kept, output.denominator) = denominator(input);
    Wide share = 1, z_share = 1; // what one row's L and Z are multiplied by
    if (desc.reduction == SIMDLOSS_REDUCTION_MEAN) {
        const bool own = desc.mean_denominator == 0;
        const Wide given = desc.mean_denominator;
        share = inverse(own ? output.denominator : given, desc.empty_mean);
        z_share = inverse(own ? static_cast<Wide>(output.kept) : given, desc.empty_mean);
    }
    const bool reduced = desc.reduction != SIMDLOSS_REDUCTION_NONE;
    output.loss.resize(reduced ? 1 : rows);
    output.maximum.resize(rows);
    output.log_sum.resize(rows);
    output.grad_logits.resize(input.logits.size());
    if (reduced && std::isnan(share)) output.loss[0] = not_a_number<Wide>();
    std::vector<Wide> x(classes);
    for (std::size_t r = 0; r < rows; ++r) {
        if (!input.keeps(r)) continue;
        const std::size_t first = r / inner * classes * inner + r % inner;
        for (std::size_t c = 0; c < classes; ++c) x[c] = input.logits[first + c * inner];
        const auto row = make_row(x, static_cast<std::size_t>(input.target[r]));
        const Wide weight = input.row_weight_of(r);
        const Wide upstream = input.grad_loss.empty() ? Wide(1) : input.grad_loss[reduced ? 0 : r];
        accumulate_row(output.loss[reduced ? 0 : r],
            plus(scaled(scaled(row.loss(), weight), share), scaled(scaled(row.z_loss(), weight), z_share)));
        output.maximum[r] = row.valid() ? row.maximum() : not_a_number<Wide>();
        output.log_sum[r] = row.valid() ? row.log_sum() : not_a_number<Wide>();
        for (std::size_t c = 0; c < classes; ++c) {
            output.grad_logits[first + c * inner] = plus(
                scaled(row.grad(c), upstream * weight * share), scaled(row.z_grad(c), upstream * weight * z_share));
        }
    }
    return output;
}

template <class Wide> cross_entropy_output<Wide> cross_entropy(const cross_entropy_input<Wide> &input) {
    return class_index_loss(input,
        [&](const std::vector<Wide> &x, std::size_t target) { return cross_entropy_row<Wide>(input, x, target); });
}

} // namespace simdloss_test::reference
