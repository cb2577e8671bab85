// Executors, well behaved and not.
#pragma once

#include <simdloss/core.h>

#include <atomic>
#include <cstdint>
#include <limits>
#include <thread>
#include <vector>

#include "values.hpp"

namespace simdloss_test {

using task_function = void (*)(void *context, std::int64_t index);

// What all have in common: the struct that the library reads, and a count of its calls, so that a test can tell that
// its executor was used at all.
class test_executor {
public:
    explicit test_executor(std::int32_t concurrency) : handle_{sizeof(simdloss_executor), concurrency, this, &enter} {}
    test_executor(const test_executor &) = delete;
    test_executor &operator=(const test_executor &) = delete;
    virtual ~test_executor() = default;

    const simdloss_executor *get() const { return &handle_; }
    int calls() const { return calls_; }

protected:
    virtual void run(std::int64_t count, task_function task, void *context) = 0;

private:
    static void enter(void *pool, std::int64_t count, task_function task, void *context) {
        auto *self = static_cast<test_executor *>(pool);
        ++self->calls_;
        self->run(count, task, context);
    }

    simdloss_executor handle_;
    int calls_ = 0;
};

class serial_executor final : public test_executor {
public:
    explicit serial_executor(std::int32_t concurrency = 4) : test_executor(concurrency) {}

protected:
    void run(std::int64_t count, task_function task, void *context) override {
        for (std::int64_t i = 0; i < count; ++i) task(context, i);
    }
};

// Threads of its own for every call; whoever is free takes the next index.
class thread_executor final : public test_executor {
public:
    explicit thread_executor(int threads) : test_executor(threads), threads_(threads) {}

protected:
    void run(std::int64_t count, task_function task, void *context) override {
        std::atomic<std::int64_t> next{0};
        const auto work = [&] {
            for (std::int64_t i = next++; i < count; i = next++) task(context, i);
        };
        std::vector<std::thread> workers;
        for (int t = 1; t < threads_; ++t) workers.emplace_back(work);
        work();
        for (std::thread &worker : workers) worker.join();
    }

private:
    int threads_;
};

class shuffling_executor final : public test_executor {
public:
    explicit shuffling_executor(std::uint64_t seed, std::int32_t concurrency = 5)
        : test_executor(concurrency), random_(seed) {}

protected:
    void run(std::int64_t count, task_function task, void *context) override {
        std::vector<std::int64_t> order(static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
        for (std::size_t i = order.size(); i > 1; --i) {
            std::swap(order[i - 1], order[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(i)))]);
        }
        for (const std::int64_t i : order) task(context, i);
    }

private:
    random_source random_;
};

// Breaks the rules that the library can survive: every index twice and some that do not exist.
class hostile_executor final : public test_executor {
public:
    explicit hostile_executor(std::int32_t concurrency = 4) : test_executor(concurrency) {}

protected:
    void run(std::int64_t count, task_function task, void *context) override {
        constexpr std::int64_t outside[] = {
            -1, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
        for (const std::int64_t i : outside) task(context, i);
        task(context, count);
        for (std::int64_t i = count; i-- > 0;) {
            task(context, i);
            task(context, i);
        }
        for (const std::int64_t i : outside) task(context, i);
    }
};

// Breaks the rule that it cannot: leaves out one index, but runs another one more often.
class skipping_executor final : public test_executor {
public:
    explicit skipping_executor(bool skip_first) : test_executor(4), skip_first_(skip_first) {}

protected:
    void run(std::int64_t count, task_function task, void *context) override {
        const std::int64_t skipped = skip_first_ ? 0 : count - 1;
        for (std::int64_t i = 0; i < count; ++i) task(context, i == skipped ? (i + 1) % count : i);
    }

private:
    bool skip_first_;
};

} // namespace simdloss_test
