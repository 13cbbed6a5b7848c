"""All readable formats: found by content, loaded when first needed; one door for files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from ..errors import FormatError
from ..record import Coding
from .contract import MAX_BYTES, Format, Raw
from .xml import root_name

_MODULES: Mapping[str, str] = {
    "elan": "elan",
    "lena": "lena",
    "boris": "boris",
    "boris-tabular": "boris_tables",
    "boris-aggregated": "boris_tables",
    "datavyu": "datavyu",
    "datavyu-csv": "datavyu_csv",
    "interact": "interact",
    "rttm": "rttm",
    "gridware": "gridware",
    "gseq": "gseq",
    "observer": "observer",
    "looking": "looking",
    "icatcher": "icatcher",
    "frames": "frames",
    "elan-tab": "elan_tab",
    "chat": "chat",
    "textgrid": "textgrid",
    "subrip": "subtitles",
    "webvtt": "subtitles",
    "lena-segments": "lena_csv",
    "childproject": "childproject",
    "alice": "alice",
    "table": "table",
}

_LATER = MappingProxyType(
    {
        ".zip": "a zip archive (unpack it, and read the files in it)",
        ".xls": "an Excel workbook",
        ".rda": "an R data file",
        ".rdata": "an R data file",
        ".rds": "an R data file",
    }
)
_CONTENT_LATER = (
    (
        (b'"Praat chronological TextGrid', b'\xef\xbb\xbf"Praat chronological TextGrid'),
        "a chronological Praat TextGrid",
    ),
)
_GZIP = b"\x1f\x8b"
_NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


@cache
def _format(id: str) -> Format:
    module = import_module(f"{__package__}.{_MODULES[id]}")
    formats: tuple[Format, ...] = getattr(module, "FORMATS", None) or (module.FORMAT,)
    return next(known for known in formats if known.id == id)


class _Formats(Mapping[str, Format]):
    """The formats by id; a format's module is imported when it is first asked for."""

    def __getitem__(self, id: str) -> Format:
        if id not in _MODULES:
            raise KeyError(id)
        return _format(id)

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


FORMATS: Mapping[str, Format] = _Formats()
"""Every readable format by its id."""


_ROOTS = {"ANNOTATION_DOCUMENT": "elan", "ITS": "lena"}
"""Root elements that leave no doubt: the other formats need not be asked."""


def sniff(raw: Raw) -> Format:
    """Return the format that is surest of a file; its suffix breaks ties.

    Raises
    ------
    FormatError
        When no format knows the file: it lists those that are read, and says so in plain words
        when the file is of a kind that is not read yet.
    """
    later = _later(raw)
    if raw.content.startswith(_GZIP) and not later:
        raise raw.error(
            "",
            found="a file compressed with gzip",
            expected="the coded file itself",
            todo="Unpack it (gunzip) and read what comes out.",
        )
    certain = _ROOTS.get(root_name(raw))
    if certain is not None:
        return FORMATS[certain]
    scored = [
        (score, raw.suffix in known.suffixes, known)
        for known in FORMATS.values()
        if (score := known.sniff(raw)) > 0
    ]
    best = max(scored, key=lambda entry: entry[:2], default=None)
    if best is None or (later and best[0] < 0.5):
        raise raw.error(
            "",
            found=f"{later}, which this version does not read yet" if later else "no known format",
            expected=f"a coded file of one of {len(FORMATS)} formats (ELAN, BORIS, Datavyu, LENA, "
            "CHAT, Praat, tables ...)",
            todo="Name the format with --format (a wrong id lists them all), or export a table with"
            " onset, offset, person and code from your program.",
        )
    return best[2]


def _later(raw: Raw) -> str:
    """Name a kind of file that is not read yet; nothing when it is none of them."""
    head = raw.content[:64]
    for starts, kind in _CONTENT_LATER:
        if head.startswith(starts):
            return kind
    return _LATER.get(raw.suffix, "")


def load(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    options: Mapping[str, str] = _NO_OPTIONS,
    mixed: bool = False,
) -> list[Coding]:
    """Read a coded file: one Coding an observation.

    Parameters
    ----------
    path
        The file.
    format
        A format's id; found by content when not given.
    options
        What the format should know about the file, e.g. ``{"unit": "ms"}``.
    mixed
        The options are meant for files of several formats: one that this format does not have is
        for others, and no error.

    Raises
    ------
    FormatError
        When the file is missing, a folder, unreadable, empty or too large, is of no known
        format, cannot be read as the one it is, or an option is not the format's.
    """
    raw = read_raw(path, options=options)
    if format is not None and format not in FORMATS:
        raise raw.error(
            "option format",
            found=repr(format),
            expected=f"one of: {', '.join(FORMATS)}",
            todo="Name one of these, or leave it away.",
        )
    chosen = FORMATS[format] if format is not None else sniff(raw)
    unknown = [name for name in options if name not in chosen.options]
    if mixed:
        raw = replace(raw, options={k: v for k, v in options.items() if k in chosen.options})
    elif unknown:
        raise raw.error(
            f"option {unknown[0]}",
            found=f"an option that {chosen.title} does not have",
            expected=f"one of: {', '.join(chosen.options)}" if chosen.options else "none",
            todo="Leave it away; it would change nothing.",
        )
    return chosen.parse(raw)


def read_raw(path: str | os.PathLike[str], *, options: Mapping[str, str] = _NO_OPTIONS) -> Raw:
    """Read a file's bytes without parsing them.

    Raises
    ------
    FormatError
        When the file is missing, a folder, unreadable, empty or too large.
    """
    return Raw(path=os.fspath(path), content=_content(os.fspath(path)), options=options)


def _content(path: str) -> bytes:
    """Read all bytes of a file, with every way in which that fails said plainly."""
    file = Path(path)
    try:
        if file.is_dir():
            raise _no_file(path, found="a folder", todo="Name the files in it.")
        if not file.is_file():
            raise _no_file(path, found="nothing there", todo="Check the path.")
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise _no_file(
                path,
                found=f"{size} bytes",
                todo=f"Coded files are far smaller than the limit of {MAX_BYTES} bytes;"
                " check that this is one.",
            )
        content = file.read_bytes()
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise _no_file(
            path, found=f"a file that cannot be opened ({reason})", todo="Check its rights."
        ) from None
    if not content.strip(b"\x00\r\n\t "):
        raise _no_file(
            path,
            found="only blanks" if content else "an empty file",
            todo="Export it again from your coding program.",
        )
    return content


def _no_file(path: str, *, found: str, todo: str) -> FormatError:
    return FormatError(path=path, where="", found=found, expected="a coded file", todo=todo)


def is_candidate(path: str | os.PathLike[str]) -> bool:
    """Whether a file in a folder may be a coded file: by its suffix, hidden files never."""
    file = Path(path)
    if file.name.startswith((".", "~$")):
        return False
    return any(file.suffix.lower() in known.suffixes for known in FORMATS.values())
