//! Focal, Poly-1 and hinge losses of rows of classes.

use crate::support::*;
use crate::{given, options};
use serde_json::Value;
use simdloss::*;

/// The three calls of a loss: the values of the vectors, and equal bits of separate and fused, and in place.
macro_rules! of_rows {
    ($T:ty, $tolerance:expr, $case:expr, $loss:expr, $input:literal, $grad:ident $by_input:literal, $upstream:expr,
        $($weight:ident: $key:literal),*) => {{
        let (c, loss, tolerance) = ($case, $loss, $tolerance);
        let (input, target) = (list::<$T>(&c[$input]), integers(&c["target"]));
        $(let $weight = optional(&c[$key]);)*
        let grad_loss: Option<Vec<<$T as Float>::Acc>> = $upstream;
        let mut value: Vec<<$T as Float>::Acc> = like(c["loss"].as_array().unwrap());
        given!(loss.forward(&input, &target), $($weight: $weight),*).loss(&mut value).run().unwrap();
        close_to(c, "loss", &value, &c["loss"], tolerance);

        let (mut gradient, mut over, mut again) = (like::<$T, $T>(&input), input.clone(), like(&value));
        let call = loss.backward(&input, &target).$grad(&mut gradient);
        given!(call, $($weight: $weight,)* grad_loss: grad_loss).run().unwrap();
        close_to(c, "the gradient", &gradient, &c[$by_input], tolerance);
        let call = loss.forward_backward(InPlace(&mut over), &target).loss(&mut again);
        given!(call, $($weight: $weight,)* grad_loss: grad_loss).run().unwrap();
        same(c, "loss", &value, &again);
        same(c, "the gradient in place", &gradient, &over);
    }};
}

fn class_loss<T: Number<Acc: Number>>(c: &Value) {
    let (batch, classes, inner) = (usize(&c["batch"]), usize(&c["classes"]), usize(&c["inner"]));
    if c["loss_name"] == "poly1_cross_entropy" {
        let loss = options!(Poly1CrossEntropy::new(batch, classes).inner(inner), c, reduction: reduction,
            ignore_index: i64, label_smoothing: f64, epsilon: f64);
        of_rows!(T, 0.0, c, loss, "logits", grad_logits "grad_logits", None, class_weight: "class_weight",
            row_weight: "row_weight");
        return;
    }
    assert_eq!(c["loss_name"], "softmax_focal");
    let loss = options!(SoftmaxFocal::new(batch, classes).inner(inner), c, reduction: reduction, ignore_index: i64,
        label_smoothing: f64, gamma: f64, alpha: f64, probability_clip: f64);
    of_rows!(T, 0.0, c, loss, "logits", grad_logits "grad_logits", None, class_alpha: "class_weight",
        row_weight: "row_weight");
    if c["hessian"].is_null() {
        return;
    }
    let (logits, target) = (list::<T>(&c["logits"]), integers(&c["target"]));
    let (alpha, weight) = (optional(&c["class_weight"]), optional(&c["row_weight"]));
    let (mut gradient, mut hessian) = (like::<T, T>(&logits), like::<T, T>(&logits));
    let call = loss.gradient_hessian(&logits, &target).gradient(&mut gradient).hessian(&mut hessian);
    given!(call, class_alpha: alpha, row_weight: weight).run().unwrap();
    close(c, "gradient", &gradient, &c["grad_logits"]);
    let above_the_floor: Vec<Value> = list::<f64>(&c["hessian"]).iter().map(|h| h.max(0.0).into()).collect();
    close(c, "hessian", &hessian, &above_the_floor.into());
}

fn hinge<T: Number<Acc: Number>>(c: &Value, tolerance: f64) {
    let (batch, classes) = (usize(&c["batch"]), usize(&c["classes"]));
    let upstream = optional(&c["grad_loss"]);
    match c["loss_name"].as_str().unwrap() {
        "multi_margin" => {
            let loss = options!(MultiMargin::new(batch, classes), c, reduction: reduction, margin: f64,
                p: |p| i64(p) as i32);
            of_rows!(T, tolerance, c, loss, "input", grad_input "grad_input", upstream, class_weight: "class_weight",
                row_weight: "row_weight");
        }
        "multilabel_margin" => {
            let loss = options!(MultilabelMargin::new(batch, classes), c, reduction: reduction, margin: f64);
            of_rows!(T, tolerance, c, loss, "input", grad_input "grad_input", upstream, row_weight: "row_weight");
        }
        "categorical_hinge" => {
            let loss = options!(CategoricalHinge::new(batch, classes), c, reduction: reduction, denominator: denominator,
                empty_mean: empty_mean);
            of_rows!(T, tolerance, c, loss, "input", grad_input "grad_input", upstream, row_weight: "row_weight");
        }
        other => panic!("{other} is not tested here"),
    }
}

#[test]
fn focal_and_poly1_are_pytorchs_and_keras() {
    for case in vectors("class_loss") {
        class_loss::<f64>(&case);
        class_loss::<f32>(&case);
    }
}

#[test]
fn hinges_of_rows_are_pytorchs() {
    for case in vectors("hinge_rows") {
        hinge::<f64>(&case, 0.0);
        hinge::<f32>(&case, 0.0);
    }
}

/// These are computed in float32.
#[test]
fn categorical_hinge_is_keras() {
    for case in vectors("hinge_rows_keras") {
        hinge::<f64>(&case, 2e-6);
        hinge::<f32>(&case, 4e-6);
    }
}
