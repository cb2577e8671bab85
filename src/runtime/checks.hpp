// What every call checks before it touches an output: the desc, the shape, the pointers, and that no two buffers overlap.
// Each check returns a status and leaves a message that names the argument and the value.
#pragma once

#include "runtime/error.hpp"
#include "runtime/kernels.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>

namespace simdloss::runtime {

// Returns from the enclosing function with the status of a check that failed.
#define SIMDLOSS_CHECK(check)                                                                                          \
    do {                                                                                                               \
        const simdloss_status status_of_check = (check);                                                               \
        if (status_of_check != SIMDLOSS_STATUS_OK) return status_of_check;                                             \
    } while (false)

simdloss_status check_desc_size(const void *desc, std::size_t ours);

// A desc as the caller has it: an older, shorter one gets the defaults for what it lacks; a newer, longer one must not
// ask for anything that this library does not know.
template <class Desc> simdloss_status read_desc(const Desc *theirs, const Desc &defaults, Desc &desc) {
    SIMDLOSS_CHECK(check_desc_size(theirs, sizeof(Desc)));
    if (theirs->size >= sizeof(Desc)) {
        desc = *theirs;
    } else {
        desc = defaults;
        std::memcpy(&desc, theirs, theirs->size);
    }
    desc.size = sizeof(Desc);
    return SIMDLOSS_STATUS_OK;
}

// The same for desc_init: writes no more than the caller's struct can hold.
template <class Desc> simdloss_status init_desc(Desc *desc, std::size_t size, Desc defaults) {
    if (desc == nullptr) return fail(SIMDLOSS_STATUS_NULL_POINTER, "desc is NULL");
    if (size < sizeof(desc->size) || size > UINT32_MAX)
        return fail(SIMDLOSS_STATUS_OPTION, "size is %zu; it must be sizeof *desc", size);
    defaults.size = static_cast<std::uint32_t>(size);
    std::memset(desc, 0, size);
    std::memcpy(desc, &defaults, size < sizeof(Desc) ? size : sizeof(Desc));
    return SIMDLOSS_STATUS_OK;
}

simdloss_status check_dtype(const char *name, simdloss_dtype dtype, dtype_index &index);
simdloss_status check_flag(const char *name, std::int32_t value);                             // 0 or 1
simdloss_status check_choice(const char *name, std::int32_t value, std::int32_t count);       // 0 to count - 1
simdloss_status check_option(const char *name, double value, bool valid, const char *wanted); // NaN is not valid
simdloss_status check_executor(const simdloss_executor *executor);

struct array_shape {
    row_layout layout;
    std::int64_t batch = 0, rows = 0;
    std::int64_t elements = 0; // from the first of a full-size array to its last
};

simdloss_status check_shape(std::int64_t batch, std::int64_t classes, std::int64_t inner, std::int64_t batch_stride,
    std::size_t element_size, array_shape &shape);

constexpr std::size_t size_of(dtype_index dtype) { return dtype == f64 ? 8 : dtype == f32 ? 4 : 2; }
constexpr std::size_t accumulator_size(dtype_index dtype) { return dtype == f64 ? 8 : 4; }

// The buffers of one call.
class buffers {
public:
    enum kind { input, optional_input, output, optional_output };

    // A null pointer is an error where the buffer is required and not empty.
    simdloss_status add(const char *name, const void *data, std::int64_t elements, std::size_t element_size, kind k);
    // An output that may be exactly an input.
    struct twins {
        const void *output, *input;
        const char *name = nullptr; // of the output, for who wants to say more of it
    };
    // No output overlaps another buffer, except that it may be exactly its `twin`.
    simdloss_status check_overlaps(const void *twin_output, const void *twin1, const void *twin2 = nullptr) const;
    simdloss_status check_overlaps(const twins *allowed, int count) const;
    simdloss_status check_own_inputs(std::initializer_list<twins> allowed) const {
        return check_overlaps(allowed.begin(), static_cast<int>(allowed.size()));
    }

private:
    struct entry {
        const char *name;
        std::uintptr_t begin, end;
        bool is_output;
    };
    entry entries_[12];
    int count_ = 0;
};

} // namespace simdloss::runtime
