//! Structs are laid out, and calls work, as the library that was linked has it.

use core::ffi::CStr;
use simdloss_sys::*;

fn text(pointer: *const core::ffi::c_char) -> &'static str {
    unsafe { CStr::from_ptr(pointer) }.to_str().unwrap()
}

#[test]
fn the_library_is_of_this_abi() {
    assert_eq!(unsafe { simdloss_abi() }, SIMDLOSS_ABI);
    let ours = format!("{SIMDLOSS_VERSION_MAJOR}.{SIMDLOSS_VERSION_MINOR}.");
    assert!(text(unsafe { simdloss_version() }).starts_with(&ours));
}

/// A _desc_init of the library refuses a desc that is larger than its own and not zero at the end, and fills in one of
/// its own size: so it tells whether sizes agree.
macro_rules! inits {
    ($($desc:ident $init:ident;)*) => {$({
        let mut desc: $desc = unsafe { core::mem::zeroed() };
        assert_eq!(unsafe { $init(&mut desc, size_of::<$desc>()) }, SIMDLOSS_STATUS_OK, stringify!($init));
        assert_eq!(desc.size as usize, size_of::<$desc>(), stringify!($init));
        let layout = LAYOUTS.iter().find(|layout| layout.0 == stringify!($desc)).unwrap();
        assert_eq!(layout.1, size_of::<$desc>(), stringify!($desc));
    })*};
}

#[test]
fn defaults_arrive_in_their_fields() {
    for_each_desc!(inits);
    let mut desc: simdloss_cross_entropy_desc = unsafe { core::mem::zeroed() };
    unsafe { simdloss_cross_entropy_desc_init(&mut desc, size_of_val(&desc)) };
    assert_eq!((desc.dtype, desc.target_dtype, desc.reduction), (SIMDLOSS_F32, SIMDLOSS_I64, SIMDLOSS_REDUCTION_MEAN));
    assert_eq!((desc.inner, desc.ignore_index, desc.temperature), (1, -100, 1.0));
    assert_eq!((desc.softcap, desc.mean_denominator, desc.total_classes), (0.0, 0.0, 0));
}

#[test]
fn a_call_computes_and_an_error_is_told() {
    let (logits, target) = ([0.0f32, 0.0], [1i64]);
    let mut loss = 0.0f32;
    let mut desc: simdloss_cross_entropy_desc = unsafe { core::mem::zeroed() };
    let mut call = |target: &[i64; 1]| unsafe {
        simdloss_cross_entropy_desc_init(&mut desc, size_of_val(&desc));
        (desc.batch, desc.classes) = (1, 2);
        simdloss_cross_entropy_forward(
            &desc,
            core::ptr::null(),
            logits.as_ptr().cast(),
            target.as_ptr().cast(),
            core::ptr::null(),
            core::ptr::null(),
            (&raw mut loss).cast(),
            core::ptr::null_mut(),
        )
    };
    assert_eq!(call(&[2]), SIMDLOSS_STATUS_TARGET);
    assert!(text(unsafe { simdloss_last_error() }).contains("target"));
    assert_eq!(text(unsafe { simdloss_status_name(SIMDLOSS_STATUS_TARGET) }), "TARGET");
    assert_eq!(call(&target), SIMDLOSS_STATUS_OK);
    assert_eq!(loss, core::f32::consts::LN_2);
}
