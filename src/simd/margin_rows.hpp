// The driver of hinge losses of a row's scores against that of its target. A row becomes what its loss is a function of
// (a gap to each score, or the scores themselves) on the stack, 0 in the target's place; that is reduced, finished in
// double, and replaced by the gradient. Lanes run along the classes of a row, or, as in tiles.hpp, along rows.
//
// A loss brings
//
//     from_score(x, own)            what stands in a score's place, own being the target's
//     class row_sums                add(z, n, first): elements of a row, whole registers, 0 after the end;
//                                   put(i): its sums to the numbers of row i
//     add_lanes(z, pitch, classes, row, join)          the same of a register of rows in a tile
//     finish(i, own)                from the sums of row i to its loss and what its gradient needs: `on`, `off`, `target`
//     write_row(z, n, first, i)     the gradient, but for the target's place
//     write_lanes(z, pitch, classes, row)
#pragma once

#include "runtime/hinge_args.hpp"
#include "simd/tiles.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// Numbers of the rows of a call.
struct margin_state {
    double sum[row_array], slope[row_array]; // the loss, and the derivative by -own
    // The gradient: what active elements get or are multiplied by, what the others get, and the target's.
    double on[row_array], off[row_array], target[row_array];
};

template <class A> inline constexpr std::int64_t margin_piece = tile_capacity<A>;

template <class T, class Loss> struct margin_driver {
    using A = accumulator_of<T>;
    static constexpr int w = width<A>;
    static constexpr std::int64_t piece = margin_piece<A>;

    const margin_args &args;
    margin_rows &rows;
    margin_state &state;
    Loss loss{args, rows, state};
    row_layout layout = args.layout;
    tile_io<T> io{layout};
    const T *input = static_cast<const T *>(args.input);
    T *grad = static_cast<T *>(args.grad_input);
    double own[row_array] = {}; // the targets' scores, from memory before any gradient

    void look_up() {
        for (int i = 0; i < rows.count; ++i)
            if (rows.target[i] >= 0)
                own[i] = static_cast<double>(
                    load_one(input + layout.offset(rows.first + i) + rows.target[i] * layout.inner));
    }

    // A row that is ignored has no loss, and nothing in it counts. Adding -0 leaves every number as it is.
    void finish(int begin, int end) {
        for (int i = begin; i < end; ++i) {
            if (rows.target[i] >= 0) {
                loss.finish(i, own[i]);
                continue;
            }
            rows.loss[i] = 0;
            state.on[i] = state.off[i] = args.accumulate ? -0.0 : 0.0;
        }
    }

    // ---- many classes

    // Columns [first, first + n) of row i, and zeros up to a whole register.
    void stage_row(int i, std::int64_t first, std::int64_t n, A *z) const {
        const T *x = input + layout.offset(rows.first + i) + first;
        const reg<A> target(static_cast<A>(own[i]));
        std::int64_t j = 0;
        for (; j + w <= n; j += w) {
            prefetch(reinterpret_cast<const char *>(x + j) + prefetch_bytes);
            store(z + j, loss.from_score(load(x + j), target));
        }
        if (j < n) store(z + j, fill_after(loss.from_score(load_partial(x + j, n - j), target), n - j, A(0)));
        if (rows.target[i] >= first && rows.target[i] < first + n) z[rows.target[i] - first] = 0;
    }

    template <class F> void for_pieces(const F &f) const {
        for (std::int64_t j = 0; j < layout.classes; j += piece)
            f(j, layout.classes - j < piece ? layout.classes - j : piece);
    }

    void one_row(int i) {
        alignas(64) A z[piece + w];
        const bool kept = rows.target[i] >= 0, in_one_piece = layout.classes <= piece;
        if (kept) {
            typename Loss::row_sums sums;
            for_pieces([&](std::int64_t first, std::int64_t n) {
                stage_row(i, first, n, z);
                sums.add(loss, z, n, first);
            });
            sums.put(state, i);
        }
        finish(i, i + 1);
        if (!grad || (!kept && args.accumulate)) return;
        T *out = grad + layout.offset(rows.first + i);
        for_pieces([&](std::int64_t first, std::int64_t n) {
            if (kept && !in_one_piece) stage_row(i, first, n, z);
            if (kept) loss.write_row(z, n, first, i);
            else
                for (std::int64_t j = 0; j < n; j += w) store(z + j, reg<A>(0));
            if (rows.target[i] >= first && rows.target[i] < first + n)
                z[rows.target[i] - first] = static_cast<A>(state.target[i]);
            tile_io<T>::write_from(out + first, z, n, args.accumulate, args.stream);
        });
    }

    // ---- few classes, or inner > 1

    // Puts f(i) in the places of the targets that a tile holds.
    template <class F>
    void put_targets(
        A *tile, int pitch, std::int64_t class0, std::int64_t classes, int begin, int n, const F &f) const {
        for (int k = 0; k < n; ++k) {
            const std::int64_t c = rows.target[begin + k] - class0;
            if (rows.target[begin + k] >= 0 && c >= 0 && c < classes)
                tile[c * pitch + k] = static_cast<A>(f(begin + k));
        }
    }

    void stage_tile(A *tile, int pitch, std::int64_t class0, std::int64_t classes, int begin, int n) const {
        io.stage(input, rows.first + begin, n, class0, classes, tile, pitch);
        for (int lane = 0; lane < n; lane += w) {
            io.fetch_next(input, rows.first + begin + lane, class0, classes, pitch);
            const reg<A> target = load_rows<A>(own + begin + lane);
            for (std::int64_t c = 0; c < classes; ++c) {
                A *const at = tile + c * pitch + lane;
                store(at, loss.from_score(load(at), target));
            }
        }
        put_targets(tile, pitch, class0, classes, begin, n, [](int) { return 0.0; });
    }

    void rows_of_tile(A *tile, const tile_shape<A> &shape, int begin, int n) {
        const std::int64_t all = layout.classes;
        const int pitch = shape.pitch;
        const auto for_tiles = [&](const auto &f) {
            for (std::int64_t c = 0; c < all; c += shape.classes)
                f(c, all - c < shape.classes ? all - c : shape.classes);
        };
        for_tiles([&](std::int64_t c, std::int64_t classes) {
            stage_tile(tile, pitch, c, classes, begin, n);
            for (int lane = 0; lane < n; lane += w) loss.add_lanes(tile + lane, pitch, classes, begin + lane, c > 0);
        });
        finish(begin, begin + n);
        if (!grad) return;
        for_tiles([&](std::int64_t c, std::int64_t classes) {
            if (shape.classes < all) stage_tile(tile, pitch, c, classes, begin, n);
            for (int lane = 0; lane < n; lane += w) loss.write_lanes(tile + lane, pitch, classes, begin + lane);
            put_targets(tile, pitch, c, classes, begin, n, [&](int i) { return state.target[i]; });
            io.unstage(grad, rows.first + begin, n, c, classes, tile, pitch, args.accumulate, args.stream);
        });
    }

    void run() {
        look_up();
        if (layout.inner == 1 && layout.classes > few_classes) {
            for (int i = 0; i < rows.count; ++i) one_row(i);
        } else {
            const tile_shape<A> shape(layout.classes, rows.count);
            alignas(64) A tile[tile_capacity<A>];
            for (int begin = 0; begin < rows.count; begin += shape.pitch)
                rows_of_tile(tile, shape, begin, rows.count - begin < shape.pitch ? rows.count - begin : shape.pitch);
        }
        if (args.stream) stream_fence();
    }
};

template <class T, class Loss> void run_margin(const margin_args &args, margin_rows &rows) {
    margin_state state;
    for (auto *numbers : {state.on, state.off})
        for (int i = 0; i < row_array; ++i) numbers[i] = 0; // of lanes past the last row
    margin_driver<T, Loss>{args, rows, state}.run();
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
