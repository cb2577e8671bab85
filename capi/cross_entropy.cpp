#include "cross_entropy.hpp"

#include "runtime/isa.hpp"

#include <cfloat>
#include <cinttypes>

using namespace simdloss::runtime;

namespace simdloss::capi {

namespace {

constexpr simdloss_cross_entropy_desc defaults() {
    simdloss_cross_entropy_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.target_dtype = SIMDLOSS_I64;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.inner = 1;
    desc.ignore_index = -100;
    desc.temperature = 1;
    desc.hessian_scale = 1;
    return desc;
}

simdloss_status check_options(const simdloss_cross_entropy_desc &desc) {
    SIMDLOSS_CHECK(check_choice("desc.reduction", desc.reduction, 3));
    SIMDLOSS_CHECK(check_choice("desc.denominator", desc.denominator, 5));
    SIMDLOSS_CHECK(check_flag("desc.empty_mean", desc.empty_mean));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    const auto finite_above = [](double x) { return x > 0 && x <= DBL_MAX; };
    SIMDLOSS_CHECK(check_option("desc.label_smoothing", desc.label_smoothing,
        desc.label_smoothing >= 0 && desc.label_smoothing <= 1, "from 0 to 1"));
    SIMDLOSS_CHECK(check_option(
        "desc.z_loss", desc.z_loss, desc.z_loss == 0 || finite_above(desc.z_loss), "0 or positive, and finite"));
    SIMDLOSS_CHECK(check_option("desc.softcap", desc.softcap, desc.softcap == 0 || finite_above(desc.softcap),
        "0 (off) or positive, and finite"));
    SIMDLOSS_CHECK(
        check_option("desc.temperature", desc.temperature, finite_above(desc.temperature), "positive and finite"));
    return check_option("desc.mean_denominator", desc.mean_denominator,
        desc.mean_denominator == 0 || finite_above(desc.mean_denominator),
        "0 (the mean's own) or positive, and finite");
}

simdloss_status check_class_range(const simdloss_cross_entropy_desc &desc, row_layout &layout) {
    constexpr std::int64_t most = INT64_MAX / 16; // class weights fit in memory
    if (desc.total_classes < 0 || desc.total_classes > most)
        return fail(SIMDLOSS_STATUS_SHAPE, "desc.total_classes is %" PRId64 "; it must be from 0 to %" PRId64,
            desc.total_classes, most);
    if (desc.total_classes > 0 && desc.inner != 1)
        return fail(SIMDLOSS_STATUS_SHAPE, "desc.inner is %" PRId64 "; it must be 1 where desc.total_classes is not 0",
            desc.inner);
    const std::int64_t last = desc.total_classes > 0 ? desc.total_classes - desc.classes : 0;
    if (desc.first_class < 0 || desc.first_class > last)
        return fail(SIMDLOSS_STATUS_SHAPE,
            "desc.first_class is %" PRId64 "; with %" PRId64 " classes of desc.total_classes %" PRId64
            " it must be from 0 to %" PRId64,
            desc.first_class, desc.classes, desc.total_classes, last);
    layout.total_classes = desc.total_classes;
    return SIMDLOSS_STATUS_OK;
}

} // namespace

simdloss_status check_common(const simdloss_cross_entropy_desc *theirs, const simdloss_executor *executor,
    simdloss_cross_entropy_desc &desc, std::size_t &target_size, cross_entropy_call &call) {
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_target_dtype(desc.target_dtype, target_size));
    SIMDLOSS_CHECK(check_options(desc));
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    SIMDLOSS_CHECK(
        check_shape(desc.batch, desc.classes, desc.inner, desc.batch_stride, size_of(call.dtype), call.shape));
    return check_class_range(desc, call.shape.layout);
}

namespace {

// A shard has no loss of its own, and its gradient needs the statistics of whole rows.
simdloss_status check_is_whole(const simdloss_cross_entropy_desc &desc, const arguments &a) {
    if (desc.total_classes == 0) return SIMDLOSS_STATUS_OK;
    if (a.loss != nullptr || a.row_stats != nullptr || a.is_fused)
        return fail(SIMDLOSS_STATUS_OPTION,
            "desc.total_classes is %" PRId64 "; it must be 0 here: of a shard, only backward can be computed",
            desc.total_classes);
    if (a.row_stats_in == nullptr && desc.batch > 0)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "row_stats is NULL; the gradient of a shard needs it");
    return SIMDLOSS_STATUS_OK;
}

simdloss_status check_buffers(const simdloss_cross_entropy_desc &desc, const arguments &a, std::size_t target_size,
    const cross_entropy_call &call, const char *class_weight) {
    const std::size_t element = size_of(call.dtype), acc = accumulator_size(call.dtype);
    const std::int64_t rows = call.shape.rows, losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? rows : 1;
    buffers all;
    SIMDLOSS_CHECK(all.add("logits", a.logits, call.shape.elements, element, buffers::input));
    SIMDLOSS_CHECK(all.add("target", a.target, rows, target_size, buffers::input));
    SIMDLOSS_CHECK(all.add(class_weight, a.class_weight, all_classes(desc), acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("row_weight", a.row_weight, rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("row_stats", a.row_stats_in, 2 * rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss, losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("row_stats", a.row_stats, 2 * rows, acc, buffers::optional_output));
    const char *gradient = a.hessian != nullptr ? "gradient" : "grad_logits";
    SIMDLOSS_CHECK(all.add(gradient, a.grad_logits, call.shape.elements, element, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("hessian", a.hessian, call.shape.elements, element, buffers::optional_output));
    if (desc.accumulate && a.grad_logits != nullptr && a.grad_logits == a.logits && call.shape.elements > 0)
        return fail(
            SIMDLOSS_STATUS_ALIAS, "grad_logits is logits, and desc.accumulate is 1: there is nothing to add to");
    return all.check_overlaps(a.grad_logits, a.logits);
}

} // namespace

target_view view_of(const simdloss_cross_entropy_desc &desc, const arguments &a, dtype_index dtype) {
    return {a.target, desc.target_dtype, all_classes(desc), desc.ignore_index, a.class_weight, a.row_weight,
        dtype == f64, false};
}

namespace {

double chosen_denominator(const simdloss_cross_entropy_desc &desc, const target_counts &counts) {
    switch (desc.denominator) {
    case SIMDLOSS_DENOMINATOR_COUNT: return static_cast<double>(counts.kept);
    case SIMDLOSS_DENOMINATOR_WEIGHT: return counts.weight;
    case SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT: return static_cast<double>(counts.nonzero);
    case SIMDLOSS_DENOMINATOR_BATCH: return static_cast<double>(desc.batch);
    default: return counts.class_weight;
    }
}

} // namespace

double sum_of_class_weights(const void *class_weight, std::int64_t first, std::int64_t classes, bool wide) {
    if (class_weight == nullptr) return static_cast<double>(classes);
    double sum = 0;
    for (std::int64_t c = first; c < first + classes; ++c) sum += load_wide(class_weight, c, wide);
    return sum;
}

void set_options(const simdloss_cross_entropy_desc &desc, const target_counts &counts, cross_entropy_call &call) {
    call.targets.all_kept = counts.kept == call.shape.rows;
    call.reduction = desc.reduction;
    if (desc.reduction == SIMDLOSS_REDUCTION_MEAN) {
        const bool given = desc.mean_denominator > 0;
        call.denominator = given ? desc.mean_denominator : chosen_denominator(desc, counts);
        call.z_denominator = given ? desc.mean_denominator : static_cast<double>(counts.kept);
        call.is_zero = desc.empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO && call.denominator == 0;
    }
    call.args.layout = call.shape.layout;
    call.args.label_smoothing = desc.label_smoothing;
    call.args.z_loss = desc.z_loss;
    call.args.softcap = desc.softcap;
    call.args.temperature = desc.temperature;
}

simdloss_status check_hessian_options(double scale, double floor) {
    SIMDLOSS_CHECK(check_option("desc.hessian_scale", scale, scale > 0 && scale <= DBL_MAX, "positive and finite"));
    return check_option("desc.hessian_floor", floor, floor >= 0 && floor <= DBL_MAX, "0 or positive, and finite");
}

namespace {

void set_loss(const class_loss_options &options, const arguments &a, cross_entropy_call &call) {
    cross_entropy_args &args = call.args;
    args.what = options.what;
    args.gamma = options.gamma;
    args.clip = options.clip;
    args.epsilon = options.epsilon;
    args.alpha = options.alpha;
    args.hessian = args.grad_logits != nullptr ? a.hessian : nullptr;
    args.hessian_scale = options.hessian_scale;
    args.hessian_floor = options.hessian_floor;
    call.by_class = args.hessian != nullptr || (options.what != class_loss::cross_entropy && args.label_smoothing != 0);
}

} // namespace

simdloss_status call_class_loss(const simdloss_cross_entropy_desc *theirs, const simdloss_executor *executor,
    const arguments &a, const class_loss_options &options) {
    simdloss_cross_entropy_desc desc;
    cross_entropy_call call;
    std::size_t target_size;
    SIMDLOSS_CHECK(check_common(theirs, executor, desc, target_size, call));
    SIMDLOSS_CHECK(check_is_whole(desc, a));
    if (a.hessian != nullptr) { // of the sum
        desc.reduction = SIMDLOSS_REDUCTION_SUM;
        desc.accumulate = 0;
    }
    SIMDLOSS_CHECK(check_buffers(desc, a, target_size, call, options.class_weight));

    const float_environment environment;
    call.targets = view_of(desc, a, call.dtype);
    target_counts counts;
    SIMDLOSS_CHECK(check_targets(call.targets, call.shape.rows, executor, counts));

    set_options(desc, counts, call);
    call.first_class = desc.first_class;
    call.stats_in = a.row_stats_in;
    call.grad_loss = a.grad_loss;
    call.loss = a.loss;
    call.stats_out = a.row_stats;

    cross_entropy_args &args = call.args;
    args.logits = a.logits;
    args.grad_logits = call.shape.elements > 0 ? a.grad_logits : nullptr;
    args.class_weight = weights_from(a.class_weight, desc.first_class, call.dtype == f64);
    if (desc.label_smoothing != 0)
        args.weight_sum = sum_of_class_weights(a.class_weight, 0, all_classes(desc), call.dtype == f64);
    args.want_loss = a.loss != nullptr;
    args.stats_given = a.row_stats_in != nullptr;
    args.accumulate = desc.accumulate != 0;
    args.stream = a.grad_logits != a.logits && !args.accumulate &&
                  worth_streaming(call.shape.elements * static_cast<std::int64_t>(size_of(call.dtype)));
    set_loss(options, a, call);
    return run(call, executor);
}

namespace {

simdloss_status cross_entropy(
    const simdloss_cross_entropy_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    return call_class_loss(theirs, executor, a, {});
}

simdloss_status cross_entropy_hessian(
    const simdloss_cross_entropy_desc *theirs, const simdloss_executor *executor, const arguments &a) {
    simdloss_cross_entropy_desc desc;
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    SIMDLOSS_CHECK(check_hessian_options(desc.hessian_scale, desc.hessian_floor));
    const char *const off = "off here";
    SIMDLOSS_CHECK(check_option("desc.z_loss", desc.z_loss, desc.z_loss == 0, off));
    SIMDLOSS_CHECK(check_option("desc.softcap", desc.softcap, desc.softcap == 0, off));
    SIMDLOSS_CHECK(check_option("desc.temperature", desc.temperature, desc.temperature == 1, "1 here"));
    if (desc.total_classes != 0)
        return fail(SIMDLOSS_STATUS_OPTION, "desc.total_classes is %" PRId64 "; it must be 0 here", desc.total_classes);
    class_loss_options options;
    options.hessian_scale = desc.hessian_scale;
    options.hessian_floor = desc.hessian_floor;
    return call_class_loss(&desc, executor, a, options);
}

} // namespace
} // namespace simdloss::capi

using namespace simdloss::capi;

extern "C" {

simdloss_status simdloss_cross_entropy_desc_init(simdloss_cross_entropy_desc *desc, size_t size) {
    return init_desc(desc, size, defaults());
}

simdloss_status simdloss_cross_entropy_forward(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, void *loss, void *row_stats) {
    return call_forward(desc, executor,
        {logits, target, class_weight, row_weight, nullptr, nullptr, loss, row_stats, nullptr}, cross_entropy);
}

simdloss_status simdloss_cross_entropy_backward(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *row_stats, const void *grad_loss, void *grad_logits) {
    return call_backward(desc, executor,
        {logits, target, class_weight, row_weight, row_stats, grad_loss, nullptr, nullptr, grad_logits}, cross_entropy);
}

simdloss_status simdloss_cross_entropy_forward_backward(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_logits) {
    return call_forward_backward(desc, executor,
        {logits, target, class_weight, row_weight, nullptr, grad_loss, loss, nullptr, grad_logits, true},
        cross_entropy);
}

simdloss_status simdloss_cross_entropy_gradient_hessian(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, void *gradient, void *hessian) {
    return call_gradient_hessian(desc, executor,
        {logits, target, class_weight, row_weight, nullptr, nullptr, nullptr, nullptr, gradient, false, hessian},
        cross_entropy_hessian);
}

simdloss_status simdloss_cross_entropy_denominator(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *target, const void *class_weight, const void *row_weight,
    int64_t *kept, double *weight) {
    if (kept == nullptr && weight == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "kept and weight are both NULL: no output is wanted");
    simdloss_cross_entropy_desc d;
    cross_entropy_call call;
    std::size_t target_size;
    SIMDLOSS_CHECK(check_common(desc, executor, d, target_size, call));
    const std::size_t acc = accumulator_size(call.dtype);
    buffers all;
    SIMDLOSS_CHECK(all.add("target", target, call.shape.rows, target_size, buffers::input));
    SIMDLOSS_CHECK(all.add("class_weight", class_weight, d.classes, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("row_weight", row_weight, call.shape.rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("kept", kept, 1, sizeof *kept, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("weight", weight, 1, sizeof *weight, buffers::optional_output));
    SIMDLOSS_CHECK(all.check_overlaps(nullptr, nullptr));

    const float_environment environment;
    arguments a;
    a.target = target;
    a.class_weight = class_weight;
    a.row_weight = row_weight;
    target_counts counts;
    SIMDLOSS_CHECK(check_targets(view_of(d, a, call.dtype), call.shape.rows, executor, counts));
    if (kept) *kept = counts.kept;
    if (weight) *weight = chosen_denominator(d, counts);
    return SIMDLOSS_STATUS_OK;
}

} // extern "C"
