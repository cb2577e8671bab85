// Triplets that the caller names: distances of single pairs, lanes along the features, and each row's gradient from the
// pairs it is in, in the order of the triplets.
#pragma once

#include "simd/anchor_row.hpp"
#include "simd/pair_gradient.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class T> double distance_of_pair(const mining_args &args, std::int64_t i, std::int64_t j) {
    using A = accumulator_of<T>;
    const auto *inverse = static_cast<const A *>(args.inverse), *gap = static_cast<const A *>(args.gap);
    const T *x = embedding<T>(args, i), *y = embedding<T>(args, j);
    const reg<A> to_x(inverse ? inverse[i] : A(1)), to_y(inverse ? inverse[j] : A(1));
    const double square = sum_of_products<A>(args.features, [&](std::int64_t k, std::int64_t n) {
        const reg<A> v = load_partial_or_all(x + k, n) * to_x - load_partial_or_all(y + k, n) * to_y;
        return factors<A>{v, v};
    });
    if (args.distance == mining_distance::squared_l2) return square;
    if (gap != nullptr) return 0.5 * square + (static_cast<double>(gap[i]) + static_cast<double>(gap[j]));
    return __builtin_sqrt(square);
}

// dL/dd becomes the weight of e_i - e_j. Distances that A holds with less than its digits count as 0.
template <class A> SIMDLOSS_INLINE double slope_of_pair(const mining_args &args, double distance) {
    switch (args.distance) {
    case mining_distance::squared_l2: return 2;
    case mining_distance::angular: return 1;
    default: return distance >= static_cast<double>(std::numeric_limits<A>::min()) ? 1 / distance : 0;
    }
}

// Triplets [begin, end): their losses, and the weights of their pairs.
template <class T> void triplets(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    for (std::int64_t t = piece.begin; t < piece.end; ++t) {
        const std::int32_t anchor = args.triplet[0][t];
        const double positive = distance_of_pair<T>(args, anchor, args.triplet[1][t]),
                     negative = distance_of_pair<T>(args, anchor, args.triplet[2][t]);
        const double z = args.margin + positive - negative;
        piece.loss[t - piece.begin] = hinge(z);
        *piece.count += !(z <= 0);
        if (!args.want_grad) continue;
        double g = args.grad_loss ? static_cast<double>(static_cast<const A *>(args.grad_loss)[t]) : 1;
        if (!(z > 0)) g = z <= 0 ? 0 : z; // NaN
        static_cast<A *>(args.pair_weight[0])[t] = static_cast<A>(g * slope_of_pair<A>(args, positive));
        static_cast<A *>(args.pair_weight[1])[t] = static_cast<A>(-g * slope_of_pair<A>(args, negative));
    }
}

// Rows [begin, end).
template <class T> void gather(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    terms<A> sum;
    for (std::int64_t row = piece.begin; row < piece.end; ++row) {
        for (std::int64_t r = args.term_begin[row]; r < args.term_begin[row + 1]; ++r) {
            const std::int64_t t = args.term[r] / 4, pair = args.term[r] % 2;
            const bool is_anchor = args.term[r] % 4 < 2;
            sum.add(args.triplet[is_anchor ? 1 + pair : 0][t], static_cast<const A *>(args.pair_weight[pair])[t]);
            if (sum.count == term_limit) add_terms<T>(args, row, sum);
        }
        add_terms<T>(args, row, sum);
    }
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
