/*
 * simdloss/info_nce.h - contrastive losses over a matrix of scores: InfoNCE (multiple negatives), NT-Xent, SupCon and
 * n-pairs. Each takes vectors and gives gradients to vectors; the matrix of scores never exists, only some rows of it,
 * in the caller's workspace.
 *
 * Scores, of row vectors q_i and k_j of `width` elements:
 *
 *     COSINE   s_ij = <q_i / max(|q_i|, norm_floor), k_j / max(|k_j|, norm_floor)> / temperature
 *     DOT      s_ij = <q_i, k_j> / temperature
 *
 * Losses of row i, with P_i its positives and N_i its negatives:
 *
 *     info_nce   log sum_j exp(s_ij) - s_ip, over all keys; p = positive[i], or i.  MEAN: / rows
 *                symmetric: half of that, and half of the same with rows and columns exchanged
 *     nt_xent    sum_{p in P_i} log(exp(s_ip) + sum_{k in N_i} exp(s_ik)) - s_ip.   MEAN: / pairs (i, p)
 *     sup_con    1/|P_i| sum_{p in P_i} (log sum_{k != i} exp(s_ik) - s_ip).        MEAN: / rows that have a positive
 *     n_pairs    1/|P_i| sum_{p in P_i} (log sum_k exp(s_ik) - s_ip).               MEAN: / rows
 *
 * In nt_xent and sup_con queries and keys are the same embeddings; P_i are the other rows with i's label, N_i those
 * with another label. In n_pairs row i of anchors and row i of positives have label[i], and P_i includes i.
 *
 * Sources: sentence-transformers' MultipleNegativesRankingLoss and CLIP (symmetric); pytorch-metric-learning's
 * NTXentLoss and SupConLoss; TensorFlow Addons' npairs_loss, which takes the scores themselves.
 *
 * Zero vectors. A vector whose norm is not above norm_floor is divided by norm_floor, its scores are as good as 0, and
 * its own gradient is 0 (PyTorch's normalize gives it g / norm_floor, 1e12 times as large as any other). A row without
 * a positive has loss 0 and gradient 0; a batch without any has a mean of 0. Without negatives nt_xent is 0.
 * pytorch-metric-learning's mean of sup_con skips losses of 0; only two rows of one label are such a batch.
 *
 * Precision. F32, F16 and BF16 are computed in F32: vectors are normalised with one rounding, products are summed 256
 * elements at a time with fma. What becomes of a row's scores is computed in F64 and keeps the digits of a confident row:
 * where exp(s - s_p) of all negatives adds up to 1e-9, the loss is 1e-9, not 0. docs/NUMERICS.md has the bounds.
 * A NaN or +inf among a row's scores makes its loss and gradient NaN, and with it the gradient of every key.
 *
 * All functions give the same bits for any executor, forward_backward those of forward and of backward.
 */
#ifndef SIMDLOSS_INFO_NCE_H
#define SIMDLOSS_INFO_NCE_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t simdloss_similarity;
enum { SIMDLOSS_SIMILARITY_COSINE = 0, SIMDLOSS_SIMILARITY_DOT = 1 };

typedef struct simdloss_info_nce_desc {
    uint32_t size;                  /* set by simdloss_info_nce_desc_init */
    simdloss_dtype dtype;           /* of vectors and their gradients: F32 (default) F64 F16 BF16 */
    simdloss_dtype positive_dtype;  /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction;   /* MEAN (default) SUM NONE */
    int32_t empty_mean;             /* of a batch of 0: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO */
    int32_t accumulate;             /* 0 (default); 1: gradients are added to what is there */
    simdloss_similarity similarity; /* COSINE (default) DOT */
    int32_t symmetric;              /* 0 (default); 1: rows and columns half each; keys = batch, and no positive */
    int64_t batch;                  /* 0 (default): the number of queries */
    int64_t keys;            /* 0 (default) = batch; what is not some row's positive is a negative all the same */
    int64_t negatives;       /* 0 (default): further keys, in an array of their own */
    int64_t width;           /* 0 (default): elements of a vector */
    int64_t query_stride;    /* of rows, in elements; 0 (default) = width */
    int64_t key_stride;      /* 0 (default) = width */
    int64_t negative_stride; /* 0 (default) = width */
    double temperature;      /* 0.05 (default), > 0, finite */
    double norm_floor;       /* 1e-12 (default), > 0, finite */
    double mean_denominator; /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_info_nce_desc;

SIMDLOSS_API simdloss_status simdloss_info_nce_desc_init(simdloss_info_nce_desc *desc, size_t size);

/*
 * How many bytes of workspace the three functions need, of any alignment; from desc alone. About
 * 4 (3 batch + 2 (keys + negatives)) width bytes, and 64 rows of scores, or, where those are few, 1 MiB of them
 * (twice that for F64).
 */
SIMDLOSS_API simdloss_status simdloss_info_nce_workspace_size(const simdloss_info_nce_desc *desc, size_t *bytes);

/*
 *     queries    [batch, width] of dtype
 *     keys       [keys, width]
 *     negatives  [negatives, width]; columns keys, keys + 1, ... of the scores. NULL where desc.negatives is 0
 *     positive   [batch] of positive_dtype, each in [0, keys), or NULL: row i's positive is key i
 *     grad_loss  upstream gradient, of loss's shape, of acc (F64 for F64, else F32), or NULL: 1
 *     loss       NONE: [batch] of acc; SUM, MEAN: one value. NULL: not wanted
 *     grad_*     as their inputs, which each may exactly be (not with accumulate); NULL: not wanted
 *     workspace  workspace_bytes, at least what simdloss_info_nce_workspace_size says
 *
 * Errors: NULL_POINTER, SHAPE (fewer keys than queries, without positive), STRIDE, DTYPE, OPTION, TARGET (naming the
 * lowest bad row), ALIAS, WORKSPACE, EXECUTOR, ISA. On an error only the workspace may have been written.
 */
SIMDLOSS_API simdloss_status simdloss_info_nce_forward(const simdloss_info_nce_desc *desc,
    const simdloss_executor *executor, const void *queries, const void *keys, const void *negatives,
    const void *positive, void *loss, void *workspace, size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_info_nce_backward(const simdloss_info_nce_desc *desc,
    const simdloss_executor *executor, const void *queries, const void *keys, const void *negatives,
    const void *positive, const void *grad_loss, void *grad_queries, void *grad_keys, void *grad_negatives,
    void *workspace, size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_info_nce_forward_backward(const simdloss_info_nce_desc *desc,
    const simdloss_executor *executor, const void *queries, const void *keys, const void *negatives,
    const void *positive, const void *grad_loss, void *loss, void *grad_queries, void *grad_keys, void *grad_negatives,
    void *workspace, size_t workspace_bytes);

typedef struct simdloss_nt_xent_desc {
    uint32_t size;                  /* set by simdloss_nt_xent_desc_init */
    simdloss_dtype dtype;           /* of embeddings and their gradient: F32 (default) F64 F16 BF16 */
    simdloss_dtype label_dtype;     /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction;   /* MEAN (default) SUM NONE */
    int32_t accumulate;             /* 0 (default); 1: gradients are added to what is there */
    simdloss_similarity similarity; /* COSINE (default) DOT */
    int64_t batch;                  /* 0 (default): the number of embeddings */
    int64_t width;                  /* 0 (default): elements of an embedding */
    int64_t stride;                 /* of rows, in elements; 0 (default) = width */
    double temperature;             /* 0.07 (default), > 0, finite */
    double norm_floor;              /* 1e-12 (default), > 0, finite */
    double mean_denominator;        /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_nt_xent_desc;

SIMDLOSS_API simdloss_status simdloss_nt_xent_desc_init(simdloss_nt_xent_desc *desc, size_t size);
SIMDLOSS_API simdloss_status simdloss_nt_xent_workspace_size(const simdloss_nt_xent_desc *desc, size_t *bytes);

/*
 *     embeddings       [batch, width] of dtype
 *     label            [batch] of label_dtype: any values
 *     loss             NONE: [batch] of acc; SUM, MEAN: one value
 *     grad_embeddings  as embeddings, which it may exactly be (not with accumulate)
 *
 * Everything else as above.
 */
SIMDLOSS_API simdloss_status simdloss_nt_xent_forward(const simdloss_nt_xent_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *label, void *loss, void *workspace,
    size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_nt_xent_backward(const simdloss_nt_xent_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *label, const void *grad_loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_nt_xent_forward_backward(const simdloss_nt_xent_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *label, const void *grad_loss, void *loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);

typedef struct simdloss_sup_con_desc {
    uint32_t size;                  /* set by simdloss_sup_con_desc_init */
    simdloss_dtype dtype;           /* of embeddings and their gradient: F32 (default) F64 F16 BF16 */
    simdloss_dtype label_dtype;     /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction;   /* MEAN (default) SUM NONE */
    int32_t accumulate;             /* 0 (default); 1: gradients are added to what is there */
    simdloss_similarity similarity; /* COSINE (default) DOT */
    int64_t batch;                  /* 0 (default): the number of embeddings */
    int64_t width;                  /* 0 (default): elements of an embedding */
    int64_t stride;                 /* of rows, in elements; 0 (default) = width */
    double temperature;             /* 0.1 (default), > 0, finite */
    double norm_floor;              /* 1e-12 (default), > 0, finite */
    double mean_denominator;        /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_sup_con_desc;

SIMDLOSS_API simdloss_status simdloss_sup_con_desc_init(simdloss_sup_con_desc *desc, size_t size);
SIMDLOSS_API simdloss_status simdloss_sup_con_workspace_size(const simdloss_sup_con_desc *desc, size_t *bytes);

/* Arguments as of nt_xent. */
SIMDLOSS_API simdloss_status simdloss_sup_con_forward(const simdloss_sup_con_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *label, void *loss, void *workspace,
    size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_sup_con_backward(const simdloss_sup_con_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *label, const void *grad_loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_sup_con_forward_backward(const simdloss_sup_con_desc *desc,
    const simdloss_executor *executor, const void *embeddings, const void *label, const void *grad_loss, void *loss,
    void *grad_embeddings, void *workspace, size_t workspace_bytes);

typedef struct simdloss_n_pairs_desc {
    uint32_t size;                  /* set by simdloss_n_pairs_desc_init */
    simdloss_dtype dtype;           /* of vectors and their gradients: F32 (default) F64 F16 BF16 */
    simdloss_dtype label_dtype;     /* I64 (default) I32 I16 I8 U8 U16 U32 */
    simdloss_reduction reduction;   /* MEAN (default) SUM NONE */
    int32_t accumulate;             /* 0 (default); 1: gradients are added to what is there */
    simdloss_similarity similarity; /* DOT (default) COSINE */
    int64_t batch;                  /* 0 (default): the number of anchors, and of positives */
    int64_t width;                  /* 0 (default): elements of a vector */
    int64_t anchor_stride;          /* of rows, in elements; 0 (default) = width */
    int64_t positive_stride;        /* 0 (default) = width */
    double temperature;             /* 1 (default), > 0, finite */
    double norm_floor;              /* 1e-12 (default), > 0, finite */
    double mean_denominator;        /* 0 (default) = the mean's own; > 0 replaces it */
} simdloss_n_pairs_desc;

SIMDLOSS_API simdloss_status simdloss_n_pairs_desc_init(simdloss_n_pairs_desc *desc, size_t size);
SIMDLOSS_API simdloss_status simdloss_n_pairs_workspace_size(const simdloss_n_pairs_desc *desc, size_t *bytes);

/* anchors, positives: [batch, width]; label: [batch], of both. pytorch-metric-learning's NPairsLoss, where every label
 * is there once, is COSINE. */
SIMDLOSS_API simdloss_status simdloss_n_pairs_forward(const simdloss_n_pairs_desc *desc,
    const simdloss_executor *executor, const void *anchors, const void *positives, const void *label, void *loss,
    void *workspace, size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_n_pairs_backward(const simdloss_n_pairs_desc *desc,
    const simdloss_executor *executor, const void *anchors, const void *positives, const void *label,
    const void *grad_loss, void *grad_anchors, void *grad_positives, void *workspace, size_t workspace_bytes);

SIMDLOSS_API simdloss_status simdloss_n_pairs_forward_backward(const simdloss_n_pairs_desc *desc,
    const simdloss_executor *executor, const void *anchors, const void *positives, const void *label,
    const void *grad_loss, void *loss, void *grad_anchors, void *grad_positives, void *workspace,
    size_t workspace_bytes);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_INFO_NCE_H */
