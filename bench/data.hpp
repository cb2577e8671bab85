// The data that every benchmark and every peer works on: logits that are normal with a standard deviation of 3, and
// targets that are uniform over the classes. Each shape takes the beginning of the same lists. The upstream gradient of
// a whole array is its logits in reverse order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace simdloss_bench {

// From now on the lists are those in this folder: logits.f32, and targets.u32, which is to be taken modulo the number
// of classes. Files that do not exist are written, so that other programs can read the same.
void use_data_folder(const std::string &folder);

// The first `count` of them.
const float *logits(std::size_t count);
const std::uint32_t *targets(std::size_t count);

} // namespace simdloss_bench
