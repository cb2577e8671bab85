// The choice of instruction set: what is compiled in, what this machine has, which is active. The active kernel table
// itself is active_kernels() in kernels.hpp.
#pragma once

#include <simdloss/core.h>

#include <cstdint>

namespace simdloss::runtime {

// What a row of cmake/isa.cmake may ask of the machine. A feature counts only if the operating system also saves the
// registers that it uses.
namespace feature {

enum : std::uint32_t {
    none = 0,
    avx2 = 1U << 0,
    fma = 1U << 1,
    f16c = 1U << 2,
    avx512f = 1U << 3,
    avx512cd = 1U << 4,
    avx512bw = 1U << 5,
    avx512dq = 1U << 6,
    avx512vl = 1U << 7,
};

} // namespace feature

std::uint32_t machine_features();

const char *active_isa();        // "" if the one that SIMDLOSS_ISA names is not to be had
const char *isa_name(int index); // of those that this machine supports, the best first; nullptr past the last
simdloss_status set_isa(const char *name);
simdloss_status isa_unavailable(); // what a call returns when active_kernels() is nullptr; sets the last error

} // namespace simdloss::runtime
