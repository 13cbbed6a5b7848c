"""The text of Praat files: free-standing numbers, quoted strings and flags; the rest is comment.

Praat reads its text files by these three kinds of words alone (Boersma and Weenink, Praat manual,
"TextGrid file formats"): ``xmin = 0.5`` says no more than ``0.5``. So the long and the short
layout, and what other programs make of them, are one format.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from .contract import Raw
from .text import decode

_WORD = re.compile(
    r'"(?P<string>[^"]*(?:""[^"]*)*)"|(?P<open>")|(?P<comment>![^\n]*)'
    r"|(?P<flag><[a-z]+>)(?!\S)|(?P<other>[^\s\"]+)"
)
_NUMBER = re.compile(r"[-+]?\d{1,40}(?:\.\d{0,40})?(?:[eE][-+]?\d{1,3})?", re.ASCII)
_ODD_NUMBER = re.compile(r"[-+]?\d+,\d+|--undefined--|[-+]?(?:nan|inf)", re.ASCII | re.IGNORECASE)


class Word(NamedTuple):
    """One word that counts: its kind (``number``, ``string``, ``flag``), text and line."""

    kind: str
    text: str
    line: int


class TextReader:
    """Reads a text file word by word; it changes, because what follows depends on what was read."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._words = _split(raw, decode(raw))
        self._next = 0

    @property
    def where(self) -> str:
        """The line of the word that was read last."""
        return f"line {self._words[self._next - 1].line}" if self._next else "line 1"

    def string(self, name: str) -> str:
        """Read a quoted string."""
        return self._take("string", name)

    def number(self, name: str) -> str:
        """Read a number, as its text."""
        return self._take("number", name)

    def count(self, name: str) -> int:
        """Read a whole number that counts what follows."""
        text = self.number(name)
        if not text.isdigit() or len(text) > 9:
            raise self._raw.error(
                f"{self.where}, {name}",
                found=repr(text[:40]),
                expected="a whole number from 0 up",
                todo="Open the file in Praat and save it again.",
            )
        return int(text)

    def flag(self, name: str) -> bool:
        """Read ``<exists>`` or ``<absent>``."""
        return self._take("flag", name) == "<exists>"

    def rest(self) -> int:
        """Return how many words were not read."""
        return len(self._words) - self._next

    def _take(self, kind: str, name: str) -> str:
        word = self._words[self._next] if self._next < len(self._words) else None
        if word is None or word.kind != kind:
            found = "the end of the file" if word is None else f"{word.kind} {word.text[:40]!r}"
            line = word.line if word is not None else (self._words[-1].line if self._words else 1)
            raise self._raw.error(
                f"line {line}, {name}",
                found=found,
                expected=f"a {kind}",
                todo="The file may be cut off or edited by hand: save it again in Praat.",
            )
        self._next += 1
        return word.text


def _split(raw: Raw, text: str) -> list[Word]:
    breaks = [match.start() for match in re.finditer("\n", text)]
    words: list[Word] = []
    for match in _WORD.finditer(text):
        kind = match.lastgroup or "other"
        line = bisect_right(breaks, match.start()) + 1
        if kind == "string":
            words.append(Word(kind, match.group("string").replace('""', '"'), line))
        elif kind == "flag":
            words.append(Word(kind, match.group("flag"), line))
        elif kind == "open":
            raise raw.error(
                f"line {line}",
                found="a quotation mark that is not closed",
                expected="every text between two quotation marks",
                todo='Close it; a quotation mark inside a text is written twice ("").',
            )
        elif kind == "other" and _NUMBER.fullmatch(match.group()):
            words.append(Word("number", match.group(), line))
        elif kind == "other" and _ODD_NUMBER.fullmatch(match.group()):
            raise raw.error(
                f"line {line}",
                found=f"{match.group()[:40]!r}",
                expected="a number with a decimal point",
                todo="Save the file again in Praat, or write the number with a point.",
            )
    return words
