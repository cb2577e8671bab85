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

    // Reduces classes of one register of rows, whose state starts at `row`; joins what earlier tiles of them gave.
    void reduce(A *tile, int pitch, std::int64_t class0, std::int64_t classes, int row, bool keep, double weight_before,
        double weight) const {
        const auto transform = f.transform;
        constexpr A infinity = std::numeric_limits<A>::infinity();
        reg<A> max(-infinity), unbounded(0);
        for (std::int64_t c = 0; c < classes; ++c) max = max_or_second(transform(load(tile + c * pitch)), max);
        if (xsimd::any(max == reg<A>(infinity))) unbounded = sum_unbounded(tile, pitch, classes, max);
        reference<A> ref;
        reg<A> shift, exponent;
        prepare(max, ref, shift, exponent);
        wide_lane gaps;
        if (f.wants_gap) weigh(tile, pitch, class0, classes, max, gaps);
        lane_sums<A> sums;
        for (std::int64_t c = 0; c < classes; c += run_length) {
            const int n = classes - c < run_length ? static_cast<int>(classes - c) : run_length;
            A *x = tile + c * pitch;
            if (keep) add_run<can_keep>(sums, 0, x, pitch, n, transform, ref, x);
            else add_run<false>(sums, 0, x, pitch, n, transform, ref, x);
        }
        put_state(row, class0 > 0, max, unbounded, sums, exponent, shift, gaps, weight_before, weight);
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
        SIMDLOSS_INLINE wide_lane() {
            for (auto &x : r) x = r64(0);
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

    // unbounded: 0 where the sum stands, else what it must become: NaN or infinity.
    void put_state(int row, bool join, const wide_lane &max, const wide_lane &unbounded, const lane_sums<A> &sums,
        const wide_lane &exponent, const wide_lane &shift, const wide_lane &gaps, double weight_before,
        double weight) const {
        for (int i = 0; i < w / width<double>; ++i) {
            const r64 sum = xsimd::select(unbounded.r[i] == r64(0), sums.rest.r[i], unbounded.r[i]);
            stretches s{max.r[i], sum, exponent.r[i], shift.r[i], gaps.r[i]};
            const int at = row + i * width<double>;
            if (join) s = merge<A>(load_state(f.state, at), s, weight_before, weight);
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

    // Replaces classes of one register of rows in the tile by their output.
    template <bool from_kept> void write(A *tile, int pitch, std::int64_t class0, std::int64_t classes, int row) const {
        const auto transform = f.transform;
        const output_scalars<A> s = scalars(row);
        alignas(64) A active[w];
        for (int i = 0; i < w && !f.all_active; ++i) active[i] = row + i < f.count && f.active(row + i) ? A(1) : A(0);
        const mask<A> live = (f.all_active ? reg<A>(1) : load(active)) != reg<A>(0);
        const reg<A> nothing(f.accumulate ? -A(0) : A(0)); // adding -0 leaves every number as it is
        const A *weights = f.wants_gap && f.class_weight ? f.class_weight + class0 : nullptr;
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
                for (int k = 0; k < n; ++k) y[k] = scale_exponential(y[k], reg<A>(weights ? weights[c + k] : A(1)), s);
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

    // One tile's width of rows, through all classes.
    void rows_of_tile(A *tile, const tile_shape<A> &shape, int begin, int rows) const {
        const std::int64_t all = f.layout.classes;
        const std::int64_t first = f.first + begin;
        const bool one_tile = shape.classes >= all;
        const bool keep = can_keep && f.may_keep && one_tile && f.wants_reduction && f.wants_output;
        double weight = 0;
        for (std::int64_t c = 0; c < all; c += shape.classes) {
            const std::int64_t n = all - c < shape.classes ? all - c : shape.classes;
            io.stage(f.input, first, rows, c, n, tile, shape.pitch);
            f.look_up(tile, shape.pitch, c, n, begin, begin + rows);
            if (!f.wants_reduction) continue;
            const double added = f.wants_gap ? weight_of(c, n) : 0;
            for (int lane = 0; lane < rows; lane += w) {
                io.fetch_next(f.input, first + lane, c, n, shape.pitch);
                reduce(tile + lane, shape.pitch, c, n, begin + lane, keep, weight, added);
            }
            weight += added;
        }
        f.finish(begin, begin + rows);
        if (!f.wants_output) return;
        for (std::int64_t c = 0; c < all; c += shape.classes) {
            const std::int64_t n = all - c < shape.classes ? all - c : shape.classes;
            if (!one_tile) io.stage(f.input, first, rows, c, n, tile, shape.pitch);
            for (int lane = 0; lane < rows; lane += w) {
                if (!f.wants_reduction) io.fetch_next(f.input, first + lane, c, n, shape.pitch);
                if (keep) write<can_keep>(tile + lane, shape.pitch, c, n, begin + lane);
                else write<false>(tile + lane, shape.pitch, c, n, begin + lane);
            }
            f.put_back(tile, shape.pitch, c, n, begin, begin + rows);
            io.unstage(f.output, first, rows, c, n, tile, shape.pitch, f.accumulate, f.stream);
        }
    }

    void no_classes() const {
        for (int i = 0; i < f.count; i += width<double>)
            store_state(f.state, i, {r64(-std::numeric_limits<double>::infinity()), r64(0), r64(0), r64(0), r64(0)});
        f.finish(0, f.count);
    }

    void run() const {
        const tile_shape<A> shape(f.layout.classes, f.count);
        alignas(64) A tile[tile_capacity<A>];
        if (f.layout.classes == 0) return no_classes();
        for (int begin = 0; begin < f.count; begin += shape.pitch)
            rows_of_tile(tile, shape, begin, f.count - begin < shape.pitch ? f.count - begin : shape.pitch);
        if (f.stream) stream_fence();
    }
};

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
