// One call of a function of the library: from arrays with shapes to a desc and pointers. Knows nothing of Python.
#pragma once

#include "tables.hpp"

#include <string>

namespace simdloss_python {

constexpr int max_rank = 8;
constexpr simdloss_dtype record_dtype = -1;

// What goes wrong, with a message that names the argument.
struct failure {
    simdloss_status status;
    std::string message;
};

struct shape {
    int rank = -1; // -1: not known yet
    std::int64_t size[max_rank];

    std::int64_t product() const;
    void append(const shape &other);
};

struct view {
    void *data = nullptr;
    simdloss_dtype dtype = 0;      // 0: none that the library has
    simdloss_python::shape shape;  // rank -1: the array is absent
    std::int64_t stride[max_rank]; // in elements
    bool readonly = false;
    bool odd = false; // strides are no multiple of an element, or the data is not aligned

    bool given() const { return shape.rank >= 0; }
    bool is_dense() const;
    void make_dense();
};

std::size_t size_of(simdloss_dtype dtype);
const char *name_of(simdloss_dtype dtype);
std::string text_of(const shape &s, const char *unknown = "_");

class call {
public:
    explicit call(const function_info &function);

    const function_info &function;
    view arrays[max_arrays];

    void set_axis(std::int64_t value) { axis = value; }
    void set(const option_info &option, std::int64_t value);
    void set(const option_info &option, double value);
    void set_choice(const option_info &option, const char *name, std::size_t length);

    // Takes shapes and types from the inputs. Returns -1, or the index of an input that has to be copied first, since the
    // library cannot read it where it is. Throws failure.
    int bind_inputs();

    // The shape, strides and type that an output has to have.
    view output_like(int index) const;

    // Checks an output that the caller brought.
    void check_output(int index) const;

    // Calls the function. wanted: which outputs were allocated for this call, so that accumulate makes no sense.
    void run(bool any_allocated);

private:
    alignas(8) unsigned char desc[max_desc];
    shape dims[dim_count];
    std::int64_t axis = 1;
    simdloss_dtype dtype = SIMDLOSS_F32;
    struct stride_choice {
        int field, array;
        std::int64_t value;
    } strides[max_arrays];
    int stride_count = 0;

    template <class T> T &at(int offset) { return *reinterpret_cast<T *>(desc + offset); }
    template <class T> const T &at(int offset) const { return *reinterpret_cast<const T *>(desc + offset); }
    simdloss_dtype acc() const { return dtype == SIMDLOSS_F64 ? SIMDLOSS_F64 : SIMDLOSS_F32; }
    std::int32_t enabled(int offset) const { return offset < 0 ? 0 : at<std::int32_t>(offset); }

    void bind_type(int index);
    void bind_leader();
    void bind_shape(int index);
    void bind_weight(int index);
    int bind_stride(int index);
    void write_dims();
    shape dim(int id) const;
    shape shape_of(const array_info &array) const;
    const stride_choice *stride_of(int field) const;
};

// 0: all threads that oneTBB has (the default); 1: the calling thread. Results do not depend on it.
void set_num_threads(std::int32_t count);
std::int32_t num_threads();
bool has_threads();
bool load_threads(); // looks for simdloss_tbb
const simdloss_executor *executor();

} // namespace simdloss_python
