"""The claims page: each claim's verdict, what it rests on, its curves and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from .claim_content import ClaimContent, ClaimsPage, Panel
from .claim_tables import (
    AblationView,
    Contrast,
    TwinRow,
    ablation_views,
    contrasts,
    draws_line,
    rests_on,
    twin_rows,
)
from .figures.curves import curves_figure, panel_bounds
from .figures.svg import Svg
from .single_page import render_page, write_page

VERDICTS = {
    "holds": "every outcome is supported, and no ablation turns one round",
    "holds partly": "some outcomes are supported, others are not",
    "fails": "no outcome is supported",
    "not testable": "true by definition, intervals too wide, or the calibration failed",
}
"""What each word of a verdict means."""

OUTCOME_WORDS = {
    "supported": "the predicted sign in clearly more than three quarters of the draws (the lower "
    "end of the interval lies above 0.75), and a median effect of at least the smallest effect "
    "of interest; other rules for claims that predict a turning point or no effect stand in "
    "their notes",
    "not supported": "not that, and not clearly the opposite",
    "opposite": "clearly the other sign",
    "not testable": "the reason stands beside it",
}
"""What each word of an outcome means."""

NOT_FAMILIES = (
    "These are claims about a model. It learns by a few standard rules and knows nothing of a "
    "family; that a claim holds here says that it follows from those rules, that it fails says "
    "that it does not. Neither says how a child you know is doing, or how anyone should answer it."
)


class PanelView(NamedTuple):
    """A panel's drawing and its table; ``svg`` is empty without values."""

    panel: Panel
    key: str
    svg: Svg
    rows: list[TwinRow]


class PanelGroup(NamedTuple):
    """Panels that move the same setting and have the same lines, with what they share in words."""

    about: str
    panels: list[PanelView]


class ClaimView(NamedTuple):
    """Everything one claim's part of the page shows, ready to be set."""

    claim: ClaimContent
    key: str
    rests: str
    draws: str
    groups: list[PanelGroup]
    contrasts: list[Contrast]
    ablations: list[AblationView]


def write_claims(page: ClaimsPage, path: str | Path) -> Path:
    """Write the page of claims; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_page(render_claims(page), path)


def render_claims(page: ClaimsPage) -> str:
    """Return the page of claims as one HTML file without script; same content, same text."""
    return render_page(
        "claims.html.j2",
        page=page,
        views=[_view(claim, number) for number, claim in enumerate(page.claims, start=1)],
        quick=is_quick(page),
        verdict_words=VERDICTS,
        outcome_words=OUTCOME_WORDS,
        not_families=NOT_FAMILIES,
        software=software(page.facts),
    )


def is_quick(page: ClaimsPage) -> bool:
    """Say whether the facts name a quick run: ``mode`` begins with ``quick``."""
    return any(
        name.strip().lower() == "mode" and text.strip().lower().startswith("quick")
        for name, text in page.facts
    )


def software(facts: tuple[tuple[str, str], ...]) -> str:
    """Return the software's name, with its version where the facts tell it."""
    version = next((text for name, text in facts if name.strip().lower() == "version"), "")
    return f"reattune {version.removeprefix('reattune').strip()}".strip()


def _view(claim: ClaimContent, number: int) -> ClaimView:
    return ClaimView(
        claim,
        f"claim-{number}",
        rests_on(claim),
        draws_line(claim),
        _groups(claim.panels, f"claim-{number}-panel"),
        contrasts(claim),
        ablation_views(claim),
    )


def _groups(panels: Sequence[Panel], key: str) -> list[PanelGroup]:
    """Group neighbouring panels; all panels of one outcome share their vertical range."""
    outcomes = {panel.outcome for panel in panels}
    shared = {o: panel_bounds([p for p in panels if p.outcome == o]) for o in outcomes}
    views = [
        PanelView(
            panel,
            f"{key}-{number}",
            curves_figure(panel, key=f"{key}-{number}", bounds=shared[panel.outcome]) or Svg(""),
            twin_rows(panel),
        )
        for number, panel in enumerate(panels, start=1)
    ]
    return [PanelGroup(about, list(found)) for about, found in groupby(views, key=_shared_words)]


def _shared_words(view: PanelView) -> str:
    names = [series.name for series in view.panel.series]
    over = f"Over {view.panel.x_label}"
    if len(names) < 2:
        return f"{over}{f': {names[0]}' if names and names[0] else ''}."
    return f"{over}; lines: {', '.join(names)}."
