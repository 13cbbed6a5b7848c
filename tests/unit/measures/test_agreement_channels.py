"""Two coders of one channel: what is compared, which bout is which, and error carried on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reattune.episodes import load_definition
from reattune.errors import ParameterError
from reattune.measures.agree_channel import ChannelAgreement
from reattune.measures.agree_events import aligned, link_table, linked_by_overlap
from reattune.measures.agree_many import cut, icc_rows, krippendorff_alpha
from reattune.measures.agree_moved import coding_error, moved_rows, recoded
from reattune.measures.agree_streams import Bout, pair_of, shared_channels, tolerant
from reattune.measures.agreement import agreement_rows, code_rows
from reattune.record import Event, Person, Session, Track, load_codebook, stamp

CHANNEL = ("child", "voice")
STATES = ("vocal", "distress", "missing", "quiet")

lines = st.lists(
    st.tuples(st.sampled_from(["vocal", "distress", "quiet"]), st.integers(1, 40)), min_size=3,
    max_size=15,
)  # fmt: skip


def session(child, *, caregiver=(), end=120_000, observed=None, rest="quiet"):
    """Bouts as (state, onset s, offset s)."""
    seen = observed or ((0, end),)
    events = [
        Event(who, "voice", code, "" if code == "?" else code, round(a * 1000), round(b * 1000))
        for who, bouts in (("caregiver", caregiver), ("child", child))
        for code, a, b in bouts
    ]
    return Session.build(
        "visit",
        end=end,
        people=[Person("child", "child"), Person("caregiver", "caregiver")],
        tracks=[Track("caregiver", "voice", seen, "quiet"), Track("child", "voice", seen, rest)],
        events=sorted(events, key=lambda row: (row.onset, row.person)),
        codebook=load_codebook("lena"),
        provenance=stamp(rows=len(events)),
    )


def drawn(line, **changes):
    at, bouts = 0, []
    for state, lasts in line:
        if state != "quiet":
            bouts.append((state, at, at + lasts))
        at += lasts
    return session(bouts, end=at * 1000, **changes)


def channel(first, second, **changes):
    return ChannelAgreement((pair_of(first, second, CHANNEL),), ("A", "B"), **changes)


def values(rows):
    return {(row.measure, row.of.rpartition("; ")[2]): row.value for row in rows}


def test_only_time_that_both_observed_and_could_code():
    """A sees 0-100 s, B 20-120 s and calls 30-40 s missing: 20-30 and 40-100 s, 70 s."""
    a = session([("vocal", 0, 50)], observed=((0, 100_000),))
    b = session([("vocal", 20, 30), ("missing", 30, 40)], observed=((20_000, 120_000),))
    pair = pair_of(a, b, CHANNEL)
    assert pair.observed == ((20_000, 30_000), (40_000, 100_000))
    assert pair.pieces == (
        (20_000, 30_000, "vocal", "vocal"), (40_000, 50_000, "vocal", "quiet"),
        (50_000, 100_000, "quiet", "quiet"),
    )  # fmt: skip
    (gap,) = pair.disagreements()
    assert (gap.onset, gap.offset, gap.first, gap.second) == (40_000, 50_000, "vocal", "quiet")


def test_without_rest_one_coders_silence_is_no_code():
    a, b = session([("vocal", 0, 10)], rest=""), session([("vocal", 5, 20)], rest="")
    assert pair_of(a, b, CHANNEL).pieces == (
        (0, 5_000, "vocal", "(no code)"), (5_000, 10_000, "vocal", "vocal"),
        (10_000, 20_000, "(no code)", "vocal"),
    )  # fmt: skip


def test_kappa_of_time_units_by_hand():
    """100 units of 1 s: A vocal 0-40, B vocal 20-50: 20 both, 50 neither, 20 and 10 apart.

    Observed .70, chance .4 x .3 + .6 x .7 = .54: kappa .16 / .46 = .3478; sensitivity of vocal .5
    and .6667; prevalence .35; AC1: chance 2 x .35 x .65 = .455, (.70 - .455) / .545 = .4495.
    """
    found = channel(
        session([("vocal", 0, 40)], end=100_000), session([("vocal", 20, 50)], end=100_000)
    )
    assert found.confusion.tolist() == [[50, 10], [20, 20]]
    rows = values(agreement_rows(found))
    assert rows["time_unit_kappa", "Cohen, units of 1 s"] == pytest.approx(0.16 / 0.46)
    assert rows["gwet_ac1", "units of 1 s"] == pytest.approx(0.245 / 0.545)
    codes = values(code_rows(found))
    assert codes["code_sensitivity", "vocal, B where A has it"] == 0.5
    assert codes["code_sensitivity", "vocal, A where B has it"] == pytest.approx(2 / 3)
    assert codes["code_prevalence", "vocal"] == pytest.approx(0.35)


def test_tolerance_in_both_directions():
    """Reference aab, other abb with 1 unit: its b at 1 has an a beside it; the b at 2 fits."""
    a, b = np.array([0, 0, 1]), np.array([0, 1, 1])
    assert tolerant(a, b, 1).tolist() == [0, 0, 1]
    assert tolerant(b, a, 1).tolist() == [0, 1, 1]
    late = np.array([1, 1, 1, 0, 0, 0])
    assert tolerant(np.array([0, 0, 0, 0, 0, 0]), late, 2).tolist() == [1, 0, 0, 0, 0, 0]
    assert tolerant(a, b, 0).tolist() == b.tolist()


def test_aligned_by_order_and_time():
    """A: a b c a; B: a c b c b over the same 40 s: a-a, b-b, c-c, a-b, and B's first c alone."""
    a = [Bout(0, 10, "a"), Bout(10, 20, "b"), Bout(20, 30, "c"), Bout(30, 40, "a")]
    b = [Bout(0, 9, "a"), Bout(9, 12, "c"), Bout(12, 20, "b"), Bout(20, 31, "c"), Bout(31, 40, "b")]
    links = aligned(a, b)
    assert sorted(links) == [(-1, 1), (0, 0), (1, 2), (2, 3), (3, 4)]
    table = link_table(a, b, links, codes="abc")
    assert table.tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]]


def test_sixty_percent_of_the_longer_one():
    """0-10 and 0-6 share .6 of 10 s: linked; 0-10 and 4.1-10 share .59: not."""
    assert linked_by_overlap([Bout(0, 100, "a")], [Bout(0, 60, "b")]) == [(0, 0)]
    assert linked_by_overlap([Bout(0, 100, "a")], [Bout(41, 100, "a")]) == [(0, -1), (-1, 0)]
    points = [Bout(5, 5, "a")], [Bout(7, 7, "a")]
    assert linked_by_overlap(*points, reach=2) == [(0, 0)]
    assert linked_by_overlap(*points, reach=1) == [(0, -1), (-1, 0)]


@given(lines, lines)
def test_alignment_is_as_good_as_the_whole_table(one, other):
    """The chain of pairs against Needleman & Wunsch's full table, where every pair is possible."""
    a = [Bout(k, k + 1, state) for k, (state, _) in enumerate(one)]
    b = [Bout(k, k + 1, state) for k, (state, _) in enumerate(other)]
    cost = np.zeros((len(a) + 1, len(b) + 1))
    cost[:, 0], cost[0, :] = range(len(a) + 1), range(len(b) + 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            cost[i + 1, j + 1] = min(
                cost[i, j] + (x.code != y.code), cost[i, j + 1] + 1, cost[i + 1, j] + 1
            )
    links = aligned(a, b, reach=100)
    paid = sum(i < 0 or j < 0 or a[i].code != b[j].code for i, j in links)
    assert paid == cost[-1, -1]


@settings(max_examples=20)
@given(lines)
def test_a_coder_agrees_with_itself(line):
    same = channel(drawn(line), drawn(line))
    for row in agreement_rows(same):
        assert row.value is None or row.value == pytest.approx(1)
        assert row.value is not None or row.reason
    assert not list(same.pairs[0].disagreements())


@settings(max_examples=20)
@given(lines, lines)
def test_swapping_coders(one, other):
    there = values(agreement_rows(channel(drawn(one), drawn(other))))
    back = values(agreement_rows(channel(drawn(other), drawn(one))))
    for (measure, of), value in there.items():
        wanted = back[measure, of]
        if measure == "tolerance_kappa":
            who, turned = ("A as", "B as") if "A as" in of else ("B as", "A as")
            wanted = back[measure, of.replace(who, turned)]
        if measure == "alignment_kappa":
            continue  # ties between equally good alignments may fall otherwise
        assert (value is None) == (wanted is None)
        assert value is None or value == pytest.approx(wanted, abs=1e-9)


def test_one_code_only_is_not_estimable():
    rows = agreement_rows(channel(session([]), session([])))
    kappa = next(row for row in rows if row.measure == "time_unit_kappa")
    assert kappa.value is None
    assert kappa.reason == "both coders used one and the same code only: nothing to tell apart"


def test_wrong_step_and_wrong_order_are_errors():
    found = channel(session([("vocal", 0, 4)]), session([("distress", 0, 4)]))
    with pytest.raises(ParameterError, match="a positive step"):
        agreement_rows(replace(found, step=0))
    with pytest.raises(ParameterError, match=r"an order without distress, quiet"):
        agreement_rows(replace(found, order=("vocal",)))
    rows = agreement_rows(replace(found, order=("quiet", "vocal", "distress")))
    assert any(row.measure == "weighted_kappa" and "quiet < vocal" in row.of for row in rows)


def test_more_than_two_coders_some_missing():
    """A and B the whole 100 s, C the first half only: 50 units by three and 50 by two."""
    a = session([("vocal", 0, 40)], end=100_000)
    b = session([("vocal", 20, 50)], end=100_000)
    c = session([("vocal", 0, 40)], end=100_000, observed=((0, 50_000),))
    found = krippendorff_alpha([[a, b, c]], CHANNEL)
    assert found.n == 250
    assert found.value == pytest.approx(alpha_by_hand(), abs=1e-12)
    assert shared_channels(a, c) == [("caregiver", "voice"), ("child", "voice")]


def alpha_by_hand():
    """Units: 20 vvv-type (A, C vocal, B not), 20 all vocal, 10 (B only), 50 all quiet by two.

    Coincidences off the diagonal: 20 units of (2, 1) and 10 of (1, 2), each 2 x 2 / 2 = 2: 60.
    Vocal 20 x 2 + 20 x 3 + 10 = 110, quiet 20 + 20 + 100 = 140. alpha = 1 - 249 x 60 / (2 x 110 x
    140).
    """
    return 1 - 249 * 60 / (2 * 110 * 140)


def test_icc_over_tenths_of_a_session():
    found = channel(session([("vocal", 0, 40)]), session([("vocal", 0, 45)]))
    rows = {row.of.partition("; ")[2]: row for row in icc_rows(found) if "agree" in row.measure}
    row = rows["vocal, share of time, over tenths of 1 session(s)"]
    assert row.n == 10
    assert 0.8 < row.value < 1
    assert cut(((0, 10), (20, 30)), 4) == [((0, 5),), ((5, 10),), ((20, 25),), ((25, 30),)]


BUSY = [("distress", 10 * k, 10 * k + 4) for k in range(10)]
ANSWERS = [("vocal", 10 * k + 3, 10 * k + 6) for k in range(10)]


def test_error_free_coding_moves_nothing():
    coded = session(BUSY, caregiver=ANSWERS)
    error = coding_error(channel(coded, coded))
    anew = recoded(coded, {CHANNEL: error}, np.random.default_rng(1))
    assert list(anew.events) == [event._replace(code=event.state) for event in coded.events]
    rows = moved_rows([coded], {CHANNEL: error}, load_definition("resolve.cry"), draws=5)
    rate = rows[0]
    assert rate.measure == "repair_rate"
    assert rate.value == rate.low == rate.high


def test_error_is_carried_on_and_seeded():
    """B misses two cries of ten: recoding drops about as many, and the rate's band opens."""
    coded = session(BUSY, caregiver=ANSWERS)
    error = coding_error(channel(coded, session(BUSY[:-2], caregiver=ANSWERS)))
    assert error.table[:-1, -1].sum() == error.table[-1, :-1].sum() > 0
    definition = load_definition("resolve.cry")
    first = moved_rows([coded], {CHANNEL: error}, definition, draws=40)
    assert first == moved_rows([coded], {CHANNEL: error}, definition, draws=40)
    assert first[0].low < first[0].value
    assert "40 recodings" in first[0].method
