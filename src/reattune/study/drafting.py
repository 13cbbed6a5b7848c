"""A first manifest of a folder: what each file is, as far as its content tells."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import ReattuneError, RecordError
from ..formats import is_candidate, load
from ..record import Coding, choose_codebook
from .manifest import is_manifest
from .results_folder import is_result
from .spreading import spread, total_size

_NAMES = (
    "file",
    "session",
    "coder",
    "dyad",
    "condition",
    "codebook",
    "format",
    "person",
    "offset_s",
    "age_months",
    "problem",
)


_NONE_FITS = "none of the shipped ones fits: name yours"


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted manifest.

    Parameters
    ----------
    text
        The CSV.
    files
        How many files it names.
    problems
        How many of them cannot be read as they are; the column ``problem`` says why.
    """

    text: str
    files: int
    problems: int


def draft_manifest(
    folder: str | Path,
    *,
    beside: str | Path = ".",
    progress: Callable[[int, int], None] | None = None,
) -> Draft:
    """Draft a manifest of all files in a folder that look coded; each is an observation of its own.

    Files that belong together are for a person to say: give them one name in ``session``.

    Parameters
    ----------
    folder
        Searched with all its folders; results of an earlier run are not input.
    beside
        The folder in which the manifest will stand: paths count from there.
    progress
        Called with (files done, files in all) after each file.

    Raises
    ------
    RecordError
        When the folder is none, or holds no such file.
    """
    base = Path(folder)
    files = sorted(
        str(file)
        for file in (base.rglob("*") if base.is_dir() else ())
        if file.is_file()
        and is_candidate(str(file))
        and not is_result(file)
        and not is_manifest(file)
    )
    if not files:
        raise RecordError(
            path=str(folder),
            where="",
            found="a folder without coded files" if base.is_dir() else "no folder",
            expected="a folder with coded files",
            todo="Check the path.",
        )
    rows: list[dict[str, str]] = []
    for row in spread(_row, files, size=total_size(files)):
        rows.append(row)
        if progress is not None:
            progress(len(rows), len(files))
    _tell_apart(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, _NAMES, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "file": Path(os.path.relpath(row["file"], beside)).as_posix()})
    return Draft(text.getvalue(), len(rows), sum(1 for row in rows if row["problem"]))


def _row(file: str) -> dict[str, str]:
    row = {"file": file, "session": Path(file).name.partition(".")[0], "problem": ""}
    try:
        codings = load(file)
    except ReattuneError as problem:
        parts = problem.parts()
        return row | {"problem": f"{parts['found']}; {parts['todo']}"[:200]}
    row["format"] = codings[0].source.format
    row["age_months"] = _age(codings)
    if len(codings) > 1:
        row["session"] = ""
    try:
        row["codebook"] = choose_codebook(codings[0])[0].id
    except ReattuneError:
        row["codebook"] = _NONE_FITS
    return row


def _age(codings: list[Coding]) -> str:
    """Give the age when the file gives one only; which subject is the child is not known here."""
    ages = {months for coding in codings for months in coding.ages_months.values()}
    return f"{min(ages):g}" if len(codings) == 1 and len(ages) == 1 else ""


def _tell_apart(rows: list[dict[str, str]]) -> None:
    """Give sessions of one file name a number: one name would merge them."""
    taken: dict[str, int] = {}
    for row in rows:
        name = row["session"]
        taken[name] = taken.get(name, 0) + 1
        if name and taken[name] > 1:
            row["session"] = f"{name} ({taken[name]})"
