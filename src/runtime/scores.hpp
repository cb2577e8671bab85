// What the kernels of info_nce.h and margin_softmax.h are called with. Plain data, compiled for every instruction set.
//
// Scores are s_ij = scale * <query i, key j>, of queries and keys that may have been normalised. They exist in tiles of
// 64 rows only, transposed: scores[tile][column][row of the tile], so that lanes run over rows, a reduction over columns
// needs no lane of another row, and a tile is an operand of all three products without being packed again.
//
// Vectors are packed once, in panels: panels[p][row][lane] holds elements p * lanes + lane of every row, the last panel
// filled up with zeros. Their gradients are summed in the same layout.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

inline constexpr std::int64_t tile_rows = 64;
inline constexpr std::int64_t column_block = 24; // columns come in multiples of it: every block of registers divides it
inline constexpr std::int64_t column_chunk = 144;   // columns that are computed, then reduced while they are in cache
inline constexpr std::int64_t inner_chunk = 256;    // elements of a vector that one run of a product adds up
inline constexpr std::int64_t gradient_chunk = 128; // columns that one run of the queries' gradient adds up

// One set of vectors; keys may come from two arrays, of `split` rows and the rest.
struct score_vectors {
    const void *data[2] = {};
    void *grad[2] = {};
    std::int64_t stride[2] = {};
    std::int64_t rows = 0, split = 0, pitch = 0; // pitch: rows of a panel, the padding included
    void *panels = nullptr;                      // [panel][pitch][lanes]
    void *transposed = nullptr;                  // queries only: [pitch / lanes][panel * lanes][lanes]
    void *sums = nullptr;                        // gradients, as panels
    double *norms = nullptr;                     // [pitch]
};

enum class score_rule {
    index,  // one positive a row, by its column; every other column is a negative
    pairs,  // NT-Xent: each positive of a row against the row's negatives
    labels, // SupCon, n-pairs: the mean over a row's positives, against all columns
};

// Planes of doubles over rows (or columns, where each of them has a softmax too).
enum score_plane {
    plane_max,      // of what is in the row's softmax, and the logarithm of its sum
    plane_log_sum,  //
    plane_sum,      // during the reduction
    plane_exponent, // gradient: factor * exp(s - shift) * 2^-exponent
    plane_shift,    //
    plane_factor,   //
    plane_loss,
    plane_target_score, // rule index: the positive's score, and what stands in the gradient there
    plane_target_grad,  //
    plane_count
};

struct score_args {
    score_vectors queries, keys; // the same panels where both are one set of vectors
    std::int64_t width = 0, panels = 0;
    double scale = 1, norm_floor = 0;
    bool normalize = false, same_vectors = false;
    bool accumulate = false;

    score_rule rule = score_rule::index;
    bool exclude_self = false, symmetric = false;
    const std::int64_t *target = nullptr;                      // [rows], -1: ignored; nullptr: the diagonal
    const void *query_labels = nullptr, *key_labels = nullptr; // small integers of the accumulator's size
    const double *positives = nullptr;                         // [rows]: how many a row has
    const double *row_grad = nullptr;                          // [rows] upstream gradients, or nullptr: all `grad`
    double grad = 1;

    // The margin of the target's cosine: ArcFace's angle or CosFace's difference.
    enum margin_kind { no_margin, angle, difference } margin = no_margin;
    double margin_value = 0, margin_cos = 1, margin_sin = 0, margin_floor = 0;

    void *scores = nullptr; // [tiles][keys.pitch][tile_rows]
    std::int64_t first_tile = 0, tiles = 0;
    std::int64_t chunk = 0, chunks = 0; // columns of a task, a multiple of column_chunk
    double *partial = nullptr;          // [tiles][chunks][4][tile_rows]: max, sum, exponent, shift of a task's columns
    double *row_planes = nullptr, *column_planes = nullptr; // [plane_count][pitch]
    bool reduces = true; // whether the scores' rows are reduced, or their planes are final
};

enum class score_step {
    pack_queries, // rows [first, last)
    pack_keys,
    scores,         // of one tile and columns [first, last)
    rows,           // of one tile: planes and losses
    columns,        // the columns' reductions, all tiles, columns [first, last)
    finish_columns, // their planes and losses
    gradient,       // all tiles, columns [first, last): gradients of scores in place, and the keys' gradients
    queries,        // of one tile, panels [first, last): the queries' gradients
    finish_queries, // rows [first, last): through the normalisation, to the caller's array
    finish_keys
};

struct score_task {
    score_step step;
    std::int64_t tile = 0; // of this round
    std::int64_t first = 0, last = 0;
};

} // namespace simdloss::runtime
