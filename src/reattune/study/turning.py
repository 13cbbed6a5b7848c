"""`reattune turns`: turns, voices, answers and time budgets of many Sessions, under one plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..errors import DefinitionError, ReattuneError
from ..measures import Estimate, time_budget
from ..measures.daylong import HOUR_MS, Amounts, HourSeries, by_hour, lasting
from ..measures.key_child import key_child
from ..measures.turn_rules import CHILD, TURN_RULES, load_rule
from ..measures.voice_answers import answer_rows
from ..measures.voice_kinds import DEFINED, untold
from ..measures.voice_rows import amount_rows, sounds, speakers, turn_amounts, turn_rows
from ..record import Session
from .in_roles import in_roles
from .reading import Reading

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?\Z")


@dataclass(frozen=True, slots=True)
class TurnPlan:
    """What is asked.

    Parameters
    ----------
    rules
        Ids of turn rules; all shipped ones when empty.
    track
        Name of the channels that hold voices.
    child
        Id of the key child, where it is not the one of role ``child``.
    caregiver
        Whose answers are timed, by id or role, where several could be.
    by_session
        Whether the numbers of each session are wanted besides those of all.
    """

    rules: tuple[str, ...] = ()
    track: str = "voice"
    child: str | None = None
    caregiver: str | None = None
    by_session: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """What came of it.

    Parameters
    ----------
    rows
        Turns, voices, cries, fussing and answers.
    budget
        The time budget of every code of every channel.
    hours
        Amounts hour by hour, of each session.
    sessions
        Those that were measured, with one key child each; other children are told in findings.
    failures, guesses, files
        As in :class:`reattune.study.Reading`, with the sessions that lack the person asked for.
    options
        What was asked for, by name.
    """

    rows: tuple[Estimate, ...]
    budget: tuple[Estimate, ...]
    hours: tuple[HourSeries, ...]
    sessions: tuple[Session, ...]
    failures: tuple[ReattuneError, ...]
    guesses: tuple[str, ...]
    options: dict[str, str]
    files: tuple[str, ...]


def take_turns(reading: Reading, plan: TurnPlan) -> Turned:
    """Measure turns, voices, answers and time budgets.

    Raises
    ------
    DefinitionError
        For an unknown rule, or when there is no session to measure.
    RecordError
        When no session holds the child or caregiver that is asked for.
    """
    rules = tuple(load_rule(rule).id for rule in dict.fromkeys(plan.rules or TURN_RULES))
    kept: list[Session] = []
    roles: list[Session] = []
    failures: list[ReattuneError] = []
    for session in reading.sessions:
        try:
            keyed = key_child(session, plan.child)
            roles.append(in_roles(keyed, caregiver=plan.caregiver))
            kept.append(keyed)
        except ReattuneError as problem:
            failures.append(problem)
    if not kept:
        raise (*failures, *reading.failures, _nothing())[0]
    rows = _measured(kept, roles, rules, plan)
    if plan.by_session and len(kept) > 1:
        for one, role in zip(kept, roles, strict=True):
            rows += [
                replace(row, session=one.name)
                for row in _measured([one], [role], rules, plan)
                if not _is_peak(row)
            ]
    return Turned(
        rows=tuple(rows),
        budget=_budget(roles, plan),
        hours=tuple(_by_hour(roles, rules, plan.track)),
        sessions=tuple(kept),
        failures=(*reading.failures, *failures),
        guesses=reading.guesses,
        options=_options(plan, rules),
        files=reading.files,
    )


def _measured(
    kept: Sequence[Session], roles: Sequence[Session], rules: Iterable[str], plan: TurnPlan
) -> list[Estimate]:
    rows = [row for rule in rules for row in turn_rows(roles, rule=rule, track=plan.track)]
    rows += amount_rows(roles, track=plan.track)
    rows += answer_rows(kept, track=plan.track, caregiver=plan.caregiver)
    return [row if _is_peak(row) else _of_all(row, roles) for row in rows]


def _budget(roles: Sequence[Session], plan: TurnPlan) -> tuple[Estimate, ...]:
    rows = [_of_all(row, roles) for row in time_budget(roles)]
    if plan.by_session and len(roles) > 1:
        # What one session alone has is its row and that of all.
        rows += [row for row in time_budget(roles, by_session=True) if row.session]
    return tuple(rows)


def _is_peak(row: Estimate) -> bool:
    return row.measure.startswith("peak_")


def _of_all(row: Estimate, sessions: Sequence[Session]) -> Estimate:
    return replace(row, session="") if len(sessions) > 1 else row


def _by_hour(sessions: Sequence[Session], rules: Sequence[str], track: str) -> Iterator[HourSeries]:
    """Give every amount hour by hour; what nobody could hear or tell apart is left out."""
    told = [word for word in DEFINED if not untold(sessions, word, track=track)]
    for session in sessions:
        clock = _clock(session.covariates.get("start_time", ""))
        pairs = [(CHILD, word) for word in told]
        pairs += [(w, "vocalisation") for w in speakers([session], track=track) if w != CHILD]
        for speaker, word in pairs:
            yield from _amounts(session, (speaker, word), track, clock)
        for rule in rules:
            turns = by_hour(turn_amounts(session, rule=rule, track=track))
            if turns:
                yield HourSeries(session.name, "turn_count", "", rule, "count", turns, clock)


def _amounts(
    session: Session, which: tuple[str, str], track: str, clock: int | None
) -> Iterator[HourSeries]:
    speaker, word = which
    name = session.name
    spans, seen = sounds(session, word, speaker=speaker, track=track)
    if seen:
        told = (speaker, DEFINED[word])
        counts = by_hour(Amounts(name, tuple((on, 1.0) for on, _ in spans), seen))
        yield HourSeries(name, f"{word}_count", *told, "count", counts, clock)
        pieces = tuple(_cut(lasting(spans, seen), start=seen[0][0]))
        times = by_hour(Amounts(name, pieces, seen))
        yield HourSeries(name, f"{word}_time", *told, "s", times, clock)


def _cut(spans: Iterable[tuple[int, float]], *, start: int) -> Iterator[tuple[int, float]]:
    """Cut what lasts where hours end, so that each hour gets its own; lengths in s."""
    for onset, lasts in spans:
        at, end = onset, onset + round(lasts)
        while at < end:
            until = min(end, at + HOUR_MS - (at - start) % HOUR_MS)
            yield at, (until - at) / 1000
            at = until


def _clock(text: str) -> int | None:
    """Read a time of day as ms from midnight."""
    found = _CLOCK.match(text.strip())
    if not found or int(found[1]) > 23:
        return None
    return (int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)) * 1000


def _options(plan: TurnPlan, rules: Sequence[str]) -> dict[str, str]:
    told = {
        "rules": ", ".join(rules),
        "channel": plan.track,
        "child": plan.child or "",
        "caregiver": plan.caregiver or "",
    }
    return {name: text for name, text in told.items() if text}


def _nothing() -> DefinitionError:
    return DefinitionError(
        path="turns",
        where="",
        found="no session",
        expected="coded sessions to read",
        todo="Name files or folders that hold some.",
    )
