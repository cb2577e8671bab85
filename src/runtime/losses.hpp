// What becomes of losses, whatever their family: one each, their sum or their mean; and the upstream gradient.
#pragma once

#include "runtime/targets.hpp"
#include "runtime/tasks.hpp"

#include <cfloat>

namespace simdloss::runtime {

struct loss_output {
    void *loss = nullptr;            // nullptr: not wanted
    const void *grad_loss = nullptr; // nullptr: 1
    bool wide = false;               // whether both are double, else float
    simdloss_reduction reduction = SIMDLOSS_REDUCTION_MEAN;
    double denominator = 1; // of the mean
    bool is_zero = false;   // a mean of nothing that is to be 0

    bool reduced() const { return reduction != SIMDLOSS_REDUCTION_NONE; }

    // The upstream gradient of each loss, divided by the denominator: of all alike, or of the i-th where they are not
    // reduced.
    double grad() const {
        if (is_zero) return 0;
        return (grad_loss ? load_wide(grad_loss, 0, wide) : 1) / denominator;
    }
    double grad(std::int64_t i) const { return grad_loss ? load_wide(grad_loss, i, wide) : 1; }

    // Losses [first, first + n): written, or added to their block's sum.
    void put(std::int64_t first, const double *values, int n, ordered_sum &sum) const {
        if (loss == nullptr) return;
        if (reduced()) return sum.add(values, n);
        for (int i = 0; i < n; ++i) store_wide(loss, first + i, wide, values[i]);
    }

    // The blocks' sums, in order, become the result.
    void finish(const double *parts, std::int64_t count) const {
        if (loss == nullptr || !reduced()) return;
        double total = 0;
        for (std::int64_t b = 0; b < count; ++b) total += parts[b];
        store_wide(loss, 0, wide, is_zero ? 0 : total / denominator);
    }
};

// The options that every desc of a loss has.
template <class Desc> simdloss_status check_loss_options(const Desc &desc) {
    SIMDLOSS_CHECK(check_choice("desc.reduction", desc.reduction, 3));
    SIMDLOSS_CHECK(check_choice("desc.denominator", desc.denominator, 5));
    SIMDLOSS_CHECK(check_flag("desc.empty_mean", desc.empty_mean));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    const bool valid = desc.mean_denominator >= 0 && desc.mean_denominator <= DBL_MAX;
    return check_option(
        "desc.mean_denominator", desc.mean_denominator, valid, "0 (the mean's own) or positive, and finite");
}

// Runs block(begin, end, sum) for each block of rows, and makes the result of their sums.
template <class F>
simdloss_status run_blocks(const simdloss_executor *executor, const row_blocks &blocks, bool parallel,
    const loss_output &out, const F &block) {
    double parts[max_blocks];
    SIMDLOSS_CHECK(run_tasks(executor, blocks.count, parallel, [&](std::int64_t b) {
        ordered_sum sum;
        sum.clear();
        block(blocks.begin(b), blocks.end(b), sum);
        parts[b] = sum.total();
    }));
    out.finish(parts, blocks.count);
    return SIMDLOSS_STATUS_OK;
}

// What a mean over n losses may divide by, where no target is ignored.
struct weight_totals {
    std::int64_t count = 0, nonzero = 0; // losses, and those whose weight is not 0
    double weight = 0;                   // the sum of the weights
};

// weight: n of the accumulator type, or nullptr: all 1. In an order that depends on n alone.
simdloss_status total_weights(
    const void *weight, bool wide, std::int64_t n, const simdloss_executor *executor, weight_totals &totals);

// Sets denominator and is_zero of a mean; given: the caller's own denominator, or 0.
void set_mean(loss_output &out, simdloss_denominator kind, double given, std::int32_t empty_mean,
    const weight_totals &totals, std::int64_t batch);

} // namespace simdloss::runtime
