#include "runtime/hinge.hpp"

#include <cinttypes>

namespace simdloss::runtime {

namespace {

// A weight of 0 silences an infinite loss; only NaN gets through.
double weighed(double weight, double loss) { return weight == 0 && loss == loss ? 0 : weight * loss; }

double upstream(const loss_output &out, std::int64_t row) { return out.reduced() ? out.grad() : out.grad(row); }

// ---- one target a row

void run_rows(const margin_call &call, std::int64_t first, int count, ordered_sum &sum) {
    margin_rows rows;
    double weight[rows_per_call];
    rows.first = first;
    rows.count = count;
    widen_targets(call.targets, first, count, rows.target);
    for (int i = 0; i < count; ++i) weight[i] = call.share;
    if (call.targets.class_weight) {
        double class_weight[rows_per_call];
        widen_target_weights(call.targets, count, rows.target, class_weight);
        for (int i = 0; i < count; ++i) weight[i] *= class_weight[i];
    }
    if (call.targets.row_weight) {
        double row_weight[rows_per_call];
        widen_row_weights(call.targets, first, count, row_weight);
        for (int i = 0; i < count; ++i) weight[i] *= row_weight[i];
    }
    for (int i = 0; i < count; ++i) rows.grad[i] = upstream(call.out, first + i) * weight[i];
    call.run(call.args, rows, {});
    for (int i = 0; i < count; ++i) rows.loss[i] = rows.target[i] < 0 ? 0 : weighed(weight[i], rows.loss[i]);
    call.out.put(first, rows.loss, count, sum);
}

// ---- several targets a row

// Calls f with a pointer of the targets' type.
template <class F> auto with_label_type(const label_view &view, const F &f) {
    switch (view.dtype) {
    case SIMDLOSS_I32: return f(static_cast<const std::int32_t *>(view.target));
    case SIMDLOSS_I16: return f(static_cast<const std::int16_t *>(view.target));
    case SIMDLOSS_I8: return f(static_cast<const std::int8_t *>(view.target));
    case SIMDLOSS_U8: return f(static_cast<const std::uint8_t *>(view.target));
    case SIMDLOSS_U16: return f(static_cast<const std::uint16_t *>(view.target));
    case SIMDLOSS_U32: return f(static_cast<const std::uint32_t *>(view.target));
    default: return f(static_cast<const std::int64_t *>(view.target));
    }
}

bool is_padding(std::int64_t target, std::int64_t padding) { return target == padding && padding != INT64_MIN; }
bool is_class(std::int64_t target, std::int64_t classes) {
    return static_cast<std::uint64_t>(target) < static_cast<std::uint64_t>(classes);
}

// The first entry of rows [begin, end) that is no class, or -1.
std::int64_t first_bad_label(const label_view &view, std::int64_t begin, std::int64_t end) {
    return with_label_type(view, [&](auto target) {
        for (std::int64_t r = begin; r < end; ++r) {
            for (std::int64_t k = r * view.labels; k < (r + 1) * view.labels; ++k) {
                const auto t = static_cast<std::int64_t>(target[k]);
                if (is_padding(t, view.padding)) break;
                if (!is_class(t, view.classes)) return k;
            }
        }
        return std::int64_t(-1);
    });
}

[[gnu::cold]] simdloss_status fail_label(const label_view &view, std::int64_t at) {
    const std::int64_t value =
        with_label_type(view, [&](auto target) { return static_cast<std::int64_t>(target[at]); });
    return fail(SIMDLOSS_STATUS_TARGET,
        "target[%" PRId64 "][%" PRId64 "] is %" PRId64 "; it must be from 0 to %" PRId64 ", or padding_index (%" PRId64
        ")",
        at / view.labels, at % view.labels, value, view.classes - 1, view.padding);
}

// Checked before, but if the caller's memory has changed since, this still stays inside the arrays.
void widen_labels(const void *targets, std::int64_t row, std::int64_t first, int count, std::int64_t *out) {
    const auto &view = *static_cast<const label_view *>(targets);
    with_label_type(view, [&](auto target) {
        target += row * view.labels + first;
        for (int k = 0; k < count; ++k) {
            const auto t = static_cast<std::int64_t>(target[k]);
            out[k] = is_class(t, view.classes) && !is_padding(t, view.padding) ? t : -1;
        }
    });
}

void run_labelled_rows(const multilabel_margin_call &call, std::int64_t first, int count, ordered_sum &sum) {
    double loss[rows_per_call];
    multilabel_margin_args args = call.args;
    args.widen = widen_labels;
    args.targets = &call.targets;
    for (int i = 0; i < count; ++i) {
        const double weight = call.share * (call.row_weight ? load_wide(call.row_weight, first + i, call.out.wide) : 1);
        multilabel_margin_row row;
        row.row = first + i;
        row.grad = upstream(call.out, first + i) * weight;
        call.run(args, row, {});
        loss[i] = weighed(weight, row.loss);
    }
    call.out.put(first, loss, count, sum);
}

// Calls rows(first, count) for all rows of a block.
template <class F> void for_calls(std::int64_t begin, std::int64_t end, const F &rows) {
    for (std::int64_t first = begin; first < end; first += rows_per_call)
        rows(first, end - first < rows_per_call ? static_cast<int>(end - first) : rows_per_call);
}

} // namespace

simdloss_status run(const margin_call &call, const simdloss_executor *executor) {
    const std::int64_t classes = call.shape.layout.classes;
    const row_blocks blocks(call.shape.rows, classes);
    return run_blocks(executor, blocks, call.shape.rows * classes >= parallel_elements, call.out,
        [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
            for_calls(begin, end, [&](std::int64_t first, int count) { run_rows(call, first, count, sum); });
        });
}

simdloss_status run(const multilabel_margin_call &call, const simdloss_executor *executor) {
    const std::int64_t classes = call.shape.layout.classes;
    const row_blocks blocks(call.shape.rows, classes);
    return run_blocks(executor, blocks, call.shape.rows * classes >= parallel_elements, call.out,
        [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
            for_calls(begin, end, [&](std::int64_t first, int count) { run_labelled_rows(call, first, count, sum); });
        });
}

simdloss_status check_labels(const label_view &view, std::int64_t rows, const simdloss_executor *executor) {
    const row_blocks blocks(rows, view.labels);
    std::int64_t bad[max_blocks];
    SIMDLOSS_CHECK(run_tasks(executor, blocks.count, rows * view.labels >= 4 * parallel_elements,
        [&](std::int64_t b) { bad[b] = first_bad_label(view, blocks.begin(b), blocks.end(b)); }));
    for (std::int64_t b = 0; b < blocks.count; ++b)
        if (bad[b] >= 0) return fail_label(view, bad[b]);
    return SIMDLOSS_STATUS_OK;
}

} // namespace simdloss::runtime
