// The files of tests/vectors: what PyTorch computes, in float64, must come out of F64 and, as far as it can tell, F32.
// The bounds are wide enough for the errors that the expected values have themselves; the oracle is the narrow one.
// labels: isa

#include "support/cross_entropy.hpp"
#include "support/golden.hpp"
#include "support/softmax.hpp"

namespace simdloss_test {
namespace {

void check_cross_entropy(const json &item, simdloss_dtype dtype) {
    cross_entropy_case c(dtype, item["batch"], item["classes"], item["inner"]);
    ASSERT_NO_FATAL_FAILURE(set_options(c.desc, item["options"]));
    const auto logits = floats(dtype, item["logits"]), class_weight = floats(dtype, item["class_weight"]);
    const auto row_weight = floats(dtype, item["row_weight"]), grad_loss = floats(dtype, item["grad_loss"]);
    const auto target = item["target"].get<std::vector<std::int64_t>>();
    cross_entropy_outputs out(c);
    ASSERT_EQ(
        simdloss_cross_entropy_forward_backward(&c.desc, nullptr, data_of(logits), target.data(), data_of(class_weight),
            data_of(row_weight), data_of(grad_loss), out.loss.data(), out.grad_logits.data()),
        SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
    const double scale = scale_of(item["logits"]);
    expect_near(out.loss, item["loss"], scale, "loss");
    expect_near(out.grad_logits, item["grad_logits"], 1, "grad_logits");
}

void check_softmax_family(const json &item, simdloss_dtype dtype) {
    const softmax_case c(dtype, item["batch"], item["classes"], item["inner"]);
    const buffer input = *floats(dtype, item["input"]), upstream = *floats(dtype, item["grad_output"]);
    const buffer row_upstream = *floats(dtype, item["grad_rows"]);
    const double scale = scale_of(item["input"]);
    for (const softmax_functions &f : both_softmaxes) {
        const std::string name = f.name;
        buffer output = c.full(), grad = c.full();
        ASSERT_EQ(f.forward(&c.desc, nullptr, input.data(), output.data()), SIMDLOSS_STATUS_OK)
            << simdloss_last_error();
        ASSERT_EQ(f.backward(&c.desc, nullptr, output.data(), upstream.data(), grad.data()), SIMDLOSS_STATUS_OK);
        expect_near(output, item[name], scale, f.name);
        // The sum of the upstream gradients is at most a few hundred terms of about 1.
        expect_near(grad, item[name + "_grad"], 64, "gradient");
    }
    buffer output = c.rows(), row_stats = c.rows(2), grad = c.full();
    ASSERT_EQ(simdloss_log_sum_exp_forward(&c.desc, nullptr, input.data(), output.data(), row_stats.data()),
        SIMDLOSS_STATUS_OK);
    ASSERT_EQ(simdloss_log_sum_exp_backward(
                  &c.desc, nullptr, input.data(), row_stats.data(), row_upstream.data(), grad.data()),
        SIMDLOSS_STATUS_OK);
    expect_near(output, item["log_sum_exp"], scale, "log_sum_exp");
    expect_near(grad, item["log_sum_exp_grad"], 4, "log_sum_exp gradient");
}

TEST(golden, cross_entropy) { for_each_case("cross_entropy", check_cross_entropy); }
TEST(golden, softmax) { for_each_case("softmax", check_softmax_family); }

} // namespace
} // namespace simdloss_test
