package main

import (
	"fmt"
	"regexp"
	"strings"
)

// This table is what the headers say in words only: what each argument holds, and how many elements. A loss of a kind
// that is here already needs no line: rows of classes and element-wise losses are told by their desc's fields.

// A layout is an element type (a type parameter of the Go function: T floats, A the accumulator, I an index, Y a label;
// or a Go type) and the name of an extent.
type layout struct{ element, extent string }

// An extent is a Go expression, of the desc d, and what the documentation says.
type extentOf struct{ code, doc string }

type kind struct {
	arguments map[string]layout // by C name; grad_x is as x if it has no line
	extents   map[string]extentOf
}

const (
	strided      = "strided(d.Batch, d.BatchStride, dense2(d.Classes, d.Inner))"
	stridedDoc   = "[batch, classes, inner]"
	rowsCode     = "dense2(d.Batch, d.Inner)"
	elementsCode = "classReduced(d.ClassReduction, " + rowsCode + ", dense3(d.Batch, d.Classes, d.Inner))"
	elementsDoc  = "[batch, classes, inner], dense; one a row with a ClassReduction; 1 value if reduced"
)

func list(names string, element, extent string, into map[string]layout) map[string]layout {
	if into == nil {
		into = map[string]layout{}
	}
	for _, name := range strings.Fields(names) {
		into[name] = layout{element, extent}
	}
	return into
}

// with is a kind with some lines of its own.
func (k kind) with(arguments map[string]layout, extents map[string]extentOf) kind {
	out := kind{map[string]layout{}, map[string]extentOf{}}
	for name, value := range k.arguments {
		out.arguments[name] = value
	}
	for name, value := range arguments {
		out.arguments[name] = value
	}
	for name, value := range k.extents {
		out.extents[name] = value
	}
	for name, value := range extents {
		out.extents[name] = value
	}
	return out
}

var rowsOfClasses = kind{
	list("logits log_prob input output student teacher gradient hessian", "T", "full",
		list("class_weight class_alpha", "A", "classes", map[string]layout{
			"target": {"I", "rows"}, "row_weight": {"A", "rows"}, "row_stats": {"A", "stats"}, "loss": {"A", "loss"},
			"records": {"CrossEntropyRecord", "rows"},
		})),
	map[string]extentOf{
		"full":    {strided, stridedDoc},
		"rows":    {rowsCode, "[batch * inner]"},
		"classes": {"dense1(d.Classes)", "[classes]"},
		"stats":   {"dense3(2, d.Batch, d.Inner)", "[2][batch * inner]"},
		"loss":    {"reduced(d.Reduction, " + rowsCode + ")", "[batch * inner], or 1 value if reduced"},
	},
}

var elementWise = kind{
	list("logits input probability variance gradient hessian", "T", "full",
		list("pos_weight class_alpha", "A", "classes", map[string]layout{
			"target": {"Y", "full"}, "weight": {"A", "weight"}, "loss": {"A", "loss"},
		})),
	map[string]extentOf{
		"full":    {strided, stridedDoc},
		"classes": {"dense1(d.Classes)", "[classes]"},
		"weight":  {"alongAxes(d.WeightAxes, d.Batch, d.Classes, d.Inner)", "of the axes of WeightAxes"},
		"loss":    {"reduced(d.Reduction, " + elementsCode + ")", elementsDoc},
	},
}

// vectors is a kind whose arrays are rows of vectors, some elements apart: "x1=batch,features,x1_stride" a line.
func vectors(loss string, lines ...string) kind {
	k := kind{map[string]layout{"loss": {"A", "loss"}}, map[string]extentOf{
		"batch": {"dense1(d.Batch)", "[batch]"},
		"loss":  {loss, "[batch], or 1 value if reduced"},
	}}
	for _, line := range lines {
		name, sizes, _ := strings.Cut(line, "=")
		part := strings.Split(sizes, ",")
		count := "d." + upperCamel(part[0])
		if part[0] == "keys" {
			count = "sizeOr(d.Keys, d.Batch)"
		}
		k.arguments[name] = layout{"T", name}
		k.extents[name] = extentOf{
			fmt.Sprintf("strided(%s, d.%s, dense1(d.%s))", count, upperCamel(part[2]), upperCamel(part[1])),
			fmt.Sprintf("[%s, %s]", part[0], part[1]),
		}
	}
	return k
}

const lossOfBatch = "reduced(d.Reduction, dense1(d.Batch))"

var pairs = vectors(lossOfBatch, "x1=batch,features,x1_stride", "x2=batch,features,x2_stride")

var groups = vectors("", "scores=rows,columns,row_stride", "target=rows,columns,row_stride")

// By the name of the desc.
var kinds = map[string]kind{
	"soft_cross_entropy": rowsOfClasses.with(map[string]layout{"target": {"T", "full"}}, nil),
	"cross_entropy": rowsOfClasses.with(nil, map[string]extentOf{
		"classes": {"ofShards(d.TotalClasses, d.Classes)", "[classes], of sharded rows [total classes]"},
	}),
	"kl_divergence": rowsOfClasses.with(map[string]layout{"target": {"T", "full"}}, map[string]extentOf{
		"loss": {"reduced(d.Reduction, " + elementsCode + ")", elementsDoc},
	}),
	"distillation": rowsOfClasses.with(nil, map[string]extentOf{
		"stats": {"dense3(5, d.Batch, d.Inner)", "[5][batch * inner]"},
	}),
	"token": {
		list("log_prob", "A", "choices", list("entropy", "A", "rows", list("argmax rank", "int64", "rows",
			map[string]layout{"logits": {"T", "full"}, "target": {"I", "choices"}, "row_stats": {"A", "stats"}}))),
		map[string]extentOf{
			"full":    {"strided(d.Batch, d.BatchStride, dense1(d.Classes))", "[batch, classes]"},
			"choices": {"dense2(d.Batch, d.Choices)", "[batch, choices]"},
			"rows":    {"dense1(d.Batch)", "[batch]"},
			"stats":   {"dense2(2, d.Batch)", "[2][batch]"},
		},
	},
	"margin_ranking": elementWise.with(list("x1 x2", "T", "full", nil), map[string]extentOf{
		"loss": {"reduced(d.Reduction, dense3(d.Batch, d.Classes, d.Inner))", "[batch, classes, inner], dense; 1 value if reduced"},
	}),
	"rank_hinge": groups.with(nil, map[string]extentOf{
		"loss": {"reduced(d.Reduction, dense2(groupsOf(d.Rows, d.NumNeg), d.Columns))", "[groups, columns], or 1 value if reduced"},
	}),
	"rank_cross_entropy": groups.with(nil, map[string]extentOf{
		"loss": {"reduced(d.Reduction, dense1(groupsOf(d.Rows, d.NumNeg)))", "[groups], or 1 value if reduced"},
	}),
	"pairwise_distance": pairs.with(list("distance", "A", "batch", nil), nil),
	"cosine_similarity": pairs.with(list("similarity", "A", "batch", nil), nil),
	"cosine_embedding":  pairs.with(list("target", "Y", "batch", nil), nil),
	"contrastive":       pairs.with(list("target", "Y", "batch", list("distance", "T", "batch", nil)), nil),
	"triplet_margin": vectors(lossOfBatch, "anchor=batch,features,anchor_stride", "positive=batch,features,positive_stride",
		"negative=batch,features,negative_stride"),
	"mining": vectors("dense1(1)", "embeddings=batch,features,batch_stride").with(
		list("target", "I", "batch", nil), map[string]extentOf{"loss": {"dense1(1)", "1 value"}}),
	"named_triplets": vectors("", "embeddings=batch,features,batch_stride").with(
		list("anchor positive negative", "I", "triplets", nil), map[string]extentOf{
			"triplets": {"dense1(d.Triplets)", "[triplets]"},
			"loss":     {"reduced(d.Reduction, dense1(d.Triplets))", "[triplets], or 1 value if reduced"},
		}),
	"info_nce": vectors(lossOfBatch, "queries=batch,width,query_stride", "keys=keys,width,key_stride",
		"negatives=negatives,width,negative_stride").with(list("positive", "I", "batch", nil), nil),
	"nt_xent": vectors(lossOfBatch, "embeddings=batch,width,stride").with(list("label", "I", "batch", nil), nil),
	"sup_con": vectors(lossOfBatch, "embeddings=batch,width,stride").with(list("label", "I", "batch", nil), nil),
	"n_pairs": vectors(lossOfBatch, "anchors=batch,width,anchor_stride", "positives=batch,width,positive_stride").with(
		list("label", "I", "batch", nil), nil),
	"multilabel_margin": {
		list("input", "T", "full", list("row_weight", "A", "rows",
			map[string]layout{"target": {"I", "labels"}, "loss": {"A", "loss"}})),
		map[string]extentOf{
			"full":   {"strided(d.Batch, d.BatchStride, dense1(d.Classes))", "[batch, classes]"},
			"rows":   {"dense1(d.Batch)", "[batch]"},
			"labels": {"dense2(d.Batch, sizeOr(d.Labels, d.Classes))", "[batch, labels]"},
			"loss":   {lossOfBatch, "[batch], or 1 value if reduced"},
		},
	},
	"margin_softmax": vectors(lossOfBatch, "embeddings=batch,width,embedding_stride", "weights=classes,width,weight_stride").with(
		list("target", "I", "batch", nil), nil),
}

// Arguments of single functions that are not as their desc's kind has them.
var exceptions = map[string]map[string]layout{
	"simdloss_log_sum_exp_forward":  {"output": {"A", "rows"}},
	"simdloss_log_sum_exp_backward": {"grad_output": {"A", "rows"}},
}

func kindOf(desc structure) (kind, error) {
	if k, ok := kinds[desc.name]; ok {
		return k, nil
	}
	has := map[string]bool{}
	for _, f := range desc.fields {
		has[f.name] = true
	}
	switch {
	case has["weight_axes"]:
		return elementWise, nil
	case has["batch"] && has["classes"] && has["inner"]:
		return rowsOfClasses, nil
	}
	return kind{}, fmt.Errorf("simdloss_%s_desc: its kind is not known; give it a line of kinds in table.go", desc.name)
}

// The Go types of int32_t fields. Those of an enumeration's own type, and what is 0 or 1, need no line.
func int32Type(desc, name, comment string) (string, error) {
	if isFlag.MatchString(comment) {
		return "bool", nil
	}
	switch name {
	case "empty_mean":
		return "EmptyMean", nil
	case "weight_axes":
		return "Axes", nil
	case "labels":
		return "Labels", nil
	case "kind":
		return upperCamel(desc) + "Kind", nil
	case "p":
		return "int", nil
	}
	return "", fmt.Errorf("simdloss_%s_desc.%s: its Go type is not known; give it a line in int32Type", desc, name)
}

var isFlag = regexp.MustCompile(`^0 \(default\).*\b1\b|^1 \(default\).*\b0\b`)

// The Go types of enumerations that have none in C, by the first word of their constants.
var enumTypes = map[string]string{
	"EMPTY_MEAN": "EmptyMean", "AXIS": "Axes", "HINGE": "HingeKind", "LABELS": "Labels", "REGRESSION": "RegressionKind",
	"RECORD": "RecordFlags",
}

// What nil stands for, by argument, or by desc and argument.
var absent = map[string]string{
	"class_weight": "all 1", "row_weight": "all 1", "weight": "all 1", "pos_weight": "all 1", "class_alpha": "the same for all",
	"grad_loss": "1", "grad_distance": "1", "grad_similarity": "1", "info_nce.positive": "row i's positive is key i",
	"info_nce.negatives": "there are none", "grad_log_prob": "0", "grad_entropy": "0", "workspace": "allocated for this call",
}
