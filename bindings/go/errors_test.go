package simdloss

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// badCall is cross-entropy on 4 x 3, with something wrong about it.
type badCall struct {
	desc                *CrossEntropyDesc
	logits, loss, grad  []float32
	classWeight, weight []float32
	target              []int
}

func goodCall() *badCall {
	c := &badCall{desc: NewCrossEntropyDesc(4, 3), logits: make([]float32, 12), loss: []float32{77}, grad: make([]float32, 12),
		target: []int{0, 1, 2, -100}}
	for i := range c.grad {
		c.grad[i] = 77
	}
	return c
}

func (c *badCall) run() error {
	return CrossEntropyForwardBackward(c.desc, c.logits, c.target, c.classWeight, c.weight, nil, c.loss, c.grad)
}

func (c *badCall) untouched() bool {
	is77 := func(x float32) bool { return x == 77 }
	return !slices.ContainsFunc(c.loss, func(x float32) bool { return !is77(x) }) &&
		!slices.ContainsFunc(c.grad, func(x float32) bool { return !is77(x) })
}

func TestErrors(t *testing.T) {
	must(t, goodCall().run())
	long := math.MaxInt64 / 2
	for _, c := range []struct {
		name     string
		spoil    func(c *badCall)
		status   Status
		argument string
		row      int
		message  string
	}{
		{"target", func(c *badCall) { c.target[2] = 3 }, StatusTarget, "target", 2, "target[2] is 3; it must be from 0 to 2"},
		{"first of two targets", func(c *badCall) { c.target[1], c.target[3] = -1, 9 }, StatusTarget, "target", 1, "target[1] is -1"},
		{"target missing", func(c *badCall) { c.target = nil }, StatusNullPointer, "target", -1, "target is nil"},
		{"no output", func(c *badCall) { c.loss, c.grad = nil, nil }, StatusNullPointer, "loss", -1, "gradLogits"},
		{"short logits", func(c *badCall) { c.logits = c.logits[:11] }, StatusShape, "logits", -1, "11 elements; the sizes in desc ask for 12"},
		{"long logits", func(c *badCall) { c.logits = make([]float32, 13) }, StatusShape, "logits", -1, "13 elements"},
		{"short target", func(c *badCall) { c.target = c.target[:3] }, StatusShape, "target", -1, "3 elements"},
		{"empty target", func(c *badCall) { c.target = c.target[:0] }, StatusShape, "target", -1, "0 elements"},
		{"loss of rows", func(c *badCall) { c.loss = []float32{77, 77} }, StatusShape, "loss", -1, "2 elements"},
		{"one loss", func(c *badCall) { c.desc.Reduction = ReductionNone }, StatusShape, "loss", -1, "1 elements"},
		{"short gradient", func(c *badCall) { c.grad = c.grad[:11] }, StatusShape, "gradLogits", -1, "11 elements"},
		{"class weights", func(c *badCall) { c.classWeight = make([]float32, 4) }, StatusShape, "classWeight", -1, "ask for 3"},
		{"row weights", func(c *badCall) { c.weight = make([]float32, 3) }, StatusShape, "rowWeight", -1, "ask for 4"},
		{"batch", func(c *badCall) { c.desc.Batch = -4 }, StatusShape, "logits", -1, "negative"},
		{"overflow", func(c *badCall) { c.desc.Batch = long }, StatusShape, "logits", -1, "too large"},
		{"short stride", func(c *badCall) { c.desc.BatchStride = 2 }, StatusStride, "desc.BatchStride", -1, "desc.BatchStride is 2"},
		{"negative stride", func(c *badCall) { c.desc.BatchStride = -3 }, StatusStride, "desc.BatchStride", -1, "desc.BatchStride is -3"},
		{"wide stride", func(c *badCall) { c.desc.BatchStride = 4 }, StatusShape, "logits", -1, "ask for 15 to 16"},
		{"NaN option", func(c *badCall) { c.desc.LabelSmoothing = math.NaN() }, StatusOption, "desc.LabelSmoothing", -1, "desc.LabelSmoothing is nan"},
		{"option", func(c *badCall) { c.desc.Temperature = -1 }, StatusOption, "desc.Temperature", -1, "desc.Temperature is -1"},
		{"enumeration", func(c *badCall) { c.desc.Denominator = 9 }, StatusOption, "desc.Denominator", -1, "desc.Denominator is 9"},
		{"overlap", func(c *badCall) { c.loss = c.grad[:1] }, StatusAlias, "loss", -1, "overlaps"},
		{"nil desc", func(c *badCall) { c.desc = nil }, StatusOption, "desc", -1, "NewCrossEntropyDesc"},
		{"literal desc", func(c *badCall) { c.desc = &CrossEntropyDesc{Batch: 4, Classes: 3} }, StatusOption, "desc", -1, "NewCrossEntropyDesc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			call := goodCall()
			c.spoil(call)
			err := call.run()
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Status != c.status || e.Argument != c.argument || e.Row != c.row || !strings.Contains(e.Message, c.message) {
				t.Errorf("got %+v", *e)
			}
			if !errors.Is(err, c.status) || errors.Is(err, StatusInternal) {
				t.Error("errors.Is does not tell the status")
			}
			if !strings.HasPrefix(err.Error(), "simdloss: CrossEntropyForwardBackward: ") {
				t.Error(err)
			}
			if !call.untouched() {
				t.Error("an output was touched")
			}
		})
	}
}

func TestAccumulatorMustMatch(t *testing.T) {
	desc := NewCrossEntropyDesc(1, 2)
	err := CrossEntropyForward(desc, make([]float32, 2), []int{0}, nil, nil, make([]float64, 1), nil)
	if !errors.Is(err, StatusDtype) || !strings.Contains(err.Error(), "are float32") {
		t.Error(err)
	}
	err = CrossEntropyForward(desc, make([]float64, 2), []int{0}, nil, nil, make([]float32, 1), nil)
	if !errors.Is(err, StatusDtype) || !strings.Contains(err.Error(), "are float64") {
		t.Error(err)
	}
	err = HingeForward(NewHingeDesc(1, 2), make([]float32, 2), make([]float64, 2), nil, make([]float32, 1))
	if !errors.Is(err, StatusDtype) || !strings.Contains(err.Error(), "desc.TargetDtype") {
		t.Error(err)
	}
}

func TestErrorsOfOtherCalls(t *testing.T) {
	mining := NewMiningDesc(4, 2)
	loss := make([]float32, 1)
	err := TripletHardForward(mining, make([]float32, 8), []int{0, 0, 1, 1}, loss, make([]byte, 1))
	if !errors.Is(err, StatusWorkspace) {
		t.Error(err)
	}
	if _, err := MiningWorkspaceSize[float32](&MiningDesc{}); !errors.Is(err, StatusOption) {
		t.Error(err)
	}
	mining.Batch = -1
	if _, err := MiningWorkspaceSize[float32](mining); !errors.Is(err, StatusShape) {
		t.Error(err)
	}
	if err := TripletHardForward(mining, make([]float32, 8), []int{0, 0, 1, 1}, loss, nil); !errors.Is(err, StatusShape) {
		t.Error(err)
	}
	err = CrossEntropyMerge(make([]CrossEntropyRecord, 2), make([]CrossEntropyRecord, 3))
	if !errors.Is(err, StatusShape) {
		t.Error(err)
	}
	records := make([]CrossEntropyRecord, 2)
	if err := CrossEntropyMerge(records, records); !errors.Is(err, StatusAlias) {
		t.Error(err)
	}
	desc := NewCrossEntropyDesc(2, 3)
	if _, _, err := CrossEntropyDenominator[float32](desc, []int{0, 3}, nil, nil); !errors.Is(err, StatusTarget) {
		t.Error(err)
	}
	if _, _, err := CrossEntropyDenominator(desc, []int{0, 1}, make([]float64, 2), nil); !errors.Is(err, StatusShape) {
		t.Error(err)
	}
	if _, _, err := CrossEntropyDenominator[float32](nil, []int{0}, nil, nil); !errors.Is(err, StatusOption) {
		t.Error(err)
	}
	keys := NewInfoNCEDesc(2, 3)
	six := make([]float32, 6)
	err = InfoNCEForward(keys, six, six, nil, []int{0, 2}, loss, nil)
	var e *Error
	if !errors.As(err, &e) || e.Status != StatusTarget || e.Row != 1 {
		t.Error(err)
	}
	if err := SetISA("abacus"); !errors.Is(err, StatusISA) || !strings.Contains(err.Error(), "abacus") {
		t.Error(err)
	}
}

func TestStatusNames(t *testing.T) {
	if StatusTarget.String() != "TARGET" || StatusTarget.Error() != "simdloss: TARGET" || Status(99).String() != "UNKNOWN" {
		t.Error(StatusTarget, StatusTarget.Error(), Status(99))
	}
}
