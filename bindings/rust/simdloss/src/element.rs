//! The element types, as traits that nothing else can implement.

use simdloss_sys as sys;

mod sealed {
    pub trait Sealed {}
}

/// What a buffer of the C interface may hold.
///
/// # Safety
/// `DTYPE` is the library's name for exactly this type.
#[doc(hidden)]
pub unsafe trait Element: sealed::Sealed + Copy + 'static {
    const DTYPE: sys::simdloss_dtype;
}

/// The type of logits, scores, embeddings and their gradients: `f32`, `f64`, and with the feature `half` also `f16` and
/// `bf16`.
pub trait Float: Element {
    /// The type that everything is computed in, and that losses, weights and upstream gradients have: `f64` for `f64`,
    /// else `f32`.
    type Acc: Float + Default + PartialOrd + std::fmt::Debug;
}

/// The type of class indices and labels: `i64`, `i32`, `i16`, `i8`, `u8`, `u16`, `u32`.
pub trait Index: Element {}

/// The target of an element-wise loss: the type of its input, or `u8` or `bool`, where 0 is false and anything else true.
pub trait BinaryTarget<T>: Element {}

/// The target of a pair: the type of the input, `i8`, `i16`, `i32`, `i64` (as used: 1, -1), or `u8` or `bool`.
pub trait PairTarget<T>: Element {}

macro_rules! elements {
    ($($type:ty: $dtype:ident),*) => {$(
        impl sealed::Sealed for $type {}
        unsafe impl Element for $type {
            const DTYPE: sys::simdloss_dtype = sys::$dtype;
        }
    )*};
}

elements! {
    f32: SIMDLOSS_F32, f64: SIMDLOSS_F64, i64: SIMDLOSS_I64, i32: SIMDLOSS_I32, i16: SIMDLOSS_I16, i8: SIMDLOSS_I8,
    u8: SIMDLOSS_U8, u16: SIMDLOSS_U16, u32: SIMDLOSS_U32, bool: SIMDLOSS_U8
}

#[cfg(feature = "half")]
elements! { half::f16: SIMDLOSS_F16, half::bf16: SIMDLOSS_BF16 }

macro_rules! marks {
    (Index: $($type:ty),*) => { $(impl Index for $type {})* };
    ($trait:ident<T>: $($type:ty),*) => { $(impl<T: Float> $trait<T> for $type {})* };
}

impl Float for f32 {
    type Acc = f32;
}
impl Float for f64 {
    type Acc = f64;
}
#[cfg(feature = "half")]
impl Float for half::f16 {
    type Acc = f32;
}
#[cfg(feature = "half")]
impl Float for half::bf16 {
    type Acc = f32;
}

marks!(Index: i64, i32, i16, i8, u8, u16, u32);
marks!(BinaryTarget<T>: T, u8, bool);
marks!(PairTarget<T>: T, i64, i32, i16, i8, u8, bool);
