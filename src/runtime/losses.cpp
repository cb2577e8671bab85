#include "runtime/losses.hpp"

namespace simdloss::runtime {

simdloss_status total_weights(
    const void *weight, bool wide, std::int64_t n, const simdloss_executor *executor, weight_totals &totals) {
    totals = {n, n, static_cast<double>(n)};
    if (weight == nullptr) return SIMDLOSS_STATUS_OK;
    const row_blocks blocks(n, 1);
    double sums[max_blocks];
    std::int64_t nonzero[max_blocks];
    SIMDLOSS_CHECK(run_tasks(executor, blocks.count, n >= parallel_elements, [&](std::int64_t b) {
        ordered_sum sum;
        sum.clear();
        nonzero[b] = 0;
        for (std::int64_t i = blocks.begin(b); i < blocks.end(b);) {
            double values[64];
            int count = 0;
            for (; count < 64 && i < blocks.end(b); ++count, ++i) {
                values[count] = load_wide(weight, i, wide);
                nonzero[b] += values[count] != 0;
            }
            sum.add(values, count);
        }
        sums[b] = sum.total();
    }));
    totals.nonzero = 0;
    totals.weight = 0;
    for (std::int64_t b = 0; b < blocks.count; ++b) {
        totals.nonzero += nonzero[b];
        totals.weight += sums[b];
    }
    return SIMDLOSS_STATUS_OK;
}

void set_mean(loss_output &out, simdloss_denominator kind, double given, std::int32_t empty_mean,
    const weight_totals &totals, std::int64_t batch) {
    if (out.reduction != SIMDLOSS_REDUCTION_MEAN) return;
    if (given > 0) {
        out.denominator = given;
        return;
    }
    switch (kind) {
    case SIMDLOSS_DENOMINATOR_WEIGHT: out.denominator = totals.weight; break;
    case SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT: out.denominator = static_cast<double>(totals.nonzero); break;
    case SIMDLOSS_DENOMINATOR_BATCH: out.denominator = static_cast<double>(batch); break;
    default: out.denominator = static_cast<double>(totals.count); break;
    }
    out.is_zero = empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO && out.denominator == 0;
}

} // namespace simdloss::runtime
