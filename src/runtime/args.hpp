// What each kernel is called with, one struct a family. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

struct cross_entropy_args {
    const void *logits = nullptr;
    void *grad_logits = nullptr; // nullptr: forward only
    const void *class_weight = nullptr;
    row_layout layout{};
    double label_smoothing = 0, z_loss = 0, softcap = 0, temperature = 1;
    double weight_sum = 0; // of all class weights; classes if there are none
    bool want_loss = false;
    bool all_kept = false;    // no target is ignored
    bool stats_given = false; // max and log_sum are inputs
    // Whether rows.target_weight and row_weight hold numbers, or all are 1.
    bool has_target_weight = false, has_row_weight = false;
    // The upstream gradient over the denominator, of L and of Z: each row's own in rows.grad and grad_z, or one for all.
    bool has_row_grad = false;
    double grad = 1, grad_z = 1;
    bool accumulate = false, stream = false;
};

struct cross_entropy_rows {
    std::int64_t first = 0; // row of the call's arrays
    int count = 0;
    std::int64_t target[row_array]; // -1: ignored
    double target_weight[row_array], row_weight[row_array];
    double grad[row_array], grad_z[row_array];
    double target_logit[row_array], target_grad[row_array];
    double loss[row_array], z[row_array]; // out
    row_state state;                      // state.max and state.log_sum are the row statistics
    stretch *chunks = nullptr;            // [count][chunk_count], for work in steps
};

enum class softmax_output { softmax, log_softmax, log_sum_exp, log_sum_exp_grad };

struct softmax_args {
    const void *input = nullptr;
    void *output = nullptr;
    row_layout layout{};
    softmax_output what = softmax_output::softmax;
    bool stats_given = false;
    bool accumulate = false, stream = false;
};

struct softmax_rows {
    std::int64_t first = 0;
    int count = 0;
    double grad[row_array];
    double value[row_array]; // log_sum_exp, out
    row_state state;
    stretch *chunks = nullptr;
};

struct softmax_grad_args {
    const void *output = nullptr, *grad_output = nullptr;
    void *grad_input = nullptr;
    row_layout layout{};
    bool logarithm = false; // of log_softmax
    bool accumulate = false, stream = false;
};

struct softmax_grad_rows {
    std::int64_t first = 0;
    int count = 0;
    double sum[row_array];
    stretch *chunks = nullptr;
};

// Element-wise on two or three arrays at once: margin ranking, and contrastive on distances.
struct pairs_args {
    const void *in[3] = {}; // the last one is the target, unless it comes widened with the rows
    void *grad[3] = {};     // nullptr: not wanted
    bool stream[3] = {};    // of the gradients
    void *loss = nullptr;   // one an element; nullptr: summed, if wants_sum
    bool stream_loss = false, wants_sum = false;
    const void *grad_loss = nullptr; // one an element, or nullptr: upstream for all
    double upstream = 1;
    std::int64_t item = 1, stride = 1; // elements of a batch item, and from one to the next
    bool accumulate = false;
    double margin = 0, factor = 1;
    bool one_is_similar = true;
};

struct pairs_rows {
    std::int64_t first = 0, count = 0;
    const void *target = nullptr; // of the accumulator type, for these elements; nullptr: in args.in
    double lane[32] = {};         // sums of losses, added to
};

// Groups of rows: their classes are the columns of all rows of a group.
struct rank_args {
    const void *scores = nullptr, *target = nullptr;
    void *grad_scores = nullptr, *grad_target = nullptr;
    void *loss = nullptr;            // one a column, of the accumulator type; nullptr: their sums, in the rows
    const void *grad_loss = nullptr; // NONE: as loss; else grad for all
    double grad = 1;
    std::int64_t rows = 2, columns = 1, row_stride = 1; // of a group
    double margin = 1;
    bool wants_loss = false, accumulate = false, stream_scores = false, stream_target = false;
};

struct rank_rows {
    std::int64_t first = 0;
    int count = 0;
    double loss[row_array];
};

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
