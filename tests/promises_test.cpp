// The five promises, a test each, named after it. Other tests go deeper; these are what a user can read and believe.
// labels: threads

#include "support/cross_entropy.hpp"
#include "support/process_costs.hpp"
#include "support/same_bits.hpp"
#include "support/softmax.hpp"

#include <array>
#include <cstdlib>

namespace simdloss_test {
namespace {

// A call before main, so that it is the first one of the process.
float first_loss = 0;
const process_costs costs_of_first_call = costs_of([] {
    simdloss_cross_entropy_desc desc;
    simdloss_cross_entropy_desc_init(&desc, sizeof desc);
    desc.batch = 1;
    desc.classes = 4;
    const float logits[4] = {1, 2, 3, 4};
    const std::int64_t target = 3;
    simdloss_cross_entropy_forward(&desc, nullptr, logits, &target, nullptr, nullptr, &first_loss, nullptr);
});

all_results compute_cross_entropy(
    const cross_entropy_case &c, const cross_entropy_inputs &in, const simdloss_executor *executor) {
    cross_entropy_case stateless = c, in_place = c;
    stateless.saved_stats = false;
    in_place.gradient = gradient_goes::in_place;
    cross_entropy_outputs separate(c), recomputed(stateless), over_logits(in_place), fused(c),
        fused_over_logits(in_place);
    EXPECT_EQ(forward(c, in, separate, executor), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(backward(c, in, separate, executor), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(backward(stateless, in, recomputed, executor), SIMDLOSS_STATUS_OK);
    over_logits.row_stats.copy_from(separate.row_stats);
    EXPECT_EQ(backward(in_place, in, over_logits, executor), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(forward_backward(in_place, in, fused_over_logits, executor), SIMDLOSS_STATUS_OK);
    EXPECT_TRUE(same_bits(separate.loss, fused.loss)) << "fused loss";
    EXPECT_TRUE(same_bits(separate.loss, fused_over_logits.loss)) << "fused loss, in place";
    EXPECT_TRUE(same_bits(separate.grad_logits, recomputed.grad_logits)) << "gradient without row_stats";
    EXPECT_TRUE(same_bits(separate.grad_logits, over_logits.grad_logits)) << "gradient in place";
    EXPECT_TRUE(same_bits(separate.grad_logits, fused.grad_logits)) << "fused gradient";
    EXPECT_TRUE(same_bits(separate.grad_logits, fused_over_logits.grad_logits)) << "fused gradient in place";
    all_results results;
    results.add("loss", std::move(separate.loss));
    results.add("row_stats", std::move(separate.row_stats));
    results.add("gradient", std::move(separate.grad_logits));
    return results;
}

all_results compute_softmax(
    const softmax_case &c, const buffer &input, const buffer &upstream, const simdloss_executor *executor) {
    all_results results;
    for (const softmax_functions &f : both_softmaxes) {
        buffer output = c.full(), grad = c.full(), in_place = copy_of(c, input);
        EXPECT_EQ(f.forward(&c.desc, executor, input.data(), output.data()), SIMDLOSS_STATUS_OK);
        EXPECT_EQ(f.forward(&c.desc, executor, in_place.data(), in_place.data()), SIMDLOSS_STATUS_OK);
        EXPECT_TRUE(same_bits(output, in_place)) << f.name << " in place";
        EXPECT_EQ(f.backward(&c.desc, executor, output.data(), upstream.data(), grad.data()), SIMDLOSS_STATUS_OK);
        EXPECT_EQ(f.backward(&c.desc, executor, in_place.data(), upstream.data(), in_place.data()), SIMDLOSS_STATUS_OK);
        EXPECT_TRUE(same_bits(grad, in_place)) << f.name << " backward in place";
        results.add(f.name, std::move(output));
        results.add(f.name, std::move(grad));
    }
    buffer lse = c.rows(), row_stats = c.rows(2), grad = c.full();
    EXPECT_EQ(simdloss_log_sum_exp_forward(&c.desc, executor, input.data(), lse.data(), row_stats.data()),
        SIMDLOSS_STATUS_OK);
    EXPECT_EQ(simdloss_log_sum_exp_backward(&c.desc, executor, input.data(), row_stats.data(), nullptr, grad.data()),
        SIMDLOSS_STATUS_OK);
    results.add("log_sum_exp", std::move(lse));
    results.add("log_sum_exp row_stats", std::move(row_stats));
    results.add("log_sum_exp gradient", std::move(grad));
    return results;
}

// Rows one by one, and in two parts, have the bits that they have in the batch; and so they have at another position,
// in another order, with a stride, and at another alignment.
void expect_batch_invariance(simdloss_dtype dtype, std::int64_t classes, std::int64_t inner) {
    cross_entropy_case c(dtype, 9, classes, inner);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    c.row_weight = true;
    const cross_entropy_inputs in(c);
    cross_entropy_outputs whole(c);
    ASSERT_EQ(forward_backward(c, in, whole), SIMDLOSS_STATUS_OK);
    cross_entropy_case other = c;
    other.desc.batch_stride = c.layout().item() + 7;
    other.where = placement::misaligned;
    for (const auto &[first, count] : {std::pair{0, 9}, {0, 4}, {4, 5}, {3, 1}, {8, 1}}) {
        other.desc.batch = count;
        cross_entropy_inputs part(other);
        cross_entropy_outputs out(other);
        const auto item = c.layout().item();
        const auto source = [&, f = first, n = count](std::int64_t k) { return f + n - 1 - k; }; // in reverse
        for (std::int64_t n = 0; n < count; ++n) {
            for (std::int64_t i = 0; i < item; ++i) {
                part.logits.set(n * other.layout().step() + i, in.logits.get(source(n) * item + i));
            }
            for (std::int64_t s = 0; s < inner; ++s) {
                part.target.set_index(n * inner + s, in.target.get_index(source(n) * inner + s));
                part.row_weight->set(n * inner + s, in.row_weight->get(source(n) * inner + s));
            }
        }
        ASSERT_EQ(forward_backward(other, part, out), SIMDLOSS_STATUS_OK);
        for (std::int64_t n = 0; n < count; ++n) {
            for (std::int64_t s = 0; s < inner; ++s) {
                ASSERT_EQ(out.loss.get(n * inner + s), whole.loss.get(source(n) * inner + s)) << "loss of item " << n;
            }
            for (std::int64_t i = 0; i < item; ++i) {
                ASSERT_EQ(
                    out.grad_logits.get(n * other.layout().step() + i), whole.grad_logits.get(source(n) * item + i))
                    << "item " << n << " of " << count << " rows of " << classes << ", element " << i;
            }
        }
    }
}

TEST(promise, same_bits) {
    // Many rows, very many short rows, few rows that are long enough to be split, and the class axis in the middle.
    constexpr std::tuple<std::int64_t, std::int64_t, std::int64_t> shapes[] = {
        {300, 1003, 1}, {30000, 10, 1}, {2, 100003, 1}, {2, 21, 7003}};
    for (const simdloss_dtype dtype : float_dtypes) {
        if (slow_build && dtype != SIMDLOSS_F32) continue; // threads do the same for every type
        for (const auto &[batch, classes, inner] : shapes) {
            cross_entropy_case c(dtype, batch, classes, inner);
            c.grad_loss = c.row_weight = true;
            SCOPED_TRACE(describe(c));
            const cross_entropy_inputs in(c);
            expect_same_everywhere([&](auto *executor) { return compute_cross_entropy(c, in, executor); });
            const softmax_case s(dtype, batch, classes, inner);
            const buffer input = random_full(s, 3), upstream = random_full(s, 4);
            expect_same_everywhere([&](auto *executor) { return compute_softmax(s, input, upstream, executor); });
        }
        for_each_isa([&](const std::string &) {
            for (const std::int64_t classes : {2, 3, 10, 33, 64, 65, 1000, 5000}) {
                expect_batch_invariance(dtype, classes, 1);
                expect_batch_invariance(dtype, classes, 5);
            }
        });
    }
}

TEST(promise, small_state) {
    cross_entropy_case c(SIMDLOSS_F32, 64, 3000);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    const cross_entropy_inputs in(c);
    cross_entropy_outputs saved(c), later(c);
    ASSERT_EQ(forward(c, in, saved), SIMDLOSS_STATUS_OK);
    ASSERT_EQ(backward(c, in, saved), SIMDLOSS_STATUS_OK);
    // Two numbers a row and the logits, which the gradient overwrites, are all that backward is given.
    later.row_stats.copy_from(saved.row_stats);
    ASSERT_EQ(later.row_stats.count(), 2 * c.desc.batch);
    later.grad_logits.copy_from(in.logits);
    void *const logits = later.grad_logits.data();
    const process_costs costs = costs_of([&] {
        EXPECT_EQ(simdloss_cross_entropy_backward(&c.desc, nullptr, logits, in.target.data(), nullptr, nullptr,
                      later.row_stats.data(), nullptr, logits),
            SIMDLOSS_STATUS_OK);
    });
    EXPECT_EQ(costs, process_costs()) << "memory beside the caller's buffers";
    EXPECT_TRUE(same_bits(later.grad_logits, saved.grad_logits));
    // They are read, not recomputed: twice the sum of exponentials is half the probability.
    for (std::int64_t r = 0; r < c.desc.batch; ++r) {
        later.row_stats.set(c.desc.batch + r, saved.row_stats.get(c.desc.batch + r) + std::log(2.0));
    }
    ASSERT_EQ(backward(c, in, later), SIMDLOSS_STATUS_OK);
    const std::int64_t beside_target = in.target.get_index(0) == 0 ? 1 : 0;
    ASSERT_NE(in.target.get_index(0), c.desc.ignore_index);
    EXPECT_NEAR(later.grad_logits.get(beside_target) / saved.grad_logits.get(beside_target), 0.5, 1e-5);
}

// p = 1 - 1e-9 at the target: loss and gradient are 1e-9 and -1e-9, as far as f32 can tell, in every form of the call.
TEST(promise, every_digit) {
    for_each_isa([](const std::string &) {
        for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_BF16, SIMDLOSS_F64}) {
            for (const std::int64_t classes : {2, 10, 64, 1000, 30000}) {
                for (const std::int64_t inner : {1, 3}) {
                    cross_entropy_case c(dtype, 3, classes, inner);
                    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                    c.ignored_percent = 0;
                    cross_entropy_inputs in(c);
                    for (std::int64_t r = 0; r < c.layout().rows(); ++r) {
                        const std::int64_t y = in.target.get_index(r);
                        for (std::int64_t k = 0; k < classes; ++k) {
                            const double rest = -std::log(1e9 * static_cast<double>(classes - 1));
                            in.logits.set(c.layout().offset(r, k), k == y ? 0 : rest);
                        }
                    }
                    cross_entropy_case random = c; // and rows that are about as confident, right and wrong
                    random.kind = values::confident;
                    check(random);
                    const auto expected = expected_of<long double>(c, in);
                    cross_entropy_outputs out(c), fused(c);
                    ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK);
                    ASSERT_EQ(backward(c, in, out), SIMDLOSS_STATUS_OK);
                    ASSERT_EQ(forward_backward(c, in, fused), SIMDLOSS_STATUS_OK);
                    // bf16 cannot hold log(1e9 (C-1)) to more than 1/16, which is why its 1e-9 is a rough one.
                    const double rough = dtype == SIMDLOSS_BF16 ? 0.07e-9 : 2e-15;
                    EXPECT_NEAR(out.loss.get(0), 1e-9, rough);
                    EXPECT_NEAR(out.grad_logits.get(c.layout().offset(0, in.target.get_index(0))), -1e-9, rough);
                    EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(dtype)));
                    EXPECT_TRUE(all_within(out.grad_logits, expected.grad_logits, grad_ulps(dtype)));
                    EXPECT_TRUE(same_bits(out.loss, fused.loss));
                    EXPECT_TRUE(same_bits(out.grad_logits, fused.grad_logits));
                }
            }
        }
    });
}

// Each status that a caller can bring about: a message that says what and where, and outputs as they were.
TEST(promise, nothing_lost) {
    cross_entropy_case good(SIMDLOSS_F32, 6, 5);
    good.desc.batch_stride = 8;
    good.ignored_percent = 0;
    cross_entropy_inputs in(good);
    cross_entropy_outputs out(good);
    simdloss_executor broken{sizeof(simdloss_executor), 0, nullptr, nullptr};
    const auto expect = [&](simdloss_status status, std::vector<std::string> words, auto spoil) {
        cross_entropy_case c = good;
        const void *logits = in.logits.data();
        const simdloss_executor *executor = nullptr;
        spoil(c, logits, executor);
        EXPECT_EQ(simdloss_cross_entropy_forward_backward(&c.desc, executor, logits, in.target.data(), nullptr, nullptr,
                      nullptr, out.loss.data(), out.grad_logits.data()),
            status);
        const std::string message = simdloss_last_error();
        for (const std::string &word : words) {
            EXPECT_NE(message.find(word), std::string::npos) << "\"" << message << "\" does not say " << word;
        }
        EXPECT_TRUE(out.loss.is_poisoned()) << simdloss_status_name(status);
        EXPECT_TRUE(out.grad_logits.is_poisoned()) << simdloss_status_name(status);
    };
    using options = cross_entropy_case &;
    using pointer = const void *&;
    using threads = const simdloss_executor *&;
    expect(SIMDLOSS_STATUS_NULL_POINTER, {"logits"}, [](options, pointer logits, threads) { logits = nullptr; });
    expect(SIMDLOSS_STATUS_SHAPE, {"classes", "-5"}, [](options c, pointer, threads) { c.desc.classes = -5; });
    expect(SIMDLOSS_STATUS_STRIDE, {"batch_stride", "4"}, [](options c, pointer, threads) { c.desc.batch_stride = 4; });
    expect(SIMDLOSS_STATUS_DTYPE, {"dtype", "99"}, [](options c, pointer, threads) { c.desc.dtype = 99; });
    expect(SIMDLOSS_STATUS_OPTION, {"temperature", "-3"}, [](options c, pointer, threads) { c.desc.temperature = -3; });
    expect(SIMDLOSS_STATUS_ALIAS, {"grad_logits", "logits"},
        [&](options, pointer logits, threads) { logits = static_cast<const std::byte *>(out.grad_logits.data()) + 4; });
    expect(SIMDLOSS_STATUS_EXECUTOR, {"executor"}, [&](options, pointer, threads executor) { executor = &broken; });
    in.target.set_index(4, 71);
    in.target.set_index(5, -1);
    expect(SIMDLOSS_STATUS_TARGET, {"target", "4", "71"}, [](options, pointer, threads) {});
    in.target.set_index(4, 0);
    in.target.set_index(5, 0);
    EXPECT_EQ(simdloss_set_isa("abacus"), SIMDLOSS_STATUS_ISA);
    EXPECT_NE(std::string(simdloss_last_error()).find("abacus"), std::string::npos) << simdloss_last_error();
    // And the same call, unspoilt, succeeds.
    EXPECT_EQ(forward_backward(good, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
}

// Through a volatile pointer, or the compiler would know that nobody needs it.
void allocate_something() {
    void *volatile memory = std::malloc(1);
    std::free(memory);
}

TEST(promise, your_threads) {
    if (SIMDLOSS_TEST_COUNTS_COSTS == 0) GTEST_SKIP() << "allocations cannot be counted under a sanitizer";
    EXPECT_NE(first_loss, 0);
    EXPECT_EQ(costs_of_first_call, process_costs()) << "the first call of the process";
    ASSERT_GT(costs_of(allocate_something).allocations, 0) << "allocations are not counted";
    ASSERT_EQ(costs_of([] { std::thread([] {}).join(); }).threads, 1) << "threads are not counted";
    for (const auto &[batch, classes, inner] :
        {std::tuple{1, 10, 1}, {700, 1003, 1}, {60000, 10, 1}, {1, 400000, 1}, {3, 21, 11003}}) {
        cross_entropy_case c(SIMDLOSS_F32, batch, classes, inner);
        SCOPED_TRACE(describe(c));
        const cross_entropy_inputs in(c);
        cross_entropy_outputs out(c);
        serial_executor callers;
        for (const simdloss_executor *executor : {static_cast<const simdloss_executor *>(nullptr), callers.get()}) {
            const process_costs costs = costs_of([&] {
                EXPECT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK);
                EXPECT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK);
                EXPECT_EQ(forward_backward(c, in, out, executor), SIMDLOSS_STATUS_OK);
                EXPECT_EQ(simdloss_cross_entropy_denominator(&c.desc, executor, in.target.data(), nullptr, nullptr,
                              nullptr, std::array<double, 1>{}.data()),
                    SIMDLOSS_STATUS_OK);
            });
            EXPECT_EQ(costs, process_costs());
        }
    }
    // An error of another thread is not ours, and a success leaves ours alone.
    EXPECT_EQ(simdloss_set_isa("mine"), SIMDLOSS_STATUS_ISA);
    const std::string mine = simdloss_last_error();
    std::thread([] {
        EXPECT_STREQ(simdloss_last_error(), "");
        EXPECT_EQ(simdloss_set_isa("theirs"), SIMDLOSS_STATUS_ISA);
    }).join();
    EXPECT_EQ(simdloss_set_isa(nullptr), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(simdloss_last_error(), mine);
}

} // namespace
} // namespace simdloss_test
