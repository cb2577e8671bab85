#include "elements.hpp"

#include "runtime/isa.hpp"

#include <cinttypes>

namespace simdloss::capi {

namespace {

simdloss_status check_options(const element_desc &desc) {
    SIMDLOSS_CHECK(check_choice("desc.class_reduction", desc.class_reduction, 3));
    SIMDLOSS_CHECK(check_choice("desc.reduction", desc.reduction, 3));
    SIMDLOSS_CHECK(check_choice("desc.denominator", desc.denominator, 5));
    SIMDLOSS_CHECK(check_flag("desc.empty_mean", desc.empty_mean));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    SIMDLOSS_CHECK(check_choice("desc.weight_axes", desc.weight_axes, 8));
    return check_option("desc.mean_denominator", desc.mean_denominator,
        desc.mean_denominator == 0 || is_positive_and_finite(desc.mean_denominator),
        "0 (the mean's own) or positive, and finite");
}

simdloss_status check_target_type(const element_desc &desc, bool &flags) {
    flags = desc.target_dtype == SIMDLOSS_U8;
    if (flags || desc.target_dtype == 0 || desc.target_dtype == desc.dtype) return SIMDLOSS_STATUS_OK;
    return fail(SIMDLOSS_STATUS_DTYPE,
        "desc.target_dtype is %" PRId32 "; it must be 0, which is desc.dtype's, desc.dtype (%" PRId32 ") or U8",
        desc.target_dtype, desc.dtype);
}

// What elements of weights, losses and upstream gradients occupy must be countable too.
simdloss_status check_dense_size(const array_shape &shape) {
    std::int64_t elements, bytes;
    if (__builtin_mul_overflow(shape.rows, shape.layout.classes, &elements) ||
        __builtin_mul_overflow(elements, std::int64_t(8), &bytes))
        return fail(SIMDLOSS_STATUS_SHAPE,
            "the shape of %" PRId64 " batch items of %" PRId64 " x %" PRId64 " elements is too large", shape.batch,
            shape.layout.classes, shape.layout.inner);
    return SIMDLOSS_STATUS_OK;
}

simdloss_status check_wanted(const element_arguments &a, bool flags) {
    if (flags && a.by_target.data != nullptr)
        return fail(
            SIMDLOSS_STATUS_DTYPE, "%s is wanted, but desc.target_dtype is U8: it must be NULL", a.by_target.name);
    if (a.loss.data != nullptr || a.by_input.data != nullptr || a.by_target.data != nullptr ||
        a.by_third.data != nullptr)
        return SIMDLOSS_STATUS_OK;
    const char *first = a.loss.name ? a.loss.name : a.by_input.name;
    return fail(SIMDLOSS_STATUS_NULL_POINTER, "%s is NULL, and so is every other output: nothing is wanted", first);
}

simdloss_status check_in_place(const element_desc &desc, const element_output &out, const element_input &in) {
    if (desc.accumulate == 0 || out.data == nullptr || out.data != in.data) return SIMDLOSS_STATUS_OK;
    return fail(
        SIMDLOSS_STATUS_ALIAS, "%s is %s, and desc.accumulate is 1: there is nothing to add to", out.name, in.name);
}

simdloss_status check_buffers(const element_desc &desc, const elements_call &call, const element_arguments &a) {
    const std::size_t element = size_of(call.dtype), acc = accumulator_size(call.dtype);
    const std::int64_t n = call.shape.elements, losses = call.out.reduced() ? 1 : call.losses();
    buffers all;
    const auto input = [&](const element_input &in, std::size_t size) {
        return in.name ? all.add(in.name, in.data, n, size, buffers::input) : SIMDLOSS_STATUS_OK;
    };
    const auto output = [&](const element_output &out) {
        return out.name ? all.add(out.name, out.data, n, element, buffers::optional_output) : SIMDLOSS_STATUS_OK;
    };
    SIMDLOSS_CHECK(input(a.input, element));
    SIMDLOSS_CHECK(input(a.target, call.args.flags ? 1 : element));
    SIMDLOSS_CHECK(input(a.third, element));
    SIMDLOSS_CHECK(
        all.add("weight", a.weight.data, weight_size(call.shape, call.weight_axes), acc, buffers::optional_input));
    if (a.class_value.name)
        SIMDLOSS_CHECK(all.add(a.class_value.name, a.class_value.data, desc.classes, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss.data, losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(output(a.by_input));
    SIMDLOSS_CHECK(output(a.by_target));
    SIMDLOSS_CHECK(output(a.by_third));
    const element_input third = a.curvature ? element_input{} : a.third;
    if (n > 0) {
        SIMDLOSS_CHECK(check_in_place(desc, a.by_input, a.input));
        SIMDLOSS_CHECK(check_in_place(desc, a.by_target, a.target));
        SIMDLOSS_CHECK(check_in_place(desc, a.by_third, third));
    }
    const buffers::twins pairs[] = {
        {a.by_input.data, a.input.data}, {a.by_target.data, a.target.data}, {a.by_third.data, third.data}};
    return all.check_overlaps(pairs, 3);
}

void set_wanted(elements_call &call, const element_arguments &a) {
    elements_args &args = call.args;
    args.want = (a.loss.data ? want_loss : 0) | (a.by_input.data ? want_by_input : 0) |
                (a.by_target.data ? want_by_target : 0) |
                (a.by_third.data ? (a.curvature ? want_curvature : want_by_third) : 0);
    call.input = a.input.data;
    call.target = a.target.data;
    call.third = a.third.data;
    call.class_value = a.class_value.data;
    call.weight = a.weight.data;
    call.by_input = a.by_input.data;
    call.by_target = a.by_target.data;
    call.by_third = a.by_third.data;
    const auto apart = [](const void *out, const void *in) { return out == nullptr || out != in; };
    args.stream = !args.accumulate && apart(call.by_input, call.input) && apart(call.by_target, call.target) &&
                  apart(call.by_third, call.third) &&
                  worth_streaming(call.shape.elements * static_cast<std::int64_t>(size_of(call.dtype)));
    args.stream_loss = !call.out.reduced() && !call.reduces_classes() &&
                       worth_streaming(call.losses() * static_cast<std::int64_t>(accumulator_size(call.dtype)));
}

} // namespace

simdloss_status call_elements(const element_desc &desc, const simdloss_executor *executor, elements_call &call,
    kernel<elements_args, elements_run> *const *kernel_table::*kernel, const element_arguments &a) {
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_target_type(desc, call.args.flags));
    SIMDLOSS_CHECK(check_options(desc));
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    call.function = call.kernels->*kernel;
    SIMDLOSS_CHECK(
        check_shape(desc.batch, desc.classes, desc.inner, desc.batch_stride, size_of(call.dtype), call.shape));
    SIMDLOSS_CHECK(check_dense_size(call.shape));
    SIMDLOSS_CHECK(check_wanted(a, call.args.flags));

    call.out.loss = a.loss.data;
    call.out.grad_loss = a.grad_loss;
    call.out.wide = call.dtype == f64;
    call.out.reduction = a.curvature ? SIMDLOSS_REDUCTION_SUM : desc.reduction;
    call.class_reduction = a.curvature ? SIMDLOSS_REDUCTION_NONE : desc.class_reduction;
    call.zero_empty_mean = desc.empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO;
    call.weight_axes = desc.weight_axes;
    call.args.accumulate = desc.accumulate != 0 && !a.curvature;
    element_desc checked = desc;
    checked.accumulate = call.args.accumulate;
    SIMDLOSS_CHECK(check_buffers(checked, call, a));
    set_wanted(call, a);

    const float_environment environment;
    if (call.out.reduction == SIMDLOSS_REDUCTION_MEAN) {
        weight_totals totals;
        SIMDLOSS_CHECK(total_element_weights(call, executor, totals));
        set_mean(call.out, desc.denominator, desc.mean_denominator, desc.empty_mean, totals, desc.batch);
    }
    return run(call, executor);
}

} // namespace simdloss::capi
