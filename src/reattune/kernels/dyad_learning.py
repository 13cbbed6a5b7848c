"""What the child learns, slowly, from how things go: S, F, V, G, M, L and W.

Only standard learning rules: a linear operator (S), a gamma-exponential belief (F, after
survival analysis), Rescorla-Wagner (V, G), a Beta count (M), exponential averages (L, W).
"""

from __future__ import annotations

import math

from .dyad_state import (
    AVERTED,
    DISTRESS,
    HOSTILE,
    MEND,
    NONE,
    PROTEST,
    SOOTHE,
    Dyad,
    Settings,
)
from .random import uniform

TEN_SECONDS = 0.6931471805599453
"""psi(10 s) = ln 2: faith is the belief that a repair comes within ten seconds."""
AWAY = 4.0 * 3600.0
"""Seconds until the next sitting: how long an open rupture goes on for the child."""


def unit(value: float) -> float:
    """Clip to [0, 1]."""
    return min(max(value, 0.0), 1.0)


def regulate(d: Dyad, p: Settings) -> None:
    """S: credit the child's own share in coming down from over-arousal; a cry is a failure.

    Both count only if the child looked away for more than half a second.
    """
    if d.exc == 0:
        if d.a > p.H + 0.02 and d.x != DISTRESS:
            d.exc = 1
            d.own, d.ext, d.looked = 0.0, 0.0, 0
        return
    failed = d.x == DISTRESS
    if not failed and d.a >= p.H - 0.05:
        return
    d.exc = 0
    if d.looked * p.dt <= 0.5 + 1e-9:
        return
    if failed:
        d.S = unit(d.S - d.young * p.eta_sm * d.S)
        return
    whole = d.own + d.ext
    share = unit(d.own / whole) if whole > 0.0 else 0.0
    if p.credit_any == 1.0:
        share = 1.0
    d.S = unit(d.S + d.young * p.eta_s * share * (1.0 - d.S))


def signal(d: Dyad, p: Settings, x: int) -> None:
    """V: the worth of a signal, by how soon it is answered. ``x`` is the code before this step."""
    calling = d.x >= PROTEST
    if calling and x < PROTEST:
        d.signal = d.now
        d.called = d.x
        if d.x == DISTRESS:
            d.cries += 1
        else:
            d.fusses += 1
    if d.signal == NONE:
        return
    if not calling:
        worth = 0.0
    elif d.g in (SOOTHE, MEND):
        worth = 1.0 / (1.0 + p.k_v * (d.now - d.signal) * p.dt)
        if d.called == DISTRESS:
            d.cries_heard += 1
        else:
            d.fusses_heard += 1
    elif d.g == HOSTILE:
        worth = -0.5
    else:
        return
    d.V = unit(d.V + d.young * p.eta_v * (worth - d.V))
    d.signal = NONE


def learn_agency(d: Dyad, p: Settings, x: int) -> None:
    """G: does it help to do something? Five seconds from over-arousal, with and without a sign.

    ``x`` is the code that held in this step.
    """
    if d.block_end != NONE:
        if x >= AVERTED:
            d.signs += 1
        if d.now >= d.block_end:
            did = 1.0 if d.signs >= p.second else 0.0
            calmed = 1.0 if d.a < p.H else 0.0
            missed = calmed - (d.g_alone + did * d.G)
            d.g_alone += d.young * p.eta_g * missed
            d.G += d.young * p.eta_g * missed * did
            d.block_end = NONE
    if d.block_end == NONE and d.a > p.H:
        d.block_end = d.now + p.block
        d.signs = 0


def psi(seconds: float) -> float:
    """Return how much of the belief a rupture of this length weighs."""
    return math.log(1.0 + seconds / 10.0)


def learn_repair(d: Dyad, seconds: float, credited: int) -> None:
    """F: a rupture of this length; ``credited`` is 1 if it was repaired by the caregiver."""
    d.b_f += psi(seconds)
    d.a_f += credited


def faith(d: Dyad) -> float:
    """Return F: how likely a repair within ten seconds is, as the child believes."""
    return 1.0 - math.exp(d.a_f * math.log(d.b_f / (d.b_f + TEN_SECONDS)))


def learn_apology(d: Dyad, mended: int) -> None:
    """M: one count for each rupture with a yell, mended or not."""
    if mended == 1:
        d.M1 += 1.0
    else:
        d.M0 += 1.0


def late_repairs(d: Dyad, p: Settings) -> None:
    """Let ruptures left open in earlier sittings be mended now, each with its own chance."""
    if p.p_late <= 0.0:
        return
    for _ in range(d.pending):
        if uniform(d) < p.p_late:
            d.pending -= 1
            d.a_f += 1.0


def settle_sitting(d: Dyad, p: Settings) -> None:
    """Do what is learned once per sitting: forgetting, load and relationship."""
    d.S = unit(d.S + p.phi_s * (p.S0 - d.S))
    d.a_f += p.phi_f * (p.a_f0 - d.a_f)
    d.b_f += p.phi_f * (p.b_f0 - d.b_f)
    d.M1 += p.phi_m * (1.0 - d.M1)
    d.M0 += p.phi_m * (1.0 - d.M0)
    steps = max(d.now, 1)
    d.L = min(d.L + d.young * p.eta_l * (d.over / steps - d.L), p.l_max)
    d.W += d.young * p.eta_w * ((d.warm - d.torn) / steps - d.W)
