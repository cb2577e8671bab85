//! Pairs and groups of scores that should stand in an order.

use crate::prelude::*;

loss! {
    /// Margin ranking: `F.margin_ranking_loss`: `max(0, margin - y (x1 - x2))`.
    ///
    /// `x1`, `x2` and `target` (1: x1 should be the larger; -1: x2) are `[batch, classes, inner]`, and so is an unreduced
    /// loss. For plain vectors: `new(n, 1)`.
    MarginRanking(simdloss_margin_ranking_desc, simdloss_margin_ranking_desc_init): new(batch, classes),
    [inner, batch_stride, reduction, mean_denominator, empty_mean, accumulate],
    {
        /// 0 by default.
        margin: f64;
    }
}

calls! {
    MarginRanking, Y: PairTarget<T> => target_dtype;

    /// The loss.
    forward MarginRankingForward = simdloss_margin_ranking_forward
        (x1: T [full], x2: T [full], target: Y [full]) [] -> (loss: T::Acc [loss elements]);

    /// The gradients, each of which may overwrite its input. That of the target is for float targets.
    backward MarginRankingBackward = simdloss_margin_ranking_backward
        (x1: T [full], x2: T [full], target: Y [full]) [grad_loss: T::Acc [loss elements]]
        -> (grad_x1: T [full] over x1, grad_x2: T [full] over x2, grad_target: Y [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward MarginRankingForwardBackward = simdloss_margin_ranking_forward_backward
        (x1: T [full], x2: T [full], target: Y [full]) [grad_loss: T::Acc [loss elements]]
        -> (loss: T::Acc [loss elements], grad_x1: T [full] over x1, grad_x2: T [full] over x2,
            grad_target: Y [full] over target);
}

loss! {
    /// The hinge of MatchZoo (`RankHingeLoss`): rows stand in groups of a positive and `num_neg` negatives, and the
    /// positive is held against the mean of the negatives.
    ///
    /// `scores` is `[rows, columns]`, an unreduced loss `[rows / (num_neg + 1), columns]`.
    RankHinge(simdloss_rank_hinge_desc, simdloss_rank_hinge_desc_init): new(rows, columns),
    [row_stride, reduction, mean_denominator, empty_mean, accumulate],
    {
        /// Negatives of each positive: 1 by default.
        num_neg: usize;
        /// 1 by default.
        margin: f64;
    }
}

calls! {
    RankHinge;

    /// The loss.
    forward RankHingeForward = simdloss_rank_hinge_forward
        (scores: T [matrix(rows, columns, row_stride)]) [] -> (loss: T::Acc [loss groups_by_columns]);

    /// The gradient, which may overwrite the scores.
    backward RankHingeBackward = simdloss_rank_hinge_backward
        (scores: T [matrix(rows, columns, row_stride)]) [grad_loss: T::Acc [loss groups_by_columns]]
        -> (grad_scores: T [matrix(rows, columns, row_stride)] over scores);

    /// Loss and gradient, to the same bits.
    forward_backward RankHingeForwardBackward = simdloss_rank_hinge_forward_backward
        (scores: T [matrix(rows, columns, row_stride)]) [grad_loss: T::Acc [loss groups_by_columns]]
        -> (loss: T::Acc [loss groups_by_columns], grad_scores: T [matrix(rows, columns, row_stride)] over scores);
}

loss! {
    /// The cross-entropy of MatchZoo (`RankCrossEntropyLoss`): one softmax over the scores of a group of a positive and
    /// `num_neg` negatives.
    ///
    /// `scores` and `target` are `[rows, columns]`, an unreduced loss `[rows / (num_neg + 1)]`.
    RankCrossEntropy(simdloss_rank_cross_entropy_desc, simdloss_rank_cross_entropy_desc_init): new(rows, columns),
    [row_stride, reduction, mean_denominator, empty_mean, accumulate],
    {
        /// Negatives of each positive: 1 by default.
        num_neg: usize;
    }
}

calls! {
    RankCrossEntropy;

    /// The loss.
    forward RankCrossEntropyForward = simdloss_rank_cross_entropy_forward
        (scores: T [matrix(rows, columns, row_stride)], target: T [matrix(rows, columns, row_stride)]) []
        -> (loss: T::Acc [loss groups]);

    /// The gradients, each of which may overwrite its input.
    backward RankCrossEntropyBackward = simdloss_rank_cross_entropy_backward
        (scores: T [matrix(rows, columns, row_stride)], target: T [matrix(rows, columns, row_stride)])
        [grad_loss: T::Acc [loss groups]]
        -> (grad_scores: T [matrix(rows, columns, row_stride)] over scores,
            grad_target: T [matrix(rows, columns, row_stride)] over target);

    /// Loss and gradients, to the same bits.
    forward_backward RankCrossEntropyForwardBackward = simdloss_rank_cross_entropy_forward_backward
        (scores: T [matrix(rows, columns, row_stride)], target: T [matrix(rows, columns, row_stride)])
        [grad_loss: T::Acc [loss groups]]
        -> (loss: T::Acc [loss groups], grad_scores: T [matrix(rows, columns, row_stride)] over scores,
            grad_target: T [matrix(rows, columns, row_stride)] over target);
}
