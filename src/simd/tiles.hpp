// The driver for rows with few classes, and for all rows where inner > 1: lanes run along rows. A tile is staged on the
// stack, class by class, `pitch` rows wide, in the accumulator type: for inner = 1 by transposing registers, else by
// copying stretches of the inner axis. Each lane then goes through its classes in order, so that a row's bits do not
// depend on its neighbours. The family is as in rows.hpp.
#pragma once

#include "simd/normalize.hpp"
#include "simd/transpose.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> inline constexpr std::int64_t tile_capacity = 16384 / sizeof(A);

// The classes of a tile, and how many rows it holds: a whole number of packs.
template <class A> struct tile_shape {
    std::int64_t classes; // at a time
    int pitch;

    SIMDLOSS_INLINE tile_shape(std::int64_t all_classes, int rows) {
        constexpr std::int64_t most = tile_capacity<A> / lanes<A>;
        classes = all_classes < most ? all_classes : most;
        const std::int64_t fit = tile_capacity<A> / (classes == 0 ? 1 : classes) / lanes<A> * lanes<A>;
        const std::int64_t wanted = (rows + lanes<A> - 1) / lanes<A> * lanes<A>;
        pitch = static_cast<int>(fit < wanted ? fit : wanted);
    }
};

template <class T> struct tile_io {
    using A = accumulator_of<T>;
    row_layout layout;
    static constexpr int w = width<A>;

    // Calls f(lane, offset, length) for each stretch of rows [first, first + rows) that lies in one batch item.
    template <class F> SIMDLOSS_INLINE void for_segments(std::int64_t first, int rows, const F &f) const {
        std::int64_t item = first / layout.inner, at = first % layout.inner;
        for (int lane = 0; lane < rows;) {
            const std::int64_t left = layout.inner - at;
            const int length = left < rows - lane ? static_cast<int>(left) : rows - lane;
            f(lane, item * layout.batch_stride + at, length);
            lane += length;
            at = 0;
            ++item;
        }
    }

    // Rows that lie one after the other in memory come as one long one.
    template <class F> SIMDLOSS_INLINE void for_row_spans(std::int64_t first, int rows, const F &f) const {
        const std::int64_t c = layout.classes;
        if (layout.batch_stride == c) {
            f(std::int64_t(0), first * c, rows * c);
        } else {
            for (int r = 0; r < rows; ++r) f(r * c, (first + r) * layout.batch_stride, c);
        }
    }

    static void widen_elements(const T *x, std::int64_t n, A *out) {
        std::int64_t j = 0;
        for (; j + w <= n; j += w) store(out + j, load(x + j));
        if (j < n) load_partial(x + j, n - j).store_unaligned(out + j);
    }

    void stage(const T *base, std::int64_t first, int rows, std::int64_t class0, std::int64_t classes, A *tile,
        int pitch) const {
        if (layout.inner == 1) return stage_rows(base, first, rows, tile, pitch);
        for_segments(first, rows, [&](int lane, std::int64_t offset, int length) {
            for (std::int64_t c = 0; c < classes; ++c) {
                const T *x = base + offset + (class0 + c) * layout.inner;
                A *out = tile + c * pitch + lane;
                int j = 0;
                for (; j + w <= length; j += w) store(out + j, load(x + j));
                for (; j < length; ++j) out[j] = load_one(x + j);
            }
        });
    }

    // Fetches what the next tile will want of a register of rows: the processor does not see so many short streams
    // coming. Called between registers, since all at once there would be more than can be under way.
    SIMDLOSS_INLINE void fetch_next(
        const T *base, std::int64_t row, std::int64_t class0, std::int64_t classes, int pitch) const {
        if (layout.inner == 1) return;
        const T *x = base + layout.offset(row) + class0 * layout.inner + pitch;
        for (std::int64_t c = 0; c < classes; ++c) prefetch(x + c * layout.inner);
    }

    // Registers of rows are transposed into the tile. Where the storage type is narrower, rows are widened first, all at
    // once; what a register then reads beyond its row's end is not used.
    void stage_rows(const T *base, std::int64_t first, int rows, A *tile, int pitch) const {
        const std::int64_t classes = layout.classes;
        if constexpr (sizeof(T) == sizeof(A)) {
            const T *x = base + first * layout.batch_stride;
            if (rows == 1) { // the one call in which time to the first result matters more than the rate
                for (std::int64_t c = 0; c < classes; ++c) store(tile + c * pitch, reg<A>(x[c]));
                return;
            }
            transpose_in(rows, tile, pitch, [&](int r, std::int64_t c, std::int64_t n) {
                return load_partial_or_all(x + r * layout.batch_stride + c, n);
            });
        } else {
            alignas(64) A flat[tile_capacity<A> + 2 * w];
            for_row_spans(first, rows, [&](std::int64_t at, std::int64_t offset, std::int64_t n) {
                widen_elements(base + offset, n, flat + at);
            });
            transpose_in(
                rows, tile, pitch, [&](int r, std::int64_t c, std::int64_t) { return load(flat + r * classes + c); });
        }
    }

    template <class Load> SIMDLOSS_INLINE void transpose_in(int rows, A *tile, int pitch, const Load &load_row) const {
        for (int r = 0; r < rows; r += w) {
            for (std::int64_t c = 0; c < layout.classes; c += w) {
                const int n = layout.classes - c < w ? static_cast<int>(layout.classes - c) : w;
                const int m = rows - r < w ? rows - r : w;
                reg<A> square[w];
#pragma GCC unroll 16
                for (int i = 0; i < w; ++i) square[i] = load_row(r + (i < m ? i : 0), c, n);
                transpose<A>(square);
#pragma GCC unroll 16
                for (int i = 0; i < w; ++i)
                    if (i < n) square[i].store_unaligned(tile + (c + i) * pitch + r);
            }
        }
    }

    void unstage(T *base, std::int64_t first, int rows, std::int64_t class0, std::int64_t classes, const A *tile,
        int pitch, bool accumulate, bool streaming) const {
        if (layout.inner == 1) return unstage_rows(base, first, rows, tile, pitch, accumulate, streaming);
        for_segments(first, rows, [&](int lane, std::int64_t offset, int length) {
            for (std::int64_t c = 0; c < classes; ++c)
                write_from(base + offset + (class0 + c) * layout.inner, tile + c * pitch + lane, length, accumulate,
                    streaming && length >= 4 * w);
        });
    }

    static void write_from(T *out, const A *x, std::int64_t n, bool accumulate, bool streaming) {
        write_elements(out, n, accumulate, streaming, [=](auto &y, std::int64_t j, const auto &load_from) {
#pragma GCC unroll 8
            for (int k = 0; k < static_cast<int>(sizeof y / sizeof *y); ++k) y[k] = load_from(x + j + k * w);
        });
    }

    // Squares are written from the last classes to the first, and rows in order: what a register spills over its row's
    // end is overwritten by the row it belongs to.
    void unstage_rows(
        T *base, std::int64_t first, int rows, const A *tile, int pitch, bool accumulate, bool streaming) const {
        const std::int64_t classes = layout.classes;
        alignas(64) A flat[tile_capacity<A> + 2 * w];
        for (int r = 0; r < rows; r += w) {
            for (std::int64_t c = (classes - 1) / w * w; c >= 0; c -= w) {
                reg<A> square[w];
#pragma GCC unroll 16
                for (int i = 0; i < w; ++i)
                    square[i] = load(tile + (c + i < classes ? c + i : classes - 1) * pitch + r);
                transpose<A>(square);
#pragma GCC unroll 16
                for (int i = 0; i < w; ++i)
                    if (r + i < rows) square[i].store_unaligned(flat + (r + i) * classes + c);
            }
        }
        for_row_spans(first, rows, [&](std::int64_t at, std::int64_t offset, std::int64_t n) {
            write_from(base + offset, flat + at, n, accumulate, streaming);
        });
    }
};

template <class Family> struct tile_driver {
    using T = typename Family::T;
    using A = typename Family::A;
    Family &f;
    tile_io<T> io{f.layout};

    static constexpr bool can_keep = Family::transform_type::is_identity && Family::kind == output_kind::exponential;
    static constexpr int w = width<A>;

    SIMDLOSS_INLINE static void prepare(reg<A> max, reference<A> &ref, reg<A> &shift, reg<A> &exponent) {
        reg<A> k;
        choose_reference(max, shift, k);
        exponent = k - reg<A>(scaling<A>::offset);
        ref = scaled_reference(shift, -exponent);
    }

    // Reduces classes of one register of rows, whose state starts at `row`; joins what earlier tiles of them gave. weights:
    // a tile of weights of their own, if they have such.
    void reduce(A *tile, const A *weights, int pitch, std::int64_t class0, std::int64_t classes, int row, bool keep,
        double weight_before, double weight) const {
        const auto transform = f.transform;
        constexpr A infinity = std::numeric_limits<A>::infinity();
        reg<A> max(-infinity), unbounded(0);
        for (std::int64_t c = 0; c < classes; ++c) max = max_or_second(transform(load(tile + c * pitch)), max);
        if (xsimd::any(max == reg<A>(infinity))) unbounded = sum_unbounded(tile, pitch, classes, max);
        reference<A> ref;
        reg<A> shift, exponent;
        prepare(max, ref, shift, exponent);
        wide_lane gaps, before(weight_before), added(weight);
        if constexpr (weighs_targets<Family>) {
            if (f.wants_weights)
                weigh_targets(tile, weights, pitch, classes, row, class0 > 0, max, gaps, before, added);
        } else {
            if (f.wants_gap) weigh(tile, pitch, class0, classes, max, gaps);
        }
        lane_sums<A> sums;
        for (std::int64_t c = 0; c < classes; c += run_length) {
            const int n = classes - c < run_length ? static_cast<int>(classes - c) : run_length;
            A *x = tile + c * pitch;
            if (keep) add_run<can_keep>(sums, 0, x, pitch, n, transform, ref, x);
            else add_run<false>(sums, 0, x, pitch, n, transform, ref, x);
        }
        put_state(row, class0 > 0, max, unbounded, sums, exponent, shift, gaps, before, added);
    }

    // A row with +inf has an infinite sum, unless it has a NaN too; 0 for the others.
    reg<A> sum_unbounded(const A *tile, int pitch, std::int64_t classes, reg<A> max) const {
        reg<A> sum = xsimd::abs(max);
        for (std::int64_t c = 0; c < classes; ++c) {
            const reg<A> v = f.transform(load(tile + c * pitch));
            sum = xsimd::select(v != v, v, sum);
        }
        return xsimd::select(max == reg<A>(std::numeric_limits<A>::infinity()), sum, reg<A>(0));
    }

    struct wide_lane {
        r64 r[w / width<double>];
        SIMDLOSS_INLINE wide_lane(double all = 0) {
            for (auto &x : r) x = r64(all);
        }
        SIMDLOSS_INLINE wide_lane(reg<A> x) {
            if constexpr (sizeof(A) == 8) {
                r[0] = x;
            } else {
                typename r64::register_type low, high;
                widen(x, low, high);
                r[0] = r64(low);
                r[1] = r64(high);
            }
        }
    };

    void weigh(const A *tile, int pitch, std::int64_t class0, std::int64_t classes, reg<A> max, wide_lane &gaps) const {
        const reg<A> base = xsimd::select(max == reg<A>(-std::numeric_limits<A>::infinity()), reg<A>(0), max);
        for (std::int64_t c = 0; c < classes; ++c) {
            const A weight = f.class_weight ? f.class_weight[class0 + c] : A(1);
            if (weight == 0) continue;
            const wide_lane gap(reg<A>(weight) * (base - f.transform(load(tile + c * pitch))));
            for (int i = 0; i < w / width<double>; ++i) gaps.r[i] += gap.r[i];
        }
    }

    // The same for weights of the rows' own. `before` and `added` become the sums of weights of earlier tiles and this
    // one; what they add up to is the rows' total so far.
    void weigh_targets(const A *tile, const A *weights, int pitch, std::int64_t classes, int row, bool join, reg<A> max,
        wide_lane &gaps, wide_lane &before, wide_lane &added) const {
        const reg<A> base = xsimd::select(max == reg<A>(-std::numeric_limits<A>::infinity()), reg<A>(0), max);
        for (std::int64_t c = 0; c < classes; ++c) {
            const reg<A> u = load(weights + c * pitch);
            const wide_lane one(u);
            for (int i = 0; i < w / width<double>; ++i) added.r[i] += one.r[i];
            if (!f.wants_gap) continue;
            const wide_lane gap(
                xsimd::select(u == reg<A>(0), reg<A>(0), u * (base - f.transform(load(tile + c * pitch)))));
            for (int i = 0; i < w / width<double>; ++i) gaps.r[i] += gap.r[i];
        }
        for (int i = 0; i < w / width<double>; ++i) {
            double *total = f.total + row + i * width<double>;
            if (join) before.r[i] = load(total);
            store(total, before.r[i] + added.r[i]);
        }
    }

    // unbounded: 0 where the sum stands, else what it must become: NaN or infinity.
    void put_state(int row, bool join, const wide_lane &max, const wide_lane &unbounded, const lane_sums<A> &sums,
        const wide_lane &exponent, const wide_lane &shift, const wide_lane &gaps, const wide_lane &weight_before,
        const wide_lane &weight) const {
        for (int i = 0; i < w / width<double>; ++i) {
            const r64 sum = xsimd::select(unbounded.r[i] == r64(0), sums.rest.r[i], unbounded.r[i]);
            stretches s{max.r[i], sum, exponent.r[i], shift.r[i], gaps.r[i]};
            const int at = row + i * width<double>;
            if (join) s = merge<A>(load_state(f.state, at), s, weight_before.r[i], weight.r[i]);
            store_state(f.state, at, s);
        }
    }

    double weight_of(std::int64_t class0, std::int64_t classes) const {
        if (!f.class_weight) return static_cast<double>(classes);
        double sum = 0;
        for (std::int64_t c = 0; c < classes; ++c) sum += static_cast<double>(f.class_weight[class0 + c]);
        return sum;
    }

    output_scalars<A> scalars(int row) const {
        const row_state &s = f.state;
        return {scaled_reference(load_rows<A>(s.shift + row), -load_rows<A>(s.exponent + row)),
            load_rows<A>(s.factor + row), load_rows<A>(s.smooth + row), load_rows<A>(s.kept_scale + row),
            load_rows<A>(s.max + row), load_rows<A>(s.log_sum + row)};
    }

    // Makes weights of the targets in a tile.
    void make_weights(A *targets, int pitch, std::int64_t class0, std::int64_t classes, int rows) const {
        for (std::int64_t c = 0; c < classes; ++c) {
            const reg<A> weight(f.class_weight ? f.class_weight[class0 + c] : A(1));
            for (int lane = 0; lane < rows; lane += w) {
                A *at = targets + c * pitch + lane;
                store(at, weight * xsimd::fma(load(at), reg<A>(f.keep), reg<A>(f.spread)));
            }
        }
    }

    // Replaces the weights of one register of rows by the gradient for the target, and, where it is wanted, the logits by
    // theirs. No exponentials were kept: both need the logits.
    void write_gradients(A *tile, A *weights, int pitch, std::int64_t class0, std::int64_t classes, int row) const {
        const output_scalars<A> s = scalars(row);
        const target_scalars<A> targets = target_scalars_of(row);
        for (std::int64_t c = 0; c < classes; ++c) {
            A *const x_at = tile + c * pitch, *const w_at = weights + c * pitch;
            const reg<A> x = load(x_at), u = load(w_at);
            store(w_at, targets.gradient(x, reg<A>(f.class_weight ? f.class_weight[class0 + c] : A(1)), s));
            if (!f.output) continue;
            reg<A> y[1] = {f.transform(x)};
            exp_scaled<1>(y, s.ref);
            store(x_at, targets.without_cancellation(scale_exponential(y[0], u, s), u, s));
        }
    }

    SIMDLOSS_INLINE auto target_scalars_of(int row) const {
        if constexpr (weighs_targets<Family>) return f.targets_of(row, [](const double *p) { return load_rows<A>(p); });
        else return 0;
    }

    // Replaces classes of one register of rows in the tile by their output.
    template <bool from_kept>
    void write(A *tile, const A *own_weights, int pitch, std::int64_t class0, std::int64_t classes, int row) const {
        const auto transform = f.transform;
        const output_scalars<A> s = scalars(row);
        alignas(64) A active[w];
        for (int i = 0; i < w && !f.all_active; ++i) active[i] = row + i < f.count && f.active(row + i) ? A(1) : A(0);
        const mask<A> live = (f.all_active ? reg<A>(1) : load(active)) != reg<A>(0);
        const reg<A> nothing(f.accumulate ? -A(0) : A(0)); // adding -0 leaves every number as it is
        const A *weights = f.wants_gap && f.class_weight ? f.class_weight + class0 : nullptr;
        const auto targets = target_scalars_of(row);
        const auto put = [&](auto &y, std::int64_t c) {
            constexpr int n = static_cast<int>(sizeof y / sizeof *y);
            reg<A> x[n];
#pragma GCC unroll 8
            for (int k = 0; k < n; ++k) x[k] = load(tile + (c + k) * pitch);
#pragma GCC unroll 8
            for (int k = 0; k < n; ++k) y[k] = from_kept ? x[k] * s.kept_scale : transform(x[k]);
            if constexpr (Family::kind == output_kind::logarithm) {
#pragma GCC unroll 8
                for (int k = 0; k < n; ++k) y[k] = (y[k] - s.max) - s.log_sum;
            } else {
                if constexpr (!from_kept) exp_scaled<n>(y, s.ref);
#pragma GCC unroll 8
                for (int k = 0; k < n; ++k) {
                    if constexpr (weighs_targets<Family>) {
                        const reg<A> u = load(own_weights + (c + k) * pitch);
                        y[k] = targets.without_cancellation(scale_exponential(y[k], u, s), u, s);
                    } else {
                        y[k] = scale_exponential(y[k], reg<A>(weights ? weights[c + k] : A(1)), s);
                    }
                }
            }
#pragma GCC unroll 8
            for (int k = 0; k < n; ++k) {
                if constexpr (!Family::transform_type::is_identity && Family::kind == output_kind::exponential)
                    y[k] = y[k] * transform.derivative(x[k]);
                store(tile + (c + k) * pitch, xsimd::select(live, y[k], nothing));
            }
        };
        std::int64_t c = 0;
        for (; c + exp_group <= classes; c += exp_group) {
            reg<A> y[exp_group];
            put(y, c);
        }
        for (; c < classes; ++c) {
            reg<A> y[1];
            put(y, c);
        }
    }

    // Fills a tile, and that of the rows' own weights.
    SIMDLOSS_INLINE void stage(
        A *tile, A *weights, int pitch, std::int64_t first, int rows, std::int64_t class0, std::int64_t classes) const {
        io.stage(f.input, first, rows, class0, classes, tile, pitch);
        if constexpr (weighs_targets<Family>) {
            if (!f.wants_weights) return;
            io.stage(f.target, first, rows, class0, classes, weights, pitch);
            make_weights(weights, pitch, class0, classes, rows);
        }
    }

    SIMDLOSS_INLINE void fetch_next(std::int64_t row, std::int64_t class0, std::int64_t classes, int pitch) const {
        io.fetch_next(f.input, row, class0, classes, pitch);
        if constexpr (weighs_targets<Family>) {
            if (f.wants_weights) io.fetch_next(f.target, row, class0, classes, pitch);
        }
    }

    SIMDLOSS_INLINE static A *of_lane(A *weights, int lane) {
        return weighs_targets<Family> ? weights + lane : weights;
    }

    // One tile's width of rows, through all classes.
    void rows_of_tile(A *tile, A *weights, const tile_shape<A> &shape, int begin, int rows) const {
        const std::int64_t all = f.layout.classes;
        const std::int64_t first = f.first + begin;
        const bool one_tile = shape.classes >= all;
        const bool keep = can_keep && f.may_keep && one_tile && f.wants_reduction && f.wants_output;
        double weight = 0;
        for (std::int64_t c = 0; c < all; c += shape.classes) {
            const std::int64_t n = all - c < shape.classes ? all - c : shape.classes;
            stage(tile, weights, shape.pitch, first, rows, c, n);
            f.look_up(tile, shape.pitch, c, n, begin, begin + rows);
            if (!f.wants_reduction) {
                if constexpr (weighs_targets<Family>) sum_weights(weights, shape.pitch, c, n, begin, rows);
                continue;
            }
            const double added = !weighs_targets<Family> && f.wants_gap ? weight_of(c, n) : 0;
            for (int lane = 0; lane < rows; lane += w) {
                fetch_next(first + lane, c, n, shape.pitch);
                reduce(tile + lane, of_lane(weights, lane), shape.pitch, c, n, begin + lane, keep, weight, added);
            }
            weight += added;
        }
        f.finish(begin, begin + rows);
        if (!f.wants_output) return;
        for (std::int64_t c = 0; c < all; c += shape.classes) {
            const std::int64_t n = all - c < shape.classes ? all - c : shape.classes;
            if (!one_tile) stage(tile, weights, shape.pitch, first, rows, c, n);
            for (int lane = 0; lane < rows; lane += w) {
                if (!f.wants_reduction) fetch_next(first + lane, c, n, shape.pitch);
                write_lane(tile + lane, of_lane(weights, lane), shape.pitch, c, n, begin + lane, keep);
            }
            f.put_back(tile, shape.pitch, c, n, begin, begin + rows);
            if (f.output) io.unstage(f.output, first, rows, c, n, tile, shape.pitch, f.accumulate, f.stream);
            if constexpr (weighs_targets<Family>) {
                if (f.target_output)
                    io.unstage(f.target_output, first, rows, c, n, weights, shape.pitch, f.accumulate, f.stream_target);
            }
        }
    }

    SIMDLOSS_INLINE void write_lane(
        A *tile, A *weights, int pitch, std::int64_t class0, std::int64_t classes, int row, bool keep) const {
        if constexpr (weighs_targets<Family>) {
            if (f.target_output) return write_gradients(tile, weights, pitch, class0, classes, row);
        }
        if (keep) write<can_keep>(tile, weights, pitch, class0, classes, row);
        else write<false>(tile, weights, pitch, class0, classes, row);
    }

    // Where the sums of exponentials are given, those of weights may still be wanted.
    void sum_weights(
        const A *weights, int pitch, std::int64_t class0, std::int64_t classes, int begin, int rows) const {
        if (!f.wants_weights) return;
        for (int lane = 0; lane < rows; lane += w) {
            wide_lane gaps, before, added;
            weigh_targets(weights + lane, weights + lane, pitch, classes, begin + lane, class0 > 0, reg<A>(0), gaps,
                before, added);
        }
    }

    void no_classes() const {
        for (int i = 0; i < f.count; i += width<double>)
            store_state(f.state, i, {r64(-std::numeric_limits<double>::infinity()), r64(0), r64(0), r64(0), r64(0)});
        if constexpr (weighs_targets<Family>)
            for (int i = 0; i < f.count; ++i) f.total[i] = 0;
        f.finish(0, f.count);
    }

    void run() const {
        const tile_shape<A> shape(f.layout.classes, f.count);
        alignas(64) A tile[tile_capacity<A>];
        alignas(64) A weights[weighs_targets<Family> ? tile_capacity<A> : w];
        if (f.layout.classes == 0) return no_classes();
        for (int begin = 0; begin < f.count; begin += shape.pitch)
            rows_of_tile(tile, weights, shape, begin, f.count - begin < shape.pitch ? f.count - begin : shape.pitch);
        bool streamed = f.stream;
        if constexpr (weighs_targets<Family>) streamed |= f.stream_target;
        if (streamed) stream_fence();
    }
};

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
