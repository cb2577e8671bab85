#include "arrays.hpp"

#include "dlpack.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace simdloss_python {
namespace {

// What is asked for at every call. Never released: the interpreter may be gone before the process is.
struct cached {
    PyObject *numpy, *ndarray, *empty, *as_contiguous, *float32, *float64, *int64, *record = nullptr;
    PyObject *torch_empty = nullptr, *torch_empty_strided, *torch_float32, *torch_float64, *torch_int64,
             *tensor = nullptr;
};

const cached &python() {
    static const cached all = [] {
        cached c;
        nb::module_ numpy = nb::module_::import_("numpy");
        c.numpy = numpy.ptr();
        c.ndarray = nb::object(numpy.attr("ndarray")).release().ptr();
        c.empty = nb::object(numpy.attr("empty")).release().ptr();
        c.as_contiguous = nb::object(numpy.attr("ascontiguousarray")).release().ptr();
        c.float32 = nb::object(numpy.attr("dtype")("float32")).release().ptr();
        c.float64 = nb::object(numpy.attr("dtype")("float64")).release().ptr();
        c.int64 = nb::object(numpy.attr("dtype")("int64")).release().ptr();
        numpy.release();
        return c;
    }();
    return all;
}

cached &torch() {
    static cached all = [] {
        cached c;
        nb::module_ torch = nb::module_::import_("torch");
        const auto get = [&](const char *name) { return nb::object(torch.attr(name)).release().ptr(); };
        c.torch_empty = get("empty");
        c.torch_empty_strided = get("empty_strided");
        c.torch_float32 = get("float32");
        c.torch_float64 = get("float64");
        c.torch_int64 = get("int64");
        return c;
    }();
    return all;
}

PyObject *record_type = nullptr;

// Types that have a DLPack exchange API, or none, as they come by.
struct known_type {
    PyTypeObject *type;
    const dlpack_exchange_api *api;
    bool is_torch;
};

const known_type &lookup(PyTypeObject *type) {
    static std::array<known_type, 8> known{};
    static std::size_t next = 0;
    for (const known_type &k : known)
        if (k.type == type) return k;
    known_type found{type, nullptr, false};
    nb::handle handle(reinterpret_cast<PyObject *>(type));
    nb::object capsule = nb::getattr(handle, "__dlpack_c_exchange_api__", nb::none());
    if (PyCapsule_IsValid(capsule.ptr(), "dlpack_exchange_api")) {
        const auto api =
            static_cast<const dlpack_exchange_api *>(PyCapsule_GetPointer(capsule.ptr(), "dlpack_exchange_api"));
        if (api->major == 1 && api->dltensor_from_py_object_no_sync != nullptr) found.api = api;
        nb::dict modules = nb::borrow<nb::dict>(nb::module_::import_("sys").attr("modules"));
        if (modules.contains("torch")) {
            nb::object tensor = modules["torch"].attr("Tensor");
            found.is_torch = PyObject_IsSubclass(handle.ptr(), tensor.ptr()) == 1;
        }
    }
    Py_INCREF(handle.ptr()); // a type that is remembered must not go
    known_type &slot = known[next++ % known.size()];
    if (slot.type != nullptr) Py_DECREF(reinterpret_cast<PyObject *>(slot.type));
    slot = found;
    return slot;
}

std::string text_of(nb::handle object) {
    nb::object text = nb::steal(PyObject_Str(object.ptr()));
    return text.is_valid() ? nb::cast<std::string>(text) : std::string();
}

simdloss_dtype dtype_of(std::uint8_t code, int bits) {
    switch (code) {
    case dlpack_float: return bits == 32 ? SIMDLOSS_F32 : bits == 64 ? SIMDLOSS_F64 : bits == 16 ? SIMDLOSS_F16 : 0;
    case dlpack_bfloat: return bits == 16 ? SIMDLOSS_BF16 : 0;
    case dlpack_int:
        return bits == 64   ? SIMDLOSS_I64
               : bits == 32 ? SIMDLOSS_I32
               : bits == 16 ? SIMDLOSS_I16
               : bits == 8  ? SIMDLOSS_I8
                            : 0;
    case dlpack_uint: return bits == 8 ? SIMDLOSS_U8 : bits == 16 ? SIMDLOSS_U16 : bits == 32 ? SIMDLOSS_U32 : 0;
    case dlpack_bool: return bits == 8 ? SIMDLOSS_U8 : 0;
    default: return 0;
    }
}

// Of the buffer protocol, whose letters are those of the module struct.
simdloss_dtype dtype_of(const char *format, std::int64_t size) {
    if (format == nullptr) return SIMDLOSS_U8;
    if (*format == '@' || *format == '=' || *format == '<') ++format;
    if (std::string_view(format).starts_with("T{"))
        return size == std::int64_t(size_of(record_dtype)) ? record_dtype : 0;
    if (format[0] == 0 || format[1] != 0) return 0;
    const int bits = static_cast<int>(8 * size);
    switch (*format) {
    case 'e':
    case 'f':
    case 'd': return dtype_of(dlpack_float, bits);
    case 'b':
    case 'h':
    case 'i':
    case 'l':
    case 'q':
    case 'n': return dtype_of(dlpack_int, bits);
    case '?':
    case 'B':
    case 'H':
    case 'I':
    case 'L':
    case 'Q':
    case 'N': return dtype_of(dlpack_uint, bits);
    default: return 0;
    }
}

void copy_shape(view &v, const char *name, int rank, const std::int64_t *size, const std::int64_t *strides) {
    if (rank > max_rank)
        throw failure{
            SIMDLOSS_STATUS_SHAPE, std::string(name) + " has " + std::to_string(rank) + " axes; at most 8 are taken"};
    v.shape.rank = rank;
    for (int k = 0; k < rank; ++k) v.shape.size[k] = size[k];
    if (strides == nullptr) return v.make_dense();
    for (int k = 0; k < rank; ++k) v.stride[k] = strides[k];
}

// For a message about argument `name` out of a Python exception that does not name it.
[[noreturn]] void rename_error(const char *name, nb::python_error error = nb::python_error()) {
    std::string text = text_of(error.value());
    text = std::string(name) + ": " + text.substr(0, text.find('\n')); // PyTorch adds a trace
    PyErr_SetString(error.type().ptr(), text.c_str());
    throw nb::python_error();
}

[[noreturn]] void wrong_device(nb::handle object, const char *name) {
    throw failure{SIMDLOSS_STATUS_DTYPE, std::string(name) + " is on the device " +
                                             text_of(nb::object(object.attr("device"))) +
                                             "; it must be in the memory of the CPU"};
}

[[noreturn]] void no_array(nb::handle object, const char *name) {
    const std::string kind = nb::cast<std::string>(nb::handle(object.type()).attr("__name__"));
    throw failure{SIMDLOSS_STATUS_DTYPE,
        std::string(name) + " is of type " + kind + ", which is no array (it has neither a buffer nor DLPack)"};
}

} // namespace

borrowed::~borrowed() {
    if (has_buffer) PyBuffer_Release(&buffer);
}

view borrowed::take(nb::handle object, const char *name, bool writable) {
    view v;
    if (object.type().ptr() != python().ndarray && take_exchange(object, name, v)) return v;
    if (take_buffer(object, name, v)) return v;
    take_dlpack(object, name, writable, v);
    return v;
}

bool borrowed::take_exchange(nb::handle object, const char *name, view &v) {
    const known_type &known = lookup(Py_TYPE(object.ptr()));
    if (known.api == nullptr) return false;
    dlpack_tensor tensor;
    if (known.api->dltensor_from_py_object_no_sync(object.ptr(), &tensor) != 0) {
        nb::python_error error;
        if (text_of(nb::object(object.attr("device"))) != "cpu") wrong_device(object, name);
        rename_error(name, std::move(error));
    }
    if (tensor.device_type != dlpack_cpu && tensor.device_type != dlpack_cuda_host) wrong_device(object, name);
    copy_shape(v, name, tensor.ndim, tensor.shape, tensor.strides);
    v.data = tensor.data == nullptr ? nullptr : static_cast<char *>(tensor.data) + tensor.byte_offset;
    v.dtype = tensor.lanes == 1 ? dtype_of(tensor.code, tensor.bits) : 0;
    return true;
}

bool borrowed::take_buffer(nb::handle object, const char *name, view &v) {
    if (PyObject_CheckBuffer(object.ptr()) == 0) return false;
    bool is_bfloat = false;
    nb::object source = nb::borrow(object);
    // Asking a read-only array for a writable buffer would say so without naming it; that is checked later.
    if (PyObject_GetBuffer(source.ptr(), &buffer, PyBUF_STRIDES | PyBUF_FORMAT) != 0) {
        // The protocol has no letter for bfloat16: what has another way is asked that way.
        nb::python_error error;
        nb::object kind = nb::getattr(object, "dtype", nb::none());
        is_bfloat = text_of(kind) == "bfloat16";
        if (!is_bfloat) rename_error(name, std::move(error));
        if (object.type().ptr() != python().ndarray) return false;
        source = object.attr("view")("uint16");
        if (PyObject_GetBuffer(source.ptr(), &buffer, PyBUF_STRIDES | PyBUF_FORMAT) != 0) rename_error(name);
    }
    has_buffer = true;
    std::int64_t size[max_rank], strides[max_rank];
    for (int k = 0; k < std::min(buffer.ndim, max_rank); ++k) {
        size[k] = buffer.shape[k];
        strides[k] = buffer.strides[k] / std::max<Py_ssize_t>(buffer.itemsize, 1);
        v.odd = v.odd || buffer.strides[k] % std::max<Py_ssize_t>(buffer.itemsize, 1) != 0;
    }
    copy_shape(v, name, buffer.ndim, size, strides);
    v.data = buffer.buf;
    v.dtype = is_bfloat ? SIMDLOSS_BF16 : dtype_of(buffer.format, buffer.itemsize);
    v.readonly = buffer.readonly != 0;
    const auto alignment = std::min<std::size_t>(size_of(v.dtype), 8);
    v.odd = v.odd || reinterpret_cast<std::uintptr_t>(buffer.buf) % alignment != 0;
    return true;
}

void borrowed::take_dlpack(nb::handle object, const char *name, bool writable, view &v) {
    if (!nb::hasattr(object, "__dlpack__")) no_array(object, name);
    nb::ndarray<nb::ro> found;
    if (!nb::try_cast(object, found)) {
        nb::object kept = nb::steal(PyObject_CallMethod(object.ptr(), "__dlpack__", nullptr)); // says what is wrong
        if (!kept.is_valid()) rename_error(name);
        no_array(object, name);
    }
    if (found.device_type() != nb::device::cpu::value) wrong_device(object, name);
    std::int64_t size[max_rank], strides[max_rank];
    for (std::size_t k = 0; k < std::min<std::size_t>(found.ndim(), max_rank); ++k) {
        size[k] = std::int64_t(found.shape(k));
        strides[k] = found.stride(k);
    }
    copy_shape(v, name, int(found.ndim()), size, strides);
    v.data = const_cast<void *>(static_cast<const void *>(found.data()));
    v.dtype = found.dtype().lanes == 1 ? dtype_of(found.dtype().code, found.dtype().bits) : 0;
    if (writable) {
        nb::ndarray<> probe;
        v.readonly = !nb::try_cast(object, probe);
    }
    array = found;
}

bool is_torch(nb::handle object) {
    return object.type().ptr() != python().ndarray && lookup(Py_TYPE(object.ptr())).is_torch;
}

nb::object contiguous_copy(nb::handle object) {
    if (is_torch(object)) return object.attr("detach")().attr("contiguous")();
    nb::module_ numpy = nb::module_::import_("numpy");
    return numpy.attr("array")(object, nb::arg("order") = "C", nb::arg("copy") = true);
}

nb::object new_array(const view &wanted, nb::handle like, bool of_torch) {
    nb::object type;
    if (like.is_valid()) {
        type = like.attr("dtype");
    } else if (wanted.dtype == record_dtype) {
        type = nb::borrow(record_type);
    } else {
        const cached &c = of_torch ? torch() : python();
        const bool f64 = wanted.dtype == SIMDLOSS_F64, i64 = wanted.dtype == SIMDLOSS_I64;
        type = nb::borrow(of_torch ? (f64      ? c.torch_float64
                                         : i64 ? c.torch_int64
                                               : c.torch_float32)
                                   : (f64      ? c.float64
                                         : i64 ? c.int64
                                               : c.float32));
    }
    const auto tuple_of = [&](const std::int64_t *values, std::int64_t factor) {
        nb::object tuple = nb::steal(PyTuple_New(wanted.shape.rank));
        for (int k = 0; k < wanted.shape.rank; ++k)
            PyTuple_SetItem(tuple.ptr(), k, PyLong_FromLongLong(values[k] * factor));
        return tuple;
    };
    nb::object size = tuple_of(wanted.shape.size, 1);
    if (of_torch) {
        if (wanted.is_dense()) return nb::handle(torch().torch_empty)(size, nb::arg("dtype") = type);
        return nb::handle(torch().torch_empty_strided)(size, tuple_of(wanted.stride, 1), nb::arg("dtype") = type);
    }
    if (wanted.is_dense()) {
        PyObject *arguments[] = {size.ptr(), type.ptr()};
        nb::object made = nb::steal(PyObject_Vectorcall(python().empty, arguments, 2, nullptr));
        if (!made.is_valid()) throw nb::python_error();
        return made;
    }
    const std::int64_t bytes = std::int64_t(size_of(wanted.dtype));
    std::int64_t count = 1; // up to the end of the last row
    for (int k = 0; k < wanted.shape.rank; ++k) count += (wanted.shape.size[k] - 1) * wanted.stride[k];
    nb::object storage = nb::handle(python().empty)(count, type);
    return nb::handle(python().ndarray)(size, type, storage, 0, tuple_of(wanted.stride, bytes));
}

nb::object scalar(double value, simdloss_dtype dtype) {
    nb::object number = nb::steal(PyFloat_FromDouble(value));
    return nb::handle(dtype == SIMDLOSS_F64 ? python().float64 : python().float32).attr("type")(number);
}

void set_record_type(nb::object dtype) { record_type = dtype.release().ptr(); }

} // namespace simdloss_python
