"""The C headers as data: constants, structs with their offsets, functions, and the comments above them."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from pycparser import c_ast, c_parser

ROOT = Path(__file__).resolve().parent.parent.parent
INCLUDE = ROOT / "include"

# What bindings bind: the core, and the executor in its own library. Header -> library.
HEADERS = {"simdloss.h": "simdloss", "simdloss/tbb.h": "simdloss_tbb"}

# The bindings' structs are laid out for 64-bit machines, where everything is aligned to its own size.
SIZES = {"uint8_t": 1, "int32_t": 4, "uint32_t": 4, "int64_t": 8, "uint64_t": 8, "size_t": 8, "float": 4, "double": 8}

# Functions that prepare a call and compute nothing.
PREPARES = ("_desc_init", "_workspace_size")


@dataclass
class Type:
    """A scalar ("int32_t"), a typedef or struct by name, void, a pointer, an array, or a pointer to a function."""

    name: str = ""
    const: bool = False
    target: "Type | None" = None  # of a pointer or an array
    length: int = 0  # of an array
    parameters: "list[Parameter] | None" = None  # of a pointer to a function, whose result is target


@dataclass
class Parameter:
    name: str
    type: Type


@dataclass
class Member(Parameter):
    offset: int = 0
    size: int = 0
    doc: str = ""


@dataclass
class Struct:
    name: str
    members: list[Member]
    size: int
    align: int
    doc: str = ""


@dataclass
class Function:
    name: str
    result: Type
    parameters: list[Parameter]
    library: str
    header: str
    doc: str = ""
    doc_of: str = ""  # without a comment of its own: the function above it whose comment speaks of both


@dataclass
class Constant:
    name: str
    value: int
    type: str  # the typedef that the enumeration belongs to, or int32_t
    doc: str = ""


@dataclass
class Model:
    constants: list[Constant] = field(default_factory=list)
    typedefs: dict[str, str] = field(default_factory=dict)  # simdloss_status -> int32_t
    structs: list[Struct] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)

    def compute_functions(self):
        """Every function of a family but those that prepare a call: what each binding has to cover."""
        core = ("simdloss/core.h", "simdloss/tbb.h")
        return [f for f in self.functions if f.header not in core and not f.name.endswith(PREPARES)]


def parse():
    """Reads the headers. Fails on a declaration that it does not understand: it does not leave one out."""
    reader = _Reader()
    for header, library in HEADERS.items():
        reader.read(header, library)
    _add_defines(reader.model)
    _add_documentation(reader.model)
    return reader.model


def _preprocessed(header):
    """By the C compiler, against its own headers' names but not their text: the standard's types are ours to say."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "stdint.h").write_text(
            "".join(f"typedef {'unsigned ' if name.startswith('u') else ''}int {name};\n"
                    for name in SIZES if name.endswith("_t") and name != "size_t"))
        (Path(folder) / "stddef.h").write_text("typedef unsigned long size_t;\n")
        command = [os.environ.get("CC", "cc"), "-E", "-nostdinc", f"-I{folder}", f"-I{INCLUDE}", "-xc", "-"]
        source = f"#include <{header}>\n"
        return subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout


class _Reader:
    def __init__(self):
        self.model = Model()
        self.seen = set()
        self.last_typedef = ""

    def read(self, header, library):
        for node in c_parser.CParser().parse(_preprocessed(header), header).ext:
            file = str(node.coord.file)
            if not file.startswith(str(INCLUDE)) or (file, node.coord.line) in self.seen:
                continue
            self.seen.add((file, node.coord.line))
            self.declaration(node, str(Path(file).relative_to(INCLUDE)), library)

    def declaration(self, node, header, library):
        if isinstance(node, c_ast.Decl) and isinstance(node.type, c_ast.Enum):
            self.enumeration(node.type)
        elif isinstance(node, c_ast.Typedef) and isinstance(node.type.type, c_ast.Struct):
            self.model.structs.append(self.struct(node.name, node.type.type))
        elif isinstance(node, c_ast.Typedef):
            self.model.typedefs[node.name] = " ".join(node.type.type.names)
            self.last_typedef = node.name
            return
        elif isinstance(node, c_ast.Decl) and isinstance(node.type, c_ast.FuncDecl):
            function = node.type
            self.model.functions.append(Function(
                node.name, self.type(function.type), self.parameters(function), library, header))
        else:
            raise SystemExit(f"generate: {node.coord}: a declaration of an unknown kind: {type(node).__name__}")
        self.last_typedef = ""

    def enumeration(self, node):
        """Belongs to the typedef that stands right above it, if one does."""
        for item in node.values.enumerators:
            self.model.constants.append(Constant(item.name, self.value(item.value), self.last_typedef or "int32_t"))

    def value(self, node):
        if isinstance(node, c_ast.Constant):
            return int(node.value.rstrip("uUlL"), 0)
        if isinstance(node, c_ast.UnaryOp) and node.op == "-":
            return -self.value(node.expr)
        if isinstance(node, c_ast.BinaryOp) and node.op == "|":
            return self.value(node.left) | self.value(node.right)
        if isinstance(node, c_ast.BinaryOp) and node.op == "<<":
            return self.value(node.left) << self.value(node.right)
        raise SystemExit(f"generate: {node.coord}: give the enumerator a plain number")

    def type(self, node):
        if isinstance(node, c_ast.PtrDecl) and isinstance(node.type, c_ast.FuncDecl):
            return Type(target=self.type(node.type.type), parameters=self.parameters(node.type))
        if isinstance(node, c_ast.PtrDecl):
            return Type(target=self.type(node.type))
        if isinstance(node, c_ast.ArrayDecl):
            return Type(target=self.type(node.type), length=self.value(node.dim))
        return Type(name=" ".join(node.type.names), const="const" in node.quals)

    def parameters(self, node):
        declared = node.args.params if node.args else []
        named = [Parameter(p.name, self.type(p.type)) for p in declared if isinstance(p, c_ast.Decl)]
        if any(p.type.name == "" and p.type.target is None for p in named):
            raise SystemExit(f"generate: {node.coord}: a parameter without a type")
        return named

    def struct(self, name, node):
        members, offset, align = [], 0, 1
        for declaration in node.decls:
            kind = self.type(declaration.type)
            size, alignment = self.extent(kind)
            offset = -(-offset // alignment) * alignment
            members.append(Member(declaration.name, kind, offset, size))
            offset, align = offset + size, max(align, alignment)
        return Struct(name, members, -(-offset // align) * align, align)

    def extent(self, kind):
        """Size and alignment."""
        if kind.length:
            size, align = self.extent(kind.target)
            return size * kind.length, align
        if kind.target is not None:
            return 8, 8
        name = self.model.typedefs.get(kind.name, kind.name)
        for struct in self.model.structs:
            if struct.name == name:
                return struct.size, struct.align
        return SIZES[name], SIZES[name]


def assert_layout(model):
    """Lets the C compiler confirm every offset, size and constant, on the machine that it compiles for."""
    lines = [f"#include <{header}>" for header in HEADERS]
    for struct in model.structs:
        lines.append(f'_Static_assert(sizeof({struct.name}) == {struct.size}, "{struct.name}");')
        for member in struct.members:
            place = f"{struct.name}, {member.name}"
            lines.append(f'_Static_assert(offsetof({place}) == {member.offset}, "{place}");')
            lines.append(f'_Static_assert(sizeof((({struct.name} *)0)->{member.name}) == {member.size}, "{place}");')
    for constant in model.constants:
        lines.append(f'_Static_assert({constant.name} == {constant.value}, "{constant.name}");')
    command = [os.environ.get("CC", "cc"), "-std=c11", "-fsyntax-only", f"-I{INCLUDE}", "-xc", "-"]
    return subprocess.run(command, input="\n".join(lines) + "\n", text=True, check=False).returncode == 0


def _comment_text(comment):
    """/* ... */ as lines of text."""
    lines = comment.removeprefix("/*").removesuffix("*/").split("\n")
    lines = [re.sub(r"^ \* ?", "", line).rstrip() for line in lines]
    return "\n".join(lines).strip("\n").strip()


_COMMENT = r"/\*(?:[^*]|\*(?!/))*\*/"


def _add_defines(model):
    """The macros that are plain numbers: the version."""
    text = (INCLUDE / "simdloss" / "core.h").read_text()
    for name, value in re.findall(r"^#define (SIMDLOSS_\w+) (\d+)$", text, re.MULTILINE):
        model.constants.append(Constant(name, int(value), "int32_t"))


def _add_documentation(model):
    structs = {struct.name: struct for struct in model.structs}
    functions = {function.name: function for function in model.functions}
    constants = {constant.name: constant for constant in model.constants}
    for path in [INCLUDE / "simdloss.h", *sorted((INCLUDE / "simdloss").glob("*.h"))]:
        text = path.read_text()
        for match in re.finditer(rf"({_COMMENT})\s*typedef struct (simdloss_\w+)", text):
            if match[2] in structs:
                structs[match[2]].doc = _comment_text(match[1])
        for match in re.finditer(rf"typedef struct (simdloss_\w+) \{{(.*?)\n\}}", text, re.DOTALL):
            if match[1] in structs:
                _document_members(structs[match[1]], match[2])
        for match in re.finditer(rf"\b(SIMDLOSS_\w+) = [^,/\n]+,?[ ]*({_COMMENT})", text):
            if match[1] in constants:
                constants[match[1]].doc = _comment_text(match[2])
        last = ""
        for match in re.finditer(rf"({_COMMENT}\s*)?SIMDLOSS_API [^;]*?\b(simdloss_\w+)\(", text):
            function = functions.get(match[2])
            if match[1]:
                last = match[2]
            if function and match[1]:
                function.doc = _comment_text(match[1].rstrip())
            elif function and not function.name.endswith(PREPARES):
                function.doc_of = last


def _document_members(struct, body):
    members = {member.name: member for member in struct.members}
    for match in re.finditer(rf"(\w+)(?:\[\d+\])?;[ ]*((?:{_COMMENT}\s*)+)", body):
        comments = re.findall(_COMMENT, match[2])
        if match[1] in members:
            members[match[1]].doc = " ".join(_comment_text(c) for c in comments)
