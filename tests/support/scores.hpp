// Problems for info_nce.h and margin_softmax.h, calls of them, and their results against the oracle.
#pragma once

#include "gradient.hpp"

#include "../reference/scores.hpp"

#include <simdloss/info_nce.h>
#include <simdloss/margin_softmax.h>

#include <string>

namespace simdloss_test {

enum class score_loss { info_nce, nt_xent, sup_con, n_pairs, margin_softmax };
inline constexpr score_loss score_losses[] = {
    score_loss::info_nce, score_loss::nt_xent, score_loss::sup_con, score_loss::n_pairs, score_loss::margin_softmax};

struct score_case {
    score_loss what = score_loss::info_nce;
    simdloss_dtype dtype = SIMDLOSS_F32, index_dtype = SIMDLOSS_I64;
    simdloss_reduction reduction = SIMDLOSS_REDUCTION_NONE;
    std::int64_t batch = 5, keys = 5, negatives = 0, width = 7, gap = 0; // gap: the stride beyond the width
    bool cosine = true, symmetric = false, positives_given = false, accumulate = false, in_place = false;
    bool grad_loss = true;
    double temperature = 0.2, mean_denominator = 0;
    int kind = SIMDLOSS_MARGIN_ARCFACE;
    double margin = 0.5, scale = 16;
    std::int64_t labels = 4;
    double magnitude = 1;
    std::uint64_t seed = 1;

    bool has_labels() const { return what != score_loss::info_nce && what != score_loss::margin_softmax; }
    bool one_set() const { return what == score_loss::nt_xent || what == score_loss::sup_con; }
    simdloss_dtype acc() const { return accumulator_of(dtype); }
    std::int64_t key_rows() const {
        return what == score_loss::info_nce || what == score_loss::margin_softmax ? keys : batch;
    }
    std::int64_t stride() const { return width + gap; }
    std::int64_t extent(std::int64_t rows) const { return rows == 0 ? 0 : (rows - 1) * stride() + width; }
    std::int64_t losses() const { return reduction == SIMDLOSS_REDUCTION_NONE ? batch : 1; }
};

struct score_buffers {
    buffer queries, keys, negatives, index, grad_loss;
    buffer loss, grad_queries, grad_keys, grad_negatives;

    explicit score_buffers(const score_case &c, placement where = placement::at_end)
        : queries(c.dtype, c.extent(c.batch), where), keys(c.dtype, c.extent(c.key_rows()), where),
          negatives(c.dtype, c.extent(c.negatives), where), index(c.index_dtype, c.batch, where),
          grad_loss(c.acc(), c.losses(), where), loss(c.acc(), c.losses(), where),
          grad_queries(c.dtype, c.extent(c.batch), where), grad_keys(c.dtype, c.extent(c.key_rows()), where),
          grad_negatives(c.dtype, c.extent(c.negatives), where) {
        random_source random(c.seed);
        for (buffer *b : {&queries, &keys, &negatives})
            for (std::int64_t i = 0; i < b->count(); ++i) b->set(i, c.magnitude * random.normal());
        for (std::int64_t i = 0; i < c.batch; ++i)
            index.set_index(i, c.has_labels()
                                   ? random.below(c.labels) - (c.index_dtype == SIMDLOSS_I64 ? 2 : 0)
                                   : random.below(std::min<std::int64_t>(c.keys, highest_index(c.index_dtype))));
        fill_uniform(grad_loss, -2, 2, c.seed + 9);
        for (buffer *b : {&grad_queries, &grad_keys, &grad_negatives}) {
            for (std::int64_t i = 0; c.accumulate && i < b->count(); ++i)
                if (i % c.stride() < c.width) b->set(i, 0.01 * random.normal());
        }
    }
};

enum score_calls { fused, separate };

inline void set_vectors(simdloss_info_nce_desc &d, const score_case &c) {
    d.positive_dtype = c.index_dtype;
    d.keys = c.keys;
    d.negatives = c.negatives;
    d.symmetric = c.symmetric;
    d.query_stride = d.key_stride = d.negative_stride = c.gap == 0 ? 0 : c.stride();
}
template <class Desc> void set_embeddings(Desc &d, const score_case &c) {
    d.label_dtype = c.index_dtype;
    d.stride = c.gap == 0 ? 0 : c.stride();
}
inline void set_vectors(simdloss_nt_xent_desc &d, const score_case &c) { set_embeddings(d, c); }
inline void set_vectors(simdloss_sup_con_desc &d, const score_case &c) { set_embeddings(d, c); }
inline void set_vectors(simdloss_n_pairs_desc &d, const score_case &c) {
    d.label_dtype = c.index_dtype;
    d.anchor_stride = d.positive_stride = c.stride();
}

template <class Desc> Desc desc_of(const score_case &c, simdloss_status (*init)(Desc *, std::size_t)) {
    Desc d;
    EXPECT_EQ(init(&d, sizeof d), SIMDLOSS_STATUS_OK);
    d.dtype = c.dtype;
    d.reduction = c.reduction;
    d.accumulate = c.accumulate;
    d.batch = c.batch;
    d.width = c.width;
    d.mean_denominator = c.mean_denominator;
    if constexpr (requires { d.temperature; }) {
        d.temperature = c.temperature;
        d.similarity = c.cosine ? SIMDLOSS_SIMILARITY_COSINE : SIMDLOSS_SIMILARITY_DOT;
        set_vectors(d, c);
    } else {
        d.target_dtype = c.index_dtype;
        d.classes = c.keys;
        d.kind = c.kind;
        d.margin = c.margin;
        d.scale = c.scale;
        d.embedding_stride = d.weight_stride = c.stride();
    }
    return d;
}

// The workspace is as small as it may be, at an odd address, before a page that cannot be touched.
template <class Desc, class Size, class Call>
simdloss_status with_workspace(const Desc &desc, Size size, const Call &call) {
    std::size_t bytes = 0;
    const simdloss_status status = size(&desc, &bytes);
    if (status != SIMDLOSS_STATUS_OK) return status;
    buffer workspace(SIMDLOSS_U8, static_cast<std::int64_t>(bytes));
    return call(desc, workspace.data(), bytes);
}

inline simdloss_status compute(
    const score_case &c, score_buffers &b, const simdloss_executor *executor = nullptr, score_calls calls = fused) {
    const auto input = [&](buffer &x, buffer &grad) -> const void * {
        if (!c.in_place) return x.data();
        grad.copy_from(x);
        return grad.data();
    };
    const void *q = input(b.queries, b.grad_queries), *k = input(b.keys, b.grad_keys);
    const void *negatives = c.negatives > 0 ? input(b.negatives, b.grad_negatives) : nullptr;
    const void *index = c.what != score_loss::info_nce || c.positives_given ? b.index.data() : nullptr;
    const void *upstream = c.grad_loss ? b.grad_loss.data() : nullptr;
    void *loss = b.loss.data(), *gq = b.grad_queries.data(), *gk = b.grad_keys.data(),
         *gn = c.negatives > 0 ? b.grad_negatives.data() : nullptr;
    const auto both = [&](simdloss_status first, auto second) {
        return first == SIMDLOSS_STATUS_OK ? second() : first;
    };
#define SIMDLOSS_TEST_EMBEDDINGS(name)                                                                                 \
    return with_workspace(desc_of(c, simdloss_##name##_desc_init), simdloss_##name##_workspace_size,                   \
        [&](const auto &d, void *w, std::size_t bytes) {                                                               \
            if (calls == fused)                                                                                        \
                return simdloss_##name##_forward_backward(&d, executor, q, index, upstream, loss, gq, w, bytes);       \
            return both(simdloss_##name##_forward(&d, executor, q, index, loss, w, bytes),                             \
                [&] { return simdloss_##name##_backward(&d, executor, q, index, upstream, gq, w, bytes); });           \
        })
#define SIMDLOSS_TEST_TWO_SETS(name)                                                                                   \
    return with_workspace(desc_of(c, simdloss_##name##_desc_init), simdloss_##name##_workspace_size,                   \
        [&](const auto &d, void *w, std::size_t bytes) {                                                               \
            if (calls == fused)                                                                                        \
                return simdloss_##name##_forward_backward(                                                             \
                    &d, executor, q, k, index, upstream, loss, gq, gk, w, bytes);                                      \
            return both(simdloss_##name##_forward(&d, executor, q, k, index, loss, w, bytes),                          \
                [&] { return simdloss_##name##_backward(&d, executor, q, k, index, upstream, gq, gk, w, bytes); });    \
        })
    switch (c.what) {
    case score_loss::nt_xent: SIMDLOSS_TEST_EMBEDDINGS(nt_xent);
    case score_loss::sup_con: SIMDLOSS_TEST_EMBEDDINGS(sup_con);
    case score_loss::n_pairs: SIMDLOSS_TEST_TWO_SETS(n_pairs);
    case score_loss::margin_softmax: SIMDLOSS_TEST_TWO_SETS(margin_softmax);
    default: break;
    }
#undef SIMDLOSS_TEST_EMBEDDINGS
#undef SIMDLOSS_TEST_TWO_SETS
    return with_workspace(desc_of(c, simdloss_info_nce_desc_init), simdloss_info_nce_workspace_size,
        [&](const auto &d, void *w, std::size_t bytes) {
            if (calls == fused)
                return simdloss_info_nce_forward_backward(
                    &d, executor, q, k, negatives, index, upstream, loss, gq, gk, gn, w, bytes);
            return both(simdloss_info_nce_forward(&d, executor, q, k, negatives, index, loss, w, bytes), [&] {
                return simdloss_info_nce_backward(&d, executor, q, k, negatives, index, upstream, gq, gk, gn, w, bytes);
            });
        });
}

template <class Wide>
std::vector<std::vector<Wide>> vectors_of(const score_case &c, const buffer &b, std::int64_t rows) {
    std::vector<std::vector<Wide>> result(static_cast<std::size_t>(rows));
    for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t k = 0; k < c.width; ++k)
            result[static_cast<std::size_t>(i)].push_back(b.get(i * c.stride() + k));
    return result;
}

template <class Wide> reference::score_problem<Wide> problem_of(const score_case &c, const score_buffers &b) {
    reference::score_problem<Wide> p;
    p.queries = vectors_of<Wide>(c, b.queries, c.batch);
    p.keys = c.one_set() ? p.queries : vectors_of<Wide>(c, b.keys, c.key_rows());
    for (auto &row : vectors_of<Wide>(c, b.negatives, c.negatives)) p.keys.push_back(row);
    p.cosine = c.what == score_loss::margin_softmax || c.cosine;
    p.symmetric = c.symmetric;
    p.scale = c.what == score_loss::margin_softmax ? Wide(c.scale) : 1 / Wide(c.temperature);
    p.norm_floor = 1e-12;
    p.exclude_self = c.one_set();
    using problem = reference::score_problem<Wide>;
    p.rule = c.what == score_loss::nt_xent ? problem::pairs : c.has_labels() ? problem::labels : problem::index;
    double pairs = 0, rows = 0;
    for (std::int64_t i = 0; i < c.batch; ++i) {
        const std::int64_t index = b.index.get_index(i);
        const bool diagonal = c.what == score_loss::info_nce && !c.positives_given;
        p.positive.push_back(static_cast<std::size_t>(diagonal ? i : index));
        p.query_label.push_back(index);
        double positives = 0;
        for (std::int64_t j = 0; j < c.batch; ++j)
            positives += b.index.get_index(j) == index && (i != j || !c.one_set()) ? 1 : 0;
        pairs += positives;
        rows += positives > 0 ? 1 : 0;
    }
    p.key_label = p.query_label;
    if (c.what == score_loss::margin_softmax) {
        p.margin = c.kind == SIMDLOSS_MARGIN_ARCFACE ? 1 : 2;
        p.margin_value = c.margin;
    }
    Wide denominator = 1;
    if (c.reduction == SIMDLOSS_REDUCTION_MEAN) {
        denominator = c.mean_denominator > 0          ? Wide(c.mean_denominator)
                      : c.what == score_loss::nt_xent ? Wide(pairs)
                      : c.has_labels()                ? Wide(rows)
                                                      : Wide(c.batch);
    }
    for (std::int64_t i = 0; i < c.batch; ++i) {
        const Wide g = c.grad_loss ? Wide(b.grad_loss.get(c.losses() == 1 ? 0 : i)) : Wide(1);
        p.upstream.push_back(
            denominator == 0 ? Wide(0) : (c.reduction == SIMDLOSS_REDUCTION_NONE ? g : g / denominator));
    }
    return p;
}

template <class Wide>
void check_vectors(const score_case &c, const buffer &before, const buffer &after, const char *name,
    const reference::measured_rows<Wide> &expected, std::size_t first, std::int64_t rows) {
    for (std::int64_t i = 0; i < rows; ++i) {
        for (std::int64_t k = 0; k < c.width; ++k) {
            auto value = expected[first + static_cast<std::size_t>(i)][static_cast<std::size_t>(k)];
            const std::int64_t at = i * c.stride() + k;
            if (c.accumulate) value.value += before.get(at);
            value.slack += ulp(c.acc(), std::fabs(value.value)) * (c.accumulate ? 1 : Wide(0.5));
            ASSERT_TRUE(within(c.dtype, after.get(at), value, 0)) << name << " of row " << i << ", element " << k;
        }
        for (std::int64_t k = c.width; k < c.stride() && i + 1 < rows && !c.in_place; ++k)
            ASSERT_TRUE(after.is_poisoned(i * c.stride() + k, i * c.stride() + k + 1)) << name << ": a gap was written";
    }
}

template <class Wide>
void check_against_oracle(const score_case &c, const score_buffers &before, const score_buffers &after) {
    const reference::score_problem<Wide> problem = problem_of<Wide>(c, before);
    auto expected = reference::score_oracle<Wide>(problem).results();
    if (c.one_set()) {
        for (std::size_t i = 0; i < expected.grad_queries.size(); ++i)
            for (std::size_t k = 0; k < expected.grad_queries[i].size(); ++k) {
                expected.grad_queries[i][k].value += expected.grad_keys[i][k].value;
                expected.grad_queries[i][k].slack += expected.grad_keys[i][k].slack;
            }
    }
    if (c.reduction == SIMDLOSS_REDUCTION_NONE) {
        ASSERT_TRUE(all_within(after.loss, expected.loss, loss_ulps(c.dtype))) << "loss";
    } else {
        reference::measured<Wide> total;
        for (const auto &row : expected.loss) accumulate_row(total, row);
        const Wide share = c.reduction == SIMDLOSS_REDUCTION_SUM
                               ? Wide(1)
                               : problem.upstream[0] / (c.grad_loss ? Wide(before.grad_loss.get(0)) : Wide(1));
        ASSERT_TRUE(within(c.acc(), after.loss.get(0), scaled(total, share), loss_ulps(c.dtype))) << "loss";
    }
    check_vectors(c, before.grad_queries, after.grad_queries, "grad_queries", expected.grad_queries, 0, c.batch);
    if (c.one_set()) return;
    check_vectors(c, before.grad_keys, after.grad_keys, "grad_keys", expected.grad_keys, 0, c.key_rows());
    check_vectors(c, before.grad_negatives, after.grad_negatives, "grad_negatives", expected.grad_keys,
        static_cast<std::size_t>(c.key_rows()), c.negatives);
}

inline void check(const score_case &c, placement where = placement::at_end) {
    SCOPED_TRACE("loss " + std::to_string(static_cast<int>(c.what)) + ", " + name_of(c.dtype) + " [" +
                 std::to_string(c.batch) + " x " + std::to_string(c.keys) + " + " + std::to_string(c.negatives) + ", " +
                 std::to_string(c.width) + "]");
    const score_buffers before(c, where);
    score_buffers after(c, where), apart(c, where);
    ASSERT_EQ(compute(c, after), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    in_oracle_type(c.dtype, [&](auto wide) { check_against_oracle<decltype(wide)>(c, before, after); });
    ASSERT_EQ(compute(c, apart, nullptr, separate), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(apart.loss, after.loss));
    EXPECT_TRUE(same_bits(apart.grad_queries, after.grad_queries));
    if (c.one_set()) return;
    EXPECT_TRUE(same_bits(apart.grad_keys, after.grad_keys));
    EXPECT_TRUE(same_bits(apart.grad_negatives, after.grad_negatives));
}

} // namespace simdloss_test
