// Margin ranking. The formula is in include/simdloss/ranking.h.
#include "kernels/table.hpp"
#include "simd/pairs.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> struct margin_ranking_formula {
    static constexpr int inputs = 3;
    reg<A> margin;

    SIMDLOSS_INLINE reg<A> z(const reg<A> (&x)[3]) const { return xsimd::fnma(x[2], x[0] - x[1], margin); }
    SIMDLOSS_INLINE reg<A> loss(const reg<A> (&x)[3]) const { return hinge(z(x)); }
    SIMDLOSS_INLINE void gradient(const reg<A> (&x)[3], reg<A> g, reg<A> (&y)[3]) const {
        const reg<A> z_of_x = z(x), k = where_active(z_of_x, g);
        y[0] = negative(x[2] * k);
        y[1] = negative(y[0]);
        y[2] = xsimd::select(z_of_x <= reg<A>(0), reg<A>(0), (x[1] - x[0]) * k);
    }
};

template <class T> void margin_ranking(const pairs_args &args, pairs_rows &rows, const work &) {
    using A = accumulator_of<T>;
    run_pairs<T>(args, rows, margin_ranking_formula<A>{reg<A>(static_cast<A>(args.margin))});
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(margin_ranking)

} // namespace simdloss::SIMDLOSS_ISA
