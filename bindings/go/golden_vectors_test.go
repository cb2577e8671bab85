package simdloss

import "testing"

// Ranking and embedding losses against PyTorch's. One form for all of them: inputs, and a gradient of each or nil.
type vectorLoss[F Accumulator] struct {
	desc     any
	forward  func(loss []F) error
	backward func(grads [3][]F) error
	both     func(loss []F, grads [3][]F) error
}

func TestGoldenRanking(t *testing.T) {
	forEachCase(t, "ranking", goldenVectors[float64], goldenVectors[float32])
}

func TestGoldenEmbedding(t *testing.T) {
	forEachCase(t, "embedding", goldenVectors[float64], goldenVectors[float32])
}

func goldenVectors[F Accumulator](t *testing.T, g golden) {
	var in [3][]F
	inputs, gradients := g["inputs"].([]any), g["gradients"].([]any)
	for i, x := range inputs {
		in[i] = floats[F](x)
	}
	upstream := floats[F](g["grad_loss"])
	l := rankingLoss(g, in, upstream)
	if l.desc == nil {
		l = pairLoss(g, in, upstream)
	}
	set(t, l.desc, g.options())
	grads := func() (out [3][]F) {
		for i, x := range gradients {
			if x != nil {
				out[i] = like[F](in[i])
			}
		}
		return out
	}
	loss, by := like[F](g["result"]), grads()
	must(t, l.both(loss, by))
	scale := scaleOf(inputs...)
	near(t, "result", loss, wide(g["result"]), scale)
	for i, x := range gradients {
		if x != nil {
			near(t, "gradient", by[i], wide(x), 2*scale)
		}
	}
	loss2, by2 := like[F](loss), grads()
	must(t, l.forward(loss2), l.backward(by2))
	same(t, "result", loss2, loss)
	for i := range by {
		same(t, "gradient", by2[i], by[i])
	}
}

func rankingLoss[F Accumulator](g golden, x [3][]F, u []F) vectorLoss[F] {
	rows, columns := g.integer("rows"), g.integer("columns")
	switch g["loss"] {
	case "margin_ranking":
		d := NewMarginRankingDesc(rows)
		return vectorLoss[F]{d,
			func(l []F) error { return MarginRankingForward(d, x[0], x[1], x[2], l) },
			func(g [3][]F) error { return MarginRankingBackward(d, x[0], x[1], x[2], u, g[0], g[1], g[2]) },
			func(l []F, g [3][]F) error {
				return MarginRankingForwardBackward(d, x[0], x[1], x[2], u, l, g[0], g[1], g[2])
			}}
	case "rank_hinge":
		d := NewRankHingeDesc(rows)
		d.Columns = columns
		return vectorLoss[F]{d,
			func(l []F) error { return RankHingeForward(d, x[0], l) },
			func(g [3][]F) error { return RankHingeBackward(d, x[0], u, g[0]) },
			func(l []F, g [3][]F) error { return RankHingeForwardBackward(d, x[0], u, l, g[0]) }}
	case "rank_cross_entropy":
		d := NewRankCrossEntropyDesc(rows)
		d.Columns = columns
		return vectorLoss[F]{d,
			func(l []F) error { return RankCrossEntropyForward(d, x[0], x[1], l) },
			func(g [3][]F) error { return RankCrossEntropyBackward(d, x[0], x[1], u, g[0], g[1]) },
			func(l []F, g [3][]F) error { return RankCrossEntropyForwardBackward(d, x[0], x[1], u, l, g[0], g[1]) }}
	}
	return vectorLoss[F]{}
}

func pairLoss[F Accumulator](g golden, x [3][]F, u []F) vectorLoss[F] {
	rows, columns := g.integer("rows"), g.integer("columns")
	switch g["loss"] {
	case "pairwise_distance":
		d := NewPairwiseDistanceDesc(rows, columns)
		return vectorLoss[F]{d,
			func(l []F) error { return PairwiseDistanceForward(d, x[0], x[1], l) },
			func(g [3][]F) error { return PairwiseDistanceBackward(d, x[0], x[1], u, g[0], g[1]) },
			func(l []F, g [3][]F) error { return PairwiseDistanceForwardBackward(d, x[0], x[1], u, l, g[0], g[1]) }}
	case "cosine_similarity":
		d := NewCosineSimilarityDesc(rows, columns)
		return vectorLoss[F]{d,
			func(l []F) error { return CosineSimilarityForward(d, x[0], x[1], l) },
			func(g [3][]F) error { return CosineSimilarityBackward(d, x[0], x[1], u, g[0], g[1]) },
			func(l []F, g [3][]F) error { return CosineSimilarityForwardBackward(d, x[0], x[1], u, l, g[0], g[1]) }}
	case "cosine_embedding":
		d := NewCosineEmbeddingDesc(rows, columns)
		return vectorLoss[F]{d,
			func(l []F) error { return CosineEmbeddingForward(d, x[0], x[1], x[2], l) },
			func(g [3][]F) error { return CosineEmbeddingBackward(d, x[0], x[1], x[2], u, g[0], g[1]) },
			func(l []F, g [3][]F) error {
				return CosineEmbeddingForwardBackward(d, x[0], x[1], x[2], u, l, g[0], g[1])
			}}
	case "contrastive_distance":
		d := NewContrastiveDesc(rows, 0)
		return vectorLoss[F]{d,
			func(l []F) error { return ContrastiveDistanceForward(d, x[0], x[1], l) },
			func(g [3][]F) error { return ContrastiveDistanceBackward(d, x[0], x[1], u, g[0], g[1]) },
			func(l []F, g [3][]F) error {
				return ContrastiveDistanceForwardBackward(d, x[0], x[1], u, l, g[0], g[1])
			}}
	}
	d := NewTripletMarginDesc(rows, columns)
	return vectorLoss[F]{d,
		func(l []F) error { return TripletMarginForward(d, x[0], x[1], x[2], l) },
		func(g [3][]F) error { return TripletMarginBackward(d, x[0], x[1], x[2], u, g[0], g[1], g[2]) },
		func(l []F, g [3][]F) error {
			return TripletMarginForwardBackward(d, x[0], x[1], x[2], u, l, g[0], g[1], g[2])
		}}
}
