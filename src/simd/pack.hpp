// Loading and storing registers of the accumulator type, whatever the storage type, and the fixed number of lanes in
// which every reduction runs: 32 floats or 16 doubles, two AVX-512 registers or four AVX2 ones, so that the order of
// additions is the same on all of them.
#pragma once

#include "simd/arch.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> inline constexpr int lanes = sizeof(A) == 4 ? 32 : 16;
template <class A> inline constexpr int regs = lanes<A> / width<A>;

template <class A> struct pack {
    reg<A> r[regs<A>];
    SIMDLOSS_INLINE static pack filled(A value) {
        pack p;
        for (int i = 0; i < regs<A>; ++i) p.r[i] = reg<A>(value);
        return p;
    }
};

// As many doubles as A has lanes.
template <class A> struct wide_pack {
    static constexpr int size = lanes<A> / width<double>;
    reg<double> r[size];
};

template <class A> SIMDLOSS_INLINE void add_widened(wide_pack<A> &sum, int i, reg<A> x) {
    if constexpr (sizeof(A) == 8) {
        sum.r[i] += x;
    } else {
        typename reg<double>::register_type low, high;
        widen(x, low, high);
        sum.r[2 * i] += reg<double>(low);
        sum.r[2 * i + 1] += reg<double>(high);
    }
}

// Minimum and maximum that give the second operand where either is NaN or both are equal, as x86 does.
template <class A> SIMDLOSS_INLINE reg<A> min_or_second(reg<A> a, reg<A> b) { return xsimd::min(a, b); }
template <class A> SIMDLOSS_INLINE reg<A> max_or_second(reg<A> a, reg<A> b) { return xsimd::max(a, b); }

// ---- 16-bit floats, in 32-bit integer arithmetic where there is no instruction

SIMDLOSS_INLINE reg<float> widen_half(reg<std::uint32_t> h) {
    using u32 = reg<std::uint32_t>;
    // Move exponent and mantissa into place and rescale by 2^112: exact, denormals included. Infinity and NaN are set.
    const u32 magnitude = (h & u32(0x7fffu)) << 13;
    const reg<float> scaled = xsimd::bitwise_cast<float>(magnitude) * reg<float>(0x1p112f);
    const u32 special = magnitude | u32(0x7f800000u);
    const u32 bits = xsimd::select(magnitude >= u32(0x0f800000u), special, xsimd::bitwise_cast<std::uint32_t>(scaled));
    return xsimd::bitwise_cast<float>(bits | ((h & u32(0x8000u)) << 16));
}

SIMDLOSS_INLINE reg<std::uint32_t> narrow_half(reg<float> x) {
    using u32 = reg<std::uint32_t>;
    const u32 all = xsimd::bitwise_cast<std::uint32_t>(x);
    const u32 magnitude = all & u32(0x7fffffffu);
    // Normal results: round the mantissa to 10 bits, to even, in integers. Too large a one carries into infinity.
    const u32 normal = (magnitude - u32(112u << 23) + u32(0xfffu) + ((magnitude >> 13) & u32(1u))) >> 13;
    // Denormal results: adding 0.5 leaves the rounded value in the lowest bits.
    const u32 denormal =
        xsimd::bitwise_cast<std::uint32_t>(xsimd::bitwise_cast<float>(magnitude) + reg<float>(0.5f)) - u32(0x3f000000u);
    u32 bits = xsimd::select(magnitude < u32(113u << 23), denormal, normal);
    bits = xsimd::select(magnitude >= u32(0x47800000u), u32(0x7c00u), bits);
    bits = xsimd::select(magnitude > u32(0x7f800000u), u32(0x7e00u), bits);
    return bits | ((all >> 16) & u32(0x8000u));
}

SIMDLOSS_INLINE reg<std::uint32_t> narrow_bfloat(reg<float> x) {
    using u32 = reg<std::uint32_t>;
    const u32 bits = xsimd::bitwise_cast<std::uint32_t>(x);
    const u32 rounded = (bits + u32(0x7fffu) + ((bits >> 16) & u32(1u))) >> 16;
    return xsimd::select((bits & u32(0x7fffffffu)) > u32(0x7f800000u), u32(0x7fc0u), rounded);
}

// ---- one register from and to memory

SIMDLOSS_INLINE reg<float> load(const float *p) { return reg<float>::load_unaligned(p); }
SIMDLOSS_INLINE reg<double> load(const double *p) { return reg<double>::load_unaligned(p); }
SIMDLOSS_INLINE reg<float> load(const bfloat16 *p) {
    return xsimd::bitwise_cast<float>(reg<std::uint32_t>(widen_u16(&p->bits)) << 16);
}
SIMDLOSS_INLINE reg<float> load(const float16 *p) {
#if defined(__AVX512F__)
    return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(p)));
#elif defined(__F16C__)
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i *>(p)));
#elif defined(__aarch64__)
    return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(&p->bits)));
#else
    return widen_half(reg<std::uint32_t>(widen_u16(&p->bits)));
#endif
}

SIMDLOSS_INLINE void store(float *p, reg<float> x) { x.store_unaligned(p); }
SIMDLOSS_INLINE void store(double *p, reg<double> x) { x.store_unaligned(p); }
SIMDLOSS_INLINE void store(bfloat16 *p, reg<float> x) { narrow_u16(&p->bits, narrow_bfloat(x)); }
SIMDLOSS_INLINE void store(float16 *p, reg<float> x) {
#if defined(__AVX512F__)
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(p), _mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
#elif defined(__F16C__)
    _mm_storeu_si128(reinterpret_cast<__m128i *>(p), _mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
#elif defined(__aarch64__)
    vst1_u16(&p->bits, vreinterpret_u16_f16(vcvt_f16_f32(x)));
#else
    narrow_u16(&p->bits, narrow_half(x));
#endif
}

// The first `count` < width elements at p, the other lanes 0: never reads or writes past them.
template <class T> SIMDLOSS_INLINE reg<accumulator_of<T>> load_partial(const T *p, std::int64_t count) {
    if constexpr (sizeof(T) == 2) {
        T values[width<float>] = {};
        std::memcpy(values, p, static_cast<std::size_t>(count) * sizeof(T));
        return load(values);
    } else {
        return load_first(p, count);
    }
}

template <class T> SIMDLOSS_INLINE void store_partial(T *p, std::int64_t count, reg<accumulator_of<T>> x) {
    if constexpr (sizeof(T) == 2) {
        T values[width<float>];
        store(values, x);
        std::memcpy(p, values, static_cast<std::size_t>(count) * sizeof(T));
    } else {
        store_first(p, count, x);
    }
}

// x in the first `count` lanes, `fill` in the others.
template <class A> SIMDLOSS_INLINE reg<A> fill_after(reg<A> x, std::int64_t count, A fill) {
    alignas(64) A index[width<A>];
    for (int i = 0; i < width<A>; ++i) index[i] = static_cast<A>(i);
    return xsimd::select(reg<A>::load_aligned(index) < reg<A>(static_cast<A>(count)), x, reg<A>(fill));
}

template <class T> SIMDLOSS_INLINE reg<accumulator_of<T>> load_partial_or_all(const T *p, std::int64_t count) {
    return count == width<accumulator_of<T>> ? load(p) : load_partial(p, count);
}

// One element.
template <class T> SIMDLOSS_INLINE accumulator_of<T> load_one(const T *p) {
    if constexpr (sizeof(T) == 2) return load_partial(p, 1).get(0);
    else return *p;
}

// ---- doubles that belong to rows, as registers of A

template <class A> SIMDLOSS_INLINE reg<A> load_rows(const double *p) {
    if constexpr (sizeof(A) == 8) return load(p);
    else return narrow(load(p), load(p + width<double>));
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
