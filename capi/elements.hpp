// What the element-wise losses check alike: capi/<family>.cpp adds its options and names its arrays.
#pragma once

#include "runtime/elements.hpp"

#include <simdloss/elements.h>

#include <cfloat>

namespace simdloss::capi {

using namespace simdloss::runtime;

// The fields that the descs of all element-wise losses begin with, under the names that they have there.
struct element_desc {
    simdloss_dtype dtype, target_dtype;
    simdloss_reduction class_reduction, reduction;
    simdloss_denominator denominator;
    std::int32_t empty_mean, accumulate, weight_axes;
    std::int64_t batch, classes, inner, batch_stride;
    double mean_denominator;
};

template <class Desc> constexpr Desc element_defaults() {
    Desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.weight_axes = SIMDLOSS_AXIS_ALL;
    desc.inner = 1;
    return desc;
}

// An argument and its name; a name of nullptr: the function has no such argument.
struct element_input {
    const char *name = nullptr;
    const void *data = nullptr;
};
struct element_output {
    const char *name = nullptr;
    void *data = nullptr;
};

struct element_arguments {
    element_input input, target, third, class_value, weight;
    const void *grad_loss = nullptr;
    element_output loss, by_input, by_target, by_third;
    bool curvature = false; // by_third is the Hessian
};

// Checks everything but the family's options, which are in call.args already, and runs it.
simdloss_status call_elements(const element_desc &desc, const simdloss_executor *executor, elements_call &call,
    kernel<elements_args, elements_run> *const *kernel_table::*kernel, const element_arguments &arguments);

// set_options(desc, args) checks the options and puts them where the kernel finds them.
template <class Desc, class SetOptions>
simdloss_status call_elements(const Desc *theirs, const Desc &defaults, const simdloss_executor *executor,
    kernel<elements_args, elements_run> *const *kernel_table::*kernel, int loss, const element_arguments &arguments,
    const SetOptions &set_options) {
    Desc d;
    SIMDLOSS_CHECK(read_desc(theirs, defaults, d));
    elements_call call;
    call.args.loss = loss;
    SIMDLOSS_CHECK(set_options(d, call.args));
    const element_desc common{d.dtype, d.target_dtype, d.class_reduction, d.reduction, d.denominator, d.empty_mean,
        d.accumulate, d.weight_axes, d.batch, d.classes, d.inner, d.batch_stride, d.mean_denominator};
    return call_elements(common, executor, call, kernel, arguments);
}

// ---- options that several families have

inline bool is_positive_and_finite(double x) { return x > 0 && x <= DBL_MAX; }

inline simdloss_status check_smoothing(double x) {
    return check_option("desc.label_smoothing", x, x >= 0 && x <= 1, "from 0 to 1");
}
inline simdloss_status check_not_negative(const char *name, double x) {
    return check_option(name, x, x >= 0 && x <= DBL_MAX, "0 or positive, and finite");
}
inline simdloss_status check_positive(const char *name, double x) {
    return check_option(name, x, is_positive_and_finite(x), "positive and finite");
}

} // namespace simdloss::capi
