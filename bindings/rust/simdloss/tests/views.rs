//! Arrays and views of ndarray: shapes and strides are theirs, and nothing is copied.
#![cfg(feature = "ndarray")]

use ndarray::{s, Array, Array1, Array2, Array3, Axis};
use simdloss::*;

fn logits() -> Array2<f32> {
    Array::from_shape_fn((6, 8), |(i, j)| ((i * 31 + j * 17) % 23) as f32 / 4.0 - 2.0)
}

#[test]
fn a_view_brings_its_shape_and_stride() {
    let all = logits();
    let target = Array1::from_vec(vec![3i32, 0, 4]);
    let part = all.slice(s![..;2, 1..6]); // every second row, five of eight columns
    let dense = part.to_owned();
    let expected = CrossEntropy::default().forward(&dense, &target).value().unwrap();
    let found = CrossEntropy::default().forward(&part, &target).value().unwrap();
    assert_eq!(found.to_bits(), expected.to_bits());
    assert_eq!(CrossEntropy::new(3, 5).forward(&part, &target).value().unwrap().to_bits(), expected.to_bits());

    // The gradient goes into a view of another array with the same stride, and nowhere else.
    let mut whole = Array2::from_elem((6, 8), -9.0);
    let mut gradient = Array2::zeros((3, 5));
    CrossEntropy::default().forward_backward(&dense, &target).grad_logits(&mut gradient).run().unwrap();
    let mut window = whole.slice_mut(s![..;2, 3..]);
    CrossEntropy::default().forward_backward(&part, &target).grad_logits(&mut window).run().unwrap();
    assert_eq!(whole.slice(s![..;2, 3..]), gradient);
    whole.slice_mut(s![..;2, 3..]).fill(-9.0);
    assert!(whole.iter().all(|&x| x == -9.0));
}

/// Over a window of an array, and nothing of it outside the window.
#[test]
fn a_view_may_be_overwritten() {
    let (mut all, target) = (logits(), [3i64, 0, 4]);
    let mut gradient = Array2::zeros((3, 5));
    let window = s![..;2, 1..6];
    CrossEntropy::default().forward_backward(&all.slice(window), &target).run().unwrap_err(); // no output
    let dense = all.slice(window).to_owned();
    CrossEntropy::default().forward_backward(&dense, &target).grad_logits(&mut gradient).run().unwrap();
    CrossEntropy::default().forward_backward(InPlace(&mut all.slice_mut(window)), &target).run().unwrap();
    assert_eq!(all.slice(window), gradient);
    all.slice_mut(window).assign(&dense);
    assert_eq!(all, logits());
}

#[test]
fn inner_axes_and_vectors() {
    let images: Array3<f64> = Array::from_shape_fn((2, 3, 4), |(n, c, i)| ((n * 5 + c * 3 + i) % 7) as f64);
    let target = Array2::from_shape_fn((2, 4), |(n, i)| ((n + i) % 3) as i64);
    let by_slices = CrossEntropy::new(2, 3).inner(4).forward(images.as_slice().unwrap(), target.as_slice().unwrap());
    let by_views = CrossEntropy::default().forward(&images, &target);
    assert_eq!(by_views.value().unwrap(), by_slices.value().unwrap());

    let (x, y) = (Array1::from_vec(vec![1.0f32, 2.0, 4.0]), Array1::from_vec(vec![1.0f32, 0.0, 0.0]));
    assert_eq!(Regression::default().forward(&x, &y).value().unwrap(), 20.0 / 3.0);
    let losses = Regression::default().reduction(Reduction::None).forward(&x, &y).values().unwrap();
    assert_eq!(losses, [0.0, 4.0, 16.0]);
}

/// Rows of two inputs may lie differently apart.
#[test]
fn every_input_has_its_own_stride() {
    let all = logits();
    let (x1, x2) = (all.slice(s![..3, ..4]), all.slice(s![..;2, 4..]));
    let found = PairwiseDistance::default().forward(&x1, &x2).values().unwrap();
    assert_eq!(found, PairwiseDistance::default().forward(&x1.to_owned(), &x2.to_owned()).values().unwrap());
    let keys = all.slice(s![1.., 2..6]);
    let loss = InfoNce::default().forward(&x1, &keys).value().unwrap();
    assert_eq!(loss, InfoNce::default().forward(&x1.to_owned(), &keys.to_owned()).value().unwrap());
}

#[track_caller]
fn fails<T: std::fmt::Debug>(result: Result<T>, status: Status, message: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.status(), error.message()), (status, message));
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let all = logits();
    let target = [0i64; 6];
    let loss = CrossEntropy::default();
    fails(
        loss.forward(&all.t(), &[0i64; 8]).value(),
        Status::Stride,
        "logits: the elements of a row do not lie one after the other along axis 1",
    );
    let mut upside_down = all.view();
    upside_down.invert_axis(Axis(0));
    let message = "logits: the elements of a row do not lie one after the other along axis 0";
    fails(loss.forward(&upside_down, &target).value(), Status::Stride, message);
    let pairs = Array2::<i64>::zeros((6, 2));
    let message = "target: its elements do not lie one after the other along axis 0";
    fails(loss.forward(&all, &pairs.column(0)).value(), Status::Stride, message);
    let message = "logits is [6, 8, 1], [6, 9, 1] is needed";
    fails(CrossEntropy::new(6, 9).forward(&all, &target).value(), Status::Shape, message);
    let mut gradient = Array2::zeros((6, 16));
    let mut apart = gradient.slice_mut(s![.., ..8]);
    let message = "grad_logits: rows are 16 elements apart, 8 is needed";
    let call = loss.forward_backward(&all, &target).grad_logits(&mut apart);
    fails(call.run(), Status::Stride, message);
    // A slice before a padded view is not read beyond its end.
    let part = all.slice(s![.., ..4]);
    let short = [0.0f32; 24];
    let message = "log_prob has 24 elements, 44 are needed";
    fails(KlDivergence::new(6, 4).forward(&short, &part).value(), Status::Shape, message);
}
