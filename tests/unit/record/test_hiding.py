"""A Session with stretches hidden: unobserved there, cut at the edges, all else as it was."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reattune.record import Coding, Phase, Row, Source, build_session, hide, parse_codebook

BOOK = parse_codebook(
    'id = "toy"\ntitle = "Toy"\nsource = "Nobody"\n'
    '[[track]]\ntier = "kid"\nrole = "child"\ntrack = "affect"\nrest = "neutral"\n'
    '[track.codes]\nup = "positive"\n'
)


def session(rows=((0, 3000), (5000, 5000), (6000, 9000)), phases=()):
    source = Source("a.csv", "table", "0" * 64, 1, "ms", "first row")
    coding = Coding(
        "a",
        source,
        tuple(Row("kid", "", "up", a, b, "line") for a, b in rows),
        ("kid",),
        window=((0, 10_000),),
    )
    return replace(build_session(coding, BOOK), phases=tuple(phases))


def spans(found):
    return [(event.onset, event.offset) for event in found.events]


def test_what_lies_across_an_edge_is_cut_there():
    """Hidden from 2 to 7 s: 0-2 s and 7-9 s are left of 0-3 and 6-9 s; the point at 5 s is gone."""
    found = hide(session(), [(2000, 7000)])
    assert spans(found) == [(0, 2000), (7000, 9000)]
    assert found.tracks[0].observed == ((0, 2000), (7000, 10_000))


def test_what_goes_on_on_both_sides_is_two_pieces():
    assert spans(hide(session(((0, 9000),)), [(4000, 5000)])) == [(0, 4000), (5000, 9000)]


def test_a_phase_of_which_nothing_is_left_is_gone():
    """Play lies inside what is hidden; the reunion looks out of it."""
    phases = Phase("play", 0, 4000), Phase("reunion", 4000, 10_000)
    found = hide(session(phases=phases), [(0, 5000)])
    assert [phase.name for phase in found.phases] == ["reunion"]


def test_nothing_hidden_changes_nothing():
    whole = session()
    assert hide(whole, []) is whole


@given(
    stretches=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)).map(sorted)),
    at=st.integers(0, 9999),
)
def test_outside_all_is_as_before_and_inside_nothing_is_seen(stretches, at):
    whole = session()
    found = hide(whole, map(tuple, stretches))

    def seen(one):
        observed = any(a <= at < b for a, b in one.tracks[0].observed)
        return observed, any(e.onset <= at < e.offset for e in one.events)

    hidden = any(a <= at < b for a, b in stretches)
    assert seen(found) == ((False, False) if hidden else seen(whole))
