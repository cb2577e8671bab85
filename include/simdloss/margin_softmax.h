/*
 * simdloss/margin_softmax.h - ArcFace and CosFace: cross-entropy on the cosines of embeddings and class weights, with a
 * margin at the target. The matrix of cosines never exists, only some rows of it, in the caller's workspace.
 *
 * With c_ij = <e_i / max(|e_i|, norm_floor), w_j / max(|w_j|, norm_floor)>, y = target[i], m = margin:
 *
 *     ARCFACE  t = cos(acos(c_iy) + m) = c_iy cos m - sqrt(1 - c_iy^2) sin m   where c_iy >= -cos m, else c_iy - m sin m
 *     COSFACE  t = c_iy - m
 *     v_ij = scale * (j == y ? t : c_ij)      loss_i = log sum_j exp(v_ij) - v_iy
 *
 *     dloss_i/dc_ij = scale (p_ij - [j = y]) (j == y ? dt/dc : 1)
 *     ARCFACE  dt/dc = cos m + sin m c / sqrt(1 - c^2), where 1 - c^2 is taken as at least the accumulator's epsilon: at
 *              c = +-1 the derivative is infinite; then 1
 *     COSFACE  dt/dc = 1
 *
 * A row whose target is ignore_index has loss 0 and gradient 0, and is not read: it counts in no mean.
 *
 * Weights are [classes, width], a row a class (pytorch-metric-learning, whose ArcFaceLoss and CosFaceLoss these are,
 * has the transpose, and ArcFace's margin in degrees: its 28.6 is 0.49916 here). Zero vectors, precision, NaN and the
 * same bits as in simdloss/info_nce.h.
 */
#ifndef SIMDLOSS_MARGIN_SOFTMAX_H
#define SIMDLOSS_MARGIN_SOFTMAX_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t simdloss_margin;
enum { SIMDLOSS_MARGIN_ARCFACE = 0, SIMDLOSS_MARGIN_COSFACE = 1 };

typedef struct simdloss_margin_softmax_desc {
    uint32_t size;                /* set by simdloss_margin_softmax_desc_init */
    simdloss_dtype dtype;         /* of embeddings, weights and their gradients: F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;  /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction; /* MEAN (default) SUM NONE */
    int32_t empty_mean;           /* of no kept row: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;           /* 0 (default); 1: gradients are added to what is there */
    simdloss_margin kind;         /* ARCFACE (default) COSFACE */
    int64_t batch;                /* 0 (default) */
    int64_t classes;              /* 0 (default) */
    int64_t width;                /* 0 (default): elements of a vector */
    int64_t embedding_stride;     /* of rows, in elements; 0 (default) = width */
    int64_t weight_stride;        /* 0 (default) = width */
    double margin;                /* 0.5 (default); ARCFACE: radians, from 0 to pi; COSFACE: finite (its paper: 0.35) */
    double scale;                 /* 64 (default), > 0, finite */
    double norm_floor;            /* 1e-12 (default), > 0, finite */
    double mean_denominator;      /* 0 (default) = the number of kept rows; > 0 replaces it */
    int64_t ignore_index;         /* -100 (default); compared after widening the target; INT64_MIN = none */
} simdloss_margin_softmax_desc;

SIMDLOSS_API simdloss_status simdloss_margin_softmax_desc_init(simdloss_margin_softmax_desc *desc, size_t size);

/* How many bytes of workspace the three functions need, of any alignment; from desc alone. */
SIMDLOSS_API simdloss_status simdloss_margin_softmax_workspace_size(
    const simdloss_margin_softmax_desc *desc, size_t *bytes);

/*
 *     embeddings  [batch, width] of dtype
 *     weights     [classes, width]
 *     target      [batch] of target_dtype, each in [0, classes) or equal to ignore_index
 *     grad_loss   upstream gradient, of loss's shape, of acc (F64 for F64, else F32), or NULL: 1
 *     loss        NONE: [batch] of acc; SUM, MEAN: one value. NULL: not wanted
 *     grad_*      as their inputs, which each may exactly be (not with accumulate); NULL: not wanted
 *
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad row), ALIAS, WORKSPACE, EXECUTOR,
 * ISA. On an error only the workspace may have been written.
 */
SIMDLOSS_API simdloss_status simdloss_margin_softmax_forward(const simdloss_margin_softmax_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *weights, const void *target, void *loss,
    void *workspace, size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_margin_softmax_backward(const simdloss_margin_softmax_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *weights, const void *target,
    const void *grad_loss, void *grad_embeddings, void *grad_weights, void *workspace, size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_margin_softmax_forward_backward(const simdloss_margin_softmax_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *weights, const void *target,
    const void *grad_loss, void *loss, void *grad_embeddings, void *grad_weights, void *workspace,
    size_t workspace_bytes);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_MARGIN_SOFTMAX_H */
