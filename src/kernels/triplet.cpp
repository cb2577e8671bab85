// Triplet margin losses. The formulas are in include/simdloss/embedding.h.
#include "kernels/table.hpp"
#include "simd/vectors.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// PyTorch's floor of a norm in a cosine.
inline constexpr double cosine_floor = 1e-8;

template <class T, summed what> struct triplet_kernel {
    using driver = vector_driver<T, 3, what>;
    static constexpr bool products = driver::products;
    embedding_rows &rows;
    vector_state &state;
    driver d;

    struct term {
        r64 distance, cross, base, first_own, second_own;
    };
    SIMDLOSS_INLINE term term_of(int p, int i) const {
        if constexpr (products) {
            const auto c = d.cosine_of(p, i, cosine_floor, 0);
            return {r64(1) - c.c, negative(c.cross), r64(0), negative(c.first_own), negative(c.second_own)};
        } else {
            const auto x = d.distance_of(p, i);
            return {x.d, x.cross, x.base, r64(0), r64(0)};
        }
    }

    void finish(int i) const {
        const r64 zero(0), one(1);
        const term positive = term_of(0, i);
        term negative = term_of(1, i);
        r64 swapped = zero;
        if (d.args.swap) {
            const term other = term_of(2, i);
            // Only if it is nearer; NaN of either makes the row NaN.
            const mask<double> take = (other.distance < negative.distance) | (other.distance != other.distance);
            swapped = xsimd::select(take, one, zero);
            negative.distance = xsimd::select(take, other.distance, negative.distance);
            store(state.base[2] + i, other.base);
            set_negative(2, i, other, k_of(i, positive, negative));
        }
        store(state.swapped + i, swapped);
        const r64 k = k_of(i, positive, negative);
        store(rows.loss + i, hinge<double>(z_of(positive, negative)));
        store(state.cross[0] + i, k * positive.cross);
        store(state.base[0] + i, positive.base);
        store(state.base[1] + i, negative.base);
        set_negative(1, i, negative, k);
        const mask<double> active = k != zero;
        for (int x = 0; x < 3; ++x)
            store(state.alive[x] + i, xsimd::select(active, products ? d.lives(x, i) : one, zero));
        if constexpr (products) set_own(i, positive, k);
    }

    SIMDLOSS_INLINE r64 z_of(const term &positive, const term &negative) const {
        return r64(d.args.margin) + (positive.distance - negative.distance);
    }
    SIMDLOSS_INLINE r64 k_of(int i, const term &positive, const term &negative) const {
        return where_active<double>(z_of(positive, negative), load(rows.grad + i));
    }
    SIMDLOSS_INLINE void set_negative(int p, int i, const term &x, r64 k) const {
        store(state.cross[p] + i, negative(k) * x.cross);
    }

    // own of the anchor, the positive and the negative: of the pairs that are used.
    void set_own(int i, const term &positive, r64 k) const {
        const r64 zero(0);
        const mask<double> swapped = load(state.swapped + i) != zero;
        const term an = term_of(1, i), pn = d.args.swap ? term_of(2, i) : an;
        store(state.own[0] + i, k * (positive.first_own - xsimd::select(swapped, zero, an.first_own)));
        store(state.own[1] + i, k * (positive.second_own - xsimd::select(swapped, pn.first_own, zero)));
        store(state.own[2] + i, negative(k) * xsimd::select(swapped, pn.second_own, an.second_own));
    }
};

template <class T, summed what> void triplets(const embedding_args &args, embedding_rows &rows) {
    vector_state state;
    const triplet_kernel<T, what> kernel{rows, state, {args, rows, state}};
    kernel.d.run_all([&](int i) { kernel.finish(i); });
}

template <class T> void triplet(const embedding_args &args, embedding_rows &rows, const work &) {
    if (args.measure == embedding_measure::cosine) return triplets<T, summed::products>(args, rows);
    if (args.measure == embedding_measure::squared_euclidean || args.p == 2)
        return triplets<T, summed::squares>(args, rows);
    if (args.p == 1) return triplets<T, summed::magnitudes>(args, rows);
    if (args.p > std::numeric_limits<double>::max()) return triplets<T, summed::largest>(args, rows);
    triplets<T, summed::powers>(args, rows);
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(triplet)

} // namespace simdloss::SIMDLOSS_ISA
