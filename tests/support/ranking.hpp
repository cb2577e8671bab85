// Problems of ranking.h.
#pragma once

#include "../reference/ranking.hpp"
#include "several.hpp"

#include <simdloss/ranking.h>

namespace simdloss_test {

template <class Wide> unreduced<Wide> unreduced_of(reference::losses_and_gradients<Wide> &&x) {
    return {std::move(x.loss), std::move(x.grad)};
}

inline void fill_signs(buffer &y, const shape &layout, std::uint64_t seed) {
    random_source random(seed);
    for (std::int64_t i = 0; i < layout.dense(); ++i) {
        const std::int64_t sign = random.below(2) == 0 ? -1 : 1;
        if (y.dtype() <= SIMDLOSS_BF16) y.set(layout.offset(i), static_cast<double>(sign));
        else y.set_index(layout.offset(i), y.dtype() == SIMDLOSS_U8 ? (sign + 1) / 2 : sign);
    }
}

struct margin_ranking_case : several_case<simdloss_margin_ranking_desc> {
    margin_ranking_case() { simdloss_margin_ranking_desc_init(&desc, sizeof desc); }
    margin_ranking_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes = 1, std::int64_t stride = 0)
        : margin_ranking_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.batch_stride = stride;
        desc.margin = 0.25;
    }
    shape layout() const { return {desc.batch, desc.classes, desc.inner, desc.batch_stride}; }
    std::int64_t losses() const { return layout().dense(); }
    simdloss_dtype target_dtype() const { return desc.target_dtype == 0 ? desc.dtype : desc.target_dtype; }
    std::vector<tensor> tensors() const {
        return {{"x1", desc.dtype, layout()}, {"x2", desc.dtype, layout()},
            {"target", target_dtype(), layout(), target_dtype() == desc.dtype}};
    }
    void fill(std::vector<buffer> &in) const {
        fill_logits(in[0], layout(), kind, seed + 1);
        fill_logits(in[1], layout(), kind, seed + 2);
        fill_signs(in[2], layout(), seed + 3);
    }
    simdloss_status call(way what, const simdloss_executor *executor, const pointers &p) const {
        if (what == way::forward)
            return simdloss_margin_ranking_forward(&desc, executor, p.in[0], p.in[1], p.in[2], p.loss);
        if (what == way::backward)
            return simdloss_margin_ranking_backward(
                &desc, executor, p.in[0], p.in[1], p.in[2], p.grad_loss, p.grad[0], p.grad[1], p.grad[2]);
        return simdloss_margin_ranking_forward_backward(
            &desc, executor, p.in[0], p.in[1], p.in[2], p.grad_loss, p.loss, p.grad[0], p.grad[1], p.grad[2]);
    }
    template <class Wide> unreduced<Wide> oracle(const matrix<Wide> &in, const std::vector<Wide> &g) const {
        std::vector<Wide> y = in[2];
        if (desc.target_dtype == SIMDLOSS_U8)
            for (Wide &sign : y) sign = sign == 0 ? -1 : 1;
        return unreduced_of(reference::margin_ranking<Wide>(in[0], in[1], y, g, Wide(desc.margin)));
    }
};

inline std::string describe(const margin_ranking_case &c) {
    std::ostringstream text;
    text << "margin_ranking [" << c.desc.batch << ", " << c.desc.classes << "] stride " << c.desc.batch_stride
         << ", target " << c.desc.target_dtype << ", margin " << c.desc.margin << ", " << describe_common(c);
    return text.str();
}

template <class Desc> struct rank_case : several_case<Desc> {
    using several_case<Desc>::desc;
    static constexpr bool is_hinge = std::is_same_v<Desc, simdloss_rank_hinge_desc>;

    rank_case() {
        if constexpr (is_hinge) simdloss_rank_hinge_desc_init(&desc, sizeof desc);
        else simdloss_rank_cross_entropy_desc_init(&desc, sizeof desc);
    }
    rank_case(simdloss_dtype dtype, std::int64_t groups, std::int64_t num_neg, std::int64_t columns = 1,
        std::int64_t stride = 0)
        : rank_case() {
        desc.dtype = dtype;
        desc.rows = groups * (num_neg + 1);
        desc.num_neg = num_neg;
        desc.columns = columns;
        desc.row_stride = stride;
    }
    bool one_hot = false;
    shape layout() const { return {desc.rows, desc.columns, 1, desc.row_stride}; }
    std::int64_t groups() const { return desc.rows / (desc.num_neg + 1); }
    std::int64_t losses() const { return is_hinge ? groups() * desc.columns : groups(); }
    std::vector<tensor> tensors() const {
        std::vector<tensor> all = {{"scores", desc.dtype, layout()}};
        if (!is_hinge) all.push_back({"target", desc.dtype, layout()});
        return all;
    }
    void fill(std::vector<buffer> &in) const {
        fill_logits(in[0], layout(), this->kind, this->seed + 1);
        if (is_hinge) return;
        random_source random(this->seed + 2);
        for (std::int64_t i = 0; i < layout().dense(); ++i) {
            const bool positive = i / desc.columns % (desc.num_neg + 1) == 0;
            const double y = random.uniform(-0.5, 1);
            in[1].set(layout().offset(i), one_hot ? (positive ? 1 : 0) : y);
        }
    }
    simdloss_status call(way what, const simdloss_executor *executor, const pointers &p) const {
        if constexpr (is_hinge) {
            if (what == way::forward) return simdloss_rank_hinge_forward(&desc, executor, p.in[0], p.loss);
            if (what == way::backward)
                return simdloss_rank_hinge_backward(&desc, executor, p.in[0], p.grad_loss, p.grad[0]);
            return simdloss_rank_hinge_forward_backward(&desc, executor, p.in[0], p.grad_loss, p.loss, p.grad[0]);
        } else {
            if (what == way::forward)
                return simdloss_rank_cross_entropy_forward(&desc, executor, p.in[0], p.in[1], p.loss);
            if (what == way::backward)
                return simdloss_rank_cross_entropy_backward(
                    &desc, executor, p.in[0], p.in[1], p.grad_loss, p.grad[0], p.grad[1]);
            return simdloss_rank_cross_entropy_forward_backward(
                &desc, executor, p.in[0], p.in[1], p.grad_loss, p.loss, p.grad[0], p.grad[1]);
        }
    }
    template <class Wide> unreduced<Wide> oracle(const matrix<Wide> &in, const std::vector<Wide> &g) const {
        const auto k = static_cast<std::size_t>(desc.num_neg), d = static_cast<std::size_t>(desc.columns);
        if constexpr (is_hinge) return unreduced_of(reference::rank_hinge<Wide>(in[0], g, k, d, Wide(desc.margin)));
        else return unreduced_of(reference::rank_cross_entropy<Wide>(in[0], in[1], g, (k + 1) * d));
    }
};
using rank_hinge_case = rank_case<simdloss_rank_hinge_desc>;
using rank_cross_entropy_case = rank_case<simdloss_rank_cross_entropy_desc>;

template <class Desc> std::string describe(const rank_case<Desc> &c) {
    std::ostringstream text;
    text << (c.is_hinge ? "rank_hinge" : "rank_cross_entropy") << " rows " << c.desc.rows << ", num_neg "
         << c.desc.num_neg << ", columns " << c.desc.columns << ", stride " << c.desc.row_stride << ", one_hot "
         << c.one_hot << ", " << describe_common(c);
    return text.str();
}

} // namespace simdloss_test
