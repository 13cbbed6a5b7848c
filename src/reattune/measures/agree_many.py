"""Agreement of two or more coders over whole sessions: alpha over time units, ICC over sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import isfinite

import numpy as np

from ..record import Session, Spans, intersection, length
from .agree_alpha import MISSING_CODE, alpha_of, distances, intraclass, unit_coincidences
from .agree_channel import ChannelAgreement, block_count, summed
from .agree_streams import NO_CODE, By, Codes, Pair, coded_at
from .agreement import table_interval
from .estimates import Estimate
from .intervals import Floats
from .seq_tails import NEEDS

BINS = 10
"""Equal parts of each session's shared time, where there are too few sessions for an ICC."""

_FEWEST_TARGETS = 5


def krippendorff_alpha(
    observations: Sequence[Sequence[Session]],
    channel: tuple[str, str],
    *,
    step: int = 1000,
    by: By = "state",
    order: Sequence[str] = (),
    metric: str = "",
) -> Estimate:
    """Krippendorff's alpha of all coders of a channel, over time units.

    Parameters
    ----------
    observations
        For each observation its codings, one Session a coder; not everybody need code everything.
    channel
        Person and track.
    step
        Length of a unit, ms; units are laid from 0 and sampled in their middle.
    by
        ``state`` or ``code``, see :func:`reattune.measures.agree_streams.pair_of`.
    order
        Codes in their order: ordinal alpha, else nominal.
    metric
        ``interval`` or ``ratio`` where codes are numbers.
    """
    coders = max((len(group) for group in observations), default=0)
    word = metric or ("ordinal" if order else "nominal")
    of = f"{'/'.join(channel)}, {coders} coders; {word}, units of {step / 1000:g} s"
    blank = Estimate("krippendorff_alpha", None, "ratio", 0, "", of=of)
    names = [_sampled(group, channel, step, by) for group in observations]
    used = {code for rows in names for row in rows for code in row} - {""}
    codes = [*(c for c in order if c in used), *sorted(used - set(order))]
    parts = [part for rows in names if (part := _alpha_blocks(rows, codes, step)) is not None]
    if not parts:
        return replace(blank, reason="no time that two coders coded")
    alpha = partial(alpha_of, ordered=bool(order))
    if metric:
        numbers = _numbers(codes)
        if numbers is None or (metric == "ratio" and min(numbers) < 0):
            return replace(blank, reason="codes that are not all numbers (from 0 up for ratio)")
        alpha = partial(alpha_of, apart=distances(numbers, kind=metric))
    table = summed(parts, len(codes))
    value, n = float(alpha(table)), round(float(table.sum()))
    if not np.isfinite(value):
        return replace(blank, n=n, reason="only one code was used")
    low, high, method = table_interval(parts, alpha, len(codes))
    return replace(blank, value=value, low=low, high=high, n=n, method=method)


def _numbers(codes: Sequence[str]) -> list[float] | None:
    try:
        found = [float(code) for code in codes]
    except ValueError:
        return None
    return found if all(map(isfinite, found)) else None


def _sampled(
    group: Sequence[Session], channel: tuple[str, str], step: int, by: By
) -> list[list[str]]:
    """Codes of each coder unit by unit; ``""`` where one has none, all of them where nobody has."""
    end = max((session.end for session in group), default=0)
    middles = np.arange(step // 2, end - step // 2 + 1, step)
    rows = [coded_at(session, channel, middles.tolist(), by=by) for session in group]
    kept = [unit for unit in zip(*rows, strict=True) if set(unit) - {"", NO_CODE}]
    return [list(row) for row in zip(*kept, strict=True)]


def _alpha_blocks(rows: Sequence[Sequence[str]], codes: Sequence[str], step: int) -> Floats | None:
    if len(rows) < 2:
        return None
    number = {code: k for k, code in enumerate(codes)} | {"": MISSING_CODE}
    values: Codes = np.array([[number[code] for code in row] for row in rows])
    units = unit_coincidences(values, len(codes)).reshape(values.shape[1], -1)
    units = units[units.sum(axis=1) > 0]
    if not len(units):
        return None
    count = block_count(len(units) * step)
    return np.stack([block.sum(axis=0) for block in np.array_split(units, count)])


def icc_rows(channel: ChannelAgreement) -> tuple[Estimate, ...]:
    """Intraclass correlations of two coders' shares of time and bouts per minute of each code.

    ``icc_agreement`` is ICC(A,1), ``icc_consistency`` ICC(C,1), two-way, single coder. The things
    compared are sessions where there are five or more, else ten equal parts of each session's
    shared time; each row says which. Parts of one session are alike, so their intervals are too
    short.
    """
    whole = len(channel.pairs) >= _FEWEST_TARGETS
    word = "sessions" if whole else f"tenths of {len(channel.pairs)} session(s)"
    targets = [
        (pair, window)
        for pair in channel.pairs
        if length(pair.observed)
        for window in ((pair.observed,) if whole else cut(pair.observed, BINS))
    ]
    rows: list[Estimate] = []
    for code in channel.codes:
        for what, number in (("share of time", _share), ("bouts per min", _rate)):
            table = [
                [number(pair, side, code, window) for side in (0, 1)] for pair, window in targets
            ]
            rows += _icc(table, of=f"{channel.of}; {code}, {what}, over {word}")
    return tuple(rows)


def _icc(table: Sequence[Sequence[float]], *, of: str) -> list[Estimate]:
    found = intraclass(np.array(table).reshape(-1, 2)) if table else None
    blank = Estimate(
        "icc_agreement",
        None,
        "ratio",
        len(table),
        "",
        of=of,
        reason="nothing varies, or there are fewer than two",
    )
    if found is None:
        return [blank, replace(blank, measure="icc_consistency")]
    rows = []
    for word, k in (("icc_agreement", 0), ("icc_consistency", 3)):
        value, low, high = found[k : k + 3]
        method = "F (McGraw & Wong)" if low is not None else f"no interval: no error, or {NEEDS}"
        rows.append(
            replace(blank, measure=word, value=value, low=low, high=high, reason="", method=method)
        )
    return rows


def cut(spans: Spans, count: int) -> list[Spans]:
    """Cut observed time, gaps left out, into equal parts."""
    whole = length(spans)
    edges = [k * whole // count for k in range(count + 1)]
    parts: list[Spans] = []
    for low, high in pairwise(edges):
        inside: list[tuple[int, int]] = []
        before = 0
        for onset, offset in spans:
            begin = max(onset, onset + low - before)
            end = min(offset, onset + high - before)
            if begin < end:
                inside.append((begin, end))
            before += offset - onset
        parts.append(tuple(inside))
    return parts


def _share(pair: Pair, side: int, code: str, window: Spans) -> float:
    spans = tuple((piece[0], piece[1]) for piece in pair.pieces if piece[2 + side] == code)
    return length(intersection(spans, window)) / length(window)


def _rate(pair: Pair, side: int, code: str, window: Spans) -> float:
    bouts = pair.second if side else pair.first
    begun = [bout.onset for bout in bouts if bout.code == code]
    inside = sum(any(onset <= at < offset for onset, offset in window) for at in begun)
    return inside / length(window) * 60_000
