"""The table of measures in APA form: each number under every definition, side by side."""

from __future__ import annotations

from ..episodes import Definition
from ..measures import CATALOGUE, Estimate
from .apa import ApaTable, Cell, Group, Head, Notes, Row, interval, number, sentences, titled
from .content import Report
from .numbers import counted, plural

_WHOLE = {"ruptures", "positive moments"}
"""What the first of several numbers counts, where it is about all of them."""
_HEADS = (Head("Estimate"), Head("95% CI"), Head("*n*"))


def measures_table(report: Report, count: int, *, phase: str = "") -> ApaTable:
    """Put every number under every definition into a table.

    Parameters
    ----------
    report
        What was found and measured.
    count
        Number of the table.
    phase
        Take the numbers of this phase.
    """
    columns = [_by_key(report, index, phase) for index in range(len(report.episodes))]
    keys = list(dict.fromkeys(key for column in columns for key in column))
    notes = Notes()
    groups = []
    for word in dict.fromkeys([*CATALOGUE, *(word for word, _ in keys)]):
        rows = [
            (of, [column.get((word, of)) for column in columns])
            for name, of in keys
            if name == word
        ]
        if rows:
            groups.append(_group(word, rows, notes))
    several = len(report.episodes) > 1
    where = f" in the Phase {phase}" if phase else ""
    how = " by Definition" if several else ""
    return ApaTable(
        number=count,
        title=f"Measures of Rupture and Repair{where}{how}",
        stub="Measure",
        spanners=[Head(part.definition.id, len(_HEADS)) for part in report.episodes]
        if several
        else (),
        heads=_HEADS * len(report.episodes),
        groups=groups,
        note=_note(report, columns),
        notes=notes.rows(),
    )


def phases_measured(report: Report) -> list[str]:
    """Return the phases that have numbers of their own, in order."""
    rows = (row for index in range(len(report.episodes)) for row in report.rows(index))
    return list(dict.fromkeys(row.phase for row in rows if row.phase))


def meanings(report: Report) -> list[tuple[str, str, str, str]]:
    """Return word, title, meaning and source of each measure in the table."""
    there = {row.measure for index in range(len(report.episodes)) for row in report.rows(index)}
    return [(e.word, e.title, e.meaning, e.source) for e in CATALOGUE.values() if e.word in there]


def _by_key(report: Report, index: int, phase: str) -> dict[tuple[str, str], Estimate]:
    definition = report.episodes[index].definition
    return {
        (row.measure, _of(row, definition)): row for row in report.rows(index) if row.phase == phase
    }


def _of(row: Estimate, definition: Definition) -> str:
    """Name what a number is restricted to, in the same words under every definition."""
    if definition.noun in ("rupture", "mismatch") and row.measure in (
        "match_chance",
        "mismatch_duration",
    ):
        return row.of
    of = row.of.replace(plural(definition.noun), "ruptures").replace(definition.noun, "rupture")
    return of.replace("_", "-")


def _group(word: str, rows: list[tuple[str, list[Estimate | None]]], notes: Notes) -> Group:
    """Make one row of a measure with one number, and a head over the rows of one with several."""
    title, unit = word.replace("_", " ").capitalize(), _unit(rows[0][1])
    if entry := CATALOGUE.get(word):
        title, unit = entry.title, entry.unit
    label = titled(title, unit)
    if len(rows) == 1 or _nowhere(rows):
        return Group(word, label, [Row(label, _cells(rows[0][1], notes))])
    made = []
    for of, estimates in rows:
        own = _unit(estimates)
        name = "In all" if of in _WHOLE else of.capitalize()
        name = name if own == unit or own in of else titled(name, own)
        made.append(Row(name, _cells(estimates, notes), indented=True))
    return Group(word, label, made)


def _nowhere(rows: list[tuple[str, list[Estimate | None]]]) -> bool:
    """Whether no number of a measure could be estimated, all for the same reason: one row says it.

    Under each definition n and reason must be the same, too.
    """
    columns = zip(*(estimates for _, estimates in rows), strict=True)
    return all(
        len({(e.n, e.censored, e.reason, e.value) if e else None for e in column}) == 1
        and (column[0] is None or column[0].value is None)
        for column in columns
    )


def _unit(estimates: list[Estimate | None]) -> str:
    return next((estimate.unit for estimate in estimates if estimate), "")


def _cells(estimates: list[Estimate | None], notes: Notes) -> list[Cell]:
    cells: list[Cell] = []
    for estimate in estimates:
        cells += _three(estimate, notes)
    return cells


def _three(estimate: Estimate | None, notes: Notes) -> list[Cell]:
    """Return the cells of one number: estimate, interval, n with what was censored."""
    if estimate is None:
        return [Cell(), Cell(), Cell()]
    n = Cell(f"{estimate.n:,}" + (f" ({estimate.censored:,})" if estimate.censored else ""))
    if estimate.value is None:
        reason = estimate.reason or "no reason is known"
        return [notes.dash(f"Not estimable: {reason}."), Cell(), n]
    unit = estimate.unit
    value = Cell(number(estimate.value, unit, whole=unit == "count"))
    return [value, Cell(_interval(estimate)), n]


def _interval(estimate: Estimate) -> str:
    if estimate.low is None and estimate.high is None:
        return ""
    missing = "not reached" if estimate.unit == "s" else "unbounded"
    bounds = [
        missing if bound is None else number(bound, estimate.unit)
        for bound in (estimate.low, estimate.high)
    ]
    return interval(*bounds)


def _note(report: Report, columns: list[dict[tuple[str, str], Estimate]]) -> str:
    rows = [row for column in columns for row in column.values()]
    read = [counted(len(part.readings), "session") for part in report.episodes]
    named = [
        f"{part.definition.id} ({sessions})"
        for part, sessions in zip(report.episodes, read, strict=True)
    ]
    what = "Definition" if len(named) == 1 else "Definitions"
    censored = any(row.censored for row in rows)
    lacking = any(len(column) < len({key for c in columns for key in c}) for column in columns)
    return sentences(
        [
            f"{what}: {', '.join(named)}.",
            "CI = confidence interval; empty for exact numbers, and where too little was seen.",
            "*n* = how many ruptures, joint states or moments a number rests on"
            + ("; in parentheses, how many of them were censored." if censored else "."),
            "Cells are empty where a definition has no such number." if lacking else "",
        ]
    )
