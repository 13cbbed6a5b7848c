"""ChildProject's converted segments (CSV): who was heard when, and what was coded of it.

The layout is that of ChildProject (Gautheron, Rochat and Cristia 2022,
doi:10.3758/s13428-022-01968-4): ``segment_onset`` and ``segment_offset`` in milliseconds of the
recording, ``speaker_type`` (CHI, OCH, FEM, MAL, NA), and one column for each thing coded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from ..record import Coding, Row, Span
from ..record.requirements import MAX_MS
from .birth_dates import holds_birth_date
from .contract import Format, Raw
from .delimited import find_delimiter, first_lines
from .grid import Grid, read_grid
from .table_times import rounded, scaled
from .tally import Tally

ONSET, OFFSET, SPEAKER = "segment_onset", "segment_offset", "speaker_type"
OWN = ("person", "track", "code")
"""Columns that only files written by reattune have: they hold a Session's own channels."""

_LABELS = (
    "raw_filename recording_filename annotation_filename set time_seek range_onset range_offset"
)
_BOOK = frozenset({ONSET, OFFSET, *_LABELS.split()})
_LISTS = {"utterances": "utterance", "cries": "cry", "vfxs": "vegetative"}
_COUNTS = re.compile(
    r"lena_.*|utterances_(count|length)|(average|peak)_db|non_speech_length|child_cry_vfx_len"
    r"|(date|imported|annotator).*"
)
_SAYS = frozenset(
    [
        "speaker_type",
        "speaker_id",
        "vcm_type",
        "lex_type",
        "mwu_type",
        "addressee",
        "transcription",
        "words",
        "syllables",
        "phonemes",
        "ling_type",
        "cries",
        "raw_filename",
        "code",
    ]
)
"""A table of segments has one of these; tables of metrics or of chunks have none."""

_PART = re.compile(r"\{([^{}]*)\}")
_BOUND = re.compile(r"'(start|end)': ?'?([0-9.eE+-]{1,40})'?(?=[,\s]|$)")
_NOTHING = frozenset({"", "NA", "nan", "NaN"})
_RANGE = re.compile(r".*_(\d{1,10})_(\d{1,10})")
_SENTENCES = {
    "reversed": "Rows end before they start; they are left out (first: {first}).",
    "rounded": "Times finer than a millisecond are rounded to it (first: {first}).",
    "unread_columns": "Columns that are not read: {where}.",
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns are read: those of codes, and those of lists inside a segment."""

    codes: tuple[str, ...]
    lists: tuple[str, ...]
    own: bool


def sniff(raw: Raw) -> float:
    """Tell the table by its two columns of times; LENA's own labels are another format's."""
    head = first_lines(raw)[0]
    names = {name.strip().strip('"') for name in head.split(find_delimiter(head))}
    return 0.85 if {ONSET, OFFSET} <= names else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read the segments: one Coding a recording, a row for each cell that says something.

    ``tier`` is the column (``speaker_type``, ``vcm_type``, ``transcription`` ...), ``subject`` the
    segment's speaker type, ``code`` the cell. ``NA`` in ``speaker_type`` is a label (somebody,
    or nobody in particular); in other columns it is no value. What LENA marks inside the child's
    segments (``cries``, ``utterances``, ``vfxs``) are rows on ``cry``, ``utterance`` and
    ``vegetative``.

    ``window`` is the range that ChildProject puts into the file's name
    (``rec_0_4000.csv``), if all rows lie in it.

    Raises
    ------
    FormatError
        Naming the line, when a time or a list cannot be read; or when a column is missing.
    """
    grid = read_grid(raw)
    columns = _columns(raw, grid)
    tally = Tally(_SENTENCES)
    unread = [name for name in grid.names if _unread(name) and not columns.own]
    if unread:
        tally.add("unread_columns", ", ".join(unread), "", count=len(unread))
    files = grid.column("recording_filename") if "recording_filename" in grid.names else ()
    found: dict[str, list[Row]] = {}
    for index, rows in enumerate(_rows(raw, grid, columns, tally)):
        name = PurePath(files[index].strip()).stem if files else ""
        found.setdefault(name, []).extend(rows)
    source = raw.source("childproject", unit="ms", origin="start of the recording")
    codings = [
        Coding(
            name=f"{raw.stem}, {name}" if len(found) > 1 else raw.stem,
            source=source,
            rows=tuple(rows),
            tiers=_tiers(columns, rows),
            window=_window(raw, rows),
        )
        for name, rows in (found or {"": []}).items()
    ]
    return [replace(codings[0], findings=tally.findings()), *codings[1:]]


def _unread(name: str) -> bool:
    """Numbers about a segment that are no codes; dates, and whatever holds a date of birth."""
    return name not in _BOOK and (bool(_COUNTS.fullmatch(name)) or holds_birth_date(name))


def _columns(raw: Raw, grid: Grid) -> _Columns:
    missing = [name for name in (ONSET, OFFSET) if name not in grid.names]
    if missing:
        raise raw.error(
            "line 1",
            found=f"no column {missing[0]}",
            expected=f"the columns {ONSET} and {OFFSET}, in milliseconds",
            todo="Convert the set again with ChildProject.",
        )
    if not _SAYS & set(grid.names):
        raise raw.error(
            "line 1",
            found="stretches of a recording, and no column that says who is heard in them",
            expected="segments: speaker_type (or speaker_id, words ...) beside the times",
            todo="Give the converted annotations; tables of metrics and of chunks hold none.",
        )
    own = set(OWN) <= set(grid.names)
    codes = [
        name
        for name in grid.names
        if name and name not in _BOOK and name not in _LISTS and not _unread(name)
    ]
    # The speaker first: what else is coded of a segment stands below it.
    codes.sort(key=lambda name: name != SPEAKER)
    lists = tuple(name for name in _LISTS if name in grid.names)
    return _Columns(tuple(codes), () if own else lists, own)


def _tiers(columns: _Columns, rows: list[Row]) -> tuple[str, ...]:
    if columns.own:
        return tuple(dict.fromkeys(row.tier for row in rows))
    return (*columns.codes, *(_LISTS[name] for name in columns.lists))


def _rows(raw: Raw, grid: Grid, columns: _Columns, tally: Tally) -> Iterator[list[Row]]:
    """Yield the rows of each line."""
    cells = {name: grid.column(name) for name in grid.names if name}
    for index, pair in enumerate(zip(cells[ONSET], cells[OFFSET], strict=True)):
        where = grid.place(index)
        line = {name: column[index].strip() for name, column in cells.items()}
        made = list(_own_row(line)) if columns.own else list(_line(raw, line, columns, where))
        onset, offset = (_time(raw, text.strip(), where, tally) for text in pair)
        if onset > offset:
            tally.add("reversed", "rows", where, rows=-len(made))
            yield []
            continue
        yield [
            Row(tier, subject, code, *(span or (onset, offset)), where)
            for tier, subject, code, span in made
        ]


_Made = tuple[str, str, str, Span | None]


def _own_row(line: dict[str, str]) -> Iterator[_Made]:
    yield line.get("tier", line["track"]), f"{line['person']}, {line['track']}", line["code"], None


def _line(raw: Raw, line: dict[str, str], columns: _Columns, where: str) -> Iterator[_Made]:
    subject = line.get(SPEAKER, "") or ("NA" if SPEAKER in line else "")
    for name in columns.codes:
        cell = line[name] or ("NA" if name == SPEAKER else "")
        if name == SPEAKER or cell not in _NOTHING:
            yield name, subject, cell, None
    for name in columns.lists:
        for span in _spans(raw, line[name], where):
            yield _LISTS[name], subject, _LISTS[name], span


def _time(raw: Raw, text: str, where: str, tally: Tally) -> int:
    exact = scaled(text, 1, 1)
    if exact is None or not 0 <= exact[0] <= MAX_MS * exact[1]:
        raise raw.error(
            where,
            found=f"the time {text[:40]!r}",
            expected="milliseconds from 0 to 23 days",
            todo="Correct the row, or convert the set again.",
        )
    ms, finer = rounded(exact)
    if finer:
        tally.add("rounded", "times", where)
    return ms


def _spans(raw: Raw, text: str, where: str) -> Iterator[Span]:
    """Read a list such as ``[{'start': 43.71, 'end': 44.02}]``, in seconds."""
    if text in _NOTHING:
        return
    parts = [dict(_BOUND.findall(part)) for part in _PART.findall(text)]
    times = [[scaled(part.get(side, ""), 1000, 1) for side in ("start", "end")] for part in parts]
    for first, last in times:
        if first and last and 0 <= rounded(first)[0] <= rounded(last)[0] <= MAX_MS:
            yield rounded(first)[0], rounded(last)[0]
        else:
            break
    else:
        if not _PART.sub("", text).strip("[], "):
            return
    raise raw.error(
        where,
        found=repr(text[:60]),
        expected="a list such as [{'start': 43.71, 'end': 44.02}], in seconds",
        todo="Convert the set again.",
    )


def _window(raw: Raw, rows: list[Row]) -> tuple[Span, ...] | None:
    named = _RANGE.fullmatch(raw.stem)
    if named is None:
        return None
    onset, offset = int(named[1]), int(named[2])
    inside = all(onset <= row.onset and row.offset <= offset for row in rows)
    return ((onset, offset),) if onset < offset <= MAX_MS and inside else None


FORMAT = Format(
    id="childproject",
    title="ChildProject segments (CSV)",
    suffixes=(".csv",),
    sniff=sniff,
    parse=parse,
)
