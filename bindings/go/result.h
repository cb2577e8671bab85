/* What the shims take and give back. */
#ifndef SIMDLOSS_GO_RESULT_H
#define SIMDLOSS_GO_RESULT_H

#include <simdloss.h>
#include <stdlib.h>
#include <string.h>

/* Elements of a slice, whatever their type. They are numbers: of a void pointer cgo would ask at every call whether what
 * it points to holds pointers, which takes as long as the call itself. */
typedef unsigned char go_data;

/* A simdloss_executor in C's memory: cgo need not look into it either. */
typedef struct go_executor go_executor;

/* A status, and for a failure its message, which the caller frees. */
typedef struct go_result {
    simdloss_status status;
    char *message;
} go_result;

static inline go_result go_result_of(simdloss_status status) {
    const go_result result = {status, status == SIMDLOSS_STATUS_OK ? NULL : strdup(simdloss_last_error())};
    return result;
}

#endif
