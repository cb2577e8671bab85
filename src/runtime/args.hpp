// What each kernel is called with, one struct a family. Plain data, compiled for every instruction set.
#pragma once

#include "runtime/rows.hpp"
#include "runtime/scores.hpp"

namespace simdloss::runtime {

// Losses of class indices: what stands in the place of -log p.
enum class class_loss { cross_entropy, focal, poly1 };

struct cross_entropy_args {
    const void *logits = nullptr;
    void *grad_logits = nullptr; // nullptr: forward only
    const void *class_weight = nullptr;
    row_layout layout{};
    class_loss what = class_loss::cross_entropy;
    double gamma = 0, clip = 0, epsilon = 0; // of the others
    double alpha = 1;                        // of all classes
    void *hessian = nullptr;                 // with the gradient
    double hessian_scale = 1, hessian_floor = 0;
    double label_smoothing = 0, z_loss = 0, softcap = 0, temperature = 1;
    double weight_sum = 0; // of all class weights, for records of the shard's; as many as classes if there are none
    bool want_loss = false;
    bool all_kept = false;    // no target is ignored
    bool stats_given = false; // max and log_sum are inputs
    bool sums_given = false;  // what a reduction leaves in the state is: of records, which finish alone
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
    std::int64_t target[row_array]; // -1: ignored; past all classes: in another shard
    double target_weight[row_array], row_weight[row_array];
    double grad[row_array], grad_z[row_array];
    double target_logit[row_array], target_grad[row_array];
    double loss[row_array], z[row_array]; // out
    row_state state;                      // state.max and state.log_sum are the row statistics
    stretch *chunks = nullptr;            // [count][chunk_count], for work in steps
};

struct soft_cross_entropy_args {
    const void *logits = nullptr, *target = nullptr;
    void *grad_logits = nullptr, *grad_target = nullptr; // nullptr: not wanted
    const void *class_weight = nullptr;
    row_layout layout{};
    double label_smoothing = 0;
    bool want_loss = false;
    bool stats_given = false; // max and log_sum are inputs
    bool has_row_weight = false;
    bool has_row_grad = false; // the upstream gradient is each row's own in rows.grad, else `grad` for all
    double grad = 1;
    bool accumulate = false, stream_logits = false, stream_target = false;
};

struct soft_cross_entropy_rows {
    std::int64_t first = 0;
    int count = 0;
    double row_weight[row_array], grad[row_array];
    double total[row_array];        // T, the sum of w_c t'_c
    double whole[row_array];        // T where a probability is above a half, else NaN
    double own[row_array];          // the gradient at an element that has all of T, and is the likeliest by far
    double target_scale[row_array]; // of the gradient for the target
    double loss[row_array];         // out
    row_state state;                // state.max and state.log_sum are the row statistics
    stretch *chunks = nullptr;
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

struct token_args {
    const void *logits = nullptr;
    void *grad_logits = nullptr; // nullptr: forward
    row_layout layout{};
    std::int64_t choices = 1;
    // The chosen classes: fills `out` with entries [first, first + count) of the call's [batch, choices], -1 for ignored.
    void (*widen)(const void *targets, std::int64_t first, int count, std::int64_t *out) = nullptr;
    const void *targets = nullptr;
    const void *grad_log_prob = nullptr; // [batch, choices] of the accumulator type, or null: 0
    void *log_prob = nullptr;            // the same, out, or null
    double softcap = 0, temperature = 1;
    bool all_active = false;
    bool want_entropy = false, want_argmax = false, want_rank = false;
    bool has_grad_entropy = false;                   // whether rows.grad_entropy holds numbers, or all are 0
    bool stats_given = false, entropy_given = false; // max and log_sum, entropy are inputs
    bool accumulate = false, stream = false;

    [[gnu::always_inline]] bool wants_gap() const { return want_entropy || (has_grad_entropy && !entropy_given); }
    [[gnu::always_inline]] bool wants_reduction() const { return !grad_logits || !stats_given || wants_gap(); }
};

struct token_rows {
    std::int64_t first = 0;
    int count = 0;
    std::int64_t target[row_array]; // the first choice; -1: ignored, or there is none
    bool active[row_array];         // not all choices are ignored
    double grad_entropy[row_array];
    double entropy[row_array];                       // in or out
    std::int64_t argmax[row_array], rank[row_array]; // out
    double grad_sum[row_array], grad_low[row_array]; // of the choices' upstream gradients; what the former rounds away
    double slope[row_array];                         // gradient: exp * (factor + slope * (max - v)), see row_state
    row_state state;
    stretch *chunks = nullptr; // [count][chunk_count]: of stretch, gap is that of gap_sums.hpp and weight a count
};

struct kl_divergence_args {
    const void *log_prob = nullptr, *target = nullptr;
    void *grad_log_prob = nullptr, *grad_target = nullptr; // nullptr: not wanted
    // Where losses are not reduced, not over classes either: they and their upstream gradient, dense, else nullptr.
    void *loss = nullptr;
    const void *grad_loss = nullptr;
    row_layout layout{};
    bool log_target = false;
    bool want_sum = false;
    bool accumulate = false, stream_loss = false, stream_grad_log_prob = false, stream_grad_target = false;
};

struct kl_divergence_rows {
    std::int64_t first = 0;
    int count = 0;
    double weight[row_array];     // of a row's losses
    double grad[row_array];       // of its gradients, the weight included
    double sum[row_array];        // out: of its losses, without the weight
    double *chunk_sums = nullptr; // [count][chunk_count], for work in steps
};

struct distillation_args {
    const void *student = nullptr, *teacher = nullptr;
    void *grad_student = nullptr, *grad_teacher = nullptr; // nullptr: not wanted
    row_layout layout{};
    double temperature = 1;
    bool stats_given = false; // max and log_sum of both, and the divergence, are inputs
    bool accumulate = false, stream_student = false, stream_teacher = false;
};

struct distillation_rows {
    std::int64_t first = 0;
    int count = 0;
    double grad[row_array];       // of the gradients, everything included
    double divergence[row_array]; // K
    double offset[row_array];     // (log S of the student - log S of the teacher) - K
    double top[row_array];        // the student's gradient where both rows have their maximum, and
    double top_max[row_array];    // the student's maximum there; NaN where it needs no care
    row_state student, teacher;   // max and log_sum are the row statistics
    stretch *chunks = nullptr;    // [count][chunk_count][student, teacher], for work in steps
};

// Mining: losses over the distances of all pairs of rows, a tile of anchors (rows of the distance matrix) at a time.
inline constexpr int mining_anchors = 32;
inline constexpr int mining_columns = 64; // the matrix is padded to a multiple of it
inline constexpr int mining_group = 5;    // anchors that one task selects for
inline constexpr int mining_scratch = 3;  // rows that it needs to do so

enum class mining_distance { l2, squared_l2, angular, normalized_l2 };
enum class mining_loss { semihard, hard, all };

// "acc": arrays of the accumulator type, [pitch] where nothing is said; pitch is batch, rounded up.
struct mining_args {
    const void *embeddings = nullptr;
    void *grad = nullptr;
    std::int64_t batch = 0, features = 0, stride = 0, pitch = 0;
    void *sums = nullptr; // acc: the gradient before it is scaled; grad itself where that has the type
    std::int64_t sums_stride = 0;
    void *tile = nullptr; // acc [mining_anchors][pitch]: distances, then what the loss makes of them: dL/dd_ij / d_ij
    void *anchors = nullptr; // acc [features][mining_anchors]: the tile's embeddings
    void *inverse = nullptr, *gap = nullptr, *weight_sum = nullptr; // acc: 1 / |e|, (1 - |u|^2) / 2, sum of the weights
    const std::int32_t *order = nullptr;                            // rows by label, ascending in each class
    const std::int32_t *class_begin = nullptr, *class_end = nullptr; // of each row's class, in order
    mining_distance distance = mining_distance::l2;
    mining_loss loss = mining_loss::semihard;
    bool soft = false, want_grad = false, accumulate = false;
    double margin = 1;
    double scale = 1; // of the gradient
};

enum class mining_step { normalize, pack, measure, select, spread, finish };

struct mining_piece {
    mining_step what = mining_step::normalize;
    std::int64_t begin = 0, end = 0; // rows, or columns of the tile
    std::int64_t anchor = 0;         // the tile's first
    int anchors = 0;
    void *scratch = nullptr; // acc [mining_scratch][pitch], of this piece alone
    double *loss = nullptr,
           *count = nullptr; // [mining_anchors] of the tile: each anchor's sum, and its positive losses
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

// Element-wise losses: what is wanted of each element, as a sum of these.
enum element_want : int {
    want_loss = 1,
    want_by_input = 2,
    want_by_target = 4,
    want_by_third = 8,
    want_everything = 15,
    want_curvature = 16 // the second derivative by the input, in the place of by_third
};

// Which function or loss of a family: elements_args::loss.
enum class sigmoid_output { sigmoid, log_sigmoid, sigmoid_grad, log_sigmoid_grad };
enum class binary_loss_of { logits, probability };
enum class focal_loss_of { logits, probability, asymmetric };
enum class regression_loss { squared, square_and_line, poisson, gaussian };
enum class hinge_loss { plain, squared, embedding, soft };

struct elements_args {
    int loss = 0; // one of those
    int want = 0;
    double option[6] = {}; // of the loss: its struct in src/kernels says which is which
    bool flags = false;    // the target is U8: not 0 is true
    bool add_losses = false;
    double grad = 1; // what all derivatives are multiplied by
    double hessian_scale = 1, hessian_floor = 0;
    bool accumulate = false, stream = false, stream_loss = false;
};

// Elements that lie one after the other in every array.
struct elements_run {
    std::int64_t n = 0;
    const void *input = nullptr, *target = nullptr, *third = nullptr; // of the storage type; third may be nullptr
    const void *class_value = nullptr; // of the accumulator type, as the next two: in the place of third
    const void *weight = nullptr, *upstream = nullptr;
    void *loss = nullptr;                                                // of the accumulator type, or nullptr
    void *by_input = nullptr, *by_target = nullptr, *by_third = nullptr; // of the storage type, or nullptr
    bool on_stack = false;                                               // outputs that are not to be streamed
    double sum[32];                                                      // the losses' so far, by lane
};

} // namespace simdloss::runtime
