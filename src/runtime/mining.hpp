// Checked calls on a batch of embeddings: losses that mine it, a tile of anchors at a time, and triplets that the caller
// names.
#pragma once

#include "runtime/losses.hpp"
#include "runtime/mining_args.hpp"

namespace simdloss::runtime {

// What both have.
struct embeddings_call {
    const kernel_table *kernels = nullptr;
    dtype_index dtype = f32;
    mining_args args;
    loss_output out;
    double mean_denominator = 0;
    std::int32_t empty_mean = SIMDLOSS_EMPTY_MEAN_NAN;
    void *workspace = nullptr;
};

struct mining_call : embeddings_call {
    const void *label = nullptr;
    simdloss_dtype label_dtype = SIMDLOSS_I64;
};

struct named_triplets_call : embeddings_call {
    const void *index[3] = {}; // anchors, positives, negatives
    simdloss_dtype index_dtype = SIMDLOSS_I64;
    std::int64_t triplets = 0;
    bool mean_of_positive = false;
};

// What of them depends on the desc: dtype, and of args batch, features, distance and accumulate; triplets.
std::size_t mining_workspace(const mining_call &call);
std::size_t named_triplets_workspace(const named_triplets_call &call);

// Every index is a row: else the first triplet that is not, by its position, is an error.
simdloss_status check_triplets(const named_triplets_call &call);

simdloss_status run(mining_call &call, const simdloss_executor *executor);
simdloss_status run(named_triplets_call &call, const simdloss_executor *executor);

// ---- what they share

// Arrays one after the other in the workspace, at multiples of a cache line.
class workspace_arrays {
public:
    explicit workspace_arrays(void *workspace)
        : begin_((reinterpret_cast<std::uintptr_t>(workspace) + 63) / 64 * 64), at_(begin_) {}

    void *next(std::int64_t elements, std::size_t size) {
        const std::uintptr_t here = at_;
        at_ += (static_cast<std::uintptr_t>(elements) * size + 63) / 64 * 64;
        return reinterpret_cast<void *>(here);
    }
    std::size_t bytes() const { return at_ - begin_ + 63; }

private:
    std::uintptr_t begin_, at_;
};

// Norms and gradients of rows: their places, and the steps before and after a loss.
void lay_out_rows(const embeddings_call &call, mining_args &args, workspace_arrays &arrays, std::int64_t rows);
simdloss_status prepare_rows(const embeddings_call &call, const simdloss_executor *executor, bool parallel);
simdloss_status finish_rows(const embeddings_call &call, const simdloss_executor *executor, bool parallel);

} // namespace simdloss::runtime
