package simdloss

import (
	"fmt"
	"testing"
	"time"

	"github.com/simdloss/simdloss/bindings/go/internal/cloop"
)

// BenchmarkOverhead is a call on 1 x 10 logits beside a loop in C over the C function: in turns, so that both see the same
// machine. "overhead-ns" is the median of the differences.
func BenchmarkOverhead(b *testing.B) {
	for _, backward := range []bool{false, true} {
		b.Run(map[bool]string{false: "forward", true: "forward_backward"}[backward], func(b *testing.B) {
			overhead(b, backward)
		})
	}
}

func overhead(b *testing.B, backward bool) {
	logits, target, loss := normals[float32](10, 3), []int64{3}, make([]float32, 1)
	var gradient []float32
	desc := NewCrossEntropyDesc(1, 10)
	call := func() error { return CrossEntropyForward(desc, logits, target, nil, nil, loss, nil) }
	if backward {
		gradient = make([]float32, 10)
		call = func() error {
			return CrossEntropyForwardBackward(desc, logits, target, nil, nil, nil, loss, gradient)
		}
	}
	const turn = 2000
	var c, differences []float64
	for range b.N/turn + 1 {
		start := time.Now()
		if !cloop.CrossEntropy(turn, logits, target, loss, gradient) {
			b.Fatal("the C function failed")
		}
		inC := time.Since(start)
		start = time.Now()
		for range turn {
			if err := call(); err != nil {
				b.Fatal(err)
			}
		}
		c = append(c, float64(inC)/turn)
		differences = append(differences, float64(time.Since(start)-inC)/turn)
	}
	b.ReportMetric(median(c), "c-ns")
	b.ReportMetric(median(differences), "overhead-ns")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkCrossEntropy(b *testing.B) {
	for _, size := range [][2]int{{1, 1000}, {4096, 1000}, {65536, 10}} {
		for _, threads := range []int{1, 0} {
			b.Run(fmt.Sprintf("%dx%d/threads=%d", size[0], size[1], threads), func(b *testing.B) {
				SetThreads(threads)
				defer SetThreads(0)
				logits, target := normals[float32](size[0]*size[1], 3), classesOf(size[0], size[1])
				loss, gradient := make([]float32, 1), make([]float32, len(logits))
				desc := NewCrossEntropyDesc(size[0], size[1])
				b.SetBytes(int64(8 * len(logits)))
				b.ReportAllocs()
				for b.Loop() {
					if err := CrossEntropyForwardBackward(desc, logits, target, nil, nil, nil, loss, gradient); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
