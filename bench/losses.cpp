// The losses other than cross-entropy, a line of a table each. An answer is checked against the same function in F64,
// which the tests hold to the oracle.
#include "array.hpp"
#include "check.hpp"
#include "cases.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace simdloss_bench {

// What a call is made with: full-size arrays of dtype, index targets, and where the results go.
struct loss_arguments {
    simdloss_dtype dtype;
    std::int64_t batch, classes;
    const void *in[3];
    const std::int64_t *target; // in [0, classes), one a row
    void *out[3];
    void *loss;
};

// What fills an input.
enum class fill { nothing, logits, backwards, probabilities, zero_one, signs, log_probabilities };

struct loss_work {
    const char *name, *shape;
    std::int64_t batch, classes;
    fill in[3];
    int outputs;  // gradients, of full size
    bool targets; // whether index targets are read
    double exps;  // exponentials and logarithms an element
    simdloss_status (*call)(const loss_arguments &a, const simdloss_executor *executor);
};

namespace {

template <class Desc> Desc described(simdloss_status (*init)(Desc *, size_t), const loss_arguments &a) {
    Desc desc;
    init(&desc, sizeof desc);
    desc.dtype = a.dtype;
    desc.batch = a.batch;
    desc.classes = a.classes;
    return desc;
}

simdloss_status soft_cross_entropy(const loss_arguments &a, const simdloss_executor *executor) {
    const auto desc = described(simdloss_soft_cross_entropy_desc_init, a);
    return simdloss_soft_cross_entropy_forward_backward(
        &desc, executor, a.in[0], a.in[1], nullptr, nullptr, nullptr, a.loss, a.out[0], nullptr);
}

simdloss_status kl_divergence(const loss_arguments &a, const simdloss_executor *executor) {
    auto desc = described(simdloss_kl_divergence_desc_init, a);
    desc.class_reduction = SIMDLOSS_REDUCTION_SUM;
    return simdloss_kl_divergence_forward_backward(
        &desc, executor, a.in[0], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr);
}

simdloss_status distillation(const loss_arguments &a, const simdloss_executor *executor) {
    auto desc = described(simdloss_distillation_desc_init, a);
    desc.temperature = 2;
    return simdloss_distillation_forward_backward(
        &desc, executor, a.in[0], a.in[1], nullptr, nullptr, a.loss, a.out[0], nullptr);
}

simdloss_status softmax_focal(const loss_arguments &a, const simdloss_executor *executor) {
    const auto desc = described(simdloss_softmax_focal_desc_init, a);
    return simdloss_softmax_focal_forward_backward(
        &desc, executor, a.in[0], a.target, nullptr, nullptr, nullptr, a.loss, a.out[0]);
}

constexpr fill none = fill::nothing;

const loss_work works[] = {
    {"soft_cross_entropy_fwd_bwd", "4096x1000", 4096, 1000, {fill::logits, fill::probabilities, none}, 1, false, 1,
        soft_cross_entropy},
    {"kl_divergence_fwd_bwd", "4096x1000", 4096, 1000, {fill::log_probabilities, fill::probabilities, none}, 1, false,
        1, kl_divergence},
    {"distillation_fwd_bwd", "512x128256", 512, 128256, {fill::logits, fill::backwards, none}, 1, false, 2,
        distillation},
    {"softmax_focal_fwd_bwd", "4096x1000", 4096, 1000, {fill::logits, none, none}, 1, true, 1, softmax_focal},
};

// The numbers of an input, from the common data.
class source {
public:
    source(fill what, std::size_t size, std::size_t classes)
        : what_(what), size_(size), classes_(classes), logits_(logits(size)), random_(targets(size)) {
        if (what != fill::probabilities && what != fill::log_probabilities) return;
        // Of each row of the logits, backwards: so that two inputs are not the same.
        for (std::size_t r = 0; r < size / classes; ++r) {
            double sum = 0;
            for (std::size_t j = 0; j < classes; ++j) sum += std::exp(double(backwards(r * classes + j)));
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
        default: return logits_[i];
        }
    }

private:
    float backwards(std::size_t i) const { return logits_[size_ - 1 - i]; }
    double log_probability(std::size_t i) const { return double(backwards(i)) - log_sums_[i / classes_]; }

    fill what_;
    std::size_t size_, classes_;
    const float *logits_;
    const std::uint32_t *random_;
    std::vector<double> log_sums_;
};

class loss final : public workload {
public:
    explicit loss(const bench_case &c) : work_(*c.loss), size_(c.size()) {
        for (const fill what : work_.in) {
            if (what == fill::nothing) continue;
            in_.push_back(std::make_unique<array>(SIMDLOSS_F32, size_));
            const source from(what, size_, static_cast<std::size_t>(c.classes));
            auto *const values = static_cast<float *>(in_.back()->data());
            for (std::size_t i = 0; i < size_; ++i) values[i] = from[i];
        }
        for (int k = 0; k < work_.outputs; ++k) out_.push_back(std::make_unique<array>(SIMDLOSS_F32, size_));
        if (work_.targets) {
            const std::uint32_t *random = targets(c.rows());
            for (std::size_t r = 0; r < c.rows(); ++r) targets_.push_back(random[r] % c.classes);
        }
    }

    simdloss_status call(const simdloss_executor *executor) override {
        return work_.call(arguments(SIMDLOSS_F32, in_, out_, &loss_), executor);
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
        status = work_.call(arguments(SIMDLOSS_F64, in, out, &loss), executor);
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        if (!(std::fabs(loss_ - loss) <= 1e-6 * std::fabs(loss))) return "the loss differs from that in F64";
        for (std::size_t k = 0; k < out.size(); ++k) {
            const std::vector<double> &exact = *out[k];
            double largest = 0;
            for (const double g : exact) largest = std::max(largest, std::fabs(g));
            for (std::size_t i = 0; i < size_; ++i)
                if (!(std::fabs((*out_[k])[i] - exact[i]) <= 2e-6 * std::fabs(exact[i]) + 1e-8 * largest))
                    return "a gradient differs from that in F64, at element " + std::to_string(i);
        }
        if (out_.empty()) sample = {loss_};
        else keep_sample(*out_[0], size_);
        return "";
    }

    demand needs() const override {
        demand d;
        d.bytes = in_[0]->bytes();
        d.read[0] = in_[0]->data();
        if (in_.size() > 1) d.read[1] = in_[1]->data();
        if (!out_.empty()) d.write = out_[0]->data();
        const std::size_t arrays = in_.size() + out_.size();
        const std::size_t counted = std::min<std::size_t>(in_.size(), 2) + std::min<std::size_t>(out_.size(), 1);
        d.more_bytes = (arrays - counted) * d.bytes + targets_.size() * sizeof(std::int64_t);
        d.exps = work_.exps * static_cast<double>(size_);
        return d;
    }

private:
    template <class Arrays>
    loss_arguments arguments(simdloss_dtype dtype, const Arrays &in, const Arrays &out, void *loss) const {
        loss_arguments a{};
        a.dtype = dtype;
        a.batch = work_.batch;
        a.classes = work_.classes;
        for (std::size_t k = 0; k < in.size(); ++k) a.in[k] = in[k]->data();
        for (std::size_t k = 0; k < out.size(); ++k) a.out[k] = out[k]->data();
        a.target = targets_.data();
        a.loss = loss;
        return a;
    }

    const loss_work &work_;
    std::size_t size_;
    std::vector<std::unique_ptr<array>> in_, out_;
    std::vector<std::int64_t> targets_;
    float loss_ = 0;
};

} // namespace

std::unique_ptr<workload> make_loss(const bench_case &c) { return std::make_unique<loss>(c); }

std::vector<bench_case> loss_cases() {
    std::vector<bench_case> cases;
    for (const loss_work &w : works) {
        const std::string name = std::string(w.name) + "_f32_" + w.shape;
        cases.push_back({name, work::loss, SIMDLOSS_F32, w.batch, w.classes, 1, 0, false, &w});
    }
    return cases;
}

} // namespace simdloss_bench
