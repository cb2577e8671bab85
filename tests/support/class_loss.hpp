// The focal loss and Poly-1 of class indices: one problem, the ways to compute it, and its check against the oracle. All
// but the function and its options is that of a cross-entropy problem.
#pragma once

#include "../reference/class_terms.hpp"
#include "cross_entropy.hpp"
#include "options.hpp"

#include <simdloss/focal.h>

namespace simdloss_test {

template <class Desc> struct class_loss_functions {
    simdloss_status (*init)(Desc *, std::size_t);
    simdloss_status (*forward)(const Desc *, const simdloss_executor *, const void *, const void *, const void *,
        const void *, void *, void *);
    simdloss_status (*backward)(const Desc *, const simdloss_executor *, const void *, const void *, const void *,
        const void *, const void *, const void *, void *);
    simdloss_status (*forward_backward)(const Desc *, const simdloss_executor *, const void *, const void *,
        const void *, const void *, const void *, void *, void *);
    simdloss_status (*gradient_hessian)(const Desc *, const simdloss_executor *, const void *, const void *,
        const void *, const void *, void *, void *);
};

// A relative error of q is gamma times as large in q^gamma, and its logarithm brings another: 4 ULP for each unit of
// gamma, as the focal loss of binary labels has them, on top of what cross-entropy has.
struct softmax_focal {
    using desc = simdloss_softmax_focal_desc;
    static constexpr class_loss_functions<desc> functions = {simdloss_softmax_focal_desc_init,
        simdloss_softmax_focal_forward, simdloss_softmax_focal_backward, simdloss_softmax_focal_forward_backward,
        simdloss_softmax_focal_gradient_hessian};
    static double more_ulps(const desc &d) { return 2 + 4 * d.gamma; }
    template <class Wide> static auto terms(const desc &d) { return reference::focal_terms<Wide>(d); }
    static double alpha(const desc &d) { return d.alpha; }
    static constexpr simdloss_denominator default_denominator = SIMDLOSS_DENOMINATOR_COUNT;
    static std::string options(const desc &d) {
        std::ostringstream text;
        text << "gamma " << d.gamma << ", alpha " << d.alpha << ", clip " << d.probability_clip;
        return text.str();
    }
};

struct poly1_cross_entropy {
    using desc = simdloss_poly1_cross_entropy_desc;
    static constexpr class_loss_functions<desc> functions = {simdloss_poly1_cross_entropy_desc_init,
        simdloss_poly1_cross_entropy_forward, simdloss_poly1_cross_entropy_backward,
        simdloss_poly1_cross_entropy_forward_backward, nullptr};
    static double more_ulps(const desc &) { return 2; }
    template <class Wide> static auto terms(const desc &d) { return reference::poly1_terms<Wide>(d); }
    static double alpha(const desc &) { return 1; }
    static constexpr simdloss_denominator default_denominator = SIMDLOSS_DENOMINATOR_DEFAULT;
    static std::string options(const desc &d) { return "epsilon " + std::to_string(d.epsilon); }
};

// For its Hessian.
struct plain_cross_entropy {
    using desc = simdloss_cross_entropy_desc;
    static constexpr class_loss_functions<desc> functions = {simdloss_cross_entropy_desc_init,
        simdloss_cross_entropy_forward, simdloss_cross_entropy_backward, simdloss_cross_entropy_forward_backward,
        simdloss_cross_entropy_gradient_hessian};
    static double more_ulps(const desc &) { return 0; }
    template <class Wide> static auto terms(const desc &) { return reference::cross_entropy_terms<Wide>(); }
    static double alpha(const desc &) { return 1; }
    static constexpr simdloss_denominator default_denominator = SIMDLOSS_DENOMINATOR_DEFAULT;
    static std::string options(const desc &) { return "cross-entropy"; }
};

template <class Loss> struct class_loss_case {
    using loss_type = Loss;
    class_loss_case() { Loss::functions.init(&desc, sizeof desc); }
    class_loss_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t inner = 1)
        : class_loss_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.inner = inner;
    }

    typename Loss::desc desc{};
    values kind = values::normal;
    placement where = placement::at_end;
    bool class_weight = false, row_weight = false, grad_loss = false, saved_stats = true;
    gradient_goes gradient = gradient_goes::elsewhere;
    std::int64_t ignored_percent = 12;
    std::uint64_t seed = 1;

    shape layout() const { return {desc.batch, desc.classes, desc.inner, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    std::int64_t losses() const { return desc.reduction == SIMDLOSS_REDUCTION_NONE ? layout().rows() : 1; }

    // With the same buffers and options.
    cross_entropy_case as_cross_entropy() const {
        cross_entropy_case c(desc.dtype, desc.batch, desc.classes, desc.inner);
        c.desc.batch_stride = desc.batch_stride;
        c.desc.target_dtype = desc.target_dtype;
        c.desc.reduction = desc.reduction;
        const bool chosen = desc.denominator != SIMDLOSS_DENOMINATOR_DEFAULT;
        c.desc.denominator = chosen ? desc.denominator : Loss::default_denominator;
        c.desc.empty_mean = desc.empty_mean;
        c.desc.accumulate = desc.accumulate;
        c.desc.ignore_index = desc.ignore_index;
        c.desc.label_smoothing = desc.label_smoothing;
        c.desc.mean_denominator = desc.mean_denominator;
        c.kind = kind;
        c.where = where;
        c.class_weight = class_weight;
        c.row_weight = row_weight;
        c.grad_loss = grad_loss;
        c.saved_stats = saved_stats;
        c.gradient = gradient;
        c.ignored_percent = ignored_percent;
        c.seed = seed;
        return c;
    }
};

template <class Loss> std::string describe(const class_loss_case<Loss> &c) {
    return Loss::options(c.desc) + ", " + describe(c.as_cross_entropy());
}

struct class_loss_inputs : cross_entropy_inputs {
    template <class Loss>
    explicit class_loss_inputs(const class_loss_case<Loss> &c) : cross_entropy_inputs(c.as_cross_entropy()) {}
};
struct class_loss_outputs : cross_entropy_outputs {
    template <class Loss>
    explicit class_loss_outputs(const class_loss_case<Loss> &c) : cross_entropy_outputs(c.as_cross_entropy()) {}
};

template <class Loss>
simdloss_status forward(const class_loss_case<Loss> &c, const cross_entropy_inputs &in, cross_entropy_outputs &out,
    const simdloss_executor *executor = nullptr) {
    return Loss::functions.forward(&c.desc, executor, in.logits.data(), in.target.data(), in.class_weight_data(),
        in.row_weight_data(), out.loss.data(), out.row_stats.data());
}
template <class Loss>
simdloss_status backward(const class_loss_case<Loss> &c, const cross_entropy_inputs &in, cross_entropy_outputs &out,
    const simdloss_executor *executor = nullptr) {
    return Loss::functions.backward(&c.desc, executor, input_for(c, in.logits, out.grad_logits), in.target.data(),
        in.class_weight_data(), in.row_weight_data(), c.saved_stats ? out.row_stats.data() : nullptr,
        in.grad_loss_data(), out.grad_logits.data());
}
template <class Loss>
simdloss_status forward_backward(const class_loss_case<Loss> &c, const cross_entropy_inputs &in,
    cross_entropy_outputs &out, const simdloss_executor *executor = nullptr) {
    return Loss::functions.forward_backward(&c.desc, executor, input_for(c, in.logits, out.grad_logits),
        in.target.data(), in.class_weight_data(), in.row_weight_data(), in.grad_loss_data(), out.loss.data(),
        out.grad_logits.data());
}

template <class Wide>
reference::cross_entropy_input<Wide> oracle_input(const cross_entropy_case &c, const cross_entropy_inputs &in) {
    reference::cross_entropy_input<Wide> input;
    input.desc = c.desc;
    input.logits = dense<Wide>(in.logits, c.layout());
    input.target = indices(in.target);
    input.class_weight = widened<Wide>(in.class_weight);
    input.row_weight = widened<Wide>(in.row_weight);
    input.grad_loss = widened<Wide>(in.grad_loss);
    return input;
}

template <class Wide, class Loss>
reference::cross_entropy_output<Wide> expected_of(const class_loss_case<Loss> &c, const cross_entropy_inputs &in) {
    return reference::class_terms(oracle_input<Wide>(c.as_cross_entropy(), in), Loss::template terms<Wide>(c.desc),
        static_cast<Wide>(Loss::alpha(c.desc)));
}

template <class Wide, class Loss> void check_in(const class_loss_case<Loss> &c, const simdloss_executor *executor) {
    const class_loss_inputs in(c);
    const auto logits_then = in.logits.snapshot();
    auto expected = expected_of<Wide>(c, in);
    // check_gradient has cross-entropy's bounds.
    const double more = Loss::more_ulps(c.desc);
    for (auto &g : expected.grad_logits) g.slack += static_cast<Wide>(more) * ulp(c.acc(), g.largest);
    const class_loss_outputs before(c);
    class_loss_outputs out(c), fused(c);
    ASSERT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(c.desc.dtype) + more)) << "loss";
    check_statistics(out.row_stats, 0, expected.maximum, 0, "maximum");
    check_statistics(out.row_stats, c.layout().rows(), expected.log_sum, loss_ulps(c.desc.dtype), "log S");
    ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    check_gradient(c, before.grad_logits, out.grad_logits, expected.grad_logits);
    ASSERT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(fused.loss, out.loss)) << "loss, fused and separate";
    EXPECT_TRUE(same_bits(fused.grad_logits, out.grad_logits)) << "gradient, fused and separate";
    EXPECT_TRUE(in.logits.holds(logits_then)) << "the logits were written";
}

template <class Loss> void check(const class_loss_case<Loss> &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_in<decltype(wide)>(c, executor); });
}

// gradient_hessian: the gradient has the bits of backward with reduction SUM, the Hessian is the oracle's.
template <class Loss> void check_hessian(class_loss_case<Loss> c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
    c.saved_stats = false;
    const class_loss_inputs in(c);
    class_loss_outputs out(c), found(c);
    buffer hessian(c.desc.dtype, c.layout().extent(), c.where);
    ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    auto desc = c.desc;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN; // not looked at
    ASSERT_EQ(
        Loss::functions.gradient_hessian(&desc, executor, input_for(c, in.logits, found.grad_logits), in.target.data(),
            in.class_weight_data(), in.row_weight_data(), found.grad_logits.data(), hessian.data()),
        SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
    EXPECT_TRUE(same_bits(found.grad_logits, out.grad_logits)) << "gradient";
    const shape layout = c.layout();
    in_oracle_type(c.desc.dtype, [&](auto wide) {
        using Wide = decltype(wide);
        const auto expected = reference::class_terms_hessian(oracle_input<Wide>(c.as_cross_entropy(), in),
            Loss::template terms<Wide>(c.desc), static_cast<Wide>(Loss::alpha(c.desc)),
            static_cast<Wide>(c.desc.hessian_scale), static_cast<Wide>(c.desc.hessian_floor));
        const auto offset = [layout](std::int64_t i) { return layout.offset(i); };
        EXPECT_TRUE(all_within(hessian, expected, offset, grad_ulps(c.desc.dtype) + 4 + Loss::more_ulps(c.desc)))
            << "Hessian";
        EXPECT_TRUE(gaps_untouched(hessian, layout)) << "Hessian";
    });
}

} // namespace simdloss_test
