// One problem of a hinge loss of rows: its buffers, the three ways to compute it, and its check against the oracle.
#pragma once

#include "../reference/hinge_rows.hpp"
#include "gradient.hpp"

namespace simdloss_test {

template <class Desc> struct hinge_rows_functions;
template <> struct hinge_rows_functions<simdloss_multi_margin_desc> {
    static constexpr const char *name = "multi_margin";
    static constexpr auto init = simdloss_multi_margin_desc_init;
    static constexpr auto forward = simdloss_multi_margin_forward;
    static constexpr auto backward = simdloss_multi_margin_backward;
    static constexpr auto forward_backward = simdloss_multi_margin_forward_backward;
};
template <> struct hinge_rows_functions<simdloss_categorical_hinge_desc> {
    static constexpr const char *name = "categorical_hinge";
    static constexpr auto init = simdloss_categorical_hinge_desc_init;
    static constexpr auto forward = simdloss_categorical_hinge_forward;
    static constexpr auto backward = simdloss_categorical_hinge_backward;
    static constexpr auto forward_backward = simdloss_categorical_hinge_forward_backward;
};
template <> struct hinge_rows_functions<simdloss_multilabel_margin_desc> {
    static constexpr const char *name = "multilabel_margin";
    static constexpr auto init = simdloss_multilabel_margin_desc_init;
    static constexpr auto forward = simdloss_multilabel_margin_forward;
    static constexpr auto backward = simdloss_multilabel_margin_backward;
    static constexpr auto forward_backward = simdloss_multilabel_margin_forward_backward;
};

template <class Desc> struct hinge_rows_case {
    using functions = hinge_rows_functions<Desc>;
    static constexpr bool several = std::is_same_v<Desc, simdloss_multilabel_margin_desc>;
    static constexpr bool has_class_weight = std::is_same_v<Desc, simdloss_multi_margin_desc>;

    hinge_rows_case() { functions::init(&desc, sizeof desc); }
    hinge_rows_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t inner = 1)
        : hinge_rows_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        if constexpr (!several) desc.inner = inner;
        else desc.batch = batch * inner;
    }

    Desc desc{};
    values kind = values::normal;
    placement where = placement::at_end;
    bool class_weight = false, row_weight = false, grad_loss = false;
    bool many_targets = false; // of several: up to all classes, and some twice
    gradient_goes gradient = gradient_goes::elsewhere;
    std::int64_t ignored_percent = 12;
    std::uint64_t seed = 1;

    std::int64_t inner() const {
        if constexpr (several) return 1;
        else return desc.inner;
    }
    shape layout() const { return {desc.batch, desc.classes, inner(), desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    std::int64_t losses() const { return desc.reduction == SIMDLOSS_REDUCTION_NONE ? layout().rows() : 1; }
    std::int64_t labels() const {
        if constexpr (several) return desc.labels == 0 ? desc.classes : desc.labels;
        else return 1;
    }
};
using multi_margin_case = hinge_rows_case<simdloss_multi_margin_desc>;
using categorical_hinge_case = hinge_rows_case<simdloss_categorical_hinge_desc>;
using multilabel_margin_case = hinge_rows_case<simdloss_multilabel_margin_desc>;

template <class Desc> std::string describe(const hinge_rows_case<Desc> &c) {
    std::ostringstream text;
    const auto &d = c.desc;
    text << hinge_rows_functions<Desc>::name << " " << name_of(d.dtype) << " [" << d.batch << ", " << d.classes << ", "
         << c.inner() << "] stride " << d.batch_stride << ", " << name_of(c.kind) << ", target "
         << name_of(d.target_dtype) << ", reduction " << d.reduction << ", denominator " << d.denominator
         << ", empty_mean " << d.empty_mean << ", mean_denominator " << d.mean_denominator << ", margin " << d.margin
         << ", labels " << c.labels() << ", class_weight " << c.class_weight << ", row_weight " << c.row_weight
         << ", grad_loss " << c.grad_loss << ", gradient " << static_cast<int>(c.gradient) << ", placement "
         << static_cast<int>(c.where) << ", seed " << c.seed;
    if constexpr (requires { d.p; }) text << ", p " << d.p;
    if constexpr (hinge_rows_case<Desc>::several)
        text << ", padding " << d.padding_index << ", many " << c.many_targets;
    else text << ", ignore " << d.ignore_index;
    return text.str();
}

// From none to all entries of a row, then padding where the type has it, then anything.
template <class Case> void fill_labels(buffer &target, const Case &c) {
    random_source random(c.seed + 4);
    const std::int64_t labels = c.labels(), padding = c.desc.padding_index;
    const std::int64_t last = std::min(c.desc.classes - 1, highest_index(c.desc.target_dtype));
    const bool can_pad = padding != INT64_MIN && padding >= lowest_index(c.desc.target_dtype) &&
                         padding <= highest_index(c.desc.target_dtype);
    for (std::int64_t r = 0; r < c.desc.batch; ++r) {
        const std::int64_t most = c.many_targets ? labels : std::min<std::int64_t>(labels, 11);
        const std::int64_t count = can_pad && labels > 0 ? random.below(most + 1) : labels;
        for (std::int64_t k = 0; k < labels; ++k) {
            std::int64_t value = k < count ? random.below(last + 1) : k == count ? padding : 77 - k % 200;
            if (k < count && value == padding) value = last == padding ? 0 : last;
            target.set_index(r * labels + k, value);
        }
    }
}

struct hinge_rows_inputs {
    template <class Desc>
    explicit hinge_rows_inputs(const hinge_rows_case<Desc> &c)
        : input(c.desc.dtype, c.layout().extent(), c.where),
          target(c.desc.target_dtype, c.layout().rows() * c.labels(), c.where) {
        fill_logits(input, c.layout(), c.kind, c.seed);
        if constexpr (hinge_rows_case<Desc>::several) {
            fill_labels(target, c);
        } else {
            fill_targets(target, c, c.layout(), c.kind);
            // An ignored row is not read: nothing in it may get into the result.
            for (std::int64_t r = 0; r < target.count(); ++r)
                if (target.get_index(r) == c.desc.ignore_index && c.desc.ignore_index != INT64_MIN)
                    hide_row(input, c, r);
        }
        if (c.class_weight && c.has_class_weight) class_weight = class_weights(c, c.desc.classes, c.seed + 1);
        if (c.row_weight) row_weight = row_weights(c, c.layout().rows(), c.seed + 2);
        if (c.grad_loss) grad_loss = upstream_gradient(c, c.losses(), c.seed + 3);
    }
    buffer input, target;
    std::optional<buffer> class_weight, row_weight, grad_loss;
};

struct hinge_rows_outputs {
    template <class Desc>
    explicit hinge_rows_outputs(const hinge_rows_case<Desc> &c)
        : loss(c.acc(), c.losses(), c.where), grad_input(gradient_buffer(c, c.seed + 5)) {}
    buffer loss, grad_input;
};

template <class Desc>
simdloss_status forward(const hinge_rows_case<Desc> &c, const hinge_rows_inputs &in, hinge_rows_outputs &out,
    const simdloss_executor *executor = nullptr) {
    const void *x = in.input.data(), *t = in.target.data(), *w = data_of(in.row_weight);
    const auto call = hinge_rows_functions<Desc>::forward;
    if constexpr (hinge_rows_case<Desc>::has_class_weight)
        return call(&c.desc, executor, x, t, data_of(in.class_weight), w, out.loss.data());
    else return call(&c.desc, executor, x, t, w, out.loss.data());
}

template <class Desc>
simdloss_status backward(const hinge_rows_case<Desc> &c, const hinge_rows_inputs &in, hinge_rows_outputs &out,
    const simdloss_executor *executor = nullptr) {
    const void *x = input_for(c, in.input, out.grad_input), *t = in.target.data();
    const void *w = data_of(in.row_weight), *g = data_of(in.grad_loss);
    const auto call = hinge_rows_functions<Desc>::backward;
    if constexpr (hinge_rows_case<Desc>::has_class_weight)
        return call(&c.desc, executor, x, t, data_of(in.class_weight), w, g, out.grad_input.data());
    else return call(&c.desc, executor, x, t, w, g, out.grad_input.data());
}

template <class Desc>
simdloss_status forward_backward(const hinge_rows_case<Desc> &c, const hinge_rows_inputs &in, hinge_rows_outputs &out,
    const simdloss_executor *executor = nullptr) {
    const void *x = input_for(c, in.input, out.grad_input), *t = in.target.data();
    const void *w = data_of(in.row_weight), *g = data_of(in.grad_loss);
    const auto call = hinge_rows_functions<Desc>::forward_backward;
    if constexpr (hinge_rows_case<Desc>::has_class_weight)
        return call(&c.desc, executor, x, t, data_of(in.class_weight), w, g, out.loss.data(), out.grad_input.data());
    else return call(&c.desc, executor, x, t, w, g, out.loss.data(), out.grad_input.data());
}

template <class Wide, class Desc>
reference::hinge_rows_output<Wide> expected_of(const hinge_rows_case<Desc> &c, const hinge_rows_inputs &in) {
    reference::hinge_rows_input<Wide, Desc> input;
    input.desc = c.desc;
    input.inner = static_cast<std::size_t>(c.inner());
    input.input = dense<Wide>(in.input, c.layout());
    input.target = indices(in.target);
    input.class_weight = widened<Wide>(in.class_weight);
    input.row_weight = widened<Wide>(in.row_weight);
    input.grad_loss = widened<Wide>(in.grad_loss);
    return reference::hinge_rows_oracle<Wide, Desc>(input)();
}

template <class Wide, class Desc> void check_in(const hinge_rows_case<Desc> &c, const simdloss_executor *executor) {
    const hinge_rows_inputs in(c);
    const auto then = in.input.snapshot();
    const auto expected = expected_of<Wide>(c, in);
    const hinge_rows_outputs before(c);
    hinge_rows_outputs out(c), fused(c);
    ASSERT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(c.desc.dtype))) << "loss";
    ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    check_gradient(c, before.grad_input, out.grad_input, expected.grad_input);
    ASSERT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(fused.loss, out.loss)) << "loss, fused and separate";
    EXPECT_TRUE(same_bits(fused.grad_input, out.grad_input)) << "gradient, fused and separate";
    EXPECT_TRUE(in.input.holds(then)) << "the input was written";
}

template <class Desc> void check(const hinge_rows_case<Desc> &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_in<decltype(wide)>(c, executor); });
}

} // namespace simdloss_test
