/*
 * simdloss/softmax.h - softmax, log_softmax and log_sum_exp along the class axis, forward and backward.
 *
 * Shapes. Arrays are [batch, classes, inner], inner fastest: inner = 1 is the usual [N, C]; inner = H*W is [N, C, H, W]
 * with the class axis at 1. A row is one (batch, inner) position and holds `classes` values; there are batch * inner
 * rows, and row r = n * inner + s. Consecutive batch items are batch_stride elements apart in every full-size array.
 *
 * Formulas, for a row x with m = max x_j and S = sum_j exp(x_j - m):
 *
 *     softmax       y_j = exp(x_j - m) / S       dx_j = y_j * (u_j - sum_k u_k y_k)     torch.softmax
 *     log_softmax   y_j = (x_j - m) - log S      dx_j = u_j - exp(y_j) * sum_k u_k      torch.log_softmax
 *     log_sum_exp   y   = m + log S              dx_j = u * exp(x_j - m) / S            torch.logsumexp
 *
 * Special values. A NaN in a row makes the row NaN. A +inf makes it NaN too, but for log_sum_exp, which is +inf, with
 * gradient NaN at each +inf and 0 elsewhere. Where all values are -inf: NaN; log_sum_exp -inf, gradient NaN. A single
 * -inf is a probability of 0. No classes: outputs are empty, log_sum_exp is -inf. No rows: nothing is written.
 * A probability below 2^-120 (F64: 2^-1000) of the row's largest may come out as 0.
 */
#ifndef SIMDLOSS_SOFTMAX_H
#define SIMDLOSS_SOFTMAX_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simdloss_softmax_desc {
    uint32_t size;        /* set by simdloss_softmax_desc_init */
    simdloss_dtype dtype; /* of every full-size array: F32 (default) F64 F16 BF16 */
    int32_t accumulate;   /* 0 (default); 1: backward adds the gradient to what grad_input holds */
    int64_t batch;        /* 0 (default) */
    int64_t classes;      /* 0 (default) */
    int64_t inner;        /* 1 (default) */
    int64_t batch_stride; /* in elements; 0 (default) = classes * inner */
} simdloss_softmax_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_softmax_desc_init(simdloss_softmax_desc *desc, size_t size);

/*
 * Forward. input, output: [batch, classes, inner] of desc->dtype. output may be exactly input; any other overlap is an
 * error. Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_softmax_forward(
    const simdloss_softmax_desc *desc, const simdloss_executor *executor, const void *input, void *output);
SIMDLOSS_API simdloss_status simdloss_log_softmax_forward(
    const simdloss_softmax_desc *desc, const simdloss_executor *executor, const void *input, void *output);

/*
 * Backward, from the output of the forward call. output, grad_output, grad_input: [batch, classes, inner] of
 * desc->dtype. grad_input may be exactly output or exactly grad_output (not with accumulate).
 */
SIMDLOSS_API simdloss_status simdloss_softmax_backward(const simdloss_softmax_desc *desc,
    const simdloss_executor *executor, const void *output, const void *grad_output, void *grad_input);
SIMDLOSS_API simdloss_status simdloss_log_softmax_backward(const simdloss_softmax_desc *desc,
    const simdloss_executor *executor, const void *output, const void *grad_output, void *grad_input);

/*
 * log_sum_exp. output: [batch * inner] of the accumulator type (F64 for F64, else F32), or NULL. row_stats: [2][batch *
 * inner] of the accumulator type, the plane of maxima, then of log S, or NULL; at least one of the two is wanted.
 * Backward takes row_stats from a forward call (NULL: recomputed) and grad_output [batch * inner] (NULL: all 1).
 * grad_input may be exactly input (not with accumulate).
 */
SIMDLOSS_API simdloss_status simdloss_log_sum_exp_forward(const simdloss_softmax_desc *desc,
    const simdloss_executor *executor, const void *input, void *output, void *row_stats);
SIMDLOSS_API simdloss_status simdloss_log_sum_exp_backward(const simdloss_softmax_desc *desc,
    const simdloss_executor *executor, const void *input, const void *row_stats, const void *grad_output,
    void *grad_input);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_SOFTMAX_H */
