/*
 * simdloss/focal.h - focal losses: cross-entropy times a power of what the model is wrong by; and their relatives, the
 * asymmetric loss and Poly-1. First those of binary labels, for which simdloss/elements.h says what shapes, types,
 * weights and reductions there are, and what each argument holds. Further down, with headings of their own, those of
 * class indices: simdloss_softmax_focal and simdloss_poly1_cross_entropy.
 *
 * simdloss_sigmoid_focal, on logits: torchvision's sigmoid_focal_loss, Keras' BinaryFocalCrossentropy(from_logits=True)
 * with the logits kept, optax' sigmoid_focal_loss.
 *
 *     t' = t (1 - label_smoothing) + label_smoothing / 2          p = sigmoid(x), q = sigmoid(-x)
 *     ce = t' softplus(-x) + (1 - t') softplus(x)                 u = (1 - t') p + t' q
 *     a  = alpha t' + (1 - alpha) (1 - t'), alpha being that of the class where class_alpha is given;  alpha = -1: a = 1
 *     l  = a u^gamma ce
 *     dl/dx = a u^gamma (gamma (1 - 2t') r ce + p - t'),          r = p q / u
 *     d2l/dx2 = a u^gamma (gamma d r (ce ((gamma - 1) d r + q - p) + 2 (p - t')) + p q),  d = 1 - 2t'
 *     dl/dt = (1 - label_smoothing) dl/dt', of all three factors
 *
 * Gradient and Hessian are finite for every gamma >= 0 and every x, infinite ones included: no power below gamma is
 * formed. At an infinite x, dl/dt is infinite, or NaN where the factors pull it to different sides. With gamma 0 and
 * alpha -1 this is simdloss_binary_cross_entropy, bit for bit (dl/dt aside).
 * MEAN divides by the number of elements; RetinaNet divides the sum by the number of positives: mean_denominator.
 */
#ifndef SIMDLOSS_FOCAL_H
#define SIMDLOSS_FOCAL_H

#include <simdloss/cross_entropy.h>
#include <simdloss/elements.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simdloss_sigmoid_focal_desc {
    uint32_t size;                      /* set by simdloss_sigmoid_focal_desc_init */
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
    double gamma;                       /* 2 (default), >= 0, finite */
    double alpha;                       /* 0.25 (default), in [0, 1], or -1: none; with class_alpha not looked at */
    double hessian_scale;               /* 1 (default), > 0, finite: of gradient_hessian alone, as the next */
    double hessian_floor;               /* 0 (default), >= 0, finite. The focal loss is not convex */
} simdloss_sigmoid_focal_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_sigmoid_focal_desc_init(simdloss_sigmoid_focal_desc *desc, size_t size);

/*
 *     logits         [batch, classes, inner] of desc->dtype: x
 *     target         the same shape: t
 *     weight         of acc, of the axes of weight_axes, or NULL: all 1
 *     class_alpha    [classes] of acc, or NULL: alpha for all
 */
SIMDLOSS_API simdloss_status simdloss_sigmoid_focal_forward(const simdloss_sigmoid_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *class_alpha, void *loss);

SIMDLOSS_API simdloss_status simdloss_sigmoid_focal_backward(const simdloss_sigmoid_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *class_alpha, const void *grad_loss, void *grad_logits, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_sigmoid_focal_forward_backward(const simdloss_sigmoid_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *class_alpha, const void *grad_loss, void *loss, void *grad_logits, void *grad_target);

/*
 * Gradient and diagonal Hessian of the sum of all losses over raw scores: what gradient-boosting libraries take from a
 * custom objective. Both have the shape, type and stride of logits; gradient may be exactly logits. reduction, class_reduction,
 * denominator and accumulate are not looked at. hessian = max(hessian_scale * second derivative, hessian_floor).
 */
SIMDLOSS_API simdloss_status simdloss_sigmoid_focal_gradient_hessian(const simdloss_sigmoid_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *class_alpha, void *gradient, void *hessian);

/*
 * simdloss_probability_focal, on probabilities p: Keras' BinaryFocalCrossentropy(from_logits=False), whose defaults are
 * clip 1e-7, and alpha -1 without apply_class_balancing.
 *
 *     P = clip > 0 ? min(max(p, clip), 1 - clip) : p              u = (1 - t') p + t' (1 - p), not clipped
 *     ce = -t' log(P) - (1 - t') log1p(-P), each logarithm at least -100
 *     l  = a u^gamma ce, a as above
 *     dl/dp = a (gamma u^(gamma-1) (1 - 2t') ce + u^gamma dce/dp), the first term 0 at u = 0;
 *     dce/dp = (P - t') / max(P (1 - P), 1e-12F), and 0 where p <= clip or p >= 1 - clip, if clip > 0
 *
 * A p outside [0, 1] gives NaN.
 */
typedef struct simdloss_probability_focal_desc {
    uint32_t size;                      /* set by simdloss_probability_focal_desc_init */
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
    double gamma;                       /* 2 (default), >= 0, finite */
    double alpha;                       /* -1 (default): none; or in [0, 1]; with class_alpha not looked at */
    double clip;                        /* 1e-7 (default), in (0, 0.5); 0 = off */
} simdloss_probability_focal_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_probability_focal_desc_init(simdloss_probability_focal_desc *desc, size_t size);

/* Arguments as of simdloss_sigmoid_focal; probability: [batch, classes, inner] of desc->dtype. */
SIMDLOSS_API simdloss_status simdloss_probability_focal_forward(const simdloss_probability_focal_desc *desc,
    const simdloss_executor *executor, const void *probability, const void *target, const void *weight,
    const void *class_alpha, void *loss);

SIMDLOSS_API simdloss_status simdloss_probability_focal_backward(const simdloss_probability_focal_desc *desc,
    const simdloss_executor *executor, const void *probability, const void *target, const void *weight,
    const void *class_alpha, const void *grad_loss, void *grad_probability, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_probability_focal_forward_backward(const simdloss_probability_focal_desc *desc,
    const simdloss_executor *executor, const void *probability, const void *target, const void *weight,
    const void *class_alpha, const void *grad_loss, void *loss, void *grad_probability, void *grad_target);

/*
 * simdloss_asymmetric, on logits: the asymmetric loss of multi-label classification (timm's AsymmetricLossMultiLabel).
 *
 *     m  = max(p - clip, 0), n = 1 - m                            an easy negative, with p <= clip, counts for nothing
 *     l  = t q^gamma_positive softplus(-x) - (1 - t) m^gamma_negative log(n)
 *     dl/dx = -t q^gamma_positive (gamma_positive p softplus(-x) + q)
 *             + (1 - t) p q (m^gamma_negative / n - gamma_negative m^(gamma_negative-1) log(n)), 0 where m is 0
 *     dl/dt = q^gamma_positive softplus(-x) + m^gamma_negative log(n)
 *
 * constant_power 1 drops the terms with a gamma before them: timm's disable_torch_grad_focal_loss. timm's default
 * reduction is MEAN with denominator BATCH.
 */
typedef struct simdloss_asymmetric_desc {
    uint32_t size;                      /* set by simdloss_asymmetric_desc_init */
    simdloss_dtype dtype;               /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;        /* 0 (default) or dtype: the same type; U8 */
    simdloss_reduction class_reduction; /* over the classes of a row, before the reduction: NONE (default) SUM MEAN */
    simdloss_reduction reduction;       /* MEAN (default) SUM NONE */
    simdloss_denominator denominator;   /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;                 /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;                 /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t weight_axes;                /* along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes */
    int32_t constant_power;             /* 0 (default); 1: the powers have no derivative */
    int64_t batch;                      /* 0 (default) */
    int64_t classes;                    /* 0 (default) */
    int64_t inner;                      /* 1 (default) */
    int64_t batch_stride;               /* in elements; 0 (default) = classes * inner */
    double mean_denominator;            /* 0 (default) = the mean's own; > 0 replaces it */
    double gamma_positive;              /* 1 (default), >= 0, finite */
    double gamma_negative;              /* 4 (default), >= 0, finite */
    double clip;                        /* 0.05 (default), in [0, 1) */
} simdloss_asymmetric_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_asymmetric_desc_init(simdloss_asymmetric_desc *desc, size_t size);

/*
 *     logits         [batch, classes, inner] of desc->dtype: x
 *     target         the same shape: t
 *     weight         of acc, of the axes of weight_axes, or NULL: all 1
 */
SIMDLOSS_API simdloss_status simdloss_asymmetric_forward(const simdloss_asymmetric_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_asymmetric_backward(const simdloss_asymmetric_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *grad_loss, void *grad_logits, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_asymmetric_forward_backward(const simdloss_asymmetric_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *weight,
    const void *grad_loss, void *loss, void *grad_logits, void *grad_target);

/*
 * simdloss_softmax_focal, on logits, with class indices: the focal loss of Lin et al. (2017) for several classes; Keras'
 * CategoricalFocalCrossentropy by options, and kornia's focal_loss up to its weights and its mean.
 *
 * Shapes, types, targets, weights, reductions and arguments are those of simdloss_cross_entropy (simdloss/cross_entropy.h),
 * but for what is said here. For a kept row with target y, smoothing e, p = softmax(logits), q_c = 1 - p_c, and a_c =
 * alpha * class_alpha_c:
 *
 *     F(c) = q_c^gamma (-log p_c)                          G(c) = q_c^gamma (1 - gamma p_c log(p_c) / q_c)
 *     L_r  = (1-e) a_y F(y) + (e/C) sum_c a_c F(c)
 *     loss = row_weight_r * L_r
 *     dL_r/dx_j = D p_j - s_j G(j),    s_c = a_c ((1-e) [c = y] + e/C),    D = sum_c s_c G(c)
 *
 * MEAN: DEFAULT and COUNT divide by the number of kept rows, whatever alpha is; WEIGHT by the sum of class_alpha_y *
 * row_weight_r over kept rows, NONZERO_WEIGHT by how many of those products are not 0, BATCH by desc.batch. Object
 * detectors divide the sum by the number of objects: mean_denominator.
 *
 * Gradients are exact and finite for every gamma >= 0 and every logit, at p -> 0 and p -> 1 too: no power below gamma is
 * formed, and 1 - p comes from the other classes. gamma = 0, with alpha 1 and no clip, is simdloss_cross_entropy with
 * class_alpha as its weights, bit for bit (MEAN by COUNT).
 *
 * probability_clip > 0 is Keras': p_c is limited to [clip, 1 - clip] in F, and where it was beyond, G(c) is 0: a row
 * whose target is saturated has no gradient. Keras' defaults are gamma 2, alpha 0.25, label_smoothing 0 and a clip of
 * 1e-7; its from_logits=False takes probabilities P, which are logits log(P) here.
 *
 * Special values: as of simdloss_cross_entropy. With a clip a logit of -inf has the loss of p = clip.
 */
typedef struct simdloss_softmax_focal_desc {
    uint32_t size;                    /* set by simdloss_softmax_focal_desc_init */
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
    double mean_denominator;          /* 0 (default) = the mean's own; > 0 replaces it */
    double label_smoothing;           /* 0 (default), in [0, 1] */
    double gamma;                     /* 2 (default), >= 0, finite */
    double alpha;                     /* 1 (default), >= 0, finite: multiplies all classes */
    double probability_clip;          /* 0 (default) = off; in (0, 0.5) */
    double hessian_scale;             /* 1 (default), > 0, finite: of gradient_hessian alone, as the next */
    double hessian_floor;             /* 0 (default), >= 0, finite. The focal loss is not convex */
} simdloss_softmax_focal_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_softmax_focal_desc_init(simdloss_softmax_focal_desc *desc, size_t size);

/*
 * Arguments as of simdloss_cross_entropy; class_alpha: [classes] of acc, or NULL: all 1. row_stats are those of
 * simdloss_cross_entropy on the same logits.
 */
SIMDLOSS_API simdloss_status simdloss_softmax_focal_forward(const simdloss_softmax_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_alpha,
    const void *row_weight, void *loss, void *row_stats);

SIMDLOSS_API simdloss_status simdloss_softmax_focal_backward(const simdloss_softmax_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_alpha,
    const void *row_weight, const void *row_stats, const void *grad_loss, void *grad_logits);

SIMDLOSS_API simdloss_status simdloss_softmax_focal_forward_backward(const simdloss_softmax_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_alpha,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_logits);

/*
 * Gradient and diagonal Hessian of the sum of all losses over raw scores, as simdloss_cross_entropy_gradient_hessian has
 * them: with p, q, F, G of the target's class, row weights included,
 *
 *     gradient_j = a_y G (p_j - [j = y])
 *     second_j   = a_y (G p_j (1 - p_j) + gamma p q^(gamma+1) (2 + log(p)/q (q - (gamma-1) p)) (([j = y] - p_j) / q)^2)
 *     hessian_j  = max(hessian_scale * second_j, hessian_floor)
 *
 * label_smoothing and probability_clip must be 0 (OPTION).
 */
SIMDLOSS_API simdloss_status simdloss_softmax_focal_gradient_hessian(const simdloss_softmax_focal_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_alpha,
    const void *row_weight, void *gradient, void *hessian);

/*
 * simdloss_poly1_cross_entropy, on logits, with class indices: cross-entropy and the first term of its expansion in
 * 1 - p, with a coefficient of its own (Leng et al., PolyLoss, 2022; optax' poly_loss_cross_entropy, TensorFlow
 * Ranking's PolyOneSoftmaxLoss).
 *
 *     t_c  = (1-e) [c = y] + e/C,    w class weights,    p = softmax(logits)
 *     L_r  = sum_c w_c t_c (-log p_c + epsilon (1 - p_c))
 *     dL_r/dx_j = D p_j - w_j t_j (1 + epsilon p_j),    D = sum_c w_c t_c (1 + epsilon p_c)
 *
 * Everything else is as of simdloss_cross_entropy, whose bits epsilon 0 gives; MEAN's DEFAULT divides by the kept
 * targets' weights, as there. optax' default is epsilon = 2.
 */
typedef struct simdloss_poly1_cross_entropy_desc {
    uint32_t size;                    /* set by simdloss_poly1_cross_entropy_desc_init */
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
    double mean_denominator;          /* 0 (default) = the mean's own; > 0 replaces it */
    double label_smoothing;           /* 0 (default), in [0, 1] */
    double epsilon;                   /* 1 (default), finite */
} simdloss_poly1_cross_entropy_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_poly1_cross_entropy_desc_init(
    simdloss_poly1_cross_entropy_desc *desc, size_t size);

/* Arguments as of simdloss_cross_entropy. */
SIMDLOSS_API simdloss_status simdloss_poly1_cross_entropy_forward(const simdloss_poly1_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, void *loss, void *row_stats);

SIMDLOSS_API simdloss_status simdloss_poly1_cross_entropy_backward(const simdloss_poly1_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *logits, const void *target, const void *class_weight,
    const void *row_weight, const void *row_stats, const void *grad_loss, void *grad_logits);

SIMDLOSS_API simdloss_status simdloss_poly1_cross_entropy_forward_backward(
    const simdloss_poly1_cross_entropy_desc *desc, const simdloss_executor *executor, const void *logits,
    const void *target, const void *class_weight, const void *row_weight, const void *grad_loss, void *loss,
    void *grad_logits);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_FOCAL_H */
