// Multi-label margin: the score of every target of a row against that of every other class. The formula is in
// include/simdloss/hinge.h.
//
// A piece of the row's classes is staged on the stack with a mark at those that are no targets; it meets the targets'
// scores in blocks, each pair adding to the loss and to two counts of open hinges, one for either gradient. Targets that
// fit on the stack are kept with their counts. If there are more, a target is counted when its place is written, from the
// input, which then is not where the gradient goes.
#include "kernels/table.hpp"
#include "runtime/hinge_args.hpp"
#include "simd/lane_total.hpp"
#include "simd/tiles.hpp"

#include <simdloss/hinge.h>

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class T> struct multilabel_margin_kernel {
    using A = accumulator_of<T>;
    static constexpr int w = width<A>;
    static constexpr std::int64_t piece = 1024;
    static constexpr int kept = SIMDLOSS_MULTILABEL_IN_PLACE;

    const multilabel_margin_args &args;
    multilabel_margin_row &row;
    const T *input = static_cast<const T *>(args.input) + row.row * args.stride;
    T *grad = args.grad_input ? static_cast<T *>(args.grad_input) + row.row * args.stride : nullptr;
    reg<A> margin{static_cast<A>(args.margin)};

    // Targets, their scores, and of how many classes each has too little lead.
    struct targets {
        int count = 0;
        std::int64_t at[kept];
        A score[kept];
        double open[kept];
    };
    struct columns {
        std::int64_t first = 0, n = 0;
        alignas(64) A score[piece + w], other[piece + w]; // other: 1 where the class is no target
        alignas(64) A open[piece + w];                    // over how many targets each is, or lacks too little
    };
    struct loss_sum {
        lane_total<A> lane[regs<A>];
        bool has_nan = false;
    };

    // f(block, n) of all targets of the row.
    template <class F> void for_targets(const F &f) const {
        std::int64_t block[label_block];
        for (std::int64_t first = 0; first < args.labels; first += label_block) {
            const int count = args.labels - first < label_block ? static_cast<int>(args.labels - first) : label_block;
            args.widen(args.targets, row.row, first, count, block);
            int n = 0;
            while (n < count && block[n] >= 0) ++n;
            if (n > 0) f(block, n);
            if (n < count) return;
        }
    }
    template <class F> void for_pieces(const F &f) const {
        for (std::int64_t j = 0; j < args.classes; j += piece)
            f(j, args.classes - j < piece ? args.classes - j : piece);
    }

    void stage(columns &c, std::int64_t first, std::int64_t n) const {
        c.first = first;
        c.n = n;
        tile_io<T>::widen_elements(input + first, n, c.score);
        for (std::int64_t j = 0; j < n; j += w) {
            store(c.other + j, fill_after(reg<A>(1), n - j < w ? n - j : w, A(0)));
            store(c.open + j, reg<A>(0));
        }
        for_targets([&](const std::int64_t *block, int count) {
            for (int k = 0; k < count; ++k)
                if (block[k] >= first && block[k] < first + n) c.other[block[k] - first] = 0;
        });
    }

    // All classes of a piece against m targets, at most as many as add up in A before they are widened.
    template <int m> SIMDLOSS_INLINE void meet(columns &c, const A *score, loss_sum &sum, double *open) const {
        const reg<A> zero(0), one(1);
        reg<A> count[m];
        for (auto &x : count) x = zero;
        for (std::int64_t j = 0; j < c.n; j += w) {
            const reg<A> x = load(c.score + j);
            const mask<A> counts = load(c.other + j) != zero;
            reg<A> total = zero, over = load(c.open + j);
#pragma GCC unroll 8
            for (int k = 0; k < m; ++k) {
                const reg<A> z = (x - reg<A>(score[k])) + margin;
                const reg<A> is_open = xsimd::select(counts & (z > zero), one, zero);
                total += xsimd::select(counts, hinge(z), zero);
                over += is_open;
                count[k] += is_open;
            }
            store(c.open + j, over);
            sum.lane[j / w % regs<A>].add(total);
        }
        for (int k = 0; k < m; ++k) open[k] += static_cast<double>(xsimd::reduce_add(count[k]));
    }

    // Adds to open[k], k < n.
    void meet_all(columns &c, const A *score, int n, loss_sum &sum, double *open) const {
        for (int k = 0; k < n; ++k) sum.has_nan = sum.has_nan || score[k] != score[k];
        int k = 0;
        for (; k + run_length <= n; k += run_length) meet<run_length>(c, score + k, sum, open + k);
        for (; k < n; ++k) meet<1>(c, score + k, sum, open + k);
    }
    void meet_all(columns &c, const std::int64_t *block, int n, loss_sum &sum) const {
        A score[label_block];
        double open[label_block] = {};
        for (int k = 0; k < n; ++k) score[k] = load_one(input + block[k]);
        meet_all(c, score, n, sum, open);
    }

    // The first targets of the row, up to as many as are kept; whether these are all.
    bool look_up(targets &t) const {
        bool all = true;
        for_targets([&](const std::int64_t *block, int n) {
            for (int k = 0; k < n && all; ++k) {
                all = t.count < kept;
                if (!all) return;
                t.at[t.count] = block[k];
                t.score[t.count] = load_one(input + block[k]);
                t.open[t.count++] = 0;
            }
        });
        return all;
    }

    static double total(const loss_sum &sum) {
        return sum.has_nan ? std::numeric_limits<double>::quiet_NaN() : add_lanes<A>(sum.lane);
    }

    // ---- the gradient: g times a class's open hinges, -g times a target's. A NaN is everyone's.

    SIMDLOSS_INLINE double factor(double open, bool is_target) const {
        if (row.loss != row.loss) return row.loss;
        return open == 0 ? 0 : (is_target ? -open : open) * row.grad;
    }

    void write(columns &c) const {
        const bool is_nan = row.loss != row.loss;
        const reg<A> g(static_cast<A>(is_nan ? row.loss : row.grad)), zero(0);
        for (std::int64_t j = 0; j < c.n && !is_nan; j += w) {
            const reg<A> open = load(c.open + j);
            store(c.open + j, xsimd::select(open == zero, zero, open * g));
        }
        for (std::int64_t j = 0; j < c.n && is_nan; j += w) store(c.open + j, g);
    }

    void put(columns &c) const { tile_io<T>::write_from(grad + c.first, c.open, c.n, args.accumulate, args.stream); }

    void write_with(const targets &t) const {
        columns c;
        for_pieces([&](std::int64_t first, std::int64_t n) {
            stage(c, first, n);
            loss_sum unused;
            double no_matter[kept] = {};
            meet_all(c, t.score, t.count, unused, no_matter);
            finish(c, t);
        });
    }

    // A target that is named several times has its counts added up.
    void finish(columns &c, const targets &t) const {
        write(c);
        double at[piece];
        for (std::int64_t j = 0; j < c.n; ++j) at[j] = 0;
        const auto here = [&](int k) { return t.at[k] >= c.first && t.at[k] < c.first + c.n; };
        for (int k = 0; k < t.count; ++k)
            if (here(k)) at[t.at[k] - c.first] += t.open[k];
        for (int k = 0; k < t.count; ++k)
            if (here(k)) c.open[t.at[k] - c.first] = static_cast<A>(factor(at[t.at[k] - c.first], true));
        put(c);
    }

    // More targets than are kept: those of a piece are counted against the whole row, a block at a time.
    void write_counting() const {
        columns c, others;
        for_pieces([&](std::int64_t first, std::int64_t n) {
            stage(c, first, n);
            loss_sum unused;
            for_targets([&](const std::int64_t *block, int count) { meet_all(c, block, count, unused); });
            write(c);
            double at[piece];
            for (std::int64_t j = 0; j < n; ++j) at[j] = 0;
            for_targets([&](const std::int64_t *block, int count) { count_here(c, others, block, count, at); });
            for_targets([&](const std::int64_t *block, int count) {
                for (int k = 0; k < count; ++k)
                    if (block[k] >= first && block[k] < first + n)
                        c.open[block[k] - first] = static_cast<A>(factor(at[block[k] - first], true));
            });
            put(c);
        });
    }

    void count_here(const columns &c, columns &others, const std::int64_t *block, int n, double *at) const {
        std::int64_t here[label_block] = {};
        A score[label_block];
        double open[label_block] = {};
        int count = 0;
        for (int k = 0; k < n; ++k) {
            if (block[k] < c.first || block[k] >= c.first + c.n) continue;
            here[count] = block[k] - c.first;
            score[count++] = load_one(input + block[k]);
        }
        if (count == 0) return;
        loss_sum unused;
        for_pieces([&](std::int64_t first, std::int64_t m) {
            stage(others, first, m);
            meet_all(others, score, count, unused, open);
        });
        for (int k = 0; k < count; ++k) at[here[k]] += open[k];
    }

    // No targets: nothing of the row is read.
    void write_zeros() const {
        if (!grad || args.accumulate) return;
        const auto zero = [](auto &y, std::int64_t, const auto &) {
            for (auto &x : y) x = reg<A>(0);
        };
        write_elements(grad, args.classes, false, args.stream, zero);
    }

    void run() const {
        targets t;
        const bool all = look_up(t);
        row.loss = 0;
        if (t.count == 0) return write_zeros();
        loss_sum sum;
        columns c;
        for_pieces([&](std::int64_t first, std::int64_t n) {
            stage(c, first, n);
            if (all) meet_all(c, t.score, t.count, sum, t.open);
            else for_targets([&](const std::int64_t *block, int count) { meet_all(c, block, count, sum); });
        });
        row.loss = total(sum);
        if (!grad) return;
        if (!all) write_counting();
        else if (args.classes <= piece) finish(c, t);
        else write_with(t);
    }
};

template <class T>
void multilabel_margin(const multilabel_margin_args &args, multilabel_margin_row &row, const work &) {
    multilabel_margin_kernel<T>{args, row}.run();
    if (args.stream) stream_fence();
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(multilabel_margin)

} // namespace simdloss::SIMDLOSS_ISA
