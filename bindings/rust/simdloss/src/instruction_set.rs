use std::ffi::{CStr, CString};

use simdloss_sys as sys;

use crate::error::{check, Error, Result, Status};

fn text(pointer: *const std::ffi::c_char) -> &'static str {
    // Every string of the library is a literal.
    unsafe { CStr::from_ptr(pointer) }.to_str().unwrap_or("")
}

/// The version of the library that is linked: "0.1.0".
pub fn version() -> &'static str {
    text(unsafe { sys::simdloss_version() })
}

/// The instruction set in use: "avx512", "avx2", "sse2", "neon64". The best that the machine has, unless the environment
/// variable `SIMDLOSS_ISA` or [`set_isa`] names another; "" where the variable names one that is not there, and then every
/// call fails.
pub fn isa() -> &'static str {
    text(unsafe { sys::simdloss_isa() })
}

/// The instruction sets that are compiled in and supported by this machine, the best first.
pub fn isas() -> impl Iterator<Item = &'static str> {
    (0..).map(|index| unsafe { sys::simdloss_isa_name(index) }).take_while(|name| !name.is_null()).map(text)
}

/// Makes an instruction set the one in use, for the whole process; "" chooses the best.
///
/// # Safety
/// Not while another thread makes a call.
pub unsafe fn set_isa(name: &str) -> Result<()> {
    let name =
        CString::new(name).map_err(|_| Error::new(Status::Isa, "an instruction set with a NUL in its name".into()))?;
    check(unsafe { sys::simdloss_set_isa(name.as_ptr()) })
}
