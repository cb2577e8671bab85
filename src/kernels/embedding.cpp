// Losses on pairs of embeddings: the distance and the cosine themselves, cosine embedding, contrastive. The formulas are
// in include/simdloss/embedding.h.
#include "kernels/table.hpp"
#include "simd/vectors.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// PyTorch's, to be added to a squared norm: 1e-12 as a float.
inline constexpr double cosine_embedding_added = 9.999999960041972e-13;

template <class T, summed what> struct embedding_kernel {
    using driver = vector_driver<T, 2, what>;
    embedding_rows &rows;
    vector_state &state;
    driver d;

    // From a cosine with its gradient scaled by k.
    template <class Cosine> SIMDLOSS_INLINE void set_cosine(int i, const Cosine &c, r64 k) const {
        const r64 zero(0);
        store(state.cross[0] + i, k * c.cross);
        store(state.own[0] + i, k * c.first_own);
        store(state.own[1] + i, k * c.second_own);
        for (int x = 0; x < 2; ++x) store(state.alive[x] + i, xsimd::select(k != zero, d.lives(x, i), zero));
    }

    void finish_similarity(int i) const {
        const auto c = d.cosine_of(0, i, d.args.eps, 0);
        store(rows.loss + i, c.c);
        set_cosine(i, c, load(rows.grad + i));
    }

    void finish_cosine_embedding(int i) const {
        const auto c = d.cosine_of(0, i, 0, cosine_embedding_added);
        const r64 y = load(rows.target + i), zero(0), one(1), g = load(rows.grad + i);
        const mask<double> same = y == one, apart = y == r64(-1);
        const r64 z = c.c - r64(d.args.margin);
        const r64 l = xsimd::select(same, one - c.c, xsimd::select(apart, hinge<double>(z), zero));
        const r64 k = xsimd::select(same, negative(g), xsimd::select(apart, where_active<double>(z, g), zero));
        store(rows.loss + i, l);
        set_cosine(i, c, xsimd::select(same & (c.c != c.c), c.c, k));
    }

    void set_distance(int i, const typename driver::distance &x, r64 k) const {
        const r64 zero(0);
        const r64 factor = xsimd::select(k == zero, zero, k * x.cross);
        store(state.cross[0] + i, xsimd::select(x.d == x.d, factor, x.d));
        store(state.base[0] + i, x.base);
        const r64 alive = xsimd::select(factor == zero, zero, r64(1));
        store(state.alive[0] + i, alive);
        store(state.alive[1] + i, alive);
    }

    void finish_distance(int i) const {
        const auto x = d.distance_of(0, i);
        store(rows.loss + i, x.d);
        set_distance(i, x, load(rows.grad + i));
    }

    SIMDLOSS_INLINE static r64 weighted(r64 weight, r64 x) {
        return xsimd::select(weight == r64(0), r64(0), weight * x);
    }

    void finish_contrastive(int i) const {
        const auto x = d.distance_of(0, i);
        const r64 y = load(rows.target + i), rest = r64(1) - y, factor(d.args.factor), g = load(rows.grad + i);
        const bool direct = d.args.one_is_similar;
        const r64 similar = direct ? y : rest, other = direct ? rest : y;
        const r64 gap = hinge<double>(r64(d.args.margin) - x.d), squares = x.d * x.d, gaps = gap * gap;
        store(rows.loss + i, factor * (weighted(similar, squares) + weighted(other, gaps)));
        const r64 by_target = g * factor * (squares - gaps);
        store(rows.grad_target + i, direct ? by_target : negative(by_target));
        set_distance(i, x, r64(2) * factor * g * (weighted(similar, x.d) - weighted(other, gap)));
    }

    void finish(int i) const {
        if constexpr (driver::products) {
            if (d.args.what == embedding_loss::similarity) finish_similarity(i);
            else finish_cosine_embedding(i);
        } else {
            if (d.args.what == embedding_loss::distance) finish_distance(i);
            else finish_contrastive(i);
        }
    }
};

template <class T, summed what> void run_embedding(const embedding_args &args, embedding_rows &rows) {
    vector_state state;
    const embedding_kernel<T, what> kernel{rows, state, {args, rows, state}};
    kernel.d.run_all([&](int i) { kernel.finish(i); });
}

template <class T> void embedding(const embedding_args &args, embedding_rows &rows, const work &) {
    if (args.what == embedding_loss::similarity || args.what == embedding_loss::cosine_embedding)
        return run_embedding<T, summed::products>(args, rows);
    if (args.p == 2) return run_embedding<T, summed::squares>(args, rows);
    if (args.p == 1) return run_embedding<T, summed::magnitudes>(args, rows);
    if (args.p > std::numeric_limits<double>::max()) return run_embedding<T, summed::largest>(args, rows);
    run_embedding<T, summed::powers>(args, rows);
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(embedding)

} // namespace simdloss::SIMDLOSS_ISA
