// The kernels of one instruction set, as the runtime sees them.
#include "kernels/table.hpp"

namespace simdloss::SIMDLOSS_ISA {

#define SIMDLOSS_STRING_OF(x) #x
#define SIMDLOSS_STRING(x) SIMDLOSS_STRING_OF(x)

extern const kernel_table kernels;
const kernel_table kernels = {
    SIMDLOSS_STRING(SIMDLOSS_ISA),
#define SIMDLOSS_KERNEL(name, arguments, rows) name##_kernels,
#include "runtime/families.def"
#undef SIMDLOSS_KERNEL
};

} // namespace simdloss::SIMDLOSS_ISA
