// A checked call of token statistics, on its way through the blocks.
#pragma once

#include "runtime/token_args.hpp"
#include "runtime/targets.hpp"
#include "runtime/tasks.hpp"

namespace simdloss::runtime {

struct token_call {
    const kernel_table *kernels = nullptr;
    dtype_index dtype = f32;
    array_shape shape;
    token_args args;     // but for what run() sets: the targets, and what is given
    target_view targets; // of all entries, [batch * choices]
    const void *stats_in = nullptr, *entropy_in = nullptr, *grad_entropy = nullptr;
    void *entropy_out = nullptr, *stats_out = nullptr;
    std::int64_t *argmax_out = nullptr, *rank_out = nullptr;
};

simdloss_status run(token_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
