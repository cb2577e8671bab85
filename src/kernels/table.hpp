// Declares, for the instruction set at hand, every kernel of the registry as an array over the storage types.
#pragma once

#include "runtime/kernels.hpp"
#include "simd/arch.hpp"

namespace simdloss::SIMDLOSS_ISA {

using namespace simdloss::runtime;

#define SIMDLOSS_KERNEL(name, arguments, rows) extern kernel<arguments, rows> *const name##_kernels[dtype_count];
#include "runtime/families.def"
#undef SIMDLOSS_KERNEL

// In a family's file, after the template `name` over the storage type.
#define SIMDLOSS_DEFINE_KERNEL(name)                                                                                   \
    decltype(name##_kernels) name##_kernels = {name<float>, name<double>, name<float16>, name<bfloat16>};

} // namespace simdloss::SIMDLOSS_ISA
