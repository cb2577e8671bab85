// A checked call of cross-entropy with probability targets, on its way through the blocks.
#pragma once

#include "runtime/cross_entropy_args.hpp"
#include "runtime/losses.hpp"

namespace simdloss::runtime {

struct soft_cross_entropy_call {
    const kernel_table *kernels = nullptr;
    dtype_index dtype = f32;
    array_shape shape;
    soft_cross_entropy_args args;
    loss_output out;
    const void *row_weight = nullptr, *stats_in = nullptr;
    void *stats_out = nullptr;
};

simdloss_status run(soft_cross_entropy_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
