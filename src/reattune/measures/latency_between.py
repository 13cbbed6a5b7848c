"""How soon one set of codes follows another: median, window curve, and shares by kind of answer."""

from __future__ import annotations

from dataclasses import replace

from .estimates import Estimate
from .intervals import FEW, clustered_wilson
from .latencies import QUANTILES, WINDOWS
from .latency_waits import Waits
from .survival import Curve, Incidence, cumulative_incidence, kaplan_meier

_NONE = "there was no bout to wait from"


def between_curve(waits: Waits) -> Curve:
    """Kaplan-Meier curve of the time until any of the answers, in s, clustered by session."""
    return kaplan_meier(
        [row.wait_ms / 1000 for row in waits.rows],
        [row.kind > 0 for row in waits.rows],
        clusters=_clusters(waits),
        few=FEW,
    )


def between_incidence(waits: Waits) -> Incidence:
    """Share answered in each kind by each time (Aalen-Johansen), clustered by session."""
    return cumulative_incidence(
        [row.wait_ms / 1000 for row in waits.rows],
        [row.kind for row in waits.rows],
        ways=len(waits.kinds),
        clusters=_clusters(waits),
        few=FEW,
    )


def between_latency(waits: Waits) -> Estimate:
    """Median time from the onset of a bout to the first answer, in seconds.

    Bouts without an answer stay in as censored where they could no longer be followed
    (Kaplan-Meier). Not estimable if the curve never falls to one half.

    References
    ----------
    Kaplan & Meier 1958, 10.1080/01621459.1958.10501452.
    """
    return _quantiles(waits, between_curve(waits))[0]


def between_probability(waits: Waits) -> tuple[Estimate, ...]:
    """Probability of an answer within w = 1, 2, 3, 5, 10, 30, 60 s: the window curve.

    From the Kaplan-Meier curve, clustered by session. ``n`` counts the bouts; a window longer than
    any bout was followed is not estimable.

    References
    ----------
    Kemp et al. 2016 (the curve over w, not one window).
    """
    curve = between_curve(waits)
    blank = _blank(waits, "between_probability", "share")
    return tuple(
        _ended(
            replace(blank, of=f"answered within {window} s"), curve.ended_by(window), curve, waits
        )
        for window in WINDOWS
    )


def between_incidence_rows(waits: Waits) -> tuple[Estimate, ...]:
    """Share of bouts whose first answer was of one kind and came within w s, for each kind.

    Aalen-Johansen: the kinds compete for being the first. The shares of all kinds sum to
    :func:`between_probability`.

    References
    ----------
    Aalen & Johansen 1978, https://www.jstor.org/stable/4615704.
    """
    curve = between_incidence(waits)
    blank = _blank(waits, "between_incidence", "share")
    return tuple(
        _ended(
            replace(blank, of=f"{name} within {window} s"),
            curve.ended_by(window, way),
            curve,
            waits,
        )
        for way, name in enumerate(waits.kinds)
        for window in WINDOWS
    )


def between_proportion(waits: Waits) -> Estimate:
    """Share of bouts that were answered at all before the view of them ended.

    Depends on how long bouts could be followed: give it beside the window curve, never alone.
    Wilson interval, clustered by session.
    """
    blank = _blank(waits, "between_proportion", "share")
    if not waits.rows:
        return replace(blank, reason=_NONE)
    mine: dict[str, list[bool]] = {}
    for name, row in zip(waits.clusters, waits.rows, strict=True):
        mine.setdefault(name, []).append(row.kind > 0)
    hits, totals = [sum(x) for x in mine.values()], [len(x) for x in mine.values()]
    value, low, high, method = clustered_wilson(hits, totals)
    method = method.replace("sessions", waits.cluster_word)
    return replace(blank, value=value, low=low, high=high, method=method)


def between_rows(waits: Waits) -> tuple[Estimate, ...]:
    """Return median, quartiles, window curve, shares by kind and the share answered at all."""
    curve = between_curve(waits)
    rows = [*_quantiles(waits, curve), *between_probability(waits)]
    if len(waits.kinds) > 1:
        rows += between_incidence_rows(waits)
    return (*rows, between_proportion(waits), *left_out(waits))


def left_out(waits: Waits) -> tuple[Estimate, ...]:
    """Count the bouts that were no wait: answered already, or not seen to begin."""
    bouts = len(waits.rows) + waits.answered_already + waits.unseen
    blank = Estimate("between_left_out", None, "count", bouts, question(waits))
    counts = (
        ("an answer was on at the onset", waits.answered_already),
        ("onset not seen", waits.unseen),
        ("sessions without one of the channels", len(waits.absent)),
    )
    return tuple(
        replace(blank, value=float(count), of=why, method="exact") for why, count in counts
    )


def question(waits: Waits) -> str:
    """Return what was asked, as the definition of every number about it."""
    return f"{waits.asked} -> {', '.join(waits.kinds)}"


def _clusters(waits: Waits) -> list[int]:
    numbers = {name: i for i, name in enumerate(sorted(set(waits.clusters)))}
    return [numbers[name] for name in waits.clusters]


def _blank(waits: Waits, word: str, unit: str) -> Estimate:
    censored = sum(row.kind == 0 for row in waits.rows)
    only = waits.sessions[0] if len(waits.sessions) == 1 else ""
    return Estimate(
        word, None, unit, len(waits.rows), question(waits), censored=censored, session=only
    )


def _method(curve: Curve | Incidence, waits: Waits) -> str:
    kind, plain = ("Kaplan-Meier", "Greenwood")
    if isinstance(curve, Incidence):
        kind, plain = ("Aalen-Johansen", "by bout")
    if not curve.clusters:
        return kind
    few = f", or {plain} where wider" if curve.clusters < FEW else ""
    return f"{kind}, clustered by {curve.clusters} {waits.cluster_word}{few}"


def _quantiles(waits: Waits, curve: Curve) -> tuple[Estimate, ...]:
    blank = _blank(waits, "between_latency", "s")
    found = []
    for share, name in QUANTILES:
        value, low, high = curve.quantile(share)
        row = replace(blank, of=name)
        if not curve.n:
            row = replace(row, reason=_NONE)
        elif value is None:
            row = replace(row, reason=f"the curve never comes to {share:.0%} answered")
        else:
            row = replace(row, value=value, low=low, high=high, method=_method(curve, waits))
        found.append(row)
    return tuple(found)


def _ended(
    row: Estimate,
    found: tuple[float, float, float] | None,
    curve: Curve | Incidence,
    waits: Waits,
) -> Estimate:
    if not row.n:
        return replace(row, reason=_NONE)
    if found is None:
        return replace(row, reason="none was followed that long")
    value, low, high = found
    return replace(row, value=value, low=low, high=high, method=_method(curve, waits))
