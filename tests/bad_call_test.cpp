// What goes wrong around the arguments: desc versions, executors, instruction sets, and the softmax family.

#include "support/cross_entropy.hpp"
#include "support/softmax.hpp"

#include <functional>

#include <cstdlib>

namespace simdloss_test {
namespace {

// A desc of a later header: ours, and a field that we do not know.
struct later_desc {
    simdloss_cross_entropy_desc desc;
    std::int64_t unknown;
};

struct small_call {
    float logits[4] = {1, 2, 3, 4};
    std::int64_t target[1] = {2};
    float loss = 7;

    simdloss_status operator()(const simdloss_cross_entropy_desc *desc, const simdloss_executor *executor = nullptr) {
        return simdloss_cross_entropy_forward(desc, executor, logits, target, nullptr, nullptr, &loss, nullptr);
    }
};

TEST(bad_call, desc_of_a_later_version) {
    later_desc later;
    std::memset(&later, 0xff, sizeof later);
    ASSERT_EQ(simdloss_cross_entropy_desc_init(&later.desc, sizeof later), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_EQ(later.desc.size, sizeof later);
    EXPECT_EQ(later.unknown, 0) << "a default that we do not know is 0";
    later.desc.batch = 1;
    later.desc.classes = 4;
    small_call call;
    EXPECT_EQ(call(&later.desc), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    call.loss = 7;
    for (int byte = 0; byte < 8; ++byte) {
        later.unknown = std::int64_t{1} << (8 * byte);
        EXPECT_EQ(call(&later.desc), SIMDLOSS_STATUS_OPTION);
        EXPECT_NE(std::string(simdloss_last_error()).find("size"), std::string::npos) << simdloss_last_error();
        EXPECT_EQ(call.loss, 7);
    }
}

// A desc of an earlier header ends sooner: what is missing has its default, and what follows it is not looked at.
TEST(bad_call, desc_of_an_earlier_version) {
    simdloss_cross_entropy_desc desc;
    std::memset(&desc, 0xff, sizeof desc);
    const auto cut = static_cast<std::uint32_t>(offsetof(simdloss_cross_entropy_desc, ignore_index));
    ASSERT_EQ(simdloss_cross_entropy_desc_init(&desc, cut), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_EQ(desc.size, cut);
    EXPECT_EQ(desc.ignore_index, -1) << "written past the size that was given";
    EXPECT_TRUE(std::isnan(desc.temperature)) << "written past the size that was given";
    desc.batch = 1;
    desc.classes = 4;
    small_call call, whole;
    EXPECT_EQ(call(&desc), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const cross_entropy_case defaults(SIMDLOSS_F32, 1, 4);
    ASSERT_EQ(whole(&defaults.desc), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(call.loss, whole.loss);
}

TEST(bad_call, desc_of_no_version) {
    for (const std::uint32_t size : {0U, 1U, 3U}) {
        cross_entropy_case c(SIMDLOSS_F32, 1, 4);
        c.desc.size = size;
        small_call call;
        EXPECT_EQ(call(&c.desc), SIMDLOSS_STATUS_OPTION) << size;
        EXPECT_EQ(call.loss, 7);
        simdloss_cross_entropy_desc untouched;
        std::memset(&untouched, 0xff, sizeof untouched);
        EXPECT_EQ(simdloss_cross_entropy_desc_init(&untouched, size), SIMDLOSS_STATUS_OPTION) << size;
        EXPECT_EQ(untouched.size, 0xffffffffU);
    }
    EXPECT_EQ(
        simdloss_cross_entropy_desc_init(nullptr, sizeof(simdloss_cross_entropy_desc)), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(simdloss_softmax_desc_init(nullptr, sizeof(simdloss_softmax_desc)), SIMDLOSS_STATUS_NULL_POINTER);
}

TEST(bad_call, malformed_executors) {
    const serial_executor good;
    const auto expect = [](simdloss_executor executor) {
        const cross_entropy_case c(SIMDLOSS_F32, 1, 4);
        small_call call;
        EXPECT_EQ(call(&c.desc, &executor), SIMDLOSS_STATUS_EXECUTOR);
        EXPECT_NE(std::string(simdloss_last_error()).find("executor"), std::string::npos) << simdloss_last_error();
        EXPECT_EQ(call.loss, 7);
    };
    simdloss_executor executor = *good.get();
    executor.size = 0;
    expect(executor);
    executor.size = 4;
    expect(executor);
    for (const std::int32_t concurrency : {0, -1, INT32_MIN}) {
        executor = *good.get();
        executor.concurrency = concurrency;
        expect(executor);
    }
    executor = *good.get();
    executor.parallel_for = nullptr;
    expect(executor);
}

// An index that nobody ran is an error, even where another one ran in its stead.
TEST(bad_call, executor_that_skips) {
    const cross_entropy_case c(SIMDLOSS_F32, 60000, 10), wide(SIMDLOSS_F32, 2, 300000);
    const softmax_case s(SIMDLOSS_F32, 60000, 10);
    for (const bool first : {false, true}) {
        skipping_executor skipping(first);
        for (const cross_entropy_case &problem : {c, wide}) {
            const cross_entropy_inputs in(problem);
            cross_entropy_outputs out(problem);
            EXPECT_EQ(forward(problem, in, out, skipping.get()), SIMDLOSS_STATUS_EXECUTOR);
            ASSERT_EQ(forward(problem, in, out), SIMDLOSS_STATUS_OK);
            EXPECT_EQ(backward(problem, in, out, skipping.get()), SIMDLOSS_STATUS_EXECUTOR);
            EXPECT_EQ(forward_backward(problem, in, out, skipping.get()), SIMDLOSS_STATUS_EXECUTOR);
        }
        const buffer input = random_full(s, 1);
        buffer output = s.full();
        EXPECT_EQ(
            simdloss_softmax_forward(&s.desc, skipping.get(), input.data(), output.data()), SIMDLOSS_STATUS_EXECUTOR);
        EXPECT_NE(std::string(simdloss_last_error()).find("executor"), std::string::npos) << simdloss_last_error();
        EXPECT_GT(skipping.calls(), 0);
    }
}

TEST(bad_call, unknown_instruction_set) {
    const std::string before = simdloss_isa();
    for (const char *name : {"abacus", "avx", "AVX2", "avx512 ", " "}) {
        EXPECT_EQ(simdloss_set_isa(name), SIMDLOSS_STATUS_ISA) << name;
        EXPECT_EQ(simdloss_isa(), before) << "a failed choice changes nothing";
    }
    EXPECT_EQ(simdloss_set_isa(""), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(simdloss_isa(), supported_isas().front());
    EXPECT_EQ(simdloss_isa_name(-1), nullptr);
    EXPECT_EQ(simdloss_isa_name(INT32_MAX), nullptr);
}

// The variable is read once, so each value needs a process of its own: these tests run themselves anew with it set.
int exit_code_with_unknown_variable() {
    const cross_entropy_case c(SIMDLOSS_F32, 1, 4);
    const softmax_case s(SIMDLOSS_F32, 1, 4);
    small_call call;
    float output[4] = {7, 7, 7, 7};
    if (std::strcmp(simdloss_isa(), "") != 0) return 1;
    if (call(&c.desc) != SIMDLOSS_STATUS_ISA || call.loss != 7) return 2;
    if (std::strstr(simdloss_last_error(), "abacus") == nullptr) return 3;
    if (simdloss_softmax_forward(&s.desc, nullptr, call.logits, output) != SIMDLOSS_STATUS_ISA || output[0] != 7)
        return 4;
    if (simdloss_set_isa(nullptr) != SIMDLOSS_STATUS_OK) return 5; // a choice made in the program mends it
    if (call(&c.desc) != SIMDLOSS_STATUS_OK) return 6;
    return 0;
}

TEST(bad_call_DeathTest, variable_that_names_an_unknown_instruction_set) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    setenv("SIMDLOSS_ISA", "abacus", 1);
    EXPECT_EXIT(std::_Exit(exit_code_with_unknown_variable()), ::testing::ExitedWithCode(0), "");
    unsetenv("SIMDLOSS_ISA");
}

TEST(bad_call_DeathTest, variable_that_names_a_supported_instruction_set) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    for (const std::string &name : supported_isas()) {
        setenv("SIMDLOSS_ISA", name.c_str(), 1);
        EXPECT_EXIT(std::_Exit(simdloss_isa() == name ? 0 : 1), ::testing::ExitedWithCode(0), "") << name;
    }
    unsetenv("SIMDLOSS_ISA");
}

// The softmax family. [2, 3, 2], every argument present.
struct softmax_call {
    softmax_case c{SIMDLOSS_F32, 2, 3, 2};
    buffer input = random_full(c, 1), upstream = random_full(c, 2), row_upstream{SIMDLOSS_F32, 4};
    buffer full{SIMDLOSS_F32, 12}, rows{SIMDLOSS_F32, 4}, stats{SIMDLOSS_F32, 8};

    const simdloss_softmax_desc *desc = &c.desc;
    const void *in = input.data(), *grad = upstream.data(), *row_grad = row_upstream.data(), *saved = nullptr;
    void *out = full.data(), *rows_out = rows.data(), *stats_out = stats.data();

    bool nothing_written() const { return full.is_poisoned() && rows.is_poisoned() && stats.is_poisoned(); }
};

struct softmax_function {
    unsigned bit;
    simdloss_status (*call)(const softmax_call &);
};
constexpr unsigned forwards = 1, backwards = 2, lse_forward = 4, lse_backward = 8, all = 15;

const softmax_function softmax_functions_under_test[] = {
    {forwards, [](const softmax_call &a) { return simdloss_softmax_forward(a.desc, nullptr, a.in, a.out); }},
    {forwards, [](const softmax_call &a) { return simdloss_log_softmax_forward(a.desc, nullptr, a.in, a.out); }},
    {backwards, [](const softmax_call &a) { return simdloss_softmax_backward(a.desc, nullptr, a.in, a.grad, a.out); }},
    {backwards,
        [](const softmax_call &a) { return simdloss_log_softmax_backward(a.desc, nullptr, a.in, a.grad, a.out); }},
    {lse_forward,
        [](const softmax_call &a) {
            return simdloss_log_sum_exp_forward(a.desc, nullptr, a.in, a.rows_out, a.stats_out);
        }},
    {lse_backward,
        [](const softmax_call &a) {
            return simdloss_log_sum_exp_backward(a.desc, nullptr, a.in, a.saved, a.row_grad, a.out);
        }},
};

void expect_error(
    unsigned which, simdloss_status status, const char *word, const std::function<void(softmax_call &)> &spoil) {
    int index = 0;
    for (const softmax_function &f : softmax_functions_under_test) {
        ++index;
        if ((which & f.bit) == 0) continue;
        SCOPED_TRACE("function " + std::to_string(index) + ", " + word);
        softmax_call call;
        spoil(call);
        const simdloss_status got = f.call(call);
        EXPECT_STREQ(simdloss_status_name(got), simdloss_status_name(status)) << simdloss_last_error();
        EXPECT_NE(std::string(simdloss_last_error()).find(word), std::string::npos) << simdloss_last_error();
        EXPECT_TRUE(call.nothing_written());
    }
}

TEST(bad_call, softmax_family) {
    for (const softmax_function &f : softmax_functions_under_test) {
        softmax_call call;
        EXPECT_EQ(f.call(call), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    }
    const auto null = SIMDLOSS_STATUS_NULL_POINTER;
    expect_error(all, null, "desc", [](auto &call) { call.desc = nullptr; });
    expect_error(forwards | lse_forward | lse_backward, null, "input", [](auto &call) { call.in = nullptr; });
    expect_error(backwards, null, "output", [](auto &call) { call.in = nullptr; });
    expect_error(backwards, null, "grad_output", [](auto &call) { call.grad = nullptr; });
    expect_error(forwards, null, "output", [](auto &call) { call.out = nullptr; });
    expect_error(backwards | lse_backward, null, "grad_input", [](auto &call) { call.out = nullptr; });
    expect_error(lse_forward, null, "output", [](auto &call) { call.rows_out = call.stats_out = nullptr; });
    expect_error(all, SIMDLOSS_STATUS_SHAPE, "batch", [](auto &call) { call.c.desc.batch = -1; });
    expect_error(all, SIMDLOSS_STATUS_SHAPE, "classes", [](auto &call) { call.c.desc.classes = -1; });
    expect_error(all, SIMDLOSS_STATUS_SHAPE, "inner", [](auto &call) { call.c.desc.inner = -1; });
    expect_error(all, SIMDLOSS_STATUS_SHAPE, "", [](auto &call) { call.c.desc.batch = std::int64_t{1} << 62; });
    expect_error(all, SIMDLOSS_STATUS_STRIDE, "batch_stride", [](auto &call) { call.c.desc.batch_stride = 5; });
    for (const simdloss_dtype dtype : {0, 5, 16, -1}) {
        expect_error(all, SIMDLOSS_STATUS_DTYPE, "dtype", [=](auto &call) { call.c.desc.dtype = dtype; });
    }
    expect_error(all, SIMDLOSS_STATUS_OPTION, "accumulate", [](auto &call) { call.c.desc.accumulate = 2; });
    expect_error(all, SIMDLOSS_STATUS_OPTION, "size", [](auto &call) { call.c.desc.size = 2; });
    const auto alias = SIMDLOSS_STATUS_ALIAS;
    const auto shifted = [](void *data) -> void * { return static_cast<float *>(data) + 1; };
    expect_error(forwards, alias, "output", [&](auto &call) { call.in = shifted(call.out); });
    expect_error(backwards, alias, "grad_input", [&](auto &call) { call.grad = shifted(call.out); });
    expect_error(backwards, alias, "grad_input", [&](auto &call) { call.in = shifted(call.out); });
    expect_error(lse_backward, alias, "grad_input", [&](auto &call) { call.in = shifted(call.out); });
    expect_error(lse_backward, alias, "grad_input", [](auto &call) { call.row_grad = call.out; });
    expect_error(lse_backward, alias, "grad_input", [](auto &call) { call.saved = call.out; });
    expect_error(lse_forward, alias, "output", [](auto &call) { call.in = call.rows_out; });
    expect_error(lse_forward, alias, "row_stats", [](auto &call) { call.rows_out = call.stats_out; });
    expect_error(backwards | lse_backward, alias, "grad_input", [](auto &call) {
        call.in = call.out;
        call.c.desc.accumulate = 1;
    });
}

} // namespace
} // namespace simdloss_test
