// Regression and hinge losses, as tests/support/elements.hpp wants them.
#pragma once

#include "../reference/hinge.hpp"
#include "../reference/regression.hpp"
#include "elements.hpp"

#include <simdloss.h>

namespace simdloss_test {

template <class Desc> struct real_targets {
    static double flag(bool on) { return on ? 1 : 0; }
    static double loss_ulps(const Desc &d) { return simdloss_test::loss_ulps(d.dtype); }
    static double gradient_ulps(const Desc &d) { return grad_ulps(d.dtype); }
};

struct regression : real_targets<simdloss_regression_desc> {
    using desc = simdloss_regression_desc;
    static constexpr bool has_class_value = false, has_third = false, has_hessian = false;
    static constexpr auto init = simdloss_regression_desc_init;
    static std::string options(const desc &d) {
        std::ostringstream text;
        text << "kind " << d.kind << ", threshold " << d.threshold;
        return text.str();
    }
    static double input(double logit) { return logit; }
    static double target(random_source &random, bool hard) {
        return hard ? static_cast<double>(random.below(3)) : 2 * random.normal();
    }
    static double third(random_source &) { return 0; }
    template <class Wide> static reference::element_terms<Wide> terms(const desc &d, Wide x, Wide t, const Wide *) {
        return reference::regression<Wide>(d, x, t);
    }
    static simdloss_status forward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_regression_forward(d, e, a.input, a.target, a.weight, a.loss);
    }
    static simdloss_status backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_regression_backward(d, e, a.input, a.target, a.weight, a.grad_loss, a.by_input, a.by_target);
    }
    static simdloss_status forward_backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_regression_forward_backward(
            d, e, a.input, a.target, a.weight, a.grad_loss, a.loss, a.by_input, a.by_target);
    }
};

struct poisson_nll : real_targets<simdloss_poisson_nll_desc> {
    using desc = simdloss_poisson_nll_desc;
    static constexpr bool has_class_value = false, has_third = false, has_hessian = false;
    static constexpr auto init = simdloss_poisson_nll_desc_init;
    static std::string options(const desc &d) {
        std::ostringstream text;
        text << "log_input " << d.log_input << ", full " << d.full << ", epsilon " << d.epsilon;
        return text.str();
    }
    static double input(double logit) { return logit; }
    static double target(random_source &random, bool hard) {
        return hard ? static_cast<double>(random.below(6)) : random.uniform(0, 5);
    }
    static double third(random_source &) { return 0; }
    template <class Wide> static reference::element_terms<Wide> terms(const desc &d, Wide x, Wide t, const Wide *) {
        return reference::poisson_nll<Wide>(d, x, t);
    }
    static simdloss_status forward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_poisson_nll_forward(d, e, a.input, a.target, a.weight, a.loss);
    }
    static simdloss_status backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_poisson_nll_backward(d, e, a.input, a.target, a.weight, a.grad_loss, a.by_input, a.by_target);
    }
    static simdloss_status forward_backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_poisson_nll_forward_backward(
            d, e, a.input, a.target, a.weight, a.grad_loss, a.loss, a.by_input, a.by_target);
    }
};

struct gaussian_nll : real_targets<simdloss_gaussian_nll_desc> {
    using desc = simdloss_gaussian_nll_desc;
    static constexpr bool has_class_value = false, has_third = true, has_hessian = false;
    static constexpr auto init = simdloss_gaussian_nll_desc_init;
    static std::string options(const desc &d) {
        std::ostringstream text;
        text << "full " << d.full << ", epsilon " << d.epsilon;
        return text.str();
    }
    static double input(double logit) { return logit; }
    static double target(random_source &random, bool hard) { return hard ? 0 : 2 * random.normal(); }
    static double third(random_source &random) { return random.below(10) == 0 ? 1e-7 : random.uniform(0, 3); }
    template <class Wide> static reference::element_terms<Wide> terms(const desc &d, Wide x, Wide t, const Wide *c) {
        return reference::gaussian_nll<Wide>(d, x, t, *c);
    }
    static simdloss_status forward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_gaussian_nll_forward(d, e, a.input, a.target, a.third, a.weight, a.loss);
    }
    static simdloss_status backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_gaussian_nll_backward(
            d, e, a.input, a.target, a.third, a.weight, a.grad_loss, a.by_input, a.by_target, a.by_third);
    }
    static simdloss_status forward_backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_gaussian_nll_forward_backward(
            d, e, a.input, a.target, a.third, a.weight, a.grad_loss, a.loss, a.by_input, a.by_target, a.by_third);
    }
};

struct hinge : real_targets<simdloss_hinge_desc> {
    using desc = simdloss_hinge_desc;
    static constexpr bool has_class_value = false, has_third = false, has_hessian = false;
    static constexpr auto init = simdloss_hinge_desc_init;
    static std::string options(const desc &d) {
        std::ostringstream text;
        text << "kind " << d.kind << ", labels " << d.labels << ", margin " << d.margin;
        return text.str();
    }
    static double input(double logit) { return logit; }
    static double target(random_source &random, bool hard) {
        return hard ? static_cast<double>(random.below(2)) * 2 - 1 : random.uniform(-2, 2);
    }
    static double third(random_source &) { return 0; }
    template <class Wide> static reference::element_terms<Wide> terms(const desc &d, Wide x, Wide t, const Wide *) {
        return reference::hinge<Wide>(d, x, t);
    }
    static simdloss_status forward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_hinge_forward(d, e, a.input, a.target, a.weight, a.loss);
    }
    static simdloss_status backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_hinge_backward(d, e, a.input, a.target, a.weight, a.grad_loss, a.by_input, a.by_target);
    }
    static simdloss_status forward_backward(const desc *d, const simdloss_executor *e, const element_arrays &a) {
        return simdloss_hinge_forward_backward(
            d, e, a.input, a.target, a.weight, a.grad_loss, a.loss, a.by_input, a.by_target);
    }
};

} // namespace simdloss_test
