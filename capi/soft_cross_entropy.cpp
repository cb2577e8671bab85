#include "runtime/soft_cross_entropy.hpp"

#include "runtime/isa.hpp"

#include <simdloss/cross_entropy.h>

using namespace simdloss::runtime;

namespace {

constexpr simdloss_soft_cross_entropy_desc defaults() {
    simdloss_soft_cross_entropy_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.inner = 1;
    return desc;
}

struct arguments {
    const void *logits, *target, *class_weight, *row_weight, *row_stats_in, *grad_loss;
    void *loss, *row_stats, *grad_logits, *grad_target;
};

simdloss_status check_accumulate(const char *grad_name, const void *grad, const char *input_name, const void *input) {
    if (grad == nullptr || grad != input) return SIMDLOSS_STATUS_OK;
    return fail(
        SIMDLOSS_STATUS_ALIAS, "%s is %s, and desc.accumulate is 1: there is nothing to add to", grad_name, input_name);
}

simdloss_status check_buffers(
    const simdloss_soft_cross_entropy_desc &desc, const arguments &a, const soft_cross_entropy_call &call) {
    const std::size_t element = size_of(call.dtype), acc = accumulator_size(call.dtype);
    const std::int64_t rows = call.shape.rows, losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? rows : 1;
    const std::int64_t elements = call.shape.elements;
    buffers all;
    SIMDLOSS_CHECK(all.add("logits", a.logits, elements, element, buffers::input));
    SIMDLOSS_CHECK(all.add("target", a.target, elements, element, buffers::input));
    SIMDLOSS_CHECK(all.add("class_weight", a.class_weight, desc.classes, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("row_weight", a.row_weight, rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("row_stats", a.row_stats_in, 2 * rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss, losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("row_stats", a.row_stats, 2 * rows, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_logits", a.grad_logits, elements, element, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_target", a.grad_target, elements, element, buffers::optional_output));
    if (desc.accumulate && elements > 0) {
        SIMDLOSS_CHECK(check_accumulate("grad_logits", a.grad_logits, "logits", a.logits));
        SIMDLOSS_CHECK(check_accumulate("grad_target", a.grad_target, "target", a.target));
    }
    const buffers::twins in_place[2] = {{a.grad_logits, a.logits}, {a.grad_target, a.target}};
    return all.check_overlaps(in_place, 2);
}

simdloss_status soft_cross_entropy(
    const simdloss_soft_cross_entropy_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    simdloss_soft_cross_entropy_desc desc;
    soft_cross_entropy_call call;
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_loss_options(desc));
    SIMDLOSS_CHECK(check_option("desc.label_smoothing", desc.label_smoothing,
        desc.label_smoothing >= 0 && desc.label_smoothing <= 1, "from 0 to 1"));
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    SIMDLOSS_CHECK(
        check_shape(desc.batch, desc.classes, desc.inner, desc.batch_stride, size_of(call.dtype), call.shape));
    SIMDLOSS_CHECK(check_buffers(desc, a, call));

    const float_environment environment;
    const bool wide = call.dtype == f64;
    call.out = {a.loss, a.grad_loss, wide, desc.reduction};
    if (desc.reduction == SIMDLOSS_REDUCTION_MEAN) {
        weight_totals totals;
        SIMDLOSS_CHECK(total_weights(a.row_weight, wide, call.shape.rows, executor, totals));
        set_mean(call.out, desc.denominator, desc.mean_denominator, desc.empty_mean, totals, desc.batch);
    }
    call.row_weight = a.row_weight;
    call.stats_in = a.row_stats_in;
    call.stats_out = a.row_stats;

    soft_cross_entropy_args &args = call.args;
    const bool empty = call.shape.elements == 0;
    const bool large = worth_streaming(call.shape.elements * static_cast<std::int64_t>(size_of(call.dtype)));
    args.logits = a.logits;
    args.target = a.target;
    args.grad_logits = empty ? nullptr : a.grad_logits;
    args.grad_target = empty ? nullptr : a.grad_target;
    args.class_weight = a.class_weight;
    args.layout = call.shape.layout;
    args.label_smoothing = desc.label_smoothing;
    args.accumulate = desc.accumulate != 0;
    args.stream_logits = args.grad_logits && a.grad_logits != a.logits && !args.accumulate && large;
    args.stream_target = args.grad_target && a.grad_target != a.target && !args.accumulate && large;
    return run(call, executor);
}

} // namespace

extern "C" {

simdloss_status simdloss_soft_cross_entropy_desc_init(simdloss_soft_cross_entropy_desc *desc, size_t size) {
    return init_desc(desc, size, defaults());
}

simdloss_status simdloss_soft_cross_entropy_forward(const simdloss_soft_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, void *loss, void *row_stats) {
    if (loss == nullptr && row_stats == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss and row_stats are both NULL: no output is wanted");
    return soft_cross_entropy(desc, executor,
        {logits, target, class_weight, row_weight, nullptr, nullptr, loss, row_stats, nullptr, nullptr});
}

simdloss_status simdloss_soft_cross_entropy_backward(const simdloss_soft_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *row_stats, const void *grad_loss, void *grad_logits, void *grad_target) {
    if (grad_logits == nullptr && grad_target == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_logits and grad_target are both NULL: no output is wanted");
    return soft_cross_entropy(desc, executor,
        {logits, target, class_weight, row_weight, row_stats, grad_loss, nullptr, nullptr, grad_logits, grad_target});
}

simdloss_status simdloss_soft_cross_entropy_forward_backward(const simdloss_soft_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_logits, void *grad_target) {
    if (loss == nullptr && grad_logits == nullptr && grad_target == nullptr)
        return fail(
            SIMDLOSS_STATUS_NULL_POINTER, "loss, grad_logits and grad_target are all NULL: no output is wanted");
    return soft_cross_entropy(desc, executor,
        {logits, target, class_weight, row_weight, nullptr, grad_loss, loss, nullptr, grad_logits, grad_target});
}

} // extern "C"
