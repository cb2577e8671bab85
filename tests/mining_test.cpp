// Losses that mine a batch, against the oracle.

#include "support/isa.hpp"
#include "support/mining.hpp"

namespace simdloss_test {
namespace {

class mining : public each_isa {};

TEST_P(mining, sizes) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const mined loss : mining_losses) {
            for (std::int64_t n = 1; n <= 70; n += n < 8 ? 1 : 13) {
                mining_case c(dtype, n, 5);
                c.set_loss(loss);
                c.desc.empty_mean = SIMDLOSS_EMPTY_MEAN_ZERO;
                for (const placement where : {placement::at_end, placement::misaligned}) {
                    c.where = where;
                    check(c);
                }
            }
            for (std::int64_t d = 1; d <= 140; d += d < 36 ? 5 : 17) {
                mining_case c(dtype, 37, d);
                c.set_loss(loss);
                c.desc.batch_stride = d + 3;
                check(c);
            }
        }
    }
}

// Lattices are exact for the first two distances only; the others have random rows that do not tie.
TEST_P(mining, distances_and_options) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const mined loss : mining_losses) {
            for (std::int32_t distance = 0; distance < 4; ++distance) {
                for (int option = 0; option < 6; ++option) {
                    mining_case c(dtype, 33, 19);
                    c.loss = loss;
                    c.desc.distance = distance;
                    if (distance >= 2) c.kind = embedding_values::normal;
                    if (distance == SIMDLOSS_DISTANCE_SQUARED_L2) c.desc.margin = 40.3;
                    if (option == 1) c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
                    if (option == 2) c.desc.accumulate = 1;
                    if (option == 3) c.desc.mean_denominator = 12.5;
                    if (option == 4) c.grad_loss = true;
                    if (option == 5) c.desc.soft = loss == mined::hard;
                    check(c);
                }
            }
        }
    }
}

// Both ways to select: classes of few members and of many.
TEST_P(mining, large_classes) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64}) {
        for (const mined loss : {mined::semihard, mined::all, mined::lifted}) {
            for (const std::int64_t classes : {1, 2, 3}) {
                mining_case c(dtype, 230, 7);
                c.set_loss(loss);
                c.classes = classes;
                check(c);
            }
        }
    }
}

TEST_P(mining, one_label_no_pair_coincident_and_zero_rows) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const mined loss : mining_losses) {
            for (std::int32_t distance = 0; distance < 4; ++distance) {
                for (const std::int64_t classes : {1, 3, 1000}) {
                    for (const embedding_values kind : {embedding_values::coincident, embedding_values::zero}) {
                        mining_case c(dtype, 21, 6);
                        c.loss = loss;
                        c.kind = kind;
                        c.classes = classes;
                        c.desc.distance = distance;
                        c.desc.empty_mean = SIMDLOSS_EMPTY_MEAN_ZERO;
                        // Rounding decides between equal rows of length 1: there, only that all is finite.
                        if (distance < 2) {
                            check(c);
                            continue;
                        }
                        mining_problem p(c);
                        ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK);
                        EXPECT_TRUE(std::isfinite(p.loss.get(0)));
                        for (std::int64_t i = 0; i < p.grad.count() && dtype != SIMDLOSS_F16; ++i)
                            EXPECT_TRUE(std::isfinite(p.grad.get(i)));
                    }
                }
            }
        }
    }
}

TEST_P(mining, near_rows_keep_their_digits) {
    mining_case c(SIMDLOSS_F32, 3, 4);
    c.desc.margin = 0;
    c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
    mining_problem p(c);
    const double step = std::ldexp(1.0, -20);
    for (std::int64_t i = 0; i < 3; ++i) {
        p.label.set_index(i, i == 2);
        for (std::int64_t k = 0; k < 4; ++k)
            p.embeddings.set(i * 4 + k, 1 + (k == 0 ? static_cast<double>(i) * step : 0));
    }
    // d(0, 1) = step and d(0, 2) = 2 step; d(1, 0) = step, d(1, 2) = step: the farthest negative is no farther.
    ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(p.loss.get(0), 0);
    c.desc.margin = 2 * step;
    ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(p.loss.get(0), 3 * step);
}

TEST_P(mining, nan_in_nan_out_and_empty) {
    for (const mined loss : mining_losses) {
        mining_case c(SIMDLOSS_F32, 40, 9);
        c.loss = loss;
        mining_problem p(c);
        p.embeddings.set(77, std::numeric_limits<double>::quiet_NaN());
        ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK);
        EXPECT_TRUE(std::isnan(p.loss.get(0)));
        for (std::int64_t i = 0; i < p.grad.count(); ++i) EXPECT_TRUE(std::isnan(p.grad.get(i)));

        mining_case none(SIMDLOSS_F32, 0, 9);
        none.loss = loss;
        mining_problem q(none);
        ASSERT_EQ(both(none, q), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        EXPECT_EQ(std::isnan(q.loss.get(0)), loss != mined::all);
    }
}

// Exponentials that underflow are not lost in the sum; infinite distances have no part in it.
TEST_P(mining, lifted_structure_of_far_negatives) {
    mining_case c(SIMDLOSS_F32, 4, 2);
    c.loss = mined::lifted;
    c.desc.margin = 1;
    for (const double far : {3000.0, 1e6}) {
        mining_problem p(c);
        for (std::int64_t i = 0; i < 4; ++i) {
            p.label.set_index(i, i / 2);
            p.embeddings.set(2 * i, i / 2 * far);
            p.embeddings.set(2 * i + 1, i % 2 * far);
        }
        // Positives are `far` apart, and each has a negative as far and one at sqrt(2) far, whose exponential is nothing.
        ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK);
        const double h = 1 + std::log(2.0);
        EXPECT_NEAR(p.loss.get(0), h * h / 2, 1e-6);
        for (std::int64_t i = 0; i < 4; ++i) {
            EXPECT_NEAR(p.grad.get(2 * i), (i / 2 == 0 ? 1 : -1) * h / 2, 1e-6);
            EXPECT_NEAR(p.grad.get(2 * i + 1), (i % 2 == 0 ? -1 : 1) * h / 2, 1e-6);
        }
    }
}

// Without anything to take a loss of, NaN in a row is nobody's.
TEST_P(mining, nan_without_a_pair) {
    for (const mined loss : {mined::semihard, mined::all, mined::lifted}) {
        for (std::int32_t distance = 0; distance < 4; ++distance) {
            mining_case c(SIMDLOSS_F32, 9, 5);
            c.loss = loss;
            c.desc.distance = distance;
            c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
            mining_problem p(c);
            for (std::int64_t i = 0; i < 9; ++i) p.label.set_index(i, i);
            p.embeddings.set(7, std::numeric_limits<double>::quiet_NaN());
            ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK);
            EXPECT_EQ(p.loss.get(0), 0);
            for (std::int64_t i = 0; i < p.grad.count(); ++i) EXPECT_EQ(p.grad.get(i), 0);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(each, mining, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test
