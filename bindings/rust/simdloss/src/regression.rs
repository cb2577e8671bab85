//! Regression losses, element by element.

use crate::prelude::*;

loss! {
    /// Squared, absolute, smooth L1 and Huber loss: `F.mse_loss`, `F.l1_loss`, `F.smooth_l1_loss`, `F.huber_loss`.
    ///
    /// `input` and `target` are `[batch, classes, inner]`; weights and losses as of
    /// [`BinaryCrossEntropy`](crate::BinaryCrossEntropy).
    Regression(simdloss_regression_desc, simdloss_regression_desc_init): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate, weight_axes],
    {
        /// Which of them: [`RegressionKind::Squared`] by default.
        kind: RegressionKind;
        /// Of smooth L1 (PyTorch's beta) and Huber (delta): 1 by default.
        threshold: f64;
    }
}

calls! {
    Regression, Y: BinaryTarget<T> => target_dtype;

    /// The loss.
    forward RegressionForward = simdloss_regression_forward
        (input: T [full], target: Y [full]) [weight: T::Acc [weights]] -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input. Of a `u8` target there is none.
    backward RegressionBackward = simdloss_regression_backward
        (input: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (grad_input: T [full] over input, grad_target: Y [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward RegressionForwardBackward = simdloss_regression_forward_backward
        (input: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_input: T [full] over input, grad_target: Y [full] over target);
}

loss! {
    /// The negative log-likelihood of a Poisson distribution: `F.poisson_nll_loss`, Keras' `Poisson`.
    ///
    /// `exp(x) - t x`, or without `log_input` `x - t log(x + epsilon)`. Arguments as of [`Regression`].
    PoissonNll(simdloss_poisson_nll_desc, simdloss_poisson_nll_desc_init): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate, weight_axes],
    {
        /// Whether the input is the logarithm of the rate; true by default.
        log_input: bool;
        /// Whether Stirling's approximation of `log t!` is added; false by default.
        full: bool;
        /// 1e-8 by default, at least 0.
        epsilon: f64;
    }
}

calls! {
    PoissonNll, Y: BinaryTarget<T> => target_dtype;

    /// The loss.
    forward PoissonNllForward = simdloss_poisson_nll_forward
        (input: T [full], target: Y [full]) [weight: T::Acc [weights]] -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input. Of a `u8` target there is none.
    backward PoissonNllBackward = simdloss_poisson_nll_backward
        (input: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (grad_input: T [full] over input, grad_target: Y [full] over target);

    /// Loss and gradients, to the same bits.
    forward_backward PoissonNllForwardBackward = simdloss_poisson_nll_forward_backward
        (input: T [full], target: Y [full]) [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_input: T [full] over input, grad_target: Y [full] over target);
}

loss! {
    /// The negative log-likelihood of a Gaussian distribution, with a variance an element: `F.gaussian_nll_loss`.
    ///
    /// With `v = max(variance, epsilon)`: `(log v + (x - t)^2 / v) / 2`. Arguments as of [`Regression`], and `variance` of
    /// the shape and type of `input`.
    GaussianNll(simdloss_gaussian_nll_desc, simdloss_gaussian_nll_desc_init): new(batch, classes),
    [inner, batch_stride, class_reduction, reduction, denominator, mean_denominator, empty_mean, accumulate, weight_axes],
    {
        /// Whether the constant term is added; false by default.
        full: bool;
        /// The least variance: 1e-6 by default, above 0.
        epsilon: f64;
    }
}

calls! {
    GaussianNll, Y: BinaryTarget<T> => target_dtype;

    /// The loss.
    forward GaussianNllForward = simdloss_gaussian_nll_forward
        (input: T [full], target: Y [full], variance: T [full]) [weight: T::Acc [weights]]
        -> (loss: T::Acc [loss reduced]);

    /// The gradients, each of which may overwrite its input. Of a `u8` target there is none.
    backward GaussianNllBackward = simdloss_gaussian_nll_backward
        (input: T [full], target: Y [full], variance: T [full])
        [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (grad_input: T [full] over input, grad_target: Y [full] over target, grad_variance: T [full] over variance);

    /// Loss and gradients, to the same bits.
    forward_backward GaussianNllForwardBackward = simdloss_gaussian_nll_forward_backward
        (input: T [full], target: Y [full], variance: T [full])
        [weight: T::Acc [weights], grad_loss: T::Acc [loss reduced]]
        -> (loss: T::Acc [loss reduced], grad_input: T [full] over input, grad_target: Y [full] over target,
            grad_variance: T [full] over variance);
}
