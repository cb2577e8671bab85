/* Shared: simdloss_tbb is looked for when the program runs, so that a program does not need it. Static: it is there if the
 * build tag simdloss_tbb says so. */
#define _GNU_SOURCE
#include "threads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef simdloss_status (*executor_init)(simdloss_executor *executor, int32_t max_threads);

#if !defined(SIMDLOSS_GO_STATIC)
#include <dlfcn.h>

#define TEXT_OF(number) #number
#define NAME_WITH_ABI(abi) "libsimdloss_tbb.so." TEXT_OF(abi)

/* Beside the core first: that one is of the same build. */
static void *open_library(void) {
    char path[4096];
    Dl_info core;
    void *symbol = dlsym(RTLD_DEFAULT, "simdloss_version");
    const char *end = symbol != NULL && dladdr(symbol, &core) != 0 ? strrchr(core.dli_fname, '/') : NULL;
    if (end != NULL) {
        const int written = snprintf(
            path, sizeof path, "%.*s%s", (int)(end + 1 - core.dli_fname), core.dli_fname, NAME_WITH_ABI(SIMDLOSS_ABI));
        void *library = written < (int)sizeof path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
        if (library != NULL) return library;
    }
    return dlopen(NAME_WITH_ABI(SIMDLOSS_ABI), RTLD_NOW | RTLD_LOCAL);
}

static executor_init find_init(void) {
    void *library = open_library();
    executor_init init = NULL;
    if (library != NULL) *(void **)&init = dlsym(library, "simdloss_tbb_executor_init");
    return init;
}
#elif defined(SIMDLOSS_GO_TBB)
#include <simdloss/tbb.h>

static executor_init find_init(void) { return simdloss_tbb_executor_init; }
#else
static executor_init find_init(void) { return NULL; }
#endif

simdloss_executor *go_new_executor(int32_t max_threads) {
    const executor_init init = find_init();
    simdloss_executor *executor = init != NULL ? malloc(sizeof *executor) : NULL;
    if (executor != NULL && init(executor, max_threads) != SIMDLOSS_STATUS_OK) {
        free(executor);
        return NULL;
    }
    return executor;
}
