#include "runtime/soft_cross_entropy.hpp"

namespace simdloss::runtime {

namespace {

class soft_cross_entropy_run {
public:
    soft_cross_entropy_run(const soft_cross_entropy_call &call, const simdloss_executor *executor)
        : call_(call), executor_(executor), wide_(call.dtype == f64),
          blocks_(call.shape.rows, call.shape.layout.classes) {}

    simdloss_status operator()() {
        if (split_rows(executor_, call_.shape)) return split();
        const bool parallel = call_.shape.rows * call_.shape.layout.classes >= parallel_elements;
        return run_blocks(
            executor_, blocks_, parallel, call_.out, [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
                soft_cross_entropy_rows rows;
                for (std::int64_t first = begin; first < end; first += rows_per_call) {
                    const int count = end - first < rows_per_call ? static_cast<int>(end - first) : rows_per_call;
                    prepare(rows, first, count);
                    kernel(rows, {});
                    collect(rows, 0, count, sum);
                }
            });
    }

private:
    void kernel(soft_cross_entropy_rows &rows, const work &w) const {
        call_.kernels->soft_cross_entropy[call_.dtype](call_.args, rows, w);
    }

    // Everything a kernel wants to know of rows [first, first + count).
    void prepare(soft_cross_entropy_rows &rows, std::int64_t first, int count) const {
        rows.first = first;
        rows.count = count;
        for (int i = 0; i < count && call_.args.has_row_weight; ++i)
            rows.row_weight[i] = load_wide(call_.row_weight, first + i, wide_);
        for (int i = 0; i < count && call_.stats_in; ++i) {
            rows.state.max[i] = load_wide(call_.stats_in, first + i, wide_);
            rows.state.log_sum[i] = load_wide(call_.stats_in, call_.shape.rows + first + i, wide_);
        }
        for (int i = 0; i < count && call_.args.has_row_grad; ++i) rows.grad[i] = call_.out.grad(first + i);
    }

    // What comes out of rows [begin, end) of a kernel's.
    void collect(const soft_cross_entropy_rows &rows, int begin, int end, ordered_sum &sum) const {
        for (int i = begin; i < end && call_.stats_out; ++i) {
            store_wide(call_.stats_out, rows.first + i, wide_, rows.state.max[i]);
            store_wide(call_.stats_out, call_.shape.rows + rows.first + i, wide_, rows.state.log_sum[i]);
        }
        call_.out.put(rows.first + begin, rows.loss + begin, end - begin, sum);
    }

    // Few long rows: their chunks are tasks. The same sums in the same order as blocks give.
    simdloss_status split() const {
        const int count = static_cast<int>(call_.shape.rows);
        const std::int64_t chunks = chunk_count(call_.shape.layout.classes);
        soft_cross_entropy_rows rows;
        stretch stretches[max_stretches];
        rows.chunks = stretches;
        prepare(rows, 0, count);
        const auto step_over_chunks = [&](step what) {
            return run_tasks(executor_, count * chunks, true, [&](std::int64_t i) {
                kernel(rows, {what, static_cast<int>(i / chunks), i % chunks});
            });
        };
        const bool writes = call_.args.grad_logits != nullptr || call_.args.grad_target != nullptr;
        SIMDLOSS_CHECK(step_over_chunks(step::reduce_chunk));
        kernel(rows, {step::finish, 0, 0});
        if (writes) SIMDLOSS_CHECK(step_over_chunks(step::write_chunk));
        return run_blocks(
            nullptr, blocks_, false, call_.out, [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
                collect(rows, static_cast<int>(begin), static_cast<int>(end), sum);
            });
    }

    const soft_cross_entropy_call &call_;
    const simdloss_executor *executor_;
    bool wide_;
    row_blocks blocks_;
};

} // namespace

simdloss_status run(soft_cross_entropy_call &call, const simdloss_executor *executor) {
    soft_cross_entropy_args &args = call.args;
    args.want_loss = call.out.loss != nullptr;
    args.stats_given = call.stats_in != nullptr;
    args.has_row_weight = call.row_weight != nullptr;
    args.has_row_grad = !call.out.reduced() && call.out.grad_loss != nullptr;
    if (call.out.reduced()) args.grad = call.out.grad();
    return soft_cross_entropy_run(call, executor)();
}

} // namespace simdloss::runtime
