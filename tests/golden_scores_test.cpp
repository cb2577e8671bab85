// tests/vectors/scores.json: what PyTorch and pytorch-metric-learning compute in float64 must come out of F64 and F32.

#include "support/golden.hpp"
#include "support/scores.hpp"

namespace simdloss_test {
namespace {

const std::map<std::string, score_loss> losses_by_name = {{"info_nce", score_loss::info_nce},
    {"nt_xent", score_loss::nt_xent}, {"sup_con", score_loss::sup_con}, {"n_pairs", score_loss::n_pairs},
    {"margin_softmax", score_loss::margin_softmax}};

score_case case_of(const json &item, simdloss_dtype dtype) {
    const json &options = item["options"];
    score_case c;
    c.what = losses_by_name.at(item["loss"]);
    c.dtype = dtype;
    c.batch = item["batch"];
    c.keys = item["keys"];
    c.negatives = item["negatives"];
    c.width = item["width"];
    c.grad_loss = false;
    c.reduction = static_cast<simdloss_reduction>(number_or_name(options.value("reduction", json("mean"))));
    c.positives_given = !item["index"].is_null();
    c.cosine = options.value("similarity", c.what == score_loss::n_pairs ? 1 : 0) == 0;
    c.temperature = options.value("temperature", 1.0);
    c.symmetric = options.value("symmetric", 0) == 1;
    c.kind = options.value("kind", 0);
    c.margin = options.value("margin", 0.5);
    c.scale = options.value("scale", 64.0);
    return c;
}

TEST(golden_scores, scores) {
    for_each_case("scores", [](const json &item, simdloss_dtype dtype) {
        SCOPED_TRACE(item["loss"].get<std::string>());
        const score_case c = case_of(item, dtype);
        score_buffers b(c);
        b.queries = *floats(dtype, item["queries"]);
        if (!item["keys_data"].is_null()) b.keys = *floats(dtype, item["keys_data"]);
        if (c.negatives > 0) b.negatives = *floats(dtype, item["negatives_data"]);
        for (std::size_t i = 0; c.positives_given && i < item["index"].size(); ++i)
            b.index.set_index(static_cast<std::int64_t>(i), item["index"][i]);
        ASSERT_EQ(compute(c, b), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        // Scores are up to the scale, and so much larger than a rounding of a cosine is that of a score.
        const double scale = c.what == score_loss::margin_softmax ? c.scale : std::max(1 / c.temperature, 8.0);
        expect_near(b.loss, item["loss_value"], scale, "loss");
        expect_near(b.grad_queries, item["grad_queries"], 4 * scale, "grad_queries");
        if (!c.one_set()) expect_near(b.grad_keys, item["grad_keys"], 4 * scale, "grad_keys");
        if (c.negatives > 0) expect_near(b.grad_negatives, item["grad_negatives"], 4 * scale, "grad_negatives");
    });
}

} // namespace
} // namespace simdloss_test
