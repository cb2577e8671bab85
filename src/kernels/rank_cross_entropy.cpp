// RankCrossEntropy: a softmax over the scores of a group, and log(P + e) of every one of them. The formula is in
// include/simdloss/ranking.h. Kept digits: log P = (z - m) - log S; log(P + e) = log P + log1p(e / P), or log e +
// log1p(P / e) where P < e; and the gradient as r_c (1 - P_c) - P_c (R - r_c), where 1 - P of the largest score is formed
// from the others' sum.
#include "kernels/table.hpp"
#include "simd/groups.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// What the elements of a group, or of a register of groups, share.
template <class A> struct rank_scalars {
    reference<A> ref;
    reg<A> factor;          // exp_scaled(z) * factor = P
    reg<A> max, log_sum, q; // q: 1 - P of the largest
};

// Of e = 2^-52 in log(P + e).
inline constexpr double added = 0x1p-52, log_added = -36.043653389117154;

template <class A> struct rank_terms { reg<A> p, log, r; };

template <class A> SIMDLOSS_INLINE rank_terms<A> terms_of(reg<A> z, reg<A> t, reg<A> e, const rank_scalars<A> &s) {
    rank_terms<A> out;
    e = xsimd::select(e < reg<A>(scaling<A>::negligible), reg<A>(0), e);
    out.p = e * s.factor;
    const reg<A> log_p = (z - s.max) - s.log_sum, ratio = reg<A>(static_cast<A>(added)) / out.p;
    // Where e / P is below half an ULP of 1, log1p of it is itself, to the last digit of a float.
    const mask<A> plain = out.p >= reg<A>(0x1p-28f);
    const bool is_float = sizeof(A) == 4;
    out.log = log_p + ratio;
    out.r = xsimd::fnma(t, ratio, t);
    if (is_float && xsimd::all(plain)) return out;
    const spread<A> wide_p(out.p), wide_log_p(log_p), wide_t(t);
    spread<A> log, r;
    for (int h = 0; h < spread<A>::size; ++h) {
        const r64 p = wide_p.r[h], eps(added);
        const mask<double> below = p < eps;
        const r64 larger = xsimd::select(below, eps, p), smaller = xsimd::select(below, p, eps);
        const r64 base = xsimd::select(below, r64(log_added), wide_log_p.r[h]);
        log.r[h] = base + log1p<A>(smaller / larger);
        log.r[h] = xsimd::select(p == p, log.r[h], p);
        r.r[h] = wide_t.r[h] * (p / (p + eps));
    }
    out.log = xsimd::select(is_float ? plain : plain != plain, out.log, log.narrowed());
    out.r = xsimd::select(is_float ? plain : plain != plain, out.r, r.narrowed());
    return out;
}

// -g (r (1 - P) - P (R - r)), R in two parts.
template <class A>
SIMDLOSS_INLINE reg<A> rank_gradient(
    reg<A> z, reg<A> p, reg<A> r, reg<A> high, reg<A> low, reg<A> g, const rank_scalars<A> &s) {
    const reg<A> q = xsimd::select(z == s.max, s.q, reg<A>(1) - p);
    return negative(g) * xsimd::fnma(p, (high - r) + low, r * q);
}

template <class T> struct rank_cross_entropy_kernel {
    using A = accumulator_of<T>;
    static constexpr int w = width<A>;
    const rank_args &args;
    rank_rows &rows;
    group_array<T> groups{args.rows, args.columns, args.row_stride};

    bool wants_grad_scores() const { return args.grad_scores != nullptr; }

    // From the reduction of width<double> groups, in double; kept: whether the exponentials are to their exponent.
    struct wide_scalars {
        r64 factor, max, log_sum, q, shift, exponent;
    };
    static wide_scalars finish(const stretches &s) {
        wide_scalars out;
        out.max = max_or_nan(s);
        out.log_sum = log_of_sum<A>(s);
        const r64 rest = s.sum * exp_times_power<A>(s.shift - s.max, s.exponent);
        out.q = rest / (r64(1) + rest);
        // exp_scaled gives exp(z - shift) * 2^-exponent.
        out.factor = exp_times_power<A>(s.shift - out.max, negative(out.log_sum), s.exponent);
        out.shift = s.shift;
        out.exponent = s.exponent;
        return out;
    }

    static rank_scalars<A> narrowed(const wide_scalars (&x)[spread<A>::size]) {
        const auto pick = [&](auto member) {
            spread<A> all;
            for (int h = 0; h < spread<A>::size; ++h) all.r[h] = x[h].*member;
            return all.narrowed();
        };
        return {scaled_reference(pick(&wide_scalars::shift), negative(pick(&wide_scalars::exponent))),
            pick(&wide_scalars::factor), pick(&wide_scalars::max), pick(&wide_scalars::log_sum),
            pick(&wide_scalars::q)};
    }

    // A register of groups in a tile; e receives the scaled exponentials.
    rank_scalars<A> reduce_lanes(const A *z, A *e, int pitch) const {
        constexpr A infinity = std::numeric_limits<A>::infinity();
        const std::int64_t all = groups.size();
        reg<A> max(-infinity), nan(0);
        for (std::int64_t c = 0; c < all; ++c) {
            const reg<A> x = load(z + c * pitch);
            max = max_or_second(x, max);
            nan = xsimd::select(x == x, nan, x);
        }
        // +inf has no softmax either.
        nan = xsimd::select(xsimd::abs(max) == reg<A>(infinity), reg<A>(std::numeric_limits<A>::quiet_NaN()), nan);
        reg<A> shift, k;
        choose_reference(max, shift, k);
        const reg<A> exponent = k - reg<A>(scaling<A>::offset);
        const reference<A> ref = scaled_reference(shift, negative(exponent));
        lane_sums<A> sums;
        for (std::int64_t c = 0; c < all; c += run_length) {
            const int n = all - c < run_length ? static_cast<int>(all - c) : run_length;
            add_run<true>(sums, 0, z + c * pitch, pitch, n, identity<A>{}, ref, e + c * pitch);
        }
        const spread<A> wide_max(max), wide_nan(nan), wide_shift(shift), wide_exponent(exponent);
        wide_scalars out[spread<A>::size];
        for (int h = 0; h < spread<A>::size; ++h) {
            const r64 sum = sums.rest.r[h] + wide_nan.r[h];
            out[h] = finish({wide_max.r[h], sum, wide_exponent.r[h], wide_shift.r[h], r64(0)});
        }
        return narrowed(out);
    }

    // z becomes the gradient by the scores, t by the targets; e is scratch.
    void lanes_of_groups(A *z, A *t, A *e, A *r, int pitch, reg<A> g, double *total) const {
        const std::int64_t all = groups.size();
        const rank_scalars<A> s = reduce_lanes(z, e, pitch);
        spread<A> sum(0.0), weight(0.0);
        for (std::int64_t c = 0; c < all; ++c) {
            const reg<A> target = load(t + c * pitch);
            const rank_terms<A> x = terms_of(load(z + c * pitch), target, load(e + c * pitch), s);
            const spread<A> term(target * x.log), r_of(x.r);
            for (int h = 0; h < spread<A>::size; ++h) {
                sum.r[h] -= term.r[h];
                weight.r[h] += r_of.r[h];
            }
            store(e + c * pitch, x.p);
            store(r + c * pitch, x.r);
            store(t + c * pitch, negative(g) * x.log);
        }
        for (int h = 0; h < spread<A>::size; ++h) store(total + h * width<double>, sum.r[h]);
        if (!wants_grad_scores()) return;
        const reg<A> high = weight.narrowed(), low = low_part(weight, high);
        for (std::int64_t c = 0; c < all; ++c)
            store(z + c * pitch,
                rank_gradient(load(z + c * pitch), load(e + c * pitch), load(r + c * pitch), high, low, g, s));
    }

    static reg<A> low_part(spread<A> x, reg<A> high) {
        const spread<A> rounded(high);
        for (int h = 0; h < spread<A>::size; ++h) x.r[h] -= rounded.r[h];
        return x.narrowed();
    }

    A upstream(std::int64_t group) const {
        return args.grad_loss ? static_cast<const A *>(args.grad_loss)[group] : static_cast<A>(args.grad);
    }

    void in_tiles() const {
        const tile_shape<A> shape(groups.size(), rows.count);
        const int pitch = shape.pitch;
        alignas(64) A z[tile_capacity<A>], t[tile_capacity<A>], e[tile_capacity<A>], r[tile_capacity<A>];
        for (int begin = 0; begin < rows.count; begin += pitch) {
            const int n = rows.count - begin < pitch ? rows.count - begin : pitch;
            const std::int64_t first = rows.first + begin;
            groups.stage(static_cast<const T *>(args.scores), first, n, z, pitch);
            groups.stage(static_cast<const T *>(args.target), first, n, t, pitch);
            for (int lane = 0; lane < n; lane += w) {
                alignas(64) A g[w];
                for (int i = 0; i < w; ++i) g[i] = lane + i < n ? upstream(first + lane + i) : A(0);
                lanes_of_groups(z + lane, t + lane, e + lane, r + lane, pitch, load(g), rows.loss + begin + lane);
            }
            if (args.grad_scores)
                groups.unstage(
                    static_cast<T *>(args.grad_scores), first, n, z, pitch, args.accumulate, args.stream_scores);
            if (args.grad_target)
                groups.unstage(
                    static_cast<T *>(args.grad_target), first, n, t, pitch, args.accumulate, args.stream_target);
        }
    }

    // ---- one long group

    rank_scalars<A> reduce_group(std::int64_t group) const {
        alignas(64) T buffer[group_array<T>::piece];
        stretches sum{};
        groups.for_pieces(0, groups.size(), [&](std::int64_t at, std::int64_t n) {
            const T *x = groups.read(static_cast<const T *>(args.scores), group, at, n, buffer);
            const stretch s = reduce_chunk<false>(x, n, identity<A>{}, nullptr, static_cast<const T *>(nullptr));
            const stretches next{r64(s.max), r64(s.sum), r64(s.exponent), r64(s.shift), r64(0)};
            sum = at == 0 ? next : merge<A>(sum, next, 0, 0);
        });
        // One reference for all, of the maximum.
        wide_scalars out = finish(sum);
        reg<A> shift, k;
        choose_reference(reg<A>(static_cast<A>(out.max.get(0))), shift, k);
        out.shift = r64(static_cast<double>(shift.get(0)));
        out.exponent = r64(static_cast<double>(k.get(0) - scaling<A>::offset));
        out.factor = exp_times_power<A>(out.shift - out.max, negative(out.log_sum), out.exponent);
        wide_scalars both[spread<A>::size];
        for (auto &x : both) x = out;
        return narrowed(both);
    }

    SIMDLOSS_INLINE static rank_terms<A> terms(reg<A> z, reg<A> t, const rank_scalars<A> &s) {
        return terms_of(z, t, exp_scaled(z, s.ref), s);
    }

    void sum_group(std::int64_t group, const rank_scalars<A> &s, double &loss, double &weight) const {
        alignas(64) T z_buffer[group_array<T>::piece], t_buffer[group_array<T>::piece];
        wide_pack<A> losses, weights;
        for (auto &x : losses.r) x = r64(0);
        for (auto &x : weights.r) x = r64(0);
        groups.for_pieces(0, groups.size(), [&](std::int64_t at, std::int64_t n) {
            const T *z = groups.read(static_cast<const T *>(args.scores), group, at, n, z_buffer);
            const T *t = groups.read(static_cast<const T *>(args.target), group, at, n, t_buffer);
            for (std::int64_t j = 0; j < n; j += w) {
                const std::int64_t left = n - j < w ? n - j : w;
                const reg<A> target = load_partial_or_all(t + j, left);
                const rank_terms<A> x = terms(load_partial_or_all(z + j, left), target, s);
                const int i = static_cast<int>(j / w % regs<A>);
                add_widened<A>(losses, i, fill_after(-(target * x.log), left, A(0)));
                add_widened<A>(weights, i, fill_after(x.r, left, A(0)));
            }
        });
        loss = add_lanes<A>(losses);
        weight = add_lanes<A>(weights);
    }

    void write_group(std::int64_t group, const rank_scalars<A> &s, double weight) const {
        alignas(64) T z_buffer[group_array<T>::piece], t_buffer[group_array<T>::piece];
        alignas(64) T z_out[group_array<T>::piece], t_out[group_array<T>::piece];
        const A first = static_cast<A>(weight);
        const reg<A> g(upstream(group)), high(first), low(static_cast<A>(weight - static_cast<double>(first)));
        const bool direct = groups.dense();
        groups.for_pieces(0, groups.size(), [&](std::int64_t at, std::int64_t n) {
            const T *z = groups.read(static_cast<const T *>(args.scores), group, at, n, z_buffer);
            const T *t = groups.read(static_cast<const T *>(args.target), group, at, n, t_buffer);
            const auto place = [&](void *base, T *buffer) -> T * {
                if (!base) return nullptr;
                if (direct) return static_cast<T *>(base) + group * groups.size() + at;
                if (args.accumulate) groups.read(static_cast<const T *>(base), group, at, n, buffer);
                return buffer;
            };
            const outputs<T, 2> out = {{place(args.grad_scores, z_out), place(args.grad_target, t_out)},
                {direct && args.stream_scores, direct && args.stream_target}, args.accumulate};
            write_together(out, n, [&](auto &y, std::int64_t j, const auto &load_from) {
                const reg<A> score = load_from(z + j);
                const rank_terms<A> x = terms(score, load_from(t + j), s);
                y[0] = rank_gradient(score, x.p, x.r, high, low, g, s);
                y[1] = negative(g) * x.log;
            });
            if (direct) return;
            for (int k = 0; k < 2; ++k) {
                if (!out.at[k]) continue;
                T *const base = static_cast<T *>(k == 0 ? args.grad_scores : args.grad_target);
                groups.for_stretches(group, at, n, [&](std::int64_t i, std::int64_t to, std::size_t bytes) {
                    std::memcpy(base + to, out.at[k] + i, bytes);
                });
            }
        });
    }

    void run() const {
        if (groups.size() <= few_classes) {
            in_tiles();
        } else {
            for (int i = 0; i < rows.count; ++i) {
                const std::int64_t group = rows.first + i;
                const rank_scalars<A> s = reduce_group(group);
                double weight = 0;
                if (args.wants_loss || wants_grad_scores()) sum_group(group, s, rows.loss[i], weight);
                if (args.grad_scores || args.grad_target) write_group(group, s, weight);
            }
        }
        if (args.stream_scores || args.stream_target) stream_fence();
    }
};

template <class T> void rank_cross_entropy(const rank_args &args, rank_rows &rows, const work &) {
    if (args.columns > 0) return rank_cross_entropy_kernel<T>{args, rows}.run();
    for (int i = 0; i < rows.count; ++i) rows.loss[i] = 0;
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(rank_cross_entropy)

} // namespace simdloss::SIMDLOSS_ISA
