// The gradients of softmax and log_softmax from their outputs y and the upstream gradient u:
//
//     softmax       y_j * (u_j - sum_k u_k y_k)
//     log_softmax   u_j - exp(y_j) * sum_k u_k
#include "kernels/table.hpp"
#include "runtime/softmax_args.hpp"
#include "simd/tiles.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <bool logarithm> struct term {
    // What the row's sum is over.
    template <class A> SIMDLOSS_INLINE static reg<A> summand(reg<A> y, reg<A> u) {
        if constexpr (logarithm) return u;
        else return u * y;
    }
    // Of n registers of y, in place; u(k) gives the upstream gradient of the k-th.
    template <int n, class A, class U> SIMDLOSS_INLINE static void gradient(reg<A> (&y)[n], reg<A> sum, const U &u) {
        if constexpr (logarithm) {
            exp_scaled<n>(y, scaled_reference(reg<A>(0), reg<A>(0)));
#pragma GCC unroll 8
            for (int k = 0; k < n; ++k) y[k] = xsimd::fnma(y[k], sum, u(k));
        } else {
#pragma GCC unroll 8
            for (int k = 0; k < n; ++k) y[k] = y[k] * (u(k) - sum);
        }
    }
};

template <class T, bool logarithm> struct softmax_grad_driver {
    using A = accumulator_of<T>;
    using formula = term<logarithm>;
    const softmax_grad_args &args;
    softmax_grad_rows &rows;

    row_layout layout = args.layout;
    const T *output = static_cast<const T *>(args.output);
    const T *grad_output = static_cast<const T *>(args.grad_output);
    T *grad_input = static_cast<T *>(args.grad_input);

    // ---- many classes: lanes along them

    double sum_chunk_of(int i, std::int64_t chunk) const {
        const std::int64_t length = chunk_length(layout.classes), first = chunk * length;
        const std::int64_t left = layout.classes - first, n = left < length ? left : length;
        const std::int64_t at = layout.offset(rows.first + i) + first;
        return sum(output + at, grad_output + at, n);
    }

    // Runs of a few packs in the accumulator type, then in double.
    static double sum(const T *y, const T *u, std::int64_t n) {
        constexpr std::int64_t run = run_length * lanes<A>;
        wide_pack<A> total;
        for (auto &r : total.r) r = r64(0);
        std::int64_t j = 0;
        for (; j + run <= n; j += run) {
            for (std::int64_t b = 0; b < run * static_cast<std::int64_t>(sizeof(T)); b += 64) {
                if (!logarithm) prefetch(reinterpret_cast<const char *>(y + j) + prefetch_bytes + b);
                prefetch(reinterpret_cast<const char *>(u + j) + prefetch_bytes + b);
            }
            for (int i = 0; i < regs<A>; ++i) {
                reg<A> part(0);
                for (int p = 0; p < run_length; ++p) {
                    const std::int64_t at = j + p * lanes<A> + i * width<A>;
                    part += formula::summand(logarithm ? reg<A>(0) : load(y + at), load(u + at));
                }
                add_widened<A>(total, i, part);
            }
        }
        for (int i = 0; j < n; j += width<A>, i = (i + 1) % regs<A>) {
            const std::int64_t count = n - j < width<A> ? n - j : width<A>;
            add_widened<A>(
                total, i, formula::summand(load_partial_or_all(y + j, count), load_partial_or_all(u + j, count)));
        }
        return add_lanes<A>(total);
    }

    void write_chunk(int i, std::int64_t chunk) const {
        const std::int64_t length = chunk_length(layout.classes), first = chunk * length;
        const std::int64_t left = layout.classes - first, n = left < length ? left : length;
        const std::int64_t at = layout.offset(rows.first + i) + first;
        const reg<A> sum(static_cast<A>(rows.sum[i]));
        const T *y = output + at, *u = grad_output + at;
        write_elements(
            grad_input + at, n, args.accumulate, args.stream, [=](auto &g, std::int64_t j, const auto &load_from) {
                constexpr int count = static_cast<int>(sizeof g / sizeof *g);
#pragma GCC unroll 8
                for (int k = 0; k < count; ++k) g[k] = load_from(y + j + k * width<A>);
                formula::template gradient<count>(g, sum, [&](int k) { return load_from(u + j + k * width<A>); });
            });
    }

    template <class Chunk> void fold(int i, const Chunk &chunk) const {
        double total = chunk(0);
        for (std::int64_t k = 1; k < chunk_count(layout.classes); ++k) total += chunk(k);
        rows.sum[i] = total;
    }

    void run_rows(const work &w) const {
        const std::int64_t count = chunk_count(layout.classes);
        switch (w.what) {
        case step::whole:
            for (int i = 0; i < rows.count; ++i) {
                fold(i, [&](std::int64_t k) { return sum_chunk_of(i, k); });
                for (std::int64_t k = 0; k < count; ++k) write_chunk(i, k);
            }
            break;
        case step::reduce_chunk: rows.chunks[w.row * count + w.chunk].sum = sum_chunk_of(w.row, w.chunk); break;
        case step::finish:
            for (int i = 0; i < rows.count; ++i)
                fold(i, [&](std::int64_t k) { return rows.chunks[i * count + k].sum; });
            break;
        case step::write_chunk: write_chunk(w.row, w.chunk); break;
        }
    }

    // ---- few classes, or inner > 1: lanes along rows, see simd/tiles.hpp

    void run_tiles() const {
        const tile_io<T> io{layout};
        const tile_shape<A> shape(layout.classes, rows.count);
        alignas(64) A y[tile_capacity<A>], u[tile_capacity<A>];
        for (int begin = 0; begin < rows.count; begin += shape.pitch) {
            const std::int64_t first = rows.first + begin;
            const int n = rows.count - begin < shape.pitch ? rows.count - begin : shape.pitch;
            const auto stage = [&](std::int64_t c, std::int64_t classes) {
                io.stage(output, first, n, c, classes, y, shape.pitch);
                io.stage(grad_output, first, n, c, classes, u, shape.pitch);
            };
            for_tiles(shape, [&](std::int64_t c, std::int64_t classes) {
                stage(c, classes);
                for (int lane = 0; lane < n; lane += width<A>)
                    add_tile(y + lane, u + lane, shape.pitch, classes, begin + lane, c > 0);
            });
            for_tiles(shape, [&](std::int64_t c, std::int64_t classes) {
                if (shape.classes < layout.classes) stage(c, classes);
                for (int lane = 0; lane < n; lane += width<A>) {
                    const reg<A> sum = load_rows<A>(rows.sum + begin + lane);
                    for (std::int64_t k = 0; k < classes; ++k) {
                        A *at = y + k * shape.pitch + lane;
                        reg<A> g[1] = {load(at)};
                        formula::template gradient<1>(g, sum, [&](int) { return load(u + k * shape.pitch + lane); });
                        store(at, g[0]);
                    }
                }
                io.unstage(grad_input, first, n, c, classes, y, shape.pitch, args.accumulate, args.stream);
            });
        }
    }

    template <class F> void for_tiles(const tile_shape<A> &shape, const F &f) const {
        for (std::int64_t c = 0; c < layout.classes; c += shape.classes)
            f(c, layout.classes - c < shape.classes ? layout.classes - c : shape.classes);
    }

    void add_tile(const A *y, const A *u, int pitch, std::int64_t classes, int row, bool join) const {
        lane_sums<A> sums;
        for (std::int64_t c = 0; c < classes; c += run_length) {
            reg<A> part(0);
            for (std::int64_t k = c; k < classes && k < c + run_length; ++k)
                part += formula::summand(load(y + k * pitch), load(u + k * pitch));
            add_widened<A>(sums.rest, 0, part);
        }
        for (int i = 0; i < width<A> / width<double>; ++i) {
            double *at = rows.sum + row + i * width<double>;
            store(at, join ? load(at) + sums.rest.r[i] : sums.rest.r[i]);
        }
    }
};

template <class T> void softmax_grad(const softmax_grad_args &args, softmax_grad_rows &rows, const work &w) {
    const auto run = [&](const auto &driver) {
        if (args.layout.inner != 1 || args.layout.classes <= few_classes) driver.run_tiles();
        else driver.run_rows(w);
    };
    if (args.logarithm) run(softmax_grad_driver<T, true>{args, rows});
    else run(softmax_grad_driver<T, false>{args, rows});
    if (args.stream) stream_fence();
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(softmax_grad)

} // namespace simdloss::SIMDLOSS_ISA
