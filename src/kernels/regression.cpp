// Regression losses of x and t, and of a variance c. The formulas stand in simdloss/regression.h.
#include "kernels/table.hpp"
#include "simd/elements.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> SIMDLOSS_INLINE group<A> sign_times(const group<A> &d, const group<A> &magnitude) {
    return select(d > A(0), magnitude, select(d < A(0), -magnitude, d)); // d: 0 or NaN
}

// option: threshold, where the square ends and the line begins; what the square is multiplied by, its reciprocal for
// smooth L1, 1 for Huber; the line's slope, 1 and the threshold. A threshold of 0 leaves the line, infinity the square.
template <class A> struct square_and_line {
    static constexpr bool has_curvature = false;
    const A threshold, curve, slope;
    explicit square_and_line(const elements_args &args)
        : threshold(static_cast<A>(args.option[0])), curve(static_cast<A>(args.option[1])),
          slope(static_cast<A>(args.option[2])) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &t, const group<A> &, element<A> &y) const {
        const group<A> d = x - t, magnitude = abs(d);
        const group_mask<A> on_line = magnitude >= threshold;
        y.loss = select(on_line, (magnitude - A(0.5) * threshold) * slope, d * d * (A(0.5) * curve));
        y.by_input = select(on_line, sign_times(d, group<A>::filled(slope)), d * curve);
        y.by_target = -y.by_input;
        y.by_third = y.by_target;
    }
};

template <class A> struct squared_error {
    static constexpr bool has_curvature = false;
    explicit squared_error(const elements_args &) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &t, const group<A> &, element<A> &y) const {
        const group<A> d = x - t;
        y.loss = d * d;
        y.by_input = d + d;
        y.by_target = -y.by_input;
        y.by_third = y.by_target;
    }
};

// option: whether x is the logarithm of the rate, whether the loss is full, epsilon.
template <class A> struct poisson {
    static constexpr bool has_curvature = false;
    const bool logarithm, full;
    const A epsilon;
    explicit poisson(const elements_args &args)
        : logarithm(args.option[0] != 0), full(args.option[1] != 0), epsilon(static_cast<A>(args.option[2])) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &t, const group<A> &, element<A> &y) const {
        if (logarithm) {
            const group<A> rate = exp(x);
            y.loss = rate - coefficient_times(t, x);
            y.by_input = rate - t;
            y.by_target = -x;
        } else {
            const group<A> shifted = x + epsilon, log_rate = log(shifted);
            y.loss = x - coefficient_times(t, log_rate);
            y.by_input = A(1) - t / shifted;
            y.by_target = -log_rate;
        }
        if (full) {
            // Stirling's approximation of log t!, where t > 1
            const group_mask<A> large = t > A(1);
            const group<A> log_t = log(select(large, t, A(1)));
            const group<A> stirling = t * (log_t - A(1)) + A(0.5) * (log_t + A(1.8378770664093454836));
            y.loss = select(large, y.loss + stirling, y.loss);
            y.by_target = select(large, y.by_target + (log_t + A(0.5) / t), y.by_target);
        }
        y.by_third = y.by_target;
    }
};

// option: epsilon, the constant term.
template <class A> struct gaussian {
    static constexpr bool has_curvature = false;
    const A epsilon, constant;
    explicit gaussian(const elements_args &args)
        : epsilon(static_cast<A>(args.option[0])), constant(static_cast<A>(args.option[1])) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &t, const group<A> &c, element<A> &y) const {
        using limits = std::numeric_limits<A>;
        const group<A> v = select(c < A(0), limits::quiet_NaN(), at_least(epsilon, c));
        const group<A> d = x - t, over_v = d / v;
        y.loss = fma(fma(d, over_v, log(v)), A(0.5), group<A>::filled(constant));
        y.by_input = over_v;
        y.by_target = -over_v;
        y.by_third = (A(1) / v - over_v * over_v) * A(0.5);
    }
};

template <class T> void regression(const elements_args &args, elements_run &run, const work &) {
    using A = accumulator_of<T>;
    switch (static_cast<regression_loss>(args.loss)) {
    case regression_loss::squared: run_elements<T, squared_error<A>>(args, run); break;
    case regression_loss::square_and_line: run_elements<T, square_and_line<A>>(args, run); break;
    case regression_loss::poisson: run_elements<T, poisson<A>>(args, run); break;
    case regression_loss::gaussian: run_elements<T, gaussian<A>>(args, run); break;
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(regression)

} // namespace simdloss::SIMDLOSS_ISA
