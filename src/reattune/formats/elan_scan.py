"""The fast path for ELAN files: time slots and annotations by patterns, the rest by lxml."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from .contract import Raw
from .scanning import is_plain, without

_ORDER, _ORDER_END = b"<TIME_ORDER>", b"</TIME_ORDER>"
_SLOT = re.compile(rb'<TIME_SLOT TIME_SLOT_ID="([^"<&\t\n\r]+)" TIME_VALUE="(\d{1,9})"\s*/>')
_TIER = re.compile(rb"<TIER\b[^<>]*>")
_ANNOTATION = re.compile(
    rb"<ANNOTATION>\s*<ALIGNABLE_ANNOTATION\s+"
    rb'ANNOTATION_ID="([^"<&\t\n\r]+)"\s+TIME_SLOT_REF1="([^"<&\t\n\r]+)"\s+'
    rb'TIME_SLOT_REF2="([^"<&\t\n\r]+)"\s*>\s*'
    rb"<ANNOTATION_VALUE(?:>([^<&\r]*)</ANNOTATION_VALUE>|\s*/>)\s*"
    rb"</ALIGNABLE_ANNOTATION>\s*</ANNOTATION>"
)
_EMPTY = re.compile(rb"<ANNOTATION_VALUE\s*/>")
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
    content = raw.content
    order = content.find(_ORDER) + len(_ORDER), content.find(_ORDER_END)
    if not is_plain(raw) or order[1] < order[0] or content.count(_ORDER[:-1]) != 1:
        return None
    slots = _SLOT.findall(content, *order)
    if content.count(b"<", *order) != len(slots) or content.find(b"&", order[0]) >= 0:
        return None
    bodies = _bodies(content, order[1])
    times = dict(slots)
    try:
        at = {name: int(value) for name, value in times.items()}
        rows = tuple(_rows(content, body, at) for body in bodies)
    except (KeyError, ValueError):
        return None
    ids = [row[0] for tier in rows for row in tier]
    if not rows or len(times) != len(slots) or len(set(ids)) != len(ids):
        return None
    spans = [order, *bodies]
    return Scanned(replace(raw, content=without(content, spans)), rows)


def _bodies(content: bytes, start: int) -> list[tuple[int, int]]:
    """Return where each tier's annotations stand; nothing when that is not certain."""
    bodies: list[tuple[int, int]] = []
    for tier in _TIER.finditer(content, start):
        first = tier.end()
        end = first if tier.group().endswith(b"/>") else content.find(b"</TIER>", first)
        if end < 0 or (bodies and first < bodies[-1][1]):
            return []
        bodies.append((first, end))
    return bodies if content.count(b"<TIER") == len(bodies) else []


def _rows(
    content: bytes, body: tuple[int, int], at: dict[bytes, int]
) -> list[tuple[str, str, int, int]]:
    """Read one tier's annotations.

    Raises
    ------
    ValueError
        When anything else stands on the tier, or an annotation ends before it starts.
    KeyError
        When a slot is not in the file.
    """
    found = _ANNOTATION.findall(content, *body)
    blank = 0 if all(code for *_, code in found) else len(_EMPTY.findall(content, *body))
    if content.count(b"<", *body) != _TAGS * len(found) - blank:
        raise ValueError
    rows = [(name.decode(), code.decode().strip(), at[a], at[b]) for name, a, b, code in found]
    if not all(onset <= offset for *_, onset, offset in rows):
        raise ValueError
    return rows
