"""The documentation's page of claims, written by a run and never by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..reports.claim_content import ClaimContent, ClaimsPage, OutcomeRow
from ..reports.single_page import write_page
from . import verdict

_INTRO = """\
# The claims

The essay's six claims as experiments in the model, and what came out. This page is written by
`reattune claims --full --markdown docs/claims.md`; nothing on it is typed in.

They are claims about a [model](model.md) that learns by a few standard rules. That a claim holds
says that it follows from those rules; that it fails says that it does not. Neither says how a
child you know is doing, or how anyone should answer it.
"""

_HOW = """\
## How they are tested

Contrasts, ablations, draws and the rules' numbers are frozen with a hash, before any claim is run.
All arms of a contrast share dyads, life stress and tests. **Grid**: mean and 95 % interval of every
outcome at each setting. **Random parameters**: fast and slow parameters are drawn log-uniformly
within a factor of 1.6 of their value (1.1 for the arousal levels `a0`, `H`, `th_t`; 1.25 `u_stim`;
1.3 `r_c`, `sig`; 1.4 `kap`, `k_soo`; logits by a factor of 1.6 of the odds); temperament stays. A
draw whose ordinary dyad's strict match lies outside .15 to .45 is dropped and counted. For each
outcome the share of draws with a positive effect (Wilson 95 %) and the median effect (bootstrap
95 %) are told. **Ablations**: one mechanism at a time is switched off or changed in all arms, on
fewer draws; "as it is" are the same draws with nothing changed.

`S` self-regulation, `F` faith in repair, `V` voice, `G` agency, `R` resilience (−ln s to settle
alone). `L` load and `W` relationship are drawn on the page beside them, without a verdict.
"""


def write_markdown(page: ClaimsPage, path: str | Path) -> Path:
    """Write the page of the documentation from a run; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_page(claims_markdown(page), path)


def claims_markdown(page: ClaimsPage) -> str:
    """Return the page as Markdown: facts, words, and each claim's tables."""
    parts = [
        _INTRO,
        "## This run\n",
        _table(("what", "which"), [(name, text) for name, text in page.facts]),
        "## Words\n",
        _table(
            ("claim", "", "word"),
            [(claim.id, claim.title, f"**{claim.verdict}**") for claim in page.claims],
        ),
        _HOW,
        "### The words\n",
        _rules(),
        *(text for claim in page.claims for text in _claim(claim)),
    ]
    return "\n".join(parts)


def _rules() -> str:
    """Return the rules as they stand above the code that applies them."""
    text = (verdict.__doc__ or "").split("\n\n", 1)[1]
    return f"{text.strip()}\n"


def _claim(claim: ClaimContent) -> Iterator[str]:
    yield f"## ({claim.id}) {claim.title}\n"
    yield f"**{claim.verdict}**. {' '.join(claim.sentences)}\n"
    yield f"Compared: {claim.contrast}. Draws: {claim.kept} kept, {claim.dropped} dropped.\n"
    yield _table(
        ("contrast", "outcome", "predicted", "share positive", "median effect", "least", "word"),
        [_robust(row) for row in claim.rows],
    )
    yield "Ablations (median effects):\n"
    yield _ablations(claim)
    if claim.notes:
        yield "\n".join(f"- {note}" for note in claim.notes) + "\n"


def _robust(row: OutcomeRow) -> tuple[str, ...]:
    word = f"{row.word} ({row.reason})" if row.reason else row.word
    return (
        row.contrast,
        row.outcome,
        row.predicted,
        f"{_number(row.share)} {_range(row.share_low, row.share_high)}",
        f"{_number(row.median, signed=True)} {_range(row.median_low, row.median_high)}",
        f"{row.smallest:g}",
        word,
    )


def _ablations(claim: ClaimContent) -> str:
    """Return a table with a row for each ablation; contrasts are numbered when there are more."""
    names = list(dict.fromkeys(row.contrast for row in claim.rows))
    heads = [
        f"{row.outcome}{names.index(row.contrast) + 1 if len(names) > 1 else ''}"
        for row in claim.rows
    ]
    table = _table(
        ("change", *heads, "reverses", "word"),
        [
            (
                row.name,
                *(_number(value, signed=True) for value in row.medians),
                ", ".join(row.reversed_outcomes) or "none",
                row.verdict,
            )
            for row in claim.ablations
        ],
    )
    if len(names) < 2:
        return table
    told = "; ".join(f"{number}: {name}" for number, name in enumerate(names, start=1))
    return f"{table}\nContrasts: {told}.\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _number(value: float, *, signed: bool = False) -> str:
    if not math.isfinite(value):
        return "–"
    text = f"{value:+.2f}" if signed else f"{value:.2f}"
    return "0.00" if text in {"-0.00", "+0.00"} else text


def _range(low: float, high: float) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"[{_number(low)}, {_number(high)}]"
