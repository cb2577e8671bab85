//! Focal losses of binary labels.

use crate::prelude::*;

loss! {
    /// The focal loss on logits: torchvision's `sigmoid_focal_loss`, Keras' `BinaryFocalCrossentropy(from_logits=True)`,
    /// `optax.sigmoid_focal_loss`.
    ///
    /// Binary cross-entropy times `a u^gamma`, u being what the model is wrong by, `(1 - t) p + t (1 - p)`, and
    /// `a = alpha t + (1 - alpha) (1 - t)`. Arguments as of [`BinaryCrossEntropy`](crate::BinaryCrossEntropy), but
    /// `class_alpha`, `[classes]`, in the place of `alpha` where it is given.
    SigmoidFocal(simdloss_sigmoid_focal_desc, simdloss_sigmoid_focal_desc_init): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate, weight_axes,
        label_smoothing, hessian_scale, hessian_floor],
    {
        /// 2 by default, at least 0.
        gamma: f64;
        /// 0.25 by default, in `[0, 1]`; -1: none.
        alpha: f64;
    }
}

calls! {
    SigmoidFocal, Y: BinaryTarget<T> => target_dtype;

    /// The loss.
    forward SigmoidFocalForward = simdloss_sigmoid_focal_forward
        (logits: T [full], target: Y [full]) [weight: T::Acc [weights], class_alpha: T::Acc [[classes]]]
        -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input. Of a `u8` target there is none.
    backward SigmoidFocalBackward = simdloss_sigmoid_focal_backward
        (logits: T [full], target: Y [full])
        [weight: T::Acc [weights], class_alpha: T::Acc [[classes]], grad_loss: T::Acc [loss reduced]]
        -> (grad_logits: T [full] over logits, grad_target: Y [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward SigmoidFocalForwardBackward = simdloss_sigmoid_focal_forward_backward
        (logits: T [full], target: Y [full])
        [weight: T::Acc [weights], class_alpha: T::Acc [[classes]], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_logits: T [full] over logits, grad_target: Y [full] over target);

    /// Gradient and diagonal Hessian of the sum of all losses: a custom objective for gradient boosting.
    gradient_hessian SigmoidFocalGradientHessian = simdloss_sigmoid_focal_gradient_hessian
        (logits: T [full], target: Y [full]) [weight: T::Acc [weights], class_alpha: T::Acc [[classes]]]
        -> (gradient: T [full] over logits, hessian: T [full]);
}

loss! {
    /// The focal loss on probabilities: Keras' `BinaryFocalCrossentropy(from_logits=False)`.
    ///
    /// `probability` and `target` are `[batch, classes, inner]`, all else as of [`SigmoidFocal`].
    ProbabilityFocal(simdloss_probability_focal_desc, simdloss_probability_focal_desc_init): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate, weight_axes,
        label_smoothing],
    {
        /// 2 by default, at least 0.
        gamma: f64;
        /// -1 (default): none; or in `[0, 1]`.
        alpha: f64;
        /// Probabilities are clipped to `[clip, 1 - clip]`: 1e-7 by default; 0: not.
        clip: f64;
    }
}

calls! {
    ProbabilityFocal, Y: BinaryTarget<T> => target_dtype;

    /// The loss.
    forward ProbabilityFocalForward = simdloss_probability_focal_forward
        (probability: T [full], target: Y [full]) [weight: T::Acc [weights], class_alpha: T::Acc [[classes]]]
        -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input. Of a `u8` target there is none.
    backward ProbabilityFocalBackward = simdloss_probability_focal_backward
        (probability: T [full], target: Y [full])
        [weight: T::Acc [weights], class_alpha: T::Acc [[classes]], grad_loss: T::Acc [loss reduced]]
        -> (grad_probability: T [full] over probability, grad_target: Y [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward ProbabilityFocalForwardBackward = simdloss_probability_focal_forward_backward
        (probability: T [full], target: Y [full])
        [weight: T::Acc [weights], class_alpha: T::Acc [[classes]], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_probability: T [full] over probability, grad_target: Y [full] over target);
}

loss! {
    /// The asymmetric loss of multi-label classification, on logits: timm's `AsymmetricLossMultiLabel`, whose reduction is
    /// a mean with [`Denominator::Batch`].
    ///
    /// With `m = max(p - clip, 0)`: `t q^gamma_positive softplus(-x) - (1 - t) m^gamma_negative log(1 - m)`. Arguments as
    /// of [`BinaryCrossEntropy`](crate::BinaryCrossEntropy), without pos_weight.
    Asymmetric(simdloss_asymmetric_desc, simdloss_asymmetric_desc_init): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate, weight_axes],
    {
        /// 1 by default, at least 0.
        gamma_positive: f64;
        /// 4 by default, at least 0.
        gamma_negative: f64;
        /// 0.05 by default, in `[0, 1)`.
        clip: f64;
        /// Whether the powers have no derivative, as with timm's `disable_torch_grad_focal_loss`; false by default.
        constant_power: bool;
    }
}

calls! {
    Asymmetric, Y: BinaryTarget<T> => target_dtype;

    /// The loss.
    forward AsymmetricForward = simdloss_asymmetric_forward
        (logits: T [full], target: Y [full]) [weight: T::Acc [weights]] -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input. Of a `u8` target there is none.
    backward AsymmetricBackward = simdloss_asymmetric_backward
        (logits: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (grad_logits: T [full] over logits, grad_target: Y [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward AsymmetricForwardBackward = simdloss_asymmetric_forward_backward
        (logits: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_logits: T [full] over logits, grad_target: Y [full] over target);
}
