// The files of tests/vectors for probability targets, NLL, divergences and token statistics: what PyTorch computes in
// float64, and TensorFlow and Keras in float32, must come out of F64 and F32.

#include "support/divergence.hpp"
#include "support/golden.hpp"
#include "support/nll.hpp"
#include "support/soft_cross_entropy.hpp"
#include "support/token.hpp"

namespace simdloss_test {
namespace {

// A case of a family with the shape and the options of an item; its inputs are the item's.
template <class Case> Case case_of(const json &item, simdloss_dtype dtype) {
    Case c;
    c.desc.dtype = dtype;
    c.desc.batch = item["batch"];
    c.desc.classes = item["classes"];
    if constexpr (requires { c.desc.inner; }) c.desc.inner = item["inner"];
    if constexpr (requires { c.desc.choices; }) c.desc.choices = item["choices"];
    set_options(c.desc, item["options"]);
    return c;
}

void set_indices(buffer &data, const json &values) {
    for (std::size_t i = 0; i < values.size(); ++i) data.set_index(static_cast<std::int64_t>(i), values[i]);
}

void check_soft(const json &item, simdloss_dtype dtype) {
    const auto c = case_of<soft_cross_entropy_case>(item, dtype);
    soft_cross_entropy_inputs in(c);
    in.logits = *floats(dtype, item["logits"]);
    in.target = *floats(dtype, item["target"]);
    in.class_weight = floats(dtype, item["class_weight"]);
    in.row_weight = floats(dtype, item["row_weight"]);
    in.grad_loss = floats(dtype, item["grad_loss"]);
    soft_cross_entropy_outputs out(c);
    ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const double scale = scale_of(item["logits"]);
    expect_near(out.loss, item["loss"], scale, "loss");
    expect_near(out.grad_logits, item["grad_logits"], 4, "grad_logits");
    if (item.contains("grad_target")) expect_near(out.grad_target, item["grad_target"], scale, "grad_target");
}

void check_nll(const json &item, simdloss_dtype dtype) {
    const auto c = case_of<nll_case>(item, dtype);
    nll_inputs in(c);
    in.log_prob = *floats(dtype, item["log_prob"]);
    set_indices(in.target, item["target"]);
    in.class_weight = floats(dtype, item["class_weight"]);
    in.grad_loss = floats(dtype, item["grad_loss"]);
    nll_outputs out(c);
    ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    expect_near(out.loss, item["loss"], 1, "loss");
    expect_near(out.grad_log_prob, item["grad_log_prob"], 1, "grad_log_prob");
}

template <class Case> void check_divergence(const json &item, simdloss_dtype dtype) {
    const auto c = case_of<Case>(item, dtype);
    const bool distilled = Case::is_distillation;
    divergence_inputs in(c);
    in.model = *floats(dtype, item[distilled ? "student" : "log_prob"]);
    in.target = *floats(dtype, item[distilled ? "teacher" : "target"]);
    in.row_weight = floats(dtype, item["row_weight"]);
    in.grad_loss = floats(dtype, item["grad_loss"]);
    divergence_outputs out(c);
    ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const double scale = 4 * std::max(scale_of(item[distilled ? "student" : "log_prob"]), 1.0);
    expect_near(out.loss, item["loss"], scale, "loss");
    expect_near(out.grad_model, item[distilled ? "grad_student" : "grad_log_prob"], scale, "gradient for the model");
    expect_near(out.grad_target, item[distilled ? "grad_teacher" : "grad_target"], scale, "gradient for the target");
}

void check_token(const json &item, simdloss_dtype dtype) {
    const auto c = case_of<token_case>(item, dtype);
    token_inputs in(c);
    in.logits = *floats(dtype, item["logits"]);
    set_indices(in.target, item["target"]);
    in.grad_log_prob = floats(dtype, item["grad_log_prob"]);
    in.grad_entropy = floats(dtype, item["grad_entropy"]);
    token_outputs out(c);
    ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const double scale = scale_of(item["logits"]);
    expect_near(out.log_prob, item["log_prob"], scale, "log_prob");
    expect_near(out.entropy, item["entropy"], scale, "entropy");
    expect_near(out.grad_logits, item["grad_logits"], 4 * scale, "grad_logits");
    EXPECT_EQ(indices(out.argmax), item["argmax"].get<std::vector<std::int64_t>>());
    EXPECT_EQ(indices(out.rank), item["rank"].get<std::vector<std::int64_t>>());
}

TEST(golden_families, soft_cross_entropy) { for_each_case("soft_cross_entropy", check_soft); }
TEST(golden_families, soft_cross_entropy_of_tensorflow_and_keras) {
    for_each_case("soft_cross_entropy_keras", check_soft, {SIMDLOSS_F32});
}
TEST(golden_families, nll) { for_each_case("nll", check_nll); }
TEST(golden_families, kl_divergence) { for_each_case("kl_divergence", check_divergence<kl_divergence_case>); }
TEST(golden_families, distillation) { for_each_case("distillation", check_divergence<distillation_case>); }
TEST(golden_families, token) { for_each_case("token", check_token); }

} // namespace
} // namespace simdloss_test
