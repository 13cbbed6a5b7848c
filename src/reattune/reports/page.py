"""The page: one HTML file that needs nothing else, runs no script and loads nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RecordError
from . import evidence
from .apa import symbols
from .apa_measures import meanings
from .content import Report, file_name, known_paths, without_folders
from .methods import definition_choices, methods_paragraph, software
from .numbers import counted
from .sources import failure_rows, read_sessions
from .summary import episodes_line, session_facts
from .tables import (
    MOST_EPISODES,
    chosen_figures,
    episode_rows,
    numbered_tables,
    session_rows,
    sweep_rows,
)
from .views import curve_views, grid_views, timeline_views

if TYPE_CHECKING:
    from jinja2 import Template

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s,;()]+")
# XML (and so a strict reader) knows no such characters, escaped or not.
_NO_TEXT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def write_report(report: Report, path: str | Path) -> Path:
    """Write the page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    target = Path(path)
    try:
        target.write_text(render_report(report), encoding="utf-8", newline="\n")
    except OSError as problem:
        raise RecordError(
            path=str(path),
            where="",
            found=f"a place that cannot be written ({problem.strerror})",
            expected="a file that can be written",
            todo="Choose another path for the report.",
        ) from None
    return target


def render_report(report: Report) -> str:
    """Return the page as HTML that is XML, too; the same report gives the same text.

    It holds no script and loads nothing; a strict content policy says so to the browser. Paths
    appear as file names only.
    """
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = _template().render(
        report=report,
        style=style,
        style_digest=digest,
        title=_title(report),
        lead=_lead(report),
        facts=_facts(report),
        chosen=chosen_figures(report),
        sessions=session_rows(report) if len(report.sessions) > 1 else [],
        read=read_sessions(report),
        failures=failure_rows(report),
        guesses=[without_folders(guess, known_paths(report)) for guess in report.guesses],
        timelines=timeline_views(report),
        grids=grid_views(report),
        curves=curve_views(report),
        episodes=[_episode_table(report, index) for index in range(len(report.episodes))],
        tables=numbered_tables(report),
        meanings=meanings(report),
        sweep=sweep_rows(report),
        verdicts=[_verdict(lines) for lines in (v.lines() for v in report.verdicts)],
        choices=[definition_choices(part.definition) for part in report.episodes],
        environment=_environment(report),
        options={name: file_name(value) for name, value in report.options.items()},
        evidence=evidence,
        methods=methods_paragraph(report),
        software=software(report),
        most_episodes=MOST_EPISODES,
        several=len(report.sessions) > 1,
    )
    return _NO_TEXT.sub("\ufffd", page)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reattune.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["dois"] = split_dois
    environment.filters["symbols"] = symbols
    return environment.get_template("page.html.j2")


@cache
def _style() -> str:
    folder = files("reattune.reports") / "templates"
    return "\n".join((folder / name).read_text("utf-8") for name in ("report.css", "apa.css"))


def split_dois(source: str) -> list[tuple[str, str]]:
    """Cut a source into pieces of text, each with the DOI it is, or ``""``."""
    pieces: list[tuple[str, str]] = []
    last = 0
    for match in _DOI.finditer(source):
        doi = match.group().rstrip(".")
        pieces.append((source[last : match.start()], ""))
        pieces.append((doi, doi))
        last = match.start() + len(doi)
    pieces.append((source[last:], ""))
    return [piece for piece in pieces if piece[0]]


def _title(report: Report) -> str:
    if report.title:
        return report.title
    if len(report.sessions) == 1:
        return f"{report.sessions[0].name}: ruptures and repairs"
    return f"{counted(len(report.sessions), 'session')}: ruptures and repairs"


def _lead(report: Report) -> str:
    """Say in two plain sentences what was measured."""
    if not report.sessions:
        return "No session could be read, so nothing was measured. What went wrong stands below."
    what = "one session" if len(report.sessions) == 1 else f"{len(report.sessions)} sessions"
    first = (
        f"This report looks at {what} of a child with a caregiver: when the two lost each other "
        "(a rupture), and how and how soon they came back together (a repair)."
    )
    if report.main is None:
        return f"{first} No definition fits what was coded, so no rupture could be looked for."
    definition = report.main.definition
    more = len(report.episodes) - 1
    beside = f", beside {counted(more, 'other definition')}" if more else ""
    return f"{first} What counts as a rupture is set by the definition {definition.id}{beside}."


def _facts(report: Report) -> list[tuple[str, str]]:
    """Return the first facts: one line a session (of one or two), one a definition."""
    few = report.sessions if len(report.sessions) <= 2 else ()
    facts = [(session.name, ", ".join(session_facts(session))) for session in few]
    for index, part in enumerate(report.episodes):
        line = episodes_line(report, index)
        facts.append((part.definition.title, line))
    return facts


def _episode_table(report: Report, index: int) -> dict[str, Any]:
    episodes = report.episodes[index]
    return {
        "definition": episodes.definition,
        "rows": episode_rows(report, index),
        "left": max(0, len(episodes) - MOST_EPISODES),
        "line": episodes_line(report, index),
        "phases": any(row.phase for row in episodes),
    }


def _verdict(lines: tuple[str, ...]) -> dict[str, Any]:
    """Cut the verdict's own lines into heading, word and numbers."""
    conditions = []
    for line in lines[1:-1]:
        name, _, rest = line.partition(": ")
        word, _, numbers = rest.partition(". ")
        conditions.append((name.partition(". ")[2], word, numbers))
    return {"of": lines[0], "conditions": conditions, "closing": lines[-1]}


def _environment(report: Report) -> list[tuple[str, str]]:
    found: dict[str, set[str]] = {}
    for session in report.sessions:
        for name, version in session.provenance.environment.items():
            found.setdefault(name, set()).add(version)
    return [(name, ", ".join(sorted(versions))) for name, versions in sorted(found.items())]
