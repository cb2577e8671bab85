#pragma once

#include "xla_ffi.hpp"

namespace simdloss_python {

// The XLA handler for every function: which one, and which of its arrays there are, stand in the attributes
// `function`, `given` and `wanted` (bits by the order of arrays).
extern "C" xla::error *xla_call(xla::call_frame *frame);

} // namespace simdloss_python
