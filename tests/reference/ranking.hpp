// The oracle of ranking.h, written for reading: element by element, group by group, in a type wider than the library's.
#pragma once

#include "measured.hpp"

#include <cstdint>
#include <vector>

namespace simdloss_test::reference {

template <class Wide> struct losses_and_gradients {
    std::vector<measured<Wide>> loss;
    std::vector<std::vector<measured<Wide>>> grad; // of each input
};

template <class Wide> struct hinge_of {
    measured<Wide> loss;
    Wide k;     // the derivative: 1, 0, or NaN
    Wide doubt; // 1 where rounding may put z on the other side of the kink
};

// max(0, z), where z is known to some ULP of the largest term that it is made of.
template <class Wide> hinge_of<Wide> hinge(Wide z, Wide largest) {
    hinge_of<Wide> h;
    h.loss = {std::isnan(z) ? z : std::max(z, Wide(0)), largest, 0};
    h.k = std::isnan(z) ? z : (z > 0 ? Wide(1) : Wide(0));
    h.doubt = z != 0 && std::fabs(z) <= 4 * accumulator_ulp(largest) ? Wide(1) : Wide(0);
    return h;
}

// A gradient that the hinge switches on or off.
template <class Wide> measured<Wide> switched(const hinge_of<Wide> &h, Wide value, Wide largest) {
    const Wide size = std::max(std::fabs(value), std::fabs(largest));
    if (h.k == 0) return {0, 0, h.doubt * size};
    return {h.k * value, size, h.doubt * size};
}

template <class Wide>
losses_and_gradients<Wide> margin_ranking(const std::vector<Wide> &x1, const std::vector<Wide> &x2,
    const std::vector<Wide> &y, const std::vector<Wide> &g, Wide margin) {
    losses_and_gradients<Wide> out;
    out.grad.resize(3);
    for (std::size_t i = 0; i < x1.size(); ++i) {
        const Wide d = x1[i] - x2[i];
        const auto h = hinge<Wide>(margin - y[i] * d, std::max(std::fabs(margin), std::fabs(y[i] * d)));
        out.loss.push_back(h.loss);
        out.grad[0].push_back(switched(h, -y[i] * g[i], Wide(0)));
        out.grad[1].push_back(switched(h, y[i] * g[i], Wide(0)));
        out.grad[2].push_back(switched(h, -d * g[i], Wide(0)));
    }
    return out;
}

// Groups of (num_neg + 1) * columns scores; losses and g are [groups][columns].
template <class Wide>
losses_and_gradients<Wide> rank_hinge(
    const std::vector<Wide> &x, const std::vector<Wide> &g, std::size_t num_neg, std::size_t columns, Wide margin) {
    losses_and_gradients<Wide> out;
    out.grad.resize(1);
    const std::size_t size = (num_neg + 1) * columns, groups = size == 0 ? 0 : x.size() / size;
    const Wide negatives = static_cast<Wide>(num_neg * columns);
    for (std::size_t i = 0; i < groups; ++i) {
        const Wide *group = x.data() + i * size;
        Wide mean = 0, magnitude = 0;
        for (std::size_t c = columns; c < size; ++c) {
            mean += group[c] / negatives;
            magnitude += std::fabs(group[c]) / negatives;
        }
        measured<Wide> each;
        for (std::size_t c = 0; c < columns; ++c) {
            const Wide largest = std::max({std::fabs(margin), std::fabs(group[c]), magnitude});
            auto h = hinge<Wide>(margin - (group[c] - mean), largest);
            // F64 sums its negatives in F64 too, each with a rounding of its own.
            if (!std::is_same_v<Wide, double>) h.loss.slack = negatives / 2 * accumulator_ulp(magnitude);
            const Wide upstream = g[i * columns + c];
            out.loss.push_back(h.loss);
            out.grad[0].push_back(switched(h, -upstream, Wide(0)));
            accumulate_row(each, switched(h, upstream / negatives, Wide(0)));
        }
        // A sum over the columns, one after the other, each with a rounding of its own in F64.
        if (!std::is_same_v<Wide, double>) each.slack += static_cast<Wide>(columns) / 2 * accumulator_ulp(each.largest);
        for (std::size_t c = columns; c < size; ++c) out.grad[0].push_back(each);
    }
    return out;
}

// log(P + 2^-52), given log P and P.
template <class Wide> Wide log_with_floor(Wide log_p) {
    const Wide e = std::ldexp(Wide(1), -52), p = std::exp(log_p);
    if (std::isnan(log_p)) return log_p;
    return p < e ? std::log(e) + std::log1p(p / e) : log_p + std::log1p(e / p);
}

template <class Wide>
losses_and_gradients<Wide> rank_cross_entropy(
    const std::vector<Wide> &z, const std::vector<Wide> &t, const std::vector<Wide> &g, std::size_t size) {
    losses_and_gradients<Wide> out;
    out.grad.resize(2);
    const Wide e = std::ldexp(Wide(1), -52);
    for (std::size_t i = 0; size != 0 && i < z.size() / size; ++i) {
        const Wide *x = z.data() + i * size, *y = t.data() + i * size;
        std::size_t top = 0;
        bool broken = false;
        for (std::size_t c = 0; c < size; ++c) {
            if (x[c] > x[top]) top = c;
            broken |= std::isnan(x[c]) || x[c] == std::numeric_limits<Wide>::infinity();
        }
        const Wide max = x[top];
        broken |= std::isinf(max);
        Wide rest = 0;
        for (std::size_t c = 0; c < size; ++c)
            if (c != top) rest += std::exp(x[c] - max);
        const Wide log_sum = std::log1p(rest);
        measured<Wide> loss, weight;
        std::vector<Wide> p(size), r(size), q(size);
        for (std::size_t c = 0; c < size; ++c) {
            const Wide log_p = broken ? std::numeric_limits<Wide>::quiet_NaN() : (x[c] - max) - log_sum;
            p[c] = std::exp(log_p);
            // 1 - P: of the largest from the others, so that it keeps its digits.
            q[c] = x[c] == max && !broken ? -std::expm1(-log_sum) : 1 - p[c];
            const Wide l = log_with_floor(log_p);
            // log P is a difference of two numbers of the accumulator type, and is as exact as the larger one.
            const Wide digits =
                std::isinf(x[c]) ? std::fabs(l) : std::max({std::fabs(x[c] - max), log_sum, std::fabs(l)});
            accumulate_row(loss, measured<Wide>{-y[c] * l, std::fabs(y[c]) * std::min(digits, Wide(128)), 0});
            r[c] = y[c] * (p[c] / (p[c] + e));
            weight.value += r[c];
            weight.largest += std::fabs(r[c]);
            out.grad[1].push_back({-g[i] * l, std::fabs(g[i]) * std::min(digits, Wide(128)), 0});
        }
        out.loss.push_back(loss);
        for (std::size_t c = 0; c < size; ++c) {
            Wide others = 0, magnitude = 0;
            for (std::size_t k = 0; k < size; ++k) {
                if (k == c) continue;
                others += r[k];
                magnitude += std::fabs(r[k]);
            }
            const Wide value = -g[i] * (r[c] * q[c] - p[c] * others);
            const Wide largest = std::fabs(g[i]) * std::max(std::fabs(r[c]) * q[c], p[c] * magnitude);
            // A probability below this may come out as 0.
            const Wide slack = std::fabs(g[i]) * smallest_probability<Wide>() * weight.largest;
            out.grad[0].push_back({value, largest, slack});
        }
    }
    return out;
}

} // namespace simdloss_test::reference
