#include "runtime/token.hpp"

namespace simdloss::runtime {

namespace {

void widen(const void *targets, std::int64_t first, int count, std::int64_t *out) {
    widen_targets(*static_cast<const target_view *>(targets), first, count, out);
}

class token_run {
public:
    token_run(const token_call &call, const simdloss_executor *executor)
        : call_(call), executor_(executor), wide_(call.dtype == f64) {}

    simdloss_status operator()() const {
        if (split_rows(executor_, call_.shape)) return split();
        const std::int64_t classes = call_.shape.layout.classes;
        const row_blocks blocks(call_.shape.rows, classes);
        const bool parallel = call_.shape.rows * classes >= parallel_elements;
        return run_tasks(executor_, blocks.count, parallel, [&](std::int64_t b) {
            token_rows rows;
            const std::int64_t end = blocks.end(b);
            for (std::int64_t first = blocks.begin(b); first < end; first += rows_per_call) {
                prepare(rows, first, end - first < rows_per_call ? static_cast<int>(end - first) : rows_per_call);
                kernel(rows, {});
                collect(rows);
            }
        });
    }

private:
    void kernel(token_rows &rows, const work &w) const { call_.kernels->token[call_.dtype](call_.args, rows, w); }

    // Few long rows: their chunks are tasks.
    simdloss_status split() const {
        const std::int64_t chunks = chunk_count(call_.shape.layout.classes);
        token_rows rows;
        stretch stretches[max_stretches];
        rows.chunks = stretches;
        prepare(rows, 0, static_cast<int>(call_.shape.rows));
        const auto step_over_chunks = [&](step what) {
            return run_tasks(executor_, rows.count * chunks, true, [&](std::int64_t i) {
                kernel(rows, {what, static_cast<int>(i / chunks), i % chunks});
            });
        };
        if (call_.args.wants_reduction()) SIMDLOSS_CHECK(step_over_chunks(step::reduce_chunk));
        kernel(rows, {step::finish, 0, 0});
        if (call_.args.grad_logits) SIMDLOSS_CHECK(step_over_chunks(step::write_chunk));
        collect(rows);
        return SIMDLOSS_STATUS_OK;
    }

    // Everything a kernel wants to know of rows [first, first + count).
    void prepare(token_rows &rows, std::int64_t first, int count) const {
        rows.first = first;
        rows.count = count;
        choose(rows);
        for (int i = 0; i < count && call_.stats_in; ++i) {
            rows.state.max[i] = load_wide(call_.stats_in, first + i, wide_);
            rows.state.log_sum[i] = load_wide(call_.stats_in, call_.shape.rows + first + i, wide_);
        }
        for (int i = 0; i < count && call_.grad_entropy; ++i) {
            rows.grad_entropy[i] = load_wide(call_.grad_entropy, first + i, wide_);
            if (call_.entropy_in) rows.entropy[i] = load_wide(call_.entropy_in, first + i, wide_);
        }
    }

    // The first choice of each row, and whether any is kept.
    void choose(token_rows &rows) const {
        const std::int64_t choices = call_.args.choices;
        if (choices == 1) {
            widen_targets(call_.targets, rows.first, rows.count, rows.target);
            for (int i = 0; i < rows.count; ++i) rows.active[i] = rows.target[i] >= 0;
            return;
        }
        for (int i = 0; i < rows.count; ++i) {
            rows.target[i] = -1;
            rows.active[i] = call_.args.all_active;
            for (std::int64_t k = 0; k < choices && (k == 0 || !rows.active[i]); ++k) {
                std::int64_t target;
                widen_targets(call_.targets, (rows.first + i) * choices + k, 1, &target);
                if (k == 0) rows.target[i] = target;
                rows.active[i] = rows.active[i] || target >= 0;
            }
        }
    }

    void collect(const token_rows &rows) const {
        for (int i = 0; i < rows.count; ++i) {
            const std::int64_t r = rows.first + i;
            if (call_.entropy_out) store_wide(call_.entropy_out, r, wide_, rows.entropy[i]);
            if (call_.argmax_out) call_.argmax_out[r] = rows.argmax[i];
            if (call_.rank_out) call_.rank_out[r] = rows.rank[i];
            if (!call_.stats_out) continue;
            store_wide(call_.stats_out, r, wide_, rows.state.max[i]);
            store_wide(call_.stats_out, call_.shape.rows + r, wide_, rows.state.log_sum[i]);
        }
    }

    const token_call &call_;
    const simdloss_executor *executor_;
    bool wide_;
};

} // namespace

simdloss_status run(token_call &call, const simdloss_executor *executor) {
    token_args &args = call.args;
    args.widen = widen;
    args.targets = &call.targets;
    args.all_active = call.targets.all_kept;
    args.want_entropy = call.entropy_out != nullptr;
    args.want_argmax = call.argmax_out != nullptr;
    args.want_rank = call.rank_out != nullptr;
    args.has_grad_entropy = call.grad_entropy != nullptr;
    args.stats_given = call.stats_in != nullptr;
    args.entropy_given = call.entropy_in != nullptr;
    return token_run(call, executor)();
}

} // namespace simdloss::runtime
