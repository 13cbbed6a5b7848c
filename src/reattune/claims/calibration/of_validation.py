"""Statistics of the validation list: never looked at by the fit."""

from __future__ import annotations

import numpy as np

from ...episodes import find_episodes
from ...model import Dyad, Order, Stage, live, sessions
from .ages import USUAL_DISTRESS_CARE, aged, at_home
from .estimating import Floats, Simulated, correlation, mean, pooled
from .of_crying import UPSET, cry_counts
from .of_play import AV, CR, LOOKS, POS, onsets
from .study import HOME, NEEDLE, NEEDLE_DRIVE, Study

BIN = 10.0
"""Seconds of a bin in slopes within the still face."""
REPAIR_WINDOW = 20.0
"""Seconds from a rupture within which a repair counts with preschoolers (fixed before)."""
CARRIED_SHARE = {"usual": 2.7 / 8.5, "extra": 4.4 / 8.5}
"""Share of waking time in arms in the two arms of the carrying trial (hours over 8.5 h awake)."""
LIFE = 100
"""Sittings of a life before sensitivity is correlated with what was learned."""


def still_face_slope(study: Study, what: str) -> Simulated:
    """Mean slope within the still face, per minute: ``gaze``, ``smile``, ``bids`` or ``cry``.

    Shares of time in 10-s bins; bids are counted as new positive stretches per bin.
    """
    seen = study.still_face()
    size = seen.steps(BIN)
    first, last = seen.steps(120.0), seen.steps(240.0)
    if what == "bids":
        marks = onsets(seen.child[:, first - 1 : last], (POS,))
    else:
        codes = {"gaze": LOOKS, "smile": (POS,), "cry": UPSET}[what]
        marks = np.isin(seen.child[:, first:last], codes)
    each = marks.reshape(seen.n, -1, size)
    binned = each.sum(axis=2) if what == "bids" else each.mean(axis=2)
    minutes = (np.arange(binned.shape[1]) + 0.5) * BIN / 60.0
    centred = minutes - minutes.mean()
    return mean(binned @ centred / (centred @ centred))


def prompt_care_ratio(study: Study, what: str) -> Simulated:
    """Bout ``length`` (or ``count``) with high-contact care over that with usual care, 3 months."""
    arms = [cry_counts(study.home(3.0, high_contact=prompt)) for prompt in (True, False)]
    columns = np.concatenate(arms, axis=1)

    def ratio(sums: Floats) -> Floats:
        if what == "length":
            return (sums[:, 0] / sums[:, 1]) / (sums[:, 3] / sums[:, 4])
        return sums[:, 1] / sums[:, 4]

    return pooled(columns, ratio)


def extra_carrying(study: Study) -> Simulated:
    """Relative change of fussing and crying at 6 weeks when carried more, by the clock."""
    infant = at_home(study.values, 1.4, attunement=USUAL_DISTRESS_CARE)
    arms = []
    for arm, part in CARRIED_SHARE.items():
        cycle = HOME / 4
        stages = [
            stage
            for _ in range(4)
            for stage in (
                Stage("down", round(cycle * (1 - part))),
                Stage("carried", cycle - round(cycle * (1 - part)), "soothe"),
            )
        ]
        seen = study.other(f"carrying {arm}", infant, stages=stages)
        arms.append(seen.shares(UPSET))

    def change(sums: Floats) -> Floats:
        return sums[:, 1] / sums[:, 0] - 1.0

    return pooled(np.stack(arms, axis=1), change)


def cry_escalates(study: Study) -> Simulated:
    """Mean rise of crying (of fuss and cry) from the first to the second half of a bout.

    Bouts of at least 20 s after a needle, in four minutes without an answer.
    """
    infant = aged(study.values, 1.4).changed(s_rate=0.0, u_yell=NEEDLE_DRIVE)
    stages = (*NEEDLE, Stage("unanswered", 240.0, "pause"))
    seen = study.other("unanswered", infant, stages=stages)
    rises = np.full(seen.n, np.nan)
    for i, codes in enumerate(seen.child):
        upset = np.isin(codes, UPSET)
        edges = np.flatnonzero(np.diff(upset.astype(np.int8), prepend=0, append=0))
        halves = [
            np.array_split(codes[a:b] == CR, 2)
            for a, b in edges.reshape(-1, 2)
            if b - a >= seen.steps(20.0)
        ]
        if halves:
            rises[i] = np.mean([late.mean() - early.mean() for early, late in halves])
    return mean(rises)


def look_away_more(study: Study, activity: str) -> Simulated:
    """Mean rise of looking away with a ``still`` or ever ``stimulate`` caregiver, over play."""
    infant = aged(study.values, 4.0).changed(s_rate=0.0, still_rate=0.0)
    other = study.other(f"held {activity}", infant, stages=[Stage("held", 120.0, activity)])
    usual = study.other("natural", infant, 120.0)
    return mean(other.shares((AV,)) - usual.shares((AV,)))


def toddler_repair(study: Study) -> Simulated:
    """Share of ruptures with an older child that are repaired within 20 s (model.tracker)."""
    seen = study.toddlers()
    columns = np.zeros((seen.n, 2))
    for i, visit in enumerate(sessions(seen.lives)):
        for row in find_episodes(visit, "model.tracker"):
            columns[i, 1] += 1
            columns[i, 0] += (
                row.outcome == "repaired" and (row.repair_latency or 0.0) <= REPAIR_WINDOW
            )

    def ratio(sums: Floats) -> Floats:
        return sums[:, 0] / sums[:, 1]

    return pooled(columns, ratio)


def sensitivity_correlation(study: Study, outcome: str) -> Simulated:
    """Correlation of the attunement knob (Beta(4, 4)) with a slow state after 100 sittings."""
    rng = np.random.Generator(np.random.PCG64(study.seed))
    knobs = rng.beta(4.0, 4.0, study.n)
    infant = aged(study.values, 4.0)
    dyads = [Dyad.of(infant.attuned(float(k)), name="sensitive") for k in knobs]
    order = Order(dyads=dyads, n=study.n, seed=study.seed, sittings=LIFE, marks=(LIFE,))
    lives = live(order, threads=study.threads)
    return correlation(knobs, lives.column(outcome)[:, 0])
