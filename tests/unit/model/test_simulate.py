"""Simulated Sessions and what is learned: seeds, threads, engines, schedules, mistakes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from reattune.errors import ParameterError
from reattune.model import Dyad, Order, learned, live, simulate

TABLES = ("learned", "occupied", "changes", "ruptures", "traces", "counts")


def same(first, second):
    return all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for a, b in ((getattr(first, t), getattr(second, t)) for t in TABLES)
    )


def test_a_simulated_session_is_an_ordinary_one():
    session = simulate(Dyad(attunement=0.5, name="family"), minutes=2, seed=1)
    assert (session.name, session.end, session.codebook.id) == ("family", 120_000, "practice")
    assert session.pair() == ("child", "caregiver")
    for person in session.pair():
        events = session.events.of(person, "engagement")
        assert events[0].onset == 0
        assert events[-1].offset == 120_000
        assert all(a.offset == b.onset for a, b in pairwise(events))
        assert all(a.code != b.code for a, b in pairwise(events))
        assert all(event.onset % 100 == 0 and event.code == event.state for event in events)
    told = session.provenance.parameters
    assert (told["seed"], told["p_int"], told["dyad"]) == ("1", "0.3 share", "1")


def test_same_seed_same_session_and_other_seed_another():
    assert simulate(minutes=1, seed=4) == simulate(minutes=1, seed=4)
    assert simulate(minutes=1, seed=4).events != simulate(minutes=1, seed=5).events


def test_one_session_or_several():
    one, many = simulate(minutes=1, seed=2), simulate(minutes=1, seed=2, n=3)
    assert isinstance(many, tuple)
    assert [s.name for s in many] == ["ordinary-0001", "ordinary-0002", "ordinary-0003"]
    assert many[0].events == one.events
    sittings = simulate(minutes=1, seed=2, n=2, episodes=2)
    assert [s.name[-8:] for s in sittings] == ["0001-001", "0001-002", "0002-001", "0002-002"]
    assert sittings[0].events == one.events


def test_still_face_phases():
    session = simulate("still-face", seed=3)
    assert [(p.name, p.onset, p.offset) for p in session.phases] == [
        ("play", 0, 120_000),
        ("still-face", 120_000, 240_000),
        ("reunion", 240_000, 360_000),
    ]
    still = [e for e in session.events.of("caregiver", "engagement") if e.code == "still"]
    assert [(e.onset, e.offset) for e in still] == [(120_000, 240_000)]


def test_numbers_do_not_depend_on_threads_or_engine():
    """Plain, compiled with one thread, compiled with two: every table bit for bit."""
    order = Order(
        dyads=[Dyad("harsh-repaired", block_rate=1.0)],
        n=9,
        seed=8,
        sittings=2,
        marks=(1, 2),
        tests=1,
        changes=True,
        ruptures=True,
        traces=True,
    )
    plain = live(order, compiled=False)
    assert same(plain, live(order, compiled=True, threads=1))
    assert same(plain, live(order, compiled=True, threads=2))


def test_a_dyad_is_the_same_alone_and_among_others():
    """Numbers 0 to 5 at once, and number 4 on its own."""
    many = live(Order(dyads=[Dyad()], n=6, seed=1, marks=(1,)), compiled=False)
    alone = live(Order(dyads=[Dyad()], n=1, first=4, seed=1, marks=(1,)), compiled=False)
    assert np.array_equal(many.learned[4], alone.learned[0], equal_nan=True)


def test_tables_grow_when_much_happens():
    """A nervous dyad changes code more often than the first guess has room for."""
    nervous = Dyad(r_c=5.0, q01=5.0, q10=5.0)
    order = Order(dyads=[nervous], seconds=60.0, changes=True)
    lives = live(order, compiled=False)
    assert lives.counts[0, 0] > 60 + 64
    assert lives.changes.shape[1] == lives.counts[0, 0]
    assert (lives.changes[0, 1:, 1] >= lives.changes[0, :-1, 1]).all()


def test_every_step_is_counted_once():
    lives = live(Order(dyads=[Dyad("still-face")], seconds=360.0, n=2), compiled=False)
    assert lives.occupied.sum(axis=(2, 3)).tolist() == [[1200, 1200, 1200]] * 2
    assert lives.occupied[:, 1, :, 3].sum(axis=1).tolist() == [1200, 1200]


def test_learned_is_tidy():
    frame = learned(episodes=4, n=2, seed=1, marks=[2, 4], tests=0)
    assert frame.select("dyad", "episode").rows() == [(1, 2), (1, 4), (2, 2), (2, 4)]
    assert frame["R"].null_count() == 4
    assert frame["observed_s"].to_list() == [360.0, 720.0] * 2
    assert frame.schema["S"] == pl.Float64
    unit = frame.select("S", "F", "V", "M").to_numpy()
    assert ((unit >= 0) & (unit <= 1)).all()
    tested = learned(episodes=1, n=1, tests=1)
    assert -math.log(600) <= tested["R"][0] <= 0


def test_later_parameters_hold_from_their_sitting():
    """The first two sittings are the same to the last bit; the third is not."""
    one = learned(episodes=3, seed=1, tests=0)
    two = learned(episodes=3, seed=1, tests=0, later=Dyad("withdrawn"), later_from=2)
    assert one.head(2).equals(two.head(2))
    assert not one.tail(1).equals(two.tail(1))


def test_no_attunement_and_no_repair_leave_less_faith():
    """A sign that must not flip: never answered against always answered."""
    cold = Dyad(attunement=0.0, rho=0.0)
    kind = Dyad(attunement=1.0)
    faith = [learned(d, episodes=6, n=4, seed=1, tests=0)["F"][-1] for d in (cold, kind)]
    assert faith[0] < 0.1 < faith[1]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"n": 0}, "n"),
        ({"n": 2.5}, "n"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"seed": True}, "seed"),
        ({"seed": 2**64}, "seed"),
        ({"minutes": 0}, "seconds"),
        ({"minutes": math.nan}, "seconds"),
        ({"minutes": math.inf}, "seconds"),
        ({"episodes": 0}, "episodes"),
        ({"dt": 0}, "dt"),
        ({"dt": 1.0}, "dt"),
    ],
)
def test_impossible_simulations_name_the_parameter_and_its_range(wrong, where):
    with pytest.raises(ParameterError) as caught:
        simulate(**wrong)
    assert caught.value.where == where
    assert " to " in caught.value.expected


@pytest.mark.parametrize("marks", [[0], [2, 1], [4], [1, 1]])
def test_marks_must_rise_within_the_life(marks):
    with pytest.raises(ParameterError, match="rising sitting numbers from 1 to 3"):
        learned(episodes=3, marks=marks)


def test_a_protocol_has_its_own_length():
    with pytest.raises(ParameterError, match="6 minutes"):
        simulate("still-face", minutes=3)


def test_orders_must_fit_together():
    with pytest.raises(ParameterError, match="one for all lives or 3"):
        live(Order(dyads=[Dyad(), Dyad()], n=3))
    with pytest.raises(ParameterError, match="same stages"):
        live(Order(dyads=[Dyad(), Dyad("still-face")], n=2))


@pytest.mark.parametrize("minutes", ["3", True, [1]])
def test_minutes_that_are_no_number_are_named(minutes):
    with pytest.raises(ParameterError, match="a number of minutes"):
        simulate("ordinary", minutes=minutes)
