// Groups of rows (a positive and its negatives) as the classes of tiles.hpp: lanes along groups where a group has few
// elements, staged class by class on the stack; long groups go one at a time, in pieces. Groups whose rows do not touch
// are brought together in a buffer on the way in and on the way out.
#pragma once

#include "runtime/ranking_args.hpp"
#include "simd/tiles.hpp"
#include "simd/write_together.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// An array of groups: `rows` rows of `columns` each, row_stride apart.
template <class T> struct group_array {
    using A = accumulator_of<T>;
    std::int64_t rows, columns, row_stride;

    SIMDLOSS_INLINE std::int64_t size() const { return rows * columns; }
    SIMDLOSS_INLINE bool dense() const { return columns == row_stride; }
    SIMDLOSS_INLINE tile_io<T> io() const { return {{size(), 1, size()}}; }

    template <class F> void for_rows(std::int64_t first, int count, const F &f) const {
        for (std::int64_t r = 0; r < count * rows; ++r)
            f(r * columns, (first * rows + r) * row_stride, static_cast<std::size_t>(columns) * sizeof(T));
    }

    // Groups [first, first + count) into a tile, or out of it.
    void stage(const T *base, std::int64_t first, int count, A *tile, int pitch) const {
        if (dense()) return io().stage_rows(base, first, count, tile, pitch);
        alignas(64) T flat[tile_capacity<A>];
        for_rows(first, count,
            [&](std::int64_t at, std::int64_t from, std::size_t bytes) { std::memcpy(flat + at, base + from, bytes); });
        io().stage_rows(flat, 0, count, tile, pitch);
    }
    void unstage(T *base, std::int64_t first, int count, const A *tile, int pitch, bool accumulate, bool stream) const {
        if (dense()) return io().unstage_rows(base, first, count, tile, pitch, accumulate, stream);
        alignas(64) T flat[tile_capacity<A>];
        if (accumulate)
            for_rows(first, count, [&](std::int64_t at, std::int64_t from, std::size_t bytes) {
                std::memcpy(flat + at, base + from, bytes);
            });
        io().unstage_rows(flat, 0, count, tile, pitch, accumulate, false);
        for_rows(first, count,
            [&](std::int64_t at, std::int64_t to, std::size_t bytes) { std::memcpy(base + to, flat + at, bytes); });
    }

    // Elements [begin, begin + n) of one group, n at most `piece`: where they are, or a copy of them.
    static constexpr std::int64_t piece = 1024;
    template <class F> void for_stretches(std::int64_t group, std::int64_t begin, std::int64_t n, const F &f) const {
        for (std::int64_t i = 0; i < n;) {
            const std::int64_t r = (begin + i) / columns, c = (begin + i) % columns;
            const std::int64_t length = columns - c < n - i ? columns - c : n - i;
            f(i, (group * rows + r) * row_stride + c, static_cast<std::size_t>(length) * sizeof(T));
            i += length;
        }
    }
    const T *read(const T *base, std::int64_t group, std::int64_t begin, std::int64_t n, T *buffer) const {
        if (dense()) return base + group * size() + begin;
        for_stretches(group, begin, n, [&](std::int64_t at, std::int64_t from, std::size_t bytes) {
            std::memcpy(buffer + at, base + from, bytes);
        });
        return buffer;
    }
    // write(out) writes them.
    template <class F>
    void write(T *base, std::int64_t group, std::int64_t begin, std::int64_t n, bool accumulate, const F &f) const {
        if (dense()) return f(base + group * size() + begin, true);
        alignas(64) T buffer[piece];
        if (accumulate) read(base, group, begin, n, buffer);
        f(static_cast<T *>(buffer), false);
        for_stretches(group, begin, n,
            [&](std::int64_t at, std::int64_t to, std::size_t bytes) { std::memcpy(base + to, buffer + at, bytes); });
    }
    template <class F> void for_pieces(std::int64_t begin, std::int64_t end, const F &f) const {
        for (; begin < end; begin += piece) f(begin, end - begin < piece ? end - begin : piece);
    }
};

} // namespace
} // namespace simdloss::SIMDLOSS_ISA
