// simdloss_bench [--threads=N] [--seconds=S] [--data=FOLDER] [Google Benchmark's options]
// simdloss_bench --serve [--threads=N] [--data=FOLDER]
//
// Each benchmark checks its answer, then times calls for S seconds. The time is the median; p10 and p90 are in the same
// unit; "roof" is the fraction of the roof that was reached (see roof.hpp) and the label is what the roof consists of.
//
// With --serve it answers requests, one a line, NAME SIMDLOSS SECONDS, each with a line of JSON, so that a script can
// have it take turns with other programs that do (bench/peers).
#include "data.hpp"
#include "session.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace simdloss_bench;

struct options {
    int threads = 2;
    double seconds = 0.5;
    bool serve = false;
};

bool read_option(const std::string &argument, options &o) {
    const std::string value = argument.substr(argument.find('=') + 1);
    if (argument == "--serve") o.serve = true;
    else if (argument.starts_with("--threads=")) o.threads = std::stoi(value);
    else if (argument.starts_with("--seconds=")) o.seconds = std::stod(value);
    else if (argument.starts_with("--data=")) use_data_folder(value);
    else return false;
    return true;
}

// One line a benchmark: what Google Benchmark's own table says of iterations and processor time means nothing here.
class table : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context & /*context*/) override {
        std::printf("instruction set %s, %d threads\n\n", simdloss_isa(), threads_);
        std::printf("%-50s %10s %10s %10s %8s %6s %-7s\n", "", "median", "p10", "p90", "GB/s", "roof", "limit");
        return true;
    }

    void ReportRuns(const std::vector<Run> &runs) override {
        for (const Run &run : runs) {
            const std::string name =
                run.run_name.function_name + (run.run_name.args.empty() ? "" : "/") + run.run_name.args;
            if (run.error_occurred) {
                faults_ = true;
                std::printf("%-50s %s\n", name.c_str(), run.error_message.c_str());
                continue;
            }
            std::printf("%-50s", name.c_str());
            const double unit = benchmark::GetTimeUnitMultiplier(run.time_unit);
            const auto value = [&](const char *counter) { return run.counters.at(counter).value; };
            print_time(run.GetAdjustedRealTime() / unit);
            print_time(value("p10") / unit);
            print_time(value("p90") / unit);
            if (run.counters.count("roof") != 0)
                std::printf(" %8.1f %6.2f %-7s", value("GB/s"), value("roof"), run.report_label.c_str());
            for (const char *counter : companion_counters)
                if (run.counters.count(counter) != 0) std::printf("  %.3g %s", value(counter), counter);
            if (run.counters.count("ns_a_row") != 0) std::printf("  %.3g ns a row", value("ns_a_row"));
            std::printf("\n");
        }
        std::fflush(stdout);
    }

    explicit table(int threads) : threads_(threads) {}
    bool faults() const { return faults_; }

private:
    static void print_time(double seconds) {
        if (seconds < 1e-6) std::printf(" %7.1f ns", seconds * 1e9);
        else if (seconds < 1e-3) std::printf(" %7.2f us", seconds * 1e6);
        else std::printf(" %7.2f ms", seconds * 1e3);
    }

    int threads_;
    bool faults_ = false;
};

void report(benchmark::State &state, const measurement &m, double unit) {
    state.SetIterationTime(m.quantile(0.5));
    state.counters["p10"] = m.quantile(0.1) * unit;
    state.counters["p90"] = m.quantile(0.9) * unit;
    if (m.limit.exists()) {
        state.counters["GB/s"] = m.bytes / m.quantile(0.5) * 1e-9;
        state.counters["roof"] = m.limit.seconds() / m.quantile(0.5);
        state.counters["roof_GB/s"] = m.limit.bytes_per_second * 1e-9;
        state.counters["roof_Gexp/s"] = m.limit.exps_per_second * 1e-9;
        state.SetLabel(m.limit.limit());
    }
    if (m.counter != nullptr) state.counters[m.counter] = m.counter_value;
}

int run_benchmarks(session &all, const options &o) {
    for (const bench_case &c : all_cases()) {
        const bool is_short = c.batch == 1 || c.what == work::target_check || c.what == work::shard_merge;
        const auto run = [&all, &c, &o, is_short](benchmark::State &state) {
            for ([[maybe_unused]] auto _ : state) {
                const measurement m = all.measure(c, o.seconds);
                if (m.fault.empty()) report(state, m, is_short ? 1e9 : 1e3);
                else state.SkipWithError(m.fault.c_str());
                if (m.fault.empty() && c.what == work::shard_merge)
                    state.counters["ns_a_row"] = m.quantile(0.5) * 1e9 / static_cast<double>(c.batch);
            }
        };
        benchmark::RegisterBenchmark(c.name.c_str(), run)
            ->UseManualTime()
            ->Iterations(1)
            ->Unit(is_short ? benchmark::kNanosecond : benchmark::kMillisecond);
    }
    table lines(all.threads());
    benchmark::RunSpecifiedBenchmarks(&lines);
    benchmark::Shutdown();
    return lines.faults() ? 1 : 0;
}

void print(const bench_case &c, const measurement &m) {
    std::printf("{\"name\": \"%s\", \"bytes\": %.0f, \"sample\": [", c.name.c_str(), m.bytes);
    for (std::size_t i = 0; i < m.sample.size(); ++i) std::printf("%s%.9g", i == 0 ? "" : ", ", m.sample[i]);
    std::printf("]");
    if (m.limit.exists()) {
        std::printf(", \"roof_ms\": %.9g, \"limit\": \"%s\", \"roof_bytes_per_s\": %.6g, \"roof_exps_per_s\": %.6g",
            m.limit.seconds() * 1e3, m.limit.limit(), m.limit.bytes_per_second, m.limit.exps_per_second);
    }
    if (m.counter != nullptr) std::printf(", \"counter\": \"%s\", \"value\": %.6g", m.counter, m.counter_value);
    std::printf(", \"times_ms\": [");
    for (std::size_t i = 0; i < m.times.size(); ++i) std::printf("%s%.7g", i == 0 ? "" : ", ", m.times[i] * 1e3);
    std::printf("]}\n");
}

int serve(session &all) {
    std::string line;
#if defined(__clang__)
    const char *const compiler = __VERSION__;
#else
    const char *const compiler = "g++ " __VERSION__;
#endif
    std::printf("{\"simdloss\": \"%s\", \"isa\": \"%s\", \"threads\": %d, \"compiler\": \"%s\"}\n", simdloss_version(),
        simdloss_isa(), all.threads(), compiler);
    std::fflush(stdout);
    while (std::getline(std::cin, line)) {
        std::istringstream words(line);
        std::string name, peer;
        double seconds = 0;
        words >> name >> peer >> seconds;
        const auto &cases = all_cases();
        const auto c = std::find_if(cases.begin(), cases.end(), [&](const bench_case &b) { return b.name == name; });
        if (c == cases.end()) {
            std::printf("{\"error\": \"no benchmark of that name: %s\"}\n", name.c_str());
        } else if (const measurement m = all.measure(*c, seconds); !m.fault.empty()) {
            std::printf("{\"error\": \"%s: %s\"}\n", name.c_str(), m.fault.c_str());
        } else {
            print(*c, m);
        }
        std::fflush(stdout);
    }
    return 0;
}

} // namespace

int main(int argc, char **argv) {
    try {
        options o;
        benchmark::Initialize(&argc, argv);
        for (int i = 1; i < argc; ++i) {
            if (!read_option(argv[i], o)) {
                std::fprintf(stderr, "simdloss_bench: unknown option %s\n", argv[i]);
                return 2;
            }
        }
        if (*simdloss_isa() == '\0') {
            std::fprintf(stderr, "simdloss_bench: SIMDLOSS_ISA names an instruction set that is not to be had\n");
            return 2;
        }
        session all(o.threads);
        return o.serve ? serve(all) : run_benchmarks(all, o);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "simdloss_bench: %s\n", error.what());
        return 1;
    }
}
