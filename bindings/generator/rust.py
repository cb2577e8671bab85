"""The raw layer for Rust: simdloss-sys/src/generated.rs."""

import re

SCALARS = {"uint8_t": "u8", "int32_t": "i32", "uint32_t": "u32", "int64_t": "i64", "uint64_t": "u64",
           "size_t": "usize", "float": "f32", "double": "f64", "char": "c_char", "void": "c_void"}

KEYWORDS = {"type", "match", "ref", "box", "move", "where", "in", "use"}


def _type(kind):
    if kind.parameters is not None:
        parameters = ", ".join(f"{_name(p.name)}: {_type(p.type)}" for p in kind.parameters)
        return f"Option<unsafe extern \"C\" fn({parameters}){_result(kind.target)}>"
    if kind.length:
        return f"[{_type(kind.target)}; {kind.length}]"
    if kind.target is not None:
        return f"*{'const' if kind.target.const else 'mut'} {_type(kind.target)}"
    return SCALARS.get(kind.name, kind.name)


def _result(kind):
    return "" if kind.name == "void" and kind.target is None else f" -> {_type(kind)}"


def _name(name):
    return f"r#{name}" if name in KEYWORDS else name


def _escape(text):
    """Plain text as markdown."""
    return re.sub(r"([\[\]<>*_`\\|])", r"\\\1", text)


def _block(doc, indent=""):
    """A comment of several lines, its columns kept."""
    if not doc:
        return []
    if "\n" not in doc:
        return [f"{indent}/// {_escape(doc)}"]
    return [f"{indent}/// ```text", *(f"{indent}/// {line}".rstrip() for line in doc.split("\n")), f"{indent}/// ```"]


def _layout_check(struct):
    lines = ['#[cfg(target_pointer_width = "64")]', "const _: () = {",
             f"    assert!(size_of::<{struct.name}>() == {struct.size});",
             f"    assert!(align_of::<{struct.name}>() == {struct.align});"]
    for member in struct.members:
        lines.append(f"    assert!(offset_of!({struct.name}, {_name(member.name)}) == {member.offset});")
    return [*lines, "};"]


def _layout(struct):
    members = ", ".join(f'("{m.name}", {m.offset}, {m.size})' for m in struct.members)
    return f'    ("{struct.name}", {struct.size}, &[{members}]),'


def _derives(struct):
    """Plain data is empty by default; a struct that says its size is filled by a function."""
    return f"#[derive(Clone, Copy, Debug{'' if struct.members[0].name == 'size' else ', Default, PartialEq'})]"


def _signature(function):
    names = ", ".join(f'"{p.name}"' for p in function.parameters)
    return f'    ("{function.name}", &[{names}]),'


def emit(model):
    out = ["// Written by bindings/generate from include/simdloss.h. Do not edit: run it again.", "",
           "use core::ffi::{c_char, c_void};", "use core::mem::{align_of, offset_of, size_of};", ""]
    for name, target in model.typedefs.items():
        out.append(f"pub type {name} = {SCALARS[target]};")
    out.append("")
    for constant in model.constants:
        out += _block(constant.doc)
        out.append(f"pub const {constant.name}: {SCALARS.get(constant.type, constant.type)} = {constant.value};")
    for struct in model.structs:
        out += ["", *_block(struct.doc), "#[repr(C)]", _derives(struct), f"pub struct {struct.name} {{"]
        for member in struct.members:
            out += _block(" ".join(member.doc.split()), "    ")
            out.append(f"    pub {_name(member.name)}: {_type(member.type)},")
        out += ["}", "", *_layout_check(struct)]
    for library in dict.fromkeys(function.library for function in model.functions):
        if library != "simdloss":
            out += ["", f"#[cfg({library})]"]
        else:
            out.append("")
        out.append('extern "C" {')
        for function in model.functions:
            if function.library != library:
                continue
            out += _block(function.doc, "    ")
            if function.doc_of:
                out.append(f"    /// As of [`{function.doc_of}`].")
            parameters = ", ".join(f"{_name(p.name)}: {_type(p.type)}" for p in function.parameters)
            out.append(f"    pub fn {function.name}({parameters}){_result(function.result)};")
        out.append("}")
    out += ["", "/// A member of a struct: its name, its offset and its size, on a 64-bit machine.",
            "pub type Member = (&'static str, usize, usize);", "",
            "/// Every struct: its name, its size and its members.",
            "pub const LAYOUTS: &[(&str, usize, &[Member])] = &[", *map(_layout, model.structs), "];",
            "", "/// Calls a macro with every desc and the function that fills in its defaults.", "#[doc(hidden)]", "#[macro_export]",
            "macro_rules! for_each_desc {", "    ($call:ident) => {", "        $call! {",
            *(f"            {s.name} {s.name}_init;" for s in model.structs if s.name.endswith("_desc")),
            "        }", "    };", "}", "",
            "/// Every function that computes, with the names of its arguments: for tests of completeness.",
            "pub const COMPUTE_FUNCTIONS: &[(&str, &[&str])] = &[", *map(_signature, model.compute_functions()), "];", ""]
    return "\n".join(out)
