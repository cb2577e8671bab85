/*
 * simdloss/core.h - what every family of the library shares: status codes, element types, the executor that brings
 * the caller's threads, and the choice of instruction set.
 *
 * The interface is C99. No function prints, aborts, throws, allocates memory, or starts a thread.
 */
#ifndef SIMDLOSS_CORE_H
#define SIMDLOSS_CORE_H

#include <stddef.h>
#include <stdint.h>

#if defined(SIMDLOSS_BUILDING) && (defined(__GNUC__) || defined(__clang__))
#define SIMDLOSS_API __attribute__((visibility("default")))
#else
#define SIMDLOSS_API
#endif

/* The version of the header. simdloss_version() and simdloss_abi() tell those of the library that was loaded. */
#define SIMDLOSS_VERSION_MAJOR 0
#define SIMDLOSS_VERSION_MINOR 1
#define SIMDLOSS_VERSION_PATCH 0
#define SIMDLOSS_ABI 0

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Status. Every call that can fail returns one: 0 is success, anything else means that no output byte was touched
 * (SIMDLOSS_STATUS_EXECUTOR excepted: the executor had begun). simdloss_last_error() then says which argument, which
 * row, which value. All enumerations here are int32_t with named values; a value is never given a second meaning.
 */
typedef int32_t simdloss_status;
enum {
    SIMDLOSS_STATUS_OK = 0,
    SIMDLOSS_STATUS_NULL_POINTER = 1, /* a required pointer is NULL, or no output was asked for */
    SIMDLOSS_STATUS_SHAPE = 2,        /* a size is negative, or a product of sizes overflows */
    SIMDLOSS_STATUS_STRIDE = 3,       /* a stride is smaller than what it steps over */
    SIMDLOSS_STATUS_DTYPE = 4,        /* unknown, or not one that this buffer may have */
    SIMDLOSS_STATUS_OPTION = 5,       /* an option is NaN or outside its range, or the desc is of an unknown version */
    SIMDLOSS_STATUS_TARGET = 6,       /* an index target lies outside [0, classes) and is not ignore_index */
    SIMDLOSS_STATUS_ALIAS = 7,        /* two buffers overlap in a way that is not allowed */
    SIMDLOSS_STATUS_WORKSPACE = 8,    /* the workspace is too small */
    SIMDLOSS_STATUS_EXECUTOR = 9,     /* the executor is malformed, or did not run every task */
    SIMDLOSS_STATUS_ISA = 10,         /* the requested instruction set is unknown, or this machine does not have it */
    SIMDLOSS_STATUS_INTERNAL = 11     /* a defect of the library */
};

/* The name of a status as it stands above, without the prefix: "OK", "NULL_POINTER", ...; "UNKNOWN" for any other. */
SIMDLOSS_API const char *simdloss_status_name(simdloss_status status);

/*
 * What went wrong in the calling thread's most recent failed call: one line, naming the argument, the row where there
 * is one, and the value; "" if no call of this thread has failed. A call that succeeds leaves it alone.
 */
SIMDLOSS_API const char *simdloss_last_error(void);

/* Element types. F16 is IEEE binary16, BF16 is bfloat16; the integers are for index targets. */
typedef int32_t simdloss_dtype;
enum {
    SIMDLOSS_F32 = 1,
    SIMDLOSS_F64 = 2,
    SIMDLOSS_F16 = 3,
    SIMDLOSS_BF16 = 4,
    SIMDLOSS_I64 = 16,
    SIMDLOSS_I32 = 17,
    SIMDLOSS_I16 = 18,
    SIMDLOSS_I8 = 19,
    SIMDLOSS_U8 = 20,
    SIMDLOSS_U16 = 21,
    SIMDLOSS_U32 = 22
};

/* How the rows' losses become the result. */
typedef int32_t simdloss_reduction;
enum {
    SIMDLOSS_REDUCTION_NONE = 0, /* one value a row */
    SIMDLOSS_REDUCTION_SUM = 1,
    SIMDLOSS_REDUCTION_MEAN = 2
};

/* What a mean divides by. "Kept" rows are those whose target is not ignore_index. */
typedef int32_t simdloss_denominator;
enum {
    SIMDLOSS_DENOMINATOR_DEFAULT = 0,        /* PyTorch's: the sum of the kept targets' class weights */
    SIMDLOSS_DENOMINATOR_COUNT = 1,          /* the number of kept rows */
    SIMDLOSS_DENOMINATOR_WEIGHT = 2,         /* the sum over kept rows of class weight times row weight */
    SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT = 3, /* the number of kept rows for which that product is not 0 */
    SIMDLOSS_DENOMINATOR_BATCH = 4           /* desc.batch, ignored rows included */
};

/* The mean of nothing: what a mean is when its denominator is 0. */
enum {
    SIMDLOSS_EMPTY_MEAN_NAN = 0, /* 0/0, as PyTorch; the gradient of ignored rows is 0 all the same */
    SIMDLOSS_EMPTY_MEAN_ZERO = 1 /* loss 0 and gradient 0, as TensorFlow and Keras */
};

/*
 * The caller's threads. parallel_for runs task(context, index) once for each index in [0, count), in any order, on any
 * threads, inline if it likes, and returns when all have returned. It must not throw. Where a function takes an
 * executor, NULL means: on the calling thread. Results do not depend on the executor: every one gives the same bits.
 *
 * A ready-made executor on oneTBB is in the library simdloss_tbb: see simdloss/tbb.h.
 */
typedef struct simdloss_executor {
    uint32_t size;       /* sizeof(simdloss_executor) */
    int32_t concurrency; /* how many tasks may run at once, >= 1; a hint that decides how finely work is cut */
    void *pool;          /* passed back to parallel_for */
    void (*parallel_for)(void *pool, int64_t count, void (*task)(void *context, int64_t index), void *context);
} simdloss_executor;

/* "0.1.0" and the ABI number of the library that was loaded; the soname carries the latter. */
SIMDLOSS_API const char *simdloss_version(void);
SIMDLOSS_API int32_t simdloss_abi(void);

/*
 * Instruction sets: "sse2", "avx2", "avx512" on x86-64, "neon64" on AArch64. The best that the machine supports is
 * active, unless the environment variable SIMDLOSS_ISA (read once, at the first call) or simdloss_set_isa names
 * another. There is no silent fallback: when the variable names one that is unknown or not supported here,
 * simdloss_isa() returns "" and every compute call returns SIMDLOSS_STATUS_ISA.
 */
SIMDLOSS_API const char *simdloss_isa(void);

/* The index-th instruction set that is compiled in and supported by this machine, the best first; NULL past the last. */
SIMDLOSS_API const char *simdloss_isa_name(int32_t index);

/* Makes an instruction set active for the whole process; NULL or "" chooses the best one. Not during other calls. */
SIMDLOSS_API simdloss_status simdloss_set_isa(const char *name);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_CORE_H */
