"""Two variables of two persons: which of four states now one's own next state needs.

The predictors are own and partner's state on the main variable, and own and partner's state on a
second one. Each pattern keeps some of them; patterns are compared by Akaike's criterion.

References
----------
Akaike 1974, 10.1109/TAC.1974.1100705; the patterns and their letters are those of the R package
dyadicMarkov (2026).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import DefinitionError
from ..kernels.lags import pair_counts
from .actor_partner import Side
from .contingency import Counts
from .estimates import Estimate
from .seq_change import likeness
from .sequences import Coded

PATTERNS = {
    "C": ("actor and partner on both", (0, 1, 2, 3)),
    "D1": ("partner on the main, both on the second", (1, 2, 3)),
    "D2": ("actor on the main, both on the second", (0, 2, 3)),
    "D3": ("both on the main, partner on the second", (0, 1, 3)),
    "D4": ("both on the main, actor on the second", (0, 1, 2)),
    "E1": ("partner on both", (1, 3)),
    "E2": ("partner on the main, actor on the second", (1, 2)),
    "E3": ("actor on the main, partner on the second", (0, 3)),
    "E4": ("actor on both", (0, 2)),
    "A": ("both on the main only", (0, 1)),
    "B1": ("both on the second only", (2, 3)),
    "B2": ("actor on the second only", (2,)),
    "B3": ("partner on the second only", (3,)),
}
"""Letter, words, and which predictors count: main own, main partner, second own, second partner."""


def bivariate_counts(main: Coded, second: Coded, *, person: Side = "target") -> Counts:
    """Count own next main state by the four states now.

    Returns
    -------
    Counts
        Shape ``(sessions, main own, main partner, second own, second partner, own next)``.

    Raises
    ------
    DefinitionError
        When the two variables are not known at the same units.
    """
    if not np.array_equal(main.starts, second.starts) or main.sessions != second.sessions:
        raise DefinitionError(
            path="bivariate_influence",
            where="second",
            found="variables with missing units of their own",
            expected="both variables of both persons known in the same units",
            todo="Mark a unit as missing in both variables when it is in one.",
        )
    pairs = [
        (c.target, c.given, len(c.columns), len(c.rows))
        if person == "target"
        else (c.given, c.target, len(c.rows), len(c.columns))
        for c in (main, second)
    ]
    (own, other, kinds, others), (mine, theirs, more, last) = pairs
    joint = ((own * others + other) * more + mine) * last + theirs
    shape = (len(main.sessions), kinds * others * more * last, kinds)
    counts = pair_counts(joint, own, main.cuts, lag=1, shape=shape)
    return counts.reshape(shape[0], kinds, others, more, last, kinds)


def pattern_fit(counts: Counts, kept: tuple[int, ...]) -> tuple[float, int, int]:
    """Return likelihood ratio against all four predictors, its df, and the free parameters.

    Parameters
    ----------
    counts
        One dyad's (or a sum), shape ``(main own, main partner, second own, second partner, next)``.
    kept
        Which of the predictors count.
    """
    dropped = [axis for axis in range(4) if axis not in kept]
    groups = int(np.prod([counts.shape[axis] for axis in kept], dtype=int))
    free = counts.transpose(*kept, *dropped, 4).reshape(groups, -1, counts.shape[4])
    parts = [likeness(table[:, None, :]) for table in free]
    value, df = sum(x for x, _ in parts), sum(d for _, d in parts)
    return value, df, groups * (counts.shape[4] - 1)


def bivariate_influence(
    main: Coded, second: Coded, *, person: Side = "target"
) -> tuple[Estimate, ...]:
    """Compare patterns of influence by Akaike's criterion: 2 x parameters + likelihood ratio.

    All sessions together share one chain. The smallest criterion is the pattern that the counts
    speak for; it comes first.
    """
    counts = bivariate_counts(main, second, person=person).sum(axis=0)
    n = int(counts.sum())
    rows = []
    for letter, (words, kept) in PATTERNS.items():
        value, _, free = pattern_fit(counts, kept)
        row = Estimate("influence_aic", 2 * free + value, "AIC", n, f"{main.unit}, lag 1")
        rows.append(replace(row, of=f"{letter}: {words}", method=f"{free} parameters"))
    if not n:
        return tuple(replace(r, value=None, method="", reason="no pairs of units") for r in rows)
    return tuple(sorted(rows, key=lambda row: (row.value, row.of)))
