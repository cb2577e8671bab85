// Single elements of the storage types, for what the runtime does without kernels.
#pragma once

#include "runtime/kernels.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace simdloss::runtime {

inline float widen_half(std::uint16_t half) {
    const std::uint32_t sign = std::uint32_t(half & 0x8000U) << 16, magnitude = half & 0x7fffU;
    if (magnitude >= 0x7c00U) return std::bit_cast<float>(sign | 0x7f800000U | magnitude << 13);
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude << 13) * 0x1p112F));
}

inline std::uint16_t narrow_half(float x) {
    const std::uint32_t all = std::bit_cast<std::uint32_t>(x), magnitude = all & 0x7fffffffU;
    std::uint32_t bits;
    if (magnitude > 0x7f800000U) bits = 0x7e00U;
    else if (magnitude >= 0x47800000U) bits = 0x7c00U;
    else if (magnitude < 113U << 23) // a denormal: adding 0.5 leaves the rounded value in the lowest bits
        bits = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + 0.5F) - 0x3f000000U;
    else bits = (magnitude - (112U << 23) + 0xfffU + (magnitude >> 13 & 1U)) >> 13;
    return static_cast<std::uint16_t>(bits | (all >> 16 & 0x8000U));
}

inline float widen_bfloat(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t(bits) << 16); }

inline std::uint16_t narrow_bfloat(float x) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
    if ((bits & 0x7fffffffU) > 0x7f800000U) return 0x7fc0U;
    return static_cast<std::uint16_t>((bits + 0x7fffU + (bits >> 16 & 1U)) >> 16);
}

// One storage type: its bits, and how they become a number and, rounded to nearest even, again bits.
template <dtype_index> struct storage;
template <> struct storage<f64> {
    using bits = std::uint64_t;
    using accumulator = double;
    static double widen(bits b) { return std::bit_cast<double>(b); }
    static bits narrow(double x) { return std::bit_cast<bits>(x); }
};
template <> struct storage<f32> {
    using bits = std::uint32_t;
    using accumulator = float;
    static float widen(bits b) { return std::bit_cast<float>(b); }
    static bits narrow(float x) { return std::bit_cast<bits>(x); }
};
template <> struct storage<f16> {
    using bits = std::uint16_t;
    using accumulator = float;
    static float widen(bits b) { return widen_half(b); }
    static bits narrow(float x) { return narrow_half(x); }
};
template <> struct storage<bf16> {
    using bits = std::uint16_t;
    using accumulator = float;
    static float widen(bits b) { return widen_bfloat(b); }
    static bits narrow(float x) { return narrow_bfloat(x); }
};

// Calls f with the storage type of a dtype.
template <class F> auto with_storage(dtype_index dtype, const F &f) {
    switch (dtype) {
    case f64: return f(storage<f64>{});
    case f16: return f(storage<f16>{});
    case bf16: return f(storage<bf16>{});
    default: return f(storage<f32>{});
    }
}

} // namespace simdloss::runtime
