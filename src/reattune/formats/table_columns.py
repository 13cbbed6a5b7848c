"""What the columns of a plain table are called: their roles, and units in their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .contract import Raw
from .grid import Grid

NAMES: Mapping[str, tuple[str, ...]] = {
    "onset": ("onset", "onset_time", "start", "start_time", "begin", "begin_time"),
    "offset": ("offset", "offset_time", "end", "end_time", "stop", "stop_time"),
    "duration": ("duration", "duration_time", "dur"),
    "person": ("person", "subject", "speaker", "participant", "who"),
    "code": ("code", "behavior", "behaviour", "label", "state", "annotation", "value", "val"),
    "track": ("track", "tier", "channel", "variable"),
    "session": ("session", "session_id", "file", "filename", "observation", "dyad", "dyad_id"),
    "time": ("time", "timestamp", "t"),
}
"""Names of every role, the one that wins first; read without regard to case and marks."""

UNIT_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("us", "usec", "microsecond", "microseconds"), "us"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("frame", "frames"), "frames"),
}
"""Units as they stand at the end of a column's name."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(r"[^a-z0-9]+")
_ROLES = {name: role for role, names in NAMES.items() for name in names}
_BARE_TIMES = tuple(word for word in UNIT_WORDS if word not in ("s", "us", "min"))


@dataclass(frozen=True, slots=True)
class Role:
    """A column that plays a role: its place, its name in the file, the unit its name states."""

    index: int
    name: str
    unit: str = ""


def find_roles(raw: Raw, names: tuple[str, ...]) -> dict[str, Role]:
    """Return the column for every role that the names show.

    A name that is first in :data:`NAMES` wins over its synonyms.

    Raises
    ------
    FormatError
        When two columns claim a role and neither has its first name.
    """
    claims: dict[str, list[tuple[str, Role]]] = {}
    for index, name in enumerate(names):
        role, word, unit = role_of(name)
        if role:
            claims.setdefault(role, []).append((word, Role(index, name, unit)))
    found: dict[str, Role] = {}
    for role, columns in claims.items():
        first = [column for word, column in columns if word == NAMES[role][0]]
        candidates = first or [column for _, column in columns]
        if len(candidates) > 1:
            raise raw.error(
                "line 1",
                found=f"{' and '.join(column.name for column in candidates)} for {role}",
                expected=f"one column for {role}",
                todo=f"Rename the one that counts to {role}, or take the others away.",
            )
        found[role] = candidates[0]
    return found


def role_of(name: str) -> tuple[str, str, str]:
    """Return the role, the bare word and the unit of a column's name; empty where there is none.

    ``onset (ms)`` gives ``onset``, ``onset``, ``ms``; ``seconds`` gives ``time``, ``time``, ``s``.
    """
    plain = _MARKS.sub("_", _CAMEL.sub("_", name.replace("µ", "u")).lower()).strip("_")
    if plain in _ROLES:
        return _ROLES[plain], plain, ""
    if plain in _BARE_TIMES:
        return "time", "time", UNIT_WORDS[plain]
    base, _, last = plain.rpartition("_")
    if base in _ROLES and last in UNIT_WORDS:
        return _ROLES[base], base, UNIT_WORDS[last]
    return "", "", ""


def is_long(roles: Mapping[str, Role]) -> bool:
    """Whether the roles suffice for one row an event: onset, an end and a code."""
    return "onset" in roles and "code" in roles and bool({"offset", "duration"} & roles.keys())


def shape_of(raw: Raw, grid: Grid, roles: Mapping[str, Role]) -> str:
    """Decide between ``long`` (a row an event) and ``wide`` (a row a time unit).

    Raises
    ------
    FormatError
        When the columns show neither; it lists them, and what is looked for.
    """
    stated = raw.options.get("shape", "")
    if stated in ("long", "wide"):
        shape = stated
    elif stated:
        raise raw.error(
            "option shape", found=repr(stated), expected="long or wide", todo="State one of them."
        )
    elif "interval" in raw.options:
        shape = "wide"
    elif is_long(roles):
        shape = "long"
    elif "time" in roles:
        shape = "wide"
    else:
        shape = ""
    if not shape or (shape == "long" and not is_long(roles)):
        raise raw.error(
            "",
            found=f"the columns {', '.join(name or '(no name)' for name in grid.names)[:300]}",
            expected=(
                "a row an event (onset, offset or duration, code; also person, track, session)"
                + ("" if shape else ", or a row a time unit (a column time)")
            ),
            todo="Rename the columns; for a row a time unit without a time column state its"
            " length in seconds, e.g. --interval 2.",
        )
    return shape
