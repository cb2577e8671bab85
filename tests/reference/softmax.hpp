// The oracle of softmax, log_softmax and log_sum_exp: one row at a time, straight from the formulas, in a wider type.
#pragma once

#include "measured.hpp"

#include <cstddef>
#include <vector>

namespace simdloss_test::reference {

// What every formula of the family is made of. The sum is kept without the largest term, which is exp(0) = 1, so that
// log S and 1 - p have all their digits in a confident row.
template <class Wide> struct softmax_row {
    explicit softmax_row(std::vector<Wide> row) : x(std::move(row)), e(x.size()) {
        for (std::size_t j = 0; j < x.size(); ++j) {
            has_nan = has_nan || std::isnan(x[j]);
            if (x[j] > maximum) {
                maximum = x[j];
                largest = j;
            }
        }
        valid = !has_nan && std::isfinite(maximum);
        if (!valid) return;
        for (std::size_t j = 0; j < x.size(); ++j) {
            e[j] = std::exp(x[j] - maximum);
            if (j != largest) rest += e[j];
            if (e[j] < smallest_probability<Wide>()) negligible += e[j];
        }
        log_sum = std::log1p(rest);
    }

    Wide sum() const { return 1 + rest; }
    Wide probability(std::size_t j) const { return e[j] / sum(); }
    Wide log_probability(std::size_t j) const { return (x[j] - maximum) - log_sum; }
    Wide all_but(std::size_t j) const { return (j == largest ? rest : 1 + (rest - e[j])) / sum(); } // 1 - p_j
    bool is_negligible(std::size_t j) const { return e[j] < smallest_probability<Wide>(); }

    std::vector<Wide> x, e;
    Wide maximum = -std::numeric_limits<Wide>::infinity();
    std::size_t largest = 0; // where the maximum stands
    Wide rest = 0;           // S - 1
    Wide negligible = 0;     // that part of S which may be lost
    Wide log_sum = std::numeric_limits<Wide>::quiet_NaN();
    bool has_nan = false;
    bool valid = false; // no NaN, no +inf, something above -inf
};

template <class Wide> using measured_row = std::vector<measured<Wide>>;

template <class Wide> measured_row<Wide> softmax_forward(const std::vector<Wide> &x) {
    const softmax_row<Wide> row(x);
    measured_row<Wide> y(x.size(), not_a_number<Wide>());
    for (std::size_t j = 0; row.valid && j < x.size(); ++j) {
        y[j] = exactly(row.probability(j));
        if (row.is_negligible(j)) y[j].slack = y[j].value;
    }
    return y;
}

// S is a sum whose largest term is 1, so that an error in log S is measured by 1 at least.
template <class Wide> measured_row<Wide> log_softmax_forward(const std::vector<Wide> &x) {
    const softmax_row<Wide> row(x);
    measured_row<Wide> y(x.size(), not_a_number<Wide>());
    for (std::size_t j = 0; row.valid && j < x.size(); ++j) {
        const Wide value = row.log_probability(j);
        y[j] = {value, std::max({Wide(1), std::fabs(value), row.log_sum}), row.negligible};
    }
    return y;
}

template <class Wide>
measured_row<Wide> softmax_backward(const std::vector<Wide> &y, const std::vector<Wide> &upstream) {
    Wide dot = 0;
    Wide dot_terms = 0;
    for (std::size_t k = 0; k < y.size(); ++k) {
        dot += upstream[k] * y[k];
        dot_terms += std::fabs(upstream[k] * y[k]);
    }
    measured_row<Wide> grad(y.size());
    for (std::size_t j = 0; j < y.size(); ++j) {
        grad[j] = {y[j] * (upstream[j] - dot), std::fabs(y[j]) * std::max(std::fabs(upstream[j]), dot_terms), 0};
    }
    return grad;
}

template <class Wide>
measured_row<Wide> log_softmax_backward(const std::vector<Wide> &y, const std::vector<Wide> &upstream) {
    Wide sum = 0;
    Wide sum_terms = 0;
    Wide top = -std::numeric_limits<Wide>::infinity();
    for (std::size_t k = 0; k < y.size(); ++k) {
        sum += upstream[k];
        sum_terms += std::fabs(upstream[k]);
        top = std::max(top, y[k]);
    }
    measured_row<Wide> grad(y.size());
    for (std::size_t j = 0; j < y.size(); ++j) {
        const Wide p = std::exp(y[j]);
        grad[j] = {upstream[j] - p * sum, std::max(std::fabs(upstream[j]), p * sum_terms), 0};
        if (y[j] - top < std::log(smallest_probability<Wide>())) grad[j].slack = p * sum_terms;
    }
    return grad;
}

template <class Wide> struct log_sum_exp_result {
    measured<Wide> value, maximum, log_sum; // the last two only where the row is valid
    bool valid = false;
};

template <class Wide> log_sum_exp_result<Wide> log_sum_exp_forward(const std::vector<Wide> &x) {
    const softmax_row<Wide> row(x);
    log_sum_exp_result<Wide> result;
    result.valid = row.valid;
    if (!row.valid) {
        result.value = row.has_nan ? not_a_number<Wide>() : exactly(row.maximum); // +inf; -inf, of no classes too
        return result;
    }
    const Wide value = row.maximum + row.log_sum;
    result.value = {value, std::max({Wide(1), std::fabs(row.maximum), row.log_sum}), row.negligible};
    result.maximum = exactly(row.maximum);
    result.log_sum = {row.log_sum, std::max(Wide(1), row.log_sum), row.negligible};
    return result;
}

template <class Wide> measured_row<Wide> log_sum_exp_backward(const std::vector<Wide> &x, Wide upstream) {
    const softmax_row<Wide> row(x);
    measured_row<Wide> grad(x.size(), not_a_number<Wide>());
    for (std::size_t j = 0; j < x.size(); ++j) {
        if (row.valid) {
            grad[j] = exactly(upstream * row.probability(j));
            grad[j].slack = grad[j].largest * (row.is_negligible(j) ? Wide(1) : log_sum_rounding(row.log_sum));
        } else if (!row.has_nan && row.maximum > 0 && x[j] < row.maximum) {
            grad[j] = exactly(Wide(0)); // beside a +inf
        }
    }
    return grad;
}

} // namespace simdloss_test::reference
