// Cross-entropy with probability targets. The formula is in include/simdloss/cross_entropy.h; here per row, in double, with
// the weights u_c = w_c ((1-e) t_c + e/C) and their sum T:
//
//     loss = T log S + sum_c u_c (m - x_c)
//     grad_logits_j = factor * exp(x_j) - g u_j      grad_target_c = g (1-e) w_c ((m - x_c) + log S)
#include "kernels/table.hpp"
#include "runtime/cross_entropy_args.hpp"
#include "simd/rows.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class StorageType> struct soft_cross_entropy_family {
    using T = StorageType;
    using A = accumulator_of<T>;
    using transform_type = identity<A>;
    static constexpr output_kind kind = output_kind::exponential;

    const soft_cross_entropy_args &args;
    soft_cross_entropy_rows &rows;

    identity<A> transform{};
    row_layout layout = args.layout;
    row_state &state = rows.state;
    stretch *chunks = rows.chunks;
    std::int64_t first = rows.first;
    int count = rows.count;
    bool accumulate = args.accumulate, stream = args.stream_logits, stream_target = args.stream_target;
    const T *input = static_cast<const T *>(args.logits);
    const T *target = static_cast<const T *>(args.target);
    T *output = static_cast<T *>(args.grad_logits);
    T *target_output = static_cast<T *>(args.grad_target);
    const A *class_weight = static_cast<const A *>(args.class_weight);
    A keep = static_cast<A>(1 - args.label_smoothing);
    A spread = static_cast<A>(args.label_smoothing / static_cast<double>(layout.classes));
    double *total = rows.total;
    bool wants_reduction = !args.stats_given;
    bool wants_output = output != nullptr || target_output != nullptr;
    bool wants_gap = args.want_loss;
    bool wants_weights = args.want_loss || output != nullptr;
    bool may_keep = output != nullptr;

    SIMDLOSS_INLINE soft_cross_entropy_family(const soft_cross_entropy_args &a, soft_cross_entropy_rows &r)
        : args(a), rows(r) {
        // A tile that holds exponentials has no logits left for the other gradient.
        if (target_output != nullptr && (layout.inner != 1 || layout.classes <= few_classes)) may_keep = false;
    }

    static constexpr bool all_active = true;
    SIMDLOSS_INLINE static bool active(int) { return true; }
    SIMDLOSS_INLINE static void look_up(int, int) {}
    SIMDLOSS_INLINE static void look_up(const A *, int, std::int64_t, std::int64_t, int, int) {}
    template <int n> SIMDLOSS_INLINE static void patch(reg<A> (&)[n], int, std::int64_t) {}
    SIMDLOSS_INLINE static void put_back(A *, int, std::int64_t, std::int64_t, int, int) {}

    SIMDLOSS_INLINE bool may_cancel(int i) const { return rows.whole[i] == rows.whole[i]; }
    template <class Load> SIMDLOSS_INLINE target_scalars<A> targets_of(int i, const Load &load_all) const {
        return {load_all(rows.whole + i), load_all(rows.own + i), load_all(rows.target_scale + i)};
    }

    void finish(int begin, int end) {
        for (int i = begin; i < end; i += width<double>) {
            r64 max = load(state.max + i), log_sum = load(state.log_sum + i);
            if (wants_reduction) {
                const stretches s = load_state(state, i);
                max = max_or_nan(s);
                log_sum = log_of_sum<A>(s);
                store(state.max + i, max);
            }
            if (args.want_loss) finish_loss(i, log_sum);
            // From here on the log-sum is what row_stats can hold, so that a separate backward gives the same bits.
            log_sum = rounded_to<A>(log_sum);
            store(state.log_sum + i, log_sum);
            if (wants_output) finish_grad(i, max, log_sum);
        }
    }

    SIMDLOSS_INLINE r64 row_weight(int i) const { return args.has_row_weight ? load(rows.row_weight + i) : r64(1); }
    SIMDLOSS_INLINE r64 grad(int i) const { return args.has_row_grad ? load(rows.grad + i) : r64(args.grad); }

    SIMDLOSS_INLINE void finish_loss(int i, r64 log_sum) {
        r64 loss = load(rows.total + i) * log_sum + load(state.gap + i);
        if (layout.classes == 0) loss = r64(0);
        if (args.has_row_weight) {
            // A weight of 0 silences an infinite loss, though not a NaN.
            const r64 weight = row_weight(i);
            loss = xsimd::select((weight == r64(0)) & (loss == loss), r64(0), weight * loss);
        }
        store(rows.loss + i, loss);
    }

    SIMDLOSS_INLINE void finish_grad(int i, r64 max, r64 log_sum) {
        const r64 g = row_weight(i) * grad(i);
        store(state.smooth + i, g);
        store(rows.target_scale + i, g * r64(static_cast<double>(1 - args.label_smoothing)));
        const r64 sum = wants_weights ? load(rows.total + i) : r64(0);
        // total * p - weight, where the weight is the total as A holds it and p is the likeliest class's.
        r64 p, minus_q;
        exp_and_expm1(-log_sum, p, minus_q, row_constants<A>::exp);
        constexpr double log_of_2 = 0x1.62e42fefa39efp-1;
        store(
            rows.whole + i, xsimd::select(log_sum < r64(log_of_2), sum, r64(std::numeric_limits<double>::quiet_NaN())));
        store(rows.own + i, g * (sum * minus_q + (sum - rounded_to<A>(sum))));
        set_factor<A>(state, i, max, log_sum, g * sum);
    }
};

template <class T>
void soft_cross_entropy(const soft_cross_entropy_args &args, soft_cross_entropy_rows &rows, const work &w) {
    soft_cross_entropy_family<T> family{args, rows};
    run_family(family, w);
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(soft_cross_entropy)

} // namespace simdloss::SIMDLOSS_ISA
