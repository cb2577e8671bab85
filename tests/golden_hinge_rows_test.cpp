// Hinge losses of rows against PyTorch: tests/vectors/hinge_rows.json; and against Keras: hinge_rows_keras.json.

#include "support/golden.hpp"
#include "support/hinge_rows.hpp"

namespace simdloss_test {
namespace {

template <class Case> void check_golden(const json &item, simdloss_dtype dtype) {
    Case c(dtype, item["batch"], item["classes"]);
    auto options = item["options"];
    const auto take = [&](const char *name, auto &field) {
        if (options.contains(name)) field = options[name];
        options.erase(name);
    };
    take("margin", c.desc.margin);
    if constexpr (requires { c.desc.p; }) take("p", c.desc.p);
    set_options(c.desc, options);
    hinge_rows_inputs in(c);
    in.input = *floats(dtype, item["input"]);
    for (std::int64_t i = 0; i < in.target.count(); ++i)
        in.target.set_index(i, item["target"][static_cast<std::size_t>(i)]);
    in.class_weight = floats(dtype, item["class_weight"]);
    in.row_weight = floats(dtype, item["row_weight"]);
    in.grad_loss = floats(dtype, item["grad_loss"]);
    hinge_rows_outputs out(c);
    ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const double scale = scale_of(item["input"]);
    expect_near(out.loss, item["loss"], scale, "loss");
    expect_near(out.grad_input, item["grad_input"], scale, "grad_input");
}

void check_any(const json &item, simdloss_dtype dtype) {
    const auto name = item["loss_name"].get<std::string>();
    if (name == "multi_margin") check_golden<multi_margin_case>(item, dtype);
    else if (name == "categorical_hinge") check_golden<categorical_hinge_case>(item, dtype);
    else if (name == "multilabel_margin") check_golden<multilabel_margin_case>(item, dtype);
    else FAIL() << "unknown loss " << name;
}

TEST(golden_hinge_rows, pytorch) { for_each_case("hinge_rows", check_any); }
TEST(golden_hinge_rows, keras) { for_each_case("hinge_rows_keras", check_any, {SIMDLOSS_F32}); }

} // namespace
} // namespace simdloss_test
