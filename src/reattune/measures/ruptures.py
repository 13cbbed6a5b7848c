"""Ruptures and repairs as counts: how often, how long, who opens, who repairs, how they end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from ..episodes import OUTCOMES, Episode, Episodes
from .estimates import Estimate
from .intervals import clustered_rate, clustered_wilson
from .tally import BOUTS, CODED, MISMATCH, RUPTURE, Tally, tally

_PER_MINUTE = 60_000
_UNCODED = "no time in which both are coded"
_FIRST = ("caregiver", "child", "both", "unknown")


def rupture_count(episodes: Episodes) -> Estimate:
    """Count the ruptures, however they ended."""
    return Estimate(
        "rupture_count",
        float(len(episodes)),
        "count",
        len(episodes),
        episodes.definition.id,
        of=_things(episodes),
        method="exact",
    )


def rupture_rate(episodes: Episodes) -> Estimate:
    """Ruptures per minute of coded time.

    0 without a rupture (with the interval's upper end above 0); not estimable without coded time.
    The interval is Byar's for a Poisson count; over several sessions it is widened by how much
    more they differ than chance.
    """
    return _rate(episodes, tally(episodes), "rupture_rate", _any)


def repair_rate(episodes: Episodes) -> Estimate:
    """Reparations (repaired ruptures) per minute of coded time; interval as `rupture_rate`.

    References
    ----------
    Montirosso et al. 2010; Tronick & Cohn 1989, 10.2307/1131074.
    """
    return _rate(episodes, tally(episodes), "repair_rate", _repaired)


def repair_proportion(episodes: Episodes) -> Estimate:
    """Share of ruptures repaired, of those that were followed to their end.

    Censored ruptures are left out of n and counted apart; self-regulated, faded and unrepaired
    ones (given up at the horizon) count as not repaired. The Kaplan-Meier view, which uses the
    censored ones as well, is `repair_latency` and `repair_probability`. Not estimable when no
    rupture was followed to its end. Wilson interval, clustered by session.
    """
    blank = _blank(episodes, "repair_proportion", "share")
    known = [row for row in episodes if row.outcome != "censored"]
    censored = len(episodes) - len(known)
    blank = replace(blank, n=len(known), censored=censored, of=f"{_things(episodes)} not censored")
    if not known:
        noun = episodes.definition.noun
        reason = f"no {noun} was followed to its end" if censored else f"no {noun}"
        return replace(blank, reason=reason)
    value, low, high, method = clustered_wilson(*_counts(known, _repaired))
    return replace(blank, value=value, low=low, high=high, method=method)


def rupture_time(episodes: Episodes) -> Estimate:
    """Time in rupture, in seconds: from onset to the end, or to where it could be followed no more.

    Times that overlap (late repairs) count once, and only coded time counts.
    """
    return rupture_time_rows(episodes, tally(episodes))[0]


def mismatch_duration(episodes: Episodes) -> Estimate:
    """Mean duration of mismatches in seconds: time in mismatch over mismatches seen to end.

    A mismatch is a longest stretch of mismatched time, however short. Those cut off by missing
    time, a phase bound or the end add their time, not an end; so long ones that are cut do not
    bias the mean (exact when durations are exponential, and the plain mean when none is cut). Only
    for definitions under which every mismatch is a rupture. Not estimable when none ends in view.

    References
    ----------
    Hu, Li & McElwain 2025.
    """
    return mismatch_duration_rows(episodes, tally(episodes))[0]


def outcomes(episodes: Episodes) -> tuple[Estimate, ...]:
    """How many ruptures ended in each way; the counts sum to the number of ruptures.

    ``repaired``, ``self_regulated``, ``faded``, ``censored`` (the record ended first),
    ``unrepaired`` (the horizon passed).
    """
    blank = _blank(episodes, "outcomes", "count")
    return tuple(
        replace(blank, of=outcome, value=float(episodes.count(outcome)), method="exact")
        for outcome in OUTCOMES
    )


def who_opens(episodes: Episodes) -> tuple[Estimate, ...]:
    """Shares of ruptures opened by the child, the caregiver, both at once, or nobody in view.

    They sum to 1. Wilson intervals, clustered by session.
    """
    found = [(row.session, row.opened_by) for row in episodes]
    return _who(episodes, "who_opens", "opened by", found)


def who_repairs(episodes: Episodes) -> tuple[Estimate, ...]:
    """Shares of repairs by the caregiver, the child, both at once, or nobody in view.

    Of repaired ruptures only; they sum to 1. Wilson intervals, clustered by session. The share of
    all ruptures that each has repaired by a time is `repair_incidence`.

    References
    ----------
    Lunkenheimer et al. 2019.
    """
    found = [(row.session, row.repaired_by) for row in episodes if row.outcome == "repaired"]
    return _who(episodes, "who_repairs", "repaired by", found)


def attempts(episodes: Episodes) -> Estimate:
    """Mean number of caregiver answers to a rupture, also those that did not close it.

    Not estimable without a rupture, or when the definition names no answer. Byar's interval, as
    for a rate with ruptures in place of minutes.
    """
    blank = _blank(episodes, "attempts", "per rupture")
    if not episodes.definition.answers:
        reason = f"{episodes.definition.id} does not say what an answer is"
        return replace(blank, reason=reason)
    if not len(episodes):
        return replace(blank, reason=f"no {episodes.definition.noun}")
    sessions = sorted({row.session for row in episodes})
    made = [sum(len(row.attempts) for row in episodes.of(session=name)) for name in sessions]
    ruptures = [float(len(episodes.of(session=name))) for name in sessions]
    value, low, high, method = clustered_rate(made, ruptures)
    return replace(blank, value=value, low=low, high=high, method=method)


def rupture_rows(episodes: Episodes, sums: Tally) -> tuple[Estimate, ...]:
    """Return everything of this module that counts ruptures."""
    return (
        rupture_count(episodes),
        _rate(episodes, sums, "rupture_rate", _any),
        *rupture_time_rows(episodes, sums),
        *mismatch_duration_rows(episodes, sums),
        *outcomes(episodes),
        *who_opens(episodes),
        attempts(episodes),
    )


def repair_rows(episodes: Episodes, sums: Tally) -> tuple[Estimate, ...]:
    """Return everything of this module that counts repairs."""
    return (
        _rate(episodes, sums, "repair_rate", _repaired),
        repair_proportion(episodes),
        *who_repairs(episodes),
    )


def rupture_time_rows(episodes: Episodes, sums: Tally) -> tuple[Estimate, ...]:
    """Return the rows of :func:`rupture_time`: seconds, and share of coded time."""
    blank = _blank(episodes, "rupture_time", "s")
    seconds = replace(blank, value=sums.totals[RUPTURE] / 1000, method="exact")
    share = replace(blank, unit="share", of="share of coded time")
    if not sums.totals[CODED]:
        return seconds, replace(share, reason=_UNCODED)
    low, high, method = sums.share_interval(RUPTURE)
    value = sums.totals[RUPTURE] / sums.totals[CODED]
    return seconds, replace(share, value=value, low=low, high=high, method=method)


def mismatch_duration_rows(episodes: Episodes, sums: Tally) -> tuple[Estimate, ...]:
    """Return the row of :func:`mismatch_duration`."""
    ended = sums.totals[BOUTS]
    blank = Estimate(
        "mismatch_duration", None, "s", ended, episodes.definition.id, of="mismatches that ended"
    )
    if not episodes.definition.on_mismatch:
        reason = f"under {episodes.definition.id} a mismatch alone is not a rupture"
        return (replace(blank, reason=reason),)
    if not ended:
        return (replace(blank, reason="no mismatch was seen to end"),)
    low, high, method = sums.interval(MISMATCH, BOUTS)
    return (
        replace(
            blank,
            value=sums.totals[MISMATCH] / ended / 1000,
            low=None if low is None else low / 1000,
            high=None if high is None else high / 1000,
            method=method,
        ),
    )


def _any(_row: Episode) -> bool:
    return True


def _repaired(row: Episode) -> bool:
    return row.outcome == "repaired"


def _things(episodes: Episodes) -> str:
    return f"{episodes.definition.noun}s"


def _blank(episodes: Episodes, word: str, unit: str) -> Estimate:
    return Estimate(word, None, unit, len(episodes), episodes.definition.id, of=_things(episodes))


def _rate(
    episodes: Episodes, sums: Tally, word: str, counts: Callable[[Episode], bool]
) -> Estimate:
    per_session = Counter(row.session for row in episodes if counts(row))
    exposure = {name: ms / _PER_MINUTE for name, ms in sums.by_session(CODED).items() if ms}
    blank = replace(_blank(episodes, word, "per min"), n=sum(per_session.values()))
    if word == "repair_rate":
        blank = replace(blank, of=f"repaired {_things(episodes)}")
    if not exposure:
        return replace(blank, reason=_UNCODED)
    value, low, high, method = clustered_rate(
        [per_session[name] for name in exposure], list(exposure.values())
    )
    return replace(blank, value=value, low=low, high=high, method=method)


def _who(
    episodes: Episodes, word: str, verb: str, found: list[tuple[str, str]]
) -> tuple[Estimate, ...]:
    """Return the share of each person among (session, person) pairs."""
    blank = replace(_blank(episodes, word, "share"), n=len(found))
    totals = Counter(session for session, _ in found)
    rows: list[Estimate] = []
    for who in _FIRST:
        row = replace(blank, of=f"{verb} {who}")
        if not found:
            thing = "repair" if word == "who_repairs" else episodes.definition.noun
            rows.append(replace(row, reason=f"no {thing}"))
            continue
        hits = Counter(session for session, person in found if person == who)
        value, low, high, method = clustered_wilson(
            [hits[name] for name in sorted(totals)], [totals[name] for name in sorted(totals)]
        )
        rows.append(replace(row, value=value, low=low, high=high, method=method))
    return tuple(rows)


def _counts(
    rows: list[Episode], succeeds: Callable[[Episode], bool]
) -> tuple[list[int], list[int]]:
    """Count successes and cases of each session, sessions by name."""
    totals = Counter(row.session for row in rows)
    hits = Counter(row.session for row in rows if succeeds(row))
    names = sorted(totals)
    return [hits[name] for name in names], [totals[name] for name in names]
