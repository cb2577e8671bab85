#include <simdloss/margin_softmax.h>

#include "scores.hpp"

using namespace simdloss::runtime;

namespace {

constexpr simdloss_margin_softmax_desc defaults() {
    simdloss_margin_softmax_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.target_dtype = SIMDLOSS_I64;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.margin = 0.5;
    desc.scale = 64;
    desc.norm_floor = 1e-12;
    desc.ignore_index = -100;
    return desc;
}

struct arguments {
    const void *embeddings, *weights, *target, *grad_loss;
    void *loss, *grad_embeddings, *grad_weights, *workspace;
    std::size_t workspace_bytes;
};

struct extents {
    std::int64_t embeddings, weights;
};

constexpr double pi = 3.14159265358979323846;

// Of an angle from 0 to pi, by their series: the library has no libm.
double sine(double x) {
    if (x > pi / 2) x = pi - x;
    double term = x, sum = 0;
    for (int n = 1; n < 30; n += 2) {
        sum += term;
        term *= -x * x / ((n + 1) * (n + 2));
    }
    return sum;
}
double cosine(double x) { return x > pi / 2 ? -sine(x - pi / 2) : sine(pi / 2 - x); }

simdloss_status check_options(const simdloss_margin_softmax_desc &desc) {
    SIMDLOSS_CHECK(check_choice("desc.reduction", desc.reduction, 3));
    SIMDLOSS_CHECK(check_flag("desc.empty_mean", desc.empty_mean));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    SIMDLOSS_CHECK(check_choice("desc.kind", desc.kind, 2));
    if (desc.kind == SIMDLOSS_MARGIN_ARCFACE) {
        SIMDLOSS_CHECK(check_option("desc.margin", desc.margin, desc.margin >= 0 && desc.margin <= pi, "from 0 to pi"));
    } else {
        SIMDLOSS_CHECK(
            check_option("desc.margin", desc.margin, desc.margin >= -DBL_MAX && desc.margin <= DBL_MAX, "finite"));
    }
    SIMDLOSS_CHECK(check_option("desc.scale", desc.scale, is_finite_above_zero(desc.scale), "positive and finite"));
    SIMDLOSS_CHECK(
        check_option("desc.norm_floor", desc.norm_floor, is_finite_above_zero(desc.norm_floor), "positive and finite"));
    return check_mean_denominator(desc.mean_denominator);
}

simdloss_status set_up(
    const simdloss_margin_softmax_desc &desc, score_call &call, std::size_t &target_size, extents &extent) {
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_target_dtype(desc.target_dtype, target_size));
    SIMDLOSS_CHECK(check_options(desc));
    const std::size_t size = size_of(call.dtype);
    SIMDLOSS_CHECK(check_vectors({"desc.batch", "desc.embedding_stride", desc.batch, desc.embedding_stride}, desc.width,
        size, call.queries.stride, extent.embeddings));
    SIMDLOSS_CHECK(check_vectors({"desc.classes", "desc.weight_stride", desc.classes, desc.weight_stride}, desc.width,
        size, call.keys.stride, extent.weights));
    call.queries.rows = desc.batch;
    call.keys.rows = desc.classes;
    call.width = desc.width;
    call.args.rule = score_rule::index;
    return SIMDLOSS_STATUS_OK;
}

simdloss_status check_buffers(const simdloss_margin_softmax_desc &desc, const arguments &a, const score_call &call,
    std::size_t target_size, const extents &extent) {
    const std::size_t size = size_of(call.dtype), acc = accumulator_size(call.dtype);
    const std::int64_t losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? desc.batch : 1;
    buffers all;
    SIMDLOSS_CHECK(all.add("embeddings", a.embeddings, extent.embeddings, size, buffers::input));
    SIMDLOSS_CHECK(all.add("weights", a.weights, extent.weights, size, buffers::input));
    SIMDLOSS_CHECK(all.add("target", a.target, desc.batch, target_size, buffers::input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss, losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_embeddings", a.grad_embeddings, extent.embeddings, size, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_weights", a.grad_weights, extent.weights, size, buffers::optional_output));
    SIMDLOSS_CHECK(check_workspace(call));
    SIMDLOSS_CHECK(all.add("workspace", a.workspace, static_cast<std::int64_t>(a.workspace_bytes), 1, buffers::output));
    const buffers::twins twins[] = {
        {a.grad_embeddings, a.embeddings, "grad_embeddings"}, {a.grad_weights, a.weights, "grad_weights"}};
    for (const buffers::twins &t : twins) {
        if (desc.accumulate && t.output != nullptr && t.output == t.input)
            return fail(
                SIMDLOSS_STATUS_ALIAS, "%s is its input, and desc.accumulate is 1: there is nothing to add to", t.name);
    }
    return all.check_overlaps(twins, 2);
}

void set_margin(const simdloss_margin_softmax_desc &desc, dtype_index dtype, score_args &args) {
    args.margin = desc.kind == SIMDLOSS_MARGIN_ARCFACE ? score_args::angle : score_args::difference;
    args.margin_value = desc.margin;
    if (desc.kind != SIMDLOSS_MARGIN_ARCFACE) return;
    args.margin_cos = cosine(desc.margin);
    args.margin_sin = sine(desc.margin);
    args.margin_floor = dtype == f64 ? DBL_EPSILON : static_cast<double>(FLT_EPSILON);
}

simdloss_status margin_softmax(
    const simdloss_margin_softmax_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    simdloss_margin_softmax_desc desc;
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    score_call call;
    std::size_t target_size = 0;
    extents extent{};
    SIMDLOSS_CHECK(set_up(desc, call, target_size, extent));
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    call.workspace = a.workspace;
    call.workspace_bytes = a.workspace_bytes;
    SIMDLOSS_CHECK(check_buffers(desc, a, call, target_size, extent));

    const float_environment environment;
    call.targets.target = a.target;
    call.targets.dtype = desc.target_dtype;
    call.targets.classes = desc.classes;
    call.targets.ignore_index = desc.ignore_index;
    target_counts counts;
    SIMDLOSS_CHECK(check_targets(call.targets, desc.batch, executor, counts));
    call.targets.all_kept = counts.kept == desc.batch;

    call.queries.data = a.embeddings;
    call.queries.grad = a.grad_embeddings;
    call.keys.data = a.weights;
    call.keys.grad = a.grad_weights;
    call.out.loss = a.loss;
    call.out.grad_loss = a.grad_loss;
    set_output(call, desc.reduction, desc.mean_denominator, static_cast<double>(counts.kept), desc.empty_mean);
    call.args.scale = desc.scale;
    call.args.norm_floor = desc.norm_floor;
    call.args.normalize = true;
    call.args.accumulate = desc.accumulate != 0;
    set_margin(desc, call.dtype, call.args);
    return run(call, executor);
}

} // namespace

extern "C" {

simdloss_status simdloss_margin_softmax_desc_init(simdloss_margin_softmax_desc *desc, size_t size) {
    return init_desc(desc, size, defaults());
}

simdloss_status simdloss_margin_softmax_workspace_size(const simdloss_margin_softmax_desc *theirs, size_t *bytes) {
    simdloss_margin_softmax_desc desc;
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    score_call call;
    std::size_t target_size = 0;
    extents extent{};
    SIMDLOSS_CHECK(set_up(desc, call, target_size, extent));
    return set_workspace_size(call, bytes);
}

simdloss_status simdloss_margin_softmax_forward(const simdloss_margin_softmax_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *weights, const void *target, void *loss,
    void *workspace, size_t workspace_bytes) {
    if (loss == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss is NULL: no output is wanted");
    return margin_softmax(
        desc, executor, {embeddings, weights, target, nullptr, loss, nullptr, nullptr, workspace, workspace_bytes});
}

simdloss_status simdloss_margin_softmax_backward(const simdloss_margin_softmax_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *weights, const void *target,
    const void *grad_loss, void *grad_embeddings, void *grad_weights, void *workspace, size_t workspace_bytes) {
    if (grad_embeddings == nullptr && grad_weights == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_embeddings and grad_weights are NULL: no output is wanted");
    return margin_softmax(desc, executor,
        {embeddings, weights, target, grad_loss, nullptr, grad_embeddings, grad_weights, workspace, workspace_bytes});
}

simdloss_status simdloss_margin_softmax_forward_backward(const simdloss_margin_softmax_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *weights, const void *target,
    const void *grad_loss, void *loss, void *grad_embeddings, void *grad_weights, void *workspace,
    size_t workspace_bytes) {
    if (loss == nullptr && grad_embeddings == nullptr && grad_weights == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss and all gradients are NULL: no output is wanted");
    return margin_softmax(desc, executor,
        {embeddings, weights, target, grad_loss, loss, grad_embeddings, grad_weights, workspace, workspace_bytes});
}

} // extern "C"
