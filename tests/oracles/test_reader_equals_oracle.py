"""The episode scan equals its slow twin, on random rules and random stretches."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from slow_reader import slow_scan

from reattune.kernels.joint import MISSING, cross, fill, layer
from reattune.kernels.ruptures import BOTH, CAREGIVER, CHILD, FIRST, NEVER, UNKNOWN, Rules, scan

CHILD_STATES, CAREGIVER_STATES = 3, 4


def grid(draw):
    """Make a table over all joint states, a draw for each cell."""
    return [[draw() for _ in range(CAREGIVER_STATES)] for _ in range(CHILD_STATES)]


def any_rules(random):
    """Make any definition's tables; as in a definition, a cell opens or ends in one way only."""
    kinds = grid(lambda: random.choice("OOCCSFM-"))

    def cells(kind):
        return [[cell == kind for cell in row] for row in kinds]

    def coin():
        return random.random() < 0.5

    at_once, harsh, closes = coin(), coin(), cells("C")
    return Rules(
        opens=cells("O"),
        at_once=[[at_once and cell == "O" and coin() for cell in row] for row in kinds],
        opener=grid(lambda: random.choice((CHILD, CAREGIVER, BOTH, FIRST, FIRST, UNKNOWN))),
        matches=grid(coin),
        answers=grid(coin),
        closes=closes,
        self_regulates=cells("S"),
        fades=cells("F"),
        harsh=[harsh and coin() for _ in range(CAREGIVER_STATES)],
        mends=[coin() for _ in range(CAREGIVER_STATES)],
        child_side=[any(row) for row in closes],
        caregiver_side=[any(column) for column in zip(*closes, strict=True)],
        min_duration=random.randint(0, 6),
        hold=random.choice((0, 0, 1, 2, 3, 5)),
        self_hold=random.randint(0, 6),
        fade_hold=random.randint(0, 6),
        wait=random.randint(0, 9),
        tie=random.randint(0, 3),
        horizon=random.choice((NEVER, NEVER, 1, 4, 7, 12)),
        after_match=random.random() < 0.3,
        begins=random.choice((UNKNOWN, UNKNOWN, CHILD, CAREGIVER)),
        first_mover=coin(),
    )


def track(random, states, end):
    """Make one channel: touching and separate events, repeated states, missing ones, points."""
    bounds = sorted(random.sample(range(end + 1), min(random.randint(0, 14), end + 1)))
    lasting = [
        (onset, offset, random.randint(MISSING if random.random() < 0.3 else 0, states - 1))
        for onset, offset in pairwise(bounds)
        if random.random() < 0.9
    ]
    points = sorted(
        (random.randint(0, end), random.randrange(states)) for _ in range(random.randint(0, 5))
    )
    return fill(lasting, points, end, gap=random.choice((MISSING, 0, states - 1)))


def any_stretches(random):
    """Cross two people of one or two channels each, and keep what is not missing."""
    end = random.randint(1, 50)
    child, other = (
        layer([track(random, states, end) for _ in range(random.choice((1, 1, 2)))])
        for states in (CHILD_STATES, CAREGIVER_STATES)
    )
    parts = [[]]
    for pair in cross(child, other):
        if MISSING not in pair[2:]:
            parts[-1].append(pair)
        elif pair[0] < pair[1]:
            parts.append([])
    return [part for part in parts if part]


def check(random):
    """Compare every field of every rupture: onset, opener, outcome, end, mender, attempts."""
    rules = any_rules(random)
    for stretch in any_stretches(random):
        assert scan(stretch, rules) == slow_scan(stretch, rules), (stretch, rules)


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_scan_equals_its_slow_twin_on_shrinkable_draws(random):
    check(random)


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=True))
def test_the_scan_equals_its_slow_twin_on_many_draws(random):
    """100 seeds of 150 draws each: rare ties of points, holds and horizons need many."""
    for _ in range(150):
        check(random)
