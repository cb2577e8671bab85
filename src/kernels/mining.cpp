// Losses that mine a batch of embeddings. The formulas are in include/simdloss/mining.h.
#include "kernels/table.hpp"
#include "simd/pair_gradient.hpp"
#include "simd/selection.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// Anchors [begin, end) of the tile.
template <class T> void select(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    for (std::int64_t anchor = piece.begin; anchor < piece.end; ++anchor) {
        const std::int64_t i = anchor - piece.anchor;
        const anchor_row<A> row(args, anchor, static_cast<A *>(args.tile) + i * args.pitch);
        piece.loss[i] = select_for(args, row, piece.scratch, piece.count[i]);
        if (args.want_grad) gather_anchor<T>(args, anchor, row.row);
    }
}

template <class T> void mining(const mining_args &args, mining_piece &piece, const work &) {
    switch (piece.what) {
    case mining_step::normalize: return normalize_rows<T>(args, piece);
    case mining_step::pack: return pack_anchors<T>(args, piece);
    case mining_step::measure: return measure<T>(args, piece);
    case mining_step::select: return select<T>(args, piece);
    case mining_step::spread: return spread<T>(args, piece);
    case mining_step::finish: return finish_rows<T>(args, piece);
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(mining)

} // namespace simdloss::SIMDLOSS_ISA
