// Losses over scores of vectors (info_nce.h, margin_softmax.h) against the oracle, and what they promise.
// labels: threads

#include "support/same_bits.hpp"
#include "support/scores.hpp"

#include <algorithm>

namespace simdloss_test {
namespace {

class scores : public each_isa {};

TEST_P(scores, every_type_and_size) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const score_loss what : score_losses) {
            for (const auto &[batch, keys, width] : {std::tuple{1, 1, 1}, {2, 3, 5}, {13, 13, 16}, {64, 70, 33},
                     {65, 65, 31}, {130, 147, 40}, {9, 300, 64}, {20, 24, 530}}) {
                score_case c;
                c.what = what;
                c.dtype = dtype;
                c.batch = batch;
                c.keys = keys;
                c.width = width;
                check(c);
            }
        }
    }
}

TEST_P(scores, every_option) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_BF16}) {
        for (const score_loss what : score_losses) {
            score_case plain;
            plain.what = what;
            plain.dtype = dtype;
            plain.batch = plain.keys = 37;
            plain.width = 19;
            std::vector<score_case> cases(10, plain);
            cases[0].gap = 3;
            cases[1].in_place = true;
            cases[2].accumulate = true;
            cases[3].reduction = SIMDLOSS_REDUCTION_MEAN;
            cases[4].reduction = SIMDLOSS_REDUCTION_SUM;
            cases[4].grad_loss = false;
            cases[5].reduction = SIMDLOSS_REDUCTION_MEAN;
            cases[5].mean_denominator = 7;
            cases[6].cosine = false;
            cases[6].temperature = 2;
            cases[7].index_dtype = SIMDLOSS_U8;
            cases[8].temperature = 0.02;
            cases[8].scale = 64;
            cases[9].labels = 1000000;
            for (const score_case &c : cases) check(c);
            for (const placement where : placements) check(plain, where);
        }
    }
}

TEST_P(scores, info_nce_options) {
    for (const simdloss_dtype dtype : float_dtypes) {
        score_case c;
        c.dtype = dtype;
        c.batch = c.keys = 75;
        c.width = 20;
        c.negatives = 31;
        check(c);
        c.symmetric = true;
        check(c);
        c.reduction = SIMDLOSS_REDUCTION_MEAN;
        c.gap = 2;
        check(c);
        c.symmetric = false;
        c.positives_given = true;
        c.keys = 9;
        check(c);
        c.in_place = true;
        check(c);
    }
}

TEST_P(scores, margins) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const int kind : {SIMDLOSS_MARGIN_ARCFACE, SIMDLOSS_MARGIN_COSFACE}) {
            for (const double margin : {0.0, 0.35, 1.2, 2.5, 3.1}) {
                score_case c;
                c.what = score_loss::margin_softmax;
                c.dtype = dtype;
                c.kind = kind;
                c.margin = margin;
                c.batch = 50;
                c.keys = 8;
                c.width = 4; // so that cosines are anything
                check(c);
            }
        }
    }
}

// Rows whose target is ignore_index are as if they were not there, even if they hold NaN, and have zeros.
TEST_P(scores, margin_softmax_ignores_rows) {
    constexpr std::int64_t batch = 20, left_out[] = {0, 3, 19};
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const simdloss_reduction reduction :
            {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_MEAN}) {
            score_case c;
            c.what = score_loss::margin_softmax;
            c.dtype = dtype;
            c.reduction = reduction;
            c.batch = batch;
            c.keys = 6;
            score_case fewer = c;
            fewer.batch = batch - 3;
            score_buffers b(c), f(fewer);
            for (const std::int64_t row : left_out) {
                b.index.set_index(row, -100);
                for (std::int64_t k = 0; k < c.width; ++k)
                    b.queries.set(row * c.width + k, std::numeric_limits<double>::quiet_NaN());
                if (c.losses() != 1) b.grad_loss.set(row, std::numeric_limits<double>::quiet_NaN());
            }
            f.keys.copy_from(b.keys);
            if (c.losses() == 1) f.grad_loss.copy_from(b.grad_loss);
            std::vector<std::int64_t> kept;
            for (std::int64_t i = 0; i < batch; ++i)
                if (std::find(std::begin(left_out), std::end(left_out), i) == std::end(left_out)) kept.push_back(i);
            for (std::int64_t i = 0; i < fewer.batch; ++i) {
                const std::int64_t row = kept[static_cast<std::size_t>(i)];
                f.index.set_index(i, b.index.get_index(row));
                if (c.losses() != 1) f.grad_loss.set(i, b.grad_loss.get(row));
                for (std::int64_t k = 0; k < c.width; ++k)
                    f.queries.set(i * c.width + k, b.queries.get(row * c.width + k));
            }
            ASSERT_EQ(compute(c, b), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            ASSERT_EQ(compute(fewer, f), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            EXPECT_TRUE(same_bits(b.grad_keys, f.grad_keys));
            for (std::int64_t i = 0; i < fewer.batch; ++i) {
                const std::int64_t row = kept[static_cast<std::size_t>(i)];
                EXPECT_EQ(b.loss.get(c.losses() == 1 ? 0 : row), f.loss.get(c.losses() == 1 ? 0 : i));
                for (std::int64_t k = 0; k < c.width; ++k)
                    EXPECT_EQ(b.grad_queries.get(row * c.width + k), f.grad_queries.get(i * c.width + k));
            }
            for (const std::int64_t row : left_out) {
                if (c.losses() != 1) {
                    EXPECT_EQ(b.loss.get(row), 0);
                }
                for (std::int64_t k = 0; k < c.width; ++k) EXPECT_EQ(b.grad_queries.get(row * c.width + k), 0);
            }

            // Nothing is kept, and a weight is NaN.
            for (std::int64_t i = 0; i < batch; ++i) b.index.set_index(i, -100);
            b.keys.set(2, std::numeric_limits<double>::quiet_NaN());
            ASSERT_EQ(compute(c, b), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            if (reduction == SIMDLOSS_REDUCTION_MEAN) {
                EXPECT_TRUE(std::isnan(b.loss.get(0)));
            } else {
                EXPECT_EQ(b.loss.get(0), 0);
            }
            for (std::int64_t i = 0; i < b.grad_queries.count(); ++i) EXPECT_EQ(b.grad_queries.get(i), 0);
            for (std::int64_t i = c.width; i < b.grad_keys.count(); ++i) EXPECT_EQ(b.grad_keys.get(i), 0);
        }
    }
}

// A cosine of exactly 1 or -1, where ArcFace's derivative is infinite.
TEST_P(scores, arcface_at_the_ends) {
    for (const simdloss_dtype dtype : float_dtypes) {
        score_case c;
        c.what = score_loss::margin_softmax;
        c.dtype = dtype;
        c.batch = 2;
        c.keys = 2;
        c.width = 1;
        score_buffers b(c);
        b.queries.set(0, 1);
        b.queries.set(1, 2);
        b.keys.set(0, 3);
        b.keys.set(1, -1);
        b.index.set_index(0, 0);
        b.index.set_index(1, 1);
        ASSERT_EQ(compute(c, b), SIMDLOSS_STATUS_OK);
        for (int i = 0; i < 2; ++i) {
            EXPECT_TRUE(std::isfinite(b.loss.get(i)));
            EXPECT_TRUE(std::isfinite(b.grad_queries.get(i)));
            EXPECT_TRUE(std::isfinite(b.grad_keys.get(i)));
        }
    }
}

TEST_P(scores, zero_vectors_are_finite_and_have_no_gradient) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const score_loss what : score_losses) {
            score_case c;
            c.what = what;
            c.dtype = dtype;
            c.batch = c.keys = 6;
            c.labels = 2;
            score_buffers b(c);
            for (std::int64_t k = 0; k < c.width; ++k) {
                b.queries.set(2 * c.width + k, 0);
                b.keys.set(4 * c.width + k, 0);
            }
            ASSERT_EQ(compute(c, b), SIMDLOSS_STATUS_OK);
            for (std::int64_t i = 0; i < c.batch * c.width; ++i) {
                ASSERT_TRUE(std::isfinite(b.grad_queries.get(i)));
                if (i / c.width == 2) {
                    ASSERT_EQ(b.grad_queries.get(i), 0);
                }
                if (c.one_set()) continue;
                ASSERT_TRUE(std::isfinite(b.grad_keys.get(i)));
                if (i / c.width == 4) {
                    ASSERT_EQ(b.grad_keys.get(i), 0);
                }
            }
            for (std::int64_t i = 0; i < c.batch; ++i) ASSERT_TRUE(std::isfinite(b.loss.get(i)));
        }
    }
}

// Batches with one label, with every label once, and of nothing.
TEST_P(scores, batches_without_pairs) {
    for (const score_loss what : {score_loss::nt_xent, score_loss::sup_con, score_loss::n_pairs}) {
        for (const bool one_label : {true, false}) {
            score_case c;
            c.what = what;
            c.batch = 9;
            c.reduction = SIMDLOSS_REDUCTION_MEAN;
            score_buffers b(c);
            for (std::int64_t i = 0; i < c.batch; ++i) b.index.set_index(i, one_label ? 5 : 100 - i);
            const score_buffers &before = b;
            ASSERT_EQ(compute(c, b), SIMDLOSS_STATUS_OK);
            check_against_oracle<double>(c, before, b);
            if (what == score_loss::nt_xent || (what == score_loss::sup_con && !one_label)) {
                EXPECT_EQ(b.loss.get(0), 0);
                for (std::int64_t i = 0; i < b.grad_queries.count(); ++i) ASSERT_EQ(b.grad_queries.get(i), 0);
            }
        }
        score_case none;
        none.what = what;
        none.batch = 0;
        none.reduction = SIMDLOSS_REDUCTION_MEAN;
        score_buffers b(none);
        ASSERT_EQ(compute(none, b), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        EXPECT_EQ(b.loss.get(0), 0);
    }
    score_case none;
    none.batch = none.keys = 0;
    none.reduction = SIMDLOSS_REDUCTION_MEAN;
    score_buffers b(none);
    ASSERT_EQ(compute(none, b), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(std::isnan(b.loss.get(0)));
}

// The positive's score is far above all others: the loss is tiny, and all of its digits are there.
TEST_P(scores, every_digit) {
    score_case c;
    c.cosine = false;
    c.temperature = 1;
    c.grad_loss = false;
    c.batch = c.keys = 2;
    c.width = 2;
    score_buffers b(c);
    for (int i = 0; i < 2; ++i)
        for (int k = 0; k < 2; ++k) {
            b.queries.set(2 * i + k, i == k ? 5 : 0);
            b.keys.set(2 * i + k, i == k ? 5 : 0);
        }
    ASSERT_EQ(compute(c, b), SIMDLOSS_STATUS_OK);
    const double tiny = std::log1p(std::exp(-25.0));
    EXPECT_NEAR(b.loss.get(0), tiny, 4e-7 * tiny);
    EXPECT_NEAR(b.grad_queries.get(0), -5 * tiny, 4e-6 * tiny);
}

TEST_P(scores, not_a_number) {
    for (const score_loss what : score_losses) {
        for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            score_case c;
            c.what = what;
            c.batch = c.keys = 20;
            c.labels = 3;
            score_buffers b(c);
            b.queries.set(7 * c.width + 2, bad);
            ASSERT_EQ(compute(c, b), SIMDLOSS_STATUS_OK);
            EXPECT_TRUE(std::isnan(b.loss.get(7)));
            EXPECT_TRUE(std::isnan(b.grad_queries.get(7 * c.width)));
            if (c.one_set()) continue;
            EXPECT_FALSE(std::isnan(b.loss.get(6)));
            EXPECT_FALSE(std::isnan(b.grad_queries.get(6 * c.width)));
            EXPECT_TRUE(std::isnan(b.grad_keys.get(6 * c.width)));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(each, scores, ::testing::ValuesIn(supported_isas()), isa_test_name);

TEST(scores_promises, same_bits) {
    for (const score_loss what : score_losses) {
        for (const bool symmetric : {false, true}) {
            if (symmetric && what != score_loss::info_nce) continue;
            for (const auto &[batch, keys, width] : {std::tuple{300, 300, 40}, {70, 70, 300}}) {
                score_case c;
                c.what = what;
                c.symmetric = symmetric;
                c.batch = batch;
                c.keys = keys;
                c.width = width;
                c.reduction = SIMDLOSS_REDUCTION_MEAN;
                expect_same_everywhere([&](const simdloss_executor *executor) {
                    score_buffers b(c);
                    EXPECT_EQ(compute(c, b, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
                    all_results results;
                    results.add("loss", std::move(b.loss));
                    results.add("grad_queries", std::move(b.grad_queries));
                    if (!c.one_set()) results.add("grad_keys", std::move(b.grad_keys));
                    return results;
                });
            }
        }
    }
}

// Several rounds of tiles, each of one, and columns in more than one task.
TEST(scores_promises, many_rounds) {
    for (const bool symmetric : {false, true}) {
        score_case c;
        c.symmetric = symmetric;
        c.batch = c.keys = 200;
        c.negatives = 4100;
        c.width = 9;
        check(c);
    }
}

// The gradient of the sum against differences of the loss.
TEST(scores_promises, finite_differences) {
    for (const score_loss what : score_losses) {
        score_case c;
        c.what = what;
        c.dtype = SIMDLOSS_F64;
        c.batch = c.keys = 6;
        c.labels = 2;
        c.reduction = SIMDLOSS_REDUCTION_SUM;
        c.grad_loss = false;
        score_buffers at(c);
        ASSERT_EQ(compute(c, at), SIMDLOSS_STATUS_OK);
        for (std::int64_t i = 0; i < at.queries.count(); ++i) {
            const auto loss = [&](double step) {
                score_buffers b(c);
                b.queries.set(i, b.queries.get(i) + step);
                EXPECT_EQ(compute(c, b), SIMDLOSS_STATUS_OK);
                return b.loss.get(0);
            };
            EXPECT_NEAR((loss(1e-6) - loss(-1e-6)) / 2e-6, at.grad_queries.get(i), 1e-7);
        }
    }
}

} // namespace
} // namespace simdloss_test
