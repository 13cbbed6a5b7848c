"""Claims on disk: a page, a table, JSON, and the page of the documentation."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..errors import RecordError
from ..reports.claim_content import ClaimContent, ClaimsPage
from ..reports.claims_page import software, write_claims
from .contrasts import CLAIMS, Claim
from .jobs import Bench, engine
from .plans import ClaimsPlan
from .running import run_claims

WRITTEN = ("claims.html", "claims.json", "claims.csv")
_FIELDS = (
    "claim", "part", "contrast", "line", "x", "outcome", "measure", "n", "value", "low", "high",
    "word",
)  # fmt: skip


def claims_study(
    plan: ClaimsPlan,
    folder: str | Path,
    *,
    claims: Sequence[Claim] = CLAIMS,
    threads: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    date: str = "",
) -> ClaimsPage:
    """Run claims into a folder, or go on where it was stopped; return what the page shows.

    Files: ``plan.json``, ``parts/*.npy`` (done pieces are not done again), ``claims.html``,
    ``claims.json``, ``claims.csv``. Other claims of the same plan may be run in the same folder.

    Raises
    ------
    ParameterError
        When the plan is impossible.
    RecordError
        When the folder holds another plan's work or files that are not ours, or cannot be written.
    """
    out = Path(folder)
    try:
        _claim_folder(out, plan)
        bench = Bench(out / "parts", threads=threads, progress=progress)
        page = run_claims(plan, claims=claims, bench=bench, date=date)
        (out / "claims.json").write_text(claims_json(page), encoding="utf-8")
        (out / "claims.csv").write_text(claims_csv(page), encoding="utf-8")
    except OSError as problem:
        raise RecordError(
            path=str(folder),
            where=Path(problem.filename).name if problem.filename else "",
            found=f"a place that cannot be written ({problem.strerror})",
            expected="a folder that can be written",
            todo="Choose another one with -o.",
        ) from None
    write_claims(page, out / "claims.html")
    return page


def _claim_folder(out: Path, plan: ClaimsPlan) -> None:
    """Write down what the folder is for; nothing that is not ours is written over."""
    path = out / "plan.json"
    text = json.dumps(
        {
            "software": f"reattune {plan.version}",
            "engine": engine(),
            "work": "claims",
            **asdict(plan),
        },
        indent=1,
    )
    foreign = [name for name in WRITTEN if (out / name).exists()]
    known = path.read_text(encoding="utf-8") if path.exists() else None
    if known is None and not foreign:
        (out / "parts").mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    elif known != f"{text}\n":
        raise RecordError(
            path=str(out),
            where=foreign[0] if known is None else "plan.json",
            found="files that this run did not write" if known is None else "another plan's work",
            expected="an empty folder, or the same plan to go on with",
            todo="Choose another folder with -o, or delete this one.",
        )
    (out / "parts").mkdir(exist_ok=True)


def claims_json(page: ClaimsPage) -> str:
    """Give everything the page shows as JSON; what has no number is null."""
    content = {"software": software(page.facts), **asdict(page)}
    return json.dumps(_plain(content), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def claims_csv(page: ClaimsPage) -> str:
    """Give every number as tidy rows: one value with its interval a row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, _FIELDS, restval="", lineterminator="\n")
    writer.writeheader()
    for claim in page.claims:
        for part in (_test_rows, _ablation_rows, _grid_rows):
            for row in part(claim):
                writer.writerow({"claim": claim.id, **_plain(row)})
    return out.getvalue()


def _test_rows(claim: ClaimContent) -> Iterator[dict[str, Any]]:
    for row in claim.rows:
        same = {
            "part": "random parameters", "contrast": row.contrast, "outcome": row.outcome,
            "n": row.draws, "word": row.word,
        }  # fmt: skip
        yield {
            **same, "measure": "share positive",
            "value": row.share, "low": row.share_low, "high": row.share_high,
        }  # fmt: skip
        yield {
            **same, "measure": "median effect",
            "value": row.median, "low": row.median_low, "high": row.median_high,
        }  # fmt: skip


def _ablation_rows(claim: ClaimContent) -> Iterator[dict[str, Any]]:
    for ablation in claim.ablations:
        for row, value in zip(claim.rows, ablation.medians, strict=True):
            yield {
                "part": "ablation", "contrast": row.contrast, "line": ablation.name,
                "outcome": row.outcome, "measure": "median effect", "value": value,
                "word": ablation.verdict,
            }  # fmt: skip


def _grid_rows(claim: ClaimContent) -> Iterator[dict[str, Any]]:
    for panel in claim.panels:
        for series in panel.series:
            for point in series.points:
                yield {
                    "part": "grid", "contrast": panel.x_label, "line": series.name, "x": point.x,
                    "outcome": panel.outcome, "measure": "mean", "n": point.n,
                    "value": point.mean, "low": point.low, "high": point.high,
                }  # fmt: skip
