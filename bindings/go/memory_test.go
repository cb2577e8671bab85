package simdloss

import (
	"testing"
)

// Rows that are some elements apart, with what lies between them left as it is, in a slice that ends with the last row.
func TestPaddedRowsAreUsedInPlace(t *testing.T) {
	const rows, classes, stride = 5, 7, 11
	dense := normals[float32](rows*classes, 3)
	target := classesOf(rows, classes)
	loss, gradient := make([]float32, 1), like[float32](dense)
	must(t, CrossEntropyForwardBackward(NewCrossEntropyDesc(rows, classes), dense, target, nil, nil, nil, loss, gradient))

	for _, end := range []int{(rows-1)*stride + classes, rows * stride} {
		padded := make([]float32, end)
		for i := range padded {
			padded[i] = 55
		}
		for r := range rows {
			copy(padded[r*stride:], dense[r*classes:(r+1)*classes])
		}
		desc := NewCrossEntropyDesc(rows, classes)
		desc.BatchStride = stride
		loss2 := make([]float32, 1)
		// The gradient overwrites its input: it can only be where the input is.
		must(t, CrossEntropyForwardBackward(desc, padded, target, nil, nil, nil, loss2, padded))
		same(t, "loss", loss2, loss)
		for i, x := range padded {
			r, c := i/stride, i%stride
			if c >= classes && x != 55 {
				t.Fatalf("element %d, between rows, is %v", i, x)
			} else if c < classes && x != gradient[r*classes+c] {
				t.Fatalf("gradient of row %d, class %d is %v, expected %v", r, c, x, gradient[r*classes+c])
			}
		}
	}
}

// With accumulate, a gradient is added to what is there.
func TestAccumulate(t *testing.T) {
	desc := NewSoftmaxDesc(2, 3)
	x, u := normals[float64](6, 1), normals[float64](6, 1)
	y, once, twice := like[float64](x), make([]float64, 6), make([]float64, 6)
	must(t, SoftmaxForward(desc, x, y), SoftmaxBackward(desc, y, u, once))
	desc.Accumulate = true
	must(t, SoftmaxBackward(desc, y, u, twice), SoftmaxBackward(desc, y, u, twice))
	for i := range once {
		once[i] *= 2
	}
	same(t, "gradInput", twice, once)
}

// Every type of targets gives the same result, and so does a float array that says the same as booleans.
func TestTargetTypes(t *testing.T) {
	const rows, classes = 6, 5
	logits := normals[float32](rows*classes, 2)
	indices := classesOf(rows, classes)
	expected := make([]float32, 1)
	must(t, CrossEntropyForward(NewCrossEntropyDesc(rows, classes), logits, indices, nil, nil, expected, nil))
	withIndex[int](t, logits, indices, expected)
	withIndex[int32](t, logits, indices, expected)
	withIndex[int16](t, logits, indices, expected)
	withIndex[int8](t, logits, indices, expected)
	withIndex[uint8](t, logits, indices, expected)
	withIndex[uint16](t, logits, indices, expected)
	withIndex[uint32](t, logits, indices, expected)

	truth, bytes, numbers := make([]bool, rows*classes), make([]uint8, rows*classes), make([]float32, rows*classes)
	for i := range truth {
		if truth[i] = i%3 == 0; truth[i] {
			bytes[i], numbers[i] = 200, 1
		}
	}
	desc := NewBinaryCrossEntropyDesc(rows, classes)
	withLabel(t, desc, logits, truth, withLabel(t, desc, logits, bytes, withLabel(t, desc, logits, numbers, nil)))

	signs := []int{1, -1, 1, 1, -1, -1}
	ranking, loss := NewMarginRankingDesc(rows), make([]float32, 1)
	must(t, MarginRankingForward(ranking, logits[:6], logits[6:12], []float32{1, -1, 1, 1, -1, -1}, loss))
	withSign[int](t, ranking, logits, signs, loss)
	withSign[int64](t, ranking, logits, signs, loss)
	withSign[int32](t, ranking, logits, signs, loss)
	withSign[int16](t, ranking, logits, signs, loss)
	withSign[int8](t, ranking, logits, signs, loss)
	again := make([]float32, 1)
	must(t, MarginRankingForward(ranking, logits[:6], logits[6:12], []bool{true, false, true, true, false, false}, again))
	same(t, "loss", again, loss)
}

func withIndex[I Index](t *testing.T, logits []float32, indices []int64, expected []float32) {
	target, loss := make([]I, len(indices)), make([]float32, 1)
	for i, y := range indices {
		target[i] = I(y)
	}
	must(t, CrossEntropyForward(NewCrossEntropyDesc(len(target), len(logits)/len(target)), logits, target, nil, nil, loss, nil))
	same(t, "loss", loss, expected)
}

func withLabel[Y BinaryLabel](t *testing.T, desc *BinaryCrossEntropyDesc, logits []float32, target []Y, expected []float32) []float32 {
	loss := make([]float32, 1)
	must(t, BinaryCrossEntropyForward(desc, logits, target, nil, nil, loss))
	if expected != nil {
		same(t, "loss", loss, expected)
	}
	return loss
}

func withSign[Y int | int64 | int32 | int16 | int8](t *testing.T, desc *MarginRankingDesc, x []float32, signs []int, expected []float32) {
	target, loss := make([]Y, len(signs)), make([]float32, 1)
	for i, y := range signs {
		target[i] = Y(y)
	}
	must(t, MarginRankingForward(desc, x[:6], x[6:12], target, loss))
	same(t, "loss", loss, expected)
}

// Calls do not allocate: nothing is copied, and nothing is made for the call.
func TestNoAllocation(t *testing.T) {
	const rows, classes = 64, 50
	logits, target := normals[float32](rows*classes, 3), classesOf(rows, classes)
	loss, gradient, labels := make([]float32, 1), like[float32](logits), make([]bool, rows*classes)
	wide, wideLoss := normals[float64](rows*classes, 3), make([]float64, 1)
	half, halfGradient := make([]BFloat16, rows*classes), make([]BFloat16, rows*classes)
	cross, binary, nt := NewCrossEntropyDesc(rows, classes), NewBinaryCrossEntropyDesc(rows, classes), NewNTXentDesc(rows, classes)
	bytes, err := NTXentWorkspaceSize[float32](nt)
	must(t, err)
	workspace := make([]byte, bytes)
	argmax := make([]int64, rows)
	token := NewTokenDesc(rows, classes)
	for name, call := range map[string]func() error{
		"float32": func() error {
			return CrossEntropyForwardBackward(cross, logits, target, nil, nil, nil, loss, gradient)
		},
		"float64": func() error {
			return CrossEntropyForward(cross, wide, target, nil, nil, wideLoss, nil)
		},
		"BFloat16": func() error {
			return CrossEntropyForwardBackward(cross, half, target, nil, nil, nil, loss, halfGradient)
		},
		"labels": func() error {
			return BinaryCrossEntropyForwardBackward(binary, logits, labels, nil, nil, nil, loss, gradient, nil)
		},
		"workspace": func() error { return NTXentForward(nt, logits, target, loss, workspace) },
		"token": func() error {
			return TokenForward[float32](token, logits, target, nil, nil, argmax, nil, nil)
		},
		"slices on the stack": func() error {
			x, y := [4]float32{1, 2, 3, 4}, [2]int{1, 0}
			var l [1]float32
			return CrossEntropyForward(&CrossEntropyDesc{Batch: 2, Classes: 2, Inner: 1, Reduction: ReductionMean, Temperature: 1,
				IgnoreIndex: -100, made: true}, x[:], y[:], nil, nil, l[:], nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			must(t, call())
			if n := testing.AllocsPerRun(100, func() { _ = call() }); n != 0 {
				t.Errorf("%v allocations a call", n)
			}
		})
	}
}
