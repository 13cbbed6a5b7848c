"""Turns and time budgets on disk and on the screen: tables, a page, a short summary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..measures import Estimate
from ..record import MISSING, Session, version
from ..reports.figures.budget_bars import BudgetBar
from ..reports.turns_page import TurnsContent, pooled, write_turns_page
from .estimate_rows import estimates_frame
from .outputs import finding_lines, make_folder, refuse_inputs
from .results_folder import TURNS_SUMMARY, WRITTEN_TURNS
from .sequence_outputs import brief, first_names
from .turning import Turned

if TYPE_CHECKING:
    import polars as pl

    from ..measures.daylong import HourSeries


_SHOWN = 6
_HEADLINES = {
    "vocalisation_rate": "vocalisations",
    "vocalisation_time": "vocalising",
    "cry_rate": "cries",
    "cry_time": "crying",
    "fuss_rate": "fussing",
    "fuss_time": "time fussing",
}


def write_turns(found: Turned, folder: str | Path) -> Path:
    """Write tables and page into a folder; return the page's path.

    ``turns.csv`` (turns, voices, answers), ``budget.csv`` (every code of every channel),
    ``hours.csv`` (amounts hour by hour), all as Parquet, too; ``turns.json``; ``turns.html``. Same
    inputs, same bytes. Files of these names are replaced, nothing else is touched.

    Raises
    ------
    RecordError
        When one of these names is an input file, or the folder cannot be made.
    """
    out = Path(folder)
    refuse_inputs((out / name for name in WRITTEN_TURNS), found.files)
    make_folder(out)
    tables = {
        "turns": estimates_frame(found.rows, censored=True),
        "budget": estimates_frame(found.budget),
        "hours": hours_frame(found.hours),
    }
    for name, frame in tables.items():
        frame.write_csv(out / f"{name}.csv")
        frame.write_parquet(out / f"{name}.parquet")
    (out / TURNS_SUMMARY).write_text(turns_json(found) + "\n", encoding="utf-8")
    return write_turns_page(content_of(found), out / "turns.html")


def hours_frame(hours: Iterable[HourSeries]) -> pl.DataFrame:
    """Return one row for each amount of each hour; ``rate`` is empty where too little was seen."""
    import polars as pl

    rows = [
        (s.session, s.measure, s.of, s.definition, h.onset / 1000, h.observed / 1000, h.amount,
         s.unit, h.rate if h.whole else None)
        for s in hours
        for h in s.hours
    ]  # fmt: skip
    texts = ("session", "measure", "of", "definition", "unit")
    names = ("session", "measure", "of", "definition", "onset_s", "observed_s", "amount", "unit",
             "per_hour")  # fmt: skip
    schema = {name: pl.String if name in texts else pl.Float64 for name in names}
    return pl.DataFrame(rows, schema=schema, orient="row")


def budget_bars(sessions: Sequence[Session], rows: Iterable[Estimate]) -> tuple[BudgetBar, ...]:
    """Put the shares of each channel's codes together, with the state of each code."""
    states: dict[str, str] = {}
    for session in sessions:
        for event in session.events:
            states.setdefault(event.code, "" if event.state == MISSING else event.state)
    rests = {t.name: t.rest for session in sessions for t in session.tracks}
    shares: dict[str, list[tuple[str, str, float]]] = {}
    for row in rows:
        if row.measure == "code_share" and row.value is not None:
            channel, _, code = row.of.partition(": ")
            shares.setdefault(channel, [])
            if row.value:
                shares[channel].append((code, states.get(code, ""), row.value))
    return tuple(
        BudgetBar(name, tuple(parts), rests.get(name.rpartition("/")[2], ""))
        for name, parts in shares.items()
    )


def content_of(found: Turned) -> TurnsContent:
    """Put together what the page shows."""
    names = tuple(session.name for session in found.sessions)
    facts = {
        **found.options,
        "sessions": first_names(names),
        "version": f"reattune {version()}",
    }
    return TurnsContent(
        rows=found.rows,
        budget=found.budget,
        hours=found.hours,
        bars=budget_bars(found.sessions, pooled(found.budget, names)),
        sessions=names,
        facts=tuple(facts.items()),
        left_out=(
            *(brief(problem.parts()) for problem in found.failures),
            *finding_lines(found.sessions),
            *found.guesses,
        ),
    )


def turns_json(found: Turned) -> str:
    """Give options, every number of turns, voices and answers, findings, failures and guesses."""
    content: dict[str, Any] = {
        "software": f"reattune {version()}",
        "options": found.options,
        "sessions": [session.name for session in found.sessions],
        "numbers": [asdict(row) for row in found.rows],
        "findings": finding_lines(found.sessions),
        "failures": [failure.parts() for failure in found.failures],
        "guesses": list(found.guesses),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def turns_text(found: Turned) -> str:
    """Say in a few lines what came out."""
    names = [session.name for session in found.sessions]
    rows = pooled(found.rows, names)
    lines = [f"{len(names):,} session{'' if len(names) == 1 else 's'}", "\nturns"]
    lines += [f"  {row.definition}: {row}" for row in rows if row.measure == "turn_rate"]
    lines.append("\nvoices")
    lines += [f"  {r.of}, {_HEADLINES[r.measure]}: {r}" for r in rows if r.measure in _HEADLINES]
    lines.append("\nlargest hour")
    peaks = [r for r in rows if r.measure.startswith("peak_")]
    first = next((r.definition for r in peaks if r.measure == "peak_turns"), "")
    peaks = [r for r in peaks if r.measure != "peak_turns" or r.definition == first]
    lines += [f"  {_peak_name(row)}: {row}" for row in peaks[: 2 * _SHOWN]]
    if len(peaks) > 2 * _SHOWN:
        lines.append(f"  and {len(peaks) - 2 * _SHOWN} more in turns.csv")
    lines.append("\nanswers of the caregiver's voice")
    lines += [f"  {r.of}: {r}" for r in rows if r.measure == "voice_response_latency"]
    lines += ["\nmost time in", *_most(pooled(found.budget, names))]
    told = [*finding_lines(found.sessions), *found.guesses]
    return "\n".join([*lines, *(f"\n{text}" for text in told)])


def _peak_name(row: Estimate) -> str:
    what = f"turns ({row.definition})" if row.measure == "peak_turns" else f"{row.of} vocalisations"
    return f"{row.session}, {what}" if row.session else what


def _most(rows: Iterable[Estimate]) -> list[str]:
    shares = [row for row in rows if row.measure == "code_share" and row.value]
    shares.sort(key=lambda row: (-(row.value or 0.0), row.of))
    return [f"  {row.of}: {row}" for row in shares[:_SHOWN]] or ["  nothing"]
