// Element types, in plain scalar code: every value is read and written through double, which holds each of them.
#pragma once

#include <simdloss/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace simdloss_test {

// A binary floating-point format: bits after the leading one, and the exponents of the smallest and largest normal.
struct float_format {
    int fraction_bits;
    int min_exponent;
    int max_exponent;
};

inline float_format format_of(simdloss_dtype dtype) {
    switch (dtype) {
    case SIMDLOSS_F16: return {10, -14, 15};
    case SIMDLOSS_BF16: return {7, -126, 127};
    case SIMDLOSS_F64: return {52, -1022, 1023};
    default: return {23, -126, 127};
    }
}

inline simdloss_dtype accumulator_of(simdloss_dtype dtype) {
    return dtype == SIMDLOSS_F64 ? SIMDLOSS_F64 : SIMDLOSS_F32;
}

inline std::size_t size_of(simdloss_dtype dtype) {
    switch (dtype) {
    case SIMDLOSS_F64:
    case SIMDLOSS_I64: return 8;
    case SIMDLOSS_F16:
    case SIMDLOSS_BF16:
    case SIMDLOSS_I16:
    case SIMDLOSS_U16: return 2;
    case SIMDLOSS_I8:
    case SIMDLOSS_U8: return 1;
    default: return 4;
    }
}

inline const char *name_of(simdloss_dtype dtype) {
    switch (dtype) {
    case SIMDLOSS_F32: return "f32";
    case SIMDLOSS_F64: return "f64";
    case SIMDLOSS_F16: return "f16";
    case SIMDLOSS_BF16: return "bf16";
    case SIMDLOSS_I64: return "i64";
    case SIMDLOSS_I32: return "i32";
    case SIMDLOSS_I16: return "i16";
    case SIMDLOSS_I8: return "i8";
    case SIMDLOSS_U8: return "u8";
    case SIMDLOSS_U16: return "u16";
    case SIMDLOSS_U32: return "u32";
    default: return "unknown";
    }
}

inline constexpr simdloss_dtype float_dtypes[] = {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_F16, SIMDLOSS_BF16};
inline constexpr simdloss_dtype index_dtypes[] = {
    SIMDLOSS_I64, SIMDLOSS_I32, SIMDLOSS_I16, SIMDLOSS_I8, SIMDLOSS_U8, SIMDLOSS_U16, SIMDLOSS_U32};

inline std::int64_t lowest_index(simdloss_dtype dtype) {
    switch (dtype) {
    case SIMDLOSS_I64: return std::numeric_limits<std::int64_t>::min();
    case SIMDLOSS_I32: return std::numeric_limits<std::int32_t>::min();
    case SIMDLOSS_I16: return -32768;
    case SIMDLOSS_I8: return -128;
    default: return 0;
    }
}

inline std::int64_t highest_index(simdloss_dtype dtype) {
    switch (dtype) {
    case SIMDLOSS_I64: return std::numeric_limits<std::int64_t>::max();
    case SIMDLOSS_I32: return std::numeric_limits<std::int32_t>::max();
    case SIMDLOSS_I16: return 32767;
    case SIMDLOSS_I8: return 127;
    case SIMDLOSS_U8: return 255;
    case SIMDLOSS_U16: return 65535;
    default: return std::numeric_limits<std::uint32_t>::max();
    }
}

// Rounds a double to a 16-bit format, to nearest, ties to even, in one step.
inline std::uint16_t encode16(double value, float_format format) {
    const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
    const int infinity = (0x7fff >> format.fraction_bits) << format.fraction_bits;
    if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7fff);
    const double magnitude = std::fabs(value);
    if (magnitude >= std::ldexp(1.0, format.max_exponent + 1)) return static_cast<std::uint16_t>(sign | infinity);
    const int exponent = magnitude == 0 ? format.min_exponent : std::max(std::ilogb(magnitude), format.min_exponent);
    const double units = std::nearbyint(std::ldexp(magnitude, format.fraction_bits - exponent));
    // The leading one of `units` carries into the exponent field, and so does a rounding up to the next binade.
    const int bits = static_cast<int>(units) + ((exponent - format.min_exponent) << format.fraction_bits);
    return static_cast<std::uint16_t>(sign | bits);
}

inline double decode16(std::uint16_t bits, float_format format) {
    const int field = (bits & 0x7fff) >> format.fraction_bits;
    const int fraction = bits & ((1 << format.fraction_bits) - 1);
    const double sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
    if (field == (0x7fff >> format.fraction_bits)) {
        return fraction != 0 ? std::numeric_limits<double>::quiet_NaN()
                             : sign * std::numeric_limits<double>::infinity();
    }
    const int leading = field == 0 ? 0 : 1 << format.fraction_bits;
    return sign * std::ldexp(leading + fraction, format.min_exponent + std::max(field - 1, 0) - format.fraction_bits);
}

template <class T> T read_as(const void *data, std::int64_t index) {
    T value;
    std::memcpy(&value, static_cast<const std::byte *>(data) + index * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
    return value;
}

template <class T> void write_as(void *data, std::int64_t index, T value) {
    std::memcpy(static_cast<std::byte *>(data) + index * static_cast<std::int64_t>(sizeof(T)), &value, sizeof(T));
}

inline double load_float(simdloss_dtype dtype, const void *data, std::int64_t index) {
    switch (dtype) {
    case SIMDLOSS_F64: return read_as<double>(data, index);
    case SIMDLOSS_F32: return read_as<float>(data, index);
    default: return decode16(read_as<std::uint16_t>(data, index), format_of(dtype));
    }
}

inline void store_float(simdloss_dtype dtype, void *data, std::int64_t index, double value) {
    switch (dtype) {
    case SIMDLOSS_F64: return write_as(data, index, value);
    case SIMDLOSS_F32: return write_as(data, index, static_cast<float>(value));
    default: return write_as(data, index, encode16(value, format_of(dtype)));
    }
}

inline void store_index(simdloss_dtype dtype, void *data, std::int64_t index, std::int64_t value) {
    switch (size_of(dtype)) {
    case 8: return write_as(data, index, value);
    case 4: return write_as(data, index, static_cast<std::uint32_t>(value));
    case 2: return write_as(data, index, static_cast<std::uint16_t>(value));
    default: return write_as(data, index, static_cast<std::uint8_t>(value));
    }
}

inline std::int64_t load_index(simdloss_dtype dtype, const void *data, std::int64_t index) {
    switch (dtype) {
    case SIMDLOSS_I64: return read_as<std::int64_t>(data, index);
    case SIMDLOSS_I32: return read_as<std::int32_t>(data, index);
    case SIMDLOSS_I16: return read_as<std::int16_t>(data, index);
    case SIMDLOSS_I8: return read_as<std::int8_t>(data, index);
    case SIMDLOSS_U8: return read_as<std::uint8_t>(data, index);
    case SIMDLOSS_U16: return read_as<std::uint16_t>(data, index);
    default: return read_as<std::uint32_t>(data, index);
    }
}

// The value of one unit in the last place of `dtype` at a number of this magnitude; the subnormals' below them.
template <class Wide> Wide ulp(simdloss_dtype dtype, Wide magnitude) {
    if (!std::isfinite(magnitude)) return std::numeric_limits<Wide>::infinity();
    const float_format format = format_of(dtype);
    const int exponent = magnitude == 0 ? format.min_exponent : std::max(std::ilogb(magnitude), format.min_exponent);
    return std::ldexp(Wide(1), exponent - format.fraction_bits);
}

inline double largest_finite(simdloss_dtype dtype) {
    const float_format format = format_of(dtype);
    return std::ldexp(2.0 - std::ldexp(1.0, -format.fraction_bits), format.max_exponent);
}

} // namespace simdloss_test
