"""Coherence, recurrence, entropy and cluster phase against multiSyncPy 0.1.2.

Where we differ: its mean line length is over lines of one cell too, while its determinism counts
lines of two or more; the definition (Marwan et al. 2007) takes lines of the shortest length for
both. Its `sync_index` failed when the case was made, and is no measure of ours.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from reattune.measures import (
    SignalPair,
    analytic_phase,
    cluster_phase,
    joint_recurrence,
    pattern_entropy,
    quantify,
    spectrum,
)

CASE = "cases/multisyncpy_reference"


@pytest.fixture
def pair(shared):
    table = np.loadtxt(shared(f"{CASE}/input.csv"), delimiter=",", skiprows=1)
    return SignalPair("a", "b", table[:, 0], table[:, 1], 1.0)


@pytest.fixture
def expected(shared):
    return json.loads(shared(f"{CASE}/expected.json").read_text(encoding="utf-8"))


def test_entropy_of_terciles(pair, expected):
    assert pattern_entropy(pair).value == pytest.approx(expected["symbolic_entropy"], abs=1e-9)


def test_coherence_and_normalised_cross_spectrum(pair, expected):
    """Segments of a quarter of the 600 samples, as it takes for short signals."""
    found = spectrum(pair, segment=150)
    assert np.mean(found.coherence) == pytest.approx(expected["coherence_team"], abs=1e-9)
    assert found.normalised == pytest.approx(expected["sum_normalized_csd"], abs=1e-9)


def test_recurrence_of_both_together(pair, expected):
    rate, determinism, mean_of_all, longest = expected["rqa(radius=0.5) rec,det,meanL,maxL"]
    found = quantify(joint_recurrence(pair, radius=0.5))
    assert found.rate == pytest.approx(rate, abs=1e-9)
    assert found.determinism == pytest.approx(determinism, abs=1e-9)
    assert found.longest_line == longest
    every_line = quantify(joint_recurrence(pair, radius=0.5), shortest=1)
    assert every_line.mean_line == pytest.approx(mean_of_all, abs=1e-9)
    assert found.mean_line == pytest.approx(2.408423739629866, abs=1e-9)  # ours: lines of two on


def test_cluster_phase(pair, expected):
    phases = np.stack([analytic_phase(pair.x), analytic_phase(pair.y)])
    theirs = expected["rho_mean (hilbert phases)"]
    assert cluster_phase(phases)[1] == pytest.approx(theirs, abs=1e-9)
