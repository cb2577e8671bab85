// Index targets and weights, widened from the caller's types to the kernels': int64 and double.
#pragma once

#include "runtime/checks.hpp"

namespace simdloss::runtime {

struct target_view {
    const void *target = nullptr;
    simdloss_dtype dtype = SIMDLOSS_I64;
    std::int64_t classes = 0, ignore_index = -100;
    const void *class_weight = nullptr, *row_weight = nullptr; // of the accumulator type, or null
    bool wide = false;                                         // whether that is double
    bool all_kept = false;                                     // known: no target is ignored
    const char *name = "target";                               // of the argument, for messages
};

simdloss_status check_target_dtype(simdloss_dtype dtype, std::size_t &element_size);

// What is known of a stretch of rows once its targets have been looked at.
struct target_counts {
    std::int64_t kept = 0, nonzero = 0;
    double class_weight = 0, weight = 0; // sums over kept rows, of the class weight, and of it times the row weight
    std::int64_t first_bad = -1;         // the lowest row whose target is neither a class nor ignored
};

target_counts count_targets(const target_view &view, std::int64_t begin, std::int64_t end);

// All rows, on the executor where there are many. A bad target is an error that names its row and value.
simdloss_status check_targets(
    const target_view &view, std::int64_t rows, const simdloss_executor *executor, target_counts &counts);

// Rows [first, first + count): the target, or -1 where it is ignored; and, where there are such, their weights.
void widen_targets(const target_view &view, std::int64_t first, int count, std::int64_t *target);
void widen_target_weights(const target_view &view, int count, const std::int64_t *target, double *weight);
void widen_row_weights(const target_view &view, std::int64_t first, int count, double *weight);

// One element of an array of the accumulator type.
inline double load_wide(const void *data, std::int64_t i, bool wide) {
    return wide ? static_cast<const double *>(data)[i] : static_cast<double>(static_cast<const float *>(data)[i]);
}
inline void store_wide(void *data, std::int64_t i, bool wide, double x) {
    if (wide) static_cast<double *>(data)[i] = x;
    else static_cast<float *>(data)[i] = static_cast<float>(x);
}

} // namespace simdloss::runtime
