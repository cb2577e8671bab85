/*
 * simdloss/token.h - what evaluation, decoding and reinforcement learning read off a language model's logits: the
 * log-probabilities of chosen classes, the entropy, the argmax and the rank of a class, in one pass over the logits;
 * and the gradient of the first two. Nothing of the logits' size is written but that gradient.
 *
 * Shapes. logits and grad_logits are [batch, classes], one row a token, batch_stride elements apart. target is [batch,
 * choices]: the classes chosen in each row, several or one (the default) or none.
 *
 * Formulas, for a row with chosen classes y_1 ... y_K:
 *
 *     v_j  = softcap * tanh(x_j / softcap) / temperature         the transformed logit; v = x by default
 *     m    = max_j v_j      S = sum_j exp(v_j - m)      log p_j = (v_j - m) - log S
 *
 *     log_prob_k = log p_{y_k}                              torch: Categorical(logits=v).log_prob(y)
 *     entropy    = H = log S + sum_j p_j (m - v_j)          torch: Categorical(logits=v).entropy()
 *     argmax     = the lowest j with v_j = m                torch.argmax
 *     rank       = 1 + the number of j with v_j > v_{y_1}, or equal and j < y_1;      1 exactly where y_1 is the argmax
 *     gradient   dv_j = sum_k grad_log_prob_k ([j = y_k] - p_j) - grad_entropy p_j (log p_j + H)
 *
 * Ignored classes. An entry of target that is ignore_index is no class: its log_prob is 0, it has no gradient, and rank
 * is 0 where it is the first. A row all of whose entries are ignore_index is not read: log-probabilities, entropy,
 * statistics and gradient are 0, argmax is -1, rank is 0. With choices = 0 no row is ignored.
 *
 * Special values, of the transformed logit. A NaN in a row makes log-probabilities, entropy and gradient NaN, argmax -1
 * and rank 0. A +inf, and a row of all -inf, make log-probabilities, entropy and gradient NaN; argmax and rank are as
 * said. A single -inf is a probability of 0: its log_prob is -inf, its term of the entropy and its gradient are 0. A
 * chosen class of -inf has a finite gradient. No classes: entropy NaN, argmax -1.
 *
 * Precision. F32, F16 and BF16 are computed in F32 (row results in F64), F64 in F64. A confident row keeps its digits:
 * at p_y = 1 - 1e-9, log_prob is -1e-9, not 0. docs/NUMERICS.md has the bounds.
 */
#ifndef SIMDLOSS_TOKEN_H
#define SIMDLOSS_TOKEN_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simdloss_token_desc {
    uint32_t size;               /* set by simdloss_token_desc_init */
    simdloss_dtype dtype;        /* of logits and grad_logits: F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype; /* I64 (default) I32 I16 I8 U8 U16 U32 */
    int32_t accumulate;          /* 0 (default); 1: the gradient is added to what grad_logits holds */
    int64_t batch;               /* rows; 0 (default) */
    int64_t classes;             /* 0 (default) */
    int64_t batch_stride;        /* in elements; 0 (default) = classes */
    int64_t choices;             /* chosen classes a row; 1 (default), >= 0 */
    int64_t ignore_index;        /* -100 (default); compared after widening the target; INT64_MIN = none */
    double softcap;              /* 0 (default) = off, > 0, finite */
    double temperature;          /* 1 (default), > 0, finite */
} simdloss_token_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_token_desc_init(simdloss_token_desc *desc, size_t size);

/*
 * Arguments; "acc" is the accumulator type, F64 for F64 and else F32:
 *
 *     logits         [batch, classes] of desc->dtype
 *     target         [batch, choices] of desc->target_dtype; each in [0, classes) or equal to ignore_index. May be NULL
 *                    where choices is 0
 *     log_prob       [batch, choices] of acc
 *     entropy        [batch] of acc
 *     argmax, rank   [batch]
 *     row_stats      [2][batch] of acc: the plane of maxima m, then of log S, of the transformed logits; 0, 0 for
 *                    ignored rows
 *     grad_log_prob  upstream gradient of log_prob, [batch, choices] of acc, or NULL: 0
 *     grad_entropy   upstream gradient of entropy, [batch] of acc, or NULL: 0
 *     grad_logits    as logits; may be exactly logits (not with accumulate); any other overlap is an error
 *
 * forward: each output may be NULL, not all of them (with choices = 0, log_prob and rank are no outputs: log_prob is
 * empty, and rank, where there is one, is filled with 0). What is asked for does not change the bits of what else is.
 * backward: row_stats and entropy as forward wrote them, or NULL: recomputed, to the same bits. entropy is looked at
 * only where grad_entropy is given. One of grad_log_prob and grad_entropy must be.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad entry), ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_token_forward(const simdloss_token_desc *desc, const simdloss_executor *executor,
    const void *logits, const void *target, void *log_prob, void *entropy, int64_t *argmax, int64_t *rank,
    void *row_stats);

SIMDLOSS_API simdloss_status simdloss_token_backward(const simdloss_token_desc *desc, const simdloss_executor *executor,
    const void *logits, const void *target, const void *row_stats, const void *entropy, const void *grad_log_prob,
    const void *grad_entropy, void *grad_logits);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_TOKEN_H */
