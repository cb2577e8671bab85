#include "session.hpp"

#include <simdloss/tbb.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace simdloss_bench {

namespace {

constexpr int blocks = 5;
constexpr std::size_t kept = 3;

// Times calls of one workload, so many at a time that the clock's own cost does not count.
class stopwatch {
public:
    stopwatch(workload &load, const simdloss_executor *executor, double seconds) : load_(load), executor_(executor) {
        one_sample(1);
        const double once = one_sample(1);
        if (!load.overwrites()) batch_ = std::max(1, static_cast<int>(std::max(20e-6, seconds / 1000) / once));
    }

    void run_for(double seconds) {
        one_sample(1); // what the others have done to the caches is not counted
        double total = 0;
        for (int i = 0; i < 2 || total < seconds; ++i) {
            times.push_back(one_sample(batch_));
            total += times.back() * batch_;
        }
    }

    std::vector<double> times;

private:
    double one_sample(int calls) {
        if (load_.overwrites()) load_.reset();
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i) load_.call(executor_);
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        return elapsed.count() / calls;
    }

    workload &load_;
    const simdloss_executor *executor_;
    int batch_ = 1;
};

} // namespace

double measurement::quantile(double fraction) const {
    const double position = fraction * static_cast<double>(times.size() - 1);
    const auto low = static_cast<std::size_t>(position);
    const std::size_t high = std::min(low + 1, times.size() - 1);
    const double weight = position - static_cast<double>(low);
    return times[low] * (1 - weight) + times[high] * weight;
}

session::session(int threads) { simdloss_tbb_executor_init(&executor_, threads); }

const simdloss_executor *session::executor_of(const bench_case &c) const {
    return c.threads == 1 || executor_.concurrency == 1 ? nullptr : &executor_;
}

session::prepared &session::prepare(const bench_case &c) {
    const auto found =
        std::find_if(recent_.begin(), recent_.end(), [&](const prepared &p) { return p.name == c.name; });
    if (found != recent_.end()) {
        recent_.splice(recent_.begin(), recent_, found);
        return recent_.front();
    }
    while (recent_.size() >= kept) recent_.pop_back();
    auto load = make_workload(c);
    std::string fault = load->fault(executor_of(c));
    recent_.push_front({c.name, std::move(load), std::move(fault)});
    return recent_.front();
}

measurement session::measure(const bench_case &c, double seconds) {
    measurement m;
    const auto beside = companion_of(c);
    prepared *const other = beside ? &prepare(beside->other) : nullptr;
    prepared &own = prepare(c);
    m.fault = own.fault.empty() && other != nullptr ? other->fault : own.fault;
    if (!m.fault.empty()) return m;
    m.sample = own.load->sample;
    m.bytes = own.load->needs().total_bytes();

    stopwatch watch(*own.load, executor_of(c), seconds);
    roof_meter meter(own.load->needs(), executor_of(c));
    std::optional<stopwatch> other_watch;
    if (other != nullptr) other_watch.emplace(*other->load, executor_of(beside->other), seconds);
    for (int b = 0; b < blocks; ++b) {
        watch.run_for(seconds / blocks);
        meter.sample();
        if (other_watch) other_watch->run_for(seconds / blocks);
    }

    m.times = std::move(watch.times);
    std::sort(m.times.begin(), m.times.end());
    m.limit = meter.result();
    if (other_watch) {
        const double ratio = median(other_watch->times) / m.quantile(0.5);
        m.counter = beside->counter;
        m.counter_value = beside->share ? 1 / ratio : ratio;
    }
    return m;
}

} // namespace simdloss_bench
