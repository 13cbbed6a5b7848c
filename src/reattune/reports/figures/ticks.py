"""Round steps for axes."""

from __future__ import annotations

_TIME_STEPS = (
    1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
    900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000,
)  # fmt: skip


def time_step(span: int, *, most: int) -> int:
    """Return the smallest round step in ms that cuts a span into at most so many parts."""
    return next((step for step in _TIME_STEPS if span <= step * most), _TIME_STEPS[-1])


def nice_step(span: float, *, most: int) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that needs at most so many steps."""
    if span <= 0:
        return 1.0
    power = 0.001
    while True:
        for lead in (1, 2, 5):
            if span <= power * lead * most:
                return power * lead
        power *= 10
