"""Parameters: units, ranges, start values; every mistake is named."""

from __future__ import annotations

import dataclasses
import math

import pytest

from reattune.errors import ParameterError
from reattune.kernels.dyad_state import SETTINGS, TEMPERED
from reattune.model import PARAMETERS, Parameters


def test_every_parameter_has_unit_range_meaning_source_and_a_start_within():
    for known in PARAMETERS.values():
        assert known.unit
        assert known.meaning
        assert known.source
        assert known.low <= known.start <= known.high


def test_the_kernel_has_every_parameter_and_no_other():
    """The kernel's table adds the step and what it works out itself."""
    own = list(SETTINGS.names)
    assert own[: own.index("dt")] == list(PARAMETERS) or set(own[: own.index("dt")]) == set(
        PARAMETERS
    )
    assert {f"sd_{name.lower()}" for name in TEMPERED} == {
        name for name in PARAMETERS if name.startswith("sd_")
    }


def test_start_values_of_the_specification():
    p = Parameters()
    assert (p.a0, p.H, p.kap, p.sig, p.tau_h) == (0.33, 0.60, 0.030, 0.035, 90.0)
    assert (p.A, p.lat, p.rho, p.q01, p.q10, p.p_int) == (0.5, 1.6, 0.12, 0.28, 0.34, 0.5)
    assert (p.f0, p.f1, p.m_fu, p.m_cr, p.u_still) == (-5.0, 7.0, 0.3, 0.12, 0.020)


def test_parameters_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Parameters().rho = 0.5  # type: ignore[misc]


def test_values_with_units():
    """A text may bear the unit; it is checked, not converted."""
    assert Parameters(still_rate="0.8 /min").still_rate == 0.8
    assert Parameters(lat="2").lat == 2.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"A": 1.5},
        {"A": -0.1},
        {"lat": math.nan},
        {"lat": math.inf},
        {"rho": "0.1 /min"},
        {"rho": "fast"},
        {"rho": None},
        {"rho": True},
        {"chi": [0.8]},
    ],
)
def test_wrong_values_name_the_parameter_its_range_and_unit(wrong):
    (name,) = wrong
    with pytest.raises(ParameterError) as caught:
        Parameters(**wrong)
    known = PARAMETERS[name]
    assert caught.value.where == name
    assert known.unit in caught.value.expected
    assert f"{known.low:g} to {known.high:g}" in caught.value.expected
    assert known.meaning in caught.value.todo


def test_an_unknown_name_is_refused_and_the_near_one_told():
    with pytest.raises(ParameterError) as caught:
        Parameters().changed(RHO=0.2)
    assert caught.value.expected == "one of rho"


def test_rest_must_lie_below_the_window():
    with pytest.raises(ParameterError, match="a0 < H"):
        Parameters(a0=0.7)


def test_the_attunement_knob():
    """alpha = .5: A .5, lat .4 + 2.4 / 2 = 1.6, lapses .4/min, rattle .3, ant 3 / 16."""
    p = Parameters().attuned(0.5, anticipating=True)
    assert (p.A, p.lat, p.still_rate, p.p_int, p.ant) == pytest.approx((0.5, 1.6, 0.4, 0.3, 0.1875))
    assert Parameters().attuned(1.0).ant == 0.0
    with pytest.raises(ParameterError, match="attunement"):
        Parameters().attuned(1.2)


def test_practice_keeps_crying_finite():
    p = Parameters().for_practice()
    assert (p.a_max, p.l_max) == (1.0, 0.1)


def test_alike_takes_away_all_spread():
    assert all(getattr(Parameters().alike(), name) == 0 for name in PARAMETERS if "sd_" in name)
