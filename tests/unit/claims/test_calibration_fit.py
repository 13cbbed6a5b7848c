"""The objective and the fit: worked out by hand, the same bits twice, goes on where it was."""

from __future__ import annotations

import sys
import tomllib

import pytest

from reattune.claims.calibration import fit as fitting
from reattune.claims.calibration import study as watching
from reattune.claims.calibration.ages import aged, at_home, toddler
from reattune.claims.calibration.estimating import Simulated
from reattune.claims.calibration.facts import Fact
from reattune.claims.calibration.fit import Budget, fit, objective
from reattune.claims.calibration.fitted import fitted_text, preset_text
from reattune.claims.calibration.free import Free, starts
from reattune.errors import MissingExtra, ParameterError
from reattune.model import parse_preset

TINY = Budget(dyads=8, generations={"infant": 1, "acts": 2, "toddler": 1})


def fact(name, low, high):
    told = dict.fromkeys(("fact", "setting", "published", "unit", "source", "address"), "")
    return Fact(id=name, rows=("A01",), low=low, high=high, **told)


def test_the_objective_is_the_sum_of_squares_each_at_most_five(monkeypatch):
    """One fact 2 off, one 40 off: 4 + 25."""
    numbers = {"one": 4.0, "two": 40.0}
    for name, value in numbers.items():
        monkeypatch.setitem(
            fitting.STATISTICS, name, lambda study, v=value: Simulated(v, v, v, study.n)
        )
    assert objective(starts(), [fact("one", -1.0, 3.0)]) == 2.25
    assert objective(starts(), [fact("one", 1.0, 3.0), fact("two", -1.0, 1.0)]) == 29.0


def test_a_place_is_a_value_on_a_plain_or_a_logarithmic_scale():
    plain = Free(name="x", low=1.0, high=9.0, start=2.0, why="")
    ratio = Free(name="x", low=1.0, high=9.0, start=2.0, why="", log=True)
    assert (plain.at(0.5), plain.place(5.0)) == (5.0, 0.5)
    assert (ratio.at(0.5), ratio.place(3.0)) == pytest.approx((3.0, 0.5))


def test_the_same_seed_gives_the_same_bits_and_a_stopped_fit_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(fitting, "CANDIDATES", 4)
    for name in ("HOME", "TANTRUM", "LAB_AND_HOME"):
        monkeypatch.setattr(watching, name, 300.0)
    journal = tmp_path / "fit.jsonl"
    told = []
    first = fit(7, budget=TINY, journal=journal, threads=2, progress=lambda *a: told.append(a))
    lines = journal.read_text().splitlines()
    assert len(lines) == 1 + 4
    assert told[0][:3] == ("infant", 1, 1)
    # Stopped within the last generation, in the middle of a line.
    journal.write_text("\n".join([*lines[:-1], lines[-1][:40]]))
    again = fit(7, budget=TINY, journal=journal, threads=1)
    assert again == first
    assert journal.read_text().splitlines() == lines
    assert first.candidates == 4 * fitting.CANDIDATES
    with pytest.raises(ParameterError, match="another seed, budget or list"):
        fit(8, budget=TINY, journal=journal)
    kept = tomllib.loads(fitted_text(first, date="2026-11-23", version="0", dyads=16))
    assert kept["values"] == first.values
    preset = preset_text(first, date="2026-11-23")
    assert parse_preset(preset, path="x.toml").parameters.u_stim == first.values["u_stim"]


def test_without_the_optimiser_the_install_line_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "cma", None)
    with pytest.raises(MissingExtra, match=r'uv pip install "reattune\[calibrate\]"'):
        fit(1, budget=TINY)


def test_at_the_reference_age_nothing_is_changed():
    values = {**starts(), "u_stim": 0.06}
    infant = aged(values, 4.0)
    assert infant.u_stim == 0.06
    assert (infant.q_smile, infant.c_p, infant.s_rate) == (1.0, 0.0, 0.25)


def test_age_works_along_the_logarithm_and_the_answer_along_months():
    """At 8 months z = ln 2: stress halves with an effect of 1; at 9 months 5 of 5: e^.4."""
    values = {**starts(), "age.stress": 1.0, "age.upset": 1.0, "age.answer": 0.4}
    assert aged(values, 8.0).s_rate == pytest.approx(0.125)
    assert aged(values, 8.0).c_d == pytest.approx(-0.6931472)
    assert aged(values, 9.0).q_smile == pytest.approx(1.4918247)


def test_home_has_more_stress_and_less_play_and_toddlers_an_edgy_caregiver():
    values = {**starts(), "home.stress": 4.0, "home.play": 0.5}
    home = at_home(values, 4.0, attunement=0.8)
    assert (home.s_rate, home.q10, home.A) == (1.0, 0.17, 0.8)
    assert (toddler(values).older, toddler(values).b0) == (1.0, 0.45)
