//! What the safe layer costs over the C function, for the smallest of calls: the cross-entropy of one row of 10 classes.
//! Fails above 20 ns. Pairs of measurements take turns, so that a change of the clock meets both; the medians count.

use std::hint::black_box;
use std::ptr::null;
use std::time::Instant;

use simdloss::{sys, CrossEntropy};

const CALLS: u32 = 20_000;
const ROUNDS: usize = 201;
const ALLOWED: f64 = 20.0;

fn nanoseconds(mut call: impl FnMut()) -> f64 {
    let begin = Instant::now();
    for _ in 0..CALLS {
        call();
    }
    begin.elapsed().as_nanos() as f64 / f64::from(CALLS)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Prints both medians and the median of the differences, which it returns.
fn compare(what: &str, mut c: impl FnMut(), mut rust: impl FnMut()) -> f64 {
    nanoseconds(&mut c);
    nanoseconds(&mut rust);
    let mut times: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        let (by_c, by_rust) = (nanoseconds(&mut c), nanoseconds(&mut rust));
        times[0].push(by_c);
        times[1].push(by_rust);
        times[2].push(by_rust - by_c);
    }
    let [c, rust, difference] = times.map(|mut values| median(&mut values));
    println!("cross-entropy of 1 x 10, {what}: C {c:.1} ns, Rust {rust:.1} ns, overhead {difference:.1} ns");
    difference
}

fn main() {
    let logits = [0.5f32, 1.5, -0.25, 2.0, 0.0, -1.0, 0.75, 0.125, -2.0, 1.0];
    let target = [3i64];
    let loss = CrossEntropy::new(1, 10);
    let desc = *loss.desc();
    let (mut by_c, mut by_rust) = (0.0f32, 0.0f32);
    let (mut grad_by_c, mut grad_by_rust) = ([0.0f32; 10], [0.0f32; 10]);

    let forward = compare(
        "forward",
        || unsafe {
            let (x, y) = (black_box(&logits).as_ptr().cast(), black_box(&target).as_ptr().cast());
            let out = (&raw mut by_c).cast();
            sys::simdloss_cross_entropy_forward(
                &desc,
                null(),
                x,
                y,
                null(),
                null(),
                out,
                null::<()>().cast_mut().cast(),
            );
        },
        || by_rust = loss.forward(black_box(&logits), black_box(&target)).value().unwrap(),
    );
    assert_eq!(by_c.to_bits(), by_rust.to_bits());

    let both = compare(
        "forward and backward",
        || unsafe {
            let (x, y) = (black_box(&logits).as_ptr().cast(), black_box(&target).as_ptr().cast());
            let (out, grad) = ((&raw mut by_c).cast(), grad_by_c.as_mut_ptr().cast());
            sys::simdloss_cross_entropy_forward_backward(&desc, null(), x, y, null(), null(), null(), out, grad);
        },
        || {
            let call = loss.forward_backward(black_box(&logits), black_box(&target)).grad_logits(&mut grad_by_rust);
            by_rust = call.value().unwrap();
        },
    );
    assert_eq!(by_c.to_bits(), by_rust.to_bits());
    assert_eq!(grad_by_c, grad_by_rust);
    assert!(forward <= ALLOWED && both <= ALLOWED, "more than {ALLOWED} ns");
}
