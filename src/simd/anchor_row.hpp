// An anchor's row of distances, and who its positives and negatives are.
#pragma once

#include "runtime/mining_args.hpp"
#include "simd/log_sum_exp.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

using namespace simdloss::runtime;

template <class A> inline constexpr A not_a_number = std::numeric_limits<A>::quiet_NaN();
template <class A> inline constexpr A infinity_of = std::numeric_limits<A>::infinity();

// dL/dd becomes the weight of e_i - e_j in the gradient.
template <class A> SIMDLOSS_INLINE A slope(const mining_args &args, A distance) {
    switch (args.distance) {
    case mining_distance::squared_l2: return 2;
    case mining_distance::angular: return 1;
    default: return distance > 0 ? 1 / distance : A(0);
    }
}

// max(0, z), NaN for NaN.
SIMDLOSS_INLINE double hinge(double z) { return z <= 0 ? 0 : z; }

// An anchor, its row [0, pitch), and the members of its class, itself among them, in ascending order.
template <class A> struct anchor_row {
    A *row;
    std::int64_t batch, pitch;
    std::int32_t self;
    const std::int32_t *member;
    std::int64_t members;

    SIMDLOSS_INLINE anchor_row(const mining_args &args, std::int64_t anchor, A *distances)
        : row(distances), batch(args.batch), pitch(args.pitch), self(static_cast<std::int32_t>(anchor)),
          member(args.order + args.class_begin[anchor]), members(args.class_end[anchor] - args.class_begin[anchor]) {}

    std::int64_t positives() const { return members - 1; }
    std::int64_t negatives() const { return batch - members; }

    template <class F> SIMDLOSS_INLINE void for_each_positive(const F &f) const {
        for (std::int64_t q = 0; q < members; ++q)
            if (member[q] != self) f(member[q]);
    }
    template <class F> SIMDLOSS_INLINE void for_each_negative(const F &f) const {
        std::int64_t begin = 0;
        for (std::int64_t q = 0; q <= members; ++q) {
            const std::int64_t end = q < members ? member[q] : batch;
            for (std::int64_t k = begin; k < end; ++k) f(k);
            begin = end + 1;
        }
    }

    // NaN is not found by any comparison.
    SIMDLOSS_INLINE void hide_members() const {
        for (std::int64_t q = 0; q < members; ++q) row[member[q]] = not_a_number<A>;
    }
    SIMDLOSS_INLINE void hide_padding() const {
        for (std::int64_t k = batch; k < pitch; ++k) row[k] = not_a_number<A>;
    }

    SIMDLOSS_INLINE A largest() const {
        reg<A> m(-infinity_of<A>);
        for (std::int64_t k = 0; k < pitch; k += width<A>) {
            const reg<A> x = load(row + k);
            m = xsimd::select(x > m, x, m);
        }
        return xsimd::reduce_max(m);
    }
    SIMDLOSS_INLINE A smallest() const {
        reg<A> m(infinity_of<A>);
        for (std::int64_t k = 0; k < pitch; k += width<A>) {
            const reg<A> x = load(row + k);
            m = xsimd::select(x < m, x, m);
        }
        return xsimd::reduce_min(m);
    }
    // The first index of a value that the row holds.
    SIMDLOSS_INLINE std::int32_t find(A value) const {
        std::int64_t k = 0;
        while (k + width<A> < pitch && !xsimd::any(load(row + k) == reg<A>(value))) k += width<A>;
        while (k + 1 < batch && !(row[k] == value)) ++k;
        return static_cast<std::int32_t>(k);
    }
    SIMDLOSS_INLINE bool holds_nan() const { return has_nan(row, batch); }
    SIMDLOSS_INLINE void fill(A value) const {
        for (std::int64_t k = 0; k < pitch; k += width<A>) store(row + k, reg<A>(value));
    }
};

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
