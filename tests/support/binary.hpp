// The losses with binary labels, as tests/support/elements.hpp wants them.
#pragma once

#include "../reference/binary.hpp"
#include "elements.hpp"

#include <simdloss.h>

namespace simdloss_test {

// Labels, and bounds in ULP of the accumulator type.
template <class Desc> struct binary_labels {
    static double target(random_source &random, bool hard) {
        const double t = random.uniform();
        return hard || t < 0.2 || t > 0.8 ? (t < 0.5 ? 0 : 1) : t;
    }
    static double third(random_source &) { return 0; }
    static double flag(bool on) { return on ? 1 : 0; }
    static double loss_ulps(const Desc &d) { return simdloss_test::loss_ulps(d.dtype); }
    static double gradient_ulps(const Desc &d) { return grad_ulps(d.dtype); }
    static double hessian_ulps(const Desc &d) { return grad_ulps(d.dtype); }
};

struct bce : binary_labels<simdloss_binary_cross_entropy_desc> {
    using desc = simdloss_binary_cross_entropy_desc;
    static constexpr bool has_class_value = true, has_third = false, has_hessian = true;
    static constexpr auto init = simdloss_binary_cross_entropy_desc_init;
    static std::string options(const desc &d) { return "label_smoothing " + std::to_string(d.label_smoothing); }
    static double input(double logit) { return logit; }
    template <class Wide> static reference::element_terms<Wide> terms(const desc &d, Wide x, Wide t, const Wide *c) {
        return reference::bce_of_logits<Wide>(d, x, t, c != nullptr ? *c : Wide(1));
    }
    static simdloss_status forward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_binary_cross_entropy_forward(d, e, a.input, a.target, a.weight, a.class_value, a.loss);
    }
    static simdloss_status backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_binary_cross_entropy_backward(
            d, e, a.input, a.target, a.weight, a.class_value, a.grad_loss, a.by_input, a.by_target);
    }
    static simdloss_status forward_backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_binary_cross_entropy_forward_backward(
            d, e, a.input, a.target, a.weight, a.class_value, a.grad_loss, a.loss, a.by_input, a.by_target);
    }
    static simdloss_status gradient_hessian(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_binary_cross_entropy_gradient_hessian(
            d, e, a.input, a.target, a.weight, a.class_value, a.by_input, a.by_third);
    }
};

struct probability_bce : binary_labels<simdloss_probability_binary_cross_entropy_desc> {
    using desc = simdloss_probability_binary_cross_entropy_desc;
    static constexpr bool has_class_value = false, has_third = false, has_hessian = false;
    static constexpr auto init = simdloss_probability_binary_cross_entropy_desc_init;
    static std::string options(const desc &d) {
        std::ostringstream text;
        text << "label_smoothing " << d.label_smoothing << ", clip " << d.clip << ", epsilon " << d.epsilon
             << ", log_floor " << d.log_floor;
        return text.str();
    }
    static double input(double logit) { return reference::sigmoid(logit); }
    template <class Wide> static reference::element_terms<Wide> terms(const desc &d, Wide x, Wide t, const Wide *) {
        return reference::bce_of_probability<Wide>(d, x, t, Wide(1));
    }
    static simdloss_status forward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_probability_binary_cross_entropy_forward(d, e, a.input, a.target, a.weight, a.loss);
    }
    static simdloss_status backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_probability_binary_cross_entropy_backward(
            d, e, a.input, a.target, a.weight, a.grad_loss, a.by_input, a.by_target);
    }
    static simdloss_status forward_backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_probability_binary_cross_entropy_forward_backward(
            d, e, a.input, a.target, a.weight, a.grad_loss, a.loss, a.by_input, a.by_target);
    }
};

} // namespace simdloss_test
