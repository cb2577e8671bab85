/*
 * simdloss/binary_cross_entropy.h - cross-entropy with binary labels, on logits and on probabilities. simdloss/elements.h
 * says what shapes, types, weights and reductions there are, and what each argument holds.
 *
 * simdloss_binary_cross_entropy, on logits: PyTorch's F.binary_cross_entropy_with_logits, TensorFlow's
 * sigmoid_cross_entropy_with_logits and weighted_cross_entropy_with_logits, Keras' BinaryCrossentropy(from_logits=True).
 *
 *     t'  = t (1 - label_smoothing) + label_smoothing / 2          c = pos_weight of the class, or 1
 *     l   = c t' softplus(-x) + (1 - t') softplus(x),              softplus(x) = max(x, 0) + log1p(exp(-|x|))
 *     dl/dx = (1 - t') sigmoid(x) - c t' sigmoid(-x)
 *     dl/dt = (1 - label_smoothing) (c softplus(-x) - softplus(x))
 *     d2l/dx2 = (c t' + 1 - t') sigmoid(x) sigmoid(-x)
 *
 * Every term keeps its digits: a confident element's loss of 1e-20 is 1e-20. A coefficient of 0 switches its term off:
 * at x = -inf with t = 0 the loss is 0 (PyTorch's is NaN), with t = 1 it is +inf; the gradients are finite, dl/dt aside.
 *
 * Multi-label soft margin, PyTorch's F.multilabel_soft_margin_loss, is this with class_reduction MEAN, and its weight of
 * a class with weight_axes SIMDLOSS_AXIS_CLASS.
 */
#ifndef SIMDLOSS_BINARY_CROSS_ENTROPY_H
#define SIMDLOSS_BINARY_CROSS_ENTROPY_H

#include <simdloss/elements.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simdloss_binary_cross_entropy_desc {
    uint32_t size;                      /* set by simdloss_binary_cross_entropy_desc_init */
    simdloss_dtype dtype;               /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;        /* 0 (default) or dtype: the same type; U8 */
    simdloss_reduction class_reduction; /* over the classes of a row, before the reduction: NONE (default) SUM MEAN */
    simdloss_reduction reduction;       /* MEAN (default) SUM NONE */
    simdloss_denominator denominator;   /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;                 /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;                 /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t weight_axes;                /* along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes */
    int64_t batch;                      /* 0 (default) */
    int64_t classes;                    /* 0 (default) */
    int64_t inner;                      /* 1 (default) */
    int64_t batch_stride;               /* in elements; 0 (default) = classes * inner */
    double mean_denominator;            /* 0 (default) = the mean's own; > 0 replaces it */
    double label_smoothing;             /* 0 (default), in [0, 1] */
    double hessian_scale;               /* 1 (default), > 0, finite: of gradient_hessian alone, as the next */
    double hessian_floor;               /* 0 (default), >= 0, finite: XGBoost has 1e-16 */
} simdloss_binary_cross_entropy_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_binary_cross_entropy_desc_init(
    simdloss_binary_cross_entropy_desc *desc, size_t size);

/*
 *     logits         [batch, classes, inner] of desc->dtype: x
 *     target         the same shape: t
 *     weight         of acc, of the axes of weight_axes, or NULL: all 1
 *     pos_weight     [classes] of acc, or NULL: all 1
 */
SIMDLOSS_API simdloss_status simdloss_binary_cross_entropy_forward(const simdloss_binary_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *pos_weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_binary_cross_entropy_backward(const simdloss_binary_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *pos_weight, const void *grad_loss, void *grad_logits, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_binary_cross_entropy_forward_backward(
    const simdloss_binary_cross_entropy_desc *desc, const simdloss_executor *executor, const void *logits,
    const void *target, const void *weight, const void *pos_weight, const void *grad_loss, void *loss,
    void *grad_logits, void *grad_target);

/*
 * Gradient and diagonal Hessian of the sum of all losses over raw scores: what gradient-boosting libraries take from a
 * custom objective. Both have the shape, type and stride of logits; gradient may be exactly logits. reduction, class_reduction,
 * denominator and accumulate are not looked at. hessian = max(hessian_scale * second derivative, hessian_floor).
 */
SIMDLOSS_API simdloss_status simdloss_binary_cross_entropy_gradient_hessian(
    const simdloss_binary_cross_entropy_desc *desc, const simdloss_executor *executor, const void *logits,
    const void *target, const void *weight, const void *pos_weight, void *gradient, void *hessian);

/*
 * simdloss_probability_binary_cross_entropy, on probabilities p:
 *
 *     t' as above;  P = clip > 0 ? min(max(p, clip), 1 - clip) : p
 *     log1 = log(P + epsilon), log0 = log(1 - P + epsilon);  with epsilon 0: log(P) and log1p(-P), in all their digits
 *     l = -t' max(log1, log_floor) - (1 - t') max(log0, log_floor)
 *     dl/dp = epsilon > 0 ? (1 - t') / (1 - P + epsilon) - t' / (P + epsilon) : (P - t') / max(P (1 - P), 1e-12F),
 *             and 0 where p <= clip or p >= 1 - clip, if clip > 0
 *     dl/dt = (1 - label_smoothing) (log0 - log1),  not floored: infinite at p = 0 and p = 1 without epsilon
 *
 *     PyTorch's F.binary_cross_entropy       the defaults: clip 0, epsilon 0, log_floor -100
 *     TensorFlow's tf.compat.v1.losses.log_loss   epsilon 1e-7, denominator NONZERO_WEIGHT, empty_mean ZERO
 *     Keras 3's BinaryCrossentropy           clip 1e-7;  Keras 2's: clip 1e-7 and epsilon 1e-7
 *
 * clip and epsilon are rounded to acc, and so is 1 - clip. A p outside [0, 1], or with epsilon one whose logarithm does
 * not exist, gives a NaN loss; without epsilon a NaN gradient for p too.
 */
typedef struct simdloss_probability_binary_cross_entropy_desc {
    uint32_t size;                      /* set by simdloss_probability_binary_cross_entropy_desc_init */
    simdloss_dtype dtype;               /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;        /* 0 (default) or dtype: the same type; U8 */
    simdloss_reduction class_reduction; /* over the classes of a row, before the reduction: NONE (default) SUM MEAN */
    simdloss_reduction reduction;       /* MEAN (default) SUM NONE */
    simdloss_denominator denominator;   /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;                 /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;                 /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t weight_axes;                /* along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes */
    int64_t batch;                      /* 0 (default) */
    int64_t classes;                    /* 0 (default) */
    int64_t inner;                      /* 1 (default) */
    int64_t batch_stride;               /* in elements; 0 (default) = classes * inner */
    double mean_denominator;            /* 0 (default) = the mean's own; > 0 replaces it */
    double label_smoothing;             /* 0 (default), in [0, 1] */
    double clip;                        /* 0 (default) = off, in (0, 0.5) */
    double epsilon;                     /* 0 (default) = off, > 0, finite */
    double log_floor;                   /* -100 (default), <= 0; -infinity = off */
} simdloss_probability_binary_cross_entropy_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_probability_binary_cross_entropy_desc_init(
    simdloss_probability_binary_cross_entropy_desc *desc, size_t size);

/*
 *     probability       [batch, classes, inner] of desc->dtype: p
 *     target            the same shape: t
 *     weight            of acc, of the axes of weight_axes, or NULL: all 1
 */
SIMDLOSS_API simdloss_status simdloss_probability_binary_cross_entropy_forward(
    const simdloss_probability_binary_cross_entropy_desc *desc, const simdloss_executor *executor,
    const void *probability, const void *target, const void *weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_probability_binary_cross_entropy_backward(
    const simdloss_probability_binary_cross_entropy_desc *desc, const simdloss_executor *executor,
    const void *probability, const void *target, const void *weight, const void *grad_loss, void *grad_probability,
    void *grad_target);

SIMDLOSS_API simdloss_status simdloss_probability_binary_cross_entropy_forward_backward(
    const simdloss_probability_binary_cross_entropy_desc *desc, const simdloss_executor *executor,
    const void *probability, const void *target, const void *weight, const void *grad_loss, void *loss,
    void *grad_probability, void *grad_target);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_BINARY_CROSS_ENTROPY_H */
