// The focal loss and Poly-1 of class indices: calls of simdloss_cross_entropy with another function of the probability.
#include "cross_entropy.hpp"

#include <simdloss/focal.h>

#include <cfloat>

using namespace simdloss::runtime;
using namespace simdloss::capi;

namespace {

using focal_desc = simdloss_softmax_focal_desc;
using poly1_desc = simdloss_poly1_cross_entropy_desc;

template <class Desc> constexpr Desc common_defaults() {
    Desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.target_dtype = SIMDLOSS_I64;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.inner = 1;
    desc.ignore_index = -100;
    return desc;
}

constexpr focal_desc focal_defaults() {
    auto desc = common_defaults<focal_desc>();
    desc.gamma = 2;
    desc.alpha = 1;
    desc.hessian_scale = 1;
    return desc;
}

constexpr poly1_desc poly1_defaults() {
    auto desc = common_defaults<poly1_desc>();
    desc.epsilon = 1;
    return desc;
}

template <class Desc> simdloss_cross_entropy_desc cross_entropy_desc_of(const Desc &d) {
    auto desc = common_defaults<simdloss_cross_entropy_desc>();
    desc.temperature = 1;
    desc.dtype = d.dtype;
    desc.target_dtype = d.target_dtype;
    desc.reduction = d.reduction;
    desc.denominator = d.denominator;
    desc.empty_mean = d.empty_mean;
    desc.accumulate = d.accumulate;
    desc.batch = d.batch;
    desc.classes = d.classes;
    desc.inner = d.inner;
    desc.batch_stride = d.batch_stride;
    desc.ignore_index = d.ignore_index;
    desc.label_smoothing = d.label_smoothing;
    desc.mean_denominator = d.mean_denominator;
    return desc;
}

simdloss_status focal(const focal_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    focal_desc d;
    SIMDLOSS_CHECK(read_desc(theirs, focal_defaults(), d));
    const auto finite_from_0 = [](double x) { return x >= 0 && x <= DBL_MAX; };
    SIMDLOSS_CHECK(check_option("desc.gamma", d.gamma, finite_from_0(d.gamma), "0 or positive, and finite"));
    SIMDLOSS_CHECK(check_option("desc.alpha", d.alpha, finite_from_0(d.alpha), "0 or positive, and finite"));
    SIMDLOSS_CHECK(check_option("desc.probability_clip", d.probability_clip,
        d.probability_clip >= 0 && d.probability_clip < 0.5, "0 (off) or positive, and less than 0.5"));
    SIMDLOSS_CHECK(check_hessian_options(d.hessian_scale, d.hessian_floor));
    if (a.hessian != nullptr) {
        SIMDLOSS_CHECK(check_option("desc.label_smoothing", d.label_smoothing, d.label_smoothing == 0, "0 here"));
        SIMDLOSS_CHECK(check_option("desc.probability_clip", d.probability_clip, d.probability_clip == 0, "0 here"));
    }
    auto desc = cross_entropy_desc_of(d);
    if (desc.denominator == SIMDLOSS_DENOMINATOR_DEFAULT) desc.denominator = SIMDLOSS_DENOMINATOR_COUNT;
    class_loss_options options;
    // Of gamma 0 it is the cross-entropy, to the bit.
    const bool is_plain = d.gamma == 0 && d.probability_clip == 0 && d.alpha == 1;
    options.what = is_plain ? class_loss::cross_entropy : class_loss::focal;
    options.gamma = d.gamma;
    options.clip = d.probability_clip;
    options.alpha = d.alpha;
    options.hessian_scale = d.hessian_scale;
    options.hessian_floor = d.hessian_floor;
    options.class_weight = "class_alpha";
    return call_class_loss(&desc, executor, a, options);
}

simdloss_status poly1(const poly1_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    poly1_desc d;
    SIMDLOSS_CHECK(read_desc(theirs, poly1_defaults(), d));
    SIMDLOSS_CHECK(check_option("desc.epsilon", d.epsilon, d.epsilon >= -DBL_MAX && d.epsilon <= DBL_MAX, "finite"));
    const auto desc = cross_entropy_desc_of(d);
    class_loss_options options;
    options.what = d.epsilon == 0 ? class_loss::cross_entropy : class_loss::poly1;
    options.epsilon = d.epsilon;
    return call_class_loss(&desc, executor, a, options);
}

} // namespace

extern "C" {

simdloss_status simdloss_softmax_focal_desc_init(simdloss_softmax_focal_desc *desc, size_t size) {
    return init_desc(desc, size, focal_defaults());
}

simdloss_status simdloss_softmax_focal_forward(const simdloss_softmax_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_alpha,
    const void *row_weight, void *loss, void *row_stats) {
    return call_forward(
        desc, executor, {logits, target, class_alpha, row_weight, nullptr, nullptr, loss, row_stats, nullptr}, focal);
}

simdloss_status simdloss_softmax_focal_backward(const simdloss_softmax_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_alpha,
    const void *row_weight, const void *row_stats, const void *grad_loss, void *grad_logits) {
    return call_backward(desc, executor,
        {logits, target, class_alpha, row_weight, row_stats, grad_loss, nullptr, nullptr, grad_logits}, focal);
}

simdloss_status simdloss_softmax_focal_forward_backward(const simdloss_softmax_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_alpha,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_logits) {
    return call_forward_backward(desc, executor,
        {logits, target, class_alpha, row_weight, nullptr, grad_loss, loss, nullptr, grad_logits, true}, focal);
}

simdloss_status simdloss_softmax_focal_gradient_hessian(const simdloss_softmax_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_alpha,
    const void *row_weight, void *gradient, void *hessian) {
    return call_gradient_hessian(desc, executor,
        {logits, target, class_alpha, row_weight, nullptr, nullptr, nullptr, nullptr, gradient, false, hessian}, focal);
}

simdloss_status simdloss_poly1_cross_entropy_desc_init(simdloss_poly1_cross_entropy_desc *desc, size_t size) {
    return init_desc(desc, size, poly1_defaults());
}

simdloss_status simdloss_poly1_cross_entropy_forward(const simdloss_poly1_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, void *loss, void *row_stats) {
    return call_forward(
        desc, executor, {logits, target, class_weight, row_weight, nullptr, nullptr, loss, row_stats, nullptr}, poly1);
}

simdloss_status simdloss_poly1_cross_entropy_backward(const simdloss_poly1_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *row_stats, const void *grad_loss, void *grad_logits) {
    return call_backward(desc, executor,
        {logits, target, class_weight, row_weight, row_stats, grad_loss, nullptr, nullptr, grad_logits}, poly1);
}

simdloss_status simdloss_poly1_cross_entropy_forward_backward(const simdloss_poly1_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_logits) {
    return call_forward_backward(desc, executor,
        {logits, target, class_weight, row_weight, nullptr, grad_loss, loss, nullptr, grad_logits, true}, poly1);
}

} // extern "C"
