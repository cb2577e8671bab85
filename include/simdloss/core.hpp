// simdloss/core.hpp - what all of simdloss.hpp rests on: errors, element types, executors, instruction sets.
#ifndef SIMDLOSS_CORE_HPP
#define SIMDLOSS_CORE_HPP

#include <simdloss/core.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#if defined(__STDCPP_FLOAT16_T__) || defined(__STDCPP_BFLOAT16_T__)
#include <stdfloat>
#endif

namespace simdloss {

// A call that failed. what() is simdloss_last_error(), or says which span is too short; no output has been touched,
// but where status() is SIMDLOSS_STATUS_EXECUTOR.
class error : public std::runtime_error {
public:
    error(simdloss_status status, const std::string &message) : std::runtime_error(message), status_(status) {}
    simdloss_status status() const noexcept { return status_; }

private:
    simdloss_status status_;
};

// The 16-bit types as they are stored. They compute nothing; a pointer to the bits may be cast to one to these.
struct float16 {
    std::uint16_t bits;
};
struct bfloat16 {
    std::uint16_t bits;
};

namespace detail {

template <class T> constexpr simdloss_dtype index_dtype() {
    if (!std::is_integral_v<T> || std::is_same_v<T, bool>) return 0;
    constexpr bool is_signed = std::is_signed_v<T>;
    switch (sizeof(T)) {
    case 1: return is_signed ? SIMDLOSS_I8 : SIMDLOSS_U8;
    case 2: return is_signed ? SIMDLOSS_I16 : SIMDLOSS_U16;
    case 4: return is_signed ? SIMDLOSS_I32 : SIMDLOSS_U32;
    default: return is_signed && sizeof(T) == 8 ? SIMDLOSS_I64 : 0;
    }
}
constexpr bool is_between(simdloss_dtype dtype, simdloss_dtype first, simdloss_dtype last) {
    return dtype >= first && dtype <= last;
}

} // namespace detail

// The dtype of an element type, 0 if it has none. To be specialised for other types of the same bits:
// template <> inline constexpr simdloss_dtype simdloss::dtype_of<my_half> = SIMDLOSS_F16;
template <class T> inline constexpr simdloss_dtype dtype_of = detail::index_dtype<T>();
template <> inline constexpr simdloss_dtype dtype_of<float> = SIMDLOSS_F32;
template <> inline constexpr simdloss_dtype dtype_of<double> = SIMDLOSS_F64;
template <> inline constexpr simdloss_dtype dtype_of<float16> = SIMDLOSS_F16;
template <> inline constexpr simdloss_dtype dtype_of<bfloat16> = SIMDLOSS_BF16;
#ifdef __STDCPP_FLOAT16_T__
template <> inline constexpr simdloss_dtype dtype_of<std::float16_t> = SIMDLOSS_F16;
#endif
#ifdef __STDCPP_BFLOAT16_T__
template <> inline constexpr simdloss_dtype dtype_of<std::bfloat16_t> = SIMDLOSS_BF16;
#endif

template <class T>
concept float_element = detail::is_between(dtype_of<T>, SIMDLOSS_F32, SIMDLOSS_BF16);
template <class T>
concept index_element = detail::is_between(dtype_of<T>, SIMDLOSS_I64, SIMDLOSS_U32);

// The accumulator type: that of losses, row statistics, weights and upstream gradients of a loss.
template <float_element T> using accumulator = std::conditional_t<dtype_of<T> == SIMDLOSS_F64, double, float>;

// The element type of a buffer, without its const; what a buffer must be.
template <class Buffer> using element_of = typename decltype(std::span(std::declval<Buffer>()))::element_type;
template <class Buffer> using value_of = std::remove_cv_t<element_of<const Buffer &>>;
template <class Buffer>
concept float_input = float_element<value_of<Buffer>>;
template <class Buffer>
concept index_input = index_element<value_of<Buffer>>;
template <class Buffer, class T>
concept input_of = std::is_same_v<value_of<Buffer>, T>;
template <class Buffer, class T>
concept output_of = std::is_same_v<element_of<Buffer>, T>; // and T is not const

// One task of a parallel loop, to be called with its index.
struct task {
    void (*function)(void *context, std::int64_t index);
    void *context;
    void operator()(std::int64_t index) const { function(context, index); }
};
template <class F>
concept parallel_loop = std::is_invocable_v<F, std::int64_t, task>;

// Owns a parallel loop, and is given to calls as their executor. It stays where it was made.
template <parallel_loop F> class executor_adaptor {
public:
    executor_adaptor(F parallel_for, std::int32_t concurrency)
        : parallel_for_(std::move(parallel_for)), handle_{sizeof handle_, concurrency, this, &run} {}
    executor_adaptor(const executor_adaptor &) = delete;
    executor_adaptor &operator=(const executor_adaptor &) = delete;
    operator const simdloss_executor *() const noexcept { return &handle_; }

private:
    static void run(void *self, std::int64_t count, void (*function)(void *, std::int64_t), void *context) noexcept {
        try {
            static_cast<executor_adaptor *>(self)->parallel_for_(count, task{function, context});
        } catch (...) { // The library knows which tasks were not run, and says so if there is one.
        }
    }

    mutable F parallel_for_;
    simdloss_executor handle_;
};

// An executor from any parallel_for(count, task) that calls task(index) for each index in [0, count), on any threads,
// and returns when all have returned. If it throws, none may be running still; where some were not run, the call fails
// with SIMDLOSS_STATUS_EXECUTOR. A simdloss_executor from elsewhere (simdloss/tbb.h) is given by its address.
//
//     auto executor = simdloss::executor_from([&](std::int64_t count, simdloss::task task) {
//         pool.for_each_index(count, task);
//     }, pool.size());
//     simdloss::cross_entropy(logits, target, classes, {.executor = executor});
template <parallel_loop F>
[[nodiscard]] executor_adaptor<std::decay_t<F>> executor_from(F &&parallel_for, std::int32_t concurrency) {
    return {std::forward<F>(parallel_for), concurrency};
}

namespace detail {

inline void check(simdloss_status status) {
    if (status != SIMDLOSS_STATUS_OK) throw error(status, simdloss_last_error());
}

// The desc with the types of its buffers.
template <class Values, class Target = void, class Desc> const Desc *typed(Desc &desc) {
    desc.dtype = dtype_of<value_of<Values>>;
    if constexpr (!std::is_void_v<Target>) desc.target_dtype = dtype_of<value_of<Target>>;
    return &desc;
}

// In braces, so that arguments are checked from the first to the last.
struct call {
    call(auto function, const auto *desc, const simdloss_executor *executor, auto *...buffers) {
        check(function(desc, executor, buffers...));
    }
};

// Sizes that cannot be negative and do not overflow: the C functions refuse a negative one, and no span holds the
// largest.
constexpr std::int64_t times(std::int64_t a, std::int64_t b) {
    if (a <= 0 || b <= 0) return 0;
    return a > INT64_MAX / b ? INT64_MAX : a * b;
}
constexpr std::int64_t plus(std::int64_t a, std::int64_t b) { return a > INT64_MAX - b ? INT64_MAX : a + b; }

template <class Desc> constexpr std::int64_t inner_of(const Desc &desc) {
    if constexpr (requires { desc.inner; }) return desc.inner;
    else return 1;
}
template <class Desc> constexpr std::int64_t rows(const Desc &desc) { return times(desc.batch, inner_of(desc)); }
template <class Desc> constexpr std::int64_t elements(const Desc &desc) {
    const std::int64_t item = times(desc.classes, inner_of(desc));
    const std::int64_t stride = desc.batch_stride == 0 ? item : desc.batch_stride;
    return desc.batch <= 0 || item == 0 ? 0 : plus(times(desc.batch - 1, stride), item);
}
template <class Desc>
Desc make_desc(
    simdloss_status (*init)(Desc *, std::size_t), std::int64_t batch, std::int64_t classes, std::int64_t inner) {
    Desc desc;
    check(init(&desc, sizeof desc));
    desc.batch = batch;
    desc.classes = classes;
    if constexpr (requires { desc.inner; }) desc.inner = inner;
    return desc;
}
template <class Desc> constexpr std::int64_t losses(const Desc &desc) {
    if (desc.reduction != SIMDLOSS_REDUCTION_NONE) return 1;
    if constexpr (requires { desc.class_reduction; }) {
        if (desc.class_reduction == SIMDLOSS_REDUCTION_NONE) return times(rows(desc), desc.classes);
    }
    return rows(desc);
}
// The pointer to a buffer that must hold `needed` elements.
template <class Buffer> auto *in(const char *name, Buffer &buffer, std::int64_t needed) {
    const std::span data(buffer);
    if (std::cmp_less(data.size(), needed)) {
        throw error(SIMDLOSS_STATUS_SHAPE, std::string(name) + " has " + std::to_string(data.size()) +
                                               " elements; it must have at least " + std::to_string(needed));
    }
    return data.data();
}
template <class T> T *optional_in(const char *name, std::span<T> data, std::int64_t needed) {
    return data.empty() ? nullptr : in(name, data, needed);
}
// An output of no elements is there, whatever its span: an empty batch is not a call that wants nothing.
inline char nothing;
template <class Buffer> void *out(const char *name, Buffer &buffer, std::int64_t needed) {
    return needed == 0 ? static_cast<void *>(&nothing) : in(name, buffer, needed);
}
template <class T> void *optional_out(const char *name, std::span<T> data, std::int64_t needed) {
    return data.empty() && needed != 0 ? nullptr : out(name, data, needed);
}

} // namespace detail

// Of the library that was loaded, and the instruction sets: simdloss/core.h. An empty name is none.
inline std::string_view version() { return simdloss_version(); }
inline std::int32_t abi() { return simdloss_abi(); }
inline std::string_view isa() { return simdloss_isa(); }
inline std::string_view isa_name(std::int32_t index) {
    const char *name = simdloss_isa_name(index);
    return name == nullptr ? std::string_view() : name;
}
inline void set_isa(const char *name = nullptr) { detail::check(simdloss_set_isa(name)); }

} // namespace simdloss

#endif /* SIMDLOSS_CORE_HPP */
