// What the kernels of cross_entropy.h are called with. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

// Losses of class indices: what stands in the place of -log p.
enum class class_loss { cross_entropy, focal, poly1 };

struct cross_entropy_args {
    const void *logits = nullptr;
    void *grad_logits = nullptr; // nullptr: forward only
    const void *class_weight = nullptr;
    row_layout layout{};
    class_loss what = class_loss::cross_entropy;
    double gamma = 0, clip = 0, epsilon = 0; // of the others
    double alpha = 1;                        // of all classes
    void *hessian = nullptr;                 // with the gradient
    double hessian_scale = 1, hessian_floor = 0;
    double label_smoothing = 0, z_loss = 0, softcap = 0, temperature = 1;
    double weight_sum = 0; // of all class weights, for records of the shard's; as many as classes if there are none
    bool want_loss = false;
    bool all_kept = false;    // no target is ignored
    bool stats_given = false; // max and log_sum are inputs
    bool sums_given = false;  // what a reduction leaves in the state is: of records, which finish alone
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
    std::int64_t target[row_array]; // -1: ignored; past all classes: in another shard
    double target_weight[row_array], row_weight[row_array];
    double grad[row_array], grad_z[row_array];
    double target_logit[row_array], target_grad[row_array];
    double loss[row_array], z[row_array]; // out
    row_state state;                      // state.max and state.log_sum are the row statistics
    stretch *chunks = nullptr;            // [count][chunk_count], for work in steps
};

struct soft_cross_entropy_args {
    const void *logits = nullptr, *target = nullptr;
    void *grad_logits = nullptr, *grad_target = nullptr; // nullptr: not wanted
    const void *class_weight = nullptr;
    row_layout layout{};
    double label_smoothing = 0;
    bool want_loss = false;
    bool stats_given = false; // max and log_sum are inputs
    bool has_row_weight = false;
    bool has_row_grad = false; // the upstream gradient is each row's own in rows.grad, else `grad` for all
    double grad = 1;
    bool accumulate = false, stream_logits = false, stream_target = false;
};

struct soft_cross_entropy_rows {
    std::int64_t first = 0;
    int count = 0;
    double row_weight[row_array], grad[row_array];
    double total[row_array];        // T, the sum of w_c t'_c
    double whole[row_array];        // T where a probability is above a half, else NaN
    double own[row_array];          // the gradient at an element that has all of T, and is the likeliest by far
    double target_scale[row_array]; // of the gradient for the target
    double loss[row_array];         // out
    row_state state;                // state.max and state.log_sum are the row statistics
    stretch *chunks = nullptr;
};

} // namespace simdloss::runtime
