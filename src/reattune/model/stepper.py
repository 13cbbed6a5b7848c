"""One dyad, one step at a time: for a person at the screen, a script, or a close look."""

from __future__ import annotations

import copy
from typing import NamedTuple

from ..errors import ParameterError
from ..kernels import dyad as kernel
from ..kernels import dyad_state as state
from ..kernels.dyad_tracker import cut_rupture
from ..record import Session
from .caregiver import Caregiver, Moment
from .dyads import ACTS, CODES, Dyad
from .lives import Order, check_order, dyad_table, plain, settings_table
from .sessions import Change, build_session, milliseconds


class Snapshot(NamedTuple):
    """The dyad after a step.

    Parameters
    ----------
    seconds
        Since the start.
    child, caregiver
        Codes that hold from now on.
    arousal, tension
        The child's and the caregiver's arousal (u). Not visible in a real dyad.
    anger, sadness
        The older child's drives (u); 0 for an infant.
    in_rupture
        Whether the model's tracker follows a rupture.
    """

    seconds: float
    child: str
    caregiver: str
    arousal: float
    tension: float
    anger: float
    sadness: float
    in_rupture: bool


class Stepper:
    """One sitting of one dyad, step by step, with the same functions that simulate lives.

    It changes state because it stands beside something that goes on. With no acts given it is the
    simulator: :meth:`session` is then the Session of :func:`reattune.simulate`, bit for bit.

    Parameters
    ----------
    dyad
        Who; for scenes use ``dyad.parameters.for_practice()``.
    seed, number
        Which streams: those of dyad ``number`` (from 0) of a simulation with this seed.
    dt
        Length of a step in seconds (.1; a screen may want 1/30).
    arousal
        The child's arousal at the start, if it is not to be drawn.

    Raises
    ------
    ParameterError
        When seed, step or dyad are not possible.
    """

    def __init__(
        self,
        dyad: Dyad,
        *,
        seed: int = 0,
        number: int = 0,
        dt: float = 0.1,
        arousal: float | None = None,
    ) -> None:
        check_order(Order(dyads=[dyad], seed=seed, first=number, dt=dt))
        self._dyad, self._dt, self._seed, self._number = dyad, dt, seed, number
        self._p: state.Settings = plain(settings_table([dyad], 1, dt)[0], state.Settings)
        self._d: state.Dyad = plain(dyad_table(1, seed=seed, first=number)[0], state.Dyad)
        kernel.settle(self._d, self._p)
        kernel.be_born(self._d, self._p)
        kernel.begin_sitting(self._d, self._p, 0)
        if arousal is not None:
            self._d.a = arousal
        self._changes: list[Change] = [(0, 0, self._d.x), (0, 1, self._d.g)]
        self._bounds = self._phase_bounds()

    def _phase_bounds(self) -> dict[int, tuple[int, int]]:
        """Return, by the step at which a stage begins, its act and how many steps it lasts."""
        bounds: dict[int, tuple[int, int]] = {}
        onset = 0.0
        for stage in self._dyad.stages:
            first, last = (round(t / self._dt) for t in (onset, onset + stage.seconds))
            act = ACTS.index(stage.act) if stage.act else state.FREE
            bounds[first] = (act, last - first)
            onset += stage.seconds
        return bounds

    @property
    def moment(self) -> Moment:
        """What can be seen now."""
        d = self._d
        return Moment(d.now * self._dt, CODES[d.x], ACTS[d.g])

    @property
    def snapshot(self) -> Snapshot:
        """The state now, hidden quantities included."""
        d = self._d
        return Snapshot(*self.moment, d.a, d.b, d.X, d.Y, d.rupture != state.NONE)

    def step(self, act: str | None = None) -> Snapshot:
        """Go on by one step.

        Parameters
        ----------
        act
            The caregiver's act from the end of this step on (one of :data:`ACTS`); ``None`` lets
            the model choose.
        """
        if act is not None and act not in ACTS:
            raise ParameterError(
                path=self._dyad.name,
                where="act",
                found=repr(act),
                expected=f"one of {', '.join(ACTS)}, or None",
                todo="Choose one of these.",
            )
        d = self._d
        self._enter_stage()
        x, g = d.x, d.g
        kernel.step(d, self._p, state.FREE if act is None else ACTS.index(act))
        d.shut = 0
        now = milliseconds(d.now, self._dt)
        if d.x != x:
            self._changes.append((now, 0, d.x))
        if d.g != g:
            self._changes.append((now, 1, d.g))
        return self.snapshot

    def _enter_stage(self) -> None:
        d = self._d
        if d.now not in self._bounds:
            return
        if d.now:
            cut_rupture(d, self._p, 0.0)
            d.shut = 0
        act, steps = self._bounds[d.now]
        g = d.g
        kernel.enter_phase(d, act, steps)
        if d.g != g:
            self._changes.append((milliseconds(d.now, self._dt), 1, d.g))

    def play(self, caregiver: Caregiver, *, seconds: float) -> Session:
        """Let somebody play the caregiver for so many seconds, and return all that happened."""
        for _ in range(round(seconds / self._dt)):
            self.step(caregiver.act(self.moment))
        return self.session()

    def rewound(self) -> Stepper:
        """Return a copy that can be played on from here in another way (a do-over)."""
        return copy.deepcopy(self)

    def session(self, name: str = "") -> Session:
        """Return all that has happened so far as a Session."""
        return build_session(
            name or self._dyad.name,
            self._changes,
            end=milliseconds(self._d.now, self._dt),
            dyad=self._dyad,
            how={
                "seed": str(self._seed),
                "dyad": str(self._number + 1),
                "sitting": "1",
                "dt_s": f"{self._dt:.6g}",
            },
        )
