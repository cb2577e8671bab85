/*
 * simdloss/ranking.h - pairs and groups of scores that should stand in an order: margin ranking, and the two ranking
 * losses of MatchZoo on groups of one positive and num_neg negatives.
 *
 * Precision. F32, F16 and BF16 are computed in F32 (group results in F64), F64 in F64. "acc" below is that accumulator
 * type, F64 for F64 and else F32. docs/NUMERICS.md has the bounds.
 *
 * Kinks. Where a hinge is 0 its gradient is 0: at the margin exactly too. NaN in gives NaN out.
 */
#ifndef SIMDLOSS_RANKING_H
#define SIMDLOSS_RANKING_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Margin ranking: PyTorch's MarginRankingLoss. Element by element,
 *
 *     z = margin - y (x1 - x2)        l = max(0, z)        MEAN = sum of l / number of elements
 *     where z > 0:   dl/dx1 = -y      dl/dx2 = y           dl/dy = -(x1 - x2)          elsewhere 0
 *
 * y = 1 says that x1 should be the larger by margin, y = -1 that x2 should. It is used as given: y = 0 makes l the
 * margin. Arrays are [batch, classes, inner], inner fastest; consecutive batch items are batch_stride elements apart in
 * all of them, but for an unreduced loss and its upstream gradient, which are dense. For plain [N] arrays, batch = N.
 */
typedef struct simdloss_margin_ranking_desc {
    uint32_t size;                /* set by simdloss_margin_ranking_desc_init */
    simdloss_dtype dtype;         /* of x1, x2 and their gradients: F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;  /* 0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1, zero is -1) */
    simdloss_reduction reduction; /* MEAN (default) SUM NONE */
    int32_t empty_mean;           /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;           /* 0 (default); 1: gradients are added to what their buffers hold */
    int64_t batch;                /* 0 (default) */
    int64_t classes;              /* 1 (default) */
    int64_t inner;                /* 1 (default) */
    int64_t batch_stride;         /* in elements; 0 (default) = classes * inner */
    double margin;                /* 0 (default), finite */
    double mean_denominator;      /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_margin_ranking_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_margin_ranking_desc_init(simdloss_margin_ranking_desc *desc, size_t size);

/*
 *     x1, x2       [batch, classes, inner] of desc->dtype
 *     target       the same shape and strides: y, of desc->target_dtype
 *     grad_loss    upstream gradient, of loss's shape, of acc, or NULL: 1
 *     loss         of acc. NONE: [batch, classes, inner], dense; SUM, MEAN: one value. NULL: not wanted
 *     grad_x1      as x1; may be exactly x1 (not with accumulate). NULL: not wanted. grad_x2 likewise
 *     grad_target  as target, which must then be of desc->dtype; may be exactly target. NULL: not wanted
 *
 * All three give the same bits. No element at all: SUM is 0, MEAN is NaN or 0 by empty_mean.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_margin_ranking_forward(const simdloss_margin_ranking_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, void *loss);

SIMDLOSS_API simdloss_status simdloss_margin_ranking_backward(const simdloss_margin_ranking_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *grad_x1, void *grad_x2, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_margin_ranking_forward_backward(const simdloss_margin_ranking_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *loss, void *grad_x1, void *grad_x2, void *grad_target);

/*
 * The hinge of MatchZoo (RankHingeLoss of matchzoo-py). Rows stand in groups of num_neg + 1: row i * (num_neg + 1) is
 * the positive of group i, the rows after it its negatives, and nothing is copied to bring them together. With x_ic the
 * positive's columns and n_i the mean of all num_neg * columns negative scores of the group,
 *
 *     z_ic = margin - (x_ic - n_i)    l_ic = max(0, z_ic)    MEAN = sum of l / (groups * columns)
 *     where z_ic > 0:  dl_ic/dx_ic = -1,   1 / (num_neg * columns) at each negative;  elsewhere 0
 *
 * It is one hinge against the mean negative, not the mean of num_neg hinges.
 */
typedef struct simdloss_rank_hinge_desc {
    uint32_t size;                /* set by simdloss_rank_hinge_desc_init */
    simdloss_dtype dtype;         /* of scores and their gradient: F32 (default) F64 F16 BF16 */
    simdloss_reduction reduction; /* MEAN (default) SUM NONE */
    int32_t empty_mean;           /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;           /* 0 (default); 1: the gradient is added to what its buffer holds */
    int32_t reserved;             /* 0 */
    int64_t rows;                 /* 0 (default); a multiple of num_neg + 1 */
    int64_t columns;              /* 1 (default) */
    int64_t row_stride;           /* in elements; 0 (default) = columns */
    int64_t num_neg;              /* 1 (default), >= 1 */
    double margin;                /* 1 (default), finite */
    double mean_denominator;      /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_rank_hinge_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_rank_hinge_desc_init(simdloss_rank_hinge_desc *desc, size_t size);

/*
 *     scores       [rows, columns] of desc->dtype
 *     grad_loss    upstream gradient, of loss's shape, of acc, or NULL: 1
 *     loss         of acc. NONE: [rows / (num_neg + 1), columns], dense; SUM, MEAN: one value. NULL: not wanted
 *     grad_scores  as scores; may be exactly scores (not with accumulate)
 *
 * All three give the same bits. Errors: NULL_POINTER, SHAPE (rows is not a multiple too), STRIDE, DTYPE, OPTION, ALIAS,
 * EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_rank_hinge_forward(
    const simdloss_rank_hinge_desc *desc, const simdloss_executor *executor, const void *scores, void *loss);

SIMDLOSS_API simdloss_status simdloss_rank_hinge_backward(const simdloss_rank_hinge_desc *desc,
    const simdloss_executor *executor, const void *scores, const void *grad_loss, void *grad_scores);

SIMDLOSS_API simdloss_status simdloss_rank_hinge_forward_backward(const simdloss_rank_hinge_desc *desc,
    const simdloss_executor *executor, const void *scores, const void *grad_loss, void *loss, void *grad_scores);

/*
 * The cross-entropy of MatchZoo (RankCrossEntropyLoss of matchzoo-py), rows in groups as above. The (num_neg + 1) *
 * columns scores z_ic of group i go through one softmax, and t_ic are the targets in the same places, used as given: of
 * every row, not the positive's alone.
 *
 *     P = softmax(z_i)    L_ic = log(P_ic + e), e = 2^-52 for every dtype    l_i = -sum_c t_ic L_ic    MEAN = sum / groups
 *     r_c = t_c P_c / (P_c + e)    dl/dz_c = -(r_c - P_c sum_k r_k)          dl/dt_c = -L_c
 *
 * A score of -inf has P = 0 and L = log e. A NaN or +inf in a group, or one of all -inf, makes all of it NaN.
 */
typedef struct simdloss_rank_cross_entropy_desc {
    uint32_t size;                /* set by simdloss_rank_cross_entropy_desc_init */
    simdloss_dtype dtype;         /* of scores, target and their gradients: F32 (default) F64 F16 BF16 */
    simdloss_reduction reduction; /* MEAN (default) SUM NONE */
    int32_t empty_mean;           /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;           /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t reserved;             /* 0 */
    int64_t rows;                 /* 0 (default); a multiple of num_neg + 1 */
    int64_t columns;              /* 1 (default) */
    int64_t row_stride;           /* in elements, of scores and of target; 0 (default) = columns */
    int64_t num_neg;              /* 1 (default), >= 1 */
    double mean_denominator;      /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_rank_cross_entropy_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_rank_cross_entropy_desc_init(simdloss_rank_cross_entropy_desc *desc, size_t size);

/*
 *     scores, target  [rows, columns] of desc->dtype
 *     grad_loss       upstream gradient, of loss's shape, of acc, or NULL: 1
 *     loss            of acc. NONE: [rows / (num_neg + 1)]; SUM, MEAN: one value. NULL: not wanted
 *     grad_scores     as scores; may be exactly scores (not with accumulate). NULL: not wanted
 *     grad_target     as target; may be exactly target (not with accumulate). NULL: not wanted
 *
 * All three give the same bits. Errors: as of simdloss_rank_hinge.
 */
SIMDLOSS_API simdloss_status simdloss_rank_cross_entropy_forward(const simdloss_rank_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *scores, const void *target, void *loss);

SIMDLOSS_API simdloss_status simdloss_rank_cross_entropy_backward(const simdloss_rank_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *scores, const void *target, const void *grad_loss, void *grad_scores,
    void *grad_target);

SIMDLOSS_API simdloss_status simdloss_rank_cross_entropy_forward_backward(const simdloss_rank_cross_entropy_desc *desc,
    const simdloss_executor *executor, const void *scores, const void *target, const void *grad_loss, void *loss,
    void *grad_scores, void *grad_target);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_RANKING_H */
