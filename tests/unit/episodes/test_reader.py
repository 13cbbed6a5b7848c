"""Whole sessions read by a toy definition; the kernel's rules have tests of their own."""

from __future__ import annotations

import pytest
from made_sessions import toy_definition, visit

from reattune.episodes import Episode, find_episodes, load_definition
from reattune.errors import DefinitionError, RecordError

TOY = toy_definition()
RATTLE = (
    ("baby", "smile", 0, 10),
    ("baby", "away", 10, 18),
    ("baby", "look", 18, 30),
    ("parent", "warm", 0, 8),
    ("parent", "rattle", 8, 14),
    ("parent", "wait", 14, 30),
)
"""Rattling from 8; away from 10: rupture. Waiting from 14; the child is back at 18: repair."""


def test_the_rattle_scene_field_by_field():
    (episode,) = find_episodes(visit(*RATTLE), TOY)
    assert episode == Episode(
        session="visit",
        phase="",
        definition="toy",
        onset=10_000,
        opened_by="caregiver",
        attempts=(14_000,),
        answered_at=None,
        closed_at=18_000,
        ended_at=18_000,
        outcome="repaired",
        repaired_by="caregiver",
    )


def test_an_answer_counts_within_its_window_only():
    """The wait starts 4 s after the onset: past a window of 3 s, within 4, and with 0 always."""
    assert find_episodes(visit(*RATTLE), TOY)[0].response_latency is None
    for window in ("4.0", "0"):
        definition = toy_definition(("window = 3.0", f"window = {window}"))
        assert find_episodes(visit(*RATTLE), definition)[0].response_latency == 4.0


def test_latency_and_duration():
    episode = find_episodes(visit(*RATTLE), TOY)[0]
    assert (episode.repair_latency, episode.duration) == (8.0, 8_000)


def test_the_minimum_can_be_swept():
    """The joint state that opens lasts 4 s."""
    for seconds, count in ((3.9, 1), (4.0, 1), (4.1, 0)):
        assert len(find_episodes(visit(*RATTLE), TOY.with_min_duration(seconds))) == count


def test_an_open_rupture_is_censored_at_the_end():
    (episode,) = find_episodes(visit(*RATTLE).until(17.0), TOY)
    assert (episode.outcome, episode.closed_at, episode.ended_at) == ("censored", None, 17_000)
    assert (episode.repaired_by, episode.repair_latency) == ("", None)


def test_a_phase_bound_censors():
    session = visit(*RATTLE, phases=(("play", 0, 16), ("still", 16, 30)))
    (episode,) = find_episodes(session, TOY)
    assert (episode.phase, episode.outcome, episode.ended_at) == ("play", "censored", 16_000)


def test_missing_time_censors():
    rows = [row for row in RATTLE if row[1] != "look"]
    session = visit(*rows, ("baby", "U", 18, 19), ("baby", "look", 19, 30))
    (episode,) = find_episodes(session, TOY)
    assert (episode.outcome, episode.ended_at) == ("censored", 18_000)


def test_self_regulation_closes_but_nobody_is_named():
    """Back at 13 while the rattle goes on until 20: by herself."""
    session = visit(("baby", "away", 0, 13), ("baby", "look", 13, 20), ("parent", "rattle", 0, 20))
    (episode,) = find_episodes(session, TOY)
    assert (episode.outcome, episode.closed_at, episode.repaired_by) == (
        "self_regulated",
        13_000,
        "",
    )
    assert episode.repair_latency is None


def test_a_yell_needs_a_mend():
    """A yell at 5; calm at once. Sorry at 7 repairs; without it the rupture faded at 5."""
    calm = ("baby", "look", 0, 20), ("parent", "yell", 5, 5)
    mended = visit(*calm, ("parent", "watch", 0, 7), ("parent", "sorry", 7, 20))
    not_mended = visit(*calm, ("parent", "watch", 0, 20))
    (one,), (other,) = find_episodes(mended, TOY), find_episodes(not_mended, TOY)
    assert (one.onset, one.outcome, one.ended_at) == (5_000, "repaired", 7_000)
    assert one.repaired_by == "caregiver"
    assert (other.outcome, other.ended_at, other.repaired_by) == ("faded", 5_000, "")


def test_several_sessions_keep_their_order_and_their_readings():
    quiet = visit(("baby", "smile", 0, 5), ("parent", "warm", 0, 5), name="quiet")
    episodes = find_episodes([visit(*RATTLE, name="b"), quiet, visit(*RATTLE, name="a")], TOY)
    assert [row.session for row in episodes] == ["b", "a"]
    assert [reading.session for reading in episodes.readings] == ["b", "quiet", "a"]
    assert [reading.coded() for reading in episodes.readings] == [30_000, 5_000, 30_000]


def test_episodes_can_be_counted_and_chosen():
    session = visit(*RATTLE, phases=(("play", 0, 16), ("still", 16, 30)))
    episodes = find_episodes([session, visit(*RATTLE, name="other")], TOY)
    assert (episodes.count("censored"), episodes.count("repaired")) == (1, 1)
    assert [row.session for row in episodes.of(phase="play")] == ["visit"]
    assert [row.phase for row in episodes.of(session="other")] == [""]
    assert episodes.phases() == ("play", "still")


def test_the_table_has_seconds_and_nothing_where_there_is_nothing():
    row = find_episodes(visit(*RATTLE), TOY).to_frame().row(0, named=True)
    assert row["onset_s"] == 10.0
    assert row["attempt_times_s"] == "14.000"
    assert row["attempts"] == 1
    assert row["answered_at_s"] is None
    assert row["repair_latency_s"] == 8.0
    assert row["phase"] is None


def test_no_ruptures_are_an_empty_table_with_the_same_columns():
    quiet = visit(("baby", "smile", 0, 5), ("parent", "warm", 0, 5))
    none, one = (find_episodes(s, TOY).to_frame() for s in (quiet, visit(*RATTLE)))
    assert none.height == 0
    assert none.schema == one.schema


def test_the_notebook_view_escapes_what_a_definition_says():
    definition = toy_definition(('id = "toy"', 'id = "<b>"'))
    assert "<b>" not in find_episodes(visit(*RATTLE), definition)._repr_html_()


def test_a_definition_can_be_named():
    episodes = find_episodes(visit(*RATTLE), "misattunement")
    assert episodes.definition is load_definition("misattunement")
    assert [row.outcome for row in episodes] == ["repaired"]


def test_an_unknown_definition_is_named_in_the_error():
    with pytest.raises(DefinitionError, match=r"no\.such.*misattunement"):
        find_episodes(visit(*RATTLE), "no.such")


def test_a_session_without_a_caregiver_is_refused():
    with pytest.raises(RecordError, match=r"R6"):
        find_episodes(visit(("baby", "smile", 0, 4)), TOY)
