//! Hinge losses of one score and a label, and of rows of scores.

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

loss! {
    /// Multi-class margin: `F.multi_margin_loss`: `(w_y / C) sum_{j != y} max(x_j - x_y + margin, 0)^p`.
    ///
    /// `input` is `[batch, classes, inner]`, `target`, `row_weight` and an unreduced loss `[batch * inner]`, `class_weight`
    /// `[classes]`. A NaN in a row is not lost, as it is in PyTorch.
    MultiMargin(simdloss_multi_margin_desc, simdloss_multi_margin_desc_init): new(batch, classes),
    [inner, batch_stride, reduction, denominator, mean_denominator, empty_mean, accumulate, ignore_index],
    {
        /// The power of a hinge: 1 (default) or 2.
        p: i32;
        /// 1 by default.
        margin: f64;
    }
}

calls! {
    MultiMargin, Y: Index => target_dtype;

    /// The loss.
    forward MultiMarginForward = simdloss_multi_margin_forward
        (input: T [full], target: Y [rows]) [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows]]
        -> (loss: T::Acc [loss rows]);

    /// The gradient, which may overwrite the input.
    backward MultiMarginBackward = simdloss_multi_margin_backward
        (input: T [full], target: Y [rows])
        [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (grad_input: T [full] over input);

    /// Loss and gradient, to the same bits.
    forward_backward MultiMarginForwardBackward = simdloss_multi_margin_forward_backward
        (input: T [full], target: Y [rows])
        [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (loss: T::Acc [loss rows], grad_input: T [full] over input);
}

loss! {
    /// Keras' `CategoricalHinge`: `max(max(0, max_{j != y} x_j) - x_y + margin, 0)`; the target is a class, not a row of 0
    /// and 1.
    ///
    /// Arguments as of [`MultiMargin`], without class_weight.
    CategoricalHinge(simdloss_categorical_hinge_desc, simdloss_categorical_hinge_desc_init): new(batch, classes),
    [inner, batch_stride, reduction, denominator, mean_denominator, empty_mean, accumulate, ignore_index],
    {
        /// 1 by default.
        margin: f64;
    }
}

calls! {
    CategoricalHinge, Y: Index => target_dtype;

    /// The loss.
    forward CategoricalHingeForward = simdloss_categorical_hinge_forward
        (input: T [full], target: Y [rows]) [row_weight: T::Acc [rows]]
        -> (loss: T::Acc [loss rows]);

    /// The gradient, which may overwrite the input.
    backward CategoricalHingeBackward = simdloss_categorical_hinge_backward
        (input: T [full], target: Y [rows])
        [row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (grad_input: T [full] over input);

    /// Loss and gradient, to the same bits.
    forward_backward CategoricalHingeForwardBackward = simdloss_categorical_hinge_forward_backward
        (input: T [full], target: Y [rows])
        [row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (loss: T::Acc [loss rows], grad_input: T [full] over input);
}

loss! {
    /// `F.multilabel_margin_loss`: several classes of a row are right, and every score of theirs is held against every
    /// other.
    ///
    /// `input` is `[batch, classes]`, `target` `[batch, labels]`: classes, until the first `padding_index`; `row_weight` and
    /// an unreduced loss are `[batch]`. The gradient may overwrite the input up to 1024 labels.
    MultilabelMargin(simdloss_multilabel_margin_desc, simdloss_multilabel_margin_desc_init): new(batch, classes),
    [batch_stride, reduction, denominator, mean_denominator, empty_mean, accumulate],
    {
        /// Entries of a row of target; 0 (default): `classes`.
        labels: usize;
        /// What ends a row of target: -1 by default; `i64::MIN`: nothing.
        padding_index: i64;
        /// 1 by default.
        margin: f64;
    },
    complete |d| if d.labels == 0 { d.labels = d.classes }
}

calls! {
    MultilabelMargin, Y: Index => target_dtype;

    /// The loss.
    forward MultilabelMarginForward = simdloss_multilabel_margin_forward
        (input: T [matrix(batch, classes, batch_stride)], target: Y [[batch labels]]) [row_weight: T::Acc [[batch]]]
        -> (loss: T::Acc [loss [batch]]);

    /// The gradient, which may overwrite the input.
    backward MultilabelMarginBackward = simdloss_multilabel_margin_backward
        (input: T [matrix(batch, classes, batch_stride)], target: Y [[batch labels]])
        [row_weight: T::Acc [[batch]], grad_loss: T::Acc [loss [batch]]]
        -> (grad_input: T [matrix(batch, classes, batch_stride)] over input);

    /// Loss and gradient, to the same bits.
    forward_backward MultilabelMarginForwardBackward = simdloss_multilabel_margin_forward_backward
        (input: T [matrix(batch, classes, batch_stride)], target: Y [[batch labels]])
        [row_weight: T::Acc [[batch]], grad_loss: T::Acc [loss [batch]]]
        -> (loss: T::Acc [loss [batch]], grad_input: T [matrix(batch, classes, batch_stride)] over input);
}
