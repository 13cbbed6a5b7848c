"""Lines of delimited text as fields, each with its line number; bad quoting is an error."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from .contract import Raw

_DELIMITERS = ("\t", ";", ",")


def find_delimiter(header: str) -> str:
    """Return the mark that parts the names of a header line: tab, semicolon or comma.

    The most frequent one outside quotes wins; a line without any is one column, and a comma is
    returned.
    """
    bare = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=lambda mark: (bare.count(mark), mark == ","))


def first_lines(raw: Raw, size: int = 65536) -> list[str]:
    """Return the lines of a file's first bytes for sniffing; what is no text becomes marks."""
    head = raw.content[:size]
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n").split("\n")


def split_lines(raw: Raw, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, fields) of every line; an empty line has no fields.

    A quoted field may hold newlines: the number is that of its first line.

    Raises
    ------
    FormatError
        When a quote is opened and not closed, or closed in the middle of a field, or when a
        field is longer than 131,072 characters.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for fields in reader:
            yield line, fields
            line = reader.line_num + 1
    except csv.Error as problem:
        raise raw.error(
            f"line {line}",
            found=f"fields that cannot be told apart ({problem})",
            expected="quotes that open and close around a whole field",
            todo="Look at the quotes from this line on, or export the table again.",
        ) from None
