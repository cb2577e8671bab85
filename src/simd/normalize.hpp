// What both drivers, rows.hpp (lanes along the classes of a row) and tiles.hpp (lanes along rows), share: how stretches
// of a row combine, what a row's sum becomes, and the arithmetic of one output register.
#pragma once

#include "simd/log_sum_exp.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

using r64 = reg<double>;

// A stretch of each of width<double> rows.
struct stretches {
    r64 max, sum, exponent, shift, gap;
};

SIMDLOSS_INLINE stretches load_state(const row_state &s, int i) {
    return {load(s.max + i), load(s.sum + i), load(s.exponent + i), load(s.shift + i), load(s.gap + i)};
}
SIMDLOSS_INLINE void store_state(row_state &s, int i, const stretches &x) {
    store(s.max + i, x.max);
    store(s.sum + i, x.sum);
    store(s.exponent + i, x.exponent);
    store(s.shift + i, x.shift);
    store(s.gap + i, x.gap);
}

// The stretch before and the one after it become one: it keeps the reference of the side with the larger maximum, and
// the other side's maximum joins the sum. Where both shifts are 0, as they are for ordinary logits, rescaling is exact.
template <class A> SIMDLOSS_INLINE stretches merge(const stretches &a, const stretches &b, r64 a_weight, r64 b_weight) {
    const mask<double> second = b.max > a.max;
    const auto pick = [&](r64 x, r64 y) { return xsimd::select(second, x, y); };
    const stretches high{pick(b.max, a.max), pick(b.sum, a.sum), pick(b.exponent, a.exponent), pick(b.shift, a.shift),
        pick(b.gap, a.gap)};
    const stretches low{pick(a.max, b.max), pick(a.sum, b.sum), pick(a.exponent, b.exponent), pick(a.shift, b.shift),
        pick(a.gap, b.gap)};
    const r64 rescaled = low.sum * exp_times_power<A>(low.shift - high.shift, low.exponent - high.exponent);
    const r64 low_max = exp_times_power<A>(low.max - high.shift, -high.exponent);
    // What the gaps were taken from: of a stretch of nothing but -inf, 0.
    const auto base = [](r64 max) {
        return xsimd::select(max == r64(-std::numeric_limits<double>::infinity()), r64(0), max);
    };
    stretches out = high;
    out.sum = high.sum + (xsimd::select(low.sum == r64(0), r64(0), rescaled) + low_max);
    out.gap = high.gap + (low.gap + pick(a_weight, b_weight) * (base(high.max) - base(low.max)));
    return out;
}

// log S = log1p(rest / exp(max)); NaN where S is not a finite number.
template <class A> SIMDLOSS_INLINE r64 log_of_sum(const stretches &s) {
    return log1p<A>(s.sum * exp_times_power<A>(s.shift - s.max, s.exponent));
}

template <class A> SIMDLOSS_INLINE r64 rounded_to(r64 x) {
    if constexpr (sizeof(A) == 8) {
        return x;
    } else {
        typename reg<double>::register_type low, high;
        widen(narrow(x, x), low, high);
        return r64(low);
    }
}

// Sets up the output of width<double> rows: scale * exp(v) / exp(max + log_sum), and by how much to scale exponentials
// that the reduction kept.
template <class A> SIMDLOSS_INLINE void set_factor(row_state &s, int i, r64 max, r64 log_sum, r64 scale) {
    r64 shift, k;
    choose_reference(max, shift, k);
    store(s.factor + i, scale * exp_times_power<A>(shift - max, -log_sum, k));
    store(s.kept_scale + i, power_of_two_clamped(load(s.exponent + i) - k));
    store(s.exponent + i, k);
    store(s.shift + i, shift);
}

// A NaN in a row makes its maximum NaN too. Adding 0 makes +0 of -0: which of the two a row's maximum is depends on the
// width of registers.
SIMDLOSS_INLINE r64 max_or_nan(const stretches &s) { return xsimd::select(s.sum != s.sum, s.sum, s.max + r64(0)); }

// One row's, or each lane's, numbers for the output, as registers of A.
template <class A> struct output_scalars {
    reference<A> ref;
    reg<A> factor, smooth, kept_scale;
    reg<A> max, log_sum;
};

enum class output_kind { exponential, logarithm };

// One output register from the exponential relative to the row's maximum. Both ways of having it, computed again or kept
// and rescaled, agree where it is not negligible; where it is, both give 0.
template <class A> SIMDLOSS_INLINE reg<A> scale_exponential(reg<A> e, reg<A> weight, const output_scalars<A> &s) {
    e = xsimd::select(e < reg<A>(scaling<A>::negligible), reg<A>(0), e);
    return xsimd::fms(e, s.factor, s.smooth * weight); // not an fma of a negated product: AVX-512 would negate 0 to +0
}

// ---- the weights w_j of gap and output: class weights, 1, or a row's own from its targets. Called with a column and a
// way to load registers.

template <class A> struct no_weights {
    template <class Load> SIMDLOSS_INLINE reg<A> operator()(std::int64_t, const Load &) const { return reg<A>(1); }
};

template <class A> struct class_weights {
    const A *weight;
    template <class Load> SIMDLOSS_INLINE reg<A> operator()(std::int64_t j, const Load &load_from) const {
        return load_from(weight + j);
    }
};

// Class weight * (keep * target + spread): the target after label smoothing.
template <class T, bool weighted> struct target_weights {
    using A = accumulator_of<T>;
    const T *target;
    const A *weight;
    reg<A> keep, spread;
    template <class Load> SIMDLOSS_INLINE reg<A> operator()(std::int64_t j, const Load &load_from) const {
        const reg<A> smoothed = xsimd::fma(load_from(target + j), keep, spread);
        if constexpr (weighted) return load_from(weight + j) * smoothed;
        else return smoothed;
    }
};

// A family whose rows bring weights of their own has, further to what rows.hpp says,
//
//     const T *target                  what they are made of, of input's layout
//     A keep, spread                   how
//     bool wants_weights               whether the call needs their sums
//     double *total                    where a row's sum goes: the driver's part, before finish
//     bool may_cancel(i)               whether row i has an element whose probability is above a half
//     T *target_output, bool stream_target        the gradient for the target; may be null, as output then may
//     target_scalars<A> targets_of(i, load)       what finish left of row i: load takes a pointer to a double
template <class Family>
concept weighs_targets = requires(const Family &f) {
    f.target_output;
};

template <class A> struct target_scalars {
    reg<A> total; // sum of the weights; NaN in a row where no probability is above a half
    reg<A> own;   // the output of an element that has all of the weight and more than half of the probability
    reg<A> scale; // of the gradient for the target

    // The difference of total * p and weight cancels where the weight is the total and p is near 1: there p stands at the
    // row's maximum, and 1 - p is known to all digits.
    SIMDLOSS_INLINE reg<A> without_cancellation(reg<A> y, reg<A> weight, const output_scalars<A> &s) const {
        const mask<A> cancels = xsimd::abs(y) < xsimd::abs(s.smooth * total) * reg<A>(A(0.5));
        return xsimd::select((weight == total) & cancels, own, y);
    }

    // scale * w_c * -log p_c, where a coefficient of 0 silences an infinite logarithm.
    SIMDLOSS_INLINE reg<A> gradient(reg<A> x, reg<A> class_weight, const output_scalars<A> &s) const {
        const reg<A> coefficient = scale * class_weight, surprise = (s.max - x) + s.log_sum;
        const mask<A> silent = (coefficient == reg<A>(0)) & (surprise == reg<A>(std::numeric_limits<A>::infinity()));
        return coefficient * xsimd::select(silent, reg<A>(0), surprise);
    }
};

// Writes n consecutive elements. f(y, j, load) fills the registers y[0], y[1], ... of elements j, j + width, ...; it reads
// memory with load(p), which knows how many elements there are.
template <class T, class F>
SIMDLOSS_INLINE void write_elements(T *out, std::int64_t n, bool accumulate, bool streaming, const F &f) {
    using A = accumulator_of<T>;
    constexpr std::int64_t w = width<A>;
    const auto partial = [&](std::int64_t j, std::int64_t count) {
        reg<A> y[1];
        f(y, j, [=](const auto *p) { return load_partial(p, count); });
        if (accumulate) y[0] = load_partial(out + j, count) + y[0];
        store_partial(out + j, count, y[0]);
    };
    const auto whole = [](const auto *p) { return load(p); };
    std::int64_t j = 0;
    const auto one_by_one = [&](const auto &put) {
        for (; j + w <= n; j += w) {
            reg<A> y[1];
            f(y, j, whole);
            put(out + j, y[0]);
        }
    };
    const auto in_groups = [&](const auto &put) {
        for (; j + exp_group * w <= n; j += exp_group * w) {
            reg<A> y[exp_group];
            f(y, j, whole);
#pragma GCC unroll 8
            for (int k = 0; k < exp_group; ++k) put(out + j + k * w, y[k]);
        }
        one_by_one(put);
    };
    // Whole registers go to aligned addresses: a stream must, and a store that crosses a cache line costs two.
    const std::uintptr_t past = reinterpret_cast<std::uintptr_t>(out) % (w * sizeof(T));
    const bool aligns = past % sizeof(T) == 0 && n >= 4 * w;
    if (aligns && past != 0) {
        j = w - static_cast<std::int64_t>(past / sizeof(T));
        partial(0, j);
    }
    if constexpr (sizeof(T) == sizeof(A)) {
        // Not in groups: streams that come in bursts wait for each other.
        if (streaming && aligns) one_by_one([](T *p, reg<A> y) { stream(p, y); });
    }
    if (accumulate) in_groups([](T *p, reg<A> y) { store(p, load(p) + y); });
    else in_groups([](T *p, reg<A> y) { store(p, y); });
    if (j < n) partial(j, n - j);
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
