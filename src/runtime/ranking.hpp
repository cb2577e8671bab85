// Checked calls of element-wise pairs and of groups, cut into blocks.
#pragma once

#include "runtime/ranking_args.hpp"
#include "runtime/losses.hpp"
#include "runtime/values.hpp"

namespace simdloss::runtime {

struct pairs_call {
    pairs_args args; // loss, grad_loss and grad are set by run
    value_view target;
    loss_output out;
    kernel<pairs_args, pairs_rows> *compute = nullptr;
    dtype_index dtype = f32;
    std::int64_t elements = 0;
};

simdloss_status run(pairs_call &call, const simdloss_executor *executor);

struct rank_call {
    rank_args args; // loss, grad_loss and grad are set by run
    loss_output out;
    kernel<rank_args, rank_rows> *compute = nullptr;
    std::int64_t groups = 0;
    bool one_loss_a_group = true; // else one a column, which the kernel writes itself where they are not reduced
};

simdloss_status run(rank_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
