"""The child from moment to moment: arousal, stress kicks, codes, and the older child's drives.

Order of draws on the life stream in one step: (older child in a tantrum: two normals), one normal
for arousal, [the caregiver's normal], one uniform for the code's clock, and when it strikes one
more to choose (the older child may need a second).
"""

from __future__ import annotations

import math

from .dyad_state import (
    AVERTED,
    DISTRESS,
    HOSTILE,
    MEND,
    NEUTRAL,
    NONE,
    PAUSE,
    POSITIVE,
    PROTEST,
    SOOTHE,
    STILL,
    STIMULATE,
    Dyad,
    Settings,
)
from .random import exponential, normal, uniform

ANGRY, SAD = 0.25, 0.20
"""Anger and sadness above these show."""


def sigmoid(z: float) -> float:
    """Return 1 / (1 + exp(-z)) without overflow."""
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    e = math.exp(z)
    return e / (1.0 + e)


def arouse(d: Dyad, p: Settings) -> None:
    """Move the residue h and the arousal a over one step."""
    a = d.a
    d.h += (max(a - p.a0, 0.0) - d.h) * p.h_step
    above = a - d.base - p.w_h * d.h
    flow = drive(d, p, a) - p.kap * above
    if d.x == AVERTED:
        pull = (p.kv + p.k_s * d.S) * above
        flow -= pull
        if d.exc == 1:
            d.own += pull * p.dt
            d.looked += 1
    elif d.x == DISTRESS and p.older == 0.0:
        flow += p.u_cry * max(1.1 - a, 0.0)
    a += flow * p.dt + p.sig_step * normal(d)
    d.a = min(max(a, 0.0), p.a_max)


def drive(d: Dyad, p: Settings, a: float) -> float:
    """Return what the caregiver's act and the older child's drives do to arousal, per second."""
    force = 0.05 * d.X + 0.03 * d.Y
    if d.g == STIMULATE:
        if d.x == AVERTED:
            return force + p.u_stim * (1.0 - p.gate)
        return force + p.u_stim * (1.2 if d.x >= PROTEST else 1.0)
    if d.g == PAUSE:
        return force
    if d.g == STILL:
        return force + p.u_still
    if d.g == HOSTILE:
        return force + p.u_yell
    soothing = p.k_soo * (a - p.a_soo)
    if d.exc == 1:
        d.ext += soothing * p.dt
    return force - soothing


def kick(d: Dyad, p: Settings) -> None:
    """Let life stress fall in, from a stream of its own so that two arms can share it."""
    s0, s1, s2, s3 = d.s0, d.s1, d.s2, d.s3
    d.s0, d.s1, d.s2, d.s3 = d.k0, d.k1, d.k2, d.k3
    if uniform(d) < p.kick_p:
        jolt = exponential(d) * p.s_mag * (1.0 + p.chi * d.L)
        d.a = min(d.a + jolt, p.a_max)
    d.k0, d.k1, d.k2, d.k3 = d.s0, d.s1, d.s2, d.s3
    d.s0, d.s1, d.s2, d.s3 = s0, s1, s2, s3


def express(d: Dyad, p: Settings) -> None:
    """Redraw the child's code when its clock strikes; it may come out the same."""
    rate = p.r_c
    if d.x == PROTEST:
        rate *= p.m_fu
    elif d.x == DISTRESS:
        rate *= p.m_cr
    if uniform(d) >= rate * p.dt:
        return
    if p.older == 0.0:
        d.x = infant_code(d, p)
    elif d.blocked == 1:
        d.x = tantrum_code(d, p)
    else:
        d.x = calm_code(d, p)


def infant_code(d: Dyad, p: Settings) -> int:
    """Draw one of the five codes by arousal, act, temperament and voice."""
    positive = weigh_positive(d, p)
    neutral = weigh_neutral(d)
    averted = weigh_averted(d, p)
    voice = p.b_v * (d.V - 0.5)
    protest = math.exp(p.c_d + p.f0 + p.f1 * sigmoid((d.a - 0.76) / 0.05) + voice)
    distress = math.exp(p.c_d - 6.5 + 10.5 * sigmoid((d.a - 0.92) / 0.05) + 0.5 * voice)
    mark = uniform(d) * (positive + neutral + averted + protest + distress)
    if mark < positive:
        return POSITIVE
    if mark < positive + neutral:
        return NEUTRAL
    if mark < positive + neutral + averted:
        return AVERTED
    if mark < positive + neutral + averted + protest:
        return PROTEST
    return DISTRESS


def calm_code(d: Dyad, p: Settings) -> int:
    """Draw among the three codes of a child that is not upset."""
    positive = weigh_positive(d, p)
    neutral = weigh_neutral(d)
    mark = uniform(d) * (positive + neutral + weigh_averted(d, p))
    if mark < positive:
        return POSITIVE
    return NEUTRAL if mark < positive + neutral else AVERTED


def tantrum_code(d: Dyad, p: Settings) -> int:
    """Draw anger, sadness or calm by the two drives of a tantrum."""
    anger = math.exp((d.X - ANGRY) / 0.08)
    sadness = math.exp((d.Y - SAD) / 0.05 - 0.5 * max(d.X - ANGRY, 0.0) / 0.08)
    mark = uniform(d) * (1.0 + anger + sadness)
    if mark < anger:
        return PROTEST
    if mark < anger + sadness:
        return DISTRESS
    return calm_code(d, p)


def weigh_positive(d: Dyad, p: Settings) -> float:
    """Return the weight of a positive code: strongest in the middle of the arousal window."""
    liking = p.b_stim
    if d.g == PAUSE:
        liking = 0.5
    elif d.g in (SOOTHE, MEND):
        liking = 0.2
    elif d.g == STILL:
        liking = p.b_st
    elif d.g == HOSTILE:
        liking = -1.0
    off = (d.a - 0.45) / 0.16
    return math.exp(p.c_p + liking - off * off)


def weigh_neutral(d: Dyad) -> float:
    """Return the weight of a neutral code."""
    off = (d.a - 0.32) / 0.25
    return math.exp(0.55 - off * off)


def weigh_averted(d: Dyad, p: Settings) -> float:
    """Return the weight of looking away: it rises at the top of the tolerance window."""
    still = p.av_st if d.g == STILL else 0.0
    return math.exp(p.c_a - 0.5 + 2.2 * sigmoid((d.a - p.H) / 0.05) + still)


def meet_block(d: Dyad) -> None:
    """Let a goal be blocked: a tantrum begins (two normal draws: size and tempo)."""
    d.blocked = 1
    d.D = 0.8 * math.exp(0.4 * normal(d))
    d.X = 0.0
    d.Y = 0.05
    d.tempo = math.exp(1.1 * normal(d))
    d.calm_for = 0


def rage(d: Dyad, p: Settings) -> None:
    """Move blocked goal, anger and sadness over one step; the tantrum ends after calm."""
    if d.blocked == 0:
        if p.block_rate > 0.0 and uniform(d) < p.block_rate / 60.0 * p.dt:
            meet_block(d)
        return
    goal, anger, sadness = d.D, d.X, d.Y
    push, pain = 0.0, 0.0
    if d.g == HOSTILE:
        push, pain = 0.15, 0.03
    elif d.g in (SOOTHE, MEND) and anger < ANGRY:
        push, pain = -0.03 * anger, -0.02 * sadness
    rise = 0.5 * goal - d.tempo * p.k_x * anger + push
    grief = d.tempo * (p.c_xy * anger - p.k_y * sadness) + pain
    noise = 0.05 * math.sqrt(max(anger, 0.01)) * p.root_dt * normal(d)
    sob = 0.02 * math.sqrt(max(sadness, 0.01)) * p.root_dt * normal(d)
    d.D = goal - 0.5 * goal * p.dt
    d.X = min(max(anger + rise * p.dt + noise, 0.0), 3.0)
    d.Y = min(max(sadness + grief * p.dt + sob, 0.0), 3.0)
    d.calm_for = d.calm_for + 1 if d.X < ANGRY and d.Y < SAD else 0
    if d.calm_for >= p.calm:
        d.blocked = 0
        d.D, d.X, d.Y = 0.0, 0.0, 0.0


def alone(d: Dyad, p: Settings, a: float, x: int) -> float:
    """Return -ln of the seconds until the child, left alone, begins 5 s below its window's top.

    No learning, no kicks, no drive; codes as in a pause; at least 1 s and at most 600 s.
    """
    d.a, d.h, d.x, d.g = a, 0.15, x, PAUSE
    d.base = p.a0 + p.chi * d.L
    d.exc, d.blocked, d.X, d.Y = 0, 0, 0.0, 0.0
    start = NONE
    last = round(600.0 / p.dt)
    for step in range(last):
        arouse(d, p)
        express(d, p)
        if d.a >= p.H:
            start = NONE
        elif start == NONE:
            start = step + 1
        if start != NONE and step + 1 - start >= p.block:
            return -math.log(min(max(start * p.dt, 1.0), 600.0))
    return -math.log(600.0)
