"""How ruptures end, and who mended: each rule on a tiny stream, worked out by hand."""

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
    YELLS,
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
    FADED,
    REPAIRED,
    SELF_REGULATED,
    UNKNOWN,
    UNREPAIRED,
    scan,
)

# --- repair --------------------------------------------------------------------------------------


def test_closing_time_must_last_its_hold():
    """Calm and warm 15-19 is 1 short of 5; the second time, from 21, lasts."""
    parts = (15, CRY, PUSH), (4, CALM, WARM), (2, CRY, WARM), (5, CALM, WARM)
    assert only(*parts).ended_at == 21
    assert only(*parts, hold=4).ended_at == 15


def test_different_closing_cells_are_one_closing_time():
    found = only((15, CRY, PUSH), (3, CALM, WARM), (2, CALM, MEND))
    assert (found.outcome, found.ended_at) == (REPAIRED, 15)


def test_a_point_does_not_break_closing_time():
    found = only((15, CRY, PUSH), (3, CALM, WARM), (0, CRY, WARM), (2, CALM, WARM))
    assert (found.outcome, found.ended_at) == (REPAIRED, 15)


def test_an_at_once_point_starts_closing_time_anew():
    """Closing 15-18, a yell at 18, closing 18-23: repaired from 18, for nothing needs a mend."""
    found = only(
        (15, CRY, PUSH), (3, CALM, WARM), (0, CALM, YELL), (5, CALM, WARM),
        at_once=cells(*YELLS),
    )  # fmt: skip
    assert (found.outcome, found.ended_at) == (REPAIRED, 18)


def test_without_a_hold_a_point_repairs():
    """A warm point calms at 15 ms; the run goes on and opens nothing more."""
    parts = (15, CRY, PUSH), (0, CALM, WARM), (30, CRY, PUSH)
    (found,) = scan(stretch(*parts), replace(RULES, hold=0))
    assert (found.outcome, found.ended_at, found.repaired_by) == (REPAIRED, 15, BOTH)
    assert only(*parts).outcome == CENSORED


def test_a_point_at_the_onset_does_not_end_the_rupture():
    found = only((20, CALM, PUSH), (0, CALM, WARM), (15, CRY, PUSH), hold=0)
    assert (found.onset, found.outcome) == (20, CENSORED)


def test_after_a_repair_the_next_run_opens_anew():
    assert onsets((15, CRY, PUSH), (9, CALM, WARM), (15, CRY, PUSH)) == [0, 24]


# --- harsh acts and mends ------------------------------------------------------------------------


def yelled(*parts, **changes):
    return only((20, CALM, WARM), (5, CALM, YELL), *parts, rules=YELLING, **changes)


def test_a_harsh_act_that_is_never_mended_fades():
    """Calm again from 25; waited 20 until 45 for a mend in vain: faded, at 25."""
    found = yelled((20, CALM, WARM), (9, CALM, MEND))
    assert (found.outcome, found.ended_at, found.repaired_by) == (FADED, 25, UNKNOWN)


def test_a_mend_before_the_closing_time():
    """The mend comes at 25 while the child cries, closing time starts at 28: repaired at 28."""
    found = yelled((3, CRY, MEND), (20, CALM, WARM))
    assert (found.outcome, found.ended_at, found.repaired_by) == (REPAIRED, 28, CAREGIVER)


def test_a_mend_while_closing_time_goes_on_is_the_end():
    """Closing from 25, the mend at 44, one before the wait of 20 is over: repaired at 44."""
    found = yelled((19, CALM, WARM), (9, CALM, MEND))
    assert (found.outcome, found.ended_at) == (REPAIRED, 44)


def test_a_mending_point_is_enough():
    found = yelled((12, CALM, WARM), (0, CALM, MEND))
    assert (found.outcome, found.ended_at) == (REPAIRED, 37)


def test_a_wait_shorter_than_the_hold_still_gives_the_hold():
    """Wait 0, hold 5: a mend at 28 comes before the closing time from 25 has lasted 5."""
    assert yelled((3, CALM, WARM), (9, CALM, MEND), wait=0).outcome == REPAIRED
    assert yelled((5, CALM, WARM), (9, CALM, MEND), wait=0).outcome == FADED


def test_a_short_calm_does_not_fade():
    """Hold 5, wait 0: calm for 2 ms is no end of anything."""
    found = yelled((2, CALM, WARM), (3, CRY, WARM), (9, CALM, MEND), wait=0)
    assert (found.outcome, found.ended_at) == (REPAIRED, 30)


def test_the_mend_must_follow_the_last_harsh_act():
    """Mended at 25, yelled again at 28 (a point in closing time): that one is never mended."""
    found = yelled((3, CRY, MEND), (0, CALM, YELL), (30, CALM, WARM))
    assert (found.outcome, found.ended_at) == (FADED, 28)


def test_a_harsh_point_starts_closing_time_anew():
    """Closing from 25; a yell at 28; mended at 30: closing time starts at 28, the end is 30."""
    found = yelled((3, CALM, WARM), (0, CALM, YELL), (2, CALM, WARM), (9, CALM, MEND))
    assert (found.outcome, found.ended_at) == (REPAIRED, 30)


def test_a_harsh_cell_is_no_closing_time():
    """Were yelling at a calm child listed as closing, it still would not close.

    Yelled at 15-24, warm from 24, sorry at 36. Closing time starts at 24, and 12 is less than the
    wait of 20: repaired at 36. Counted from 15, the wait would have been over at 35.
    """
    rules = replace(YELLING, opens=cells((CRY, PUSH)), at_once=cells())
    closes = cells((CALM, WARM), (CALM, YELL), (CALM, MEND))
    parts = (15, CRY, PUSH), (9, CALM, YELL), (12, CALM, WARM), (9, CALM, MEND)
    found = only(*parts, rules=rules, closes=closes)
    assert (found.outcome, found.ended_at) == (REPAIRED, 36)


def test_still_waiting_for_a_mend_at_the_end_is_censored():
    """Closing 25-44, the wait ends at 45."""
    found = yelled((19, CALM, WARM))
    assert (found.outcome, found.ended_at) == (CENSORED, 44)


def test_without_a_harsh_act_no_mend_is_needed():
    found = only((20, CALM, WARM), (15, CRY, PUSH), (9, CALM, WARM), rules=YELLING)
    assert (found.outcome, found.ended_at) == (REPAIRED, 35)


# --- the other ways to end -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "outcome"), [((CALM, PUSH), SELF_REGULATED), ((AWAY, PUSH), FADED)]
)
def test_self_regulated_and_faded_have_their_own_hold(cell, outcome):
    """Both holds are 7."""
    found = only((15, CRY, PUSH), (7, *cell))
    assert (found.outcome, found.ended_at, found.repaired_by) == (outcome, 15, UNKNOWN)
    assert only((15, CRY, PUSH), (6, *cell)).outcome == CENSORED


@pytest.mark.parametrize(
    ("cell", "outcome"), [((CALM, PUSH), SELF_REGULATED), ((AWAY, PUSH), FADED)]
)
def test_an_at_once_point_starts_the_other_ways_anew_too(cell, outcome):
    """4 ms of it, a yell at 19, then 7 more: it ended at 19."""
    parts = (15, CRY, PUSH), (4, *cell), (0, CALM, YELL), (7, *cell)
    found = only(*parts, at_once=cells(*YELLS))
    assert (found.outcome, found.ended_at) == (outcome, 19)


def test_of_several_ends_the_one_complete_first_counts():
    """Fading from 15 would be complete at 22; the closing point at 20 comes before."""
    found = only((15, CRY, PUSH), (5, AWAY, PUSH), (0, CALM, WARM), (9, AWAY, PUSH), hold=0)
    assert (found.outcome, found.ended_at) == (REPAIRED, 20)


def test_unrepaired_when_the_horizon_passes():
    found = only((50, CRY, PUSH), horizon=30)
    assert (found.onset, found.outcome, found.ended_at) == (0, UNREPAIRED, 30)


def test_a_closing_time_begun_by_the_horizon_may_still_last():
    """Horizon 20. Closing from 20 counts, from 21 not, and neither when it does not last."""
    assert only((20, CRY, PUSH), (9, CALM, WARM), horizon=20).outcome == REPAIRED
    assert only((21, CRY, PUSH), (9, CALM, WARM), horizon=20).outcome == UNREPAIRED
    found = only((18, CRY, PUSH), (4, CALM, WARM), (9, CRY, WARM), horizon=20)
    assert (found.outcome, found.ended_at) == (UNREPAIRED, 20)


def test_a_run_that_goes_on_past_the_horizon_opens_no_second_rupture():
    """One run 0-50 with a horizon of 15 is one rupture; a new run from 55 is the second."""
    parts = (50, CRY, PUSH), (5, CRY, WARM), (15, CRY, PUSH)
    assert onsets(*parts, horizon=15) == [0, 55]


def test_a_run_that_starts_after_the_horizon_opens_though_closing_had_begun():
    """Given up at 20; the closing time 18-22 did not last; a new run starts at 22."""
    parts = (18, CRY, PUSH), (4, CALM, WARM), (15, CRY, PUSH)
    assert onsets(*parts, horizon=20) == [0, 22]


def test_a_run_that_began_within_the_rupture_belongs_to_it():
    """Onset 0, horizon 20; the second run 16-40 began before and opens nothing."""
    assert onsets((15, CRY, PUSH), (1, CRY, WARM), (24, CRY, PUSH), horizon=20) == [0]


def test_censored_at_the_end_of_the_stretch():
    found = only((15, CRY, PUSH), (4, CALM, WARM), horizon=100)
    assert (found.outcome, found.ended_at) == (CENSORED, 19)


def test_a_stretch_that_ends_at_the_horizon_is_unrepaired():
    assert only((20, CRY, PUSH), horizon=20).outcome == UNREPAIRED
    assert only((19, CRY, PUSH), horizon=20).outcome == CENSORED


def test_a_closing_time_cut_short_by_the_end_is_censored_though_the_horizon_passed():
    """Closing from 18, hold 5, stretch ends at 22, horizon 20: it cannot be told."""
    found = only((18, CRY, PUSH), (4, CALM, WARM), horizon=20)
    assert (found.outcome, found.ended_at) == (CENSORED, 22)


# --- who mended ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("between", "mender"),
    [((CRY, WARM), CAREGIVER), ((CALM, PUSH), CHILD), ((AWAY, PUSH), BOTH)],
)
def test_the_first_to_come_to_the_closing_side_mended(between, mender):
    """Each has 5 ms between; from there the other follows, or both come at once."""
    assert only((15, CRY, PUSH), (5, *between), (9, CALM, WARM)).repaired_by == mender


def test_both_mended_within_the_tie():
    parts = (15, CRY, PUSH), (3, CRY, WARM), (9, CALM, WARM)
    assert only(*parts, tie=3).repaired_by == BOTH
    assert only(*parts, tie=2).repaired_by == CAREGIVER


def test_who_left_the_closing_side_again_came_later():
    """Warm 15-18 and from 22; the child is calm from 20: the child came first for good."""
    parts = (15, CRY, PUSH), (3, CRY, WARM), (2, CRY, PUSH), (2, CALM, PUSH), (9, CALM, WARM)
    assert only(*parts).repaired_by == CHILD


def test_who_was_there_since_the_onset_did_not_come():
    """Yelled at, the child stays calm; the caregiver alone comes back."""
    found = only((20, CALM, WARM), (12, CALM, YELL), (9, CALM, WARM))
    assert found.repaired_by == CAREGIVER


def test_the_other_rule_asks_who_changed_last():
    """Warm at 15, calm at 20: the first mover is the caregiver, the last change the child's."""
    parts = (15, CRY, PUSH), (5, CRY, WARM), (9, CALM, WARM)
    assert only(*parts, first_mover=False).repaired_by == CHILD
    assert only(*parts, first_mover=False, tie=5).repaired_by == BOTH


def test_where_both_were_on_their_side_all_along_the_last_change_counts():
    """All states are on a closing side here; warm at 15, the child changed last, at 16."""
    everywhere = {"child_side": [True] * 3, "caregiver_side": [True] * 4}
    everywhere["answers"] = [[False] * 4] * 3
    found = only((15, CRY, PUSH), (1, CRY, WARM), (9, CALM, WARM), **everywhere)
    assert found.repaired_by == CHILD


def test_an_at_once_point_does_not_make_anybody_come():
    """Both were calm and warm before and after the point: nobody came, nobody changed."""
    found = only((20, CALM, WARM), (0, CALM, YELL), (9, CALM, WARM), at_once=cells(*YELLS))
    assert (found.outcome, found.ended_at, found.repaired_by) == (REPAIRED, 20, UNKNOWN)


def test_a_closing_point_is_mended_by_whose_point_it_is():
    """The child calms for a moment while pushed, where that closes."""
    found = only(
        (15, CRY, PUSH), (0, CALM, PUSH), (5, CRY, PUSH),
        hold=0, closes=cells((CALM, PUSH)), self_regulates=cells(),
    )  # fmt: skip
    assert (found.ended_at, found.repaired_by) == (15, CHILD)


def test_an_answer_counts_as_coming_though_the_act_before_could_close_too():
    """Pushing closes with a calm child here, so the caregiver was on their side from the onset.

    Still they came first: warm from 10 on, the child calm from 15 on.
    """
    everywhere = {"child_side": [True, True, True], "caregiver_side": [True] * 4}
    found = only((10, CRY, PUSH), (5, CRY, WARM), (10, CALM, WARM), **everywhere)
    assert found.repaired_by == CAREGIVER
