"""The studies behind the facts, done over with simulated dyads: who is watched, where, how long.

A :class:`Study` simulates each protocol when it is first asked for. All protocols of one study
share their dyads' numbers, and so temperament: the same infants at every age and in every setting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...model import Dyad, Lives, Order, Parameters, Stage, live
from .ages import HIGH_CONTACT, USUAL_DISTRESS_CARE, aged, at_home, toddler

PLAY = 180.0
HOME = 2400.0
"""Seconds of a waking hour that are watched for each infant (dyads are many)."""
TANTRUM = 1200.0
LAB_AND_HOME = 3000.0
"""Fifty minutes, as with the toddlers of F09."""
CARE = 120.0
CARRIED = 390.0

STILL_FACE = (
    Stage("play", 120.0),
    Stage("still-face", 120.0, "still"),
    Stage("reunion", 120.0),
)
NEEDLE = (Stage("needle", 5.0, "hostile"), Stage("wait", 10.0, "pause"))
"""A brief strong disturbance, as an inoculation: the model's harshest drive for five seconds."""
NEEDLE_DRIVE = 0.35
"""Arousal per second of it."""


@dataclass(frozen=True)
class Watched:
    """What was seen of each dyad, step by step.

    Parameters
    ----------
    lives
        What the simulator returned.
    child, caregiver
        ``int8[n, steps]``: codes that held in each step.
    """

    lives: Lives
    child: NDArray[np.int8]
    caregiver: NDArray[np.int8]

    @property
    def dt(self) -> float:
        """Length of a step in seconds."""
        return self.lives.order.dt

    @property
    def n(self) -> int:
        """How many dyads."""
        return len(self.child)

    def steps(self, seconds: float) -> int:
        """Return how many steps a time has."""
        return round(seconds / self.dt)

    def shares(self, codes: Sequence[int], begin: float = 0.0, end: float = 1e9) -> Floats:
        """Return the share of a stretch that each child spends in some codes, ``float64[n]``."""
        part = self.child[:, self.steps(begin) : self.steps(min(end, 1e6))]
        return np.asarray(np.isin(part, codes).mean(axis=1), dtype=np.float64)


Floats = NDArray[np.float64]


def watch(lives: Lives) -> Watched:
    """Write out the codes of lives of one sitting, step by step."""
    steps = int(lives.occupied[0].sum())
    child = np.empty((lives.order.n, steps), dtype=np.int8)
    caregiver = np.empty_like(child)
    for i in range(lives.order.n):
        rows = lives.changes[i, : lives.counts[i, 0]]
        for person, out in enumerate((child, caregiver)):
            own = rows[rows[:, 2] == person]
            held = np.diff(own[:, 1], append=steps)
            out[i] = np.repeat(own[:, 3], held)
    return Watched(lives, child, caregiver)


@dataclass
class Study:
    """Simulated dyads under given values, watched in each protocol; protocols are kept once run.

    Parameters
    ----------
    values
        Model parameters and the effects of age, place and acts, by name.
    n
        Dyads in each protocol.
    seed
        Of every random stream.
    threads
        How many to use; numbers do not depend on it.
    """

    values: Mapping[str, float]
    n: int = 200
    seed: int = 0
    threads: int | None = None
    _kept: dict[str, Watched] = field(default_factory=dict, repr=False)

    def play(self, months: float) -> Watched:
        """Watch three minutes face to face."""
        return self._run(f"play {months:g}", aged(self.values, months), PLAY, traces=True)

    def still_face(self) -> Watched:
        """Watch two minutes of play, two of a still face, two of reunion, at four months."""
        return self._run("still-face", aged(self.values, 4.0), stages=STILL_FACE)

    def home(self, months: float, *, high_contact: bool) -> Watched:
        """Watch a part of a waking hour at home."""
        knob = HIGH_CONTACT if high_contact else USUAL_DISTRESS_CARE
        infant = at_home(self.values, months, attunement=knob)
        return self._run(f"home {months:g} {knob:g}", infant, HOME)

    def soothed(self, how: str, *, seconds: float = CARE) -> Watched:
        """Watch a needle, ten seconds of nothing, then one way of soothing; four months.

        ``how`` is ``nothing``, ``hold``, ``voice``, ``both`` or ``carry``: shares of the soothing
        pull that are values of the study; holding and talking together pull with all of it.
        """
        share = {"nothing": 0.0, "both": 1.0}.get(how)
        if share is None:
            share = self.values[f"act.{how}"]
        infant = aged(self.values, 4.0)
        infant = infant.changed(
            s_rate=0.0, u_yell=NEEDLE_DRIVE, k_soo=min(infant.k_soo * share, 1.0)
        )
        stages = (*NEEDLE, Stage("care", seconds, "soothe"))
        return self._run(f"soothed {how} {seconds:g}", infant, stages=stages, traces=seconds > CARE)

    def tantrum(self) -> Watched:
        """Watch an older child whose goal has been blocked, for twenty minutes."""
        return self._run("tantrum", toddler(self.values), TANTRUM, traces=True)

    def toddlers(self) -> Watched:
        """Watch fifty minutes with an older child whose goals are blocked now and then."""
        child = toddler(self.values).changed(
            block_start=0.0, block_rate=self.values["home.block_rate"]
        )
        return self._run("toddlers", child, LAB_AND_HOME, n=min(self.n, 60))

    def other(
        self,
        name: str,
        parameters: Parameters,
        seconds: float = PLAY,
        *,
        stages: Sequence[Stage] = (),
        traces: bool = False,
    ) -> Watched:
        """Watch dyads in a protocol of one's own; ``name`` must be its own, too."""
        return self._run(f"other {name}", parameters, seconds, stages=stages, traces=traces)

    def _run(
        self,
        name: str,
        parameters: Parameters,
        seconds: float = PLAY,
        *,
        stages: Sequence[Stage] = (),
        traces: bool = False,
        n: int = 0,
    ) -> Watched:
        if name not in self._kept:
            order = Order(
                dyads=[Dyad.of(parameters, name="studied", stages=stages)],
                n=n or self.n,
                seed=self.seed,
                seconds=seconds,
                changes=True,
                traces=traces,
            )
            self._kept[name] = watch(live(order, threads=self.threads, compiled=True))
        return self._kept[name]
