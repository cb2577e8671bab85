/*
 * simdloss/embedding.h - distances and cosines of embeddings row by row, and the losses on pairs and triplets of them:
 * cosine embedding, contrastive, triplet margin.
 *
 * Shapes. Embeddings are [batch, features]; rows of input k are its own stride apart (0: features), and its gradient has
 * the same stride. Losses, distances, targets and upstream gradients of rows are [batch], dense.
 *
 * Precision. F32, F16 and BF16 are computed in F32 (row results in F64), F64 in F64. "acc" below is that accumulator
 * type, F64 for F64 and else F32. docs/NUMERICS.md has the bounds. F32 rows whose squares leave the range of F32 are
 * summed again in F64; F64 has nothing wider, so there a norm beyond about 1e154 is infinite.
 *
 * Kinks. Where a hinge is 0 its gradient is 0, at the margin exactly too, and so is that of a distance of 0. NaN in a row
 * gives NaN in its loss and its gradients. A row whose gradient has the factor 0 gets exact zeros.
 */
#ifndef SIMDLOSS_EMBEDDING_H
#define SIMDLOSS_EMBEDDING_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The distance of two rows: PyTorch's F.pairwise_distance.
 *
 *     v = x1 - x2 + eps       D = (sum_j |v_j|^p)^(1/p);  p = infinity: the largest |v_j|;  p = 0: how many are not 0
 *     dD/dv_j:  p = 1: sign v_j    p = 2: v_j / D    p = infinity: sign v_j at the largest, shared evenly among them
 *               p = 0: 0           else: sign(v_j) (|v_j| / D)^(p-1);  0 where D = 0 or v_j = 0
 *     dD/dx1 = dD/dv, dD/dx2 = -dD/dv
 *
 * eps is added to every signed difference, so that D(x1, x2) and D(x2, x1) differ a little, and coincident rows are eps *
 * features^(1/p) apart. For p other than 1, 2 and infinity powers are taken relative to the largest |v|.
 */
typedef struct simdloss_pairwise_distance_desc {
    uint32_t size;        /* set by simdloss_pairwise_distance_desc_init */
    simdloss_dtype dtype; /* of x1, x2 and their gradients: F32 (default) F64 F16 BF16 */
    int32_t accumulate;   /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t reserved;     /* 0 */
    int64_t batch;        /* 0 (default) */
    int64_t features;     /* 0 (default) */
    int64_t x1_stride;    /* in elements; 0 (default) = features */
    int64_t x2_stride;    /* the same */
    double p;             /* 2 (default); >= 0, infinity allowed */
    double eps;           /* 1e-6 (default), finite */
} simdloss_pairwise_distance_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_pairwise_distance_desc_init(simdloss_pairwise_distance_desc *desc, size_t size);

/*
 *     x1, x2         [batch, features] of desc->dtype
 *     grad_distance  upstream gradient, [batch] of acc, or NULL: 1
 *     distance       [batch] of acc. NULL: not wanted
 *     grad_x1        as x1; may be exactly x1 (not with accumulate). NULL: not wanted. grad_x2 likewise
 *
 * All three give the same bits. Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_pairwise_distance_forward(const simdloss_pairwise_distance_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, void *distance);

SIMDLOSS_API simdloss_status simdloss_pairwise_distance_backward(const simdloss_pairwise_distance_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *grad_distance, void *grad_x1,
    void *grad_x2);

SIMDLOSS_API simdloss_status simdloss_pairwise_distance_forward_backward(const simdloss_pairwise_distance_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *grad_distance, void *distance,
    void *grad_x1, void *grad_x2);

/*
 * The cosine of two rows: PyTorch's F.cosine_similarity.
 *
 *     c = x1 . x2 / (max(|x1|, eps) max(|x2|, eps))
 *     dc/dx1 = x2 / (max(|x1|, eps) max(|x2|, eps)) - c x1 / |x1|^2, the second term only where |x1| >= eps; x2 likewise
 *
 * A row of norm 0 has a gradient of the size of 1 / eps, as in PyTorch; with zero_gradient it is 0 instead. Where
 * 1 / (|x1| |x2|) is below the normal numbers of acc (2^-126, or 2^-1022) the gradient may come out as 0; so it is with
 * every cosine of this header.
 */
typedef struct simdloss_cosine_similarity_desc {
    uint32_t size;         /* set by simdloss_cosine_similarity_desc_init */
    simdloss_dtype dtype;  /* of x1, x2 and their gradients: F32 (default) F64 F16 BF16 */
    int32_t accumulate;    /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t zero_gradient; /* 0 (default); 1: the gradient by a row of norm 0 is 0 */
    int64_t batch;         /* 0 (default) */
    int64_t features;      /* 0 (default) */
    int64_t x1_stride;     /* in elements; 0 (default) = features */
    int64_t x2_stride;     /* the same */
    double eps;            /* 1e-8 (default), > 0, finite */
} simdloss_cosine_similarity_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_cosine_similarity_desc_init(simdloss_cosine_similarity_desc *desc, size_t size);

/* Arguments as of simdloss_pairwise_distance, with similarity in the place of distance. */
SIMDLOSS_API simdloss_status simdloss_cosine_similarity_forward(const simdloss_cosine_similarity_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, void *similarity);

SIMDLOSS_API simdloss_status simdloss_cosine_similarity_backward(const simdloss_cosine_similarity_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *grad_similarity, void *grad_x1,
    void *grad_x2);

SIMDLOSS_API simdloss_status simdloss_cosine_similarity_forward_backward(const simdloss_cosine_similarity_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *grad_similarity, void *similarity,
    void *grad_x1, void *grad_x2);

/*
 * Cosine embedding: PyTorch's CosineEmbeddingLoss.
 *
 *     n1 = |x1|^2 + E, n2 = |x2|^2 + E, E = 1e-12 rounded to a float        c = x1 . x2 / sqrt(n1 n2)
 *     y = 1:  l = 1 - c        y = -1:  l = max(0, c - margin)        any other y: l = 0, gradient 0
 *     dc/dx1 = x2 / sqrt(n1 n2) - x1 c / n1,  dc/dx2 likewise          MEAN = sum of l / batch
 *
 * A row of norm 0 with y = 1 has the loss 1 and a gradient of about 1e6, as in PyTorch; with zero_gradient it is 0.
 */
typedef struct simdloss_cosine_embedding_desc {
    uint32_t size;                /* set by simdloss_cosine_embedding_desc_init */
    simdloss_dtype dtype;         /* of x1, x2 and their gradients: F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;  /* 0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1, zero is -1) */
    simdloss_reduction reduction; /* MEAN (default) SUM NONE */
    int32_t empty_mean;           /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;           /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t zero_gradient;        /* 0 (default); 1: the gradient by a row of norm 0 is 0 */
    int32_t reserved;             /* 0 */
    int64_t batch;                /* 0 (default) */
    int64_t features;             /* 0 (default) */
    int64_t x1_stride;            /* in elements; 0 (default) = features */
    int64_t x2_stride;            /* the same */
    double margin;                /* 0 (default), finite */
    double mean_denominator;      /* 0 (default) = batch; > 0 replaces it */
} simdloss_cosine_embedding_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_cosine_embedding_desc_init(simdloss_cosine_embedding_desc *desc, size_t size);

/*
 *     x1, x2     [batch, features] of desc->dtype
 *     target     [batch] of desc->target_dtype: y
 *     grad_loss  upstream gradient, of loss's shape, of acc, or NULL: 1
 *     loss       of acc. NONE: [batch]; SUM, MEAN: one value. NULL: not wanted
 *     grad_x1    as x1; may be exactly x1 (not with accumulate). NULL: not wanted. grad_x2 likewise
 *
 * All three give the same bits. No row: SUM is 0, MEAN is NaN or 0 by empty_mean.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_cosine_embedding_forward(const simdloss_cosine_embedding_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, void *loss);

SIMDLOSS_API simdloss_status simdloss_cosine_embedding_backward(const simdloss_cosine_embedding_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *grad_x1, void *grad_x2);

SIMDLOSS_API simdloss_status simdloss_cosine_embedding_forward_backward(const simdloss_cosine_embedding_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *loss, void *grad_x1, void *grad_x2);

/*
 * Contrastive loss, on a distance D that the caller has, or on that of two rows of embeddings (simdloss_contrastive; D as
 * of simdloss_pairwise_distance, with p and eps). With s the label that says "similar": y where one_is_similar is 1, else
 * 1 - y; y may be any number between,
 *
 *     l = f (s D^2 + (1 - s) max(0, margin - D)^2)        f = 1, or 1/2 with half         MEAN = sum of l / batch
 *     dl/dD = 2 f (s D - (1 - s) max(0, margin - D))      dl/dy = +-f (D^2 - max(0, margin - D)^2)
 *
 * one_is_similar 1, half 0: TensorFlow Addons' contrastive_loss. one_is_similar 0, half 1: Hadsell, Chopra and LeCun 2006.
 * one_is_similar 0, half 0: Flux. A weight (s or 1 - s) of 0 takes its term away, whatever that is.
 */
typedef struct simdloss_contrastive_desc {
    uint32_t size;                /* set by simdloss_contrastive_desc_init */
    simdloss_dtype dtype;         /* of x1, x2, or of the distances, and of the gradients: F32 (default) F64 F16 BF16 */
    simdloss_dtype target_dtype;  /* 0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1) */
    simdloss_reduction reduction; /* MEAN (default) SUM NONE */
    int32_t empty_mean;           /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;           /* 0 (default); 1: gradients are added to what their buffers hold */
    int32_t one_is_similar;       /* 1 (default) or 0 */
    int32_t half;                 /* 0 (default) or 1 */
    int64_t batch;                /* 0 (default) */
    int64_t features;             /* 0 (default); not used for distances */
    int64_t x1_stride;            /* in elements; 0 (default) = features; not used for distances */
    int64_t x2_stride;            /* the same */
    double p;                     /* 2 (default); >= 0, infinity allowed; not used for distances */
    double eps;                   /* 0 (default), finite; not used for distances */
    double margin;                /* 1 (default), finite */
    double mean_denominator;      /* 0 (default) = batch; > 0 replaces it */
} simdloss_contrastive_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_contrastive_desc_init(simdloss_contrastive_desc *desc, size_t size);

/* Arguments as of simdloss_cosine_embedding, and
 *
 *     grad_target  as target, which must then be of desc->dtype; may be exactly target. NULL: not wanted
 */
SIMDLOSS_API simdloss_status simdloss_contrastive_forward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, void *loss);

SIMDLOSS_API simdloss_status simdloss_contrastive_backward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *grad_x1, void *grad_x2, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_contrastive_forward_backward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *x1, const void *x2, const void *target, const void *grad_loss,
    void *loss, void *grad_x1, void *grad_x2, void *grad_target);

/*
 *     distance       [batch] of desc->dtype: D, not squared
 *     target         [batch] of desc->target_dtype
 *     grad_distance  as distance; may be exactly distance (not with accumulate). NULL: not wanted. grad_target likewise
 */
SIMDLOSS_API simdloss_status simdloss_contrastive_distance_forward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *distance, const void *target, void *loss);

SIMDLOSS_API simdloss_status simdloss_contrastive_distance_backward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *distance, const void *target, const void *grad_loss,
    void *grad_distance, void *grad_target);

SIMDLOSS_API simdloss_status simdloss_contrastive_distance_forward_backward(const simdloss_contrastive_desc *desc,
    const simdloss_executor *executor, const void *distance, const void *target, const void *grad_loss, void *loss,
    void *grad_distance, void *grad_target);

/* How far two rows of a triplet are apart. */
typedef int32_t simdloss_triplet_distance;
enum {
    SIMDLOSS_TRIPLET_MINKOWSKI = 0,         /* simdloss_pairwise_distance with p and eps */
    SIMDLOSS_TRIPLET_SQUARED_EUCLIDEAN = 1, /* sum (x - y)^2; p and eps are not used */
    SIMDLOSS_TRIPLET_COSINE = 2             /* 1 - cosine, norms at least 1e-8; p and eps are not used */
};

/*
 * Triplet margin: PyTorch's TripletMarginLoss, and TripletMarginWithDistanceLoss with two other distances.
 *
 *     Dp = D(anchor, positive)        Dn = D(anchor, negative), with swap the smaller of it and D(positive, negative)
 *     z = margin + Dp - Dn            l = max(0, z)                                      MEAN = sum of l / batch
 *     where z > 0:  dl = dDp - dDn, to each of the rows that the distances are of;       elsewhere 0
 *
 * Where D(positive, negative) equals D(anchor, negative), the latter is taken. Coincident rows: MINKOWSKI has D = eps *
 * features^(1/p) and a constant direction, as PyTorch, and gradient 0 with eps = 0; SQUARED_EUCLIDEAN has gradient 0.
 */
typedef struct simdloss_triplet_margin_desc {
    uint32_t size;                      /* set by simdloss_triplet_margin_desc_init */
    simdloss_dtype dtype;               /* of the rows and their gradients: F32 (default) F64 F16 BF16 */
    simdloss_reduction reduction;       /* MEAN (default) SUM NONE */
    int32_t empty_mean;                 /* SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;                 /* 0 (default); 1: gradients are added to what their buffers hold */
    simdloss_triplet_distance distance; /* MINKOWSKI (default) SQUARED_EUCLIDEAN COSINE */
    int32_t swap;                       /* 0 (default) or 1 */
    int32_t zero_gradient;              /* 0 (default); 1: with COSINE, the gradient by a row of norm 0 is 0 */
    int64_t batch;                      /* 0 (default) */
    int64_t features;                   /* 0 (default) */
    int64_t anchor_stride;              /* in elements; 0 (default) = features */
    int64_t positive_stride;            /* the same */
    int64_t negative_stride;            /* the same */
    double margin;                      /* 1 (default), > 0, finite */
    double p;                           /* 2 (default); >= 0, infinity allowed */
    double eps;                         /* 1e-6 (default), finite */
    double mean_denominator;            /* 0 (default) = batch; > 0 replaces it */
} simdloss_triplet_margin_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_triplet_margin_desc_init(simdloss_triplet_margin_desc *desc, size_t size);

/*
 *     anchor, positive, negative  [batch, features] of desc->dtype
 *     grad_loss                   upstream gradient, of loss's shape, of acc, or NULL: 1
 *     loss                        of acc. NONE: [batch]; SUM, MEAN: one value. NULL: not wanted
 *     grad_anchor, ...            as anchor, ...; may be exactly that (not with accumulate). NULL: not wanted
 *
 * All three give the same bits. No row: SUM is 0, MEAN is NaN or 0 by empty_mean.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_triplet_margin_forward(const simdloss_triplet_margin_desc *desc,
    const simdloss_executor *executor, const void *anchor, const void *positive, const void *negative, void *loss);

SIMDLOSS_API simdloss_status simdloss_triplet_margin_backward(const simdloss_triplet_margin_desc *desc,
    const simdloss_executor *executor, const void *anchor, const void *positive, const void *negative,
    const void *grad_loss, void *grad_anchor, void *grad_positive, void *grad_negative);

SIMDLOSS_API simdloss_status simdloss_triplet_margin_forward_backward(const simdloss_triplet_margin_desc *desc,
    const simdloss_executor *executor, const void *anchor, const void *positive, const void *negative,
    const void *grad_loss, void *loss, void *grad_anchor, void *grad_positive, void *grad_negative);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_EMBEDDING_H */
