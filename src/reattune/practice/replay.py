"""Replay files: seed and acts as JSON; all that is needed to see a scene again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import RecordError

_SCHEMA = 1
_KEYS = {"reattune-replay", "scene", "age", "seed", "ticks", "acts"}
_MOST_TICKS = 3600 * 30
_MOST_ACTS = 20_000


class Replay(NamedTuple):
    """A scene as it was played.

    Parameters
    ----------
    scene, age, seed
        Which; ``age`` 0 for the baby.
    ticks
        Its length in steps of 1/30 s.
    acts
        Step and word of each choice, in order.
    """

    scene: str
    age: int
    seed: int
    ticks: int
    acts: tuple[tuple[int, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "reattune-replay": _SCHEMA,
            "scene": self.scene,
            "age": self.age,
            "seed": self.seed,
            "ticks": self.ticks,
            "acts": [list(act) for act in self.acts],
        }

    def to_json(self) -> str:
        """Return the file's text."""
        return json.dumps(self.to_dict()) + "\n"


def write_replay(replay: Replay, path: str | Path) -> None:
    """Write a replay file (``*.replay.json``)."""
    try:
        Path(path).write_text(replay.to_json(), encoding="utf-8")
    except OSError as problem:
        raise _wrong(str(path), "", f"no place to write ({problem.strerror})") from None


def read_replay(path: str | Path) -> Replay:
    """Read a replay file.

    Raises
    ------
    RecordError
        When it cannot be read, or is no replay.
    """
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise _wrong(str(path), "", f"a file that cannot be read ({problem})") from None
    return parse_replay(text, path=str(path))


def parse_replay(text: str, *, path: str = "replay") -> Replay:
    """Read a replay of its text.

    Raises
    ------
    RecordError
        When it is no replay.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise _wrong(path, "", "text that is no JSON") from None
    if not isinstance(content, dict) or not set(content) >= _KEYS:
        raise _wrong(path, "", "JSON without " + ", ".join(sorted(_KEYS)))
    if content["reattune-replay"] != _SCHEMA:
        raise _wrong(path, "reattune-replay", repr(content["reattune-replay"])[:40])
    acts = content["acts"]
    if not isinstance(acts, list) or not all(_is_act(act) for act in acts):
        raise _wrong(path, "acts", "an act that is no [step, word]")
    replay = Replay(
        content["scene"],
        content["age"],
        content["seed"],
        content["ticks"],
        tuple((act[0], act[1]) for act in acts),
    )
    return check_replay(replay, path=path)


def check_replay(replay: Replay, *, path: str = "replay") -> Replay:
    """Return the replay if its numbers are possible.

    Raises
    ------
    RecordError
        Naming the first that is not.
    """
    if not isinstance(replay.scene, str):
        raise _wrong(path, "scene", repr(replay.scene)[:40])
    numbers = {"age": replay.age, "seed": replay.seed, "ticks": replay.ticks}
    most = {"age": 99, "seed": 2**64 - 1, "ticks": _MOST_TICKS}
    for name, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most[name]:
            raise _wrong(path, name, repr(value)[:40])
    times = [at for at, _ in replay.acts]
    if times != sorted(times) or any(not 0 <= at <= replay.ticks for at in times):
        raise _wrong(path, "acts", "times out of order, or after the end")
    if len(times) > _MOST_ACTS:
        raise _wrong(path, "acts", f"{len(times)} acts")
    return replay


def _is_act(act: Any) -> bool:
    return (
        isinstance(act, list)
        and len(act) == 2
        and isinstance(act[0], int)
        and not isinstance(act[0], bool)
        and isinstance(act[1], str)
    )


def _wrong(path: str, where: str, found: str) -> RecordError:
    return RecordError(
        path=path,
        where=where,
        found=found,
        expected="a replay as `Save replay` writes it",
        todo="Save the replay again, or open another file.",
    )
