"""Continuous measurements beside the codes: pitch, pose, pulse; kept as sampled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import RecordError


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """One quantity of one person over time, at the samples the file has.

    Make one with :meth:`build`, which checks it.

    Parameters
    ----------
    person, name
        Whose, and what (``f0``, ``nose_x``, ``heart_rate``).
    unit
        Its unit, e.g. ``Hz``, ``px``; ``""`` when the file does not say.
    times
        ``int64[n]``, milliseconds from the Session's origin, rising.
    values
        ``float64[n]``; ``nan`` where the file has no value. Missing is not zero.
    """

    person: str
    name: str
    unit: str
    times: NDArray[np.int64]
    values: NDArray[np.float64]

    @classmethod
    def build(
        cls, person: str, name: str, *, times: Iterable[float], values: Iterable[float], unit: str
    ) -> Signal:
        """Check and freeze a signal.

        Raises
        ------
        RecordError
            When the numbers of times and values differ, times do not rise or lie before 0, or a
            value is infinite.
        """
        at = np.array(list(times), dtype=np.int64)
        level = np.array(list(values), dtype=np.float64)
        found = ""
        if len(at) != len(level):
            found = f"{len(at)} times and {len(level)} values"
        elif len(at) and (at[0] < 0 or bool((np.diff(at) <= 0).any())):
            found = "times that do not rise from 0 on"
        elif bool(np.isinf(level).any()):
            found = "an infinite value"
        if found:
            raise RecordError(
                path=f"{person}, {name}",
                where="signal",
                found=found,
                expected="one finite value (or none) at each of rising times from 0 on",
                todo="Check the file's columns and its frame rate.",
            )
        at.setflags(write=False)
        level.setflags(write=False)
        return cls(person, name, unit, at, level)

    def __len__(self) -> int:
        return len(self.times)

    def __eq__(self, other: object) -> bool:
        """Two signals are equal when all samples are; missing equals missing."""
        if not isinstance(other, Signal):
            return NotImplemented
        same = (self.person, self.name, self.unit) == (other.person, other.name, other.unit)
        return (
            same
            and np.array_equal(self.times, other.times)
            and np.array_equal(self.values, other.values, equal_nan=True)
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def known(self) -> int:
        """How many samples bear a value."""
        return int(np.isfinite(self.values).sum())

    def between(self, onset: int, offset: int) -> Signal:
        """Return the samples in ``[onset, offset)`` milliseconds; times keep their origin."""
        first, last = np.searchsorted(self.times, [onset, offset], side="left")
        return Signal(
            self.person, self.name, self.unit, self.times[first:last], self.values[first:last]
        )

    def shifted(self, by: int) -> Signal:
        """Return the signal ``by`` milliseconds later."""
        return Signal.build(
            self.person, self.name, times=self.times + by, values=self.values, unit=self.unit
        )

    def resampled(self, step: int, *, onset: int = 0, offset: int | None = None) -> Signal:
        """Return bin means on an even grid: only ever done because somebody asked.

        Parameters
        ----------
        step
            Length of a bin in milliseconds.
        onset, offset
            First bin's start and the end of the last, in milliseconds; by default 0 and the last
            sample. A bin without any value is missing; nothing is filled in between.

        Raises
        ------
        RecordError
            When the step is not positive.
        """
        if step <= 0:
            raise RecordError(
                path=f"{self.person}, {self.name}",
                where="step",
                found=f"{step} ms",
                expected="a positive number of milliseconds",
                todo="Name the length of a bin.",
            )
        last = int(self.times[-1]) + 1 if len(self) else onset
        end = last if offset is None else offset
        starts = np.arange(onset, end, step, dtype=np.int64)
        use = np.isfinite(self.values) & (self.times >= onset) & (self.times < end)
        bins = (self.times[use] - onset) // step
        sums = np.bincount(bins, weights=self.values[use], minlength=len(starts))
        counts = np.bincount(bins, minlength=len(starts))
        means = np.full(len(starts), np.nan)
        np.divide(sums, counts, out=means, where=counts > 0)
        return Signal.build(self.person, self.name, times=starts, values=means, unit=self.unit)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists; a missing value is ``None``."""
        values = [None if missing else value for value, missing in self._pairs()]
        return {
            "person": self.person,
            "name": self.name,
            "unit": self.unit,
            "times": self.times.tolist(),
            "values": values,
        }

    def _pairs(self) -> Iterable[tuple[float, bool]]:
        return zip(self.values.tolist(), np.isnan(self.values).tolist(), strict=True)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Signal:
        """Build a signal from :meth:`to_dict`'s result."""
        values = [np.nan if value is None else value for value in content["values"]]
        return cls.build(
            content["person"],
            content["name"],
            times=content["times"],
            values=values,
            unit=content["unit"],
        )
