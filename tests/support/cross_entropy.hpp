// One cross-entropy problem: its buffers, the three ways to compute it, and its check against the oracle.
#pragma once

#include "../reference/cross_entropy.hpp"
#include "gradient.hpp"

#include <simdloss/cross_entropy.h>

namespace simdloss_test {

struct cross_entropy_case {
    cross_entropy_case() { simdloss_cross_entropy_desc_init(&desc, sizeof desc); }
    cross_entropy_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t inner = 1)
        : cross_entropy_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.inner = inner;
    }

    simdloss_cross_entropy_desc desc{};
    values kind = values::normal;
    placement where = placement::at_end;
    bool class_weight = false, row_weight = false, grad_loss = false;
    bool saved_stats = true; // backward reads what forward wrote, or recomputes it
    gradient_goes gradient = gradient_goes::elsewhere;
    std::int64_t ignored_percent = 12;
    std::uint64_t seed = 1;

    shape layout() const { return {desc.batch, desc.classes, desc.inner, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    std::int64_t losses() const { return desc.reduction == SIMDLOSS_REDUCTION_NONE ? layout().rows() : 1; }
};

inline std::string describe(const cross_entropy_case &c) {
    std::ostringstream text;
    const auto &d = c.desc;
    text << name_of(d.dtype) << " [" << d.batch << ", " << d.classes << ", " << d.inner << "] stride " << d.batch_stride
         << ", " << name_of(c.kind) << ", target " << name_of(d.target_dtype) << ", reduction " << d.reduction
         << ", denominator " << d.denominator << ", empty_mean " << d.empty_mean << ", ignore " << d.ignore_index
         << ", smoothing " << d.label_smoothing << ", z_loss " << d.z_loss << ", softcap " << d.softcap
         << ", temperature " << d.temperature << ", mean_denominator " << d.mean_denominator << ", class_weight "
         << c.class_weight << ", row_weight " << c.row_weight << ", grad_loss " << c.grad_loss << ", saved_stats "
         << c.saved_stats << ", gradient " << static_cast<int>(c.gradient) << ", placement "
         << static_cast<int>(c.where) << ", seed " << c.seed;
    return text.str();
}

struct cross_entropy_inputs {
    explicit cross_entropy_inputs(const cross_entropy_case &c)
        : logits(c.desc.dtype, c.layout().extent(), c.where), target(c.desc.target_dtype, c.layout().rows(), c.where) {
        fill_logits(logits, c.layout(), c.kind, c.seed);
        fill_targets(target, c, c.layout(), c.kind);
        // An ignored row is not read: nothing in it may get into the result.
        for (std::int64_t r = 0; r < target.count(); ++r) {
            if (target.get_index(r) == c.desc.ignore_index && c.desc.ignore_index != INT64_MIN) hide_row(logits, c, r);
        }
        if (c.class_weight) class_weight = class_weights(c, c.desc.classes, c.seed + 1);
        if (c.row_weight) row_weight = row_weights(c, c.layout().rows(), c.seed + 2);
        if (c.grad_loss) grad_loss = upstream_gradient(c, c.losses(), c.seed + 3);
    }

    const void *class_weight_data() const { return data_of(class_weight); }
    const void *row_weight_data() const { return data_of(row_weight); }
    const void *grad_loss_data() const { return data_of(grad_loss); }

    buffer logits, target;
    std::optional<buffer> class_weight, row_weight, grad_loss;
};

struct cross_entropy_outputs {
    explicit cross_entropy_outputs(const cross_entropy_case &c)
        : loss(c.acc(), c.losses(), c.where), row_stats(c.acc(), 2 * c.layout().rows(), c.where),
          grad_logits(gradient_buffer(c, c.seed + 5)) {}
    buffer loss, row_stats, grad_logits;
};

inline simdloss_status forward(const cross_entropy_case &c, const cross_entropy_inputs &in, cross_entropy_outputs &out,
    const simdloss_executor *executor = nullptr) {
    return simdloss_cross_entropy_forward(&c.desc, executor, in.logits.data(), in.target.data(), in.class_weight_data(),
        in.row_weight_data(), out.loss.data(), out.row_stats.data());
}

inline simdloss_status backward(const cross_entropy_case &c, const cross_entropy_inputs &in, cross_entropy_outputs &out,
    const simdloss_executor *executor = nullptr) {
    return simdloss_cross_entropy_backward(&c.desc, executor, input_for(c, in.logits, out.grad_logits),
        in.target.data(), in.class_weight_data(), in.row_weight_data(), c.saved_stats ? out.row_stats.data() : nullptr,
        in.grad_loss_data(), out.grad_logits.data());
}

inline simdloss_status forward_backward(const cross_entropy_case &c, const cross_entropy_inputs &in,
    cross_entropy_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_cross_entropy_forward_backward(&c.desc, executor, input_for(c, in.logits, out.grad_logits),
        in.target.data(), in.class_weight_data(), in.row_weight_data(), in.grad_loss_data(), out.loss.data(),
        out.grad_logits.data());
}

template <class Wide>
reference::cross_entropy_output<Wide> expected_of(const cross_entropy_case &c, const cross_entropy_inputs &in) {
    reference::cross_entropy_input<Wide> input;
    input.desc = c.desc;
    input.logits = dense<Wide>(in.logits, c.layout());
    input.target = indices(in.target);
    input.class_weight = widened<Wide>(in.class_weight);
    input.row_weight = widened<Wide>(in.row_weight);
    input.grad_loss = widened<Wide>(in.grad_loss);
    return reference::cross_entropy(input);
}

template <class Wide>
void check_forward(const cross_entropy_case &c, const cross_entropy_outputs &out,
    const reference::cross_entropy_output<Wide> &expected) {
    EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(c.desc.dtype))) << "loss";
    check_statistics(out.row_stats, 0, expected.maximum, 0, "maximum");
    check_statistics(out.row_stats, c.layout().rows(), expected.log_sum, loss_ulps(c.desc.dtype), "log S");
}

template <class Wide> void check_in(const cross_entropy_case &c, const simdloss_executor *executor) {
    const cross_entropy_inputs in(c);
    const auto logits_then = in.logits.snapshot();
    const auto expected = expected_of<Wide>(c, in);
    const cross_entropy_outputs before(c);
    cross_entropy_outputs out(c), fused(c);
    ASSERT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    check_forward(c, out, expected);
    ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    check_gradient(c, before.grad_logits, out.grad_logits, expected.grad_logits);
    ASSERT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(fused.loss, out.loss)) << "loss, fused and separate";
    EXPECT_TRUE(same_bits(fused.grad_logits, out.grad_logits)) << "gradient, fused and separate";
    EXPECT_TRUE(in.logits.holds(logits_then)) << "the logits were written";
}

// All three functions against the oracle and against each other.
inline void check(const cross_entropy_case &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_in<decltype(wide)>(c, executor); });
}

} // namespace simdloss_test
