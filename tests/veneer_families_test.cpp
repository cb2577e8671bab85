// simdloss.hpp against the C interface for probability targets, NLL, divergences, token statistics and sharded rows: the
// same bits from every function for every type.

#include "support/veneer.hpp"

#include "support/divergence.hpp"
#include "support/nll.hpp"
#include "support/shards.hpp"
#include "support/soft_cross_entropy.hpp"
#include "support/token.hpp"

namespace simdloss_test {
namespace {

template <class T> class veneer_families : public ::testing::Test {};
using storage_types = ::testing::Types<float, double, simdloss::float16, simdloss::bfloat16, foreign_half>;
TYPED_TEST_SUITE(veneer_families, storage_types);

TYPED_TEST(veneer_families, soft_cross_entropy) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    for (const bool given : {false, true}) {
        soft_cross_entropy_case c(simdloss::dtype_of<T>, 4, 19, 3);
        c.class_weight = c.row_weight = c.grad_loss = given;
        c.desc.reduction = given ? SIMDLOSS_REDUCTION_NONE : SIMDLOSS_REDUCTION_MEAN;
        c.desc.batch_stride = given ? c.layout().item() + 3 : 0;
        const soft_cross_entropy_inputs in(c);
        soft_cross_entropy_outputs expected(c), got(c), fused(c);
        ASSERT_EQ(forward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        ASSERT_EQ(backward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        const auto desc = untyped(c.desc);
        const auto x = as<T>(in.logits), t = as<T>(in.target);
        const auto w = as<acc>(in.class_weight), rw = as<acc>(in.row_weight), g = as<acc>(in.grad_loss);
        simdloss::soft_cross_entropy_forward(desc, x, t,
            {.loss = as<acc>(got.loss), .row_stats = as<acc>(got.row_stats), .class_weight = w, .row_weight = rw});
        simdloss::soft_cross_entropy_backward(desc, x, t,
            {.grad_logits = as<T>(got.grad_logits),
                .grad_target = as<T>(got.grad_target),
                .row_stats = as<acc>(std::as_const(got.row_stats)),
                .grad_loss = g,
                .class_weight = w,
                .row_weight = rw});
        simdloss::soft_cross_entropy_forward_backward(desc, x, t,
            {.loss = as<acc>(fused.loss),
                .grad_logits = as<T>(fused.grad_logits),
                .grad_target = as<T>(fused.grad_target),
                .grad_loss = g,
                .class_weight = w,
                .row_weight = rw});
        EXPECT_TRUE(same_bits(got.row_stats, expected.row_stats));
        for (const auto *each : {&got, &fused}) {
            EXPECT_TRUE(same_bits(each->loss, expected.loss));
            EXPECT_TRUE(same_bits(each->grad_logits, expected.grad_logits));
            EXPECT_TRUE(same_bits(each->grad_target, expected.grad_target));
        }
    }
}

TYPED_TEST(veneer_families, nll) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    for (const bool given : {false, true}) {
        nll_case c(simdloss::dtype_of<T>, 4, 19, 3);
        c.class_weight = c.row_weight = c.grad_loss = given;
        c.desc.target_dtype = SIMDLOSS_I32;
        const nll_inputs in(c);
        nll_outputs expected(c), got(c), fused(c);
        ASSERT_EQ(forward_backward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        const auto desc = untyped(c.desc);
        const auto z = as<T>(in.log_prob);
        const auto y = as<std::int32_t>(in.target);
        const auto w = as<acc>(in.class_weight), rw = as<acc>(in.row_weight), g = as<acc>(in.grad_loss);
        simdloss::nll_forward(desc, z, y, as<acc>(got.loss), {.class_weight = w, .row_weight = rw});
        simdloss::nll_backward(
            desc, y, as<T>(got.grad_log_prob), {.grad_loss = g, .class_weight = w, .row_weight = rw});
        simdloss::nll_forward_backward(desc, z, y,
            {.loss = as<acc>(fused.loss),
                .grad_log_prob = as<T>(fused.grad_log_prob),
                .grad_loss = g,
                .class_weight = w,
                .row_weight = rw});
        for (const auto *each : {&got, &fused}) {
            EXPECT_TRUE(same_bits(each->loss, expected.loss));
            EXPECT_TRUE(same_bits(each->grad_log_prob, expected.grad_log_prob));
        }
    }
}

TYPED_TEST(veneer_families, kl_divergence) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    for (const auto class_reduction : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM}) {
        kl_divergence_case c(simdloss::dtype_of<T>, 4, 19, 3);
        c.row_weight = c.grad_loss = true;
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.desc.class_reduction = class_reduction;
        const divergence_inputs in(c);
        divergence_outputs expected(c), got(c), fused(c);
        ASSERT_EQ(forward_backward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        const auto desc = untyped(c.desc);
        const auto x = as<T>(in.model), t = as<T>(in.target);
        const auto rw = as<acc>(in.row_weight), g = as<acc>(in.grad_loss);
        simdloss::kl_divergence_forward(desc, x, t, as<acc>(got.loss), {.row_weight = rw});
        simdloss::kl_divergence_backward(desc, x, t,
            {.grad_log_prob = as<T>(got.grad_model),
                .grad_target = as<T>(got.grad_target),
                .grad_loss = g,
                .row_weight = rw});
        simdloss::kl_divergence_forward_backward(desc, x, t,
            {.loss = as<acc>(fused.loss),
                .grad_log_prob = as<T>(fused.grad_model),
                .grad_target = as<T>(fused.grad_target),
                .grad_loss = g,
                .row_weight = rw});
        for (const auto *each : {&got, &fused}) {
            EXPECT_TRUE(same_bits(each->loss, expected.loss));
            EXPECT_TRUE(same_bits(each->grad_model, expected.grad_model));
            EXPECT_TRUE(same_bits(each->grad_target, expected.grad_target));
        }
    }
}

TYPED_TEST(veneer_families, distillation) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    distillation_case c(simdloss::dtype_of<T>, 4, 19, 3);
    c.row_weight = c.grad_loss = true;
    c.desc.temperature = 2;
    const divergence_inputs in(c);
    divergence_outputs expected(c), got(c), fused(c);
    ASSERT_EQ(forward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(backward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const auto desc = untyped(c.desc);
    const auto s = as<T>(in.model), u = as<T>(in.target);
    const auto rw = as<acc>(in.row_weight), g = as<acc>(in.grad_loss);
    simdloss::distillation_forward(
        desc, s, u, {.loss = as<acc>(got.loss), .row_stats = as<acc>(got.row_stats), .row_weight = rw});
    simdloss::distillation_backward(desc, s, u,
        {.grad_student = as<T>(got.grad_model),
            .grad_teacher = as<T>(got.grad_target),
            .row_stats = as<acc>(std::as_const(got.row_stats)),
            .grad_loss = g,
            .row_weight = rw});
    simdloss::distillation_forward_backward(desc, s, u,
        {.loss = as<acc>(fused.loss),
            .grad_student = as<T>(fused.grad_model),
            .grad_teacher = as<T>(fused.grad_target),
            .grad_loss = g,
            .row_weight = rw});
    EXPECT_TRUE(same_bits(got.row_stats, expected.row_stats));
    for (const auto *each : {&got, &fused}) {
        EXPECT_TRUE(same_bits(each->loss, expected.loss));
        EXPECT_TRUE(same_bits(each->grad_model, expected.grad_model));
        EXPECT_TRUE(same_bits(each->grad_target, expected.grad_target));
    }
}

TYPED_TEST(veneer_families, token) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    token_case c(simdloss::dtype_of<T>, 6, 130, 3);
    c.desc.batch_stride = 133;
    const token_inputs in(c);
    token_outputs expected(c), got(c);
    ASSERT_EQ(forward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(backward(c, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const auto desc = untyped(c.desc);
    const auto x = as<T>(in.logits);
    const auto y = as<std::int64_t>(in.target);
    simdloss::token_forward(desc, x, y,
        {.log_prob = as<acc>(got.log_prob),
            .entropy = as<acc>(got.entropy),
            .row_stats = as<acc>(got.row_stats),
            .argmax = as<std::int64_t>(got.argmax),
            .rank = as<std::int64_t>(got.rank)});
    simdloss::token_backward(desc, x, y, as<T>(got.grad_logits),
        {.grad_log_prob = as<acc>(in.grad_log_prob),
            .grad_entropy = as<acc>(in.grad_entropy),
            .row_stats = as<acc>(std::as_const(got.row_stats)),
            .entropy = as<acc>(std::as_const(got.entropy))});
    EXPECT_TRUE(same_bits(got.log_prob, expected.log_prob));
    EXPECT_TRUE(same_bits(got.entropy, expected.entropy));
    EXPECT_TRUE(same_bits(got.row_stats, expected.row_stats));
    EXPECT_TRUE(same_bits(got.grad_logits, expected.grad_logits));
    EXPECT_EQ(indices(got.argmax), indices(expected.argmax));
    EXPECT_EQ(indices(got.rank), indices(expected.rank));
}

TYPED_TEST(veneer_families, shards) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    cross_entropy_case c(simdloss::dtype_of<T>, 5, 9000);
    c.class_weight = c.row_weight = true;
    const cross_entropy_inputs in(c);
    cross_entropy_outputs whole(c), got(c);
    ASSERT_EQ(forward(c, in, whole), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(backward(c, in, whole), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const auto y = as<std::int64_t>(in.target);
    const auto w = as<acc>(in.class_weight), rw = as<acc>(in.row_weight);
    std::vector<shard> parts = cut(c, in, {simdloss::cross_entropy_chunk(9000)});
    std::vector<simdloss::cross_entropy_record> records(5), all(5);
    for (shard &part : parts) {
        const auto desc = simdloss::cross_entropy_shard_desc(5, part.desc.classes, part.desc.first_class, 9000);
        simdloss::cross_entropy_partial(desc, as<T>(std::as_const(part.logits)), y, records, {.class_weight = w});
        simdloss::cross_entropy_merge(records, all);
    }
    const auto desc = simdloss::cross_entropy_shard_desc(5, 4096, 0, 9000);
    simdloss::cross_entropy_finish<T>(desc, all, y,
        {.loss = as<acc>(got.loss), .row_stats = as<acc>(got.row_stats), .class_weight = w, .row_weight = rw});
    EXPECT_TRUE(same_bits(got.loss, whole.loss));
    EXPECT_TRUE(same_bits(got.row_stats, whole.row_stats));
    for (shard &part : parts) {
        simdloss::cross_entropy_backward(untyped(part.desc), as<T>(std::as_const(part.logits)), y,
            as<T>(part.grad_logits),
            {.row_stats = as<acc>(std::as_const(got.row_stats)), .class_weight = w, .row_weight = rw});
        for (std::int64_t r = 0; r < 5; ++r) {
            ASSERT_EQ(
                part.grad_logits.get(r * part.desc.classes), whole.grad_logits.get(r * 9000 + part.desc.first_class));
        }
    }
}

} // namespace
} // namespace simdloss_test
