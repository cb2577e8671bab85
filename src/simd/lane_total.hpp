// The sum of a lane in double. Terms come in sums of a few in the accumulator type; where that is double itself, what an
// addition rounds away is summed beside, so that a long sum is as exact as a short one.
#pragma once

#include "simd/log_sum_exp.hpp"
#include "simd/write_together.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> struct lane_total {
    static constexpr int size = spread<A>::size;
    spread<A> sum{0.0}, rest{0.0};

    SIMDLOSS_INLINE void add(reg<A> x) {
        if constexpr (sizeof(A) == 8) {
            const reg<double> total = sum.r[0] + x, back = total - sum.r[0];
            rest.r[0] += (sum.r[0] - (total - back)) + (x - back);
            sum.r[0] = total;
        } else {
            const spread<A> wide(x);
            for (int i = 0; i < size; ++i) sum.r[i] += wide.r[i];
        }
    }
    // Adds x^2, exact in double where x is a float.
    SIMDLOSS_INLINE void add_square(reg<A> x) {
        const spread<A> wide(x);
        for (int i = 0; i < size; ++i) sum.r[i] = xsimd::fma(wide.r[i], wide.r[i], sum.r[i]);
    }
    // Where the sum is infinite nothing is known of the rest.
    SIMDLOSS_INLINE reg<double> value(int i) const {
        if constexpr (sizeof(A) == 4) return sum.r[i];
        else return sum.r[i] + xsimd::select(rest.r[i] == rest.r[i], rest.r[i], reg<double>(0));
    }
};

// Of as many lanes as a pack has.
template <class A> SIMDLOSS_INLINE double add_lanes(const lane_total<A> (&lanes)[regs<A>]) {
    wide_pack<A> all;
    for (int k = 0; k < regs<A>; ++k)
        for (int i = 0; i < lane_total<A>::size; ++i) all.r[k * lane_total<A>::size + i] = lanes[k].value(i);
    return add_lanes<A>(all);
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
