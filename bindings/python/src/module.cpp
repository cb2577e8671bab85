// The extension module simdloss._core: each function of the library, on positional arguments in the order of generate.py:
// the arrays in the order of the C function (an output is an array, True or False), axis where it has one, the options.
#include "arrays.hpp"
#include "xla.hpp"

#include <nanobind/stl/string.h>

#include <cstring>
#include <vector>

namespace simdloss_python {
namespace {

PyObject *exception_of(simdloss_status status) {
    switch (status) {
    case SIMDLOSS_STATUS_DTYPE: return PyExc_TypeError;
    case SIMDLOSS_STATUS_TARGET: return PyExc_IndexError;
    case SIMDLOSS_STATUS_NULL_POINTER:
    case SIMDLOSS_STATUS_SHAPE:
    case SIMDLOSS_STATUS_STRIDE:
    case SIMDLOSS_STATUS_OPTION:
    case SIMDLOSS_STATUS_ALIAS: return PyExc_ValueError;
    default: return PyExc_RuntimeError;
    }
}

// Runs f and turns what it throws into a Python exception.
template <class F> PyObject *guarded(F &&f) {
    try {
        return f();
    } catch (const failure &e) {
        PyErr_SetString(exception_of(e.status), e.message.c_str());
    } catch (nb::python_error &e) {
        e.restore();
    } catch (const std::bad_alloc &) {
        PyErr_NoMemory();
    } catch (const std::exception &e) {
        PyErr_SetString(PyExc_RuntimeError, e.what());
    }
    return nullptr;
}

struct entry {
    const function_info *function;
    PyMethodDef method;
    std::vector<std::vector<PyObject *>> choices; // interned, as literals in a program are
};

void set_option(call &c, const entry &e, int index, PyObject *value) {
    const option_info &option = e.function->options[index];
    const auto wrong = [&](const char *wanted) {
        throw failure{
            SIMDLOSS_STATUS_DTYPE, std::string(option.name) + " is of type " +
                                       nb::cast<std::string>(nb::handle(nb::handle(value).type()).attr("__name__")) +
                                       "; it must be " + wanted};
    };
    const auto &choices = e.choices[std::size_t(index)];
    if (!choices.empty() && PyUnicode_Check(value)) {
        for (std::size_t k = 0; k < choices.size(); ++k)
            if (choices[k] == value) return c.set(option, std::int64_t(option.choices[k].value));
        Py_ssize_t length;
        const char *text = PyUnicode_AsUTF8AndSize(value, &length);
        if (text == nullptr) throw nb::python_error();
        return c.set_choice(option, text, std::size_t(length));
    }
    if (option.kind == kind::f64) {
        const double number = PyFloat_AsDouble(value);
        if (number == -1 && PyErr_Occurred() != nullptr) {
            PyErr_Clear();
            wrong("a number");
        }
        return c.set(option, number);
    }
    if (value == Py_None && option.kind == kind::i64) return c.set(option, std::int64_t(INT64_MIN));
    if (PyUnicode_Check(value) || PyFloat_Check(value)) wrong(choices.empty() ? "an integer or bool" : "a string");
    const long long number = PyLong_AsLongLong(value);
    if (number == -1 && PyErr_Occurred() != nullptr) {
        PyErr_Clear();
        wrong(choices.empty() ? "an integer or bool" : "a string");
    }
    c.set(option, std::int64_t(number));
}

void take_inputs(call &c, borrowed *held, PyObject *const *args, nb::object *copies) {
    const function_info &f = c.function;
    for (int k = 0; k < f.array_count; ++k)
        if (!f.arrays[k].output && args[k] != Py_None) c.arrays[k] = held[k].take(args[k], f.arrays[k].name, false);
    for (int copy = c.bind_inputs(); copy >= 0; copy = c.bind_inputs()) {
        copies[copy] = contiguous_copy(args[copy]);
        c.arrays[copy] = held[f.array_count + copy].take(copies[copy], f.arrays[copy].name, false);
    }
}

// The results, as they are returned: arrays that are given or made, or numbers that wait in `scalars`.
struct results {
    nb::object objects[max_arrays];
    double scalars[max_arrays];
    bool is_scalar[max_arrays] = {};
};

bool take_outputs(call &c, borrowed *held, PyObject *const *args, results &out, bool torch) {
    const function_info &f = c.function;
    bool any_allocated = false;
    for (int k = 0; k < f.array_count; ++k) {
        const array_info &info = f.arrays[k];
        if (!info.output || args[k] == Py_False || args[k] == Py_None) continue;
        if (info.like >= 0 && args[info.like] == Py_None) continue; // the gradient of an absent array
        if (args[k] != Py_True) {
            out.objects[k] = nb::borrow(args[k]);
            c.arrays[k] = held[k].take(args[k], info.name, true);
            c.check_output(k);
            continue;
        }
        view wanted = c.output_like(k);
        any_allocated = any_allocated || std::strncmp(info.name, "grad_", 5) == 0;
        if (wanted.shape.rank == 0 && !torch && info.type != type::x && info.type != type::label) {
            out.is_scalar[k] = true;
            wanted.data = &out.scalars[k];
            c.arrays[k] = wanted;
            continue;
        }
        const int like = info.type == type::label ? info.like : info.type == type::x ? 0 : -1;
        out.objects[k] =
            new_array(wanted, like < 0 ? nb::handle() : nb::handle(args[like]), torch && info.type != type::record);
        c.arrays[k] = held[k].take(out.objects[k], info.name, true);
    }
    return any_allocated;
}

PyObject *result_of(const call &c, results &out) {
    std::vector<nb::object> wanted;
    for (int k = 0; k < c.function.array_count; ++k) {
        if (out.is_scalar[k]) {
            const view &v = c.arrays[k];
            const array_info &info = c.function.arrays[k];
            if (info.type == type::i64) {
                std::int64_t value;
                std::memcpy(&value, v.data, sizeof value);
                wanted.push_back(nb::steal(PyLong_FromLongLong(value)));
            } else if (v.dtype == SIMDLOSS_F64) {
                wanted.push_back(info.type == type::f64 ? nb::steal(PyFloat_FromDouble(out.scalars[k]))
                                                        : scalar(out.scalars[k], v.dtype));
            } else {
                float value;
                std::memcpy(&value, v.data, sizeof value);
                wanted.push_back(scalar(value, v.dtype));
            }
        } else if (out.objects[k].is_valid()) {
            wanted.push_back(out.objects[k]);
        }
    }
    if (wanted.size() == 1) return wanted[0].release().ptr();
    PyObject *tuple = PyTuple_New(Py_ssize_t(wanted.size()));
    for (std::size_t k = 0; k < wanted.size(); ++k) PyTuple_SetItem(tuple, Py_ssize_t(k), wanted[k].release().ptr());
    return tuple;
}

PyObject *call_function(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    return guarded([&]() -> PyObject * {
        const auto &e = *static_cast<const entry *>(PyCapsule_GetPointer(self, nullptr));
        const function_info &f = *e.function;
        if (count != f.array_count + f.has_axis + f.option_count)
            throw failure{SIMDLOSS_STATUS_DTYPE, std::string(f.name) + " takes " +
                                                     std::to_string(f.array_count + f.has_axis + f.option_count) +
                                                     " arguments here"};
        call c(f);
        Py_ssize_t next = f.array_count;
        if (f.has_axis) {
            const long long axis = PyLong_AsLongLong(args[next++]);
            if (axis == -1 && PyErr_Occurred() != nullptr) throw nb::python_error();
            c.set_axis(axis);
        }
        for (int k = 0; k < f.option_count; ++k) set_option(c, e, k, args[next++]);
        nb::object copies[max_arrays];
        results out;
        borrowed held[2 * max_arrays];
        take_inputs(c, held, args, copies);
        const bool any_allocated = take_outputs(c, held, args, out, is_torch(args[0]));
        {
            nb::gil_scoped_release release;
            c.run(any_allocated);
        }
        return result_of(c, out);
    });
}

void add_functions(nb::module_ &m) {
    const std::span<const function_info> all = functions();
    auto *entries = new std::vector<entry>(all.size()); // as long as the process
    for (std::size_t k = 0; k < all.size(); ++k) {
        entry &e = (*entries)[k];
        e.function = &all[k];
        for (int j = 0; j < all[k].option_count; ++j) {
            auto &names = e.choices.emplace_back();
            for (const choice_info &choice : all[k].options[j].choices)
                if (choice.name != nullptr) names.push_back(PyUnicode_InternFromString(choice.name));
        }
        e.method = {all[k].name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(&call_function)),
            METH_FASTCALL, nullptr};
        nb::object self = nb::steal(PyCapsule_New(&e, nullptr, nullptr));
        nb::object callable = nb::steal(PyCFunction_NewEx(&e.method, self.ptr(), nullptr));
        m.attr(all[k].name) = callable;
    }
}

void merge(nb::handle records, nb::handle into) {
    borrowed held[2];
    const view from = held[0].take(records, "records", false), to = held[1].take(into, "into", true);
    for (const auto &[v, name] : {std::pair{&from, "records"}, {&to, "into"}}) {
        if (v->dtype != record_dtype)
            throw failure{SIMDLOSS_STATUS_DTYPE, std::string(name) + " must be an array of cross_entropy_record"};
        if (!v->is_dense()) throw failure{SIMDLOSS_STATUS_STRIDE, std::string(name) + " must be contiguous"};
    }
    if (to.readonly) throw failure{SIMDLOSS_STATUS_OPTION, "into is read-only; it must be writable"};
    if (text_of(from.shape) != text_of(to.shape))
        throw failure{
            SIMDLOSS_STATUS_SHAPE, "records has the shape " + text_of(from.shape) + ", into " + text_of(to.shape)};
    nb::gil_scoped_release release;
    const simdloss_status status = simdloss_cross_entropy_merge(from.shape.product(),
        static_cast<const simdloss_cross_entropy_record *>(from.data),
        static_cast<simdloss_cross_entropy_record *>(to.data));
    if (status != SIMDLOSS_STATUS_OK) throw failure{status, simdloss_last_error()};
}

nb::dict defaults(const std::string &name) {
    const function_info *f = find_function(name.data(), name.size());
    if (f == nullptr) throw nb::key_error(name.c_str());
    alignas(8) unsigned char desc[max_desc] = {};
    f->desc->init(desc);
    nb::dict all;
    for (int k = 0; k < f->option_count; ++k) {
        const option_info &o = f->options[k];
        const void *at = desc + o.offset;
        if (o.kind == kind::f64) all[o.name] = *static_cast<const double *>(at);
        else if (o.kind == kind::i64) all[o.name] = *static_cast<const std::int64_t *>(at);
        else all[o.name] = *static_cast<const std::int32_t *>(at);
    }
    return all;
}

nb::list isa_names() {
    nb::list names;
    for (std::int32_t k = 0; simdloss_isa_name(k) != nullptr; ++k) names.append(simdloss_isa_name(k));
    return names;
}

} // namespace
} // namespace simdloss_python

NB_MODULE(_core, m) {
    using namespace simdloss_python;
    nb::register_exception_translator([](const std::exception_ptr &p, void *) {
        try {
            std::rethrow_exception(p);
        } catch (const failure &e) {
            PyErr_SetString(exception_of(e.status), e.message.c_str());
        }
    });
    add_functions(m);
    load_threads();
    m.def("cross_entropy_merge", &merge, nb::arg("records"), nb::arg("into"));
    m.def("cross_entropy_chunk", &simdloss_cross_entropy_chunk, nb::arg("total_classes"));
    m.def("defaults", &defaults, nb::arg("function"), "The options of a function as its desc has them by default.");
    m.def("set_record_type", &set_record_type, nb::arg("dtype"));
    m.def("record_layout", [] {
        nb::list all;
        for (const member_info &member : record_layout())
            all.append(nb::make_tuple(member.name, member.type, member.offset));
        return nb::make_tuple(all, sizeof(simdloss_cross_entropy_record));
    });
    m.def("constants", [] {
        nb::dict all;
        for (const constant_info &c : constants()) all[c.name] = c.value;
        return all;
    });
    m.def(
        "set_num_threads",
        [](std::int32_t count) {
            if (count < 0) throw nb::value_error("count is negative; it must be 0 (all threads) or more");
            set_num_threads(count);
        },
        nb::arg("count"));
    m.def("get_num_threads", &num_threads);
    m.def("has_threads", &has_threads);
    m.def("version", &simdloss_version);
    m.def("abi", &simdloss_abi);
    m.def("isa", &simdloss_isa);
    m.def("isa_names", &isa_names);
    m.def(
        "set_isa",
        [](const std::string &name) {
            const simdloss_status status = simdloss_set_isa(name.c_str());
            if (status != SIMDLOSS_STATUS_OK) throw failure{SIMDLOSS_STATUS_OPTION, simdloss_last_error()};
        },
        nb::arg("name"));
    m.def("xla_handler", [] { return nb::capsule(reinterpret_cast<void *>(&xla_call), "xla._CUSTOM_CALL_TARGET"); });
}
