#include "elements.hpp"

#include <simdloss/regression.h>

using namespace simdloss::capi;

namespace {

constexpr simdloss_regression_desc regression_defaults() {
    auto desc = element_defaults<simdloss_regression_desc>();
    desc.threshold = 1;
    return desc;
}

constexpr simdloss_poisson_nll_desc poisson_defaults() {
    auto desc = element_defaults<simdloss_poisson_nll_desc>();
    desc.log_input = 1;
    desc.epsilon = 1e-8;
    return desc;
}

constexpr simdloss_gaussian_nll_desc gaussian_defaults() {
    auto desc = element_defaults<simdloss_gaussian_nll_desc>();
    desc.epsilon = 1e-6;
    return desc;
}

constexpr double half_log_2_pi = 0.91893853320467274178;

// A square up to a threshold and a line from there on, which all kinds but SQUARED are.
simdloss_status set_kind(const simdloss_regression_desc &d, elements_args &args) {
    SIMDLOSS_CHECK(check_choice("desc.kind", d.kind, 4));
    const bool huber = d.kind == SIMDLOSS_REGRESSION_HUBER;
    SIMDLOSS_CHECK(
        check_option("desc.threshold", d.threshold, is_positive_and_finite(d.threshold) || (d.threshold == 0 && !huber),
            "positive and finite, or 0 but for HUBER"));
    args.loss = static_cast<int>(
        d.kind == SIMDLOSS_REGRESSION_SQUARED ? regression_loss::squared : regression_loss::square_and_line);
    const double threshold = d.kind == SIMDLOSS_REGRESSION_ABSOLUTE ? 0 : d.threshold;
    args.option[0] = threshold;
    args.option[1] = huber ? 1 : (threshold > 0 ? 1 / threshold : 0);
    args.option[2] = huber ? threshold : 1;
    return SIMDLOSS_STATUS_OK;
}

simdloss_status set_poisson(const simdloss_poisson_nll_desc &d, elements_args &args) {
    SIMDLOSS_CHECK(check_flag("desc.log_input", d.log_input));
    SIMDLOSS_CHECK(check_flag("desc.full", d.full));
    SIMDLOSS_CHECK(check_not_negative("desc.epsilon", d.epsilon));
    args.option[0] = d.log_input;
    args.option[1] = d.full;
    args.option[2] = d.epsilon;
    return SIMDLOSS_STATUS_OK;
}

simdloss_status set_gaussian(const simdloss_gaussian_nll_desc &d, elements_args &args) {
    SIMDLOSS_CHECK(check_flag("desc.full", d.full));
    SIMDLOSS_CHECK(check_positive("desc.epsilon", d.epsilon));
    args.option[0] = d.epsilon;
    args.option[1] = d.full != 0 ? half_log_2_pi : 0;
    return SIMDLOSS_STATUS_OK;
}

element_arguments arguments(const void *input, const void *target, const void *weight) {
    element_arguments a;
    a.input = {"input", input};
    a.target = {"target", target};
    a.weight = {"weight", weight};
    return a;
}

element_arguments gaussian_arguments(const void *input, const void *target, const void *variance, const void *weight) {
    auto a = arguments(input, target, weight);
    a.third = {"variance", variance};
    return a;
}

simdloss_status run_regression(
    const simdloss_regression_desc *desc, const simdloss_executor *executor, const element_arguments &a) {
    return call_elements(desc, regression_defaults(), executor, &kernel_table::regression, 0, a, set_kind);
}

simdloss_status run_poisson_nll(
    const simdloss_poisson_nll_desc *desc, const simdloss_executor *executor, const element_arguments &a) {
    return call_elements(desc, poisson_defaults(), executor, &kernel_table::regression,
        static_cast<int>(regression_loss::poisson), a, set_poisson);
}

simdloss_status run_gaussian_nll(
    const simdloss_gaussian_nll_desc *desc, const simdloss_executor *executor, const element_arguments &a) {
    return call_elements(desc, gaussian_defaults(), executor, &kernel_table::regression,
        static_cast<int>(regression_loss::gaussian), a, set_gaussian);
}

} // namespace

extern "C" {

simdloss_status simdloss_regression_desc_init(simdloss_regression_desc *desc, size_t size) {
    return init_desc(desc, size, regression_defaults());
}

simdloss_status simdloss_regression_forward(const simdloss_regression_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *weight, void *loss) {
    auto a = arguments(input, target, weight);
    a.loss = {"loss", loss};
    return run_regression(desc, executor, a);
}

simdloss_status simdloss_regression_backward(const simdloss_regression_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *weight, const void *grad_loss, void *grad_input,
    void *grad_target) {
    auto a = arguments(input, target, weight);
    a.grad_loss = grad_loss;
    a.by_input = {"grad_input", grad_input};
    a.by_target = {"grad_target", grad_target};
    return run_regression(desc, executor, a);
}

simdloss_status simdloss_regression_forward_backward(const simdloss_regression_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *weight, const void *grad_loss,
    void *loss, void *grad_input, void *grad_target) {
    auto a = arguments(input, target, weight);
    a.grad_loss = grad_loss;
    a.loss = {"loss", loss};
    a.by_input = {"grad_input", grad_input};
    a.by_target = {"grad_target", grad_target};
    return run_regression(desc, executor, a);
}

simdloss_status simdloss_poisson_nll_desc_init(simdloss_poisson_nll_desc *desc, size_t size) {
    return init_desc(desc, size, poisson_defaults());
}

simdloss_status simdloss_poisson_nll_forward(const simdloss_poisson_nll_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *weight, void *loss) {
    auto a = arguments(input, target, weight);
    a.loss = {"loss", loss};
    return run_poisson_nll(desc, executor, a);
}

simdloss_status simdloss_poisson_nll_backward(const simdloss_poisson_nll_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *weight, const void *grad_loss, void *grad_input,
    void *grad_target) {
    auto a = arguments(input, target, weight);
    a.grad_loss = grad_loss;
    a.by_input = {"grad_input", grad_input};
    a.by_target = {"grad_target", grad_target};
    return run_poisson_nll(desc, executor, a);
}

simdloss_status simdloss_poisson_nll_forward_backward(const simdloss_poisson_nll_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *weight, const void *grad_loss,
    void *loss, void *grad_input, void *grad_target) {
    auto a = arguments(input, target, weight);
    a.grad_loss = grad_loss;
    a.loss = {"loss", loss};
    a.by_input = {"grad_input", grad_input};
    a.by_target = {"grad_target", grad_target};
    return run_poisson_nll(desc, executor, a);
}

simdloss_status simdloss_gaussian_nll_desc_init(simdloss_gaussian_nll_desc *desc, size_t size) {
    return init_desc(desc, size, gaussian_defaults());
}

simdloss_status simdloss_gaussian_nll_forward(const simdloss_gaussian_nll_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *variance, const void *weight, void *loss) {
    auto a = gaussian_arguments(input, target, variance, weight);
    a.loss = {"loss", loss};
    return run_gaussian_nll(desc, executor, a);
}

simdloss_status simdloss_gaussian_nll_backward(const simdloss_gaussian_nll_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *variance, const void *weight,
    const void *grad_loss, void *grad_input, void *grad_target, void *grad_variance) {
    auto a = gaussian_arguments(input, target, variance, weight);
    a.grad_loss = grad_loss;
    a.by_input = {"grad_input", grad_input};
    a.by_target = {"grad_target", grad_target};
    a.by_third = {"grad_variance", grad_variance};
    return run_gaussian_nll(desc, executor, a);
}

simdloss_status simdloss_gaussian_nll_forward_backward(const simdloss_gaussian_nll_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *variance, const void *weight,
    const void *grad_loss, void *loss, void *grad_input, void *grad_target, void *grad_variance) {
    auto a = gaussian_arguments(input, target, variance, weight);
    a.grad_loss = grad_loss;
    a.loss = {"loss", loss};
    a.by_input = {"grad_input", grad_input};
    a.by_target = {"grad_target", grad_target};
    a.by_third = {"grad_variance", grad_variance};
    return run_gaussian_nll(desc, executor, a);
}

} // extern "C"
