// What the kernels of divergence.h are called with. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

struct kl_divergence_args {
    const void *log_prob = nullptr, *target = nullptr;
    void *grad_log_prob = nullptr, *grad_target = nullptr; // nullptr: not wanted
    // Where losses are not reduced, not over classes either: they and their upstream gradient, dense, else nullptr.
    void *loss = nullptr;
    const void *grad_loss = nullptr;
    row_layout layout{};
    bool log_target = false;
    bool want_sum = false;
    bool accumulate = false, stream_loss = false, stream_grad_log_prob = false, stream_grad_target = false;
};

struct kl_divergence_rows {
    std::int64_t first = 0;
    int count = 0;
    double weight[row_array];     // of a row's losses
    double grad[row_array];       // of its gradients, the weight included
    double sum[row_array];        // out: of its losses, without the weight
    double *chunk_sums = nullptr; // [count][chunk_count], for work in steps
};

struct distillation_args {
    const void *student = nullptr, *teacher = nullptr;
    void *grad_student = nullptr, *grad_teacher = nullptr; // nullptr: not wanted
    row_layout layout{};
    double temperature = 1;
    bool stats_given = false; // max and log_sum of both, and the divergence, are inputs
    bool accumulate = false, stream_student = false, stream_teacher = false;
};

struct distillation_rows {
    std::int64_t first = 0;
    int count = 0;
    double grad[row_array];       // of the gradients, everything included
    double divergence[row_array]; // K
    double offset[row_array];     // (log S of the student - log S of the teacher) - K
    double top[row_array];        // the student's gradient where both rows have their maximum, and
    double top_max[row_array];    // the student's maximum there; NaN where it needs no care
    row_state student, teacher;   // max and log_sum are the row statistics
    stretch *chunks = nullptr;    // [count][chunk_count][student, teacher], for work in steps
};

} // namespace simdloss::runtime
