package simdloss

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Functions that tests/vectors has no cases of, against their formula, or against functions that it has.

func TestSigmoid(t *testing.T) {
	desc := NewSigmoidDesc(3, 5)
	x, u := normals[float64](15, 4), normals[float64](15, 1)
	y, dx, logY, dlog := like[float64](x), like[float64](x), like[float64](x), like[float64](x)
	must(t, SigmoidForward(desc, x, y), SigmoidBackward(desc, x, u, dx), LogSigmoidForward(desc, x, logY),
		LogSigmoidBackward(desc, x, u, dlog))
	expected := make([][]float64, 4)
	for i, v := range x {
		p, q := 1/(1+math.Exp(-v)), 1/(1+math.Exp(v))
		for k, e := range []float64{p, u[i] * p * q, -math.Log1p(math.Exp(-v)), u[i] * q} {
			expected[k] = append(expected[k], e)
		}
	}
	near(t, "sigmoid", y, expected[0], 1)
	near(t, "its gradient", dx, expected[1], 1)
	near(t, "log-sigmoid", logY, expected[2], 1)
	near(t, "its gradient", dlog, expected[3], 1)
}

func TestProbabilityFocal(t *testing.T) {
	desc := NewProbabilityFocalDesc(4, 3)
	desc.Reduction = ReductionNone
	random := rand.New(rand.NewPCG(5, 6))
	p, y, expected := make([]float64, 12), make([]bool, 12), make([]float64, 12)
	for i := range p {
		p[i], y[i] = 0.05+0.9*random.Float64(), random.IntN(2) == 1
		right := p[i]
		if !y[i] {
			right = 1 - p[i]
		}
		expected[i] = -(1 - right) * (1 - right) * math.Log(right)
	}
	loss, loss2, gradient, gradient2 := like[float64](p), like[float64](p), like[float64](p), like[float64](p)
	must(t, ProbabilityFocalForwardBackward(desc, p, y, nil, nil, nil, loss, gradient, nil),
		ProbabilityFocalForward(desc, p, y, nil, nil, loss2), ProbabilityFocalBackward(desc, p, y, nil, nil, []float64(nil), gradient2, nil))
	near(t, "loss", loss, expected, 1)
	same(t, "loss", loss2, loss)
	same(t, "gradient", gradient2, gradient)
	sloped := make([]float64, len(p))
	for i := range p {
		h := 1e-5
		shifted := [2]float64{p[i] - h, p[i] + h}
		var l [2]float64
		one := NewProbabilityFocalDesc(1, 1)
		must(t, ProbabilityFocalForward(one, shifted[:1], y[i:i+1], nil, nil, l[:1]),
			ProbabilityFocalForward(one, shifted[1:], y[i:i+1], nil, nil, l[1:]))
		sloped[i] = (l[1] - l[0]) / (2 * h)
		if math.Abs(sloped[i]-gradient[i]) > 1e-6*max(1, math.Abs(gradient[i])) {
			t.Errorf("gradient[%d] is %v, differences say %v", i, gradient[i], sloped[i])
		}
	}
}

// gradient_hessian: the gradient has the bits of backward with SUM; the Hessian is its difference quotient.
func TestGradientHessian(t *testing.T) {
	x := normals[float64](20, 2)
	y := make([]uint8, 20)
	for i := range y {
		y[i] = uint8(i % 2)
	}
	binary, focal := NewBinaryCrossEntropyDesc(20, 1), NewSigmoidFocalDesc(20, 1)
	binary.Reduction, focal.Reduction = ReductionSum, ReductionSum
	focal.HessianFloor = 1e-3
	for name, f := range map[string]struct {
		both     func(x, g, h []float64) error
		backward func(x, g []float64) error
		floor    float64
	}{
		"binary": {
			func(x, g, h []float64) error {
				return BinaryCrossEntropyGradientHessian(binary, x, y, []float64(nil), nil, g, h)
			},
			func(x, g []float64) error {
				return BinaryCrossEntropyBackward(binary, x, y, []float64(nil), nil, nil, g, nil)
			}, 0},
		"focal": {
			func(x, g, h []float64) error {
				return SigmoidFocalGradientHessian(focal, x, y, []float64(nil), nil, g, h)
			},
			func(x, g []float64) error { return SigmoidFocalBackward(focal, x, y, []float64(nil), nil, nil, g, nil) }, 1e-3},
	} {
		gradient, hessian, expected := like[float64](x), like[float64](x), like[float64](x)
		must(t, f.both(x, gradient, hessian), f.backward(x, expected))
		same(t, name+" gradient", gradient, expected)
		const step = 1e-6
		up, down := like[float64](x), like[float64](x)
		var above, below []float64
		for _, v := range x {
			above, below = append(above, v+step), append(below, v-step)
		}
		must(t, f.backward(above, up), f.backward(below, down))
		for i := range x {
			second := max((up[i]-down[i])/(2*step), f.floor)
			if math.Abs(second-hessian[i]) > 1e-8 {
				t.Errorf("%s hessian[%d] is %v, differences say %v", name, i, hessian[i], second)
			}
		}
	}
}

// The contrastive loss on embeddings is that on their distances.
func TestContrastive(t *testing.T) {
	const rows, features = 6, 5
	x1, x2, y := normals[float64](rows*features, 1), normals[float64](rows*features+1, 1)[1:], []bool{true, false, true, false, true, false}
	desc, distances := NewContrastiveDesc(rows, features), NewPairwiseDistanceDesc(rows, features)
	distances.Eps = 0
	d, onDistances, byDistance := make([]float64, rows), make([]float64, 1), make([]float64, rows)
	must(t, PairwiseDistanceForward(distances, x1, x2, d),
		ContrastiveDistanceForwardBackward(desc, d, y, nil, onDistances, byDistance, nil))
	expected1, expected2 := like[float64](x1), like[float64](x2)
	must(t, PairwiseDistanceBackward(distances, x1, x2, byDistance, expected1, expected2))

	loss, by1, by2 := make([]float64, 1), like[float64](x1), like[float64](x2)
	must(t, ContrastiveForwardBackward(desc, x1, x2, y, nil, loss, by1, by2, nil))
	near(t, "loss", loss, onDistances, 4)
	near(t, "gradX1", by1, expected1, 4)
	near(t, "gradX2", by2, expected2, 4)
	loss2, by1again, by2again := make([]float64, 1), like[float64](x1), like[float64](x2)
	must(t, ContrastiveForward(desc, x1, x2, y, loss2),
		ContrastiveBackward(desc, x1, x2, y, []float64(nil), by1again, by2again, nil))
	same(t, "loss", loss2, loss)
	same(t, "gradX1", by1again, by1)
	same(t, "gradX2", by2again, by2)
}

// Shards that begin where CrossEntropyChunk says give the bits of whole rows, merged in any order.
func TestShards(t *testing.T) {
	const rows, classes = 3, 10000
	chunk := CrossEntropyChunk(classes)
	if chunk <= 0 || chunk >= classes {
		t.Fatal("a chunk is", chunk)
	}
	logits, target := normals[float32](rows*classes, 3), classesOf(rows, classes)
	whole := NewCrossEntropyDesc(rows, classes)
	loss, stats, gradient := make([]float32, 1), make([]float32, 2*rows), like[float32](logits)
	must(t, CrossEntropyForward(whole, logits, target, nil, nil, loss, stats),
		CrossEntropyBackward(whole, logits, target, nil, nil, stats, nil, gradient))

	// Each shard is a view of the whole: the last row need not be padded.
	var merged [rows]CrossEntropyRecord
	view := func(x []float32, first, count int) []float32 { return x[first : (rows-1)*classes+first+count] }
	shard := func(first, count int) *CrossEntropyDesc {
		d := NewCrossEntropyDesc(rows, count)
		d.BatchStride, d.FirstClass, d.TotalClasses = classes, first, classes
		return d
	}
	for first := (classes - 1) / chunk * chunk; first >= 0; first -= chunk {
		count := min(chunk, classes-first)
		var records [rows]CrossEntropyRecord
		must(t, CrossEntropyPartial(shard(first, count), view(logits, first, count), target, []float32(nil), records[:]),
			CrossEntropyMerge(records[:], merged[:]))
	}
	loss2, stats2, gradient2 := make([]float32, 1), make([]float32, 2*rows), like[float32](logits)
	must(t, CrossEntropyFinish(shard(0, chunk), merged[:], target, nil, nil, loss2, stats2))
	for first := 0; first < classes; first += chunk {
		count := min(chunk, classes-first)
		must(t, CrossEntropyBackward(shard(first, count), view(logits, first, count), target, nil, nil, stats2, nil,
			view(gradient2, first, count)))
	}
	same(t, "loss", loss2, loss)
	same(t, "rowStats", stats2, stats)
	same(t, "gradLogits", gradient2, gradient)
	if merged[0].Columns != classes || merged[0].Hits != 1 {
		t.Errorf("a merged record is %+v", merged[0])
	}
}

func TestDenominator(t *testing.T) {
	desc := NewCrossEntropyDesc(4, 3)
	kept, weight, err := CrossEntropyDenominator(desc, []int8{0, 2, -100, 1}, []float32{1, 2, 4}, nil)
	must(t, err)
	if kept != 3 || weight != 7 {
		t.Error(kept, weight)
	}
}
