// Losses that mine a batch: the same bits, a small workspace, bad calls; and whether their oracle is right.
// labels: threads

#include "support/mining.hpp"
#include "support/same_bits.hpp"

#include <functional>

namespace simdloss_test {
namespace {

TEST(mining_promises, same_bits_everywhere) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_BF16}) {
        for (const mined loss : mining_losses) {
            for (const std::int32_t distance : {SIMDLOSS_DISTANCE_L2, SIMDLOSS_DISTANCE_ANGULAR}) {
                mining_case c(dtype, 150, 77);
                c.loss = loss;
                c.kind = embedding_values::normal;
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
    for (const mined loss : mining_losses) {
        for (std::int32_t distance = 0; distance < 4; ++distance) {
            mining_case c(SIMDLOSS_F64, 11, 3);
            c.loss = loss;
            c.kind = embedding_values::normal;
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

} // namespace
} // namespace simdloss_test
