// Problems of triplets that the caller names, calls of them, and their results against the oracle.
#pragma once

#include "mining.hpp"

namespace simdloss_test {

struct named_case {
    simdloss_named_triplets_desc desc{};
    bool grad_loss = false;
    placement where = placement::at_end;
    std::uint64_t seed = 1;

    named_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t features, std::int64_t triplets) {
        EXPECT_EQ(simdloss_named_triplets_desc_init(&desc, sizeof desc), SIMDLOSS_STATUS_OK);
        desc.dtype = dtype;
        desc.batch = batch;
        desc.features = features;
        desc.triplets = triplets;
        desc.margin = 0.7;
    }
    shape layout() const { return {desc.batch, desc.features, 1, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    std::int64_t losses() const { return desc.reduction == SIMDLOSS_REDUCTION_NONE ? desc.triplets : 1; }
};

struct named_problem {
    buffer embeddings, index[3], upstream, loss, grad, workspace;
    std::size_t bytes = 0;

    explicit named_problem(const named_case &c)
        : embeddings(c.desc.dtype, c.layout().extent(), c.where), upstream(c.acc(), c.losses(), c.where),
          loss(c.acc(), c.losses(), c.where), grad(c.desc.dtype, c.layout().extent(), c.where) {
        EXPECT_EQ(simdloss_named_triplets_workspace_size(&c.desc, &bytes), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        workspace = buffer(SIMDLOSS_I8, static_cast<std::int64_t>(bytes), c.where);
        random_source random(c.seed);
        for (std::int64_t i = 0; i < c.layout().dense(); ++i) {
            embeddings.set(c.layout().offset(i), random.normal());
            if (c.desc.accumulate) grad.set(c.layout().offset(i), random.normal());
        }
        for (buffer &rows : index) {
            rows = buffer(c.desc.index_dtype, c.desc.triplets, c.where);
            // Row 0 is in many of them, the last one in none, and now and then a triplet names a row twice.
            for (std::int64_t t = 0; t < c.desc.triplets; ++t)
                rows.set_index(t, t % 3 == 0 ? 0 : random.below(c.desc.batch - 1));
        }
        fill_uniform(upstream, -2, 2, c.seed + 5);
    }
};

inline const void *upstream_of(const named_case &c, const named_problem &p) {
    return c.grad_loss ? p.upstream.data() : nullptr;
}
inline simdloss_status both(const named_case &c, named_problem &p, const simdloss_executor *executor = nullptr) {
    return simdloss_named_triplets_forward_backward(&c.desc, executor, p.embeddings.data(), p.index[0].data(),
        p.index[1].data(), p.index[2].data(), upstream_of(c, p), p.loss.data(), p.grad.data(), p.workspace.data(),
        p.bytes);
}
inline simdloss_status forward_then_backward(const named_case &c, named_problem &p) {
    const auto status = simdloss_named_triplets_forward(&c.desc, nullptr, p.embeddings.data(), p.index[0].data(),
        p.index[1].data(), p.index[2].data(), p.loss.data(), p.workspace.data(), p.bytes);
    if (status != SIMDLOSS_STATUS_OK) return status;
    return simdloss_named_triplets_backward(&c.desc, nullptr, p.embeddings.data(), p.index[0].data(), p.index[1].data(),
        p.index[2].data(), upstream_of(c, p), p.grad.data(), p.workspace.data(), p.bytes);
}

template <class Wide> reference::mining_output<Wide> oracle(const named_case &c, const named_problem &p) {
    reference::mining_input<Wide> in;
    in.desc.batch = c.desc.batch;
    in.desc.distance = c.desc.distance;
    in.desc.margin = c.desc.margin;
    in.desc.reduction = c.desc.reduction;
    in.desc.empty_mean = c.desc.empty_mean;
    in.desc.mean_denominator = c.desc.mean_denominator;
    in.loss = mined::named;
    in.mean_of_positive = c.desc.mean_of_positive != 0;
    for (std::int64_t i = 0; i < c.layout().dense(); ++i)
        in.embeddings.push_back(p.embeddings.get(c.layout().offset(i)));
    for (std::int64_t i = 0; i < c.desc.batch; ++i) in.label.push_back(i);
    for (std::int64_t t = 0; t < c.desc.triplets; ++t) {
        in.triplets.push_back({p.index[0].get_index(t), p.index[1].get_index(t), p.index[2].get_index(t)});
        if (c.grad_loss && c.losses() != 1) in.upstream.push_back(p.upstream.get(t));
    }
    if (c.grad_loss && c.losses() == 1) in.grad_loss = p.upstream.get(0);
    return reference::mine(in);
}

// Differences are rounded, and the distance with its slope and the sum over the terms add some; the squares are added in
// a wider type, so that the features count for F64 only. Normalizing rounds twice more.
inline double ulps(const named_case &c) {
    return (c.desc.dtype == SIMDLOSS_F64 ? static_cast<double>(c.desc.features) / 4 : 0) + 12;
}

template <class Wide> void check_as(const named_case &c) {
    SCOPED_TRACE(::testing::Message() << name_of(c.desc.dtype) << " " << c.desc.batch << "x" << c.desc.features
                                      << " triplets " << c.desc.triplets << " distance " << c.desc.distance
                                      << " reduction " << c.desc.reduction << " seed " << c.seed);
    named_problem p(c), apart(c);
    auto expected = oracle<Wide>(c, p);
    for (std::int64_t i = 0; c.desc.accumulate && i < c.layout().dense(); ++i) {
        auto &e = expected.grad[static_cast<std::size_t>(i)];
        e.value += p.grad.get(c.layout().offset(i));
        e.largest += std::fabs(static_cast<Wide>(p.grad.get(c.layout().offset(i))));
    }
    ASSERT_EQ(both(c, p), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    if (c.losses() != 1) {
        EXPECT_TRUE(all_within(p.loss, expected.each, ulps(c)));
    } else {
        EXPECT_TRUE(within(c.acc(), p.loss.get(0), expected.loss, ulps(c)));
    }
    EXPECT_TRUE(all_within(
        p.grad, expected.grad, [&](std::int64_t i) { return c.layout().offset(i); }, ulps(c)));
    EXPECT_TRUE(gaps_untouched(p.grad, c.layout()));
    ASSERT_EQ(forward_then_backward(c, apart), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(p.loss, apart.loss));
    EXPECT_TRUE(same_bits(p.grad, apart.grad));
}

inline void check(named_case c) {
    // No loss so near 0 that rounding decides whether it has a gradient. A row named twice has no distance to itself.
    while (oracle<double>(c, named_problem(c)).closest < 1e-6) ++c.seed;
    if (c.desc.dtype == SIMDLOSS_F64) check_as<long double>(c);
    else check_as<double>(c);
}

} // namespace simdloss_test
