"""The page of the evidence table: every published fact beside what the model makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .single_page import render_page, write_page

_RULES = """\
.evidence { min-width: 52rem; }
.evidence th[scope="row"] { min-width: 19rem; font-weight: 400; }
.evidence td { vertical-align: top; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One fact as texts; empty where there is nothing to say."""

    id: str
    rows: str
    fact: str
    setting: str
    source: str
    address: str
    published: str
    tolerance: str
    unit: str
    simulated: str
    interval: str
    n: str
    word: str
    reason: str
    contested: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """Everything the page shows.

    Parameters
    ----------
    version
        Of this software.
    tables
        For each list: its name, its tally in a sentence, its rows.
    facts
        About the run: name and text.
    """

    version: str
    tables: tuple[tuple[str, str, tuple[EvidenceRow, ...]], ...]
    facts: tuple[tuple[str, str], ...]


def render_evidence(page: EvidencePage) -> str:
    """Return the page as one HTML file without script; same content, same text."""
    return render_page(
        "evidence.html.j2", rules=_RULES, page=page, software=f"reattune {page.version}"
    )


def write_evidence(page: EvidencePage, path: str | Path) -> Path:
    """Write the page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_page(render_evidence(page), path)
