// Package cloop calls the C function in a loop that is C's own: what the benchmarks compare a call from Go with.
package cloop

/*
#cgo !simdloss_static pkg-config: simdloss
#cgo simdloss_static,!simdloss_tbb pkg-config: simdloss-static
#cgo simdloss_static,simdloss_tbb pkg-config: simdloss-static-tbb
#include <simdloss.h>

static simdloss_status loop(int64_t count, int64_t classes, const float *logits, const int64_t *target, float *loss,
    float *gradient) {
    simdloss_cross_entropy_desc desc;
    simdloss_status status = simdloss_cross_entropy_desc_init(&desc, sizeof desc);
    desc.batch = 1;
    desc.classes = classes;
    for (int64_t i = 0; i < count && status == SIMDLOSS_STATUS_OK; ++i) {
        status = gradient == NULL
            ? simdloss_cross_entropy_forward(&desc, NULL, logits, target, NULL, NULL, loss, NULL)
            : simdloss_cross_entropy_forward_backward(&desc, NULL, logits, target, NULL, NULL, NULL, loss, gradient);
    }
    return status;
}
*/
import "C"

import "unsafe"

// CrossEntropy runs the forward function count times on one row, or with a gradient forward and backward. It reports
// whether all succeeded.
func CrossEntropy(count int, logits []float32, target []int64, loss, gradient []float32) bool {
	return C.loop(C.int64_t(count), C.int64_t(len(logits)), (*C.float)(unsafe.SliceData(logits)),
		(*C.int64_t)(unsafe.SliceData(target)), (*C.float)(unsafe.SliceData(loss)),
		(*C.float)(unsafe.SliceData(gradient))) == 0
}
