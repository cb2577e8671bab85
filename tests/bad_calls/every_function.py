#!/usr/bin/env python3
"""Calls every function of the C interface with what no caller should pass: NULL everywhere, sizes that are negative or
overflow, NaN options, a workspace of no bytes, one buffer for all arguments, buffers at odd addresses. Where the status is
an error there must be a message, and no output byte may have been touched.

    every_function.py LIBRARY

The functions come from the headers (bindings/generate --json), so that a new one is tested without being named here.
"""

import ctypes
import json
import subprocess
import sys
from pathlib import Path

GENERATE = Path(__file__).resolve().parents[2] / "bindings" / "generate"
SIZE = 65536  # of a buffer: more than any of the small shapes below need
SMALL = {"batch": 3, "classes": 5, "inner": 1, "features": 5, "width": 5, "keys": 3, "rows": 10, "columns": 1}
SMALL |= {"num_neg": 4, "triplets": 4, "choices": 1}
UNTOUCHED = b"\xab" * SIZE

# Whether a probe must fail; of the others it depends on the function.
PROBES = {
    "NULL desc": True,
    "NULL buffers": True,
    "sizes of 2^62": True,
    "sizes of 2^33": True,
    "sizes of -3": True,
    "sizes of 0": False,
    "NaN options": False,
    "no workspace": False,
    "one buffer": False,
    "odd addresses": False,
}
SIZES = {"sizes of 2^62": 2**62, "sizes of 2^33": 2**33, "sizes of -3": -3, "sizes of 0": 0}


def make_desc(library, struct, probe):
    desc = (ctypes.c_uint8 * struct["size"])()
    getattr(library, struct["name"] + "_init")(ctypes.byref(desc), ctypes.c_size_t(len(desc)))
    for member in struct["members"]:
        name, offset = member["name"], member["offset"]
        if name in SMALL and member["size"] == 8:
            ctypes.c_int64.from_buffer(desc, offset).value = SIZES.get(probe, SMALL[name])
        if probe == "NaN options" and member["type"]["name"] == "double":
            ctypes.c_double.from_buffer(desc, offset).value = float("nan")
    return desc


def call(library, function, struct, probe):
    """The status, and whether an output was touched."""
    desc, common = make_desc(library, struct, probe), (ctypes.c_uint8 * SIZE)()
    arguments, buffers, outputs = [], [], []
    for parameter in function["parameters"]:
        name, target = parameter["name"], parameter["type"]["target"]
        if name == "desc":
            arguments.append(None if probe == "NULL desc" else ctypes.byref(desc))
        elif name == "executor" or target is not None and probe in ("NULL buffers", "sizes of 0"):
            arguments.append(None)
        elif target is None:
            arguments.append(ctypes.c_size_t(0 if probe == "no workspace" else SIZE))
        else:
            buffer = common if probe == "one buffer" else (ctypes.c_uint8 * SIZE)()
            buffers.append(buffer)
            if not target["const"] and probe != "one buffer":
                ctypes.memset(buffer, 0xAB, SIZE)
                outputs.append(buffer)
            arguments.append(ctypes.c_void_p(ctypes.addressof(buffer) + (probe == "odd addresses")))
    entry = getattr(library, function["name"])
    entry.restype = ctypes.c_int32
    status = entry(*arguments)
    return status, any(bytes(output) != UNTOUCHED for output in outputs)


def faults_of(library, function, struct):
    has_options = any(member["type"]["name"] == "double" for member in struct["members"])
    for probe, must_fail in PROBES.items():
        status, touched = call(library, function, struct, probe)
        if status == 0 and (must_fail or probe == "NaN options" and has_options):
            yield f"{probe}: no error"
        if status != 0 and touched:
            yield f"{probe}: an output was touched before status {status}"
        if status != 0 and not library.simdloss_last_error():
            yield f"{probe}: no message for status {status}"


def main():
    library = ctypes.CDLL(sys.argv[1])
    library.simdloss_last_error.restype = ctypes.c_char_p
    headers = json.loads(subprocess.run([sys.executable, GENERATE, "--json"], check=True, capture_output=True).stdout)
    structs = {struct["name"]: struct for struct in headers["structs"]}
    functions = {function["name"]: function for function in headers["functions"]}
    tested = failed = 0
    for name in headers["compute_functions"]:
        struct = structs.get((functions[name]["parameters"][0]["type"]["target"] or {}).get("name"))
        if struct is None or not struct["name"].endswith("_desc"):
            continue  # of records, and of a number
        tested += 1
        for fault in faults_of(library, functions[name], struct):
            print(f"{name}: {fault}")
            failed += 1
    print(f"{tested} functions, {len(PROBES)} probes each: {failed} faults")
    sys.exit(failed != 0 or tested < 100)


if __name__ == "__main__":
    main()
