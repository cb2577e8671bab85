#include "xla.hpp"

#include "call.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <optional>
#include <string_view>
#include <vector>

namespace simdloss_python {
namespace {

simdloss_dtype dtype_of(int type) {
    switch (type) {
    case xla::f32: return SIMDLOSS_F32;
    case xla::f64: return SIMDLOSS_F64;
    case xla::f16: return SIMDLOSS_F16;
    case xla::bf16: return SIMDLOSS_BF16;
    case xla::s64: return SIMDLOSS_I64;
    case xla::s32: return SIMDLOSS_I32;
    case xla::s16: return SIMDLOSS_I16;
    case xla::s8: return SIMDLOSS_I8;
    case xla::pred:
    case xla::u8: return SIMDLOSS_U8;
    case xla::u16: return SIMDLOSS_U16;
    case xla::u32: return SIMDLOSS_U32;
    default: return 0;
    }
}

view view_of(const xla::buffer &buffer) {
    view v;
    if (buffer.rank > max_rank) throw failure{SIMDLOSS_STATUS_SHAPE, "arrays have at most 8 axes"};
    v.data = buffer.data;
    v.dtype = dtype_of(buffer.dtype);
    v.shape.rank = static_cast<int>(buffer.rank);
    std::memcpy(v.shape.size, buffer.dims, sizeof(std::int64_t) * std::size_t(buffer.rank));
    v.make_dense();
    return v;
}

const void *attribute(const xla::attributes &attrs, std::string_view name, int type) {
    for (std::int64_t k = 0; k < attrs.size; ++k)
        if (attrs.types[k] == type && std::string_view(attrs.names[k]->data, attrs.names[k]->size) == name)
            return attrs.all[k];
    return nullptr;
}

std::optional<std::int64_t> integer(const xla::attributes &attrs, const char *name) {
    const auto *found = static_cast<const xla::scalar *>(attribute(attrs, name, xla::attribute_scalar));
    if (found == nullptr) return std::nullopt;
    if (found->dtype == xla::s64) return *static_cast<const std::int64_t *>(found->value);
    if (found->dtype == xla::s32) return *static_cast<const std::int32_t *>(found->value);
    if (found->dtype == xla::pred) return *static_cast<const bool *>(found->value);
    throw failure{SIMDLOSS_STATUS_OPTION, std::string(name) + " is of another type than an integer"};
}

std::string_view text(const xla::attributes &attrs, const char *name) {
    const auto *found = static_cast<const xla::byte_span *>(attribute(attrs, name, xla::attribute_string));
    return found == nullptr ? std::string_view() : std::string_view(found->data, found->size);
}

void set_option(call &c, const option_info &option, const xla::attributes &attrs) {
    if (const std::string_view name = text(attrs, option.name); !name.empty())
        return c.set_choice(option, name.data(), name.size());
    const auto *found = static_cast<const xla::scalar *>(attribute(attrs, option.name, xla::attribute_scalar));
    if (found == nullptr) return;
    if (option.kind == kind::f64 && found->dtype == xla::f64)
        return c.set(option, *static_cast<const double *>(found->value));
    if (option.kind == kind::f64 && found->dtype == xla::f32)
        return c.set(option, double(*static_cast<const float *>(found->value)));
    c.set(option, integer(attrs, option.name).value());
}

// JAX has no int64 unless it is told to: what the library gives in it is narrowed.
struct narrowed {
    std::int32_t *to;
    std::vector<std::int64_t> values;
};

void run(const xla::call_frame &frame) {
    const std::string_view name = text(frame.attrs, "function");
    const function_info *function = find_function(name.data(), name.size());
    if (function == nullptr) throw failure{SIMDLOSS_STATUS_INTERNAL, "there is no function " + std::string(name)};
    call c(*function);
    for (int k = 0; k < function->option_count; ++k) set_option(c, function->options[k], frame.attrs);
    if (const auto axis = integer(frame.attrs, "axis")) c.set_axis(*axis);
    const std::int64_t given = integer(frame.attrs, "given").value_or(0),
                       wanted = integer(frame.attrs, "wanted").value_or(0);
    std::int64_t next_input = 0, next_output = 0;
    for (int k = 0; k < function->array_count; ++k) {
        if (function->arrays[k].output || ((given >> k) & 1) == 0) continue;
        if (next_input == frame.args.size) throw failure{SIMDLOSS_STATUS_INTERNAL, "too few arguments"};
        c.arrays[k] = view_of(*frame.args.all[next_input++]);
    }
    if (c.bind_inputs() >= 0) throw failure{SIMDLOSS_STATUS_STRIDE, "an array is not contiguous"};
    std::vector<narrowed> narrow;
    for (int k = 0; k < function->array_count; ++k) {
        if (!function->arrays[k].output || ((wanted >> k) & 1) == 0) continue;
        if (next_output == frame.rets.size) throw failure{SIMDLOSS_STATUS_INTERNAL, "too few results"};
        view v = view_of(*frame.rets.all[next_output++]);
        if (v.dtype == SIMDLOSS_I32 && function->arrays[k].type == type::i64) {
            narrow.push_back(
                {static_cast<std::int32_t *>(v.data), std::vector<std::int64_t>(std::size_t(v.shape.product()))});
            v.data = narrow.back().values.data();
            v.dtype = SIMDLOSS_I64;
        }
        c.arrays[k] = v;
        c.check_output(k);
    }
    c.run(true);
    for (const narrowed &n : narrow) std::copy(n.values.begin(), n.values.end(), n.to);
}

xla::error *error_of(const xla::call_frame &frame, int code, const char *message) {
    xla::error_create_args args{sizeof args, nullptr, message, code};
    return frame.api->error_create(&args);
}

} // namespace

extern "C" xla::error *xla_call(xla::call_frame *frame) {
    for (const xla::extension *e = frame->extension_start; e != nullptr; e = e->next) {
        if (e->type != 1) continue;
        xla::metadata &metadata = *reinterpret_cast<const xla::metadata_extension *>(e)->metadata;
        metadata.version.major = xla::major_version;
        metadata.version.minor = xla::minor_version;
        return nullptr;
    }
    try {
        run(*frame);
        return nullptr;
    } catch (const failure &e) {
        const bool is_target = e.status == SIMDLOSS_STATUS_TARGET;
        return error_of(*frame, is_target ? xla::out_of_range : xla::invalid_argument, e.message.c_str());
    } catch (const std::exception &e) {
        return error_of(*frame, xla::internal, e.what());
    }
}

} // namespace simdloss_python
