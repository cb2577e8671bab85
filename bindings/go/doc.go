// Package simdloss computes machine-learning losses, forward and backward, on slices: cross-entropy, binary
// cross-entropy, focal, ranking, regression and metric-learning losses, softmax, and more. It calls the C library simdloss,
// whose results have the same bits on every machine and for any number of threads.
//
// # Calls
//
// A loss has a desc, which holds sizes and options, and functions that take it, the inputs, and the slices to write to:
//
//	desc := simdloss.NewCrossEntropyDesc(batch, classes)
//	desc.LabelSmoothing = 0.1
//	loss, gradient := make([]float32, 1), make([]float32, batch*classes)
//	err := simdloss.CrossEntropyForwardBackward(desc, logits, target, nil, nil, nil, loss, gradient)
//
// Functions are generic: T is the type of inputs and gradients ([Float]); A that of losses, weights and statistics
// ([Accumulator]), float64 for float64, and float32 for all others; I that of class indices ([Index]); Y that of labels
// ([BinaryLabel], [SignedLabel]). A nil slice is an argument that is absent, or an output that is not wanted. If no
// argument of a type parameter is there to tell it, give it: A comes first, and []int(nil) is a nil that has a type.
//
// Slices are used where they are, never copied: rows may be some elements apart (BatchStride and its like), and a gradient
// may be its own input. The length of each is compared with the sizes in the desc before anything is written. No call
// allocates, unless it fails, or makes a workspace because it was given none.
//
// Calls may run at the same time, on the same inputs and desc too. A desc must not change during a call.
//
// # Errors
//
// Whatever is wrong with a call comes back as an [*Error], which names argument, row and value; no output has been touched.
//
//	errors.Is(err, simdloss.StatusTarget)
//
// # The manual
//
// The documentation of descs and functions is that of the C headers, simdloss/*.h. Where their text has C's names: a field
// label_smoothing is LabelSmoothing here, a constant MEAN of a reduction is ReductionMean, NULL is nil, 1 of an option that
// is on or off is true; F32, F64, F16, BF16 are float32, float64, Float16, BFloat16; acc is A. There is no executor to pass:
// see [SetThreads].
package simdloss

//go:generate go run ./internal/generate ../../include/simdloss .
