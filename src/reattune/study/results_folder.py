"""What a folder of results holds: never to be taken for coded files when folders are searched."""

from __future__ import annotations

from pathlib import Path

REPORT = "report.html"
SUMMARY = "summary.json"
WORKBOOK = "sessions.xlsx"
WRITTEN = (
    "episodes.csv",
    "episodes.parquet",
    "measures.csv",
    "measures.parquet",
    "sessions.csv",
    "sessions.parquet",
    "dictionary.csv",
    WORKBOOK,
    "all.sessions.parquet",
    "bins.csv",
    "bins.html",
    "contrasts.csv",
    "contrasts.html",
    "latency.csv",
    "latency.html",
    SUMMARY,
    REPORT,
)
"""Names of everything that a run of ``measure`` writes."""

SEQUENCES_SUMMARY = "sequences.json"
WRITTEN_SEQUENCES = (
    "lags.csv",
    "lags.parquet",
    "transitions.csv",
    "transitions.parquet",
    SEQUENCES_SUMMARY,
    "sequences.html",
)
"""Names of everything that a run of ``sequences`` writes."""

GRID_SUMMARY = "grid.json"
WRITTEN_GRID = (
    "grid.csv",
    "grid.parquet",
    "visits.csv",
    "visits.parquet",
    GRID_SUMMARY,
    "grid.html",
)
"""Names of everything that a run of ``grid`` writes."""

TURNS_SUMMARY = "turns.json"
WRITTEN_TURNS = (
    "turns.csv",
    "turns.parquet",
    "budget.csv",
    "budget.parquet",
    "hours.csv",
    "hours.parquet",
    TURNS_SUMMARY,
    "turns.html",
)
"""Names of everything that a run of ``turns`` writes."""

SIGNALS_SUMMARY = "signals.json"
WRITTEN_SIGNALS = (
    "signals.csv",
    "signals.parquet",
    "signal_lags.csv",
    "signal_lags.parquet",
    SIGNALS_SUMMARY,
    "signals.html",
)
"""Names of everything that a run of ``signals`` writes."""

AGREEMENT_SUMMARY = "agreement.json"
WRITTEN_AGREEMENT = (
    "agreement.csv",
    "codes.csv",
    "confusion.csv",
    "disagreements.csv",
    "moved.csv",
    AGREEMENT_SUMMARY,
    "agreement.html",
)
"""Names of everything that a run of ``agree`` writes."""

_RUNS = {
    SUMMARY: WRITTEN,
    SEQUENCES_SUMMARY: WRITTEN_SEQUENCES,
    GRID_SUMMARY: WRITTEN_GRID,
    TURNS_SUMMARY: WRITTEN_TURNS,
    SIGNALS_SUMMARY: WRITTEN_SIGNALS,
    AGREEMENT_SUMMARY: WRITTEN_AGREEMENT,
}
_SIGNED = '"software": "reattune '


def is_result(path: Path) -> bool:
    """Say whether a file was written by an earlier run: by its name, beside a signed summary."""
    return any(
        _is_signed(path.parent / summary) for summary, names in _RUNS.items() if path.name in names
    )


def _is_signed(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as summary:
            return _SIGNED in summary.read(200)
    except (OSError, UnicodeDecodeError):
        return False
