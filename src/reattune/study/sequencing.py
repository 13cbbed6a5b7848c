"""`reattune sequences`: what follows what, over many Sessions, under one plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from ..episodes import Definition, fits, joint_states, load_definition
from ..errors import DefinitionError, ParameterError, ReattuneError
from ..measures import Estimate, lag_rows, lag_table, lag_tests, permutation_test, time_windows
from ..measures.intervals import SEED
from ..measures.latency_codes import code_set
from ..measures.seq_change import homogeneity, stationarity
from ..measures.seq_permutation import PermutationTest, Way
from ..measures.seq_sessions import event_sequences, joint_streams
from ..measures.seq_tables import LagTable
from ..measures.sequences import Coded
from ..record import Session
from .code_streams import code_streams
from .in_roles import in_roles
from .reading import Reading

WAYS: tuple[Way, ...] = ("bouts", "codes", "shift", "dyads")


@dataclass(frozen=True, slots=True)
class SequencePlan:
    """What is asked.

    Parameters
    ----------
    given, target
        Two sets of codes (``child:distress``, ``caregiver:soothe``): two streams of intervals.
        Both or none.
    definition
        Instead: child and caregiver as this definition of rupture and repair reads them. Without
        any of the three: all events, in the order of their onsets.
    lag
        Places from given to target: events, or intervals of two streams (0: at the same time).
    within
        Instead of a lag: whether the target begins within so many seconds of an onset of the
        given codes.
    step
        Length of an interval in s, for two streams.
    merge
        Take an event that repeats the one before it as its continuation (no code follows itself).
    phase
        Only this phase; ``""`` for all.
    permutations, way, seed
        Of the permutation test; 0 for none, ``None`` for the way that fits.
    caregiver
        Whom to take as the caregiver, by id or role, where several could be.
    """

    given: str = ""
    target: str = ""
    definition: str | Definition = ""
    lag: int = 1
    within: float | None = None
    step: float = 1.0
    merge: bool = False
    phase: str = ""
    permutations: int = 999
    way: Way | None = None
    seed: int = SEED
    caregiver: str | None = None

    @property
    def streams(self) -> bool:
        """Whether two streams are compared, not one sequence of events."""
        return bool(self.given or self.definition)


@dataclass(frozen=True, slots=True)
class Sequenced:
    """What came of it.

    Parameters
    ----------
    table
        The lag table that was asked for.
    order
        Of all events, lag 1: the same as ``table`` where no streams were asked for.
    test
        The permutation test, or ``None``.
    rows
        Every number of every cell, whole-table tests, permutation p.
    pair
        Given and target code that were asked for, as the table names them, or ``None``.
    sessions, failures, guesses, files
        As in :class:`reattune.study.Reading`, and those without the channels.
    options
        What was asked for, by name.
    """

    table: LagTable
    order: LagTable
    test: PermutationTest | None
    rows: tuple[Estimate, ...]
    pair: tuple[str, str] | None
    sessions: tuple[Session, ...]
    failures: tuple[ReattuneError, ...]
    guesses: tuple[str, ...]
    options: dict[str, str]
    files: tuple[str, ...]


def sequence(reading: Reading, plan: SequencePlan) -> Sequenced:
    """Count what follows what, with every number of every cell and its permutation p.

    Raises
    ------
    ParameterError
        When the plan asks for what does not go together.
    DefinitionError
        When a code, phase or definition is unknown, or no session holds what is asked for.
    """
    _check(plan)
    if not reading.sessions:
        raise (*reading.failures, _nothing())[0]
    _check_phase(reading.sessions, plan.phase)
    coded, pair, failures = _read(reading.sessions, plan)
    if not coded.sessions:
        raise (*failures, *reading.failures, _nothing())[0]
    if plan.within is not None and pair is not None:
        coded = time_windows(coded, pair[0], seconds=(0.0, plan.within))
        pair = coded.rows[0], pair[1]
    lag = plan.lag if plan.within is None else 0
    table = lag_table(coded, lag=lag, no_repeats=plan.merge and not plan.streams)
    test = None
    if plan.permutations and table.counts.any():
        test = permutation_test(table, plan.way, permutations=plan.permutations, seed=plan.seed)
    return Sequenced(
        table=table,
        order=_order(reading.sessions, plan) if plan.streams else table,
        test=test,
        rows=tuple(_rows(table, test)),
        pair=pair,
        sessions=reading.sessions,
        failures=(*reading.failures, *failures),
        guesses=reading.guesses,
        options=_options(plan, test),
        files=reading.files,
    )


def _nothing() -> DefinitionError:
    return DefinitionError(
        path="sequences",
        where="",
        found="no session",
        expected="coded sessions to read",
        todo="Name files or folders that hold some.",
    )


def _rows(table: LagTable, test: PermutationTest | None) -> list[Estimate]:
    rows = [*lag_rows(table), *lag_tests(table)]
    if len(table.coded.sessions) > 1:
        rows += homogeneity(table)
    rows += stationarity(table)
    return rows + (list(test.rows()) if test is not None else [])


def _read(
    sessions: Sequence[Session], plan: SequencePlan
) -> tuple[Coded, tuple[str, str] | None, tuple[ReattuneError, ...]]:
    if plan.given:
        asked = code_set(plan.given), code_set(plan.target)
        found = code_streams(sessions, asked, step=_step(plan), phase=plan.phase or None)
        return found.coded, (found.given, found.target), found.failures
    if plan.definition:
        coded, failures = _joint(sessions, plan)
        return coded, None, failures
    named, failures = _collected(
        sessions, lambda session: in_roles(session, caregiver=plan.caregiver)
    )
    coded = event_sequences(named, merge=plan.merge, phase=plan.phase or None)
    return coded, None, failures


def _order(sessions: Sequence[Session], plan: SequencePlan) -> LagTable:
    """Count all events one after the other: what the diagram beside two streams shows."""
    named, _ = _collected(sessions, lambda session: in_roles(session, caregiver=plan.caregiver))
    return lag_table(event_sequences(named, phase=plan.phase or None))


def _joint(
    sessions: Sequence[Session], plan: SequencePlan
) -> tuple[Coded, tuple[ReattuneError, ...]]:
    definition = load_definition(plan.definition)

    def read(session: Session) -> Session:
        session.pair(caregiver=plan.caregiver)
        if fits(session, definition, caregiver=plan.caregiver):
            return session
        raise DefinitionError(
            path=session.name,
            where="",
            found=f"states that {definition.id} does not read",
            expected="states of both persons that it names",
            todo="Choose another --definition, or name codes with --from and --to.",
        )

    kept, failures = _collected(sessions, read)
    readings = [joint_states(s, definition, caregiver=plan.caregiver) for s in kept]
    return joint_streams(readings, step=_step(plan), phase=plan.phase or None), failures


def _collected(
    sessions: Sequence[Session], work: Callable[[Session], Session]
) -> tuple[list[Session], tuple[ReattuneError, ...]]:
    """Do it for each; what fails is collected, the rest goes on."""
    done: list[Session] = []
    failures: list[ReattuneError] = []
    for session in sessions:
        try:
            done.append(work(session))
        except ReattuneError as problem:
            failures.append(problem)
    return done, tuple(failures)


def _step(plan: SequencePlan) -> int:
    return round(plan.step * 1000)


def _check(plan: SequencePlan) -> None:
    """Refuse what does not go together, before anything is counted."""
    if bool(plan.given) != bool(plan.target):
        raise _no("--from, --to", "only one of the two", "both, or none",
                  'For example: --from "child:distress" --to "caregiver:soothe".')  # fmt: skip
    if plan.given and plan.definition:
        raise _no("--from, --definition", "both", "sets of codes, or a definition",
                  "Leave one of them out: both say what the two streams are.")  # fmt: skip
    if plan.within is not None and not plan.given:
        raise _no("--within", "no --from", "codes whose onsets open the windows",
                  'For example: --from "child:distress" --to "caregiver:soothe".')  # fmt: skip
    if plan.merge and plan.streams:
        raise _no("--merge", "two streams", "one sequence of events",
                  "Leave --merge out: an interval may well be like the one before.")  # fmt: skip
    _check_numbers(plan)


def _check_numbers(plan: SequencePlan) -> None:
    least = 0 if plan.streams else 1
    if plan.lag < least:
        raise _no("--lag", str(plan.lag), f"a whole number, {least} or more",
                  "At lag 0 of one sequence every code meets itself only.")  # fmt: skip
    if plan.within is not None and not (isfinite(plan.within) and plan.within > 0):
        raise _no("--within", f"{plan.within:g}", "seconds, more than 0",
                  "Give the length of the window after an onset.")  # fmt: skip
    if not (isfinite(plan.step) and plan.step >= 0.001):
        raise _no("--step", f"{plan.step:g}", "seconds, 0.001 or more",
                  "Give the length of an interval.")  # fmt: skip
    if plan.permutations < 0:
        raise _no("--permutations", str(plan.permutations), "0 or more", "0 leaves the test out.")


def _no(where: str, found: str, expected: str, todo: str) -> ParameterError:
    return ParameterError(path="sequences", where=where, found=found, expected=expected, todo=todo)


def _check_phase(sessions: Sequence[Session], phase: str) -> None:
    there = sorted({p.name for session in sessions for p in session.phases})
    if phase and phase not in there:
        raise DefinitionError(
            path="sequences",
            where="--phase",
            found=f"no phase {phase}",
            expected=f"one of {', '.join(there) or 'the phases of the sessions, which have none'}",
            todo="Check the spelling; phases come from the files, the codebook or a manifest.",
        )


def _options(plan: SequencePlan, test: PermutationTest | None) -> dict[str, str]:
    told = {"given": plan.given, "target": plan.target, "phase": plan.phase}
    if plan.definition:
        told["definition"] = load_definition(plan.definition).id
    if plan.within is not None:
        told["within"] = f"{plan.within:g} s"
    else:
        told["lag"] = str(plan.lag)
    if plan.streams:
        told["step"] = f"{plan.step:g} s"
    if plan.merge:
        told["merge"] = "repeats joined"
    if plan.caregiver:
        told["caregiver"] = plan.caregiver
    if test is not None:
        told["permutations"] = f"{test.permutations}, {test.way}, seed {plan.seed}"
    return {name: text for name, text in told.items() if text}


def pair_of(found: Sequenced) -> tuple[Estimate, ...]:
    """Return the numbers of the pair that was asked for, permutation p last; none without one."""
    if found.pair is None:
        return ()
    given, target = found.pair
    name = f"{given} → {target}"
    rows = tuple(row for row in found.rows if row.of == name or row.of.startswith(f"{name};"))
    return tuple(replace(row, of=row.of.removeprefix(name).lstrip("; ")) for row in rows)
