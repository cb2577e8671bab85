// A checked call that mines a batch, on its way through the tiles.
#pragma once

#include "runtime/mining_args.hpp"
#include "runtime/losses.hpp"

namespace simdloss::runtime {

struct mining_call {
    const kernel_table *kernels = nullptr;
    dtype_index dtype = f32;
    mining_args args;
    const void *label = nullptr;
    simdloss_dtype label_dtype = SIMDLOSS_I64;
    loss_output out;
    double mean_denominator = 0;
    std::int32_t empty_mean = SIMDLOSS_EMPTY_MEAN_NAN;
    void *workspace = nullptr;
};

// What of it depends on the desc: dtype, and of args batch, features, distance and accumulate.
std::size_t mining_workspace(const mining_call &call);

simdloss_status run(mining_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
