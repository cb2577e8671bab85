// What the kernels of ranking.h, and of contrastive losses on distances, are called with. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

// Element-wise on two or three arrays at once: margin ranking, and contrastive on distances.
struct pairs_args {
    const void *in[3] = {}; // the last one is the target, unless it comes widened with the rows
    void *grad[3] = {};     // nullptr: not wanted
    bool stream[3] = {};    // of the gradients
    void *loss = nullptr;   // one an element; nullptr: summed, if wants_sum
    bool stream_loss = false, wants_sum = false;
    const void *grad_loss = nullptr; // one an element, or nullptr: upstream for all
    double upstream = 1;
    std::int64_t item = 1, stride = 1; // elements of a batch item, and from one to the next
    bool accumulate = false;
    double margin = 0, factor = 1;
    bool one_is_similar = true;
};

struct pairs_rows {
    std::int64_t first = 0, count = 0;
    const void *target = nullptr; // of the accumulator type, for these elements; nullptr: in args.in
    double lane[32] = {};         // sums of losses, added to
};

// Groups of rows: their classes are the columns of all rows of a group.
struct rank_args {
    const void *scores = nullptr, *target = nullptr;
    void *grad_scores = nullptr, *grad_target = nullptr;
    void *loss = nullptr;            // one a column, of the accumulator type; nullptr: their sums, in the rows
    const void *grad_loss = nullptr; // NONE: as loss; else grad for all
    double grad = 1;
    std::int64_t rows = 2, columns = 1, row_stride = 1; // of a group
    double margin = 1;
    bool wants_loss = false, accumulate = false, stream_scores = false, stream_target = false;
};

struct rank_rows {
    std::int64_t first = 0;
    int count = 0;
    double loss[row_array];
};

} // namespace simdloss::runtime
