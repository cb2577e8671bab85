// The oracle of hinge losses, of one element: straight from the formulas of simdloss/hinge.h.
#pragma once

#include "binary.hpp"

#include <simdloss/hinge.h>

namespace simdloss_test::reference {

template <class Wide> element_terms<Wide> hinge(const simdloss_hinge_desc &desc, Wide x, Wide t) {
    const auto nan = not_a_number<Wide>();
    if (std::isnan(x) || std::isnan(t)) return {nan, nan, nan, nan, nan};
    const bool binary = desc.labels == SIMDLOSS_LABELS_BINARY || desc.target_dtype == SIMDLOSS_U8;
    const Wide y = binary ? 2 * t - 1 : t, by_label = binary ? 2 : 1,
               margin = static_cast<accumulator_t<Wide>>(desc.margin);
    element_terms<Wide> e;
    if (desc.kind == SIMDLOSS_HINGE_SOFT) {
        e.loss = exactly(softplus(-y * x));
        e.by_input = product(-y, sigmoid(-y * x));
        e.by_target = product(-by_label * sigmoid(-y * x), x);
        // y x is rounded, where y is neither -1 nor +1.
        const Wide rounding = std::fabs(y) == 1 ? Wide(0) : accumulator_ulp(y * x) / 2 * sigmoid(-y * x);
        e.loss.slack = rounding;
        e.by_input.slack = rounding * std::fabs(y);
        // A subnormal sigmoid has only its last bit, times x.
        if (std::isfinite(x)) e.by_target.slack = (rounding + accumulator_ulp(Wide(0))) * std::fabs(x) * by_label;
        return e;
    }
    if (desc.kind == SIMDLOSS_HINGE_EMBEDDING) {
        const Wide gap = margin - x, active = std::fmax(gap, Wide(0));
        e.loss = plus(exactly(y != -1 ? x : Wide(0)), exactly(y != 1 ? active : Wide(0)));
        e.by_input = plus(exactly(y != -1 ? Wide(1) : Wide(0)), exactly(y != 1 && gap > 0 ? Wide(-1) : Wide(0)));
        return e;
    }
    const Wide z = margin - y * x, active = z > 0 ? z : Wide(0),
               largest = std::max(std::fabs(margin), std::fabs(y * x));
    const Wide measure = active > 0 ? std::max(largest, active) : Wide(0);
    if (std::isnan(z)) return {nan, nan, nan, nan, nan};
    if (desc.kind == SIMDLOSS_HINGE_SQUARED) {
        e.loss = {active * active, 2 * active * measure, 0};
        e.by_input = {coefficient_times(2 * active, -y), coefficient_times(2 * measure, std::fabs(y)), 0};
        e.by_target = {
            coefficient_times(2 * active, -x) * by_label, coefficient_times(2 * measure, std::fabs(x)) * by_label, 0};
    } else {
        e.loss = {active, measure, 0};
        e.by_input = exactly(z > 0 ? -y : Wide(0));
        e.by_target = exactly(z > 0 ? -x * by_label : Wide(0));
    }
    return e;
}

} // namespace simdloss_test::reference
