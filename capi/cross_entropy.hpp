// What the functions on class indices share, those of whole rows and those of shards.
#pragma once

#include "runtime/cross_entropy.hpp"

#include <simdloss/cross_entropy.h>

namespace simdloss::capi {

struct arguments {
    const void *logits = nullptr, *target = nullptr, *class_weight = nullptr, *row_weight = nullptr;
    const void *row_stats_in = nullptr, *grad_loss = nullptr;
    void *loss = nullptr, *row_stats = nullptr, *grad_logits = nullptr;
    bool is_fused = false;   // forward_backward, where loss may be NULL too
    void *hessian = nullptr; // with grad_logits: of gradient_hessian
};

// What other losses of class indices than the cross-entropy are by, and what their arguments are called.
struct class_loss_options {
    runtime::class_loss what = runtime::class_loss::cross_entropy;
    double gamma = 0, clip = 0, epsilon = 0, alpha = 1;
    double hessian_scale = 1, hessian_floor = 0;
    const char *class_weight = "class_weight";
};

// Classes that targets and class weights are of.
constexpr std::int64_t all_classes(const simdloss_cross_entropy_desc &desc) {
    return desc.total_classes > 0 ? desc.total_classes : desc.classes;
}

// The desc, the executor, the instruction set and the shape.
simdloss_status check_common(const simdloss_cross_entropy_desc *theirs, const simdloss_executor *executor,
    simdloss_cross_entropy_desc &desc, std::size_t &target_size, runtime::cross_entropy_call &call);

runtime::target_view view_of(const simdloss_cross_entropy_desc &desc, const arguments &a, runtime::dtype_index dtype);

// Of `classes` weights from the first on; as many as classes if there are none.
double sum_of_class_weights(const void *class_weight, std::int64_t first, std::int64_t classes, bool wide);

// The class weights of a shard's columns.
inline const void *weights_from(const void *class_weight, std::int64_t first, bool wide) {
    if (class_weight == nullptr) return nullptr;
    return static_cast<const char *>(class_weight) + first * (wide ? 8 : 4);
}

// Checks all of a call but the options that are given here, and runs it.
simdloss_status call_class_loss(const simdloss_cross_entropy_desc *desc, const simdloss_executor *executor,
    const arguments &a, const class_loss_options &options);

// Of gradient_hessian.
simdloss_status check_hessian_options(double scale, double floor);

// The functions that all these losses have. call(desc, executor, arguments) checks and runs.
template <class Desc, class Call>
simdloss_status call_forward(
    const Desc *desc, const simdloss_executor *executor, const arguments &a, const Call &call) {
    if (a.loss == nullptr && a.row_stats == nullptr)
        return runtime::fail(SIMDLOSS_STATUS_NULL_POINTER, "loss and row_stats are both NULL: no output is wanted");
    return call(desc, executor, a);
}
template <class Desc, class Call>
simdloss_status call_backward(
    const Desc *desc, const simdloss_executor *executor, const arguments &a, const Call &call) {
    if (a.grad_logits == nullptr)
        return runtime::fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_logits is NULL: no output is wanted");
    return call(desc, executor, a);
}
template <class Desc, class Call>
simdloss_status call_forward_backward(
    const Desc *desc, const simdloss_executor *executor, const arguments &a, const Call &call) {
    if (a.loss == nullptr && a.grad_logits == nullptr)
        return runtime::fail(SIMDLOSS_STATUS_NULL_POINTER, "loss and grad_logits are both NULL: no output is wanted");
    return call(desc, executor, a);
}
template <class Desc, class Call>
simdloss_status call_gradient_hessian(
    const Desc *desc, const simdloss_executor *executor, const arguments &a, const Call &call) {
    if (a.grad_logits == nullptr || a.hessian == nullptr)
        return runtime::fail(SIMDLOSS_STATUS_NULL_POINTER, "%s is NULL", a.grad_logits ? "hessian" : "gradient");
    return call(desc, executor, a);
}

// From a checked desc and checked targets.
void set_options(
    const simdloss_cross_entropy_desc &desc, const runtime::target_counts &counts, runtime::cross_entropy_call &call);

} // namespace simdloss::capi
