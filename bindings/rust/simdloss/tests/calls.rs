//! How calls behave: errors, threads, strides, element types.

use std::sync::atomic::{AtomicUsize, Ordering};

use simdloss::*;

fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| ((i * 2_654_435_761) % 4001) as f32 / 500.0 - 4.0).collect()
}

fn targets(rows: usize, classes: usize) -> Vec<i64> {
    (0..rows).map(|i| ((i * 37) % classes) as i64).collect()
}

#[track_caller]
fn fails<T: std::fmt::Debug>(result: Result<T>, status: Status, words: &[&str]) {
    let error = result.unwrap_err();
    assert_eq!(error.status(), status, "{error}");
    for word in words {
        assert!(error.message().contains(word), "{error}: no {word}");
    }
    assert_eq!(error.to_string(), error.message());
}

/// Each names the argument, and nothing has been written.
#[test]
fn errors_name_the_argument() {
    let (logits, target) = (numbers(40), targets(4, 10));
    let loss = CrossEntropy::new(4, 10);
    let mut gradient = [7.0f32; 40];

    fails(loss.forward(&logits[..39], &target).value(), Status::Shape, &["logits has 39 elements, 40 are needed"]);
    fails(loss.forward(&logits, &target[..3]).value(), Status::Shape, &["target has 3"]);
    fails(loss.forward(&logits, &target).class_weight(&[1.0; 9]).value(), Status::Shape, &["class_weight has 9"]);
    fails(loss.forward(&logits, &target).row_stats(&mut [0.0; 7]).value(), Status::Shape, &["row_stats has 7"]);
    let call = loss.forward_backward(&logits, &target).grad_logits(&mut gradient[..30]);
    fails(call.value(), Status::Shape, &["grad_logits has 30"]);
    fails(loss.reduction(Reduction::None).forward(&logits, &target).value(), Status::Shape, &["loss has 1"]);
    let call = loss.backward(&logits, &target).grad_loss(&[1.0, 2.0]).grad_logits(&mut gradient);
    fails(call.run(), Status::Shape, &["grad_loss has 2"]);

    let mut bad = target.clone();
    bad[2] = 10;
    let call = loss.forward_backward(&logits, &bad).grad_logits(&mut gradient);
    fails(call.value(), Status::Target, &["target[2] is 10"]);
    let call = loss.label_smoothing(f64::NAN).forward_backward(&logits, &target).grad_logits(&mut gradient);
    fails(call.value(), Status::Option, &["label_smoothing"]);
    fails(loss.forward(&logits, &target).run(), Status::NullPointer, &["loss"]);
    fails(loss.batch_stride(9).forward(&logits, &target).value(), Status::Stride, &["batch_stride"]);
    fails(CrossEntropy::new(usize::MAX, 10).forward(&logits, &target).value(), Status::Shape, &["logits"]);
    let (mut over, accumulating) = (logits.clone(), loss.accumulate(true));
    fails(accumulating.forward_backward(InPlace(&mut over), &target).run(), Status::Alias, &["grad_logits"]);
    let call =
        BinaryCrossEntropy::new(4, 10).forward_backward(&logits, &[true; 40]).grad_target(&mut [false; 40]).run();
    fails(call, Status::Dtype, &["grad_target"]);

    let mining = Mining::new(4, 10);
    fails(mining.triplet_hard(&logits, &target).workspace(&mut [0; 8]).value(), Status::Workspace, &["workspace"]);
    assert_eq!((gradient, over), ([7.0; 40], logits));
}

#[test]
fn empty_arrays_are_fine() {
    let nothing: [f32; 0] = [];
    let loss = CrossEntropy::new(0, 10);
    assert!(loss.forward(&nothing, &[0i64; 0]).value().unwrap().is_nan());
    assert_eq!(loss.empty_mean(EmptyMean::Zero).forward(&nothing, &[0i64; 0]).value().unwrap(), 0.0);
    assert!(loss.reduction(Reduction::None).forward(&nothing, &[0i64; 0]).values().unwrap().is_empty());
}

/// Runs tasks backwards on threads of its own, and counts calls.
#[derive(Default)]
struct Backwards(AtomicUsize);

impl Executor for Backwards {
    fn concurrency(&self) -> usize {
        3
    }

    fn parallel_for(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        self.0.fetch_add(1, Ordering::Relaxed);
        std::thread::scope(|scope| {
            for part in 0..3 {
                scope.spawn(move || (0..count).rev().filter(|i| i % 3 == part).for_each(task));
            }
        });
    }
}

/// Every number of threads and every executor gives the same bits, and the executor is really used.
#[test]
fn threads_do_not_change_bits() {
    let (rows, classes) = (600, 500);
    let (logits, target) = (numbers(rows * classes), targets(rows, classes));
    let loss = CrossEntropy::new(rows, classes);
    let run = |executor: Option<&dyn Executor>| {
        let mut gradient = vec![0.0; logits.len()];
        let mut call = loss.forward_backward(&logits, &target).grad_logits(&mut gradient);
        if let Some(executor) = executor {
            call = call.on(executor);
        }
        (call.value().unwrap().to_bits(), gradient)
    };
    let expected = run(Some(&Serial));
    let backwards = Backwards::default();
    assert_eq!(run(Some(&backwards)), expected);
    assert!(backwards.0.load(Ordering::Relaxed) > 0);
    #[cfg(feature = "rayon")]
    assert_eq!(run(Some(&Rayon)), expected);
    for threads in [0, 1, 2, 7] {
        set_threads(threads);
        assert_eq!(run(None), expected, "{threads}");
    }
    set_threads(1);
    assert_eq!(simdloss::threads(), 1);
    set_threads(0);
    assert!(simdloss::threads() == 1 || has_threads());
}

struct Broken(bool);

impl Executor for Broken {
    fn concurrency(&self) -> usize {
        2
    }

    fn parallel_for(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        assert!(!self.0, "no threads today");
        (1..count).for_each(task);
    }
}

#[test]
fn an_executor_may_fail() {
    let (logits, target) = (numbers(600 * 500), targets(600, 500));
    let loss = CrossEntropy::new(600, 500);
    fails(loss.forward(&logits, &target).on(&Broken(false)).value(), Status::Executor, &[]);
    let panic = std::panic::catch_unwind(|| loss.forward(&logits, &target).on(&Broken(true)).value());
    assert_eq!(panic.unwrap_err().downcast_ref(), Some(&"no threads today"));
}

/// Rows with padding after them, in a slice: the same bits, and the padding is left alone.
#[test]
fn padded_rows_are_not_copied() {
    let (rows, classes, stride) = (5, 7, 9);
    let (dense, target) = (numbers(rows * classes), targets(rows, classes));
    let mut padded = vec![99.0; rows * stride - 2];
    dense.chunks(classes).zip(padded.chunks_mut(stride)).for_each(|(from, to)| to[..classes].copy_from_slice(from));
    let loss = CrossEntropy::new(rows, classes);
    let (mut gradient, mut gradient_padded) = (vec![0.0; dense.len()], vec![-1.0; padded.len()]);
    let value = loss.forward_backward(&dense, &target).grad_logits(&mut gradient).value().unwrap();
    let strided = loss.batch_stride(stride);
    let call = strided.forward_backward(&padded, &target).grad_logits(&mut gradient_padded);
    assert_eq!(call.value().unwrap().to_bits(), value.to_bits());
    for (row, padded) in gradient.chunks(classes).zip(gradient_padded.chunks(stride)) {
        assert_eq!(row, &padded[..classes]);
        assert!(padded[classes..].iter().all(|&x| x == -1.0));
    }
    fails(strided.forward(&padded[..42], &target).value(), Status::Shape, &["logits has 42 elements, 43 are needed"]);
}

/// Every width of target gives the same bits.
#[test]
fn targets_of_any_width() {
    let (logits, target) = (numbers(8 * 5), targets(8, 5));
    let loss = CrossEntropy::new(8, 5);
    let expected = loss.forward(&logits, &target).value().unwrap().to_bits();
    macro_rules! widths {
        ($($type:ty),*) => {$(
            let narrow: Vec<$type> = target.iter().map(|&y| y as $type).collect();
            assert_eq!(loss.forward(&logits, &narrow).value().unwrap().to_bits(), expected, stringify!($type));
        )*};
    }
    widths!(i64, i32, i16, i8, u8, u16, u32);
}

#[cfg(feature = "half")]
#[test]
fn half_precision() {
    use half::{bf16, f16};
    let exact = [0.5f32, -1.0, 2.0, 0.25, 1.5, -0.75];
    let expected = CrossEntropy::new(2, 3).forward(&exact, &[2, 0]).value().unwrap();
    let narrow = exact.map(f16::from_f32);
    let mut gradient = [f16::ZERO; 6];
    let call = CrossEntropy::new(2, 3).forward_backward(&narrow, &[2, 0]).grad_logits(&mut gradient);
    assert_eq!(call.value().unwrap(), expected); // the values are the same, and computed in f32
    assert!(gradient[2] < f16::ZERO && gradient[0] > f16::ZERO);
    assert_eq!(CrossEntropy::new(2, 3).forward(&exact.map(bf16::from_f32), &[2, 0]).value().unwrap(), expected);
}

#[test]
fn instruction_sets() {
    assert!(isas().any(|name| name == isa()));
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
    fails(unsafe { set_isa("abacus") }, Status::Isa, &["abacus"]);
    fails(unsafe { set_isa("aba\0cus") }, Status::Isa, &["NUL"]);
}
