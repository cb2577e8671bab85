// exp, log, log1p and powers of whole groups of registers in the accumulator type, with all its digits: what
// element-wise losses are made of. The plan of the logarithms: write x = 2^k m with m in [sqrt(1/2), sqrt(2)), f = m - 1,
// and take a polynomial of f; the coefficients are minimax fits for (log(1 + f) - f) / f^2, relative to log(1 + f).
// Bounds, as measured over all floats, in ULP of the result: docs/NUMERICS.md.
#pragma once

#include "simd/group.hpp"
#include "simd/math.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> struct log_constants;

template <> struct log_constants<float> {
    static constexpr std::uint32_t one = 0x3f800000u, sqrt_half = 0x3f3504f3u, mantissa_mask = 0x007fffffu;
    static constexpr float smallest_normal = 0x1p-126f, lift = 0x1p24f, lifted = 24;
    static constexpr float exp_low = -104, exp_high = 89; // beyond, exp is 0 or infinite
    static constexpr float centred[] = {
        -0x1.fffff8p-2f,
        0x1.55555p-2f,
        -0x1.000426p-2f,
        0x1.99a3f4p-3f,
        -0x1.54276ep-3f,
        0x1.22719ap-3f,
        -0x1.0f3766p-3f,
        0x1.08486cp-3f,
        -0x1.38303p-4f,
    }; // 0.04 ULP
    static constexpr float unit[] = {
        -0x1.ffffd2p-2f,
        0x1.554dfp-2f,
        -0x1.ff26e2p-3f,
        0x1.935ca2p-3f,
        -0x1.3a7a88p-3f,
        0x1.b579dcp-4f,
        -0x1.d86356p-5f,
        0x1.4b086cp-6f,
        -0x1.b2f5e8p-9f,
    }; // 0.05 ULP
};

template <> struct log_constants<double> {
    static constexpr std::uint64_t one = 0x3ff0000000000000u, sqrt_half = 0x3fe6a09e667f3bcdu,
                                   mantissa_mask = 0x000fffffffffffffu;
    static constexpr double smallest_normal = 0x1p-1022, lift = 0x1p54, lifted = 54;
    static constexpr double exp_low = -745.5, exp_high = 710;
    static constexpr double centred[] = {
        -0x1.0000000000003p-1,
        0x1.555555555551ep-2,
        -0x1.fffffffffdcb6p-3,
        0x1.99999999a1186p-3,
        -0x1.55555556f1b53p-3,
        0x1.249249227a348p-3,
        -0x1.fffffef03f96ep-4,
        0x1.c71c71beceecfp-4,
        -0x1.9999c9bffcb3p-4,
        0x1.745d48882f0cep-4,
        -0x1.555069c58bc61p-4,
        0x1.3b0a85d4c541ap-4,
        -0x1.24dc870f681c6p-4,
        0x1.11db1759426b2p-4,
        -0x1.fb7139c829afp-5,
        0x1.cf9570194cf3bp-5,
        -0x1.d126fdc4dbba5p-5,
        0x1.0b72df3b142e2p-4,
        -0x1.ec03d6de62763p-5,
        0x1.acd4426b18474p-6,
    }; // 0.04 ULP
    static constexpr double unit[] = {
        -0x1.fffffffffff9fp-2,
        0x1.555555555102dp-2,
        -0x1.fffffffdd3d1ep-3,
        0x1.99999951e6f31p-3,
        -0x1.55554fbd3474fp-3,
        0x1.2491fecd974fep-3,
        -0x1.fffa8b1ccf851p-4,
        0x1.c6f6a470625c5p-4,
        -0x1.98d28726965c7p-4,
        0x1.712dc4d781561p-4,
        -0x1.4b01a75549c4cp-4,
        0x1.202d088804952p-4,
        -0x1.d70e958798f43p-5,
        0x1.5a85f2e33910dp-5,
        -0x1.b62caca5be00ep-6,
        0x1.c577066fa8a49p-7,
        -0x1.6b4676c9a5b21p-8,
        0x1.a2511b1aa32e1p-10,
        -0x1.31efae8553629p-12,
        0x1.a8f8413b9d71p-16,
    }; // 0.05 ULP
};

template <class A> SIMDLOSS_INLINE group<A> power_of_two(const group<A> &biased) {
    return for_each_register<group<A>>([&](std::size_t i) { return power_of_two(biased.r[i]); });
}

// e^r for |r| <= ln2/2.
template <class A> SIMDLOSS_INLINE group<A> exp_remainder(const group<A> &r) {
    return fma(fma(polynomial(r, constants<A>::exp), r, A(1)), r, A(1));
}

// e^x for x <= 0, down to the smallest subnormal number.
template <class A> SIMDLOSS_INLINE group<A> exp_of_negative(group<A> x) {
    using c = constants<A>;
    constexpr A offset = c::round + c::bias + 64; // 2^64 more keep the exponent field of a subnormal's above 0
    x = at_least(log_constants<A>::exp_low, x);
    const group<A> rounded = fma(x, c::log2e, offset), n = rounded - offset;
    const group<A> r = fnma(n, c::ln2_low, fnma(n, c::ln2_high, x));
    return exp_remainder(r) * power_of_two(rounded) * A(0x1p-64);
}

// e^(high + low), where low is small beside high's last digits but matters. Infinity where it is too large.
template <class A> SIMDLOSS_INLINE group<A> exp_of_sum(group<A> high, const group<A> &low) {
    using c = constants<A>;
    high = at_most(log_constants<A>::exp_high, at_least(log_constants<A>::exp_low, high));
    const group<A> n = fma(high + low, c::log2e, c::round) - c::round;
    const group<A> r = fnma(n, c::ln2_low, fnma(n, c::ln2_high, high) + low);
    const group<A> half = fma(n, A(0.5), c::round + c::bias);
    const group<A> rest = (n - (half - (c::round + c::bias))) + (c::round + c::bias);
    return exp_remainder(r) * power_of_two(half) * power_of_two(rest);
}
template <class A> SIMDLOSS_INLINE group<A> exp(const group<A> &x) { return exp_of_sum(x, group<A>::filled(0)); }

// log(1 + x) for 0 <= x <= 1.
template <class A> SIMDLOSS_INLINE group<A> log1p_of_fraction(const group<A> &x) {
    return fma(x * x, polynomial(x, log_constants<A>::unit), x);
}

// x = 2^k (1 + f), for normal x > 0.
template <class A> struct exponent_and_fraction {
    group<A> k, f, inverse; // inverse: 2^-k
};
template <class A> SIMDLOSS_INLINE exponent_and_fraction<A> split_exponent(const group<A> &x) {
    using c = constants<A>;
    using l = log_constants<A>;
    using bits = typename c::bits;
    using ints = reg<bits>;
    constexpr A unit = A(bits(1) << c::mantissa); // its last bit is 1
    exponent_and_fraction<A> y;
#pragma GCC unroll 8
    for (int i = 0; i < element_group; ++i) {
        const ints b = xsimd::bitwise_cast<bits>(x.r[i]) + ints(l::one - l::sqrt_half);
        const ints biased = b >> c::mantissa;
        y.k.r[i] = xsimd::bitwise_cast<A>(biased | xsimd::bitwise_cast<bits>(reg<A>(unit))) - reg<A>(unit + c::bias);
        y.f.r[i] = xsimd::bitwise_cast<A>((b & ints(l::mantissa_mask)) + ints(l::sqrt_half)) - reg<A>(1);
        y.inverse.r[i] = xsimd::bitwise_cast<A>((ints(2 * c::bias) - biased) << c::mantissa);
    }
    return y;
}

// log(1 + f) for sqrt(1/2) <= 1 + f < sqrt(2), without f itself, which is to be added: their sum has all digits.
template <class A> SIMDLOSS_INLINE group<A> log_beyond(const group<A> &f) {
    return f * f * polynomial(f, log_constants<A>::centred);
}

// log(2^k (1 + f))
template <class A> SIMDLOSS_INLINE group<A> log_of(const group<A> &k, const group<A> &f) {
    using c = constants<A>;
    return fma(k, c::ln2_high, f + fma(k, c::ln2_low, log_beyond(f)));
}

// The exponent of x >= 0, subnormal numbers included.
template <class A> SIMDLOSS_INLINE exponent_and_fraction<A> split_any_exponent(const group<A> &x) {
    using l = log_constants<A>;
    const group_mask<A> tiny = x < l::smallest_normal;
    exponent_and_fraction<A> y = split_exponent(select(tiny, x * l::lift, x));
    y.k = y.k - select(tiny, l::lifted, A(0));
    return y;
}

// log x: -infinity at 0, NaN below.
template <class A> SIMDLOSS_INLINE group<A> log(const group<A> &x) {
    using limits = std::numeric_limits<A>;
    const auto s = split_any_exponent(x);
    const group<A> infinite_or_nan = select(x <= limits::max(), log_of(s.k, s.f), x);
    return select(x > A(0), infinite_or_nan, select(x == A(0), -limits::infinity(), limits::quiet_NaN()));
}

// log(1 + x) for -1 <= x <= 1: -infinity at -1, NaN below. f is formed from x itself, not from 1 + x, which is rounded.
template <class A> SIMDLOSS_INLINE group<A> log1p(const group<A> &x) {
    using limits = std::numeric_limits<A>;
    const group<A> z = x + A(1);
    const auto s = split_exponent(z);
    const group<A> f = fma(s.inverse, x, s.inverse - A(1));
    return select(z > A(0), log_of(s.k, f), select(z == A(0), -limits::infinity(), limits::quiet_NaN()));
}

// y in two parts, of which the first times an exponent of A is exact.
template <class A> SIMDLOSS_INLINE A high_part(A y) {
    using bits = typename constants<A>::bits;
    constexpr int dropped = sizeof(A) == 4 ? 12 : 32;
    bits b;
    std::memcpy(&b, &y, sizeof b);
    b = b >> dropped << dropped;
    std::memcpy(&y, &b, sizeof b);
    return y;
}

// x^y for 0 <= x <= 1 and y > 0: 2^(y k) m^y.
template <class A> SIMDLOSS_INLINE group<A> power_of_fraction(const group<A> &x, A y) {
    using c = constants<A>;
    constexpr A lowest = -2 * c::bias; // far below the exponent of any number
    const auto s = split_any_exponent(x);
    const group<A> log_m = s.f + log_beyond(s.f);
    const A y_high = high_part(y), y_low = y - y_high;
    const group<A> exponent = at_least(lowest, s.k * y_high), more = s.k * y_low;
    const group<A> n = at_least(lowest, fma(log_m, y * c::log2e, exponent)) + c::round - c::round;
    const group<A> rest = (exponent - n) + more;
    const group<A> r = fma(log_m, y, fma(rest, c::ln2_high, rest * c::ln2_low));
    const group<A> half = fma(n, A(0.5), c::round + c::bias);
    const group<A> other_half = (n - (half - (c::round + c::bias))) + (c::round + c::bias);
    const group<A> power = exp_remainder(r) * power_of_two(half) * power_of_two(other_half);
    return select(x == A(0), A(0), power);
}

// x^gamma for 0 <= x <= 1, the whole call's gamma being one of the usual ones most of the time; 0^0 = 1.
template <class A> SIMDLOSS_INLINE group<A> focal_power(const group<A> &x, A gamma) {
    if (gamma == 2) return x * x;
    if (gamma == 1) return x;
    if (gamma == 0) return group<A>::filled(1);
    return power_of_fraction(x, gamma);
}

// The sigmoid's two sides from one exponential: e = exp(-|x|), p = 1 / (1 + exp(-x)), q = 1 - p.
template <class A> struct sigmoids { group<A> e, p, q; };
template <class A> SIMDLOSS_INLINE sigmoids<A> sigmoid(const group<A> &x) {
    sigmoids<A> s;
    s.e = exp_of_negative(-abs(x));
    const group<A> large = A(1) / (s.e + A(1)), small = s.e * large;
    const group_mask<A> positive = x >= A(0);
    s.p = select(positive, large, small);
    s.q = select(positive, small, large);
    return s;
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
