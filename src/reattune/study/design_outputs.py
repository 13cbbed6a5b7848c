"""Phases, conditions and time bins on disk: tables, and pages with a line for each dyad."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..episodes import Episodes
from ..measures import Estimate, Measures
from ..measures.designs import PHASE, design_rows, design_values
from ..measures.time_course import Course
from ..record import Session, version
from ..reports.answers_page import AnswersContent, Section, number_table, pictures, write_answers
from ..reports.figures.contrast import contrast_figure
from ..reports.figures.time_course import course_figure
from .designs import WORDS, excluding
from .outputs import refuse_inputs

_MOST_LEVELS = 12
_CONTRASTS = (
    "Every dyad is compared with itself: a line joins its values. The mean of the differences has "
    "Student's interval over dyads; d is that mean in standard deviations of the differences, with "
    "Hedges' correction. One dyad alone gives values without an interval.",
    "With three phases in order (play, still-face, reunion) the carry-over says how much of what "
    "the second did is still there in the third.",
    "Intervals are 95 %. They are not widened for the number of measures on this page.",
)
_BINS = (
    "A bin takes the coded time that lies in it and the ruptures that begin in it; it is counted "
    "from the onset of its phase. Dots are means over dyads with their 95 % intervals; the slope "
    "is the change in a minute.",
)


def write_contrasts(
    episodes: Episodes,
    sessions: Sequence[Session],
    folder: Path,
    *,
    by: str = PHASE,
    exclude: Sequence[str] = (),
    files: Sequence[str] = (),
) -> tuple[Measures, Path]:
    """Compare levels within dyads for the usual measures; write ``contrasts.csv`` and a page.

    Parameters
    ----------
    episodes, sessions
        Under one definition, and the Sessions they are of.
    folder
        Where; it is there.
    by
        ``phase``, or a covariate of the Sessions.
    exclude
        Phases to leave out.
    files
        The input files: none of them may be written over.

    Raises
    ------
    DefinitionError, RecordError
        For an unknown covariate or phase; a place that is an input or cannot be written.
    """
    refuse_inputs((folder / name for name in ("contrasts.csv", "contrasts.html")), files)
    kept = excluding(episodes, exclude)
    rows: list[Estimate] = []
    sections: list[Section] = []
    for word in WORDS:
        found = design_values(kept, word, by=by, sessions=sessions)
        mine = design_rows(found)
        rows += mine
        means = [row for row in mine if row.phase in found.levels and row.of.startswith("mean of")]
        drawn = None
        if len(found.levels) <= _MOST_LEVELS:
            drawn = contrast_figure(found.values, means, key=word, title=_plain(word))
        sections.append(
            Section(
                word,
                _plain(word),
                pictures=pictures([("Dyads and their mean", drawn, "")]),
                tables=(number_table(f"{_plain(word)}, by {by}", mine, phase=True),),
                nothing="No dyad has a value.",
            )
        )
    measures = Measures(tuple(rows))
    measures.to_frame().write_csv(folder / "contrasts.csv")
    content = AnswersContent(
        title=f"Contrasts by {by}",
        lead=f"{len(sessions):,} sessions; what is compared, is compared within dyads.",
        sections=tuple(sections),
        reading=_CONTRASTS,
        facts=_facts(episodes, sessions, exclude),
    )
    return measures, write_answers(content, folder / "contrasts.html")


def write_bins(
    found: tuple[Measures, Sequence[Course]],
    episodes: Episodes,
    sessions: Sequence[Session],
    folder: Path,
    *,
    length: str,
    exclude: Sequence[str] = (),
    files: Sequence[str] = (),
) -> Path:
    """Write ``bins.csv`` and a page with the course of each measure; return the page.

    Parameters
    ----------
    found
        As :func:`reattune.study.binned` returns it.
    length
        Of a bin, as it was asked for.

    Raises
    ------
    RecordError
        When a place is an input file, or cannot be written.
    """
    refuse_inputs((folder / name for name in ("bins.csv", "bins.html")), files)
    measures, courses = found
    measures.to_frame().write_csv(folder / "bins.csv")
    by_word: dict[str, list[Course]] = {}
    for course in courses:
        by_word.setdefault(course.slope.of, []).append(course)
    sections = [
        Section(
            word,
            _plain(word),
            pictures=pictures(
                [("Through the phase", course_figure(mine, key=word, title=_plain(word)), "")]
            ),
            tables=(number_table("Change in a minute", [c.slope for c in mine], phase=True),),
        )
        for word, mine in by_word.items()
    ]
    content = AnswersContent(
        title=f"Through time, in bins of {length}",
        lead=f"{len(sessions):,} sessions, under the definition {episodes.definition.id}.",
        sections=tuple(sections),
        reading=_BINS,
        facts=_facts(episodes, sessions, exclude),
    )
    return write_answers(content, folder / "bins.html")


def _facts(
    episodes: Episodes, sessions: Sequence[Session], exclude: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    left = (("phases left out", ", ".join(exclude)),) if exclude else ()
    return (
        ("definition", episodes.definition.id),
        *left,
        ("sessions", f"{len(sessions):,}"),
        ("version", f"reattune {version()}"),
    )


def _plain(word: str) -> str:
    return word.replace("_", " ").capitalize()
