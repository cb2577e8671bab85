// One cross-entropy problem: its buffers, the three ways to compute it, and its check against the oracle.
#pragma once

#include "../reference/cross_entropy.hpp"
#include "../support.hpp"

#include <simdloss/cross_entropy.h>

#include <optional>

namespace simdloss_test {

enum class gradient_goes { elsewhere, in_place, added };

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
        fill_targets(c);
        if (c.class_weight) {
            class_weight = buffer(c.acc(), c.desc.classes, c.where);
            fill_uniform(*class_weight, 0.25, 2, c.seed + 1);
            if (c.desc.classes > 2) class_weight->set(c.desc.classes / 2, 0);
        }
        if (c.row_weight) {
            row_weight = buffer(c.acc(), c.layout().rows(), c.where);
            fill_uniform(*row_weight, 0.25, 2, c.seed + 2);
            for (std::int64_t r = 4; r < c.layout().rows(); r += 9) row_weight->set(r, 0);
        }
        if (c.grad_loss) {
            grad_loss = buffer(c.acc(), c.losses(), c.where);
            fill_uniform(*grad_loss, -2, 2, c.seed + 3);
        }
    }

    const void *class_weight_data() const { return class_weight ? class_weight->data() : nullptr; }
    const void *row_weight_data() const { return row_weight ? row_weight->data() : nullptr; }
    const void *grad_loss_data() const { return grad_loss ? grad_loss->data() : nullptr; }

    buffer logits, target;
    std::optional<buffer> class_weight, row_weight, grad_loss;

private:
    void fill_targets(const cross_entropy_case &c) {
        const auto &desc = c.desc;
        random_source random(c.seed + 4);
        const std::int64_t last = std::min(desc.classes - 1, highest_index(desc.target_dtype));
        const bool can_ignore = desc.ignore_index != INT64_MIN &&
                                desc.ignore_index >= lowest_index(desc.target_dtype) &&
                                desc.ignore_index <= highest_index(desc.target_dtype);
        for (std::int64_t r = 0; r < target.count(); ++r) {
            const bool ignored = can_ignore && random.below(100) < c.ignored_percent;
            // Every other confident row is right, which is where digits get lost.
            const bool right = c.kind == values::confident && r % 2 == 0;
            const std::int64_t kept = right ? std::min(last, confident_class(r, desc.classes)) : random.below(last + 1);
            target.set_index(r, ignored ? desc.ignore_index : kept);
            if (ignored) hide_ignored_row(c, r);
        }
    }

    // An ignored row is not read: nothing in it may get into the result.
    void hide_ignored_row(const cross_entropy_case &c, std::int64_t row) {
        for (std::int64_t k = 0; k < c.desc.classes; ++k) {
            logits.set(c.layout().offset(row, k), std::numeric_limits<double>::quiet_NaN());
        }
    }
};

struct cross_entropy_outputs {
    explicit cross_entropy_outputs(const cross_entropy_case &c)
        : loss(c.acc(), c.losses(), c.where), row_stats(c.acc(), 2 * c.layout().rows(), c.where),
          grad_logits(c.desc.dtype, c.layout().extent(), c.where) {
        if (c.gradient != gradient_goes::added) return;
        random_source random(c.seed + 5);
        for (std::int64_t i = 0; i < c.layout().dense(); ++i) grad_logits.set(c.layout().offset(i), random.normal());
    }
    buffer loss, row_stats, grad_logits;
};

inline simdloss_status forward(const cross_entropy_case &c, const cross_entropy_inputs &in, cross_entropy_outputs &out,
    const simdloss_executor *executor = nullptr) {
    return simdloss_cross_entropy_forward(&c.desc, executor, in.logits.data(), in.target.data(), in.class_weight_data(),
        in.row_weight_data(), out.loss.data(), out.row_stats.data());
}

// Where the gradient goes in place, the logits are copied into its buffer first.
inline simdloss_status backward(const cross_entropy_case &c, const cross_entropy_inputs &in, cross_entropy_outputs &out,
    const simdloss_executor *executor = nullptr) {
    const bool in_place = c.gradient == gradient_goes::in_place;
    if (in_place) out.grad_logits.copy_from(in.logits);
    return simdloss_cross_entropy_backward(&c.desc, executor, in_place ? out.grad_logits.data() : in.logits.data(),
        in.target.data(), in.class_weight_data(), in.row_weight_data(), c.saved_stats ? out.row_stats.data() : nullptr,
        in.grad_loss_data(), out.grad_logits.data());
}

inline simdloss_status forward_backward(const cross_entropy_case &c, const cross_entropy_inputs &in,
    cross_entropy_outputs &out, const simdloss_executor *executor = nullptr) {
    const bool in_place = c.gradient == gradient_goes::in_place;
    if (in_place) out.grad_logits.copy_from(in.logits);
    return simdloss_cross_entropy_forward_backward(&c.desc, executor,
        in_place ? out.grad_logits.data() : in.logits.data(), in.target.data(), in.class_weight_data(),
        in.row_weight_data(), in.grad_loss_data(), out.loss.data(), out.grad_logits.data());
}

template <class Wide> std::vector<Wide> widened(const std::optional<buffer> &data) {
    std::vector<Wide> result;
    for (std::int64_t i = 0; data && i < data->count(); ++i) result.push_back(data->get(i));
    return result;
}

template <class Wide>
reference::cross_entropy_output<Wide> expected_of(const cross_entropy_case &c, const cross_entropy_inputs &in) {
    reference::cross_entropy_input<Wide> input;
    input.desc = c.desc;
    for (std::int64_t i = 0; i < c.layout().dense(); ++i) input.logits.push_back(in.logits.get(c.layout().offset(i)));
    for (std::int64_t r = 0; r < in.target.count(); ++r) input.target.push_back(in.target.get_index(r));
    input.class_weight = widened<Wide>(in.class_weight);
    input.row_weight = widened<Wide>(in.row_weight);
    input.grad_loss = widened<Wide>(in.grad_loss);
    return reference::cross_entropy(input);
}

// What forward wrote. A row without a distribution may leave anything that brings NaN to its gradient.
template <class Wide>
void check_forward(const cross_entropy_case &c, const cross_entropy_outputs &out,
    const reference::cross_entropy_output<Wide> &expected) {
    EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(c.desc.dtype))) << "loss";
    const std::int64_t rows = c.layout().rows();
    for (std::int64_t r = 0; r < rows; ++r) {
        const auto &maximum = expected.maximum[static_cast<std::size_t>(r)];
        const auto &log_sum = expected.log_sum[static_cast<std::size_t>(r)];
        if (std::isnan(log_sum.value)) continue;
        ASSERT_TRUE(within(c.acc(), out.row_stats.get(r), maximum, 0)) << "maximum of row " << r;
        ASSERT_TRUE(within(c.acc(), out.row_stats.get(rows + r), log_sum, loss_ulps(c.desc.dtype)))
            << "log S of row " << r;
    }
}

template <class Wide>
void check_gradient(const cross_entropy_case &c, const buffer &before, const buffer &after,
    reference::cross_entropy_output<Wide> expected) {
    const shape layout = c.layout();
    if (c.gradient == gradient_goes::added) {
        for (std::size_t i = 0; i < expected.grad_logits.size(); ++i) {
            auto &grad = expected.grad_logits[i];
            const bool ignored = grad.value == 0 && grad.largest == 0;
            grad.value += before.get(layout.offset(static_cast<std::int64_t>(i)));
            // One more rounding, of the sum; where the storage is narrower it is that of the storage.
            if (!ignored && c.desc.dtype == c.acc()) grad.slack += ulp(c.acc(), std::fabs(grad.value)) / 2;
        }
    }
    const auto offset = [layout](std::int64_t i) { return layout.offset(i); };
    EXPECT_TRUE(all_within(after, expected.grad_logits, offset, grad_ulps(c.desc.dtype))) << "gradient";
    EXPECT_TRUE(gaps_untouched(after, layout));
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
    check_gradient(c, before.grad_logits, out.grad_logits, expected);
    ASSERT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(fused.loss, out.loss)) << "loss, fused and separate";
    EXPECT_TRUE(same_bits(fused.grad_logits, out.grad_logits)) << "gradient, fused and separate";
    EXPECT_TRUE(in.logits.holds(logits_then)) << "the logits were written";
}

// All three functions against the oracle and against each other.
inline void check(const cross_entropy_case &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    if (c.desc.dtype == SIMDLOSS_F64) {
        check_in<long double>(c, executor);
    } else {
        check_in<double>(c, executor);
    }
}

} // namespace simdloss_test
