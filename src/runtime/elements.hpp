// A checked call of an element-wise loss, on its way through the blocks.
#pragma once

#include "runtime/elements_args.hpp"
#include "runtime/losses.hpp"

namespace simdloss::runtime {

// The axes along which a weight varies: a sum of these, as in the interface.
enum weight_axis : int { batch_axis = 1, class_axis = 2, inner_axis = 4, all_axes = 7 };

struct elements_call {
    const kernel_table *kernels = nullptr;
    kernel<elements_args, elements_run> *const *function = nullptr; // of the family, by dtype
    dtype_index dtype = f32;
    array_shape shape;
    elements_args args;
    loss_output out;
    simdloss_reduction class_reduction = SIMDLOSS_REDUCTION_NONE;
    bool zero_empty_mean = false; // of the classes, if there are none
    const void *input = nullptr, *target = nullptr, *third = nullptr;
    const void *class_value = nullptr; // [classes] of the accumulator type, or nullptr
    const void *weight = nullptr;      // of the accumulator type, or nullptr
    int weight_axes = all_axes;
    void *by_input = nullptr, *by_target = nullptr, *by_third = nullptr;

    bool reduces_classes() const { return class_reduction != SIMDLOSS_REDUCTION_NONE; }
    std::int64_t item() const { return shape.layout.classes * shape.layout.inner; }
    std::int64_t elements() const { return shape.batch * item(); }
    std::int64_t losses() const { return reduces_classes() ? shape.rows : elements(); }
};

// How many numbers a weight of these axes has.
std::int64_t weight_size(const array_shape &shape, int axes);

// What a mean may divide by: the losses, and their weights; where the weight varies along classes that are reduced, the
// elements' weights.
simdloss_status total_element_weights(
    const elements_call &call, const simdloss_executor *executor, weight_totals &totals);

simdloss_status run(elements_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
