// What an oracle says about one number: its value, and what an error in it is measured by.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace simdloss_test::reference {

// The oracle of F32, F16 and BF16 works in double, that of F64 in long double; the library accumulates in:
template <class Wide> using accumulator_t = std::conditional_t<std::is_same_v<Wide, double>, float, double>;

template <class Wide> struct measured {
    Wide value = 0;
    Wide largest = 0; // the largest term of the formula, or the value where that is larger: ULPs are counted in it
    Wide slack = 0;   // an absolute error that the contract allows on top, and that is no rounding of this formula
};

template <class Wide> measured<Wide> exactly(Wide value) { return {value, std::fabs(value), 0}; }

template <class Wide> measured<Wide> not_a_number() {
    const Wide nan = std::numeric_limits<Wide>::quiet_NaN();
    return {nan, nan, 0};
}

// A coefficient of 0 switches its term off, even where the term is infinite; only NaN gets through.
template <class Wide> Wide coefficient_times(Wide coefficient, Wide term) {
    return coefficient == 0 && !std::isnan(term) ? Wide(0) : coefficient * term;
}

template <class Wide> measured<Wide> scaled(const measured<Wide> &term, Wide factor) {
    return {coefficient_times(factor, term.value), coefficient_times(std::fabs(factor), term.largest),
        coefficient_times(std::fabs(factor), term.slack)};
}

// Two terms of one formula: the largest one stays the measure.
template <class Wide> measured<Wide> plus(const measured<Wide> &a, const measured<Wide> &b) {
    const Wide value = a.value + b.value;
    return {value, std::max({a.largest, b.largest, std::fabs(value)}), a.slack + b.slack};
}

// One more row of a reduction: the errors of the rows add up, and so do their measures.
template <class Wide> void accumulate_row(measured<Wide> &total, const measured<Wide> &row) {
    total.value += row.value;
    total.largest += row.largest;
    total.slack += row.slack;
}

template <class Wide> Wide accumulator_ulp(Wide magnitude) {
    using acc = std::numeric_limits<accumulator_t<Wide>>;
    if (!std::isfinite(magnitude)) return 0;
    const int exponent =
        magnitude == 0 ? acc::min_exponent - 1 : std::max(std::ilogb(magnitude), acc::min_exponent - 1);
    return std::ldexp(Wide(1), exponent - (acc::digits - 1));
}

// Below this fraction of the row's largest, a probability may come out as 0.
template <class Wide> Wide smallest_probability() {
    return std::ldexp(Wide(1), std::is_same_v<Wide, double> ? -120 : -1000);
}

// row_stats holds log S as one number of the accumulator type. Its rounding is a relative error of every probability
// that backward forms from it: within the bound of 6 ULP while log S < 8, and on top of the bound from there on.
template <class Wide> Wide log_sum_rounding(Wide log_sum) {
    return log_sum < 8 ? Wide(0) : accumulator_ulp(log_sum) / 2;
}

} // namespace simdloss_test::reference
