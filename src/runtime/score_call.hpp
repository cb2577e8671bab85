// The call behind info_nce.h and margin_softmax.h: its workspace, and how it is cut into steps and tasks.
#pragma once

#include "runtime/kernels.hpp"
#include "runtime/losses.hpp"
#include "runtime/scores.hpp"

#include <cstddef>

namespace simdloss::runtime {

// One set of vectors as the caller has it.
struct score_source {
    const void *data = nullptr;
    void *grad = nullptr;
    std::int64_t rows = 0, stride = 0;
};

struct score_call {
    const kernel_table *kernels = nullptr;
    dtype_index dtype = f32;
    score_source queries, keys, more_keys;
    score_args args; // what is no buffer and no size: options
    std::int64_t width = 0;
    loss_output out;
    double share = 1; // of each row's losses in the result: 1/2 where rows and columns count half each

    target_view targets{}; // rule index; target == nullptr: the diagonal
    target_view labels{};  // the other rules; one label for each row, of queries and of keys

    void *workspace = nullptr;
    std::size_t workspace_bytes = 0;

    std::int64_t columns() const { return keys.rows + more_keys.rows; }
};

// How much workspace a call with these sizes takes, whatever it is for.
simdloss_status score_workspace_size(const score_call &call, std::size_t &bytes);

// Labels become small integers, and a mean its denominator, before anything is computed.
simdloss_status run(score_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
