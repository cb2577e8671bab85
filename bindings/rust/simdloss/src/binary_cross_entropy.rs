//! Cross-entropy with binary labels.

use crate::prelude::*;

loss! {
    /// Cross-entropy with binary labels, on logits: `F.binary_cross_entropy_with_logits`,
    /// `F.multilabel_soft_margin_loss` (a class reduction), Keras' `BinaryCrossentropy(from_logits=True)`.
    ///
    /// | argument | shape |
    /// |---|---|
    /// | logits, target, their gradients | `[batch, classes, inner]` |
    /// | weight | the axes of `weight_axes`; without: all 1 |
    /// | pos_weight | `[classes]`; without: all 1 |
    /// | loss, grad_loss | `[batch, classes, inner]`, after a class reduction `[batch * inner]`; reduced: one value |
    ///
    /// With `t' = t (1 - label_smoothing) + label_smoothing / 2` and c the class's pos_weight, an element's loss is
    /// `c t' softplus(-x) + (1 - t') softplus(x)`.
    BinaryCrossEntropy(simdloss_binary_cross_entropy_desc, simdloss_binary_cross_entropy_desc_init): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate, weight_axes,
        label_smoothing, hessian_scale, hessian_floor],
    {}
}

calls! {
    BinaryCrossEntropy, Y: BinaryTarget<T> => target_dtype;

    /// The loss.
    forward BinaryCrossEntropyForward = simdloss_binary_cross_entropy_forward
        (logits: T [full], target: Y [full]) [weight: T::Acc [weights], pos_weight: T::Acc [[classes]]]
        -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input. Of a `u8` target there is none.
    backward BinaryCrossEntropyBackward = simdloss_binary_cross_entropy_backward
        (logits: T [full], target: Y [full])
        [weight: T::Acc [weights], pos_weight: T::Acc [[classes]], grad_loss: T::Acc [loss reduced]]
        -> (grad_logits: T [full] over logits, grad_target: Y [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward BinaryCrossEntropyForwardBackward = simdloss_binary_cross_entropy_forward_backward
        (logits: T [full], target: Y [full])
        [weight: T::Acc [weights], pos_weight: T::Acc [[classes]], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_logits: T [full] over logits, grad_target: Y [full] over target);

    /// Gradient and diagonal Hessian of the sum of all losses: a custom objective for gradient boosting.
    gradient_hessian BinaryCrossEntropyGradientHessian = simdloss_binary_cross_entropy_gradient_hessian
        (logits: T [full], target: Y [full]) [weight: T::Acc [weights], pos_weight: T::Acc [[classes]]]
        -> (gradient: T [full] over logits, hessian: T [full]);
}

loss! {
    /// Cross-entropy with binary labels, on probabilities: `F.binary_cross_entropy`, TensorFlow's `log_loss` (epsilon
    /// 1e-7), Keras' `BinaryCrossentropy` (clip 1e-7).
    ///
    /// `probability` and `target` are `[batch, classes, inner]`, all else as of [`BinaryCrossEntropy`].
    ProbabilityBinaryCrossEntropy(
        simdloss_probability_binary_cross_entropy_desc, simdloss_probability_binary_cross_entropy_desc_init
    ): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate, weight_axes,
        label_smoothing],
    {
        /// Probabilities are clipped to `[clip, 1 - clip]`; 0 (default): not.
        clip: f64;
        /// Added within each logarithm; 0 (default): nothing.
        epsilon: f64;
        /// The least logarithm; -100 by default, as in PyTorch; negative infinity: none.
        log_floor: f64;
    }
}

calls! {
    ProbabilityBinaryCrossEntropy, Y: BinaryTarget<T> => target_dtype;

    /// The loss.
    forward ProbabilityBinaryCrossEntropyForward = simdloss_probability_binary_cross_entropy_forward
        (probability: T [full], target: Y [full]) [weight: T::Acc [weights]] -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input. Of a `u8` target there is none.
    backward ProbabilityBinaryCrossEntropyBackward = simdloss_probability_binary_cross_entropy_backward
        (probability: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (grad_probability: T [full] over probability, grad_target: Y [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward ProbabilityBinaryCrossEntropyForwardBackward =
        simdloss_probability_binary_cross_entropy_forward_backward
        (probability: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_probability: T [full] over probability, grad_target: Y [full] over target);
}
