// The oracles of losses with binary labels, of one element: straight from the formulas of the headers.
#pragma once

#include "elements.hpp"

#include <simdloss/binary_cross_entropy.h>

namespace simdloss_test::reference {

template <class Wide> Wide sigmoid(Wide x) {
    if (x >= 0) return 1 / (1 + std::exp(-x));
    const Wide e = std::exp(x);
    return std::isnan(x) ? x : e / (1 + e);
}
template <class Wide> Wide softplus(Wide x) {
    if (std::isinf(x)) return x > 0 ? x : Wide(0);
    return std::fmax(x, Wide(0)) + std::log1p(std::exp(-std::fabs(x))) + (x - x); // NaN stays
}
// A label and what is left to 1, each with its digits.
template <class Wide> struct smoothed_label {
    Wide positive, negative;
    smoothed_label(double smoothing, Wide t)
        : positive(t * (1 - Wide(smoothing)) + Wide(smoothing) / 2),
          negative((1 - t) * (1 - Wide(smoothing)) + Wide(smoothing) / 2) {}
};
// a * x, measured.
template <class Wide> measured<Wide> product(Wide a, Wide x) { return scaled(exactly(x), a); }

// A softplus of x as one term, whose digits are those of its larger part.
template <class Wide> struct binary_terms {
    Wide x, positive, negative; // coefficients of sp(-x) and of sp(x)
    measured<Wide> loss() const { return plus(product(positive, softplus(-x)), product(negative, softplus(x))); }
    measured<Wide> slope() const { return plus(product(negative, sigmoid(x)), product(-positive, sigmoid(-x))); }
};

template <class Wide>
element_terms<Wide> bce_of_logits(const simdloss_binary_cross_entropy_desc &desc, Wide x, Wide t, Wide c) {
    const smoothed_label<Wide> label(desc.label_smoothing, t);
    const Wide kept = 1 - static_cast<Wide>(desc.label_smoothing), positive = label.positive * c;
    const binary_terms<Wide> b{x, positive, label.negative};
    element_terms<Wide> e;
    e.loss = b.loss();
    e.by_input = b.slope();
    e.by_target = scaled(plus(product(c, softplus(-x)), exactly(-softplus(x))), kept);
    // The same without the difference of two large numbers.
    const Wide linear = coefficient_times(x < 0 ? c : Wide(1), -x);
    e.by_target.value = coefficient_times(kept, linear + (c - 1) * std::log1p(std::exp(-std::fabs(x))));
    const Wide curvature = (label.negative + positive) * sigmoid(x) * sigmoid(-x);
    e.curvature = {curvature, (label.negative + std::fabs(positive)) * sigmoid(x) * sigmoid(-x), 0};
    return e;
}

template <class Wide>
element_terms<Wide> bce_of_probability(
    const simdloss_probability_binary_cross_entropy_desc &desc, Wide x, Wide t, Wide) {
    using acc = accumulator_t<Wide>;
    const smoothed_label<Wide> smoothed(desc.label_smoothing, t);
    const Wide label = smoothed.positive, other = smoothed.negative, kept = 1 - static_cast<Wide>(desc.label_smoothing);
    const auto clip = static_cast<acc>(desc.clip);
    const Wide low = clip, high = static_cast<acc>(1) - clip, epsilon = static_cast<acc>(desc.epsilon);
    const Wide p = clip > 0 && !std::isnan(x) ? std::fmin(std::fmax(x, low), high) : x;
    const Wide log1 = std::log(p + epsilon), log0 = epsilon > 0 ? std::log(1 - p + epsilon) : std::log1p(-p);
    const auto floored = [&](Wide l) { return std::isnan(l) ? l : std::fmax(l, static_cast<Wide>(desc.log_floor)); };
    element_terms<Wide> e;
    e.loss = plus(product(-label, floored(log1)), product(-other, floored(log0)));
    if (epsilon > 0) {
        // p + epsilon and 1 - p + epsilon are rounded to acc.
        const Wide lost = accumulator_ulp(Wide(1)) / 2;
        e.loss.slack = std::fabs(label) * accumulator_ulp(p + epsilon) / 2 / std::fabs(p + epsilon) +
                       std::fabs(other) * lost / std::fabs(1 - p + epsilon);
        e.by_input = plus(product(other, 1 / (1 - p + epsilon)), product(-label, 1 / (p + epsilon)));
        e.by_input.slack = std::fabs(other) * lost / (1 - p + epsilon) / (1 - p + epsilon);
        e.by_target.slack = e.by_input.slack;
    } else {
        const Wide least = 1e-12F; // as float32, in PyTorch whatever the type
        const Wide below = p * (1 - p) > least ? p * (1 - p) : least;
        e.by_input = {(p - label) / below, std::max(p, std::fabs(label)) / below, 0};
        if (!(p >= 0 && p <= 1)) e.by_input = not_a_number<Wide>();
    }
    if (clip > 0 && (x <= low || x >= high)) e.by_input = {};
    const Wide slack = epsilon > 0
                           ? accumulator_ulp(Wide(1)) / (1 - p + epsilon) + accumulator_ulp(p + epsilon) / (p + epsilon)
                           : Wide(0);
    e.by_target = scaled(plus(exactly(log0), exactly(-log1)), kept);
    e.by_target.slack = slack;
    return e;
}

} // namespace simdloss_test::reference
