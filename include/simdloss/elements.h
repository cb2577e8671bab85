/*
 * simdloss/elements.h - what the element-wise losses share: those of binary_cross_entropy.h, focal.h, hinge.h and
 * regression.h. Each gives one number an element, from an input and a target.
 *
 * Shapes. Full-size arrays are [batch, classes, inner], inner fastest; any of them may be 1, so that a plain vector is
 * [1, n, 1]. Consecutive batch items are batch_stride elements apart in every full-size array of desc.dtype or of
 * target_dtype; 0 stands for classes * inner. Weights, unreduced losses and upstream gradients are dense.
 *
 * Types. The input and its gradient are of desc.dtype. The target is of the same type (target_dtype 0, the default, or
 * equal to dtype), or U8, where 0 is false, and anything else true: label 0 or 1, or -1 or +1, as the loss wants it. A
 * U8 target has no gradient. "acc" is the accumulator type, F64 for F64 and else F32, in which everything is computed:
 * it is that of losses, weights and upstream gradients.
 *
 * From an element's loss l to the result:
 *
 *     weight          multiplies l. It varies along the axes of weight_axes, a sum of SIMDLOSS_AXIS_ values, and holds
 *                     the product of their sizes: all of them (the default) is a weight an element, CLASS a weight a
 *                     class, BATCH + INNER one a row. A weight of 0 switches an infinite l off, though not a NaN
 *     class_reduction over the classes of a row, a (batch, inner) position: NONE (default), SUM, or MEAN, that / classes.
 *                     With it the losses are one a row: [batch * inner], row r = n * inner + s
 *     reduction       of all losses: MEAN (default) = their sum / denominator, SUM, NONE
 *     denominator     DEFAULT and COUNT: the number of losses, as in PyTorch: weights do not enter. WEIGHT: the sum of
 *                     the losses' weights; where a weight varies along classes that are reduced, of the elements'.
 *                     NONZERO_WEIGHT: how many of those are not 0. BATCH: desc.batch
 *     mean_denominator > 0 replaces every denominator of MEAN
 *
 * Keras takes the mean over the last axis first: class_reduction MEAN. Its 'sum_over_batch_size' is DEFAULT, its
 * 'mean_with_sample_weight' WEIGHT, with empty_mean ZERO; TensorFlow's SUM_BY_NONZERO_WEIGHTS is NONZERO_WEIGHT.
 *
 * Arguments, in the order in which functions take them:
 *
 *     grad_loss       upstream gradient, of loss's shape, of acc, or NULL: 1
 *     loss            of acc. SUM, MEAN: one value. NONE: [batch, classes, inner], dense; with a class_reduction
 *                     [batch * inner]. In forward_backward NULL: not wanted
 *     grad_...        of the shape, type and stride of that input; may be exactly that input (not with accumulate).
 *                     NULL: not wanted; not all of them. Anything else that overlaps an output is an error
 *
 * Forward, backward and forward_backward give the same bits, as do all executors, numbers of threads and strides. No
 * loss at all: SUM is 0, MEAN is NaN or 0 by empty_mean; so is the class_reduction MEAN of no classes.
 *
 * A NaN in the input, the target or a weight gives NaN. Errors of every function: NULL_POINTER, SHAPE, STRIDE, DTYPE,
 * OPTION, ALIAS, EXECUTOR, ISA.
 */
#ifndef SIMDLOSS_ELEMENTS_H
#define SIMDLOSS_ELEMENTS_H

#include <simdloss/core.h>

/* The axes of an array, for weight_axes. */
enum { SIMDLOSS_AXIS_BATCH = 1, SIMDLOSS_AXIS_CLASS = 2, SIMDLOSS_AXIS_INNER = 4, SIMDLOSS_AXIS_ALL = 7 };

#endif /* SIMDLOSS_ELEMENTS_H */
