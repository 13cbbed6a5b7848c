"""Latencies of repair and of response, as survival data: who still waits is not left out.

Repair: a rupture that ends in another way (self-regulated, faded), is given up at the horizon, or
whose record ends, is censored at that moment for the Kaplan-Meier median, quartiles and window
curve. They answer: how soon does repair come to those that still wait for it? A rupture that faded
can no longer be repaired; so the share of all ruptures repaired by a time, and by whom, is given
beside them as cumulative incidence with these ends competing. The two agree when every rupture is
repaired or censored.

Response: the first answer of the caregiver ends the wait; everything else censors it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..episodes import Episode, Episodes
from .estimates import Estimate
from .intervals import FEW, clustered_wilson
from .survival import Curve, Incidence, cumulative_incidence, kaplan_meier

WINDOWS = (1, 2, 3, 5, 10, 30, 60)
"""Windows of the curve P(within w), in s."""

QUANTILES = ((0.5, "median"), (0.25, "lower quartile"), (0.75, "upper quartile"))

WAYS = ("caregiver", "child", "both", "unknown", "self_regulated", "faded")
"""Ways in which a rupture can end: repaired by somebody, or otherwise."""


def repair_curve(episodes: Episodes) -> Curve:
    """Kaplan-Meier curve of the time from onset to repair, in s, clustered by session."""
    return _curve(
        episodes,
        [row.duration for row in episodes],
        [row.outcome == "repaired" for row in episodes],
    )


def response_curve(episodes: Episodes) -> Curve:
    """Kaplan-Meier curve of the time from onset to the caregiver's first answer, in s.

    An answer that came after the definition's window does not count: the wait is then censored
    when the window closed.
    """
    waits = [_wait(row, episodes.definition.answer_window) for row in episodes]
    return _curve(episodes, waits, [row.answered_at is not None for row in episodes])


def repair_curve_by_end(episodes: Episodes) -> Incidence:
    """Cumulative incidence of each of :data:`WAYS` to end, in that order, clustered by session."""
    return cumulative_incidence(
        [row.duration / 1000 for row in episodes],
        [_way(row) for row in episodes],
        ways=len(WAYS),
        clusters=_clusters(episodes),
        few=FEW,
    )


def repair_latency(episodes: Episodes) -> Estimate:
    """Median time from rupture onset to repair, in seconds.

    Ruptures that were not repaired count as censored at the end of what could be followed
    (Kaplan-Meier). Not estimable if the curve never falls to one half.
    """
    return _quantiles(episodes, repair_curve(episodes), _REPAIR)[0]


def repair_probability(episodes: Episodes) -> tuple[Estimate, ...]:
    """Probability that a rupture is repaired within w = 1, 2, 3, 5, 10, 30, 60 s.

    From the Kaplan-Meier curve: other ends are censored. Not estimable for windows longer than
    any rupture was followed.

    References
    ----------
    Kemp et al. 2016 (the curve over w, not one window).
    """
    return _windows(episodes, repair_curve(episodes), _REPAIR)


def repair_incidence(episodes: Episodes) -> tuple[Estimate, ...]:
    """Share of all ruptures that were repaired within w s, and by whom within 60 s.

    Aalen-Johansen, self-regulated and faded ruptures competing: what faded is not repaired later.
    """
    blank = Estimate("repair_incidence", None, "share", len(episodes), episodes.definition.id)
    by_end = repair_curve_by_end(episodes)
    # All repairs as one way: the interval of a sum is not the sum of intervals.
    any_repair = cumulative_incidence(
        [row.duration / 1000 for row in episodes],
        [0 if (way := _way(row)) == 0 else 1 if way <= _REPAIRS else 2 for row in episodes],
        ways=2,
        clusters=_clusters(episodes),
        few=FEW,
    )
    asked = [(any_repair, 0, "repaired", window) for window in WINDOWS]
    asked += [
        (by_end, way, f"repaired by {name}" if way < _REPAIRS else name, WINDOWS[-1])
        for way, name in enumerate(WAYS)
    ]
    return tuple(
        _ended(replace(blank, of=f"{what} within {window} s"), curve.ended_by(window, way), curve)
        for curve, way, what, window in asked
    )


def response_latency(episodes: Episodes) -> Estimate:
    """Median time from onset to the caregiver's first answer, in seconds: promptness.

    Ruptures without an answer stay in as censored. Not estimable if the curve never falls to one
    half, or when the definition names no answer.

    References
    ----------
    Bell & Ainsworth 1972, 10.2307/1127506.
    """
    return response_rows(episodes)[0]


def response_probability(episodes: Episodes) -> tuple[Estimate, ...]:
    """Probability that the caregiver answers within w = 1, 2, 3, 5, 10, 30, 60 s."""
    return tuple(row for row in response_rows(episodes) if row.measure == "response_probability")


def response_proportion(episodes: Episodes) -> Estimate:
    """Share of ruptures answered at all, of those answered or followed to their end: consistency.

    Unanswered ruptures whose record ended are left out of n and counted apart. Wilson interval,
    clustered by session.

    References
    ----------
    Bell & Ainsworth 1972, 10.2307/1127506.
    """
    blank = Estimate("response_proportion", None, "share", 0, episodes.definition.id)
    known = [r for r in episodes if r.answered_at is not None or r.outcome != "censored"]
    censored = len(episodes) - len(known)
    noun = f"{episodes.definition.noun}s answered or not censored"
    blank = replace(blank, n=len(known), censored=censored, of=noun)
    if reason := _no_answer(episodes) or ("" if known else _NONE):
        return replace(blank, reason=reason)
    names = sorted({row.session for row in known})
    mine = [[row for row in known if row.session == name] for name in names]
    hits = [sum(row.answered_at is not None for row in rows) for rows in mine]
    value, low, high, method = clustered_wilson(hits, [len(rows) for rows in mine])
    return replace(blank, value=value, low=low, high=high, method=method)


def repair_time_rows(episodes: Episodes) -> tuple[Estimate, ...]:
    """Return median, quartiles, window curve and cumulative incidence of repair."""
    curve = repair_curve(episodes)
    return (
        *_quantiles(episodes, curve, _REPAIR),
        *_windows(episodes, curve, _REPAIR),
        *repair_incidence(episodes),
    )


def response_rows(episodes: Episodes) -> tuple[Estimate, ...]:
    """Return median, quartiles and window curve of the response, and the share answered."""
    curve = response_curve(episodes)
    reason = _no_answer(episodes)
    return (
        *_quantiles(episodes, curve, _RESPONSE, reason=reason),
        *_windows(episodes, curve, _RESPONSE, reason=reason),
        response_proportion(episodes),
    )


_NONE = "there was none"
_REPAIRS = 4
_REPAIR = ("repair", "repaired")
_RESPONSE = ("response", "answered")


def _curve(episodes: Episodes, waits: Sequence[int], events: Sequence[bool]) -> Curve:
    return kaplan_meier(
        [wait / 1000 for wait in waits], events, clusters=_clusters(episodes), few=FEW
    )


def _clusters(episodes: Episodes) -> list[int]:
    numbers = {name: i for i, name in enumerate(sorted({row.session for row in episodes}))}
    return [numbers[row.session] for row in episodes]


def _wait(row: Episode, window: int) -> int:
    if row.answered_at is not None:
        return row.answered_at - row.onset
    return min(row.duration, window) if window else row.duration


def _way(row: Episode) -> int:
    """Return 0 for censored (and given up), else the number of the way in which it ended."""
    name = row.repaired_by if row.outcome == "repaired" else row.outcome
    return WAYS.index(name) + 1 if name in WAYS else 0


def _no_answer(episodes: Episodes) -> str:
    if episodes.definition.answers:
        return ""
    return f"{episodes.definition.id} does not say what an answer is"


def _method(curve: Curve | Incidence) -> str:
    if isinstance(curve, Incidence):
        kind, few = "Aalen-Johansen", ", or by rupture where wider" if curve.clusters < FEW else ""
    else:
        kind, few = "Kaplan-Meier", ", or Greenwood where wider" if curve.clusters < FEW else ""
    return f"{kind}, clustered by {curve.clusters} sessions{few}" if curve.clusters else kind


def _quantiles(
    episodes: Episodes, curve: Curve, kind: tuple[str, str], *, reason: str = ""
) -> tuple[Estimate, ...]:
    word, ended = kind
    blank = Estimate(
        f"{word}_latency", None, "s", curve.n, episodes.definition.id, censored=curve.censored
    )
    found: list[Estimate] = []
    for share, name in QUANTILES:
        value, low, high = curve.quantile(share)
        row = replace(blank, of=name)
        why = reason or ("" if curve.n else _NONE)
        if not why and value is None:
            why = f"the curve never comes to {share:.0%} {ended}"
        if why:
            found.append(replace(row, reason=why))
        else:
            found.append(replace(row, value=value, low=low, high=high, method=_method(curve)))
    return tuple(found)


def _windows(
    episodes: Episodes, curve: Curve, kind: tuple[str, str], *, reason: str = ""
) -> tuple[Estimate, ...]:
    word, ended = kind
    blank = Estimate(
        f"{word}_probability",
        None,
        "share",
        curve.n,
        episodes.definition.id,
        censored=curve.censored,
    )
    why = reason or ("" if curve.n else _NONE)
    return tuple(
        replace(row, reason=why) if why else _ended(row, curve.ended_by(window), curve)
        for window in WINDOWS
        for row in (replace(blank, of=f"{ended} within {window} s"),)
    )


def _ended(
    row: Estimate, found: tuple[float, float, float] | None, curve: Curve | Incidence
) -> Estimate:
    row = replace(row, censored=curve.censored)
    if found is None:
        return replace(row, reason="none was followed that long" if row.n else _NONE)
    value, low, high = found
    return replace(row, value=value, low=low, high=high, method=_method(curve))
