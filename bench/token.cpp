#include "array.hpp"
#include "check.hpp"
#include "workload.hpp"

#include "../tests/reference/token.hpp"

#include <algorithm>
#include <vector>

namespace simdloss_bench {

namespace {

// The log-probability of one class a row, the entropy and the argmax.
class token_forward final : public workload {
public:
    explicit token_forward(const bench_case &c)
        : case_(c), logits_(c.dtype, c.size()), target_(c.rows()), argmax_(c.rows()), log_prob_(c.rows()),
          entropy_(c.rows()) {
        simdloss_token_desc_init(&desc_, sizeof desc_);
        desc_.dtype = c.dtype;
        desc_.batch = c.batch;
        desc_.classes = c.classes;
        const std::uint32_t *random = targets(target_.size());
        for (std::size_t r = 0; r < target_.size(); ++r) target_[r] = random[r] % c.classes;
        logits_.fill_with_logits();
    }

    simdloss_status call(const simdloss_executor *executor) override {
        return simdloss_token_forward(&desc_, executor, logits_.data(), target_.data(), log_prob_.data(),
            entropy_.data(), argmax_.data(), nullptr, nullptr);
    }

    std::string fault(const simdloss_executor *executor) override {
        const simdloss_status status = call(executor);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        reference::token_input<double> oracle;
        oracle.desc = desc_;
        for (const std::size_t r : some_rows(case_.rows())) {
            const reference::token_row<double> row(oracle, logits_of(case_, r));
            std::string fault = compare("the log-probability", r, 0, log_prob_[r],
                row.log_prob(static_cast<std::size_t>(target_[r])), SIMDLOSS_F32);
            if (fault.empty()) fault = compare("the entropy", r, 0, entropy_[r], row.entropy(), SIMDLOSS_F32);
            if (fault.empty() && argmax_[r] != row.argmax().front()) fault = "an argmax is wrong";
            if (!fault.empty()) return fault;
        }
        std::vector<double> all(log_prob_.begin(), log_prob_.end());
        all.insert(all.end(), argmax_.begin(), argmax_.end());
        all.insert(all.end(), entropy_.begin(), entropy_.end());
        keep_sample(all, all.size());
        return "";
    }

    demand needs() const override {
        demand d;
        d.read[0] = logits_.data();
        d.bytes = logits_.bytes();
        d.more_bytes = target_.size() * sizeof target_[0];
        d.exps = static_cast<double>(logits_.size());
        d.logs = static_cast<double>(case_.rows());
        return d;
    }

private:
    bench_case case_;
    simdloss_token_desc desc_{};
    array logits_;
    std::vector<std::int64_t> target_, argmax_;
    std::vector<float> log_prob_, entropy_;
};

} // namespace

std::unique_ptr<workload> make_token(const bench_case &c) { return std::make_unique<token_forward>(c); }

} // namespace simdloss_bench
