// Functions as tables of their arguments, so that every argument of every function can be spoilt in the same way.
#pragma once

#include "../support.hpp"

#include <functional>
#include <optional>

namespace simdloss_test {

enum class role { input, optional_input, output, optional_output };

struct slot {
    const char *name;
    simdloss_dtype dtype;
    std::int64_t count;
    role what;
    const char *twin = nullptr; // of an output: the input that it may be exactly
    std::function<void(buffer &)> fill = nullptr;

    bool is_output() const { return what == role::output || what == role::optional_output; }
};

// The arguments after desc and executor, in order. `desc` is right in every way, and so are the buffers.
template <class Desc> struct entry_point {
    using function =
        std::function<simdloss_status(const Desc *, const simdloss_executor *, const std::vector<void *> &)>;
    const char *name;
    Desc desc;
    std::vector<slot> slots;
    function call;
};

template <class Desc> struct spoilable_call {
    explicit spoilable_call(const entry_point<Desc> &e) : point(e), desc(e.desc), desc_pointer(&desc) {
        for (const slot &each : e.slots) {
            buffers.emplace_back(each.dtype, each.count);
            if (each.fill) each.fill(buffers.back());
            else if (!each.is_output()) fill_small(buffers.back());
            arguments.push_back(buffers.back().data());
        }
    }
    simdloss_status run() const { return point.call(desc_pointer, executor, arguments); }
    bool nothing_written() const {
        for (std::size_t i = 0; i < buffers.size(); ++i) {
            if (point.slots[i].is_output() && !buffers[i].is_poisoned()) return false;
        }
        return true;
    }
    std::size_t find(const std::string &name) const {
        std::size_t i = 0;
        while (point.slots[i].name != name) ++i;
        return i;
    }

    const entry_point<Desc> &point;
    Desc desc;
    const Desc *desc_pointer;
    const simdloss_executor *executor = nullptr;
    std::vector<buffer> buffers;
    std::vector<void *> arguments;

private:
    // Probabilities, logits, weights and classes of 0.5 or 1 are all right.
    static void fill_small(buffer &data) {
        for (std::int64_t i = 0; i < data.count(); ++i) {
            if (data.dtype() >= SIMDLOSS_I64) data.set_index(i, 1);
            else data.set(i, 0.5);
        }
    }
};

template <class Desc, class Spoil>
void expect_error(const entry_point<Desc> &point, simdloss_status status, const std::string &word, Spoil spoil) {
    SCOPED_TRACE(std::string(point.name) + ", " + word);
    spoilable_call<Desc> call(point);
    spoil(call);
    const simdloss_status got = call.run();
    const std::string message = simdloss_last_error();
    EXPECT_STREQ(simdloss_status_name(got), simdloss_status_name(status)) << message;
    EXPECT_NE(message.find(word), std::string::npos) << "\"" << message << "\" does not name " << word;
    EXPECT_EQ(message.find('\n'), std::string::npos) << "more than one line";
    EXPECT_TRUE(call.nothing_written());
}

template <class Desc> void expect_pointers_are_checked(const entry_point<Desc> &point) {
    using call = spoilable_call<Desc>;
    expect_error(point, SIMDLOSS_STATUS_NULL_POINTER, "desc", [](call &c) { c.desc_pointer = nullptr; });
    std::string first_output;
    for (std::size_t i = 0; i < point.slots.size(); ++i) {
        const slot &each = point.slots[i];
        if (each.what == role::input || each.what == role::output) {
            expect_error(point, SIMDLOSS_STATUS_NULL_POINTER, each.name, [&](call &c) { c.arguments[i] = nullptr; });
        }
        if (each.is_output() && first_output.empty()) first_output = each.name;
    }
    expect_error(point, SIMDLOSS_STATUS_NULL_POINTER, first_output, [&](call &c) {
        for (std::size_t i = 0; i < point.slots.size(); ++i) {
            if (point.slots[i].is_output()) c.arguments[i] = nullptr;
        }
    });
}

// Every output over every other buffer: from the same address, or, over its twin, one byte off.
template <class Desc> void expect_overlaps_are_found(const entry_point<Desc> &point) {
    for (std::size_t o = 0; o < point.slots.size(); ++o) {
        const slot &output = point.slots[o];
        if (!output.is_output()) continue;
        for (std::size_t i = 0; i < point.slots.size(); ++i) {
            const bool is_twin = output.twin != nullptr && std::strcmp(output.twin, point.slots[i].name) == 0;
            if (i == o) continue;
            SCOPED_TRACE(std::string("with ") + point.slots[i].name);
            expect_error(point, SIMDLOSS_STATUS_ALIAS, output.name, [&](spoilable_call<Desc> &c) {
                c.arguments[i] = static_cast<std::byte *>(c.arguments[o]) + (is_twin ? 1 : 0);
            });
            if constexpr (requires(Desc d) { d.accumulate; }) {
                if (!is_twin) continue;
                expect_error(point, SIMDLOSS_STATUS_ALIAS, output.name, [&](spoilable_call<Desc> &c) {
                    c.arguments[i] = c.arguments[o];
                    c.desc.accumulate = 1;
                });
            }
        }
    }
}

// Shape, stride, types, and the desc and the executor themselves.
template <class Desc> void expect_frame_is_checked(const entry_point<Desc> &point) {
    using call = spoilable_call<Desc>;
    constexpr auto shape_error = SIMDLOSS_STATUS_SHAPE, option = SIMDLOSS_STATUS_OPTION;
    expect_error(point, shape_error, "batch", [](call &c) { c.desc.batch = -1; });
    expect_error(point, shape_error, "classes", [](call &c) { c.desc.classes = INT64_MIN; });
    expect_error(point, shape_error, "", [](call &c) { c.desc.batch = std::int64_t{1} << 61; });
    if constexpr (requires(Desc d) { d.inner; }) {
        expect_error(point, shape_error, "inner", [](call &c) { c.desc.inner = -1; });
    }
    expect_error(point, SIMDLOSS_STATUS_STRIDE, "batch_stride", [](call &c) { c.desc.batch_stride = 1; });
    for (const simdloss_dtype dtype : {0, 5, 16, -1}) {
        expect_error(point, SIMDLOSS_STATUS_DTYPE, "dtype", [=](call &c) { c.desc.dtype = dtype; });
    }
    if constexpr (requires(Desc d) { d.weight_axes; }) { // the target is of dtype or U8
        for (const simdloss_dtype dtype : {2, 17, 23}) {
            expect_error(point, SIMDLOSS_STATUS_DTYPE, "target_dtype", [=](call &c) { c.desc.target_dtype = dtype; });
        }
    } else if constexpr (requires(Desc d) { d.target_dtype; }) {
        for (const simdloss_dtype dtype : {0, 1, 23}) {
            expect_error(point, SIMDLOSS_STATUS_DTYPE, "target_dtype", [=](call &c) { c.desc.target_dtype = dtype; });
        }
    }
    expect_error(point, option, "size", [](call &c) { c.desc.size = 2; });
    const simdloss_executor broken{sizeof(simdloss_executor), 0, nullptr, nullptr};
    expect_error(point, SIMDLOSS_STATUS_EXECUTOR, "executor", [&](call &c) { c.executor = &broken; });
}

template <class Desc, class Field>
void expect_choice(const entry_point<Desc> &point, const char *name, Field Desc::*member, std::int32_t count) {
    for (const std::int32_t value : {-1, count}) {
        expect_error(point, SIMDLOSS_STATUS_OPTION, name,
            [=](spoilable_call<Desc> &c) { c.desc.*member = static_cast<Field>(value); });
    }
}
template <class Desc>
void expect_range(
    const entry_point<Desc> &point, const char *name, double Desc::*member, std::initializer_list<double> outside) {
    for (const double value : outside) {
        expect_error(point, SIMDLOSS_STATUS_OPTION, name, [=](spoilable_call<Desc> &c) { c.desc.*member = value; });
    }
}

// The options that a loss has, by their names.
template <class Desc> void expect_options_are_checked(const entry_point<Desc> &point) {
    constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    if constexpr (requires(Desc d) { d.reduction; }) {
        expect_choice(point, "reduction", &Desc::reduction, 3);
        expect_choice(point, "denominator", &Desc::denominator, 5);
        expect_choice(point, "empty_mean", &Desc::empty_mean, 2);
        expect_range(point, "mean_denominator", &Desc::mean_denominator, {nan, -1.0, inf});
    }
    expect_choice(point, "accumulate", &Desc::accumulate, 2);
    if constexpr (requires(Desc d) { d.class_reduction; }) {
        expect_choice(point, "class_reduction", &Desc::class_reduction, 3);
    }
    if constexpr (requires(Desc d) { d.log_target; }) {
        expect_choice(point, "log_target", &Desc::log_target, 2);
    }
    if constexpr (requires(Desc d) { d.weight_axes; }) {
        expect_choice(point, "weight_axes", &Desc::weight_axes, 8);
    }
    if constexpr (requires(Desc d) { d.squared_temperature; }) {
        expect_choice(point, "squared_temperature", &Desc::squared_temperature, 2);
    }
    if constexpr (requires(Desc d) { d.label_smoothing; }) {
        expect_range(point, "label_smoothing", &Desc::label_smoothing, {nan, -0.001, 1.001, inf});
    }
    if constexpr (requires(Desc d) { d.softcap; }) {
        expect_range(point, "softcap", &Desc::softcap, {nan, -1.0, inf});
    }
    if constexpr (requires(Desc d) { d.temperature; }) {
        expect_range(point, "temperature", &Desc::temperature, {nan, 0.0, -1.0, inf});
    }
}

template <class Desc> void expect_everything_is_checked(const entry_point<Desc> &point) {
    SCOPED_TRACE(point.name);
    spoilable_call<Desc> good(point);
    ASSERT_EQ(good.run(), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_FALSE(good.nothing_written());
    expect_pointers_are_checked(point);
    expect_overlaps_are_found(point);
    expect_frame_is_checked(point);
    expect_options_are_checked(point);
}

} // namespace simdloss_test
