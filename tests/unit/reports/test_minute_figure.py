"""The picture of one minute: what is drawn is what was simulated and what the reader found."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from reattune.episodes import find_episodes
from reattune.model import Dyad, Order, live, sessions
from reattune.reports.figures.minute import arousal_scale, minute_figure

SVG = "{http://www.w3.org/2000/svg}"
DOCS = Path(__file__).resolve().parents[3] / "docs"


@cache
def script():
    """Load the script beside the docs that draws their picture."""
    spec = importlib.util.spec_from_file_location("one_minute", DOCS / "figures" / "one_minute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ten_seconds(**parameters):
    dyad = Dyad("ordinary", **parameters)
    order = Order(dyads=[dyad], seconds=10.0, seed=5, changes=True, traces=True)
    lives = live(order)
    session = next(sessions(lives))
    return session, lives.trace("a")[0].tolist(), find_episodes(session, "model.tracker")


def drawn(arousal=None, **parameters):
    session, own, episodes = ten_seconds(**parameters)
    svg = minute_figure(session, arousal or own, key="m", window=(0.33, 0.6), episodes=episodes)
    return etree.fromstring(svg), session, episodes


def test_arousal_stands_at_its_height():
    """0 u at y = 10 + 130 = 140, 1.3 u at y = 10; .65 u in the middle, at 75."""
    scale = arousal_scale()
    assert (scale.at(0.0), scale.at(1.3), scale.at(0.65)) == (140.0, 10.0, 75.0)


def test_the_trace_goes_through_every_value_in_time():
    """Four values over 10 s on a row of 880 - 74 - 22 = 784 px: each at the end of its step, so
    x = 74 + 196, 392, 588, 784; .65 u stands at y = 75, 0 u at 140.
    """
    root, _, _ = drawn(arousal=[0.65, 0.0, 0.65, 1.3])
    trace = next(p.get("d") for p in root.iter(f"{SVG}path") if p.get("class") == "trace")
    assert trace == "M270.0 75.0L466.0 140.0L662.0 75.0L858.0 10.0"


def test_the_tolerance_window_lies_between_rest_and_its_top():
    """.60 u at y = 140 - 130 * .6 / 1.3 = 80; .33 u at y = 140 - 33 = 107: 27 px high."""
    root, _, _ = drawn()
    band = next(r for r in root.iter(f"{SVG}rect") if r.get("class") == "tolerance")
    assert (band.get("y"), band.get("height")) == ("80", "27")


def test_all_codes_and_ruptures_are_drawn():
    """A withdrawn caregiver lapses at once: there are ruptures in ten seconds."""
    root, session, episodes = drawn(still_rate="30 /min")
    assert len(episodes) >= 1
    starts = [p for p in root.iter(f"{SVG}path") if p.get("class") == "rupture-span"]
    assert sum(p.get("d").count("z") for p in starts) == len(episodes)
    assert f"{len(episodes)} rupture" in root.find(f"{SVG}desc").text
    legend = {t.text for t in root.iter(f"{SVG}text") if t.get("class") == "legend"}
    assert {event.state for event in session.events} <= legend


def test_a_quiet_stretch_has_no_rupture_and_says_so():
    root, _, episodes = drawn(still_rate="0 /min", r_c=0.0)
    assert not len(episodes)
    assert root.find(f"{SVG}desc").text.endswith("0 ruptures.")


def test_the_picture_in_the_docs_shows_each_kind_of_repair():
    """The text beside the picture speaks of three ruptures: caregiver, child, caregiver."""
    _, session, episodes = script().one_minute()
    assert session.end == 60_000
    assert [row.repaired_by for row in episodes] == ["caregiver", "child", "caregiver"]
    assert {row.outcome for row in episodes} == {"repaired"}


def test_the_picture_in_the_docs_is_the_one_that_the_script_draws():
    """If this fails the model has changed: run docs/figures/one_minute.py, and read the text."""
    kept = (DOCS / "images" / "one-minute.svg").read_text("utf-8")
    assert kept == script().draw()


def test_the_picture_is_whole_in_itself():
    """Its style sheet is inside, with a dark one; it loads nothing."""
    root = etree.fromstring(script().draw().encode("utf-8"))
    style = root.find(f"{SVG}style").text
    assert "prefers-color-scheme: dark" in style
    assert ".block" in style
    assert "url(" not in style
    assert not [n for n in root.iter() if etree.QName(n).localname in {"script", "image", "use"}]


@pytest.mark.parametrize("seed", [0, 1])
def test_another_seed_is_another_minute(seed):
    assert script().draw(seed) != script().draw()
