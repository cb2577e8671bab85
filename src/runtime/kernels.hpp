// The kernel table: what src/kernels provides, once for each instruction set, and how the rest of the library gets at it.
// This header is read by both sides, so it holds plain data only.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

// The storage types, as indices into the arrays of the table.
enum dtype_index : int { f32 = 0, f64 = 1, f16 = 2, bf16 = 3, dtype_count = 4 };

// Defined in <family>_args.hpp.
#define SIMDLOSS_KERNEL(name, arguments, rows)                                                                         \
    struct arguments;                                                                                                  \
    struct rows;
#include "runtime/families.def"
#undef SIMDLOSS_KERNEL

template <class Arguments, class Rows> using kernel = void(const Arguments &, Rows &, const work &);

struct kernel_table {
    const char *isa;
#define SIMDLOSS_KERNEL(name, arguments, rows) kernel<arguments, rows> *const *name; // [dtype_count]
#include "runtime/families.def"
#undef SIMDLOSS_KERNEL
};

// The table of the active instruction set; nullptr if the one that was asked for is not to be had.
const kernel_table *active_kernels();

} // namespace simdloss::runtime
