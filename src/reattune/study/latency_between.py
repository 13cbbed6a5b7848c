"""`--from ... --to ...`: how soon one set of codes follows another, over many Sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..errors import DefinitionError
from ..measures import Estimate, Measures
from ..measures.hazard_rows import AGE, PHASE, hazard_ratios, rate_ratios
from ..measures.latency_between import between_rows
from ..measures.latency_codes import CodeSet, only_caregiver
from ..measures.latency_waits import Answers, Waits, waits_between
from ..measures.recurrent import histories, recurrent_mean, recurrent_rate
from ..record import Session, hide


@dataclass(frozen=True, slots=True)
class Between:
    """What came of one question.

    Parameters
    ----------
    waits
        Every bout and its wait.
    measures
        All numbers about them, tidy.
    """

    waits: Waits
    measures: Measures


def latencies_between(
    sessions: Session | Iterable[Session],
    asked: str | CodeSet,
    answers: Answers,
    *,
    by_phase: bool = False,
    covariates: Sequence[str] = (),
    exclude: Sequence[str] = (),
    caregiver: str | None = None,
) -> Between:
    """Measure how soon some codes follow others: median, window curve, kinds, rates, covariates.

    Parameters
    ----------
    sessions
        One Session, or several.
    asked, answers
        E.g. ``child:distress`` and ``caregiver:soothe``; several answers compete as kinds.
    by_phase
        Give the latencies for each phase, too.
    covariates
        ``age``, ``phase`` or covariates of the Sessions: Cox models of the answer and of the rate
        of bouts.
    exclude
        Phases to leave out: as if they had not been seen. A wait that runs into one is censored
        there, and what goes on at its end was not seen to begin.
    caregiver
        Whom to take as the caregiver, by id or role; without one, ``caregiver:`` means everybody
        in that role.

    Raises
    ------
    DefinitionError
        When a code is known to none of the sessions, or a covariate or phase to none of them.
    """
    given = [sessions] if isinstance(sessions, Session) else list(sessions)
    _check_covariates(given, covariates)
    given = _without(given, exclude)
    several = [only_caregiver(session, caregiver) for session in given]
    waits = waits_between(several, asked, answers)
    rows: list[Estimate] = list(between_rows(waits))
    bouts = histories(several, asked)
    rows += [recurrent_rate(bouts), *recurrent_mean(bouts)]
    if by_phase:
        for phase in _phases(several):
            rows += [_labelled(row, phase) for row in between_rows(waits.of(phase=phase))]
            rows.append(recurrent_rate(histories(several, asked, phase=phase)))
    if covariates:
        rows += hazard_ratios(waits, several, covariates=covariates)
        for kind in waits.kinds if len(waits.kinds) > 1 else ():
            rows += hazard_ratios(waits, several, covariates=covariates, kind=kind)
        steady = [name for name in covariates if name != "phase"]
        rows += rate_ratios(bouts, several, covariates=steady) if steady else ()
    return Between(waits, Measures(tuple(rows)))


def _check_covariates(sessions: Sequence[Session], covariates: Sequence[str]) -> None:
    there = dict.fromkeys(name for session in sessions for name in session.covariates)
    for name in covariates:
        if name not in {*there, AGE, PHASE}:
            raise DefinitionError(
                path="--covariate",
                where="",
                found=f"no covariate {name}",
                expected=f"one of {', '.join((AGE, PHASE, *there))}",
                todo="Check the spelling; covariates are the further columns of a manifest.",
            )


def _without(sessions: list[Session], names: Sequence[str]) -> list[Session]:
    """Hide phases in each session that has them."""
    strange = [name for name in names if name not in _phases(sessions)]
    if strange:
        raise DefinitionError(
            path="--exclude",
            where="",
            found=f"no phase {', '.join(strange)}",
            expected=f"one of {', '.join(_phases(sessions)) or 'no phase at all'}",
            todo="Check the names of the phases.",
        )
    return [
        hide(session, ((p.onset, p.offset) for p in session.phases if p.name in names))
        for session in sessions
    ]


def _phases(sessions: Sequence[Session]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phase.name for s in sessions for phase in s.phases))


def _labelled(row: Estimate, phase: str) -> Estimate:
    return replace(row, phase=phase)
