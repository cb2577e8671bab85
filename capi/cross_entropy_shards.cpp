#include "cross_entropy.hpp"

#include "runtime/isa.hpp"
#include "runtime/records.hpp"

#include <cinttypes>
#include <cstring>

using namespace simdloss::runtime;
using namespace simdloss::capi;

namespace {

// What partial and finish share. Nothing of the shape but the rows matters to finish.
simdloss_status check_shard(const simdloss_cross_entropy_desc *theirs, const simdloss_executor *executor,
    simdloss_cross_entropy_desc &desc, std::size_t &target_size, cross_entropy_call &call) {
    SIMDLOSS_CHECK(check_common(theirs, executor, desc, target_size, call));
    if (desc.total_classes == 0)
        return fail(SIMDLOSS_STATUS_OPTION, "desc.total_classes is 0; it must be the number of classes of all shards");
    if (call.shape.rows > INT64_MAX / static_cast<std::int64_t>(sizeof(record)))
        return fail(SIMDLOSS_STATUS_SHAPE, "desc.batch is %" PRId64 ", which is too large", desc.batch);
    return SIMDLOSS_STATUS_OK;
}

// Every kept row's record is one of a whole row.
simdloss_status check_records(const cross_entropy_call &call, std::int64_t classes) {
    for (std::int64_t first = 0; first < call.shape.rows; first += rows_per_call) {
        const std::int64_t left = call.shape.rows - first;
        const int count = left < rows_per_call ? static_cast<int>(left) : rows_per_call;
        std::int64_t target[rows_per_call];
        widen_targets(call.targets, first, count, target);
        for (int i = 0; i < count; ++i) {
            const record &r = call.records_in[first + i];
            if (target[i] < 0) continue;
            if (r.columns != classes)
                return fail(SIMDLOSS_STATUS_SHAPE,
                    "records[%" PRId64 "] has %" PRId64 " columns; desc.total_classes is %" PRId64, first + i,
                    r.columns, classes);
            if (r.hits != 1)
                return fail(SIMDLOSS_STATUS_TARGET,
                    "records[%" PRId64 "]: %" PRId32 " shards have the target, %" PRId64 "; one must", first + i,
                    r.hits, target[i]);
        }
    }
    return SIMDLOSS_STATUS_OK;
}

} // namespace

extern "C" {

int64_t simdloss_cross_entropy_chunk(int64_t total_classes) {
    return total_classes < 0 ? 0 : chunk_length(total_classes);
}

simdloss_status simdloss_cross_entropy_partial(const simdloss_cross_entropy_desc *theirs,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    simdloss_cross_entropy_record *records) {
    simdloss_cross_entropy_desc desc;
    cross_entropy_call call;
    std::size_t target_size;
    SIMDLOSS_CHECK(check_shard(theirs, executor, desc, target_size, call));
    const std::int64_t rows = call.shape.rows;
    buffers all;
    SIMDLOSS_CHECK(all.add("logits", logits, call.shape.elements, size_of(call.dtype), buffers::input));
    SIMDLOSS_CHECK(all.add("target", target, rows, target_size, buffers::input));
    SIMDLOSS_CHECK(all.add(
        "class_weight", class_weight, desc.total_classes, accumulator_size(call.dtype), buffers::optional_input));
    SIMDLOSS_CHECK(all.add("records", records, rows, sizeof *records, buffers::output));
    SIMDLOSS_CHECK(all.check_overlaps(nullptr, nullptr));

    const float_environment environment;
    const bool wide = call.dtype == f64;
    call.targets = view_of(desc, {logits, target}, call.dtype);
    target_counts counts;
    SIMDLOSS_CHECK(check_targets(call.targets, rows, executor, counts));
    if (desc.classes == 0) {
        for (std::int64_t i = 0; i < rows; ++i) records[i] = {};
        return SIMDLOSS_STATUS_OK;
    }
    set_options(desc, counts, call);
    call.first_class = desc.first_class;
    call.records_out = records;
    call.args.logits = logits;
    call.args.class_weight = weights_from(class_weight, desc.first_class, wide);
    if (desc.label_smoothing != 0)
        call.args.weight_sum = sum_of_class_weights(class_weight, desc.first_class, desc.classes, wide);
    return run(call, executor);
}

simdloss_status simdloss_cross_entropy_merge(
    int64_t count, const simdloss_cross_entropy_record *records, simdloss_cross_entropy_record *into) {
    if (count < 0 || count > INT64_MAX / static_cast<int64_t>(sizeof(record)))
        return fail(SIMDLOSS_STATUS_SHAPE, "count is %" PRId64 "; it must be from 0 to %" PRId64, count,
            INT64_MAX / static_cast<int64_t>(sizeof(record)));
    if (active_kernels() == nullptr) return isa_unavailable();
    buffers all;
    SIMDLOSS_CHECK(all.add("records", records, count, sizeof(record), buffers::input));
    SIMDLOSS_CHECK(all.add("into", into, count, sizeof(record), buffers::output));
    SIMDLOSS_CHECK(all.check_overlaps(nullptr, nullptr));
    const float_environment environment;
    for (std::int64_t i = 0; i < count; ++i) merge(into[i], records[i]);
    return SIMDLOSS_STATUS_OK;
}

simdloss_status simdloss_cross_entropy_finish(const simdloss_cross_entropy_desc *theirs,
    const simdloss_executor *executor, const simdloss_cross_entropy_record *records, const void *target,
    const void *class_weight, const void *row_weight, void *loss, void *row_stats) {
    if (loss == nullptr && row_stats == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "loss and row_stats are both NULL: no output is wanted");
    simdloss_cross_entropy_desc desc;
    cross_entropy_call call;
    std::size_t target_size;
    SIMDLOSS_CHECK(check_shard(theirs, executor, desc, target_size, call));
    const std::size_t acc = accumulator_size(call.dtype);
    const std::int64_t rows = call.shape.rows;
    buffers all;
    SIMDLOSS_CHECK(all.add("records", records, rows, sizeof *records, buffers::input));
    SIMDLOSS_CHECK(all.add("target", target, rows, target_size, buffers::input));
    SIMDLOSS_CHECK(all.add("class_weight", class_weight, desc.total_classes, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("row_weight", row_weight, rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(
        all.add("loss", loss, desc.reduction == SIMDLOSS_REDUCTION_NONE ? rows : 1, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("row_stats", row_stats, 2 * rows, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.check_overlaps(nullptr, nullptr));

    const float_environment environment;
    call.targets = view_of(desc, {nullptr, target, class_weight, row_weight}, call.dtype);
    target_counts counts;
    SIMDLOSS_CHECK(check_targets(call.targets, rows, executor, counts));
    call.records_in = records;
    SIMDLOSS_CHECK(check_records(call, desc.total_classes));
    call.shape.layout = {desc.total_classes, 1, desc.total_classes}; // as of whole rows
    set_options(desc, counts, call);
    call.loss = loss;
    call.stats_out = row_stats;
    call.args.want_loss = loss != nullptr;
    if (desc.label_smoothing != 0)
        call.args.weight_sum = sum_of_class_weights(class_weight, 0, desc.total_classes, call.dtype == f64);
    return run(call, executor);
}

} // extern "C"
