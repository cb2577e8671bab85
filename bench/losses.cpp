// What the losses of bench/losses.hpp work on, and the check of their answers: against the same function in F64, which
// the tests hold to the oracle.
#include "losses.hpp"

#include "array.hpp"
#include "check.hpp"
#include "cases.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace simdloss_bench {

namespace {

// The numbers of an input, from the common data.
class source {
public:
    source(fill what, std::size_t size, std::size_t classes)
        : what_(what), size_(size), classes_(classes), logits_(logits(size)) {
        if (is_random()) random_ = targets(size);
        if (what != fill::probabilities && what != fill::log_probabilities) return;
        for (std::size_t r = 0; r < size / classes; ++r) {
            double sum = 0;
            for (std::size_t j = 0; j < classes; ++j) sum += std::exp(double(logit(r * classes + j)));
            log_sums_.push_back(std::log(sum));
        }
    }
    float operator[](std::size_t i) const {
        switch (what_) {
        case fill::backwards: return backwards(i);
        case fill::log_probabilities: return static_cast<float>(log_probability(i));
        case fill::probabilities: return static_cast<float>(std::exp(log_probability(i)));
        case fill::zero_one: return static_cast<float>(random_[i] & 1U);
        case fill::signs: return (random_[i] & 1U) != 0 ? 1.0F : -1.0F;
        case fill::fractions: return static_cast<float>(2 * (random_[i] & 0xffffU) + 1) / 131072;
        case fill::counts: return static_cast<float>(random_[i] & 7U);
        default: return logits_[i];
        }
    }

private:
    bool is_random() const {
        return what_ == fill::zero_one || what_ == fill::signs || what_ == fill::fractions || what_ == fill::counts;
    }
    float backwards(std::size_t i) const { return logits_[size_ - 1 - i]; }
    // Probabilities are of the logits backwards, so that two inputs are not the same.
    float logit(std::size_t i) const { return what_ == fill::probabilities ? backwards(i) : logits_[i]; }
    double log_probability(std::size_t i) const { return double(logit(i)) - log_sums_[i / classes_]; }

    fill what_;
    std::size_t size_, classes_;
    const float *logits_;
    const std::uint32_t *random_ = nullptr;
    std::vector<double> log_sums_;
};

class loss final : public workload {
public:
    explicit loss(const bench_case &c) : work_(*c.loss), size_(c.size()) {
        for (const fill what : work_.in) {
            if (what == fill::nothing) continue;
            if (what == fill::flags) fill_flags();
            else in_.push_back(filled(what, static_cast<std::size_t>(c.classes)));
        }
        for (int k = 0; k < work_.outputs; ++k) out_.push_back(std::make_unique<array>(SIMDLOSS_F32, size_));
        const std::uint32_t *random = targets(c.rows());
        const auto labels = static_cast<std::uint32_t>(c.rows() < 32 ? 1 : c.rows() / 16);
        for (std::size_t r = 0; r < c.rows(); ++r) {
            switch (work_.targets) {
            case row_targets::none: break;
            case row_targets::classes: targets_.push_back(random[r] % c.classes); break;
            case row_targets::signs: targets_.push_back((random[r] & 1U) != 0 ? 1 : -1); break;
            case row_targets::labels: targets_.push_back(random[r] % labels); break;
            }
        }
        workspace_.resize(workspace_of(SIMDLOSS_F32));
    }

    simdloss_status call(const simdloss_executor *executor) override {
        return work_.call(arguments(SIMDLOSS_F32, in_, out_, &loss_, workspace_), executor);
    }

    std::string fault(const simdloss_executor *executor) override {
        simdloss_status status = call(executor);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        std::vector<std::unique_ptr<std::vector<double>>> in, out;
        for (const auto &a : in_) {
            in.push_back(std::make_unique<std::vector<double>>(size_));
            for (std::size_t i = 0; i < size_; ++i) (*in.back())[i] = (*a)[i];
        }
        for (int k = 0; k < work_.outputs; ++k) out.push_back(std::make_unique<std::vector<double>>(size_));
        double loss = 0;
        std::vector<std::byte> workspace(workspace_of(SIMDLOSS_F64));
        status = work_.call(arguments(SIMDLOSS_F64, in, out, &loss, workspace), executor);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        if (!(std::fabs(loss_ - loss) <= std::max(1e-6, work_.tolerance) * std::fabs(loss)))
            return "the loss differs from that in F64";
        for (std::size_t k = 0; k < out.size(); ++k) {
            std::string found =
                work_.tolerance > 0 ? distance_fault(*out_[k], *out[k]) : element_fault(*out_[k], *out[k]);
            if (!found.empty()) return found;
        }
        if (out_.empty()) sample = {loss_};
        else keep_sample(*out_[0], size_);
        return "";
    }

    demand needs() const override {
        demand d;
        if (!work_.has_roof) return d;
        d.bytes = in_[0]->bytes();
        d.read[0] = in_[0]->data();
        if (in_.size() > 1) d.read[1] = in_[1]->data();
        if (!out_.empty()) d.write = out_[0]->data();
        const std::size_t arrays = in_.size() + out_.size();
        const std::size_t counted = std::min<std::size_t>(in_.size(), 2) + std::min<std::size_t>(out_.size(), 1);
        d.more_bytes = (arrays - counted) * d.bytes + targets_.size() * sizeof(std::int64_t) + flags_.size();
        d.exps = work_.exps * static_cast<double>(size_);
        return d;
    }

private:
    std::unique_ptr<array> filled(fill what, std::size_t classes) const {
        auto result = std::make_unique<array>(SIMDLOSS_F32, size_);
        const source from(what, size_, classes);
        auto *const values = static_cast<float *>(result->data());
        for (std::size_t i = 0; i < size_; ++i) values[i] = from[i];
        return result;
    }
    void fill_flags() {
        const std::uint32_t *random = targets(size_);
        for (std::size_t i = 0; i < size_; ++i) flags_.push_back(random[i] & 1U);
    }

    static std::string element_fault(const array &got, const std::vector<double> &exact) {
        double largest = 0;
        for (const double g : exact) largest = std::max(largest, std::fabs(g));
        for (std::size_t i = 0; i < exact.size(); ++i)
            if (!(std::fabs(got[i] - exact[i]) <= 2e-6 * std::fabs(exact[i]) + 1e-8 * largest))
                return "a gradient differs from that in F64, at element " + std::to_string(i);
        return "";
    }
    std::string distance_fault(const array &got, const std::vector<double> &exact) const {
        double distance = 0, size = 0;
        for (std::size_t i = 0; i < exact.size(); ++i) {
            distance += (got[i] - exact[i]) * (got[i] - exact[i]);
            size += exact[i] * exact[i];
        }
        if (std::sqrt(distance) <= work_.tolerance * std::sqrt(size)) return "";
        return "a gradient is " + std::to_string(std::sqrt(distance / size)) + " of its size away from that in F64";
    }

    std::size_t workspace_of(simdloss_dtype dtype) const {
        const loss_arguments sizes{dtype, work_.batch, work_.classes, {}, nullptr, {}, nullptr, nullptr, 0};
        return work_.workspace == nullptr ? 0 : work_.workspace(sizes);
    }

    template <class Arrays>
    loss_arguments arguments(simdloss_dtype dtype, const Arrays &in, const Arrays &out, void *loss,
        std::vector<std::byte> &workspace) const {
        loss_arguments a{};
        a.dtype = dtype;
        a.batch = work_.batch;
        a.classes = work_.classes;
        std::size_t next = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            if (work_.in[k] == fill::flags) a.in[k] = flags_.data();
            else if (work_.in[k] != fill::nothing) a.in[k] = in[next++]->data();
        }
        for (std::size_t k = 0; k < out.size(); ++k) a.out[k] = out[k]->data();
        a.target = targets_.data();
        a.loss = loss;
        a.workspace = workspace.data();
        a.workspace_bytes = workspace.size();
        return a;
    }

    const loss_work &work_;
    std::size_t size_;
    std::vector<std::unique_ptr<array>> in_, out_;
    std::vector<std::uint8_t> flags_;
    std::vector<std::int64_t> targets_;
    std::vector<std::byte> workspace_;
    float loss_ = 0;
};

} // namespace

std::unique_ptr<workload> make_loss(const bench_case &c) { return std::make_unique<loss>(c); }

std::vector<bench_case> loss_cases() {
    std::vector<bench_case> cases;
    for (const auto works : {row_works(), element_works()}) {
        for (const loss_work &w : works) {
            const std::string name = std::string(w.name) + "_f32_" + w.shape;
            cases.push_back({name, work::loss, SIMDLOSS_F32, w.batch, w.classes, 1, 0, false, &w});
        }
    }
    return cases;
}

std::optional<bench_case> with_f32_targets(const bench_case &c) {
    if (c.loss->f32_targets == nullptr) return std::nullopt;
    for (const bench_case &other : loss_cases())
        if (std::string(c.loss->f32_targets) == other.loss->name && c.size() == other.size()) return other;
    return std::nullopt;
}

} // namespace simdloss_bench
