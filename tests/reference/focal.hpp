// The oracles of the focal losses, of one element: straight from the formulas of simdloss/focal.h.
#pragma once

#include "binary.hpp"

#include <simdloss/focal.h>

namespace simdloss_test::reference {

// x^y; 0^0 = 1.
template <class Wide> Wide power(Wide x, double y) { return y == 0 ? x - x + 1 : std::pow(x, static_cast<Wide>(y)); }

// The weight a of an element, and what it varies by.
template <class Wide> struct focal_weight {
    measured<Wide> a;
    Wide slope = 0;
    template <class Desc> focal_weight(const Desc &desc, const smoothed_label<Wide> &t, const Wide *class_alpha) {
        a = exactly(Wide(1));
        if (class_alpha == nullptr && desc.alpha < 0) return;
        const Wide alpha = class_alpha != nullptr ? *class_alpha : static_cast<Wide>(desc.alpha);
        a = plus(product(t.positive, alpha), product(t.negative, 1 - alpha));
        slope = 2 * alpha - 1;
    }
};

template <class Wide>
element_terms<Wide> focal_of_logits(
    const simdloss_sigmoid_focal_desc &desc, Wide x, Wide label, const Wide *class_alpha) {
    const smoothed_label<Wide> t(desc.label_smoothing, label);
    const binary_terms<Wide> b{x, t.positive, t.negative};
    const Wide p = sigmoid(x), q = sigmoid(-x), gamma = desc.gamma, kept = 1 - static_cast<Wide>(desc.label_smoothing);
    const Wide u = t.negative * p + t.positive * q, side = t.negative - t.positive;
    const Wide most = std::max(t.negative, t.positive);
    const focal_weight<Wide> weight(desc, t, class_alpha);
    const Wide pow = power(u, desc.gamma), ce = b.loss().value, limited = std::isinf(ce) ? Wide(0) : ce;
    // r is 0 where p or q is, unless the label is on the other side.
    const Wide rest = t.negative * (1 + std::exp(x)) + t.positive * (1 + std::exp(-x));
    Wide r = p * q / u;
    if (u == 0) r = 1;
    else if (std::isinf(x) || p * q == 0) r = std::isinf(rest) || std::isnan(rest) ? Wide(0) : 1 / rest;
    element_terms<Wide> e;
    e.loss = scaled(scaled(exactly(ce), pow), weight.a.value);
    e.loss.largest = std::isinf(ce) ? e.loss.value : pow * ce * weight.a.largest;

    const Wide scale = pow * weight.a.value, measure = pow * weight.a.largest;
    const Wide slope = t.negative * p - t.positive * q, slope_term = std::max(t.negative * p, t.positive * q);
    e.by_input = {
        scale * (gamma * side * r * limited + slope), measure * std::max(gamma * most * r * limited, slope_term), 0};

    const Wide bend = limited * ((gamma - 1) * side * r + q - p) + 2 * slope;
    const Wide bends = limited * (std::fabs(gamma - 1) * most * r + std::max(p, q)) + 2 * slope_term;
    const Wide curves = gamma * most * r * bends + p * q;
    e.curvature = {scale * (gamma * side * r * bend + p * q), measure * curves, 0};

    // Where the power is subnormal, half of its last bit is what it has, times what it is multiplied by.
    const Wide last_bit = weight.a.largest * accumulator_ulp(Wide(0));
    e.loss.slack = last_bit * limited;
    e.by_input.slack = last_bit * (gamma * most * (r + pow) * limited + slope_term);
    e.curvature.slack = last_bit * (curves + gamma * most * pow * (bends + 1));

    const Wide power_slope = u == 0 ? Wide(0) : gamma * pow / u;
    const Wide by_factors = weight.slope * pow + weight.a.value * power_slope * (q - p);
    const Wide by_factors_measure = std::fabs(weight.slope) * pow + weight.a.largest * power_slope;
    const measured<Wide> parts[] = {{coefficient_times(scale, -x), coefficient_times(measure, std::fabs(x)), 0},
        {coefficient_times(by_factors, ce), coefficient_times(by_factors_measure, ce), 0}};
    e.by_target = scaled(plus(parts[0], parts[1]), kept);
    if (u < std::ldexp(Wide(1), std::numeric_limits<accumulator_t<Wide>>::min_exponent))
        e.by_target.slack = e.by_target.largest;                                  // of u there are few digits, or none
    if (std::isinf(x)) e.by_target.slack = std::numeric_limits<Wide>::infinity(); // nothing is promised
    if (std::isnan(x + label))
        e = {not_a_number<Wide>(), not_a_number<Wide>(), not_a_number<Wide>(), {}, not_a_number<Wide>()};
    return e;
}

template <class Wide>
element_terms<Wide> focal_of_probability(
    const simdloss_probability_focal_desc &desc, Wide p, Wide label, const Wide *class_alpha) {
    simdloss_probability_binary_cross_entropy_desc plain{};
    plain.clip = desc.clip;
    plain.log_floor = -100;
    plain.label_smoothing = desc.label_smoothing;
    const element_terms<Wide> ce = bce_of_probability(plain, p, label, Wide(1));
    const smoothed_label<Wide> t(desc.label_smoothing, label);
    const focal_weight<Wide> weight(desc, t, class_alpha);
    const Wide q = 1 - p, u = t.negative * p + t.positive * q, side = t.negative - t.positive, gamma = desc.gamma;
    const Wide kept = 1 - static_cast<Wide>(desc.label_smoothing), most = std::max(t.negative, t.positive);
    const Wide pow = power(u, desc.gamma), power_slope = u == 0 ? Wide(0) : gamma * pow / u;
    const Wide a = weight.a.value, measure = weight.a.largest;
    const Wide steep = coefficient_times(a * power_slope, ce.loss.value);
    const Wide steep_measure = coefficient_times(measure * power_slope, ce.loss.largest);
    element_terms<Wide> e;
    e.loss = scaled(ce.loss, a * pow);
    e.loss.largest = measure * pow * ce.loss.largest;
    e.by_input = plus(measured<Wide>{steep * side, steep_measure * most, 0}, scaled(ce.by_input, a * pow));
    e.by_input.largest = std::max(e.by_input.largest, measure * pow * ce.by_input.largest);
    const Wide by_ce = kept == 0 ? Wide(0) : ce.by_target.value / kept;
    const Wide by_ce_measure = kept == 0 ? Wide(0) : ce.by_target.largest / kept;
    const measured<Wide> linear{coefficient_times(a * pow, by_ce), coefficient_times(measure * pow, by_ce_measure), 0};
    const measured<Wide> by_weight{
        weight.slope * pow * ce.loss.value, std::fabs(weight.slope) * pow * ce.loss.largest, 0};
    const measured<Wide> by_power{steep * (q - p), steep_measure, 0};
    e.by_target = scaled(plus(linear, plus(by_weight, by_power)), kept);
    // Where the power is subnormal, so is what is formed of it.
    const Wide last_bit = u == 0 ? Wide(0) : measure * gamma / u * ce.loss.largest * accumulator_ulp(Wide(0));
    e.by_input.slack += last_bit;
    e.by_target.slack += last_bit;
    if (pow == 0 && std::isinf(by_ce)) e.by_target = exactly(Wide(0));
    if (!(p >= 0 && p <= 1)) e = {not_a_number<Wide>(), not_a_number<Wide>(), not_a_number<Wide>(), {}, {}};
    return e;
}

// The negative side of the asymmetric loss and its slope, where the clip leaves m of p.
template <class Wide> struct asymmetric_negative {
    Wide loss = 0, slope = 0;
    asymmetric_negative(const simdloss_asymmetric_desc &desc, Wide x, Wide m, Wide n) {
        if (m <= 0) return;
        const Wide p = sigmoid(x), q = sigmoid(-x), pow = power(m, desc.gamma_negative);
        const Wide log_n = desc.clip == 0 ? -softplus(x) : (m < Wide(0.5) ? std::log1p(-m) : std::log(n));
        loss = -pow * log_n;
        slope = (desc.clip == 0 ? p : p * q / n) * pow;
        if (desc.constant_power == 0)
            slope -= coefficient_times(p * q, static_cast<Wide>(desc.gamma_negative) * pow / m * log_n);
    }
};

template <class Wide> element_terms<Wide> asymmetric(const simdloss_asymmetric_desc &desc, Wide x, Wide t) {
    using acc = accumulator_t<Wide>;
    if (std::isnan(x + t)) return {not_a_number<Wide>(), not_a_number<Wide>(), not_a_number<Wide>(), {}, {}};
    const Wide p = sigmoid(x), q = sigmoid(-x), clip = static_cast<acc>(desc.clip), other = 1 - t;
    const Wide pow = power(q, desc.gamma_positive), sp = softplus(-x);
    const Wide positive = coefficient_times(pow, sp);
    const Wide factor = desc.constant_power != 0 ? Wide(0) : static_cast<Wide>(desc.gamma_positive);
    const Wide positive_slope = -pow * (factor * coefficient_times(p, sp) + q);
    // p - clip is as good as p is.
    const Wide lost = 3 * accumulator_ulp(p);
    const auto side = [&](Wide more) {
        const Wide m = std::fmax(p - clip + more, Wide(0));
        return asymmetric_negative<Wide>(desc, x, m, q + clip - more);
    };
    const asymmetric_negative<Wide> at = side(0), above = side(lost), below = side(clip > 0 ? -lost : Wide(0));
    const auto spread = [](Wide a, Wide b, Wide c) {
        const Wide d = std::max(std::fabs(a - b), std::fabs(a - c));
        return std::isfinite(d) ? d : Wide(0);
    };
    const Wide loss_slack = clip > 0 ? spread(at.loss, above.loss, below.loss) : Wide(0);
    const Wide slope_slack = clip > 0 ? spread(at.slope, above.slope, below.slope) : Wide(0);
    element_terms<Wide> e;
    e.loss = plus(product(t, positive), product(other, at.loss));
    e.loss.slack = std::fabs(other) * loss_slack;
    e.by_input = plus(product(t, positive_slope), product(other, at.slope));
    e.by_input.slack = std::fabs(other) * slope_slack;
    e.by_target = plus(exactly(positive), exactly(-at.loss));
    e.by_target.slack = loss_slack;
    return e;
}

} // namespace simdloss_test::reference
