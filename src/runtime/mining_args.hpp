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
enum class mining_loss { semihard, hard, all, lifted };

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
    double *log_sums = nullptr; // lifted: [batch], log of the sum of exp(margin - d) over a row's negatives
    // Triplets of rows that the caller names, each with two pairs: (anchor, positive) and (anchor, negative).
    const std::int32_t *triplet[3] = {}; // anchors, positives, negatives
    void *pair_weight[2] = {};           // acc, of each triplet's pairs
    const void *grad_loss = nullptr;     // acc, one a triplet, or nullptr: 1
    // The terms of each row's gradient: 4 * triplet + 2 * (0 as its anchor, 1 as another's) + pair.
    const std::int64_t *term_begin = nullptr, *term = nullptr;
    mining_distance distance = mining_distance::l2;
    mining_loss loss = mining_loss::semihard;
    bool soft = false, want_grad = false, accumulate = false;
    double margin = 1;
    double scale = 1; // of the gradient
};

enum class mining_step {
    normalize, // rows
    pack,
    measure,
    reduce, // lifted: anchors, the sums over their negatives
    pairs,  // lifted: anchors, their losses with the positives before them
    select, // anchors: losses and weights; lifted: weights alone
    spread,
    triplets, // losses and weights of those that the caller names
    gather,   // rows: their gradients from these
    finish    // rows
};

struct mining_piece {
    mining_step what = mining_step::normalize;
    std::int64_t begin = 0, end = 0; // rows, columns of the tile, or triplets
    std::int64_t anchor = 0;         // the tile's first
    int anchors = 0;
    void *scratch = nullptr; // acc [mining_scratch][pitch], of this piece alone
    double *
        loss = nullptr,
       *count =
           nullptr; // [mining_anchors] of the tile: each anchor's sum, and its positive losses; triplets: each one's loss, and one count
};

} // namespace simdloss::runtime
