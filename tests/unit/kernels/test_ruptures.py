"""How ruptures open and are answered: each rule on a tiny stream, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from toy_rules import (
    AWAY,
    CALM,
    CRY,
    MEND,
    PUSH,
    RULES,
    WARM,
    YELL,
    YELLING,
    cells,
    only,
    onsets,
    stretch,
)

from reattune.kernels.ruptures import (
    BOTH,
    CAREGIVER,
    CENSORED,
    CHILD,
    FIRST,
    REPAIRED,
    UNKNOWN,
    UNREPAIRED,
    Found,
    scan,
)


def test_nothing_in_nothing_out():
    assert scan([], RULES) == []


def test_a_whole_rupture():
    """Opens at 20, answered at 35 (warm, still crying), calm from 40 for 5: repaired at 40."""
    found = only((20, CALM, WARM), (15, CRY, PUSH), (5, CRY, WARM), (9, CALM, WARM))
    assert found == Found(20, BOTH, REPAIRED, 40, CAREGIVER, [35])


# --- runs and opening ----------------------------------------------------------------------------


def test_a_run_counts_once_it_has_lasted_the_minimum():
    """The minimum is 10: a run of 9 is none, a run of 10 is one, also at the end of a stretch."""
    assert onsets((20, CALM, WARM), (9, CRY, PUSH), (20, CALM, WARM)) == []
    assert onsets((20, CALM, WARM), (10, CRY, PUSH), (20, CALM, WARM)) == [20]
    assert onsets((20, CALM, WARM), (9, CRY, PUSH)) == []


def test_a_run_goes_on_through_different_opening_cells():
    """6 ms of crying under push and 6 of being yelled at are one run of 12, from 20."""
    assert onsets((20, CALM, WARM), (6, CRY, PUSH), (6, CALM, YELL), (9, CALM, WARM)) == [20]


def test_a_lasting_segment_between_breaks_a_run():
    """6 + 6 ms with 1 ms of something else between: neither part reaches 10."""
    assert onsets((6, CRY, PUSH), (1, CRY, WARM), (6, CRY, PUSH)) == []


@pytest.mark.parametrize("point", [(0, CALM, PUSH), (0, CRY, WARM), (0, CRY, PUSH)])
def test_a_point_never_breaks_a_run(point):
    """6 + 6 ms around a point are one run of 12."""
    assert onsets((20, CALM, WARM), (6, CRY, PUSH), point, (6, CRY, PUSH)) == [20]


def test_a_point_makes_no_run():
    assert onsets((20, CALM, WARM), (0, CRY, PUSH), (20, CALM, WARM), min_duration=0) == []


def test_an_at_once_cell_opens_without_waiting():
    assert onsets((20, CALM, WARM), (1, CALM, YELL), (9, CALM, MEND), rules=YELLING) == [20]


def test_an_at_once_point_opens_by_itself():
    found = only((20, CALM, WARM), (0, CALM, YELL), (30, CALM, MEND), rules=YELLING)
    assert (found.onset, found.opened_by) == (20, CAREGIVER)


def test_an_at_once_point_in_a_short_run_opens_it_from_its_start():
    """The run 20-26 is shorter than 10; the yell at 23 opens it, the onset is 20."""
    assert onsets(
        (20, CALM, WARM), (3, CRY, PUSH), (0, CRY, YELL), (3, CRY, PUSH), (9, AWAY, WARM),
        rules=YELLING,
    ) == [20]  # fmt: skip


def test_an_at_once_cell_late_in_a_run_takes_the_runs_start():
    parts = (20, CALM, WARM), (3, CRY, PUSH), (1, CRY, YELL), (9, AWAY, WARM)
    assert onsets(*parts, rules=YELLING) == [20]


def test_after_match_needs_a_match_first():
    """The stretch starts in rupture; only the second run, after the match at 20-30, counts."""
    parts = (20, CRY, PUSH), (9, CALM, WARM), (20, CRY, PUSH)
    assert onsets(*parts) == [0, 29]
    assert onsets(*parts, after_match=True) == [29]


def test_after_match_a_repair_counts_as_a_match():
    """Calm with a mend closes without being a match; the next rupture may open all the same."""
    parts = (5, CALM, WARM), (20, CRY, PUSH), (9, CALM, MEND), (20, CRY, PUSH)
    assert onsets(*parts, after_match=True) == [5, 34]


def test_after_match_a_faded_rupture_is_no_match():
    parts = (5, CALM, WARM), (20, CRY, PUSH), (9, AWAY, PUSH), (20, CRY, PUSH)
    assert onsets(*parts) == [5, 34]
    assert onsets(*parts, after_match=True) == [5]


def test_after_match_a_match_that_outlives_the_horizon_counts():
    """Given up at 5 + 23 = 28; calm and warm from 25 to 29, too short to close but a match."""
    parts = (5, CALM, WARM), (20, CRY, PUSH), (4, CALM, WARM), (20, CRY, PUSH)
    changes = {"horizon": 23, "after_match": True}
    first, second = scan(stretch(*parts), replace(RULES, **changes))
    assert (first.onset, first.outcome, first.ended_at) == (5, UNREPAIRED, 28)
    assert (second.onset, second.outcome) == (29, CENSORED)


def test_a_point_is_no_match():
    assert onsets((20, AWAY, WARM), (0, CALM, WARM), (20, CRY, PUSH), after_match=True) == []


@pytest.mark.parametrize(
    ("before", "begins", "expected"),
    [
        ((CALM, PUSH), CHILD, [20]),
        ((CALM, PUSH), CAREGIVER, []),
        ((CRY, WARM), CHILD, []),
        ((CRY, WARM), CAREGIVER, [20]),
        ((CALM, WARM), CHILD, [20]),
        ((CALM, WARM), CAREGIVER, [20]),
    ],
)
def test_begins_asks_who_changed_at_the_onset(before, begins, expected):
    """At 20 both cry and push start, or one of them does."""
    assert onsets((20, *before), (20, CRY, PUSH), begins=begins) == expected


def test_begins_leaves_out_a_run_at_the_start_of_a_stretch():
    assert onsets((20, CRY, PUSH), begins=CHILD) == []


def test_begins_asks_whose_point_it_is():
    parts = (20, CALM, WARM), (0, CALM, YELL), (20, CALM, WARM)
    assert onsets(*parts, rules=YELLING, begins=CAREGIVER) == [20]
    assert onsets(*parts, rules=YELLING, begins=CHILD) == []


@pytest.mark.parametrize(
    ("before", "opener"), [((CALM, PUSH), CHILD), ((CRY, WARM), CAREGIVER), ((CALM, WARM), BOTH)]
)
def test_first_is_whoever_changed_at_the_onset(before, opener):
    assert only((20, *before), (20, CRY, PUSH)).opened_by == opener


def test_first_is_both_within_the_tie():
    """Pushing starts at 20, crying at 23: with a tie of 3 both, with 2 the child."""
    parts = (20, CALM, WARM), (3, CALM, PUSH), (20, CRY, PUSH)
    assert only(*parts, tie=3).opened_by == BOTH
    assert only(*parts, tie=2).opened_by == CHILD


def test_first_is_unknown_at_the_start_of_a_stretch():
    assert only((20, CRY, PUSH)).opened_by == UNKNOWN


def test_the_opener_is_read_off_the_table_where_it_is_fixed():
    opener = [[FIRST] * 4, [FIRST, CHILD, FIRST, FIRST], [FIRST] * 4]
    assert only((20, CRY, PUSH), opener=opener).opened_by == CHILD


# --- answers -------------------------------------------------------------------------------------


def test_every_entry_into_an_answer_is_an_attempt():
    """Warm from 15 to 20 and from 24 on: two attempts, of which the second closes at 27."""
    found = only((15, CRY, PUSH), (5, CRY, WARM), (4, CRY, PUSH), (3, CRY, WARM), (9, CALM, WARM))
    assert (found.attempts, found.ended_at) == ([15, 24], 27)


def test_a_change_of_the_child_is_no_new_attempt():
    assert only((15, CRY, PUSH), (5, CRY, WARM), (5, AWAY, WARM), (5, CRY, MEND)).attempts == [15]


def test_being_in_an_answer_at_the_onset_counts():
    found = only((5, CALM, PUSH), (15, CRY, PUSH), answers=cells((CRY, PUSH), (CALM, PUSH)))
    assert found.attempts == [5]


def test_a_point_is_an_attempt_and_ends_no_stay():
    """A warm word at 12; warm lasts from 15, a pushing point at 17 does not interrupt it."""
    found = only(
        (12, CRY, PUSH), (0, CRY, WARM), (3, CRY, PUSH), (2, CRY, WARM), (0, CRY, PUSH),
        (9, CRY, WARM),
    )  # fmt: skip
    assert found.attempts == [12, 15]


def test_a_point_and_what_lasts_from_it_are_one_attempt():
    assert only((15, CRY, PUSH), (0, CRY, MEND), (9, CRY, WARM)).attempts == [15]


def test_a_point_at_the_onset_answers():
    """The warm point stands before the run that starts with it at 20; its latency is 0."""
    assert only((20, CALM, PUSH), (0, CRY, WARM), (15, CRY, PUSH)).attempts == [20]


def test_an_answer_that_lasts_from_the_closing_point_on_stands_at_the_end():
    """The closing point at 15 is no answer here; the mend that starts with it is."""
    parts = (15, CRY, PUSH), (0, CALM, WARM), (9, CRY, MEND)
    found = only(*parts, hold=0, answers=cells((CRY, MEND)))
    assert (found.ended_at, found.attempts) == (15, [15])


def test_an_answer_after_the_end_belongs_to_nobody():
    """Calm from 15 with a mend only at 18: the rupture ended at 15."""
    found = only((15, CRY, PUSH), (3, CALM, WARM), (9, CALM, MEND), answers=cells((CALM, MEND)))
    assert (found.ended_at, found.attempts) == (15, [])
