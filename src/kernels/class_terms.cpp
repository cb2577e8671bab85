// Losses of class indices in which every class has a term: the focal loss and Poly-1 with label smoothing; and diagonal
// Hessians. The rows have been reduced: here are their maxima and log-sums. With F, G of simd/class_terms.hpp and p, q of
// the target's class y, weights w, own = (1-e) w_y, s_c = (e/C) w_c, and bend = -q^2 dG/dl:
//
//     loss   = own F_y + sum_c s_c F_c
//     grad_j = (own G_y + D) p_j - s_j G_j,  at the target  -own G_y q + (D p - s_y G_y),  D = sum_c s_c G_c
//     d2_j   = (own G_y + D) p_j (1 - p_j) + own bend (p_j / q)^2,  at the target 1 in the place of p_j / q
//
// the second derivative only where no class but the target's bends. Lanes run along rows, as in simd/tiles.hpp, whatever
// the shape.
#include "kernels/table.hpp"
#include "simd/class_terms.hpp"
#include "simd/tiles.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class T> class class_terms_rows {
    using A = accumulator_of<T>;
    static constexpr int w = width<A>;

public:
    class_terms_rows(const cross_entropy_args &args, cross_entropy_rows &rows)
        : args_(args), rows_(rows), state_(rows.state), terms_(args), row_terms_(args),
          keep_(args.alpha * (1 - args.label_smoothing)),
          spread_(args.alpha * (args.label_smoothing / static_cast<double>(args.layout.classes))),
          // Where G is 1 everywhere, D is a sum that the caller has.
          sums_terms_(args.label_smoothing != 0 && args.what != class_loss::cross_entropy) {}

    void run() {
        const row_layout &layout = args_.layout;
        if (layout.classes == 0) return;
        for (int i = 0; i < rows_.count; ++i) {
            const std::int64_t y = rows_.target[i] < 0 ? 0 : rows_.target[i];
            rows_.target_logit[i] = load_one(input() + layout.offset(rows_.first + i) + y * layout.inner);
        }
        for (int i = 0; i < rows_.count; i += width<double>) set_probabilities(i);
        const tile_shape<A> shape(layout.classes, rows_.count);
        if (sums_terms_) for_each_tile(shape, [&](const piece &t) { sum_terms(t); });
        for (int i = 0; i < rows_.count; i += width<double>) finish(i);
        if (args_.grad_logits == nullptr) return;
        for_each_tile(shape, [&](const piece &t) { write(t); });
        if (args_.stream) stream_fence();
    }

private:
    // Some classes of some rows.
    struct piece {
        int begin, rows, pitch;
        std::int64_t class0, classes;
        A *tile;
    };

    const T *input() const { return static_cast<const T *>(args_.logits); }
    bool active(int i) const { return rows_.target[i] >= 0; }

    // Of inner = 1, the classes of a tile are rows of an array of their own.
    tile_io<T> io(const piece &t) const {
        tile_io<T> part{args_.layout};
        if (args_.layout.inner == 1) part.layout.classes = t.classes;
        return part;
    }
    std::int64_t shift(const piece &t) const { return args_.layout.inner == 1 ? t.class0 : 0; }

    template <class F> SIMDLOSS_INLINE void for_each_tile(const tile_shape<A> &shape, const F &f) const {
        alignas(64) A tile[tile_capacity<A>];
        const std::int64_t all = args_.layout.classes;
        for (int begin = 0; begin < rows_.count; begin += shape.pitch) {
            const int left = rows_.count - begin, rows = left < shape.pitch ? left : shape.pitch;
            for (std::int64_t c = 0; c < all; c += shape.classes) {
                const piece t{begin, rows, shape.pitch, c, all - c < shape.classes ? all - c : shape.classes, tile};
                io(t).stage(input() + shift(t), rows_.first + begin, rows, c, t.classes, tile, t.pitch);
                f(t);
            }
        }
    }

    // What elements need to find p, for every row alike, be it ignored: then what comes of it is not used.
    SIMDLOSS_INLINE void set_probabilities(int i) {
        const r64 max = load(state_.max + i), log_sum = load(state_.log_sum + i);
        set_factor<A>(state_, i, max, log_sum, r64(1));
        store(to_probability_ + i, load(state_.factor + i));
        r64 p, minus_q;
        exp_and_expm1(r64(0) - log_sum, p, minus_q, row_constants<A>::exp);
        store(all_but_largest_ + i, r64(0) - minus_q);
    }

    struct lane_scalars {
        reference<A> ref;
        reg<A> to_probability, all_but_largest, max, log_sum;
    };
    SIMDLOSS_INLINE lane_scalars scalars(int row) const {
        return {scaled_reference(load_rows<A>(state_.shift + row), -load_rows<A>(state_.exponent + row)),
            load_rows<A>(to_probability_ + row), load_rows<A>(all_but_largest_ + row), load_rows<A>(state_.max + row),
            load_rows<A>(state_.log_sum + row)};
    }

    // A group of classes of one register of rows: their exponentials, p, 1 - p and -log p, and weights. Past the last
    // class it is repeated, with a weight of 0.
    struct class_group {
        group<A> e, p, q, surprise, weight;
    };
    SIMDLOSS_INLINE class_group classes_at(const piece &t, int lane, std::int64_t c, const lane_scalars &s) const {
        const A *weights = static_cast<const A *>(args_.class_weight);
        class_group y;
#pragma GCC unroll 8
        for (int k = 0; k < element_group; ++k) {
            const bool there = c + k < t.classes;
            const reg<A> x = load(t.tile + (there ? c + k : t.classes - 1) * t.pitch + lane);
            y.weight.r[k] = reg<A>(!there ? A(0) : weights ? weights[t.class0 + c + k] : A(1));
            y.surprise.r[k] = (s.max - x) + s.log_sum;
            y.e.r[k] = x;
        }
        exp_scaled<element_group>(y.e.r, s.ref);
#pragma GCC unroll 8
        for (int k = 0; k < element_group; ++k) {
            reg<A> &e = y.e.r[k], &p = y.p.r[k];
            e = xsimd::select(e < reg<A>(scaling<A>::negligible), reg<A>(0), e);
            p = e * s.to_probability;
            // Above a half there is one class at most, the largest, and its q is known to all digits.
            y.q.r[k] = xsimd::select(p > reg<A>(A(0.5)), s.all_but_largest, reg<A>(1) - p);
        }
        return y;
    }

    // A sum over a row's classes in order, one lane a row; of doubles with what rounding has cut off beside it, so that
    // thousands of terms are not thousands of errors.
    struct class_sum {
        static constexpr int used = w / width<double>;
        r64 high[used], low[used];

        SIMDLOSS_INLINE class_sum(const double *from, const double *rest, bool starts) {
            for (int i = 0; i < used; ++i) {
                high[i] = starts ? r64(0) : load(from + i * width<double>);
                low[i] = starts ? r64(0) : load(rest + i * width<double>);
            }
        }
        SIMDLOSS_INLINE void add(reg<A> x) {
            if constexpr (sizeof(A) == 8) {
                const r64 sum = high[0] + x, added = sum - high[0];
                low[0] += (high[0] - (sum - added)) + (x - added);
                high[0] = sum;
            } else {
                typename r64::register_type even, odd;
                widen(x, even, odd);
                high[0] += r64(even);
                high[1] += r64(odd);
            }
        }
        SIMDLOSS_INLINE void stored(double *to, double *rest) const {
            for (int i = 0; i < used; ++i) {
                store(to + i * width<double>, high[i]);
                store(rest + i * width<double>, low[i]);
            }
        }
    };
    // Beside an infinite sum the rest is NaN.
    SIMDLOSS_INLINE static r64 total_of(const double *sum, const double *rest) {
        const r64 high = load(sum), low = load(rest);
        return xsimd::select(low == low, high + low, high);
    }

    // The sums of w F and of w G over the classes so far.
    void sum_terms(const piece &t) {
        for (int lane = 0; lane < t.rows; lane += w) {
            const int row = t.begin + lane;
            const lane_scalars s = scalars(row);
            class_sum losses(loss_sum_ + row, loss_rest_ + row, t.class0 == 0);
            class_sum slopes(slope_sum_ + row, slope_rest_ + row, t.class0 == 0);
            for (std::int64_t c = 0; c < t.classes; c += element_group) {
                const class_group y = classes_at(t, lane, c, s);
                const class_term<A> term = terms_(y.surprise, y.p, y.q);
                const group<A> loss = coefficient_times(y.weight, term.loss), slope = y.weight * term.slope;
#pragma GCC unroll 8
                for (int k = 0; k < element_group; ++k) {
                    losses.add(loss.r[k]);
                    slopes.add(slope.r[k]);
                }
            }
            losses.stored(loss_sum_ + row, loss_rest_ + row);
            slopes.stored(slope_sum_ + row, slope_rest_ + row);
        }
    }

    // coefficient * x, where a coefficient of 0 silences an infinite x, though not a NaN.
    SIMDLOSS_INLINE static r64 times(r64 coefficient, r64 x) {
        return xsimd::select((coefficient == r64(0)) & (x == x), r64(0), coefficient * x);
    }

    SIMDLOSS_INLINE void finish(int i) {
        const r64 max = load(state_.max + i), log_sum = load(state_.log_sum + i);
        const r64 l = (load(rows_.target_logit + i) - max) - log_sum, surprise = r64(0) - l;
        r64 p, minus_q;
        exp_and_expm1(l, p, minus_q, row_constants<A>::exp);
        const r64 q = r64(0) - minus_q;
        const auto term = row_terms_(surprise, p, q);
        const r64 weight = args_.has_row_weight ? load(rows_.row_weight + i) : r64(1);
        const r64 w_y = args_.has_target_weight ? load(rows_.target_weight + i) : r64(1);
        if (args_.want_loss) {
            r64 loss = times(r64(keep_) * w_y, term.loss.r[0]);
            if (sums_terms_) loss += times(r64(spread_), total_of(loss_sum_ + i, loss_rest_ + i));
            store(rows_.loss + i, args_.has_row_weight ? times(weight, loss) : loss);
        }
        if (args_.grad_logits == nullptr) return;
        const r64 g = weight * (args_.has_row_grad ? load(rows_.grad + i) : r64(args_.grad));
        const r64 own = g * r64(keep_) * w_y * term.slope.r[0];
        r64 target = own * minus_q, all(0);
        if (spread_ != 0) {
            all =
                g * (r64(spread_) * (sums_terms_ ? total_of(slope_sum_ + i, slope_rest_ + i) : r64(args_.weight_sum)));
            target += all * p - g * r64(spread_) * (w_y * term.slope.r[0]);
        }
        store(rows_.target_grad + i, target);
        store(state_.smooth + i, g * r64(spread_));
        set_factor<A>(state_, i, max, log_sum, own + all);
        if (args_.hessian != nullptr) finish_hessian(i, own + all, g * r64(keep_) * w_y, surprise, p, q);
    }

    SIMDLOSS_INLINE void finish_hessian(int i, r64 total, r64 own, r64 surprise, r64 p, r64 q) {
        constexpr double least = static_cast<double>(std::numeric_limits<A>::min()); // a smaller q has no p_j beside it
        const r64 bend = own * row_terms_.bend(surprise, p, q), bound = xsimd::select(q < r64(least), r64(least), q);
        store(total_ + i, total);
        store(bend_ + i, bend);
        store(inverse_q_ + i, r64(1) / bound);
        store(target_hessian_ + i, limited<double>(total * p * q + bend));
    }

    // What of a second derivative goes out: scaled, and not below the floor; a NaN stays.
    template <class Number> SIMDLOSS_INLINE reg<Number> limited(reg<Number> x) const {
        x = x * reg<Number>(static_cast<Number>(args_.hessian_scale));
        const reg<Number> floor(static_cast<Number>(args_.hessian_floor));
        return xsimd::select(x < floor, floor, x);
    }

    void write(const piece &t) const {
        alignas(64) A hessian[tile_capacity<A>];
        for (int lane = 0; lane < t.rows; lane += w) write_lane(t, lane, hessian);
        put_back(t, t.tile, rows_.target_grad);
        const std::int64_t first = rows_.first + t.begin;
        io(t).unstage(static_cast<T *>(args_.grad_logits) + shift(t), first, t.rows, t.class0, t.classes, t.tile,
            t.pitch, args_.accumulate, args_.stream);
        if (args_.hessian == nullptr) return;
        put_back(t, hessian, target_hessian_);
        io(t).unstage(static_cast<T *>(args_.hessian) + shift(t), first, t.rows, t.class0, t.classes, hessian, t.pitch,
            false, args_.stream);
    }

    void put_back(const piece &t, A *tile, const double *values) const {
        for (int i = 0; i < t.rows; ++i) {
            const std::int64_t c = rows_.target[t.begin + i] - t.class0;
            if (static_cast<std::uint64_t>(c) < static_cast<std::uint64_t>(t.classes))
                tile[c * t.pitch + i] = static_cast<A>(values[t.begin + i]);
        }
    }

    // Replaces one register of rows by their gradient, and fills in their Hessian.
    void write_lane(const piece &t, int lane, A *hessian) const {
        const int row = t.begin + lane;
        const lane_scalars s = scalars(row);
        const reg<A> factor = load_rows<A>(state_.factor + row), smooth = load_rows<A>(state_.smooth + row);
        alignas(64) A flags[w];
        for (int i = 0; i < w; ++i) flags[i] = row + i < rows_.count && active(row + i) ? A(1) : A(0);
        const mask<A> live = load(flags) != reg<A>(0);
        const reg<A> nothing(args_.accumulate ? -A(0) : A(0)); // adding -0 leaves every number as it is
        for (std::int64_t c = 0; c < t.classes; c += element_group) {
            const class_group y = classes_at(t, lane, c, s);
            const class_term<A> term = terms_(y.surprise, y.p, y.q);
#pragma GCC unroll 8
            for (int k = 0; k < element_group; ++k) {
                if (c + k >= t.classes) break;
                const reg<A> weight = spread_ == 0 ? reg<A>(1) : y.weight.r[k] * term.slope.r[k];
                const reg<A> grad = xsimd::fms(y.e.r[k], factor, smooth * weight);
                store(t.tile + (c + k) * t.pitch + lane, xsimd::select(live, grad, nothing));
                if (args_.hessian == nullptr) continue;
                const reg<A> ratio = y.p.r[k] * load_rows<A>(inverse_q_ + row);
                const reg<A> second = xsimd::fma(
                    load_rows<A>(total_ + row) * y.p.r[k], y.q.r[k], load_rows<A>(bend_ + row) * (ratio * ratio));
                store(hessian + (c + k) * t.pitch + lane, xsimd::select(live, limited<A>(second), reg<A>(0)));
            }
        }
    }

    const cross_entropy_args &args_;
    cross_entropy_rows &rows_;
    row_state &state_;
    const class_formula<A> terms_;
    const class_formula<double> row_terms_;
    const double keep_, spread_;
    const bool sums_terms_;
    double to_probability_[row_array], all_but_largest_[row_array]; // p = e * the first; 1 - p of the largest p
    double loss_sum_[row_array], slope_sum_[row_array], loss_rest_[row_array], slope_rest_[row_array];
    double total_[row_array], bend_[row_array], inverse_q_[row_array], target_hessian_[row_array];
};

template <class T> void class_terms(const cross_entropy_args &args, cross_entropy_rows &rows, const work &) {
    class_terms_rows<T>(args, rows).run();
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(class_terms)

} // namespace simdloss::SIMDLOSS_ISA
