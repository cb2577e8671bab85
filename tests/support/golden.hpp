// The files of tests/vectors, and results against them. The bounds are wide enough for the errors that the expected
// values have themselves; the oracle is the narrow one.
#pragma once

#include "gradient.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <map>

namespace simdloss_test {

using json = nlohmann::json;

inline double number(const json &value) {
    if (!value.is_string()) return value.get<double>();
    const auto text = value.get<std::string>();
    if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
    return text == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
}

inline std::optional<buffer> floats(simdloss_dtype dtype, const json &values) {
    if (values.is_null()) return std::nullopt;
    buffer data(dtype, static_cast<std::int64_t>(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i) data.set(static_cast<std::int64_t>(i), number(values[i]));
    return data;
}

// PyTorch forms lse = max + log S and subtracts: its errors are a few ULP of the largest number on the way.
inline double scale_of(const json &inputs) {
    double scale = 1;
    for (const json &value : inputs) {
        const double x = std::fabs(number(value));
        if (std::isfinite(x)) scale = std::max(scale, x);
    }
    return scale;
}

inline void expect_near(const buffer &got, const json &expected, double scale, const char *what) {
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

// An option by its name in the C interface, if this desc has it.
#define SIMDLOSS_TEST_OPTION(option)                                                                                   \
    if constexpr (requires { desc.option; }) {                                                                         \
        if (name == #option) {                                                                                         \
            desc.option = static_cast<decltype(desc.option)>(number_or_name(value));                                   \
            continue;                                                                                                  \
        }                                                                                                              \
    }

inline double number_or_name(const json &value) {
    static const std::map<std::string, std::int32_t> names = {{"none", SIMDLOSS_REDUCTION_NONE},
        {"sum", SIMDLOSS_REDUCTION_SUM}, {"mean", SIMDLOSS_REDUCTION_MEAN}, {"default", SIMDLOSS_DENOMINATOR_DEFAULT},
        {"count", SIMDLOSS_DENOMINATOR_COUNT}, {"weight", SIMDLOSS_DENOMINATOR_WEIGHT},
        {"nonzero_weight", SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT}, {"batch", SIMDLOSS_DENOMINATOR_BATCH},
        {"nan", SIMDLOSS_EMPTY_MEAN_NAN}, {"zero", SIMDLOSS_EMPTY_MEAN_ZERO}};
    return value.is_string() ? names.at(value.get<std::string>()) : value.get<double>();
}

template <class Desc> void set_options(Desc &desc, const json &options) {
    for (const auto &[name, value] : options.items()) {
        SIMDLOSS_TEST_OPTION(reduction)
        SIMDLOSS_TEST_OPTION(denominator)
        SIMDLOSS_TEST_OPTION(empty_mean)
        SIMDLOSS_TEST_OPTION(ignore_index)
        SIMDLOSS_TEST_OPTION(label_smoothing)
        SIMDLOSS_TEST_OPTION(z_loss)
        SIMDLOSS_TEST_OPTION(softcap)
        SIMDLOSS_TEST_OPTION(temperature)
        SIMDLOSS_TEST_OPTION(mean_denominator)
        SIMDLOSS_TEST_OPTION(log_target)
        SIMDLOSS_TEST_OPTION(squared_temperature)
        SIMDLOSS_TEST_OPTION(gamma)
        SIMDLOSS_TEST_OPTION(alpha)
        SIMDLOSS_TEST_OPTION(probability_clip)
        SIMDLOSS_TEST_OPTION(epsilon)
        FAIL() << "unknown option " << name;
    }
}

template <class Check>
void for_each_case(
    const std::string &family, Check check, std::vector<simdloss_dtype> dtypes = {SIMDLOSS_F64, SIMDLOSS_F32}) {
    const std::string path = SIMDLOSS_TEST_VECTORS "/" + family + ".json";
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    const json document = json::parse(file);
    ASSERT_EQ(document["family"], family);
    ASSERT_FALSE(document["cases"].empty());
    for_each_isa([&](const std::string &) {
        for (const json &item : document["cases"]) {
            SCOPED_TRACE(item["name"].get<std::string>());
            for (const simdloss_dtype dtype : dtypes) check(item, dtype);
        }
    });
}

} // namespace simdloss_test
