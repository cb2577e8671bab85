#!/usr/bin/env python3
"""Has simdloss, PyTorch, JAX, ONNX Runtime and oneDNN do the same work on the same data,
in turns, and writes docs/performance/.

Every program runs all the time and answers requests one after the other, so
whatever else the machine does in the meantime touches all of them alike. A ratio
is formed in each round, and the median of the rounds is reported. scripts/bench
starts this.
"""

import argparse
import json
import math
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import losses
import report
from names import Case

HERE = Path(__file__).resolve().parent

# What simdloss is compared with, in this order: column of the table, program,
# what to ask it for, and whether to ask for the work without "_out".
COLUMNS = {
    "eager": ("torch", "eager", True),
    "eager, memory reused": ("torch_reuse", "eager", False),
    "compile": ("torch", "compile", True),
    "compile, memory reused": ("torch_reuse", "compile", False),
    "JAX": ("jax", "jit", True),
    "ONNX Runtime": ("torch_reuse", "onnxruntime", False),
    "oneDNN": ("onednn", "onednn", False),
}

# Works that have peers; each with its in-place variant, which peers do not have.
COMPARED = [
    ("log_softmax_fwd_out_f32_512x128256", "log_softmax_fwd_in_place_f32_512x128256"),
    ("log_softmax_bwd_out_f32_512x128256", "log_softmax_bwd_in_place_f32_512x128256"),
    ("cross_entropy_fwd_f32_512x128256",),
    (
        "cross_entropy_fwd_bwd_f32_512x128256",
        "cross_entropy_fwd_bwd_in_place_f32_512x128256",
    ),
    ("cross_entropy_fwd_f32_4096x1000",),
    (
        "cross_entropy_fwd_bwd_f32_4096x1000",
        "cross_entropy_fwd_bwd_in_place_f32_4096x1000",
    ),
    ("cross_entropy_fwd_f32_65536x10",),
    (
        "cross_entropy_fwd_bwd_f32_65536x10",
        "cross_entropy_fwd_bwd_in_place_f32_65536x10",
    ),
    ("cross_entropy_fwd_bwd_f32_8x21x512x512",),
    ("cross_entropy_fwd_bwd_f32_8x21x500x500",),
    ("log_softmax_fwd_out_bf16_512x128256",),
    ("cross_entropy_fwd_bf16_512x128256",),
    *((name,) for name in losses.WORKS),
    ("token_fwd_f32_512x128256",),
    ("token_fwd_bf16_512x128256",),
]

# Works of simdloss alone.
ALONE = [
    "log_softmax_fwd_out_f32_1x128256/threads:1",
    "log_softmax_fwd_out_f32_1x128256",
    "cross_entropy_fwd_f32_1x128256/threads:1",
    "cross_entropy_fwd_f32_1x128256",
    "log_softmax_fwd_out_f32_1x10/threads:1",
    "cross_entropy_fwd_f32_1x10/threads:1",
    "log_softmax_fwd_out_f32_1x1000/threads:1",
    "cross_entropy_fwd_f32_1x1000/threads:1",
    "target_check_f32_512x128256",
    "target_check_f32_4096x1000",
    "target_check_f32_65536x10",
    "target_check_f32_8x21x512x512",
    *losses.ALONE,
]


class Program:
    """One of the programs, which answers a request with a line of JSON."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
            text=True,
        )
        self.versions = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args[0]} has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise SystemExit(answer["error"])
        return answer

    def ask(self, name, peer, seconds):
        # The threads of whoever was last may still be spinning, in wait for more work.
        time.sleep(0.2)
        print(name, peer, seconds, file=self.process.stdin, flush=True)
        return self.read()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Processors:
    """What the rest of the machine does meanwhile."""

    def __init__(self):
        self.busy, self.total = self.read()

    @staticmethod
    def read():
        # user nice system idle iowait irq softirq steal
        text = Path("/proc/stat").read_text().splitlines()[0]
        ticks = [int(word) for word in text.split()[1:9]]
        return sum(ticks) - ticks[3] - ticks[4], sum(ticks)

    def used_by_others(self):
        """Their share of all processors' time, once our programs have ended."""
        own = sum(os.times()[:4]) * os.sysconf("SC_CLK_TCK")
        busy, total = self.read()
        return max(0, busy - self.busy - own) / (total - self.total)


def start_programs(arguments):
    threads = arguments.threads
    environment = {
        "OMP_NUM_THREADS": str(threads),
        "TORCHINDUCTOR_CACHE_DIR": str(arguments.data.resolve().parent / "inductor"),
        "TORCH_LOGS": "-all",
    }
    ours = [arguments.bench, "--serve", f"--threads={threads}"]
    torch = [sys.executable, HERE / "torch_bench.py", f"--threads={threads}"]
    # The first one writes the data.
    programs = {"simdloss": Program([*ours, f"--data={arguments.data}"], environment)}
    torch.append(f"--data={arguments.data}")
    programs["torch"] = Program(torch, environment)
    programs["torch_reuse"] = Program([*torch, "--reuse-memory"], environment)
    jax = [sys.executable, HERE / "jax_bench.py", f"--threads={threads}"]
    programs["jax"] = Program([*jax, f"--data={arguments.data}"], environment)
    onednn = Path(sys.prefix) / "bin" / "onednn_bench"
    if onednn.exists():
        programs["onednn"] = Program([onednn, arguments.data], environment)
    return programs


def columns_of(name, programs):
    """The columns that have something to say about a work."""
    onnx = name.startswith("log_softmax_fwd_out_f32")
    onednn = name.startswith("log_softmax") and "_f32_" in name
    has = {"ONNX Runtime": onnx, "oneDNN": onednn and "onednn" in programs}
    loss = losses.loss_of(Case.parse(name).work)
    if loss is not None:
        has["JAX"] = loss.jax is not None
        has["compile"] = has["compile, memory reused"] = loss.compiles
    return {key: value for key, value in COLUMNS.items() if has.get(key, True)}


def agree(name, own, other):
    tolerance = 3e-2 if "_bf16_" in name else 1e-3
    largest = max(map(abs, own["sample"]))
    for ours, theirs in zip(own["sample"], other["sample"], strict=True):
        if abs(ours - theirs) > tolerance * abs(ours) + 1e-6 * largest:
            raise SystemExit(
                f"{name}: {other.get('peer', 'in place')} computes {theirs}"
                f" where simdloss computes {ours}"
            )


def error_in_ulp(name, answer, exact):
    """The largest error of the sample, in units of the last place of the exact value."""
    digits = 8 if "_bf16_" in name else 24
    worst = 0.0
    for got, right in zip(answer["sample"], exact["sample"], strict=True):
        if right != 0:
            unit = 2.0 ** (math.frexp(right)[1] - digits)
            worst = max(worst, abs(got - right) / max(unit, 2.0**-149))
    return worst


def fresh_name(name):
    """The work that makes a new array."""
    return name.replace("_out_", "_")


def compare(names, programs, arguments):
    """Rounds of one work: {name or column: [answer, ...]}."""
    requests = [(name, "simdloss", name, "simdloss") for name in names]
    for column, (program, peer, fresh) in columns_of(names[0], programs).items():
        name = fresh_name(names[0]) if fresh else names[0]
        requests.append((column, program, name, peer))
    answers = {key: [] for key, *_ in requests}
    for round_number in range(arguments.rounds):
        order = requests if round_number % 2 == 0 else reversed(requests)
        for key, program, name, peer in order:
            answer = programs[program].ask(name, peer, arguments.seconds)
            answers[key].append(answer)
    loss = losses.loss_of(Case.parse(names[0]).work)
    if loss is not None and not loss.same:
        return answers
    exact = programs["torch"].ask(fresh_name(names[0]), "float64", 0)
    for key in answers:
        agree(names[0], answers[names[0]][0], answers[key][0])
        answers[key][0]["error"] = error_in_ulp(names[0], answers[key][0], exact)
    return answers


def all_times(answers):
    return sorted(t for answer in answers for t in answer["times_ms"])


def quantile(sorted_values, fraction):
    position = fraction * (len(sorted_values) - 1)
    low = int(position)
    high = min(low + 1, len(sorted_values) - 1)
    weight = position - low
    return sorted_values[low] * (1 - weight) + sorted_values[high] * weight


def spread(values):
    """Median, smallest and largest of the rounds."""
    return [statistics.median(values), min(values), max(values)]


def medians(answers):
    return [statistics.median(answer["times_ms"]) for answer in answers]


def summary(name, answers):
    """What is reported of one work of simdloss."""
    times = all_times(answers)
    result = {
        "name": name,
        "ms": [quantile(times, fraction) for fraction in (0.5, 0.1, 0.9)],
        "bytes": answers[0]["bytes"],
    }
    if "roof_ms" in answers[0]:
        own = medians(answers)
        result["roof"] = spread([a["roof_ms"] / t for a, t in zip(answers, own)])
        limits = [answer["limit"] for answer in answers]
        result["limit"] = max(limits, key=limits.count)
        for key in ("roof_bytes_per_s", "roof_exps_per_s"):
            result[key] = statistics.median(answer[key] for answer in answers)
    if "counter" in answers[0]:
        result["counter"] = answers[0]["counter"]
        result["value"] = spread([answer["value"] for answer in answers])
    return result


def summaries(names, answers):
    """A work and its in-place variant, each with ratios to the peers."""
    for name in names:
        result = summary(name, answers[name])
        own = medians(answers[name])
        result["error"] = answers[name][0].get("error")
        result["peers"] = {}
        for column in answers:
            if column not in names:
                other = medians(answers[column])
                result["peers"][column] = {
                    "ms": statistics.median(other),
                    "error": answers[column][0].get("error"),
                    "ratio": spread([b / a for a, b in zip(own, other)]),
                }
        yield result


def parse_arguments():
    parser = argparse.ArgumentParser(description="Compares simdloss with its peers.")
    parser.add_argument("--bench", type=Path, required=True, help="simdloss_bench")
    parser.add_argument("--data", type=Path, required=True, help="folder for the data")
    parser.add_argument("--output", type=Path, default=Path("docs/performance"))
    parser.add_argument("--threads", type=int, default=2, help="default: 2")
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument(
        "--seconds", type=float, default=0.2, help="of calls a round; default: 0.2"
    )
    parser.add_argument("--filter", default="", metavar="REGEX")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    begin = time.monotonic()
    processors = Processors()
    programs = start_programs(arguments)
    results = []
    for names in [*COMPARED, *((name,) for name in ALONE)]:
        if not any(re.search(arguments.filter, name) for name in names):
            continue
        if names in COMPARED:
            results.extend(summaries(names, compare(names, programs, arguments)))
        else:
            (name,) = names
            ask = programs["simdloss"].ask
            seconds = arguments.seconds
            answers = [
                ask(name, "simdloss", seconds) for _ in range(arguments.rounds)
            ]
            results.append(summary(name, answers))
        for result in results[-len(names) :]:
            print(report.line(result), flush=True)
    versions = {}
    for program in programs.values():
        versions.update(program.versions)
        program.close()
    others = processors.used_by_others()
    document = {
        "versions": versions,
        "rounds": arguments.rounds,
        "others": others,
        "results": results,
    }
    raw = arguments.data.parent / "peers.json"
    raw.write_text(json.dumps(document, indent=1) + "\n")
    report.write(document, list(COLUMNS), arguments.output)
    print(f"{time.monotonic() - begin:.0f} s; {arguments.output} is written")
    if others > 0.03:
        print(f"other processes took {others:.0%} of the processors: measure again")


if __name__ == "__main__":
    main()
