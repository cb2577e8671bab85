#include "elements.hpp"

#include <simdloss/binary_cross_entropy.h>

using namespace simdloss::capi;

namespace {

using logits_desc = simdloss_binary_cross_entropy_desc;
using probability_desc = simdloss_probability_binary_cross_entropy_desc;

constexpr logits_desc logits_defaults() {
    auto desc = element_defaults<logits_desc>();
    desc.hessian_scale = 1;
    return desc;
}

constexpr probability_desc probability_defaults() {
    auto desc = element_defaults<probability_desc>();
    desc.log_floor = -100;
    return desc;
}

simdloss_status of_logits(const logits_desc *desc, const simdloss_executor *executor, const element_arguments &a) {
    return call_elements(desc, logits_defaults(), executor, &kernel_table::binary_cross_entropy,
        static_cast<int>(binary_loss_of::logits), a, [](const logits_desc &d, elements_args &args) -> simdloss_status {
            SIMDLOSS_CHECK(check_smoothing(d.label_smoothing));
            SIMDLOSS_CHECK(check_positive("desc.hessian_scale", d.hessian_scale));
            SIMDLOSS_CHECK(check_not_negative("desc.hessian_floor", d.hessian_floor));
            args.option[0] = d.label_smoothing;
            args.hessian_scale = d.hessian_scale;
            args.hessian_floor = d.hessian_floor;
            return SIMDLOSS_STATUS_OK;
        });
}

simdloss_status of_probability(
    const probability_desc *desc, const simdloss_executor *executor, const element_arguments &a) {
    return call_elements(desc, probability_defaults(), executor, &kernel_table::binary_cross_entropy,
        static_cast<int>(binary_loss_of::probability), a,
        [](const probability_desc &d, elements_args &args) -> simdloss_status {
            SIMDLOSS_CHECK(check_smoothing(d.label_smoothing));
            SIMDLOSS_CHECK(check_option(
                "desc.clip", d.clip, d.clip >= 0 && d.clip < 0.5, "0 (off) or positive, and less than 0.5"));
            SIMDLOSS_CHECK(check_not_negative("desc.epsilon", d.epsilon));
            SIMDLOSS_CHECK(check_option("desc.log_floor", d.log_floor, d.log_floor <= 0, "0 or negative"));
            const double options[] = {d.label_smoothing, d.clip, d.epsilon, d.log_floor};
            std::memcpy(args.option, options, sizeof options);
            return SIMDLOSS_STATUS_OK;
        });
}

element_arguments logits_arguments(const void *logits, const void *target, const void *weight, const void *pos_weight) {
    element_arguments a;
    a.input = {"logits", logits};
    a.target = {"target", target};
    a.weight = {"weight", weight};
    a.class_value = {"pos_weight", pos_weight};
    return a;
}

element_arguments probability_arguments(const void *probability, const void *target, const void *weight) {
    element_arguments a;
    a.input = {"probability", probability};
    a.target = {"target", target};
    a.weight = {"weight", weight};
    return a;
}

} // namespace

extern "C" {

simdloss_status simdloss_binary_cross_entropy_desc_init(simdloss_binary_cross_entropy_desc *desc, size_t size) {
    return init_desc(desc, size, logits_defaults());
}

simdloss_status simdloss_binary_cross_entropy_forward(const simdloss_binary_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *pos_weight, void *loss) {
    auto a = logits_arguments(logits, target, weight, pos_weight);
    a.loss = {"loss", loss};
    return of_logits(desc, executor, a);
}

simdloss_status simdloss_binary_cross_entropy_backward(const simdloss_binary_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *pos_weight, const void *grad_loss, void *grad_logits, void *grad_target) {
    auto a = logits_arguments(logits, target, weight, pos_weight);
    a.grad_loss = grad_loss;
    a.by_input = {"grad_logits", grad_logits};
    a.by_target = {"grad_target", grad_target};
    return of_logits(desc, executor, a);
}

simdloss_status simdloss_binary_cross_entropy_forward_backward(const simdloss_binary_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *pos_weight, const void *grad_loss, void *loss, void *grad_logits, void *grad_target) {
    auto a = logits_arguments(logits, target, weight, pos_weight);
    a.grad_loss = grad_loss;
    a.loss = {"loss", loss};
    a.by_input = {"grad_logits", grad_logits};
    a.by_target = {"grad_target", grad_target};
    return of_logits(desc, executor, a);
}

simdloss_status simdloss_binary_cross_entropy_gradient_hessian(const simdloss_binary_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *pos_weight, void *gradient, void *hessian) {
    auto a = logits_arguments(logits, target, weight, pos_weight);
    a.by_input = {"gradient", gradient};
    a.by_third = {"hessian", hessian};
    a.curvature = true;
    return of_logits(desc, executor, a);
}

simdloss_status simdloss_probability_binary_cross_entropy_desc_init(
    simdloss_probability_binary_cross_entropy_desc *desc, size_t size) {
    return init_desc(desc, size, probability_defaults());
}

simdloss_status simdloss_probability_binary_cross_entropy_forward(
    const simdloss_probability_binary_cross_entropy_desc *desc, const simdloss_executor *executor,
    const void *probability, const void *target, const void *weight, void *loss) {
    auto a = probability_arguments(probability, target, weight);
    a.loss = {"loss", loss};
    return of_probability(desc, executor, a);
}

simdloss_status simdloss_probability_binary_cross_entropy_backward(
    const simdloss_probability_binary_cross_entropy_desc *desc, const simdloss_executor *executor,
    const void *probability, const void *target, const void *weight, const void *grad_loss, void *grad_probability,
    void *grad_target) {
    auto a = probability_arguments(probability, target, weight);
    a.grad_loss = grad_loss;
    a.by_input = {"grad_probability", grad_probability};
    a.by_target = {"grad_target", grad_target};
    return of_probability(desc, executor, a);
}

simdloss_status simdloss_probability_binary_cross_entropy_forward_backward(
    const simdloss_probability_binary_cross_entropy_desc *desc, const simdloss_executor *executor,
    const void *probability, const void *target, const void *weight, const void *grad_loss, void *loss,
    void *grad_probability, void *grad_target) {
    auto a = probability_arguments(probability, target, weight);
    a.grad_loss = grad_loss;
    a.loss = {"loss", loss};
    a.by_input = {"grad_probability", grad_probability};
    a.by_target = {"grad_target", grad_target};
    return of_probability(desc, executor, a);
}

} // extern "C"
