#include "mining.hpp"

using namespace simdloss::runtime;

namespace {

constexpr simdloss_named_triplets_desc defaults() {
    simdloss_named_triplets_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.index_dtype = SIMDLOSS_I64;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.margin = 1;
    return desc;
}

struct arguments {
    const void *embeddings, *index[3], *grad_loss;
    void *loss, *grad_embeddings, *workspace;
    std::size_t workspace_bytes;
};

simdloss_status check_options(const simdloss_named_triplets_desc &desc) {
    if (desc.index_dtype != SIMDLOSS_I64 && desc.index_dtype != SIMDLOSS_I32)
        return fail(SIMDLOSS_STATUS_DTYPE, "desc.index_dtype is %d; it must be I64 or I32", int(desc.index_dtype));
    SIMDLOSS_CHECK(check_choice("desc.reduction", desc.reduction, 3));
    SIMDLOSS_CHECK(check_flag("desc.empty_mean", desc.empty_mean));
    SIMDLOSS_CHECK(check_flag("desc.mean_of_positive", desc.mean_of_positive));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    SIMDLOSS_CHECK(check_choice("desc.distance", desc.distance, 4));
    return check_margin_and_mean(desc.margin, desc.mean_denominator);
}

// What the workspace depends on, and all else that the desc says.
simdloss_status check_desc(const simdloss_named_triplets_desc *theirs, simdloss_named_triplets_desc &desc,
    named_triplets_call &call, std::int64_t &extent) {
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_options(desc));
    SIMDLOSS_CHECK(set_shape({desc.batch, desc.features, desc.batch_stride}, call.args, extent));
    SIMDLOSS_CHECK(check_size("desc.triplets", desc.triplets, std::int64_t(1) << 50));
    std::int64_t work;
    if (__builtin_mul_overflow(desc.triplets, desc.features, &work))
        return fail(SIMDLOSS_STATUS_SHAPE, "%" PRId64 " triplets of %" PRId64 " features are too many", desc.triplets,
            desc.features);
    call.args.distance = static_cast<mining_distance>(desc.distance);
    call.args.accumulate = desc.accumulate != 0;
    call.triplets = desc.triplets;
    return SIMDLOSS_STATUS_OK;
}

simdloss_status check_buffers(const simdloss_named_triplets_desc &desc, const arguments &a,
    const named_triplets_call &call, std::int64_t extent) {
    const std::size_t element = size_of(call.dtype), acc = accumulator_size(call.dtype),
                      index = desc.index_dtype == SIMDLOSS_I32 ? 4 : 8;
    const std::int64_t losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? desc.triplets : 1;
    buffers all;
    SIMDLOSS_CHECK(all.add("embeddings", a.embeddings, extent, element, buffers::input));
    SIMDLOSS_CHECK(all.add("anchor", a.index[0], desc.triplets, index, buffers::input));
    SIMDLOSS_CHECK(all.add("positive", a.index[1], desc.triplets, index, buffers::input));
    SIMDLOSS_CHECK(all.add("negative", a.index[2], desc.triplets, index, buffers::input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss, losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_embeddings", a.grad_embeddings, extent, element, buffers::optional_output));
    const std::size_t needed = named_triplets_workspace(call);
    if (a.workspace != nullptr && a.workspace_bytes < needed)
        return fail(
            SIMDLOSS_STATUS_WORKSPACE, "workspace_bytes is %zu; it must be at least %zu", a.workspace_bytes, needed);
    SIMDLOSS_CHECK(all.add("workspace", a.workspace, static_cast<std::int64_t>(needed), 1, buffers::output));
    return all.check_overlaps(nullptr, nullptr);
}

simdloss_status named_triplets(
    const simdloss_named_triplets_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    simdloss_named_triplets_desc desc;
    named_triplets_call call;
    std::int64_t extent = 0;
    SIMDLOSS_CHECK(check_desc(theirs, desc, call, extent));
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    SIMDLOSS_CHECK(check_buffers(desc, a, call, extent));
    for (int k = 0; k < 3; ++k) call.index[k] = a.index[k];
    call.index_dtype = desc.index_dtype;
    SIMDLOSS_CHECK(check_triplets(call));

    const float_environment environment;
    call.args.embeddings = a.embeddings;
    call.args.grad = a.grad_embeddings;
    call.args.want_grad = a.grad_embeddings != nullptr && extent > 0;
    call.args.margin = desc.margin;
    call.out.loss = a.loss;
    call.out.grad_loss = a.grad_loss;
    call.out.wide = call.dtype == f64;
    call.out.reduction = desc.reduction;
    call.mean_denominator = desc.mean_denominator;
    call.mean_of_positive = desc.mean_of_positive != 0;
    call.empty_mean = desc.empty_mean;
    call.workspace = a.workspace;
    return run(call, executor);
}

} // namespace

extern "C" {

simdloss_status simdloss_named_triplets_desc_init(simdloss_named_triplets_desc *desc, size_t size) {
    return init_desc(desc, size, defaults());
}

simdloss_status simdloss_named_triplets_workspace_size(const simdloss_named_triplets_desc *theirs, size_t *bytes) {
    if (bytes == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "bytes is NULL: no output is wanted");
    simdloss_named_triplets_desc desc;
    named_triplets_call call;
    std::int64_t extent = 0;
    SIMDLOSS_CHECK(check_desc(theirs, desc, call, extent));
    *bytes = named_triplets_workspace(call);
    return SIMDLOSS_STATUS_OK;
}

simdloss_status simdloss_named_triplets_forward(const simdloss_named_triplets_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *anchor, const void *positive,
    const void *negative, void *loss, void *workspace, size_t workspace_bytes) {
    if (loss == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss is NULL: no output is wanted");
    return named_triplets(
        desc, executor, {embeddings, {anchor, positive, negative}, nullptr, loss, nullptr, workspace, workspace_bytes});
}

simdloss_status simdloss_named_triplets_backward(const simdloss_named_triplets_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *anchor, const void *positive,
    const void *negative, const void *grad_loss, void *grad_embeddings, void *workspace, size_t workspace_bytes) {
    if (grad_embeddings == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_embeddings is NULL: no output is wanted");
    return named_triplets(desc, executor,
        {embeddings, {anchor, positive, negative}, grad_loss, nullptr, grad_embeddings, workspace, workspace_bytes});
}

simdloss_status simdloss_named_triplets_forward_backward(const simdloss_named_triplets_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *anchor, const void *positive,
    const void *negative, const void *grad_loss, void *loss, void *grad_embeddings, void *workspace,
    size_t workspace_bytes) {
    if (loss == nullptr && grad_embeddings == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss and grad_embeddings are both NULL: no output is wanted");
    return named_triplets(desc, executor,
        {embeddings, {anchor, positive, negative}, grad_loss, loss, grad_embeddings, workspace, workspace_bytes});
}

} // extern "C"
