"""Descriptive statistics over sessions in APA form: each session counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mean, median, stdev

from ..measures import CATALOGUE, Estimate
from .apa import ApaTable, Cell, Group, Head, Notes, Row, number, sentences, span, titled
from .content import Report
from .numbers import counted

_HEADS = (Head("*n*"), Head("*M*"), Head("*SD*"), Head("*Mdn*"), Head("Range"))
_ALL_ROWS = ("outcomes", "who_opens", "who_repairs")
_LEFT_OUT = ("repair_probability", "repair_incidence", "response_probability")
"""Curves cut at seven moments: their means over short sessions say less than the curves."""
_SIDE_BY_SIDE = 2
"""Conditions in one table: five columns each is what a page holds."""
_NO_CONDITION = "(none stated)"

_Key = tuple[str, str]
_Values = Mapping[str, Mapping[_Key, Estimate]]


def descriptive_tables(report: Report, count: int) -> list[ApaTable]:
    """Describe each measure over the sessions, and again for each condition where there are two.

    Parameters
    ----------
    report
        Its ``values`` are described; fewer than two sessions give no table.
    count
        Number of the first table.
    """
    values = {
        name: {(row.measure, row.of): row for row in rows} for name, rows in report.values.items()
    }
    if len(values) < 2 or report.main is None:
        return []
    keys = _keys(values)
    tables = [_table(report, count, {"": values}, keys)]
    conditions = _by_condition(report, values)
    names = list(conditions)
    for first in range(0, len(names) if len(names) > 1 else 0, _SIDE_BY_SIDE):
        chosen = {name: conditions[name] for name in names[first : first + _SIDE_BY_SIDE]}
        tables.append(_table(report, count + len(tables), chosen, keys))
    return tables


def _keys(values: _Values) -> list[_Key]:
    """Return the numbers to describe: the main one of each measure, all of some."""
    found = list(dict.fromkeys(key for rows in values.values() for key in rows))
    chosen: list[_Key] = []
    for word in CATALOGUE:
        mine = [key for key in found if key[0] == word]
        if word not in _LEFT_OUT:
            chosen += mine if word in _ALL_ROWS else mine[:1]
    return chosen


def _by_condition(report: Report, values: _Values) -> dict[str, _Values]:
    """Return the sessions of each condition, conditions by name; those without one come last."""
    told = {s.name: s.covariates.get("condition", "") for s in report.sessions}
    named = sorted({told.get(name, "") for name in values}, key=lambda text: (not text, text))
    if named == [""]:
        return {}
    return {
        condition or _NO_CONDITION: {
            name: rows for name, rows in values.items() if told.get(name, "") == condition
        }
        for condition in named
    }


def _table(
    report: Report, count: int, parts: Mapping[str, _Values], keys: Sequence[_Key]
) -> ApaTable:
    notes = Notes()
    sizes = {name: len(part) for name, part in parts.items()}
    conditions = [name for name in parts if name]
    return ApaTable(
        number=count,
        title="Descriptive Statistics of Measures Over Sessions"
        + (" by Condition" if conditions else ""),
        stub="Measure",
        spanners=[Head(f"{name} (*n* = {sizes[name]:,})", len(_HEADS)) for name in conditions],
        heads=_HEADS * len(parts),
        groups=_groups(parts, keys, notes),
        note=_note(report, parts),
        notes=notes.rows(),
    )


def _groups(parts: Mapping[str, _Values], keys: Sequence[_Key], notes: Notes) -> list[Group]:
    groups: list[Group] = []
    for word in dict.fromkeys(word for word, _ in keys):
        entry = CATALOGUE[word]
        label = titled(entry.title, entry.unit)
        mine = [key for key in keys if key[0] == word]
        rows = []
        for key in mine:
            name = key[1].replace("_", "-").capitalize() if len(mine) > 1 else label
            cells = [cell for part in parts.values() for cell in _described(part, key, notes)]
            rows.append(Row(name, cells, indented=len(mine) > 1))
        groups.append(Group(word, label, rows))
    return groups


def _described(part: _Values, key: _Key, notes: Notes) -> list[Cell]:
    """Return n, M, SD, Mdn and range of one number over sessions."""
    rows = [found[key] for found in part.values() if key in found]
    known = [row.value for row in rows if row.value is not None]
    n = Cell(f"{len(known):,}")
    if not known:
        reasons = Counter(row.reason for row in rows)
        reason = reasons.most_common(1)[0][0] if reasons else "no such number"
        dash = notes.dash(f"Not estimable in any session: {reason}.")
        return [n, dash, dash, dash, dash]
    unit = rows[0].unit
    spread = Cell(number(stdev(known), unit)) if len(known) > 1 else _alone(notes)
    middle = [Cell(number(mean(known), unit)), spread, Cell(number(median(known), unit))]
    return [n, *middle, Cell(span(min(known), max(known), unit))]


def _alone(notes: Notes) -> Cell:
    return notes.dash("A standard deviation needs two sessions.")


def _note(report: Report, parts: Mapping[str, _Values]) -> str:
    names = [name for part in parts.values() for name in part]
    main = report.main
    definition = "" if main is None else main.definition.id
    open_ones = any(
        row.value is None and row.n and key[0] in {"repair_latency", "response_latency"}
        for part in parts.values()
        for rows in part.values()
        for key, row in rows.items()
        if key[1] == "median"
    )
    return sentences(
        [
            f"Definition: {definition}; {counted(len(names), 'session')}{_dyads(report, names)}.",
            "*n* = sessions in which the measure could be estimated. Each session counts once, "
            "however long it is; numbers over all sessions together stand in Table 1.",
            "Sessions in which a median time was not reached have none, so the times described "
            "here are too short."
            if open_ones
            else "",
        ]
    )


def _dyads(report: Report, names: Sequence[str]) -> str:
    """Say of how many dyads the sessions are, where some have several."""
    told = {s.name: s.covariates.get("dyad", "") for s in report.sessions}
    dyads = {told.get(name, "") for name in names}
    if "" in dyads or len(dyads) == len(names):
        return ""
    return f" of {counted(len(dyads), 'dyad')} (those of one dyad are not independent)"
