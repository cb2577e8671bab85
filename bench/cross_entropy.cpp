#include "array.hpp"
#include "check.hpp"
#include "workload.hpp"

#include <optional>
#include <vector>

namespace simdloss_bench {

namespace {

class class_targets {
public:
    explicit class_targets(const bench_case &c) : values_(c.rows()) {
        const std::uint32_t *random = targets(values_.size());
        for (std::size_t r = 0; r < values_.size(); ++r) values_[r] = random[r] % c.classes;
    }
    const std::int64_t *data() const { return values_.data(); }
    std::size_t bytes() const { return values_.size() * sizeof(std::int64_t); }

private:
    std::vector<std::int64_t> values_;
};

simdloss_cross_entropy_desc desc_of(const bench_case &c) {
    simdloss_cross_entropy_desc desc;
    simdloss_cross_entropy_desc_init(&desc, sizeof desc);
    desc.dtype = c.dtype;
    desc.batch = c.batch;
    desc.classes = c.classes;
    desc.inner = c.inner;
    return desc;
}

// The mean over all rows.
class cross_entropy final : public workload {
public:
    explicit cross_entropy(const bench_case &c)
        : case_(c), desc_(desc_of(c)), backward_(c.what == work::cross_entropy_forward_backward), targets_(c),
          logits_(c.dtype, c.size()), grad_(c.dtype, backward_ && !c.in_place ? c.size() : 0) {
        reset();
    }

    simdloss_status call(const simdloss_executor *executor) override {
        if (!backward_) {
            return simdloss_cross_entropy_forward(
                &desc_, executor, logits_.data(), targets_.data(), nullptr, nullptr, &loss_, nullptr);
        }
        return simdloss_cross_entropy_forward_backward(
            &desc_, executor, logits_.data(), targets_.data(), nullptr, nullptr, nullptr, &loss_, result().data());
    }

    bool overwrites() const override { return case_.in_place; }
    void reset() override { logits_.fill_with_logits(); }

    std::string fault(const simdloss_executor *executor) override {
        double mean = 0;
        std::string fault = rows_fault(executor, mean);
        if (!fault.empty()) return fault;
        const simdloss_status status = call(executor);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        sample = {loss_};
        fault = compare("the mean loss", 0, 0, loss_, reference::exactly(mean), SIMDLOSS_F32);
        return fault.empty() && backward_ ? grad_fault() : fault;
    }

    demand needs() const override {
        demand d;
        d.read[0] = logits_.data();
        if (backward_) d.write = result().data();
        d.bytes = logits_.bytes();
        d.more_bytes = targets_.bytes();
        d.exps = static_cast<double>(logits_.size());
        d.logs = static_cast<double>(case_.rows());
        return d;
    }

private:
    const array &result() const { return case_.in_place ? logits_ : grad_; }

    std::optional<reference::cross_entropy_row<double>> expected_row(
        reference::cross_entropy_input<double> &oracle, std::size_t r) const {
        oracle.desc = desc_;
        return std::make_optional<reference::cross_entropy_row<double>>(
            oracle, logits_of(case_, r), static_cast<std::size_t>(targets_.data()[r]));
    }

    // Each row's loss by itself: some against the oracle, all of them for the mean.
    std::string rows_fault(const simdloss_executor *executor, double &mean) const {
        std::vector<float> losses(case_.rows());
        simdloss_cross_entropy_desc desc = desc_;
        desc.reduction = SIMDLOSS_REDUCTION_NONE;
        const simdloss_status status = simdloss_cross_entropy_forward(
            &desc, executor, logits_.data(), targets_.data(), nullptr, nullptr, losses.data(), nullptr);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        for (const float loss : losses) mean += double(loss) / static_cast<double>(losses.size());
        reference::cross_entropy_input<double> oracle;
        for (const std::size_t r : some_rows(losses.size())) {
            const auto expected = expected_row(oracle, r);
            std::string fault = compare("the loss", r, 0, losses[r], expected->loss(), SIMDLOSS_F32);
            if (!fault.empty()) return fault;
        }
        return "";
    }

    std::string grad_fault() {
        reference::cross_entropy_input<double> oracle;
        for (const std::size_t r : some_rows(case_.rows())) {
            const auto expected = expected_row(oracle, r);
            const auto got = row_of(case_, r, result());
            for (std::size_t j = 0; j < got.size(); ++j) {
                const auto grad = reference::scaled(expected->grad(j), 1.0 / static_cast<double>(case_.rows()));
                std::string fault = compare("the gradient", r, j, got[j], grad, case_.dtype);
                if (!fault.empty()) return fault;
            }
        }
        keep_sample(result(), result().size());
        return "";
    }

    bench_case case_;
    simdloss_cross_entropy_desc desc_;
    bool backward_;
    class_targets targets_;
    array logits_;
    array grad_; // empty where there is none, or it is in place
    float loss_ = 0;
};

class target_check final : public workload {
public:
    explicit target_check(const bench_case &c) : case_(c), desc_(desc_of(c)), targets_(c) {}

    simdloss_status call(const simdloss_executor *executor) override {
        return simdloss_cross_entropy_denominator(
            &desc_, executor, targets_.data(), nullptr, nullptr, &kept_, &weight_);
    }

    std::string fault(const simdloss_executor *executor) override {
        const simdloss_status status = call(executor);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        sample = {weight_};
        const auto rows = static_cast<std::int64_t>(case_.rows());
        return kept_ == rows && weight_ == static_cast<double>(rows) ? "" : "not every target was counted";
    }

private:
    bench_case case_;
    simdloss_cross_entropy_desc desc_;
    class_targets targets_;
    std::int64_t kept_ = 0;
    double weight_ = 0;
};

} // namespace

std::unique_ptr<workload> make_cross_entropy(const bench_case &c) { return std::make_unique<cross_entropy>(c); }
std::unique_ptr<workload> make_target_check(const bench_case &c) { return std::make_unique<target_check>(c); }

} // namespace simdloss_bench
