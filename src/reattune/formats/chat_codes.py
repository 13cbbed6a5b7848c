"""What is coded on a CHAT utterance: events, paralinguistic notes, postcodes, dependent tiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..record import Span
from .chat_lines import Line, Utterance, split_marks
from .tally import Tally

_MARKED = (
    ("event", re.compile(r"&=([^\s\[\]<>]+)")),
    ("paralinguistic", re.compile(r"\[=! ?([^\[\]]*)\]")),
    ("postcode", re.compile(r"\[\+ ?([^\[\]]*)\]")),
)
_OPEN = re.compile(r"&\{([nl]=([^\s\[\]<>]+))")
_CODES = re.compile(r"\$[^\s$]+")
_WORDS = "%wor"
_SIGNS = re.compile(r"[.?!,;:+/\"\u201e\u2021<>\[\]-]*")


class Piece(NamedTuple):
    """One code on an utterance.

    Parameters
    ----------
    tier, code, where
        As in :class:`reattune.record.Row`.
    span
        Its own time, when it has one.
    opens
        The lasting event that it begins (``l=crying``).
    """

    tier: str
    code: str
    where: str
    span: Span | None = None
    opens: str = ""


def pieces(utterance: Utterance, tally: Tally) -> Iterator[Piece]:
    """Yield the utterance itself, then what is coded in it, then its dependent tiers."""
    where = utterance.where
    yield Piece("utterance", utterance.text, where)
    for tier, pattern in _MARKED:
        for match in pattern.finditer(utterance.text):
            code = " ".join(match.group(1).split())
            if code:
                yield Piece(tier, code, where)
    for match in _OPEN.finditer(utterance.text):
        yield Piece("event", match.group(2), where, opens=match.group(1))
    for line in utterance.tiers:
        yield from _words(line, tally) if line.name == _WORDS else _codes(line, tally)


def _codes(line: Line, tally: Tally) -> Iterator[Piece]:
    """Yield a tier's ``$codes``; where it has none, its stretches of text."""
    where = f"line {line.number}"
    for text, span in split_marks(line, tally):
        own = None if span is None or span[0] > span[1] else span
        for code in _CODES.findall(text) or [text]:
            if code:
                yield Piece(line.name, code, where, own)


def _words(line: Line, tally: Tally) -> Iterator[Piece]:
    """Yield the words of a word tier: a time mark belongs to the one word before it."""
    where = f"line {line.number}"
    for text, span in split_marks(line, tally):
        words = text.split()
        timed = words[-1:] if span is not None and span[0] <= span[1] else []
        for _ in (word for word in words[: len(words) - len(timed)] if not _SIGNS.fullmatch(word)):
            tally.add("untimed_word", line.name, where, rows=-1)
        for word in timed:
            yield Piece(line.name, word, where, span)
