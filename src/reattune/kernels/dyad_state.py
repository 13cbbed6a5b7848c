"""What one simulated dyad carries: its settings, its state, and the codes of both persons.

The same functions run on plain objects of these two classes and, compiled, on rows of numpy
tables with the same fields. Times are counted in steps of ``dt`` seconds.
"""

from __future__ import annotations

import numpy as np

POSITIVE, NEUTRAL, AVERTED, PROTEST, DISTRESS = range(5)
STIMULATE, PAUSE, SOOTHE, STILL, HOSTILE, MEND = range(6)
FREE = -1
"""The caregiver's own act, as against one that is asked for."""
NONE = -1
"""No such time."""

REPAIRED, FADED, CENSORED = 0, 2, 3
"""How a rupture ended, in the numbers of the episode reader's kernel."""

TEMPERED = (
    "u_still",
    "u_stim",
    "kap",
    "m_cr",
    "s_rate",
    "q01",
    "q10",
    "a0",
    "H",
    "c_p",
    "c_a",
    "c_d",
    "S0",
)
"""Settings that differ between children and caregivers, in the order in which they are drawn."""


def _bits(*cells: tuple[int, tuple[int, ...]]) -> int:
    """Pack a set of joint states into one number, bit ``6 * child + caregiver``."""
    return sum(1 << (6 * x + g) for x, acts in cells for g in acts)


_EVERY = (STIMULATE, PAUSE, SOOTHE, STILL, HOSTILE, MEND)
ATTUNED = _bits(
    (POSITIVE, (STIMULATE, PAUSE, SOOTHE, MEND)),
    (NEUTRAL, (PAUSE, SOOTHE, MEND)),
    (AVERTED, (PAUSE, SOOTHE, MEND)),
    (PROTEST, (SOOTHE, MEND)),
    (DISTRESS, (SOOTHE, MEND)),
)
CLOSES = _bits(
    (POSITIVE, (STIMULATE, PAUSE, SOOTHE, MEND)),
    (NEUTRAL, (PAUSE, SOOTHE, MEND)),
)
OPENS = _bits(
    (POSITIVE, (STILL, HOSTILE)),
    (NEUTRAL, (STILL, HOSTILE)),
    (AVERTED, (STIMULATE, STILL, HOSTILE)),
    (PROTEST, (STIMULATE, PAUSE, STILL, HOSTILE)),
    (DISTRESS, (STIMULATE, PAUSE, STILL, HOSTILE)),
)


def holds(cells: int, x: int, g: int) -> bool:
    """Say whether a joint state belongs to a packed set."""
    return (cells >> (6 * x + g)) & 1 == 1


class Settings:
    """Everything that does not change in a dyad's life; units as in the model's parameters.

    The last block is worked out by :func:`settle`.
    """

    a0: float
    H: float
    kap: float
    kv: float
    k_s: float
    sig: float
    tau_h: float
    w_h: float
    chi: float
    u_stim: float
    u_still: float
    u_yell: float
    u_cry: float
    k_soo: float
    a_soo: float
    gate: float
    r_c: float
    m_fu: float
    m_cr: float
    f0: float
    f1: float
    b_stim: float
    b_st: float
    av_st: float
    b_v: float
    s_rate: float
    s_mag: float
    c_p: float
    c_a: float
    c_d: float
    a_max: float

    A: float
    lat: float
    latc: float
    rho: float
    q01: float
    q10: float
    q_smile: float
    ant: float
    p_int: float
    still_rate: float
    still_dur: float
    int_rate: float
    yell_rate: float
    p_apol: float
    b0: float
    b_sd: float
    kb: float
    gc: float
    gf: float
    sb: float
    th_t: float
    w_t: float
    iota: float
    eta_co: float

    rup_min: float
    S0: float
    eta_s: float
    eta_sm: float
    phi_s: float
    a_f0: float
    b_f0: float
    phi_f: float
    p_late: float
    V0: float
    eta_v: float
    k_v: float
    g0: float
    eta_g: float
    phi_m: float
    eta_l: float
    l_max: float
    eta_w: float
    eta_half: float
    credit_any: float
    any_repair: float
    f_all: float

    older: float
    block_start: float
    block_rate: float
    k_x: float
    k_y: float
    c_xy: float

    sd_u_still: float
    sd_u_stim: float
    sd_kap: float
    sd_m_cr: float
    sd_s_rate: float
    sd_q01: float
    sd_q10: float
    sd_a0: float
    sd_h: float
    sd_c_p: float
    sd_c_a: float
    sd_c_d: float
    sd_s0: float

    dt: float
    root_dt: float
    sig_step: float
    sb_step: float
    h_step: float
    kick_p: float
    care_max: float
    a_fu: float
    a_cr: float
    rup_steps: int
    second: int
    yell_wait: int
    ten: int
    block: int
    calm: int


class Dyad:
    """Everything that changes: streams, codes, arousal, counters, and what the child has learned.

    ``s``, ``k``, ``q``, ``w`` are the words of four streams: life, stress kicks, solo tests,
    temperament. Step counts run from the start of the sitting; ``NONE`` stands for no such time.
    """

    s0: Word
    s1: Word
    s2: Word
    s3: Word
    k0: Word
    k1: Word
    k2: Word
    k3: Word
    q0: Word
    q1: Word
    q2: Word
    q3: Word
    w0: Word
    w1: Word
    w2: Word
    w3: Word

    now: int
    x: int
    g: int
    moved: int
    a: float
    h: float
    base: float
    b: float
    b_rest: float

    until: int
    due: int
    owed: int
    co_at: int
    co_b: float
    y: float

    blocked: int
    D: float
    X: float
    Y: float
    tempo: float
    calm_for: int

    run: int
    rupture: int
    closing: int
    harsh: int
    mended: int
    led: int
    shut: int
    shut_on: int
    shut_at: int
    shut_led: int
    odd: int

    S: float
    exc: int
    own: float
    ext: float
    looked: int
    a_f: float
    b_f: float
    pending: int
    V: float
    signal: int
    called: int
    g_alone: float
    G: float
    block_end: int
    signs: int
    M1: float
    M0: float
    L: float
    W: float
    young: float

    over: float
    warm: int
    torn: int
    ruptures: int
    repaired: int
    led_repairs: int
    rupture_steps: int
    warm_steps: int
    steps: int
    cries_heard: int
    cries: int
    fusses_heard: int
    fusses: int
    yells: int
    amends: int


Word = int

_KINDS = {"float": np.float64, "int": np.int64, "Word": np.uint64}
SETTINGS = np.dtype([(k, _KINDS[v]) for k, v in Settings.__annotations__.items()], align=True)
DYAD = np.dtype([(k, _KINDS[v]) for k, v in Dyad.__annotations__.items()], align=True)
