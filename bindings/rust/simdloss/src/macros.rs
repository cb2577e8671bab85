//! What makes a loss of a table: its options, and its calls with the extents of their arguments.
//!
//! ```text
//! loss! { /// text
//!     Name(desc of C, its init): new(sizes that a caller always gives), [options that several losses have],
//!     { /// text
//!       option: type; } }
//! calls! { Name, Y: trait of the second element type => the desc's field for it;
//!     /// text
//!     method Call = C function (required inputs) [optional inputs] -> (outputs) with workspace(its size); }
//! ```
//!
//! An argument is `name: element type [extent]`, in the order of the C function; an output adds `over input` where it
//! may overwrite that. Tests compare functions, arguments and options with those of the headers.

/// How many elements there are: of a desc, by its fields.
macro_rules! count {
    ($d:ident rows) => { product(&[$d.batch, $d.inner]) };
    ($d:ident elements) => { product(&[$d.batch, $d.classes, $d.inner]) };
    ($d:ident [$($size:ident)*]) => { product(&[$($d.$size),*]) };
    ($d:ident one) => { 1 };
    ($d:ident groups) => { product(&[$d.rows]) / $d.num_neg.saturating_add(1).max(1) };
    ($d:ident groups_by_columns) => { product(&[count!($d groups), $d.columns]) };
    ($d:ident all_classes) => { product(&[if $d.total_classes > 0 { $d.total_classes } else { $d.classes }]) };
    ($d:ident weights) => { product(&[
        if $d.weight_axes & sys::SIMDLOSS_AXIS_BATCH != 0 { $d.batch } else { 1 },
        if $d.weight_axes & sys::SIMDLOSS_AXIS_CLASS != 0 { $d.classes } else { 1 },
        if $d.weight_axes & sys::SIMDLOSS_AXIS_INNER != 0 { $d.inner } else { 1 },
    ]) };
    ($d:ident reduced) => {
        if $d.class_reduction == sys::SIMDLOSS_REDUCTION_NONE { count!($d elements) } else { count!($d rows) }
    };
    ($d:ident loss $($of:tt)+) => {
        if $d.reduction == sys::SIMDLOSS_REDUCTION_NONE { count!($d $($of)+) } else { 1 }
    };
    ($d:ident planes($planes:literal) $($of:tt)+) => { product(&[$planes, count!($d $($of)+)]) };
}

/// What an argument must hold: rows that may lie apart, or a count of elements.
macro_rules! extent {
    ($d:ident full) => {
        Extent::Rows {
            rows: &mut $d.batch, columns: &mut $d.classes, inner: Some(&mut $d.inner), stride: &mut $d.batch_stride,
        }
    };
    ($d:ident matrix($rows:ident, $columns:ident, $stride:ident)) => {
        Extent::Rows { rows: &mut $d.$rows, columns: &mut $d.$columns, inner: None, stride: &mut $d.$stride }
    };
    ($d:ident index($dtype:ident) $($count:tt)+) => { extent!($d $($count)+) };
    ($d:ident $($count:tt)+) => { Extent::Dense(count!($d $($count)+)) };
}

macro_rules! option {
    ($(#[$doc:meta])* $name:ident: $type:ty) => {
        $(#[$doc])*
        #[inline]
        pub fn $name(mut self, $name: $type) -> Self {
            self.0.$name = $name.raw();
            self
        }
    };
    (inner) => { option! {
        /// Positions within a batch item, the axes after the classes: 1 (default) is `[N, C]`, H * W is `[N, C, H, W]`.
        inner: usize
    } };
    (batch_stride) => { option! {
        /// How many elements one batch item lies after the other in every full-size array; 0 (default): no gap.
        batch_stride: usize
    } };
    (reduction) => { option! {
        /// How the losses become the result: [`Reduction::Mean`] by default.
        reduction: Reduction
    } };
    (class_reduction) => { option! {
        /// Over the classes of a row, before the reduction: [`Reduction::None`] by default.
        class_reduction: Reduction
    } };
    (denominator) => { option! {
        /// What a mean divides by: [`Denominator::Default`] by default.
        denominator: Denominator
    } };
    (mean_denominator) => { option! {
        /// Above 0, what a mean divides by instead of its own denominator; 0 (default): off.
        mean_denominator: f64
    } };
    (empty_mean) => { option! {
        /// The mean of nothing: [`EmptyMean::Nan`] by default.
        empty_mean: EmptyMean
    } };
    (accumulate) => { option! {
        /// Whether gradients are added to what their buffers hold; false by default.
        accumulate: bool
    } };
    (ignore_index) => { option! {
        /// The target of rows that do not count: -100 by default; `i64::MIN`: none.
        ignore_index: i64
    } };
    (weight_axes) => { option! {
        /// The axes along which `weight` varies: [`Axes::ALL`] by default.
        weight_axes: Axes
    } };
    (label_smoothing) => { option! {
        /// 0 (default) to 1.
        label_smoothing: f64
    } };
    (softcap) => { option! {
        /// Above 0, logits become `softcap * tanh(x / softcap)`; 0 (default): off.
        softcap: f64
    } };
    (hessian_scale) => { option! {
        /// Of `gradient_hessian`: what the second derivative is multiplied by; 1 by default.
        hessian_scale: f64
    } };
    (hessian_floor) => { option! {
        /// Of `gradient_hessian`: the least Hessian; 0 by default.
        hessian_floor: f64
    } };
    (zero_gradient) => { option! {
        /// Whether the gradient by a row of norm 0 is 0, instead of about 1 / eps; false by default.
        zero_gradient: bool
    } };
    (similarity) => { option! {
        /// Of two vectors: [`Similarity::Cosine`] by default (of n-pairs [`Similarity::Dot`]).
        similarity: Similarity
    } };
    (norm_floor) => { option! {
        /// Norms are taken to be at least this: 1e-12 by default.
        norm_floor: f64
    } };
    ($stride:ident) => { option! {
        /// How many elements one row lies after the other; 0 (default): no gap.
        $stride: usize
    } };
}

macro_rules! loss {
    (
        $(#[$doc:meta])* $loss:ident($desc:ident, $init:ident): new($($size:ident),*), [$($shared:ident),*],
        { $($(#[$option_doc:meta])* $option:ident: $type:ty;)* } $(, complete $complete:expr)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        #[must_use]
        pub struct $loss(pub(crate) sys::$desc);

        impl $loss {
            /// With these sizes, and the defaults of all options.
            #[inline]
            pub fn new($($size: usize),*) -> Self {
                let mut desc = std::mem::MaybeUninit::<sys::$desc>::zeroed();
                // All fields are numbers; it fails for a NULL alone.
                let mut desc = unsafe {
                    sys::$init(desc.as_mut_ptr(), size_of::<sys::$desc>());
                    desc.assume_init()
                };
                $(desc.$size = $size.raw();)*
                Self(desc)
            }

            $(option!($shared);)*
            $(option!($(#[$option_doc])* $option: $type);)*

            /// The options as C has them.
            pub fn desc(&self) -> &sys::$desc {
                &self.0
            }

            #[doc(hidden)]
            pub const OPTIONS: (&'static str, &'static [&'static str]) = (
                stringify!($desc),
                &[$(stringify!($size),)* $(stringify!($shared),)* $(stringify!($option)),*],
            );
        }

        impl Described for $loss {
            type Desc = sys::$desc;
            $(
                fn complete(d: &mut Self::Desc) {
                    let complete: fn(&mut Self::Desc) = $complete;
                    complete(d);
                }
            )?
        }

        /// Without sizes: views bring them.
        impl Default for $loss {
            fn default() -> Self {
                Self::new($({ let $size = 0; $size }),*)
            }
        }
    };
}

macro_rules! calls {
    ($loss:ident; $($calls:tt)*) => { calls! { @each $loss [T: Float] [T] [dtype: T] $($calls)* } };
    ($loss:ident, Y: $bound:path => $dtype:ident; $($calls:tt)*) => {
        calls! { @each $loss [T: Float, Y: $bound] [T, Y] [dtype: T, $dtype: Y] $($calls)* }
    };
    (@each $loss:ident $bounds:tt $names:tt $dtypes:tt $(
        $(#[$doc:meta])* $method:ident $call:ident = $c:ident
        ($($required:ident: $required_type:ty [$($required_extent:tt)*]),*)
        [$($optional:ident: $optional_type:ty [$($optional_extent:tt)*]),*]
        -> ($($output:ident: $output_type:ty [$($output_extent:tt)*] $(over $($over:ident)+)?),*)
        $(with $workspace:ident($size:ident))?;
    )*) => {
        $(call! {
            $loss $bounds $names $dtypes [$(#[$doc])*] $method $call $c
            ($($required: $required_type [$($required_extent)*])*)
            [$($optional: $optional_type [$($optional_extent)*])*]
            ($($output: $output_type [$($output_extent)*] [$($($over)+)?])*)
            [$($workspace $size)?]
        })*

        impl $loss {
            #[doc(hidden)]
            pub const FUNCTIONS: &'static [(&'static str, &'static [&'static str])] = &[$((stringify!($c), &[
                "desc", "executor", $(stringify!($required),)* $(stringify!($optional),)* $(stringify!($output),)*
                $(workspace_names!($workspace 0), workspace_names!($workspace 1))?
            ])),*];
        }
    };
}

macro_rules! workspace_names {
    ($workspace:ident 0) => {
        "workspace"
    };
    ($workspace:ident 1) => {
        "workspace_bytes"
    };
}

macro_rules! call {
    (
        $loss:ident [$($bounds:tt)*] [$($names:ident),*] [$($dtype:ident: $element:ident),*] [$($doc:tt)*]
        $method:ident $call:ident $c:ident
        ($($required:ident: $required_type:ty [$($required_extent:tt)*])*)
        [$($optional:ident: $optional_type:ty [$($optional_extent:tt)*])*]
        ($($output:ident: $output_type:ty [$($output_extent:tt)*] [$($over:ident)*])*)
        [$($workspace:ident $size:ident)?]
    ) => {
        #[doc = concat!("A call of [`", stringify!($loss), "::", stringify!($method), "`], to be given its optional \
            arguments and outputs, and then run. Arguments and errors: [`", stringify!($c), "`](sys::", stringify!($c), ").")]
        #[must_use = "a call does nothing until it is run"]
        pub struct $call<'a, $($names),*> {
            options: $loss,
            runner: Runner<'a>,
            $($required: Buffer,)*
            $($optional: Buffer,)*
            $($output: Buffer,)*
            $($workspace: Buffer,)?
            elements: PhantomData<(&'a mut (), $($names),*)>,
        }

        impl $loss {
            $($doc)*
            #[inline]
            pub fn $method<'a, $($bounds)*>(
                &self, $($required: impl Into<Input<'a, $required_type>>),*
            ) -> $call<'a, $($names),*> {
                let mut options = *self;
                $(options.0.$dtype = $element::DTYPE;)*
                $call {
                    options,
                    runner: Runner::Default,
                    $($required: $required.into().buffer,)*
                    $($optional: Buffer::ABSENT,)*
                    $($output: Buffer::ABSENT,)*
                    $($workspace: Buffer::ABSENT,)?
                    elements: PhantomData,
                }
            }
        }

        impl<'a, $($bounds)*> $call<'a, $($names),*> {
            $(setter! { $optional: $optional_type, [$($optional_extent)*] })*
            $(
                #[doc = concat!("Where the output `", stringify!($output), "` goes.")]
                #[inline]
                pub fn $output(mut self, $output: impl Into<Output<'a, $output_type>>) -> Self {
                    self.$output = $output.into().buffer;
                    self
                }
            )*
            $(
                /// Memory for the call to use, at least [`Self::workspace_size`] bytes; without it the call allocates.
                #[inline]
                pub fn $workspace(mut self, $workspace: &'a mut [u8]) -> Self {
                    self.$workspace = Output::from($workspace).buffer;
                    self
                }

                /// How many bytes of memory the call needs.
                pub fn workspace_size(&mut self) -> Result<usize> {
                    self.resolve();
                    let mut bytes = 0;
                    check(unsafe { sys::$size(&self.options.0, &mut bytes) })?;
                    Ok(bytes)
                }
            )?

            /// Runs on these threads, instead of those of [`set_threads`](crate::set_threads).
            #[inline]
            pub fn on(mut self, executor: &'a dyn Executor) -> Self {
                self.runner = Runner::Given(executor);
                self
            }

            /// Puts into the desc what views say about it.
            #[inline]
            fn resolve(&mut self) {
                let d = &mut self.options.0;
                $(extent!(d $($required_extent)*).adopt(self.$required);)*
                $(extent!(d $($optional_extent)*).adopt(self.$optional);)*
                $(extent!(d $($output_extent)*).adopt(self.$output);)*
                $loss::complete(d);
            }

            /// Computes what outputs were given for.
            #[inline]
            pub fn run(mut self) -> Result<()> {
                self.resolve();
                $(let $workspace = Workspace::new(self.$workspace, || self.workspace_size())?;)?
                let d = &mut self.options.0;
                $(extent!(d $($required_extent)*).check(stringify!($required), self.$required)?;)*
                $(extent!(d $($optional_extent)*).check(stringify!($optional), self.$optional)?;)*
                $(
                    extent!(d $($output_extent)*).check(stringify!($output), self.$output)?;
                    let $output = self.$output$(.or_over(self.$over))*;
                )*
                check(self.runner.run(move |executor| unsafe {
                    sys::$c(
                        d, executor,
                        $(self.$required.pointer.cast_const().cast(),)*
                        $(self.$optional.pointer.cast_const().cast(),)*
                        $($output.pointer.cast(),)*
                        $($workspace.pointer, $workspace.bytes,)?
                    )
                }))
            }

            $(value! { $output: $output_type, [$($output_extent)*] })*
        }
    };
}

/// Of an optional input. Where it has a type of its own (`index`, and the field that tells of it) it alone is generic.
macro_rules! setter {
    ($input:ident: $type:ty, [index($dtype:ident) $($extent:tt)+]) => {
        #[doc = concat!("The input `", stringify!($input), "`.")]
        #[inline]
        pub fn $input<Y: Index>(mut self, $input: impl Into<Input<'a, Y>>) -> Self {
            self.options.0.$dtype = Y::DTYPE;
            self.$input = $input.into().buffer;
            self
        }
    };
    ($input:ident: $type:ty, [$($extent:tt)+]) => {
        #[doc = concat!("The input `", stringify!($input), "`.")]
        #[inline]
        pub fn $input(mut self, $input: impl Into<Input<'a, $type>>) -> Self {
            self.$input = $input.into().buffer;
            self
        }
    };
}

/// The result itself, for calls with a loss or the like among their outputs.
macro_rules! value {
    (loss: $type:ty, [loss $($extent:tt)+]) => {
        value! { @one loss: $type }
        value! { @all loss: $type, [loss $($extent)+] }
    };
    (loss: $type:ty, [one]) => { value! { @one loss: $type } };
    (distance: $type:ty, [$($extent:tt)+]) => { value! { @all distance: $type, [$($extent)+] } };
    (similarity: $type:ty, [$($extent:tt)+]) => { value! { @all similarity: $type, [$($extent)+] } };
    ($output:ident: $type:ty, [$($extent:tt)+]) => {};
    (@one $output:ident: $type:ty) => {
        /// Runs, and gives the loss: one number, the sum or the mean.
        #[inline]
        pub fn value(mut self) -> Result<$type> {
            let mut value = <$type>::default();
            self.$output = Output::from(&mut value).buffer;
            self.run()?;
            Ok(value)
        }
    };
    (@all $output:ident: $type:ty, [$($extent:tt)+]) => {
        #[doc = concat!("Runs, and gives the `", stringify!($output), "` in a vector: one for each row or element with \
            [`Reduction::None`](crate::Reduction::None) or where nothing is reduced.")]
        pub fn values(mut self) -> Result<Vec<$type>> {
            self.resolve();
            let d = &self.options.0;
            let mut values = vec![<$type>::default(); usize::try_from(count!(d $($extent)+)).unwrap_or(0)];
            self.$output = Output::from(&mut values).buffer;
            self.run()?;
            Ok(values)
        }
    };
}
