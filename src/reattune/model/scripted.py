"""The essay's two scenes as scripted runs: the child is the model's, the caregiver's acts are set.

A script waits for what the child shows, so the sequence is the essay's for nearly every seed; how
long each part takes is the child's. A wait that lasts too long is given up, and the script goes on.
"""

from __future__ import annotations

from typing import NamedTuple

from ..errors import ParameterError
from ..record import Session
from .caregiver import Beat, Script
from .dyads import Dyad
from .parameters import Parameters
from .stepper import Stepper

WELL = ("positive", "neutral")


class Scene(NamedTuple):
    """A scripted scene.

    Parameters
    ----------
    title
        One line.
    dyad
        The child it is played with.
    beats
        The caregiver's acts.
    longest
        Seconds after which it ends in any case.
    """

    title: str
    dyad: Dyad
    beats: tuple[Beat, ...]
    longest: float


SCENES = ("rattle", "angry-child")
"""Names of the scripted scenes."""


def scene(name: str) -> Scene:
    """Return a scripted scene.

    Raises
    ------
    ParameterError
        When there is none of this name.
    """
    if name == "rattle":
        return _rattle()
    if name == "angry-child":
        return _angry_child()
    raise ParameterError(
        path="scene",
        where=name,
        found="a scene of that name nowhere",
        expected=f"one of {', '.join(SCENES)}",
        todo="Choose one of these.",
    )


def _rattle() -> Scene:
    """Shake a loud rattle: looking away blocks little of it, so the child goes on to fuss."""
    child = Parameters(u_stim=0.14, gate=0.1, s_rate=0.0, c_a=1.0, c_p=-0.5)
    return Scene(
        "The rattle: a look away is overridden, then answered",
        Dyad.of(child.alike().for_practice(), name="rattle"),
        (
            Beat("stimulate", 4.0, ("averted", "protest", "distress"), steady=1.0, most=120.0),
            Beat("stimulate", 3.0, ("protest", "distress"), steady=1.5, most=120.0),
            Beat("pause", 1.0),
            Beat("soothe", 4.0, WELL, steady=2.0, most=240.0),
            Beat("pause", 2.0, ("positive",), steady=1.0, most=120.0),
        ),
        500.0,
    )


def _angry_child() -> Scene:
    """Meet a quick temper, so that the scene is short: drives decay faster than usual."""
    child = Parameters(older=1, b0=0.45, s_rate=0.0, still_rate=0.0, k_x=0.05, k_y=0.04, c_xy=0.04)
    return Scene(
        "The angry child: a yell, an apology, a do-over",
        Dyad.of(child.alike().for_practice(), name="angry-child"),
        (
            Beat("stimulate", 2.0, ("protest",), steady=1.0, most=60.0),
            Beat("hostile", 3.0),
            Beat("pause", 6.0),
            Beat("mend", 6.0),
            Beat("soothe", 10.0, WELL, steady=4.0, most=400.0),
            Beat("mend", 4.0),
            Beat("pause", 5.0, WELL, steady=2.0, most=120.0),
        ),
        900.0,
    )


def play_scene(name: str, *, seed: int = 0, dt: float = 0.1) -> Session:
    """Play a scripted scene and return it as a Session.

    Parameters
    ----------
    name
        ``rattle`` or ``angry-child``.
    seed
        Which child; the sequence is nearly always the same, the times differ.
    dt
        Length of a step in seconds.

    Raises
    ------
    ParameterError
        When there is no such scene, or seed or step are not possible.
    """
    chosen = scene(name)
    stepper = Stepper(chosen.dyad, seed=seed, dt=dt)
    script = Script(chosen.beats)
    while stepper.moment.seconds < chosen.longest and not script.finished(stepper.moment):
        stepper.step(script.act(stepper.moment))
    return stepper.session(name)
