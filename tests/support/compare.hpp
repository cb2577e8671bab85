// Results against the oracle, in ULP of the largest term of the formula.
#pragma once

#include "../reference/measured.hpp"
#include "buffer.hpp"

#include <iomanip>
#include <sstream>

namespace simdloss_test {

// The bounds, in ULP of the accumulator type. F64 is measured against long double and has wider ones, since its
// polynomials are not as far ahead of its own precision.
inline double loss_ulps(simdloss_dtype dtype) { return dtype == SIMDLOSS_F64 ? 6 : 4; }
inline double grad_ulps(simdloss_dtype dtype) { return dtype == SIMDLOSS_F64 ? 10 : 6; }

template <class Wide> Wide tolerance(simdloss_dtype storage, const reference::measured<Wide> &expected, double ulps) {
    const simdloss_dtype acc = accumulator_of(storage);
    Wide allowed = static_cast<Wide>(ulps) * ulp(acc, expected.largest) + expected.slack;
    // The rounding to a narrower storage type; a hair more than half, for values next to a tie.
    if (storage != acc) allowed += Wide(0.501) * ulp(storage, std::fabs(expected.value));
    return allowed;
}

template <class Wide>
::testing::AssertionResult within(
    simdloss_dtype storage, double got, const reference::measured<Wide> &expected, double ulps) {
    const auto failure = [&](const char *what) {
        std::ostringstream text;
        text << std::setprecision(12) << what << ": got " << got << ", expected " << expected.value << ", largest term "
             << expected.largest << ", off by " << (got - expected.value) << " = "
             << (got - expected.value) / ulp(accumulator_of(storage), expected.largest) << " ULP of it, allowed "
             << ulps << " and " << expected.slack;
        return ::testing::AssertionFailure() << text.str();
    };
    if (std::isnan(expected.value)) return std::isnan(got) ? ::testing::AssertionSuccess() : failure("not NaN");
    if (std::isnan(got)) return failure("NaN");
    if (std::isinf(expected.value)) {
        return got == static_cast<double>(expected.value) ? ::testing::AssertionSuccess() : failure("not infinite");
    }
    const Wide allowed = tolerance(storage, expected, ulps);
    if (std::isinf(got)) {
        const bool overflows = std::fabs(expected.value) + allowed > largest_finite(storage);
        const bool same_sign = (got > 0) == (expected.value > 0);
        return overflows && same_sign ? ::testing::AssertionSuccess() : failure("infinite");
    }
    return std::fabs(got - expected.value) <= allowed ? ::testing::AssertionSuccess() : failure("off");
}

// A whole array; `offset(i)` is where value i of the oracle stands. Reports the first bad element.
template <class Wide, class Offset>
::testing::AssertionResult all_within(
    const buffer &got, const std::vector<reference::measured<Wide>> &expected, Offset offset, double ulps) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto at = offset(static_cast<std::int64_t>(i));
        auto result = within(got.dtype(), got.get(at), expected[i], ulps);
        if (!result)
            return result << " (" << name_of(got.dtype()) << " element " << i << " of " << expected.size() << ")";
    }
    return ::testing::AssertionSuccess();
}

template <class Wide>
::testing::AssertionResult all_within(
    const buffer &got, const std::vector<reference::measured<Wide>> &expected, double ulps) {
    return all_within(
        got, expected, [](std::int64_t i) { return i; }, ulps);
}

} // namespace simdloss_test
