"""The fast path for ELAN files: time slots and annotations by patterns, the rest by lxml."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from .contract import Raw
from .scanning import plain_text, without

_ORDER, _ORDER_END = "<TIME_ORDER>", "</TIME_ORDER>"
_SLOT = re.compile(
    r'<TIME_SLOT TIME_SLOT_ID="([^"<&\t\n\r]+)" TIME_VALUE="(\d{1,9})"\s*/>', re.ASCII
)
_TIER = re.compile(r"<TIER\b[^<>]*>", re.ASCII)
_ANNOTATION = re.compile(
    r"<ANNOTATION>\s*<ALIGNABLE_ANNOTATION\s+"
    r'ANNOTATION_ID="([^"<&\t\n\r]+)"\s+TIME_SLOT_REF1="([^"<&\t\n\r]+)"\s+'
    r'TIME_SLOT_REF2="([^"<&\t\n\r]+)"\s*>\s*'
    r"<ANNOTATION_VALUE(?:>([^<&\r]*)</ANNOTATION_VALUE>|\s*/>)\s*"
    r"</ALIGNABLE_ANNOTATION>\s*</ANNOTATION>",
    re.ASCII,
)
_EMPTY = re.compile(r"<ANNOTATION_VALUE\s*/>", re.ASCII)
_TAGS = 6
"""Tags of an annotation: three opened and three closed; one less where its text is ``<.../>``."""


class Scanned(NamedTuple):
    """What the pattern read.

    Parameters
    ----------
    rest
        The document without time slots and annotations, its lines where they were.
    rows
        By tier: (annotation, code, onset, offset), in the file's order.
    """

    rest: Raw
    rows: tuple[list[tuple[str, str, int, int]], ...]


def scan(raw: Raw) -> Scanned | None:
    """Read slots and annotations by patterns; ``None`` where only the XML parser can be sure.

    It is sure when every time slot has a whole number, every annotation on every tier has its own
    time and an id of its own, and nothing stands between them.
    """
    text = plain_text(raw)
    if text is None:
        return None
    order = text.find(_ORDER) + len(_ORDER), text.find(_ORDER_END)
    if order[0] < len(_ORDER) or order[1] < order[0] or _again(text, order):
        return None
    slots = _SLOT.findall(text, *order)
    if text.count("<", *order) != len(slots) or text.find("&", order[0]) >= 0:
        return None
    bodies = _bodies(text, order[1])
    at = {name: int(value) for name, value in slots}
    try:
        rows = tuple(_rows(text, body, at) for body in bodies)
    except (KeyError, ValueError):
        return None
    ids = [row[0] for tier in rows for row in tier]
    if not rows or len(at) != len(slots) or len(set(ids)) != len(ids):
        return None
    return Scanned(replace(raw, content=without(text, [order, *bodies])), rows)


def _again(text: str, order: tuple[int, int]) -> bool:
    """Say whether slots begin a second time, or tiers before them; inside only slots can stand."""
    begin = _ORDER[:-1]
    first = text.find(begin) < order[0] - len(_ORDER)
    return first or text.find(begin, order[1]) >= 0 or text.find("<TIER", 0, order[0]) >= 0


def _bodies(text: str, start: int) -> list[tuple[int, int]]:
    """Return where each tier's annotations stand; nothing when that is not certain."""
    bodies: list[tuple[int, int]] = []
    for tier in _TIER.finditer(text, start):
        first = tier.end()
        if tier.group().count('"') % 2 or tier.group().count("'") % 2:
            return []  # the sign that seemed to end the tag may stand inside a value
        end = first if tier.group().endswith("/>") else text.find("</TIER>", first)
        if end < 0 or (bodies and first < bodies[-1][1]):
            return []
        bodies.append((first, end))
    return bodies if text.count("<TIER", start) == len(bodies) else []


def _rows(text: str, body: tuple[int, int], at: dict[str, int]) -> list[tuple[str, str, int, int]]:
    """Read one tier's annotations.

    Raises
    ------
    ValueError
        When anything else stands on the tier, or an annotation ends before it starts.
    KeyError
        When a slot is not in the file.
    """
    found = _ANNOTATION.findall(text, *body)
    rows = [(name, code.strip(), at[a], at[b]) for name, a, b, code in found]
    blank = 0 if all(row[1] for row in rows) else len(_EMPTY.findall(text, *body))
    if text.count("<", *body) != _TAGS * len(found) - blank:
        raise ValueError
    if any(onset > offset for _, _, onset, offset in rows):
        raise ValueError
    return rows
