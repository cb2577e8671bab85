// What both drivers of token statistics (token.cpp) share: row results, and the gradient at the choices.
#pragma once

#include "kernels/table.hpp"
#include "runtime/token_args.hpp"
#include "simd/gap_sums.hpp"
#include "simd/normalize.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// The stretch before and the one after it, as merge in normalize.hpp, and their gaps below the larger maximum.
template <class A> SIMDLOSS_INLINE stretches merge_gaps(const stretches &a, const stretches &b) {
    stretches out = merge<A>(a, b, 0, 0);
    const mask<double> second = b.max > a.max;
    const auto pick = [&](r64 x, r64 y) { return xsimd::select(second, x, y); };
    const auto unless_zero = [](r64 x, r64 y) { return xsimd::select(x == r64(0), r64(0), x * y); };
    const r64 low_max = pick(a.max, b.max), low_sum = pick(a.sum, b.sum);
    const r64 rescale = exp_times_power<A>(
        pick(a.shift, b.shift) - pick(b.shift, a.shift), pick(a.exponent, b.exponent) - pick(b.exponent, a.exponent));
    const r64 top = exp_times_power<A>(low_max - pick(b.shift, a.shift), -pick(b.exponent, a.exponent));
    const r64 below = unless_zero(unless_zero(low_sum, rescale) + top, out.max - low_max);
    out.gap = pick(b.gap, a.gap) + (unless_zero(pick(a.gap, b.gap), rescale) + below);
    return out;
}

// Chosen classes whose gradient is computed one by one.
struct spike_list {
    static constexpr int capacity =
        128; // as many as any group of output registers, or a row of few classes, has columns
    int count = 0;
    SIMDLOSS_INLINE spike_list() {} // the arrays stay as they are
    int row[capacity + 8];
    std::int64_t column[capacity + 8];
    double v[capacity + 8], slope[capacity + 8]; // the transformed logit, and the derivative of the transform
    double own[capacity + 8], own_low[capacity + 8];
    double value[capacity + 8];
};

// high + low is high + low + x, but for what rounds away from low.
SIMDLOSS_INLINE void add_exactly(double &high, double &low, double x) {
    const double sum = high + x, part = sum - high;
    low += (high - (sum - part)) + (x - part);
    high = sum;
}

template <class StorageType, class Transform> struct token_family {
    using T = StorageType;
    using A = accumulator_of<T>;
    using transform_type = Transform;
    const token_args &args;
    token_rows &rows;
    Transform transform;

    row_layout layout = args.layout;
    row_state &state = rows.state;
    const T *input = static_cast<const T *>(args.logits);
    T *output = static_cast<T *>(args.grad_logits);
    bool wants_output = args.grad_logits != nullptr;
    bool wants_gap = args.wants_gap(), wants_reduction = args.wants_reduction();

    static constexpr int w = width<A>;

    const T *input_of(int i) const { return input + layout.offset(rows.first + i); }
    T *output_of(int i) const { return output + layout.offset(rows.first + i); }
    bool active(int i) const { return args.all_active || rows.active[i]; }

    A transformed(A x) const {
        if constexpr (Transform::is_identity) return x;
        else return transform(reg<A>(x)).get(0);
    }

    // Calls f(entry, class) for the choices of row i that are not ignored.
    template <class F> SIMDLOSS_INLINE void for_choices(int i, const F &f) const {
        const std::int64_t first = (rows.first + i) * args.choices;
        if (args.choices == 1) {
            if (rows.target[i] >= 0) f(first, rows.target[i]);
            return;
        }
        constexpr int batch = 64;
        std::int64_t target[batch];
        for (std::int64_t k = 0; k < args.choices; k += batch) {
            const int n = args.choices - k < batch ? static_cast<int>(args.choices - k) : batch;
            args.widen(args.targets, first + k, n, target);
            for (int l = 0; l < n; ++l)
                if (target[l] >= 0) f(first + k + l, target[l]);
        }
    }

    // ---- row results

    void finish(int begin, int end) const {
        if (wants_output) sum_upstream(begin, end);
        for (int i = begin; i < end; i += width<double>) {
            if (wants_reduction) {
                const stretches s = load_state(state, i);
                const r64 log_sum = log_of_sum<A>(s);
                store(state.max + i, max_or_nan(s));
                store(state.log_sum + i, log_sum);
                if (wants_gap) store(rows.entropy + i, log_sum + mean_gap(s));
            }
            if (wants_output) set_factors(i);
        }
        if (wants_output) return;
        for (int i = begin; i < end; ++i) {
            if (args.log_prob) put_log_prob(i);
            if (rows.target[i] < 0) rows.rank[i] = 0;
            if (active(i)) continue;
            state.max[i] = state.log_sum[i] = rows.entropy[i] = 0;
            rows.argmax[i] = -1;
        }
    }

    // sum_j p_j (m - v_j)
    SIMDLOSS_INLINE static r64 mean_gap(const stretches &s) {
        const r64 scale = exp_times_power<A>(s.shift - s.max, s.exponent);
        return s.gap * scale / xsimd::fma(s.sum, scale, r64(1));
    }

    void put_log_prob(int i) const {
        A *out = static_cast<A *>(args.log_prob) + (rows.first + i) * args.choices;
        for (std::int64_t k = 0; k < args.choices; ++k) out[k] = 0;
        if (!active(i)) return;
        for_choices(i, [&](std::int64_t entry, std::int64_t y) {
            const double v = transformed(load_one(input_of(i) + y));
            static_cast<A *>(args.log_prob)[entry] = static_cast<A>((v - state.max[i]) - state.log_sum[i]);
        });
    }

    A upstream(std::int64_t entry) const { return static_cast<const A *>(args.grad_log_prob)[entry]; }

    void sum_upstream(int begin, int end) const {
        for (int i = begin; i < end; ++i) {
            double sum = 0, low = 0;
            if (args.grad_log_prob)
                for_choices(i, [&](std::int64_t entry, std::int64_t) { add_exactly(sum, low, upstream(entry)); });
            rows.grad_sum[i] = sum;
            rows.grad_low[i] = low;
        }
    }

    SIMDLOSS_INLINE void set_factors(int i) const {
        // What row_stats and entropy can hold, whether or not they came from there: the same bits either way.
        const r64 max = load(state.max + i), log_sum = rounded_to<A>(load(state.log_sum + i));
        store(state.log_sum + i, log_sum);
        set_factor<A>(state, i, max, log_sum, r64(1));
        const r64 p = load(state.factor + i), sum = load(rows.grad_sum + i) + load(rows.grad_low + i);
        if (!args.has_grad_entropy) return store(state.factor + i, p * (r64(0) - sum));
        const r64 h = load(rows.grad_entropy + i), entropy = rounded_to<A>(load(rows.entropy + i));
        store(rows.entropy + i, entropy);
        store(state.factor + i, p * (h * (log_sum - entropy) - sum));
        store(rows.slope + i, p * h);
    }

    // n registers of gradient from the transformed logits v, whose exponentials come in y.
    template <bool by_entropy, int n>
    SIMDLOSS_INLINE static void gradient(
        reg<A> (&y)[n], const reg<A> (&v)[n], reg<A> max, reg<A> factor, reg<A> slope) {
#pragma GCC unroll 8
        for (int k = 0; k < n; ++k) {
            const mask<A> none = y[k] < reg<A>(scaling<A>::negligible);
            const reg<A> e = xsimd::select(none, reg<A>(0), y[k]);
            if constexpr (by_entropy) y[k] = e * xsimd::fma(xsimd::select(none, reg<A>(0), max - v[k]), slope, factor);
            else y[k] = e * factor;
        }
    }

    // ---- the choices' own gradients

    // The choices of row i in columns [begin, end), each class once; false if there are more than the list has room for.
    bool collect(spike_list &list, int i, std::int64_t begin, std::int64_t end) const {
        const int first = list.count;
        bool fits = true;
        for_choices(i, [&](std::int64_t entry, std::int64_t y) {
            if (y < begin || y >= end) return;
            int at = first;
            while (at < list.count && list.column[at] != y) ++at;
            if (at == list.count) {
                if (at == spike_list::capacity) {
                    fits = false;
                    return;
                }
                ++list.count;
                const reg<A> x(load_one(input_of(i) + y));
                list.row[at] = i;
                list.column[at] = y;
                list.v[at] = transform(x).get(0);
                list.slope[at] = transform.derivative(x).get(0);
                list.own[at] = list.own_low[at] = 0;
            }
            add_exactly(list.own[at], list.own_low[at], upstream(entry));
        });
        return fits;
    }

    void evaluate(spike_list &list) const {
        for (int at = 0; at < list.count; at += width<double>) {
            alignas(64) double gathered[6][width<double>];
            for (int l = 0; l < width<double>; ++l) {
                const int i = list.row[at + l < list.count ? at + l : list.count - 1];
                gathered[0][l] = state.max[i];
                gathered[1][l] = state.log_sum[i];
                gathered[2][l] = rows.grad_sum[i];
                gathered[3][l] = rows.grad_low[i];
                gathered[4][l] = args.has_grad_entropy ? rows.grad_entropy[i] : 0;
                gathered[5][l] = args.has_grad_entropy ? rows.entropy[i] : 0;
            }
            const auto row = [&](int k) { return r64::load_aligned(gathered[k]); };
            const r64 own = load(list.own + at), own_low = load(list.own_low + at);
            const r64 log_p = (load(list.v + at) - row(0)) - row(1);
            r64 p, minus_q;
            exp_and_expm1(log_p, p, minus_q, row_constants<A>::exp);
            const r64 elsewhere = (row(2) - own) + (row(3) - own_low);
            const r64 by_entropy = xsimd::select(p == r64(0), r64(0), row(4) * (p * (log_p + row(5))));
            store(list.value + at, (r64(0) - own * minus_q - elsewhere * p - by_entropy) * load(list.slope + at));
        }
    }
};

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
