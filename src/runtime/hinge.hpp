// Checked calls of the hinge losses of rows, on their way through the blocks.
#pragma once

#include "runtime/hinge_args.hpp"
#include "runtime/losses.hpp"

namespace simdloss::runtime {

// multi_margin, categorical_hinge.
struct margin_call {
    kernel<margin_args, margin_rows> *run = nullptr;
    array_shape shape;
    margin_args args;
    target_view targets;
    loss_output out;
    double share = 1; // what every loss is multiplied by
};

// The targets of multilabel_margin: [rows, labels], where a row ends with the first that is padding.
struct label_view {
    const void *target = nullptr;
    simdloss_dtype dtype = SIMDLOSS_I64;
    std::int64_t labels = 0, classes = 0, padding = -1;
};

struct multilabel_margin_call {
    kernel<multilabel_margin_args, multilabel_margin_row> *run = nullptr;
    array_shape shape;
    multilabel_margin_args args;
    label_view targets;
    loss_output out;
    const void *row_weight = nullptr;
    double share = 1;
};

// A bad target is an error that names its row, its place there, and its value.
simdloss_status check_labels(const label_view &view, std::int64_t rows, const simdloss_executor *executor);

simdloss_status run(const margin_call &call, const simdloss_executor *executor);
simdloss_status run(const multilabel_margin_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
