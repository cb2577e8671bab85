// The floating-point environment is the caller's: whatever it is, the bits are the same, and it is left as it was.
// labels: isa

#include "support/cross_entropy.hpp"
#include "support/softmax.hpp"

#include <cfenv>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace simdloss_test {
namespace {

// The control register, without the flags that record what has happened.
std::uint64_t control_word() {
#if defined(__x86_64__)
    return _mm_getcsr() & ~0x3fU;
#elif defined(__aarch64__)
    std::uint64_t word;
    __asm__ volatile("mrs %0, fpcr" : "=r"(word));
    return word;
#else
    return static_cast<std::uint64_t>(fegetround());
#endif
}

void set_control_word(std::uint64_t word) {
#if defined(__x86_64__)
    _mm_setcsr(static_cast<unsigned>(word));
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(word));
#else
    fesetround(static_cast<int>(word));
#endif
}

class control_word_guard {
public:
    explicit control_word_guard(std::uint64_t word) : before_(control_word()) { set_control_word(word); }
    ~control_word_guard() { set_control_word(before_); }
    control_word_guard(const control_word_guard &) = delete;
    control_word_guard &operator=(const control_word_guard &) = delete;

private:
    std::uint64_t before_;
};

// Upward, downward, to zero, each alone and with subnormals flushed to zero.
std::vector<std::uint64_t> unusual_control_words() {
    std::vector<std::uint64_t> words;
#if defined(__x86_64__)
    constexpr std::uint64_t flush = 0x8040; // FTZ and DAZ
#elif defined(__aarch64__)
    constexpr std::uint64_t flush = std::uint64_t{1} << 24;
#else
    constexpr std::uint64_t flush = 0;
#endif
    const int before = fegetround();
    for (const int mode : {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
        fesetround(mode);
        if (mode != FE_TONEAREST) words.push_back(control_word());
        if (flush != 0) words.push_back(control_word() | flush);
    }
    fesetround(before);
    return words;
}

// Sets the word around every task, as a pool of foreign threads might have it, and sees that each task leaves it.
class foreign_threads final : public test_executor {
public:
    explicit foreign_threads(std::uint64_t word) : test_executor(4), word_(word) {}
    bool word_was_kept() const { return kept_; }

protected:
    void run(std::int64_t count, task_function task, void *context) override {
        for (std::int64_t i = 0; i < count; ++i) {
            const control_word_guard guard(word_);
            task(context, i);
            kept_ = kept_ && control_word() == word_;
        }
    }

private:
    std::uint64_t word_;
    bool kept_ = true;
};

struct results {
    cross_entropy_outputs cross_entropy;
    buffer softmax, softmax_grad;
};

results compute(const cross_entropy_case &c, const cross_entropy_inputs &in, const simdloss_executor *executor,
    std::uint64_t word) {
    softmax_case s(c.desc.dtype, c.desc.batch, c.desc.classes, c.desc.inner);
    results r{cross_entropy_outputs(c), s.full(), s.full()};
    const control_word_guard guard(word);
    EXPECT_EQ(forward(c, in, r.cross_entropy, executor), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(control_word(), word) << "forward changed it";
    EXPECT_EQ(forward_backward(c, in, r.cross_entropy, executor), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(control_word(), word) << "forward_backward changed it";
    EXPECT_EQ(simdloss_softmax_forward(&s.desc, executor, in.logits.data(), r.softmax.data()), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(simdloss_softmax_backward(&s.desc, executor, r.softmax.data(), in.logits.data(), r.softmax_grad.data()),
        SIMDLOSS_STATUS_OK);
    EXPECT_EQ(control_word(), word) << "softmax changed it";
    return r;
}

void expect_same(const results &a, const results &b) {
    EXPECT_TRUE(same_bits(a.cross_entropy.loss, b.cross_entropy.loss));
    EXPECT_TRUE(same_bits(a.cross_entropy.row_stats, b.cross_entropy.row_stats));
    EXPECT_TRUE(same_bits(a.cross_entropy.grad_logits, b.cross_entropy.grad_logits));
    EXPECT_TRUE(same_bits(a.softmax, b.softmax));
    EXPECT_TRUE(same_bits(a.softmax_grad, b.softmax_grad));
}

TEST(fp_environment, same_bits_and_left_as_it_was) {
    for_each_isa([](const std::string &) {
        for (const simdloss_dtype dtype : float_dtypes) {
            for (const values kind : {values::normal, values::subnormal, values::below_underflow}) {
                for (const auto &[batch, classes, inner] : {std::tuple{40, 1003, 1}, {9, 9, 13}, {30000, 10, 1}}) {
                    cross_entropy_case c(dtype, batch, classes, inner);
                    c.desc.label_smoothing = 0.1;
                    c.kind = kind;
                    c.ignored_percent = 0;
                    SCOPED_TRACE(describe(c));
                    const cross_entropy_inputs in(c);
                    const results usual = compute(c, in, nullptr, control_word());
                    for (const std::uint64_t word : unusual_control_words()) {
                        SCOPED_TRACE(word);
                        expect_same(usual, compute(c, in, nullptr, word));
                        foreign_threads threads(word);
                        expect_same(usual, compute(c, in, threads.get(), control_word()));
                        EXPECT_TRUE(threads.word_was_kept()) << "a task changed the mode of its thread";
                        EXPECT_TRUE(batch < 1000 || threads.calls() > 0) << "the executor was not used";
                    }
                }
            }
        }
    });
}

} // namespace
} // namespace simdloss_test
