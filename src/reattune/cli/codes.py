"""`reattune codes FILES...`: what tracks and codes files hold; drafts a codebook."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .arguments import add_reading_arguments, reading_options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="coded files")
    parser.add_argument("--json", action="store_true", help="one JSON object a file on stdout")
    parser.add_argument(
        "--draft", metavar="OUT.toml", help="write a first codebook for the first file here"
    )
    parser.add_argument("--force", action="store_true", help="let --draft replace a file")
    add_reading_arguments(parser)


def run(given: argparse.Namespace) -> int:
    """List the codes of each file; 1 when a file was refused, 2 when all were."""
    from ..errors import ReattuneError
    from ..study import list_codes

    failed = 0
    for file in given.files:
        try:
            found = list_codes(file, format=given.format, options=reading_options(given))
        except ReattuneError as problem:
            failed += 1
            if given.json:
                print(json.dumps({"file": file, "error": problem.parts()}, ensure_ascii=False))
            else:
                print(f"reattune: {problem}", file=sys.stderr)
            continue
        if given.json:
            print(json.dumps({"file": file, "observations": found}, ensure_ascii=False))
        else:
            _show(file, found)
    if given.draft:
        _draft(given)
    if failed == len(given.files):
        return 2
    return 1 if failed else 0


def _show(file: str, observations: list[dict[str, Any]]) -> None:
    for found in observations:
        print(
            f"{file}  {found['name']}: {found['rows']} rows, format {found['format']}, "
            + (
                f"no times: {found['untimed']}"
                if found["untimed"]
                else f"times in {found['unit']} from {found['origin']}"
            )
        )
        last = None
        for code in found["codes"]:
            place = code["tier"] + (f" ({code['subject']})" if code["subject"] else "")
            if place != last:
                print(f"  {place}")
                last = place
            points = f", {code['points']} points" if code["points"] else ""
            label = " ".join(code["code"].split())[:48]
            time = "" if found["untimed"] else f" x {code['seconds']:>10.1f} s{points}"
            print(f"    {label:<48} {code['count']:>6}{time}")
        for signal in found["signals"]:
            print(
                f"  signal {signal['person']} {signal['name']}: {signal['known']} of "
                f"{signal['samples']} samples known {signal['unit']}".rstrip()
            )
        used = {code["tier"] for code in found["codes"]}
        empty = [tier for tier in found["tiers"] if tier not in used]
        if empty:
            print(f"  empty: {', '.join(empty)}")
        for finding in found["findings"]:
            print(f"  ! {finding['where']}: {finding['text']} ({finding['count']})")
        print(f"  codebook: {found['codebook'] or 'none fits'}. {found['why']}")


def _draft(given: argparse.Namespace) -> None:
    from ..errors import CodebookError
    from ..study import draft_codebook, load_codings

    out = Path(given.draft)
    if out.exists() and not given.force:
        raise CodebookError(
            path=str(out),
            where="",
            found="a file of that name",
            expected="a new name for the draft",
            todo="Choose another name, or add --force to replace it.",
        )
    coding = load_codings(given.files[0], format=given.format, options=reading_options(given))[0]
    out.write_text(draft_codebook(coding, name=out.stem), encoding="utf-8")
    print(
        f"drafted {out}: check the lines marked 'guess' and 'unmapped', then read the files with "
        f"--codebook {out}",
        file=sys.stderr,
    )
