// Losses that mine a batch: values, promises, bad calls, golden vectors.
// labels: threads

#include "support/golden.hpp"
#include "support/mining.hpp"
#include "support/same_bits.hpp"

#include <cmath>
#include <functional>

namespace simdloss_test {
namespace {

class mining : public each_isa {};

TEST_P(mining, sizes) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const mined loss : all_mined) {
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
        for (const mined loss : all_mined) {
            for (std::int32_t distance = 0; distance < 4; ++distance) {
                for (int option = 0; option < 6; ++option) {
                    mining_case c(dtype, 33, 19);
                    c.loss = loss;
                    c.desc.distance = distance;
                    if (distance >= 2) c.kind = embeddings_are::normal;
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
        for (const mined loss : {mined::semihard, mined::all}) {
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
        for (const mined loss : all_mined) {
            for (std::int32_t distance = 0; distance < 4; ++distance) {
                for (const std::int64_t classes : {1, 3, 1000}) {
                    for (const embeddings_are kind : {embeddings_are::coincident, embeddings_are::zero}) {
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
    for (const mined loss : all_mined) {
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

INSTANTIATE_TEST_SUITE_P(each, mining, ::testing::ValuesIn(supported_isas()), isa_test_name);

TEST(mining_promises, same_bits_everywhere) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_BF16}) {
        for (const mined loss : all_mined) {
            for (const std::int32_t distance : {SIMDLOSS_DISTANCE_L2, SIMDLOSS_DISTANCE_ANGULAR}) {
                mining_case c(dtype, 150, 77);
                c.loss = loss;
                c.kind = embeddings_are::normal;
                c.desc.distance = distance;
                expect_same_everywhere([&](const simdloss_executor *executor) {
                    mining_problem p(c);
                    EXPECT_EQ(both(c, p, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
                    all_results results;
                    results.add("loss", std::move(p.loss));
                    results.add("grad_embeddings", std::move(p.grad));
                    return results;
                });
            }
        }
    }
}

TEST(mining_promises, small_workspace) {
    for (std::int32_t distance = 0; distance < 4; ++distance) {
        mining_case c(SIMDLOSS_F32, 1024, 128);
        c.desc.distance = distance;
        std::size_t bytes = 0;
        ASSERT_EQ(simdloss_mining_workspace_size(&c.desc, &bytes), SIMDLOSS_STATUS_OK);
        EXPECT_LE(bytes, 64U * 1024 * sizeof(float));
    }
}

TEST(mining_oracle, gradient_is_the_derivative) {
    for (const mined loss : all_mined) {
        for (std::int32_t distance = 0; distance < 4; ++distance) {
            mining_case c(SIMDLOSS_F64, 11, 3);
            c.loss = loss;
            c.kind = embeddings_are::normal;
            c.desc.distance = distance;
            c.desc.soft = loss == mined::hard && distance == 1;
            const mining_problem p(c);
            auto in = oracle_input<long double>(c, p);
            const auto at = reference::mine(in);
            for (std::size_t i = 0; i < in.embeddings.size(); ++i) {
                const long double x = in.embeddings[i], h = 1e-7L;
                in.embeddings[i] = x + h;
                const long double up = reference::mine(in).loss.value;
                in.embeddings[i] = x - h;
                const long double down = reference::mine(in).loss.value;
                in.embeddings[i] = x;
                EXPECT_NEAR(static_cast<double>((up - down) / (2 * h)), static_cast<double>(at.grad[i].value), 1e-8);
            }
        }
    }
}

TEST(mining_bad_calls, name_the_argument_and_touch_nothing) {
    const auto expect = [](simdloss_status status, const char *text, const std::function<void(mining_case &)> &change,
                            const std::function<void(mining_case &, mining_problem &)> &spoil = {}) {
        SCOPED_TRACE(text);
        mining_case c(SIMDLOSS_F32, 12, 5);
        mining_problem p(c);
        if (change) change(c);
        if (spoil) spoil(c, p);
        EXPECT_EQ(both(c, p), status);
        EXPECT_NE(std::string(simdloss_last_error()).find(text), std::string::npos) << simdloss_last_error();
        EXPECT_TRUE(p.grad.is_poisoned() && p.loss.is_poisoned());
    };
    expect(SIMDLOSS_STATUS_OPTION, "desc.reduction", [](mining_case &c) { c.desc.reduction = 0; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.reduction", [](mining_case &c) { c.desc.reduction = 3; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.empty_mean", [](mining_case &c) { c.desc.empty_mean = 2; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.accumulate", [](mining_case &c) { c.desc.accumulate = -1; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.distance", [](mining_case &c) { c.desc.distance = 4; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.soft", [](mining_case &c) { c.desc.soft = 1; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.margin", [](mining_case &c) { c.desc.margin = NAN; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.margin", [](mining_case &c) { c.desc.margin = INFINITY; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.mean_denominator", [](mining_case &c) { c.desc.mean_denominator = -1; });
    expect(SIMDLOSS_STATUS_OPTION, "desc.size", [](mining_case &c) { c.desc.size = 0; });
    expect(SIMDLOSS_STATUS_DTYPE, "desc.dtype", [](mining_case &c) { c.desc.dtype = SIMDLOSS_I8; });
    expect(SIMDLOSS_STATUS_DTYPE, "desc.target_dtype", [](mining_case &c) { c.desc.target_dtype = SIMDLOSS_F32; });
    expect(SIMDLOSS_STATUS_SHAPE, "desc.batch", [](mining_case &c) { c.desc.batch = -1; });
    expect(SIMDLOSS_STATUS_SHAPE, "desc.batch", [](mining_case &c) { c.desc.batch = INT64_MAX; });
    expect(SIMDLOSS_STATUS_SHAPE, "desc.features", [](mining_case &c) { c.desc.features = -1; });
    expect(SIMDLOSS_STATUS_SHAPE, "too large", [](mining_case &c) { c.desc.batch_stride = INT64_MAX; });
    expect(SIMDLOSS_STATUS_STRIDE, "desc.batch_stride", [](mining_case &c) { c.desc.batch_stride = 4; });
    expect(SIMDLOSS_STATUS_WORKSPACE, "workspace_bytes", {}, [](mining_case &, mining_problem &p) { --p.bytes; });

    mining_case c(SIMDLOSS_F32, 12, 5);
    mining_problem p(c);
    const auto call = [&](const void *e, const void *y, void *loss, void *grad, void *workspace) {
        return simdloss_triplet_semihard_forward_backward(
            &c.desc, nullptr, e, y, nullptr, loss, grad, workspace, p.bytes);
    };
    void *const e = p.embeddings.data(), *const y = p.label.data(), *const l = p.loss.data(), *const g = p.grad.data(),
                *const w = p.workspace.data();
    EXPECT_EQ(call(nullptr, y, l, g, w), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, nullptr, l, g, w), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, y, nullptr, nullptr, w), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, y, l, g, nullptr), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(e, y, l, e, w), SIMDLOSS_STATUS_ALIAS);
    EXPECT_EQ(call(e, y, l, g, g), SIMDLOSS_STATUS_ALIAS);
    EXPECT_TRUE(p.grad.is_poisoned() && p.loss.is_poisoned());
    skipping_executor skipping(true);
    mining_case large(SIMDLOSS_F32, 150, 77);
    mining_problem q(large);
    EXPECT_EQ(both(large, q, skipping.get()), SIMDLOSS_STATUS_EXECUTOR);
}

// TensorFlow takes distances from products in float32: what it loses is some ULP of |e|^2, in the root sqrt of that.
void check_golden(const std::string &family, std::vector<simdloss_dtype> dtypes, double bound) {
    for_each_case(
        family,
        [&](const json &item, simdloss_dtype dtype) {
            mining_case c(dtype, item["batch"].get<std::int64_t>(), item["features"].get<std::int64_t>());
            c.desc.margin = 1;
            for (const auto &[name, value] : item["options"].items()) {
                if (name == "distance") c.desc.distance = value.get<std::int32_t>();
                else if (name == "margin") c.desc.margin = value.get<double>();
                else if (name == "soft") c.desc.soft = value.get<std::int32_t>();
                else FAIL() << name;
            }
            const auto loss = item["loss"].get<std::string>();
            c.loss = loss == "triplet_semihard" ? mined::semihard : loss == "triplet_hard" ? mined::hard : mined::all;
            mining_problem p(c);
            for (std::int64_t i = 0; i < p.embeddings.count(); ++i)
                p.embeddings.set(i, item["embeddings"][static_cast<std::size_t>(i)].get<double>());
            for (std::int64_t i = 0; i < c.desc.batch; ++i)
                p.label.set_index(i, item["target"][static_cast<std::size_t>(i)].get<std::int64_t>());
            ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            EXPECT_NEAR(p.loss.get(0), number(item["value"]), bound * std::max(1.0, p.loss.get(0)));
            for (std::int64_t i = 0; i < p.grad.count(); ++i)
                EXPECT_NEAR(p.grad.get(i), number(item["gradient"][static_cast<std::size_t>(i)]), bound) << i;
        },
        dtypes);
}
TEST(mining_golden, tensorflow_addons) { check_golden("mining_tensorflow_addons", {SIMDLOSS_F64, SIMDLOSS_F32}, 4e-6); }
TEST(mining_golden, pytorch_metric_learning) {
    check_golden("mining_pytorch_metric_learning", {SIMDLOSS_F64}, 1e-12);
    check_golden("mining_pytorch_metric_learning", {SIMDLOSS_F32}, 4e-6);
}

} // namespace
} // namespace simdloss_test
