#include "runtime/divergence.hpp"

#include "runtime/isa.hpp"

#include <simdloss/divergence.h>

#include <cfloat>
#include <limits>

using namespace simdloss::runtime;

namespace {

bool finite_above_zero(double x) { return x > 0 && x <= DBL_MAX; }

// ---- what both families share

// A call by the names of its arguments.
struct arguments {
    const char *model_name, *target_name;
    const void *model, *target, *row_weight, *row_stats_in, *grad_loss;
    void *loss, *row_stats, *grad_model, *grad_target;
    const char *grad_model_name, *grad_target_name;
};

template <class Desc> simdloss_status check_common_options(const Desc &desc) {
    SIMDLOSS_CHECK(check_choice("desc.reduction", desc.reduction, 3));
    SIMDLOSS_CHECK(check_choice("desc.denominator", desc.denominator, 5));
    SIMDLOSS_CHECK(check_flag("desc.empty_mean", desc.empty_mean));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    return check_option("desc.mean_denominator", desc.mean_denominator,
        desc.mean_denominator == 0 || finite_above_zero(desc.mean_denominator),
        "0 (the mean's own) or positive, and finite");
}

template <class Call, class Desc>
simdloss_status check_shape_of(const Desc &desc, const simdloss_executor *executor, Call &call) {
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    return check_shape(desc.batch, desc.classes, desc.inner, desc.batch_stride, size_of(call.dtype), call.shape);
}

simdloss_status check_not_in_place(const char *grad_name, const void *grad, const char *name, const void *input) {
    if (grad == nullptr || grad != input) return SIMDLOSS_STATUS_OK;
    return fail(
        SIMDLOSS_STATUS_ALIAS, "%s is %s, and desc.accumulate is 1: there is nothing to add to", grad_name, name);
}

template <class Call>
simdloss_status check_buffers(const Call &call, const arguments &a, std::int64_t losses, bool accumulate) {
    const std::size_t element = size_of(call.dtype), acc = accumulator_size(call.dtype);
    const std::int64_t rows = call.shape.rows, elements = call.shape.elements;
    buffers all;
    SIMDLOSS_CHECK(all.add(a.model_name, a.model, elements, element, buffers::input));
    SIMDLOSS_CHECK(all.add(a.target_name, a.target, elements, element, buffers::input));
    SIMDLOSS_CHECK(all.add("row_weight", a.row_weight, rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("row_stats", a.row_stats_in, 5 * rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss, losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("row_stats", a.row_stats, 5 * rows, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add(a.grad_model_name, a.grad_model, elements, element, buffers::optional_output));
    SIMDLOSS_CHECK(all.add(a.grad_target_name, a.grad_target, elements, element, buffers::optional_output));
    if (accumulate && elements > 0) {
        SIMDLOSS_CHECK(check_not_in_place(a.grad_model_name, a.grad_model, a.model_name, a.model));
        SIMDLOSS_CHECK(check_not_in_place(a.grad_target_name, a.grad_target, a.target_name, a.target));
    }
    const buffers::twins pairs[] = {{a.grad_model, a.model}, {a.grad_target, a.target}};
    return all.check_overlaps(pairs, 2);
}

// The reduction, and the denominator of a mean over losses_per_row losses a row.
template <class Call, class Desc>
simdloss_status set_reduction(
    const Desc &desc, const simdloss_executor *executor, const arguments &a, std::int64_t losses_per_row, Call &call) {
    call.row_weight = a.row_weight;
    call.out.wide = call.dtype == f64;
    call.out.reduction = desc.reduction;
    call.out.loss = a.loss;
    call.out.grad_loss = a.grad_loss;
    if (desc.reduction != SIMDLOSS_REDUCTION_MEAN) return SIMDLOSS_STATUS_OK;
    weight_totals totals;
    SIMDLOSS_CHECK(total_weights(a.row_weight, call.out.wide, call.shape.rows, executor, totals));
    totals.count *= losses_per_row;
    totals.nonzero *= losses_per_row;
    totals.weight *= static_cast<double>(losses_per_row);
    set_mean(call.out, desc.denominator, desc.mean_denominator, desc.empty_mean, totals, desc.batch);
    return SIMDLOSS_STATUS_OK;
}

template <class Call> bool streams(const Call &call, const void *grad, const void *input, bool accumulate) {
    return grad != nullptr && grad != input && !accumulate &&
           worth_streaming(call.shape.elements * static_cast<std::int64_t>(size_of(call.dtype)));
}

// ---- KL divergence

constexpr simdloss_kl_divergence_desc kl_divergence_defaults() {
    simdloss_kl_divergence_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.class_reduction = SIMDLOSS_REDUCTION_NONE;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.inner = 1;
    return desc;
}

double class_share(const simdloss_kl_divergence_desc &desc) {
    if (desc.class_reduction != SIMDLOSS_REDUCTION_MEAN) return 1;
    if (desc.classes > 0) return 1 / static_cast<double>(desc.classes);
    return desc.empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO ? 0 : std::numeric_limits<double>::quiet_NaN();
}

simdloss_status kl_divergence(
    const simdloss_kl_divergence_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    simdloss_kl_divergence_desc desc;
    kl_divergence_call call;
    SIMDLOSS_CHECK(read_desc(theirs, kl_divergence_defaults(), desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_choice("desc.class_reduction", desc.class_reduction, 3));
    SIMDLOSS_CHECK(check_common_options(desc));
    SIMDLOSS_CHECK(check_flag("desc.log_target", desc.log_target));
    SIMDLOSS_CHECK(check_shape_of(desc, executor, call));
    const bool by_element = desc.class_reduction == SIMDLOSS_REDUCTION_NONE;
    const bool unreduced = by_element && desc.reduction == SIMDLOSS_REDUCTION_NONE;
    const std::int64_t dense = call.shape.rows * desc.classes;
    const std::int64_t each = unreduced ? dense : call.shape.rows;
    SIMDLOSS_CHECK(check_buffers(call, a, desc.reduction == SIMDLOSS_REDUCTION_NONE ? each : 1, desc.accumulate != 0));

    const float_environment environment;
    SIMDLOSS_CHECK(set_reduction(desc, executor, a, by_element ? desc.classes : 1, call));
    call.class_share = class_share(desc);
    kl_divergence_args &args = call.args;
    args.log_prob = a.model;
    args.target = a.target;
    if (call.shape.elements > 0) {
        args.grad_log_prob = a.grad_model;
        args.grad_target = a.grad_target;
    }
    args.layout = call.shape.layout;
    args.log_target = desc.log_target != 0;
    args.accumulate = desc.accumulate != 0;
    args.stream_grad_log_prob = streams(call, args.grad_log_prob, a.model, args.accumulate);
    args.stream_grad_target = streams(call, args.grad_target, a.target, args.accumulate);
    args.want_sum = a.loss != nullptr && !unreduced;
    if (unreduced) {
        args.loss = dense > 0 ? a.loss : nullptr;
        args.grad_loss = dense > 0 ? a.grad_loss : nullptr;
        args.stream_loss =
            args.loss != nullptr && worth_streaming(dense * static_cast<std::int64_t>(accumulator_size(call.dtype)));
        call.out.loss = nullptr;
        call.out.grad_loss = nullptr;
    }
    return run(call, executor);
}

// ---- distillation

constexpr simdloss_distillation_desc distillation_defaults() {
    simdloss_distillation_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.squared_temperature = 1;
    desc.inner = 1;
    desc.temperature = 1;
    return desc;
}

simdloss_status distillation(
    const simdloss_distillation_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    simdloss_distillation_desc desc;
    distillation_call call;
    SIMDLOSS_CHECK(read_desc(theirs, distillation_defaults(), desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_common_options(desc));
    SIMDLOSS_CHECK(check_flag("desc.squared_temperature", desc.squared_temperature));
    SIMDLOSS_CHECK(
        check_option("desc.temperature", desc.temperature, finite_above_zero(desc.temperature), "positive and finite"));
    SIMDLOSS_CHECK(check_shape_of(desc, executor, call));
    const bool reduced = desc.reduction != SIMDLOSS_REDUCTION_NONE;
    SIMDLOSS_CHECK(check_buffers(call, a, reduced ? 1 : call.shape.rows, desc.accumulate != 0));

    const float_environment environment;
    SIMDLOSS_CHECK(set_reduction(desc, executor, a, 1, call));
    call.stats_in = a.row_stats_in;
    call.stats_out = a.row_stats;
    const bool squared = desc.squared_temperature != 0;
    call.loss_scale = squared ? desc.temperature * desc.temperature : 1;
    call.grad_scale = squared ? desc.temperature : 1 / desc.temperature;
    distillation_args &args = call.args;
    args.student = a.model;
    args.teacher = a.target;
    if (call.shape.elements > 0) {
        args.grad_student = a.grad_model;
        args.grad_teacher = a.grad_target;
    }
    args.layout = call.shape.layout;
    args.temperature = desc.temperature;
    args.stats_given = a.row_stats_in != nullptr;
    args.accumulate = desc.accumulate != 0;
    args.stream_student = streams(call, args.grad_student, a.model, args.accumulate);
    args.stream_teacher = streams(call, args.grad_teacher, a.target, args.accumulate);
    return run(call, executor);
}

arguments kl_arguments(const void *log_prob, const void *target, const void *row_weight, const void *grad_loss,
    void *loss, void *grad_log_prob, void *grad_target) {
    return {"log_prob", "target", log_prob, target, row_weight, nullptr, grad_loss, loss, nullptr, grad_log_prob,
        grad_target, "grad_log_prob", "grad_target"};
}

arguments distillation_arguments(const void *student, const void *teacher, const void *row_weight,
    const void *row_stats_in, const void *grad_loss, void *loss, void *row_stats, void *grad_student,
    void *grad_teacher) {
    return {"student", "teacher", student, teacher, row_weight, row_stats_in, grad_loss, loss, row_stats, grad_student,
        grad_teacher, "grad_student", "grad_teacher"};
}

} // namespace

extern "C" {

simdloss_status simdloss_kl_divergence_desc_init(simdloss_kl_divergence_desc *desc, size_t size) {
    return init_desc(desc, size, kl_divergence_defaults());
}

simdloss_status simdloss_kl_divergence_forward(const simdloss_kl_divergence_desc *desc,
    const simdloss_executor *executor, const void *log_prob, const void *target, const void *row_weight, void *loss) {
    if (loss == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss is NULL: no output is wanted");
    return kl_divergence(desc, executor, kl_arguments(log_prob, target, row_weight, nullptr, loss, nullptr, nullptr));
}

simdloss_status simdloss_kl_divergence_backward(const simdloss_kl_divergence_desc *desc,
    const simdloss_executor *executor, const void *log_prob, const void *target, const void *row_weight,
    const void *grad_loss, void *grad_log_prob, void *grad_target) {
    if (grad_log_prob == nullptr && grad_target == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_log_prob and grad_target are both NULL: no output is wanted");
    return kl_divergence(
        desc, executor, kl_arguments(log_prob, target, row_weight, grad_loss, nullptr, grad_log_prob, grad_target));
}

simdloss_status simdloss_kl_divergence_forward_backward(const simdloss_kl_divergence_desc *desc,
    const simdloss_executor *executor, const void *log_prob, const void *target, const void *row_weight,
    const void *grad_loss, void *loss, void *grad_log_prob, void *grad_target) {
    if (loss == nullptr && grad_log_prob == nullptr && grad_target == nullptr)
        return fail(
            SIMDLOSS_STATUS_NULL_POINTER, "loss, grad_log_prob and grad_target are all NULL: no output is wanted");
    return kl_divergence(
        desc, executor, kl_arguments(log_prob, target, row_weight, grad_loss, loss, grad_log_prob, grad_target));
}

simdloss_status simdloss_distillation_desc_init(simdloss_distillation_desc *desc, size_t size) {
    return init_desc(desc, size, distillation_defaults());
}

simdloss_status simdloss_distillation_forward(const simdloss_distillation_desc *desc, const simdloss_executor *executor,
    const void *student, const void *teacher, const void *row_weight, void *loss, void *row_stats) {
    if (loss == nullptr && row_stats == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss and row_stats are both NULL: no output is wanted");
    return distillation(desc, executor,
        distillation_arguments(student, teacher, row_weight, nullptr, nullptr, loss, row_stats, nullptr, nullptr));
}

simdloss_status simdloss_distillation_backward(const simdloss_distillation_desc *desc,
    const simdloss_executor *executor, const void *student, const void *teacher, const void *row_weight,
    const void *row_stats, const void *grad_loss, void *grad_student, void *grad_teacher) {
    if (grad_student == nullptr && grad_teacher == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "grad_student and grad_teacher are both NULL: no output is wanted");
    return distillation(desc, executor,
        distillation_arguments(
            student, teacher, row_weight, row_stats, grad_loss, nullptr, nullptr, grad_student, grad_teacher));
}

simdloss_status simdloss_distillation_forward_backward(const simdloss_distillation_desc *desc,
    const simdloss_executor *executor, const void *student, const void *teacher, const void *row_weight,
    const void *grad_loss, void *loss, void *grad_student, void *grad_teacher) {
    if (loss == nullptr && grad_student == nullptr && grad_teacher == nullptr)
        return fail(
            SIMDLOSS_STATUS_NULL_POINTER, "loss, grad_student and grad_teacher are all NULL: no output is wanted");
    return distillation(desc, executor,
        distillation_arguments(
            student, teacher, row_weight, nullptr, grad_loss, loss, nullptr, grad_student, grad_teacher));
}

} // extern "C"
