"""Who drives whom: does one's next state follow from one's own last, the partner's, or both.

Counts of own next state by (own, partner) state now; a logit for each dyad, averaged over dyads;
and likelihood-ratio tests of actor-only, partner-only and mutual influence.

References
----------
Bakeman & Gottman 1997, Observing Interaction, ch. 10; Kenny, Kashy & Cook 2006, Dyadic Data
Analysis; Fuchs et al. 2017, 10.1027/1614-2241/a000128 (DySeq); Gottman & Roy 1990.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import Literal

import numpy as np

from ..errors import DefinitionError
from ..kernels.lags import pair_counts
from .contingency import Counts
from .estimates import Estimate
from .intervals import Floats, student_quantile
from .seq_change import likeness
from .seq_few import Moments, moments, total
from .seq_rows import chi_rows
from .seq_tails import NEEDS, student_tail
from .sequences import Coded

Side = Literal["given", "target"]

DELTA = 0.5
"""Added to each count of a dyad's table, so that none is 0."""

_EFFECTS = (
    "actor_partner_intercept",
    "actor_effect",
    "partner_effect",
    "actor_partner_interaction",
)
_FEWEST = 4


def actor_partner_counts(coded: Coded, *, person: Side = "target", lag: int = 1) -> Counts:
    """Count each person's next states by own and partner's state now.

    Parameters
    ----------
    coded
        Two streams of intervals (or two coded in turns).
    person
        Whose next state is counted: the ``given`` or the ``target`` stream's.
    lag
        Intervals from now to next.

    Returns
    -------
    Counts
        Shape ``(sessions, own, partner, own next)``.

    Raises
    ------
    DefinitionError
        For one sequence.
    """
    if coded.alone or coded.states is not None:
        raise DefinitionError(
            path="actor_partner_effects",
            where="coded",
            found="one sequence" if coded.alone else "onsets",
            expected="the states of two persons, unit by unit",
            todo="Read them with joint_streams, state_streams or paired_sequences.",
        )
    own, partner = (
        (coded.target, coded.given) if person == "target" else (coded.given, coded.target)
    )
    kinds = len(coded.columns if person == "target" else coded.rows)
    others = len(coded.rows if person == "target" else coded.columns)
    shape = (len(coded.sessions), kinds * others, kinds)
    counts = pair_counts(own * others + partner, own, coded.cuts, lag=lag, shape=shape)
    return counts.reshape(shape[0], kinds, others, kinds)


def actor_partner_logits(counts: Counts, *, own: int, partner: int, delta: float = DELTA) -> Floats:
    """Return each dyad's logit of its own next state: intercept, actor, partner, interaction.

    Effect-coded (+1 in the state, -1 not), saturated, from counts + delta: the intercept is the
    mean of the four logits, the actor effect half the difference that one's own state makes, the
    partner effect half of that which the partner's makes, the interaction a quarter of the
    difference between those. Odds differ by ``exp(2 b)``.

    Parameters
    ----------
    counts
        As :func:`actor_partner_counts` gives them.
    own, partner
        Numbers of the two states; all others are "not in it".

    Returns
    -------
    Floats
        Shape ``(dyads, 4)``.
    """
    cells = np.zeros((len(counts), 2, 2, 2))
    mine = (np.arange(counts.shape[1]) == own).astype(int)
    theirs = (np.arange(counts.shape[2]) == partner).astype(int)
    for i, j, k in np.ndindex(*counts.shape[1:]):
        cells[:, mine[i], theirs[j], mine[k]] += counts[:, i, j, k]
    cells += delta
    logit = np.log(cells[..., 1] / cells[..., 0])
    return np.column_stack(
        [
            logit.mean(axis=(1, 2)),
            (logit[:, 1].mean(axis=1) - logit[:, 0].mean(axis=1)) / 2,
            (logit[:, :, 1].mean(axis=1) - logit[:, :, 0].mean(axis=1)) / 2,
            (logit[:, 1, 1] - logit[:, 1, 0] - logit[:, 0, 1] + logit[:, 0, 0]) / 4,
        ]
    )


def actor_partner_effects(
    coded: Coded,
    *,
    own: str,
    partner: str,
    person: Side = "target",
    delta: float = DELTA,
    lag: int = 1,
) -> tuple[Estimate, ...]:
    """Mean actor and partner effects over dyads, each with its interval and p.

    Each dyad counts once, so that intervals are clustered by dyad: mean +- Student's t x standard
    error of the dyads' logits (:func:`actor_partner_logits`). Dyads without any pair of intervals
    are left out. No interval from fewer than four dyads.

    Parameters
    ----------
    coded
        Two streams of intervals.
    own, partner
        The state of the person looked at, and of the partner, by name.
    person
        Whose next state is explained.
    delta
        Added to each count of a dyad; without it a dyad that lacks a cell has no logit.

    Returns
    -------
    tuple[Estimate, ...]
        Intercept, actor, partner, interaction (log odds), each followed by its p.
    """
    mine, theirs = (
        (coded.column(own), coded.row(partner))
        if person == "target"
        else (coded.row(own), coded.column(partner))
    )
    counts = actor_partner_counts(coded, person=person, lag=lag)
    counts = counts[counts.any(axis=(1, 2, 3))]
    logits = actor_partner_logits(counts, own=mine, partner=theirs, delta=delta)
    definition = f"{coded.unit}, lag {lag}, delta {delta:g}"
    told = f"{own} next, by own {own} and partner's {partner}"
    rows: list[Estimate] = []
    for effect, values in zip(_EFFECTS, logits.T, strict=True):
        blank = Estimate(effect, None, "log odds", len(values), definition, of=told)
        rows += _mean_rows(blank, values)
    return tuple(rows)


def _mean_rows(blank: Estimate, values: Floats) -> tuple[Estimate, Estimate]:
    p = replace(blank, unit="p", of=f"{blank.of}; p, two-tailed")
    if not len(values):
        reason = "no dyad with two intervals that follow each other"
        return replace(blank, reason=reason), replace(p, reason=reason)
    if not np.isfinite(values).all():
        reason = "a dyad lacks a cell: give a delta above 0"
        return replace(blank, reason=reason), replace(p, reason=reason)
    mean, n = float(values.mean()), len(values)
    if n < _FEWEST:
        method = f"mean of dyads; no interval from fewer than {_FEWEST}"
        return replace(blank, value=mean, method=method), replace(
            p, reason=f"fewer than {_FEWEST} dyads"
        )
    error = float(values.std(ddof=1)) / sqrt(n)
    half = (student_quantile(n - 1) or 0.0) * error
    method = f"mean of {n} dyads, Student's t over dyads"
    found = replace(blank, value=mean, low=mean - half, high=mean + half, method=method)
    if not error:
        return found, replace(p, reason="all dyads are alike")
    tail = student_tail(mean / error, n - 1)
    return found, replace(p, value=tail, method=method, reason="" if tail is not None else NEEDS)


def influence_tests(
    coded: Coded, *, person: Side = "target", alpha: float = 0.05, lag: int = 1
) -> tuple[Estimate, ...]:
    """Test whether own next state needs the partner's, one's own, or both states now.

    Likelihood ratios against the model in which both count (with their interaction): ``actor
    only`` drops the partner's state, ``partner only`` one's own, ``neither`` both. Every dyad has
    its own tables; chi-squares and degrees of freedom are summed over dyads. Over many short dyads
    such a sum is too large by chance, so p comes from :mod:`.seq_few`. The last row is the
    pattern at ``alpha``: ``mutual`` when both restricted models fail, ``actor only`` or ``partner
    only`` when one holds, ``neither`` when all hold, ``undecided`` when either alone would do but
    none does not. Its value is the number of dyads.

    References
    ----------
    Gottman & Roy 1990; Kenny, Kashy & Cook 2006, ch. 14.
    """
    counts = actor_partner_counts(coded, person=person, lag=lag)
    definition, n = f"{coded.unit}, lag {lag}", int(counts.sum())
    few = influence_moments(counts)
    rows = [
        row
        for model, (value, df) in influence_fits(counts).items()
        for row in chi_rows(
            "influence",
            f"{model} against both",
            (value, df, n),
            definition=definition,
            few=few[model],
        )
    ]
    dyads = int(counts.any(axis=(1, 2, 3)).sum())
    word = influence_pattern(few, alpha=alpha)
    last = Estimate("influence_pattern", float(dyads), "dyads", n, definition, of=word)
    if word == "not estimable":
        return (*rows, replace(last, value=None, reason=NEEDS))
    return (*rows, replace(last, method=f"likelihood ratios at {alpha:g}"))


def influence_fits(counts: Counts) -> dict[str, tuple[float, int]]:
    """Return likelihood ratio and df of the three restricted models, summed over dyads."""
    found = {}
    for model, parts in _restricted(counts).items():
        each = [likeness(part) for part in parts]
        found[model] = sum(value for value, _ in each), sum(df for _, df in each)
    return found


def influence_moments(counts: Counts) -> dict[str, Moments]:
    """Return chi-squares of the three restricted models with their exact mean and variance."""
    return {model: total(map(moments, parts)) for model, parts in _restricted(counts).items()}


def _restricted(counts: Counts) -> dict[str, list[Counts]]:
    """Return for each restricted model the tables whose rows it holds to be alike."""
    parts: dict[str, list[Counts]] = {"actor only": [], "partner only": [], "neither": []}
    for dyad in counts:
        parts["actor only"] += [dyad[i][:, None, :] for i in range(dyad.shape[0])]
        parts["partner only"] += [dyad[:, j][:, None, :] for j in range(dyad.shape[1])]
        parts["neither"].append(dyad.reshape(-1, dyad.shape[-1])[:, None, :])
    return parts


def influence_pattern(found: dict[str, Moments], *, alpha: float = 0.05) -> str:
    """Return the pattern that the three tests speak for (see :func:`influence_tests`)."""
    tails = {model: each.tail() for model, each in found.items()}
    # Where nothing could vary nothing was tried: that nothing was refuted says nothing.
    untried = found["neither"].variance <= 0
    if untried or any(p is None and found[model].variance > 0 for model, p in tails.items()):
        return "not estimable"
    holds = {model: p is None or p > alpha for model, p in tails.items()}
    if holds["actor only"] and holds["partner only"]:
        return "neither" if holds["neither"] else "undecided"
    if holds["actor only"]:
        return "actor only"
    return "partner only" if holds["partner only"] else "mutual"
