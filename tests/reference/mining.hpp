// The oracle of losses that mine a batch: every pair and triplet, straight from the formulas, in a wider type.
#pragma once

#include "measured.hpp"

#include <simdloss/mining.h>

#include <array>
#include <cstdint>
#include <vector>

namespace simdloss_test::reference {

enum class mined { semihard, hard, all, lifted, named };

template <class Wide> struct mining_input {
    simdloss_mining_desc desc{};
    mined loss = mined::semihard;
    std::vector<Wide> embeddings; // dense [batch, features]
    std::vector<std::int64_t> label;
    std::vector<std::array<std::int64_t, 3>> triplets; // the caller's, where loss is `named`
    bool mean_of_positive = false;
    std::vector<Wide> upstream; // of each of these, or empty: 1
    Wide grad_loss = 1;
};
template <class Wide> struct mining_output {
    measured<Wide> loss;
    std::vector<measured<Wide>> each; // the hinges, in the order of their triplets
    std::vector<measured<Wide>> grad; // dense; largest is the sum of the terms' magnitudes
    // The smallest difference, relative to the larger, of two distances from one anchor, or of a z from 0: a selection
    // is only certain to be the library's where this is more than the error of a distance.
    Wide closest = 1;
};

template <class Wide> class mining_oracle {
public:
    explicit mining_oracle(const mining_input<Wide> &input)
        : in_(input), n_(static_cast<std::size_t>(input.desc.batch)), d_(n_ == 0 ? 0 : input.embeddings.size() / n_),
          unit_(input.embeddings), norm_(n_, 1), distance_(n_ * n_), slope_(n_ * n_), size_(n_ * n_) {
        const auto kind = input.desc.distance;
        normalized_ = kind == SIMDLOSS_DISTANCE_ANGULAR || kind == SIMDLOSS_DISTANCE_NORMALIZED_L2;
        for (std::size_t i = 0; i < n_ && normalized_; ++i) normalize(i);
        for (std::size_t i = 0; i < n_; ++i)
            for (std::size_t j = 0; j < n_; ++j) distance_[i * n_ + j] = distance(i, j);
    }

    mining_output<Wide> operator()() {
        for (std::size_t a = 0; a < n_; ++a) {
            if (in_.loss == mined::semihard) semihard(a);
            if (in_.loss == mined::hard) hard(a);
            if (in_.loss == mined::all) all(a);
            if (in_.loss == mined::lifted) lifted(a);
        }
        for (std::size_t t = 0; in_.loss == mined::named && t < in_.triplets.size(); ++t) {
            const auto row = [&](int which) {
                return static_cast<std::size_t>(in_.triplets[t][static_cast<std::size_t>(which)]);
            };
            add(row(0), row(1), row(2), 0, in_.upstream.empty() ? Wide(1) : in_.upstream[t]);
        }
        return result();
    }

private:
    void normalize(std::size_t i) {
        Wide square = 0;
        for (std::size_t k = 0; k < d_; ++k) square += unit_[i * d_ + k] * unit_[i * d_ + k];
        norm_[i] = std::sqrt(std::max(square, Wide(1e-12)));
        for (std::size_t k = 0; k < d_; ++k) unit_[i * d_ + k] /= norm_[i];
    }
    Wide dot(std::size_t i, std::size_t j) const {
        Wide sum = 0;
        for (std::size_t k = 0; k < d_; ++k) sum += unit_[i * d_ + k] * unit_[j * d_ + k];
        return sum;
    }
    Wide distance(std::size_t i, std::size_t j) const {
        if (in_.desc.distance == SIMDLOSS_DISTANCE_ANGULAR) return std::max(1 - dot(i, j), Wide(0));
        Wide square = 0;
        for (std::size_t k = 0; k < d_; ++k) {
            const Wide v = unit_[i * d_ + k] - unit_[j * d_ + k];
            square += v * v;
        }
        return in_.desc.distance == SIMDLOSS_DISTANCE_SQUARED_L2 ? square : std::sqrt(square);
    }
    bool same(std::size_t i, std::size_t j) const { return in_.label[i] == in_.label[j]; }
    Wide d(std::size_t i, std::size_t j) const { return distance_[i * n_ + j]; }

    // One loss max(0, margin + d(a, p) - d(a, k)), where k = none is the constant `least`.
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    void add(std::size_t a, std::size_t p, std::size_t k, Wide least, Wide upstream = 1) {
        const Wide plus = p == none ? least : d(a, p), minus = k == none ? least : d(a, k);
        const Wide z = static_cast<Wide>(in_.desc.margin) + plus - minus;
        closest_ = std::min(closest_, std::fabs(z) / std::max(plus, minus));
        ++terms_;
        const Wide size = std::fabs(static_cast<Wide>(in_.desc.margin)) + plus + minus;
        each_.push_back({z > 0 ? z : 0, size, 0});
        if (z <= 0) return;
        loss_ += z;
        magnitude_ += size;
        ++positive_;
        if (p != none) slope_[a * n_ + p] += upstream;
        if (k != none) slope_[a * n_ + k] -= upstream;
        if (in_.loss != mined::named) return;
        size_[a * n_ + p] += std::fabs(upstream);
        size_[a * n_ + k] += std::fabs(upstream);
    }

    std::size_t pick(std::size_t a, bool want_same, Wide above, bool largest) const {
        std::size_t best = none;
        for (std::size_t k = 0; k < n_; ++k) {
            if (k == a || same(a, k) != want_same || !(d(a, k) > above)) continue;
            if (best == none || (largest ? d(a, k) > d(a, best) : d(a, k) < d(a, best))) best = k;
        }
        return best;
    }
    Wide least(std::size_t a) const {
        Wide m = d(a, 0);
        for (std::size_t k = 1; k < n_; ++k) m = std::min(m, d(a, k));
        return m;
    }

    void semihard(std::size_t a) {
        for (std::size_t p = 0; p < n_; ++p) {
            if (p == a || !same(a, p)) continue;
            std::size_t k = pick(a, false, d(a, p), false);
            if (k == none) k = pick(a, false, -1, true);
            add(a, p, k, least(a));
        }
    }
    void hard(std::size_t a) {
        const std::size_t p = pick(a, true, -1, true);
        std::size_t k = pick(a, false, -1, false);
        if (k == none) {
            k = 0;
            for (std::size_t j = 1; j < n_; ++j)
                if (d(a, j) > d(a, k)) k = j;
        }
        if (in_.desc.soft == 0) return add(a, p, k, least(a));
        const Wide gap = (p == none ? least(a) : d(a, p)) - d(a, k);
        const Wide share = 1 / (1 + std::exp(-gap));
        ++terms_;
        loss_ += std::max(gap, Wide(0)) + std::log1p(std::exp(-std::fabs(gap)));
        magnitude_ += 1 + (p == none ? least(a) : d(a, p)) + d(a, k);
        if (p != none) slope_[a * n_ + p] += share;
        slope_[a * n_ + k] -= share;
    }
    void all(std::size_t a) {
        for (std::size_t p = 0; p < n_; ++p)
            for (std::size_t k = 0; k < n_; ++k)
                if (p != a && same(a, p) && !same(a, k)) add(a, p, k, 0);
    }

    // An exponential has the absolute error of its distance as a relative one, and J has it too: `unit` is what their
    // errors are measured by.
    void lifted(std::size_t a) {
        for (std::size_t p = 0; p < n_; ++p) {
            if (p == a || !same(a, p)) continue;
            ++terms_;
            const Wide margin = static_cast<Wide>(in_.desc.margin);
            Wide nearest = std::numeric_limits<Wide>::infinity(), sum = 0, farthest = 0;
            const auto each = [&](const auto &f) {
                for (std::size_t k = 0; k < n_; ++k)
                    if (!same(a, k)) f(a, k), f(p, k);
            };
            each([&](std::size_t i, std::size_t k) { nearest = std::min(nearest, d(i, k)); });
            each([&](std::size_t i, std::size_t k) {
                sum += std::exp(nearest - d(i, k));
                farthest = std::max(farthest, d(i, k));
            });
            const Wide j = margin - nearest + std::log(sum) + d(a, p);
            if (!(j > 0)) continue;
            const Wide unit = std::fabs(margin) + farthest + d(a, p) + 1;
            loss_ += j * j / 2;
            magnitude_ += j * unit;
            slope_[a * n_ + p] += j;
            size_[a * n_ + p] += unit;
            each([&](std::size_t i, std::size_t k) {
                const Wide share = std::exp(nearest - d(i, k)) / sum;
                slope_[i * n_ + k] -= j * share;
                size_[i * n_ + k] += unit * (1 + j) * share;
            });
        }
    }

    // d distance(i, j) / d e_i for i != j, with the other row's part by exchange: both are of the same form.
    void add_gradient(std::size_t i, std::size_t j, std::vector<measured<Wide>> &unit_grad) const {
        const Wide weight = slope_[i * n_ + j] + slope_[j * n_ + i];
        const Wide weight_size = std::max(std::fabs(weight), size_[i * n_ + j] + size_[j * n_ + i]);
        if (weight_size == 0 || i == j) return; // one of two that cancel still has an error
        for (std::size_t k = 0; k < d_; ++k) {
            const Wide difference = unit_[i * d_ + k] - unit_[j * d_ + k];
            Wide g = difference;
            if (in_.desc.distance == SIMDLOSS_DISTANCE_SQUARED_L2) g = 2 * difference;
            else if (in_.desc.distance == SIMDLOSS_DISTANCE_ANGULAR) g = -unit_[j * d_ + k];
            else g = d(i, j) > 0 ? difference / d(i, j) : Wide(0);
            const Wide size = in_.desc.distance == SIMDLOSS_DISTANCE_ANGULAR ? std::fabs(difference) : std::fabs(g);
            unit_grad[i * d_ + k].value += weight * g;
            unit_grad[i * d_ + k].largest += weight_size * size;
        }
    }

    mining_output<Wide> result() {
        mining_output<Wide> out;
        for (std::size_t a = 0; a < n_; ++a) {
            std::vector<Wide> row(distance_.begin() + static_cast<std::ptrdiff_t>(a * n_),
                distance_.begin() + static_cast<std::ptrdiff_t>(a * n_ + n_));
            std::sort(row.begin(), row.end());
            for (std::size_t k = 1; k < n_; ++k) closest_ = std::min(closest_, (row[k] - row[k - 1]) / row[k]);
        }
        out.closest = closest_;
        out.each = each_;
        Wide denominator = 1;
        const bool of_positive = in_.loss == mined::all || in_.mean_of_positive;
        const auto &desc = in_.desc;
        if (desc.reduction == SIMDLOSS_REDUCTION_MEAN)
            denominator = desc.mean_denominator > 0 ? static_cast<Wide>(desc.mean_denominator)
                                                    : static_cast<Wide>(of_positive ? positive_ : terms_);
        const bool zero = denominator == 0 && (of_positive || desc.empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO);
        out.loss = {zero ? 0 : loss_ / denominator, zero ? 0 : magnitude_ / denominator, 0};
        out.grad.resize(n_ * d_);
        for (std::size_t i = 0; i < n_; ++i)
            for (std::size_t j = 0; j < n_; ++j) add_gradient(i, j, out.grad);
        const Wide scale = denominator == 0 ? 0 : in_.grad_loss / denominator;
        for (std::size_t i = 0; i < n_; ++i) finish_row(i, scale, out.grad.data() + i * d_);
        return out;
    }

    void finish_row(std::size_t i, Wide scale, measured<Wide> *grad) const {
        Wide along = 0, size = 0;
        const bool projected = normalized_ && norm_[i] > Wide(1e-6) * (1 + Wide(1e-9));
        for (std::size_t k = 0; k < d_ && projected; ++k) {
            along += grad[k].value * unit_[i * d_ + k];
            size += grad[k].largest * std::fabs(unit_[i * d_ + k]);
        }
        for (std::size_t k = 0; k < d_; ++k) {
            grad[k].value -= along * unit_[i * d_ + k];
            grad[k].largest += size * std::fabs(unit_[i * d_ + k]);
            grad[k] = {grad[k].value * scale / norm_[i], grad[k].largest * std::fabs(scale) / norm_[i], 0};
        }
    }

    const mining_input<Wide> &in_;
    std::size_t n_, d_;
    std::vector<Wide> unit_, norm_, distance_, slope_;
    std::vector<Wide> size_; // of slope_, where its errors are not those of its value alone
    bool normalized_ = false;
    std::vector<measured<Wide>> each_;
    Wide loss_ = 0, magnitude_ = 0, closest_ = 1;
    std::int64_t terms_ = 0, positive_ = 0;
};

template <class Wide> mining_output<Wide> mine(const mining_input<Wide> &input) { return mining_oracle<Wide>(input)(); }

} // namespace simdloss_test::reference
