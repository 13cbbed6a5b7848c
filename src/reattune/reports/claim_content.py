"""What a claims page shows: plain frozen rows that somebody else computed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Point:
    """One mean on a curve.

    Parameters
    ----------
    x
        The setting, e.g. attunement (0 to 1) or a hazard per second.
    mean, low, high
        Mean over dyads and its 95 % interval, in the panel's unit.
    n
        Dyads.
    """

    x: float
    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a panel, e.g. one repair hazard."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One outcome over the claim's grid.

    Parameters
    ----------
    outcome
        Its letter in the model: S, F, V, G, R, W ...
    title, unit, x_label
        Texts at the axes, units included.
    series
        The lines.
    marked
        Settings on the x axis that the claim speaks of (thin vertical lines), each with a word.
    """

    outcome: str
    title: str
    unit: str
    x_label: str
    series: tuple[Series, ...]
    marked: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What the random-parameter test says of one outcome of one contrast.

    Parameters
    ----------
    contrast
        Which comparison, in words, e.g. ``attunement .6 against perfect (responding)``.
    outcome, title
        Letter and name.
    predicted
        The sign the claim predicts: ``+``, ``-`` or ``none``.
    draws
        Draws kept.
    share, share_low, share_high
        Share of draws with a positive effect, Wilson 95 %.
    median, median_low, median_high
        Median effect over draws, bootstrap 95 %, in the outcome's unit.
    smallest
        Smallest effect of interest, in the same unit.
    word
        ``supported``, ``not supported``, ``opposite`` or ``not testable``.
    reason
        Why, where the word is ``not testable``.
    """

    contrast: str
    outcome: str
    title: str
    predicted: str
    draws: int
    share: float
    share_low: float
    share_high: float
    median: float
    median_low: float
    median_high: float
    smallest: float
    word: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AblationRow:
    """One mechanism switched off or changed.

    Parameters
    ----------
    name, meaning
        Its id and one plain sentence.
    verdict
        The claim's word with this change.
    medians
        Median effect for each outcome, in the order of :attr:`ClaimContent.rows`.
    reversed_outcomes
        Outcomes whose sign this change turns round.
    """

    name: str
    meaning: str
    verdict: str
    medians: tuple[float, ...]
    reversed_outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimContent:
    """Everything one claim's part of the page shows.

    Parameters
    ----------
    id, title
        Roman number and the claim in one line.
    contrast
        What is compared with what, in words.
    verdict
        ``holds``, ``holds partly``, ``fails`` or ``not testable``.
    sentences
        Two plain sentences a parent can read.
    panels
        Small multiples, one an outcome and contrast.
    rows, ablations
        Robustness and ablation tables.
    kept, dropped
        Parameter draws used, and left out because matching was out of range.
    notes
        Further facts, e.g. where a curve drops most steeply.
    """

    id: str
    title: str
    contrast: str
    verdict: str
    sentences: tuple[str, str]
    panels: tuple[Panel, ...]
    rows: tuple[OutcomeRow, ...]
    ablations: tuple[AblationRow, ...]
    kept: int
    dropped: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """The whole page.

    Parameters
    ----------
    claims
        In the order of the essay.
    facts
        Pairs of label and text: mode, seed, date, version, parameter hash, calibration state.
    """

    claims: tuple[ClaimContent, ...]
    facts: tuple[tuple[str, str], ...] = field(default=())
