"""Responses on two streams, ruptures aside: how soon one person's act follows the other's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..episodes import Joint
from ..errors import DefinitionError
from ..kernels.joint import Pair
from .intervals import FEW
from .survival import Curve, kaplan_meier


class Response(NamedTuple):
    """One bout of the first person, and how long the second took to answer it. Times in ms.

    Parameters
    ----------
    session
        Where it was found.
    onset
        When the bout began.
    latency_ms
        Until the first answer; when none came, until the end of what could be followed.
    answered
        Whether an answer came (else censored).
    """

    session: str
    onset: int
    latency_ms: int
    answered: bool


@dataclass(frozen=True, slots=True)
class _Question:
    cue: frozenset[str]
    answer: frozenset[str]
    asker: int


def response_times(
    joint: Joint,
    *,
    from_child: Collection[str] = (),
    to_caregiver: Collection[str] = (),
    from_caregiver: Collection[str] = (),
    to_child: Collection[str] = (),
) -> list[Response]:
    """Find every bout of some states of one person, and the first answer of the other.

    A bout counts when its start is seen (it follows time in other states without a gap) and the
    answer is not already going on. Its latency runs to the start of the answer, even after the
    bout itself is over, and is right-censored at the end of the stretch (missing time, phase
    bound, end of the record). Bouts that wait for the same answer each count.

    Parameters
    ----------
    joint
        Joint states of one session.
    from_child, to_caregiver
        States of the child that ask, and of the caregiver that answer; or:
    from_caregiver, to_child
        The other way round.

    Raises
    ------
    DefinitionError
        When not exactly one of the two directions is given.
    """
    question = _question(
        joint, child=(from_child, to_caregiver), caregiver=(from_caregiver, to_child)
    )
    return [
        Response(joint.session, *found)
        for _, stretch in joint.stretches
        for found in _in_stretch(stretch, joint, question)
    ]


def response_times_curve(responses: Iterable[Response]) -> Curve:
    """Kaplan-Meier curve of response times in s, clustered by session.

    Parameters
    ----------
    responses
        Of one session or several, as :func:`response_times` gives them.
    """
    rows = list(responses)
    numbers = {name: i for i, name in enumerate(sorted({row.session for row in rows}))}
    return kaplan_meier(
        [row.latency_ms / 1000 for row in rows],
        [row.answered for row in rows],
        clusters=[numbers[row.session] for row in rows],
        few=FEW,
    )


def _question(
    joint: Joint,
    *,
    child: tuple[Collection[str], Collection[str]],
    caregiver: tuple[Collection[str], Collection[str]],
) -> _Question:
    given = [(side, pair) for side, pair in ((2, child), (3, caregiver)) if any(pair)]
    if len(given) != 1 or not all(given[0][1]):
        raise DefinitionError(
            path=joint.session,
            where="response times",
            found=f"child {child!r}, caregiver {caregiver!r}",
            expected="from_child with to_caregiver, or from_caregiver with to_child",
            todo="Name the states that ask and those that answer.",
        )
    side, (cue, answer) = given[0]
    return _Question(frozenset(cue), frozenset(answer), side)


def _in_stretch(
    stretch: Sequence[Pair], joint: Joint, question: _Question
) -> list[tuple[int, int, bool]]:
    names = (joint.child_states, joint.caregiver_states)
    asker, answerer = question.asker, 5 - question.asker
    found: list[tuple[int, int, bool]] = []
    waiting: list[int] = []
    asking = True
    for pair in stretch:
        answered = names[answerer - 2][pair[answerer]] in question.answer
        asks = names[asker - 2][pair[asker]] in question.cue
        if answered:
            found += [(onset, pair[0] - onset, True) for onset in waiting]
            waiting.clear()
        elif asks and not asking:
            waiting.append(pair[0])
        if pair[0] < pair[1]:
            asking = asks
    end = stretch[-1][1]
    found += [(onset, end - onset, False) for onset in waiting]
    return found
