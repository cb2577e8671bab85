#include "runtime/checks.hpp"

#include <cinttypes>

namespace simdloss::runtime {

simdloss_status check_desc_size(const void *desc, std::size_t ours) {
    if (desc == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "desc is NULL");
    std::uint32_t size;
    std::memcpy(&size, desc, sizeof size);
    constexpr std::uint32_t largest = 4096;
    if (size < sizeof size || size > largest)
        return fail(SIMDLOSS_STATUS_OPTION,
            "desc.size is %" PRIu32 "; the desc must be set up by its _desc_init function", size);
    for (std::size_t i = ours; i < size; ++i) {
        if (static_cast<const unsigned char *>(desc)[i] != 0)
            return fail(SIMDLOSS_STATUS_OPTION,
                "desc.size is %" PRIu32 " and its byte %zu is not 0: an option that version %d.%d does not know", size,
                i, SIMDLOSS_VERSION_MAJOR, SIMDLOSS_VERSION_MINOR);
    }
    return SIMDLOSS_STATUS_OK;
}

simdloss_status check_dtype(const char *name, simdloss_dtype dtype, dtype_index &index) {
    switch (dtype) {
    case SIMDLOSS_F32: index = f32; return SIMDLOSS_STATUS_OK;
    case SIMDLOSS_F64: index = f64; return SIMDLOSS_STATUS_OK;
    case SIMDLOSS_F16: index = f16; return SIMDLOSS_STATUS_OK;
    case SIMDLOSS_BF16: index = bf16; return SIMDLOSS_STATUS_OK;
    default: return fail(SIMDLOSS_STATUS_DTYPE, "%s is %" PRId32 "; it must be F32, F64, F16 or BF16", name, dtype);
    }
}

simdloss_status check_flag(const char *name, std::int32_t value) { return check_choice(name, value, 2); }

simdloss_status check_choice(const char *name, std::int32_t value, std::int32_t count) {
    if (value >= 0 && value < count) return SIMDLOSS_STATUS_OK;
    return fail(SIMDLOSS_STATUS_OPTION, "%s is %" PRId32 "; it must be from 0 to %" PRId32, name, value, count - 1);
}

simdloss_status check_option(const char *name, double value, bool valid, const char *wanted) {
    if (valid) return SIMDLOSS_STATUS_OK;
    return fail(SIMDLOSS_STATUS_OPTION, "%s is %g; it must be %s", name, value, wanted);
}

simdloss_status check_executor(const simdloss_executor *executor) {
    if (executor == nullptr) return SIMDLOSS_STATUS_OK;
    if (executor->size < sizeof(simdloss_executor))
        return fail(SIMDLOSS_STATUS_EXECUTOR,
            "executor->size is %" PRIu32 "; it must be sizeof(simdloss_executor), %zu", executor->size,
            sizeof(simdloss_executor));
    if (executor->concurrency < 1)
        return fail(SIMDLOSS_STATUS_EXECUTOR, "executor->concurrency is %" PRId32 "; it must be at least 1",
            executor->concurrency);
    if (executor->parallel_for == nullptr) return fail(SIMDLOSS_STATUS_EXECUTOR, "executor->parallel_for is NULL");
    return SIMDLOSS_STATUS_OK;
}

namespace {

simdloss_status check_size(const char *name, std::int64_t size) {
    if (size >= 0) return SIMDLOSS_STATUS_OK;
    return fail(SIMDLOSS_STATUS_SHAPE, "%s is %" PRId64 "; it must not be negative", name, size);
}

} // namespace

simdloss_status check_shape(std::int64_t batch, std::int64_t classes, std::int64_t inner, std::int64_t batch_stride,
    std::size_t element_size, array_shape &shape) {
    SIMDLOSS_CHECK(check_size("desc.batch", batch));
    SIMDLOSS_CHECK(check_size("desc.classes", classes));
    SIMDLOSS_CHECK(check_size("desc.inner", inner));
    const auto overflow = [&] {
        return fail(SIMDLOSS_STATUS_SHAPE,
            "the shape [%" PRId64 ", %" PRId64 ", %" PRId64 "] with batch_stride %" PRId64 " is too large", batch,
            classes, inner, batch_stride);
    };
    std::int64_t item, bytes;
    if (__builtin_mul_overflow(classes, inner, &item)) return overflow();
    if (batch_stride != 0 && batch_stride < item)
        return fail(SIMDLOSS_STATUS_STRIDE, "desc.batch_stride is %" PRId64 "; it must be 0 or at least %" PRId64,
            batch_stride, item);
    const std::int64_t stride = batch_stride == 0 ? item : batch_stride;
    shape.layout = {classes, inner, stride};
    shape.batch = batch;
    if (__builtin_mul_overflow(batch, inner, &shape.rows)) return overflow();
    shape.elements = 0;
    if (batch > 0 && item > 0 &&
        (__builtin_mul_overflow(batch - 1, stride, &shape.elements) ||
            __builtin_add_overflow(shape.elements, item, &shape.elements)))
        return overflow();
    // Rows alone are of at most 8 bytes in five planes.
    if (__builtin_mul_overflow(shape.elements, static_cast<std::int64_t>(element_size), &bytes) ||
        __builtin_mul_overflow(shape.rows, std::int64_t(40), &bytes))
        return overflow();
    return SIMDLOSS_STATUS_OK;
}

simdloss_status buffers::add(
    const char *name, const void *data, std::int64_t elements, std::size_t element_size, kind k) {
    if (data == nullptr) {
        if (elements == 0 || k == optional_input || k == optional_output) return SIMDLOSS_STATUS_OK;
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "%s is NULL", name);
    }
    const auto begin = reinterpret_cast<std::uintptr_t>(data);
    std::uintptr_t end;
    if (__builtin_add_overflow(begin, static_cast<std::uintptr_t>(elements) * element_size, &end))
        return fail(SIMDLOSS_STATUS_SHAPE, "%s: %" PRId64 " elements do not fit in the address space", name, elements);
    if (count_ == sizeof entries_ / sizeof *entries_) return fail(SIMDLOSS_STATUS_INTERNAL, "too many buffers");
    if (end > begin) entries_[count_++] = {name, begin, end, k == output || k == optional_output};
    return SIMDLOSS_STATUS_OK;
}

simdloss_status buffers::check_overlaps(const void *twin_output, const void *twin1, const void *twin2) const {
    const twins pairs[] = {{twin_output, twin1}, {twin_output, twin2}};
    return check_overlaps(pairs, 2);
}

simdloss_status buffers::check_overlaps(const twins *pairs, int count) const {
    const auto is_at = [](const entry &e, const void *p) { return e.begin == reinterpret_cast<std::uintptr_t>(p); };
    const auto allowed = [&](const entry &a, const entry &b) {
        if (!a.is_output || a.begin != b.begin || a.end != b.end || b.is_output) return false;
        for (int k = 0; k < count; ++k)
            if (is_at(a, pairs[k].output) && is_at(b, pairs[k].input)) return true;
        return false;
    };
    for (int i = 0; i < count_; ++i) {
        const entry &a = entries_[i];
        for (int j = 0; a.is_output && j < count_; ++j) {
            const entry &b = entries_[j];
            if (i == j || a.begin >= b.end || b.begin >= a.end || allowed(a, b)) continue;
            return fail(SIMDLOSS_STATUS_ALIAS, "%s overlaps %s", a.name, b.name);
        }
    }
    return SIMDLOSS_STATUS_OK;
}

} // namespace simdloss::runtime
