// A square of registers transposed in place.
#pragma once

#include "simd/pack.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// The two halves of a and b interleaved lane by lane.
#if defined(__AVX512F__)

SIMDLOSS_INLINE void interleave(reg<float> &a, reg<float> &b) {
    const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512i high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const reg<float> x = a, y = b;
    a = _mm512_permutex2var_ps(x, low, y);
    b = _mm512_permutex2var_ps(x, high, y);
}
SIMDLOSS_INLINE void interleave(reg<double> &a, reg<double> &b) {
    const __m512i low = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
    const __m512i high = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
    const reg<double> x = a, y = b;
    a = _mm512_permutex2var_pd(x, low, y);
    b = _mm512_permutex2var_pd(x, high, y);
}

#elif defined(__aarch64__)

SIMDLOSS_INLINE void interleave(reg<float> &a, reg<float> &b) {
    const reg<float> x = a, y = b;
    a = vzip1q_f32(x, y);
    b = vzip2q_f32(x, y);
}
SIMDLOSS_INLINE void interleave(reg<double> &a, reg<double> &b) {
    const reg<double> x = a, y = b;
    a = vzip1q_f64(x, y);
    b = vzip2q_f64(x, y);
}

#endif

#if defined(__AVX512F__) || defined(__aarch64__)

// One of log2(n) perfect shuffles of the rows, which together are a transposition. Unrolled to the last, so that the rows
// stay in registers.
template <class A, int round> SIMDLOSS_INLINE void shuffle_rows(reg<A> (&rows)[width<A>]) {
    constexpr int n = width<A>;
    if constexpr (round < n) {
        reg<A> next[n];
#pragma GCC unroll 8
        for (int i = 0; i < n / 2; ++i) {
            next[2 * i] = rows[i];
            next[2 * i + 1] = rows[i + n / 2];
            interleave(next[2 * i], next[2 * i + 1]);
        }
        shuffle_rows<A, 2 * round>(next);
#pragma GCC unroll 16
        for (int i = 0; i < n; ++i) rows[i] = next[i];
    }
}

template <class A> SIMDLOSS_INLINE void transpose(reg<A> (&rows)[width<A>]) { shuffle_rows<A, 1>(rows); }

#else

template <class A> SIMDLOSS_INLINE void transpose(reg<A> (&rows)[width<A>]) { xsimd::transpose(rows, rows + width<A>); }

#endif

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
