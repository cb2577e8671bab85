// The part of DLPack's C interface (dlpack.h, version 1) that borrows a tensor without a Python call.
#pragma once

#include <cstdint>

namespace simdloss_python {

enum { dlpack_int = 0, dlpack_uint = 1, dlpack_float = 2, dlpack_bfloat = 4, dlpack_bool = 6 }; // DLDataTypeCode
enum { dlpack_cpu = 1, dlpack_cuda_host = 3 };                                                  // DLDeviceType

struct dlpack_tensor { // DLTensor
    void *data;
    std::int32_t device_type, device_id;
    std::int32_t ndim;
    std::uint8_t code, bits;
    std::uint16_t lanes;
    std::int64_t *shape, *strides;
    std::uint64_t byte_offset;
};

struct dlpack_exchange_api { // DLPackExchangeAPI
    std::uint32_t major, minor;
    void *previous;
    void *managed_tensor_allocator, *managed_tensor_from_py_object_no_sync, *managed_tensor_to_py_object_no_sync;
    int (*dltensor_from_py_object_no_sync)(void *object, dlpack_tensor *out); // owned by the object
    void *current_work_stream;
};

} // namespace simdloss_python
