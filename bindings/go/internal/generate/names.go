package main

import (
	"regexp"
	"strings"
)

// Words that Go writes otherwise than with one capital.
var words = map[string]string{
	"nll": "NLL", "kl": "KL", "nce": "NCE", "nt": "NT", "isa": "ISA", "ok": "OK", "nan": "NaN",
	"arcface": "ArcFace", "cosface": "CosFace",
}

// upperCamel: cross_entropy, CROSS_ENTROPY -> CrossEntropy.
func upperCamel(name string) string {
	var out strings.Builder
	for _, word := range strings.Split(strings.ToLower(name), "_") {
		if special, ok := words[word]; ok {
			out.WriteString(special)
		} else if word != "" {
			out.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return out.String()
}

// lowerCamel: class_weight -> classWeight.
func lowerCamel(name string) string {
	first, rest, _ := strings.Cut(name, "_")
	return first + upperCamel(rest)
}

var cNames = regexp.MustCompile(`\bsimdloss_([a-z0-9_]+)\b|\bSIMDLOSS_([A-Z0-9_]+)\b`)

// goText puts Go's names in the place of the C functions and constants that a comment mentions.
func goText(comment string) string {
	return cNames.ReplaceAllStringFunc(comment, func(name string) string {
		_, rest, _ := strings.Cut(name, "_")
		if strings.HasSuffix(rest, "_") { // a prefix of several
			return name
		}
		return upperCamel(rest)
	})
}

// goDoc is a comment as Go writes it.
func goDoc(paragraphs ...string) string {
	var out strings.Builder
	for i, p := range paragraphs {
		if p == "" {
			continue
		}
		if i > 0 {
			out.WriteString("//\n")
		}
		for _, line := range strings.Split(p, "\n") {
			out.WriteString(strings.TrimRight("// "+line, " ") + "\n")
		}
	}
	return out.String()
}
