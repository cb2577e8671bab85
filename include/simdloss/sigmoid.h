/*
 * simdloss/sigmoid.h - the sigmoid and its logarithm, and their gradients: PyTorch's torch.sigmoid and F.logsigmoid.
 *
 *     sigmoid       y = 1 / (1 + exp(-x))                        dx = u y (1 - y)
 *     log_sigmoid   y = min(x, 0) - log1p(exp(-|x|))             dx = u / (1 + exp(x))
 *
 * Every value has all its digits: 1 - y is taken as the sigmoid of -x, so that neither a probability near 1 nor one near
 * 0 loses any; docs/NUMERICS.md has the bounds. At -inf: y = 0 and -inf, dx = 0 and u; at +inf: y = 1 and 0, dx = 0.
 *
 * Arrays are [batch, classes, inner], inner fastest, consecutive batch items batch_stride elements apart.
 */
#ifndef SIMDLOSS_SIGMOID_H
#define SIMDLOSS_SIGMOID_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simdloss_sigmoid_desc {
    uint32_t size;        /* set by simdloss_sigmoid_desc_init */
    simdloss_dtype dtype; /* of all arrays: F32 (default) F64 F16 BF16 */
    int32_t accumulate;   /* 0 (default); 1: backward adds to what grad_input holds; forward does not look at it */
    int64_t batch;        /* 0 (default) */
    int64_t classes;      /* 0 (default) */
    int64_t inner;        /* 1 (default) */
    int64_t batch_stride; /* in elements; 0 (default) = classes * inner */
} simdloss_sigmoid_desc;

/* Fills in the defaults. size = sizeof *desc as the caller was compiled. */
SIMDLOSS_API simdloss_status simdloss_sigmoid_desc_init(simdloss_sigmoid_desc *desc, size_t size);

/*
 * All arrays: [batch, classes, inner] of desc->dtype. output may be exactly input, and grad_input exactly input or
 * grad_output (not with accumulate); any other overlap is an error. The gradients are formed from the functions' input.
 * Errors: NULL_POINTER, SHAPE, STRIDE, DTYPE, OPTION, ALIAS, EXECUTOR, ISA.
 */
SIMDLOSS_API simdloss_status simdloss_sigmoid_forward(
    const simdloss_sigmoid_desc *desc, const simdloss_executor *executor, const void *input, void *output);

SIMDLOSS_API simdloss_status simdloss_sigmoid_backward(const simdloss_sigmoid_desc *desc,
    const simdloss_executor *executor, const void *input, const void *grad_output, void *grad_input);

SIMDLOSS_API simdloss_status simdloss_log_sigmoid_forward(
    const simdloss_sigmoid_desc *desc, const simdloss_executor *executor, const void *input, void *output);

SIMDLOSS_API simdloss_status simdloss_log_sigmoid_backward(const simdloss_sigmoid_desc *desc,
    const simdloss_executor *executor, const void *input, const void *grad_output, void *grad_input);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_SIGMOID_H */
