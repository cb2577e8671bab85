// What mining.cpp and named_triplets.cpp check alike.
#pragma once

#include "runtime/isa.hpp"
#include "runtime/mining.hpp"
#include "runtime/targets.hpp"

#include <simdloss/mining.h>

#include <cfloat>
#include <cinttypes>

namespace simdloss::runtime {

inline simdloss_status check_margin_and_mean(double margin, double mean_denominator) {
    SIMDLOSS_CHECK(check_option("desc.margin", margin, margin >= -DBL_MAX && margin <= DBL_MAX, "finite"));
    return check_option("desc.mean_denominator", mean_denominator, mean_denominator >= 0 && mean_denominator <= DBL_MAX,
        "0 (the mean's own) or positive, and finite");
}

inline simdloss_status check_size(const char *name, std::int64_t size, std::int64_t most) {
    if (size < 0) return fail(SIMDLOSS_STATUS_SHAPE, "%s is %" PRId64 "; it must not be negative", name, size);
    if (size > most)
        return fail(SIMDLOSS_STATUS_SHAPE, "%s is %" PRId64 "; it must be at most %" PRId64, name, size, most);
    return SIMDLOSS_STATUS_OK;
}

struct embeddings_shape {
    std::int64_t batch, features, stride;
};

// Rows are counted in 32 bits, and no array may be larger than 2^62 bytes, rounding included.
inline simdloss_status set_shape(const embeddings_shape &shape, mining_args &args, std::int64_t &extent) {
    SIMDLOSS_CHECK(check_size("desc.batch", shape.batch, INT32_MAX - 63));
    SIMDLOSS_CHECK(check_size("desc.features", shape.features, std::int64_t(1) << 50));
    if (shape.stride != 0 && shape.stride < shape.features)
        return fail(SIMDLOSS_STATUS_STRIDE, "desc.batch_stride is %" PRId64 "; it must be 0 or at least %" PRId64,
            shape.stride, shape.features);
    args.batch = shape.batch;
    args.features = shape.features;
    args.stride = shape.stride == 0 ? shape.features : shape.stride;
    extent = 0;
    if (args.batch == 0 || args.features == 0) return SIMDLOSS_STATUS_OK;
    if (__builtin_mul_overflow(args.batch - 1, args.stride, &extent) ||
        __builtin_add_overflow(extent, args.features, &extent) || extent > INT64_MAX / 16)
        return fail(SIMDLOSS_STATUS_SHAPE,
            "the shape [%" PRId64 ", %" PRId64 "] with batch_stride %" PRId64 " is too large", args.batch,
            args.features, args.stride);
    return SIMDLOSS_STATUS_OK;
}

} // namespace simdloss::runtime
