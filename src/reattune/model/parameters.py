"""The model's parameters: each with unit, range, start value, meaning and source.

Symbols are those of the model's equations. A value may be a number in the parameter's unit, or a
text with the unit (``"0.3 /min"``), which must be the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from ..errors import ParameterError

HAND_SET = "hand-set"


class Parameter(NamedTuple):
    """What is known about one parameter.

    Parameters
    ----------
    name, unit, meaning, source
        Symbol, unit (u: arousal, share: no unit), what it does, evidence or ``hand-set``.
    start, low, high
        Start value and the range that is accepted, both ends included.
    """

    name: str
    unit: str
    start: float
    low: float
    high: float
    meaning: str
    source: str


def _of(
    start: float, unit: str, limits: tuple[float, float], meaning: str, *, source: str = HAND_SET
) -> Any:
    low, high = limits
    return field(
        default=start,
        metadata={"unit": unit, "low": low, "high": high, "meaning": meaning, "source": source},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """All parameters of a dyad; what is not given has its start value.

    Immutable; :meth:`changed` makes a copy. :func:`parameter_list` gives units, ranges and
    meanings.

    Raises
    ------
    ParameterError
        When a value is no number, not finite, out of range, or bears another unit.
    """

    # child: arousal
    a0: float = _of(0.33, "u", (0.0, 1.0), "resting arousal")
    H: float = _of(0.6, "u", (0.1, 1.2), "top of the tolerance window")
    kap: float = _of(0.03, "/s", (0.0, 1.0), "decay of arousal towards rest")
    kv: float = _of(0.03, "/s", (0.0, 1.0), "extra decay while looking away")
    k_s: float = _of(0.2, "/s", (0.0, 2.0), "gain of that decay per unit of skill S")
    sig: float = _of(0.035, "u/sqrt(s)", (0.0, 0.5), "noise of arousal")
    tau_h: float = _of(90.0, "s", (1.0, 3600.0), "time constant of the slow residue h")
    w_h: float = _of(0.4, "share", (0.0, 2.0), "weight of the residue on resting arousal")
    chi: float = _of(
        0.8, "share", (0.0, 5.0), "weight of load L on resting arousal and on stress kicks"
    )
    u_stim: float = _of(0.055, "u/s", (0.0, 1.0), "drive of stimulation")
    u_still: float = _of(0.02, "u/s", (0.0, 1.0), "drive of a still caregiver (exploratory: .030)")
    u_yell: float = _of(0.22, "u/s", (0.0, 2.0), "drive of a yell")
    u_cry: float = _of(0.06, "/s", (0.0, 1.0), "how crying feeds itself")
    k_soo: float = _of(0.075, "/s", (0.0, 1.0), "soothing pull")
    a_soo: float = _of(0.3, "u", (0.0, 1.0), "level that soothing pulls to")
    gate: float = _of(0.5, "share", (0.0, 1.0), "share of stimulation that looking away blocks")
    a_max: float = _of(1.3, "u", (0.7, 2.0), "highest arousal (1.0 in practice scenes)")

    # child: codes
    r_c: float = _of(0.45, "/s", (0.0, 5.0), "rate at which the code is redrawn")
    m_fu: float = _of(0.3, "share", (0.0, 1.0), "slowing of that rate in a fuss (exploratory: .8)")
    m_cr: float = _of(0.12, "share", (0.0, 1.0), "slowing of that rate in a cry (exploratory: .22)")
    f0: float = _of(-5.0, "logit", (-12.0, 5.0), "fuss, at low arousal (exploratory: -3.2)")
    f1: float = _of(7.0, "logit", (0.0, 20.0), "fuss, rise with arousal (exploratory: 5.2)")
    b_stim: float = _of(0.9, "logit", (-5.0, 5.0), "positive while stimulated")
    b_st: float = _of(0.2, "logit", (-5.0, 5.0), "positive under a still face (exploratory: -1)")
    av_st: float = _of(
        0.5, "logit", (-5.0, 5.0), "looking away from a still face (exploratory: .9)"
    )
    b_v: float = _of(1.5, "logit", (0.0, 5.0), "weight of voice V on signals")
    c_p: float = _of(0.0, "logit", (-5.0, 5.0), "temperament: positive")
    c_a: float = _of(0.0, "logit", (-5.0, 5.0), "temperament: looking away")
    c_d: float = _of(0.0, "logit", (-5.0, 5.0), "temperament: fuss and cry")

    # child: life stress
    s_rate: float = _of(0.25, "/min", (0.0, 10.0), "rate of stress kicks")
    s_mag: float = _of(0.3, "u", (0.0, 1.3), "mean size of a kick")

    # caregiver: answering
    A: float = _of(
        0.5, "share", (0.0, 1.0), "chance to notice a look away; fuss 1-(1-A)^2, cry 1-(1-A)^4"
    )
    lat: float = _of(
        1.6, "s", (0.05, 60.0), "mean latency of an answer (Gamma, shape 2)", source="C20"
    )
    latc: float = _of(1.0, "share", (0.1, 20.0), "latency in a cry, times lat")
    rho: float = _of(0.12, "/s", (0.0, 5.0), "repair hazard (x1.5 fuss, x3 cry)")
    p_int: float = _of(
        0.5, "share", (0.0, 1.0), "chance to stimulate when the sign was missed (the rattle)"
    )
    iota: float = _of(
        0.8, "share", (0.0, 1.0), "how far being triggered blocks noticing and repair"
    )

    # caregiver: play and lapses
    q01: float = _of(0.28, "/s", (0.0, 5.0), "stimulation to pause")
    q10: float = _of(0.34, "/s", (0.0, 5.0), "pause to stimulation")
    q_smile: float = _of(
        1.0, "share", (0.0, 5.0), "the same while the child is positive, times q10"
    )
    ant: float = _of(
        0.0, "/s", (0.0, 10.0), "anticipation: added pausing before the window is left"
    )
    still_rate: float = _of(0.3, "/min", (0.0, 30.0), "rate of lapses into withdrawal")
    still_dur: float = _of(5.0, "s", (0.1, 300.0), "mean length of a lapse")
    int_rate: float = _of(0.0, "/min", (0.0, 30.0), "rate of deliberate ruptures (6 s)")
    yell_rate: float = _of(0.05, "/s", (0.0, 2.0), "yelling at an upset older child, x(.15+T)")
    p_apol: float = _of(1.0, "share", (0.0, 1.0), "how readily a yell is mended, times rho")
    eta_co: float = _of(0.0, "share", (0.0, 1.0), "learning to yell from relief (0: off)")

    # caregiver: own arousal
    b0: float = _of(
        0.3, "u", (0.0, 1.5), "resting arousal of the caregiver (with an older child .45)"
    )
    b_sd: float = _of(0.1, "u", (0.0, 0.5), "its spread between sittings")
    kb: float = _of(0.02, "/s", (0.0, 1.0), "its decay")
    gc: float = _of(0.02, "u/s", (0.0, 1.0), "drive of a cry")
    gf: float = _of(0.008, "u/s", (0.0, 1.0), "drive of a fuss")
    sb: float = _of(0.02, "u/sqrt(s)", (0.0, 0.5), "its noise")
    th_t: float = _of(0.75, "u", (0.1, 2.0), "arousal at which half triggered")
    w_t: float = _of(0.07, "u", (0.01, 0.5), "width of that threshold")

    # tracker
    rup_min: float = _of(1.0, "s", (0.05, 10.0), "shortest rupture")

    # slow layer: skill
    S0: float = _of(0.1, "share", (0.0, 1.0), "S at birth, and what it leaks to")
    eta_s: float = _of(0.004, "share", (0.0, 0.5), "learning from coming down oneself")
    eta_sm: float = _of(0.004, "share", (0.0, 0.5), "unlearning when it ends in a cry")
    phi_s: float = _of(0.01, "share", (0.0, 1.0), "leak of S per sitting")

    # slow layer: faith
    a_f0: float = _of(2.0, "count", (0.1, 50.0), "prior count of repairs")
    b_f0: float = _of(2.0, "count", (0.1, 50.0), "prior weight of waiting")
    phi_f: float = _of(0.01, "share", (0.0, 1.0), "leak to the prior per sitting")
    p_late: float = _of(
        0.0, "share", (0.0, 1.0), "chance per sitting that an open rupture is yet repaired"
    )

    # slow layer: voice and agency
    V0: float = _of(0.5, "share", (0.0, 1.0), "voice at birth")
    eta_v: float = _of(0.02, "share", (0.0, 0.5), "learning rate of V")
    k_v: float = _of(0.1, "/s", (0.0, 10.0), "hyperbolic discount of a late answer")
    g0: float = _of(0.3, "share", (-1.0, 1.0), "believed chance to calm without a sign, at birth")
    eta_g: float = _of(0.02, "share", (0.0, 0.5), "learning rate of G")

    # slow layer: apology, load, relationship
    phi_m: float = _of(0.005, "share", (0.0, 1.0), "leak of the apology count per sitting")
    eta_l: float = _of(0.03, "share", (0.0, 0.5), "learning rate of L")
    l_max: float = _of(1.3, "u", (0.0, 1.3), "highest load (.1 in practice scenes)")
    eta_w: float = _of(0.02, "share", (0.0, 0.5), "learning rate of W")

    # ablations
    eta_half: float = _of(
        0.0, "sittings", (0.0, 100000.0), "sittings in which the learning rates halve (0: never)"
    )
    credit_any: float = _of(0.0, "switch", (0.0, 1.0), "credit S for any way of coming down")
    any_repair: float = _of(0.0, "switch", (0.0, 1.0), "let any repair feed F")
    f_all: float = _of(0.0, "switch", (0.0, 1.0), "let F learn from every mismatch")

    # older child
    older: float = _of(
        0.0, "switch", (0.0, 1.0), "two drives (anger, sadness) in place of fuss and cry"
    )
    block_start: float = _of(
        1.0, "share", (0.0, 1.0), "chance that a sitting begins with a blocked goal"
    )
    block_rate: float = _of(0.0, "/min", (0.0, 10.0), "rate of further blocked goals")
    k_x: float = _of(
        0.016, "/s", (0.0, 1.0), "decay of anger", source="after Potegal & Davidson 2003"
    )
    k_y: float = _of(
        0.01, "/s", (0.0, 1.0), "decay of sadness", source="after Potegal & Davidson 2003"
    )
    c_xy: float = _of(
        0.012,
        "/s",
        (0.0, 1.0),
        "anger turning into sadness",
        source="after Potegal & Davidson 2003",
    )

    # temperament: spread between dyads (0: all alike)
    sd_u_still: float = _of(0.6, "log", (0.0, 2.0), "of u_still")
    sd_u_stim: float = _of(0.3, "log", (0.0, 2.0), "of u_stim")
    sd_kap: float = _of(0.3, "log", (0.0, 2.0), "of kap")
    sd_m_cr: float = _of(0.3, "log", (0.0, 2.0), "of m_cr")
    sd_s_rate: float = _of(0.5, "log", (0.0, 2.0), "of s_rate")
    sd_q01: float = _of(0.4, "log", (0.0, 2.0), "of q01")
    sd_q10: float = _of(0.4, "log", (0.0, 2.0), "of q10")
    sd_a0: float = _of(0.05, "u", (0.0, 0.3), "of a0")
    sd_h: float = _of(0.06, "u", (0.0, 0.3), "of H")
    sd_c_p: float = _of(0.9, "logit", (0.0, 3.0), "of c_p")
    sd_c_a: float = _of(0.6, "logit", (0.0, 3.0), "of c_a")
    sd_c_d: float = _of(0.7, "logit", (0.0, 3.0), "of c_d")
    sd_s0: float = _of(0.2, "share", (0.0, 0.5), "of S0 (kept within .02 to .95)")

    def __post_init__(self) -> None:
        for known in PARAMETERS.values():
            value = _number(known, getattr(self, known.name))
            object.__setattr__(self, known.name, value)
        if self.a0 >= self.H:
            raise ParameterError(
                path="parameters",
                where="a0, H",
                found=f"resting arousal {self.a0:g} u not below the window's top {self.H:g} u",
                expected="a0 < H",
                todo="Lower a0 or raise H.",
            )

    def changed(self, **values: float | str) -> Parameters:
        """Return a copy with other values.

        Raises
        ------
        ParameterError
            When there is no such parameter, or a value does not fit.
        """
        check_names(values)
        given: dict[str, Any] = dict(values)
        return replace(self, **given)

    def attuned(self, attunement: float, *, anticipating: bool = False) -> Parameters:
        """Return a copy with the attunement knob set: A, lat, still_rate, p_int and ant.

        Parameters
        ----------
        attunement
            0 (notices nothing, often withdrawn, intrusive) to 1 (misses nothing, answers fast).
        anticipating
            Whether attunement also means acting before distress (``ant = 3 attunement^4``), or
            only responding to it (``ant = 0``).
        """
        knob = Parameter("attunement", "share", 0.5, 0.0, 1.0, "the attunement knob", HAND_SET)
        alpha = _number(knob, attunement)
        return self.changed(
            A=alpha,
            lat=0.4 + 2.4 * (1.0 - alpha),
            still_rate=0.8 * (1.0 - alpha),
            p_int=0.6 * (1.0 - alpha),
            ant=3.0 * alpha**4 if anticipating else 0.0,
        )

    def alike(self) -> Parameters:
        """Return a copy without temperament: all dyads are the average one."""
        return self.changed(**{name: 0.0 for name in PARAMETERS if name.startswith("sd_")})

    def for_practice(self) -> Parameters:
        """Return a copy for scenes: arousal and load are kept where crying can still end.

        Crying plus load is bistable: beyond these bounds a child may cry for ever.
        """
        return self.changed(a_max=1.0, l_max=0.1)

    def values(self) -> dict[str, float]:
        """Return all values by name."""
        return {name: getattr(self, name) for name in PARAMETERS}


PARAMETERS: dict[str, Parameter] = {
    f.name: Parameter(
        f.name,
        f.metadata["unit"],
        float(f.default),  # type: ignore[arg-type]  # every field has one
        f.metadata["low"],
        f.metadata["high"],
        f.metadata["meaning"],
        f.metadata["source"],
    )
    for f in fields(Parameters)
}
"""Every parameter, by name."""


def check_names(values: Mapping[str, object], *, path: str = "parameters") -> None:
    """Refuse names that are no parameters.

    Raises
    ------
    ParameterError
        Naming the nearest known ones.
    """
    for name in values:
        if name not in PARAMETERS:
            same = [known for known in PARAMETERS if known.lower() == name.lower()]
            raise ParameterError(
                path=path,
                where=name,
                found=f"the name {name!r}",
                expected=f"one of {', '.join(same or PARAMETERS)}",
                todo="Mend the spelling; the list of parameters has units and ranges.",
            )


def _number(known: Parameter, value: object) -> float:
    """Return a value as a number in the parameter's unit, or say what is wrong with it."""
    number, unit = value, known.unit
    if isinstance(value, str):
        text, _, unit = value.strip().partition(" ")
        number = _float(text)
        unit = unit.strip() or known.unit
    if (
        isinstance(number, bool)
        or not isinstance(number, int | float)
        or unit != known.unit
        or not math.isfinite(number)
        or not known.low <= number <= known.high
    ):
        raise ParameterError(
            path="parameters",
            where=known.name,
            found=repr(value),
            expected=f"a number from {known.low:g} to {known.high:g} {known.unit}",
            todo=f"{known.name} is: {known.meaning}; its start value is {known.start:g}.",
        )
    return float(number)


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
