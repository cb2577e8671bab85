// From the losses of rows to the result, for the losses whose rows have weights and no class of their own.
#pragma once

#include "measured.hpp"

#include <simdloss/core.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace simdloss_test::reference {

// 1 / denominator; of an empty mean NaN, or 0 where that is asked for.
template <class Wide> Wide inverse(Wide denominator, std::int32_t empty_mean) {
    if (denominator != 0) return 1 / denominator;
    return empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO ? Wide(0) : std::numeric_limits<Wide>::quiet_NaN();
}

// What multiplies one loss in the result: 1, or for MEAN 1 / denominator. Every row has `losses_per_row` losses.
template <class Wide, class Desc>
Wide share_of_loss(
    const Desc &desc, std::size_t rows, const std::vector<Wide> &row_weight, std::int64_t losses_per_row = 1) {
    if (desc.reduction != SIMDLOSS_REDUCTION_MEAN) return 1;
    if (desc.mean_denominator > 0) return 1 / static_cast<Wide>(desc.mean_denominator);
    const auto per_row = static_cast<Wide>(losses_per_row);
    Wide weights = 0, nonzero = 0;
    for (std::size_t r = 0; r < rows; ++r) {
        const Wide weight = row_weight.empty() ? Wide(1) : row_weight[r];
        weights += weight * per_row;
        nonzero += weight != 0 ? per_row : Wide(0);
    }
    Wide denominator = static_cast<Wide>(rows) * per_row;
    if (desc.denominator == SIMDLOSS_DENOMINATOR_WEIGHT) denominator = weights;
    if (desc.denominator == SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT) denominator = nonzero;
    if (desc.denominator == SIMDLOSS_DENOMINATOR_BATCH) denominator = static_cast<Wide>(desc.batch);
    return inverse(denominator, desc.empty_mean);
}

// The empty vector stands for an argument that is absent.
template <class Wide> Wide value_or(const std::vector<Wide> &data, std::size_t index, Wide absent) {
    return data.empty() ? absent : data[index];
}

// A row of a dense [batch, classes, inner] array, and where its element c stands.
struct row_of {
    std::size_t first, step;
    row_of(std::size_t row, std::size_t classes, std::size_t inner)
        : first(row / inner * classes * inner + row % inner), step(inner) {}
    std::size_t operator()(std::size_t c) const { return first + c * step; }
};
template <class Wide> std::vector<Wide> gather(const std::vector<Wide> &dense, const row_of &at, std::size_t classes) {
    std::vector<Wide> row(classes);
    for (std::size_t c = 0; c < classes; ++c) row[c] = dense[at(c)];
    return row;
}

// A row of losses that were reduced before: each its own, or the total.
template <class Wide> std::vector<measured<Wide>> empty_losses(std::size_t count, bool reduced, Wide share) {
    std::vector<measured<Wide>> losses(reduced ? 1 : count);
    if (reduced && std::isnan(share)) losses[0] = not_a_number<Wide>();
    return losses;
}

} // namespace simdloss_test::reference
