// What generate.py says about the C functions: their arrays, options, and how to call them.
#pragma once

#include <simdloss.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace simdloss_python {

constexpr int max_arrays = 16;
constexpr int max_dims = 5;
constexpr std::size_t max_desc = 256;

enum class type { x, acc, index, label, i64, f64, record };
enum class kind { i32, i64, f64 };

struct array_info {
    const char *name;
    simdloss_python::type type;
    int dims[max_dims];
    int dim_count;
    bool optional, output, shape_only;
    int like;         // of a gradient: the array that it is of, or -1
    int dtype_field;  // offset in the desc, or -1
    int stride_field; // the same
};

struct choice_info {
    const char *name;
    std::int32_t value;
};

struct option_info {
    const char *name;
    std::size_t offset;
    simdloss_python::kind kind;
    choice_info choices[12]; // ends at a null name
};

#include "dimensions.inc"

struct desc_info {
    const char *name;
    std::size_t size;
    simdloss_status (*init)(void *desc);
    simdloss_status (*workspace_size)(const void *desc, std::size_t *bytes);
    int dims[dim_count]; // offsets, or -1
    int dtype, reduction, class_reduction, weight_axes, num_neg, total_classes, accumulate;
};

struct function_info {
    const char *name;
    const desc_info *desc;
    simdloss_status (*invoke)(const void *desc, const simdloss_executor *executor, void *const *buffers,
        void *workspace, std::size_t workspace_bytes);
    const array_info *arrays;
    int array_count;
    const option_info *options;
    int option_count;
    bool has_axis;
};

struct member_info {
    const char *name, *type;
    std::size_t offset;
};

struct constant_info {
    const char *name;
    std::int32_t value;
};

std::span<const function_info> functions();
std::span<const member_info> record_layout();
std::span<const constant_info> constants();
const function_info *find_function(const char *name, std::size_t length);

} // namespace simdloss_python
