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

struct token_args {
    const void *logits = nullptr;
    void *grad_logits = nullptr; // nullptr: forward
    row_layout layout{};
    std::int64_t choices = 1;
    // The chosen classes: fills `out` with entries [first, first + count) of the call's [batch, choices], -1 for ignored.
    void (*widen)(const void *targets, std::int64_t first, int count, std::int64_t *out) = nullptr;
    const void *targets = nullptr;
    const void *grad_log_prob = nullptr; // [batch, choices] of the accumulator type, or null: 0
    void *log_prob = nullptr;            // the same, out, or null
    double softcap = 0, temperature = 1;
    bool all_active = false;
    bool want_entropy = false, want_argmax = false, want_rank = false;
    bool has_grad_entropy = false;                   // whether rows.grad_entropy holds numbers, or all are 0
    bool stats_given = false, entropy_given = false; // max and log_sum, entropy are inputs
    bool accumulate = false, stream = false;

    [[gnu::always_inline]] bool wants_gap() const { return want_entropy || (has_grad_entropy && !entropy_given); }
    [[gnu::always_inline]] bool wants_reduction() const { return !grad_logits || !stats_given || wants_gap(); }
};

struct token_rows {
    std::int64_t first = 0;
    int count = 0;
    std::int64_t target[row_array]; // the first choice; -1: ignored, or there is none
    bool active[row_array];         // not all choices are ignored
    double grad_entropy[row_array];
    double entropy[row_array];                       // in or out
    std::int64_t argmax[row_array], rank[row_array]; // out
    double grad_sum[row_array], grad_low[row_array]; // of the choices' upstream gradients; what the former rounds away
    double slope[row_array];                         // gradient: exp * (factor + slope * (max - v)), see row_state
    row_state state;
    stretch *chunks = nullptr; // [count][chunk_count]: of stretch, gap is that of gap_sums.hpp and weight a count
};

} // namespace simdloss::runtime
