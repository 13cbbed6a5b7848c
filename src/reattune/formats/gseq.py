"""GSEQ's sequential data (SDS): event, multievent, state, timed event and interval sequences.

The grammar is that of Bakeman & Quera (1995, 2011): a declaration up to the first semicolon, then
units closed by ``/``, sessions parted by ``;``, concurrent streams parted by ``&``.

- timed: ``,10:00`` starts a session and ``,12:00`` ends it; ``code,onset-offset`` lasts,
  ``code,onset`` is momentary, ``code,onset-`` lasts until the next code of its set.
- state: ``code=duration`` one after another, or ``code,onset`` until the next.
- interval: codes between commas are those of one interval; ``*3`` repeats it.
- event and multievent: an order without times.

Offsets are exclusive: ``code,5-10`` lasts 5. Context codes in braces are read in timed data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from ..record import Coding
from .birth_dates import holds_birth_date
from .contract import Format, Raw
from .delimited import first_lines
from .gseq_body import Item, Unit, read_units
from .gseq_header import Header, declared_kind, read_header
from .gseq_times import SENTENCES, Part, read_interval, read_state, read_timed, read_untimed
from .instants import FPS_OPTION, UNIT_OPTION, Ruler, find_ruler
from .table_times import UNITS
from .tally import Tally
from .text import decode

_SUFFIXES = (".sds", ".mds")
_READ = {
    "event": read_untimed,
    "multi": read_untimed,
    "timed": read_timed,
    "state": read_state,
    "interval": read_interval,
}
_ORIGINS = {
    "event": "none (an order)",
    "multi": "none (an order)",
    "timed": "zero of the file's clock",
    "state": "zero of the file's clock; the session's start where it states none",
    "interval": "first interval",
}
_NO_TIMES = "event sequences say what follows what, not when"


def sniff(raw: Raw) -> float:
    """Tell sequential data by its declaration."""
    if b"/" in raw.content and declared_kind("\n".join(first_lines(raw))):
        return 0.9
    return 0.5 if raw.suffix in _SUFFIXES else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read a file of sequential data: one Coding a session of a unit.

    The tier is the set that declares a code; without one, ``codes``, ``stream n`` or ``context``.
    Event and multievent sequences have an order and no times (see
    :attr:`reattune.record.Coding.untimed`).

    Raises
    ------
    FormatError
        When the declaration or a unit is incomplete, plain numbers have no unit, or an item is
        none that its type of data knows.
    """
    text = decode(raw)
    header = read_header(raw, text)
    ruler = _ruler(raw, header)
    units = read_units(raw, header)
    names = _names(raw, units)
    sessions = [(unit, session) for unit in units for session in unit.kept]
    return [
        _coding(raw, header, unit, session, name=name, ruler=ruler)
        for name, (unit, session) in zip(names, sessions, strict=True)
    ]


def _ruler(raw: Raw, header: Header) -> Ruler:
    """Find the unit of plain numbers; without one, clock times alone can be read."""
    stated = raw.options.get("unit", "")
    if header.unit and header.unit not in {*UNITS, "frames"}:
        raise raw.error(
            "declaration",
            found=f"the unit {header.unit[:30]!r}",
            expected=f"one of {', '.join(UNITS)}, frames",
            todo="Correct the declaration, e.g. Timed <seconds>;",
        )
    if stated and header.unit and stated != header.unit:
        raise raw.error(
            "option unit",
            found=f"{stated} in the option and {header.unit} in the declaration",
            expected="one unit",
            todo="Leave the option away.",
        )
    if not (stated or header.unit or "fps" in raw.options):
        return Ruler("h:mm:ss", Fraction(0))
    return find_ruler(raw, usual=header.unit)


def _names(raw: Raw, units: Sequence[Unit]) -> list[str]:
    """Name every session: the file, the unit's label where there are several, its number."""
    names: list[str] = []
    for number, unit in enumerate(units, 1):
        base = raw.stem if len(units) == 1 else f"{raw.stem}: {unit.label or f'unit {number}'}"
        count = len(unit.kept)
        names += [base if count == 1 else f"{base}, session {n}" for n in range(1, count + 1)]
    seen: Counter[str] = Counter()
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def _coding(
    raw: Raw,
    header: Header,
    unit: Unit,
    session: Sequence[Sequence[Item]],
    *,
    name: str,
    ruler: Ruler,
) -> Coding:
    tally = Tally(SENTENCES)
    times = _READ[header.kind](Part(raw, header, session, ruler, tally))
    if not times.rows:
        tally.add("empty", "", name)
    untimed = header.kind in {"event", "multi"}
    tiers = (*header.sets.values(), *(row.tier for row in times.rows))
    return Coding(
        name=name,
        source=raw.source(
            "gseq",
            unit="none (an order)" if untimed else ruler.unit,
            origin=_ORIGINS[header.kind],
            software="GSEQ",
        ),
        rows=times.rows,
        tiers=tuple(dict.fromkeys(tiers)),
        window=times.window,
        notes=_notes(header, unit, tally),
        findings=tally.findings(),
        untimed=_NO_TIMES if untimed else "",
    )


def _notes(header: Header, unit: Unit, tally: Tally) -> dict[str, str]:
    """Return the unit's label and the levels of its factors."""
    notes = {"unit": unit.label} if unit.label else {}
    for number, level in enumerate(unit.levels):
        known = number < len(header.factors)
        factor = header.factors[number] if known else f"factor {number + 1}"
        if holds_birth_date(factor):
            tally.add("birth_date", factor, factor)
        else:
            notes[factor] = level
    return notes


FORMAT = Format(
    id="gseq",
    title="GSEQ sequential data (SDS)",
    suffixes=(".sds",),
    sniff=sniff,
    parse=parse,
    options={
        "unit": UNIT_OPTION,
        "fps": FPS_OPTION,
        "interval": "Seconds an interval, where the file does not say it.",
    },
)
