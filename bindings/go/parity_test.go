package simdloss

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Everything that the C headers declare is here in Go. The headers are read anew, not by the generator's code.

var (
	declaredFunction = regexp.MustCompile(`SIMDLOSS_API[^;(]*?\b(simdloss_\w+)\s*\(`)
	declaredConstant = regexp.MustCompile(`\b(SIMDLOSS_\w+) = \d+`)
	declaredDesc     = regexp.MustCompile(`(?s)typedef struct (simdloss_\w+_desc) \{(.*?)\n\}`)
	declaredField    = regexp.MustCompile(`(?m)^\s+\w+\s+(\w+);`)
)

// What has another name in Go, since Go has another way to say it.
var otherNames = map[string]string{
	"simdloss_status_name": "Status.String", "simdloss_last_error": "Error", "simdloss_isa_name": "ISANames",
	"simdloss_isa": "ISA", "simdloss_abi": "ABI", "simdloss_tbb_executor_init": "SetThreads",
}

func goName(cName string) string {
	if name, ok := otherNames[cName]; ok {
		return name
	}
	_, rest, _ := strings.Cut(strings.ToLower(cName), "_")
	name := strings.TrimPrefix(goNameOf("desc."+rest), "desc.")
	for word, special := range map[string]string{"Nll": "NLL", "InfoNce": "InfoNCE", "NtXent": "NTXent", "KlDiv": "KLDiv",
		"Isa": "ISA", "MeanNan": "MeanNaN", "RecordNan": "RecordNaN", "StatusOk": "StatusOK", "Arcface": "ArcFace",
		"Cosface": "CosFace"} {
		name = strings.Replace(name, word, special, 1)
	}
	if stem, ok := strings.CutSuffix(name, "DescInit"); ok {
		return "New" + stem + "Desc"
	}
	return name
}

// missing lists what the text of a header declares and Go does not have.
func missing(header string, have map[string]bool) (names []string) {
	want := func(cName, goName string) {
		if !have[goName] {
			names = append(names, cName+" ("+goName+")")
		}
	}
	for _, m := range declaredFunction.FindAllStringSubmatch(header, -1) {
		want(m[1], goName(m[1]))
	}
	dtypes := regexp.MustCompile(`^SIMDLOSS_(F|BF|I|U)\d+$`) // told by the types of slices
	for _, m := range declaredConstant.FindAllStringSubmatch(header, -1) {
		if !dtypes.MatchString(m[1]) {
			want(m[1], goName(m[1]))
		}
	}
	for _, m := range declaredDesc.FindAllStringSubmatch(header, -1) {
		for _, f := range declaredField.FindAllStringSubmatch(m[2], -1) {
			if f[1] != "size" && f[1] != "reserved" && !strings.HasSuffix(f[1], "dtype") {
				want(m[1]+"."+f[1], goName(m[1])+"."+strings.TrimPrefix(goNameOf("desc."+f[1]), "desc."))
			}
		}
	}
	return names
}

// exported gives the exported functions, types, constants, methods and fields of this package.
func exported(t *testing.T) map[string]bool {
	have := map[string]bool{}
	packages, err := parser.ParseDir(token.NewFileSet(), ".", func(f fs.FileInfo) bool {
		return !strings.HasSuffix(f.Name(), "_test.go")
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range packages["simdloss"].Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				name := n.Name.Name
				if n.Recv != nil {
					receiver, _ := n.Recv.List[0].Type.(*ast.Ident)
					if receiver == nil {
						return false
					}
					name = receiver.Name + "." + name
				}
				have[name] = true
				return false
			case *ast.TypeSpec:
				have[n.Name.Name] = true
				if s, ok := n.Type.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						for _, name := range f.Names {
							have[n.Name.Name+"."+name.Name] = true
						}
					}
				}
			case *ast.ValueSpec:
				for _, name := range n.Names {
					have[name.Name] = true
				}
			}
			return true
		})
	}
	return have
}

func TestParity(t *testing.T) {
	have := exported(t)
	paths, _ := filepath.Glob(filepath.Join(repository, "include/simdloss/*.h"))
	functions := 0
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		functions += len(declaredFunction.FindAll(text, -1))
		for _, name := range missing(string(text), have) {
			t.Errorf("%s: %s is missing in Go", filepath.Base(path), name)
		}
	}
	if functions < 100 {
		t.Errorf("only %d functions were found in %d headers", functions, len(paths))
	}
}

func TestParityFindsWhatIsMissing(t *testing.T) {
	header := `enum { SIMDLOSS_NEW_KIND = 0, SIMDLOSS_REDUCTION_SUM = 1 };
typedef struct simdloss_softmax_desc {
    uint32_t size; /* */
    double brand_new; /* */
} simdloss_softmax_desc;
SIMDLOSS_API simdloss_status simdloss_softmax_forward(
    const simdloss_softmax_desc *desc, const simdloss_executor *executor, const void *input, void *output);
SIMDLOSS_API simdloss_status simdloss_new_loss_forward(const simdloss_softmax_desc *desc);`
	want := []string{"simdloss_new_loss_forward (NewLossForward)", "SIMDLOSS_NEW_KIND (NewKind)",
		"simdloss_softmax_desc.brand_new (simdloss_softmax_desc.BrandNew)"}
	got := missing(header, exported(t))
	for i := range got {
		got[i] = strings.Replace(got[i], "(SoftmaxDesc.", "(simdloss_softmax_desc.", 1)
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, expected %q", got, want)
	}
}

// CrossEntropyRecord is the one struct that Go repeats: tests/abi has C's layout.
func TestRecordLayout(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(repository, "tests/abi/layout.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for name, value := range map[string]any{"simdloss_cross_entropy_record": CrossEntropyRecord{},
		"simdloss_cross_entropy_sum": CrossEntropySum{}} {
		typ := reflect.TypeOf(value)
		fmt.Fprintf(&got, "%s %d\n", name, typ.Size())
		for i := range typ.NumField() {
			f := typ.Field(i)
			fmt.Fprintf(&got, "%s.%s at %d, %d bytes\n", name, snake(f.Name), f.Offset, f.Type.Size())
		}
	}
	want := regexp.MustCompile(`(?m)^simdloss_cross_entropy_(record|sum)\b.*\n`).FindAllString(string(text), -1)
	lines := slices.Sorted(strings.Lines(got.String()))
	slices.Sort(want)
	if !slices.Equal(lines, want) {
		t.Errorf("in Go:\n%sin C:\n%s", strings.Join(lines, ""), strings.Join(want, ""))
	}
}

func snake(name string) string {
	upper := regexp.MustCompile(`[A-Z]`)
	return strings.TrimPrefix(strings.ToLower(upper.ReplaceAllString(name, "_$0")), "_")
}
