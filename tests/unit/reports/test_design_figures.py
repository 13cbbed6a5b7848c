"""Figures of windows, contrasts, courses and recurrence: what is drawn, missing and nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from lxml import etree

from reattune.measures import Course, Estimate, SignalPair, cross_recurrence
from reattune.reports.figures.contrast import contrast_figure
from reattune.reports.figures.recurrence_plot import recurrence_figure
from reattune.reports.figures.time_course import course_figure
from reattune.reports.figures.window_curve import window_figure

SVG = "{http://www.w3.org/2000/svg}"
BLANK = Estimate("rate", None, "per min", 4, "d", reason="nothing there")


def texts(svg):
    return [t.text for t in etree.fromstring(svg).iter(f"{SVG}text")]


def boxes(svg, css):
    return [e for e in etree.fromstring(svg).iter() if e.get("class") == css]


def known(value, **parts):
    return replace(BLANK, value=value, low=value / 2, high=value * 2, reason="", **parts)


def test_windows():
    """A share of .25 stands a quarter up; a window that nobody was followed for says so."""
    rows = [
        replace(known(0.25), of="answered within 1 s"),
        replace(BLANK, of="answered within 5 s"),
        replace(known(0.5), of="answered within 60 s", high=1.0),
    ]
    drawn = window_figure(rows, key="w", title="t", answered="<answered>")
    squares = [float(e.get("y")) for e in boxes(drawn, "median")]
    quarter = (20 + (250 - 20 - 62)) - 0.25 * (250 - 20 - 62)
    assert len(squares) == 2
    assert abs(squares[0] + 3.5 - quarter) < 0.1
    words = texts(drawn)
    assert {"1", "5", "60", "not seen", "<answered>", "n = 4, bars: 95 % intervals"} <= set(words)
    assert window_figure([BLANK], key="w", title="t", answered="a") is None


def test_contrast():
    means = [known(1.0, phase="play"), known(2.0, phase="a phase with a very long name")]
    values = {"x": {"play": 1.0, means[1].phase: 2.0}, "y": {"play": 1.5}}
    drawn = contrast_figure(values, means, key="c", title="t")
    assert len(boxes(drawn, "dot series-5")) == 3
    assert boxes(drawn, "spokes")[0].get("d").count("M") == 1
    assert "a phase with a v…" in texts(drawn)
    assert contrast_figure({}, means, key="c", title="t") is None
    some = contrast_figure(values, [means[0], replace(BLANK, phase="b")], key="c", title="t")
    assert "no value" in texts(some)


def test_course_is_broken_where_a_bin_has_no_value():
    rows = tuple(known(v) if v else BLANK for v in (1.0, 2.0, 0, 3.0))
    course = Course("play", (0.25, 0.75, 1.25, 1.75), rows, known(0.5))
    drawn = course_figure([course], key="t", title="t")
    assert len(boxes(drawn, "dot series-0")) == 3
    assert len(boxes(drawn, "mean series-0")) == 1
    assert "0.5 a minute [0.25, 1]" in texts(drawn)
    nothing = replace(course, rows=(BLANK,) * 4, slope=BLANK)
    assert course_figure([nothing], key="t", title="t") is None


def test_recurrence_shows_what_is_not_known():
    x = np.random.default_rng(1).normal(size=300)
    holed = x.copy()
    holed[100:200] = np.nan
    for side, unseen in ((x, 0), (holed, 1)):
        pair = SignalPair("child:x", "caregiver:x", side, x, 0.1)
        drawn = recurrence_figure(cross_recurrence(pair, radius=0.3), key="r", title="t")
        assert len(boxes(drawn, "unseen")) == unseen
        assert "↑ child:x" in texts(drawn)
    empty = cross_recurrence(SignalPair("a", "b", x * np.nan, x, 0.1), radius=0.3)
    assert recurrence_figure(empty, key="r", title="t") is None
