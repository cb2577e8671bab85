/*
 * simdloss/cross_entropy.h - cross-entropy with class-index targets, on logits. Further down, with headings of their
 * own: rows whose classes are split over several machines (sharded rows), targets that are probabilities
 * (simdloss_soft_cross_entropy), and class indices on log-probabilities (simdloss_nll).
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
 * Special values, of the transformed logit v (a soft-cap makes infinite logits finite, +-softcap / temperature). A NaN
 * or a +inf in a kept row makes its loss and gradient NaN, and so does a row of all -inf. A -inf is a probability of 0:
 * at the target the loss is +inf and the gradient finite; elsewhere it changes nothing (with smoothing the loss is +inf
 * if its class weight is not 0).
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
    int64_t first_class;              /* 0 (default); of sharded rows, below: the class of column 0 of logits */
    int64_t total_classes;            /* 0 (default) = rows are whole; of sharded rows: classes of all shards */
    double hessian_scale;             /* 1 (default), > 0, finite: of gradient_hessian alone, as the next */
    double hessian_floor;             /* 0 (default), >= 0, finite */
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
 * Gradient and diagonal Hessian of the sum of all losses over raw scores: what gradient-boosting libraries take from a
 * custom objective. Both have the shape, type and stride of logits; gradient may be exactly logits. With the coefficients
 * of the formula on top, row weights included:
 *
 *     gradient_j = A p_j - (1-e) w_y [j = y] - (e/C) w_j          the bits of backward with reduction SUM
 *     hessian_j  = max(hessian_scale * A p_j (1 - p_j), hessian_floor)
 *
 * An ignored row has 0 in both. LightGBM's multiclass objective has hessian_scale = classes / (classes - 1), XGBoost's
 * multi:softprob 2 and hessian_floor 1e-16. LightGBM keeps scores class by class, [classes, rows]: batch 1, inner the
 * number of rows. reduction, denominator, mean_denominator and accumulate are not looked at; z_loss, softcap and
 * temperature must be off, and rows whole (OPTION). Both outputs are required.
 */
SIMDLOSS_API simdloss_status simdloss_cross_entropy_gradient_hessian(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, void *gradient, void *hessian);

/*
 * What MEAN divides by, for a caller that forms a mean over several calls or machines: add up the results of all parts
 * and pass the total as mean_denominator with reduction MEAN. kept: the number of rows whose target is not
 * ignore_index. weight: what desc->denominator selects (mean_denominator and reduction are not looked at). Either may
 * be NULL, not both.
 */
SIMDLOSS_API simdloss_status simdloss_cross_entropy_denominator(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *target, const void *class_weight, const void *row_weight,
    int64_t *kept, double *weight);

/*
 * Sharded rows: a vocabulary that is split over machines, or any other cut of the classes. Each shard holds columns
 * [first_class, first_class + classes) of every row and reduces them to one record a row; records are merged, by
 * whatever network there is; finish makes the loss and row_stats of them; the gradient of a shard's columns needs
 * nothing but row_stats:
 *
 *     desc.classes = what this shard holds, desc.first_class = where it begins, desc.total_classes = of all shards
 *     simdloss_cross_entropy_partial(&desc, executor, logits, target, class_weight, records);
 *     ... simdloss_cross_entropy_merge, for instance as the function of an MPI_Op (examples/mpi) ...
 *     simdloss_cross_entropy_finish(&desc, executor, records, target, class_weight, row_weight, loss, row_stats);
 *     simdloss_cross_entropy_backward(&desc, executor, logits, target, class_weight, row_weight, row_stats, grad_loss,
 *         grad_logits);
 *
 * total_classes > 0 makes a desc that of a shard. Then inner must be 1; 0 <= first_class <= total_classes - classes
 * (SHAPE); targets are from 0 to total_classes, class_weight is [total_classes], label smoothing spreads over
 * total_classes, and every option must be the same in all shards. A shard may be empty (classes 0). backward then needs
 * row_stats and writes this shard's columns. partial and finish need total_classes, forward and forward_backward take
 * whole rows only (OPTION).
 *
 * If every shard begins at a multiple of simdloss_cross_entropy_chunk(total_classes), loss, row_stats and gradient have
 * the bits of the call on whole rows, in whatever order and grouping records were merged. Cut elsewhere they are as
 * accurate, and still independent of the order.
 *
 * A record is plain data: it may be copied, kept, and sent to a machine of the same byte order. Bit flags of a record:
 */
enum {
    SIMDLOSS_RECORD_NAN = 1,     /* a transformed logit is NaN */
    SIMDLOSS_RECORD_INFINITE = 2 /* one is +inf */
};

/*
 * A sum that is exact, so that it does not depend on the order of its terms: (part[0] + ... + part[3]) * 2^exponent,
 * where exponent is a multiple of 32 and part[i] one of 2^(-32 i), so that adding parts rounds nothing. What terms have
 * below the last part, 2^-96 of the largest of them, is cut off.
 */
typedef struct simdloss_cross_entropy_sum {
    double part[4];
    int64_t exponent;
} simdloss_cross_entropy_sum;

typedef struct simdloss_cross_entropy_record {
    double maximum; /* of the transformed logits v that were seen */
    double top;     /* with top_exponent: top * 2^top_exponent is exp(maximum) */
    int64_t top_exponent;
    double target_logit;                /* of the target, as stored; 0 where it was not seen */
    simdloss_cross_entropy_sum rest;    /* of exp(v) over all that were seen but one largest */
    simdloss_cross_entropy_sum logits;  /* with label smoothing: of w_c v_c */
    simdloss_cross_entropy_sum weights; /* with label smoothing: of w_c */
    int64_t columns; /* how many logits were seen; 0: none, and nothing else in the record is looked at */
    int64_t chunks;  /* in how many chunks. The sums of one chunk are not yet exact: part[0] * 2^exponent; rest is */
                     /* relative to exp(maximum) if |maximum| > 1024, and logits holds that of w_c (maximum - v_c) */
    int32_t hits;    /* in how many shards the target was found: 1 in a whole row */
    uint32_t flags;  /* SIMDLOSS_RECORD_ flags; if any, the numbers above are of no account */
} simdloss_cross_entropy_record;

/* Shards that begin at multiples of this many classes give the bits of whole rows. 0 if total_classes is negative. */
SIMDLOSS_API int64_t simdloss_cross_entropy_chunk(int64_t total_classes);

/*
 * One record a row. logits: [batch, classes] of desc->dtype, batch_stride elements apart; may be NULL where classes is
 * 0. target: [batch]. class_weight: [total_classes], or NULL. records: [batch]; of an ignored row, and of an empty
 * shard, all 0.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_cross_entropy_partial(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    simdloss_cross_entropy_record *records);

/*
 * into[i] becomes the record of the columns of both, for i in [0, count): the form of an MPI_User_function. Associative
 * and commutative to the bit. A record of no columns (all bytes 0, say) is the identity. A malformed record, which only
 * a damaged message can bring about, makes a malformed record. Runs on the calling thread.
 * Errors: NULL_POINTER, SHAPE (count < 0), ALIAS (records and into overlap), ISA.
 */
SIMDLOSS_API simdloss_status simdloss_cross_entropy_merge(
    int64_t count, const simdloss_cross_entropy_record *records, simdloss_cross_entropy_record *into);

/*
 * Loss and row_stats, as of simdloss_cross_entropy_forward on whole rows, from the merged records [batch]; either may
 * be NULL, not both. desc may be any shard's. For the lowest kept row whose record is not of a whole row: SHAPE if its
 * columns do not add up to total_classes; TARGET if the target was found in no shard or in several.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_cross_entropy_finish(const simdloss_cross_entropy_desc *desc,
    const simdloss_executor *executor, const simdloss_cross_entropy_record *records, const void *target,
    const void *class_weight, const void *row_weight, void *loss, void *row_stats);

/*
 * Cross-entropy with targets that are probabilities: PyTorch's F.cross_entropy(logits, target) with a float target of
 * the logits' shape, TensorFlow's softmax_cross_entropy, Keras' CategoricalCrossentropy(from_logits=True).
 *
 * Formula, with weights w, smoothing e, C classes, and m, S, p, lse of the logits x as on top:
 *
 *     t'_c = (1-e) t_c + e/C      T = sum_c w_c t'_c
 *     L_r  = sum_c w_c t'_c (-log p_c) = T log S + sum_c w_c t'_c (m - x_c)
 *     loss = row_weight_r * L_r;      MEAN = sum_r row_weight_r L_r / denominator
 *     dL_r/dx_j = T p_j - w_j t'_j    dL_r/dt_c = (1-e) w_c (-log p_c)
 *
 * A row of target need not add up to 1 (TensorFlow's gradient, p - t, is then not the derivative; this one is), and may
 * hold negative numbers. No row is ignored: a row_weight of 0 takes a row out of SUM, WEIGHT and NONZERO_WEIGHT.
 *
 * The denominator. A row has no class of its own, so that class weights do not enter: DEFAULT and COUNT are the number
 * of rows, batch * inner (PyTorch; Keras' sum_over_batch_size); WEIGHT is the sum of row_weight (Keras'
 * mean_with_sample_weight, TensorFlow's MEAN); NONZERO_WEIGHT the number of rows whose row_weight is not 0
 * (TensorFlow's default, SUM_BY_NONZERO_WEIGHTS); BATCH is desc.batch. TensorFlow and Keras take an empty mean for 0:
 * EMPTY_MEAN_ZERO.
 *
 * Special values. As on top; further, a coefficient w_c t'_c of 0 switches its term off, even where log p_c is -inf,
 * and so does (1-e) w_c in the gradient for the target, which is otherwise +inf there. A NaN in target makes the row's
 * loss and grad_logits NaN; an infinite one makes them infinite or NaN. grad_target does not depend on target.
 */
typedef struct simdloss_soft_cross_entropy_desc {
    uint32_t size;                    /* set by simdloss_soft_cross_entropy_desc_init */
    simdloss_dtype dtype;             /* of logits, target and their gradients: F32 (default) F64 F16 BF16 */
    simdloss_reduction reduction;     /* MEAN (default) SUM NONE */
    simdloss_denominator denominator; /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;               /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;               /* 0 (default); 1: gradients are added to what grad_logits and grad_target hold */
    int64_t batch;                    /* 0 (default) */
    int64_t classes;                  /* 0 (default) */
    int64_t inner;                    /* 1 (default) */
    int64_t batch_stride;             /* in elements, of every full-size array; 0 (default) = classes * inner */
    double label_smoothing;           /* 0 (default), in [0, 1] */
    double mean_denominator;          /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_soft_cross_entropy_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_soft_cross_entropy_desc_init(simdloss_soft_cross_entropy_desc *desc, size_t size);

/*
 * Arguments as of simdloss_cross_entropy, but for
 *
 *     target        [batch, classes, inner] of desc->dtype
 *     grad_logits   as logits; may be exactly logits. NULL: not wanted
 *     grad_target   as target; may be exactly target. NULL: not wanted (one of the two is, in backward)
 *
 * No row at all: SUM is 0, MEAN is NaN or 0 by empty_mean. No classes: every L_r is 0.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_soft_cross_entropy_forward(const simdloss_soft_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, void *loss, void *row_stats);

SIMDLOSS_API simdloss_status simdloss_soft_cross_entropy_backward(const simdloss_soft_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *row_stats, const void *grad_loss, void *grad_logits, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_soft_cross_entropy_forward_backward(const simdloss_soft_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_logits, void *grad_target);

/*
 * Negative log-likelihood: class indices on log-probabilities z, which need not be normalised. PyTorch's F.nll_loss,
 * ONNX' NegativeLogLikelihoodLoss.
 *
 *     loss = row_weight_r * w_y * (-z_y), of an ignored row 0; MEAN as of simdloss_cross_entropy, without its Z
 *     dloss/dz_j = -row_weight_r * w_y [j = y]; 0 for an ignored row
 *
 * Only the target's entry of each row is read, so that a NaN elsewhere changes nothing; a weight of 0 switches an
 * infinite entry off, though not a NaN. The gradient does not depend on log_prob. With accumulate, only the targets'
 * entries of grad_log_prob are touched. simdloss_cross_entropy_denominator gives what MEAN divides by, from a desc of
 * its own.
 */
typedef struct simdloss_nll_desc {
    uint32_t size;                    /* set by simdloss_nll_desc_init */
    simdloss_dtype dtype;             /* of log_prob and grad_log_prob: F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;      /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction;     /* MEAN (default) SUM NONE */
    simdloss_denominator denominator; /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;               /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;               /* 0 (default); 1: gradients are added to what grad_log_prob holds */
    int64_t batch;                    /* 0 (default) */
    int64_t classes;                  /* 0 (default) */
    int64_t inner;                    /* 1 (default) */
    int64_t batch_stride;             /* in elements; 0 (default) = classes * inner */
    int64_t ignore_index;             /* -100 (default); compared after widening the target; INT64_MIN = none */
    double mean_denominator;          /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_nll_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_nll_desc_init(simdloss_nll_desc *desc, size_t size);

/*
 * Arguments as of simdloss_cross_entropy; log_prob: [batch, classes, inner] of desc->dtype. In forward_backward either
 * output may be NULL, not both, and grad_log_prob may be exactly log_prob (not with accumulate).
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad row), ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_nll_forward(const simdloss_nll_desc *desc, const simdloss_executor *executor,
    const void *log_prob, const void *target, const void *class_weight, const void *row_weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_nll_backward(const simdloss_nll_desc *desc, const simdloss_executor *executor,
    const void *target, const void *class_weight, const void *row_weight, const void *grad_loss, void *grad_log_prob);

SIMDLOSS_API simdloss_status simdloss_nll_forward_backward(const simdloss_nll_desc *desc,
    const simdloss_executor *executor, const void *log_prob, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_log_prob);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_CROSS_ENTROPY_H */
