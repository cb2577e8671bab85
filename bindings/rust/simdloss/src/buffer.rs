//! Arguments: slices and views, by their addresses, lengths and strides.

use std::ffi::c_void;
use std::marker::PhantomData;

use crate::element::Element;
use crate::error::{Error, Result, Status};

/// How an argument's elements lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "ndarray"), allow(dead_code))] // views alone are not slices
pub(crate) enum Layout {
    /// One after the other; what shape they have, the call says.
    Slice,
    /// As [rows, columns, inner], rows `stride` elements apart, everything within a row together.
    Rows { rows: usize, columns: usize, inner: usize, stride: usize },
    /// Along this axis they lie in a way that the library does not read.
    Scattered { axis: usize },
}

/// An argument without its type: an address, NULL where there is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buffer {
    pub pointer: *mut c_void,
    pub len: usize,
    pub layout: Layout,
    pub overwrite: bool,
}

impl Buffer {
    pub const ABSENT: Self = Self { pointer: std::ptr::null_mut(), len: 0, layout: Layout::Slice, overwrite: false };

    pub fn is_absent(&self) -> bool {
        self.pointer.is_null()
    }

    /// Where a gradient that may overwrite its input goes: to its own place, or over that input.
    #[inline]
    pub fn or_over(self, input: Self) -> Self {
        if self.is_absent() && input.overwrite {
            input
        } else {
            self
        }
    }
}

/// Something to read: `&[T]`, `&Vec<T>`, `&[T; N]`, [`InPlace`], and with the feature `ndarray` a reference to any array
/// or view whose rows lie together. Nothing is copied.
#[derive(Debug)]
pub struct Input<'a, T> {
    pub(crate) buffer: Buffer,
    lifetime: PhantomData<&'a T>,
}

/// Something to write: `&mut [T]`, `&mut Vec<T>`, `&mut [T; N]`, `&mut T` (one value), and with the feature `ndarray` a
/// mutable reference to any array or view whose rows lie together.
#[derive(Debug)]
pub struct Output<'a, T> {
    pub(crate) buffer: Buffer,
    lifetime: PhantomData<&'a mut T>,
}

/// An input that its own gradient overwrites: whatever can be an [`Output`] can be in here.
///
/// ```
/// # use simdloss::*;
/// let mut logits = vec![0.5f32; 2 * 10];
/// CrossEntropy::new(2, 10).forward_backward(InPlace(&mut logits), &[3, 7]).run()?; // logits now holds the gradient
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct InPlace<O>(pub O);

impl<T> Input<'_, T> {
    pub(crate) fn of(pointer: *const T, len: usize, layout: Layout) -> Self {
        let buffer = Buffer { pointer: pointer.cast_mut().cast(), len, layout, overwrite: false };
        Self { buffer, lifetime: PhantomData }
    }
}

impl<T> Output<'_, T> {
    pub(crate) fn of(pointer: *mut T, len: usize, layout: Layout) -> Self {
        let buffer = Buffer { pointer: pointer.cast(), len, layout, overwrite: false };
        Self { buffer, lifetime: PhantomData }
    }
}

macro_rules! slices {
    ($($type:ty $(, $n:ident)?;)*) => {$(
        impl<'a, T $(, const $n: usize)?> From<&'a $type> for Input<'a, T> {
            #[inline]
            fn from(from: &'a $type) -> Self {
                Self::of(from.as_ptr(), from.len(), Layout::Slice)
            }
        }
        impl<'a, T $(, const $n: usize)?> From<&'a mut $type> for Output<'a, T> {
            #[inline]
            fn from(from: &'a mut $type) -> Self {
                Self::of(from.as_mut_ptr(), from.len(), Layout::Slice)
            }
        }
    )*};
}

slices! { [T]; Vec<T>; [T; N], N; }

impl<'a, T, O> From<InPlace<O>> for Input<'a, T>
where
    Output<'a, T>: From<O>,
{
    #[inline]
    fn from(from: InPlace<O>) -> Self {
        let buffer = Buffer { overwrite: true, ..Output::from(from.0).buffer };
        Self { buffer, lifetime: PhantomData }
    }
}

impl<'a, T: Element> From<&'a mut T> for Output<'a, T> {
    #[inline]
    fn from(from: &'a mut T) -> Self {
        Self::of(from, 1, Layout::Slice)
    }
}

/// What a call needs of an argument: so many elements, or rows of them.
pub(crate) enum Extent<'d> {
    Dense(i64),
    Rows { rows: &'d mut i64, columns: &'d mut i64, inner: Option<&'d mut i64>, stride: &'d mut i64 },
}

/// The product of sizes, of which a negative one or one too large is left for the library to refuse.
#[inline(always)]
pub(crate) fn product(sizes: &[i64]) -> i64 {
    sizes.iter().fold(1, |all: i64, &size| all.saturating_mul(size.max(0)))
}

impl Extent<'_> {
    /// Takes sizes and a stride that the caller has left open (0) from a view. Before any check: what a view says holds
    /// for every other argument.
    #[inline(always)]
    pub fn adopt(self, given: Buffer) {
        if let (Self::Rows { rows, columns, inner, stride }, Layout::Rows { .. }) = (self, given.layout) {
            adopt_view(given, rows, columns, inner, stride);
        }
    }

    /// Compares with what was given, so that no call reads or writes outside it. A dense slice, the usual thing, is found
    /// good at once; buffers go by value, so that those of a call can stay in registers.
    #[inline(always)]
    pub fn check(self, name: &str, given: Buffer) -> Result<()> {
        let usual = match &self {
            Self::Dense(needed) => given.len as i64 == *needed,
            Self::Rows { rows, columns, inner, stride } => {
                let inner = inner.as_ref().map_or(1, |inner| **inner);
                **stride == 0 && given.len as i64 == product(&[**rows, **columns, inner])
            }
        };
        if given.is_absent() || (usual && given.layout == Layout::Slice) {
            return Ok(());
        }
        self.examine(name, given)
    }

    #[inline(never)]
    fn examine(self, name: &str, given: Buffer) -> Result<()> {
        match self {
            Extent::Dense(needed) => check_dense(name, given, needed),
            Extent::Rows { rows, columns, inner, stride } => {
                let inner = inner.map_or(1, |inner| *inner);
                if given.layout == Layout::Slice {
                    return check_rows(name, given.len, *rows, product(&[*columns, inner]), *stride);
                }
                check_view(name, given, [*rows, *columns, inner], *stride)
            }
        }
    }
}

fn check_dense(name: &str, given: Buffer, needed: i64) -> Result<()> {
    let together = match given.layout {
        Layout::Slice => true,
        Layout::Rows { rows, columns, inner, stride } => rows <= 1 || stride == columns * inner,
        Layout::Scattered { .. } => false,
    };
    if given.len as i64 == needed && together {
        return Ok(());
    }
    Err(if together { wrong_length(name, given.len, needed) } else { scattered(name, given, "its elements") })
}

/// The last row may be followed by its padding, or not.
fn check_rows(name: &str, len: usize, rows: i64, within: i64, stride: i64) -> Result<()> {
    let stride = if stride == 0 { within } else { stride };
    if stride < within {
        return Ok(()); // the library says what is wrong with it
    }
    let (least, most) = if rows <= 0 || within == 0 {
        (0, product(&[rows, stride]))
    } else {
        ((rows - 1).saturating_mul(stride).saturating_add(within), rows.saturating_mul(stride))
    };
    if len as i64 >= least && len as i64 <= most {
        return Ok(());
    }
    Err(wrong_length(name, len, least))
}

#[cold]
fn adopt_view(given: Buffer, rows: &mut i64, columns: &mut i64, inner: Option<&mut i64>, stride: &mut i64) {
    let Layout::Rows { rows: r, columns: c, inner: i, stride: s } = given.layout else { return };
    if *columns == 0 {
        *columns = if inner.is_some() { c } else { c * i } as i64;
        inner.into_iter().for_each(|inner| *inner = i as i64);
    }
    if *rows == 0 {
        *rows = r as i64;
    }
    if *stride == 0 && r > 1 {
        *stride = s as i64;
    }
}

#[cold]
fn check_view(name: &str, given: Buffer, shape: [i64; 3], stride: i64) -> Result<()> {
    let Layout::Rows { rows, columns, inner, stride: apart } = given.layout else {
        return Err(scattered(name, given, "the elements of a row"));
    };
    if [rows as i64, columns as i64, inner as i64] != shape {
        let message = format!("{name} is {:?}, {shape:?} is needed", [rows, columns, inner]);
        return Err(Error::new(Status::Shape, message));
    }
    let needed = if stride == 0 { product(&shape[1..]) } else { stride };
    if rows > 1 && apart as i64 != needed {
        let message = format!("{name}: rows are {apart} elements apart, {needed} is needed");
        return Err(Error::new(Status::Stride, message));
    }
    Ok(())
}

#[cold]
fn wrong_length(name: &str, len: usize, needed: i64) -> Error {
    Error::new(Status::Shape, format!("{name} has {len} elements, {needed} are needed"))
}

#[cold]
fn scattered(name: &str, given: Buffer, what: &str) -> Error {
    let axis = if let Layout::Scattered { axis } = given.layout { axis } else { 0 };
    Error::new(Status::Stride, format!("{name}: {what} do not lie one after the other along axis {axis}"))
}

/// The memory of a call that needs some: the caller's, or its own.
pub(crate) struct Workspace {
    pub pointer: *mut c_void,
    pub bytes: usize,
    _own: Vec<u8>,
}

impl Workspace {
    pub fn new(given: Buffer, size: impl FnOnce() -> Result<usize>) -> Result<Self> {
        if !given.is_absent() {
            return Ok(Self { pointer: given.pointer, bytes: given.len, _own: Vec::new() });
        }
        let bytes = size()?;
        let mut own = Vec::<u8>::with_capacity(bytes);
        Ok(Self { pointer: own.as_mut_ptr().cast(), bytes, _own: own })
    }
}

/// What the macros need to know of a loss.
pub(crate) trait Described {
    /// Its desc in C.
    type Desc;

    /// Puts in sizes that stand for others where they are 0.
    #[inline]
    fn complete(_: &mut Self::Desc) {}
}
