// Hashes of what the losses on pairs, groups and batches of vectors write.
#pragma once

#include "bits.hpp"
#include "embedding.hpp"
#include "mining.hpp"
#include "named_triplets.hpp"
#include "ranking.hpp"
#include "scores.hpp"

namespace simdloss_test {

// Unreduced, and the mean where there is one.
template <class Case> void add_several(hash &h, const bits_of &what, Case c) {
    c.kind = what.kind;
    c.grad_loss = true;
    for (const simdloss_reduction reduction : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_MEAN}) {
        if constexpr (requires { c.desc.reduction; }) c.desc.reduction = reduction;
        else if (reduction != SIMDLOSS_REDUCTION_NONE) return;
        several_inputs in(c);
        for (std::size_t k = 0; k < 2 && k < in.in.size(); ++k) sign_zeros(in.in[k], what);
        several_outputs out(c);
        expect_ok(compute(c, way::both, in, out));
        h.add(out.loss);
        for (const buffer &each : out.grad) h.add(each);
    }
}

inline void add_margin_ranking(hash &h, const bits_of &what) {
    add_several(h, what, margin_ranking_case(what.dtype, 301));
    margin_ranking_case c(what.dtype, 40, 7, 9);
    c.desc.target_dtype = SIMDLOSS_I8;
    add_several(h, what, c);
}

template <class Case> void add_rank(hash &h, const bits_of &what) {
    for (const auto &[groups, num_neg, columns] :
        {std::tuple{33, 4, 1}, {5, 127, 1}, {3, 200, 1}, {20, 3, 2}, {2, 3, 300}})
        add_several(h, what, Case(what.dtype, groups, num_neg, columns));
}

template <class Case, class Set> void add_embeddings(hash &h, const bits_of &what, Set set) {
    for (const auto &[batch, features] : {std::pair{19, 5}, {5, 45}, {3, 300}}) {
        Case c(what.dtype, batch, features);
        set(c.desc);
        add_several(h, what, c);
    }
}
template <class Case> void add_embeddings(hash &h, const bits_of &what) {
    add_embeddings<Case>(h, what, [](auto &) {});
}

// Powers that have ways of their own, and one that is taken by exp and log.
inline constexpr double bits_powers[] = {2, 1, std::numeric_limits<double>::infinity(), 3, 1.5, 0};

inline void add_pairwise_distance(hash &h, const bits_of &what) {
    for (const double p : bits_powers) add_embeddings<pairwise_distance_case>(h, what, [&](auto &d) { d.p = p; });
}
inline void add_contrastive(hash &h, const bits_of &what) {
    add_embeddings<contrastive_case>(h, what, [](auto &d) { d.margin = 20; });
    add_several(h, what, contrastive_distance_case(what.dtype, 301));
}
inline void add_triplet_margin(hash &h, const bits_of &what) {
    for (const simdloss_triplet_distance distance :
        {SIMDLOSS_TRIPLET_MINKOWSKI, SIMDLOSS_TRIPLET_SQUARED_EUCLIDEAN, SIMDLOSS_TRIPLET_COSINE}) {
        for (const double p : {2.0, 3.0}) {
            add_embeddings<triplet_case>(h, what, [&](auto &d) {
                d.distance = distance;
                d.p = p;
                d.swap = p == 2;
            });
        }
    }
}

template <score_loss Loss> void add_scores(hash &h, const bits_of &what) {
    for (const bool cosine : {true, false}) {
        for (const auto &[batch, keys, width] : {std::tuple{3, 5, 33}, {20, 26, 17}, {34, 37, 5}}) {
            score_case c;
            c.what = Loss;
            c.dtype = what.dtype;
            c.batch = batch;
            c.keys = keys;
            c.width = width;
            c.cosine = cosine;
            c.negatives = Loss == score_loss::info_nce ? 9 : 0;
            c.kind = cosine ? SIMDLOSS_MARGIN_ARCFACE : SIMDLOSS_MARGIN_COSFACE;
            score_buffers b(c);
            std::uint64_t seed = c.seed;
            for (buffer *each : {&b.queries, &b.keys, &b.negatives}) {
                fill_logits(*each, {each->count() / width, width, 1, 0}, what.kind, ++seed);
                sign_zeros(*each, what);
            }
            expect_ok(compute(c, b));
            for (const buffer *each : {&b.loss, &b.grad_queries, &b.grad_keys, &b.grad_negatives}) h.add(*each);
        }
    }
}

template <reference::mined Loss> void add_mining(hash &h, const bits_of &what) {
    for (std::int32_t distance = 0; distance < 4; ++distance) {
        for (const auto &[batch, features] : {std::pair{37, 5}, {9, 45}, {70, 2}}) {
            mining_case c(what.dtype, batch, features);
            c.loss = Loss;
            c.desc.distance = distance;
            c.desc.soft = Loss == reference::mined::hard && distance == 1;
            mining_problem p(c);
            fill_logits(p.embeddings, c.layout(), what.kind, c.seed);
            sign_zeros(p.embeddings, what);
            expect_ok(both(c, p));
            h.add(p.loss);
            h.add(p.grad);
        }
    }
}

inline void add_named_triplets(hash &h, const bits_of &what) {
    for (std::int32_t distance = 0; distance < 4; ++distance) {
        named_case c(what.dtype, 9, 45, 40);
        c.desc.distance = distance;
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        named_problem p(c);
        fill_logits(p.embeddings, c.layout(), what.kind, c.seed);
        sign_zeros(p.embeddings, what);
        expect_ok(both(c, p));
        h.add(p.loss);
        h.add(p.grad);
    }
}

} // namespace simdloss_test
