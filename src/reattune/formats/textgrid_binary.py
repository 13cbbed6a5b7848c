"""The bytes of Praat's binary TextGrid files: big-endian numbers and counted strings."""

from __future__ import annotations

import struct

from .contract import Raw

MAGIC = b"ooBinaryFile"
_WIDE = 0xFFFF
"""A count that says: UTF-16 follows, after a count of its own."""


class BinaryReader:
    """Reads a binary file part by part; it changes, as every part begins where the last ended.

    Numbers are given as text, as :class:`reattune.formats.textgrid_text.TextReader` gives them:
    the shortest one that stands for the same 64-bit number.
    """

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._place = self._last = len(MAGIC)

    @property
    def where(self) -> str:
        """The byte at which the part begins that was read last, counted from 1."""
        return f"byte {self._last + 1}"

    def word(self, name: str) -> str:
        """Read a class's name: one byte of length, then ASCII."""
        length = self._bytes(1, name)[0]
        return self._bytes(length, name).decode("ascii", "replace")

    def string(self, name: str) -> str:
        """Read a text: ASCII, or UTF-16 where it needs more."""
        length = self._unsigned(name)
        if length != _WIDE:
            return self._text(self._bytes(length, name), "ascii", name)
        return self._text(self._bytes(2 * self._unsigned(name), name), "utf-16-be", name)

    def number(self, name: str) -> str:
        """Read a 64-bit number."""
        value: float = struct.unpack(">d", self._bytes(8, name))[0]
        return repr(value)

    def count(self, name: str) -> int:
        """Read a 32-bit count of what follows."""
        value: int = struct.unpack(">i", self._bytes(4, name))[0]
        if value < 0:
            raise self._broken(name, f"the count {value}", "a count from 0 up")
        return value

    def flag(self, name: str) -> bool:
        """Read one byte: 1 where something exists."""
        return self._bytes(1, name) != b"\x00"

    def rest(self) -> int:
        """Return how many bytes were not read."""
        return len(self._raw.content) - self._place

    def _unsigned(self, name: str) -> int:
        value: int = struct.unpack(">H", self._bytes(2, name))[0]
        return value

    def _bytes(self, length: int, name: str) -> bytes:
        self._last = self._place
        part = self._raw.content[self._place : self._place + length]
        if len(part) < length:
            raise self._broken(name, "the end of the file", f"{length} bytes more")
        self._place += length
        return part

    def _text(self, content: bytes, encoding: str, name: str) -> str:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            raise self._broken(name, f"bytes that are not {encoding}", "a text") from None

    def _broken(self, name: str, found: str, expected: str) -> Exception:
        return self._raw.error(
            f"{self.where}, {name}",
            found=found,
            expected=expected,
            todo="The file may be cut off: save it again in Praat, best as a text file.",
        )
