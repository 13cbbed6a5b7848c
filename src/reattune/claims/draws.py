"""Random parameters, to see whether a claim holds for other values than the chosen ones."""

from __future__ import annotations

import math

import numpy as np

from ..model import PARAMETERS, Parameters

FACTOR = 1.6
"""A parameter is drawn log-uniformly within its value divided and multiplied by this."""

NARROW = {
    "a0": 1.1, "H": 1.1, "th_t": 1.1, "u_stim": 1.25,
    "r_c": 1.3, "sig": 1.3, "kap": 1.4, "k_soo": 1.4,
}  # fmt: skip
"""Those drawn within less: the others would leave the range in which a dyad can be told as one."""

LOGITS = ("f0", "f1", "b_st", "av_st", "c_p", "c_a", "c_d")
"""On a log scale already: drawn uniformly within plus or minus ln 1.6, a factor of the odds."""

SCALED = (
    "a0", "H", "kap", "kv", "k_s", "sig", "tau_h", "w_h", "chi", "u_stim", "u_still", "u_cry",
    "k_soo", "a_soo", "gate", "r_c", "m_fu", "m_cr", "b_v", "s_rate", "s_mag",
    "A", "lat", "latc", "rho", "p_int", "iota", "q01", "q10", "q_smile", "ant",
    "still_rate", "still_dur", "b0", "b_sd", "kb", "gc", "gf", "sb", "th_t", "w_t",
    "S0", "eta_s", "eta_sm", "phi_s", "a_f0", "b_f0", "phi_f", "V0", "eta_v", "k_v",
    "g0", "eta_g", "eta_l", "eta_w",
)  # fmt: skip
"""Fast and slow parameters of the infant model. Temperament, bounds and switches stay."""


def drawn(base: Parameters, *, seed: int, number: int) -> Parameters:
    """Return the parameters of one draw; the same for the same seed and number.

    Where a range would leave the one that a parameter accepts, it ends there; what is 0 stays 0.
    """
    uniform = np.random.default_rng([seed, number]).random(len(SCALED) + len(LOGITS))
    values: dict[str, float] = {}
    for name, u in zip((*SCALED, *LOGITS), uniform.tolist(), strict=True):
        low, high = limits(name, getattr(base, name))
        if name in LOGITS:
            values[name] = low + u * (high - low)
        elif high > 0.0:
            values[name] = min(max(low * math.exp(u * math.log(high / low)), low), high)
    return base.changed(**values)


def limits(name: str, value: float) -> tuple[float, float]:
    """Return the range in which a parameter is drawn around a value."""
    known = PARAMETERS[name]
    factor = NARROW.get(name, FACTOR)
    if name in LOGITS:
        low, high = value - math.log(factor), value + math.log(factor)
    else:
        low, high = value / factor, value * factor
    return max(low, known.low), min(high, known.high)
