package simdloss

/*
#cgo !simdloss_static pkg-config: simdloss
#cgo !simdloss_static LDFLAGS: -ldl
#cgo simdloss_static,!simdloss_tbb pkg-config: simdloss-static
#cgo simdloss_static,simdloss_tbb pkg-config: simdloss-static-tbb
#cgo simdloss_static CFLAGS: -DSIMDLOSS_GO_STATIC
#cgo simdloss_tbb CFLAGS: -DSIMDLOSS_GO_TBB
#include "shims.h"
#include "threads.h"
*/
import "C"

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// Version is that of the C library which is in use: "0.1.0".
func Version() string { return C.GoString(C.simdloss_version()) }

// ABI is the number that the name of the shared library carries.
func ABI() int { return int(C.simdloss_abi()) }

// ISA is the instruction set in use; "" if the environment variable SIMDLOSS_ISA names one that this machine does not
// have: then every call fails with StatusISA.
func ISA() string { return C.GoString(C.simdloss_isa()) }

// ISANames are the instruction sets that the library and this machine have, the best first.
func ISANames() []string {
	var names []string
	for i := C.int32_t(0); ; i++ {
		name := C.simdloss_isa_name(i)
		if name == nil {
			return names
		}
		names = append(names, C.GoString(name))
	}
}

// SetISA makes an instruction set active for the whole process; "" chooses the best. Not during other calls.
func SetISA(name string) error {
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	if result := C.go_set_isa(text); result.status != 0 {
		return failure("SetISA", result)
	}
	return nil
}

// The executor of all calls. It lies in C's memory, since its pool is a number that only looks like a pointer, and is
// never freed, since a call may be using it: there is one for each number of threads that was ever asked for.
var (
	current   atomic.Pointer[threads]
	settings  = map[int]*threads{}
	settingMu sync.Mutex
)

type threads struct{ executor *C.go_executor }

func executor() *C.go_executor {
	t := current.Load()
	if t == nil {
		SetThreads(0)
		t = current.Load()
	}
	return t.executor
}

// SetThreads says how many threads a call may use: 1 is the calling thread alone, 0, the default, all that there are.
// More than one takes the library simdloss_tbb; where it is not installed, all calls stay on the calling thread. Results
// have the same bits for any number of threads, and little work stays on the calling thread anyway. For the whole
// process; calls that are under way go on as they began.
func SetThreads(n int) {
	n = max(n, 0)
	settingMu.Lock()
	defer settingMu.Unlock()
	t := settings[n]
	if t == nil {
		t = &threads{}
		if n != 1 {
			t.executor = (*C.go_executor)(unsafe.Pointer(C.go_new_executor(C.int32_t(min(n, 1<<30)))))
		}
		settings[n] = t
	}
	current.Store(t)
}

// Threads is how many threads a call may use: 1 where simdloss_tbb is not installed.
func Threads() int {
	if e := executor(); e != nil {
		return int((*C.simdloss_executor)(unsafe.Pointer(e)).concurrency)
	}
	return 1
}
