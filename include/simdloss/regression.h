/*
 * simdloss/regression.h - regression losses, element by element: squared, absolute, smooth L1 and Huber, and the negative
 * log-likelihoods of Poisson and Gaussian distributions. simdloss/elements.h says what shapes, types, weights and
 * reductions there are, and what each argument holds. A U8 target is the number 0 or 1.
 *
 * simdloss_regression, with d = input - target:
 *
 *     SQUARED     d^2                                                    dl/dx = 2 d          F.mse_loss
 *     ABSOLUTE    |d|                                                    sign(d), 0 at 0      F.l1_loss
 *     SMOOTH_L1   |d| < threshold ? d^2 / (2 threshold) : |d| - threshold / 2                 F.smooth_l1_loss, beta
 *                                                                        |d| < threshold ? d / threshold : sign(d)
 *     HUBER       |d| < threshold ? d^2 / 2 : threshold (|d| - threshold / 2)                 F.huber_loss, delta
 *                                                                        |d| < threshold ? d : threshold sign(d)
 *     dl/dt = -dl/dx
 */
#ifndef SIMDLOSS_REGRESSION_H
#define SIMDLOSS_REGRESSION_H

#include <simdloss/elements.h>

#ifdef __cplusplus
extern "C" {
#endif

/* desc.kind */
enum {
    SIMDLOSS_REGRESSION_SQUARED = 0,
    SIMDLOSS_REGRESSION_ABSOLUTE = 1,
    SIMDLOSS_REGRESSION_SMOOTH_L1 = 2,
    SIMDLOSS_REGRESSION_HUBER = 3
};

typedef struct simdloss_regression_desc {
    uint32_t size;                      /* set by simdloss_regression_desc_init */
    simdloss_dtype dtype;               /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;        /* 0 (default) or dtype: the same type; U8 */
    simdloss_reduction class_reduction; /* over the classes of a row, before the reduction: NONE (default) SUM MEAN */
    simdloss_reduction reduction;       /* MEAN (default) SUM NONE */
    simdloss_denominator denominator;   /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;                 /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;                 /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t weight_axes;                /* along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes */
    int32_t kind;                       /* SIMDLOSS_REGRESSION_SQUARED (default), ... */
    int64_t batch;                      /* 0 (default) */
    int64_t classes;                    /* 0 (default) */
    int64_t inner;                      /* 1 (default) */
    int64_t batch_stride;               /* in elements; 0 (default) = classes * inner */
    double mean_denominator;            /* 0 (default) = the mean's own; > 0 replaces it */
    double threshold;                   /* 1 (default), finite; of SMOOTH_L1 >= 0, where 0 is ABSOLUTE, of HUBER > 0 */
} simdloss_regression_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_regression_desc_init(simdloss_regression_desc *desc, size_t size);

/* input, target: [batch, classes, inner]; weight: of acc, of the axes of weight_axes, or NULL: all 1. */
SIMDLOSS_API simdloss_status simdloss_regression_forward(const simdloss_regression_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_regression_backward(const simdloss_regression_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *weight, const void *grad_loss,
    void *grad_input, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_regression_forward_backward(const simdloss_regression_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *weight, const void *grad_loss,
    void *loss, void *grad_input, void *grad_target);

/*
 * simdloss_poisson_nll: PyTorch's F.poisson_nll_loss; with log_input 0 and epsilon 1e-7 Keras' Poisson.
 *
 *     log_input 1:  l = exp(x) - t x                    dl/dx = exp(x) - t                 dl/dt = -x
 *     log_input 0:  l = x - t log(x + epsilon)          dl/dx = 1 - t / (x + epsilon)      dl/dt = -log(x + epsilon)
 *     full 1 adds, where t > 1:  t log(t) - t + log(2 pi t) / 2                            log(t) + 1 / (2 t)
 *
 * t = 0 switches its term off, infinite or not. x + epsilon < 0 gives a NaN loss.
 */
typedef struct simdloss_poisson_nll_desc {
    uint32_t size;                      /* set by simdloss_poisson_nll_desc_init */
    simdloss_dtype dtype;               /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;        /* 0 (default) or dtype: the same type; U8 */
    simdloss_reduction class_reduction; /* over the classes of a row, before the reduction: NONE (default) SUM MEAN */
    simdloss_reduction reduction;       /* MEAN (default) SUM NONE */
    simdloss_denominator denominator;   /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;                 /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;                 /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t weight_axes;                /* along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes */
    int32_t log_input;                  /* 1 (default): the input is the logarithm of the rate; 0: the rate */
    int32_t full;                       /* 0 (default); 1: with Stirling's approximation of log t! */
    int64_t batch;                      /* 0 (default) */
    int64_t classes;                    /* 0 (default) */
    int64_t inner;                      /* 1 (default) */
    int64_t batch_stride;               /* in elements; 0 (default) = classes * inner */
    double mean_denominator;            /* 0 (default) = the mean's own; > 0 replaces it */
    double epsilon;                     /* 1e-8 (default), >= 0, finite; with log_input not looked at */
} simdloss_poisson_nll_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_poisson_nll_desc_init(simdloss_poisson_nll_desc *desc, size_t size);

/* input, target: [batch, classes, inner]; weight: of acc, of the axes of weight_axes, or NULL: all 1. */
SIMDLOSS_API simdloss_status simdloss_poisson_nll_forward(const simdloss_poisson_nll_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_poisson_nll_backward(const simdloss_poisson_nll_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *weight, const void *grad_loss,
    void *grad_input, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_poisson_nll_forward_backward(const simdloss_poisson_nll_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *weight, const void *grad_loss,
    void *loss, void *grad_input, void *grad_target);

/*
 * simdloss_gaussian_nll, with a variance an element: PyTorch's F.gaussian_nll_loss.
 *
 *     v = max(variance, epsilon);  d = input - target
 *     l = (log(v) + d^2 / v) / 2, and with full log(2 pi) / 2 more
 *     dl/dx = d / v      dl/dt = -d / v      dl/dvariance = (1 / v - (d / v)^2) / 2, also where variance < epsilon
 *
 * A negative variance, an error in PyTorch, gives NaN.
 */
typedef struct simdloss_gaussian_nll_desc {
    uint32_t size;                      /* set by simdloss_gaussian_nll_desc_init */
    simdloss_dtype dtype;               /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;        /* 0 (default) or dtype: the same type; U8 */
    simdloss_reduction class_reduction; /* over the classes of a row, before the reduction: NONE (default) SUM MEAN */
    simdloss_reduction reduction;       /* MEAN (default) SUM NONE */
    simdloss_denominator denominator;   /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;                 /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;                 /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t weight_axes;                /* along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes */
    int32_t full;                       /* 0 (default); 1: with the constant term */
    int64_t batch;                      /* 0 (default) */
    int64_t classes;                    /* 0 (default) */
    int64_t inner;                      /* 1 (default) */
    int64_t batch_stride;               /* in elements; 0 (default) = classes * inner */
    double mean_denominator;            /* 0 (default) = the mean's own; > 0 replaces it */
    double epsilon;                     /* 1e-6 (default), > 0, finite */
} simdloss_gaussian_nll_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_gaussian_nll_desc_init(simdloss_gaussian_nll_desc *desc, size_t size);

/* input, target, variance: [batch, classes, inner]; weight: of acc, of the axes of weight_axes, or NULL: all 1. */
SIMDLOSS_API simdloss_status simdloss_gaussian_nll_forward(const simdloss_gaussian_nll_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *variance, const void *weight,
    void *loss);

SIMDLOSS_API simdloss_status simdloss_gaussian_nll_backward(const simdloss_gaussian_nll_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *variance, const void *weight,
    const void *grad_loss, void *grad_input, void *grad_target, void *grad_variance);

SIMDLOSS_API simdloss_status simdloss_gaussian_nll_forward_backward(const simdloss_gaussian_nll_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *variance, const void *weight,
    const void *grad_loss, void *loss, void *grad_input, void *grad_target, void *grad_variance);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_REGRESSION_H */
