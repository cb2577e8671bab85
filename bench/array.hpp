// A full-size array of F32 or BF16, in fresh memory, aligned to cache lines.
#pragma once

#include "data.hpp"
#include "workload.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

namespace simdloss_bench {

inline std::uint16_t to_bfloat16(float x) { // finite values only
    const auto bits = std::bit_cast<std::uint32_t>(x);
    return static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16);
}

inline float from_bfloat16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t(bits) << 16); }

class array {
public:
    array(simdloss_dtype dtype, std::size_t size)
        : dtype_(dtype), size_(size), memory_(std::aligned_alloc(64, (bytes() + 63) / 64 * 64)) {
        if (!memory_) throw std::bad_alloc();
        std::memset(memory_.get(), 0xff, bytes()); // NaN; and the pages are there from now on
    }

    void *data() const { return memory_.get(); }
    std::size_t size() const { return size_; }
    std::size_t bytes() const { return size_ * (dtype_ == SIMDLOSS_F32 ? 4 : 2); }

    double operator[](std::size_t i) const {
        if (dtype_ == SIMDLOSS_F32) return static_cast<const float *>(data())[i];
        return from_bfloat16(static_cast<const std::uint16_t *>(data())[i]);
    }

    void fill_with_logits(bool backwards = false) {
        const float *x = logits(size_);
        const auto at = [&](std::size_t i) { return backwards ? x[size_ - 1 - i] : x[i]; };
        if (dtype_ == SIMDLOSS_F32) {
            for (std::size_t i = 0; i < size_; ++i) static_cast<float *>(data())[i] = at(i);
        } else {
            for (std::size_t i = 0; i < size_; ++i) static_cast<std::uint16_t *>(data())[i] = to_bfloat16(at(i));
        }
    }

private:
    struct free_memory {
        void operator()(void *p) const { std::free(p); }
    };
    simdloss_dtype dtype_;
    std::size_t size_;
    std::unique_ptr<void, free_memory> memory_;
};

// Row r of [batch, classes, inner]: of an array, or of the logits that it was filled with.
template <class At> std::vector<double> row_of(const bench_case &c, std::size_t r, const At &at) {
    const auto classes = static_cast<std::size_t>(c.classes);
    const auto inner = static_cast<std::size_t>(c.inner);
    std::vector<double> values(classes);
    for (std::size_t j = 0; j < classes; ++j) values[j] = at((r / inner * classes + j) * inner + r % inner);
    return values;
}

inline std::vector<double> row_of(const bench_case &c, std::size_t r, const array &a) {
    return row_of(c, r, [&](std::size_t i) { return a[i]; });
}

inline std::vector<double> logits_of(const bench_case &c, std::size_t r, bool backwards = false) {
    const float *x = logits(c.size());
    return row_of(c, r, [&](std::size_t i) {
        const float value = backwards ? x[c.size() - 1 - i] : x[i];
        return double(c.dtype == SIMDLOSS_BF16 ? from_bfloat16(to_bfloat16(value)) : value);
    });
}

// Some rows of so many: the first ones, the last, and some between.
inline std::vector<std::size_t> some_rows(std::size_t rows) {
    std::vector<std::size_t> chosen = {0, 1, rows / 3, rows / 2 + 1, rows - 1};
    std::erase_if(chosen, [&](std::size_t r) { return r >= rows; });
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    return chosen;
}

} // namespace simdloss_bench
