package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const headers = "../../../../include/simdloss"

// The files in the module are those that the generator writes today.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	files, err := generate(headers)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		committed, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil || string(committed) != string(text) {
			t.Errorf("%s is not what the generator writes: run go generate (%v)", name, err)
		}
	}
	left, _ := filepath.Glob("../../*_gen.go")
	for _, path := range left {
		if files[filepath.Base(path)] == nil {
			t.Errorf("%s is generated no longer", path)
		}
	}
}

// A header that the table cannot tell everything of is an error that says where to look.
func TestUnknownThingsAreErrors(t *testing.T) {
	desc := `typedef struct simdloss_new_desc {
    uint32_t size;        /* set by simdloss_new_desc_init */
    simdloss_dtype dtype; /* F32 (default) F64 F16 BF16 */
    FIELD
    int64_t batch;        /* 0 (default) */
    int64_t classes;      /* 0 (default) */
    int64_t inner;        /* 1 (default) */
    int64_t batch_stride; /* in elements; 0 (default) = classes * inner */
} simdloss_new_desc;
SIMDLOSS_API simdloss_status simdloss_new_forward(const simdloss_new_desc *desc, const simdloss_executor *executor,
    const void *ARGUMENT, void *output);
`
	for _, c := range []struct{ field, argument, want string }{
		{"", "input", ""},
		{"int32_t strange; /* 0 (default), or 2 */", "input", "simdloss_new_desc.strange"},
		{"char strange; /* 0 (default) */", "input", "simdloss_new_desc.strange"},
		{"", "strange", "simdloss_new_forward: what strange holds"},
	} {
		folder := t.TempDir()
		text := strings.ReplaceAll(strings.ReplaceAll(desc, "FIELD", c.field), "ARGUMENT", c.argument)
		if err := os.WriteFile(filepath.Join(folder, "new.h"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		files, err := generate(folder)
		if c.want == "" {
			if err != nil || !strings.Contains(string(files["new_gen.go"]), "func NewForward[T Float](d *NewDesc, input []T, output []T)") {
				t.Errorf("%v\n%s", err, files["new_gen.go"])
			}
		} else if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, expected %q", err, c.want)
		}
	}
}
