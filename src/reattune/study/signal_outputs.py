"""Two signals on disk and on the screen: tables, a page, a short summary."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import RecordError
from ..measures.coherence import spectrum
from ..measures.recurrence import Recurrence, cross_recurrence
from ..measures.signals_pair import SignalPair
from ..measures.signals_windows import LagWindows, lagged_correlations
from ..record import version
from ..reports.signals_page import (
    DrawnPair,
    SignalsContent,
    in_words,
    write_signals_page,
)
from .estimate_rows import estimates_frame
from .outputs import finding_lines, make_folder, refuse_inputs
from .results_folder import SIGNALS_SUMMARY, WRITTEN_SIGNALS
from .sequence_outputs import brief, first_names
from .signaling import Signalled

if TYPE_CHECKING:
    import polars as pl

    from .signals import SignalPlan


_DRAWN = 4
"""Sessions with figures."""

_SHOWN = ("lagged_correlation", "lagged_correlation_p", "peak_correlation", "peak_lag", "leads",
          "coherence", "coherence_p", "synchrony", "synchrony_p", "recurrence_by_lag",
          "recurrence_by_lag_p", "determinism_by_lag", "determinism_by_lag_p", "dyads_together",
          "dyads_together_p")  # fmt: skip


def write_signals(found: Signalled, folder: str | Path) -> Path:
    """Write tables and page into a folder; return the page's path.

    ``signals.csv`` (every number), ``signal_lags.csv`` (mean correlation by lag of each session),
    both as Parquet, too; ``signals.json``; ``signals.html``. Same inputs, same bytes. Files of
    these names are replaced, nothing else is touched.

    Raises
    ------
    RecordError
        When one of these names is an input file, or the folder cannot be made.
    """
    out = Path(folder)
    refuse_inputs((out / name for name in WRITTEN_SIGNALS), found.files)
    make_folder(out)
    tables = {"signals": estimates_frame(found.rows), "signal_lags": lags_frame(found)}
    for name, frame in tables.items():
        frame.write_csv(out / f"{name}.csv")
        frame.write_parquet(out / f"{name}.parquet")
    (out / SIGNALS_SUMMARY).write_text(signals_json(found) + "\n", encoding="utf-8")
    return write_signals_page(content_of(found), out / "signals.html")


def windows_of(pair: SignalPair, plan: SignalPlan) -> LagWindows:
    """Return the windowed cross-correlation as the plan has it."""
    return lagged_correlations(pair, window=plan.window, max_lag=plan.max_lag, every=plan.every)


def lags_frame(found: Signalled) -> pl.DataFrame:
    """Return the mean correlation by lag: one row for each session and lag."""
    import polars as pl

    rows = [
        (pair.session, pair.first, pair.second, lag, None if np.isnan(r) else r, known)
        for pair in found.pairs
        for lag, r, known in _profile(windows_of(pair, found.plan))
    ]
    texts = dict.fromkeys(("session", "first", "second"), pl.String)
    schema = texts | {"lag_s": pl.Float64, "correlation": pl.Float64, "windows": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _profile(windows: LagWindows) -> list[tuple[float, float, int]]:
    known = np.isfinite(windows.r).sum(axis=0)
    columns = windows.seconds.tolist(), windows.profile().tolist(), known.tolist()
    return list(zip(*columns, strict=True))


def content_of(found: Signalled) -> SignalsContent:
    """Put together what the page shows."""
    names = tuple(pair.session for pair in found.pairs)
    facts = {
        "signals": " and ".join(found.names),
        **options_of(found.plan),
        "sessions": first_names(names),
        "version": f"reattune {version()}",
    }
    return SignalsContent(
        pair=found.names,
        rows=found.rows,
        drawn=tuple(_drawn(pair, found.plan) for pair in found.pairs[:_DRAWN]),
        sessions=names,
        facts=tuple(facts.items()),
        left_out=(
            *(brief(problem.parts()) for problem in found.failures),
            *finding_lines(found.sessions),
            *found.guesses,
        ),
    )


def _drawn(pair: SignalPair, plan: SignalPlan) -> DrawnPair:
    return DrawnPair(
        session=pair.session,
        windows=windows_of(pair, plan),
        spectrum=spectrum(pair, segment=plan.segment),
        recurrence=_plot(pair, plan),
        max_lag=plan.max_lag,
    )


def _plot(pair: SignalPair, plan: SignalPlan) -> Recurrence | None:
    """Return the recurrence plot; ``None`` when none is wanted or it would be too large."""
    try:
        return cross_recurrence(pair, radius=plan.radius) if plan.radius else None
    except RecordError:
        # The row of the recurrence rate says so, with what to do.
        return None


def options_of(plan: SignalPlan) -> dict[str, str]:
    """Write the plan as names and texts."""
    told = {
        "bin": f"{plan.bin:g} s" if plan.bin else "samples as they are",
        "window": f"{plan.window:g} s, every {plan.every:g} s, lags to {plan.max_lag:g} s",
        "segment": f"{plan.segment:g} s",
        "radius": f"{plan.radius:g} standard deviations" if plan.radius else "",
        "missing": "" if plan.missing is None else f"{plan.missing:g} is missing",
        "surrogates": f"{plan.draws} of each kind, seed {plan.seed}" if plan.draws else "none",
    }
    return {name: text for name, text in told.items() if text}


def signals_json(found: Signalled) -> str:
    """Give options, every number, findings, failures and guesses."""
    content: dict[str, Any] = {
        "software": f"reattune {version()}",
        "signals": list(found.names),
        "options": options_of(found.plan),
        "sessions": [pair.session for pair in found.pairs],
        "numbers": [asdict(row) for row in found.rows],
        "findings": finding_lines(found.sessions),
        "failures": [failure.parts() for failure in found.failures],
        "guesses": list(found.guesses),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def signals_text(found: Signalled) -> str:
    """Say in a few lines what came out."""
    lines = [f"{found.names[0]} and {found.names[1]}, {len(found.pairs):,} "
             f"session{'' if len(found.pairs) == 1 else 's'}"]  # fmt: skip
    for name in [*(pair.session for pair in found.pairs[:_DRAWN]), ""]:
        rows = [r for r in found.rows if r.session == name and r.measure in _SHOWN]
        if rows:
            lines.append(f"\n{name or 'dyads against strangers'}")
        lines += [f"  {in_words(r.measure)} ({r.of}): {r}" for r in rows]
    if len(found.pairs) > _DRAWN:
        lines.append(f"\nand {len(found.pairs) - _DRAWN} more sessions in signals.csv")
    told = [*finding_lines(found.sessions), *found.guesses]
    return "\n".join([*lines, *(f"\n{text}" for text in told)])
