// The rows of score tiles: their softmax, their losses, and the gradients of the scores.
//
// What stands apart in a row is taken out of its softmax first, so that nothing has to be subtracted later: the positive
// in rule `index`, positives and the row itself in rule `pairs`, the row itself in rule `labels`. With lz the log-sum of
// what remains and x = lz - s_p, a positive's loss is log(1 + e^x) and its gradient -1 / (1 + e^-x): both keep all their
// digits where p is confident.
#pragma once

#include "runtime/scores.hpp"
#include "simd/normalize.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

template <class A> using label = typename constants<A>::bits;

template <class A> SIMDLOSS_INLINE r64 half_of(reg<A> x, int half) {
    if constexpr (sizeof(A) == 8) {
        return x;
    } else {
        typename r64::register_type part[2];
        widen(x, part[0], part[1]);
        return r64(part[half]);
    }
}
template <class A> inline constexpr int halves = 8 / static_cast<int>(sizeof(A));

template <class A> SIMDLOSS_INLINE reg<A> joined(const r64 (&part)[halves<A>]) {
    if constexpr (sizeof(A) == 8) return part[0];
    else return narrow(part[0], part[1]);
}

// ---- what is in a row's softmax

// The rows of one register against one column.
template <class A> struct relation {
    mask<A> positive, self;
    bool any_positive, any_self;
};

template <class A>
SIMDLOSS_INLINE relation<A> relation_of(const score_args &a, std::int64_t first_row, std::int64_t column) {
    using bits = reg<label<A>>;
    const bits rows = bits::load_unaligned(static_cast<const label<A> *>(a.query_labels) + first_row);
    relation<A> r;
    const auto equal = rows == bits(static_cast<const label<A> *>(a.key_labels)[column]);
    r.positive = xsimd::batch_bool_cast<A>(equal);
    r.self = mask<A>(false);
    r.any_positive = xsimd::any(r.positive);
    r.any_self = a.exclude_self && column >= first_row && column < first_row + width<A>;
    if (r.any_self) {
        alignas(64) A lane[width<A>] = {};
        lane[column - first_row] = A(1);
        r.self = reg<A>::load_aligned(lane) != reg<A>(A(0));
        r.positive = r.positive & !r.self;
        r.any_positive = xsimd::any(r.positive);
    }
    return r;
}

// Rule index: the positives leave their tile, and are kept beside it.
template <class A>
void take_out(const score_args &a, std::int64_t first_row, std::int64_t first, std::int64_t last, A *scores) {
    if (a.rule != score_rule::index) return;
    double *kept = a.row_planes + plane_target_score * a.queries.pitch;
    const std::int64_t left = a.queries.rows - first_row, rows = left < tile_rows ? left : tile_rows;
    for (std::int64_t i = 0; i < rows; ++i) {
        const std::int64_t row = first_row + i, j = a.target ? a.target[row] : row;
        if (j < first || j >= last) continue;
        A &score = scores[j * tile_rows + i];
        kept[row] = static_cast<double>(score);
        score = -std::numeric_limits<A>::infinity();
    }
}

// The rows of a tile over some columns: each lane's maximum and the sum of the other exponentials.
template <class A> class reduction {
public:
    reduction() {
        for (int i = 0; i < tile_rows; ++i) {
            plane_[0][i] = -infinity;
            plane_[1][i] = plane_[2][i] = plane_[3][i] = 0;
        }
    }

    void add(const score_args &a, std::int64_t first_row, std::int64_t first, std::int64_t last, const A *scores) {
        if (first >= last) return;
        for (int lane = 0; lane < tile_rows; lane += width<A>) {
            if (a.rule == score_rule::index) {
                add_lanes_of(lane, first, last, [=](std::int64_t j) { return load(scores + j * tile_rows + lane); });
                continue;
            }
            const bool without_positives = a.rule == score_rule::pairs;
            add_lanes_of(lane, first, last, [&, lane](std::int64_t j) {
                const reg<A> least(-std::numeric_limits<A>::infinity());
                const relation<A> r = relation_of<A>(a, first_row + lane, j);
                reg<A> v = load(scores + j * tile_rows + lane);
                if (r.any_self) v = xsimd::select(r.self, least, v);
                if (without_positives && r.any_positive) v = xsimd::select(r.positive, least, v);
                return v;
            });
        }
    }

    void store(double *out) const {
        for (int p = 0; p < 4; ++p)
            for (int i = 0; i < tile_rows; ++i) out[p * tile_rows + i] = plane_[p][i];
    }

private:
    template <class F>
    SIMDLOSS_INLINE void add_lanes_of(int lane, std::int64_t first, std::int64_t last, const F &score) {
        using scale = scaling<A>;
        reg<A> max(-std::numeric_limits<A>::infinity()), shift, k;
        for (std::int64_t j = first; j < last; ++j) max = max_or_second(score(j), max);
        choose_reference(max, shift, k);
        const reference<A> ref = scaled_reference(shift, reg<A>(scale::offset) - k);
        reg<A> top(A(0));
        r64 rest[halves<A>];
        for (r64 &r : rest) r = r64(0);
        std::int64_t j = first;
        reg<A> sum;
        const auto add = [&](auto count) {
            constexpr int n = decltype(count)::value;
            reg<A> e[n];
#pragma GCC unroll 8
            for (int q = 0; q < n; ++q) e[q] = score(j + q);
            exp_scaled<n>(e, ref);
#pragma GCC unroll 8
            for (int q = 0; q < n; ++q) {
                sum += min_or_second(top, e[q]);
                top = max_or_second(e[q], top);
            }
            j += n;
        };
        // Runs of as many columns on every instruction set: their sums are rounded alike.
        while (j < last) {
            const std::int64_t end = j + run_length < last ? j + run_length : last;
            sum = reg<A>(A(0));
            while (j + exp_group <= end) add(std::integral_constant<int, exp_group>{});
            while (j < end) add(std::integral_constant<int, 1>{});
            for (int h = 0; h < halves<A>; ++h) rest[h] += half_of<A>(sum, h);
        }
        for (int h = 0; h < halves<A>; ++h) {
            const int at = lane + h * width<double>;
            const r64 largest = half_of<A>(max, h);
            const r64 sum =
                xsimd::select(largest == r64(infinity), r64(std::numeric_limits<double>::quiet_NaN()), rest[h]);
            const stretches before{
                load(plane_[0] + at), load(plane_[1] + at), load(plane_[2] + at), load(plane_[3] + at), r64(0)};
            const stretches here{largest, sum, half_of<A>(k, h) - r64(scale::offset), half_of<A>(shift, h), r64(0)};
            const stretches all = merge<A>(before, here, 0, 0);
            simdloss::SIMDLOSS_ISA::store(plane_[0] + at, all.max);
            simdloss::SIMDLOSS_ISA::store(plane_[1] + at, all.sum);
            simdloss::SIMDLOSS_ISA::store(plane_[2] + at, all.exponent);
            simdloss::SIMDLOSS_ISA::store(plane_[3] + at, all.shift);
        }
    }

    double plane_[4][tile_rows]; // max, sum, exponent, shift
};

// ---- rows' results, in double

// log(1 + e^x) and 1 / (1 + e^-x), for x = lz - s with lz = max + log_sum; and lz or s, whichever is larger, in two parts
// beside the former: the log-sum of all is base + more.
struct positive_terms {
    r64 loss, share;
    r64 base, more;
};
template <class A> SIMDLOSS_INLINE positive_terms against_positive(r64 max, r64 log_sum, r64 score) {
    const r64 x = (max - score) + log_sum;
    const mask<double> above = x > r64(0);
    const r64 e = exp_times_power<A>(-xsimd::abs(x), r64(0)), tail = log1p<A>(e);
    positive_terms t;
    t.loss = xsimd::select(above, x + tail, xsimd::select(x != x, x, tail));
    t.share = xsimd::select(above, r64(1), e) / (r64(1) + e);
    t.share = xsimd::select(x != x, x, t.share);
    t.base = xsimd::select(above, max, score);
    t.more = xsimd::select(above, log_sum + tail, tail);
    return t;
}

template <class A>
SIMDLOSS_INLINE stretches with_log_sum(const double *planes, std::int64_t pitch, std::int64_t i, r64 &log_sum) {
    const stretches s{load(planes + plane_max * pitch + i), load(planes + plane_sum * pitch + i),
        load(planes + plane_exponent * pitch + i), load(planes + plane_shift * pitch + i), r64(0)};
    log_sum = xsimd::select(s.max == r64(-infinity), r64(0), log_of_sum<A>(s)); // nothing there: max says it
    return s;
}

// The planes from which the gradient of everything but positives comes: scale * exp(s - base - more).
template <class A>
SIMDLOSS_INLINE void set_planes(double *planes, std::int64_t pitch, std::int64_t i, r64 base, r64 more, r64 scale) {
    r64 shift, k;
    choose_reference(base, shift, k);
    store(planes + plane_factor * pitch + i, scale * exp_times_power<A>(shift - base, -more, k));
    store(planes + plane_exponent * pitch + i, k);
    store(planes + plane_shift * pitch + i, shift);
}

// The target's score with its margin, and the derivative of it.
SIMDLOSS_INLINE r64 with_margin(const score_args &a, r64 score, r64 &derivative) {
    derivative = r64(1);
    if (a.margin == score_args::no_margin) return score;
    const r64 scale(a.scale), c = score / scale;
    if (a.margin == score_args::difference) return scale * (c - r64(a.margin_value));
    const r64 one(1), inside = min_or_second(one, max_or_second(-one, c));
    const r64 square = max_or_second(r64(a.margin_floor), (one - inside) * (one + inside));
    const r64 sine = xsimd::sqrt(square), m_cos(a.margin_cos), m_sin(a.margin_sin);
    const mask<double> turns = inside >= -m_cos;
    const r64 exact_sine = xsimd::sqrt(max_or_second(r64(0), (one - inside) * (one + inside)));
    derivative = xsimd::select(turns, m_cos + m_sin * inside / sine, one);
    return scale * xsimd::select(turns, c * m_cos - exact_sine * m_sin, c - r64(a.margin_value) * m_sin);
}

SIMDLOSS_INLINE r64 upstream(const score_args &a, std::int64_t row) {
    return (a.row_grad ? load(a.row_grad + row) : r64(a.grad)) * r64(a.scale);
}

template <class A> SIMDLOSS_INLINE void finish_index(const score_args &a, std::int64_t row) {
    const std::int64_t pitch = a.queries.pitch;
    double *planes = a.row_planes;
    r64 log_sum, derivative;
    const stretches s = with_log_sum<A>(planes, pitch, row, log_sum);
    const r64 score = load(planes + plane_target_score * pitch + row);
    r64 target = with_margin(a, score, derivative);
    target = xsimd::select(target == r64(infinity), r64(std::numeric_limits<double>::quiet_NaN()), target);
    const r64 max = max_or_nan(s), g = upstream(a, row);
    const positive_terms t = against_positive<A>(max, log_sum, target);
    store(planes + plane_loss * pitch + row, t.loss);
    store(planes + plane_target_grad * pitch + row, -g * t.share * derivative);
    set_planes<A>(planes, pitch, row, xsimd::select(t.loss != t.loss, t.loss, t.base), t.more, g);
}

// The positives of some rows, column by column: f(half, mask, score).
template <class A, class F>
SIMDLOSS_INLINE void for_each_positive(const score_args &a, std::int64_t row, const A *scores, const F &f) {
    for (std::int64_t j = 0; j < a.keys.rows; ++j) {
        const relation<A> r = relation_of<A>(a, row, j);
        if (!r.any_positive) [[likely]]
            continue;
        const reg<A> v = load(scores + j * tile_rows), inside = xsimd::select(r.positive, reg<A>(A(1)), reg<A>(A(0)));
        for (int h = 0; h < halves<A>; ++h) f(h, half_of<A>(inside, h) != r64(0), half_of<A>(v, h));
    }
}

// width<A> rows with labels; scores: the tile's, from the first of them on.
template <class A> void finish_labels(const score_args &a, std::int64_t row, const A *scores) {
    const std::int64_t pitch = a.queries.pitch;
    double *planes = a.row_planes;
    r64 log_sum[halves<A>], max[halves<A>], loss[halves<A>], share[halves<A>], shift[halves<A>], k[halves<A>];
    for (int h = 0; h < halves<A>; ++h) {
        const stretches s = with_log_sum<A>(planes, pitch, row + h * width<double>, log_sum[h]);
        max[h] = max_or_nan(s);
        choose_reference(max[h], shift[h], k[h]);
        loss[h] = share[h] = r64(0);
    }
    for_each_positive<A>(a, row, scores, [&](int h, const mask<double> &positive, r64 score) {
        score = xsimd::select(score == r64(infinity), r64(std::numeric_limits<double>::quiet_NaN()), score);
        if (a.rule == score_rule::labels) {
            loss[h] += xsimd::select(positive, (max[h] - score) + log_sum[h], r64(0));
            return;
        }
        const positive_terms t = against_positive<A>(max[h], log_sum[h], score);
        loss[h] += xsimd::select(positive, t.loss, r64(0));
        share[h] += xsimd::select(positive, exp_times_power<A>(shift[h] - t.base, -t.more, k[h]), r64(0));
    });
    for (int h = 0; h < halves<A>; ++h) {
        const std::int64_t at = row + h * width<double>;
        const r64 n = load(a.positives + at), g = upstream(a, at);
        const mask<double> none = n == r64(0);
        if (a.rule == score_rule::labels) {
            store(planes + plane_loss * pitch + at, xsimd::select(none, r64(0), loss[h] / n));
            set_planes<A>(planes, pitch, at, max[h], log_sum[h], xsimd::select(none, r64(0), g));
        } else {
            // Without a negative there is nothing that the factor would multiply.
            const mask<double> nothing = none | (max[h] == r64(-infinity));
            store(planes + plane_loss * pitch + at, xsimd::select(none, r64(0), loss[h]));
            store(planes + plane_factor * pitch + at, xsimd::select(nothing, r64(0), g * share[h]));
            store(planes + plane_exponent * pitch + at, k[h]);
            store(planes + plane_shift * pitch + at, shift[h]);
        }
        store(planes + plane_max * pitch + at, max[h]);
        store(planes + plane_log_sum * pitch + at, log_sum[h]);
    }
}

// A tile's rows, from the reductions of all its chunks.
template <class A> void finish_rows(const score_args &a, std::int64_t tile) {
    const std::int64_t first_row = (a.first_tile + tile) * tile_rows, pitch = a.queries.pitch;
    for (int lane = 0; lane < tile_rows; lane += width<double>) {
        const auto part = [&](std::int64_t chunk) {
            const double *p = a.partial + (tile * a.chunks + chunk) * 4 * tile_rows + lane;
            return stretches{load(p), load(p + tile_rows), load(p + 2 * tile_rows), load(p + 3 * tile_rows), r64(0)};
        };
        stretches s = part(0);
        for (std::int64_t c = 1; c < a.chunks; ++c) s = merge<A>(s, part(c), 0, 0);
        double *planes = a.row_planes + first_row + lane;
        store(planes + plane_max * pitch, s.max);
        store(planes + plane_sum * pitch, s.sum);
        store(planes + plane_exponent * pitch, s.exponent);
        store(planes + plane_shift * pitch, s.shift);
        if (a.rule == score_rule::index) finish_index<A>(a, first_row + lane);
    }
    if (a.rule == score_rule::index) return;
    const A *scores = static_cast<const A *>(a.scores) + tile * a.keys.pitch * tile_rows;
    for (int lane = 0; lane < tile_rows; lane += width<A>) finish_labels<A>(a, first_row + lane, scores + lane);
}

// ---- columns, where they have a softmax of their own: that of the queries for each key

template <class A> void reduce_columns(const score_args &a, std::int64_t first, std::int64_t last) {
    const std::int64_t pitch = a.keys.pitch;
    double *planes = a.column_planes;
    for (std::int64_t tile = 0; tile < a.tiles; ++tile) {
        const A *scores = static_cast<const A *>(a.scores) + tile * pitch * tile_rows;
        const std::int64_t row = (a.first_tile + tile) * tile_rows, left = a.queries.rows - row;
        const std::int64_t rows = left < tile_rows ? left : tile_rows;
        for (std::int64_t j = first; j < last; j += width<double>) {
            alignas(64) double part[4][width<double>] = {};
            for (std::int64_t q = 0; q < width<double> && j + q < last; ++q) {
                const stretch s = reduce_chunk<false>(scores + (j + q) * tile_rows, rows, identity<A>{},
                    static_cast<A *>(nullptr), static_cast<const A *>(nullptr));
                part[0][q] = s.max;
                part[1][q] = s.sum;
                part[2][q] = s.exponent;
                part[3][q] = s.shift;
            }
            stretches s{load(part[0]), load(part[1]), load(part[2]), load(part[3]), r64(0)};
            double *p = planes + j;
            if (row > 0)
                s = merge<A>({load(p + plane_max * pitch), load(p + plane_sum * pitch),
                                 load(p + plane_exponent * pitch), load(p + plane_shift * pitch), r64(0)},
                    s, 0, 0);
            store(p + plane_max * pitch, s.max);
            store(p + plane_sum * pitch, s.sum);
            store(p + plane_exponent * pitch, s.exponent);
            store(p + plane_shift * pitch, s.shift);
        }
    }
}

// A column's positive is its row's. The loss and the target's gradient join those of the row.
template <class A> void finish_columns(const score_args &a, std::int64_t first, std::int64_t last) {
    const std::int64_t pitch = a.keys.pitch;
    for (std::int64_t j = first; j < last; j += width<double>) {
        r64 log_sum;
        const stretches s = with_log_sum<A>(a.column_planes, pitch, j, log_sum);
        double *rows = a.row_planes + j;
        r64 target = load(rows + plane_target_score * a.queries.pitch);
        target = xsimd::select(target == r64(infinity), r64(std::numeric_limits<double>::quiet_NaN()), target);
        const positive_terms t = against_positive<A>(max_or_nan(s), log_sum, target);
        const r64 g = upstream(a, j);
        double *loss = rows + plane_loss * a.queries.pitch, *grad = rows + plane_target_grad * a.queries.pitch;
        store(loss, load(loss) + t.loss);
        store(grad, load(grad) - g * t.share);
        set_planes<A>(a.column_planes, pitch, j, xsimd::select(t.loss != t.loss, t.loss, t.base), t.more, g);
    }
}

// ---- the gradients of scores

template <class A> struct exponential {
    reference<A> ref;
    reg<A> factor;
    SIMDLOSS_INLINE exponential(const double *planes, std::int64_t pitch, std::int64_t i)
        : ref(scaled_reference(
              load_rows<A>(planes + plane_shift * pitch + i), -load_rows<A>(planes + plane_exponent * pitch + i))),
          factor(load_rows<A>(planes + plane_factor * pitch + i)) {}
    // The same number in every lane: one column.
    struct one {};
    SIMDLOSS_INLINE exponential(one, const double *planes, std::int64_t pitch, std::int64_t i)
        : ref(scaled_reference(reg<A>(static_cast<A>(planes[plane_shift * pitch + i])),
              reg<A>(static_cast<A>(-planes[plane_exponent * pitch + i])))),
          factor(static_cast<A>(planes[plane_factor * pitch + i])) {}
};

// Positives of width<A> rows in one column, where rows have labels.
template <class A> SIMDLOSS_INLINE reg<A> gradient_at_positive(const score_args &a, std::int64_t row, reg<A> score) {
    const std::int64_t pitch = a.queries.pitch;
    r64 grad[halves<A>];
    for (int h = 0; h < halves<A>; ++h) {
        const std::int64_t at = row + h * width<double>;
        const r64 max = load(a.row_planes + plane_max * pitch + at),
                  log_sum = load(a.row_planes + plane_log_sum * pitch + at);
        const r64 s = half_of<A>(score, h), g = upstream(a, at);
        if (a.rule == score_rule::pairs) {
            grad[h] = -g * against_positive<A>(max, log_sum, s).share;
        } else {
            r64 p, minus_q;
            exp_and_expm1((s - max) - log_sum, p, minus_q, row_constants<A>::exp);
            const r64 n = load(a.positives + at);
            grad[h] = g * (minus_q + (n - r64(1)) / n);
        }
    }
    return joined<A>(grad);
}

template <class A>
SIMDLOSS_INLINE void write_gradients(
    const score_args &a, std::int64_t row, std::int64_t first, std::int64_t last, A *scores) {
    const exponential<A> of_row(a.row_planes, a.queries.pitch, row);
    const bool labels = a.rule != score_rule::index;
    std::int64_t j = first;
    const auto run = [&](auto count) {
        constexpr int n = decltype(count)::value;
        reg<A> e[n];
#pragma GCC unroll 8
        for (int q = 0; q < n; ++q) e[q] = load(scores + (j + q) * tile_rows);
        exp_scaled<n>(e, of_row.ref);
#pragma GCC unroll 8
        for (int q = 0; q < n; ++q) e[q] = e[q] * of_row.factor;
        if (a.symmetric) {
            for (int q = 0; q < n && j + q < a.queries.rows; ++q) {
                const exponential<A> of_column(typename exponential<A>::one{}, a.column_planes, a.keys.pitch, j + q);
                e[q] =
                    xsimd::fma(exp_scaled(load(scores + (j + q) * tile_rows), of_column.ref), of_column.factor, e[q]);
            }
        }
        if (labels) {
            for (int q = 0; q < n; ++q) {
                const relation<A> r = relation_of<A>(a, row, j + q);
                if (r.any_self) e[q] = xsimd::select(r.self, reg<A>(A(0)), e[q]);
                if (r.any_positive) [[unlikely]]
                    e[q] = xsimd::select(
                        r.positive, gradient_at_positive<A>(a, row, load(scores + (j + q) * tile_rows)), e[q]);
            }
        }
#pragma GCC unroll 8
        for (int q = 0; q < n; ++q) store(scores + (j + q) * tile_rows, e[q]);
        j += n;
    };
    while (j + exp_group <= last) run(std::integral_constant<int, exp_group>{});
    while (j < last) run(std::integral_constant<int, 1>{});
}

template <class A>
void score_gradients(const score_args &a, std::int64_t first_row, std::int64_t first, std::int64_t last, A *scores) {
    for (int lane = 0; lane < tile_rows; lane += width<A>)
        write_gradients<A>(a, first_row + lane, first, last, scores + lane);
    if (a.rule != score_rule::index) return;
    const double *grad = a.row_planes + plane_target_grad * a.queries.pitch;
    const std::int64_t left = a.queries.rows - first_row, rows = left < tile_rows ? left : tile_rows;
    for (std::int64_t i = 0; i < rows; ++i) {
        const std::int64_t row = first_row + i, j = a.target ? a.target[row] : row;
        if (j >= first && j < last) scores[j * tile_rows + i] = static_cast<A>(grad[row]);
    }
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
