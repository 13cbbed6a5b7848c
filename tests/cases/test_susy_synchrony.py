"""Surrogate synchrony against SUSY 0.1.0 (R): a seeded pair, 5 Hz, segments of 30 s, lags to 5 s.

SUSY's lag axis runs the other way: its negative lags are those at which the first leads, ours the
positive ones. `lead1` is the first leading in both.
"""

from __future__ import annotations

import csv

import numpy as np
import pytest

from reattune.measures import SignalPair, segment_synchrony, synchrony_rows

CASE = "cases/susy_surrogate_synchrony"


@pytest.fixture
def expected(shared):
    with shared(f"{CASE}/susy_expected.csv").open(encoding="utf-8") as file:
        return next(csv.DictReader(file))


@pytest.fixture
def found(shared):
    table = np.loadtxt(shared(f"{CASE}/susy_input.csv"), delimiter=",", skiprows=1)
    pair = SignalPair("a", "b", table[:, 0], table[:, 1], 0.2)
    return segment_synchrony(pair, segment=30, max_lag=5)


def effect(real, pseudo, part=slice(None)):
    return (real[part].mean() - pseudo[part].mean()) / pseudo[part].std(ddof=1)


def test_every_number_of_susy(expected, found):
    """To 1e-9, the seventeen columns that hold a number."""
    real, pseudo = found.real(), found.pseudo()
    signed, pseudo_signed = (f(absolute="no") for f in (found.real, found.pseudo))
    first, second = found.lags > 0, found.lags < 0
    ours = {
        "Z": real.mean(),
        "Z-Pseudo": pseudo.mean(),
        "SD(Z)": real.std(ddof=1),
        "SD(Z-Pseudo)": pseudo.std(ddof=1),
        "n(lags)": len(found.lags),
        "%>Pseudo": 100 * np.mean(real > pseudo),
        "n(Segmente)": found.segments,
        "ES": effect(real, pseudo),
        "Z(lead1)": real[first].mean(),
        "Z(lead2)": real[second].mean(),
        "ES(lead1)": effect(real, pseudo, first),
        "ES(lead2)": effect(real, pseudo, second),
        "meanZ(in-phase)": signed[signed >= 0].mean(),
        "Anzahl(in-phase)": np.sum(signed >= 0),
        "Z(noAbs)": signed.mean(),
        "Z(Pseudo-noAbs)": pseudo_signed.mean(),
        "%>Pseudo(noAbs)": 100 * np.mean(signed > pseudo_signed),
        "ES(noAbs)": effect(signed, pseudo_signed),
    }
    for name, value in ours.items():
        assert value == pytest.approx(float(expected[name]), abs=1e-9), name


def test_the_rows_say_the_same(expected, found):
    rows = {(row.measure, row.of): row.value for row in synchrony_rows(found)}
    key = "segments, mean absolute z"
    assert rows["synchrony", key] == pytest.approx(float(expected["Z"]), abs=1e-9)
    assert rows["synchrony_effect", key] == pytest.approx(float(expected["ES"]), abs=1e-9)
    lead = rows["synchrony", f"{key}, a leads"]
    assert lead == pytest.approx(float(expected["Z(lead1)"]), abs=1e-9)


def test_a_missing_sample_stays_in_its_place(shared, found):
    """SUSY closes the gap, and all later samples move; here one of 3,000 moves the mean by little.

    With 20 samples (4 s) taken out at the start SUSY's segments would all be others.
    """
    table = np.loadtxt(shared(f"{CASE}/susy_input.csv"), delimiter=",", skiprows=1)
    holed = table[:, 0].copy()
    holed[:20] = np.nan
    pair = SignalPair("a", "b", holed, table[:, 1], 0.2)
    other = segment_synchrony(pair, segment=30, max_lag=5)
    np.testing.assert_allclose(other.z[1:, 1:], found.z[1:, 1:], atol=1e-12)
    assert other.real().mean() == pytest.approx(found.real().mean(), abs=0.01)
