// What the problems of all losses share: their weights and targets, where a gradient goes, and how it is compared. A
// case has desc, where, gradient, seed, layout() and acc().
#pragma once

#include "../support.hpp"

#include <optional>

namespace simdloss_test {

enum class gradient_goes { elsewhere, in_place, added };

inline void *data_of(std::optional<buffer> &data) { return data ? data->data() : nullptr; }
inline const void *data_of(const std::optional<buffer> &data) { return data ? data->data() : nullptr; }

template <class Wide> std::vector<Wide> widened(const std::optional<buffer> &data) {
    std::vector<Wide> result;
    for (std::int64_t i = 0; data && i < data->count(); ++i) result.push_back(data->get(i));
    return result;
}
template <class Wide> std::vector<Wide> dense(const buffer &data, const shape &layout) {
    std::vector<Wide> result;
    for (std::int64_t i = 0; i < layout.dense(); ++i) result.push_back(data.get(layout.offset(i)));
    return result;
}
inline std::vector<std::int64_t> indices(const buffer &data) {
    std::vector<std::int64_t> result;
    for (std::int64_t i = 0; i < data.count(); ++i) result.push_back(data.get_index(i));
    return result;
}

template <class Case> buffer class_weights(const Case &c, std::int64_t classes, std::uint64_t seed) {
    buffer weights(c.acc(), classes, c.where);
    fill_uniform(weights, 0.25, 2, seed);
    if (classes > 2) weights.set(classes / 2, 0);
    return weights;
}
template <class Case> buffer row_weights(const Case &c, std::int64_t rows, std::uint64_t seed) {
    buffer weights(c.acc(), rows, c.where);
    fill_uniform(weights, 0.25, 2, seed);
    for (std::int64_t r = 4; r < rows; r += 9) weights.set(r, 0);
    return weights;
}
template <class Case> buffer upstream_gradient(const Case &c, std::int64_t count, std::uint64_t seed) {
    buffer upstream(c.acc(), count, c.where);
    fill_uniform(upstream, -2, 2, seed);
    return upstream;
}

// Classes that the target type and the shape allow, and some ignored ones where that can be. Every other confident row
// is right, which is where digits get lost. Several targets a row, as many as fit.
template <class Case> void fill_targets(buffer &target, const Case &c, const shape &layout, values kind) {
    const auto &desc = c.desc;
    random_source random(c.seed + 4);
    const std::int64_t last = std::min(layout.classes - 1, highest_index(desc.target_dtype));
    const std::int64_t per_row = layout.rows() == 0 ? 1 : target.count() / layout.rows();
    const bool can_ignore = desc.ignore_index != INT64_MIN && desc.ignore_index >= lowest_index(desc.target_dtype) &&
                            desc.ignore_index <= highest_index(desc.target_dtype);
    for (std::int64_t i = 0; i < target.count(); ++i) {
        const std::int64_t row = i / per_row;
        const bool ignored = can_ignore && random.below(100) < c.ignored_percent;
        const bool right = kind == values::confident && row % 2 == 0 && i % per_row == 0;
        const std::int64_t kept = right ? std::min(last, confident_class(row, layout.classes)) : random.below(last + 1);
        target.set_index(i, ignored ? desc.ignore_index : kept);
    }
}

template <class Case> void hide_row(buffer &logits, const Case &c, std::int64_t row) {
    for (std::int64_t k = 0; k < c.desc.classes; ++k) {
        logits.set(c.layout().offset(row, k), std::numeric_limits<double>::quiet_NaN());
    }
}

// Poisoned, or with numbers for the gradient to be added to.
template <class Case> buffer gradient_buffer(const Case &c, std::uint64_t seed) {
    buffer grad(c.desc.dtype, c.layout().extent(), c.where);
    if (c.gradient != gradient_goes::added) return grad;
    random_source random(seed);
    for (std::int64_t i = 0; i < c.layout().dense(); ++i) grad.set(c.layout().offset(i), random.normal());
    return grad;
}

// The input as a call gets it: where its gradient goes in place, it is copied into that buffer first.
template <class Case> const void *input_for(const Case &c, const buffer &input, buffer &grad) {
    if (c.gradient != gradient_goes::in_place) return input.data();
    grad.copy_from(input);
    return grad.data();
}

template <class Case, class Wide>
void check_gradient(const Case &c, const buffer &before, const buffer &after,
    std::vector<reference::measured<Wide>> expected, const char *name = "gradient") {
    const shape layout = c.layout();
    if (c.gradient == gradient_goes::added) {
        for (std::size_t i = 0; i < expected.size(); ++i) {
            auto &grad = expected[i];
            const bool untouched = grad.value == 0 && grad.largest == 0;
            grad.value += before.get(layout.offset(static_cast<std::int64_t>(i)));
            // One more rounding, of the sum; where the storage is narrower it is that of the storage.
            if (!untouched && c.desc.dtype == c.acc()) grad.slack += ulp(c.acc(), std::fabs(grad.value)) / 2;
        }
    }
    const auto offset = [layout](std::int64_t i) { return layout.offset(i); };
    EXPECT_TRUE(all_within(after, expected, offset, grad_ulps(c.desc.dtype))) << name;
    EXPECT_TRUE(gaps_untouched(after, layout)) << name;
}

// A plane of row statistics, where a row without a distribution may leave anything that brings NaN to its gradient.
template <class Wide>
void check_statistics(const buffer &got, std::int64_t first, const std::vector<reference::measured<Wide>> &expected,
    double ulps, const char *name) {
    for (std::size_t r = 0; r < expected.size(); ++r) {
        if (std::isnan(expected[r].value)) continue;
        ASSERT_TRUE(within(got.dtype(), got.get(first + static_cast<std::int64_t>(r)), expected[r], ulps))
            << name << " of row " << r;
    }
}

// Calls `body` with a value of the type that the oracle of a dtype works in.
template <class Body> void in_oracle_type(simdloss_dtype dtype, Body body) {
    if (dtype == SIMDLOSS_F64) body(0.0L);
    else body(0.0);
}

} // namespace simdloss_test
