// What xsimd does not cover, one overload an architecture: widening and narrowing between float and double, 16-bit
// floats, streaming stores. Everything in src/simd and src/kernels lives in a namespace named by the instruction set,
// anonymous inside, so that no function compiled for one can ever stand in for another's.
#pragma once

#include <cstdint>
#include <cstring>
#include <xsimd/xsimd.hpp>

#if !defined(SIMDLOSS_ISA) || !defined(SIMDLOSS_ARCH)
#error "compiled once per instruction set, with SIMDLOSS_ISA and SIMDLOSS_ARCH: see cmake/isa.cmake"
#endif

#define SIMDLOSS_INLINE [[gnu::always_inline]] inline

#if defined(__aarch64__)
#include "simd/neon64.hpp"
#endif

namespace simdloss::SIMDLOSS_ISA {
namespace {

using arch = SIMDLOSS_ARCH;
#if defined(__aarch64__)
template <class A> using reg = neon_register<A>;
template <class A> using mask = neon_mask<A>;
#else
template <class A> using reg = xsimd::batch<A, arch>;
template <class A> using mask = xsimd::batch_bool<A, arch>;
#endif
template <class A> inline constexpr int width = static_cast<int>(reg<A>::size);

// 16-bit floats are storage only: a kernel widens at load and rounds to nearest even at store.
struct float16 {
    std::uint16_t bits;
};
struct bfloat16 {
    std::uint16_t bits;
};

template <class T> struct accumulator { using type = T; };
template <> struct accumulator<float16> { using type = float; };
template <> struct accumulator<bfloat16> { using type = float; };
template <class T> using accumulator_of = typename accumulator<T>::type;

inline constexpr bool is_avx512 = std::is_base_of_v<xsimd::avx512f, arch>;
inline constexpr bool is_avx2 = !is_avx512 && std::is_base_of_v<xsimd::avx2, arch>;

// ---- widen, narrow: a float register <-> two double registers, low half first; widen_u16, narrow_u16: 16-bit integers
// <-> 32-bit ones; load_first, store_first: the first n lanes only, the others 0; stream: past the caches

#if defined(__AVX512F__) && defined(__AVX512DQ__)

SIMDLOSS_INLINE void widen(__m512 x, __m512d &low, __m512d &high) {
    low = _mm512_cvtps_pd(_mm512_castps512_ps256(x));
    high = _mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1));
}
SIMDLOSS_INLINE __m512 narrow(__m512d low, __m512d high) {
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
}
SIMDLOSS_INLINE __m512i widen_u16(const std::uint16_t *p) {
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(p)));
}
SIMDLOSS_INLINE void narrow_u16(std::uint16_t *p, __m512i x) {
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(p), _mm512_cvtepi32_epi16(x));
}
SIMDLOSS_INLINE __m512 load_first(const float *p, std::int64_t n) { return _mm512_maskz_loadu_ps((1u << n) - 1, p); }
SIMDLOSS_INLINE __m512d load_first(const double *p, std::int64_t n) { return _mm512_maskz_loadu_pd((1u << n) - 1, p); }
SIMDLOSS_INLINE void store_first(float *p, std::int64_t n, __m512 x) { _mm512_mask_storeu_ps(p, (1u << n) - 1, x); }
SIMDLOSS_INLINE void store_first(double *p, std::int64_t n, __m512d x) { _mm512_mask_storeu_pd(p, (1u << n) - 1, x); }
SIMDLOSS_INLINE void stream(float *p, __m512 x) { _mm512_stream_ps(p, x); }
SIMDLOSS_INLINE void stream(double *p, __m512d x) { _mm512_stream_pd(p, x); }

#elif defined(__AVX2__)

SIMDLOSS_INLINE void widen(__m256 x, __m256d &low, __m256d &high) {
    low = _mm256_cvtps_pd(_mm256_castps256_ps128(x));
    high = _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1));
}
SIMDLOSS_INLINE __m256 narrow(__m256d low, __m256d high) {
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(low)), _mm256_cvtpd_ps(high), 1);
}
SIMDLOSS_INLINE __m256i widen_u16(const std::uint16_t *p) {
    return _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i *>(p)));
}
SIMDLOSS_INLINE void narrow_u16(std::uint16_t *p, __m256i x) {
    const __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi32(x, x), 0x08);
    _mm_storeu_si128(reinterpret_cast<__m128i *>(p), _mm256_castsi256_si128(packed));
}
SIMDLOSS_INLINE __m256i first_of_8(std::int64_t n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
SIMDLOSS_INLINE __m256i first_of_4(std::int64_t n) {
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3));
}
SIMDLOSS_INLINE __m256 load_first(const float *p, std::int64_t n) { return _mm256_maskload_ps(p, first_of_8(n)); }
SIMDLOSS_INLINE __m256d load_first(const double *p, std::int64_t n) { return _mm256_maskload_pd(p, first_of_4(n)); }
SIMDLOSS_INLINE void store_first(float *p, std::int64_t n, __m256 x) { _mm256_maskstore_ps(p, first_of_8(n), x); }
SIMDLOSS_INLINE void store_first(double *p, std::int64_t n, __m256d x) { _mm256_maskstore_pd(p, first_of_4(n), x); }
SIMDLOSS_INLINE void stream(float *p, __m256 x) { _mm256_stream_ps(p, x); }
SIMDLOSS_INLINE void stream(double *p, __m256d x) { _mm256_stream_pd(p, x); }

#elif defined(__SSE2__)

SIMDLOSS_INLINE void widen(__m128 x, __m128d &low, __m128d &high) {
    low = _mm_cvtps_pd(x);
    high = _mm_cvtps_pd(_mm_movehl_ps(x, x));
}
SIMDLOSS_INLINE __m128 narrow(__m128d low, __m128d high) {
    return _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
}
SIMDLOSS_INLINE __m128i widen_u16(const std::uint16_t *p) {
    return _mm_unpacklo_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i *>(p)), _mm_setzero_si128());
}
SIMDLOSS_INLINE void narrow_u16(std::uint16_t *p, __m128i x) {
    // There is no unsigned saturation from 32 bits before SSE4.1: sign-extend, and the signed pack keeps the low half.
    const __m128i extended = _mm_srai_epi32(_mm_slli_epi32(x, 16), 16);
    _mm_storel_epi64(reinterpret_cast<__m128i *>(p), _mm_packs_epi32(extended, extended));
}
SIMDLOSS_INLINE void stream(float *p, __m128 x) { _mm_stream_ps(p, x); }
SIMDLOSS_INLINE void stream(double *p, __m128d x) { _mm_stream_pd(p, x); }

#elif defined(__aarch64__)

SIMDLOSS_INLINE void widen(float32x4_t x, float64x2_t &low, float64x2_t &high) {
    low = vcvt_f64_f32(vget_low_f32(x));
    high = vcvt_high_f64_f32(x);
}
SIMDLOSS_INLINE float32x4_t narrow(float64x2_t low, float64x2_t high) {
    return vcvt_high_f32_f64(vcvt_f32_f64(low), high);
}
SIMDLOSS_INLINE uint32x4_t widen_u16(const std::uint16_t *p) { return vmovl_u16(vld1_u16(p)); }
SIMDLOSS_INLINE void narrow_u16(std::uint16_t *p, uint32x4_t x) { vst1_u16(p, vmovn_u32(x)); }
SIMDLOSS_INLINE float32x4_t load_first(const float *p, std::int64_t n) {
    float32x4_t x = vdupq_n_f32(0);
    if (n > 0) x = vld1q_lane_f32(p, x, 0);
    if (n > 1) x = vld1q_lane_f32(p + 1, x, 1);
    if (n > 2) x = vld1q_lane_f32(p + 2, x, 2);
    return n > 3 ? vld1q_f32(p) : x;
}
SIMDLOSS_INLINE float64x2_t load_first(const double *p, std::int64_t n) {
    const float64x2_t zero = vdupq_n_f64(0);
    if (n > 1) return vld1q_f64(p);
    return n > 0 ? vld1q_lane_f64(p, zero, 0) : zero;
}
SIMDLOSS_INLINE void store_first(float *p, std::int64_t n, float32x4_t x) {
    if (n > 0) vst1q_lane_f32(p, x, 0);
    if (n > 1) vst1q_lane_f32(p + 1, x, 1);
    if (n > 2) vst1q_lane_f32(p + 2, x, 2);
    if (n > 3) vst1q_lane_f32(p + 3, x, 3);
}
SIMDLOSS_INLINE void store_first(double *p, std::int64_t n, float64x2_t x) {
    if (n > 0) vst1q_lane_f64(p, x, 0);
    if (n > 1) vst1q_lane_f64(p + 1, x, 1);
}
// Plain stores: the processors see a stream of them by themselves, and the ordering of plain stores needs no fence.
SIMDLOSS_INLINE void stream(float *p, float32x4_t x) { vst1q_f32(p, x); }
SIMDLOSS_INLINE void stream(double *p, float64x2_t x) { vst1q_f64(p, x); }

#else
#error "an instruction set needs its part of src/simd/arch.hpp"
#endif

#if !defined(__AVX2__) && !defined(__aarch64__)

template <class A> SIMDLOSS_INLINE reg<A> load_first(const A *p, std::int64_t n) {
    alignas(64) A values[width<A>] = {};
    for (std::int64_t i = 0; i < n; ++i) values[i] = p[i];
    return reg<A>::load_aligned(values);
}
template <class A> SIMDLOSS_INLINE void store_first(A *p, std::int64_t n, reg<A> x) {
    alignas(64) A values[width<A>];
    x.store_aligned(values);
    for (std::int64_t i = 0; i < n; ++i) p[i] = values[i];
}

#endif

// After streaming stores, before another thread may read them.
SIMDLOSS_INLINE void stream_fence() {
#if defined(__SSE2__)
    _mm_sfence();
#endif
}

SIMDLOSS_INLINE void prefetch(const void *p) { __builtin_prefetch(p, 0, 3); }
SIMDLOSS_INLINE void prefetch_to_write(const void *p) { __builtin_prefetch(p, 1, 2); }

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
