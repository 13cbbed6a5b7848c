"""The declaration of a GSEQ file: type of data, sets of codes, factors; comments taken out.

``Timed <seconds> ($child_gaze = c_on c_off) (m_talk) * sex (male female);``
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..errors import FormatError
from .contract import Raw

KINDS = {
    "event": "event",
    "timed": "timed",
    "timed-event": "timed",
    "state": "state",
    "interval": "interval",
    "multi": "multi",
    "multievent": "multi",
    "multi-event": "multi",
}
"""The types of data, by the word that declares them."""

_KIND = re.compile(r"\s*([A-Za-z]+(?:-[A-Za-z]+)?)(?=[\s=<($*;%])")
_COMMENT = re.compile(r"%[^%\n]*%?")
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("min", "minute", "minutes"), "min"),
    **dict.fromkeys(("frame", "frames"), "frames"),
}
_PART = re.compile(
    r"\s*(?:(?P<length>=\s*[\d.:]+)|(?P<unit><[^<>;]*>|[A-Za-z]+(?=\s*[($*;]|\s*$))"
    r"|(?P<set>\(\s*\$?[^()$;]*\))|(?P<factor>\*?\s*[^\s()$*;=<>]+\s*\([^()$;]*\)))\s*"
)


@dataclass(frozen=True, slots=True)
class Header:
    """What a file declares.

    Parameters
    ----------
    kind
        ``event``, ``timed``, ``state``, ``interval`` or ``multi``.
    unit
        The unit of plain numbers, as in ``--unit``; ``""`` when not stated.
    length
        What stands behind ``Interval=``, as written.
    sets
        The set of every declared code: its name, or ``set n`` when it has none.
    exclusive
        Names of the sets whose codes exclude one another (``$`` or a name with ``=``).
    factors
        Names of the factors, in order.
    body
        The text behind the declaration, of the same length in lines as in the file.
    line
        The line on which the body starts.
    """

    kind: str
    unit: str
    length: str
    sets: dict[str, str]
    exclusive: frozenset[str]
    factors: tuple[str, ...]
    body: str
    line: int


@dataclass(slots=True)
class _Parts:
    """The parts of a declaration; filled part by part."""

    unit: str = ""
    length: str = ""
    sets: dict[str, str] = field(default_factory=dict)
    exclusive: set[str] = field(default_factory=set)
    factors: list[str] = field(default_factory=list)


def without_comments(text: str) -> str:
    """Take out ``% ... %`` and ``% ...`` to the end of a line; lines keep their numbers."""
    return _COMMENT.sub(" ", text)


def declared_kind(text: str) -> str:
    """Return the type of data that a text declares; ``""`` when it declares none.

    The declaration must end with a semicolon at the end of its line: a table that starts with a
    column Event is none.
    """
    plain = without_comments(text)
    match = _KIND.match(plain)
    kind = KINDS.get(match.group(1).lower(), "") if match else ""
    rest = plain.partition(";")[2]
    return kind if kind and ";" in plain and not rest.partition("\n")[0].strip() else ""


def read_header(raw: Raw, text: str) -> Header:
    """Read the declaration.

    Raises
    ------
    FormatError
        When there is none, its type is not known, it has no semicolon, or a part of it is none.
    """
    plain = without_comments(text)
    match = _KIND.match(plain)
    kind = KINDS.get(match.group(1).lower(), "") if match else ""
    declared, mark, body = plain.partition(";")
    if match is None or not kind or not mark:
        raise _error(
            raw,
            plain,
            0,
            found="a declaration without ;" if kind else "no type of data",
        )
    parts = _Parts()
    at = match.end()
    while declared[at:].strip():
        part = _PART.match(declared, at)
        if part is None:
            raise _error(raw, plain, at, found=repr(declared[at:].strip()[:30]))
        _take(parts, part)
        at = part.end()
    return Header(
        kind=kind,
        unit=_UNITS.get(parts.unit.lower(), parts.unit),
        length=parts.length,
        sets=parts.sets,
        exclusive=frozenset(parts.exclusive),
        factors=tuple(parts.factors),
        body=body,
        line=declared.count("\n") + 1,
    )


def _take(parts: _Parts, part: re.Match[str]) -> None:
    if part["length"]:
        parts.length = part["length"].strip("= \n\t")
    elif part["unit"]:
        parts.unit = part["unit"].strip("<> \n\t")
    elif part["factor"]:
        parts.factors.append(part["factor"].partition("(")[0].strip("* \n\t"))
    else:
        inner = part["set"].strip("() \n\t")
        name, mark, codes = inner.rpartition("=")
        named = name.strip("$ \n\t") or f"set {len(set(parts.sets.values())) + 1}"
        if mark or inner.startswith("$"):
            parts.exclusive.add(named)
        for code in codes.strip("$ \n\t").split():
            parts.sets.setdefault(code, named)


def _error(raw: Raw, text: str, at: int, *, found: str) -> FormatError:
    line = text.count("\n", 0, at + len(text[at:]) - len(text[at:].lstrip())) + 1
    return raw.error(
        f"line {line}",
        found=found,
        expected="Event, Timed, State, Interval or Multievent, declarations, and a semicolon",
        todo="Save the data as an SDS file; a compiled MDS file is for GSEQ alone.",
    )
