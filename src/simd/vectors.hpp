// The driver of losses on two or three rows of embeddings at a time: lanes run along the features. A group of rows that
// fits in the first-level cache is read and reduced, row by row; what the sums mean is then worked out in double, a
// register of rows at a time; and the rows are read again, from the cache, for the gradients.
//
// What is summed. Of inner products: |x_k|^2 of each row, and x_k . x_l of each pair. Of differences v = x_k - x_l + eps,
// of each pair: |v|, v^2, |v|^p relative to the largest (and that), or how many are the largest (and that).
#pragma once

#include "runtime/embedding_args.hpp"
#include "simd/log_sum_exp.hpp"
#include "simd/write_together.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

using r64 = reg<double>;

enum class summed { products, squares, magnitudes, powers, largest };

// Pair 0 is of rows 0 and 1, pair 1 of rows 0 and 2, pair 2 of rows 1 and 2.
inline constexpr int first_of_pair[] = {0, 0, 1}, second_of_pair[] = {1, 2, 2};

// Numbers of the rows of a kernel call, in double.
struct vector_state {
    double norm[3][row_array]; // squared, of each input
    double pair[3][row_array]; // the sum of each pair
    double top[3][row_array];  // the largest |v| of each pair
    // For the gradients. Of products: own[k] x_k + cross[p] x_l. Of differences: cross[p] f(v).
    double own[3][row_array], cross[3][row_array];
    double base[3][row_array];  // what f(v) depends on: the distance, for powers; the largest |v|
    double alive[3][row_array]; // 0: the gradient by this input is 0
    double swapped[row_array];  // 1: pair 2 stands in for pair 1
};

// log of a positive number, to the digits of A.
template <class A> SIMDLOSS_INLINE r64 log_positive(r64 x) {
    using c = constants<double>;
    using u64 = reg<std::uint64_t>;
    const mask<double> tiny = x < r64(0x1p-1000);
    const r64 z = xsimd::select(tiny, x * r64(0x1p60), x), one(1);
    const u64 bits = xsimd::bitwise_cast<std::uint64_t>(z) + u64(0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
    const r64 exponent = xsimd::bitwise_cast<double>((bits >> 52) | u64(0x4330000000000000u)) - r64(0x1p52 + c::bias);
    const r64 k = exponent - xsimd::select(tiny, r64(60), r64(0));
    const r64 f = xsimd::bitwise_cast<double>((bits & u64(0x000fffffffffffffu)) + u64(0x3fe6a09e667f3bcdu)) - one;
    const r64 s = f / (f + r64(2)), square = s * s, half = r64(0.5) * f * f;
    const r64 tail = xsimd::fma(s, half + square * polynomial(square, row_constants<A>::log), k * r64(c::ln2_low));
    return xsimd::fma(k, r64(c::ln2_high), f - (half - tail));
}

// x^p of 0 <= x < infinity, 0 where x is 0; NaN stays NaN.
template <class A> SIMDLOSS_INLINE r64 power(r64 x, r64 p) {
    const r64 y = exp_times_power<A>(p * log_positive<A>(x), r64(0));
    return xsimd::select(x > r64(0), y, x);
}

template <class A> SIMDLOSS_INLINE reg<A> power(reg<A> x, double p) {
    spread<A> wide(x);
    for (auto &y : wide.r) y = power<A>(y, r64(p));
    return wide.narrowed();
}

template <class A> SIMDLOSS_INLINE reg<A> sign_of(reg<A> v) {
    return xsimd::select(v > reg<A>(0), reg<A>(1), xsimd::select(v < reg<A>(0), reg<A>(-1), v));
}

template <class T, int inputs, summed what> struct vector_driver {
    using A = accumulator_of<T>;
    static constexpr int w = width<A>, pairs = inputs == 3 ? 3 : 1;
    static constexpr bool products = what == summed::products,
                          has_top = what == summed::powers || what == summed::largest;
    static constexpr int sums = products ? inputs + pairs : pairs;
    static constexpr std::int64_t run = run_length * lanes<A>;

    const embedding_args &args;
    embedding_rows &rows;
    vector_state &state;
    int used_pairs = inputs == 2 ? 1 : args.swap ? 3 : 2;
    reg<A> eps{static_cast<A>(args.eps)};

    const T *input(int k, int i) const {
        return static_cast<const T *>(args.in[k]) + (rows.first + i) * args.stride[k];
    }

    struct row_pointers {
        const T *x[inputs];
    };
    row_pointers row(int i) const {
        row_pointers r;
        for (int k = 0; k < inputs; ++k) r.x[k] = input(k, i);
        return r;
    }

    template <class Load>
    SIMDLOSS_INLINE static void load_all(
        const row_pointers &r, std::int64_t j, const Load &load_from, reg<A> (&x)[inputs]) {
#pragma GCC unroll 3
        for (int k = 0; k < inputs; ++k) x[k] = load_from(r.x[k] + j);
    }
    SIMDLOSS_INLINE reg<A> difference(const reg<A> (&x)[inputs], int p) const {
        return (x[first_of_pair[p]] - x[second_of_pair[p]]) + eps; // NOLINT: pairs in use are set
    }

    // Adds a register's terms; count < w: only of the first lanes.
    template <int of_pairs>
    SIMDLOSS_INLINE void add(
        reg<A> (&s)[sums], const reg<A> (&x)[inputs], std::int64_t count, const reg<A> *top) const {
        if constexpr (products) {
#pragma GCC unroll 3
            for (int k = 0; k < inputs; ++k) s[k] = xsimd::fma(x[k], x[k], s[k]);
#pragma GCC unroll 3
            for (int p = 0; p < of_pairs; ++p)
                s[inputs + p] = xsimd::fma(x[first_of_pair[p]], x[second_of_pair[p]], s[inputs + p]);
        } else {
#pragma GCC unroll 3
            for (int p = 0; p < of_pairs; ++p) {
                reg<A> v = difference(x, p);
                if (count < w) v = fill_after(v, count, A(0));
                if constexpr (what == summed::squares) s[p] = xsimd::fma(v, v, s[p]);
                else if constexpr (what == summed::magnitudes) s[p] += xsimd::abs(v);
                else if constexpr (what == summed::powers) s[p] += power<A>(relative(v, top[p]), args.p);
                else s[p] += xsimd::select(xsimd::abs(v) == top[p], reg<A>(1), reg<A>(0));
            }
        }
    }

    // The sums of a row, in double: runs of 8 packs in A first. `ahead`: how many rows
    // further memory is fetched meanwhile.
    template <int of_pairs> SIMDLOSS_INLINE void reduce(int i, int ahead, const reg<A> *top) const {
        const row_pointers r = row(i);
        const std::int64_t d = args.features;
        wide_pack<A> total[sums];
        for (auto &t : total)
            for (auto &x : t.r) x = r64(0);
        for (std::int64_t j = 0; j < d; j += run) {
            for (int k = 0; k < inputs; ++k)
                for (std::int64_t b = 0; b < run * static_cast<std::int64_t>(sizeof(T)); b += 64)
                    if (j * static_cast<std::int64_t>(sizeof(T)) + b < d * static_cast<std::int64_t>(sizeof(T)))
                        prefetch(reinterpret_cast<const char *>(r.x[k] + j + ahead * args.stride[k]) + b);
            const std::int64_t end = j + run < d ? j + run : d;
#pragma GCC unroll 8
            for (int at = 0; at < regs<A>; ++at) {
                reg<A> s[sums];
                for (auto &x : s) x = reg<A>(0);
                std::int64_t c = j + at * w;
                for (; c + w <= end; c += lanes<A>) {
                    reg<A> x[inputs];
                    load_all(
                        r, c, [](const auto *p) { return load(p); }, x);
                    add<of_pairs>(s, x, w, top);
                }
                if (c < end) {
                    reg<A> x[inputs];
                    load_all(
                        r, c, [=](const auto *p) { return load_partial(p, end - c); }, x);
                    add<of_pairs>(s, x, end - c, top);
                }
#pragma GCC unroll 6
                for (int k = 0; k < sums; ++k) add_widened<A>(total[k], at, s[k]);
            }
        }
        if constexpr (products) {
            for (int k = 0; k < inputs; ++k) state.norm[k][i] = add_lanes<A>(total[k]);
            for (int p = 0; p < of_pairs; ++p) state.pair[p][i] = add_lanes<A>(total[inputs + p]);
        } else {
            for (int p = 0; p < of_pairs; ++p) state.pair[p][i] = add_lanes<A>(total[p]);
        }
        if constexpr (sizeof(A) == 4 && (products || what == summed::squares))
            if (out_of_range<of_pairs>(i)) reduce_wide<of_pairs>(i);
    }

    // Whether squares in float may have overflowed, or lost digits below the normal numbers.
    template <int of_pairs> SIMDLOSS_INLINE bool out_of_range(int i) const {
        bool out = false;
        const auto look = [&](double square) { out |= !(square >= 0x1p-80 && square <= 0x1p120); };
        if constexpr (products) {
            for (int k = 0; k < inputs; ++k) look(state.norm[k][i]);
        } else {
            for (int p = 0; p < of_pairs; ++p) look(state.pair[p][i]);
        }
        return out;
    }

    // The same in double throughout: nothing of a float over- or underflows there.
    template <int of_pairs> [[gnu::noinline]] void reduce_wide(int i) const {
        const row_pointers r = row(i);
        const std::int64_t d = args.features;
        wide_pack<A> total[sums];
        for (auto &t : total)
            for (auto &x : t.r) x = r64(0);
        for (std::int64_t j = 0; j < d; j += w) {
            const std::int64_t count = d - j < w ? d - j : w;
            const int at = static_cast<int>(j / w % regs<A>) * spread<A>::size;
            reg<A> x[inputs];
            load_all(
                r, j, [=](const auto *p) { return load_partial_or_all(p, count); }, x);
            const auto product = [&](int sum, reg<A> a, reg<A> b) {
                const spread<A> wide_a(a), wide_b(b);
                for (int h = 0; h < spread<A>::size; ++h)
                    total[sum].r[at + h] = xsimd::fma(wide_a.r[h], wide_b.r[h], total[sum].r[at + h]);
            };
            for (int p = 0; p < of_pairs; ++p) {
                if constexpr (products) {
                    product(inputs + p, x[first_of_pair[p]], x[second_of_pair[p]]);
                } else {
                    const reg<A> v = fill_after(difference(x, p), count, A(0));
                    product(p, v, v);
                }
            }
            for (int k = 0; products && k < inputs; ++k) product(k, x[k], x[k]);
        }
        for (int k = 0; products && k < inputs; ++k) state.norm[k][i] = add_lanes<A>(total[k]);
        for (int p = 0; p < of_pairs; ++p) state.pair[p][i] = add_lanes<A>(total[(products ? inputs : 0) + p]);
    }

    // The largest |v| of each pair; NaN if there is one.
    void find_top(int i) const {
        const row_pointers r = row(i);
        reg<A> top[pairs];
        for (auto &t : top) t = reg<A>(0);
        for (std::int64_t j = 0; j < args.features; j += w) {
            const std::int64_t count = args.features - j < w ? args.features - j : w;
            reg<A> x[inputs];
            load_all(
                r, j, [=](const auto *p) { return load_partial_or_all(p, count); }, x);
            for (int p = 0; p < used_pairs; ++p) {
                const reg<A> v = xsimd::abs(fill_after(difference(x, p), count, A(0)));
                top[p] = xsimd::select(v != v, v, max_or_second(v, top[p]));
            }
        }
        for (int p = 0; p < used_pairs; ++p) {
            const A largest = xsimd::reduce_max(xsimd::select(top[p] == top[p], top[p], reg<A>(0)));
            state.top[p][i] = xsimd::any(top[p] != top[p]) ? std::numeric_limits<double>::quiet_NaN() : double(largest);
        }
    }

    void reduce_row(int i, int ahead) const {
        reg<A> top[3] = {reg<A>(0), reg<A>(0), reg<A>(0)};
        if constexpr (has_top) {
            find_top(i);
            for (int p = 0; p < used_pairs; ++p) top[p] = reg<A>(static_cast<A>(state.top[p][i])); // NOLINT: set above
        }
        if constexpr (inputs == 2) reduce<1>(i, ahead, top);
        else if (args.swap) reduce<3>(i, ahead, top);
        else reduce<2>(i, ahead, top);
    }

    // ---- the distance of a pair, and what it takes for its gradient

    struct distance {
        r64 d, cross, base;
    }; // gradient by v: cross f(v), which may depend on base
    SIMDLOSS_INLINE distance distance_of(int p, int i) const {
        const r64 sum = load(state.pair[p] + i), zero(0), one(1);
        // Kept finite in A: a distance below the normal numbers has a gradient that is too short, not infinite.
        const r64 limit(sizeof(A) == 4 ? 0x1p126 : 0x1p1022);
        const auto inverse = [&](r64 d) {
            return xsimd::select(d == zero, zero, min_or_second<double>(limit, one / d));
        };
        if constexpr (what == summed::squares) {
            if (args.measure == embedding_measure::squared_euclidean) return {sum, r64(2), zero};
            const r64 d = xsimd::sqrt(sum);
            return {d, inverse(d), zero};
        } else if constexpr (what == summed::magnitudes) {
            return {sum, one, zero};
        } else {
            const r64 top = load(state.top[p] + i);
            if constexpr (what == summed::largest) return {top, xsimd::select(top == top, inverse(sum), top), top};
            if (args.p == 0) return {sum, zero, zero};
            const mask<double> plain = (top > zero) & (top <= r64(std::numeric_limits<double>::max()));
            const r64 d = xsimd::select(plain, top * power<A>(sum, r64(1 / args.p)), top);
            return {d, one, d};
        }
    }

    // The cosine of a pair: c, and the gradient own_k x_k + cross x_l by each.
    struct cosine {
        r64 c, cross, first_own, second_own;
    };
    SIMDLOSS_INLINE cosine cosine_of(int p, int i, double floor, double added) const {
        const int a = first_of_pair[p], b = second_of_pair[p];
        const r64 na = load(state.norm[a] + i) + r64(added), nb = load(state.norm[b] + i) + r64(added), low(floor);
        const r64 la = xsimd::sqrt(na), lb = xsimd::sqrt(nb);
        // A norm that is NaN stays NaN.
        const r64 fa = xsimd::select(la < low, low, la), fb = xsimd::select(lb < low, low, lb);
        const r64 cross = r64(1) / (fa * fb), c = load(state.pair[p] + i) / fa / fb;
        return {c, cross, xsimd::select(la < low, r64(0), negative(c) / na),
            xsimd::select(lb < low, r64(0), negative(c) / nb)};
    }

    // Gradients by rows of norm 0 are 0, if that is wanted.
    SIMDLOSS_INLINE r64 lives(int k, int i) const {
        if (!args.zero_gradient) return r64(1);
        return xsimd::select(load(state.norm[k] + i) == r64(0), r64(0), r64(1));
    }

    // ---- gradients

    // |v| / base; 0 where both are 0.
    SIMDLOSS_INLINE static reg<A> relative(reg<A> v, reg<A> base) {
        return xsimd::select(base == reg<A>(0), reg<A>(0), xsimd::abs(v) / base);
    }

    // f(v) of differences, without the row's factor.
    SIMDLOSS_INLINE reg<A> derivative(reg<A> v, reg<A> base) const {
        if constexpr (what == summed::squares) return v;
        else if constexpr (what == summed::magnitudes) return sign_of(v);
        else if constexpr (what == summed::largest)
            return xsimd::select(xsimd::abs(v) == base, sign_of(v), xsimd::select(v == v, reg<A>(0), v));
        else return sign_of(v) * power<A>(relative(v, base), args.p - 1);
    }

    SIMDLOSS_INLINE reg<A> all(const double *numbers, int i) const { return reg<A>(static_cast<A>(numbers[i])); }

    template <bool swapped> SIMDLOSS_INLINE void write_row(int i, const outputs<T, inputs> &out) const {
        constexpr int second = swapped ? 2 : 1; // the pair with the negative
        const row_pointers r = row(i);
        if constexpr (products) {
            const reg<A> own[3] = {all(state.own[0], i), all(state.own[1], i), all(state.own[inputs - 1], i)};
            const reg<A> c0 = all(state.cross[0], i), c1 = all(state.cross[inputs == 3 ? second : 0], i);
            write_together(out, args.features, [&](auto &y, std::int64_t j, const auto &load_from) {
                reg<A> x[inputs];
                load_all(r, j, load_from, x);
                y[0] = xsimd::fma(own[0], x[0], c0 * x[1]);
                y[1] = xsimd::fma(own[1], x[1], c0 * x[0]);
                if constexpr (inputs == 3) {
                    constexpr int f = first_of_pair[second];
                    y[f] = xsimd::fma(c1, x[2], y[f]);
                    y[2] = xsimd::fma(own[2], x[2], c1 * x[f]);
                }
            });
        } else {
            const reg<A> c0 = all(state.cross[0], i), i0 = all(state.base[0], i);
            const reg<A> c1 = all(state.cross[inputs == 3 ? second : 0], i),
                         i1 = all(state.base[inputs == 3 ? second : 0], i);
            write_together(out, args.features, [&](auto &y, std::int64_t j, const auto &load_from) {
                reg<A> x[inputs];
                load_all(r, j, load_from, x);
                y[0] = c0 * derivative(difference(x, 0), i0);
                y[1] = negative(y[0]);
                if constexpr (inputs == 3) {
                    constexpr int f = first_of_pair[second];
                    const reg<A> n = c1 * derivative(difference(x, second), i1); // c1 < 0: the negative is pushed away
                    y[f] = y[f] + n;
                    y[2] = negative(n);
                }
            });
        }
    }

    outputs<T, inputs> outputs_of(int i, bool living) const {
        outputs<T, inputs> out;
        for (int k = 0; k < inputs; ++k) {
            const bool wanted = args.grad[k] && (state.alive[k][i] != 0) == living;
            out.at[k] = wanted ? static_cast<T *>(args.grad[k]) + (rows.first + i) * args.stride[k] : nullptr;
            out.stream[k] = args.stream[k];
        }
        out.accumulate = args.accumulate;
        return out;
    }

    void write(int i) const {
        const auto any = [](const outputs<T, inputs> &out) {
            bool wanted = false;
            for (const T *p : out.at) wanted |= p != nullptr;
            return wanted;
        };
        const outputs<T, inputs> living = outputs_of(i, true);
        if (any(living)) {
            if (inputs == 3 && state.swapped[i] != 0) write_row<inputs == 3>(i, living);
            else write_row<false>(i, living);
        }
        const outputs<T, inputs> dead = outputs_of(i, false);
        if (!args.accumulate && any(dead))
            write_together(dead, args.features, [](auto &y, std::int64_t, const auto &) {
                for (auto &x : y) x = reg<A>(0);
            });
    }

    // finish(i) makes losses and factors of the rows [i, i + width<double>).
    template <class Finish> void run_all(const Finish &finish) const {
        const bool wants_grad = args.grad[0] || args.grad[1] || args.grad[2];
        const std::int64_t row_bytes = args.features * static_cast<std::int64_t>(sizeof(T)) * inputs;
        const int group = row_bytes <= 1024 ? 16 : row_bytes <= 3072 ? 8 : 1;
        for (int begin = 0; begin < rows.count; begin += group) {
            const int end = rows.count - begin < group ? rows.count : begin + group;
            for (int i = begin; i < end; ++i) reduce_row(i, group);
            for (int i = begin; i < end; i += width<double>) finish(i);
            for (int i = begin; wants_grad && i < end; ++i) write(i);
        }
        if (args.stream[0] || args.stream[1] || args.stream[2]) stream_fence();
    }
};

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
