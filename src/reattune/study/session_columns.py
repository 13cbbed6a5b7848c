"""One row a session: what a study says of it, and every measure; ready for R, jamovi and SPSS.

Names of columns hold letters, digits and underscores only; what is not known, or cannot be
estimated, is empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..episodes import Episode, Episodes, Joint
from ..measures import CATALOGUE, Estimate, measure
from ..record import USED, Session
from .analysis import Result
from .covariate_columns import WORDS, Covariate, covariate_columns

if TYPE_CHECKING:
    import polars as pl

FACTS: dict[str, tuple[str, str]] = {
    "session": ("", "Short name of the session, unique in the study: the key of every table."),
    "dyad": ("", "Which dyad it is a session of, as the manifest says."),
    "condition": ("", "Condition or group, as the manifest says."),
    "coder": ("", "Who coded it, as the manifest says."),
    "child_age_months": ("months", "Age of the child at the session, to a tenth of a month."),
    "caregiver_age_months": ("months", "Age of the caregiver, to a tenth of a month."),
    "file": ("", "Name of the coded file (the first, where several were merged)."),
    "codebook": ("", "Id of the codebook that gave codes their meaning."),
    "length_s": ("s", "Length of the session."),
    "events": ("count", "Coded events that were read."),
    "findings": ("count", "Kinds of rows that were skipped, unmapped or odd; 0 if all were used."),
    "definition": (
        "",
        "Id of the main definition of rupture and repair, under which all measures here were "
        "taken (the first --definition); empty when it does not fit the session.",
    ),
}
"""Columns that every table has, with unit and meaning."""

SETS = (
    "outcomes",
    "who_opens",
    "who_repairs",
    "repair_probability",
    "repair_incidence",
    "response_probability",
)
"""Measures that are several numbers, none of them the main one: each has a column by its name."""

_WAITS = ("repair_latency", "response_latency")
"""Measures whose n holds things that were not seen to end: their number has a column, too."""

_INT = {"events", "findings"}
_FLOAT = {"child_age_months", "caregiver_age_months", "length_s"}
_VERB = re.compile(r"^(opened|repaired|answered)_(?=by_|within_)")
_COUNTS = ("n", "censored")

Values = Mapping[str, tuple[Estimate, ...]]
"""The Estimates of each measured session, by its name."""


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """A column that holds a part of a measure.

    Parameters
    ----------
    name
        Of the column.
    word, of
        The measure, and which of its numbers; ``of`` is empty for the first (the main one).
    part
        ``low``, ``high``, ``n`` or ``censored``; ``""`` for the value.
    """

    name: str
    word: str
    of: str = ""
    part: str = ""


def session_table(result: Result, *, values: Values | None = None) -> pl.DataFrame:
    """Give one row a session, in the order of reading: facts, covariates, and all measures.

    For each word of the catalogue four columns, e.g. ``repair_rate``, ``repair_rate_low``,
    ``repair_rate_high`` and ``repair_rate_n`` (for latencies ``repair_latency_censored``, too):
    the measure's main number for this session alone, under the main definition. A measure that is
    several numbers has the value of each besides (``who_repairs_by_child``). Sessions that the
    definition does not fit are there with empty measures; files that could not be read have no row
    (``summary.json`` names them). Dates of birth are never in it; ages are to 0.1 month.

    Parameters
    ----------
    result
        As :func:`reattune.study.analyse` gives it.
    values
        As :func:`session_values` gives them, where they are known already.
    """
    import polars as pl

    told, taken = told_columns(result), measure_columns(result)
    measured = session_values(result) if values is None else values
    readings = {r.session: r for r in result.episodes[0].readings} if result.episodes else {}
    definition = result.episodes[0].definition.id if result.episodes else None
    schema = _schema(told, taken)
    columns: dict[str, list[Any]] = {name: [] for name in schema}
    for session in result.sessions:
        reading = readings.get(session.name)
        row = facts_of(session, reading) | {"definition": definition if reading else None}
        row |= {c.column: c.value(session.covariates.get(c.name, "")) for c in told}
        row |= _cells(taken, measured.get(session.name, ()))
        for name, cells in columns.items():
            cells.append(row[name])
    return pl.DataFrame(columns, schema=schema)


def session_values(result: Result) -> dict[str, tuple[Estimate, ...]]:
    """Take every measure of each session alone, under the main definition."""
    if not result.episodes:
        return {}
    main = result.episodes[0]
    rows: dict[str, list[Episode]] = {}
    for row in main.rows:
        rows.setdefault(row.session, []).append(row)
    return {
        reading.session: measure(
            Episodes(main.definition, tuple(rows.get(reading.session, ())), (reading,))
        ).rows
        for reading in main.readings
    }


def told_columns(result: Result) -> tuple[Covariate, ...]:
    """Return the covariates' columns; they make way for those of facts and measures."""
    return covariate_columns(
        result.sessions, [*FACTS, *(column.name for column in measure_columns(result))]
    )


def measure_columns(result: Result) -> tuple[MeasureColumn, ...]:
    """Return the measures' columns in the order of the catalogue, after the main definition."""
    numbers: dict[str, dict[str, None]] = {}
    for row in result.measures[0] if result.measures else ():
        if not row.phase:
            numbers.setdefault(row.measure, {})[row.of] = None
    found: dict[str, MeasureColumn] = {}
    for word in CATALOGUE:
        waits = ("censored",) if word in _WAITS else ()
        for part in ("", "low", "high", "n", *waits):
            name = f"{word}_{part}" if part else word
            found[name] = MeasureColumn(name, word, part=part)
        several = list(numbers.get(word, ()))
        for of in several if word in SETS and len(several) > 1 else several[1:]:
            name = f"{word}_{_VERB.sub('', _plain(of))}"
            found.setdefault(name, MeasureColumn(name, word, of=of))
    return tuple(found.values())


def facts_of(session: Session, reading: Joint | None) -> dict[str, Any]:
    """Return what is known of a session besides its measures; ``None`` for what is not."""
    source = session.provenance.source
    left = [found for found in session.findings if found.kind not in USED]
    child, caregiver = ("", "") if reading is None else (reading.child, reading.caregiver)
    return {
        "session": session.name,
        **{name: session.covariates.get(name) or None for name in WORDS},
        "child_age_months": _age(session, child, "child"),
        "caregiver_age_months": _age(session, caregiver, "caregiver"),
        "file": None if source is None else Path(source.path).name,
        "codebook": session.codebook.id,
        "length_s": session.end / 1000,
        "events": len(session.events),
        "findings": len(left),
    }


def _age(session: Session, person: str, role: str) -> float | None:
    """Return the age of the one who was measured; where none was, of the only one in the role.

    An age to the day and the day of the visit would be a date of birth: a tenth is three days.
    """
    meant = [p for p in session.people if (p.id == person if person else p.role == role)]
    if len(meant) != 1 or meant[0].age_months is None:
        return None
    return round(meant[0].age_months, 1)


def _schema(
    told: Sequence[Covariate], taken: Sequence[MeasureColumn]
) -> dict[str, type[pl.DataType]]:
    import polars as pl

    kinds = {"whole": pl.Int64, "number": pl.Float64, "text": pl.String}
    schema: dict[str, type[pl.DataType]] = {}
    for name in FACTS:
        schema[name] = pl.Int64 if name in _INT else pl.Float64 if name in _FLOAT else pl.String
    schema |= {covariate.column: kinds[covariate.kind] for covariate in told}
    return schema | {c.name: pl.Int64 if c.part in _COUNTS else pl.Float64 for c in taken}


def _cells(columns: Sequence[MeasureColumn], rows: Sequence[Estimate]) -> dict[str, Any]:
    main: dict[str, Estimate] = {}
    named: dict[tuple[str, str], Estimate] = {}
    for row in rows:
        main.setdefault(row.measure, row)
        named.setdefault((row.measure, row.of), row)
    cells: dict[str, Any] = {}
    for column in columns:
        found = named.get((column.word, column.of)) if column.of else main.get(column.word)
        cells[column.name] = None if found is None else getattr(found, column.part or "value")
    return cells


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", text.lower()).strip("_")
