#include "runtime/token.hpp"

#include "runtime/isa.hpp"

#include <simdloss/token.h>

#include <cfloat>
#include <cinttypes>

using namespace simdloss::runtime;

namespace {

constexpr simdloss_token_desc defaults() {
    simdloss_token_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.target_dtype = SIMDLOSS_I64;
    desc.choices = 1;
    desc.ignore_index = -100;
    desc.temperature = 1;
    return desc;
}

struct arguments {
    const void *logits, *target, *row_stats_in, *entropy_in, *grad_log_prob, *grad_entropy;
    void *log_prob, *entropy;
    std::int64_t *argmax, *rank;
    void *row_stats, *grad_logits;
};

// The desc as the library has it, and the number of entries of target.
struct checked {
    simdloss_token_desc desc;
    std::size_t target_size;
    std::int64_t entries;
};

simdloss_status check_frame(
    const simdloss_token_desc *theirs, const simdloss_executor *executor, checked &c, token_call &call) {
    simdloss_token_desc &desc = c.desc;
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_target_dtype(desc.target_dtype, c.target_size));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    const auto finite_above = [](double x) { return x > 0 && x <= DBL_MAX; };
    SIMDLOSS_CHECK(check_option("desc.softcap", desc.softcap, desc.softcap == 0 || finite_above(desc.softcap),
        "0 (off) or positive, and finite"));
    SIMDLOSS_CHECK(
        check_option("desc.temperature", desc.temperature, finite_above(desc.temperature), "positive and finite"));
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    SIMDLOSS_CHECK(check_shape(desc.batch, desc.classes, 1, desc.batch_stride, size_of(call.dtype), call.shape));
    std::int64_t bytes;
    if (desc.choices < 0)
        return fail(
            SIMDLOSS_STATUS_SHAPE, "desc.choices is %" PRId64 "; it must not be negative", std::int64_t(desc.choices));
    if (__builtin_mul_overflow(desc.batch, desc.choices, &c.entries) ||
        __builtin_mul_overflow(c.entries, std::int64_t(8), &bytes))
        return fail(SIMDLOSS_STATUS_SHAPE, "desc.batch times desc.choices, %" PRId64 " times %" PRId64 ", is too large",
            std::int64_t(desc.batch), std::int64_t(desc.choices));
    return SIMDLOSS_STATUS_OK;
}

simdloss_status check_buffers(const checked &c, const arguments &a, const token_call &call) {
    const std::size_t element = size_of(call.dtype), acc = accumulator_size(call.dtype);
    const std::int64_t rows = call.shape.rows;
    buffers all;
    SIMDLOSS_CHECK(all.add("logits", a.logits, call.shape.elements, element, buffers::input));
    SIMDLOSS_CHECK(all.add("target", a.target, c.entries, c.target_size, buffers::input));
    SIMDLOSS_CHECK(all.add("row_stats", a.row_stats_in, 2 * rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("entropy", a.entropy_in, rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_log_prob", a.grad_log_prob, c.entries, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_entropy", a.grad_entropy, rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("log_prob", a.log_prob, c.entries, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("entropy", a.entropy, rows, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("argmax", a.argmax, rows, sizeof *a.argmax, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("rank", a.rank, rows, sizeof *a.rank, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("row_stats", a.row_stats, 2 * rows, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_logits", a.grad_logits, call.shape.elements, element, buffers::optional_output));
    if (c.desc.accumulate && a.grad_logits != nullptr && a.grad_logits == a.logits && call.shape.elements > 0)
        return fail(
            SIMDLOSS_STATUS_ALIAS, "grad_logits is logits, and desc.accumulate is 1: there is nothing to add to");
    return all.check_overlaps(a.grad_logits, a.logits);
}

simdloss_status token(const checked &c, const simdloss_executor *executor, const arguments &a, token_call &call) {
    const simdloss_token_desc &desc = c.desc;
    SIMDLOSS_CHECK(check_buffers(c, a, call));

    const float_environment environment;
    call.targets = {
        a.target, desc.target_dtype, desc.classes, desc.ignore_index, nullptr, nullptr, call.dtype == f64, false};
    target_counts counts;
    SIMDLOSS_CHECK(check_targets(call.targets, c.entries, executor, counts));
    call.targets.all_kept = counts.kept == c.entries;

    call.stats_in = a.row_stats_in;
    call.entropy_in = a.grad_entropy ? a.entropy_in : nullptr;
    call.grad_entropy = a.grad_entropy;
    call.entropy_out = a.entropy;
    call.argmax_out = a.argmax;
    call.rank_out = a.rank;
    call.stats_out = a.row_stats;

    token_args &args = call.args;
    args.logits = a.logits;
    args.grad_logits = a.grad_logits;
    args.layout = call.shape.layout;
    args.choices = desc.choices;
    args.grad_log_prob = c.entries > 0 ? a.grad_log_prob : nullptr;
    args.log_prob = c.entries > 0 ? a.log_prob : nullptr;
    args.softcap = desc.softcap;
    args.temperature = desc.temperature;
    args.accumulate = desc.accumulate != 0;
    args.stream = a.grad_logits != a.logits && !args.accumulate &&
                  worth_streaming(call.shape.elements * static_cast<std::int64_t>(size_of(call.dtype)));
    if (a.grad_logits != nullptr && call.shape.elements == 0) return SIMDLOSS_STATUS_OK;
    return run(call, executor);
}

} // namespace

extern "C" {

simdloss_status simdloss_token_desc_init(simdloss_token_desc *desc, size_t size) {
    return init_desc(desc, size, defaults());
}

simdloss_status simdloss_token_forward(const simdloss_token_desc *desc, const simdloss_executor *executor,
    const void *logits, const void *target, void *log_prob, void *entropy, int64_t *argmax, int64_t *rank,
    void *row_stats) {
    if (log_prob == nullptr && entropy == nullptr && argmax == nullptr && rank == nullptr && row_stats == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER,
            "log_prob, entropy, argmax, rank and row_stats are all NULL: no output is wanted");
    checked c;
    token_call call;
    SIMDLOSS_CHECK(check_frame(desc, executor, c, call));
    if (c.desc.choices == 0 && entropy == nullptr && argmax == nullptr && row_stats == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER,
            "entropy, argmax and row_stats are all NULL, and desc.choices is 0: no output is wanted");
    return token(c, executor,
        {logits, target, nullptr, nullptr, nullptr, nullptr, log_prob, entropy, argmax, rank, row_stats, nullptr},
        call);
}

simdloss_status simdloss_token_backward(const simdloss_token_desc *desc, const simdloss_executor *executor,
    const void *logits, const void *target, const void *row_stats, const void *entropy, const void *grad_log_prob,
    const void *grad_entropy, void *grad_logits) {
    if (grad_logits == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_logits is NULL: no output is wanted");
    if (grad_log_prob == nullptr && grad_entropy == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_log_prob and grad_entropy are both NULL: there is no gradient");
    checked c;
    token_call call;
    SIMDLOSS_CHECK(check_frame(desc, executor, c, call));
    return token(c, executor,
        {logits, target, row_stats, entropy, grad_log_prob, grad_entropy, nullptr, nullptr, nullptr, nullptr, nullptr,
            grad_logits},
        call);
}

} // extern "C"
