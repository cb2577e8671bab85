// Comparing an answer with the oracle of the tests.
#pragma once

#include "../tests/reference/cross_entropy.hpp"

#include <simdloss.h>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>

namespace simdloss_bench {

namespace reference = simdloss_test::reference;

// "" if `got` is what it should be, to some ULP of the largest term, and to the rounding of the storage type.
inline std::string compare(const char *what, std::size_t row, std::size_t column, double got,
    const reference::measured<double> &expected, simdloss_dtype dtype) {
    const double storage = dtype == SIMDLOSS_BF16 ? std::ldexp(std::fabs(expected.value), -8) : 0;
    const double allowed = 8 * reference::accumulator_ulp(expected.largest) + expected.slack + storage;
    if (std::fabs(got - expected.value) <= allowed) return "";
    char text[200];
    std::snprintf(
        text, sizeof text, "%s of row %zu, column %zu is %.9g instead of %.9g", what, row, column, got, expected.value);
    return text;
}

inline std::string failure(simdloss_status status) {
    return std::string(simdloss_status_name(status)) + ": " + simdloss_last_error();
}

} // namespace simdloss_bench
