"""What must hold for any session: shifting, splitting and reordering change nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reattune.episodes import find_episodes
from reattune.measures import cumulative_incidence, kaplan_meier, measure, sweep
from reattune.record import Coding, Row, Source, build_session, parse_codebook

STATES = {
    "child": ("positive", "neutral", "averted", "distress", "asleep"),
    "caregiver": ("positive", "neutral", "stimulate", "pause", "soothe", "still"),
}
CODEBOOK = parse_codebook(
    'id = "toy"\ntitle = "toy"\nsource = "made for these tests"\n'
    + "".join(
        f'[[track]]\ntier = "{role}"\nrole = "{role}"\ntrack = "engagement"\nmissing = ["?"]\n'
        "[track.codes]\n" + "".join(f'"{state}" = "{state}"\n' for state in states)
        for role, states in STATES.items()
    )
)
DEFINITIONS = ("misattunement", "match.same_state", "match.positive")


def lengths(role):
    """Give (state, tenths of a second) one after the other; "?" is time that could not be seen."""
    return st.lists(
        st.tuples(st.sampled_from((*STATES[role], "?")), st.integers(1, 150)),
        min_size=2,
        max_size=25,
    )


streams = st.tuples(lengths("child"), lengths("caregiver"))


def session(parts, *, name="a", shift=0, split=False):
    rows = []
    for tier, states in zip(STATES, parts, strict=True):
        time = shift
        for state, tenths in states:
            offset = time + tenths * 100
            cuts = [time, (time + offset) // 200 * 100, offset] if split else [time, offset]
            rows += [
                Row(tier, "", state, a, b, f"row {len(rows)}") for a, b in pairwise(cuts) if a < b
            ]
            time = offset
    source = Source(
        path="toy.csv", format="table", sha256="0" * 64, bytes=1, unit="ms", origin="first row"
    )
    coding = Coding(name=name, source=source, rows=tuple(rows), tiers=tuple(STATES))
    return build_session(coding, CODEBOOK)


def numbers(*sessions, definition):
    return measure(find_episodes(sessions, definition)).rows


@pytest.mark.parametrize("definition", DEFINITIONS)
@settings(deadline=None, max_examples=25)
@given(parts=streams)
def test_shifting_time_changes_nothing(definition, parts):
    assert numbers(session(parts), definition=definition) == numbers(
        session(parts, shift=7_300), definition=definition
    )


@pytest.mark.parametrize("definition", DEFINITIONS)
@settings(deadline=None, max_examples=25)
@given(parts=streams)
def test_splitting_intervals_in_two_changes_nothing(definition, parts):
    assert numbers(session(parts), definition=definition) == numbers(
        session(parts, split=True), definition=definition
    )


@pytest.mark.parametrize("definition", DEFINITIONS)
@settings(deadline=None, max_examples=15)
@given(first=streams, second=streams, third=streams)
def test_order_of_sessions_does_not_matter(definition, first, second, third):
    several = [
        session(parts, name=name) for parts, name in zip((first, second, third), "abc", strict=True)
    ]
    ahead = numbers(*several, definition=definition)
    back = numbers(*reversed(several), definition=definition)
    for one, other in zip(ahead, back, strict=True):
        for field in ("value", "low", "high"):
            a, b = getattr(one, field), getattr(other, field)
            assert (a is None) == (b is None)
            assert a is None or a == pytest.approx(b, rel=1e-12, abs=1e-12)
        blank = {"value": None, "low": None, "high": None}
        assert replace(one, **blank) == replace(other, **blank)


@pytest.mark.parametrize("definition", DEFINITIONS)
@settings(deadline=None, max_examples=25)
@given(parts=streams)
def test_conservation(definition, parts):
    """Outcomes sum to the ruptures; match, mismatch and neither to 1; who opens to 1."""
    rows = numbers(session(parts), definition=definition)
    total = {
        word: [row.value for row in rows if row.measure == word]
        for word in ("outcomes", "rupture_count", "who_opens")
    }
    assert sum(total["outcomes"]) == total["rupture_count"][0]
    if total["rupture_count"][0]:
        assert sum(total["who_opens"]) == pytest.approx(1.0)
    shares = [
        row.value
        for row in rows
        if row.measure in {"match_proportion", "mismatch_proportion", "neither_proportion"}
    ]
    assert None in shares or sum(shares) == pytest.approx(1.0)


@settings(deadline=None, max_examples=25)
@given(parts=streams)
def test_a_longer_minimum_never_finds_more(parts):
    """With nothing needed before a rupture, each minimum's ruptures are among the shorter one's."""
    rows = sweep(find_episodes(session(parts), "misattunement"))
    counts = [row.rupture_count.value for row in rows]
    assert counts[0] >= counts[-1]


waits = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3), st.integers(0, 4)), min_size=1)


@given(rows=waits)
def test_curves_add_up_whatever_the_ties(rows):
    """Shares of all ends and of those still waiting sum to 1; each curve only goes one way."""
    times, causes, groups = zip(*rows, strict=True)
    curve = kaplan_meier(times, [cause > 0 for cause in causes], clusters=groups)
    ends = cumulative_incidence(times, causes, ways=3, clusters=groups)
    np.testing.assert_allclose(ends.share.sum(axis=0) + curve.survival, 1.0, atol=1e-12)
    assert np.all(np.diff(curve.survival) <= 0)
    assert np.all(np.diff(ends.share, axis=1) >= 0)
    assert np.all(np.isfinite(curve.se))
    assert np.all((curve.low <= curve.survival) & (curve.survival <= curve.high + 1e-12))


@given(rows=waits)
def test_without_censoring_the_curve_is_the_plain_share(rows):
    times = [time for time, _, _ in rows]
    curve = kaplan_meier(times, [True] * len(times))
    for seconds in (0, 5, 30):
        expected = sum(time <= seconds for time in times) / len(times)
        assert curve.ended_by(seconds)[0] == pytest.approx(expected)
