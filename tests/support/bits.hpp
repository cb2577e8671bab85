// What a call writes, as a hash.
#pragma once

#include "../support.hpp"

#include <bit>

namespace simdloss_test {

// FNV-1a of values as doubles, which tells zeros apart by their sign; every NaN counts as one value.
class hash {
public:
    void add(const buffer &data) {
        for (std::int64_t i = 0; i < data.count(); ++i) {
            if (data.dtype() > SIMDLOSS_BF16) add(static_cast<std::uint64_t>(data.get_index(i)));
            else add(data.get(i));
        }
    }
    std::string text() const {
        std::ostringstream out;
        out << std::hex << std::setw(16) << std::setfill('0') << state_;
        return out.str();
    }

    void add(double value) {
        add(std::isnan(value) ? std::uint64_t{0x7ff8} << 48 : std::bit_cast<std::uint64_t>(value));
    }
    void add(std::uint64_t bits) {
        for (int byte = 0; byte < 8; ++byte) state_ = (state_ ^ (bits >> (8 * byte) & 0xff)) * 0x100000001b3U;
    }

private:
    std::uint64_t state_ = 0xcbf29ce484222325U;
};

struct bits_of {
    simdloss_dtype dtype;
    values kind;
    bool zeros; // instead, zeros of both signs, so that the sign of a maximum is seen too
};

inline void sign_zeros(buffer &data, const bits_of &what) {
    if (!what.zeros) return;
    for (std::int64_t i = 0; i < data.count(); ++i) data.set(i, (i + i / 5) % 3 == 0 ? -0.0 : 0.0);
}

inline void expect_ok(simdloss_status status) { EXPECT_EQ(status, SIMDLOSS_STATUS_OK) << simdloss_last_error(); }

} // namespace simdloss_test
