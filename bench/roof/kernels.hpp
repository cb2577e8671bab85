// What the machine can do, as loops that do nothing else: move memory in the patterns that losses have, and take
// exponentials and logarithms that are in the first-level cache, with the library's own code. Compiled once for each
// instruction set; this header is read by both sides, so it holds plain data only.
#pragma once

#include <cstdint>

namespace simdloss_bench {

struct roof_kernels {
    static constexpr int variants = 3;

    // Memory: n is a multiple of 16, pointers are aligned to 64 bytes.
    float (*read)(const float *x, std::int64_t n);
    void (*scale)(float *x, float factor, std::int64_t n);
    void (*copy)(const float *x, float *out, std::int64_t n);
    void (*copy_streaming)(const float *x, float *out, std::int64_t n);
    void (*add)(const float *x, const float *y, float *out, std::int64_t n);
    void (*add_streaming)(const float *x, const float *y, float *out, std::int64_t n);

    // Arithmetic: n is a multiple of 256. The variants keep different numbers of registers in flight; the fastest
    // counts.
    float (*exp[variants])(const float *x, std::int64_t n);
    double (*log1p[variants])(const double *x, std::int64_t n);
};

// Those of the instruction set that simdloss_isa() names.
const roof_kernels &active_roof_kernels();

} // namespace simdloss_bench
