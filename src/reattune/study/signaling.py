"""`reattune signals`: two continuous signals of many Sessions, under one plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from ..errors import DefinitionError, ParameterError, ReattuneError
from ..measures import Estimate
from ..measures.signals_pair import SignalPair
from ..measures.signals_surrogates import shuffled_dyads, surrogate_rows
from ..record import Session
from .reading import Reading
from .signals import SignalPlan, highest_correlation, measure_signals, paired_signals

FEWEST_DYADS = 4
"""Sessions from which on dyads are compared with strangers."""


@dataclass(frozen=True, slots=True)
class Signalled:
    """What came of it.

    Parameters
    ----------
    pairs
        The two signals of each session that has both.
    rows
        Every number; those without a session are about all dyads together.
    plan
        Lengths and numbers.
    names
        The two signals, as asked for.
    sessions, failures, guesses, files
        As in :class:`reattune.study.Reading`, and those without the signals.
    """

    pairs: tuple[SignalPair, ...]
    rows: tuple[Estimate, ...]
    plan: SignalPlan
    names: tuple[str, str]
    sessions: tuple[Session, ...]
    failures: tuple[ReattuneError, ...]
    guesses: tuple[str, ...]
    files: tuple[str, ...]


def compare_signals(reading: Reading, first: str, second: str, *, plan: SignalPlan) -> Signalled:
    """Take every measure of two signals in every session that has both.

    Parameters
    ----------
    reading
        Sessions and what came with them.
    first, second
        ``person:signal``; the person by id, or by a role that one person alone has.
    plan
        Lengths and numbers.

    Raises
    ------
    ParameterError
        For a signal without a person, and for lengths and numbers that cannot be.
    RecordError
        When no session has both signals.
    DefinitionError
        When there is no session at all.
    """
    wanted = _named("--x", first), _named("--y", second)
    _check(plan)
    if not reading.sessions:
        raise (*reading.failures, _nothing())[0]
    pairs: list[SignalPair] = []
    failures: list[ReattuneError] = []
    for session in reading.sessions:
        try:
            one, other = (_in_roles(session, *name) for name in wanted)
            made = paired_signals(session, one, other, plan=plan)
        except ReattuneError as problem:
            failures.append(problem)
        else:
            # As asked for, not by id: the child of one session is the child of every other.
            pairs.append(replace(made, first=":".join(wanted[0]), second=":".join(wanted[1])))
    if not pairs:
        raise failures[0]
    rows = [row for pair in pairs for row in measure_signals(pair, plan=plan)]
    return Signalled(
        pairs=tuple(pairs),
        rows=(*rows, *_strangers(pairs, plan)),
        plan=plan,
        names=(":".join(wanted[0]), ":".join(wanted[1])),
        sessions=reading.sessions,
        failures=(*reading.failures, *failures),
        guesses=reading.guesses,
        files=reading.files,
    )


def _in_roles(session: Session, person: str, name: str) -> tuple[str, str]:
    """Find a person by id, else by a role that one alone has."""
    if any(p.id == person for p in session.people):
        return person, name
    found = [p.id for p in session.people if p.role == person]
    return (found[0] if len(found) == 1 else person), name


def _strangers(pairs: Sequence[SignalPair], plan: SignalPlan) -> tuple[Estimate, ...]:
    """Compare dyads with strangers, where there are enough."""
    if len(pairs) < FEWEST_DYADS or not plan.draws:
        return ()
    found = shuffled_dyads(
        pairs, highest_correlation(pairs[0], plan=plan), draws=max(plan.draws, 999), seed=plan.seed
    )
    blank = replace(pairs[0].blank("dyads_together", "r"), n=len(pairs), of="dyads", session="")
    row = replace(blank, reason=found.reason)
    if not found.reason:
        row = replace(blank, value=found.real, method="mean over dyads")
    return (row, *surrogate_rows(found, blank))


def _named(option: str, text: str) -> tuple[str, str]:
    person, colon, name = (part.strip() for part in text.partition(":"))
    if not (person and colon and name):
        raise _no(option, repr(text), "a person and a signal, as PERSON:SIGNAL",
                  'For example: --x "child:nose_y" --y "caregiver:nose_y".')  # fmt: skip
    return person, name


def _check(plan: SignalPlan) -> None:
    for option, value in (
        ("--window", plan.window), ("--every", plan.every), ("--segment", plan.segment),
        ("--reach", plan.reach),
    ):  # fmt: skip
        if not (isfinite(value) and value > 0):
            raise _no(option, f"{value:g}", "seconds, more than 0", "Give a length.")
    for option, value in (("--bin", plan.bin), ("--max-lag", plan.max_lag)):
        if not (isfinite(value) and value >= 0):
            raise _no(option, f"{value:g}", "seconds, 0 or more", "Give a length.")
    if not (isfinite(plan.radius) and plan.radius >= 0):
        raise _no("--radius", f"{plan.radius:g}", "standard deviations, 0 or more",
                  "0 leaves the recurrence plot out.")  # fmt: skip
    if plan.draws < 0:
        raise _no("--surrogates", str(plan.draws), "0 or more", "0 leaves the tests out.")


def _no(where: str, found: str, expected: str, todo: str) -> ParameterError:
    return ParameterError(path="signals", where=where, found=found, expected=expected, todo=todo)


def _nothing() -> DefinitionError:
    return DefinitionError(
        path="signals",
        where="",
        found="no session",
        expected="sessions with continuous signals",
        todo="Name files or folders that hold some, or a manifest.",
    )
