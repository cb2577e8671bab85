// Bad arguments of info_nce.h and margin_softmax.h: each its own status, a message that names the argument, and no output
// touched.

#include "support/entry_points.hpp"

#include <simdloss/info_nce.h>
#include <simdloss/margin_softmax.h>

namespace simdloss_test {
namespace {

constexpr std::int64_t batch = 3, keys = 4, negatives = 2, width = 5;
constexpr auto f32 = SIMDLOSS_F32;
constexpr auto in = role::input, maybe = role::optional_input, out = role::optional_output, must = role::output;

template <class Desc, class Init> Desc make_desc(Init init) {
    Desc desc;
    init(&desc, sizeof desc);
    desc.batch = batch;
    desc.width = width;
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    if constexpr (requires { desc.negatives; }) {
        desc.keys = keys;
        desc.negatives = negatives;
    }
    if constexpr (requires { desc.classes; }) desc.classes = keys;
    return desc;
}

slot vectors(const char *name, std::int64_t rows) { return {name, f32, rows * width, in}; }
slot gradient(const char *name, const char *of, std::int64_t rows, role what = out) {
    return {name, f32, rows * width, what, of};
}
slot loss(role what = out) { return {"loss", f32, batch, what}; }
const slot upstream = {"grad_loss", f32, batch, maybe};

// The workspace of every call: its own checks are in a test of their own.
void *scratch() {
    static buffer workspace(SIMDLOSS_U8, 1 << 21);
    return workspace.data();
}

template <class Desc> void expect_common(const entry_point<Desc> &point, const char *index_dtype) {
    SCOPED_TRACE(point.name);
    using call = spoilable_call<Desc>;
    constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    call good(point);
    ASSERT_EQ(good.run(), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_FALSE(good.nothing_written());
    expect_pointers_are_checked(point);
    expect_overlaps_are_found(point);
    for (std::int64_t Desc::*size : {&Desc::batch, &Desc::width}) {
        expect_error(point, SIMDLOSS_STATUS_SHAPE, "", [=](call &c) { c.desc.*size = -1; });
        expect_error(point, SIMDLOSS_STATUS_SHAPE, "", [=](call &c) { c.desc.*size = std::int64_t{1} << 61; });
        expect_error(point, SIMDLOSS_STATUS_SHAPE, "", [=](call &c) { c.desc.*size = INT64_MAX; });
    }
    for (const simdloss_dtype dtype : {0, 5, 16, -1})
        expect_error(point, SIMDLOSS_STATUS_DTYPE, "dtype", [=](call &c) { c.desc.dtype = dtype; });
    for (const simdloss_dtype dtype : {0, 1, 23}) {
        expect_error(point, SIMDLOSS_STATUS_DTYPE, index_dtype, [=](call &c) {
            if constexpr (requires { c.desc.label_dtype; }) c.desc.label_dtype = dtype;
            else if constexpr (requires { c.desc.positive_dtype; }) c.desc.positive_dtype = dtype;
            else c.desc.target_dtype = dtype;
        });
    }
    expect_error(point, SIMDLOSS_STATUS_OPTION, "size", [](call &c) { c.desc.size = 2; });
    const simdloss_executor broken{sizeof(simdloss_executor), 0, nullptr, nullptr};
    expect_error(point, SIMDLOSS_STATUS_EXECUTOR, "executor", [&](call &c) { c.executor = &broken; });
    expect_choice(point, "reduction", &Desc::reduction, 3);
    expect_choice(point, "accumulate", &Desc::accumulate, 2);
    expect_range(point, "norm_floor", &Desc::norm_floor, {nan, 0.0, -1.0, inf});
    expect_range(point, "mean_denominator", &Desc::mean_denominator, {nan, -1.0, inf});
    // More work in the same workspace.
    expect_error(point, SIMDLOSS_STATUS_WORKSPACE, "workspace", [](call &c) {
        c.desc.batch = batch - 2;
        c.desc.width = 64 * width;
        for (std::size_t i = 0; i < c.buffers.size(); ++i) {
            if (c.point.slots[i].dtype != f32) continue;
            const bool poisoned = c.point.slots[i].is_output();
            c.buffers[i] = buffer(f32, 64 * c.point.slots[i].count);
            if (!poisoned) fill_uniform(c.buffers[i], 0, 1, 1);
            c.arguments[i] = c.buffers[i].data();
        }
    });
    if constexpr (requires(Desc d) { d.temperature; }) {
        expect_choice(point, "similarity", &Desc::similarity, 2);
        expect_range(point, "temperature", &Desc::temperature, {nan, 0.0, -1.0, inf});
    }
}

std::size_t bytes_of(const auto &size, const auto *d) {
    std::size_t bytes = 0;
    // Of the desc as it was: a spoilt one is to be found by the call.
    return d != nullptr && size(d, &bytes) == SIMDLOSS_STATUS_OK ? bytes : 0;
}

TEST(bad_scores, info_nce) {
    using point = entry_point<simdloss_info_nce_desc>;
    const auto desc = make_desc<simdloss_info_nce_desc>(simdloss_info_nce_desc_init);
    const std::size_t w = bytes_of(simdloss_info_nce_workspace_size, &desc);
    const slot q = vectors("queries", batch), k = vectors("keys", keys), x = vectors("negatives", negatives);
    const slot positive = {"positive", SIMDLOSS_I64, batch, maybe};
    const slot gq = gradient("grad_queries", "queries", batch), gk = gradient("grad_keys", "keys", keys),
               gx = gradient("grad_negatives", "negatives", negatives);
    const point points[] = {
        {"forward", desc, {q, k, x, positive, loss(must)},
            [=](auto *d, auto *e, auto &a) {
                return simdloss_info_nce_forward(d, e, a[0], a[1], a[2], a[3], a[4], scratch(), w);
            }},
        {"backward", desc, {q, k, x, positive, upstream, gq, gk, gx},
            [=](auto *d, auto *e, auto &a) {
                return simdloss_info_nce_backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], scratch(), w);
            }},
        {"forward_backward", desc, {q, k, x, positive, upstream, loss(), gq, gk, gx},
            [=](auto *d, auto *e, auto &a) {
                return simdloss_info_nce_forward_backward(
                    d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], scratch(), w);
            }},
    };
    using call = spoilable_call<simdloss_info_nce_desc>;
    for (const point &each : points) {
        const point &full = each;
        expect_common(full, "positive_dtype");
        expect_choice(full, "empty_mean", &simdloss_info_nce_desc::empty_mean, 2);
        expect_choice(full, "symmetric", &simdloss_info_nce_desc::symmetric, 2);
        expect_error(full, SIMDLOSS_STATUS_STRIDE, "query_stride", [](call &c) { c.desc.query_stride = 4; });
        expect_error(full, SIMDLOSS_STATUS_STRIDE, "key_stride", [](call &c) { c.desc.key_stride = -1; });
        expect_error(full, SIMDLOSS_STATUS_STRIDE, "negative_stride", [](call &c) { c.desc.negative_stride = 1; });
        expect_error(full, SIMDLOSS_STATUS_SHAPE, "negatives", [](call &c) { c.desc.negatives = -1; });
        expect_error(full, SIMDLOSS_STATUS_SHAPE, "keys", [](call &c) { c.desc.symmetric = 1; });
        expect_error(full, SIMDLOSS_STATUS_SHAPE, "keys", [](call &c) {
            c.desc.keys = 2;
            c.arguments[3] = nullptr;
        });
        for (const std::int64_t bad : {std::int64_t(-1), keys, INT64_MIN})
            expect_error(full, SIMDLOSS_STATUS_TARGET, "positive[1]", [=](call &c) { c.buffers[3].set_index(1, bad); });
    }
    simdloss_info_nce_desc square = desc;
    square.keys = batch;
    square.symmetric = 1;
    point symmetric = points[0];
    symmetric.desc = square;
    symmetric.call = [](auto *d, auto *e, auto &a) {
        return simdloss_info_nce_forward(d, e, a[0], a[1], a[2], a[3], a[4], scratch(), 1 << 20);
    };
    expect_error(symmetric, SIMDLOSS_STATUS_OPTION, "positive", [](call &) {});
    EXPECT_EQ(simdloss_info_nce_workspace_size(&desc, nullptr), SIMDLOSS_STATUS_NULL_POINTER);
}

template <class Desc, class Init, class Size, class Forward, class Backward, class Both>
void check_embeddings(Init init, Size size, Forward forward, Backward backward, Both both) {
    using point = entry_point<Desc>;
    const Desc desc = make_desc<Desc>(init);
    const std::size_t w = bytes_of(size, &desc);
    const slot e = vectors("embeddings", batch), label = {"label", SIMDLOSS_I64, batch, in};
    const point points[] = {
        {"forward", desc, {e, label, loss(must)},
            [=](auto *d, auto *x, auto &a) { return forward(d, x, a[0], a[1], a[2], scratch(), w); }},
        {"backward", desc, {e, label, upstream, gradient("grad_embeddings", "embeddings", batch, must)},
            [=](auto *d, auto *x, auto &a) { return backward(d, x, a[0], a[1], a[2], a[3], scratch(), w); }},
        {"forward_backward", desc, {e, label, upstream, loss(), gradient("grad_embeddings", "embeddings", batch)},
            [=](auto *d, auto *x, auto &a) { return both(d, x, a[0], a[1], a[2], a[3], a[4], scratch(), w); }},
    };
    for (const point &each : points) {
        const point &full = each;
        expect_common(full, "label_dtype");
        expect_error(full, SIMDLOSS_STATUS_STRIDE, "stride", [](spoilable_call<Desc> &c) { c.desc.stride = 4; });
    }
}

TEST(bad_scores, workspace) {
    const auto desc = make_desc<simdloss_nt_xent_desc>(simdloss_nt_xent_desc_init);
    std::size_t bytes = 0;
    ASSERT_EQ(simdloss_nt_xent_workspace_size(&desc, &bytes), SIMDLOSS_STATUS_OK);
    buffer e(f32, batch * width), label(SIMDLOSS_I64, batch), loss(f32, batch);
    const auto call = [&](void *workspace, std::size_t size) {
        return simdloss_nt_xent_forward(&desc, nullptr, e.data(), label.data(), loss.data(), workspace, size);
    };
    EXPECT_EQ(call(nullptr, bytes), SIMDLOSS_STATUS_NULL_POINTER);
    EXPECT_EQ(call(scratch(), bytes - 1), SIMDLOSS_STATUS_WORKSPACE);
    EXPECT_EQ(call(loss.data(), bytes), SIMDLOSS_STATUS_ALIAS);
    EXPECT_EQ(call(e.data(), bytes), SIMDLOSS_STATUS_ALIAS);
    EXPECT_TRUE(loss.is_poisoned());
    EXPECT_EQ(call(scratch(), bytes), SIMDLOSS_STATUS_OK);
}

TEST(bad_scores, nt_xent) {
    check_embeddings<simdloss_nt_xent_desc>(simdloss_nt_xent_desc_init, simdloss_nt_xent_workspace_size,
        simdloss_nt_xent_forward, simdloss_nt_xent_backward, simdloss_nt_xent_forward_backward);
}
TEST(bad_scores, sup_con) {
    check_embeddings<simdloss_sup_con_desc>(simdloss_sup_con_desc_init, simdloss_sup_con_workspace_size,
        simdloss_sup_con_forward, simdloss_sup_con_backward, simdloss_sup_con_forward_backward);
}

// Losses of two sets of vectors.
template <class Desc, class Init, class Size, class Forward, class Backward, class Both>
auto two_sets(const char *a_name, const char *b_name, const char *index_name, const char *ga, const char *gb,
    std::int64_t rows, Init init, Size size, Forward forward, Backward backward, Both both) {
    using point = entry_point<Desc>;
    const Desc desc = make_desc<Desc>(init);
    const std::size_t w = bytes_of(size, &desc);
    const slot x = vectors(a_name, batch), y = vectors(b_name, rows), index = {index_name, SIMDLOSS_I64, batch, in};
    const slot gx = gradient(ga, a_name, batch), gy = gradient(gb, b_name, rows);
    std::vector<point> points = {
        {"forward", desc, {x, y, index, loss(must)},
            [=](auto *d, auto *e, auto &a) { return forward(d, e, a[0], a[1], a[2], a[3], scratch(), w); }},
        {"backward", desc, {x, y, index, upstream, gx, gy},
            [=](auto *d, auto *e, auto &a) {
                return backward(d, e, a[0], a[1], a[2], a[3], a[4], a[5], scratch(), w);
            }},
        {"forward_backward", desc, {x, y, index, upstream, loss(), gx, gy},
            [=](auto *d, auto *e, auto &a) {
                return both(d, e, a[0], a[1], a[2], a[3], a[4], a[5], a[6], scratch(), w);
            }},
    };
    return points;
}

TEST(bad_scores, n_pairs) {
    for (const auto &each : two_sets<simdloss_n_pairs_desc>("anchors", "positives", "label", "grad_anchors",
             "grad_positives", batch, simdloss_n_pairs_desc_init, simdloss_n_pairs_workspace_size,
             simdloss_n_pairs_forward, simdloss_n_pairs_backward, simdloss_n_pairs_forward_backward)) {
        expect_common(each, "label_dtype");
        expect_error(each, SIMDLOSS_STATUS_STRIDE, "anchor_stride", [](auto &c) { c.desc.anchor_stride = 4; });
        expect_error(each, SIMDLOSS_STATUS_STRIDE, "positive_stride", [](auto &c) { c.desc.positive_stride = 4; });
    }
}

TEST(bad_scores, margin_softmax) {
    using desc = simdloss_margin_softmax_desc;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (const auto &each : two_sets<desc>("embeddings", "weights", "target", "grad_embeddings", "grad_weights", keys,
             simdloss_margin_softmax_desc_init, simdloss_margin_softmax_workspace_size, simdloss_margin_softmax_forward,
             simdloss_margin_softmax_backward, simdloss_margin_softmax_forward_backward)) {
        expect_common(each, "target_dtype");
        expect_choice(each, "kind", &desc::kind, 2);
        expect_choice(each, "empty_mean", &desc::empty_mean, 2);
        expect_range(each, "margin", &desc::margin, {nan, -0.1, 3.2});
        expect_range(each, "scale", &desc::scale, {nan, 0.0, -1.0});
        expect_error(each, SIMDLOSS_STATUS_STRIDE, "weight_stride", [](auto &c) { c.desc.weight_stride = 4; });
        expect_error(each, SIMDLOSS_STATUS_SHAPE, "classes", [](auto &c) { c.desc.classes = -1; });
        expect_error(each, SIMDLOSS_STATUS_TARGET, "2", [](auto &c) { c.buffers[2].set_index(2, keys); });
    }
}

} // namespace
} // namespace simdloss_test
