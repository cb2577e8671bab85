// The oracles of the KL divergence and of distillation: straight from the formulas, in a wider type.
#pragma once

#include "reduction.hpp"
#include "softmax.hpp"
#include "transform.hpp"

#include <simdloss/divergence.h>

namespace simdloss_test::reference {

// The two sides are log_prob and target, or student and teacher; dtype and stride of the desc are not looked at.
template <class Wide, class Desc> struct divergence_input {
    Desc desc{};
    std::vector<Wide> model, target; // dense [batch, classes, inner]
    std::vector<Wide> row_weight;    // [batch * inner], or empty: all 1
    std::vector<Wide> grad_loss;     // of the loss's shape, or empty: 1
    bool round_transform = true;     // false: nothing is rounded, for finite differences
};
template <class Wide> struct divergence_output {
    std::vector<measured<Wide>> loss;                    // of the reduction's shape
    std::vector<measured<Wide>> grad_model, grad_target; // dense [batch, classes, inner]
    std::vector<measured<Wide>> row_stats;               // of distillation: [5][batch * inner]
};

template <class Wide> struct kl_element {
    measured<Wide> loss, by_x, by_t;

    static kl_element of_probability(Wide x, Wide t) {
        if (std::isnan(t) || t < 0) return {not_a_number<Wide>(), not_a_number<Wide>(), not_a_number<Wide>()};
        const Wide log_t = std::log(t);
        kl_element e;
        e.by_x = exactly(-t);
        e.by_t = {log_t + 1 - x, std::max({std::fabs(log_t), std::fabs(x), Wide(1)}), 0};
        e.loss = t == 0 ? scaled(exactly(x), Wide(0))
                        : measured<Wide>{t * (log_t - x), t * std::max(std::fabs(log_t), std::fabs(x)), 0};
        return e;
    }

    static kl_element of_logarithm(Wide x, Wide t) {
        const Wide p = std::exp(t);
        kl_element e;
        e.by_x = exactly(-p);
        e.by_t = scaled(measured<Wide>{t - x + 1, std::max(std::fabs(t - x), Wide(1)), 0}, p);
        e.loss = scaled(exactly(t - x), p);
        if (t == -std::numeric_limits<Wide>::infinity()) {
            e.by_t = e.loss = scaled(exactly(x), Wide(0)); // 0, or NaN
        } else if (p < smallest_probability<Wide>()) {
            for (measured<Wide> *each : {&e.loss, &e.by_x, &e.by_t}) each->slack = each->largest;
        }
        return e;
    }
};

template <class Wide> using kl_divergence_input = divergence_input<Wide, simdloss_kl_divergence_desc>;

template <class Wide> divergence_output<Wide> kl_divergence(const kl_divergence_input<Wide> &input) {
    const auto &desc = input.desc;
    const auto inner = static_cast<std::size_t>(desc.inner), classes = static_cast<std::size_t>(desc.classes);
    const std::size_t rows = static_cast<std::size_t>(desc.batch) * inner;
    const bool reduced = desc.reduction != SIMDLOSS_REDUCTION_NONE;
    const bool by_element = desc.class_reduction == SIMDLOSS_REDUCTION_NONE;
    const Wide share = share_of_loss(desc, rows, input.row_weight, by_element ? desc.classes : 1);
    const Wide class_share = desc.class_reduction == SIMDLOSS_REDUCTION_MEAN
                                 ? inverse(static_cast<Wide>(classes), desc.empty_mean)
                                 : Wide(1);
    divergence_output<Wide> output;
    output.loss = empty_losses<Wide>(by_element ? input.model.size() : rows, reduced, share);
    output.grad_model.resize(input.model.size());
    output.grad_target.resize(input.model.size());
    for (std::size_t r = 0; r < rows; ++r) {
        const row_of at(r, classes, inner);
        const Wide weight = value_or(input.row_weight, r, Wide(1)) * share * class_share;
        measured<Wide> row_loss;
        if (std::isnan(class_share)) row_loss = not_a_number<Wide>();
        for (std::size_t c = 0; c < classes; ++c) {
            const std::size_t i = at(c), unreduced = by_element ? i : r;
            const auto e = desc.log_target != 0 ? kl_element<Wide>::of_logarithm(input.model[i], input.target[i])
                                                : kl_element<Wide>::of_probability(input.model[i], input.target[i]);
            const Wide upstream = value_or(input.grad_loss, reduced ? 0 : unreduced, Wide(1)) * weight;
            output.grad_model[i] = scaled(e.by_x, upstream);
            output.grad_target[i] = scaled(e.by_t, upstream);
            if (by_element && !reduced) output.loss[i] = scaled(e.loss, weight);
            accumulate_row(row_loss, scaled(e.loss, weight));
        }
        if (!by_element || reduced) accumulate_row(output.loss[reduced ? 0 : r], row_loss);
    }
    return output;
}

// One row of distillation before row weight and reduction, without the factor of the temperature.
template <class Wide> class distillation_row {
public:
    distillation_row(const std::vector<Wide> &student, const std::vector<Wide> &teacher, Wide temperature, bool round)
        : s_(student, Wide(0), temperature, round), u_(teacher, Wide(0), temperature, round), q_(s_.v), p_(u_.v) {
        if (!valid()) return;
        for (std::size_t j = 0; j < student.size(); ++j) {
            if (p_.e[j] == 0) continue;
            const Wide p = p_.probability(j), lost = p_.is_negligible(j) ? p * std::fabs(difference(j)) : Wide(0);
            accumulate_row(divergence_, {p * difference(j), p * terms(j), lost + p * p_.negligible});
        }
        for (std::size_t j = 0; j < student.size(); ++j) {
            const Wide q = q_.probability(j), p = p_.probability(j);
            if (p > 0) teacher_error_ += p * u_.error[j];
            if (q > 0) student_error_ += q * s_.error[j];
            if (p > 0 && std::isfinite(divergence_.value)) {
                divergence_.slack += p * std::fabs(difference(j) - divergence_.value) * u_.error[j];
                divergence_.slack += std::isfinite(s_.v[j]) ? (p + q) * s_.error[j] : Wide(0);
            }
        }
        divergence_.slack += q_.negligible + p_.negligible * std::fabs(divergence_.value);
        if (std::isinf(divergence_.value)) divergence_ = exactly(divergence_.value);
    }

    bool valid() const { return q_.valid && p_.valid; }

    measured<Wide> divergence() const { // K
        if (s_.v.empty()) return {};
        return valid() ? divergence_ : not_a_number<Wide>();
    }

    // Q - P; where both are confident of the same class, (1 - P) - (1 - Q) keeps the digits.
    measured<Wide> by_student(std::size_t j) const {
        if (!valid()) return not_a_number<Wide>();
        const bool both = j == q_.largest && j == p_.largest;
        measured<Wide> result = both ? plus(exactly(p_.all_but(j)), exactly(-q_.all_but(j)))
                                     : plus(exactly(q_.probability(j)), exactly(-p_.probability(j)));
        result.slack = probability_error(q_, s_, student_error_, j) + probability_error(p_, u_, teacher_error_, j);
        return result;
    }

    // P (k - K)
    measured<Wide> by_teacher(std::size_t j) const {
        if (!valid() || !std::isfinite(divergence_.value)) return not_a_number<Wide>();
        if (p_.e[j] == 0) return {};
        const Wide p = p_.probability(j), value = difference(j) - divergence_.value;
        const Wide error = u_.error[j] + s_.error[j] + teacher_error_ + student_error_ + divergence_.slack +
                           p_.negligible + q_.negligible;
        return {p * value, p * std::max({terms(j), divergence_.largest, std::fabs(value)}),
            p * error + std::fabs(value) * probability_error(p_, u_, teacher_error_, j)};
    }

    // Of the student, then of the teacher.
    measured<Wide> maximum(bool teacher) const {
        const auto &row = teacher ? p_ : q_;
        return row.valid ? measured<Wide>{row.maximum, std::fabs(row.maximum), (teacher ? u_ : s_).error[row.largest]}
                         : not_a_number<Wide>();
    }
    measured<Wide> log_sum(bool teacher) const {
        const auto &row = teacher ? p_ : q_;
        if (!row.valid) return not_a_number<Wide>();
        const Wide error = (teacher ? teacher_error_ + u_.error[row.largest] : student_error_ + s_.error[row.largest]);
        return {row.log_sum, row.log_sum, row.negligible + error};
    }

private:
    Wide difference(std::size_t j) const { return p_.log_probability(j) - q_.log_probability(j); } // k
    Wide terms(std::size_t j) const {
        return std::max({p_.maximum - p_.x[j], q_.maximum - q_.x[j], p_.log_sum, q_.log_sum});
    }
    static Wide probability_error(
        const softmax_row<Wide> &row, const transformed_row<Wide> &v, Wide mean_error, std::size_t j) {
        if (row.e[j] == 0) return 0;
        const Wide p = row.probability(j);
        if (row.is_negligible(j)) return p;
        const Wide from_transform = row.all_but(j) * (v.error[j] + mean_error);
        return p * (log_sum_rounding(row.log_sum) + from_transform + (j == row.largest ? row.negligible : Wide(0)));
    }

    transformed_row<Wide> s_, u_;
    softmax_row<Wide> q_, p_;
    measured<Wide> divergence_;
    Wide student_error_ = 0, teacher_error_ = 0; // sum_j q_j error_j
};

template <class Wide> using distillation_input = divergence_input<Wide, simdloss_distillation_desc>;

template <class Wide> divergence_output<Wide> distillation(const distillation_input<Wide> &input) {
    const auto &desc = input.desc;
    const auto inner = static_cast<std::size_t>(desc.inner), classes = static_cast<std::size_t>(desc.classes);
    const std::size_t rows = static_cast<std::size_t>(desc.batch) * inner;
    const Wide share = share_of_loss(desc, rows, input.row_weight), temperature = desc.temperature;
    const Wide factor = desc.squared_temperature != 0 ? temperature * temperature : Wide(1);
    const bool reduced = desc.reduction != SIMDLOSS_REDUCTION_NONE;
    divergence_output<Wide> output;
    output.loss = empty_losses<Wide>(rows, reduced, share);
    output.grad_model.resize(input.model.size());
    output.grad_target.resize(input.model.size());
    output.row_stats.resize(5 * rows);
    for (std::size_t r = 0; r < rows; ++r) {
        const row_of at(r, classes, inner);
        const distillation_row<Wide> row(
            gather(input.model, at, classes), gather(input.target, at, classes), temperature, input.round_transform);
        const Wide weight = value_or(input.row_weight, r, Wide(1)) * share * factor;
        const Wide upstream = value_or(input.grad_loss, reduced ? 0 : r, Wide(1)) * weight / temperature;
        accumulate_row(output.loss[reduced ? 0 : r], scaled(row.divergence(), weight));
        for (std::size_t c = 0; c < classes; ++c) {
            output.grad_model[at(c)] = scaled(row.by_student(c), upstream);
            output.grad_target[at(c)] = scaled(row.by_teacher(c), upstream);
        }
        const measured<Wide> stats[5] = {
            row.maximum(false), row.log_sum(false), row.maximum(true), row.log_sum(true), row.divergence()};
        for (std::size_t plane = 0; plane < 5; ++plane) output.row_stats[plane * rows + r] = stats[plane];
    }
    return output;
}

} // namespace simdloss_test::reference
