"""Run our code on every case and write the page "checked against others".

    python verification/checked.py [--shared ../shared] [--write]

Prints the page; ``--write`` puts it into docs/checked.md. About 10 seconds.
"""

from __future__ import annotations

import argparse
import datetime
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from checks import conversations, couples, files, influence, lagseq, signals, voices  # noqa: E402
from checks.comparing import Check, Value  # noqa: E402

PAGE = HERE.parent / "docs" / "checked.md"


class Case(NamedTuple):
    """A folder of the cases: who made its numbers, and how ours are got."""

    tool: str
    compare: Callable[[Path], list[Check]]


def _lagged(file: str, lag: int, tails: int) -> Callable[[Path], list[Check]]:
    return lambda folder: lagseq.sequential(folder, file, lag, tails)


LAGSEQ = "LagSequential 0.1.1 (R)"
PROJECT = "ChildProject 0.4.6"
BOOK = "bq2011_codes.txt"
CASES = {
    "boris_time_budget": Case("BORIS 9.12.3", files.boris),
    "childproject_aclew_metrics": Case(PROJECT, voices.aclew),
    "childproject_conversation_functions": Case(PROJECT, conversations.functions),
    "childproject_conversations": Case(PROJECT, conversations.extraction),
    "childproject_converters": Case(PROJECT, files.converters),
    "childproject_ctc_peak_metrics": Case(PROJECT, voices.ctc_peak),
    "childproject_turns_derivation": Case(PROJECT, conversations.derivation),
    "datavyu_opf_sample": Case("pyvyu (Datavyu)", files.datavyu),
    "dyadicmarkov_examples": Case("dyadicMarkov 0.1.1 (R)", influence.dyadic_markov),
    "dyseq_couplescope": Case("DySeq 0.22 (R)", couples.dyseq),
    "lagseq_bakeman_quera_2011_lag1": Case(LAGSEQ, _lagged(BOOK, 1, 1)),
    "lagseq_bakeman_quera_2011_lag2": Case(LAGSEQ, _lagged(BOOK, 2, 1)),
    "lagseq_bakeman_quera_2011_lag3": Case(LAGSEQ, _lagged(BOOK, 3, 1)),
    "lagseq_wampold1982_bidirectional": Case(LAGSEQ, lagseq.bidirectional),
    "lagseq_wampold1982_no_repeats": Case(LAGSEQ, lagseq.structural_zeros),
    "lagseq_wampold1982_sequential": Case(LAGSEQ, _lagged("wampold1982.txt", 1, 2)),
    "lagseq_wampold1982_twocells": Case(LAGSEQ, lagseq.two_cells),
    "msm_cav": Case("msm 1.7 (R)", influence.msm),
    "multisyncpy_reference": Case("multiSyncPy 0.1.2", signals.multisyncpy),
    "survival_latency_couplescope": Case("survival 3.5-3 (R)", couples.survival),
    "susy_surrogate_synchrony": Case("SUSY 0.1.0 (R)", signals.susy),
    "traminer_couplescope": Case("TraMineR 2.2-12 (R)", couples.traminer),
}


def run(cases: Path) -> dict[str, list[Check]]:
    """Compare every case of a folder, in order of its name."""
    unknown = {path.name for path in cases.iterdir() if path.is_dir()} - CASES.keys()
    if unknown:
        raise SystemExit(f"no comparison is written for {', '.join(sorted(unknown))}")
    return {name: case.compare(cases / name) for name, case in CASES.items()}


def page(found: dict[str, list[Check]], *, day: str) -> str:
    """Write the page."""
    parts = [_HEAD.format(day=day, **totals(found)) + _summary(found)]
    parts += [_section(name, checks) for name, checks in found.items()]
    return "\n".join(parts)


def totals(found: dict[str, list[Check]]) -> dict[str, int]:
    """Count cases, numbers, those that agree, and those that differ for a reason."""
    checks = [check for part in found.values() for check in part]
    numbers = sum(len(check.theirs) for check in checks)
    agreeing = sum(check.agreeing for check in checks)
    return {
        "cases": len(found),
        "numbers": numbers,
        "agreeing": agreeing,
        "differing": numbers - agreeing,
        "unexplained": sum(
            check.agreeing < len(check.theirs) and not check.why for check in checks
        ),
    }


_HEAD = """\
# Checked against others

Written by `verification/checked.py` on {day}: our code on the inputs of {cases} cases, beside the
numbers that other tools give for them. Of {numbers:,} values {agreeing:,} agree (to 1e-9, or to the
rounding that is stated); {differing:,} differ or are no measure of ours, each for a reason that is
given below. Differences without a reason: {unexplained}.

The cases are not part of this project (several licences); the same comparisons run as tests where
they are at hand (`tests/cases`). Cox regression is compared with lifelines 0.30.3 and statsmodels
0.15.0 there, grids with the toys of StateSpaceGridLib, readers with files' own totals. A value is a
number or a word; in a table of cells each cell is one.

| case | numbers of | values | agree | largest difference of those |
|---|---|---|---|---|
"""


def _summary(found: dict[str, list[Check]]) -> str:
    lines = []
    for name, checks in found.items():
        values = sum(len(check.theirs) for check in checks)
        agreeing = sum(check.agreeing for check in checks)
        near = [size for check in checks for size in check.differences if size <= check.within]
        lines.append(
            f"| [`{name}`](#{name}) | {CASES[name].tool} | {values:,} | {agreeing:,} "
            f"| {_small(max(near, default=0.0))} |"
        )
    return "\n".join(lines) + "\n"


def _section(name: str, checks: list[Check]) -> str:
    lines = [
        f"## {name}\n",
        f"Against {CASES[name].tool}.\n",
        "| quantity | values | agree | largest difference | theirs, there | ours, there |",
        "|---|---|---|---|---|---|",
    ]
    for check in checks:
        at = check.widest
        lines.append(
            f"| {check.quantity} | {len(check.theirs):,} | {check.agreeing:,} "
            f"| {_small(max(check.differences))} | {_value(check.theirs[at])} "
            f"| {_value(check.ours[at])} |"
        )
    return "\n".join([*lines, *_reasons(checks)]) + "\n"


def _reasons(checks: list[Check]) -> list[str]:
    """Give each reason once, with the quantities that it is about."""
    about: dict[str, list[str]] = {}
    for check in checks:
        if check.agreeing < len(check.theirs):
            about.setdefault(check.why or "NO REASON IS KNOWN.", []).append(check.quantity)
    if not about:
        return []
    return ["\nWhere we differ:\n", *(f"- *{'; '.join(q)}*: {why}" for why, q in about.items())]


def _small(size: float) -> str:
    if math.isinf(size):
        return "no number on one side"
    return "0" if size == 0 else f"{size:.0e}" if size < 0.001 else f"{size:.4g}"


def _value(value: Value) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else f"{value:.7g}"


def main() -> None:
    """Compare, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} in docs")
    given = parser.parse_args()
    found = run(given.shared / "cases")
    text = page(found, day=datetime.datetime.now(tz=datetime.UTC).date().isoformat())
    if given.write:
        PAGE.write_text(text, encoding="utf-8")
    else:
        print(text)
    print(totals(found), file=sys.stderr)


if __name__ == "__main__":
    main()
