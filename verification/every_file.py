"""Read every file of a folder of real coded files and print what came of each kind.

Run: ``uv run python verification/every_file.py FOLDER [--refused] [--peers PYTHON] [--write]``. A
file is read, or refused with one sentence; anything else is a defect and ends the run with its
trace. Times are the best of three, one process, warm. ``--peers`` times libraries for single
formats in an environment that has them; ``--write`` puts the table into docs/formats.md.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reattune.errors import FormatError
from reattune.formats import FORMATS, load
from reattune.record import version

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "formats.md"
BEGIN, END = "<!-- begin: verification/every_file.py -->\n", "<!-- end -->\n"
ASIDE = {"README.md", "MANIFEST.tsv"}
STATED = {
    "frame-series": {"person": "child", "fps": "30"},
    "dyad-seq": {"interval": "2", "shape": "wide"},
}
"""What a person would state for files that do not say it themselves."""

TRUTH = {
    "elan": "ELAN's own tab exports row for row; ChildProject's converter (two files)",
    "elan-tab": "the `.eaf` files they were exported from",
    "lena": "LENA's own totals of the day; its turns in 655 conversations",
    "lena-segments": "the `.its` files; two tables of one day",
    "boris": "BORIS's time budget; its tabular and aggregated exports",
    "boris-tabular": "the project it was exported from",
    "boris-aggregated": "the project it was exported from",
    "datavyu": "Datavyu's own CSV exports and its own cut",
    "datavyu-csv": "the `.opf` files; counts by `csv` alone",
    "rttm": "ChildProject's converter (VTC, VCM); field by field",
    "interact": "worked by hand, row by row",
    "gridware": "StateSpaceGridLib's 54 numbers",
    "observer": "the log's own durations",
    "looking": "a converter's table beside its source",
    "icatcher": "counts of frames by other means",
    "frames": "numbers of samples by `csv` alone",
    "chat": "ChildProject's converter; counts of marks by other means",
    "textgrid": "ChildProject's converter; long against short files; an `.eaf` beside",
    "childproject": "its own converted tables, cell for cell",
    "alice": "ChildProject's converter, 21,243 cells",
    "table": "worked by hand",
    "gseq": "authored files and the manual only",
    "webvtt": "authored files only",
}


@dataclass
class Found:
    """What came of the files of one format."""

    files: list[Path] = field(default_factory=list)
    observations: int = 0
    rows: int = 0
    bytes: int = 0
    seconds: float = 0.0
    each: dict[str, float] = field(default_factory=dict)


def files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in ASIDE:
            yield path


def read(path: Path, options: dict[str, str]) -> tuple[str, int, int, str]:
    """Return (format, observations, rows, refusal)."""
    problem = ""
    for given in ({}, options) if options else ({},):
        try:
            codings = load(path, options=given, mixed=True)
        except FormatError as refusal:
            problem = str(refusal)
            continue
        rows = sum(len(c.rows) + sum(map(len, c.signals)) for c in codings)
        return codings[0].source.format, len(codings), rows, ""
    return "", 0, 0, problem


def run(folder: Path) -> tuple[dict[str, Found], list[tuple[Path, str]]]:
    """Read all files; return what was read by format, and what was refused."""
    formats: dict[str, Found] = defaultdict(Found)
    refusals = []
    for path in files(folder):
        kind = path.relative_to(folder).parts[0]
        times = []
        for _ in range(3):
            start = time.perf_counter()
            format, observations, rows, refusal = read(path, STATED.get(kind, {}))
            times.append(time.perf_counter() - start)
        if refusal:
            refusals.append((path.relative_to(folder), refusal))
            continue
        found = formats[format]
        found.files.append(path)
        found.observations += observations
        found.rows += rows
        found.bytes += path.stat().st_size
        found.seconds += min(times)
        found.each[str(path)] = min(times)
    return formats, refusals


def peers(python: str, formats: dict[str, Found]) -> dict[str, dict[str, Any]]:
    """Ask another environment how long its libraries take for the same files."""
    asked = {name: [str(path) for path in found.files] for name, found in formats.items()}
    told = subprocess.run(
        [python, str(HERE / "peers.py")], input=json.dumps(asked), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return json.loads(told.stdout)


def ratios(found: Found, others: dict[str, Any]) -> str:
    """Say how many times as long we take as each library, on the files that it reads."""
    parts = []
    for name, other in others.items():
        ours = sum(found.each[path] for path in other["files"])
        lost = f", which refuses {len(other['refused'])}" if other["refused"] else ""
        if other["seconds"]:
            parts.append(f"{ours / other['seconds']:.2g} x {name}{lost}")
    return "; ".join(parts)


def table(formats: dict[str, Found], others: dict[str, dict[str, Any]]) -> str:
    """Write the table."""
    lines = [
        "| format | files | observations | rows, samples | MB | files/s | MB/s "
        "| our time is | truth checked against |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in FORMATS:
        found = formats.get(name)
        if found is None:
            lines.append(f"| `{name}` | 0 | | | | | | | {TRUTH.get(name, '')} |")
            continue
        count = len(found.files)
        lines.append(
            f"| `{name}` | {count} | {found.observations} | {found.rows:,} "
            f"| {found.bytes / 1e6:.2f} | {count / found.seconds:,.0f} "
            f"| {found.bytes / 1e6 / found.seconds:.1f} "
            f"| {ratios(found, others.get(name, {}))} | {TRUTH.get(name, '')} |"
        )
    return "\n".join(lines) + "\n"


def section(formats: dict[str, Found], others: dict[str, Any], refused: Counter[str]) -> str:
    """Write the generated part of the page."""
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    count = sum(len(found.files) for found in formats.values())
    aside = ", ".join(f"{kind} {n}" for kind, n in sorted(refused.items()))
    return (
        f"Written by `verification/every_file.py` on {day}: reattune {version()}, Python "
        f"{platform.python_version()}, {count} real files read in one warm process (best of "
        f"three; small files cost what opening them costs). {sum(refused.values())} files are "
        f"refused with a sentence ({aside}): tables that hold no coded time, templates, summaries, "
        "files without what the format needs.\n\n"
        + table(formats, others)
        + "\n`csv`, `json` are the bare parsing that a reader cannot do without; the others are "
        "libraries for that format.\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--refused", action="store_true", help="print every refusal")
    parser.add_argument("--peers", metavar="PYTHON", help="a Python that has the libraries")
    parser.add_argument("--write", action="store_true", help="write the table into the docs")
    given = parser.parse_args()
    formats, refusals = run(given.folder)
    others = peers(given.peers, formats) if given.peers else {}
    refused = Counter(path.parts[0] for path, _ in refusals)
    text = section(formats, others, refused)
    print(text)
    for format, by_name in others.items():
        for name, other in by_name.items():
            for path, why in other["refused"]:
                print(f"{format}, {name}: {Path(path).name}: {why}", file=sys.stderr)
    if given.refused:
        for path, refusal in refusals:
            print(f"- {path}: {refusal.partition(': ')[2] or refusal}")
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}{text}{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
