// Bad arguments of the hinge losses of rows: each its own status, a message that names the argument, and no output byte
// touched.

#include "support/entry_points.hpp"

#include <simdloss.h>

namespace simdloss_test {
namespace {

// [3, 4, 2], unreduced; [6, 4] with 2 labels a row.
constexpr std::int64_t classes = 4, rows = 6, elements = 24;
constexpr auto f32 = SIMDLOSS_F32;
constexpr auto in = role::input, maybe = role::optional_input, out = role::optional_output, must = role::output;

template <class Desc> Desc make_desc(simdloss_status (*init)(Desc *, std::size_t)) {
    Desc desc;
    init(&desc, sizeof desc);
    desc.batch = 3;
    desc.classes = classes;
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    if constexpr (requires { desc.inner; }) desc.inner = 2;
    else desc.batch = rows;
    if constexpr (requires { desc.labels; }) desc.labels = 2;
    return desc;
}

const slot input = {"input", f32, elements, in}, target = {"target", SIMDLOSS_I64, rows, in};
const slot class_weight = {"class_weight", f32, classes, maybe}, row_weight = {"row_weight", f32, rows, maybe};
const slot upstream = {"grad_loss", f32, rows, maybe}, loss = {"loss", f32, rows, out};
const slot grad = {"grad_input", f32, elements, out, "input"};

slot required(slot s) {
    s.what = must;
    return s;
}

template <class Desc> void expect_margin_is_checked(const entry_point<Desc> &point) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    expect_range(point, "margin", &Desc::margin, {std::numeric_limits<double>::quiet_NaN(), inf, -inf});
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

TEST(bad_hinge_rows, multi_margin) {
    using point = entry_point<simdloss_multi_margin_desc>;
    const auto desc = make_desc(simdloss_multi_margin_desc_init);
    const point points[] = {
        {"forward", desc, {input, target, class_weight, row_weight, required(loss)},
            [](auto *d, auto *e, auto &a) {
                return simdloss_multi_margin_forward(d, e, a[0], a[1], a[2], a[3], a[4]);
            }},
        {"backward", desc, {input, target, class_weight, row_weight, upstream, required(grad)},
            [](auto *d, auto *e, auto &a) {
                return simdloss_multi_margin_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5]);
            }},
        {"forward_backward", desc, {input, target, class_weight, row_weight, upstream, loss, grad},
            [](auto *d, auto *e, auto &a) {
                return simdloss_multi_margin_forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
            }},
    };
    for (const point &each : points) {
        expect_everything_is_checked(each);
        expect_targets_are_checked(each);
        expect_margin_is_checked(each);
        for (const std::int32_t p : {0, 3, -1})
            expect_error(each, SIMDLOSS_STATUS_OPTION, "desc.p", [=](auto &c) { c.desc.p = p; });
    }
}

TEST(bad_hinge_rows, categorical_hinge) {
    using point = entry_point<simdloss_categorical_hinge_desc>;
    const auto desc = make_desc(simdloss_categorical_hinge_desc_init);
    const point points[] = {
        {"forward", desc, {input, target, row_weight, required(loss)},
            [](auto *d, auto *e, auto &a) { return simdloss_categorical_hinge_forward(d, e, a[0], a[1], a[2], a[3]); }},
        {"backward", desc, {input, target, row_weight, upstream, required(grad)},
            [](auto *d, auto *e, auto &a) {
                return simdloss_categorical_hinge_backward(d, e, a[0], a[1], a[2], a[3], a[4]);
            }},
        {"forward_backward", desc, {input, target, row_weight, upstream, loss, grad},
            [](auto *d, auto *e, auto &a) {
                return simdloss_categorical_hinge_forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5]);
            }},
    };
    for (const point &each : points) {
        expect_everything_is_checked(each);
        expect_targets_are_checked(each);
        expect_margin_is_checked(each);
    }
}

TEST(bad_hinge_rows, multilabel_margin) {
    using point = entry_point<simdloss_multilabel_margin_desc>;
    const auto desc = make_desc(simdloss_multilabel_margin_desc_init);
    const slot labels = {"target", SIMDLOSS_I64, 2 * rows, in};
    const point points[] = {
        {"forward", desc, {input, labels, row_weight, required(loss)},
            [](auto *d, auto *e, auto &a) { return simdloss_multilabel_margin_forward(d, e, a[0], a[1], a[2], a[3]); }},
        {"backward", desc, {input, labels, row_weight, upstream, required(grad)},
            [](auto *d, auto *e, auto &a) {
                return simdloss_multilabel_margin_backward(d, e, a[0], a[1], a[2], a[3], a[4]);
            }},
        {"forward_backward", desc, {input, labels, row_weight, upstream, loss, grad},
            [](auto *d, auto *e, auto &a) {
                return simdloss_multilabel_margin_forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5]);
            }},
    };
    for (const point &each : points) {
        expect_everything_is_checked(each);
        expect_margin_is_checked(each);
        expect_error(each, SIMDLOSS_STATUS_SHAPE, "labels", [](auto &c) { c.desc.labels = -1; });
        expect_error(each, SIMDLOSS_STATUS_SHAPE, "labels", [](auto &c) { c.desc.labels = classes + 1; });
        for (const std::int64_t bad : {std::int64_t{-2}, classes, INT64_MAX, INT64_MIN}) {
            const auto spoil = [&](auto &c) {
                c.buffers[1].set_index(7, bad);
                c.buffers[1].set_index(11, -7);
            };
            expect_error(each, SIMDLOSS_STATUS_TARGET, "target[3][1]", spoil);
            expect_error(each, SIMDLOSS_STATUS_TARGET, std::to_string(bad), spoil);
            spoilable_call<simdloss_multilabel_margin_desc> after_padding(each);
            after_padding.buffers[1].set_index(6, -1);
            after_padding.buffers[1].set_index(7, bad);
            EXPECT_EQ(after_padding.run(), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        }
    }
}

// A bad target far behind, where threads look; of two the lower row.
TEST(bad_hinge_rows, lowest_row_of_many) {
    constexpr std::int64_t many = 200000;
    simdloss_multilabel_margin_desc desc;
    simdloss_multilabel_margin_desc_init(&desc, sizeof desc);
    desc.batch = many;
    desc.classes = 2;
    desc.labels = 1;
    const std::vector<float> x(2 * many);
    std::vector<std::int64_t> t(many);
    t[77777] = 2;
    t[199999] = -5;
    float result = 7;
    EXPECT_EQ(simdloss_multilabel_margin_forward(&desc, nullptr, x.data(), t.data(), nullptr, &result),
        SIMDLOSS_STATUS_TARGET);
    EXPECT_NE(std::string(simdloss_last_error()).find("target[77777][0] is 2"), std::string::npos)
        << simdloss_last_error();
    EXPECT_EQ(result, 7);
}

// In place a row has a most of targets: by the desc, whatever the rows hold.
TEST(bad_hinge_rows, too_many_labels_in_place) {
    simdloss_multilabel_margin_desc desc;
    simdloss_multilabel_margin_desc_init(&desc, sizeof desc);
    desc.batch = 1;
    desc.classes = SIMDLOSS_MULTILABEL_IN_PLACE + 1;
    std::vector<float> x(SIMDLOSS_MULTILABEL_IN_PLACE + 1, 0.5F);
    std::vector<std::int64_t> t(x.size(), -1);
    t[0] = 3;
    const auto backward = [&] {
        return simdloss_multilabel_margin_backward(&desc, nullptr, x.data(), t.data(), nullptr, nullptr, x.data());
    };
    EXPECT_EQ(backward(), SIMDLOSS_STATUS_ALIAS);
    EXPECT_NE(std::string(simdloss_last_error()).find("grad_input"), std::string::npos) << simdloss_last_error();
    EXPECT_EQ(x[3], 0.5F);
    desc.labels = SIMDLOSS_MULTILABEL_IN_PLACE;
    EXPECT_EQ(backward(), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_LT(x[3], 0);
}

} // namespace
} // namespace simdloss_test
