// simdloss/hinge.hpp against the C interface for the losses of rows: the same bits from every function for every type.

#include "support/veneer.hpp"

#include "support/hinge_rows.hpp"

namespace simdloss_test {
namespace {

template <class T> class veneer_hinge_rows : public ::testing::Test {};
using storage_types = ::testing::Types<float, double, simdloss::float16, simdloss::bfloat16, foreign_half>;
TYPED_TEST_SUITE(veneer_hinge_rows, storage_types);

// call(desc, in, out, fused) makes the three calls of C++.
template <class Case, class Call> void check_same(Case c, const Call &call) {
    for (const bool given : {false, true}) {
        c.class_weight = c.row_weight = c.grad_loss = given;
        c.desc.reduction = given ? SIMDLOSS_REDUCTION_NONE : SIMDLOSS_REDUCTION_MEAN;
        c.desc.batch_stride = given ? c.layout().item() + 3 : 0;
        const hinge_rows_inputs in(c);
        hinge_rows_outputs expected(c), got(c), fused(c);
        ASSERT_EQ(forward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        ASSERT_EQ(backward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        call(untyped(c.desc), in, got, fused);
        for (const auto *each : {&got, &fused}) {
            EXPECT_TRUE(same_bits(each->loss, expected.loss));
            EXPECT_TRUE(same_bits(each->grad_input, expected.grad_input));
        }
    }
}

TYPED_TEST(veneer_hinge_rows, multi_margin) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    check_same(multi_margin_case(simdloss::dtype_of<T>, 4, 19, 3), [](auto desc, auto &in, auto &got, auto &fused) {
        const auto x = as<T>(in.input);
        const auto t = as<std::int64_t>(in.target);
        const auto w = as<acc>(in.class_weight), rw = as<acc>(in.row_weight), g = as<acc>(in.grad_loss);
        simdloss::multi_margin_forward(desc, x, t, as<acc>(got.loss), {.class_weight = w, .row_weight = rw});
        simdloss::multi_margin_backward(
            desc, x, t, as<T>(got.grad_input), {.grad_loss = g, .class_weight = w, .row_weight = rw});
        simdloss::multi_margin_forward_backward(desc, x, t,
            {.loss = as<acc>(fused.loss),
                .grad_input = as<T>(fused.grad_input),
                .grad_loss = g,
                .class_weight = w,
                .row_weight = rw});
    });
}

TYPED_TEST(veneer_hinge_rows, categorical_hinge) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    check_same(
        categorical_hinge_case(simdloss::dtype_of<T>, 4, 19, 3), [](auto desc, auto &in, auto &got, auto &fused) {
            const auto x = as<T>(in.input);
            const auto t = as<std::int64_t>(in.target);
            const auto rw = as<acc>(in.row_weight), g = as<acc>(in.grad_loss);
            simdloss::categorical_hinge_forward(desc, x, t, as<acc>(got.loss), {.row_weight = rw});
            simdloss::categorical_hinge_backward(desc, x, t, as<T>(got.grad_input), {.grad_loss = g, .row_weight = rw});
            simdloss::categorical_hinge_forward_backward(desc, x, t,
                {.loss = as<acc>(fused.loss), .grad_input = as<T>(fused.grad_input), .grad_loss = g, .row_weight = rw});
        });
}

TYPED_TEST(veneer_hinge_rows, multilabel_margin) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    multilabel_margin_case c(simdloss::dtype_of<T>, 12, 19);
    c.desc.labels = 5;
    check_same(c, [](auto desc, auto &in, auto &got, auto &fused) {
        const auto x = as<T>(in.input);
        const auto t = as<std::int64_t>(in.target);
        const auto rw = as<acc>(in.row_weight), g = as<acc>(in.grad_loss);
        simdloss::multilabel_margin_forward(desc, x, t, as<acc>(got.loss), {.row_weight = rw});
        simdloss::multilabel_margin_backward(desc, x, t, as<T>(got.grad_input), {.grad_loss = g, .row_weight = rw});
        simdloss::multilabel_margin_forward_backward(desc, x, t,
            {.loss = as<acc>(fused.loss), .grad_input = as<T>(fused.grad_input), .grad_loss = g, .row_weight = rw});
    });
}

TEST(veneer_hinge_rows_sizes, are_checked) {
    const std::vector<float> x(6 * 4), weight(4);
    const std::vector<std::int64_t> t(12);
    std::vector<float> loss(1), grad(24);
    const auto margin = simdloss::multi_margin_desc(6, 4);
    const auto several = simdloss::multilabel_margin_desc(6, 4, 2);
    EXPECT_EQ(several.labels, 2);
    simdloss::multi_margin_forward(margin, x, t, loss, {.class_weight = weight});
    EXPECT_THROW(simdloss::multi_margin_forward(margin, std::span(x).first(23), t, loss), simdloss::error);
    EXPECT_THROW(simdloss::multi_margin_forward(margin, x, std::span(t).first(5), loss), simdloss::error);
    EXPECT_THROW(
        simdloss::multi_margin_forward(margin, x, t, loss, {.row_weight = std::span(weight)}), simdloss::error);
    simdloss::multilabel_margin_backward(several, x, t, grad);
    EXPECT_THROW(simdloss::multilabel_margin_backward(several, x, std::span(t).first(11), grad), simdloss::error);
    EXPECT_THROW(
        simdloss::multilabel_margin_backward(simdloss::multilabel_margin_desc(6, 4), x, t, grad), simdloss::error);
}

} // namespace
} // namespace simdloss_test
