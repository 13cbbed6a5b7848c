"""The model's own tracker of ruptures, step by step.

The shared reader, given the definition ``model.tracker``, finds the same ruptures in the emitted
Session; a test holds both equal. Each call reads the step that has just passed, with the codes
that held in it.
"""

from __future__ import annotations

from .dyad_learning import learn_apology, learn_repair
from .dyad_state import (
    ATTUNED,
    AVERTED,
    CENSORED,
    CLOSES,
    FADED,
    HOSTILE,
    MEND,
    NONE,
    OPENS,
    REPAIRED,
    Dyad,
    Settings,
    holds,
)


def track(d: Dyad, p: Settings, x: int, g: int) -> None:
    """Open, follow and close a rupture with one step of codes ``x`` and ``g``."""
    if d.rupture == NONE:
        if not holds(OPENS, x, g):
            d.run = NONE
            return
        if d.run == NONE:
            d.run = d.now - 1
        if g != HOSTILE and d.now - d.run < p.rup_steps:
            return
        open_rupture(d)
    note_acts(d, x, g)
    if not holds(CLOSES, x, g):
        d.closing = NONE
        return
    if d.closing == NONE:
        d.closing = d.now - 1
    lasted = d.now - d.closing
    if d.harsh == 0 or d.mended != NONE:
        if lasted >= p.second:
            # Settled only from the mend on, if it came after calm had returned.
            ended = max(d.closing, d.mended) if d.harsh == 1 else d.closing
            close_rupture(d, p, REPAIRED, ended)
    elif lasted >= p.yell_wait:
        close_rupture(d, p, FADED, d.closing)


def open_rupture(d: Dyad) -> None:
    """Begin to follow a rupture, from the start of its run."""
    d.rupture = d.run
    d.closing = NONE
    d.mended = NONE
    d.harsh = 0
    d.led = 0


def note_acts(d: Dyad, x: int, g: int) -> None:
    """Note a yell, a mend, and whether the caregiver came to the child in its distress."""
    if g == HOSTILE:
        d.harsh = 1
        d.mended = NONE
    elif g == MEND and d.mended == NONE:
        d.mended = d.now - 1
    if d.moved == d.now - 1 and x >= AVERTED and holds(ATTUNED, x, g):
        d.led = 1


def close_rupture(d: Dyad, p: Settings, outcome: int, ended: int) -> None:
    """Count a rupture and let the child learn from how it ended."""
    length = ended - d.rupture
    led = 1 if outcome == REPAIRED and (d.led == 1 or d.harsh == 1) else 0
    d.shut = 1 + outcome
    d.shut_on, d.shut_at, d.shut_led = d.rupture, ended, led
    d.ruptures += 1
    d.torn += length
    if outcome == REPAIRED:
        d.repaired += 1
        d.led_repairs += led
    credited = 1 if outcome == REPAIRED and p.any_repair == 1.0 else led
    if p.f_all == 0.0:
        learn_repair(d, length * p.dt, credited)
    if d.harsh == 1:
        learn_apology(d, 1 if outcome == REPAIRED else 0)
    d.rupture = NONE
    d.run = NONE
    d.closing = NONE


def cut_rupture(d: Dyad, p: Settings, away: float) -> None:
    """Censor an open rupture at the end of a phase or sitting.

    ``away`` is how long the child must bear it yet, in seconds: the repair may come later.
    """
    d.run = NONE
    if d.rupture == NONE:
        return
    length = d.now - d.rupture
    d.shut = 1 + CENSORED
    d.shut_on, d.shut_at, d.shut_led = d.rupture, d.now, 0
    d.ruptures += 1
    d.torn += length
    if p.f_all == 0.0:
        learn_repair(d, length * p.dt + away, 0)
        if away > 0.0:
            d.pending += 1
    if d.harsh == 1:
        learn_apology(d, 1 if d.mended != NONE else 0)
    d.rupture = NONE
    d.closing = NONE


def follow_mismatch(d: Dyad, p: Settings, x: int, g: int) -> None:
    """Ablation: let faith learn from every mismatched stretch, however short, instead."""
    if not holds(ATTUNED, x, g):
        d.odd = d.odd + 1
    elif d.odd > 0:
        learn_repair(d, d.odd * p.dt, 1 if d.moved == d.now - 1 else 0)
        d.odd = 0
