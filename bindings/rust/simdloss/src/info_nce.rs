//! Contrastive losses over a matrix of scores, which never exists.

use crate::prelude::*;

loss! {
    /// InfoNCE: `log sum_j exp(s_ij) - s_ip`, the scores of a query against all keys, of which key p is its positive (by
    /// default key i of query i): sentence-transformers' `MultipleNegativesRankingLoss`, and CLIP's loss (`symmetric`).
    ///
    /// | argument | shape |
    /// |---|---|
    /// | queries, keys, negatives | `[batch, width]`, `[keys, width]`, `[negatives, width]` |
    /// | positive | `[batch]`, each below `keys`; any [`Index`] type |
    /// | loss, grad_loss | `[batch]` with [`Reduction::None`], else one value |
    InfoNce(simdloss_info_nce_desc, simdloss_info_nce_desc_init): new(batch, width),
    [query_stride, key_stride, negative_stride, reduction, mean_denominator, empty_mean, accumulate, similarity,
        norm_floor],
    {
        /// How many keys there are; 0 (default): `batch`.
        keys: usize;
        /// How many further keys there are, in an array of their own, which are nobody's positive; 0 by default.
        negatives: usize;
        /// Whether half of the loss is that with queries and keys exchanged; false by default.
        symmetric: bool;
        /// Divides the scores; 0.05 by default, above 0.
        temperature: f64;
    },
    complete |d| if d.keys == 0 { d.keys = d.batch }
}

calls! {
    InfoNce;

    /// The loss.
    forward InfoNceForward = simdloss_info_nce_forward
        (queries: T [matrix(batch, width, query_stride)], keys: T [matrix(keys, width, key_stride)])
        [negatives: T [matrix(negatives, width, negative_stride)], positive: i64 [index(positive_dtype) [batch]]]
        -> (loss: T::Acc [loss [batch]]) with workspace(simdloss_info_nce_workspace_size);

    /// The gradients, each of which may overwrite its input.
    backward InfoNceBackward = simdloss_info_nce_backward
        (queries: T [matrix(batch, width, query_stride)], keys: T [matrix(keys, width, key_stride)])
        [negatives: T [matrix(negatives, width, negative_stride)], positive: i64 [index(positive_dtype) [batch]],
            grad_loss: T::Acc [loss [batch]]]
        -> (grad_queries: T [matrix(batch, width, query_stride)] over queries,
            grad_keys: T [matrix(keys, width, key_stride)] over keys,
            grad_negatives: T [matrix(negatives, width, negative_stride)] over negatives)
        with workspace(simdloss_info_nce_workspace_size);

    /// Loss and gradients, to the same bits.
    forward_backward InfoNceForwardBackward = simdloss_info_nce_forward_backward
        (queries: T [matrix(batch, width, query_stride)], keys: T [matrix(keys, width, key_stride)])
        [negatives: T [matrix(negatives, width, negative_stride)], positive: i64 [index(positive_dtype) [batch]],
            grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_queries: T [matrix(batch, width, query_stride)] over queries,
            grad_keys: T [matrix(keys, width, key_stride)] over keys,
            grad_negatives: T [matrix(negatives, width, negative_stride)] over negatives)
        with workspace(simdloss_info_nce_workspace_size);
}

loss! {
    /// NT-Xent: pytorch-metric-learning's `NTXentLoss`. Of each pair (i, p) of one label,
    /// `log(exp(s_ip) + sum over i's negatives of exp(s_ik)) - s_ip`.
    ///
    /// `embeddings` is `[batch, width]`, `label` and an unreduced loss `[batch]`.
    NtXent(simdloss_nt_xent_desc, simdloss_nt_xent_desc_init): new(batch, width),
    [stride, reduction, mean_denominator, accumulate, similarity, norm_floor],
    {
        /// Divides the scores; 0.07 by default, above 0.
        temperature: f64;
    }
}

calls! {
    NtXent, Y: Index => label_dtype;

    /// The loss.
    forward NtXentForward = simdloss_nt_xent_forward
        (embeddings: T [matrix(batch, width, stride)], label: Y [[batch]]) [] -> (loss: T::Acc [loss [batch]])
        with workspace(simdloss_nt_xent_workspace_size);

    /// The gradient, which may overwrite the embeddings.
    backward NtXentBackward = simdloss_nt_xent_backward
        (embeddings: T [matrix(batch, width, stride)], label: Y [[batch]]) [grad_loss: T::Acc [loss [batch]]]
        -> (grad_embeddings: T [matrix(batch, width, stride)] over embeddings)
        with workspace(simdloss_nt_xent_workspace_size);

    /// Loss and gradient, to the same bits.
    forward_backward NtXentForwardBackward = simdloss_nt_xent_forward_backward
        (embeddings: T [matrix(batch, width, stride)], label: Y [[batch]]) [grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_embeddings: T [matrix(batch, width, stride)] over embeddings)
        with workspace(simdloss_nt_xent_workspace_size);
}

loss! {
    /// SupCon, supervised contrastive: pytorch-metric-learning's `SupConLoss`. Of each row the mean over its positives of
    /// `log sum_{k != i} exp(s_ik) - s_ip`.
    ///
    /// Arguments as of [`NtXent`].
    SupCon(simdloss_sup_con_desc, simdloss_sup_con_desc_init): new(batch, width),
    [stride, reduction, mean_denominator, accumulate, similarity, norm_floor],
    {
        /// Divides the scores; 0.1 by default, above 0.
        temperature: f64;
    }
}

calls! {
    SupCon, Y: Index => label_dtype;

    /// The loss.
    forward SupConForward = simdloss_sup_con_forward
        (embeddings: T [matrix(batch, width, stride)], label: Y [[batch]]) [] -> (loss: T::Acc [loss [batch]])
        with workspace(simdloss_sup_con_workspace_size);

    /// The gradient, which may overwrite the embeddings.
    backward SupConBackward = simdloss_sup_con_backward
        (embeddings: T [matrix(batch, width, stride)], label: Y [[batch]]) [grad_loss: T::Acc [loss [batch]]]
        -> (grad_embeddings: T [matrix(batch, width, stride)] over embeddings)
        with workspace(simdloss_sup_con_workspace_size);

    /// Loss and gradient, to the same bits.
    forward_backward SupConForwardBackward = simdloss_sup_con_forward_backward
        (embeddings: T [matrix(batch, width, stride)], label: Y [[batch]]) [grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_embeddings: T [matrix(batch, width, stride)] over embeddings)
        with workspace(simdloss_sup_con_workspace_size);
}

loss! {
    /// N-pairs: TensorFlow Addons' `npairs_loss`. Of each anchor the mean over the positives of its label of
    /// `log sum_k exp(s_ik) - s_ip`.
    ///
    /// `anchors` and `positives` are `[batch, width]`, `label`, which is of both, and an unreduced loss `[batch]`.
    NPairs(simdloss_n_pairs_desc, simdloss_n_pairs_desc_init): new(batch, width),
    [anchor_stride, positive_stride, reduction, mean_denominator, accumulate, similarity, norm_floor],
    {
        /// Divides the scores; 1 by default, above 0.
        temperature: f64;
    }
}

calls! {
    NPairs, Y: Index => label_dtype;

    /// The loss.
    forward NPairsForward = simdloss_n_pairs_forward
        (anchors: T [matrix(batch, width, anchor_stride)], positives: T [matrix(batch, width, positive_stride)],
            label: Y [[batch]])
        [] -> (loss: T::Acc [loss [batch]]) with workspace(simdloss_n_pairs_workspace_size);

    /// The gradients, each of which may overwrite its input.
    backward NPairsBackward = simdloss_n_pairs_backward
        (anchors: T [matrix(batch, width, anchor_stride)], positives: T [matrix(batch, width, positive_stride)],
            label: Y [[batch]])
        [grad_loss: T::Acc [loss [batch]]]
        -> (grad_anchors: T [matrix(batch, width, anchor_stride)] over anchors,
            grad_positives: T [matrix(batch, width, positive_stride)] over positives)
        with workspace(simdloss_n_pairs_workspace_size);

    /// Loss and gradients, to the same bits.
    forward_backward NPairsForwardBackward = simdloss_n_pairs_forward_backward
        (anchors: T [matrix(batch, width, anchor_stride)], positives: T [matrix(batch, width, positive_stride)],
            label: Y [[batch]])
        [grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_anchors: T [matrix(batch, width, anchor_stride)] over anchors,
            grad_positives: T [matrix(batch, width, positive_stride)] over positives)
        with workspace(simdloss_n_pairs_workspace_size);
}
