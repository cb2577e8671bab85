// The oracles of probability targets, NLL, divergences and token statistics: their gradients against finite differences
// of their losses, and closed forms.

#include "reference/divergence.hpp"
#include "reference/nll.hpp"
#include "reference/soft_cross_entropy.hpp"
#include "reference/token.hpp"
#include "support/covering.hpp"

#include <functional>

namespace simdloss_test {
namespace {

using wide = long double;
using numbers = std::vector<wide>;

numbers random_numbers(std::uint64_t seed, int count, double low, double high) {
    random_source random(seed);
    numbers result;
    for (int i = 0; i < count; ++i) result.push_back(random.uniform(low, high));
    return result;
}

// The sum of the losses, each times its upstream gradient.
wide objective(const std::vector<reference::measured<wide>> &loss, const numbers &grad_loss) {
    wide sum = 0;
    for (std::size_t i = 0; i < loss.size(); ++i) sum += loss[i].value * reference::value_or(grad_loss, i, wide(1));
    return sum;
}

// Central differences of f by every element of x; their error is of the order of step^2 and of epsilon / step.
void expect_derivative(
    numbers &x, const std::vector<reference::measured<wide>> &gradient, const std::function<wide()> &f) {
    ASSERT_EQ(x.size(), gradient.size());
    constexpr wide step = 1e-5L;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const wide middle = x[i];
        x[i] = middle + step;
        const wide above = f();
        x[i] = middle - step;
        const wide below = f();
        x[i] = middle;
        ASSERT_NEAR(static_cast<double>(gradient[i].value), static_cast<double>((above - below) / (2 * step)), 2e-8)
            << "element " << i;
    }
}

// [3, 5, 2]
template <class Desc> Desc small_desc(const std::vector<int> &chosen) {
    Desc desc{};
    desc.batch = 3;
    desc.classes = 5;
    desc.inner = 2;
    desc.reduction = chosen[0];
    desc.denominator = chosen[1];
    desc.mean_denominator = chosen[2] * 2.5;
    return desc;
}
numbers small_row_weight(int chosen) { return chosen == 0 ? numbers() : numbers{1, 0.5L, 2, 0, 1, 3}; }
numbers small_upstream(int chosen, std::int32_t reduction, int count) {
    if (chosen == 0) return {};
    return reduction == SIMDLOSS_REDUCTION_NONE ? random_numbers(9, count, -2, 2) : numbers{-1.5L};
}

TEST(reference_families, soft_cross_entropy) {
    // reduction, denominator, mean_denominator, row weights, upstream, smoothing, class weights
    for (const auto &chosen : pairwise_cases({3, 5, 2, 2, 2, 3, 2}, 7)) {
        reference::soft_cross_entropy_input<wide> input;
        input.desc = small_desc<simdloss_soft_cross_entropy_desc>(chosen);
        input.desc.label_smoothing = std::vector<double>{0, 0.1, 1}[static_cast<std::size_t>(chosen[5])];
        input.logits = random_numbers(1, 30, -3, 3);
        input.target = random_numbers(2, 30, -0.5, 1.5);
        input.row_weight = small_row_weight(chosen[3]);
        input.grad_loss = small_upstream(chosen[4], chosen[0], 6);
        if (chosen[6] != 0) input.class_weight = {0.5L, 1.5L, 0, 2, 1};
        const auto result = reference::soft_cross_entropy(input);
        const auto f = [&] { return objective(reference::soft_cross_entropy(input).loss, input.grad_loss); };
        ASSERT_NO_FATAL_FAILURE(expect_derivative(input.logits, result.grad_logits, f));
        ASSERT_NO_FATAL_FAILURE(expect_derivative(input.target, result.grad_target, f));
    }
}

TEST(reference_families, nll) {
    for (const auto &chosen : pairwise_cases({3, 5, 2, 2, 2, 2}, 7)) {
        reference::cross_entropy_input<wide> input;
        input.desc = small_desc<simdloss_cross_entropy_desc>(chosen);
        input.desc.ignore_index = 3;
        input.logits = random_numbers(1, 30, -3, 0);
        input.target = {0, 1, 3, 2, 1, 4};
        input.row_weight = small_row_weight(chosen[3]);
        input.grad_loss = small_upstream(chosen[4], chosen[0], 6);
        if (chosen[5] != 0) input.class_weight = {0.5L, 1.5L, 0, 2, 1};
        const auto f = [&] { return objective(reference::nll(input).loss, input.grad_loss); };
        ASSERT_NO_FATAL_FAILURE(expect_derivative(input.logits, reference::nll(input).grad_log_prob, f));
    }
}

TEST(reference_families, kl_divergence) {
    // ..., log_target, class_reduction
    for (const auto &chosen : pairwise_cases({3, 5, 2, 2, 2, 2, 3}, 7)) {
        reference::kl_divergence_input<wide> input;
        input.desc = small_desc<simdloss_kl_divergence_desc>(chosen);
        input.desc.log_target = chosen[5];
        input.desc.class_reduction = chosen[6];
        input.model = random_numbers(1, 30, -3, 0);
        input.target = random_numbers(2, 30, chosen[5] != 0 ? -3 : 0.1, 1);
        input.row_weight = small_row_weight(chosen[3]);
        input.grad_loss = small_upstream(chosen[4], chosen[0], chosen[6] == SIMDLOSS_REDUCTION_NONE ? 30 : 6);
        const auto result = reference::kl_divergence(input);
        const auto f = [&] { return objective(reference::kl_divergence(input).loss, input.grad_loss); };
        ASSERT_NO_FATAL_FAILURE(expect_derivative(input.model, result.grad_model, f));
        ASSERT_NO_FATAL_FAILURE(expect_derivative(input.target, result.grad_target, f));
    }
}

TEST(reference_families, distillation) {
    // ..., temperature, squared_temperature
    for (const auto &chosen : pairwise_cases({3, 5, 2, 2, 2, 3, 2}, 7)) {
        reference::distillation_input<wide> input;
        input.desc = small_desc<simdloss_distillation_desc>(chosen);
        input.desc.temperature = std::vector<double>{1, 0.7, 3}[static_cast<std::size_t>(chosen[5])];
        input.desc.squared_temperature = chosen[6];
        input.round_transform = false;
        input.model = random_numbers(1, 30, -3, 3);
        input.target = random_numbers(2, 30, -3, 3);
        input.row_weight = small_row_weight(chosen[3]);
        input.grad_loss = small_upstream(chosen[4], chosen[0], 6);
        const auto result = reference::distillation(input);
        const auto f = [&] { return objective(reference::distillation(input).loss, input.grad_loss); };
        ASSERT_NO_FATAL_FAILURE(expect_derivative(input.model, result.grad_model, f));
        ASSERT_NO_FATAL_FAILURE(expect_derivative(input.target, result.grad_target, f));
    }
}

TEST(reference_families, token) {
    // choices, softcap, temperature, gradient of log_prob, of entropy
    for (const auto &chosen : pairwise_cases({3, 2, 2, 2, 2}, 7)) {
        reference::token_input<wide> input;
        input.desc.batch = 3;
        input.desc.classes = 7;
        input.desc.choices = chosen[0] + 1;
        input.desc.ignore_index = 3;
        input.desc.softcap = chosen[1] * 3.0;
        input.desc.temperature = chosen[2] == 0 ? 1 : 0.7;
        input.round_transform = false;
        input.logits = random_numbers(1, 21, -3, 3);
        input.target = {0, 5, 3, 2, 2, 3, 3, 3, 3};
        input.target.resize(static_cast<std::size_t>(3 * input.desc.choices));
        if (chosen[3] != 0) input.grad_log_prob = random_numbers(2, 9, -2, 2);
        if (chosen[4] != 0) input.grad_entropy = random_numbers(3, 3, -2, 2);
        const auto f = [&] {
            const auto again = reference::token(input);
            wide sum = 0;
            for (std::size_t i = 0; i < again.log_prob.size(); ++i) {
                sum += again.log_prob[i].value * reference::value_or(input.grad_log_prob, i, wide(0));
            }
            for (std::size_t r = 0; r < 3; ++r) {
                sum += again.entropy[r].value * reference::value_or(input.grad_entropy, r, wide(0));
            }
            return sum;
        };
        ASSERT_NO_FATAL_FAILURE(expect_derivative(input.logits, reference::token(input).grad_logits, f));
    }
}

TEST(reference_families, rank_and_argmax_of_a_known_row) {
    reference::token_input<double> input;
    input.desc.batch = 1;
    input.desc.classes = 6;
    input.desc.choices = 1;
    input.desc.ignore_index = -100;
    input.desc.temperature = 1;
    input.logits = {1, 4, 2, 4, 2, -1};
    const std::int64_t ranks[6] = {5, 1, 3, 2, 4, 6};
    for (std::int64_t y = 0; y < 6; ++y) {
        input.target = {y};
        const auto result = reference::token(input);
        EXPECT_EQ(result.rank[0].lowest, ranks[y]);
        EXPECT_EQ(result.rank[0].highest, ranks[y]);
        EXPECT_EQ(result.argmax[0], std::vector<std::int64_t>{1});
    }
}

// Two classes d apart: everything is known to the last digit.
TEST(reference_families, confident_rows_keep_their_digits) {
    reference::token_input<double> token;
    token.desc.batch = 1;
    token.desc.classes = 2;
    token.desc.choices = 1;
    token.desc.ignore_index = -100;
    token.desc.temperature = 1;
    token.logits = {60, 0};
    token.target = {0};
    const auto statistics = reference::token(token);
    EXPECT_DOUBLE_EQ(statistics.log_prob[0].value, -std::exp(-60.0));
    EXPECT_DOUBLE_EQ(statistics.entropy[0].value, 61 * std::exp(-60.0));

    reference::soft_cross_entropy_input<double> soft;
    soft.desc.batch = soft.desc.inner = 1;
    soft.desc.classes = 2;
    soft.desc.reduction = SIMDLOSS_REDUCTION_SUM;
    soft.logits = {60, 0};
    soft.target = {1, 0};
    const auto loss = reference::soft_cross_entropy(soft);
    EXPECT_DOUBLE_EQ(loss.loss[0].value, std::exp(-60.0));
    EXPECT_DOUBLE_EQ(loss.grad_logits[0].value, -std::exp(-60.0));
    EXPECT_DOUBLE_EQ(loss.grad_logits[0].largest, std::exp(-60.0));

    reference::distillation_input<double> distilled;
    distilled.desc.batch = distilled.desc.inner = 1;
    distilled.desc.classes = 2;
    distilled.desc.temperature = 1;
    distilled.desc.reduction = SIMDLOSS_REDUCTION_SUM;
    distilled.model = {60, 0};
    distilled.target = {50, 0};
    const auto divergence = reference::distillation(distilled);
    EXPECT_DOUBLE_EQ(divergence.grad_model[0].value, std::exp(-50.0) - std::exp(-60.0));
}

} // namespace
} // namespace simdloss_test
