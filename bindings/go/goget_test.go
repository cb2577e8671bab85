package simdloss

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A program elsewhere gets the module by its path and version, and is built and run with the installed library.

const (
	modulePath    = "github.com/simdloss/simdloss/bindings/go"
	moduleVersion = "v0.1.0"
)

const userProgram = `package main

import (
	"fmt"

	simdloss "` + modulePath + `"
)

func main() {
	loss := make([]float64, 1)
	desc := simdloss.NewCrossEntropyDesc(1, 2)
	err := simdloss.CrossEntropyForward(desc, []float64{0, 0}, []int{0}, nil, nil, loss, nil)
	fmt.Printf("%.6f %v\n", loss[0], err)
}
`

func TestGoGet(t *testing.T) {
	proxy, user := t.TempDir(), t.TempDir()
	serveModule(t, proxy)
	if err := os.WriteFile(filepath.Join(user, "main.go"), []byte(userProgram), 0o644); err != nil {
		t.Fatal(err)
	}
	goTool := func(arguments ...string) string {
		command := exec.Command(filepath.Join(runtime.GOROOT(), "bin", "go"), arguments...)
		command.Dir = user
		// GOFLAGS may have the build tag under test.
		command.Env = append(os.Environ(), "GOPROXY=file://"+proxy, "GONOSUMDB=*", "GONOSUMCHECK=1", "GOTOOLCHAIN=local",
			"GOMODCACHE="+filepath.Join(proxy, "cache"), "GOFLAGS=-modcacherw "+os.Getenv("GOFLAGS"), "GOEXPERIMENT=")
		text, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(arguments, " "), err, text)
		}
		return string(text)
	}
	goTool("mod", "init", "example.org/user")
	goTool("get", modulePath+"@"+moduleVersion)
	if got := goTool("run", "."); got != "0.693147 <nil>\n" {
		t.Error(got)
	}
}

// serveModule lays the module out as GOPROXY wants it: the files of this folder, but for what tests and builds leave.
func serveModule(t *testing.T, proxy string) {
	folder := filepath.Join(proxy, filepath.FromSlash(modulePath), "@v")
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	must(t, os.MkdirAll(folder, 0o755),
		os.WriteFile(filepath.Join(folder, "list"), []byte(moduleVersion+"\n"), 0o644),
		os.WriteFile(filepath.Join(folder, moduleVersion+".mod"), mod, 0o644),
		os.WriteFile(filepath.Join(folder, moduleVersion+".info"), fmt.Appendf(nil, `{"Version": %q}`, moduleVersion), 0o644))
	file, err := os.Create(filepath.Join(folder, moduleVersion+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	err = filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		into, err := archive.Create(modulePath + "@" + moduleVersion + "/" + filepath.ToSlash(path))
		if err == nil {
			_, err = into.Write(text)
		}
		return err
	})
	must(t, err, archive.Close(), file.Close())
}
