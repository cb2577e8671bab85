// Distances of a tile of anchors from all rows. Lanes run along the anchors, whose embeddings are packed once a tile, so
// that a row of the other side is read as it lies; squares of differences are added in order of the features, in chunks:
// the same bits on every instruction set, and d_ij = d_ji.
#pragma once

#include "runtime/mining_args.hpp"
#include "simd/transpose.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

using namespace simdloss::runtime;

inline constexpr int feature_chunk = 64;            // sums of so many squares are added up
inline constexpr int row_group = is_avx512 ? 8 : 4; // rows at once, against two registers of anchors

template <class T> SIMDLOSS_INLINE const T *embedding(const mining_args &args, std::int64_t row) {
    return static_cast<const T *>(args.embeddings) + row * args.stride;
}

SIMDLOSS_INLINE bool is_normalized(const mining_args &args) { return args.inverse != nullptr; }

// n features, times a factor, as numbers of the accumulator type.
template <class T>
SIMDLOSS_INLINE void widen_features(const T *x, int n, accumulator_of<T> factor, accumulator_of<T> *out) {
    using A = accumulator_of<T>;
    for (int k = 0; k < n; k += width<A>)
        store(out + k, load_partial_or_all(x + k, n - k < width<A> ? n - k : width<A>) * reg<A>(factor));
}

// The tile's anchors, [features][mining_anchors]; 0 past the last.
template <class T> void pack_anchors(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    auto *out = static_cast<A *>(args.anchors);
    const auto *inverse = static_cast<const A *>(args.inverse);
    for (int i = 0; i < mining_anchors; ++i) {
        A values[feature_chunk] = {};
        for (std::int64_t k = 0; k < args.features; k += feature_chunk) {
            const int n = static_cast<int>(args.features - k < feature_chunk ? args.features - k : feature_chunk);
            const std::int64_t row = piece.anchor + i;
            if (i < piece.anchors)
                widen_features(embedding<T>(args, row) + k, n, inverse ? inverse[row] : A(1), values);
            for (int l = 0; l < n; ++l) out[(k + l) * mining_anchors + i] = i < piece.anchors ? values[l] : A(0);
        }
    }
}

// Adds the squared differences of n features to sums[row_group][mining_anchors].
template <class A>
SIMDLOSS_INLINE void add_squares(const A *anchors, const A *const (&rows)[row_group], std::int64_t n, A *sums) {
    for (int lane = 0; lane < mining_anchors; lane += 2 * width<A>) {
        reg<A> low[row_group], high[row_group];
#pragma GCC unroll 8
        for (int r = 0; r < row_group; ++r) low[r] = high[r] = reg<A>(0);
        for (std::int64_t k = 0; k < n; ++k) {
            const A *a = anchors + k * mining_anchors + lane;
            const reg<A> a0 = load(a), a1 = load(a + width<A>);
#pragma GCC unroll 8
            for (int r = 0; r < row_group; ++r) {
                const reg<A> x(rows[r][k]), d0 = a0 - x, d1 = a1 - x;
                low[r] = xsimd::fma(d0, d0, low[r]);
                high[r] = xsimd::fma(d1, d1, high[r]);
            }
        }
#pragma GCC unroll 8
        for (int r = 0; r < row_group; ++r) {
            A *sum = sums + r * mining_anchors + lane;
            store(sum, load(sum) + low[r]);
            store(sum + width<A>, load(sum + width<A>) + high[r]);
        }
    }
}

// The squared distances of row_group rows from first on (the last one again, past the end).
template <class T>
SIMDLOSS_INLINE void squared_distances(const mining_args &args, std::int64_t first, accumulator_of<T> *sums) {
    using A = accumulator_of<T>;
    const auto *inverse = static_cast<const A *>(args.inverse);
    const bool as_they_lie = sizeof(T) == sizeof(A) && inverse == nullptr;
    A widened[row_group][feature_chunk];
    for (int i = 0; i < row_group * mining_anchors; ++i) sums[i] = 0;
    for (std::int64_t k = 0; k < args.features; k += feature_chunk) {
        const int n = static_cast<int>(args.features - k < feature_chunk ? args.features - k : feature_chunk);
        const A *rows[row_group];
        for (int r = 0; r < row_group; ++r) {
            const std::int64_t row = first + r < args.batch ? first + r : args.batch - 1;
            const T *x = embedding<T>(args, row) + k;
            rows[r] = widened[r];
            if constexpr (sizeof(T) == sizeof(A)) {
                if (as_they_lie) rows[r] = x;
            }
            if (!as_they_lie) widen_features(x, n, inverse ? inverse[row] : A(1), widened[r]);
        }
        add_squares<A>(static_cast<const A *>(args.anchors) + k * mining_anchors, rows, n, sums);
    }
}

template <class A>
SIMDLOSS_INLINE reg<A> distance_of(const mining_args &args, reg<A> squared, const A *anchor_gap, A row_gap) {
    switch (args.distance) {
    case mining_distance::squared_l2: return squared;
    case mining_distance::angular: return xsimd::fma(reg<A>(A(0.5)), squared, load(anchor_gap) + reg<A>(row_gap));
    default: return xsimd::sqrt(squared);
    }
}

// Columns [begin, end) of the tile, multiples of mining_columns.
template <class T> void measure(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    constexpr int w = width<A>, columns = w > row_group ? w : row_group;
    auto *tile = static_cast<A *>(args.tile);
    const auto *gap = static_cast<const A *>(args.gap);
    if (args.distance == mining_distance::angular && gap == nullptr) __builtin_unreachable();
    alignas(64) A sums[columns * mining_anchors];
    for (std::int64_t j = piece.begin; j < piece.end && j < args.batch; j += columns) {
        for (int c = 0; c < columns; c += row_group) squared_distances<T>(args, j + c, sums + c * mining_anchors);
        for (int lane = 0; lane < mining_anchors; lane += w) {
            for (int c = 0; c < columns; c += w) {
                reg<A> square[w];
#pragma GCC unroll 16
                for (int i = 0; i < w; ++i) {
                    const A row_gap = gap ? gap[j + c + i] : A(0);
                    square[i] = distance_of<A>(args, load(sums + (c + i) * mining_anchors + lane),
                        gap ? gap + piece.anchor + lane : nullptr, row_gap);
                }
                transpose<A>(square);
#pragma GCC unroll 16
                for (int i = 0; i < w; ++i) store(tile + (lane + i) * args.pitch + j + c, square[i]);
            }
        }
    }
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
