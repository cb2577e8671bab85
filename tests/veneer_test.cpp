// simdloss.hpp against the C interface: the same bits from every function for every type, each exception, and what must
// not compile.
// labels: threads

#include "support/veneer.hpp"

#include <array>
#include <functional>

namespace simdloss_test {
namespace {

template <class T> class veneer : public ::testing::Test {};
using storage_types = ::testing::Types<float, double, simdloss::float16, simdloss::bfloat16, foreign_half>;
TYPED_TEST_SUITE(veneer, storage_types);

template <class T, class Index> void compare_cross_entropy(cross_entropy_case c, const simdloss_executor *executor) {
    using acc = simdloss::accumulator<T>;
    c.desc.dtype = simdloss::dtype_of<T>;
    c.desc.target_dtype = simdloss::dtype_of<Index>;
    SCOPED_TRACE(describe(c));
    const cross_entropy_inputs in(c);
    cross_entropy_outputs c_separate(c), c_fused(c), separate(c), fused(c);
    ASSERT_EQ(forward(c, in, c_separate), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(backward(c, in, c_separate), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(forward_backward(c, in, c_fused), SIMDLOSS_STATUS_OK) << simdloss_last_error();

    const auto desc = untyped(c.desc);
    const auto logits = as<T>(in.logits);
    const auto target = as<Index>(in.target);
    const auto class_weight = as<acc>(in.class_weight), row_weight = as<acc>(in.row_weight),
               grad_loss = as<acc>(in.grad_loss);
    simdloss::cross_entropy_forward(desc, logits, target,
        {.loss = as<acc>(separate.loss),
            .row_stats = as<acc>(separate.row_stats),
            .class_weight = class_weight,
            .row_weight = row_weight,
            .executor = executor});
    simdloss::cross_entropy_backward(desc, logits, target, as<T>(separate.grad_logits),
        {.row_stats = as<acc>(separate.row_stats),
            .grad_loss = grad_loss,
            .class_weight = class_weight,
            .row_weight = row_weight,
            .executor = executor});
    simdloss::cross_entropy_forward_backward(desc, logits, target,
        {.loss = as<acc>(fused.loss),
            .grad_logits = as<T>(fused.grad_logits),
            .grad_loss = grad_loss,
            .class_weight = class_weight,
            .row_weight = row_weight,
            .executor = executor});
    EXPECT_TRUE(same_bits(separate.loss, c_separate.loss));
    EXPECT_TRUE(same_bits(separate.row_stats, c_separate.row_stats));
    EXPECT_TRUE(same_bits(separate.grad_logits, c_separate.grad_logits));
    EXPECT_TRUE(same_bits(fused.loss, c_fused.loss));
    EXPECT_TRUE(same_bits(fused.grad_logits, c_fused.grad_logits));

    std::int64_t kept = -1;
    double weight = -1;
    ASSERT_EQ(simdloss_cross_entropy_denominator(
                  &c.desc, nullptr, in.target.data(), in.class_weight_data(), in.row_weight_data(), &kept, &weight),
        SIMDLOSS_STATUS_OK);
    const auto counts = simdloss::cross_entropy_denominator<T>(
        desc, target, {.class_weight = class_weight, .row_weight = row_weight, .executor = executor});
    EXPECT_EQ(counts.kept, kept);
    EXPECT_EQ(counts.weight, weight);

    if (c.desc.reduction == SIMDLOSS_REDUCTION_NONE || c.grad_loss) return;
    buffer value(c.acc(), 1), grad(c.desc.dtype, in.logits.count());
    as<acc>(value)[0] = simdloss::cross_entropy(desc, logits, target,
        {.grad_logits = as<T>(grad), .class_weight = class_weight, .row_weight = row_weight, .executor = executor});
    EXPECT_TRUE(same_bits(value, c_fused.loss));
    EXPECT_TRUE(same_bits(grad, c_fused.grad_logits));
}

TYPED_TEST(veneer, cross_entropy_is_the_c_call) {
    for (const simdloss_reduction reduction :
        {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}) {
        for (const bool optional : {false, true}) {
            for (const std::int64_t inner : {1, 5}) {
                cross_entropy_case c(SIMDLOSS_F32, 4, 19, inner);
                c.desc.reduction = reduction;
                c.desc.batch_stride = optional ? c.layout().item() + 3 : 0;
                c.desc.label_smoothing = optional ? 0.1 : 0;
                c.desc.ignore_index = 3;
                c.class_weight = c.row_weight = optional;
                c.grad_loss = optional && inner == 5;
                compare_cross_entropy<TypeParam, std::int64_t>(c, nullptr);
                compare_cross_entropy<TypeParam, long long>(c, nullptr);
                compare_cross_entropy<TypeParam, std::int32_t>(c, nullptr);
                compare_cross_entropy<TypeParam, std::int16_t>(c, nullptr);
                compare_cross_entropy<TypeParam, std::int8_t>(c, nullptr);
                compare_cross_entropy<TypeParam, std::uint8_t>(c, nullptr);
                compare_cross_entropy<TypeParam, std::uint16_t>(c, nullptr);
                compare_cross_entropy<TypeParam, std::uint32_t>(c, nullptr);
            }
        }
    }
}

// Large enough that the executor gets work.
TYPED_TEST(veneer, executor_on_threads) {
    int calls = 0;
    const auto executor = simdloss::executor_from(threads{&calls}, 3);
    cross_entropy_case c(SIMDLOSS_F32, 9000, 10);
    c.class_weight = true;
    compare_cross_entropy<TypeParam, std::int32_t>(c, executor);
    EXPECT_GT(calls, 0);
}

TYPED_TEST(veneer, softmax_is_the_c_call) {
    using T = TypeParam;
    softmax_case c(simdloss::dtype_of<T>, 3, 19, 5);
    c.desc.batch_stride = c.layout().item() + 3;
    const auto desc = untyped(c.desc);
    const buffer x = random_full(c, 1), u = random_full(c, 2);
    const auto compare = [&](auto c_forward, auto c_backward, auto forward, auto backward) {
        buffer c_output = c.full(), c_grad = c.full(), output = c.full(), grad = c.full();
        ASSERT_EQ(c_forward(&c.desc, nullptr, x.data(), c_output.data()), SIMDLOSS_STATUS_OK);
        ASSERT_EQ(c_backward(&c.desc, nullptr, c_output.data(), u.data(), c_grad.data()), SIMDLOSS_STATUS_OK);
        forward(as<T>(x), as<T>(output));
        backward(as<T>(c_output), as<T>(u), as<T>(grad));
        EXPECT_TRUE(same_bits(output, c_output));
        EXPECT_TRUE(same_bits(grad, c_grad));
        buffer in_place = copy_of(c, x);
        forward(as<T>(in_place), as<T>(in_place));
        EXPECT_TRUE(same_bits(in_place, c_output));
    };
    compare(
        simdloss_softmax_forward, simdloss_softmax_backward,
        [&](auto in, auto out) { simdloss::softmax_forward(desc, in, out); },
        [&](auto y, auto up, auto out) { simdloss::softmax_backward(desc, y, up, out); });
    compare(
        simdloss_log_softmax_forward, simdloss_log_softmax_backward,
        [&](auto in, auto out) { simdloss::log_softmax_forward(desc, in, out); },
        [&](auto y, auto up, auto out) { simdloss::log_softmax_backward(desc, y, up, out); });
}

TYPED_TEST(veneer, log_sum_exp_is_the_c_call) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    const softmax_case c(simdloss::dtype_of<T>, 3, 19, 5);
    const auto desc = untyped(c.desc);
    const buffer x = random_full(c, 1);
    buffer c_output = c.rows(), c_stats = c.rows(2), c_grad = c.full(), upstream = c.rows();
    buffer output = c.rows(), stats = c.rows(2), grad = c.full();
    fill_uniform(upstream, -2, 2, 3);
    simdloss_log_sum_exp_forward(&c.desc, nullptr, x.data(), c_output.data(), c_stats.data());
    simdloss::log_sum_exp_forward(desc, as<T>(x), {.output = as<acc>(output), .row_stats = as<acc>(stats)});
    EXPECT_TRUE(same_bits(output, c_output));
    EXPECT_TRUE(same_bits(stats, c_stats));
    simdloss_log_sum_exp_backward(&c.desc, nullptr, x.data(), c_stats.data(), upstream.data(), c_grad.data());
    simdloss::log_sum_exp_backward(
        desc, as<T>(x), as<T>(grad), {.row_stats = as<acc>(stats), .grad_output = as<acc>(upstream)});
    EXPECT_TRUE(same_bits(grad, c_grad));
    simdloss_log_sum_exp_backward(&c.desc, nullptr, x.data(), nullptr, nullptr, c_grad.data());
    simdloss::log_sum_exp_backward(desc, as<T>(x), as<T>(grad));
    EXPECT_TRUE(same_bits(grad, c_grad));
}

// ---- What the first page of the header shows ----

const std::vector<float> small_logits = {1, 2, 3, -1, 0.5F, 4};
const std::vector<std::int64_t> small_target = {2, 0};

TEST(veneer_call, one_line) {
    auto desc = simdloss::cross_entropy_desc(2, 3);
    EXPECT_EQ(desc.reduction, SIMDLOSS_REDUCTION_MEAN);
    float expected = 0, c_grad[6];
    ASSERT_EQ(simdloss_cross_entropy_forward_backward(&desc, nullptr, small_logits.data(), small_target.data(), nullptr,
                  nullptr, nullptr, &expected, c_grad),
        SIMDLOSS_STATUS_OK);
    std::vector<float> grad(6);
    EXPECT_EQ(simdloss::cross_entropy(small_logits, small_target, 3), expected);
    EXPECT_EQ(simdloss::cross_entropy(small_logits, small_target, 3, {.grad_logits = grad}), expected);
    EXPECT_EQ(std::memcmp(grad.data(), c_grad, sizeof c_grad), 0);

    desc.reduction = SIMDLOSS_REDUCTION_SUM;
    const float sum = simdloss::cross_entropy(desc, small_logits, small_target);
    EXPECT_EQ(simdloss_cross_entropy_forward(
                  &desc, nullptr, small_logits.data(), small_target.data(), nullptr, nullptr, &expected, nullptr),
        SIMDLOSS_STATUS_OK);
    EXPECT_EQ(sum, expected);
    EXPECT_EQ(simdloss::cross_entropy_denominator(desc, small_target).kept, 2);
}

// A vector, an array of either kind, a span of either extent, a temporary span; more elements than are needed.
TEST(veneer_call, anything_a_span_can_be_made_from) {
    const auto desc = simdloss::softmax_desc(2, 3);
    const float c_array[6] = {1, 2, 3, -1, 0.5F, 4};
    const std::array<float, 6> array = {1, 2, 3, -1, 0.5F, 4};
    std::vector<float> expected(6), longer(8, 7.F);
    simdloss::softmax_forward(desc, small_logits, expected);
    std::array<float, 6> output{};
    float c_output[6];
    simdloss::softmax_forward(desc, array, output);
    EXPECT_TRUE(std::equal(output.begin(), output.end(), expected.begin()));
    simdloss::softmax_forward(desc, c_array, c_output);
    EXPECT_TRUE(std::equal(c_output, c_output + 6, expected.begin()));
    simdloss::softmax_forward(desc, std::span<const float, 6>(array), std::span(longer).subspan(1));
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), longer.begin() + 1));
    EXPECT_EQ(longer.front(), 7);
    EXPECT_EQ(longer.back(), 7);
    const std::array<std::int8_t, 2> target = {2, 0};
    EXPECT_EQ(simdloss::cross_entropy(c_array, target, 3), simdloss::cross_entropy(small_logits, small_target, 3));
}

// Where there are no rows, empty vectors will do, whatever their pointers are.
TEST(veneer_call, empty_batch) {
    auto desc = simdloss::cross_entropy_desc(0, 3);
    std::vector<float> none;
    const std::vector<std::int64_t> no_target;
    EXPECT_TRUE(std::isnan(simdloss::cross_entropy(none, no_target, 3, {.grad_logits = none})));
    simdloss::cross_entropy_backward(desc, none, no_target, none);
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    simdloss::cross_entropy_forward(desc, none, no_target, {.loss = none});
    simdloss::softmax_forward(simdloss::softmax_desc(0, 3), none, none);
    simdloss::log_sum_exp_forward(simdloss::softmax_desc(0, 3), none, {.output = none});
    simdloss::log_sum_exp_backward(simdloss::softmax_desc(0, 3), none, none);
}

TEST(veneer_call, library_and_instruction_sets) {
    EXPECT_EQ(simdloss::version(), simdloss_version());
    EXPECT_EQ(simdloss::abi(), SIMDLOSS_ABI);
    const std::vector<std::string> names = supported_isas();
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(simdloss::isa_name(static_cast<std::int32_t>(i)), names[i]);
        simdloss::set_isa(names[i].c_str());
        EXPECT_EQ(simdloss::isa(), names[i]);
    }
    EXPECT_TRUE(simdloss::isa_name(static_cast<std::int32_t>(names.size())).empty());
    expect_error(SIMDLOSS_STATUS_ISA, "abacus", [] { simdloss::set_isa("abacus"); });
    simdloss::set_isa();
    EXPECT_EQ(simdloss::isa(), names.front());
}

// ---- Executors ----

// A function, a lambda with state of its own, one taken by reference, a temporary.
void serially(std::int64_t count, const std::function<void(std::int64_t)> &task) {
    for (std::int64_t i = 0; i < count; ++i) task(i);
}

TEST(veneer_executor, any_callable) {
    const softmax_case c(SIMDLOSS_F32, 9000, 10);
    const buffer x = random_full(c, 1);
    buffer expected = c.full();
    simdloss_softmax_forward(&c.desc, nullptr, x.data(), expected.data());
    const auto compare = [&](const simdloss_executor *executor) {
        ASSERT_NE(executor, nullptr);
        EXPECT_EQ(executor->concurrency, 4);
        buffer output = c.full();
        simdloss::softmax_forward(c.desc, as<float>(x), as<float>(output), executor);
        EXPECT_TRUE(same_bits(output, expected));
    };
    compare(simdloss::executor_from(serially, 4));
    int calls = 0;
    auto counting = [&calls, here = 0](std::int64_t count, auto task) mutable {
        calls = ++here;
        for (std::int64_t i = count; i-- > 0;) task(i);
    };
    const auto executor = simdloss::executor_from(counting, 4);
    compare(executor);
    compare(executor);
    EXPECT_EQ(calls, 2);
    compare(simdloss::executor_from(std::ref(counting), 4));
    EXPECT_EQ(calls, 1) << "the first executor has a copy";
    const shuffling_executor from_c(1, 4);
    compare(from_c.get());
}

// It may throw; what counts is whether all tasks were run.
TEST(veneer_executor, one_that_throws) {
    const softmax_case c(SIMDLOSS_F32, 9000, 10);
    const buffer x = random_full(c, 1);
    buffer expected = c.full(), output = c.full();
    simdloss_softmax_forward(&c.desc, nullptr, x.data(), expected.data());
    const auto after = [](std::int64_t left_out) {
        return [=](std::int64_t count, simdloss::task task) {
            for (std::int64_t i = 0; i < count - left_out; ++i) task(i);
            throw std::runtime_error("no more threads");
        };
    };
    expect_error(SIMDLOSS_STATUS_EXECUTOR, "executor", [&] {
        simdloss::softmax_forward(c.desc, as<float>(x), as<float>(output), simdloss::executor_from(after(1), 4));
    });
    simdloss::softmax_forward(c.desc, as<float>(x), as<float>(output), simdloss::executor_from(after(0), 4));
    EXPECT_TRUE(same_bits(output, expected));
}

// ---- What must compile, and what must not ----

template <class Input, class Output>
concept can_softmax = requires(simdloss_softmax_desc desc, Input &input, Output output) {
    simdloss::softmax_forward(desc, input, std::forward<Output>(output));
};
static_assert(can_softmax<const std::vector<float>, std::vector<float> &>);
static_assert(can_softmax<const std::span<float>, const std::span<float> &>); // a span's const is not its elements'
static_assert(can_softmax<std::vector<double>, std::span<double>>);
static_assert(!can_softmax<std::vector<float>, const std::vector<float> &>, "an output that is const");
static_assert(!can_softmax<std::vector<float>, std::span<const float>>, "an output that is const");
static_assert(!can_softmax<std::vector<float>, std::vector<float>>, "an output that is a temporary");
static_assert(!can_softmax<std::vector<float>, std::vector<double> &>, "another type");
static_assert(!can_softmax<std::vector<simdloss::float16>, std::vector<simdloss::bfloat16> &>, "another type");
static_assert(!can_softmax<std::vector<std::uint16_t>, std::vector<std::uint16_t> &>, "not a float type");
static_assert(!can_softmax<std::vector<long double>, std::vector<long double> &>, "not one of the library's");
static_assert(!can_softmax<float, float &>, "not a buffer");

template <class Logits, class Target>
concept can_cross_entropy = requires(const Logits &logits, const Target &target) {
    simdloss::cross_entropy(logits, target, 3);
};
static_assert(can_cross_entropy<std::vector<float>, std::vector<std::uint32_t>>);
static_assert(can_cross_entropy<float[6], std::array<short, 2>>);
static_assert(!can_cross_entropy<std::vector<float>, std::vector<std::uint64_t>>, "no such target type");
static_assert(!can_cross_entropy<std::vector<float>, std::vector<bool>>, "no such target type");
static_assert(!can_cross_entropy<std::vector<float>, std::span<bool>>, "no such target type");
static_assert(!can_cross_entropy<std::vector<float>, std::vector<float>>, "no such target type");

template <class Logits, class Loss>
concept can_give_loss = requires(
    simdloss_cross_entropy_desc desc, const Logits &logits, const std::vector<int> &target, Loss &loss) {
    simdloss::cross_entropy_forward(desc, logits, target, {.loss = loss});
};
template <class Logits, class Weight>
concept can_take_weight = requires(const Logits &logits, const std::vector<int> &target, Weight &weight) {
    simdloss::cross_entropy(logits, target, 3, {.class_weight = weight});
};
static_assert(can_give_loss<std::vector<simdloss::bfloat16>, std::vector<float>>);
static_assert(!can_give_loss<std::vector<simdloss::bfloat16>, std::vector<simdloss::bfloat16>>);
static_assert(!can_give_loss<std::vector<double>, std::vector<float>>);
static_assert(!can_give_loss<std::vector<float>, const std::vector<float>>);
static_assert(can_take_weight<std::vector<float>, const std::vector<float>>);
static_assert(can_take_weight<std::vector<float>, std::vector<float>>);
static_assert(!can_take_weight<std::vector<double>, const std::vector<float>>);

static_assert(std::is_same_v<decltype(simdloss::cross_entropy(
                                 std::declval<std::vector<simdloss::float16>>(), std::declval<std::vector<int>>(), 3)),
    float>);
static_assert(std::is_same_v<decltype(simdloss::cross_entropy(
                                 std::declval<std::vector<double>>(), std::declval<std::vector<int>>(), 3)),
    double>);
static_assert(simdloss::dtype_of<simdloss::float16> == SIMDLOSS_F16 &&
              simdloss::dtype_of<simdloss::bfloat16> == SIMDLOSS_BF16 && simdloss::dtype_of<bool> == 0);
static_assert(sizeof(simdloss::float16) == 2 && sizeof(simdloss::bfloat16) == 2);
static_assert(!std::is_copy_constructible_v<decltype(simdloss::executor_from(serially, 1))>);
static_assert(std::is_base_of_v<std::runtime_error, simdloss::error>);

} // namespace
} // namespace simdloss_test
