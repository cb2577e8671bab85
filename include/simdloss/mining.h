/*
 * simdloss/mining.h - metric learning on a batch of embeddings with labels: the loss finds its own pairs and triplets.
 * Semi-hard and hard triplets (TensorFlow Addons), all triplets, lifted structure; and triplets that the caller names.
 *
 * Embeddings E are [batch, features], rows batch_stride elements apart; labels are integers of any value, one a row.
 * Rows with equal labels are each other's positives, the others negatives. Distances d_ij of rows i and j:
 *
 *     L2             |e_i - e_j|                          gradient (e_i - e_j) / d_ij, 0 where d_ij = 0
 *     SQUARED_L2     |e_i - e_j|^2                        gradient 2 (e_i - e_j)
 *     ANGULAR        1 - u_i . u_j, u = e / |e|           TensorFlow's "angular": 1 - cosine, not an angle
 *     NORMALIZED_L2  |u_i - u_j|                          that of pytorch-metric-learning's LpDistance()
 *
 * All are computed from differences, not from products, so that near-equal rows keep their digits: ANGULAR is
 * |u_i - u_j|^2 / 2. |e| is taken to be at least 1e-6, as in TensorFlow's l2_normalize: zero rows have u = 0, and a
 * finite gradient (as large as 1e6, which is TensorFlow's).
 *
 * Memory is the caller's workspace: at most 64 rows of batch (rounded up to 64) of the accumulator type and 32 columns
 * of features, never batch x batch; where the gradient is F16 or BF16, or added to what is there, a copy of it in the
 * accumulator type too. Time is O(batch^2 (features + log batch)). Triplets that the caller names take time and memory in
 * proportion to their number instead. The gradient may not overwrite the embeddings.
 *
 * A NaN in any row (or an infinity, whose differences are NaN) makes the loss and every gradient NaN, where there is
 * anything to take a loss of; where the caller names the triplets, those that the row is in. Squares of differences
 * beyond the accumulator type are infinite.
 *
 * Precision. F32, F16 and BF16 have distances in F32 and losses in F64, F64 has all in F64. docs/NUMERICS.md has bounds.
 */
#ifndef SIMDLOSS_MINING_H
#define SIMDLOSS_MINING_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t simdloss_distance;
enum {
    SIMDLOSS_DISTANCE_L2 = 0,
    SIMDLOSS_DISTANCE_SQUARED_L2 = 1,
    SIMDLOSS_DISTANCE_ANGULAR = 2,
    SIMDLOSS_DISTANCE_NORMALIZED_L2 = 3
};

/* One desc for the four losses that mine the batch: a program tries one after the other by calling another function. */
typedef struct simdloss_mining_desc {
    uint32_t size;                /* set by simdloss_mining_desc_init */
    simdloss_dtype dtype;         /* embeddings and their gradient: F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;  /* labels: I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction; /* MEAN (default) SUM */
    int32_t empty_mean;           /* the mean of nothing: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;           /* 0 (default); 1: the gradient is added to what its buffer holds */
    simdloss_distance distance;   /* L2 (default) SQUARED_L2 ANGULAR NORMALIZED_L2 */
    int32_t soft;                 /* 0 (default); 1: softplus instead of a hinge; triplet_hard only */
    int64_t batch;                /* 0 (default); at most 2^31 - 64 */
    int64_t features;             /* 0 (default) */
    int64_t batch_stride;         /* in elements; 0 (default) = features */
    double margin;                /* 1 (default), finite */
    double mean_denominator;      /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_mining_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_mining_desc_init(simdloss_mining_desc *desc, size_t size);

/* The bytes of workspace that each of the functions below needs, at any alignment; it depends on the desc alone. */
SIMDLOSS_API simdloss_status simdloss_mining_workspace_size(const simdloss_mining_desc *desc, size_t *bytes);

/*
 * Arguments of all of them; "acc" is the accumulator type, F64 for F64 and else F32:
 *
 *     embeddings       [batch, features] of desc->dtype
 *     target           [batch] of desc->target_dtype: the labels, any values
 *     grad_loss        upstream gradient, one value of acc, or NULL: 1
 *     loss             one value of acc. NULL (in forward_backward): not wanted
 *     grad_embeddings  as embeddings; overlaps nothing. NULL (in forward_backward): not wanted
 *     workspace        workspace_bytes bytes, at least simdloss_mining_workspace_size; nothing in it is kept
 *
 * Fused and separate calls give the same bits, for every executor; so do all instruction sets with a fused multiply-add.
 * Where z <= 0 the gradient of max(0, z) is 0. Selections take the lowest index among equals.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, WORKSPACE, EXECUTOR, ISA.
 */

/*
 * Semi-hard triplets: TensorFlow Addons' triplet_semihard_loss. For every ordered pair (a, p), a != p, y_a = y_p, of
 * which there are P:
 *
 *     neg(a, p) = the smallest d_ak > d_ap over k with y_k != y_a; there is no upper bound by the margin
 *                 if there is none, the largest d_ak over k with y_k != y_a
 *                 if a has no negative, min_k d_ak (0 for the L2 distances), a constant
 *     loss = sum over pairs of max(0, margin + d_ap - neg(a, p)),     MEAN: / P
 *
 * P counts pairs whose loss is 0 too. P = 0: SUM is 0, MEAN is NaN or 0 by empty_mean, the gradient is 0.
 */
SIMDLOSS_API simdloss_status simdloss_triplet_semihard_forward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, void *loss, void *workspace,
    size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_triplet_semihard_backward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, const void *grad_loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_triplet_semihard_forward_backward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, const void *grad_loss, void *loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);

/*
 * The hardest triplet of each anchor: TensorFlow Addons' triplet_hard_loss.
 *
 *     hp(a) = max of d_ap over p != a, y_p = y_a;      without a positive min_k d_ak, a constant
 *     hn(a) = min of d_ak over k with y_k != y_a;      without a negative max_k d_ak, which has a gradient
 *     l(a)  = max(0, margin + hp - hn);                soft: log(1 + exp(hp - hn)), the margin unused
 *     loss  = sum of l(a),                             MEAN: / batch. Every anchor counts
 *
 * batch = 0: SUM is 0, MEAN is NaN or 0 by empty_mean. soft does not overflow, as TensorFlow's does from 88 on.
 */
SIMDLOSS_API simdloss_status simdloss_triplet_hard_forward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, void *loss, void *workspace,
    size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_triplet_hard_backward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, const void *grad_loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_triplet_hard_forward_backward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, const void *grad_loss, void *loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);

/*
 * All triplets ("batch all"): pytorch-metric-learning's TripletMarginLoss (with NORMALIZED_L2 and its margin, 0.05).
 *
 *     loss = sum over (a, p, k), a != p, y_a = y_p, y_k != y_a, of max(0, margin + d_ap - d_ak)
 *     MEAN: / the number of those that are positive. None is: loss 0 and gradient 0, whatever empty_mean
 */
SIMDLOSS_API simdloss_status simdloss_triplet_all_forward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, void *loss, void *workspace,
    size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_triplet_all_backward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, const void *grad_loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_triplet_all_forward_backward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, const void *grad_loss, void *loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);

/*
 * Lifted structure: TensorFlow Addons' lifted_struct_loss, and pytorch-metric-learning's LiftedStructureLoss (with
 * NORMALIZED_L2, margin being its neg_margin, pos_margin 0). For every ordered pair (i, j), i != j, y_i = y_j, of which
 * there are P:
 *
 *     J_ij = log(sum over k, y_k != y_i, of exp(margin - d_ik) + exp(margin - d_jk)) + d_ij
 *     loss = 1/2 sum over pairs of max(0, J_ij)^2,                     MEAN: / P
 *
 * The logarithm does not overflow and loses nothing where all exponentials underflow. Without negatives J is -inf and the
 * loss 0. P = 0: SUM is 0, MEAN is NaN or 0 by empty_mean, the gradient is 0. The gradient takes all distances twice.
 */
SIMDLOSS_API simdloss_status simdloss_lifted_structure_forward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, void *loss, void *workspace,
    size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_lifted_structure_backward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, const void *grad_loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_lifted_structure_forward_backward(const simdloss_mining_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *target, const void *grad_loss, void *loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);

/*
 * Triplets that the caller names by their rows, whatever mined them: pytorch-metric-learning's TripletMarginLoss with
 * indices_tuple (with NORMALIZED_L2, mean_of_positive, and its margin, 0.05).
 *
 *     l_t  = max(0, margin + d_ap - d_an),  a = anchor[t], p = positive[t], n = negative[t]
 *     MEAN = sum of l_t / triplets; mean_of_positive: / the number of those that are positive, 0 if none is
 *
 * Rows may be named any number of times, and a triplet may name one twice. The squares of a distance are added in F64,
 * whatever the type. A distance below the normal numbers of acc has gradient 0, as a distance of 0 has.
 */
typedef struct simdloss_named_triplets_desc {
    uint32_t size;                /* set by simdloss_named_triplets_desc_init */
    simdloss_dtype dtype;         /* embeddings and their gradient: F32 (default) F64 F16 BF16 */
    simdloss_dtype index_dtype;   /* I64 (default) I32 */
    simdloss_reduction reduction; /* MEAN (default) SUM NONE */
    int32_t empty_mean;           /* of no triplet: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t mean_of_positive;     /* 0 (default); 1: the mean is over positive losses, and 0 if there are none */
    int32_t accumulate;           /* 0 (default); 1: the gradient is added to what its buffer holds */
    simdloss_distance distance;   /* L2 (default) SQUARED_L2 ANGULAR NORMALIZED_L2 */
    int64_t batch;                /* 0 (default); at most 2^31 - 64 */
    int64_t features;             /* 0 (default) */
    int64_t batch_stride;         /* in elements; 0 (default) = features */
    int64_t triplets;             /* 0 (default) */
    double margin;                /* 1 (default), finite */
    double mean_denominator;      /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_named_triplets_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_named_triplets_desc_init(simdloss_named_triplets_desc *desc, size_t size);

/* The bytes of workspace that each of the functions below needs, at any alignment; it depends on the desc alone. */
SIMDLOSS_API simdloss_status simdloss_named_triplets_workspace_size(
    const simdloss_named_triplets_desc *desc, size_t *bytes);

/*
 * Arguments as above, but
 *
 *     anchor, positive, negative  [triplets] of desc->index_dtype, each in [0, batch)
 *     grad_loss                   upstream gradient, of loss's shape, of acc, or NULL: 1
 *     loss                        of acc. NONE: [triplets]; SUM, MEAN: one value. NULL: not wanted
 *
 * Rows that no triplet names have gradient 0. Errors: as above, and TARGET, naming the first triplet that is bad.
 */
SIMDLOSS_API simdloss_status simdloss_named_triplets_forward(const simdloss_named_triplets_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *anchor, const void *positive,
    const void *negative, void *loss, void *workspace, size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_named_triplets_backward(const simdloss_named_triplets_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *anchor, const void *positive,
    const void *negative, const void *grad_loss, void *grad_embeddings, void *workspace, size_t workspace_bytes);
SIMDLOSS_API simdloss_status simdloss_named_triplets_forward_backward(const simdloss_named_triplets_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *anchor, const void *positive,
    const void *negative, const void *grad_loss, void *loss, void *grad_embeddings, void *workspace,
    size_t workspace_bytes);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_MINING_H */
