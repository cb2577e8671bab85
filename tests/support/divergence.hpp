// One problem of KL divergence or of distillation: its buffers, the three ways to compute it, and its check.
#pragma once

#include "../reference/divergence.hpp"
#include "gradient.hpp"

namespace simdloss_test {

template <class Desc> struct divergence_case {
    static constexpr bool is_distillation = std::is_same_v<Desc, simdloss_distillation_desc>;

    divergence_case() {
        if constexpr (is_distillation) simdloss_distillation_desc_init(&desc, sizeof desc);
        else simdloss_kl_divergence_desc_init(&desc, sizeof desc);
    }
    divergence_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t inner = 1)
        : divergence_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.inner = inner;
    }

    Desc desc{};
    values kind = values::normal, target_kind = values::normal; // of the model's side, and of the target's or teacher's
    bool close = false;                                         // of distillation: the student is almost the teacher
    placement where = placement::at_end;
    bool row_weight = false, grad_loss = false;
    bool saved_stats = true; // backward reads what forward wrote, or recomputes it
    gradient_goes gradient = gradient_goes::elsewhere;
    std::uint64_t seed = 1;

    shape layout() const { return {desc.batch, desc.classes, desc.inner, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    std::int64_t losses() const {
        if (desc.reduction != SIMDLOSS_REDUCTION_NONE) return 1;
        if constexpr (!is_distillation) {
            if (desc.class_reduction == SIMDLOSS_REDUCTION_NONE) return layout().dense();
        }
        return layout().rows();
    }
};
using kl_divergence_case = divergence_case<simdloss_kl_divergence_desc>;
using distillation_case = divergence_case<simdloss_distillation_desc>;

template <class Desc> std::string describe(const divergence_case<Desc> &c) {
    std::ostringstream text;
    const auto &d = c.desc;
    text << name_of(d.dtype) << " [" << d.batch << ", " << d.classes << ", " << d.inner << "] stride " << d.batch_stride
         << ", " << name_of(c.kind) << " and " << name_of(c.target_kind) << ", close " << c.close << ", reduction "
         << d.reduction << ", denominator " << d.denominator << ", empty_mean " << d.empty_mean << ", mean_denominator "
         << d.mean_denominator << ", row_weight " << c.row_weight << ", grad_loss " << c.grad_loss << ", saved_stats "
         << c.saved_stats << ", gradient " << static_cast<int>(c.gradient) << ", placement "
         << static_cast<int>(c.where) << ", seed " << c.seed;
    if constexpr (divergence_case<Desc>::is_distillation)
        text << ", temperature " << d.temperature << ", squared " << d.squared_temperature;
    else text << ", class_reduction " << d.class_reduction << ", log_target " << d.log_target;
    return text.str();
}

// A log-probability, not normalised, or a probability, of which some are 0.
inline double divergence_value(bool is_probability, double logit) {
    if (!is_probability) return logit - 4;
    return std::isfinite(logit) ? std::fabs(logit) / 8 : (std::isnan(logit) ? logit : 0);
}

struct divergence_inputs {
    template <class Desc>
    explicit divergence_inputs(const divergence_case<Desc> &c)
        : model(c.desc.dtype, c.layout().extent(), c.where), target(c.desc.dtype, c.layout().extent(), c.where) {
        fill_logits(model, c.layout(), c.kind, c.seed);
        fill_logits(target, c.layout(), c.target_kind, c.seed + 1);
        for (std::int64_t i = 0; i < c.layout().dense(); ++i) {
            const std::int64_t at = c.layout().offset(i);
            if constexpr (divergence_case<Desc>::is_distillation) {
                if (c.close) model.set(at, target.get(at) * (1 + 1e-3 * static_cast<double>(i % 7)));
            } else {
                model.set(at, divergence_value(false, model.get(at)));
                target.set(at, divergence_value(c.desc.log_target == 0, target.get(at)));
            }
        }
        if (c.row_weight) row_weight = row_weights(c, c.layout().rows(), c.seed + 2);
        if (c.grad_loss) grad_loss = upstream_gradient(c, c.losses(), c.seed + 3);
    }
    buffer model, target;
    std::optional<buffer> row_weight, grad_loss;
};

struct divergence_outputs {
    template <class Desc>
    explicit divergence_outputs(const divergence_case<Desc> &c)
        : loss(c.acc(), c.losses(), c.where), row_stats(c.acc(), 5 * c.layout().rows(), c.where),
          grad_model(gradient_buffer(c, c.seed + 5)), grad_target(gradient_buffer(c, c.seed + 6)) {}
    buffer loss, row_stats, grad_model, grad_target;
};

template <class Desc>
simdloss_status forward(const divergence_case<Desc> &c, const divergence_inputs &in, divergence_outputs &out,
    const simdloss_executor *executor = nullptr) {
    const void *x = in.model.data(), *t = in.target.data(), *w = data_of(in.row_weight);
    if constexpr (divergence_case<Desc>::is_distillation) {
        return simdloss_distillation_forward(&c.desc, executor, x, t, w, out.loss.data(), out.row_stats.data());
    } else {
        return simdloss_kl_divergence_forward(&c.desc, executor, x, t, w, out.loss.data());
    }
}

template <class Desc>
simdloss_status backward(const divergence_case<Desc> &c, const divergence_inputs &in, divergence_outputs &out,
    const simdloss_executor *executor = nullptr) {
    const void *x = input_for(c, in.model, out.grad_model), *t = input_for(c, in.target, out.grad_target);
    const void *w = data_of(in.row_weight), *g = data_of(in.grad_loss);
    if constexpr (divergence_case<Desc>::is_distillation) {
        return simdloss_distillation_backward(&c.desc, executor, x, t, w,
            c.saved_stats ? out.row_stats.data() : nullptr, g, out.grad_model.data(), out.grad_target.data());
    } else {
        return simdloss_kl_divergence_backward(
            &c.desc, executor, x, t, w, g, out.grad_model.data(), out.grad_target.data());
    }
}

template <class Desc>
simdloss_status forward_backward(const divergence_case<Desc> &c, const divergence_inputs &in, divergence_outputs &out,
    const simdloss_executor *executor = nullptr) {
    const void *x = input_for(c, in.model, out.grad_model), *t = input_for(c, in.target, out.grad_target);
    const void *w = data_of(in.row_weight), *g = data_of(in.grad_loss);
    constexpr auto call = [] {
        if constexpr (divergence_case<Desc>::is_distillation) return &simdloss_distillation_forward_backward;
        else return &simdloss_kl_divergence_forward_backward;
    }();
    return call(&c.desc, executor, x, t, w, g, out.loss.data(), out.grad_model.data(), out.grad_target.data());
}

template <class Wide, class Desc>
reference::divergence_output<Wide> expected_of(const divergence_case<Desc> &c, const divergence_inputs &in) {
    reference::divergence_input<Wide, Desc> input;
    input.desc = c.desc;
    input.model = dense<Wide>(in.model, c.layout());
    input.target = dense<Wide>(in.target, c.layout());
    input.row_weight = widened<Wide>(in.row_weight);
    input.grad_loss = widened<Wide>(in.grad_loss);
    if constexpr (divergence_case<Desc>::is_distillation) return reference::distillation(input);
    else return reference::kl_divergence(input);
}

// The planes of row_stats: maxima to the bit, the rest as a loss.
template <class Wide>
void check_distillation_stats(
    const distillation_case &c, const divergence_outputs &out, const reference::divergence_output<Wide> &expected) {
    constexpr const char *names[] = {
        "student's maximum", "student's log S", "teacher's maximum", "teacher's log S", "K"};
    const auto rows = static_cast<std::ptrdiff_t>(c.layout().rows());
    for (std::ptrdiff_t plane = 0; plane < 5; ++plane) {
        const auto first = expected.row_stats.begin() + plane * rows;
        const std::vector<reference::measured<Wide>> plane_stats(first, first + rows);
        const double ulps = plane == 0 || plane == 2 ? 0 : loss_ulps(c.desc.dtype);
        check_statistics(out.row_stats, plane * rows, plane_stats, ulps, names[plane]);
    }
}

template <class Wide, class Desc> void check_in(const divergence_case<Desc> &c, const simdloss_executor *executor) {
    const divergence_inputs in(c);
    const auto model_then = in.model.snapshot(), target_then = in.target.snapshot();
    const auto expected = expected_of<Wide>(c, in);
    const divergence_outputs before(c);
    divergence_outputs out(c), fused(c);
    ASSERT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(c.desc.dtype))) << "loss";
    if constexpr (divergence_case<Desc>::is_distillation) check_distillation_stats(c, out, expected);
    ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    check_gradient(c, before.grad_model, out.grad_model, expected.grad_model, "gradient for the model");
    check_gradient(c, before.grad_target, out.grad_target, expected.grad_target, "gradient for the target");
    ASSERT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(fused.loss, out.loss)) << "loss, fused and separate";
    EXPECT_TRUE(same_bits(fused.grad_model, out.grad_model)) << "gradient for the model, fused and separate";
    EXPECT_TRUE(same_bits(fused.grad_target, out.grad_target)) << "gradient for the target, fused and separate";
    EXPECT_TRUE(in.model.holds(model_then) && in.target.holds(target_then)) << "an input was written";
}

// All three functions against the oracle and against each other.
template <class Desc> void check(const divergence_case<Desc> &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_in<decltype(wide)>(c, executor); });
}

} // namespace simdloss_test
