#include "runtime/embedding.hpp"

namespace simdloss::runtime {

namespace {

void prepare(const embedding_call &call, embedding_rows &rows) {
    const bool own = !call.out.reduced();
    const double all = own ? 1 : call.out.grad();
    for (int i = 0; i < rows.count; ++i) {
        rows.grad[i] = own ? call.out.grad(rows.first + i) : all;
        if (call.target.data) rows.target[i] = call.target.load(rows.first + i);
    }
}

} // namespace

simdloss_status run(embedding_call &call, const simdloss_executor *executor) {
    const float_environment environment;
    const row_blocks blocks(call.batch, call.args.features);
    const bool parallel = call.batch * (call.args.features == 0 ? 1 : call.args.features) >= parallel_elements;
    return run_blocks(
        executor, blocks, parallel, call.out, [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
            embedding_rows rows;
            for (rows.first = begin; rows.first < end; rows.first += rows_per_call) {
                rows.count = end - rows.first < rows_per_call ? static_cast<int>(end - rows.first) : rows_per_call;
                prepare(call, rows);
                call.compute(call.args, rows, {});
                call.out.put(rows.first, rows.loss, rows.count, sum);
                if (call.grad_target)
                    store_values(
                        call.grad_target, call.dtype, rows.first, rows.count, rows.grad_target, call.args.accumulate);
            }
        });
}

} // namespace simdloss::runtime
