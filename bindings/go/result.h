/* What the shims give back: a status, and for a failure its message, which the caller frees. */
#ifndef SIMDLOSS_GO_RESULT_H
#define SIMDLOSS_GO_RESULT_H

#include <simdloss.h>
#include <stdlib.h>
#include <string.h>

typedef struct go_result {
    simdloss_status status;
    char *message;
} go_result;

static inline go_result go_result_of(simdloss_status status) {
    const go_result result = {status, status == SIMDLOSS_STATUS_OK ? NULL : strdup(simdloss_last_error())};
    return result;
}

#endif
