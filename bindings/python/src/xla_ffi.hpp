// The part of XLA's foreign function interface (xla/ffi/api/c_api.h, version 0.3) that a handler on the CPU needs. XLA keeps
// old versions working; test/test_jax.py compares this with the header that JAX brings.
#pragma once

#include <cstddef>
#include <cstdint>

namespace simdloss_python::xla {

constexpr int major_version = 0, minor_version = 3;

enum data_type : int {
    pred = 1,
    s8 = 2,
    s16 = 3,
    s32 = 4,
    s64 = 5,
    u8 = 6,
    u16 = 7,
    u32 = 8,
    f16 = 10,
    f32 = 11,
    f64 = 12,
    bf16 = 16
};
enum attribute_type : int { attribute_scalar = 3, attribute_string = 4 };
enum error_code : int { invalid_argument = 3, out_of_range = 11, internal = 13 };

struct extension {
    std::size_t struct_size;
    int type; // 1: metadata is asked for
    extension *next;
};

struct api_version {
    std::size_t struct_size;
    extension *extension_start;
    int major, minor;
};

struct metadata {
    std::size_t struct_size;
    api_version version;
    std::uint32_t traits;
    std::int64_t state_type_id;
};

struct metadata_extension {
    extension base;
    xla::metadata *metadata;
};

struct buffer {
    std::size_t struct_size;
    extension *extension_start;
    int dtype;
    void *data;
    std::int64_t rank;
    std::int64_t *dims;
};

struct byte_span {
    const char *data;
    std::size_t size;
};

struct scalar {
    int dtype;
    void *value;
};

struct buffers { // of arguments, and of results
    std::size_t struct_size;
    extension *extension_start;
    std::int64_t size;
    int *types;
    buffer **all;
};

struct attributes {
    std::size_t struct_size;
    extension *extension_start;
    std::int64_t size;
    int *types;
    byte_span **names;
    void **all;
};

struct error;

struct error_create_args {
    std::size_t struct_size;
    extension *extension_start;
    const char *message;
    int code;
};

struct api {
    std::size_t struct_size;
    extension *extension_start;
    api_version version;
    const void *internal_api;
    error *(*error_create)(error_create_args *args);
};

struct call_frame {
    std::size_t struct_size;
    extension *extension_start;
    const xla::api *api;
    void *context;
    int stage;
    buffers args, rets;
    attributes attrs;
};

} // namespace simdloss_python::xla
