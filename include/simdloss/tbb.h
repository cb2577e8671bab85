/*
 * simdloss/tbb.h - the ready-made executor, on oneTBB. In a library of its own, simdloss_tbb, so that the core needs
 * nothing but libc.
 */
#ifndef SIMDLOSS_TBB_H
#define SIMDLOSS_TBB_H

#include <simdloss/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Fills *executor with one that runs tasks in the calling thread's oneTBB arena, isolated from the caller's own tasks,
 * on at most max_threads threads; max_threads <= 0 takes all that the arena has. Nothing needs to be released. In a
 * child process after fork() it runs on the calling thread, since oneTBB's workers do not survive a fork.
 * Errors: NULL_POINTER.
 */
SIMDLOSS_API simdloss_status simdloss_tbb_executor_init(simdloss_executor *executor, int32_t max_threads);

#ifdef __cplusplus
}
#endif

#endif /* SIMDLOSS_TBB_H */
