// Losses that mine a batch of embeddings. The formulas are in include/simdloss/mining.h.
#include "kernels/table.hpp"
#include "simd/named_triplets.hpp"
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

// The same, where losses need all rows' sums: these, and then the losses.
template <class T> void reduce(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    for (std::int64_t anchor = piece.begin; anchor < piece.end; ++anchor) {
        const anchor_row<A> row(args, anchor, static_cast<A *>(args.tile) + (anchor - piece.anchor) * args.pitch);
        const bool counts = row.positives() > 0 && row.negatives() > 0;
        args.log_sums[anchor] =
            counts ? log_sum_of_negatives(args, row, static_cast<A *>(piece.scratch)) : -infinity_of<double>;
    }
}
template <class T> void pairs(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    for (std::int64_t anchor = piece.begin; anchor < piece.end; ++anchor) {
        const std::int64_t i = anchor - piece.anchor;
        piece.loss[i] = lifted_loss(args, anchor_row<A>(args, anchor, static_cast<A *>(args.tile) + i * args.pitch));
        piece.count[i] = 0;
    }
}

template <class T> void mining(const mining_args &args, mining_piece &piece, const work &) {
    switch (piece.what) {
    case mining_step::normalize: return normalize_rows<T>(args, piece);
    case mining_step::pack: return pack_anchors<T>(args, piece);
    case mining_step::measure: return measure<T>(args, piece);
    case mining_step::reduce: return reduce<T>(args, piece);
    case mining_step::pairs: return pairs<T>(args, piece);
    case mining_step::select: return select<T>(args, piece);
    case mining_step::spread: return spread<T>(args, piece);
    case mining_step::triplets: return triplets<T>(args, piece);
    case mining_step::gather: return gather<T>(args, piece);
    case mining_step::finish: return finish_rows<T>(args, piece);
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(mining)

} // namespace simdloss::SIMDLOSS_ISA
