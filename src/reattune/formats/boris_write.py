"""Layers into a copy of a BORIS project: state events of new behaviours, all else as it was."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..record.coding import OWN_TIER
from .boris import event_shift
from .contract import Raw
from .layers import Layer
from .text import decode

CATEGORY = OWN_TIER


def add_events(raw: Raw, layers: Mapping[str, Iterable[Layer]]) -> bytes:
    """Return the project with a START and a STOP for each stretch.

    Each layer and label becomes a behaviour ``layer: label`` of the category ``reattune``; the note
    becomes the START's comment.

    Parameters
    ----------
    layers
        By the observation's id.

    Raises
    ------
    FormatError
        When the file is no sound project, or has no such observation.
    """
    shifts = event_shift(raw)
    project = json.loads(decode(raw).removeprefix("\ufeff"))
    known = {entry.get("code") for entry in project["behaviors_conf"].values()}
    for observation, wanted in layers.items():
        if observation not in shifts:
            raise raw.error(
                f"observation {observation}",
                found="no such observation",
                expected=f"one of: {', '.join(shifts)}",
                todo="Name one of these.",
            )
        content = project["observations"][observation]
        for layer in wanted:
            for label in dict.fromkeys(stretch.label for stretch in layer.stretches):
                _declare(project, known, f"{layer.name}: {label}")
            content["events"] += _events(content["events"], layer, float(shifts[observation]))
        content["events"].sort(key=lambda event: float(event[0]))
    categories = project.setdefault("behavioral_categories", [])
    if CATEGORY not in categories:
        categories.append(CATEGORY)
    return (json.dumps(project, ensure_ascii=False, indent=1) + "\n").encode()


def observation_ids(raw: Raw) -> tuple[str, ...]:
    """Return the ids of a project's observations, in its order."""
    return tuple(event_shift(raw))


def _declare(project: dict[str, Any], known: set[Any], code: str) -> None:
    """Add a behaviour to the ethogram, once."""
    if code in known:
        return
    known.add(code)
    conf = project["behaviors_conf"]
    number = max((int(key) for key in conf if str(key).isdecimal()), default=-1) + 1
    conf[str(number)] = {
        "type": "State event",
        "key": "",
        "code": code,
        "description": "written by reattune",
        "category": CATEGORY,
        "modifiers": {},
        "excluded": "",
        "coding map": "",
    }


def _events(there: list[list[Any]], layer: Layer, shift: float) -> list[list[Any]]:
    """Make events of as many parts as the observation's own have."""
    width = max(5, min((len(event) for event in there), default=5))
    rest = ["NA"] * (width - 5)
    made: list[list[Any]] = []
    for stretch in layer.stretches:
        code = f"{layer.name}: {stretch.label}"
        onset, offset = (round(ms / 1000 + shift, 3) for ms in stretch[:2])
        made += [[onset, "", code, "", stretch.note, *rest], [offset, "", code, "", "", *rest]]
    return made
