"""TOML with line numbers: codebooks and definitions are written by people, errors name the line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from ..errors import ReattuneError

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")


@dataclass(frozen=True, slots=True)
class TomlText:
    """A parsed TOML text that can say where each of its keys stands.

    Parameters
    ----------
    path
        The file's name, for messages.
    content
        The parsed tables.
    lines
        Line number (from 1) by dotted place, e.g. ``track.0.role``.
    error
        The class of error to raise about it.
    """

    path: str
    content: dict[str, Any]
    lines: dict[str, int]
    error: type[ReattuneError]

    def fail(self, place: str, *, found: str, expected: str, todo: str) -> ReattuneError:
        """Make an error about one place; the nearest known line above it is named."""
        parts = place.split(".")
        while parts and ".".join(parts) not in self.lines:
            parts.pop()
        line = self.lines.get(".".join(parts))
        key = re.sub(r"\.(\d+)", lambda m: f" {int(m[1]) + 1}", place).replace(".", ": ")
        where = f"line {line} ({key})" if line else key
        return self.error(path=self.path, where=where, found=found, expected=expected, todo=todo)

    def check_keys(self, place: str, table: dict[str, Any], known: set[str]) -> None:
        """Raise at the first key of a table that nobody knows."""
        for key in table:
            if key not in known:
                raise self.fail(
                    f"{place}.{key}" if place else key,
                    found=f"the key {key!r}",
                    expected=f"one of {', '.join(sorted(known))}",
                    todo="Mend the spelling, or move it to the table it belongs to.",
                )

    def table(self, place: str, value: object) -> dict[str, Any]:
        """Return a value that must be a table."""
        if not isinstance(value, dict):
            raise self.fail(
                place,
                found=repr(value),
                expected=f"a table [{place}]",
                todo="Write it as a table, with a line for each key.",
            )
        return value

    def text(self, place: str, value: object) -> str:
        """Return a value that must be a text, and not an empty one."""
        if not isinstance(value, str) or not value.strip():
            raise self.fail(
                place,
                found="nothing" if value is None else repr(value),
                expected="a text in quotes",
                todo="Add it: no number leaves without the id and source of what it rests on.",
            )
        return value

    def texts(self, place: str, value: object) -> tuple[str, ...]:
        """Return a value that must be a list of texts."""
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(
                place, found=repr(value), expected="a list of texts", todo='Write it as ["a", "b"].'
            )
        return tuple(value)


def parse_toml(text: str, path: str, error: type[ReattuneError]) -> TomlText:
    """Parse TOML; a syntax error becomes one ``error`` that names the line."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        place = re.search(r"line (\d+)", str(problem))
        raise error(
            path=path,
            where=f"line {place[1]}" if place else "end of the file",
            found=str(problem).split(" (at")[0],
            expected="valid TOML",
            todo="Mend that line; text belongs in quotes.",
        ) from None
    return TomlText(path, content, _line_numbers(text), error)


def _line_numbers(text: str) -> dict[str, int]:
    """Find the line of every header and key (inline tables count as their key's line)."""
    lines: dict[str, int] = {}
    seen: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            prefix = _table_place(header[2], repeats=header[1] == "[[", seen=seen)
            lines.setdefault(prefix, number)
        elif key := _KEY.match(line):
            name = key[1].strip("\"'")
            lines.setdefault(f"{prefix}.{name}" if prefix else name, number)
    return lines


def _table_place(name: str, *, repeats: bool, seen: dict[str, int]) -> str:
    """Turn a header's name into a dotted place with the running numbers of repeated tables."""
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    place = ""
    for depth, part in enumerate(parts):
        place = f"{place}.{part}" if place else part
        if depth == len(parts) - 1 and repeats:
            seen[place] = seen.get(place, -1) + 1
        if place in seen:
            place = f"{place}.{seen[place]}"
    return place
