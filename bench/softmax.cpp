#include "array.hpp"
#include "check.hpp"
#include "workload.hpp"

namespace simdloss_bench {

namespace {

class log_softmax : public workload {
public:
    explicit log_softmax(const bench_case &c)
        : case_(c), input_(c.dtype, c.size()), output_(c.dtype, c.in_place ? 0 : c.size()) {
        simdloss_softmax_desc_init(&desc_, sizeof desc_);
        desc_.dtype = c.dtype;
        desc_.batch = c.batch;
        desc_.classes = c.classes;
        desc_.inner = c.inner;
        input_.fill_with_logits();
    }

    bool overwrites() const override { return case_.in_place; }

    demand needs() const override {
        demand d;
        d.read[0] = input_.data();
        d.write = result().data();
        d.bytes = input_.bytes();
        d.exps = static_cast<double>(input_.size());
        return d;
    }

protected:
    const array &result() const { return case_.in_place ? overwritten() : output_; }
    virtual const array &overwritten() const = 0;
    virtual reference::measured_row<double> expected_row(std::size_t r) const = 0;

    std::string compare_rows() {
        for (const std::size_t r : some_rows(case_.rows())) {
            const auto got = row_of(case_, r, result());
            const auto expected = expected_row(r);
            for (std::size_t j = 0; j < got.size(); ++j) {
                std::string fault = compare("the result", r, j, got[j], expected[j], case_.dtype);
                if (!fault.empty()) return fault;
            }
        }
        keep_sample(result(), result().size());
        return "";
    }

    bench_case case_;
    simdloss_softmax_desc desc_{};
    array input_; // forward: logits; backward: log-probabilities

private:
    array output_; // empty where the result is in place
};

class log_softmax_forward final : public log_softmax {
public:
    using log_softmax::log_softmax;

    simdloss_status call(const simdloss_executor *executor) override {
        return simdloss_log_softmax_forward(&desc_, executor, input_.data(), result().data());
    }
    void reset() override { input_.fill_with_logits(); }

    std::string fault(const simdloss_executor *executor) override {
        const simdloss_status status = call(executor);
        return status == SIMDLOSS_STATUS_OK ? compare_rows() : failure(status);
    }

    demand needs() const override {
        demand d = log_softmax::needs();
        d.logs = static_cast<double>(case_.rows());
        return d;
    }

protected:
    const array &overwritten() const override { return input_; }
    reference::measured_row<double> expected_row(std::size_t r) const override {
        return reference::log_softmax_forward(logits_of(case_, r));
    }
};

class log_softmax_backward final : public log_softmax {
public:
    explicit log_softmax_backward(const bench_case &c) : log_softmax(c), upstream_(c.dtype, c.size()) { reset(); }

    simdloss_status call(const simdloss_executor *executor) override {
        return simdloss_log_softmax_backward(&desc_, executor, input_.data(), upstream_.data(), result().data());
    }
    void reset() override { upstream_.fill_with_logits(true); }

    std::string fault(const simdloss_executor *executor) override {
        simdloss_status status = simdloss_log_softmax_forward(&desc_, executor, input_.data(), input_.data());
        if (status == SIMDLOSS_STATUS_OK) status = call(executor);
        return status == SIMDLOSS_STATUS_OK ? compare_rows() : failure(status);
    }

    demand needs() const override {
        demand d = log_softmax::needs();
        d.read[1] = upstream_.data();
        return d;
    }

protected:
    const array &overwritten() const override { return upstream_; }
    reference::measured_row<double> expected_row(std::size_t r) const override {
        return reference::log_softmax_backward(row_of(case_, r, input_), logits_of(case_, r, true));
    }

private:
    array upstream_;
};

} // namespace

std::unique_ptr<workload> make_log_softmax(const bench_case &c) {
    if (c.what == work::log_softmax_forward) return std::make_unique<log_softmax_forward>(c);
    return std::make_unique<log_softmax_backward>(c);
}

} // namespace simdloss_bench
