// The oracles of regression losses, of one element: straight from the formulas of simdloss/regression.h.
#pragma once

#include "elements.hpp"

#include <simdloss/regression.h>

namespace simdloss_test::reference {

template <class Wide> Wide sign(Wide d) { return d > 0 ? Wide(1) : (d < 0 ? Wide(-1) : d); }

template <class Wide> element_terms<Wide> regression(const simdloss_regression_desc &desc, Wide x, Wide t) {
    const Wide d = x - t, size = std::fabs(d), threshold = static_cast<accumulator_t<Wide>>(desc.threshold);
    element_terms<Wide> e;
    if (desc.kind == SIMDLOSS_REGRESSION_SQUARED) {
        e.loss = exactly(d * d);
        e.by_input = exactly(2 * d);
    } else if (desc.kind == SIMDLOSS_REGRESSION_ABSOLUTE || threshold == 0) {
        e.loss = exactly(size);
        e.by_input = exactly(sign(d));
    } else {
        const bool huber = desc.kind == SIMDLOSS_REGRESSION_HUBER, square = size < threshold;
        const Wide slope = huber ? threshold : Wide(1), curve = huber ? Wide(1) : 1 / threshold;
        e.loss = square ? exactly(d * d / 2 * curve) : scaled(plus(exactly(size), exactly(-threshold / 2)), slope);
        e.by_input = exactly(square ? d * curve : slope * sign(d));
        if (std::isnan(d)) e.loss = e.by_input = not_a_number<Wide>();
    }
    e.by_target = scaled(e.by_input, Wide(-1));
    return e;
}

template <class Wide> element_terms<Wide> poisson_nll(const simdloss_poisson_nll_desc &desc, Wide x, Wide t) {
    element_terms<Wide> e;
    if (desc.log_input != 0) {
        const Wide rate = std::exp(x);
        e.loss = plus(exactly(rate), scaled(exactly(x), -t));
        e.by_input = plus(exactly(rate), exactly(-t));
        e.by_target = exactly(-x);
    } else {
        const Wide shifted = x + static_cast<accumulator_t<Wide>>(desc.epsilon), logarithm = std::log(shifted);
        const Wide rounding = accumulator_ulp(shifted) / shifted; // of the sum, relative
        e.loss = plus(exactly(x), scaled(exactly(logarithm), -t));
        e.loss.slack = std::fabs(t) * rounding;
        e.by_input = plus(exactly(Wide(1)), exactly(-t / shifted));
        e.by_target = exactly(-logarithm);
        e.by_target.slack = rounding;
    }
    if (desc.full != 0 && t > 1) {
        const Wide log_t = std::log(t), pi = std::acos(Wide(-1));
        e.loss = plus(e.loss, plus(exactly(t * log_t), plus(exactly(-t), exactly(std::log(2 * pi * t) / 2))));
        e.by_target = plus(e.by_target, plus(exactly(log_t), exactly(1 / (2 * t))));
    }
    return e;
}

template <class Wide> element_terms<Wide> gaussian_nll(const simdloss_gaussian_nll_desc &desc, Wide x, Wide t, Wide c) {
    const Wide epsilon = static_cast<accumulator_t<Wide>>(desc.epsilon), d = x - t;
    const Wide v = c >= 0 ? std::fmax(c, epsilon) : std::numeric_limits<Wide>::quiet_NaN();
    element_terms<Wide> e;
    e.loss = plus(exactly(std::log(v) / 2), exactly(d * (d / v) / 2));
    if (desc.full != 0) e.loss = plus(e.loss, exactly(std::log(2 * std::acos(Wide(-1))) / 2));
    e.by_input = exactly(d / v);
    e.by_target = exactly(-d / v);
    e.by_third = plus(exactly(1 / v / 2), exactly(-(d / v) * (d / v) / 2));
    return e;
}

} // namespace simdloss_test::reference
