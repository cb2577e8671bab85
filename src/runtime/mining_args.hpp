// What the kernel of mining.h is called with. Plain data, compiled for every instruction set.
#pragma once

#include <cstdint>

namespace simdloss::runtime {

// Mining: losses over the distances of all pairs of rows, a tile of anchors (rows of the distance matrix) at a time.
inline constexpr int mining_anchors = 32;
inline constexpr int mining_columns = 64; // the matrix is padded to a multiple of it
inline constexpr int mining_group = 5;    // anchors that one task selects for
inline constexpr int mining_scratch = 3;  // rows that it needs to do so

enum class mining_distance { l2, squared_l2, angular, normalized_l2 };
enum class mining_loss { semihard, hard, all };

// "acc": arrays of the accumulator type, [pitch] where nothing is said; pitch is batch, rounded up.
struct mining_args {
    const void *embeddings = nullptr;
    void *grad = nullptr;
    std::int64_t batch = 0, features = 0, stride = 0, pitch = 0;
    void *sums = nullptr; // acc: the gradient before it is scaled; grad itself where that has the type
    std::int64_t sums_stride = 0;
    void *tile = nullptr; // acc [mining_anchors][pitch]: distances, then what the loss makes of them: dL/dd_ij / d_ij
    void *anchors = nullptr; // acc [features][mining_anchors]: the tile's embeddings
    void *inverse = nullptr, *gap = nullptr, *weight_sum = nullptr; // acc: 1 / |e|, (1 - |u|^2) / 2, sum of the weights
    const std::int32_t *order = nullptr;                            // rows by label, ascending in each class
    const std::int32_t *class_begin = nullptr, *class_end = nullptr; // of each row's class, in order
    mining_distance distance = mining_distance::l2;
    mining_loss loss = mining_loss::semihard;
    bool soft = false, want_grad = false, accumulate = false;
    double margin = 1;
    double scale = 1; // of the gradient
};

enum class mining_step { normalize, pack, measure, select, spread, finish };

struct mining_piece {
    mining_step what = mining_step::normalize;
    std::int64_t begin = 0, end = 0; // rows, or columns of the tile
    std::int64_t anchor = 0;         // the tile's first
    int anchors = 0;
    void *scratch = nullptr; // acc [mining_scratch][pitch], of this piece alone
    double *loss = nullptr,
           *count = nullptr; // [mining_anchors] of the tile: each anchor's sum, and its positive losses
};

} // namespace simdloss::runtime
