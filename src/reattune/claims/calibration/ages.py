"""What age and place change: from one infant of four months to others, at home, and to toddlers.

The model has no ageing. Here a child of another age is the same child with other parameters: one
number an effect, a straight line in the logarithm of age (for the caregiver's answer to a smile:
in months). Slow states start as at birth at every age.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from ...model import PARAMETERS, Parameters

REFERENCE = 4.0
"""Age in months of the infant whose parameters are the preset's own."""
HIGH_CONTACT = 0.8
"""The attunement knob for caregivers who carry the child and answer within ten seconds (C35)."""
USUAL_DISTRESS_CARE = 0.5
"""The same for caregivers who keep a diary (the middle of the knob)."""


def base(values: Mapping[str, float]) -> Parameters:
    """Return the infant of the reference age: start values, changed where a value is given."""
    return Parameters().changed(**{k: v for k, v in values.items() if k in PARAMETERS})


def aged(values: Mapping[str, float], months: float) -> Parameters:
    """Return the parameters of an infant of another age, face to face with its caregiver.

    Parameters
    ----------
    values
        Model parameters by name, and the effects of age: ``age.stress`` (on the rate of stress
        kicks), ``age.upset`` (logit of fussing and crying), ``age.smile`` (logit of positive
        codes), ``age.tempo`` (on the rate of redraws), ``age.answer`` (on how readily a smile is
        answered, for five months of age).
    months
        Age.
    """
    start = base(values)
    z = math.log(months / REFERENCE)
    return start.changed(
        s_rate=_within("s_rate", start.s_rate * math.exp(-values["age.stress"] * z)),
        c_d=_within("c_d", start.c_d - values["age.upset"] * z),
        c_p=_within("c_p", start.c_p + values["age.smile"] * z),
        r_c=_within("r_c", start.r_c * math.exp(values["age.tempo"] * z)),
        q_smile=_within(
            "q_smile", start.q_smile * math.exp(values["age.answer"] * (months - REFERENCE) / 5.0)
        ),
    )


def at_home(values: Mapping[str, float], months: float, *, attunement: float) -> Parameters:
    """Return the same through a waking hour at home: more stress, less play.

    ``home.stress`` multiplies the rate of stress kicks, ``home.play`` that of starting to play.
    """
    infant = aged(values, months).attuned(attunement)
    return infant.changed(
        s_rate=_within("s_rate", infant.s_rate * values["home.stress"]),
        q10=_within("q10", infant.q10 * values["home.play"]),
    )


def toddler(values: Mapping[str, float]) -> Parameters:
    """Return an older child with a caregiver who is rather on edge; it has no effects of age."""
    return base(values).changed(older=1, b0=0.45)


def _within(name: str, value: float) -> float:
    known = PARAMETERS[name]
    return min(max(value, known.low), known.high)
