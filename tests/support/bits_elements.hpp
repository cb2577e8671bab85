// Hashes of what the element-wise losses write.
#pragma once

#include "bits.hpp"
#include "focal.hpp"
#include "regression.hpp"
#include "sigmoid.hpp"

namespace simdloss_test {

inline void add_sigmoid(hash &h, const bits_of &what) {
    for (const auto &[batch, classes, inner] : {std::tuple{3, 301, 1}, {2, 7, 37}}) {
        sigmoid_case c(what.dtype, batch, classes, inner);
        buffer input(what.dtype, c.layout().extent()), upstream(what.dtype, c.layout().extent());
        fill_logits(input, c.layout(), what.kind, c.seed);
        sign_zeros(input, what);
        fill_uniform(upstream, -2, 2, c.seed + 1);
        buffer output(what.dtype, c.layout().extent()), grad(what.dtype, c.layout().extent());
        for (const bool logarithm : {false, true}) {
            const auto forward = logarithm ? simdloss_log_sigmoid_forward : simdloss_sigmoid_forward;
            const auto backward = logarithm ? simdloss_log_sigmoid_backward : simdloss_sigmoid_backward;
            expect_ok(forward(&c.desc, nullptr, input.data(), output.data()));
            expect_ok(backward(&c.desc, nullptr, input.data(), upstream.data(), grad.data()));
            h.add(output);
            h.add(grad);
        }
    }
}

template <class Loss>
inline constexpr bool of_probabilities =
    std::is_same_v<Loss, probability_bce> || std::is_same_v<Loss, probability_focal>;

// From 0 to 1 without a libm, whose last digit is each machine's own.
inline double plain_probability(double x) { return x < 0 ? 1 / (1 - x) : 1 - 1 / (1 + x); }

template <class Loss> void add_hessian(hash &h, const element_case<Loss> &c, const element_inputs<Loss> &in) {
    if constexpr (Loss::has_hessian) {
        element_outputs<Loss> out(c);
        element_arrays a = arrays_of(c, in, out);
        a.by_third = out.by_third.data();
        const auto desc = desc_of(c);
        expect_ok(Loss::gradient_hessian(&desc, nullptr, a));
        h.add(out.by_input);
        h.add(out.by_third);
    }
}

template <class Loss> void add_elements_case(hash &h, const bits_of &what, const element_case<Loss> &c) {
    element_inputs<Loss> in(c);
    if (of_probabilities<Loss>) {
        fill_logits(in.input, c.layout(), c.kind, c.seed);
        for (std::int64_t i = 0; i < in.input.count(); ++i) in.input.set(i, plain_probability(in.input.get(i)));
    }
    sign_zeros(in.input, what);
    element_outputs<Loss> out(c);
    expect_ok(forward_backward(c, in, out));
    for (const buffer *each : {&out.loss, &out.by_input, &out.by_target, &out.by_third}) h.add(*each);
    add_hessian(h, c, in);
}

// Along elements, and reduced over the classes with labels of U8.
template <class Loss, class Set> void add_elements(hash &h, const bits_of &what, Set set) {
    element_case<Loss> c(what.dtype, 3, 301);
    c.kind = what.kind;
    c.weight = c.grad_loss = true;
    c.class_value = Loss::has_class_value;
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    set(c.desc);
    add_elements_case(h, what, c);
    set_shape(c.desc, {2, 7, 37});
    c.target = labels::flags;
    c.desc.class_reduction = SIMDLOSS_REDUCTION_MEAN;
    c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
    add_elements_case(h, what, c);
}
template <class Loss> void add_elements(hash &h, const bits_of &what) {
    add_elements<Loss>(h, what, [](auto &) {});
}

// Powers that the kernels take by other ways too.
template <class Loss> void add_focal(hash &h, const bits_of &what) {
    for (const double gamma : {2.0, 0.0, 0.5, 3.7}) {
        add_elements<Loss>(h, what, [&](auto &desc) {
            desc.gamma = gamma;
            desc.label_smoothing = gamma == 2 ? 0 : 0.1;
        });
    }
}
inline void add_asymmetric(hash &h, const bits_of &what) {
    for (const double gamma : {1.0, 0.5}) {
        add_elements<asymmetric>(h, what, [&](auto &desc) {
            desc.gamma_positive = gamma;
            desc.gamma_negative = 4 * gamma;
            desc.clip = gamma == 1 ? 0.05 : 0;
        });
    }
}
template <class Loss> void add_every_kind(hash &h, const bits_of &what) {
    for (const std::int32_t kind : {0, 1, 2, 3}) add_elements<Loss>(h, what, [&](auto &desc) { desc.kind = kind; });
}
inline void add_poisson_nll(hash &h, const bits_of &what) {
    for (const std::int32_t log_input : {0, 1}) {
        add_elements<poisson_nll>(h, what, [&](auto &desc) {
            desc.log_input = log_input;
            desc.full = 1;
        });
    }
}
inline void add_gaussian_nll(hash &h, const bits_of &what) {
    add_elements<gaussian_nll>(h, what, [](auto &desc) { desc.full = 1; });
}

} // namespace simdloss_test
