"""State lists, clauses, and the tables that a definition makes of them."""

from __future__ import annotations

import pytest
from made_sessions import toy_definition

from reattune.episodes import Clause, parse_definition
from reattune.episodes.definition import listed
from reattune.errors import DefinitionError
from reattune.kernels.ruptures import CAREGIVER, CHILD, FIRST, NEVER, UNKNOWN

CHILD_STATES = ("distress", "averted", "positive", "neutral")
CAREGIVER_STATES = ("hostile", "mend", "stimulate", "neutral")


@pytest.mark.parametrize(
    ("names", "inside", "outside"),
    [
        (("positive",), {"positive"}, {"averted", "neutral"}),
        (("*",), {"positive", "averted", "neutral"}, set()),
        (("*", "!averted"), {"positive", "neutral"}, {"averted"}),
        (("averted", "!averted"), set(), {"averted"}),
        ((), set(), {"positive", "averted"}),
    ],
)
def test_state_lists(names, inside, outside):
    assert all(listed(state, names) for state in inside)
    assert not any(listed(state, names) for state in outside)


def test_a_clause_asks_both():
    clause = Clause(child=("averted",), caregiver=("*", "!neutral"))
    assert clause.holds("averted", "stimulate")
    assert not clause.holds("averted", "neutral")
    assert not clause.holds("positive", "stimulate")


def test_a_clause_may_ask_for_the_same_state():
    clause = Clause(child=("*", "!negative"), same=True)
    assert clause.holds("positive", "positive")
    assert not clause.holds("positive", "neutral")
    assert not clause.holds("negative", "negative")


def test_match_and_mismatch_leave_out_who_takes_no_part():
    definition = toy_definition(("[match]", '[match]\namong = { child = ["*", "!averted"] }'))
    assert definition.matched("positive", "neutral")
    assert not definition.mismatched("positive", "neutral")
    assert definition.mismatched("positive", "stimulate")
    assert not definition.mismatched("averted", "stimulate")


ON_MISMATCH = """
id = "toy.mismatch"
title = "A toy"
source = "made for these tests"
about = "Any mismatch."
[match]
when = [{ same = true }, { child = ["neutral"], caregiver = ["positive"] }]
[opens]
when = "mismatch"
[closes]
when = "match"
"""


def test_a_mismatch_may_be_what_opens():
    definition = parse_definition(ON_MISMATCH, path="toy.toml")
    assert definition.in_rupture("averted", "neutral")
    assert not definition.in_rupture("neutral", "positive")
    assert definition.closing("neutral", "positive")
    rules = definition.rules(CHILD_STATES, CAREGIVER_STATES)
    assert rules.opener[1][3] == FIRST


def test_what_is_excepted_does_not_close():
    definition = toy_definition(
        ("hold = 1.0\nharsh", 'except = [{ child = ["neutral"] }]\nhold = 1.0\nharsh')
    )
    assert definition.closing("positive", "neutral")
    assert not definition.closing("neutral", "neutral")


def test_rules_are_tables_in_the_order_of_the_states():
    rules = toy_definition().rules(CHILD_STATES, CAREGIVER_STATES)
    assert rules.opens == [
        [True, False, True, False],
        [True, False, True, False],
        [True, False, False, False],
        [True, False, False, False],
    ]
    assert rules.closes == [[False] * 4, [False] * 4] + [[False, True, False, True]] * 2
    assert rules.at_once == [[True, False, False, False]] * 4
    assert rules.harsh == [True, False, False, False]
    assert rules.mends == [False, True, False, False]
    assert rules.answers == [[False, True, False, False]] * 4
    assert rules.matches == [[False] * 4, [False] * 4] + [[False, False, False, True]] * 2
    assert rules.self_regulates == [[False] * 4, [False] * 4] + [[False, False, True, False]] * 2
    assert rules.opener[1] == [CAREGIVER, UNKNOWN, CAREGIVER, UNKNOWN]


def test_the_closing_side_is_read_off_the_closing_cells():
    rules = toy_definition().rules(CHILD_STATES, CAREGIVER_STATES)
    assert rules.child_side == [False, False, True, True]
    assert rules.caregiver_side == [False, True, False, True]


def test_times_are_milliseconds_and_no_horizon_is_never():
    rules = toy_definition().rules(CHILD_STATES, CAREGIVER_STATES)
    assert (rules.min_duration, rules.hold, rules.self_hold) == (1_000, 1_000, 2_000)
    assert (rules.wait, rules.tie, rules.horizon) == (4_000, 500, NEVER)
    limited = toy_definition(('id = "toy"', 'id = "toy"\nhorizon = 60'))
    assert limited.rules(CHILD_STATES, CAREGIVER_STATES).horizon == 60_000


def test_begins_is_a_person_or_nobody():
    definition = toy_definition(("min_duration = 1.0", 'min_duration = 1.0\nbegins = "child"'))
    assert definition.rules(CHILD_STATES, CAREGIVER_STATES).begins == CHILD
    assert toy_definition().rules(CHILD_STATES, CAREGIVER_STATES).begins == UNKNOWN


def test_a_joint_state_that_opens_and_closes_is_refused_where_it_can_occur():
    definition = toy_definition(('"!stimulate", "!hostile"]', '"!stimulate"]'))
    with pytest.raises(DefinitionError, match=r"child positive, caregiver hostile.*opens.*closes"):
        definition.rules(CHILD_STATES, CAREGIVER_STATES)
    assert definition.rules(CHILD_STATES, ("mend", "neutral")).closes[2] == [True, True]


def test_a_joint_state_that_ends_in_two_ways_is_refused():
    definition = toy_definition(("[repaired_by]", "[fades]\nwhen = [{}]\n[repaired_by]"))
    with pytest.raises(DefinitionError, match=r"toy.*at most one"):
        definition.rules(("positive",), ("neutral",))


def test_a_swept_minimum_changes_nothing_else():
    definition = toy_definition()
    swept = definition.with_min_duration(2.5)
    assert swept.min_duration == 2_500
    assert swept.with_min_duration(1.0) == definition
