// The C++ interface of ranking.h, embedding.h and mining.h gives what the C functions give, and refuses short spans.

#include "support/veneer.hpp"

#include "support/embedding.hpp"
#include "support/mining.hpp"
#include "support/ranking.hpp"

namespace simdloss_test {
namespace {

template <class T> class veneer_pairs : public ::testing::Test {};
using storage_types = ::testing::Types<float, double, simdloss::float16, simdloss::bfloat16, foreign_half>;
TYPED_TEST_SUITE(veneer_pairs, storage_types);

// Calls f(desc, in, loss, grad_loss, grad) and compares with the C function.
template <class T, class Case, class Call> void expect_same_as_c(const Case &c, const Call &f) {
    using acc = simdloss::accumulator<T>;
    const several_inputs in(c);
    several_outputs expected(c), got(c);
    ASSERT_EQ(compute(c, way::both, in, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    std::vector<std::span<T>> grad(3);
    const auto tensors = c.tensors();
    for (std::size_t k = 0; k < tensors.size(); ++k)
        if (tensors[k].has_gradient) grad[k] = as<T>(got.grad[k]);
    f(untyped(c.desc), in.in, as<acc>(got.loss), as<acc>(in.grad_loss), grad);
    EXPECT_TRUE(same_bits(got.loss, expected.loss));
    for (std::size_t k = 0; k < tensors.size(); ++k) EXPECT_TRUE(same_bits(got.grad[k], expected.grad[k])) << k;
}

template <class Case> void set(Case &c, bool reduced) {
    c.desc.reduction = reduced ? SIMDLOSS_REDUCTION_MEAN : SIMDLOSS_REDUCTION_NONE;
    c.grad_loss = !reduced;
}

TYPED_TEST(veneer_pairs, ranking) {
    using T = TypeParam;
    for (const bool reduced : {false, true}) {
        margin_ranking_case ranking;
        ranking.desc.dtype = simdloss::dtype_of<T>;
        ranking.desc.batch = 5;
        ranking.desc.classes = 7;
        ranking.desc.batch_stride = 9;
        set(ranking, reduced);
        expect_same_as_c<T>(ranking, [](auto desc, const auto &in, auto loss, auto g, const auto &grad) {
            simdloss::margin_ranking(desc, as<T>(in[0]), as<T>(in[1]), as<T>(in[2]),
                {.loss = loss, .grad_x1 = grad[0], .grad_x2 = grad[1], .grad_target = grad[2], .grad_loss = g});
        });
        rank_hinge_case hinge(simdloss::dtype_of<T>, 6, 3, 2, 4);
        set(hinge, reduced);
        expect_same_as_c<T>(hinge, [](auto desc, const auto &in, auto loss, auto g, const auto &grad) {
            simdloss::rank_hinge(desc, as<T>(in[0]), {.loss = loss, .grad_scores = grad[0], .grad_loss = g});
        });
        rank_cross_entropy_case cross_entropy(simdloss::dtype_of<T>, 6, 3, 2, 4);
        set(cross_entropy, reduced);
        expect_same_as_c<T>(cross_entropy, [](auto desc, const auto &in, auto loss, auto g, const auto &grad) {
            simdloss::rank_cross_entropy(desc, as<T>(in[0]), as<T>(in[1]),
                {.loss = loss, .grad_scores = grad[0], .grad_target = grad[1], .grad_loss = g});
        });
    }
}

TYPED_TEST(veneer_pairs, embedding) {
    using T = TypeParam;
    const simdloss_dtype dtype = simdloss::dtype_of<T>;
    pairwise_distance_case distance(dtype, 5, 9);
    distance.desc.x1_stride = 11;
    expect_same_as_c<T>(distance, [](auto desc, const auto &in, auto result, auto g, const auto &grad) {
        simdloss::pairwise_distance(desc, as<T>(in[0]), as<T>(in[1]),
            {.distance = result, .grad_x1 = grad[0], .grad_x2 = grad[1], .grad_distance = g});
    });
    cosine_similarity_case similarity(dtype, 5, 9);
    similarity.grad_loss = true;
    expect_same_as_c<T>(similarity, [](auto desc, const auto &in, auto result, auto g, const auto &grad) {
        simdloss::cosine_similarity(desc, as<T>(in[0]), as<T>(in[1]),
            {.similarity = result, .grad_x1 = grad[0], .grad_x2 = grad[1], .grad_similarity = g});
    });
    for (const bool reduced : {false, true}) {
        cosine_embedding_case cosine(dtype, 5, 9);
        cosine.desc.target_dtype = SIMDLOSS_I32;
        set(cosine, reduced);
        expect_same_as_c<T>(cosine, [](auto desc, const auto &in, auto loss, auto g, const auto &grad) {
            simdloss::cosine_embedding(desc, as<T>(in[0]), as<T>(in[1]), as<std::int32_t>(in[2]),
                {.loss = loss, .grad_x1 = grad[0], .grad_x2 = grad[1], .grad_loss = g});
        });
        contrastive_case contrastive(dtype, 5, 9);
        contrastive.desc.x2_stride = 12;
        set(contrastive, reduced);
        expect_same_as_c<T>(contrastive, [](auto desc, const auto &in, auto loss, auto g, const auto &grad) {
            simdloss::contrastive(desc, as<T>(in[0]), as<T>(in[1]), as<T>(in[2]),
                {.loss = loss, .grad_x1 = grad[0], .grad_x2 = grad[1], .grad_target = grad[2], .grad_loss = g});
        });
        contrastive_distance_case on_distance(dtype, 13);
        set(on_distance, reduced);
        expect_same_as_c<T>(on_distance, [](auto desc, const auto &in, auto loss, auto g, const auto &grad) {
            simdloss::contrastive_distance(desc, as<T>(in[0]), as<T>(in[1]),
                {.loss = loss, .grad_distance = grad[0], .grad_target = grad[1], .grad_loss = g});
        });
        triplet_case triplet(dtype, 5, 9);
        triplet.desc.negative_stride = 10;
        set(triplet, reduced);
        expect_same_as_c<T>(triplet, [](auto desc, const auto &in, auto loss, auto g, const auto &grad) {
            simdloss::triplet_margin(desc, as<T>(in[0]), as<T>(in[1]), as<T>(in[2]),
                {.loss = loss,
                    .grad_anchor = grad[0],
                    .grad_positive = grad[1],
                    .grad_negative = grad[2],
                    .grad_loss = g});
        });
    }
}

TYPED_TEST(veneer_pairs, mining) {
    using T = TypeParam;
    using acc = simdloss::accumulator<T>;
    for (const mined loss : mining_losses) {
        mining_case c(simdloss::dtype_of<T>, 17, 5);
        c.desc.batch_stride = 6;
        c.desc.target_dtype = SIMDLOSS_I16;
        c.loss = loss;
        c.grad_loss = true;
        mining_problem expected(c), got(c);
        ASSERT_EQ(both(c, expected), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        const auto run = loss == mined::semihard ? &simdloss::triplet_semihard<std::span<T>, std::span<std::int16_t>>
                         : loss == mined::hard   ? &simdloss::triplet_hard<std::span<T>, std::span<std::int16_t>>
                         : loss == mined::lifted ? &simdloss::lifted_structure<std::span<T>, std::span<std::int16_t>>
                                                 : &simdloss::triplet_all<std::span<T>, std::span<std::int16_t>>;
        std::vector<std::byte> workspace(simdloss::mining_workspace_size(c.desc));
        run(untyped(c.desc), as<T>(got.embeddings), as<std::int16_t>(got.label), workspace,
            {.loss = as<acc>(got.loss), .grad_embeddings = as<T>(got.grad), .grad_loss = as<acc>(got.upstream)});
        EXPECT_TRUE(same_bits(got.loss, expected.loss));
        EXPECT_TRUE(same_bits(got.grad, expected.grad));
    }
}

TEST(veneer_pairs_spans, named_triplets) {
    const std::vector<float> embeddings{0, 0, 3, 0, 0, 4};
    const std::vector<std::int32_t> anchor{0, 1}, positive{1, 2}, negative{2, 0};
    auto desc = simdloss::named_triplets_desc(3, 2, 2);
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    desc.index_dtype = -7;
    std::vector<std::byte> workspace(simdloss::named_triplets_workspace_size([&] {
        auto d = desc;
        d.index_dtype = SIMDLOSS_I32;
        return d;
    }()));
    std::vector<float> loss(2), grad(6);
    simdloss::named_triplets(
        desc, embeddings, anchor, positive, negative, workspace, {.loss = loss, .grad_embeddings = grad});
    EXPECT_EQ(loss, (std::vector<float>{0, 3})); // 1 + 3 - 4 and 1 + 5 - 3
    // Of the second one: (e1 - e2) / 5 - (e1 - e0) / 3 at row 1, the opposites at rows 2 and 0.
    const float expected[] = {1, 0, 3.0F / 5 - 1, -4.0F / 5, -3.0F / 5, 4.0F / 5};
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(grad[i], expected[i], 1e-6);

    const auto call = [&](std::size_t rows, std::size_t names, std::size_t bytes, std::size_t losses) {
        simdloss::named_triplets(desc, std::span(embeddings).first(rows), std::span(anchor).first(names), positive,
            negative, std::span(workspace).first(bytes), {.loss = std::span(loss).first(losses)});
    };
    expect_error(SIMDLOSS_STATUS_SHAPE, "embeddings", [&] { call(5, 2, workspace.size(), 2); });
    expect_error(SIMDLOSS_STATUS_SHAPE, "anchor", [&] { call(6, 1, workspace.size(), 2); });
    expect_error(SIMDLOSS_STATUS_SHAPE, "loss", [&] { call(6, 2, workspace.size(), 1); });
    expect_error(SIMDLOSS_STATUS_WORKSPACE, "workspace_bytes", [&] { call(6, 2, 9, 2); });
}

TEST(veneer_pairs_spans, short_ones_are_named) {
    const std::vector<float> x(12), short_x(11), y(6);
    std::vector<float> loss(1), grad(12);
    const auto ranking = simdloss::margin_ranking_desc(12);
    expect_error(
        SIMDLOSS_STATUS_SHAPE, "x2 has 11", [&] { simdloss::margin_ranking(ranking, x, short_x, x, {.loss = loss}); });
    const auto hinge = simdloss::rank_hinge_desc(12, 2);
    expect_error(SIMDLOSS_STATUS_SHAPE, "scores has 11", [&] { simdloss::rank_hinge(hinge, short_x, {.loss = loss}); });
    const auto triplet = simdloss::triplet_margin_desc(3, 4);
    expect_error(SIMDLOSS_STATUS_SHAPE, "grad_negative has 6",
        [&] { simdloss::triplet_margin(triplet, x, x, x, {.loss = loss, .grad_negative = std::span(grad).first(6)}); });
    const auto cosine = simdloss::cosine_embedding_desc(6, 2);
    expect_error(
        SIMDLOSS_STATUS_SHAPE, "x1 has 6", [&] { simdloss::cosine_embedding(cosine, y, x, y, {.loss = loss}); });
    expect_error(SIMDLOSS_STATUS_NULL_POINTER, "no output", [&] { simdloss::cosine_embedding(cosine, x, x, y, {}); });
    static_assert(!simdloss::sign_of<std::vector<std::uint32_t>, float>);
    static_assert(!simdloss::sign_of<std::vector<double>, float>);
}

} // namespace
} // namespace simdloss_test
