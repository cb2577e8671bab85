package simdloss

import (
	"math"
	"testing"
)

// Focal and Poly-1 losses of class indices, and the hinges of rows, against PyTorch and Keras. One form for all of them.
type classLoss[F Accumulator] struct {
	desc     any
	forward  func(loss []F) error
	backward func(gradient []F) error
	both     func(loss, gradient []F) error
	hessian  func(gradient, hessian []F) error // nil: none
}

func goldenClasses[F Accumulator](t *testing.T, g golden, l classLoss[F], input, expected any, bound float64) {
	set(t, l.desc, g.options())
	loss, gradient := like[F](g["loss"]), like[F](floats[F](input))
	must(t, l.both(loss, gradient))
	near(t, "loss", loss, wide(g["loss"]), scaleOf(input))
	near(t, "gradient", gradient, wide(expected), bound)
	loss2, gradient2 := like[F](loss), like[F](gradient)
	must(t, l.forward(loss2), l.backward(gradient2))
	same(t, "loss", loss2, loss)
	same(t, "gradient", gradient2, gradient)
	if l.hessian == nil || g["hessian"] == nil {
		return
	}
	hessian, floored := like[F](gradient), wide(g["hessian"])
	for i, h := range floored {
		floored[i] = math.Max(0, h)
	}
	must(t, l.hessian(gradient2, hessian))
	near(t, "gradient", gradient2, wide(expected), bound)
	near(t, "hessian", hessian, floored, 4)
}

func TestGoldenClassLoss(t *testing.T) {
	forEachCase(t, "class_loss", goldenClassLoss[float64], goldenClassLoss[float32])
}

func goldenClassLoss[F Accumulator](t *testing.T, g golden) {
	batch, classes, inner := g.integer("batch"), g.integer("classes"), g.integer("inner")
	x, y, c, r := floats[F](g["logits"]), integers(g["target"]), floats[F](g["class_weight"]), floats[F](g["row_weight"])
	var l classLoss[F]
	if g["loss_name"] == "softmax_focal" {
		d := NewSoftmaxFocalDesc(batch, classes)
		d.Inner = inner
		l = classLoss[F]{d,
			func(l []F) error { return SoftmaxFocalForward(d, x, y, c, r, l, nil) },
			func(g []F) error { return SoftmaxFocalBackward(d, x, y, c, r, nil, nil, g) },
			func(l, g []F) error { return SoftmaxFocalForwardBackward(d, x, y, c, r, nil, l, g) },
			func(g, h []F) error { return SoftmaxFocalGradientHessian(d, x, y, c, r, g, h) }}
	} else {
		d := NewPoly1CrossEntropyDesc(batch, classes)
		d.Inner = inner
		l = classLoss[F]{d,
			func(l []F) error { return Poly1CrossEntropyForward(d, x, y, c, r, l, nil) },
			func(g []F) error { return Poly1CrossEntropyBackward(d, x, y, c, r, nil, nil, g) },
			func(l, g []F) error { return Poly1CrossEntropyForwardBackward(d, x, y, c, r, nil, l, g) }, nil}
	}
	goldenClasses(t, g, l, g["logits"], g["grad_logits"], 4)
}

func TestGoldenHingeRows(t *testing.T) {
	forEachCase(t, "hinge_rows", goldenHingeRows[float64], goldenHingeRows[float32])
	forEachCase(t, "hinge_rows_keras", goldenHingeRows[float32])
}

func goldenHingeRows[F Accumulator](t *testing.T, g golden) {
	batch, classes := g.integer("batch"), g.integer("classes")
	x, y, c, r := floats[F](g["input"]), integers(g["target"]), floats[F](g["class_weight"]), floats[F](g["row_weight"])
	u := floats[F](g["grad_loss"])
	var l classLoss[F]
	switch g["loss_name"] {
	case "multi_margin":
		d := NewMultiMarginDesc(batch, classes)
		l = classLoss[F]{d,
			func(l []F) error { return MultiMarginForward(d, x, y, c, r, l) },
			func(g []F) error { return MultiMarginBackward(d, x, y, c, r, u, g) },
			func(l, g []F) error { return MultiMarginForwardBackward(d, x, y, c, r, u, l, g) }, nil}
	case "categorical_hinge":
		d := NewCategoricalHingeDesc(batch, classes)
		l = classLoss[F]{d,
			func(l []F) error { return CategoricalHingeForward(d, x, y, r, l) },
			func(g []F) error { return CategoricalHingeBackward(d, x, y, r, u, g) },
			func(l, g []F) error { return CategoricalHingeForwardBackward(d, x, y, r, u, l, g) }, nil}
	default:
		d := NewMultilabelMarginDesc(batch, classes)
		l = classLoss[F]{d,
			func(l []F) error { return MultilabelMarginForward(d, x, y, r, l) },
			func(g []F) error { return MultilabelMarginBackward(d, x, y, r, u, g) },
			func(l, g []F) error { return MultilabelMarginForwardBackward(d, x, y, r, u, l, g) }, nil}
	}
	goldenClasses(t, g, l, g["input"], g["grad_input"], scaleOf(g["input"]))
}

// The gradient has the bits of backward with SUM; with p the softmax, the Hessian is scale * p (1 - p).
func TestCrossEntropyGradientHessian(t *testing.T) {
	const rows, classes = 6, 4
	d := NewCrossEntropyDesc(rows, classes)
	d.Reduction, d.HessianScale = ReductionSum, 2
	x, y := normals[float64](rows*classes, 2), classesOf(rows, classes)
	gradient, hessian, expected := like[float64](x), like[float64](x), like[float64](x)
	must(t, CrossEntropyGradientHessian(d, x, y, []float64(nil), nil, gradient, hessian),
		CrossEntropyBackward(d, x, y, []float64(nil), nil, nil, nil, expected))
	same(t, "gradient", gradient, expected)
	p := like[float64](x)
	must(t, SoftmaxForward(NewSoftmaxDesc(rows, classes), x, p))
	for i := range p {
		p[i] = 2 * p[i] * (1 - p[i])
	}
	near(t, "hessian", hessian, p, 1)
}
