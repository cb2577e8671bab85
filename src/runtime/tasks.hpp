// How a call's work is cut and run. What the pieces are depends on the shape alone, never on the threads, and so do the
// results, bit for bit.
#pragma once

#include "runtime/checks.hpp"

#include <cstdint>
#include <type_traits>

namespace simdloss::runtime {

inline constexpr std::int64_t max_blocks = 256;

// Below so many elements a call stays on the calling thread.
inline constexpr std::int64_t parallel_elements = 32768;

// Rows in equal blocks, at most max_blocks of them, each of enough elements to be worth handing out.
struct row_blocks {
    std::int64_t rows, per_block, count;

    row_blocks(std::int64_t rows, std::int64_t classes);
    std::int64_t begin(std::int64_t block) const { return block * per_block; }
    std::int64_t end(std::int64_t block) const {
        return begin(block) + per_block < rows ? begin(block) + per_block : rows;
    }
};

// Few long rows are cut along their columns too, where the executor has threads to spare.
bool split_rows(const simdloss_executor *executor, const array_shape &shape);
inline constexpr std::int64_t max_stretches = 512;

// The floating-point environment that results are defined in: round to nearest, denormals kept, no traps. The caller's
// is put back when the object goes.
class float_environment {
public:
    float_environment();
    ~float_environment();
    float_environment(const float_environment &) = delete;
    float_environment &operator=(const float_environment &) = delete;

private:
    std::uint64_t saved_;
    bool changed_;
};

// Runs task(context, i) once for each i in [0, count), count at most max_stretches, whatever the executor does: indices
// out of range and repetitions are passed over, and what it left out is an error.
simdloss_status run_tasks(const simdloss_executor *executor, std::int64_t count, bool parallel,
    void (*task)(void *context, std::int64_t index), void *context);

template <class F>
simdloss_status run_tasks(const simdloss_executor *executor, std::int64_t count, bool parallel, const F &f) {
    return run_tasks(
        executor, count, parallel, [](void *context, std::int64_t index) { (*static_cast<const F *>(context))(index); },
        const_cast<void *>(static_cast<const void *>(&f)));
}

// Whether a result of so many bytes is written past the caches: where it would not stay in them anyway.
constexpr bool worth_streaming(std::int64_t bytes) { return bytes > (std::int64_t(8) << 20); }

// The sum of values in 16 interleaved lanes: an order that does not depend on registers, and that any can follow.
class ordered_sum {
public:
    void clear();
    void add(const double *values, int n);
    double total() const;

private:
    double lane_[16];
};

} // namespace simdloss::runtime
