"""Writes what compare.py has measured: README.md and ratios.svg."""

import datetime
import math
import os
import re
import textwrap
from pathlib import Path

TEXT = """\
# Performance

Written by `scripts/bench peers` on {date}. {machine}. {versions}.

Here simdloss reads memory at {read} GB/s, copies it at {copy} GB/s (both ways counted) and takes {exps} G exponentials a
second, on {threads} threads.

## Beside other libraries

All programs do the same work on the same data (logits normal with a standard deviation of 3), on {threads} threads, and
take turns for {rounds} rounds (other processes took {others:.0%} of the processors meanwhile). Times are medians, with the 10th and 90th
percentile; the error is the largest of 64 elements of the result, against PyTorch in float64, in units of the last place of that element (F32; BF16 for works in BF16). A ratio is the other program's time divided by simdloss's, formed in each round: the median of the rounds, in brackets the lowest and the highest, and
below that the other's time and error.

![How many times longer than simdloss each takes](ratios.svg)

{compared}

- *eager* is PyTorch as it is, *compile* is `torch.compile` with its default settings. A PyTorch function allocates its
  result, and its temporary arrays, on every call; for large arrays glibc gets fresh pages from the kernel each time,
  which may cost more than the work itself. That is what a user sees by default. simdloss writes into the caller's
  arrays, and so do ONNX Runtime and oneDNN here.
- *memory reused* takes that advantage away: the same functions, with an allocator that keeps what is freed
  (`MALLOC_MMAP_MAX_=0`), and log-softmax writing into an existing array.
- *JAX* is `jax.jit` of the function, or of `jax.value_and_grad` of it; it returns fresh arrays, too.
- ONNX Runtime runs a model of one LogSoftmax node, oneDNN its `logsoftmax` primitive.
- Semi-hard triplets of pytorch-metric-learning are another choice of negatives, of the same kind: all that are semi-hard
  where simdloss, as TensorFlow Addons, takes the hardest of them. The ranking losses' peers are MatchZoo-py's classes.
- *of the roof* is how near a call comes to what this machine can do at all: the larger of the time that the bytes
  take which must move, at the bandwidth of a plain loop over the same memory, and the time of the exponentials and
  logarithms, in the library's own code on data in the first-level cache; all measured in turns with the call. In
  brackets are the lowest and the highest round, then which of the two the roof is.
- In place, the gradient overwrites the logits (of log-softmax: the upstream gradient), which the others cannot do; they
  are compared with their usual call.

## By itself

{alone}

- `1x128256` is one row, as in decoding. *threads: 1* is a call without an executor.
- Checking the targets is part of every call. Its share is that of `simdloss_cross_entropy_denominator`, which does
  nothing else, in the time of the forward call.
"""

COUNTERS = {
    "x_f32_targets": "{:.2f} x as fast as with F32 targets",
    "x_f32": "{:.2f} x the elements a second of F32",
    "x_one_thread": "{:.2f} x as fast as one thread",
    "of_forward": "{:.1%} of the forward call",
}

COLOURS = ["#d1495b", "#edae49", "#00798c", "#66a182", "#b5838d", "#5d5179", "#8d96a3"]


def time_text(ms):
    if ms < 1e-3:
        return f"{ms * 1e6:.0f} ns"
    if ms < 1:
        return f"{ms * 1e3:.3g} µs"
    return f"{ms:.3g} ms"


def interval(ms):
    low, high = (time_text(t) for t in ms)
    if low.split()[1] == high.split()[1]:
        low = low.split()[0]
    return f"{low} – {high}"


def label(name):
    """cross_entropy_fwd_f32_4096x1000 -> cross-entropy forward, F32 4096 x 1000"""
    match = re.fullmatch(r"(\w+)_(f32|bf16)_([\dx]+)(?:/threads:(\d+))?", name)
    work, dtype, shape, threads = match.groups()
    text = re.sub("_(fwd|bwd|in_place|out)", "", work).replace("_", " ")
    for key in ("log softmax", "cross entropy"):
        text = text.replace(key, key.replace(" ", "-"))
    text = re.sub("^token$", "token statistics", text)
    if "_fwd" in work:
        text += " forward"
    if "_bwd" in work:
        text += "+backward" if "_fwd" in work else " backward"
    if "_in_place" in work:
        text += " in place"
    text += f", {dtype.upper()} {shape.replace('x', ' x ')}"
    return text + (f", threads: {threads}" if threads else "")


def roof_text(result):
    if "roof" not in result:
        return ""
    middle, low, high = result["roof"]
    return f"{middle:.2f} [{low:.2f} – {high:.2f}] {result['limit']}"


def ratio_text(result, column):
    peer = result["peers"].get(column)
    if not peer:
        return ""
    middle, low, high = peer["ratio"]
    ratio = f"**{middle:.1f}** [{low:.1f} – {high:.1f}]"
    return f"{ratio}<br>{time_text(peer['ms'])}{ulp_text(peer['error'], ', ')}"


def ulp_text(error, before):
    """Nothing where answers are not comparable."""
    if error is None:
        return ""
    return f"{before}{error:.1f} ULP" if error < 100 else f"{before}{error:.0e} ULP"


def counter_text(result):
    if "counter" not in result:
        return ""
    return COUNTERS[result["counter"]].format(result["value"][0])


def line(result):
    """One line for the terminal."""
    parts = [f"{result['name']:<50} {time_text(result['ms'][0]):>9}"]
    parts.append(f"{roof_text(result):<27}")
    for column, peer in result.get("peers", {}).items():
        parts.append(f"{column} {peer['ratio'][0]:.1f}")
    return "  ".join([*parts, counter_text(result)]).rstrip()


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def compared_table(results, columns):
    header = ["work", "simdloss", "p10 – p90", "of the roof", *columns]
    rows = []
    for result in results:
        row = [label(result["name"]), time_text(result["ms"][0])]
        row[1] += ulp_text(result["error"], "<br>")
        row += [interval(result["ms"][1:]), roof_text(result)]
        rows.append(row + [ratio_text(result, column) for column in columns])
    return table(header, rows)


def alone_table(results):
    header = ["work", "simdloss", "p10 – p90", "of the roof", ""]
    rows = []
    for result in results:
        row = [label(result["name"]), time_text(result["ms"][0])]
        row += [interval(result["ms"][1:]), roof_text(result), counter_text(result)]
        rows.append(row)
    return table(header, rows)


def machine():
    cpu = "an unknown processor"
    for text in Path("/proc/cpuinfo").read_text().splitlines():
        if text.startswith("model name"):
            cpu = text.split(":", 1)[1].strip()
            break
    caches = []
    for index in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind = (index / "type").read_text().strip()
        if kind != "Instruction":
            level = (index / "level").read_text().strip()
            caches.append(f"L{level} {(index / 'size').read_text().strip()}")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"Machine: {cpu}, {os.cpu_count()} processors, {', '.join(caches)},"
        f" {memory:.0f} GiB"
    )


def versions_text(v):
    text = f"simdloss {v['simdloss']} ({v['compiler']}, instruction set {v['isa']})"
    text += f", PyTorch {v['torch']} ({v['torch_isa']}), JAX {v['jax']}, ONNX Runtime {v['onnxruntime']}"
    return text + (f", oneDNN {v['onednn']}" if "onednn" in v else "")


def rate(results, name, key):
    for result in results:
        if result["name"] == name:
            return f"{result[key] * 1e-9:.1f}"
    return "?"


class Chart:
    """Horizontal bars on a logarithmic axis."""

    left, right, bar, gap, top = 370, 40, 9, 14, 52

    def __init__(self, results, columns):
        self.results = results
        self.columns = columns
        ratios = [p["ratio"][0] for r in results for p in r["peers"].values()]
        self.low = min(0.7, *ratios)
        self.high = 1.2 * max(ratios)
        self.width = 900
        bars = sum(len(result["peers"]) for result in results)
        self.height = self.top + bars * self.bar + len(results) * self.gap + 30

    def x(self, ratio):
        share = math.log(ratio / self.low) / math.log(self.high / self.low)
        return self.left + share * (self.width - self.left - self.right)

    def text(self, x, y, words, anchor="start", size=11):
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"'
            f' text-anchor="{anchor}">{words}</text>'
        )

    def legend(self):
        x = 12
        for column, colour in zip(self.columns, COLOURS):
            yield f'<rect x="{x}" y="12" width="10" height="10" fill="{colour}"/>'
            yield self.text(x + 14, 21, column)
            x += 30 + 6.2 * len(column)

    def axis(self):
        ticks = [t * 10**e for e in range(-1, 4) for t in (1, 2, 5)]
        for tick in ticks:
            if self.low <= tick <= self.high:
                x = self.x(tick)
                style = 'stroke="#222"' if tick == 1 else 'stroke="#ddd"'
                yield (
                    f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{self.top - 6}"'
                    f' y2="{self.height - 24}" {style}/>'
                )
                yield self.text(x, self.height - 10, f"{tick:g}", "middle")
        yield self.text(self.left, self.top - 12, "times as long as simdloss")

    def bars(self):
        y = self.top
        for result in self.results:
            peers = result["peers"]
            middle = y + len(peers) * self.bar / 2 + 4
            yield self.text(self.left - 8, middle, label(result["name"]), "end")
            for column, peer in peers.items():
                colour = COLOURS[self.columns.index(column)]
                ratio = peer["ratio"][0]
                start, end = sorted((self.x(1), self.x(ratio)))
                yield (
                    f'<rect x="{start:.1f}" y="{y:.1f}" width="{end - start:.1f}"'
                    f' height="{self.bar - 1}" fill="{colour}"/>'
                )
                yield self.text(end + 3, y + self.bar - 1.5, f"{ratio:.1f}", size=9)
                y += self.bar
            y += self.gap

    def svg(self):
        size = f'width="{self.width}" height="{self.height}"'
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
            ' font-family="sans-serif" fill="#222">',
            f'<rect {size} fill="white"/>',
            *self.legend(),
            *self.axis(),
            *self.bars(),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"


def wrapped(text):
    """Paragraphs filled to the width of the repository's documents."""
    blocks = text.split("\n\n")
    plain = [not re.match(r"[#|!-]", block) for block in blocks]
    pairs = zip(blocks, plain)
    return "\n\n".join(textwrap.fill(b, 120) if p else b for b, p in pairs)


def write(document, columns, folder):
    results = document["results"]
    versions = document["versions"]
    compared = [result for result in results if "peers" in result]
    alone = [result for result in results if "peers" not in result]
    used = [c for c in columns if any(c in result["peers"] for result in compared)]
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = "f32_512x128256"
    read = f"cross_entropy_fwd_{vocabulary}"
    text = TEXT.format(
        date=datetime.date.today().isoformat(),
        machine=machine(),
        versions=versions_text(versions),
        threads=versions["threads"],
        rounds=document["rounds"],
        others=document["others"],
        read=rate(results, read, "roof_bytes_per_s"),
        copy=rate(results, f"log_softmax_fwd_out_{vocabulary}", "roof_bytes_per_s"),
        exps=rate(results, read, "roof_exps_per_s"),
        compared=compared_table(compared, used),
        alone=alone_table(alone),
    )
    (folder / "README.md").write_text(wrapped(text))
    if compared:
        (folder / "ratios.svg").write_text(Chart(compared, used).svg())
