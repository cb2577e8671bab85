// Hinge losses of a row's scores against that of its target. The formulas are in include/simdloss/hinge.h.
#include "kernels/table.hpp"
#include "simd/lane_total.hpp"
#include "simd/margin_rows.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Every gap z_j = x_j - x_y + margin above 0 counts, in the first or the second power.
template <class A, bool squared> struct multi_margin_loss {
    static constexpr int w = width<A>;
    const margin_args &args;
    margin_rows &rows;
    margin_state &state;
    reg<A> margin{static_cast<A>(args.margin)};

    // Scores that are close to each other have an exact difference.
    SIMDLOSS_INLINE reg<A> from_score(reg<A> x, reg<A> own) const { return (x - own) + margin; }

    // Of one lane: the hinges, or their squares, and how many are open, or the hinges.
    struct sums {
        lane_total<A> power, slope;

        // The n terms of a run.
        template <class At> SIMDLOSS_INLINE void add(int n, const At &at) {
            reg<A> total(0), beside(0);
            for (int p = 0; p < n; ++p) {
                const reg<A> z = at(p), h = hinge(z);
                if constexpr (!squared) {
                    total += h;
                    beside += xsimd::select(z > reg<A>(0), reg<A>(1), reg<A>(0));
                } else {
                    if constexpr (sizeof(A) == 4) power.add_square(h);
                    else total = xsimd::fma(h, h, total);
                    beside += h;
                }
            }
            power.add(total);
            slope.add(beside);
        }
    };

    struct row_sums {
        lane_total<A> power[regs<A>], slope[regs<A>];

        void add(const multi_margin_loss &, const A *z, std::int64_t n, std::int64_t) {
            constexpr std::int64_t run = run_length * lanes<A>;
            for (std::int64_t j = 0; j < n; j += run) {
                for (int k = 0; k < regs<A>; ++k) {
                    const A *at = z + j + k * w;
                    const std::int64_t left = n - j - k * w, packs = left <= 0 ? 0 : (left - 1) / lanes<A> + 1;
                    sums lane{power[k], slope[k]};
                    lane.add(packs < run_length ? static_cast<int>(packs) : run_length,
                        [=](int p) { return load(at + p * lanes<A>); });
                    power[k] = lane.power;
                    slope[k] = lane.slope;
                }
            }
        }
        void put(margin_state &to, int i) const {
            to.sum[i] = simdloss::SIMDLOSS_ISA::add_lanes<A>(power);
            to.slope[i] = simdloss::SIMDLOSS_ISA::add_lanes<A>(slope);
        }
    };

    void add_lanes(const A *z, int pitch, std::int64_t classes, int row, bool join) const {
        sums all;
        for (std::int64_t c = 0; c < classes; c += run_length) {
            const int n = classes - c < run_length ? static_cast<int>(classes - c) : run_length;
            all.add(n, [=](int p) { return load(z + (c + p) * pitch); });
        }
        for (int h = 0; h < spread<A>::size; ++h) {
            double *const sum = state.sum + row + h * width<double>, *const slope =
                                                                         state.slope + row + h * width<double>;
            store(sum, join ? load(sum) + all.power.value(h) : all.power.value(h));
            store(slope, join ? load(slope) + all.slope.value(h) : all.slope.value(h));
        }
    }

    void finish(int i, double own) const {
        const bool is_nan = state.sum[i] != state.sum[i] || own != own; // of one class there is no gap to show it
        const double g = squared ? 2 * rows.grad[i] : rows.grad[i];
        rows.loss[i] = is_nan ? not_a_number : state.sum[i];
        state.on[i] = is_nan ? not_a_number : g;
        state.off[i] = is_nan ? not_a_number : 0;
        state.target[i] = is_nan ? not_a_number : g == 0 ? 0 : 0 - g * state.slope[i];
    }

    SIMDLOSS_INLINE static reg<A> derivative(reg<A> z, reg<A> on, reg<A> off) {
        if constexpr (!squared) return xsimd::select(z > reg<A>(0), on, off);
        // A factor of 0 switches an infinite gap off.
        else return xsimd::select((z > reg<A>(0)) & (on != reg<A>(0)), on * z, off);
    }

    void write_row(A *z, std::int64_t n, std::int64_t, int i) const {
        const reg<A> on(static_cast<A>(state.on[i])), off(static_cast<A>(state.off[i]));
        for (std::int64_t j = 0; j < n; j += w) store(z + j, derivative(load(z + j), on, off));
    }
    void write_lanes(A *z, int pitch, std::int64_t classes, int row) const {
        const reg<A> on = load_rows<A>(state.on + row), off = load_rows<A>(state.off + row);
        for (std::int64_t c = 0; c < classes; ++c) store(z + c * pitch, derivative(load(z + c * pitch), on, off));
    }
};

// The largest score counts, among them 0 in the target's place. state.sum: that score; state.slope: where it is to be
// found, at first.
template <class A> struct categorical_hinge_loss {
    static constexpr int w = width<A>;
    const margin_args &args;
    margin_rows &rows;
    margin_state &state;

    SIMDLOSS_INLINE reg<A> from_score(reg<A> x, reg<A>) const { return x; }

    // The maximum of a lane, or the NaN that it has seen.
    struct maximum {
        reg<A> max{A(0)}, nan{A(0)};
        SIMDLOSS_INLINE void add(reg<A> z) {
            nan = xsimd::select(z != z, z, nan);
            max = max_or_second(z, max);
        }
        SIMDLOSS_INLINE reg<A> value() const { return xsimd::select(nan != nan, nan, max); }
    };

    struct row_sums {
        A largest = 0;
        std::int64_t piece = 0;
        bool has_nan = false;

        void add(const categorical_hinge_loss &, const A *z, std::int64_t n, std::int64_t first) {
            maximum of[4];
            for (std::int64_t j = 0; j < n; j += 4 * w)
                for (int k = 0; k < 4 && j + k * w < n; ++k) of[k].add(load(z + j + k * w));
            for (const maximum &m : of) {
                has_nan = has_nan || xsimd::any(m.nan != m.nan);
                const A here = xsimd::reduce_max(m.max);
                if (!(here > largest)) continue;
                largest = here;
                piece = first;
            }
        }
        void put(margin_state &to, int i) const {
            to.sum[i] = has_nan ? not_a_number : static_cast<double>(largest);
            to.slope[i] = static_cast<double>(piece);
        }
    };

    void add_lanes(const A *z, int pitch, std::int64_t classes, int row, bool join) const {
        maximum of;
        if (join) of.max = load_rows<A>(state.sum + row);
        for (std::int64_t c = 0; c < classes; ++c) of.add(load(z + c * pitch));
        put_rows(state.sum + row, of.value());
    }

    SIMDLOSS_INLINE static void put_rows(double *to, reg<A> x) {
        const spread<A> wide(x);
        for (int h = 0; h < spread<A>::size; ++h) store(to + h * width<double>, wide.r[h]);
    }

    void finish(int i, double own) const {
        const double most = state.sum[i], z = (most - own) + args.margin, g = rows.grad[i];
        const bool is_nan = z != z, is_open = z > 0;
        rows.loss[i] = is_nan ? not_a_number : is_open ? z : 0;
        state.on[i] = is_nan ? not_a_number : is_open && most > 0 ? g : 0;
        state.off[i] = is_nan ? not_a_number : 0;
        state.target[i] = is_nan ? not_a_number : is_open ? 0 - g : 0;
    }

    void write_row(A *z, std::int64_t n, std::int64_t first, int i) const {
        std::int64_t at = -1;
        const reg<A> most(static_cast<A>(state.sum[i]));
        if (state.sum[i] > 0 && state.slope[i] == static_cast<double>(first)) {
            std::int64_t j = 0;
            while (j + w < n && !xsimd::any(load(z + j) == most)) j += w;
            while (j < n && z[j] != static_cast<A>(state.sum[i])) ++j;
            at = j;
        }
        const reg<A> off(static_cast<A>(state.off[i]));
        for (std::int64_t j = 0; j < n; j += w) store(z + j, off);
        if (at >= 0 && at < n) z[at] = static_cast<A>(state.on[i]);
    }

    // The first class that has the maximum takes what is left to give.
    void write_lanes(A *z, int pitch, std::int64_t classes, int row) const {
        const reg<A> most = load_rows<A>(state.sum + row), off = load_rows<A>(state.off + row);
        reg<A> left = load_rows<A>(state.on + row);
        for (std::int64_t c = 0; c < classes; ++c) {
            A *const at = z + c * pitch;
            const mask<A> found = load(at) == most;
            store(at, xsimd::select(found, left, off));
            left = xsimd::select(found, off, left);
        }
        put_rows(state.on + row, left);
    }
};

template <class T> void multi_margin(const margin_args &args, margin_rows &rows, const work &) {
    using A = accumulator_of<T>;
    if (args.squared) run_margin<T, multi_margin_loss<A, true>>(args, rows);
    else run_margin<T, multi_margin_loss<A, false>>(args, rows);
}

template <class T> void categorical_hinge(const margin_args &args, margin_rows &rows, const work &) {
    run_margin<T, categorical_hinge_loss<accumulator_of<T>>>(args, rows);
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(multi_margin)
SIMDLOSS_DEFINE_KERNEL(categorical_hinge)

} // namespace simdloss::SIMDLOSS_ISA
