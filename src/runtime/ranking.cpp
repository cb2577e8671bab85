#include "runtime/ranking.hpp"

namespace simdloss::runtime {

namespace {

// Lanes by halves, in an order that no register width changes; of an accumulator narrower than 32 lanes the rest are 0.
double fold_lanes(const double (&lane)[32]) {
    double sum[32];
    std::memcpy(sum, lane, sizeof sum);
    for (int half = 16; half > 0; half /= 2)
        for (int i = 0; i < half; ++i) sum[i] += sum[i + half];
    return sum[0];
}

// Integer targets reach the kernel as numbers of the accumulator type, so many elements at a time.
constexpr std::int64_t widened = 1024;

void run_widened(const pairs_call &call, pairs_rows &rows, std::int64_t begin, std::int64_t end) {
    alignas(64) double buffer[widened];
    rows.target = buffer;
    for (rows.first = begin; rows.first < end; rows.first += widened) {
        rows.count = end - rows.first < widened ? end - rows.first : widened;
        for (std::int64_t i = 0; i < rows.count; ++i) {
            const std::int64_t flat = rows.first + i;
            const double y = call.target.load(flat / call.args.item * call.args.stride + flat % call.args.item);
            store_wide(buffer, i, call.dtype == f64, y);
        }
        call.compute(call.args, rows, {});
    }
    rows.target = nullptr;
}

} // namespace

simdloss_status run(pairs_call &call, const simdloss_executor *executor) {
    const float_environment environment;
    const std::int64_t acc = accumulator_size(call.dtype);
    call.args.wants_sum = call.out.loss && call.out.reduced();
    call.args.loss = call.out.reduced() ? nullptr : call.out.loss;
    call.args.stream_loss = call.args.loss && worth_streaming(call.elements * acc);
    call.args.grad_loss = call.out.reduced() ? nullptr : call.out.grad_loss;
    call.args.upstream = call.out.reduced() ? call.out.grad() : 1;
    row_blocks blocks(call.elements, 1);
    // Whole pieces of the kernel in every block.
    blocks.per_block = (blocks.per_block + widened - 1) / widened * widened;
    blocks.count = (blocks.rows + blocks.per_block - 1) / blocks.per_block;
    double parts[max_blocks];
    SIMDLOSS_CHECK(run_tasks(executor, blocks.count, call.elements >= parallel_elements, [&](std::int64_t b) {
        pairs_rows rows;
        if (call.target.is_float()) {
            rows.first = blocks.begin(b);
            rows.count = blocks.end(b) - rows.first;
            call.compute(call.args, rows, {});
        } else {
            run_widened(call, rows, blocks.begin(b), blocks.end(b));
        }
        parts[b] = fold_lanes(rows.lane);
    }));
    call.out.finish(parts, blocks.count);
    return SIMDLOSS_STATUS_OK;
}

simdloss_status run(rank_call &call, const simdloss_executor *executor) {
    const float_environment environment;
    call.args.wants_loss = call.out.loss != nullptr;
    call.args.loss = call.out.reduced() || call.one_loss_a_group ? nullptr : call.out.loss;
    call.args.grad_loss = call.out.reduced() ? nullptr : call.out.grad_loss;
    call.args.grad = call.out.reduced() ? call.out.grad() : 1;
    const std::int64_t size = call.args.rows * call.args.columns;
    const row_blocks blocks(call.groups, size);
    const bool parallel = call.groups * size >= parallel_elements;
    return run_blocks(
        executor, blocks, parallel, call.out, [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
            rank_rows rows;
            for (rows.first = begin; rows.first < end; rows.first += rows_per_call) {
                rows.count = end - rows.first < rows_per_call ? static_cast<int>(end - rows.first) : rows_per_call;
                call.compute(call.args, rows, {});
                if (call.out.reduced() || call.one_loss_a_group) call.out.put(rows.first, rows.loss, rows.count, sum);
            }
        });
}

} // namespace simdloss::runtime
