"""The states a codebook may map codes to, and what each means.

The vocabulary is small on purpose: definitions of rupture and repair are written in it. A lab
that needs more declares them in its codebook under ``[states]``.
"""

from __future__ import annotations

CHILD = {
    "positive": "smiles, plays, engages with the caregiver with pleasure",
    "neutral": "social attention without a clear affect",
    "object": "attends to an object",
    "averted": "looks away, comforts itself",
    "protest": "fusses, is angry",
    "distress": "cries",
    "vocal": "makes a sound that is no cry (audio-only sources)",
    "asleep": "sleeps",
}
CAREGIVER = {
    "positive": "smiles, plays, is warm",
    "neutral": "watches, attends without a clear affect",
    "stimulate": "acts on the child: shakes a toy, tickles, insists, teaches",
    "pause": "waits, leaves room",
    "soothe": "comforts, holds, rocks",
    "still": "withdrawn, still face, elsewhere",
    "hostile": "yells, intrudes, criticises",
    "limit": "sets a calm limit (not a rupture)",
    "mend": "apologises, tries a do-over, puts empathy into words",
    "vocal": "speaks (audio-only sources)",
}
BOTH = {
    "negative": "negative affect (affect track)",
    "on": "looks at the partner (gaze track)",
    "off": "looks elsewhere (gaze track)",
    "quiet": "could be heard and makes no sound (audio-only sources)",
    "joint": "in the shared state that a dyadic code names",
    "apart": "not in the shared state that a dyadic code names",
}
MISSING = "missing"
"""A code that says: could not be seen, heard or decided. Never the same as neutral."""

UNMAPPED = ""
"""The state of an event whose code the codebook does not know; counted as a finding."""


def known_states(role: str) -> frozenset[str]:
    """Return the states that a person of this role may be in."""
    own = CHILD if role == "child" else CAREGIVER
    return frozenset(own) | frozenset(BOTH)
