"""The fast path for ELAN files: slots and annotations cut at their quotes, the rest by lxml."""

from __future__ import annotations

import re
from dataclasses import replace
from operator import gt
from typing import NamedTuple

from .contract import Raw
from .scanning import NO_XML, plain_text, without

_ORDER, _ORDER_END = "<TIME_ORDER>", "</TIME_ORDER>"
_BLANK = re.compile(r"[ \t\r\n]*")
_SLOT = re.compile(r"[ \t\r\n]*<TIME_SLOT TIME_SLOT_ID=")
_NEXT_SLOT = re.compile(r"[ \t\r\n]*/>[ \t\r\n]*(?:<TIME_SLOT TIME_SLOT_ID=)?")
_TIER = re.compile(r"<TIER\b[^<>]*>", re.ASCII)
_OPENED = r"[ \t\r\n]*<ANNOTATION>[ \t\r\n]*<ALIGNABLE_ANNOTATION[ \t\r\n]+ANNOTATION_ID="
_VALUE = (
    r"[ \t\r\n]*>[ \t\r\n]*<ANNOTATION_VALUE"
    rf"(?:>([^<&\r{NO_XML}]*)</ANNOTATION_VALUE>|[ \t\r\n]*/>)"
    r"[ \t\r\n]*</ALIGNABLE_ANNOTATION>[ \t\r\n]*</ANNOTATION>[ \t\r\n]*"
)
_REFS = tuple(rf"[ \t\r\n]+TIME_SLOT_REF{which}=" for which in "12")
_FIRST = re.compile(_OPENED)
_NEXT = re.compile(rf"{_VALUE}(?:{_OPENED})?")
_FIRST_REF, _SECOND_REF = map(re.compile, _REFS)
_QUOTING = re.compile(rf'{_OPENED}"([^"]*)"{_REFS[0]}"([^"]*)"{_REFS[1]}"([^"]*)"{_VALUE}')
_TIMES = re.compile(r"[0-9]{1,9}(?:,[0-9]{1,9})*")
"""Times that are certainly below 24 days."""


class Annotations(NamedTuple):
    """One tier's annotations as columns, in the file's order; times in milliseconds."""

    ids: list[str]
    codes: list[str]
    onsets: list[int]
    offsets: list[int]


class Scanned(NamedTuple):
    """What was read.

    Parameters
    ----------
    rest
        The document without time slots and annotations, its lines where they were.
    tiers
        The annotations by tier, in the file's order.
    """

    rest: Raw
    tiers: tuple[Annotations, ...]


def scan(raw: Raw) -> Scanned | None:
    """Read slots and annotations; ``None`` where only the XML parser can be sure.

    It is sure when every time slot has a whole number, every annotation on every tier has its own
    time and an id of its own, and nothing stands between them.
    """
    text = plain_text(raw)
    if text is None:
        return None
    order = text.find(_ORDER) + len(_ORDER), text.find(_ORDER_END)
    early = order[0] < len(_ORDER) or text.find("<TIER", 0, order[0]) >= 0
    if early or order[1] < order[0] or text.find("&", order[0]) >= 0:
        return None
    try:
        at = _slots(text[slice(*order)])
        bodies = _bodies(text, order[1])
        tiers = tuple(_annotations(text[slice(*body)], at) for body in bodies)
    except (KeyError, ValueError):
        return None
    ids = [name for tier in tiers for name in tier.ids]
    if not tiers or len(set(ids)) != len(ids):
        return None
    rest = without(text, [order, *bodies])
    if rest.count(_ORDER[:-1].encode()) != 1:
        return None  # slots begin a second time
    return Scanned(replace(raw, content=rest), tiers)


def _bodies(text: str, start: int) -> list[tuple[int, int]]:
    """Return where each tier's annotations stand.

    Raises
    ------
    ValueError
        When that is not certain.
    """
    bodies: list[tuple[int, int]] = []
    opened = text.find("<TIER", start)
    while opened >= 0:
        tag = _TIER.match(text, opened)
        # With odd quotes, the sign that seemed to end the tag may stand inside a value.
        if tag is None or tag.group().count('"') % 2 or tag.group().count("'") % 2:
            raise ValueError
        first = tag.end()
        end = first if tag.group().endswith("/>") else text.find("</TIER>", first)
        if end < 0:
            raise ValueError
        bodies.append((first, end))
        opened = text.find("<TIER", end)
    return bodies


def _slots(body: str) -> dict[str, int]:
    """Read the time slots: what stands between quotes repeats with every second pair.

    Raises
    ------
    ValueError
        When anything else stands there, or a slot has no whole number or no id of its own.
    """
    if _BLANK.fullmatch(body):
        return {}
    parts = body.split('"')
    names, texts = parts[1::4], parts[3::4]
    certain = (
        len(parts) % 4 == 1
        and _SLOT.fullmatch(parts[0])
        and set(parts[2::4]) == {" TIME_VALUE="}
        and _repeats(_NEXT_SLOT, parts[4::4])
        and _plain(names)
        and _TIMES.fullmatch(",".join(texts))
    )
    if not certain:
        raise ValueError
    at = dict(zip(names, map(int, texts), strict=True))
    if len(at) != len(names):
        raise ValueError
    return at


def _annotations(body: str, at: dict[str, int]) -> Annotations:
    """Read one tier's annotations: what stands between quotes repeats with every third pair.

    Raises
    ------
    ValueError
        When anything else stands on the tier, or an annotation ends before it starts.
    KeyError
        When a slot is not in the file.
    """
    if _BLANK.fullmatch(body):
        return Annotations([], [], [], [])
    parts = body.split('"')
    seams = parts[6::6]
    certain = (
        len(parts) % 6 == 1
        and _FIRST.fullmatch(parts[0])
        and all(map(_FIRST_REF.fullmatch, set(parts[2::6])))
        and all(map(_SECOND_REF.fullmatch, set(parts[4::6])))
        and _repeats(_NEXT, seams)
    )
    if certain:
        found = {seam: _NEXT.fullmatch(seam) for seam in set(seams)}
        codes = {seam: (match[1] or "").strip() for seam, match in found.items() if match}
        spans = (list(map(at.__getitem__, parts[first::6])) for first in (3, 5))
        return _checked(parts[1::6], list(map(codes.__getitem__, seams)), *spans)
    return _quoting(body, at)


def _quoting(body: str, at: dict[str, int]) -> Annotations:
    """Read a tier whose annotations hold quotes of their own."""
    names, starts, ends, codes = [], [], [], []
    last = 0
    for match in _QUOTING.finditer(body):
        if match.start() != last:
            break
        last = match.end()
        names.append(match[1])
        starts.append(match[2])
        ends.append(match[3])
        codes.append((match[4] or "").strip())
    if last < len(body):
        raise ValueError
    return _checked(names, codes, [at[name] for name in starts], [at[name] for name in ends])


def _checked(
    names: list[str], codes: list[str], onsets: list[int], offsets: list[int]
) -> Annotations:
    if not _plain(names) or any(map(gt, onsets, offsets)):
        raise ValueError
    return Annotations(names, codes, onsets, offsets)


def _repeats(pattern: re.Pattern[str], seams: list[str]) -> bool:
    """Say whether every seam but the last leads on to the next element, and the last does not."""
    if not seams or not pattern.fullmatch(seams[-1]) or seams[-1].endswith("="):
        return False
    return all(pattern.fullmatch(seam) and seam.endswith("=") for seam in set(seams[:-1]))


def _plain(ids: list[str]) -> bool:
    """Say whether ids are what they show, and none is empty: no sign a parser would change."""
    joined = '"'.join(ids)
    return joined.isprintable() and "<" not in joined and all(ids)
