"""LENA segments as tables: what labs write out of .its files, a row a segment.

Seen: ``segtype,startsec,endsec`` (seconds; Warlaumont's scripts), ``segment_onset,segment_offset,
speaker_type`` (milliseconds; LAAC) and ChildProject's own, with ``lena_speaker`` and the child's
cries and utterances as lists. Any other names for the three columns are found too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from ..record import Coding, Row, Span
from ..record.requirements import MAX_MS
from .contract import Format, Raw
from .delimited import find_delimiter, first_lines
from .grid import Grid, read_grid
from .table_times import rounded, scaled
from .tally import Tally

_KINDS = ("CH", "CX", "FA", "MA", "NO", "OL", "TV")
LABELS = frozenset({"SIL", "CHNSP", "CHNNSP", *(kind + near for kind in _KINDS for near in "NF")})
"""LENA's labels: near (N) and far (F); CHNSP and CHNNSP part the child's speech from the rest."""

_SPEAKER = ("lena_speaker", "segtype", "spkr", "speaker", "speaker_type", "segment_type", "label")
_ONSET = ("segment_onset", "startsec", "onset", "start", "begin", "starttime", "start_time")
_OFFSET = ("segment_offset", "endsec", "offset", "end", "stop", "endtime", "end_time")
_PARTS = {"utterances": "utterance", "cries": "cry", "vfxs": "vegetative"}
_FILE = ("raw_filename", "recording_filename")
_UNITS = {"sec": "s", "_s": "s", "seconds": "s", "_ms": "ms", "msec": "ms"}
_CHILDPROJECT = frozenset({"segment_onset", "segment_offset"})
"""ChildProject's names; it states its times in milliseconds."""

_COUNTS = frozenset({"adultwordcnt", "childuttcnt"})
_PART = re.compile(r"\{([^{}]*)\}")
_BOUND = re.compile(r"'(start|end)': ?'?([0-9.eE+-]{1,40})'?(?=[,\s]|$)")
_SENTENCES = {
    "reversed": "Rows of {where} end before they start; they are left out (first: {first}).",
    "rounded": "Times finer than a millisecond are rounded to it (first: {first}).",
    "strange_label": "{where} is none of LENA's labels; it is kept (first: {first}).",
    "unread_columns": "Columns that are not read: {where}.",
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns by meaning; ``parts`` and ``file`` may be missing."""

    speaker: str
    onset: str
    offset: str
    file: str
    parts: tuple[tuple[str, str], ...]
    unit: str


def sniff(raw: Raw) -> float:
    """Tell a table by a column that holds LENA's labels, and one of onsets and one of offsets."""
    lines = first_lines(raw, 8192)
    mark = find_delimiter(lines[0])
    names = _plain(lines[0].split(mark))
    if set(names) >= _COUNTS:
        return 0.8
    speaker = _pick(names, _SPEAKER)
    if not speaker or not _pick(names, _ONSET) or not _pick(names, _OFFSET):
        return 0.0
    rows = [line.split(mark) for line in lines[1:-1] or lines[1:]]
    index = names.index(speaker)
    labels = [row[index].strip().strip('"') for row in rows if len(row) > index and any(row)]
    known = sum(label in LABELS for label in labels)
    return 0.9 if labels and known >= 0.8 * len(labels) else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read a table of LENA segments: one Coding a recording, rows as from an .its file.

    Segments are on tier ``segment``, with the label as ``subject`` and ``code``. Where the table
    has the lists ``utterances``, ``cries`` and ``vfxs``, these are rows on the tiers
    ``utterance``, ``cry`` and ``vegetative``, after their segment. ``CHNSP`` and ``CHNNSP`` stay
    as they are.

    The unit is that of the column's name (``startsec``), milliseconds in ChildProject's tables, or
    the option ``unit``. ``window`` runs from the first segment to the last: LENA labels every
    moment.

    Raises
    ------
    FormatError
        When the table has counts a minute and no segments, columns are missing, the unit is not
        known, or a time or a list cannot be read.
    """
    grid = read_grid(raw)
    plain = _plain(grid.names)
    if set(plain) >= _COUNTS:
        raise raw.error(
            "line 1",
            found="LENA's counts by minute or by stretch: how many words and sounds, not when",
            expected="segments: a label, an onset and an offset a row",
            todo="Give the .its file, or a table of its segments.",
        )
    columns = _columns(raw, grid, plain)
    tally = Tally(_SENTENCES)
    named = [columns.speaker, columns.onset, columns.offset, columns.file]
    unread = [name for name in grid.names if name not in {*named, *dict(columns.parts)}]
    if unread:
        where = ", ".join(name or "(row names)" for name in unread)
        tally.add("unread_columns", where, "", count=len(unread))
    recordings: dict[str, list[Row]] = {}
    files = grid.column(columns.file) if columns.file else ()
    for index, rows in enumerate(_rows(raw, grid, columns, tally)):
        name = PurePath(files[index].strip()).stem if files else ""
        recordings.setdefault(name, []).extend(rows)
    source = raw.source("lena-segments", unit=columns.unit, origin="start of the audio")
    codings = [
        Coding(
            name=f"{raw.stem}, {name}" if len(recordings) > 1 else raw.stem,
            source=source,
            rows=tuple(rows),
            tiers=("segment", *(tier for _, tier in columns.parts)),
            window=_window(rows),
        )
        for name, rows in (recordings or {"": []}).items()
    ]
    # Oddities are counted for the file; its first recording carries them.
    return [replace(codings[0], findings=tally.findings()), *codings[1:]]


def _window(rows: list[Row]) -> tuple[Span, ...] | None:
    onsets = [row.onset for row in rows]
    return ((min(onsets), max(row.offset for row in rows)),) if onsets else None


def _plain(names: list[str] | tuple[str, ...]) -> list[str]:
    return [name.strip().strip('"').lower() for name in names]


def _pick(names: list[str], known: tuple[str, ...]) -> str:
    return next((name for name in known if name in names), "")


def _columns(raw: Raw, grid: Grid, plain: list[str]) -> _Columns:
    by_plain = dict(zip(plain, grid.names, strict=True))
    found = {
        meaning: _pick(plain, known)
        for meaning, known in (("speaker", _SPEAKER), ("onset", _ONSET), ("offset", _OFFSET))
    }
    missing = [meaning for meaning, name in found.items() if not name]
    if missing:
        raise raw.error(
            "line 1",
            found=f"no column for the {missing[0]}",
            expected="columns for the label, the onset and the offset of each segment, such as"
            " segtype, startsec, endsec",
            todo="Name the columns so.",
        )
    return _Columns(
        speaker=by_plain[found["speaker"]],
        onset=by_plain[found["onset"]],
        offset=by_plain[found["offset"]],
        file=by_plain.get(_pick(plain, _FILE), ""),
        parts=tuple((by_plain[name], tier) for name, tier in _PARTS.items() if name in plain),
        unit=_unit(raw, found["onset"]),
    )


def _unit(raw: Raw, onset: str) -> str:
    stated = raw.options.get("unit", "")
    named = next((unit for end, unit in _UNITS.items() if onset.endswith(end)), "")
    unit = stated or named or ("ms" if onset in _CHILDPROJECT else "")
    if unit in {"s", "ms"}:
        return unit
    raise raw.error(
        "option unit" if stated else f"column {onset}",
        found=repr(stated) if stated else "times without a unit",
        expected="s or ms",
        todo="State it, e.g. --unit s.",
    )


def _rows(raw: Raw, grid: Grid, columns: _Columns, tally: Tally) -> Iterator[list[Row]]:
    """Yield the rows of each line: the segment, then the child's parts of it by time."""
    onsets, offsets = grid.column(columns.onset), grid.column(columns.offset)
    parts = [(tier, grid.column(name)) for name, tier in columns.parts]
    factor = 1000 if columns.unit == "s" else 1
    for index, cell in enumerate(grid.column(columns.speaker)):
        where, label = grid.place(index), cell.strip()
        if label not in LABELS:
            tally.add("strange_label", repr(label), where)
        inside: list[Row] = []
        for tier, cells in parts:
            for pair in _pairs(raw, cells[index], where):
                span = _span(raw, pair, where, factor=1000, tally=tally)
                if span is not None:
                    inside.append(Row(tier, label, tier, *span, where))
        pair = onsets[index].strip(), offsets[index].strip()
        span = _span(raw, pair, where, factor=factor, tally=tally)
        segment = [] if span is None else [Row("segment", label, label, *span, where)]
        yield segment + sorted(inside, key=lambda row: (row.onset, row.offset))


def _span(raw: Raw, pair: tuple[str, str], where: str, *, factor: int, tally: Tally) -> Span | None:
    """Return onset and offset in ms; None, counted, when the row ends before it starts."""
    times: list[int] = []
    for text in pair:
        exact = scaled(text, factor, 1)
        if exact is None or not 0 <= exact[0] <= MAX_MS * exact[1]:
            raise raw.error(
                where,
                found=f"the time {text[:40]!r}",
                expected=f"{'seconds' if factor == 1000 else 'milliseconds'} from 0 to 23 days",
                todo="Correct the row, or convert the .its file again.",
            )
        ms, finer = rounded(exact)
        times.append(ms)
        if finer:
            tally.add("rounded", "times", where)
    if times[0] > times[1]:
        tally.add("reversed", "the table", where, rows=-1)
        return None
    return times[0], times[1]


def _pairs(raw: Raw, cell: str, where: str) -> list[tuple[str, str]]:
    text = cell.strip()
    if text in {"", "NA"}:
        return []
    parts = [dict(_BOUND.findall(part)) for part in _PART.findall(text)]
    if _PART.sub("", text).strip("[], ") or not all(len(part) == 2 for part in parts):
        raise raw.error(
            where,
            found=repr(text[:60]),
            expected="a list such as [{'start': 43.71, 'end': 44.02}], in seconds",
            todo="Convert the .its file again.",
        )
    return [(part["start"], part["end"]) for part in parts]


FORMAT = Format(
    id="lena-segments",
    title="LENA segments (CSV)",
    suffixes=(".csv", ".tsv"),
    sniff=sniff,
    parse=parse,
    options={"unit": "The unit of times: s or ms, where the columns' names do not show it."},
)
