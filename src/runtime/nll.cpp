#include "runtime/nll.hpp"

#include "runtime/one_hot.hpp"
#include "runtime/storage.hpp"

namespace simdloss::runtime {

namespace {

template <class Storage> class nll_run {
    using bits = typename Storage::bits;
    using accumulator = typename Storage::accumulator;

public:
    nll_run(const nll_call &call, const simdloss_executor *executor)
        : call_(call), executor_(executor), log_prob_(static_cast<const bits *>(call.log_prob)),
          grad_(static_cast<bits *>(call.grad)) {}

    simdloss_status operator()() const {
        // Without a gradient a row is one element, with one it is all classes.
        const std::int64_t work = grad_ && !call_.accumulate ? call_.shape.layout.classes : 1;
        const row_blocks blocks(call_.shape.rows, call_.shape.layout.classes);
        return run_blocks(executor_, blocks, call_.shape.rows * work >= parallel_elements, call_.out,
            [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
                for (std::int64_t first = begin; first < end; first += rows_per_call)
                    rows(first, end - first < rows_per_call ? static_cast<int>(end - first) : rows_per_call, sum);
            });
    }

private:
    void rows(std::int64_t first, int count, ordered_sum &sum) const {
        std::int64_t target[rows_per_call];
        double weight[rows_per_call];
        widen_targets(call_.targets, first, count, target);
        weights(first, count, target, weight);
        // The loss before the gradient, which may overwrite what it reads.
        if (call_.out.loss) losses(first, count, target, weight, sum);
        if (!grad_) return;
        if (call_.accumulate) add_gradient(first, count, target, weight);
        else write_gradient(first, count, target, weight);
    }

    void weights(std::int64_t first, int count, const std::int64_t *target, double *weight) const {
        const bool wide = call_.targets.wide;
        for (int i = 0; i < count; ++i) {
            weight[i] = 1;
            if (target[i] < 0) continue;
            if (call_.targets.class_weight) weight[i] = load_wide(call_.targets.class_weight, target[i], wide);
            if (call_.targets.row_weight) weight[i] *= load_wide(call_.targets.row_weight, first + i, wide);
        }
    }

    std::int64_t offset(std::int64_t row, std::int64_t target) const {
        return call_.shape.layout.offset(row) + target * call_.shape.layout.inner;
    }

    void losses(
        std::int64_t first, int count, const std::int64_t *target, const double *weight, ordered_sum &sum) const {
        double loss[rows_per_call];
        for (int i = 0; i < count; ++i) {
            loss[i] = 0;
            if (target[i] < 0) continue;
            const double surprise = -static_cast<double>(Storage::widen(log_prob_[offset(first + i, target[i])]));
            // A weight of 0 silences an infinite logarithm, though not a NaN.
            if (weight[i] != 0 || surprise != surprise) loss[i] = weight[i] * surprise;
        }
        call_.out.put(first, loss, count, sum);
    }

    accumulator gradient(std::int64_t row, double weight) const {
        const double upstream = call_.out.reduced() ? call_.out.grad() : call_.out.grad(row);
        return static_cast<accumulator>(-(weight * upstream));
    }

    void add_gradient(std::int64_t first, int count, const std::int64_t *target, const double *weight) const {
        for (int i = 0; i < count; ++i) {
            if (target[i] < 0) continue;
            bits &at = grad_[offset(first + i, target[i])];
            at = Storage::narrow(Storage::widen(at) + gradient(first + i, weight[i]));
        }
    }

    void write_gradient(std::int64_t first, int count, const std::int64_t *target, const double *weight) const {
        bits value[rows_per_call];
        for (int i = 0; i < count; ++i) value[i] = Storage::narrow(gradient(first + i, weight[i]));
        const one_hot_writer<bits> writer(grad_, call_.shape.layout, call_.stream);
        writer.write({first, count, target, value});
    }

    const nll_call &call_;
    const simdloss_executor *executor_;
    const bits *log_prob_;
    bits *grad_;
};

} // namespace

simdloss_status run(const nll_call &call, const simdloss_executor *executor) {
    return with_storage(call.dtype, [&](auto storage) { return nll_run<decltype(storage)>(call, executor)(); });
}

} // namespace simdloss::runtime
