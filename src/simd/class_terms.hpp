// Softmax losses that are a function of one class's probability, F(p) in the place of -log p: the focal loss and Poly-1.
// With l = log p, q = 1 - p and G = -dF/dl:
//
//     cross-entropy   F = -l                G = 1
//     focal           F = q^gamma (-l)      G = q^gamma (1 - gamma p l / q), no power of q below gamma
//     Poly-1          F = -l + epsilon q    G = 1 + epsilon p
//
// G times the softmax's own derivative, [j = c] - p_j, is the gradient by the logits.
#pragma once

#include "runtime/cross_entropy_args.hpp"
#include "simd/log.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

using namespace runtime;

template <class A> struct class_term { group<A> loss, slope; }; // F and G

template <class A> class class_formula {
public:
    explicit class_formula(const cross_entropy_args &args)
        : what_(args.what), gamma_(static_cast<A>(args.gamma)), clip_(static_cast<A>(args.clip)),
          epsilon_(static_cast<A>(args.epsilon)) {
        if (clip_ == 0) return;
        const auto clip = group<double>::filled(args.clip), rest = double(1) - clip;
        lowest_ = first(focal_power(rest, args.gamma) * -log(clip));
        highest_ = first(focal_power(clip, args.gamma) * -log1p(-clip));
    }

    // surprise: -l.
    SIMDLOSS_INLINE class_term<A> operator()(const group<A> &surprise, const group<A> &p, const group<A> &q) const {
        switch (what_) {
        case class_loss::focal: return focal(surprise, p, q);
        case class_loss::poly1: return {fma(q, epsilon_, surprise), fma(p, epsilon_, A(1))};
        default: return {surprise, group<A>::filled(1)};
        }
    }

    // Of one register.
    SIMDLOSS_INLINE class_term<A> operator()(reg<A> surprise, reg<A> p, reg<A> q) const {
        return operator()(alone(surprise), alone(p), alone(q));
    }

    // What of the second derivative by the class's own logit is not -G p q: q^2 dG/dl, negated.
    SIMDLOSS_INLINE reg<A> bend(reg<A> surprise, reg<A> p, reg<A> q) const {
        if (what_ != class_loss::focal) return reg<A>(0);
        const group<A> all_q = alone(q), all_p = alone(p), steep = times_ratio(all_p, alone(surprise), all_q);
        const group<A> factor = all_p * A(2) - steep * (all_q - all_p * (gamma_ - A(1)));
        return (focal_power(all_q, gamma_) * all_q * gamma_ * factor).r[0];
    }

private:
    SIMDLOSS_INLINE static group<A> alone(reg<A> x) {
        group<A> all = group<A>::filled(A(0.5));
        all.r[0] = x;
        return all;
    }
    SIMDLOSS_INLINE static A first(const group<double> &x) { return static_cast<A>(x.r[0].get(0)); }

    // p surprise / q: 1 at q = 0, 0 at p = 0.
    SIMDLOSS_INLINE static group<A> times_ratio(const group<A> &p, const group<A> &surprise, const group<A> &q) {
        const group<A> ratio = select(q == A(0), A(1), surprise / q);
        return select(p == A(0), A(0), p * ratio);
    }

    SIMDLOSS_INLINE class_term<A> focal(const group<A> &surprise, const group<A> &p, const group<A> &q) const {
        const group<A> power = focal_power(q, gamma_);
        const class_term<A> term{power * surprise, power * fma(times_ratio(p, surprise, q), gamma_, A(1))};
        if (clip_ == 0) return term;
        const group_mask<A> low = p <= clip_, high = q <= clip_;
        return {select(low, lowest_, select(high, highest_, term.loss)), select(low | high, A(0), term.slope)};
    }

    class_loss what_;
    A gamma_, clip_, epsilon_;
    A lowest_ = 0, highest_ = 0; // losses of a probability that is clipped
};

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
