"""The model's stepper with a person in the caregiver's place: own arousal, own yelling, learning.

What the model has no act for is mapped here to its own quantities; nothing about the child is.
"""

from __future__ import annotations

from ..kernels import dyad as kernel
from ..kernels.dyad_caregiver import slip_rates, triggered
from ..kernels.dyad_learning import faith
from ..kernels.random import exponential, stream_words, uniform
from ..model import ACTS, Dyad, Stepper

TRIGGERED = 0.5
"""From here on yelling can happen by itself; the clouding has long been visible then."""
_TEMPO, _GOAL = (0.7, 1.3), (0.6, 1.2)
"""A tantrum in a scene is neither over at once nor longer than one may sit through."""
_SOLO_RUNS = 5
_FIFTH_STREAM = 4


class _Stream:
    """The four words of a random stream: what a slip draws from."""

    def __init__(self, words: tuple[int, int, int, int]) -> None:
        self.s0, self.s1, self.s2, self.s3 = words


class Played(Stepper):
    """A stepper that a person plays. It changes state because it stands beside something going on.

    Parameters
    ----------
    dyad, seed, number, dt
        As in :class:`reattune.model.Stepper`; with no person's act it is that stepper, bit for bit.
    """

    def __init__(self, dyad: Dyad, *, seed: int, number: int, dt: float) -> None:
        super().__init__(dyad, seed=seed, number=number, dt=dt)
        self.number = number
        self._slips = _Stream(stream_words(seed, number, number=_FIFTH_STREAM))

    @property
    def tick(self) -> int:
        """Steps so far."""
        return self._d.now

    @property
    def clouding(self) -> float:
        """How far the player is triggered, 0 to 1 (the model's T)."""
        return triggered(self._d, self._p)

    @property
    def playable(self) -> bool:
        """Whether this child's tantrum, if it has one, is of a length for a scene."""
        d = self._d
        fits = _TEMPO[0] <= d.tempo <= _TEMPO[1] and _GOAL[0] <= d.D <= _GOAL[1]
        return d.blocked == 0 or fits

    def begin_with(self, act: str) -> None:
        """Let the caregiver's first act be this one, from time 0 on."""
        self._d.g = ACTS.index(act)
        self._changes.append((0, 1, self._d.g))

    def settle_self(self, *, ease: float, hear: float) -> None:
        """Set how fast the player's own arousal falls, and how much of the upset reaches them."""
        own = self._dyad.effective()
        self._p.kb = own.kb * ease
        self._p.gc, self._p.gf = own.gc * hear, own.gf * hear

    def slip(self) -> float:
        """Return for how many seconds a yell comes out now; 0 nearly always.

        The model's own rate, once the player is at least half triggered; drawn from a stream of
        its own, so that the child's noise does not depend on it.
        """
        if self.clouding < TRIGGERED:
            return 0.0
        _, _, shout = slip_rates(self._d, self._p)
        if uniform(self._slips) >= shout * self._dt:
            return 0.0
        return min(max(3.0 * exponential(self._slips), 1.0), 4.0)

    def learned(self) -> dict[str, float]:
        """Return what the model's child has learned so far: S, F, V, G, R, M (see docs/model.md).

        An open rupture has not been learned from yet.
        """
        copied = self.rewound()
        d, p = copied._d, copied._p
        values = {"S": d.S, "F": faith(d), "V": d.V, "G": d.G, "M": d.M1 / (d.M1 + d.M0)}
        if p.older == 0.0:
            values["R"] = kernel.resilience(d, p, _SOLO_RUNS)
        return values


def playable_child(dyad: Dyad, *, seed: int, dt: float) -> Played:
    """Return the first child of a seed whose tantrum is of a length for a scene."""
    number = 0
    while not (made := Played(dyad, seed=seed, number=number, dt=dt)).playable:
        number += 1
    return made
