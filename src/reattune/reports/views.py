"""The figures of a page, each with its place, its name and its caption."""

from __future__ import annotations

from typing import NamedTuple

from ..measures import repair_curve, response_curve
from .content import Report
from .figures import grid_figure, latency_figure, timeline_figure
from .figures.svg import Svg
from .numbers import clock, counted, plural
from .summary import session_facts

MOST_TIMELINES = 24
"""Timelines of a report; how many more sessions there are is said."""


class FigureView(NamedTuple):
    """A figure, what it is called, and what stands below it; ``svg`` is empty without one."""

    key: str
    name: str
    svg: Svg
    caption: str


class Timelines(NamedTuple):
    """The timelines that are drawn, and how many are not."""

    drawn: list[FigureView]
    left: int


def timeline_views(report: Report) -> Timelines:
    """Draw the first sessions, those with ruptures before those without."""
    found = () if report.main is None else report.main.rows
    ruptured = {row.session for row in found}
    ranked = sorted(report.sessions, key=lambda session: session.name not in ruptured)
    chosen = {session.name for session in ranked[:MOST_TIMELINES]}
    sessions = [session for session in report.sessions if session.name in chosen]
    drawn = [
        FigureView(
            key=f"timeline-{number}",
            name=session.name,
            svg=timeline_figure(session, key=f"timeline-{number}", episodes=report.main),
            caption=", ".join(session_facts(session)),
        )
        for number, session in enumerate(sessions[:MOST_TIMELINES], start=1)
    ]
    return Timelines(drawn, len(report.sessions) - len(drawn))


def grid_views(report: Report) -> list[FigureView]:
    """Draw the state space grid under each definition; grids that are alike only once."""
    views: list[FigureView] = []
    for number, episodes in enumerate(report.episodes, start=1):
        key = f"grid-{number}"
        coded = sum(reading.coded() for reading in episodes.readings)
        sessions = counted(len(episodes.readings), "session")
        views.append(
            FigureView(
                key=key,
                name=episodes.definition.id,
                svg=grid_figure(episodes, key=key) or Svg(""),
                caption=f"{clock(coded)} with known states of both, {sessions}",
            )
        )
    return views


def curve_views(report: Report) -> list[list[FigureView]]:
    """Draw repair and response latency under each definition."""
    return [_curves(report, index) for index in range(len(report.episodes))]


def _curves(report: Report, index: int) -> list[FigureView]:
    episodes = report.episodes[index]
    definition = episodes.definition
    asked = [("repair", "not yet repaired", repair_curve(episodes))]
    if definition.answers and len(episodes):
        asked.append(("response", "not yet answered", response_curve(episodes)))
    views = []
    for word, waiting, curve in asked:
        key = f"curve-{word}-{index + 1}"
        title = f"Time to {word} under {definition.id}"
        svg = latency_figure(curve, key=key, title=title, waiting=waiting, noun=definition.noun)
        noun = definition.noun if curve.n == 1 else plural(definition.noun)
        caption = f"n = {curve.n} {noun}, {curve.censored} censored"
        if svg is None:
            caption = f"Nothing to draw: no {definition.noun} was followed."
        views.append(FigureView(key, title, svg or Svg(""), caption))
    return views
