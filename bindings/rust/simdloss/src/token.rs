//! What evaluation, decoding and reinforcement learning read off a language model's logits.

use crate::prelude::*;

loss! {
    /// Log-probabilities of chosen classes, entropy, argmax and rank of each row of logits, in one pass; and the gradient
    /// of the first two: `torch.distributions.Categorical(logits=v)`, `torch.argmax`.
    ///
    /// | argument | shape |
    /// |---|---|
    /// | logits, grad_logits | `[batch, classes]` |
    /// | target, log_prob, grad_log_prob | `[batch, choices]`; an `ignore_index` is no class |
    /// | entropy, argmax, rank, grad_entropy | `[batch]`; rank is that of the first choice, 1 for the argmax |
    /// | row_stats | `[2][batch]` |
    Token(simdloss_token_desc, simdloss_token_desc_init): new(batch, classes),
    [batch_stride, accumulate, ignore_index, softcap],
    {
        /// How many classes are chosen in each row; 1 by default.
        choices: usize;
        /// Divides the logits; 1 by default, above 0.
        temperature: f64;
    }
}

calls! {
    Token, Y: Index => target_dtype;

    /// Whatever of it is asked for.
    forward TokenForward = simdloss_token_forward
        (logits: T [matrix(batch, classes, batch_stride)], target: Y [[batch choices]]) []
        -> (log_prob: T::Acc [[batch choices]], entropy: T::Acc [[batch]], argmax: i64 [[batch]], rank: i64 [[batch]],
            row_stats: T::Acc [planes(2) [batch]]);

    /// The gradient by the logits, which it may overwrite, from those of `log_prob` and `entropy` (without: 0; one is
    /// needed). Without `row_stats` and `entropy` of the forward call they are computed again.
    backward TokenBackward = simdloss_token_backward
        (logits: T [matrix(batch, classes, batch_stride)], target: Y [[batch choices]])
        [row_stats: T::Acc [planes(2) [batch]], entropy: T::Acc [[batch]], grad_log_prob: T::Acc [[batch choices]],
            grad_entropy: T::Acc [[batch]]]
        -> (grad_logits: T [matrix(batch, classes, batch_stride)] over logits);
}
