"""Sessions as GridWare projects: a ``.gwf`` with one ``.trj`` a Session.

Every channel of a Session is a state variable. GridWare knows states that follow one another: a
point event has no place in it, and two events of one code without a gap become one. Both are
counted. Rest is written as its state; time that was not coded, or is missing, is ``--``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import FormatError
from ..record import MISSING, Event, Row, Session
from .gridware_project import MISSING_SYMBOL
from .tally import Tally
from .written import Written, check_label, label_of, plan, save_new

_SENTENCES = {
    "points": "Point events of {where} have no duration, and no place in GridWare; left out.",
    "joined": "Events of {where} follow one of the same code without a gap; GridWare sees one.",
    "overlap": "Rows of {where} overlap an earlier one; left out.",
}
_PREFERENCES = (
    "MinReturns\t2",
    "MaxReturnTime\t10",
    "MaxReturnVisits\t6",
    "MinEventDuration\t0",
    "MinCellDuration\t0",
    f"MissingValueSymbol\t{MISSING_SYMBOL}",
)


@dataclass(frozen=True, slots=True)
class _Grid:
    """One Session's state variables: stretches with a code, by variable."""

    stem: str
    end: int
    variables: dict[str, list[tuple[int, int, str]]]


def write(
    session: Session,
    path: str | os.PathLike[str],
    *,
    label: str = "code",
    beside: Iterable[Row] = (),
) -> Written:
    """Write a Session as a trajectory, with a project of the same name beside it.

    Parameters
    ----------
    path
        The ``.trj`` to make; the ``.gwf`` stands beside it. Neither may exist.
    label
        ``code`` writes the coders' codes, ``state`` what the codebook made of them.
    beside
        Further rows to write as state variables, e.g. episodes: the tier names the variable.

    Raises
    ------
    FormatError
        When a file is there already, cannot be written, or the label is neither.
    """
    target = Path(path)
    check_label(label, str(target))
    tally = Tally(_SENTENCES)
    made = plan(session, label=label, word=_word, grid=True)
    variables: dict[str, list[tuple[int, int, str]]] = {}
    for track in session.tracks:
        pair = (track.person, track.name)
        name = made.names[pair]
        parts = [
            (e.onset, e.offset, _said(e, label, made.codes[pair, label_of(e, label)]))
            for e in session.events.of(*pair)
        ]
        variables[name] = _stretches(name, parts, tally=tally)
        if pair in made.rests:
            variables[name] = _with_rest(variables[name], track.observed, made.rests[pair])
    for tier, rows in _by_tier(beside).items():
        name = _word(tier)
        while name in variables:
            name += "'"
        variables[name] = _stretches(
            name, [(row.onset, row.offset, _word(row.code)) for row in rows], tally=tally
        )
    grid = _Grid(target.stem, session.end, variables)
    if not variables or session.end <= 0:
        raise _nothing(str(target))
    project = target.with_suffix(".gwf")
    save_new([(target, _trajectory(grid)), (project, _project(grid, target.name))])
    return Written((target, project), tally.findings(), made.codebook)


def _nothing(path: str) -> FormatError:
    return FormatError(
        path=path,
        where="",
        found="a Session without time or channels",
        expected="at least one channel and one millisecond",
        todo="Write a Session that has events.",
    )


def _word(text: str) -> str:
    """One line without tabs; never blank, nor the symbol for missing."""
    plain = re.sub(r"\s+", " ", text).strip().replace('"', "'")
    return plain if plain not in {"", MISSING_SYMBOL} else "(blank)"


def _said(event: Event, label: str, code: str) -> str:
    return MISSING_SYMBOL if label == "state" and event.state == MISSING else code


def _by_tier(rows: Iterable[Row]) -> dict[str, list[Row]]:
    tiers: dict[str, list[Row]] = {}
    for row in rows:
        tiers.setdefault(row.tier, []).append(row)
    return tiers


def _stretches(
    name: str, parts: Sequence[tuple[int, int, str]], *, tally: Tally
) -> list[tuple[int, int, str]]:
    """Return the stretches in order, those of one code joined; what has no place is counted."""
    made: list[tuple[int, int, str]] = []
    for onset, offset, code in sorted(parts, key=lambda part: part[:2]):
        place = f"{code!r} at {onset / 1000:.3f} s"
        if onset == offset:
            tally.add("points", name, place, rows=-1)
        elif made and onset < made[-1][1]:
            tally.add("overlap", name, place, rows=-1, ms=offset - onset)
        elif made and onset == made[-1][1] and code == made[-1][2]:
            tally.add("joined", name, place, rows=-1)
            made[-1] = (made[-1][0], offset, code)
        else:
            made.append((onset, offset, code))
    return made


def _with_rest(
    stretches: Sequence[tuple[int, int, str]], observed: Iterable[tuple[int, int]], rest: str
) -> list[tuple[int, int, str]]:
    """Fill observed time that bears no event with the state of rest."""
    made = list(stretches)
    for first, last in observed:
        at = first
        for onset, offset, _ in stretches:
            if offset <= at or onset >= last:
                continue
            if at < onset:
                made.append((at, onset, rest))
            at = offset
        if at < last:
            made.append((at, last, rest))
    return sorted(made)


def _trajectory(grid: _Grid) -> str:
    """Lay the variables side by side: a row wherever one of them changes."""
    bounds = {0} | {
        time for parts in grid.variables.values() for part in parts for time in part[:2]
    }
    lines = ["\t".join(["Onset", *grid.variables])]
    places = dict.fromkeys(grid.variables, 0)
    for time in sorted(bound for bound in bounds if bound < grid.end):
        cells = []
        for name, parts in grid.variables.items():
            while places[name] < len(parts) and parts[places[name]][1] <= time:
                places[name] += 1
            now = parts[places[name]] if places[name] < len(parts) else None
            cells.append(now[2] if now and now[0] <= time else MISSING_SYMBOL)
        lines.append("\t".join([_seconds(time), *cells]))
    return "\n".join([*lines, _seconds(grid.end)]) + "\n"


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03d}"


def _project(grid: _Grid, file: str) -> str:
    lines = ["<GridWare>", "<Config>", f"identifier\tcategorical\tsession\t{_word(grid.stem)}"]
    for name, parts in grid.variables.items():
        codes = dict.fromkeys(code for _, _, code in parts if code != MISSING_SYMBOL)
        lines.append("\t".join(["state", "categorical", name, *codes]))
    lines += [*_PREFERENCES, "</Config>", "<Trajectories>", "session\tFilename"]
    lines += [f"{_word(grid.stem)}\t{file}", "</Trajectories>", "</GridWare>"]
    return "\n".join(lines) + "\n"
