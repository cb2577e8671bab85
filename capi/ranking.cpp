#include "gradients.hpp"

#include "runtime/ranking.hpp"

#include <simdloss/ranking.h>

#include <cinttypes>

using namespace simdloss::runtime;

namespace {

constexpr simdloss_margin_ranking_desc margin_ranking_defaults() {
    simdloss_margin_ranking_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.classes = desc.inner = 1;
    return desc;
}

constexpr simdloss_rank_hinge_desc rank_hinge_defaults() {
    simdloss_rank_hinge_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.columns = desc.num_neg = 1;
    desc.margin = 1;
    return desc;
}

constexpr simdloss_rank_cross_entropy_desc rank_cross_entropy_defaults() {
    simdloss_rank_cross_entropy_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.columns = desc.num_neg = 1;
    return desc;
}

// ---- margin ranking

simdloss_status margin_ranking(const simdloss_margin_ranking_desc *theirs, const simdloss_executor *executor,
    const void *x1, const void *x2, const void *target, const void *grad_loss, void *loss, void *grad_x1, void *grad_x2,
    void *grad_target) {
    simdloss_margin_ranking_desc desc;
    pairs_call call;
    array_shape shape;
    SIMDLOSS_CHECK(read_desc(theirs, margin_ranking_defaults(), desc));
    SIMDLOSS_CHECK(check_options(desc, executor, call.dtype));
    SIMDLOSS_CHECK(check_value_dtype(desc.target_dtype, desc.dtype, call.target));
    const std::size_t element = size_of(call.dtype);
    SIMDLOSS_CHECK(check_shape(desc.batch, desc.classes, desc.inner, desc.batch_stride, 8, shape));
    if (!loss && !grad_x1 && !grad_x2 && !grad_target) return nothing_wanted();
    if (grad_target && !call.target.is_float())
        return fail(SIMDLOSS_STATUS_DTYPE,
            "grad_target is not NULL, but desc.target_dtype is %" PRId32 ": an integer target has no gradient",
            desc.target_dtype);
    const std::int64_t item = desc.classes * desc.inner;
    call.elements = desc.batch * item;
    const std::int64_t losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? call.elements : 1;
    const gradient gradients[] = {{"grad_x1", grad_x1, "x1", x1, element}, {"grad_x2", grad_x2, "x2", x2, element},
        {"grad_target", grad_target, "target", target, call.target.element_size()}};
    buffers all;
    SIMDLOSS_CHECK(check_buffers(all, shape.elements, desc.accumulate != 0, gradients, 3));
    const std::size_t acc = accumulator_size(call.dtype);
    SIMDLOSS_CHECK(all.add("grad_loss", grad_loss, losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", loss, losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.check_own_inputs({{grad_x1, x1}, {grad_x2, x2}, {grad_target, target}}));
    call.target.data = target;
    for (int k = 0; k < 3; ++k) {
        call.args.in[k] = gradients[k].input;
        call.args.grad[k] = gradients[k].data;
        call.args.stream[k] = gradients[k].data && gradients[k].data != gradients[k].input && !desc.accumulate &&
                              worth_streaming(shape.elements * static_cast<std::int64_t>(element));
    }
    call.args.item = item;
    call.args.stride = shape.layout.batch_stride;
    call.args.accumulate = desc.accumulate != 0;
    call.args.margin = desc.margin;
    call.compute = active_kernels()->margin_ranking[call.dtype];
    set_output(desc, call.dtype, loss, grad_loss, call.elements, call.out);
    return run(call, executor);
}

// ---- groups of rows

// Groups in rows of columns that are row_stride apart, and the elements from the first to the last.
template <class Desc> simdloss_status check_groups(const Desc &desc, rank_call &call, std::int64_t &extent) {
    array_shape shape;
    if (desc.num_neg < 1)
        return fail(SIMDLOSS_STATUS_OPTION, "desc.num_neg is %" PRId64 "; it must be at least 1", desc.num_neg);
    if (desc.rows < 0)
        return fail(SIMDLOSS_STATUS_SHAPE, "desc.rows is %" PRId64 "; it must not be negative", desc.rows);
    if (desc.columns < 0)
        return fail(SIMDLOSS_STATUS_SHAPE, "desc.columns is %" PRId64 "; it must not be negative", desc.columns);
    if (desc.row_stride != 0 && desc.row_stride < desc.columns)
        return fail(SIMDLOSS_STATUS_STRIDE, "desc.row_stride is %" PRId64 "; it must be 0 or at least %" PRId64,
            desc.row_stride, desc.columns);
    SIMDLOSS_CHECK(check_shape(desc.rows, desc.columns, 1, desc.row_stride, 8, shape));
    if (desc.rows > 0 && (desc.num_neg == INT64_MAX || desc.rows % (desc.num_neg + 1) != 0))
        return fail(SIMDLOSS_STATUS_SHAPE,
            "desc.rows is %" PRId64 "; it must be a multiple of desc.num_neg + 1, %" PRId64, desc.rows,
            desc.num_neg + (desc.num_neg < INT64_MAX));
    extent = shape.elements;
    call.groups = desc.rows == 0 ? 0 : desc.rows / (desc.num_neg + 1);
    call.args.rows = desc.rows == 0 ? 2 : desc.num_neg + 1;
    call.args.columns = desc.columns;
    call.args.row_stride = shape.layout.batch_stride;
    call.args.accumulate = desc.accumulate != 0;
    return SIMDLOSS_STATUS_OK;
}

simdloss_status rank_hinge(const simdloss_rank_hinge_desc *theirs, const simdloss_executor *executor,
    const void *scores, const void *grad_loss, void *loss, void *grad_scores) {
    simdloss_rank_hinge_desc desc;
    rank_call call;
    dtype_index dtype;
    std::int64_t extent = 0;
    SIMDLOSS_CHECK(read_desc(theirs, rank_hinge_defaults(), desc));
    SIMDLOSS_CHECK(check_options(desc, executor, dtype));
    SIMDLOSS_CHECK(check_option("desc.reserved", desc.reserved, desc.reserved == 0, "0"));
    SIMDLOSS_CHECK(check_groups(desc, call, extent));
    if (!loss && !grad_scores) return nothing_wanted();
    const std::int64_t all_losses = call.groups * desc.columns;
    const std::int64_t losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? all_losses : 1;
    const gradient gradients[] = {{"grad_scores", grad_scores, "scores", scores, size_of(dtype)}};
    buffers all;
    SIMDLOSS_CHECK(check_buffers(all, extent, desc.accumulate != 0, gradients, 1));
    SIMDLOSS_CHECK(all.add("grad_loss", grad_loss, losses, accumulator_size(dtype), buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", loss, losses, accumulator_size(dtype), buffers::optional_output));
    SIMDLOSS_CHECK(all.check_own_inputs({{grad_scores, scores}}));
    call.args.scores = scores;
    call.args.grad_scores = grad_scores;
    call.args.margin = desc.margin;
    call.one_loss_a_group = false;
    call.args.stream_scores = streams(grad_scores, scores, desc.accumulate != 0, extent, dtype);
    call.compute = active_kernels()->rank_hinge[dtype];
    set_output(desc, dtype, loss, grad_loss, all_losses, call.out);
    return run(call, executor);
}

simdloss_status rank_cross_entropy(const simdloss_rank_cross_entropy_desc *theirs, const simdloss_executor *executor,
    const void *scores, const void *target, const void *grad_loss, void *loss, void *grad_scores, void *grad_target) {
    simdloss_rank_cross_entropy_desc desc;
    rank_call call;
    dtype_index dtype;
    std::int64_t extent = 0;
    SIMDLOSS_CHECK(read_desc(theirs, rank_cross_entropy_defaults(), desc));
    SIMDLOSS_CHECK(check_options(desc, executor, dtype));
    SIMDLOSS_CHECK(check_option("desc.reserved", desc.reserved, desc.reserved == 0, "0"));
    SIMDLOSS_CHECK(check_groups(desc, call, extent));
    if (!loss && !grad_scores && !grad_target) return nothing_wanted();
    const std::int64_t losses = desc.reduction == SIMDLOSS_REDUCTION_NONE ? call.groups : 1;
    const gradient gradients[] = {{"grad_scores", grad_scores, "scores", scores, size_of(dtype)},
        {"grad_target", grad_target, "target", target, size_of(dtype)}};
    buffers all;
    SIMDLOSS_CHECK(check_buffers(all, extent, desc.accumulate != 0, gradients, 2));
    SIMDLOSS_CHECK(all.add("grad_loss", grad_loss, losses, accumulator_size(dtype), buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", loss, losses, accumulator_size(dtype), buffers::optional_output));
    SIMDLOSS_CHECK(all.check_own_inputs({{grad_scores, scores}, {grad_target, target}}));
    call.args.scores = scores;
    call.args.target = target;
    call.args.grad_scores = grad_scores;
    call.args.grad_target = grad_target;
    call.args.stream_scores = streams(grad_scores, scores, desc.accumulate != 0, extent, dtype);
    call.args.stream_target = streams(grad_target, target, desc.accumulate != 0, extent, dtype);
    call.compute = active_kernels()->rank_cross_entropy[dtype];
    set_output(desc, dtype, loss, grad_loss, call.groups, call.out);
    return run(call, executor);
}

} // namespace

extern "C" {

simdloss_status simdloss_margin_ranking_desc_init(simdloss_margin_ranking_desc *desc, size_t size) {
    return init_desc(desc, size, margin_ranking_defaults());
}

simdloss_status simdloss_margin_ranking_forward(const simdloss_margin_ranking_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, void *loss) {
    SIMDLOSS_CHECK(check_loss("loss", loss));
    return margin_ranking(desc, executor, x1, x2, target, nullptr, loss, nullptr, nullptr, nullptr);
}

simdloss_status simdloss_margin_ranking_backward(const simdloss_margin_ranking_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *grad_x1, void *grad_x2, void *grad_target) {
    return margin_ranking(desc, executor, x1, x2, target, grad_loss, nullptr, grad_x1, grad_x2, grad_target);
}

simdloss_status simdloss_margin_ranking_forward_backward(const simdloss_margin_ranking_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *loss, void *grad_x1, void *grad_x2, void *grad_target) {
    return margin_ranking(desc, executor, x1, x2, target, grad_loss, loss, grad_x1, grad_x2, grad_target);
}

simdloss_status simdloss_rank_hinge_desc_init(simdloss_rank_hinge_desc *desc, size_t size) {
    return init_desc(desc, size, rank_hinge_defaults());
}

simdloss_status simdloss_rank_hinge_forward(
    const simdloss_rank_hinge_desc *desc, const simdloss_executor *executor, const void *scores, void *loss) {
    SIMDLOSS_CHECK(check_loss("loss", loss));
    return rank_hinge(desc, executor, scores, nullptr, loss, nullptr);
}

simdloss_status simdloss_rank_hinge_backward(const simdloss_rank_hinge_desc *desc, const simdloss_executor *executor,
    const void *scores, const void *grad_loss, void *grad_scores) {
    return rank_hinge(desc, executor, scores, grad_loss, nullptr, grad_scores);
}

simdloss_status simdloss_rank_hinge_forward_backward(const simdloss_rank_hinge_desc *desc,
    const simdloss_executor *executor, const void *scores, const void *grad_loss, void *loss, void *grad_scores) {
    return rank_hinge(desc, executor, scores, grad_loss, loss, grad_scores);
}

simdloss_status simdloss_rank_cross_entropy_desc_init(simdloss_rank_cross_entropy_desc *desc, size_t size) {
    return init_desc(desc, size, rank_cross_entropy_defaults());
}

simdloss_status simdloss_rank_cross_entropy_forward(const simdloss_rank_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *scores, const void *target, void *loss) {
    SIMDLOSS_CHECK(check_loss("loss", loss));
    return rank_cross_entropy(desc, executor, scores, target, nullptr, loss, nullptr, nullptr);
}

simdloss_status simdloss_rank_cross_entropy_backward(const simdloss_rank_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *scores, const void *target, const void *grad_loss, void *grad_scores,
    void *grad_target) {
    return rank_cross_entropy(desc, executor, scores, target, grad_loss, nullptr, grad_scores, grad_target);
}

simdloss_status simdloss_rank_cross_entropy_forward_backward(const simdloss_rank_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *scores, const void *target, const void *grad_loss, void *loss,
    void *grad_scores, void *grad_target) {
    return rank_cross_entropy(desc, executor, scores, target, grad_loss, loss, grad_scores, grad_target);
}

} // extern "C"
