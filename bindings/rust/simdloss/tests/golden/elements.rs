//! Element-wise losses.

use crate::support::*;
use crate::{given, options};
use serde_json::Value;
use simdloss::*;

const KINDS: &[HingeKind] = &[HingeKind::Plain, HingeKind::Squared, HingeKind::Embedding, HingeKind::Soft];
const LABELS: &[Labels] = &[Labels::Signed, Labels::Binary];
const REGRESSIONS: &[RegressionKind] =
    &[RegressionKind::Squared, RegressionKind::Absolute, RegressionKind::SmoothL1, RegressionKind::Huber];

/// The three calls of a loss: the values of the vectors, and equal bits of separate and fused, and in place.
macro_rules! element_wise {
    ($T:ty, $tolerance:expr, $case:expr, $loss:expr, $by_input:ident, [$($grad:ident: $input:expr),*], $($optional:ident: $key:literal),*) => {{
        let (c, loss, tolerance) = ($case, $loss, $tolerance);
        let (input, target) = (list::<$T>(&c["input"]), list::<$T>(&c["target"]));
        $(let $optional = optional(&c[$key]);)*
        let mut value: Vec<<$T as Float>::Acc> = like(c["loss"].as_array().unwrap());
        given!(loss.forward(&input, &target $(, &$input)*), $($optional: $optional),*).loss(&mut value).run().unwrap();
        close_to(c, "loss", &value, &c["loss"], tolerance);

        let (mut by_input, mut by_target) = (like::<$T, $T>(&input), like::<$T, $T>(&input));
        $(let mut $grad = like::<$T, $T>(&$input);)*
        let call = loss.backward(&input, &target $(, &$input)*)$(.$grad(&mut $grad))*.grad_target(&mut by_target);
        given!(call.$by_input(&mut by_input), $($optional: $optional),*).run().unwrap();
        close_to(c, "the gradient by the input", &by_input, &c["by_input"], tolerance);
        if !c["by_target"].is_null() {
            close(c, "the gradient by the target", &by_target, &c["by_target"]);
        }
        $(close(c, stringify!($grad), &$grad, &c["by_third"]);)*

        let (mut over, mut again) = (input.clone(), like(&value));
        let call = loss.forward_backward(InPlace(&mut over), &target $(, &$input)*).loss(&mut again);
        given!(call, $($optional: $optional),*).run().unwrap();
        same(c, "loss", &value, &again);
        same(c, "the gradient over the input", &by_input, &over);
    }};
}

fn element<T: Number<Acc: Number>>(c: &Value, tolerance: f64) {
    let (batch, classes) = (usize(&c["batch"]), usize(&c["classes"]));
    let third = optional::<T>(&c["third"]).unwrap_or_default();
    match c["loss_name"].as_str().unwrap() {
        "binary_cross_entropy" => {
            let loss = options!(BinaryCrossEntropy::new(batch, classes), c, reduction: reduction,
                class_reduction: reduction, weight_axes: axes, label_smoothing: f64, denominator: denominator,
                empty_mean: empty_mean);
            element_wise!(T, tolerance, c, loss, grad_logits, [], weight: "weight", pos_weight: "class_value");
        }
        "probability_binary_cross_entropy" => {
            let loss = options!(ProbabilityBinaryCrossEntropy::new(batch, classes), c, reduction: reduction,
                class_reduction: reduction, weight_axes: axes, label_smoothing: f64, denominator: denominator,
                empty_mean: empty_mean, clip: f64, epsilon: f64);
            element_wise!(T, tolerance, c, loss, grad_probability, [], weight: "weight");
        }
        "sigmoid_focal" => {
            let loss = options!(SigmoidFocal::new(batch, classes), c, reduction: reduction, gamma: f64, alpha: f64);
            element_wise!(T, tolerance, c, loss, grad_logits, [], weight: "weight", class_alpha: "class_value");
        }
        "probability_focal" => {
            let loss = options!(ProbabilityFocal::new(batch, classes), c, reduction: reduction, class_reduction: reduction,
                gamma: f64, alpha: f64, label_smoothing: f64);
            element_wise!(T, tolerance, c, loss, grad_probability, [], weight: "weight", class_alpha: "class_value");
        }
        "asymmetric" => {
            let loss = options!(Asymmetric::new(batch, classes), c, reduction: reduction);
            element_wise!(T, tolerance, c, loss, grad_logits, [], weight: "weight");
        }
        "hinge" => {
            let loss = options!(Hinge::new(batch, classes), c, reduction: reduction, class_reduction: reduction,
                kind: nth(KINDS), labels: nth(LABELS), margin: f64, weight_axes: axes, denominator: denominator,
                empty_mean: empty_mean);
            element_wise!(T, tolerance, c, loss, grad_input, [], weight: "weight");
        }
        "regression" => {
            let loss = options!(Regression::new(batch, classes), c, reduction: reduction, kind: nth(REGRESSIONS),
                threshold: f64);
            element_wise!(T, tolerance, c, loss, grad_input, [], weight: "weight");
        }
        "poisson_nll" => {
            let loss = options!(PoissonNll::new(batch, classes), c, reduction: reduction, log_input: bool, full: bool);
            element_wise!(T, tolerance, c, loss, grad_input, [], weight: "weight");
        }
        "gaussian_nll" => {
            let loss = options!(GaussianNll::new(batch, classes), c, reduction: reduction, full: bool);
            element_wise!(T, tolerance, c, loss, grad_input, [grad_variance: third], weight: "weight");
        }
        other => panic!("{other} is not tested here"),
    }
}

#[test]
fn element_wise_losses_are_pytorchs() {
    for family in ["elements", "focal_elements"] {
        for case in vectors(family) {
            element::<f64>(&case, 0.0);
            element::<f32>(&case, 0.0);
        }
    }
}

/// These are computed in float32.
#[test]
fn element_wise_losses_are_keras() {
    for family in ["elements_keras", "focal_keras"] {
        for case in vectors(family) {
            element::<f64>(&case, 2e-6);
            element::<f32>(&case, 4e-6);
        }
    }
}
