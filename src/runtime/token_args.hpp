// What the kernel of token.h is called with. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

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
