// The focal losses, as tests/support/elements.hpp wants them.
#pragma once

#include "../reference/focal.hpp"
#include "binary.hpp"

namespace simdloss_test {

// A relative error of u is gamma times as large in u^gamma: u is good to 3 ULP and its logarithm to another, so that 4
// ULP for each unit of gamma come on top of what binary cross-entropy has.
template <class Desc> struct focal_labels : binary_labels<Desc> {
    static constexpr bool has_third = false;
    static double loss_ulps(const Desc &d) { return simdloss_test::loss_ulps(d.dtype) + 2 + 4 * d.gamma; }
    static double gradient_ulps(const Desc &d) { return grad_ulps(d.dtype) + 2 + 4 * d.gamma; }
    static double hessian_ulps(const Desc &d) { return grad_ulps(d.dtype) + 6 + 4 * d.gamma; }
    static std::string options(const Desc &d) {
        std::ostringstream text;
        text << "gamma " << d.gamma << ", alpha " << d.alpha << ", label_smoothing " << d.label_smoothing;
        return text.str();
    }
};

struct sigmoid_focal : focal_labels<simdloss_sigmoid_focal_desc> {
    using desc = simdloss_sigmoid_focal_desc;
    static constexpr bool has_class_value = true, has_hessian = true;
    static constexpr auto init = simdloss_sigmoid_focal_desc_init;
    static double input(double logit) { return logit; }
    template <class Wide> static reference::element_terms<Wide> terms(const desc &d, Wide x, Wide t, const Wide *c) {
        return reference::focal_of_logits<Wide>(d, x, t, c);
    }
    static simdloss_status forward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_sigmoid_focal_forward(d, e, a.input, a.target, a.weight, a.class_value, a.loss);
    }
    static simdloss_status backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_sigmoid_focal_backward(
            d, e, a.input, a.target, a.weight, a.class_value, a.grad_loss, a.by_input, a.by_target);
    }
    static simdloss_status forward_backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_sigmoid_focal_forward_backward(
            d, e, a.input, a.target, a.weight, a.class_value, a.grad_loss, a.loss, a.by_input, a.by_target);
    }
    static simdloss_status gradient_hessian(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_sigmoid_focal_gradient_hessian(
            d, e, a.input, a.target, a.weight, a.class_value, a.by_input, a.by_third);
    }
};

struct probability_focal : focal_labels<simdloss_probability_focal_desc> {
    using desc = simdloss_probability_focal_desc;
    static constexpr bool has_class_value = true, has_hessian = false;
    static constexpr auto init = simdloss_probability_focal_desc_init;
    static double input(double logit) { return reference::sigmoid(logit); }
    template <class Wide> static reference::element_terms<Wide> terms(const desc &d, Wide x, Wide t, const Wide *c) {
        return reference::focal_of_probability<Wide>(d, x, t, c);
    }
    static simdloss_status forward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_probability_focal_forward(d, e, a.input, a.target, a.weight, a.class_value, a.loss);
    }
    static simdloss_status backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_probability_focal_backward(
            d, e, a.input, a.target, a.weight, a.class_value, a.grad_loss, a.by_input, a.by_target);
    }
    static simdloss_status forward_backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_probability_focal_forward_backward(
            d, e, a.input, a.target, a.weight, a.class_value, a.grad_loss, a.loss, a.by_input, a.by_target);
    }
};

struct asymmetric : binary_labels<simdloss_asymmetric_desc> {
    using desc = simdloss_asymmetric_desc;
    static constexpr bool has_class_value = false, has_third = false, has_hessian = false;
    static constexpr auto init = simdloss_asymmetric_desc_init;
    static double most(const desc &d) { return std::max(d.gamma_positive, d.gamma_negative); }
    static double loss_ulps(const desc &d) { return simdloss_test::loss_ulps(d.dtype) + 2 + 4 * most(d); }
    static double gradient_ulps(const desc &d) { return grad_ulps(d.dtype) + 2 + 4 * most(d); }
    static std::string options(const desc &d) {
        std::ostringstream text;
        text << "gamma " << d.gamma_positive << " and " << d.gamma_negative << ", clip " << d.clip
             << ", constant_power " << d.constant_power;
        return text.str();
    }
    static double input(double logit) { return logit; }
    template <class Wide> static reference::element_terms<Wide> terms(const desc &d, Wide x, Wide t, const Wide *) {
        return reference::asymmetric<Wide>(d, x, t);
    }
    static simdloss_status forward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_asymmetric_forward(d, e, a.input, a.target, a.weight, a.loss);
    }
    static simdloss_status backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_asymmetric_backward(d, e, a.input, a.target, a.weight, a.grad_loss, a.by_input, a.by_target);
    }
    static simdloss_status forward_backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_asymmetric_forward_backward(
            d, e, a.input, a.target, a.weight, a.grad_loss, a.loss, a.by_input, a.by_target);
    }
};

} // namespace simdloss_test
