// RankHinge: a hinge of the positive against the mean of its group's negatives. The formula is in
// include/simdloss/ranking.h; the mean and z are in double.
#include "kernels/table.hpp"
#include "simd/groups.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class T> struct rank_hinge_kernel {
    using A = accumulator_of<T>;
    static constexpr int w = width<A>;
    const rank_args &args;
    rank_rows &rows;
    group_array<T> groups{args.rows, args.columns, args.row_stride};
    group_array<A> losses{1, args.columns, args.columns}; // and their upstream gradient
    double negatives = static_cast<double>((args.rows - 1) * args.columns);

    const T *scores() const { return static_cast<const T *>(args.scores); }
    T *grad_scores() const { return static_cast<T *>(args.grad_scores); }
    const A *grad_loss() const { return static_cast<const A *>(args.grad_loss); }
    A *loss() const { return static_cast<A *>(args.loss); }

    // What one positive score gives: its loss, and how strong its gradient is.
    SIMDLOSS_INLINE void one(r64 x, r64 mean, r64 g, r64 &l, r64 &k) const {
        const r64 z = r64(args.margin) + (mean - x);
        l = hinge<double>(z);
        k = where_active<double>(z, g);
    }

    // One register of groups in a tile: the tile becomes the gradient, `g` (upstream) the losses.
    void lanes_of_groups(A *tile, A *g, int pitch, double *total) const {
        const std::int64_t d = args.columns, all = groups.size();
        spread<A> mean(0.0), pull(0.0), sum(0.0);
        for (std::int64_t c = d; c < all; ++c) {
            const spread<A> x(load(tile + c * pitch));
            for (int h = 0; h < spread<A>::size; ++h) mean.r[h] += x.r[h];
        }
        for (auto &m : mean.r) m /= r64(negatives);
        for (std::int64_t c = 0; c < d; ++c) {
            const spread<A> x(load(tile + c * pitch));
            const spread<A> upstream = args.grad_loss ? spread<A>(load(g + c * pitch)) : spread<A>(args.grad);
            spread<A> l, k;
            for (int h = 0; h < spread<A>::size; ++h) {
                one(x.r[h], mean.r[h], upstream.r[h], l.r[h], k.r[h]);
                sum.r[h] += l.r[h];
                pull.r[h] += k.r[h];
            }
            store(tile + c * pitch, negative(k.narrowed()));
            store(g + c * pitch, l.narrowed());
        }
        for (int h = 0; h < spread<A>::size; ++h) {
            store(total + h * width<double>, sum.r[h]);
            pull.r[h] /= r64(negatives);
        }
        const reg<A> each = pull.narrowed();
        for (std::int64_t c = d; c < all; ++c) store(tile + c * pitch, each);
    }

    void in_tiles() const {
        const tile_shape<A> shape(groups.size(), rows.count);
        const int pitch = shape.pitch;
        alignas(64) A tile[tile_capacity<A>], g[tile_capacity<A>];
        for (int begin = 0; begin < rows.count; begin += pitch) {
            const int n = rows.count - begin < pitch ? rows.count - begin : pitch;
            const std::int64_t first = rows.first + begin;
            groups.stage(scores(), first, n, tile, pitch);
            if (args.grad_loss) losses.stage(grad_loss(), first, n, g, pitch);
            for (int lane = 0; lane < n; lane += w)
                lanes_of_groups(tile + lane, g + lane, pitch, rows.loss + begin + lane);
            if (args.loss) losses.unstage(loss(), first, n, g, pitch, false, false);
            if (args.grad_scores)
                groups.unstage(grad_scores(), first, n, tile, pitch, args.accumulate, args.stream_scores);
        }
    }

    double mean_of_negatives(std::int64_t group) const {
        alignas(64) T buffer[group_array<T>::piece];
        wide_pack<A> sum;
        for (auto &s : sum.r) s = r64(0);
        groups.for_pieces(args.columns, groups.size(), [&](std::int64_t at, std::int64_t n) {
            const T *x = groups.read(scores(), group, at, n, buffer);
            for (std::int64_t j = 0; j < n; j += w)
                add_widened<A>(
                    sum, static_cast<int>(j / w % regs<A>), load_partial_or_all(x + j, n - j < w ? n - j : w));
        });
        return add_lanes<A>(sum) / negatives;
    }

    template <class F> void write_piece(T *out, std::int64_t n, const F &f) const {
        write_together(outputs<T, 1>{{out}, {false}, args.accumulate}, n, f);
    }

    void one_group(int i) const {
        alignas(64) T buffer[group_array<T>::piece];
        const std::int64_t group = rows.first + i, d = args.columns;
        const double mean = mean_of_negatives(group);
        double total = 0, pull = 0;
        groups.for_pieces(0, d, [&](std::int64_t at, std::int64_t n) {
            const T *x = groups.read(scores(), group, at, n, buffer);
            alignas(64) A k_of[group_array<T>::piece + w];
            for (std::int64_t j = 0; j < n; j += w) {
                const std::int64_t left = n - j < w ? n - j : w, flat = group * d + at + j;
                const spread<A> v(load_partial_or_all(x + j, left));
                const spread<A> g =
                    args.grad_loss ? spread<A>(load_partial_or_all(grad_loss() + flat, left)) : spread<A>(args.grad);
                spread<A> l, k;
                for (int h = 0; h < spread<A>::size; ++h) one(v.r[h], r64(mean), g.r[h], l.r[h], k.r[h]);
                alignas(64) double l_of[w], wide_k[w];
                for (int h = 0; h < spread<A>::size; ++h) {
                    store(l_of + h * width<double>, l.r[h]);
                    store(wide_k + h * width<double>, k.r[h]);
                }
                for (std::int64_t c = 0; c < left; ++c) {
                    total += l_of[c];
                    pull += wide_k[c];
                    if (args.loss) loss()[flat + c] = static_cast<A>(l_of[c]);
                }
                store(k_of + j, negative(k.narrowed()));
            }
            if (!args.grad_scores) return;
            groups.write(grad_scores(), group, at, n, args.accumulate, [&](T *out, bool) {
                write_piece(
                    out, n, [&](auto &y, std::int64_t j, const auto &load_from) { y[0] = load_from(k_of + j); });
            });
        });
        rows.loss[i] = total;
        if (!args.grad_scores) return;
        const reg<A> each(static_cast<A>(pull / negatives));
        groups.for_pieces(d, groups.size(), [&](std::int64_t at, std::int64_t n) {
            groups.write(grad_scores(), group, at, n, args.accumulate,
                [&](T *out, bool) { write_piece(out, n, [&](auto &y, std::int64_t, const auto &) { y[0] = each; }); });
        });
    }

    void run() const {
        if (groups.size() <= few_classes) in_tiles();
        else
            for (int i = 0; i < rows.count; ++i) one_group(i);
        if (args.stream_scores) stream_fence();
    }
};

template <class T> void rank_hinge(const rank_args &args, rank_rows &rows, const work &) {
    if (args.columns > 0) return rank_hinge_kernel<T>{args, rows}.run();
    for (int i = 0; i < rows.count; ++i) rows.loss[i] = 0;
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(rank_hinge)

} // namespace simdloss::SIMDLOSS_ISA
