//! Distances and cosines of embeddings row by row, and losses on pairs and triplets of them.

use crate::prelude::*;

loss! {
    /// The distance of two rows: `F.pairwise_distance`: `(sum_j |x1_j - x2_j + eps|^p)^(1/p)`.
    ///
    /// `x1` and `x2` are `[batch, features]`, `distance` and `grad_distance` (without: 1) `[batch]`.
    PairwiseDistance(simdloss_pairwise_distance_desc, simdloss_pairwise_distance_desc_init): new(batch, features),
    [x1_stride, x2_stride, accumulate],
    {
        /// 2 by default; at least 0, infinity allowed.
        p: f64;
        /// 1e-6 by default; added to every difference.
        eps: f64;
    }
}

calls! {
    PairwiseDistance;

    /// The distances.
    forward PairwiseDistanceForward = simdloss_pairwise_distance_forward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)]) []
        -> (distance: T::Acc [[batch]]);

    /// The gradients, each of which may overwrite its input.
    backward PairwiseDistanceBackward = simdloss_pairwise_distance_backward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)])
        [grad_distance: T::Acc [[batch]]]
        -> (grad_x1: T [matrix(batch, features, x1_stride)] over x1,
            grad_x2: T [matrix(batch, features, x2_stride)] over x2);

    /// Distances and gradients, to the same bits.
    forward_backward PairwiseDistanceForwardBackward = simdloss_pairwise_distance_forward_backward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)])
        [grad_distance: T::Acc [[batch]]]
        -> (distance: T::Acc [[batch]], grad_x1: T [matrix(batch, features, x1_stride)] over x1,
            grad_x2: T [matrix(batch, features, x2_stride)] over x2);
}

loss! {
    /// The cosine of two rows: `F.cosine_similarity`.
    ///
    /// `x1` and `x2` are `[batch, features]`, `similarity` and `grad_similarity` (without: 1) `[batch]`.
    CosineSimilarity(simdloss_cosine_similarity_desc, simdloss_cosine_similarity_desc_init): new(batch, features),
    [x1_stride, x2_stride, accumulate, zero_gradient],
    {
        /// The least norm: 1e-8 by default, above 0.
        eps: f64;
    }
}

calls! {
    CosineSimilarity;

    /// The cosines.
    forward CosineSimilarityForward = simdloss_cosine_similarity_forward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)]) []
        -> (similarity: T::Acc [[batch]]);

    /// The gradients, each of which may overwrite its input.
    backward CosineSimilarityBackward = simdloss_cosine_similarity_backward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)])
        [grad_similarity: T::Acc [[batch]]]
        -> (grad_x1: T [matrix(batch, features, x1_stride)] over x1,
            grad_x2: T [matrix(batch, features, x2_stride)] over x2);

    /// Cosines and gradients, to the same bits.
    forward_backward CosineSimilarityForwardBackward = simdloss_cosine_similarity_forward_backward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)])
        [grad_similarity: T::Acc [[batch]]]
        -> (similarity: T::Acc [[batch]], grad_x1: T [matrix(batch, features, x1_stride)] over x1,
            grad_x2: T [matrix(batch, features, x2_stride)] over x2);
}

loss! {
    /// `F.cosine_embedding_loss`: `1 - c` where the target is 1, `max(0, c - margin)` where it is -1, c being the cosine.
    ///
    /// `x1` and `x2` are `[batch, features]`, `target` and an unreduced loss `[batch]`.
    CosineEmbedding(simdloss_cosine_embedding_desc, simdloss_cosine_embedding_desc_init): new(batch, features),
    [x1_stride, x2_stride, reduction, mean_denominator, empty_mean, accumulate, zero_gradient],
    {
        /// 0 by default.
        margin: f64;
    }
}

calls! {
    CosineEmbedding, Y: PairTarget<T> => target_dtype;

    /// The loss.
    forward CosineEmbeddingForward = simdloss_cosine_embedding_forward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)], target: Y [[batch]]) []
        -> (loss: T::Acc [loss [batch]]);

    /// The gradients, each of which may overwrite its input.
    backward CosineEmbeddingBackward = simdloss_cosine_embedding_backward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)], target: Y [[batch]])
        [grad_loss: T::Acc [loss [batch]]]
        -> (grad_x1: T [matrix(batch, features, x1_stride)] over x1,
            grad_x2: T [matrix(batch, features, x2_stride)] over x2);

    /// Loss and gradients, to the same bits.
    forward_backward CosineEmbeddingForwardBackward = simdloss_cosine_embedding_forward_backward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)], target: Y [[batch]])
        [grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_x1: T [matrix(batch, features, x1_stride)] over x1,
            grad_x2: T [matrix(batch, features, x2_stride)] over x2);
}

loss! {
    /// The contrastive loss, of two rows or of their distance D: TensorFlow Addons' `contrastive_loss`; with
    /// `one_is_similar(false)` Flux', and with `half(true)` too that of Hadsell, Chopra and LeCun 2006.
    ///
    /// `s D^2 + (1 - s) max(0, margin - D)^2`, s being 1 for similar rows. `x1` and `x2` are `[batch, features]`;
    /// `distance`, `target` and an unreduced loss `[batch]`.
    Contrastive(simdloss_contrastive_desc, simdloss_contrastive_desc_init): new(batch, features),
    [x1_stride, x2_stride, reduction, mean_denominator, empty_mean, accumulate],
    {
        /// Whether a target of 1 says similar; true by default.
        one_is_similar: bool;
        /// Whether the loss is halved; false by default.
        half: bool;
        /// 1 by default.
        margin: f64;
        /// Of the distance of two rows: 2 by default; at least 0, infinity allowed.
        p: f64;
        /// Of the distance of two rows: 0 by default; added to every difference.
        eps: f64;
    }
}

calls! {
    Contrastive, Y: PairTarget<T> => target_dtype;

    /// The loss of two rows.
    forward ContrastiveForward = simdloss_contrastive_forward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)], target: Y [[batch]]) []
        -> (loss: T::Acc [loss [batch]]);

    /// The gradients, each of which may overwrite its input. That of the target is for float targets.
    backward ContrastiveBackward = simdloss_contrastive_backward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)], target: Y [[batch]])
        [grad_loss: T::Acc [loss [batch]]]
        -> (grad_x1: T [matrix(batch, features, x1_stride)] over x1,
            grad_x2: T [matrix(batch, features, x2_stride)] over x2, grad_target: Y [[batch]] over target);

    /// Loss and gradients, to the same bits.
    forward_backward ContrastiveForwardBackward = simdloss_contrastive_forward_backward
        (x1: T [matrix(batch, features, x1_stride)], x2: T [matrix(batch, features, x2_stride)], target: Y [[batch]])
        [grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_x1: T [matrix(batch, features, x1_stride)] over x1,
            grad_x2: T [matrix(batch, features, x2_stride)] over x2, grad_target: Y [[batch]] over target);

    /// The loss of a distance.
    distance_forward ContrastiveDistanceForward = simdloss_contrastive_distance_forward
        (distance: T [[batch]], target: Y [[batch]]) [] -> (loss: T::Acc [loss [batch]]);

    /// Its gradients, each of which may overwrite its input.
    distance_backward ContrastiveDistanceBackward = simdloss_contrastive_distance_backward
        (distance: T [[batch]], target: Y [[batch]]) [grad_loss: T::Acc [loss [batch]]]
        -> (grad_distance: T [[batch]] over distance, grad_target: Y [[batch]] over target);

    /// Loss of a distance and gradients, to the same bits.
    distance_forward_backward ContrastiveDistanceForwardBackward = simdloss_contrastive_distance_forward_backward
        (distance: T [[batch]], target: Y [[batch]]) [grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_distance: T [[batch]] over distance, grad_target: Y [[batch]] over target);
}

loss! {
    /// Triplet margin: `F.triplet_margin_loss`, `F.triplet_margin_with_distance_loss`:
    /// `max(0, margin + D(anchor, positive) - D(anchor, negative))`.
    ///
    /// `anchor`, `positive` and `negative` are `[batch, features]`, an unreduced loss `[batch]`.
    TripletMargin(simdloss_triplet_margin_desc, simdloss_triplet_margin_desc_init): new(batch, features),
    [anchor_stride, positive_stride, negative_stride, reduction, mean_denominator, empty_mean, accumulate, zero_gradient],
    {
        /// [`TripletDistance::Minkowski`] by default.
        distance: TripletDistance;
        /// Whether the negative's distance is that to the nearer of anchor and positive; false by default.
        swap: bool;
        /// 1 by default, above 0.
        margin: f64;
        /// Of Minkowski's distance: 2 by default; at least 0, infinity allowed.
        p: f64;
        /// Of Minkowski's distance: 1e-6 by default; added to every difference.
        eps: f64;
    }
}

calls! {
    TripletMargin;

    /// The loss.
    forward TripletMarginForward = simdloss_triplet_margin_forward
        (anchor: T [matrix(batch, features, anchor_stride)], positive: T [matrix(batch, features, positive_stride)],
            negative: T [matrix(batch, features, negative_stride)])
        [] -> (loss: T::Acc [loss [batch]]);

    /// The gradients, each of which may overwrite its input.
    backward TripletMarginBackward = simdloss_triplet_margin_backward
        (anchor: T [matrix(batch, features, anchor_stride)], positive: T [matrix(batch, features, positive_stride)],
            negative: T [matrix(batch, features, negative_stride)])
        [grad_loss: T::Acc [loss [batch]]]
        -> (grad_anchor: T [matrix(batch, features, anchor_stride)] over anchor,
            grad_positive: T [matrix(batch, features, positive_stride)] over positive,
            grad_negative: T [matrix(batch, features, negative_stride)] over negative);

    /// Loss and gradients, to the same bits.
    forward_backward TripletMarginForwardBackward = simdloss_triplet_margin_forward_backward
        (anchor: T [matrix(batch, features, anchor_stride)], positive: T [matrix(batch, features, positive_stride)],
            negative: T [matrix(batch, features, negative_stride)])
        [grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_anchor: T [matrix(batch, features, anchor_stride)] over anchor,
            grad_positive: T [matrix(batch, features, positive_stride)] over positive,
            grad_negative: T [matrix(batch, features, negative_stride)] over negative);
}
