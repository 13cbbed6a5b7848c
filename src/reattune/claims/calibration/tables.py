"""The evidence table as text, as a file for any program, and as what the page shows."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence

from ...reports.evidence_table import EvidencePage, EvidenceRow
from .facts import LISTS, frozen_hashes
from .score import NOT_SIMULATED, OUTSIDE, SHOWN, Scored, tally

NAMES = {"facts": "calibration", "validation": "validation"}
COLUMNS = (
    "list",
    "id",
    "rows",
    "fact",
    "setting",
    "published",
    "low",
    "high",
    "unit",
    "simulated",
    "ci_low",
    "ci_high",
    "n",
    "word",
    "reason",
    "contested",
    "source",
    "address",
)


def records(rows: Sequence[Scored]) -> list[dict[str, str | int | float | None]]:
    """Return plain rows; what is unbounded or could not be worked out is ``None``."""
    return [
        {
            "list": NAMES[row.list],
            "id": row.fact.id,
            "rows": " ".join(row.fact.rows),
            "fact": row.fact.fact,
            "setting": row.fact.setting,
            "published": row.fact.published,
            "low": _finite(row.fact.low),
            "high": _finite(row.fact.high),
            "unit": row.fact.unit,
            "simulated": _finite(row.simulated.value),
            "ci_low": _finite(row.simulated.low),
            "ci_high": _finite(row.simulated.high),
            "n": row.simulated.n,
            "word": row.word,
            "reason": row.fact.reason,
            "contested": row.fact.contested,
            "source": row.fact.source,
            "address": row.fact.address,
        }
        for row in rows
    ]


def csv_text(rows: Sequence[Scored]) -> str:
    """Return the table as CSV; empty cells where there is no number."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records(rows))
    return out.getvalue()


def json_text(rows: Sequence[Scored], run: Mapping[str, str]) -> str:
    """Return the table as JSON, with what the run was and the hashes of the lists."""
    content = {"run": dict(run), "lists": frozen_hashes(), "rows": records(rows)}
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def lines(rows: Sequence[Scored]) -> list[str]:
    """Return the table for a terminal, one fact a line, and the tallies."""
    told = []
    for name in LISTS:
        chosen = [row for row in rows if row.list == name]
        if not chosen:
            continue
        told.append(f"{NAMES[name].upper()} (tolerance | simulated [95 %] | word)")
        told += [_line(row) for row in chosen]
        told += [tally_line(rows, name), ""]
    return told


def tally_line(rows: Sequence[Scored], name: str) -> str:
    """Say how many facts of a list lie within their tolerance."""
    within, total = tally(rows, name)
    missing = sum(row.word == NOT_SIMULATED for row in rows if row.list == name)
    shown = sum(row.word == SHOWN for row in rows if row.list == name)
    outside = sum(row.word == OUTSIDE for row in rows if row.list == name)
    more = f"; {shown} unverified shown, not counted" if shown else ""
    return (
        f"{NAMES[name]}: {within} of {total} facts within tolerance, {outside} outside, "
        f"{missing} not simulated{more}"
    )


def _line(row: Scored) -> str:
    fact = row.fact
    return (
        f"  {row.word:13}  {fact.id:18} {_bounds(row):>16} | {_simulated(row):28} {fact.unit}"
        + (f" ({fact.reason})" if fact.reason else "")
    ).rstrip()


def page(rows: Sequence[Scored], facts: Sequence[tuple[str, str]], *, version: str) -> EvidencePage:
    """Return what the page shows."""
    return EvidencePage(
        version=version,
        tables=tuple(
            (
                NAMES[name],
                tally_line(rows, name),
                tuple(_row(row) for row in rows if row.list == name),
            )
            for name in LISTS
        ),
        facts=tuple(facts),
    )


def _row(row: Scored) -> EvidenceRow:
    return EvidenceRow(
        id=row.fact.id,
        rows=", ".join(row.fact.rows),
        fact=row.fact.fact,
        setting=row.fact.setting,
        source=row.fact.source,
        address=row.fact.address if row.fact.address.startswith("http") else "",
        published=row.fact.published,
        tolerance=_bounds(row),
        unit=row.fact.unit,
        simulated=number(row.simulated.value),
        interval=_interval(row),
        n=str(row.simulated.n) if row.simulated.n else "",
        word=row.word,
        reason=row.fact.reason,
        contested=row.fact.contested,
    )


def number(value: float) -> str:
    """Write a number with three digits that count; nothing where there is none."""
    if not math.isfinite(value):
        return ""
    if value == 0 or abs(value) >= 100:
        return f"{value:.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{min(digits, 3)}f}"


def _interval(row: Scored) -> str:
    if not math.isfinite(row.simulated.low):
        return ""
    return f"[{number(row.simulated.low)}, {number(row.simulated.high)}]"


def _simulated(row: Scored) -> str:
    return f"{number(row.simulated.value)} {_interval(row)}".strip()


def _bounds(row: Scored) -> str:
    low, high = row.fact.low, row.fact.high
    if math.isfinite(low) and math.isfinite(high):
        return f"{low:g} to {high:g}"
    if math.isfinite(low):
        return f"at least {low:g}"
    return f"at most {high:g}" if math.isfinite(high) else ""


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
