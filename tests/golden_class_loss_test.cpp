// The focal loss and Poly-1 of class indices, and the former's Hessian, against PyTorch's derivatives and against Keras:
// tests/vectors/class_loss.json.

#include "support/class_loss.hpp"
#include "support/golden.hpp"

namespace simdloss_test {
namespace {

template <class Loss> void check_golden(const json &item, simdloss_dtype dtype) {
    class_loss_case<Loss> c(dtype, item["batch"].get<std::int64_t>(), item["classes"].get<std::int64_t>(),
        item["inner"].get<std::int64_t>());
    set_options(c.desc, item["options"]);
    class_loss_inputs in(c);
    in.logits = *floats(dtype, item["logits"]);
    for (std::size_t i = 0; i < item["target"].size(); ++i)
        in.target.set_index(static_cast<std::int64_t>(i), item["target"][i]);
    in.class_weight = floats(dtype, item["class_weight"]);
    in.row_weight = floats(dtype, item["row_weight"]);
    class_loss_outputs out(c);
    ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    expect_near(out.loss, item["loss"], scale_of(item["logits"]), "loss");
    expect_near(out.grad_logits, item["grad_logits"], 4, "grad_logits");
    if (item["hessian"].is_null()) return;
    if constexpr (Loss::functions.gradient_hessian != nullptr) {
        // Before the floor, which is 0: where a second derivative is negative.
        json expected = item["hessian"];
        for (json &h : expected) h = std::max(0.0, h.get<double>());
        buffer hessian(dtype, c.layout().extent());
        ASSERT_EQ(Loss::functions.gradient_hessian(&c.desc, nullptr, in.logits.data(), in.target.data(),
                      in.class_weight_data(), in.row_weight_data(), out.grad_logits.data(), hessian.data()),
            SIMDLOSS_STATUS_OK);
        expect_near(out.grad_logits, item["grad_logits"], 4, "gradient");
        expect_near(hessian, expected, 4, "hessian");
    }
}

void check_any(const json &item, simdloss_dtype dtype) {
    const auto name = item["loss_name"].get<std::string>();
    if (name == "softmax_focal") check_golden<softmax_focal>(item, dtype);
    else if (name == "poly1_cross_entropy") check_golden<poly1_cross_entropy>(item, dtype);
    else FAIL() << "unknown loss " << name;
}

TEST(golden_class_loss, pytorch_and_keras) { for_each_case("class_loss", check_any); }

} // namespace
} // namespace simdloss_test
