// Checked calls on rows of embeddings, cut into blocks.
#pragma once

#include "runtime/embedding_args.hpp"
#include "runtime/losses.hpp"
#include "runtime/values.hpp"

namespace simdloss::runtime {

struct embedding_call {
    embedding_args args;
    value_view target; // data nullptr: there is none
    void *grad_target = nullptr;
    loss_output out;
    kernel<embedding_args, embedding_rows> *compute = nullptr;
    dtype_index dtype = f32;
    std::int64_t batch = 0;
};

simdloss_status run(embedding_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
