"""SUSY 0.1.0 (R) and multiSyncPy 0.1.2 on seeded pairs of signals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from reattune.measures import (
    SignalPair,
    analytic_phase,
    cluster_phase,
    joint_recurrence,
    pattern_entropy,
    quantify,
    segment_synchrony,
    spectrum,
)

from .comparing import Check, check, number, rows_of

_LINES = (
    "They take the mean over lines of one cell too, while their determinism counts lines of two or "
    "more; by Marwan et al. (2007) both begin at the shortest line. With lines of one cell we get "
    "their number (difference {:.0e})."
)


def susy(folder: Path) -> list[Check]:
    """Compare every number of the one row that SUSY prints."""
    table = np.loadtxt(folder / "susy_input.csv", delimiter=",", skiprows=1)
    pair = SignalPair("a", "b", table[:, 0], table[:, 1], 0.2)
    found = segment_synchrony(pair, segment=30, max_lag=5)
    real, pseudo = found.real(), found.pseudo()
    signed, pseudo_signed = (f(absolute="no") for f in (found.real, found.pseudo))
    first, second = found.lags > 0, found.lags < 0

    def effect(a, b, part=slice(None)):  # type: ignore[no-untyped-def]
        return (a[part].mean() - b[part].mean()) / b[part].std(ddof=1)

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
        "n(data)": len(table),
        "Anzahl(anti-phase)": np.sum(signed < 0),
        "meanZ(anti-phase)": signed[signed < 0].mean() if (signed < 0).any() else None,
    }
    (row,) = rows_of(folder / "susy_expected.csv")
    return [check(name, number(row[name]), value) for name, value in ours.items()]


def multisyncpy(folder: Path) -> list[Check]:
    """Compare coherence, cross-spectrum, recurrence, entropy and cluster phase."""
    told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    table = np.loadtxt(folder / "input.csv", delimiter=",", skiprows=1)
    pair = SignalPair("a", "b", table[:, 0], table[:, 1], 1.0)
    power = spectrum(pair, segment=150)
    both = joint_recurrence(pair, radius=0.5)
    found, every = quantify(both), quantify(both, shortest=1)
    rate, determinism, mean_line, longest = told["rqa(radius=0.5) rec,det,meanL,maxL"]
    phases = np.stack([analytic_phase(pair.x), analytic_phase(pair.y)])
    gap = abs((every.mean_line or 0.0) - mean_line)
    return [
        check("symbolic entropy", told["symbolic_entropy"], pattern_entropy(pair).value),
        check("coherence", told["coherence_team"], np.mean(power.coherence)),
        check("sum of the normalised cross-spectrum", told["sum_normalized_csd"], power.normalised),
        check("recurrence rate", rate, found.rate),
        check("determinism", determinism, found.determinism),
        check("longest line", longest, found.longest_line),
        check("mean line", mean_line, found.mean_line, why=_LINES.format(gap)),
        check("cluster phase", told["rho_mean (hilbert phases)"], cluster_phase(phases)[1]),
    ]
