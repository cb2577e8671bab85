// Softmax losses over scores of vectors: info_nce.h and margin_softmax.h. The runtime (runtime/scores.cpp) runs the steps
// below, each over rows, columns or panels of its own. In every reduction a lane is a row.
#include "simd/score_rows.hpp"
#include "simd/score_vectors.hpp"

#include "kernels/table.hpp"
#include "simd/product.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> A *tile_of(const score_args &a, std::int64_t tile) {
    return static_cast<A *>(a.scores) + tile * a.keys.pitch * tile_rows;
}

template <class A> void compute_scores(const score_args &a, const score_task &t) {
    A *scores = tile_of<A>(a, t.tile);
    const std::int64_t first_row = (a.first_tile + t.tile) * tile_rows;
    const A *queries = static_cast<const A *>(a.queries.transposed) + first_row * a.panels * lanes<A>;
    reduction<A> rows;
    for (std::int64_t j = t.first; j < t.last; j += column_chunk) {
        const std::int64_t end = j + column_chunk < t.last ? j + column_chunk : t.last;
        score_product(static_cast<const A *>(a.keys.panels), a.keys.pitch, queries, a.panels, j, end, scores,
            static_cast<A>(a.scale));
        const std::int64_t real = end < a.keys.rows ? end : a.keys.rows;
        take_out<A>(a, first_row, j, real, scores);
        if (a.reduces) rows.add(a, first_row, j, real, scores);
    }
    if (a.reduces) rows.store(a.partial + (t.tile * a.chunks + t.first / a.chunk) * 4 * tile_rows);
}

// The gradients of the scores of some columns, in place, and what they mean for the keys.
template <class A> void gradient_of_columns(const score_args &a, const score_task &t) {
    for (std::int64_t j = t.first; j < t.last; j += column_chunk) {
        const std::int64_t end = j + column_chunk < t.last ? j + column_chunk : t.last;
        const std::int64_t real = end < a.keys.rows ? end : a.keys.rows;
        for (std::int64_t tile = 0; tile < a.tiles; ++tile) {
            const std::int64_t first_row = (a.first_tile + tile) * tile_rows;
            const std::int64_t left = a.queries.rows - first_row;
            score_gradients<A>(a, first_row, j, real, tile_of<A>(a, tile));
            if (a.keys.sums == nullptr) continue;
            key_product(tile_of<A>(a, tile), static_cast<const A *>(a.queries.panels) + first_row * lanes<A>,
                a.queries.pitch, left < tile_rows ? left : tile_rows, a.panels, j, end, static_cast<A *>(a.keys.sums),
                a.keys.pitch, first_row > 0);
        }
    }
}

template <class A> void gradient_of_queries(const score_args &a, const score_task &t) {
    const std::int64_t first_row = (a.first_tile + t.tile) * tile_rows;
    for (std::int64_t p = t.first; p < t.last; ++p)
        query_product(tile_of<A>(a, t.tile), static_cast<const A *>(a.keys.panels) + p * a.keys.pitch * lanes<A>,
            a.keys.rows, static_cast<A *>(a.queries.sums) + (p * a.queries.pitch + first_row) * lanes<A>);
}

template <class T> void scores(const score_args &a, score_task &t, const work &) {
    using A = accumulator_of<T>;
    switch (t.step) {
    case score_step::pack_queries: return pack_vectors<T>(a, a.queries, t.first, t.last);
    case score_step::pack_keys: return pack_vectors<T>(a, a.keys, t.first, t.last);
    case score_step::scores: return compute_scores<A>(a, t);
    case score_step::rows: return finish_rows<A>(a, t.tile);
    case score_step::columns: return reduce_columns<A>(a, t.first, t.last);
    case score_step::finish_columns: return finish_columns<A>(a, t.first, t.last);
    case score_step::gradient: return gradient_of_columns<A>(a, t);
    case score_step::queries: return gradient_of_queries<A>(a, t);
    case score_step::finish_queries: return unpack_gradients<T>(a, a.queries, t.first, t.last);
    case score_step::finish_keys: return unpack_gradients<T>(a, a.keys, t.first, t.last);
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(scores)

} // namespace simdloss::SIMDLOSS_ISA
