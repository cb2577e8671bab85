// What entropy and rank want of a chunk beside the sum of its exponentials, in the same pass over memory: the sum of
// e_j (m - v_j), with m the chunk's maximum, and the number of v_j that come before a given one.
//
// The gaps are all >= 0, so that nothing cancels, although m is not known before the end: a block of some kilobytes goes
// through the reduction first, which leaves its exponentials on the stack and the largest logit M of each lane so far;
// then, while the block is still in the first-level cache, the gaps below M are added up. Where M has risen since the
// block before, everything that the lane had until then moves away from it by the rise:
//
//     sum_j e_j (M' - v_j) = sum_j e_j (M - v_j) + (M' - M) sum_j e_j
//
// and at the end once more, from the lane's M to m. A term's own error is that of its exponential and a rounding or two;
// eight of them are added in the accumulator type, then in double, as in every sum (math.hpp, log_sum_exp.hpp).
#pragma once

#include "simd/log_sum_exp.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// Which v_j count: those from `lower` up before column `at`, those from `upper` up from there on.
template <class A> struct rank_limits {
    std::int64_t at = 0;
    A lower = 0, upper = 0;
};

// The least number above x; NaN, which nothing reaches, above +inf.
template <class A> SIMDLOSS_INLINE A next_above(A x) {
    using bits = typename constants<A>::bits;
    if (x == 0) return std::numeric_limits<A>::denorm_min();
    bits b;
    std::memcpy(&b, &x, sizeof b);
    b += x > 0 ? bits(1) : ~bits(0);
    std::memcpy(&x, &b, sizeof b);
    return x;
}

// What comes before v at column `at` of a row, the lower column first where both are equal.
template <class A> SIMDLOSS_INLINE rank_limits<A> ranks_before(A v, std::int64_t at) { return {at, v, next_above(v)}; }

// The sums of one chunk. gap is below each lane's own maximum until gap_of brings the lanes together.
template <class A> struct gap_sums {
    lane_sums<A> sums;
    wide_pack<A> gap;
    pack<A> count;

    SIMDLOSS_INLINE gap_sums() {
        for (auto &r : gap.r) r = reg<double>(0);
        count = pack<A>::filled(0);
    }
};

template <class A> inline constexpr std::int64_t run_elements = std::int64_t(run_length) * lanes<A>;
template <class A> inline constexpr std::int64_t block_elements = 4 * run_elements<A>;

// sum.r[2i], sum.r[2i + 1] += a * b for the i-th register of lanes.
template <class A> SIMDLOSS_INLINE void add_product(wide_pack<A> &sum, int i, reg<A> a, const wide_pack<A> &b) {
    if constexpr (sizeof(A) == 8) {
        sum.r[i] = xsimd::fma(a, b.r[i], sum.r[i]);
    } else {
        typename reg<double>::register_type low, high;
        widen(a, low, high);
        sum.r[2 * i] = xsimd::fma(reg<double>(low), b.r[2 * i], sum.r[2 * i]);
        sum.r[2 * i + 1] = xsimd::fma(reg<double>(high), b.r[2 * i + 1], sum.r[2 * i + 1]);
    }
}

template <class A, class Load>
SIMDLOSS_INLINE void add_gaps(
    gap_sums<A> &s, const lane_sums<A> &before, const A *e, int packs, reg<A> floor, const Load &load_pack) {
    reg<A> base[regs<A>], run[regs<A>];
    for (int i = 0; i < regs<A>; ++i) {
        base[i] = max_or_second(s.sums.max.r[i], floor);
        const reg<A> rise = base[i] - max_or_second(before.max.r[i], floor);
        add_product<A>(s.gap, i, rise, before.rest);
        run[i] = rise * before.top.r[i];
    }
    const auto add_pack = [&](int k) {
        for (int i = 0; i < regs<A>; ++i) {
            const int at = k * lanes<A> + i * width<A>;
            run[i] = xsimd::fma(load(e + at), base[i] - max_or_second(load_pack(at), floor), run[i]);
        }
    };
    const auto end_run = [&] {
        for (int i = 0; i < regs<A>; ++i) {
            add_widened<A>(s.gap, i, run[i]);
            run[i] = reg<A>(0);
        }
    };
    int p = 0;
    for (; p + run_length <= packs; p += run_length) {
#pragma GCC unroll 8
        for (int k = 0; k < run_length; ++k) add_pack(p + k);
        end_run();
    }
    if (p == packs) return;
    for (; p < packs; ++p) add_pack(p);
    end_run();
}

// The packs of a block that begins at column `first`.
template <class A, class Load>
SIMDLOSS_INLINE void add_ranks(
    gap_sums<A> &s, std::int64_t first, int packs, const rank_limits<A> &limits, const Load &load_pack) {
    const std::int64_t at = limits.at - first;
    const int before = at <= 0 ? 0 : at >= packs * lanes<A> ? packs : static_cast<int>(at / lanes<A>);
    const auto count = [&](int begin, int end, reg<A> limit) {
        for (int k = begin; k < end; ++k)
            for (int i = 0; i < regs<A>; ++i) {
                const mask<A> counts = load_pack(k * lanes<A> + i * width<A>) >= limit;
                s.count.r[i] += xsimd::select(counts, reg<A>(1), reg<A>(0));
            }
    };
    count(0, before, reg<A>(limits.lower));
    int after = before;
    if (at > before * lanes<A> && before < packs) { // the pack with both sorts
        for (int i = 0; i < regs<A>; ++i) {
            const std::int64_t lower = at - before * lanes<A> - i * width<A>;
            const reg<A> limit =
                lower <= 0 ? reg<A>(limits.upper)
                           : fill_after(reg<A>(limits.lower), lower < width<A> ? lower : width<A>, limits.upper);
            const mask<A> counts = load_pack(before * lanes<A> + i * width<A>) >= limit;
            s.count.r[i] += xsimd::select(counts, reg<A>(1), reg<A>(0));
        }
        ++after;
    }
    count(after, packs, reg<A>(limits.upper));
}

// `packs` packs at v, whose memory is at x, from column `first` of the chunk on.
template <bool gap, bool rank, class T, class Memory>
SIMDLOSS_INLINE void add_block(gap_sums<accumulator_of<T>> &s, const T *v, const Memory *x, std::int64_t first,
    int packs, const reference<accumulator_of<T>> &ref, const rank_limits<accumulator_of<T>> &limits) {
    using A = accumulator_of<T>;
    alignas(64) A kept[gap ? block_elements<A> : 1];
    const lane_sums<A> before = s.sums;
    for (int p = 0; p < packs; p += run_length) {
        const char *ahead = reinterpret_cast<const char *>(x + p * lanes<A>) + prefetch_bytes;
        for (std::int64_t b = 0; b < run_elements<A> * static_cast<std::int64_t>(sizeof(Memory)); b += 64)
            prefetch(ahead + b);
        const int n = packs - p < run_length ? packs - p : run_length;
        for (int i = 0; i < regs<A>; ++i) {
            const int at = p * lanes<A> + i * width<A>;
            add_run<gap>(s.sums, i, v + at, lanes<A>, n, identity<A>{}, ref, gap ? kept + at : nullptr);
        }
    }
    const auto load_pack = [v](int at) { return load(v + at); };
    if constexpr (gap) add_gaps<A>(s, before, kept, packs, ref.shift + ref.low, load_pack);
    if constexpr (rank) add_ranks<A>(s, first, packs, limits, load_pack);
}

// Transformed logits as whole packs, filled up with -inf, whose exponentials are 0. Returns how many packs.
template <class T, class V>
SIMDLOSS_INLINE int stage(const T *x, std::int64_t n, const V &transform, accumulator_of<T> *out) {
    using A = accumulator_of<T>;
    constexpr A least = -std::numeric_limits<A>::infinity();
    std::int64_t j = 0;
    for (; j + width<A> <= n; j += width<A>) transform(load(x + j)).store_aligned(out + j);
    if (j < n) {
        fill_after(transform(load_partial(x + j, n - j)), n - j, least).store_aligned(out + j);
        j += width<A>;
    }
    for (; j % lanes<A> != 0; j += width<A>) reg<A>(least).store_aligned(out + j);
    return static_cast<int>(j / lanes<A>);
}

// As sum_chunk, whose sums these are to the bit. limits.at counts from the chunk's first column.
template <bool gap, bool rank, class T, class V>
[[gnu::noinline]] gap_sums<accumulator_of<T>> sum_with_gaps(const T *x, std::int64_t n, const V &transform,
    const reference<accumulator_of<T>> &ref, const rank_limits<accumulator_of<T>> &limits) {
    using A = accumulator_of<T>;
    // Where a logit's value has to be made first, that is done once.
    constexpr bool in_place = V::is_identity && sizeof(T) == sizeof(A);
    alignas(64) A staged[in_place ? run_elements<A> : block_elements<A>];
    gap_sums<A> s;
    for (std::int64_t j = 0; j < n; j += block_elements<A>) {
        const std::int64_t length = n - j < block_elements<A> ? n - j : block_elements<A>;
        const std::int64_t whole = in_place ? length / run_elements<A> * run_elements<A> : 0;
        if (whole > 0) {
            if constexpr (in_place)
                add_block<gap, rank>(s, x + j, x + j, j, static_cast<int>(whole / lanes<A>), ref, limits);
        }
        if (whole < length) {
            const int packs = stage(x + j + whole, length - whole, transform, staged);
            add_block<gap, rank>(s, staged, x + j + whole, j + whole, packs, ref, limits);
        }
    }
    return s;
}

// The sum of e_j (max - v_j) over all lanes: a number of the exponentials' scale.
template <class A> SIMDLOSS_INLINE double gap_of(const gap_sums<A> &s, A max, reg<A> floor) {
    wide_pack<A> total = s.gap;
    for (int i = 0; i < regs<A>; ++i) {
        const reg<A> rise = reg<A>(max) - max_or_second(s.sums.max.r[i], floor);
        add_product<A>(total, i, rise, s.sums.rest);
        add_widened<A>(total, i, rise * s.sums.top.r[i]);
    }
    return add_lanes<A>(total);
}

template <class A> SIMDLOSS_INLINE double count_of(const gap_sums<A> &s) {
    reg<A> sum = s.count.r[0];
    for (int i = 1; i < regs<A>; ++i) sum += s.count.r[i];
    return static_cast<double>(xsimd::reduce_add(sum)); // small integers: exact in any order
}

// reduce_chunk, and in stretch::gap what its name says, in stretch::weight how many columns rank before limits.
template <bool gap, bool rank, class T, class V>
SIMDLOSS_INLINE stretch reduce_chunk_with_gaps(const T *x, std::int64_t n, const V &transform, accumulator_of<T> guess,
    const rank_limits<accumulator_of<T>> &limits) {
    using A = accumulator_of<T>;
    gap_sums<A> sums;
    reg<A> floor(0);
    stretch s = reduce_chunk_by(x, n, transform, guess, [&](const reference<A> &ref) {
        sums = sum_with_gaps<gap, rank>(x, n, transform, ref, limits);
        floor = ref.shift + ref.low;
        return sums.sums;
    });
    const A max = static_cast<A>(s.max);
    if (gap && max - max == 0) s.gap = gap_of(sums, max, floor);
    if (rank) s.weight = count_of(sums);
    return s;
}

// The first column at which v is `max`; n if there is none.
template <class T, class V>
std::int64_t find_max(const T *x, std::int64_t n, const V &transform, accumulator_of<T> max) {
    using A = accumulator_of<T>;
    std::int64_t j = 0;
    const auto at_max = [&](std::int64_t c, std::int64_t count) {
        return transform(load_partial_or_all(x + c, count)) == reg<A>(max);
    };
    constexpr int group = 4;
    for (; j + group * width<A> <= n; j += group * width<A>) {
        mask<A> found = at_max(j, width<A>);
        for (int k = 1; k < group; ++k) found = found | at_max(j + k * width<A>, width<A>);
        if (xsimd::any(found)) break;
    }
    for (; j < n; j += width<A>) {
        const std::int64_t count = n - j < width<A> ? n - j : width<A>;
        const std::uint64_t found = at_max(j, count).mask() & ((std::uint64_t(1) << count) - 1);
        if (found != 0) return j + __builtin_ctzll(found);
    }
    return n;
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
