#include "call.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace simdloss_python {

namespace {

char empty_array; // where an array of no elements lies

[[noreturn]] void fail(simdloss_status status, std::string message) { throw failure{status, std::move(message)}; }

bool is_float(simdloss_dtype dtype) { return dtype >= SIMDLOSS_F32 && dtype <= SIMDLOSS_BF16; }

bool check(simdloss_status status) {
    if (status != SIMDLOSS_STATUS_OK) fail(status, simdloss_last_error());
    return true;
}

// How far apart consecutive rows are, where a row is all but the first `leading` axes; -1: rows are not dense, or not
// evenly spaced; 0: there are fewer than two.
std::int64_t row_stride(const view &v, int leading) {
    if (v.odd) return -1;
    std::int64_t dense = 1;
    for (int k = v.shape.rank - 1; k >= leading; --k) {
        if (v.shape.size[k] != 1 && v.stride[k] != dense) return -1;
        dense *= v.shape.size[k];
    }
    std::int64_t stride = 0, rows = 1;
    for (int k = leading - 1; k >= 0; --k) {
        if (v.shape.size[k] == 1) continue;
        if (stride == 0) stride = v.stride[k];
        else if (v.stride[k] != stride * rows) return -1;
        rows *= v.shape.size[k];
    }
    if (rows > 1 && stride < dense) return -1;
    return rows > 1 ? stride : 0;
}

} // namespace

call::call(const function_info &f) : function(f) { check(f.desc->init(desc)); }

void call::set(const option_info &option, std::int64_t value) {
    const int offset = static_cast<int>(option.offset);
    if (option.kind == kind::f64) at<double>(offset) = static_cast<double>(value);
    else if (option.kind == kind::i64) at<std::int64_t>(offset) = value;
    else at<std::int32_t>(offset) = static_cast<std::int32_t>(std::clamp<std::int64_t>(value, INT32_MIN, INT32_MAX));
}

void call::set(const option_info &option, double value) { at<double>(static_cast<int>(option.offset)) = value; }

void call::set_choice(const option_info &option, const char *name, std::size_t length) {
    std::string known;
    for (const choice_info &choice : option.choices) {
        if (choice.name == nullptr) break;
        if (std::string_view(choice.name) == std::string_view(name, length))
            return set(option, std::int64_t(choice.value));
        known += (known.empty() ? "'" : ", '") + std::string(choice.name) + "'";
    }
    fail(SIMDLOSS_STATUS_OPTION,
        std::string(option.name) + " is '" + std::string(name, length) + "'; it must be one of " + known);
}

void call::bind_type(int index) {
    const array_info &info = function.arrays[index];
    const view &v = arrays[index];
    const auto wrong = [&](const std::string &wanted) {
        fail(SIMDLOSS_STATUS_DTYPE, std::string(info.name) + " is " + name_of(v.dtype) + "; it must be " + wanted);
    };
    switch (info.type) {
    case type::x:
        if (index == 0) {
            if (!is_float(v.dtype)) wrong("float32, float64, float16 or bfloat16");
            dtype = v.dtype;
            at<simdloss_dtype>(function.desc->dtype) = dtype;
        } else if (v.dtype != dtype) {
            wrong(std::string(name_of(dtype)) + ", as " + function.arrays[0].name);
        }
        return;
    case type::acc:
        if (v.dtype != acc()) wrong(name_of(acc()));
        return;
    case type::label:
        if (v.dtype == dtype) return;
        if (is_float(v.dtype) || v.dtype == 0 || v.dtype == record_dtype)
            wrong(std::string(name_of(dtype)) + ", as " + function.arrays[0].name + ", or uint8");
        at<simdloss_dtype>(info.dtype_field) = v.dtype;
        return;
    case type::index:
        if (is_float(v.dtype) || v.dtype == 0 || v.dtype == record_dtype)
            wrong("an integer type of 8 to 64 bits, not uint64");
        for (int k = 0; k < index; ++k) // several arrays may share a type
            if (arrays[k].given() && function.arrays[k].dtype_field == info.dtype_field && arrays[k].dtype != v.dtype)
                wrong(std::string(name_of(arrays[k].dtype)) + ", as " + function.arrays[k].name);
        at<simdloss_dtype>(info.dtype_field) = v.dtype;
        return;
    case type::i64:
        if (v.dtype != SIMDLOSS_I64) wrong("int64");
        return;
    case type::f64:
        if (v.dtype != SIMDLOSS_F64) wrong("float64");
        return;
    case type::record:
        if (v.dtype != record_dtype) wrong("an array of cross_entropy_record");
        return;
    }
}

// The first array says what the dimensions are: its axes are cut at `axis`, or behind the first, or before the last.
void call::bind_leader() {
    const array_info &info = function.arrays[0];
    const view &v = arrays[0];
    const int rank = v.shape.rank;
    const bool has_inner = info.dims[info.dim_count - 1] == dim_inner;
    int cuts[4] = {0, rank, rank, rank};
    if (has_inner) {
        const bool has_classes = info.dim_count == 3;
        std::int64_t at_axis = axis < 0 ? axis + rank : axis;
        if (rank == 1 && has_classes && axis == 1) at_axis = 0;
        if (rank > 0 && has_classes && (at_axis < 0 || at_axis >= rank))
            fail(SIMDLOSS_STATUS_OPTION,
                "axis is " + std::to_string(axis) + "; " + info.name + " has " + std::to_string(rank) + " axes");
        at_axis = std::clamp<std::int64_t>(at_axis, 0, rank);
        cuts[1] = static_cast<int>(at_axis);
        cuts[2] = has_classes ? std::min(cuts[1] + 1, rank) : rank;
    } else if (info.dim_count == 2) {
        if (rank == 0) fail(SIMDLOSS_STATUS_SHAPE, std::string(info.name) + " has no axis; it must have one at least");
        cuts[1] = rank - 1;
    }
    for (int k = 0; k < info.dim_count; ++k) {
        shape &d = dims[info.dims[k] - 100];
        d.rank = 0;
        for (int j = cuts[k]; j < cuts[k + 1]; ++j) d.size[d.rank++] = v.shape.size[j];
    }
}

shape call::dim(int id) const {
    shape s;
    s.rank = 0;
    if (id < 100) {
        s.size[s.rank++] = id;
    } else if (id == dim_all_classes) {
        const std::int64_t total =
            function.desc->total_classes < 0 ? 0 : at<std::int64_t>(function.desc->total_classes);
        if (total <= 0) return dim(dim_classes);
        s.size[s.rank++] = total;
    } else if (id == dim_groups) {
        const std::int64_t negatives = at<std::int64_t>(function.desc->num_neg);
        s.size[s.rank++] = dims[dim_rows - 100].product() / std::max<std::int64_t>(negatives + 1, 1);
    } else {
        s = dims[id - 100];
        const int offset = function.desc->dims[id - 100];
        if (s.rank < 0 && id == dim_classes && offset >= 0 && at<std::int64_t>(offset) > 0) { // an option
            s.rank = 1;
            s.size[0] = at<std::int64_t>(offset);
        }
    }
    return s;
}

// All its dimensions are known.
shape call::shape_of(const array_info &info) const {
    shape s;
    s.rank = 0;
    const bool is_loss = info.dim_count > 0 && info.dims[0] == dim_loss;
    if (is_loss && (function.desc->reduction < 0 || enabled(function.desc->reduction) != SIMDLOSS_REDUCTION_NONE))
        return s;
    for (int k = is_loss; k < info.dim_count; ++k)
        if (!(is_loss && info.dims[k] == dim_classes && enabled(function.desc->class_reduction) != 0))
            s.append(dim(info.dims[k]));
    return s;
}

void call::bind_shape(int index) {
    const array_info &info = function.arrays[index];
    const view &v = arrays[index];
    int known = 0;
    shape *open = nullptr;
    const bool is_loss = info.dim_count > 0 && info.dims[0] == dim_loss;
    for (int k = 0; !is_loss && k < info.dim_count; ++k) {
        const shape d = dim(info.dims[k]);
        if (d.rank < 0) open = &dims[(info.dims[k] == dim_all_classes ? dim_classes : info.dims[k]) - 100];
        else known += d.rank;
    }
    if (open != nullptr) {
        int first = 0;
        for (int k = 0; k < info.dim_count && dim(info.dims[k]).rank >= 0; ++k) first += dim(info.dims[k]).rank;
        open->rank = std::max(v.shape.rank - known, 0);
        std::copy_n(v.shape.size + first, open->rank, open->size);
    }
    const shape wanted = shape_of(info);
    if (wanted.rank != v.shape.rank || !std::equal(wanted.size, wanted.size + wanted.rank, v.shape.size))
        fail(SIMDLOSS_STATUS_SHAPE,
            std::string(info.name) + " has the shape " + text_of(v.shape) + "; it must be " + text_of(wanted) +
                (index > 0 ? std::string(", for ") + function.arrays[0].name + " of " + text_of(arrays[0].shape)
                           : std::string()));
}

// What broadcasts to the first array, axis by axis: for the library, along all axes of a dimension or none.
void call::bind_weight(int index) {
    const view &v = arrays[index];
    const shape &full = arrays[0].shape;
    const auto mismatch = [&] {
        fail(SIMDLOSS_STATUS_SHAPE, std::string(function.arrays[index].name) + " has the shape " + text_of(v.shape) +
                                        "; it must broadcast to " + text_of(full) +
                                        ", along all or none of the axes before axis, and of those after it");
    };
    if (v.shape.rank > full.rank) mismatch();
    std::int32_t axes = 0;
    int k = 0;
    for (const auto &[id, bit] : {std::pair{dim_batch, SIMDLOSS_AXIS_BATCH}, {dim_classes, SIMDLOSS_AXIS_CLASS},
             {dim_inner, SIMDLOSS_AXIS_INNER}}) {
        bool all = true, none = true;
        for (int end = k + dims[id - 100].rank; k < end; ++k) {
            const int own = k - (full.rank - v.shape.rank);
            const std::int64_t size = own < 0 ? 1 : v.shape.size[own];
            all = all && size == full.size[k];
            none = none && size == 1;
        }
        if (!all && !none) mismatch();
        if (all) axes |= bit;
    }
    at<std::int32_t>(function.desc->weight_axes) = axes;
}

const call::stride_choice *call::stride_of(int field) const {
    for (int k = 0; k < stride_count; ++k)
        if (strides[k].field == field) return &strides[k];
    return nullptr;
}

// Returns the index of an array that has to be copied, or -1.
int call::bind_stride(int index) {
    const array_info &info = function.arrays[index];
    const view &v = arrays[index];
    if (info.stride_field < 0) return v.is_dense() ? -1 : index;
    const std::int64_t stride = row_stride(v, dim(info.dims[0]).rank);
    if (stride < 0) return index;
    if (stride == 0) return -1;
    const stride_choice *other = stride_of(info.stride_field);
    if (other == nullptr) strides[stride_count++] = {info.stride_field, index, stride};
    else if (other->value != stride) return v.is_dense() ? other->array : index;
    return -1;
}

void call::write_dims() {
    for (int k = 0; k < dim_count; ++k) {
        const int offset = function.desc->dims[k];
        if (offset >= 0 && dims[k].rank >= 0) at<std::int64_t>(offset) = dims[k].product();
    }
    for (int k = 0; k < stride_count; ++k) at<std::int64_t>(strides[k].field) = strides[k].value;
}

int call::bind_inputs() {
    stride_count = 0;
    for (shape &d : dims) d.rank = -1;
    if (function.options[0].name != nullptr && std::strcmp(function.options[0].name, "dtype") == 0)
        dtype = at<simdloss_dtype>(function.desc->dtype);
    for (int k = 0; k < function.array_count; ++k) {
        const array_info &info = function.arrays[k];
        if (info.output) continue;
        if (!arrays[k].given()) {
            if (!info.optional)
                fail(SIMDLOSS_STATUS_NULL_POINTER, std::string(info.name) + " is None; an array is required");
            for (int j = 0; j < info.dim_count; ++j) // an absent array has none of what it alone would count
                if (info.type != type::acc && info.dims[j] >= 100 && info.dims[j] < 200 &&
                    dims[info.dims[j] - 100].rank < 0)
                    dims[info.dims[j] - 100] = {1, {0}};
            continue;
        }
        bind_type(k);
        if (k == 0) bind_leader();
        if (info.dims[0] == dim_weight && info.dim_count > 0) bind_weight(k);
        else bind_shape(k);
        if (info.shape_only) continue;
        if (const int copy = bind_stride(k); copy >= 0) return copy;
        if (arrays[k].data == nullptr && arrays[k].shape.product() > 0)
            fail(SIMDLOSS_STATUS_NULL_POINTER,
                std::string(info.name) + " has no memory: it has been freed, or never had any");
    }
    write_dims();
    return -1;
}

view call::output_like(int index) const {
    const array_info &info = function.arrays[index];
    view v;
    v.shape = shape_of(info);
    v.make_dense();
    switch (info.type) {
    case type::x: v.dtype = dtype; break;
    case type::label: v.dtype = info.like < 0 ? dtype : arrays[info.like].dtype; break;
    case type::acc: v.dtype = acc(); break;
    case type::f64: v.dtype = SIMDLOSS_F64; break;
    case type::record: v.dtype = record_dtype; break;
    default: v.dtype = SIMDLOSS_I64;
    }
    const stride_choice *choice = info.stride_field < 0 ? nullptr : stride_of(info.stride_field);
    if (choice != nullptr) {
        std::int64_t stride = choice->value;
        for (int k = dim(info.dims[0]).rank - 1; k >= 0; --k) {
            v.stride[k] = stride;
            stride *= v.shape.size[k];
        }
    }
    return v;
}

void call::check_output(int index) const {
    const array_info &info = function.arrays[index];
    const view &v = arrays[index];
    const view wanted = output_like(index);
    const std::string name = info.name;
    if (v.dtype != wanted.dtype)
        fail(SIMDLOSS_STATUS_DTYPE, name + " is " + name_of(v.dtype) + "; it must be " + name_of(wanted.dtype));
    if (v.shape.rank != wanted.shape.rank ||
        !std::equal(wanted.shape.size, wanted.shape.size + wanted.shape.rank, v.shape.size))
        fail(SIMDLOSS_STATUS_SHAPE,
            name + " has the shape " + text_of(v.shape) + "; it must be " + text_of(wanted.shape));
    if (v.readonly) fail(SIMDLOSS_STATUS_OPTION, name + " is read-only; it must be writable");
    const bool empty = v.shape.product() == 0;
    for (int k = 0; k < v.shape.rank && !empty; ++k)
        if (v.odd || (v.shape.size[k] != 1 && v.stride[k] != wanted.stride[k]))
            fail(SIMDLOSS_STATUS_STRIDE,
                name + " has strides that it cannot have: it must be contiguous, or have those of " +
                    function.arrays[info.like < 0 ? 0 : info.like].name);
    if (v.data == nullptr && !empty) fail(SIMDLOSS_STATUS_NULL_POINTER, name + " has no memory: it has been freed");
}

void call::run(bool any_allocated) {
    if (any_allocated && enabled(function.desc->accumulate) != 0)
        fail(SIMDLOSS_STATUS_OPTION,
            "accumulate adds to arrays that are given: pass every gradient that is wanted as an array");
    void *buffers[max_arrays];
    int count = 0;
    for (int k = 0; k < function.array_count; ++k) {
        if (function.arrays[k].shape_only) continue;
        const view &v = arrays[k];
        buffers[count++] = !v.given() ? nullptr : (v.data == nullptr ? &empty_array : v.data);
    }
    std::unique_ptr<void, void (*)(void *)> workspace(nullptr, std::free);
    std::size_t bytes = 0;
    if (function.desc->workspace_size != nullptr) {
        check(function.desc->workspace_size(desc, &bytes));
        workspace.reset(std::malloc(std::max<std::size_t>(bytes, 1)));
        if (workspace == nullptr) throw std::bad_alloc();
    }
    check(function.invoke(desc, executor(), buffers, workspace.get(), bytes));
}

} // namespace simdloss_python
