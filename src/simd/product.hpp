// The matrix products of score tiles, blocked in registers. A block is m x 2 registers of sums; in each step of the inner
// dimension, two registers of one operand meet m numbers of the other, each spread over a register. Every element of the
// result is one chain of fma along the inner dimension, in order, from zero, then added to what is there: the bits do not
// depend on the registers' width nor on how blocks are formed. Operands are where they were packed (runtime/scores.hpp),
// with strides that are known when this is compiled.
#pragma once

#include "runtime/scores.hpp"
#include "simd/pack.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

using namespace runtime;

// Sums in registers: 24 of 32, or 12 of 16.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr int block_rows = 12;
#else
inline constexpr int block_rows = 6;
#endif
inline constexpr int block_regs = 2;
static_assert(column_block % block_rows == 0 && tile_rows % block_rows == 4);

template <class A, int m> struct sums_block { reg<A> r[m][block_regs]; };

// `steps` steps of the inner dimension. x: the numbers, row_stride apart for each of m rows and step_stride apart for
// each step; y: registers, a panel's width apart for each step.
template <int m, int row_stride, int step_stride, class A>
SIMDLOSS_INLINE void multiply_add(sums_block<A, m> &sums, const A *x, const A *y, std::int64_t steps) {
#pragma GCC unroll 1
    for (std::int64_t k = 0; k < steps; ++k) {
        reg<A> b[block_regs];
#pragma GCC unroll 2
        for (int c = 0; c < block_regs; ++c) b[c] = reg<A>::load_aligned(y + c * width<A>);
#pragma GCC unroll 16
        for (int i = 0; i < m; ++i) {
            const reg<A> a(x[i * row_stride]);
#pragma GCC unroll 2
            for (int c = 0; c < block_regs; ++c) sums.r[i][c] = xsimd::fma(a, b[c], sums.r[i][c]);
        }
        x += step_stride;
        y += lanes<A>;
    }
}

template <class A, int m> SIMDLOSS_INLINE void clear(sums_block<A, m> &sums) {
#pragma GCC unroll 16
    for (int i = 0; i < m; ++i)
#pragma GCC unroll 2
        for (int c = 0; c < block_regs; ++c) sums.r[i][c] = reg<A>(A(0));
}

template <int row_stride, class A, int m>
SIMDLOSS_INLINE void put(const sums_block<A, m> &sums, A *out, bool add, A scale) {
#pragma GCC unroll 16
    for (int i = 0; i < m; ++i) {
#pragma GCC unroll 2
        for (int c = 0; c < block_regs; ++c) {
            A *p = out + i * row_stride + c * width<A>;
            const reg<A> sum = add ? reg<A>::load_aligned(p) + sums.r[i][c] : sums.r[i][c];
            (sum * reg<A>(scale)).store_aligned(p);
        }
    }
}

// Each panel's width is walked in blocks of two registers.
template <class A> inline constexpr int block_width = block_regs *width<A>;

// Scores of columns [first, last), multiples of block_rows, of a tile. One panel of inner steps at a time: within it,
// the keys' numbers are one row of lanes apart.
template <class A>
[[gnu::noinline]] void score_product(const A *keys, std::int64_t pitch, const A *queries, std::int64_t panels,
    std::int64_t first, std::int64_t last, A *scores, A scale) {
    constexpr std::int64_t at_once = inner_chunk / lanes<A>;
    for (std::int64_t p0 = 0; p0 == 0 || p0 < panels; p0 += at_once) {
        const std::int64_t p1 = p0 + at_once < panels ? p0 + at_once : panels;
        const A final_scale = p1 == panels ? scale : A(1);
        for (std::int64_t lane = 0; lane < tile_rows; lane += block_width<A>) {
            const A *y = queries + (lane / lanes<A>)*panels * lanes<A> * lanes<A> + lane % lanes<A>;
            for (std::int64_t j = first; j < last; j += block_rows) {
                sums_block<A, block_rows> sums;
                clear(sums);
                for (std::int64_t p = p0; p < p1; ++p)
                    multiply_add<block_rows, lanes<A>, 1>(
                        sums, keys + (p * pitch + j) * lanes<A>, y + p * lanes<A> * lanes<A>, lanes<A>);
                put<tile_rows>(sums, scores + j * tile_rows + lane, p0 > 0, final_scale);
            }
        }
    }
}

// Adds to the gradients of keys [first, last) what a tile gives: grad[j] += sum_i scores[j][i] queries[i].
template <class A>
[[gnu::noinline]] void key_product(const A *scores, const A *queries, std::int64_t query_pitch, std::int64_t rows,
    std::int64_t panels, std::int64_t first, std::int64_t last, A *grad, std::int64_t grad_pitch, bool add) {
    for (std::int64_t p = 0; p < panels; ++p) {
        const A *y = queries + p * query_pitch * lanes<A>;
        for (std::int64_t lane = 0; lane < lanes<A>; lane += block_width<A>) {
            for (std::int64_t j = first; j < last; j += block_rows) {
                sums_block<A, block_rows> sums;
                clear(sums);
                multiply_add<block_rows, tile_rows, 1>(sums, scores + j * tile_rows, y + lane, rows);
                put<lanes<A>>(sums, grad + (p * grad_pitch + j) * lanes<A> + lane, add, A(1));
            }
        }
    }
}

template <int m, class A>
SIMDLOSS_INLINE void query_block(const A *scores, const A *keys, std::int64_t columns, A *grad, bool add) {
    sums_block<A, m> sums;
    clear(sums);
    multiply_add<m, 1, tile_rows>(sums, scores, keys, columns);
    put<lanes<A>>(sums, grad, add, A(1));
}

// The gradients of a tile's queries, in one panel: grad[i] = sum_j scores[j][i] keys[j].
template <class A> [[gnu::noinline]] void query_product(const A *scores, const A *keys, std::int64_t columns, A *grad) {
    for (std::int64_t j = 0; j == 0 || j < columns; j += gradient_chunk) {
        const std::int64_t n = columns - j < gradient_chunk ? columns - j : gradient_chunk;
        const A *x = scores + j * tile_rows;
        for (std::int64_t lane = 0; lane < lanes<A>; lane += block_width<A>) {
            const A *y = keys + j * lanes<A> + lane;
            std::int64_t i = 0;
            for (; i + block_rows <= tile_rows; i += block_rows)
                query_block<block_rows>(x + i, y, n, grad + i * lanes<A> + lane, j > 0);
            query_block<4>(x + i, y, n, grad + i * lanes<A> + lane, j > 0);
        }
    }
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
