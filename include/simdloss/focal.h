/*
 * simdloss/focal.h - focal losses of binary labels: binary cross-entropy times a power of what the model is wrong by.
 * simdloss/elements.h says what shapes, types, weights and reductions there are, and what each argument holds.
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

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_FOCAL_H */
