"""Read every file of a folder of real coded files and print what came of each kind.

Run: ``uv run python verification/every_file.py FOLDER [--refused]``. A file is read, or refused
with one sentence; anything else is a defect and ends the run with its trace.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from reattune.errors import FormatError
from reattune.formats import FORMATS, load

ASIDE = {"README.md", "MANIFEST.tsv"}
STATED = {
    "frame-series": {"person": "child", "fps": "30"},
    "dyad-seq": {"interval": "2", "shape": "wide"},
}
"""What a person would state for files that do not say it themselves."""


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--refused", action="store_true", help="print every refusal")
    given = parser.parse_args()
    formats: dict[str, Counter[str]] = defaultdict(Counter)
    refusals: list[tuple[Path, str]] = []
    seconds: Counter[str] = Counter()
    for path in files(given.folder):
        kind = path.relative_to(given.folder).parts[0]
        start = time.perf_counter()
        format, observations, rows, refusal = read(path, STATED.get(kind, {}))
        if refusal:
            refusals.append((path.relative_to(given.folder), refusal))
            formats[f"{kind}: refused"]["files"] += 1
            continue
        seconds[format] += time.perf_counter() - start
        formats[format]["files"] += 1
        formats[format]["bytes"] += path.stat().st_size
        formats[format]["observations"] += observations
        formats[format]["rows"] += rows
    print("| format | files | observations | rows | MB/s |")
    print("|---|---|---|---|---|")
    for name in [*FORMATS, *sorted(n for n in formats if n.endswith("refused"))]:
        count = formats.get(name)
        if count:
            speed = count["bytes"] / 1e6 / seconds[name] if seconds[name] else 0.0
            print(
                f"| {name} | {count['files']} | {count['observations'] or ''} | "
                f"{count['rows'] or ''} | {speed:.1f} |"
                if seconds[name]
                else f"| {name} | {count['files']} | | | |"
            )
    if given.refused:
        for path, refusal in refusals:
            print(f"- {path}: {refusal.partition(': ')[2] or refusal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
