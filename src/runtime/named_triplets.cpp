#include "runtime/mining.hpp"

#include <cinttypes>

namespace simdloss::runtime {

namespace {

constexpr int triplets_per_call = 256;

struct layout {
    std::int32_t *triplet[3];
    std::int64_t *term_begin, *term;
    std::size_t bytes;

    layout(const named_triplets_call &call, mining_args &args) {
        const std::size_t acc = accumulator_size(call.dtype);
        workspace_arrays a(call.workspace);
        for (auto &t : triplet) t = static_cast<std::int32_t *>(a.next(call.triplets, sizeof(std::int32_t)));
        for (auto &w : args.pair_weight) w = a.next(call.triplets, acc);
        // Two more, for counting.
        term_begin = static_cast<std::int64_t *>(a.next(args.batch + 2, sizeof(std::int64_t)));
        term = static_cast<std::int64_t *>(a.next(4 * call.triplets, sizeof(std::int64_t)));
        lay_out_rows(call, args, a, args.batch);
        bytes = a.bytes();
    }
};

std::int64_t index_at(const named_triplets_call &call, int which, std::int64_t t) {
    return call.index_dtype == SIMDLOSS_I32 ? static_cast<const std::int32_t *>(call.index[which])[t]
                                            : static_cast<const std::int64_t *>(call.index[which])[t];
}

class named_triplets_run {
public:
    named_triplets_run(named_triplets_call &call, const simdloss_executor *executor)
        : call_(call), args_(call.args), executor_(executor), where_(call, call.args),
          parallel_(call.triplets * args_.features >= parallel_elements) {}

    simdloss_status operator()() {
        for (int k = 0; k < 3; ++k) {
            for (std::int64_t t = 0; t < call_.triplets; ++t)
                where_.triplet[k][t] = static_cast<std::int32_t>(index_at(call_, k, t));
            args_.triplet[k] = where_.triplet[k];
        }
        if (!call_.out.reduced()) args_.grad_loss = call_.out.grad_loss;
        SIMDLOSS_CHECK(prepare_rows(call_, executor_, parallel_));
        double parts[max_blocks];
        std::int64_t count = 0;
        const row_blocks blocks(call_.triplets, 2 * args_.features + 1);
        SIMDLOSS_CHECK(losses(blocks, parts, count));
        set_denominator(count);
        if (args_.want_grad) {
            sort_terms();
            SIMDLOSS_CHECK(gather());
            SIMDLOSS_CHECK(finish_rows(call_, executor_, parallel_));
        }
        call_.out.finish(parts, blocks.count);
        return SIMDLOSS_STATUS_OK;
    }

private:
    void kernel(mining_piece &piece) const { call_.kernels->mining[call_.dtype](args_, piece, {}); }

    simdloss_status losses(const row_blocks &blocks, double *parts, std::int64_t &positive) const {
        double counts[max_blocks];
        SIMDLOSS_CHECK(run_tasks(executor_, blocks.count, parallel_, [&](std::int64_t b) {
            ordered_sum sum;
            sum.clear();
            counts[b] = 0;
            for (std::int64_t t = blocks.begin(b); t < blocks.end(b); t += triplets_per_call) {
                double loss[triplets_per_call];
                mining_piece piece;
                piece.what = mining_step::triplets;
                piece.begin = t;
                piece.end = t + triplets_per_call < blocks.end(b) ? t + triplets_per_call : blocks.end(b);
                piece.loss = loss;
                piece.count = &counts[b];
                kernel(piece);
                call_.out.put(t, loss, static_cast<int>(piece.end - t), sum);
            }
            parts[b] = sum.total();
        }));
        for (std::int64_t b = 0; b < blocks.count; ++b) positive += static_cast<std::int64_t>(counts[b]);
        return SIMDLOSS_STATUS_OK;
    }

    // Of the mean; and what multiplies the gradient.
    void set_denominator(std::int64_t positive) const {
        loss_output &out = call_.out;
        if (out.reduction == SIMDLOSS_REDUCTION_MEAN) {
            out.denominator = call_.mean_denominator > 0
                                  ? call_.mean_denominator
                                  : static_cast<double>(call_.mean_of_positive ? positive : call_.triplets);
            out.is_zero =
                out.denominator == 0 && (call_.mean_of_positive || call_.empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO);
        }
        if (!out.reduced()) args_.scale = 1;
        else args_.scale = out.denominator == 0 ? 0 : out.grad();
    }

    // The terms by row, in the order of the triplets.
    void sort_terms() const {
        std::int64_t *const begin =
            where_.term_begin + 1; // shifted by one: placing a term moves its row's begin to its end
        for (std::int64_t r = -1; r <= args_.batch; ++r) begin[r] = 0;
        for_each_term([&](std::int64_t row, std::int64_t) { ++begin[row + 1]; });
        for (std::int64_t r = 0; r < args_.batch; ++r) begin[r + 1] += begin[r];
        for_each_term([&](std::int64_t row, std::int64_t term) { where_.term[begin[row]++] = term; });
        args_.term_begin = where_.term_begin;
        args_.term = where_.term;
    }
    template <class F> void for_each_term(const F &f) const {
        for (std::int64_t t = 0; t < call_.triplets; ++t) {
            for (int pair = 0; pair < 2; ++pair) {
                f(args_.triplet[0][t], 4 * t + pair);
                f(args_.triplet[1 + pair][t], 4 * t + 2 + pair);
            }
        }
    }

    simdloss_status gather() const {
        const row_blocks blocks(args_.batch, args_.features);
        return run_tasks(executor_, blocks.count, parallel_, [&](std::int64_t b) {
            mining_piece piece;
            piece.what = mining_step::gather;
            piece.begin = blocks.begin(b);
            piece.end = blocks.end(b);
            kernel(piece);
        });
    }

    named_triplets_call &call_;
    mining_args &args_;
    const simdloss_executor *executor_;
    layout where_;
    bool parallel_;
};

} // namespace

std::size_t named_triplets_workspace(const named_triplets_call &call) {
    mining_args args = call.args;
    return layout(call, args).bytes;
}

simdloss_status check_triplets(const named_triplets_call &call) {
    static constexpr const char *names[] = {"anchor", "positive", "negative"};
    for (std::int64_t t = 0; t < call.triplets; ++t) {
        for (int k = 0; k < 3; ++k) {
            const std::int64_t row = index_at(call, k, t);
            if (row >= 0 && row < call.args.batch) continue;
            return fail(SIMDLOSS_STATUS_TARGET, "%s[%" PRId64 "] is %" PRId64 "; it must be from 0 to %" PRId64,
                names[k], t, row, call.args.batch - 1);
        }
    }
    return SIMDLOSS_STATUS_OK;
}

simdloss_status run(named_triplets_call &call, const simdloss_executor *executor) {
    return named_triplets_run(call, executor)();
}

} // namespace simdloss::runtime
