package simdloss

/*
#include "result.h"
*/
import "C"

import (
	"fmt"
	"math/bits"
	"unsafe"
)

// The C library trusts the sizes in a desc; a slice has a length of its own. Here the two are compared, so that no
// mismatch can make the library read or write outside a slice.

// An extent is how many elements a slice must have: the last row of one whose rows are some elements apart may or may not
// have what lies between rows. Sizes that are negative or too large make most -1.
type extent struct{ least, most int }

func times(a, b int) int {
	high, low := bits.Mul64(uint64(a), uint64(b))
	if a < 0 || b < 0 || high != 0 || int(low) < 0 {
		return -1
	}
	return int(low)
}

func dense1(a int) extent { return extent{a, a} }

func dense2(a, b int) extent { return dense1(times(a, b)) }

func dense3(a, b, c int) extent {
	if a < 0 || b < 0 || c < 0 {
		return extent{-1, -1}
	}
	return dense1(times(times(a, b), c))
}

// strided is count rows, stride elements apart; a stride of 0, or one that is too short, which the C library refuses, is
// the row's own.
func strided(count, stride int, row extent) extent {
	stride = max(stride, row.most)
	most := times(count, stride)
	if row.most < 0 || most < 0 {
		return extent{-1, -1}
	}
	if count == 0 || row.most == 0 {
		return extent{0, most}
	}
	return extent{most - stride + row.most, most}
}

func reduced(reduction Reduction, unreduced extent) extent {
	if reduction == ReductionNone {
		return unreduced
	}
	return extent{1, 1}
}

func classReduced(reduction Reduction, rows, elements extent) extent {
	if reduction == ReductionNone {
		return elements
	}
	return rows
}

func alongAxes(axes Axes, batch, classes, inner int) extent {
	pick := func(axis Axes, size int) int {
		if axes&axis != 0 {
			return size
		}
		return 1
	}
	return dense3(pick(AxisBatch, batch), pick(AxisClass, classes), pick(AxisInner, inner))
}

func ofShards(total, classes int) extent {
	if total > 0 {
		return dense1(total)
	}
	return dense1(classes)
}

func groupsOf(rows, negatives int) int {
	if negatives < 1 { // refused by the C library
		return rows
	}
	return rows / (negatives + 1)
}

// sizeOr is a size whose default, 0, stands for another one.
func sizeOr(size, otherwise int) int {
	if size == 0 {
		return otherwise
	}
	return size
}

// checks keeps the first thing that is wrong.
type checks struct{ err *Error }

func (c *checks) fail(status Status, argument, format string, values ...any) {
	if c.err == nil {
		c.err = &Error{Status: status, Argument: argument, Row: -1, Message: argument + fmt.Sprintf(format, values...)}
	}
}

func (c *checks) failure(function string) error {
	c.err.Function = function
	return c.err
}

func (c *checks) notMade(constructor string) {
	c.fail(StatusOption, "desc", " was not made by %s", constructor)
}

// accumulator: float64 slices have float64 results, all others float32.
func (c *checks) accumulator(a, t C.simdloss_dtype) {
	if (a == C.SIMDLOSS_F64) != (t == C.SIMDLOSS_F64) {
		c.wrongAccumulator(a)
	}
}

//go:noinline
func (c *checks) wrongAccumulator(a C.simdloss_dtype) {
	got, want := "float32", "float64"
	if a == C.SIMDLOSS_F64 {
		got, want = want, got
	}
	c.fail(StatusDtype, "A", " is %s; losses, weights and statistics of these inputs are %s", got, want)
}

func fits[E any](c *checks, name string, x []E, e extent) {
	if x != nil && (len(x) < e.least || len(x) > e.most) || e.most < 0 {
		c.misfit(name, len(x), e)
	}
}

//go:noinline
func (c *checks) misfit(name string, length int, e extent) {
	switch {
	case e.most < 0:
		c.fail(StatusShape, name, ": a size in desc is negative, or a product of sizes too large")
	case e.least == e.most:
		c.fail(StatusShape, name, " has %d elements; the sizes in desc ask for %d", length, e.least)
	default:
		c.fail(StatusShape, name, " has %d elements; the sizes in desc ask for %d to %d", length, e.least, e.most)
	}
}

func pointer[E element](x []E) *C.go_data { return (*C.go_data)(unsafe.Pointer(unsafe.SliceData(x))) }

// Elements hold no pointers: see go_data.
type element interface {
	SignedLabel | Index | byte
}

func flag(value bool) C.int32_t {
	if value {
		return 1
	}
	return 0
}
