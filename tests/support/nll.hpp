// One NLL problem: its buffers, the three ways to compute it, and its check against the oracle.
#pragma once

#include "../reference/nll.hpp"
#include "gradient.hpp"

namespace simdloss_test {

struct nll_case {
    nll_case() { simdloss_nll_desc_init(&desc, sizeof desc); }
    nll_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) : nll_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.inner = inner;
    }

    simdloss_nll_desc desc{};
    values kind = values::normal;
    placement where = placement::at_end;
    bool class_weight = false, row_weight = false, grad_loss = false;
    gradient_goes gradient = gradient_goes::elsewhere;
    std::int64_t ignored_percent = 12;
    std::uint64_t seed = 1;

    shape layout() const { return {desc.batch, desc.classes, desc.inner, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    std::int64_t losses() const { return desc.reduction == SIMDLOSS_REDUCTION_NONE ? layout().rows() : 1; }
};

inline std::string describe(const nll_case &c) {
    std::ostringstream text;
    const auto &d = c.desc;
    text << "nll " << name_of(d.dtype) << " [" << d.batch << ", " << d.classes << ", " << d.inner << "] stride "
         << d.batch_stride << ", " << name_of(c.kind) << ", target " << name_of(d.target_dtype) << ", reduction "
         << d.reduction << ", denominator " << d.denominator << ", empty_mean " << d.empty_mean << ", ignore "
         << d.ignore_index << ", mean_denominator " << d.mean_denominator << ", class_weight " << c.class_weight
         << ", row_weight " << c.row_weight << ", grad_loss " << c.grad_loss << ", gradient "
         << static_cast<int>(c.gradient) << ", placement " << static_cast<int>(c.where) << ", seed " << c.seed;
    return text.str();
}

struct nll_inputs {
    explicit nll_inputs(const nll_case &c)
        : log_prob(c.desc.dtype, c.layout().extent(), c.where),
          target(c.desc.target_dtype, c.layout().rows(), c.where) {
        fill_logits(log_prob, c.layout(), c.kind, c.seed);
        fill_targets(target, c, c.layout(), c.kind);
        if (c.class_weight) class_weight = class_weights(c, c.desc.classes, c.seed + 1);
        if (c.row_weight) row_weight = row_weights(c, c.layout().rows(), c.seed + 2);
        if (c.grad_loss) grad_loss = upstream_gradient(c, c.losses(), c.seed + 3);
    }
    buffer log_prob, target;
    std::optional<buffer> class_weight, row_weight, grad_loss;
};

struct nll_outputs {
    explicit nll_outputs(const nll_case &c)
        : loss(c.acc(), c.losses(), c.where), grad_log_prob(gradient_buffer(c, c.seed + 5)) {}
    buffer loss, grad_log_prob;
};

inline simdloss_status forward(
    const nll_case &c, const nll_inputs &in, nll_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_nll_forward(&c.desc, executor, in.log_prob.data(), in.target.data(), data_of(in.class_weight),
        data_of(in.row_weight), out.loss.data());
}

// It has no input that its gradient could go over.
inline simdloss_status backward(
    const nll_case &c, const nll_inputs &in, nll_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_nll_backward(&c.desc, executor, in.target.data(), data_of(in.class_weight), data_of(in.row_weight),
        data_of(in.grad_loss), out.grad_log_prob.data());
}

inline simdloss_status forward_backward(
    const nll_case &c, const nll_inputs &in, nll_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_nll_forward_backward(&c.desc, executor, input_for(c, in.log_prob, out.grad_log_prob),
        in.target.data(), data_of(in.class_weight), data_of(in.row_weight), data_of(in.grad_loss), out.loss.data(),
        out.grad_log_prob.data());
}

template <class Wide> reference::nll_output<Wide> expected_of(const nll_case &c, const nll_inputs &in) {
    reference::cross_entropy_input<Wide> input;
    input.desc.reduction = c.desc.reduction;
    input.desc.denominator = c.desc.denominator;
    input.desc.empty_mean = c.desc.empty_mean;
    input.desc.batch = c.desc.batch;
    input.desc.classes = c.desc.classes;
    input.desc.inner = c.desc.inner;
    input.desc.ignore_index = c.desc.ignore_index;
    input.desc.mean_denominator = c.desc.mean_denominator;
    input.logits = dense<Wide>(in.log_prob, c.layout());
    input.target = indices(in.target);
    input.class_weight = widened<Wide>(in.class_weight);
    input.row_weight = widened<Wide>(in.row_weight);
    input.grad_loss = widened<Wide>(in.grad_loss);
    return reference::nll(input);
}

template <class Wide> void check_in(const nll_case &c, const simdloss_executor *executor) {
    const nll_inputs in(c);
    const auto then = in.log_prob.snapshot();
    const auto expected = expected_of<Wide>(c, in);
    const nll_outputs before(c);
    nll_outputs out(c), fused(c);
    ASSERT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(c.desc.dtype))) << "loss";
    ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    check_gradient(c, before.grad_log_prob, out.grad_log_prob, expected.grad_log_prob);
    ASSERT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(fused.loss, out.loss)) << "loss, fused and separate";
    EXPECT_TRUE(same_bits(fused.grad_log_prob, out.grad_log_prob)) << "gradient, fused and separate";
    EXPECT_TRUE(in.log_prob.holds(then)) << "the log-probabilities were written";
}

inline void check(const nll_case &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_in<decltype(wide)>(c, executor); });
}

} // namespace simdloss_test
