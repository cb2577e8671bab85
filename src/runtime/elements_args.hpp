// What the kernels of element-wise losses are called with. Plain data, compiled for every instruction set.
#pragma once

#include <cstdint>

namespace simdloss::runtime {

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
