// The promises, for element-wise losses: the same bits for all threads, instruction sets, strides and placements, in
// place and out of place, and in any batch; nothing allocated in a call; bad arguments found before anything is written.
// labels: threads

#include "support/entry_points.hpp"
#include "support/focal.hpp"
#include "support/process_costs.hpp"
#include "support/regression.hpp"
#include "support/same_bits.hpp"

namespace simdloss_test {
namespace {

template <class Loss> class elements : public ::testing::Test {};
using losses = ::testing::Types<bce, probability_bce, sigmoid_focal, probability_focal, asymmetric, regression,
    poisson_nll, gaussian_nll, hinge>;
TYPED_TEST_SUITE(elements, losses);

template <class Loss> void add(all_results &results, element_outputs<Loss> &out) {
    results.add("loss", std::move(out.loss));
    results.add("by_input", std::move(out.by_input));
    results.add("by_target", std::move(out.by_target));
    results.add("by_third", std::move(out.by_third));
}

template <class Loss>
all_results compute(const element_case<Loss> &c, const element_inputs<Loss> &in, const simdloss_executor *executor) {
    element_case<Loss> in_place = c;
    in_place.gradient = gradient_goes::in_place;
    element_outputs<Loss> separate(c), over_input(in_place);
    EXPECT_EQ(forward(c, in, separate, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_EQ(backward(c, in, separate, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_EQ(forward_backward(in_place, in, over_input, executor), SIMDLOSS_STATUS_OK);
    all_results results, others;
    add(results, separate);
    add(others, over_input);
    expect_same(results, others);
    return results;
}

TYPED_TEST(elements, same_bits_everywhere) {
    for (const simdloss_dtype dtype : float_dtypes) {
        if (slow_build && dtype != SIMDLOSS_F32) continue;
        for (const auto of_classes : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM}) {
            for (const shape &each : {shape{300, 403, 1}, {30000, 3, 1}, {2, 21, 1703}}) {
                element_case<TypeParam> c(dtype, each.batch, each.classes, each.inner);
                c.desc.class_reduction = of_classes;
                c.weight = c.grad_loss = true;
                const element_inputs<TypeParam> in(c);
                expect_same_everywhere([&](const auto *executor) { return compute(c, in, executor); });
            }
        }
    }
}

// A large result, which is streamed past the caches, at every alignment, and with gaps between batch items.
TYPED_TEST(elements, same_bits_for_every_stride_and_placement) {
    constexpr std::int64_t n = 2'200'003;
    std::optional<element_outputs<TypeParam>> first;
    for (const placement where : placements) {
        for (const std::int64_t gap : {0, 7}) {
            element_case<TypeParam> c(SIMDLOSS_F32, 2, n / 2);
            c.where = where;
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            c.desc.batch_stride = n / 2 + gap;
            const element_inputs<TypeParam> in(c);
            element_outputs<TypeParam> out(c);
            ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            EXPECT_TRUE(gaps_untouched(out.by_input, c.layout()));
            if (!first) {
                first.emplace(std::move(out));
                continue;
            }
            EXPECT_TRUE(same_bits(out.loss, first->loss));
            for (std::int64_t i = 0; i < c.layout().dense(); i += 1 + i % 3) {
                ASSERT_EQ(out.by_input.get(c.layout().offset(i)), first->by_input.get(i)) << "element " << i;
            }
        }
    }
}

// An element's numbers do not depend on where it stands, nor a row's on the others.
TYPED_TEST(elements, batch_invariant) {
    for (const simdloss_dtype dtype : float_dtypes) {
        element_case<TypeParam> c(dtype, 40, 123);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.desc.class_reduction = SIMDLOSS_REDUCTION_SUM;
        const element_inputs<TypeParam> in(c);
        element_outputs<TypeParam> out(c);
        ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
        element_case<TypeParam> one(dtype, 1, 123);
        one.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        one.desc.class_reduction = SIMDLOSS_REDUCTION_SUM;
        element_inputs<TypeParam> row(one);
        for (std::int64_t r = 0; r < 40; ++r) {
            for (std::int64_t k = 0; k < 123; ++k) {
                row.input.set(k, in.input.get(r * 123 + k));
                row.target.set(k, in.target.get(r * 123 + k));
                if (row.third) row.third->set(k, in.third->get(r * 123 + k));
            }
            element_outputs<TypeParam> alone(one);
            ASSERT_EQ(forward_backward(one, row, alone), SIMDLOSS_STATUS_OK);
            ASSERT_EQ(alone.loss.get(0), out.loss.get(r));
            for (std::int64_t k = 0; k < 123; ++k) ASSERT_EQ(alone.by_input.get(k), out.by_input.get(r * 123 + k));
        }
    }
}

TYPED_TEST(elements, nothing_is_allocated) {
    if (!SIMDLOSS_TEST_COUNTS_COSTS) GTEST_SKIP();
    element_case<TypeParam> c(SIMDLOSS_F32, 100, 1000);
    c.weight = c.grad_loss = true;
    c.desc.weight_axes = SIMDLOSS_AXIS_CLASS;
    const element_inputs<TypeParam> in(c);
    element_outputs<TypeParam> out(c);
    simdloss_status status = SIMDLOSS_STATUS_INTERNAL;
    EXPECT_EQ(costs_of([&] { status = forward_backward(c, in, out); }), process_costs());
    EXPECT_EQ(status, SIMDLOSS_STATUS_OK);
}

// The gradient of f64 against finite differences of the loss.
TYPED_TEST(elements, finite_differences) {
    element_case<TypeParam> c(SIMDLOSS_F64, 3, 40);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    element_inputs<TypeParam> in(c);
    element_outputs<TypeParam> out(c), above(c), below(c);
    ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
    const auto check_by = [&](buffer &data, const buffer &gradient, double room) {
        constexpr double h = 1e-6;
        const auto at = [&](double step, element_outputs<TypeParam> &to) {
            for (std::int64_t i = 0; i < data.count(); ++i) data.set(i, data.get(i) + step);
            EXPECT_EQ(forward(c, in, to), SIMDLOSS_STATUS_OK);
            for (std::int64_t i = 0; i < data.count(); ++i) data.set(i, data.get(i) - step);
        };
        at(h, above);
        at(-h, below);
        int compared = 0;
        for (std::int64_t i = 0; i < data.count(); ++i) {
            if (std::fabs(out.loss.get(i)) < 1e-9) continue; // beside a kink
            if (data.get(i) < 2 * room || (room > 0 && data.get(i) > 1 - 2 * room)) continue;
            const double slope = (above.loss.get(i) - below.loss.get(i)) / (2 * h);
            EXPECT_NEAR(gradient.get(i), slope, 1e-5 * (1 + std::fabs(slope))) << "element " << i;
            ++compared;
        }
        EXPECT_GT(compared, 20);
    };
    const bool probability = std::is_same_v<TypeParam, probability_bce> || std::is_same_v<TypeParam, probability_focal>;
    check_by(in.input, out.by_input, probability ? 0.01 : -1e9);
    if (!std::is_same_v<TypeParam, hinge>) check_by(in.target, out.by_target, -1e9);
    if (in.third) check_by(*in.third, out.by_third, 0.01);
}

// ---- bad arguments

constexpr std::int64_t count = 24; // [3, 4, 2], unreduced

template <class Desc> Desc small_desc(simdloss_status (*init)(Desc *, std::size_t)) {
    Desc desc;
    init(&desc, sizeof desc);
    desc.batch = 3;
    desc.classes = 4;
    desc.inner = 2;
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    return desc;
}

// The options that element-wise losses have of their own, by their names.
template <class Desc> void expect_own_options_are_checked(const entry_point<Desc> &point) {
    constexpr double inf = INFINITY, nan = NAN;
    if constexpr (requires(Desc d) { d.gamma; }) expect_range(point, "gamma", &Desc::gamma, {nan, -0.001, inf});
    if constexpr (requires(Desc d) { d.alpha; }) expect_range(point, "alpha", &Desc::alpha, {nan, -0.5, 1.001, inf});
    if constexpr (requires(Desc d) { d.gamma_positive; }) {
        expect_range(point, "gamma_positive", &Desc::gamma_positive, {nan, -0.001, inf});
        expect_range(point, "gamma_negative", &Desc::gamma_negative, {nan, -0.001, inf});
        expect_choice(point, "constant_power", &Desc::constant_power, 2);
    }
    if constexpr (requires(Desc d) { d.clip; }) expect_range(point, "clip", &Desc::clip, {nan, -0.1, 1.0, inf});
    if constexpr (requires(Desc d) { d.epsilon; }) expect_range(point, "epsilon", &Desc::epsilon, {nan, -0.1, inf});
    if constexpr (requires(Desc d) { d.margin; }) expect_range(point, "margin", &Desc::margin, {nan, -inf, inf});
    if constexpr (requires(Desc d) { d.threshold; }) {
        for (const int kind : {SIMDLOSS_REGRESSION_SMOOTH_L1, SIMDLOSS_REGRESSION_HUBER}) {
            auto other = point;
            other.desc.kind = kind;
            expect_range(other, "threshold", &Desc::threshold, {nan, -1.0, inf});
            if (kind == SIMDLOSS_REGRESSION_HUBER) expect_range(other, "threshold", &Desc::threshold, {0.0});
        }
    }
    if constexpr (requires(Desc d) { d.kind; }) expect_choice(point, "kind", &Desc::kind, 4);
    if constexpr (requires(Desc d) { d.labels; }) expect_choice(point, "labels", &Desc::labels, 2);
    if constexpr (requires(Desc d) { d.log_input; }) expect_choice(point, "log_input", &Desc::log_input, 2);
    if constexpr (requires(Desc d) { d.full; }) expect_choice(point, "full", &Desc::full, 2);
    if constexpr (requires(Desc d) { d.hessian_scale; }) {
        expect_range(point, "hessian_scale", &Desc::hessian_scale, {nan, 0.0, -1.0, inf});
        expect_range(point, "hessian_floor", &Desc::hessian_floor, {nan, -1.0, inf});
    }
}

// The three functions of a loss whose slots are given: inputs, then weight and what else there is, then gradients.
template <class Desc, class Forward, class Backward, class Both>
void expect_checks(const Desc &desc, const std::vector<slot> &inputs, const std::vector<slot> &gradients,
    Forward forward, Backward backward, Both both) {
    const slot upstream = {"grad_loss", SIMDLOSS_F32, count, role::optional_input};
    const slot loss = {"loss", SIMDLOSS_F32, count, role::output};
    const slot optional_loss = {"loss", SIMDLOSS_F32, count, role::optional_output};
    entry_point<Desc> point{"forward", desc, inputs, forward};
    point.slots.push_back(loss);
    expect_everything_is_checked(point);
    expect_own_options_are_checked(point);
    point = {"backward", desc, inputs, backward};
    point.slots.push_back(upstream);
    for (const slot &each : gradients) point.slots.push_back(each);
    expect_everything_is_checked(point);
    expect_own_options_are_checked(point);
    point = {"forward_backward", desc, inputs, both};
    point.slots.push_back(upstream);
    point.slots.push_back(optional_loss);
    for (const slot &each : gradients) point.slots.push_back(each);
    expect_everything_is_checked(point);
    expect_own_options_are_checked(point);
}

slot input_slot(const char *name) { return {name, SIMDLOSS_F32, count, role::input}; }
slot weight_slot() { return {"weight", SIMDLOSS_F32, count, role::optional_input}; }
slot class_slot(const char *name) { return {name, SIMDLOSS_F32, 4, role::optional_input}; }
slot gradient_slot(const char *name, const char *twin) {
    return {name, SIMDLOSS_F32, count, role::optional_output, twin};
}

#define SIMDLOSS_TEST_FUNCTIONS_3(name)                                                                                \
    [](auto *d, auto *e, auto &a) { return simdloss_##name##_forward(d, e, a[0], a[1], a[2], a[3]); },                 \
        [](auto *d, auto *e, auto &a) {                                                                                \
            return simdloss_##name##_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5]);                               \
        },                                                                                                             \
        [](auto *d, auto *e, auto &a) {                                                                                \
            return simdloss_##name##_forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);                 \
        }
#define SIMDLOSS_TEST_FUNCTIONS_4(name)                                                                                \
    [](auto *d, auto *e, auto &a) { return simdloss_##name##_forward(d, e, a[0], a[1], a[2], a[3], a[4]); },           \
        [](auto *d, auto *e, auto &a) {                                                                                \
            return simdloss_##name##_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6]);                         \
        },                                                                                                             \
        [](auto *d, auto *e, auto &a) {                                                                                \
            return simdloss_##name##_forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);           \
        }

TEST(bad_elements, binary_cross_entropy) {
    const auto desc = small_desc(simdloss_binary_cross_entropy_desc_init);
    expect_checks(desc, {input_slot("logits"), input_slot("target"), weight_slot(), class_slot("pos_weight")},
        {gradient_slot("grad_logits", "logits"), gradient_slot("grad_target", "target")},
        SIMDLOSS_TEST_FUNCTIONS_4(binary_cross_entropy));
    using desc_type = simdloss_binary_cross_entropy_desc;
    const entry_point<desc_type> hessian{"gradient_hessian", desc,
        {input_slot("logits"), input_slot("target"), weight_slot(), class_slot("pos_weight"),
            gradient_slot("gradient", "logits"), gradient_slot("hessian", nullptr)},
        [](auto *d, auto *e, auto &a) {
            return simdloss_binary_cross_entropy_gradient_hessian(d, e, a[0], a[1], a[2], a[3], a[4], a[5]);
        }};
    expect_pointers_are_checked(hessian);
    expect_frame_is_checked(hessian);
    expect_range(hessian, "hessian_scale", &desc_type::hessian_scale, {0.0, -1.0, INFINITY, NAN});
    expect_range(hessian, "hessian_floor", &desc_type::hessian_floor, {-1.0, INFINITY, NAN});
}

TEST(bad_elements, probability_binary_cross_entropy) {
    using desc_type = simdloss_probability_binary_cross_entropy_desc;
    const auto desc = small_desc(simdloss_probability_binary_cross_entropy_desc_init);
    expect_checks(desc, {input_slot("probability"), input_slot("target"), weight_slot()},
        {gradient_slot("grad_probability", "probability"), gradient_slot("grad_target", "target")},
        SIMDLOSS_TEST_FUNCTIONS_3(probability_binary_cross_entropy));
    const entry_point<desc_type> point{"forward", desc,
        {input_slot("probability"), input_slot("target"), weight_slot(), {"loss", SIMDLOSS_F32, count, role::output}},
        [](auto *d, auto *e, auto &a) {
            return simdloss_probability_binary_cross_entropy_forward(d, e, a[0], a[1], a[2], a[3]);
        }};
    expect_range(point, "clip", &desc_type::clip, {-0.1, 0.5, NAN});
    expect_range(point, "epsilon", &desc_type::epsilon, {-0.1, INFINITY, NAN});
    expect_range(point, "log_floor", &desc_type::log_floor, {0.1, NAN});
}

TEST(bad_elements, focal) {
    expect_checks(small_desc(simdloss_sigmoid_focal_desc_init),
        {input_slot("logits"), input_slot("target"), weight_slot(), class_slot("class_alpha")},
        {gradient_slot("grad_logits", "logits"), gradient_slot("grad_target", "target")},
        SIMDLOSS_TEST_FUNCTIONS_4(sigmoid_focal));
    expect_checks(small_desc(simdloss_probability_focal_desc_init),
        {input_slot("probability"), input_slot("target"), weight_slot(), class_slot("class_alpha")},
        {gradient_slot("grad_probability", "probability"), gradient_slot("grad_target", "target")},
        SIMDLOSS_TEST_FUNCTIONS_4(probability_focal));
    expect_checks(small_desc(simdloss_asymmetric_desc_init),
        {input_slot("logits"), input_slot("target"), weight_slot()},
        {gradient_slot("grad_logits", "logits"), gradient_slot("grad_target", "target")},
        SIMDLOSS_TEST_FUNCTIONS_3(asymmetric));
}

TEST(bad_elements, regression_and_hinge) {
    const std::vector<slot> inputs = {input_slot("input"), input_slot("target"), weight_slot()};
    const std::vector<slot> gradients = {gradient_slot("grad_input", "input"), gradient_slot("grad_target", "target")};
    expect_checks(small_desc(simdloss_regression_desc_init), inputs, gradients, SIMDLOSS_TEST_FUNCTIONS_3(regression));
    expect_checks(
        small_desc(simdloss_poisson_nll_desc_init), inputs, gradients, SIMDLOSS_TEST_FUNCTIONS_3(poisson_nll));
    expect_checks(small_desc(simdloss_hinge_desc_init), inputs, gradients, SIMDLOSS_TEST_FUNCTIONS_3(hinge));
    expect_checks(
        small_desc(simdloss_gaussian_nll_desc_init),
        {input_slot("input"), input_slot("target"), input_slot("variance"), weight_slot()},
        {gradients[0], gradients[1], gradient_slot("grad_variance", "variance")},
        [](auto *d, auto *e, auto &a) { return simdloss_gaussian_nll_forward(d, e, a[0], a[1], a[2], a[3], a[4]); },
        [](auto *d, auto *e, auto &a) {
            return simdloss_gaussian_nll_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
        },
        [](auto *d, auto *e, auto &a) {
            return simdloss_gaussian_nll_forward_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]);
        });
}

// A U8 target has no gradient, and what it is asked for says so.
TEST(bad_elements, gradient_for_flags) {
    element_case<bce> c(SIMDLOSS_F32, 1, 5);
    c.target = labels::flags;
    element_inputs<bce> in(c);
    element_outputs<bce> out(c);
    const auto desc = desc_of(c);
    EXPECT_EQ(simdloss_binary_cross_entropy_backward(&desc, nullptr, in.input.data(), in.target.data(), nullptr,
                  nullptr, nullptr, out.by_input.data(), out.by_target.data()),
        SIMDLOSS_STATUS_DTYPE);
    EXPECT_NE(std::string(simdloss_last_error()).find("grad_target"), std::string::npos);
    EXPECT_TRUE(out.by_input.is_poisoned());
}

} // namespace
} // namespace simdloss_test
