package main

import (
	"fmt"
	"strings"
)

// A call in Go: checks of lengths and types, then the C function through a shim that brings the message of a failure.

// Written by hand, since they give numbers back or take no executor.
var byHand = map[string]bool{"simdloss_cross_entropy_denominator": true, "simdloss_cross_entropy_merge": true}

type parameter struct {
	argument
	layout
	goName string
}

func (p parameter) isInput() bool { return strings.HasPrefix(p.ctype, "const") }

// A call is one function of a desc, with the layouts of its arguments.
type call struct {
	function
	desc       structure
	kind       kind
	parameters []parameter // without desc, executor, workspace_bytes
}

func newCall(f function, desc structure, k kind) (call, error) {
	c := call{function: f, desc: desc, kind: k}
	for _, a := range f.arguments[2:] {
		if a.name == "workspace_bytes" {
			continue
		}
		l, ok := layoutOf(f.name, a.name, k)
		if !ok {
			return c, fmt.Errorf("%s: what %s holds is not known; give it a line in table.go", f.name, a.name)
		}
		c.parameters = append(c.parameters, parameter{a, l, lowerCamel(a.name)})
	}
	return c, nil
}

func layoutOf(function, name string, k kind) (layout, bool) {
	if name == "workspace" {
		return layout{"byte", ""}, true
	}
	if l, ok := exceptions[function][name]; ok {
		return l, true
	}
	if l, ok := k.arguments[name]; ok {
		return l, true
	}
	rest, ok := strings.CutPrefix(name, "grad_")
	if !ok {
		return layout{}, false
	}
	l, ok := k.arguments[rest]
	return l, ok
}

func (c call) uses(element string) bool {
	for _, p := range c.parameters {
		if p.element == element {
			return true
		}
	}
	return false
}

// typeParameters: A first, so that A alone can be given where no argument tells it.
func (c call) typeParameters() string {
	var out []string
	if c.uses("A") {
		out = append(out, "A Accumulator")
	}
	if c.uses("T") {
		out = append(out, "T Float")
	}
	if c.uses("I") {
		out = append(out, "I Index")
	}
	if c.uses("Y") {
		out = append(out, "Y "+labelConstraint(c.desc))
	}
	return strings.Join(out, ", ")
}

// firstType is that of desc.dtype; where no input has it, the accumulator stands for it.
func (c call) firstType() string {
	if c.uses("T") {
		return "T"
	}
	return "A"
}

func (c call) secondDtype() string {
	switch {
	case c.uses("Y"):
		return "dtypeOf[Y]()"
	case c.uses("I"):
		return "dtypeOf[I]()"
	}
	return "dtypeOf[int64]()"
}

func (c call) outputs() (n int) {
	for _, p := range c.parameters {
		if !p.isInput() && p.goName != "workspace" {
			n++
		}
	}
	return n
}

func (c call) summary() string {
	name := upperCamel(strings.TrimPrefix(c.name, "simdloss_"))
	switch strings.TrimPrefix(c.name, stemOf(c.name)) {
	case "_forward":
		return name + " computes the values."
	case "_backward":
		return name + " computes the gradients."
	case "_forward_backward":
		return name + " computes values and gradients in one pass, with the bits of the two calls."
	case "_gradient_hessian":
		return name + " computes the gradient and the diagonal Hessian of the sum of all losses."
	}
	return name + " is simdloss_" + strings.TrimPrefix(c.name, "simdloss_") + "."
}

// parameterTable says what each slice holds.
func (c call) parameterTable() string {
	width := 0
	for _, p := range c.parameters {
		width = max(width, len(p.goName))
	}
	var out strings.Builder
	for _, p := range c.parameters {
		doc := p.element + ": " + c.kind.extents[p.extent].doc
		if p.goName == "workspace" {
			doc = "byte: [" + upperCamel(c.desc.name) + "WorkspaceSize]"
		}
		if nothing, ok := absent[p.name]; ok {
			doc += ", or nil: " + nothing
		} else if nothing, ok := absent[c.desc.name+"."+p.name]; ok {
			doc += ", or nil: " + nothing
		} else if (p.name == "row_stats" || p.name == "entropy") && p.isInput() {
			doc += ", or nil: computed again"
		} else if !p.isInput() && c.outputs() > 1 {
			doc += ", or nil: not wanted"
		}
		fmt.Fprintf(&out, "    %-*s  %s\n", width, p.goName, doc)
	}
	return strings.TrimRight(out.String(), "\n")
}

// grouped writes "logits []T, classWeight, rowWeight []A".
func (c call) grouped() string {
	var out strings.Builder
	for i, p := range c.parameters {
		out.WriteString(", " + p.goName)
		last := i+1 == len(c.parameters)
		if last || c.parameters[i+1].element != p.element || c.parameters[i+1].isInput() != p.isInput() {
			out.WriteString(" []" + p.element)
		}
	}
	return out.String()
}

func (e *emitter) call(c call) {
	goName := upperCamel(strings.TrimPrefix(c.name, "simdloss_"))
	about := goText(c.comment)
	e.print("%sfunc %s[%s](d *%sDesc%s) error {\n", goDoc(c.summary()+" See ["+upperCamel(c.desc.name)+"Desc].", c.parameterTable(), about), goName, c.typeParameters(),
		upperCamel(c.desc.name), c.grouped())
	e.print("\tvar check checks\n\tnative := d.native(&check, dtypeOf[%s](), %s)\n", c.firstType(), c.secondDtype())
	e.print("\tif check.err != nil {\n\t\treturn check.failure(%q)\n\t}\n", goName)
	if c.uses("A") && c.uses("T") {
		e.print("\tcheck.accumulator(dtypeOf[A](), dtypeOf[T]())\n")
	}
	known := map[string]bool{}
	for _, p := range c.parameters {
		if p.extent != "" && !known[p.extent] {
			known[p.extent] = true
			e.print("\t%sExtent := %s\n", lowerCamel(p.extent), c.kind.extents[p.extent].code)
		}
	}
	for _, p := range c.parameters {
		if p.extent != "" {
			e.print("\tfits(&check, %q, %s, %sExtent)\n", p.goName, p.goName, lowerCamel(p.extent))
		}
	}
	e.print("\tif check.err != nil {\n\t\treturn check.failure(%q)\n\t}\n", goName)
	arguments, workspace := "", false
	for _, p := range c.parameters {
		switch {
		case p.goName == "workspace":
			workspace = true
			arguments += ", pointer(workspace), C.size_t(len(workspace))"
		case p.element == "int64":
			arguments += ", (*C.int64_t)(unsafe.Pointer(unsafe.SliceData(" + p.goName + ")))"
		case p.element == "CrossEntropyRecord":
			arguments += ", recordPointer(" + p.goName + ")"
		default:
			arguments += ", pointer(" + p.goName + ")"
		}
	}
	if workspace {
		e.print("\tif workspace == nil {\n\t\tvar bytes C.size_t\n")
		e.print("\t\tif result := C.go_%s_workspace_size(&native, &bytes); result.status != 0 {\n", c.desc.name)
		e.print("\t\t\treturn failure(%q, result)\n\t\t}\n\t\tworkspace = make([]byte, bytes)\n\t}\n", goName)
	}
	e.print("\tif result := C.go_%s(&native, executor()%s); result.status != 0 {\n", strings.TrimPrefix(c.name, "simdloss_"), arguments)
	e.print("\t\treturn failure(%q, result)\n\t}\n\treturn nil\n}\n\n", goName)
}

func (e *emitter) workspaceSize(f function, desc structure) {
	name := upperCamel(strings.TrimPrefix(f.name, "simdloss_"))
	about := goText(f.comment)
	e.print("%sfunc %s[T Float](d *%sDesc) (int, error) {\n", goDoc(name+" gives the bytes of workspace that a call on vectors of T needs.",
		about), name, upperCamel(desc.name))
	e.print("\tvar check checks\n\tnative := d.native(&check, dtypeOf[T](), dtypeOf[int64]())\n")
	e.print("\tif check.err != nil {\n\t\treturn 0, check.failure(%q)\n\t}\n\tvar bytes C.size_t\n", name)
	e.print("\tif result := C.go_%s(&native, &bytes); result.status != 0 {\n", strings.TrimPrefix(f.name, "simdloss_"))
	e.print("\t\treturn 0, failure(%q, result)\n\t}\n\treturn int(bytes), nil\n}\n\n", name)
}
