// The focal loss and Poly-1 of class indices against the oracle, and diagonal Hessians of losses of class indices, for
// every instruction set.

#include "support/class_loss.hpp"
#include "support/entry_points.hpp"

namespace simdloss_test {
namespace {

class class_loss : public each_isa {};

template <class Loss> std::vector<factor<class_loss_case<Loss>>> common_factors() {
    using desc = typename Loss::desc;
    using c = class_loss_case<Loss>;
    return {
        layouts<c>(),
        strides<c>(),
        finite_kinds<c>(),
        dtypes<c>(&desc::dtype),
        target_dtypes<c>(&desc::target_dtype),
        reductions<c>(&desc::reduction),
        denominators<c>(&desc::denominator),
        field<c>("empty_mean", &desc::empty_mean, {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}),
        ignore_indices<c>(),
        field<c>("label_smoothing", &desc::label_smoothing, {0.0, 0.1, 1.0}),
        field<c>("mean_denominator", &desc::mean_denominator, {0.0, 12.5}),
        flag("class_weight", &c::class_weight, false),
        flag("row_weight", &c::row_weight, false),
        flag("grad_loss", &c::grad_loss, false),
        flag("saved_stats", &c::saved_stats, true),
        gradients<c>(),
        placement_factor<c>(),
    };
}

std::vector<factor<class_loss_case<softmax_focal>>> focal_factors() {
    using desc = softmax_focal::desc;
    using c = class_loss_case<softmax_focal>;
    auto factors = common_factors<softmax_focal>();
    factors.push_back(field<c>("gamma", &desc::gamma, {2.0, 0.0, 0.5, 1.0, 3.7}));
    factors.push_back(field<c>("alpha", &desc::alpha, {1.0, 0.25, 0.0}));
    factors.push_back(field<c>("probability_clip", &desc::probability_clip, {0.0, 1e-7, 0.01}));
    return factors;
}

std::vector<factor<class_loss_case<poly1_cross_entropy>>> poly1_factors() {
    using desc = poly1_cross_entropy::desc;
    using c = class_loss_case<poly1_cross_entropy>;
    auto factors = common_factors<poly1_cross_entropy>();
    factors.push_back(field<c>("epsilon", &desc::epsilon, {1.0, 0.0, 2.0, -0.9, 8.0}));
    return factors;
}

TEST_P(class_loss, focal_each_option_alone) { check_each_alone(focal_factors()); }
TEST_P(class_loss, focal_every_pair_of_options) { check_every_pair(focal_factors()); }
TEST_P(class_loss, poly1_each_option_alone) { check_each_alone(poly1_factors()); }
TEST_P(class_loss, poly1_every_pair_of_options) { check_every_pair(poly1_factors()); }

TEST_P(class_loss, every_type_layout_and_length) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const double smoothing : {0.0, 0.1}) {
            check_sizes<class_loss_case<softmax_focal>>(dtype, [=](auto &c) { c.desc.label_smoothing = smoothing; });
        }
        check_sizes<class_loss_case<poly1_cross_entropy>>(dtype, [](auto &) {});
    }
}

template <class Loss, class Set> void check_values(Set set) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            for (const auto &[batch, classes, inner] : {std::tuple{7, 37, 1}, {2, 11, 9}, {40, 5, 1}, {2, 4100, 1}}) {
                class_loss_case<Loss> c(dtype, batch, classes, inner);
                c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                c.kind = kind;
                set(c);
                check(c);
                c.gradient = gradient_goes::in_place;
                check(c);
            }
        }
    }
}

TEST_P(class_loss, focal_every_kind_of_value) {
    for (const double smoothing : {0.0, 0.1}) {
        for (const double gamma : {2.0, 0.3}) {
            check_values<softmax_focal>([=](auto &c) {
                c.desc.gamma = gamma;
                c.desc.label_smoothing = smoothing;
            });
        }
    }
}

TEST_P(class_loss, focal_with_clip_every_kind_of_value) {
    for (const double smoothing : {0.0, 0.1}) {
        check_values<softmax_focal>([=](auto &c) {
            c.desc.probability_clip = 1e-7;
            c.desc.label_smoothing = smoothing;
        });
    }
}

TEST_P(class_loss, poly1_every_kind_of_value) {
    for (const double smoothing : {0.0, 0.1}) {
        check_values<poly1_cross_entropy>([=](auto &c) { c.desc.label_smoothing = smoothing; });
    }
}

// p -> 0 and p -> 1 of the target: finite, and the limits themselves. PyTorch's own gradient of the formula is NaN there.
TEST_P(class_loss, focal_gradient_at_both_ends) {
    for (const double gamma : {0.0, 0.25, 0.5, 1.0, 2.0, 3.7}) {
        for (const double smoothing : {0.0, 0.1}) {
            for (const float gap : {0.0F, 20.0F, 90.0F, 200.0F, 1e5F, 1e30F}) {
                const float logits[4] = {gap, 0, 0, gap};
                const std::int64_t target[2] = {0, 0}; // right, then wrong
                float loss[2], grad[4];
                class_loss_case<softmax_focal> c(SIMDLOSS_F32, 2, 2);
                c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                c.desc.gamma = gamma;
                c.desc.label_smoothing = smoothing;
                ASSERT_EQ(simdloss_softmax_focal_forward_backward(
                              &c.desc, nullptr, logits, target, nullptr, nullptr, nullptr, loss, grad),
                    SIMDLOSS_STATUS_OK);
                for (const float g : grad) EXPECT_TRUE(std::isfinite(g)) << "gamma " << gamma << ", gap " << gap;
                if (smoothing > 0 || gap < 200) continue;
                EXPECT_EQ(loss[0], 0);
                EXPECT_EQ(grad[0], 0);
                EXPECT_EQ(loss[1], gap);
                EXPECT_EQ(grad[2], -1);
                EXPECT_EQ(grad[3], 1);
            }
        }
    }
}

// gamma 0 is cross-entropy, and so is epsilon 0, bit for bit; MEAN without alpha, since alpha is not in its denominator.
template <class Loss> void expect_cross_entropy_bits(class_loss_case<Loss> c) {
    for (const auto reduction : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}) {
        for (const bool weighted : {false, true}) {
            for (const double smoothing : {0.0, 0.1}) {
                c.desc.reduction = reduction;
                c.desc.label_smoothing = smoothing;
                c.class_weight = weighted;
                c.row_weight = c.grad_loss = weighted;
                auto plain = c.as_cross_entropy();
                SCOPED_TRACE(describe(c));
                const class_loss_inputs in(c);
                class_loss_outputs out(c), expected(c);
                ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK);
                ASSERT_EQ(backward(c, in, out), SIMDLOSS_STATUS_OK);
                if (reduction == SIMDLOSS_REDUCTION_MEAN && !weighted) plain.desc.denominator = 0;
                ASSERT_EQ(forward(plain, in, expected), SIMDLOSS_STATUS_OK);
                ASSERT_EQ(backward(plain, in, expected), SIMDLOSS_STATUS_OK);
                EXPECT_TRUE(same_bits(out.loss, expected.loss));
                EXPECT_TRUE(same_bits(out.row_stats, expected.row_stats));
                EXPECT_TRUE(same_bits(out.grad_logits, expected.grad_logits));
            }
        }
    }
}

TEST_P(class_loss, of_gamma_0_and_epsilon_0_is_cross_entropy) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : {values::normal, values::confident, values::minus_inf, values::nan}) {
            for (const auto &[batch, classes, inner] : {std::tuple{9, 77, 1}, {9, 777, 1}, {3, 10, 19}}) {
                class_loss_case<softmax_focal> focal(dtype, batch, classes, inner);
                focal.desc.gamma = 0;
                focal.kind = kind;
                expect_cross_entropy_bits(focal);
                class_loss_case<poly1_cross_entropy> poly1(dtype, batch, classes, inner);
                poly1.desc.epsilon = 0;
                poly1.kind = kind;
                expect_cross_entropy_bits(poly1);
            }
        }
    }
}

// A target that Keras' clip saturates: the loss of the clip, and no gradient for the row.
TEST_P(class_loss, saturated_rows_have_no_gradient) {
    const double logits[6] = {30, 0, 0, 30, 1, 0};
    const std::int64_t target[3] = {0, 0, 0};
    double loss[3], grad[6];
    class_loss_case<softmax_focal> c(SIMDLOSS_F64, 3, 2);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    c.desc.probability_clip = 1e-7;
    ASSERT_EQ(simdloss_softmax_focal_forward_backward(
                  &c.desc, nullptr, logits, target, nullptr, nullptr, nullptr, loss, grad),
        SIMDLOSS_STATUS_OK);
    EXPECT_NEAR(loss[0], 1e-14 * 1e-7, 1e-27);
    EXPECT_NEAR(loss[1], (1 - 2e-7) * -std::log(1e-7), 1e-12);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(grad[i], 0);
    EXPECT_LT(grad[4], 0);
    EXPECT_GT(grad[5], 0);
}

template <class Loss> void check_hessians(double smoothing) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            for (const shape &each : {shape{7, 37, 1}, {2, 11, 9}, {40, 5, 1}, {3, 300, 1}, {2, 140, 5}}) {
                class_loss_case<Loss> c(dtype, each.batch, each.classes, each.inner);
                c.kind = kind;
                c.desc.label_smoothing = smoothing;
                check_hessian(c);
                c.desc.batch_stride = c.layout().item() + 3;
                c.class_weight = c.row_weight = true;
                c.gradient = gradient_goes::in_place;
                c.desc.hessian_scale = 1.5;
                c.desc.hessian_floor = 1e-3;
                check_hessian(c);
            }
        }
    }
}

TEST_P(class_loss, hessian_of_cross_entropy) {
    check_hessians<plain_cross_entropy>(0);
    check_hessians<plain_cross_entropy>(0.1);
}
TEST_P(class_loss, hessian_of_focal) {
    check_hessians<softmax_focal>(0);
    for (const double gamma : {0.0, 0.5, 1.0, 3.7}) {
        for (const shape &each : {shape{60, 5, 1}, {9, 200, 1}}) {
            class_loss_case<softmax_focal> c(SIMDLOSS_F32, each.batch, each.classes);
            c.desc.gamma = gamma;
            check_hessian(c);
            c.kind = values::confident;
            check_hessian(c);
        }
    }
}

// The oracle's gradient is the derivative of its loss, and its Hessian that of the gradient.
template <class Loss> void check_oracle(class_loss_case<Loss> c) {
    SCOPED_TRACE(describe(c));
    c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
    c.class_weight = c.row_weight = true;
    const class_loss_inputs in(c);
    const auto input = oracle_input<long double>(c.as_cross_entropy(), in);
    const auto terms = Loss::template terms<long double>(c.desc);
    const auto alpha = static_cast<long double>(Loss::alpha(c.desc));
    const auto here = reference::class_terms(input, terms, alpha);
    std::vector<reference::measured<long double>> hessian;
    if constexpr (requires { c.desc.hessian_scale; }) {
        const long double none = -std::numeric_limits<double>::infinity();
        hessian = reference::class_terms_hessian<long double>(input, terms, alpha, 1, none);
    }
    constexpr long double step = 1e-5L;
    for (std::size_t i = 0; i < input.logits.size(); ++i) {
        if (std::isnan(input.logits[i])) continue; // an ignored row
        auto above = input, below = input;
        above.logits[i] += step;
        below.logits[i] -= step;
        const auto high = reference::class_terms(above, terms, alpha),
                   low = reference::class_terms(below, terms, alpha);
        EXPECT_NEAR(static_cast<double>(here.grad_logits[i].value),
            static_cast<double>((high.loss[0].value - low.loss[0].value) / (2 * step)), 1e-7);
        if (hessian.empty()) continue;
        EXPECT_NEAR(static_cast<double>(hessian[i].value),
            static_cast<double>((high.grad_logits[i].value - low.grad_logits[i].value) / (2 * step)), 1e-7);
    }
}

TEST(class_loss_oracle, is_its_own_derivative) {
    for (const double gamma : {0.0, 0.5, 1.0, 2.0, 3.7}) {
        class_loss_case<softmax_focal> c(SIMDLOSS_F64, 6, 5);
        c.desc.gamma = gamma;
        c.desc.alpha = 0.25;
        check_oracle(c);
    }
    class_loss_case<poly1_cross_entropy> poly1(SIMDLOSS_F64, 6, 5);
    poly1.desc.epsilon = 2;
    poly1.desc.label_smoothing = 0.2;
    check_oracle(poly1);
    class_loss_case<plain_cross_entropy> plain(SIMDLOSS_F64, 6, 5);
    plain.desc.label_smoothing = 0.1;
    check_oracle(plain);
}

// No rows, and rows that are all ignored.
TEST_P(class_loss, nothing_to_reduce) {
    const float logits[3] = {1, 2, 3};
    const std::int64_t ignored = -100;
    for (const std::int64_t batch : {0, 1}) {
        for (const double smoothing : {0.0, 0.1}) {
            class_loss_case<softmax_focal> c(SIMDLOSS_F32, batch, 3);
            c.desc.label_smoothing = smoothing;
            const auto loss_of = [&](simdloss_reduction reduction, std::int32_t empty_mean) {
                c.desc.reduction = reduction;
                c.desc.empty_mean = empty_mean;
                float loss = 7, grad[3] = {7, 7, 7};
                EXPECT_EQ(simdloss_softmax_focal_forward_backward(
                              &c.desc, nullptr, logits, &ignored, nullptr, nullptr, nullptr, &loss, grad),
                    SIMDLOSS_STATUS_OK);
                for (const float g : grad) EXPECT_EQ(g, batch == 0 ? 7 : 0);
                return loss;
            };
            EXPECT_EQ(loss_of(SIMDLOSS_REDUCTION_SUM, SIMDLOSS_EMPTY_MEAN_NAN), 0);
            EXPECT_TRUE(std::isnan(loss_of(SIMDLOSS_REDUCTION_MEAN, SIMDLOSS_EMPTY_MEAN_NAN)));
            EXPECT_EQ(loss_of(SIMDLOSS_REDUCTION_MEAN, SIMDLOSS_EMPTY_MEAN_ZERO), 0);
        }
    }
}

// ---- bad arguments

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

TEST(class_loss_bad_input, focal) {
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

TEST(class_loss_bad_input, poly1) {
    for (const auto &point : entry_points<poly1_cross_entropy>("class_weight")) {
        expect_range(point, "epsilon", &poly1_cross_entropy::desc::epsilon, {nan, inf, -inf});
    }
}

TEST(class_loss_bad_input, hessian_of_cross_entropy) {
    using desc = simdloss_cross_entropy_desc;
    const auto point = hessian_point<plain_cross_entropy>("class_weight");
    expect_hessian_is_checked<plain_cross_entropy>(point);
    expect_range(point, "z_loss", &desc::z_loss, {1e-4});
    expect_range(point, "softcap", &desc::softcap, {30.0});
    expect_range(point, "temperature", &desc::temperature, {2.0});
    expect_error(point, SIMDLOSS_STATUS_OPTION, "total_classes", [](auto &c) { c.desc.total_classes = 9; });
}

INSTANTIATE_TEST_SUITE_P(isa, class_loss, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
