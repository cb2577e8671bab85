// The executor that all calls share: that of simdloss_tbb, if it is installed beside the library, else none.
#include "call.hpp"

#include <simdloss/tbb.h>

#include <dlfcn.h>

#include <atomic>
#include <map>
#include <mutex>

namespace simdloss_python {
namespace {

using init_function = simdloss_status (*)(simdloss_executor *executor, std::int32_t max_threads);

std::mutex mutex; // of what follows; calls read `current` alone
init_function init = nullptr;
std::map<std::int32_t, simdloss_executor> executors; // they stay: a call may be running on one
std::int32_t chosen = 0;
std::atomic<const simdloss_executor *> current{nullptr};

std::string file_name() { return "libsimdloss_tbb.so." + std::to_string(SIMDLOSS_ABI); }

// Beside the core library, whatever the search path is.
std::string beside_the_core() {
    Dl_info info;
    if (dladdr(reinterpret_cast<void *>(&simdloss_version), &info) == 0 || info.dli_fname == nullptr) return {};
    const std::string path = info.dli_fname;
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash + 1) + file_name();
}

void choose(std::int32_t count) {
    chosen = count;
    const simdloss_executor *executor = nullptr;
    if (init != nullptr && count != 1) {
        const auto [at, is_new] = executors.try_emplace(count);
        if (!is_new || init(&at->second, count) == SIMDLOSS_STATUS_OK) executor = &at->second;
    }
    current.store(executor, std::memory_order_release);
}

} // namespace

bool load_threads() {
    const std::lock_guard lock(mutex);
    for (const std::string &path : {beside_the_core(), file_name()}) {
        if (path.empty()) continue;
        void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) continue;
        init = reinterpret_cast<init_function>(dlsym(library, "simdloss_tbb_executor_init"));
        if (init != nullptr) break;
    }
    choose(0);
    return init != nullptr;
}

void set_num_threads(std::int32_t count) {
    const std::lock_guard lock(mutex);
    choose(count);
}

std::int32_t num_threads() {
    const simdloss_executor *executor = current.load(std::memory_order_acquire);
    return executor == nullptr ? 1 : executor->concurrency;
}

bool has_threads() {
    const std::lock_guard lock(mutex);
    return init != nullptr;
}

const simdloss_executor *executor() { return current.load(std::memory_order_acquire); }

} // namespace simdloss_python
