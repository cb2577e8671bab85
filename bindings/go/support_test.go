package simdloss

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const repository = "../.."

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}

func normals[T Accumulator](n int, scale float64) []T {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	x := make([]T, n)
	for i := range x {
		x[i] = T(random.NormFloat64() * scale)
	}
	return x
}

func classesOf(rows, classes int) []int64 {
	random := rand.New(rand.NewPCG(3, 4))
	y := make([]int64, rows)
	for i := range y {
		y[i] = random.Int64N(int64(classes))
	}
	return y
}

// A golden case: a JSON object of tests/vectors.
type golden map[string]any

func number(value any) float64 {
	switch v := value.(type) {
	case float64:
		return v
	case bool:
		return map[bool]float64{true: 1}[v]
	}
	names := map[string]float64{"nan": math.NaN(), "inf": math.Inf(1), "-inf": math.Inf(-1),
		"none": float64(ReductionNone), "sum": float64(ReductionSum), "mean": float64(ReductionMean),
		"default": float64(DenominatorDefault), "count": float64(DenominatorCount), "weight": float64(DenominatorWeight),
		"nonzero_weight": float64(DenominatorNonzeroWeight), "batch": float64(DenominatorBatch), "zero": float64(EmptyMeanZero)}
	found, ok := names[value.(string)]
	if !ok {
		panic("unknown name " + value.(string))
	}
	return found
}

func (g golden) integer(key string) int { return int(g[key].(float64)) }

func (g golden) options() map[string]any { return g["options"].(map[string]any) }

func wide(value any) []float64 {
	if value == nil {
		return nil
	}
	var out []float64
	for _, v := range value.([]any) {
		out = append(out, number(v))
	}
	return out
}

// floats is nil where the case has null.
func floats[T Accumulator](value any) []T {
	if value == nil {
		return nil
	}
	out := []T{}
	for _, v := range value.([]any) {
		out = append(out, T(number(v)))
	}
	return out
}

func integers(value any) []int64 {
	if value == nil {
		return nil
	}
	out := []int64{}
	for _, v := range value.([]any) {
		out = append(out, int64(v.(float64)))
	}
	return out
}

// set puts options, by their names in C, into a desc. empty_mean "nan" is its default.
func set(t *testing.T, desc any, options map[string]any) {
	t.Helper()
	for name, value := range options {
		if name == "empty_mean" && value == "nan" {
			continue
		}
		f := reflect.ValueOf(desc).Elem().FieldByName(strings.TrimPrefix(goNameOf("desc."+name), "desc."))
		switch {
		case !f.IsValid() && name == "reduction" || name == "p" && !f.IsValid(): // of losses that are already reduced
		case !f.IsValid():
			t.Fatalf("there is no option %s", name)
		case f.Kind() == reflect.Bool:
			f.SetBool(number(value) != 0)
		case f.CanInt():
			f.SetInt(int64(number(value)))
		default:
			f.SetFloat(number(value))
		}
	}
}

// forEachCase runs the cases of a file of tests/vectors.
func forEachCase(t *testing.T, family string, checks ...func(*testing.T, golden)) {
	text, err := os.ReadFile(filepath.Join(repository, "tests/vectors", family+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Family string
		Cases  []golden
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if file.Family != family || len(file.Cases) == 0 {
		t.Fatalf("%s.json has %d cases of %q", family, len(file.Cases), file.Family)
	}
	for _, c := range file.Cases {
		for _, check := range checks {
			t.Run(c["name"].(string), func(t *testing.T) { check(t, c) })
		}
	}
}

func ulp[T Accumulator](x float64) float64 {
	_, exponent := math.Frexp(x)
	if _, is32 := any(T(0)).(float32); is32 {
		return math.Ldexp(1, exponent-24)
	}
	return math.Ldexp(1, exponent-53)
}

// scaleOf is the largest finite magnitude, at least 1.
func scaleOf(values ...any) float64 {
	scale := 1.0
	for _, v := range values {
		for _, x := range wide(v) {
			if !math.IsInf(x, 0) && !math.IsNaN(x) {
				scale = max(scale, math.Abs(x))
			}
		}
	}
	return scale
}

// near holds results to a framework's, which forms differences of numbers as large as scale: a few ULP of those. The
// library's own bounds are narrower, and tested in C++.
func near[T Accumulator](t *testing.T, what string, got []T, expected []float64, scale float64) {
	t.Helper()
	if len(got) != len(expected) {
		t.Fatalf("%s has %d values, expected %d", what, len(got), len(expected))
	}
	for i, want := range expected {
		g := float64(got[i])
		ok := math.Abs(g-want) <= 16*ulp[T](max(scale, math.Abs(want)))
		if math.IsNaN(want) {
			ok = math.IsNaN(g)
		} else if math.IsInf(want, 0) {
			ok = g == want
		}
		if !ok {
			t.Errorf("%s[%d] is %v, expected %v", what, i, g, want)
		}
	}
}

// same holds results to the bits; every NaN counts as one value.
func same[T Accumulator](t *testing.T, what string, got, expected []T) {
	t.Helper()
	if len(got) != len(expected) {
		t.Fatalf("%s has %d values, expected %d", what, len(got), len(expected))
	}
	for i, want := range expected {
		g, w := float64(got[i]), float64(want)
		if math.Float64bits(g) != math.Float64bits(w) && !(math.IsNaN(g) && math.IsNaN(w)) {
			t.Fatalf("%s[%d] is %v, expected %v to the bit", what, i, g, w)
		}
	}
}

// like makes a slice of the length of another, that holds what no result is; nil for nil.
func like[T Accumulator](x any) []T {
	v := reflect.ValueOf(x)
	if !v.IsValid() || v.IsNil() {
		return nil
	}
	out := make([]T, v.Len())
	for i := range out {
		out[i] = -12345
	}
	return out
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}
