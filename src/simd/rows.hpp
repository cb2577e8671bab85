// The driver for rows with many classes: lanes run along the classes of one row. A family (src/kernels) brings
//
//     T, A, layout, state, chunks, accumulate, stream      types, shapes, the rows' numbers
//     input, output, class_weight                          pointers; class_weight may be null
//     static constexpr output_kind kind                    what write puts out
//     bool wants_reduction, wants_output, wants_gap        what the call is for
//     bool may_keep                                        whether exponentials of the reduction serve the output
//     transform                                            identity<A> or capped<A>
//     bool active(i)                                       whether row i of the call is computed or only zeroed
//     bool all_active                                      known: all are
//     void look_up(begin, end)                             the elements that matter one by one, from memory before any
//     void look_up(tile, pitch, class0, n, begin, end)     output of these rows, or from a tile with n of their classes
//     void finish(begin, end)                              from state's sums to its factors, whole registers at a time
//     void patch(y, i, j)                                  what such elements become, in registers with the output of
//     void put_back(tile, pitch, class0, n, begin, end)    row i from column j on, or in a tile
//
// and what weighs_targets says (normalize.hpp) where a row has weights of its own.
#pragma once

#include "runtime/records.hpp"
#include "simd/tiles.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// sum of w_j (base - v_j) and of w_j over a chunk.
template <class Family, class Weights>
void weigh_chunk(const Family &f, const Weights &weight_of, const typename Family::T *x, std::int64_t n, stretch &s) {
    using A = typename Family::A;
    const reg<A> base(s.max == -std::numeric_limits<double>::infinity() ? A(0) : static_cast<A>(s.max));
    wide_pack<A> gaps{}, weights{};
    for (auto &r : gaps.r) r = r64(0);
    for (auto &r : weights.r) r = r64(0);
    int lane = 0;
    for (std::int64_t j = 0; j < n; j += width<A>, lane = (lane + 1) % regs<A>) {
        const std::int64_t count = n - j < width<A> ? n - j : width<A>;
        const auto load_from = [=](const auto *p) { return load_partial_or_all(p, count); };
        const reg<A> v = f.transform(load_from(x + j));
        const reg<A> w = fill_after(weight_of(j, load_from), count, A(0));
        add_widened<A>(gaps, lane, xsimd::select(w == reg<A>(0), reg<A>(0), w * (base - v)));
        add_widened<A>(weights, lane, w);
    }
    s.gap = add_lanes<A>(gaps);
    s.weight = add_lanes<A>(weights);
}

// The sums of lane i of a run of packs, a multiple of 4 and at most run_length: of the weights in the form of a tree, in
// which equal ones add up without an error, and of w (base - v) beside it.
template <bool gaps, class A, class Weight, class Logit>
SIMDLOSS_INLINE void weigh_run(
    int packs, reg<A> base, const Weight &weight, const Logit &logit, reg<A> &weights, reg<A> &gap) {
    reg<A> quarter[2] = {reg<A>(0), reg<A>(0)};
    gap = reg<A>(0);
#pragma GCC unroll 2
    for (int p = 0; p < packs; p += 4) {
        reg<A> w[4];
#pragma GCC unroll 4
        for (int k = 0; k < 4; ++k) {
            w[k] = weight(p + k);
            if constexpr (gaps)
                gap = xsimd::fma(w[k], xsimd::select(w[k] == reg<A>(0), reg<A>(0), base - logit(p + k)), gap);
        }
        quarter[p / 4] = (w[0] + w[1]) + (w[2] + w[3]);
    }
    weights = quarter[0] + quarter[1];
}

template <bool gaps, class A>
SIMDLOSS_INLINE void finish_weights(const wide_pack<A> &weights, const wide_pack<A> &all_gaps, stretch &s) {
    if constexpr (gaps) s.gap = add_lanes<A>(all_gaps);
    s.weight = add_lanes<A>(weights);
}

// The same as weigh_chunk for weights that are a row's own, and so as much work as the exponentials: in runs. Without
// `gaps` the sum of the weights alone, and to the same bits.
template <bool gaps, class Family, class Weights>
[[gnu::noinline]] void weigh_targets(
    const Family &f, const Weights weight_of, const typename Family::T *x, std::int64_t n, stretch &s) {
    using A = typename Family::A;
    using T = typename Family::T;
    constexpr std::int64_t run = run_length * lanes<A>;
    const auto transform = f.transform;
    const reg<A> base(s.max == -std::numeric_limits<double>::infinity() ? A(0) : static_cast<A>(s.max));
    wide_pack<A> all_gaps{}, weights{};
    for (auto &r : all_gaps.r) r = r64(0);
    for (auto &r : weights.r) r = r64(0);
    const auto add = [&](int i, reg<A> weight, reg<A> gap) {
        add_widened<A>(weights, i, weight);
        if constexpr (gaps) add_widened<A>(all_gaps, i, gap);
    };
    const auto whole = [](const auto *p) { return load(p); };
    std::int64_t j = 0;
    for (; j + run <= n; j += run) {
        for (std::int64_t b = 0; b < run * static_cast<std::int64_t>(sizeof(T)); b += 64)
            prefetch(reinterpret_cast<const char *>(weight_of.target + j) + prefetch_bytes + b);
        for (int i = 0; i < regs<A>; ++i) {
            const auto at = [=](int p) { return j + i * width<A> + p * lanes<A>; };
            reg<A> weight, gap;
            weigh_run<gaps, A>(
                run_length, base, [&](int p) { return weight_of(at(p), whole); },
                [&](int p) { return transform(load(x + at(p))); }, weight, gap);
            add(i, weight, gap);
        }
    }
    if (j == n) return finish_weights<gaps, A>(weights, all_gaps, s);
    // What is left is a shorter run, filled up with weights of 0.
    alignas(64) A rest_w[run], rest_x[run];
    std::int64_t m = 0;
    for (; j + m + width<A> <= n; m += width<A>) {
        weight_of(j + m, whole).store_aligned(rest_w + m);
        if constexpr (gaps) transform(load(x + j + m)).store_aligned(rest_x + m);
    }
    if (j + m < n) {
        const std::int64_t count = n - j - m;
        const auto load_from = [=](const auto *p) { return load_partial(p, count); };
        fill_after(weight_of(j + m, load_from), count, A(0)).store_aligned(rest_w + m);
        if constexpr (gaps) transform(load_from(x + j + m)).store_aligned(rest_x + m);
        m += width<A>;
    }
    for (; m % (4 * lanes<A>) != 0; m += width<A>) {
        reg<A>(0).store_aligned(rest_w + m);
        reg<A>(0).store_aligned(rest_x + m);
    }
    for (int i = 0; i < regs<A>; ++i) {
        const auto from = [=](const A *p) { return [=](int k) { return load(p + k * lanes<A> + i * width<A>); }; };
        reg<A> weight, gap;
        weigh_run<gaps, A>(static_cast<int>(m / lanes<A>), base, from(rest_w), from(rest_x), weight, gap);
        add(i, weight, gap);
    }
    finish_weights<gaps, A>(weights, all_gaps, s);
}

// exp(maximum) = top * 2^top_exponent, with top near 1.
template <class A> SIMDLOSS_INLINE void set_top(record &r) {
    if (r.flags != 0 || r.maximum == -std::numeric_limits<double>::infinity()) return;
    double rest = 0;
    if (is_moderate(r.maximum)) {
        using c = constants<double>;
        const r64 max(r.maximum), n = xsimd::fma(max, r64(c::log2e), r64(c::round)) - r64(c::round);
        rest = remainder(max, n).get(0);
        r.top_exponent = static_cast<std::int64_t>(n.get(0));
    } else if (!is_huge(r.maximum)) {
        reduce_large(r.maximum, r.top_exponent, rest);
    } else {
        r.top_exponent = r.maximum > 0 ? std::int64_t(1) << 62 : -(std::int64_t(1) << 62);
    }
    r.top = exp_remainder(r64(rest), row_constants<A>::exp).get(0);
}

// Not inlined: rows are folded in several places, and a chunk is long.
template <class A> [[gnu::noinline]] void add_chunk(record &row, const stretch &chunk, std::int64_t columns) {
    record r = record_of(chunk, columns);
    set_top<A>(r);
    runtime::merge(row, r);
}

template <class Family> struct row_driver {
    using T = typename Family::T;
    using A = typename Family::A;
    Family &f;

    // A row of one chunk may keep its exponentials, to take them only once; so many fit.
    static constexpr std::int64_t kept_capacity = 32768 / sizeof(A);
    static constexpr bool can_keep = Family::transform_type::is_identity && Family::kind == output_kind::exponential;

    const T *input(int i) const { return f.input + f.layout.offset(f.first + i); }
    T *output(int i) const { return f.output + f.layout.offset(f.first + i); }

    template <bool keep>
    SIMDLOSS_INLINE stretch reduce(int i, std::int64_t first, std::int64_t n, A guess, A *kept) const {
        const T *x = input(i) + first;
        stretch s = reduce_chunk<keep>(x, n, f.transform, guess, kept, keep && !f.stream ? output(i) + first : nullptr);
        weigh(i, first, n, s);
        return s;
    }

    // Calls use with the weights of row i from column `first` on.
    template <class F> SIMDLOSS_INLINE void with_weights(int i, std::int64_t first, const F &use) const {
        if constexpr (weighs_targets<Family>) {
            with_target(f.target + f.layout.offset(f.first + i) + first, first, use);
        } else {
            if (f.class_weight && f.wants_gap) use(class_weights<A>{f.class_weight + first});
            else use(no_weights<A>{});
        }
    }
    template <class F> SIMDLOSS_INLINE void with_target(const T *target, std::int64_t first, const F &use) const {
        const reg<A> keep(f.keep), spread(f.spread);
        if (f.class_weight) use(target_weights<T, true>{target, f.class_weight + first, keep, spread});
        else use(target_weights<T, false>{target, nullptr, keep, spread});
    }

    SIMDLOSS_INLINE void weigh(int i, std::int64_t first, std::int64_t n, stretch &s) const {
        const T *x = input(i) + first;
        if constexpr (weighs_targets<Family>) {
            if (!f.wants_weights) return;
            with_weights(i, first, [&](const auto &weights) {
                if (f.wants_gap) weigh_targets<true>(f, weights, x, n, s);
                else weigh_targets<false>(f, weights, x, n, s);
            });
        } else {
            if (f.wants_gap) with_weights(i, first, [&](const auto &weights) { weigh_chunk(f, weights, x, n, s); });
        }
    }

    // Of a row's first chunk.
    A guess(int i) const { return guess_of(input(i), chunk_columns(0), f.transform); }

    // How many columns a chunk has.
    std::int64_t chunk_columns(std::int64_t chunk) const {
        const std::int64_t length = chunk_length(f.layout), left = f.layout.classes - chunk * length;
        return left < length ? left : length;
    }

    stretch reduce_chunk_of(int i, std::int64_t chunk, A guess) const {
        return reduce<false>(i, chunk * chunk_length(f.layout), chunk_columns(chunk), guess, nullptr);
    }
    stretch reduce_chunk_of(int i, std::int64_t chunk) const {
        const T *x = input(i) + chunk * chunk_length(f.layout);
        return reduce_chunk_of(i, chunk, guess_of(x, chunk_columns(chunk), f.transform));
    }

    // A row's chunks come together.
    template <class Chunk> SIMDLOSS_INLINE void fold(int i, const Chunk &chunk) const {
        const std::int64_t count = chunk_count(f.layout);
        if constexpr (!weighs_targets<Family>) {
            if (count > 1 || f.state.records != nullptr) {
                record row{};
                for (std::int64_t k = 0; k < count; ++k) add_chunk<A>(row, chunk(k), chunk_columns(k));
                if (f.state.records != nullptr) f.state.records[i] = row;
                else load_sums(f.state, i, row);
                return;
            }
        }
        stretch s = chunk(0);
        if constexpr (weighs_targets<Family>) {
            const auto spread = [](const stretch &c) {
                return stretches{r64(c.max), r64(c.sum), r64(c.exponent), r64(c.shift), r64(c.gap)};
            };
            stretches sum = spread(s);
            double weight = s.weight;
            for (std::int64_t k = 1; k < count; ++k) {
                const stretch next = chunk(k);
                sum = merge<A>(sum, spread(next), r64(weight), r64(next.weight));
                weight += next.weight;
            }
            s = {sum.max.get(0), sum.sum.get(0), sum.exponent.get(0), sum.shift.get(0), sum.gap.get(0), weight};
        }
        f.state.max[i] = s.max;
        f.state.sum[i] = s.sum;
        f.state.exponent[i] = s.exponent;
        f.state.shift[i] = s.shift;
        f.state.gap[i] = s.gap;
        if constexpr (weighs_targets<Family>) f.total[i] = s.weight;
    }

    // Where the sums of exponentials are given, those of weights may still be wanted.
    stretch weigh_chunk_of(int i, std::int64_t chunk) const {
        const std::int64_t length = chunk_length(f.layout.classes), first = chunk * length;
        const std::int64_t left = f.layout.classes - first;
        stretch s{};
        weigh(i, first, left < length ? left : length, s);
        return s;
    }
    template <class Chunk> SIMDLOSS_INLINE void fold_weights(int i, const Chunk &chunk) const {
        double weight = chunk(0).weight;
        for (std::int64_t k = 1; k < chunk_count(f.layout.classes); ++k) weight += chunk(k).weight;
        f.total[i] = weight;
    }

    output_scalars<A> scalars(int i) const {
        const auto all = [](double x) { return reg<A>(static_cast<A>(x)); };
        const row_state &s = f.state;
        return {scaled_reference(all(s.shift[i]), all(-s.exponent[i])), all(s.factor[i]), all(s.smooth[i]),
            all(s.kept_scale[i]), all(s.max[i]), all(s.log_sum[i])};
    }

    // Writes columns [first, first + n) of row i; from kept exponentials if there are any.
    template <bool from_kept, bool may_cancel = false, class Weights>
    SIMDLOSS_INLINE void write_part(
        int i, std::int64_t first, std::int64_t n, const A *kept, const Weights &weights) const {
        const output_scalars<A> s = scalars(i);
        const T *x = input(i) + first;
        T *out = output(i) + first;
        const auto transform = f.transform;
        const auto targets = target_scalars_of(i);
        write_elements(out, n, f.accumulate, f.stream, [=, this](auto &y, std::int64_t j, const auto &load_from) {
            constexpr int count = static_cast<int>(sizeof y / sizeof *y);
            constexpr bool derives = !Family::transform_type::is_identity;
            reg<A> x_of[count];
#pragma GCC unroll 8
            for (int k = 0; k < count; ++k) {
                if constexpr (from_kept) {
                    y[k] = load_from(kept + j + k * width<A>) * s.kept_scale;
                } else {
                    x_of[k] = load_from(x + j + k * width<A>);
                    y[k] = transform(x_of[k]);
                }
            }
            if constexpr (Family::kind == output_kind::logarithm) {
#pragma GCC unroll 8
                for (int k = 0; k < count; ++k) y[k] = (y[k] - s.max) - s.log_sum;
            } else {
                if constexpr (!from_kept) exp_scaled<count>(y, s.ref);
#pragma GCC unroll 8
                for (int k = 0; k < count; ++k) {
                    const reg<A> w = weights(j + k * width<A>, load_from);
                    y[k] = scale_exponential(y[k], w, s);
                    if constexpr (derives) y[k] = y[k] * transform.derivative(x_of[k]);
                    if constexpr (may_cancel) y[k] = targets.without_cancellation(y[k], w, s);
                }
            }
            f.patch(y, i, first + j);
        });
    }

    SIMDLOSS_INLINE auto target_scalars_of(int i) const {
        if constexpr (weighs_targets<Family>)
            return f.targets_of(i, [](const double *p) { return reg<A>(static_cast<A>(*p)); });
        else return 0;
    }

    template <class Weights>
    SIMDLOSS_INLINE void write_target_part(int i, std::int64_t first, std::int64_t n, const Weights &weights) const {
        const output_scalars<A> s = scalars(i);
        const target_scalars<A> targets = target_scalars_of(i);
        const T *x = input(i) + first;
        T *out = f.target_output + f.layout.offset(f.first + i) + first;
        write_elements(out, n, f.accumulate, f.stream_target, [=](auto &y, std::int64_t j, const auto &load_from) {
#pragma GCC unroll 8
            for (int k = 0; k < static_cast<int>(sizeof y / sizeof *y); ++k) {
                const std::int64_t at = j + k * width<A>;
                y[k] = targets.gradient(load_from(x + at), weights(at, load_from), s);
            }
        });
    }

    // The gradient for the target goes first, while the logits are there: the other one may overwrite them. Where it goes
    // over the target itself, that is put aside.
    template <bool from_kept> void write_gradients(int i, std::int64_t first, std::int64_t n, const A *kept) const {
        const T *target = f.target + f.layout.offset(f.first + i) + first;
        const auto write_logits = [&](const T *t, std::int64_t from, std::int64_t count) {
            with_target(t, first + from, [&](const auto &weights) {
                const A *from_here = kept ? kept + from : nullptr;
                if (f.may_cancel(i)) write_part<from_kept, true>(i, first + from, count, from_here, weights);
                else write_part<from_kept, false>(i, first + from, count, from_here, weights);
            });
        };
        const auto write_target = [&](std::int64_t from, std::int64_t count) {
            if (f.class_weight)
                write_target_part(i, first + from, count, class_weights<A>{f.class_weight + first + from});
            else write_target_part(i, first + from, count, no_weights<A>{});
        };
        if (f.target_output != f.target) {
            if (f.target_output) write_target(0, n);
            if (f.output) write_logits(target, 0, n);
            return;
        }
        constexpr std::int64_t length = 1024;
        alignas(64) T aside[length];
        for (std::int64_t from = 0; from < n; from += length) {
            const std::int64_t count = n - from < length ? n - from : length;
            std::memcpy(aside, target + from, static_cast<std::size_t>(count) * sizeof(T));
            write_target(from, count);
            if (f.output) write_logits(aside, from, count);
        }
    }

    void write(int i, std::int64_t first, std::int64_t n) const {
        if (!f.active(i)) {
            if (!f.accumulate) std::memset(output(i) + first, 0, static_cast<std::size_t>(n) * sizeof(T));
        } else if constexpr (weighs_targets<Family>) {
            write_gradients<false>(i, first, n, nullptr);
        } else {
            with_weights(i, first, [&](const auto &weights) { write_part<false>(i, first, n, nullptr, weights); });
        }
    }

    void write_chunk(int i, std::int64_t chunk) const {
        write(i, chunk * chunk_length(f.layout), chunk_columns(chunk));
    }

    // Rows whose exponentials fit in the buffer. Groups of rows take turns in its two halves: while one group is reduced,
    // the one before is written, row by row, so that reading and writing memory overlap.
    void kept_rows() const {
        alignas(64) A buffer[kept_capacity];
        const std::int64_t c = f.layout.classes, pitch = (c + lanes<A> - 1) / lanes<A> * lanes<A>;
        const int group = static_cast<int>(kept_capacity / 2 / pitch);
        A *kept = buffer, *before = buffer + kept_capacity / 2;
        for (int begin = 0; begin < f.count + group; begin += group) {
            const int end = begin + group < f.count ? begin + group : f.count;
            for (int i = begin; i < begin + group; ++i) {
                if (i < end) fetch_ends(i);
                if (i < end && f.active(i))
                    fold(i, [&](std::int64_t) { return reduce<true>(i, 0, c, guess(i), kept + (i - begin) * pitch); });
                const int w = i - group;
                if (w >= 0 && w < f.count) write_kept(w, before + (i - begin) * pitch);
            }
            if (begin < end) {
                f.look_up(begin, end);
                f.finish(begin, end);
            }
            A *const other = before;
            before = kept;
            kept = other;
        }
    }

    void write_kept(int i, const A *kept) const {
        const std::int64_t c = f.layout.classes;
        if (!f.active(i)) write(i, 0, c);
        else if constexpr (weighs_targets<Family>) write_gradients<true>(i, 0, c, kept);
        else with_weights(i, 0, [&](const auto &weights) { write_part<true>(i, 0, c, kept, weights); });
    }

    // The lines in which a row begins and ends are not wholly its own and cannot be streamed.
    void fetch_ends(int i) const {
        const auto fetch = [&](T *row) {
            prefetch_to_write(row);
            prefetch_to_write(row + f.layout.classes - 1);
        };
        if (f.stream) fetch(output(i));
        if constexpr (weighs_targets<Family>) {
            if (f.stream_target) fetch(f.target_output + f.layout.offset(f.first + i));
        }
    }

    void plain_rows(int begin, int end) const {
        for (int i = begin; i < end && f.wants_output; ++i) fetch_ends(i);
        if (f.wants_reduction) {
            A first = guess(begin);
            for (int i = begin; i < end; ++i) {
                const A next = i + 1 < end ? guess(i + 1) : A(0);
                if (f.active(i))
                    fold(i,
                        [&](std::int64_t k) { return k == 0 ? reduce_chunk_of(i, 0, first) : reduce_chunk_of(i, k); });
                first = next;
            }
        } else if constexpr (weighs_targets<Family>) {
            for (int i = begin; i < end && f.wants_weights; ++i)
                fold_weights(i, [&](std::int64_t k) { return weigh_chunk_of(i, k); });
        }
        f.look_up(begin, end);
        f.finish(begin, end);
        for (int i = begin; i < end && f.wants_output; ++i) write(i, 0, f.layout.classes);
    }

    // So many rows at a time that what the reduction has read is still in cache for the output.
    void whole() const {
        const std::int64_t c = f.layout.classes;
        const bool both = f.wants_reduction && f.wants_output;
        if constexpr (can_keep) {
            if (both && f.may_keep && c <= kept_capacity / 2 - lanes<A>) return kept_rows();
        }
        int group = rows_per_call;
        if (both) group = c < kept_capacity ? static_cast<int>(kept_capacity / c) : 1;
        for (int begin = 0; begin < f.count; begin += group)
            plain_rows(begin, f.count - begin < group ? f.count : begin + group);
    }

    void run(const work &w) const {
        switch (w.what) {
        case step::whole: whole(); break;
        case step::reduce_chunk:
            if (f.active(w.row))
                f.chunks[w.row * chunk_count(f.layout) + w.chunk] =
                    f.wants_reduction ? reduce_chunk_of(w.row, w.chunk) : weigh_chunk_of(w.row, w.chunk);
            break;
        case step::finish:
            for (int i = 0; i < f.count; ++i) {
                if (!f.active(i)) continue;
                const auto chunk = [&](std::int64_t k) { return f.chunks[i * chunk_count(f.layout) + k]; };
                if (f.wants_reduction) fold(i, chunk);
                else if constexpr (weighs_targets<Family>)
                    if (f.wants_weights) fold_weights(i, chunk);
            }
            f.look_up(0, f.count);
            f.finish(0, f.count);
            break;
        case step::write_chunk: write_chunk(w.row, w.chunk); break;
        }
        bool streamed = f.stream;
        if constexpr (weighs_targets<Family>) streamed |= f.stream_target;
        if (streamed) stream_fence();
    }
};

// Which of the two serves a shape depends on the classes of a whole row and on inner alone, so that a row's bits do too.
template <class Family> SIMDLOSS_INLINE void run_family(Family &f, const work &w) {
    if (f.layout.inner != 1 || f.layout.row_classes() <= few_classes) tile_driver<Family>{f}.run();
    else row_driver<Family>{f}.run(w);
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
