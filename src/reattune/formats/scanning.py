"""Checked byte scanning of large regular XML: what repeats is read by a pattern, the rest by lxml.

A scanner takes the many like elements out of a document and hands the rest, as long as it was and
with every line where it was, to the XML parser. It may only do so when the bytes can mean one
thing; else the whole document goes to the parser. Both ways give the same, which tests hold on
every real file and under mutation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, repeat

from .contract import Raw

_START = re.compile(
    rb"(?:<\?xml\s+version=([\"'])1\.0\1(?:\s+encoding=([\"'])(?:UTF|utf)-8\2)?"
    rb"(?:\s+standalone=([\"'])(?:yes|no)\3)?\s*\?>)?\s*<[\w!]"
)
_NO_XML = bytes(set(range(32)) - {9, 10, 13})
_NEVER = ("]]>", "\ufffe", "\uffff")
"""The end of a CDATA section, and the two signs that XML does not know."""
_ASIDE = re.compile(r"<!--(?:[^<>-]|-[^<>-])*-->|<!DOCTYPE[^<>\[\]]*>")


def plain_text(raw: Raw) -> str | None:
    """Return a document's text where its bytes mean what they show, else ``None``.

    So they do in UTF-8 without a byte order mark, CDATA, processing instructions or definitions;
    comments are fine when no tag stands in them.
    """
    content = raw.content
    if _START.match(content) is None or len(content.translate(None, _NO_XML)) < len(content):
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if any(mark in text for mark in (_NEVER[:1] if text.isascii() else _NEVER)):
        return None
    # One sign is looked for many times faster than two.
    aside = text.count("<!") if "!" in text else 0
    if aside and aside != len(_ASIDE.findall(text)):
        return None
    # Processing instructions, besides the declaration, could hold anything.
    asked = text.count("?")
    declared = text.startswith("<?")
    if asked > 2 * declared and text.count("<?") != declared:
        return None
    return text


def without(text: str, spans: Iterable[tuple[int, int]]) -> bytes:
    """Blank out stretches, so that lines (all that errors name) stay where they were."""
    parts: list[str] = []
    last = 0
    for start, end in spans:
        parts += [text[last:start], "\n" * text.count("\n", start, end)]
        last = end
    return "".join([*parts, text[last:]]).encode()


def line_numbers(text: str, starts: list[int]) -> list[int]:
    """Return the line of each rising position, counted from 1."""
    if "\n" not in text:
        return [1] * len(starts)
    before = [0, *starts[:-1]] if starts else []
    steps = map(text.count, repeat("\n"), before, starts)
    return [1 + lines for lines in accumulate(steps)]
