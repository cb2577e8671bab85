//! The options that are choices, and how options become numbers of the C interface.

use std::ops::BitOr;

use simdloss_sys as sys;

/// As the C interface has it.
pub(crate) trait Raw<R> {
    fn raw(self) -> R;
}

impl Raw<f64> for f64 {
    #[inline]
    fn raw(self) -> f64 {
        self
    }
}

impl Raw<i64> for i64 {
    #[inline]
    fn raw(self) -> i64 {
        self
    }
}

impl Raw<i64> for usize {
    #[inline]
    fn raw(self) -> i64 {
        i64::try_from(self).unwrap_or(i64::MAX) // no such array exists, and the library says so
    }
}

impl Raw<i32> for i32 {
    #[inline]
    fn raw(self) -> i32 {
        self
    }
}

impl Raw<i32> for bool {
    #[inline]
    fn raw(self) -> i32 {
        i32::from(self)
    }
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $constant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(i32)]
        pub enum $name {
            $($(#[$value_doc])* $value = sys::$constant,)*
        }

        impl Raw<i32> for $name {
            #[inline]
            fn raw(self) -> i32 {
                self as i32
            }
        }
    )*};
}

choices! {
    /// How losses become the result.
    Reduction {
        /// Not at all: one for each row or element.
        None = SIMDLOSS_REDUCTION_NONE,
        /// Their sum.
        Sum = SIMDLOSS_REDUCTION_SUM,
        /// Their sum / a denominator.
        Mean = SIMDLOSS_REDUCTION_MEAN,
    }

    /// What a mean divides by. Kept rows are those whose target is not ignored.
    Denominator {
        /// PyTorch's: of index targets the sum of the kept targets' class weights, else the number of losses.
        Default = SIMDLOSS_DENOMINATOR_DEFAULT,
        /// The number of kept losses.
        Count = SIMDLOSS_DENOMINATOR_COUNT,
        /// The sum of their weights.
        Weight = SIMDLOSS_DENOMINATOR_WEIGHT,
        /// The number of those whose weight is not 0.
        NonzeroWeight = SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT,
        /// `batch`, ignored rows included.
        Batch = SIMDLOSS_DENOMINATOR_BATCH,
    }

    /// The mean of nothing.
    EmptyMean {
        /// NaN, as in PyTorch.
        Nan = SIMDLOSS_EMPTY_MEAN_NAN,
        /// 0, as in TensorFlow and Keras.
        Zero = SIMDLOSS_EMPTY_MEAN_ZERO,
    }

    /// The score of two vectors.
    Similarity {
        /// The cosine of the angle between them.
        Cosine = SIMDLOSS_SIMILARITY_COSINE,
        /// Their product.
        Dot = SIMDLOSS_SIMILARITY_DOT,
    }

    /// Where the margin of a margin softmax is.
    Margin {
        /// Added to the angle.
        ArcFace = SIMDLOSS_MARGIN_ARCFACE,
        /// Subtracted from the cosine.
        CosFace = SIMDLOSS_MARGIN_COSFACE,
    }

    /// How far two embeddings of a batch are apart, for losses that mine it.
    Distance {
        /// Euclidean.
        L2 = SIMDLOSS_DISTANCE_L2,
        /// Its square.
        SquaredL2 = SIMDLOSS_DISTANCE_SQUARED_L2,
        /// 1 - cosine.
        Angular = SIMDLOSS_DISTANCE_ANGULAR,
        /// Euclidean, of normalised embeddings.
        NormalizedL2 = SIMDLOSS_DISTANCE_NORMALIZED_L2,
    }

    /// How far two rows of a triplet are apart.
    TripletDistance {
        /// [`PairwiseDistance`](crate::PairwiseDistance), with p and eps.
        Minkowski = SIMDLOSS_TRIPLET_MINKOWSKI,
        /// Euclidean, squared.
        SquaredEuclidean = SIMDLOSS_TRIPLET_SQUARED_EUCLIDEAN,
        /// 1 - cosine.
        Cosine = SIMDLOSS_TRIPLET_COSINE,
    }

    /// Which hinge loss.
    HingeKind {
        /// `max(margin - y x, 0)`
        Plain = SIMDLOSS_HINGE_PLAIN,
        /// Its square.
        Squared = SIMDLOSS_HINGE_SQUARED,
        /// `x` where y is 1, `max(margin - x, 0)` where it is -1.
        Embedding = SIMDLOSS_HINGE_EMBEDDING,
        /// `log(1 + exp(-y x))`
        Soft = SIMDLOSS_HINGE_SOFT,
    }

    /// What the labels of a hinge loss are.
    Labels {
        /// -1 and 1.
        Signed = SIMDLOSS_LABELS_SIGNED,
        /// 0 and 1.
        Binary = SIMDLOSS_LABELS_BINARY,
    }

    /// Which regression loss, of `d = input - target`.
    RegressionKind {
        /// `d^2`
        Squared = SIMDLOSS_REGRESSION_SQUARED,
        /// `|d|`
        Absolute = SIMDLOSS_REGRESSION_ABSOLUTE,
        /// `d^2 / (2 threshold)` below the threshold, `|d| - threshold / 2` above it.
        SmoothL1 = SIMDLOSS_REGRESSION_SMOOTH_L1,
        /// `d^2 / 2` below the threshold, `threshold (|d| - threshold / 2)` above it.
        Huber = SIMDLOSS_REGRESSION_HUBER,
    }
}

/// Axes of an array `[batch, classes, inner]`: `Axes::BATCH | Axes::INNER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Axes(i32);

impl Axes {
    /// Along the batch.
    pub const BATCH: Self = Self(sys::SIMDLOSS_AXIS_BATCH);
    /// Along the classes.
    pub const CLASS: Self = Self(sys::SIMDLOSS_AXIS_CLASS);
    /// Along the positions within a batch item.
    pub const INNER: Self = Self(sys::SIMDLOSS_AXIS_INNER);
    /// All three.
    pub const ALL: Self = Self(sys::SIMDLOSS_AXIS_ALL);
}

impl BitOr for Axes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Raw<i32> for Axes {
    #[inline]
    fn raw(self) -> i32 {
        self.0
    }
}
