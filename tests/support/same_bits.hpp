// The first promise: the same bits for every executor and, where there is a fused multiply-add, for every instruction
// set.
#pragma once

#include "../support.hpp"

#ifdef SIMDLOSS_HAVE_TBB
#include <simdloss/tbb.h>
#endif

#include <optional>

namespace simdloss_test {

#if defined(__SANITIZE_THREAD__)
inline constexpr bool slow_build = true;
#else
inline constexpr bool slow_build = false;
#endif

// Every way to compute the same thing.
struct all_results {
    std::vector<std::pair<const char *, buffer>> items;

    void add(const char *name, buffer &&data) { items.emplace_back(name, std::move(data)); }
};

inline void expect_same(const all_results &a, const all_results &b) {
    ASSERT_EQ(a.items.size(), b.items.size());
    for (std::size_t i = 0; i < a.items.size(); ++i) {
        EXPECT_TRUE(same_bits(a.items[i].second, b.items[i].second)) << a.items[i].first;
    }
}

// Every executor against the calling thread alone; the work is large enough that each of them must have been asked.
template <class Compute> void expect_same_for_all_executors(const all_results &alone, Compute compute) {
    const auto expect = [&](const char *name, test_executor &&executor) {
        SCOPED_TRACE(name);
        expect_same(alone, compute(executor.get()));
        EXPECT_GT(executor.calls(), 0) << "the executor was not used";
    };
    serial_executor one(1);
    expect_same(alone, compute(one.get()));
    expect("2 threads", thread_executor(2));
    expect("7 threads", thread_executor(7));
    expect("shuffled", shuffling_executor(5));
    expect("hostile", hostile_executor());
#ifdef SIMDLOSS_HAVE_TBB
    SCOPED_TRACE("oneTBB");
    simdloss_executor tbb;
    ASSERT_EQ(simdloss_tbb_executor_init(&tbb, 2), SIMDLOSS_STATUS_OK);
    expect_same(alone, compute(static_cast<const simdloss_executor *>(&tbb)));
#endif
}

// The bits of the first instruction set that has a fused multiply-add are those of all of them. SSE2 has none, so that
// it has bits of its own, which still are the same for every executor.
template <class Compute> void expect_same_everywhere(Compute compute) {
    std::optional<all_results> common;
    for_each_isa([&](const std::string &isa) {
        all_results alone = compute(static_cast<const simdloss_executor *>(nullptr));
        expect_same_for_all_executors(alone, compute);
        if (isa == "sse2") return;
        if (common) expect_same(*common, alone);
        if (!common) common = std::move(alone);
    });
}

} // namespace simdloss_test
