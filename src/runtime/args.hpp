// What each kernel is called with, one struct a family. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

struct cross_entropy_args {
    const void *logits = nullptr;
    void *grad_logits = nullptr; // nullptr: forward only
    const void *class_weight = nullptr;
    row_layout layout{};
    double label_smoothing = 0, z_loss = 0, softcap = 0, temperature = 1;
    double weight_sum = 0; // of all class weights; classes if there are none
    bool want_loss = false;
    bool all_kept = false;    // no target is ignored
    bool stats_given = false; // max and log_sum are inputs
    // Whether rows.target_weight and row_weight hold numbers, or all are 1.
    bool has_target_weight = false, has_row_weight = false;
    // The upstream gradient over the denominator, of L and of Z: each row's own in rows.grad and grad_z, or one for all.
    bool has_row_grad = false;
    double grad = 1, grad_z = 1;
    bool accumulate = false, stream = false;
};

struct cross_entropy_rows {
    std::int64_t first = 0; // row of the call's arrays
    int count = 0;
    std::int64_t target[row_array]; // -1: ignored
    double target_weight[row_array], row_weight[row_array];
    double grad[row_array], grad_z[row_array];
    double target_logit[row_array], target_grad[row_array];
    double loss[row_array], z[row_array]; // out
    row_state state;                      // state.max and state.log_sum are the row statistics
    stretch *chunks = nullptr;            // [count][chunk_count], for work in steps
};

enum class softmax_output { softmax, log_softmax, log_sum_exp, log_sum_exp_grad };

struct softmax_args {
    const void *input = nullptr;
    void *output = nullptr;
    row_layout layout{};
    softmax_output what = softmax_output::softmax;
    bool stats_given = false;
    bool accumulate = false, stream = false;
};

struct softmax_rows {
    std::int64_t first = 0;
    int count = 0;
    double grad[row_array];
    double value[row_array]; // log_sum_exp, out
    row_state state;
    stretch *chunks = nullptr;
};

struct softmax_grad_args {
    const void *output = nullptr, *grad_output = nullptr;
    void *grad_input = nullptr;
    row_layout layout{};
    bool logarithm = false; // of log_softmax
    bool accumulate = false, stream = false;
};

struct softmax_grad_rows {
    std::int64_t first = 0;
    int count = 0;
    double sum[row_array];
    stretch *chunks = nullptr;
};

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
