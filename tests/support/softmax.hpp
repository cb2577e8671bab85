// One problem of the softmax family, and its check against the oracle: every function, out of place, in place, added.
#pragma once

#include "../reference/softmax.hpp"
#include "../support.hpp"

#include <simdloss/softmax.h>

namespace simdloss_test {

struct softmax_case {
    softmax_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t inner = 1) {
        simdloss_softmax_desc_init(&desc, sizeof desc);
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.inner = inner;
    }

    simdloss_softmax_desc desc{};
    values kind = values::normal;
    placement where = placement::at_end;
    std::uint64_t seed = 1;

    shape layout() const { return {desc.batch, desc.classes, desc.inner, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    buffer full() const { return {desc.dtype, layout().extent(), where}; }
    buffer rows(std::int64_t planes = 1) const { return {acc(), planes * layout().rows(), where}; }
};

inline std::string describe(const softmax_case &c) {
    std::ostringstream text;
    text << name_of(c.desc.dtype) << " [" << c.desc.batch << ", " << c.desc.classes << ", " << c.desc.inner
         << "] stride " << c.desc.batch_stride << ", " << name_of(c.kind) << ", placement " << static_cast<int>(c.where)
         << ", seed " << c.seed;
    return text.str();
}

inline buffer copy_of(const softmax_case &c, const buffer &source) {
    buffer copy = c.full();
    copy.copy_from(source);
    return copy;
}

// Normal values, with the gaps poisoned.
inline buffer random_full(const softmax_case &c, std::uint64_t seed) {
    buffer data = c.full();
    fill_logits(data, c.layout(), values::normal, seed);
    return data;
}

// What a function that works on rows does to a whole array: f(row of x, row of u) for each row, measured densely.
template <class Wide, class Function>
reference::measured_row<Wide> for_rows(const softmax_case &c, const buffer &x, const buffer &u, Function f) {
    const shape layout = c.layout();
    reference::measured_row<Wide> result(static_cast<std::size_t>(layout.dense()));
    std::vector<Wide> row_x(static_cast<std::size_t>(layout.classes)), row_u(row_x.size());
    for (std::int64_t r = 0; r < layout.rows(); ++r) {
        for (std::int64_t k = 0; k < layout.classes; ++k) {
            row_x[static_cast<std::size_t>(k)] = x.get(layout.offset(r, k));
            row_u[static_cast<std::size_t>(k)] = u.get(layout.offset(r, k));
        }
        const reference::measured_row<Wide> row = f(row_x, row_u, r);
        const std::int64_t first = r / layout.inner * layout.item() + r % layout.inner;
        for (std::int64_t k = 0; k < layout.classes; ++k) {
            result[static_cast<std::size_t>(first + k * layout.inner)] = row[static_cast<std::size_t>(k)];
        }
    }
    return result;
}

template <class Wide>
::testing::AssertionResult matches(
    const softmax_case &c, const buffer &got, const reference::measured_row<Wide> &expected, double ulps) {
    auto gaps = gaps_untouched(got, c.layout());
    if (!gaps) return gaps;
    const shape layout = c.layout();
    return all_within(
        got, expected, [layout](std::int64_t i) { return layout.offset(i); }, ulps);
}

// The gradient added to `before`: one more rounding, of the sum.
template <class Wide>
reference::measured_row<Wide> added_to(
    const softmax_case &c, const buffer &before, reference::measured_row<Wide> expected) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
        expected[i].value += before.get(c.layout().offset(static_cast<std::int64_t>(i)));
        if (c.desc.dtype == c.acc()) expected[i].slack += ulp(c.acc(), std::fabs(expected[i].value)) / 2;
    }
    return expected;
}

struct softmax_functions {
    const char *name;
    decltype(&simdloss_softmax_forward) forward;
    decltype(&simdloss_softmax_backward) backward;
    bool logarithm;
};
inline constexpr softmax_functions both_softmaxes[] = {
    {"softmax", &simdloss_softmax_forward, &simdloss_softmax_backward, false},
    {"log_softmax", &simdloss_log_softmax_forward, &simdloss_log_softmax_backward, true},
};

template <class Wide>
void check_softmax_backward(
    const softmax_case &c, const softmax_functions &f, const buffer &output, const simdloss_executor *executor) {
    const buffer upstream = random_full(c, c.seed + 1);
    // From the output as it is stored, so that the errors of forward do not count again.
    const auto expected = for_rows<Wide>(c, output, upstream, [&](const auto &y, const auto &u, std::int64_t) {
        return f.logarithm ? reference::log_softmax_backward(y, u) : reference::softmax_backward(y, u);
    });
    buffer grad = c.full();
    ASSERT_EQ(f.backward(&c.desc, executor, output.data(), upstream.data(), grad.data()), SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
    EXPECT_TRUE(matches(c, grad, expected, grad_ulps(c.desc.dtype))) << f.name << " backward";

    buffer over_output = copy_of(c, output);
    f.backward(&c.desc, executor, over_output.data(), upstream.data(), over_output.data());
    EXPECT_TRUE(same_bits(grad, over_output)) << f.name << " backward over the output";
    buffer over_upstream = copy_of(c, upstream);
    f.backward(&c.desc, executor, output.data(), over_upstream.data(), over_upstream.data());
    // The gaps of the two inputs are both poisoned, so that whole buffers compare.
    EXPECT_TRUE(same_bits(grad, over_upstream)) << f.name << " backward over the upstream gradient";

    const buffer before = random_full(c, c.seed + 2);
    buffer sum = copy_of(c, before);
    softmax_case adding = c;
    adding.desc.accumulate = 1;
    f.backward(&adding.desc, executor, output.data(), upstream.data(), sum.data());
    EXPECT_TRUE(matches(c, sum, added_to(c, before, expected), grad_ulps(c.desc.dtype))) << f.name << " added";
}

template <class Wide>
void check_softmax(const softmax_case &c, const softmax_functions &f, const simdloss_executor *executor) {
    buffer input = c.full();
    fill_logits(input, c.layout(), c.kind, c.seed);
    const auto then = input.snapshot();
    const auto expected = for_rows<Wide>(c, input, input, [&](const auto &x, const auto &, std::int64_t) {
        return f.logarithm ? reference::log_softmax_forward(x) : reference::softmax_forward(x);
    });
    buffer output = c.full();
    ASSERT_EQ(f.forward(&c.desc, executor, input.data(), output.data()), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const double ulps = f.logarithm ? loss_ulps(c.desc.dtype) : grad_ulps(c.desc.dtype);
    EXPECT_TRUE(matches(c, output, expected, ulps)) << f.name << " forward";
    buffer in_place = copy_of(c, input);
    f.forward(&c.desc, executor, in_place.data(), in_place.data());
    EXPECT_TRUE(same_bits(output, in_place)) << f.name << " forward in place";
    EXPECT_TRUE(input.holds(then)) << "the input was written";
    check_softmax_backward<Wide>(c, f, output, executor);
}

template <class Wide>
void check_log_sum_exp_backward(
    const softmax_case &c, const buffer &input, const buffer &row_stats, const simdloss_executor *executor) {
    buffer upstream = c.rows();
    fill_uniform(upstream, -2, 2, c.seed + 3);
    const auto expected = for_rows<Wide>(c, input, input, [&](const auto &x, const auto &, std::int64_t r) {
        return reference::log_sum_exp_backward(x, static_cast<Wide>(upstream.get(r)));
    });
    buffer grad = c.full();
    ASSERT_EQ(
        simdloss_log_sum_exp_backward(&c.desc, executor, input.data(), row_stats.data(), upstream.data(), grad.data()),
        SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
    EXPECT_TRUE(matches(c, grad, expected, grad_ulps(c.desc.dtype))) << "log_sum_exp backward";

    buffer recomputed = c.full();
    simdloss_log_sum_exp_backward(&c.desc, executor, input.data(), nullptr, upstream.data(), recomputed.data());
    EXPECT_TRUE(same_bits(grad, recomputed)) << "log_sum_exp backward without row_stats";
    buffer in_place = copy_of(c, input);
    simdloss_log_sum_exp_backward(
        &c.desc, executor, in_place.data(), row_stats.data(), upstream.data(), in_place.data());
    EXPECT_TRUE(same_bits(grad, in_place)) << "log_sum_exp backward in place";

    const buffer before = random_full(c, c.seed + 2);
    buffer sum = copy_of(c, before);
    softmax_case adding = c;
    adding.desc.accumulate = 1;
    simdloss_log_sum_exp_backward(&adding.desc, executor, input.data(), row_stats.data(), upstream.data(), sum.data());
    EXPECT_TRUE(matches(c, sum, added_to(c, before, expected), grad_ulps(c.desc.dtype))) << "log_sum_exp added";

    fill_uniform(upstream, 1, 1, 0);
    simdloss_log_sum_exp_backward(&c.desc, executor, input.data(), row_stats.data(), upstream.data(), grad.data());
    simdloss_log_sum_exp_backward(&c.desc, executor, input.data(), row_stats.data(), nullptr, recomputed.data());
    EXPECT_TRUE(same_bits(grad, recomputed)) << "log_sum_exp backward, no upstream gradient is all 1";
}

template <class Wide> void check_log_sum_exp(const softmax_case &c, const simdloss_executor *executor) {
    buffer input = c.full();
    fill_logits(input, c.layout(), c.kind, c.seed);
    buffer output = c.rows(), row_stats = c.rows(2);
    ASSERT_EQ(simdloss_log_sum_exp_forward(&c.desc, executor, input.data(), output.data(), row_stats.data()),
        SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
    const std::int64_t rows = c.layout().rows();
    const double ulps = loss_ulps(c.desc.dtype);
    for_rows<Wide>(c, input, input, [&](const auto &x, const auto &, std::int64_t r) {
        const auto expected = reference::log_sum_exp_forward(x);
        EXPECT_TRUE(within(c.acc(), output.get(r), expected.value, ulps)) << "log_sum_exp of row " << r;
        if (expected.valid) {
            EXPECT_TRUE(within(c.acc(), row_stats.get(r), expected.maximum, 0)) << "maximum of row " << r;
            EXPECT_TRUE(within(c.acc(), row_stats.get(rows + r), expected.log_sum, ulps)) << "log S of row " << r;
        }
        return reference::measured_row<Wide>(x.size());
    });
    buffer alone = c.rows(), stats_alone = c.rows(2);
    simdloss_log_sum_exp_forward(&c.desc, executor, input.data(), alone.data(), nullptr);
    simdloss_log_sum_exp_forward(&c.desc, executor, input.data(), nullptr, stats_alone.data());
    EXPECT_TRUE(same_bits(output, alone)) << "log_sum_exp without row_stats";
    EXPECT_TRUE(same_bits(row_stats, stats_alone)) << "row_stats without log_sum_exp";
    check_log_sum_exp_backward<Wide>(c, input, row_stats, executor);
}

template <class Wide> void check_in(const softmax_case &c, const simdloss_executor *executor) {
    for (const softmax_functions &f : both_softmaxes) check_softmax<Wide>(c, f, executor);
    check_log_sum_exp<Wide>(c, executor);
}

inline void check(const softmax_case &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    if (c.desc.dtype == SIMDLOSS_F64) {
        check_in<long double>(c, executor);
    } else {
        check_in<double>(c, executor);
    }
}

} // namespace simdloss_test
