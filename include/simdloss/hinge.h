/*
 * simdloss/hinge.h - hinge losses of one score and a label of -1 or +1. simdloss/elements.h says what shapes, types,
 * weights and reductions there are, and what each argument holds.
 *
 *     y = labels BINARY ? 2 target - 1 : target;  a U8 target is BINARY whatever labels says
 *     PLAIN       l = max(margin - y x, 0)           dl/dx = -y [z > 0], z = margin - y x    Keras' Hinge, TensorFlow's
 *                                                                                            hinge_loss (BINARY)
 *     SQUARED     l = max(margin - y x, 0)^2         dl/dx = -2 y max(z, 0)                  Keras' SquaredHinge
 *     EMBEDDING   l = [y != -1] x + [y != 1] max(margin - x, 0)                              F.hinge_embedding_loss
 *                                                    dl/dx = [y != -1] - [y != 1] [margin - x > 0]
 *     SOFT        l = log(1 + exp(-y x))             dl/dx = -y sigmoid(-y x)                F.soft_margin_loss
 *     dl/dtarget is the derivative by y, twice that for BINARY; of EMBEDDING 0
 *
 * At a kink the gradient is 0. SOFT is stable everywhere, where PyTorch's overflows beyond 88. Keras takes labels for
 * BINARY if all of them are 0 or 1, and takes the mean over the last axis: class_reduction MEAN.
 */
#ifndef SIMDLOSS_HINGE_H
#define SIMDLOSS_HINGE_H

#include <simdloss/elements.h>

#ifdef __cplusplus
extern "C" {
#endif

/* desc.kind, desc.labels */
enum { SIMDLOSS_HINGE_PLAIN = 0, SIMDLOSS_HINGE_SQUARED = 1, SIMDLOSS_HINGE_EMBEDDING = 2, SIMDLOSS_HINGE_SOFT = 3 };
enum { SIMDLOSS_LABELS_SIGNED = 0, SIMDLOSS_LABELS_BINARY = 1 };

typedef struct simdloss_hinge_desc {
    uint32_t size;                      /* set by simdloss_hinge_desc_init */
    simdloss_dtype dtype;               /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;        /* 0 (default) or dtype: the same type; U8 */
    simdloss_reduction class_reduction; /* over the classes of a row, before the reduction: NONE (default) SUM MEAN */
    simdloss_reduction reduction;       /* MEAN (default) SUM NONE */
    simdloss_denominator denominator;   /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;                 /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;                 /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t weight_axes;                /* along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes */
    int32_t kind;                       /* SIMDLOSS_HINGE_PLAIN (default), ... */
    int32_t labels;                     /* SIMDLOSS_LABELS_SIGNED (default) or _BINARY */
    int64_t batch;                      /* 0 (default) */
    int64_t classes;                    /* 0 (default) */
    int64_t inner;                      /* 1 (default) */
    int64_t batch_stride;               /* in elements; 0 (default) = classes * inner */
    double mean_denominator;            /* 0 (default) = the mean's own; > 0 replaces it */
    double margin;                      /* 1 (default), finite; not of SOFT */
} simdloss_hinge_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_hinge_desc_init(simdloss_hinge_desc *desc, size_t size);

/* input, target: [batch, classes, inner]; weight: of acc, of the axes of weight_axes, or NULL: all 1. */
SIMDLOSS_API simdloss_status simdloss_hinge_forward(const simdloss_hinge_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_hinge_backward(const simdloss_hinge_desc *desc, const simdloss_executor *executor,
    const void *input, const void *target, const void *weight, const void *grad_loss, void *grad_input,
    void *grad_target);

SIMDLOSS_API simdloss_status simdloss_hinge_forward_backward(const simdloss_hinge_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *weight, const void *grad_loss,
    void *loss, void *grad_input, void *grad_target);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_HINGE_H */
