//! Kullback-Leibler divergence, and distillation.

use crate::prelude::*;

loss! {
    /// Kullback-Leibler divergence of log-probabilities x from target probabilities t: `F.kl_div`,
    /// `optax.kl_divergence`.
    ///
    /// `log_prob` and `target` are `[batch, classes, inner]`, `row_weight` is `[batch * inner]`. An element's loss is
    /// `t (log t - x)`, with `log_target` `exp(t) (t - x)`. Losses are `[batch, classes, inner]`, after a class reduction
    /// `[batch * inner]`. [`Denominator::Batch`] is PyTorch's `batchmean`.
    KlDivergence(simdloss_kl_divergence_desc, simdloss_kl_divergence_desc_init): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate],
    {
        /// Whether `target` holds logarithms; false by default.
        log_target: bool;
    }
}

calls! {
    KlDivergence;

    /// The loss.
    forward KlDivergenceForward = simdloss_kl_divergence_forward
        (log_prob: T [full], target: T [full]) [row_weight: T::Acc [rows]] -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input.
    backward KlDivergenceBackward = simdloss_kl_divergence_backward
        (log_prob: T [full], target: T [full]) [row_weight: T::Acc [rows], grad_loss: T::Acc [loss reduced]]
        -> (grad_log_prob: T [full] over log_prob, grad_target: T [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward KlDivergenceForwardBackward = simdloss_kl_divergence_forward_backward
        (log_prob: T [full], target: T [full]) [row_weight: T::Acc [rows], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_log_prob: T [full] over log_prob, grad_target: T [full] over target);
}

loss! {
    /// Distillation (Hinton): the divergence of a student's distribution from a teacher's, both given by logits, in one
    /// pass: `F.kl_div(log_softmax(s / tau), softmax(u / tau), reduction='batchmean') * tau^2`.
    ///
    /// `student` and `teacher` are `[batch, classes, inner]`, `row_weight` and losses `[batch * inner]`, `row_stats` is
    /// `[5][batch * inner]`.
    Distillation(simdloss_distillation_desc, simdloss_distillation_desc_init): new(batch, classes),
    [inner, batch_stride, reduction, denominator, mean_denominator, empty_mean, accumulate],
    {
        /// Divides the logits of both; 1 by default, above 0.
        temperature: f64;
        /// Whether the loss has the factor `temperature^2`; true by default.
        squared_temperature: bool;
    }
}

calls! {
    Distillation;

    /// The loss, and `row_stats` for a backward call.
    forward DistillationForward = simdloss_distillation_forward
        (student: T [full], teacher: T [full]) [row_weight: T::Acc [rows]]
        -> (loss: T::Acc [loss rows], row_stats: T::Acc [planes(5) rows]);

    /// The gradients, each of which may overwrite its input.
    backward DistillationBackward = simdloss_distillation_backward
        (student: T [full], teacher: T [full])
        [row_weight: T::Acc [rows], row_stats: T::Acc [planes(5) rows], grad_loss: T::Acc [loss rows]]
        -> (grad_student: T [full] over student, grad_teacher: T [full] over teacher);

    /// Loss and gradients, to the same bits.
    forward_backward DistillationForwardBackward = simdloss_distillation_forward_backward
        (student: T [full], teacher: T [full]) [row_weight: T::Acc [rows], grad_loss: T::Acc [loss rows]]
        -> (loss: T::Acc [loss rows], grad_student: T [full] over student, grad_teacher: T [full] over teacher);
}
