//! The C interface of simdloss as it is: every struct, constant and function, under its own name. The comments are those
//! of the C headers, which are the library's manual. The crate `simdloss` is the safe layer over this.
//!
//! The library is found by pkg-config (`simdloss`, and `simdloss-tbb` for the executor on oneTBB). Where it is not
//! installed, or with the feature `vendored`, the sources that come with this crate are built by CMake and linked
//! statically. `simdloss_tbb_executor_init` is there where the executor's library is: `cfg(simdloss_tbb)`, of which a
//! crate that depends on this one learns by the variable `DEP_SIMDLOSS_TBB` in its build script.

#![no_std]
#![allow(non_camel_case_types)]

#[rustfmt::skip]
mod generated;
pub use generated::*;
