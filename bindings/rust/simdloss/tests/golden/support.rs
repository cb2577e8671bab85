//! Reading the vectors, and comparing with them.

use std::path::Path;

use serde_json::Value;
use simdloss::{Axes, Denominator, EmptyMean, Float, Reduction};

/// A type that results are compared in. Vectors are of float64 and inputs exact, so that what differs is our own rounding,
/// of terms about as large as the largest result.
pub trait Number: Float + Default {
    const TOLERANCE: f64;
    fn of(value: f64) -> Self;
    fn get(self) -> f64;
}

impl Number for f64 {
    const TOLERANCE: f64 = 2e-13;
    fn of(value: f64) -> Self {
        value
    }
    fn get(self) -> f64 {
        self
    }
}

impl Number for f32 {
    const TOLERANCE: f64 = 4e-6;
    fn of(value: f64) -> Self {
        value as Self
    }
    fn get(self) -> f64 {
        self.into()
    }
}

pub fn vectors(family: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors");
    let text = std::fs::read_to_string(folder.join(family).with_extension("json")).unwrap();
    let mut all: Value = serde_json::from_str(&text).unwrap();
    let Value::Array(cases) = all["cases"].take() else { panic!("{family} has no cases") };
    assert!(!cases.is_empty());
    cases
}

pub fn f64(value: &Value) -> f64 {
    match value.as_str() {
        Some("nan") => f64::NAN,
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        _ => value.as_f64().unwrap_or_else(|| panic!("{value} is no number")),
    }
}

pub fn i64(value: &Value) -> i64 {
    value.as_f64().unwrap() as i64
}

pub fn usize(value: &Value) -> usize {
    value.as_f64().unwrap() as usize
}

pub fn bool(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| i64(value) != 0)
}

pub fn list<T: Number>(value: &Value) -> Vec<T> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).iter().map(|x| T::of(f64(x))).collect()
}

pub fn optional<T: Number>(value: &Value) -> Option<Vec<T>> {
    (!value.is_null()).then(|| list(value))
}

pub fn integers(value: &Value) -> Vec<i64> {
    value.as_array().unwrap().iter().map(i64).collect()
}

pub fn reduction(value: &Value) -> Reduction {
    match value.as_str().unwrap() {
        "none" => Reduction::None,
        "sum" => Reduction::Sum,
        "mean" => Reduction::Mean,
        other => panic!("{other}"),
    }
}

pub fn denominator(value: &Value) -> Denominator {
    match value.as_str().unwrap() {
        "default" => Denominator::Default,
        "count" => Denominator::Count,
        "weight" => Denominator::Weight,
        "nonzero_weight" => Denominator::NonzeroWeight,
        "batch" => Denominator::Batch,
        other => panic!("{other}"),
    }
}

pub fn empty_mean(value: &Value) -> EmptyMean {
    if value.as_str().unwrap() == "zero" {
        EmptyMean::Zero
    } else {
        EmptyMean::Nan
    }
}

pub fn axes(value: &Value) -> Axes {
    [Axes::BATCH, Axes::CLASS, Axes::BATCH | Axes::CLASS, Axes::INNER][usize(value) - 1]
}

/// One of a few, by its number in C.
pub fn nth<T: Copy>(all: &'static [T]) -> impl Fn(&Value) -> T {
    move |value| all[usize(value)]
}

/// The options of a case, each by its method; one that is not named here is an error.
#[macro_export]
macro_rules! options {
    ($loss:expr, $case:expr, $($name:ident: $read:expr),*) => {{
        let mut loss = $loss;
        for (name, value) in $case["options"].as_object().unwrap() {
            loss = match name.as_str() {
                $(stringify!($name) => loss.$name(($read)(value)),)*
                other => panic!("no option {other} here"),
            };
        }
        loss
    }};
}

/// A call with those optional arguments that there are.
#[macro_export]
macro_rules! given {
    ($call:expr, $($name:ident: $value:expr),*) => {{
        let mut call = $call;
        $(if let Some(value) = &$value {
            call = call.$name(value);
        })*
        call
    }};
}

/// Outputs of the same length as others, with something in them.
pub fn like<T: Number, U>(other: &[U]) -> Vec<T> {
    vec![T::of(-77.0); other.len()]
}

#[track_caller]
pub fn close<T: Number>(case: &Value, what: &str, found: &[T], expected: &Value) {
    close_to::<T>(case, what, found, expected, T::TOLERANCE);
}

#[track_caller]
pub fn close_to<T: Number>(case: &Value, what: &str, found: &[T], expected: &Value, tolerance: f64) {
    let expected: Vec<f64> = match expected {
        Value::Array(values) => values.iter().map(f64).collect(),
        one => vec![f64(one)],
    };
    assert_eq!(found.len(), expected.len(), "{}: {what}", case["name"]);
    let largest = expected.iter().filter(|x| x.is_finite()).fold(1.0f64, |a, x| a.max(x.abs()));
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let found = found.get();
        let good = (found.is_nan() && expected.is_nan())
            || found == expected
            || (found - expected).abs() <= tolerance.max(T::TOLERANCE) * largest;
        assert!(good, "{}: {what}[{i}] is {found}, {expected} is expected", case["name"]);
    }
}

/// Equal bits, any NaN counting as one.
#[track_caller]
pub fn same<T: Number>(case: &Value, what: &str, one: &[T], other: &[T]) {
    let bits = |x: &T| if x.get().is_nan() { u64::MAX } else { x.get().to_bits() };
    assert!(one.iter().map(bits).eq(other.iter().map(bits)), "{}: {what}: {:?}", case["name"], one.len());
}
