"""Two continuous signals on one clock, sample by sample; missing stays missing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..errors import RecordError
from ..record import Signal
from .estimates import Estimate
from .intervals import Floats

_JITTER = 1
"""Times are whole milliseconds: at 30 frames a second steps are 33 or 34."""


@dataclass(frozen=True, slots=True, eq=False)
class SignalPair:
    """Two signals on one even clock.

    Parameters
    ----------
    first, second
        What each is, ``person:name``.
    x, y
        Their values; ``nan`` where there is none; ``(n,)``.
    step
        Time from one sample to the next, in s.
    session
        Where they come from.
    """

    first: str
    second: str
    x: Floats
    y: Floats
    step: float
    session: str = ""

    def __len__(self) -> int:
        return len(self.x)

    @property
    def both(self) -> int:
        """How many samples are known of both."""
        return int((np.isfinite(self.x) & np.isfinite(self.y)).sum())

    def samples(self, seconds: float) -> int:
        """Return the whole number of samples nearest to a time, at least 1."""
        return max(1, round(seconds / self.step))

    def swapped(self) -> SignalPair:
        """Return the pair the other way round."""
        return replace(self, first=self.second, second=self.first, x=self.y, y=self.x)

    @property
    def name(self) -> str:
        """What the numbers are about: the definition of every number made from it."""
        return f"{self.first} ~ {self.second}"

    def blank(self, measure: str, unit: str) -> Estimate:
        """Return an Estimate without a value; n counts the samples known of both."""
        return Estimate(
            measure, None, unit, self.both, self.name, of="samples", session=self.session
        )


def signal_pair(
    first: Signal, second: Signal, *, seconds: float = 0.0, session: str = ""
) -> SignalPair:
    """Lay two signals on one clock.

    Parameters
    ----------
    first, second
        As the Session holds them.
    seconds
        Average both in bins of this length (a bin without a value is missing). Without it nothing
        is resampled: both must then have been sampled together at even steps; samples that a
        regular clock would have and the file has not are missing.
    session
        Name of the Session.

    Raises
    ------
    RecordError
        When the clocks differ or are not even and no bin is named.
    """
    names = f"{first.person}:{first.name}", f"{second.person}:{second.name}"
    if seconds:
        step = round(seconds * 1000)
        first, second = _binned(first, second, step)
        return SignalPair(*names, _copy(first), _copy(second), step / 1000, session)
    times = np.union1d(first.times, second.times)
    gaps = np.diff(times)
    if len(times) < 2:
        return SignalPair(*names, _copy(first), _copy(second), 1.0, session)
    shortest = float(np.median(gaps))
    if gaps.min() < shortest - _JITTER - 1 or gaps.min() < 1:
        raise _uneven(names, f"steps between {gaps.min()} and {gaps.max()} ms")
    # The mean of undisturbed steps is the frame length, finer than whole milliseconds.
    step_ms = float(gaps[np.abs(gaps - shortest) <= _JITTER].mean())
    places = np.rint((times - times[0]) / step_ms).astype(np.int64)
    if np.abs(times - times[0] - places * step_ms).max() > step_ms / 2 or len(
        np.unique(places)
    ) < len(places):
        raise _uneven(names, "samples that fit no even clock")
    laid = []
    for signal in (first, second):
        values = np.full(int(places[-1]) + 1, np.nan)
        values[places[np.searchsorted(times, signal.times)]] = signal.values
        laid.append(values)
    return SignalPair(*names, laid[0], laid[1], step_ms / 1000, session)


def blanked(signal: Signal, value: float) -> Signal:
    """Take one value of a signal for missing: trackers that write 0 for "nothing found".

    Only ever done because somebody asked: 0 may be a value.
    """
    values = np.where(signal.values == value, np.nan, signal.values)
    return Signal.build(
        signal.person, signal.name, times=signal.times, values=values, unit=signal.unit
    )


def _binned(first: Signal, second: Signal, step: int) -> tuple[Signal, Signal]:
    known = [s for s in (first, second) if len(s)]
    onset = min((int(s.times[0]) for s in known), default=0)
    end = max((int(s.times[-1]) for s in known), default=0) + 1
    end = onset + -(-(end - onset) // step) * step
    return (
        first.resampled(step, onset=onset, offset=end),
        second.resampled(step, onset=onset, offset=end),
    )


def _copy(signal: Signal) -> Floats:
    return np.array(signal.values, dtype=np.float64)


def _uneven(names: tuple[str, str], found: str) -> RecordError:
    return RecordError(
        path=" and ".join(names),
        where="times",
        found=found,
        expected="samples of both on one even clock",
        todo="Name a bin (seconds=, e.g. 0.1): both are then averaged in bins of that length.",
    )
