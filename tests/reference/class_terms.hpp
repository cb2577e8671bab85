// The oracle of losses of class indices in which a function F(p) stands in the place of -log p: the focal loss, Poly-1,
// and cross-entropy itself; with their diagonal Hessians.
#pragma once

#include "cross_entropy.hpp"

#include <simdloss/focal.h>

namespace simdloss_test::reference {

// F, G = -dF/d log p, and bend = -q^2 dG/d log p, of the softmax's class c; how many ULP of log p an ULP of them is.
template <class Wide> struct class_term { measured<Wide> loss, slope, bend; };

template <class Wide> struct cross_entropy_terms {
    static constexpr Wide steepness = 1;
    class_term<Wide> operator()(const softmax_row<Wide> &row, std::size_t c) const {
        return {exactly(-row.log_probability(c)), exactly(Wide(1)), {}};
    }
};

template <class Wide> struct focal_terms {
    Wide gamma, clip, steepness;
    explicit focal_terms(const simdloss_softmax_focal_desc &d)
        : gamma(static_cast<Wide>(d.gamma)), clip(static_cast<Wide>(d.probability_clip)), steepness(1 + gamma) {}

    class_term<Wide> operator()(const softmax_row<Wide> &row, std::size_t c) const {
        const Wide p = row.probability(c), q = row.all_but(c), surprise = -row.log_probability(c);
        if (clip > 0 && (p <= clip || q <= clip)) {
            const Wide log = p <= clip ? std::log(clip) : std::log1p(-clip);
            return {exactly(std::pow(p <= clip ? 1 - clip : clip, gamma) * -log), {}, {}};
        }
        const Wide power = std::pow(q, gamma), steep = p == 0 ? Wide(0) : p * (q == 0 ? Wide(1) : surprise / q);
        const Wide factor = gamma * power * q;
        return {exactly(power * surprise), exactly(power * (1 + gamma * steep)),
            plus(exactly(2 * p * factor),
                plus(exactly(-steep * q * factor), exactly(steep * (gamma - 1) * p * factor)))};
    }
};

template <class Wide> struct poly1_terms {
    Wide epsilon, steepness;
    explicit poly1_terms(const simdloss_poly1_cross_entropy_desc &d)
        : epsilon(static_cast<Wide>(d.epsilon)), steepness(1 + std::fabs(epsilon)) {}

    class_term<Wide> operator()(const softmax_row<Wide> &row, std::size_t c) const {
        return {plus(exactly(-row.log_probability(c)), exactly(epsilon * row.all_but(c))),
            plus(exactly(Wide(1)), exactly(epsilon * row.probability(c))), {}};
    }
};

// One kept row: with own = (1-e) w_y and s_c = (e/C) w_c,
//     L = own F(y) + sum_c s_c F(c)
//     dL/dx_j = (own G(y) + D) p_j - s_j G(j), and at the target -own G(y) q + D p - s_y G(y);  D = sum_c s_c G(c)
template <class Wide, class Terms> class class_terms_row {
public:
    class_terms_row(const cross_entropy_input<Wide> &input, const Terms &terms, Wide alpha, const std::vector<Wide> &x,
        std::size_t target)
        : statistics_(input, x, target), softmax_(x), steepness_(terms.steepness), target_(target) {
        if (!softmax_.valid) return;
        const Wide smoothing = static_cast<Wide>(input.desc.label_smoothing), classes = static_cast<Wide>(x.size());
        own_ = alpha * (1 - smoothing) * input.class_weight_of(target);
        own_term_ = terms(softmax_, target);
        loss_ = with_slack(scaled(own_term_.loss, own_), own_, own_term_.slope);
        for (std::size_t c = 0; c < x.size(); ++c) {
            const Wide share = alpha * smoothing / classes * input.class_weight_of(c);
            const class_term<Wide> term = terms(softmax_, c);
            smooth_.push_back(scaled(term.slope, share));
            smooth_sum_ = plus(smooth_sum_, smooth_.back());
            smooth_terms_ += smooth_.back().largest;
            if (smoothing != 0) loss_ = plus(loss_, with_slack(scaled(term.loss, share), share, term.slope));
        }
    }

    bool valid() const { return softmax_.valid; }
    measured<Wide> maximum() const { return statistics_.maximum(); }
    measured<Wide> log_sum() const { return statistics_.log_sum(); }
    measured<Wide> z_loss() const { return {}; }
    measured<Wide> z_grad(std::size_t) const { return {}; }
    measured<Wide> loss() const { return valid() ? loss_ : not_a_number<Wide>(); }

    measured<Wide> grad(std::size_t j) const {
        if (!valid()) return not_a_number<Wide>();
        const Wide p = softmax_.probability(j), own = own_ * own_term_.slope.value;
        const Wide own_size = own_ * own_term_.slope.largest;
        const Wide q = softmax_.all_but(j);
        const bool at_target = j == target_;
        measured<Wide> result{(at_target ? -own * q : own * p), own_size * (at_target ? q : p), 0};
        result = plus(result, measured<Wide>{smooth_sum_.value * p, smooth_terms_ * p, 0});
        result = plus(result, scaled(smooth_[j], Wide(-1)));
        result.slack = (own_size + smooth_terms_) * probability_error(j) + result.largest * relative_error();
        return result;
    }

    // Before scale and floor.
    measured<Wide> hessian(std::size_t j) const {
        if (!valid()) return not_a_number<Wide>();
        const Wide p = softmax_.probability(j), q = softmax_.all_but(j);
        const Wide others = softmax_.all_but(target_), ratio = others == 0 ? Wide(0) : p / others;
        const measured<Wide> round = {(own_ * own_term_.slope.value + smooth_sum_.value) * p * q,
            (own_ * own_term_.slope.largest + smooth_terms_) * p * q, 0};
        measured<Wide> result = plus(round, scaled(own_term_.bend, own_ * (j == target_ ? Wide(1) : ratio * ratio)));
        result.slack = 2 * (own_ * own_term_.slope.largest + smooth_terms_) * probability_error(j) +
                       result.largest * relative_error();
        return result;
    }

private:
    measured<Wide> with_slack(measured<Wide> term, Wide coefficient, const measured<Wide> &slope) const {
        term.slack += std::fabs(coefficient) * slope.largest * softmax_.negligible;
        return term;
    }

    // Of what is formed from probabilities: as row_stats hold log S.
    Wide relative_error() const { return 2 * steepness_ * log_sum_rounding(softmax_.log_sum); }

    Wide probability_error(std::size_t j) const {
        if (softmax_.e[j] == 0) return 0;
        const Wide p = softmax_.probability(j);
        if (softmax_.is_negligible(j)) return p;
        return p * (log_sum_rounding(softmax_.log_sum) + (j == softmax_.largest ? softmax_.negligible : Wide(0)));
    }

    cross_entropy_row<Wide> statistics_;
    softmax_row<Wide> softmax_;
    Wide steepness_;
    std::size_t target_;
    Wide own_ = 0, smooth_terms_ = 0;
    class_term<Wide> own_term_;
    measured<Wide> loss_, smooth_sum_;
    std::vector<measured<Wide>> smooth_; // s_c G(c)
};

template <class Wide, class Terms>
cross_entropy_output<Wide> class_terms(const cross_entropy_input<Wide> &input, const Terms &terms, Wide alpha) {
    return class_index_loss(input, [&](const std::vector<Wide> &x, std::size_t target) {
        return class_terms_row<Wide, Terms>(input, terms, alpha, x, target);
    });
}

// The diagonal Hessian of the sum, row weights included; 0 for ignored rows.
template <class Wide, class Terms>
std::vector<measured<Wide>> class_terms_hessian(
    const cross_entropy_input<Wide> &input, const Terms &terms, Wide alpha, Wide scale, Wide floor) {
    const auto classes = static_cast<std::size_t>(input.desc.classes);
    std::vector<measured<Wide>> result(input.logits.size());
    for (std::size_t r = 0; r < input.target.size(); ++r) {
        if (!input.keeps(r)) continue;
        const row_of at(r, classes, static_cast<std::size_t>(input.desc.inner));
        const class_terms_row<Wide, Terms> row(
            input, terms, alpha, gather(input.logits, at, classes), static_cast<std::size_t>(input.target[r]));
        for (std::size_t c = 0; c < classes; ++c) {
            measured<Wide> &h = result[at(c)] = scaled(row.hessian(c), scale * input.row_weight_of(r));
            if (h.value < floor) h = {floor, std::max(h.largest, floor), h.slack};
        }
    }
    return result;
}

} // namespace simdloss_test::reference
