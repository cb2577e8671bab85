// The oracle of info_nce.h and margin_softmax.h: from the formulas, with the whole matrix of scores, in a wider type.
// Beside each number stands an error that the contract allows. It starts with the scores: a product of n elements, each
// rounded in the accumulator type, errs by a multiple of sqrt(n) roundings (they are independent; the worst case of n of
// them does not happen), and what comes of the scores errs by its derivative times that.
#pragma once

#include "measured.hpp"

#include <cstddef>
#include <vector>

namespace simdloss_test::reference {

template <class Wide> struct score_problem {
    std::vector<std::vector<Wide>> queries, keys;
    bool cosine = true, symmetric = false;
    Wide scale = 1, norm_floor = 0;
    enum rule_kind { index, pairs, labels } rule = index;
    std::vector<std::size_t> positive; // rule index
    std::vector<std::int64_t> query_label, key_label;
    bool exclude_self = false;
    int margin = 0; // 1: angle, 2: difference
    Wide margin_value = 0;
    std::vector<Wide> upstream; // of each row's loss, divided by the denominator
};

template <class Wide> using measured_rows = std::vector<std::vector<measured<Wide>>>;

template <class Wide> struct score_results {
    std::vector<measured<Wide>> loss;
    measured_rows<Wide> grad_queries, grad_keys;
};

template <class Wide> class score_oracle {
public:
    explicit score_oracle(const score_problem<Wide> &problem) : p(problem), n(p.queries.size()), m(p.keys.size()) {}

    score_results<Wide> results() {
        normalize(p.queries, unit_queries, query_norms);
        normalize(p.keys, unit_keys, key_norms);
        score();
        grad.assign(n, std::vector<Wide>(m));
        grad_error = grad;
        out.loss.resize(n);
        for (std::size_t i = 0; i < n; ++i) row(i, false);
        for (std::size_t j = 0; p.symmetric && j < n; ++j) row(j, true);
        gradients(false);
        gradients(true);
        return out;
    }

private:
    static constexpr Wide u = std::numeric_limits<accumulator_t<Wide>>::epsilon() / 2;

    // Roundings of a sum of `count` products that is cut into chunks.
    static Wide roundings(std::size_t count, std::size_t chunk) {
        const Wide in_chunk = static_cast<Wide>(std::min(count, chunk)), chunks = static_cast<Wide>(count / chunk + 1);
        return 3 * std::sqrt(in_chunk) + chunks;
    }

    void normalize(
        const std::vector<std::vector<Wide>> &x, std::vector<std::vector<Wide>> &unit, std::vector<Wide> &norms) {
        unit = x;
        for (auto &v : unit) {
            Wide sum = 0;
            for (const Wide e : v) sum += e * e;
            norms.push_back(p.cosine ? std::sqrt(sum) : Wide(1));
            for (Wide &e : v) e /= std::max(norms.back(), p.cosine ? p.norm_floor : Wide(1));
        }
    }

    void score() {
        s.assign(n, std::vector<Wide>(m));
        s_error = s;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < m; ++j) {
                Wide sum = 0, magnitude = 0;
                for (std::size_t k = 0; k < unit_queries[i].size(); ++k) {
                    const Wide term = unit_queries[i][k] * unit_keys[j][k];
                    sum += term;
                    magnitude += std::fabs(term);
                }
                s[i][j] = p.scale * sum;
                // Four more: both vectors' normalisation, the scale, and the conversion of the scale.
                s_error[i][j] = p.scale * magnitude * u * (roundings(unit_queries[i].size(), 256) + 4);
            }
        }
    }

    Wide score_at(std::size_t i, std::size_t j, bool column) const { return column ? s[j][i] : s[i][j]; }
    Wide error_at(std::size_t i, std::size_t j, bool column) const { return column ? s_error[j][i] : s_error[i][j]; }

    // One row's loss: the mean or sum over its positives of log(sum over `others` + e^s_p) - s_p.
    void row(std::size_t i, bool column) {
        const std::size_t count = column ? n : m;
        std::vector<int> role(count); // 0 negative, 1 positive, 2 not there
        std::vector<std::size_t> positives;
        for (std::size_t j = 0; j < count; ++j) {
            if (p.rule == score_problem<Wide>::index) role[j] = j == (column ? i : p.positive[i]) ? 1 : 0;
            else if (p.exclude_self && i == j) role[j] = 2;
            else role[j] = p.query_label[i] == p.key_label[j] ? 1 : 0;
            if (role[j] == 1) positives.push_back(j);
        }
        const bool mean = p.rule == score_problem<Wide>::labels;
        const Wide share = p.symmetric ? Wide(0.5) : Wide(1);
        const Wide weight =
            positives.empty() ? Wide(0) : share / (mean ? static_cast<Wide>(positives.size()) : Wide(1));
        for (const std::size_t q : positives) {
            Wide derivative = 1;
            const Wide target = with_margin(score_at(i, q, column), derivative);
            const Wide target_error =
                error_at(i, q, column) * std::fabs(derivative) + 8 * u * std::fabs(target) * (p.margin != 0);
            Wide worst = target_error, others = 0;
            std::vector<Wide> part(count);
            for (std::size_t j = 0; j < count; ++j) {
                const bool in = j != q && (role[j] == 0 || (mean && role[j] == 1));
                if (!in) continue;
                part[j] = std::exp(score_at(i, j, column) - target);
                others += part[j];
                worst = std::max(worst, error_at(i, j, column));
            }
            // log(1 + others), and 1 - p of the positive.
            const Wide loss = std::isinf(others) ? others : std::log1p(others);
            const Wide missing = others / (1 + others);
            const Wide error = 2 * worst * missing + 6 * u * std::fabs(loss);
            accumulate_row(out.loss[i], {weight * loss, weight * std::fabs(loss), weight * error});
            add(i, q, column, -weight * missing * derivative,
                weight * missing * std::fabs(derivative) * (2 * worst + 8 * u) +
                    weight * missing * margin_error(i, q, column));
            for (std::size_t j = 0; j < count; ++j) {
                const Wide g = weight * part[j] / (1 + others);
                if (g != 0) add(i, j, column, g, g * (2 * worst + 8 * u));
            }
        }
    }

    Wide with_margin(Wide score, Wide &derivative) const {
        if (p.margin == 0) return score;
        const Wide c = score / p.scale, value = p.margin_value;
        if (p.margin == 2) return p.scale * (c - value);
        if (c < -std::cos(value)) return p.scale * (c - value * std::sin(value));
        const Wide square = std::max(Wide(2) * u, (1 - c) * (1 + c));
        derivative = std::cos(value) + std::sin(value) * c / std::sqrt(square);
        return p.scale * (c * std::cos(value) - std::sqrt(std::max(Wide(0), (1 - c) * (1 + c))) * std::sin(value));
    }
    // The derivative's own change with the cosine's error: sin m (1 - c^2)^(-3/2).
    Wide margin_error(std::size_t i, std::size_t j, bool column) const {
        if (p.margin != 1) return 0;
        const Wide c = score_at(i, j, column) / p.scale, square = std::max(Wide(2) * u, (1 - c) * (1 + c));
        return error_at(i, j, column) / p.scale * std::sin(p.margin_value) / (square * std::sqrt(square)) * 2;
    }

    void add(std::size_t i, std::size_t j, bool column, Wide g, Wide error) {
        const std::size_t r = column ? j : i, c = column ? i : j;
        grad[r][c] += g * p.upstream[i] * p.scale;
        grad_error[r][c] += std::fabs(error * p.upstream[i] * p.scale);
    }

    void gradients(bool of_keys) {
        const auto &own = of_keys ? unit_keys : unit_queries, &other = of_keys ? unit_queries : unit_keys;
        const auto &norms = of_keys ? key_norms : query_norms;
        auto &result = of_keys ? out.grad_keys : out.grad_queries;
        result.resize(own.size());
        for (std::size_t i = 0; i < own.size(); ++i) {
            const std::size_t width = own[i].size();
            std::vector<Wide> g(width), error(width);
            Wide along = 0, along_error = 0;
            for (std::size_t k = 0; k < width; ++k) {
                Wide magnitude = 0;
                for (std::size_t j = 0; j < other.size(); ++j) {
                    const Wide d = of_keys ? grad[j][i] : grad[i][j], e = of_keys ? grad_error[j][i] : grad_error[i][j];
                    g[k] += d * other[j][k];
                    magnitude += std::fabs(d * other[j][k]);
                    error[k] += e * std::fabs(other[j][k]);
                }
                error[k] += magnitude * u * (roundings(other.size(), of_keys ? 64 : 128) + 2);
                along += g[k] * own[i][k];
                along_error += error[k] * std::fabs(own[i][k]) + u * std::fabs(g[k] * own[i][k]);
            }
            for (std::size_t k = 0; k < width; ++k) {
                if (!p.cosine) {
                    result[i].push_back({g[k], 0, error[k]});
                } else if (!(norms[i] > p.norm_floor)) {
                    result[i].push_back({});
                } else {
                    const Wide x = own[i][k], projected = along * x;
                    result[i].push_back({(g[k] - projected) / norms[i], 0,
                        (error[k] + along_error * std::fabs(x) + 4 * u * (std::fabs(g[k]) + std::fabs(projected))) /
                            norms[i]});
                }
            }
        }
    }

    const score_problem<Wide> &p;
    std::size_t n, m;
    std::vector<std::vector<Wide>> unit_queries, unit_keys, s, s_error, grad, grad_error;
    std::vector<Wide> query_norms, key_norms;
    score_results<Wide> out;
};

} // namespace simdloss_test::reference
