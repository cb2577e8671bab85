// Writing several arrays in step, from the same registers of input: what a loss on pairs or triplets needs, where each
// gradient may stand in the place of its own input.
#pragma once

#include "simd/pack.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class T, int n> struct outputs {
    T *at[n]; // nullptr: not wanted
    bool stream[n];
    bool accumulate;
};

// How many elements stand before the first whole cache line of every array that is to be streamed; all of them where the
// arrays do not agree, or none is. A line is streamed whole or not at all.
template <class T, int n> SIMDLOSS_INLINE std::int64_t before_lines(const outputs<T, n> &out, std::int64_t count) {
    if (sizeof(T) != sizeof(accumulator_of<T>)) return count;
    std::uintptr_t past = 64;
    for (int k = 0; k < n; ++k) {
        if (!out.at[k] || !out.stream[k]) continue;
        const std::uintptr_t own = reinterpret_cast<std::uintptr_t>(out.at[k]) % 64;
        if (own % sizeof(T) != 0 || (past != 64 && own != past)) return count;
        past = own;
    }
    if (past == 64) return count;
    const auto head = static_cast<std::int64_t>((64 - past) % 64 / sizeof(T));
    return head < count ? head : count;
}

// f(y, j, load) fills y[0], ..., y[n-1], the registers of elements j, j + 1, ... of each array; it reads memory with
// load(p), which knows how many elements there are.
template <class T, int n, class F>
SIMDLOSS_INLINE void write_together(const outputs<T, n> &out, std::int64_t count, const F &f) {
    using A = accumulator_of<T>;
    constexpr std::int64_t w = width<A>, line = 64 / sizeof(T);
    const auto put = [&](std::int64_t j, reg<A>(&y)[n]) {
#pragma GCC unroll 3
        for (int k = 0; k < n; ++k)
            if (out.at[k]) store(out.at[k] + j, out.accumulate ? load(out.at[k] + j) + y[k] : y[k]);
    };
    const auto plain = [&](std::int64_t j, std::int64_t end) {
        for (; j + w <= end; j += w) {
            reg<A> y[n];
            f(y, j, [](const auto *p) { return load(p); });
            put(j, y);
        }
        if (j == end) return;
        const std::int64_t left = end - j;
        reg<A> y[n];
        f(y, j, [=](const auto *p) { return load_partial(p, left); });
        for (int k = 0; k < n; ++k) {
            if (!out.at[k]) continue;
            if (out.accumulate) y[k] = load_partial(out.at[k] + j, left) + y[k];
            store_partial(out.at[k] + j, left, y[k]);
        }
    };
    const std::int64_t head = before_lines(out, count);
    plain(0, head);
    if (head == count) return;
    const std::int64_t end = head + (count - head) / line * line;
    if constexpr (sizeof(T) == sizeof(A)) {
        for (std::int64_t j = head; j < end; j += w) {
            reg<A> y[n];
            f(y, j, [](const auto *p) { return load(p); });
#pragma GCC unroll 3
            for (int k = 0; k < n; ++k) {
                if (!out.at[k]) continue;
                if (out.stream[k]) stream(out.at[k] + j, y[k]);
                else store(out.at[k] + j, out.accumulate ? load(out.at[k] + j) + y[k] : y[k]);
            }
        }
    }
    plain(end, count);
}

// A register of A as one or two registers of double, and back.
template <class A> struct spread {
    static constexpr int size = width<A> / width<double>;
    reg<double> r[size];

    SIMDLOSS_INLINE spread() = default;
    SIMDLOSS_INLINE explicit spread(double x) {
        for (auto &y : r) y = reg<double>(x);
    }
    SIMDLOSS_INLINE explicit spread(reg<A> x) {
        if constexpr (size == 1) {
            r[0] = x;
        } else {
            typename reg<double>::register_type low, high;
            widen(x, low, high);
            r[0] = reg<double>(low);
            r[1] = reg<double>(high);
        }
    }
    SIMDLOSS_INLINE reg<A> narrowed() const {
        if constexpr (size == 1) return r[0];
        else return reg<A>(narrow(r[0], r[1]));
    }
};

// -x, where -0 becomes 0: the minus of a register gives zeros of either sign, as the instruction set has it.
template <class A> SIMDLOSS_INLINE reg<A> negative(reg<A> x) { return reg<A>(0) - x; }

// A hinge and the gradient that goes with it: 0 where z <= 0, and NaN where z is.
template <class A> SIMDLOSS_INLINE reg<A> hinge(reg<A> z) { return xsimd::select(z <= reg<A>(0), reg<A>(0), z); }
template <class A> SIMDLOSS_INLINE reg<A> where_active(reg<A> z, reg<A> g) {
    return xsimd::select(z > reg<A>(0), g, hinge(z));
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
