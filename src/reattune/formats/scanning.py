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
_NEVER = (b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""The end of a CDATA section, and the two signs that XML does not know."""
_ASIDE = re.compile(rb"<!--(?:[^<>-]|-[^<>-])*-->|<!DOCTYPE[^<>\[\]]*>")


def is_plain(raw: Raw) -> bool:
    """Say whether bytes mean what they show.

    So they do in UTF-8 without a byte order mark, CDATA, processing instructions or definitions;
    comments are fine when no tag stands in them.
    """
    content = raw.content
    if _START.match(content) is None or len(content.translate(None, _NO_XML)) < len(content):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    if any(mark in content for mark in _NEVER):
        return False
    aside = content.count(b"<!")
    if aside and aside != len(_ASIDE.findall(content)):
        return False
    # Processing instructions, besides the declaration, could hold anything.
    return content.count(b"<?") == content.startswith(b"<?")


def without(content: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """Blank out stretches, so that lines (all that errors name) stay where they were."""
    parts: list[bytes] = []
    last = 0
    for start, end in spans:
        parts += [content[last:start], b"\n" * content.count(b"\n", start, end)]
        last = end
    return b"".join([*parts, content[last:]])


def line_numbers(content: bytes, starts: list[int]) -> list[int]:
    """Return the line of each rising position, counted from 1."""
    before = [0, *starts[:-1]] if starts else []
    steps = map(content.count, repeat(b"\n"), before, starts)
    return [1 + lines for lines in accumulate(steps)]
