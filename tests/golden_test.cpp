// The files of tests/vectors: what PyTorch computes, in float64, must come out of F64 and, as far as it can tell, F32.
// The bounds are wide enough for the errors that the expected values have themselves; the oracle is the narrow one.
// labels: isa

#include "support/cross_entropy.hpp"
#include "support/softmax.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <map>

namespace simdloss_test {
namespace {

using json = nlohmann::json;

double number(const json &value) {
    if (!value.is_string()) return value.get<double>();
    const auto text = value.get<std::string>();
    if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
    return text == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
}

std::optional<buffer> floats(simdloss_dtype dtype, const json &values) {
    if (values.is_null()) return std::nullopt;
    buffer data(dtype, static_cast<std::int64_t>(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i) data.set(static_cast<std::int64_t>(i), number(values[i]));
    return data;
}

// PyTorch forms lse = max + log S and subtracts: its errors are a few ULP of the largest number on the way.
double scale_of(const json &inputs) {
    double scale = 1;
    for (const json &value : inputs) {
        const double x = std::fabs(number(value));
        if (std::isfinite(x)) scale = std::max(scale, x);
    }
    return scale;
}

void expect_near(const buffer &got, const json &expected, double scale, const char *what) {
    ASSERT_EQ(got.count(), static_cast<std::int64_t>(expected.size())) << what;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double value = number(expected[i]);
        const double result = got.get(static_cast<std::int64_t>(i));
        SCOPED_TRACE(std::string(what) + "[" + std::to_string(i) + "]");
        if (std::isnan(value)) {
            EXPECT_TRUE(std::isnan(result)) << result;
        } else if (std::isinf(value)) {
            EXPECT_EQ(result, value);
        } else {
            EXPECT_NEAR(result, value, 16 * ulp(got.dtype(), std::max(scale, std::fabs(value))));
        }
    }
}

void set_options(simdloss_cross_entropy_desc &desc, const json &options) {
    static const std::map<std::string, simdloss_reduction> reductions = {
        {"none", SIMDLOSS_REDUCTION_NONE}, {"sum", SIMDLOSS_REDUCTION_SUM}, {"mean", SIMDLOSS_REDUCTION_MEAN}};
    static const std::map<std::string, simdloss_denominator> denominators = {{"default", SIMDLOSS_DENOMINATOR_DEFAULT},
        {"count", SIMDLOSS_DENOMINATOR_COUNT}, {"weight", SIMDLOSS_DENOMINATOR_WEIGHT},
        {"nonzero_weight", SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT}, {"batch", SIMDLOSS_DENOMINATOR_BATCH}};
    static const std::map<std::string, std::int32_t> empty_means = {
        {"nan", SIMDLOSS_EMPTY_MEAN_NAN}, {"zero", SIMDLOSS_EMPTY_MEAN_ZERO}};
    for (const auto &[name, value] : options.items()) {
        if (name == "reduction") {
            desc.reduction = reductions.at(value);
        } else if (name == "denominator") {
            desc.denominator = denominators.at(value);
        } else if (name == "empty_mean") {
            desc.empty_mean = empty_means.at(value);
        } else if (name == "ignore_index") {
            desc.ignore_index = value;
        } else if (name == "label_smoothing") {
            desc.label_smoothing = value;
        } else if (name == "z_loss") {
            desc.z_loss = value;
        } else if (name == "softcap") {
            desc.softcap = value;
        } else if (name == "temperature") {
            desc.temperature = value;
        } else if (name == "mean_denominator") {
            desc.mean_denominator = value;
        } else {
            FAIL() << "unknown option " << name;
        }
    }
}

void check_cross_entropy(const json &item, simdloss_dtype dtype) {
    cross_entropy_case c(dtype, item["batch"], item["classes"], item["inner"]);
    ASSERT_NO_FATAL_FAILURE(set_options(c.desc, item["options"]));
    const auto logits = floats(dtype, item["logits"]), class_weight = floats(dtype, item["class_weight"]);
    const auto row_weight = floats(dtype, item["row_weight"]), grad_loss = floats(dtype, item["grad_loss"]);
    const auto target = item["target"].get<std::vector<std::int64_t>>();
    const auto data = [](const std::optional<buffer> &values) { return values ? values->data() : nullptr; };
    cross_entropy_outputs out(c);
    ASSERT_EQ(simdloss_cross_entropy_forward_backward(&c.desc, nullptr, data(logits), target.data(), data(class_weight),
                  data(row_weight), data(grad_loss), out.loss.data(), out.grad_logits.data()),
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

template <class Check> void for_each_case(const std::string &family, Check check) {
    const std::string path = SIMDLOSS_TEST_VECTORS "/" + family + ".json";
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    const json document = json::parse(file);
    ASSERT_EQ(document["family"], family);
    ASSERT_FALSE(document["cases"].empty());
    for_each_isa([&](const std::string &) {
        for (const json &item : document["cases"]) {
            SCOPED_TRACE(item["name"].get<std::string>());
            for (const simdloss_dtype dtype : {SIMDLOSS_F64, SIMDLOSS_F32}) check(item, dtype);
        }
    });
}

TEST(golden, cross_entropy) { for_each_case("cross_entropy", check_cross_entropy); }
TEST(golden, softmax) { for_each_case("softmax", check_softmax_family); }

} // namespace
} // namespace simdloss_test
