"""One line of a tree's annotations: which stretch of a recording a file codes, and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..formats import load
from ..formats.childproject_import import RAW_FORMATS, import_rows
from ..record import Coding, Finding, Part, Row
from ..record.requirements import MAX_MS
from .childproject_tables import Line, Table


@dataclass(frozen=True, slots=True)
class Annotation:
    """One line of ``metadata/annotations.csv``, checked.

    Parameters
    ----------
    line
        Its line.
    set, recording
        Which set, of which recording.
    onset, offset, seek
        The coded range in ms of the recording, and what is added to a raw file's times.
    converted, raw, kind, filter
        The files, the raw file's format, and which recording in it is meant.
    duration
        The recording's length in ms, where it is known.
    beyond
        Milliseconds by which the stated range goes beyond the recording; it is cut there.
    """

    line: int
    set: str
    recording: str
    onset: int
    offset: int
    seek: int = 0
    converted: str = ""
    raw: str = ""
    kind: str = ""
    filter: str = ""
    duration: int | None = None
    beyond: int = 0

    @classmethod
    def build(cls, table: Table, line: Line, recording: Line) -> Annotation:
        """Check one line.

        Raises
        ------
        FormatError
            Naming file, line and column of a time that is none, a range that ends before it
            starts or lies beyond the recording, or a line without a file.
        """
        onset = _time(table, line, "range_onset")
        offset = _time(table, line, "range_offset")
        known = recording.get("duration").removesuffix(".0")
        duration = int(known) if known.isdecimal() and 0 < int(known) <= MAX_MS else None
        if not 0 <= onset < offset or (duration is not None and onset >= duration):
            end = f", of a recording of {duration} ms" if duration is not None else ""
            raise table.error(
                f"line {line.number}",
                found=f"the range {onset}-{offset} ms{end}",
                expected="range_onset below range_offset, inside the recording",
                todo="Correct the range, or the recording's duration.",
            )
        inside = offset if duration is None else min(offset, duration)
        return cls(
            line=line.number,
            set=_text(table, line, "set"),
            recording=line.get("recording_filename"),
            onset=onset,
            offset=inside,
            seek=_time(table, line, "time_seek") if line.get("time_seek") else 0,
            converted=line.get("annotation_filename"),
            raw=line.get("raw_filename"),
            kind=line.get("format"),
            filter=line.get("filter"),
            duration=duration,
            beyond=offset - inside,
        )


def _text(table: Table, line: Line, column: str) -> str:
    text = line.get(column)
    if text and not text.startswith("/") and ".." not in Path(text).parts:
        return text
    raise table.error(
        f"line {line.number}, column {column}",
        found=repr(text[:60]),
        expected="a name inside the tree",
        todo="Correct the cell.",
    )


def _time(table: Table, line: Line, column: str) -> int:
    text = line.get(column).removesuffix(".0")
    if text.removeprefix("-").isdecimal() and abs(int(text)) <= MAX_MS:
        return int(text)
    raise table.error(
        f"line {line.number}, column {column}",
        found=repr(text[:60]),
        expected="whole milliseconds, below 23 days",
        todo="Correct the cell.",
    )


def load_annotation(root: Path, table: Table, annotation: Annotation) -> tuple[Part, str]:
    """Read an annotation's file: the converted one where it is there, else the raw one.

    Returns
    -------
    part, file
        What of the file lies in the coded range, and what to add to its times.

    Raises
    ------
    FormatError
        When neither file is there, its format is not read, or it cannot be read as that.
    """
    folder = root / "annotations" / annotation.set
    names = (("converted", annotation.converted), ("raw", annotation.raw))
    for kind, name in names:
        file = folder / kind / name
        if name and ".." not in Path(name).parts and file.is_file():
            if kind == "converted":
                coding = _only(table, annotation, load(file, mixed=True))
                return Part(_cut(coding, annotation, seek=0)), str(file)
            coding, seek = _imported(table, annotation, file), annotation.seek
            return Part(_cut(coding, annotation, seek=seek), seek), str(file)
    looked = " or ".join(f"annotations/{annotation.set}/{k}/{n}" for k, n in names if n)
    raise table.error(
        f"line {annotation.line}",
        found=f"no file {looked or '(none is named)'}",
        expected="the converted file, or the raw one",
        todo="Fetch it (datalad get), convert the set again, or take the line away.",
    )


def _imported(table: Table, annotation: Annotation, file: Path) -> Coding:
    kind = annotation.kind
    if kind == "csv":
        coding = _only(table, annotation, load(file, mixed=True))
    elif kind in RAW_FORMATS:
        codings = load(file, format=RAW_FORMATS[kind], mixed=True)
        coding = import_rows(_only(table, annotation, codings), kind)
    else:
        raise table.error(
            f"line {annotation.line}, column format",
            found=repr(kind),
            expected=f"one of: {', '.join([*RAW_FORMATS, 'csv'])}",
            todo="Convert the set with ChildProject, and give annotation_filename.",
        )
    if coding.untimed:
        raise table.error(
            f"line {annotation.line}",
            found=f"{file.name}: {coding.untimed}",
            expected="an annotation with times",
            todo="Code the times, too, or take the line away.",
        )
    return coding


def _only(table: Table, annotation: Annotation, codings: Sequence[Coding]) -> Coding:
    """Pick the recording that is meant, where a file holds several."""
    wanted = annotation.filter or Path(annotation.recording).stem
    chosen = [coding for coding in codings if coding.name == wanted]
    if not chosen and annotation.kind == "alice" and annotation.filter:
        chosen = [coding for coding in codings if annotation.filter in coding.name]
    if len(codings) == 1 and (not annotation.filter or annotation.kind in {"eaf", "TextGrid"}):
        chosen = list(codings)
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(coding.name for coding in codings[:5])
    raise table.error(
        f"line {annotation.line}, column filter",
        found=f"{wanted!r}, where the file holds {names}{' ...' if len(codings) > 5 else ''}",
        expected="one recording of the file",
        todo="Name it in the column filter.",
    )


def _cut(coding: Coding, annotation: Annotation, *, seek: int) -> Coding:
    """Keep what lies in the coded range, which is the observed time; count what does not."""
    first, last = annotation.onset - seek, annotation.offset - seek
    kept: list[Row] = []
    outside = cut = lost = 0
    for row in coding.rows:
        onset, offset = max(row.onset, first), min(row.offset, last)
        if onset > offset or (onset == offset and row.onset < row.offset):
            outside += 1
            continue
        if (onset, offset) != (row.onset, row.offset):
            cut += 1
            lost += row.offset - row.onset - (offset - onset)
        kept.append(row._replace(onset=onset, offset=offset))
    place = f"metadata/annotations.csv, line {annotation.line}"
    span = f"{annotation.onset}-{annotation.offset} ms"
    findings = list(coding.findings)
    if annotation.beyond:
        text = f"The range ends {annotation.beyond} ms after the recording ({place}); cut there."
        findings.append(Finding("range_beyond", place, 1, text, ms=annotation.beyond))
    if outside:
        text = f"Rows outside of the coded range {span} ({place}); left out."
        findings.append(Finding("outside_range", place, outside, text, rows=-outside))
    if cut:
        text = f"Rows reach beyond the coded range {span} ({place}); cut there."
        findings.append(Finding("cut_to_range", place, cut, text, ms=lost))
    window = ((first, last),)
    return replace(coding, rows=tuple(kept), window=window, findings=tuple(findings))
