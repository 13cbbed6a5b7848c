"""Exploring: the grid's numbers are the simulator's; drops are where hand work puts them."""

from __future__ import annotations

import numpy as np
import pytest

from reattune.claims import exploring
from reattune.claims.exploring import (
    CALIBRATED,
    OUTCOMES,
    ExplorePlan,
    explore,
    explore_page,
    outcomes_of,
    steepest_drop,
)
from reattune.errors import ParameterError
from reattune.model import Dyad, Order, live, preset_names

SMALL = ExplorePlan(
    dyads=8, sittings=1, seed=3, preset="ordinary",
    attunements=(0.0, 0.5, 1.0), repairs=(0.0, 0.4), latencies=(1.6,),
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def one_run_of_the_resilience_test():
    """Keep the module fast: one run from each start."""
    patch = pytest.MonkeyPatch()
    patch.setattr(exploring, "TESTS", 1)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def small():
    return explore(SMALL)


def rows(*means, spread=0.0):
    """Make four children around each mean, each as far from it at every setting."""
    around = np.array([-1.5, -0.5, 0.5, 1.5]) * spread
    return np.array([[mean + off for off in around] for mean in means])


def test_the_steepest_drop_is_found_between_its_neighbours():
    """Means .9 .8 .3 .2 at 0 to .3: from .8 at .1 to .3 at .2 the mean falls by .5 of .7."""
    drop = steepest_drop((0.0, 0.1, 0.2, 0.3), rows(0.9, 0.8, 0.3, 0.2))
    assert (drop.above, drop.below) == (0.1, 0.2)
    assert drop.size == pytest.approx(0.5)
    assert drop.share == pytest.approx(0.5 / 0.7)
    assert drop.clear


def test_a_drop_may_fall_towards_lower_settings():
    """Means .1 .6 .7: walking down, it falls from .6 at .5 to .1 at 0."""
    drop = steepest_drop((0.0, 0.5, 1.0), rows(0.1, 0.6, 0.7))
    assert (drop.above, drop.below) == (0.5, 0.0)


def test_steepness_counts_distance():
    """From 0 to 1 it falls by .4 over 1; from 1 to 1.1 by .1 over .1, which is steeper."""
    drop = steepest_drop((0.0, 1.0, 1.1), rows(0.5, 0.1, 0.0))
    assert (drop.above, drop.below) == (1.0, 1.1)
    assert drop.size == pytest.approx(0.1)


def test_of_equal_drops_the_one_at_the_lowest_settings_counts():
    drop = steepest_drop((0.0, 1.0, 2.0), rows(2.0, 1.0, 0.0))
    assert (drop.above, drop.below) == (0.0, 1.0)


def test_the_interval_compares_the_same_children_and_is_widened_for_the_choice():
    """Differences of four children .1 .2 .3 .4 at the one step: mean .25, sd .1291, se .06455.

    With one step z = 1.96: .25 -+ .1265. With a second, flat one z = 2.241: .25 -+ .1447.
    """
    above, below = np.array([1.1, 1.2, 1.3, 1.4]), np.ones(4)
    drop = steepest_drop((0.0, 1.0), np.array([above, below]))
    assert (drop.low, drop.high) == pytest.approx((0.1235, 0.3765), abs=1e-4)
    drop = steepest_drop((0.0, 1.0, 2.0), np.array([above, below, below]))
    assert (drop.low, drop.high) == pytest.approx((0.1053, 0.3947), abs=1e-4)


def test_noise_is_no_clear_drop():
    """Differences -.3 and .4 in turn: mean .05, far less than its interval."""
    values = np.array([[0.7, 1.4] * 4, [1.0, 1.0] * 4])
    assert not steepest_drop((0.0, 1.0), values).clear


def test_where_nothing_changes_there_is_no_drop():
    assert steepest_drop((0.0, 0.5, 1.0), rows(0.5, 0.5, 0.5, spread=0.1)) is None
    assert steepest_drop((0.5,), rows(0.5)) is None


def test_the_grid_holds_what_the_simulator_returns(small):
    """The cell at repair .4, latency 1.6 s, attunement .5 is the same lives as those ordered by
    hand."""  # fmt: skip
    dyad = Dyad("ordinary", attunement=0.5, rho=0.4, lat=1.6)
    order = Order(dyads=[dyad], n=8, seed=3, sittings=1, marks=[1], tests=1)
    expected = outcomes_of(live(order))
    for letter, values in small.values.items():
        assert values.shape == (1, 2, 3, 8)
        assert values[0, 1, 1].tolist() == expected[letter].tolist()


def test_matching_and_crying_are_counted_from_the_codes():
    """By hand from the joint states: POS-STIM and NEU-PAUSE over all; FU and CR in min per hour."""
    lives = live(Order(dyads=[Dyad()], n=2, seconds=60.0, sittings=1, marks=[1], tests=1))
    found = outcomes_of(lives)
    for i in range(2):
        steps = lives.occupied[i, 0]
        assert steps.sum() == 600
        assert found["match"][i] == (steps[0, 0] + steps[1, 1]) / 600
        assert found["crying"][i] == pytest.approx((steps[3].sum() + steps[4].sum()) / 10)


def test_the_same_plan_gives_the_same_numbers_for_any_threads(small):
    again = explore(SMALL, threads=1)
    for letter, values in small.values.items():
        assert values.tobytes() == again.values[letter].tobytes()


def test_another_seed_gives_other_numbers(small):
    plan = ExplorePlan(
        dyads=8, sittings=1, seed=4, preset="ordinary", attunements=(0.5,), repairs=(0.4,),
        latencies=(1.6,),
    )  # fmt: skip
    assert (
        explore(plan).values["match"][0, 0, 0].tolist() != small.values["match"][0, 1, 1].tolist()
    )


def test_an_anticipating_caregiver_is_another_one_only_at_high_attunement():
    """ant = 3 * 0^4 = 0 at attunement 0, and 3 at 1."""
    plan = {"dyads": 8, "sittings": 1, "attunements": (0.0, 1.0), "repairs": (0.1,),
            "latencies": (1.6,)}  # fmt: skip
    a = explore(ExplorePlan(**plan)).values["match"][0, 0]
    b = explore(ExplorePlan(**plan, anticipating=True)).values["match"][0, 0]
    assert a[0].tolist() == b[0].tolist()
    assert a[1].tolist() != b[1].tolist()


def test_progress_counts_every_setting():
    seen = []
    plan = ExplorePlan(
        dyads=8, sittings=1, attunements=(0.2,), repairs=(0.0, 0.1), latencies=(1, 2)
    )
    explore(plan, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_page_holds_means_with_intervals(small):
    """Mean and 1.96 sd / sqrt(8) of eight children."""
    page = explore_page(small, version="9.9")
    assert len(page.panels) == len(OUTCOMES)
    panel = page.panels[[o.letter for o in OUTCOMES].index("match")]
    values = small.values["match"][0, 1, 2]
    cell = panel.rows[1].cells[2]
    reach = 1.959964 * values.std(ddof=1) / 8**0.5
    assert cell.mean == pytest.approx(values.mean())
    assert (cell.low, cell.high) == pytest.approx((values.mean() - reach, values.mean() + reach))
    assert not page.calibrated
    assert dict(page.facts)["preset"] == "ordinary, not calibrated"
    assert dict(page.facts)["version"] == "9.9"


def test_the_calibrated_preset_is_taken_where_there_is_one():
    expected = CALIBRATED if CALIBRATED in preset_names() else "ordinary"
    assert ExplorePlan().base.name == expected


def test_the_whole_grid_has_330_settings():
    """11 attunements x 6 repair hazards x 5 latencies, 48 children each."""
    assert (ExplorePlan().settings, ExplorePlan().dyads) == (330, 48)


@pytest.mark.parametrize(("wrong", "named"), [
    ({"dyads": 0}, "dyads"), ({"dyads": 7}, "from 8"), ({"dyads": True}, "dyads"),
    ({"dyads": 8.0}, "dyads"), ({"sittings": 0}, "sittings"), ({"attunements": ()}, "attunements"),
    ({"repairs": (0.4, 0.1)}, "repairs"), ({"latencies": (1.0, 1.0)}, "latencies"),
])  # fmt: skip
def test_an_impossible_plan_is_refused_by_name(wrong, named):
    with pytest.raises(ParameterError, match=named):
        ExplorePlan(**wrong)


@pytest.mark.parametrize(("wrong", "named"), [
    ({"seed": "one"}, "seed"), ({"seed": -1}, "seed"), ({"preset": "none such"}, "none such"),
    ({"attunements": (0.5, 1.5)}, "attunement"), ({"latencies": (0.0,)}, "lat"),
    ({"repairs": (float("nan"),)}, "rho"),
])  # fmt: skip
def test_an_impossible_setting_is_refused_before_anything_is_computed(wrong, named):
    asked = []
    given = {"dyads": 8, "sittings": 1, "repairs": (0.1,), "latencies": (1.0,), **wrong}
    with pytest.raises(ParameterError, match=named):
        explore(ExplorePlan(**given), progress=lambda done, total: asked.append(done))
    assert not asked
