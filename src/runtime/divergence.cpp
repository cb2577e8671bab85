#include "runtime/divergence.hpp"

namespace simdloss::runtime {

namespace {

// A weight of 0 silences an infinite loss; only NaN gets through.
double weighed(double weight, double loss) { return weight == 0 && loss == loss ? 0 : weight * loss; }

// What one of the two families does with its rows.
template <class Call> struct family;

template <> struct family<kl_divergence_call> {
    using rows = kl_divergence_rows;
    using chunk = double;
    static constexpr int chunk_records = 1;
    static void set_chunks(rows &r, chunk *chunks) { r.chunk_sums = chunks; }

    static auto kernel(const kl_divergence_call &c) { return c.kernels->kl_divergence[c.dtype]; }
    static bool has_output(const kl_divergence_call &) { return false; } // comes with the sums
    static bool has_sums(const kl_divergence_call &) { return true; }

    static void prepare(const kl_divergence_call &c, rows &r) {
        const double same = c.out.reduced() ? c.out.grad() : 1;
        const bool own = !c.out.reduced() && c.args.grad_loss == nullptr;
        for (int i = 0; i < r.count; ++i) {
            const double weight = c.row_weight ? load_wide(c.row_weight, r.first + i, c.out.wide) : 1;
            r.weight[i] = weight * c.class_share;
            r.grad[i] = (own ? c.out.grad(r.first + i) : same) * r.weight[i];
        }
    }
    static void collect(const kl_divergence_call &c, rows &r, int begin, int end, ordered_sum &sum) {
        for (int i = begin; i < end; ++i) r.sum[i] = weighed(r.weight[i], r.sum[i]);
        c.out.put(r.first + begin, r.sum + begin, end - begin, sum);
    }
};

template <> struct family<distillation_call> {
    using rows = distillation_rows;
    using chunk = stretch;
    static constexpr int chunk_records = 2;
    static void set_chunks(rows &r, chunk *chunks) { r.chunks = chunks; }

    static auto kernel(const distillation_call &c) { return c.kernels->distillation[c.dtype]; }
    static bool has_output(const distillation_call &c) { return c.args.grad_student || c.args.grad_teacher; }
    static bool has_sums(const distillation_call &c) { return !c.args.stats_given; }

    static double weight(const distillation_call &c, std::int64_t row) {
        return c.row_weight ? load_wide(c.row_weight, row, c.out.wide) : 1;
    }
    // The planes of row_stats.
    static double *plane(rows &r, int i) {
        double *const planes[5] = {r.student.max, r.student.log_sum, r.teacher.max, r.teacher.log_sum, r.divergence};
        return planes[i];
    }

    static void prepare(const distillation_call &c, rows &r) {
        const double same = c.out.reduced() ? c.out.grad() : 1;
        for (int i = 0; i < r.count; ++i) {
            const double grad = c.out.reduced() ? same : c.out.grad(r.first + i);
            r.grad[i] = grad * weight(c, r.first + i) * c.grad_scale;
        }
        for (int p = 0; c.stats_in && p < 5; ++p) {
            for (int i = 0; i < r.count; ++i)
                plane(r, p)[i] = load_wide(c.stats_in, p * c.shape.rows + r.first + i, c.out.wide);
        }
    }
    static void collect(const distillation_call &c, rows &r, int begin, int end, ordered_sum &sum) {
        for (int p = 0; c.stats_out && p < 5; ++p) {
            for (int i = begin; i < end; ++i)
                store_wide(c.stats_out, p * c.shape.rows + r.first + i, c.out.wide, plane(r, p)[i]);
        }
        double losses[rows_per_call];
        for (int i = begin; i < end; ++i)
            losses[i - begin] = weighed(weight(c, r.first + i) * c.loss_scale, r.divergence[i]);
        c.out.put(r.first + begin, losses, end - begin, sum);
    }
};

// Few long rows: their chunks are tasks. The same sums in the same order as whole blocks give.
template <class Call> simdloss_status run_split(const Call &call, const simdloss_executor *executor) {
    using f = family<Call>;
    const std::int64_t chunks = chunk_count(call.shape.layout.classes);
    typename f::rows rows;
    typename f::chunk records[max_stretches * f::chunk_records];
    f::set_chunks(rows, records);
    rows.first = 0;
    rows.count = static_cast<int>(call.shape.rows);
    f::prepare(call, rows);
    const auto step_over_chunks = [&](step what) {
        return run_tasks(executor, rows.count * chunks, true, [&](std::int64_t i) {
            f::kernel(call)(call.args, rows, {what, static_cast<int>(i / chunks), i % chunks});
        });
    };
    if (f::has_sums(call)) SIMDLOSS_CHECK(step_over_chunks(step::reduce_chunk));
    f::kernel(call)(call.args, rows, {step::finish, 0, 0});
    if (f::has_output(call)) SIMDLOSS_CHECK(step_over_chunks(step::write_chunk));
    const row_blocks blocks(call.shape.rows, call.shape.layout.classes);
    return run_blocks(nullptr, blocks, false, call.out, [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
        f::collect(call, rows, static_cast<int>(begin), static_cast<int>(end), sum);
    });
}

template <class Call> simdloss_status run_family(const Call &call, const simdloss_executor *executor) {
    using f = family<Call>;
    const std::int64_t classes = call.shape.layout.classes;
    if (split_rows(executor, call.shape)) return run_split(call, executor);
    const row_blocks blocks(call.shape.rows, classes);
    const bool parallel = call.shape.rows * classes >= parallel_elements;
    return run_blocks(
        executor, blocks, parallel, call.out, [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
            typename f::rows rows;
            for (std::int64_t first = begin; first < end; first += rows_per_call) {
                rows.first = first;
                rows.count = end - first < rows_per_call ? static_cast<int>(end - first) : rows_per_call;
                f::prepare(call, rows);
                f::kernel(call)(call.args, rows, {});
                f::collect(call, rows, 0, rows.count, sum);
            }
        });
}

} // namespace

simdloss_status run(const kl_divergence_call &call, const simdloss_executor *executor) {
    return run_family(call, executor);
}
simdloss_status run(const distillation_call &call, const simdloss_executor *executor) {
    return run_family(call, executor);
}

} // namespace simdloss::runtime
