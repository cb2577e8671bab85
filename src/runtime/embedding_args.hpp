// What the kernels of embedding.h are called with. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

// Losses on two or three rows of embeddings at a time.
enum class embedding_loss { distance, similarity, cosine_embedding, contrastive, triplet };
enum class embedding_measure { minkowski, squared_euclidean, cosine };

struct embedding_args {
    embedding_loss what = embedding_loss::distance;
    embedding_measure measure = embedding_measure::minkowski;
    const void *in[3] = {};
    void *grad[3] = {};          // nullptr: not wanted
    std::int64_t stride[3] = {}; // of in[k] and grad[k], from row to row
    bool stream[3] = {};         // of the gradients
    std::int64_t features = 0;
    double p = 2, eps = 0, margin = 1, factor = 1;
    bool swap = false, one_is_similar = true, zero_gradient = false;
    bool accumulate = false;
};

struct embedding_rows {
    std::int64_t first = 0;
    int count = 0;
    double target[row_array], grad[row_array];      // grad: upstream, of every row
    double loss[row_array], grad_target[row_array]; // out
};

} // namespace simdloss::runtime
