// What losses of binary labels share: smoothing, and binary cross-entropy itself, so that the focal loss with gamma 0 has
// its bits.
#pragma once

#include "simd/elements.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// t (1 - smoothing) + smoothing / 2, and what is left to 1 without a difference of numbers that may be close.
template <class A> struct smoothing_of_labels {
    bool on;
    A kept, half;
    explicit smoothing_of_labels(double smoothing)
        : on(smoothing != 0), kept(static_cast<A>(1 - smoothing)), half(static_cast<A>(0.5 * smoothing)) {}
    SIMDLOSS_INLINE group<A> operator()(const group<A> &t) const { return on ? fma(t, kept, half) : t; }
};

// positive sp(-x) + negative sp(x), with e = exp(-|x|) and sp(x) = max(x, 0) + log1p(e).
template <class A>
SIMDLOSS_INLINE group<A> binary_loss(
    const group<A> &x, const group<A> &e, const group<A> &positive, const group<A> &negative) {
    const group<A> coefficient = select(x > A(0), negative, positive), magnitude = abs(x);
    const group<A> linear = select(coefficient == A(0), A(0), coefficient * magnitude);
    return fma(negative + positive, log1p_of_fraction(e), linear);
}

// Binary cross-entropy on a probability p, with the options of simdloss/binary_cross_entropy.h.
template <class A> struct binary_probability_terms {
    group<A> loss, slope, log_p, log_q; // slope: by p
};
template <class A>
SIMDLOSS_INLINE binary_probability_terms<A> binary_probability(
    const group<A> &x, const group<A> &label, const group<A> &negative, A clip, A epsilon, A least) {
    binary_probability_terms<A> b;
    const A high = A(1) - clip;
    const group<A> p = clip > 0 ? at_most(high, at_least(clip, x)) : x, q = A(1) - p;
    if (epsilon > 0) {
        const group<A> above = p + epsilon, below = q + epsilon;
        b.log_p = log(above);
        b.log_q = log(below);
        b.slope = negative / below - label / above;
    } else {
        b.log_p = log(p);
        b.log_q = log1p(-p);
        const group<A> inside = (p - label) / at_least(A(1e-12F), p * q);
        b.slope = select((p >= A(0)) & (q >= A(0)), inside, std::numeric_limits<A>::quiet_NaN());
    }
    if (clip > 0) b.slope = select((x <= clip) | (x >= high), A(0), b.slope);
    b.loss =
        -coefficient_times(label, at_least(least, b.log_p)) - coefficient_times(negative, at_least(least, b.log_q));
    return b;
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
