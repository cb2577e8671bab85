// From weights w_ij of the tile to gradients: row i gets w_ij (e_i - e_j), row j the opposite. Differences, so that
// near-equal rows keep their digits. Each row's terms come in a fixed order, and only one task adds to a row.
#pragma once

#include "simd/distances.hpp"
#include "simd/log_sum_exp.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

inline constexpr int term_limit = 256;

// The rows that a row is drawn from, and how strongly.
template <class A> struct terms {
    std::int32_t row[term_limit];
    A weight[term_limit];
    int count = 0;

    // Kept if the weight is not 0: NaN is.
    SIMDLOSS_INLINE void add(std::int64_t other, A w) {
        row[count] = static_cast<std::int32_t>(other);
        weight[count] = w;
        count += !(w == 0);
    }
};

// n registers of the row's sums, from feature k on; `left` < width elements in the last one, if partial.
template <class T, bool normalized, int n, bool partial>
SIMDLOSS_INLINE void add_terms_at(
    const mining_args &args, std::int64_t own, const terms<accumulator_of<T>> &t, std::int64_t k, std::int64_t left) {
    using A = accumulator_of<T>;
    const auto *inverse = static_cast<const A *>(args.inverse);
    const auto load_row = [&](std::int64_t row, int i) {
        const T *x = embedding<T>(args, row) + k + i * width<A>;
        const reg<A> v = partial ? load_partial(x, left) : load(x);
        return normalized ? v * reg<A>(inverse[row]) : v;
    };
    reg<A> e[n], sum[n];
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) {
        e[i] = load_row(own, i);
        sum[i] = reg<A>(0);
    }
    for (int l = 0; l < t.count; ++l) {
        const reg<A> w(t.weight[l]); // NOLINT: the first `count` are set
#pragma GCC unroll 8
        for (int i = 0; i < n; ++i) sum[i] = xsimd::fma(w, e[i] - load_row(t.row[l], i), sum[i]);
    }
    A *out = static_cast<A *>(args.sums) + own * args.sums_stride + k;
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) {
        if constexpr (partial) store_partial(out, left, load_partial(out, left) + sum[i]);
        else store(out + i * width<A>, load(out + i * width<A>) + sum[i]);
    }
}

template <class T, bool normalized>
SIMDLOSS_INLINE void add_terms(const mining_args &args, std::int64_t own, terms<accumulator_of<T>> &t) {
    using A = accumulator_of<T>;
    if (t.count == 0) return;
    std::int64_t k = 0;
    for (; k + 8 * width<A> <= args.features; k += 8 * width<A>)
        add_terms_at<T, normalized, 8, false>(args, own, t, k, 0);
    for (; k + width<A> <= args.features; k += width<A>) add_terms_at<T, normalized, 1, false>(args, own, t, k, 0);
    if (k < args.features) add_terms_at<T, normalized, 1, true>(args, own, t, k, args.features - k);
    if (args.weight_sum != nullptr) {
        A sum = 0;
        for (int l = 0; l < t.count; ++l) sum += t.weight[l]; // NOLINT: likewise
        static_cast<A *>(args.weight_sum)[own] += sum;
    }
    t.count = 0;
}

template <class T>
SIMDLOSS_INLINE void add_terms(const mining_args &args, std::int64_t own, terms<accumulator_of<T>> &t) {
    if (is_normalized(args)) add_terms<T, true>(args, own, t);
    else add_terms<T, false>(args, own, t);
}

// An anchor's own gradient, from its row of the tile.
template <class T> void gather_anchor(const mining_args &args, std::int64_t anchor, const accumulator_of<T> *weights) {
    terms<accumulator_of<T>> t;
    for (std::int64_t j = 0; j < args.batch; j += term_limit - 1) {
        const std::int64_t end = j + term_limit - 1 < args.batch ? j + term_limit - 1 : args.batch;
        for (std::int64_t c = j; c < end; ++c) t.add(c, weights[c]);
        add_terms<T>(args, anchor, t);
    }
}

// Rows [begin, end) as the others of the tile's anchors.
template <class T> void spread(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    const auto *tile = static_cast<const A *>(args.tile);
    terms<A> t;
    for (std::int64_t j = piece.begin; j < piece.end; ++j) {
        for (int i = 0; i < piece.anchors; ++i) t.add(piece.anchor + i, tile[i * args.pitch + j]);
        add_terms<T>(args, j, t);
    }
}

// ---- before and after: norms, and the gradient through them

// |e| has this as its least square; TensorFlow's l2_normalize. Rows with the inverse norm that it gives are not of
// length 1, and their gradient is only scaled.
inline constexpr double least_square = 1e-12;
template <class A> SIMDLOSS_INLINE bool is_tiny(A inverse) {
    return inverse >= static_cast<A>(1 / __builtin_sqrt(least_square));
}

// Adds a b, in double.
template <class A> SIMDLOSS_INLINE void add_product(wide_pack<A> &sum, int i, reg<A> a, reg<A> b) {
    if constexpr (sizeof(A) == 8) {
        sum.r[i] = xsimd::fma(a, b, sum.r[i]);
    } else {
        typename reg<double>::register_type a0, a1, b0, b1;
        widen(a, a0, a1);
        widen(b, b0, b1);
        sum.r[2 * i] = xsimd::fma(reg<double>(a0), reg<double>(b0), sum.r[2 * i]);
        sum.r[2 * i + 1] = xsimd::fma(reg<double>(a1), reg<double>(b1), sum.r[2 * i + 1]);
    }
}

// The sum over features of f(k, n), which gives two factors of n elements from feature k on.
template <class A, class F> SIMDLOSS_INLINE double sum_of_products(std::int64_t features, const F &f) {
    wide_pack<A> sum;
    for (auto &r : sum.r) r = reg<double>(0);
    for (std::int64_t k = 0; k < features; k += lanes<A>) {
        for (int i = 0; i < regs<A> && k + i * width<A> < features; ++i) {
            const std::int64_t at = k + i * width<A>, left = features - at;
            const auto [a, b] = f(at, left < width<A> ? left : width<A>);
            add_product<A>(sum, i, a, b);
        }
    }
    return add_lanes<A>(sum);
}
template <class A> struct factors { reg<A> a, b; };

template <class T> void normalize_rows(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    for (std::int64_t row = piece.begin; row < piece.end; ++row) {
        const T *x = embedding<T>(args, row);
        const double square = sum_of_products<A>(args.features, [&](std::int64_t k, std::int64_t n) {
            const reg<A> v = load_partial_or_all(x + k, n);
            return factors<A>{v, v};
        });
        const auto inverse = static_cast<A>(1 / __builtin_sqrt(square < least_square ? least_square : square));
        static_cast<A *>(args.inverse)[row] = inverse;
        if (args.gap != nullptr)
            static_cast<A *>(args.gap)[row] = static_cast<A>(is_tiny(inverse) ? 0.5 - 0.5 * square / least_square : 0);
        if (args.weight_sum != nullptr) static_cast<A *>(args.weight_sum)[row] = 0;
    }
}

// The dot product of a row's sums with its unit vector.
template <class T> SIMDLOSS_INLINE double dot_with_unit(const mining_args &args, std::int64_t row) {
    using A = accumulator_of<T>;
    const T *x = embedding<T>(args, row);
    const A *sum = static_cast<const A *>(args.sums) + row * args.sums_stride;
    const reg<A> inverse(static_cast<const A *>(args.inverse)[row]);
    return sum_of_products<A>(args.features, [&](std::int64_t k, std::int64_t n) {
        return factors<A>{load_partial_or_all(sum + k, n), load_partial_or_all(x + k, n) * inverse};
    });
}

// grad = scale * (sums - along * u), u the row's unit vector, or scale * sums.
template <class T, bool projected>
SIMDLOSS_INLINE void write_row(
    const mining_args &args, std::int64_t row, accumulator_of<T> scale, accumulator_of<T> along) {
    using A = accumulator_of<T>;
    const T *x = embedding<T>(args, row);
    const A *sum = static_cast<const A *>(args.sums) + row * args.sums_stride;
    T *out = static_cast<T *>(args.grad) + row * args.stride;
    const reg<A> factor(scale);
    const reg<A> unit(projected ? along * static_cast<const A *>(args.inverse)[row] : A(0));
    for (std::int64_t k = 0; k < args.features; k += width<A>) {
        const std::int64_t n = args.features - k < width<A> ? args.features - k : width<A>;
        reg<A> g = load_partial_or_all(sum + k, n);
        if (projected) g = xsimd::fnma(unit, load_partial_or_all(x + k, n), g);
        g = g * factor;
        if (args.accumulate) g += load_partial_or_all(out + k, n);
        if (n == width<A>) store(out + k, g);
        else store_partial(out + k, n, g);
    }
}

// Whether a row has been drawn anywhere. One that has not keeps the gradient 0 even if it holds NaN.
template <class T> SIMDLOSS_INLINE bool is_drawn(const mining_args &args, std::int64_t row) {
    using A = accumulator_of<T>;
    const A *sum = static_cast<const A *>(args.sums) + row * args.sums_stride;
    bool any = args.weight_sum != nullptr && static_cast<const A *>(args.weight_sum)[row] != 0;
    for (std::int64_t k = 0; k < args.features && !any; k += width<A>) {
        const std::int64_t n = args.features - k < width<A> ? args.features - k : width<A>;
        any = xsimd::any(load_partial_or_all(sum + k, n) != reg<A>(0));
    }
    return any;
}

template <class T> void finish_rows(const mining_args &args, const mining_piece &piece) {
    using A = accumulator_of<T>;
    for (std::int64_t row = piece.begin; row < piece.end; ++row) {
        if (!is_normalized(args) || !is_drawn<T>(args, row)) {
            write_row<T, false>(args, row, static_cast<A>(args.scale), 0);
            continue;
        }
        // Rows shorter than the least length are only scaled. What their distances lack of |u| = 1 is in the gap, whose
        // gradient is -u for each pair.
        const A inverse = static_cast<const A *>(args.inverse)[row];
        double along = 0;
        if (!is_tiny(inverse)) along = dot_with_unit<T>(args, row);
        else if (args.weight_sum != nullptr) along = static_cast<const A *>(args.weight_sum)[row];
        write_row<T, true>(args, row, static_cast<A>(args.scale * inverse), static_cast<A>(along));
    }
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
