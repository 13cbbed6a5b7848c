"""The six claims as contrasts, written down before any of them is run.

Nothing here is computed. A test holds this text to the hash in ``frozen.toml``: whoever changes a
contrast must freeze it anew, in sight of everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..errors import ParameterError
from ..model import Parameters

Predicted = Literal["+", "none", "1:1"]
"""What a claim predicts: a gain, no gain, or a break where ruptures outweigh positive time."""

Changes = tuple[tuple[str, float], ...]
LEARNED = ("S", "F", "V", "G", "R")
"""Outcomes that are tested; L and W are drawn beside them, M needs an older child and yelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the caregiver of one arm does.

    Parameters
    ----------
    attunement
        The attunement knob, 0 to 1; none leaves A, lat, still_rate, p_int and ant as drawn.
    anticipating
        Whether the knob also means acting before distress.
    changes
        Further parameters, each in its own unit.
    later
        Parameters that hold from a share of life on.
    later_from
        That share, 0 to 1.
    """

    attunement: float | None = None
    anticipating: bool = False
    changes: Changes = ()
    later: Changes = ()
    later_from: float = 1.0

    def first(self, drawn: Parameters) -> Parameters:
        """Return the parameters at the start of life, everything else as drawn."""
        if self.attunement is not None:
            drawn = drawn.attuned(self.attunement, anticipating=self.anticipating)
        return drawn.changed(**dict(self.changes))

    def then(self, drawn: Parameters) -> Parameters:
        """Return the parameters of the later part of life."""
        return self.first(drawn).changed(**dict(self.later))


@dataclass(frozen=True, slots=True)
class Contrast:
    """Arms of one comparison; every arm has the same dyads, life stress and tests.

    Parameters
    ----------
    name
        The comparison in words.
    arms
        Two of them: the effect is the first minus the second. For a predicted ``1:1`` the steps
        of a row that moves from few ruptures to many.
    """

    name: str
    arms: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a grid's panels; ``against`` (same length, or none) is taken off each point."""

    name: str
    xs: tuple[float, ...]
    settings: tuple[Setting, ...]
    against: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines that share their panels: what moves, and settings the claim speaks of."""

    x_label: str
    lines: tuple[Line, ...]
    marked: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim: what it predicts of which outcomes in which contrasts, and its grids.

    Parameters
    ----------
    id, word
        Roman number, and a word for the command line.
    title, about
        The claim in one line, and what is compared with what.
    predicted
        Of every outcome in every contrast.
    outcomes
        Letters of the tested outcomes.
    defined
        Outcomes of which the prediction is true by definition: shown, never counted.
    notes
        What is to be known whatever comes out.
    """

    id: str
    word: str
    title: str
    about: str
    predicted: Predicted
    contrasts: tuple[Contrast, ...]
    grids: tuple[Grid, ...]
    outcomes: tuple[str, ...] = LEARNED
    defined: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


ALPHAS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
RESPONDING, ANTICIPATING = "responding", "anticipating"
KINDS = (RESPONDING, ANTICIPATING)
"""The two ways of being attuned: the knob moves ``ant`` in the second only."""


def _attuned(alpha: float, kind: str, *changes: tuple[str, float]) -> Setting:
    return Setting(attunement=alpha, anticipating=kind == ANTICIPATING, changes=changes)


def _middling() -> Claim:
    def at(alpha: float, kind: str, rho: float) -> Setting:
        return _attuned(alpha, kind, ("rho", rho))

    perfect = tuple(
        Contrast(
            f"attunement 0.6 against perfect ({kind})", (at(0.6, kind, 0.12), at(1.0, kind, 0.12))
        )
        for kind in KINDS
    )
    little = Contrast(
        "attunement 0.6 against 0.1", (at(0.6, RESPONDING, 0.12), at(0.1, RESPONDING, 0.12))
    )
    grids = tuple(
        Grid(
            f"attunement ({kind})",
            tuple(
                Line(f"repair hazard {r:g} /s", ALPHAS, tuple(at(x, kind, r) for x in ALPHAS))
                for r in (0.0, 0.03, 0.12, 0.4)
            ),
            ((0.6, "middling"), (1.0, "perfect")),
        )
        for kind in KINDS
    )
    return Claim(
        id="i",
        word="middling",
        title="Middling attunement with repair teaches more than perfect attunement",
        about="attunement 0.6 with repair hazard 0.12 /s against 1.0 (responding, and "
        "anticipating) and against 0.1; the grid moves the repair hazard, too",
        predicted="+",
        contrasts=(*perfect, little),
        grids=grids,
    )


def _reconnection() -> Claim:
    def at(rho: float) -> Setting:
        return Setting(attunement=0.2, changes=(("rho", rho),))

    rhos = (0.0, 0.01, 0.03, 0.06, 0.12, 0.2, 0.4)
    grid = Grid(
        "repair hazard (per second)",
        (Line("attunement 0.2", rhos, tuple(at(r) for r in rhos)),),
        ((0.0, "none"), (0.4, "soon")),
    )
    return Claim(
        id="ii",
        word="reconnection",
        title="Ruptures that are never repaired cost the child",
        about="repair hazard 0.4 /s against none, attunement 0.2",
        predicted="+",
        contrasts=(Contrast("repair hazard 0.4 /s against 0", (at(0.4), at(0.0))),),
        grids=(grid,),
    )


def _outweigh() -> Claim:
    def at(rate: float, rho: float) -> Setting:
        return Setting(attunement=0.7, changes=(("int_rate", rate), ("rho", rho)))

    rates = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
    grid = Grid(
        "deliberate ruptures (per minute)",
        tuple(
            Line(f"repair hazard {r:g} /s", rates, tuple(at(x, r) for x in rates))
            for r in (0.0, 0.12, 0.4)
        ),
    )
    steps = tuple(at(x, 0.12) for x in (0.0, 0.5, 1.0, 2.0, 4.0, 8.0))
    return Claim(
        id="iii",
        word="outweigh",
        title="Outcomes break where time in rupture outweighs positive time",
        about="deliberate ruptures from 0 to 8 per minute, attunement 0.7, repair hazard "
        "0.12 /s; where the steepest drop lies against positive : rupture time 1 : 1",
        predicted="1:1",
        contrasts=(Contrast("steepest drop against 1 : 1", steps),),
        grids=(grid,),
        outcomes=("R", "F"),
        defined=("W",),
        notes=(
            "An effect here is the place of the steepest drop, as log2 of positive : rupture "
            "time: 0 is 1 : 1, -1 is 1 : 2. Its interval includes the width of the grid's step.",
        ),
    )


def _speed() -> Claim:
    def at(lat: float, latc: float = 1.0) -> Setting:
        fixed = (("A", 0.8), ("rho", 0.01), ("ant", 0.5))
        return Setting(changes=(*fixed, ("lat", lat), ("latc", latc)))

    lats, cries = (0.3, 0.8, 2.0, 5.0, 12.0, 25.0, 40.0), (0.3, 0.8, 2.0, 5.0, 12.0, 16.0)
    grid = Grid(
        "latency of an answer (seconds)",
        (
            Line("all signs", lats, tuple(at(x) for x in lats)),
            Line("crying only, else 0.8 s", cries, tuple(at(0.8, x / 0.8) for x in cries)),
        ),
        ((0.8, "fast"), (12.0, "slow")),
    )
    return Claim(
        id="iv",
        word="faster",
        title="Answering faster teaches the child more",
        about="mean latency 0.8 s against 12 s, for all signs and for crying only (noticing 0.8, "
        "repair hazard 0.01 /s, anticipation 0.5 /s)",
        predicted="+",
        contrasts=(
            Contrast("latency 0.8 s against 12 s", (at(0.8), at(12.0))),
            Contrast("0.8 s against 12 s, crying only", (at(0.8), at(0.8, 15.0))),
        ),
        grids=(grid,),
    )


def _late() -> Claim:
    def at(share: float) -> Setting:
        start = (("rho", 0.0),)
        if share >= 1.0:
            return Setting(attunement=0.15, changes=start)
        after = (("rho", 0.4), ("p_late", 0.3))
        return Setting(attunement=0.15, changes=start, later=after, later_from=share)

    shares = (0.25, 0.5, 0.6, 0.75, 0.9, 1.0)
    grid = Grid(
        "share of life before repair begins (1: never)",
        (Line("attunement 0.15", shares, tuple(at(x) for x in shares)),),
        ((0.6, "tested"), (1.0, "never")),
    )
    return Claim(
        id="v",
        word="late",
        title="It is never too late to begin repairing",
        about="repair hazard 0.4 /s, with late repairs, after 60 % of life against never "
        "(attunement 0.15)",
        predicted="+",
        contrasts=(Contrast("repair after 60 % of life against never", (at(0.6), at(1.0))),),
        grids=(grid,),
        notes=("The model knows no sensitive period, so this claim is partly built in.",),
    )


def _deliberate() -> Claim:
    def at(alpha: float, kind: str, rate: float) -> Setting:
        return _attuned(alpha, kind, ("int_rate", rate))

    def stressed(alpha: float, kind: str, rate: float) -> tuple[Setting, ...]:
        return tuple(_attuned(alpha, kind, ("int_rate", rate), ("s_rate", s)) for s in stress)

    four = [(x, kind, f"attunement {x:g} ({kind})") for x in (0.6, 1.0) for kind in KINDS]
    stress = (0.0, 0.25, 0.5, 1.0, 2.0)
    grid = Grid(
        "life stress (kicks per minute), effect of deliberate ruptures",
        tuple(
            Line(
                name,
                stress,
                stressed(x, kind, 1.0),
                stressed(x, kind, 0.0),
            )
            for x, kind, name in four
        ),
    )
    return Claim(
        id="vi",
        word="deliberate",
        title="Deliberate ruptures do not help",
        about="one deliberate rupture a minute against none, attunement 0.6 and 1.0",
        predicted="none",
        contrasts=tuple(
            Contrast(name, (at(x, kind, 1.0), at(x, kind, 0.0))) for x, kind, name in four
        ),
        grids=(grid,),
    )


CLAIMS = (_middling(), _reconnection(), _outweigh(), _speed(), _late(), _deliberate())
"""All six, in the order of the essay."""


def claims_named(words: list[str]) -> tuple[Claim, ...]:
    """Return the claims of these numbers or words, in the essay's order; all for none.

    Raises
    ------
    ParameterError
        Naming those that there are.
    """
    known = {name: claim for claim in CLAIMS for name in (claim.id, claim.word)}
    for word in words:
        if word.lower() not in known:
            raise ParameterError(
                path="claims",
                where=word,
                found=f"a claim {word!r}",
                expected=", ".join(f"{claim.id} ({claim.word})" for claim in CLAIMS),
                todo="Choose by number or word; none means all six.",
            )
    chosen = {known[word.lower()].id for word in words}
    return tuple(claim for claim in CLAIMS if not words or claim.id in chosen)
