# Written by bindings/generate from include/simdloss.h. Do not edit: run it again.

const simdloss_status = Int32
const simdloss_dtype = Int32
const simdloss_reduction = Int32
const simdloss_denominator = Int32
const simdloss_similarity = Int32
const simdloss_margin = Int32
const simdloss_distance = Int32
const simdloss_triplet_distance = Int32

const SIMDLOSS_STATUS_OK = simdloss_status(0)
const SIMDLOSS_STATUS_NULL_POINTER = simdloss_status(1) # a required pointer is NULL, or no output was asked for
const SIMDLOSS_STATUS_SHAPE = simdloss_status(2) # a size is negative, or a product of sizes overflows
const SIMDLOSS_STATUS_STRIDE = simdloss_status(3) # a stride is smaller than what it steps over
const SIMDLOSS_STATUS_DTYPE = simdloss_status(4) # unknown, or not one that this buffer may have
const SIMDLOSS_STATUS_OPTION = simdloss_status(5) # an option is NaN or outside its range, or the desc is of an unknown version
const SIMDLOSS_STATUS_TARGET = simdloss_status(6) # an index target lies outside [0, classes) and is not ignore_index
const SIMDLOSS_STATUS_ALIAS = simdloss_status(7) # two buffers overlap in a way that is not allowed
const SIMDLOSS_STATUS_WORKSPACE = simdloss_status(8) # the workspace is too small
const SIMDLOSS_STATUS_EXECUTOR = simdloss_status(9) # the executor is malformed, or did not run every task
const SIMDLOSS_STATUS_ISA = simdloss_status(10) # the requested instruction set is unknown, or this machine does not have it
const SIMDLOSS_STATUS_INTERNAL = simdloss_status(11) # a defect of the library
const SIMDLOSS_F32 = simdloss_dtype(1)
const SIMDLOSS_F64 = simdloss_dtype(2)
const SIMDLOSS_F16 = simdloss_dtype(3)
const SIMDLOSS_BF16 = simdloss_dtype(4)
const SIMDLOSS_I64 = simdloss_dtype(16)
const SIMDLOSS_I32 = simdloss_dtype(17)
const SIMDLOSS_I16 = simdloss_dtype(18)
const SIMDLOSS_I8 = simdloss_dtype(19)
const SIMDLOSS_U8 = simdloss_dtype(20)
const SIMDLOSS_U16 = simdloss_dtype(21)
const SIMDLOSS_U32 = simdloss_dtype(22)
const SIMDLOSS_REDUCTION_NONE = simdloss_reduction(0) # one value a row
const SIMDLOSS_REDUCTION_SUM = simdloss_reduction(1)
const SIMDLOSS_REDUCTION_MEAN = simdloss_reduction(2)
const SIMDLOSS_DENOMINATOR_DEFAULT = simdloss_denominator(0) # PyTorch's: the sum of the kept targets' class weights
const SIMDLOSS_DENOMINATOR_COUNT = simdloss_denominator(1) # the number of kept rows
const SIMDLOSS_DENOMINATOR_WEIGHT = simdloss_denominator(2) # the sum over kept rows of class weight times row weight
const SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT = simdloss_denominator(3) # the number of kept rows for which that product is not 0
const SIMDLOSS_DENOMINATOR_BATCH = simdloss_denominator(4) # desc.batch, ignored rows included
const SIMDLOSS_EMPTY_MEAN_NAN = Int32(0) # 0/0, as PyTorch; the gradient of ignored rows is 0 all the same
const SIMDLOSS_EMPTY_MEAN_ZERO = Int32(1) # loss 0 and gradient 0, as TensorFlow and Keras
const SIMDLOSS_AXIS_BATCH = Int32(1)
const SIMDLOSS_AXIS_CLASS = Int32(2)
const SIMDLOSS_AXIS_INNER = Int32(4)
const SIMDLOSS_AXIS_ALL = Int32(7)
const SIMDLOSS_RECORD_NAN = Int32(1) # a transformed logit is NaN
const SIMDLOSS_RECORD_INFINITE = Int32(2) # one is +inf
const SIMDLOSS_SIMILARITY_COSINE = simdloss_similarity(0)
const SIMDLOSS_SIMILARITY_DOT = simdloss_similarity(1)
const SIMDLOSS_MARGIN_ARCFACE = simdloss_margin(0)
const SIMDLOSS_MARGIN_COSFACE = simdloss_margin(1)
const SIMDLOSS_DISTANCE_L2 = simdloss_distance(0)
const SIMDLOSS_DISTANCE_SQUARED_L2 = simdloss_distance(1)
const SIMDLOSS_DISTANCE_ANGULAR = simdloss_distance(2)
const SIMDLOSS_DISTANCE_NORMALIZED_L2 = simdloss_distance(3)
const SIMDLOSS_TRIPLET_MINKOWSKI = simdloss_triplet_distance(0) # simdloss_pairwise_distance with p and eps
const SIMDLOSS_TRIPLET_SQUARED_EUCLIDEAN = simdloss_triplet_distance(1) # sum (x - y)^2; p and eps are not used
const SIMDLOSS_TRIPLET_COSINE = simdloss_triplet_distance(2) # 1 - cosine, norms at least 1e-8; p and eps are not used
const SIMDLOSS_HINGE_PLAIN = Int32(0)
const SIMDLOSS_HINGE_SQUARED = Int32(1)
const SIMDLOSS_HINGE_EMBEDDING = Int32(2)
const SIMDLOSS_HINGE_SOFT = Int32(3)
const SIMDLOSS_LABELS_SIGNED = Int32(0)
const SIMDLOSS_LABELS_BINARY = Int32(1)
const SIMDLOSS_MULTILABEL_IN_PLACE = Int32(1024)
const SIMDLOSS_REGRESSION_SQUARED = Int32(0)
const SIMDLOSS_REGRESSION_ABSOLUTE = Int32(1)
const SIMDLOSS_REGRESSION_SMOOTH_L1 = Int32(2)
const SIMDLOSS_REGRESSION_HUBER = Int32(3)
const SIMDLOSS_VERSION_MAJOR = Int32(0)
const SIMDLOSS_VERSION_MINOR = Int32(1)
const SIMDLOSS_VERSION_PATCH = Int32(0)
const SIMDLOSS_ABI = Int32(0)

"""
    The caller's threads. parallel_for runs task(context, index) once for each index in [0, count), in any order, on any
    threads, inline if it likes, and returns when all have returned. It must not throw. Where a function takes an
    executor, NULL means: on the calling thread. Results do not depend on the executor: every one gives the same bits.

    A ready-made executor on oneTBB is in the library simdloss_tbb: see simdloss/tbb.h.
"""
mutable struct simdloss_executor
    size::UInt32 # sizeof(simdloss_executor)
    concurrency::Int32 # how many tasks may run at once, >= 1; a hint that decides how finely work is cut
    pool::Ptr{Cvoid} # passed back to parallel_for
    parallel_for::Ptr{Cvoid}
    simdloss_executor() = new()
end

mutable struct simdloss_binary_cross_entropy_desc
    size::UInt32 # set by simdloss_binary_cross_entropy_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default) or dtype: the same type; U8
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    weight_axes::Int32 # along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    label_smoothing::Float64 # 0 (default), in [0, 1]
    hessian_scale::Float64 # 1 (default), > 0, finite: of gradient_hessian alone, as the next
    hessian_floor::Float64 # 0 (default), >= 0, finite: XGBoost has 1e-16
    simdloss_binary_cross_entropy_desc() = new()
end

"""
    simdloss_probability_binary_cross_entropy, on probabilities p:

        t' as above;  P = clip > 0 ? min(max(p, clip), 1 - clip) : p
        log1 = log(P + epsilon), log0 = log(1 - P + epsilon);  with epsilon 0: log(P) and log1p(-P), in all their digits
        l = -t' max(log1, log_floor) - (1 - t') max(log0, log_floor)
        dl/dp = epsilon > 0 ? (1 - t') / (1 - P + epsilon) - t' / (P + epsilon) : (P - t') / max(P (1 - P), 1e-12F),
                and 0 where p <= clip or p >= 1 - clip, if clip > 0
        dl/dt = (1 - label_smoothing) (log0 - log1),  not floored: infinite at p = 0 and p = 1 without epsilon

        PyTorch's F.binary_cross_entropy       the defaults: clip 0, epsilon 0, log_floor -100
        TensorFlow's tf.compat.v1.losses.log_loss   epsilon 1e-7, denominator NONZERO_WEIGHT, empty_mean ZERO
        Keras 3's BinaryCrossentropy           clip 1e-7;  Keras 2's: clip 1e-7 and epsilon 1e-7

    clip and epsilon are rounded to acc, and so is 1 - clip. A p outside [0, 1], or with epsilon one whose logarithm does
    not exist, gives a NaN loss; without epsilon a NaN gradient for p too.
"""
mutable struct simdloss_probability_binary_cross_entropy_desc
    size::UInt32 # set by simdloss_probability_binary_cross_entropy_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default) or dtype: the same type; U8
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    weight_axes::Int32 # along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    label_smoothing::Float64 # 0 (default), in [0, 1]
    clip::Float64 # 0 (default) = off, in (0, 0.5)
    epsilon::Float64 # 0 (default) = off, > 0, finite
    log_floor::Float64 # -100 (default), <= 0; -infinity = off
    simdloss_probability_binary_cross_entropy_desc() = new()
end

mutable struct simdloss_cross_entropy_desc
    size::UInt32 # set by simdloss_cross_entropy_desc_init
    dtype::simdloss_dtype # of logits and grad_logits: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what grad_logits holds
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    ignore_index::Int64 # -100 (default); compared after widening the target; INT64_MIN = none
    label_smoothing::Float64 # 0 (default), in [0, 1]
    z_loss::Float64 # 0 (default), >= 0, finite
    softcap::Float64 # 0 (default) = off, > 0, finite
    temperature::Float64 # 1 (default), > 0, finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces every denominator of MEAN
    first_class::Int64 # 0 (default); of sharded rows, below: the class of column 0 of logits
    total_classes::Int64 # 0 (default) = rows are whole; of sharded rows: classes of all shards
    hessian_scale::Float64 # 1 (default), > 0, finite: of gradient_hessian alone, as the next
    hessian_floor::Float64 # 0 (default), >= 0, finite
    simdloss_cross_entropy_desc() = new()
end

"""
    A sum that is exact, so that it does not depend on the order of its terms: (part[0] + ... + part[3]) * 2^exponent,
    where exponent is a multiple of 32 and part[i] one of 2^(-32 i), so that adding parts rounds nothing. What terms have
    below the last part, 2^-96 of the largest of them, is cut off.
"""
struct simdloss_cross_entropy_sum
    part::NTuple{4, Float64}
    exponent::Int64
end

struct simdloss_cross_entropy_record
    maximum::Float64 # of the transformed logits v that were seen
    top::Float64 # with top_exponent: top * 2^top_exponent is exp(maximum)
    top_exponent::Int64
    target_logit::Float64 # of the target, as stored; 0 where it was not seen
    rest::simdloss_cross_entropy_sum # of exp(v) over all that were seen but one largest
    logits::simdloss_cross_entropy_sum # with label smoothing: of w_c v_c
    weights::simdloss_cross_entropy_sum # with label smoothing: of w_c
    columns::Int64 # how many logits were seen; 0: none, and nothing else in the record is looked at
    chunks::Int64 # in how many chunks. The sums of one chunk are not yet exact: part[0] * 2^exponent; rest is relative to exp(maximum) if |maximum| > 1024, and logits holds that of w_c (maximum - v_c)
    hits::Int32 # in how many shards the target was found: 1 in a whole row
    flags::UInt32 # SIMDLOSS_RECORD_ flags; if any, the numbers above are of no account
end

"""
    Cross-entropy with targets that are probabilities: PyTorch's F.cross_entropy(logits, target) with a float target of
    the logits' shape, TensorFlow's softmax_cross_entropy, Keras' CategoricalCrossentropy(from_logits=True).

    Formula, with weights w, smoothing e, C classes, and m, S, p, lse of the logits x as on top:

        t'_c = (1-e) t_c + e/C      T = sum_c w_c t'_c
        L_r  = sum_c w_c t'_c (-log p_c) = T log S + sum_c w_c t'_c (m - x_c)
        loss = row_weight_r * L_r;      MEAN = sum_r row_weight_r L_r / denominator
        dL_r/dx_j = T p_j - w_j t'_j    dL_r/dt_c = (1-e) w_c (-log p_c)

    A row of target need not add up to 1 (TensorFlow's gradient, p - t, is then not the derivative; this one is), and may
    hold negative numbers. No row is ignored: a row_weight of 0 takes a row out of SUM, WEIGHT and NONZERO_WEIGHT.

    The denominator. A row has no class of its own, so that class weights do not enter: DEFAULT and COUNT are the number
    of rows, batch * inner (PyTorch; Keras' sum_over_batch_size); WEIGHT is the sum of row_weight (Keras'
    mean_with_sample_weight, TensorFlow's MEAN); NONZERO_WEIGHT the number of rows whose row_weight is not 0
    (TensorFlow's default, SUM_BY_NONZERO_WEIGHTS); BATCH is desc.batch. TensorFlow and Keras take an empty mean for 0:
    EMPTY_MEAN_ZERO.

    Special values. As on top; further, a coefficient w_c t'_c of 0 switches its term off, even where log p_c is -inf,
    and so does (1-e) w_c in the gradient for the target, which is otherwise +inf there. A NaN in target makes the row's
    loss and grad_logits NaN; an infinite one makes them infinite or NaN. grad_target does not depend on target.
"""
mutable struct simdloss_soft_cross_entropy_desc
    size::UInt32 # set by simdloss_soft_cross_entropy_desc_init
    dtype::simdloss_dtype # of logits, target and their gradients: F32 (default) F64 F16 BF16
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what grad_logits and grad_target hold
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements, of every full-size array; 0 (default) = classes * inner
    label_smoothing::Float64 # 0 (default), in [0, 1]
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_soft_cross_entropy_desc() = new()
end

"""
    Negative log-likelihood: class indices on log-probabilities z, which need not be normalised. PyTorch's F.nll_loss,
    ONNX' NegativeLogLikelihoodLoss.

        loss = row_weight_r * w_y * (-z_y), of an ignored row 0; MEAN as of simdloss_cross_entropy, without its Z
        dloss/dz_j = -row_weight_r * w_y [j = y]; 0 for an ignored row

    Only the target's entry of each row is read, so that a NaN elsewhere changes nothing; a weight of 0 switches an
    infinite entry off, though not a NaN. The gradient does not depend on log_prob. With accumulate, only the targets'
    entries of grad_log_prob are touched. simdloss_cross_entropy_denominator gives what MEAN divides by, from a desc of
    its own.
"""
mutable struct simdloss_nll_desc
    size::UInt32 # set by simdloss_nll_desc_init
    dtype::simdloss_dtype # of log_prob and grad_log_prob: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what grad_log_prob holds
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    ignore_index::Int64 # -100 (default); compared after widening the target; INT64_MIN = none
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_nll_desc() = new()
end

"""
    Divergence of log-probabilities x from target probabilities t, or from their logarithms with log_target: PyTorch's
    F.kl_div, optax.kl_divergence (class_reduction SUM).

        log_target 0:  l = t (log t - x)         dl/dx = -t           dl/dt = log t + 1 - x
        log_target 1:  l = exp(t) (t - x)        dl/dx = -exp(t)      dl/dt = exp(t) (t - x + 1)

        class_reduction NONE: the losses are l, one an element; SUM: one a row, their sum; MEAN: that / classes
        loss = row_weight_r * the row's loss or losses;        MEAN = sum of all / denominator

    The denominator. DEFAULT and COUNT: the number of losses, batch * classes * inner or (with a class_reduction) batch *
    inner: PyTorch's 'mean'. BATCH: desc.batch, PyTorch's 'batchmean'. WEIGHT: the sum of every loss's row_weight.
    NONZERO_WEIGHT: the number of losses whose row_weight is not 0.

    Special values. t = 0, with log_target t = -inf, contributes exactly 0 to the loss and to dl/dx, whatever x is (but a
    NaN stays one in the loss); dl/dt is then -inf without log_target (NaN where x is -inf), and 0 with it. A negative
    probability t gives NaN in all three. x = -inf where t is not 0: the loss and dl/dt are +inf, dl/dx finite. Nothing
    else is checked: neither side need be normalised.
"""
mutable struct simdloss_kl_divergence_desc
    size::UInt32 # set by simdloss_kl_divergence_desc_init
    dtype::simdloss_dtype # of every full-size array but an unreduced loss: F32 (default) F64 F16 BF16
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO; for class_reduction MEAN too
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    log_target::Int32 # 0 (default): target holds probabilities; 1: their logarithms
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_kl_divergence_desc() = new()
end

"""
    Distillation (Hinton): the divergence of a student from a teacher, both given by logits, in one pass over each. What
    F.kl_div(log_softmax(s / tau), softmax(u / tau), reduction='batchmean') * tau^2 composes.

        P = softmax(u / tau), Q = softmax(s / tau)       s: student, u: teacher, tau: temperature
        k_j  = log P_j - log Q_j                         K_r = sum_j P_j k_j
        L_r  = tau^2 K_r                                 without the factor tau^2 where squared_temperature is 0
        loss = row_weight_r * L_r;                       MEAN = sum_r row_weight_r L_r / denominator
        dL_r/ds_j = tau (Q_j - P_j)                      dL_r/du_j = tau P_j (k_j - K_r);  / tau^2 likewise

    The denominator. DEFAULT and COUNT: the number of rows, batch * inner; WEIGHT: the sum of row_weight; NONZERO_WEIGHT:
    the number of rows whose row_weight is not 0; BATCH: desc.batch.

    Special values. A NaN or a +inf in either row, or a row of all -inf, makes loss and gradients of that row NaN. Where
    the teacher is -inf, P_j is 0 and so is its term, whatever the student is. Where only the student is -inf, the loss
    is +inf, the student's gradient is finite, and the teacher's gradient is NaN in the whole row. The quotients u / tau
    and s / tau are rounded once to the accumulator type.
"""
mutable struct simdloss_distillation_desc
    size::UInt32 # set by simdloss_distillation_desc_init
    dtype::simdloss_dtype # of student, teacher and their gradients: F32 (default) F64 F16 BF16
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    squared_temperature::Int32 # 1 (default): the loss has the factor temperature^2; 0: it has not
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    temperature::Float64 # 1 (default), > 0, finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_distillation_desc() = new()
end

mutable struct simdloss_info_nce_desc
    size::UInt32 # set by simdloss_info_nce_desc_init
    dtype::simdloss_dtype # of vectors and their gradients: F32 (default) F64 F16 BF16
    positive_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    empty_mean::Int32 # of a batch of 0: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what is there
    similarity::simdloss_similarity # COSINE (default) DOT
    symmetric::Int32 # 0 (default); 1: rows and columns half each; keys = batch, and no positive
    batch::Int64 # 0 (default): the number of queries
    keys::Int64 # 0 (default) = batch; what is not some row's positive is a negative all the same
    negatives::Int64 # 0 (default): further keys, in an array of their own
    width::Int64 # 0 (default): elements of a vector
    query_stride::Int64 # of rows, in elements; 0 (default) = width
    key_stride::Int64 # 0 (default) = width
    negative_stride::Int64 # 0 (default) = width
    temperature::Float64 # 0.05 (default), > 0, finite
    norm_floor::Float64 # 1e-12 (default), > 0, finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_info_nce_desc() = new()
end

mutable struct simdloss_nt_xent_desc
    size::UInt32 # set by simdloss_nt_xent_desc_init
    dtype::simdloss_dtype # of embeddings and their gradient: F32 (default) F64 F16 BF16
    label_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    accumulate::Int32 # 0 (default); 1: gradients are added to what is there
    similarity::simdloss_similarity # COSINE (default) DOT
    batch::Int64 # 0 (default): the number of embeddings
    width::Int64 # 0 (default): elements of an embedding
    stride::Int64 # of rows, in elements; 0 (default) = width
    temperature::Float64 # 0.07 (default), > 0, finite
    norm_floor::Float64 # 1e-12 (default), > 0, finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_nt_xent_desc() = new()
end

mutable struct simdloss_sup_con_desc
    size::UInt32 # set by simdloss_sup_con_desc_init
    dtype::simdloss_dtype # of embeddings and their gradient: F32 (default) F64 F16 BF16
    label_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    accumulate::Int32 # 0 (default); 1: gradients are added to what is there
    similarity::simdloss_similarity # COSINE (default) DOT
    batch::Int64 # 0 (default): the number of embeddings
    width::Int64 # 0 (default): elements of an embedding
    stride::Int64 # of rows, in elements; 0 (default) = width
    temperature::Float64 # 0.1 (default), > 0, finite
    norm_floor::Float64 # 1e-12 (default), > 0, finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_sup_con_desc() = new()
end

mutable struct simdloss_n_pairs_desc
    size::UInt32 # set by simdloss_n_pairs_desc_init
    dtype::simdloss_dtype # of vectors and their gradients: F32 (default) F64 F16 BF16
    label_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    accumulate::Int32 # 0 (default); 1: gradients are added to what is there
    similarity::simdloss_similarity # DOT (default) COSINE
    batch::Int64 # 0 (default): the number of anchors, and of positives
    width::Int64 # 0 (default): elements of a vector
    anchor_stride::Int64 # of rows, in elements; 0 (default) = width
    positive_stride::Int64 # 0 (default) = width
    temperature::Float64 # 1 (default), > 0, finite
    norm_floor::Float64 # 1e-12 (default), > 0, finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_n_pairs_desc() = new()
end

mutable struct simdloss_margin_softmax_desc
    size::UInt32 # set by simdloss_margin_softmax_desc_init
    dtype::simdloss_dtype # of embeddings, weights and their gradients: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    empty_mean::Int32 # of no kept row: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what is there
    kind::simdloss_margin # ARCFACE (default) COSFACE
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    width::Int64 # 0 (default): elements of a vector
    embedding_stride::Int64 # of rows, in elements; 0 (default) = width
    weight_stride::Int64 # 0 (default) = width
    margin::Float64 # 0.5 (default); ARCFACE: radians, from 0 to pi; COSFACE: finite (its paper: 0.35)
    scale::Float64 # 64 (default), > 0, finite
    norm_floor::Float64 # 1e-12 (default), > 0, finite
    mean_denominator::Float64 # 0 (default) = the number of kept rows; > 0 replaces it
    ignore_index::Int64 # -100 (default); compared after widening the target; INT64_MIN = none
    simdloss_margin_softmax_desc() = new()
end

"""
    One desc for the four losses that mine the batch: a program tries one after the other by calling another function.
"""
mutable struct simdloss_mining_desc
    size::UInt32 # set by simdloss_mining_desc_init
    dtype::simdloss_dtype # embeddings and their gradient: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # labels: I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM
    empty_mean::Int32 # the mean of nothing: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: the gradient is added to what its buffer holds
    distance::simdloss_distance # L2 (default) SQUARED_L2 ANGULAR NORMALIZED_L2
    soft::Int32 # 0 (default); 1: softplus instead of a hinge; triplet_hard only
    batch::Int64 # 0 (default); at most 2^31 - 64
    features::Int64 # 0 (default)
    batch_stride::Int64 # in elements; 0 (default) = features
    margin::Float64 # 1 (default), finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_mining_desc() = new()
end

"""
    Triplets that the caller names by their rows, whatever mined them: pytorch-metric-learning's TripletMarginLoss with
    indices_tuple (with NORMALIZED_L2, mean_of_positive, and its margin, 0.05).

        l_t  = max(0, margin + d_ap - d_an),  a = anchor[t], p = positive[t], n = negative[t]
        MEAN = sum of l_t / triplets; mean_of_positive: / the number of those that are positive, 0 if none is

    Rows may be named any number of times, and a triplet may name one twice. The squares of a distance are added in F64,
    whatever the type. A distance below the normal numbers of acc has gradient 0, as a distance of 0 has.
"""
mutable struct simdloss_named_triplets_desc
    size::UInt32 # set by simdloss_named_triplets_desc_init
    dtype::simdloss_dtype # embeddings and their gradient: F32 (default) F64 F16 BF16
    index_dtype::simdloss_dtype # I64 (default) I32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    empty_mean::Int32 # of no triplet: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    mean_of_positive::Int32 # 0 (default); 1: the mean is over positive losses, and 0 if there are none
    accumulate::Int32 # 0 (default); 1: the gradient is added to what its buffer holds
    distance::simdloss_distance # L2 (default) SQUARED_L2 ANGULAR NORMALIZED_L2
    batch::Int64 # 0 (default); at most 2^31 - 64
    features::Int64 # 0 (default)
    batch_stride::Int64 # in elements; 0 (default) = features
    triplets::Int64 # 0 (default)
    margin::Float64 # 1 (default), finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_named_triplets_desc() = new()
end

"""
    The distance of two rows: PyTorch's F.pairwise_distance.

        v = x1 - x2 + eps       D = (sum_j |v_j|^p)^(1/p);  p = infinity: the largest |v_j|;  p = 0: how many are not 0
        dD/dv_j:  p = 1: sign v_j    p = 2: v_j / D    p = infinity: sign v_j at the largest, shared evenly among them
                  p = 0: 0           else: sign(v_j) (|v_j| / D)^(p-1);  0 where D = 0 or v_j = 0
        dD/dx1 = dD/dv, dD/dx2 = -dD/dv

    eps is added to every signed difference, so that D(x1, x2) and D(x2, x1) differ a little, and coincident rows are eps *
    features^(1/p) apart. For p other than 1, 2 and infinity powers are taken relative to the largest |v|.
"""
mutable struct simdloss_pairwise_distance_desc
    size::UInt32 # set by simdloss_pairwise_distance_desc_init
    dtype::simdloss_dtype # of x1, x2 and their gradients: F32 (default) F64 F16 BF16
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    reserved::Int32 # 0
    batch::Int64 # 0 (default)
    features::Int64 # 0 (default)
    x1_stride::Int64 # in elements; 0 (default) = features
    x2_stride::Int64 # the same
    p::Float64 # 2 (default); >= 0, infinity allowed
    eps::Float64 # 1e-6 (default), finite
    simdloss_pairwise_distance_desc() = new()
end

"""
    The cosine of two rows: PyTorch's F.cosine_similarity.

        c = x1 . x2 / (max(|x1|, eps) max(|x2|, eps))
        dc/dx1 = x2 / (max(|x1|, eps) max(|x2|, eps)) - c x1 / |x1|^2, the second term only where |x1| >= eps; x2 likewise

    A row of norm 0 has a gradient of the size of 1 / eps, as in PyTorch; with zero_gradient it is 0 instead. Where
    1 / (|x1| |x2|) is below the normal numbers of acc (2^-126, or 2^-1022) the gradient may come out as 0; so it is with
    every cosine of this header.
"""
mutable struct simdloss_cosine_similarity_desc
    size::UInt32 # set by simdloss_cosine_similarity_desc_init
    dtype::simdloss_dtype # of x1, x2 and their gradients: F32 (default) F64 F16 BF16
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    zero_gradient::Int32 # 0 (default); 1: the gradient by a row of norm 0 is 0
    batch::Int64 # 0 (default)
    features::Int64 # 0 (default)
    x1_stride::Int64 # in elements; 0 (default) = features
    x2_stride::Int64 # the same
    eps::Float64 # 1e-8 (default), > 0, finite
    simdloss_cosine_similarity_desc() = new()
end

"""
    Cosine embedding: PyTorch's CosineEmbeddingLoss.

        n1 = |x1|^2 + E, n2 = |x2|^2 + E, E = 1e-12 rounded to a float        c = x1 . x2 / sqrt(n1 n2)
        y = 1:  l = 1 - c        y = -1:  l = max(0, c - margin)        any other y: l = 0, gradient 0
        dc/dx1 = x2 / sqrt(n1 n2) - x1 c / n1,  dc/dx2 likewise          MEAN = sum of l / batch

    A row of norm 0 with y = 1 has the loss 1 and a gradient of about 1e6, as in PyTorch; with zero_gradient it is 0.
"""
mutable struct simdloss_cosine_embedding_desc
    size::UInt32 # set by simdloss_cosine_embedding_desc_init
    dtype::simdloss_dtype # of x1, x2 and their gradients: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1, zero is -1)
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    zero_gradient::Int32 # 0 (default); 1: the gradient by a row of norm 0 is 0
    reserved::Int32 # 0
    batch::Int64 # 0 (default)
    features::Int64 # 0 (default)
    x1_stride::Int64 # in elements; 0 (default) = features
    x2_stride::Int64 # the same
    margin::Float64 # 0 (default), finite
    mean_denominator::Float64 # 0 (default) = batch; > 0 replaces it
    simdloss_cosine_embedding_desc() = new()
end

"""
    Contrastive loss, on a distance D that the caller has, or on that of two rows of embeddings (simdloss_contrastive; D as
    of simdloss_pairwise_distance, with p and eps). With s the label that says \"similar\": y where one_is_similar is 1, else
    1 - y; y may be any number between,

        l = f (s D^2 + (1 - s) max(0, margin - D)^2)        f = 1, or 1/2 with half         MEAN = sum of l / batch
        dl/dD = 2 f (s D - (1 - s) max(0, margin - D))      dl/dy = +-f (D^2 - max(0, margin - D)^2)

    one_is_similar 1, half 0: TensorFlow Addons' contrastive_loss. one_is_similar 0, half 1: Hadsell, Chopra and LeCun 2006.
    one_is_similar 0, half 0: Flux. A weight (s or 1 - s) of 0 takes its term away, whatever that is.
"""
mutable struct simdloss_contrastive_desc
    size::UInt32 # set by simdloss_contrastive_desc_init
    dtype::simdloss_dtype # of x1, x2, or of the distances, and of the gradients: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1)
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    one_is_similar::Int32 # 1 (default) or 0
    half::Int32 # 0 (default) or 1
    batch::Int64 # 0 (default)
    features::Int64 # 0 (default); not used for distances
    x1_stride::Int64 # in elements; 0 (default) = features; not used for distances
    x2_stride::Int64 # the same
    p::Float64 # 2 (default); >= 0, infinity allowed; not used for distances
    eps::Float64 # 0 (default), finite; not used for distances
    margin::Float64 # 1 (default), finite
    mean_denominator::Float64 # 0 (default) = batch; > 0 replaces it
    simdloss_contrastive_desc() = new()
end

"""
    Triplet margin: PyTorch's TripletMarginLoss, and TripletMarginWithDistanceLoss with two other distances.

        Dp = D(anchor, positive)        Dn = D(anchor, negative), with swap the smaller of it and D(positive, negative)
        z = margin + Dp - Dn            l = max(0, z)                                      MEAN = sum of l / batch
        where z > 0:  dl = dDp - dDn, to each of the rows that the distances are of;       elsewhere 0

    Where D(positive, negative) equals D(anchor, negative), the latter is taken. Coincident rows: MINKOWSKI has D = eps *
    features^(1/p) and a constant direction, as PyTorch, and gradient 0 with eps = 0; SQUARED_EUCLIDEAN has gradient 0.
"""
mutable struct simdloss_triplet_margin_desc
    size::UInt32 # set by simdloss_triplet_margin_desc_init
    dtype::simdloss_dtype # of the rows and their gradients: F32 (default) F64 F16 BF16
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    distance::simdloss_triplet_distance # MINKOWSKI (default) SQUARED_EUCLIDEAN COSINE
    swap::Int32 # 0 (default) or 1
    zero_gradient::Int32 # 0 (default); 1: with COSINE, the gradient by a row of norm 0 is 0
    batch::Int64 # 0 (default)
    features::Int64 # 0 (default)
    anchor_stride::Int64 # in elements; 0 (default) = features
    positive_stride::Int64 # the same
    negative_stride::Int64 # the same
    margin::Float64 # 1 (default), > 0, finite
    p::Float64 # 2 (default); >= 0, infinity allowed
    eps::Float64 # 1e-6 (default), finite
    mean_denominator::Float64 # 0 (default) = batch; > 0 replaces it
    simdloss_triplet_margin_desc() = new()
end

"""
    Margin ranking: PyTorch's MarginRankingLoss. Element by element,

        z = margin - y (x1 - x2)        l = max(0, z)        MEAN = sum of l / number of elements
        where z > 0:   dl/dx1 = -y      dl/dx2 = y           dl/dy = -(x1 - x2)          elsewhere 0

    y = 1 says that x1 should be the larger by margin, y = -1 that x2 should. It is used as given: y = 0 makes l the
    margin. Arrays are [batch, classes, inner], inner fastest; consecutive batch items are batch_stride elements apart in
    all of them, but for an unreduced loss and its upstream gradient, which are dense. For plain [N] arrays, batch = N.
"""
mutable struct simdloss_margin_ranking_desc
    size::UInt32 # set by simdloss_margin_ranking_desc_init
    dtype::simdloss_dtype # of x1, x2 and their gradients: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1, zero is -1)
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    batch::Int64 # 0 (default)
    classes::Int64 # 1 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    margin::Float64 # 0 (default), finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_margin_ranking_desc() = new()
end

"""
    The hinge of MatchZoo (RankHingeLoss of matchzoo-py). Rows stand in groups of num_neg + 1: row i * (num_neg + 1) is
    the positive of group i, the rows after it its negatives, and nothing is copied to bring them together. With x_ic the
    positive's columns and n_i the mean of all num_neg * columns negative scores of the group,

        z_ic = margin - (x_ic - n_i)    l_ic = max(0, z_ic)    MEAN = sum of l / (groups * columns)
        where z_ic > 0:  dl_ic/dx_ic = -1,   1 / (num_neg * columns) at each negative;  elsewhere 0

    It is one hinge against the mean negative, not the mean of num_neg hinges.
"""
mutable struct simdloss_rank_hinge_desc
    size::UInt32 # set by simdloss_rank_hinge_desc_init
    dtype::simdloss_dtype # of scores and their gradient: F32 (default) F64 F16 BF16
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: the gradient is added to what its buffer holds
    reserved::Int32 # 0
    rows::Int64 # 0 (default); a multiple of num_neg + 1
    columns::Int64 # 1 (default)
    row_stride::Int64 # in elements; 0 (default) = columns
    num_neg::Int64 # 1 (default), >= 1
    margin::Float64 # 1 (default), finite
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_rank_hinge_desc() = new()
end

"""
    The cross-entropy of MatchZoo (RankCrossEntropyLoss of matchzoo-py), rows in groups as above. The (num_neg + 1) *
    columns scores z_ic of group i go through one softmax, and t_ic are the targets in the same places, used as given: of
    every row, not the positive's alone.

        P = softmax(z_i)    L_ic = log(P_ic + e), e = 2^-52 for every dtype    l_i = -sum_c t_ic L_ic    MEAN = sum / groups
        r_c = t_c P_c / (P_c + e)    dl/dz_c = -(r_c - P_c sum_k r_k)          dl/dt_c = -L_c

    A score of -inf has P = 0 and L = log e. A NaN or +inf in a group, or one of all -inf, makes all of it NaN.
"""
mutable struct simdloss_rank_cross_entropy_desc
    size::UInt32 # set by simdloss_rank_cross_entropy_desc_init
    dtype::simdloss_dtype # of scores, target and their gradients: F32 (default) F64 F16 BF16
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    reserved::Int32 # 0
    rows::Int64 # 0 (default); a multiple of num_neg + 1
    columns::Int64 # 1 (default)
    row_stride::Int64 # in elements, of scores and of target; 0 (default) = columns
    num_neg::Int64 # 1 (default), >= 1
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    simdloss_rank_cross_entropy_desc() = new()
end

mutable struct simdloss_sigmoid_focal_desc
    size::UInt32 # set by simdloss_sigmoid_focal_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default) or dtype: the same type; U8
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    weight_axes::Int32 # along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    label_smoothing::Float64 # 0 (default), in [0, 1]
    gamma::Float64 # 2 (default), >= 0, finite
    alpha::Float64 # 0.25 (default), in [0, 1], or -1: none; with class_alpha not looked at
    hessian_scale::Float64 # 1 (default), > 0, finite: of gradient_hessian alone, as the next
    hessian_floor::Float64 # 0 (default), >= 0, finite. The focal loss is not convex
    simdloss_sigmoid_focal_desc() = new()
end

"""
    simdloss_probability_focal, on probabilities p: Keras' BinaryFocalCrossentropy(from_logits=False), whose defaults are
    clip 1e-7, and alpha -1 without apply_class_balancing.

        P = clip > 0 ? min(max(p, clip), 1 - clip) : p              u = (1 - t') p + t' (1 - p), not clipped
        ce = -t' log(P) - (1 - t') log1p(-P), each logarithm at least -100
        l  = a u^gamma ce, a as above
        dl/dp = a (gamma u^(gamma-1) (1 - 2t') ce + u^gamma dce/dp), the first term 0 at u = 0;
        dce/dp = (P - t') / max(P (1 - P), 1e-12F), and 0 where p <= clip or p >= 1 - clip, if clip > 0

    A p outside [0, 1] gives NaN.
"""
mutable struct simdloss_probability_focal_desc
    size::UInt32 # set by simdloss_probability_focal_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default) or dtype: the same type; U8
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    weight_axes::Int32 # along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    label_smoothing::Float64 # 0 (default), in [0, 1]
    gamma::Float64 # 2 (default), >= 0, finite
    alpha::Float64 # -1 (default): none; or in [0, 1]; with class_alpha not looked at
    clip::Float64 # 1e-7 (default), in (0, 0.5); 0 = off
    simdloss_probability_focal_desc() = new()
end

"""
    simdloss_asymmetric, on logits: the asymmetric loss of multi-label classification (timm's AsymmetricLossMultiLabel).

        m  = max(p - clip, 0), n = 1 - m                            an easy negative, with p <= clip, counts for nothing
        l  = t q^gamma_positive softplus(-x) - (1 - t) m^gamma_negative log(n)
        dl/dx = -t q^gamma_positive (gamma_positive p softplus(-x) + q)
                + (1 - t) p q (m^gamma_negative / n - gamma_negative m^(gamma_negative-1) log(n)), 0 where m is 0
        dl/dt = q^gamma_positive softplus(-x) + m^gamma_negative log(n)

    constant_power 1 drops the terms with a gamma before them: timm's disable_torch_grad_focal_loss. timm's default
    reduction is MEAN with denominator BATCH.
"""
mutable struct simdloss_asymmetric_desc
    size::UInt32 # set by simdloss_asymmetric_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default) or dtype: the same type; U8
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    weight_axes::Int32 # along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes
    constant_power::Int32 # 0 (default); 1: the powers have no derivative
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    gamma_positive::Float64 # 1 (default), >= 0, finite
    gamma_negative::Float64 # 4 (default), >= 0, finite
    clip::Float64 # 0.05 (default), in [0, 1)
    simdloss_asymmetric_desc() = new()
end

"""
    simdloss_softmax_focal, on logits, with class indices: the focal loss of Lin et al. (2017) for several classes; Keras'
    CategoricalFocalCrossentropy by options, and kornia's focal_loss up to its weights and its mean.

    Shapes, types, targets, weights, reductions and arguments are those of simdloss_cross_entropy (simdloss/cross_entropy.h),
    but for what is said here. For a kept row with target y, smoothing e, p = softmax(logits), q_c = 1 - p_c, and a_c =
    alpha * class_alpha_c:

        F(c) = q_c^gamma (-log p_c)                          G(c) = q_c^gamma (1 - gamma p_c log(p_c) / q_c)
        L_r  = (1-e) a_y F(y) + (e/C) sum_c a_c F(c)
        loss = row_weight_r * L_r
        dL_r/dx_j = D p_j - s_j G(j),    s_c = a_c ((1-e) [c = y] + e/C),    D = sum_c s_c G(c)

    MEAN: DEFAULT and COUNT divide by the number of kept rows, whatever alpha is; WEIGHT by the sum of class_alpha_y *
    row_weight_r over kept rows, NONZERO_WEIGHT by how many of those products are not 0, BATCH by desc.batch. Object
    detectors divide the sum by the number of objects: mean_denominator.

    Gradients are exact and finite for every gamma >= 0 and every logit, at p -> 0 and p -> 1 too: no power below gamma is
    formed, and 1 - p comes from the other classes. gamma = 0, with alpha 1 and no clip, is simdloss_cross_entropy with
    class_alpha as its weights, bit for bit (MEAN by COUNT).

    probability_clip > 0 is Keras': p_c is limited to [clip, 1 - clip] in F, and where it was beyond, G(c) is 0: a row
    whose target is saturated has no gradient. Keras' defaults are gamma 2, alpha 0.25, label_smoothing 0 and a clip of
    1e-7; its from_logits=False takes probabilities P, which are logits log(P) here.

    Special values: as of simdloss_cross_entropy. With a clip a logit of -inf has the loss of p = clip.
"""
mutable struct simdloss_softmax_focal_desc
    size::UInt32 # set by simdloss_softmax_focal_desc_init
    dtype::simdloss_dtype # of logits and grad_logits: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what grad_logits holds
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    ignore_index::Int64 # -100 (default); compared after widening the target; INT64_MIN = none
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    label_smoothing::Float64 # 0 (default), in [0, 1]
    gamma::Float64 # 2 (default), >= 0, finite
    alpha::Float64 # 1 (default), >= 0, finite: multiplies all classes
    probability_clip::Float64 # 0 (default) = off; in (0, 0.5)
    hessian_scale::Float64 # 1 (default), > 0, finite: of gradient_hessian alone, as the next
    hessian_floor::Float64 # 0 (default), >= 0, finite. The focal loss is not convex
    simdloss_softmax_focal_desc() = new()
end

"""
    simdloss_poly1_cross_entropy, on logits, with class indices: cross-entropy and the first term of its expansion in
    1 - p, with a coefficient of its own (Leng et al., PolyLoss, 2022; optax' poly_loss_cross_entropy, TensorFlow
    Ranking's PolyOneSoftmaxLoss).

        t_c  = (1-e) [c = y] + e/C,    w class weights,    p = softmax(logits)
        L_r  = sum_c w_c t_c (-log p_c + epsilon (1 - p_c))
        dL_r/dx_j = D p_j - w_j t_j (1 + epsilon p_j),    D = sum_c w_c t_c (1 + epsilon p_c)

    Everything else is as of simdloss_cross_entropy, whose bits epsilon 0 gives; MEAN's DEFAULT divides by the kept
    targets' weights, as there. optax' default is epsilon = 2.
"""
mutable struct simdloss_poly1_cross_entropy_desc
    size::UInt32 # set by simdloss_poly1_cross_entropy_desc_init
    dtype::simdloss_dtype # of logits and grad_logits: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what grad_logits holds
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    ignore_index::Int64 # -100 (default); compared after widening the target; INT64_MIN = none
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    label_smoothing::Float64 # 0 (default), in [0, 1]
    epsilon::Float64 # 1 (default), finite
    simdloss_poly1_cross_entropy_desc() = new()
end

mutable struct simdloss_hinge_desc
    size::UInt32 # set by simdloss_hinge_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default) or dtype: the same type; U8
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    weight_axes::Int32 # along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes
    kind::Int32 # SIMDLOSS_HINGE_PLAIN (default), ...
    labels::Int32 # SIMDLOSS_LABELS_SIGNED (default) or _BINARY
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    margin::Float64 # 1 (default), finite; not of SOFT
    simdloss_hinge_desc() = new()
end

"""
    The losses of rows. With x_y the score of the target, z_j = x_j - x_y + margin, and x and z of one row:

        multi_margin         L = (w_y / C) sum_{j != y} max(z_j, 0)^p                      F.multi_margin_loss
                             dL/dx_j = (w_y / C) [z_j > 0] (p = 1: 1; p = 2: 2 z_j), dL/dx_y = -sum of these
        categorical_hinge    z = max(0, max_{j != y} x_j) - x_y + margin, L = max(z, 0)    Keras' CategoricalHinge
                             dL/dx_y = -[z > 0], dL/dx_k = [z > 0] at the largest x_k > 0, the first of several

    input: [batch, classes, inner]; inner = 1 is [N, C]. target: [batch, inner], the class of each row, where Keras has a
    row of 0 and 1. class_weight: [classes], row_weight: [batch, inner], both of acc (double for F64, else float), or NULL:
    all 1; a row's loss and gradient are multiplied by both, and a weight of 0 silences an infinite one. loss and grad_loss,
    of acc: one, or for NONE [batch, inner]; grad_loss NULL: 1. grad_input: of input's shape, type and stride; it may be
    input itself, but not with accumulate.

    MEAN divides by the rows kept (DEFAULT, COUNT), by the sum of their weights or the number of those not 0 (of class and
    row weights multiplied), or by batch. A row whose target is ignore_index is not read and gives 0; with accumulate its
    gradient is left as it is. The mean of no rows is NaN, or 0 if empty_mean says so, where PyTorch returns memory that was
    never written.

    At a kink the gradient is 0. A row with a NaN, or where z is inf - inf, has a loss of NaN and a gradient of NaN
    throughout: PyTorch drops NaN scores. A loss is that of the scores as stored, and keeps its digits where a hinge hardly
    opens: z is formed from the difference of the scores.

    Errors: TARGET names the first row whose target is neither a class nor ignored, and the target; nothing has been
    written then. Others as for every loss: simdloss/core.h.
"""
mutable struct simdloss_multi_margin_desc
    size::UInt32 # set by simdloss_multi_margin_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: the gradient is added to what its buffer holds
    p::Int32 # 1 (default) or 2: the power of a hinge
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    ignore_index::Int64 # -100 (default); compared as int64; INT64_MIN: none
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    margin::Float64 # 1 (default), finite
    simdloss_multi_margin_desc() = new()
end

mutable struct simdloss_categorical_hinge_desc
    size::UInt32 # set by simdloss_categorical_hinge_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: the gradient is added to what its buffer holds
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    ignore_index::Int64 # -100 (default); compared as int64; INT64_MIN: none
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    margin::Float64 # 1 (default), finite
    simdloss_categorical_hinge_desc() = new()
end

mutable struct simdloss_multilabel_margin_desc
    size::UInt32 # set by simdloss_multilabel_margin_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: the gradient is added to what its buffer holds
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    labels::Int64 # entries of a row of target; 0 (default) = classes
    batch_stride::Int64 # of input, in elements; 0 (default) = classes
    padding_index::Int64 # -1 (default); compared as int64; INT64_MIN: none
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    margin::Float64 # 1 (default), finite
    simdloss_multilabel_margin_desc() = new()
end

mutable struct simdloss_regression_desc
    size::UInt32 # set by simdloss_regression_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default) or dtype: the same type; U8
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    weight_axes::Int32 # along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes
    kind::Int32 # SIMDLOSS_REGRESSION_SQUARED (default), ...
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    threshold::Float64 # 1 (default), finite; of SMOOTH_L1 >= 0, where 0 is ABSOLUTE, of HUBER > 0
    simdloss_regression_desc() = new()
end

"""
    simdloss_poisson_nll: PyTorch's F.poisson_nll_loss; with log_input 0 and epsilon 1e-7 Keras' Poisson.

        log_input 1:  l = exp(x) - t x                    dl/dx = exp(x) - t                 dl/dt = -x
        log_input 0:  l = x - t log(x + epsilon)          dl/dx = 1 - t / (x + epsilon)      dl/dt = -log(x + epsilon)
        full 1 adds, where t > 1:  t log(t) - t + log(2 pi t) / 2                            log(t) + 1 / (2 t)

    t = 0 switches its term off, infinite or not. x + epsilon < 0 gives a NaN loss.
"""
mutable struct simdloss_poisson_nll_desc
    size::UInt32 # set by simdloss_poisson_nll_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default) or dtype: the same type; U8
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    weight_axes::Int32 # along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes
    log_input::Int32 # 1 (default): the input is the logarithm of the rate; 0: the rate
    full::Int32 # 0 (default); 1: with Stirling's approximation of log t!
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    epsilon::Float64 # 1e-8 (default), >= 0, finite; with log_input not looked at
    simdloss_poisson_nll_desc() = new()
end

"""
    simdloss_gaussian_nll, with a variance an element: PyTorch's F.gaussian_nll_loss.

        v = max(variance, epsilon);  d = input - target
        l = (log(v) + d^2 / v) / 2, and with full log(2 pi) / 2 more
        dl/dx = d / v      dl/dt = -d / v      dl/dvariance = (1 / v - (d / v)^2) / 2, also where variance < epsilon

    A negative variance, an error in PyTorch, gives NaN.
"""
mutable struct simdloss_gaussian_nll_desc
    size::UInt32 # set by simdloss_gaussian_nll_desc_init
    dtype::simdloss_dtype # F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # 0 (default) or dtype: the same type; U8
    class_reduction::simdloss_reduction # over the classes of a row, before the reduction: NONE (default) SUM MEAN
    reduction::simdloss_reduction # MEAN (default) SUM NONE
    denominator::simdloss_denominator # of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH
    empty_mean::Int32 # SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO
    accumulate::Int32 # 0 (default); 1: gradients are added to what their buffers hold
    weight_axes::Int32 # along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes
    full::Int32 # 0 (default); 1: with the constant term
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    mean_denominator::Float64 # 0 (default) = the mean's own; > 0 replaces it
    epsilon::Float64 # 1e-6 (default), > 0, finite
    simdloss_gaussian_nll_desc() = new()
end

mutable struct simdloss_sigmoid_desc
    size::UInt32 # set by simdloss_sigmoid_desc_init
    dtype::simdloss_dtype # of all arrays: F32 (default) F64 F16 BF16
    accumulate::Int32 # 0 (default); 1: backward adds to what grad_input holds; forward does not look at it
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    simdloss_sigmoid_desc() = new()
end

mutable struct simdloss_softmax_desc
    size::UInt32 # set by simdloss_softmax_desc_init
    dtype::simdloss_dtype # of every full-size array: F32 (default) F64 F16 BF16
    accumulate::Int32 # 0 (default); 1: backward adds the gradient to what grad_input holds
    batch::Int64 # 0 (default)
    classes::Int64 # 0 (default)
    inner::Int64 # 1 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes * inner
    simdloss_softmax_desc() = new()
end

mutable struct simdloss_token_desc
    size::UInt32 # set by simdloss_token_desc_init
    dtype::simdloss_dtype # of logits and grad_logits: F32 (default) F64 F16 BF16
    target_dtype::simdloss_dtype # I64 (default) I32 I16 I8 U8 U16 U32
    accumulate::Int32 # 0 (default); 1: the gradient is added to what grad_logits holds
    batch::Int64 # rows; 0 (default)
    classes::Int64 # 0 (default)
    batch_stride::Int64 # in elements; 0 (default) = classes
    choices::Int64 # chosen classes a row; 1 (default), >= 0
    ignore_index::Int64 # -100 (default); compared after widening the target; INT64_MIN = none
    softcap::Float64 # 0 (default) = off, > 0, finite
    temperature::Float64 # 1 (default), > 0, finite
    simdloss_token_desc() = new()
end

"""
    The name of a status as it stands above, without the prefix: \"OK\", \"NULL_POINTER\", ...; \"UNKNOWN\" for any other.
"""
simdloss_status_name(status) =
    ccall((:simdloss_status_name, libsimdloss), Cstring, (simdloss_status,), status)

"""
    What went wrong in the calling thread's most recent failed call: one line, naming the argument, the row where there
    is one, and the value; \"\" if no call of this thread has failed. A call that succeeds leaves it alone.
"""
simdloss_last_error() =
    ccall((:simdloss_last_error, libsimdloss), Cstring, ())

"""
    \"0.1.0\" and the ABI number of the library that was loaded; the soname carries the latter.
"""
simdloss_version() =
    ccall((:simdloss_version, libsimdloss), Cstring, ())

"""
    As of `simdloss_version`.
"""
simdloss_abi() =
    ccall((:simdloss_abi, libsimdloss), Int32, ())

"""
    Instruction sets: \"sse2\", \"avx2\", \"avx512\" on x86-64, \"neon64\" on AArch64. The best that the machine supports is
    active, unless the environment variable SIMDLOSS_ISA (read once, at the first call) or simdloss_set_isa names
    another. There is no silent fallback: when the variable names one that is unknown or not supported here,
    simdloss_isa() returns \"\" and every compute call returns SIMDLOSS_STATUS_ISA.
"""
simdloss_isa() =
    ccall((:simdloss_isa, libsimdloss), Cstring, ())

"""
    The index-th instruction set that is compiled in and supported by this machine, the best first; NULL past the last.
"""
simdloss_isa_name(index) =
    ccall((:simdloss_isa_name, libsimdloss), Cstring, (Int32,), index)

"""
    Makes an instruction set active for the whole process; NULL or \"\" chooses the best one. Not during other calls.
"""
simdloss_set_isa(name) =
    ccall((:simdloss_set_isa, libsimdloss), simdloss_status, (Cstring,), name)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_binary_cross_entropy_desc_init(desc, size) =
    ccall((:simdloss_binary_cross_entropy_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_binary_cross_entropy_desc}, Csize_t), desc, size)

"""
    logits         [batch, classes, inner] of desc->dtype: x
        target         the same shape: t
        weight         of acc, of the axes of weight_axes, or NULL: all 1
        pos_weight     [classes] of acc, or NULL: all 1
"""
simdloss_binary_cross_entropy_forward(desc, executor, logits, target, weight, pos_weight, loss) =
    ccall((:simdloss_binary_cross_entropy_forward, libsimdloss), simdloss_status, (Ref{simdloss_binary_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, pos_weight, loss)

"""
    As of `simdloss_binary_cross_entropy_forward`.
"""
simdloss_binary_cross_entropy_backward(desc, executor, logits, target, weight, pos_weight, grad_loss, grad_logits, grad_target) =
    ccall((:simdloss_binary_cross_entropy_backward, libsimdloss), simdloss_status, (Ref{simdloss_binary_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, pos_weight, grad_loss, grad_logits, grad_target)

"""
    As of `simdloss_binary_cross_entropy_forward`.
"""
simdloss_binary_cross_entropy_forward_backward(desc, executor, logits, target, weight, pos_weight, grad_loss, loss, grad_logits, grad_target) =
    ccall((:simdloss_binary_cross_entropy_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_binary_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, pos_weight, grad_loss, loss, grad_logits, grad_target)

"""
    Gradient and diagonal Hessian of the sum of all losses over raw scores: what gradient-boosting libraries take from a
    custom objective. Both have the shape, type and stride of logits; gradient may be exactly logits. reduction, class_reduction,
    denominator and accumulate are not looked at. hessian = max(hessian_scale * second derivative, hessian_floor).
"""
simdloss_binary_cross_entropy_gradient_hessian(desc, executor, logits, target, weight, pos_weight, gradient, hessian) =
    ccall((:simdloss_binary_cross_entropy_gradient_hessian, libsimdloss), simdloss_status, (Ref{simdloss_binary_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, pos_weight, gradient, hessian)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_probability_binary_cross_entropy_desc_init(desc, size) =
    ccall((:simdloss_probability_binary_cross_entropy_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_probability_binary_cross_entropy_desc}, Csize_t), desc, size)

"""
    probability       [batch, classes, inner] of desc->dtype: p
        target            the same shape: t
        weight            of acc, of the axes of weight_axes, or NULL: all 1
"""
simdloss_probability_binary_cross_entropy_forward(desc, executor, probability, target, weight, loss) =
    ccall((:simdloss_probability_binary_cross_entropy_forward, libsimdloss), simdloss_status, (Ref{simdloss_probability_binary_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, probability, target, weight, loss)

"""
    As of `simdloss_probability_binary_cross_entropy_forward`.
"""
simdloss_probability_binary_cross_entropy_backward(desc, executor, probability, target, weight, grad_loss, grad_probability, grad_target) =
    ccall((:simdloss_probability_binary_cross_entropy_backward, libsimdloss), simdloss_status, (Ref{simdloss_probability_binary_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, probability, target, weight, grad_loss, grad_probability, grad_target)

"""
    As of `simdloss_probability_binary_cross_entropy_forward`.
"""
simdloss_probability_binary_cross_entropy_forward_backward(desc, executor, probability, target, weight, grad_loss, loss, grad_probability, grad_target) =
    ccall((:simdloss_probability_binary_cross_entropy_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_probability_binary_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, probability, target, weight, grad_loss, loss, grad_probability, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_cross_entropy_desc_init(desc, size) =
    ccall((:simdloss_cross_entropy_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_cross_entropy_desc}, Csize_t), desc, size)

"""
    Arguments, here and below; \"acc\" is the accumulator type, F64 for F64 and else F32:

        logits        [batch, classes, inner] of desc->dtype
        target        [batch * inner] of desc->target_dtype; each in [0, classes) or equal to ignore_index
        class_weight  [classes] of acc, or NULL: all 1
        row_weight    [batch * inner] of acc, or NULL: all 1
        row_stats     [2][batch * inner] of acc: the plane of maxima m, then of log S, of the transformed logits; 0, 0
                      for ignored rows. Written by forward if not NULL; read by backward, or recomputed if NULL
        grad_loss     upstream gradient, of loss's shape, of acc, or NULL: 1
        loss          NONE: [batch * inner] of acc; SUM, MEAN: one value of acc. NULL: not wanted
        grad_logits   as logits; may be exactly logits (not with accumulate); any other overlap is an error

    All three give the same bits: forward_backward is forward, then backward, in one pass over memory.
    No row at all: SUM is 0, MEAN is NaN or 0 by empty_mean.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad row), ALIAS, EXECUTOR, ISA.
"""
simdloss_cross_entropy_forward(desc, executor, logits, target, class_weight, row_weight, loss, row_stats) =
    ccall((:simdloss_cross_entropy_forward, libsimdloss), simdloss_status, (Ref{simdloss_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, loss, row_stats)

"""
    As of `simdloss_cross_entropy_forward`.
"""
simdloss_cross_entropy_backward(desc, executor, logits, target, class_weight, row_weight, row_stats, grad_loss, grad_logits) =
    ccall((:simdloss_cross_entropy_backward, libsimdloss), simdloss_status, (Ref{simdloss_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, row_stats, grad_loss, grad_logits)

"""
    As of `simdloss_cross_entropy_forward`.
"""
simdloss_cross_entropy_forward_backward(desc, executor, logits, target, class_weight, row_weight, grad_loss, loss, grad_logits) =
    ccall((:simdloss_cross_entropy_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, grad_loss, loss, grad_logits)

"""
    Gradient and diagonal Hessian of the sum of all losses over raw scores: what gradient-boosting libraries take from a
    custom objective. Both have the shape, type and stride of logits; gradient may be exactly logits. With the coefficients
    of the formula on top, row weights included:

        gradient_j = A p_j - (1-e) w_y [j = y] - (e/C) w_j          the bits of backward with reduction SUM
        hessian_j  = max(hessian_scale * A p_j (1 - p_j), hessian_floor)

    An ignored row has 0 in both. LightGBM's multiclass objective has hessian_scale = classes / (classes - 1), XGBoost's
    multi:softprob 2 and hessian_floor 1e-16. LightGBM keeps scores class by class, [classes, rows]: batch 1, inner the
    number of rows. reduction, denominator, mean_denominator and accumulate are not looked at; z_loss, softcap and
    temperature must be off, and rows whole (OPTION). Both outputs are required.
"""
simdloss_cross_entropy_gradient_hessian(desc, executor, logits, target, class_weight, row_weight, gradient, hessian) =
    ccall((:simdloss_cross_entropy_gradient_hessian, libsimdloss), simdloss_status, (Ref{simdloss_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, gradient, hessian)

"""
    What MEAN divides by, for a caller that forms a mean over several calls or machines: add up the results of all parts
    and pass the total as mean_denominator with reduction MEAN. kept: the number of rows whose target is not
    ignore_index. weight: what desc->denominator selects (mean_denominator and reduction are not looked at). Either may
    be NULL, not both.
"""
simdloss_cross_entropy_denominator(desc, executor, target, class_weight, row_weight, kept, weight) =
    ccall((:simdloss_cross_entropy_denominator, libsimdloss), simdloss_status, (Ref{simdloss_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Int64}, Ptr{Float64}), desc, executor, target, class_weight, row_weight, kept, weight)

"""
    Shards that begin at multiples of this many classes give the bits of whole rows. 0 if total_classes is negative.
"""
simdloss_cross_entropy_chunk(total_classes) =
    ccall((:simdloss_cross_entropy_chunk, libsimdloss), Int64, (Int64,), total_classes)

"""
    One record a row. logits: [batch, classes] of desc->dtype, batch_stride elements apart; may be NULL where classes is
    0. target: [batch]. class_weight: [total_classes], or NULL. records: [batch]; of an ignored row, and of an empty
    shard, all 0.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET, ALIAS, EXECUTOR, ISA.
"""
simdloss_cross_entropy_partial(desc, executor, logits, target, class_weight, records) =
    ccall((:simdloss_cross_entropy_partial, libsimdloss), simdloss_status, (Ref{simdloss_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{simdloss_cross_entropy_record}), desc, executor, logits, target, class_weight, records)

"""
    into[i] becomes the record of the columns of both, for i in [0, count): the form of an MPI_User_function. Associative
    and commutative to the bit. A record of no columns (all bytes 0, say) is the identity. A malformed record, which only
    a damaged message can bring about, makes a malformed record. Runs on the calling thread.
    Errors: NULL_POINTER, SHAPE (count < 0), ALIAS (records and into overlap), ISA.
"""
simdloss_cross_entropy_merge(count, records, into) =
    ccall((:simdloss_cross_entropy_merge, libsimdloss), simdloss_status, (Int64, Ptr{simdloss_cross_entropy_record}, Ptr{simdloss_cross_entropy_record}), count, records, into)

"""
    Loss and row_stats, as of simdloss_cross_entropy_forward on whole rows, from the merged records [batch]; either may
    be NULL, not both. desc may be any shard's. For the lowest kept row whose record is not of a whole row: SHAPE if its
    columns do not add up to total_classes; TARGET if the target was found in no shard or in several.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET, ALIAS, EXECUTOR, ISA.
"""
simdloss_cross_entropy_finish(desc, executor, records, target, class_weight, row_weight, loss, row_stats) =
    ccall((:simdloss_cross_entropy_finish, libsimdloss), simdloss_status, (Ref{simdloss_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{simdloss_cross_entropy_record}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, records, target, class_weight, row_weight, loss, row_stats)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_soft_cross_entropy_desc_init(desc, size) =
    ccall((:simdloss_soft_cross_entropy_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_soft_cross_entropy_desc}, Csize_t), desc, size)

"""
    Arguments as of simdloss_cross_entropy, but for

        target        [batch, classes, inner] of desc->dtype
        grad_logits   as logits; may be exactly logits. NULL: not wanted
        grad_target   as target; may be exactly target. NULL: not wanted (one of the two is, in backward)

    No row at all: SUM is 0, MEAN is NaN or 0 by empty_mean. No classes: every L_r is 0.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
"""
simdloss_soft_cross_entropy_forward(desc, executor, logits, target, class_weight, row_weight, loss, row_stats) =
    ccall((:simdloss_soft_cross_entropy_forward, libsimdloss), simdloss_status, (Ref{simdloss_soft_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, loss, row_stats)

"""
    As of `simdloss_soft_cross_entropy_forward`.
"""
simdloss_soft_cross_entropy_backward(desc, executor, logits, target, class_weight, row_weight, row_stats, grad_loss, grad_logits, grad_target) =
    ccall((:simdloss_soft_cross_entropy_backward, libsimdloss), simdloss_status, (Ref{simdloss_soft_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, row_stats, grad_loss, grad_logits, grad_target)

"""
    As of `simdloss_soft_cross_entropy_forward`.
"""
simdloss_soft_cross_entropy_forward_backward(desc, executor, logits, target, class_weight, row_weight, grad_loss, loss, grad_logits, grad_target) =
    ccall((:simdloss_soft_cross_entropy_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_soft_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, grad_loss, loss, grad_logits, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_nll_desc_init(desc, size) =
    ccall((:simdloss_nll_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_nll_desc}, Csize_t), desc, size)

"""
    Arguments as of simdloss_cross_entropy; log_prob: [batch, classes, inner] of desc->dtype. In forward_backward either
    output may be NULL, not both, and grad_log_prob may be exactly log_prob (not with accumulate).
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad row), ALIAS, EXECUTOR, ISA.
"""
simdloss_nll_forward(desc, executor, log_prob, target, class_weight, row_weight, loss) =
    ccall((:simdloss_nll_forward, libsimdloss), simdloss_status, (Ref{simdloss_nll_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, log_prob, target, class_weight, row_weight, loss)

"""
    As of `simdloss_nll_forward`.
"""
simdloss_nll_backward(desc, executor, target, class_weight, row_weight, grad_loss, grad_log_prob) =
    ccall((:simdloss_nll_backward, libsimdloss), simdloss_status, (Ref{simdloss_nll_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, target, class_weight, row_weight, grad_loss, grad_log_prob)

"""
    As of `simdloss_nll_forward`.
"""
simdloss_nll_forward_backward(desc, executor, log_prob, target, class_weight, row_weight, grad_loss, loss, grad_log_prob) =
    ccall((:simdloss_nll_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_nll_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, log_prob, target, class_weight, row_weight, grad_loss, loss, grad_log_prob)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_kl_divergence_desc_init(desc, size) =
    ccall((:simdloss_kl_divergence_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_kl_divergence_desc}, Csize_t), desc, size)

"""
    Arguments; \"acc\" is the accumulator type, F64 for F64 and else F32:

        log_prob       [batch, classes, inner] of desc->dtype: x
        target         the same: t
        row_weight     [batch * inner] of acc, or NULL: all 1
        grad_loss      upstream gradient, of loss's shape, of acc, or NULL: 1
        loss           of acc. SUM, MEAN: one value. NONE: [batch * inner] with a class_reduction, else [batch, classes,
                       inner], dense. NULL (in forward_backward): not wanted
        grad_log_prob  as log_prob; may be exactly log_prob (not with accumulate). NULL: not wanted
        grad_target    as target; may be exactly target (not with accumulate). NULL: not wanted

    All three give the same bits. No loss at all: SUM is 0, MEAN is NaN or 0 by empty_mean.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
"""
simdloss_kl_divergence_forward(desc, executor, log_prob, target, row_weight, loss) =
    ccall((:simdloss_kl_divergence_forward, libsimdloss), simdloss_status, (Ref{simdloss_kl_divergence_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, log_prob, target, row_weight, loss)

"""
    As of `simdloss_kl_divergence_forward`.
"""
simdloss_kl_divergence_backward(desc, executor, log_prob, target, row_weight, grad_loss, grad_log_prob, grad_target) =
    ccall((:simdloss_kl_divergence_backward, libsimdloss), simdloss_status, (Ref{simdloss_kl_divergence_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, log_prob, target, row_weight, grad_loss, grad_log_prob, grad_target)

"""
    As of `simdloss_kl_divergence_forward`.
"""
simdloss_kl_divergence_forward_backward(desc, executor, log_prob, target, row_weight, grad_loss, loss, grad_log_prob, grad_target) =
    ccall((:simdloss_kl_divergence_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_kl_divergence_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, log_prob, target, row_weight, grad_loss, loss, grad_log_prob, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_distillation_desc_init(desc, size) =
    ccall((:simdloss_distillation_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_distillation_desc}, Csize_t), desc, size)

"""
    Arguments as of simdloss_kl_divergence, but for

        student, teacher  [batch, classes, inner] of desc->dtype: logits
        row_stats         [5][batch * inner] of acc, planes: the student's maxima and log-sums, the teacher's maxima and
                          log-sums (of the quotients by temperature), and K. Written by forward if not NULL; read by
                          backward, or recomputed if NULL
        loss              NONE: [batch * inner] of acc; SUM, MEAN: one value of acc. NULL: not wanted
        grad_student      as student; may be exactly student (not with accumulate). NULL: not wanted
        grad_teacher      as teacher; may be exactly teacher (not with accumulate). NULL: not wanted

    All three give the same bits. No row at all: SUM is 0, MEAN is NaN or 0 by empty_mean. No classes: every K_r is 0.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
"""
simdloss_distillation_forward(desc, executor, student, teacher, row_weight, loss, row_stats) =
    ccall((:simdloss_distillation_forward, libsimdloss), simdloss_status, (Ref{simdloss_distillation_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, student, teacher, row_weight, loss, row_stats)

"""
    As of `simdloss_distillation_forward`.
"""
simdloss_distillation_backward(desc, executor, student, teacher, row_weight, row_stats, grad_loss, grad_student, grad_teacher) =
    ccall((:simdloss_distillation_backward, libsimdloss), simdloss_status, (Ref{simdloss_distillation_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, student, teacher, row_weight, row_stats, grad_loss, grad_student, grad_teacher)

"""
    As of `simdloss_distillation_forward`.
"""
simdloss_distillation_forward_backward(desc, executor, student, teacher, row_weight, grad_loss, loss, grad_student, grad_teacher) =
    ccall((:simdloss_distillation_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_distillation_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, student, teacher, row_weight, grad_loss, loss, grad_student, grad_teacher)

simdloss_info_nce_desc_init(desc, size) =
    ccall((:simdloss_info_nce_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_info_nce_desc}, Csize_t), desc, size)

"""
    How many bytes of workspace the three functions need, of any alignment; from desc alone. About
    4 (3 batch + 2 (keys + negatives)) width bytes, and 64 rows of scores, or, where those are few, 1 MiB of them
    (twice that for F64).
"""
simdloss_info_nce_workspace_size(desc, bytes) =
    ccall((:simdloss_info_nce_workspace_size, libsimdloss), simdloss_status, (Ref{simdloss_info_nce_desc}, Ptr{Csize_t}), desc, bytes)

"""
    queries    [batch, width] of dtype
        keys       [keys, width]
        negatives  [negatives, width]; columns keys, keys + 1, ... of the scores. NULL where desc.negatives is 0
        positive   [batch] of positive_dtype, each in [0, keys), or NULL: row i's positive is key i
        grad_loss  upstream gradient, of loss's shape, of acc (F64 for F64, else F32), or NULL: 1
        loss       NONE: [batch] of acc; SUM, MEAN: one value. NULL: not wanted
        grad_*     as their inputs, which each may exactly be (not with accumulate); NULL: not wanted
        workspace  workspace_bytes, at least what simdloss_info_nce_workspace_size says

    Errors: NULL_POINTER, SHAPE (fewer keys than queries, without positive), STRIDE, DTYPE, OPTION, TARGET (naming the
    lowest bad row), ALIAS, WORKSPACE, EXECUTOR, ISA. On an error only the workspace may have been written.
"""
simdloss_info_nce_forward(desc, executor, queries, keys, negatives, positive, loss, workspace, workspace_bytes) =
    ccall((:simdloss_info_nce_forward, libsimdloss), simdloss_status, (Ref{simdloss_info_nce_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, queries, keys, negatives, positive, loss, workspace, workspace_bytes)

"""
    As of `simdloss_info_nce_forward`.
"""
simdloss_info_nce_backward(desc, executor, queries, keys, negatives, positive, grad_loss, grad_queries, grad_keys, grad_negatives, workspace, workspace_bytes) =
    ccall((:simdloss_info_nce_backward, libsimdloss), simdloss_status, (Ref{simdloss_info_nce_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, queries, keys, negatives, positive, grad_loss, grad_queries, grad_keys, grad_negatives, workspace, workspace_bytes)

"""
    As of `simdloss_info_nce_forward`.
"""
simdloss_info_nce_forward_backward(desc, executor, queries, keys, negatives, positive, grad_loss, loss, grad_queries, grad_keys, grad_negatives, workspace, workspace_bytes) =
    ccall((:simdloss_info_nce_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_info_nce_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, queries, keys, negatives, positive, grad_loss, loss, grad_queries, grad_keys, grad_negatives, workspace, workspace_bytes)

simdloss_nt_xent_desc_init(desc, size) =
    ccall((:simdloss_nt_xent_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_nt_xent_desc}, Csize_t), desc, size)

simdloss_nt_xent_workspace_size(desc, bytes) =
    ccall((:simdloss_nt_xent_workspace_size, libsimdloss), simdloss_status, (Ref{simdloss_nt_xent_desc}, Ptr{Csize_t}), desc, bytes)

"""
    embeddings       [batch, width] of dtype
        label            [batch] of label_dtype: any values
        loss             NONE: [batch] of acc; SUM, MEAN: one value
        grad_embeddings  as embeddings, which it may exactly be (not with accumulate)

    Everything else as above.
"""
simdloss_nt_xent_forward(desc, executor, embeddings, label, loss, workspace, workspace_bytes) =
    ccall((:simdloss_nt_xent_forward, libsimdloss), simdloss_status, (Ref{simdloss_nt_xent_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, label, loss, workspace, workspace_bytes)

"""
    As of `simdloss_nt_xent_forward`.
"""
simdloss_nt_xent_backward(desc, executor, embeddings, label, grad_loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_nt_xent_backward, libsimdloss), simdloss_status, (Ref{simdloss_nt_xent_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, label, grad_loss, grad_embeddings, workspace, workspace_bytes)

"""
    As of `simdloss_nt_xent_forward`.
"""
simdloss_nt_xent_forward_backward(desc, executor, embeddings, label, grad_loss, loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_nt_xent_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_nt_xent_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, label, grad_loss, loss, grad_embeddings, workspace, workspace_bytes)

simdloss_sup_con_desc_init(desc, size) =
    ccall((:simdloss_sup_con_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_sup_con_desc}, Csize_t), desc, size)

simdloss_sup_con_workspace_size(desc, bytes) =
    ccall((:simdloss_sup_con_workspace_size, libsimdloss), simdloss_status, (Ref{simdloss_sup_con_desc}, Ptr{Csize_t}), desc, bytes)

"""
    Arguments as of nt_xent.
"""
simdloss_sup_con_forward(desc, executor, embeddings, label, loss, workspace, workspace_bytes) =
    ccall((:simdloss_sup_con_forward, libsimdloss), simdloss_status, (Ref{simdloss_sup_con_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, label, loss, workspace, workspace_bytes)

"""
    As of `simdloss_sup_con_forward`.
"""
simdloss_sup_con_backward(desc, executor, embeddings, label, grad_loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_sup_con_backward, libsimdloss), simdloss_status, (Ref{simdloss_sup_con_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, label, grad_loss, grad_embeddings, workspace, workspace_bytes)

"""
    As of `simdloss_sup_con_forward`.
"""
simdloss_sup_con_forward_backward(desc, executor, embeddings, label, grad_loss, loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_sup_con_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_sup_con_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, label, grad_loss, loss, grad_embeddings, workspace, workspace_bytes)

simdloss_n_pairs_desc_init(desc, size) =
    ccall((:simdloss_n_pairs_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_n_pairs_desc}, Csize_t), desc, size)

simdloss_n_pairs_workspace_size(desc, bytes) =
    ccall((:simdloss_n_pairs_workspace_size, libsimdloss), simdloss_status, (Ref{simdloss_n_pairs_desc}, Ptr{Csize_t}), desc, bytes)

"""
    anchors, positives: [batch, width]; label: [batch], of both. pytorch-metric-learning's NPairsLoss, where every label
    is there once, is COSINE.
"""
simdloss_n_pairs_forward(desc, executor, anchors, positives, label, loss, workspace, workspace_bytes) =
    ccall((:simdloss_n_pairs_forward, libsimdloss), simdloss_status, (Ref{simdloss_n_pairs_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, anchors, positives, label, loss, workspace, workspace_bytes)

"""
    As of `simdloss_n_pairs_forward`.
"""
simdloss_n_pairs_backward(desc, executor, anchors, positives, label, grad_loss, grad_anchors, grad_positives, workspace, workspace_bytes) =
    ccall((:simdloss_n_pairs_backward, libsimdloss), simdloss_status, (Ref{simdloss_n_pairs_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, anchors, positives, label, grad_loss, grad_anchors, grad_positives, workspace, workspace_bytes)

"""
    As of `simdloss_n_pairs_forward`.
"""
simdloss_n_pairs_forward_backward(desc, executor, anchors, positives, label, grad_loss, loss, grad_anchors, grad_positives, workspace, workspace_bytes) =
    ccall((:simdloss_n_pairs_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_n_pairs_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, anchors, positives, label, grad_loss, loss, grad_anchors, grad_positives, workspace, workspace_bytes)

simdloss_margin_softmax_desc_init(desc, size) =
    ccall((:simdloss_margin_softmax_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_margin_softmax_desc}, Csize_t), desc, size)

"""
    How many bytes of workspace the three functions need, of any alignment; from desc alone.
"""
simdloss_margin_softmax_workspace_size(desc, bytes) =
    ccall((:simdloss_margin_softmax_workspace_size, libsimdloss), simdloss_status, (Ref{simdloss_margin_softmax_desc}, Ptr{Csize_t}), desc, bytes)

"""
    embeddings  [batch, width] of dtype
        weights     [classes, width]
        target      [batch] of target_dtype, each in [0, classes) or equal to ignore_index
        grad_loss   upstream gradient, of loss's shape, of acc (F64 for F64, else F32), or NULL: 1
        loss        NONE: [batch] of acc; SUM, MEAN: one value. NULL: not wanted
        grad_*      as their inputs, which each may exactly be (not with accumulate); NULL: not wanted

    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad row), ALIAS, WORKSPACE, EXECUTOR,
    ISA. On an error only the workspace may have been written.
"""
simdloss_margin_softmax_forward(desc, executor, embeddings, weights, target, loss, workspace, workspace_bytes) =
    ccall((:simdloss_margin_softmax_forward, libsimdloss), simdloss_status, (Ref{simdloss_margin_softmax_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, weights, target, loss, workspace, workspace_bytes)

"""
    As of `simdloss_margin_softmax_forward`.
"""
simdloss_margin_softmax_backward(desc, executor, embeddings, weights, target, grad_loss, grad_embeddings, grad_weights, workspace, workspace_bytes) =
    ccall((:simdloss_margin_softmax_backward, libsimdloss), simdloss_status, (Ref{simdloss_margin_softmax_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, weights, target, grad_loss, grad_embeddings, grad_weights, workspace, workspace_bytes)

"""
    As of `simdloss_margin_softmax_forward`.
"""
simdloss_margin_softmax_forward_backward(desc, executor, embeddings, weights, target, grad_loss, loss, grad_embeddings, grad_weights, workspace, workspace_bytes) =
    ccall((:simdloss_margin_softmax_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_margin_softmax_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, weights, target, grad_loss, loss, grad_embeddings, grad_weights, workspace, workspace_bytes)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_mining_desc_init(desc, size) =
    ccall((:simdloss_mining_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Csize_t), desc, size)

"""
    The bytes of workspace that each of the functions below needs, at any alignment; it depends on the desc alone.
"""
simdloss_mining_workspace_size(desc, bytes) =
    ccall((:simdloss_mining_workspace_size, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{Csize_t}), desc, bytes)

"""
    Semi-hard triplets: TensorFlow Addons' triplet_semihard_loss. For every ordered pair (a, p), a != p, y_a = y_p, of
    which there are P:

        neg(a, p) = the smallest d_ak > d_ap over k with y_k != y_a; there is no upper bound by the margin
                    if there is none, the largest d_ak over k with y_k != y_a
                    if a has no negative, min_k d_ak (0 for the L2 distances), a constant
        loss = sum over pairs of max(0, margin + d_ap - neg(a, p)),     MEAN: / P

    P counts pairs whose loss is 0 too. P = 0: SUM is 0, MEAN is NaN or 0 by empty_mean, the gradient is 0.
"""
simdloss_triplet_semihard_forward(desc, executor, embeddings, target, loss, workspace, workspace_bytes) =
    ccall((:simdloss_triplet_semihard_forward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, loss, workspace, workspace_bytes)

"""
    As of `simdloss_triplet_semihard_forward`.
"""
simdloss_triplet_semihard_backward(desc, executor, embeddings, target, grad_loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_triplet_semihard_backward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, grad_loss, grad_embeddings, workspace, workspace_bytes)

"""
    As of `simdloss_triplet_semihard_forward`.
"""
simdloss_triplet_semihard_forward_backward(desc, executor, embeddings, target, grad_loss, loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_triplet_semihard_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, grad_loss, loss, grad_embeddings, workspace, workspace_bytes)

"""
    The hardest triplet of each anchor: TensorFlow Addons' triplet_hard_loss.

        hp(a) = max of d_ap over p != a, y_p = y_a;      without a positive min_k d_ak, a constant
        hn(a) = min of d_ak over k with y_k != y_a;      without a negative max_k d_ak, which has a gradient
        l(a)  = max(0, margin + hp - hn);                soft: log(1 + exp(hp - hn)), the margin unused
        loss  = sum of l(a),                             MEAN: / batch. Every anchor counts

    batch = 0: SUM is 0, MEAN is NaN or 0 by empty_mean. soft does not overflow, as TensorFlow's does from 88 on.
"""
simdloss_triplet_hard_forward(desc, executor, embeddings, target, loss, workspace, workspace_bytes) =
    ccall((:simdloss_triplet_hard_forward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, loss, workspace, workspace_bytes)

"""
    As of `simdloss_triplet_hard_forward`.
"""
simdloss_triplet_hard_backward(desc, executor, embeddings, target, grad_loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_triplet_hard_backward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, grad_loss, grad_embeddings, workspace, workspace_bytes)

"""
    As of `simdloss_triplet_hard_forward`.
"""
simdloss_triplet_hard_forward_backward(desc, executor, embeddings, target, grad_loss, loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_triplet_hard_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, grad_loss, loss, grad_embeddings, workspace, workspace_bytes)

"""
    All triplets (\"batch all\"): pytorch-metric-learning's TripletMarginLoss (with NORMALIZED_L2 and its margin, 0.05).

        loss = sum over (a, p, k), a != p, y_a = y_p, y_k != y_a, of max(0, margin + d_ap - d_ak)
        MEAN: / the number of those that are positive. None is: loss 0 and gradient 0, whatever empty_mean
"""
simdloss_triplet_all_forward(desc, executor, embeddings, target, loss, workspace, workspace_bytes) =
    ccall((:simdloss_triplet_all_forward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, loss, workspace, workspace_bytes)

"""
    As of `simdloss_triplet_all_forward`.
"""
simdloss_triplet_all_backward(desc, executor, embeddings, target, grad_loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_triplet_all_backward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, grad_loss, grad_embeddings, workspace, workspace_bytes)

"""
    As of `simdloss_triplet_all_forward`.
"""
simdloss_triplet_all_forward_backward(desc, executor, embeddings, target, grad_loss, loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_triplet_all_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, grad_loss, loss, grad_embeddings, workspace, workspace_bytes)

"""
    Lifted structure: TensorFlow Addons' lifted_struct_loss, and pytorch-metric-learning's LiftedStructureLoss (with
    NORMALIZED_L2, margin being its neg_margin, pos_margin 0). For every ordered pair (i, j), i != j, y_i = y_j, of which
    there are P:

        J_ij = log(sum over k, y_k != y_i, of exp(margin - d_ik) + exp(margin - d_jk)) + d_ij
        loss = 1/2 sum over pairs of max(0, J_ij)^2,                     MEAN: / P

    The logarithm does not overflow and loses nothing where all exponentials underflow. Without negatives J is -inf and the
    loss 0. P = 0: SUM is 0, MEAN is NaN or 0 by empty_mean, the gradient is 0. The gradient takes all distances twice.
"""
simdloss_lifted_structure_forward(desc, executor, embeddings, target, loss, workspace, workspace_bytes) =
    ccall((:simdloss_lifted_structure_forward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, loss, workspace, workspace_bytes)

"""
    As of `simdloss_lifted_structure_forward`.
"""
simdloss_lifted_structure_backward(desc, executor, embeddings, target, grad_loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_lifted_structure_backward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, grad_loss, grad_embeddings, workspace, workspace_bytes)

"""
    As of `simdloss_lifted_structure_forward`.
"""
simdloss_lifted_structure_forward_backward(desc, executor, embeddings, target, grad_loss, loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_lifted_structure_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_mining_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, target, grad_loss, loss, grad_embeddings, workspace, workspace_bytes)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_named_triplets_desc_init(desc, size) =
    ccall((:simdloss_named_triplets_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_named_triplets_desc}, Csize_t), desc, size)

"""
    The bytes of workspace that each of the functions below needs, at any alignment; it depends on the desc alone.
"""
simdloss_named_triplets_workspace_size(desc, bytes) =
    ccall((:simdloss_named_triplets_workspace_size, libsimdloss), simdloss_status, (Ref{simdloss_named_triplets_desc}, Ptr{Csize_t}), desc, bytes)

"""
    Arguments as above, but

        anchor, positive, negative  [triplets] of desc->index_dtype, each in [0, batch)
        grad_loss                   upstream gradient, of loss's shape, of acc, or NULL: 1
        loss                        of acc. NONE: [triplets]; SUM, MEAN: one value. NULL: not wanted

    Rows that no triplet names have gradient 0. Errors: as above, and TARGET, naming the first triplet that is bad.
"""
simdloss_named_triplets_forward(desc, executor, embeddings, anchor, positive, negative, loss, workspace, workspace_bytes) =
    ccall((:simdloss_named_triplets_forward, libsimdloss), simdloss_status, (Ref{simdloss_named_triplets_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, anchor, positive, negative, loss, workspace, workspace_bytes)

"""
    As of `simdloss_named_triplets_forward`.
"""
simdloss_named_triplets_backward(desc, executor, embeddings, anchor, positive, negative, grad_loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_named_triplets_backward, libsimdloss), simdloss_status, (Ref{simdloss_named_triplets_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, anchor, positive, negative, grad_loss, grad_embeddings, workspace, workspace_bytes)

"""
    As of `simdloss_named_triplets_forward`.
"""
simdloss_named_triplets_forward_backward(desc, executor, embeddings, anchor, positive, negative, grad_loss, loss, grad_embeddings, workspace, workspace_bytes) =
    ccall((:simdloss_named_triplets_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_named_triplets_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Csize_t), desc, executor, embeddings, anchor, positive, negative, grad_loss, loss, grad_embeddings, workspace, workspace_bytes)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_pairwise_distance_desc_init(desc, size) =
    ccall((:simdloss_pairwise_distance_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_pairwise_distance_desc}, Csize_t), desc, size)

"""
    x1, x2         [batch, features] of desc->dtype
        grad_distance  upstream gradient, [batch] of acc, or NULL: 1
        distance       [batch] of acc. NULL: not wanted
        grad_x1        as x1; may be exactly x1 (not with accumulate). NULL: not wanted. grad_x2 likewise

    All three give the same bits. Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
"""
simdloss_pairwise_distance_forward(desc, executor, x1, x2, distance) =
    ccall((:simdloss_pairwise_distance_forward, libsimdloss), simdloss_status, (Ref{simdloss_pairwise_distance_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, distance)

"""
    As of `simdloss_pairwise_distance_forward`.
"""
simdloss_pairwise_distance_backward(desc, executor, x1, x2, grad_distance, grad_x1, grad_x2) =
    ccall((:simdloss_pairwise_distance_backward, libsimdloss), simdloss_status, (Ref{simdloss_pairwise_distance_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, grad_distance, grad_x1, grad_x2)

"""
    As of `simdloss_pairwise_distance_forward`.
"""
simdloss_pairwise_distance_forward_backward(desc, executor, x1, x2, grad_distance, distance, grad_x1, grad_x2) =
    ccall((:simdloss_pairwise_distance_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_pairwise_distance_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, grad_distance, distance, grad_x1, grad_x2)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_cosine_similarity_desc_init(desc, size) =
    ccall((:simdloss_cosine_similarity_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_cosine_similarity_desc}, Csize_t), desc, size)

"""
    Arguments as of simdloss_pairwise_distance, with similarity in the place of distance.
"""
simdloss_cosine_similarity_forward(desc, executor, x1, x2, similarity) =
    ccall((:simdloss_cosine_similarity_forward, libsimdloss), simdloss_status, (Ref{simdloss_cosine_similarity_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, similarity)

"""
    As of `simdloss_cosine_similarity_forward`.
"""
simdloss_cosine_similarity_backward(desc, executor, x1, x2, grad_similarity, grad_x1, grad_x2) =
    ccall((:simdloss_cosine_similarity_backward, libsimdloss), simdloss_status, (Ref{simdloss_cosine_similarity_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, grad_similarity, grad_x1, grad_x2)

"""
    As of `simdloss_cosine_similarity_forward`.
"""
simdloss_cosine_similarity_forward_backward(desc, executor, x1, x2, grad_similarity, similarity, grad_x1, grad_x2) =
    ccall((:simdloss_cosine_similarity_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_cosine_similarity_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, grad_similarity, similarity, grad_x1, grad_x2)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_cosine_embedding_desc_init(desc, size) =
    ccall((:simdloss_cosine_embedding_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_cosine_embedding_desc}, Csize_t), desc, size)

"""
    x1, x2     [batch, features] of desc->dtype
        target     [batch] of desc->target_dtype: y
        grad_loss  upstream gradient, of loss's shape, of acc, or NULL: 1
        loss       of acc. NONE: [batch]; SUM, MEAN: one value. NULL: not wanted
        grad_x1    as x1; may be exactly x1 (not with accumulate). NULL: not wanted. grad_x2 likewise

    All three give the same bits. No row: SUM is 0, MEAN is NaN or 0 by empty_mean.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
"""
simdloss_cosine_embedding_forward(desc, executor, x1, x2, target, loss) =
    ccall((:simdloss_cosine_embedding_forward, libsimdloss), simdloss_status, (Ref{simdloss_cosine_embedding_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, target, loss)

"""
    As of `simdloss_cosine_embedding_forward`.
"""
simdloss_cosine_embedding_backward(desc, executor, x1, x2, target, grad_loss, grad_x1, grad_x2) =
    ccall((:simdloss_cosine_embedding_backward, libsimdloss), simdloss_status, (Ref{simdloss_cosine_embedding_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, target, grad_loss, grad_x1, grad_x2)

"""
    As of `simdloss_cosine_embedding_forward`.
"""
simdloss_cosine_embedding_forward_backward(desc, executor, x1, x2, target, grad_loss, loss, grad_x1, grad_x2) =
    ccall((:simdloss_cosine_embedding_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_cosine_embedding_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, target, grad_loss, loss, grad_x1, grad_x2)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_contrastive_desc_init(desc, size) =
    ccall((:simdloss_contrastive_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_contrastive_desc}, Csize_t), desc, size)

"""
    Arguments as of simdloss_cosine_embedding, and

        grad_target  as target, which must then be of desc->dtype; may be exactly target. NULL: not wanted
"""
simdloss_contrastive_forward(desc, executor, x1, x2, target, loss) =
    ccall((:simdloss_contrastive_forward, libsimdloss), simdloss_status, (Ref{simdloss_contrastive_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, target, loss)

"""
    As of `simdloss_contrastive_forward`.
"""
simdloss_contrastive_backward(desc, executor, x1, x2, target, grad_loss, grad_x1, grad_x2, grad_target) =
    ccall((:simdloss_contrastive_backward, libsimdloss), simdloss_status, (Ref{simdloss_contrastive_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, target, grad_loss, grad_x1, grad_x2, grad_target)

"""
    As of `simdloss_contrastive_forward`.
"""
simdloss_contrastive_forward_backward(desc, executor, x1, x2, target, grad_loss, loss, grad_x1, grad_x2, grad_target) =
    ccall((:simdloss_contrastive_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_contrastive_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, target, grad_loss, loss, grad_x1, grad_x2, grad_target)

"""
    distance       [batch] of desc->dtype: D, not squared
        target         [batch] of desc->target_dtype
        grad_distance  as distance; may be exactly distance (not with accumulate). NULL: not wanted. grad_target likewise
"""
simdloss_contrastive_distance_forward(desc, executor, distance, target, loss) =
    ccall((:simdloss_contrastive_distance_forward, libsimdloss), simdloss_status, (Ref{simdloss_contrastive_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, distance, target, loss)

"""
    As of `simdloss_contrastive_distance_forward`.
"""
simdloss_contrastive_distance_backward(desc, executor, distance, target, grad_loss, grad_distance, grad_target) =
    ccall((:simdloss_contrastive_distance_backward, libsimdloss), simdloss_status, (Ref{simdloss_contrastive_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, distance, target, grad_loss, grad_distance, grad_target)

"""
    As of `simdloss_contrastive_distance_forward`.
"""
simdloss_contrastive_distance_forward_backward(desc, executor, distance, target, grad_loss, loss, grad_distance, grad_target) =
    ccall((:simdloss_contrastive_distance_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_contrastive_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, distance, target, grad_loss, loss, grad_distance, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_triplet_margin_desc_init(desc, size) =
    ccall((:simdloss_triplet_margin_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_triplet_margin_desc}, Csize_t), desc, size)

"""
    anchor, positive, negative  [batch, features] of desc->dtype
        grad_loss                   upstream gradient, of loss's shape, of acc, or NULL: 1
        loss                        of acc. NONE: [batch]; SUM, MEAN: one value. NULL: not wanted
        grad_anchor, ...            as anchor, ...; may be exactly that (not with accumulate). NULL: not wanted

    All three give the same bits. No row: SUM is 0, MEAN is NaN or 0 by empty_mean.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
"""
simdloss_triplet_margin_forward(desc, executor, anchor, positive, negative, loss) =
    ccall((:simdloss_triplet_margin_forward, libsimdloss), simdloss_status, (Ref{simdloss_triplet_margin_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, anchor, positive, negative, loss)

"""
    As of `simdloss_triplet_margin_forward`.
"""
simdloss_triplet_margin_backward(desc, executor, anchor, positive, negative, grad_loss, grad_anchor, grad_positive, grad_negative) =
    ccall((:simdloss_triplet_margin_backward, libsimdloss), simdloss_status, (Ref{simdloss_triplet_margin_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, anchor, positive, negative, grad_loss, grad_anchor, grad_positive, grad_negative)

"""
    As of `simdloss_triplet_margin_forward`.
"""
simdloss_triplet_margin_forward_backward(desc, executor, anchor, positive, negative, grad_loss, loss, grad_anchor, grad_positive, grad_negative) =
    ccall((:simdloss_triplet_margin_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_triplet_margin_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, anchor, positive, negative, grad_loss, loss, grad_anchor, grad_positive, grad_negative)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_margin_ranking_desc_init(desc, size) =
    ccall((:simdloss_margin_ranking_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_margin_ranking_desc}, Csize_t), desc, size)

"""
    x1, x2       [batch, classes, inner] of desc->dtype
        target       the same shape and strides: y, of desc->target_dtype
        grad_loss    upstream gradient, of loss's shape, of acc, or NULL: 1
        loss         of acc. NONE: [batch, classes, inner], dense; SUM, MEAN: one value. NULL: not wanted
        grad_x1      as x1; may be exactly x1 (not with accumulate). NULL: not wanted. grad_x2 likewise
        grad_target  as target, which must then be of desc->dtype; may be exactly target. NULL: not wanted

    All three give the same bits. No element at all: SUM is 0, MEAN is NaN or 0 by empty_mean.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
"""
simdloss_margin_ranking_forward(desc, executor, x1, x2, target, loss) =
    ccall((:simdloss_margin_ranking_forward, libsimdloss), simdloss_status, (Ref{simdloss_margin_ranking_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, target, loss)

"""
    As of `simdloss_margin_ranking_forward`.
"""
simdloss_margin_ranking_backward(desc, executor, x1, x2, target, grad_loss, grad_x1, grad_x2, grad_target) =
    ccall((:simdloss_margin_ranking_backward, libsimdloss), simdloss_status, (Ref{simdloss_margin_ranking_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, target, grad_loss, grad_x1, grad_x2, grad_target)

"""
    As of `simdloss_margin_ranking_forward`.
"""
simdloss_margin_ranking_forward_backward(desc, executor, x1, x2, target, grad_loss, loss, grad_x1, grad_x2, grad_target) =
    ccall((:simdloss_margin_ranking_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_margin_ranking_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, x1, x2, target, grad_loss, loss, grad_x1, grad_x2, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_rank_hinge_desc_init(desc, size) =
    ccall((:simdloss_rank_hinge_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_rank_hinge_desc}, Csize_t), desc, size)

"""
    scores       [rows, columns] of desc->dtype
        grad_loss    upstream gradient, of loss's shape, of acc, or NULL: 1
        loss         of acc. NONE: [rows / (num_neg + 1), columns], dense; SUM, MEAN: one value. NULL: not wanted
        grad_scores  as scores; may be exactly scores (not with accumulate)

    All three give the same bits. Errors: NULL_POINTER, SHAPE (rows is not a multiple too), STRIDE, DTYPE, OPTION, ALIAS,
    EXECUTOR, ISA.
"""
simdloss_rank_hinge_forward(desc, executor, scores, loss) =
    ccall((:simdloss_rank_hinge_forward, libsimdloss), simdloss_status, (Ref{simdloss_rank_hinge_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, scores, loss)

"""
    As of `simdloss_rank_hinge_forward`.
"""
simdloss_rank_hinge_backward(desc, executor, scores, grad_loss, grad_scores) =
    ccall((:simdloss_rank_hinge_backward, libsimdloss), simdloss_status, (Ref{simdloss_rank_hinge_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, scores, grad_loss, grad_scores)

"""
    As of `simdloss_rank_hinge_forward`.
"""
simdloss_rank_hinge_forward_backward(desc, executor, scores, grad_loss, loss, grad_scores) =
    ccall((:simdloss_rank_hinge_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_rank_hinge_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, scores, grad_loss, loss, grad_scores)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_rank_cross_entropy_desc_init(desc, size) =
    ccall((:simdloss_rank_cross_entropy_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_rank_cross_entropy_desc}, Csize_t), desc, size)

"""
    scores, target  [rows, columns] of desc->dtype
        grad_loss       upstream gradient, of loss's shape, of acc, or NULL: 1
        loss            of acc. NONE: [rows / (num_neg + 1)]; SUM, MEAN: one value. NULL: not wanted
        grad_scores     as scores; may be exactly scores (not with accumulate). NULL: not wanted
        grad_target     as target; may be exactly target (not with accumulate). NULL: not wanted

    All three give the same bits. Errors: as of simdloss_rank_hinge.
"""
simdloss_rank_cross_entropy_forward(desc, executor, scores, target, loss) =
    ccall((:simdloss_rank_cross_entropy_forward, libsimdloss), simdloss_status, (Ref{simdloss_rank_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, scores, target, loss)

"""
    As of `simdloss_rank_cross_entropy_forward`.
"""
simdloss_rank_cross_entropy_backward(desc, executor, scores, target, grad_loss, grad_scores, grad_target) =
    ccall((:simdloss_rank_cross_entropy_backward, libsimdloss), simdloss_status, (Ref{simdloss_rank_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, scores, target, grad_loss, grad_scores, grad_target)

"""
    As of `simdloss_rank_cross_entropy_forward`.
"""
simdloss_rank_cross_entropy_forward_backward(desc, executor, scores, target, grad_loss, loss, grad_scores, grad_target) =
    ccall((:simdloss_rank_cross_entropy_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_rank_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, scores, target, grad_loss, loss, grad_scores, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_sigmoid_focal_desc_init(desc, size) =
    ccall((:simdloss_sigmoid_focal_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_focal_desc}, Csize_t), desc, size)

"""
    logits         [batch, classes, inner] of desc->dtype: x
        target         the same shape: t
        weight         of acc, of the axes of weight_axes, or NULL: all 1
        class_alpha    [classes] of acc, or NULL: alpha for all
"""
simdloss_sigmoid_focal_forward(desc, executor, logits, target, weight, class_alpha, loss) =
    ccall((:simdloss_sigmoid_focal_forward, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, class_alpha, loss)

"""
    As of `simdloss_sigmoid_focal_forward`.
"""
simdloss_sigmoid_focal_backward(desc, executor, logits, target, weight, class_alpha, grad_loss, grad_logits, grad_target) =
    ccall((:simdloss_sigmoid_focal_backward, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, class_alpha, grad_loss, grad_logits, grad_target)

"""
    As of `simdloss_sigmoid_focal_forward`.
"""
simdloss_sigmoid_focal_forward_backward(desc, executor, logits, target, weight, class_alpha, grad_loss, loss, grad_logits, grad_target) =
    ccall((:simdloss_sigmoid_focal_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, class_alpha, grad_loss, loss, grad_logits, grad_target)

"""
    Gradient and diagonal Hessian of the sum of all losses over raw scores: what gradient-boosting libraries take from a
    custom objective. Both have the shape, type and stride of logits; gradient may be exactly logits. reduction, class_reduction,
    denominator and accumulate are not looked at. hessian = max(hessian_scale * second derivative, hessian_floor).
"""
simdloss_sigmoid_focal_gradient_hessian(desc, executor, logits, target, weight, class_alpha, gradient, hessian) =
    ccall((:simdloss_sigmoid_focal_gradient_hessian, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, class_alpha, gradient, hessian)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_probability_focal_desc_init(desc, size) =
    ccall((:simdloss_probability_focal_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_probability_focal_desc}, Csize_t), desc, size)

"""
    Arguments as of simdloss_sigmoid_focal; probability: [batch, classes, inner] of desc->dtype.
"""
simdloss_probability_focal_forward(desc, executor, probability, target, weight, class_alpha, loss) =
    ccall((:simdloss_probability_focal_forward, libsimdloss), simdloss_status, (Ref{simdloss_probability_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, probability, target, weight, class_alpha, loss)

"""
    As of `simdloss_probability_focal_forward`.
"""
simdloss_probability_focal_backward(desc, executor, probability, target, weight, class_alpha, grad_loss, grad_probability, grad_target) =
    ccall((:simdloss_probability_focal_backward, libsimdloss), simdloss_status, (Ref{simdloss_probability_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, probability, target, weight, class_alpha, grad_loss, grad_probability, grad_target)

"""
    As of `simdloss_probability_focal_forward`.
"""
simdloss_probability_focal_forward_backward(desc, executor, probability, target, weight, class_alpha, grad_loss, loss, grad_probability, grad_target) =
    ccall((:simdloss_probability_focal_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_probability_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, probability, target, weight, class_alpha, grad_loss, loss, grad_probability, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_asymmetric_desc_init(desc, size) =
    ccall((:simdloss_asymmetric_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_asymmetric_desc}, Csize_t), desc, size)

"""
    logits         [batch, classes, inner] of desc->dtype: x
        target         the same shape: t
        weight         of acc, of the axes of weight_axes, or NULL: all 1
"""
simdloss_asymmetric_forward(desc, executor, logits, target, weight, loss) =
    ccall((:simdloss_asymmetric_forward, libsimdloss), simdloss_status, (Ref{simdloss_asymmetric_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, loss)

"""
    As of `simdloss_asymmetric_forward`.
"""
simdloss_asymmetric_backward(desc, executor, logits, target, weight, grad_loss, grad_logits, grad_target) =
    ccall((:simdloss_asymmetric_backward, libsimdloss), simdloss_status, (Ref{simdloss_asymmetric_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, grad_loss, grad_logits, grad_target)

"""
    As of `simdloss_asymmetric_forward`.
"""
simdloss_asymmetric_forward_backward(desc, executor, logits, target, weight, grad_loss, loss, grad_logits, grad_target) =
    ccall((:simdloss_asymmetric_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_asymmetric_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, weight, grad_loss, loss, grad_logits, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_softmax_focal_desc_init(desc, size) =
    ccall((:simdloss_softmax_focal_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_softmax_focal_desc}, Csize_t), desc, size)

"""
    Arguments as of simdloss_cross_entropy; class_alpha: [classes] of acc, or NULL: all 1. row_stats are those of
    simdloss_cross_entropy on the same logits.
"""
simdloss_softmax_focal_forward(desc, executor, logits, target, class_alpha, row_weight, loss, row_stats) =
    ccall((:simdloss_softmax_focal_forward, libsimdloss), simdloss_status, (Ref{simdloss_softmax_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_alpha, row_weight, loss, row_stats)

"""
    As of `simdloss_softmax_focal_forward`.
"""
simdloss_softmax_focal_backward(desc, executor, logits, target, class_alpha, row_weight, row_stats, grad_loss, grad_logits) =
    ccall((:simdloss_softmax_focal_backward, libsimdloss), simdloss_status, (Ref{simdloss_softmax_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_alpha, row_weight, row_stats, grad_loss, grad_logits)

"""
    As of `simdloss_softmax_focal_forward`.
"""
simdloss_softmax_focal_forward_backward(desc, executor, logits, target, class_alpha, row_weight, grad_loss, loss, grad_logits) =
    ccall((:simdloss_softmax_focal_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_softmax_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_alpha, row_weight, grad_loss, loss, grad_logits)

"""
    Gradient and diagonal Hessian of the sum of all losses over raw scores, as simdloss_cross_entropy_gradient_hessian has
    them: with p, q, F, G of the target's class, row weights included,

        gradient_j = a_y G (p_j - [j = y])
        second_j   = a_y (G p_j (1 - p_j) + gamma p q^(gamma+1) (2 + log(p)/q (q - (gamma-1) p)) (([j = y] - p_j) / q)^2)
        hessian_j  = max(hessian_scale * second_j, hessian_floor)

    label_smoothing and probability_clip must be 0 (OPTION).
"""
simdloss_softmax_focal_gradient_hessian(desc, executor, logits, target, class_alpha, row_weight, gradient, hessian) =
    ccall((:simdloss_softmax_focal_gradient_hessian, libsimdloss), simdloss_status, (Ref{simdloss_softmax_focal_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_alpha, row_weight, gradient, hessian)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_poly1_cross_entropy_desc_init(desc, size) =
    ccall((:simdloss_poly1_cross_entropy_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_poly1_cross_entropy_desc}, Csize_t), desc, size)

"""
    Arguments as of simdloss_cross_entropy.
"""
simdloss_poly1_cross_entropy_forward(desc, executor, logits, target, class_weight, row_weight, loss, row_stats) =
    ccall((:simdloss_poly1_cross_entropy_forward, libsimdloss), simdloss_status, (Ref{simdloss_poly1_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, loss, row_stats)

"""
    As of `simdloss_poly1_cross_entropy_forward`.
"""
simdloss_poly1_cross_entropy_backward(desc, executor, logits, target, class_weight, row_weight, row_stats, grad_loss, grad_logits) =
    ccall((:simdloss_poly1_cross_entropy_backward, libsimdloss), simdloss_status, (Ref{simdloss_poly1_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, row_stats, grad_loss, grad_logits)

"""
    As of `simdloss_poly1_cross_entropy_forward`.
"""
simdloss_poly1_cross_entropy_forward_backward(desc, executor, logits, target, class_weight, row_weight, grad_loss, loss, grad_logits) =
    ccall((:simdloss_poly1_cross_entropy_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_poly1_cross_entropy_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, class_weight, row_weight, grad_loss, loss, grad_logits)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_hinge_desc_init(desc, size) =
    ccall((:simdloss_hinge_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_hinge_desc}, Csize_t), desc, size)

"""
    input, target: [batch, classes, inner]; weight: of acc, of the axes of weight_axes, or NULL: all 1.
"""
simdloss_hinge_forward(desc, executor, input, target, weight, loss) =
    ccall((:simdloss_hinge_forward, libsimdloss), simdloss_status, (Ref{simdloss_hinge_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, weight, loss)

"""
    As of `simdloss_hinge_forward`.
"""
simdloss_hinge_backward(desc, executor, input, target, weight, grad_loss, grad_input, grad_target) =
    ccall((:simdloss_hinge_backward, libsimdloss), simdloss_status, (Ref{simdloss_hinge_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, weight, grad_loss, grad_input, grad_target)

"""
    As of `simdloss_hinge_forward`.
"""
simdloss_hinge_forward_backward(desc, executor, input, target, weight, grad_loss, loss, grad_input, grad_target) =
    ccall((:simdloss_hinge_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_hinge_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, weight, grad_loss, loss, grad_input, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_multi_margin_desc_init(desc, size) =
    ccall((:simdloss_multi_margin_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_multi_margin_desc}, Csize_t), desc, size)

"""
    As of `simdloss_multi_margin_desc_init`.
"""
simdloss_multi_margin_forward(desc, executor, input, target, class_weight, row_weight, loss) =
    ccall((:simdloss_multi_margin_forward, libsimdloss), simdloss_status, (Ref{simdloss_multi_margin_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, class_weight, row_weight, loss)

"""
    As of `simdloss_multi_margin_desc_init`.
"""
simdloss_multi_margin_backward(desc, executor, input, target, class_weight, row_weight, grad_loss, grad_input) =
    ccall((:simdloss_multi_margin_backward, libsimdloss), simdloss_status, (Ref{simdloss_multi_margin_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, class_weight, row_weight, grad_loss, grad_input)

"""
    Both at once; loss or grad_input may be NULL.
"""
simdloss_multi_margin_forward_backward(desc, executor, input, target, class_weight, row_weight, grad_loss, loss, grad_input) =
    ccall((:simdloss_multi_margin_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_multi_margin_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, class_weight, row_weight, grad_loss, loss, grad_input)

simdloss_categorical_hinge_desc_init(desc, size) =
    ccall((:simdloss_categorical_hinge_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_categorical_hinge_desc}, Csize_t), desc, size)

"""
    As of `simdloss_multi_margin_forward_backward`.
"""
simdloss_categorical_hinge_forward(desc, executor, input, target, row_weight, loss) =
    ccall((:simdloss_categorical_hinge_forward, libsimdloss), simdloss_status, (Ref{simdloss_categorical_hinge_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, row_weight, loss)

"""
    As of `simdloss_multi_margin_forward_backward`.
"""
simdloss_categorical_hinge_backward(desc, executor, input, target, row_weight, grad_loss, grad_input) =
    ccall((:simdloss_categorical_hinge_backward, libsimdloss), simdloss_status, (Ref{simdloss_categorical_hinge_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, row_weight, grad_loss, grad_input)

"""
    As of `simdloss_multi_margin_forward_backward`.
"""
simdloss_categorical_hinge_forward_backward(desc, executor, input, target, row_weight, grad_loss, loss, grad_input) =
    ccall((:simdloss_categorical_hinge_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_categorical_hinge_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, row_weight, grad_loss, loss, grad_input)

simdloss_multilabel_margin_desc_init(desc, size) =
    ccall((:simdloss_multilabel_margin_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_multilabel_margin_desc}, Csize_t), desc, size)

"""
    As of `simdloss_multi_margin_forward_backward`.
"""
simdloss_multilabel_margin_forward(desc, executor, input, target, row_weight, loss) =
    ccall((:simdloss_multilabel_margin_forward, libsimdloss), simdloss_status, (Ref{simdloss_multilabel_margin_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, row_weight, loss)

"""
    As of `simdloss_multi_margin_forward_backward`.
"""
simdloss_multilabel_margin_backward(desc, executor, input, target, row_weight, grad_loss, grad_input) =
    ccall((:simdloss_multilabel_margin_backward, libsimdloss), simdloss_status, (Ref{simdloss_multilabel_margin_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, row_weight, grad_loss, grad_input)

"""
    As of `simdloss_multi_margin_forward_backward`.
"""
simdloss_multilabel_margin_forward_backward(desc, executor, input, target, row_weight, grad_loss, loss, grad_input) =
    ccall((:simdloss_multilabel_margin_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_multilabel_margin_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, row_weight, grad_loss, loss, grad_input)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_regression_desc_init(desc, size) =
    ccall((:simdloss_regression_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_regression_desc}, Csize_t), desc, size)

"""
    input, target: [batch, classes, inner]; weight: of acc, of the axes of weight_axes, or NULL: all 1.
"""
simdloss_regression_forward(desc, executor, input, target, weight, loss) =
    ccall((:simdloss_regression_forward, libsimdloss), simdloss_status, (Ref{simdloss_regression_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, weight, loss)

"""
    As of `simdloss_regression_forward`.
"""
simdloss_regression_backward(desc, executor, input, target, weight, grad_loss, grad_input, grad_target) =
    ccall((:simdloss_regression_backward, libsimdloss), simdloss_status, (Ref{simdloss_regression_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, weight, grad_loss, grad_input, grad_target)

"""
    As of `simdloss_regression_forward`.
"""
simdloss_regression_forward_backward(desc, executor, input, target, weight, grad_loss, loss, grad_input, grad_target) =
    ccall((:simdloss_regression_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_regression_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, weight, grad_loss, loss, grad_input, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_poisson_nll_desc_init(desc, size) =
    ccall((:simdloss_poisson_nll_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_poisson_nll_desc}, Csize_t), desc, size)

"""
    input, target: [batch, classes, inner]; weight: of acc, of the axes of weight_axes, or NULL: all 1.
"""
simdloss_poisson_nll_forward(desc, executor, input, target, weight, loss) =
    ccall((:simdloss_poisson_nll_forward, libsimdloss), simdloss_status, (Ref{simdloss_poisson_nll_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, weight, loss)

"""
    As of `simdloss_poisson_nll_forward`.
"""
simdloss_poisson_nll_backward(desc, executor, input, target, weight, grad_loss, grad_input, grad_target) =
    ccall((:simdloss_poisson_nll_backward, libsimdloss), simdloss_status, (Ref{simdloss_poisson_nll_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, weight, grad_loss, grad_input, grad_target)

"""
    As of `simdloss_poisson_nll_forward`.
"""
simdloss_poisson_nll_forward_backward(desc, executor, input, target, weight, grad_loss, loss, grad_input, grad_target) =
    ccall((:simdloss_poisson_nll_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_poisson_nll_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, weight, grad_loss, loss, grad_input, grad_target)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_gaussian_nll_desc_init(desc, size) =
    ccall((:simdloss_gaussian_nll_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_gaussian_nll_desc}, Csize_t), desc, size)

"""
    input, target, variance: [batch, classes, inner]; weight: of acc, of the axes of weight_axes, or NULL: all 1.
"""
simdloss_gaussian_nll_forward(desc, executor, input, target, variance, weight, loss) =
    ccall((:simdloss_gaussian_nll_forward, libsimdloss), simdloss_status, (Ref{simdloss_gaussian_nll_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, variance, weight, loss)

"""
    As of `simdloss_gaussian_nll_forward`.
"""
simdloss_gaussian_nll_backward(desc, executor, input, target, variance, weight, grad_loss, grad_input, grad_target, grad_variance) =
    ccall((:simdloss_gaussian_nll_backward, libsimdloss), simdloss_status, (Ref{simdloss_gaussian_nll_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, variance, weight, grad_loss, grad_input, grad_target, grad_variance)

"""
    As of `simdloss_gaussian_nll_forward`.
"""
simdloss_gaussian_nll_forward_backward(desc, executor, input, target, variance, weight, grad_loss, loss, grad_input, grad_target, grad_variance) =
    ccall((:simdloss_gaussian_nll_forward_backward, libsimdloss), simdloss_status, (Ref{simdloss_gaussian_nll_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, target, variance, weight, grad_loss, loss, grad_input, grad_target, grad_variance)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_sigmoid_desc_init(desc, size) =
    ccall((:simdloss_sigmoid_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_desc}, Csize_t), desc, size)

"""
    All arrays: [batch, classes, inner] of desc->dtype. output may be exactly input, and grad_input exactly input or
    grad_output (not with accumulate); any other overlap is an error. The gradients are formed from the functions' input.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
"""
simdloss_sigmoid_forward(desc, executor, input, output) =
    ccall((:simdloss_sigmoid_forward, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, output)

"""
    As of `simdloss_sigmoid_forward`.
"""
simdloss_sigmoid_backward(desc, executor, input, grad_output, grad_input) =
    ccall((:simdloss_sigmoid_backward, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, grad_output, grad_input)

"""
    As of `simdloss_sigmoid_forward`.
"""
simdloss_log_sigmoid_forward(desc, executor, input, output) =
    ccall((:simdloss_log_sigmoid_forward, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, output)

"""
    As of `simdloss_sigmoid_forward`.
"""
simdloss_log_sigmoid_backward(desc, executor, input, grad_output, grad_input) =
    ccall((:simdloss_log_sigmoid_backward, libsimdloss), simdloss_status, (Ref{simdloss_sigmoid_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, grad_output, grad_input)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_softmax_desc_init(desc, size) =
    ccall((:simdloss_softmax_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_softmax_desc}, Csize_t), desc, size)

"""
    Forward. input, output: [batch, classes, inner] of desc->dtype. output may be exactly input; any other overlap is an
    error. Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
"""
simdloss_softmax_forward(desc, executor, input, output) =
    ccall((:simdloss_softmax_forward, libsimdloss), simdloss_status, (Ref{simdloss_softmax_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, output)

"""
    As of `simdloss_softmax_forward`.
"""
simdloss_log_softmax_forward(desc, executor, input, output) =
    ccall((:simdloss_log_softmax_forward, libsimdloss), simdloss_status, (Ref{simdloss_softmax_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, output)

"""
    Backward, from the output of the forward call. output, grad_output, grad_input: [batch, classes, inner] of
    desc->dtype. grad_input may be exactly output or exactly grad_output (not with accumulate).
"""
simdloss_softmax_backward(desc, executor, output, grad_output, grad_input) =
    ccall((:simdloss_softmax_backward, libsimdloss), simdloss_status, (Ref{simdloss_softmax_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, output, grad_output, grad_input)

"""
    As of `simdloss_softmax_backward`.
"""
simdloss_log_softmax_backward(desc, executor, output, grad_output, grad_input) =
    ccall((:simdloss_log_softmax_backward, libsimdloss), simdloss_status, (Ref{simdloss_softmax_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, output, grad_output, grad_input)

"""
    log_sum_exp. output: [batch * inner] of the accumulator type (F64 for F64, else F32), or NULL. row_stats: [2][batch *
    inner] of the accumulator type, the plane of maxima, then of log S, or NULL; at least one of the two is wanted.
    Backward takes row_stats from a forward call (NULL: recomputed) and grad_output [batch * inner] (NULL: all 1).
    grad_input may be exactly input (not with accumulate).
"""
simdloss_log_sum_exp_forward(desc, executor, input, output, row_stats) =
    ccall((:simdloss_log_sum_exp_forward, libsimdloss), simdloss_status, (Ref{simdloss_softmax_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, output, row_stats)

"""
    As of `simdloss_log_sum_exp_forward`.
"""
simdloss_log_sum_exp_backward(desc, executor, input, row_stats, grad_output, grad_input) =
    ccall((:simdloss_log_sum_exp_backward, libsimdloss), simdloss_status, (Ref{simdloss_softmax_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, input, row_stats, grad_output, grad_input)

"""
    Fills in the defaults. size = sizeof *desc as the caller was compiled.
"""
simdloss_token_desc_init(desc, size) =
    ccall((:simdloss_token_desc_init, libsimdloss), simdloss_status, (Ref{simdloss_token_desc}, Csize_t), desc, size)

"""
    Arguments; \"acc\" is the accumulator type, F64 for F64 and else F32:

        logits         [batch, classes] of desc->dtype
        target         [batch, choices] of desc->target_dtype; each in [0, classes) or equal to ignore_index. May be NULL
                       where choices is 0
        log_prob       [batch, choices] of acc
        entropy        [batch] of acc
        argmax, rank   [batch]
        row_stats      [2][batch] of acc: the plane of maxima m, then of log S, of the transformed logits; 0, 0 for
                       ignored rows
        grad_log_prob  upstream gradient of log_prob, [batch, choices] of acc, or NULL: 0
        grad_entropy   upstream gradient of entropy, [batch] of acc, or NULL: 0
        grad_logits    as logits; may be exactly logits (not with accumulate); any other overlap is an error

    forward: each output may be NULL, not all of them (with choices = 0, log_prob and rank are no outputs: log_prob is
    empty, and rank, where there is one, is filled with 0). What is asked for does not change the bits of what else is.
    backward: row_stats and entropy as forward wrote them, or NULL: recomputed, to the same bits. entropy is looked at
    only where grad_entropy is given. One of grad_log_prob and grad_entropy must be.
    Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, TARGET (naming the lowest bad entry), ALIAS, EXECUTOR, ISA.
"""
simdloss_token_forward(desc, executor, logits, target, log_prob, entropy, argmax, rank, row_stats) =
    ccall((:simdloss_token_forward, libsimdloss), simdloss_status, (Ref{simdloss_token_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Int64}, Ptr{Int64}, Ptr{Cvoid}), desc, executor, logits, target, log_prob, entropy, argmax, rank, row_stats)

"""
    As of `simdloss_token_forward`.
"""
simdloss_token_backward(desc, executor, logits, target, row_stats, entropy, grad_log_prob, grad_entropy, grad_logits) =
    ccall((:simdloss_token_backward, libsimdloss), simdloss_status, (Ref{simdloss_token_desc}, Ptr{simdloss_executor}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}, Ptr{Cvoid}), desc, executor, logits, target, row_stats, entropy, grad_log_prob, grad_entropy, grad_logits)

"""
    Fills *executor with one that runs tasks in the calling thread's oneTBB arena, isolated from the caller's own tasks,
    on at most max_threads threads; max_threads <= 0 takes all that the arena has. Nothing needs to be released. In a
    child process after fork() it runs on the calling thread, since oneTBB's workers do not survive a fork.
    Errors: NULL_POINTER.
"""
simdloss_tbb_executor_init(executor, max_threads) =
    ccall((:simdloss_tbb_executor_init, libsimdloss_tbb), simdloss_status, (Ref{simdloss_executor}, Int32), executor, max_threads)

# Every struct: its name and size; its members' names, offsets, sizes, and what the header says of them.
const LAYOUTS = [
    ("simdloss_executor", 24, [("size", 0, 4, "sizeof(simdloss_executor)"), ("concurrency", 4, 4, "how many tasks may run at once, >= 1; a hint that decides how finely work is cut"), ("pool", 8, 8, "passed back to parallel_for"), ("parallel_for", 16, 8, "")]),
    ("simdloss_binary_cross_entropy_desc", 104, [("size", 0, 4, "set by simdloss_binary_cross_entropy_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default) or dtype: the same type; U8"), ("class_reduction", 12, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 16, 4, "MEAN (default) SUM NONE"), ("denominator", 20, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 24, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 28, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("weight_axes", 32, 4, "along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes"), ("batch", 40, 8, "0 (default)"), ("classes", 48, 8, "0 (default)"), ("inner", 56, 8, "1 (default)"), ("batch_stride", 64, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("label_smoothing", 80, 8, "0 (default), in [0, 1]"), ("hessian_scale", 88, 8, "1 (default), > 0, finite: of gradient_hessian alone, as the next"), ("hessian_floor", 96, 8, "0 (default), >= 0, finite: XGBoost has 1e-16")]),
    ("simdloss_probability_binary_cross_entropy_desc", 112, [("size", 0, 4, "set by simdloss_probability_binary_cross_entropy_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default) or dtype: the same type; U8"), ("class_reduction", 12, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 16, 4, "MEAN (default) SUM NONE"), ("denominator", 20, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 24, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 28, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("weight_axes", 32, 4, "along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes"), ("batch", 40, 8, "0 (default)"), ("classes", 48, 8, "0 (default)"), ("inner", 56, 8, "1 (default)"), ("batch_stride", 64, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("label_smoothing", 80, 8, "0 (default), in [0, 1]"), ("clip", 88, 8, "0 (default) = off, in (0, 0.5)"), ("epsilon", 96, 8, "0 (default) = off, > 0, finite"), ("log_floor", 104, 8, "-100 (default), <= 0; -infinity = off")]),
    ("simdloss_cross_entropy_desc", 144, [("size", 0, 4, "set by simdloss_cross_entropy_desc_init"), ("dtype", 4, 4, "of logits and grad_logits: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("denominator", 16, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 20, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 24, 4, "0 (default); 1: gradients are added to what grad_logits holds"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("inner", 48, 8, "1 (default)"), ("batch_stride", 56, 8, "in elements; 0 (default) = classes * inner"), ("ignore_index", 64, 8, "-100 (default); compared after widening the target; INT64_MIN = none"), ("label_smoothing", 72, 8, "0 (default), in [0, 1]"), ("z_loss", 80, 8, "0 (default), >= 0, finite"), ("softcap", 88, 8, "0 (default) = off, > 0, finite"), ("temperature", 96, 8, "1 (default), > 0, finite"), ("mean_denominator", 104, 8, "0 (default) = the mean's own; > 0 replaces every denominator of MEAN"), ("first_class", 112, 8, "0 (default); of sharded rows, below: the class of column 0 of logits"), ("total_classes", 120, 8, "0 (default) = rows are whole; of sharded rows: classes of all shards"), ("hessian_scale", 128, 8, "1 (default), > 0, finite: of gradient_hessian alone, as the next"), ("hessian_floor", 136, 8, "0 (default), >= 0, finite")]),
    ("simdloss_cross_entropy_sum", 40, [("part", 0, 32, ""), ("exponent", 32, 8, "")]),
    ("simdloss_cross_entropy_record", 176, [("maximum", 0, 8, "of the transformed logits v that were seen"), ("top", 8, 8, "with top_exponent: top * 2^top_exponent is exp(maximum)"), ("top_exponent", 16, 8, ""), ("target_logit", 24, 8, "of the target, as stored; 0 where it was not seen"), ("rest", 32, 40, "of exp(v) over all that were seen but one largest"), ("logits", 72, 40, "with label smoothing: of w_c v_c"), ("weights", 112, 40, "with label smoothing: of w_c"), ("columns", 152, 8, "how many logits were seen; 0: none, and nothing else in the record is looked at"), ("chunks", 160, 8, "in how many chunks. The sums of one chunk are not yet exact: part[0] * 2^exponent; rest is relative to exp(maximum) if |maximum| > 1024, and logits holds that of w_c (maximum - v_c)"), ("hits", 168, 4, "in how many shards the target was found: 1 in a whole row"), ("flags", 172, 4, "SIMDLOSS_RECORD_ flags; if any, the numbers above are of no account")]),
    ("simdloss_soft_cross_entropy_desc", 72, [("size", 0, 4, "set by simdloss_soft_cross_entropy_desc_init"), ("dtype", 4, 4, "of logits, target and their gradients: F32 (default) F64 F16 BF16"), ("reduction", 8, 4, "MEAN (default) SUM NONE"), ("denominator", 12, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 16, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 20, 4, "0 (default); 1: gradients are added to what grad_logits and grad_target hold"), ("batch", 24, 8, "0 (default)"), ("classes", 32, 8, "0 (default)"), ("inner", 40, 8, "1 (default)"), ("batch_stride", 48, 8, "in elements, of every full-size array; 0 (default) = classes * inner"), ("label_smoothing", 56, 8, "0 (default), in [0, 1]"), ("mean_denominator", 64, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_nll_desc", 80, [("size", 0, 4, "set by simdloss_nll_desc_init"), ("dtype", 4, 4, "of log_prob and grad_log_prob: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("denominator", 16, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 20, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 24, 4, "0 (default); 1: gradients are added to what grad_log_prob holds"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("inner", 48, 8, "1 (default)"), ("batch_stride", 56, 8, "in elements; 0 (default) = classes * inner"), ("ignore_index", 64, 8, "-100 (default); compared after widening the target; INT64_MIN = none"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_kl_divergence_desc", 72, [("size", 0, 4, "set by simdloss_kl_divergence_desc_init"), ("dtype", 4, 4, "of every full-size array but an unreduced loss: F32 (default) F64 F16 BF16"), ("class_reduction", 8, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("denominator", 16, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 20, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO; for class_reduction MEAN too"), ("accumulate", 24, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("log_target", 28, 4, "0 (default): target holds probabilities; 1: their logarithms"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("inner", 48, 8, "1 (default)"), ("batch_stride", 56, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 64, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_distillation_desc", 80, [("size", 0, 4, "set by simdloss_distillation_desc_init"), ("dtype", 4, 4, "of student, teacher and their gradients: F32 (default) F64 F16 BF16"), ("reduction", 8, 4, "MEAN (default) SUM NONE"), ("denominator", 12, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 16, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 20, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("squared_temperature", 24, 4, "1 (default): the loss has the factor temperature^2; 0: it has not"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("inner", 48, 8, "1 (default)"), ("batch_stride", 56, 8, "in elements; 0 (default) = classes * inner"), ("temperature", 64, 8, "1 (default), > 0, finite"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_info_nce_desc", 112, [("size", 0, 4, "set by simdloss_info_nce_desc_init"), ("dtype", 4, 4, "of vectors and their gradients: F32 (default) F64 F16 BF16"), ("positive_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("empty_mean", 16, 4, "of a batch of 0: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 20, 4, "0 (default); 1: gradients are added to what is there"), ("similarity", 24, 4, "COSINE (default) DOT"), ("symmetric", 28, 4, "0 (default); 1: rows and columns half each; keys = batch, and no positive"), ("batch", 32, 8, "0 (default): the number of queries"), ("keys", 40, 8, "0 (default) = batch; what is not some row's positive is a negative all the same"), ("negatives", 48, 8, "0 (default): further keys, in an array of their own"), ("width", 56, 8, "0 (default): elements of a vector"), ("query_stride", 64, 8, "of rows, in elements; 0 (default) = width"), ("key_stride", 72, 8, "0 (default) = width"), ("negative_stride", 80, 8, "0 (default) = width"), ("temperature", 88, 8, "0.05 (default), > 0, finite"), ("norm_floor", 96, 8, "1e-12 (default), > 0, finite"), ("mean_denominator", 104, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_nt_xent_desc", 72, [("size", 0, 4, "set by simdloss_nt_xent_desc_init"), ("dtype", 4, 4, "of embeddings and their gradient: F32 (default) F64 F16 BF16"), ("label_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("accumulate", 16, 4, "0 (default); 1: gradients are added to what is there"), ("similarity", 20, 4, "COSINE (default) DOT"), ("batch", 24, 8, "0 (default): the number of embeddings"), ("width", 32, 8, "0 (default): elements of an embedding"), ("stride", 40, 8, "of rows, in elements; 0 (default) = width"), ("temperature", 48, 8, "0.07 (default), > 0, finite"), ("norm_floor", 56, 8, "1e-12 (default), > 0, finite"), ("mean_denominator", 64, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_sup_con_desc", 72, [("size", 0, 4, "set by simdloss_sup_con_desc_init"), ("dtype", 4, 4, "of embeddings and their gradient: F32 (default) F64 F16 BF16"), ("label_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("accumulate", 16, 4, "0 (default); 1: gradients are added to what is there"), ("similarity", 20, 4, "COSINE (default) DOT"), ("batch", 24, 8, "0 (default): the number of embeddings"), ("width", 32, 8, "0 (default): elements of an embedding"), ("stride", 40, 8, "of rows, in elements; 0 (default) = width"), ("temperature", 48, 8, "0.1 (default), > 0, finite"), ("norm_floor", 56, 8, "1e-12 (default), > 0, finite"), ("mean_denominator", 64, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_n_pairs_desc", 80, [("size", 0, 4, "set by simdloss_n_pairs_desc_init"), ("dtype", 4, 4, "of vectors and their gradients: F32 (default) F64 F16 BF16"), ("label_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("accumulate", 16, 4, "0 (default); 1: gradients are added to what is there"), ("similarity", 20, 4, "DOT (default) COSINE"), ("batch", 24, 8, "0 (default): the number of anchors, and of positives"), ("width", 32, 8, "0 (default): elements of a vector"), ("anchor_stride", 40, 8, "of rows, in elements; 0 (default) = width"), ("positive_stride", 48, 8, "0 (default) = width"), ("temperature", 56, 8, "1 (default), > 0, finite"), ("norm_floor", 64, 8, "1e-12 (default), > 0, finite"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_margin_softmax_desc", 112, [("size", 0, 4, "set by simdloss_margin_softmax_desc_init"), ("dtype", 4, 4, "of embeddings, weights and their gradients: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("empty_mean", 16, 4, "of no kept row: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 20, 4, "0 (default); 1: gradients are added to what is there"), ("kind", 24, 4, "ARCFACE (default) COSFACE"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("width", 48, 8, "0 (default): elements of a vector"), ("embedding_stride", 56, 8, "of rows, in elements; 0 (default) = width"), ("weight_stride", 64, 8, "0 (default) = width"), ("margin", 72, 8, "0.5 (default); ARCFACE: radians, from 0 to pi; COSFACE: finite (its paper: 0.35)"), ("scale", 80, 8, "64 (default), > 0, finite"), ("norm_floor", 88, 8, "1e-12 (default), > 0, finite"), ("mean_denominator", 96, 8, "0 (default) = the number of kept rows; > 0 replaces it"), ("ignore_index", 104, 8, "-100 (default); compared after widening the target; INT64_MIN = none")]),
    ("simdloss_mining_desc", 72, [("size", 0, 4, "set by simdloss_mining_desc_init"), ("dtype", 4, 4, "embeddings and their gradient: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "labels: I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM"), ("empty_mean", 16, 4, "the mean of nothing: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 20, 4, "0 (default); 1: the gradient is added to what its buffer holds"), ("distance", 24, 4, "L2 (default) SQUARED_L2 ANGULAR NORMALIZED_L2"), ("soft", 28, 4, "0 (default); 1: softplus instead of a hinge; triplet_hard only"), ("batch", 32, 8, "0 (default); at most 2^31 - 64"), ("features", 40, 8, "0 (default)"), ("batch_stride", 48, 8, "in elements; 0 (default) = features"), ("margin", 56, 8, "1 (default), finite"), ("mean_denominator", 64, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_named_triplets_desc", 80, [("size", 0, 4, "set by simdloss_named_triplets_desc_init"), ("dtype", 4, 4, "embeddings and their gradient: F32 (default) F64 F16 BF16"), ("index_dtype", 8, 4, "I64 (default) I32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("empty_mean", 16, 4, "of no triplet: SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("mean_of_positive", 20, 4, "0 (default); 1: the mean is over positive losses, and 0 if there are none"), ("accumulate", 24, 4, "0 (default); 1: the gradient is added to what its buffer holds"), ("distance", 28, 4, "L2 (default) SQUARED_L2 ANGULAR NORMALIZED_L2"), ("batch", 32, 8, "0 (default); at most 2^31 - 64"), ("features", 40, 8, "0 (default)"), ("batch_stride", 48, 8, "in elements; 0 (default) = features"), ("triplets", 56, 8, "0 (default)"), ("margin", 64, 8, "1 (default), finite"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_pairwise_distance_desc", 64, [("size", 0, 4, "set by simdloss_pairwise_distance_desc_init"), ("dtype", 4, 4, "of x1, x2 and their gradients: F32 (default) F64 F16 BF16"), ("accumulate", 8, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("reserved", 12, 4, "0"), ("batch", 16, 8, "0 (default)"), ("features", 24, 8, "0 (default)"), ("x1_stride", 32, 8, "in elements; 0 (default) = features"), ("x2_stride", 40, 8, "the same"), ("p", 48, 8, "2 (default); >= 0, infinity allowed"), ("eps", 56, 8, "1e-6 (default), finite")]),
    ("simdloss_cosine_similarity_desc", 56, [("size", 0, 4, "set by simdloss_cosine_similarity_desc_init"), ("dtype", 4, 4, "of x1, x2 and their gradients: F32 (default) F64 F16 BF16"), ("accumulate", 8, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("zero_gradient", 12, 4, "0 (default); 1: the gradient by a row of norm 0 is 0"), ("batch", 16, 8, "0 (default)"), ("features", 24, 8, "0 (default)"), ("x1_stride", 32, 8, "in elements; 0 (default) = features"), ("x2_stride", 40, 8, "the same"), ("eps", 48, 8, "1e-8 (default), > 0, finite")]),
    ("simdloss_cosine_embedding_desc", 80, [("size", 0, 4, "set by simdloss_cosine_embedding_desc_init"), ("dtype", 4, 4, "of x1, x2 and their gradients: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1, zero is -1)"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("empty_mean", 16, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 20, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("zero_gradient", 24, 4, "0 (default); 1: the gradient by a row of norm 0 is 0"), ("reserved", 28, 4, "0"), ("batch", 32, 8, "0 (default)"), ("features", 40, 8, "0 (default)"), ("x1_stride", 48, 8, "in elements; 0 (default) = features"), ("x2_stride", 56, 8, "the same"), ("margin", 64, 8, "0 (default), finite"), ("mean_denominator", 72, 8, "0 (default) = batch; > 0 replaces it")]),
    ("simdloss_contrastive_desc", 96, [("size", 0, 4, "set by simdloss_contrastive_desc_init"), ("dtype", 4, 4, "of x1, x2, or of the distances, and of the gradients: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1)"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("empty_mean", 16, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 20, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("one_is_similar", 24, 4, "1 (default) or 0"), ("half", 28, 4, "0 (default) or 1"), ("batch", 32, 8, "0 (default)"), ("features", 40, 8, "0 (default); not used for distances"), ("x1_stride", 48, 8, "in elements; 0 (default) = features; not used for distances"), ("x2_stride", 56, 8, "the same"), ("p", 64, 8, "2 (default); >= 0, infinity allowed; not used for distances"), ("eps", 72, 8, "0 (default), finite; not used for distances"), ("margin", 80, 8, "1 (default), finite"), ("mean_denominator", 88, 8, "0 (default) = batch; > 0 replaces it")]),
    ("simdloss_triplet_margin_desc", 104, [("size", 0, 4, "set by simdloss_triplet_margin_desc_init"), ("dtype", 4, 4, "of the rows and their gradients: F32 (default) F64 F16 BF16"), ("reduction", 8, 4, "MEAN (default) SUM NONE"), ("empty_mean", 12, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 16, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("distance", 20, 4, "MINKOWSKI (default) SQUARED_EUCLIDEAN COSINE"), ("swap", 24, 4, "0 (default) or 1"), ("zero_gradient", 28, 4, "0 (default); 1: with COSINE, the gradient by a row of norm 0 is 0"), ("batch", 32, 8, "0 (default)"), ("features", 40, 8, "0 (default)"), ("anchor_stride", 48, 8, "in elements; 0 (default) = features"), ("positive_stride", 56, 8, "the same"), ("negative_stride", 64, 8, "the same"), ("margin", 72, 8, "1 (default), > 0, finite"), ("p", 80, 8, "2 (default); >= 0, infinity allowed"), ("eps", 88, 8, "1e-6 (default), finite"), ("mean_denominator", 96, 8, "0 (default) = batch; > 0 replaces it")]),
    ("simdloss_margin_ranking_desc", 72, [("size", 0, 4, "set by simdloss_margin_ranking_desc_init"), ("dtype", 4, 4, "of x1, x2 and their gradients: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default): dtype; or I8 I16 I32 I64, or U8 (nonzero is 1, zero is -1)"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("empty_mean", 16, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 20, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("batch", 24, 8, "0 (default)"), ("classes", 32, 8, "1 (default)"), ("inner", 40, 8, "1 (default)"), ("batch_stride", 48, 8, "in elements; 0 (default) = classes * inner"), ("margin", 56, 8, "0 (default), finite"), ("mean_denominator", 64, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_rank_hinge_desc", 72, [("size", 0, 4, "set by simdloss_rank_hinge_desc_init"), ("dtype", 4, 4, "of scores and their gradient: F32 (default) F64 F16 BF16"), ("reduction", 8, 4, "MEAN (default) SUM NONE"), ("empty_mean", 12, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 16, 4, "0 (default); 1: the gradient is added to what its buffer holds"), ("reserved", 20, 4, "0"), ("rows", 24, 8, "0 (default); a multiple of num_neg + 1"), ("columns", 32, 8, "1 (default)"), ("row_stride", 40, 8, "in elements; 0 (default) = columns"), ("num_neg", 48, 8, "1 (default), >= 1"), ("margin", 56, 8, "1 (default), finite"), ("mean_denominator", 64, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_rank_cross_entropy_desc", 64, [("size", 0, 4, "set by simdloss_rank_cross_entropy_desc_init"), ("dtype", 4, 4, "of scores, target and their gradients: F32 (default) F64 F16 BF16"), ("reduction", 8, 4, "MEAN (default) SUM NONE"), ("empty_mean", 12, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 16, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("reserved", 20, 4, "0"), ("rows", 24, 8, "0 (default); a multiple of num_neg + 1"), ("columns", 32, 8, "1 (default)"), ("row_stride", 40, 8, "in elements, of scores and of target; 0 (default) = columns"), ("num_neg", 48, 8, "1 (default), >= 1"), ("mean_denominator", 56, 8, "0 (default) = the mean's own; > 0 replaces it")]),
    ("simdloss_sigmoid_focal_desc", 120, [("size", 0, 4, "set by simdloss_sigmoid_focal_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default) or dtype: the same type; U8"), ("class_reduction", 12, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 16, 4, "MEAN (default) SUM NONE"), ("denominator", 20, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 24, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 28, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("weight_axes", 32, 4, "along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes"), ("batch", 40, 8, "0 (default)"), ("classes", 48, 8, "0 (default)"), ("inner", 56, 8, "1 (default)"), ("batch_stride", 64, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("label_smoothing", 80, 8, "0 (default), in [0, 1]"), ("gamma", 88, 8, "2 (default), >= 0, finite"), ("alpha", 96, 8, "0.25 (default), in [0, 1], or -1: none; with class_alpha not looked at"), ("hessian_scale", 104, 8, "1 (default), > 0, finite: of gradient_hessian alone, as the next"), ("hessian_floor", 112, 8, "0 (default), >= 0, finite. The focal loss is not convex")]),
    ("simdloss_probability_focal_desc", 112, [("size", 0, 4, "set by simdloss_probability_focal_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default) or dtype: the same type; U8"), ("class_reduction", 12, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 16, 4, "MEAN (default) SUM NONE"), ("denominator", 20, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 24, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 28, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("weight_axes", 32, 4, "along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes"), ("batch", 40, 8, "0 (default)"), ("classes", 48, 8, "0 (default)"), ("inner", 56, 8, "1 (default)"), ("batch_stride", 64, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("label_smoothing", 80, 8, "0 (default), in [0, 1]"), ("gamma", 88, 8, "2 (default), >= 0, finite"), ("alpha", 96, 8, "-1 (default): none; or in [0, 1]; with class_alpha not looked at"), ("clip", 104, 8, "1e-7 (default), in (0, 0.5); 0 = off")]),
    ("simdloss_asymmetric_desc", 104, [("size", 0, 4, "set by simdloss_asymmetric_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default) or dtype: the same type; U8"), ("class_reduction", 12, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 16, 4, "MEAN (default) SUM NONE"), ("denominator", 20, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 24, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 28, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("weight_axes", 32, 4, "along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes"), ("constant_power", 36, 4, "0 (default); 1: the powers have no derivative"), ("batch", 40, 8, "0 (default)"), ("classes", 48, 8, "0 (default)"), ("inner", 56, 8, "1 (default)"), ("batch_stride", 64, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("gamma_positive", 80, 8, "1 (default), >= 0, finite"), ("gamma_negative", 88, 8, "4 (default), >= 0, finite"), ("clip", 96, 8, "0.05 (default), in [0, 1)")]),
    ("simdloss_softmax_focal_desc", 128, [("size", 0, 4, "set by simdloss_softmax_focal_desc_init"), ("dtype", 4, 4, "of logits and grad_logits: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("denominator", 16, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 20, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 24, 4, "0 (default); 1: gradients are added to what grad_logits holds"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("inner", 48, 8, "1 (default)"), ("batch_stride", 56, 8, "in elements; 0 (default) = classes * inner"), ("ignore_index", 64, 8, "-100 (default); compared after widening the target; INT64_MIN = none"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("label_smoothing", 80, 8, "0 (default), in [0, 1]"), ("gamma", 88, 8, "2 (default), >= 0, finite"), ("alpha", 96, 8, "1 (default), >= 0, finite: multiplies all classes"), ("probability_clip", 104, 8, "0 (default) = off; in (0, 0.5)"), ("hessian_scale", 112, 8, "1 (default), > 0, finite: of gradient_hessian alone, as the next"), ("hessian_floor", 120, 8, "0 (default), >= 0, finite. The focal loss is not convex")]),
    ("simdloss_poly1_cross_entropy_desc", 96, [("size", 0, 4, "set by simdloss_poly1_cross_entropy_desc_init"), ("dtype", 4, 4, "of logits and grad_logits: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("denominator", 16, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 20, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 24, 4, "0 (default); 1: gradients are added to what grad_logits holds"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("inner", 48, 8, "1 (default)"), ("batch_stride", 56, 8, "in elements; 0 (default) = classes * inner"), ("ignore_index", 64, 8, "-100 (default); compared after widening the target; INT64_MIN = none"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("label_smoothing", 80, 8, "0 (default), in [0, 1]"), ("epsilon", 88, 8, "1 (default), finite")]),
    ("simdloss_hinge_desc", 96, [("size", 0, 4, "set by simdloss_hinge_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default) or dtype: the same type; U8"), ("class_reduction", 12, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 16, 4, "MEAN (default) SUM NONE"), ("denominator", 20, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 24, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 28, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("weight_axes", 32, 4, "along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes"), ("kind", 36, 4, "SIMDLOSS_HINGE_PLAIN (default), ..."), ("labels", 40, 4, "SIMDLOSS_LABELS_SIGNED (default) or _BINARY"), ("batch", 48, 8, "0 (default)"), ("classes", 56, 8, "0 (default)"), ("inner", 64, 8, "1 (default)"), ("batch_stride", 72, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 80, 8, "0 (default) = the mean's own; > 0 replaces it"), ("margin", 88, 8, "1 (default), finite; not of SOFT")]),
    ("simdloss_multi_margin_desc", 88, [("size", 0, 4, "set by simdloss_multi_margin_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("denominator", 16, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 20, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 24, 4, "0 (default); 1: the gradient is added to what its buffer holds"), ("p", 28, 4, "1 (default) or 2: the power of a hinge"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("inner", 48, 8, "1 (default)"), ("batch_stride", 56, 8, "in elements; 0 (default) = classes * inner"), ("ignore_index", 64, 8, "-100 (default); compared as int64; INT64_MIN: none"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("margin", 80, 8, "1 (default), finite")]),
    ("simdloss_categorical_hinge_desc", 88, [("size", 0, 4, "set by simdloss_categorical_hinge_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("denominator", 16, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 20, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 24, 4, "0 (default); 1: the gradient is added to what its buffer holds"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("inner", 48, 8, "1 (default)"), ("batch_stride", 56, 8, "in elements; 0 (default) = classes * inner"), ("ignore_index", 64, 8, "-100 (default); compared as int64; INT64_MIN: none"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("margin", 80, 8, "1 (default), finite")]),
    ("simdloss_multilabel_margin_desc", 88, [("size", 0, 4, "set by simdloss_multilabel_margin_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("reduction", 12, 4, "MEAN (default) SUM NONE"), ("denominator", 16, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 20, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 24, 4, "0 (default); 1: the gradient is added to what its buffer holds"), ("batch", 32, 8, "0 (default)"), ("classes", 40, 8, "0 (default)"), ("labels", 48, 8, "entries of a row of target; 0 (default) = classes"), ("batch_stride", 56, 8, "of input, in elements; 0 (default) = classes"), ("padding_index", 64, 8, "-1 (default); compared as int64; INT64_MIN: none"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("margin", 80, 8, "1 (default), finite")]),
    ("simdloss_regression_desc", 88, [("size", 0, 4, "set by simdloss_regression_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default) or dtype: the same type; U8"), ("class_reduction", 12, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 16, 4, "MEAN (default) SUM NONE"), ("denominator", 20, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 24, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 28, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("weight_axes", 32, 4, "along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes"), ("kind", 36, 4, "SIMDLOSS_REGRESSION_SQUARED (default), ..."), ("batch", 40, 8, "0 (default)"), ("classes", 48, 8, "0 (default)"), ("inner", 56, 8, "1 (default)"), ("batch_stride", 64, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("threshold", 80, 8, "1 (default), finite; of SMOOTH_L1 >= 0, where 0 is ABSOLUTE, of HUBER > 0")]),
    ("simdloss_poisson_nll_desc", 96, [("size", 0, 4, "set by simdloss_poisson_nll_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default) or dtype: the same type; U8"), ("class_reduction", 12, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 16, 4, "MEAN (default) SUM NONE"), ("denominator", 20, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 24, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 28, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("weight_axes", 32, 4, "along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes"), ("log_input", 36, 4, "1 (default): the input is the logarithm of the rate; 0: the rate"), ("full", 40, 4, "0 (default); 1: with Stirling's approximation of log t!"), ("batch", 48, 8, "0 (default)"), ("classes", 56, 8, "0 (default)"), ("inner", 64, 8, "1 (default)"), ("batch_stride", 72, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 80, 8, "0 (default) = the mean's own; > 0 replaces it"), ("epsilon", 88, 8, "1e-8 (default), >= 0, finite; with log_input not looked at")]),
    ("simdloss_gaussian_nll_desc", 88, [("size", 0, 4, "set by simdloss_gaussian_nll_desc_init"), ("dtype", 4, 4, "F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "0 (default) or dtype: the same type; U8"), ("class_reduction", 12, 4, "over the classes of a row, before the reduction: NONE (default) SUM MEAN"), ("reduction", 16, 4, "MEAN (default) SUM NONE"), ("denominator", 20, 4, "of the mean: DEFAULT (default) COUNT WEIGHT NONZERO_WEIGHT BATCH"), ("empty_mean", 24, 4, "SIMDLOSS_EMPTY_MEAN_NAN (default) or _ZERO"), ("accumulate", 28, 4, "0 (default); 1: gradients are added to what their buffers hold"), ("weight_axes", 32, 4, "along which weight varies: SIMDLOSS_AXIS_ALL (default), or a sum of axes"), ("full", 36, 4, "0 (default); 1: with the constant term"), ("batch", 40, 8, "0 (default)"), ("classes", 48, 8, "0 (default)"), ("inner", 56, 8, "1 (default)"), ("batch_stride", 64, 8, "in elements; 0 (default) = classes * inner"), ("mean_denominator", 72, 8, "0 (default) = the mean's own; > 0 replaces it"), ("epsilon", 80, 8, "1e-6 (default), > 0, finite")]),
    ("simdloss_sigmoid_desc", 48, [("size", 0, 4, "set by simdloss_sigmoid_desc_init"), ("dtype", 4, 4, "of all arrays: F32 (default) F64 F16 BF16"), ("accumulate", 8, 4, "0 (default); 1: backward adds to what grad_input holds; forward does not look at it"), ("batch", 16, 8, "0 (default)"), ("classes", 24, 8, "0 (default)"), ("inner", 32, 8, "1 (default)"), ("batch_stride", 40, 8, "in elements; 0 (default) = classes * inner")]),
    ("simdloss_softmax_desc", 48, [("size", 0, 4, "set by simdloss_softmax_desc_init"), ("dtype", 4, 4, "of every full-size array: F32 (default) F64 F16 BF16"), ("accumulate", 8, 4, "0 (default); 1: backward adds the gradient to what grad_input holds"), ("batch", 16, 8, "0 (default)"), ("classes", 24, 8, "0 (default)"), ("inner", 32, 8, "1 (default)"), ("batch_stride", 40, 8, "in elements; 0 (default) = classes * inner")]),
    ("simdloss_token_desc", 72, [("size", 0, 4, "set by simdloss_token_desc_init"), ("dtype", 4, 4, "of logits and grad_logits: F32 (default) F64 F16 BF16"), ("target_dtype", 8, 4, "I64 (default) I32 I16 I8 U8 U16 U32"), ("accumulate", 12, 4, "0 (default); 1: the gradient is added to what grad_logits holds"), ("batch", 16, 8, "rows; 0 (default)"), ("classes", 24, 8, "0 (default)"), ("batch_stride", 32, 8, "in elements; 0 (default) = classes"), ("choices", 40, 8, "chosen classes a row; 1 (default), >= 0"), ("ignore_index", 48, 8, "-100 (default); compared after widening the target; INT64_MIN = none"), ("softcap", 56, 8, "0 (default) = off, > 0, finite"), ("temperature", 64, 8, "1 (default), > 0, finite")]),
]

# Every function that computes: its name and its desc; the names of all arguments, and of the outputs among them.
const COMPUTE_FUNCTIONS = [
    ("simdloss_binary_cross_entropy_forward", "simdloss_binary_cross_entropy_desc", ["desc", "executor", "logits", "target", "weight", "pos_weight", "loss"], String["loss"]),
    ("simdloss_binary_cross_entropy_backward", "simdloss_binary_cross_entropy_desc", ["desc", "executor", "logits", "target", "weight", "pos_weight", "grad_loss", "grad_logits", "grad_target"], String["grad_logits", "grad_target"]),
    ("simdloss_binary_cross_entropy_forward_backward", "simdloss_binary_cross_entropy_desc", ["desc", "executor", "logits", "target", "weight", "pos_weight", "grad_loss", "loss", "grad_logits", "grad_target"], String["loss", "grad_logits", "grad_target"]),
    ("simdloss_binary_cross_entropy_gradient_hessian", "simdloss_binary_cross_entropy_desc", ["desc", "executor", "logits", "target", "weight", "pos_weight", "gradient", "hessian"], String["gradient", "hessian"]),
    ("simdloss_probability_binary_cross_entropy_forward", "simdloss_probability_binary_cross_entropy_desc", ["desc", "executor", "probability", "target", "weight", "loss"], String["loss"]),
    ("simdloss_probability_binary_cross_entropy_backward", "simdloss_probability_binary_cross_entropy_desc", ["desc", "executor", "probability", "target", "weight", "grad_loss", "grad_probability", "grad_target"], String["grad_probability", "grad_target"]),
    ("simdloss_probability_binary_cross_entropy_forward_backward", "simdloss_probability_binary_cross_entropy_desc", ["desc", "executor", "probability", "target", "weight", "grad_loss", "loss", "grad_probability", "grad_target"], String["loss", "grad_probability", "grad_target"]),
    ("simdloss_cross_entropy_forward", "simdloss_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "loss", "row_stats"], String["loss", "row_stats"]),
    ("simdloss_cross_entropy_backward", "simdloss_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "row_stats", "grad_loss", "grad_logits"], String["grad_logits"]),
    ("simdloss_cross_entropy_forward_backward", "simdloss_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_logits"], String["loss", "grad_logits"]),
    ("simdloss_cross_entropy_gradient_hessian", "simdloss_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "gradient", "hessian"], String["gradient", "hessian"]),
    ("simdloss_cross_entropy_denominator", "simdloss_cross_entropy_desc", ["desc", "executor", "target", "class_weight", "row_weight", "kept", "weight"], String["kept", "weight"]),
    ("simdloss_cross_entropy_chunk", "", ["total_classes"], String[]),
    ("simdloss_cross_entropy_partial", "simdloss_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "records"], String["records"]),
    ("simdloss_cross_entropy_merge", "", ["count", "records", "into"], String["into"]),
    ("simdloss_cross_entropy_finish", "simdloss_cross_entropy_desc", ["desc", "executor", "records", "target", "class_weight", "row_weight", "loss", "row_stats"], String["loss", "row_stats"]),
    ("simdloss_soft_cross_entropy_forward", "simdloss_soft_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "loss", "row_stats"], String["loss", "row_stats"]),
    ("simdloss_soft_cross_entropy_backward", "simdloss_soft_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "row_stats", "grad_loss", "grad_logits", "grad_target"], String["grad_logits", "grad_target"]),
    ("simdloss_soft_cross_entropy_forward_backward", "simdloss_soft_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_logits", "grad_target"], String["loss", "grad_logits", "grad_target"]),
    ("simdloss_nll_forward", "simdloss_nll_desc", ["desc", "executor", "log_prob", "target", "class_weight", "row_weight", "loss"], String["loss"]),
    ("simdloss_nll_backward", "simdloss_nll_desc", ["desc", "executor", "target", "class_weight", "row_weight", "grad_loss", "grad_log_prob"], String["grad_log_prob"]),
    ("simdloss_nll_forward_backward", "simdloss_nll_desc", ["desc", "executor", "log_prob", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_log_prob"], String["loss", "grad_log_prob"]),
    ("simdloss_kl_divergence_forward", "simdloss_kl_divergence_desc", ["desc", "executor", "log_prob", "target", "row_weight", "loss"], String["loss"]),
    ("simdloss_kl_divergence_backward", "simdloss_kl_divergence_desc", ["desc", "executor", "log_prob", "target", "row_weight", "grad_loss", "grad_log_prob", "grad_target"], String["grad_log_prob", "grad_target"]),
    ("simdloss_kl_divergence_forward_backward", "simdloss_kl_divergence_desc", ["desc", "executor", "log_prob", "target", "row_weight", "grad_loss", "loss", "grad_log_prob", "grad_target"], String["loss", "grad_log_prob", "grad_target"]),
    ("simdloss_distillation_forward", "simdloss_distillation_desc", ["desc", "executor", "student", "teacher", "row_weight", "loss", "row_stats"], String["loss", "row_stats"]),
    ("simdloss_distillation_backward", "simdloss_distillation_desc", ["desc", "executor", "student", "teacher", "row_weight", "row_stats", "grad_loss", "grad_student", "grad_teacher"], String["grad_student", "grad_teacher"]),
    ("simdloss_distillation_forward_backward", "simdloss_distillation_desc", ["desc", "executor", "student", "teacher", "row_weight", "grad_loss", "loss", "grad_student", "grad_teacher"], String["loss", "grad_student", "grad_teacher"]),
    ("simdloss_info_nce_forward", "simdloss_info_nce_desc", ["desc", "executor", "queries", "keys", "negatives", "positive", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_info_nce_backward", "simdloss_info_nce_desc", ["desc", "executor", "queries", "keys", "negatives", "positive", "grad_loss", "grad_queries", "grad_keys", "grad_negatives", "workspace", "workspace_bytes"], String["grad_queries", "grad_keys", "grad_negatives", "workspace"]),
    ("simdloss_info_nce_forward_backward", "simdloss_info_nce_desc", ["desc", "executor", "queries", "keys", "negatives", "positive", "grad_loss", "loss", "grad_queries", "grad_keys", "grad_negatives", "workspace", "workspace_bytes"], String["loss", "grad_queries", "grad_keys", "grad_negatives", "workspace"]),
    ("simdloss_nt_xent_forward", "simdloss_nt_xent_desc", ["desc", "executor", "embeddings", "label", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_nt_xent_backward", "simdloss_nt_xent_desc", ["desc", "executor", "embeddings", "label", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"], String["grad_embeddings", "workspace"]),
    ("simdloss_nt_xent_forward_backward", "simdloss_nt_xent_desc", ["desc", "executor", "embeddings", "label", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"], String["loss", "grad_embeddings", "workspace"]),
    ("simdloss_sup_con_forward", "simdloss_sup_con_desc", ["desc", "executor", "embeddings", "label", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_sup_con_backward", "simdloss_sup_con_desc", ["desc", "executor", "embeddings", "label", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"], String["grad_embeddings", "workspace"]),
    ("simdloss_sup_con_forward_backward", "simdloss_sup_con_desc", ["desc", "executor", "embeddings", "label", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"], String["loss", "grad_embeddings", "workspace"]),
    ("simdloss_n_pairs_forward", "simdloss_n_pairs_desc", ["desc", "executor", "anchors", "positives", "label", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_n_pairs_backward", "simdloss_n_pairs_desc", ["desc", "executor", "anchors", "positives", "label", "grad_loss", "grad_anchors", "grad_positives", "workspace", "workspace_bytes"], String["grad_anchors", "grad_positives", "workspace"]),
    ("simdloss_n_pairs_forward_backward", "simdloss_n_pairs_desc", ["desc", "executor", "anchors", "positives", "label", "grad_loss", "loss", "grad_anchors", "grad_positives", "workspace", "workspace_bytes"], String["loss", "grad_anchors", "grad_positives", "workspace"]),
    ("simdloss_margin_softmax_forward", "simdloss_margin_softmax_desc", ["desc", "executor", "embeddings", "weights", "target", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_margin_softmax_backward", "simdloss_margin_softmax_desc", ["desc", "executor", "embeddings", "weights", "target", "grad_loss", "grad_embeddings", "grad_weights", "workspace", "workspace_bytes"], String["grad_embeddings", "grad_weights", "workspace"]),
    ("simdloss_margin_softmax_forward_backward", "simdloss_margin_softmax_desc", ["desc", "executor", "embeddings", "weights", "target", "grad_loss", "loss", "grad_embeddings", "grad_weights", "workspace", "workspace_bytes"], String["loss", "grad_embeddings", "grad_weights", "workspace"]),
    ("simdloss_triplet_semihard_forward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_triplet_semihard_backward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"], String["grad_embeddings", "workspace"]),
    ("simdloss_triplet_semihard_forward_backward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"], String["loss", "grad_embeddings", "workspace"]),
    ("simdloss_triplet_hard_forward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_triplet_hard_backward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"], String["grad_embeddings", "workspace"]),
    ("simdloss_triplet_hard_forward_backward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"], String["loss", "grad_embeddings", "workspace"]),
    ("simdloss_triplet_all_forward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_triplet_all_backward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"], String["grad_embeddings", "workspace"]),
    ("simdloss_triplet_all_forward_backward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"], String["loss", "grad_embeddings", "workspace"]),
    ("simdloss_lifted_structure_forward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_lifted_structure_backward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"], String["grad_embeddings", "workspace"]),
    ("simdloss_lifted_structure_forward_backward", "simdloss_mining_desc", ["desc", "executor", "embeddings", "target", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"], String["loss", "grad_embeddings", "workspace"]),
    ("simdloss_named_triplets_forward", "simdloss_named_triplets_desc", ["desc", "executor", "embeddings", "anchor", "positive", "negative", "loss", "workspace", "workspace_bytes"], String["loss", "workspace"]),
    ("simdloss_named_triplets_backward", "simdloss_named_triplets_desc", ["desc", "executor", "embeddings", "anchor", "positive", "negative", "grad_loss", "grad_embeddings", "workspace", "workspace_bytes"], String["grad_embeddings", "workspace"]),
    ("simdloss_named_triplets_forward_backward", "simdloss_named_triplets_desc", ["desc", "executor", "embeddings", "anchor", "positive", "negative", "grad_loss", "loss", "grad_embeddings", "workspace", "workspace_bytes"], String["loss", "grad_embeddings", "workspace"]),
    ("simdloss_pairwise_distance_forward", "simdloss_pairwise_distance_desc", ["desc", "executor", "x1", "x2", "distance"], String["distance"]),
    ("simdloss_pairwise_distance_backward", "simdloss_pairwise_distance_desc", ["desc", "executor", "x1", "x2", "grad_distance", "grad_x1", "grad_x2"], String["grad_x1", "grad_x2"]),
    ("simdloss_pairwise_distance_forward_backward", "simdloss_pairwise_distance_desc", ["desc", "executor", "x1", "x2", "grad_distance", "distance", "grad_x1", "grad_x2"], String["distance", "grad_x1", "grad_x2"]),
    ("simdloss_cosine_similarity_forward", "simdloss_cosine_similarity_desc", ["desc", "executor", "x1", "x2", "similarity"], String["similarity"]),
    ("simdloss_cosine_similarity_backward", "simdloss_cosine_similarity_desc", ["desc", "executor", "x1", "x2", "grad_similarity", "grad_x1", "grad_x2"], String["grad_x1", "grad_x2"]),
    ("simdloss_cosine_similarity_forward_backward", "simdloss_cosine_similarity_desc", ["desc", "executor", "x1", "x2", "grad_similarity", "similarity", "grad_x1", "grad_x2"], String["similarity", "grad_x1", "grad_x2"]),
    ("simdloss_cosine_embedding_forward", "simdloss_cosine_embedding_desc", ["desc", "executor", "x1", "x2", "target", "loss"], String["loss"]),
    ("simdloss_cosine_embedding_backward", "simdloss_cosine_embedding_desc", ["desc", "executor", "x1", "x2", "target", "grad_loss", "grad_x1", "grad_x2"], String["grad_x1", "grad_x2"]),
    ("simdloss_cosine_embedding_forward_backward", "simdloss_cosine_embedding_desc", ["desc", "executor", "x1", "x2", "target", "grad_loss", "loss", "grad_x1", "grad_x2"], String["loss", "grad_x1", "grad_x2"]),
    ("simdloss_contrastive_forward", "simdloss_contrastive_desc", ["desc", "executor", "x1", "x2", "target", "loss"], String["loss"]),
    ("simdloss_contrastive_backward", "simdloss_contrastive_desc", ["desc", "executor", "x1", "x2", "target", "grad_loss", "grad_x1", "grad_x2", "grad_target"], String["grad_x1", "grad_x2", "grad_target"]),
    ("simdloss_contrastive_forward_backward", "simdloss_contrastive_desc", ["desc", "executor", "x1", "x2", "target", "grad_loss", "loss", "grad_x1", "grad_x2", "grad_target"], String["loss", "grad_x1", "grad_x2", "grad_target"]),
    ("simdloss_contrastive_distance_forward", "simdloss_contrastive_desc", ["desc", "executor", "distance", "target", "loss"], String["loss"]),
    ("simdloss_contrastive_distance_backward", "simdloss_contrastive_desc", ["desc", "executor", "distance", "target", "grad_loss", "grad_distance", "grad_target"], String["grad_distance", "grad_target"]),
    ("simdloss_contrastive_distance_forward_backward", "simdloss_contrastive_desc", ["desc", "executor", "distance", "target", "grad_loss", "loss", "grad_distance", "grad_target"], String["loss", "grad_distance", "grad_target"]),
    ("simdloss_triplet_margin_forward", "simdloss_triplet_margin_desc", ["desc", "executor", "anchor", "positive", "negative", "loss"], String["loss"]),
    ("simdloss_triplet_margin_backward", "simdloss_triplet_margin_desc", ["desc", "executor", "anchor", "positive", "negative", "grad_loss", "grad_anchor", "grad_positive", "grad_negative"], String["grad_anchor", "grad_positive", "grad_negative"]),
    ("simdloss_triplet_margin_forward_backward", "simdloss_triplet_margin_desc", ["desc", "executor", "anchor", "positive", "negative", "grad_loss", "loss", "grad_anchor", "grad_positive", "grad_negative"], String["loss", "grad_anchor", "grad_positive", "grad_negative"]),
    ("simdloss_margin_ranking_forward", "simdloss_margin_ranking_desc", ["desc", "executor", "x1", "x2", "target", "loss"], String["loss"]),
    ("simdloss_margin_ranking_backward", "simdloss_margin_ranking_desc", ["desc", "executor", "x1", "x2", "target", "grad_loss", "grad_x1", "grad_x2", "grad_target"], String["grad_x1", "grad_x2", "grad_target"]),
    ("simdloss_margin_ranking_forward_backward", "simdloss_margin_ranking_desc", ["desc", "executor", "x1", "x2", "target", "grad_loss", "loss", "grad_x1", "grad_x2", "grad_target"], String["loss", "grad_x1", "grad_x2", "grad_target"]),
    ("simdloss_rank_hinge_forward", "simdloss_rank_hinge_desc", ["desc", "executor", "scores", "loss"], String["loss"]),
    ("simdloss_rank_hinge_backward", "simdloss_rank_hinge_desc", ["desc", "executor", "scores", "grad_loss", "grad_scores"], String["grad_scores"]),
    ("simdloss_rank_hinge_forward_backward", "simdloss_rank_hinge_desc", ["desc", "executor", "scores", "grad_loss", "loss", "grad_scores"], String["loss", "grad_scores"]),
    ("simdloss_rank_cross_entropy_forward", "simdloss_rank_cross_entropy_desc", ["desc", "executor", "scores", "target", "loss"], String["loss"]),
    ("simdloss_rank_cross_entropy_backward", "simdloss_rank_cross_entropy_desc", ["desc", "executor", "scores", "target", "grad_loss", "grad_scores", "grad_target"], String["grad_scores", "grad_target"]),
    ("simdloss_rank_cross_entropy_forward_backward", "simdloss_rank_cross_entropy_desc", ["desc", "executor", "scores", "target", "grad_loss", "loss", "grad_scores", "grad_target"], String["loss", "grad_scores", "grad_target"]),
    ("simdloss_sigmoid_focal_forward", "simdloss_sigmoid_focal_desc", ["desc", "executor", "logits", "target", "weight", "class_alpha", "loss"], String["loss"]),
    ("simdloss_sigmoid_focal_backward", "simdloss_sigmoid_focal_desc", ["desc", "executor", "logits", "target", "weight", "class_alpha", "grad_loss", "grad_logits", "grad_target"], String["grad_logits", "grad_target"]),
    ("simdloss_sigmoid_focal_forward_backward", "simdloss_sigmoid_focal_desc", ["desc", "executor", "logits", "target", "weight", "class_alpha", "grad_loss", "loss", "grad_logits", "grad_target"], String["loss", "grad_logits", "grad_target"]),
    ("simdloss_sigmoid_focal_gradient_hessian", "simdloss_sigmoid_focal_desc", ["desc", "executor", "logits", "target", "weight", "class_alpha", "gradient", "hessian"], String["gradient", "hessian"]),
    ("simdloss_probability_focal_forward", "simdloss_probability_focal_desc", ["desc", "executor", "probability", "target", "weight", "class_alpha", "loss"], String["loss"]),
    ("simdloss_probability_focal_backward", "simdloss_probability_focal_desc", ["desc", "executor", "probability", "target", "weight", "class_alpha", "grad_loss", "grad_probability", "grad_target"], String["grad_probability", "grad_target"]),
    ("simdloss_probability_focal_forward_backward", "simdloss_probability_focal_desc", ["desc", "executor", "probability", "target", "weight", "class_alpha", "grad_loss", "loss", "grad_probability", "grad_target"], String["loss", "grad_probability", "grad_target"]),
    ("simdloss_asymmetric_forward", "simdloss_asymmetric_desc", ["desc", "executor", "logits", "target", "weight", "loss"], String["loss"]),
    ("simdloss_asymmetric_backward", "simdloss_asymmetric_desc", ["desc", "executor", "logits", "target", "weight", "grad_loss", "grad_logits", "grad_target"], String["grad_logits", "grad_target"]),
    ("simdloss_asymmetric_forward_backward", "simdloss_asymmetric_desc", ["desc", "executor", "logits", "target", "weight", "grad_loss", "loss", "grad_logits", "grad_target"], String["loss", "grad_logits", "grad_target"]),
    ("simdloss_softmax_focal_forward", "simdloss_softmax_focal_desc", ["desc", "executor", "logits", "target", "class_alpha", "row_weight", "loss", "row_stats"], String["loss", "row_stats"]),
    ("simdloss_softmax_focal_backward", "simdloss_softmax_focal_desc", ["desc", "executor", "logits", "target", "class_alpha", "row_weight", "row_stats", "grad_loss", "grad_logits"], String["grad_logits"]),
    ("simdloss_softmax_focal_forward_backward", "simdloss_softmax_focal_desc", ["desc", "executor", "logits", "target", "class_alpha", "row_weight", "grad_loss", "loss", "grad_logits"], String["loss", "grad_logits"]),
    ("simdloss_softmax_focal_gradient_hessian", "simdloss_softmax_focal_desc", ["desc", "executor", "logits", "target", "class_alpha", "row_weight", "gradient", "hessian"], String["gradient", "hessian"]),
    ("simdloss_poly1_cross_entropy_forward", "simdloss_poly1_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "loss", "row_stats"], String["loss", "row_stats"]),
    ("simdloss_poly1_cross_entropy_backward", "simdloss_poly1_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "row_stats", "grad_loss", "grad_logits"], String["grad_logits"]),
    ("simdloss_poly1_cross_entropy_forward_backward", "simdloss_poly1_cross_entropy_desc", ["desc", "executor", "logits", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_logits"], String["loss", "grad_logits"]),
    ("simdloss_hinge_forward", "simdloss_hinge_desc", ["desc", "executor", "input", "target", "weight", "loss"], String["loss"]),
    ("simdloss_hinge_backward", "simdloss_hinge_desc", ["desc", "executor", "input", "target", "weight", "grad_loss", "grad_input", "grad_target"], String["grad_input", "grad_target"]),
    ("simdloss_hinge_forward_backward", "simdloss_hinge_desc", ["desc", "executor", "input", "target", "weight", "grad_loss", "loss", "grad_input", "grad_target"], String["loss", "grad_input", "grad_target"]),
    ("simdloss_multi_margin_forward", "simdloss_multi_margin_desc", ["desc", "executor", "input", "target", "class_weight", "row_weight", "loss"], String["loss"]),
    ("simdloss_multi_margin_backward", "simdloss_multi_margin_desc", ["desc", "executor", "input", "target", "class_weight", "row_weight", "grad_loss", "grad_input"], String["grad_input"]),
    ("simdloss_multi_margin_forward_backward", "simdloss_multi_margin_desc", ["desc", "executor", "input", "target", "class_weight", "row_weight", "grad_loss", "loss", "grad_input"], String["loss", "grad_input"]),
    ("simdloss_categorical_hinge_forward", "simdloss_categorical_hinge_desc", ["desc", "executor", "input", "target", "row_weight", "loss"], String["loss"]),
    ("simdloss_categorical_hinge_backward", "simdloss_categorical_hinge_desc", ["desc", "executor", "input", "target", "row_weight", "grad_loss", "grad_input"], String["grad_input"]),
    ("simdloss_categorical_hinge_forward_backward", "simdloss_categorical_hinge_desc", ["desc", "executor", "input", "target", "row_weight", "grad_loss", "loss", "grad_input"], String["loss", "grad_input"]),
    ("simdloss_multilabel_margin_forward", "simdloss_multilabel_margin_desc", ["desc", "executor", "input", "target", "row_weight", "loss"], String["loss"]),
    ("simdloss_multilabel_margin_backward", "simdloss_multilabel_margin_desc", ["desc", "executor", "input", "target", "row_weight", "grad_loss", "grad_input"], String["grad_input"]),
    ("simdloss_multilabel_margin_forward_backward", "simdloss_multilabel_margin_desc", ["desc", "executor", "input", "target", "row_weight", "grad_loss", "loss", "grad_input"], String["loss", "grad_input"]),
    ("simdloss_regression_forward", "simdloss_regression_desc", ["desc", "executor", "input", "target", "weight", "loss"], String["loss"]),
    ("simdloss_regression_backward", "simdloss_regression_desc", ["desc", "executor", "input", "target", "weight", "grad_loss", "grad_input", "grad_target"], String["grad_input", "grad_target"]),
    ("simdloss_regression_forward_backward", "simdloss_regression_desc", ["desc", "executor", "input", "target", "weight", "grad_loss", "loss", "grad_input", "grad_target"], String["loss", "grad_input", "grad_target"]),
    ("simdloss_poisson_nll_forward", "simdloss_poisson_nll_desc", ["desc", "executor", "input", "target", "weight", "loss"], String["loss"]),
    ("simdloss_poisson_nll_backward", "simdloss_poisson_nll_desc", ["desc", "executor", "input", "target", "weight", "grad_loss", "grad_input", "grad_target"], String["grad_input", "grad_target"]),
    ("simdloss_poisson_nll_forward_backward", "simdloss_poisson_nll_desc", ["desc", "executor", "input", "target", "weight", "grad_loss", "loss", "grad_input", "grad_target"], String["loss", "grad_input", "grad_target"]),
    ("simdloss_gaussian_nll_forward", "simdloss_gaussian_nll_desc", ["desc", "executor", "input", "target", "variance", "weight", "loss"], String["loss"]),
    ("simdloss_gaussian_nll_backward", "simdloss_gaussian_nll_desc", ["desc", "executor", "input", "target", "variance", "weight", "grad_loss", "grad_input", "grad_target", "grad_variance"], String["grad_input", "grad_target", "grad_variance"]),
    ("simdloss_gaussian_nll_forward_backward", "simdloss_gaussian_nll_desc", ["desc", "executor", "input", "target", "variance", "weight", "grad_loss", "loss", "grad_input", "grad_target", "grad_variance"], String["loss", "grad_input", "grad_target", "grad_variance"]),
    ("simdloss_sigmoid_forward", "simdloss_sigmoid_desc", ["desc", "executor", "input", "output"], String["output"]),
    ("simdloss_sigmoid_backward", "simdloss_sigmoid_desc", ["desc", "executor", "input", "grad_output", "grad_input"], String["grad_input"]),
    ("simdloss_log_sigmoid_forward", "simdloss_sigmoid_desc", ["desc", "executor", "input", "output"], String["output"]),
    ("simdloss_log_sigmoid_backward", "simdloss_sigmoid_desc", ["desc", "executor", "input", "grad_output", "grad_input"], String["grad_input"]),
    ("simdloss_softmax_forward", "simdloss_softmax_desc", ["desc", "executor", "input", "output"], String["output"]),
    ("simdloss_log_softmax_forward", "simdloss_softmax_desc", ["desc", "executor", "input", "output"], String["output"]),
    ("simdloss_softmax_backward", "simdloss_softmax_desc", ["desc", "executor", "output", "grad_output", "grad_input"], String["grad_input"]),
    ("simdloss_log_softmax_backward", "simdloss_softmax_desc", ["desc", "executor", "output", "grad_output", "grad_input"], String["grad_input"]),
    ("simdloss_log_sum_exp_forward", "simdloss_softmax_desc", ["desc", "executor", "input", "output", "row_stats"], String["output", "row_stats"]),
    ("simdloss_log_sum_exp_backward", "simdloss_softmax_desc", ["desc", "executor", "input", "row_stats", "grad_output", "grad_input"], String["grad_input"]),
    ("simdloss_token_forward", "simdloss_token_desc", ["desc", "executor", "logits", "target", "log_prob", "entropy", "argmax", "rank", "row_stats"], String["log_prob", "entropy", "argmax", "rank", "row_stats"]),
    ("simdloss_token_backward", "simdloss_token_desc", ["desc", "executor", "logits", "target", "row_stats", "entropy", "grad_log_prob", "grad_entropy", "grad_logits"], String["grad_logits"]),
]
