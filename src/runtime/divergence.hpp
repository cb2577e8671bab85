// Checked calls of KL divergence and of distillation, on their way through the blocks.
#pragma once

#include "runtime/divergence_args.hpp"
#include "runtime/losses.hpp"

namespace simdloss::runtime {

struct kl_divergence_call {
    const kernel_table *kernels = nullptr;
    dtype_index dtype = f32;
    array_shape shape;
    kl_divergence_args args;
    loss_output out; // of losses that are reduced, over classes at least; those that are not are in args
    const void *row_weight = nullptr;
    double class_share = 1; // what a class reduction multiplies a row's loss by
};

struct distillation_call {
    const kernel_table *kernels = nullptr;
    dtype_index dtype = f32;
    array_shape shape;
    distillation_args args;
    loss_output out;
    const void *row_weight = nullptr, *stats_in = nullptr;
    void *stats_out = nullptr;
    double loss_scale = 1, grad_scale = 1; // what the temperature multiplies loss and gradients by
};

simdloss_status run(const kl_divergence_call &call, const simdloss_executor *executor);
simdloss_status run(const distillation_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
