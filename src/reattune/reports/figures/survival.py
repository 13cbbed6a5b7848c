"""The latency curve: the share still waiting, over the time since the onset of a rupture."""

from __future__ import annotations

from typing import NamedTuple

from ...measures import Curve
from ..numbers import percent
from .svg import Svg, figure, joined, label, path, rect
from .ticks import nice_step

_WIDTH = 430
_HEIGHT = 280
_LEFT = 46
_RIGHT = 16
_TOP = 18
_BOTTOM = 58
_PLOT_W = _WIDTH - _LEFT - _RIGHT
_PLOT_H = _HEIGHT - _TOP - _BOTTOM


class _Scale(NamedTuple):
    last: float

    def x(self, seconds: float) -> float:
        return _LEFT + min(seconds, self.last) / self.last * _PLOT_W

    @staticmethod
    def y(share: float) -> float:
        return _TOP + (1 - share) * _PLOT_H


def latency_figure(curve: Curve, *, key: str, title: str, waiting: str, noun: str) -> Svg | None:
    """Draw a Kaplan-Meier curve with its 95 % band, censoring ticks and numbers at risk.

    Parameters
    ----------
    curve
        The curve; times in s.
    key
        Unique in the page.
    title
        Name of the figure.
    waiting
        What the vertical axis counts, e.g. ``not yet repaired``.
    noun
        What was followed, e.g. ``rupture``.

    Returns
    -------
    Svg or None
        ``None`` when nothing was followed, or nothing for longer than an instant.
    """
    if not curve.n or curve.last <= 0:
        return None
    step = nice_step(curve.last, most=6)
    scale = _Scale(max(curve.last, step))
    body = joined(
        (*_axes(curve, scale, step, waiting), *_band(curve, scale), *_steps(curve, scale),
         *_censored(curve, scale), *_median(curve, scale))
    )  # fmt: skip
    about = _about(curve, waiting, noun)
    return figure(body, key=key, title=title, about=about, size=(_WIDTH, _HEIGHT), css="curve")


def _axes(curve: Curve, scale: _Scale, step: float, waiting: str) -> list[Svg]:
    drawn: list[Svg] = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = scale.y(share)
        css = "half" if share == 0.5 else "gridline"
        drawn.append(path(f"M{_LEFT} {y:.1f}h{_PLOT_W}", css=css))
        drawn.append(label(percent(share), _LEFT - 6, y + 4, css="tick", text_anchor="end"))
    bottom = scale.y(0)
    for k in range(int(scale.last / step + 1e-9) + 1):
        x = scale.x(k * step)
        drawn.append(path(f"M{x:.1f} {bottom:.1f}v4", css="axis"))
        drawn.append(label(f"{k * step:g}", x, bottom + 17, css="tick", text_anchor="middle"))
        risk = int((curve.waits >= k * step).sum())
        drawn.append(label(str(risk), x, bottom + 49, css="risk", text_anchor="middle"))
    drawn.append(label(waiting, _LEFT, 11, css="axis-name"))
    drawn.append(label("seconds since onset", _WIDTH - _RIGHT, bottom + 33, css="axis-name",
                       text_anchor="end"))  # fmt: skip
    drawn.append(label("still followed", _LEFT - 6, bottom + 33, css="axis-name"))
    return drawn


def _corners(times: list[float], values: list[float], scale: _Scale) -> list[tuple[float, float]]:
    """Return the corners of a step line from time 0 to the last time followed."""
    corners = [(scale.x(0), scale.y(1.0))]
    for time, value in zip(times, values, strict=True):
        corners.append((scale.x(time), corners[-1][1]))
        corners.append((scale.x(time), scale.y(value)))
    return corners


def _steps(curve: Curve, scale: _Scale) -> list[Svg]:
    corners = _corners(curve.time.tolist(), curve.survival.tolist(), scale)
    corners.append((scale.x(curve.last), corners[-1][1]))
    return [path(_line(corners), css="curve-line")]


def _band(curve: Curve, scale: _Scale) -> list[Svg]:
    if not len(curve.time):
        return []
    times = curve.time.tolist()
    high = _corners(times, curve.high.tolist(), scale)
    low = _corners(times, curve.low.tolist(), scale)
    end = scale.x(curve.last)
    ring = [*high, (end, high[-1][1]), (end, low[-1][1]), *low[::-1]]
    return [path(_line(ring) + "z", css="band")]


def _censored(curve: Curve, scale: _Scale) -> list[Svg]:
    """Tick the waits that were cut short: those that are left when the events are taken out."""
    waits = curve.waits.tolist()
    left = dict(zip(curve.time.tolist(), curve.events.tolist(), strict=True))
    parts: list[str] = []
    for wait in waits:
        if left.get(wait, 0) > 0:
            left[wait] -= 1
            continue
        before = curve.survival[curve.time <= wait]
        y = scale.y(float(before[-1]) if len(before) else 1.0)
        parts.append(f"M{scale.x(wait):.1f} {y - 5:.1f}v10")
    return [path("".join(dict.fromkeys(parts)), css="censor-tick")] if parts else []


def _median(curve: Curve, scale: _Scale) -> list[Svg]:
    median = curve.quantile(0.5)[0]
    if median is None:
        return []
    x, y = scale.x(median), scale.y(0.5)
    text = f"half by {median:.3g} s"
    near_end = x > _LEFT + 0.7 * _PLOT_W
    side, anchor = (-8, "end") if near_end else (8, "start")
    return [
        path(f"M{x:.1f} {y:.1f}V{scale.y(0):.1f}", css="half"),
        rect(x - 3, y - 3, 6, 6, css="median"),
        label(text, x + side, y - 8, css="curve-label", text_anchor=anchor),
    ]


def _line(corners: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)


def _about(curve: Curve, waiting: str, noun: str) -> str:
    median, low, high = curve.quantile(0.5)
    followed = f"{curve.n} {noun}{'' if curve.n == 1 else 's'} followed, {curve.censored} censored."
    if median is None:
        return f"{followed} The curve of those {waiting} does not fall to one half in view."
    bounds = ", ".join("not reached" if x is None else f"{x:.3g}" for x in (low, high))
    half = f"{median:.3g} s [{bounds}]"
    return f"{followed} The curve of those {waiting} falls to one half at {half}."
