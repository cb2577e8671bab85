"""What the C headers say: functions, descs, options with their defaults, constants, and the text of the manual."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = ("_forward_backward", "_forward", "_backward", "_gradient_hessian")


@dataclass
class Field:
    name: str
    type: str  # i32, i64, f64
    comment: str
    choices: dict[str, int] | None  # of an enumeration: names in lower case, without the prefix
    default: str | None  # as Python source; None where the header names none


@dataclass
class Parameter:
    name: str
    is_output: bool


@dataclass
class Function:
    name: str  # without simdloss_
    desc: str | None  # the desc's name, without simdloss_ and _desc
    parameters: list[Parameter]  # the buffers
    header: str

    @property
    def stem(self) -> str:
        for suffix in SUFFIXES:
            if self.name.endswith(suffix):
                return self.name.removesuffix(suffix)
        return self.name

    @property
    def kind(self) -> str:
        return self.name.removeprefix(self.stem)


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def comment_text(comment: str) -> str:
    lines = [re.sub(r"^ ?\* ?", "", line.strip()) for line in comment[2:-2].strip().split("\n")]
    return "\n".join(line.rstrip() for line in lines).strip()


class Headers:
    def __init__(self, folder: Path):
        self.texts = {path.name: path.read_text() for path in sorted(folder.glob("*.h"))}
        self.enums = self._enums()
        self.functions = [f for name, text in self.texts.items() for f in self._functions(name, text)]
        self.descs = {name: fields for text in self.texts.values() for name, fields in self._descs(text)}

    def _enums(self) -> list[dict[str, int]]:
        bodies = [b for t in self.texts.values() for b in re.findall(r"enum \{(.*?)\}", without_comments(t), re.DOTALL)]
        return [{name: int(value) for name, value in re.findall(r"(\w+)\s*=\s*(-?\d+)", body)} for body in bodies]

    def enum_of(self, constant: str) -> dict[str, int] | None:
        """The enumeration that has a constant: its names in lower case, without the prefix that all share."""
        for enum in self.enums:
            if constant in enum:
                names = [name.split("_") for name in enum]
                shared = 0
                while all(len(n) > shared + 1 and n[shared] == names[0][shared] for n in names):
                    shared += 1
                return {"_".join(n[shared:]).lower(): value for n, value in zip(names, enum.values())}
        return None

    @staticmethod
    def _functions(header: str, text: str):
        for name, body in re.findall(r"SIMDLOSS_API [^;()]*?\bsimdloss_(\w+)\s*\(([^;]*)\);", without_comments(text)):
            desc, buffers = None, []
            for declaration in (" ".join(p.split()) for p in body.split(",")):
                found = re.match(r"const simdloss_(\w+)_desc \*desc$", declaration)
                if found:
                    desc = found[1]
                elif found := re.match(r"(.*\*\s*)(\w+)$", declaration):
                    if found[2] not in ("executor", "workspace"):
                        buffers.append(Parameter(found[2], not found[1].startswith("const ")))
            yield Function(name, desc, buffers, header)

    def _descs(self, text: str):
        for name, body in re.findall(r"typedef struct simdloss_(\w+)_desc \{(.*?)\n\}", text, re.DOTALL):
            fields = []
            for declaration, comment in re.findall(r"([^;/]+);\s*((?:/\*.*?\*/\s*)*)", body, re.DOTALL):
                comment = " ".join(" ".join(re.findall(r"/\*\s*(.*?)\s*\*/", comment, re.DOTALL)).split())
                ctype, names = declaration.strip().split(None, 1)
                fields += [self._field(ctype, field.strip(), comment) for field in names.split(",")]
            yield name, fields

    def _field(self, ctype: str, name: str, comment: str) -> Field:
        kind = {"double": "f64", "int64_t": "i64"}.get(ctype, "i32")
        choices = None
        named = re.search(r"SIMDLOSS_\w+[A-Z0-9]", comment)
        if "dtype" in ctype:
            choices = self.enum_of("SIMDLOSS_F32")
        elif ctype.startswith("simdloss_"):
            first = re.search(r"typedef int32_t " + ctype + r";\s*enum \{\s*(\w+)", "\n".join(map(without_comments, self.texts.values())))
            choices = self.enum_of(first[1])
        elif kind == "i32" and named and not comment.startswith(("0 ", "1 ")):
            choices = self.enum_of(named[0])
        found = re.search(r"(\S+) \(default\)", comment)
        default = found[1].rstrip(";,") if found else None
        if choices and default:
            short = default.removeprefix("SIMDLOSS_").lower()
            default = next((repr(c) for c in choices if short == c or short.endswith("_" + c)), default)
        elif default and kind == "f64":
            default = repr(float(default)) if re.match(r"[-+.0-9e]+$", default) else None
        elif default and not re.match(r"-?\d+$", default):
            default = None
        return Field(name, kind, comment, choices, default)

    def manual(self, function: Function) -> str:
        """The comment in front of the function's desc, or of its header."""
        text = self.texts[function.header]
        blocks = list(re.finditer(r"^/\*.*?\*/", text, re.DOTALL | re.MULTILINE))
        at = text.find(f"typedef struct simdloss_{function.desc}_desc {{")
        before = [b for b in blocks if b.end() <= at and text[b.end():at].strip() == ""]
        top = comment_text(blocks[0][0])
        own = comment_text(before[-1][0]) if before else ""
        return own if len(own.split("\n")) > 3 else top
