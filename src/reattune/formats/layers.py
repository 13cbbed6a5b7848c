"""What is written back into a coded file: named layers of labelled stretches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..errors import FormatError
from ..record.coding import OWN_TIER

PREFIX = f"{OWN_TIER} "
"""How the names of layers begin, so that people and readers can tell them from coded tiers."""


class Stretch(NamedTuple):
    """One labelled stretch.

    Parameters
    ----------
    onset, offset
        Milliseconds from the Session's origin, ``onset < offset``.
    label
        One of few words: what people search and count.
    note
        More of it in words.
    """

    onset: int
    offset: int
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """Stretches in order that do not overlap, under a name that begins with :data:`PREFIX`."""

    name: str
    stretches: tuple[Stretch, ...]

    @classmethod
    def build(cls, name: str, stretches: Iterable[Stretch]) -> Layer:
        """Sort and check the stretches; a stretch of no length gets one millisecond.

        Raises
        ------
        FormatError
            When two of them overlap: no coding program holds that on one tier.
        """
        rows = sorted(stretches)
        made: list[Stretch] = []
        for row in rows:
            if made and row.onset < made[-1].offset:
                raise FormatError(
                    path=name,
                    where=f"{row.onset / 1000:.3f} s",
                    found=f"{row.label!r} while {made[-1].label!r} lasts",
                    expected="stretches that do not overlap",
                    todo="Write them to layers of their own.",
                )
            made.append(row._replace(offset=max(row.offset, row.onset + 1)))
        return cls(PREFIX + name, tuple(made))


def save_copy(content: bytes, path: str | Path, *, original: str) -> None:
    """Write a copy to a file that is not there yet: a coded file is never changed.

    Raises
    ------
    FormatError
        When there is a file already, or it cannot be written.
    """
    try:
        with Path(path).open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise FormatError(
            path=str(path),
            where="",
            found="a file that is already there",
            expected=f"a new name for the copy of {Path(original).name}",
            todo="Choose another folder or name (-o); nothing is overwritten.",
        ) from None
    except OSError as problem:
        raise FormatError(
            path=str(path),
            where="",
            found=f"a place that cannot be written ({problem.strerror})",
            expected="a folder that exists and can be written",
            todo="Make the folder, or choose another place.",
        ) from None
