"""
The raw layer for Julia: SimdLoss/src/generated.jl, for Julia 1.5 and newer.

The module that includes it defines the names of the two libraries, libsimdloss and libsimdloss_tbb, as constants. A
struct that begins with its own size is mutable and made empty, to be filled by its _init function; one that is plain
data is immutable, so that it may stand in arrays. Pointers are taken as whatever converts to Ptr{Cvoid} or a Ref.
"""

SCALARS = {"uint8_t": "UInt8", "int32_t": "Int32", "uint32_t": "UInt32", "int64_t": "Int64", "uint64_t": "UInt64",
           "size_t": "Csize_t", "float": "Float32", "double": "Float64", "char": "Cchar", "void": "Cvoid"}

KEYWORDS = {"end", "begin", "function", "type", "module", "export", "import", "local", "global"}


def _field(kind):
    if kind.parameters is not None:
        return "Ptr{Cvoid}"
    if kind.length:
        return f"NTuple{{{kind.length}, {_field(kind.target)}}}"
    if kind.target is not None:
        return f"Ptr{{{_field(kind.target)}}}"
    return SCALARS.get(kind.name, kind.name)


def _argument(kind, structs):
    """The type of a ccall argument: a Ref where a struct is passed by its address, so that one may be given as it is."""
    if kind.target is None or kind.parameters is not None:
        return _field(kind)
    if kind.target.name == "char":
        return "Cstring"
    if kind.target.name == "simdloss_executor" and kind.target.const:
        return "Ptr{simdloss_executor}"  # it may be NULL
    if kind.target.name in structs and structs[kind.target.name].members[0].name == "size":
        return f"Ref{{{kind.target.name}}}"
    return _field(kind)


def _name(name):
    return f"{name}_" if name in KEYWORDS else name


def _docstring(doc):
    if not doc:
        return []
    text = doc.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return ['"""', *(f"    {line}".rstrip() for line in text.split("\n")), '"""']


def _string(text):
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") + '"'


def _struct(struct):
    mutable = struct.members[0].name == "size"
    out = ["", *_docstring(struct.doc), f"{'mutable ' if mutable else ''}struct {struct.name}"]
    for member in struct.members:
        line = f"    {_name(member.name)}::{_field(member.type)}"
        out.append(f"{line} # {member.doc}" if member.doc else line)
    if mutable:
        out.append(f"    {struct.name}() = new()")
    return [*out, "end"]


def _function(function, structs):
    names = ", ".join(_name(p.name) for p in function.parameters)
    types = ", ".join(_argument(p.type, structs) for p in function.parameters)
    types += "," if len(function.parameters) == 1 else ""
    result = "Cstring" if function.result.target is not None else _field(function.result)
    call = f"ccall((:{function.name}, lib{function.library}), {result}, ({types}){', ' + names if names else ''})"
    doc = function.doc or (f"As of `{function.doc_of}`." if function.doc_of else "")
    return ["", *_docstring(doc), f"{function.name}({names}) =", f"    {call}"]


def _layout(struct):
    members = ", ".join(f'("{m.name}", {m.offset}, {m.size}, {_string(m.doc)})' for m in struct.members)
    return f'    ("{struct.name}", {struct.size}, [{members}]),'


def _signature(function):
    """Outputs are the pointers to what is not const; the workspace is one."""
    desc = function.parameters[0].type.target
    names = ", ".join(f'"{p.name}"' for p in function.parameters)
    outputs = ", ".join(f'"{p.name}"' for p in function.parameters
                        if p.type.target is not None and not p.type.target.const)
    return f'    ("{function.name}", "{desc.name if desc else ""}", [{names}], String[{outputs}]),'


def emit(model):
    structs = {struct.name: struct for struct in model.structs}
    out = ["# Written by bindings/generate from include/simdloss.h. Do not edit: run it again.", ""]
    for name, target in model.typedefs.items():
        out.append(f"const {name} = {SCALARS[target]}")
    out.append("")
    for constant in model.constants:
        line = f"const {constant.name} = {SCALARS.get(constant.type, constant.type)}({constant.value})"
        out.append(f"{line} # {' '.join(constant.doc.split())}" if constant.doc else line)
    for struct in model.structs:
        out += _struct(struct)
    for function in model.functions:
        out += _function(function, structs)
    out += ["", "# Every struct: its name and size; its members' names, offsets, sizes, and what the header says of them.",
            "const LAYOUTS = [", *map(_layout, model.structs), "]", "",
            "# Every function that computes: its name and its desc; the names of all arguments, and of the outputs among them.",
            "const COMPUTE_FUNCTIONS = [", *map(_signature, model.compute_functions()), "]", ""]
    return "\n".join(out)
