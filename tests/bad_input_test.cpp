// Bad arguments of cross-entropy: each its own status, a message that names the argument, and no output byte touched.
// labels: threads

#include "support/cross_entropy.hpp"

#include <functional>

namespace simdloss_test {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A call that is right in every way, for a table row to spoil. [3, 4, 2], all arguments present.
struct cross_entropy_call {
    cross_entropy_call() {
        c.class_weight = c.row_weight = c.grad_loss = true;
        c.ignored_percent = 0;
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    }

    cross_entropy_case c{SIMDLOSS_F32, 3, 4, 2};
    cross_entropy_inputs in{[this] {
        cross_entropy_case full = c;
        full.class_weight = full.row_weight = full.grad_loss = true;
        full.ignored_percent = 0;
        full.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        return full;
    }()};
    buffer loss{SIMDLOSS_F32, 6}, row_stats{SIMDLOSS_F32, 12}, grad_logits{SIMDLOSS_F32, 24};
    std::int64_t kept = -7;
    double weight = -7;

    const simdloss_cross_entropy_desc *desc = &c.desc;
    const simdloss_executor *executor = nullptr;
    const void *logits = in.logits.data(), *target = in.target.data();
    const void *class_weight = in.class_weight->data(), *row_weight = in.row_weight->data();
    const void *saved_stats = nullptr, *grad_loss = in.grad_loss->data();
    void *loss_out = loss.data(), *stats_out = row_stats.data(), *grad_out = grad_logits.data();
    std::int64_t *kept_out = &kept;
    double *weight_out = &weight;

    bool nothing_written() const {
        return loss.is_poisoned() && row_stats.is_poisoned() && grad_logits.is_poisoned() && kept == -7 && weight == -7;
    }
};

struct function {
    unsigned bit;
    const char *name;
    simdloss_status (*call)(const cross_entropy_call &);
};
constexpr unsigned F = 1, B = 2, FB = 4, D = 8, losses = F | B | FB, all = losses | D;

const function functions[] = {
    {F, "forward",
        [](const cross_entropy_call &a) {
            return simdloss_cross_entropy_forward(
                a.desc, a.executor, a.logits, a.target, a.class_weight, a.row_weight, a.loss_out, a.stats_out);
        }},
    {B, "backward",
        [](const cross_entropy_call &a) {
            return simdloss_cross_entropy_backward(a.desc, a.executor, a.logits, a.target, a.class_weight, a.row_weight,
                a.saved_stats, a.grad_loss, a.grad_out);
        }},
    {FB, "forward_backward",
        [](const cross_entropy_call &a) {
            return simdloss_cross_entropy_forward_backward(a.desc, a.executor, a.logits, a.target, a.class_weight,
                a.row_weight, a.grad_loss, a.loss_out, a.grad_out);
        }},
    {D, "denominator",
        [](const cross_entropy_call &a) {
            return simdloss_cross_entropy_denominator(
                a.desc, a.executor, a.target, a.class_weight, a.row_weight, a.kept_out, a.weight_out);
        }},
};

using spoiler = std::function<void(cross_entropy_call &)>;

void expect_error(unsigned which, simdloss_status status, const std::string &word, const spoiler &spoil) {
    for (const function &f : functions) {
        if ((which & f.bit) == 0) continue;
        SCOPED_TRACE(std::string(f.name) + ", " + word);
        cross_entropy_call call;
        spoil(call);
        const simdloss_status got = f.call(call);
        EXPECT_STREQ(simdloss_status_name(got), simdloss_status_name(status)) << simdloss_last_error();
        const std::string message = simdloss_last_error();
        EXPECT_NE(message.find(word), std::string::npos) << "\"" << message << "\" does not name " << word;
        EXPECT_EQ(message.find('\n'), std::string::npos) << "more than one line";
        EXPECT_TRUE(call.nothing_written());
    }
}

template <class Value> spoiler set(Value simdloss_cross_entropy_desc::*member, Value value) {
    return [=](cross_entropy_call &call) { call.c.desc.*member = value; };
}

using desc = simdloss_cross_entropy_desc;

TEST(bad_input, the_unspoilt_call_is_good) {
    for (const function &f : functions) {
        cross_entropy_call call;
        EXPECT_EQ(f.call(call), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        EXPECT_FALSE(call.nothing_written());
    }
}

TEST(bad_input, null_pointers) {
    const auto status = SIMDLOSS_STATUS_NULL_POINTER;
    expect_error(all, status, "desc", [](auto &call) { call.desc = nullptr; });
    expect_error(losses, status, "logits", [](auto &call) { call.logits = nullptr; });
    expect_error(all, status, "target", [](auto &call) { call.target = nullptr; });
    expect_error(F, status, "loss", [](auto &call) { call.loss_out = call.stats_out = nullptr; });
    expect_error(B, status, "grad_logits", [](auto &call) { call.grad_out = nullptr; });
    expect_error(FB, status, "grad_logits", [](auto &call) { call.loss_out = call.grad_out = nullptr; });
    expect_error(D, status, "kept", [](auto &call) {
        call.kept_out = nullptr;
        call.weight_out = nullptr;
    });
}

TEST(bad_input, shapes) {
    const auto status = SIMDLOSS_STATUS_SHAPE;
    constexpr std::int64_t most = INT64_MAX;
    expect_error(all, status, "batch", set(&desc::batch, std::int64_t{-1}));
    expect_error(all, status, "classes", set(&desc::classes, std::int64_t{-1}));
    expect_error(all, status, "inner", set(&desc::inner, std::int64_t{-1}));
    expect_error(all, status, "batch", set(&desc::batch, std::int64_t{INT64_MIN}));
    // batch * inner, classes * inner, batch * classes * inner, and the bytes of the whole overflow in turn.
    for (const auto &[batch, classes, inner] : {std::tuple{most, std::int64_t{1}, std::int64_t{2}},
             {std::int64_t{1}, most, std::int64_t{2}}, {std::int64_t{1} << 31, std::int64_t{1} << 31, std::int64_t{4}},
             {std::int64_t{1} << 61, std::int64_t{1}, std::int64_t{1}}}) {
        expect_error(losses, status, "", [&, b = batch, c = classes, i = inner](auto &call) {
            call.c.desc.batch = b;
            call.c.desc.classes = c;
            call.c.desc.inner = i;
        });
    }
}

TEST(bad_input, strides) {
    for (const std::int64_t stride :
        {std::int64_t{7}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{-8}, INT64_MIN}) {
        expect_error(losses, SIMDLOSS_STATUS_STRIDE, "batch_stride", set(&desc::batch_stride, stride));
    }
    // A stride that takes the extent out of the address space is as wrong as a size that does: either name will do.
    for (const function &f : functions) {
        if (f.bit == D) continue;
        cross_entropy_call call;
        call.c.desc.batch_stride = INT64_MAX / 2 + 1;
        const simdloss_status got = f.call(call);
        EXPECT_TRUE(got == SIMDLOSS_STATUS_STRIDE || got == SIMDLOSS_STATUS_SHAPE) << got;
        EXPECT_TRUE(call.nothing_written());
    }
}

TEST(bad_input, types) {
    for (const simdloss_dtype dtype : {0, -1, 5, 15, 16, 22, 23, INT32_MAX}) {
        expect_error(losses, SIMDLOSS_STATUS_DTYPE, "dtype", set(&desc::dtype, dtype));
    }
    for (const simdloss_dtype dtype : {0, -1, 1, 2, 3, 4, 15, 23, INT32_MIN}) {
        expect_error(all, SIMDLOSS_STATUS_DTYPE, "target_dtype", set(&desc::target_dtype, dtype));
    }
}

TEST(bad_input, options) {
    const auto status = SIMDLOSS_STATUS_OPTION;
    for (const std::int32_t value : {-1, 3}) expect_error(losses, status, "reduction", set(&desc::reduction, value));
    for (const std::int32_t value : {-1, 5}) expect_error(all, status, "denominator", set(&desc::denominator, value));
    for (const std::int32_t value : {-1, 2}) expect_error(losses, status, "empty_mean", set(&desc::empty_mean, value));
    for (const std::int32_t value : {-1, 2}) expect_error(losses, status, "accumulate", set(&desc::accumulate, value));
    for (const double value : {nan, -0.001, 1.001, inf}) {
        expect_error(losses, status, "label_smoothing", set(&desc::label_smoothing, value));
    }
    for (const double value : {nan, -1e-9, inf}) expect_error(losses, status, "z_loss", set(&desc::z_loss, value));
    for (const double value : {nan, -1.0, inf}) expect_error(losses, status, "softcap", set(&desc::softcap, value));
    for (const double value : {nan, 0.0, -1.0, inf}) {
        expect_error(losses, status, "temperature", set(&desc::temperature, value));
    }
    for (const double value : {nan, -1.0}) {
        expect_error(losses, status, "mean_denominator", set(&desc::mean_denominator, value));
    }
}

// For every index type, both ends; of several bad rows the lowest is named, with its value.
TEST(bad_input, targets) {
    for (const simdloss_dtype dtype : index_dtypes) {
        for (const std::int64_t bad : {lowest_index(dtype), std::int64_t{-1}, std::int64_t{4}, highest_index(dtype)}) {
            if (bad < lowest_index(dtype) || (bad >= 0 && bad < 4)) continue;
            const auto spoil = [=](cross_entropy_call &call) {
                call.c.desc.target_dtype = dtype;
                buffer target(dtype, 6);
                for (std::int64_t r = 0; r < 6; ++r) target.set_index(r, r == 3 || r == 5 ? bad : 1);
                call.in.target = std::move(target);
                call.target = call.in.target.data();
            };
            expect_error(all, SIMDLOSS_STATUS_TARGET, std::to_string(bad), spoil);
            expect_error(all, SIMDLOSS_STATUS_TARGET, "target[3]", spoil);
        }
    }
    // -100 in an unsigned type is another number, and INT64_MIN as ignore_index ignores nothing.
    expect_error(all, SIMDLOSS_STATUS_TARGET, std::to_string(std::uint32_t(-100)), [](cross_entropy_call &call) {
        call.c.desc.target_dtype = SIMDLOSS_U32;
        call.in.target = buffer(SIMDLOSS_U32, 6);
        for (std::int64_t r = 0; r < 6; ++r) call.in.target.set_index(r, r == 2 ? -100 : 0);
        call.target = call.in.target.data();
    });
    expect_error(all, SIMDLOSS_STATUS_TARGET, std::to_string(INT64_MIN), [](cross_entropy_call &call) {
        call.c.desc.ignore_index = INT64_MIN;
        call.in.target.set_index(1, INT64_MIN);
    });
}

// Checked before anything else is done, wherever it stands in a large batch and whoever runs the tasks.
TEST(bad_input, target_in_a_large_batch) {
    cross_entropy_case c(SIMDLOSS_F32, 70000, 10);
    c.ignored_percent = 0;
    cross_entropy_inputs in(c);
    cross_entropy_outputs out(c);
    serial_executor serial;
    shuffling_executor shuffling(3);
    thread_executor threads(7);
    for (const auto &[first, second] : {std::pair{0, 69999}, {69998, 69999}, {255, 256}, {40001, 40002}}) {
        in.target.set_index(first, 10);
        in.target.set_index(second, -1);
        for (const simdloss_executor *executor :
            {static_cast<const simdloss_executor *>(nullptr), serial.get(), shuffling.get(), threads.get()}) {
            EXPECT_EQ(forward_backward(c, in, out, executor), SIMDLOSS_STATUS_TARGET);
            const std::string message = simdloss_last_error();
            EXPECT_NE(message.find("target[" + std::to_string(first) + "]"), std::string::npos) << message;
            EXPECT_TRUE(out.loss.is_poisoned());
            EXPECT_TRUE(out.grad_logits.is_poisoned());
        }
        in.target.set_index(first, 0);
        in.target.set_index(second, 0);
    }
}

TEST(bad_input, overlaps) {
    const auto status = SIMDLOSS_STATUS_ALIAS;
    const auto shifted = [](void *data, std::ptrdiff_t bytes) -> void * {
        return static_cast<std::byte *>(data) + bytes;
    };
    // Outputs over inputs; by all of the extent, or by its last or first byte.
    expect_error(B | FB, status, "grad_logits", [&](auto &call) { call.logits = shifted(call.grad_out, 4); });
    expect_error(B | FB, status, "grad_logits", [&](auto &call) { call.logits = shifted(call.grad_out, 95); });
    expect_error(B | FB, status, "grad_logits", [&](auto &call) { call.logits = shifted(call.grad_out, -95); });
    expect_error(B | FB, status, "grad_logits", [](auto &call) { call.target = call.grad_out; });
    expect_error(B | FB, status, "grad_logits", [](auto &call) { call.class_weight = call.grad_out; });
    expect_error(B | FB, status, "grad_logits", [](auto &call) { call.row_weight = call.grad_out; });
    expect_error(B | FB, status, "grad_logits", [](auto &call) { call.grad_loss = call.grad_out; });
    expect_error(B, status, "grad_logits", [&](auto &call) { call.saved_stats = shifted(call.grad_out, 8); });
    expect_error(F | FB, status, "loss", [](auto &call) { call.logits = call.loss_out; });
    expect_error(F | FB, status, "loss", [](auto &call) { call.target = call.loss_out; });
    expect_error(F | FB, status, "loss", [](auto &call) { call.row_weight = call.loss_out; });
    expect_error(FB, status, "loss", [](auto &call) { call.grad_loss = call.loss_out; });
    expect_error(F, status, "row_stats", [](auto &call) { call.logits = call.stats_out; });
    // Outputs over each other.
    expect_error(F, status, "loss", [&](auto &call) { call.loss_out = shifted(call.stats_out, 44); });
    expect_error(FB, status, "loss", [&](auto &call) { call.loss_out = shifted(call.grad_out, 92); });
    // In place is allowed, but not where the old gradient is needed; the logits are poison here, which is data.
    expect_error(B | FB, status, "grad_logits", [](auto &call) {
        call.logits = call.grad_out;
        call.c.desc.accumulate = 1;
    });
}

// What looks like an overlap but is none: neighbours, inputs that are shared, and extents that are empty.
TEST(bad_input, neighbours_are_not_overlaps) {
    cross_entropy_call call;
    buffer together(SIMDLOSS_F32, 24 + 6 + 24);
    auto *first = static_cast<float *>(together.data());
    std::memcpy(first, call.logits, 24 * sizeof(float));
    call.logits = first;
    call.loss_out = first + 24;
    call.grad_out = first + 30;
    call.row_weight = call.grad_loss;
    EXPECT_EQ(functions[2].call(call), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    cross_entropy_call empty;
    empty.c.desc.batch = 0;
    empty.loss_out = const_cast<void *>(empty.logits);
    EXPECT_EQ(functions[0].call(empty), SIMDLOSS_STATUS_OK) << simdloss_last_error();
}

} // namespace
} // namespace simdloss_test
