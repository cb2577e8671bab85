// Vectors on their way into panels, normalised if so wanted, and their gradients on the way out.
#pragma once

#include "runtime/scores.hpp"
#include "simd/normalize.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// Where a row stands in one of the two arrays that the vectors come from; nullptr if that is absent.
template <class T, class P>
SIMDLOSS_INLINE T *place_of(P *const (&arrays)[2], const score_vectors &v, std::int64_t row) {
    const int which = row < v.split ? 0 : 1;
    T *data = static_cast<T *>(arrays[which]);
    return data == nullptr ? data : data + (row - (which ? v.split : 0)) * v.stride[which];
}

// Elements [panel * lanes + i * width, ...) of a vector, 0 past its end.
template <class T> SIMDLOSS_INLINE reg<accumulator_of<T>> load_element(const T *x, std::int64_t n, std::int64_t at) {
    using A = accumulator_of<T>;
    if (at + width<A> <= n) [[likely]]
        return load(x + at);
    return at < n ? load_partial(x + at, n - at) : reg<A>(A(0));
}

template <class A> SIMDLOSS_INLINE void add_product(wide_pack<A> &sum, int i, reg<A> x, reg<A> y) {
    if constexpr (sizeof(A) == 8) {
        sum.r[i] = xsimd::fma(x, y, sum.r[i]);
    } else {
        typename r64::register_type x_low, x_high, y_low, y_high;
        widen(x, x_low, x_high);
        widen(y, y_low, y_high);
        sum.r[2 * i] = xsimd::fma(r64(x_low), r64(y_low), sum.r[2 * i]);
        sum.r[2 * i + 1] = xsimd::fma(r64(x_high), r64(y_high), sum.r[2 * i + 1]);
    }
}

template <class A> SIMDLOSS_INLINE wide_pack<A> no_sum() {
    wide_pack<A> sum;
    for (auto &r : sum.r) r = r64(0);
    return sum;
}

SIMDLOSS_INLINE double root(double x) { return xsimd::sqrt(r64(x)).get(0); }

// x / y of floats goes through double, so that it is rounded once, for y in double.
template <class A> SIMDLOSS_INLINE reg<A> divided(reg<A> x, double y) {
    if constexpr (sizeof(A) == 8) {
        return x / r64(y);
    } else {
        typename r64::register_type low, high;
        widen(x, low, high);
        const r64 inverse(1 / y);
        return narrow(r64(low) * inverse, r64(high) * inverse);
    }
}

template <class T>
void pack_vectors(const score_args &a, const score_vectors &v, std::int64_t first, std::int64_t last) {
    using A = accumulator_of<T>;
    for (std::int64_t row = first; row < last; ++row) {
        const std::int64_t n = row < v.rows ? a.width : 0;
        const T *x = n > 0 ? place_of<const T>(v.data, v, row) : nullptr;
        double norm = 1;
        if (a.normalize && row < v.rows) {
            wide_pack<A> sum = no_sum<A>();
            for (std::int64_t p = 0; p < a.panels; ++p) {
                for (int i = 0; i < regs<A>; ++i) {
                    const reg<A> e = load_element(x, n, p * lanes<A> + i * width<A>);
                    add_product<A>(sum, i, e, e);
                }
            }
            norm = root(add_lanes<A>(sum));
        }
        const double divisor = norm < a.norm_floor ? a.norm_floor : norm;
        if (v.norms != nullptr) v.norms[row] = norm;
        A *panel = static_cast<A *>(v.panels) + row * lanes<A>;
        A *column = v.transposed ? static_cast<A *>(v.transposed) + row / lanes<A> * lanes<A> * lanes<A> * a.panels +
                                       row % lanes<A>
                                 : nullptr;
        for (std::int64_t p = 0; p < a.panels; ++p, panel += v.pitch * lanes<A>) {
            for (int i = 0; i < regs<A>; ++i) {
                const reg<A> e = load_element(x, n, p * lanes<A> + i * width<A>);
                (a.normalize && n > 0 ? divided(e, divisor) : e).store_aligned(panel + i * width<A>);
            }
            if (column == nullptr) continue;
            for (int k = 0; k < lanes<A>; ++k) column[(p * lanes<A> + k) * lanes<A>] = panel[k];
        }
    }
}

// The gradient of a row: through y = x / max(|x|, floor), dx = (g - y <y, g>) / |x|, and 0 where |x| is not above the
// floor. A single set of vectors is queries and keys at once, and its gradient is the sum of both.
template <class T>
void unpack_gradients(const score_args &a, const score_vectors &v, std::int64_t first, std::int64_t last) {
    using A = accumulator_of<T>;
    for (std::int64_t row = first; row < last; ++row) {
        T *out = place_of<T>(v.grad, v, row);
        if (out == nullptr) continue;
        const auto gradient = [&](std::int64_t p, int i) {
            const std::int64_t at = row * lanes<A> + i * width<A>;
            reg<A> g = reg<A>::load_aligned(static_cast<const A *>(v.sums) + p * v.pitch * lanes<A> + at);
            if (a.same_vectors)
                g += reg<A>::load_aligned(static_cast<const A *>(a.keys.sums) + p * a.keys.pitch * lanes<A> + at);
            return g;
        };
        const auto vector = [&](std::int64_t p, int i) {
            return reg<A>::load_aligned(
                static_cast<const A *>(v.panels) + (p * v.pitch + row) * lanes<A> + i * width<A>);
        };
        double along = 0, norm = 1;
        bool is_zero = false;
        if (a.normalize) {
            wide_pack<A> sum = no_sum<A>();
            for (std::int64_t p = 0; p < a.panels; ++p)
                for (int i = 0; i < regs<A>; ++i) add_product<A>(sum, i, gradient(p, i), vector(p, i));
            along = add_lanes<A>(sum);
            norm = v.norms[row];
            is_zero = norm <= a.norm_floor;
        }
        const reg<A> minus_along(static_cast<A>(-along));
        for (std::int64_t p = 0; p < a.panels; ++p) {
            for (int i = 0; i < regs<A>; ++i) {
                const std::int64_t at = p * lanes<A> + i * width<A>, left = a.width - at;
                if (left <= 0) break;
                reg<A> g = gradient(p, i);
                if (is_zero) g = reg<A>(A(0));
                else if (a.normalize) g = divided(xsimd::fma(minus_along, vector(p, i), g), norm);
                if (left >= width<A>) store(out + at, a.accumulate ? load(out + at) + g : g);
                else store_partial(out + at, left, a.accumulate ? load_partial(out + at, left) + g : g);
            }
        }
    }
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
