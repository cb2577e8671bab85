// The C++ interface of the focal loss and Poly-1 of class indices, and of Hessians of several classes' scores.

#include <simdloss.hpp>

#include "support.hpp"

#include <algorithm>

namespace simdloss_test {
namespace {

constexpr std::int64_t rows = 6, classes = 5, n = rows * classes;

struct class_loss_data {
    std::vector<float> x = std::vector<float>(n), alpha = {1, 0.5F, 0.25F, 2, 1}, weight = {1, 2, 0.5F, 1, 0, 3};
    std::vector<std::int32_t> target = {0, 4, 2, -100, 1, 3};
    class_loss_data() {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(static_cast<int>(i * 7 % 11) - 5) / 2;
    }
};

TEST(veneer_class_loss, softmax_focal) {
    const class_loss_data d;
    auto desc = simdloss::softmax_focal_desc(rows, classes);
    desc.gamma = 1.5;
    std::vector<float> loss(1), same(1), stats(2 * rows), g(n), again(n), gradient(n), hessian(n);
    simdloss::softmax_focal_forward_backward(
        desc, d.x, d.target, {.loss = loss, .grad_logits = g, .class_alpha = d.alpha, .row_weight = d.weight});
    simdloss::softmax_focal_forward(
        desc, d.x, d.target, {.loss = same, .row_stats = stats, .class_alpha = d.alpha, .row_weight = d.weight});
    simdloss::softmax_focal_backward(
        desc, d.x, d.target, again, {.row_stats = stats, .class_alpha = d.alpha, .row_weight = d.weight});
    EXPECT_GT(loss[0], 0);
    EXPECT_EQ(loss, same);
    EXPECT_EQ(g, again);
    simdloss::softmax_focal_gradient_hessian(
        desc, d.x, d.target, gradient, hessian, {.class_alpha = d.alpha, .row_weight = d.weight});
    for (std::size_t i = 0; i < g.size(); ++i) EXPECT_NEAR(gradient[i], 5 * g[i], 1e-6); // five rows are kept
    EXPECT_GT(*std::max_element(hessian.begin(), hessian.end()), 0);
}

TEST(veneer_class_loss, poly1_cross_entropy) {
    const class_loss_data d;
    auto desc = simdloss::poly1_cross_entropy_desc(rows, classes);
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    std::vector<float> loss(rows), plain(rows), same(rows), g(n), again(n);
    simdloss::poly1_cross_entropy_forward_backward(desc, d.x, d.target, {.loss = loss, .grad_logits = g});
    simdloss::poly1_cross_entropy_forward(desc, d.x, d.target, {.loss = same});
    simdloss::poly1_cross_entropy_backward(desc, d.x, d.target, again);
    EXPECT_EQ(loss, same);
    EXPECT_EQ(g, again);
    desc.epsilon = 0;
    simdloss::poly1_cross_entropy_forward(desc, d.x, d.target, {.loss = plain});
    for (std::size_t r = 0; r < loss.size(); ++r) EXPECT_EQ(loss[r] > plain[r], d.target[r] >= 0);
}

TEST(veneer_class_loss, hessian_of_cross_entropy) {
    const class_loss_data d;
    auto desc = simdloss::cross_entropy_desc(rows, classes);
    std::vector<float> gradient(n), hessian(n), g(n);
    simdloss::cross_entropy_gradient_hessian(
        desc, d.x, d.target, gradient, hessian, {.class_weight = d.alpha, .row_weight = d.weight});
    desc.reduction = SIMDLOSS_REDUCTION_SUM;
    simdloss::cross_entropy_backward(desc, d.x, d.target, g, {.class_weight = d.alpha, .row_weight = d.weight});
    EXPECT_EQ(gradient, g);
    for (std::size_t i = 0; i < g.size(); ++i) EXPECT_EQ(hessian[i] > 0, g[i] != 0);
}

TEST(veneer_class_loss, sizes_are_checked) {
    const class_loss_data d;
    const auto desc = simdloss::softmax_focal_desc(rows, classes);
    std::vector<float> loss(1), gradient(n), hessian(n - 1), short_alpha(classes - 1);
    EXPECT_THROW(simdloss::softmax_focal_gradient_hessian(desc, d.x, d.target, gradient, hessian), simdloss::error);
    EXPECT_THROW(simdloss::softmax_focal_forward(desc, d.x, d.target, {.loss = loss, .class_alpha = short_alpha}),
        simdloss::error);
}

} // namespace
} // namespace simdloss_test
