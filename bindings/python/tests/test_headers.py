"""The package against the C headers: nothing is missing, and everything has the compiler's layout and the library's defaults."""

import math
import re
import subprocess
import sys

import pytest
import simdloss
from conftest import ROOT
from simdloss import _core, _functions, _specs, _table

sys.path.insert(0, str(ROOT / "bindings" / "python"))
from headers import Headers, without_comments  # noqa: E402
from specs import is_loss_function  # noqa: E402

HEADERS = Headers(ROOT / "include" / "simdloss")


def test_every_declaration_is_understood():
    """What the parser of the headers finds is what a plain search finds."""
    text = "\n".join(without_comments(t) for t in HEADERS.texts.values())
    declared = set(re.findall(r"\bsimdloss_(\w+)\(", re.sub(r"\s+\(", "(", text)))
    assert declared == {f.name for f in HEADERS.functions}
    assert set(re.findall(r"struct simdloss_(\w+)_desc \{", text)) == set(HEADERS.descs)


@pytest.mark.parametrize("function", HEADERS.functions, ids=lambda f: f.name)
def test_every_function_is_there(function):
    if is_loss_function(function, _table):
        public = function.name.removesuffix("_forward") if function.kind == "_forward" else function.name
        assert public in _functions.__all__
        assert callable(getattr(simdloss, public)) and callable(getattr(_core, function.name))
    elif function.name not in ("status_name", "last_error", "version", "isa_name", "tbb_executor_init") and \
            not function.name.endswith(_table.OTHER_SUFFIXES):
        assert callable(getattr(simdloss, function.name))


def test_every_loss_is_in_torch_and_jax():
    from simdloss.jax._functions import __all__ as jax_functions
    from simdloss.torch._functions import __all__ as torch_functions

    both_ways = {f.stem for f in HEADERS.functions if f.kind == "_forward"} & \
        {f.stem for f in HEADERS.functions if f.kind == "_backward"}
    assert both_ways == set(_specs.LOSSES) == set(torch_functions) == set(jax_functions)


def test_no_entry_of_the_table_is_stale():
    stems = {f.stem for f in HEADERS.functions} | {f.name for f in HEADERS.functions}
    assert set(_table.LOSSES) <= stems
    for name, loss in _table.LOSSES.items():
        used = {p.name for f in HEADERS.functions if name in (f.name, f.stem) for p in f.parameters}
        assert set(loss.arrays) <= used, name


@pytest.mark.parametrize("name", list(_specs.FUNCTIONS))
def test_defaults_are_those_of_the_library(name):
    ours = {o.name: o for o in _specs.FUNCTIONS[name].options}
    theirs = _core.defaults(name)
    assert ours.keys() == theirs.keys()
    desc = next(f.desc for f in HEADERS.functions if f.name == name)
    fields = {f.name: f for f in HEADERS.descs[desc]}
    for option, value in theirs.items():
        default = ours[option].default
        if ours[option].choices:
            default = fields[option].choices[default]
        assert default == value or math.isclose(default, value, rel_tol=0), option


def test_constants_are_those_of_the_compiler():
    parsed = {name: value for enum in HEADERS.enums for name, value in enum.items()}
    assert parsed == _core.constants() and len(parsed) >= 60


def test_layout_is_that_of_the_library():
    """Offsets are the compiler's own (offsetof); the record's NumPy type has the members of the checked-in list."""
    listed = (ROOT / "tests" / "abi" / "layout.txt").read_text()
    dtype = simdloss.cross_entropy_record
    for member, (_, offset) in dtype.fields.items():
        assert f"simdloss_cross_entropy_record.{member} at {offset}, {dtype[member].itemsize} bytes\n" in listed
    assert f"simdloss_cross_entropy_record {dtype.itemsize}\n" in listed
    assert len(dtype.fields) == len(re.findall(r"simdloss_cross_entropy_record\.\w+ at", listed))


def test_a_loss_that_is_missing_fails_the_build(tmp_path):
    include = tmp_path / "include" / "simdloss"
    include.mkdir(parents=True)
    for name, text in HEADERS.texts.items():
        (include / name).write_text(text.replace("simdloss_rank_hinge", "simdloss_new_loss"))
    run = subprocess.run([sys.executable, ROOT / "bindings" / "python" / "generate.py", tmp_path / "include", tmp_path],
                         capture_output=True, text=True)
    assert run.returncode != 0 and "simdloss_new_loss_forward" in run.stderr


def test_documentation_names_everything():
    for name in _functions.__all__:
        text = getattr(simdloss, name).__doc__
        assert all(section in text for section in ("Parameters\n", "Returns\n", "Raises\n", "Notes\n")), name
        spec = _specs.FUNCTIONS.get(f"{name}_forward") or _specs.FUNCTIONS[name]
        for argument in [*spec.arrays, *spec.options]:
            assert f"\n    {argument.name} : " in text, f"{name}: {argument.name}"
