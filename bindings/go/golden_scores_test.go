package simdloss

import (
	"math"
	"testing"
)

// Losses that need a workspace, against pytorch-metric-learning's and TensorFlow Addons'.
type scoreLoss[F Accumulator] struct {
	desc     any
	forward  func(loss []F, workspace []byte) error
	backward func(grads [3][]F, workspace []byte) error
	both     func(loss []F, grads [3][]F, workspace []byte) error
	size     func() (int, error)
}

func TestGoldenScores(t *testing.T) {
	forEachCase(t, "scores", goldenScores[float64], goldenScores[float32])
}

func goldenScores[F Accumulator](t *testing.T, g golden) {
	x := [3][]F{floats[F](g["queries"]), floats[F](g["keys_data"]), floats[F](g["negatives_data"])}
	s := scores(g, x, integers(g["index"]))
	set(t, s.desc, g.options())
	loss, by := like[F](g["loss_value"]), [3][]F{like[F](x[0]), like[F](x[1]), like[F](x[2])}
	must(t, s.both(loss, by, nil))
	scale := 64.0
	if temperature, ok := g.options()["temperature"]; ok {
		scale = max(1/number(temperature), 8)
	}
	near(t, "loss", loss, wide(g["loss_value"]), scale)
	for i, name := range []string{"grad_queries", "grad_keys", "grad_negatives"} {
		if g[name] != nil {
			near(t, name, by[i], wide(g[name]), 4*scale)
		}
	}
	bytes, err := s.size()
	must(t, err)
	workspace := make([]byte, bytes)
	loss2, by2 := like[F](loss), [3][]F{like[F](x[0]), like[F](x[1]), like[F](x[2])}
	must(t, s.forward(loss2, workspace), s.backward(by2, workspace))
	same(t, "loss", loss2, loss)
	for i := range by {
		same(t, "gradient", by2[i], by[i])
	}
	if err := s.forward(loss2, workspace[:bytes-1]); err == nil {
		t.Error("a workspace that is too small is taken")
	}
}

func scores[F Accumulator](g golden, x [3][]F, index []int64) scoreLoss[F] {
	batch, width := g.integer("batch"), g.integer("width")
	switch g["loss"] {
	case "info_nce":
		d := NewInfoNCEDesc(batch, width)
		d.Keys, d.Negatives = g.integer("keys"), g.integer("negatives")
		return scoreLoss[F]{d,
			func(l []F, w []byte) error { return InfoNCEForward(d, x[0], x[1], x[2], index, l, w) },
			func(g [3][]F, w []byte) error {
				return InfoNCEBackward(d, x[0], x[1], x[2], index, []F(nil), g[0], g[1], g[2], w)
			},
			func(l []F, g [3][]F, w []byte) error {
				return InfoNCEForwardBackward(d, x[0], x[1], x[2], index, nil, l, g[0], g[1], g[2], w)
			},
			func() (int, error) { return InfoNCEWorkspaceSize[F](d) }}
	case "nt_xent":
		d := NewNTXentDesc(batch, width)
		return scoreLoss[F]{d,
			func(l []F, w []byte) error { return NTXentForward(d, x[0], index, l, w) },
			func(g [3][]F, w []byte) error { return NTXentBackward(d, x[0], index, []F(nil), g[0], w) },
			func(l []F, g [3][]F, w []byte) error { return NTXentForwardBackward(d, x[0], index, nil, l, g[0], w) },
			func() (int, error) { return NTXentWorkspaceSize[F](d) }}
	case "sup_con":
		d := NewSupConDesc(batch, width)
		return scoreLoss[F]{d,
			func(l []F, w []byte) error { return SupConForward(d, x[0], index, l, w) },
			func(g [3][]F, w []byte) error { return SupConBackward(d, x[0], index, []F(nil), g[0], w) },
			func(l []F, g [3][]F, w []byte) error { return SupConForwardBackward(d, x[0], index, nil, l, g[0], w) },
			func() (int, error) { return SupConWorkspaceSize[F](d) }}
	case "n_pairs":
		d := NewNPairsDesc(batch, width)
		return scoreLoss[F]{d,
			func(l []F, w []byte) error { return NPairsForward(d, x[0], x[1], index, l, w) },
			func(g [3][]F, w []byte) error { return NPairsBackward(d, x[0], x[1], index, []F(nil), g[0], g[1], w) },
			func(l []F, g [3][]F, w []byte) error {
				return NPairsForwardBackward(d, x[0], x[1], index, nil, l, g[0], g[1], w)
			},
			func() (int, error) { return NPairsWorkspaceSize[F](d) }}
	}
	d := NewMarginSoftmaxDesc(batch, g.integer("keys"), width)
	return scoreLoss[F]{d,
		func(l []F, w []byte) error { return MarginSoftmaxForward(d, x[0], x[1], index, l, w) },
		func(g [3][]F, w []byte) error {
			return MarginSoftmaxBackward(d, x[0], x[1], index, []F(nil), g[0], g[1], w)
		},
		func(l []F, g [3][]F, w []byte) error {
			return MarginSoftmaxForwardBackward(d, x[0], x[1], index, nil, l, g[0], g[1], w)
		},
		func() (int, error) { return MarginSoftmaxWorkspaceSize[F](d) }}
}

func TestGoldenMining(t *testing.T) {
	// TensorFlow Addons computes in float32, by products.
	addons := func(t *testing.T, g golden) { goldenMining[float64](t, g, 4e-6); goldenMining[float32](t, g, 4e-6) }
	forEachCase(t, "mining_tensorflow_addons", addons)
	metric := func(t *testing.T, g golden) { goldenMining[float64](t, g, 1e-12); goldenMining[float32](t, g, 4e-6) }
	forEachCase(t, "mining_pytorch_metric_learning", metric)
}

func goldenMining[F Accumulator](t *testing.T, g golden, bound float64) {
	d, named := NewMiningDesc(g.integer("batch"), g.integer("features")), NewNamedTripletsDesc(g.integer("batch"), g.integer("features"))
	x, y := floats[F](g["embeddings"]), integers(g["target"])
	bytes, err := 0, error(nil)
	if g["loss"] == "named_triplets" {
		set(t, named, g.options())
		named.Triplets, named.MeanOfPositive = len(integers(g["anchor"])), true
		bytes, err = NamedTripletsWorkspaceSize[F](named)
	} else {
		set(t, d, g.options())
		bytes, err = MiningWorkspaceSize[F](d)
	}
	must(t, err)
	workspace, loss, gradient := make([]byte, bytes), make([]F, 1), like[F](x)
	loss2, gradient2 := make([]F, 1), like[F](x)
	switch g["loss"] {
	case "triplet_semihard":
		must(t, TripletSemihardForwardBackward(d, x, y, nil, loss, gradient, workspace),
			TripletSemihardForward(d, x, y, loss2, nil),
			TripletSemihardBackward(d, x, y, []F(nil), gradient2, workspace))
	case "triplet_hard":
		must(t, TripletHardForwardBackward(d, x, y, nil, loss, gradient, workspace),
			TripletHardForward(d, x, y, loss2, nil), TripletHardBackward(d, x, y, []F(nil), gradient2, workspace))
	case "lifted_structure":
		must(t, LiftedStructureForwardBackward(d, x, y, nil, loss, gradient, workspace),
			LiftedStructureForward(d, x, y, loss2, nil), LiftedStructureBackward(d, x, y, []F(nil), gradient2, workspace))
	case "named_triplets":
		a, p, n := integers(g["anchor"]), integers(g["positive"]), integers(g["negative"])
		must(t, NamedTripletsForwardBackward(named, x, a, p, n, nil, loss, gradient, workspace),
			NamedTripletsForward(named, x, a, p, n, loss2, nil),
			NamedTripletsBackward(named, x, a, p, n, []F(nil), gradient2, workspace))
	default:
		must(t, TripletAllForwardBackward(d, x, y, nil, loss, gradient, workspace),
			TripletAllForward(d, x, y, loss2, nil), TripletAllBackward(d, x, y, []F(nil), gradient2, workspace))
	}
	within := func(what string, got, want, bound float64) {
		if !(math.Abs(got-want) <= bound) && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%s is %v, expected %v", what, got, want)
		}
	}
	within("loss", float64(loss[0]), number(g["value"]), bound*max(1, float64(loss[0])))
	for i, want := range wide(g["gradient"]) {
		within("gradient", float64(gradient[i]), want, bound)
	}
	same(t, "loss", loss2, loss)
	same(t, "gradient", gradient2, gradient)
}
