// The reduction behind softmax and cross-entropy: of a stretch of logits, the exact maximum, and the sum of the other
// exponentials, in one pass.
//
// Two things make it exact. The exponentials are taken of the logits themselves, scaled by a power of two (math.hpp), so
// nothing is rounded before the exponential. And the largest term of each lane is held back from that lane's sum: with
// m the row's maximum, what comes out is rest = sum exp(x_j) over all but the maximum, so that log S = log1p(rest /
// exp(m)) keeps all its digits for a confident row too, where S = 1 + rest would lose them.
#pragma once

#include "runtime/rows.hpp"
#include "simd/math.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

using namespace runtime;

// The scaled exponential of the maximum is kept near 2^offset, and at most 2^(offset + window): then neither overflows,
// and what flushes to zero is below the reach of the accumulator type.
template <class A> struct scaling;
template <> struct scaling<float> {
    static constexpr float offset = 36, window = 64;
    static constexpr float negligible = 0x1p-122f; // of the maximum's: gradients and probabilities below are 0
};
template <> struct scaling<double> {
    static constexpr double offset = 300, window = 600;
    static constexpr double negligible = 0x1p-1002;
};

// How a logit reaches the reduction: as stored, or through v = softcap * tanh(x / softcap) / temperature.
template <class A> struct identity {
    static constexpr bool is_identity = true;
    SIMDLOSS_INLINE reg<A> operator()(reg<A> x) const { return x; }
    SIMDLOSS_INLINE reg<A> derivative(reg<A>) const { return reg<A>(1); }
};

template <class A> struct capped {
    static constexpr bool is_identity = false;
    A softcap, temperature; // softcap 0: none
    SIMDLOSS_INLINE reg<A> operator()(reg<A> x) const {
        if (softcap == 0) return x / reg<A>(temperature);
        reg<A> t, unused;
        tanh_and_derivative(x / reg<A>(softcap), t, unused);
        return reg<A>(softcap) * t / reg<A>(temperature);
    }
    SIMDLOSS_INLINE reg<A> derivative(reg<A> x) const {
        if (softcap == 0) return reg<A>(1) / reg<A>(temperature);
        reg<A> unused, d;
        tanh_and_derivative(x / reg<A>(softcap), unused, d);
        return d / reg<A>(temperature);
    }
};

// One lane each: the largest logit, its exponential, and the sum of the others.
template <class A> struct lane_sums {
    pack<A> max, top;
    wide_pack<A> rest;

    SIMDLOSS_INLINE lane_sums() {
        max = pack<A>::filled(-std::numeric_limits<A>::infinity());
        top = pack<A>::filled(0);
        for (auto &r : rest.r) r = reg<double>(0);
    }
};

inline constexpr int run_length = 8;

// How many registers go through the exponential together: as the number of registers allows.
inline constexpr int exp_group = is_avx512 ? 8 : 4;

template <class A> struct lane_run { reg<A> max, top, sum; };

// n registers, `step` elements apart. NaN: it enters the sum, since min_or_second gives its second operand; what `max` and
// `top` then hold does not matter.
template <int n, bool keep, class T, class V>
SIMDLOSS_INLINE void add_packs(lane_run<accumulator_of<T>> &run, const T *x, std::int64_t step, const V &transform,
    const reference<accumulator_of<T>> &ref, accumulator_of<T> *kept) {
    using A = accumulator_of<T>;
    reg<A> v[n], e[n];
#pragma GCC unroll 8
    for (int k = 0; k < n; ++k) e[k] = v[k] = transform(load(x + k * step));
    exp_scaled<n>(e, ref);
#pragma GCC unroll 8
    for (int k = 0; k < n; ++k) {
        if constexpr (keep) store(kept + k * step, e[k]);
        run.sum += min_or_second(run.top, e[k]);
        run.top = max_or_second(e[k], run.top);
        run.max = max_or_second(v[k], run.max);
    }
}

// One register's part of a run of packs, `step` elements apart: few enough that float lanes lose nothing to speak of
// before they are added up in double. With `keep`, the exponentials are stored as well.
template <bool keep, class T, class V>
SIMDLOSS_INLINE void add_run(lane_sums<accumulator_of<T>> &sums, int i, const T *x, std::int64_t step, int packs,
    const V &transform, const reference<accumulator_of<T>> &ref, accumulator_of<T> *kept) {
    using A = accumulator_of<T>;
    lane_run<A> run{sums.max.r[i], sums.top.r[i], reg<A>(0)};
    int p = 0;
    for (; p + exp_group <= packs; p += exp_group)
        add_packs<exp_group, keep>(run, x + p * step, step, transform, ref, kept + (keep ? p * step : 0));
    for (; p + 2 <= packs; p += 2)
        add_packs<2, keep>(run, x + p * step, step, transform, ref, kept + (keep ? p * step : 0));
    if (p < packs) add_packs<1, keep>(run, x + p * step, step, transform, ref, kept + (keep ? p * step : 0));
    sums.max.r[i] = run.max;
    sums.top.r[i] = run.top;
    add_widened<A>(sums.rest, i, run.sum);
}

// Pulls in the memory that comes next while a run computes, so far ahead.
inline constexpr std::int64_t prefetch_bytes = 4096;

// The sums over one chunk of a row with a given reference.
template <bool keep, class T, class V>
[[gnu::noinline]] lane_sums<accumulator_of<T>> sum_chunk(const T *x, std::int64_t n, const V &transform,
    const reference<accumulator_of<T>> &ref, accumulator_of<T> *kept, const T *output, std::int64_t ahead) {
    using A = accumulator_of<T>;
    constexpr std::int64_t run = run_length * lanes<A>;
    lane_sums<A> sums;
    std::int64_t j = 0;
    for (; j + run <= n; j += run) {
        for (std::int64_t b = 0; b < run * static_cast<std::int64_t>(sizeof(T)); b += 64) {
            prefetch(reinterpret_cast<const char *>(x + j) + ahead + b);
            if (keep && output) prefetch_to_write(reinterpret_cast<const char *>(output + j) + b);
        }
        for (int i = 0; i < regs<A>; ++i)
            add_run<keep>(sums, i, x + j + i * width<A>, lanes<A>, run_length, transform, ref,
                keep ? kept + j + i * width<A> : nullptr);
    }
    if (j == n) return sums;
    // What is left is a shorter run of whole packs, filled up with -inf, whose exponentials add 0.
    alignas(64) A rest[run];
    std::int64_t m = 0;
    for (; j + m + width<A> <= n; m += width<A>) transform(load(x + j + m)).store_aligned(rest + m);
    if (j + m < n) {
        const std::int64_t count = n - j - m;
        fill_after(transform(load_partial(x + j + m, count)), count, -std::numeric_limits<A>::infinity())
            .store_aligned(rest + m);
        m += width<A>;
    }
    for (; m % lanes<A> != 0; m += width<A>) reg<A>(-std::numeric_limits<A>::infinity()).store_aligned(rest + m);
    for (int i = 0; i < regs<A>; ++i)
        add_run<keep>(sums, i, rest + i * width<A>, lanes<A>, static_cast<int>(m / lanes<A>), identity<A>{}, ref,
            keep ? kept + j + i * width<A> : nullptr);
    return sums;
}

template <class A> SIMDLOSS_INLINE A largest(const pack<A> &p) {
    reg<A> m = p.r[0];
    for (int i = 1; i < regs<A>; ++i) m = max_or_second(p.r[i], m);
    return xsimd::reduce_max(m);
}

// Adds lanes by halves: i and i + n/2, then the same again. The same order for every register width.
template <class A> SIMDLOSS_INLINE double add_lanes(wide_pack<A> sum) {
    constexpr int w = width<double>;
    for (int half = wide_pack<A>::size / 2; half > 0; half /= 2)
        for (int i = 0; i < half; ++i) sum.r[i] += sum.r[i + half];
    alignas(64) double lane[w];
    sum.r[0].store_aligned(lane);
    for (int half = w / 2; half > 0; half /= 2)
        for (int i = 0; i < half; ++i) lane[i] += lane[i + half];
    return lane[0];
}

// The lanes of a row come together: all their largest terms join the sum but one that is the maximum. No branch depends
// on where that is.
template <class A> SIMDLOSS_INLINE double rest_of_row(lane_sums<A> &sums, A max) {
    reg<A> top(0), ties(0);
    for (int i = 0; i < regs<A>; ++i) {
        const mask<A> at_max = sums.max.r[i] == reg<A>(max);
        add_widened<A>(sums.rest, i, xsimd::select(at_max, reg<A>(0), sums.top.r[i]));
        top = max_or_second(xsimd::select(at_max, sums.top.r[i], reg<A>(0)), top);
        ties += xsimd::select(at_max, reg<A>(1), reg<A>(0));
    }
    const double others = static_cast<double>(xsimd::reduce_add(ties)) - 1;
    return add_lanes<A>(sums.rest) + others * static_cast<double>(xsimd::reduce_max(top));
}

template <class T, class V> SIMDLOSS_INLINE accumulator_of<T> max_of(const T *x, std::int64_t n, const V &transform) {
    using A = accumulator_of<T>;
    constexpr A least = -std::numeric_limits<A>::infinity();
    reg<A> max(least);
    std::int64_t j = 0;
    for (; j + width<A> <= n; j += width<A>) max = max_or_second(transform(load(x + j)), max);
    if (j < n) max = max_or_second(fill_after(transform(load_partial(x + j, n - j)), n - j, least), max);
    return xsimd::reduce_max(max);
}

template <class T> bool has_nan(const T *x, std::int64_t n) {
    using A = accumulator_of<T>;
    bool found = false;
    for (std::int64_t j = 0; j < n; j += width<A>) {
        const reg<A> v = load_partial_or_all(x + j, n - j < width<A> ? n - j : width<A>);
        found |= xsimd::any(v != v);
    }
    return found;
}

// The maximum of a chunk's first pack. A caller with several chunks asks for the next one's before it reduces one, so that
// nothing waits for it.
template <class T, class V> SIMDLOSS_INLINE accumulator_of<T> guess_of(const T *x, std::int64_t n, const V &transform) {
    constexpr std::int64_t first = lanes<accumulator_of<T>>;
    return max_of(x, n < first ? n : first, transform);
}

// One chunk of a row. The reference is guessed from the first pack, which needs no pass of its own; if the chunk's
// maximum turns out to lie out of the guess's window, the chunk is summed again with the right one. Either way depends
// on this chunk's values alone. sum(reference) gives the lane_sums.
template <class T, class V, class Sum>
SIMDLOSS_INLINE stretch reduce_chunk_by(
    const T *x, std::int64_t n, const V &transform, accumulator_of<T> guess, const Sum &sum) {
    using A = accumulator_of<T>;
    using scale = scaling<A>;
    reg<A> shift, k;
    if (!(guess >= -1024 && guess <= 1024)) guess = max_of(x, n, transform);
    choose_reference(reg<A>(guess), shift, k);
    lane_sums<A> sums;
    A max;
    for (;;) {
        sums = sum(scaled_reference(shift, reg<A>(scale::offset) - k));
        max = largest(sums.max);
        if (!(max > guess)) break;
        reg<A> right_shift, right_k;
        choose_reference(reg<A>(max), right_shift, right_k);
        if (right_k.get(0) - k.get(0) <= scale::window && right_shift.get(0) == shift.get(0)) break;
        guess = max;
        shift = right_shift;
        k = right_k;
    }
    stretch s{};
    s.max = max;
    s.sum = rest_of_row(sums, max);
    if (max == std::numeric_limits<A>::infinity())
        s.sum = has_nan(x, n) ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
    s.exponent = static_cast<double>(k.get(0) - scale::offset);
    s.shift = shift.get(0);
    return s;
}

// kept, if not nullptr, receives the exponentials, to the exponent that is returned; where `output` is where they will
// go, its cache lines are fetched meanwhile.
template <bool keep, class T, class V>
SIMDLOSS_INLINE stretch reduce_chunk(const T *x, std::int64_t n, const V &transform, accumulator_of<T> guess,
    accumulator_of<T> *kept, const T *output, std::int64_t ahead = prefetch_bytes) {
    return reduce_chunk_by(x, n, transform, guess, [&](const reference<accumulator_of<T>> &ref) {
        return sum_chunk<keep>(x, n, transform, ref, kept, output, ahead);
    });
}
template <bool keep, class T, class V>
SIMDLOSS_INLINE stretch reduce_chunk(
    const T *x, std::int64_t n, const V &transform, accumulator_of<T> *kept, const T *output) {
    return reduce_chunk<keep>(x, n, transform, guess_of(x, n, transform), kept, output);
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
