//! Losses without vectors of their own, against their formulas, or against others that they equal.

use simdloss::*;

const X: [f64; 6] = [-3.0, -0.5, 0.0, 0.25, 1.5, 4.0];
const T: [f64; 6] = [0.0, 1.0, 1.0, 0.0, 1.0, 0.0];

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[track_caller]
fn close(found: &[f64], expected: impl IntoIterator<Item = f64>) {
    let expected: Vec<f64> = expected.into_iter().collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 4e-15 * expected.abs().max(1.0), "{found}, {expected} is expected");
    }
}

#[test]
fn sigmoid_and_its_logarithm() {
    let of = Sigmoid::new(2, 3);
    let upstream = [1.0, 2.0, -1.0, 0.5, 3.0, 1.0];
    let (mut y, mut dx) = ([0.0; 6], [0.0; 6]);
    of.sigmoid(&X).output(&mut y).run().unwrap();
    close(&y, X.map(sigmoid));
    of.sigmoid_backward(&X, &upstream).grad_input(&mut dx).run().unwrap();
    close(&dx, X.iter().zip(upstream).map(|(&x, u)| u * sigmoid(x) * sigmoid(-x)));
    of.log_sigmoid(&X).output(&mut y).run().unwrap();
    close(&y, X.map(|x| x.min(0.0) - (-x.abs()).exp().ln_1p()));
    of.log_sigmoid_backward(&X, &upstream).grad_input(&mut dx).run().unwrap();
    close(&dx, X.iter().zip(upstream).map(|(&x, u)| u * sigmoid(-x)));

    let mut over = X;
    of.log_sigmoid(InPlace(&mut over)).run().unwrap();
    assert_eq!(over, y);
}

#[test]
fn focal_loss_of_probabilities() {
    let p = [0.1, 0.4, 0.9, 0.5, 0.75, 0.25];
    let alpha = [0.25, 0.5, 0.75];
    let loss = ProbabilityFocal::new(2, 3).gamma(2.0).clip(0.0).reduction(Reduction::None);
    let expected: Vec<f64> = (0..6)
        .map(|i| {
            let (wrong, a): (f64, f64) =
                if T[i] > 0.5 { (1.0 - p[i], alpha[i % 3]) } else { (p[i], 1.0 - alpha[i % 3]) };
            -a * wrong * wrong * (1.0 - wrong).ln()
        })
        .collect();
    let values = loss.forward(&p, &T).class_alpha(&alpha).values().unwrap();
    close(&values, expected.iter().copied());
    let boolean = T.map(|t| t > 0.5);
    assert_eq!(loss.forward(&p, &boolean).class_alpha(&alpha).values().unwrap(), values);

    let (mut gradient, mut over) = ([0.0; 6], p);
    loss.backward(&p, &T).class_alpha(&alpha).grad_probability(&mut gradient).run().unwrap();
    let h = 1e-6;
    for i in 0..6 {
        let [up, down] = [h, -h].map(|d| {
            let mut q = p;
            q[i] += d;
            loss.reduction(Reduction::Sum).forward(&q, &T).class_alpha(&alpha).value().unwrap()
        });
        assert!((gradient[i] - (up - down) / (2.0 * h)).abs() < 1e-8);
    }
    loss.forward_backward(InPlace(&mut over), &T).class_alpha(&alpha).run().unwrap();
    assert_eq!(over, gradient);
}

#[test]
fn gradient_and_hessian() {
    let weight = [1.0, 2.0, 0.5, 1.0, 1.0, 3.0];
    let pos_weight = [1.0, 3.0, 0.5];
    let (mut g, mut h) = ([0.0; 6], [0.0; 6]);
    let loss = BinaryCrossEntropy::new(2, 3).hessian_scale(2.0).hessian_floor(0.01);
    loss.gradient_hessian(&X, &T)
        .weight(&weight)
        .pos_weight(&pos_weight)
        .gradient(&mut g)
        .hessian(&mut h)
        .run()
        .unwrap();
    let c = |i: usize| pos_weight[i % 3] * T[i];
    close(&g, (0..6).map(|i| weight[i] * ((1.0 - T[i]) * sigmoid(X[i]) - c(i) * sigmoid(-X[i]))));
    let second = |i: usize| weight[i] * (c(i) + 1.0 - T[i]) * sigmoid(X[i]) * sigmoid(-X[i]);
    close(&h, (0..6).map(|i| (2.0 * second(i)).max(0.01)));

    // Without its power the focal loss is this one.
    let (mut of_focal, mut of_plain) = ([[0.0; 6]; 2], [[0.0; 6]; 2]);
    let focal = SigmoidFocal::new(2, 3).gamma(0.0).alpha(-1.0);
    let [gradient, hessian] = &mut of_focal;
    focal.gradient_hessian(&X, &T).weight(&weight).gradient(gradient).hessian(hessian).run().unwrap();
    let [gradient, hessian] = &mut of_plain;
    let plain = BinaryCrossEntropy::new(2, 3);
    plain.gradient_hessian(&X, &T).weight(&weight).gradient(gradient).hessian(hessian).run().unwrap();
    assert_eq!(of_focal, of_plain);
}

/// Of several classes: the gradient is that of the sum, the Hessian a p (1 - p).
#[test]
fn gradient_and_hessian_of_classes() {
    let target = [2u8, 0];
    let weight = [1.0, 2.0, 0.5];
    let (mut g, mut h, mut expected, mut p) = ([0.0; 6], [0.0; 6], [0.0; 6], [0.0; 6]);
    let loss = CrossEntropy::new(2, 3).hessian_scale(1.5).hessian_floor(0.02);
    loss.gradient_hessian(&X, &target).class_weight(&weight).gradient(&mut g).hessian(&mut h).run().unwrap();
    let sum = loss.reduction(Reduction::Sum);
    sum.backward(&X, &target).class_weight(&weight).grad_logits(&mut expected).run().unwrap();
    assert_eq!(g, expected);
    Softmax::new(2, 3).softmax(&X).output(&mut p).run().unwrap();
    let a = |i: usize| weight[usize::from(target[i / 3])];
    close(&h, (0..6).map(|i| (1.5 * a(i) * p[i] * (1.0 - p[i])).max(0.02)));
}

/// Of two rows it is the loss of their distance, and its gradient by the chain rule.
#[test]
fn contrastive_loss_of_rows() {
    let (x1, x2) = ([1.0, 2.0, 3.0, 0.5, -1.0, 0.0], [0.5, 2.5, 3.0, 0.0, 0.0, 0.5]);
    let target = [1i8, 0];
    let (mut distance, mut by_distance) = ([0.0; 2], [0.0; 2]);
    let [mut by_x1, mut by_x2, mut expected_x1, mut expected_x2] = [[0.0; 6]; 4];
    let loss = Contrastive::new(2, 3).margin(2.0);
    let pair = PairwiseDistance::new(2, 3).eps(0.0);
    pair.forward(&x1, &x2).distance(&mut distance).run().unwrap();
    let of_distance = loss.distance_forward(&distance, &target).value().unwrap();
    loss.distance_backward(&distance, &target).grad_distance(&mut by_distance).run().unwrap();
    let call = pair.backward(&x1, &x2).grad_distance(&by_distance);
    call.grad_x1(&mut expected_x1).grad_x2(&mut expected_x2).run().unwrap();

    close(&[loss.forward(&x1, &x2, &target).value().unwrap()], [of_distance]);
    loss.backward(&x1, &x2, &target).grad_x1(&mut by_x1).grad_x2(&mut by_x2).run().unwrap();
    close(&by_x1, expected_x1);
    close(&by_x2, expected_x2);
    let (mut over_x1, mut over_x2) = (x1, x2);
    let call = loss.forward_backward(InPlace(&mut over_x1), InPlace(&mut over_x2), &target);
    close(&[call.value().unwrap()], [of_distance]);
    assert_eq!((over_x1, over_x2), (by_x1, by_x2));
}

/// Three shards of the classes, merged in another order, give the bits of whole rows.
#[test]
fn sharded_rows() {
    let (batch, classes) = (3, 10_000);
    let chunk = CrossEntropy::chunk(classes);
    let logits: Vec<f32> = (0..batch * classes).map(|i| ((i * 7919) % 1000) as f32 / 100.0 - 5.0).collect();
    let target = [17u32, 9_999, 4_096];
    let whole = CrossEntropy::new(batch, classes);
    let (mut stats, mut gradient) = (vec![0.0; 2 * batch], vec![0.0; batch * classes]);
    let expected = whole.forward(&logits, &target).row_stats(&mut stats).value().unwrap();
    whole.backward(&logits, &target).row_stats(&stats).grad_logits(&mut gradient).run().unwrap();

    let begins = [0, chunk, 2 * chunk, classes];
    let shards: Vec<_> = begins
        .windows(2)
        .map(|cut| {
            let of = CrossEntropy::new(batch, cut[1] - cut[0]).first_class(cut[0]).total_classes(classes);
            let columns: Vec<f32> =
                logits.chunks(classes).flat_map(|row| row[cut[0]..cut[1]].iter().copied()).collect();
            (of, columns)
        })
        .collect();
    let mut merged = vec![Record::default(); batch];
    for (of, columns) in shards.iter().rev() {
        let mut records = vec![Record::default(); batch];
        of.partial(columns, &target).records(&mut records).run().unwrap();
        CrossEntropy::merge(&records, &mut merged).unwrap();
    }
    let mut found = vec![0.0; 2 * batch];
    let value = shards[0].0.finish::<f32, _>(&merged, &target).row_stats(&mut found).value().unwrap();
    assert_eq!((value.to_bits(), &found), (expected.to_bits(), &stats));
    let (of, columns) = &shards[1];
    let mut part = vec![0.0; columns.len()];
    of.backward(columns, &target).row_stats(&found).grad_logits(&mut part).run().unwrap();
    assert_eq!(part[..chunk], gradient[chunk..2 * chunk]);

    let short = CrossEntropy::merge(&merged[1..], &mut merged.clone()).unwrap_err();
    assert_eq!((short.status(), short.message()), (Status::Shape, "records has 2 elements, 3 are needed"));
}

#[test]
fn what_a_mean_divides_by() {
    let (mut kept, mut weight) = (0, 0.0);
    let of = CrossEntropy::new(4, 3).ignore_index(-1);
    let call = of.denominator_of::<f64, _>(&[0i8, -1, 2, 2]).class_weight(&[0.5, 1.0, 0.25]);
    call.kept(&mut kept).weight(&mut weight).run().unwrap();
    assert_eq!((kept, weight), (3, 1.0));
}
