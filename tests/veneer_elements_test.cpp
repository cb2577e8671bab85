// The C++ functions of element-wise losses: the same bits as the C functions, spans that are too short, bytes as targets.

#include "support/focal.hpp"
#include "support/regression.hpp"

#include <simdloss.hpp>

namespace simdloss_test {
namespace {

constexpr std::int64_t rows = 7, classes = 9, n = rows * classes;

struct data {
    std::vector<float> x, t, w, c, v, g = std::vector<float>(n), h = std::vector<float>(n),
                                      more = std::vector<float>(n);
    std::vector<std::uint8_t> flags;
    data() {
        random_source random(5);
        for (std::int64_t i = 0; i < n; ++i) {
            x.push_back(static_cast<float>(random.uniform(0.05, 0.95)));
            t.push_back(random.below(2) == 0 ? 0.F : 1.F);
            flags.push_back(t.back() != 0 ? 7 : 0);
            w.push_back(static_cast<float>(random.uniform(0.5, 2)));
            v.push_back(w.back());
        }
        c.assign(classes, 1.5F);
    }
};

// What the C function of the same name gives, on the same arrays.
template <class Desc, class Veneer, class C> void expect_same(const Desc &desc, const Veneer &veneer, const C &c) {
    std::vector<float> loss(1), expected(1), g(n), h(n);
    veneer(loss, g);
    ASSERT_EQ(c(&desc, expected.data(), h.data()), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_EQ(loss, expected);
    EXPECT_EQ(g, h);
    EXPECT_TRUE(std::isfinite(loss[0]));
}

template <class Call> bool throws(const Call &call) {
    try {
        call();
    } catch (const simdloss::error &) {
        return true;
    }
    return false;
}

#define SIMDLOSS_TEST_VENEER(name, grad)                                                                               \
    TEST(veneer_elements, name) {                                                                                      \
        const data d;                                                                                                  \
        const auto desc = simdloss::name##_desc(rows, classes);                                                        \
        expect_same(                                                                                                   \
            desc,                                                                                                      \
            [&](auto &loss, auto &g) {                                                                                 \
                simdloss::name##_forward_backward(desc, d.x, d.t, {.loss = loss, .grad = g, .weight = d.w});           \
                std::vector<float> again(1), gradient(n);                                                              \
                simdloss::name##_forward(desc, d.x, d.t, again, {.weight = d.w});                                      \
                simdloss::name##_backward(desc, d.x, d.t, {.grad = gradient, .weight = d.w});                          \
                EXPECT_EQ(again, loss);                                                                                \
                EXPECT_EQ(gradient, g);                                                                                \
                EXPECT_TRUE(throws([&] { simdloss::name##_forward(desc, std::span(d.x).first(3), d.t, again); }));     \
                EXPECT_THROW(simdloss::name##_forward(desc, d.x, d.t, again, {.weight = std::span(d.w).first(3)}),     \
                    simdloss::error);                                                                                  \
            },                                                                                                         \
            [&](auto *e, float *loss, float *g) {                                                                      \
                element_arrays a{                                                                                      \
                    d.x.data(), d.t.data(), nullptr, d.w.data(), nullptr, nullptr, loss, g, nullptr, nullptr};         \
                return simdloss_test::SIMDLOSS_TEST_LOSS_##name::forward_backward(e, nullptr, a);                      \
            });                                                                                                        \
    }
#define SIMDLOSS_TEST_LOSS_binary_cross_entropy bce
#define SIMDLOSS_TEST_LOSS_probability_binary_cross_entropy probability_bce
#define SIMDLOSS_TEST_LOSS_sigmoid_focal sigmoid_focal
#define SIMDLOSS_TEST_LOSS_probability_focal probability_focal
#define SIMDLOSS_TEST_LOSS_asymmetric asymmetric
#define SIMDLOSS_TEST_LOSS_regression regression
#define SIMDLOSS_TEST_LOSS_poisson_nll poisson_nll
#define SIMDLOSS_TEST_LOSS_hinge hinge
SIMDLOSS_TEST_VENEER(binary_cross_entropy, grad_logits)
SIMDLOSS_TEST_VENEER(probability_binary_cross_entropy, grad_probability)
SIMDLOSS_TEST_VENEER(sigmoid_focal, grad_logits)
SIMDLOSS_TEST_VENEER(probability_focal, grad_probability)
SIMDLOSS_TEST_VENEER(asymmetric, grad_logits)
SIMDLOSS_TEST_VENEER(regression, grad_input)
SIMDLOSS_TEST_VENEER(poisson_nll, grad_input)
SIMDLOSS_TEST_VENEER(hinge, grad_input)

TEST(veneer_elements, gaussian_nll) {
    const data d;
    const auto desc = simdloss::gaussian_nll_desc(rows, classes);
    std::vector<float> loss(1), again(1), g(n), h(n), v(n);
    simdloss::gaussian_nll_forward_backward(
        desc, d.x, d.t, d.v, {.loss = loss, .grad_input = g, .grad_target = h, .grad_variance = v});
    simdloss::gaussian_nll_forward(desc, d.x, d.t, d.v, again);
    EXPECT_EQ(loss, again);
    simdloss::gaussian_nll_backward(desc, d.x, d.t, d.v, {.grad_variance = h});
    EXPECT_EQ(h, v);
}

TEST(veneer_elements, bytes_as_targets_and_hessians) {
    const data d;
    const auto desc = simdloss::binary_cross_entropy_desc(rows, classes);
    std::vector<float> loss(1), same(1), g(n), h(n), gradient(n);
    simdloss::binary_cross_entropy_forward_backward(desc, d.x, d.flags, {.loss = loss, .pos_weight = d.c});
    simdloss::binary_cross_entropy_forward(desc, d.x, d.t, same, {.pos_weight = d.c});
    EXPECT_EQ(loss, same);
    simdloss::binary_cross_entropy_gradient_hessian(desc, d.x, d.flags, g, h);
    auto sum = desc;
    sum.reduction = SIMDLOSS_REDUCTION_SUM;
    simdloss::binary_cross_entropy_backward(sum, d.x, d.t, {.grad_logits = gradient});
    EXPECT_EQ(g, gradient);
    const auto focal = simdloss::sigmoid_focal_desc(rows, classes);
    simdloss::sigmoid_focal_gradient_hessian(focal, d.x, d.flags, g, h);
    EXPECT_GT(*std::max_element(h.begin(), h.end()), 0);
}

TEST(veneer_elements, sigmoid) {
    const data d;
    const auto desc = simdloss::sigmoid_desc(rows, classes);
    std::vector<float> y(n), l(n), g(n);
    simdloss::sigmoid_forward(desc, d.x, y);
    simdloss::log_sigmoid_forward(desc, d.x, l);
    simdloss::sigmoid_backward(desc, d.x, d.w, g);
    for (std::size_t i = 0; i < y.size(); ++i) {
        EXPECT_NEAR(std::log(y[i]), l[i], 1e-6);
        EXPECT_NEAR(g[i], d.w[i] * y[i] * (1 - y[i]), 1e-6);
    }
    simdloss::log_sigmoid_backward(desc, d.x, d.w, g);
    for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(g[i], d.w[i] * (1 - y[i]), 1e-6);
}

} // namespace
} // namespace simdloss_test
