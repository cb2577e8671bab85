// Cross-entropy with class indices. The formula is in include/simdloss/cross_entropy.h; here per row, in double, w_y the
// target's weight, e the smoothing, q = 1 - p_y taken from expm1 so that a confident row keeps its digits:
//
//     loss = ((1-e) w_y + (e/C) W) log S + (1-e) w_y (m - v_y) + (e/C) sum_c w_c (m - v_c)
//     grad_j = factor * exp(v_j) - smooth * w_j, and at the target -(1-e) w_y q + ((e/C) W + z part) p_y - (e/C) w_y
//
// The focal loss and Poly-1 of include/simdloss/focal.h have factors of their own, and nothing else: with F and G of
// simd/class_terms.hpp the loss is w_y F, the factor is that of w_y G in the place of w_y, and -w_y G q at the target.
#include "kernels/table.hpp"
#include "runtime/cross_entropy_args.hpp"
#include "simd/class_terms.hpp"
#include "simd/rows.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class StorageType, class Transform> struct cross_entropy_family {
    using T = StorageType;
    using A = accumulator_of<T>;
    using transform_type = Transform;
    static constexpr output_kind kind = output_kind::exponential;

    const cross_entropy_args &args;
    cross_entropy_rows &rows;
    Transform transform;

    row_layout layout = args.layout;
    row_state &state = rows.state;
    stretch *chunks = rows.chunks;
    std::int64_t first = rows.first;
    int count = rows.count;
    bool accumulate = args.accumulate, stream = args.stream;
    const T *input = static_cast<const T *>(args.logits);
    T *output = static_cast<T *>(args.grad_logits);
    const A *class_weight = static_cast<const A *>(args.class_weight);
    bool wants_reduction = !args.stats_given;
    bool wants_output = args.grad_logits != nullptr;
    static constexpr bool may_keep = true;
    bool wants_gap = args.label_smoothing != 0;

    SIMDLOSS_INLINE cross_entropy_family(const cross_entropy_args &a, cross_entropy_rows &r, Transform t)
        : args(a), rows(r), transform(t) {}

    bool all_active = args.all_kept;
    SIMDLOSS_INLINE bool active(int i) const { return rows.target[i] >= 0; }

    SIMDLOSS_INLINE std::int64_t target_offset(int i) const {
        return layout.offset(first + i) + rows.target[i] * layout.inner;
    }

    // Not in another shard's columns.
    SIMDLOSS_INLINE bool has_target(int i) const {
        return static_cast<std::uint64_t>(rows.target[i]) < static_cast<std::uint64_t>(layout.classes);
    }

    // The logits at the targets.
    void look_up(int begin, int end) {
        for (int i = begin; i < end; ++i)
            rows.target_logit[i] = has_target(i) ? load_one(input + target_offset(i)) : A(0);
    }

    void look_up(const A *tile, int pitch, std::int64_t class0, std::int64_t n, int begin, int end) {
        for (int i = begin; i < end; ++i) {
            const std::int64_t c = rows.target[i] - class0;
            if (static_cast<std::uint64_t>(c) < static_cast<std::uint64_t>(n))
                rows.target_logit[i] = tile[c * pitch + (i - begin)];
        }
    }

    // In registers, not in memory after them: a line that was streamed out would have to come back.
    template <int n> SIMDLOSS_INLINE void patch(reg<A> (&y)[n], int i, std::int64_t j) const {
        const std::int64_t at = rows.target[i] - j;
        if (static_cast<std::uint64_t>(at) >= n * width<A>) [[likely]]
            return;
        alignas(64) A values[n * width<A>];
#pragma GCC unroll 8
        for (int k = 0; k < n; ++k) y[k].store_aligned(values + k * width<A>);
        values[at] = static_cast<A>(rows.target_grad[i]);
#pragma GCC unroll 8
        for (int k = 0; k < n; ++k) y[k] = reg<A>::load_aligned(values + k * width<A>);
    }

    void put_back(A *tile, int pitch, std::int64_t class0, std::int64_t n, int begin, int end) {
        for (int i = begin; i < end; ++i) {
            const std::int64_t c = rows.target[i] - class0;
            if (static_cast<std::uint64_t>(c) < static_cast<std::uint64_t>(n))
                tile[c * pitch + (i - begin)] = static_cast<A>(rows.target_grad[i]);
        }
    }

    // What there is to say of a shard's rows beside their sums, which only the row driver has put in.
    void finish_records(int begin, int end) {
        for (int i = begin; i < end; ++i) {
            if (!active(i)) continue;
            record &r = state.records[i];
            if (layout.row_classes() <= few_classes) {
                r = record_of({state.max[i], state.sum[i], state.exponent[i], state.shift[i], state.gap[i],
                                  wants_gap ? args.weight_sum : 0},
                    layout.classes);
                set_top<A>(r);
            }
            r.hits = has_target(i);
            r.target_logit = r.hits != 0 ? rows.target_logit[i] : 0;
        }
    }

    void finish(int begin, int end) {
        if (state.records != nullptr) return finish_records(begin, end);
        const double keep = 1 - args.label_smoothing,
                     spread = args.label_smoothing / static_cast<double>(layout.row_classes());
        for (int i = begin; i < end; i += width<double>) {
            const r64 logit = load(rows.target_logit + i);
            const r64 v = transformed(logit);
            r64 max, log_sum;
            if (wants_reduction) {
                const stretches s = load_state(state, i);
                max = max_or_nan(s);
                log_sum = log_of_sum<A>(s);
                store(state.max + i, max);
            } else {
                max = load(state.max + i);
                log_sum = load(state.log_sum + i);
            }
            const bool is_plain = args.what == class_loss::cross_entropy;
            if (args.want_loss && is_plain) finish_loss(i, v, max, log_sum, keep, spread);
            // From here on the log-sum is what row_stats can hold, so that a separate backward gives the same bits.
            log_sum = rounded_to<A>(log_sum);
            store(state.log_sum + i, log_sum);
            if (!is_plain) finish_term(i, (v - max) - log_sum, max, log_sum);
            else if (wants_output) finish_grad(i, logit, v, max, log_sum, keep, spread);
        }
    }

    // The transform of width<double> target logits, with the rounding of the vector code.
    SIMDLOSS_INLINE r64 transformed(r64 x) const {
        if constexpr (Transform::is_identity) return x;
        else return apply(x, [&](reg<A> v) { return transform(v); });
    }
    template <class F> SIMDLOSS_INLINE static r64 apply(r64 x, const F &f) {
        if constexpr (sizeof(A) == 8) {
            return f(x);
        } else {
            typename r64::register_type low, high;
            widen(f(reg<A>(narrow(x, x))), low, high);
            return r64(low);
        }
    }

    // coefficient * x, where a coefficient of 0 silences an infinite x, though not a NaN.
    SIMDLOSS_INLINE static r64 times(r64 coefficient, r64 x) {
        return xsimd::select((coefficient == r64(0)) & (x == x), r64(0), coefficient * x);
    }

    SIMDLOSS_INLINE r64 target_weight(int i) const {
        return args.has_target_weight ? load(rows.target_weight + i) : r64(1);
    }
    SIMDLOSS_INLINE r64 row_weight(int i) const { return args.has_row_weight ? load(rows.row_weight + i) : r64(1); }
    SIMDLOSS_INLINE r64 grad(int i) const { return args.has_row_grad ? load(rows.grad + i) : r64(args.grad); }
    SIMDLOSS_INLINE r64 grad_z(int i) const { return args.has_row_grad ? load(rows.grad_z + i) : r64(args.grad_z); }

    SIMDLOSS_INLINE void finish_loss(int i, r64 v, r64 max, r64 log_sum, double keep, double spread) {
        const r64 own = r64(keep) * target_weight(i);
        r64 loss = times(own, max - v) + (own + r64(spread * args.weight_sum)) * log_sum;
        if (wants_gap) loss += r64(spread) * load(state.gap + i);
        store(rows.loss + i, args.has_row_weight ? times(row_weight(i), loss) : loss);
        if (args.z_loss == 0) return;
        const r64 lse = max + log_sum;
        store(rows.z + i, row_weight(i) * (r64(args.z_loss) * (lse * lse)));
    }

    // Of a loss that is not the cross-entropy itself; without smoothing. l: log p of the target.
    // Not inlined: a call of one short row must not pay for it.
    [[gnu::noinline]] void finish_term(int i, r64 l, r64 max, r64 log_sum) {
        const class_formula<double> terms{args};
        r64 p, minus_q;
        exp_and_expm1(l, p, minus_q, row_constants<A>::exp);
        const auto term = terms(r64(0) - l, p, r64(0) - minus_q);
        const r64 w = r64(args.alpha) * target_weight(i);
        const r64 loss = times(w, term.loss.r[0]);
        store(rows.loss + i, args.has_row_weight ? times(row_weight(i), loss) : loss);
        if (!wants_output) return;
        const r64 own = row_weight(i) * grad(i) * w * term.slope.r[0];
        store(rows.target_grad + i, own * minus_q);
        store(state.smooth + i, r64(0));
        set_factor<A>(state, i, max, log_sum, own);
    }

    SIMDLOSS_INLINE void finish_grad(int i, r64 logit, r64 v, r64 max, r64 log_sum, double keep, double spread) {
        const r64 g = row_weight(i) * grad(i), w = target_weight(i);
        const r64 own = g * r64(keep) * w;
        r64 p, minus_q;
        exp_and_expm1((v - max) - log_sum, p, minus_q, row_constants<A>::exp);
        r64 target = own * minus_q, all(0); // all: what multiplies p_j beside the target's own term
        if (wants_gap) all = g * r64(spread * args.weight_sum);
        if (args.z_loss != 0) all += row_weight(i) * grad_z(i) * r64(2 * args.z_loss) * (max + log_sum);
        if (wants_gap || args.z_loss != 0) target += all * p - g * r64(spread) * w;
        if constexpr (!Transform::is_identity)
            target *= apply(logit, [&](reg<A> x) { return transform.derivative(x); });
        store(rows.target_grad + i, target);
        store(state.smooth + i, g * r64(spread));
        set_factor<A>(state, i, max, log_sum, own + all);
    }
};

template <class Family> SIMDLOSS_INLINE void run_or_finish(Family &f, const work &w) {
    if (f.args.sums_given) f.finish(0, f.count);
    else run_family(f, w);
}

template <class T> void cross_entropy(const cross_entropy_args &args, cross_entropy_rows &rows, const work &w) {
    using A = accumulator_of<T>;
    if (args.softcap == 0 && args.temperature == 1) {
        cross_entropy_family<T, identity<A>> family{args, rows, {}};
        run_or_finish(family, w);
    } else {
        const capped<A> transform{static_cast<A>(args.softcap), static_cast<A>(args.temperature)};
        cross_entropy_family<T, capped<A>> family{args, rows, transform};
        run_or_finish(family, w);
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(cross_entropy)

} // namespace simdloss::SIMDLOSS_ISA
