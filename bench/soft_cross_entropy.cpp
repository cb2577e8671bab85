#include "../tests/reference/soft_cross_entropy.hpp"

#include "array.hpp"
#include "check.hpp"
#include "workload.hpp"

#include <cmath>
#include <vector>

namespace simdloss_bench {

namespace {

simdloss_soft_cross_entropy_desc desc_of(const bench_case &c) {
    simdloss_soft_cross_entropy_desc desc;
    simdloss_soft_cross_entropy_desc_init(&desc, sizeof desc);
    desc.dtype = c.dtype;
    desc.batch = c.batch;
    desc.classes = c.classes;
    desc.inner = c.inner;
    return desc;
}

// The mean over all rows, and its gradient for the logits. The targets are the softmax of the logits in reverse order.
class soft_cross_entropy final : public workload {
public:
    explicit soft_cross_entropy(const bench_case &c)
        : case_(c), desc_(desc_of(c)), backward_(c.what == work::soft_cross_entropy_forward_backward),
          logits_(c.dtype, c.size()), target_(c.dtype, c.size()),
          grad_(c.dtype, backward_ && !c.in_place ? c.size() : 0) {
        fill_target();
        reset();
    }

    simdloss_status call(const simdloss_executor *executor) override {
        if (!backward_) {
            return simdloss_soft_cross_entropy_forward(
                &desc_, executor, logits_.data(), target_.data(), nullptr, nullptr, &loss_, nullptr);
        }
        return simdloss_soft_cross_entropy_forward_backward(&desc_, executor, logits_.data(), target_.data(), nullptr,
            nullptr, nullptr, &loss_, result().data(), nullptr);
    }

    bool overwrites() const override { return case_.in_place; }
    void reset() override { logits_.fill_with_logits(); }

    std::string fault(const simdloss_executor *executor) override {
        std::vector<float> losses(case_.rows());
        simdloss_soft_cross_entropy_desc desc = desc_;
        desc.reduction = SIMDLOSS_REDUCTION_NONE;
        simdloss_status status = simdloss_soft_cross_entropy_forward(
            &desc, executor, logits_.data(), target_.data(), nullptr, nullptr, losses.data(), nullptr);
        if (status == SIMDLOSS_STATUS_OK) status = call(executor);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        double mean = 0;
        for (const float loss : losses) mean += double(loss) / static_cast<double>(losses.size());
        first = last = loss_;
        std::string fault = compare("the mean loss", 0, 0, loss_, reference::exactly(mean), SIMDLOSS_F32);
        for (const std::size_t r : some_rows(losses.size()))
            if (fault.empty()) fault = row_fault(r, losses[r]);
        if (backward_) {
            first = result()[0];
            last = result()[result().size() - 1];
        }
        return fault;
    }

    demand needs() const override {
        demand d;
        d.read[0] = logits_.data();
        d.read[1] = target_.data();
        if (backward_) d.write = result().data();
        d.bytes = logits_.bytes();
        d.exps = static_cast<double>(logits_.size());
        d.logs = static_cast<double>(case_.rows());
        return d;
    }

private:
    const array &result() const { return case_.in_place ? logits_ : grad_; }

    void fill_target() {
        const auto at = [&](std::size_t r, std::size_t j) {
            const auto classes = static_cast<std::size_t>(case_.classes), inner = static_cast<std::size_t>(case_.inner);
            return (r / inner * classes + j) * inner + r % inner;
        };
        for (std::size_t r = 0; r < case_.rows(); ++r) {
            std::vector<double> p = logits_of(case_, r, true);
            double sum = 0;
            for (double &value : p) sum += value = std::exp(value);
            for (std::size_t j = 0; j < p.size(); ++j) {
                const auto value = static_cast<float>(p[j] / sum);
                if (case_.dtype == SIMDLOSS_F32) static_cast<float *>(target_.data())[at(r, j)] = value;
                else static_cast<std::uint16_t *>(target_.data())[at(r, j)] = to_bfloat16(value);
            }
        }
    }

    std::string row_fault(std::size_t r, double loss) const {
        reference::soft_cross_entropy_input<double> oracle;
        oracle.desc = desc_;
        const reference::soft_cross_entropy_row<double> expected(
            oracle, logits_of(case_, r), row_of(case_, r, target_));
        std::string fault = compare("the loss", r, 0, loss, expected.loss(), SIMDLOSS_F32);
        if (!backward_) return fault;
        const auto got = row_of(case_, r, result());
        for (std::size_t j = 0; fault.empty() && j < got.size(); ++j) {
            const auto grad = reference::scaled(expected.grad_logits(j), 1.0 / static_cast<double>(case_.rows()));
            fault = compare("the gradient", r, j, got[j], grad, case_.dtype);
        }
        return fault;
    }

    bench_case case_;
    simdloss_soft_cross_entropy_desc desc_;
    bool backward_;
    array logits_, target_;
    array grad_; // empty where there is none, or it is in place
    float loss_ = 0;
};

} // namespace

std::unique_ptr<workload> make_soft_cross_entropy(const bench_case &c) {
    return std::make_unique<soft_cross_entropy>(c);
}

} // namespace simdloss_bench
