// What each kernel is called with, one struct a family. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

struct cross_entropy_args {
    const void *logits = nullptr;
    void *grad_logits = nullptr; // nullptr: forward only
    const void *class_weight = nullptr;
    row_layout layout{};
    double label_smoothing = 0, z_loss = 0, softcap = 0, temperature = 1;
    double weight_sum = 0; // of all class weights; classes if there are none
    bool want_loss = false;
    bool all_kept = false;    // no target is ignored
    bool stats_given = false; // max and log_sum are inputs
    // Whether rows.target_weight and row_weight hold numbers, or all are 1.
    bool has_target_weight = false, has_row_weight = false;
    // The upstream gradient over the denominator, of L and of Z: each row's own in rows.grad and grad_z, or one for all.
    bool has_row_grad = false;
    double grad = 1, grad_z = 1;
    bool accumulate = false, stream = false;
};

struct cross_entropy_rows {
    std::int64_t first = 0; // row of the call's arrays
    int count = 0;
    std::int64_t target[row_array]; // -1: ignored
    double target_weight[row_array], row_weight[row_array];
    double grad[row_array], grad_z[row_array];
    double target_logit[row_array], target_grad[row_array];
    double loss[row_array], z[row_array]; // out
    row_state state;                      // state.max and state.log_sum are the row statistics
    stretch *chunks = nullptr;            // [count][chunk_count], for work in steps
};

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

// Element-wise losses: what is wanted of each element, as a sum of these.
enum element_want : int {
    want_loss = 1,
    want_by_input = 2,
    want_by_target = 4,
    want_by_third = 8,
    want_everything = 15,
    want_curvature = 16 // the second derivative by the input, in the place of by_third
};

// Which function or loss of a family: elements_args::loss.
enum class sigmoid_output { sigmoid, log_sigmoid, sigmoid_grad, log_sigmoid_grad };
enum class binary_loss_of { logits, probability };
enum class focal_loss_of { logits, probability, asymmetric };
enum class regression_loss { squared, square_and_line, poisson, gaussian };
enum class hinge_loss { plain, squared, embedding, soft };

struct elements_args {
    int loss = 0; // one of those
    int want = 0;
    double option[6] = {}; // of the loss: its struct in src/kernels says which is which
    bool flags = false;    // the target is U8: not 0 is true
    bool add_losses = false;
    double grad = 1; // what all derivatives are multiplied by
    double hessian_scale = 1, hessian_floor = 0;
    bool accumulate = false, stream = false, stream_loss = false;
};

// Elements that lie one after the other in every array.
struct elements_run {
    std::int64_t n = 0;
    const void *input = nullptr, *target = nullptr, *third = nullptr; // of the storage type; third may be nullptr
    const void *class_value = nullptr; // of the accumulator type, as the next two: in the place of third
    const void *weight = nullptr, *upstream = nullptr;
    void *loss = nullptr;                                                // of the accumulator type, or nullptr
    void *by_input = nullptr, *by_target = nullptr, *by_third = nullptr; // of the storage type, or nullptr
    bool on_stack = false;                                               // outputs that are not to be streamed
    double sum[32];                                                      // the losses' so far, by lane
};

} // namespace simdloss::runtime
