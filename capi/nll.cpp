#include "runtime/nll.hpp"

#include "runtime/isa.hpp"

#include <simdloss/cross_entropy.h>

using namespace simdloss::runtime;

namespace {

constexpr simdloss_nll_desc defaults() {
    simdloss_nll_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.target_dtype = SIMDLOSS_I64;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.inner = 1;
    desc.ignore_index = -100;
    return desc;
}

struct arguments {
    const void *log_prob, *target, *class_weight, *row_weight, *grad_loss;
    void *loss, *grad_log_prob;
    bool reads_log_prob; // backward has no such argument
};

simdloss_status check_buffers(
    const simdloss_nll_desc &desc, const arguments &a, std::size_t target_size, const nll_call &call) {
    const std::size_t element = size_of(call.dtype), acc = accumulator_size(call.dtype);
    const std::int64_t rows = call.shape.rows, losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? rows : 1;
    buffers all;
    if (a.reads_log_prob) SIMDLOSS_CHECK(all.add("log_prob", a.log_prob, call.shape.elements, element, buffers::input));
    SIMDLOSS_CHECK(all.add("target", a.target, rows, target_size, buffers::input));
    SIMDLOSS_CHECK(all.add("class_weight", a.class_weight, desc.classes, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("row_weight", a.row_weight, rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss, losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_log_prob", a.grad_log_prob, call.shape.elements, element, buffers::optional_output));
    if (desc.accumulate && a.grad_log_prob != nullptr && a.grad_log_prob == a.log_prob && call.shape.elements > 0)
        return fail(
            SIMDLOSS_STATUS_ALIAS, "grad_log_prob is log_prob, and desc.accumulate is 1: there is nothing to add to");
    return all.check_overlaps(a.grad_log_prob, a.log_prob);
}

// Of the kept targets' class weights by default; WEIGHT and NONZERO_WEIGHT count row weights too.
void choose_denominator(const simdloss_nll_desc &desc, const target_counts &counts, loss_output &out) {
    weight_totals totals{counts.kept, counts.nonzero, counts.weight};
    simdloss_denominator kind = desc.denominator;
    if (kind == SIMDLOSS_DENOMINATOR_DEFAULT) {
        kind = SIMDLOSS_DENOMINATOR_WEIGHT;
        totals.weight = counts.class_weight;
    }
    set_mean(out, kind, desc.mean_denominator, desc.empty_mean, totals, desc.batch);
}

simdloss_status nll(const simdloss_nll_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    simdloss_nll_desc desc;
    nll_call call;
    std::size_t target_size;
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_target_dtype(desc.target_dtype, target_size));
    SIMDLOSS_CHECK(check_loss_options(desc));
    SIMDLOSS_CHECK(check_executor(executor));
    if (active_kernels() == nullptr) return isa_unavailable();
    SIMDLOSS_CHECK(
        check_shape(desc.batch, desc.classes, desc.inner, desc.batch_stride, size_of(call.dtype), call.shape));
    SIMDLOSS_CHECK(check_buffers(desc, a, target_size, call));

    const float_environment environment;
    const bool wide = call.dtype == f64;
    call.targets = {
        a.target, desc.target_dtype, desc.classes, desc.ignore_index, a.class_weight, a.row_weight, wide, false};
    target_counts counts;
    SIMDLOSS_CHECK(check_targets(call.targets, call.shape.rows, executor, counts));
    call.targets.all_kept = counts.kept == call.shape.rows;

    call.out = {a.loss, a.grad_loss, wide, desc.reduction};
    choose_denominator(desc, counts, call.out);
    call.log_prob = a.log_prob;
    call.grad = call.shape.elements > 0 ? a.grad_log_prob : nullptr;
    call.accumulate = desc.accumulate != 0;
    call.stream = worth_streaming(call.shape.elements * static_cast<std::int64_t>(size_of(call.dtype))) &&
                  a.grad_log_prob != a.log_prob;
    return run(call, executor);
}

} // namespace

extern "C" {

simdloss_status simdloss_nll_desc_init(simdloss_nll_desc *desc, size_t size) {
    return init_desc(desc, size, defaults());
}

simdloss_status simdloss_nll_forward(const simdloss_nll_desc *desc, const simdloss_executor *executor,
    const void *log_prob, const void *target, const void *class_weight, const void *row_weight, void *loss) {
    if (loss == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss is NULL: no output is wanted");
    return nll(desc, executor, {log_prob, target, class_weight, row_weight, nullptr, loss, nullptr, true});
}

simdloss_status simdloss_nll_backward(const simdloss_nll_desc *desc, const simdloss_executor *executor,
    const void *target, const void *class_weight, const void *row_weight, const void *grad_loss, void *grad_log_prob) {
    if (grad_log_prob == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_log_prob is NULL: no output is wanted");
    return nll(desc, executor, {nullptr, target, class_weight, row_weight, grad_loss, nullptr, grad_log_prob, false});
}

simdloss_status simdloss_nll_forward_backward(const simdloss_nll_desc *desc, const simdloss_executor *executor,
    const void *log_prob, const void *target, const void *class_weight, const void *row_weight, const void *grad_loss,
    void *loss, void *grad_log_prob) {
    if (loss == nullptr && grad_log_prob == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss and grad_log_prob are both NULL: no output is wanted");
    return nll(desc, executor, {log_prob, target, class_weight, row_weight, grad_loss, loss, grad_log_prob, true});
}

} // extern "C"
