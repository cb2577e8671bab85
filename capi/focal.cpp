#include "elements.hpp"

#include <simdloss/focal.h>

using namespace simdloss::capi;

namespace {

constexpr simdloss_sigmoid_focal_desc logits_defaults() {
    auto desc = element_defaults<simdloss_sigmoid_focal_desc>();
    desc.gamma = 2;
    desc.alpha = 0.25;
    desc.hessian_scale = 1;
    return desc;
}

constexpr simdloss_probability_focal_desc probability_defaults() {
    auto desc = element_defaults<simdloss_probability_focal_desc>();
    desc.gamma = 2;
    desc.alpha = -1;
    desc.clip = 1e-7;
    return desc;
}

constexpr simdloss_asymmetric_desc asymmetric_defaults() {
    auto desc = element_defaults<simdloss_asymmetric_desc>();
    desc.gamma_positive = 1;
    desc.gamma_negative = 4;
    desc.clip = 0.05;
    return desc;
}

// Options that both focal losses have.
template <class Desc> simdloss_status set_balance(const Desc &d, const element_arguments &a, elements_args &args) {
    SIMDLOSS_CHECK(check_smoothing(d.label_smoothing));
    SIMDLOSS_CHECK(check_not_negative("desc.gamma", d.gamma));
    SIMDLOSS_CHECK(check_option(
        "desc.alpha", d.alpha, d.alpha == -1 || (d.alpha >= 0 && d.alpha <= 1), "from 0 to 1, or -1 (none)"));
    const double options[] = {d.label_smoothing, d.gamma, d.alpha, a.class_value.data != nullptr ? 1.0 : 0.0};
    std::memcpy(args.option, options, sizeof options);
    return SIMDLOSS_STATUS_OK;
}

simdloss_status of_logits(
    const simdloss_sigmoid_focal_desc *desc, const simdloss_executor *executor, const element_arguments &a) {
    return call_elements(desc, logits_defaults(), executor, &kernel_table::focal,
        static_cast<int>(focal_loss_of::logits), a,
        [&](const simdloss_sigmoid_focal_desc &d, elements_args &args) -> simdloss_status {
            SIMDLOSS_CHECK(set_balance(d, a, args));
            SIMDLOSS_CHECK(check_positive("desc.hessian_scale", d.hessian_scale));
            SIMDLOSS_CHECK(check_not_negative("desc.hessian_floor", d.hessian_floor));
            args.hessian_scale = d.hessian_scale;
            args.hessian_floor = d.hessian_floor;
            return SIMDLOSS_STATUS_OK;
        });
}

simdloss_status of_probability(
    const simdloss_probability_focal_desc *desc, const simdloss_executor *executor, const element_arguments &a) {
    return call_elements(desc, probability_defaults(), executor, &kernel_table::focal,
        static_cast<int>(focal_loss_of::probability), a,
        [&](const simdloss_probability_focal_desc &d, elements_args &args) -> simdloss_status {
            SIMDLOSS_CHECK(set_balance(d, a, args));
            SIMDLOSS_CHECK(check_option(
                "desc.clip", d.clip, d.clip >= 0 && d.clip < 0.5, "0 (off) or positive, and less than 0.5"));
            args.option[4] = d.clip;
            return SIMDLOSS_STATUS_OK;
        });
}

simdloss_status of_asymmetric(
    const simdloss_asymmetric_desc *desc, const simdloss_executor *executor, const element_arguments &a) {
    return call_elements(desc, asymmetric_defaults(), executor, &kernel_table::focal,
        static_cast<int>(focal_loss_of::asymmetric), a,
        [](const simdloss_asymmetric_desc &d, elements_args &args) -> simdloss_status {
            SIMDLOSS_CHECK(check_not_negative("desc.gamma_positive", d.gamma_positive));
            SIMDLOSS_CHECK(check_not_negative("desc.gamma_negative", d.gamma_negative));
            SIMDLOSS_CHECK(check_option("desc.clip", d.clip, d.clip >= 0 && d.clip < 1, "at least 0 and less than 1"));
            SIMDLOSS_CHECK(check_flag("desc.constant_power", d.constant_power));
            const double options[] = {
                d.gamma_positive, d.gamma_negative, d.clip, static_cast<double>(d.constant_power)};
            std::memcpy(args.option, options, sizeof options);
            return SIMDLOSS_STATUS_OK;
        });
}

element_arguments arguments(const char *name, const void *input, const void *target, const void *weight) {
    element_arguments a;
    a.input = {name, input};
    a.target = {"target", target};
    a.weight = {"weight", weight};
    return a;
}

element_arguments logits_arguments(
    const void *logits, const void *target, const void *weight, const void *class_alpha) {
    auto a = arguments("logits", logits, target, weight);
    a.class_value = {"class_alpha", class_alpha};
    return a;
}

element_arguments probability_arguments(
    const void *probability, const void *target, const void *weight, const void *class_alpha) {
    auto a = arguments("probability", probability, target, weight);
    a.class_value = {"class_alpha", class_alpha};
    return a;
}

element_arguments asymmetric_arguments(const void *logits, const void *target, const void *weight) {
    return arguments("logits", logits, target, weight);
}

} // namespace

extern "C" {

simdloss_status simdloss_sigmoid_focal_desc_init(simdloss_sigmoid_focal_desc *desc, size_t size) {
    return init_desc(desc, size, logits_defaults());
}

simdloss_status simdloss_sigmoid_focal_forward(const simdloss_sigmoid_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *class_alpha, void *loss) {
    auto a = logits_arguments(logits, target, weight, class_alpha);
    a.loss = {"loss", loss};
    return of_logits(desc, executor, a);
}

simdloss_status simdloss_sigmoid_focal_backward(const simdloss_sigmoid_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *class_alpha, const void *grad_loss, void *grad_logits, void *grad_target) {
    auto a = logits_arguments(logits, target, weight, class_alpha);
    a.grad_loss = grad_loss;
    a.by_input = {"grad_logits", grad_logits};
    a.by_target = {"grad_target", grad_target};
    return of_logits(desc, executor, a);
}

simdloss_status simdloss_sigmoid_focal_forward_backward(const simdloss_sigmoid_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *class_alpha, const void *grad_loss, void *loss, void *grad_logits, void *grad_target) {
    auto a = logits_arguments(logits, target, weight, class_alpha);
    a.grad_loss = grad_loss;
    a.loss = {"loss", loss};
    a.by_input = {"grad_logits", grad_logits};
    a.by_target = {"grad_target", grad_target};
    return of_logits(desc, executor, a);
}

simdloss_status simdloss_sigmoid_focal_gradient_hessian(const simdloss_sigmoid_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *class_alpha, void *gradient, void *hessian) {
    auto a = logits_arguments(logits, target, weight, class_alpha);
    a.by_input = {"gradient", gradient};
    a.by_third = {"hessian", hessian};
    a.curvature = true;
    return of_logits(desc, executor, a);
}

simdloss_status simdloss_probability_focal_desc_init(simdloss_probability_focal_desc *desc, size_t size) {
    return init_desc(desc, size, probability_defaults());
}

simdloss_status simdloss_probability_focal_forward(const simdloss_probability_focal_desc *desc,
    const simdloss_executor *executor, const void *probability, const void *target, const void *weight,
    const void *class_alpha, void *loss) {
    auto a = probability_arguments(probability, target, weight, class_alpha);
    a.loss = {"loss", loss};
    return of_probability(desc, executor, a);
}

simdloss_status simdloss_probability_focal_backward(const simdloss_probability_focal_desc *desc,
    const simdloss_executor *executor, const void *probability, const void *target, const void *weight,
    const void *class_alpha, const void *grad_loss, void *grad_probability, void *grad_target) {
    auto a = probability_arguments(probability, target, weight, class_alpha);
    a.grad_loss = grad_loss;
    a.by_input = {"grad_probability", grad_probability};
    a.by_target = {"grad_target", grad_target};
    return of_probability(desc, executor, a);
}

simdloss_status simdloss_probability_focal_forward_backward(const simdloss_probability_focal_desc *desc,
    const simdloss_executor *executor, const void *probability, const void *target, const void *weight,
    const void *class_alpha, const void *grad_loss, void *loss, void *grad_probability, void *grad_target) {
    auto a = probability_arguments(probability, target, weight, class_alpha);
    a.grad_loss = grad_loss;
    a.loss = {"loss", loss};
    a.by_input = {"grad_probability", grad_probability};
    a.by_target = {"grad_target", grad_target};
    return of_probability(desc, executor, a);
}

simdloss_status simdloss_asymmetric_desc_init(simdloss_asymmetric_desc *desc, size_t size) {
    return init_desc(desc, size, asymmetric_defaults());
}

simdloss_status simdloss_asymmetric_forward(const simdloss_asymmetric_desc *desc, const simdloss_executor *executor,
    const void *logits, const void *target, const void *weight, void *loss) {
    auto a = asymmetric_arguments(logits, target, weight);
    a.loss = {"loss", loss};
    return of_asymmetric(desc, executor, a);
}

simdloss_status simdloss_asymmetric_backward(const simdloss_asymmetric_desc *desc, const simdloss_executor *executor,
    const void *logits, const void *target, const void *weight, const void *grad_loss, void *grad_logits,
    void *grad_target) {
    auto a = asymmetric_arguments(logits, target, weight);
    a.grad_loss = grad_loss;
    a.by_input = {"grad_logits", grad_logits};
    a.by_target = {"grad_target", grad_target};
    return of_asymmetric(desc, executor, a);
}

simdloss_status simdloss_asymmetric_forward_backward(const simdloss_asymmetric_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *grad_loss, void *loss, void *grad_logits, void *grad_target) {
    auto a = asymmetric_arguments(logits, target, weight);
    a.grad_loss = grad_loss;
    a.loss = {"loss", loss};
    a.by_input = {"grad_logits", grad_logits};
    a.by_target = {"grad_target", grad_target};
    return of_asymmetric(desc, executor, a);
}

} // extern "C"
