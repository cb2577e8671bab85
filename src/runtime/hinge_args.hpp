// What the kernels of hinge.h's losses of rows are called with. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

// Hinge losses of the scores of a row: multi_margin, categorical_hinge.
struct margin_args {
    const void *input = nullptr;
    void *grad_input = nullptr; // nullptr: forward only
    row_layout layout{};
    double margin = 1;
    bool squared = false;
    bool accumulate = false, stream = false;
};

struct margin_rows {
    std::int64_t first = 0;
    int count = 0;
    std::int64_t target[row_array]; // -1: ignored
    double grad[row_array];         // what the derivatives of a row are multiplied by
    double loss[row_array];         // out: without weights
};

// Multi-label margin: one row a call.
inline constexpr int label_block = 64; // labels that are looked up at a time
struct multilabel_margin_args {
    const void *input = nullptr;
    void *grad_input = nullptr;
    std::int64_t classes = 0, stride = 0, labels = 0;
    // Labels [first, first + count) of a row, -1 from the padding on.
    void (*widen)(const void *targets, std::int64_t row, std::int64_t first, int count, std::int64_t *out) = nullptr;
    const void *targets = nullptr;
    double margin = 1;
    bool accumulate = false, stream = false;
};

struct multilabel_margin_row {
    std::int64_t row = 0;
    double grad = 1;
    double loss = 0; // out: without weights
};

} // namespace simdloss::runtime
