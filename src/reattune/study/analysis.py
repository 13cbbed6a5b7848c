"""From Sessions to results: which definitions, the episodes, the measures, the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..episodes import (
    Definition,
    Episodes,
    find_episodes,
    fits,
    fitting_definitions,
    load_definition,
)
from ..errors import DefinitionError, ReattuneError, RecordError
from ..measures import Measures, SweepRow, Verdict, sweep
from ..measures import measure as measure_episodes
from ..measures import verdict as judge
from ..record import Session, intersection, length
from .designs import excluding
from .reading import Reading

_AT_LEAST = 2
"""Definitions side by side: the definition moves the numbers more than families do."""


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that came of some files.

    Parameters
    ----------
    sessions
        What was read, also sessions that no measure could be taken of.
    failures
        One error for each file or session that could not be read or measured.
    guesses
        What was chosen without being asked for.
    episodes, measures, verdicts
        One for each definition, the main one first; each names its sessions.
    sweep
        The main definition again under shorter and longer shortest ruptures.
    options
        What was asked for, by name.
    files
        Every file that was looked at: none of them may be written over.
    """

    sessions: tuple[Session, ...]
    failures: tuple[ReattuneError, ...]
    guesses: tuple[str, ...]
    episodes: tuple[Episodes, ...]
    measures: tuple[Measures, ...]
    verdicts: tuple[Verdict, ...]
    sweep: tuple[SweepRow, ...]
    options: dict[str, str]
    files: tuple[str, ...] = ()


def analyse(
    reading: Reading,
    *,
    definitions: Sequence[str | Definition] | None = None,
    by_phase: bool = False,
    caregiver: str | None = None,
    reference: float = 0.5,
    exclude: Sequence[str] = (),
) -> Result:
    """Find episodes under one or more definitions, measure them and judge the two conditions.

    Parameters
    ----------
    reading
        Sessions, and what already failed.
    definitions
        Ids, paths or Definitions, the main one first; when not given, those that fit the
        sessions' codes best, two at least where two fit.
    by_phase
        Give every measure for each phase, too.
    caregiver
        Whom to take as the caregiver, by id or role, where several could be.
    reference
        Share of ruptures repaired that the verdict compares with.
    exclude
        Names of phases to leave out, with what happened in them.

    Raises
    ------
    DefinitionError
        When a phase is to be left out that no session has; when a definition that was asked for
        does not exist or is wrong.
    """
    asked = None if definitions is None else [load_definition(d) for d in definitions]
    dyads, failures = _dyads(reading.sessions, caregiver)
    chosen, guesses = (asked, ()) if asked is not None else _choose(dyads, caregiver)
    episodes: list[Episodes] = []
    verdicts: list[Verdict] = []
    for definition in chosen:
        fitting = [s for s in dyads if fits(s, definition, caregiver=caregiver)]
        if fitting:
            found = excluding(find_episodes(fitting, definition, caregiver=caregiver), exclude)
            episodes.append(found)
            verdicts.append(judge(found, reference=reference))
    measured = {r.session for part in episodes for r in part.readings}
    failures += [_unmeasured(s, chosen) for s in dyads if s.name not in measured]
    return Result(
        sessions=reading.sessions,
        failures=(*reading.failures, *failures),
        guesses=(*reading.guesses, *guesses),
        episodes=tuple(episodes),
        measures=tuple(measure_episodes(part, by_phase=by_phase) for part in episodes),
        verdicts=tuple(verdicts),
        sweep=sweep(episodes[0]) if episodes else (),
        options=_options(
            asked, by_phase=by_phase, caregiver=caregiver, reference=reference, exclude=exclude
        ),
        files=reading.files,
    )


def _dyads(
    sessions: Iterable[Session], caregiver: str | None
) -> tuple[list[Session], list[ReattuneError]]:
    dyads: list[Session] = []
    failures: list[ReattuneError] = []
    for session in sessions:
        try:
            child, other = session.pair(caregiver=caregiver)
        except RecordError as problem:
            failures.append(problem)
            continue
        if intersection(session.observed(child), session.observed(other)):
            dyads.append(session)
        else:
            failures.append(_never_together(session, child, other))
    return dyads, failures


def _never_together(session: Session, child: str, other: str) -> RecordError:
    times = [
        f"{person} {length(session.observed(person)) / 1000:.1f} s" for person in (child, other)
    ]
    return RecordError(
        path=session.name,
        where="observed time",
        found=f"no moment in which both are coded ({', '.join(times)})",
        expected="time in which the states of child and caregiver are both known",
        todo="Check the unit and origin of the times; or give a track a `rest` state in the "
        "codebook, if time without a code has a meaning.",
    )


def _choose(
    sessions: Sequence[Session], caregiver: str | None
) -> tuple[list[Definition], tuple[str, ...]]:
    """Choose definitions so that every session is read under two, where two fit it."""
    fitting = {s.name: fitting_definitions(s, caregiver=caregiver) for s in sessions}
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    for names in fitting.values():
        for rank, name in enumerate(names):
            counts[name] = counts.get(name, 0) + 1
            first[name] = min(rank, first.get(name, rank))
    ranked = sorted(counts, key=lambda name: (-counts[name], first[name]))
    chosen: list[str] = []
    for name in ranked:
        lacking = any(
            name in names and sum(1 for n in chosen if n in names) < _AT_LEAST
            for names in fitting.values()
        )
        if lacking:
            chosen.append(name)
    if not chosen:
        return [], ()
    text = f"definitions {' and '.join(chosen)}: they fit the codes best (choose by --definition)"
    return [load_definition(name) for name in chosen], (text,)


def best_definition(
    sessions: Sequence[Session], caregiver: str | None = None
) -> tuple[Definition, str]:
    """Return the definition that fits most Sessions best, and a sentence that says so.

    Raises
    ------
    DefinitionError
        When no shipped definition fits any of them.
    """
    dyads, problems = _dyads(sessions, caregiver)
    chosen, _ = _choose(dyads, caregiver)
    if not chosen:
        raise (*problems, *(_unmeasured(s, ()) for s in dyads), _no_session())[0]
    name = chosen[0].id
    return chosen[0], f"definition {name}: it fits the codes best (choose by --definition)"


def _no_session() -> DefinitionError:
    return DefinitionError(
        path="sessions",
        where="",
        found="no session",
        expected="coded sessions to read",
        todo="Name files or folders that hold some.",
    )


def _unmeasured(session: Session, chosen: Sequence[Definition]) -> DefinitionError:
    states = sorted(
        {
            f"{track.person} {track.name}: "
            + ", ".join(
                sorted({e.state for e in session.events.of(track.person, track.name)} - {""})
            )
            for track in session.tracks
        }
    )
    names = ", ".join(definition.id for definition in chosen) or "any shipped definition"
    return DefinitionError(
        path=session.name,
        where="",
        found=f"states ({'; '.join(states)}) in which {names} can show no rupture and repair",
        expected="states that can open one and states that can close it",
        todo="Choose another --definition, or map more codes in the codebook.",
    )


def _options(
    asked: Sequence[Definition] | None,
    *,
    by_phase: bool,
    caregiver: str | None,
    reference: float,
    exclude: Sequence[str],
) -> dict[str, str]:
    options = {"reference": f"{reference:g}"}
    if asked:
        options["definitions"] = ", ".join(definition.id for definition in asked)
    if by_phase:
        options["by"] = "phase"
    if caregiver:
        options["caregiver"] = caregiver
    if exclude:
        options["exclude"] = ", ".join(exclude)
    return options
