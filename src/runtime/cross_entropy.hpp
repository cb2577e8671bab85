// A checked cross-entropy call, on its way through the blocks.
#pragma once

#include "runtime/cross_entropy_args.hpp"
#include "runtime/targets.hpp"
#include "runtime/tasks.hpp"

namespace simdloss::runtime {

struct cross_entropy_call {
    const kernel_table *kernels = nullptr;
    dtype_index dtype = f32;
    array_shape shape;
    cross_entropy_args args;
    target_view targets;
    simdloss_reduction reduction = SIMDLOSS_REDUCTION_MEAN;
    double denominator = 1, z_denominator = 1; // of the mean: of L, and of Z; 1 for a sum
    bool is_zero = false;                      // the mean of nothing, where that is to be 0
    bool by_class = false; // there are terms of every class, or a Hessian: rows are reduced first, and never split
    const void *stats_in = nullptr, *grad_loss = nullptr;
    void *loss = nullptr, *stats_out = nullptr;
    // Of shards: where columns begin; the records that the call makes, and those that it finishes.
    std::int64_t first_class = 0;
    simdloss_cross_entropy_record *records_out = nullptr;
    const simdloss_cross_entropy_record *records_in = nullptr;
};

simdloss_status run(cross_entropy_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
