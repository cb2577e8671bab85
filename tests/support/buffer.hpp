// Buffers that make a stray access visible: pages that cannot be touched stand on both sides, and outputs are poisoned.
#pragma once

#include "dtype.hpp"

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <unistd.h>

#include <utility>
#include <vector>

namespace simdloss_test {

enum class placement {
    at_end,     // the last byte stands before an unmapped page; the alignment is what the size makes of it
    at_begin,   // the first byte stands after an unmapped page, well aligned
    misaligned, // one element past a page boundary
};
inline constexpr placement placements[] = {placement::at_end, placement::at_begin, placement::misaligned};

class buffer {
public:
    buffer() = default;

    // Poisoned: all bits set, which is NaN in every float type and -1 or the largest number in every integer type.
    buffer(simdloss_dtype dtype, std::int64_t count, placement where = placement::at_end)
        : dtype_(dtype), count_(count) {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        const std::size_t shift = where == placement::misaligned ? size_of(dtype) : 0;
        const std::size_t room = (bytes() + shift + page - 1) / page * page;
        mapped_ = room + 2 * page;
        void *base = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (base == MAP_FAILED ||
            (room > 0 && mprotect(static_cast<std::byte *>(base) + page, room, PROT_READ | PROT_WRITE) != 0)) {
            std::perror("mmap");
            std::abort();
        }
        base_ = static_cast<std::byte *>(base);
        data_ = base_ + page + (where == placement::at_end ? room - bytes() : shift);
        poison();
    }

    buffer(buffer &&other) noexcept { swap(other); }
    buffer &operator=(buffer &&other) noexcept {
        swap(other);
        return *this;
    }
    ~buffer() {
        if (base_ != nullptr) munmap(base_, mapped_);
    }

    void *data() { return data_; }
    const void *data() const { return data_; }
    simdloss_dtype dtype() const { return dtype_; }
    std::int64_t count() const { return count_; }
    std::size_t bytes() const { return static_cast<std::size_t>(count_) * size_of(dtype_); }

    double get(std::int64_t index) const { return load_float(dtype_, data_, index); }
    void set(std::int64_t index, double value) { store_float(dtype_, data_, index, value); }
    std::int64_t get_index(std::int64_t index) const { return load_index(dtype_, data_, index); }
    void set_index(std::int64_t index, std::int64_t value) { store_index(dtype_, data_, index, value); }

    void poison() {
        if (bytes() > 0) std::memset(data_, 0xff, bytes());
    }
    void copy_from(const buffer &other) {
        if (bytes() > 0) std::memcpy(data_, other.data_, bytes());
    }
    std::vector<std::byte> snapshot() const { return {data_, data_ + bytes()}; }
    bool holds(const std::vector<std::byte> &bytes_then) const {
        return bytes() == 0 || std::memcmp(data_, bytes_then.data(), bytes()) == 0;
    }
    bool is_poisoned() const { return is_poisoned(0, count_); }
    bool is_poisoned(std::int64_t first, std::int64_t last) const {
        const auto element = static_cast<std::int64_t>(size_of(dtype_));
        return std::all_of(
            data_ + first * element, data_ + last * element, [](std::byte b) { return b == std::byte{0xff}; });
    }

private:
    void swap(buffer &other) noexcept {
        std::swap(base_, other.base_);
        std::swap(data_, other.data_);
        std::swap(mapped_, other.mapped_);
        std::swap(dtype_, other.dtype_);
        std::swap(count_, other.count_);
    }

    std::byte *base_ = nullptr;
    std::byte *data_ = nullptr;
    std::size_t mapped_ = 0;
    simdloss_dtype dtype_ = SIMDLOSS_F32;
    std::int64_t count_ = 0;
};

// [batch, classes, inner] with a batch stride. The extent that the library may touch ends with the last element.
struct shape {
    std::int64_t batch = 0, classes = 0, inner = 1, stride = 0;

    std::int64_t item() const { return classes * inner; }
    std::int64_t step() const { return stride == 0 ? item() : stride; }
    std::int64_t rows() const { return batch * inner; }
    std::int64_t extent() const { return batch == 0 ? 0 : (batch - 1) * step() + item(); }
    std::int64_t dense() const { return batch * item(); }
    // Where element i of the dense array stands.
    std::int64_t offset(std::int64_t i) const { return item() == 0 ? 0 : i / item() * step() + i % item(); }
    std::int64_t offset(std::int64_t row, std::int64_t c) const {
        return row / inner * step() + c * inner + row % inner;
    }
};

// The gaps that the stride leaves are still as they were poisoned.
inline ::testing::AssertionResult gaps_untouched(const buffer &data, const shape &layout) {
    for (std::int64_t n = 0; n + 1 < layout.batch; ++n) {
        if (!data.is_poisoned(n * layout.step() + layout.item(), (n + 1) * layout.step())) {
            return ::testing::AssertionFailure() << "the gap after batch item " << n << " was written";
        }
    }
    return ::testing::AssertionSuccess();
}

// Equal bits, where every NaN counts as one value.
inline ::testing::AssertionResult same_bits(const buffer &a, const buffer &b) {
    if (a.dtype() != b.dtype() || a.count() != b.count()) return ::testing::AssertionFailure() << "different types";
    if (a.bytes() == 0 || std::memcmp(a.data(), b.data(), a.bytes()) == 0) return ::testing::AssertionSuccess();
    const std::size_t element = size_of(a.dtype());
    for (std::int64_t i = 0; i < a.count(); ++i) {
        const auto at = static_cast<std::size_t>(i) * element;
        const bool equal = std::memcmp(static_cast<const std::byte *>(a.data()) + at,
                               static_cast<const std::byte *>(b.data()) + at, element) == 0;
        if (equal || (std::isnan(a.get(i)) && std::isnan(b.get(i)))) continue;
        return ::testing::AssertionFailure()
               << name_of(a.dtype()) << " element " << i << " of " << a.count() << ": "
               << ::testing::PrintToString(a.get(i)) << " and " << b.get(i) << ", apart by " << a.get(i) - b.get(i);
    }
    return ::testing::AssertionSuccess();
}

} // namespace simdloss_test
