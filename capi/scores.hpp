// What info_nce.cpp and margin_softmax.cpp check alike.
#pragma once

#include "runtime/isa.hpp"
#include "runtime/score_call.hpp"

#include <cfloat>
#include <cinttypes>

namespace simdloss::runtime {

inline bool is_finite_above_zero(double x) { return x > 0 && x <= DBL_MAX; }

// An array of vectors, as desc has it: a stride of 0 becomes the width.
struct vectors_check {
    const char *rows_name, *stride_name;
    std::int64_t rows, stride;
};
inline simdloss_status check_vectors(
    const vectors_check &v, std::int64_t width, std::size_t size, std::int64_t &stride, std::int64_t &elements) {
    if (v.rows < 0)
        return fail(SIMDLOSS_STATUS_SHAPE, "%s is %" PRId64 "; it must not be negative", v.rows_name, v.rows);
    if (width < 0) return fail(SIMDLOSS_STATUS_SHAPE, "desc.width is %" PRId64 "; it must not be negative", width);
    if (v.stride != 0 && v.stride < width)
        return fail(SIMDLOSS_STATUS_STRIDE, "%s is %" PRId64 "; it must be 0 or at least %" PRId64, v.stride_name,
            v.stride, width);
    stride = v.stride == 0 ? width : v.stride;
    elements = 0;
    std::int64_t bytes;
    if (v.rows > 0 && width > 0 &&
        (__builtin_mul_overflow(v.rows - 1, stride, &elements) || __builtin_add_overflow(elements, width, &elements) ||
            __builtin_mul_overflow(elements, static_cast<std::int64_t>(size), &bytes)))
        return fail(SIMDLOSS_STATUS_SHAPE, "%s = %" PRId64 " rows %" PRId64 " elements apart are too many", v.rows_name,
            v.rows, stride);
    return SIMDLOSS_STATUS_OK;
}

inline simdloss_status check_workspace(const score_call &call) {
    std::size_t needed;
    SIMDLOSS_CHECK(score_workspace_size(call, needed));
    if (call.workspace == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "workspace is NULL");
    if (call.workspace_bytes < needed)
        return fail(SIMDLOSS_STATUS_WORKSPACE, "workspace_bytes is %zu; %zu are needed", call.workspace_bytes, needed);
    return SIMDLOSS_STATUS_OK;
}

inline simdloss_status check_mean_denominator(double x) {
    return check_option(
        "desc.mean_denominator", x, x == 0 || is_finite_above_zero(x), "0 (the mean's own) or positive, and finite");
}

inline simdloss_status set_workspace_size(const score_call &call, std::size_t *bytes) {
    if (bytes == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "bytes is NULL");
    std::size_t needed;
    SIMDLOSS_CHECK(score_workspace_size(call, needed));
    *bytes = needed;
    return SIMDLOSS_STATUS_OK;
}

inline void set_output(
    score_call &call, simdloss_reduction reduction, double given, double own, std::int32_t empty_mean) {
    call.out.wide = call.dtype == f64;
    call.out.reduction = reduction;
    if (reduction != SIMDLOSS_REDUCTION_MEAN) return;
    call.out.denominator = given > 0 ? given : own;
    call.out.is_zero = call.out.denominator == 0 && empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO;
}

} // namespace simdloss::runtime
