// Element-wise losses against PyTorch's, tests/vectors/elements.json, those of Keras and TensorFlow, elements_keras.json,
// and focal losses against torchvision's and Keras'.

#include "support/focal.hpp"
#include "support/golden.hpp"
#include "support/regression.hpp"

namespace simdloss_test {
namespace {

template <class Desc> void set_element_options(Desc &desc, const json &options) {
    for (const auto &[name, json_value] : options.items()) {
        const double value = number_or_name(json_value);
        bool known = false;
#define SIMDLOSS_TEST_ELEMENT_OPTION(option)                                                                           \
    if constexpr (requires { desc.option; }) {                                                                         \
        if (name == #option) {                                                                                         \
            desc.option = static_cast<decltype(desc.option)>(value);                                                   \
            known = true;                                                                                              \
        }                                                                                                              \
    }
        SIMDLOSS_TEST_ELEMENT_OPTION(reduction)
        SIMDLOSS_TEST_ELEMENT_OPTION(class_reduction)
        SIMDLOSS_TEST_ELEMENT_OPTION(weight_axes)
        SIMDLOSS_TEST_ELEMENT_OPTION(gamma)
        SIMDLOSS_TEST_ELEMENT_OPTION(alpha)
        SIMDLOSS_TEST_ELEMENT_OPTION(label_smoothing)
        SIMDLOSS_TEST_ELEMENT_OPTION(kind)
        SIMDLOSS_TEST_ELEMENT_OPTION(threshold)
        SIMDLOSS_TEST_ELEMENT_OPTION(log_input)
        SIMDLOSS_TEST_ELEMENT_OPTION(full)
        SIMDLOSS_TEST_ELEMENT_OPTION(margin)
        SIMDLOSS_TEST_ELEMENT_OPTION(labels)
        SIMDLOSS_TEST_ELEMENT_OPTION(denominator)
        SIMDLOSS_TEST_ELEMENT_OPTION(empty_mean)
        SIMDLOSS_TEST_ELEMENT_OPTION(label_smoothing)
        SIMDLOSS_TEST_ELEMENT_OPTION(clip)
        SIMDLOSS_TEST_ELEMENT_OPTION(epsilon)
#undef SIMDLOSS_TEST_ELEMENT_OPTION
        ASSERT_TRUE(known) << "unknown option " << name;
    }
}

template <class Loss> void check_golden(const json &item, simdloss_dtype dtype) {
    element_case<Loss> c(dtype, item["batch"].get<std::int64_t>(), item["classes"].get<std::int64_t>());
    set_element_options(c.desc, item["options"]);
    element_inputs<Loss> in(c);
    in.input = *floats(dtype, item["input"]);
    in.target = *floats(dtype, item["target"]);
    in.third = floats(dtype, item["third"]);
    in.class_value = floats(dtype, item["class_value"]);
    in.weight = floats(dtype, item["weight"]);
    element_outputs<Loss> out(c);
    ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    const double scale = scale_of(item["input"]);
    expect_near(out.loss, item["loss"], scale, "loss");
    // Where PyTorch's gradient is beyond what the type holds precisely, as at probabilities of 0 and 1, it is relative.
    expect_near(out.by_input, item["by_input"], scale, "by_input");
    if (!item["by_target"].is_null()) expect_near(out.by_target, item["by_target"], 4 * scale, "by_target");
    if (!item["by_third"].is_null()) expect_near(out.by_third, item["by_third"], 16 * scale, "by_third");
}

void check_any(const json &item, simdloss_dtype dtype) {
    const auto name = item["loss_name"].get<std::string>();
    if (name == "binary_cross_entropy") check_golden<bce>(item, dtype);
    else if (name == "probability_binary_cross_entropy") check_golden<probability_bce>(item, dtype);
    else if (name == "sigmoid_focal") check_golden<sigmoid_focal>(item, dtype);
    else if (name == "probability_focal") check_golden<probability_focal>(item, dtype);
    else if (name == "asymmetric") check_golden<asymmetric>(item, dtype);
    else if (name == "regression") check_golden<regression>(item, dtype);
    else if (name == "poisson_nll") check_golden<poisson_nll>(item, dtype);
    else if (name == "gaussian_nll") check_golden<gaussian_nll>(item, dtype);
    else if (name == "hinge") check_golden<hinge>(item, dtype);
    else FAIL() << "unknown loss " << name;
}

TEST(golden_elements, pytorch) { for_each_case("elements", check_any); }
TEST(golden_elements, torchvision) { for_each_case("focal_elements", check_any); }
TEST(golden_elements, keras_focal) { for_each_case("focal_keras", check_any, {SIMDLOSS_F32}); }
TEST(golden_elements, keras_and_tensorflow) { for_each_case("elements_keras", check_any, {SIMDLOSS_F32}); }

} // namespace
} // namespace simdloss_test
