// The oracle of the hinge losses of rows: straight from the formulas of simdloss/hinge.h. Whether a hinge is open is
// decided as the contract says, by the gap as the accumulator type has it; everything else is in a wider type.
#pragma once

#include "reduction.hpp"

#include <simdloss/hinge.h>

namespace simdloss_test::reference {

template <class Wide, class Desc> struct hinge_rows_input {
    Desc desc{};
    std::vector<Wide> input;                    // dense [batch, classes, inner]
    std::vector<std::int64_t> target;           // [batch * inner], or [batch, labels]
    std::vector<Wide> class_weight, row_weight; // or empty: all 1
    std::vector<Wide> grad_loss;                // or empty: 1
    std::size_t inner = 1;
};
template <class Wide> struct hinge_rows_output {
    std::vector<measured<Wide>> loss;       // of the reduction's shape
    std::vector<measured<Wide>> grad_input; // dense
};

// One row before weights.
template <class Wide> struct hinge_row {
    measured<Wide> loss;
    std::vector<measured<Wide>> grad;

    void become_nan() {
        loss = not_a_number<Wide>();
        grad.assign(grad.size(), not_a_number<Wide>());
    }
};

// The gap of a score to another: its value, its error, and whether it is open.
template <class Wide> struct score_gap {
    Wide z, error;
    bool open;

    score_gap(Wide x, Wide own, double margin) {
        using acc = accumulator_t<Wide>;
        const acc m = static_cast<acc>(margin), difference = static_cast<acc>(x) - static_cast<acc>(own);
        z = (x - own) + static_cast<Wide>(m);
        error = (accumulator_ulp(x - own) + accumulator_ulp(z)) / 2;
        open = difference + m > 0;
    }
    measured<Wide> hinge() const {
        if (std::isnan(z)) return not_a_number<Wide>();
        const Wide h = std::fmax(z, Wide(0));
        return {h, h, error};
    }
};

template <class Wide>
hinge_row<Wide> row_loss(const simdloss_multi_margin_desc &desc, const std::vector<Wide> &x, std::int64_t target) {
    const auto y = static_cast<std::size_t>(target);
    const auto classes = static_cast<Wide>(x.size());
    hinge_row<Wide> row{{}, std::vector<measured<Wide>>(x.size())};
    bool is_nan = std::isnan(x[y]);
    for (std::size_t j = 0; j < x.size(); ++j) {
        if (j == y) continue;
        const score_gap<Wide> gap(x[j], x[y], desc.margin);
        measured<Wide> h = gap.hinge(), slope = exactly(Wide(gap.open ? 1 : 0));
        is_nan = is_nan || std::isnan(gap.z);
        if (desc.p == 2) {
            slope = gap.open ? scaled(h, Wide(2)) : measured<Wide>{};
            h = {h.value * h.value, h.value * h.value, (2 * h.value + h.slack) * h.slack};
        }
        accumulate_row(row.loss, scaled(h, 1 / classes));
        row.grad[j] = scaled(slope, 1 / classes);
        accumulate_row(row.grad[y], {-row.grad[j].value, row.grad[j].largest, row.grad[j].slack});
    }
    if (is_nan) row.become_nan();
    return row;
}

template <class Wide>
hinge_row<Wide> row_loss(const simdloss_categorical_hinge_desc &desc, const std::vector<Wide> &x, std::int64_t target) {
    const auto y = static_cast<std::size_t>(target);
    hinge_row<Wide> row{{}, std::vector<measured<Wide>>(x.size())};
    Wide most = 0;
    std::size_t at = y;
    bool is_nan = std::isnan(x[y]);
    for (std::size_t j = 0; j < x.size(); ++j) {
        is_nan = is_nan || std::isnan(x[j]);
        if (j == y || !(x[j] > most)) continue;
        most = x[j];
        at = j;
    }
    const Wide z = (most - x[y]) + static_cast<Wide>(desc.margin);
    if (is_nan || std::isnan(z)) {
        row.become_nan();
        return row;
    }
    const Wide h = std::fmax(z, Wide(0));
    row.loss = {h, h, (accumulator_ulp(most - x[y]) + accumulator_ulp(z)) / 2};
    if (!((static_cast<double>(most) - static_cast<double>(x[y])) + desc.margin > 0)) return row;
    row.grad[y] = exactly(Wide(-1));
    if (at != y) row.grad[at] = exactly(Wide(1));
    return row;
}

template <class Wide>
hinge_row<Wide> row_loss(
    const simdloss_multilabel_margin_desc &desc, const std::vector<Wide> &x, const std::vector<std::int64_t> &targets) {
    const auto classes = static_cast<Wide>(x.size());
    hinge_row<Wide> row{{}, std::vector<measured<Wide>>(x.size())};
    std::vector<bool> is_target(x.size());
    for (const std::int64_t j : targets) is_target[static_cast<std::size_t>(j)] = true;
    std::vector<Wide> pairs(x.size());
    bool is_nan = false;
    for (const std::int64_t target : targets) {
        const auto j = static_cast<std::size_t>(target);
        is_nan = is_nan || std::isnan(x[j]);
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (is_target[i]) continue;
            const score_gap<Wide> gap(x[i], x[j], desc.margin);
            is_nan = is_nan || std::isnan(gap.z);
            accumulate_row(row.loss, scaled(gap.hinge(), 1 / classes));
            pairs[i] += gap.open ? 1 : 0;
            pairs[j] -= gap.open ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < x.size(); ++i) row.grad[i] = exactly(pairs[i] / classes);
    if (is_nan) row.become_nan();
    return row;
}

template <class Wide, class Desc> class hinge_rows_oracle {
public:
    explicit hinge_rows_oracle(const hinge_rows_input<Wide, Desc> &in)
        : in_(in), rows_(static_cast<std::size_t>(in.desc.batch) * in.inner),
          classes_(static_cast<std::size_t>(in.desc.classes)) {}

    hinge_rows_output<Wide> operator()() const {
        const bool reduced = in_.desc.reduction != SIMDLOSS_REDUCTION_NONE;
        const Wide share = share_of_rows();
        hinge_rows_output<Wide> out{empty_losses<Wide>(rows_, reduced, share), {}};
        out.grad_input.resize(in_.input.size());
        for (std::size_t r = 0; r < rows_; ++r) {
            if (!keeps(r)) continue;
            const row_of at(r, classes_, in_.inner);
            const auto row = loss_of(r, gather(in_.input, at, classes_));
            const Wide factor = weight(r) * share, upstream = value_or(in_.grad_loss, reduced ? 0 : r, Wide(1));
            accumulate_row(out.loss[reduced ? 0 : r], scaled(row.loss, factor));
            for (std::size_t c = 0; c < classes_; ++c) out.grad_input[at(c)] = scaled(row.grad[c], upstream * factor);
        }
        return out;
    }

private:
    static constexpr bool several = std::is_same_v<Desc, simdloss_multilabel_margin_desc>;

    bool keeps(std::size_t r) const {
        if constexpr (several) return true;
        else return in_.desc.ignore_index == INT64_MIN || in_.target[r] != in_.desc.ignore_index;
    }
    Wide weight(std::size_t r) const {
        Wide w = value_or(in_.row_weight, r, Wide(1));
        if constexpr (!several) w *= value_or(in_.class_weight, static_cast<std::size_t>(in_.target[r]), Wide(1));
        return w;
    }
    hinge_row<Wide> loss_of(std::size_t r, const std::vector<Wide> &x) const {
        if constexpr (several) {
            const std::size_t labels = rows_ == 0 ? 0 : in_.target.size() / rows_;
            std::vector<std::int64_t> targets;
            for (std::size_t k = r * labels; k < (r + 1) * labels; ++k) {
                const bool padding = in_.target[k] == in_.desc.padding_index;
                if (padding && in_.desc.padding_index != INT64_MIN) break;
                targets.push_back(in_.target[k]);
            }
            return row_loss(in_.desc, x, targets);
        } else {
            return row_loss(in_.desc, x, in_.target[r]);
        }
    }
    Wide share_of_rows() const {
        const auto &desc = in_.desc;
        if (desc.reduction != SIMDLOSS_REDUCTION_MEAN) return 1;
        if (desc.mean_denominator > 0) return 1 / static_cast<Wide>(desc.mean_denominator);
        Wide kept = 0, weights = 0, nonzero = 0;
        for (std::size_t r = 0; r < rows_; ++r) {
            if (!keeps(r)) continue;
            kept += 1;
            weights += weight(r);
            nonzero += weight(r) != 0 ? 1 : 0;
        }
        switch (desc.denominator) {
        case SIMDLOSS_DENOMINATOR_WEIGHT: return inverse(weights, desc.empty_mean);
        case SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT: return inverse(nonzero, desc.empty_mean);
        case SIMDLOSS_DENOMINATOR_BATCH: return inverse(static_cast<Wide>(desc.batch), desc.empty_mean);
        default: return inverse(kept, desc.empty_mean);
        }
    }

    const hinge_rows_input<Wide, Desc> &in_;
    std::size_t rows_, classes_;
};

} // namespace simdloss_test::reference
