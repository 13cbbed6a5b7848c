"""Simulate many dyads into a folder: in parts, so that it can be stopped and taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ParameterError, RecordError
from ..record import version, write_parquet
from .outputs import make_folder

if TYPE_CHECKING:
    import polars as pl

    from ..model import Dyad

_MOST = 1_000_000
"""Dyads, and sittings of each: more would not end in anybody's day."""
_PART = 50
"""Dyads in one part: a few seconds of work, so that little is lost when it is stopped."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be simulated.

    Parameters
    ----------
    preset
        Name of a preset.
    dyads, episodes
        How many dyads, and how many sittings of 3 minutes each has.
    seed
        Same seed, same bytes, however the work was interrupted.
    kept
        Of how many dyads (the first ones) every sitting is written as a Session.
    attunement
        The attunement knob of the caregiver, 0 to 1, when it is turned away from the preset's.
    """

    preset: str
    dyads: int = 100
    episodes: int = 300
    seed: int = 0
    kept: int = 0
    attunement: float | None = None


def simulate_study(
    plan: Plan, folder: str | Path, *, progress: Callable[[int, int], None] | None = None
) -> Path:
    """Simulate a plan into a folder and return the path of its table.

    Files: ``plan.json``, ``parts/learned-*.parquet`` (done parts are not done again),
    ``learned.parquet`` and ``learned.csv`` (what each child learned, by dyad and sitting), and
    ``simulated.sessions.parquet`` with the Sessions that were asked for, ready to be measured.

    Raises
    ------
    ParameterError
        When the plan is impossible.
    RecordError
        When the folder holds the parts of another plan, or cannot be written.
    """
    from ..model import learned

    _check(plan)
    out = Path(folder)
    make_folder(out / "parts")
    _claim(out, plan)
    dyad = _dyad(plan)
    starts = range(0, plan.dyads, _PART)
    for done, first in enumerate(starts, start=1):
        path = out / "parts" / f"learned-{first:06d}.parquet"
        if not path.exists():
            table = learned(
                dyad,
                episodes=plan.episodes,
                n=min(_PART, plan.dyads - first),
                seed=plan.seed,
                first=first,
            )
            _write_whole(table, path)
        if progress is not None:
            progress(done, len(starts))
    return _gather(out, plan)


def _check(plan: Plan) -> None:
    bounds = (("dyads", 1, _MOST), ("episodes", 1, _MOST), ("kept", 0, plan.dyads))
    for name, low, high in bounds:
        value = getattr(plan, name)
        if not low <= value <= high:
            raise ParameterError(
                path="simulate",
                where="sessions" if name == "kept" else name,
                found=str(value),
                expected=f"a whole number from {low} to {high:,}",
                todo="Give another number.",
            )


def _dyad(plan: Plan) -> Dyad:
    from ..model import Dyad

    return Dyad(plan.preset, attunement=plan.attunement)


def _claim(out: Path, plan: Plan) -> None:
    """Write down what the folder is for; parts of another plan are never mixed in."""
    text = json.dumps({"software": f"reattune {version()}", **asdict(plan)}, indent=1) + "\n"
    path = out / "plan.json"
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise RecordError(
            path=str(out),
            where="plan.json",
            found="the parts of another plan",
            expected="an empty folder, or the same plan to go on with",
            todo="Choose another folder with -o, or delete this one.",
        )
    path.write_text(text, encoding="utf-8")


def _write_whole(table: pl.DataFrame, path: Path) -> None:
    """Write a part under another name first: an interrupted part must not look done."""
    half = path.with_suffix(".half")
    table.write_parquet(half)
    half.replace(path)


def _gather(out: Path, plan: Plan) -> Path:
    import polars as pl

    from ..model import Order, live, sessions

    parts = [
        pl.read_parquet(out / "parts" / f"learned-{first:06d}.parquet")
        for first in range(0, plan.dyads, _PART)
    ]
    table = pl.concat(parts)
    table.write_parquet(out / "learned.parquet")
    table.write_csv(out / "learned.csv")
    if plan.kept:
        order = Order(
            dyads=[_dyad(plan)],
            n=min(plan.kept, plan.dyads),
            seed=plan.seed,
            sittings=plan.episodes,
            changes=True,
        )
        write_parquet(sessions(live(order)), out / "simulated.sessions.parquet")
    return out / "learned.parquet"
