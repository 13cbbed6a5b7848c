"""A Dyad: a child and a caregiver as the model sees them, with the plan of a sitting."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ..errors import ParameterError, ReattuneError
from ..record import TomlText, parse_toml
from .parameters import Parameters, check_names

ACTS = ("stimulate", "pause", "soothe", "still", "hostile", "mend")
"""What the caregiver can do, in the kernel's order; names are states of the codebook."""
CODES = ("positive", "neutral", "averted", "protest", "distress")
"""What the child can show, in the kernel's order."""

_TOP = {"id", "title", "about", "source", "attunement", "anticipating", "parameters", "stage"}


class Stage(NamedTuple):
    """A phase of a sitting: its name, its length in seconds, and an act to hold throughout.

    ``act`` is one of :data:`ACTS`, or empty when the caregiver does as they do.
    """

    name: str
    seconds: float
    act: str = ""


@dataclass(frozen=True, init=False)
class Dyad:
    """A child and a caregiver.

    Parameters
    ----------
    preset
        Where to start from; :func:`preset_names` lists them.
    attunement
        Sets noticing, latency, lapses and intrusion together, from 0 to 1; see
        :meth:`Parameters.attuned`.
    anticipating
        With ``attunement``: also act before distress.
    name
        What Sessions are called; the preset's name if not given.
    stages
        Phases of a sitting (for example play, still-face, reunion); none for one free sitting.
    parameters
        Any others, by name; a number, or a text with the unit (``still_rate="0.3 /min"``).

    Raises
    ------
    ParameterError
        When a preset, name, value, unit or schedule is not possible.

    Examples
    --------
    >>> Dyad(attunement=0.5, rho=0.2).parameters.lat
    1.6
    """

    name: str
    parameters: Parameters
    stages: tuple[Stage, ...]

    def __init__(
        self,
        preset: str = "ordinary",
        *,
        attunement: float | None = None,
        anticipating: bool = False,
        name: str = "",
        stages: Sequence[Stage] | None = None,
        **parameters: float | str,
    ) -> None:
        start = _preset(preset)
        chosen = start.parameters
        if attunement is not None:
            chosen = chosen.attuned(attunement, anticipating=anticipating)
        plan = start.stages if stages is None else tuple(stages)
        object.__setattr__(self, "name", name or preset)
        object.__setattr__(self, "parameters", chosen.changed(**parameters))
        object.__setattr__(self, "stages", _checked(plan))

    @classmethod
    def of(cls, parameters: Parameters, *, name: str, stages: Sequence[Stage] = ()) -> Dyad:
        """Make a dyad of parameters that are already at hand."""
        made = object.__new__(cls)
        object.__setattr__(made, "name", name)
        object.__setattr__(made, "parameters", parameters)
        object.__setattr__(made, "stages", _checked(tuple(stages)))
        return made

    def changed(self, **parameters: float | str) -> Dyad:
        """Return the same dyad with other parameters."""
        return Dyad.of(self.parameters.changed(**parameters), name=self.name, stages=self.stages)

    @property
    def seconds(self) -> float:
        """Length of a sitting by its stages; 0 when there are none."""
        return sum(stage.seconds for stage in self.stages)

    def effective(self) -> Parameters:
        """Return the parameters as they are run.

        With a still-face stage there are no lapses and no stress kicks in any stage, as in the
        laboratory: the one disturbance is the experimenter's.
        """
        if any(stage.act == "still" for stage in self.stages):
            return self.parameters.changed(still_rate=0.0, s_rate=0.0)
        return self.parameters


def _checked(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    for number, stage in enumerate(stages, start=1):
        seconds: Any = stage.seconds
        good = isinstance(seconds, int | float) and math.isfinite(seconds) and seconds > 0
        if not good or stage.act not in {"", *ACTS} or not stage.name:
            raise ParameterError(
                path="stages",
                where=f"stage {number} ({stage.name!r})",
                found=f"{stage.seconds!r} s of act {stage.act!r}",
                expected=f"a name, more than 0 s, and an act of {', '.join(ACTS)} (or none)",
                todo="Mend the stage; lengths are in seconds.",
            )
    return stages


@cache
def preset_names() -> tuple[str, ...]:
    """Return the names of all presets, sorted."""
    folder = files("reattune.model") / "presets"
    return tuple(sorted(e.name[:-5] for e in folder.iterdir() if e.name.endswith(".toml")))


@cache
def _preset(name: str) -> Dyad:
    if name not in preset_names():
        raise ParameterError(
            path="preset",
            where=str(name),
            found="a preset of that name nowhere",
            expected=f"one of {', '.join(preset_names())}",
            todo="Choose one, and change single parameters by name.",
        )
    text = (files("reattune.model") / "presets" / f"{name}.toml").read_text("utf-8")
    return parse_preset(text, path=f"{name}.toml")


def parse_preset(text: str, *, path: str) -> Dyad:
    """Check a preset's text and make a dyad of it.

    Raises
    ------
    ParameterError
        Naming the line or the parameter, its range and its unit.
    """
    toml = parse_toml(text, path, ParameterError)
    content = toml.content
    for key in content:
        if key not in _TOP:
            raise _wrong(toml, key, f"the key {key!r}", f"one of {', '.join(sorted(_TOP))}")
    values = content.get("parameters", {})
    stages = content.get("stage", [])
    if not isinstance(values, dict) or not isinstance(stages, list):
        raise _wrong(toml, "parameters", "no table", "[parameters] and [[stage]] tables")
    check_names(values, path=path)
    try:
        chosen = Parameters()
        if "attunement" in content:
            ahead = content.get("anticipating", False) is True
            chosen = chosen.attuned(content["attunement"], anticipating=ahead)
        return Dyad.of(
            chosen.changed(**values),
            name=str(content.get("id", path)),
            stages=[_stage(toml, number, entry) for number, entry in enumerate(stages)],
        )
    except ReattuneError as problem:
        problem.add_note(f"in {path}")
        raise


def _stage(toml: TomlText, number: int, entry: object) -> Stage:
    if not isinstance(entry, dict) or not set(entry) <= {"name", "seconds", "act"}:
        raise _wrong(toml, f"stage.{number}", repr(entry), "name, seconds and, if held, act")
    return Stage(str(entry.get("name", "")), entry.get("seconds", 0.0), str(entry.get("act", "")))


def _wrong(toml: TomlText, place: str, found: str, expected: str) -> ReattuneError:
    return toml.fail(place, found=found, expected=expected, todo="Mend that line.")
