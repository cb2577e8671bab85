// The oracle itself: its gradients against finite differences of its losses, its precision against closed forms, and
// the plain conversions and measures that the other tests rest on.

#include "support/cross_entropy.hpp"

#include <functional>

namespace simdloss_test {
namespace {

using wide = long double;

// The central difference of `f` by x[i]; its error is of the order of step^2 and of epsilon / step.
wide difference(std::vector<wide> &x, std::size_t i, const std::function<wide()> &f) {
    const wide step = 1e-5L;
    const wide middle = x[i];
    x[i] = middle + step;
    const wide above = f();
    x[i] = middle - step;
    const wide below = f();
    x[i] = middle;
    return (above - below) / (2 * step);
}

constexpr double difference_tolerance = 1e-9;

reference::cross_entropy_input<wide> random_problem(std::uint64_t seed) {
    reference::cross_entropy_input<wide> input;
    simdloss_cross_entropy_desc &desc = input.desc;
    desc.batch = 3;
    desc.classes = 5;
    desc.inner = 2;
    desc.ignore_index = 3;
    desc.temperature = 1;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    random_source random(seed);
    for (int i = 0; i < 30; ++i) input.logits.push_back(2 * random.normal());
    for (int r = 0; r < 6; ++r) input.target.push_back(r == 4 ? 3 : random.below(3));
    input.round_transform = false;
    return input;
}

void expect_gradient(reference::cross_entropy_input<wide> input) {
    const auto result = reference::cross_entropy(input);
    // The objective: the sum of the losses, each times its upstream gradient.
    const auto objective = [&] {
        const auto again = reference::cross_entropy(input);
        wide sum = 0;
        for (std::size_t i = 0; i < again.loss.size(); ++i) {
            sum += again.loss[i].value * (input.grad_loss.empty() ? 1 : input.grad_loss[i]);
        }
        return sum;
    };
    for (std::size_t i = 0; i < input.logits.size(); ++i) {
        ASSERT_NEAR(static_cast<double>(result.grad_logits[i].value),
            static_cast<double>(difference(input.logits, i, objective)), difference_tolerance)
            << "logit " << i;
    }
}

TEST(reference, cross_entropy_gradient_is_the_derivative_of_its_loss) {
    // reduction, denominator, smoothing, z-loss, soft-cap, temperature, class weights, row weights, upstream
    for (const auto &chosen : pairwise_cases({3, 5, 3, 2, 2, 2, 2, 2, 2, 2}, 7)) {
        auto input = random_problem(11);
        input.desc.reduction = chosen[0];
        input.desc.denominator = chosen[1];
        input.desc.label_smoothing = std::vector<double>{0, 0.1, 1}[static_cast<std::size_t>(chosen[2])];
        input.desc.z_loss = chosen[3] * 0.01;
        input.desc.softcap = chosen[4] * 3.0;
        input.desc.temperature = chosen[5] == 0 ? 1 : 0.7;
        if (chosen[6] != 0) input.class_weight = {0.5L, 1.5L, 0.0L, 2.0L, 1.0L};
        if (chosen[7] != 0) input.row_weight = {1.0L, 0.5L, 2.0L, 0.0L, 1.0L, 3.0L};
        if (chosen[8] != 0) input.grad_loss = {-1.5L};
        if (chosen[8] != 0 && chosen[0] == SIMDLOSS_REDUCTION_NONE) input.grad_loss = {1, -2, 0.5L, 3, 7, -1};
        input.desc.mean_denominator = chosen[9] * 2.5;
        ASSERT_NO_FATAL_FAILURE(expect_gradient(input));
    }
}

TEST(reference, softmax_family_gradients_are_the_derivatives) {
    random_source random(5);
    std::vector<wide> x, upstream;
    for (int j = 0; j < 7; ++j) {
        x.push_back(2 * random.normal());
        upstream.push_back(random.normal());
    }
    const auto values_of = [](const reference::measured_row<wide> &row) {
        std::vector<wide> result;
        for (const auto &item : row) result.push_back(item.value);
        return result;
    };
    const auto dot = [&](const reference::measured_row<wide> &row) {
        wide sum = 0;
        for (std::size_t j = 0; j < row.size(); ++j) sum += upstream[j] * row[j].value;
        return sum;
    };
    const auto softmax = reference::softmax_backward(values_of(reference::softmax_forward(x)), upstream);
    const auto log_softmax = reference::log_softmax_backward(values_of(reference::log_softmax_forward(x)), upstream);
    const auto log_sum_exp = reference::log_sum_exp_backward(x, wide(1.5));
    for (std::size_t j = 0; j < x.size(); ++j) {
        const auto by_softmax = difference(x, j, [&] { return dot(reference::softmax_forward(x)); });
        const auto by_log_softmax = difference(x, j, [&] { return dot(reference::log_softmax_forward(x)); });
        const auto by_lse = difference(x, j, [&] { return 1.5L * reference::log_sum_exp_forward(x).value.value; });
        EXPECT_NEAR(static_cast<double>(softmax[j].value), static_cast<double>(by_softmax), difference_tolerance);
        EXPECT_NEAR(
            static_cast<double>(log_softmax[j].value), static_cast<double>(by_log_softmax), difference_tolerance);
        EXPECT_NEAR(static_cast<double>(log_sum_exp[j].value), static_cast<double>(by_lse), difference_tolerance);
    }
}

// Two classes d apart: the loss of the larger is log1p(exp(-d)), which is exp(-d) to first order.
TEST(reference, confident_row_keeps_its_digits) {
    reference::cross_entropy_input<double> input;
    input.desc.classes = 2;
    input.desc.batch = 1;
    input.desc.inner = 1;
    input.desc.temperature = 1;
    input.desc.reduction = SIMDLOSS_REDUCTION_SUM;
    input.desc.ignore_index = INT64_MIN;
    input.logits = {60, 0};
    input.target = {0};
    const auto result = reference::cross_entropy(input);
    EXPECT_DOUBLE_EQ(result.loss[0].value, std::exp(-60.0));
    EXPECT_DOUBLE_EQ(result.grad_logits[0].value, -std::exp(-60.0));
    EXPECT_DOUBLE_EQ(result.grad_logits[1].value, std::exp(-60.0));
}

TEST(reference, sixteen_bit_floats_round_to_nearest_even) {
    const float_format half = format_of(SIMDLOSS_F16);
    const float_format brain = format_of(SIMDLOSS_BF16);
    for (int bits = 0; bits < 0x10000; ++bits) {
        for (const float_format &format : {half, brain}) {
            const double value = decode16(static_cast<std::uint16_t>(bits), format);
            if (std::isnan(value)) continue;
            ASSERT_EQ(encode16(value, format), bits);
        }
    }
    EXPECT_EQ(encode16(1 + std::ldexp(1.0, -11), half), 0x3c00); // a tie, to even
    EXPECT_EQ(encode16(1 + std::ldexp(3.0, -11), half), 0x3c02); // a tie, to even
    EXPECT_EQ(encode16(1 + std::ldexp(1.0001, -11), half), 0x3c01);
    EXPECT_EQ(encode16(65519.99, half), 0x7bff);
    EXPECT_EQ(encode16(65520, half), 0x7c00);                // to infinity
    EXPECT_EQ(encode16(std::ldexp(1.0, -25), half), 0x0000); // half of the smallest subnormal
    EXPECT_EQ(encode16(std::ldexp(1.0001, -25), half), 0x0001);
    EXPECT_EQ(encode16(1.0, brain), 0x3f80);
    EXPECT_EQ(encode16(-1 - std::ldexp(3.0, -8), brain), 0xbf82);
}

TEST(reference, ulp_is_the_spacing_of_the_type) {
    for (const double value : {1.0, 1.5, 3e-39, 0.0, 6e37, 1e-45}) {
        const float f = static_cast<float>(value);
        EXPECT_EQ(ulp(SIMDLOSS_F32, value), static_cast<double>(std::nextafter(f, INFINITY)) - f) << value;
        EXPECT_EQ(reference::accumulator_ulp(value), ulp(SIMDLOSS_F32, value)) << value;
    }
    EXPECT_EQ(ulp(SIMDLOSS_F64, 1.0L), std::ldexp(1.0L, -52));
    EXPECT_EQ(ulp(SIMDLOSS_F16, 1.0), std::ldexp(1.0, -10));
    EXPECT_EQ(largest_finite(SIMDLOSS_F16), 65504);
    EXPECT_EQ(largest_finite(SIMDLOSS_F32), static_cast<double>(std::numeric_limits<float>::max()));
}

TEST(reference, covering_array_covers_every_pair) {
    const std::vector<int> levels = {4, 3, 5, 2, 2, 6};
    const auto cases = pairwise_cases(levels, 3);
    EXPECT_LT(cases.size(), 60U); // 1440 combinations in full; 30 at the least
    for (std::size_t f = 0; f < levels.size(); ++f) {
        for (std::size_t g = f + 1; g < levels.size(); ++g) {
            std::set<std::pair<int, int>> seen;
            for (const auto &chosen : cases) seen.emplace(chosen[f], chosen[g]);
            EXPECT_EQ(seen.size(), static_cast<std::size_t>(levels[f] * levels[g]));
        }
    }
}

// A buffer is no use unless a step over its edge is seen.
TEST(reference_DeathTest, guard_pages_stand_on_both_sides) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    buffer at_end(SIMDLOSS_F32, 7, placement::at_end);
    buffer at_begin(SIMDLOSS_F32, 7, placement::at_begin);
    EXPECT_DEATH(static_cast<volatile float *>(at_end.data())[7] = 1, "");
    EXPECT_DEATH(static_cast<volatile float *>(at_begin.data())[-1] = 1, "");
}

} // namespace
} // namespace simdloss_test
