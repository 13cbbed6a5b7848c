"""Agreement on disk and on the screen: tables, a list for a discussion, a short summary."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..measures.agree_channel import seconds_of
from ..record import version
from .agree_page import write_agreement_page
from .agreeing import Agreed
from .estimate_rows import estimates_frame
from .outputs import make_folder, refuse_inputs
from .results_folder import WRITTEN_AGREEMENT

if TYPE_CHECKING:
    import polars as pl


_SHOWN = (
    "observed_agreement",
    "time_unit_kappa",
    "kappa_max",
    "tolerance_kappa",
    "weighted_kappa",
    "alignment_kappa",
    "modified_kappa",
    "gwet_ac1",
    "krippendorff_alpha",
)


def write_agreement(agreed: Agreed, folder: str | Path) -> Path:
    """Write tables and page into a folder; return the page's path.

    ``agreement.csv`` (statistics), ``codes.csv`` (of single codes), ``confusion.csv`` (time units
    by code of the one and the other), ``disagreements.csv`` (onset and offset in s, both codes,
    the longest time first within a session's order of time), ``moved.csv`` (repair as coding error
    would move it), ``agreement.json`` (all of it but the disagreements), ``agreement.html``. Same
    inputs, same bytes.

    Raises
    ------
    RecordError
        When one of these names is an input file, or the folder cannot be made.
    """
    out = Path(folder)
    refuse_inputs((out / name for name in WRITTEN_AGREEMENT), agreed.files)
    make_folder(out)
    for name, rows in (
        ("agreement", agreed.rows),
        ("codes", agreed.codes),
        ("moved", agreed.moved),
    ):
        estimates_frame(rows).write_csv(out / f"{name}.csv")
    confusion_frame(agreed).write_csv(out / "confusion.csv")
    disagreements_frame(agreed).write_csv(out / "disagreements.csv")
    (out / "agreement.json").write_text(agreement_json(agreed) + "\n", encoding="utf-8")
    return write_agreement_page(agreed, out / "agreement.html")


def disagreements_frame(agreed: Agreed) -> pl.DataFrame:
    """Every stretch in which two coders differ: when, and what each says."""
    import polars as pl

    found = agreed.disagreements()
    columns: dict[str, list[Any]] = {
        "session": [piece.session for _, piece in found],
        "onset_s": [piece.onset / 1000 for _, piece in found],
        "offset_s": [piece.offset / 1000 for _, piece in found],
        "person": [piece.person for _, piece in found],
        "track": [piece.track for _, piece in found],
        "coder_a": [coders[0] for coders, _ in found],
        "coder_b": [coders[1] for coders, _ in found],
        "code_a": [piece.first for _, piece in found],
        "code_b": [piece.second for _, piece in found],
    }
    schema = {name: pl.Float64 if name.endswith("_s") else pl.String for name in columns}
    return pl.DataFrame(columns, schema=schema)


def confusion_frame(agreed: Agreed) -> pl.DataFrame:
    """Time units by what one coder and the other said, one row a cell that occurs."""
    import polars as pl

    rows = [
        (
            c.pairs[0].person,
            c.pairs[0].track,
            *c.coders,
            one,
            other,
            round(float(c.confusion[i, j])),
        )
        for c in agreed.channels
        for i, one in enumerate(c.codes)
        for j, other in enumerate(c.codes)
    ]
    names = ("person", "track", "coder_a", "coder_b", "code_a", "code_b")
    schema = dict.fromkeys(names, pl.String) | {"units": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def agreement_json(agreed: Agreed) -> str:
    """Give statistics, codes, coding error, failures and guesses as JSON."""
    options = asdict(agreed.options)
    content = {
        "software": f"reattune {version()}",
        "options": {**options, "order": list(agreed.options.order)},
        "observations": {name: list(by) for name, by in agreed.codings.items()},
        "agreement": [asdict(row) for row in agreed.rows],
        "codes": [asdict(row) for row in agreed.codes],
        "moved": [asdict(row) for row in agreed.moved],
        "failures": [failure.parts() for failure in agreed.failures],
        "guesses": list(agreed.guesses),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def agreement_text(agreed: Agreed) -> str:
    """Say in a few lines how far coders agree, each statistic by its name."""
    lines = [f"{len(agreed.codings)} observation(s) coded by two or more"]
    for channel in agreed.channels:
        shared = seconds_of(channel)
        lines.append(f"\n{channel.of}: {shared:.1f} s that both observed")
        lines += [
            f"  {row.measure}, {row.of.partition('; ')[2]}: {row}"
            for row in agreed.rows
            if row.measure in _SHOWN and row.of.startswith(f"{channel.of};")
        ]
    alphas = [row for row in agreed.rows if row.measure == "krippendorff_alpha"]
    lines += ["", *(f"{row.measure}, {row.of}: {row}" for row in alphas)]
    if agreed.moved:
        lines.append("\nwhat coding error alone would move")
        lines += [f"  {row.measure} ({row.definition}), {row.of}: {row}" for row in agreed.moved]
    lines += [f"\n{guess}" for guess in agreed.guesses]
    found = agreed.disagreements()
    seconds = sum(piece.offset - piece.onset for _, piece in found) / 1000
    lines.append(f"\n{len(found)} disagreements, {seconds:.1f} s in all")
    return "\n".join(lines)
