//! ArcFace and CosFace.

use crate::prelude::*;

loss! {
    /// ArcFace and CosFace: cross-entropy on the cosines of embeddings and class weights, with a margin at the target:
    /// pytorch-metric-learning's `ArcFaceLoss` and `CosFaceLoss`. The matrix of cosines never exists.
    ///
    /// `embeddings` is `[batch, width]`, `weights` `[classes, width]`, `target` and an unreduced loss `[batch]`. Rows whose target
    /// is `ignore_index` have no loss and no gradient.
    MarginSoftmax(simdloss_margin_softmax_desc, simdloss_margin_softmax_desc_init): new(batch, classes, width),
    [embedding_stride, weight_stride, reduction, mean_denominator, empty_mean, accumulate, ignore_index, norm_floor],
    {
        /// [`Margin::ArcFace`] by default.
        kind: Margin;
        /// 0.5 by default; of ArcFace in radians.
        margin: f64;
        /// What cosines are multiplied by: 64 by default.
        scale: f64;
    }
}

calls! {
    MarginSoftmax, Y: Index => target_dtype;

    /// The loss.
    forward MarginSoftmaxForward = simdloss_margin_softmax_forward
        (embeddings: T [matrix(batch, width, embedding_stride)], weights: T [matrix(classes, width, weight_stride)],
            target: Y [[batch]])
        [] -> (loss: T::Acc [loss [batch]]) with workspace(simdloss_margin_softmax_workspace_size);

    /// The gradients, each of which may overwrite its input.
    backward MarginSoftmaxBackward = simdloss_margin_softmax_backward
        (embeddings: T [matrix(batch, width, embedding_stride)], weights: T [matrix(classes, width, weight_stride)],
            target: Y [[batch]])
        [grad_loss: T::Acc [loss [batch]]]
        -> (grad_embeddings: T [matrix(batch, width, embedding_stride)] over embeddings,
            grad_weights: T [matrix(classes, width, weight_stride)] over weights)
        with workspace(simdloss_margin_softmax_workspace_size);

    /// Loss and gradients, to the same bits.
    forward_backward MarginSoftmaxForwardBackward = simdloss_margin_softmax_forward_backward
        (embeddings: T [matrix(batch, width, embedding_stride)], weights: T [matrix(classes, width, weight_stride)],
            target: Y [[batch]])
        [grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_embeddings: T [matrix(batch, width, embedding_stride)] over embeddings,
            grad_weights: T [matrix(classes, width, weight_stride)] over weights)
        with workspace(simdloss_margin_softmax_workspace_size);
}
