//! Metric learning on a batch of embeddings with labels.

use crate::prelude::*;

loss! {
    /// Losses that find their own triplets in a batch of embeddings with labels: TensorFlow Addons'
    /// `triplet_semihard_loss`, `triplet_hard_loss` and `lifted_struct_loss`, pytorch-metric-learning's
    /// `TripletMarginLoss` (all triplets) and `LiftedStructureLoss`.
    ///
    /// `embeddings` and their gradient, which may not overwrite them, are `[batch, features]`, `target` is `[batch]`: labels
    /// of any value. The loss is one value; there is no [`Reduction::None`].
    Mining(simdloss_mining_desc, simdloss_mining_desc_init): new(batch, features),
    [batch_stride, reduction, mean_denominator, empty_mean, accumulate],
    {
        /// [`Distance::L2`] by default.
        distance: Distance;
        /// Of hard triplets: softplus instead of a hinge; false by default.
        soft: bool;
        /// 1 by default.
        margin: f64;
    }
}

calls! {
    Mining, Y: Index => target_dtype;

    /// Semi-hard triplets: for each anchor and positive the nearest negative beyond the positive.
    triplet_semihard TripletSemihardForward = simdloss_triplet_semihard_forward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [] -> (loss: T::Acc [one])
        with workspace(simdloss_mining_workspace_size);

    /// The gradient of [`triplet_semihard`](Self::triplet_semihard).
    triplet_semihard_backward TripletSemihardBackward = simdloss_triplet_semihard_backward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [grad_loss: T::Acc [one]]
        -> (grad_embeddings: T [matrix(batch, features, batch_stride)]) with workspace(simdloss_mining_workspace_size);

    /// Loss and gradient of [`triplet_semihard`](Self::triplet_semihard).
    triplet_semihard_forward_backward TripletSemihardForwardBackward = simdloss_triplet_semihard_forward_backward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [grad_loss: T::Acc [one]]
        -> (loss: T::Acc [one], grad_embeddings: T [matrix(batch, features, batch_stride)])
        with workspace(simdloss_mining_workspace_size);

    /// The hardest triplet of each anchor: its farthest positive and its nearest negative.
    triplet_hard TripletHardForward = simdloss_triplet_hard_forward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [] -> (loss: T::Acc [one])
        with workspace(simdloss_mining_workspace_size);

    /// The gradient of [`triplet_hard`](Self::triplet_hard).
    triplet_hard_backward TripletHardBackward = simdloss_triplet_hard_backward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [grad_loss: T::Acc [one]]
        -> (grad_embeddings: T [matrix(batch, features, batch_stride)]) with workspace(simdloss_mining_workspace_size);

    /// Loss and gradient of [`triplet_hard`](Self::triplet_hard).
    triplet_hard_forward_backward TripletHardForwardBackward = simdloss_triplet_hard_forward_backward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [grad_loss: T::Acc [one]]
        -> (loss: T::Acc [one], grad_embeddings: T [matrix(batch, features, batch_stride)])
        with workspace(simdloss_mining_workspace_size);

    /// All triplets, and their mean over those that have a loss.
    triplet_all TripletAllForward = simdloss_triplet_all_forward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [] -> (loss: T::Acc [one])
        with workspace(simdloss_mining_workspace_size);

    /// The gradient of [`triplet_all`](Self::triplet_all).
    triplet_all_backward TripletAllBackward = simdloss_triplet_all_backward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [grad_loss: T::Acc [one]]
        -> (grad_embeddings: T [matrix(batch, features, batch_stride)]) with workspace(simdloss_mining_workspace_size);

    /// Loss and gradient of [`triplet_all`](Self::triplet_all).
    triplet_all_forward_backward TripletAllForwardBackward = simdloss_triplet_all_forward_backward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [grad_loss: T::Acc [one]]
        -> (loss: T::Acc [one], grad_embeddings: T [matrix(batch, features, batch_stride)])
        with workspace(simdloss_mining_workspace_size);

    /// Lifted structure: every pair of one label against all negatives of both.
    lifted_structure LiftedStructureForward = simdloss_lifted_structure_forward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [] -> (loss: T::Acc [one])
        with workspace(simdloss_mining_workspace_size);

    /// The gradient of [`lifted_structure`](Self::lifted_structure).
    lifted_structure_backward LiftedStructureBackward = simdloss_lifted_structure_backward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [grad_loss: T::Acc [one]]
        -> (grad_embeddings: T [matrix(batch, features, batch_stride)]) with workspace(simdloss_mining_workspace_size);

    /// Loss and gradient of [`lifted_structure`](Self::lifted_structure).
    lifted_structure_forward_backward LiftedStructureForwardBackward = simdloss_lifted_structure_forward_backward
        (embeddings: T [matrix(batch, features, batch_stride)], target: Y [[batch]]) [grad_loss: T::Acc [one]]
        -> (loss: T::Acc [one], grad_embeddings: T [matrix(batch, features, batch_stride)])
        with workspace(simdloss_mining_workspace_size);
}

loss! {
    /// Triplets that the caller names by their rows: pytorch-metric-learning's `TripletMarginLoss` with `indices_tuple`
    /// (`Distance::NormalizedL2`, `mean_of_positive`, margin 0.05).
    ///
    /// `embeddings` and their gradient, which may not overwrite them, are `[batch, features]`; `anchor`, `positive`,
    /// `negative` (`i64` or `i32`) and an unreduced loss `[triplets]`.
    NamedTriplets(simdloss_named_triplets_desc, simdloss_named_triplets_desc_init): new(batch, features, triplets),
    [batch_stride, reduction, mean_denominator, empty_mean, accumulate],
    {
        /// [`Distance::L2`] by default.
        distance: Distance;
        /// Whether the mean is over triplets that have a loss; false by default.
        mean_of_positive: bool;
        /// 1 by default.
        margin: f64;
    }
}

calls! {
    NamedTriplets, Y: Index => index_dtype;

    /// The loss.
    forward NamedTripletsForward = simdloss_named_triplets_forward
        (embeddings: T [matrix(batch, features, batch_stride)], anchor: Y [[triplets]], positive: Y [[triplets]],
            negative: Y [[triplets]])
        [] -> (loss: T::Acc [loss [triplets]]) with workspace(simdloss_named_triplets_workspace_size);

    /// The gradient.
    backward NamedTripletsBackward = simdloss_named_triplets_backward
        (embeddings: T [matrix(batch, features, batch_stride)], anchor: Y [[triplets]], positive: Y [[triplets]],
            negative: Y [[triplets]])
        [grad_loss: T::Acc [loss [triplets]]]
        -> (grad_embeddings: T [matrix(batch, features, batch_stride)])
        with workspace(simdloss_named_triplets_workspace_size);

    /// Loss and gradient, to the same bits.
    forward_backward NamedTripletsForwardBackward = simdloss_named_triplets_forward_backward
        (embeddings: T [matrix(batch, features, batch_stride)], anchor: Y [[triplets]], positive: Y [[triplets]],
            negative: Y [[triplets]])
        [grad_loss: T::Acc [loss [triplets]]]
        -> (loss: T::Acc [loss [triplets]], grad_embeddings: T [matrix(batch, features, batch_stride)])
        with workspace(simdloss_named_triplets_workspace_size);
}
