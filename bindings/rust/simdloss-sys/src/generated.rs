// Written by bindings/generate from include/simdloss.h. Do not edit: run it again.

use core::ffi::{c_char, c_void};
use core::mem::{align_of, offset_of, size_of};

pub type simdloss_status = i32;
pub type simdloss_dtype = i32;
pub type simdloss_reduction = i32;
pub type simdloss_denominator = i32;
pub type simdloss_similarity = i32;
pub type simdloss_margin = i32;
pub type simdloss_distance = i32;
pub type simdloss_triplet_distance = i32;

pub const SIMDLOSS_STATUS_OK: simdloss_status = 0;
/// a required pointer is NULL, or no output was asked for
pub const SIMDLOSS_STATUS_NULL_POINTER: simdloss_status = 1;
/// a size is negative, or a product of sizes overflows
pub const SIMDLOSS_STATUS_SHAPE: simdloss_status = 2;
/// a stride is smaller than what it steps over
pub const SIMDLOSS_STATUS_STRIDE: simdloss_status = 3;
/// unknown, or not one that this buffer may have
pub const SIMDLOSS_STATUS_DTYPE: simdloss_status = 4;
/// an option is NaN or outside its range, or the desc is of an unknown version
pub const SIMDLOSS_STATUS_OPTION: simdloss_status = 5;
/// an index target lies outside \[0, classes) and is not ignore\_index
pub const SIMDLOSS_STATUS_TARGET: simdloss_status = 6;
/// two buffers overlap in a way that is not allowed
pub const SIMDLOSS_STATUS_ALIAS: simdloss_status = 7;
/// the workspace is too small
pub const SIMDLOSS_STATUS_WORKSPACE: simdloss_status = 8;
/// the executor is malformed, or did not run every task
pub const SIMDLOSS_STATUS_EXECUTOR: simdloss_status = 9;
/// the requested instruction set is unknown, or this machine does not have it
pub const SIMDLOSS_STATUS_ISA: simdloss_status = 10;
/// a defect of the library
pub const SIMDLOSS_STATUS_INTERNAL: simdloss_status = 11;
pub const SIMDLOSS_F32: simdloss_dtype = 1;
pub const SIMDLOSS_F64: simdloss_dtype = 2;
pub const SIMDLOSS_F16: simdloss_dtype = 3;
pub const SIMDLOSS_BF16: simdloss_dtype = 4;
pub const SIMDLOSS_I64: simdloss_dtype = 16;
pub const SIMDLOSS_I32: simdloss_dtype = 17;
pub const SIMDLOSS_I16: simdloss_dtype = 18;
pub const SIMDLOSS_I8: simdloss_dtype = 19;
pub const SIMDLOSS_U8: simdloss_dtype = 20;
pub const SIMDLOSS_U16: simdloss_dtype = 21;
pub const SIMDLOSS_U32: simdloss_dtype = 22;
/// one value a row
pub const SIMDLOSS_REDUCTION_NONE: simdloss_reduction = 0;
pub const SIMDLOSS_REDUCTION_SUM: simdloss_reduction = 1;
pub const SIMDLOSS_REDUCTION_MEAN: simdloss_reduction = 2;
/// PyTorch's: the sum of the kept targets' class weights
pub const SIMDLOSS_DENOMINATOR_DEFAULT: simdloss_denominator = 0;
/// the number of kept rows
pub const SIMDLOSS_DENOMINATOR_COUNT: simdloss_denominator = 1;
/// the sum over kept rows of class weight times row weight
pub const SIMDLOSS_DENOMINATOR_WEIGHT: simdloss_denominator = 2;
/// the number of kept rows for which that product is not 0
pub const SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT: simdloss_denominator = 3;
/// desc.batch, ignored rows included
pub const SIMDLOSS_DENOMINATOR_BATCH: simdloss_denominator = 4;
/// 0/0, as PyTorch; the gradient of ignored rows is 0 all the same
pub const SIMDLOSS_EMPTY_MEAN_NAN: i32 = 0;
/// loss 0 and gradient 0, as TensorFlow and Keras
pub const SIMDLOSS_EMPTY_MEAN_ZERO: i32 = 1;
pub const SIMDLOSS_AXIS_BATCH: i32 = 1;
pub const SIMDLOSS_AXIS_CLASS: i32 = 2;
pub const SIMDLOSS_AXIS_INNER: i32 = 4;
pub const SIMDLOSS_AXIS_ALL: i32 = 7;
/// a transformed logit is NaN
pub const SIMDLOSS_RECORD_NAN: i32 = 1;
/// one is +inf
pub const SIMDLOSS_RECORD_INFINITE: i32 = 2;
pub const SIMDLOSS_SIMILARITY_COSINE: simdloss_similarity = 0;
pub const SIMDLOSS_SIMILARITY_DOT: simdloss_similarity = 1;
pub const SIMDLOSS_MARGIN_ARCFACE: simdloss_margin = 0;
pub const SIMDLOSS_MARGIN_COSFACE: simdloss_margin = 1;
pub const SIMDLOSS_DISTANCE_L2: simdloss_distance = 0;
pub const SIMDLOSS_DISTANCE_SQUARED_L2: simdloss_distance = 1;
pub const SIMDLOSS_DISTANCE_ANGULAR: simdloss_distance = 2;
pub const SIMDLOSS_DISTANCE_NORMALIZED_L2: simdloss_distance = 3;
/// simdloss\_pairwise\_distance with p and eps
pub const SIMDLOSS_TRIPLET_MINKOWSKI: simdloss_triplet_distance = 0;
/// sum (x - y)^2; p and eps are not used
pub const SIMDLOSS_TRIPLET_SQUARED_EUCLIDEAN: simdloss_triplet_distance = 1;
/// 1 - cosine, norms at least 1e-8; p and eps are not used
pub const SIMDLOSS_TRIPLET_COSINE: simdloss_triplet_distance = 2;
pub const SIMDLOSS_HINGE_PLAIN: i32 = 0;
pub const SIMDLOSS_HINGE_SQUARED: i32 = 1;
pub const SIMDLOSS_HINGE_EMBEDDING: i32 = 2;
pub const SIMDLOSS_HINGE_SOFT: i32 = 3;
pub const SIMDLOSS_LABELS_SIGNED: i32 = 0;
pub const SIMDLOSS_LABELS_BINARY: i32 = 1;
pub const SIMDLOSS_MULTILABEL_IN_PLACE: i32 = 1024;
pub const SIMDLOSS_REGRESSION_SQUARED: i32 = 0;
pub const SIMDLOSS_REGRESSION_ABSOLUTE: i32 = 1;
pub const SIMDLOSS_REGRESSION_SMOOTH_L1: i32 = 2;
pub const SIMDLOSS_REGRESSION_HUBER: i32 = 3;
pub const SIMDLOSS_VERSION_MAJOR: i32 = 0;
pub const SIMDLOSS_VERSION_MINOR: i32 = 1;
pub const SIMDLOSS_VERSION_PATCH: i32 = 0;
pub const SIMDLOSS_ABI: i32 = 0;

/// ```text
/// The caller's threads. parallel_for runs task(context, index) once for each index in [0, count), in any order, on any
/// threads, inline if it likes, and returns when all have returned. It must not throw. Where a function takes an
/// executor, NULL means: on the calling thread. Results do not depend on the executor: every one gives the same bits.
///
/// A ready-made executor on oneTBB is in the library simdloss_tbb: see simdloss/tbb.h.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_executor {
    /// sizeof(simdloss\_executor)
    pub size: u32,
    /// how many tasks may run at once, \>= 1; a hint that decides how finely work is cut
    pub concurrency: i32,
    /// passed back to parallel\_for
    pub pool: *mut c_void,
    pub parallel_for: Option<unsafe extern "C" fn(pool: *mut c_void, count: i64, task: Option<unsafe extern "C" fn(context: *mut c_void, index: i64)>, context: *mut c_void)>,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_executor>() == 24);
    assert!(align_of::<simdloss_executor>() == 8);
    assert!(offset_of!(simdloss_executor, size) == 0);
    assert!(offset_of!(simdloss_executor, concurrency) == 4);
    assert!(offset_of!(simdloss_executor, pool) == 8);
    assert!(offset_of!(simdloss_executor, parallel_for) == 16);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_binary_cross_entropy_desc {
    /// set by simdloss\_binary\_cross\_entropy\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default) or dtype: the same type; U8
    pub target_dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// along which weight varies: SIMDLOSS\_AXIS\_ALL (default), or a sum of axes
    pub weight_axes: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 0 (default), in \[0, 1\]
    pub label_smoothing: f64,
    /// 1 (default), \> 0, finite: of gradient\_hessian alone, as the next
    pub hessian_scale: f64,
    /// 0 (default), \>= 0, finite: XGBoost has 1e-16
    pub hessian_floor: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_binary_cross_entropy_desc>() == 104);
    assert!(align_of::<simdloss_binary_cross_entropy_desc>() == 8);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, size) == 0);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, dtype) == 4);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, class_reduction) == 12);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, reduction) == 16);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, denominator) == 20);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, empty_mean) == 24);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, accumulate) == 28);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, weight_axes) == 32);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, batch) == 40);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, classes) == 48);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, inner) == 56);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, batch_stride) == 64);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, label_smoothing) == 80);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, hessian_scale) == 88);
    assert!(offset_of!(simdloss_binary_cross_entropy_desc, hessian_floor) == 96);
};

/// ```text
/// simdloss_probability_binary_cross_entropy, on probabilities p:
///
///     t' as above;  P = clip > 0 ? min(max(p, clip), 1 - clip) : p
///     log1 = log(P + epsilon), log0 = log(1 - P + epsilon);  with epsilon 0: log(P) and log1p(-P), in all their digits
///     l = -t' max(log1, log_floor) - (1 - t') max(log0, log_floor)
///     dl/dp = epsilon > 0 ? (1 - t') / (1 - P + epsilon) - t' / (P + epsilon) : (P - t') / max(P (1 - P), 1e-12F),
///             and 0 where p <= clip or p >= 1 - clip, if clip > 0
///     dl/dt = (1 - label_smoothing) (log0 - log1),  not floored: infinite at p = 0 and p = 1 without epsilon
///
///     PyTorch's F.binary_cross_entropy       the defaults: clip 0, epsilon 0, log_floor -100
///     TensorFlow's tf.compat.v1.losses.log_loss   epsilon 1e-7, denominator NONZERO_WEIGHT, empty_mean ZERO
///     Keras 3's BinaryCrossentropy           clip 1e-7;  Keras 2's: clip 1e-7 and epsilon 1e-7
///
/// clip and epsilon are rounded to acc, and so is 1 - clip. A p outside [0, 1], or with epsilon one whose logarithm does
/// not exist, gives a NaN loss; without epsilon a NaN gradient for p too.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_probability_binary_cross_entropy_desc {
    /// set by simdloss\_probability\_binary\_cross\_entropy\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default) or dtype: the same type; U8
    pub target_dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// along which weight varies: SIMDLOSS\_AXIS\_ALL (default), or a sum of axes
    pub weight_axes: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 0 (default), in \[0, 1\]
    pub label_smoothing: f64,
    /// 0 (default) = off, in (0, 0.5)
    pub clip: f64,
    /// 0 (default) = off, \> 0, finite
    pub epsilon: f64,
    /// -100 (default), \<= 0; -infinity = off
    pub log_floor: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_probability_binary_cross_entropy_desc>() == 112);
    assert!(align_of::<simdloss_probability_binary_cross_entropy_desc>() == 8);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, size) == 0);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, dtype) == 4);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, class_reduction) == 12);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, reduction) == 16);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, denominator) == 20);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, empty_mean) == 24);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, accumulate) == 28);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, weight_axes) == 32);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, batch) == 40);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, classes) == 48);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, inner) == 56);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, batch_stride) == 64);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, label_smoothing) == 80);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, clip) == 88);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, epsilon) == 96);
    assert!(offset_of!(simdloss_probability_binary_cross_entropy_desc, log_floor) == 104);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_cross_entropy_desc {
    /// set by simdloss\_cross\_entropy\_desc\_init
    pub size: u32,
    /// of logits and grad\_logits: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what grad\_logits holds
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// -100 (default); compared after widening the target; INT64\_MIN = none
    pub ignore_index: i64,
    /// 0 (default), in \[0, 1\]
    pub label_smoothing: f64,
    /// 0 (default), \>= 0, finite
    pub z_loss: f64,
    /// 0 (default) = off, \> 0, finite
    pub softcap: f64,
    /// 1 (default), \> 0, finite
    pub temperature: f64,
    /// 0 (default) = the mean's own; \> 0 replaces every denominator of MEAN
    pub mean_denominator: f64,
    /// 0 (default); of sharded rows, below: the class of column 0 of logits
    pub first_class: i64,
    /// 0 (default) = rows are whole; of sharded rows: classes of all shards
    pub total_classes: i64,
    /// 1 (default), \> 0, finite: of gradient\_hessian alone, as the next
    pub hessian_scale: f64,
    /// 0 (default), \>= 0, finite
    pub hessian_floor: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_cross_entropy_desc>() == 144);
    assert!(align_of::<simdloss_cross_entropy_desc>() == 8);
    assert!(offset_of!(simdloss_cross_entropy_desc, size) == 0);
    assert!(offset_of!(simdloss_cross_entropy_desc, dtype) == 4);
    assert!(offset_of!(simdloss_cross_entropy_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_cross_entropy_desc, reduction) == 12);
    assert!(offset_of!(simdloss_cross_entropy_desc, denominator) == 16);
    assert!(offset_of!(simdloss_cross_entropy_desc, empty_mean) == 20);
    assert!(offset_of!(simdloss_cross_entropy_desc, accumulate) == 24);
    assert!(offset_of!(simdloss_cross_entropy_desc, batch) == 32);
    assert!(offset_of!(simdloss_cross_entropy_desc, classes) == 40);
    assert!(offset_of!(simdloss_cross_entropy_desc, inner) == 48);
    assert!(offset_of!(simdloss_cross_entropy_desc, batch_stride) == 56);
    assert!(offset_of!(simdloss_cross_entropy_desc, ignore_index) == 64);
    assert!(offset_of!(simdloss_cross_entropy_desc, label_smoothing) == 72);
    assert!(offset_of!(simdloss_cross_entropy_desc, z_loss) == 80);
    assert!(offset_of!(simdloss_cross_entropy_desc, softcap) == 88);
    assert!(offset_of!(simdloss_cross_entropy_desc, temperature) == 96);
    assert!(offset_of!(simdloss_cross_entropy_desc, mean_denominator) == 104);
    assert!(offset_of!(simdloss_cross_entropy_desc, first_class) == 112);
    assert!(offset_of!(simdloss_cross_entropy_desc, total_classes) == 120);
    assert!(offset_of!(simdloss_cross_entropy_desc, hessian_scale) == 128);
    assert!(offset_of!(simdloss_cross_entropy_desc, hessian_floor) == 136);
};

/// ```text
/// A sum that is exact, so that it does not depend on the order of its terms: (part[0] + ... + part[3]) * 2^exponent,
/// where exponent is a multiple of 32 and part[i] one of 2^(-32 i), so that adding parts rounds nothing. What terms have
/// below the last part, 2^-96 of the largest of them, is cut off.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct simdloss_cross_entropy_sum {
    pub part: [f64; 4],
    pub exponent: i64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_cross_entropy_sum>() == 40);
    assert!(align_of::<simdloss_cross_entropy_sum>() == 8);
    assert!(offset_of!(simdloss_cross_entropy_sum, part) == 0);
    assert!(offset_of!(simdloss_cross_entropy_sum, exponent) == 32);
};

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct simdloss_cross_entropy_record {
    /// of the transformed logits v that were seen
    pub maximum: f64,
    /// with top\_exponent: top \* 2^top\_exponent is exp(maximum)
    pub top: f64,
    pub top_exponent: i64,
    /// of the target, as stored; 0 where it was not seen
    pub target_logit: f64,
    /// of exp(v) over all that were seen but one largest
    pub rest: simdloss_cross_entropy_sum,
    /// with label smoothing: of w\_c v\_c
    pub logits: simdloss_cross_entropy_sum,
    /// with label smoothing: of w\_c
    pub weights: simdloss_cross_entropy_sum,
    /// how many logits were seen; 0: none, and nothing else in the record is looked at
    pub columns: i64,
    /// in how many chunks. The sums of one chunk are not yet exact: part\[0\] \* 2^exponent; rest is relative to exp(maximum) if \|maximum\| \> 1024, and logits holds that of w\_c (maximum - v\_c)
    pub chunks: i64,
    /// in how many shards the target was found: 1 in a whole row
    pub hits: i32,
    /// SIMDLOSS\_RECORD\_ flags; if any, the numbers above are of no account
    pub flags: u32,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_cross_entropy_record>() == 176);
    assert!(align_of::<simdloss_cross_entropy_record>() == 8);
    assert!(offset_of!(simdloss_cross_entropy_record, maximum) == 0);
    assert!(offset_of!(simdloss_cross_entropy_record, top) == 8);
    assert!(offset_of!(simdloss_cross_entropy_record, top_exponent) == 16);
    assert!(offset_of!(simdloss_cross_entropy_record, target_logit) == 24);
    assert!(offset_of!(simdloss_cross_entropy_record, rest) == 32);
    assert!(offset_of!(simdloss_cross_entropy_record, logits) == 72);
    assert!(offset_of!(simdloss_cross_entropy_record, weights) == 112);
    assert!(offset_of!(simdloss_cross_entropy_record, columns) == 152);
    assert!(offset_of!(simdloss_cross_entropy_record, chunks) == 160);
    assert!(offset_of!(simdloss_cross_entropy_record, hits) == 168);
    assert!(offset_of!(simdloss_cross_entropy_record, flags) == 172);
};

/// ```text
/// Cross-entropy with targets that are probabilities: PyTorch's F.cross_entropy(logits, target) with a float target of
/// the logits' shape, TensorFlow's softmax_cross_entropy, Keras' CategoricalCrossentropy(from_logits=True).
///
/// Formula, with weights w, smoothing e, C classes, and m, S, p, lse of the logits x as on top:
///
///     t'_c = (1-e) t_c + e/C      T = sum_c w_c t'_c
///     L_r  = sum_c w_c t'_c (-log p_c) = T log S + sum_c w_c t'_c (m - x_c)
///     loss = row_weight_r * L_r;      MEAN = sum_r row_weight_r L_r / denominator
///     dL_r/dx_j = T p_j - w_j t'_j    dL_r/dt_c = (1-e) w_c (-log p_c)
///
/// A row of target need not add up to 1 (TensorFlow's gradient, p - t, is then not the derivative; this one is), and may
/// hold negative numbers. No row is ignored: a row_weight of 0 takes a row out of SUM, WEIGHT and NONZERO_WEIGHT.
///
/// The denominator. A row has no class of its own, so that class weights do not enter: DEFAULT and COUNT are the number
/// of rows, batch * inner (PyTorch; Keras' sum_over_batch_size); WEIGHT is the sum of row_weight (Keras'
/// mean_with_sample_weight, TensorFlow's MEAN); NONZERO_WEIGHT the number of rows whose row_weight is not 0
/// (TensorFlow's default, SUM_BY_NONZERO_WEIGHTS); BATCH is desc.batch. TensorFlow and Keras take an empty mean for 0:
/// EMPTY_MEAN_ZERO.
///
/// Special values. As on top; further, a coefficient w_c t'_c of 0 switches its term off, even where log p_c is -inf,
/// and so does (1-e) w_c in the gradient for the target, which is otherwise +inf there. A NaN in target makes the row's
/// loss and grad_logits NaN; an infinite one makes them infinite or NaN. grad_target does not depend on target.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_soft_cross_entropy_desc {
    /// set by simdloss\_soft\_cross\_entropy\_desc\_init
    pub size: u32,
    /// of logits, target and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what grad\_logits and grad\_target hold
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements, of every full-size array; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default), in \[0, 1\]
    pub label_smoothing: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_soft_cross_entropy_desc>() == 72);
    assert!(align_of::<simdloss_soft_cross_entropy_desc>() == 8);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, size) == 0);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, dtype) == 4);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, reduction) == 8);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, denominator) == 12);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, empty_mean) == 16);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, accumulate) == 20);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, batch) == 24);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, classes) == 32);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, inner) == 40);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, batch_stride) == 48);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, label_smoothing) == 56);
    assert!(offset_of!(simdloss_soft_cross_entropy_desc, mean_denominator) == 64);
};

/// ```text
/// Negative log-likelihood: class indices on log-probabilities z, which need not be normalised. PyTorch's F.nll_loss,
/// ONNX' NegativeLogLikelihoodLoss.
///
///     loss = row_weight_r * w_y * (-z_y), of an ignored row 0; MEAN as of simdloss_cross_entropy, without its Z
///     dloss/dz_j = -row_weight_r * w_y [j = y]; 0 for an ignored row
///
/// Only the target's entry of each row is read, so that a NaN elsewhere changes nothing; a weight of 0 switches an
/// infinite entry off, though not a NaN. The gradient does not depend on log_prob. With accumulate, only the targets'
/// entries of grad_log_prob are touched. simdloss_cross_entropy_denominator gives what MEAN divides by, from a desc of
/// its own.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_nll_desc {
    /// set by simdloss\_nll\_desc\_init
    pub size: u32,
    /// of log\_prob and grad\_log\_prob: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what grad\_log\_prob holds
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// -100 (default); compared after widening the target; INT64\_MIN = none
    pub ignore_index: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_nll_desc>() == 80);
    assert!(align_of::<simdloss_nll_desc>() == 8);
    assert!(offset_of!(simdloss_nll_desc, size) == 0);
    assert!(offset_of!(simdloss_nll_desc, dtype) == 4);
    assert!(offset_of!(simdloss_nll_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_nll_desc, reduction) == 12);
    assert!(offset_of!(simdloss_nll_desc, denominator) == 16);
    assert!(offset_of!(simdloss_nll_desc, empty_mean) == 20);
    assert!(offset_of!(simdloss_nll_desc, accumulate) == 24);
    assert!(offset_of!(simdloss_nll_desc, batch) == 32);
    assert!(offset_of!(simdloss_nll_desc, classes) == 40);
    assert!(offset_of!(simdloss_nll_desc, inner) == 48);
    assert!(offset_of!(simdloss_nll_desc, batch_stride) == 56);
    assert!(offset_of!(simdloss_nll_desc, ignore_index) == 64);
    assert!(offset_of!(simdloss_nll_desc, mean_denominator) == 72);
};

/// ```text
/// Divergence of log-probabilities x from target probabilities t, or from their logarithms with log_target: PyTorch's
/// F.kl_div, optax.kl_divergence (class_reduction SUM).
///
///     log_target 0:  l = t (log t - x)         dl/dx = -t           dl/dt = log t + 1 - x
///     log_target 1:  l = exp(t) (t - x)        dl/dx = -exp(t)      dl/dt = exp(t) (t - x + 1)
///
///     class_reduction NONE: the losses are l, one an element; SUM: one a row, their sum; MEAN: that / classes
///     loss = row_weight_r * the row's loss or losses;        MEAN = sum of all / denominator
///
/// The denominator. DEFAULT and COUNT: the number of losses, batch * classes * inner or (with a class_reduction) batch *
/// inner: PyTorch's 'mean'. BATCH: desc.batch, PyTorch's 'batchmean'. WEIGHT: the sum of every loss's row_weight.
/// NONZERO_WEIGHT: the number of losses whose row_weight is not 0.
///
/// Special values. t = 0, with log_target t = -inf, contributes exactly 0 to the loss and to dl/dx, whatever x is (but a
/// NaN stays one in the loss); dl/dt is then -inf without log_target (NaN where x is -inf), and 0 with it. A negative
/// probability t gives NaN in all three. x = -inf where t is not 0: the loss and dl/dt are +inf, dl/dx finite. Nothing
/// else is checked: neither side need be normalised.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_kl_divergence_desc {
    /// set by simdloss\_kl\_divergence\_desc\_init
    pub size: u32,
    /// of every full-size array but an unreduced loss: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO; for class\_reduction MEAN too
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// 0 (default): target holds probabilities; 1: their logarithms
    pub log_target: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_kl_divergence_desc>() == 72);
    assert!(align_of::<simdloss_kl_divergence_desc>() == 8);
    assert!(offset_of!(simdloss_kl_divergence_desc, size) == 0);
    assert!(offset_of!(simdloss_kl_divergence_desc, dtype) == 4);
    assert!(offset_of!(simdloss_kl_divergence_desc, class_reduction) == 8);
    assert!(offset_of!(simdloss_kl_divergence_desc, reduction) == 12);
    assert!(offset_of!(simdloss_kl_divergence_desc, denominator) == 16);
    assert!(offset_of!(simdloss_kl_divergence_desc, empty_mean) == 20);
    assert!(offset_of!(simdloss_kl_divergence_desc, accumulate) == 24);
    assert!(offset_of!(simdloss_kl_divergence_desc, log_target) == 28);
    assert!(offset_of!(simdloss_kl_divergence_desc, batch) == 32);
    assert!(offset_of!(simdloss_kl_divergence_desc, classes) == 40);
    assert!(offset_of!(simdloss_kl_divergence_desc, inner) == 48);
    assert!(offset_of!(simdloss_kl_divergence_desc, batch_stride) == 56);
    assert!(offset_of!(simdloss_kl_divergence_desc, mean_denominator) == 64);
};

/// ```text
/// Distillation (Hinton): the divergence of a student from a teacher, both given by logits, in one pass over each. What
/// F.kl_div(log_softmax(s / tau), softmax(u / tau), reduction='batchmean') * tau^2 composes.
///
///     P = softmax(u / tau), Q = softmax(s / tau)       s: student, u: teacher, tau: temperature
///     k_j  = log P_j - log Q_j                         K_r = sum_j P_j k_j
///     L_r  = tau^2 K_r                                 without the factor tau^2 where squared_temperature is 0
///     loss = row_weight_r * L_r;                       MEAN = sum_r row_weight_r L_r / denominator
///     dL_r/ds_j = tau (Q_j - P_j)                      dL_r/du_j = tau P_j (k_j - K_r);  / tau^2 likewise
///
/// The denominator. DEFAULT and COUNT: the number of rows, batch * inner; WEIGHT: the sum of row_weight; NONZERO_WEIGHT:
/// the number of rows whose row_weight is not 0; BATCH: desc.batch.
///
/// Special values. A NaN or a +inf in either row, or a row of all -inf, makes loss and gradients of that row NaN. Where
/// the teacher is -inf, P_j is 0 and so is its term, whatever the student is. Where only the student is -inf, the loss
/// is +inf, the student's gradient is finite, and the teacher's gradient is NaN in the whole row. The quotients u / tau
/// and s / tau are rounded once to the accumulator type.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_distillation_desc {
    /// set by simdloss\_distillation\_desc\_init
    pub size: u32,
    /// of student, teacher and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// 1 (default): the loss has the factor temperature^2; 0: it has not
    pub squared_temperature: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 1 (default), \> 0, finite
    pub temperature: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_distillation_desc>() == 80);
    assert!(align_of::<simdloss_distillation_desc>() == 8);
    assert!(offset_of!(simdloss_distillation_desc, size) == 0);
    assert!(offset_of!(simdloss_distillation_desc, dtype) == 4);
    assert!(offset_of!(simdloss_distillation_desc, reduction) == 8);
    assert!(offset_of!(simdloss_distillation_desc, denominator) == 12);
    assert!(offset_of!(simdloss_distillation_desc, empty_mean) == 16);
    assert!(offset_of!(simdloss_distillation_desc, accumulate) == 20);
    assert!(offset_of!(simdloss_distillation_desc, squared_temperature) == 24);
    assert!(offset_of!(simdloss_distillation_desc, batch) == 32);
    assert!(offset_of!(simdloss_distillation_desc, classes) == 40);
    assert!(offset_of!(simdloss_distillation_desc, inner) == 48);
    assert!(offset_of!(simdloss_distillation_desc, batch_stride) == 56);
    assert!(offset_of!(simdloss_distillation_desc, temperature) == 64);
    assert!(offset_of!(simdloss_distillation_desc, mean_denominator) == 72);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_info_nce_desc {
    /// set by simdloss\_info\_nce\_desc\_init
    pub size: u32,
    /// of vectors and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub positive_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of a batch of 0: SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what is there
    pub accumulate: i32,
    /// COSINE (default) DOT
    pub similarity: simdloss_similarity,
    /// 0 (default); 1: rows and columns half each; keys = batch, and no positive
    pub symmetric: i32,
    /// 0 (default): the number of queries
    pub batch: i64,
    /// 0 (default) = batch; what is not some row's positive is a negative all the same
    pub keys: i64,
    /// 0 (default): further keys, in an array of their own
    pub negatives: i64,
    /// 0 (default): elements of a vector
    pub width: i64,
    /// of rows, in elements; 0 (default) = width
    pub query_stride: i64,
    /// 0 (default) = width
    pub key_stride: i64,
    /// 0 (default) = width
    pub negative_stride: i64,
    /// 0.05 (default), \> 0, finite
    pub temperature: f64,
    /// 1e-12 (default), \> 0, finite
    pub norm_floor: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_info_nce_desc>() == 112);
    assert!(align_of::<simdloss_info_nce_desc>() == 8);
    assert!(offset_of!(simdloss_info_nce_desc, size) == 0);
    assert!(offset_of!(simdloss_info_nce_desc, dtype) == 4);
    assert!(offset_of!(simdloss_info_nce_desc, positive_dtype) == 8);
    assert!(offset_of!(simdloss_info_nce_desc, reduction) == 12);
    assert!(offset_of!(simdloss_info_nce_desc, empty_mean) == 16);
    assert!(offset_of!(simdloss_info_nce_desc, accumulate) == 20);
    assert!(offset_of!(simdloss_info_nce_desc, similarity) == 24);
    assert!(offset_of!(simdloss_info_nce_desc, symmetric) == 28);
    assert!(offset_of!(simdloss_info_nce_desc, batch) == 32);
    assert!(offset_of!(simdloss_info_nce_desc, keys) == 40);
    assert!(offset_of!(simdloss_info_nce_desc, negatives) == 48);
    assert!(offset_of!(simdloss_info_nce_desc, width) == 56);
    assert!(offset_of!(simdloss_info_nce_desc, query_stride) == 64);
    assert!(offset_of!(simdloss_info_nce_desc, key_stride) == 72);
    assert!(offset_of!(simdloss_info_nce_desc, negative_stride) == 80);
    assert!(offset_of!(simdloss_info_nce_desc, temperature) == 88);
    assert!(offset_of!(simdloss_info_nce_desc, norm_floor) == 96);
    assert!(offset_of!(simdloss_info_nce_desc, mean_denominator) == 104);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_nt_xent_desc {
    /// set by simdloss\_nt\_xent\_desc\_init
    pub size: u32,
    /// of embeddings and their gradient: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub label_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// 0 (default); 1: gradients are added to what is there
    pub accumulate: i32,
    /// COSINE (default) DOT
    pub similarity: simdloss_similarity,
    /// 0 (default): the number of embeddings
    pub batch: i64,
    /// 0 (default): elements of an embedding
    pub width: i64,
    /// of rows, in elements; 0 (default) = width
    pub stride: i64,
    /// 0.07 (default), \> 0, finite
    pub temperature: f64,
    /// 1e-12 (default), \> 0, finite
    pub norm_floor: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_nt_xent_desc>() == 72);
    assert!(align_of::<simdloss_nt_xent_desc>() == 8);
    assert!(offset_of!(simdloss_nt_xent_desc, size) == 0);
    assert!(offset_of!(simdloss_nt_xent_desc, dtype) == 4);
    assert!(offset_of!(simdloss_nt_xent_desc, label_dtype) == 8);
    assert!(offset_of!(simdloss_nt_xent_desc, reduction) == 12);
    assert!(offset_of!(simdloss_nt_xent_desc, accumulate) == 16);
    assert!(offset_of!(simdloss_nt_xent_desc, similarity) == 20);
    assert!(offset_of!(simdloss_nt_xent_desc, batch) == 24);
    assert!(offset_of!(simdloss_nt_xent_desc, width) == 32);
    assert!(offset_of!(simdloss_nt_xent_desc, stride) == 40);
    assert!(offset_of!(simdloss_nt_xent_desc, temperature) == 48);
    assert!(offset_of!(simdloss_nt_xent_desc, norm_floor) == 56);
    assert!(offset_of!(simdloss_nt_xent_desc, mean_denominator) == 64);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_sup_con_desc {
    /// set by simdloss\_sup\_con\_desc\_init
    pub size: u32,
    /// of embeddings and their gradient: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub label_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// 0 (default); 1: gradients are added to what is there
    pub accumulate: i32,
    /// COSINE (default) DOT
    pub similarity: simdloss_similarity,
    /// 0 (default): the number of embeddings
    pub batch: i64,
    /// 0 (default): elements of an embedding
    pub width: i64,
    /// of rows, in elements; 0 (default) = width
    pub stride: i64,
    /// 0.1 (default), \> 0, finite
    pub temperature: f64,
    /// 1e-12 (default), \> 0, finite
    pub norm_floor: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_sup_con_desc>() == 72);
    assert!(align_of::<simdloss_sup_con_desc>() == 8);
    assert!(offset_of!(simdloss_sup_con_desc, size) == 0);
    assert!(offset_of!(simdloss_sup_con_desc, dtype) == 4);
    assert!(offset_of!(simdloss_sup_con_desc, label_dtype) == 8);
    assert!(offset_of!(simdloss_sup_con_desc, reduction) == 12);
    assert!(offset_of!(simdloss_sup_con_desc, accumulate) == 16);
    assert!(offset_of!(simdloss_sup_con_desc, similarity) == 20);
    assert!(offset_of!(simdloss_sup_con_desc, batch) == 24);
    assert!(offset_of!(simdloss_sup_con_desc, width) == 32);
    assert!(offset_of!(simdloss_sup_con_desc, stride) == 40);
    assert!(offset_of!(simdloss_sup_con_desc, temperature) == 48);
    assert!(offset_of!(simdloss_sup_con_desc, norm_floor) == 56);
    assert!(offset_of!(simdloss_sup_con_desc, mean_denominator) == 64);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_n_pairs_desc {
    /// set by simdloss\_n\_pairs\_desc\_init
    pub size: u32,
    /// of vectors and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub label_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// 0 (default); 1: gradients are added to what is there
    pub accumulate: i32,
    /// DOT (default) COSINE
    pub similarity: simdloss_similarity,
    /// 0 (default): the number of anchors, and of positives
    pub batch: i64,
    /// 0 (default): elements of a vector
    pub width: i64,
    /// of rows, in elements; 0 (default) = width
    pub anchor_stride: i64,
    /// 0 (default) = width
    pub positive_stride: i64,
    /// 1 (default), \> 0, finite
    pub temperature: f64,
    /// 1e-12 (default), \> 0, finite
    pub norm_floor: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_n_pairs_desc>() == 80);
    assert!(align_of::<simdloss_n_pairs_desc>() == 8);
    assert!(offset_of!(simdloss_n_pairs_desc, size) == 0);
    assert!(offset_of!(simdloss_n_pairs_desc, dtype) == 4);
    assert!(offset_of!(simdloss_n_pairs_desc, label_dtype) == 8);
    assert!(offset_of!(simdloss_n_pairs_desc, reduction) == 12);
    assert!(offset_of!(simdloss_n_pairs_desc, accumulate) == 16);
    assert!(offset_of!(simdloss_n_pairs_desc, similarity) == 20);
    assert!(offset_of!(simdloss_n_pairs_desc, batch) == 24);
    assert!(offset_of!(simdloss_n_pairs_desc, width) == 32);
    assert!(offset_of!(simdloss_n_pairs_desc, anchor_stride) == 40);
    assert!(offset_of!(simdloss_n_pairs_desc, positive_stride) == 48);
    assert!(offset_of!(simdloss_n_pairs_desc, temperature) == 56);
    assert!(offset_of!(simdloss_n_pairs_desc, norm_floor) == 64);
    assert!(offset_of!(simdloss_n_pairs_desc, mean_denominator) == 72);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_margin_softmax_desc {
    /// set by simdloss\_margin\_softmax\_desc\_init
    pub size: u32,
    /// of embeddings, weights and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of no kept row: SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what is there
    pub accumulate: i32,
    /// ARCFACE (default) COSFACE
    pub kind: simdloss_margin,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 0 (default): elements of a vector
    pub width: i64,
    /// of rows, in elements; 0 (default) = width
    pub embedding_stride: i64,
    /// 0 (default) = width
    pub weight_stride: i64,
    /// 0.5 (default); ARCFACE: radians, from 0 to pi; COSFACE: finite (its paper: 0.35)
    pub margin: f64,
    /// 64 (default), \> 0, finite
    pub scale: f64,
    /// 1e-12 (default), \> 0, finite
    pub norm_floor: f64,
    /// 0 (default) = the number of kept rows; \> 0 replaces it
    pub mean_denominator: f64,
    /// -100 (default); compared after widening the target; INT64\_MIN = none
    pub ignore_index: i64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_margin_softmax_desc>() == 112);
    assert!(align_of::<simdloss_margin_softmax_desc>() == 8);
    assert!(offset_of!(simdloss_margin_softmax_desc, size) == 0);
    assert!(offset_of!(simdloss_margin_softmax_desc, dtype) == 4);
    assert!(offset_of!(simdloss_margin_softmax_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_margin_softmax_desc, reduction) == 12);
    assert!(offset_of!(simdloss_margin_softmax_desc, empty_mean) == 16);
    assert!(offset_of!(simdloss_margin_softmax_desc, accumulate) == 20);
    assert!(offset_of!(simdloss_margin_softmax_desc, kind) == 24);
    assert!(offset_of!(simdloss_margin_softmax_desc, batch) == 32);
    assert!(offset_of!(simdloss_margin_softmax_desc, classes) == 40);
    assert!(offset_of!(simdloss_margin_softmax_desc, width) == 48);
    assert!(offset_of!(simdloss_margin_softmax_desc, embedding_stride) == 56);
    assert!(offset_of!(simdloss_margin_softmax_desc, weight_stride) == 64);
    assert!(offset_of!(simdloss_margin_softmax_desc, margin) == 72);
    assert!(offset_of!(simdloss_margin_softmax_desc, scale) == 80);
    assert!(offset_of!(simdloss_margin_softmax_desc, norm_floor) == 88);
    assert!(offset_of!(simdloss_margin_softmax_desc, mean_denominator) == 96);
    assert!(offset_of!(simdloss_margin_softmax_desc, ignore_index) == 104);
};

/// One desc for the four losses that mine the batch: a program tries one after the other by calling another function.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_mining_desc {
    /// set by simdloss\_mining\_desc\_init
    pub size: u32,
    /// embeddings and their gradient: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// labels: I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM
    pub reduction: simdloss_reduction,
    /// the mean of nothing: SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: the gradient is added to what its buffer holds
    pub accumulate: i32,
    /// L2 (default) SQUARED\_L2 ANGULAR NORMALIZED\_L2
    pub distance: simdloss_distance,
    /// 0 (default); 1: softplus instead of a hinge; triplet\_hard only
    pub soft: i32,
    /// 0 (default); at most 2^31 - 64
    pub batch: i64,
    /// 0 (default)
    pub features: i64,
    /// in elements; 0 (default) = features
    pub batch_stride: i64,
    /// 1 (default), finite
    pub margin: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_mining_desc>() == 72);
    assert!(align_of::<simdloss_mining_desc>() == 8);
    assert!(offset_of!(simdloss_mining_desc, size) == 0);
    assert!(offset_of!(simdloss_mining_desc, dtype) == 4);
    assert!(offset_of!(simdloss_mining_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_mining_desc, reduction) == 12);
    assert!(offset_of!(simdloss_mining_desc, empty_mean) == 16);
    assert!(offset_of!(simdloss_mining_desc, accumulate) == 20);
    assert!(offset_of!(simdloss_mining_desc, distance) == 24);
    assert!(offset_of!(simdloss_mining_desc, soft) == 28);
    assert!(offset_of!(simdloss_mining_desc, batch) == 32);
    assert!(offset_of!(simdloss_mining_desc, features) == 40);
    assert!(offset_of!(simdloss_mining_desc, batch_stride) == 48);
    assert!(offset_of!(simdloss_mining_desc, margin) == 56);
    assert!(offset_of!(simdloss_mining_desc, mean_denominator) == 64);
};

/// ```text
/// Triplets that the caller names by their rows, whatever mined them: pytorch-metric-learning's TripletMarginLoss with
/// indices_tuple (with NORMALIZED_L2, mean_of_positive, and its margin, 0.05).
///
///     l_t  = max(0, margin + d_ap - d_an),  a = anchor[t], p = positive[t], n = negative[t]
///     MEAN = sum of l_t / triplets; mean_of_positive: / the number of those that are positive, 0 if none is
///
/// Rows may be named any number of times, and a triplet may name one twice. The squares of a distance are added in F64,
/// whatever the type. A distance below the normal numbers of acc has gradient 0, as a distance of 0 has.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_named_triplets_desc {
    /// set by simdloss\_named\_triplets\_desc\_init
    pub size: u32,
    /// embeddings and their gradient: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32
    pub index_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of no triplet: SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: the mean is over positive losses, and 0 if there are none
    pub mean_of_positive: i32,
    /// 0 (default); 1: the gradient is added to what its buffer holds
    pub accumulate: i32,
    /// L2 (default) SQUARED\_L2 ANGULAR NORMALIZED\_L2
    pub distance: simdloss_distance,
    /// 0 (default); at most 2^31 - 64
    pub batch: i64,
    /// 0 (default)
    pub features: i64,
    /// in elements; 0 (default) = features
    pub batch_stride: i64,
    /// 0 (default)
    pub triplets: i64,
    /// 1 (default), finite
    pub margin: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_named_triplets_desc>() == 80);
    assert!(align_of::<simdloss_named_triplets_desc>() == 8);
    assert!(offset_of!(simdloss_named_triplets_desc, size) == 0);
    assert!(offset_of!(simdloss_named_triplets_desc, dtype) == 4);
    assert!(offset_of!(simdloss_named_triplets_desc, index_dtype) == 8);
    assert!(offset_of!(simdloss_named_triplets_desc, reduction) == 12);
    assert!(offset_of!(simdloss_named_triplets_desc, empty_mean) == 16);
    assert!(offset_of!(simdloss_named_triplets_desc, mean_of_positive) == 20);
    assert!(offset_of!(simdloss_named_triplets_desc, accumulate) == 24);
    assert!(offset_of!(simdloss_named_triplets_desc, distance) == 28);
    assert!(offset_of!(simdloss_named_triplets_desc, batch) == 32);
    assert!(offset_of!(simdloss_named_triplets_desc, features) == 40);
    assert!(offset_of!(simdloss_named_triplets_desc, batch_stride) == 48);
    assert!(offset_of!(simdloss_named_triplets_desc, triplets) == 56);
    assert!(offset_of!(simdloss_named_triplets_desc, margin) == 64);
    assert!(offset_of!(simdloss_named_triplets_desc, mean_denominator) == 72);
};

/// ```text
/// The distance of two rows: PyTorch's F.pairwise_distance.
///
///     v = x1 - x2 + eps       D = (sum_j |v_j|^p)^(1/p);  p = infinity: the largest |v_j|;  p = 0: how many are not 0
///     dD/dv_j:  p = 1: sign v_j    p = 2: v_j / D    p = infinity: sign v_j at the largest, shared evenly among them
///               p = 0: 0           else: sign(v_j) (|v_j| / D)^(p-1);  0 where D = 0 or v_j = 0
///     dD/dx1 = dD/dv, dD/dx2 = -dD/dv
///
/// eps is added to every signed difference, so that D(x1, x2) and D(x2, x1) differ a little, and coincident rows are eps *
/// features^(1/p) apart. For p other than 1, 2 and infinity powers are taken relative to the largest |v|.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_pairwise_distance_desc {
    /// set by simdloss\_pairwise\_distance\_desc\_init
    pub size: u32,
    /// of x1, x2 and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// 0
    pub reserved: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub features: i64,
    /// in elements; 0 (default) = features
    pub x1_stride: i64,
    /// the same
    pub x2_stride: i64,
    /// 2 (default); \>= 0, infinity allowed
    pub p: f64,
    /// 1e-6 (default), finite
    pub eps: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_pairwise_distance_desc>() == 64);
    assert!(align_of::<simdloss_pairwise_distance_desc>() == 8);
    assert!(offset_of!(simdloss_pairwise_distance_desc, size) == 0);
    assert!(offset_of!(simdloss_pairwise_distance_desc, dtype) == 4);
    assert!(offset_of!(simdloss_pairwise_distance_desc, accumulate) == 8);
    assert!(offset_of!(simdloss_pairwise_distance_desc, reserved) == 12);
    assert!(offset_of!(simdloss_pairwise_distance_desc, batch) == 16);
    assert!(offset_of!(simdloss_pairwise_distance_desc, features) == 24);
    assert!(offset_of!(simdloss_pairwise_distance_desc, x1_stride) == 32);
    assert!(offset_of!(simdloss_pairwise_distance_desc, x2_stride) == 40);
    assert!(offset_of!(simdloss_pairwise_distance_desc, p) == 48);
    assert!(offset_of!(simdloss_pairwise_distance_desc, eps) == 56);
};

/// ```text
/// The cosine of two rows: PyTorch's F.cosine_similarity.
///
///     c = x1 . x2 / (max(|x1|, eps) max(|x2|, eps))
///     dc/dx1 = x2 / (max(|x1|, eps) max(|x2|, eps)) - c x1 / |x1|^2, the second term only where |x1| >= eps; x2 likewise
///
/// A row of norm 0 has a gradient of the size of 1 / eps, as in PyTorch; with zero_gradient it is 0 instead. Where
/// 1 / (|x1| |x2|) is below the normal numbers of acc (2^-126, or 2^-1022) the gradient may come out as 0; so it is with
/// every cosine of this header.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_cosine_similarity_desc {
    /// set by simdloss\_cosine\_similarity\_desc\_init
    pub size: u32,
    /// of x1, x2 and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// 0 (default); 1: the gradient by a row of norm 0 is 0
    pub zero_gradient: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub features: i64,
    /// in elements; 0 (default) = features
    pub x1_stride: i64,
    /// the same
    pub x2_stride: i64,
    /// 1e-8 (default), \> 0, finite
    pub eps: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_cosine_similarity_desc>() == 56);
    assert!(align_of::<simdloss_cosine_similarity_desc>() == 8);
    assert!(offset_of!(simdloss_cosine_similarity_desc, size) == 0);
    assert!(offset_of!(simdloss_cosine_similarity_desc, dtype) == 4);
    assert!(offset_of!(simdloss_cosine_similarity_desc, accumulate) == 8);
    assert!(offset_of!(simdloss_cosine_similarity_desc, zero_gradient) == 12);
    assert!(offset_of!(simdloss_cosine_similarity_desc, batch) == 16);
    assert!(offset_of!(simdloss_cosine_similarity_desc, features) == 24);
    assert!(offset_of!(simdloss_cosine_similarity_desc, x1_stride) == 32);
    assert!(offset_of!(simdloss_cosine_similarity_desc, x2_stride) == 40);
    assert!(offset_of!(simdloss_cosine_similarity_desc, eps) == 48);
};

/// ```text
/// Cosine embedding: PyTorch's CosineEmbeddingLoss.
///
///     n1 = |x1|^2 + E, n2 = |x2|^2 + E, E = 1e-12 rounded to a float        c = x1 . x2 / sqrt(n1 n2)
///     y = 1:  l = 1 - c        y = -1:  l = max(0, c - margin)        any other y: l = 0, gradient 0
///     dc/dx1 = x2 / sqrt(n1 n2) - x1 c / n1,  dc/dx2 likewise          MEAN = sum of l / batch
///
/// A row of norm 0 with y = 1 has the loss 1 and a gradient of about 1e6, as in PyTorch; with zero_gradient it is 0.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_cosine_embedding_desc {
    /// set by simdloss\_cosine\_embedding\_desc\_init
    pub size: u32,
    /// of x1, x2 and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1, zero is -1)
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// 0 (default); 1: the gradient by a row of norm 0 is 0
    pub zero_gradient: i32,
    /// 0
    pub reserved: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub features: i64,
    /// in elements; 0 (default) = features
    pub x1_stride: i64,
    /// the same
    pub x2_stride: i64,
    /// 0 (default), finite
    pub margin: f64,
    /// 0 (default) = batch; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_cosine_embedding_desc>() == 80);
    assert!(align_of::<simdloss_cosine_embedding_desc>() == 8);
    assert!(offset_of!(simdloss_cosine_embedding_desc, size) == 0);
    assert!(offset_of!(simdloss_cosine_embedding_desc, dtype) == 4);
    assert!(offset_of!(simdloss_cosine_embedding_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_cosine_embedding_desc, reduction) == 12);
    assert!(offset_of!(simdloss_cosine_embedding_desc, empty_mean) == 16);
    assert!(offset_of!(simdloss_cosine_embedding_desc, accumulate) == 20);
    assert!(offset_of!(simdloss_cosine_embedding_desc, zero_gradient) == 24);
    assert!(offset_of!(simdloss_cosine_embedding_desc, reserved) == 28);
    assert!(offset_of!(simdloss_cosine_embedding_desc, batch) == 32);
    assert!(offset_of!(simdloss_cosine_embedding_desc, features) == 40);
    assert!(offset_of!(simdloss_cosine_embedding_desc, x1_stride) == 48);
    assert!(offset_of!(simdloss_cosine_embedding_desc, x2_stride) == 56);
    assert!(offset_of!(simdloss_cosine_embedding_desc, margin) == 64);
    assert!(offset_of!(simdloss_cosine_embedding_desc, mean_denominator) == 72);
};

/// ```text
/// Contrastive loss, on a distance D that the caller has, or on that of two rows of embeddings (simdloss_contrastive; D as
/// of simdloss_pairwise_distance, with p and eps). With s the label that says "similar": y where one_is_similar is 1, else
/// 1 - y; y may be any number between,
///
///     l = f (s D^2 + (1 - s) max(0, margin - D)^2)        f = 1, or 1/2 with half         MEAN = sum of l / batch
///     dl/dD = 2 f (s D - (1 - s) max(0, margin - D))      dl/dy = +-f (D^2 - max(0, margin - D)^2)
///
/// one_is_similar 1, half 0: TensorFlow Addons' contrastive_loss. one_is_similar 0, half 1: Hadsell, Chopra and LeCun 2006.
/// one_is_similar 0, half 0: Flux. A weight (s or 1 - s) of 0 takes its term away, whatever that is.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_contrastive_desc {
    /// set by simdloss\_contrastive\_desc\_init
    pub size: u32,
    /// of x1, x2, or of the distances, and of the gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1)
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// 1 (default) or 0
    pub one_is_similar: i32,
    /// 0 (default) or 1
    pub half: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default); not used for distances
    pub features: i64,
    /// in elements; 0 (default) = features; not used for distances
    pub x1_stride: i64,
    /// the same
    pub x2_stride: i64,
    /// 2 (default); \>= 0, infinity allowed; not used for distances
    pub p: f64,
    /// 0 (default), finite; not used for distances
    pub eps: f64,
    /// 1 (default), finite
    pub margin: f64,
    /// 0 (default) = batch; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_contrastive_desc>() == 96);
    assert!(align_of::<simdloss_contrastive_desc>() == 8);
    assert!(offset_of!(simdloss_contrastive_desc, size) == 0);
    assert!(offset_of!(simdloss_contrastive_desc, dtype) == 4);
    assert!(offset_of!(simdloss_contrastive_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_contrastive_desc, reduction) == 12);
    assert!(offset_of!(simdloss_contrastive_desc, empty_mean) == 16);
    assert!(offset_of!(simdloss_contrastive_desc, accumulate) == 20);
    assert!(offset_of!(simdloss_contrastive_desc, one_is_similar) == 24);
    assert!(offset_of!(simdloss_contrastive_desc, half) == 28);
    assert!(offset_of!(simdloss_contrastive_desc, batch) == 32);
    assert!(offset_of!(simdloss_contrastive_desc, features) == 40);
    assert!(offset_of!(simdloss_contrastive_desc, x1_stride) == 48);
    assert!(offset_of!(simdloss_contrastive_desc, x2_stride) == 56);
    assert!(offset_of!(simdloss_contrastive_desc, p) == 64);
    assert!(offset_of!(simdloss_contrastive_desc, eps) == 72);
    assert!(offset_of!(simdloss_contrastive_desc, margin) == 80);
    assert!(offset_of!(simdloss_contrastive_desc, mean_denominator) == 88);
};

/// ```text
/// Triplet margin: PyTorch's TripletMarginLoss, and TripletMarginWithDistanceLoss with two other distances.
///
///     Dp = D(anchor, positive)        Dn = D(anchor, negative), with swap the smaller of it and D(positive, negative)
///     z = margin + Dp - Dn            l = max(0, z)                                      MEAN = sum of l / batch
///     where z > 0:  dl = dDp - dDn, to each of the rows that the distances are of;       elsewhere 0
///
/// Where D(positive, negative) equals D(anchor, negative), the latter is taken. Coincident rows: MINKOWSKI has D = eps *
/// features^(1/p) and a constant direction, as PyTorch, and gradient 0 with eps = 0; SQUARED_EUCLIDEAN has gradient 0.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_triplet_margin_desc {
    /// set by simdloss\_triplet\_margin\_desc\_init
    pub size: u32,
    /// of the rows and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// MINKOWSKI (default) SQUARED\_EUCLIDEAN COSINE
    pub distance: simdloss_triplet_distance,
    /// 0 (default) or 1
    pub swap: i32,
    /// 0 (default); 1: with COSINE, the gradient by a row of norm 0 is 0
    pub zero_gradient: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub features: i64,
    /// in elements; 0 (default) = features
    pub anchor_stride: i64,
    /// the same
    pub positive_stride: i64,
    /// the same
    pub negative_stride: i64,
    /// 1 (default), \> 0, finite
    pub margin: f64,
    /// 2 (default); \>= 0, infinity allowed
    pub p: f64,
    /// 1e-6 (default), finite
    pub eps: f64,
    /// 0 (default) = batch; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_triplet_margin_desc>() == 104);
    assert!(align_of::<simdloss_triplet_margin_desc>() == 8);
    assert!(offset_of!(simdloss_triplet_margin_desc, size) == 0);
    assert!(offset_of!(simdloss_triplet_margin_desc, dtype) == 4);
    assert!(offset_of!(simdloss_triplet_margin_desc, reduction) == 8);
    assert!(offset_of!(simdloss_triplet_margin_desc, empty_mean) == 12);
    assert!(offset_of!(simdloss_triplet_margin_desc, accumulate) == 16);
    assert!(offset_of!(simdloss_triplet_margin_desc, distance) == 20);
    assert!(offset_of!(simdloss_triplet_margin_desc, swap) == 24);
    assert!(offset_of!(simdloss_triplet_margin_desc, zero_gradient) == 28);
    assert!(offset_of!(simdloss_triplet_margin_desc, batch) == 32);
    assert!(offset_of!(simdloss_triplet_margin_desc, features) == 40);
    assert!(offset_of!(simdloss_triplet_margin_desc, anchor_stride) == 48);
    assert!(offset_of!(simdloss_triplet_margin_desc, positive_stride) == 56);
    assert!(offset_of!(simdloss_triplet_margin_desc, negative_stride) == 64);
    assert!(offset_of!(simdloss_triplet_margin_desc, margin) == 72);
    assert!(offset_of!(simdloss_triplet_margin_desc, p) == 80);
    assert!(offset_of!(simdloss_triplet_margin_desc, eps) == 88);
    assert!(offset_of!(simdloss_triplet_margin_desc, mean_denominator) == 96);
};

/// ```text
/// Margin ranking: PyTorch's MarginRankingLoss. Element by element,
///
///     z = margin - y (x1 - x2)        l = max(0, z)        MEAN = sum of l / number of elements
///     where z > 0:   dl/dx1 = -y      dl/dx2 = y           dl/dy = -(x1 - x2)          elsewhere 0
///
/// y = 1 says that x1 should be the larger by margin, y = -1 that x2 should. It is used as given: y = 0 makes l the
/// margin. Arrays are [batch, classes, inner], inner fastest; consecutive batch items are batch_stride elements apart in
/// all of them, but for an unreduced loss and its upstream gradient, which are dense. For plain [N] arrays, batch = N.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_margin_ranking_desc {
    /// set by simdloss\_margin\_ranking\_desc\_init
    pub size: u32,
    /// of x1, x2 and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1, zero is -1)
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 1 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default), finite
    pub margin: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_margin_ranking_desc>() == 72);
    assert!(align_of::<simdloss_margin_ranking_desc>() == 8);
    assert!(offset_of!(simdloss_margin_ranking_desc, size) == 0);
    assert!(offset_of!(simdloss_margin_ranking_desc, dtype) == 4);
    assert!(offset_of!(simdloss_margin_ranking_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_margin_ranking_desc, reduction) == 12);
    assert!(offset_of!(simdloss_margin_ranking_desc, empty_mean) == 16);
    assert!(offset_of!(simdloss_margin_ranking_desc, accumulate) == 20);
    assert!(offset_of!(simdloss_margin_ranking_desc, batch) == 24);
    assert!(offset_of!(simdloss_margin_ranking_desc, classes) == 32);
    assert!(offset_of!(simdloss_margin_ranking_desc, inner) == 40);
    assert!(offset_of!(simdloss_margin_ranking_desc, batch_stride) == 48);
    assert!(offset_of!(simdloss_margin_ranking_desc, margin) == 56);
    assert!(offset_of!(simdloss_margin_ranking_desc, mean_denominator) == 64);
};

/// ```text
/// The hinge of MatchZoo (RankHingeLoss of matchzoo-py). Rows stand in groups of num_neg + 1: row i * (num_neg + 1) is
/// the positive of group i, the rows after it its negatives, and nothing is copied to bring them together. With x_ic the
/// positive's columns and n_i the mean of all num_neg * columns negative scores of the group,
///
///     z_ic = margin - (x_ic - n_i)    l_ic = max(0, z_ic)    MEAN = sum of l / (groups * columns)
///     where z_ic > 0:  dl_ic/dx_ic = -1,   1 / (num_neg * columns) at each negative;  elsewhere 0
///
/// It is one hinge against the mean negative, not the mean of num_neg hinges.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_rank_hinge_desc {
    /// set by simdloss\_rank\_hinge\_desc\_init
    pub size: u32,
    /// of scores and their gradient: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: the gradient is added to what its buffer holds
    pub accumulate: i32,
    /// 0
    pub reserved: i32,
    /// 0 (default); a multiple of num\_neg + 1
    pub rows: i64,
    /// 1 (default)
    pub columns: i64,
    /// in elements; 0 (default) = columns
    pub row_stride: i64,
    /// 1 (default), \>= 1
    pub num_neg: i64,
    /// 1 (default), finite
    pub margin: f64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_rank_hinge_desc>() == 72);
    assert!(align_of::<simdloss_rank_hinge_desc>() == 8);
    assert!(offset_of!(simdloss_rank_hinge_desc, size) == 0);
    assert!(offset_of!(simdloss_rank_hinge_desc, dtype) == 4);
    assert!(offset_of!(simdloss_rank_hinge_desc, reduction) == 8);
    assert!(offset_of!(simdloss_rank_hinge_desc, empty_mean) == 12);
    assert!(offset_of!(simdloss_rank_hinge_desc, accumulate) == 16);
    assert!(offset_of!(simdloss_rank_hinge_desc, reserved) == 20);
    assert!(offset_of!(simdloss_rank_hinge_desc, rows) == 24);
    assert!(offset_of!(simdloss_rank_hinge_desc, columns) == 32);
    assert!(offset_of!(simdloss_rank_hinge_desc, row_stride) == 40);
    assert!(offset_of!(simdloss_rank_hinge_desc, num_neg) == 48);
    assert!(offset_of!(simdloss_rank_hinge_desc, margin) == 56);
    assert!(offset_of!(simdloss_rank_hinge_desc, mean_denominator) == 64);
};

/// ```text
/// The cross-entropy of MatchZoo (RankCrossEntropyLoss of matchzoo-py), rows in groups as above. The (num_neg + 1) *
/// columns scores z_ic of group i go through one softmax, and t_ic are the targets in the same places, used as given: of
/// every row, not the positive's alone.
///
///     P = softmax(z_i)    L_ic = log(P_ic + e), e = 2^-52 for every dtype    l_i = -sum_c t_ic L_ic    MEAN = sum / groups
///     r_c = t_c P_c / (P_c + e)    dl/dz_c = -(r_c - P_c sum_k r_k)          dl/dt_c = -L_c
///
/// A score of -inf has P = 0 and L = log e. A NaN or +inf in a group, or one of all -inf, makes all of it NaN.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_rank_cross_entropy_desc {
    /// set by simdloss\_rank\_cross\_entropy\_desc\_init
    pub size: u32,
    /// of scores, target and their gradients: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// 0
    pub reserved: i32,
    /// 0 (default); a multiple of num\_neg + 1
    pub rows: i64,
    /// 1 (default)
    pub columns: i64,
    /// in elements, of scores and of target; 0 (default) = columns
    pub row_stride: i64,
    /// 1 (default), \>= 1
    pub num_neg: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_rank_cross_entropy_desc>() == 64);
    assert!(align_of::<simdloss_rank_cross_entropy_desc>() == 8);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, size) == 0);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, dtype) == 4);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, reduction) == 8);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, empty_mean) == 12);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, accumulate) == 16);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, reserved) == 20);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, rows) == 24);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, columns) == 32);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, row_stride) == 40);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, num_neg) == 48);
    assert!(offset_of!(simdloss_rank_cross_entropy_desc, mean_denominator) == 56);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_sigmoid_focal_desc {
    /// set by simdloss\_sigmoid\_focal\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default) or dtype: the same type; U8
    pub target_dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// along which weight varies: SIMDLOSS\_AXIS\_ALL (default), or a sum of axes
    pub weight_axes: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 0 (default), in \[0, 1\]
    pub label_smoothing: f64,
    /// 2 (default), \>= 0, finite
    pub gamma: f64,
    /// 0.25 (default), in \[0, 1\], or -1: none; with class\_alpha not looked at
    pub alpha: f64,
    /// 1 (default), \> 0, finite: of gradient\_hessian alone, as the next
    pub hessian_scale: f64,
    /// 0 (default), \>= 0, finite. The focal loss is not convex
    pub hessian_floor: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_sigmoid_focal_desc>() == 120);
    assert!(align_of::<simdloss_sigmoid_focal_desc>() == 8);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, size) == 0);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, dtype) == 4);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, class_reduction) == 12);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, reduction) == 16);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, denominator) == 20);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, empty_mean) == 24);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, accumulate) == 28);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, weight_axes) == 32);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, batch) == 40);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, classes) == 48);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, inner) == 56);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, batch_stride) == 64);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, label_smoothing) == 80);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, gamma) == 88);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, alpha) == 96);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, hessian_scale) == 104);
    assert!(offset_of!(simdloss_sigmoid_focal_desc, hessian_floor) == 112);
};

/// ```text
/// simdloss_probability_focal, on probabilities p: Keras' BinaryFocalCrossentropy(from_logits=False), whose defaults are
/// clip 1e-7, and alpha -1 without apply_class_balancing.
///
///     P = clip > 0 ? min(max(p, clip), 1 - clip) : p              u = (1 - t') p + t' (1 - p), not clipped
///     ce = -t' log(P) - (1 - t') log1p(-P), each logarithm at least -100
///     l  = a u^gamma ce, a as above
///     dl/dp = a (gamma u^(gamma-1) (1 - 2t') ce + u^gamma dce/dp), the first term 0 at u = 0;
///     dce/dp = (P - t') / max(P (1 - P), 1e-12F), and 0 where p <= clip or p >= 1 - clip, if clip > 0
///
/// A p outside [0, 1] gives NaN.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_probability_focal_desc {
    /// set by simdloss\_probability\_focal\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default) or dtype: the same type; U8
    pub target_dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// along which weight varies: SIMDLOSS\_AXIS\_ALL (default), or a sum of axes
    pub weight_axes: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 0 (default), in \[0, 1\]
    pub label_smoothing: f64,
    /// 2 (default), \>= 0, finite
    pub gamma: f64,
    /// -1 (default): none; or in \[0, 1\]; with class\_alpha not looked at
    pub alpha: f64,
    /// 1e-7 (default), in (0, 0.5); 0 = off
    pub clip: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_probability_focal_desc>() == 112);
    assert!(align_of::<simdloss_probability_focal_desc>() == 8);
    assert!(offset_of!(simdloss_probability_focal_desc, size) == 0);
    assert!(offset_of!(simdloss_probability_focal_desc, dtype) == 4);
    assert!(offset_of!(simdloss_probability_focal_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_probability_focal_desc, class_reduction) == 12);
    assert!(offset_of!(simdloss_probability_focal_desc, reduction) == 16);
    assert!(offset_of!(simdloss_probability_focal_desc, denominator) == 20);
    assert!(offset_of!(simdloss_probability_focal_desc, empty_mean) == 24);
    assert!(offset_of!(simdloss_probability_focal_desc, accumulate) == 28);
    assert!(offset_of!(simdloss_probability_focal_desc, weight_axes) == 32);
    assert!(offset_of!(simdloss_probability_focal_desc, batch) == 40);
    assert!(offset_of!(simdloss_probability_focal_desc, classes) == 48);
    assert!(offset_of!(simdloss_probability_focal_desc, inner) == 56);
    assert!(offset_of!(simdloss_probability_focal_desc, batch_stride) == 64);
    assert!(offset_of!(simdloss_probability_focal_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_probability_focal_desc, label_smoothing) == 80);
    assert!(offset_of!(simdloss_probability_focal_desc, gamma) == 88);
    assert!(offset_of!(simdloss_probability_focal_desc, alpha) == 96);
    assert!(offset_of!(simdloss_probability_focal_desc, clip) == 104);
};

/// ```text
/// simdloss_asymmetric, on logits: the asymmetric loss of multi-label classification (timm's AsymmetricLossMultiLabel).
///
///     m  = max(p - clip, 0), n = 1 - m                            an easy negative, with p <= clip, counts for nothing
///     l  = t q^gamma_positive softplus(-x) - (1 - t) m^gamma_negative log(n)
///     dl/dx = -t q^gamma_positive (gamma_positive p softplus(-x) + q)
///             + (1 - t) p q (m^gamma_negative / n - gamma_negative m^(gamma_negative-1) log(n)), 0 where m is 0
///     dl/dt = q^gamma_positive softplus(-x) + m^gamma_negative log(n)
///
/// constant_power 1 drops the terms with a gamma before them: timm's disable_torch_grad_focal_loss. timm's default
/// reduction is MEAN with denominator BATCH.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_asymmetric_desc {
    /// set by simdloss\_asymmetric\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default) or dtype: the same type; U8
    pub target_dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// along which weight varies: SIMDLOSS\_AXIS\_ALL (default), or a sum of axes
    pub weight_axes: i32,
    /// 0 (default); 1: the powers have no derivative
    pub constant_power: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 1 (default), \>= 0, finite
    pub gamma_positive: f64,
    /// 4 (default), \>= 0, finite
    pub gamma_negative: f64,
    /// 0.05 (default), in \[0, 1)
    pub clip: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_asymmetric_desc>() == 104);
    assert!(align_of::<simdloss_asymmetric_desc>() == 8);
    assert!(offset_of!(simdloss_asymmetric_desc, size) == 0);
    assert!(offset_of!(simdloss_asymmetric_desc, dtype) == 4);
    assert!(offset_of!(simdloss_asymmetric_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_asymmetric_desc, class_reduction) == 12);
    assert!(offset_of!(simdloss_asymmetric_desc, reduction) == 16);
    assert!(offset_of!(simdloss_asymmetric_desc, denominator) == 20);
    assert!(offset_of!(simdloss_asymmetric_desc, empty_mean) == 24);
    assert!(offset_of!(simdloss_asymmetric_desc, accumulate) == 28);
    assert!(offset_of!(simdloss_asymmetric_desc, weight_axes) == 32);
    assert!(offset_of!(simdloss_asymmetric_desc, constant_power) == 36);
    assert!(offset_of!(simdloss_asymmetric_desc, batch) == 40);
    assert!(offset_of!(simdloss_asymmetric_desc, classes) == 48);
    assert!(offset_of!(simdloss_asymmetric_desc, inner) == 56);
    assert!(offset_of!(simdloss_asymmetric_desc, batch_stride) == 64);
    assert!(offset_of!(simdloss_asymmetric_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_asymmetric_desc, gamma_positive) == 80);
    assert!(offset_of!(simdloss_asymmetric_desc, gamma_negative) == 88);
    assert!(offset_of!(simdloss_asymmetric_desc, clip) == 96);
};

/// ```text
/// simdloss_softmax_focal, on logits, with class indices: the focal loss of Lin et al. (2017) for several classes; Keras'
/// CategoricalFocalCrossentropy by options, and kornia's focal_loss up to its weights and its mean.
///
/// Shapes, types, targets, weights, reductions and arguments are those of simdloss_cross_entropy (simdloss/cross_entropy.h),
/// but for what is said here. For a kept row with target y, smoothing e, p = softmax(logits), q_c = 1 - p_c, and a_c =
/// alpha * class_alpha_c:
///
///     F(c) = q_c^gamma (-log p_c)                          G(c) = q_c^gamma (1 - gamma p_c log(p_c) / q_c)
///     L_r  = (1-e) a_y F(y) + (e/C) sum_c a_c F(c)
///     loss = row_weight_r * L_r
///     dL_r/dx_j = D p_j - s_j G(j),    s_c = a_c ((1-e) [c = y] + e/C),    D = sum_c s_c G(c)
///
/// MEAN: DEFAULT and COUNT divide by the number of kept rows, whatever alpha is; WEIGHT by the sum of class_alpha_y *
/// row_weight_r over kept rows, NONZERO_WEIGHT by how many of those products are not 0, BATCH by desc.batch. Object
/// detectors divide the sum by the number of objects: mean_denominator.
///
/// Gradients are exact and finite for every gamma >= 0 and every logit, at p -> 0 and p -> 1 too: no power below gamma is
/// formed, and 1 - p comes from the other classes. gamma = 0, with alpha 1 and no clip, is simdloss_cross_entropy with
/// class_alpha as its weights, bit for bit (MEAN by COUNT).
///
/// probability_clip > 0 is Keras': p_c is limited to [clip, 1 - clip] in F, and where it was beyond, G(c) is 0: a row
/// whose target is saturated has no gradient. Keras' defaults are gamma 2, alpha 0.25, label_smoothing 0 and a clip of
/// 1e-7; its from_logits=False takes probabilities P, which are logits log(P) here.
///
/// Special values: as of simdloss_cross_entropy. With a clip a logit of -inf has the loss of p = clip.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_softmax_focal_desc {
    /// set by simdloss\_softmax\_focal\_desc\_init
    pub size: u32,
    /// of logits and grad\_logits: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what grad\_logits holds
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// -100 (default); compared after widening the target; INT64\_MIN = none
    pub ignore_index: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 0 (default), in \[0, 1\]
    pub label_smoothing: f64,
    /// 2 (default), \>= 0, finite
    pub gamma: f64,
    /// 1 (default), \>= 0, finite: multiplies all classes
    pub alpha: f64,
    /// 0 (default) = off; in (0, 0.5)
    pub probability_clip: f64,
    /// 1 (default), \> 0, finite: of gradient\_hessian alone, as the next
    pub hessian_scale: f64,
    /// 0 (default), \>= 0, finite. The focal loss is not convex
    pub hessian_floor: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_softmax_focal_desc>() == 128);
    assert!(align_of::<simdloss_softmax_focal_desc>() == 8);
    assert!(offset_of!(simdloss_softmax_focal_desc, size) == 0);
    assert!(offset_of!(simdloss_softmax_focal_desc, dtype) == 4);
    assert!(offset_of!(simdloss_softmax_focal_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_softmax_focal_desc, reduction) == 12);
    assert!(offset_of!(simdloss_softmax_focal_desc, denominator) == 16);
    assert!(offset_of!(simdloss_softmax_focal_desc, empty_mean) == 20);
    assert!(offset_of!(simdloss_softmax_focal_desc, accumulate) == 24);
    assert!(offset_of!(simdloss_softmax_focal_desc, batch) == 32);
    assert!(offset_of!(simdloss_softmax_focal_desc, classes) == 40);
    assert!(offset_of!(simdloss_softmax_focal_desc, inner) == 48);
    assert!(offset_of!(simdloss_softmax_focal_desc, batch_stride) == 56);
    assert!(offset_of!(simdloss_softmax_focal_desc, ignore_index) == 64);
    assert!(offset_of!(simdloss_softmax_focal_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_softmax_focal_desc, label_smoothing) == 80);
    assert!(offset_of!(simdloss_softmax_focal_desc, gamma) == 88);
    assert!(offset_of!(simdloss_softmax_focal_desc, alpha) == 96);
    assert!(offset_of!(simdloss_softmax_focal_desc, probability_clip) == 104);
    assert!(offset_of!(simdloss_softmax_focal_desc, hessian_scale) == 112);
    assert!(offset_of!(simdloss_softmax_focal_desc, hessian_floor) == 120);
};

/// ```text
/// simdloss_poly1_cross_entropy, on logits, with class indices: cross-entropy and the first term of its expansion in
/// 1 - p, with a coefficient of its own (Leng et al., PolyLoss, 2022; optax' poly_loss_cross_entropy, TensorFlow
/// Ranking's PolyOneSoftmaxLoss).
///
///     t_c  = (1-e) [c = y] + e/C,    w class weights,    p = softmax(logits)
///     L_r  = sum_c w_c t_c (-log p_c + epsilon (1 - p_c))
///     dL_r/dx_j = D p_j - w_j t_j (1 + epsilon p_j),    D = sum_c w_c t_c (1 + epsilon p_c)
///
/// Everything else is as of simdloss_cross_entropy, whose bits epsilon 0 gives; MEAN's DEFAULT divides by the kept
/// targets' weights, as there. optax' default is epsilon = 2.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_poly1_cross_entropy_desc {
    /// set by simdloss\_poly1\_cross\_entropy\_desc\_init
    pub size: u32,
    /// of logits and grad\_logits: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what grad\_logits holds
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// -100 (default); compared after widening the target; INT64\_MIN = none
    pub ignore_index: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 0 (default), in \[0, 1\]
    pub label_smoothing: f64,
    /// 1 (default), finite
    pub epsilon: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_poly1_cross_entropy_desc>() == 96);
    assert!(align_of::<simdloss_poly1_cross_entropy_desc>() == 8);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, size) == 0);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, dtype) == 4);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, reduction) == 12);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, denominator) == 16);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, empty_mean) == 20);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, accumulate) == 24);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, batch) == 32);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, classes) == 40);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, inner) == 48);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, batch_stride) == 56);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, ignore_index) == 64);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, label_smoothing) == 80);
    assert!(offset_of!(simdloss_poly1_cross_entropy_desc, epsilon) == 88);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_hinge_desc {
    /// set by simdloss\_hinge\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default) or dtype: the same type; U8
    pub target_dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// along which weight varies: SIMDLOSS\_AXIS\_ALL (default), or a sum of axes
    pub weight_axes: i32,
    /// SIMDLOSS\_HINGE\_PLAIN (default), ...
    pub kind: i32,
    /// SIMDLOSS\_LABELS\_SIGNED (default) or \_BINARY
    pub labels: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 1 (default), finite; not of SOFT
    pub margin: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_hinge_desc>() == 96);
    assert!(align_of::<simdloss_hinge_desc>() == 8);
    assert!(offset_of!(simdloss_hinge_desc, size) == 0);
    assert!(offset_of!(simdloss_hinge_desc, dtype) == 4);
    assert!(offset_of!(simdloss_hinge_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_hinge_desc, class_reduction) == 12);
    assert!(offset_of!(simdloss_hinge_desc, reduction) == 16);
    assert!(offset_of!(simdloss_hinge_desc, denominator) == 20);
    assert!(offset_of!(simdloss_hinge_desc, empty_mean) == 24);
    assert!(offset_of!(simdloss_hinge_desc, accumulate) == 28);
    assert!(offset_of!(simdloss_hinge_desc, weight_axes) == 32);
    assert!(offset_of!(simdloss_hinge_desc, kind) == 36);
    assert!(offset_of!(simdloss_hinge_desc, labels) == 40);
    assert!(offset_of!(simdloss_hinge_desc, batch) == 48);
    assert!(offset_of!(simdloss_hinge_desc, classes) == 56);
    assert!(offset_of!(simdloss_hinge_desc, inner) == 64);
    assert!(offset_of!(simdloss_hinge_desc, batch_stride) == 72);
    assert!(offset_of!(simdloss_hinge_desc, mean_denominator) == 80);
    assert!(offset_of!(simdloss_hinge_desc, margin) == 88);
};

/// ```text
/// The losses of rows. With x_y the score of the target, z_j = x_j - x_y + margin, and x and z of one row:
///
///     multi_margin         L = (w_y / C) sum_{j != y} max(z_j, 0)^p                      F.multi_margin_loss
///                          dL/dx_j = (w_y / C) [z_j > 0] (p = 1: 1; p = 2: 2 z_j), dL/dx_y = -sum of these
///     categorical_hinge    z = max(0, max_{j != y} x_j) - x_y + margin, L = max(z, 0)    Keras' CategoricalHinge
///                          dL/dx_y = -[z > 0], dL/dx_k = [z > 0] at the largest x_k > 0, the first of several
///
/// input: [batch, classes, inner]; inner = 1 is [N, C]. target: [batch, inner], the class of each row, where Keras has a
/// row of 0 and 1. class_weight: [classes], row_weight: [batch, inner], both of acc (double for F64, else float), or NULL:
/// all 1; a row's loss and gradient are multiplied by both, and a weight of 0 silences an infinite one. loss and grad_loss,
/// of acc: one, or for NONE [batch, inner]; grad_loss NULL: 1. grad_input: of input's shape, type and stride; it may be
/// input itself, but not with accumulate.
///
/// MEAN divides by the rows kept (DEFAULT, COUNT), by the sum of their weights or the number of those not 0 (of class and
/// row weights multiplied), or by batch. A row whose target is ignore_index is not read and gives 0; with accumulate its
/// gradient is left as it is. The mean of no rows is NaN, or 0 if empty_mean says so, where PyTorch returns memory that was
/// never written.
///
/// At a kink the gradient is 0. A row with a NaN, or where z is inf - inf, has a loss of NaN and a gradient of NaN
/// throughout: PyTorch drops NaN scores. A loss is that of the scores as stored, and keeps its digits where a hinge hardly
/// opens: z is formed from the difference of the scores.
///
/// Errors: TARGET names the first row whose target is neither a class nor ignored, and the target; nothing has been
/// written then. Others as for every loss: simdloss/core.h.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_multi_margin_desc {
    /// set by simdloss\_multi\_margin\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: the gradient is added to what its buffer holds
    pub accumulate: i32,
    /// 1 (default) or 2: the power of a hinge
    pub p: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// -100 (default); compared as int64; INT64\_MIN: none
    pub ignore_index: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 1 (default), finite
    pub margin: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_multi_margin_desc>() == 88);
    assert!(align_of::<simdloss_multi_margin_desc>() == 8);
    assert!(offset_of!(simdloss_multi_margin_desc, size) == 0);
    assert!(offset_of!(simdloss_multi_margin_desc, dtype) == 4);
    assert!(offset_of!(simdloss_multi_margin_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_multi_margin_desc, reduction) == 12);
    assert!(offset_of!(simdloss_multi_margin_desc, denominator) == 16);
    assert!(offset_of!(simdloss_multi_margin_desc, empty_mean) == 20);
    assert!(offset_of!(simdloss_multi_margin_desc, accumulate) == 24);
    assert!(offset_of!(simdloss_multi_margin_desc, p) == 28);
    assert!(offset_of!(simdloss_multi_margin_desc, batch) == 32);
    assert!(offset_of!(simdloss_multi_margin_desc, classes) == 40);
    assert!(offset_of!(simdloss_multi_margin_desc, inner) == 48);
    assert!(offset_of!(simdloss_multi_margin_desc, batch_stride) == 56);
    assert!(offset_of!(simdloss_multi_margin_desc, ignore_index) == 64);
    assert!(offset_of!(simdloss_multi_margin_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_multi_margin_desc, margin) == 80);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_categorical_hinge_desc {
    /// set by simdloss\_categorical\_hinge\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: the gradient is added to what its buffer holds
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// -100 (default); compared as int64; INT64\_MIN: none
    pub ignore_index: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 1 (default), finite
    pub margin: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_categorical_hinge_desc>() == 88);
    assert!(align_of::<simdloss_categorical_hinge_desc>() == 8);
    assert!(offset_of!(simdloss_categorical_hinge_desc, size) == 0);
    assert!(offset_of!(simdloss_categorical_hinge_desc, dtype) == 4);
    assert!(offset_of!(simdloss_categorical_hinge_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_categorical_hinge_desc, reduction) == 12);
    assert!(offset_of!(simdloss_categorical_hinge_desc, denominator) == 16);
    assert!(offset_of!(simdloss_categorical_hinge_desc, empty_mean) == 20);
    assert!(offset_of!(simdloss_categorical_hinge_desc, accumulate) == 24);
    assert!(offset_of!(simdloss_categorical_hinge_desc, batch) == 32);
    assert!(offset_of!(simdloss_categorical_hinge_desc, classes) == 40);
    assert!(offset_of!(simdloss_categorical_hinge_desc, inner) == 48);
    assert!(offset_of!(simdloss_categorical_hinge_desc, batch_stride) == 56);
    assert!(offset_of!(simdloss_categorical_hinge_desc, ignore_index) == 64);
    assert!(offset_of!(simdloss_categorical_hinge_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_categorical_hinge_desc, margin) == 80);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_multilabel_margin_desc {
    /// set by simdloss\_multilabel\_margin\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: the gradient is added to what its buffer holds
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// entries of a row of target; 0 (default) = classes
    pub labels: i64,
    /// of input, in elements; 0 (default) = classes
    pub batch_stride: i64,
    /// -1 (default); compared as int64; INT64\_MIN: none
    pub padding_index: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 1 (default), finite
    pub margin: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_multilabel_margin_desc>() == 88);
    assert!(align_of::<simdloss_multilabel_margin_desc>() == 8);
    assert!(offset_of!(simdloss_multilabel_margin_desc, size) == 0);
    assert!(offset_of!(simdloss_multilabel_margin_desc, dtype) == 4);
    assert!(offset_of!(simdloss_multilabel_margin_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_multilabel_margin_desc, reduction) == 12);
    assert!(offset_of!(simdloss_multilabel_margin_desc, denominator) == 16);
    assert!(offset_of!(simdloss_multilabel_margin_desc, empty_mean) == 20);
    assert!(offset_of!(simdloss_multilabel_margin_desc, accumulate) == 24);
    assert!(offset_of!(simdloss_multilabel_margin_desc, batch) == 32);
    assert!(offset_of!(simdloss_multilabel_margin_desc, classes) == 40);
    assert!(offset_of!(simdloss_multilabel_margin_desc, labels) == 48);
    assert!(offset_of!(simdloss_multilabel_margin_desc, batch_stride) == 56);
    assert!(offset_of!(simdloss_multilabel_margin_desc, padding_index) == 64);
    assert!(offset_of!(simdloss_multilabel_margin_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_multilabel_margin_desc, margin) == 80);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_regression_desc {
    /// set by simdloss\_regression\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default) or dtype: the same type; U8
    pub target_dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// along which weight varies: SIMDLOSS\_AXIS\_ALL (default), or a sum of axes
    pub weight_axes: i32,
    /// SIMDLOSS\_REGRESSION\_SQUARED (default), ...
    pub kind: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 1 (default), finite; of SMOOTH\_L1 \>= 0, where 0 is ABSOLUTE, of HUBER \> 0
    pub threshold: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_regression_desc>() == 88);
    assert!(align_of::<simdloss_regression_desc>() == 8);
    assert!(offset_of!(simdloss_regression_desc, size) == 0);
    assert!(offset_of!(simdloss_regression_desc, dtype) == 4);
    assert!(offset_of!(simdloss_regression_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_regression_desc, class_reduction) == 12);
    assert!(offset_of!(simdloss_regression_desc, reduction) == 16);
    assert!(offset_of!(simdloss_regression_desc, denominator) == 20);
    assert!(offset_of!(simdloss_regression_desc, empty_mean) == 24);
    assert!(offset_of!(simdloss_regression_desc, accumulate) == 28);
    assert!(offset_of!(simdloss_regression_desc, weight_axes) == 32);
    assert!(offset_of!(simdloss_regression_desc, kind) == 36);
    assert!(offset_of!(simdloss_regression_desc, batch) == 40);
    assert!(offset_of!(simdloss_regression_desc, classes) == 48);
    assert!(offset_of!(simdloss_regression_desc, inner) == 56);
    assert!(offset_of!(simdloss_regression_desc, batch_stride) == 64);
    assert!(offset_of!(simdloss_regression_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_regression_desc, threshold) == 80);
};

/// ```text
/// simdloss_poisson_nll: PyTorch's F.poisson_nll_loss; with log_input 0 and epsilon 1e-7 Keras' Poisson.
///
///     log_input 1:  l = exp(x) - t x                    dl/dx = exp(x) - t                 dl/dt = -x
///     log_input 0:  l = x - t log(x + epsilon)          dl/dx = 1 - t / (x + epsilon)      dl/dt = -log(x + epsilon)
///     full 1 adds, where t > 1:  t log(t) - t + log(2 pi t) / 2                            log(t) + 1 / (2 t)
///
/// t = 0 switches its term off, infinite or not. x + epsilon < 0 gives a NaN loss.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_poisson_nll_desc {
    /// set by simdloss\_poisson\_nll\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default) or dtype: the same type; U8
    pub target_dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// along which weight varies: SIMDLOSS\_AXIS\_ALL (default), or a sum of axes
    pub weight_axes: i32,
    /// 1 (default): the input is the logarithm of the rate; 0: the rate
    pub log_input: i32,
    /// 0 (default); 1: with Stirling's approximation of log t!
    pub full: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 1e-8 (default), \>= 0, finite; with log\_input not looked at
    pub epsilon: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_poisson_nll_desc>() == 96);
    assert!(align_of::<simdloss_poisson_nll_desc>() == 8);
    assert!(offset_of!(simdloss_poisson_nll_desc, size) == 0);
    assert!(offset_of!(simdloss_poisson_nll_desc, dtype) == 4);
    assert!(offset_of!(simdloss_poisson_nll_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_poisson_nll_desc, class_reduction) == 12);
    assert!(offset_of!(simdloss_poisson_nll_desc, reduction) == 16);
    assert!(offset_of!(simdloss_poisson_nll_desc, denominator) == 20);
    assert!(offset_of!(simdloss_poisson_nll_desc, empty_mean) == 24);
    assert!(offset_of!(simdloss_poisson_nll_desc, accumulate) == 28);
    assert!(offset_of!(simdloss_poisson_nll_desc, weight_axes) == 32);
    assert!(offset_of!(simdloss_poisson_nll_desc, log_input) == 36);
    assert!(offset_of!(simdloss_poisson_nll_desc, full) == 40);
    assert!(offset_of!(simdloss_poisson_nll_desc, batch) == 48);
    assert!(offset_of!(simdloss_poisson_nll_desc, classes) == 56);
    assert!(offset_of!(simdloss_poisson_nll_desc, inner) == 64);
    assert!(offset_of!(simdloss_poisson_nll_desc, batch_stride) == 72);
    assert!(offset_of!(simdloss_poisson_nll_desc, mean_denominator) == 80);
    assert!(offset_of!(simdloss_poisson_nll_desc, epsilon) == 88);
};

/// ```text
/// simdloss_gaussian_nll, with a variance an element: PyTorch's F.gaussian_nll_loss.
///
///     v = max(variance, epsilon);  d = input - target
///     l = (log(v) + d^2 / v) / 2, and with full log(2 pi) / 2 more
///     dl/dx = d / v      dl/dt = -d / v      dl/dvariance = (1 / v - (d / v)^2) / 2, also where variance < epsilon
///
/// A negative variance, an error in PyTorch, gives NaN.
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_gaussian_nll_desc {
    /// set by simdloss\_gaussian\_nll\_desc\_init
    pub size: u32,
    /// F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default) or dtype: the same type; U8
    pub target_dtype: simdloss_dtype,
    /// over the classes of a row, before the reduction: NONE (default) SUM MEAN
    pub class_reduction: simdloss_reduction,
    /// MEAN (default) SUM NONE
    pub reduction: simdloss_reduction,
    /// of the mean: DEFAULT (default) COUNT WEIGHT NONZERO\_WEIGHT BATCH
    pub denominator: simdloss_denominator,
    /// SIMDLOSS\_EMPTY\_MEAN\_NAN (default) or \_ZERO
    pub empty_mean: i32,
    /// 0 (default); 1: gradients are added to what their buffers hold
    pub accumulate: i32,
    /// along which weight varies: SIMDLOSS\_AXIS\_ALL (default), or a sum of axes
    pub weight_axes: i32,
    /// 0 (default); 1: with the constant term
    pub full: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
    /// 0 (default) = the mean's own; \> 0 replaces it
    pub mean_denominator: f64,
    /// 1e-6 (default), \> 0, finite
    pub epsilon: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_gaussian_nll_desc>() == 88);
    assert!(align_of::<simdloss_gaussian_nll_desc>() == 8);
    assert!(offset_of!(simdloss_gaussian_nll_desc, size) == 0);
    assert!(offset_of!(simdloss_gaussian_nll_desc, dtype) == 4);
    assert!(offset_of!(simdloss_gaussian_nll_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_gaussian_nll_desc, class_reduction) == 12);
    assert!(offset_of!(simdloss_gaussian_nll_desc, reduction) == 16);
    assert!(offset_of!(simdloss_gaussian_nll_desc, denominator) == 20);
    assert!(offset_of!(simdloss_gaussian_nll_desc, empty_mean) == 24);
    assert!(offset_of!(simdloss_gaussian_nll_desc, accumulate) == 28);
    assert!(offset_of!(simdloss_gaussian_nll_desc, weight_axes) == 32);
    assert!(offset_of!(simdloss_gaussian_nll_desc, full) == 36);
    assert!(offset_of!(simdloss_gaussian_nll_desc, batch) == 40);
    assert!(offset_of!(simdloss_gaussian_nll_desc, classes) == 48);
    assert!(offset_of!(simdloss_gaussian_nll_desc, inner) == 56);
    assert!(offset_of!(simdloss_gaussian_nll_desc, batch_stride) == 64);
    assert!(offset_of!(simdloss_gaussian_nll_desc, mean_denominator) == 72);
    assert!(offset_of!(simdloss_gaussian_nll_desc, epsilon) == 80);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_sigmoid_desc {
    /// set by simdloss\_sigmoid\_desc\_init
    pub size: u32,
    /// of all arrays: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default); 1: backward adds to what grad\_input holds; forward does not look at it
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_sigmoid_desc>() == 48);
    assert!(align_of::<simdloss_sigmoid_desc>() == 8);
    assert!(offset_of!(simdloss_sigmoid_desc, size) == 0);
    assert!(offset_of!(simdloss_sigmoid_desc, dtype) == 4);
    assert!(offset_of!(simdloss_sigmoid_desc, accumulate) == 8);
    assert!(offset_of!(simdloss_sigmoid_desc, batch) == 16);
    assert!(offset_of!(simdloss_sigmoid_desc, classes) == 24);
    assert!(offset_of!(simdloss_sigmoid_desc, inner) == 32);
    assert!(offset_of!(simdloss_sigmoid_desc, batch_stride) == 40);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_softmax_desc {
    /// set by simdloss\_softmax\_desc\_init
    pub size: u32,
    /// of every full-size array: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// 0 (default); 1: backward adds the gradient to what grad\_input holds
    pub accumulate: i32,
    /// 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// 1 (default)
    pub inner: i64,
    /// in elements; 0 (default) = classes \* inner
    pub batch_stride: i64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_softmax_desc>() == 48);
    assert!(align_of::<simdloss_softmax_desc>() == 8);
    assert!(offset_of!(simdloss_softmax_desc, size) == 0);
    assert!(offset_of!(simdloss_softmax_desc, dtype) == 4);
    assert!(offset_of!(simdloss_softmax_desc, accumulate) == 8);
    assert!(offset_of!(simdloss_softmax_desc, batch) == 16);
    assert!(offset_of!(simdloss_softmax_desc, classes) == 24);
    assert!(offset_of!(simdloss_softmax_desc, inner) == 32);
    assert!(offset_of!(simdloss_softmax_desc, batch_stride) == 40);
};

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct simdloss_token_desc {
    /// set by simdloss\_token\_desc\_init
    pub size: u32,
    /// of logits and grad\_logits: F32 (default) F64 F16 BF16
    pub dtype: simdloss_dtype,
    /// I64 (default) I32 I16 I8 U8 U16 U32
    pub target_dtype: simdloss_dtype,
    /// 0 (default); 1: the gradient is added to what grad\_logits holds
    pub accumulate: i32,
    /// rows; 0 (default)
    pub batch: i64,
    /// 0 (default)
    pub classes: i64,
    /// in elements; 0 (default) = classes
    pub batch_stride: i64,
    /// chosen classes a row; 1 (default), \>= 0
    pub choices: i64,
    /// -100 (default); compared after widening the target; INT64\_MIN = none
    pub ignore_index: i64,
    /// 0 (default) = off, \> 0, finite
    pub softcap: f64,
    /// 1 (default), \> 0, finite
    pub temperature: f64,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<simdloss_token_desc>() == 72);
    assert!(align_of::<simdloss_token_desc>() == 8);
    assert!(offset_of!(simdloss_token_desc, size) == 0);
    assert!(offset_of!(simdloss_token_desc, dtype) == 4);
    assert!(offset_of!(simdloss_token_desc, target_dtype) == 8);
    assert!(offset_of!(simdloss_token_desc, accumulate) == 12);
    assert!(offset_of!(simdloss_token_desc, batch) == 16);
    assert!(offset_of!(simdloss_token_desc, classes) == 24);
    assert!(offset_of!(simdloss_token_desc, batch_stride) == 32);
    assert!(offset_of!(simdloss_token_desc, choices) == 40);
    assert!(offset_of!(simdloss_token_desc, ignore_index) == 48);
    assert!(offset_of!(simdloss_token_desc, softcap) == 56);
    assert!(offset_of!(simdloss_token_desc, temperature) == 64);
};

extern "C" {
    /// The name of a status as it stands above, without the prefix: "OK", "NULL\_POINTER", ...; "UNKNOWN" for any other.
    pub fn simdloss_status_name(status: simdloss_status) -> *const c_char;
    /// ```text
    /// What went wrong in the calling thread's most recent failed call: one line, naming the argument, the row where there
    /// is one, and the value; "" if no call of this thread has failed. A call that succeeds leaves it alone.
    /// ```
    pub fn simdloss_last_error() -> *const c_char;
    /// "0.1.0" and the ABI number of the library that was loaded; the soname carries the latter.
    pub fn simdloss_version() -> *const c_char;
    /// As of [`simdloss_version`].
    pub fn simdloss_abi() -> i32;
    /// ```text
    /// Instruction sets: "sse2", "avx2", "avx512" on x86-64, "neon64" on AArch64. The best that the machine supports is
    /// active, unless the environment variable SIMDLOSS_ISA (read once, at the first call) or simdloss_set_isa names
    /// another. There is no silent fallback: when the variable names one that is unknown or not supported here,
    /// simdloss_isa() returns "" and every compute call returns SIMDLOSS_STATUS_ISA.
    /// ```
    pub fn simdloss_isa() -> *const c_char;
    /// The index-th instruction set that is compiled in and supported by this machine, the best first; NULL past the last.
    pub fn simdloss_isa_name(index: i32) -> *const c_char;
    /// Makes an instruction set active for the whole process; NULL or "" chooses the best one. Not during other calls.
    pub fn simdloss_set_isa(name: *const c_char) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_binary_cross_entropy_desc_init(desc: *mut simdloss_binary_cross_entropy_desc, size: usize) -> simdloss_status;
    /// ```text
    /// logits         [batch, classes, inner] of desc->dtype: x
    ///     target         the same shape: t
    ///     weight         of acc, of the axes of weight_axes, or NULL: all 1
    ///     pos_weight     [classes] of acc, or NULL: all 1
    /// ```
    pub fn simdloss_binary_cross_entropy_forward(desc: *const simdloss_binary_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, pos_weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_binary_cross_entropy_forward`].
    pub fn simdloss_binary_cross_entropy_backward(desc: *const simdloss_binary_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, pos_weight: *const c_void, grad_loss: *const c_void, grad_logits: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_binary_cross_entropy_forward`].
    pub fn simdloss_binary_cross_entropy_forward_backward(desc: *const simdloss_binary_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, pos_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_logits: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// ```text
    /// Gradient and diagonal Hessian of the sum of all losses over raw scores: what gradient-boosting libraries take from a
    /// custom objective. Both have the shape, type and stride of logits; gradient may be exactly logits. reduction, class_reduction,
    /// denominator and accumulate are not looked at. hessian = max(hessian_scale * second derivative, hessian_floor).
    /// ```
    pub fn simdloss_binary_cross_entropy_gradient_hessian(desc: *const simdloss_binary_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, pos_weight: *const c_void, gradient: *mut c_void, hessian: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_probability_binary_cross_entropy_desc_init(desc: *mut simdloss_probability_binary_cross_entropy_desc, size: usize) -> simdloss_status;
    /// ```text
    /// probability       [batch, classes, inner] of desc->dtype: p
    ///     target            the same shape: t
    ///     weight            of acc, of the axes of weight_axes, or NULL: all 1
    /// ```
    pub fn simdloss_probability_binary_cross_entropy_forward(desc: *const simdloss_probability_binary_cross_entropy_desc, executor: *const simdloss_executor, probability: *const c_void, target: *const c_void, weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_probability_binary_cross_entropy_forward`].
    pub fn simdloss_probability_binary_cross_entropy_backward(desc: *const simdloss_probability_binary_cross_entropy_desc, executor: *const simdloss_executor, probability: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, grad_probability: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_probability_binary_cross_entropy_forward`].
    pub fn simdloss_probability_binary_cross_entropy_forward_backward(desc: *const simdloss_probability_binary_cross_entropy_desc, executor: *const simdloss_executor, probability: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_probability: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_cross_entropy_desc_init(desc: *mut simdloss_cross_entropy_desc, size: usize) -> simdloss_status;
    /// ```text
    /// Arguments, here and below; "acc" is the accumulator type, F64 for F64 and else F32:
    ///
    ///     logits        [batch, classes, inner] of desc->dtype
    ///     target        [batch * inner] of desc->target_dtype; each in [0, classes) or equal to ignore_index
    ///     class_weight  [classes] of acc, or NULL: all 1
    ///     row_weight    [batch * inner] of acc, or NULL: all 1
    ///     row_stats     [2][batch * inner] of acc: the plane of maxima m, then of log S, of the transformed logits; 0, 0
    ///                   for ignored rows. Written by forward if not NULL; read by backward, or recomputed if NULL
    ///     grad_loss     upstream gradient, of loss's shape, of acc, or NULL: 1
    ///     loss          NONE: [batch * inner] of acc; SUM, MEAN: one value of acc. NULL: not wanted
    ///     grad_logits   as logits; may be exactly logits (not with accumulate); any other overlap is an error
    ///
    /// All three give the same bits: forward_backward is forward, then backward, in one pass over memory.
    /// No row at all: SUM is 0, MEAN is NaN or 0 by empty_mean.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad row), ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_cross_entropy_forward(desc: *const simdloss_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, loss: *mut c_void, row_stats: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_cross_entropy_forward`].
    pub fn simdloss_cross_entropy_backward(desc: *const simdloss_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, row_stats: *const c_void, grad_loss: *const c_void, grad_logits: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_cross_entropy_forward`].
    pub fn simdloss_cross_entropy_forward_backward(desc: *const simdloss_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_logits: *mut c_void) -> simdloss_status;
    /// ```text
    /// Gradient and diagonal Hessian of the sum of all losses over raw scores: what gradient-boosting libraries take from a
    /// custom objective. Both have the shape, type and stride of logits; gradient may be exactly logits. With the coefficients
    /// of the formula on top, row weights included:
    ///
    ///     gradient_j = A p_j - (1-e) w_y [j = y] - (e/C) w_j          the bits of backward with reduction SUM
    ///     hessian_j  = max(hessian_scale * A p_j (1 - p_j), hessian_floor)
    ///
    /// An ignored row has 0 in both. LightGBM's multiclass objective has hessian_scale = classes / (classes - 1), XGBoost's
    /// multi:softprob 2 and hessian_floor 1e-16. LightGBM keeps scores class by class, [classes, rows]: batch 1, inner the
    /// number of rows. reduction, denominator, mean_denominator and accumulate are not looked at; z_loss, softcap and
    /// temperature must be off, and rows whole (OPTION). Both outputs are required.
    /// ```
    pub fn simdloss_cross_entropy_gradient_hessian(desc: *const simdloss_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, gradient: *mut c_void, hessian: *mut c_void) -> simdloss_status;
    /// ```text
    /// What MEAN divides by, for a caller that forms a mean over several calls or machines: add up the results of all parts
    /// and pass the total as mean_denominator with reduction MEAN. kept: the number of rows whose target is not
    /// ignore_index. weight: what desc->denominator selects (mean_denominator and reduction are not looked at). Either may
    /// be NULL, not both.
    /// ```
    pub fn simdloss_cross_entropy_denominator(desc: *const simdloss_cross_entropy_desc, executor: *const simdloss_executor, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, kept: *mut i64, weight: *mut f64) -> simdloss_status;
    /// Shards that begin at multiples of this many classes give the bits of whole rows. 0 if total\_classes is negative.
    pub fn simdloss_cross_entropy_chunk(total_classes: i64) -> i64;
    /// ```text
    /// One record a row. logits: [batch, classes] of desc->dtype, batch_stride elements apart; may be NULL where classes is
    /// 0. target: [batch]. class_weight: [total_classes], or NULL. records: [batch]; of an ignored row, and of an empty
    /// shard, all 0.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_cross_entropy_partial(desc: *const simdloss_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, records: *mut simdloss_cross_entropy_record) -> simdloss_status;
    /// ```text
    /// into[i] becomes the record of the columns of both, for i in [0, count): the form of an MPI_User_function. Associative
    /// and commutative to the bit. A record of no columns (all bytes 0, say) is the identity. A malformed record, which only
    /// a damaged message can bring about, makes a malformed record. Runs on the calling thread.
    /// Errors: NULL_POINTER, SHAPE (count < 0), ALIAS (records and into overlap), ISA.
    /// ```
    pub fn simdloss_cross_entropy_merge(count: i64, records: *const simdloss_cross_entropy_record, into: *mut simdloss_cross_entropy_record) -> simdloss_status;
    /// ```text
    /// Loss and row_stats, as of simdloss_cross_entropy_forward on whole rows, from the merged records [batch]; either may
    /// be NULL, not both. desc may be any shard's. For the lowest kept row whose record is not of a whole row: SHAPE if its
    /// columns do not add up to total_classes; TARGET if the target was found in no shard or in several.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_cross_entropy_finish(desc: *const simdloss_cross_entropy_desc, executor: *const simdloss_executor, records: *const simdloss_cross_entropy_record, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, loss: *mut c_void, row_stats: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_soft_cross_entropy_desc_init(desc: *mut simdloss_soft_cross_entropy_desc, size: usize) -> simdloss_status;
    /// ```text
    /// Arguments as of simdloss_cross_entropy, but for
    ///
    ///     target        [batch, classes, inner] of desc->dtype
    ///     grad_logits   as logits; may be exactly logits. NULL: not wanted
    ///     grad_target   as target; may be exactly target. NULL: not wanted (one of the two is, in backward)
    ///
    /// No row at all: SUM is 0, MEAN is NaN or 0 by empty_mean. No classes: every L_r is 0.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_soft_cross_entropy_forward(desc: *const simdloss_soft_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, loss: *mut c_void, row_stats: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_soft_cross_entropy_forward`].
    pub fn simdloss_soft_cross_entropy_backward(desc: *const simdloss_soft_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, row_stats: *const c_void, grad_loss: *const c_void, grad_logits: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_soft_cross_entropy_forward`].
    pub fn simdloss_soft_cross_entropy_forward_backward(desc: *const simdloss_soft_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_logits: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_nll_desc_init(desc: *mut simdloss_nll_desc, size: usize) -> simdloss_status;
    /// ```text
    /// Arguments as of simdloss_cross_entropy; log_prob: [batch, classes, inner] of desc->dtype. In forward_backward either
    /// output may be NULL, not both, and grad_log_prob may be exactly log_prob (not with accumulate).
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad row), ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_nll_forward(desc: *const simdloss_nll_desc, executor: *const simdloss_executor, log_prob: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_nll_forward`].
    pub fn simdloss_nll_backward(desc: *const simdloss_nll_desc, executor: *const simdloss_executor, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, grad_log_prob: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_nll_forward`].
    pub fn simdloss_nll_forward_backward(desc: *const simdloss_nll_desc, executor: *const simdloss_executor, log_prob: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_log_prob: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_kl_divergence_desc_init(desc: *mut simdloss_kl_divergence_desc, size: usize) -> simdloss_status;
    /// ```text
    /// Arguments; "acc" is the accumulator type, F64 for F64 and else F32:
    ///
    ///     log_prob       [batch, classes, inner] of desc->dtype: x
    ///     target         the same: t
    ///     row_weight     [batch * inner] of acc, or NULL: all 1
    ///     grad_loss      upstream gradient, of loss's shape, of acc, or NULL: 1
    ///     loss           of acc. SUM, MEAN: one value. NONE: [batch * inner] with a class_reduction, else [batch, classes,
    ///                    inner], dense. NULL (in forward_backward): not wanted
    ///     grad_log_prob  as log_prob; may be exactly log_prob (not with accumulate). NULL: not wanted
    ///     grad_target    as target; may be exactly target (not with accumulate). NULL: not wanted
    ///
    /// All three give the same bits. No loss at all: SUM is 0, MEAN is NaN or 0 by empty_mean.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_kl_divergence_forward(desc: *const simdloss_kl_divergence_desc, executor: *const simdloss_executor, log_prob: *const c_void, target: *const c_void, row_weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_kl_divergence_forward`].
    pub fn simdloss_kl_divergence_backward(desc: *const simdloss_kl_divergence_desc, executor: *const simdloss_executor, log_prob: *const c_void, target: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, grad_log_prob: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_kl_divergence_forward`].
    pub fn simdloss_kl_divergence_forward_backward(desc: *const simdloss_kl_divergence_desc, executor: *const simdloss_executor, log_prob: *const c_void, target: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_log_prob: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_distillation_desc_init(desc: *mut simdloss_distillation_desc, size: usize) -> simdloss_status;
    /// ```text
    /// Arguments as of simdloss_kl_divergence, but for
    ///
    ///     student, teacher  [batch, classes, inner] of desc->dtype: logits
    ///     row_stats         [5][batch * inner] of acc, planes: the student's maxima and log-sums, the teacher's maxima and
    ///                       log-sums (of the quotients by temperature), and K. Written by forward if not NULL; read by
    ///                       backward, or recomputed if NULL
    ///     loss              NONE: [batch * inner] of acc; SUM, MEAN: one value of acc. NULL: not wanted
    ///     grad_student      as student; may be exactly student (not with accumulate). NULL: not wanted
    ///     grad_teacher      as teacher; may be exactly teacher (not with accumulate). NULL: not wanted
    ///
    /// All three give the same bits. No row at all: SUM is 0, MEAN is NaN or 0 by empty_mean. No classes: every K_r is 0.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_distillation_forward(desc: *const simdloss_distillation_desc, executor: *const simdloss_executor, student: *const c_void, teacher: *const c_void, row_weight: *const c_void, loss: *mut c_void, row_stats: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_distillation_forward`].
    pub fn simdloss_distillation_backward(desc: *const simdloss_distillation_desc, executor: *const simdloss_executor, student: *const c_void, teacher: *const c_void, row_weight: *const c_void, row_stats: *const c_void, grad_loss: *const c_void, grad_student: *mut c_void, grad_teacher: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_distillation_forward`].
    pub fn simdloss_distillation_forward_backward(desc: *const simdloss_distillation_desc, executor: *const simdloss_executor, student: *const c_void, teacher: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_student: *mut c_void, grad_teacher: *mut c_void) -> simdloss_status;
    pub fn simdloss_info_nce_desc_init(desc: *mut simdloss_info_nce_desc, size: usize) -> simdloss_status;
    /// ```text
    /// How many bytes of workspace the three functions need, of any alignment; from desc alone. About
    /// 4 (3 batch + 2 (keys + negatives)) width bytes, and 64 rows of scores, or, where those are few, 1 MiB of them
    /// (twice that for F64).
    /// ```
    pub fn simdloss_info_nce_workspace_size(desc: *const simdloss_info_nce_desc, bytes: *mut usize) -> simdloss_status;
    /// ```text
    /// queries    [batch, width] of dtype
    ///     keys       [keys, width]
    ///     negatives  [negatives, width]; columns keys, keys + 1, ... of the scores. NULL where desc.negatives is 0
    ///     positive   [batch] of positive_dtype, each in [0, keys), or NULL: row i's positive is key i
    ///     grad_loss  upstream gradient, of loss's shape, of acc (F64 for F64, else F32), or NULL: 1
    ///     loss       NONE: [batch] of acc; SUM, MEAN: one value. NULL: not wanted
    ///     grad_*     as their inputs, which each may exactly be (not with accumulate); NULL: not wanted
    ///     workspace  workspace_bytes, at least what simdloss_info_nce_workspace_size says
    ///
    /// Errors: NULL_POINTER, SHAPE (fewer keys than queries, without positive), STRIDE, DTYPE, OPTION, TARGET (naming the
    /// lowest bad row), ALIAS, WORKSPACE, EXECUTOR, ISA. On an error only the workspace may have been written.
    /// ```
    pub fn simdloss_info_nce_forward(desc: *const simdloss_info_nce_desc, executor: *const simdloss_executor, queries: *const c_void, keys: *const c_void, negatives: *const c_void, positive: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_info_nce_forward`].
    pub fn simdloss_info_nce_backward(desc: *const simdloss_info_nce_desc, executor: *const simdloss_executor, queries: *const c_void, keys: *const c_void, negatives: *const c_void, positive: *const c_void, grad_loss: *const c_void, grad_queries: *mut c_void, grad_keys: *mut c_void, grad_negatives: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_info_nce_forward`].
    pub fn simdloss_info_nce_forward_backward(desc: *const simdloss_info_nce_desc, executor: *const simdloss_executor, queries: *const c_void, keys: *const c_void, negatives: *const c_void, positive: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_queries: *mut c_void, grad_keys: *mut c_void, grad_negatives: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    pub fn simdloss_nt_xent_desc_init(desc: *mut simdloss_nt_xent_desc, size: usize) -> simdloss_status;
    pub fn simdloss_nt_xent_workspace_size(desc: *const simdloss_nt_xent_desc, bytes: *mut usize) -> simdloss_status;
    /// ```text
    /// embeddings       [batch, width] of dtype
    ///     label            [batch] of label_dtype: any values
    ///     loss             NONE: [batch] of acc; SUM, MEAN: one value
    ///     grad_embeddings  as embeddings, which it may exactly be (not with accumulate)
    ///
    /// Everything else as above.
    /// ```
    pub fn simdloss_nt_xent_forward(desc: *const simdloss_nt_xent_desc, executor: *const simdloss_executor, embeddings: *const c_void, label: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_nt_xent_forward`].
    pub fn simdloss_nt_xent_backward(desc: *const simdloss_nt_xent_desc, executor: *const simdloss_executor, embeddings: *const c_void, label: *const c_void, grad_loss: *const c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_nt_xent_forward`].
    pub fn simdloss_nt_xent_forward_backward(desc: *const simdloss_nt_xent_desc, executor: *const simdloss_executor, embeddings: *const c_void, label: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    pub fn simdloss_sup_con_desc_init(desc: *mut simdloss_sup_con_desc, size: usize) -> simdloss_status;
    pub fn simdloss_sup_con_workspace_size(desc: *const simdloss_sup_con_desc, bytes: *mut usize) -> simdloss_status;
    /// Arguments as of nt\_xent.
    pub fn simdloss_sup_con_forward(desc: *const simdloss_sup_con_desc, executor: *const simdloss_executor, embeddings: *const c_void, label: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_sup_con_forward`].
    pub fn simdloss_sup_con_backward(desc: *const simdloss_sup_con_desc, executor: *const simdloss_executor, embeddings: *const c_void, label: *const c_void, grad_loss: *const c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_sup_con_forward`].
    pub fn simdloss_sup_con_forward_backward(desc: *const simdloss_sup_con_desc, executor: *const simdloss_executor, embeddings: *const c_void, label: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    pub fn simdloss_n_pairs_desc_init(desc: *mut simdloss_n_pairs_desc, size: usize) -> simdloss_status;
    pub fn simdloss_n_pairs_workspace_size(desc: *const simdloss_n_pairs_desc, bytes: *mut usize) -> simdloss_status;
    /// ```text
    /// anchors, positives: [batch, width]; label: [batch], of both. pytorch-metric-learning's NPairsLoss, where every label
    /// is there once, is COSINE.
    /// ```
    pub fn simdloss_n_pairs_forward(desc: *const simdloss_n_pairs_desc, executor: *const simdloss_executor, anchors: *const c_void, positives: *const c_void, label: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_n_pairs_forward`].
    pub fn simdloss_n_pairs_backward(desc: *const simdloss_n_pairs_desc, executor: *const simdloss_executor, anchors: *const c_void, positives: *const c_void, label: *const c_void, grad_loss: *const c_void, grad_anchors: *mut c_void, grad_positives: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_n_pairs_forward`].
    pub fn simdloss_n_pairs_forward_backward(desc: *const simdloss_n_pairs_desc, executor: *const simdloss_executor, anchors: *const c_void, positives: *const c_void, label: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_anchors: *mut c_void, grad_positives: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    pub fn simdloss_margin_softmax_desc_init(desc: *mut simdloss_margin_softmax_desc, size: usize) -> simdloss_status;
    /// How many bytes of workspace the three functions need, of any alignment; from desc alone.
    pub fn simdloss_margin_softmax_workspace_size(desc: *const simdloss_margin_softmax_desc, bytes: *mut usize) -> simdloss_status;
    /// ```text
    /// embeddings  [batch, width] of dtype
    ///     weights     [classes, width]
    ///     target      [batch] of target_dtype, each in [0, classes) or equal to ignore_index
    ///     grad_loss   upstream gradient, of loss's shape, of acc (F64 for F64, else F32), or NULL: 1
    ///     loss        NONE: [batch] of acc; SUM, MEAN: one value. NULL: not wanted
    ///     grad_*      as their inputs, which each may exactly be (not with accumulate); NULL: not wanted
    ///
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad row), ALIAS, WORKSPACE, EXECUTOR,
    /// ISA. On an error only the workspace may have been written.
    /// ```
    pub fn simdloss_margin_softmax_forward(desc: *const simdloss_margin_softmax_desc, executor: *const simdloss_executor, embeddings: *const c_void, weights: *const c_void, target: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_margin_softmax_forward`].
    pub fn simdloss_margin_softmax_backward(desc: *const simdloss_margin_softmax_desc, executor: *const simdloss_executor, embeddings: *const c_void, weights: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_embeddings: *mut c_void, grad_weights: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_margin_softmax_forward`].
    pub fn simdloss_margin_softmax_forward_backward(desc: *const simdloss_margin_softmax_desc, executor: *const simdloss_executor, embeddings: *const c_void, weights: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_embeddings: *mut c_void, grad_weights: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_mining_desc_init(desc: *mut simdloss_mining_desc, size: usize) -> simdloss_status;
    /// The bytes of workspace that each of the functions below needs, at any alignment; it depends on the desc alone.
    pub fn simdloss_mining_workspace_size(desc: *const simdloss_mining_desc, bytes: *mut usize) -> simdloss_status;
    /// ```text
    /// Semi-hard triplets: TensorFlow Addons' triplet_semihard_loss. For every ordered pair (a, p), a != p, y_a = y_p, of
    /// which there are P:
    ///
    ///     neg(a, p) = the smallest d_ak > d_ap over k with y_k != y_a; there is no upper bound by the margin
    ///                 if there is none, the largest d_ak over k with y_k != y_a
    ///                 if a has no negative, min_k d_ak (0 for the L2 distances), a constant
    ///     loss = sum over pairs of max(0, margin + d_ap - neg(a, p)),     MEAN: / P
    ///
    /// P counts pairs whose loss is 0 too. P = 0: SUM is 0, MEAN is NaN or 0 by empty_mean, the gradient is 0.
    /// ```
    pub fn simdloss_triplet_semihard_forward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_triplet_semihard_forward`].
    pub fn simdloss_triplet_semihard_backward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_triplet_semihard_forward`].
    pub fn simdloss_triplet_semihard_forward_backward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// ```text
    /// The hardest triplet of each anchor: TensorFlow Addons' triplet_hard_loss.
    ///
    ///     hp(a) = max of d_ap over p != a, y_p = y_a;      without a positive min_k d_ak, a constant
    ///     hn(a) = min of d_ak over k with y_k != y_a;      without a negative max_k d_ak, which has a gradient
    ///     l(a)  = max(0, margin + hp - hn);                soft: log(1 + exp(hp - hn)), the margin unused
    ///     loss  = sum of l(a),                             MEAN: / batch. Every anchor counts
    ///
    /// batch = 0: SUM is 0, MEAN is NaN or 0 by empty_mean. soft does not overflow, as TensorFlow's does from 88 on.
    /// ```
    pub fn simdloss_triplet_hard_forward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_triplet_hard_forward`].
    pub fn simdloss_triplet_hard_backward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_triplet_hard_forward`].
    pub fn simdloss_triplet_hard_forward_backward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// ```text
    /// All triplets ("batch all"): pytorch-metric-learning's TripletMarginLoss (with NORMALIZED_L2 and its margin, 0.05).
    ///
    ///     loss = sum over (a, p, k), a != p, y_a = y_p, y_k != y_a, of max(0, margin + d_ap - d_ak)
    ///     MEAN: / the number of those that are positive. None is: loss 0 and gradient 0, whatever empty_mean
    /// ```
    pub fn simdloss_triplet_all_forward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_triplet_all_forward`].
    pub fn simdloss_triplet_all_backward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_triplet_all_forward`].
    pub fn simdloss_triplet_all_forward_backward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// ```text
    /// Lifted structure: TensorFlow Addons' lifted_struct_loss, and pytorch-metric-learning's LiftedStructureLoss (with
    /// NORMALIZED_L2, margin being its neg_margin, pos_margin 0). For every ordered pair (i, j), i != j, y_i = y_j, of which
    /// there are P:
    ///
    ///     J_ij = log(sum over k, y_k != y_i, of exp(margin - d_ik) + exp(margin - d_jk)) + d_ij
    ///     loss = 1/2 sum over pairs of max(0, J_ij)^2,                     MEAN: / P
    ///
    /// The logarithm does not overflow and loses nothing where all exponentials underflow. Without negatives J is -inf and the
    /// loss 0. P = 0: SUM is 0, MEAN is NaN or 0 by empty_mean, the gradient is 0. The gradient takes all distances twice.
    /// ```
    pub fn simdloss_lifted_structure_forward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_lifted_structure_forward`].
    pub fn simdloss_lifted_structure_backward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_lifted_structure_forward`].
    pub fn simdloss_lifted_structure_forward_backward(desc: *const simdloss_mining_desc, executor: *const simdloss_executor, embeddings: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_named_triplets_desc_init(desc: *mut simdloss_named_triplets_desc, size: usize) -> simdloss_status;
    /// The bytes of workspace that each of the functions below needs, at any alignment; it depends on the desc alone.
    pub fn simdloss_named_triplets_workspace_size(desc: *const simdloss_named_triplets_desc, bytes: *mut usize) -> simdloss_status;
    /// ```text
    /// Arguments as above, but
    ///
    ///     anchor, positive, negative  [triplets] of desc->index_dtype, each in [0, batch)
    ///     grad_loss                   upstream gradient, of loss's shape, of acc, or NULL: 1
    ///     loss                        of acc. NONE: [triplets]; SUM, MEAN: one value. NULL: not wanted
    ///
    /// Rows that no triplet names have gradient 0. Errors: as above, and TARGET, naming the first triplet that is bad.
    /// ```
    pub fn simdloss_named_triplets_forward(desc: *const simdloss_named_triplets_desc, executor: *const simdloss_executor, embeddings: *const c_void, anchor: *const c_void, positive: *const c_void, negative: *const c_void, loss: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_named_triplets_forward`].
    pub fn simdloss_named_triplets_backward(desc: *const simdloss_named_triplets_desc, executor: *const simdloss_executor, embeddings: *const c_void, anchor: *const c_void, positive: *const c_void, negative: *const c_void, grad_loss: *const c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// As of [`simdloss_named_triplets_forward`].
    pub fn simdloss_named_triplets_forward_backward(desc: *const simdloss_named_triplets_desc, executor: *const simdloss_executor, embeddings: *const c_void, anchor: *const c_void, positive: *const c_void, negative: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_embeddings: *mut c_void, workspace: *mut c_void, workspace_bytes: usize) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_pairwise_distance_desc_init(desc: *mut simdloss_pairwise_distance_desc, size: usize) -> simdloss_status;
    /// ```text
    /// x1, x2         [batch, features] of desc->dtype
    ///     grad_distance  upstream gradient, [batch] of acc, or NULL: 1
    ///     distance       [batch] of acc. NULL: not wanted
    ///     grad_x1        as x1; may be exactly x1 (not with accumulate). NULL: not wanted. grad_x2 likewise
    ///
    /// All three give the same bits. Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_pairwise_distance_forward(desc: *const simdloss_pairwise_distance_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, distance: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_pairwise_distance_forward`].
    pub fn simdloss_pairwise_distance_backward(desc: *const simdloss_pairwise_distance_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, grad_distance: *const c_void, grad_x1: *mut c_void, grad_x2: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_pairwise_distance_forward`].
    pub fn simdloss_pairwise_distance_forward_backward(desc: *const simdloss_pairwise_distance_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, grad_distance: *const c_void, distance: *mut c_void, grad_x1: *mut c_void, grad_x2: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_cosine_similarity_desc_init(desc: *mut simdloss_cosine_similarity_desc, size: usize) -> simdloss_status;
    /// Arguments as of simdloss\_pairwise\_distance, with similarity in the place of distance.
    pub fn simdloss_cosine_similarity_forward(desc: *const simdloss_cosine_similarity_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, similarity: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_cosine_similarity_forward`].
    pub fn simdloss_cosine_similarity_backward(desc: *const simdloss_cosine_similarity_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, grad_similarity: *const c_void, grad_x1: *mut c_void, grad_x2: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_cosine_similarity_forward`].
    pub fn simdloss_cosine_similarity_forward_backward(desc: *const simdloss_cosine_similarity_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, grad_similarity: *const c_void, similarity: *mut c_void, grad_x1: *mut c_void, grad_x2: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_cosine_embedding_desc_init(desc: *mut simdloss_cosine_embedding_desc, size: usize) -> simdloss_status;
    /// ```text
    /// x1, x2     [batch, features] of desc->dtype
    ///     target     [batch] of desc->target_dtype: y
    ///     grad_loss  upstream gradient, of loss's shape, of acc, or NULL: 1
    ///     loss       of acc. NONE: [batch]; SUM, MEAN: one value. NULL: not wanted
    ///     grad_x1    as x1; may be exactly x1 (not with accumulate). NULL: not wanted. grad_x2 likewise
    ///
    /// All three give the same bits. No row: SUM is 0, MEAN is NaN or 0 by empty_mean.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_cosine_embedding_forward(desc: *const simdloss_cosine_embedding_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, target: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_cosine_embedding_forward`].
    pub fn simdloss_cosine_embedding_backward(desc: *const simdloss_cosine_embedding_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_x1: *mut c_void, grad_x2: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_cosine_embedding_forward`].
    pub fn simdloss_cosine_embedding_forward_backward(desc: *const simdloss_cosine_embedding_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_x1: *mut c_void, grad_x2: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_contrastive_desc_init(desc: *mut simdloss_contrastive_desc, size: usize) -> simdloss_status;
    /// ```text
    /// Arguments as of simdloss_cosine_embedding, and
    ///
    ///     grad_target  as target, which must then be of desc->dtype; may be exactly target. NULL: not wanted
    /// ```
    pub fn simdloss_contrastive_forward(desc: *const simdloss_contrastive_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, target: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_contrastive_forward`].
    pub fn simdloss_contrastive_backward(desc: *const simdloss_contrastive_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_x1: *mut c_void, grad_x2: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_contrastive_forward`].
    pub fn simdloss_contrastive_forward_backward(desc: *const simdloss_contrastive_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_x1: *mut c_void, grad_x2: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// ```text
    /// distance       [batch] of desc->dtype: D, not squared
    ///     target         [batch] of desc->target_dtype
    ///     grad_distance  as distance; may be exactly distance (not with accumulate). NULL: not wanted. grad_target likewise
    /// ```
    pub fn simdloss_contrastive_distance_forward(desc: *const simdloss_contrastive_desc, executor: *const simdloss_executor, distance: *const c_void, target: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_contrastive_distance_forward`].
    pub fn simdloss_contrastive_distance_backward(desc: *const simdloss_contrastive_desc, executor: *const simdloss_executor, distance: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_distance: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_contrastive_distance_forward`].
    pub fn simdloss_contrastive_distance_forward_backward(desc: *const simdloss_contrastive_desc, executor: *const simdloss_executor, distance: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_distance: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_triplet_margin_desc_init(desc: *mut simdloss_triplet_margin_desc, size: usize) -> simdloss_status;
    /// ```text
    /// anchor, positive, negative  [batch, features] of desc->dtype
    ///     grad_loss                   upstream gradient, of loss's shape, of acc, or NULL: 1
    ///     loss                        of acc. NONE: [batch]; SUM, MEAN: one value. NULL: not wanted
    ///     grad_anchor, ...            as anchor, ...; may be exactly that (not with accumulate). NULL: not wanted
    ///
    /// All three give the same bits. No row: SUM is 0, MEAN is NaN or 0 by empty_mean.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_triplet_margin_forward(desc: *const simdloss_triplet_margin_desc, executor: *const simdloss_executor, anchor: *const c_void, positive: *const c_void, negative: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_triplet_margin_forward`].
    pub fn simdloss_triplet_margin_backward(desc: *const simdloss_triplet_margin_desc, executor: *const simdloss_executor, anchor: *const c_void, positive: *const c_void, negative: *const c_void, grad_loss: *const c_void, grad_anchor: *mut c_void, grad_positive: *mut c_void, grad_negative: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_triplet_margin_forward`].
    pub fn simdloss_triplet_margin_forward_backward(desc: *const simdloss_triplet_margin_desc, executor: *const simdloss_executor, anchor: *const c_void, positive: *const c_void, negative: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_anchor: *mut c_void, grad_positive: *mut c_void, grad_negative: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_margin_ranking_desc_init(desc: *mut simdloss_margin_ranking_desc, size: usize) -> simdloss_status;
    /// ```text
    /// x1, x2       [batch, classes, inner] of desc->dtype
    ///     target       the same shape and strides: y, of desc->target_dtype
    ///     grad_loss    upstream gradient, of loss's shape, of acc, or NULL: 1
    ///     loss         of acc. NONE: [batch, classes, inner], dense; SUM, MEAN: one value. NULL: not wanted
    ///     grad_x1      as x1; may be exactly x1 (not with accumulate). NULL: not wanted. grad_x2 likewise
    ///     grad_target  as target, which must then be of desc->dtype; may be exactly target. NULL: not wanted
    ///
    /// All three give the same bits. No element at all: SUM is 0, MEAN is NaN or 0 by empty_mean.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_margin_ranking_forward(desc: *const simdloss_margin_ranking_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, target: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_margin_ranking_forward`].
    pub fn simdloss_margin_ranking_backward(desc: *const simdloss_margin_ranking_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_x1: *mut c_void, grad_x2: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_margin_ranking_forward`].
    pub fn simdloss_margin_ranking_forward_backward(desc: *const simdloss_margin_ranking_desc, executor: *const simdloss_executor, x1: *const c_void, x2: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_x1: *mut c_void, grad_x2: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_rank_hinge_desc_init(desc: *mut simdloss_rank_hinge_desc, size: usize) -> simdloss_status;
    /// ```text
    /// scores       [rows, columns] of desc->dtype
    ///     grad_loss    upstream gradient, of loss's shape, of acc, or NULL: 1
    ///     loss         of acc. NONE: [rows / (num_neg + 1), columns], dense; SUM, MEAN: one value. NULL: not wanted
    ///     grad_scores  as scores; may be exactly scores (not with accumulate)
    ///
    /// All three give the same bits. Errors: NULL_POINTER, SHAPE (rows is not a multiple too), STRIDE, DTYPE, OPTION, ALIAS,
    /// EXECUTOR, ISA.
    /// ```
    pub fn simdloss_rank_hinge_forward(desc: *const simdloss_rank_hinge_desc, executor: *const simdloss_executor, scores: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_rank_hinge_forward`].
    pub fn simdloss_rank_hinge_backward(desc: *const simdloss_rank_hinge_desc, executor: *const simdloss_executor, scores: *const c_void, grad_loss: *const c_void, grad_scores: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_rank_hinge_forward`].
    pub fn simdloss_rank_hinge_forward_backward(desc: *const simdloss_rank_hinge_desc, executor: *const simdloss_executor, scores: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_scores: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_rank_cross_entropy_desc_init(desc: *mut simdloss_rank_cross_entropy_desc, size: usize) -> simdloss_status;
    /// ```text
    /// scores, target  [rows, columns] of desc->dtype
    ///     grad_loss       upstream gradient, of loss's shape, of acc, or NULL: 1
    ///     loss            of acc. NONE: [rows / (num_neg + 1)]; SUM, MEAN: one value. NULL: not wanted
    ///     grad_scores     as scores; may be exactly scores (not with accumulate). NULL: not wanted
    ///     grad_target     as target; may be exactly target (not with accumulate). NULL: not wanted
    ///
    /// All three give the same bits. Errors: as of simdloss_rank_hinge.
    /// ```
    pub fn simdloss_rank_cross_entropy_forward(desc: *const simdloss_rank_cross_entropy_desc, executor: *const simdloss_executor, scores: *const c_void, target: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_rank_cross_entropy_forward`].
    pub fn simdloss_rank_cross_entropy_backward(desc: *const simdloss_rank_cross_entropy_desc, executor: *const simdloss_executor, scores: *const c_void, target: *const c_void, grad_loss: *const c_void, grad_scores: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_rank_cross_entropy_forward`].
    pub fn simdloss_rank_cross_entropy_forward_backward(desc: *const simdloss_rank_cross_entropy_desc, executor: *const simdloss_executor, scores: *const c_void, target: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_scores: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_sigmoid_focal_desc_init(desc: *mut simdloss_sigmoid_focal_desc, size: usize) -> simdloss_status;
    /// ```text
    /// logits         [batch, classes, inner] of desc->dtype: x
    ///     target         the same shape: t
    ///     weight         of acc, of the axes of weight_axes, or NULL: all 1
    ///     class_alpha    [classes] of acc, or NULL: alpha for all
    /// ```
    pub fn simdloss_sigmoid_focal_forward(desc: *const simdloss_sigmoid_focal_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, class_alpha: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_sigmoid_focal_forward`].
    pub fn simdloss_sigmoid_focal_backward(desc: *const simdloss_sigmoid_focal_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, class_alpha: *const c_void, grad_loss: *const c_void, grad_logits: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_sigmoid_focal_forward`].
    pub fn simdloss_sigmoid_focal_forward_backward(desc: *const simdloss_sigmoid_focal_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, class_alpha: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_logits: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// ```text
    /// Gradient and diagonal Hessian of the sum of all losses over raw scores: what gradient-boosting libraries take from a
    /// custom objective. Both have the shape, type and stride of logits; gradient may be exactly logits. reduction, class_reduction,
    /// denominator and accumulate are not looked at. hessian = max(hessian_scale * second derivative, hessian_floor).
    /// ```
    pub fn simdloss_sigmoid_focal_gradient_hessian(desc: *const simdloss_sigmoid_focal_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, class_alpha: *const c_void, gradient: *mut c_void, hessian: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_probability_focal_desc_init(desc: *mut simdloss_probability_focal_desc, size: usize) -> simdloss_status;
    /// Arguments as of simdloss\_sigmoid\_focal; probability: \[batch, classes, inner\] of desc-\>dtype.
    pub fn simdloss_probability_focal_forward(desc: *const simdloss_probability_focal_desc, executor: *const simdloss_executor, probability: *const c_void, target: *const c_void, weight: *const c_void, class_alpha: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_probability_focal_forward`].
    pub fn simdloss_probability_focal_backward(desc: *const simdloss_probability_focal_desc, executor: *const simdloss_executor, probability: *const c_void, target: *const c_void, weight: *const c_void, class_alpha: *const c_void, grad_loss: *const c_void, grad_probability: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_probability_focal_forward`].
    pub fn simdloss_probability_focal_forward_backward(desc: *const simdloss_probability_focal_desc, executor: *const simdloss_executor, probability: *const c_void, target: *const c_void, weight: *const c_void, class_alpha: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_probability: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_asymmetric_desc_init(desc: *mut simdloss_asymmetric_desc, size: usize) -> simdloss_status;
    /// ```text
    /// logits         [batch, classes, inner] of desc->dtype: x
    ///     target         the same shape: t
    ///     weight         of acc, of the axes of weight_axes, or NULL: all 1
    /// ```
    pub fn simdloss_asymmetric_forward(desc: *const simdloss_asymmetric_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_asymmetric_forward`].
    pub fn simdloss_asymmetric_backward(desc: *const simdloss_asymmetric_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, grad_logits: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_asymmetric_forward`].
    pub fn simdloss_asymmetric_forward_backward(desc: *const simdloss_asymmetric_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_logits: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_softmax_focal_desc_init(desc: *mut simdloss_softmax_focal_desc, size: usize) -> simdloss_status;
    /// ```text
    /// Arguments as of simdloss_cross_entropy; class_alpha: [classes] of acc, or NULL: all 1. row_stats are those of
    /// simdloss_cross_entropy on the same logits.
    /// ```
    pub fn simdloss_softmax_focal_forward(desc: *const simdloss_softmax_focal_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_alpha: *const c_void, row_weight: *const c_void, loss: *mut c_void, row_stats: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_softmax_focal_forward`].
    pub fn simdloss_softmax_focal_backward(desc: *const simdloss_softmax_focal_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_alpha: *const c_void, row_weight: *const c_void, row_stats: *const c_void, grad_loss: *const c_void, grad_logits: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_softmax_focal_forward`].
    pub fn simdloss_softmax_focal_forward_backward(desc: *const simdloss_softmax_focal_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_alpha: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_logits: *mut c_void) -> simdloss_status;
    /// ```text
    /// Gradient and diagonal Hessian of the sum of all losses over raw scores, as simdloss_cross_entropy_gradient_hessian has
    /// them: with p, q, F, G of the target's class, row weights included,
    ///
    ///     gradient_j = a_y G (p_j - [j = y])
    ///     second_j   = a_y (G p_j (1 - p_j) + gamma p q^(gamma+1) (2 + log(p)/q (q - (gamma-1) p)) (([j = y] - p_j) / q)^2)
    ///     hessian_j  = max(hessian_scale * second_j, hessian_floor)
    ///
    /// label_smoothing and probability_clip must be 0 (OPTION).
    /// ```
    pub fn simdloss_softmax_focal_gradient_hessian(desc: *const simdloss_softmax_focal_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_alpha: *const c_void, row_weight: *const c_void, gradient: *mut c_void, hessian: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_poly1_cross_entropy_desc_init(desc: *mut simdloss_poly1_cross_entropy_desc, size: usize) -> simdloss_status;
    /// Arguments as of simdloss\_cross\_entropy.
    pub fn simdloss_poly1_cross_entropy_forward(desc: *const simdloss_poly1_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, loss: *mut c_void, row_stats: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_poly1_cross_entropy_forward`].
    pub fn simdloss_poly1_cross_entropy_backward(desc: *const simdloss_poly1_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, row_stats: *const c_void, grad_loss: *const c_void, grad_logits: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_poly1_cross_entropy_forward`].
    pub fn simdloss_poly1_cross_entropy_forward_backward(desc: *const simdloss_poly1_cross_entropy_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_logits: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_hinge_desc_init(desc: *mut simdloss_hinge_desc, size: usize) -> simdloss_status;
    /// input, target: \[batch, classes, inner\]; weight: of acc, of the axes of weight\_axes, or NULL: all 1.
    pub fn simdloss_hinge_forward(desc: *const simdloss_hinge_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_hinge_forward`].
    pub fn simdloss_hinge_backward(desc: *const simdloss_hinge_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, grad_input: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_hinge_forward`].
    pub fn simdloss_hinge_forward_backward(desc: *const simdloss_hinge_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_input: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_multi_margin_desc_init(desc: *mut simdloss_multi_margin_desc, size: usize) -> simdloss_status;
    /// As of [`simdloss_multi_margin_desc_init`].
    pub fn simdloss_multi_margin_forward(desc: *const simdloss_multi_margin_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_multi_margin_desc_init`].
    pub fn simdloss_multi_margin_backward(desc: *const simdloss_multi_margin_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, grad_input: *mut c_void) -> simdloss_status;
    /// Both at once; loss or grad\_input may be NULL.
    pub fn simdloss_multi_margin_forward_backward(desc: *const simdloss_multi_margin_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, class_weight: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_input: *mut c_void) -> simdloss_status;
    pub fn simdloss_categorical_hinge_desc_init(desc: *mut simdloss_categorical_hinge_desc, size: usize) -> simdloss_status;
    /// As of [`simdloss_multi_margin_forward_backward`].
    pub fn simdloss_categorical_hinge_forward(desc: *const simdloss_categorical_hinge_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, row_weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_multi_margin_forward_backward`].
    pub fn simdloss_categorical_hinge_backward(desc: *const simdloss_categorical_hinge_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, grad_input: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_multi_margin_forward_backward`].
    pub fn simdloss_categorical_hinge_forward_backward(desc: *const simdloss_categorical_hinge_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_input: *mut c_void) -> simdloss_status;
    pub fn simdloss_multilabel_margin_desc_init(desc: *mut simdloss_multilabel_margin_desc, size: usize) -> simdloss_status;
    /// As of [`simdloss_multi_margin_forward_backward`].
    pub fn simdloss_multilabel_margin_forward(desc: *const simdloss_multilabel_margin_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, row_weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_multi_margin_forward_backward`].
    pub fn simdloss_multilabel_margin_backward(desc: *const simdloss_multilabel_margin_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, grad_input: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_multi_margin_forward_backward`].
    pub fn simdloss_multilabel_margin_forward_backward(desc: *const simdloss_multilabel_margin_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, row_weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_input: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_regression_desc_init(desc: *mut simdloss_regression_desc, size: usize) -> simdloss_status;
    /// input, target: \[batch, classes, inner\]; weight: of acc, of the axes of weight\_axes, or NULL: all 1.
    pub fn simdloss_regression_forward(desc: *const simdloss_regression_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_regression_forward`].
    pub fn simdloss_regression_backward(desc: *const simdloss_regression_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, grad_input: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_regression_forward`].
    pub fn simdloss_regression_forward_backward(desc: *const simdloss_regression_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_input: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_poisson_nll_desc_init(desc: *mut simdloss_poisson_nll_desc, size: usize) -> simdloss_status;
    /// input, target: \[batch, classes, inner\]; weight: of acc, of the axes of weight\_axes, or NULL: all 1.
    pub fn simdloss_poisson_nll_forward(desc: *const simdloss_poisson_nll_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_poisson_nll_forward`].
    pub fn simdloss_poisson_nll_backward(desc: *const simdloss_poisson_nll_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, grad_input: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_poisson_nll_forward`].
    pub fn simdloss_poisson_nll_forward_backward(desc: *const simdloss_poisson_nll_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_input: *mut c_void, grad_target: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_gaussian_nll_desc_init(desc: *mut simdloss_gaussian_nll_desc, size: usize) -> simdloss_status;
    /// input, target, variance: \[batch, classes, inner\]; weight: of acc, of the axes of weight\_axes, or NULL: all 1.
    pub fn simdloss_gaussian_nll_forward(desc: *const simdloss_gaussian_nll_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, variance: *const c_void, weight: *const c_void, loss: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_gaussian_nll_forward`].
    pub fn simdloss_gaussian_nll_backward(desc: *const simdloss_gaussian_nll_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, variance: *const c_void, weight: *const c_void, grad_loss: *const c_void, grad_input: *mut c_void, grad_target: *mut c_void, grad_variance: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_gaussian_nll_forward`].
    pub fn simdloss_gaussian_nll_forward_backward(desc: *const simdloss_gaussian_nll_desc, executor: *const simdloss_executor, input: *const c_void, target: *const c_void, variance: *const c_void, weight: *const c_void, grad_loss: *const c_void, loss: *mut c_void, grad_input: *mut c_void, grad_target: *mut c_void, grad_variance: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_sigmoid_desc_init(desc: *mut simdloss_sigmoid_desc, size: usize) -> simdloss_status;
    /// ```text
    /// All arrays: [batch, classes, inner] of desc->dtype. output may be exactly input, and grad_input exactly input or
    /// grad_output (not with accumulate); any other overlap is an error. The gradients are formed from the functions' input.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_sigmoid_forward(desc: *const simdloss_sigmoid_desc, executor: *const simdloss_executor, input: *const c_void, output: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_sigmoid_forward`].
    pub fn simdloss_sigmoid_backward(desc: *const simdloss_sigmoid_desc, executor: *const simdloss_executor, input: *const c_void, grad_output: *const c_void, grad_input: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_sigmoid_forward`].
    pub fn simdloss_log_sigmoid_forward(desc: *const simdloss_sigmoid_desc, executor: *const simdloss_executor, input: *const c_void, output: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_sigmoid_forward`].
    pub fn simdloss_log_sigmoid_backward(desc: *const simdloss_sigmoid_desc, executor: *const simdloss_executor, input: *const c_void, grad_output: *const c_void, grad_input: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_softmax_desc_init(desc: *mut simdloss_softmax_desc, size: usize) -> simdloss_status;
    /// ```text
    /// Forward. input, output: [batch, classes, inner] of desc->dtype. output may be exactly input; any other overlap is an
    /// error. Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_softmax_forward(desc: *const simdloss_softmax_desc, executor: *const simdloss_executor, input: *const c_void, output: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_softmax_forward`].
    pub fn simdloss_log_softmax_forward(desc: *const simdloss_softmax_desc, executor: *const simdloss_executor, input: *const c_void, output: *mut c_void) -> simdloss_status;
    /// ```text
    /// Backward, from the output of the forward call. output, grad_output, grad_input: [batch, classes, inner] of
    /// desc->dtype. grad_input may be exactly output or exactly grad_output (not with accumulate).
    /// ```
    pub fn simdloss_softmax_backward(desc: *const simdloss_softmax_desc, executor: *const simdloss_executor, output: *const c_void, grad_output: *const c_void, grad_input: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_softmax_backward`].
    pub fn simdloss_log_softmax_backward(desc: *const simdloss_softmax_desc, executor: *const simdloss_executor, output: *const c_void, grad_output: *const c_void, grad_input: *mut c_void) -> simdloss_status;
    /// ```text
    /// log_sum_exp. output: [batch * inner] of the accumulator type (F64 for F64, else F32), or NULL. row_stats: [2][batch *
    /// inner] of the accumulator type, the plane of maxima, then of log S, or NULL; at least one of the two is wanted.
    /// Backward takes row_stats from a forward call (NULL: recomputed) and grad_output [batch * inner] (NULL: all 1).
    /// grad_input may be exactly input (not with accumulate).
    /// ```
    pub fn simdloss_log_sum_exp_forward(desc: *const simdloss_softmax_desc, executor: *const simdloss_executor, input: *const c_void, output: *mut c_void, row_stats: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_log_sum_exp_forward`].
    pub fn simdloss_log_sum_exp_backward(desc: *const simdloss_softmax_desc, executor: *const simdloss_executor, input: *const c_void, row_stats: *const c_void, grad_output: *const c_void, grad_input: *mut c_void) -> simdloss_status;
    /// Fills in the defaults. size = sizeof \*desc as the caller was compiled.
    pub fn simdloss_token_desc_init(desc: *mut simdloss_token_desc, size: usize) -> simdloss_status;
    /// ```text
    /// Arguments; "acc" is the accumulator type, F64 for F64 and else F32:
    ///
    ///     logits         [batch, classes] of desc->dtype
    ///     target         [batch, choices] of desc->target_dtype; each in [0, classes) or equal to ignore_index. May be NULL
    ///                    where choices is 0
    ///     log_prob       [batch, choices] of acc
    ///     entropy        [batch] of acc
    ///     argmax, rank   [batch]
    ///     row_stats      [2][batch] of acc: the plane of maxima m, then of log S, of the transformed logits; 0, 0 for
    ///                    ignored rows
    ///     grad_log_prob  upstream gradient of log_prob, [batch, choices] of acc, or NULL: 0
    ///     grad_entropy   upstream gradient of entropy, [batch] of acc, or NULL: 0
    ///     grad_logits    as logits; may be exactly logits (not with accumulate); any other overlap is an error
    ///
    /// forward: each output may be NULL, not all of them (with choices = 0, log_prob and rank are no outputs: log_prob is
    /// empty, and rank, where there is one, is filled with 0). What is asked for does not change the bits of what else is.
    /// backward: row_stats and entropy as forward wrote them, or NULL: recomputed, to the same bits. entropy is looked at
    /// only where grad_entropy is given. One of grad_log_prob and grad_entropy must be.
    /// Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad entry), ALIAS, EXECUTOR, ISA.
    /// ```
    pub fn simdloss_token_forward(desc: *const simdloss_token_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, log_prob: *mut c_void, entropy: *mut c_void, argmax: *mut i64, rank: *mut i64, row_stats: *mut c_void) -> simdloss_status;
    /// As of [`simdloss_token_forward`].
    pub fn simdloss_token_backward(desc: *const simdloss_token_desc, executor: *const simdloss_executor, logits: *const c_void, target: *const c_void, row_stats: *const c_void, entropy: *const c_void, grad_log_prob: *const c_void, grad_entropy: *const c_void, grad_logits: *mut c_void) -> simdloss_status;
}

#[cfg(simdloss_tbb)]
extern "C" {
    /// ```text
    /// Fills *executor with one that runs tasks in the calling thread's oneTBB arena, isolated from the caller's own tasks,
    /// on at most max_threads threads; max_threads <= 0 takes all that the arena has. Nothing needs to be released. In a
    /// child process after fork() it runs on the calling thread, since oneTBB's workers do not survive a fork.
    /// Errors: NULL_POINTER.
    /// ```
    pub fn simdloss_tbb_executor_init(executor: *mut simdloss_executor, max_threads: i32) -> simdloss_status;
}

/// A member of a struct: its name, its offset and its size, on a 64-bit machine.
pub type Member = (&'static str, usize, usize);

/// Every struct: its name, its size and its members.
pub const LAYOUTS: &[(&str, usize, &[Member])] = &[
    ("simdloss_executor", 24, &[("size", 0, 4), ("concurrency", 4, 4), ("pool", 8, 8), ("parallel_for", 16, 8)]),
    ("simdloss_binary_cross_entropy_desc", 104, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("class_reduction", 12, 4), ("reduction", 16, 4), ("denominator", 20, 4), ("empty_mean", 24, 4), ("accumulate", 28, 4), ("weight_axes", 32, 4), ("batch", 40, 8), ("classes", 48, 8), ("inner", 56, 8), ("batch_stride", 64, 8), ("mean_denominator", 72, 8), ("label_smoothing", 80, 8), ("hessian_scale", 88, 8), ("hessian_floor", 96, 8)]),
    ("simdloss_probability_binary_cross_entropy_desc", 112, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("class_reduction", 12, 4), ("reduction", 16, 4), ("denominator", 20, 4), ("empty_mean", 24, 4), ("accumulate", 28, 4), ("weight_axes", 32, 4), ("batch", 40, 8), ("classes", 48, 8), ("inner", 56, 8), ("batch_stride", 64, 8), ("mean_denominator", 72, 8), ("label_smoothing", 80, 8), ("clip", 88, 8), ("epsilon", 96, 8), ("log_floor", 104, 8)]),
    ("simdloss_cross_entropy_desc", 144, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("denominator", 16, 4), ("empty_mean", 20, 4), ("accumulate", 24, 4), ("batch", 32, 8), ("classes", 40, 8), ("inner", 48, 8), ("batch_stride", 56, 8), ("ignore_index", 64, 8), ("label_smoothing", 72, 8), ("z_loss", 80, 8), ("softcap", 88, 8), ("temperature", 96, 8), ("mean_denominator", 104, 8), ("first_class", 112, 8), ("total_classes", 120, 8), ("hessian_scale", 128, 8), ("hessian_floor", 136, 8)]),
    ("simdloss_cross_entropy_sum", 40, &[("part", 0, 32), ("exponent", 32, 8)]),
    ("simdloss_cross_entropy_record", 176, &[("maximum", 0, 8), ("top", 8, 8), ("top_exponent", 16, 8), ("target_logit", 24, 8), ("rest", 32, 40), ("logits", 72, 40), ("weights", 112, 40), ("columns", 152, 8), ("chunks", 160, 8), ("hits", 168, 4), ("flags", 172, 4)]),
    ("simdloss_soft_cross_entropy_desc", 72, &[("size", 0, 4), ("dtype", 4, 4), ("reduction", 8, 4), ("denominator", 12, 4), ("empty_mean", 16, 4), ("accumulate", 20, 4), ("batch", 24, 8), ("classes", 32, 8), ("inner", 40, 8), ("batch_stride", 48, 8), ("label_smoothing", 56, 8), ("mean_denominator", 64, 8)]),
    ("simdloss_nll_desc", 80, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("denominator", 16, 4), ("empty_mean", 20, 4), ("accumulate", 24, 4), ("batch", 32, 8), ("classes", 40, 8), ("inner", 48, 8), ("batch_stride", 56, 8), ("ignore_index", 64, 8), ("mean_denominator", 72, 8)]),
    ("simdloss_kl_divergence_desc", 72, &[("size", 0, 4), ("dtype", 4, 4), ("class_reduction", 8, 4), ("reduction", 12, 4), ("denominator", 16, 4), ("empty_mean", 20, 4), ("accumulate", 24, 4), ("log_target", 28, 4), ("batch", 32, 8), ("classes", 40, 8), ("inner", 48, 8), ("batch_stride", 56, 8), ("mean_denominator", 64, 8)]),
    ("simdloss_distillation_desc", 80, &[("size", 0, 4), ("dtype", 4, 4), ("reduction", 8, 4), ("denominator", 12, 4), ("empty_mean", 16, 4), ("accumulate", 20, 4), ("squared_temperature", 24, 4), ("batch", 32, 8), ("classes", 40, 8), ("inner", 48, 8), ("batch_stride", 56, 8), ("temperature", 64, 8), ("mean_denominator", 72, 8)]),
    ("simdloss_info_nce_desc", 112, &[("size", 0, 4), ("dtype", 4, 4), ("positive_dtype", 8, 4), ("reduction", 12, 4), ("empty_mean", 16, 4), ("accumulate", 20, 4), ("similarity", 24, 4), ("symmetric", 28, 4), ("batch", 32, 8), ("keys", 40, 8), ("negatives", 48, 8), ("width", 56, 8), ("query_stride", 64, 8), ("key_stride", 72, 8), ("negative_stride", 80, 8), ("temperature", 88, 8), ("norm_floor", 96, 8), ("mean_denominator", 104, 8)]),
    ("simdloss_nt_xent_desc", 72, &[("size", 0, 4), ("dtype", 4, 4), ("label_dtype", 8, 4), ("reduction", 12, 4), ("accumulate", 16, 4), ("similarity", 20, 4), ("batch", 24, 8), ("width", 32, 8), ("stride", 40, 8), ("temperature", 48, 8), ("norm_floor", 56, 8), ("mean_denominator", 64, 8)]),
    ("simdloss_sup_con_desc", 72, &[("size", 0, 4), ("dtype", 4, 4), ("label_dtype", 8, 4), ("reduction", 12, 4), ("accumulate", 16, 4), ("similarity", 20, 4), ("batch", 24, 8), ("width", 32, 8), ("stride", 40, 8), ("temperature", 48, 8), ("norm_floor", 56, 8), ("mean_denominator", 64, 8)]),
    ("simdloss_n_pairs_desc", 80, &[("size", 0, 4), ("dtype", 4, 4), ("label_dtype", 8, 4), ("reduction", 12, 4), ("accumulate", 16, 4), ("similarity", 20, 4), ("batch", 24, 8), ("width", 32, 8), ("anchor_stride", 40, 8), ("positive_stride", 48, 8), ("temperature", 56, 8), ("norm_floor", 64, 8), ("mean_denominator", 72, 8)]),
    ("simdloss_margin_softmax_desc", 112, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("empty_mean", 16, 4), ("accumulate", 20, 4), ("kind", 24, 4), ("batch", 32, 8), ("classes", 40, 8), ("width", 48, 8), ("embedding_stride", 56, 8), ("weight_stride", 64, 8), ("margin", 72, 8), ("scale", 80, 8), ("norm_floor", 88, 8), ("mean_denominator", 96, 8), ("ignore_index", 104, 8)]),
    ("simdloss_mining_desc", 72, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("empty_mean", 16, 4), ("accumulate", 20, 4), ("distance", 24, 4), ("soft", 28, 4), ("batch", 32, 8), ("features", 40, 8), ("batch_stride", 48, 8), ("margin", 56, 8), ("mean_denominator", 64, 8)]),
    ("simdloss_named_triplets_desc", 80, &[("size", 0, 4), ("dtype", 4, 4), ("index_dtype", 8, 4), ("reduction", 12, 4), ("empty_mean", 16, 4), ("mean_of_positive", 20, 4), ("accumulate", 24, 4), ("distance", 28, 4), ("batch", 32, 8), ("features", 40, 8), ("batch_stride", 48, 8), ("triplets", 56, 8), ("margin", 64, 8), ("mean_denominator", 72, 8)]),
    ("simdloss_pairwise_distance_desc", 64, &[("size", 0, 4), ("dtype", 4, 4), ("accumulate", 8, 4), ("reserved", 12, 4), ("batch", 16, 8), ("features", 24, 8), ("x1_stride", 32, 8), ("x2_stride", 40, 8), ("p", 48, 8), ("eps", 56, 8)]),
    ("simdloss_cosine_similarity_desc", 56, &[("size", 0, 4), ("dtype", 4, 4), ("accumulate", 8, 4), ("zero_gradient", 12, 4), ("batch", 16, 8), ("features", 24, 8), ("x1_stride", 32, 8), ("x2_stride", 40, 8), ("eps", 48, 8)]),
    ("simdloss_cosine_embedding_desc", 80, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("empty_mean", 16, 4), ("accumulate", 20, 4), ("zero_gradient", 24, 4), ("reserved", 28, 4), ("batch", 32, 8), ("features", 40, 8), ("x1_stride", 48, 8), ("x2_stride", 56, 8), ("margin", 64, 8), ("mean_denominator", 72, 8)]),
    ("simdloss_contrastive_desc", 96, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("empty_mean", 16, 4), ("accumulate", 20, 4), ("one_is_similar", 24, 4), ("half", 28, 4), ("batch", 32, 8), ("features", 40, 8), ("x1_stride", 48, 8), ("x2_stride", 56, 8), ("p", 64, 8), ("eps", 72, 8), ("margin", 80, 8), ("mean_denominator", 88, 8)]),
    ("simdloss_triplet_margin_desc", 104, &[("size", 0, 4), ("dtype", 4, 4), ("reduction", 8, 4), ("empty_mean", 12, 4), ("accumulate", 16, 4), ("distance", 20, 4), ("swap", 24, 4), ("zero_gradient", 28, 4), ("batch", 32, 8), ("features", 40, 8), ("anchor_stride", 48, 8), ("positive_stride", 56, 8), ("negative_stride", 64, 8), ("margin", 72, 8), ("p", 80, 8), ("eps", 88, 8), ("mean_denominator", 96, 8)]),
    ("simdloss_margin_ranking_desc", 72, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("empty_mean", 16, 4), ("accumulate", 20, 4), ("batch", 24, 8), ("classes", 32, 8), ("inner", 40, 8), ("batch_stride", 48, 8), ("margin", 56, 8), ("mean_denominator", 64, 8)]),
    ("simdloss_rank_hinge_desc", 72, &[("size", 0, 4), ("dtype", 4, 4), ("reduction", 8, 4), ("empty_mean", 12, 4), ("accumulate", 16, 4), ("reserved", 20, 4), ("rows", 24, 8), ("columns", 32, 8), ("row_stride", 40, 8), ("num_neg", 48, 8), ("margin", 56, 8), ("mean_denominator", 64, 8)]),
    ("simdloss_rank_cross_entropy_desc", 64, &[("size", 0, 4), ("dtype", 4, 4), ("reduction", 8, 4), ("empty_mean", 12, 4), ("accumulate", 16, 4), ("reserved", 20, 4), ("rows", 24, 8), ("columns", 32, 8), ("row_stride", 40, 8), ("num_neg", 48, 8), ("mean_denominator", 56, 8)]),
    ("simdloss_sigmoid_focal_desc", 120, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("class_reduction", 12, 4), ("reduction", 16, 4), ("denominator", 20, 4), ("empty_mean", 24, 4), ("accumulate", 28, 4), ("weight_axes", 32, 4), ("batch", 40, 8), ("classes", 48, 8), ("inner", 56, 8), ("batch_stride", 64, 8), ("mean_denominator", 72, 8), ("label_smoothing", 80, 8), ("gamma", 88, 8), ("alpha", 96, 8), ("hessian_scale", 104, 8), ("hessian_floor", 112, 8)]),
    ("simdloss_probability_focal_desc", 112, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("class_reduction", 12, 4), ("reduction", 16, 4), ("denominator", 20, 4), ("empty_mean", 24, 4), ("accumulate", 28, 4), ("weight_axes", 32, 4), ("batch", 40, 8), ("classes", 48, 8), ("inner", 56, 8), ("batch_stride", 64, 8), ("mean_denominator", 72, 8), ("label_smoothing", 80, 8), ("gamma", 88, 8), ("alpha", 96, 8), ("clip", 104, 8)]),
    ("simdloss_asymmetric_desc", 104, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("class_reduction", 12, 4), ("reduction", 16, 4), ("denominator", 20, 4), ("empty_mean", 24, 4), ("accumulate", 28, 4), ("weight_axes", 32, 4), ("constant_power", 36, 4), ("batch", 40, 8), ("classes", 48, 8), ("inner", 56, 8), ("batch_stride", 64, 8), ("mean_denominator", 72, 8), ("gamma_positive", 80, 8), ("gamma_negative", 88, 8), ("clip", 96, 8)]),
    ("simdloss_softmax_focal_desc", 128, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("denominator", 16, 4), ("empty_mean", 20, 4), ("accumulate", 24, 4), ("batch", 32, 8), ("classes", 40, 8), ("inner", 48, 8), ("batch_stride", 56, 8), ("ignore_index", 64, 8), ("mean_denominator", 72, 8), ("label_smoothing", 80, 8), ("gamma", 88, 8), ("alpha", 96, 8), ("probability_clip", 104, 8), ("hessian_scale", 112, 8), ("hessian_floor", 120, 8)]),
    ("simdloss_poly1_cross_entropy_desc", 96, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("denominator", 16, 4), ("empty_mean", 20, 4), ("accumulate", 24, 4), ("batch", 32, 8), ("classes", 40, 8), ("inner", 48, 8), ("batch_stride", 56, 8), ("ignore_index", 64, 8), ("mean_denominator", 72, 8), ("label_smoothing", 80, 8), ("epsilon", 88, 8)]),
    ("simdloss_hinge_desc", 96, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("class_reduction", 12, 4), ("reduction", 16, 4), ("denominator", 20, 4), ("empty_mean", 24, 4), ("accumulate", 28, 4), ("weight_axes", 32, 4), ("kind", 36, 4), ("labels", 40, 4), ("batch", 48, 8), ("classes", 56, 8), ("inner", 64, 8), ("batch_stride", 72, 8), ("mean_denominator", 80, 8), ("margin", 88, 8)]),
    ("simdloss_multi_margin_desc", 88, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("denominator", 16, 4), ("empty_mean", 20, 4), ("accumulate", 24, 4), ("p", 28, 4), ("batch", 32, 8), ("classes", 40, 8), ("inner", 48, 8), ("batch_stride", 56, 8), ("ignore_index", 64, 8), ("mean_denominator", 72, 8), ("margin", 80, 8)]),
    ("simdloss_categorical_hinge_desc", 88, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("denominator", 16, 4), ("empty_mean", 20, 4), ("accumulate", 24, 4), ("batch", 32, 8), ("classes", 40, 8), ("inner", 48, 8), ("batch_stride", 56, 8), ("ignore_index", 64, 8), ("mean_denominator", 72, 8), ("margin", 80, 8)]),
    ("simdloss_multilabel_margin_desc", 88, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("reduction", 12, 4), ("denominator", 16, 4), ("empty_mean", 20, 4), ("accumulate", 24, 4), ("batch", 32, 8), ("classes", 40, 8), ("labels", 48, 8), ("batch_stride", 56, 8), ("padding_index", 64, 8), ("mean_denominator", 72, 8), ("margin", 80, 8)]),
    ("simdloss_regression_desc", 88, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("class_reduction", 12, 4), ("reduction", 16, 4), ("denominator", 20, 4), ("empty_mean", 24, 4), ("accumulate", 28, 4), ("weight_axes", 32, 4), ("kind", 36, 4), ("batch", 40, 8), ("classes", 48, 8), ("inner", 56, 8), ("batch_stride", 64, 8), ("mean_denominator", 72, 8), ("threshold", 80, 8)]),
    ("simdloss_poisson_nll_desc", 96, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("class_reduction", 12, 4), ("reduction", 16, 4), ("denominator", 20, 4), ("empty_mean", 24, 4), ("accumulate", 28, 4), ("weight_axes", 32, 4), ("log_input", 36, 4), ("full", 40, 4), ("batch", 48, 8), ("classes", 56, 8), ("inner", 64, 8), ("batch_stride", 72, 8), ("mean_denominator", 80, 8), ("epsilon", 88, 8)]),
    ("simdloss_gaussian_nll_desc", 88, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("class_reduction", 12, 4), ("reduction", 16, 4), ("denominator", 20, 4), ("empty_mean", 24, 4), ("accumulate", 28, 4), ("weight_axes", 32, 4), ("full", 36, 4), ("batch", 40, 8), ("classes", 48, 8), ("inner", 56, 8), ("batch_stride", 64, 8), ("mean_denominator", 72, 8), ("epsilon", 80, 8)]),
    ("simdloss_sigmoid_desc", 48, &[("size", 0, 4), ("dtype", 4, 4), ("accumulate", 8, 4), ("batch", 16, 8), ("classes", 24, 8), ("inner", 32, 8), ("batch_stride", 40, 8)]),
    ("simdloss_softmax_desc", 48, &[("size", 0, 4), ("dtype", 4, 4), ("accumulate", 8, 4), ("batch", 16, 8), ("classes", 24, 8), ("inner", 32, 8), ("batch_stride", 40, 8)]),
    ("simdloss_token_desc", 72, &[("size", 0, 4), ("dtype", 4, 4), ("target_dtype", 8, 4), ("accumulate", 12, 4), ("batch", 16, 8), ("classes", 24, 8), ("batch_stride", 32, 8), ("choices", 40, 8), ("ignore_index", 48, 8), ("softcap", 56, 8), ("temperature", 64, 8)]),
];

/// Calls a macro with every desc and the function that fills in its defaults.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_desc {
    ($call:ident) => {
        $call! {
            simdloss_binary_cross_entropy_desc simdloss_binary_cross_entropy_desc_init;
            simdloss_probability_binary_cross_entropy_desc simdloss_probability_binary_cross_entropy_desc_init;
            simdloss_cross_entropy_desc simdloss_cross_entropy_desc_init;
            simdloss_soft_cross_entropy_desc simdloss_soft_cross_entropy_desc_init;
            simdloss_nll_desc simdloss_nll_desc_init;
            simdloss_kl_divergence_desc simdloss_kl_divergence_desc_init;
            simdloss_distillation_desc simdloss_distillation_desc_init;
            simdloss_info_nce_desc simdloss_info_nce_desc_init;
            simdloss_nt_xent_desc simdloss_nt_xent_desc_init;
            simdloss_sup_con_desc simdloss_sup_con_desc_init;
            simdloss_n_pairs_desc simdloss_n_pairs_desc_init;
            simdloss_margin_softmax_desc simdloss_margin_softmax_desc_init;
            simdloss_mining_desc simdloss_mining_desc_init;
            simdloss_named_triplets_desc simdloss_named_triplets_desc_init;
            simdloss_pairwise_distance_desc simdloss_pairwise_distance_desc_init;
            simdloss_cosine_similarity_desc simdloss_cosine_similarity_desc_init;
            simdloss_cosine_embedding_desc simdloss_cosine_embedding_desc_init;
            simdloss_contrastive_desc simdloss_contrastive_desc_init;
            simdloss_triplet_margin_desc simdloss_triplet_margin_desc_init;
            simdloss_margin_ranking_desc simdloss_margin_ranking_desc_init;
            simdloss_rank_hinge_desc simdloss_rank_hinge_desc_init;
            simdloss_rank_cross_entropy_desc simdloss_rank_cross_entropy_desc_init;
            simdloss_sigmoid_focal_desc simdloss_sigmoid_focal_desc_init;
            simdloss_probability_focal_desc simdloss_probability_focal_desc_init;
            simdloss_asymmetric_desc simdloss_asymmetric_desc_init;
            simdloss_softmax_focal_desc simdloss_softmax_focal_desc_init;
            simdloss_poly1_cross_entropy_desc simdloss_poly1_cross_entropy_desc_init;
            simdloss_hinge_desc simdloss_hinge_desc_init;
            simdloss_multi_margin_desc simdloss_multi_margin_desc_init;
            simdloss_categorical_hinge_desc simdloss_categorical_hinge_desc_init;
            simdloss_multilabel_margin_desc simdloss_multilabel_margin_desc_init;
            simdloss_regression_desc simdloss_regression_desc_init;
            simdloss_poisson_nll_desc simdloss_poisson_nll_desc_init;
            simdloss_gaussian_nll_desc simdloss_gaussian_nll_desc_init;
            simdloss_sigmoid_desc simdloss_sigmoid_desc_init;
            simdloss_softmax_desc simdloss_softmax_desc_init;
            simdloss_token_desc simdloss_token_desc_init;
        }
    };
}

/// Every function that computes, with the names of its arguments: for tests of completeness.
pub const COMPUTE_FUNCTIONS: &[(&str, &[&str])] = &[
    ("simdloss_binary_cross_entropy_forward", &["desc", "executor", "logits", "target", "weight", "pos_weight", "loss"]),
    ("simdloss_binary_cross_entropy_backward", &["desc", "executor", "logits", "target", "weight", "pos_weight", "grad_loss", "grad_logits", "grad_target"]),
    ("simdloss_binary_cross_entropy_forward_backward", &["desc", "executor", "logits", "target", "weight", "pos_weight", "grad_loss", "loss", "grad_logits", "grad_target"]),
    ("simdloss_binary_cross_entropy_gradient_hessian", &["desc", "executor", "logits", "target", "weight", "pos_weight", "gradient", "hessian"]),
    ("simdloss_probability_binary_cross_entropy_forward", &["desc", "executor", "probability", "target", "weight", "loss"]),
    ("simdloss_probability_binary_cross_entropy_backward", &["desc", "executor", "probability", "target", "weight", "grad_loss", "grad_probability", "grad_target"]),
    ("simdloss_probability_binary_cross_entropy_forward_backward", &["desc", "executor", "probability", "target", "weight", "grad_loss", "loss", "grad_probability", "grad_target"]),
    ("simdloss_cross_entropy_forward", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "loss", "row_stats"]),
    ("simdloss_cross_entropy_backward", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "row_stats", "grad_loss", "grad_logits"]),
    ("simdloss_cross_entropy_forward_backward", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_logits"]),
    ("simdloss_cross_entropy_gradient_hessian", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "gradient", "hessian"]),
    ("simdloss_cross_entropy_denominator", &["desc", "executor", "target", "class_weight", "row_weight", "kept", "weight"]),
    ("simdloss_cross_entropy_chunk", &["total_classes"]),
    ("simdloss_cross_entropy_partial", &["desc", "executor", "logits", "target", "class_weight", "records"]),
    ("simdloss_cross_entropy_merge", &["count", "records", "into"]),
    ("simdloss_cross_entropy_finish", &["desc", "executor", "records", "target", "class_weight", "row_weight", "loss", "row_stats"]),
    ("simdloss_soft_cross_entropy_forward", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "loss", "row_stats"]),
    ("simdloss_soft_cross_entropy_backward", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "row_stats", "grad_loss", "grad_logits", "grad_target"]),
    ("simdloss_soft_cross_entropy_forward_backward", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_logits", "grad_target"]),
    ("simdloss_nll_forward", &["desc", "executor", "log_prob", "target", "class_weight", "row_weight", "loss"]),
    ("simdloss_nll_backward", &["desc", "executor", "target", "class_weight", "row_weight", "grad_loss", "grad_log_prob"]),
    ("simdloss_nll_forward_backward", &["desc", "executor", "log_prob", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_log_prob"]),
    ("simdloss_kl_divergence_forward", &["desc", "executor", "log_prob", "target", "row_weight", "loss"]),
    ("simdloss_kl_divergence_backward", &["desc", "executor", "log_prob", "target", "row_weight", "grad_loss", "grad_log_prob", "grad_target"]),
    ("simdloss_kl_divergence_forward_backward", &["desc", "executor", "log_prob", "target", "row_weight", "grad_loss", "loss", "grad_log_prob", "grad_target"]),
    ("simdloss_distillation_forward", &["desc", "executor", "student", "teacher", "row_weight", "loss", "row_stats"]),
    ("simdloss_distillation_backward", &["desc", "executor", "student", "teacher", "row_weight", "row_stats", "grad_loss", "grad_student", "grad_teacher"]),
    ("simdloss_distillation_forward_backward", &["desc", "executor", "student", "teacher", "row_weight", "grad_loss", "loss", "grad_student", "grad_teacher"]),
    ("simdloss_info_nce_forward", &["desc", "executor", "queries", "keys", "negatives", "positive", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_info_nce_backward", &["desc", "executor", "queries", "keys", "negatives", "positive", "grad_loss", "grad_queries", "grad_keys", "grad_negatives", "workspace", "workspace_bytes"]),
    ("simdloss_info_nce_forward_backward", &["desc", "executor", "queries", "keys", "negatives", "positive", "grad_loss", "loss", "grad_queries", "grad_keys", "grad_negatives", "workspace", "workspace_bytes"]),
    ("simdloss_nt_xent_forward", &["desc", "executor", "embeddings", "label", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_nt_xent_backward", &["desc", "executor", "embeddings", "label", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_nt_xent_forward_backward", &["desc", "executor", "embeddings", "label", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_sup_con_forward", &["desc", "executor", "embeddings", "label", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_sup_con_backward", &["desc", "executor", "embeddings", "label", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_sup_con_forward_backward", &["desc", "executor", "embeddings", "label", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_n_pairs_forward", &["desc", "executor", "anchors", "positives", "label", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_n_pairs_backward", &["desc", "executor", "anchors", "positives", "label", "grad_loss", "grad_anchors", "grad_positives", "workspace", "workspace_bytes"]),
    ("simdloss_n_pairs_forward_backward", &["desc", "executor", "anchors", "positives", "label", "grad_loss", "loss", "grad_anchors", "grad_positives", "workspace", "workspace_bytes"]),
    ("simdloss_margin_softmax_forward", &["desc", "executor", "embeddings", "weights", "target", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_margin_softmax_backward", &["desc", "executor", "embeddings", "weights", "target", "grad_loss", "grad_embeddings", "grad_weights", "workspace", "workspace_bytes"]),
    ("simdloss_margin_softmax_forward_backward", &["desc", "executor", "embeddings", "weights", "target", "grad_loss", "loss", "grad_embeddings", "grad_weights", "workspace", "workspace_bytes"]),
    ("simdloss_triplet_semihard_forward", &["desc", "executor", "embeddings", "target", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_triplet_semihard_backward", &["desc", "executor", "embeddings", "target", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_triplet_semihard_forward_backward", &["desc", "executor", "embeddings", "target", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_triplet_hard_forward", &["desc", "executor", "embeddings", "target", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_triplet_hard_backward", &["desc", "executor", "embeddings", "target", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_triplet_hard_forward_backward", &["desc", "executor", "embeddings", "target", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_triplet_all_forward", &["desc", "executor", "embeddings", "target", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_triplet_all_backward", &["desc", "executor", "embeddings", "target", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_triplet_all_forward_backward", &["desc", "executor", "embeddings", "target", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_lifted_structure_forward", &["desc", "executor", "embeddings", "target", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_lifted_structure_backward", &["desc", "executor", "embeddings", "target", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_lifted_structure_forward_backward", &["desc", "executor", "embeddings", "target", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_named_triplets_forward", &["desc", "executor", "embeddings", "anchor", "positive", "negative", "loss", "workspace", "workspace_bytes"]),
    ("simdloss_named_triplets_backward", &["desc", "executor", "embeddings", "anchor", "positive", "negative", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_named_triplets_forward_backward", &["desc", "executor", "embeddings", "anchor", "positive", "negative", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"]),
    ("simdloss_pairwise_distance_forward", &["desc", "executor", "x1", "x2", "distance"]),
    ("simdloss_pairwise_distance_backward", &["desc", "executor", "x1", "x2", "grad_distance", "grad_x1", "grad_x2"]),
    ("simdloss_pairwise_distance_forward_backward", &["desc", "executor", "x1", "x2", "grad_distance", "distance", "grad_x1", "grad_x2"]),
    ("simdloss_cosine_similarity_forward", &["desc", "executor", "x1", "x2", "similarity"]),
    ("simdloss_cosine_similarity_backward", &["desc", "executor", "x1", "x2", "grad_similarity", "grad_x1", "grad_x2"]),
    ("simdloss_cosine_similarity_forward_backward", &["desc", "executor", "x1", "x2", "grad_similarity", "similarity", "grad_x1", "grad_x2"]),
    ("simdloss_cosine_embedding_forward", &["desc", "executor", "x1", "x2", "target", "loss"]),
    ("simdloss_cosine_embedding_backward", &["desc", "executor", "x1", "x2", "target", "grad_loss", "grad_x1", "grad_x2"]),
    ("simdloss_cosine_embedding_forward_backward", &["desc", "executor", "x1", "x2", "target", "grad_loss", "loss", "grad_x1", "grad_x2"]),
    ("simdloss_contrastive_forward", &["desc", "executor", "x1", "x2", "target", "loss"]),
    ("simdloss_contrastive_backward", &["desc", "executor", "x1", "x2", "target", "grad_loss", "grad_x1", "grad_x2", "grad_target"]),
    ("simdloss_contrastive_forward_backward", &["desc", "executor", "x1", "x2", "target", "grad_loss", "loss", "grad_x1", "grad_x2", "grad_target"]),
    ("simdloss_contrastive_distance_forward", &["desc", "executor", "distance", "target", "loss"]),
    ("simdloss_contrastive_distance_backward", &["desc", "executor", "distance", "target", "grad_loss", "grad_distance", "grad_target"]),
    ("simdloss_contrastive_distance_forward_backward", &["desc", "executor", "distance", "target", "grad_loss", "loss", "grad_distance", "grad_target"]),
    ("simdloss_triplet_margin_forward", &["desc", "executor", "anchor", "positive", "negative", "loss"]),
    ("simdloss_triplet_margin_backward", &["desc", "executor", "anchor", "positive", "negative", "grad_loss", "grad_anchor", "grad_positive", "grad_negative"]),
    ("simdloss_triplet_margin_forward_backward", &["desc", "executor", "anchor", "positive", "negative", "grad_loss", "loss", "grad_anchor", "grad_positive", "grad_negative"]),
    ("simdloss_margin_ranking_forward", &["desc", "executor", "x1", "x2", "target", "loss"]),
    ("simdloss_margin_ranking_backward", &["desc", "executor", "x1", "x2", "target", "grad_loss", "grad_x1", "grad_x2", "grad_target"]),
    ("simdloss_margin_ranking_forward_backward", &["desc", "executor", "x1", "x2", "target", "grad_loss", "loss", "grad_x1", "grad_x2", "grad_target"]),
    ("simdloss_rank_hinge_forward", &["desc", "executor", "scores", "loss"]),
    ("simdloss_rank_hinge_backward", &["desc", "executor", "scores", "grad_loss", "grad_scores"]),
    ("simdloss_rank_hinge_forward_backward", &["desc", "executor", "scores", "grad_loss", "loss", "grad_scores"]),
    ("simdloss_rank_cross_entropy_forward", &["desc", "executor", "scores", "target", "loss"]),
    ("simdloss_rank_cross_entropy_backward", &["desc", "executor", "scores", "target", "grad_loss", "grad_scores", "grad_target"]),
    ("simdloss_rank_cross_entropy_forward_backward", &["desc", "executor", "scores", "target", "grad_loss", "loss", "grad_scores", "grad_target"]),
    ("simdloss_sigmoid_focal_forward", &["desc", "executor", "logits", "target", "weight", "class_alpha", "loss"]),
    ("simdloss_sigmoid_focal_backward", &["desc", "executor", "logits", "target", "weight", "class_alpha", "grad_loss", "grad_logits", "grad_target"]),
    ("simdloss_sigmoid_focal_forward_backward", &["desc", "executor", "logits", "target", "weight", "class_alpha", "grad_loss", "loss", "grad_logits", "grad_target"]),
    ("simdloss_sigmoid_focal_gradient_hessian", &["desc", "executor", "logits", "target", "weight", "class_alpha", "gradient", "hessian"]),
    ("simdloss_probability_focal_forward", &["desc", "executor", "probability", "target", "weight", "class_alpha", "loss"]),
    ("simdloss_probability_focal_backward", &["desc", "executor", "probability", "target", "weight", "class_alpha", "grad_loss", "grad_probability", "grad_target"]),
    ("simdloss_probability_focal_forward_backward", &["desc", "executor", "probability", "target", "weight", "class_alpha", "grad_loss", "loss", "grad_probability", "grad_target"]),
    ("simdloss_asymmetric_forward", &["desc", "executor", "logits", "target", "weight", "loss"]),
    ("simdloss_asymmetric_backward", &["desc", "executor", "logits", "target", "weight", "grad_loss", "grad_logits", "grad_target"]),
    ("simdloss_asymmetric_forward_backward", &["desc", "executor", "logits", "target", "weight", "grad_loss", "loss", "grad_logits", "grad_target"]),
    ("simdloss_softmax_focal_forward", &["desc", "executor", "logits", "target", "class_alpha", "row_weight", "loss", "row_stats"]),
    ("simdloss_softmax_focal_backward", &["desc", "executor", "logits", "target", "class_alpha", "row_weight", "row_stats", "grad_loss", "grad_logits"]),
    ("simdloss_softmax_focal_forward_backward", &["desc", "executor", "logits", "target", "class_alpha", "row_weight", "grad_loss", "loss", "grad_logits"]),
    ("simdloss_softmax_focal_gradient_hessian", &["desc", "executor", "logits", "target", "class_alpha", "row_weight", "gradient", "hessian"]),
    ("simdloss_poly1_cross_entropy_forward", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "loss", "row_stats"]),
    ("simdloss_poly1_cross_entropy_backward", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "row_stats", "grad_loss", "grad_logits"]),
    ("simdloss_poly1_cross_entropy_forward_backward", &["desc", "executor", "logits", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_logits"]),
    ("simdloss_hinge_forward", &["desc", "executor", "input", "target", "weight", "loss"]),
    ("simdloss_hinge_backward", &["desc", "executor", "input", "target", "weight", "grad_loss", "grad_input", "grad_target"]),
    ("simdloss_hinge_forward_backward", &["desc", "executor", "input", "target", "weight", "grad_loss", "loss", "grad_input", "grad_target"]),
    ("simdloss_multi_margin_forward", &["desc", "executor", "input", "target", "class_weight", "row_weight", "loss"]),
    ("simdloss_multi_margin_backward", &["desc", "executor", "input", "target", "class_weight", "row_weight", "grad_loss", "grad_input"]),
    ("simdloss_multi_margin_forward_backward", &["desc", "executor", "input", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_input"]),
    ("simdloss_categorical_hinge_forward", &["desc", "executor", "input", "target", "row_weight", "loss"]),
    ("simdloss_categorical_hinge_backward", &["desc", "executor", "input", "target", "row_weight", "grad_loss", "grad_input"]),
    ("simdloss_categorical_hinge_forward_backward", &["desc", "executor", "input", "target", "row_weight", "grad_loss", "loss", "grad_input"]),
    ("simdloss_multilabel_margin_forward", &["desc", "executor", "input", "target", "row_weight", "loss"]),
    ("simdloss_multilabel_margin_backward", &["desc", "executor", "input", "target", "row_weight", "grad_loss", "grad_input"]),
    ("simdloss_multilabel_margin_forward_backward", &["desc", "executor", "input", "target", "row_weight", "grad_loss", "loss", "grad_input"]),
    ("simdloss_regression_forward", &["desc", "executor", "input", "target", "weight", "loss"]),
    ("simdloss_regression_backward", &["desc", "executor", "input", "target", "weight", "grad_loss", "grad_input", "grad_target"]),
    ("simdloss_regression_forward_backward", &["desc", "executor", "input", "target", "weight", "grad_loss", "loss", "grad_input", "grad_target"]),
    ("simdloss_poisson_nll_forward", &["desc", "executor", "input", "target", "weight", "loss"]),
    ("simdloss_poisson_nll_backward", &["desc", "executor", "input", "target", "weight", "grad_loss", "grad_input", "grad_target"]),
    ("simdloss_poisson_nll_forward_backward", &["desc", "executor", "input", "target", "weight", "grad_loss", "loss", "grad_input", "grad_target"]),
    ("simdloss_gaussian_nll_forward", &["desc", "executor", "input", "target", "variance", "weight", "loss"]),
    ("simdloss_gaussian_nll_backward", &["desc", "executor", "input", "target", "variance", "weight", "grad_loss", "grad_input", "grad_target", "grad_variance"]),
    ("simdloss_gaussian_nll_forward_backward", &["desc", "executor", "input", "target", "variance", "weight", "grad_loss", "loss", "grad_input", "grad_target", "grad_variance"]),
    ("simdloss_sigmoid_forward", &["desc", "executor", "input", "output"]),
    ("simdloss_sigmoid_backward", &["desc", "executor", "input", "grad_output", "grad_input"]),
    ("simdloss_log_sigmoid_forward", &["desc", "executor", "input", "output"]),
    ("simdloss_log_sigmoid_backward", &["desc", "executor", "input", "grad_output", "grad_input"]),
    ("simdloss_softmax_forward", &["desc", "executor", "input", "output"]),
    ("simdloss_log_softmax_forward", &["desc", "executor", "input", "output"]),
    ("simdloss_softmax_backward", &["desc", "executor", "output", "grad_output", "grad_input"]),
    ("simdloss_log_softmax_backward", &["desc", "executor", "output", "grad_output", "grad_input"]),
    ("simdloss_log_sum_exp_forward", &["desc", "executor", "input", "output", "row_stats"]),
    ("simdloss_log_sum_exp_backward", &["desc", "executor", "input", "row_stats", "grad_output", "grad_input"]),
    ("simdloss_token_forward", &["desc", "executor", "logits", "target", "log_prob", "entropy", "argmax", "rank", "row_stats"]),
    ("simdloss_token_backward", &["desc", "executor", "logits", "target", "row_stats", "entropy", "grad_log_prob", "grad_entropy", "grad_logits"]),
];
