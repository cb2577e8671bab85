// Binary cross-entropy: on logits, with a weight c of the positive term, and on probabilities. The formulas stand in
// simdloss/binary_cross_entropy.h.
#include "kernels/table.hpp"
#include "simd/binary.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> struct bce_of_logits {
    static constexpr bool has_curvature = true;
    const smoothing_of_labels<A> smoothed;
    explicit bce_of_logits(const elements_args &args) : smoothed(args.option[0]) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &t, const group<A> &c, element<A> &y) const {
        const group<A> positive = smoothed(t) * c, negative = smoothed(A(1) - t);
        const auto s = sigmoid(x);
        y.loss = binary_loss(x, s.e, positive, negative);
        y.by_input = negative * s.p - positive * s.q;
        // c sp(-x) - sp(x), where sp(x) - sp(-x) = x keeps the digits
        const group<A> rest = fma(c - A(1), log1p_of_fraction(s.e), -(select(x < A(0), c, A(1)) * x));
        y.by_target = rest * smoothed.kept;
        y.curvature = (negative + positive) * (s.p * s.q);
        y.by_third = y.by_target;
    }
};

// option: smoothing, clip, epsilon, the least logarithm.
template <class A> struct bce_of_probability {
    static constexpr bool has_curvature = false;
    const smoothing_of_labels<A> smoothed;
    const A clip, epsilon, least;
    explicit bce_of_probability(const elements_args &args)
        : smoothed(args.option[0]), clip(static_cast<A>(args.option[1])), epsilon(static_cast<A>(args.option[2])),
          least(static_cast<A>(args.option[3])) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &t, const group<A> &, element<A> &y) const {
        const auto b = binary_probability(x, smoothed(t), smoothed(A(1) - t), clip, epsilon, least);
        y.loss = b.loss;
        y.by_input = b.slope;
        y.by_target = (b.log_q - b.log_p) * smoothed.kept;
        y.by_third = y.by_target;
    }
};

template <class T> void binary_cross_entropy(const elements_args &args, elements_run &run, const work &) {
    using A = accumulator_of<T>;
    if (args.loss == static_cast<int>(binary_loss_of::logits)) run_elements<T, bce_of_logits<A>>(args, run);
    else run_elements<T, bce_of_probability<A>>(args, run);
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(binary_cross_entropy)

} // namespace simdloss::SIMDLOSS_ISA
