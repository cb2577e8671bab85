//! Hinge losses of one score and a label.

use crate::prelude::*;

loss! {
    /// Hinge losses of one score x and a label y: Keras' `Hinge` and `SquaredHinge`, `F.hinge_embedding_loss`,
    /// `F.soft_margin_loss`.
    ///
    /// `input` and `target` are `[batch, classes, inner]`; weights and losses as of
    /// [`BinaryCrossEntropy`](crate::BinaryCrossEntropy). A `u8` or `bool` target is one of 0 and 1, whatever `labels`.
    Hinge(simdloss_hinge_desc, simdloss_hinge_desc_init): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate, weight_axes],
    {
        /// Which of them: [`HingeKind::Plain`] by default.
        kind: HingeKind;
        /// What float targets are: [`Labels::Signed`] by default.
        labels: Labels;
        /// 1 by default.
        margin: f64;
    }
}

calls! {
    Hinge, Y: BinaryTarget<T> => target_dtype;

    /// The loss.
    forward HingeForward = simdloss_hinge_forward
        (input: T [full], target: Y [full]) [weight: T::Acc [weights]] -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input. Of a `u8` target there is none.
    backward HingeBackward = simdloss_hinge_backward
        (input: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (grad_input: T [full] over input, grad_target: Y [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward HingeForwardBackward = simdloss_hinge_forward_backward
        (input: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_input: T [full] over input, grad_target: Y [full] over target);
}
