// Losses that mine a batch, against what TensorFlow Addons and pytorch-metric-learning give.

#include "support/golden.hpp"
#include "support/mining.hpp"

namespace simdloss_test {
namespace {

template <class Desc> void set_options(Desc &desc, const json &item) {
    desc.margin = 1;
    for (const auto &[name, value] : item["options"].items()) {
        if (name == "distance") desc.distance = value.template get<std::int32_t>();
        else if (name == "margin") desc.margin = value.template get<double>();
        else if constexpr (requires { desc.soft; }) desc.soft = value.template get<std::int32_t>();
        else FAIL() << name;
    }
}

void expect_results(const json &item, const buffer &loss, const buffer &grad, double bound) {
    EXPECT_NEAR(loss.get(0), number(item["value"]), bound * std::max(1.0, loss.get(0)));
    for (std::int64_t i = 0; i < grad.count(); ++i)
        EXPECT_NEAR(grad.get(i), number(item["gradient"][static_cast<std::size_t>(i)]), bound) << i;
}

void check_named(const json &item, simdloss_dtype dtype, double bound) {
    simdloss_named_triplets_desc desc;
    ASSERT_EQ(simdloss_named_triplets_desc_init(&desc, sizeof desc), SIMDLOSS_STATUS_OK);
    set_options(desc, item);
    const auto anchor = item["anchor"].get<std::vector<std::int64_t>>();
    const auto positive = item["positive"].get<std::vector<std::int64_t>>();
    const auto negative = item["negative"].get<std::vector<std::int64_t>>();
    desc.dtype = dtype;
    desc.batch = item["batch"].get<std::int64_t>();
    desc.features = item["features"].get<std::int64_t>();
    desc.triplets = static_cast<std::int64_t>(anchor.size());
    desc.mean_of_positive = 1;
    std::size_t bytes = 0;
    ASSERT_EQ(simdloss_named_triplets_workspace_size(&desc, &bytes), SIMDLOSS_STATUS_OK);
    buffer workspace(SIMDLOSS_U8, static_cast<std::int64_t>(bytes)), loss(accumulator_of(dtype), 1),
        grad(dtype, desc.batch * desc.features);
    const auto embeddings = floats(dtype, item["embeddings"]);
    ASSERT_EQ(simdloss_named_triplets_forward_backward(&desc, nullptr, embeddings->data(), anchor.data(),
                  positive.data(), negative.data(), nullptr, loss.data(), grad.data(), workspace.data(), bytes),
        SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
    expect_results(item, loss, grad, bound);
}

void check_mined(const json &item, simdloss_dtype dtype, mined loss, double bound) {
    mining_case c(dtype, item["batch"].get<std::int64_t>(), item["features"].get<std::int64_t>());
    set_options(c.desc, item);
    c.loss = loss;
    mining_problem p(c);
    for (std::int64_t i = 0; i < p.embeddings.count(); ++i)
        p.embeddings.set(i, item["embeddings"][static_cast<std::size_t>(i)].get<double>());
    for (std::int64_t i = 0; i < c.desc.batch; ++i)
        p.label.set_index(i, item["target"][static_cast<std::size_t>(i)].get<std::int64_t>());
    ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    expect_results(item, p.loss, p.grad, bound);
}

// TensorFlow takes distances from products in float32: what it loses is some ULP of |e|^2, in the root sqrt of that.
void check_golden(const std::string &family, const std::vector<simdloss_dtype> &dtypes, double bound) {
    static const std::map<std::string, mined> losses = {{"triplet_semihard", mined::semihard},
        {"triplet_hard", mined::hard}, {"triplet_all", mined::all}, {"lifted_structure", mined::lifted}};
    for_each_case(
        family,
        [&](const json &item, simdloss_dtype dtype) {
            const auto loss = item["loss"].get<std::string>();
            if (loss == "named_triplets") check_named(item, dtype, bound);
            else check_mined(item, dtype, losses.at(loss), bound);
        },
        dtypes);
}
TEST(mining_golden, tensorflow_addons) { check_golden("mining_tensorflow_addons", {SIMDLOSS_F64, SIMDLOSS_F32}, 4e-6); }
TEST(mining_golden, pytorch_metric_learning) {
    check_golden("mining_pytorch_metric_learning", {SIMDLOSS_F64}, 1e-12);
    check_golden("mining_pytorch_metric_learning", {SIMDLOSS_F32}, 4e-6);
}

} // namespace
} // namespace simdloss_test
