"""The lines of a CHAT transcript: headers, utterances with their dependent tiers, time marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..record import Span
from ..record.requirements import MAX_MS
from .contract import Raw
from .tally import Tally
from .text import decode

MARK = re.compile(r"\x15([^\x15\n]*)\x15?")
_TIMES = re.compile(r'(?:%\w+:"[^"]*"_)?(\d{1,12})_(\d{1,12})-?', re.ASCII)
_LINK = re.compile(r'%\w+:"[^"]*"')
_HEAD = re.compile(r"(\*[^\s:]{1,20}:|%[^\s:]{1,20}:|@[^\t:\n]{1,60}:?)(?:[\t ]\s*|$)")
_CLOSE = re.compile(r"&\}([nl]=[^\s\[\]<>]+)")


class Line(NamedTuple):
    """A logical line: its first line's number, ``@Name``, ``*CHI`` or ``%spa``, and its text."""

    number: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """An utterance with what stands below it.

    Parameters
    ----------
    number
        Line of its main line.
    speaker
        The speaker's code.
    text
        The main line without time marks.
    span
        Milliseconds, first start to last end; None without a readable mark. Not checked for order.
    tiers
        Its dependent tiers.
    """

    number: int
    speaker: str
    text: str
    span: Span | None
    tiers: list[Line] = field(default_factory=list)

    @property
    def where(self) -> str:
        """Where it stands in the file."""
        return f"line {self.number}"

    @property
    def closes(self) -> list[str]:
        """The lasting events that end in it: ``l=crying``."""
        return _CLOSE.findall(self.text)


def read_lines(raw: Raw) -> list[Line]:
    """Return the logical lines; a line that begins with a blank goes on with the one above.

    Raises
    ------
    FormatError
        When there is no utterance, or a line is of no kind that CHAT knows.
    """
    found: list[tuple[int, str, list[str]]] = []
    for number, text in enumerate(decode(raw).split("\n"), start=1):
        if not text.strip():
            continue
        if text[0] in " \t" and found:
            found[-1][2].append(text.strip())
            continue
        match = _HEAD.match(text)
        if match is None:
            raise raw.error(
                f"line {number}",
                found="a line that begins with none of @ * %",
                expected="a header (@), an utterance (*CHI:), a tier below it (%spa:), or a tab"
                " where a line goes on",
                todo="Check the line in CLAN (Esc-L), and save the transcript again.",
            )
        found.append((number, match.group(1).rstrip(":"), [text[match.end() :].strip()]))
    lines = [Line(number, name, " ".join(parts)) for number, name, parts in found]
    if not any(line.name.startswith("*") for line in lines):
        raise raw.error(
            "",
            found="no utterance",
            expected="lines such as *CHI: with what was said",
            todo="Check that this is the whole transcript.",
        )
    return lines


def utterances(raw: Raw, lines: list[Line], tally: Tally) -> Iterator[Utterance]:
    """Yield the utterances in order, each with its dependent tiers."""
    current: Utterance | None = None
    for line in lines:
        if line.name.startswith("*"):
            if current is not None:
                yield current
            text, span = bounds(line, tally)
            current = Utterance(line.number, line.name[1:], text, span)
        elif line.name.startswith("%"):
            if current is None:
                raise raw.error(
                    f"line {line.number}",
                    found=f"the tier {line.name} above the first utterance",
                    expected="dependent tiers below the utterance they belong to",
                    todo="Move the line below its utterance.",
                )
            current.tiers.append(line)
    if current is not None:
        yield current


def bounds(line: Line, tally: Tally) -> tuple[str, Span | None]:
    """Return a line's text without time marks, and the time from its first to its last mark."""
    spans = [span for _, span in split_marks(line, tally) if span is not None]
    text = " ".join(MARK.sub(" ", line.text).split())
    if not spans:
        return text, None
    if any(start > end for start, end in spans):
        return text, next(span for span in spans if span[0] > span[1])
    return text, (min(start for start, _ in spans), max(end for _, end in spans))


def split_marks(line: Line, tally: Tally) -> Iterator[tuple[str, Span | None]]:
    """Yield stretches of a line with the time mark behind each; the last may have none."""
    rest = 0
    for match in MARK.finditer(line.text):
        inside = match.group(1)
        times = _TIMES.fullmatch(inside)
        if times and max(int(part) for part in times.groups()) <= MAX_MS:
            text = " ".join(MARK.sub(" ", line.text[rest : match.start()]).split())
            rest = match.end()
            yield text, (int(times.group(1)), int(times.group(2)))
        elif _LINK.fullmatch(inside):
            tally.add("link", "file", f"line {line.number}")
        else:
            tally.add("odd_bullet", line.name, f"line {line.number}")
    text = " ".join(MARK.sub(" ", line.text[rest:]).split())
    if text:
        yield text, None
