"""The lines that can be said to the angry child, and how a typed one is recognised.

Recognised are these lines only, word for word; everything else is "not sure", never a guess.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

KINDS = ("yell", "limit", "empathise", "apology", "do-over")
STEPS = ("sorry", "worth", "do-over", "meant")
"""The apology's steps, in the essay's order."""

_MARKS = re.compile(r"[^a-z ]+")


class Line(NamedTuple):
    """One line.

    Parameters
    ----------
    id
        Its name in the log of acts.
    kind
        One of :data:`KINDS`.
    text
        What is said.
    step
        Which of :data:`STEPS` it is, or empty.
    also
        Other wordings that are the same line when typed.
    """

    id: str
    kind: str
    text: str
    step: str = ""
    also: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it takes to say: a second, and a third of one a word; 2 to 5 s."""
        return min(max(1.0 + len(self.text.split()) / 3.0, 2.0), 5.0)


@cache
def known_lines() -> dict[str, Line]:
    """Return all lines by their id."""
    text = (files("reattune.practice") / "lines.toml").read_text("utf-8")
    rows = tomllib.loads(text)["line"]
    lines = (
        Line(r["id"], r["kind"], r["text"], r.get("step", ""), tuple(r.get("also", ())))
        for r in rows
    )
    return {line.id: line for line in lines}


def match_line(typed: str) -> Line | None:
    """Return the line that was typed, or ``None`` when it is none of them.

    Case, marks and spaces do not count; words do. Nothing is guessed from single words.
    """
    return _by_words().get(_words(typed))


@cache
def _by_words() -> dict[str, Line]:
    return {
        _words(text): line for line in known_lines().values() for text in (line.text, *line.also)
    }


def _words(text: str) -> str:
    """Leave letters and single spaces only: "Let's  try!" and "lets try" are the same."""
    plain = text.lower().replace("'", "").replace("\u2019", "")
    return " ".join(_MARKS.sub(" ", plain).split())
