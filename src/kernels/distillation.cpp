// Distillation: the divergence of a student from a teacher, from the logits of both. The formula is in
// include/simdloss/divergence.h. With u and s the quotients by temperature, M their maxima, and d_j = (u_j - M_u) - (s_j -
// M_s), which rounds at the size of its two terms, never at that of the logits:
//
//     K = sum_j P_j d_j + (log S_s - log S_u)
//
// A stretch of both rows is reduced to its maxima, its sums and sum_j exp(u_j) d_j while it is in the nearest cache, with
// the maxima of the stretch; stretches are moved to common maxima where they are put together.
#include "kernels/table.hpp"
#include "runtime/divergence_args.hpp"
#include "simd/tiles.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// A stretch of the two rows; teacher.gap is sum_j exp(u_j) d_j, to the teacher's exponent.
struct pair_of_stretches {
    stretches student, teacher;
};

// The maximum that differences are taken from: -inf would make them NaN.
SIMDLOSS_INLINE r64 base(r64 max) { return xsimd::select(max == r64(-infinity), r64(0), max); }
template <class A> SIMDLOSS_INLINE reg<A> base(reg<A> max) {
    return xsimd::select(max == reg<A>(-std::numeric_limits<A>::infinity()), reg<A>(0), max);
}

// part's sum of exp(u_j) d_j as one of the whole's: d_j is from its maxima now, and to its exponent.
template <class A> SIMDLOSS_INLINE r64 moved_gap(const pair_of_stretches &part, const pair_of_stretches &whole) {
    const stretches &s = part.student, &u = part.teacher;
    const r64 all = u.sum + exp_times_power<A>(u.max - u.shift, -u.exponent);
    const r64 move = (base(u.max) - base(whole.teacher.max)) - (base(s.max) - base(whole.student.max));
    const r64 scale = exp_times_power<A>(u.shift - whole.teacher.shift, u.exponent - whole.teacher.exponent);
    const r64 gap = u.gap + xsimd::select(all == r64(0), r64(0), all * move);
    return xsimd::select(xsimd::abs(gap) == r64(infinity), gap, gap * scale);
}

template <class A>
SIMDLOSS_INLINE pair_of_stretches merge_pairs(const pair_of_stretches &a, const pair_of_stretches &b) {
    pair_of_stretches whole{merge<A>(a.student, b.student, 0, 0), merge<A>(a.teacher, b.teacher, 0, 0)};
    whole.teacher.gap = moved_gap<A>(a, whole) + moved_gap<A>(b, whole);
    return whole;
}

// d, times a power of two, of logits that are quotients but for a factor, which is exact.
template <class A> struct difference {
    reg<A> student_max, teacher_max; // times the power of two
    reg<A> factor;
    SIMDLOSS_INLINE reg<A> operator()(reg<A> s, reg<A> u) const {
        return xsimd::fms(u, factor, teacher_max) - xsimd::fms(s, factor, student_max);
    }
    // sum + e d; sum where e is 0, and infinite where only the student is -inf.
    SIMDLOSS_INLINE reg<A> add_weighed(reg<A> sum, reg<A> e, reg<A> s, reg<A> u) const {
        return xsimd::select(e > reg<A>(0), xsimd::fma(e, (*this)(s, u), sum), sum);
    }
};

// How a logit becomes its quotient by temperature: it is that already, or, where the inverse is a power of two and so the
// product the quotient, to the bit, by multiplying.
template <class A> struct unchanged : identity<A> { static constexpr A inverse = 1; };
template <class A> struct multiplied {
    A inverse;
    SIMDLOSS_INLINE reg<A> operator()(reg<A> x) const { return x * reg<A>(inverse); }
};

// What a row, or each lane's, gradients are made of.
template <class A> struct gradient_scalars {
    reference<A> student, teacher;
    reg<A> student_factor, teacher_factor; // of the exponentials: Q and P times all that multiplies the gradient
    difference<A> d;
    reg<A> offset, top, top_max;
    bool has_top;

    SIMDLOSS_INLINE gradient_scalars(const distillation_rows &rows, int i, bool lanes_are_rows) {
        const auto get = [&](const double *x) {
            return lanes_are_rows ? load_rows<A>(x + i) : reg<A>(static_cast<A>(x[i]));
        };
        const row_state &s = rows.student, &u = rows.teacher;
        student = scaled_reference(get(s.shift), -get(s.exponent));
        teacher = scaled_reference(get(u.shift), -get(u.exponent));
        student_factor = get(s.factor);
        teacher_factor = get(u.factor);
        d = {get(s.max), get(u.max), reg<A>(1)};
        offset = get(rows.offset);
        top = get(rows.top);
        top_max = get(rows.top_max);
        has_top = xsimd::any(top_max == top_max);
    }

    // Q - P, in place of the student's exponentials.
    template <int n> SIMDLOSS_INLINE void by_student(reg<A> (&q)[n], const reg<A> (&p)[n]) const {
#pragma GCC unroll 8
        for (int k = 0; k < n; ++k) q[k] = q[k] * student_factor - p[k] * teacher_factor;
    }
    // Both rows are sure of this class: their 1 - P and 1 - Q have more to say.
    SIMDLOSS_INLINE reg<A> at_top(reg<A> grad, reg<A> s, reg<A> u) const {
        return xsimd::select((s == top_max) & (u == d.teacher_max), top, grad);
    }
    // P (k - K)
    SIMDLOSS_INLINE reg<A> by_teacher(reg<A> s, reg<A> u) const {
        reg<A> e[1] = {u};
        exp_scaled<1>(e, teacher);
        const reg<A> gap = xsimd::select(e[0] == reg<A>(0), reg<A>(0), d(s, u));
        return e[0] * teacher_factor * (gap + offset);
    }
};

template <class T> struct distillation_driver {
    using A = accumulator_of<T>;
    static constexpr int w = width<A>;
    static constexpr std::int64_t block = tile_capacity<A>;
    const distillation_args &args;
    distillation_rows &rows;

    row_layout layout = args.layout;
    const T *student = static_cast<const T *>(args.student), *teacher = static_cast<const T *>(args.teacher);
    T *grad_student = static_cast<T *>(args.grad_student), *grad_teacher = static_cast<T *>(args.grad_teacher);
    bool wants_output = grad_student != nullptr || grad_teacher != nullptr;
    A temperature = static_cast<A>(args.temperature);
    // Of a power of two the inverse is exact, and so multiplying by it gives the same bits.
    A inverse = A(1) / temperature;
    bool multiplies = is_power_of_two(temperature) && inverse >= std::numeric_limits<A>::min();

    SIMDLOSS_INLINE static bool is_power_of_two(A x) {
        typename constants<A>::bits bits;
        std::memcpy(&bits, &x, sizeof bits);
        return bits << (sizeof bits * 8 - constants<A>::mantissa) == 0 && x >= std::numeric_limits<A>::min() &&
               x <= std::numeric_limits<A>::max();
    }

    SIMDLOSS_INLINE reg<A> quotient(reg<A> x) const {
        return multiplies ? x * reg<A>(inverse) : x / reg<A>(temperature);
    }

    // ---- rows.student and rows.teacher from their sums to their factors, whole registers of rows at a time

    void finish(int begin, int end) const {
        for (int i = begin; i < end; i += width<double>) {
            if (!args.stats_given) finish_sums(i);
            // From here on what row_stats can hold, so that a separate backward gives the same bits.
            const r64 s = rounded_to<A>(load(rows.student.log_sum + i));
            const r64 u = rounded_to<A>(load(rows.teacher.log_sum + i));
            store(rows.student.log_sum + i, s);
            store(rows.teacher.log_sum + i, u);
            if (wants_output) finish_gradients(i, s, u, rounded_to<A>(load(rows.divergence + i)));
        }
    }

    void finish_sums(int i) const {
        const stretches s = load_state(rows.student, i), u = load_state(rows.teacher, i);
        const r64 student_log = log_of_sum<A>(s), teacher_log = log_of_sum<A>(u);
        const r64 all = u.sum + exp_times_power<A>(u.max - u.shift, -u.exponent);
        const r64 sum = student_log + teacher_log; // NaN if one of the rows has no distribution
        store(rows.student.max + i, max_or_nan(s));
        store(rows.teacher.max + i, max_or_nan(u));
        store(rows.student.log_sum + i, student_log);
        store(rows.teacher.log_sum + i, teacher_log);
        store(rows.divergence + i, xsimd::select(sum == sum, u.gap / all + (student_log - teacher_log), sum));
    }

    void finish_gradients(int i, r64 student_log, r64 teacher_log, r64 divergence) const {
        const r64 nan(std::numeric_limits<double>::quiet_NaN());
        const r64 student_max = load(rows.student.max + i), teacher_max = load(rows.teacher.max + i);
        const r64 grad = xsimd::select(divergence == divergence, load(rows.grad + i), nan);
        set_factor<A>(rows.student, i, student_max, student_log, grad);
        set_factor<A>(rows.teacher, i, teacher_max, teacher_log, grad);
        const mask<double> finite = xsimd::abs(divergence) < r64(infinity);
        store(rows.offset + i, xsimd::select(finite, (student_log - teacher_log) - divergence, nan));
        // Where one of the two has more than half at its maximum, no other class has the same maxima.
        const r64 half(0.6931);
        const mask<double> sure = (student_log < half) | (teacher_log < half);
        r64 unused, student_rest, teacher_rest;
        exp_and_expm1(-student_log, unused, student_rest, row_constants<A>::exp);
        exp_and_expm1(-teacher_log, unused, teacher_rest, row_constants<A>::exp);
        store(rows.top + i, grad * (student_rest - teacher_rest));
        store(rows.top_max + i, xsimd::select(sure, student_max, nan));
    }

    // ---- many classes: lanes along them

    struct buffers {
        alignas(64) A student[block], teacher[block], kept[block + lanes<A>], grad[block];
    };

    // Calls f(s, u, transform) with n columns of row i and what makes quotients of them: they are divided once, into the
    // buffers, where dividing cannot be a product.
    template <class F>
    SIMDLOSS_INLINE auto with_quotients(int i, std::int64_t first, std::int64_t n, buffers &b, const F &f) const {
        const std::int64_t at = layout.offset(rows.first + i) + first;
        const T *s = student + at, *u = teacher + at;
        if (temperature == 1) return f(s, u, unchanged<A>{});
        if (multiplies) return f(s, u, multiplied<A>{inverse});
        divide(s, n, b.student);
        divide(u, n, b.teacher);
        const A *quotient_s = b.student, *quotient_u = b.teacher;
        return f(quotient_s, quotient_u, unchanged<A>{});
    }

    void divide(const T *x, std::int64_t n, A *to) const {
        std::int64_t j = 0;
        for (; j + w <= n; j += w) {
            prefetch(reinterpret_cast<const char *>(x + j) + prefetch_bytes);
            store(to + j, load(x + j) / reg<A>(temperature));
        }
        if (j < n) store(to + j, load_partial(x + j, n - j) / reg<A>(temperature));
    }

    pair_of_stretches reduce_block(int i, std::int64_t first, std::int64_t n, buffers &b) const {
        return with_quotients(i, first, n, b, [&](const auto *s, const auto *u, const auto &transform) {
            // The rows take turns: what is fetched is what comes when it is this row's turn again.
            constexpr std::int64_t ahead = block * static_cast<std::int64_t>(sizeof *s);
            const A guess_s = guess_of(s, n, transform), guess_u = guess_of(u, n, transform);
            const auto *const no_output = static_cast<decltype(s)>(nullptr);
            const stretch of_student = reduce_chunk<false>(s, n, transform, guess_s, b.kept, no_output, ahead);
            stretch of_teacher = reduce_chunk<true>(u, n, transform, guess_u, b.kept, no_output, ahead);
            of_teacher.gap = gap(s, u, transform, b.kept, n, of_student, of_teacher);
            return pair_of_stretches{spread(of_student), spread(of_teacher)};
        });
    }

    // The teacher's gap, from its exponentials.
    template <class E, class V>
    static double gap(const E *s, const E *u, const V &transform, const A *e, std::int64_t n, const stretch &of_student,
        const stretch &of_teacher) {
        constexpr std::int64_t run = run_length * lanes<A>;
        r64 shift, k;
        choose_reference(r64(of_teacher.max), shift, k);
        // Exponentials are far from 1: differences are scaled by as much, so that nothing overflows.
        const r64 exponent = k - r64(of_teacher.exponent);
        const double scale = power_of_two_clamped(-exponent).get(0);
        const auto all = [](double x) { return reg<A>(static_cast<A>(x)); };
        const difference<A> d{all(base(r64(of_student.max)).get(0) * scale),
            all(base(r64(of_teacher.max)).get(0) * scale), all(static_cast<double>(transform.inverse) * scale)};
        wide_pack<A> total;
        for (auto &r : total.r) r = r64(0);
        std::int64_t j = 0;
        for (; j + run <= n; j += run) {
            for (int i = 0; i < regs<A>; ++i) {
                reg<A> part(0);
#pragma GCC unroll 8
                for (int p = 0; p < run_length; ++p) {
                    const std::int64_t at = j + p * lanes<A> + i * w;
                    part = d.add_weighed(part, load(e + at), load(s + at), load(u + at));
                }
                add_widened<A>(total, i, part);
            }
        }
        for (int i = 0; j < n; j += w, i = (i + 1) % regs<A>) { // exponentials are 0 from n on
            const std::int64_t count = n - j < w ? n - j : w;
            const reg<A> x = load_partial_or_all(s + j, count), y = load_partial_or_all(u + j, count);
            add_widened<A>(total, i, d.add_weighed(reg<A>(0), load(e + j), x, y));
        }
        return add_lanes<A>(total) * power_of_two_clamped(exponent).get(0);
    }

    static stretches spread(const stretch &x) {
        return {r64(x.max), r64(x.sum), r64(x.exponent), r64(x.shift), r64(x.gap)};
    }

    // A chunk is a block, but in rows so long that it would not stay in the nearest cache.
    pair_of_stretches reduce_chunk_of(int i, std::int64_t chunk, buffers &b) const {
        const std::int64_t length = chunk_length(layout.classes), first = chunk * length;
        const std::int64_t end = layout.classes - first < length ? layout.classes : first + length;
        const auto size = [=](std::int64_t at) { return end - at < block ? end - at : block; };
        pair_of_stretches sum = reduce_block(i, first, size(first), b);
        for (std::int64_t at = first + block; at < end; at += block)
            sum = merge_pairs<A>(sum, reduce_block(i, at, size(at), b));
        return sum;
    }

    template <class Chunk> void fold(int i, const Chunk &chunk) const {
        pair_of_stretches sum = chunk(0);
        for (std::int64_t k = 1; k < chunk_count(layout.classes); ++k) sum = merge_pairs<A>(sum, chunk(k));
        put(rows.student, i, narrowed(sum.student));
        put(rows.teacher, i, narrowed(sum.teacher));
    }
    static stretch narrowed(const stretches &s) {
        return {s.max.get(0), s.sum.get(0), s.exponent.get(0), s.shift.get(0), s.gap.get(0), 0};
    }
    static void put(row_state &state, int i, const stretch &s) {
        state.max[i] = s.max;
        state.sum[i] = s.sum;
        state.exponent[i] = s.exponent;
        state.shift[i] = s.shift;
        state.gap[i] = s.gap;
    }

    void write_columns(int i, std::int64_t first, std::int64_t end, buffers &b) const {
        const gradient_scalars<A> g(rows, i, false);
        for (std::int64_t at = first; at < end; at += block) {
            const std::int64_t n = end - at < block ? end - at : block, in = layout.offset(rows.first + i) + at;
            with_quotients(i, at, n, b, [&](const auto *s, const auto *u, const auto &transform) {
                write_block(g, s, u, transform, in, n, b.grad);
                return 0;
            });
        }
    }

    // The gradient for the teacher is kept back until that for the student has read what it may overwrite.
    template <class E, class V>
    void write_block(const gradient_scalars<A> &g, const E *s, const E *u, const V &transform, std::int64_t in,
        std::int64_t n, A *by_teacher) const {
        for (std::int64_t j = 0; grad_teacher && j < n; j += w) {
            const std::int64_t count = n - j < w ? n - j : w;
            const reg<A> x = load_partial_or_all(s + j, count), y = load_partial_or_all(u + j, count);
            store(by_teacher + j, g.by_teacher(transform(x), transform(y)));
        }
        const auto by_student = [=](auto &y, std::int64_t j, const auto &load_from) {
            constexpr int count = static_cast<int>(sizeof y / sizeof *y);
            const auto at = [&](const E *x, int k) { return transform(load_from(x + j + k * w)); };
            reg<A> p[count];
#pragma GCC unroll 8
            for (int k = 0; k < count; ++k) y[k] = at(s, k);
            exp_scaled<count>(y, g.student);
#pragma GCC unroll 8
            for (int k = 0; k < count; ++k) p[k] = at(u, k);
            exp_scaled<count>(p, g.teacher);
            g.template by_student<count>(y, p);
            for (int k = 0; g.has_top && k < count; ++k) y[k] = g.at_top(y[k], at(s, k), at(u, k));
        };
        if (grad_student) write_elements(grad_student + in, n, args.accumulate, args.stream_student, by_student);
        if (grad_teacher)
            tile_io<T>::write_from(grad_teacher + in, by_teacher, n, args.accumulate, args.stream_teacher);
    }

    // The lines in which a row begins and ends are not wholly its own and cannot be streamed.
    void fetch_ends(int i) const {
        const auto fetch = [&](const T *grad, bool streams) {
            if (grad == nullptr || !streams) return;
            prefetch_to_write(grad + layout.offset(rows.first + i));
            prefetch_to_write(grad + layout.offset(rows.first + i) + layout.classes - 1);
        };
        fetch(grad_student, args.stream_student);
        fetch(grad_teacher, args.stream_teacher);
    }

    // So many rows at a time that what the reduction has read is still in cache for the gradients.
    void whole(buffers &b) const {
        const std::int64_t c = layout.classes;
        const int group = c < 4 * block ? static_cast<int>(4 * block / c) : 1;
        for (int begin = 0; begin < rows.count; begin += group) {
            const int end = rows.count - begin < group ? rows.count : begin + group;
            for (int i = begin; i < end; ++i) {
                fetch_ends(i);
                if (!args.stats_given) fold(i, [&](std::int64_t k) { return reduce_chunk_of(i, k, b); });
            }
            finish(begin, end);
            for (int i = begin; wants_output && i < end; ++i) write_columns(i, 0, c, b);
        }
    }

    void run_rows(const work &what) const {
        const std::int64_t count = chunk_count(layout.classes), length = chunk_length(layout.classes);
        buffers b;
        stretch *const chunk = rows.chunks + 2 * (what.row * count + what.chunk);
        switch (what.what) {
        case step::whole: whole(b); break;
        case step::reduce_chunk: {
            const pair_of_stretches sum = reduce_chunk_of(what.row, what.chunk, b);
            chunk[0] = narrowed(sum.student);
            chunk[1] = narrowed(sum.teacher);
            break;
        }
        case step::finish:
            for (int i = 0; i < rows.count && !args.stats_given; ++i) {
                fold(i, [&](std::int64_t k) {
                    const stretch *s = rows.chunks + 2 * (i * count + k);
                    return pair_of_stretches{spread(s[0]), spread(s[1])};
                });
            }
            finish(0, rows.count);
            break;
        case step::write_chunk: {
            const std::int64_t first = what.chunk * length;
            write_columns(what.row, first, layout.classes - first < length ? layout.classes : first + length, b);
            break;
        }
        }
    }

    // ---- few classes, or inner > 1: lanes along rows, see simd/tiles.hpp

    void run_tiles() const {
        const tile_shape<A> shape(layout.classes, rows.count);
        alignas(64) A tile[3][tile_capacity<A>];
        for (int begin = 0; begin < rows.count; begin += shape.pitch) {
            const int n = rows.count - begin < shape.pitch ? rows.count - begin : shape.pitch;
            rows_of_tile(shape, begin, n, tile[0], tile[1], tile[2]);
        }
    }

    void rows_of_tile(const tile_shape<A> &shape, int begin, int n, A *s, A *u, A *kept) const {
        const tile_io<T> io{layout};
        const std::int64_t all = layout.classes, first = rows.first + begin;
        const int pitch = shape.pitch;
        const auto stage = [&](std::int64_t c, std::int64_t classes) {
            io.stage(student, first, n, c, classes, s, pitch);
            io.stage(teacher, first, n, c, classes, u, pitch);
            for (std::int64_t k = 0; temperature != 1 && k < classes * pitch; k += w) {
                store(s + k, quotient(load(s + k)));
                store(u + k, quotient(load(u + k)));
            }
        };
        const auto for_tiles = [&](const auto &f) {
            for (std::int64_t c = 0; c < all; c += shape.classes)
                f(c, all - c < shape.classes ? all - c : shape.classes);
        };
        const bool one_tile = shape.classes >= all;
        if (one_tile) stage(0, all);
        if (!args.stats_given) {
            for_tiles([&](std::int64_t c, std::int64_t classes) {
                if (!one_tile) stage(c, classes);
                for (int lane = 0; lane < n; lane += w) {
                    io.fetch_next(student, first + lane, c, classes, pitch);
                    io.fetch_next(teacher, first + lane, c, classes, pitch);
                    reduce_tile(s + lane, u + lane, kept + lane, pitch, classes, begin + lane, c > 0);
                }
            });
        }
        finish(begin, begin + n);
        if (!wants_output) return;
        for_tiles([&](std::int64_t c, std::int64_t classes) {
            if (!one_tile) stage(c, classes);
            for (int lane = 0; lane < n; lane += w) write_tile(s + lane, u + lane, pitch, classes, begin + lane);
            if (grad_student)
                io.unstage(grad_student, first, n, c, classes, s, pitch, args.accumulate, args.stream_student);
            if (grad_teacher)
                io.unstage(grad_teacher, first, n, c, classes, u, pitch, args.accumulate, args.stream_teacher);
        });
    }

    // One register of rows of one tile.
    struct lane_stretch {
        reg<A> max, exponent, shift;
        lane_sums<A> sums;
    };
    template <bool keep> static lane_stretch reduce_lanes(const A *x, int pitch, std::int64_t classes, A *kept) {
        constexpr A infinity = std::numeric_limits<A>::infinity();
        lane_stretch s;
        s.max = reg<A>(-infinity);
        for (std::int64_t c = 0; c < classes; ++c) s.max = max_or_second(load(x + c * pitch), s.max);
        reg<A> k;
        choose_reference(s.max, s.shift, k);
        s.exponent = k - reg<A>(scaling<A>::offset);
        const reference<A> ref = scaled_reference(s.shift, -s.exponent);
        for (std::int64_t c = 0; c < classes; c += run_length) {
            const int n = classes - c < run_length ? static_cast<int>(classes - c) : run_length;
            add_run<keep>(s.sums, 0, x + c * pitch, pitch, n, identity<A>{}, ref, keep ? kept + c * pitch : nullptr);
        }
        // A row with +inf has no distribution.
        const reg<A> nothing =
            xsimd::select(s.max == reg<A>(infinity), reg<A>(std::numeric_limits<A>::quiet_NaN()), reg<A>(0));
        add_widened<A>(s.sums.rest, 0, nothing);
        return s;
    }

    void reduce_tile(const A *s, const A *u, A *kept, int pitch, std::int64_t classes, int row, bool join) const {
        const lane_stretch of_student = reduce_lanes<false>(s, pitch, classes, nullptr);
        const lane_stretch of_teacher = reduce_lanes<true>(u, pitch, classes, kept);
        // The largest exponential is near 2^offset.
        const reg<A> scale = power_of_two(reg<A>(constants<A>::round + constants<A>::bias - scaling<A>::offset));
        const difference<A> d{base(of_student.max) * scale, base(of_teacher.max) * scale, scale};
        wide_pack<A> gap;
        for (auto &r : gap.r) r = r64(0);
        for (std::int64_t c = 0; c < classes; c += run_length) {
            reg<A> part(0);
            for (std::int64_t k = c * pitch; k < classes * pitch && k < (c + run_length) * pitch; k += pitch)
                part = d.add_weighed(part, load(kept + k), load(s + k), load(u + k));
            add_widened<A>(gap, 0, part);
        }
        const r64 scale_back = power_of_two_clamped(r64(scaling<A>::offset));
        for (int i = 0; i < w / width<double>; ++i) {
            pair_of_stretches p{wide_part(of_student, i), wide_part(of_teacher, i)};
            p.teacher.gap = gap.r[i] * scale_back;
            const int at = row + i * width<double>;
            if (join) p = merge_pairs<A>({load_state(rows.student, at), load_state(rows.teacher, at)}, p);
            store_state(rows.student, at, p.student);
            store_state(rows.teacher, at, p.teacher);
        }
    }

    static stretches wide_part(const lane_stretch &s, int i) {
        const auto part = [i](reg<A> x) {
            wide_pack<A> wide;
            for (auto &r : wide.r) r = r64(0);
            add_widened<A>(wide, 0, x);
            return wide.r[i];
        };
        return {part(s.max), s.sums.rest.r[i], part(s.exponent), part(s.shift), r64(0)};
    }

    // The logits of a register of rows become their gradients.
    void write_tile(A *s, A *u, int pitch, std::int64_t classes, int row) const {
        const gradient_scalars<A> g(rows, row, true);
        const auto put = [&](auto &q, std::int64_t c) {
            constexpr int n = static_cast<int>(sizeof q / sizeof *q);
            reg<A> p[n];
#pragma GCC unroll 8
            for (int k = 0; k < n; ++k) {
                q[k] = load(s + (c + k) * pitch);
                p[k] = load(u + (c + k) * pitch);
            }
            exp_scaled<n>(q, g.student);
            exp_scaled<n>(p, g.teacher);
            g.template by_student<n>(q, p);
            for (int k = 0; k < n; ++k) {
                const reg<A> x = load(s + (c + k) * pitch), y = load(u + (c + k) * pitch);
                if (grad_teacher) store(u + (c + k) * pitch, g.by_teacher(x, y));
                if (grad_student) store(s + (c + k) * pitch, g.has_top ? g.at_top(q[k], x, y) : q[k]);
            }
        };
        std::int64_t c = 0;
        for (; c + 4 <= classes; c += 4) {
            reg<A> q[4];
            put(q, c);
        }
        for (; c < classes; ++c) {
            reg<A> q[1];
            put(q, c);
        }
    }

    void no_classes() const {
        for (int i = 0; i < rows.count; ++i) {
            rows.divergence[i] = 0;
            rows.student.max[i] = rows.student.log_sum[i] = rows.teacher.max[i] = rows.teacher.log_sum[i] = 0;
        }
    }
};

template <class T> void distillation(const distillation_args &args, distillation_rows &rows, const work &what) {
    const distillation_driver<T> driver{args, rows};
    if (args.layout.classes == 0) driver.no_classes();
    else if (args.layout.inner != 1 || args.layout.classes <= few_classes) driver.run_tiles();
    else driver.run_rows(what);
    if (args.stream_student || args.stream_teacher) stream_fence();
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(distillation)

} // namespace simdloss::SIMDLOSS_ISA
