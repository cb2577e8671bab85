/*
 * simdloss/divergence.h - Kullback-Leibler divergence from log-probabilities, and distillation: the divergence of a
 * student's distribution from a teacher's, from the logits of both.
 *
 * Shapes. Full-size arrays are [batch, classes, inner], inner fastest: inner = 1 is [N, C]; inner = H*W is [N, C, H,
 * W]. A row is one (batch, inner) position; row r = n * inner + s, and row_weight and losses of rows are [batch *
 * inner] in that order. Consecutive batch items are batch_stride elements apart in every full-size array, but for an
 * unreduced loss and its upstream gradient, which are dense.
 *
 * Precision. F32, F16 and BF16 are computed in F32 (row results in F64), F64 in F64. docs/NUMERICS.md has the bounds.
 */
#ifndef SIMDLOSS_DIVERGENCE_H
#define SIMDLOSS_DIVERGENCE_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Divergence of log-probabilities x from target probabilities t, or from their logarithms with log_target: PyTorch's
 * F.kl_div, optax.kl_divergence (class_reduction SUM).
 *
 *     log_target 0:  l = t (log t - x)         dl/dx = -t           dl/dt = log t + 1 - x
 *     log_target 1:  l = exp(t) (t - x)        dl/dx = -exp(t)      dl/dt = exp(t) (t - x + 1)
 *
 *     class_reduction NONE: the losses are l, one an element; SUM: one a row, their sum; MEAN: that / classes
 *     loss = row_weight_r * the row's loss or losses;        MEAN = sum of all / denominator
 *
 * The denominator. DEFAULT and COUNT: the number of losses, batch * classes * inner or (with a class_reduction) batch *
 * inner: PyTorch's 'mean'. BATCH: desc.batch, PyTorch's 'batchmean'. WEIGHT: the sum of every loss's row_weight.
 * NONZERO_WEIGHT: the number of losses whose row_weight is not 0.
 *
 * Special values. t = 0, with log_target t = -inf, contributes exactly 0 to the loss and to dl/dx, whatever x is (but a
 * NaN stays one in the loss); dl/dt is then -inf without log_target (NaN where x is -inf), and 0 with it. A negative
 * probability t gives NaN in all three. x = -inf where t is not 0: the loss and dl/dt are +inf, dl/dx finite. Nothing
 * else is checked: neither side need be normalised.
 */
typedef struct simdloss_kl_divergence_desc {
    uint32_t size;                      /* set by simdloss_kl_divergence_desc_init */
    simdloss_dtype dtype;               /* of every full-size array but an unreduced loss: F32 (default) F64 F16 BF16 */
    simdloss_reduction class_reduction; /* over the classes of a row, before the reduction: NONE (default) SUM MEAN */
    simdloss_reduction reduction;       /* MEAN (default) SUM NONE */
    simdloss_denominator denominator;   /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;                 /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO; for class_reduction MEAN too */
    int32_t accumulate;                 /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t log_target;                 /* 0 (default): target holds probabilities; 1: their logarithms */
    int64_t batch;                      /* 0 (default) */
    int64_t classes;                    /* 0 (default) */
    int64_t inner;                      /* 1 (default) */
    int64_t batch_stride;               /* in elements; 0 (default) = classes * inner */
    double mean_denominator;            /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_kl_divergence_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_kl_divergence_desc_init(simdloss_kl_divergence_desc *desc, size_t size);

/*
 * Arguments; "acc" is the accumulator type, F64 for F64 and else F32:
 *
 *     log_prob       [batch, classes, inner] of desc->dtype: x
 *     target         the same: t
 *     row_weight     [batch * inner] of acc, or NULL: all 1
 *     grad_loss      upstream gradient, of loss's shape, of acc, or NULL: 1
 *     loss           of acc. SUM, MEAN: one value. NONE: [batch * inner] with a class_reduction, else [batch, classes,
 *                    inner], dense. NULL (in forward_backward): not wanted
 *     grad_log_prob  as log_prob; may be exactly log_prob (not with accumulate). NULL: not wanted
 *     grad_target    as target; may be exactly target (not with accumulate). NULL: not wanted
 *
 * All three give the same bits. No loss at all: SUM is 0, MEAN is NaN or 0 by empty_mean.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_kl_divergence_forward(const simdloss_kl_divergence_desc *desc,
    const simdloss_executor *executor, const void *log_prob, const void *target, const void *row_weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_kl_divergence_backward(const simdloss_kl_divergence_desc *desc,
    const simdloss_executor *executor, const void *log_prob, const void *target, const void *row_weight,
    const void *grad_loss, void *grad_log_prob, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_kl_divergence_forward_backward(const simdloss_kl_divergence_desc *desc,
    const simdloss_executor *executor, const void *log_prob, const void *target, const void *row_weight,
    const void *grad_loss, void *loss, void *grad_log_prob, void *grad_target);

/*
 * Distillation (Hinton): the divergence of a student from a teacher, both given by logits, in one pass over each. What
 * F.kl_div(log_softmax(s / tau), softmax(u / tau), reduction='batchmean') * tau^2 composes.
 *
 *     P = softmax(u / tau), Q = softmax(s / tau)       s: student, u: teacher, tau: temperature
 *     k_j  = log P_j - log Q_j                         K_r = sum_j P_j k_j
 *     L_r  = tau^2 K_r                                 without the factor tau^2 where squared_temperature is 0
 *     loss = row_weight_r * L_r;                       MEAN = sum_r row_weight_r L_r / denominator
 *     dL_r/ds_j = tau (Q_j - P_j)                      dL_r/du_j = tau P_j (k_j - K_r);  / tau^2 likewise
 *
 * The denominator. DEFAULT and COUNT: the number of rows, batch * inner; WEIGHT: the sum of row_weight; NONZERO_WEIGHT:
 * the number of rows whose row_weight is not 0; BATCH: desc.batch.
 *
 * Special values. A NaN or a +inf in either row, or a row of all -inf, makes loss and gradients of that row NaN. Where
 * the teacher is -inf, P_j is 0 and so is its term, whatever the student is. Where only the student is -inf, the loss
 * is +inf, the student's gradient is finite, and the teacher's gradient is NaN in the whole row. The quotients u / tau
 * and s / tau are rounded once to the accumulator type.
 */
typedef struct simdloss_distillation_desc {
    uint32_t size;                    /* set by simdloss_distillation_desc_init */
    simdloss_dtype dtype;             /* of student, teacher and their gradients: F32 (default) F64 F16 BF16 */
    simdloss_reduction reduction;     /* MEAN (default) SUM NONE */
    simdloss_denominator denominator; /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;               /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;               /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t squared_temperature;      /* 1 (default): the loss has the factor temperature^2; 0: it has not */
    int64_t batch;                    /* 0 (default) */
    int64_t classes;                  /* 0 (default) */
    int64_t inner;                    /* 1 (default) */
    int64_t batch_stride;             /* in elements; 0 (default) = classes * inner */
    double temperature;               /* 1 (default), > 0, finite */
    double mean_denominator;          /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_distillation_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_distillation_desc_init(simdloss_distillation_desc *desc, size_t size);

/*
 * Arguments as of simdloss_kl_divergence, but for
 *
 *     student, teacher  [batch, classes, inner] of desc->dtype: logits
 *     row_stats         [5][batch * inner] of acc, planes: the student's maxima and log-sums, the teacher's maxima and
 *                       log-sums (of the quotients by temperature), and K. Written by forward if not NULL; read by
 *                       backward, or recomputed if NULL
 *     loss              NONE: [batch * inner] of acc; SUM, MEAN: one value of acc. NULL: not wanted
 *     grad_student      as student; may be exactly student (not with accumulate). NULL: not wanted
 *     grad_teacher      as teacher; may be exactly teacher (not with accumulate). NULL: not wanted
 *
 * All three give the same bits. No row at all: SUM is 0, MEAN is NaN or 0 by empty_mean. No classes: every K_r is 0.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_distillation_forward(const simdloss_distillation_desc *desc,
    const simdloss_executor *executor, const void *student, const void *teacher, const void *row_weight, void *loss,
    void *row_stats);

SIMDLOSS_API simdloss_status simdloss_distillation_backward(const simdloss_distillation_desc *desc,
    const simdloss_executor *executor, const void *student, const void *teacher, const void *row_weight,
    const void *row_stats, const void *grad_loss, void *grad_student, void *grad_teacher);

SIMDLOSS_API simdloss_status simdloss_distillation_forward_backward(const simdloss_distillation_desc *desc,
    const simdloss_executor *executor, const void *student, const void *teacher, const void *row_weight,
    const void *grad_loss, void *loss, void *grad_student, void *grad_teacher);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_DIVERGENCE_H */
