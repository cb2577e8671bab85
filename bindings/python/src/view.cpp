#include "call.hpp"

#include <algorithm>

namespace simdloss_python {

std::int64_t shape::product() const {
    std::int64_t all = 1;
    for (int k = 0; k < rank; ++k)
        if (__builtin_mul_overflow(all, size[k], &all))
            throw failure{SIMDLOSS_STATUS_SHAPE, "an array's size overflows"};
    return all;
}

void shape::append(const shape &other) {
    if (rank + other.rank > max_rank) throw failure{SIMDLOSS_STATUS_SHAPE, "arrays have at most 8 axes"};
    std::copy_n(other.size, std::max(other.rank, 0), size + rank);
    rank += std::max(other.rank, 0);
}

bool view::is_dense() const {
    if (odd) return false;
    std::int64_t dense = 1;
    for (int k = shape.rank - 1; k >= 0; --k) {
        if (shape.size[k] == 0) return true;
        if (shape.size[k] != 1 && stride[k] != dense) return false;
        dense *= shape.size[k];
    }
    return true;
}

void view::make_dense() {
    std::int64_t dense = 1;
    for (int k = shape.rank - 1; k >= 0; --k) {
        stride[k] = dense;
        dense *= shape.size[k];
    }
}

std::size_t size_of(simdloss_dtype dtype) {
    switch (dtype) {
    case SIMDLOSS_F64:
    case SIMDLOSS_I64: return 8;
    case SIMDLOSS_F32:
    case SIMDLOSS_I32:
    case SIMDLOSS_U32: return 4;
    case SIMDLOSS_I8:
    case SIMDLOSS_U8: return 1;
    case record_dtype: return sizeof(simdloss_cross_entropy_record);
    default: return 2;
    }
}

const char *name_of(simdloss_dtype dtype) {
    switch (dtype) {
    case SIMDLOSS_F32: return "float32";
    case SIMDLOSS_F64: return "float64";
    case SIMDLOSS_F16: return "float16";
    case SIMDLOSS_BF16: return "bfloat16";
    case SIMDLOSS_I64: return "int64";
    case SIMDLOSS_I32: return "int32";
    case SIMDLOSS_I16: return "int16";
    case SIMDLOSS_I8: return "int8";
    case SIMDLOSS_U8: return "uint8";
    case SIMDLOSS_U16: return "uint16";
    case SIMDLOSS_U32: return "uint32";
    case record_dtype: return "cross_entropy_record";
    default: return "another type";
    }
}

std::string text_of(const shape &s, const char *unknown) {
    std::string text = "(";
    for (int k = 0; k < s.rank; ++k)
        text += (k > 0 ? ", " : "") + (s.size[k] < 0 ? std::string(unknown) : std::to_string(s.size[k]));
    return text + (s.rank == 1 ? ",)" : ")");
}

} // namespace simdloss_python
