// What the tests of simdloss.hpp share: buffers as spans, an exception that is expected, a loop over threads.
#pragma once

#include <simdloss.hpp>

#include "support/cross_entropy.hpp"
#include "support/softmax.hpp"

#include <thread>

namespace simdloss_test {

struct foreign_half { // a 16-bit type of somebody else
    std::uint16_t bits;
};

} // namespace simdloss_test

template <> inline constexpr simdloss_dtype simdloss::dtype_of<simdloss_test::foreign_half> = SIMDLOSS_F16;

namespace simdloss_test {
namespace {

template <class T> std::span<T> as(buffer &data) {
    EXPECT_EQ(simdloss::dtype_of<T>, data.dtype());
    return {static_cast<T *>(data.data()), static_cast<std::size_t>(data.count())};
}
template <class T> std::span<const T> as(const buffer &data) {
    EXPECT_EQ(simdloss::dtype_of<T>, data.dtype());
    return {static_cast<const T *>(data.data()), static_cast<std::size_t>(data.count())};
}
template <class T> std::span<const T> as(const std::optional<buffer> &data) {
    return data ? as<T>(*data) : std::span<const T>();
}

// The desc as a C++ caller has it: the types are the spans' business, so any will do.
template <class Desc> Desc untyped(Desc desc) {
    desc.dtype = -7;
    if constexpr (requires { desc.target_dtype; }) desc.target_dtype = -7;
    return desc;
}

template <class Call> void expect_error(simdloss_status status, const std::string &part_of_text, Call call) {
    try {
        call();
        ADD_FAILURE() << "no exception; expected " << simdloss_status_name(status) << ", " << part_of_text;
    } catch (const simdloss::error &e) {
        EXPECT_EQ(e.status(), status) << e.what();
        EXPECT_NE(std::string(e.what()).find(part_of_text), std::string::npos)
            << "\"" << e.what() << "\" does not have \"" << part_of_text << "\"";
    }
}

// A loop over threads of its own, as anyone would write it.
struct threads {
    int *calls;
    void operator()(std::int64_t count, simdloss::task task) const {
        ++*calls;
        std::vector<std::thread> workers;
        for (std::int64_t first = 0; first < 3; ++first) {
            workers.emplace_back([=] {
                for (std::int64_t i = first; i < count; i += 3) task(i);
            });
        }
        for (std::thread &worker : workers) worker.join();
    }
};

} // namespace
} // namespace simdloss_test
