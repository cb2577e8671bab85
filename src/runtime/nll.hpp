// A checked call of the negative log-likelihood. It touches one element a row: no kernel of its own.
#pragma once

#include "runtime/losses.hpp"

namespace simdloss::runtime {

struct nll_call {
    dtype_index dtype = f32;
    array_shape shape;
    target_view targets;
    loss_output out;
    const void *log_prob = nullptr; // not read where there is no loss
    void *grad = nullptr;           // nullptr: not wanted
    bool accumulate = false, stream = false;
};

simdloss_status run(const nll_call &call, const simdloss_executor *executor);

} // namespace simdloss::runtime
