// The files of tests/vectors for ranking and embedding losses: what PyTorch computes in float64 must come out of F64 and
// F32.

#include "support/embedding.hpp"
#include "support/golden.hpp"

namespace simdloss_test {
namespace {

template <class Desc> void set_pair_options(Desc &desc, const json &options) {
    for (const auto &[name, value] : options.items()) {
        SIMDLOSS_TEST_OPTION(margin)
        SIMDLOSS_TEST_OPTION(num_neg)
        SIMDLOSS_TEST_OPTION(swap)
        SIMDLOSS_TEST_OPTION(distance)
        if (name == "reduction") {
            if constexpr (requires { desc.reduction; })
                desc.reduction = static_cast<std::int32_t>(number_or_name(value));
            continue;
        }
        if (name == "p") {
            if constexpr (requires { desc.p; }) desc.p = number(value);
            continue;
        }
        FAIL() << "unknown option " << name;
    }
}

template <class Case> void check_item(Case c, const json &item) {
    ASSERT_NO_FATAL_FAILURE(set_pair_options(c.desc, item["options"]));
    c.grad_loss = true;
    several_inputs in(c);
    double scale = 1;
    for (std::size_t k = 0; k < in.in.size(); ++k) {
        in.in[k] = *floats(c.desc.dtype, item["inputs"][k]);
        scale = std::max(scale, scale_of(item["inputs"][k]));
    }
    in.grad_loss = floats(c.acc(), item["grad_loss"]);
    several_outputs out(c);
    ASSERT_EQ(compute(c, way::both, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    expect_near(out.loss, item["result"], scale, "result");
    for (std::size_t k = 0; k < out.grad.size(); ++k)
        if (!item["gradients"][k].is_null() && c.tensors()[k].has_gradient)
            expect_near(out.grad[k], item["gradients"][k], 2 * scale, c.tensors()[k].name);
}

void check_any(const json &item, simdloss_dtype dtype) {
    const std::int64_t rows = item["rows"], columns = item["columns"];
    const std::string loss = item["loss"];
    if (loss == "margin_ranking") return check_item(margin_ranking_case(dtype, rows), item);
    if (loss == "rank_hinge" || loss == "rank_cross_entropy") {
        const std::int64_t num_neg = item["options"]["num_neg"], groups = rows / (num_neg + 1);
        if (loss == "rank_hinge") return check_item(rank_hinge_case(dtype, groups, num_neg, columns), item);
        return check_item(rank_cross_entropy_case(dtype, groups, num_neg, columns), item);
    }
    if (loss == "pairwise_distance") return check_item(pairwise_distance_case(dtype, rows, columns), item);
    if (loss == "cosine_similarity") return check_item(cosine_similarity_case(dtype, rows, columns), item);
    if (loss == "cosine_embedding") return check_item(cosine_embedding_case(dtype, rows, columns), item);
    if (loss == "contrastive_distance") return check_item(contrastive_distance_case(dtype, rows), item);
    ASSERT_EQ(loss, "triplet_margin");
    triplet_case c(dtype, rows, columns);
    c.desc.margin = 1;
    check_item(c, item);
}

TEST(golden_pairs, ranking) { for_each_case("ranking", check_any); }
TEST(golden_pairs, embedding) { for_each_case("embedding", check_any); }

} // namespace
} // namespace simdloss_test
