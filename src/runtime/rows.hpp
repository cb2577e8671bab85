// Plain data that passes between the runtime, which cuts work into pieces, and the kernels, which do them: the layout of
// [batch, classes, inner] arrays, and the per-row numbers of at most rows_per_call rows. This header is compiled for
// every instruction set: what little code it has must be inlined, never emitted.
#pragma once

#include <simdloss/cross_entropy.h>

#include <cstdint>

namespace simdloss::runtime {

struct row_layout {
    std::int64_t classes, inner, batch_stride;
    std::int64_t total_classes = 0; // where the array is a shard of rows: the classes of whole ones

    // What decides how a row is cut, and by which driver it is reduced.
    [[gnu::always_inline]] std::int64_t row_classes() const { return total_classes > 0 ? total_classes : classes; }

    // The element of class 0 of a row.
    [[gnu::always_inline]] std::int64_t offset(std::int64_t row) const {
        if (inner == 1) return row * batch_stride;
        return row / inner * batch_stride + row % inner;
    }
};

// Rows of a kernel call. Arrays over rows have some more elements, so that whole registers can be loaded and stored.
inline constexpr int rows_per_call = 256;
inline constexpr int row_array = rows_per_call + 16;

// Rows of up to this many classes go many to a register when inner is 1.
inline constexpr std::int64_t few_classes = 128;

// A row's columns are reduced in chunks, folded in order; it depends on the number of classes alone.
inline constexpr std::int64_t max_chunks = 256;
[[gnu::always_inline]] constexpr std::int64_t chunk_length(std::int64_t classes) {
    const std::int64_t least = classes / max_chunks + (classes % max_chunks != 0);
    return least <= 4096 ? 4096 : (least + 31) / 32 * 32;
}
[[gnu::always_inline]] constexpr std::int64_t chunk_count(std::int64_t classes) {
    return classes == 0 ? 1 : (classes + chunk_length(classes) - 1) / chunk_length(classes);
}
// Of a shard, whose chunks are as long as those of whole rows.
[[gnu::always_inline]] inline std::int64_t chunk_length(const row_layout &layout) {
    return chunk_length(layout.row_classes());
}
[[gnu::always_inline]] inline std::int64_t chunk_count(const row_layout &layout) {
    const std::int64_t length = chunk_length(layout);
    return layout.classes == 0 ? 1 : (layout.classes - 1) / length + 1;
}

// Part of a row, reduced: the maximum, and sum of exp(v_j - shift) over the others = sum * 2^exponent.
struct stretch {
    double max, sum, exponent, shift;
    double gap;    // sum of w_j (max - v_j), where label smoothing wants it
    double weight; // sum of w_j
};

// The rows of one call on the way from the reduction to the gradient.
struct row_state {
    double max[row_array], sum[row_array], exponent[row_array], shift[row_array], gap[row_array];
    double log_sum[row_array];
    double factor[row_array]; // gradient or probability: factor * exp(v - shift) * 2^-exponent - smooth * w
    double smooth[row_array];
    double kept_scale[row_array];                     // brings exponentials that were kept to that exponent
    simdloss_cross_entropy_record *records = nullptr; // of a shard's rows: where the reduction ends
};

// A kernel does its rows in one go, or, where few long rows are cut over threads, in three steps.
enum class step { whole, reduce_chunk, finish, write_chunk };
struct work {
    step what = step::whole;
    int row = 0; // of this call
    std::int64_t chunk = 0;
};

} // namespace simdloss::runtime
