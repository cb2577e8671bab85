// Bad arguments of the focal loss and Poly-1 of class indices, and of gradient_hessian: each its own status, a message that
// names the argument, and no output byte touched.

#include "support/class_loss.hpp"
#include "support/entry_points.hpp"

namespace simdloss_test {
namespace {

constexpr std::int64_t batch = 3, classes = 4, inner = 2, rows = 6, elements = 24;
constexpr auto f32 = SIMDLOSS_F32;
constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();

template <class Loss> std::vector<entry_point<typename Loss::desc>> entry_points(const char *weight) {
    using desc_type = typename Loss::desc;
    constexpr auto &f = Loss::functions;
    desc_type desc;
    f.init(&desc, sizeof desc);
    desc.batch = batch;
    desc.classes = classes;
    desc.inner = inner;
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    constexpr auto in = role::input, maybe = role::optional_input, out = role::optional_output, must = role::output;
    const slot logits{"logits", f32, elements, in}, target{"target", SIMDLOSS_I64, rows, in};
    const slot weights{weight, f32, classes, maybe}, row_weight{"row_weight", f32, rows, maybe};
    const slot saved{"row_stats", f32, 2 * rows, maybe}, upstream{"grad_loss", f32, rows, maybe};
    const slot loss{"loss", f32, rows, out}, stats{"row_stats", f32, 2 * rows, out};
    std::vector<entry_point<desc_type>> points = {
        {"forward", desc, {logits, target, weights, row_weight, loss, stats},
            [](auto *d, auto *e, auto &a) { return f.forward(d, e, a[0], a[1], a[2], a[3], a[4], a[5]); }},
        {"backward", desc,
            {logits, target, weights, row_weight, saved, upstream, {"grad_logits", f32, elements, must, "logits"}},
            [](auto *d, auto *e, auto &a) { return f.backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]); }},
        {"forward_backward", desc,
            {logits, target, weights, row_weight, upstream, loss, {"grad_logits", f32, elements, out, "logits"}},
            [](auto *d, auto *e, auto &a) {
                return f.forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
            }},
    };
    for (const auto &point : points) {
        expect_everything_is_checked(point);
        expect_error(point, SIMDLOSS_STATUS_TARGET, "target[2]",
            [](auto &c) { c.buffers[c.find("target")].set_index(2, classes); });
    }
    return points;
}

// Of gradient_hessian, which does not look at accumulate.
template <class Loss> entry_point<typename Loss::desc> hessian_point(const char *weight) {
    typename Loss::desc desc;
    Loss::functions.init(&desc, sizeof desc);
    desc.batch = batch;
    desc.classes = classes;
    desc.inner = inner;
    constexpr auto in = role::input, maybe = role::optional_input, must = role::output;
    return {"gradient_hessian", desc,
        {{"logits", f32, elements, in}, {"target", SIMDLOSS_I64, rows, in}, {weight, f32, classes, maybe},
            {"row_weight", f32, rows, maybe}, {"gradient", f32, elements, must}, {"hessian", f32, elements, must}},
        [](auto *d, auto *e, auto &a) {
            return Loss::functions.gradient_hessian(d, e, a[0], a[1], a[2], a[3], a[4], a[5]);
        }};
}

template <class Loss> void expect_hessian_is_checked(const entry_point<typename Loss::desc> &point) {
    using desc = typename Loss::desc;
    spoilable_call<desc> good(point);
    ASSERT_EQ(good.run(), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    expect_pointers_are_checked(point);
    expect_frame_is_checked(point);
    expect_options_are_checked(point);
    expect_range(point, "hessian_scale", &desc::hessian_scale, {nan, 0.0, -1.0, inf});
    expect_range(point, "hessian_floor", &desc::hessian_floor, {nan, -1.0, inf});
    expect_error(
        point, SIMDLOSS_STATUS_TARGET, "target[2]", [](auto &c) { c.buffers[c.find("target")].set_index(2, -1); });
    for (const std::size_t input : {1, 2, 3, 4}) {
        expect_error(point, SIMDLOSS_STATUS_ALIAS, "hessian", [=](auto &c) { c.arguments[input] = c.arguments[5]; });
    }
    expect_error(point, SIMDLOSS_STATUS_ALIAS, "hessian", [](auto &c) { c.arguments[0] = c.arguments[5]; });
    expect_error(point, SIMDLOSS_STATUS_ALIAS, "gradient",
        [](auto &c) { c.arguments[0] = static_cast<std::byte *>(c.arguments[4]) + 1; });
}

TEST(bad_class_loss, focal) {
    using desc = softmax_focal::desc;
    for (const auto &point : entry_points<softmax_focal>("class_alpha")) {
        expect_range(point, "gamma", &desc::gamma, {nan, -0.001, inf});
        expect_range(point, "alpha", &desc::alpha, {nan, -1.0, inf});
        expect_range(point, "probability_clip", &desc::probability_clip, {nan, -1e-9, 0.5, inf});
        expect_range(point, "hessian_scale", &desc::hessian_scale, {nan, 0.0, -1.0, inf});
        expect_range(point, "hessian_floor", &desc::hessian_floor, {nan, -1.0, inf});
    }
    const auto hessian = hessian_point<softmax_focal>("class_alpha");
    expect_hessian_is_checked<softmax_focal>(hessian);
    expect_range(hessian, "label_smoothing", &desc::label_smoothing, {0.1});
    expect_range(hessian, "probability_clip", &desc::probability_clip, {1e-7});
}

TEST(bad_class_loss, poly1) {
    for (const auto &point : entry_points<poly1_cross_entropy>("class_weight")) {
        expect_range(point, "epsilon", &poly1_cross_entropy::desc::epsilon, {nan, inf, -inf});
    }
}

TEST(bad_class_loss, hessian_of_cross_entropy) {
    using desc = simdloss_cross_entropy_desc;
    const auto point = hessian_point<plain_cross_entropy>("class_weight");
    expect_hessian_is_checked<plain_cross_entropy>(point);
    expect_range(point, "z_loss", &desc::z_loss, {1e-4});
    expect_range(point, "softcap", &desc::softcap, {30.0});
    expect_range(point, "temperature", &desc::temperature, {2.0});
    expect_error(point, SIMDLOSS_STATUS_OPTION, "total_classes", [](auto &c) { c.desc.total_classes = 9; });
}

} // namespace
} // namespace simdloss_test
