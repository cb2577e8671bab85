// Several registers as one value, with the operators of a number, so that a formula is written once and its steps are
// taken for all of them side by side: a chain of dependent operations as long as a logarithm's would fill the
// processor's schedulers before the next register's is seen. Only + - * / and the fma that is written as one.
#pragma once

#include "simd/pack.hpp"

#include <utility>

namespace simdloss::SIMDLOSS_ISA {
namespace {

// How many registers of an element-wise formula are in flight: what the register file holds.
inline constexpr int element_group = is_avx512 ? 4 : 2;

template <class A> struct group;

template <class A> struct group_mask { mask<A> r[element_group]; };

// Every operation below is one of these: f(i) of each register i.
template <class R, class F, std::size_t... i>
SIMDLOSS_INLINE R for_each_register(const F &f, std::index_sequence<i...>) {
    return R{{f(i)...}};
}
template <class R, class F> SIMDLOSS_INLINE R for_each_register(const F &f) {
    return for_each_register<R>(f, std::make_index_sequence<element_group>());
}

template <class A> struct group {
    reg<A> r[element_group];

    static constexpr int elements = element_group * width<A>;

    SIMDLOSS_INLINE static group filled(A value) {
        return for_each_register<group>([&](std::size_t) { return reg<A>(value); });
    }
    SIMDLOSS_INLINE static group loaded(const A *p) {
        return for_each_register<group>([&](std::size_t i) { return reg<A>::load_unaligned(p + i * width<A>); });
    }
    SIMDLOSS_INLINE void stored(A *p) const {
#pragma GCC unroll 8
        for (int i = 0; i < element_group; ++i) r[i].store_unaligned(p + i * width<A>);
    }
};

#define SIMDLOSS_GROUP_OPERATOR(op)                                                                                    \
    template <class A> SIMDLOSS_INLINE group<A> operator op(const group<A> &a, const group<A> &b) {                    \
        return for_each_register<group<A>>([&](std::size_t i) { return a.r[i] op b.r[i]; });                           \
    }                                                                                                                  \
    template <class A> SIMDLOSS_INLINE group<A> operator op(const group<A> &a, std::type_identity_t<A> b) {            \
        return for_each_register<group<A>>([&](std::size_t i) { return a.r[i] op reg<A>(b); });                        \
    }                                                                                                                  \
    template <class A> SIMDLOSS_INLINE group<A> operator op(std::type_identity_t<A> a, const group<A> &b) {            \
        return for_each_register<group<A>>([&](std::size_t i) { return reg<A>(a) op b.r[i]; });                        \
    }
SIMDLOSS_GROUP_OPERATOR(+)
SIMDLOSS_GROUP_OPERATOR(-)
SIMDLOSS_GROUP_OPERATOR(*)
SIMDLOSS_GROUP_OPERATOR(/)
#undef SIMDLOSS_GROUP_OPERATOR

#define SIMDLOSS_GROUP_COMPARISON(op)                                                                                  \
    template <class A> SIMDLOSS_INLINE group_mask<A> operator op(const group<A> &a, const group<A> &b) {               \
        return for_each_register<group_mask<A>>([&](std::size_t i) { return a.r[i] op b.r[i]; });                      \
    }                                                                                                                  \
    template <class A> SIMDLOSS_INLINE group_mask<A> operator op(const group<A> &a, std::type_identity_t<A> b) {       \
        return for_each_register<group_mask<A>>([&](std::size_t i) { return a.r[i] op reg<A>(b); });                   \
    }
SIMDLOSS_GROUP_COMPARISON(<)
SIMDLOSS_GROUP_COMPARISON(<=)
SIMDLOSS_GROUP_COMPARISON(>)
SIMDLOSS_GROUP_COMPARISON(>=)
SIMDLOSS_GROUP_COMPARISON(==)
SIMDLOSS_GROUP_COMPARISON(!=)
#undef SIMDLOSS_GROUP_COMPARISON

template <class A> SIMDLOSS_INLINE group_mask<A> operator&(const group_mask<A> &a, const group_mask<A> &b) {
    return for_each_register<group_mask<A>>([&](std::size_t i) { return a.r[i] & b.r[i]; });
}

template <class A> SIMDLOSS_INLINE group_mask<A> operator|(const group_mask<A> &a, const group_mask<A> &b) {
    return for_each_register<group_mask<A>>([&](std::size_t i) { return a.r[i] | b.r[i]; });
}

// By the sign's bit, so that 0 becomes -0 on every instruction set.
template <class A> SIMDLOSS_INLINE group<A> operator-(const group<A> &a) {
    return for_each_register<group<A>>([&](std::size_t i) { return a.r[i] ^ reg<A>(A(-0.0)); });
}
template <class A> SIMDLOSS_INLINE group<A> abs(const group<A> &a) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::abs(a.r[i]); });
}

// a * b + c and c - a * b, rounded once.
template <class A> SIMDLOSS_INLINE group<A> fma(const group<A> &a, const group<A> &b, const group<A> &c) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::fma(a.r[i], b.r[i], c.r[i]); });
}
template <class A> SIMDLOSS_INLINE group<A> fma(const group<A> &a, const group<A> &b, std::type_identity_t<A> c) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::fma(a.r[i], b.r[i], reg<A>(c)); });
}
template <class A> SIMDLOSS_INLINE group<A> fma(const group<A> &a, std::type_identity_t<A> b, const group<A> &c) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::fma(a.r[i], reg<A>(b), c.r[i]); });
}
template <class A>
SIMDLOSS_INLINE group<A> fma(const group<A> &a, std::type_identity_t<A> b, std::type_identity_t<A> c) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::fma(a.r[i], reg<A>(b), reg<A>(c)); });
}
template <class A> SIMDLOSS_INLINE group<A> fnma(const group<A> &a, const group<A> &b, const group<A> &c) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::fnma(a.r[i], b.r[i], c.r[i]); });
}
template <class A> SIMDLOSS_INLINE group<A> fnma(const group<A> &a, std::type_identity_t<A> b, const group<A> &c) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::fnma(a.r[i], reg<A>(b), c.r[i]); });
}

template <class A> SIMDLOSS_INLINE group<A> select(const group_mask<A> &m, const group<A> &a, const group<A> &b) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::select(m.r[i], a.r[i], b.r[i]); });
}
template <class A>
SIMDLOSS_INLINE group<A> select(const group_mask<A> &m, const group<A> &a, std::type_identity_t<A> b) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::select(m.r[i], a.r[i], reg<A>(b)); });
}
template <class A>
SIMDLOSS_INLINE group<A> select(const group_mask<A> &m, std::type_identity_t<A> a, const group<A> &b) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::select(m.r[i], reg<A>(a), b.r[i]); });
}
template <class A>
SIMDLOSS_INLINE group<A> select(const group_mask<A> &m, std::type_identity_t<A> a, std::type_identity_t<A> b) {
    return for_each_register<group<A>>([&](std::size_t i) { return xsimd::select(m.r[i], reg<A>(a), reg<A>(b)); });
}

// The larger and the smaller of a bound and x; a NaN in x stays, on every instruction set.
template <class A> SIMDLOSS_INLINE group<A> at_least(std::type_identity_t<A> low, const group<A> &x) {
    return select(x < low, low, x);
}
template <class A> SIMDLOSS_INLINE group<A> at_most(std::type_identity_t<A> high, const group<A> &x) {
    return select(x > high, high, x);
}

// c * x, where a coefficient of 0 switches an infinite x off; a NaN stays.
template <class A> SIMDLOSS_INLINE group<A> coefficient_times(const group<A> &c, const group<A> &x) {
    return select((c == A(0)) & (x == x), A(0), c * x);
}

template <class A, std::size_t n> SIMDLOSS_INLINE group<A> polynomial(const group<A> &x, const A (&coefficients)[n]) {
    group<A> sum = fma(x, coefficients[n - 1], coefficients[n - 2]);
    for (std::size_t i = n - 2; i-- > 0;) sum = fma(sum, x, coefficients[i]);
    return sum;
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
