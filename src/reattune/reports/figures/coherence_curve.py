"""Coherence by frequency."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from ...measures.coherence import Spectrum
from .axes import Scale, written
from .svg import Svg, figure, joined, label, path

_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 16, 22, 54
_WIDTH, _HEIGHT = 460, 220


def coherence_figure(found: Spectrum, *, key: str, title: str) -> Svg | None:
    """Draw coherence, 0 to 1, by frequency; ``None`` where none is known.

    The dashed line is the mean of unrelated signals, one over the number of segments (for segments
    that do not overlap; halves that overlap come lower).

    Parameters
    ----------
    found
        As :func:`reattune.measures.spectrum` gives it.
    key
        Unique in the page.
    title
        Name of the figure.
    """
    known = np.isfinite(found.coherence)
    if not known.any() or len(found.frequency) < 2 or not found.segments[0]:
        return None
    x = Scale(0.0, float(found.frequency[-1]), _LEFT, _WIDTH - _RIGHT)
    y = Scale(0.0, 1.0, _HEIGHT - _BOTTOM, _TOP)
    drawn: list[Svg] = []
    for value in y.ticks(most=4):
        drawn.append(path(f"M{_LEFT} {y.at(value):.1f}H{_WIDTH - _RIGHT}", css="gridline"))
        text = written(value)
        drawn.append(label(text, _LEFT - 6, y.at(value) + 4, css="tick", text_anchor="end"))
    for value in x.ticks(most=6):
        text = written(value)
        drawn.append(label(text, x.at(value), y.start + 16, css="tick", text_anchor="middle"))
    chance = y.at(1 / found.segments[0])
    drawn.append(path(f"M{_LEFT} {chance:.1f}H{_WIDTH - _RIGHT}", css="half"))
    for here, run in groupby(range(len(known)), key=lambda k: bool(known[k])):
        places = list(run)
        if here:
            points = [
                f"{x.at(float(found.frequency[k])):.1f} {y.at(float(found.coherence[k])):.1f}"
                for k in places
            ]
            drawn.append(path("M" + "L".join(points), css="mean series-0"))
    drawn.append(label("coherence", _LEFT, 13, css="axis-name"))
    end = _WIDTH - _RIGHT
    drawn.append(label("Hz", end, y.start + 32, css="axis-name", text_anchor="end"))
    text = f"{found.segments[0]} segments; dashed: one over their number"
    drawn.append(label(text, _LEFT, y.start + 46, css="legend"))
    return figure(
        joined(drawn),
        key=key,
        title=title,
        about=_about(found),
        size=(_WIDTH, _HEIGHT),
        css="curve",
    )


def _about(found: Spectrum) -> str:
    top = int(np.nanargmax(found.coherence))
    return (
        f"Coherence is highest, {found.coherence[top]:.2f}, at {found.frequency[top]:.3g} Hz; "
        f"{found.segments[0]} of {found.segments[1]} segments without missing samples."
    )
