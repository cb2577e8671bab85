#include "elements.hpp"

#include <simdloss/hinge.h>

using namespace simdloss::capi;

namespace {

constexpr simdloss_hinge_desc hinge_defaults() {
    auto desc = element_defaults<simdloss_hinge_desc>();
    desc.margin = 1;
    return desc;
}

simdloss_status set_hinge(const simdloss_hinge_desc &d, elements_args &args) {
    SIMDLOSS_CHECK(check_choice("desc.kind", d.kind, 4));
    SIMDLOSS_CHECK(check_choice("desc.labels", d.labels, 2));
    SIMDLOSS_CHECK(check_option("desc.margin", d.margin, d.margin >= -DBL_MAX && d.margin <= DBL_MAX, "finite"));
    args.loss = d.kind; // as in hinge_loss
    args.option[0] = d.labels;
    args.option[1] = d.margin;
    return SIMDLOSS_STATUS_OK;
}

element_arguments arguments(const void *input, const void *target, const void *weight) {
    element_arguments a;
    a.input = {"input", input};
    a.target = {"target", target};
    a.weight = {"weight", weight};
    return a;
}

simdloss_status run_hinge(
    const simdloss_hinge_desc *desc, const simdloss_executor *executor, const element_arguments &a) {
    return call_elements(desc, hinge_defaults(), executor, &kernel_table::hinge, 0, a, set_hinge);
}

} // namespace

extern "C" {

simdloss_status simdloss_hinge_desc_init(simdloss_hinge_desc *desc, size_t size) {
    return init_desc(desc, size, hinge_defaults());
}

simdloss_status simdloss_hinge_forward(const simdloss_hinge_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *weight, void *loss) {
    auto a = arguments(input, target, weight);
    a.loss = {"loss", loss};
    return run_hinge(desc, executor, a);
}

simdloss_status simdloss_hinge_backward(const simdloss_hinge_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *weight, const void *grad_loss, void *grad_input,
    void *grad_target) {
    auto a = arguments(input, target, weight);
    a.grad_loss = grad_loss;
    a.by_input = {"grad_input", grad_input};
    a.by_target = {"grad_target", grad_target};
    return run_hinge(desc, executor, a);
}

simdloss_status simdloss_hinge_forward_backward(const simdloss_hinge_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *weight, const void *grad_loss, void *loss, void *grad_input,
    void *grad_target) {
    auto a = arguments(input, target, weight);
    a.grad_loss = grad_loss;
    a.loss = {"loss", loss};
    a.by_input = {"grad_input", grad_input};
    a.by_target = {"grad_target", grad_target};
    return run_hinge(desc, executor, a);
}

} // extern "C"
