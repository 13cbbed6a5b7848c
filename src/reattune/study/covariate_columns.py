"""What a study told of its sessions as columns of a table: names and kinds any program takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ..formats.birth_dates import holds_birth_date
from ..measures.hazard_rows import UNKNOWN
from ..record import Session
from .deidentify_labels import DATE

WORDS = ("dyad", "condition", "coder")
"""What a manifest tells that has a column of its own in every table."""

MISSING = UNKNOWN
"""What people write for "not known" among numbers; between words it stays as it was written."""

Kind = Literal["whole", "number", "text"]

_OBSERVATION = {"session": "observation"}
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?")
_HINT = re.compile(r"birth|born|dob\b|^dob|naiss|nacim|nasc|^geb(oren|_|$)", re.IGNORECASE)
_RESERVED = re.compile(
    "all|and|by|eq|ge|gt|le|lt|ne|not|or|to|with"
    "|if|else|for|in|while|repeat|function|next|break|true|false|null|inf|nan|na"
)
"""Words that SPSS or R keep for themselves."""

_LONGEST = 56
"""Bytes of a name; SPSS takes 64, and a number may follow."""


@dataclass(frozen=True, slots=True)
class Covariate:
    """A covariate of the Sessions as a column.

    Parameters
    ----------
    column, name
        Name of the column, and the name that the manifest gives.
    kind
        ``whole`` or ``number`` when every value is a plain number, else ``text``. ``007`` is
        text: it is somebody's id.
    """

    column: str
    name: str
    kind: Kind

    def value(self, text: str) -> int | float | str | None:
        """Return a session's text as this column holds it; ``None`` for what is not known."""
        if self.kind == "text":
            return text or None
        if text.strip().lower() in MISSING:
            return None
        return int(text) if self.kind == "whole" else float(text)


def covariate_columns(
    sessions: Iterable[Session], taken: Collection[str] = ()
) -> tuple[Covariate, ...]:
    """Find the covariates that are no column of their own yet, in order of appearance.

    A covariate whose name is taken gets ``covariate_`` before it, and a number behind it if need
    be; the manifest's ``session`` becomes ``observation`` (two coders of one observation are two
    sessions). Dates of birth are no column, see :func:`birth_dates_in`.

    Parameters
    ----------
    sessions
        As they were read.
    taken
        Names of columns that are there already; case does not matter.
    """
    values = _values(sessions)
    held = _birth_dates(values)
    borne = {name.lower() for name in taken}
    found = []
    for name, texts in values.items():
        if name in held:
            continue
        column = _free(_OBSERVATION.get(name, name), borne)
        borne.add(column.lower())
        found.append(Covariate(column, name, _kind(texts)))
    return tuple(found)


def birth_dates_in(sessions: Iterable[Session]) -> tuple[str, ...]:
    """Name the covariates that hold dates of birth: they go into no table.

    By their name (``dob``, ``child_birth_date``); or by a name that speaks of birth over values
    that are dates. Birth order and birth weight are none.
    """
    return _birth_dates(_values(sessions))


def without_birth_dates(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Return the Sessions without those covariates."""
    several = tuple(sessions)
    held = set(birth_dates_in(several))
    return tuple(
        session
        if held.isdisjoint(session.covariates)
        else replace(
            session, covariates={k: v for k, v in session.covariates.items() if k not in held}
        )
        for session in several
    )


def _values(sessions: Iterable[Session]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for session in sessions:
        for name, text in session.covariates.items():
            if name not in WORDS:
                values.setdefault(name, []).append(text)
    return values


def _birth_dates(values: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    return tuple(
        name
        for name, texts in values.items()
        if holds_birth_date(name) or (_HINT.search(name) and any(map(DATE.search, texts)))
    )


def _kind(texts: Iterable[str]) -> Kind:
    filled = [text for text in texts if text.strip().lower() not in MISSING]
    if not filled or not all(_NUMBER.fullmatch(text) for text in filled):
        return "text"
    return "number" if any("." in text for text in filled) else "whole"


def _free(name: str, taken: Collection[str]) -> str:
    """Return a name that any program takes, and that no other column bears (case apart)."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^0-9A-Za-z]+", "_", bare).strip("_")[:_LONGEST].strip("_") or "covariate"
    if plain[0].isdigit():
        plain = f"x{plain}"
    if plain.lower() in taken or _RESERVED.fullmatch(plain.lower()):
        plain = f"covariate_{plain}"[:_LONGEST]
    wanted, number = plain, 2
    while wanted.lower() in taken:
        wanted, number = f"{plain}_{number}", number + 1
    return wanted
