#include "runtime/error.hpp"

#include <cstdarg>
#include <cstdio>

namespace simdloss::runtime {

namespace {

thread_local char message[512];

} // namespace

simdloss_status fail(simdloss_status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return status;
}

const char *last_error() { return message; }

} // namespace simdloss::runtime

extern "C" simdloss_status simdloss_private_fail(simdloss_status status, const char *message) {
    return simdloss::runtime::fail(status, "%s", message);
}
