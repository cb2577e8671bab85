// Measures cases one after the other, in turns with their roofs and their companions.
#pragma once

#include "cases.hpp"
#include "roof.hpp"

#include <list>
#include <string>
#include <vector>

namespace simdloss_bench {

struct measurement {
    std::string fault;         // what went wrong; then the rest means nothing
    std::vector<double> times; // seconds a call, sorted
    roof limit;
    double bytes = 0;
    std::vector<double> sample; // of the answer
    const char *counter = nullptr;
    double counter_value = 0; // against the companion

    double quantile(double fraction) const;
};

class session {
public:
    explicit session(int threads);

    // Checks the answer the first time, then makes calls for about so many seconds, plus as much for the rest.
    measurement measure(const bench_case &c, double seconds);

    int threads() const { return executor_.concurrency; }

private:
    struct prepared {
        std::string name;
        std::unique_ptr<workload> load;
        std::string fault;
    };

    prepared &prepare(const bench_case &c);
    const simdloss_executor *executor_of(const bench_case &c) const;

    simdloss_executor executor_{};
    std::list<prepared> recent_; // the most recent first: not to be prepared again when cases take turns
};

} // namespace simdloss_bench
