#include "runtime/cross_entropy.hpp"

#include "runtime/records.hpp"

namespace simdloss::runtime {

namespace {

// The sums of one block of rows.
struct partial_loss {
    double loss, z;
};

class cross_entropy_run {
public:
    cross_entropy_run(const cross_entropy_call &call, const simdloss_executor *executor)
        : call_(call), executor_(executor), wide_(call.dtype == f64),
          blocks_(call.shape.rows, call.shape.layout.classes) {}

    simdloss_status operator()() {
        partial_loss parts[max_blocks];
        if (call_.records_in == nullptr && !call_.by_class && split_rows(executor_, call_.shape)) {
            SIMDLOSS_CHECK(split(parts));
        } else {
            // To finish a record takes as long as some tens of logits.
            const std::int64_t elements = call_.records_in ? 32 : call_.shape.layout.classes;
            const bool parallel = call_.shape.rows * elements >= parallel_elements;
            SIMDLOSS_CHECK(run_tasks(executor_, blocks_.count, parallel, [&](std::int64_t b) { parts[b] = block(b); }));
        }
        store_loss(parts);
        return SIMDLOSS_STATUS_OK;
    }

private:
    void kernel(cross_entropy_rows &rows, const work &w) const {
        call_.kernels->cross_entropy[call_.dtype](call_.args, rows, w);
    }

    // Of a call that wants nothing but the rows' maxima and log-sums.
    cross_entropy_args statistics() const {
        cross_entropy_args only;
        only.logits = call_.args.logits;
        only.layout = call_.args.layout;
        only.all_kept = call_.args.all_kept;
        return only;
    }

    void whole_rows(cross_entropy_rows &rows) const {
        if (!call_.by_class) return kernel(rows, {});
        if (!call_.stats_in) call_.kernels->cross_entropy[call_.dtype](statistics(), rows, {});
        call_.kernels->class_terms[call_.dtype](call_.args, rows, {});
    }

    bool has_z() const { return call_.args.z_loss != 0; }
    bool reduced() const { return call_.reduction != SIMDLOSS_REDUCTION_NONE; }

    // Everything a kernel wants to know of rows [first, first + count).
    void prepare(cross_entropy_rows &rows, std::int64_t first, int count) const {
        rows.first = first;
        rows.count = count;
        widen_targets(call_.targets, first, count, rows.target);
        if (call_.args.has_target_weight) widen_target_weights(call_.targets, count, rows.target, rows.target_weight);
        if (call_.args.has_row_weight) widen_row_weights(call_.targets, first, count, rows.row_weight);
        if (call_.stats_in) {
            for (int i = 0; i < count; ++i) {
                rows.state.max[i] = load_wide(call_.stats_in, first + i, wide_);
                rows.state.log_sum[i] = load_wide(call_.stats_in, call_.shape.rows + first + i, wide_);
            }
        }
        if (call_.args.has_row_grad) {
            for (int i = 0; i < count; ++i)
                rows.grad[i] = rows.grad_z[i] = load_wide(call_.grad_loss, first + i, wide_);
        }
        if (call_.records_in) load_records(rows, count);
        else if (call_.shape.layout.total_classes > 0) prepare_shard(rows, count);
    }

    void load_records(cross_entropy_rows &rows, int count) const {
        for (int i = 0; i < count; ++i) {
            const record &r = call_.records_in[rows.first + i];
            load_sums(rows.state, i, r);
            rows.target_logit[i] = r.target_logit;
        }
    }

    // Targets become columns of the shard; those that are not in it lie past all columns.
    void prepare_shard(cross_entropy_rows &rows, int count) const {
        if (call_.records_out) rows.state.records = call_.records_out + rows.first;
        for (int i = 0; i < count; ++i) {
            std::int64_t &target = rows.target[i];
            if (target < 0) continue;
            target -= call_.first_class;
            if (target < 0 || target >= call_.shape.layout.classes) target = INT64_MAX;
        }
    }

    // What comes out of rows [begin, end) of a kernel's.
    void collect(cross_entropy_rows &rows, int begin, int end, ordered_sum &loss, ordered_sum &z) const {
        for (int i = begin; i < end && !call_.targets.all_kept; ++i) {
            if (rows.target[i] >= 0) continue;
            rows.loss[i] = rows.z[i] = 0;
            rows.state.max[i] = rows.state.log_sum[i] = 0;
            if (call_.records_out) call_.records_out[rows.first + i] = {};
        }
        if (call_.stats_out) {
            for (int i = begin; i < end; ++i) {
                store_wide(call_.stats_out, rows.first + i, wide_, rows.state.max[i]);
                store_wide(call_.stats_out, call_.shape.rows + rows.first + i, wide_, rows.state.log_sum[i]);
            }
        }
        if (!call_.loss) return;
        if (reduced()) {
            loss.add(rows.loss + begin, end - begin);
            if (has_z()) z.add(rows.z + begin, end - begin);
        } else {
            for (int i = begin; i < end; ++i)
                store_wide(call_.loss, rows.first + i, wide_, has_z() ? rows.loss[i] + rows.z[i] : rows.loss[i]);
        }
    }

    void clear(ordered_sum &loss, ordered_sum &z) const {
        loss.clear();
        if (has_z()) z.clear();
    }

    partial_loss total(const ordered_sum &loss, const ordered_sum &z) const {
        if (!call_.loss || !reduced()) return {0, 0};
        return {loss.total(), has_z() ? z.total() : 0};
    }

    partial_loss block(std::int64_t b) const {
        cross_entropy_rows rows;
        ordered_sum loss, z;
        clear(loss, z);
        const std::int64_t end = blocks_.end(b);
        for (std::int64_t first = blocks_.begin(b); first < end; first += rows_per_call) {
            const int count = end - first < rows_per_call ? static_cast<int>(end - first) : rows_per_call;
            prepare(rows, first, count);
            whole_rows(rows);
            collect(rows, 0, count, loss, z);
        }
        return total(loss, z);
    }

    // Few long rows: their chunks are tasks. The same sums in the same order as block() gives.
    simdloss_status split(partial_loss *parts) const {
        const int count = static_cast<int>(call_.shape.rows);
        const std::int64_t chunks = chunk_count(call_.shape.layout);
        cross_entropy_rows rows;
        stretch stretches[max_stretches];
        rows.chunks = stretches;
        prepare(rows, 0, count);
        const auto step_over_chunks = [&](step what) {
            return run_tasks(executor_, count * chunks, true, [&](std::int64_t i) {
                kernel(rows, {what, static_cast<int>(i / chunks), i % chunks});
            });
        };
        if (!call_.stats_in) SIMDLOSS_CHECK(step_over_chunks(step::reduce_chunk));
        kernel(rows, {step::finish, 0, 0});
        if (call_.args.grad_logits) SIMDLOSS_CHECK(step_over_chunks(step::write_chunk));
        for (std::int64_t b = 0; b < blocks_.count; ++b) {
            ordered_sum loss, z;
            clear(loss, z);
            collect(rows, static_cast<int>(blocks_.begin(b)), static_cast<int>(blocks_.end(b)), loss, z);
            parts[b] = total(loss, z);
        }
        return SIMDLOSS_STATUS_OK;
    }

    void store_loss(const partial_loss *parts) const {
        if (!call_.loss || !reduced()) return;
        partial_loss sum{};
        for (std::int64_t b = 0; b < blocks_.count; ++b) {
            sum.loss += parts[b].loss;
            sum.z += parts[b].z;
        }
        double result = sum.loss / call_.denominator;
        if (has_z()) result += sum.z / call_.z_denominator;
        if (call_.is_zero) result = 0;
        store_wide(call_.loss, 0, wide_, result);
    }

    const cross_entropy_call &call_;
    const simdloss_executor *executor_;
    bool wide_;
    row_blocks blocks_;
};

} // namespace

simdloss_status run(cross_entropy_call &call, const simdloss_executor *executor) {
    const bool wide = call.dtype == f64;
    cross_entropy_args &args = call.args;
    args.all_kept = call.targets.all_kept;
    args.sums_given = call.records_in != nullptr;
    args.has_target_weight = call.targets.class_weight != nullptr;
    args.has_row_weight = call.targets.row_weight != nullptr;
    args.has_row_grad = call.reduction == SIMDLOSS_REDUCTION_NONE && call.grad_loss != nullptr;
    if (args.grad_logits != nullptr && call.reduction != SIMDLOSS_REDUCTION_NONE) {
        const double g = call.grad_loss ? load_wide(call.grad_loss, 0, wide) : 1;
        args.grad = call.is_zero ? 0 : g / call.denominator;
        args.grad_z = call.is_zero ? 0 : g / call.z_denominator;
    }
    return cross_entropy_run(call, executor)();
}

} // namespace simdloss::runtime
