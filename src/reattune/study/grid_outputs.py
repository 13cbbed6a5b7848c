"""State space grids on disk and on the screen: tables, a page, a short summary."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..kernels.grid import visits
from ..measures.grids import Grid
from ..record import version
from ..reports.grid_page import REGION, WHOLE, GridContent, write_grid_page
from .estimate_rows import estimates_frame
from .gridding import Gridded
from .outputs import make_folder, refuse_inputs
from .results_folder import GRID_SUMMARY, WRITTEN_GRID
from .sequence_outputs import brief, first_names

if TYPE_CHECKING:
    import polars as pl

_SHOWN = 6


def write_grid(found: Gridded, folder: str | Path) -> Path:
    """Write tables and page into a folder; return the page's path.

    ``grid.csv`` (every number of cells, regions, the whole grid and phases), ``visits.csv`` (the
    trajectories: one row a visit, onset and offset in s, the state of each variable), both as
    Parquet, too; ``grid.json``; ``grid.html``. Same inputs, same bytes. Files of these names are
    replaced, nothing else is touched.

    Raises
    ------
    RecordError
        When one of these names is an input file, or the folder cannot be made.
    """
    out = Path(folder)
    refuse_inputs((out / name for name in WRITTEN_GRID), found.files)
    make_folder(out)
    tables = {
        "grid": estimates_frame(found.rows, phase=True, censored=True),
        "visits": visits_frame(found.grid),
    }
    for name, frame in tables.items():
        frame.write_csv(out / f"{name}.csv")
        frame.write_parquet(out / f"{name}.parquet")
    (out / GRID_SUMMARY).write_text(grid_json(found) + "\n", encoding="utf-8")
    return write_grid_page(content_of(found), out / "grid.html")


def visits_frame(grid: Grid) -> pl.DataFrame:
    """Give one row for each visit of a cell, session by session in order of time.

    Columns: session, phase, onset_s, offset_s, and the state of each variable by its name.
    """
    import numpy as np
    import polars as pl

    cell, spans, stretch, _ = visits(grid.cell, grid.spans, grid.stretch)
    places = np.unravel_index(cell, grid.shape)
    columns: dict[str, list[Any]] = {
        "session": [grid.sessions[k] for k in grid.owner[stretch].tolist()],
        "phase": [grid.phases[k] for k in grid.phase[stretch].tolist()],
        "onset_s": (spans[:, 0] / 1000).tolist(),
        "offset_s": (spans[:, 1] / 1000).tolist(),
    }
    for (name, states), at in zip(grid.variables, places, strict=True):
        columns[name] = [states[k] for k in at.tolist()]
    schema = {name: pl.Float64 if name.endswith("_s") else pl.String for name in columns}
    return pl.DataFrame(columns, schema=schema)


def content_of(found: Gridded) -> GridContent:
    """Put together what the page shows."""
    facts = {
        "asked": found.grid.definition,
        **found.options,
        "sessions": first_names(found.grid.sessions),
        "version": f"reattune {version()}",
    }
    return GridContent(
        grid=found.grid,
        rows=found.rows,
        facts=tuple(facts.items()),
        left_out=(*(brief(problem.parts()) for problem in found.failures), *found.guesses),
    )


def grid_json(found: Gridded) -> str:
    """Give options, the numbers of the whole grid and of regions, failures and guesses."""
    whole = [row for row in found.rows if row.measure in WHOLE or row.of.startswith(REGION)]
    content: dict[str, Any] = {
        "software": f"reattune {version()}",
        "asked": found.grid.definition,
        "options": found.options,
        "sessions": list(found.grid.sessions),
        "variables": {name: list(states) for name, states in found.grid.variables},
        "numbers": [asdict(row) for row in whole],
        "failures": [failure.parts() for failure in found.failures],
        "guesses": list(found.guesses),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def grid_text(found: Gridded) -> str:
    """Say in a few lines what was asked, and what came out."""
    n = len(found.grid.sessions)
    lines = [f"{found.grid.definition}, {n:,} session{'' if n == 1 else 's'}", ""]
    whole = [r for r in found.rows if r.measure in WHOLE and not (r.phase or r.session)]
    lines += [f"  {WHOLE[row.measure]}: {row}" for row in whole]
    shares = [r for r in found.rows if r.measure == "cell_share" and not r.phase and r.value]
    shares.sort(key=lambda row: -(row.value or 0.0))
    lines.append("\nmost time in")
    lines += [f"  {row.of.partition('; ')[0]}: {row}" for row in shares[:_SHOWN]]
    lines += [f"\n{guess}" for guess in found.guesses]
    return "\n".join(lines)
