// One piece of work of the library on one shape: its buffers, the call that is timed, the check of its answer, and what
// a perfect implementation could not do without.
#pragma once

#include <simdloss.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace simdloss_bench {

enum class work {
    log_softmax_forward,
    log_softmax_backward,
    cross_entropy_forward,
    cross_entropy_forward_backward,
    token_forward, // log-probability, entropy and argmax
    shard_partial, // the first of four ranks' records (bench/shards.cpp)
    shard_merge,   // of four ranks' records
    target_check,  // simdloss_cross_entropy_denominator: what checking the targets of a call costs
    loss,          // a line of bench/losses.cpp
};

struct loss_work;

struct bench_case {
    std::string name;
    work what;
    simdloss_dtype dtype; // F32 or BF16
    std::int64_t batch, classes, inner;
    int threads;   // 0: those of the run; 1: no executor
    bool in_place; // the result overwrites the logits, or the upstream gradient
    const loss_work *loss = nullptr;

    std::size_t size() const { return static_cast<std::size_t>(batch * classes * inner); }
    std::size_t rows() const { return static_cast<std::size_t>(batch * inner); }
};

// What must happen, however it is done: the arrays that are read and written, and how many exponentials and logarithms
// are taken: one exponential an element, one logarithm (in double) a row.
struct demand {
    const void *read[2] = {}; // nullptr: none
    void *write = nullptr;    // may be one of those that are read
    std::size_t bytes = 0;    // of each
    std::size_t more_bytes = 0;
    double exps = 0, logs = 0;

    double total_bytes() const {
        const int arrays = (read[0] != nullptr) + (read[1] != nullptr) + (write != nullptr);
        return static_cast<double>(arrays) * static_cast<double>(bytes) + static_cast<double>(more_bytes);
    }
};

class workload {
public:
    workload() = default;
    workload(const workload &) = delete;
    workload &operator=(const workload &) = delete;
    virtual ~workload() = default;

    virtual simdloss_status call(const simdloss_executor *executor) = 0;

    // Puts back what the call overwrites, if it does.
    virtual bool overwrites() const { return false; }
    virtual void reset() {}

    // Makes the call once; what is wrong with its answer, compared with float64 on some rows, or "".
    virtual std::string fault(const simdloss_executor *executor) = 0;

    // Empty where the call is so short that nothing but its overhead matters.
    virtual demand needs() const { return {}; }

    // Some numbers of the answer that fault() looked at, from the first to the last: other programs must find the same.
    std::vector<double> sample;

protected:
    template <class Array> void keep_sample(const Array &answer, std::size_t size) {
        const std::size_t count = size < 64 ? size : 64;
        sample.clear();
        for (std::size_t i = 0; i < count; ++i) sample.push_back(answer[i * (size - 1) / (count > 1 ? count - 1 : 1)]);
    }
};

std::unique_ptr<workload> make_log_softmax(const bench_case &c);
std::unique_ptr<workload> make_cross_entropy(const bench_case &c);
std::unique_ptr<workload> make_target_check(const bench_case &c);
std::unique_ptr<workload> make_token(const bench_case &c);
std::unique_ptr<workload> make_shards(const bench_case &c);
std::unique_ptr<workload> make_loss(const bench_case &c);

inline std::unique_ptr<workload> make_workload(const bench_case &c) {
    switch (c.what) {
    case work::log_softmax_forward:
    case work::log_softmax_backward: return make_log_softmax(c);
    case work::target_check: return make_target_check(c);
    case work::token_forward: return make_token(c);
    case work::shard_partial:
    case work::shard_merge: return make_shards(c);
    case work::loss: return make_loss(c);
    default: return make_cross_entropy(c);
    }
}

} // namespace simdloss_bench
