"""What a folder of results holds: never to be taken for coded files when folders are searched."""

from __future__ import annotations

from pathlib import Path

REPORT = "report.html"
SUMMARY = "summary.json"
WRITTEN = (
    "episodes.csv",
    "episodes.parquet",
    "measures.csv",
    "measures.parquet",
    "all.sessions.parquet",
    "bins.csv",
    "latency.csv",
    SUMMARY,
    REPORT,
)
"""Names of everything that a run of ``measure`` writes."""

_SIGNED = '"software": "reattune '


def is_result(path: Path) -> bool:
    """Say whether a file was written by an earlier run: by its name, beside a signed summary."""
    if path.name not in WRITTEN:
        return False
    try:
        with (path.parent / SUMMARY).open(encoding="utf-8") as summary:
            return _SIGNED in summary.read(200)
    except (OSError, UnicodeDecodeError):
        return False
