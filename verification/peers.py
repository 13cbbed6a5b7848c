"""Time libraries that read single formats, on the files named on standard input.

Run by ``verification/every_file.py --peers PYTHON`` with the Python of an environment that has
them (pympi-ling, pylangacq, praatio, textgrid, openpyxl); what is not installed there is left out.
Input: JSON, file paths by format. Output: JSON, for each library seconds, files and refusals.
"""

from __future__ import annotations

import csv
import importlib.metadata
import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _pympi(path: str) -> None:
    from pympi import Elan

    Elan.Eaf(path)


def _pylangacq(path: str) -> None:
    import pylangacq

    pylangacq.read_chat(path)


def _praatio(path: str) -> None:
    from praatio import textgrid

    textgrid.openTextgrid(path, includeEmptyIntervals=True)


def _textgrid(path: str) -> None:
    import textgrid

    textgrid.TextGrid.fromFile(path)


def _openpyxl(path: str) -> None:
    import openpyxl

    for sheet in openpyxl.load_workbook(path, read_only=True, data_only=True):
        list(sheet.values)


def _json(path: str) -> None:
    json.loads(Path(path).read_text(encoding="utf-8"))


def _csv(path: str) -> None:
    list(csv.reader(io.StringIO(Path(path).read_text(encoding="utf-8-sig"))))


_TEXT = (
    "boris-tabular", "boris-aggregated", "datavyu-csv", "rttm", "interact", "gridware",
    "elan-tab", "lena-segments", "childproject", "looking", "frames", "table",
)  # fmt: skip

PEERS: dict[str, dict[str, Callable[[str], None]]] = {
    "elan": {"pympi-ling": _pympi},
    "chat": {"pylangacq": _pylangacq},
    "textgrid": {"praatio": _praatio, "textgrid": _textgrid},
    "observer": {"openpyxl": _openpyxl},
    "boris": {"json": _json},
    **{name: {"csv": _csv} for name in _TEXT},
}  # fmt: skip
"""What to compare with: a library for the format, else the parsing that it cannot do without."""


def _timed(read: Callable[[str], None], paths: list[str]) -> dict[str, Any]:
    best, refused = 0.0, []
    for path in paths:
        rounds = []
        try:
            for _ in range(3):
                start = time.perf_counter()
                read(path)
                rounds.append(time.perf_counter() - start)
        except Exception as problem:  # whatever a library raises, it did not read the file
            refused.append([path, f"{type(problem).__name__}: {problem}"[:120]])
            continue
        best += min(rounds)
    kept = [path for path in paths if path not in {name for name, _ in refused}]
    return {"seconds": best, "files": kept, "refused": refused}


def main() -> None:
    asked: dict[str, list[str]] = json.load(sys.stdin)
    found: dict[str, dict[str, Any]] = {}
    for format, paths in asked.items():
        for name, read in PEERS.get(format, {}).items():
            try:
                version = importlib.metadata.version(name) if name not in {"csv", "json"} else ""
            except importlib.metadata.PackageNotFoundError:
                continue
            found.setdefault(format, {})[f"{name} {version}".strip()] = _timed(read, paths)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
