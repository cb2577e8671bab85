// One problem of cross-entropy with probability targets: its buffers, the three ways to compute it, and its check.
#pragma once

#include "../reference/soft_cross_entropy.hpp"
#include "gradient.hpp"

namespace simdloss_test {

enum class soft_targets { probabilities, one_hot, unnormalised };

struct soft_cross_entropy_case {
    soft_cross_entropy_case() { simdloss_soft_cross_entropy_desc_init(&desc, sizeof desc); }
    soft_cross_entropy_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t inner = 1)
        : soft_cross_entropy_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.inner = inner;
    }

    simdloss_soft_cross_entropy_desc desc{};
    values kind = values::normal;
    soft_targets targets = soft_targets::probabilities;
    placement where = placement::at_end;
    bool class_weight = false, row_weight = false, grad_loss = false;
    bool saved_stats = true; // backward reads what forward wrote, or recomputes it
    gradient_goes gradient = gradient_goes::elsewhere;
    std::uint64_t seed = 1;

    shape layout() const { return {desc.batch, desc.classes, desc.inner, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    std::int64_t losses() const { return desc.reduction == SIMDLOSS_REDUCTION_NONE ? layout().rows() : 1; }
};

inline std::string describe(const soft_cross_entropy_case &c) {
    std::ostringstream text;
    const auto &d = c.desc;
    text << "soft " << name_of(d.dtype) << " [" << d.batch << ", " << d.classes << ", " << d.inner << "] stride "
         << d.batch_stride << ", " << name_of(c.kind) << ", targets " << static_cast<int>(c.targets) << ", reduction "
         << d.reduction << ", denominator " << d.denominator << ", empty_mean " << d.empty_mean << ", smoothing "
         << d.label_smoothing << ", mean_denominator " << d.mean_denominator << ", class_weight " << c.class_weight
         << ", row_weight " << c.row_weight << ", grad_loss " << c.grad_loss << ", saved_stats " << c.saved_stats
         << ", gradient " << static_cast<int>(c.gradient) << ", placement " << static_cast<int>(c.where) << ", seed "
         << c.seed;
    return text.str();
}

struct soft_cross_entropy_inputs {
    explicit soft_cross_entropy_inputs(const soft_cross_entropy_case &c)
        : logits(c.desc.dtype, c.layout().extent(), c.where), target(c.desc.dtype, c.layout().extent(), c.where) {
        fill_logits(logits, c.layout(), c.kind, c.seed);
        fill_targets(c);
        if (c.class_weight) class_weight = class_weights(c, c.desc.classes, c.seed + 1);
        if (c.row_weight) row_weight = row_weights(c, c.layout().rows(), c.seed + 2);
        if (c.grad_loss) grad_loss = upstream_gradient(c, c.losses(), c.seed + 3);
    }

    buffer logits, target;
    std::optional<buffer> class_weight, row_weight, grad_loss;

private:
    // A probability of 0 stands where values::minus_inf has its -inf. Every other confident row is right.
    void fill_targets(const soft_cross_entropy_case &c) {
        random_source random(c.seed + 4);
        for (std::int64_t r = 0; r < c.layout().rows(); ++r) {
            const bool right = c.kind == values::confident && r % 2 == 0;
            const std::int64_t y = right ? confident_class(r, c.desc.classes) : random.below(c.desc.classes);
            for (std::int64_t k = 0; k < c.desc.classes; ++k) {
                double t = k % 5 == 2 ? 0 : 2 * random.uniform() / static_cast<double>(c.desc.classes);
                if (c.targets == soft_targets::one_hot) t = k == y ? 1 : 0;
                if (c.targets == soft_targets::unnormalised) t = random.uniform(-0.5, 1.5);
                target.set(c.layout().offset(r, k), t);
            }
        }
    }
};

struct soft_cross_entropy_outputs {
    explicit soft_cross_entropy_outputs(const soft_cross_entropy_case &c)
        : loss(c.acc(), c.losses(), c.where), row_stats(c.acc(), 2 * c.layout().rows(), c.where),
          grad_logits(gradient_buffer(c, c.seed + 5)), grad_target(gradient_buffer(c, c.seed + 6)) {}
    buffer loss, row_stats, grad_logits, grad_target;
};

inline simdloss_status forward(const soft_cross_entropy_case &c, const soft_cross_entropy_inputs &in,
    soft_cross_entropy_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_soft_cross_entropy_forward(&c.desc, executor, in.logits.data(), in.target.data(),
        data_of(in.class_weight), data_of(in.row_weight), out.loss.data(), out.row_stats.data());
}

inline simdloss_status backward(const soft_cross_entropy_case &c, const soft_cross_entropy_inputs &in,
    soft_cross_entropy_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_soft_cross_entropy_backward(&c.desc, executor, input_for(c, in.logits, out.grad_logits),
        input_for(c, in.target, out.grad_target), data_of(in.class_weight), data_of(in.row_weight),
        c.saved_stats ? out.row_stats.data() : nullptr, data_of(in.grad_loss), out.grad_logits.data(),
        out.grad_target.data());
}

inline simdloss_status forward_backward(const soft_cross_entropy_case &c, const soft_cross_entropy_inputs &in,
    soft_cross_entropy_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_soft_cross_entropy_forward_backward(&c.desc, executor, input_for(c, in.logits, out.grad_logits),
        input_for(c, in.target, out.grad_target), data_of(in.class_weight), data_of(in.row_weight),
        data_of(in.grad_loss), out.loss.data(), out.grad_logits.data(), out.grad_target.data());
}

template <class Wide>
reference::soft_cross_entropy_output<Wide> expected_of(
    const soft_cross_entropy_case &c, const soft_cross_entropy_inputs &in) {
    reference::soft_cross_entropy_input<Wide> input;
    input.desc = c.desc;
    input.logits = dense<Wide>(in.logits, c.layout());
    input.target = dense<Wide>(in.target, c.layout());
    input.class_weight = widened<Wide>(in.class_weight);
    input.row_weight = widened<Wide>(in.row_weight);
    input.grad_loss = widened<Wide>(in.grad_loss);
    return reference::soft_cross_entropy(input);
}

template <class Wide> void check_in(const soft_cross_entropy_case &c, const simdloss_executor *executor) {
    const soft_cross_entropy_inputs in(c);
    const auto logits_then = in.logits.snapshot(), target_then = in.target.snapshot();
    const auto expected = expected_of<Wide>(c, in);
    const soft_cross_entropy_outputs before(c);
    soft_cross_entropy_outputs out(c), fused(c);
    ASSERT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(c.desc.dtype))) << "loss";
    check_statistics(out.row_stats, 0, expected.maximum, 0, "maximum");
    check_statistics(out.row_stats, c.layout().rows(), expected.log_sum, loss_ulps(c.desc.dtype), "log S");
    ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    check_gradient(c, before.grad_logits, out.grad_logits, expected.grad_logits, "gradient for the logits");
    check_gradient(c, before.grad_target, out.grad_target, expected.grad_target, "gradient for the target");
    ASSERT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(fused.loss, out.loss)) << "loss, fused and separate";
    EXPECT_TRUE(same_bits(fused.grad_logits, out.grad_logits)) << "gradient for the logits, fused and separate";
    EXPECT_TRUE(same_bits(fused.grad_target, out.grad_target)) << "gradient for the target, fused and separate";
    EXPECT_TRUE(in.logits.holds(logits_then) && in.target.holds(target_then)) << "an input was written";
}

// All three functions against the oracle and against each other.
inline void check(const soft_cross_entropy_case &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_in<decltype(wide)>(c, executor); });
}

} // namespace simdloss_test
