//! The sigmoid and its logarithm.

use crate::prelude::*;

loss! {
    /// The sigmoid and its logarithm, element by element: `torch.sigmoid`, `F.logsigmoid`. Every value has all its digits,
    /// near 0 and near 1.
    ///
    /// Arrays are `[batch, classes, inner]`. `sigmoid`: `y = 1 / (1 + exp(-x))`, `dx = u y (1 - y)`. `log_sigmoid`:
    /// `y = min(x, 0) - log1p(exp(-|x|))`, `dx = u / (1 + exp(x))`.
    Sigmoid(simdloss_sigmoid_desc, simdloss_sigmoid_desc_init): new(batch, classes),
    [inner, batch_stride, accumulate], {}
}

calls! {
    Sigmoid;

    /// The sigmoid, which may overwrite its input.
    sigmoid SigmoidForward = simdloss_sigmoid_forward (input: T [full]) [] -> (output: T [full] over input);

    /// The gradient of the sigmoid, from its input; it may overwrite either input.
    sigmoid_backward SigmoidBackward = simdloss_sigmoid_backward
        (input: T [full], grad_output: T [full]) [] -> (grad_input: T [full] over input grad_output);

    /// The sigmoid's logarithm, which may overwrite its input.
    log_sigmoid LogSigmoidForward = simdloss_log_sigmoid_forward (input: T [full]) [] -> (output: T [full] over input);

    /// The gradient of the sigmoid's logarithm, from its input; it may overwrite either input.
    log_sigmoid_backward LogSigmoidBackward = simdloss_log_sigmoid_backward
        (input: T [full], grad_output: T [full]) [] -> (grad_input: T [full] over input grad_output);
}
