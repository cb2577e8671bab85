package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// What the C headers declare. A comment is the one that stands directly above a declaration, without its stars.

type field struct {
	ctype, name, comment string
}

type structure struct {
	name, comment string // cross_entropy
	fields        []field
}

type argument struct {
	ctype, name string // "const void *", "logits"
}

type function struct {
	name, comment string // simdloss_cross_entropy_forward
	result        string
	arguments     []argument
}

type constant struct {
	name, comment string // SIMDLOSS_REDUCTION_MEAN
}

type enumeration struct {
	typeName, comment string // reduction; "" where the enumeration has no type of its own
	constants         []constant
}

type header struct {
	name, comment string // cross_entropy
	descs         []structure
	functions     []function
	enums         []enumeration
}

var (
	commentPattern  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	functionPattern = regexp.MustCompile(`(?s)SIMDLOSS_API\s+([\w ]*?\w[ *]+)(simdloss_\w+)\s*\(([^;]*?)\);`)
	descPattern     = regexp.MustCompile(`(?s)typedef struct simdloss_(\w+)_desc \{\n(.*?)\} simdloss_\w+;`)
	fieldPattern    = regexp.MustCompile(`(?m)^\s*(\w+)\s+(\w+);\s*(?:/\*\s*(.*?)\s*\*/)?$`)
	enumPattern     = regexp.MustCompile(`(?s)(?:typedef int32_t simdloss_(\w+);\n)?enum \{(.*?)\};`)
	constantPattern = regexp.MustCompile(`(SIMDLOSS_\w+) = \d+,?(?:\s*/\*\s*(.*?)\s*\*/)?`)
	argumentPattern = regexp.MustCompile(`^(.*?[ *])(\w+)$`)
)

func readHeaders(folder string) ([]header, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.h"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("no headers in %s", folder)
	}
	var headers []header
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		headers = append(headers, parseHeader(strings.TrimSuffix(filepath.Base(path), ".h"), string(text)))
	}
	return headers, nil
}

func parseHeader(name, text string) header {
	h := header{name: name, comment: plainComment(commentPattern.FindString(text))}
	above := commentsByEnd(text)
	for _, m := range descPattern.FindAllStringSubmatchIndex(text, -1) {
		desc := structure{name: text[m[2]:m[3]], comment: above(m[0])}
		for _, f := range fieldPattern.FindAllStringSubmatch(text[m[4]:m[5]], -1) {
			desc.fields = append(desc.fields, field{f[1], f[2], f[3]})
		}
		h.descs = append(h.descs, desc)
	}
	for _, m := range functionPattern.FindAllStringSubmatchIndex(text, -1) {
		f := function{name: text[m[4]:m[5]], comment: above(m[0]), result: strings.TrimSpace(text[m[2]:m[3]])}
		for _, a := range strings.Split(text[m[6]:m[7]], ",") {
			a = strings.Join(strings.Fields(a), " ")
			if part := argumentPattern.FindStringSubmatch(a); part != nil {
				f.arguments = append(f.arguments, argument{strings.TrimSpace(part[1]), part[2]})
			}
		}
		h.functions = append(h.functions, f)
	}
	for _, m := range enumPattern.FindAllStringSubmatchIndex(text, -1) {
		e := enumeration{comment: above(m[0])}
		if m[2] >= 0 {
			e.typeName = text[m[2]:m[3]]
		}
		for _, c := range constantPattern.FindAllStringSubmatch(text[m[4]:m[5]], -1) {
			e.constants = append(e.constants, constant{c[1], c[2]})
		}
		h.enums = append(h.enums, e)
	}
	return h
}

// commentsByEnd gives the comment that ends directly above a place in the text.
func commentsByEnd(text string) func(int) string {
	ends := map[int]string{}
	for _, m := range commentPattern.FindAllStringIndex(text, -1) {
		ends[m[1]] = text[m[0]:m[1]]
	}
	return func(start int) string {
		return plainComment(ends[len(strings.TrimRight(text[:start], "\n"))])
	}
}

func plainComment(text string) string {
	text = strings.TrimSuffix(strings.TrimPrefix(text, "/*"), "*/")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimPrefix(strings.TrimPrefix(line, " *"), " ")
		lines[i] = strings.TrimRight(line, " ")
	}
	if lines[0] != "" {
		lines[0] = strings.TrimLeft(lines[0], " ")
	}
	return strings.Trim(strings.TrimRight(strings.Join(lines, "\n"), " "), "\n")
}
