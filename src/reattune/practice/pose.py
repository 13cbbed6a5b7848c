"""What the child looks like: one of a few looks, and where face, hands and body are in it.

A look is chosen from the code and what the code alone does not tell (how long it has lasted, what
the caregiver does, whether tears are near); a pose is ten to twelve numbers to draw it by.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ..kernels.dyad_child import ANGRY, SAD
from ..model import Snapshot

POSE = (
    "turn", "gaze", "lids", "brows", "knit", "smile", "open", "hands", "arch", "flush", "tears",
    "arms",
)  # fmt: skip
"""Names of a pose's numbers, 0 to 100 or -100 to 100.

``turn``: head, from your hand (-100) over you (0) to away (100). ``gaze``: eyes, -100 down to the
thing in your hand, 0 on you, 100 away. ``lids``: 0 shut, 100 wide. ``brows``: -100 low and drawn
together in anger, 100 raised at the inner ends in grief. ``knit``: creases between them.
``smile``: -100 to 100. ``open``: mouth. ``hands``: 0 at rest, 100 one at the mouth. ``arch``:
body away from you. ``flush``: cheeks. ``tears``. ``arms``: the older child's, 100 crossed and
clenched.
"""

LOOKS: dict[str, tuple[int, ...]] = {
    # baby           turn gaze lids brow knit smil open hand arch flus tear arms
    "positive": (0, 0, 85, 25, 0, 100, 55, 0, 0, 35, 0, 0),
    "neutral": (0, 0, 78, 8, 0, 48, 0, 0, 0, 15, 0, 0),
    "curious": (-15, -100, 100, 45, 0, 10, 25, 0, 0, 20, 0, 0),
    "averted": (100, 100, 60, 0, 0, -8, 0, 15, 15, 25, 0, 0),
    "comfort": (85, 90, 40, 10, 10, 0, 0, 100, 10, 25, 0, 0),
    "fuss": (25, 30, 50, -50, 75, -90, 45, 45, 55, 60, 10, 0),
    "cry": (5, 0, 0, -35, 100, -100, 100, 35, 80, 100, 100, 0),
    "soothed": (0, 0, 58, 25, 0, 55, 0, 0, 0, 25, 12, 0),
    # older child
    "calm": (0, 0, 75, 5, 0, 40, 0, 0, 0, 10, 0, 0),
    "warm": (0, 0, 75, 15, 0, 80, 15, 0, 0, 25, 0, 0),
    "turned": (100, 100, 55, 0, 20, -25, 0, 0, 0, 20, 0, 60),
    "angry": (0, 0, 85, -100, 100, -75, 45, 0, 0, 90, 0, 100),
    "sad-under": (25, 40, 70, -45, 80, -80, 20, 0, 0, 75, 45, 85),
    "afraid": (20, 0, 100, 80, 45, -50, 25, 0, 0, 30, 12, 55),
    "crying": (15, -60, 25, 95, 45, -90, 45, 60, 0, 60, 100, 10),
    "repaired": (0, 0, 60, 35, 0, 55, 0, 0, 0, 30, 20, 0),
}
"""The pose of each look; the first eight are the baby's."""

SOOTHING = ("soothe", "mend")
_COMFORT_AFTER = 1.5
_STILL_SOFT = 12.0
_STEADY = 0.8


class Look(NamedTuple):
    """A look's name and its pose now, in the order of :data:`POSE`."""

    name: str
    pose: tuple[int, ...]


def moments(*, older: bool = False) -> tuple[Look, ...]:
    """Return every look of the baby, or of the older child, each with its pose."""
    names = list(LOOKS)
    chosen = names[8:] if older else names[:8]
    return tuple(Look(name, LOOKS[name]) for name in chosen)


class Under(NamedTuple):
    """Whether sadness shows through anger, and since when (s)."""

    shows: bool = False
    since: float = -math.inf

    def at(self, now: Snapshot, seconds: float) -> Under:
        """Return what holds at a second: a face keeps it for a while, it does not flicker."""
        shows = now.sadness > SAD and now.anger < 2.0 * ANGRY
        if shows == self.shows or seconds - self.since < _STEADY:
            return self
        return Under(shows, seconds)


def look(now: Snapshot, *, older: bool, held: tuple[float, float], under: bool = False) -> Look:
    """Choose the look of a moment.

    Parameters
    ----------
    now
        The dyad.
    older
        Whether it is the angry child.
    held
        Seconds since the child's code began, and since it was last upset.
    under
        Whether sadness shows through the older child's anger.
    """
    if older:
        name = _older(now, upset_ago=held[1], under=under)
        return Look(name, _older_pose(name, now))
    name = _baby(now, lasted=held[0], upset_ago=held[1])
    return Look(name, _baby_pose(name, now))


def _baby(now: Snapshot, *, lasted: float, upset_ago: float) -> str:
    if now.child == "averted":
        return "comfort" if lasted >= _COMFORT_AFTER else "averted"
    if now.child == "protest":
        return "fuss"
    if now.child == "distress":
        return "cry"
    if now.caregiver in SOOTHING and upset_ago < _STILL_SOFT:
        return "soothed"
    if now.child == "neutral" and now.caregiver == "stimulate":
        return "curious"
    return now.child


def _older(now: Snapshot, *, upset_ago: float, under: bool) -> str:
    if now.child == "distress":
        return "crying"
    if now.caregiver == "hostile" and now.child != "averted":
        return "afraid"  # anger hides fear: a yell brings it out for as long as it lasts
    if now.child == "protest":
        return "sad-under" if under else "angry"
    if now.child == "averted":
        return "turned"
    if now.caregiver in SOOTHING and upset_ago < _STILL_SOFT:
        return "repaired"
    return "warm" if now.child == "positive" else "calm"


def _baby_pose(name: str, now: Snapshot) -> tuple[int, ...]:
    """Let colour follow arousal: it rises before the face tells."""
    pose = dict(zip(POSE, LOOKS[name], strict=True))
    flush = 100.0 * (now.arousal - 0.2) / 0.8
    pose["flush"] = round(min(max(0.5 * (pose["flush"] + flush), 0.0), 100.0))
    return tuple(pose.values())


def _older_pose(name: str, now: Snapshot) -> tuple[int, ...]:
    """Let tears show as anger falls: what was under it comes up."""
    pose = dict(zip(POSE, LOOKS[name], strict=True))
    if name in {"angry", "sad-under"}:
        uncovered = min(max(1.0 - (now.anger - ANGRY) / (2.0 * ANGRY), 0.0), 1.0)
        sad = min(max((now.sadness - SAD) / 0.3, 0.0), 1.0)
        pose["tears"] = round(80.0 * sad * uncovered)
    return tuple(pose.values())
