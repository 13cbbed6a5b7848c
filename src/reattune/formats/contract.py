"""What a format module offers: a sniff and a parse (and the raw bytes it works on)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import FormatError
from ..record import Coding, Source

MAX_BYTES = 512 * 1024 * 1024
"""Larger files are refused: a coded session never comes near this."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A file's content, read once.

    Parameters
    ----------
    path
        As the user gave it (used in messages).
    content
        All bytes.
    options
        What the user stated about the file, e.g. ``{"unit": "ms"}``; keys a format does not
        know are refused by it.
    """

    path: str
    content: bytes
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The file's name without folder and last suffix."""
        return Path(self.path).stem

    @property
    def suffix(self) -> str:
        """The last suffix in lower case, with its dot."""
        return Path(self.path).suffix.lower()

    def source(
        self, format: str, *, unit: str, origin: str, rate: float | None = None, software: str = ""
    ) -> Source:
        """State where rows came from and how their times were read."""
        return Source(
            path=self.path,
            format=format,
            sha256=hashlib.sha256(self.content).hexdigest(),
            bytes=len(self.content),
            unit=unit,
            origin=origin,
            rate=rate,
            software=software,
        )

    def error(self, where: str, *, found: str, expected: str, todo: str) -> FormatError:
        """Make the one clear error about this file."""
        return FormatError(path=self.path, where=where, found=found, expected=expected, todo=todo)


Sniff = Callable[[Raw], float]
"""How sure a format is that a file is its own, from content first: 0 (no) to 1 (certain)."""

Parse = Callable[[Raw], list[Coding]]
"""Read a file: one Coding an observation. Raises FormatError; never anything else."""


@dataclass(frozen=True, slots=True)
class Format:
    """A readable format.

    Parameters
    ----------
    id
        One word, as in ``--format``.
    title
        What people call it.
    suffixes
        Usual suffixes in lower case, with dots: for folders, and to break ties in sniffing.
    sniff, parse
        The two functions.
    options
        The option names it understands, each with one sentence.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    sniff: Sniff
    parse: Parse
    options: Mapping[str, str] = field(default_factory=dict)
