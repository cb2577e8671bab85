// The oneTBB executor: its arena, its costs, and a child process.
// labels: threads

#ifdef SIMDLOSS_HAVE_TBB

#include "support/cross_entropy.hpp"

#include <simdloss/tbb.h>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <sys/wait.h>

#include <functional>
#include <set>

#include "support/process_costs.hpp" // last: headers that declare posix_memalign themselves come before it

namespace simdloss_test {
namespace {

simdloss_executor executor_of(std::int32_t max_threads) {
    simdloss_executor executor{};
    EXPECT_EQ(simdloss_tbb_executor_init(&executor, max_threads), SIMDLOSS_STATUS_OK);
    return executor;
}

void run(const simdloss_executor &executor, std::int64_t count, std::function<void(std::int64_t)> body) {
    executor.parallel_for(
        executor.pool, count,
        [](void *context, std::int64_t index) { (*static_cast<std::function<void(std::int64_t)> *>(context))(index); },
        &body);
}

TEST(tbb, init) {
    EXPECT_EQ(simdloss_tbb_executor_init(nullptr, 2), SIMDLOSS_STATUS_NULL_POINTER);
    for (const std::int32_t max_threads : {-1, 0, 1, 3, INT32_MAX}) {
        const simdloss_executor executor = executor_of(max_threads);
        EXPECT_EQ(executor.size, sizeof executor);
        EXPECT_GE(executor.concurrency, 1);
        EXPECT_TRUE(max_threads <= 0 || executor.concurrency <= max_threads) << executor.concurrency;
        EXPECT_NE(executor.parallel_for, nullptr);
    }
}

TEST(tbb, runs_every_index_once) {
    for (const std::int32_t max_threads : {0, 1, 2, 7}) {
        for (const std::int64_t count : {0, 1, 2, 255, 1000}) {
            std::vector<std::atomic<int>> runs(static_cast<std::size_t>(count));
            run(executor_of(max_threads), count, [&](std::int64_t i) { ++runs[static_cast<std::size_t>(i)]; });
            for (const auto &times : runs) ASSERT_EQ(times, 1);
        }
    }
}

TEST(tbb, keeps_to_max_threads) {
    const oneapi::tbb::global_control enough(oneapi::tbb::global_control::max_allowed_parallelism, 8);
    oneapi::tbb::task_arena arena(8);
    arena.execute([] {
        for (const std::int32_t max_threads : {1, 2}) {
            std::atomic<int> now{0}, most{0};
            run(executor_of(max_threads), 200, [&](std::int64_t) {
                const int running = ++now;
                for (int seen = most; running > seen && !most.compare_exchange_weak(seen, running);) {
                }
                std::this_thread::sleep_for(std::chrono::microseconds(200));
                --now;
            });
            EXPECT_LE(most, max_threads);
        }
    });
}

// A thread that waits for our tasks must not pick up one of the caller's, which may need a lock that is held here.
TEST(tbb, is_isolated_from_the_callers_tasks) {
    const oneapi::tbb::global_control enough(oneapi::tbb::global_control::max_allowed_parallelism, 4);
    std::atomic<int> entered_from_inside{0};
    oneapi::tbb::parallel_for(0, 64, [&](int) {
        thread_local bool inside = false;
        if (inside) ++entered_from_inside;
        inside = true;
        run(executor_of(0), 50, [](std::int64_t) { std::this_thread::sleep_for(std::chrono::microseconds(20)); });
        inside = false;
    });
    EXPECT_EQ(entered_from_inside, 0);
}

TEST(tbb, allocates_nothing_after_a_warm_up) {
    if (SIMDLOSS_TEST_COUNTS_COSTS == 0) GTEST_SKIP() << "allocations cannot be counted under a sanitizer";
    const cross_entropy_case c(SIMDLOSS_F32, 700, 1003);
    const cross_entropy_inputs in(c);
    cross_entropy_outputs out(c);
    const simdloss_executor executor = executor_of(2);
    // Workers start when they are first needed, and each brings its own pools: warm up until a round costs nothing.
    process_costs costs;
    for (int round = 0; round < 200; ++round) {
        costs = costs_of([&] {
            for (int call = 0; call < 20; ++call) {
                EXPECT_EQ(forward_backward(c, in, out, &executor), SIMDLOSS_STATUS_OK);
            }
        });
        if (costs == process_costs()) break;
    }
    EXPECT_EQ(costs, process_costs());
}

// In a child process the workers are gone, and a call must not wait for them.
TEST(tbb, runs_inline_after_fork) {
    const cross_entropy_case c(SIMDLOSS_F32, 700, 1003);
    const cross_entropy_inputs in(c);
    cross_entropy_outputs parent(c), child(c);
    const simdloss_executor executor = executor_of(2);
    ASSERT_EQ(forward_backward(c, in, parent, &executor), SIMDLOSS_STATUS_OK);
    const pid_t pid = fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) {
        alarm(30); // instead of hanging for ever
        std::set<std::thread::id> threads;
        run(executor, 300, [&](std::int64_t) { threads.insert(std::this_thread::get_id()); });
        const bool inline_only = threads.size() == 1 && threads.contains(std::this_thread::get_id());
        const simdloss_executor fresh = executor_of(2);
        bool same = true;
        for (const simdloss_executor &each : {executor, fresh}) {
            child.grad_logits.poison();
            same = same && forward_backward(c, in, child, &each) == SIMDLOSS_STATUS_OK &&
                   same_bits(parent.loss, child.loss) && same_bits(parent.grad_logits, child.grad_logits);
        }
        _exit(!inline_only ? 1 : !same ? 2 : 0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(pid, &status, 0), pid);
    ASSERT_TRUE(WIFEXITED(status)) << "the child was stopped by signal " << WTERMSIG(status);
    EXPECT_EQ(WEXITSTATUS(status), 0) << "1: other threads ran; 2: other results";
}

} // namespace
} // namespace simdloss_test

#else

#include <gtest/gtest.h>

TEST(tbb, is_not_built) { GTEST_SKIP() << "the library simdloss_tbb is not built"; }

#endif
