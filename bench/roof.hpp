// The roof of a call: how fast it could be if it did nothing but what it must. That is the larger of
//
//     the bytes that must move / the rate at which this machine moves as many bytes in the same pattern
//     the exponentials (and logarithms) / the rate of the library's own code for them on data in the first-level cache
//
// Both rates are measured in the same process, on the same threads, in turns with the call itself: memory on the call's
// own arrays, so that where they fit in a cache it is the cache's rate that counts. The pattern is reading alone, or
// the fastest of copying, copying with streaming stores and scaling in place (and adding, where two arrays are read).
#pragma once

#include "workload.hpp"

#include <map>
#include <string>
#include <vector>

namespace simdloss_bench {

struct roof {
    double memory_seconds = 0, arithmetic_seconds = 0;
    double bytes_per_second = 0, exps_per_second = 0;

    bool exists() const { return memory_seconds > 0; }
    double seconds() const { return memory_seconds > arithmetic_seconds ? memory_seconds : arithmetic_seconds; }
    const char *limit() const { return memory_seconds > arithmetic_seconds ? "memory" : "exp"; }
};

class roof_meter {
public:
    roof_meter(const demand &needs, const simdloss_executor *executor);

    // Measures every rate a few times more. May change what the call writes, not what it only reads.
    void sample();

    // By the medians of what was measured.
    roof result() const;

private:
    struct rate {
        double amount = 0; // bytes or numbers a pass
        std::vector<double> seconds;
        double best() const; // by the median
        double peak() const; // by the shortest
    };

    bool worth_measuring(const std::string &pattern) const;
    template <class F> void measure(rate &r, double amount, const F &pass);
    template <class F> void measure_memory(const char *pattern, int arrays, const F &piece);
    void sample_memory();
    void sample_arithmetic();

    demand needs_;
    const simdloss_executor *executor_;
    std::map<std::string, rate> memory_;
    std::map<int, rate> exp_, log1p_; // by variant
};

double median(std::vector<double> values);

} // namespace simdloss_bench
