#include "gradients.hpp"

#include "runtime/embedding.hpp"
#include "runtime/ranking.hpp"

#include <simdloss/embedding.h>

using namespace simdloss::runtime;

namespace {

template <class Desc> constexpr Desc common_defaults() {
    Desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    if constexpr (requires { desc.reduction; }) desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    return desc;
}

constexpr simdloss_pairwise_distance_desc distance_defaults() {
    auto desc = common_defaults<simdloss_pairwise_distance_desc>();
    desc.p = 2;
    desc.eps = 1e-6;
    return desc;
}

constexpr simdloss_cosine_similarity_desc similarity_defaults() {
    auto desc = common_defaults<simdloss_cosine_similarity_desc>();
    desc.eps = 1e-8;
    return desc;
}

constexpr auto cosine_embedding_defaults = common_defaults<simdloss_cosine_embedding_desc>;

constexpr simdloss_contrastive_desc contrastive_defaults() {
    auto desc = common_defaults<simdloss_contrastive_desc>();
    desc.one_is_similar = 1;
    desc.p = 2;
    desc.margin = 1;
    return desc;
}

constexpr simdloss_triplet_margin_desc triplet_defaults() {
    auto desc = common_defaults<simdloss_triplet_margin_desc>();
    desc.margin = 1;
    desc.p = 2;
    desc.eps = 1e-6;
    return desc;
}

// A call in the making: what all functions of this family check.
template <class Desc> struct checked_call {
    Desc desc;
    embedding_call call;
    buffers all;
    const simdloss_executor *executor = nullptr;
    bool wants_gradient = false;

    std::size_t element() const { return size_of(call.dtype); }
    std::size_t acc() const { return accumulator_size(call.dtype); }

    simdloss_status begin(const Desc *theirs, const Desc &defaults, const simdloss_executor *given) {
        executor = given;
        SIMDLOSS_CHECK(read_desc(theirs, defaults, desc));
        SIMDLOSS_CHECK(check_options(desc, executor, call.dtype));
        if constexpr (requires { desc.reserved; })
            SIMDLOSS_CHECK(check_option("desc.reserved", desc.reserved, desc.reserved == 0, "0"));
        if constexpr (requires { desc.zero_gradient; })
            SIMDLOSS_CHECK(check_flag("desc.zero_gradient", desc.zero_gradient));
        if constexpr (requires { desc.p; })
            SIMDLOSS_CHECK(check_option("desc.p", desc.p, desc.p >= 0, "at least 0; infinity is allowed"));
        if constexpr (requires { desc.eps; })
            SIMDLOSS_CHECK(check_option("desc.eps", desc.eps, is_finite(desc.eps), "finite"));
        call.batch = desc.batch;
        call.args.features = desc.features;
        call.args.accumulate = desc.accumulate != 0;
        if constexpr (requires { desc.zero_gradient; }) call.args.zero_gradient = desc.zero_gradient != 0;
        if constexpr (requires { desc.p; }) call.args.p = desc.p;
        if constexpr (requires { desc.eps; }) call.args.eps = desc.eps;
        if constexpr (requires { desc.margin; }) call.args.margin = desc.margin;
        return SIMDLOSS_STATUS_OK;
    }

    // The k-th input with its gradient.
    simdloss_status add(int k, std::int64_t stride, const char *stride_name, const gradient &g) {
        array_shape shape;
        if (desc.features < 0)
            return fail(SIMDLOSS_STATUS_SHAPE, "desc.features is %" PRId64 "; it must not be negative", desc.features);
        if (stride != 0 && stride < desc.features)
            return fail(SIMDLOSS_STATUS_STRIDE, "%s is %" PRId64 "; it must be 0 or at least %" PRId64, stride_name,
                stride, desc.features);
        SIMDLOSS_CHECK(check_shape(desc.batch, desc.features, 1, stride, 8, shape));
        SIMDLOSS_CHECK(check_buffers(all, shape.elements, desc.accumulate != 0, &g, 1));
        call.args.in[k] = g.input;
        call.args.grad[k] = shape.elements == 0 ? nullptr : g.data;
        call.args.stride[k] = shape.layout.batch_stride;
        call.args.stream[k] = streams(g.data, g.input, desc.accumulate != 0, shape.elements, call.dtype);
        wants_gradient |= g.data != nullptr;
        return SIMDLOSS_STATUS_OK;
    }

    simdloss_status add_target(const void *target, binary u8, void *grad_target) {
        SIMDLOSS_CHECK(check_value_dtype(desc.target_dtype, desc.dtype, call.target));
        if (grad_target && !call.target.is_float())
            return fail(SIMDLOSS_STATUS_DTYPE,
                "grad_target is not NULL, but desc.target_dtype is %" PRId32 ": an integer target has no gradient",
                desc.target_dtype);
        const gradient g = {"grad_target", grad_target, "target", target, call.target.element_size()};
        SIMDLOSS_CHECK(check_buffers(all, desc.batch, desc.accumulate != 0, &g, 1));
        call.target.data = target;
        call.target.u8 = u8;
        call.grad_target = grad_target;
        wants_gradient |= grad_target != nullptr;
        return SIMDLOSS_STATUS_OK;
    }

    // Losses, or distances, and their upstream gradient.
    simdloss_status add_loss(const char *name, void *loss, const char *grad_name, const void *grad_loss) {
        std::int64_t losses = desc.batch;
        if constexpr (requires { desc.reduction; }) {
            if (desc.reduction != SIMDLOSS_REDUCTION_NONE) losses = 1;
            set_output(desc, call.dtype, loss, grad_loss, desc.batch, call.out);
        } else {
            call.out.loss = loss;
            call.out.grad_loss = grad_loss;
            call.out.wide = call.dtype == f64;
            call.out.reduction = SIMDLOSS_REDUCTION_NONE;
        }
        if (!loss && !wants_gradient) return nothing_wanted();
        SIMDLOSS_CHECK(all.add(grad_name, grad_loss, losses, acc(), buffers::optional_input));
        return all.add(name, loss, losses, acc(), buffers::optional_output);
    }
};

simdloss_status pairwise_distance(const simdloss_pairwise_distance_desc *desc, const simdloss_executor *executor,
    const void *x1, const void *x2, const void *grad_distance, void *distance, void *grad_x1, void *grad_x2) {
    checked_call<simdloss_pairwise_distance_desc> c;
    SIMDLOSS_CHECK(c.begin(desc, distance_defaults(), executor));
    SIMDLOSS_CHECK(c.add(0, c.desc.x1_stride, "desc.x1_stride", {"grad_x1", grad_x1, "x1", x1, c.element()}));
    SIMDLOSS_CHECK(c.add(1, c.desc.x2_stride, "desc.x2_stride", {"grad_x2", grad_x2, "x2", x2, c.element()}));
    SIMDLOSS_CHECK(c.add_loss("distance", distance, "grad_distance", grad_distance));
    SIMDLOSS_CHECK(c.all.check_own_inputs({{grad_x1, x1}, {grad_x2, x2}}));
    c.call.args.what = embedding_loss::distance;
    c.call.compute = active_kernels()->embedding[c.call.dtype];
    return run(c.call, executor);
}

simdloss_status cosine_similarity(const simdloss_cosine_similarity_desc *desc, const simdloss_executor *executor,
    const void *x1, const void *x2, const void *grad_similarity, void *similarity, void *grad_x1, void *grad_x2) {
    checked_call<simdloss_cosine_similarity_desc> c;
    SIMDLOSS_CHECK(c.begin(desc, similarity_defaults(), executor));
    SIMDLOSS_CHECK(check_option("desc.eps", c.desc.eps, c.desc.eps > 0, "greater than 0"));
    SIMDLOSS_CHECK(c.add(0, c.desc.x1_stride, "desc.x1_stride", {"grad_x1", grad_x1, "x1", x1, c.element()}));
    SIMDLOSS_CHECK(c.add(1, c.desc.x2_stride, "desc.x2_stride", {"grad_x2", grad_x2, "x2", x2, c.element()}));
    SIMDLOSS_CHECK(c.add_loss("similarity", similarity, "grad_similarity", grad_similarity));
    SIMDLOSS_CHECK(c.all.check_own_inputs({{grad_x1, x1}, {grad_x2, x2}}));
    c.call.args.what = embedding_loss::similarity;
    c.call.compute = active_kernels()->embedding[c.call.dtype];
    return run(c.call, executor);
}

simdloss_status cosine_embedding(const simdloss_cosine_embedding_desc *desc, const simdloss_executor *executor,
    const void *x1, const void *x2, const void *target, const void *grad_loss, void *loss, void *grad_x1,
    void *grad_x2) {
    checked_call<simdloss_cosine_embedding_desc> c;
    SIMDLOSS_CHECK(c.begin(desc, cosine_embedding_defaults(), executor));
    SIMDLOSS_CHECK(c.add(0, c.desc.x1_stride, "desc.x1_stride", {"grad_x1", grad_x1, "x1", x1, c.element()}));
    SIMDLOSS_CHECK(c.add(1, c.desc.x2_stride, "desc.x2_stride", {"grad_x2", grad_x2, "x2", x2, c.element()}));
    SIMDLOSS_CHECK(c.add_target(target, binary::minus_plus, nullptr));
    SIMDLOSS_CHECK(c.add_loss("loss", loss, "grad_loss", grad_loss));
    SIMDLOSS_CHECK(c.all.check_own_inputs({{grad_x1, x1}, {grad_x2, x2}}));
    c.call.args.what = embedding_loss::cosine_embedding;
    c.call.compute = active_kernels()->embedding[c.call.dtype];
    return run(c.call, executor);
}

simdloss_status check_contrastive(const simdloss_contrastive_desc &desc) {
    SIMDLOSS_CHECK(check_flag("desc.one_is_similar", desc.one_is_similar));
    return check_flag("desc.half", desc.half);
}

simdloss_status contrastive(const simdloss_contrastive_desc *desc, const simdloss_executor *executor, const void *x1,
    const void *x2, const void *target, const void *grad_loss, void *loss, void *grad_x1, void *grad_x2,
    void *grad_target) {
    checked_call<simdloss_contrastive_desc> c;
    SIMDLOSS_CHECK(c.begin(desc, contrastive_defaults(), executor));
    SIMDLOSS_CHECK(check_contrastive(c.desc));
    SIMDLOSS_CHECK(c.add(0, c.desc.x1_stride, "desc.x1_stride", {"grad_x1", grad_x1, "x1", x1, c.element()}));
    SIMDLOSS_CHECK(c.add(1, c.desc.x2_stride, "desc.x2_stride", {"grad_x2", grad_x2, "x2", x2, c.element()}));
    SIMDLOSS_CHECK(c.add_target(target, binary::zero_one, grad_target));
    SIMDLOSS_CHECK(c.add_loss("loss", loss, "grad_loss", grad_loss));
    SIMDLOSS_CHECK(c.all.check_own_inputs({{grad_x1, x1}, {grad_x2, x2}, {grad_target, target}}));
    c.call.args.what = embedding_loss::contrastive;
    c.call.args.factor = c.desc.half ? 0.5 : 1;
    c.call.args.one_is_similar = c.desc.one_is_similar != 0;
    c.call.compute = active_kernels()->embedding[c.call.dtype];
    return run(c.call, executor);
}

// Distances are a column of features = 1; as an element-wise loss they need no rows.
simdloss_status contrastive_distance(const simdloss_contrastive_desc *desc, const simdloss_executor *executor,
    const void *distance, const void *target, const void *grad_loss, void *loss, void *grad_distance,
    void *grad_target) {
    checked_call<simdloss_contrastive_desc> c;
    SIMDLOSS_CHECK(c.begin(desc, contrastive_defaults(), executor));
    SIMDLOSS_CHECK(check_contrastive(c.desc));
    c.desc.features = 1;
    SIMDLOSS_CHECK(c.add(0, 0, "", {"grad_distance", grad_distance, "distance", distance, c.element()}));
    SIMDLOSS_CHECK(c.add_target(target, binary::zero_one, grad_target));
    SIMDLOSS_CHECK(c.add_loss("loss", loss, "grad_loss", grad_loss));
    SIMDLOSS_CHECK(c.all.check_own_inputs({{grad_distance, distance}, {grad_target, target}}));
    pairs_call call;
    call.dtype = c.call.dtype;
    call.elements = c.desc.batch;
    call.target = c.call.target;
    call.out = c.call.out;
    call.args.in[0] = distance;
    call.args.in[1] = target;
    call.args.grad[0] = grad_distance;
    call.args.grad[1] = grad_target;
    call.args.stream[0] = c.call.args.stream[0];
    call.args.stream[1] = streams(grad_target, target, c.desc.accumulate != 0, c.desc.batch, call.dtype);
    call.args.accumulate = c.desc.accumulate != 0;
    call.args.margin = c.desc.margin;
    call.args.factor = c.desc.half ? 0.5 : 1;
    call.args.one_is_similar = c.desc.one_is_similar != 0;
    call.compute = active_kernels()->contrastive_distance[call.dtype];
    return run(call, executor);
}

simdloss_status triplet_margin(const simdloss_triplet_margin_desc *theirs, const simdloss_executor *executor,
    const void *anchor, const void *positive, const void *negative, const void *grad_loss, void *loss,
    void *grad_anchor, void *grad_positive, void *grad_negative) {
    checked_call<simdloss_triplet_margin_desc> c;
    SIMDLOSS_CHECK(c.begin(theirs, triplet_defaults(), executor));
    const simdloss_triplet_margin_desc &desc = c.desc;
    SIMDLOSS_CHECK(check_choice("desc.distance", desc.distance, 3));
    SIMDLOSS_CHECK(check_flag("desc.swap", desc.swap));
    SIMDLOSS_CHECK(check_option("desc.margin", desc.margin, desc.margin > 0, "greater than 0"));
    const std::size_t size = c.element();
    SIMDLOSS_CHECK(
        c.add(0, desc.anchor_stride, "desc.anchor_stride", {"grad_anchor", grad_anchor, "anchor", anchor, size}));
    SIMDLOSS_CHECK(c.add(
        1, desc.positive_stride, "desc.positive_stride", {"grad_positive", grad_positive, "positive", positive, size}));
    SIMDLOSS_CHECK(c.add(
        2, desc.negative_stride, "desc.negative_stride", {"grad_negative", grad_negative, "negative", negative, size}));
    SIMDLOSS_CHECK(c.add_loss("loss", loss, "grad_loss", grad_loss));
    SIMDLOSS_CHECK(
        c.all.check_own_inputs({{grad_anchor, anchor}, {grad_positive, positive}, {grad_negative, negative}}));
    constexpr embedding_measure measures[] = {
        embedding_measure::minkowski, embedding_measure::squared_euclidean, embedding_measure::cosine};
    c.call.args.what = embedding_loss::triplet;
    c.call.args.measure = measures[desc.distance];
    if (desc.distance != SIMDLOSS_TRIPLET_MINKOWSKI) c.call.args.eps = 0;
    c.call.args.swap = desc.swap != 0;
    c.call.compute = active_kernels()->triplet[c.call.dtype];
    return run(c.call, executor);
}

} // namespace

extern "C" {

simdloss_status simdloss_pairwise_distance_desc_init(simdloss_pairwise_distance_desc *desc, size_t size) {
    return init_desc(desc, size, distance_defaults());
}

simdloss_status simdloss_pairwise_distance_forward(const simdloss_pairwise_distance_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, void *distance) {
    SIMDLOSS_CHECK(check_loss("distance", distance));
    return pairwise_distance(desc, executor, x1, x2, nullptr, distance, nullptr, nullptr);
}

simdloss_status simdloss_pairwise_distance_backward(const simdloss_pairwise_distance_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *grad_distance, void *grad_x1,
    void *grad_x2) {
    return pairwise_distance(desc, executor, x1, x2, grad_distance, nullptr, grad_x1, grad_x2);
}

simdloss_status simdloss_pairwise_distance_forward_backward(const simdloss_pairwise_distance_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *grad_distance, void *distance,
    void *grad_x1, void *grad_x2) {
    return pairwise_distance(desc, executor, x1, x2, grad_distance, distance, grad_x1, grad_x2);
}

simdloss_status simdloss_cosine_similarity_desc_init(simdloss_cosine_similarity_desc *desc, size_t size) {
    return init_desc(desc, size, similarity_defaults());
}

simdloss_status simdloss_cosine_similarity_forward(const simdloss_cosine_similarity_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, void *similarity) {
    SIMDLOSS_CHECK(check_loss("similarity", similarity));
    return cosine_similarity(desc, executor, x1, x2, nullptr, similarity, nullptr, nullptr);
}

simdloss_status simdloss_cosine_similarity_backward(const simdloss_cosine_similarity_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *grad_similarity, void *grad_x1,
    void *grad_x2) {
    return cosine_similarity(desc, executor, x1, x2, grad_similarity, nullptr, grad_x1, grad_x2);
}

simdloss_status simdloss_cosine_similarity_forward_backward(const simdloss_cosine_similarity_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *grad_similarity, void *similarity,
    void *grad_x1, void *grad_x2) {
    return cosine_similarity(desc, executor, x1, x2, grad_similarity, similarity, grad_x1, grad_x2);
}

simdloss_status simdloss_cosine_embedding_desc_init(simdloss_cosine_embedding_desc *desc, size_t size) {
    return init_desc(desc, size, cosine_embedding_defaults());
}

simdloss_status simdloss_cosine_embedding_forward(const simdloss_cosine_embedding_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, void *loss) {
    SIMDLOSS_CHECK(check_loss("loss", loss));
    return cosine_embedding(desc, executor, x1, x2, target, nullptr, loss, nullptr, nullptr);
}

simdloss_status simdloss_cosine_embedding_backward(const simdloss_cosine_embedding_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *grad_x1, void *grad_x2) {
    return cosine_embedding(desc, executor, x1, x2, target, grad_loss, nullptr, grad_x1, grad_x2);
}

simdloss_status simdloss_cosine_embedding_forward_backward(const simdloss_cosine_embedding_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *loss, void *grad_x1, void *grad_x2) {
    return cosine_embedding(desc, executor, x1, x2, target, grad_loss, loss, grad_x1, grad_x2);
}

simdloss_status simdloss_contrastive_desc_init(simdloss_contrastive_desc *desc, size_t size) {
    return init_desc(desc, size, contrastive_defaults());
}

simdloss_status simdloss_contrastive_forward(const simdloss_contrastive_desc *desc, const simdloss_executor *executor,
    const void *x1, const void *x2, const void *target, void *loss) {
    SIMDLOSS_CHECK(check_loss("loss", loss));
    return contrastive(desc, executor, x1, x2, target, nullptr, loss, nullptr, nullptr, nullptr);
}

simdloss_status simdloss_contrastive_backward(const simdloss_contrastive_desc *desc, const simdloss_executor *executor,
    const void *x1, const void *x2, const void *target, const void *grad_loss, void *grad_x1, void *grad_x2,
    void *grad_target) {
    return contrastive(desc, executor, x1, x2, target, grad_loss, nullptr, grad_x1, grad_x2, grad_target);
}

simdloss_status simdloss_contrastive_forward_backward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *loss, void *grad_x1, void *grad_x2, void *grad_target) {
    return contrastive(desc, executor, x1, x2, target, grad_loss, loss, grad_x1, grad_x2, grad_target);
}

simdloss_status simdloss_contrastive_distance_forward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *distance, const void *target, void *loss) {
    SIMDLOSS_CHECK(check_loss("loss", loss));
    return contrastive_distance(desc, executor, distance, target, nullptr, loss, nullptr, nullptr);
}

simdloss_status simdloss_contrastive_distance_backward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *distance, const void *target, const void *grad_loss,
    void *grad_distance, void *grad_target) {
    return contrastive_distance(desc, executor, distance, target, grad_loss, nullptr, grad_distance, grad_target);
}

simdloss_status simdloss_contrastive_distance_forward_backward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *distance, const void *target, const void *grad_loss, void *loss,
    void *grad_distance, void *grad_target) {
    return contrastive_distance(desc, executor, distance, target, grad_loss, loss, grad_distance, grad_target);
}

simdloss_status simdloss_triplet_margin_desc_init(simdloss_triplet_margin_desc *desc, size_t size) {
    return init_desc(desc, size, triplet_defaults());
}

simdloss_status simdloss_triplet_margin_forward(const simdloss_triplet_margin_desc *desc,
    const simdloss_executor *executor, const void *anchor, const void *positive, const void *negative, void *loss) {
    SIMDLOSS_CHECK(check_loss("loss", loss));
    return triplet_margin(desc, executor, anchor, positive, negative, nullptr, loss, nullptr, nullptr, nullptr);
}

simdloss_status simdloss_triplet_margin_backward(const simdloss_triplet_margin_desc *desc,
    const simdloss_executor *executor, const void *anchor, const void *positive, const void *negative,
    const void *grad_loss, void *grad_anchor, void *grad_positive, void *grad_negative) {
    return triplet_margin(
        desc, executor, anchor, positive, negative, grad_loss, nullptr, grad_anchor, grad_positive, grad_negative);
}

simdloss_status simdloss_triplet_margin_forward_backward(const simdloss_triplet_margin_desc *desc,
    const simdloss_executor *executor, const void *anchor, const void *positive, const void *negative,
    const void *grad_loss, void *loss, void *grad_anchor, void *grad_positive, void *grad_negative) {
    return triplet_margin(
        desc, executor, anchor, positive, negative, grad_loss, loss, grad_anchor, grad_positive, grad_negative);
}

} // extern "C"
