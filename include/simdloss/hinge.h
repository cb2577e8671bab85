/*
 * simdloss/hinge.h - hinge losses: of one score and a label of -1 or +1 (hinge), of the scores of all classes and the one
 * that is right (multi_margin, categorical_hinge), and of several that are right (multilabel_margin).
 *
 * hinge is element-wise: simdloss/elements.h says what shapes, types, weights and reductions there are, and what each
 * argument holds.
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

/*
 * The losses of rows. With x_y the score of the target, z_j = x_j - x_y + margin, and x and z of one row:
 *
 *     multi_margin         L = (w_y / C) sum_{j != y} max(z_j, 0)^p                      F.multi_margin_loss
 *                          dL/dx_j = (w_y / C) [z_j > 0] (p = 1: 1; p = 2: 2 z_j), dL/dx_y = -sum of these
 *     categorical_hinge    z = max(0, max_{j != y} x_j) - x_y + margin, L = max(z, 0)    Keras' CategoricalHinge
 *                          dL/dx_y = -[z > 0], dL/dx_k = [z > 0] at the largest x_k > 0, the first of several
 *
 * input: [batch, classes, inner]; inner = 1 is [N, C]. target: [batch, inner], the class of each row, where Keras has a
 * row of 0 and 1. class_weight: [classes], row_weight: [batch, inner], both of acc (double for F64, else float), or NULL:
 * all 1; a row's loss and gradient are multiplied by both, and a weight of 0 silences an infinite one. loss and grad_loss,
 * of acc: one, or for NONE [batch, inner]; grad_loss NULL: 1. grad_input: of input's shape, type and stride; it may be
 * input itself, but not with accumulate.
 *
 * MEAN divides by the rows kept (DEFAULT, COUNT), by the sum of their weights or the number of those not 0 (of class and
 * row weights multiplied), or by batch. A row whose target is ignore_index is not read and gives 0; with accumulate its
 * gradient is left as it is. The mean of no rows is NaN, or 0 if empty_mean says so, where PyTorch returns memory that was
 * never written.
 *
 * At a kink the gradient is 0. A row with a NaN, or where z is inf - inf, has a loss of NaN and a gradient of NaN
 * throughout: PyTorch drops NaN scores. A loss is that of the scores as stored, and keeps its digits where a hinge hardly
 * opens: z is formed from the difference of the scores.
 *
 * Errors: TARGET names the first row whose target is neither a class nor ignored, and the target; nothing has been
 * written then. Others as for every loss: simdloss/core.h.
 */
typedef struct simdloss_multi_margin_desc {
    uint32_t size;                    /* set by simdloss_multi_margin_desc_init */
    simdloss_dtype dtype;             /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;      /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction;     /* MEAN (default) SUM NONE */
    simdloss_denominator denominator; /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;               /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;               /* 0 (default); 1: the gradient is added to what its buffer holds */
    int32_t p;                        /* 1 (default) or 2: the power of a hinge */
    int64_t batch;                    /* 0 (default) */
    int64_t classes;                  /* 0 (default) */
    int64_t inner;                    /* 1 (default) */
    int64_t batch_stride;             /* in elements; 0 (default) = classes * inner */
    int64_t ignore_index;             /* -100 (default); compared as int64; INT64_MIN: none */
    double mean_denominator;          /* 0 (default) = the mean's own; > 0 replaces it */
    double margin;                    /* 1 (default), finite */
} simdloss_multi_margin_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_multi_margin_desc_init(simdloss_multi_margin_desc *desc, size_t size);

SIMDLOSS_API simdloss_status simdloss_multi_margin_forward(const simdloss_multi_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *class_weight,
    const void *row_weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_multi_margin_backward(const simdloss_multi_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *grad_input);

/* Both at once; loss or grad_input may be NULL. */
SIMDLOSS_API simdloss_status simdloss_multi_margin_forward_backward(const simdloss_multi_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *class_weight,
    const void *row_weight, const void *grad_loss, void *loss, void *grad_input);

typedef struct simdloss_categorical_hinge_desc {
    uint32_t size;                    /* set by simdloss_categorical_hinge_desc_init */
    simdloss_dtype dtype;             /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;      /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction;     /* MEAN (default) SUM NONE */
    simdloss_denominator denominator; /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;               /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;               /* 0 (default); 1: the gradient is added to what its buffer holds */
    int64_t batch;                    /* 0 (default) */
    int64_t classes;                  /* 0 (default) */
    int64_t inner;                    /* 1 (default) */
    int64_t batch_stride;             /* in elements; 0 (default) = classes * inner */
    int64_t ignore_index;             /* -100 (default); compared as int64; INT64_MIN: none */
    double mean_denominator;          /* 0 (default) = the mean's own; > 0 replaces it */
    double margin;                    /* 1 (default), finite */
} simdloss_categorical_hinge_desc;

SIMDLOSS_API simdloss_status simdloss_categorical_hinge_desc_init(simdloss_categorical_hinge_desc *desc, size_t size);

SIMDLOSS_API simdloss_status simdloss_categorical_hinge_forward(const simdloss_categorical_hinge_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_categorical_hinge_backward(const simdloss_categorical_hinge_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight,
    const void *grad_loss, void *grad_input);

SIMDLOSS_API simdloss_status simdloss_categorical_hinge_forward_backward(const simdloss_categorical_hinge_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight,
    const void *grad_loss, void *loss, void *grad_input);

/*
 * Several classes of a row are right: every score of theirs against every other.
 *
 *     L = (1 / C) sum_{j in targets} sum_{i not in targets} max(x_i - x_j + margin, 0)    F.multilabel_margin_loss
 *     dL/dx_i = 1 / C for each pair above 0, dL/dx_j = -1 / C
 *
 * input: [batch, classes]. target: [batch, labels]; the targets of a row are its entries before the first that is
 * padding_index, or all of them. PyTorch's is as wide as the input and ends with -1; a narrower one saves memory. What
 * comes after the first padding is not looked at. A class that a row names twice counts twice. A row without targets has
 * a loss of 0, whatever its scores, and is not read. row_weight, loss, grad_loss, grad_input, means, kinks, NaN as above;
 * every row is kept.
 *
 * Time grows with targets times classes. Scratch is on the stack, whatever the sizes. grad_input may be input where
 * labels is at most SIMDLOSS_MULTILABEL_IN_PLACE; with more it is an error (ALIAS).
 *
 * Errors: TARGET names the first entry, by row, that is no class, and its value.
 */
enum { SIMDLOSS_MULTILABEL_IN_PLACE = 1024 };

typedef struct simdloss_multilabel_margin_desc {
    uint32_t size;                    /* set by simdloss_multilabel_margin_desc_init */
    simdloss_dtype dtype;             /* F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;      /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction;     /* MEAN (default) SUM NONE */
    simdloss_denominator denominator; /* of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH */
    int32_t empty_mean;               /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;               /* 0 (default); 1: the gradient is added to what its buffer holds */
    int64_t batch;                    /* 0 (default) */
    int64_t classes;                  /* 0 (default) */
    int64_t labels;                   /* entries of a row of target; 0 (default) = classes */
    int64_t batch_stride;             /* of input, in elements; 0 (default) = classes */
    int64_t padding_index;            /* -1 (default); compared as int64; INT64_MIN: none */
    double mean_denominator;          /* 0 (default) = the mean's own; > 0 replaces it */
    double margin;                    /* 1 (default), finite */
} simdloss_multilabel_margin_desc;

SIMDLOSS_API simdloss_status simdloss_multilabel_margin_desc_init(simdloss_multilabel_margin_desc *desc, size_t size);

SIMDLOSS_API simdloss_status simdloss_multilabel_margin_forward(const simdloss_multilabel_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight, void *loss);

SIMDLOSS_API simdloss_status simdloss_multilabel_margin_backward(const simdloss_multilabel_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight,
    const void *grad_loss, void *grad_input);

SIMDLOSS_API simdloss_status simdloss_multilabel_margin_forward_backward(const simdloss_multilabel_margin_desc *desc,
    const simdloss_executor *executor, const void *input, const void *target, const void *row_weight,
    const void *grad_loss, void *loss, void *grad_input);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_HINGE_H */
