"""The page of `reattune signals`: two continuous signals, their figures and tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..measures import Estimate, Recurrence
from ..measures.coherence import Spectrum
from ..measures.signals_windows import LagWindows
from .claims_page import software
from .figures.coherence_curve import coherence_figure
from .figures.lag_windows import lag_windows_figure
from .figures.recurrence_plot import recurrence_figure
from .figures.svg import Svg
from .single_page import render_page, sheet, write_page

MOST_SESSIONS = 12
"""Sessions with a table of their own; all are in signals.csv."""

WORDS = {
    "peak_correlation": "Peak correlation (nearest to lag 0)",
    "peak_lag": "Lag of the peak",
    "leads": "Who leads",
    "lagged_correlation": "Highest mean correlation",
    "synchrony": "Synchrony of segments (SUSY)",
    "synchrony_lead": "Synchrony of segments, one leading",
    "coherence": "Coherence, mean over frequencies",
    "coherence_by_power": "Coherence, weighted by power",
    "pattern_entropy": "Entropy of joint patterns",
    "phase_synchrony": "Phase synchrony",
    "recurrence_by_lag": "Highest recurrence by lag",
    "determinism_by_lag": "Determinism near lag 0",
    "recurrence_rate": "Recurrence rate",
    "determinism": "Determinism",
    "mean_line": "Mean line",
    "longest_line": "Longest line",
    "line_entropy": "Entropy of line lengths",
    "laminarity": "Laminarity",
    "trapping_time": "Trapping time",
    "dyads_together": "Highest mean correlation, dyads as they are",
}
"""Measures, and what they are called."""

_ENDS = {"_chance": "by chance", "_effect": "distance from chance", "_p": "p"}


@dataclass(frozen=True, slots=True)
class DrawnPair:
    """What is drawn of one session; ``None`` for what is not.

    Parameters
    ----------
    session
        Its name.
    windows
        The windowed cross-correlation.
    spectrum
        The coherence.
    recurrence
        The cross-recurrence plot.
    max_lag
        Largest lag of recurrence by lag, s.
    """

    session: str
    windows: LagWindows | None
    spectrum: Spectrum | None
    recurrence: Recurrence | None
    max_lag: float


@dataclass(frozen=True, slots=True)
class SignalsContent:
    """What the page shows.

    Parameters
    ----------
    pair
        Names of the two signals.
    rows
        Every number.
    drawn
        Sessions with figures.
    sessions
        Names of all sessions that were measured.
    facts
        Name and text of what was asked and read, in order; ``version`` among them.
    left_out
        One sentence each for files and sessions that could not be used, and for guesses.
    """

    pair: tuple[str, str]
    rows: tuple[Estimate, ...]
    drawn: tuple[DrawnPair, ...]
    sessions: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()


class SignalRow(NamedTuple):
    """One number in words."""

    name: str
    of: str
    text: str
    method: str


class Panel(NamedTuple):
    """One session on the page: its drawings and its numbers."""

    session: str
    figures: list[Svg]
    rows: list[SignalRow]


def write_signals_page(content: SignalsContent, path: str | Path) -> Path:
    """Write the page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_page(render_signals(content), path)


def render_signals(content: SignalsContent) -> str:
    """Return the page as one HTML file without script; same content, same text."""
    drawn = {one.session: one for one in content.drawn}
    names = content.sessions[:MOST_SESSIONS]
    panels = []
    for number, name in enumerate(names):
        rows = [signal_row(row) for row in content.rows if row.session == name]
        figures = figures_of(drawn[name], number) if name in drawn else []
        panels.append(Panel(name, figures, rows))
    return render_page(
        "signals.html.j2",
        rules=sheet("sequences.css") + sheet("signals.css") + sheet("signals_page.css"),
        page=content,
        panels=panels,
        dyads=[signal_row(row) for row in content.rows if not row.session],
        more=max(0, len(content.sessions) - MOST_SESSIONS),
        undrawn=max(0, len(names) - len(content.drawn)),
        software=software(content.facts),
    )


def figures_of(one: DrawnPair, number: int) -> list[Svg]:
    """Draw what there is of a session: windows, coherence, recurrence."""
    found: list[Svg | None] = []
    if one.windows is not None:
        title = f"Correlation by time and lag: {one.session}"
        found.append(lag_windows_figure(one.windows, key=f"windows-{number}", title=title))
    if one.spectrum is not None:
        title = f"Coherence by frequency: {one.session}"
        found.append(coherence_figure(one.spectrum, key=f"coherence-{number}", title=title))
    if one.recurrence is not None:
        title = f"Cross-recurrence: {one.session}"
        key = f"recurrence-{number}"
        found.append(recurrence_figure(one.recurrence, key=key, title=title, max_lag=one.max_lag))
    return [svg for svg in found if svg is not None]


def signal_row(row: Estimate) -> SignalRow:
    """Write an Estimate as a row of a table."""
    return SignalRow(in_words(row.measure), row.of, str(row), row.method)


def in_words(measure: str) -> str:
    """Say what a measure, its chance level, effect size or p is called."""
    for end, text in _ENDS.items():
        if measure.endswith(end) and measure not in WORDS:
            base = measure.removesuffix(end)
            return f"{WORDS.get(base, base.replace('_', ' '))}: {text}"
    return WORDS.get(measure, measure.replace("_", " "))
