//! Softmax, log-softmax and log-sum-exp along the classes.

use crate::prelude::*;

loss! {
    /// Softmax, log-softmax and log-sum-exp along the classes: `torch.softmax`, `torch.log_softmax`, `torch.logsumexp`.
    ///
    /// Arrays are `[batch, classes, inner]`. Of a row x with maximum m and S the sum of `exp(x_j - m)`:
    ///
    /// | | forward | backward |
    /// |---|---|---|
    /// | softmax | `y_j = exp(x_j - m) / S` | `dx_j = y_j (u_j - sum_k u_k y_k)` |
    /// | log_softmax | `y_j = (x_j - m) - log S` | `dx_j = u_j - exp(y_j) sum_k u_k` |
    /// | log_sum_exp | `y = m + log S` | `dx_j = u exp(x_j - m) / S` |
    Softmax(simdloss_softmax_desc, simdloss_softmax_desc_init): new(batch, classes),
    [inner, batch_stride, accumulate], {}
}

calls! {
    Softmax;

    /// Softmax, which may overwrite its input.
    softmax SoftmaxForward = simdloss_softmax_forward (input: T [full]) [] -> (output: T [full] over input);

    /// The gradient of softmax by its input, from what [`softmax`](Self::softmax) gave; it may overwrite either input.
    softmax_backward SoftmaxBackward = simdloss_softmax_backward
        (output: T [full], grad_output: T [full]) [] -> (grad_input: T [full] over output grad_output);

    /// Log-softmax, which may overwrite its input.
    log_softmax LogSoftmaxForward = simdloss_log_softmax_forward (input: T [full]) [] -> (output: T [full] over input);

    /// The gradient of log-softmax by its input, from what [`log_softmax`](Self::log_softmax) gave; it may overwrite
    /// either input.
    log_softmax_backward LogSoftmaxBackward = simdloss_log_softmax_backward
        (output: T [full], grad_output: T [full]) [] -> (grad_input: T [full] over output grad_output);

    /// Log-sum-exp of each row, `[batch * inner]`; `row_stats` is `[2][batch * inner]`: the maxima, then log S.
    log_sum_exp LogSumExpForward = simdloss_log_sum_exp_forward
        (input: T [full]) [] -> (output: T::Acc [rows], row_stats: T::Acc [planes(2) rows]);

    /// The gradient of log-sum-exp. Without `row_stats` they are computed again; `grad_output` is `[batch * inner]`, 1
    /// without it.
    log_sum_exp_backward LogSumExpBackward = simdloss_log_sum_exp_backward
        (input: T [full]) [row_stats: T::Acc [planes(2) rows], grad_output: T::Acc [rows]]
        -> (grad_input: T [full] over input);
}
