/* The same with the ready-made executor: it must run every task. */
#include <simdloss/tbb.h>
#include <stdio.h>

static void mark(void *context, int64_t index) { ((char *)context)[index] = 1; }

int main(void) {
    char marks[100] = {0};
    int count = 0;
    simdloss_executor executor;

    if (simdloss_tbb_executor_init(NULL, 0) != SIMDLOSS_STATUS_NULL_POINTER || simdloss_last_error()[0] == '\0') {
        return 1;
    }
    if (simdloss_tbb_executor_init(&executor, 0) != SIMDLOSS_STATUS_OK) {
        return 1;
    }
    executor.parallel_for(executor.pool, 100, mark, marks);
    for (int i = 0; i < 100; ++i) {
        count += marks[i];
    }
    printf("oneTBB, %d threads: %d of 100 tasks\n", (int)executor.concurrency, count);
    return count == 100 ? 0 : 1;
}
