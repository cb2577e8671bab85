// The calling thread's last error.
#pragma once

#include <simdloss/core.h>

namespace simdloss::runtime {

// Writes the message (cut at 511 characters) and returns status, so that a check reads `return fail(...)`. This is the
// only place that touches thread-local storage.
[[gnu::format(printf, 2, 3), gnu::cold]] simdloss_status fail(simdloss_status status, const char *format, ...);

const char *last_error();

} // namespace simdloss::runtime

// For simdloss_tbb, which is a library of its own: the same, with a message that is ready. Not part of the interface.
extern "C" SIMDLOSS_API simdloss_status simdloss_private_fail(simdloss_status status, const char *message);
