"""`reattune grid`: state space grids over many Sessions, under one plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..episodes import Definition, fits, joint_states, load_definition
from ..errors import DefinitionError, ParameterError, ReattuneError
from ..measures import Estimate, cell_rows, grid_rows, phase_rows, region_rows
from ..measures.grid_sources import grid_of_channels, grid_of_joint
from ..measures.grids import Cell, Grid
from ..record import Session
from .analysis import best_definition
from .in_roles import in_roles
from .reading import Reading

_LEAST = 2


@dataclass(frozen=True, slots=True)
class GridPlan:
    """What is asked.

    Parameters
    ----------
    variables
        Two or more channels, each ``person:channel`` (a role or an id, and a track of the
        codebook). Without any: child by caregiver, as a definition reads them.
    definition
        That definition; ``""`` for the one that fits the codes best.
    regions
        Cells by the name of a region: ``{"mutual": "positive/positive,joint/joint"}``.
    phase
        Only this phase; ``""`` for all.
    by_session
        Whether each session gets its own rows of the whole grid.
    caregiver
        Whom to take as the caregiver, by id or role, where several could be.
    """

    variables: tuple[str, ...] = ()
    definition: str | Definition = ""
    regions: Mapping[str, str] = field(default_factory=dict)
    phase: str = ""
    by_session: bool = False
    caregiver: str | None = None


@dataclass(frozen=True, slots=True)
class Gridded:
    """What came of it.

    Parameters
    ----------
    grid
        Of all sessions that have the variables.
    rows
        Of cells, regions, the whole grid, and phases.
    sessions, failures, guesses, files
        As in :class:`reattune.study.Reading`, and those without the channels.
    options
        What was asked for, by name.
    """

    grid: Grid
    rows: tuple[Estimate, ...]
    sessions: tuple[Session, ...]
    failures: tuple[ReattuneError, ...]
    guesses: tuple[str, ...]
    options: dict[str, str]
    files: tuple[str, ...]


def grid(reading: Reading, plan: GridPlan) -> Gridded:
    """Lay Sessions on one grid, and give every number of it.

    Raises
    ------
    ParameterError
        When the plan asks for what does not go together.
    DefinitionError
        When a definition, channel, region or phase is unknown, or no session has the variables.
    """
    _check(plan)
    if not reading.sessions:
        raise (*reading.failures, _nothing())[0]
    guesses = reading.guesses
    if plan.variables:
        made, failures = _of_channels(reading.sessions, plan)
        named = {"variables": " by ".join(plan.variables)}
    else:
        definition = load_definition(plan.definition) if plan.definition else None
        if definition is None:
            definition, guess = best_definition(reading.sessions, plan.caregiver)
            guesses = (*guesses, guess)
        made, failures = _of_joint(reading.sessions, definition, plan)
        named = {"definition": definition.id}
    if not made.sessions:
        raise (*failures, *reading.failures, _nothing())[0]
    part = _in_phase(made, plan.phase)
    return Gridded(
        grid=part,
        rows=tuple(_rows(part, plan)),
        sessions=reading.sessions,
        failures=(*reading.failures, *failures),
        guesses=guesses,
        options={**named, **_options(plan)},
        files=reading.files,
    )


def _rows(part: Grid, plan: GridPlan) -> list[Estimate]:
    rows = [*grid_rows(part, by_session=plan.by_session)]
    if plan.regions:
        cells = {name: _cells(part, name, text) for name, text in plan.regions.items()}
        rows += region_rows(part, cells)
    rows += cell_rows(part)
    return rows + ([] if plan.phase else list(phase_rows(part)))


def _cells(part: Grid, name: str, text: str) -> list[Cell]:
    """Read ``a/b,c/d`` as cells; states may bear spaces."""
    cells: list[Cell] = []
    for piece in text.split(","):
        states = tuple(state.strip() for state in piece.split("/"))
        if not any(states):
            raise _no(f"--region {name}", repr(text), "cells as STATE/STATE, joined by commas",
                      "For example: --region mutual=positive/positive,joint/joint")  # fmt: skip
        part.number(states)
        cells.append(states)
    return cells


def _of_channels(
    sessions: Sequence[Session], plan: GridPlan
) -> tuple[Grid, tuple[ReattuneError, ...]]:
    wanted = [_channel(text) for text in plan.variables]
    kept: list[Session] = []
    failures: list[ReattuneError] = []
    for session in sessions:
        try:
            named = in_roles(session, caregiver=plan.caregiver)
        except ReattuneError as problem:
            failures.append(problem)
            continue
        there = [(track.person, track.name) for track in named.tracks]
        lacking = [which for which in wanted if which not in there]
        if lacking:
            failures.append(_lacking(session.name, lacking[0], there))
        else:
            kept.append(named)
    return grid_of_channels(kept, wanted), tuple(failures)


def _channel(text: str) -> tuple[str, str]:
    person, colon, track = text.partition(":")
    if not (person.strip() and colon and track.strip()):
        raise _no("--variable", repr(text), "a person and a channel, as child:affect",
                  "`reattune codes FILE` lists the channels of a file.")  # fmt: skip
    return person.strip(), track.strip()


def _lacking(name: str, which: tuple[str, str], there: Sequence[tuple[str, str]]) -> ReattuneError:
    return DefinitionError(
        path=name,
        where="tracks",
        found=f"channels {', '.join(':'.join(pair) for pair in there) or 'none'}",
        expected=f"a channel {':'.join(which)}",
        todo="Name a channel that is there, or leave this session out.",
    )


def _of_joint(
    sessions: Sequence[Session], definition: Definition, plan: GridPlan
) -> tuple[Grid, tuple[ReattuneError, ...]]:
    readings = []
    failures: list[ReattuneError] = []
    for session in sessions:
        try:
            session.pair(caregiver=plan.caregiver)
            if not fits(session, definition, caregiver=plan.caregiver):
                raise _unread(session.name, definition.id)
            readings.append(joint_states(session, definition, caregiver=plan.caregiver))
        except ReattuneError as problem:
            failures.append(problem)
    return grid_of_joint(readings), tuple(failures)


def _unread(name: str, definition: str) -> DefinitionError:
    return DefinitionError(
        path=name,
        where="",
        found=f"states that {definition} does not read",
        expected="states of both persons that it names",
        todo="Choose another --definition, or name channels with --variable.",
    )


def _in_phase(made: Grid, phase: str) -> Grid:
    if not phase:
        return made
    there = [name for name in made.phases if name]
    if phase not in there:
        raise DefinitionError(
            path="grid",
            where="--phase",
            found=f"no phase {phase}",
            expected=f"one of {', '.join(there) or 'the phases of the sessions, which have none'}",
            todo="Check the spelling; phases come from the files, the codebook or a manifest.",
        )
    return made.of(phase=phase)


def _check(plan: GridPlan) -> None:
    if plan.variables and plan.definition:
        raise _no("--variable, --definition", "both", "channels, or a definition",
                  "Leave one of them out: both say what the variables are.")  # fmt: skip
    if 0 < len(plan.variables) < _LEAST:
        raise _no("--variable", "only one", "two or more",
                  "For example: --variable child:affect --variable caregiver:affect")  # fmt: skip
    if len(set(plan.variables)) < len(plan.variables):
        raise _no("--variable", "one channel twice", "different channels",
                  "Name another channel: a variable is always where it is itself.")  # fmt: skip


def _no(where: str, found: str, expected: str, todo: str) -> ParameterError:
    return ParameterError(path="grid", where=where, found=found, expected=expected, todo=todo)


def _nothing() -> DefinitionError:
    return DefinitionError(
        path="grid",
        where="",
        found="no session",
        expected="coded sessions to read",
        todo="Name files or folders that hold some.",
    )


def _options(plan: GridPlan) -> dict[str, str]:
    told = {"phase": plan.phase, "caregiver": plan.caregiver or ""}
    told |= {f"region {name}": text for name, text in plan.regions.items()}
    return {name: text for name, text in told.items() if text}
