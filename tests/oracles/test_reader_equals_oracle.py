"""The episode scan equals its slow twin, on random rules and random stretches."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from slow_reader import slow_scan

from reattune.kernels.joint import MISSING, cross, fill, layer
from reattune.kernels.ruptures import BOTH, CAREGIVER, CHILD, FIRST, NEVER, UNKNOWN, Rules, scan

CHILD_STATES, CAREGIVER_STATES = 3, 4
OPENS, CLOSES, SELF, FADES, MATCH, NOTHING = range(6)

whole = st.integers


def grid(cell):
    """Draw a table over all joint states."""
    row = st.lists(cell, min_size=CAREGIVER_STATES, max_size=CAREGIVER_STATES)
    return st.lists(row, min_size=CHILD_STATES, max_size=CHILD_STATES)


def flags(length):
    return st.lists(st.booleans(), min_size=length, max_size=length)


@st.composite
def all_rules(draw):
    """Draw any definition's tables; as in a definition, a cell opens or ends in one way only."""
    kinds = draw(grid(st.sampled_from((OPENS, OPENS, CLOSES, CLOSES, SELF, FADES, MATCH, NOTHING))))

    def cells(kind):
        return [[cell == kind for cell in row] for row in kinds]

    closes = cells(CLOSES)
    some = draw(grid(st.booleans()))
    at_once = draw(st.booleans())
    harsh = draw(st.sampled_from(([False] * CAREGIVER_STATES, None)))
    return Rules(
        opens=cells(OPENS),
        at_once=[
            [at_once and kind == OPENS and chosen for kind, chosen in zip(*rows, strict=True)]
            for rows in zip(kinds, some, strict=True)
        ],
        opener=draw(grid(st.sampled_from((CHILD, CAREGIVER, BOTH, FIRST, FIRST, UNKNOWN)))),
        matches=draw(grid(st.booleans())),
        answers=draw(grid(st.booleans())),
        closes=closes,
        self_regulates=cells(SELF),
        fades=cells(FADES),
        harsh=harsh or draw(flags(CAREGIVER_STATES)),
        mends=draw(flags(CAREGIVER_STATES)),
        child_side=[any(row) for row in closes],
        caregiver_side=[any(column) for column in zip(*closes, strict=True)],
        min_duration=draw(whole(0, 6)),
        hold=draw(whole(0, 6)),
        self_hold=draw(whole(0, 6)),
        fade_hold=draw(whole(0, 6)),
        wait=draw(whole(0, 9)),
        tie=draw(whole(0, 3)),
        horizon=draw(st.sampled_from((NEVER, 1, 5, 9, 14))),
        after_match=draw(st.booleans()),
        begins=draw(st.sampled_from((UNKNOWN, UNKNOWN, CHILD, CAREGIVER))),
        first_mover=draw(st.booleans()),
    )


@st.composite
def tracks(draw, states, end):
    """Draw one channel: touching and separate events, repeated states, missing ones, points."""
    bounds = sorted(draw(st.sets(whole(0, end), max_size=8)))
    lasting = [
        (onset, offset, draw(whole(MISSING, states - 1)))
        for onset, offset in pairwise(bounds)
        if draw(whole(0, 9))
    ]
    points = sorted(draw(st.lists(st.tuples(whole(0, end), whole(0, states - 1)), max_size=4)))
    rest = draw(st.sampled_from((MISSING, 0, states - 1)))
    return fill(lasting, points, end, gap=rest)


@st.composite
def stretches(draw):
    """Draw two people of one or two channels each, cross them, and keep what is not missing."""
    end = draw(whole(1, 40))
    child, other = (
        layer([draw(tracks(states, end)) for _ in range(draw(whole(1, 2)))])
        for states in (CHILD_STATES, CAREGIVER_STATES)
    )
    parts = [[]]
    for pair in cross(child, other):
        if MISSING not in pair[2:]:
            parts[-1].append(pair)
        elif pair[0] < pair[1]:
            parts.append([])
    return [part for part in parts if part]


@settings(max_examples=600, deadline=None)
@given(all_rules(), stretches())
def test_the_scan_equals_its_slow_twin(rules, parts):
    """Every field of every rupture: onset, opener, outcome, end, mender, attempts."""
    for stretch in parts:
        assert scan(stretch, rules) == slow_scan(stretch, rules)
