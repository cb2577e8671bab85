// The driver of element-wise losses on two or three arrays at once. A formula has
//
//     inputs                       how many arrays, the target being the last
//     reg<A> loss(x)               from a register of each
//     void gradient(x, g, y)       y[k] = g times the derivative by x[k]
//
// A piece of some KB is read for its losses, and again, from the first-level cache, for the gradients. Losses are summed
// in a fixed number of lanes, which an element has by its place in the dense order, runs of 8 packs at a time.
#pragma once

#include "runtime/ranking_args.hpp"
#include "simd/log_sum_exp.hpp"
#include "simd/write_together.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class T, class Target, class Formula> struct pairs_driver {
    using A = accumulator_of<T>;
    static constexpr int inputs = Formula::inputs;
    static constexpr std::int64_t w = width<A>, run = run_length * lanes<A>, piece = 1024;
    static_assert(piece % run == 0);

    const pairs_args &args;
    pairs_rows &rows;
    Formula formula;

    // Where an array's elements for a piece are.
    struct arrays {
        const T *x[inputs - 1];
        const Target *target;
        outputs<T, inputs> grad;
    };

    template <class Load>
    SIMDLOSS_INLINE void load_all(const arrays &a, std::int64_t j, const Load &load_from, reg<A> (&x)[inputs]) const {
#pragma GCC unroll 2
        for (int k = 0; k + 1 < inputs; ++k) x[k] = load_from(a.x[k] + j);
        x[inputs - 1] = load_from(a.target + j);
    }

    SIMDLOSS_INLINE reg<A> loss_at(const arrays &a, std::int64_t j, std::int64_t left) const {
        reg<A> x[inputs];
        if (left >= w) {
            load_all(
                a, j, [](const auto *p) { return load(p); }, x);
            return formula.loss(x);
        }
        load_all(
            a, j, [=](const auto *p) { return load_partial(p, left); }, x);
        return fill_after(formula.loss(x), left, A(0));
    }

    void sum(const arrays &a, std::int64_t n) const {
        for (std::int64_t j = 0; j < n; j += run) {
            for (int i = 0; i < regs<A>; ++i) {
                reg<A> s(0);
                if (j + run <= n) {
#pragma GCC unroll 8
                    for (int p = 0; p < run_length; ++p) s += loss_at(a, j + i * w + p * lanes<A>, w);
                } else {
                    for (std::int64_t at = j + i * w; at < n; at += lanes<A>) s += loss_at(a, at, n - at);
                }
                const spread<A> wide(s);
#pragma GCC unroll 2
                for (int h = 0; h < spread<A>::size; ++h) {
                    double *const lane = rows.lane + i * w + h * width<double>;
                    store(lane, load(lane) + wide.r[h]);
                }
            }
        }
    }

    void write_losses(const arrays &a, std::int64_t flat, std::int64_t n) const {
        const outputs<A, 1> out = {{static_cast<A *>(args.loss) + flat}, {args.stream_loss}, false};
        write_together(out, n, [&](auto &y, std::int64_t j, const auto &load_from) {
            reg<A> x[inputs];
            load_all(a, j, load_from, x);
            y[0] = formula.loss(x);
        });
    }

    void write_gradients(const arrays &a, std::int64_t flat, std::int64_t n) const {
        const A *own = args.grad_loss ? static_cast<const A *>(args.grad_loss) + flat : nullptr;
        const reg<A> all(static_cast<A>(args.upstream));
        write_together(a.grad, n, [&](auto &y, std::int64_t j, const auto &load_from) {
            reg<A> x[inputs];
            load_all(a, j, load_from, x);
            formula.gradient(x, own ? load_from(own + j) : all, y);
        });
    }

    void do_piece(const arrays &a, std::int64_t flat, std::int64_t n) const {
        if (args.wants_sum) sum(a, n);
        if (args.loss) write_losses(a, flat, n);
        bool wanted = false;
        for (const T *g : a.grad.at) wanted |= g != nullptr;
        if (wanted) write_gradients(a, flat, n);
    }

    SIMDLOSS_INLINE std::int64_t offset(std::int64_t flat) const {
        return args.item == args.stride ? flat : flat / args.item * args.stride + flat % args.item;
    }

    arrays at(std::int64_t flat) const {
        arrays a;
        for (int k = 0; k + 1 < inputs; ++k) a.x[k] = static_cast<const T *>(args.in[k]) + offset(flat);
        if (rows.target) a.target = static_cast<const Target *>(rows.target) + (flat - rows.first);
        else a.target = static_cast<const Target *>(args.in[inputs - 1]) + offset(flat);
        for (int k = 0; k < inputs; ++k) {
            a.grad.at[k] = args.grad[k] ? static_cast<T *>(args.grad[k]) + offset(flat) : nullptr;
            a.grad.stream[k] = args.stream[k];
        }
        a.grad.accumulate = args.accumulate;
        return a;
    }

    // Calls f(place in the piece, offset, length) for each stretch of a piece that lies in one batch item.
    template <class F> void for_stretches(std::int64_t flat, std::int64_t n, const F &f) const {
        for (std::int64_t i = 0; i < n;) {
            const std::int64_t left = args.item - (flat + i) % args.item, length = left < n - i ? left : n - i;
            f(i, offset(flat + i), static_cast<std::size_t>(length));
            i += length;
        }
    }

    // A piece of several batch items that do not touch goes through buffers.
    void staged_piece(std::int64_t flat, std::int64_t n) const {
        alignas(64) T x[inputs][piece], g[inputs][piece];
        arrays a = at(flat);
        for (int k = 0; k < inputs; ++k) {
            const bool staged = k + 1 < inputs || !rows.target;
            for_stretches(flat, n, [&](std::int64_t i, std::int64_t from, std::size_t length) {
                if (staged) std::memcpy(x[k] + i, static_cast<const T *>(args.in[k]) + from, length * sizeof(T));
                if (a.grad.at[k] && args.accumulate)
                    std::memcpy(g[k] + i, static_cast<const T *>(args.grad[k]) + from, length * sizeof(T));
            });
            if (k + 1 < inputs) a.x[k] = x[k];
            else if (staged) a.target = reinterpret_cast<const Target *>(x[k]); // Target is T then
            if (a.grad.at[k]) a.grad.at[k] = g[k];
            a.grad.stream[k] = false;
        }
        do_piece(a, flat, n);
        for (int k = 0; k < inputs; ++k)
            for_stretches(flat, n, [&](std::int64_t i, std::int64_t to, std::size_t length) {
                if (a.grad.at[k]) std::memcpy(static_cast<T *>(args.grad[k]) + to, g[k] + i, length * sizeof(T));
            });
    }

    void run_all() const {
        for (std::int64_t i = 0; i < rows.count; i += piece) {
            const std::int64_t flat = rows.first + i, n = rows.count - i < piece ? rows.count - i : piece;
            const bool together = args.item == args.stride || flat % args.item + n <= args.item;
            if (together) do_piece(at(flat), flat, n);
            else staged_piece(flat, n);
        }
        if (args.stream[0] || args.stream[1] || args.stream[2] || args.stream_loss) stream_fence();
    }
};

template <class T, class Formula>
SIMDLOSS_INLINE void run_pairs(const pairs_args &args, pairs_rows &rows, const Formula &formula) {
    if (rows.target) pairs_driver<T, accumulator_of<T>, Formula>{args, rows, formula}.run_all();
    else pairs_driver<T, T, Formula>{args, rows, formula}.run_all();
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
