// The executor on oneTBB. A call starts one runner for each thread that it may use, and runners take the next index from
// a shared counter: a limit on threads needs no arena of its own, and however many tasks there are, oneTBB sees few.
#include <simdloss/tbb.h>

#include "runtime/error.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <pthread.h>

// ThreadSanitizer cannot see into oneTBB, so it is told what oneTBB guarantees: a task begins after what came before the
// call, and what comes after the call sees what the task has done. This file itself is not instrumented.
#if defined(SIMDLOSS_THREAD_SANITIZER)
extern "C" void __tsan_acquire(void *address);
extern "C" void __tsan_release(void *address);
static void sees_what_came_before(void *sync) { __tsan_acquire(sync); }
static void comes_before(void *sync) { __tsan_release(sync); }
#else
static void sees_what_came_before(void * /*sync*/) {}
static void comes_before(void * /*sync*/) {}
#endif

namespace {

// oneTBB's workers do not survive a fork: from the first call that may have started them, a child runs inline.
std::atomic<bool> workers_lost{false};

bool watch_for_fork() {
    return pthread_atfork(nullptr, nullptr, [] { workers_lost.store(true); }) == 0;
}

struct work {
    void (*task)(void *context, std::int64_t index);
    void *context;
    std::int64_t count;
    std::atomic<std::int64_t> next{0};

    void run() {
        for (std::int64_t i = next.fetch_add(1, std::memory_order_relaxed); i < count;
             i = next.fetch_add(1, std::memory_order_relaxed)) {
            task(context, i);
        }
    }
};

void run_on_workers(work &all, std::int64_t runners) {
    using range = oneapi::tbb::blocked_range<std::int64_t>;
    const auto run = [&all](const range &) {
        sees_what_came_before(&all);
        all.run();
        comes_before(&all);
    };
    comes_before(&all);
    oneapi::tbb::this_task_arena::isolate(
        [&] { oneapi::tbb::parallel_for(range(0, runners), run, oneapi::tbb::simple_partitioner()); });
    sees_what_came_before(&all);
}

// pool holds max_threads itself, so there is nothing to allocate or to release.
std::int64_t limit_of(void *pool) {
    const auto max_threads = std::int64_t(reinterpret_cast<std::intptr_t>(pool));
    const std::int64_t arena = oneapi::tbb::this_task_arena::max_concurrency();
    return max_threads > 0 ? std::min(max_threads, arena) : arena;
}

void parallel_for(void *pool, std::int64_t count, void (*task)(void *context, std::int64_t index), void *context) {
    work all{task, context, count};
    try {
        static const bool watching = watch_for_fork();
        if (count > 1 && watching && !workers_lost.load(std::memory_order_relaxed)) {
            const std::int64_t runners = std::min(count, limit_of(pool));
            if (runners > 1) {
                run_on_workers(all, runners);
            }
        }
    } catch (...) { // oneTBB could not get memory or threads
    }
    all.run(); // whatever is left
}

} // namespace

extern "C" simdloss_status simdloss_tbb_executor_init(simdloss_executor *executor, int32_t max_threads) {
    if (executor == nullptr) {
        return simdloss_private_fail(SIMDLOSS_STATUS_NULL_POINTER, "executor is NULL");
    }
    void *pool = reinterpret_cast<void *>(std::intptr_t(std::max(max_threads, 0)));
    std::int64_t concurrency = 1;
    try {
        concurrency = limit_of(pool);
    } catch (...) {
        return simdloss_private_fail(SIMDLOSS_STATUS_INTERNAL, "oneTBB could not be started");
    }
    *executor = simdloss_executor{sizeof(simdloss_executor), int32_t(concurrency), pool, parallel_for};
    return SIMDLOSS_STATUS_OK;
}
