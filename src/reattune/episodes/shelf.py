"""The shipped definitions, and which of them fit a session."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from ..errors import DefinitionError
from ..record import Session
from .definition import Definition
from .joint import possible_states
from .parsing import parse_definition, read_definition

_PREFERENCE = (
    "misattunement",
    "conflict",
    "match.same_state",
    "match.affect",
    "match.positive",
    "repair.rate",
    "repair.latency.synchrony",
    "repair.latency.reunion",
    "repair.by_initiator",
    "repair.probability",
    "duration.dyadic",
    "resolve.cry",
    "respond.prompt",
    "respond.vocal",
)


@cache
def definition_ids() -> tuple[str, ...]:
    """Return the ids of all shipped definitions, sorted."""
    folder = files("reattune.episodes") / "definitions"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name != "README"))


@cache
def _shipped(name: str) -> Definition:
    text = (files("reattune.episodes") / "definitions" / f"{name}.toml").read_text("utf-8")
    return parse_definition(text, path=f"{name}.toml")


def load_definition(definition: str | Definition) -> Definition:
    """Return a definition by shipped id or path; a Definition is returned as it is.

    Raises
    ------
    DefinitionError
        When neither a shipped definition nor a file has this name, or the file is wrong.
    """
    if isinstance(definition, Definition):
        return definition
    if definition in definition_ids():
        return _shipped(definition)
    if definition.endswith(".toml") or Path(definition).is_file():
        return read_definition(definition)
    raise DefinitionError(
        path=definition,
        where="",
        found="a definition of that name nowhere",
        expected=f"one of {', '.join(definition_ids())}, or a .toml file",
        todo="Choose one of these, or give the path of your own.",
    )


def fits(session: Session, definition: Definition, *, caregiver: str | None = None) -> bool:
    """Say whether a session's codebook can show both a rupture and a repair of this definition.

    It fits when both persons have a channel that the definition reads, and the codebook maps codes
    to states that can open, and to states that can close.
    """
    child, other = session.pair(caregiver=caregiver)
    mine = possible_states(session, child, definition.child_tracks)
    theirs = possible_states(session, other, definition.caregiver_tracks)
    if definition.late_after:
        return any(
            fits(session, load_definition(d), caregiver=caregiver) for d in definition.late_after
        ) and any(s in definition.mends for s in theirs)
    pairs = [(c, g) for c in mine for g in theirs]
    return any(definition.in_rupture(*p) for p in pairs) and any(
        definition.closing(*p) for p in pairs
    )


def fitting_definitions(session: Session, *, caregiver: str | None = None) -> tuple[str, ...]:
    """Return the ids of the shipped definitions that fit, the one to report first in front."""
    return tuple(name for name in _PREFERENCE if fits(session, _shipped(name), caregiver=caregiver))
