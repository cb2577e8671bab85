package main

import (
	"fmt"
	"strings"
)

// A desc in Go: exported fields of Go's types, a constructor with the defaults, and the way to and from the C struct.

// Sizes without a default are what a desc is made with.
var required = map[string]bool{"batch": true, "classes": true, "features": true, "rows": true, "width": true}

type goField struct {
	field
	name, gotype string
}

func isDtype(f field) bool { return f.ctype == "simdloss_dtype" }

func isHidden(f field) bool { return f.name == "size" || f.name == "reserved" || isDtype(f) }

func fieldsOf(desc structure) ([]goField, error) {
	var fields []goField
	for _, f := range desc.fields {
		if isHidden(f) {
			continue
		}
		g := goField{f, upperCamel(f.name), ""}
		switch {
		case f.ctype == "int64_t" && strings.HasSuffix(f.name, "_index"):
			g.gotype = "int64"
		case f.ctype == "int64_t":
			g.gotype = "int"
		case f.ctype == "double":
			g.gotype = "float64"
		case strings.HasPrefix(f.ctype, "simdloss_"):
			g.gotype = upperCamel(strings.TrimPrefix(f.ctype, "simdloss_"))
		case f.ctype == "int32_t":
			var err error
			if g.gotype, err = int32Type(desc.name, f.name, f.comment); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("simdloss_%s_desc.%s: a field of type %s", desc.name, f.name, f.ctype)
		}
		fields = append(fields, g)
	}
	return fields, nil
}

func requiredSizes(desc structure) []string {
	var sizes []string
	for _, f := range desc.fields {
		if required[f.name] && strings.Contains(f.comment, "0 (default)") {
			sizes = append(sizes, f.name)
		}
	}
	return sizes
}

// The label's constraint, by what the desc's comment says the target may be.
func labelConstraint(desc structure) string {
	for _, f := range desc.fields {
		if isDtype(f) && f.name != "dtype" {
			switch {
			case strings.HasPrefix(f.comment, "0 (default): dtype; or I8"):
				return "SignedLabel"
			case strings.HasPrefix(f.comment, "0 (default) or dtype"):
				return "BinaryLabel"
			}
		}
	}
	return ""
}

func (e *emitter) desc(desc structure) error {
	fields, err := fieldsOf(desc)
	if err != nil {
		return err
	}
	goName, cName := upperCamel(desc.name)+"Desc", "C.simdloss_"+desc.name+"_desc"
	comment := desc.comment
	if comment == "" && !e.topCommentUsed {
		comment = e.header.comment
		e.topCommentUsed = true
	}
	sizes := requiredSizes(desc)
	e.print("%stype %s struct {\n", goDoc(fmt.Sprintf("%s has the sizes and options of %s; [New%s] makes one.", goName, e.users(desc), goName),
		goText(comment)), goName)
	for _, f := range fields {
		e.print("\t%s %s // %s\n", f.name, f.gotype, goText(f.comment))
	}
	e.print("\tmade bool\n}\n\n")

	parameters := ""
	if len(sizes) > 0 {
		parameters = strings.Join(sizes, ", ") + " int"
	}
	e.print("// New%s gives a desc of these sizes with the defaults of all options.\n", goName)
	e.print("func New%s(%s) *%s {\n\tvar native %s\n", goName, parameters, goName, cName)
	e.print("\tC.simdloss_%s_desc_init(&native, C.sizeof_simdloss_%s_desc)\n\treturn &%s{\n", desc.name, desc.name, goName)
	for _, f := range fields {
		value := f.gotype + "(native." + cField(f.field.name) + ")"
		if f.gotype == "bool" {
			value = "native." + cField(f.field.name) + " != 0"
		}
		if required[f.field.name] && contains(sizes, f.field.name) {
			value = f.field.name
		}
		e.print("\t\t%s: %s,\n", f.name, value)
	}
	e.print("\t\tmade: true,\n\t}\n}\n\n")

	second := ""
	for _, f := range desc.fields {
		if isDtype(f) && f.name != "dtype" {
			second = f.name
		}
	}
	e.print("func (d *%s) native(check *checks, dtype, second C.simdloss_dtype) (native %s) {\n", goName, cName)
	e.print("\tif d == nil || !d.made {\n\t\tcheck.notMade(%q)\n\t\treturn\n\t}\n", "New"+goName)
	e.print("\tnative.size = C.sizeof_simdloss_%s_desc\n\tnative.dtype = dtype\n", desc.name)
	if second != "" {
		e.print("\tnative.%s = second\n", second)
	}
	for _, f := range fields {
		value := "C." + f.ctype + "(d." + f.name + ")"
		if f.gotype == "bool" {
			value = "flag(d." + f.name + ")"
		}
		e.print("\tnative.%s = %s\n", cField(f.field.name), value)
	}
	e.print("\treturn\n}\n\n")
	return nil
}

// cgo writes a C name that is a word of Go's with an underscore before it.
func cField(name string) string {
	if name == "range" || name == "type" || name == "map" {
		return "_" + name
	}
	return name
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// users names the functions that take a desc, without the direction.
func (e *emitter) users(desc structure) string {
	var stems []string
	for _, f := range e.header.functions {
		if len(f.arguments) > 0 && f.arguments[0].ctype == "const simdloss_"+desc.name+"_desc *" && takesExecutor(f) {
			stem := stemOf(f.name)
			if !contains(stems, stem) {
				stems = append(stems, stem)
			}
		}
	}
	for i, s := range stems {
		stems[i] = upperCamel(strings.TrimPrefix(s, "simdloss_"))
	}
	return strings.Join(stems, ", ")
}

func stemOf(name string) string {
	for _, suffix := range []string{"_forward_backward", "_forward", "_backward", "_gradient_hessian", "_denominator", "_partial",
		"_finish", "_workspace_size"} {
		if s, ok := strings.CutSuffix(name, suffix); ok {
			return s
		}
	}
	return name
}

func takesExecutor(f function) bool {
	return len(f.arguments) > 1 && f.arguments[1].ctype == "const simdloss_executor *"
}
