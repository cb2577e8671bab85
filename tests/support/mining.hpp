// Problems of losses that mine a batch, calls of them, and their results against the oracle.
#pragma once

#include "../reference/mining.hpp"
#include "../support.hpp"

#include <cmath>

namespace simdloss_test {

using reference::mined;
inline constexpr mined mining_losses[] = {mined::semihard, mined::hard, mined::all, mined::lifted};

enum class embedding_values { lattice, normal, coincident, zero };

struct mining_case {
    simdloss_mining_desc desc{};
    mined loss = mined::semihard;
    embedding_values kind = embedding_values::lattice;
    std::int64_t classes = 4;
    std::uint64_t seed = 1;
    placement where = placement::at_end;
    bool grad_loss = false;

    mining_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t features) {
        EXPECT_EQ(simdloss_mining_desc_init(&desc, sizeof desc), SIMDLOSS_STATUS_OK);
        desc.dtype = dtype;
        desc.batch = batch;
        desc.features = features;
        desc.margin = 0.7;
    }
    shape layout() const { return {desc.batch, desc.features, 1, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    void set_loss(mined which) {
        loss = which;
        if (which != mined::all) return;
        // Among all triplets of a lattice some have differences of roots that float cannot tell from -margin: squares
        // are exact, and so is which losses are positive.
        desc.distance = SIMDLOSS_DISTANCE_SQUARED_L2;
        desc.margin = 6.5;
    }
};

struct mining_problem {
    buffer embeddings, label, upstream, loss, grad, workspace;
    std::size_t bytes = 0;

    explicit mining_problem(const mining_case &c)
        : embeddings(c.desc.dtype, c.layout().extent(), c.where), label(c.desc.target_dtype, c.desc.batch, c.where),
          upstream(c.acc(), 1, c.where), loss(c.acc(), 1, c.where), grad(c.desc.dtype, c.layout().extent(), c.where) {
        EXPECT_EQ(simdloss_mining_workspace_size(&c.desc, &bytes), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        workspace = buffer(SIMDLOSS_I8, static_cast<std::int64_t>(bytes), c.where);
        random_source random(c.seed);
        for (std::int64_t i = 0; i < c.desc.batch; ++i) {
            label.set_index(i, random.below(c.classes) * 3);
            for (std::int64_t k = 0; k < c.desc.features; ++k) {
                double x = random.normal();
                // Sums of squares of whole numbers are exact, so that every type selects the same; there are ties.
                if (c.kind == embedding_values::lattice) x = static_cast<double>(random.below(9) - 4);
                if (c.kind == embedding_values::coincident) x = static_cast<double>(k % 3) * (i % 2 == 0 ? 1 : -1);
                if (c.kind == embedding_values::zero && i % 3 == 0) x = 0;
                embeddings.set(c.layout().offset(i, k), x);
                if (c.desc.accumulate) grad.set(c.layout().offset(i, k), random.normal());
            }
        }
        upstream.set(0, 1.5);
    }
};

#define SIMDLOSS_CALL(which, ...)                                                                                      \
    (c.loss == mined::semihard    ? simdloss_triplet_semihard_##which(__VA_ARGS__)                                     \
        : c.loss == mined::hard   ? simdloss_triplet_hard_##which(__VA_ARGS__)                                         \
        : c.loss == mined::lifted ? simdloss_lifted_structure_##which(__VA_ARGS__)                                     \
                                  : simdloss_triplet_all_##which(__VA_ARGS__))

inline const void *upstream_of(const mining_case &c, const mining_problem &p) {
    return c.grad_loss ? p.upstream.data() : nullptr;
}

inline simdloss_status both(const mining_case &c, mining_problem &p, const simdloss_executor *executor = nullptr) {
    return SIMDLOSS_CALL(forward_backward, &c.desc, executor, p.embeddings.data(), p.label.data(), upstream_of(c, p),
        p.loss.data(), p.grad.data(), p.workspace.data(), p.bytes);
}
inline simdloss_status forward(const mining_case &c, mining_problem &p, const simdloss_executor *executor = nullptr) {
    return SIMDLOSS_CALL(
        forward, &c.desc, executor, p.embeddings.data(), p.label.data(), p.loss.data(), p.workspace.data(), p.bytes);
}
inline simdloss_status backward(const mining_case &c, mining_problem &p, const simdloss_executor *executor = nullptr) {
    return SIMDLOSS_CALL(backward, &c.desc, executor, p.embeddings.data(), p.label.data(), upstream_of(c, p),
        p.grad.data(), p.workspace.data(), p.bytes);
}

template <class Wide> reference::mining_input<Wide> oracle_input(const mining_case &c, const mining_problem &p) {
    reference::mining_input<Wide> in;
    in.desc = c.desc;
    in.loss = c.loss;
    for (std::int64_t i = 0; i < c.layout().dense(); ++i)
        in.embeddings.push_back(p.embeddings.get(c.layout().offset(i)));
    for (std::int64_t i = 0; i < c.desc.batch; ++i) in.label.push_back(p.label.get_index(i));
    if (c.grad_loss) in.grad_loss = p.upstream.get(0);
    return in;
}

// A squared distance is a sum in order of `features` squares, each of a rounded difference: (features + 2) / 2 ULP at
// most, half of that after the root. Normalizing adds some to each factor, and so does the sum over the pairs.
inline double ulps(const mining_case &c) { return static_cast<double>(c.desc.features) / 2 + 12; }

template <class Wide> void check_as(const mining_case &c) {
    SCOPED_TRACE(::testing::Message() << name_of(c.desc.dtype) << " " << c.desc.batch << "x" << c.desc.features
                                      << " classes " << c.classes << " loss " << static_cast<int>(c.loss)
                                      << " distance " << c.desc.distance << " soft " << c.desc.soft << " seed "
                                      << c.seed);
    mining_problem p(c), separate(c);
    auto expected = reference::mine(oracle_input<Wide>(c, p));
    if (c.desc.accumulate)
        for (std::int64_t i = 0; i < c.layout().dense(); ++i) {
            auto &e = expected.grad[static_cast<std::size_t>(i)];
            e.value += p.grad.get(c.layout().offset(i));
            e.largest += std::fabs(static_cast<Wide>(p.grad.get(c.layout().offset(i))));
        }
    ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(within(c.acc(), p.loss.get(0), expected.loss, ulps(c)));
    EXPECT_TRUE(all_within(
        p.grad, expected.grad, [&](std::int64_t i) { return c.layout().offset(i); }, ulps(c)));
    EXPECT_TRUE(gaps_untouched(p.grad, c.layout()));
    ASSERT_EQ(forward(c, separate), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(backward(c, separate), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(p.loss, separate.loss));
    EXPECT_TRUE(same_bits(p.grad, separate.grad));
}

inline void check(mining_case c) {
    // Random rows that no rounding of a distance selects otherwise.
    while (c.kind == embedding_values::normal &&
           reference::mine(oracle_input<double>(c, mining_problem(c))).closest < 4e-6)
        ++c.seed;
    if (c.desc.dtype == SIMDLOSS_F64) check_as<long double>(c);
    else check_as<double>(c);
}

} // namespace simdloss_test
