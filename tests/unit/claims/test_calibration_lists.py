"""The frozen lists: what is in them, that nobody changed them, and how far off a number is."""

from __future__ import annotations

import hashlib
import math
import tomllib

import pytest

from reattune.claims.calibration import state
from reattune.claims.calibration.catalogue import STATISTICS
from reattune.claims.calibration.facts import LISTS, Fact, frozen_hashes, list_hash, load_facts
from reattune.claims.calibration.fitted import model_values
from reattune.claims.calibration.free import blocks, starts
from reattune.claims.calibration.score import shipped
from reattune.claims.calibration.state import frozen_text
from reattune.model import PARAMETERS, Dyad, Parameters

BEAR_ON_CLAIMS = {"D01", "D02", "A10", "E03"}


def fact(**parts):
    """A fact with a tolerance, and nothing else to say."""
    told = dict.fromkeys(("fact", "setting", "published", "unit", "source", "address"), "")
    return Fact(id="x", rows=("A01",), **told, **parts)


@pytest.mark.parametrize("name", ["facts", "validation", "free"])
def test_the_lists_are_as_they_were_frozen(name):
    assert list_hash(name) == frozen_hashes()[name]


def test_the_fitted_values_are_those_of_the_frozen_hash_and_name_the_lists():
    assert state().fitted
    text = frozen_text("calibrated.toml")
    assert hashlib.sha256(text.encode()).hexdigest() == state().hash
    told = tomllib.loads(text)["fit"]
    assert {name: told[name] for name in frozen_hashes()} == frozen_hashes()
    assert (told["date"], told["seed"]) == (state().date, state().seed)


def test_the_preset_holds_the_fitted_values_and_nothing_else():
    expected = Parameters().changed(**model_values(shipped()))
    assert Dyad(state().preset).parameters == expected
    assert Dyad("calibrated").stages == ()


def test_every_free_value_was_fitted_and_lies_in_its_range():
    values = shipped()
    assert list(values) == list(starts())
    for block in blocks():
        for free in block.free:
            assert free.low <= free.start <= free.high
            assert free.low <= values[free.name] <= free.high
            assert free.at(free.place(values[free.name])) == pytest.approx(values[free.name])


def test_free_values_are_parameters_or_effects_and_stay_in_the_ranges_of_the_model():
    for block in blocks():
        for free in block.free:
            if "." not in free.name:
                known = PARAMETERS[free.name]
                assert known.low <= free.low < free.high <= known.high
                assert free.start == known.start


def test_rows_that_bear_on_the_claims_are_in_neither_list():
    rows = {row for name in LISTS for entry in load_facts(name) for row in entry.rows}
    assert not rows & BEAR_ON_CLAIMS


def test_the_unverified_row_is_shown_but_fitted_by_no_block():
    shown = [f for f in load_facts("facts") if "A26" in f.rows]
    assert len(shown) == 1
    assert shown[0].reason
    assert all(shown[0] not in block.facts for block in blocks())


def test_every_fact_has_a_statistic_or_a_reason_and_every_simulated_one_a_block():
    fitted = {f.id for block in blocks() for f in block.facts}
    for entry in load_facts("facts"):
        assert (entry.id in fitted) == (not entry.reason)
        assert entry.id in STATISTICS or entry.reason
    assert not fitted & {f.id for f in load_facts("validation")}
    assert {f.id for f in load_facts("validation")} <= set(STATISTICS)


def test_every_fact_says_where_it_was_read_and_is_there_once():
    every = [entry for name in LISTS for entry in load_facts(name)]
    assert len({entry.id for entry in every}) == len(every)
    for entry in every:
        assert entry.source
        assert entry.unit
        assert math.isfinite(entry.low) or math.isfinite(entry.high) or entry.reason


def test_deviation_with_two_bounds_is_from_the_middle_or_the_target():
    """2 to 6: the middle is 4, half the width 2, so 7 is 1.5 off; from a target of 5 it is 1."""
    assert fact(low=2.0, high=6.0).deviation(7.0) == pytest.approx(1.5)
    assert fact(low=2.0, high=6.0, target=5.0).deviation(7.0) == pytest.approx(1.0)
    assert fact(low=2.0, high=6.0, target=5.0, scale=4.0).deviation(7.0) == pytest.approx(0.5)


def test_deviation_with_one_bound_begins_one_scale_inside():
    """At least 0 by scales of 0.2: 0.2 and more is right, the bound itself is 1 off, -0.2 is 2."""
    least = fact(low=0.0, scale=0.2)
    assert [least.deviation(v) for v in (0.3, 0.2, 0.0, -0.2)] == pytest.approx([0, 0, 1, 2])
    most = fact(high=0.0, scale=0.2)
    assert [most.deviation(v) for v in (-0.3, -0.2, 0.0, 0.2)] == pytest.approx([0, 0, 1, 2])


def test_a_number_that_could_not_be_worked_out_is_three_off():
    assert fact(low=0.0, high=1.0).deviation(math.nan) == 3.0


def test_both_ends_of_the_tolerance_are_within():
    """.5 to .8, as floats stand: the ends themselves hold, the next floats outside do not."""
    bounds = fact(low=0.5, high=0.8)
    assert bounds.holds(0.5)
    assert bounds.holds(0.8)
    assert not bounds.holds(math.nextafter(0.5, 0))
    assert not bounds.holds(math.nextafter(0.8, 1))
    assert not bounds.holds(math.nan)
