package simdloss

import "testing"

// Element-wise losses against PyTorch's. One form for all of them: the gradients that a loss does not have stay nil.
type elementLoss[F Accumulator] struct {
	desc     any
	forward  func(loss []F) error
	backward func(byInput, byTarget, byThird []F) error
	both     func(loss, byInput, byTarget, byThird []F) error
}

func TestGoldenElements(t *testing.T) {
	forEachCase(t, "elements", goldenElements[float64], goldenElements[float32])
	forEachCase(t, "focal_elements", goldenElements[float64], goldenElements[float32])
	forEachCase(t, "focal_keras", goldenElements[float32])
	forEachCase(t, "elements_keras", goldenElements[float32])
}

func goldenElements[F Accumulator](t *testing.T, g golden) {
	var e elementLoss[F]
	switch g["loss_name"] {
	case "binary_cross_entropy", "probability_binary_cross_entropy", "sigmoid_focal", "asymmetric", "probability_focal":
		e = binaryLoss[F](g)
	default:
		e = scalarLoss[F](g)
	}
	set(t, e.desc, g.options())
	input := floats[F](g["input"])
	loss, byInput, byTarget := like[F](g["loss"]), like[F](input), like[F](input)
	third := floats[F](g["third"])
	byThird := like[F](third)
	must(t, e.both(loss, byInput, byTarget, byThird))
	scale := scaleOf(g["input"])
	near(t, "loss", loss, wide(g["loss"]), scale)
	near(t, "by input", byInput, wide(g["by_input"]), scale)
	if g["by_target"] != nil {
		near(t, "by target", byTarget, wide(g["by_target"]), 4*scale)
	}
	if g["by_third"] != nil {
		near(t, "by third", byThird, wide(g["by_third"]), 16*scale)
	}

	loss2, byInput2, byTarget2, byThird2 := like[F](loss), like[F](input), like[F](input), like[F](third)
	must(t, e.forward(loss2), e.backward(byInput2, byTarget2, byThird2))
	same(t, "loss", loss2, loss)
	same(t, "by input", byInput2, byInput)
	same(t, "by target", byTarget2, byTarget)
	same(t, "by third", byThird2, byThird)
}

func binaryLoss[F Accumulator](g golden) elementLoss[F] {
	batch, classes := g.integer("batch"), g.integer("classes")
	x, y, w, c := floats[F](g["input"]), floats[F](g["target"]), floats[F](g["weight"]), floats[F](g["class_value"])
	switch g["loss_name"] {
	case "binary_cross_entropy":
		d := NewBinaryCrossEntropyDesc(batch, classes)
		return elementLoss[F]{d,
			func(l []F) error { return BinaryCrossEntropyForward(d, x, y, w, c, l) },
			func(a, b, _ []F) error { return BinaryCrossEntropyBackward(d, x, y, w, c, nil, a, b) },
			func(l, a, b, _ []F) error { return BinaryCrossEntropyForwardBackward(d, x, y, w, c, nil, l, a, b) }}
	case "sigmoid_focal":
		d := NewSigmoidFocalDesc(batch, classes)
		return elementLoss[F]{d,
			func(l []F) error { return SigmoidFocalForward(d, x, y, w, c, l) },
			func(a, b, _ []F) error { return SigmoidFocalBackward(d, x, y, w, c, nil, a, b) },
			func(l, a, b, _ []F) error { return SigmoidFocalForwardBackward(d, x, y, w, c, nil, l, a, b) }}
	case "probability_focal":
		d := NewProbabilityFocalDesc(batch, classes)
		return elementLoss[F]{d,
			func(l []F) error { return ProbabilityFocalForward(d, x, y, w, c, l) },
			func(a, b, _ []F) error { return ProbabilityFocalBackward(d, x, y, w, c, nil, a, b) },
			func(l, a, b, _ []F) error { return ProbabilityFocalForwardBackward(d, x, y, w, c, nil, l, a, b) }}
	case "asymmetric":
		d := NewAsymmetricDesc(batch, classes)
		return elementLoss[F]{d,
			func(l []F) error { return AsymmetricForward(d, x, y, w, l) },
			func(a, b, _ []F) error { return AsymmetricBackward(d, x, y, w, nil, a, b) },
			func(l, a, b, _ []F) error { return AsymmetricForwardBackward(d, x, y, w, nil, l, a, b) }}
	}
	d := NewProbabilityBinaryCrossEntropyDesc(batch, classes)
	return elementLoss[F]{d,
		func(l []F) error { return ProbabilityBinaryCrossEntropyForward(d, x, y, w, l) },
		func(a, b, _ []F) error { return ProbabilityBinaryCrossEntropyBackward(d, x, y, w, nil, a, b) },
		func(l, a, b, _ []F) error {
			return ProbabilityBinaryCrossEntropyForwardBackward(d, x, y, w, nil, l, a, b)
		}}
}

func scalarLoss[F Accumulator](g golden) elementLoss[F] {
	batch, classes := g.integer("batch"), g.integer("classes")
	x, y, w, v := floats[F](g["input"]), floats[F](g["target"]), floats[F](g["weight"]), floats[F](g["third"])
	switch g["loss_name"] {
	case "regression":
		d := NewRegressionDesc(batch, classes)
		return elementLoss[F]{d,
			func(l []F) error { return RegressionForward(d, x, y, w, l) },
			func(a, b, _ []F) error { return RegressionBackward(d, x, y, w, nil, a, b) },
			func(l, a, b, _ []F) error { return RegressionForwardBackward(d, x, y, w, nil, l, a, b) }}
	case "poisson_nll":
		d := NewPoissonNLLDesc(batch, classes)
		return elementLoss[F]{d,
			func(l []F) error { return PoissonNLLForward(d, x, y, w, l) },
			func(a, b, _ []F) error { return PoissonNLLBackward(d, x, y, w, nil, a, b) },
			func(l, a, b, _ []F) error { return PoissonNLLForwardBackward(d, x, y, w, nil, l, a, b) }}
	case "gaussian_nll":
		d := NewGaussianNLLDesc(batch, classes)
		return elementLoss[F]{d,
			func(l []F) error { return GaussianNLLForward(d, x, y, v, w, l) },
			func(a, b, c []F) error { return GaussianNLLBackward(d, x, y, v, w, nil, a, b, c) },
			func(l, a, b, c []F) error { return GaussianNLLForwardBackward(d, x, y, v, w, nil, l, a, b, c) }}
	case "hinge":
		d := NewHingeDesc(batch, classes)
		return elementLoss[F]{d,
			func(l []F) error { return HingeForward(d, x, y, w, l) },
			func(a, b, _ []F) error { return HingeBackward(d, x, y, w, nil, a, b) },
			func(l, a, b, _ []F) error { return HingeForwardBackward(d, x, y, w, nil, l, a, b) }}
	}
	panic(g["loss_name"])
}
