// Counts what a call costs the process: heap allocations, mappings and threads. Replaces malloc and its kin, mmap and
// pthread_create for the whole executable, so exactly one source file of it may include this.
#pragma once

#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <ostream>

// A sanitizer has its own malloc; there the counts stay 0 and tests that rest on them must ask.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define SIMDLOSS_TEST_COUNTS_COSTS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SIMDLOSS_TEST_COUNTS_COSTS 0
#endif
#endif
#ifndef SIMDLOSS_TEST_COUNTS_COSTS
#define SIMDLOSS_TEST_COUNTS_COSTS 1
#endif

namespace simdloss_test {

struct process_costs {
    long allocations = 0, mappings = 0, threads = 0;
    bool operator==(const process_costs &) const = default;
    friend std::ostream &operator<<(std::ostream &out, const process_costs &costs) {
        return out << costs.allocations << " allocations, " << costs.mappings << " mappings, " << costs.threads
                   << " threads";
    }
};

namespace detail {
inline std::atomic<long> allocations{0}, mappings{0}, threads{0};
}

inline process_costs costs_so_far() { return {detail::allocations, detail::mappings, detail::threads}; }

template <class Call> process_costs costs_of(Call call) {
    const process_costs before = costs_so_far();
    call();
    const process_costs after = costs_so_far();
    return {after.allocations - before.allocations, after.mappings - before.mappings, after.threads - before.threads};
}

} // namespace simdloss_test

#if SIMDLOSS_TEST_COUNTS_COSTS

extern "C" {
void *__libc_malloc(std::size_t);
void *__libc_calloc(std::size_t, std::size_t);
void *__libc_realloc(void *, std::size_t);
void *__libc_memalign(std::size_t, std::size_t);

void *malloc(std::size_t size) noexcept {
    ++simdloss_test::detail::allocations;
    return __libc_malloc(size);
}
void *calloc(std::size_t count, std::size_t size) noexcept {
    ++simdloss_test::detail::allocations;
    return __libc_calloc(count, size);
}
void *realloc(void *old, std::size_t size) noexcept {
    ++simdloss_test::detail::allocations;
    return __libc_realloc(old, size);
}
void *memalign(std::size_t alignment, std::size_t size) noexcept {
    ++simdloss_test::detail::allocations;
    return __libc_memalign(alignment, size);
}
void *aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return memalign(alignment, size); }
int posix_memalign(void **result, std::size_t alignment, std::size_t size) noexcept {
    *result = memalign(alignment, size);
    return *result == nullptr ? 12 : 0; // ENOMEM
}

void *mmap(void *address, std::size_t length, int protection, int flags, int file, off_t offset) noexcept {
    ++simdloss_test::detail::mappings;
    return reinterpret_cast<void *>(syscall(SYS_mmap, address, length, protection, flags, file, offset));
}

int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) noexcept {
    static const auto next = reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
    ++simdloss_test::detail::threads;
    return next(thread, attributes, start, argument);
}
}

#endif
