// Problems of embedding.h.
#pragma once

#include "../reference/embedding.hpp"
#include "ranking.hpp"

#include <simdloss/embedding.h>

namespace simdloss_test {

template <class Desc> inline constexpr bool has_target = requires(Desc d) { d.target_dtype; };

template <class Desc> struct two_rows_case : several_case<Desc> {
    using several_case<Desc>::desc;
    static constexpr bool is_distance = std::is_same_v<Desc, simdloss_pairwise_distance_desc>;
    static constexpr bool is_similarity = std::is_same_v<Desc, simdloss_cosine_similarity_desc>;
    static constexpr bool is_cosine_embedding = std::is_same_v<Desc, simdloss_cosine_embedding_desc>;
    static constexpr bool is_contrastive = std::is_same_v<Desc, simdloss_contrastive_desc>;

    two_rows_case() {
        if constexpr (is_distance) simdloss_pairwise_distance_desc_init(&desc, sizeof desc);
        else if constexpr (is_similarity) simdloss_cosine_similarity_desc_init(&desc, sizeof desc);
        else if constexpr (is_cosine_embedding) simdloss_cosine_embedding_desc_init(&desc, sizeof desc);
        else simdloss_contrastive_desc_init(&desc, sizeof desc);
    }
    two_rows_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t features) : two_rows_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.features = features;
    }
    shape layout(int k) const { return {desc.batch, desc.features, 1, k == 0 ? desc.x1_stride : desc.x2_stride}; }
    std::int64_t losses() const { return desc.batch; }
    std::vector<tensor> tensors() const {
        std::vector<tensor> all = {{"x1", desc.dtype, layout(0)}, {"x2", desc.dtype, layout(1)}};
        if constexpr (has_target<Desc>) {
            const simdloss_dtype y = desc.target_dtype == 0 ? desc.dtype : desc.target_dtype;
            all.push_back({"target", y, {desc.batch, 1, 1, 0}, is_contrastive && y == desc.dtype});
        }
        return all;
    }
    void fill(std::vector<buffer> &in) const {
        fill_logits(in[0], layout(0), this->kind, this->seed + 1);
        fill_logits(in[1], layout(1), this->kind, this->seed + 2);
        if constexpr (is_cosine_embedding) {
            fill_signs(in[2], {desc.batch, 1, 1, 0}, this->seed + 3);
        } else if constexpr (is_contrastive) {
            random_source random(this->seed + 3);
            for (std::int64_t i = 0; i < desc.batch; ++i) {
                if (in[2].dtype() > SIMDLOSS_BF16) in[2].set_index(i, random.below(2));
                else in[2].set(i, i % 3 == 0 ? random.uniform(0, 1) : static_cast<double>(random.below(2)));
            }
        }
    }
    simdloss_status call(way what, const simdloss_executor *e, const pointers &p) const {
        const void *a = p.in[0], *b = p.in[1], *y = p.in[2], *g = p.grad_loss;
        void *ga = p.grad[0], *gb = p.grad[1];
        if constexpr (is_distance) {
            if (what == way::forward) return simdloss_pairwise_distance_forward(&desc, e, a, b, p.loss);
            if (what == way::backward) return simdloss_pairwise_distance_backward(&desc, e, a, b, g, ga, gb);
            return simdloss_pairwise_distance_forward_backward(&desc, e, a, b, g, p.loss, ga, gb);
        } else if constexpr (is_similarity) {
            if (what == way::forward) return simdloss_cosine_similarity_forward(&desc, e, a, b, p.loss);
            if (what == way::backward) return simdloss_cosine_similarity_backward(&desc, e, a, b, g, ga, gb);
            return simdloss_cosine_similarity_forward_backward(&desc, e, a, b, g, p.loss, ga, gb);
        } else if constexpr (is_cosine_embedding) {
            if (what == way::forward) return simdloss_cosine_embedding_forward(&desc, e, a, b, y, p.loss);
            if (what == way::backward) return simdloss_cosine_embedding_backward(&desc, e, a, b, y, g, ga, gb);
            return simdloss_cosine_embedding_forward_backward(&desc, e, a, b, y, g, p.loss, ga, gb);
        } else {
            if (what == way::forward) return simdloss_contrastive_forward(&desc, e, a, b, y, p.loss);
            if (what == way::backward) return simdloss_contrastive_backward(&desc, e, a, b, y, g, ga, gb, p.grad[2]);
            return simdloss_contrastive_forward_backward(&desc, e, a, b, y, g, p.loss, ga, gb, p.grad[2]);
        }
    }
    template <class Wide> unreduced<Wide> oracle(const matrix<Wide> &in, const std::vector<Wide> &g) const {
        const auto d = static_cast<std::size_t>(desc.features), rows = static_cast<std::size_t>(desc.batch);
        const auto x = [&](std::size_t r) { return in[0].data() + r * d; };
        const auto y = [&](std::size_t r) { return in[1].data() + r * d; };
        if constexpr (is_distance) {
            return unreduced_of(reference::each_row<Wide>(rows, g,
                [&](std::size_t r) { return reference::distance<Wide>(x(r), y(r), d, Wide(desc.p), Wide(desc.eps)); }));
        } else if constexpr (is_similarity) {
            return unreduced_of(reference::each_row<Wide>(rows, g, [&](std::size_t r) {
                return reference::cosine<Wide>(x(r), y(r), d, Wide(desc.eps), 0, desc.zero_gradient != 0);
            }));
        } else if constexpr (is_cosine_embedding) {
            std::vector<Wide> sign = in[2];
            for (Wide &s : sign)
                if (desc.target_dtype == SIMDLOSS_U8) s = s == 0 ? -1 : 1;
            return unreduced_of(reference::cosine_embedding<Wide>(sign, g, Wide(desc.margin), [&](std::size_t r) {
                return reference::cosine<Wide>(x(r), y(r), d, 0, Wide(1e-12F), desc.zero_gradient != 0);
            }));
        } else {
            unreduced<Wide> out;
            out.grad.resize(3);
            for (std::size_t r = 0; r < rows; ++r) {
                const auto dist = reference::distance<Wide>(x(r), y(r), d, Wide(desc.p), Wide(desc.eps));
                const auto l = reference::contrastive<Wide>(dist.value.value, in[2][r], options());
                out.loss.push_back(l.loss);
                out.grad[2].push_back(scaled(l.by_target, g[r]));
                for (const auto &[to, row] : {std::pair{&out.grad[0], &dist.first}, {&out.grad[1], &dist.second}})
                    for (const auto &v : *row) {
                        auto y_j = scaled(v, l.by_distance.value * g[r]);
                        y_j.largest =
                            std::fabs(v.value * g[r]) * std::max(l.by_distance.largest, std::fabs(l.by_distance.value));
                        to->push_back(y_j);
                    }
            }
            return out;
        }
    }
    reference::contrastive_options options() const requires(is_contrastive) {
        return {desc.one_is_similar != 0, desc.half != 0, desc.margin};
    }
};
using pairwise_distance_case = two_rows_case<simdloss_pairwise_distance_desc>;
using cosine_similarity_case = two_rows_case<simdloss_cosine_similarity_desc>;
using cosine_embedding_case = two_rows_case<simdloss_cosine_embedding_desc>;
using contrastive_case = two_rows_case<simdloss_contrastive_desc>;

template <class Desc> std::string describe(const two_rows_case<Desc> &c) {
    std::ostringstream text;
    text << (c.is_distance         ? "distance"
                : c.is_similarity  ? "similarity"
                : c.is_contrastive ? "contrastive"
                                   : "cosine")
         << " [" << c.desc.batch << ", " << c.desc.features << "] strides " << c.desc.x1_stride << ", "
         << c.desc.x2_stride;
    if constexpr (requires { c.desc.p; }) text << ", p " << c.desc.p << ", eps " << c.desc.eps;
    text << ", " << describe_common(c);
    return text.str();
}

struct contrastive_distance_case : several_case<simdloss_contrastive_desc> {
    contrastive_distance_case(simdloss_dtype dtype, std::int64_t batch) {
        simdloss_contrastive_desc_init(&desc, sizeof desc);
        desc.dtype = dtype;
        desc.batch = batch;
    }
    std::int64_t losses() const { return desc.batch; }
    std::vector<tensor> tensors() const {
        const simdloss_dtype y = desc.target_dtype == 0 ? desc.dtype : desc.target_dtype;
        return {{"distance", desc.dtype, {desc.batch, 1, 1, 0}}, {"target", y, {desc.batch, 1, 1, 0}, y == desc.dtype}};
    }
    void fill(std::vector<buffer> &in) const {
        random_source random(seed);
        for (std::int64_t i = 0; i < desc.batch; ++i) {
            in[0].set(i, random.uniform(0, 2));
            if (in[1].dtype() > SIMDLOSS_BF16) in[1].set_index(i, random.below(2));
            else in[1].set(i, i % 3 == 0 ? random.uniform(0, 1) : static_cast<double>(random.below(2)));
        }
    }
    simdloss_status call(way what, const simdloss_executor *e, const pointers &p) const {
        if (what == way::forward) return simdloss_contrastive_distance_forward(&desc, e, p.in[0], p.in[1], p.loss);
        if (what == way::backward)
            return simdloss_contrastive_distance_backward(
                &desc, e, p.in[0], p.in[1], p.grad_loss, p.grad[0], p.grad[1]);
        return simdloss_contrastive_distance_forward_backward(
            &desc, e, p.in[0], p.in[1], p.grad_loss, p.loss, p.grad[0], p.grad[1]);
    }
    template <class Wide> unreduced<Wide> oracle(const matrix<Wide> &in, const std::vector<Wide> &g) const {
        unreduced<Wide> out;
        out.grad.resize(2);
        for (std::size_t r = 0; r < in[0].size(); ++r) {
            const auto l = reference::contrastive<Wide>(
                in[0][r], in[1][r], {desc.one_is_similar != 0, desc.half != 0, desc.margin});
            out.loss.push_back(l.loss);
            out.grad[0].push_back(scaled(l.by_distance, g[r]));
            out.grad[1].push_back(scaled(l.by_target, g[r]));
        }
        return out;
    }
};

inline std::string describe(const contrastive_distance_case &c) {
    return "contrastive_distance " + std::to_string(c.desc.batch) + ", " + describe_common(c);
}

struct triplet_case : several_case<simdloss_triplet_margin_desc> {
    triplet_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t features) {
        simdloss_triplet_margin_desc_init(&desc, sizeof desc);
        desc.dtype = dtype;
        desc.batch = batch;
        desc.features = features;
        desc.margin = 1.5;
    }
    shape layout(int k) const {
        const std::int64_t strides[] = {desc.anchor_stride, desc.positive_stride, desc.negative_stride};
        return {desc.batch, desc.features, 1, strides[k]};
    }
    std::int64_t losses() const { return desc.batch; }
    std::vector<tensor> tensors() const {
        return {{"anchor", desc.dtype, layout(0)}, {"positive", desc.dtype, layout(1)},
            {"negative", desc.dtype, layout(2)}};
    }
    void fill(std::vector<buffer> &in) const {
        for (int k = 0; k < 3; ++k)
            fill_logits(in[static_cast<std::size_t>(k)], layout(k), kind, seed + 1 + static_cast<std::uint64_t>(k));
    }
    simdloss_status call(way what, const simdloss_executor *e, const pointers &p) const {
        const void *a = p.in[0], *b = p.in[1], *n = p.in[2], *g = p.grad_loss;
        if (what == way::forward) return simdloss_triplet_margin_forward(&desc, e, a, b, n, p.loss);
        if (what == way::backward)
            return simdloss_triplet_margin_backward(&desc, e, a, b, n, g, p.grad[0], p.grad[1], p.grad[2]);
        return simdloss_triplet_margin_forward_backward(&desc, e, a, b, n, g, p.loss, p.grad[0], p.grad[1], p.grad[2]);
    }
    template <class Wide> unreduced<Wide> oracle(const matrix<Wide> &in, const std::vector<Wide> &g) const {
        const auto d = static_cast<std::size_t>(desc.features);
        const auto distances = [&](std::size_t r, int pair) {
            const Wide *x = in[pair == 2 ? 1 : 0].data() + r * d, *y = in[pair == 0 ? 1 : 2].data() + r * d;
            if (desc.distance == SIMDLOSS_TRIPLET_SQUARED_EUCLIDEAN) return reference::squared_distance<Wide>(x, y, d);
            if (desc.distance == SIMDLOSS_TRIPLET_MINKOWSKI)
                return reference::distance<Wide>(x, y, d, Wide(desc.p), Wide(desc.eps));
            auto c = reference::cosine<Wide>(x, y, d, Wide(1e-8), 0, desc.zero_gradient != 0);
            c.value = {1 - c.value.value, Wide(1), 0};
            for (auto *grad : {&c.first, &c.second})
                for (auto &v : *grad) v.value = -v.value;
            return c;
        };
        return unreduced_of(reference::triplet_margin<Wide>(
            static_cast<std::size_t>(desc.batch), g, Wide(desc.margin), desc.swap != 0, distances));
    }
};

inline std::string describe(const triplet_case &c) {
    std::ostringstream text;
    text << "triplet [" << c.desc.batch << ", " << c.desc.features << "] stride " << c.desc.anchor_stride
         << ", distance " << c.desc.distance << ", p " << c.desc.p << ", eps " << c.desc.eps << ", swap " << c.desc.swap
         << ", " << describe_common(c);
    return text.str();
}

} // namespace simdloss_test
