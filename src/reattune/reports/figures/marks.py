"""How a rupture's end is marked: by shape first, so that it survives grey print."""

from __future__ import annotations

from collections.abc import Iterable

from .svg import Svg, path

GLYPHS = {
    "repaired": "●",
    "self_regulated": "◆",
    "faded": "◐",
    "censored": "▷",
    "unrepaired": "□",
}
"""The same shapes as characters, for tables."""

WORDS = {
    "repaired": "repaired",
    "self_regulated": "child came back alone",
    "faded": "faded without a mend",
    "censored": "record ended first",
    "unrepaired": "not repaired in time",
}
"""What each outcome means, in few words."""

Place = tuple[str, float, float]
"""An outcome and the point of its mark."""


def marks(places: Iterable[Place], *, radius: float = 4.5) -> list[Svg]:
    """Draw the shapes of some outcomes, alike ones as one path: a day holds thousands."""
    shapes: dict[str, list[str]] = {"mark open": [], "mark full": []}
    for outcome, x, y in places:
        for css, d in _shapes(outcome, x, y, radius):
            shapes[css].append(d)
    return [path("".join(parts), css=css) for css, parts in shapes.items() if parts]


def _shapes(outcome: str, x: float, y: float, r: float) -> list[tuple[str, str]]:
    circle = f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
    if outcome == "repaired":
        return [("mark full", circle)]
    if outcome == "self_regulated":
        s = r + 1
        return [("mark full", f"M{x - s:.1f} {y:.1f}l{s} {-s}l{s} {s}l{-s} {s}z")]
    if outcome == "faded":
        half = f"M{x:.1f} {y - r:.1f}a{r} {r} 0 0 0 0 {2 * r}z"
        return [("mark open", circle), ("mark full", half)]
    if outcome == "censored":
        return [("mark open", f"M{x - r:.1f} {y - r - 0.5:.1f}l{2 * r + 1} {r + 0.5}"
                              f"l{-2 * r - 1} {r + 0.5}z")]  # fmt: skip
    s = 2 * r - 1
    return [("mark open", f"M{x - s / 2:.1f} {y - s / 2:.1f}h{s}v{s}h{-s}z")]
