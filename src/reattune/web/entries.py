"""What may be entered: each kind of entry is checked before it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..episodes import OUTCOMES, WHO
from ..errors import RecordError
from ..record import Session

_TEXT_LIMIT = 20_000
_KEY = re.compile(r"\d{1,10}(-\d{1,6})?|added-\d{1,9}", re.ASCII)
"""How :func:`reattune.web.corrections.correct` names episodes."""
_FIELDS = ("onset", "ended_at", "outcome", "opened_by", "repaired_by")


def checked(content: object, session: Session) -> dict[str, Any]:
    """Return a clean entry of what a page sent.

    Kinds: ``change``, ``remove``, ``add`` (an episode), ``note`` (on an episode, or on the session
    when its key is empty), ``talk`` (the chosen clips, in order), ``offset`` and ``fps`` (of a
    medium), ``undo``, ``redo``.

    Raises
    ------
    RecordError
        When it is no such entry, or would break the session's times or words.
    """
    given = content if isinstance(content, Mapping) else {}
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise _wrong("kind", kind, ", ".join(_KINDS))
    entry = {"kind": kind, **_KINDS[kind](given, session)}
    if by := _text(given, "by", limit=40):
        entry["by"] = by
    return entry


def _change(given: Mapping[str, Any], session: Session) -> dict[str, Any]:
    return {**_episode(given), "to": _fields(given, session)}


def _remove(given: Mapping[str, Any], _session: Session) -> dict[str, Any]:
    return _episode(given)


def _add(given: Mapping[str, Any], session: Session) -> dict[str, Any]:
    return {"definition": _text(given, "definition"), "to": _fields(given, session)}


def _note(given: Mapping[str, Any], _session: Session) -> dict[str, Any]:
    on = (
        _episode(given)
        if given.get("key")
        else {"definition": _text(given, "definition"), "key": ""}
    )
    return {**on, "text": _text(given, "text", limit=_TEXT_LIMIT)}


def _talk(given: Mapping[str, Any], _session: Session) -> dict[str, Any]:
    keys = given.get("keys")
    if not isinstance(keys, list) or not all(isinstance(k, str) and len(k) < 200 for k in keys):
        raise _wrong("keys", keys, "a list of clips")
    return {"definition": _text(given, "definition"), "keys": keys}


def _offset(given: Mapping[str, Any], _session: Session) -> dict[str, Any]:
    return {"medium": _text(given, "medium"), "ms": _whole(given, "ms", -86_400_000, 86_400_000)}


def _fps(given: Mapping[str, Any], _session: Session) -> dict[str, Any]:
    fps = given.get("fps")
    if not isinstance(fps, int | float) or isinstance(fps, bool) or not 1 <= fps <= 1000:
        raise _wrong("fps", fps, "1 to 1000 frames per second")
    return {"medium": _text(given, "medium"), "fps": fps}


def _back(given: Mapping[str, Any], _session: Session) -> dict[str, Any]:
    return {} if given.get("of") is None else {"of": _whole(given, "of", 1, 10**9)}


_KINDS: dict[str, Callable[[Mapping[str, Any], Session], dict[str, Any]]] = {
    "change": _change,
    "remove": _remove,
    "add": _add,
    "note": _note,
    "talk": _talk,
    "offset": _offset,
    "fps": _fps,
    "undo": _back,
    "redo": _back,
}


def _episode(given: Mapping[str, Any]) -> dict[str, Any]:
    key = _text(given, "key")
    if not _KEY.fullmatch(key):
        raise _wrong("key", key, "the key of an episode")
    return {"definition": _text(given, "definition"), "key": key}


def _fields(given: Mapping[str, Any], session: Session) -> dict[str, Any]:
    to = given.get("to")
    if not isinstance(to, Mapping) or set(to) != set(_FIELDS):
        raise _wrong("to", to, f"all of {', '.join(_FIELDS)}")
    onset = _whole(to, "onset", 0, session.end)
    ended_at = _whole(to, "ended_at", onset, session.end)
    outcome = _one_of(to, "outcome", OUTCOMES)
    repaired_by = _one_of(to, "repaired_by", WHO) if outcome == "repaired" else ""
    return {
        "onset": onset,
        "ended_at": ended_at,
        "outcome": outcome,
        "opened_by": _one_of(to, "opened_by", WHO),
        "repaired_by": repaired_by,
    }


def _whole(given: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise _wrong(name, value, f"whole milliseconds from {low} to {high}")
    return value


def _one_of(given: Mapping[str, Any], name: str, words: tuple[str, ...]) -> str:
    value = given.get(name)
    if not isinstance(value, str) or value not in words:
        raise _wrong(name, value, " or ".join(words))
    return value


def _text(given: Mapping[str, Any], name: str, *, limit: int = 200) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > limit:
        raise _wrong(name, value, f"a text of at most {limit} letters")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _wrong(name, value, "a text, without halves of letters") from None
    return value


def _wrong(where: str, found: object, expected: str) -> RecordError:
    return RecordError(
        path="entry",
        where=where,
        found=repr(found)[:80],
        expected=expected,
        todo="Mend the field and try again.",
    )
