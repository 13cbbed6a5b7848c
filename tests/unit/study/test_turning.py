"""Turns and time budgets of several sessions, as `reattune turns` takes them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from reattune.errors import DefinitionError, RecordError
from reattune.measures.turn_rules import TURN_RULES
from reattune.record import Event, Person, Session, Track, load_codebook
from reattune.record.provenance import stamp
from reattune.study import Reading
from reattune.study.turn_outputs import WRITTEN_TURNS, content_of, hours_frame, write_turns
from reattune.study.turning import TurnPlan, take_turns

HOUR = 3_600_000


def day(name="day", *, carer="mother", end=HOUR, extra=(), start="", child="child"):
    """The child sounds at 10 s, a caregiver at 12 s; a cry from 100 to 160 s."""
    rows = [
        Event(child, "voice", "CHN", "vocal", 10_000, 11_000),
        Event(carer, "voice", "FAN", "vocal", 12_000, 13_000),
        Event(child, "voice", "cry", "distress", 100_000, 160_000),
        *extra,
    ]
    seen = ((0, end),)
    made = Session.build(
        name,
        end=end,
        people=[Person(child, "child"), Person(carer, "caregiver")],
        tracks=[Track(child, "voice", seen, "quiet"), Track(carer, "voice", seen, "quiet")],
        events=sorted(rows, key=lambda row: (row.onset, row.person)),
        codebook=load_codebook("lena"),
        provenance=stamp(rows=len(rows)),
    )
    return replace(made, covariates={"start_time": start} if start else {})


def taken(*sessions, **asked):
    return take_turns(Reading(sessions=sessions), TurnPlan(**asked))


def rows(found, measure, session=""):
    return [r for r in found.rows if r.measure == measure and r.session == session]


def test_every_rule_stands_beside_the_others_by_default():
    found = taken(day(), day("other"))
    assert [r.definition for r in rows(found, "turn_rate")] == list(TURN_RULES)
    assert all(r.definition and r.unit for r in (*found.rows, *found.budget))
    assert all(r.value is not None or r.reason for r in (*found.rows, *found.budget))


def test_caregivers_of_other_names_are_one_speaker():
    """Mother in one session, father in the other: two vocalisations of the caregiver in 2 h."""
    found = taken(day(), day("other", carer="father"), rules=("lena.5s",))
    (rate,) = [r for r in rows(found, "vocalisation_rate") if r.of == "caregiver"]
    assert (rate.value, rate.n) == (pytest.approx(1.0), 2)


def test_by_session_adds_rows_and_changes_none():
    alone = taken(day(), day("other"))
    both = taken(day(), day("other"), by_session=True)
    assert set(alone.rows) < set(both.rows)
    assert set(alone.budget) < set(both.budget)
    (one,) = [r for r in rows(both, "turn_count", "other") if r.definition == "lena.5s"]
    assert one.value == 1
    assert len(both.rows) == len(set(both.rows))


def test_hours_hold_what_lasts_in_each():
    """A cry from 30 s before the end of the first hour to 90 s after: 30 + 90 s; 60 s earlier."""
    cry = Event("child", "voice", "cry", "distress", HOUR - 30_000, HOUR + 90_000)
    found = taken(day(end=2 * HOUR, extra=[cry], start="16:54:05"))
    (series,) = [s for s in found.hours if s.measure == "cry_time"]
    assert [h.amount for h in series.hours] == [90.0, 90.0]
    assert series.clock == (16 * 60 + 54) * 60_000 + 5_000
    frame = hours_frame(found.hours)
    assert frame.filter(pl.col("measure") == "cry_time")["per_hour"].to_list() == [90.0, 90.0]
    assert "fuss_time" not in frame["measure"].to_list()


@pytest.mark.parametrize("text", ["", "noon", "25:00", "9:7"])
def test_a_start_that_is_no_time_of_day_is_none(text):
    assert taken(day(start=text)).hours[0].clock is None


def test_who_is_not_there_fails_for_that_session_only():
    found = taken(day(), day("other", carer="father"), caregiver="father")
    assert [s.name for s in found.sessions] == ["other"]
    assert len(found.failures) == 1
    with pytest.raises(RecordError, match="a child zoe"):
        taken(day(), child="zoe")


def test_nothing_to_measure_is_an_error():
    with pytest.raises(DefinitionError, match="no session"):
        taken()
    with pytest.raises(DefinitionError, match=r"expected one of lena\.5s"):
        taken(day(), rules=("lena",))


def test_shares_of_a_channel_become_one_bar():
    """Of an hour the child sounds 1 s and cries 60 s: shares 1/3600 and 60/3600, the rest quiet."""
    bars = {bar.name: bar for bar in content_of(taken(day())).bars}
    bar = bars["child/voice"]
    assert {code: (state, round(share * 3600, 6)) for code, state, share in bar.parts} == {
        "CHN": ("vocal", 1.0), "cry": ("distress", 60.0),
    }  # fmt: skip
    assert bar.rest == "quiet"
    assert bar.left == pytest.approx(3539 / 3600)


def test_the_same_run_writes_the_same_bytes(tmp_path):
    found = taken(day(), day("other"))
    for name in "ab":
        write_turns(found, tmp_path / name)
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == sorted(WRITTEN_TURNS)
    for name in WRITTEN_TURNS:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
