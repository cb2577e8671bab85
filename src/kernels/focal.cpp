// Focal losses of binary labels: binary cross-entropy times a power of what the model is wrong by. The formulas stand in
// simdloss/focal.h; no power below gamma is ever formed, so that gradients are finite at both ends.
#include "kernels/table.hpp"
#include "simd/binary.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// gamma u^(gamma - 1) from u^gamma; 0 at u = 0, where it stands beside a loss of 0.
template <class A> SIMDLOSS_INLINE group<A> power_slope_of(const group<A> &u, const group<A> &power, A gamma) {
    return power * gamma / select(u == A(0), A(1), u);
}

// option: smoothing, gamma, alpha (negative: none), whether c is the alpha of the class.
template <class A> struct focal_balance {
    const smoothing_of_labels<A> smoothed;
    const A gamma, alpha, other_alpha;
    const bool by_class;
    explicit focal_balance(const elements_args &args)
        : smoothed(args.option[0]), gamma(static_cast<A>(args.option[1])), alpha(static_cast<A>(args.option[2])),
          other_alpha(static_cast<A>(1 - args.option[2])), by_class(args.option[3] != 0) {}

    SIMDLOSS_INLINE group<A> weight(const group<A> &t, const group<A> &other, const group<A> &c) const {
        if (by_class) return fma(c, t, (A(1) - c) * other);
        return alpha < 0 ? group<A>::filled(1) : fma(t, alpha, other * other_alpha);
    }
    // d weight / dt
    SIMDLOSS_INLINE group<A> weight_slope(const group<A> &c) const {
        if (by_class) return c + c - A(1);
        return group<A>::filled(alpha < 0 ? A(0) : alpha - other_alpha);
    }
};

template <class A> struct focal_of_logits {
    static constexpr bool has_curvature = true;
    const focal_balance<A> balance;
    explicit focal_of_logits(const elements_args &args) : balance(args) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &label, const group<A> &c, element<A> &y) const {
        const A gamma = balance.gamma;
        const group<A> t = balance.smoothed(label), other = balance.smoothed(A(1) - label);
        const auto s = sigmoid(x);
        const group<A> ce = binary_loss(x, s.e, t, other), slope = other * s.p - t * s.q; // of ce
        const group<A> wrong = fma(other, s.p, t * s.q), side = other - t;                // u, and 1 - 2t
        const group<A> a = balance.weight(t, other, c), power = focal_power(wrong, gamma), scale = a * power;
        y.loss = coefficient_times(scale, ce);

        // r = p q / u, with the larger of p and q taken out of both: what is left of u is 0 only where r is 1 / (1 + e).
        const group_mask<A> positive = x >= A(0);
        const group<A> large = select(positive, s.p, s.q);
        const group<A> rest = fma(select(positive, t, other), s.e, select(positive, other, t));
        const group<A> r = select(rest == A(0), large, large * s.e / rest);
        const group<A> power_slope = side * r, term = coefficient_times(power_slope, ce) * gamma;
        y.by_input = scale * (term + slope);

        // d/dt: of a, of u (which is p - q, over u), and of ce.
        const group<A> by_power = a * power_slope_of(wrong, power, gamma) * (s.q - s.p);
        const group<A> by_factors = coefficient_times(fma(balance.weight_slope(c), power, by_power), ce);
        y.by_target = (coefficient_times(scale, -x) + by_factors) * balance.smoothed.kept;
        y.by_third = y.by_target;

        const group<A> bend = coefficient_times(fma(power_slope, gamma - A(1), s.q - s.p), ce) + (slope + slope);
        y.curvature = scale * (coefficient_times(power_slope * gamma, bend) + s.p * s.q);
    }
};

// option, further: clip, epsilon, the least logarithm.
template <class A> struct focal_of_probability {
    static constexpr bool has_curvature = false;
    const focal_balance<A> balance;
    const A clip;
    explicit focal_of_probability(const elements_args &args) : balance(args), clip(static_cast<A>(args.option[4])) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &p, const group<A> &label, const group<A> &c, element<A> &y) const {
        const A gamma = balance.gamma;
        const group<A> t = balance.smoothed(label), other = balance.smoothed(A(1) - label), q = A(1) - p;
        const auto b = binary_probability(p, t, other, clip, A(0), A(-100));
        const group<A> wrong = fma(other, p, t * q), side = other - t;
        const group<A> a = balance.weight(t, other, c), power = focal_power(wrong, gamma);
        y.loss = a * power * b.loss;
        const group<A> steep = a * power_slope_of(wrong, power, gamma) * b.loss;
        y.by_input = fma(steep, side, a * power * b.slope);
        const group<A> by_label = fma(a * power, b.log_q - b.log_p, balance.weight_slope(c) * power * b.loss);
        y.by_target = fma(steep, q - p, by_label) * balance.smoothed.kept;
        y.by_third = y.by_target;
    }
};

// option: gamma_positive, gamma_negative, clip, whether the power counts as a constant.
template <class A> struct asymmetric {
    static constexpr bool has_curvature = false;
    const A gamma_positive, gamma_negative, clip;
    const bool constant;
    explicit asymmetric(const elements_args &args)
        : gamma_positive(static_cast<A>(args.option[0])), gamma_negative(static_cast<A>(args.option[1])),
          clip(static_cast<A>(args.option[2])), constant(args.option[3] != 0) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &t, const group<A> &, element<A> &y) const {
        const auto s = sigmoid(x);
        const group<A> other = A(1) - t;
        const group<A> softplus = at_least(A(0), -x) + log1p_of_fraction(s.e); // -log p
        const group<A> power = focal_power(s.q, gamma_positive), positive = coefficient_times(power, softplus);
        const A log_part = constant ? A(0) : gamma_positive;
        const group<A> positive_slope = -(power * fma(coefficient_times(s.p, softplus), log_part, s.q));

        // m = 1 - n is 0 where the clip makes the negative easy enough to be left out.
        const group<A> m = at_least(A(0), s.p - clip), n = s.q + clip;
        const group<A> log_n = clip > 0 ? log_of_clipped(m, n) : -(at_least(A(0), x) + log1p_of_fraction(s.e));
        const group<A> other_power = focal_power(m, gamma_negative);
        const group_mask<A> counts = m > A(0);
        const group<A> negative = select(counts, -(other_power * log_n), m);
        const group<A> falls = log_n / m * (constant ? A(0) : gamma_negative);
        // p q / n, where n is q itself without a clip
        const group<A> over_n = clip > 0 ? s.p * s.q / n : s.p;
        const group<A> negative_slope = select(counts, other_power * (over_n - coefficient_times(s.p * s.q, falls)), m);

        y.loss = coefficient_times(t, positive) + coefficient_times(other, negative);
        y.by_input = t * positive_slope + other * negative_slope;
        y.by_target = positive - negative;
        y.by_third = y.by_target;
    }

private:
    // log(n) of n = 1 - m >= clip, from the one of them that has the digits.
    SIMDLOSS_INLINE static group<A> log_of_clipped(const group<A> &m, const group<A> &n) {
        const auto split = split_exponent(n);
        return log_of(split.k, select(split.k == A(0), -m, split.f));
    }
};

template <class T> void focal(const elements_args &args, elements_run &run, const work &) {
    using A = accumulator_of<T>;
    switch (static_cast<focal_loss_of>(args.loss)) {
    case focal_loss_of::logits: run_elements<T, focal_of_logits<A>>(args, run); break;
    case focal_loss_of::probability: run_elements<T, focal_of_probability<A>>(args, run); break;
    case focal_loss_of::asymmetric: run_elements<T, asymmetric<A>>(args, run); break;
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(focal)

} // namespace simdloss::SIMDLOSS_ISA
