"""`pip install ./bindings/python` builds the library too, and needs nothing else that is installed."""

import os
import subprocess
import sys

from conftest import ROOT


def test_pip_install_builds_the_library(tmp_path):
    """With one instruction set, which is enough to see that it builds."""
    target = tmp_path / "packages"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                    "--no-build-isolation", "--target", target, f"-Cbuild-dir={ROOT / 'build' / 'bindings' / 'python' / 'from_source'}",
                    "-Ccmake.define.SIMDLOSS_ISAS=sse2", ROOT / "bindings" / "python"], check=True)
    names = {p.name for p in (target / "simdloss").iterdir()}
    assert {"_core.pyi", "py.typed", "_functions.py", "libsimdloss.so.0"} <= names
    code = ("import numpy as np, simdloss as s; import simdloss, sys;"
            f"assert simdloss.__file__.startswith({str(target)!r});"
            "assert s.isa_names() == ['sse2'] and s.has_threads();"
            "assert abs(s.cross_entropy(np.zeros((2, 4), 'f'), np.array([0, 1])) - np.log(4)) < 1e-6")
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path,
                   env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PYTHONPATH": str(target)})
