//! Cross-entropy with class indices, with probabilities, of sharded rows, and of log-probabilities.

use crate::prelude::*;

loss! {
    /// Cross-entropy with class-index targets, on logits: `F.cross_entropy`, TensorFlow's
    /// `sparse_softmax_cross_entropy`, with z-loss, soft-cap and temperature.
    ///
    /// | argument | shape |
    /// |---|---|
    /// | logits, grad_logits | `[batch, classes, inner]` |
    /// | target | `[batch * inner]`; each below `classes`, or `ignore_index`: such a row has loss 0 and gradient 0 |
    /// | class_weight, row_weight | `[classes]`, `[batch * inner]`; without: all 1 |
    /// | loss, grad_loss | `[batch * inner]` with [`Reduction::None`], else one value; grad_loss without: 1 |
    /// | row_stats | `[2][batch * inner]`: maxima and log-sums. What backward needs to be quick |
    ///
    /// Of a row with target y, weights w, smoothing e, C classes, `p = softmax(logits)`:
    ///
    /// ```text
    /// L    = (1-e) w_y (-log p_y) + (e/C) sum_c w_c (-log p_c)       Z = z_loss lse^2
    /// loss = row_weight (L + Z)
    /// ```
    ///
    /// A confident row keeps its digits: at `p_y = 1 - 1e-9` the loss is 1e-9, not 0.
    CrossEntropy(simdloss_cross_entropy_desc, simdloss_cross_entropy_desc_init): new(batch, classes),
    [inner, batch_stride, reduction, denominator, mean_denominator, empty_mean, accumulate, ignore_index, label_smoothing,
        softcap, hessian_scale, hessian_floor],
    {
        /// What the square of a row's log-sum-exp is multiplied by, to be added to its loss; 0 (default): off.
        z_loss: f64;
        /// Divides the logits; 1 by default, above 0.
        temperature: f64;
        /// Of sharded rows ([`partial`](Self::partial)): the class of the first column of `logits`.
        first_class: usize;
        /// Of sharded rows: how many classes all shards have together; 0 (default): rows are whole.
        total_classes: usize;
    }
}

/// What a shard of a row's classes comes to; plain data, to be sent to other machines of the same byte order, and merged
/// by [`CrossEntropy::merge`]. The default is that of no columns at all.
pub type Record = sys::simdloss_cross_entropy_record;

calls! {
    CrossEntropy, Y: Index => target_dtype;

    /// The loss, and `row_stats` for a backward call.
    forward CrossEntropyForward = simdloss_cross_entropy_forward
        (logits: T [full], target: Y [rows]) [class_weight: T::Acc [all_classes], row_weight: T::Acc [rows]]
        -> (loss: T::Acc [loss rows], row_stats: T::Acc [planes(2) rows]);

    /// The gradient by the logits, which it may overwrite. Without `row_stats` they are computed again.
    backward CrossEntropyBackward = simdloss_cross_entropy_backward
        (logits: T [full], target: Y [rows])
        [class_weight: T::Acc [all_classes], row_weight: T::Acc [rows], row_stats: T::Acc [planes(2) rows],
            grad_loss: T::Acc [loss rows]]
        -> (grad_logits: T [full] over logits);

    /// Loss and gradient in one pass over memory, to the same bits: a training step.
    forward_backward CrossEntropyForwardBackward = simdloss_cross_entropy_forward_backward
        (logits: T [full], target: Y [rows])
        [class_weight: T::Acc [all_classes], row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (loss: T::Acc [loss rows], grad_logits: T [full] over logits);

    /// Gradient and diagonal Hessian of the sum of all losses, `[batch, classes, inner]` both: a custom objective for
    /// gradient boosting with several classes. `hessian_scale` is LightGBM's `classes / (classes - 1)`, XGBoost's 2.
    gradient_hessian CrossEntropyGradientHessian = simdloss_cross_entropy_gradient_hessian
        (logits: T [full], target: Y [rows]) [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows]]
        -> (gradient: T [full] over logits, hessian: T [full]);

    /// What a mean divides by, to form one over several calls or machines: `kept` rows, and the `weight` that
    /// `denominator` selects. Add up those of all parts, and set the total as `mean_denominator`.
    denominator_of CrossEntropyDenominator = simdloss_cross_entropy_denominator
        (target: Y [rows]) [class_weight: T::Acc [all_classes], row_weight: T::Acc [rows]]
        -> (kept: i64 [one], weight: f64 [one]);

    /// Of sharded rows: one [`Record`] a row of what the columns `[first_class, first_class + classes)` come to.
    partial CrossEntropyPartial = simdloss_cross_entropy_partial
        (logits: T [full], target: Y [rows]) [class_weight: T::Acc [all_classes]] -> (records: Record [rows]);

    /// Of sharded rows: `loss` and `row_stats` from the merged records. Then [`backward`](Self::backward) with `row_stats`
    /// gives each shard's gradient.
    finish CrossEntropyFinish = simdloss_cross_entropy_finish
        (records: Record [rows], target: Y [rows]) [class_weight: T::Acc [all_classes], row_weight: T::Acc [rows]]
        -> (loss: T::Acc [loss rows], row_stats: T::Acc [planes(2) rows]);
}

impl CrossEntropy {
    /// Shards that begin at multiples of this many classes give the bits of whole rows.
    pub fn chunk(total_classes: usize) -> usize {
        let chunk = unsafe { sys::simdloss_cross_entropy_chunk(total_classes.raw()) };
        usize::try_from(chunk).unwrap_or(0)
    }

    /// Merges records of other columns of the same rows into `into`; in any order and grouping, to the same bits.
    pub fn merge(records: &[Record], into: &mut [Record]) -> Result<()> {
        Extent::Dense(into.len() as i64).check("records", Input::from(records).buffer)?;
        check(unsafe { sys::simdloss_cross_entropy_merge(into.len().raw(), records.as_ptr(), into.as_mut_ptr()) })
    }

    /// Those that are written by hand, above.
    #[doc(hidden)]
    pub const MORE_FUNCTIONS: &'static [(&'static str, &'static [&'static str])] = &[
        ("simdloss_cross_entropy_chunk", &["total_classes"]),
        ("simdloss_cross_entropy_merge", &["count", "records", "into"]),
    ];
}

loss! {
    /// Cross-entropy with targets that are probabilities, on logits: `F.cross_entropy` with a float target, TensorFlow's
    /// `softmax_cross_entropy`, Keras' `CategoricalCrossentropy(from_logits=True)`.
    ///
    /// `logits` and `target` are `[batch, classes, inner]`, all else as of [`CrossEntropy`]. With
    /// `t'_c = (1-e) t_c + e/C`, the loss of a row is `row_weight sum_c w_c t'_c (-log p_c)`. A row of target need not add
    /// up to 1. A mean's default denominator is the number of rows.
    SoftCrossEntropy(simdloss_soft_cross_entropy_desc, simdloss_soft_cross_entropy_desc_init): new(batch, classes),
    [inner, batch_stride, reduction, denominator, mean_denominator, empty_mean, accumulate, label_smoothing], {}
}

calls! {
    SoftCrossEntropy;

    /// The loss, and `row_stats` for a backward call.
    forward SoftCrossEntropyForward = simdloss_soft_cross_entropy_forward
        (logits: T [full], target: T [full]) [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows]]
        -> (loss: T::Acc [loss rows], row_stats: T::Acc [planes(2) rows]);

    /// The gradients by logits and target, each of which may overwrite its input.
    backward SoftCrossEntropyBackward = simdloss_soft_cross_entropy_backward
        (logits: T [full], target: T [full])
        [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows], row_stats: T::Acc [planes(2) rows],
            grad_loss: T::Acc [loss rows]]
        -> (grad_logits: T [full] over logits, grad_target: T [full] over target);

    /// Loss and gradients in one pass over memory, to the same bits.
    forward_backward SoftCrossEntropyForwardBackward = simdloss_soft_cross_entropy_forward_backward
        (logits: T [full], target: T [full])
        [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (loss: T::Acc [loss rows], grad_logits: T [full] over logits, grad_target: T [full] over target);
}

loss! {
    /// Negative log-likelihood: class indices on log-probabilities: `F.nll_loss`.
    ///
    /// `log_prob` is `[batch, classes, inner]`, all else as of [`CrossEntropy`]. The loss of a row with target y is
    /// `row_weight w_y (-log_prob_y)`; nothing else of the row is read.
    Nll(simdloss_nll_desc, simdloss_nll_desc_init): new(batch, classes),
    [inner, batch_stride, reduction, denominator, mean_denominator, empty_mean, accumulate, ignore_index], {}
}

calls! {
    Nll, Y: Index => target_dtype;

    /// The loss.
    forward NllForward = simdloss_nll_forward
        (log_prob: T [full], target: Y [rows]) [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows]]
        -> (loss: T::Acc [loss rows]);

    /// The gradient, which does not depend on the log-probabilities.
    backward NllBackward = simdloss_nll_backward
        (target: Y [rows])
        [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (grad_log_prob: T [full]);

    /// Loss and gradient, which may overwrite the log-probabilities.
    forward_backward NllForwardBackward = simdloss_nll_forward_backward
        (log_prob: T [full], target: Y [rows])
        [class_weight: T::Acc [[classes]], row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (loss: T::Acc [loss rows], grad_log_prob: T [full] over log_prob);
}
