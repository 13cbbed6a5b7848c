"""The page of `reattune turns` and its figures: with much, with little, with nothing."""

from __future__ import annotations

from lxml import etree

from reattune.measures import Estimate
from reattune.measures.daylong import HOUR_MS, Amounts, HourSeries, by_hour
from reattune.reports.figures.budget_bars import BudgetBar, budget_figure
from reattune.reports.figures.hours import HourRow, hours_figure
from reattune.reports.turns_page import (
    TurnsContent,
    budget_table,
    never_seen,
    render_turns,
    turn_table,
    voice_table,
)

FACTS = (("rules", "lena.5s"), ("version", "reattune 0"))


def words(text):
    return " ".join(" ".join(etree.fromstring(text.encode()).itertext()).split())


def series(moments, observed, measure="vocalisation_count", **changes):
    amounts = Amounts("day", tuple((at, 1.0) for at in moments), observed)
    told = {"of": "child", "definition": "voice.any_but_cry", "unit": "count"} | changes
    return HourSeries("day", measure, hours=by_hour(amounts), **told)


def content(**changes):
    parts = {"rows": (), "budget": (), "hours": (), "bars": (), "sessions": ("day",)}
    return TurnsContent(**(parts | changes), facts=FACTS)


def test_a_part_hour_is_hollow_and_unscaled():
    """Two hours and 20 minutes: the last bar is dashed, bears its 5 and not 15."""
    seen = ((0, 2 * HOUR_MS + HOUR_MS // 3),)
    made = series([1, 2, 3, *range(2 * HOUR_MS, 2 * HOUR_MS + 5)], seen)
    text = hours_figure([HourRow("voices", made)], key="k", title="t")
    assert text.count('class="hour-bar"') == 1
    # One bar and its sign in the legend.
    assert text.count('class="hour-part"') == 2
    assert "voices: highest 5, from 2:00" in words(text)


def test_hours_that_nobody_observed_are_hatched():
    made = series([1], ((0, HOUR_MS), (3 * HOUR_MS, 4 * HOUR_MS)))
    text = hours_figure([HourRow("voices", made)], key="k", title="t")
    assert text.count('class="uncoded"') == 3
    assert "not observed" in words(text)


def test_the_time_of_day_where_somebody_says_it():
    """From 23:30 on: the second hour begins at 00:30."""
    made = series([1], ((0, 3 * HOUR_MS),), clock=23 * HOUR_MS + HOUR_MS // 2)
    text = words(hours_figure([HourRow("voices", made)], key="k", title="t"))
    assert "23:30 00:30 01:30" in text
    assert "time of day" in text


def test_a_week_has_few_ticks():
    made = series(range(0, 168 * HOUR_MS, HOUR_MS), ((0, 168 * HOUR_MS),))
    text = hours_figure([HourRow("voices", made)], key="k", title="t")
    assert text.count('text-anchor="middle"') <= 15


def test_without_hours_there_is_no_figure():
    assert hours_figure([HourRow("voices", series([], ()))], key="k", title="t") is None
    assert budget_figure([], key="k", title="t") is None
    assert budget_figure([BudgetBar("child/gaze", ())], key="k", title="t") is None


def test_a_bar_of_forty_codes_names_sixteen():
    parts = tuple((f"code <{k}>", "positive", 1 / 40) for k in range(40))
    text = words(budget_figure([BudgetBar("child/gaze", parts)], key="k", title="t"))
    assert "and 24 more" in text
    assert "code <0> 2 %" in text


def test_what_bears_no_code_is_named_by_its_rest():
    text = words(
        budget_figure([BudgetBar("a/b", (("x", "vocal", 0.25),), "quiet")], key="k", title="t")
    )
    assert "x 25 %" in text
    assert "no code (quiet) 75 %" in text


def row(measure, value, **told):
    return Estimate(
        measure, value, told.pop("unit", "per h"), 3, told.pop("definition", ""), **told
    )


def test_turns_have_a_row_for_each_rule_and_say_why_not():
    rows = [
        row("turn_count", 12.0, definition="lena.5s"),
        row("turn_rate", 6.0, definition="lena.5s", low=4.0, high=9.0),
        row("peak_turns", 5.0, definition="lena.5s", session="a"),
        row("peak_turns", 8.0, definition="lena.5s", session="b"),
        row("turn_rate", None, definition="chattr.strict", reason="no observed time"),
    ]
    first, second = turn_table(rows)
    assert first.cells[:3] == ["12", "6 [4, 9]", "8"]
    assert "Gilkerson" in first.cells[3]
    assert (second.cells[1], second.why) == ("not estimable", "no observed time")


def test_voices_by_speaker_and_kind():
    rows = [
        row("cry_count", 3.0, of="child"),
        row("cry_duration", 2.0, of="child, mean"),
        row("vocalisation_count", 7.0, of="caregiver"),
    ]
    told = [(r.name, r.cells[0], r.cells[3]) for r in voice_table(rows)]
    assert told == [("caregiver: vocalisations", "7", ""), ("child: cries", "3", "2")]


def test_codes_most_time_first_and_those_never_seen_apart():
    rows = [
        row(measure, value, of=f"child/gaze: {code}")
        for code, value in (("a", 0.1), ("b", 0.6), ("c", 0.0))
        for measure in ("code_share", "code_count")
    ]
    assert [r.name for r in budget_table(rows)] == ["child/gaze: b", "child/gaze: a"]
    assert never_seen(rows) == ["child/gaze: c"]


def test_a_page_with_nothing_says_so():
    page = render_turns(content())
    assert "nothing to show" in words(page)
    assert "<script" not in page


def test_a_page_of_many_sessions_draws_six():
    seen = ((0, HOUR_MS),)
    names = tuple(f"day {k}" for k in range(9))
    hours = tuple(
        HourSeries(n, "vocalisation_count", "child", "v", "count", by_hour(Amounts(n, (), seen)))
        for n in names
    )
    page = render_turns(content(hours=hours, sessions=names))
    assert "3 more sessions: see hours.csv." in words(page)
    assert page == render_turns(content(hours=hours, sessions=names))
