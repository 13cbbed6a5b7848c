"""Run our code on every case and write the page "checked against others".

    python verification/checked.py [--shared ../shared] [--write]

Prints the page; ``--write`` puts it into docs/checked.md. About 10 seconds.
"""

from __future__ import annotations

import argparse
import datetime
import math
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from checks.comparing import Check, Value  # noqa: E402
from checks.registry import CASES, SOURCES, TOYS  # noqa: E402

PAGE = HERE.parent / "docs" / "checked.md"


def run(cases: Path) -> dict[str, list[Check]]:
    """Compare every case of a folder, in order of its name."""
    unknown = {path.name for path in cases.iterdir() if path.is_dir()} - CASES.keys()
    if unknown:
        raise SystemExit(f"no comparison is written for {', '.join(sorted(unknown))}")
    return {name: case.compare(cases / name) for name, case in CASES.items()}


def page(found: dict[str, list[Check]], *, day: str) -> str:
    """Write the page."""
    parts = [_HEAD.format(day=day, versions=_versions(), **_readable(totals(found)))]
    parts[0] += _summary(found)
    parts += [_section(name, checks) for name, checks in found.items()]
    return "\n".join(parts)


def totals(found: dict[str, list[Check]]) -> dict[str, int]:
    """Count cases, numbers, those that agree, and those that differ for a reason."""
    checks = [check for part in found.values() for check in part]
    numbers = sum(len(check.theirs) for check in checks)
    agreeing = sum(check.agreeing for check in checks)
    exact = sum(check.exact for check in checks)
    return {
        "cases": len(found.keys() - {TOYS}),
        "numbers": numbers,
        "agreeing": agreeing,
        "exact": exact,
        "rounded": agreeing - exact,
        "differing": numbers - agreeing,
        "unexplained": sum(
            check.agreeing < len(check.theirs) and not check.why for check in checks
        ),
    }


def _readable(sums: dict[str, int]) -> dict[str, str]:
    return {name: f"{value:,}" for name, value in sums.items()}


def _versions() -> str:
    python = ".".join(str(part) for part in sys.version_info[:2])
    parts = [f"{name} {version(name)}" for name in ("reattune", "numpy", "scipy", "polars")]
    return ", ".join([*parts, f"Python {python}"])


_HEAD = """\
# Checked against others

Our code on the inputs of {cases} cases and on two toy grids, beside the numbers that other tools
give for them.

Written by `verification/checked.py` on {day}: {versions}.

Of {numbers} values {agreeing} agree: {exact} to 1e-9, {rounded} to the decimals that are printed.
{differing} differ or are no measure of ours, each for a reason that is given below. Differences
without a reason: {unexplained}.

The cases are not part of this project (several licences); the same comparisons run as tests where
they are at hand (`tests/cases`). Cox regression is compared with lifelines 0.30.3 and statsmodels
0.15.0 there, turns with LENA's own counts, readers with files' own totals. A value is a number or
a word; of an imported table each different cell is one, with the times of its row, and what is
compared is how often it occurs. Differences are absolute; relative ones are shares of their number.
Each quantity shows its largest difference, or its largest number where all agree.

| case | numbers of | values | to 1e-9 | to decimals | differ | largest that agrees | relative |
|---|---|---|---|---|---|---|---|
"""


def _summary(found: dict[str, list[Check]]) -> str:
    lines = []
    for name, checks in found.items():
        sums = totals({name: checks})
        near = [size for check in checks for size in check.differences if size <= check.within]
        share = max((c.relative for c in checks if c.agreeing == len(c.theirs)), default=0.0)
        lines.append(
            f"| [`{name}`](#{name}) | {CASES[name].tool} | {sums['numbers']:,} "
            f"| {sums['exact']:,} | {sums['rounded']:,} | {sums['differing']:,} "
            f"| {_small(max(near, default=0.0))} | {_small(share)} |"
        )
    return "\n".join(lines) + "\n"


def _section(name: str, checks: list[Check]) -> str:
    case = CASES[name]
    lines = [
        f"## {name}\n",
        f"{case.about}. {case.tool}: {SOURCES[case.tool]}.\n",
        "| quantity | values | agree | largest difference | relative | theirs there | ours there |",
        "|---|---|---|---|---|---|---|",
    ]
    for check in checks:
        at = check.widest
        lines.append(
            f"| {check.quantity} | {len(check.theirs):,} | {check.agreeing:,} "
            f"| {_small(max(check.differences))} | {_small(check.relative)} "
            f"| {_value(check.theirs[at])} | {_value(check.ours[at])} |"
        )
    lines += _reasons(checks)
    if case.left:
        lines.append(f"\nNot compared: {case.left}")
    return "\n".join(lines) + "\n"


def _reasons(checks: list[Check]) -> list[str]:
    """Give each reason once, with the quantities that it is about."""
    about: dict[str, list[str]] = {}
    for check in checks:
        if check.agreeing < len(check.theirs):
            about.setdefault(check.why or "NO REASON IS KNOWN.", []).append(check.quantity)
    if not about:
        return []
    return ["\nWhere we differ:\n", *(f"- *{'; '.join(q)}*: {why}" for why, q in about.items())]


_NOISE = 1e-12
"""Differences below are rounding, and not the same on every machine."""


def _small(size: float) -> str:
    if math.isinf(size):
        return "no number on one side"
    if size <= _NOISE:
        return "0" if size == 0 else "< 1e-12"
    return f"{size:.0e}" if size < 0.001 else f"{size:.4g}"


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
