"""Positive moments: when both are attuned, at least one is glad, and neither is against it.

The set is small and fixed, so that the second condition means the same under every definition:

- the child is ``positive`` and the caregiver is neither withdrawn, hostile, negative nor looking
  away (``positive neutral stimulate pause soothe limit mend vocal joint on``);
- the caregiver is ``positive`` and the child neither averted, upset, negative nor asleep
  (``positive neutral object vocal joint on``); so on affect tracks: neither is negative and at
  least one is positive;
- both are in ``joint`` attention.

States that a lab declared itself are never counted as positive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..kernels.joint import Pair

SHORTEST_MS = 1_000
"""A positive moment is a longest stretch of positive joint states of at least one second."""

_BESIDE_GLAD_CHILD = frozenset(
    ("positive", "neutral", "stimulate", "pause", "soothe", "limit", "mend", "vocal", "joint", "on")
)
_BESIDE_GLAD_CAREGIVER = frozenset(("positive", "neutral", "object", "vocal", "joint", "on"))


def is_positive(child: str, caregiver: str) -> bool:
    """Say whether a joint state counts as positive.

    Parameters
    ----------
    child, caregiver
        State names.
    """
    return (
        (child == "positive" and caregiver in _BESIDE_GLAD_CHILD)
        or (caregiver == "positive" and child in _BESIDE_GLAD_CAREGIVER)
        or child == caregiver == "joint"
    )


def can_be_positive(child: Iterable[str], caregiver: Iterable[str]) -> bool:
    """Say whether these states leave room for a positive moment."""
    other = tuple(caregiver)
    return any(is_positive(c, g) for c in child for g in other)


def bouts(stretch: Sequence[Pair], cells: Sequence[Sequence[bool]]) -> list[tuple[int, int, bool]]:
    """Find the longest runs of lasting segments in some joint states.

    Parameters
    ----------
    stretch
        Segments that touch, as in :class:`reattune.episodes.Joint`; points are passed over.
    cells
        Whether a joint state belongs, by child and caregiver state.

    Returns
    -------
    list of (int, int, bool)
        Onset and offset in ms, and whether its end was seen (not cut off with the stretch).
    """
    found: list[tuple[int, int, bool]] = []
    start = end = -1
    for onset, offset, child, caregiver in stretch:
        if onset == offset:
            continue
        if cells[child][caregiver]:
            start = onset if start < 0 else start
            end = offset
        elif start >= 0:
            found.append((start, end, True))
            start = -1
    if start >= 0:
        found.append((start, end, False))
    return found
