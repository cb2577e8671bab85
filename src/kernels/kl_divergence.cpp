// KL divergence, element by element, and its sum over each row. The formula is in include/simdloss/divergence.h. The
// results of a stretch are put in buffers, which are written when all that they come from has been read: a gradient may
// go where its input is.
#include "kernels/table.hpp"
#include "runtime/divergence_args.hpp"
#include "simd/natural_log.hpp"
#include "simd/tiles.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// c x, where a c of 0 silences an infinite x; only NaN gets through.
template <class A> SIMDLOSS_INLINE reg<A> silencing_product(reg<A> c, reg<A> x) {
    return xsimd::select((c == reg<A>(0)) & (x == x), reg<A>(0), c * x);
}

// e^x, 0 below the normal numbers, infinity above.
template <class A> SIMDLOSS_INLINE reg<A> exponential(reg<A> x) {
    const reg<A> most(sizeof(A) == 4 ? A(89) : A(710)); // its exponential is infinite, half of it is not
    reg<A> e[1] = {min_or_second(most, x)};
    exp_scaled<1>(e, scaled_reference(reg<A>(0), reg<A>(-1)));
    return e[0] + e[0];
}

// -x: AVX-512 negates 0 to +0.
template <class A> SIMDLOSS_INLINE reg<A> minus(reg<A> x) { return x * reg<A>(-1); }

// One register of elements. by_log_prob alone needs no logarithm: the rest is only there if it is asked for.
template <class A> struct kl_element {
    reg<A> loss, by_log_prob, by_target;

    SIMDLOSS_INLINE static kl_element of_probability(reg<A> x, reg<A> t, bool wants_all) {
        const reg<A> zero(0);
        kl_element e{zero, xsimd::select(t >= zero, minus(t), reg<A>(std::numeric_limits<A>::quiet_NaN())), zero};
        if (!wants_all) return e;
        const reg<A> difference = natural_log(t) - x;
        e.loss = xsimd::select(t == zero, xsimd::select(x == x, zero, x), t * difference);
        e.by_target = difference + reg<A>(1);
        return e;
    }

    SIMDLOSS_INLINE static kl_element of_logarithm(reg<A> x, reg<A> t, bool wants_all) {
        constexpr A infinity = std::numeric_limits<A>::infinity();
        const reg<A> zero(0), p = exponential(t);
        kl_element e{zero, minus(p), zero};
        if (!wants_all) return e;
        const reg<A> difference = t - x;
        // Where p is 0: exactly, or because the type has no such small numbers, which an infinity outweighs.
        const mask<A> outweighs = (t > reg<A>(-infinity)) & (difference == reg<A>(infinity));
        const reg<A> without = xsimd::select(x == x, xsimd::select(outweighs, difference, zero), x);
        e.loss = xsimd::select(p == zero, without, p * difference);
        e.by_target = xsimd::select(p == zero, without, p * (difference + reg<A>(1)));
        return e;
    }
};

template <class T, bool log_target> struct kl_divergence_driver {
    using A = accumulator_of<T>;
    static constexpr int w = width<A>;
    const kl_divergence_args &args;
    kl_divergence_rows &rows;

    row_layout layout = args.layout, dense = {layout.classes, layout.inner, layout.classes *layout.inner};
    const T *log_prob = static_cast<const T *>(args.log_prob), *target = static_cast<const T *>(args.target);
    T *grad_log_prob = static_cast<T *>(args.grad_log_prob), *grad_target = static_cast<T *>(args.grad_target);
    A *loss = static_cast<A *>(args.loss);
    const A *grad_loss = static_cast<const A *>(args.grad_loss);
    bool wants_all = args.want_sum || loss != nullptr || grad_target != nullptr;

    SIMDLOSS_INLINE kl_element<A> element(reg<A> x, reg<A> t) const {
        if constexpr (log_target) return kl_element<A>::of_logarithm(x, t, wants_all);
        else return kl_element<A>::of_probability(x, t, wants_all);
    }

    // Results on their way out. `loss` holds the upstream gradient first, where each element has its own.
    struct results {
        A *loss, *by_log_prob, *by_target;

        SIMDLOSS_INLINE void put(std::int64_t at, const kl_element<A> &e, reg<A> weight, reg<A> grad, bool own) const {
            if (own) grad = grad * load(loss + at);
            store(loss + at, silencing_product(weight, e.loss));
            store(by_log_prob + at, silencing_product(grad, e.by_log_prob));
            store(by_target + at, silencing_product(grad, e.by_target));
        }
    };

    // ---- many classes: lanes along them

    // The outputs of columns [first, first + n) of row i, and the sum of their losses: a few packs in the accumulator
    // type, then in double.
    double columns(int i, std::int64_t first, std::int64_t n) const {
        alignas(64) A buffer[3][tile_capacity<A>];
        wide_pack<A> total;
        for (auto &r : total.r) r = r64(0);
        for (std::int64_t j = 0; j < n; j += tile_capacity<A>) {
            const std::int64_t count = n - j < tile_capacity<A> ? n - j : tile_capacity<A>;
            const std::int64_t in = layout.offset(rows.first + i) + first + j;
            const std::int64_t out = dense.offset(rows.first + i) + first + j;
            compute(i, in, out, count, {buffer[0], buffer[1], buffer[2]}, total);
            write(in, out, count, {buffer[0], buffer[1], buffer[2]});
        }
        return add_lanes<A>(total);
    }

    void compute(
        int i, std::int64_t in, std::int64_t out, std::int64_t n, const results &to, wide_pack<A> &total) const {
        constexpr std::int64_t run = run_length * lanes<A>;
        const T *x = log_prob + in, *t = target + in;
        const bool own = grad_loss != nullptr;
        const reg<A> weight(static_cast<A>(rows.weight[i])), grad(static_cast<A>(rows.grad[i]));
        if (own) tile_io<A>::widen_elements(grad_loss + out, n, to.loss);
        std::int64_t j = 0;
        for (; j + run <= n; j += run) {
            for (std::int64_t b = 0; b < run * static_cast<std::int64_t>(sizeof(T)); b += 64) {
                prefetch(reinterpret_cast<const char *>(x + j) + prefetch_bytes + b);
                prefetch(reinterpret_cast<const char *>(t + j) + prefetch_bytes + b);
            }
            for (int k = 0; k < regs<A>; ++k) {
                reg<A> part(0);
                for (int p = 0; p < run_length; ++p) {
                    const std::int64_t at = j + p * lanes<A> + k * w;
                    const kl_element<A> e = element(load(x + at), load(t + at));
                    to.put(at, e, weight, grad, own);
                    part += e.loss;
                }
                add_widened<A>(total, k, part);
            }
        }
        for (int k = 0; j < n; j += w, k = (k + 1) % regs<A>) {
            const std::int64_t count = n - j < w ? n - j : w;
            const kl_element<A> e = element(load_partial_or_all(x + j, count), load_partial_or_all(t + j, count));
            to.put(j, e, weight, grad, own);
            add_widened<A>(total, k, fill_after(e.loss, count, A(0)));
        }
    }

    void write(std::int64_t in, std::int64_t out, std::int64_t n, const results &from) const {
        if (loss) tile_io<A>::write_from(loss + out, from.loss, n, false, args.stream_loss);
        if (grad_log_prob)
            tile_io<T>::write_from(grad_log_prob + in, from.by_log_prob, n, args.accumulate, args.stream_grad_log_prob);
        if (grad_target)
            tile_io<T>::write_from(grad_target + in, from.by_target, n, args.accumulate, args.stream_grad_target);
    }

    double chunk_of(int i, std::int64_t chunk) const {
        const std::int64_t length = chunk_length(layout.classes), first = chunk * length;
        const std::int64_t left = layout.classes - first;
        return columns(i, first, left < length ? left : length);
    }

    template <class Chunk> void fold(int i, const Chunk &chunk) const {
        double total = chunk(0);
        for (std::int64_t k = 1; k < chunk_count(layout.classes); ++k) total += chunk(k);
        rows.sum[i] = total;
    }

    // A chunk's outputs need nothing of the others, so that work in steps has but one before the sums.
    void run_rows(const work &what) const {
        const std::int64_t count = chunk_count(layout.classes);
        switch (what.what) {
        case step::whole:
            for (int i = 0; i < rows.count; ++i) fold(i, [&](std::int64_t k) { return chunk_of(i, k); });
            break;
        case step::reduce_chunk: rows.chunk_sums[what.row * count + what.chunk] = chunk_of(what.row, what.chunk); break;
        case step::finish:
            for (int i = 0; i < rows.count; ++i)
                fold(i, [&](std::int64_t k) { return rows.chunk_sums[i * count + k]; });
            break;
        case step::write_chunk: break;
        }
    }

    // ---- few classes, or inner > 1: lanes along rows, see simd/tiles.hpp. The gradients stand where their inputs stood.

    void run_tiles() const {
        const tile_io<T> io{layout};
        const tile_io<A> dense_io{dense};
        const tile_shape<A> shape(layout.classes, rows.count);
        alignas(64) A tile[3][tile_capacity<A>];
        A *const losses = tile[0], *const x = tile[1], *const t = tile[2];
        for (int i = 0; i < rows.count; ++i) rows.sum[i] = 0;
        for (int begin = 0; begin < rows.count; begin += shape.pitch) {
            const std::int64_t first = rows.first + begin;
            const int n = rows.count - begin < shape.pitch ? rows.count - begin : shape.pitch, pitch = shape.pitch;
            for (std::int64_t c = 0; c < layout.classes; c += shape.classes) {
                const std::int64_t classes = layout.classes - c < shape.classes ? layout.classes - c : shape.classes;
                io.stage(log_prob, first, n, c, classes, x, pitch);
                io.stage(target, first, n, c, classes, t, pitch);
                if (grad_loss) dense_io.stage(grad_loss, first, n, c, classes, losses, pitch);
                for (int lane = 0; lane < n; lane += w) {
                    io.fetch_next(log_prob, first + lane, c, classes, pitch);
                    io.fetch_next(target, first + lane, c, classes, pitch);
                    compute_tile({losses + lane, x + lane, t + lane}, pitch, classes, begin + lane, c > 0);
                }
                if (loss) dense_io.unstage(loss, first, n, c, classes, losses, pitch, false, args.stream_loss);
                if (grad_log_prob)
                    io.unstage(
                        grad_log_prob, first, n, c, classes, x, pitch, args.accumulate, args.stream_grad_log_prob);
                if (grad_target)
                    io.unstage(grad_target, first, n, c, classes, t, pitch, args.accumulate, args.stream_grad_target);
            }
        }
    }

    void compute_tile(const results &tile, int pitch, std::int64_t classes, int row, bool join) const {
        const reg<A> weight = load_rows<A>(rows.weight + row), grad = load_rows<A>(rows.grad + row);
        const bool own = grad_loss != nullptr;
        lane_sums<A> sums;
        for (std::int64_t c = 0; c < classes; c += run_length) {
            reg<A> part(0);
            for (std::int64_t k = c; k < classes && k < c + run_length; ++k) {
                const kl_element<A> e = element(load(tile.by_log_prob + k * pitch), load(tile.by_target + k * pitch));
                tile.put(k * pitch, e, weight, grad, own);
                part += e.loss;
            }
            add_widened<A>(sums.rest, 0, part);
        }
        for (int i = 0; i < w / width<double>; ++i) {
            double *at = rows.sum + row + i * width<double>;
            store(at, join ? load(at) + sums.rest.r[i] : sums.rest.r[i]);
        }
    }
};

template <class T> void kl_divergence(const kl_divergence_args &args, kl_divergence_rows &rows, const work &what) {
    const auto run = [&](const auto &driver) {
        if (args.layout.inner != 1 || args.layout.classes <= few_classes) driver.run_tiles();
        else driver.run_rows(what);
    };
    if (args.log_target) run(kl_divergence_driver<T, true>{args, rows});
    else run(kl_divergence_driver<T, false>{args, rows});
    if (args.stream_loss || args.stream_grad_log_prob || args.stream_grad_target) stream_fence();
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(kl_divergence)

} // namespace simdloss::SIMDLOSS_ISA
