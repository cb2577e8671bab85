// What the kernels of softmax.h are called with. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

enum class softmax_output { softmax, log_softmax, log_sum_exp, log_sum_exp_grad };

struct softmax_args {
    const void *input = nullptr;
    void *output = nullptr;
    row_layout layout{};
    softmax_output what = softmax_output::softmax;
    bool stats_given = false;
    bool accumulate = false, stream = false;
};

struct softmax_rows {
    std::int64_t first = 0;
    int count = 0;
    double grad[row_array];
    double value[row_array]; // log_sum_exp, out
    row_state state;
    stretch *chunks = nullptr;
};

struct softmax_grad_args {
    const void *output = nullptr, *grad_output = nullptr;
    void *grad_input = nullptr;
    row_layout layout{};
    bool logarithm = false; // of log_softmax
    bool accumulate = false, stream = false;
};

struct softmax_grad_rows {
    std::int64_t first = 0;
    int count = 0;
    double sum[row_array];
    stretch *chunks = nullptr;
};

} // namespace simdloss::runtime
