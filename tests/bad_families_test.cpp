// Bad arguments of probability targets, NLL, divergences, token statistics and sharded rows: each its own status, a
// message that names the argument, and no output byte touched. bad_input_test.cpp goes deeper, for one family.

#include "support/entry_points.hpp"
#include "support/shards.hpp"

#include <simdloss.h>

namespace simdloss_test {
namespace {

// [3, 4, 2], unreduced; everything that may be there is.
constexpr std::int64_t batch = 3, classes = 4, inner = 2, rows = 6, elements = 24;
constexpr auto f32 = SIMDLOSS_F32;
constexpr auto in = role::input, maybe = role::optional_input, out = role::optional_output, must = role::output;

template <class Desc> Desc make_desc(simdloss_status (*init)(Desc *, std::size_t)) {
    Desc desc;
    init(&desc, sizeof desc);
    desc.batch = batch;
    desc.classes = classes;
    if constexpr (requires { desc.inner; }) desc.inner = inner;
    if constexpr (requires { desc.reduction; }) desc.reduction = SIMDLOSS_REDUCTION_NONE;
    return desc;
}

const slot weights[] = {{"class_weight", f32, classes, maybe}, {"row_weight", f32, rows, maybe}};
const slot saved = {"row_stats", f32, 2 * rows, maybe}, upstream = {"grad_loss", f32, rows, maybe};
const slot logits = {"logits", f32, elements, in}, soft_target = {"target", f32, elements, in};
const slot target = {"target", SIMDLOSS_I64, rows, in}, loss = {"loss", f32, rows, out};
const slot stats = {"row_stats", f32, 2 * rows, out};
const slot grad_logits = {"grad_logits", f32, elements, out, "logits"};
const slot grad_target = {"grad_target", f32, elements, out, "target"};

slot required(slot s) {
    s.what = must;
    return s;
}

TEST(bad_families, soft_cross_entropy) {
    using point = entry_point<simdloss_soft_cross_entropy_desc>;
    const auto desc = make_desc(simdloss_soft_cross_entropy_desc_init);
    const point points[] = {
        {"forward", desc, {logits, soft_target, weights[0], weights[1], loss, stats},
            [](auto *d, auto *e, auto &a) {
                return simdloss_soft_cross_entropy_forward(d, e, a[0], a[1], a[2], a[3], a[4], a[5]);
            }},
        {"backward", desc, {logits, soft_target, weights[0], weights[1], saved, upstream, grad_logits, grad_target},
            [](auto *d, auto *e, auto &a) {
                return simdloss_soft_cross_entropy_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
            }},
        {"forward_backward", desc,
            {logits, soft_target, weights[0], weights[1], upstream, loss, grad_logits, grad_target},
            [](auto *d, auto *e, auto &a) {
                return simdloss_soft_cross_entropy_forward_backward(
                    d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
            }},
    };
    for (const point &each : points) expect_everything_is_checked(each);
}

// Of several bad targets the first is named, with its value.
template <class Desc> void expect_targets_are_checked(const entry_point<Desc> &point) {
    for (const std::int64_t bad : {std::int64_t{-1}, classes, INT64_MAX, INT64_MIN}) {
        const auto spoil = [&](spoilable_call<Desc> &c) {
            buffer &indices = c.buffers[c.find("target")];
            indices.set_index(3, bad);
            indices.set_index(5, -7);
        };
        expect_error(point, SIMDLOSS_STATUS_TARGET, "target[3]", spoil);
        expect_error(point, SIMDLOSS_STATUS_TARGET, std::to_string(bad), spoil);
    }
}

TEST(bad_families, nll) {
    using point = entry_point<simdloss_nll_desc>;
    const auto desc = make_desc(simdloss_nll_desc_init);
    const slot log_prob = {"log_prob", f32, elements, in};
    const slot grad = {"grad_log_prob", f32, elements, out, "log_prob"};
    const point points[] = {
        {"forward", desc, {log_prob, target, weights[0], weights[1], required(loss)},
            [](auto *d, auto *e, auto &a) { return simdloss_nll_forward(d, e, a[0], a[1], a[2], a[3], a[4]); }},
        {"backward", desc, {target, weights[0], weights[1], upstream, required(grad)},
            [](auto *d, auto *e, auto &a) { return simdloss_nll_backward(d, e, a[0], a[1], a[2], a[3], a[4]); }},
        {"forward_backward", desc, {log_prob, target, weights[0], weights[1], upstream, loss, grad},
            [](auto *d, auto *e, auto &a) {
                return simdloss_nll_forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
            }},
    };
    for (const point &each : points) {
        expect_everything_is_checked(each);
        expect_targets_are_checked(each);
    }
}

TEST(bad_families, kl_divergence) {
    using point = entry_point<simdloss_kl_divergence_desc>;
    const auto desc = make_desc(simdloss_kl_divergence_desc_init);
    const slot log_prob = {"log_prob", f32, elements, in}, element_loss = {"loss", f32, elements, out};
    const slot grad = {"grad_log_prob", f32, elements, out, "log_prob"};
    const slot element_upstream = {"grad_loss", f32, elements, maybe};
    const point points[] = {
        {"forward", desc, {log_prob, soft_target, weights[1], required(element_loss)},
            [](auto *d, auto *e, auto &a) { return simdloss_kl_divergence_forward(d, e, a[0], a[1], a[2], a[3]); }},
        {"backward", desc, {log_prob, soft_target, weights[1], element_upstream, grad, grad_target},
            [](auto *d, auto *e, auto &a) {
                return simdloss_kl_divergence_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5]);
            }},
        {"forward_backward", desc,
            {log_prob, soft_target, weights[1], element_upstream, element_loss, grad, grad_target},
            [](auto *d, auto *e, auto &a) {
                return simdloss_kl_divergence_forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
            }},
    };
    for (const point &each : points) expect_everything_is_checked(each);
}

TEST(bad_families, distillation) {
    using point = entry_point<simdloss_distillation_desc>;
    const auto desc = make_desc(simdloss_distillation_desc_init);
    const slot student = {"student", f32, elements, in}, teacher = {"teacher", f32, elements, in};
    const slot by_student = {"grad_student", f32, elements, out, "student"};
    const slot by_teacher = {"grad_teacher", f32, elements, out, "teacher"};
    const slot five = {"row_stats", f32, 5 * rows, out}, saved_five = {"row_stats", f32, 5 * rows, maybe};
    const point points[] = {
        {"forward", desc, {student, teacher, weights[1], loss, five},
            [](auto *d, auto *e, auto &a) {
                return simdloss_distillation_forward(d, e, a[0], a[1], a[2], a[3], a[4]);
            }},
        {"backward", desc, {student, teacher, weights[1], saved_five, upstream, by_student, by_teacher},
            [](auto *d, auto *e, auto &a) {
                return simdloss_distillation_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
            }},
        {"forward_backward", desc, {student, teacher, weights[1], upstream, loss, by_student, by_teacher},
            [](auto *d, auto *e, auto &a) {
                return simdloss_distillation_forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
            }},
    };
    for (const point &each : points) expect_everything_is_checked(each);
}

TEST(bad_families, token) {
    using point = entry_point<simdloss_token_desc>;
    auto desc = make_desc(simdloss_token_desc_init); // [3, 4], two choices
    desc.choices = 2;
    const slot x = {"logits", f32, 12, in}, grad = {"grad_logits", f32, 12, must, "logits"};
    const auto index = [](void *data) { return static_cast<std::int64_t *>(data); };
    const point points[] = {
        {"forward", desc,
            {x, target, {"log_prob", f32, 6, out}, {"entropy", f32, 3, out}, {"argmax", SIMDLOSS_I64, 3, out},
                {"rank", SIMDLOSS_I64, 3, out}, {"row_stats", f32, 6, out}},
            [&](auto *d, auto *e, auto &a) {
                return simdloss_token_forward(d, e, a[0], a[1], a[2], a[3], index(a[4]), index(a[5]), a[6]);
            }},
        {"backward", desc,
            {x, target, {"row_stats", f32, 6, maybe}, {"entropy", f32, 3, maybe}, {"grad_log_prob", f32, 6, maybe},
                {"grad_entropy", f32, 3, maybe}, grad},
            [](auto *d, auto *e, auto &a) {
                return simdloss_token_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
            }},
    };
    for (const point &each : points) {
        expect_everything_is_checked(each);
        expect_targets_are_checked(each);
        expect_error(each, SIMDLOSS_STATUS_SHAPE, "choices", [](auto &c) { c.desc.choices = -1; });
        expect_error(each, SIMDLOSS_STATUS_SHAPE, "", [](auto &c) { c.desc.choices = INT64_MAX; });
    }
    expect_error(points[1], SIMDLOSS_STATUS_NULL_POINTER, "grad_log_prob",
        [](auto &c) { c.arguments[4] = c.arguments[5] = nullptr; });
}

// ---- Sharded rows: [6, 4] of 9 classes, from class 3 ----

void fill_records(buffer &data) {
    for (std::int64_t r = 0; r < rows; ++r) {
        record each{};
        each.maximum = each.target_logit = 0.5;
        each.columns = 9;
        each.hits = 1;
        std::memcpy(
            static_cast<std::byte *>(data.data()) + r * static_cast<std::int64_t>(sizeof each), &each, sizeof each);
    }
}
constexpr std::int64_t record_words = rows * static_cast<std::int64_t>(sizeof(record)) / 8;

simdloss_cross_entropy_desc shard_desc() {
    auto desc = make_desc(simdloss_cross_entropy_desc_init);
    desc.batch = rows;
    desc.inner = 1;
    desc.first_class = 3;
    desc.total_classes = 9;
    return desc;
}

std::vector<entry_point<simdloss_cross_entropy_desc>> shard_functions() {
    const slot all_weights = {"class_weight", f32, 9, maybe};
    slot required_stats = saved;
    required_stats.what = in;
    const slot given = {"records", SIMDLOSS_I64, record_words, in, nullptr, fill_records};
    const auto records_in = [](void *data) { return static_cast<record *>(data); };
    return {
        {"partial", shard_desc(), {logits, target, all_weights, {"records", SIMDLOSS_I64, record_words, must}},
            [=](auto *d, auto *e, auto &a) {
                return simdloss_cross_entropy_partial(d, e, a[0], a[1], a[2], records_in(a[3]));
            }},
        {"finish", shard_desc(), {given, target, all_weights, weights[1], loss, stats},
            [=](auto *d, auto *e, auto &a) {
                return simdloss_cross_entropy_finish(d, e, records_in(a[0]), a[1], a[2], a[3], a[4], a[5]);
            }},
        {"backward", shard_desc(),
            {logits, target, all_weights, weights[1], required_stats, upstream, required(grad_logits)},
            [](auto *d, auto *e, auto &a) {
                return simdloss_cross_entropy_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
            }},
    };
}

TEST(bad_families, shards) {
    using call = spoilable_call<simdloss_cross_entropy_desc>;
    constexpr auto shape_error = SIMDLOSS_STATUS_SHAPE;
    for (const auto &each : shard_functions()) {
        expect_everything_is_checked(each);
        expect_error(each, shape_error, "inner", [](call &c) {
            c.desc.inner = 2;
            c.desc.batch = 3;
        });
        expect_error(each, shape_error, "first_class", [](call &c) { c.desc.first_class = -1; });
        expect_error(each, shape_error, "first_class", [](call &c) { c.desc.first_class = 6; });
        expect_error(each, shape_error, "first_class", [](call &c) { c.desc.first_class = INT64_MAX; });
        expect_error(each, shape_error, "total_classes", [](call &c) { c.desc.total_classes = -1; });
        expect_error(
            each, SIMDLOSS_STATUS_TARGET, "target[2]", [](call &c) { c.buffers[c.find("target")].set_index(2, 9); });
    }
    // A class range is for these functions alone, and backward without one has none.
    float x[9] = {}, value = 7, grad[9];
    const std::int64_t y = 3;
    auto desc = shard_desc();
    desc.batch = 1;
    EXPECT_EQ(simdloss_cross_entropy_forward(&desc, nullptr, x, &y, nullptr, nullptr, &value, nullptr),
        SIMDLOSS_STATUS_OPTION);
    EXPECT_NE(std::string(simdloss_last_error()).find("total_classes"), std::string::npos) << simdloss_last_error();
    EXPECT_EQ(simdloss_cross_entropy_forward_backward(&desc, nullptr, x, &y, nullptr, nullptr, nullptr, &value, grad),
        SIMDLOSS_STATUS_OPTION);
    record one{};
    desc.total_classes = 0;
    desc.first_class = 0;
    EXPECT_EQ(simdloss_cross_entropy_partial(&desc, nullptr, x, &y, nullptr, &one), SIMDLOSS_STATUS_OPTION);
    EXPECT_EQ(value, 7);
}

// Records that are not of whole rows; the lowest such row is named.
TEST(bad_families, records_that_do_not_add_up) {
    using call = spoilable_call<simdloss_cross_entropy_desc>;
    const auto finish_point = shard_functions()[1];
    const auto expect = [&](simdloss_status status, const char *word, std::int64_t row, auto change) {
        const auto spoil = [&](call &c) {
            auto *all = static_cast<record *>(c.arguments[0]);
            change(all[row]);
            all[5].columns = 1;
            c.buffers[1].set_index(0, -100);
            all[0] = record(); // an ignored row's is not looked at
        };
        expect_error(finish_point, status, word, spoil);
        expect_error(finish_point, status, "[" + std::to_string(row) + "]", spoil);
    };
    constexpr auto shape_error = SIMDLOSS_STATUS_SHAPE, target_error = SIMDLOSS_STATUS_TARGET;
    expect(shape_error, "8", 3, [](record &r) { r.columns = 8; });
    expect(shape_error, "10", 3, [](record &r) { r.columns = 10; });
    expect(shape_error, "columns", 2, [](record &r) { r.columns = 0; });
    expect(shape_error, "columns", 2, [](record &r) { r.columns = INT64_MIN; });
    expect(target_error, "target", 4, [](record &r) { r.hits = 0; });
    expect(target_error, "target", 4, [](record &r) { r.hits = 2; });
    expect(target_error, "target", 1, [](record &r) { r.hits = -1; });
}

TEST(bad_families, merge) {
    record a[2] = {}, b[2] = {};
    a[0].columns = b[0].columns = INT64_MAX; // malformed, and no worse than that
    a[0].hits = b[0].hits = INT32_MAX;
    a[0].chunks = b[0].chunks = INT64_MAX;
    a[0].top = b[1].rest.part[2] = 1e300;
    a[0].rest.exponent = a[0].top_exponent = a[1].logits.exponent = INT64_MAX;
    b[0].rest.exponent = b[0].weights.exponent = a[1].top_exponent = INT64_MIN;
    a[1].columns = b[1].columns = a[1].chunks = 1;
    a[1].maximum = 3e300;
    a[1].rest.part[0] = 1e-310;
    const auto expect = [&](simdloss_status status, std::int64_t count, const record *from, record *into) {
        EXPECT_EQ(simdloss_cross_entropy_merge(count, from, into), status) << simdloss_last_error();
    };
    expect(SIMDLOSS_STATUS_NULL_POINTER, 2, nullptr, b);
    expect(SIMDLOSS_STATUS_NULL_POINTER, 2, a, nullptr);
    expect(SIMDLOSS_STATUS_SHAPE, -1, a, b);
    expect(SIMDLOSS_STATUS_SHAPE, INT64_MAX, a, b);
    expect(SIMDLOSS_STATUS_ALIAS, 2, b, b);
    expect(SIMDLOSS_STATUS_ALIAS, 2, b + 1, b);
    expect(SIMDLOSS_STATUS_OK, 0, nullptr, nullptr);
    expect(SIMDLOSS_STATUS_OK, 2, a, b);
}

} // namespace
} // namespace simdloss_test
