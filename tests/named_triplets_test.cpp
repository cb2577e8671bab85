// Triplets that the caller names: values, promises, bad calls.
// labels: threads

#include "support/named_triplets.hpp"
#include "support/same_bits.hpp"

#include <functional>

namespace simdloss_test {
namespace {

class named_triplets : public each_isa {};

TEST_P(named_triplets, sizes) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int64_t triplets : {1, 2, 7, 300}) {
            for (std::int64_t d = 1; d <= 140; d += d < 36 ? 7 : 29) {
                named_case c(dtype, 19, d, triplets);
                c.where = d % 2 == 0 ? placement::at_end : placement::misaligned;
                c.desc.batch_stride = d % 3 == 0 ? d + 3 : 0;
                check(c);
            }
        }
    }
}

TEST_P(named_triplets, distances_and_options) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (std::int32_t distance = 0; distance < 4; ++distance) {
            for (int option = 0; option < 9; ++option) {
                named_case c(dtype, 33, 19, 120);
                c.desc.distance = distance;
                c.grad_loss = option % 2 == 1;
                if (option == 1) c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
                if (option == 2 || option == 3) c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                if (option == 4) c.desc.accumulate = 1;
                if (option == 5) c.desc.mean_denominator = 12.5;
                if (option == 6) c.desc.index_dtype = SIMDLOSS_I32;
                if (option == 7) c.desc.mean_of_positive = 1;
                if (option == 8) c.desc.margin = -1e9;
                check(c);
            }
        }
    }
}

TEST_P(named_triplets, none_and_none_positive) {
    named_case c(SIMDLOSS_F32, 5, 3, 0);
    named_problem empty(c);
    ASSERT_EQ(both(c, empty), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(std::isnan(empty.loss.get(0)));
    for (std::int64_t i = 0; i < empty.grad.count(); ++i) EXPECT_EQ(empty.grad.get(i), 0);
    c.desc.empty_mean = SIMDLOSS_EMPTY_MEAN_ZERO;
    ASSERT_EQ(both(c, empty), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(empty.loss.get(0), 0);

    named_case negative(SIMDLOSS_F32, 5, 3, 4);
    negative.desc.margin = -100;
    negative.desc.mean_of_positive = 1;
    named_problem p(negative);
    ASSERT_EQ(both(negative, p), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(p.loss.get(0), 0);
    for (std::int64_t i = 0; i < p.grad.count(); ++i) EXPECT_EQ(p.grad.get(i), 0);
}

// NaN goes where the triplets take it, and no further.
TEST_P(named_triplets, nan_stays_with_its_triplets) {
    for (std::int32_t distance = 0; distance < 4; ++distance) {
        named_case c(SIMDLOSS_F32, 8, 3, 2);
        c.desc.distance = distance;
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.desc.margin = 100;
        named_problem p(c);
        for (int k = 0; k < 3; ++k) {
            p.index[k].set_index(0, k);
            p.index[k].set_index(1, 3 + k);
        }
        p.embeddings.set(3 * 1, std::numeric_limits<double>::quiet_NaN());
        p.embeddings.set(3 * 7, std::numeric_limits<double>::quiet_NaN());
        ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK);
        EXPECT_TRUE(std::isnan(p.loss.get(0)));
        EXPECT_TRUE(std::isfinite(p.loss.get(1)));
        for (std::int64_t i = 0; i < p.grad.count(); ++i) {
            EXPECT_EQ(std::isnan(p.grad.get(i)), i / 3 < 3) << i;
            if (i / 3 > 5) {
                EXPECT_EQ(p.grad.get(i), 0);
            }
        }
    }
}

// Coincident and zero rows, and distances that float holds with few digits: finite.
TEST_P(named_triplets, degenerate_rows) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_BF16}) {
        for (std::int32_t distance = 0; distance < 4; ++distance) {
            for (const double step : {0.0, 1e-42, 1e-30}) {
                named_case c(dtype, 3, 2, 1);
                c.desc.distance = distance;
                named_problem p(c);
                for (std::int64_t i = 0; i < 6; ++i) p.embeddings.set(i, static_cast<double>(i / 2) * step);
                for (int k = 0; k < 3; ++k) p.index[k].set_index(0, k);
                ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK);
                EXPECT_TRUE(std::isfinite(p.loss.get(0)));
                for (std::int64_t i = 0; i < 6; ++i) EXPECT_TRUE(std::isfinite(p.grad.get(i)));
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(each, named_triplets, ::testing::ValuesIn(supported_isas()), isa_test_name);

TEST(named_triplets_promises, same_bits_everywhere) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_BF16}) {
        for (std::int32_t distance = 0; distance < 4; ++distance) {
            named_case c(dtype, 300, 77, 5000);
            c.desc.distance = distance;
            c.desc.reduction = distance % 2 == 0 ? SIMDLOSS_REDUCTION_MEAN : SIMDLOSS_REDUCTION_NONE;
            c.grad_loss = true;
            expect_same_everywhere([&](const simdloss_executor *executor) {
                named_problem p(c);
                EXPECT_EQ(both(c, p, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
                all_results results;
                results.add("loss", std::move(p.loss));
                results.add("grad_embeddings", std::move(p.grad));
                return results;
            });
        }
    }
}

TEST(named_triplets_bad_calls, name_the_argument_and_touch_nothing) {
    const auto expect = [](simdloss_status status, const char *text, const std::function<void(named_case &)> &change,
                            const std::function<void(named_problem &)> &spoil = {}) {
        SCOPED_TRACE(text);
        named_case c(SIMDLOSS_F32, 12, 5, 9);
        named_problem p(c);
        if (change) change(c);
        if (spoil) spoil(p);
        EXPECT_EQ(both(c, p), status);
        EXPECT_NE(std::string(simdloss_last_error()).find(text), std::string::npos) << simdloss_last_error();
        EXPECT_TRUE(p.grad.is_poisoned() && p.loss.is_poisoned());
    };
    using change = named_case &;
    expect(SIMDLOSS_STATUS_OPTION, "desc.reduction", [](change c) { c.desc.reduction = 3; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.empty_mean", [](change c) { c.desc.empty_mean = 2; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.mean_of_positive", [](change c) { c.desc.mean_of_positive = -1; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.accumulate", [](change c) { c.desc.accumulate = 2; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.distance", [](change c) { c.desc.distance = 4; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.margin", [](change c) { c.desc.margin = NAN; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.mean_denominator", [](change c) { c.desc.mean_denominator = NAN; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.size", [](change c) { c.desc.size = 0; });
    expect(SIMDLOSS_STATUS_DTYPE, "desc.dtype", [](change c) { c.desc.dtype = SIMDLOSS_U8; });
    expect(SIMDLOSS_STATUS_DTYPE, "desc.index_dtype", [](change c) { c.desc.index_dtype = SIMDLOSS_I16; });
    expect(SIMDLOSS_STATUS_SHAPE, "desc.batch", [](change c) { c.desc.batch = -1; });
    expect(SIMDLOSS_STATUS_SHAPE, "desc.features", [](change c) { c.desc.features = -1; });
    expect(SIMDLOSS_STATUS_SHAPE, "desc.triplets", [](change c) { c.desc.triplets = -1; });
    expect(SIMDLOSS_STATUS_SHAPE, "desc.triplets", [](change c) { c.desc.triplets = INT64_MAX; });
    expect(SIMDLOSS_STATUS_STRIDE, "desc.batch_stride", [](change c) { c.desc.batch_stride = 4; });
    expect(SIMDLOSS_STATUS_TARGET, "positive[4] is 12", {}, [](named_problem &p) {
        p.index[1].set_index(4, 12);
        p.index[2].set_index(4, -1);
        p.index[0].set_index(5, -1);
    });
    expect(SIMDLOSS_STATUS_TARGET, "anchor[0] is -1", {}, [](named_problem &p) { p.index[0].set_index(0, -1); });
    expect(SIMDLOSS_STATUS_TARGET, "negative[8] is", {}, [](named_problem &p) { p.index[2].set_index(8, INT64_MAX); });
    expect(SIMDLOSS_STATUS_WORKSPACE, "workspace_bytes", {}, [](named_problem &p) { --p.bytes; });

    named_case c(SIMDLOSS_F32, 12, 5, 9);
    named_problem p(c);
    const auto call = [&](const void *e, const void *a, const void *q, const void *n, void *loss, void *grad, void *w) {
        return simdloss_named_triplets_forward_backward(&c.desc, nullptr, e, a, q, n, nullptr, loss, grad, w, p.bytes);
    };
    void *const e = p.embeddings.data(), *const a = p.index[0].data(), *const q = p.index[1].data(),
                *const n = p.index[2].data(), *const l = p.loss.data(), *const g = p.grad.data(),
                *const w = p.workspace.data();
    EXPECT_EQ(call(nullptr, a, q, n, l, g, w), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, nullptr, q, n, l, g, w), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, a, nullptr, n, l, g, w), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, a, q, nullptr, l, g, w), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, a, q, n, nullptr, nullptr, w), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, a, q, n, l, g, nullptr), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, a, q, n, l, e, w), SIMDLOSS_STATUS_ALIAS);
    EXPECT_EQ(call(e, a, q, n, l, g, g), SIMDLOSS_STATUS_ALIAS);
    EXPECT_TRUE(p.grad.is_poisoned() && p.loss.is_poisoned());
    skipping_executor skipping(true);
    named_case large(SIMDLOSS_F32, 300, 77, 5000);
    named_problem s(large);
    EXPECT_EQ(both(large, s, skipping.get()), SIMDLOSS_STATUS_EXECUTOR);
}

} // namespace
} // namespace simdloss_test
