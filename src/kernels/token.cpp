// Token statistics. The formulas are in include/simdloss/token.h; here per row, in double, with g the upstream gradients
// of its choices, G their sum, h that of the entropy, and the row's log S and H as row_stats and entropy can hold them:
//
//     H = log S + sum_j e_j (m - v_j) / S
//     grad_j = e_j / S * (h (log S - H) - G + h (m - v_j))
//     and at a choice, with g' its own upstream gradient: g' (1 - p) - (G - g') p - h p (log p + H), 1 - p from expm1
//
// Rows of few classes go many to a register (tiles.hpp has the staging), others have lanes along their classes.
#include "kernels/token_rows.hpp"
#include "simd/tiles.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// Many classes: lanes run along them.
template <class Family> struct long_token_rows {
    using T = typename Family::T;
    using A = typename Family::A;
    using transform_type = typename Family::transform_type;
    const Family &f;

    const token_args &args = f.args;
    token_rows &rows = f.rows;
    row_state &state = f.state;
    row_layout layout = f.layout;
    transform_type transform = f.transform;

    static constexpr int w = width<A>;

    struct column_range {
        std::int64_t first, count;
    };
    column_range chunk_range(std::int64_t chunk) const {
        const std::int64_t length = chunk_length(layout.classes), left = layout.classes - chunk * length;
        return {chunk * length, left < length ? left : length};
    }

    A guess(int i, std::int64_t chunk) const {
        const column_range range = chunk_range(chunk);
        return guess_of(f.input_of(i) + range.first, range.count, transform);
    }

    stretch reduce(int i, std::int64_t chunk, A guessed) const {
        const column_range range = chunk_range(chunk);
        const T *x = f.input_of(i) + range.first;
        if (!args.want_rank || rows.target[i] < 0) {
            if (f.wants_gap) return reduce_chunk_with_gaps<true, false>(x, range.count, transform, guessed, {});
            return reduce_chunk<false, T>(x, range.count, transform, guessed, nullptr, nullptr);
        }
        const A v = f.transformed(load_one(f.input_of(i) + rows.target[i]));
        const auto limits = ranks_before(v, rows.target[i] - range.first);
        if (f.wants_gap) return reduce_chunk_with_gaps<true, true>(x, range.count, transform, guessed, limits);
        return reduce_chunk_with_gaps<false, true>(x, range.count, transform, guessed, limits);
    }

    // A row's chunks, in order, become its state. A NaN in any of them makes that chunk's sum NaN.
    template <class Chunk> SIMDLOSS_INLINE void fold(int i, const Chunk &chunk) const {
        const auto spread = [](const stretch &c) {
            return stretches{r64(c.max), r64(c.sum), r64(c.exponent), r64(c.shift), r64(c.gap)};
        };
        const stretch first = chunk(0);
        stretches sum = spread(first);
        double max = first.max, before = first.weight;
        std::int64_t max_chunk = 0;
        bool is_nan = first.sum != first.sum;
        for (std::int64_t k = 1; k < chunk_count(layout.classes); ++k) {
            const stretch next = chunk(k);
            sum = merge_gaps<A>(sum, spread(next));
            if (next.max > max) {
                max = next.max;
                max_chunk = k;
            }
            before += next.weight;
            is_nan |= next.sum != next.sum;
        }
        state.max[i] = sum.max.get(0);
        state.sum[i] = sum.sum.get(0);
        state.exponent[i] = sum.exponent.get(0);
        state.shift[i] = sum.shift.get(0);
        state.gap[i] = sum.gap.get(0);
        rows.rank[i] = is_nan ? 0 : 1 + static_cast<std::int64_t>(before);
        rows.argmax[i] = -1;
        if (!args.want_argmax || is_nan) return;
        const column_range range = chunk_range(max_chunk);
        const T *x = f.input_of(i) + range.first;
        rows.argmax[i] = range.first + find_max(x, range.count, transform, static_cast<A>(max));
    }

    // Keeps the spikes of the columns from j on at hand, while a row is written from left to right.
    struct spike_window {
        const Family &f;
        int i;
        std::int64_t last;     // the end of what is written
        std::int64_t calm = 0; // up to here there is no spike that is not behind
        std::int64_t end = 0;  // up to here the list knows
        spike_list list{};

        template <int n> SIMDLOSS_INLINE void patch(reg<A> (&y)[n], std::int64_t j) {
            if (j + n * w > calm) [[unlikely]]
                look_at(y, j);
        }

        template <int n> [[gnu::noinline]] void look_at(reg<A> (&y)[n], std::int64_t j) {
            const std::int64_t stop = j + n * w < last ? j + n * w : last;
            if (stop > end) move_to(j);
            calm = end;
            // Not behind as yet: of a register only the first columns may be stored, and the next begins among the others.
            for (int s = 0; s < list.count; ++s) {
                const std::int64_t at = list.column[s];
                if (at >= j && at < calm) calm = at;
                if (at >= j && at < stop) put(y, at - j, static_cast<A>(list.value[s]));
            }
        }

        void move_to(std::int64_t begin) {
            for (std::int64_t length = 4096;; length /= 2) {
                end = begin + length < last ? begin + length : last;
                list.count = 0;
                if (f.collect(list, i, begin, end)) break;
            }
            if (list.count > 0) f.evaluate(list);
        }

        // In registers, not in memory after them: a line that was streamed out would have to come back.
        template <int n> static void put(reg<A> (&y)[n], std::int64_t at, A value) {
            alignas(64) A values[n * w];
            for (int k = 0; k < n; ++k) y[k].store_aligned(values + k * w);
            values[at] = value;
            for (int k = 0; k < n; ++k) y[k] = reg<A>::load_aligned(values + k * w);
        }
    };

    template <bool by_entropy> void write_part(int i, column_range range) const {
        const auto all = [](double x) { return reg<A>(static_cast<A>(x)); };
        const auto ref = scaled_reference(all(state.shift[i]), all(-state.exponent[i]));
        const reg<A> max = all(state.max[i]), factor = all(state.factor[i]),
                     slope = all(by_entropy ? rows.slope[i] : 0);
        const T *x = f.input_of(i) + range.first;
        spike_window spikes{f, i, range.first + range.count};
        if (!args.grad_log_prob) spikes.calm = std::numeric_limits<std::int64_t>::max();
        const transform_type transform = f.transform;
        write_elements(f.output_of(i) + range.first, range.count, args.accumulate, args.stream,
            [=, this, &spikes](auto &y, std::int64_t j, const auto &load_from) {
                constexpr int n = static_cast<int>(sizeof y / sizeof *y);
                reg<A> x_of[n], v[n];
#pragma GCC unroll 8
                for (int k = 0; k < n; ++k) {
                    x_of[k] = load_from(x + j + k * w);
                    y[k] = v[k] = transform(x_of[k]);
                }
                exp_scaled<n>(y, ref);
                f.template gradient<by_entropy>(y, v, max, factor, slope);
                if constexpr (!transform_type::is_identity)
                    for (int k = 0; k < n; ++k) y[k] = y[k] * transform.derivative(x_of[k]);
                spikes.patch(y, range.first + j);
            });
    }

    void write(int i, column_range range) const {
        if (!f.active(i)) {
            if (args.accumulate) return;
            std::memset(f.output_of(i) + range.first, 0, static_cast<std::size_t>(range.count) * sizeof(T));
        } else if (args.has_grad_entropy) {
            write_part<true>(i, range);
        } else {
            write_part<false>(i, range);
        }
    }

    void group_of_rows(int begin, int end) const {
        // The lines in which a row begins and ends are not wholly its own and cannot be streamed.
        for (int i = begin; i < end && args.stream; ++i) {
            prefetch_to_write(f.output_of(i));
            prefetch_to_write(f.output_of(i) + layout.classes - 1);
        }
        if (f.wants_reduction) {
            A first = guess(begin, 0);
            for (int i = begin; i < end; ++i) {
                const A next = i + 1 < end ? guess(i + 1, 0) : A(0);
                if (f.active(i)) fold(i, [&](std::int64_t k) { return reduce(i, k, k == 0 ? first : guess(i, k)); });
                first = next;
            }
        }
        f.finish(begin, end);
        for (int i = begin; i < end && f.wants_output; ++i) write(i, {0, layout.classes});
    }

    // So many rows at a time that what the reduction has read is still in cache for the output.
    void whole() const {
        constexpr std::int64_t cached = 32768 / sizeof(A);
        int group = rows_per_call;
        if (f.wants_reduction && f.wants_output)
            group = layout.classes < cached ? static_cast<int>(cached / layout.classes) : 1;
        for (int begin = 0; begin < rows.count; begin += group)
            group_of_rows(begin, rows.count - begin < group ? rows.count : begin + group);
    }

    void run(const work &what) const {
        const std::int64_t chunks = chunk_count(layout.classes);
        switch (what.what) {
        case step::whole: whole(); break;
        case step::reduce_chunk:
            if (f.active(what.row))
                rows.chunks[what.row * chunks + what.chunk] = reduce(what.row, what.chunk, guess(what.row, what.chunk));
            break;
        case step::finish:
            for (int i = 0; i < rows.count && f.wants_reduction; ++i)
                if (f.active(i)) fold(i, [&](std::int64_t k) { return rows.chunks[i * chunks + k]; });
            f.finish(0, rows.count);
            break;
        case step::write_chunk: write(what.row, chunk_range(what.chunk)); break;
        }
    }
};

// Few classes: lanes run along rows.
template <class Family> struct short_token_rows {
    using T = typename Family::T;
    using A = typename Family::A;
    using transform_type = typename Family::transform_type;
    const Family &f;

    const token_args &args = f.args;
    token_rows &rows = f.rows;
    row_state &state = f.state;
    row_layout layout = f.layout;
    transform_type transform = f.transform;

    static constexpr int w = width<A>;

    // One register of rows, its transformed logits in the tile, class by class. `kept` is of the tile's shape.
    void reduce_lanes(const A *tile, A *kept, int pitch, int row) const {
        constexpr A infinity = std::numeric_limits<A>::infinity();
        const int classes = static_cast<int>(layout.classes);
        const auto at = [&](int c) { return load(tile + c * pitch); };
        reg<A> max(-infinity), is_nan(0);
        for (int c = 0; c < classes; ++c) {
            max = max_or_second(at(c), max);
            is_nan = xsimd::select(at(c) != at(c), reg<A>(1), is_nan);
        }
        reg<A> shift, k;
        choose_reference(max, shift, k);
        const reg<A> exponent = k - reg<A>(scaling<A>::offset);
        const reference<A> ref = scaled_reference(shift, -exponent);
        lane_sums<A> sums;
        wide_pack<A> gaps;
        for (auto &r : gaps.r) r = r64(0);
        for (int c = 0; c < classes; c += run_length) {
            const int n = classes - c < run_length ? classes - c : run_length;
            const A *v = tile + c * pitch;
            A *e = kept + c * pitch;
            if (!f.wants_gap) {
                add_run<false>(sums, 0, v, pitch, n, identity<A>{}, ref, e);
                continue;
            }
            add_run<true>(sums, 0, v, pitch, n, identity<A>{}, ref, e);
            reg<A> run(0);
            for (int l = 0; l < n; ++l) {
                const reg<A> exponential = load(e + l * pitch);
                const reg<A> gap = xsimd::select(exponential == reg<A>(0), reg<A>(0), max - load(v + l * pitch));
                run = xsimd::fma(exponential, gap, run);
            }
            add_widened<A>(gaps, 0, run);
        }
        // The sum says what max, which does not see NaN, cannot.
        constexpr A nan = std::numeric_limits<A>::quiet_NaN();
        put_state(row, max, xsimd::select(is_nan != reg<A>(0), reg<A>(nan), max), sums, exponent, shift, gaps);
        if (args.want_argmax || args.want_rank) put_places(tile, pitch, row, max, is_nan);
    }

    void put_state(int row, reg<A> max, reg<A> max_or_nan, const lane_sums<A> &sums, reg<A> exponent, reg<A> shift,
        const wide_pack<A> &gaps) const {
        wide_pack<A> wide[4];
        const reg<A> values[4] = {max, max_or_nan, exponent, shift};
        for (int k = 0; k < 4; ++k) {
            for (auto &r : wide[k].r) r = r64(0);
            add_widened<A>(wide[k], 0, values[k]);
        }
        for (int i = 0; i < w / width<double>; ++i) {
            const r64 top = wide[1].r[i];
            const mask<double> bounded = top <= r64(std::numeric_limits<A>::max());
            const stretches s{
                wide[0].r[i], xsimd::select(bounded, sums.rest.r[i], top), wide[2].r[i], wide[3].r[i], gaps.r[i]};
            store_state(state, row + i * width<double>, s);
        }
    }

    void put_places(const A *tile, int pitch, int row, reg<A> max, reg<A> is_nan) const {
        const int classes = static_cast<int>(layout.classes);
        alignas(64) A target[w], chosen[w], first[w], before[w];
        for (int l = 0; l < w; ++l) {
            const std::int64_t y = row + l < rows.count ? rows.target[row + l] : -1;
            target[l] = static_cast<A>(y);
            chosen[l] = tile[(y < 0 ? 0 : y) * pitch + l];
        }
        const reg<A> y = reg<A>::load_aligned(target), v_y = reg<A>::load_aligned(chosen);
        reg<A> argmax(-1), rank(1);
        for (int c = classes - 1; c >= 0; --c) {
            const reg<A> v = load(tile + c * pitch), column(static_cast<A>(c));
            argmax = xsimd::select(v == max, column, argmax);
            rank += xsimd::select((v > v_y) | ((v == v_y) & (column < y)), reg<A>(1), reg<A>(0));
        }
        xsimd::select(is_nan != reg<A>(0), reg<A>(-1), argmax).store_aligned(first);
        xsimd::select(is_nan != reg<A>(0), reg<A>(0), rank).store_aligned(before);
        for (int l = 0; l < w; ++l) {
            rows.argmax[row + l] = static_cast<std::int64_t>(first[l]);
            rows.rank[row + l] = static_cast<std::int64_t>(before[l]);
        }
    }

    // Replaces one register of rows in the tile by their gradients.
    template <bool by_entropy> void write_lanes(A *tile, int pitch, int row) const {
        const int classes = static_cast<int>(layout.classes);
        const auto ref = scaled_reference(load_rows<A>(state.shift + row), -load_rows<A>(state.exponent + row));
        const reg<A> max = load_rows<A>(state.max + row), factor = load_rows<A>(state.factor + row);
        const reg<A> slope = by_entropy ? load_rows<A>(rows.slope + row) : reg<A>(0);
        alignas(64) A is_active[w];
        for (int i = 0; i < w; ++i) is_active[i] = row + i < rows.count && f.active(row + i) ? A(1) : A(0);
        const mask<A> live = reg<A>::load_aligned(is_active) != reg<A>(0);
        const reg<A> nothing(args.accumulate ? -A(0) : A(0)); // adding -0 leaves every number as it is
        const auto put = [&](auto &y, int c) {
            constexpr int n = static_cast<int>(sizeof y / sizeof *y);
            reg<A> x[n], v[n];
#pragma GCC unroll 8
            for (int k = 0; k < n; ++k) {
                x[k] = load(tile + (c + k) * pitch);
                y[k] = v[k] = transform(x[k]);
            }
            exp_scaled<n>(y, ref);
            f.template gradient<by_entropy>(y, v, max, factor, slope);
#pragma GCC unroll 8
            for (int k = 0; k < n; ++k) {
                if constexpr (!transform_type::is_identity) y[k] = y[k] * transform.derivative(x[k]);
                store(tile + (c + k) * pitch, xsimd::select(live, y[k], nothing));
            }
        };
        int c = 0;
        for (; c + exp_group <= classes; c += exp_group) {
            reg<A> y[exp_group];
            put(y, c);
        }
        for (; c < classes; ++c) {
            reg<A> y[1];
            put(y, c);
        }
    }

    void put_spikes(A *tile, int pitch, int begin, int end) const {
        spike_list list{};
        const auto flush = [&] {
            f.evaluate(list);
            for (int s = 0; s < list.count; ++s)
                tile[list.column[s] * pitch + (list.row[s] - begin)] = static_cast<A>(list.value[s]);
            list.count = 0;
        };
        const std::int64_t most = args.choices < layout.classes ? args.choices : layout.classes;
        for (int i = begin; i < end; ++i) {
            if (!f.active(i)) continue;
            if (list.count + most > spike_list::capacity) flush();
            f.collect(list, i, 0, layout.classes);
        }
        if (list.count > 0) flush();
    }

    void rows_of_tile(A *tile, int pitch, int begin, int count) const {
        const std::int64_t first = rows.first + begin, classes = layout.classes;
        const tile_io<T> io{layout};
        io.stage(f.input, first, count, 0, classes, tile, pitch);
        if (f.wants_reduction) {
            alignas(64) A kept[tile_capacity<A>];
            if constexpr (!transform_type::is_identity)
                for (std::int64_t at = 0; at < classes * pitch; at += w) store(tile + at, transform(load(tile + at)));
            for (int lane = 0; lane < count; lane += w) reduce_lanes(tile + lane, kept + lane, pitch, begin + lane);
        }
        f.finish(begin, begin + count);
        if (!f.wants_output) return;
        if (!transform_type::is_identity && f.wants_reduction) io.stage(f.input, first, count, 0, classes, tile, pitch);
        for (int lane = 0; lane < count; lane += w) {
            if (args.has_grad_entropy) write_lanes<true>(tile + lane, pitch, begin + lane);
            else write_lanes<false>(tile + lane, pitch, begin + lane);
        }
        if (args.grad_log_prob) put_spikes(tile, pitch, begin, begin + count);
        io.unstage(f.output, first, count, 0, classes, tile, pitch, args.accumulate, args.stream);
    }

    void no_classes() const {
        for (int i = 0; i < rows.count; i += width<double>)
            store_state(state, i, {r64(-std::numeric_limits<double>::infinity()), r64(0), r64(0), r64(0), r64(0)});
        for (int i = 0; i < rows.count; ++i) {
            rows.argmax[i] = -1;
            rows.rank[i] = 0;
        }
        f.finish(0, rows.count);
    }

    void run() const {
        if (layout.classes == 0) return no_classes();
        const tile_shape<A> shape(layout.classes, rows.count);
        alignas(64) A tile[tile_capacity<A>];
        for (int begin = 0; begin < rows.count; begin += shape.pitch)
            rows_of_tile(tile, shape.pitch, begin, rows.count - begin < shape.pitch ? rows.count - begin : shape.pitch);
    }
};

template <class Family> void run_token(const Family &family, const work &what) {
    if (family.layout.classes <= few_classes) short_token_rows<Family>{family}.run();
    else long_token_rows<Family>{family}.run(what);
    if (family.args.stream) stream_fence();
}

template <class T> void token(const token_args &args, token_rows &rows, const work &what) {
    using A = accumulator_of<T>;
    if (args.softcap == 0 && args.temperature == 1) {
        run_token(token_family<T, identity<A>>{args, rows, {}}, what);
    } else {
        const capped<A> transform{static_cast<A>(args.softcap), static_cast<A>(args.temperature)};
        run_token(token_family<T, capped<A>>{args, rows, transform}, what);
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(token)

} // namespace simdloss::SIMDLOSS_ISA
