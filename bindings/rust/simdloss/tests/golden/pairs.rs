//! Losses of pairs, groups and triplets.

use crate::options;
use crate::support::*;
use serde_json::Value;
use simdloss::*;

const TRIPLETS: &[TripletDistance] =
    &[TripletDistance::Minkowski, TripletDistance::SquaredEuclidean, TripletDistance::Cosine];
const DISTANCES: &[Distance] = &[Distance::L2, Distance::SquaredL2, Distance::Angular, Distance::NormalizedL2];

/// The three calls of a loss: the values of the vectors, and equal bits of separate and fused, in place where it is.
macro_rules! three_calls {
    ($T:ty, $case:expr, $loss:expr, $forward:ident $backward:ident $both:ident, $upstream:ident, $result:ident,
        [$($input:ident: $grad:ident),*] $(, $target:ident)?) => {{
        let (c, loss) = ($case, $loss);
        let all: Vec<Vec<$T>> = c["inputs"].as_array().unwrap().iter().map(list).collect();
        let mut inputs = all.iter();
        $(let $input = inputs.next().unwrap();)*
        $(let $target = inputs.next().unwrap();)?
        let upstream = list::<<$T as Float>::Acc>(&c["grad_loss"]);
        let mut value = like(&upstream);
        loss.$forward($($input,)* $($target)?).$result(&mut value).run().unwrap();
        close(c, "the result", &value, &c["result"]);

        $(let mut $grad = like::<$T, $T>($input);)*
        loss.$backward($($input,)* $($target)?).$upstream(&upstream)$(.$grad(&mut $grad))*.run().unwrap();
        let mut expected = c["gradients"].as_array().unwrap().iter();
        $(close(c, stringify!($grad), &$grad, expected.next().unwrap());)*

        let mut again = like(&value);
        $(let mut $input = $input.clone();)*
        loss.$both($(InPlace(&mut $input),)* $($target)?).$upstream(&upstream).$result(&mut again).run().unwrap();
        same(c, "the result", &value, &again);
        $(same(c, stringify!($grad), &$grad, &$input);)*
    }};
}

fn pair<T: Number<Acc: Number>>(c: &Value) {
    let (rows, columns) = (usize(&c["rows"]), usize(&c["columns"]));
    match c["loss"].as_str().unwrap() {
        "pairwise_distance" => {
            let loss = options!(PairwiseDistance::new(rows, columns), c, p: f64);
            three_calls!(T, c, loss, forward backward forward_backward, grad_distance, distance,
                [x1: grad_x1, x2: grad_x2]);
        }
        "cosine_similarity" => {
            let loss = options!(CosineSimilarity::new(rows, columns), c, eps: f64);
            three_calls!(T, c, loss, forward backward forward_backward, grad_similarity, similarity,
                [x1: grad_x1, x2: grad_x2]);
        }
        "cosine_embedding" => {
            let loss = options!(CosineEmbedding::new(rows, columns), c, reduction: reduction, margin: f64);
            three_calls!(T, c, loss, forward backward forward_backward, grad_loss, loss, [x1: grad_x1, x2: grad_x2],
                target);
        }
        "contrastive_distance" => {
            let loss = options!(Contrastive::new(rows, 0), c, reduction: reduction, margin: f64);
            three_calls!(T, c, loss, distance_forward distance_backward distance_forward_backward, grad_loss, loss,
                [distance: grad_distance], target);
        }
        "triplet_margin" => {
            let loss = options!(TripletMargin::new(rows, columns), c, reduction: reduction, margin: f64, p: f64, swap: bool,
                distance: nth(TRIPLETS));
            three_calls!(T, c, loss, forward backward forward_backward, grad_loss, loss,
                [anchor: grad_anchor, positive: grad_positive, negative: grad_negative]);
        }
        "margin_ranking" => {
            let loss = options!(MarginRanking::new(rows, columns), c, reduction: reduction, margin: f64);
            three_calls!(T, c, loss, forward backward forward_backward, grad_loss, loss,
                [x1: grad_x1, x2: grad_x2], target);
        }
        "rank_hinge" => {
            let loss = options!(RankHinge::new(rows, columns), c, reduction: reduction, margin: f64, num_neg: usize);
            three_calls!(T, c, loss, forward backward forward_backward, grad_loss, loss, [scores: grad_scores]);
        }
        "rank_cross_entropy" => {
            let loss = options!(RankCrossEntropy::new(rows, columns), c, reduction: reduction, num_neg: usize);
            three_calls!(T, c, loss, forward backward forward_backward, grad_loss, loss, [scores: grad_scores], target);
        }
        other => panic!("{other} is not tested here"),
    }
}

#[test]
fn losses_of_pairs_are_pytorchs() {
    for family in ["embedding", "ranking"] {
        for case in vectors(family) {
            pair::<f64>(&case);
            pair::<f32>(&case);
        }
    }
}

/// Forward, backward with a factor, and both.
macro_rules! mined {
    ($T:ty, $case:expr, $tolerance:expr, $loss:expr, $forward:ident $backward:ident $both:ident) => {{
        let (c, loss) = ($case, $loss);
        let (embeddings, target) = (list::<$T>(&c["embeddings"]), integers(&c["target"]));
        let value = loss.$forward(&embeddings, &target).value().unwrap();
        close_to(c, "loss", &[value], &c["value"], $tolerance);

        let (mut gradient, mut twice) = (like::<$T, $T>(&embeddings), like::<$T, $T>(&embeddings));
        let mut workspace = vec![0; loss.$both(&embeddings, &target).workspace_size().unwrap()];
        let call = loss.$both(&embeddings, &target).grad_embeddings(&mut gradient).workspace(&mut workspace);
        same(c, "loss", &[value], &[call.value().unwrap()]);
        close_to(c, "grad_embeddings", &gradient, &c["gradient"], $tolerance);
        let two = [<$T as Float>::Acc::of(2.0)];
        loss.$backward(&embeddings, &target).grad_loss(&two).grad_embeddings(&mut twice).run().unwrap();
        let doubled: Vec<$T> = gradient.iter().map(|g| <$T>::of(2.0 * g.get())).collect();
        same(c, "the doubled gradient", &doubled, &twice);
    }};
}

fn mined<T: Number<Acc: Number>>(c: &Value, tolerance: f64) {
    if c["loss"] == "named_triplets" {
        return named::<T>(c, tolerance);
    }
    let loss = options!(Mining::new(usize(&c["batch"]), usize(&c["features"])), c, distance: nth(DISTANCES), margin: f64,
        soft: bool);
    match c["loss"].as_str().unwrap() {
        "triplet_semihard" => mined!(T, c, tolerance, loss,
            triplet_semihard triplet_semihard_backward triplet_semihard_forward_backward),
        "triplet_hard" => {
            mined!(T, c, tolerance, loss, triplet_hard triplet_hard_backward triplet_hard_forward_backward)
        }
        "triplet_all" => mined!(T, c, tolerance, loss, triplet_all triplet_all_backward triplet_all_forward_backward),
        "lifted_structure" => {
            mined!(T, c, tolerance, loss, lifted_structure lifted_structure_backward lifted_structure_forward_backward)
        }
        other => panic!("{other} is not tested here"),
    }
}

fn named<T: Number<Acc: Number>>(c: &Value, tolerance: f64) {
    let embeddings = list::<T>(&c["embeddings"]);
    let [anchor, positive, negative] = ["anchor", "positive", "negative"].map(|k| integers(&c[k]));
    let size = (usize(&c["batch"]), usize(&c["features"]));
    let loss = options!(NamedTriplets::new(size.0, size.1, anchor.len()), c, distance: nth(DISTANCES), margin: f64)
        .mean_of_positive(true);
    let value = loss.forward(&embeddings, &anchor, &positive, &negative).value().unwrap();
    close_to(c, "loss", &[value], &c["value"], tolerance);
    let (mut gradient, mut fused) = (like::<T, T>(&embeddings), like::<T, T>(&embeddings));
    let call = loss.backward(&embeddings, &anchor, &positive, &negative).grad_embeddings(&mut gradient);
    call.run().unwrap();
    close_to(c, "grad_embeddings", &gradient, &c["gradient"], tolerance);
    let narrow = [&anchor, &positive, &negative].map(|all| all.iter().map(|&i| i as i32).collect::<Vec<_>>());
    let call = loss.forward_backward(&embeddings, &narrow[0], &narrow[1], &narrow[2]).grad_embeddings(&mut fused);
    same(c, "loss", &[value], &[call.value().unwrap()]);
    same(c, "grad_embeddings", &gradient, &fused);
}

#[test]
fn mined_triplets_are_pytorch_metric_learnings() {
    for case in vectors("mining_pytorch_metric_learning") {
        mined::<f64>(&case, 1e-12);
        mined::<f32>(&case, 1e-5);
    }
}

/// TensorFlow Addons computes distances in float32, by products.
#[test]
fn mined_triplets_are_tensorflows() {
    for case in vectors("mining_tensorflow_addons") {
        mined::<f64>(&case, 2e-5);
        mined::<f32>(&case, 2e-5);
    }
}
