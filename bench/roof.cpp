#include "roof.hpp"

#include "roof/kernels.hpp"

#include "isa_list.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

#define SIMDLOSS_DECLARE_ROOF(name, features)                                                                          \
    namespace simdloss::name {                                                                                         \
    extern const simdloss_bench::roof_kernels roof;                                                                    \
    }
SIMDLOSS_ISA_LIST(SIMDLOSS_DECLARE_ROOF)
#undef SIMDLOSS_DECLARE_ROOF

namespace simdloss_bench {

const roof_kernels &active_roof_kernels() {
    struct entry {
        const char *isa;
        const roof_kernels *kernels;
    };
#define SIMDLOSS_ENTRY(name, features) {#name, &simdloss::name::roof},
    static constexpr entry compiled[] = {SIMDLOSS_ISA_LIST(SIMDLOSS_ENTRY)};
#undef SIMDLOSS_ENTRY
    const auto *const end = std::end(compiled);
    const auto *const active =
        std::find_if(std::begin(compiled), end, [](const entry &e) { return std::strcmp(e.isa, simdloss_isa()) == 0; });
    return *(active == end ? std::begin(compiled) : active)->kernels;
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

namespace {

constexpr std::int64_t smallest = 4096; // floats: below that, no call is at any roof
constexpr double shortest = 50e-6;      // seconds that a measurement should take at least
constexpr int passes = 2;

volatile double sink; // what becomes of results that nobody wants

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

template <class F> void run(const simdloss_executor *executor, std::int64_t count, const F &f) {
    if (executor == nullptr) {
        for (std::int64_t i = 0; i < count; ++i) f(i);
        return;
    }
    executor->parallel_for(
        executor->pool, count, [](void *context, std::int64_t i) { (*static_cast<const F *>(context))(i); },
        const_cast<void *>(static_cast<const void *>(&f)));
}

} // namespace

double roof_meter::rate::best() const { return amount / median(seconds); }
double roof_meter::rate::peak() const { return amount / *std::min_element(seconds.begin(), seconds.end()); }

roof_meter::roof_meter(const demand &needs, const simdloss_executor *executor) : needs_(needs), executor_(executor) {}

// After the first round only what comes near the best.
bool roof_meter::worth_measuring(const std::string &pattern) const {
    const auto own = memory_.find(pattern);
    if (own == memory_.end()) return true;
    return std::all_of(memory_.begin(), memory_.end(),
        [&](const auto &other) { return own->second.best() > 0.85 * other.second.best(); });
}

template <class F> void roof_meter::measure(rate &r, double amount, const F &pass) {
    double start = now();
    pass();
    const int batch = static_cast<int>(std::ceil(shortest / std::max(now() - start, 1e-7)));
    for (int p = 0; p < passes; ++p) {
        start = now();
        for (int i = 0; i < batch; ++i) pass();
        r.seconds.push_back((now() - start) / batch);
    }
    r.amount = amount;
}

// piece(begin, n) handles n floats.
template <class F> void roof_meter::measure_memory(const char *pattern, int arrays, const F &piece) {
    if (!worth_measuring(pattern)) return;
    const auto floats = static_cast<std::int64_t>(needs_.bytes / 64 * 16);
    const std::int64_t length = std::max<std::int64_t>(16384, (floats / 64 + 1023) / 1024 * 1024);
    const std::int64_t count = (floats + length - 1) / length;
    measure(memory_[pattern], 4.0 * arrays * static_cast<double>(floats), [&] {
        run(executor_, count, [&](std::int64_t i) { piece(i * length, std::min(length, floats - i * length)); });
    });
}

void roof_meter::sample_memory() {
    const roof_kernels &k = active_roof_kernels();
    const auto *const x = static_cast<const float *>(needs_.read[0]);
    const auto *const y = static_cast<const float *>(needs_.read[1]);
    auto *const out = static_cast<float *>(needs_.write);
    if (out == nullptr) {
        measure_memory("read", 1, [&](auto j, auto n) { sink = k.read(x + j, n); });
        return;
    }
    // All arrays, so that as much memory is in use as in a call; a factor of 1 leaves them as they are.
    const int arrays = 1 + (out != x && x != nullptr) + (out != y && y != nullptr);
    measure_memory("scale", 2 * arrays, [&](auto j, auto n) {
        for (const float *a : {static_cast<const float *>(out), x == out ? nullptr : x, y == out ? nullptr : y})
            if (a != nullptr) k.scale(const_cast<float *>(a) + j, 1.0F, n);
    });
    if (out != x && out != y) {
        measure_memory("copy", 2, [&](auto j, auto n) { k.copy(x + j, out + j, n); });
        measure_memory("copy_streaming", 2, [&](auto j, auto n) { k.copy_streaming(x + j, out + j, n); });
    }
    if (y == nullptr) return;
    measure_memory("add", 3, [&](auto j, auto n) { k.add(x + j, y + j, out + j, n); });
    if (out != y) {
        measure_memory("add_streaming", 3, [&](auto j, auto n) { k.add_streaming(x + j, y + j, out + j, n); });
    }
}

void roof_meter::sample_arithmetic() {
    // Many pieces, so that a thread that is late does its share of them, if not half.
    constexpr int n = 1024, repeats = 64, pieces = 64;
    static const std::vector<float> x = [] {
        std::vector<float> values(n);
        for (int i = 0; i < n; ++i) values[i] = static_cast<float>(i % 37) * 0.5F - 9;
        return values;
    }();
    static const std::vector<double> sums = [] {
        std::vector<double> values(n);
        for (int i = 0; i < n; ++i) values[i] = i;
        return values;
    }();
    const roof_kernels &k = active_roof_kernels();
    const int threads = executor_ == nullptr ? 1 : executor_->concurrency;
    for (int v = 0; v < roof_kernels::variants; ++v) {
        measure(exp_[v], double(threads) * pieces * n * repeats, [&] {
            run(executor_, threads * pieces, [&](std::int64_t) {
                for (int i = 0; i < repeats; ++i) sink = k.exp[v](x.data(), n);
            });
        });
        if (needs_.logs * 100 < needs_.exps) continue;
        measure(log1p_[v], double(threads) * pieces * n * repeats / 8, [&] {
            run(executor_, threads * pieces, [&](std::int64_t) {
                for (int i = 0; i < repeats / 8; ++i) sink = k.log1p[v](sums.data(), n);
            });
        });
    }
}

void roof_meter::sample() {
    if (needs_.bytes < smallest * sizeof(float)) return;
    sample_memory();
    sample_arithmetic();
}

roof roof_meter::result() const {
    roof r;
    const auto best = [](const auto &rates) {
        double rate = 0;
        for (const auto &[key, value] : rates) rate = std::max(rate, value.best());
        return rate;
    };
    if (memory_.empty()) return r;
    r.bytes_per_second = best(memory_);
    // The exponentials' rate is the machine's, not the call's: a round in which a thread came late must not lower it.
    static std::map<int, double> exps_by_threads;
    double &exps = exps_by_threads[executor_ == nullptr ? 1 : executor_->concurrency];
    for (const auto &[key, value] : exp_) exps = std::max(exps, value.peak());
    r.exps_per_second = exps;
    r.memory_seconds = needs_.total_bytes() / r.bytes_per_second;
    r.arithmetic_seconds = needs_.exps / r.exps_per_second;
    if (!log1p_.empty()) r.arithmetic_seconds += needs_.logs / best(log1p_);
    return r;
}

} // namespace simdloss_bench
