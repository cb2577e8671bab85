//! Focal losses, of binary labels and of class indices, and Poly-1.

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

loss! {
    /// The focal loss of class indices, on logits (Lin et al. 2017): Keras' `CategoricalFocalCrossentropy` by its options.
    ///
    /// Of a row with target y: `alpha class_alpha_y (1 - p_y)^gamma (-log p_y)`. Arguments as of
    /// [`CrossEntropy`](crate::CrossEntropy), with `class_alpha`, `[classes]`, in the place of class_weight. A mean's default
    /// denominator is the number of kept rows.
    SoftmaxFocal(simdloss_softmax_focal_desc, simdloss_softmax_focal_desc_init): new(batch, classes),
    [inner, batch_stride, reduction, denominator, mean_denominator, empty_mean, accumulate, ignore_index, label_smoothing,
        hessian_scale, hessian_floor],
    {
        /// 2 by default, at least 0.
        gamma: f64;
        /// Multiplies all classes: 1 by default, at least 0.
        alpha: f64;
        /// Probabilities are limited to `[clip, 1 - clip]`, as in Keras (1e-7); 0 (default): not.
        probability_clip: f64;
    }
}

calls! {
    SoftmaxFocal, Y: Index => target_dtype;

    /// The loss, and `row_stats` for a backward call.
    forward SoftmaxFocalForward = simdloss_softmax_focal_forward
        (logits: T [full], target: Y [rows]) [class_alpha: T::Acc [[classes]], row_weight: T::Acc [rows]]
        -> (loss: T::Acc [loss rows], row_stats: T::Acc [planes(2) rows]);

    /// The gradient by the logits, which it may overwrite. Without `row_stats` they are computed again.
    backward SoftmaxFocalBackward = simdloss_softmax_focal_backward
        (logits: T [full], target: Y [rows])
        [class_alpha: T::Acc [[classes]], row_weight: T::Acc [rows], row_stats: T::Acc [planes(2) rows],
            grad_loss: T::Acc [loss rows]]
        -> (grad_logits: T [full] over logits);

    /// Loss and gradient in one pass over memory, to the same bits.
    forward_backward SoftmaxFocalForwardBackward = simdloss_softmax_focal_forward_backward
        (logits: T [full], target: Y [rows])
        [class_alpha: T::Acc [[classes]], row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (loss: T::Acc [loss rows], grad_logits: T [full] over logits);

    /// Gradient and diagonal Hessian of the sum of all losses: a custom objective for gradient boosting.
    gradient_hessian SoftmaxFocalGradientHessian = simdloss_softmax_focal_gradient_hessian
        (logits: T [full], target: Y [rows]) [class_alpha: T::Acc [[classes]], row_weight: T::Acc [rows]]
        -> (gradient: T [full] over logits, hessian: T [full]);
}

loss! {
    /// Poly-1 (Leng et al. 2022): cross-entropy and `epsilon` times the first term of its expansion in `1 - p`:
    /// `optax.poly_loss_cross_entropy` (epsilon 2), TensorFlow Ranking's `PolyOneSoftmaxLoss`.
    ///
    /// Arguments as of [`CrossEntropy`](crate::CrossEntropy).
    Poly1CrossEntropy(simdloss_poly1_cross_entropy_desc, simdloss_poly1_cross_entropy_desc_init): new(batch, classes),
    [inner, batch_stride, reduction, denominator, mean_denominator, empty_mean, accumulate, ignore_index, label_smoothing],
    {
        /// 1 by default.
        epsilon: f64;
    }
}

calls! {
    Poly1CrossEntropy, Y: Index => target_dtype;

    /// The loss, and `row_stats` for a backward call.
    forward Poly1CrossEntropyForward = simdloss_poly1_cross_entropy_forward
        (logits: T [full], target: Y [rows]) [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows]]
        -> (loss: T::Acc [loss rows], row_stats: T::Acc [planes(2) rows]);

    /// The gradient by the logits, which it may overwrite. Without `row_stats` they are computed again.
    backward Poly1CrossEntropyBackward = simdloss_poly1_cross_entropy_backward
        (logits: T [full], target: Y [rows])
        [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows], row_stats: T::Acc [planes(2) rows],
            grad_loss: T::Acc [loss rows]]
        -> (grad_logits: T [full] over logits);

    /// Loss and gradient in one pass over memory, to the same bits.
    forward_backward Poly1CrossEntropyForwardBackward = simdloss_poly1_cross_entropy_forward_backward
        (logits: T [full], target: Y [rows])
        [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (loss: T::Acc [loss rows], grad_logits: T [full] over logits);
}
