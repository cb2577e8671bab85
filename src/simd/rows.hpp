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
#pragma once

#include "simd/tiles.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// sum of w_j (base - v_j) and of w_j over a chunk.
template <class Family>
void weigh_chunk(const Family &f, const typename Family::T *x, std::int64_t first, std::int64_t n, stretch &s) {
    using A = typename Family::A;
    const reg<A> base(s.max == -std::numeric_limits<double>::infinity() ? A(0) : static_cast<A>(s.max));
    wide_pack<A> gaps{}, weights{};
    for (auto &r : gaps.r) r = r64(0);
    for (auto &r : weights.r) r = r64(0);
    int lane = 0;
    for (std::int64_t j = 0; j < n; j += width<A>, lane = (lane + 1) % regs<A>) {
        const std::int64_t count = n - j < width<A> ? n - j : width<A>;
        const reg<A> v = f.transform(load_partial_or_all(x + j, count));
        const reg<A> weight = f.class_weight ? load_partial_or_all(f.class_weight + first + j, count) : reg<A>(1);
        const reg<A> w = fill_after(weight, count, A(0));
        add_widened<A>(gaps, lane, xsimd::select(w == reg<A>(0), reg<A>(0), w * (base - v)));
        add_widened<A>(weights, lane, w);
    }
    s.gap = add_lanes<A>(gaps);
    s.weight = add_lanes<A>(weights);
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
        if (f.wants_gap) weigh_chunk(f, x, first, n, s);
        return s;
    }

    // Of a row's first chunk.
    A guess(int i) const {
        const std::int64_t c = f.layout.classes, length = chunk_length(c);
        return guess_of(input(i), c < length ? c : length, f.transform);
    }

    stretch reduce_chunk_of(int i, std::int64_t chunk, A guess) const {
        const std::int64_t length = chunk_length(f.layout.classes), first = chunk * length;
        const std::int64_t left = f.layout.classes - first;
        return reduce<false>(i, first, left < length ? left : length, guess, nullptr);
    }
    stretch reduce_chunk_of(int i, std::int64_t chunk) const {
        const std::int64_t length = chunk_length(f.layout.classes), first = chunk * length;
        const std::int64_t left = f.layout.classes - first;
        return reduce_chunk_of(i, chunk, guess_of(input(i) + first, left < length ? left : length, f.transform));
    }

    // Folds a row's chunks in order.
    template <class Chunk> SIMDLOSS_INLINE void fold(int i, const Chunk &chunk) const {
        stretch s = chunk(0);
        const std::int64_t count = chunk_count(f.layout.classes);
        if (count > 1) {
            const auto spread = [](const stretch &c) {
                return stretches{r64(c.max), r64(c.sum), r64(c.exponent), r64(c.shift), r64(c.gap)};
            };
            stretches sum = spread(s);
            double weight = s.weight;
            for (std::int64_t k = 1; k < count; ++k) {
                const stretch next = chunk(k);
                sum = merge<A>(sum, spread(next), weight, next.weight);
                weight += next.weight;
            }
            s = {sum.max.get(0), sum.sum.get(0), sum.exponent.get(0), sum.shift.get(0), sum.gap.get(0), weight};
        }
        f.state.max[i] = s.max;
        f.state.sum[i] = s.sum;
        f.state.exponent[i] = s.exponent;
        f.state.shift[i] = s.shift;
        f.state.gap[i] = s.gap;
    }

    output_scalars<A> scalars(int i) const {
        const auto all = [](double x) { return reg<A>(static_cast<A>(x)); };
        const row_state &s = f.state;
        return {scaled_reference(all(s.shift[i]), all(-s.exponent[i])), all(s.factor[i]), all(s.smooth[i]),
            all(s.kept_scale[i]), all(s.max[i]), all(s.log_sum[i])};
    }

    // Writes columns [first, first + n) of row i; from kept exponentials if there are any.
    template <bool from_kept, bool weighted>
    SIMDLOSS_INLINE void write_part(int i, std::int64_t first, std::int64_t n, const A *kept) const {
        const output_scalars<A> s = scalars(i);
        const T *x = input(i) + first;
        T *out = output(i) + first;
        const A *class_weight = weighted ? f.class_weight + first : nullptr;
        const auto transform = f.transform;
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
                    const reg<A> w = weighted ? load_from(class_weight + j + k * width<A>) : reg<A>(1);
                    y[k] = scale_exponential(y[k], w, s);
                    if constexpr (derives) y[k] = y[k] * transform.derivative(x_of[k]);
                }
            }
            f.patch(y, i, first + j);
        });
    }

    void write(int i, std::int64_t first, std::int64_t n) const {
        if (!f.active(i)) {
            if (!f.accumulate) std::memset(output(i) + first, 0, static_cast<std::size_t>(n) * sizeof(T));
        } else if (f.class_weight && f.wants_gap) {
            write_part<false, true>(i, first, n, nullptr);
        } else {
            write_part<false, false>(i, first, n, nullptr);
        }
    }

    void write_chunk(int i, std::int64_t chunk) const {
        const std::int64_t length = chunk_length(f.layout.classes), first = chunk * length;
        const std::int64_t left = f.layout.classes - first;
        const std::int64_t n = left < length ? left : length;
        write(i, first, n);
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
        else if (f.class_weight && f.wants_gap) write_part<true, true>(i, 0, c, kept);
        else write_part<true, false>(i, 0, c, kept);
    }

    // The lines in which a row begins and ends are not wholly its own and cannot be streamed.
    void fetch_ends(int i) const {
        if (!f.stream) return;
        prefetch_to_write(output(i));
        prefetch_to_write(output(i) + f.layout.classes - 1);
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
                f.chunks[w.row * chunk_count(f.layout.classes) + w.chunk] = reduce_chunk_of(w.row, w.chunk);
            break;
        case step::finish:
            for (int i = 0; i < f.count && f.wants_reduction; ++i)
                if (f.active(i))
                    fold(i, [&](std::int64_t k) { return f.chunks[i * chunk_count(f.layout.classes) + k]; });
            f.look_up(0, f.count);
            f.finish(0, f.count);
            break;
        case step::write_chunk: write_chunk(w.row, w.chunk); break;
        }
        if (f.stream) stream_fence();
    }
};

// Which of the two serves a shape depends on the classes and on inner alone, so that a row's bits do too.
template <class Family> SIMDLOSS_INLINE void run_family(Family &f, const work &w) {
    if (f.layout.inner != 1 || f.layout.classes <= few_classes) tile_driver<Family>{f}.run();
    else row_driver<Family>{f}.run(w);
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
