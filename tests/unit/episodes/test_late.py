"""Late repairs: a mend after a rupture was given up."""

from __future__ import annotations

from made_sessions import visit

from reattune.episodes import find_episodes

YELLED = ("baby", "look", 0, 100), ("parent", "yell", 10, 12)
"""A yell at 10-12 and calm from 12. `conflict` waits 8 s for a mend, then the rupture faded."""


def late(*rows, **options):
    return find_episodes(visit(*rows, **options), "late_repair")


def test_a_mend_after_it_faded_is_a_late_repair():
    """Onset 10, given up with the calm from 12; sorry at 60: a delay of 50 s."""
    (row,) = late(*YELLED, ("parent", "watch", 12, 60), ("parent", "sorry", 60, 100))
    assert (row.definition, row.onset, row.opened_by) == ("late_repair", 10_000, "caregiver")
    assert (row.outcome, row.repaired_by, row.closed_at) == ("repaired", "caregiver", 60_000)
    assert row.attempts == (60_000,)
    assert row.repair_latency == row.response_latency == 50.0


def test_without_a_mend_it_is_censored_at_the_end():
    (row,) = late(*YELLED, ("parent", "watch", 12, 100))
    assert (row.outcome, row.ended_at, row.repaired_by) == ("censored", 100_000, "")
    assert (row.attempts, row.answered_at, row.closed_at) == ((), None, None)


def test_a_rupture_that_was_repaired_in_time_is_none():
    assert len(late(*YELLED, ("parent", "sorry", 12, 100))) == 0


def test_a_censored_rupture_is_not_given_up():
    """The record ends while the wait of 8 s goes on."""
    session = visit(*YELLED, ("parent", "watch", 12, 100)).until(15.0)
    assert [row.outcome for row in find_episodes(session, "conflict")] == ["censored"]
    assert len(find_episodes(session, "late_repair")) == 0


def test_a_mend_in_a_later_phase_counts():
    phases = (("play", 0, 50), ("reunion", 50, 100))
    parts = ("parent", "watch", 12, 60), ("parent", "sorry", 60, 100)
    (row,) = late(*YELLED, *parts, phases=phases)
    assert (row.phase, row.ended_at) == ("play", 60_000)


def test_one_mend_may_serve_two_ruptures():
    rows = (
        ("baby", "look", 0, 100),
        ("parent", "yell", 10, 12),
        ("parent", "watch", 12, 30),
        ("parent", "yell", 30, 32),
        ("parent", "watch", 32, 60),
        ("parent", "sorry", 60, 100),
    )
    assert [(row.onset, row.ended_at) for row in late(*rows)] == [
        (10_000, 60_000),
        (30_000, 60_000),
    ]


def test_a_mend_of_another_session_counts_for_nobody():
    mended = visit(*YELLED, ("parent", "sorry", 12, 100), name="a")
    faded = visit(*YELLED, ("parent", "watch", 12, 100), name="b")
    episodes = find_episodes([mended, faded], "late_repair")
    assert [(row.session, row.outcome) for row in episodes] == [("b", "censored")]
    assert [reading.session for reading in episodes.readings] == ["a", "b"]


def test_a_mend_that_goes_on_while_the_child_changes_is_no_second_one():
    """Crying 0-200 with the rattle until 100, then sorry all along.

    Given up as unrepaired at the horizon of 180 s; the mend of 100 s failed in time, and when the
    child is calm at 200 s no new one begins: still open, censored at the end.
    """
    rows = (
        ("baby", "cry", 0, 200),
        ("baby", "look", 200, 300),
        ("parent", "rattle", 0, 100),
        ("parent", "sorry", 100, 300),
    )
    outcomes = [(row.outcome, row.ended_at) for row in late(*rows)]
    assert outcomes == [("censored", 300_000)]
