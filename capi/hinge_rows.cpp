#include "runtime/hinge.hpp"

#include "runtime/isa.hpp"

#include <simdloss/hinge.h>

#include <cinttypes>

using namespace simdloss::runtime;

namespace {

template <class Desc> constexpr Desc row_defaults() {
    Desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.target_dtype = SIMDLOSS_I64;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.margin = 1;
    if constexpr (requires { desc.inner; }) desc.inner = 1;
    if constexpr (requires { desc.ignore_index; }) desc.ignore_index = -100;
    else desc.padding_index = -1;
    if constexpr (requires { desc.p; }) desc.p = 1;
    return desc;
}

struct arguments {
    const void *input, *target, *class_weight, *row_weight, *grad_loss;
    void *loss, *grad_input;
};

// What a call is before its targets are looked at.
struct frame {
    dtype_index dtype = f32;
    std::size_t target_size = 0;
    std::int64_t losses = 1, targets = 0;
    array_shape shape;
};

template <class Desc>
simdloss_status check_frame(const Desc &desc, const simdloss_executor *executor, const arguments &a, frame &f) {
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, f.dtype));
    SIMDLOSS_CHECK(check_target_dtype(desc.target_dtype, f.target_size));
    SIMDLOSS_CHECK(check_loss_options(desc));
    SIMDLOSS_CHECK(check_option("desc.margin", desc.margin, desc.margin - desc.margin == 0, "finite"));
    SIMDLOSS_CHECK(check_executor(executor));
    if (active_kernels() == nullptr) return isa_unavailable();
    std::int64_t inner = 1;
    if constexpr (requires { desc.inner; }) inner = desc.inner;
    SIMDLOSS_CHECK(check_shape(desc.batch, desc.classes, inner, desc.batch_stride, size_of(f.dtype), f.shape));
    f.losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? f.shape.rows : 1;
    f.targets = f.shape.rows;
    if constexpr (requires { desc.labels; }) {
        std::int64_t bytes;
        if (desc.labels < 0 || desc.labels > desc.classes)
            return fail(SIMDLOSS_STATUS_SHAPE, "desc.labels is %" PRId64 "; it must be from 0 to desc.classes",
                std::int64_t(desc.labels));
        f.targets = desc.labels == 0 ? desc.classes : desc.labels;
        if (__builtin_mul_overflow(f.shape.rows, f.targets, &f.targets) ||
            __builtin_mul_overflow(f.targets, std::int64_t(8), &bytes))
            return fail(SIMDLOSS_STATUS_SHAPE, "desc.batch times desc.labels is too large");
    }
    const std::size_t element = size_of(f.dtype), acc = accumulator_size(f.dtype);
    const bool wanted = f.shape.elements > 0 && a.grad_input != nullptr;
    buffers all;
    SIMDLOSS_CHECK(all.add("input", a.input, f.shape.elements, element, buffers::input));
    SIMDLOSS_CHECK(all.add("target", a.target, f.targets, f.target_size, buffers::input));
    SIMDLOSS_CHECK(all.add("class_weight", a.class_weight, desc.classes, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("row_weight", a.row_weight, f.shape.rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, f.losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss, f.losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_input", a.grad_input, f.shape.elements, element, buffers::optional_output));
    if (desc.accumulate && wanted && a.grad_input == a.input)
        return fail(SIMDLOSS_STATUS_ALIAS, "grad_input is input, and desc.accumulate is 1: there is nothing to add to");
    return all.check_overlaps(a.grad_input, a.input);
}

// What the two kinds of kernels' arguments have in common.
template <class Desc, class Args> void set_args(const Desc &desc, const frame &f, const arguments &a, Args &args) {
    args.input = a.input;
    args.grad_input = f.shape.elements > 0 ? a.grad_input : nullptr;
    args.margin = desc.margin;
    args.accumulate = desc.accumulate != 0;
    args.stream = args.grad_input != nullptr && a.grad_input != a.input && !args.accumulate &&
                  worth_streaming(f.shape.elements * static_cast<std::int64_t>(size_of(f.dtype)));
}

template <class Desc>
void set_output(const Desc &desc, const arguments &a, const frame &f, const weight_totals &totals, loss_output &out) {
    out = {a.loss, a.grad_loss, f.dtype == f64, desc.reduction};
    set_mean(out, desc.denominator, desc.mean_denominator, desc.empty_mean, totals, desc.batch);
}

// ---- one target a row

template <class Desc>
simdloss_status margin(const Desc *theirs, const simdloss_executor *executor, const arguments &a) {
    Desc desc;
    margin_call call;
    frame f;
    SIMDLOSS_CHECK(read_desc(theirs, row_defaults<Desc>(), desc));
    if constexpr (requires { desc.p; }) {
        if (desc.p != 1 && desc.p != 2)
            return fail(SIMDLOSS_STATUS_OPTION, "desc.p is %" PRId32 "; it must be 1 or 2", desc.p);
    }
    SIMDLOSS_CHECK(check_frame(desc, executor, a, f));

    const float_environment environment;
    call.shape = f.shape;
    call.targets = {a.target, desc.target_dtype, desc.classes, desc.ignore_index, a.class_weight, a.row_weight,
        f.dtype == f64, false};
    target_counts counts;
    SIMDLOSS_CHECK(check_targets(call.targets, f.shape.rows, executor, counts));
    call.targets.all_kept = counts.kept == f.shape.rows;
    set_args(desc, f, a, call.args);
    call.args.layout = f.shape.layout;
    if constexpr (requires { desc.p; }) {
        call.run = active_kernels()->multi_margin[f.dtype];
        call.args.squared = desc.p == 2;
        call.share = desc.classes > 0 ? 1 / static_cast<double>(desc.classes) : 0;
    } else {
        call.run = active_kernels()->categorical_hinge[f.dtype];
    }
    set_output(desc, a, f, {counts.kept, counts.nonzero, counts.weight}, call.out);
    return run(call, executor);
}

// ---- several targets a row

simdloss_status multilabel_margin(
    const simdloss_multilabel_margin_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    simdloss_multilabel_margin_desc desc;
    multilabel_margin_call call;
    frame f;
    SIMDLOSS_CHECK(read_desc(theirs, row_defaults<simdloss_multilabel_margin_desc>(), desc));
    SIMDLOSS_CHECK(check_frame(desc, executor, a, f));
    const std::int64_t labels = desc.labels == 0 ? desc.classes : desc.labels;
    if (labels > SIMDLOSS_MULTILABEL_IN_PLACE && a.grad_input != nullptr && a.grad_input == a.input &&
        f.shape.elements > 0)
        return fail(SIMDLOSS_STATUS_ALIAS, "grad_input is input, and a row may have %" PRId64 " targets: %d at most",
            labels, int(SIMDLOSS_MULTILABEL_IN_PLACE));

    const float_environment environment;
    call.shape = f.shape;
    call.targets = {a.target, desc.target_dtype, labels, desc.classes, desc.padding_index};
    SIMDLOSS_CHECK(check_labels(call.targets, f.shape.rows, executor));
    call.run = active_kernels()->multilabel_margin[f.dtype];
    call.row_weight = a.row_weight;
    call.share = desc.classes > 0 ? 1 / static_cast<double>(desc.classes) : 0;
    set_args(desc, f, a, call.args);
    call.args.classes = desc.classes;
    call.args.stride = f.shape.layout.batch_stride;
    call.args.labels = labels;
    weight_totals totals;
    SIMDLOSS_CHECK(total_weights(a.row_weight, f.dtype == f64, f.shape.rows, executor, totals));
    set_output(desc, a, f, totals, call.out);
    return run(call, executor);
}

simdloss_status nothing_wanted(const char *which) {
    return fail(SIMDLOSS_STATUS_NULL_POINTER, "%s NULL: no output is wanted", which);
}

} // namespace

extern "C" {

simdloss_status simdloss_multi_margin_desc_init(simdloss_multi_margin_desc *desc, size_t size) {
    return init_desc(desc, size, row_defaults<simdloss_multi_margin_desc>());
}

simdloss_status simdloss_multi_margin_forward(const simdloss_multi_margin_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *class_weight, const void *row_weight, void *loss) {
    if (loss == nullptr) return nothing_wanted("loss is");
    return margin(desc, executor, {input, target, class_weight, row_weight, nullptr, loss, nullptr});
}

simdloss_status simdloss_multi_margin_backward(const simdloss_multi_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *grad_input) {
    if (grad_input == nullptr) return nothing_wanted("grad_input is");
    return margin(desc, executor, {input, target, class_weight, row_weight, grad_loss, nullptr, grad_input});
}

simdloss_status simdloss_multi_margin_forward_backward(const simdloss_multi_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_input) {
    if (loss == nullptr && grad_input == nullptr) return nothing_wanted("loss and grad_input are both");
    return margin(desc, executor, {input, target, class_weight, row_weight, grad_loss, loss, grad_input});
}

simdloss_status simdloss_categorical_hinge_desc_init(simdloss_categorical_hinge_desc *desc, size_t size) {
    return init_desc(desc, size, row_defaults<simdloss_categorical_hinge_desc>());
}

simdloss_status simdloss_categorical_hinge_forward(const simdloss_categorical_hinge_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight, void *loss) {
    if (loss == nullptr) return nothing_wanted("loss is");
    return margin(desc, executor, {input, target, nullptr, row_weight, nullptr, loss, nullptr});
}

simdloss_status simdloss_categorical_hinge_backward(const simdloss_categorical_hinge_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight,
    const void *grad_loss, void *grad_input) {
    if (grad_input == nullptr) return nothing_wanted("grad_input is");
    return margin(desc, executor, {input, target, nullptr, row_weight, grad_loss, nullptr, grad_input});
}

simdloss_status simdloss_categorical_hinge_forward_backward(const simdloss_categorical_hinge_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight,
    const void *grad_loss, void *loss, void *grad_input) {
    if (loss == nullptr && grad_input == nullptr) return nothing_wanted("loss and grad_input are both");
    return margin(desc, executor, {input, target, nullptr, row_weight, grad_loss, loss, grad_input});
}

simdloss_status simdloss_multilabel_margin_desc_init(simdloss_multilabel_margin_desc *desc, size_t size) {
    return init_desc(desc, size, row_defaults<simdloss_multilabel_margin_desc>());
}

simdloss_status simdloss_multilabel_margin_forward(const simdloss_multilabel_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight, void *loss) {
    if (loss == nullptr) return nothing_wanted("loss is");
    return multilabel_margin(desc, executor, {input, target, nullptr, row_weight, nullptr, loss, nullptr});
}

simdloss_status simdloss_multilabel_margin_backward(const simdloss_multilabel_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight,
    const void *grad_loss, void *grad_input) {
    if (grad_input == nullptr) return nothing_wanted("grad_input is");
    return multilabel_margin(desc, executor, {input, target, nullptr, row_weight, grad_loss, nullptr, grad_input});
}

simdloss_status simdloss_multilabel_margin_forward_backward(const simdloss_multilabel_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight,
    const void *grad_loss, void *loss, void *grad_input) {
    if (loss == nullptr && grad_input == nullptr) return nothing_wanted("loss and grad_input are both");
    return multilabel_margin(desc, executor, {input, target, nullptr, row_weight, grad_loss, loss, grad_input});
}

} // extern "C"
