"""Bytes to text for the formats that are text: UTF-8 with or without BOM, UTF-16; no guessing."""

from __future__ import annotations

import codecs

from .contract import Raw

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(raw: Raw) -> str:
    """Return the file's text with every line end as one newline.

    Raises
    ------
    FormatError
        When the file is empty, or is not UTF-8 (or UTF-16/32 with a byte order mark). Bytes that
        would be readable as Latin-1 are named with their line, never guessed.
    """
    if not raw.content.strip(b"\x00\r\n\t "):
        raise raw.error(
            "",
            found="an empty file" if not raw.content else "only blanks",
            expected="coded rows",
            todo="Export the file again from your coding program.",
        )
    encoding = next((name for bom, name in _BOMS if raw.content.startswith(bom)), "utf-8")
    try:
        text = raw.content.decode(encoding)
    except UnicodeDecodeError as problem:
        line = raw.content.count(b"\n", 0, problem.start) + 1
        byte = raw.content[problem.start]
        raise raw.error(
            f"line {line}",
            found=f"byte 0x{byte:02X}, which is not {encoding.upper()} (it looks like Latin-1)",
            expected="UTF-8, or UTF-16 with a byte order mark",
            todo="Save the file as UTF-8 and read it again.",
        ) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise raw.error(
            f"line {line}",
            found="a zero byte inside text",
            expected="a text file",
            todo="Check that the file is what its name says; name the format with --format.",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
