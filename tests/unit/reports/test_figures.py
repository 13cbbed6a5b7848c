"""Figures: what is drawn equals what was coded."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from drawn_scene import CAREGIVER, CHILD, scene_session
from lxml import etree

from reattune.episodes import find_episodes
from reattune.measures import kaplan_meier
from reattune.record import Event, Person, Track, stamp
from reattune.reports.figures import grid_figure, latency_figure, timeline_figure
from reattune.reports.figures.density import BINS, bin_shares, full_height
from reattune.reports.figures.lanes import lane
from reattune.reports.figures.rows import LEFT, PLOT, Row, lay_rows
from reattune.reports.figures.strip import place

SVG = "{http://www.w3.org/2000/svg}"


def tree(svg):
    return etree.fromstring(svg)


def texts(node, css):
    return [t.text for t in node.iter(f"{SVG}text") if t.get("class") == css]


def desc(node):
    return node.find(f"{SVG}desc").text


@pytest.mark.parametrize(
    ("minutes", "rows", "span"), [(4, 4, 1), (10, 5, 2), (30, 6, 5), (60, 6, 10), (960, 16, 60)]
)
def test_rows_are_few_and_round(minutes, rows, span):
    """10 min in rows of 2; 30 min in rows of 5; 16 h in rows of an hour."""
    found = lay_rows(minutes * 60_000)
    assert (len(found), found[0].span) == (rows, span * 60_000)


@pytest.mark.parametrize("end", [0, 1, 40_000, 150_000, 150_001, 3_599_999, 57_600_000])
def test_rows_cover_the_session_without_gap_or_overlap(end):
    rows = lay_rows(end)
    assert rows[0].onset == 0
    assert rows[-1].offset == max(end, 1)
    assert all(a.offset == b.onset for a, b in pairwise(rows))
    assert [row.final for row in rows] == [False] * (len(rows) - 1) + [True]


def test_times_stand_where_they_belong():
    """Half of a row of 60 s is half of its width; times outside stay at its bounds."""
    row = Row(60_000, 120_000, 60_000, final=False)
    assert row.x(90_000) == LEFT + PLOT / 2
    assert (row.x(0), row.x(500_000)) == (LEFT, LEFT + PLOT)


def test_a_lane_is_gapless_and_missing_time_is_unknown():
    rows = (("positive", 0, 5_000), ("missing", 5_000, 8_000), ("averted", 9_000, 40_000))
    session = scene_session(child=rows)
    assert lane(session, "child") == [
        (0, 5_000, "positive"),
        (5_000, 9_000, ""),
        (9_000, 40_000, "averted"),
    ]


def two_channels():
    """A child who is positive for 40 s, and whose voice rests but for distress from 5 to 9 s."""
    events = [
        Event("child", "engagement", "positive", "positive", 0, 40_000, "child"),
        Event("child", "voice", "cry", "distress", 5_000, 9_000, "child"),
        Event("child", "voice", "squeal", "vocal", 20_000, 20_000, "child"),
    ]
    tracks = [
        Track("child", "engagement", observed=((0, 40_000),)),
        Track("child", "voice", observed=((0, 30_000),), rest="quiet"),
    ]
    return scene_session(events=events, tracks=tracks, phases=[], provenance=stamp(rows=3))


def test_the_harder_state_wins_where_two_channels_differ():
    assert lane(two_channels(), "child") == [
        (0, 5_000, "positive"),
        (5_000, 9_000, "distress"),
        (9_000, 20_000, "positive"),
        (20_000, 20_000, "vocal"),
        (20_000, 40_000, "positive"),
    ]


def test_only_the_channels_asked_for_are_drawn():
    assert lane(two_channels(), "child", tracks=["voice"]) == [
        (0, 5_000, "quiet"),
        (5_000, 9_000, "distress"),
        (9_000, 20_000, "quiet"),
        (20_000, 20_000, "vocal"),
        (20_000, 30_000, "quiet"),
        (30_000, 40_000, ""),
    ]


def test_the_timeline_names_both_phases_states_and_ruptures():
    """Two ruptures: no. 1 answered once and repaired; no. 2 cut off by the end."""
    session = scene_session()
    drawn = tree(
        timeline_figure(session, key="t", episodes=find_episodes(session, "misattunement"))
    )
    assert texts(drawn, "phase-name") == ["play", "more play"]
    assert texts(drawn, "number") == ["1", "2"]
    assert texts(drawn, "lane-name")[:2] == ["child", "caregiver"]
    labels = texts(drawn, "block-label")
    assert labels == [state for state, _, _ in (*CHILD, *CAREGIVER)]
    assert desc(drawn).endswith("2 ruptures under misattunement: 1 repaired, 1 record ended first.")
    legend = texts(drawn, "legend")
    assert legend[-4:] == ["begins", "caregiver answers", "repaired", "record ended first"]


def test_rupture_lines_run_from_onset_to_end():
    """10 s to 16 s of a row of 40 s: from a quarter to two fifths of the width."""
    session = scene_session()
    drawn = tree(
        timeline_figure(session, key="t", episodes=find_episodes(session, "misattunement"))
    )
    line = next(p for p in drawn.iter(f"{SVG}path") if p.get("class") == "rupture-line").get("d")
    starts = re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", line)
    expected = [(LEFT + PLOT * a / 40, LEFT + PLOT * b / 40) for a, b in ((10, 16), (30, 40))]
    assert [(float(a), float(b)) for a, b in starts] == [
        (pytest.approx(a, abs=0.06), pytest.approx(b, abs=0.06)) for a, b in expected
    ]


def test_ruptures_that_are_close_take_levels_of_their_own():
    session = scene_session()
    row = lay_rows(session.end)[0]
    episode = find_episodes(session, "misattunement")[0]
    close = [(n, episode._replace(onset=n * 100, ended_at=n * 100 + 50)) for n in range(1, 6)]
    assert [p.level for p in place(close, row)][:3] == [0, 1, 2]
    assert [p.free for p in place(close, row)] == [True, True, True, False, False]


def test_a_session_without_a_fitting_definition_is_drawn_without_ruptures():
    drawn = tree(timeline_figure(scene_session(), key="t"))
    assert "no definition fits" in desc(drawn)
    assert texts(drawn, "lane-name")[:2] == ["child", "caregiver"]


@pytest.mark.parametrize("people", [[Person("child", "child")], [Person("aunt", "aunt")]])
def test_one_person_alone_is_drawn(people):
    session = scene_session(child=(), caregiver=(), people=people, tracks=[], phases=[])
    drawn = tree(timeline_figure(session, key="t"))
    assert texts(drawn, "lane-name")[0] == people[0].id


def test_an_empty_session_of_no_length_is_drawn():
    session = scene_session(child=(), caregiver=(), end=0, phases=[])
    assert tree(timeline_figure(session, key="t")).tag == f"{SVG}svg"


def test_shares_of_bins_are_exact():
    """Bins of 300 ms: 0-450 ms positive fills the first and half of the second."""
    row = Row(0, 60_000, 60_000, final=True)
    shares = bin_shares([(0, 450, "positive"), (450, 60_000, "")], row)
    assert len(shares["positive"]) == BINS
    assert shares["positive"][:3].tolist() == [1.0, 0.5, 0.0]
    assert (shares["positive"] + shares[""]).tolist() == pytest.approx([1.0] * BINS)


def test_a_full_lane_stands_for_a_round_share():
    assert full_height([{"vocal": np.array([0.2]), "quiet": np.array([0.8])}]) == 0.25
    assert full_height([{"vocal": np.array([0.3]), "distress": np.array([0.3])}]) == 1.0
    assert full_height([{"quiet": np.array([1.0])}]) == 0.25


def long_day(hours=12, step=3_400):
    times = range(0, hours * 3_600_000 - step, step)
    child = [(("positive", "averted")[i % 2], t, t + step) for i, t in enumerate(times)]
    care = [(("pause", "stimulate", "positive")[i % 3], t, t + step) for i, t in enumerate(times)]
    return scene_session(child=child, caregiver=care, end=hours * 3_600_000, phases=[])


def test_a_long_day_is_drawn_small_and_says_how():
    """12,704 blocks a person: shares of bins of 18 s instead, below 300 KB."""
    session = long_day()
    svg = timeline_figure(session, key="t", episodes=find_episodes(session, "misattunement"))
    assert len(session.events) > 25_000
    assert len(svg) < 300_000
    assert "the share of each 18 s" in desc(tree(svg))


def test_the_grid_shares_the_coded_time():
    """Of 40 s: positive-stimulate 10, averted-stimulate 3 + 10, averted-pause 3, neutral-pause 4,
    positive-positive 10. Only averted with stimulate can open; neutral-stimulate is neither."""
    drawn = tree(grid_figure(find_episodes(scene_session(), "misattunement"), key="g"))
    assert sorted(texts(drawn, "cell-value")) == sorted(["25 %", "32 %", "8 %", "10 %", "25 %"])
    cells = [r.get("class") for r in drawn.iter(f"{SVG}rect")]
    assert cells.count("cell opens") == 1 + 1  # and the legend
    assert cells.count("share") == 5 + 1
    assert "child averted and caregiver stimulate 32 %" in desc(drawn)


def test_without_common_time_there_is_no_grid():
    session = scene_session(child=(("missing", 0, 40_000),))
    assert grid_figure(find_episodes(session, "misattunement"), key="g") is None


def test_the_curve_steps_where_events_happen():
    """Waits 2 (event), 4 (event), 4 (censored), 8: 3/4 after 2 s, 1/2 after 4 s."""
    curve = kaplan_meier([2.0, 4.0, 4.0, 8.0], [True, True, False, False])
    svg = latency_figure(curve, key="c", title="T", waiting="not yet repaired", noun="rupture")
    drawn = tree(svg)
    line = next(p for p in drawn.iter(f"{SVG}path") if p.get("class") == "curve-line").get("d")
    heights = [float(y) for _, y in re.findall(r"([\d.]+) ([\d.]+)", line)]
    top, bottom = min(heights), 18 + 204
    shares = sorted({round((bottom - y) / (bottom - top), 3) for y in heights}, reverse=True)
    assert shares == [1.0, 0.75, 0.5]
    ticks = next(p for p in drawn.iter(f"{SVG}path") if p.get("class") == "censor-tick").get("d")
    assert ticks.count("M") == 2
    assert texts(drawn, "risk")[:2] == ["4", "4"]
    assert desc(drawn).startswith("4 ruptures followed, 2 censored.")


def test_nothing_followed_gives_no_curve():
    nothing = kaplan_meier([], [])
    instant = kaplan_meier([0.0], [True])
    for curve in (nothing, instant):
        assert latency_figure(curve, key="c", title="T", waiting="w", noun="n") is None
