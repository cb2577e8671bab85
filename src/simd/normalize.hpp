// What both drivers, rows.hpp (lanes along the classes of a row) and tiles.hpp (lanes along rows), share: how stretches
// of a row combine, what a row's sum becomes, and the arithmetic of one output register.
#pragma once

#include "runtime/args.hpp"
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
SIMDLOSS_INLINE stretches merge(const stretches &a, const stretches &b, double a_weight, double b_weight) {
    const mask<double> second = b.max > a.max;
    const auto pick = [&](r64 x, r64 y) { return xsimd::select(second, x, y); };
    const stretches high{pick(b.max, a.max), pick(b.sum, a.sum), pick(b.exponent, a.exponent), pick(b.shift, a.shift),
                         pick(b.gap, a.gap)};
    const stretches low{pick(a.max, b.max), pick(a.sum, b.sum), pick(a.exponent, b.exponent), pick(a.shift, b.shift),
                        pick(a.gap, b.gap)};
    const r64 rescaled = low.sum * exp_times_power(low.shift - high.shift, low.exponent - high.exponent);
    const r64 low_max = exp_times_power(low.max - high.shift, -high.exponent);
    const r64 base = xsimd::select(low.max == r64(-std::numeric_limits<double>::infinity()), r64(0), low.max);
    stretches out = high;
    out.sum = high.sum + (xsimd::select(low.sum == r64(0), r64(0), rescaled) + low_max);
    out.gap = high.gap + (low.gap + pick(r64(a_weight), r64(b_weight)) * (high.max - base));
    return out;
}

// log S = log1p(rest / exp(max)); NaN where S is not a finite number.
SIMDLOSS_INLINE r64 log_of_sum(const stretches &s) { return log1p(s.sum * exp_times_power(s.shift - s.max, s.exponent)); }

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
SIMDLOSS_INLINE void set_factor(row_state &s, int i, r64 max, r64 log_sum, r64 scale) {
    r64 shift, k;
    choose_reference(max, shift, k);
    store(s.factor + i, scale * exp_times_power(shift - max, -log_sum, k));
    store(s.kept_scale + i, power_of_two_clamped(load(s.exponent + i) - k));
    store(s.exponent + i, k);
    store(s.shift + i, shift);
}

// A NaN in a row makes its maximum NaN too.
SIMDLOSS_INLINE r64 max_or_nan(const stretches &s) { return xsimd::select(s.sum != s.sum, s.sum, s.max); }

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
    return xsimd::fma(e, s.factor, -(s.smooth * weight));
}

// Writes n consecutive elements: f(full, j, count) gives the register of elements j to j + count - 1; where `full` is
// std::true_type count is the width, else f must not read beyond count.
template <class T, class F>
SIMDLOSS_INLINE void write_elements(T *out, std::int64_t n, bool accumulate, bool streaming, const F &f) {
    using A = accumulator_of<T>;
    constexpr std::int64_t w = width<A>;
    const auto partial = [&](std::int64_t j, std::int64_t count) {
        reg<A> x = f(std::false_type{}, j, count);
        if (accumulate) x = load_partial(out + j, count) + x;
        store_partial(out + j, count, x);
    };
    std::int64_t j = 0;
    if constexpr (sizeof(T) == sizeof(A)) {
        // A stream needs its addresses aligned to the register, which takes elements aligned to themselves.
        if (streaming && reinterpret_cast<std::uintptr_t>(out) % sizeof(T) == 0) {
            const auto past = reinterpret_cast<std::uintptr_t>(out) % (w * sizeof(T)) / sizeof(T);
            if (past != 0) {
                j = w - static_cast<std::int64_t>(past);
                if (j > n) j = n;
                partial(0, j);
            }
            for (; j + w <= n; j += w) stream(out + j, f(std::true_type{}, j, w));
        }
    }
    if (accumulate) {
        for (; j + w <= n; j += w) store(out + j, load(out + j) + f(std::true_type{}, j, w));
    } else {
        for (; j + w <= n; j += w) store(out + j, f(std::true_type{}, j, w));
    }
    if (j < n) partial(j, n - j);
}

template <class Full, class T>
SIMDLOSS_INLINE reg<accumulator_of<T>> load_at(Full, const T *p, std::int64_t count) {
    if constexpr (Full::value) return load(p);
    else return load_partial(p, count);
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
