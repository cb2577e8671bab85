#include "../tests/reference/divergence.hpp"

#include "array.hpp"
#include "check.hpp"
#include "workload.hpp"

#include <vector>

namespace simdloss_bench {

namespace {

// batchmean with temperature 2; the teacher's logits are the student's list in reverse order.
class distillation final : public workload {
public:
    explicit distillation(const bench_case &c)
        : case_(c), backward_(c.what == work::distillation_forward_backward), student_(c.dtype, c.size()),
          teacher_(c.dtype, c.size()), grad_(c.dtype, backward_ && !c.in_place ? c.size() : 0) {
        simdloss_distillation_desc_init(&desc_, sizeof desc_);
        desc_.dtype = c.dtype;
        desc_.batch = c.batch;
        desc_.classes = c.classes;
        desc_.inner = c.inner;
        desc_.temperature = 2;
        teacher_.fill_with_logits(true);
        reset();
    }

    simdloss_status call(const simdloss_executor *executor) override {
        if (!backward_) {
            return simdloss_distillation_forward(
                &desc_, executor, student_.data(), teacher_.data(), nullptr, &loss_, nullptr);
        }
        return simdloss_distillation_forward_backward(
            &desc_, executor, student_.data(), teacher_.data(), nullptr, nullptr, &loss_, result().data(), nullptr);
    }

    bool overwrites() const override { return case_.in_place; }
    void reset() override { student_.fill_with_logits(); }

    std::string fault(const simdloss_executor *executor) override {
        double mean = 0;
        std::string fault = rows_fault(executor, mean);
        if (!fault.empty()) return fault;
        const simdloss_status status = call(executor);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        first = last = loss_;
        fault = compare("the mean loss", 0, 0, loss_, reference::exactly(mean), SIMDLOSS_F32);
        return fault.empty() && backward_ ? grad_fault() : fault;
    }

    demand needs() const override {
        demand d;
        d.read[0] = student_.data();
        d.read[1] = teacher_.data();
        if (backward_) d.write = result().data();
        d.bytes = student_.bytes();
        d.exps = 2 * static_cast<double>(student_.size());
        d.logs = 2 * static_cast<double>(case_.rows());
        return d;
    }

private:
    const array &result() const { return case_.in_place ? student_ : grad_; }

    reference::divergence_output<double> expected_row(std::size_t r) const {
        reference::distillation_input<double> oracle;
        oracle.desc = desc_;
        oracle.desc.batch = oracle.desc.inner = 1;
        oracle.desc.reduction = SIMDLOSS_REDUCTION_SUM;
        oracle.model = logits_of(case_, r);
        oracle.target = logits_of(case_, r, true);
        return reference::distillation(oracle);
    }

    // Each row's loss by itself: some against the oracle, all of them for the mean.
    std::string rows_fault(const simdloss_executor *executor, double &mean) const {
        std::vector<float> losses(case_.rows());
        simdloss_distillation_desc desc = desc_;
        desc.reduction = SIMDLOSS_REDUCTION_NONE;
        const simdloss_status status = simdloss_distillation_forward(
            &desc, executor, student_.data(), teacher_.data(), nullptr, losses.data(), nullptr);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        for (const float loss : losses) mean += double(loss) / static_cast<double>(losses.size());
        for (const std::size_t r : some_rows(losses.size())) {
            std::string fault = compare("the loss", r, 0, losses[r], expected_row(r).loss[0], SIMDLOSS_F32);
            if (!fault.empty()) return fault;
        }
        return "";
    }

    std::string grad_fault() {
        for (const std::size_t r : some_rows(case_.rows())) {
            const auto expected = expected_row(r).grad_model;
            const auto got = row_of(case_, r, result());
            for (std::size_t j = 0; j < got.size(); ++j) {
                const auto grad = reference::scaled(expected[j], 1.0 / static_cast<double>(case_.rows()));
                std::string fault = compare("the gradient", r, j, got[j], grad, case_.dtype);
                if (!fault.empty()) return fault;
            }
        }
        first = result()[0];
        last = result()[result().size() - 1];
        return "";
    }

    bench_case case_;
    simdloss_distillation_desc desc_{};
    bool backward_;
    array student_, teacher_;
    array grad_; // empty where there is none, or it is in place
    float loss_ = 0;
};

} // namespace

std::unique_ptr<workload> make_distillation(const bench_case &c) { return std::make_unique<distillation>(c); }

} // namespace simdloss_bench
