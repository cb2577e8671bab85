#include <simdloss/core.h>

#include "runtime/error.hpp"
#include "runtime/isa.hpp"

#define SIMDLOSS_TEXT(x) #x
#define SIMDLOSS_VERSION_TEXT(major, minor, patch)                                                                     \
    SIMDLOSS_TEXT(major) "." SIMDLOSS_TEXT(minor) "." SIMDLOSS_TEXT(patch)

namespace runtime = simdloss::runtime;

extern "C" {

const char *simdloss_status_name(simdloss_status status) {
    switch (status) {
#define SIMDLOSS_CASE(name)                                                                                            \
    case SIMDLOSS_STATUS_##name: return #name;
        SIMDLOSS_CASE(OK)
        SIMDLOSS_CASE(NULL_POINTER)
        SIMDLOSS_CASE(SHAPE)
        SIMDLOSS_CASE(STRIDE)
        SIMDLOSS_CASE(DTYPE)
        SIMDLOSS_CASE(OPTION)
        SIMDLOSS_CASE(TARGET)
        SIMDLOSS_CASE(ALIAS)
        SIMDLOSS_CASE(WORKSPACE)
        SIMDLOSS_CASE(EXECUTOR)
        SIMDLOSS_CASE(ISA)
        SIMDLOSS_CASE(INTERNAL)
#undef SIMDLOSS_CASE
    default: return "UNKNOWN";
    }
}

const char *simdloss_last_error(void) { return runtime::last_error(); }

const char *simdloss_version(void) {
    return SIMDLOSS_VERSION_TEXT(SIMDLOSS_VERSION_MAJOR, SIMDLOSS_VERSION_MINOR, SIMDLOSS_VERSION_PATCH);
}

int32_t simdloss_abi(void) { return SIMDLOSS_ABI; }

const char *simdloss_isa(void) { return runtime::active_isa(); }

const char *simdloss_isa_name(int32_t index) { return runtime::isa_name(index); }

simdloss_status simdloss_set_isa(const char *name) { return runtime::set_isa(name); }

} // extern "C"
