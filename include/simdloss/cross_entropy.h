/*
 * simdloss/cross_entropy.h - cross-entropy with class-index targets, on logits.
 *
 * PyTorch's F.cross_entropy(logits, target) and TensorFlow's sparse_softmax_cross_entropy, with the extensions used for
 * language models: z-loss, logit soft-cap and temperature.
 *
 * Shapes. logits and grad_logits are [batch, classes, inner], inner fastest: inner = 1 is [N, C]; inner = H*W is
 * [N, C, H, W]. A row is one (batch, inner) position; row r = n * inner + s, and target, row_weight and the unreduced
 * loss are [batch * inner] in that order.
 *
 * Formula, for a kept row (target y != ignore_index) with weights w, smoothing e and W = sum_c w_c:
 *
 *     v_j  = softcap * tanh(x_j / softcap) / temperature         the transformed logit; v = x by default
 *     m    = max_j v_j      S = sum_j exp(v_j - m)      p_j = exp(v_j - m) / S      lse = m + log S
 *     L_r  = (1-e) w_y (-log p_y) + (e/C) sum_c w_c (-log p_c)
 *     Z_r  = z_loss * lse^2
 *     loss = row_weight_r * (L_r + Z_r);      an ignored row has loss 0, gradient 0, and its logits are not read
 *
 *     MEAN = sum_r row_weight_r L_r / denominator  +  sum_r row_weight_r Z_r / (number of kept rows)
 *     dL_r/dv_j = A p_j - (1-e) w_y [j = y] - (e/C) w_j,  A = (1-e) w_y + (e/C) W;   dZ_r/dv_j = 2 z_loss lse p_j
 *
 * Precision. F32, F16 and BF16 are computed in F32 (row results in F64), F64 in F64. A confident row keeps its digits:
 * at p_y = 1 - 1e-9 the loss is 1e-9 and the gradient -1e-9, not 0. The transformed logit, where there is a transform,
 * is rounded once to the accumulator type. docs/NUMERICS.md has the bounds.
 *
 * Special values, of the transformed logit v (a soft-cap makes infinite logits finite, +-softcap / temperature). A NaN or
 * a +inf in a kept row makes its loss and gradient NaN, and so does a row of all -inf. A -inf is a probability of 0: at
 * the target the loss is +inf and the gradient finite; elsewhere it changes nothing (with smoothing the loss is +inf if
 * its class weight is not 0).
 */
#ifndef SIMDLOSS_CROSS_ENTROPY_H
#define SIMDLOSS_CROSS_ENTROPY_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simdloss_cross_entropy_desc {
    uint32_t size;                    /* set by simdloss_cross_entropy_desc_init */
    simdloss_dtype dtype;             /* of logits and grad_logits: F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;      /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction;     /* MEAN (default) SUM NONE */
    simdloss_denominator denominator; /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;               /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;               /* 0 (default); 1: gradients are added to what grad_logits holds */
    int64_t batch;                    /* 0 (default) */
    int64_t classes;                  /* 0 (default) */
    int64_t inner;                    /* 1 (default) */
    int64_t batch_stride;             /* in elements; 0 (default) = classes * inner */
    int64_t ignore_index;             /* -100 (default); compared after widening the target; INT64_MIN = none */
    double label_smoothing;           /* 0 (default), in [0, 1] */
    double z_loss;                    /* 0 (default), >= 0, finite */
    double softcap;                   /* 0 (default) = off, > 0, finite */
    double temperature;               /* 1 (default), > 0, finite */
    double mean_denominator;          /* 0 (default) = the mean's own; > 0 replaces every denominator of MEAN */
} simdloss_cross_entropy_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_cross_entropy_desc_init(simdloss_cross_entropy_desc *desc, size_t size);

/*
 * Arguments, here and below; "acc" is the accumulator type, F64 for F64 and else F32:
 *
 *     logits        [batch, classes, inner] of desc->dtype
 *     target        [batch * inner] of desc->target_dtype; each in [0, classes) or equal to ignore_index
 *     class_weight  [classes] of acc, or NULL: all 1
 *     row_weight    [batch * inner] of acc, or NULL: all 1
 *     row_stats     [2][batch * inner] of acc: the plane of maxima m, then of log S, of the transformed logits; 0, 0
 *                   for ignored rows. Written by forward if not NULL; read by backward, or recomputed if NULL
 *     grad_loss     upstream gradient, of loss's shape, of acc, or NULL: 1
 *     loss          NONE: [batch * inner] of acc; SUM, MEAN: one value of acc. NULL: not wanted
 *     grad_logits   as logits; may be exactly logits (not with accumulate); any other overlap is an error
 *
 * All three give the same bits: forward_backward is forward, then backward, in one pass over memory.
 * No row at all: SUM is 0, MEAN is NaN or 0 by empty_mean.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad row), ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_cross_entropy_forward(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, void *loss, void *row_stats);

SIMDLOSS_API simdloss_status simdloss_cross_entropy_backward(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *row_stats, const void *grad_loss, void *grad_logits);

SIMDLOSS_API simdloss_status simdloss_cross_entropy_forward_backward(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_logits);

/*
 * What MEAN divides by, for a caller that forms a mean over several calls or machines: add up the results of all parts
 * and pass the total as mean_denominator with reduction MEAN. kept: the number of rows whose target is not
 * ignore_index. weight: what desc->denominator selects (mean_denominator and reduction are not looked at). Either may
 * be NULL, not both.
 */
SIMDLOSS_API simdloss_status simdloss_cross_entropy_denominator(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *target, const void *class_weight, const void *row_weight,
    int64_t *kept, double *weight);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_CROSS_ENTROPY_H */
