// What is measured.
#pragma once

#include "workload.hpp"

#include <optional>
#include <vector>

namespace simdloss_bench {

// Names are WORK_TYPE_SHAPE, as in bench/peers; with /threads:1 where a case has no executor whatever the run has.
const std::vector<bench_case> &all_cases();

// What a case is measured against in the same breath, where its time alone says little.
struct companion {
    bench_case other;
    const char *counter;
    bool share; // the counter is time / other time; otherwise the inverse
};
inline constexpr const char *companion_counters[] = {
    "of_forward", "of_partial", "x_f32", "x_one_thread", "x_f32_targets"};
std::optional<companion> companion_of(const bench_case &c);

// Those of bench/losses.cpp.
std::vector<bench_case> loss_cases();
std::optional<bench_case> with_f32_targets(const bench_case &c); // where c has others

} // namespace simdloss_bench
