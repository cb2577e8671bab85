// Python's arrays as views, and new ones: NumPy and whatever has the buffer protocol, PyTorch and whatever has DLPack.
#pragma once

#include "call.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <optional>

namespace simdloss_python {

namespace nb = nanobind;

// Keeps what a view points to, for the time of a call.
class borrowed {
public:
    borrowed() = default;
    borrowed(const borrowed &) = delete;
    borrowed &operator=(const borrowed &) = delete;
    ~borrowed();

    // Throws nb::python_error, or failure naming the argument.
    view take(nb::handle object, const char *name, bool writable);

private:
    Py_buffer buffer{};
    bool has_buffer = false;
    std::optional<nb::ndarray<nb::ro>> array;
    nb::object owner;

    bool take_exchange(nb::handle object, const char *name, view &v);
    bool take_buffer(nb::handle object, const char *name, view &v);
    void take_dlpack(nb::handle object, const char *name, bool writable, view &v);
};

bool is_torch(nb::handle object); // a torch.Tensor

nb::object contiguous_copy(nb::handle object);

// An array like `wanted`, from PyTorch or NumPy; its type is that of `like`, if there is one.
nb::object new_array(const view &wanted, nb::handle like, bool torch);

nb::object scalar(double value, simdloss_dtype dtype);

void set_record_type(nb::object dtype);

} // namespace simdloss_python
