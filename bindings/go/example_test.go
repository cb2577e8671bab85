package simdloss_test

import (
	"errors"
	"fmt"

	simdloss "github.com/simdloss/simdloss/bindings/go"
)

// A training step: the loss and its gradient in one pass.
func Example() {
	logits := []float32{2, 0.5, -1, 0, 3, 0}
	target := []int{0, 1}
	loss, gradient := make([]float32, 1), make([]float32, len(logits))

	desc := simdloss.NewCrossEntropyDesc(2, 3)
	err := simdloss.CrossEntropyForwardBackward(desc, logits, target, nil, nil, nil, loss, gradient)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("loss %.4f, gradient of the first target %.4f\n", loss[0], gradient[0])
	// Output: loss 0.1681, gradient of the first target -0.1072
}

// Forward keeps two numbers a row; backward needs those and the logits, and may overwrite them.
func ExampleCrossEntropyBackward() {
	logits := []float64{1, 2, 3, 4}
	target := []int32{1, 0}
	loss, stats := make([]float64, 1), make([]float64, 4)
	desc := simdloss.NewCrossEntropyDesc(2, 2)
	if err := simdloss.CrossEntropyForward(desc, logits, target, nil, nil, loss, stats); err != nil {
		fmt.Println(err)
	}
	if err := simdloss.CrossEntropyBackward(desc, logits, target, nil, nil, stats, nil, logits); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%.4f %.4f\n", loss, logits)
	// Output: [0.8133] [0.1345 -0.1345 -0.3655 0.3655]
}

// Multi-label classification with booleans, a weight for each class, and the sum of all losses.
func ExampleBinaryCrossEntropyForward() {
	desc := simdloss.NewBinaryCrossEntropyDesc(2, 3)
	desc.Reduction = simdloss.ReductionSum
	desc.WeightAxes = simdloss.AxisClass
	logits := []float32{1, -2, 0.5, 0, 3, -1}
	target := []bool{true, false, false, true, true, false}
	loss := make([]float32, 1)
	if err := simdloss.BinaryCrossEntropyForward(desc, logits, target, []float32{1, 0.5, 2}, nil, loss); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%.4f\n", loss[0])
	// Output: 3.6688
}

// In-batch negatives: row i of queries belongs to row i of keys. The workspace is allocated for the call.
func ExampleInfoNCEForward() {
	desc := simdloss.NewInfoNCEDesc(2, 2)
	desc.Temperature = 0.5
	queries, keys := []float32{1, 0, 0, 1}, []float32{2, 1, 0, 3}
	loss := make([]float32, 1)
	if err := simdloss.InfoNCEForward(desc, queries, keys, nil, []int(nil), loss, nil); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%.4f\n", loss[0])
	// Output: 0.2203
}

// An error names the argument, the row and the value.
func ExampleError() {
	desc := simdloss.NewCrossEntropyDesc(2, 3)
	loss := make([]float32, 1)
	err := simdloss.CrossEntropyForward(desc, make([]float32, 6), []int{0, 3}, nil, nil, loss, nil)
	var e *simdloss.Error
	if errors.As(err, &e) {
		fmt.Println(e.Argument, e.Row, errors.Is(err, simdloss.StatusTarget))
	}
	fmt.Println(err)
	// Output:
	// target 1 true
	// simdloss: CrossEntropyForward: target[1] is 3; it must be from 0 to 2, or ignoreIndex (-100)
}
