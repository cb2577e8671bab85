/* The executor of simdloss_tbb, where that library is installed. */
#ifndef SIMDLOSS_GO_THREADS_H
#define SIMDLOSS_GO_THREADS_H

#include <simdloss.h>

/* An executor for so many threads (0: all), from malloc; NULL where there is none. */
simdloss_executor *go_new_executor(int32_t max_threads);

#endif
