package simdloss

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// Bits do not depend on threads, nor on what other goroutines do.
func TestSameBitsForAnyThreads(t *testing.T) {
	defer SetThreads(0)
	const rows, classes = 2000, 257
	logits, target := normals[float32](rows*classes, 3), classesOf(rows, classes)
	desc := NewCrossEntropyDesc(rows, classes)
	SetThreads(1)
	if Threads() != 1 {
		t.Error("one thread is", Threads())
	}
	expected, gradient := make([]float32, 1), like[float32](logits)
	must(t, CrossEntropyForwardBackward(desc, logits, target, nil, nil, nil, expected, gradient))
	for _, threads := range []int{0, 2, 7, -1, 1 << 40} {
		SetThreads(threads)
		loss, again := make([]float32, 1), like[float32](logits)
		must(t, CrossEntropyForwardBackward(desc, logits, target, nil, nil, nil, loss, again))
		same(t, "loss", loss, expected)
		same(t, "gradLogits", again, gradient)
	}
}

// Many goroutines with one desc, while others change the number of threads; a failure's message is that of its own call.
func TestGoroutines(t *testing.T) {
	defer SetThreads(0)
	const rows, classes = 300, 40
	logits, target := normals[float32](rows*classes, 3), classesOf(rows, classes)
	desc := NewCrossEntropyDesc(rows, classes)
	expected := make([]float32, 1)
	must(t, CrossEntropyForward(desc, logits, target, nil, nil, expected, nil))
	var wait sync.WaitGroup
	for g := range 16 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			loss, bad := make([]float32, 1), append([]int64(nil), target...)
			bad[g] = -7
			for i := range 50 {
				if g == 0 {
					SetThreads(i % 4)
				}
				if err := CrossEntropyForward(desc, logits, target, nil, nil, loss, nil); err != nil || loss[0] != expected[0] {
					t.Error(err, loss[0])
				}
				var e *Error
				if err := CrossEntropyForward(desc, logits, bad, nil, nil, loss, nil); !errors.As(err, &e) || e.Row != g {
					t.Errorf("goroutine %d: %v", g, err)
				}
				runtime.Gosched()
			}
		}()
	}
	wait.Wait()
}

// SIMDLOSS_TEST_THREADS says whether simdloss_tbb is there: then more than one thread is used where there is more than one
// processor.
func TestThreadsAreThere(t *testing.T) {
	want := os.Getenv("SIMDLOSS_TEST_THREADS") != "0" && runtime.NumCPU() > 1
	if got := Threads() > 1; got != want {
		t.Errorf("%d threads on %d processors; SIMDLOSS_TEST_THREADS is %q", Threads(), runtime.NumCPU(),
			os.Getenv("SIMDLOSS_TEST_THREADS"))
	}
	SetThreads(2)
	defer SetThreads(0)
	if got := Threads() == 2; got != want {
		t.Errorf("two threads are %d", Threads())
	}
}

func TestLibrary(t *testing.T) {
	if len(strings.Split(Version(), ".")) != 3 || ABI() < 0 {
		t.Error(Version(), ABI())
	}
	names := ISANames()
	if len(names) == 0 {
		t.Fatal("no instruction set")
	}
	defer func() { must(t, SetISA("")) }()
	for _, name := range names {
		must(t, SetISA(name))
		if ISA() != name {
			t.Errorf("%s was set, %s is active", name, ISA())
		}
	}
}

// An instruction set that this machine does not have, named by the environment, makes every call fail.
func TestISAOfTheEnvironment(t *testing.T) {
	if os.Getenv("SIMDLOSS_ISA") == "abacus" {
		err := CrossEntropyForward(NewCrossEntropyDesc(1, 2), []float32{1, 2}, []int{0}, nil, nil, make([]float32, 1), nil)
		if ISA() != "" || !errors.Is(err, StatusISA) {
			t.Fatal(ISA(), err)
		}
		return
	}
	child := exec.Command(os.Args[0], "-test.run", "^TestISAOfTheEnvironment$")
	child.Env = append(os.Environ(), "SIMDLOSS_ISA=abacus")
	if text, err := child.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}
