// The oracle of token statistics: row by row, straight from the formulas, in a wider type.
#pragma once

#include "reduction.hpp"
#include "softmax.hpp"
#include "transform.hpp"

#include <simdloss/token.h>

namespace simdloss_test::reference {

template <class Wide> struct token_input {
    simdloss_token_desc desc{};                    // the options and the shape; its dtypes and stride are not looked at
    std::vector<Wide> logits;                      // dense [batch, classes]
    std::vector<std::int64_t> target;              // [batch, choices]
    std::vector<Wide> grad_log_prob, grad_entropy; // [batch, choices], [batch], or empty: 0
    bool round_transform = true;                   // false: nothing is rounded, for finite differences
};

// An integer that errors of the transform may shift: from lowest to highest.
struct index_range {
    std::int64_t lowest = 0, highest = 0;
};

template <class Wide> struct token_output {
    std::vector<measured<Wide>> log_prob, entropy, maximum, log_sum;
    std::vector<index_range> rank;
    std::vector<std::vector<std::int64_t>> argmax; // all that it may be: one, unless the transform makes neighbours
    std::vector<measured<Wide>> grad_logits;       // dense [batch, classes]
};

template <class Wide> class token_row {
public:
    token_row(const token_input<Wide> &input, std::vector<Wide> x)
        : transformed_(x, static_cast<Wide>(input.desc.softcap), static_cast<Wide>(input.desc.temperature),
              input.round_transform),
          softmax_(transformed_.v) {
        if (!softmax_.valid) return;
        for (std::size_t j = 0; j < size(); ++j) {
            if (softmax_.e[j] == 0) continue;
            const Wide gap = softmax_.maximum - softmax_.x[j];
            mean_gap_ += softmax_.probability(j) * gap;
            mean_error_ += softmax_.probability(j) * transformed_.error[j];
            if (softmax_.is_negligible(j)) lost_ += softmax_.probability(j) * gap;
        }
        entropy_ = softmax_.log_sum + mean_gap_;
        for (std::size_t j = 0; j < size(); ++j) {
            if (softmax_.e[j] > 0) entropy_error_ += std::fabs(by_entropy(j)) * transformed_.error[j];
        }
        entropy_error_ += lost_ + softmax_.negligible * (1 + mean_gap_);
    }

    measured<Wide> log_prob(std::size_t y) const {
        if (!softmax_.valid) return not_a_number<Wide>();
        measured<Wide> result = exactly(softmax_.log_probability(y));
        if (!std::isfinite(result.value)) return result;
        result.slack = softmax_.negligible + log_prob_error(y);
        return result;
    }
    // log S and the mean gap are both positive: nothing cancels.
    measured<Wide> entropy() const {
        if (!softmax_.valid) return not_a_number<Wide>();
        return {entropy_, entropy_, entropy_error_};
    }
    measured<Wide> maximum() const {
        if (!softmax_.valid) return not_a_number<Wide>();
        return {softmax_.maximum, std::fabs(softmax_.maximum), transformed_.error[softmax_.largest]};
    }
    measured<Wide> log_sum() const {
        if (!softmax_.valid) return not_a_number<Wide>();
        return {softmax_.log_sum, softmax_.log_sum,
            softmax_.negligible + mean_error_ + transformed_.error[softmax_.largest]};
    }

    std::vector<std::int64_t> argmax() const {
        if (softmax_.has_nan || size() == 0) return {-1};
        std::vector<std::int64_t> result;
        for (std::size_t j = 0; j < size(); ++j) {
            const bool is_first = transformed_.v[j] == softmax_.maximum && result.empty();
            if (is_first || transformed_.v[j] + 2 * finite_error(j) > softmax_.maximum) {
                result.push_back(static_cast<std::int64_t>(j));
            }
        }
        return result;
    }
    index_range rank(std::size_t y) const {
        if (softmax_.has_nan) return {0, 0};
        index_range result{1, 1};
        const Wide v = transformed_.v[y];
        for (std::size_t j = 0; j < size(); ++j) {
            const Wide other = transformed_.v[j], error = finite_error(j) + finite_error(y);
            const bool before = other > v || (other == v && j < y);
            result.lowest += j != y && before && !(error > 0 && other - error <= v) ? 1 : 0;
            result.highest += j != y && (before || (error > 0 && other + error >= v)) ? 1 : 0;
        }
        return result;
    }

    // G_j (1 - p_j) - (G - G_j) p_j - h p_j (log p_j + H), where G_j is the upstream gradient of the choices that are j
    measured<Wide> grad(
        std::size_t j, const std::vector<std::int64_t> &target, const std::vector<Wide> &upstream, Wide h) const {
        if (!softmax_.valid) return not_a_number<Wide>();
        Wide here = 0, elsewhere = 0, here_terms = 0, elsewhere_terms = 0;
        for (std::size_t k = 0; k < target.size(); ++k) {
            const bool is_here = static_cast<std::size_t>(target[k]) == j;
            (is_here ? here : elsewhere) += upstream[k];
            (is_here ? here_terms : elsewhere_terms) += std::fabs(upstream[k]);
        }
        const Wide p = softmax_.probability(j), q = softmax_.all_but(j);
        measured<Wide> by_v{here * q - elsewhere * p, std::max(here_terms * q, elsewhere_terms * p), 0};
        by_v.slack = (here_terms + elsewhere_terms) * probability_error(j);
        if (h != 0 && softmax_.e[j] > 0) {
            const Wide size = std::max(-softmax_.log_probability(j), entropy_);
            by_v = plus(by_v, {h * by_entropy(j), std::fabs(h) * p * size, std::fabs(h) * by_entropy_error(j)});
        }
        measured<Wide> by_x = scaled(by_v, transformed_.slope[j]);
        by_x.slack += by_v.largest * transformed_.slope_error[j];
        return by_x;
    }

private:
    std::size_t size() const { return softmax_.x.size(); }
    Wide finite_error(std::size_t j) const {
        return std::isfinite(transformed_.v[j]) ? transformed_.error[j] : Wide(0);
    }
    Wide by_entropy(std::size_t j) const { // dH/dv_j
        return -softmax_.probability(j) * (softmax_.log_probability(j) + entropy_);
    }
    // What the errors of v make of log p_j: the derivative by v_j is 1 - p_j, by any other v_k it is -p_k.
    Wide log_prob_error(std::size_t j) const {
        Wide error = softmax_.all_but(j) * transformed_.error[j];
        for (std::size_t k = 0; k < size(); ++k) {
            if (k != j && softmax_.e[k] > 0) error += softmax_.probability(k) * transformed_.error[k];
        }
        return error;
    }
    Wide probability_error(std::size_t j) const {
        if (softmax_.e[j] == 0) return 0;
        const Wide p = softmax_.probability(j);
        if (softmax_.is_negligible(j)) return p;
        const Wide from_transform = mean_error_ > 0 ? log_prob_error(j) : Wide(0);
        return p * (from_transform + log_sum_rounding(softmax_.log_sum) +
                       (j == softmax_.largest ? softmax_.negligible : Wide(0)));
    }
    Wide by_entropy_error(std::size_t j) const {
        const Wide inside = std::fabs(softmax_.log_probability(j) + entropy_);
        const Wide from_transform = mean_error_ > 0 ? log_prob_error(j) : Wide(0);
        return inside * probability_error(j) +
               softmax_.probability(j) * (from_transform + softmax_.negligible + entropy_error_);
    }

    transformed_row<Wide> transformed_;
    softmax_row<Wide> softmax_;
    Wide mean_gap_ = 0, entropy_ = 0;
    Wide mean_error_ = 0, entropy_error_ = 0, lost_ = 0;
};

template <class Wide> token_output<Wide> token(const token_input<Wide> &input) {
    const auto &desc = input.desc;
    const auto classes = static_cast<std::size_t>(desc.classes), choices = static_cast<std::size_t>(desc.choices);
    token_output<Wide> output;
    output.grad_logits.resize(input.logits.size());
    for (std::size_t r = 0; r < static_cast<std::size_t>(desc.batch); ++r) {
        const row_of at(r, classes, 1);
        const token_row<Wide> row(input, gather(input.logits, at, classes));
        std::vector<std::int64_t> kept;
        std::vector<Wide> upstream;
        index_range rank;
        for (std::size_t k = r * choices; k < (r + 1) * choices; ++k) {
            const std::int64_t y = input.target[k];
            const bool ignored = desc.ignore_index != INT64_MIN && y == desc.ignore_index;
            output.log_prob.push_back(ignored ? measured<Wide>() : row.log_prob(static_cast<std::size_t>(y)));
            if (ignored) continue;
            if (k == r * choices) rank = row.rank(static_cast<std::size_t>(y));
            kept.push_back(y);
            upstream.push_back(value_or(input.grad_log_prob, k, Wide(0)));
        }
        const bool is_read = !kept.empty() || choices == 0;
        output.rank.push_back(rank);
        output.argmax.push_back(is_read ? row.argmax() : std::vector<std::int64_t>{-1});
        output.entropy.push_back(is_read ? row.entropy() : measured<Wide>());
        output.maximum.push_back(is_read ? row.maximum() : measured<Wide>());
        output.log_sum.push_back(is_read ? row.log_sum() : measured<Wide>());
        for (std::size_t c = 0; is_read && c < classes; ++c) {
            output.grad_logits[at(c)] = row.grad(c, kept, upstream, value_or(input.grad_entropy, r, Wide(0)));
        }
    }
    return output;
}

} // namespace simdloss_test::reference
