"""The two scenes: who the child is, what can be done, and what each act is to the model.

Values here are hand-set so that a scene takes minutes, not hours; they are no claim about children.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ..errors import ParameterError
from ..model import Dyad, Parameters
from .lines import known_lines

AGES = (5, 10)
"""Ages of the angry child, in years."""


class Act(NamedTuple):
    """One thing a player can do.

    Parameters
    ----------
    word
        Its name in the log: ``shake``, or ``say:ID`` for a line.
    model
        The model's act that the child meets.
    recorded
        The state that is written down where it is another one (a calm limit, a do-over).
    seconds
        How long it lasts; 0 until something else is done.
    then
        What follows by itself.
    ease
        How many times faster own arousal falls meanwhile.
    hear
        The share of the child's upset that reaches the player meanwhile.
    """

    word: str
    model: str
    recorded: str = ""
    seconds: float = 0.0
    then: str = ""
    ease: float = 1.0
    hear: float = 1.0


class Play(NamedTuple):
    """A scene.

    Parameters
    ----------
    id, age
        Which; ``age`` in years, 0 for the baby.
    dyad
        The child, and the player's own arousal.
    acts
        What can be done, by word.
    rest
        The act at the start and after acts that end.
    definition
        How the Session is read afterwards.
    """

    id: str
    age: int
    dyad: Dyad
    acts: dict[str, Act]
    rest: str
    definition: str


PLAYS = ("rattle", "angry-child")
"""Names of the scenes."""

_BREATHE = Act("breathe", "pause", ease=8.0, hear=0.6)
_NEAR = 4.0
"""Staying close and soft is settling for the player, too, if less than a slow breath."""
_AWAY = Act("away", "still", ease=7.0, hear=0.4)


@cache
def play(name: str, age: int | None = None) -> Play:
    """Return a scene.

    Raises
    ------
    ParameterError
        When there is no such scene, or no child of this age in it.
    """
    if name == "rattle" and age in {None, 0}:
        return _rattle()
    if name == "angry-child" and age in {None, *AGES}:
        return _angry_child(age or AGES[0])
    known = name in PLAYS
    raise ParameterError(
        path="scene",
        where="age" if known else "name",
        found=repr(age if known else name),
        expected="5 or 10 for angry-child, none for rattle" if known else " or ".join(PLAYS),
        todo="Choose one of these.",
    )


def _rattle() -> Play:
    """Make a baby that enjoys a rattle for a few seconds, then has had enough."""
    child = Parameters(
        u_stim=0.095,
        gate=0.2,
        kap=0.06,
        kv=0.1,
        k_soo=0.13,
        s_rate=0.0,
        r_c=0.9,
        m_fu=0.35,
        m_cr=0.2,
        c_a=-0.9,
        c_p=0.9,
        sig=0.025,
        w_h=0.15,
        u_cry=0.03,
        gc=0.045,
        gf=0.02,
        b_sd=0.03,
    )
    acts = (
        Act("shake", "stimulate"),
        Act("pause", "pause"),
        Act("soothe", "soothe"),
        Act("hold", "soothe"),
        _AWAY,
        _BREATHE,
    )
    return Play(
        "rattle",
        0,
        Dyad.of(child.alike().for_practice(), name="rattle"),
        {act.word: act for act in acts},
        "pause",
        "misattunement",
    )


def _angry_child(age: int) -> Play:
    """Make a child of quick temper, so that the scene is short; at ten anger fades more slowly."""
    slower = 1.0 if age == AGES[0] else 0.8
    child = Parameters(
        older=1.0,
        b0=0.52,
        s_rate=0.0,
        still_rate=0.0,
        r_c=0.9,
        kap=0.06,
        k_x=0.06 * slower,
        k_y=0.07 * slower,
        c_xy=0.045 * slower,
        m_fu=0.5,
        m_cr=0.35,
        gf=0.026,
        gc=0.003,
        b_sd=0.03,
        yell_rate=0.22,
    )
    acts = [
        Act("wait", "pause"),
        Act("close", "soothe", ease=_NEAR, hear=0.5),
        _AWAY,
        _BREATHE,
        *(_say(line.id) for line in known_lines().values()),
    ]
    return Play(
        "angry-child",
        age,
        Dyad.of(child.alike().for_practice(), name=f"angry-child-{age}"),
        {act.word: act for act in acts},
        "wait",
        "conflict",
    )


_SPOKEN = {
    "yell": ("hostile", "", "wait"),
    "limit": ("pause", "limit", "wait"),
    "empathise": ("soothe", "", "close"),
    "apology": ("mend", "", "close"),
    "do-over": ("pause", "mend", "close"),
}


def _say(name: str) -> Act:
    line = known_lines()[name]
    model, recorded, then = _SPOKEN[line.kind]
    spoken = Act(f"say:{name}", model, recorded, line.seconds, then)
    return spoken._replace(ease=_NEAR, hear=0.5) if then == "close" else spoken
