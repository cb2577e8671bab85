#include "runtime/values.hpp"

namespace simdloss::runtime {

namespace {

double from_half(std::uint16_t bits) {
    const std::uint32_t magnitude = bits & 0x7fffu, sign = std::uint32_t(bits & 0x8000u) << 16;
    // Exponent and mantissa in place, rescaled by 2^112: exact, denormals included.
    std::uint32_t shifted = magnitude << 13;
    float value;
    std::memcpy(&value, &shifted, sizeof value);
    value *= 0x1p112f;
    std::memcpy(&shifted, &value, sizeof value);
    if (magnitude >= 0x7c00u) shifted = (magnitude << 13) | 0x7f800000u;
    shifted |= sign;
    std::memcpy(&value, &shifted, sizeof value);
    return static_cast<double>(value);
}

double from_bfloat(std::uint16_t bits) {
    const std::uint32_t shifted = std::uint32_t(bits) << 16;
    float value;
    std::memcpy(&value, &shifted, sizeof value);
    return static_cast<double>(value);
}

std::uint32_t bits_of(float x) {
    std::uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
}

// To nearest, ties to even; the same arithmetic as narrow_half and narrow_bfloat of simd/pack.hpp.
std::uint16_t to_half(float x) {
    const std::uint32_t all = bits_of(x), magnitude = all & 0x7fffffffu;
    std::uint32_t bits = (magnitude - (112u << 23) + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
    if (magnitude < (113u << 23)) {
        float value;
        std::memcpy(&value, &magnitude, sizeof value);
        bits = bits_of(value + 0.5f) - 0x3f000000u;
    }
    if (magnitude >= 0x47800000u) bits = 0x7c00u;
    if (magnitude > 0x7f800000u) bits = 0x7e00u;
    return static_cast<std::uint16_t>(bits | ((all >> 16) & 0x8000u));
}

std::uint16_t to_bfloat(float x) {
    const std::uint32_t bits = bits_of(x);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fc0u;
    return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

template <class T> T at(const void *data, std::int64_t i) { return static_cast<const T *>(data)[i]; }

} // namespace

std::size_t value_view::element_size() const {
    switch (dtype) {
    case SIMDLOSS_F64:
    case SIMDLOSS_I64: return 8;
    case SIMDLOSS_F32:
    case SIMDLOSS_I32: return 4;
    case SIMDLOSS_I8:
    case SIMDLOSS_U8: return 1;
    default: return 2;
    }
}

double value_view::load(std::int64_t i) const {
    switch (dtype) {
    case SIMDLOSS_F64: return at<double>(data, i);
    case SIMDLOSS_F16: return from_half(at<std::uint16_t>(data, i));
    case SIMDLOSS_BF16: return from_bfloat(at<std::uint16_t>(data, i));
    case SIMDLOSS_I64: return static_cast<double>(at<std::int64_t>(data, i));
    case SIMDLOSS_I32: return at<std::int32_t>(data, i);
    case SIMDLOSS_I16: return at<std::int16_t>(data, i);
    case SIMDLOSS_I8: return at<std::int8_t>(data, i);
    case SIMDLOSS_U8:
        if (at<std::uint8_t>(data, i) != 0) return 1;
        return u8 == binary::minus_plus ? -1 : 0;
    default: return static_cast<double>(at<float>(data, i));
    }
}

void store_values(void *out, dtype_index dtype, std::int64_t first, int count, const double *values, bool accumulate) {
    constexpr simdloss_dtype types[] = {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_F16, SIMDLOSS_BF16};
    value_view before;
    before.data = out;
    before.dtype = types[dtype];
    for (int k = 0; k < count; ++k) {
        const std::int64_t i = first + k;
        const double old = accumulate ? before.load(i) : 0;
        if (dtype == f64) {
            static_cast<double *>(out)[i] = accumulate ? old + values[k] : values[k];
            continue;
        }
        float x = static_cast<float>(values[k]);
        if (accumulate) x = static_cast<float>(old) + x;
        if (dtype == f32) static_cast<float *>(out)[i] = x;
        else static_cast<std::uint16_t *>(out)[i] = dtype == f16 ? to_half(x) : to_bfloat(x);
    }
}

simdloss_status check_value_dtype(simdloss_dtype target, simdloss_dtype own, value_view &view) {
    view.dtype = target == 0 ? own : target;
    switch (view.dtype) {
    case SIMDLOSS_I64:
    case SIMDLOSS_I32:
    case SIMDLOSS_I16:
    case SIMDLOSS_I8:
    case SIMDLOSS_U8: return SIMDLOSS_STATUS_OK;
    default:
        if (view.dtype == own) return SIMDLOSS_STATUS_OK;
        return fail(SIMDLOSS_STATUS_DTYPE,
            "desc.target_dtype is %" PRId32 "; it must be 0 or desc.dtype, or I64, I32, I16, I8 or U8", target);
    }
}

} // namespace simdloss::runtime
