// Instruction sets: a test that asks for one fails unless that one is active.
#pragma once

#include <simdloss/core.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace simdloss_test {

inline std::vector<std::string> supported_isas() {
    std::vector<std::string> names;
    for (std::int32_t i = 0; simdloss_isa_name(i) != nullptr; ++i) names.emplace_back(simdloss_isa_name(i));
    return names;
}

// Those that have a fused multiply-add, and therefore give the same bits.
inline std::vector<std::string> isas_with_fma() {
    std::vector<std::string> names = supported_isas();
    std::erase(names, "sse2");
    return names;
}

inline void activate_isa(const std::string &name) {
    ASSERT_EQ(simdloss_set_isa(name.c_str()), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(simdloss_isa(), name);
}

// Runs `body` with each instruction set of `names` in turn, and leaves the best one active.
template <class Body> void for_each_isa(const std::vector<std::string> &names, Body body) {
    for (const std::string &name : names) {
        SCOPED_TRACE("instruction set " + name);
        ASSERT_NO_FATAL_FAILURE(activate_isa(name));
        body(name);
        EXPECT_EQ(simdloss_isa(), name) << "another instruction set became active during the test";
    }
    EXPECT_EQ(simdloss_set_isa(nullptr), SIMDLOSS_STATUS_OK);
}

template <class Body> void for_each_isa(Body body) { for_each_isa(supported_isas(), body); }

// A fixture of tests that run once for each instruction set.
class each_isa : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override { activate_isa(GetParam()); }
    void TearDown() override {
        EXPECT_EQ(simdloss_isa(), GetParam()) << "another instruction set became active during the test";
        EXPECT_EQ(simdloss_set_isa(nullptr), SIMDLOSS_STATUS_OK);
    }
};

inline std::string isa_test_name(const ::testing::TestParamInfo<std::string> &info) { return info.param; }

} // namespace simdloss_test
