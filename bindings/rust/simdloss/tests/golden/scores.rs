//! Losses over a matrix of scores.

use crate::support::*;
use crate::{given, options};
use serde_json::Value;
use simdloss::*;

const SIMILARITIES: &[Similarity] = &[Similarity::Cosine, Similarity::Dot];
const MARGINS: &[Margin] = &[Margin::ArcFace, Margin::CosFace];

/// Scores reach 64 / norm or 20, and their rounding is that many times as large as that of a loss of 1.
fn tolerance<T: Number>() -> f64 {
    64.0 * T::TOLERANCE
}

macro_rules! labelled {
    ($T:ty, $case:expr, $loss:expr, [$($input:ident: $key:literal $grad:ident $by:literal),*]) => {{
        let (c, loss) = ($case, $loss);
        $(let $input = list::<$T>(&c[$key]);)*
        let label = integers(&c["index"]);
        let mut value = like(c["loss_value"].as_array().unwrap());
        loss.forward($(&$input,)* &label).loss(&mut value).run().unwrap();
        close_to(c, "loss", &value, &c["loss_value"], tolerance::<$T>());
        $(let mut $grad = like::<$T, $T>(&$input);)*
        loss.backward($(&$input,)* &label)$(.$grad(&mut $grad))*.run().unwrap();
        $(close_to(c, stringify!($grad), &$grad, &c[$by], tolerance::<$T>());)*
        let mut again = like(&value);
        $(let mut $input = $input.clone();)*
        loss.forward_backward($(InPlace(&mut $input),)* &label).loss(&mut again).run().unwrap();
        same(c, "loss", &value, &again);
        $(same(c, stringify!($grad), &$grad, &$input);)*
    }};
}

fn info_nce<T: Number<Acc: Number>>(c: &Value) {
    let (batch, keys, extra) = (usize(&c["batch"]), usize(&c["keys"]), usize(&c["negatives"]));
    let loss = options!(InfoNce::new(batch, usize(&c["width"])).keys(keys).negatives(extra), c, reduction: reduction,
        temperature: f64, similarity: nth(SIMILARITIES), symmetric: bool);
    let (q, k, negatives) = (list::<T>(&c["queries"]), list::<T>(&c["keys_data"]), optional::<T>(&c["negatives_data"]));
    let positive: Option<Vec<u16>> =
        (!c["index"].is_null()).then(|| integers(&c["index"]).iter().map(|&i| i as u16).collect());
    let mut value: Vec<T::Acc> = like(c["loss_value"].as_array().unwrap());
    given!(loss.forward(&q, &k), negatives: negatives, positive: positive).loss(&mut value).run().unwrap();
    close_to(c, "loss", &value, &c["loss_value"], tolerance::<T>());

    let (mut by_q, mut by_k) = (like::<T, T>(&q), like::<T, T>(&k));
    let mut by_negatives = negatives.clone().unwrap_or_default();
    let mut call = given!(loss.backward(&q, &k), negatives: negatives, positive: positive);
    call = call.grad_queries(&mut by_q).grad_keys(&mut by_k);
    if negatives.is_some() {
        call = call.grad_negatives(&mut by_negatives);
    }
    call.run().unwrap();
    close_to(c, "grad_queries", &by_q, &c["grad_queries"], tolerance::<T>());
    close_to(c, "grad_keys", &by_k, &c["grad_keys"], tolerance::<T>());
    if negatives.is_some() {
        close_to(c, "grad_negatives", &by_negatives, &c["grad_negatives"], tolerance::<T>());
    }
    let (mut over_q, mut over_k) = (q.clone(), k.clone());
    let call = loss.forward_backward(InPlace(&mut over_q), InPlace(&mut over_k));
    given!(call, negatives: negatives, positive: positive).run().unwrap();
    same(c, "grad_queries", &by_q, &over_q);
    same(c, "grad_keys", &by_k, &over_k);
}

fn scores<T: Number<Acc: Number>>(c: &Value) {
    let (batch, width) = (usize(&c["batch"]), usize(&c["width"]));
    match c["loss"].as_str().unwrap() {
        "info_nce" => info_nce::<T>(c),
        "nt_xent" => {
            let loss = options!(NtXent::new(batch, width), c, temperature: f64);
            labelled!(T, c, loss, [embeddings: "queries" grad_embeddings "grad_queries"]);
        }
        "sup_con" => {
            let loss = options!(SupCon::new(batch, width), c, temperature: f64);
            labelled!(T, c, loss, [embeddings: "queries" grad_embeddings "grad_queries"]);
        }
        "n_pairs" => {
            let loss = options!(NPairs::new(batch, width), c, similarity: nth(SIMILARITIES));
            labelled!(T, c, loss, [anchors: "queries" grad_anchors "grad_queries",
                positives: "keys_data" grad_positives "grad_keys"]);
        }
        "margin_softmax" => {
            let loss = options!(MarginSoftmax::new(batch, usize(&c["keys"]), width), c, kind: nth(MARGINS), margin: f64,
                scale: f64);
            labelled!(T, c, loss, [embeddings: "queries" grad_embeddings "grad_queries",
                weights: "keys_data" grad_weights "grad_keys"]);
        }
        other => panic!("{other} is not tested here"),
    }
}

#[test]
fn losses_of_scores_are_the_frameworks() {
    for case in vectors("scores") {
        scores::<f64>(&case);
        scores::<f32>(&case);
    }
}
