"""`reattune evidence`: published numbers beside what the model makes of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--fit",
        action="store_true",
        help="fit the free values anew first (some minutes; can be stopped and goes on)",
    )
    parser.add_argument("--quick", action="store_true", help="few dyads, wide intervals")
    parser.add_argument(
        "--seed", type=int, help="of the dyads (0), or with --fit of the fit (20261123)"
    )
    parser.add_argument("--dyads", type=int, metavar="N", help="in each protocol (200; quick: 50)")
    parser.add_argument(
        "-o", "--out", default="reattune-evidence", metavar="DIR", help="where the tables go"
    )


def run(given: argparse.Namespace) -> int:
    """Score the shipped values, or fit first; write the table three times, and print it."""
    from .. import __version__
    from ..claims.calibration import score as scoring
    from ..claims.calibration import tables
    from ..reports.evidence_table import write_evidence
    from .progress import show_progress

    dyads = given.dyads
    if dyads is None:
        dyads = scoring.QUICK_DYADS if given.quick else scoring.DYADS
    seed = 0 if given.seed is None or given.fit else given.seed
    scoring.check_run(dyads, seed if given.seed is None else given.seed)
    out = _folder(given.out)
    values = _fit(given, out) if given.fit else None
    rows = scoring.score(
        values, dyads=dyads, seed=seed, progress=show_progress("scoring", things="facts")
    )
    facts = _run_facts(dyads, seed, fitted_here=given.fit)
    (out / "evidence.csv").write_text(tables.csv_text(rows), encoding="utf-8", newline="")
    (out / "evidence.json").write_text(tables.json_text(rows, dict(facts)), encoding="utf-8")
    page = write_evidence(tables.page(rows, facts, version=__version__), out / "evidence.html")
    for line in tables.lines(rows):
        print(line)
    print(f"{dyads} dyads in each protocol, seed {seed}; values: {dict(facts)['Values']}")
    print(f"the table as a page: {page}; beside it evidence.csv and evidence.json")
    print("A model's numbers: nothing here was seen in a family.")
    return 0


def _folder(path: str) -> Path:
    from ..errors import RecordError

    out = Path(path)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise RecordError(
            path=path,
            where="",
            found=f"a place where no folder can be made ({problem.strerror})",
            expected="a folder for the tables",
            todo="Choose another place (-o).",
        ) from None
    return out


def _fit(given: argparse.Namespace, out: Path) -> Mapping[str, float]:
    """Fit, keep the values and the preset as files, and return the values."""
    from datetime import UTC, datetime

    from .. import __version__
    from ..claims.calibration import fit as fitting
    from ..claims.calibration.fitted import fitted_text, preset_text

    seed = fitting.SEED if given.seed is None else given.seed
    budget = fitting.QUICK if given.quick else fitting.FULL
    watched = sys.stderr.isatty()
    fitted = fitting.fit(
        seed,
        budget=budget,
        journal=out / "fit.jsonl",
        progress=_fit_progress if watched else None,
    )
    date = datetime.now(UTC).date().isoformat()
    text = fitted_text(fitted, date=date, version=__version__, dyads=budget.dyads)
    (out / "calibrated.toml").write_text(text, encoding="utf-8")
    (out / "preset.toml").write_text(preset_text(fitted, date=date), encoding="utf-8")
    print(f"fitted with seed {seed}: {out / 'calibrated.toml'}; as a preset: {out / 'preset.toml'}")
    return fitted.values


def _run_facts(dyads: int, seed: int, *, fitted_here: bool) -> list[tuple[str, str]]:
    """Say what was run; the first is what the values are."""
    from .. import __version__
    from ..claims.calibration import state
    from ..claims.calibration.facts import frozen_hashes

    known = state()
    values = "start values, not fitted"
    if fitted_here:
        values = "fitted in this run"
    elif known.fitted:
        values = f"the shipped preset {known.preset}, fitted on {known.date}, seed {known.seed}"
    hashes = frozen_hashes()
    return [
        ("Values", values),
        ("Dyads", f"{dyads} in each protocol (toddlers: at most 60)"),
        ("Seed", str(seed)),
        ("Version", __version__),
        *((f"SHA-256 of the list {name}", digest) for name, digest in hashes.items()),
    ]


def _fit_progress(block: str, done: int, total: int, best: float) -> None:
    end = "\n" if done == total else ""
    line = f"\rfitting {block}: generation {done} of {total}, objective {best:.2f}   "
    print(line, end=end, file=sys.stderr, flush=True)
