// Targets that are numbers: floats of the call's own type, or integers, widened to double a call's rows at a time.
#pragma once

#include "runtime/checks.hpp"

#include <cinttypes>

namespace simdloss::runtime {

// What the integers of a U8 target stand for: 0 and 1, or -1 and 1.
enum class binary : int { zero_one, minus_plus };

struct value_view {
    const void *data = nullptr;
    simdloss_dtype dtype = SIMDLOSS_F32;
    binary u8 = binary::minus_plus;

    bool is_float() const { return dtype >= SIMDLOSS_F32 && dtype <= SIMDLOSS_BF16; }
    std::size_t element_size() const;
    double load(std::int64_t i) const;
};

// 0 stands for the call's own type; another float type is an error, and so is an integer that is not I8 I16 I32 I64 U8.
simdloss_status check_value_dtype(simdloss_dtype target, simdloss_dtype own, value_view &view);

// Gradients by float targets: rounded to the accumulator type and from there to the storage type, like the kernels' own.
void store_values(void *out, dtype_index dtype, std::int64_t first, int count, const double *values, bool accumulate);

} // namespace simdloss::runtime
