// The oracle of embedding.h, written for reading: row by row, in a type wider than the library's.
#pragma once

#include "ranking.hpp"

namespace simdloss_test::reference {

// A number of a row, and its gradient by each of two rows.
template <class Wide> struct of_two {
    measured<Wide> value;
    std::vector<measured<Wide>> first, second;
};

template <class Wide> of_two<Wide> distance(const Wide *x, const Wide *y, std::size_t d, Wide p, Wide eps) {
    of_two<Wide> out;
    std::vector<Wide> v(d);
    Wide top = 0;
    for (std::size_t j = 0; j < d; ++j) {
        v[j] = x[j] - y[j] + eps;
        top = std::max(top, std::fabs(v[j]));
    }
    Wide sum = 0, ties = 0;
    for (std::size_t j = 0; j < d; ++j) {
        if (v[j] != 0) sum += p == 0 ? Wide(1) : std::pow(std::fabs(v[j]) / top, std::isinf(p) ? Wide(2) : p);
        ties += std::fabs(v[j]) == top ? 1 : 0;
    }
    const Wide dist = p == 0 ? sum : top == 0 ? Wide(0) : std::isinf(p) ? top : top * std::pow(sum, 1 / p);
    out.value = exactly(dist);
    for (std::size_t j = 0; j < d; ++j) {
        const Wide sign = v[j] > 0 ? 1 : v[j] < 0 ? -1 : 0;
        Wide g = 0, largest = 0, slack = 0;
        if (dist != 0 && p != 0) {
            if (std::isinf(p)) {
                g = std::fabs(v[j]) == top ? sign / ties : Wide(0);
            } else if (v[j] != 0) {
                g = sign * std::pow(std::fabs(v[j]) / dist, p - 1);
                // v is rounded at the size of x - y, and D at its own: their relative errors come out p - 1 times.
                const Wide digits =
                    std::max({Wide(1), std::fabs(x[j] - y[j]) / std::fabs(v[j]), std::fabs(eps / v[j])});
                slack = std::fabs(p - 1) * 4 * accumulator_ulp(g * digits);
            }
            largest = std::fabs(g);
        }
        out.first.push_back({g, largest, slack});
        out.second.push_back({-g, largest, slack});
    }
    return out;
}

template <class Wide> of_two<Wide> squared_distance(const Wide *x, const Wide *y, std::size_t d) {
    of_two<Wide> out;
    Wide sum = 0;
    for (std::size_t j = 0; j < d; ++j) {
        const Wide v = x[j] - y[j];
        sum += v * v;
        out.first.push_back(exactly(2 * v));
        out.second.push_back(exactly(-2 * v));
    }
    out.value = exactly(sum);
    return out;
}

// floor: the least norm; added: to the squared norms.
template <class Wide>
of_two<Wide> cosine(const Wide *x, const Wide *y, std::size_t d, Wide floor, Wide added, bool zero_gradient) {
    of_two<Wide> out;
    Wide xx = 0, yy = 0, xy = 0;
    for (std::size_t j = 0; j < d; ++j) {
        xx += x[j] * x[j];
        yy += y[j] * y[j];
        xy += x[j] * y[j];
    }
    const Wide nx = std::sqrt(xx + added), ny = std::sqrt(yy + added), fx = std::max(nx, floor),
               fy = std::max(ny, floor);
    const Wide c = xy / fx / fy;
    out.value = {c, xx == 0 || yy == 0 ? Wide(0) : Wide(1), 0}; // the sum is of terms of up to |x| |y|
    const auto gradient = [&](const Wide *own, const Wide *other, Wide own_square, Wide own_norm, auto &grad) {
        for (std::size_t j = 0; j < d; ++j) {
            const bool projects = own_norm >= floor;
            const Wide cross = other[j] / fx / fy, along = projects ? own[j] / own_norm / own_norm : Wide(0);
            if (zero_gradient && own_square == 0) grad.push_back({});
            else {
                // 1 / (|x| |y|) and c / |x|^2 are numbers of the accumulator type: below its normal ones they may be 0.
                const Wide largest = std::max(std::fabs(cross), std::fabs(along));
                const auto vanishes = [](Wide n) { return n < std::numeric_limits<accumulator_t<Wide>>::min(); };
                const bool lost = vanishes(1 / fx / fy) || (projects && vanishes(std::fabs(c) / own_norm / own_norm));
                grad.push_back({cross - c * along, largest, lost ? std::fabs(cross) + std::fabs(c * along) : Wide(0)});
            }
        }
    };
    gradient(x, y, xx, nx, out.first);
    gradient(y, x, yy, ny, out.second);
    return out;
}

template <class Wide>
void append_scaled(std::vector<measured<Wide>> &to, const std::vector<measured<Wide>> &row, Wide factor) {
    for (const auto &x : row) to.push_back(scaled(x, factor));
}

// One of them a row; of_row(r) is its number with the gradients, which are the result.
template <class Wide, class OfRow>
losses_and_gradients<Wide> each_row(std::size_t rows, const std::vector<Wide> &g, const OfRow &of_row) {
    losses_and_gradients<Wide> out;
    out.grad.resize(2);
    for (std::size_t r = 0; r < rows; ++r) {
        const of_two<Wide> x = of_row(r);
        out.loss.push_back(x.value);
        append_scaled(out.grad[0], x.first, g[r]);
        append_scaled(out.grad[1], x.second, g[r]);
    }
    return out;
}

template <class Wide, class OfRow>
losses_and_gradients<Wide> cosine_embedding(
    const std::vector<Wide> &y, const std::vector<Wide> &g, Wide margin, const OfRow &cosine_of_row) {
    losses_and_gradients<Wide> out;
    out.grad.resize(3);
    for (std::size_t r = 0; r < y.size(); ++r) {
        const of_two<Wide> c = cosine_of_row(r);
        const auto put = [&](const measured<Wide> &loss, Wide k, Wide doubt) {
            out.loss.push_back(loss);
            for (const auto &[to, row] : {std::pair{&out.grad[0], &c.first}, {&out.grad[1], &c.second}})
                for (const auto &x : *row) {
                    to->push_back(scaled(x, k * g[r]));
                    to->back().slack += doubt * std::fabs(x.value * g[r]);
                }
        };
        if (y[r] == 1) put({1 - c.value.value, Wide(1), 0}, -1, 0);
        else if (y[r] == -1) {
            const auto h = hinge<Wide>(c.value.value - margin, std::max(Wide(1), std::fabs(margin)));
            put(h.loss, h.k, h.doubt);
        } else put({}, 0, 0);
    }
    return out;
}

struct contrastive_options {
    bool one_is_similar, half;
    double margin;
};

template <class Wide> struct contrastive_of { measured<Wide> loss, by_distance, by_target; };

template <class Wide> contrastive_of<Wide> contrastive(Wide d, Wide y, const contrastive_options &o) {
    const Wide f = o.half ? Wide(0.5) : Wide(1), s = o.one_is_similar ? y : 1 - y, margin = Wide(o.margin);
    const Wide gap = std::max(margin - d, Wide(0)), size = std::max(std::fabs(margin), std::fabs(d));
    // margin - D is rounded at the size of the two, and its square twice as much.
    const Wide gap_size = gap > 0 ? size : Wide(0);
    contrastive_of<Wide> out;
    out.loss = {f * (s * d * d + (1 - s) * gap * gap),
        f * std::max(std::fabs(s) * d * d, 2 * std::fabs(1 - s) * gap * gap_size), 0};
    out.by_distance = {
        2 * f * (s * d - (1 - s) * gap), 2 * f * std::max(std::fabs(s * d), std::fabs(1 - s) * gap_size), 0};
    const Wide difference = f * (d * d - gap * gap);
    out.by_target = {o.one_is_similar ? difference : -difference, f * std::max(d * d, 2 * gap * gap_size), 0};
    return out;
}

// distances(r, pair): of the anchor and the positive (0), the anchor and the negative (1), the positive and it (2).
template <class Wide, class Distances>
losses_and_gradients<Wide> triplet_margin(
    std::size_t rows, const std::vector<Wide> &g, Wide margin, bool swap, const Distances &distances) {
    losses_and_gradients<Wide> out;
    out.grad.resize(3);
    for (std::size_t r = 0; r < rows; ++r) {
        const of_two<Wide> positive = distances(r, 0);
        of_two<Wide> negative = distances(r, 1);
        bool swapped = false;
        if (swap) {
            of_two<Wide> other = distances(r, 2);
            swapped = other.value.value < negative.value.value;
            if (swapped) negative = std::move(other);
        }
        const Wide dp = positive.value.value, dn = negative.value.value;
        const auto h =
            hinge<Wide>(margin + (dp - dn), std::max({margin, positive.value.largest, negative.value.largest}));
        out.loss.push_back(h.loss);
        for (std::size_t j = 0; j < positive.first.size(); ++j) {
            const auto with = [&](const measured<Wide> &x) {
                auto y = scaled(x, h.k * g[r]);
                y.slack += h.doubt * std::fabs(x.value * g[r]);
                return y;
            };
            const auto minus = [&](const measured<Wide> &x) { return scaled(with(x), Wide(-1)); };
            const auto a = with(positive.first[j]), p = with(positive.second[j]), first = minus(negative.first[j]);
            out.grad[0].push_back(swapped ? a : plus(a, first));
            out.grad[1].push_back(swapped ? plus(p, first) : p);
            out.grad[2].push_back(minus(negative.second[j]));
        }
    }
    return out;
}

} // namespace simdloss_test::reference
