"""One dyad through time: a step, a sitting, a life; many lives in one loop.

A *sitting* is one stretch together (180 s in a life), perhaps in phases. The functions run as they
stand, or compiled (:mod:`reattune.kernels.dyad_compiled`), with the same numbers.

Order in one step: older child's drives; h; a; stress kick; b; child's code; notice; S; caregiver's
act; V; G; tracker; totals. Codes that are drawn in a step hold from its end on; the tracker and
the totals read the step that has just passed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .dyad_caregiver import care, learn_to_yell, most_likely, notice, obey, upset
from .dyad_child import alone, arouse, express, kick, meet_block, rage
from .dyad_learning import (
    AWAY,
    late_repairs,
    learn_agency,
    regulate,
    settle_sitting,
    signal,
)
from .dyad_logs import log_change, log_rupture, log_trace, write_learned
from .dyad_state import (
    ATTUNED,
    AVERTED,
    DISTRESS,
    FREE,
    NEUTRAL,
    NONE,
    POSITIVE,
    PROTEST,
    STIMULATE,
    Dyad,
    Settings,
    holds,
)
from .dyad_tracker import cut_rupture, follow_mismatch, track
from .random import normal, uniform

Lives = tuple[Sequence[Settings], Sequence[Settings], Sequence[Dyad]]
Plan = tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int]
Outputs = tuple[
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.float64],
    NDArray[np.int64],
]


def settle(d: Dyad, p: Settings) -> None:
    """Draw the temperament from its own stream (the same at each call) and work out constants."""
    s0, s1, s2, s3 = d.s0, d.s1, d.s2, d.s3
    d.s0, d.s1, d.s2, d.s3 = d.w0, d.w1, d.w2, d.w3
    temper(d, p)
    d.s0, d.s1, d.s2, d.s3 = s0, s1, s2, s3
    p.root_dt = math.sqrt(p.dt)
    p.sig_step = p.sig * p.root_dt
    p.sb_step = p.sb * p.root_dt
    p.h_step = p.dt / p.tau_h
    p.kick_p = p.s_rate / 60.0 * p.dt
    p.a_fu = 1.0 - (1.0 - p.A) * (1.0 - p.A)
    p.a_cr = 1.0 - (1.0 - p.A) * (1.0 - p.A) * (1.0 - p.A) * (1.0 - p.A)
    p.care_max = most_likely(p)
    p.rup_steps = max(1, math.ceil(p.rup_min / p.dt - 1e-6))
    p.second = max(1, int(1.0 / p.dt + 0.5))
    p.block = max(1, int(5.0 / p.dt + 0.5))
    p.yell_wait = max(1, int(8.0 / p.dt + 0.5))
    p.ten = max(1, int(10.0 / p.dt + 0.5))
    p.calm = p.ten


def temper(d: Dyad, p: Settings) -> None:
    """Let this dyad differ from the average one: thirteen normal draws."""
    p.u_still *= math.exp(p.sd_u_still * normal(d))
    p.u_stim *= math.exp(p.sd_u_stim * normal(d))
    p.kap *= math.exp(p.sd_kap * normal(d))
    p.m_cr *= math.exp(p.sd_m_cr * normal(d))
    p.s_rate *= math.exp(p.sd_s_rate * normal(d))
    p.q01 *= math.exp(p.sd_q01 * normal(d))
    p.q10 *= math.exp(p.sd_q10 * normal(d))
    p.a0 += p.sd_a0 * normal(d)
    p.H += p.sd_h * normal(d)
    p.c_p += p.sd_c_p * normal(d)
    p.c_a += p.sd_c_a * normal(d)
    p.c_d += p.sd_c_d * normal(d)
    skill = p.S0 + p.sd_s0 * normal(d)
    if p.sd_s0 > 0.0:
        p.S0 = min(max(skill, 0.02), 0.95)


def be_born(d: Dyad, p: Settings) -> None:
    """Set what the child believes at the start of its life."""
    d.S = p.S0
    d.a_f, d.b_f, d.pending = p.a_f0, p.b_f0, 0
    d.V, d.g_alone, d.G = p.V0, p.g0, 0.0
    d.M1, d.M0, d.L, d.W, d.y = 1.0, 1.0, 0.0, 0.0, 0.0
    d.ruptures, d.repaired, d.led_repairs, d.yells, d.amends = 0, 0, 0, 0, 0
    d.rupture_steps, d.warm_steps, d.steps = 0, 0, 0
    d.cries, d.cries_heard, d.fusses, d.fusses_heard = 0, 0, 0, 0


def begin_sitting(d: Dyad, p: Settings, number: int) -> None:
    """Start a sitting: neutral child, playing caregiver, nothing open."""
    late_repairs(d, p)
    d.young = math.exp(-0.6931471805599453 * number / p.eta_half) if p.eta_half > 0.0 else 1.0
    d.now, d.moved, d.until = 0, 0, 0
    d.x, d.g = NEUTRAL, STIMULATE
    d.base = p.a0 + p.chi * d.L
    d.a = min(max(d.base + 0.05 * normal(d), 0.0), p.a_max)
    d.h = 0.15
    d.b_rest = p.b0 + p.b_sd * normal(d)
    d.b = d.b_rest
    d.due, d.co_at, d.signal, d.block_end = NONE, NONE, NONE, NONE
    d.owed, d.blocked, d.exc, d.odd, d.signs, d.shut = 0, 0, 0, 0, 0, 0
    d.D, d.X, d.Y = 0.0, 0.0, 0.0
    d.run, d.rupture, d.closing, d.mended = NONE, NONE, NONE, NONE
    d.over, d.warm, d.torn = 0.0, 0, 0
    if p.older == 1.0 and p.block_start > 0.0 and uniform(d) < p.block_start:
        meet_block(d)


def enter_phase(d: Dyad, act: int, steps: int) -> None:
    """Start a phase, in which the caregiver may be asked to hold one act throughout."""
    if act == FREE:
        return
    d.g = int(act)
    d.moved = d.now
    d.until = d.now + int(steps)


def step(d: Dyad, p: Settings, act: int) -> None:
    """Go on by one step; ``act`` is the caregiver's, or ``FREE`` for the model's own."""
    x, g = d.x, d.g
    d.now += 1
    if p.older == 1.0:
        rage(d, p)
    arouse(d, p)
    if p.kick_p > 0.0:
        kick(d, p)
    upset(d, p)
    express(d, p)
    if act == FREE and d.x != x:
        notice(d, p)
    regulate(d, p)
    if act == FREE:
        care(d, p)
    else:
        obey(d, p, act)
    if d.g != g:
        d.moved = d.now
    learn_to_yell(d, p)
    signal(d, p, x)
    learn_agency(d, p, x)
    track(d, p, x, g)
    if p.f_all == 1.0:
        follow_mismatch(d, p, x, g)
    d.over += max(d.a - p.H, 0.0)
    if x == POSITIVE and holds(ATTUNED, x, g):
        d.warm += 1


def end_sitting(d: Dyad, p: Settings) -> None:
    """Learn what is learned once per sitting, and add up."""
    settle_sitting(d, p)
    d.steps += d.now
    d.warm_steps += d.warm
    d.rupture_steps += d.torn


def resilience(d: Dyad, p: Settings, runs: int) -> float:
    """Return R: mean -ln(seconds to come down alone) from three starts, ``runs`` times each.

    Draws come from a stream of their own, from its beginning: arms of a contrast share them.
    """
    s0, s1, s2, s3 = d.s0, d.s1, d.s2, d.s3
    d.s0, d.s1, d.s2, d.s3 = d.q0, d.q1, d.q2, d.q3
    total = 0.0
    for _ in range(runs):
        total += alone(d, p, 0.75, AVERTED)
        total += alone(d, p, 0.95, PROTEST)
        total += alone(d, p, 1.05, DISTRESS)
    d.s0, d.s1, d.s2, d.s3 = s0, s1, s2, s3
    return total / (3.0 * runs)


def run(lives: Lives, plan: Plan, out: Outputs) -> None:
    """Let every dyad live its life.

    Parameters
    ----------
    lives
        Settings, settings from a later sitting on, states: tables (or lists) of n.
    plan
        Number of sittings; for each dyad the sitting from which the later settings hold; steps of
        each phase; act of each phase (``FREE`` or one to hold); sittings after which to write
        what was learned; runs of the resilience test there (0 for none).
    out
        Learned ``[n, marks, len(LEARNED)]``; steps by phase and joint state ``[n, phases, 30]``;
        code changes ``[n, room, 4]`` (sitting, step, person, code); ruptures ``[n, room, 6]``
        (sitting, phase, onset, end, outcome, led by the caregiver); traces ``[n, room, 5]``
        (a, b, h, X, Y at each step); how many changes and ruptures there were ``[n, 2]``. What
        finds no room is only counted.
    """
    for i in range(len(lives[2])):
        live(i, lives, plan, out)


def live(i: int, lives: Lives, plan: Plan, out: Outputs) -> None:
    """Let one dyad live its life."""
    p, later, d = lives[0][i], lives[1][i], lives[2][i]
    sittings, switch, marks, runs = plan[0], plan[1][i], plan[4], plan[5]
    settle(d, p)
    settle(d, later)
    be_born(d, p)
    mark = 0
    for sitting in range(sittings):
        if sitting == switch:
            p = later
        begin_sitting(d, p, sitting)
        sit((i, sitting), (d, p), plan, out)
        end_sitting(d, p)
        if mark < len(marks) and marks[mark] == sitting + 1:
            score = resilience(d, p, runs) if runs > 0 else math.nan
            write_learned(out[0], (i, mark), d, (p.dt, score))
            mark += 1


def sit(where: tuple[int, int], who: tuple[Dyad, Settings], plan: Plan, out: Outputs) -> None:
    """Go through the phases of one sitting and write down what happens."""
    (i, sitting), (d, p), steps = where, who, plan[2]
    _, occupied, changes, ruptures, traces, counts = out
    room, start = traces.shape[1], sitting * steps.sum() - 1
    log_change(changes, counts, where, (0, 0, d.x))
    log_change(changes, counts, where, (0, 1, d.g))
    for phase in range(len(steps)):
        g = d.g
        enter_phase(d, plan[3][phase], steps[phase])
        if d.g != g:
            log_change(changes, counts, where, (d.now, 1, d.g))
        for _ in range(steps[phase]):
            x, g = d.x, d.g
            step(d, p, FREE)
            occupied[i, phase, 6 * x + g] += 1
            if d.x != x:
                log_change(changes, counts, where, (d.now, 0, d.x))
            if d.g != g:
                log_change(changes, counts, where, (d.now, 1, d.g))
            if d.shut > 0:
                log_rupture(ruptures, counts, (i, sitting, phase), d)
            if room > 0:
                log_trace(traces, i, start + d.now, d)
        cut_rupture(d, p, AWAY if phase == len(steps) - 1 else 0.0)
        if d.shut > 0:
            log_rupture(ruptures, counts, (i, sitting, phase), d)
