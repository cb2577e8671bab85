use std::ffi::CStr;
use std::fmt;

use simdloss_sys as sys;

/// What kind of argument was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// No output was asked for, or something is missing.
    NullPointer,
    /// A buffer has not the length that the sizes say, or a product of sizes overflows.
    Shape,
    /// A stride is smaller than what it steps over, or an array is laid out in a way that is not supported.
    Stride,
    /// An element type that this buffer may not have.
    Dtype,
    /// An option is NaN or outside its range.
    Option,
    /// An index target lies outside its classes and is not `ignore_index`.
    Target,
    /// Two buffers overlap in a way that is not allowed.
    Alias,
    /// The workspace is too small.
    Workspace,
    /// The executor did not run every task.
    Executor,
    /// The instruction set asked for is unknown, or this machine does not have it.
    Isa,
    /// A defect of the library.
    Internal,
}

impl Status {
    fn of(code: sys::simdloss_status) -> Self {
        match code {
            sys::SIMDLOSS_STATUS_NULL_POINTER => Self::NullPointer,
            sys::SIMDLOSS_STATUS_SHAPE => Self::Shape,
            sys::SIMDLOSS_STATUS_STRIDE => Self::Stride,
            sys::SIMDLOSS_STATUS_DTYPE => Self::Dtype,
            sys::SIMDLOSS_STATUS_OPTION => Self::Option,
            sys::SIMDLOSS_STATUS_TARGET => Self::Target,
            sys::SIMDLOSS_STATUS_ALIAS => Self::Alias,
            sys::SIMDLOSS_STATUS_WORKSPACE => Self::Workspace,
            sys::SIMDLOSS_STATUS_EXECUTOR => Self::Executor,
            sys::SIMDLOSS_STATUS_ISA => Self::Isa,
            _ => Self::Internal,
        }
    }
}

/// A call that was refused: nothing has been written. The message names the argument, the row where there is one, and
/// the value. ([`Status::Executor`] excepted: the executor had begun.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    status: Status,
    message: String,
}

/// What every call returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    #[cold]
    pub(crate) fn new(status: Status, message: String) -> Self {
        Self { status, message }
    }

    /// Of the call that this thread has just made.
    #[cold]
    fn last(code: sys::simdloss_status) -> Self {
        let message = unsafe { CStr::from_ptr(sys::simdloss_last_error()) };
        Self::new(Status::of(code), message.to_string_lossy().into_owned())
    }

    /// The kind of error.
    pub fn status(&self) -> Status {
        self.status
    }

    /// One line: which argument, which row, which value.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

#[inline]
pub(crate) fn check(code: sys::simdloss_status) -> Result<()> {
    if code == sys::SIMDLOSS_STATUS_OK {
        Ok(())
    } else {
        Err(Error::last(code))
    }
}
