"""Rules of turn-taking: which two vocalisations make a turn. Named, because they differ by half."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from ..errors import DefinitionError

Choice = Literal["neighbours", "initiator", "strict", "stretch", "luqr", "qulr"]

CHILD = "child"
"""Speaker name of the key child in all rules."""
PEER = "other child"
"""Speaker name of other children: with LENA they end an exchange and never make a turn."""


class Voice(NamedTuple):
    """One vocalisation.

    Parameters
    ----------
    speaker
        ``child`` for the key child; any other name for others.
    onset, offset
        Integer milliseconds, half-open.
    kind
        The state the codebook gave it: ``vocal``, ``distress`` (cry), ``protest`` (fuss) ...
    """

    speaker: str
    onset: int
    offset: int
    kind: str = "vocal"


class Turn(NamedTuple):
    """Two vocalisations that answer each other.

    Parameters
    ----------
    first, second
        The vocalisations, in the order in which they were given.
    gap
        Milliseconds from the end of the first to the start of the second; negative in overlap.
    """

    first: Voice
    second: Voice
    gap: int


@dataclass(frozen=True, slots=True)
class TurnRule:
    """What counts as a turn between the child and another speaker.

    Parameters
    ----------
    id, source
        Its name, and who published it.
    choose
        Which pairs are looked at. ``neighbours``: each vocalisation and the next one, in order of
        onset. ``initiator``: the same within blocks without a longer pause than ``max_gap``, but
        only from the speaker class that began the block to the other. The rest give each child
        vocalisation at most one prompt and one response, each used once: ``strict`` the closest
        ones, ``stretch`` the farthest, ``luqr`` the farthest prompt and the closest response,
        ``qulr`` the other way round.
    max_gap
        Longest silence in between, in ms.
    closed
        Whether a silence of exactly ``max_gap`` still counts.
    max_overlap
        Longest overlap in ms; ``None`` for any.
    min_delay
        The second must start at least so many ms after the first started.
    min_duration
        Shorter vocalisations are passed over, in ms.
    """

    id: str
    source: str
    choose: Choice
    max_gap: int
    closed: bool = True
    max_overlap: int | None = None
    min_delay: int = 0
    min_duration: int = 0

    def allows(self, first: Voice, second: Voice) -> bool:
        """Say whether the time between two vocalisations lets them make a turn."""
        gap = second.onset - first.offset
        near = gap <= self.max_gap if self.closed else gap < self.max_gap
        overlaps = self.max_overlap is None or gap >= -self.max_overlap
        return near and overlaps and second.onset - first.onset >= self.min_delay


_CHATTR = "Casillas & Scaff 2021, chattr: gaps to 2 s, overlaps to 1 s; "

_SHIPPED = (
    TurnRule(
        "lena.5s",
        "Gilkerson & Richards 2008 (LENA TR-04): pauses below 5 s; an initiation and its response",
        "initiator",
        5000,
        closed=False,
    ),
    TurnRule(
        "childproject.simple_CTC",
        "ChildProject 0.4 (Gautheron et al. 2022, 10.3758/s13428-022-01817-y): gap below 1 s",
        "neighbours",
        1000,
        closed=False,
    ),
    TurnRule(
        "chattr.strict", _CHATTR + "closest prompt and response", "strict", 2000, max_overlap=1000
    ),
    TurnRule(
        "chattr.stretch",
        _CHATTR + "farthest prompt and response",
        "stretch",
        2000,
        max_overlap=1000,
    ),
    TurnRule(
        "chattr.luqr", _CHATTR + "farthest prompt, closest response", "luqr", 2000, max_overlap=1000
    ),
    TurnRule(
        "chattr.qulr", _CHATTR + "closest prompt, farthest response", "qulr", 2000, max_overlap=1000
    ),
)

TURN_RULES: dict[str, TurnRule] = {rule.id: rule for rule in _SHIPPED}
"""Every shipped rule by its id; make others with ``dataclasses.replace``."""


def load_rule(rule: str | TurnRule) -> TurnRule:
    """Return a shipped rule by its id, or a rule as it is.

    Raises
    ------
    DefinitionError
        When there is no such rule.
    """
    if isinstance(rule, TurnRule):
        return rule
    if rule not in TURN_RULES:
        raise DefinitionError(
            path="turn rules",
            where="",
            found=repr(rule),
            expected=f"one of {', '.join(TURN_RULES)}",
            todo="Name a shipped rule, or give a TurnRule.",
        )
    return TURN_RULES[rule]


def find_turns(voices: Sequence[Voice], rule: str | TurnRule) -> list[Turn]:
    """Find the turns between the child and everybody else, in time order.

    Parameters
    ----------
    voices
        In any order; they are put in order first (:func:`in_order`).
    rule
        Id of a shipped rule, or a TurnRule.

    Notes
    -----
    A turn always has the child on one side. Worked example, the figure of chattr's README: child
    0.450-1.080, 2.274-3.500, 5.251-5.789 s; MA1 0.210-1.260, 4.910-5.256, 5.288-5.909; FC1
    3.393-4.971. ``chattr.strict`` gives four: MA1-child (gap 1.014), child-FC1 (-0.107), MA1-child
    (-0.005), child-MA1 (-0.501). The child's first utterance has none: MA1 goes on after it.
    """
    chosen = load_rule(rule)
    long = in_order(v for v in voices if v.offset - v.onset >= chosen.min_duration)
    if chosen.choose == "neighbours":
        return neighbouring_turns(long, chosen)
    if chosen.choose == "initiator":
        return _initiated(long, chosen)
    return _picked(long, chosen)


def in_order(voices: Iterable[Voice]) -> list[Voice]:
    """Sort by onset, then offset; of two at the very same time the child goes first."""
    return sorted(voices, key=lambda v: (v.onset, v.offset, v.speaker != CHILD, v.speaker))


def neighbouring_turns(voices: Sequence[Voice], rule: TurnRule) -> list[Turn]:
    """Find turns between each vocalisation and the next in the order given.

    :func:`find_turns` sorts first; this does not, so that rows in a file's order can be followed
    as other tools follow them.
    """
    return [
        Turn(a, b, b.onset - a.offset)
        for a, b in pairwise(voices)
        if (a.speaker == CHILD) != (b.speaker == CHILD) and rule.allows(a, b)
    ]


def _initiated(voices: Sequence[Voice], rule: TurnRule) -> list[Turn]:
    """Count in blocks from whoever began: child, adult, child is one turn and not two."""
    found: list[Turn] = []
    begun: bool | None = None
    until = 0
    for k, voice in enumerate(voices):
        pause = voice.onset - until
        by_child = voice.speaker == CHILD
        if pause > rule.max_gap or (pause == rule.max_gap and not rule.closed):
            begun = None
        if voice.speaker == PEER:
            begun = None
        elif begun is None:
            begun = by_child
        elif by_child != begun and (voices[k - 1].speaker == CHILD) == begun:
            first = voices[k - 1]
            if rule.allows(first, voice):
                found.append(Turn(first, voice, voice.onset - first.offset))
        until = max(until, voice.offset)
    return found


def _picked(voices: Sequence[Voice], rule: TurnRule) -> list[Turn]:
    """Give each of the child's vocalisations at most one prompt and one response (chattr)."""
    others = [v for v in voices if v.speaker != CHILD]
    by_offset = sorted(others, key=lambda v: v.offset)
    ends, starts = [v.offset for v in by_offset], [v.onset for v in others]
    far_prompt = rule.choose in {"stretch", "luqr"}
    far_response = rule.choose in {"stretch", "qulr"}
    prompted: set[Voice] = set()
    responded: set[Voice] = set()
    found: list[Turn] = []
    for child in (v for v in voices if v.speaker == CHILD):
        near = by_offset[
            bisect_left(ends, child.onset - rule.max_gap) : bisect_right(ends, child.offset)
        ]
        before = [v for v in near if v.onset < child.onset and rule.allows(v, child)]
        found += _pick(
            [Turn(v, child, child.onset - v.offset) for v in before], used=prompted, far=far_prompt
        )
        near = others[
            bisect_left(starts, child.onset) : bisect_right(starts, child.offset + rule.max_gap)
        ]
        after = [v for v in near if v.offset > child.offset and rule.allows(child, v)]
        found += _pick(
            [Turn(child, v, v.onset - child.offset) for v in after],
            used=responded,
            far=far_response,
        )
    return sorted(found, key=lambda t: (t.second.onset, t.first.onset))


def _pick(options: list[Turn], *, used: set[Voice], far: bool) -> list[Turn]:
    """Take the closest (or farthest) that is free; among equals the longer, then by name."""
    free = [turn for turn in options if _other(turn) not in used]
    if not free:
        return []
    pick = min(free, key=lambda t: (-t.gap if far else t.gap, *_tie(t)))
    used.add(_other(pick))
    return [pick]


def _other(turn: Turn) -> Voice:
    return turn.second if turn.first.speaker == CHILD else turn.first


def _tie(turn: Turn) -> tuple[int, str]:
    other = _other(turn)
    return other.onset - other.offset, other.speaker
