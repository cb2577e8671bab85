// Contrastive loss on distances. The formula is in include/simdloss/embedding.h.
#include "kernels/table.hpp"
#include "simd/pairs.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> struct contrastive_distance_formula {
    static constexpr int inputs = 2;
    reg<A> margin, factor;
    bool one_is_similar;

    struct parts {
        reg<A> similar, other, d, gap;
    };
    SIMDLOSS_INLINE parts split(const reg<A> (&x)[2]) const {
        const reg<A> rest = reg<A>(1) - x[1];
        return {one_is_similar ? x[1] : rest, one_is_similar ? rest : x[1], x[0], hinge(margin - x[0])};
    }
    // A weight of 0 takes its term away, whatever that is.
    SIMDLOSS_INLINE static reg<A> weighted(reg<A> weight, reg<A> x) {
        return xsimd::select(weight == reg<A>(0), reg<A>(0), weight * x);
    }
    SIMDLOSS_INLINE reg<A> loss(const reg<A> (&x)[2]) const {
        const parts p = split(x);
        return factor * (weighted(p.similar, p.d * p.d) + weighted(p.other, p.gap * p.gap));
    }
    SIMDLOSS_INLINE void gradient(const reg<A> (&x)[2], reg<A> g, reg<A> (&y)[2]) const {
        const parts p = split(x);
        const reg<A> scaled = g * factor;
        y[0] = (scaled + scaled) * (weighted(p.similar, p.d) - weighted(p.other, p.gap));
        const reg<A> difference = p.d * p.d - p.gap * p.gap;
        y[1] = scaled * (one_is_similar ? difference : negative(difference));
    }
};

template <class T> void contrastive_distance(const pairs_args &args, pairs_rows &rows, const work &) {
    using A = accumulator_of<T>;
    const contrastive_distance_formula<A> formula{
        reg<A>(static_cast<A>(args.margin)), reg<A>(static_cast<A>(args.factor)), args.one_is_similar};
    run_pairs<T>(args, rows, formula);
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(contrastive_distance)

} // namespace simdloss::SIMDLOSS_ISA
