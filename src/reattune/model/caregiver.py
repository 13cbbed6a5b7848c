"""Who plays the caregiver: the model itself, a script, or a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Moment(NamedTuple):
    """What somebody who plays the caregiver can see.

    Parameters
    ----------
    seconds
        Since the start.
    child, caregiver
        Names of the codes that hold now.
    """

    seconds: float
    child: str
    caregiver: str


class Caregiver(Protocol):
    """Anything that chooses the caregiver's acts."""

    def act(self, moment: Moment) -> str | None:
        """Return the act for the next step, or ``None`` to let the model choose."""


class Model:
    """The model's own caregiver."""

    def act(self, moment: Moment) -> str | None:  # noqa: ARG002 (the Protocol's signature)
        """Leave the choice to the model."""
        return None


class Beat(NamedTuple):
    """One line of a script.

    Parameters
    ----------
    act
        What the caregiver does.
    seconds
        For at least so long.
    until
        And until the child shows one of these codes (at once if none are named) ...
    steady
        ... for so many seconds on end ...
    most
        ... but no longer than so many seconds; the script goes on then.
    """

    act: str
    seconds: float
    until: tuple[str, ...] = ()
    steady: float = 0.0
    most: float = 60.0


@dataclass
class Script:
    """A caregiver that follows a script; after the last beat its act goes on.

    Parameters
    ----------
    beats
        The lines, in order. It remembers which one it is at, so use a new one for each run.
    """

    beats: Sequence[Beat]
    _beat: int = 0
    _since: float = 0.0
    _shown: float = -1.0

    def act(self, moment: Moment) -> str | None:
        """Return the act of the beat that holds now; to be asked once a step."""
        self._watch(moment)
        while self._beat < len(self.beats) - 1 and self._over(moment):
            self._beat += 1
            self._since, self._shown = moment.seconds, -1.0
            self._watch(moment)
        return self.beats[self._beat].act

    def finished(self, moment: Moment) -> bool:
        """Say whether the last beat has been played out."""
        self._watch(moment)
        return self._beat == len(self.beats) - 1 and self._over(moment)

    def _watch(self, moment: Moment) -> None:
        """Note since when the child has shown what the beat waits for."""
        if moment.child not in self.beats[self._beat].until:
            self._shown = -1.0
        elif self._shown < 0.0:
            self._shown = moment.seconds

    def _over(self, moment: Moment) -> bool:
        beat = self.beats[self._beat]
        now = moment.seconds + 1e-9
        if now - self._since < beat.seconds:
            return False
        shown = self._shown >= 0.0 and now - self._shown >= beat.steady
        return not beat.until or shown or now - self._since >= beat.most
