// One problem of an element-wise loss: its buffers, the ways to compute it, and its check. A loss is described by a
// struct with its desc and its functions:
//
//     struct bce {
//         using desc = simdloss_binary_cross_entropy_desc;
//         static constexpr bool has_class_value, has_third, has_hessian;
//         static init, forward, backward, forward_backward, gradient_hessian   over element_arrays
//         static double input(double logit), target(random_source &, bool hard), third(random_source &)
//         static terms(desc, x, t, third)                                      the oracle of one element
#pragma once

#include "../reference/elements.hpp"
#include "options.hpp"

namespace simdloss_test {

struct element_arrays {
    const void *input, *target, *third, *weight, *class_value, *grad_loss;
    void *loss, *by_input, *by_target, *by_third;
};

enum class labels { hard, soft, flags };

template <class Loss> struct element_case {
    element_case() { Loss::init(&desc, sizeof desc); }
    element_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t inner = 1)
        : element_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.inner = inner;
    }

    typename Loss::desc desc{};
    values kind = values::normal;
    labels target = labels::soft;
    placement where = placement::at_end;
    bool weight = false, class_value = false, grad_loss = false;
    gradient_goes gradient = gradient_goes::elsewhere;
    std::uint64_t seed = 1;

    shape layout() const { return {desc.batch, desc.classes, desc.inner, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    std::int64_t losses() const {
        if (desc.reduction != SIMDLOSS_REDUCTION_NONE) return 1;
        return desc.class_reduction != SIMDLOSS_REDUCTION_NONE ? layout().rows() : layout().dense();
    }
    std::int64_t weights() const {
        std::int64_t size = 1;
        if ((desc.weight_axes & SIMDLOSS_AXIS_BATCH) != 0) size *= desc.batch;
        if ((desc.weight_axes & SIMDLOSS_AXIS_CLASS) != 0) size *= desc.classes;
        if ((desc.weight_axes & SIMDLOSS_AXIS_INNER) != 0) size *= desc.inner;
        return size;
    }
};

template <class Loss> std::string describe(const element_case<Loss> &c) {
    std::ostringstream text;
    const auto &d = c.desc;
    text << name_of(d.dtype) << " [" << d.batch << ", " << d.classes << ", " << d.inner << "] stride " << d.batch_stride
         << ", " << name_of(c.kind) << ", labels " << static_cast<int>(c.target) << ", class_reduction "
         << d.class_reduction << ", reduction " << d.reduction << ", denominator " << d.denominator << ", empty_mean "
         << d.empty_mean << ", mean_denominator " << d.mean_denominator << ", weight " << c.weight << " of axes "
         << d.weight_axes << ", class_value " << c.class_value << ", grad_loss " << c.grad_loss << ", gradient "
         << static_cast<int>(c.gradient) << ", placement " << static_cast<int>(c.where) << ", seed " << c.seed << ", "
         << Loss::options(d);
    return text.str();
}

template <class Loss> struct element_inputs {
    explicit element_inputs(const element_case<Loss> &c)
        : input(c.desc.dtype, c.layout().extent(), c.where),
          target(c.target == labels::flags ? SIMDLOSS_U8 : c.desc.dtype, c.layout().extent(), c.where) {
        random_source random(c.seed + 1);
        fill_logits(input, c.layout(), c.kind, c.seed);
        if (Loss::has_third) third.emplace(c.desc.dtype, c.layout().extent(), c.where);
        for (std::int64_t i = 0; i < c.layout().dense(); ++i) {
            const std::int64_t at = c.layout().offset(i);
            input.set(at, Loss::input(input.get(at)));
            if (c.target == labels::flags) target.set_index(at, random.below(3) == 0 ? 1 + random.below(255) : 0);
            else target.set(at, Loss::target(random, c.target == labels::hard));
            if (third) third->set(at, Loss::third(random));
        }
        if (c.weight) weight = row_weights(c, c.weights(), c.seed + 2);
        if (c.class_value) class_value = class_weights(c, c.desc.classes, c.seed + 3);
        if (c.grad_loss) grad_loss = upstream_gradient(c, c.losses(), c.seed + 4);
    }
    buffer input, target;
    std::optional<buffer> third, weight, class_value, grad_loss;
};

template <class Loss> struct element_outputs {
    explicit element_outputs(const element_case<Loss> &c)
        : loss(c.acc(), c.losses(), c.where), by_input(gradient_buffer(c, c.seed + 5)),
          by_target(gradient_buffer(c, c.seed + 6)), by_third(gradient_buffer(c, c.seed + 7)) {}
    buffer loss, by_input, by_target, by_third;
};

template <class Loss>
element_arrays arrays_of(const element_case<Loss> &c, const element_inputs<Loss> &in, element_outputs<Loss> &out) {
    element_arrays a{};
    a.input = input_for(c, in.input, out.by_input);
    a.target = c.target == labels::flags ? in.target.data() : input_for(c, in.target, out.by_target);
    if (in.third) a.third = input_for(c, *in.third, out.by_third);
    a.weight = data_of(in.weight);
    a.class_value = data_of(in.class_value);
    a.grad_loss = data_of(in.grad_loss);
    a.loss = out.loss.data();
    a.by_input = out.by_input.data();
    a.by_target = c.target == labels::flags ? nullptr : out.by_target.data();
    a.by_third = Loss::has_third ? out.by_third.data() : nullptr;
    return a;
}

// The desc of the call: the target's type is that of the buffer.
template <class Loss> typename Loss::desc desc_of(const element_case<Loss> &c) {
    auto desc = c.desc;
    if (c.target == labels::flags) desc.target_dtype = SIMDLOSS_U8;
    return desc;
}

template <class Loss>
simdloss_status forward(const element_case<Loss> &c, const element_inputs<Loss> &in, element_outputs<Loss> &out,
    const simdloss_executor *executor = nullptr) {
    element_arrays a{};
    a.input = in.input.data();
    a.target = in.target.data();
    a.third = data_of(in.third);
    a.weight = data_of(in.weight);
    a.class_value = data_of(in.class_value);
    a.loss = out.loss.data();
    const auto desc = desc_of(c);
    return Loss::forward(&desc, executor, a);
}
template <class Loss>
simdloss_status backward(const element_case<Loss> &c, const element_inputs<Loss> &in, element_outputs<Loss> &out,
    const simdloss_executor *executor = nullptr) {
    const auto desc = desc_of(c);
    return Loss::backward(&desc, executor, arrays_of(c, in, out));
}
template <class Loss>
simdloss_status forward_backward(const element_case<Loss> &c, const element_inputs<Loss> &in,
    element_outputs<Loss> &out, const simdloss_executor *executor = nullptr) {
    const auto desc = desc_of(c);
    return Loss::forward_backward(&desc, executor, arrays_of(c, in, out));
}

template <class Wide, class Loss>
reference::element_result<Wide> expected_of(const element_case<Loss> &c, const element_inputs<Loss> &in) {
    reference::element_input<Wide> input;
    input.input = dense<Wide>(in.input, c.layout());
    for (std::int64_t i = 0; i < c.layout().dense(); ++i) {
        const std::int64_t at = c.layout().offset(i);
        const Wide t = c.target == labels::flags ? Loss::flag(in.target.get_index(at) != 0) : in.target.get(at);
        input.target.push_back(t);
    }
    if (in.third) input.third = dense<Wide>(*in.third, c.layout());
    input.class_value = widened<Wide>(in.class_value);
    input.weight = widened<Wide>(in.weight);
    input.grad_loss = widened<Wide>(in.grad_loss);
    return reference::element_loss<Wide>(desc_of(c), input, Loss::template terms<Wide>);
}

template <class Wide, class Loss>
void check_hessian(const element_case<Loss> &c, const element_inputs<Loss> &in,
    const reference::element_result<Wide> &expected, const simdloss_executor *executor) {
    if constexpr (Loss::has_hessian) {
        element_case<Loss> plain = c;
        plain.gradient = gradient_goes::elsewhere;
        element_outputs<Loss> out(plain);
        element_arrays a = arrays_of(plain, in, out);
        a.by_third = out.by_third.data();
        const auto desc = desc_of(c);
        ASSERT_EQ(Loss::gradient_hessian(&desc, executor, a), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        auto hessian = expected.hessian;
        for (auto &h : hessian) {
            h = reference::scaled(h, static_cast<Wide>(desc.hessian_scale));
            if (h.value < desc.hessian_floor) h.value = static_cast<Wide>(desc.hessian_floor);
        }
        const auto offset = [&](std::int64_t i) { return c.layout().offset(i); };
        EXPECT_TRUE(all_within(out.by_input, expected.gradient, offset, Loss::gradient_ulps(c.desc))) << "gradient";
        EXPECT_TRUE(all_within(out.by_third, hessian, offset, Loss::hessian_ulps(c.desc))) << "hessian";
        EXPECT_TRUE(gaps_untouched(out.by_third, c.layout()));
    }
}

template <class Case, class Wide>
void check_element_gradient(const Case &c, const buffer &before, const buffer &after,
    std::vector<reference::measured<Wide>> expected, double ulps, const char *name) {
    const shape layout = c.layout();
    const auto offset = [layout](std::int64_t i) { return layout.offset(i); };
    if (c.gradient == gradient_goes::added) {
        for (std::size_t i = 0; i < expected.size(); ++i) {
            auto &grad = expected[i];
            grad.value += before.get(offset(static_cast<std::int64_t>(i)));
            if (c.desc.dtype == c.acc()) grad.slack += ulp(c.acc(), std::fabs(grad.value)) / 2;
        }
    }
    // Nothing is promised of a number whose slack is infinite.
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (std::isinf(expected[i].slack))
            expected[i] = reference::exactly<Wide>(after.get(offset(static_cast<std::int64_t>(i))));
    EXPECT_TRUE(all_within(after, expected, offset, ulps)) << name;
    EXPECT_TRUE(gaps_untouched(after, layout)) << name;
}

template <class Wide, class Loss> void check_in(const element_case<Loss> &c, const simdloss_executor *executor) {
    const element_inputs<Loss> in(c);
    const auto input_then = in.input.snapshot(), target_then = in.target.snapshot();
    const auto expected = expected_of<Wide>(c, in);
    const element_outputs<Loss> before(c);
    element_outputs<Loss> out(c), fused(c);
    ASSERT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(all_within(out.loss, expected.loss, Loss::loss_ulps(c.desc))) << "loss";
    ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const double ulps = Loss::gradient_ulps(c.desc);
    check_element_gradient(c, before.by_input, out.by_input, expected.by_input, ulps, "gradient for the input");
    if (c.target != labels::flags)
        check_element_gradient(c, before.by_target, out.by_target, expected.by_target, ulps, "gradient for the target");
    if (Loss::has_third)
        check_element_gradient(c, before.by_third, out.by_third, expected.by_third, ulps, "third gradient");
    ASSERT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(fused.loss, out.loss)) << "loss, fused and separate";
    EXPECT_TRUE(same_bits(fused.by_input, out.by_input)) << "gradient for the input, fused and separate";
    EXPECT_TRUE(same_bits(fused.by_target, out.by_target)) << "gradient for the target, fused and separate";
    EXPECT_TRUE(same_bits(fused.by_third, out.by_third)) << "third gradient, fused and separate";
    check_hessian<Wide>(c, in, expected, executor);
    EXPECT_TRUE(in.input.holds(input_then) && in.target.holds(target_then)) << "an input was written";
}

// Every function against the oracle and against each other.
template <class Loss> void check(const element_case<Loss> &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_in<decltype(wide)>(c, executor); });
}

template <class Loss> std::vector<factor<element_case<Loss>>> element_factors() {
    using c = element_case<Loss>;
    using desc = typename Loss::desc;
    std::vector<factor<c>> factors = {layouts<c>(), strides<c>(), dtypes<c>(&desc::dtype),
        setting_of("labels", &c::target, {labels::soft, labels::hard, labels::flags}),
        field<c>("class_reduction", &desc::class_reduction,
            {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}),
        reductions<c>(&desc::reduction), denominators<c>(&desc::denominator),
        field<c>("empty_mean", &desc::empty_mean, {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}),
        field<c>("weight_axes", &desc::weight_axes, {7, 0, 1, 2, 3, 4, 5, 6}), flag("weight", &c::weight, false),
        field<c>("mean_denominator", &desc::mean_denominator, {0.0, 12.5}), flag("grad_loss", &c::grad_loss, false),
        gradients<c>(), placement_factor<c>(),
        setting_of("values", &c::kind,
            {values::normal, values::all_equal, values::confident, values::large, values::offset, values::subnormal,
                values::below_underflow})};
    if (Loss::has_class_value) factors.push_back(flag("class_value", &c::class_value, false));
    return factors;
}

// What every element-wise loss is put to.
template <class Loss> void check_element_types_and_sizes() {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (std::int64_t n = 1; n <= 70; n += n < 35 ? 1 : 5) {
            element_case<Loss> c(dtype, 1, n);
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            check(c);
        }
        for (const std::int64_t n : {255, 256, 257, 1023, 1025, 5000}) check(element_case<Loss>(dtype, 3, n));
        for (const std::int64_t n : {1, 3, 40}) {
            element_case<Loss> c(dtype, 700, n);
            c.desc.batch_stride = n + 3;
            check(c);
            c.desc.class_reduction = SIMDLOSS_REDUCTION_MEAN;
            check(c);
        }
    }
}

template <class Loss, class Set> void check_element_values(const Set &set) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            for (const labels target : {labels::soft, labels::hard, labels::flags}) {
                element_case<Loss> c(dtype, 7, 37, 3);
                c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                c.kind = kind;
                c.target = target;
                set(c);
                check(c);
            }
        }
    }
}
template <class Loss> void check_element_values() {
    check_element_values<Loss>([](auto &) {});
}

template <class Loss> void check_nothing_to_reduce() {
    for (const std::int32_t empty_mean : {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}) {
        for (const auto reduction : {SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}) {
            for (const auto of_classes : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}) {
                element_case<Loss> c(SIMDLOSS_F32, 0, 3);
                c.desc.reduction = reduction;
                c.desc.class_reduction = of_classes;
                c.desc.empty_mean = empty_mean;
                check(c);
                set_shape(c.desc, {2, 0, 1});
                check(c);
            }
        }
    }
}

} // namespace simdloss_test
