// What a logit goes through before the formulas: soft-cap and temperature.
#pragma once

#include "measured.hpp"

#include <cstddef>
#include <vector>

namespace simdloss_test::reference {

// v = softcap * tanh(x / softcap) / temperature, rounded once. The library's tanh may differ from the true one by a few
// ULP, and x / softcap may be subnormal, so that its v may be another neighbour: `error` bounds the difference.
// 1 - tanh^2 is measured by its 1.
template <class Wide> struct transformed_row {
    std::vector<Wide> v, error, slope, slope_error;

    transformed_row(const std::vector<Wide> &x, Wide cap, Wide temperature, bool round = true)
        : v(x), error(x.size(), 0), slope(x.size(), 1), slope_error(x.size(), 0) {
        if (cap == 0 && temperature == 1) return;
        for (std::size_t j = 0; j < x.size(); ++j) {
            const Wide inverse_cosh = cap > 0 ? 1 / std::cosh(x[j] / cap) : Wide(1);
            v[j] = (cap > 0 ? cap * std::tanh(x[j] / cap) : x[j]) / temperature;
            if (round) v[j] = static_cast<accumulator_t<Wide>>(v[j]);
            error[j] = (cap > 0 ? 3 : 1) * accumulator_ulp(v[j]) + accumulator_ulp(Wide(0)) * cap / temperature;
            slope[j] = inverse_cosh * inverse_cosh / temperature;
            slope_error[j] = cap > 0 ? 6 * accumulator_ulp(Wide(1)) / temperature : Wide(0);
        }
    }
};

} // namespace simdloss_test::reference
