//! Losses of rows of classes.

use crate::support::*;
use crate::{given, options};
use serde_json::Value;
use simdloss::*;

fn shape(c: &Value) -> (usize, usize, usize) {
    (usize(&c["batch"]), usize(&c["classes"]), usize(&c["inner"]))
}

fn cross_entropy<T: Number<Acc: Number>>(c: &Value) {
    let (batch, classes, inner) = shape(c);
    let loss = options!(CrossEntropy::new(batch, classes).inner(inner), c, reduction: reduction, denominator: denominator,
        empty_mean: empty_mean, label_smoothing: f64, ignore_index: i64, z_loss: f64, softcap: f64, temperature: f64,
        mean_denominator: f64);
    let (logits, target) = (list::<T>(&c["logits"]), integers(&c["target"]));
    let [class_weight, row_weight, grad_loss] = ["class_weight", "row_weight", "grad_loss"].map(|k| optional(&c[k]));
    let mut stats = vec![T::Acc::of(0.0); 2 * target.len()];
    let mut value: Vec<T::Acc> = like(c["loss"].as_array().unwrap());
    given!(loss.forward(&logits, &target), class_weight: class_weight, row_weight: row_weight)
        .loss(&mut value)
        .row_stats(&mut stats)
        .run()
        .unwrap();
    close(c, "loss", &value, &c["loss"]);

    let (mut gradient, mut fused, mut again) = (like::<T, T>(&logits), like::<T, T>(&logits), like(&value));
    given!(loss.backward(&logits, &target), class_weight: class_weight, row_weight: row_weight, grad_loss: grad_loss)
        .row_stats(&stats)
        .grad_logits(&mut gradient)
        .run()
        .unwrap();
    close(c, "grad_logits", &gradient, &c["grad_logits"]);
    let call = loss.forward_backward(&logits, &target).loss(&mut again).grad_logits(&mut fused);
    given!(call, class_weight: class_weight, row_weight: row_weight, grad_loss: grad_loss).run().unwrap();
    same(c, "loss", &value, &again);
    same(c, "grad_logits", &gradient, &fused);

    // A narrower target, and the gradient over the logits.
    let narrow: Vec<i16> = target.iter().map(|&y| y as i16).collect();
    let mut in_place = logits.clone();
    let call = loss.forward_backward(InPlace(&mut in_place), &narrow);
    given!(call, class_weight: class_weight, row_weight: row_weight, grad_loss: grad_loss).run().unwrap();
    same(c, "grad_logits in place", &gradient, &in_place);
}

fn soft_cross_entropy<T: Number<Acc: Number>>(c: &Value, tolerance: f64) {
    let (batch, classes, inner) = shape(c);
    let loss = options!(SoftCrossEntropy::new(batch, classes).inner(inner), c, reduction: reduction,
        denominator: denominator, empty_mean: empty_mean, label_smoothing: f64, mean_denominator: f64);
    let (logits, target) = (list::<T>(&c["logits"]), list::<T>(&c["target"]));
    let [class_weight, row_weight, grad_loss] = ["class_weight", "row_weight", "grad_loss"].map(|k| optional(&c[k]));
    let mut stats = vec![T::Acc::of(0.0); 2 * batch * inner];
    let mut value: Vec<T::Acc> = like(c["loss"].as_array().unwrap());
    given!(loss.forward(&logits, &target), class_weight: class_weight, row_weight: row_weight)
        .loss(&mut value)
        .row_stats(&mut stats)
        .run()
        .unwrap();
    close_to(c, "loss", &value, &c["loss"], tolerance);

    let (mut by_logits, mut by_target) = (like::<T, T>(&logits), like::<T, T>(&logits));
    given!(loss.backward(&logits, &target), class_weight: class_weight, row_weight: row_weight, grad_loss: grad_loss)
        .row_stats(&stats)
        .grad_logits(&mut by_logits)
        .grad_target(&mut by_target)
        .run()
        .unwrap();
    close_to(c, "grad_logits", &by_logits, &c["grad_logits"], tolerance);
    if !c["grad_target"].is_null() {
        close(c, "grad_target", &by_target, &c["grad_target"]);
    }
    let (mut over_logits, mut over_target) = (logits.clone(), target.clone());
    let call = loss.forward_backward(InPlace(&mut over_logits), InPlace(&mut over_target));
    given!(call, class_weight: class_weight, row_weight: row_weight, grad_loss: grad_loss).run().unwrap();
    same(c, "grad_logits", &by_logits, &over_logits);
    same(c, "grad_target", &by_target, &over_target);
}

fn nll<T: Number<Acc: Number>>(c: &Value) {
    let (batch, classes, inner) = shape(c);
    let loss = options!(Nll::new(batch, classes).inner(inner), c, reduction: reduction, ignore_index: i64);
    let (log_prob, target) = (list::<T>(&c["log_prob"]), integers(&c["target"]));
    let [class_weight, grad_loss] = ["class_weight", "grad_loss"].map(|k| optional(&c[k]));
    let mut value: Vec<T::Acc> = like(c["loss"].as_array().unwrap());
    given!(loss.forward(&log_prob, &target), class_weight: class_weight).loss(&mut value).run().unwrap();
    close(c, "loss", &value, &c["loss"]);

    let (mut gradient, mut fused) = (like::<T, T>(&log_prob), like::<T, T>(&log_prob));
    given!(loss.backward(&target).grad_log_prob(&mut gradient), class_weight: class_weight, grad_loss: grad_loss)
        .run()
        .unwrap();
    close(c, "grad_log_prob", &gradient, &c["grad_log_prob"]);
    let call = loss.forward_backward(&log_prob, &target).grad_log_prob(&mut fused);
    given!(call, class_weight: class_weight, grad_loss: grad_loss).run().unwrap();
    same(c, "grad_log_prob", &gradient, &fused);
}

fn kl_divergence<T: Number<Acc: Number>>(c: &Value) {
    let (batch, classes, inner) = shape(c);
    let loss = options!(KlDivergence::new(batch, classes).inner(inner), c, reduction: reduction, denominator: denominator,
        log_target: bool);
    let (log_prob, target) = (list::<T>(&c["log_prob"]), list::<T>(&c["target"]));
    let grad_loss = optional(&c["grad_loss"]);
    let mut value: Vec<T::Acc> = like(c["loss"].as_array().unwrap());
    loss.forward(&log_prob, &target).loss(&mut value).run().unwrap();
    close(c, "loss", &value, &c["loss"]);

    let (mut by_log_prob, mut by_target) = (like::<T, T>(&target), like::<T, T>(&target));
    given!(loss.backward(&log_prob, &target), grad_loss: grad_loss)
        .grad_log_prob(&mut by_log_prob)
        .grad_target(&mut by_target)
        .run()
        .unwrap();
    close(c, "grad_log_prob", &by_log_prob, &c["grad_log_prob"]);
    close(c, "grad_target", &by_target, &c["grad_target"]);
    let (mut over_log_prob, mut over_target) = (log_prob.clone(), target.clone());
    let call = loss.forward_backward(InPlace(&mut over_log_prob), InPlace(&mut over_target));
    given!(call, grad_loss: grad_loss).run().unwrap();
    same(c, "grad_log_prob", &by_log_prob, &over_log_prob);
    same(c, "grad_target", &by_target, &over_target);
}

fn distillation<T: Number<Acc: Number>>(c: &Value) {
    let (batch, classes, inner) = shape(c);
    let loss = options!(Distillation::new(batch, classes).inner(inner), c, reduction: reduction, denominator: denominator,
        temperature: f64, squared_temperature: bool);
    let (student, teacher) = (list::<T>(&c["student"]), list::<T>(&c["teacher"]));
    let [row_weight, grad_loss] = ["row_weight", "grad_loss"].map(|k| optional(&c[k]));
    let mut stats = vec![T::Acc::of(0.0); 5 * batch * inner];
    let mut value: Vec<T::Acc> = like(c["loss"].as_array().unwrap());
    given!(loss.forward(&student, &teacher), row_weight: row_weight)
        .loss(&mut value)
        .row_stats(&mut stats)
        .run()
        .unwrap();
    close(c, "loss", &value, &c["loss"]);

    let (mut by_student, mut by_teacher) = (like::<T, T>(&student), like::<T, T>(&student));
    given!(loss.backward(&student, &teacher), row_weight: row_weight, grad_loss: grad_loss)
        .row_stats(&stats)
        .grad_student(&mut by_student)
        .grad_teacher(&mut by_teacher)
        .run()
        .unwrap();
    close(c, "grad_student", &by_student, &c["grad_student"]);
    close(c, "grad_teacher", &by_teacher, &c["grad_teacher"]);
    let (mut over_student, mut over_teacher) = (student.clone(), teacher.clone());
    let call = loss.forward_backward(InPlace(&mut over_student), InPlace(&mut over_teacher));
    given!(call, row_weight: row_weight, grad_loss: grad_loss).run().unwrap();
    same(c, "grad_student", &by_student, &over_student);
    same(c, "grad_teacher", &by_teacher, &over_teacher);
}

fn softmax<T: Number<Acc: Number>>(c: &Value) {
    let (batch, classes, inner) = shape(c);
    let of = Softmax::new(batch, classes).inner(inner);
    let (input, upstream) = (list::<T>(&c["input"]), list::<T>(&c["grad_output"]));
    let (mut output, mut gradient) = (like::<T, T>(&input), like::<T, T>(&input));
    of.softmax(&input).output(&mut output).run().unwrap();
    close(c, "softmax", &output, &c["softmax"]);
    of.softmax_backward(&output, &upstream).grad_input(&mut gradient).run().unwrap();
    close(c, "softmax's gradient", &gradient, &c["softmax_grad"]);
    let mut over = upstream.clone();
    of.softmax_backward(&output, InPlace(&mut over)).run().unwrap();
    same(c, "softmax's gradient in place", &gradient, &over);

    of.log_softmax(&input).output(&mut output).run().unwrap();
    close(c, "log_softmax", &output, &c["log_softmax"]);
    of.log_softmax_backward(&output, &upstream).grad_input(&mut gradient).run().unwrap();
    close(c, "log_softmax's gradient", &gradient, &c["log_softmax_grad"]);
    let mut over = input.clone();
    of.log_softmax(InPlace(&mut over)).run().unwrap();
    same(c, "log_softmax in place", &output, &over);

    let (rows, mut stats) = (list::<T::Acc>(&c["grad_rows"]), vec![T::Acc::of(0.0); 2 * batch * inner]);
    let mut value = like(&rows);
    of.log_sum_exp(&input).output(&mut value).row_stats(&mut stats).run().unwrap();
    close(c, "log_sum_exp", &value, &c["log_sum_exp"]);
    of.log_sum_exp_backward(&input).row_stats(&stats).grad_output(&rows).grad_input(&mut gradient).run().unwrap();
    close(c, "log_sum_exp's gradient", &gradient, &c["log_sum_exp_grad"]);
}

fn token<T: Number<Acc: Number>>(c: &Value) {
    let (batch, classes, choices) = (usize(&c["batch"]), usize(&c["classes"]), usize(&c["choices"]));
    let of = options!(Token::new(batch, classes).choices(choices), c, temperature: f64, softcap: f64);
    let (logits, target) = (list::<T>(&c["logits"]), integers(&c["target"]));
    let (mut log_prob, mut entropy, mut stats) =
        (vec![T::Acc::of(0.0); batch * choices], vec![T::Acc::of(0.0); batch], vec![T::Acc::of(0.0); 2 * batch]);
    let (mut argmax, mut rank) = (vec![0; batch], vec![0; batch]);
    of.forward(&logits, &target)
        .log_prob(&mut log_prob)
        .entropy(&mut entropy)
        .argmax(&mut argmax)
        .rank(&mut rank)
        .row_stats(&mut stats)
        .run()
        .unwrap();
    close(c, "log_prob", &log_prob, &c["log_prob"]);
    close(c, "entropy", &entropy, &c["entropy"]);
    assert_eq!((argmax, rank), (integers(&c["argmax"]), integers(&c["rank"])), "{}", c["name"]);

    let [by_log_prob, by_entropy] = ["grad_log_prob", "grad_entropy"].map(|k| list::<T::Acc>(&c[k]));
    let (mut gradient, mut over) = (like::<T, T>(&logits), logits.clone());
    of.backward(&logits, &target)
        .row_stats(&stats)
        .entropy(&entropy)
        .grad_log_prob(&by_log_prob)
        .grad_entropy(&by_entropy)
        .grad_logits(&mut gradient)
        .run()
        .unwrap();
    close(c, "grad_logits", &gradient, &c["grad_logits"]);
    let call = of.backward(InPlace(&mut over), &target).grad_log_prob(&by_log_prob).grad_entropy(&by_entropy);
    call.run().unwrap();
    same(c, "grad_logits in place", &gradient, &over);
}

macro_rules! golden {
    ($($name:ident: $file:literal, $test:expr, $test32:expr;)*) => {$(
        #[test]
        fn $name() {
            for case in vectors($file) {
                $test(&case);
                $test32(&case);
            }
        }
    )*};
}

golden! {
    cross_entropy_is_pytorchs: "cross_entropy", cross_entropy::<f64>, cross_entropy::<f32>;
    soft_cross_entropy_is_pytorchs: "soft_cross_entropy", |c| soft_cross_entropy::<f64>(c, 0.0),
        |c| soft_cross_entropy::<f32>(c, 0.0);
    soft_cross_entropy_is_keras: "soft_cross_entropy_keras", |c| soft_cross_entropy::<f64>(c, 2e-6), // which has float32
        |c| soft_cross_entropy::<f32>(c, 0.0);
    nll_is_pytorchs: "nll", nll::<f64>, nll::<f32>;
    kl_divergence_is_pytorchs: "kl_divergence", kl_divergence::<f64>, kl_divergence::<f32>;
    distillation_is_pytorchs: "distillation", distillation::<f64>, distillation::<f32>;
    softmax_is_pytorchs: "softmax", softmax::<f64>, softmax::<f32>;
    token_is_pytorchs: "token", token::<f64>, token::<f32>;
}
