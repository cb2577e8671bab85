// simdloss/elements.hpp - what the headers of element-wise losses for C++20 share.
#ifndef SIMDLOSS_ELEMENTS_HPP
#define SIMDLOSS_ELEMENTS_HPP

#include <simdloss/core.hpp>
#include <simdloss/elements.h>

namespace simdloss {

// A target is of the input's type, or of bytes: 0 is false.
template <class Buffer, class T>
concept target_of = input_of<Buffer, T> || input_of<Buffer, std::uint8_t>;

namespace detail {

template <class Desc> constexpr std::int64_t weights(const Desc &desc) {
    const auto size = [&](int axis, std::int64_t n) { return (desc.weight_axes & axis) != 0 ? n : 1; };
    return times(times(size(SIMDLOSS_AXIS_BATCH, desc.batch), size(SIMDLOSS_AXIS_CLASS, desc.classes)),
        size(SIMDLOSS_AXIS_INNER, desc.inner));
}

} // namespace detail

} // namespace simdloss

#endif /* SIMDLOSS_ELEMENTS_HPP */
