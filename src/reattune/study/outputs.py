"""Results on disk: the report, tables for any program, and the Sessions themselves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..episodes import OUTCOMES
from ..errors import RecordError
from ..measures import Estimate
from ..record import USED, Session, length, version, write_parquet
from ..reports import Report, summary_lines, write_report
from .analysis import Result
from .covariate_columns import birth_dates_in, without_birth_dates
from .dictionary import data_dictionary, write_workbook
from .results_folder import REPORT, SUMMARY, WORKBOOK, WRITTEN
from .session_columns import Values, session_table, session_values

if TYPE_CHECKING:
    import polars as pl


def refuse_inputs(targets: Iterable[Path], inputs: Iterable[str | Path]) -> None:
    """Refuse to write over a file that was read: an input file is never modified.

    Raises
    ------
    RecordError
        Naming the file that would have been replaced.
    """
    read = {Path(path).resolve() for path in inputs}
    for target in targets:
        if target.resolve() in read:
            raise RecordError(
                path=str(target),
                where="",
                found="an input file where a result would be written",
                expected="results in another place: an input file is never modified",
                todo="Choose another folder or name for the results (-o).",
            )


def write_outputs(
    result: Result, folder: str | Path, *, title: str = "", xlsx: bool = False
) -> Path:
    """Write the report and its tables into a folder; return the report's path.

    Files: ``report.html``; ``episodes.csv``, ``measures.csv`` and ``sessions.csv`` (one row a
    session, for any statistics program), the same as Parquet; ``dictionary.csv`` (what the columns
    of ``sessions.csv`` mean); ``summary.json``; ``all.sessions.parquet`` (what was read, to be
    measured again quickly). Same inputs give the same bytes. Files of these names are replaced,
    nothing else is touched. Covariates that hold dates of birth go into none of them.

    Parameters
    ----------
    result
        As :func:`reattune.study.analyse` gives it.
    folder
        Where; made when it is not there.
    title
        Heading of the report.
    xlsx
        Write ``sessions.xlsx``, too: the table and its dictionary as two sheets.

    Raises
    ------
    RecordError
        When one of these names is an input file, or the folder cannot be made.
    MissingExtra
        When a workbook is wanted and openpyxl is not installed.
    """
    out = Path(folder)
    refuse_inputs((out / name for name in WRITTEN), result.files)
    make_folder(out)
    values = session_values(result)
    sessions, dictionary = session_table(result, values=values), data_dictionary(result)
    tables = {"episodes": episodes_frame(result), "measures": measures_frame(result)}
    for name, frame in (tables | {"sessions": sessions}).items():
        frame.write_csv(out / f"{name}.csv")
        frame.write_parquet(out / f"{name}.parquet")
    dictionary.write_csv(out / "dictionary.csv")
    if xlsx:
        write_workbook(sessions, dictionary, out / WORKBOOK)
    write_parquet(without_birth_dates(result.sessions), out / "all.sessions.parquet")
    (out / SUMMARY).write_text(summary_json(result) + "\n", encoding="utf-8")
    report = out / REPORT
    write_report(report_of(result, title=title, values=values), report)
    return report


def write_new(text: str, path: str | Path) -> None:
    """Write a text file that is not there yet.

    Raises
    ------
    RecordError
        When there is such a file already, or it cannot be written.
    """
    try:
        with Path(path).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise RecordError(
            path=str(path),
            where="",
            found="a file of that name",
            expected="a new name",
            todo="Choose another name, or take the file away.",
        ) from None
    except OSError as problem:
        raise RecordError(
            path=str(path),
            where="",
            found=f"a place that cannot be written ({problem.strerror})",
            expected="a folder that exists and can be written",
            todo="Choose another place.",
        ) from None


def make_folder(out: Path) -> None:
    """Make a folder, or say why that cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise RecordError(
            path=str(out),
            where="",
            found=f"a place where no folder can be made ({problem.strerror})",
            expected="a folder that can be written",
            todo="Choose another one with -o.",
        ) from None


def left_out(result: Result) -> tuple[str, ...]:
    """Say which covariates go into no table, and why."""
    names = birth_dates_in(result.sessions)
    if not names:
        return ()
    what = "covariate" if len(names) == 1 else "covariates"
    return (f"{what} {', '.join(names)}: dates of birth, left out of all tables",)


def report_of(result: Result, *, title: str = "", values: Values | None = None) -> Report:
    """Hand a result over to the report; with the values of each session, where they are known."""
    return Report(
        sessions=result.sessions,
        episodes=result.episodes,
        measures=result.measures,
        verdicts=result.verdicts,
        sweep=result.sweep,
        failures=[failure.parts() for failure in result.failures],
        guesses=(*result.guesses, *left_out(result)),
        options=result.options,
        values=values or {},
        title=title,
        version=version(),
    )


def episodes_frame(result: Result) -> pl.DataFrame:
    """All episodes under all definitions, one row each."""
    import polars as pl

    return pl.concat([part.to_frame() for part in result.episodes])


def measures_frame(result: Result) -> pl.DataFrame:
    """All measures under all definitions, tidy."""
    import polars as pl

    return pl.concat([part.to_frame() for part in result.measures])


def summary_text(result: Result) -> str:
    """Say in a few lines what was read and found."""
    return "\n".join([*summary_lines(report_of(result)), *finding_lines(result.sessions)])


_SHOWN = 12
"""Lines about what was left out or changed; the report has them all."""


def finding_lines(sessions: Sequence[Session]) -> list[str]:
    """Say what was left out, cut or odd, summed over sessions; rows that were used are no news."""
    counts: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], dict[str, None]] = {}
    for session in sessions:
        for finding in session.findings:
            if finding.kind not in USED:
                key = (finding.kind.replace("_", " "), finding.text)
                counts[key] += finding.count
                where.setdefault(key, {})[session.name] = None
    lines = [
        f"{kind}, {count} in {_named(list(where[kind, text]))}: {text}"
        for (kind, text), count in counts.items()
    ]
    more = len(lines) - _SHOWN
    return lines[:_SHOWN] + ([f"and {more} more kinds, all in the report"] if more > 0 else [])


def _named(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} sessions"


def summary_json(result: Result) -> str:
    """Give sessions, episode counts, measures, verdicts, failures and guesses as JSON."""
    return json.dumps(_summary(result), ensure_ascii=False, indent=1)


def _summary(result: Result) -> dict[str, Any]:
    return {
        "software": f"reattune {version()}",
        "options": result.options,
        "sessions": [_session(session) for session in result.sessions],
        "definitions": [_definition(result, index) for index in range(len(result.episodes))],
        "sweep": [
            {"min_duration_s": row.seconds, **{e.measure: _estimate(e) for e in row.estimates()}}
            for row in result.sweep
        ],
        "failures": [failure.parts() for failure in result.failures],
        "guesses": [*result.guesses, *left_out(result)],
    }


def _session(session: Session) -> dict[str, Any]:
    source = session.provenance.source
    return {
        "name": session.name,
        "file": None if source is None else Path(source.path).name,
        "format": None if source is None else source.format,
        "sha256": None if source is None else source.sha256,
        "unit": None if source is None else source.unit,
        "origin": None if source is None else source.origin,
        "codebook": session.codebook.id,
        "length_s": session.end / 1000,
        "events": len(session.events),
        "people": [asdict(person) for person in session.people],
        "observed_s": {
            person.id: length(session.observed(person.id)) / 1000 for person in session.people
        },
        "findings": [asdict(finding) for finding in session.findings],
    }


def _definition(result: Result, index: int) -> dict[str, Any]:
    episodes, verdict = result.episodes[index], result.verdicts[index]
    return {
        "id": episodes.definition.id,
        "source": episodes.definition.source,
        "sessions": [reading.session for reading in episodes.readings],
        "episodes": len(episodes),
        "outcomes": {outcome: episodes.count(outcome) for outcome in OUTCOMES},
        "verdict": {
            "followed_by_reconnection": verdict.followed,
            "outweighed_by_positive_moments": verdict.outweighed,
            "reference": verdict.reference,
            "positive_reference": verdict.positive_reference,
            "lines": list(verdict.lines()),
        },
        "measures": [_estimate(row) for row in result.measures[index]],
    }


def _estimate(row: Estimate) -> dict[str, Any]:
    """Only what says something: empty texts are left out, a missing value is null."""
    full = asdict(row)
    return {key: value for key, value in full.items() if value != "" or key == "reason"}
