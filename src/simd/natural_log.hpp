// The natural logarithm on registers, for what is not a row's result: of a probability. As in math.hpp only + - * / fma
// and integer operations. x = 2^k m with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s), s = (m - 1) / (m + 1), by an odd
// series. Near x = 1 it keeps its digits too. Off by less than 1 ULP.
#pragma once

#include "simd/math.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> struct natural_log_constants {
    static constexpr std::uint64_t one = 0x3ff0000000000000u, sqrt_half = 0x3fe6a09e667f3bcdu;
    static constexpr std::uint64_t magic = 0x4330000000000000u; // 2^52, with an integer in its low bits
    static constexpr auto &series = constants<double>::log;
};
template <> struct natural_log_constants<float> {
    static constexpr std::uint32_t one = 0x3f800000u, sqrt_half = 0x3f3504f3u;
    static constexpr std::uint32_t magic = 0x4b000000u; // 2^23
    static constexpr float series[] = {0x1.55557ap-1f, 0x1.995e7cp-2f, 0x1.31e9eep-2f};
};

// -inf of 0, NaN of a negative number, and subnormal numbers as any other.
template <class A> SIMDLOSS_INLINE reg<A> natural_log(reg<A> x) {
    using c = constants<A>;
    using l = natural_log_constants<A>;
    using number = std::numeric_limits<A>;
    using integers = reg<typename c::bits>;
    constexpr typename c::bits fraction = (typename c::bits(1) << c::mantissa) - 1;
    constexpr A two_to_mantissa = A(typename c::bits(1) << c::mantissa);
    const mask<A> subnormal = x < reg<A>(number::min());
    const reg<A> z = xsimd::select(subnormal, x * reg<A>(two_to_mantissa), x);
    const reg<A> bias = xsimd::select(subnormal, reg<A>(c::bias + c::mantissa), reg<A>(c::bias));
    const integers bits = xsimd::bitwise_cast<typename c::bits>(z) + integers(l::one - l::sqrt_half);
    const reg<A> biased = xsimd::bitwise_cast<A>((bits >> c::mantissa) | integers(l::magic));
    const reg<A> k = (biased - reg<A>(two_to_mantissa)) - bias;
    const reg<A> m = xsimd::bitwise_cast<A>((bits & integers(fraction)) + integers(l::sqrt_half));
    const reg<A> f = m - reg<A>(1), s = f / (f + reg<A>(2)), square = s * s, half = reg<A>(0.5) * f * f;
    const reg<A> tail = xsimd::fma(s, xsimd::fma(square, polynomial(square, l::series), half), k * reg<A>(c::ln2_low));
    const reg<A> result = xsimd::fma(k, reg<A>(c::ln2_high), f - (half - tail));
    const reg<A> outside = xsimd::select(
        x == reg<A>(0), reg<A>(-number::infinity()), xsimd::select(x < reg<A>(0), reg<A>(number::quiet_NaN()), x));
    return xsimd::select((x > reg<A>(0)) & (x <= reg<A>(number::max())), result, outside);
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
