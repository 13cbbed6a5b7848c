"""Results on disk: the report, tables for any program, and the Sessions themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..record import write_parquet
from ..reports import Report, summary_lines, write_report
from .analysis import Result

if TYPE_CHECKING:
    import polars as pl


def write_outputs(result: Result, folder: str | Path, *, title: str = "") -> Path:
    """Write the report and its tables into a folder; return the report's path.

    Files: ``report.html``; ``episodes.csv`` and ``measures.csv``, the same as Parquet;
    ``summary.json``; ``sessions.parquet`` (what was read, to be measured again quickly). Same
    inputs give the same bytes. Files of these names are replaced, nothing else is touched.
    """
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    episodes, measures = episodes_frame(result), measures_frame(result)
    for name, frame in (("episodes", episodes), ("measures", measures)):
        frame.write_csv(out / f"{name}.csv")
        frame.write_parquet(out / f"{name}.parquet")
    write_parquet(result.sessions, out / "all.sessions.parquet")
    (out / "summary.json").write_text(summary_json(result) + "\n", encoding="utf-8")
    report = out / "report.html"
    write_report(report_of(result, title=title), report)
    return report


def report_of(result: Result, *, title: str = "") -> Report:
    """Hand a result over to the report."""
    raise NotImplementedError


def episodes_frame(result: Result) -> pl.DataFrame:
    """All episodes under all definitions, one row each."""
    import polars as pl

    return pl.concat([part.to_frame() for part in result.episodes])


def measures_frame(result: Result) -> pl.DataFrame:
    """All measures under all definitions, tidy."""
    import polars as pl

    return pl.concat([part.to_frame() for part in result.measures])
