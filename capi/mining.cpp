#include "mining.hpp"

using namespace simdloss::runtime;

namespace {

constexpr simdloss_mining_desc defaults() {
    simdloss_mining_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.target_dtype = SIMDLOSS_I64;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.margin = 1;
    return desc;
}

struct arguments {
    mining_loss kind;
    const void *embeddings, *target, *grad_loss;
    void *loss, *grad_embeddings, *workspace;
    std::size_t workspace_bytes;
};

simdloss_status check_options(const simdloss_mining_desc &desc) {
    if (desc.reduction == SIMDLOSS_REDUCTION_NONE)
        return fail(
            SIMDLOSS_STATUS_OPTION, "desc.reduction is NONE; it must be SUM or MEAN: the losses are not one a row");
    SIMDLOSS_CHECK(check_choice("desc.reduction", desc.reduction, 3));
    SIMDLOSS_CHECK(check_flag("desc.empty_mean", desc.empty_mean));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    SIMDLOSS_CHECK(check_choice("desc.distance", desc.distance, 4));
    SIMDLOSS_CHECK(check_flag("desc.soft", desc.soft));
    return check_margin_and_mean(desc.margin, desc.mean_denominator);
}

// What the workspace depends on, and all else that the desc says.
simdloss_status check_desc(const simdloss_mining_desc *theirs, simdloss_mining_desc &desc, mining_call &call,
    std::size_t &target_size, std::int64_t &extent) {
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_target_dtype(desc.target_dtype, target_size));
    SIMDLOSS_CHECK(check_options(desc));
    SIMDLOSS_CHECK(set_shape({desc.batch, desc.features, desc.batch_stride}, call.args, extent));
    call.args.distance = static_cast<mining_distance>(desc.distance);
    call.args.accumulate = desc.accumulate != 0;
    return SIMDLOSS_STATUS_OK;
}

simdloss_status check_buffers(
    const arguments &a, const mining_call &call, std::size_t target_size, std::int64_t extent) {
    const std::size_t element = size_of(call.dtype), acc = accumulator_size(call.dtype);
    buffers all;
    SIMDLOSS_CHECK(all.add("embeddings", a.embeddings, extent, element, buffers::input));
    SIMDLOSS_CHECK(all.add("target", a.target, call.args.batch, target_size, buffers::input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, 1, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss, 1, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_embeddings", a.grad_embeddings, extent, element, buffers::optional_output));
    const std::size_t needed = mining_workspace(call);
    if (a.workspace != nullptr && a.workspace_bytes < needed)
        return fail(
            SIMDLOSS_STATUS_WORKSPACE, "workspace_bytes is %zu; it must be at least %zu", a.workspace_bytes, needed);
    SIMDLOSS_CHECK(all.add("workspace", a.workspace, static_cast<std::int64_t>(needed), 1, buffers::output));
    return all.check_overlaps(nullptr, nullptr);
}

simdloss_status mine(const simdloss_mining_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    simdloss_mining_desc desc;
    mining_call call;
    std::size_t target_size = 0;
    std::int64_t extent = 0;
    SIMDLOSS_CHECK(check_desc(theirs, desc, call, target_size, extent));
    if (desc.soft != 0 && a.kind != mining_loss::hard)
        return fail(SIMDLOSS_STATUS_OPTION, "desc.soft is 1; it must be 0 but for triplet_hard");
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    SIMDLOSS_CHECK(check_buffers(a, call, target_size, extent));

    const float_environment environment;
    call.args.embeddings = a.embeddings;
    call.args.grad = a.grad_embeddings;
    call.args.want_grad = a.grad_embeddings != nullptr && extent > 0;
    call.args.loss = a.kind;
    call.args.soft = desc.soft != 0;
    call.args.margin = desc.margin;
    call.label = a.target;
    call.label_dtype = desc.target_dtype;
    call.out.loss = a.loss;
    call.out.grad_loss = a.grad_loss;
    call.out.wide = call.dtype == f64;
    call.out.reduction = desc.reduction;
    call.mean_denominator = desc.mean_denominator;
    call.empty_mean = desc.empty_mean;
    call.workspace = a.workspace;
    return run(call, executor);
}

simdloss_status mine_forward(const simdloss_mining_desc *desc, const simdloss_executor *executor, mining_loss kind,
    const void *embeddings, const void *target, void *loss, void *workspace, std::size_t bytes) {
    if (loss == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss is NULL: no output is wanted");
    return mine(desc, executor, {kind, embeddings, target, nullptr, loss, nullptr, workspace, bytes});
}

simdloss_status mine_backward(const simdloss_mining_desc *desc, const simdloss_executor *executor, mining_loss kind,
    const void *embeddings, const void *target, const void *grad_loss, void *grad_embeddings, void *workspace,
    std::size_t bytes) {
    if (grad_embeddings == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_embeddings is NULL: no output is wanted");
    return mine(desc, executor, {kind, embeddings, target, grad_loss, nullptr, grad_embeddings, workspace, bytes});
}

simdloss_status mine_both(const simdloss_mining_desc *desc, const simdloss_executor *executor, mining_loss kind,
    const void *embeddings, const void *target, const void *grad_loss, void *loss, void *grad_embeddings,
    void *workspace, std::size_t bytes) {
    if (loss == nullptr && grad_embeddings == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss and grad_embeddings are both NULL: no output is wanted");
    return mine(desc, executor, {kind, embeddings, target, grad_loss, loss, grad_embeddings, workspace, bytes});
}

} // namespace

extern "C" {

simdloss_status simdloss_mining_desc_init(simdloss_mining_desc *desc, size_t size) {
    return init_desc(desc, size, defaults());
}

simdloss_status simdloss_mining_workspace_size(const simdloss_mining_desc *theirs, size_t *bytes) {
    if (bytes == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "bytes is NULL: no output is wanted");
    simdloss_mining_desc desc;
    mining_call call;
    std::size_t target_size = 0;
    std::int64_t extent = 0;
    SIMDLOSS_CHECK(check_desc(theirs, desc, call, target_size, extent));
    *bytes = mining_workspace(call);
    return SIMDLOSS_STATUS_OK;
}

#define SIMDLOSS_MINING(name, kind)                                                                                    \
    simdloss_status simdloss_##name##_forward(const simdloss_mining_desc *desc, const simdloss_executor *executor,     \
        const void *embeddings, const void *target, void *loss, void *workspace, size_t workspace_bytes) {             \
        return mine_forward(desc, executor, kind, embeddings, target, loss, workspace, workspace_bytes);               \
    }                                                                                                                  \
    simdloss_status simdloss_##name##_backward(const simdloss_mining_desc *desc, const simdloss_executor *executor,    \
        const void *embeddings, const void *target, const void *grad_loss, void *grad_embeddings, void *workspace,     \
        size_t workspace_bytes) {                                                                                      \
        return mine_backward(                                                                                          \
            desc, executor, kind, embeddings, target, grad_loss, grad_embeddings, workspace, workspace_bytes);         \
    }                                                                                                                  \
    simdloss_status simdloss_##name##_forward_backward(const simdloss_mining_desc *desc,                               \
        const simdloss_executor *executor, const void *embeddings, const void *target, const void *grad_loss,          \
        void *loss, void *grad_embeddings, void *workspace, size_t workspace_bytes) {                                  \
        return mine_both(                                                                                              \
            desc, executor, kind, embeddings, target, grad_loss, loss, grad_embeddings, workspace, workspace_bytes);   \
    }

SIMDLOSS_MINING(triplet_semihard, mining_loss::semihard)
SIMDLOSS_MINING(triplet_hard, mining_loss::hard)
SIMDLOSS_MINING(triplet_all, mining_loss::all)
SIMDLOSS_MINING(lifted_structure, mining_loss::lifted)

} // extern "C"
