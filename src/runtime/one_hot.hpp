// Writes arrays that are 0 but for one element a row, past the caches where they are large.
#pragma once

#include "runtime/rows.hpp"

#include <cstring>
#include <type_traits>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace simdloss::runtime {

#if defined(__SSE2__)
inline constexpr bool can_stream = true;
inline void stream_line(void *out, const void *line) {
    for (int i = 0; i < 4; ++i)
        _mm_stream_si128(static_cast<__m128i *>(out) + i, _mm_load_si128(static_cast<const __m128i *>(line) + i));
}
inline void finish_streams() { _mm_sfence(); }
#else
inline constexpr bool can_stream = false; // what fills zeros there knows best
inline void stream_line(void *, const void *) {}
inline void finish_streams() {}
#endif

// One call's rows: the class of each, or -1 where all is 0, and the bits of its element.
template <class Bits> struct one_hot_rows {
    std::int64_t first = 0; // row of the array
    int count = 0;
    const std::int64_t *target;
    const Bits *value;
};

template <class Bits> class one_hot_writer {
public:
    one_hot_writer(Bits *array, const row_layout &layout, bool stream)
        : array_(array), layout_(layout), stream_(stream && can_stream && layout.classes <= UINT32_MAX) {}

    void write(const one_hot_rows<Bits> &rows) const {
        if (layout_.inner == 1) write_rows(rows);
        else write_columns(rows);
        if (stream_) finish_streams();
    }

private:
    static constexpr std::int64_t per_line = 64 / sizeof(Bits);

    // The elements of out before the first whole cache line; all of them, where lines do not begin at elements.
    static std::int64_t before_line(const Bits *out, std::int64_t n) {
        const auto past = reinterpret_cast<std::uintptr_t>(out) % 64;
        if (past % sizeof(Bits) != 0) return n;
        const auto left = static_cast<std::int64_t>((64 - past) % 64 / sizeof(Bits));
        return left < n ? left : n;
    }

    // ---- inner = 1: row after row, most of them zeros

    void write_rows(const one_hot_rows<Bits> &rows) const {
        const std::int64_t c = layout_.classes;
        if (layout_.batch_stride == c) return write_span(array_ + rows.first * c, rows, 0, rows.count);
        for (int i = 0; i < rows.count; ++i)
            write_span(array_ + (rows.first + i) * layout_.batch_stride, rows, i, i + 1);
    }

    // Rows [begin, end), which lie one after the other from `out` on.
    void write_span(Bits *out, const one_hot_rows<Bits> &rows, int begin, int end) const {
        const std::int64_t c = layout_.classes, n = (end - begin) * c;
        int next = begin; // the first row whose element has not been written
        // Puts the elements of [from, to), which are in order, at `at` on.
        const auto put = [&](std::int64_t from, std::int64_t to, Bits *at) {
            for (; next < end; ++next) {
                const std::int64_t y = rows.target[next], where = (next - begin) * c + y;
                if (y < 0) continue;
                if (where >= to) return;
                at[where - from] = rows.value[next];
            }
        };
        const auto plain = [&](std::int64_t from, std::int64_t to) {
            constexpr std::int64_t piece = 8192 / sizeof(Bits); // elements go in while their zeros are in cache
            for (; from < to; from += piece) {
                const std::int64_t stop = from + piece < to ? from + piece : to;
                std::memset(out + from, 0, static_cast<std::size_t>(stop - from) * sizeof(Bits));
                put(from, stop, out + from);
            }
        };
        if (!stream_) return plain(0, n);
        std::int64_t j = before_line(out, n);
        plain(0, j);
        for (; j + per_line <= n; j += per_line) {
            alignas(64) Bits line[per_line] = {};
            put(j, j + per_line, line);
            stream_line(out + j, line);
        }
        plain(j, n);
    }

    // ---- inner > 1: for each class a stretch of the inner axis

    void write_columns(const one_hot_rows<Bits> &rows) const {
        std::int64_t item = rows.first / layout_.inner, at = rows.first % layout_.inner;
        for (int i = 0; i < rows.count;) {
            const std::int64_t left = layout_.inner - at;
            const int n = left < rows.count - i ? static_cast<int>(left) : rows.count - i;
            write_stretch(array_ + item * layout_.batch_stride + at, rows, i, n);
            i += n;
            at = 0;
            ++item;
        }
    }

    void write_stretch(Bits *out, const one_hot_rows<Bits> &rows, int begin, int n) const {
        if (stream_) return stream_stretch(out, rows, begin, n);
        for (std::int64_t c = 0; c < layout_.classes; ++c)
            std::memset(out + c * layout_.inner, 0, static_cast<std::size_t>(n) * sizeof(Bits));
        for (int j = 0; j < n; ++j)
            if (rows.target[begin + j] >= 0) out[rows.target[begin + j] * layout_.inner + j] = rows.value[begin + j];
    }

    void stream_stretch(Bits *out, const one_hot_rows<Bits> &rows, int begin, int n) const {
        std::uint32_t target[rows_per_call]; // -1 is none of the classes here either
        for (int j = 0; j < n; ++j) target[j] = static_cast<std::uint32_t>(rows.target[begin + j]);
        const Bits *value = rows.value + begin;
        for (std::int64_t c = 0; c < layout_.classes; ++c) {
            Bits *to = out + c * layout_.inner;
            const auto chosen = static_cast<std::uint32_t>(c);
            const auto element = [&](std::int64_t j) { return target[j] == chosen ? value[j] : Bits(0); };
            std::int64_t j = 0;
            for (const std::int64_t head = before_line(to, n); j < head; ++j) to[j] = element(j);
            for (; j + per_line <= n; j += per_line) {
                alignas(64) Bits line[per_line];
                for (std::int64_t k = 0; k < per_line; ++k) line[k] = element(j + k);
                stream_line(to + j, line);
            }
            for (; j < n; ++j) to[j] = element(j);
        }
    }

    Bits *array_;
    row_layout layout_;
    bool stream_;
};

} // namespace simdloss::runtime
