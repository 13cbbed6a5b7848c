"""The data of a GSEQ file as units, sessions, streams and items, before anything has a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import FormatError
from .contract import Raw
from .gseq_header import Header

_TOKEN = re.compile(r"\n|<[^<>\n]*>|\([^()\n]*\)|[/;&{}]|[^\s/;&<>{}()]+|[<>()]")


class Item(NamedTuple):
    """One word of a stream: as written, its line, and whether it stands in braces."""

    text: str
    where: str
    context: bool


@dataclass(slots=True)
class Unit:
    """One unit (a dyad, a subject): sessions, each of streams, each of items. Filled in order."""

    label: str = ""
    levels: list[str] = field(default_factory=list)
    sessions: list[list[list[Item]]] = field(default_factory=lambda: [[[]]])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read into it yet."""
        return not (self.label or self.levels or any(s for one in self.sessions for s in one))

    @property
    def kept(self) -> list[list[list[Item]]]:
        """Its sessions without the empty one that a semicolon before the slash leaves."""
        return [session for session in self.sessions if any(session)] or self.sessions[:1]


def read_units(raw: Raw, header: Header) -> list[Unit]:
    """Part the data by ``/``, ``;`` and ``&``.

    Raises
    ------
    FormatError
        When a unit is not closed, a sign stands where it cannot, or there is no unit.
    """
    units: list[Unit] = []
    unit, context, where = Unit(), False, ""
    for where, sign in _tokens(header):
        if sign == "/":
            units.append(unit)
            unit = Unit()
        elif sign in {"{", "}"}:
            if context == (sign == "{") or header.kind != "timed":
                raise _odd(raw, where, sign)
            context = not context
        elif sign in {"<", ">", "(", ")"} or (sign[0] == "<" and not unit.is_empty):
            raise _odd(raw, where, sign)
        else:
            _put(unit, Item(sign, where, context))
    if context or not unit.is_empty or not units:
        raise raw.error(
            where or f"line {header.line}",
            found="data that end without /" if units or not unit.is_empty else "no data",
            expected="a slash at the end of every unit",
            todo="Close the last unit with /; the file may be cut off.",
        )
    return units


def _tokens(header: Header) -> Iterator[tuple[str, str]]:
    line = header.line
    for match in _TOKEN.finditer(header.body):
        if match.group() == "\n":
            line += 1
        else:
            yield f"line {line}", match.group()


def _put(unit: Unit, item: Item) -> None:
    first = item.text[0]
    if first == "<":
        unit.label = item.text[1:-1].strip()
    elif first == "(":
        unit.levels += item.text[1:-1].replace(",", " ").split()
    elif item.text == ";":
        unit.sessions.append([[]])
    elif item.text == "&":
        unit.sessions[-1].append([])
    else:
        unit.sessions[-1][-1].append(item)


def _odd(raw: Raw, where: str, sign: str) -> FormatError:
    return raw.error(
        where,
        found=f"{sign[:30]!r} where it cannot stand",
        expected="<label> codes (levels) / a unit; { } around context codes of timed data alone",
        todo="Look for a unit that is not closed with /, or a bracket without its partner.",
    )
