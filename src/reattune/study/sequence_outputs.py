"""What follows what on disk and on the screen: tables, a page, a short summary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..record import version
from ..reports.sequences_page import SequencesContent, number_row, write_sequences_page
from .estimate_rows import estimates_frame
from .outputs import make_folder, refuse_inputs
from .results_folder import SEQUENCES_SUMMARY, WRITTEN_SEQUENCES
from .sequencing import Sequenced, pair_of

if TYPE_CHECKING:
    import polars as pl

    from ..measures.seq_tables import LagTable

_SHOWN = 5


def write_sequences(found: Sequenced, folder: str | Path) -> Path:
    """Write tables and page into a folder; return the page's path.

    ``lags.csv`` (every number of every cell), ``transitions.csv`` (counts by session, given and
    target code), both as Parquet, too; ``sequences.json``; ``sequences.html``. Same inputs, same
    bytes. Files of these names are replaced, nothing else is touched.

    Raises
    ------
    RecordError
        When one of these names is an input file, or the folder cannot be made.
    """
    out = Path(folder)
    refuse_inputs((out / name for name in WRITTEN_SEQUENCES), found.files)
    make_folder(out)
    tables = {"lags": estimates_frame(found.rows), "transitions": counts_frame(found.table)}
    for name, frame in tables.items():
        frame.write_csv(out / f"{name}.csv")
        frame.write_parquet(out / f"{name}.parquet")
    (out / SEQUENCES_SUMMARY).write_text(sequences_json(found) + "\n", encoding="utf-8")
    return write_sequences_page(content_of(found), out / "sequences.html")


def counts_frame(table: LagTable) -> pl.DataFrame:
    """Count pairs: one row for each session, given code and target code."""
    import polars as pl

    rows = [
        (session, given, target, int(table.counts[k, i, j]))
        for k, session in enumerate(table.coded.sessions)
        for i, given in enumerate(table.rows)
        for j, target in enumerate(table.columns)
    ]
    schema = dict.fromkeys(("session", "given", "target"), pl.String) | {"count": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def content_of(found: Sequenced) -> SequencesContent:
    """Put together what the page shows."""
    pair = {"pair": " to ".join(found.pair)} if found.pair else {}
    facts = {
        "asked": found.table.definition,
        **pair,
        **found.options,
        "sessions": first_names(found.table.coded.sessions),
        "version": f"reattune {version()}",
    }
    return SequencesContent(
        table=found.table,
        order=found.order,
        pair=pair_of(found),
        rows=found.rows,
        facts=tuple(facts.items()),
        left_out=(*(brief(problem.parts()) for problem in found.failures), *found.guesses),
    )


def sequences_json(found: Sequenced) -> str:
    """Give options, whole-table tests, the pair that was asked for, failures and guesses."""
    content: dict[str, Any] = {
        "software": f"reattune {version()}",
        "asked": found.table.definition,
        "options": found.options,
        "sessions": list(found.table.coded.sessions),
        "codes": {"given": list(found.table.rows), "target": list(found.table.columns)},
        "pair": list(found.pair) if found.pair else None,
        "numbers": [asdict(row) for row in pair_of(found)],
        "whole": [asdict(row) for row in found.rows if "→" not in row.of],
        "failures": [failure.parts() for failure in found.failures],
        "guesses": list(found.guesses),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def sequences_text(found: Sequenced) -> str:
    """Say in a few lines what was asked, and what came out."""
    table = found.table
    n = len(table.coded.sessions)
    lines = [f"{int(table.counts.sum()):,} pairs in {n:,} session{'' if n == 1 else 's'}: "
             f"{table.definition}"]  # fmt: skip
    if found.pair is not None:
        lines.append(f"\n{found.pair[0]} → {found.pair[1]}")
        lines += _lines(pair_of(found))
    else:
        lines += ["\nfarthest from chance", *_farthest(found)]
    lines += ["\nthe whole table", *_lines(row for row in found.rows if "→" not in row.of)]
    lines += [f"\n{guess}" for guess in found.guesses]
    return "\n".join(lines)


def _lines(rows: Iterable[Any]) -> list[str]:
    shown = [number_row(row) for row in rows]
    return [f"  {row.name}{f' ({row.of})' if row.of else ''}: {row.text}" for row in shown]


def _farthest(found: Sequenced) -> list[str]:
    rows = [r for r in found.rows if r.measure == "adjusted_residual" and r.value is not None]
    rows.sort(key=lambda row: -abs(row.value or 0.0))
    return [f"  {row.of}: adjusted residual {row}" for row in rows[:_SHOWN]] or ["  nothing"]


def first_names(names: Sequence[str], most: int = 20) -> str:
    """Write the first of many names, and how many more there are."""
    left = len(names) - most
    return ", ".join(names[:most]) + (f" and {left:,} more" if left > 0 else "")


def brief(parts: dict[str, str]) -> str:
    """Write an error in a line, its file without folders."""
    name = Path(parts.get("path", "")).name
    return f"{name}: {parts.get('found', '')}; expected {parts.get('expected', '')}"
