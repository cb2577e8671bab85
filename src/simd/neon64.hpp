// Registers of NEON, with as much of xsimd's interface as the kernels use. xsimd's own do not serve: a quotient of floats
// is an estimate there, fnma rounds twice, the minimum of a number and NaN is NaN, and g++ leaves most operations as calls
// of functions of one instruction. Included by arch.hpp.
#pragma once

#include <arm_neon.h>

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class Values, class Bits> struct neon_pair {
    using values = Values;
    using bits = Bits;
};
template <class T> struct neon_types;
template <> struct neon_types<float> : neon_pair<float32x4_t, uint32x4_t> {};
template <> struct neon_types<double> : neon_pair<float64x2_t, uint64x2_t> {};
template <> struct neon_types<std::uint32_t> : neon_pair<uint32x4_t, uint32x4_t> {};
template <> struct neon_types<std::uint64_t> : neon_pair<uint64x2_t, uint64x2_t> {};

// Lanes of all bits or none.
template <class T> struct neon_mask {
    using register_type = typename neon_types<T>::bits;
    static constexpr int size = 16 / sizeof(T);
    register_type lanes;

    neon_mask() = default;
    SIMDLOSS_INLINE neon_mask(register_type x) : lanes(x) {}
    SIMDLOSS_INLINE explicit neon_mask(bool x) : lanes(x ? ~register_type{} : register_type{}) {}

    SIMDLOSS_INLINE neon_mask operator!() const { return {~lanes}; }
    SIMDLOSS_INLINE friend neon_mask operator&(neon_mask a, neon_mask b) { return {a.lanes & b.lanes}; }
    SIMDLOSS_INLINE friend neon_mask operator|(neon_mask a, neon_mask b) { return {a.lanes | b.lanes}; }
    SIMDLOSS_INLINE friend neon_mask operator!=(neon_mask a, neon_mask b) { return {a.lanes ^ b.lanes}; }

    // Bit i is lane i.
    SIMDLOSS_INLINE std::uint64_t mask() const {
        if constexpr (size == 4) return vaddvq_u32(vandq_u32(lanes, uint32x4_t{1, 2, 4, 8}));
        else return vaddvq_u64(vandq_u64(lanes, uint64x2_t{1, 2}));
    }
};

template <class T> struct neon_register {
    using register_type = typename neon_types<T>::values;
    static constexpr int size = 16 / sizeof(T);
    register_type lanes;

    neon_register() = default;
    SIMDLOSS_INLINE neon_register(register_type x) : lanes(x) {}
    SIMDLOSS_INLINE neon_register(T x) {
        if constexpr (size == 4) lanes = register_type{x, x, x, x};
        else lanes = register_type{x, x};
    }
    SIMDLOSS_INLINE operator register_type() const { return lanes; }
    SIMDLOSS_INLINE T get(int i) const { return lanes[i]; }

    SIMDLOSS_INLINE static neon_register load_unaligned(const T *p) {
        neon_register x;
        std::memcpy(&x.lanes, p, sizeof x.lanes);
        return x;
    }
    SIMDLOSS_INLINE static neon_register load_aligned(const T *p) { return load_unaligned(p); }
    SIMDLOSS_INLINE void store_unaligned(T *p) const { std::memcpy(p, &lanes, sizeof lanes); }
    SIMDLOSS_INLINE void store_aligned(T *p) const { store_unaligned(p); }

    SIMDLOSS_INLINE friend neon_register operator^(neon_register a, neon_register b) {
        using bits = typename neon_types<T>::bits;
        return (register_type)((bits)a.lanes ^ (bits)b.lanes);
    }
    SIMDLOSS_INLINE neon_register operator-() const { return -lanes; }
    SIMDLOSS_INLINE neon_register operator<<(int n) const { return lanes << n; }
    SIMDLOSS_INLINE neon_register operator>>(int n) const { return lanes >> n; }
    SIMDLOSS_INLINE neon_register &operator+=(neon_register x) { return *this = *this + x; }
    SIMDLOSS_INLINE neon_register &operator-=(neon_register x) { return *this = *this - x; }
    SIMDLOSS_INLINE neon_register &operator*=(neon_register x) { return *this = *this * x; }
    SIMDLOSS_INLINE neon_register &operator/=(neon_register x) { return *this = *this / x; }

#define SIMDLOSS_NEON_OPERATOR(op)                                                                                     \
    SIMDLOSS_INLINE friend neon_register operator op(neon_register a, neon_register b) { return a.lanes op b.lanes; }
    SIMDLOSS_NEON_OPERATOR(+)
    SIMDLOSS_NEON_OPERATOR(-)
    SIMDLOSS_NEON_OPERATOR(*)
    SIMDLOSS_NEON_OPERATOR(/)
    SIMDLOSS_NEON_OPERATOR(&)
    SIMDLOSS_NEON_OPERATOR(|)
#undef SIMDLOSS_NEON_OPERATOR

#define SIMDLOSS_NEON_COMPARISON(op)                                                                                   \
    SIMDLOSS_INLINE friend neon_mask<T> operator op(neon_register a, neon_register b) {                                \
        return {(typename neon_types<T>::bits)(a.lanes op b.lanes)};                                                   \
    }
    SIMDLOSS_NEON_COMPARISON(==)
    SIMDLOSS_NEON_COMPARISON(!=)
    SIMDLOSS_NEON_COMPARISON(<)
    SIMDLOSS_NEON_COMPARISON(<=)
    SIMDLOSS_NEON_COMPARISON(>)
    SIMDLOSS_NEON_COMPARISON(>=)
#undef SIMDLOSS_NEON_COMPARISON
};

} // namespace
} // namespace simdloss::SIMDLOSS_ISA

// Where the kernels look for them. The types are local to this unit, and so are the functions.
namespace xsimd {

template <class T> using neon_mask = simdloss::SIMDLOSS_ISA::neon_mask<T>;
template <class T> using neon_register = simdloss::SIMDLOSS_ISA::neon_register<T>;

template <class T> SIMDLOSS_INLINE neon_register<T> select(neon_mask<T> which, neon_register<T> a, neon_register<T> b) {
    return which.lanes ? a.lanes : b.lanes;
}

// The second operand where either is NaN or both are equal, as on x86.
template <class T> SIMDLOSS_INLINE neon_register<T> min(neon_register<T> a, neon_register<T> b) {
    return select(a < b, a, b);
}
template <class T> SIMDLOSS_INLINE neon_register<T> max(neon_register<T> a, neon_register<T> b) {
    return select(a > b, a, b);
}

template <class To, class From> SIMDLOSS_INLINE neon_register<To> bitwise_cast(neon_register<From> x) {
    return (typename neon_register<To>::register_type)x.lanes;
}

// Between types of the same width.
template <class To, class From> SIMDLOSS_INLINE neon_mask<To> batch_bool_cast(neon_mask<From> x) { return x.lanes; }

template <class T> SIMDLOSS_INLINE bool any(neon_mask<T> x) { return vmaxvq_u32(uint32x4_t(x.lanes)) != 0; }
template <class T> SIMDLOSS_INLINE bool all(neon_mask<T> x) { return vminvq_u32(uint32x4_t(x.lanes)) != 0; }

using float_register = neon_register<float>;
using double_register = neon_register<double>;

SIMDLOSS_INLINE float_register fma(float_register x, float_register y, float_register z) { return vfmaq_f32(z, x, y); }
SIMDLOSS_INLINE double_register fma(double_register x, double_register y, double_register z) {
    return vfmaq_f64(z, x, y);
}
template <class T> SIMDLOSS_INLINE neon_register<T> fms(neon_register<T> x, neon_register<T> y, neon_register<T> z) {
    return fma(x, y, -z);
}
SIMDLOSS_INLINE float_register fnma(float_register x, float_register y, float_register z) { return vfmsq_f32(z, x, y); }
SIMDLOSS_INLINE double_register fnma(double_register x, double_register y, double_register z) {
    return vfmsq_f64(z, x, y);
}
SIMDLOSS_INLINE float_register abs(float_register x) { return vabsq_f32(x); }
SIMDLOSS_INLINE double_register abs(double_register x) { return vabsq_f64(x); }
SIMDLOSS_INLINE float_register sqrt(float_register x) { return vsqrtq_f32(x); }
SIMDLOSS_INLINE double_register sqrt(double_register x) { return vsqrtq_f64(x); }
SIMDLOSS_INLINE float_register copysign(float_register x, float_register sign) {
    return vbslq_f32(vdupq_n_u32(0x80000000u), sign, x);
}
SIMDLOSS_INLINE double_register copysign(double_register x, double_register sign) {
    return vbslq_f64(vdupq_n_u64(0x8000000000000000u), sign, x);
}
SIMDLOSS_INLINE float reduce_max(float_register x) { return vmaxvq_f32(x); }
SIMDLOSS_INLINE double reduce_max(double_register x) { return vmaxvq_f64(x); }
SIMDLOSS_INLINE float reduce_min(float_register x) { return vminvq_f32(x); }
SIMDLOSS_INLINE double reduce_min(double_register x) { return vminvq_f64(x); }
SIMDLOSS_INLINE float reduce_add(float_register x) { return vaddvq_f32(x); }
SIMDLOSS_INLINE double reduce_add(double_register x) { return vaddvq_f64(x); }

} // namespace xsimd
