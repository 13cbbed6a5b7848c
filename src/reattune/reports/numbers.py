"""How times, counts and estimates are written for people."""

from __future__ import annotations

from math import isinf
from typing import NamedTuple

from ..measures import Estimate


def clock(ms: int) -> str:
    """Write a time as ``m:ss``, from an hour on as ``h:mm:ss``; full seconds, rounded."""
    seconds = (ms + 500) // 1000
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d}"
    return f"{minutes}:{seconds:02d}"


def clock_tenths(ms: int) -> str:
    """Write a moment as ``m:ss.s``, from an hour on as ``h:mm:ss.s``."""
    tenths = (ms + 50) // 100
    whole = clock(tenths // 10 * 1000)
    return f"{whole}.{tenths % 10}"


def seconds(ms: int) -> str:
    """Write a duration in seconds with one decimal."""
    return f"{ms / 1000:,.1f} s"


def counted(n: int, noun: str) -> str:
    """Write a number with its noun: ``1 event``, ``2 events``, ``3 codes``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {plural(noun)}"


def plural(noun: str) -> str:
    """Return the plural of a plain English noun, or of several joined by "or"."""
    if " or " in noun:
        return " or ".join(plural(part) for part in noun.split(" or "))
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def percent(share: float) -> str:
    """Write a share in percent; what is there but rounds to nothing is ``<1 %``."""
    if 0 < share < 0.005:
        return "<1 %"
    return f"{share * 100:.0f} %"


def for_cell(estimate: Estimate | None) -> str:
    """Write value and interval without unit and n, which the head and the caption of a table tell.

    Empty for no Estimate at all.
    """
    if estimate is None:
        return ""
    if estimate.value is None:
        return "not estimable"
    if isinf(estimate.value):
        return "∞"
    parts = shown(estimate)
    return f"{parts.value.split(' ')[0]} {parts.interval}".strip()


class Shown(NamedTuple):
    """An Estimate cut into the parts of its own text, so that the page says what it says.

    Parameters
    ----------
    value, interval, n
        ``3.2 s``, ``[2.1, 5]``, ``n = 14, 2 censored``; value and interval empty without a value.
    reason
        Why there is no value, or ``""``.
    """

    value: str
    interval: str
    n: str
    reason: str


def shown(estimate: Estimate) -> Shown:
    """Cut the text of an Estimate into value, interval and n."""
    text = str(estimate)
    if estimate.value is None:
        return Shown("", "", f"n = {estimate.n}", estimate.reason)
    head, _, n = text.rpartition(", n = ")
    value, bracket, interval = head.partition(" [")
    return Shown(value, f"[{interval}" if bracket else "", f"n = {n}", "")
