package simdloss

import "testing"

// What PyTorch, TensorFlow and Keras compute must come out; and one call the bits of two.

func TestGoldenCrossEntropy(t *testing.T) {
	forEachCase(t, "cross_entropy", goldenCrossEntropy[float64], goldenCrossEntropy[float32])
}

func goldenCrossEntropy[F Accumulator](t *testing.T, g golden) {
	desc := NewCrossEntropyDesc(g.integer("batch"), g.integer("classes"))
	desc.Inner = g.integer("inner")
	set(t, desc, g.options())
	logits, target := floats[F](g["logits"]), integers(g["target"])
	classWeight, rowWeight, upstream := floats[F](g["class_weight"]), floats[F](g["row_weight"]), floats[F](g["grad_loss"])
	loss, gradient := like[F](g["loss"]), like[F](logits)
	must(t, CrossEntropyForwardBackward(desc, logits, target, classWeight, rowWeight, upstream, loss, gradient))
	near(t, "loss", loss, wide(g["loss"]), scaleOf(g["logits"]))
	near(t, "gradLogits", gradient, wide(g["grad_logits"]), 1)

	loss2, gradient2, stats := like[F](loss), like[F](gradient), make([]F, 2*len(target))
	must(t, CrossEntropyForward(desc, logits, target, classWeight, rowWeight, loss2, stats),
		CrossEntropyBackward(desc, logits, target, classWeight, rowWeight, stats, upstream, gradient2))
	same(t, "loss", loss2, loss)
	same(t, "gradLogits", gradient2, gradient)
}

func TestGoldenSoftCrossEntropy(t *testing.T) {
	forEachCase(t, "soft_cross_entropy", goldenSoftCrossEntropy[float64], goldenSoftCrossEntropy[float32])
	forEachCase(t, "soft_cross_entropy_keras", goldenSoftCrossEntropy[float32])
}

func goldenSoftCrossEntropy[F Accumulator](t *testing.T, g golden) {
	desc := NewSoftCrossEntropyDesc(g.integer("batch"), g.integer("classes"))
	desc.Inner = g.integer("inner")
	set(t, desc, g.options())
	logits, target := floats[F](g["logits"]), floats[F](g["target"])
	classWeight, rowWeight, upstream := floats[F](g["class_weight"]), floats[F](g["row_weight"]), floats[F](g["grad_loss"])
	loss, byLogits, byTarget := like[F](g["loss"]), like[F](logits), like[F](target)
	must(t, SoftCrossEntropyForwardBackward(desc, logits, target, classWeight, rowWeight, upstream, loss, byLogits, byTarget))
	scale := scaleOf(g["logits"])
	near(t, "loss", loss, wide(g["loss"]), scale)
	near(t, "gradLogits", byLogits, wide(g["grad_logits"]), 4)
	if g["grad_target"] != nil {
		near(t, "gradTarget", byTarget, wide(g["grad_target"]), scale)
	}

	loss2, byLogits2, byTarget2 := like[F](loss), like[F](logits), like[F](target)
	stats := make([]F, 2*desc.Batch*desc.Inner)
	must(t, SoftCrossEntropyForward(desc, logits, target, classWeight, rowWeight, loss2, stats),
		SoftCrossEntropyBackward(desc, logits, target, classWeight, rowWeight, stats, upstream, byLogits2, byTarget2))
	same(t, "loss", loss2, loss)
	same(t, "gradLogits", byLogits2, byLogits)
	same(t, "gradTarget", byTarget2, byTarget)
}

func TestGoldenNLL(t *testing.T) { forEachCase(t, "nll", goldenNLL[float64], goldenNLL[float32]) }

func goldenNLL[F Accumulator](t *testing.T, g golden) {
	desc := NewNLLDesc(g.integer("batch"), g.integer("classes"))
	desc.Inner = g.integer("inner")
	set(t, desc, g.options())
	logProb, target := floats[F](g["log_prob"]), integers(g["target"])
	classWeight, rowWeight, upstream := floats[F](g["class_weight"]), floats[F](g["row_weight"]), floats[F](g["grad_loss"])
	loss, gradient := like[F](g["loss"]), like[F](logProb)
	must(t, NLLForwardBackward(desc, logProb, target, classWeight, rowWeight, upstream, loss, gradient))
	near(t, "loss", loss, wide(g["loss"]), 1)
	near(t, "gradLogProb", gradient, wide(g["grad_log_prob"]), 1)

	loss2, gradient2 := like[F](loss), like[F](gradient)
	must(t, NLLForward(desc, logProb, target, classWeight, rowWeight, loss2),
		NLLBackward(desc, target, classWeight, rowWeight, upstream, gradient2))
	same(t, "loss", loss2, loss)
	same(t, "gradLogProb", gradient2, gradient)
}

func TestGoldenKLDivergence(t *testing.T) {
	forEachCase(t, "kl_divergence", goldenKLDivergence[float64], goldenKLDivergence[float32])
}

func goldenKLDivergence[F Accumulator](t *testing.T, g golden) {
	desc := NewKLDivergenceDesc(g.integer("batch"), g.integer("classes"))
	desc.Inner = g.integer("inner")
	set(t, desc, g.options())
	logProb, target := floats[F](g["log_prob"]), floats[F](g["target"])
	rowWeight, upstream := floats[F](g["row_weight"]), floats[F](g["grad_loss"])
	loss, byLogProb, byTarget := like[F](g["loss"]), like[F](logProb), like[F](target)
	must(t, KLDivergenceForwardBackward(desc, logProb, target, rowWeight, upstream, loss, byLogProb, byTarget))
	scale := 4 * scaleOf(g["log_prob"])
	near(t, "loss", loss, wide(g["loss"]), scale)
	near(t, "gradLogProb", byLogProb, wide(g["grad_log_prob"]), scale)
	near(t, "gradTarget", byTarget, wide(g["grad_target"]), scale)

	loss2, byLogProb2, byTarget2 := like[F](loss), like[F](logProb), like[F](target)
	must(t, KLDivergenceForward(desc, logProb, target, rowWeight, loss2),
		KLDivergenceBackward(desc, logProb, target, rowWeight, upstream, byLogProb2, byTarget2))
	same(t, "loss", loss2, loss)
	same(t, "gradLogProb", byLogProb2, byLogProb)
	same(t, "gradTarget", byTarget2, byTarget)
}

func TestGoldenDistillation(t *testing.T) {
	forEachCase(t, "distillation", goldenDistillation[float64], goldenDistillation[float32])
}

func goldenDistillation[F Accumulator](t *testing.T, g golden) {
	desc := NewDistillationDesc(g.integer("batch"), g.integer("classes"))
	desc.Inner = g.integer("inner")
	set(t, desc, g.options())
	student, teacher := floats[F](g["student"]), floats[F](g["teacher"])
	rowWeight, upstream := floats[F](g["row_weight"]), floats[F](g["grad_loss"])
	loss, byStudent, byTeacher := like[F](g["loss"]), like[F](student), like[F](teacher)
	must(t, DistillationForwardBackward(desc, student, teacher, rowWeight, upstream, loss, byStudent, byTeacher))
	scale := 4 * scaleOf(g["student"])
	near(t, "loss", loss, wide(g["loss"]), scale)
	near(t, "gradStudent", byStudent, wide(g["grad_student"]), scale)
	near(t, "gradTeacher", byTeacher, wide(g["grad_teacher"]), scale)

	loss2, byStudent2, byTeacher2 := like[F](loss), like[F](student), like[F](teacher)
	stats := make([]F, 5*desc.Batch*desc.Inner)
	must(t, DistillationForward(desc, student, teacher, rowWeight, loss2, stats),
		DistillationBackward(desc, student, teacher, rowWeight, stats, upstream, byStudent2, byTeacher2))
	same(t, "loss", loss2, loss)
	same(t, "gradStudent", byStudent2, byStudent)
	same(t, "gradTeacher", byTeacher2, byTeacher)
}

func TestGoldenSoftmax(t *testing.T) {
	forEachCase(t, "softmax", goldenSoftmax[float64], goldenSoftmax[float32])
}

func goldenSoftmax[F Accumulator](t *testing.T, g golden) {
	desc := NewSoftmaxDesc(g.integer("batch"), g.integer("classes"))
	desc.Inner = g.integer("inner")
	input, upstream, rowsUpstream := floats[F](g["input"]), floats[F](g["grad_output"]), floats[F](g["grad_rows"])
	output, gradient, scale := like[F](input), like[F](input), scaleOf(g["input"])
	must(t, SoftmaxForward(desc, input, output), SoftmaxBackward(desc, output, upstream, gradient))
	near(t, "softmax", output, wide(g["softmax"]), scale)
	near(t, "its gradient", gradient, wide(g["softmax_grad"]), 64) // a sum of a few hundred terms of about 1
	must(t, LogSoftmaxForward(desc, input, output), LogSoftmaxBackward(desc, output, upstream, gradient))
	near(t, "log-softmax", output, wide(g["log_softmax"]), scale)
	near(t, "its gradient", gradient, wide(g["log_softmax_grad"]), 64)
	rows, stats := like[F](rowsUpstream), make([]F, 2*len(rowsUpstream))
	must(t, LogSumExpForward(desc, input, rows, stats), LogSumExpBackward(desc, input, stats, rowsUpstream, gradient))
	near(t, "log-sum-exp", rows, wide(g["log_sum_exp"]), scale)
	near(t, "its gradient", gradient, wide(g["log_sum_exp_grad"]), 4)
}

func TestGoldenToken(t *testing.T) {
	forEachCase(t, "token", goldenToken[float64], goldenToken[float32])
}

func goldenToken[F Accumulator](t *testing.T, g golden) {
	desc := NewTokenDesc(g.integer("batch"), g.integer("classes"))
	desc.Choices = g.integer("choices")
	set(t, desc, g.options())
	logits, target := floats[F](g["logits"]), integers(g["target"])
	logProb, entropy, stats := like[F](g["log_prob"]), like[F](g["entropy"]), make([]F, 2*desc.Batch)
	argmax, rank := make([]int64, desc.Batch), make([]int64, desc.Batch)
	must(t, TokenForward(desc, logits, target, logProb, entropy, argmax, rank, stats))
	gradient := like[F](logits)
	must(t, TokenBackward(desc, logits, target, stats, entropy, floats[F](g["grad_log_prob"]), floats[F](g["grad_entropy"]),
		gradient))
	scale := scaleOf(g["logits"])
	near(t, "logProb", logProb, wide(g["log_prob"]), scale)
	near(t, "entropy", entropy, wide(g["entropy"]), scale)
	near(t, "gradLogits", gradient, wide(g["grad_logits"]), 4*scale)
	for i, want := range integers(g["argmax"]) {
		if argmax[i] != want {
			t.Errorf("argmax[%d] is %d, expected %d", i, argmax[i], want)
		}
	}
	for i, want := range integers(g["rank"]) {
		if rank[i] != want {
			t.Errorf("rank[%d] is %d, expected %d", i, rank[i], want)
		}
	}
}
