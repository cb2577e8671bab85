// softmax, log_softmax and log_sum_exp against the oracle, for every instruction set.

#include "support/softmax.hpp"

namespace simdloss_test {
namespace {

class softmax : public each_isa {};

TEST_P(softmax, every_type_and_layout) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int64_t inner : {1, 5, 37}) {
            for (const std::int64_t padding : {0, 3}) {
                for (const placement where : placements) {
                    softmax_case c(dtype, 3, 19, inner);
                    c.desc.batch_stride = padding == 0 ? 0 : c.layout().item() + padding;
                    c.where = where;
                    check(c);
                }
            }
        }
    }
}

TEST_P(softmax, every_remainder_of_classes) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (std::int64_t classes = 1; classes <= 70; ++classes) check(softmax_case(dtype, 3, classes));
        for (const std::int64_t classes : {127, 128, 129, 130, 1000}) check(softmax_case(dtype, 2, classes));
    }
}

TEST_P(softmax, long_rows) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int64_t classes : {4095, 4096, 4097, 10007}) check(softmax_case(dtype, 2, classes));
        check(softmax_case(dtype, 1, 4099, 3));
    }
}

TEST_P(softmax, every_number_of_rows_and_lanes) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (std::int64_t rows = 1; rows <= 70; ++rows) check(softmax_case(dtype, rows, 7));
        for (std::int64_t inner = 2; inner <= 70; ++inner) check(softmax_case(dtype, 2, 3, inner));
        check(softmax_case(dtype, 517, 2)); // more than two blocks of rows
    }
}

TEST_P(softmax, every_kind_of_value) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            for (const auto &[batch, classes, inner] : {std::tuple{7, 37, 1}, {2, 11, 9}, {40, 5, 1}, {2, 4100, 1}}) {
                softmax_case c(dtype, batch, classes, inner);
                c.kind = kind;
                check(c);
            }
        }
    }
}

// One class: the probability is 1, its logarithm 0, and nothing has a gradient.
TEST_P(softmax, one_class) {
    const float x[3] = {3, -1e30F, 7e-40F};
    float y[3], u[3] = {2, -3, 1}, grad[3];
    const softmax_case c(SIMDLOSS_F32, 3, 1);
    ASSERT_EQ(simdloss_softmax_forward(&c.desc, nullptr, x, y), SIMDLOSS_STATUS_OK);
    for (const float value : y) EXPECT_EQ(value, 1);
    simdloss_softmax_backward(&c.desc, nullptr, y, u, grad);
    for (const float value : grad) EXPECT_EQ(value, 0);
    ASSERT_EQ(simdloss_log_softmax_forward(&c.desc, nullptr, x, y), SIMDLOSS_STATUS_OK);
    for (const float value : y) EXPECT_EQ(value, 0);
    simdloss_log_softmax_backward(&c.desc, nullptr, y, u, grad);
    for (const float value : grad) EXPECT_EQ(value, 0);
}

// No classes: outputs of that extent are empty, and log_sum_exp is the maximum of nothing. No rows: nothing is written.
TEST_P(softmax, nothing_to_do) {
    buffer one(SIMDLOSS_F32, 1), output(SIMDLOSS_F32, 6), row_stats(SIMDLOSS_F32, 12);
    const softmax_case no_classes(SIMDLOSS_F32, 3, 0, 2);
    for (const softmax_functions &f : both_softmaxes) {
        EXPECT_EQ(f.forward(&no_classes.desc, nullptr, one.data(), output.data()), SIMDLOSS_STATUS_OK) << f.name;
        EXPECT_TRUE(output.is_poisoned()) << f.name;
    }
    EXPECT_EQ(simdloss_log_sum_exp_forward(&no_classes.desc, nullptr, one.data(), output.data(), row_stats.data()),
        SIMDLOSS_STATUS_OK);
    for (std::int64_t r = 0; r < 6; ++r) EXPECT_EQ(output.get(r), -std::numeric_limits<double>::infinity());

    output.poison();
    row_stats.poison();
    for (const softmax_case &no_rows : {softmax_case(SIMDLOSS_F32, 0, 4), softmax_case(SIMDLOSS_F32, 2, 4, 0)}) {
        for (const softmax_functions &f : both_softmaxes) {
            EXPECT_EQ(f.forward(&no_rows.desc, nullptr, one.data(), output.data()), SIMDLOSS_STATUS_OK) << f.name;
            EXPECT_EQ(f.backward(&no_rows.desc, nullptr, one.data(), one.data(), output.data()), SIMDLOSS_STATUS_OK);
        }
        EXPECT_EQ(simdloss_log_sum_exp_forward(&no_rows.desc, nullptr, one.data(), output.data(), row_stats.data()),
            SIMDLOSS_STATUS_OK);
        EXPECT_TRUE(output.is_poisoned());
        EXPECT_TRUE(row_stats.is_poisoned());
    }
}

INSTANTIATE_TEST_SUITE_P(isa, softmax, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
