//! Machine-learning losses, forward and backward, on slices and on views of `ndarray`, at the speed of memory. The work is
//! done by the C library simdloss; this crate is a safe layer over `simdloss-sys`.
//!
//! ```
//! use simdloss::{CrossEntropy, InPlace};
//!
//! let mut logits = vec![2.0f32, 0.5, -1.0, 0.1, 3.0, 0.2]; // [batch, classes] = [2, 3]
//! let target = [0i64, 1];
//!
//! let loss = CrossEntropy::new(2, 3).label_smoothing(0.1);
//! let mean = loss.forward(&logits, &target).value()?;
//! let each = loss.reduction(simdloss::Reduction::None).forward(&logits, &target).values()?;
//! assert_eq!(each.len(), 2);
//!
//! let mut gradient = [0.0; 6];
//! let again = loss.forward_backward(&logits, &target).grad_logits(&mut gradient).value()?;
//! assert_eq!(mean.to_bits(), again.to_bits());
//! loss.forward_backward(InPlace(&mut logits), &target).run()?; // overwrites the logits with their gradient
//! assert_eq!(logits, gradient);
//! # Ok::<(), simdloss::Error>(())
//! ```
//!
//! # How calls are made
//!
//! A loss is a value of its options: [`CrossEntropy::new`] has the defaults, methods set others. It is small, knows no
//! element type, and serves any number of calls. A call begins with the required inputs (`forward(&logits, &target)`), is
//! given optional inputs (`.class_weight(&w)`) and outputs (`.grad_logits(&mut g)`) by name, and ends with
//! `run()`, with `value()`, which gives a reduced loss, or with `values()`, which gives a vector of unreduced ones.
//!
//! # Shapes and types
//!
//! Arrays are `[batch, classes, inner]`, inner fastest; inner is 1 unless set. Slices have exactly the elements that the
//! sizes say; with a `batch_stride` (or `x1_stride`, ...) rows may be padded. With the feature `ndarray`, arrays and views
//! bring their shape and row stride themselves: `CrossEntropy::default().forward(&logits.view(), &target)`. Nothing is ever
//! copied; a view whose rows do not lie together is an error.
//!
//! Logits, scores and embeddings are any [`Float`]; losses, weights and upstream gradients have its [`Float::Acc`].
//! Gradients have the shape and type of their input, and may overwrite it: [`InPlace`].
//!
//! # Errors
//!
//! Wrong lengths and strides, options outside their range, targets outside their classes, and the rest of [`Status`] give
//! an [`Error`] that names the argument, the row where there is one, and the value; nothing has been written then.
//!
//! # Threads
//!
//! Calls run on oneTBB's threads where the library simdloss_tbb was found at build time, else on the calling thread;
//! [`set_threads`] says on how many, and `.on(&executor)` brings an [`Executor`] for one call, such as `Rayon` (feature
//! `rayon`). Small calls stay on the calling thread anyway. Every choice gives the same bits, and so does every instruction
//! set with a fused multiply-add; [`isa`] is the one in use.

#[macro_use]
mod macros;
mod buffer;
mod element;
mod error;
mod executor;
mod instruction_set;
#[cfg(feature = "ndarray")]
mod views;

mod options;

mod binary_cross_entropy;
mod cross_entropy;
mod divergence;
mod embedding;
mod focal;
mod hinge;
mod info_nce;
mod margin_softmax;
mod mining;
mod ranking;
mod regression;
mod sigmoid;
mod softmax;
mod token;

/// What the modules of losses use.
mod prelude {
    pub(crate) use crate::buffer::{product, Buffer, Described, Extent, Input, Output, Workspace};
    #[allow(unused_imports)] // Element: its constant
    pub(crate) use crate::element::{BinaryTarget, Element, Float, Index, PairTarget};
    pub(crate) use crate::error::{check, Result};
    pub(crate) use crate::executor::{Executor, Runner};
    pub(crate) use crate::options::{
        Axes, Denominator, Distance, EmptyMean, HingeKind, Labels, Margin, Raw, Reduction, RegressionKind, Similarity,
        TripletDistance,
    };
    pub(crate) use simdloss_sys as sys;
    pub(crate) use std::marker::PhantomData;
}

pub use buffer::{InPlace, Input, Output};
pub use element::{BinaryTarget, Float, Index, PairTarget};
pub use error::{Error, Result, Status};
#[cfg(feature = "rayon")]
pub use executor::Rayon;
pub use executor::{has_threads, set_threads, threads, Executor, Serial};
pub use instruction_set::{isa, isas, set_isa, version};
pub use options::{
    Axes, Denominator, Distance, EmptyMean, HingeKind, Labels, Margin, Reduction, RegressionKind, Similarity,
    TripletDistance,
};
pub use simdloss_sys as sys;

pub use binary_cross_entropy::*;
pub use cross_entropy::*;
pub use divergence::*;
pub use embedding::*;
pub use focal::*;
pub use hinge::*;
pub use info_nce::*;
pub use margin_softmax::*;
pub use mining::*;
pub use ranking::*;
pub use regression::*;
pub use sigmoid::*;
pub use softmax::*;
pub use token::*;
