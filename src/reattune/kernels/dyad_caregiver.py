"""The caregiver from moment to moment: noticing, answering, repairing, lapses, yelling, mending.

Order of draws on the life stream in one step: one normal for the caregiver's arousal; at a new
distress one uniform for noticing, then either two exponentials (the wait) or one uniform (the
rattle); without a forced act one uniform for all that could happen now, and where it strikes
those that say how long or which.
"""

from __future__ import annotations

import math

from .dyad_child import sigmoid
from .dyad_state import (
    ATTUNED,
    AVERTED,
    DISTRESS,
    HOSTILE,
    MEND,
    NONE,
    PAUSE,
    POSITIVE,
    PROTEST,
    SOOTHE,
    STILL,
    STIMULATE,
    Dyad,
    Settings,
    holds,
)
from .random import exponential, normal, uniform


def upset(d: Dyad, p: Settings) -> None:
    """Move the caregiver's own arousal b over one step."""
    flow = -p.kb * (d.b - d.b_rest)
    if d.x == DISTRESS:
        flow += p.gc
    elif d.x == PROTEST:
        flow += p.gf
    d.b += flow * p.dt + p.sb_step * normal(d)


def triggered(d: Dyad, p: Settings) -> float:
    """Return T, how far the caregiver is beside themself (0 to 1)."""
    return sigmoid((d.b - p.th_t) / p.w_t)


def force(d: Dyad, p: Settings, g: int, seconds: float) -> None:
    """Hold an act, whatever happens, for a time of at least one step."""
    d.g = g
    d.until = d.now + max(1, int(seconds / p.dt + 0.5))


def notice(d: Dyad, p: Settings) -> None:
    """Let the caregiver see, or miss, that the child has just turned away, fussed or cried."""
    if d.x < AVERTED or d.until > 0 or holds(ATTUNED, d.x, d.g):
        return
    keen = p.A
    if d.x == PROTEST:
        keen = p.a_fu
    elif d.x == DISTRESS:
        keen = p.a_cr
    if uniform(d) < keen * (1.0 - p.iota * triggered(d, p)):
        if d.due == NONE:
            mean = p.lat * (p.latc if d.x == DISTRESS else 1.0)
            wait = 0.5 * mean * (exponential(d) + exponential(d))
            d.due = d.now + int(wait / p.dt + 0.5)
    elif uniform(d) < p.p_int:
        d.g = STIMULATE


def care(d: Dyad, p: Settings) -> None:
    """Let the caregiver act: end a forced act, answer what was noticed, or do something else."""
    if d.until > 0:
        if d.due != NONE and d.now >= d.due:
            d.due = NONE
        if d.now >= d.until:
            d.until = 0
            d.g = STIMULATE
        return
    u = uniform(d)
    if d.due != NONE and d.now >= d.due:
        d.due = NONE
        if d.x >= AVERTED and not holds(ATTUNED, d.x, d.g):
            d.g = answer(d)
            return
    # Nearly always nothing happens: one comparison with the highest rate of all saves the rest.
    if u < p.care_max and not slips(d, p, u):
        moves(d, p, u)


def answer(d: Dyad) -> int:
    """Return the act that meets the child's distress."""
    return PAUSE if d.x == AVERTED else SOOTHE


def slip_rates(d: Dyad, p: Settings) -> tuple[float, float, float]:
    """Return the rates per second of a lapse, of a deliberate rupture, and of yelling."""
    t = triggered(d, p)
    shout = 0.0
    if p.older == 1.0 and d.x >= PROTEST:
        shout = p.yell_rate * math.exp(d.y) * (0.15 + t)
    return p.still_rate / 60.0 * (1.0 + 2.0 * t), p.int_rate / 60.0, shout


def slips(d: Dyad, p: Settings, u: float) -> bool:
    """Begin a forced act if the step's draw falls on one."""
    lapse, deliberate, shout = slip_rates(d, p)
    if u < lapse * p.dt:
        force(d, p, STILL, p.still_dur * exponential(d))
    elif u < (lapse + deliberate) * p.dt:
        force(d, p, STIMULATE if uniform(d) < 0.5 else STILL, 6.0)
    elif u < (lapse + deliberate + shout) * p.dt:
        force(d, p, HOSTILE, 3.0 * exponential(d))
        yelled(d, p)
    else:
        return False
    return True


def yelled(d: Dyad, p: Settings) -> None:
    """Note a yell: an apology is owed, and the caregiver may learn from what follows."""
    d.yells += 1
    d.owed = 1
    if p.eta_co > 0.0 and d.co_at == NONE:
        d.co_at = d.now + p.ten
        d.co_b = d.b


def mended(d: Dyad) -> None:
    """Note a mend of a yell."""
    if d.owed == 1:
        d.amends += 1
        d.owed = 0


def moves(d: Dyad, p: Settings, u: float) -> None:
    """Mend, repair, or go on with the play, if the step's draw falls on it."""
    lapse, deliberate, shout = slip_rates(d, p)
    clear = 1.0 - p.iota * triggered(d, p)
    edge = lapse + deliberate + shout
    if d.owed == 1:
        edge += p.rho * p.p_apol * clear
        if u < edge * p.dt:
            d.g = MEND
            mended(d)
            return
    if d.x < AVERTED:
        play(d, p, u, edge)
    elif not holds(ATTUNED, d.x, d.g):
        weight = 1.0
        if d.x == PROTEST:
            weight = 1.5
        elif d.x == DISTRESS:
            weight = 3.0
        if u < (edge + p.rho * weight * clear) * p.dt:
            d.g = answer(d)


def play(d: Dyad, p: Settings, u: float, edge: float) -> None:
    """Take turns between stimulation and pause; an anticipating caregiver pauses in time."""
    rising = d.a > p.H - 0.12
    if d.g == STIMULATE:
        rate, act = p.q01 + (p.ant if rising else 0.0), PAUSE
    elif d.g == PAUSE:
        rate, act = p.q10 * (0.3 / (p.ant + 0.3) if rising else 1.0), STIMULATE
        if d.x == POSITIVE:
            rate *= p.q_smile
    else:
        rate, act = (0.20 if d.a < p.H else 0.0), PAUSE
    if u < (edge + rate) * p.dt:
        d.g = act


def most_likely(p: Settings) -> float:
    """Return a bound on the chance that a free caregiver does anything in one step."""
    slip = 3.0 * p.still_rate / 60.0 + p.int_rate / 60.0
    if p.older == 1.0:
        slip += p.yell_rate * math.exp(1.0) * 1.15 + p.rho * p.p_apol
    play_rate = max(p.q01 + p.ant, p.q10 * max(p.q_smile, 1.0), 0.20)
    return (slip + max(play_rate, 3.0 * p.rho)) * p.dt


def obey(d: Dyad, p: Settings, act: int) -> None:
    """Do what somebody else asks for, instead of the model's own act."""
    d.until = 0
    d.due = NONE
    if act == HOSTILE and d.g != HOSTILE:
        yelled(d, p)
    elif act == MEND:
        mended(d)
    d.g = act


def learn_to_yell(d: Dyad, p: Settings) -> None:
    """Coercion trap: yelling grows when the caregiver feels relief ten seconds later."""
    if d.co_at == NONE or d.now < d.co_at:
        return
    relief = min(max((d.co_b - d.b) / 0.2, -1.0), 1.0)
    d.y += p.eta_co * (relief - d.y)
    d.co_at = NONE
