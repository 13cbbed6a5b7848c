"""Agreement of two coders on one channel, over one session or many: every statistic, named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from ..errors import ParameterError
from .agree_channel import ChannelAgreement, summed
from .agree_tables import (
    cohen_kappa,
    gwet_ac1,
    kappa_max,
    nil_kappa,
    observed_agreement,
    one_against_rest,
    weighted_kappa,
    weights,
)
from .estimates import Estimate
from .intervals import DRAWS, FEW, SEED, Floats, expanded_tail, resample

_FEWEST = 3
_ONE_CODE = "both coders used one and the same code only: nothing to tell apart"
_NOTHING = "no whole time unit that both coded"


def agreement_rows(channel: ChannelAgreement) -> tuple[Estimate, ...]:
    """Give every statistic of one channel, with intervals or the reason for none.

    ``observed_agreement``, ``time_unit_kappa`` (Cohen) and its ``kappa_max``, ``gwet_ac1``;
    ``tolerance_kappa`` in both directions; ``weighted_kappa`` where an order is stated;
    ``alignment_kappa`` and ``modified_kappa`` on bouts. Intervals: bootstrap of sessions from ten
    on, of sessions and their blocks below, of the blocks of a single one (30 s, or
    ten of 5 s or more).

    Raises
    ------
    ParameterError
        When the step is not positive, or an order leaves out codes that occur.
    """
    _check(channel)
    plain = channel.unit_parts()
    unit = f"units of {channel.step / 1000:g} s"
    rows = [
        _row(channel, plain, "observed_agreement", observed_agreement, of=unit),
        _row(channel, plain, "time_unit_kappa", cohen_kappa, of=f"Cohen, {unit}"),
        replace(
            _row(channel, plain, "kappa_max", kappa_max, of=f"Cohen, {unit}"),
            low=None,
            high=None,
            method="what these margins allow",
        ),
        _row(channel, plain, "gwet_ac1", gwet_ac1, of=unit),
    ]
    for reference in (0, 1):
        parts = channel.unit_parts(reference=reference)
        what = f"within {channel.tolerance / 1000:g} s, {channel.coders[reference]} as reference"
        rows.append(_row(channel, parts, "tolerance_kappa", cohen_kappa, of=f"{what}, {unit}"))
    if channel.order:
        apart = weights(len(channel.codes))
        rows.append(
            _row(
                channel,
                plain,
                "weighted_kappa",
                partial(weighted_kappa, apart=apart),
                of=f"linear, {' < '.join(channel.codes)}, {unit}",
            )
        )
    rows.append(
        _row(
            channel,
            channel.event_parts(overlap=False),
            "alignment_kappa",
            nil_kappa,
            of="bouts in order",
            nil=True,
        )
    )
    rows.append(
        _row(
            channel,
            channel.event_parts(overlap=True),
            "modified_kappa",
            nil_kappa,
            of="bouts that share 60 %",
            nil=True,
        )
    )
    held = [pair for pair in channel.pairs if pair.first or pair.second]
    if held and all(pair.points_only for pair in held):
        events = ("alignment_kappa", "modified_kappa")
        return tuple(row if row.measure in events else _of_points(row) for row in rows)
    return tuple(rows)


def _of_points(row: Estimate) -> Estimate:
    why = "what was coded here has no length; see alignment_kappa and the disagreements"
    return replace(row, value=None, low=None, high=None, method="", reason=why)


def code_rows(channel: ChannelAgreement) -> tuple[Estimate, ...]:
    """Give kappa, sensitivity (both ways) and prevalence of each code against all others."""
    parts = channel.unit_parts()
    rows: list[Estimate] = []
    for k, code in enumerate(channel.codes):
        rows.append(_row(channel, parts, "code_kappa", partial(_code_kappa, code=k), of=code))
        for side, (here, there) in enumerate((channel.coders, channel.coders[::-1])):
            what = partial(_sensitivity, code=k, side=side)
            of = f"{code}, {there} where {here} has it"
            rows.append(_row(channel, parts, "code_sensitivity", what, of=of))
        rows.append(_row(channel, parts, "code_prevalence", partial(_prevalence, code=k), of=code))
    reason = "neither coder has this code in a whole unit"
    return tuple(replace(row, reason=reason) if row.value is None else row for row in rows)


def table_interval(
    parts: Sequence[Floats],
    statistic: Callable[[Floats], Floats],
    codes: int,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[float | None, float | None, str]:
    """Return the 95 % bootstrap interval of a statistic of summed tables, and how it was made.

    Percentiles, moved outwards for few units (:func:`expanded_tail`). Draws in which the statistic
    is not defined are left out; no interval is given where that are more than half.

    References
    ----------
    Hesterberg 2015, 10.1080/00031305.2015.1089789.
    """
    blocks = sum(len(part) for part in parts)
    if blocks < _FEWEST:
        return None, None, f"no interval from fewer than {_FEWEST} blocks"
    drawn = resample(parts, draws=draws, seed=seed).reshape(-1, codes, codes)
    values = statistic(drawn)
    known = values[np.isfinite(values)]
    if len(known) <= draws / 2:
        return None, None, "no interval: undefined in most draws"
    tail = expanded_tail(len(parts) if len(parts) > 1 else blocks)
    low, high = np.quantile(known, [tail, 1 - tail])
    if low == high:
        return None, None, "no interval: the same in every draw"
    if len(parts) == 1:
        return float(low), float(high), f"bootstrap over {blocks} blocks"
    inner = " and their blocks" if len(parts) < FEW else ""
    return float(low), float(high), f"bootstrap over {len(parts)} sessions{inner}"


def _row(
    channel: ChannelAgreement,
    parts: Sequence[Floats],
    measure: str,
    statistic: Callable[[Floats], Floats],
    *,
    of: str,
    nil: bool = False,
) -> Estimate:
    codes = len(channel.codes) + nil
    table = summed(parts, codes)
    n = round(float(table.sum()))
    session = channel.pairs[0].session if len(channel.pairs) == 1 else ""
    blank = Estimate(
        measure,
        None,
        "share" if measure in _SHARES else "ratio",
        n,
        "",
        of=f"{channel.of}; {of}",
        session=session,
    )
    if not n:
        return replace(blank, reason=_NOTHING)
    value = float(statistic(table))
    if not np.isfinite(value):
        return replace(blank, reason=_ONE_CODE)
    low, high, method = table_interval(parts, statistic, codes)
    return replace(blank, value=value, low=low, high=high, method=method)


_SHARES = {"observed_agreement", "code_sensitivity", "code_prevalence"}


def _code_kappa(table: Floats, code: int) -> Floats:
    return cohen_kappa(one_against_rest(table, code))


def _sensitivity(table: Floats, code: int, side: int) -> Floats:
    both = table[..., code, code]
    whole = table[..., code, :].sum(-1) if side == 0 else table[..., :, code].sum(-1)
    result: Floats = np.full(np.shape(both), np.nan)
    np.divide(both, whole, out=result, where=whole > 0)
    return result


def _prevalence(table: Floats, code: int) -> Floats:
    whole = table.sum(axis=(-2, -1))
    either = table[..., code, :].sum(-1) + table[..., :, code].sum(-1)
    result: Floats = np.full(np.shape(whole), np.nan)
    np.divide(either, 2 * whole, out=result, where=whole > 0)
    return result


def _check(channel: ChannelAgreement) -> None:
    if channel.step <= 0 or channel.tolerance < 0:
        raise ParameterError(
            path="agree",
            where="step and tolerance",
            found=f"{channel.step / 1000:g} and {channel.tolerance / 1000:g} s",
            expected="a positive step and a tolerance of 0 or more",
            todo="Give seconds, e.g. --step 1 --tolerance 2.",
        )
    left = [code for code in channel.codes if code not in channel.order]
    if channel.order and left:
        raise ParameterError(
            path="agree",
            where="order",
            found=f"an order without {', '.join(left)}",
            expected=f"all of {', '.join(channel.codes)}",
            todo="Name every code of the channel in its order, or give no order.",
        )
