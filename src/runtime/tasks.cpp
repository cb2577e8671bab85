#include "runtime/tasks.hpp"

#include <atomic>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace simdloss::runtime {

row_blocks::row_blocks(std::int64_t all_rows, std::int64_t classes) : rows(all_rows) {
    constexpr std::int64_t elements = 16384;
    const std::int64_t enough = classes == 0 ? elements : (elements + classes - 1) / classes;
    per_block = (rows + max_blocks - 1) / max_blocks;
    if (per_block < enough) per_block = enough;
    if (per_block > 32) per_block = (per_block + 31) / 32 * 32;
    count = (rows + per_block - 1) / per_block;
}

bool split_rows(const simdloss_executor *executor, const array_shape &shape) {
    if (executor == nullptr || executor->concurrency == 1) return false;
    const std::int64_t chunks = chunk_count(shape.layout);
    return shape.layout.inner == 1 && chunks > 1 && shape.rows < 2 * std::int64_t(executor->concurrency) &&
           shape.rows <= rows_per_call && shape.rows * chunks <= max_stretches;
}

#if defined(__x86_64__)

// Rounding mode, flush-to-zero, denormals-are-zero, and the exception masks, which are to be set.
constexpr unsigned control_bits = 0xffc0, wanted_bits = 0x1f80;

float_environment::float_environment() : saved_(_mm_getcsr()) {
    changed_ = (saved_ & control_bits) != wanted_bits;
    if (changed_) _mm_setcsr(wanted_bits);
}
float_environment::~float_environment() {
    if (changed_) _mm_setcsr(static_cast<unsigned>(saved_));
}

#elif defined(__aarch64__)

constexpr std::uint64_t control_bits = 0x07c89f07; // FPCR: AHP, DN, FZ, RMode, FZ16, traps, NEP, AH, FIZ

float_environment::float_environment() {
    __asm__ volatile("mrs %0, fpcr" : "=r"(saved_));
    changed_ = (saved_ & control_bits) != 0;
    if (changed_) __asm__ volatile("msr fpcr, %0" : : "r"(saved_ & ~control_bits));
}
float_environment::~float_environment() {
    if (changed_) __asm__ volatile("msr fpcr, %0" : : "r"(saved_));
}

#endif

namespace {

struct shared_tasks {
    void (*task)(void *context, std::int64_t index);
    void *context;
    std::int64_t count;
    std::atomic<std::int64_t> done{0};
    std::atomic<std::uint8_t> begun[max_stretches] = {};

    static void run_one(void *self, std::int64_t index) {
        auto &tasks = *static_cast<shared_tasks *>(self);
        if (index < 0 || index >= tasks.count) return;
        if (tasks.begun[index].exchange(1, std::memory_order_relaxed) != 0) return;
        {
            const float_environment environment;
            tasks.task(tasks.context, index);
        }
        tasks.done.fetch_add(1, std::memory_order_release);
    }
};

} // namespace

simdloss_status run_tasks(const simdloss_executor *executor, std::int64_t count, bool parallel,
    void (*task)(void *context, std::int64_t index), void *context) {
    if (!parallel || executor == nullptr || executor->concurrency == 1 || count <= 1) {
        for (std::int64_t i = 0; i < count; ++i) task(context, i);
        return SIMDLOSS_STATUS_OK;
    }
    if (count > max_stretches) return fail(SIMDLOSS_STATUS_INTERNAL, "too many tasks");
    shared_tasks tasks{task, context, count};
    executor->parallel_for(executor->pool, count, shared_tasks::run_one, &tasks);
    const std::int64_t done = tasks.done.load(std::memory_order_acquire);
    if (done == count) return SIMDLOSS_STATUS_OK;
    return fail(SIMDLOSS_STATUS_EXECUTOR, "executor->parallel_for returned when %lld of %lld tasks were done",
        static_cast<long long>(done), static_cast<long long>(count));
}

void ordered_sum::clear() {
    for (double &lane : lane_) lane = 0;
}

void ordered_sum::add(const double *values, int n) {
    int i = 0;
    for (; i + 16 <= n; i += 16)
        for (int l = 0; l < 16; ++l) lane_[l] += values[i + l];
    for (int l = 0; i < n; ++i, ++l) lane_[l] += values[i];
}

double ordered_sum::total() const {
    const double *l = lane_;
    double half[8], quarter[4];
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) half[i] = l[i] + l[i + 8];
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) quarter[i] = half[i] + half[i + 4];
    return (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
}

} // namespace simdloss::runtime
