"""Checked byte scanning of large regular XML: what repeats is read by a pattern, the rest by lxml.

A scanner takes the many like elements out of a document and hands the rest, as long as it was and
with every line where it was, to the XML parser. It may only do so when the bytes can mean one
thing; else the whole document goes to the parser. Both ways give the same, which tests hold on
every real file and under mutation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .contract import Raw

_START = re.compile(
    rb"(?:<\?xml\s+version=([\"'])1\.0\1(?:\s+encoding=([\"'])(?:UTF|utf)-8\2)?"
    rb"(?:\s+standalone=([\"'])(?:yes|no)\3)?\s*\?>)?\s*<[\w!]"
)
NO_XML = r"\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff"
"""Signs that XML does not know, for a pattern's class: a scanner takes no text that has them."""
_ASIDE = re.compile(r"<!--(?:[^<>-]|-[^<>-])*-->|<!DOCTYPE[^<>\[\]]*>")


def plain_text(raw: Raw) -> str | None:
    """Return a document's text where its bytes mean what they show, else ``None``.

    So they do in UTF-8 without a byte order mark, CDATA, processing instructions or definitions;
    comments are fine when no tag stands in them. Signs that XML does not know are not looked for.
    """
    content = raw.content
    if _START.match(content) is None:
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    # One sign is looked for many times faster than two.
    if "]" in text and "]]>" in text:
        return None
    aside = text.count("<!") if "!" in text else 0
    if aside and aside != len(_ASIDE.findall(text)):
        return None
    # Processing instructions, besides the declaration, could hold anything.
    declared = text.find("?>") + 2 if text.startswith("<?") else 0
    if text.find("?", declared) >= 0 and text.find("<?", declared) >= 0:
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
