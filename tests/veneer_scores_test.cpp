// The C++ interface of info_nce.h and margin_softmax.h gives what the C functions give, and refuses short spans.

#include "support/scores.hpp"

#include <simdloss/info_nce.hpp>
#include <simdloss/margin_softmax.hpp>

namespace simdloss_test {
namespace {

std::vector<float> floats_of(const buffer &b) {
    std::vector<float> v;
    for (std::int64_t i = 0; i < b.count(); ++i) v.push_back(static_cast<float>(b.get(i)));
    return v;
}

TEST(veneer_scores, same_as_c) {
    for (const score_loss what : score_losses) {
        score_case c;
        c.what = what;
        score_buffers b(c);
        ASSERT_EQ(compute(c, b), SIMDLOSS_STATUS_OK);
        const std::vector<float> q = floats_of(b.queries), k = floats_of(b.keys), g = floats_of(b.grad_loss);
        const std::vector<std::int64_t> index = indices(b.index);
        std::vector<float> loss(g.size()), gq(q.size()), gk(k.size());
        std::vector<std::byte> workspace;
        switch (what) {
        case score_loss::nt_xent: {
            const auto d = desc_of(c, simdloss_nt_xent_desc_init);
            workspace.resize(simdloss::nt_xent_workspace_size(d));
            simdloss::nt_xent(d, q, index, workspace, {.loss = loss, .grad_embeddings = gq, .grad_loss = g});
            break;
        }
        case score_loss::sup_con: {
            const auto d = desc_of(c, simdloss_sup_con_desc_init);
            workspace.resize(simdloss::sup_con_workspace_size(d));
            simdloss::sup_con(d, q, index, workspace, {.loss = loss, .grad_embeddings = gq, .grad_loss = g});
            break;
        }
        case score_loss::n_pairs: {
            const auto d = desc_of(c, simdloss_n_pairs_desc_init);
            workspace.resize(simdloss::n_pairs_workspace_size(d));
            simdloss::n_pairs(
                d, q, k, index, workspace, {.loss = loss, .grad_anchors = gq, .grad_positives = gk, .grad_loss = g});
            break;
        }
        case score_loss::margin_softmax: {
            const auto d = desc_of(c, simdloss_margin_softmax_desc_init);
            workspace.resize(simdloss::margin_softmax_workspace_size(d));
            simdloss::margin_softmax(
                d, q, k, index, workspace, {.loss = loss, .grad_embeddings = gq, .grad_weights = gk, .grad_loss = g});
            break;
        }
        default: {
            const auto d = desc_of(c, simdloss_info_nce_desc_init);
            workspace.resize(simdloss::info_nce_workspace_size(d));
            simdloss::info_nce(d, q, k, workspace, {.loss = loss, .grad_queries = gq, .grad_keys = gk, .grad_loss = g});
            EXPECT_THROW(simdloss::info_nce(d, std::span(q).first(3), k, workspace, {.loss = loss}), simdloss::error);
            EXPECT_THROW(simdloss::info_nce(d, q, k, std::span(workspace).first(9), {.loss = loss}), simdloss::error);
        }
        }
        EXPECT_EQ(loss, floats_of(b.loss));
        EXPECT_EQ(gq, floats_of(b.grad_queries));
        if (!c.one_set()) {
            EXPECT_EQ(gk, floats_of(b.grad_keys));
        }
    }
}

} // namespace
} // namespace simdloss_test
