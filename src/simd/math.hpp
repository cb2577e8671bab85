// exp, expm1, log1p and tanh on registers: only + - * / fma and integer operations, so that every instruction set with
// a fused multiply-add gives the same bits. Each follows the same plan: write x = n ln2 + r with |r| <= ln2/2, take a
// polynomial in r, and put 2^n in by arithmetic on the exponent field. The coefficients are minimax fits for
// (e^r - 1 - r) / r^2, relative to e^r, and for the odd series of log((1+s)/(1-s)).
#pragma once

#include "simd/pack.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> struct constants;

template <> struct constants<float> {
    using bits = std::uint32_t;
    static constexpr int mantissa = 23;
    static constexpr int bias = 127;
    static constexpr float round = 0x1.8p23f; // adding it rounds to an integer, which is then in the low bits
    static constexpr float log2e = 0x1.715476p0f;
    static constexpr float ln2_high = 0x1.62ep-1f; // 12 bits: n * ln2_high is exact for |n| < 4096, without an fma too
    static constexpr float ln2_low = 0x1.0bfbe8p-15f;
    static constexpr float exp[] = {
        0x1.fffffcp-2f,
        0x1.555492p-3f,
        0x1.5558f2p-5f,
        0x1.123a1ep-7f,
        0x1.6a2402p-10f,
    }; // 0.05 ULP
};

template <> struct constants<double> {
    using bits = std::uint64_t;
    static constexpr int mantissa = 52;
    static constexpr int bias = 1023;
    static constexpr double round = 0x1.8p52;
    static constexpr double log2e = 0x1.71547652b82fep0;
    static constexpr double ln2_high = 0x1.62e42fefa4p-1; // 40 bits
    static constexpr double ln2_low = -0x1.8432a1b0e2634p-43;
    static constexpr double exp[] = {
        0x1.000000000000ap-1,
        0x1.55555555554f9p-3,
        0x1.5555555550847p-5,
        0x1.1111111127d07p-7,
        0x1.6c16c18436ae4p-10,
        0x1.a01a012a0ba6fp-13,
        0x1.a01999e7e1c4cp-16,
        0x1.71df25c795c18p-19,
        0x1.28ad968056a58p-22,
        0x1.ad7f0cf00655bp-26,
    }; // 0.03 ULP
    static constexpr double log[] = {
        0x1.5555555555593p-1,
        0x1.999999997f8abp-2,
        0x1.249249423e11dp-2,
        0x1.c71c51c6a7f76p-3,
        0x1.74664d69b487ep-3,
        0x1.39a0303d5a774p-3,
        0x1.2f15add40bf94p-3,
    }; // 0.01 ULP
};

// What a row's results, which are computed in double, need of them: the digits of the accumulator type.
template <class A> struct row_constants {
    static constexpr auto &exp = constants<double>::exp;
    static constexpr auto &log = constants<double>::log;
};
template <> struct row_constants<float> {
    static constexpr double exp[] = {
        0x1.fffffb97d2b13p-2,
        0x1.55549104f6e5bp-3,
        0x1.5558f2badaa99p-5,
        0x1.123a1efef6895p-7,
        0x1.6a2401f1211c7p-10,
    }; // 0.05 ULP of a float
    static constexpr double log[] = {0x1.55557a5e7f91ep-1, 0x1.995e7cf96722bp-2, 0x1.31e9eeacaf861p-2}; // 0.01
};

template <class A, std::size_t n> SIMDLOSS_INLINE reg<A> polynomial(reg<A> x, const A (&coefficients)[n]) {
    reg<A> sum(coefficients[n - 1]);
    for (std::size_t i = n - 1; i-- > 0;) sum = xsimd::fma(sum, x, reg<A>(coefficients[i]));
    return sum;
}

// 2^i for the integer i that the low bits of `biased` hold, the exponent bias included; 0 for i = 0.
template <class A> SIMDLOSS_INLINE reg<A> power_of_two(reg<A> biased) {
    using c = constants<A>;
    return xsimd::bitwise_cast<A>(xsimd::bitwise_cast<typename c::bits>(biased) << c::mantissa);
}

// r = x - n ln2, exact but for the last bit.
template <class A> SIMDLOSS_INLINE reg<A> remainder(reg<A> x, reg<A> n) {
    using c = constants<A>;
    return xsimd::fnma(n, reg<A>(c::ln2_low), xsimd::fnma(n, reg<A>(c::ln2_high), x));
}

// e^r for |r| <= ln2/2.
template <class A, std::size_t n> SIMDLOSS_INLINE reg<A> exp_remainder(reg<A> r, const A (&coefficients)[n]) {
    return xsimd::fma(xsimd::fma(polynomial(r, coefficients), r, reg<A>(1)), r, reg<A>(1));
}

// What exp_scaled subtracts and scales by: e = exp(x - shift) * 2^scale, for x - shift >= low, else 0.
template <class A> struct reference {
    reg<A> round; // constants::round + bias + scale
    reg<A> low;
    reg<A> shift;
};

// The shift and the integer k nearest to (x - shift) log2(e), so that exp(x - shift) is near 2^k. Up to 1024 there is no
// shift and so no subtraction to round; beyond, the floats near x are so coarse that x - shift is exact.
template <class A> SIMDLOSS_INLINE void choose_reference(reg<A> x, reg<A> &shift, reg<A> &k) {
    using c = constants<A>;
    const reg<A> magnitude = xsimd::abs(x);
    const mask<A> plain = magnitude <= reg<A>(1024);
    const mask<A> finite = magnitude <= reg<A>(std::numeric_limits<A>::max());
    shift = xsimd::select(finite & !plain, x, reg<A>(0));
    const reg<A> rounded = xsimd::fma(xsimd::select(plain, x, reg<A>(0)), reg<A>(c::log2e), reg<A>(c::round));
    k = rounded - reg<A>(c::round);
}

template <class A> SIMDLOSS_INLINE reference<A> scaled_reference(reg<A> shift, reg<A> scale) {
    using c = constants<A>;
    const reg<A> offset = scale + reg<A>(c::bias);
    return {reg<A>(c::round) + offset, offset * reg<A>(-c::ln2_high), shift};
}

template <class A> SIMDLOSS_INLINE reg<A> exp_scaled(reg<A> x, const reference<A> &ref) {
    x = max_or_second(ref.low, x - ref.shift);
    const reg<A> rounded = xsimd::fma(x, reg<A>(constants<A>::log2e), ref.round);
    return exp_remainder(remainder(x, rounded - ref.round), constants<A>::exp) * power_of_two(rounded);
}

// The same of n registers, step by step for all of them: a chain of dependent operations as long as this one would fill
// the processor's schedulers before the next register's is seen.
template <int n, class A> SIMDLOSS_INLINE void exp_scaled(reg<A> (&x)[n], const reference<A> &ref) {
    using c = constants<A>;
    constexpr int terms = static_cast<int>(sizeof c::exp / sizeof(A));
    reg<A> rounded[n], r[n];
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) x[i] = max_or_second(ref.low, x[i] - ref.shift);
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) rounded[i] = xsimd::fma(x[i], reg<A>(c::log2e), ref.round);
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) r[i] = rounded[i] - ref.round;
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) x[i] = xsimd::fnma(r[i], reg<A>(c::ln2_high), x[i]);
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) r[i] = xsimd::fnma(r[i], reg<A>(c::ln2_low), x[i]);
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) x[i] = xsimd::fma(reg<A>(c::exp[terms - 1]), r[i], reg<A>(c::exp[terms - 2]));
#pragma GCC unroll 16
    for (int t = terms - 3; t >= 0; --t) {
#pragma GCC unroll 8
        for (int i = 0; i < n; ++i) x[i] = xsimd::fma(x[i], r[i], reg<A>(c::exp[t]));
    }
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) x[i] = xsimd::fma(x[i], r[i], reg<A>(1));
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) x[i] = xsimd::fma(x[i], r[i], reg<A>(1));
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) x[i] = x[i] * power_of_two(rounded[i]);
}

// ---- for row results, in double, to the digits of A

// 2^n for an integer n: 0 below the normal numbers, infinity above.
SIMDLOSS_INLINE reg<double> power_of_two_clamped(reg<double> n) {
    using c = constants<double>;
    using r64 = reg<double>;
    n = min_or_second(r64(1024), max_or_second(r64(-1023), n));
    return power_of_two(n + r64(c::round + c::bias));
}

// exp(x + y) * 2^scale, where x may be large and its low digits matter: nothing is lost in adding y to it. 0 below the
// normal numbers. NaN stays NaN.
template <class A> SIMDLOSS_INLINE reg<double> exp_times_power(reg<double> x, reg<double> y, reg<double> scale) {
    using c = constants<double>;
    using r64 = reg<double>;
    x = max_or_second(r64(-3000), x);
    const r64 n = xsimd::fma(x + y, r64(c::log2e), r64(c::round)) - r64(c::round);
    const r64 r = xsimd::fnma(n, r64(c::ln2_low), xsimd::fnma(n, r64(c::ln2_high), x) + y);
    return exp_remainder(r, row_constants<A>::exp) * power_of_two_clamped(n + scale);
}

template <class A> SIMDLOSS_INLINE reg<double> exp_times_power(reg<double> x, reg<double> scale) {
    return exp_times_power<A>(x, reg<double>(0), scale);
}

// exp(x) and exp(x) - 1 for x <= 0, the latter with all its digits.
template <class A, std::size_t n>
SIMDLOSS_INLINE void exp_and_expm1(reg<A> x, reg<A> &exp, reg<A> &expm1, const A (&coefficients)[n]) {
    using c = constants<A>;
    const reg<A> low(-c::bias * c::ln2_high);
    const reg<A> clamped = max_or_second(low, x);
    const reg<A> rounded = xsimd::fma(clamped, reg<A>(c::log2e), reg<A>(c::round + c::bias));
    const reg<A> r = remainder(clamped, rounded - reg<A>(c::round + c::bias));
    const reg<A> m = xsimd::fma(polynomial(r, coefficients) * r, r, r); // e^r - 1
    const reg<A> scale = power_of_two(rounded);
    exp = xsimd::fma(scale, m, scale);
    expm1 = xsimd::fma(scale, m, scale - reg<A>(1));
}

// log(1 + x) for 0 <= x < 2^1000; infinity for infinity.
template <class A> SIMDLOSS_INLINE reg<double> log1p(reg<double> x) {
    using c = constants<double>;
    using r64 = reg<double>;
    using u64 = reg<std::uint64_t>;
    const r64 one(1), z = one + x;
    const r64 lost = xsimd::select(x < one, x - (z - one), one - (z - x)); // what 1 + x rounded away
    // z = 2^k m with m in [sqrt(1/2), sqrt(2))
    const u64 bits = xsimd::bitwise_cast<std::uint64_t>(z) + u64(0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
    const r64 k = xsimd::bitwise_cast<double>((bits >> 52) | u64(0x4330000000000000u)) - r64(0x1p52 + c::bias);
    const r64 m = xsimd::bitwise_cast<double>((bits & u64(0x000fffffffffffffu)) + u64(0x3fe6a09e667f3bcdu));
    const r64 f = m - one, inverse = one / (z * (f + r64(2))); // of both s = f / (f + 2) and lost / z
    const r64 s = f * z * inverse, square = s * s, half = r64(0.5) * f * f, correction = lost * (f + r64(2)) * inverse;
    const r64 tail = xsimd::fma(
        s, half + square * polynomial(square, row_constants<A>::log), xsimd::fma(k, r64(c::ln2_low), correction));
    const r64 result = xsimd::fma(k, r64(c::ln2_high), f - (half - tail));
    return xsimd::select(z <= r64(std::numeric_limits<double>::max()), result, z); // NaN and infinity
}

// tanh(x) and 1 - tanh(x)^2, each with all its digits.
template <class A> SIMDLOSS_INLINE void tanh_and_derivative(reg<A> x, reg<A> &tanh, reg<A> &derivative) {
    reg<A> e, m;
    exp_and_expm1(reg<A>(-2) * xsimd::abs(x), e, m, constants<A>::exp);
    const reg<A> inverse = reg<A>(1) / (reg<A>(2) + m);
    tanh = xsimd::copysign(m * inverse, x); // m <= 0: the magnitude is -m / (2 + m)
    derivative = reg<A>(4) * e * inverse * inverse;
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
