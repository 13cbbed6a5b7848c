"""What the page of ``reattune agree`` shows: how far coders agree, and where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..measures import Estimate
from ..measures.agree_channel import ChannelAgreement, seconds_of
from ..record import version
from ..reports.answers_page import (
    AnswersContent,
    Section,
    Table,
    number_table,
    pictures,
    write_answers,
)
from ..reports.figures.confusion import confusion_figure
from .agreeing import Agreed
from .sequence_outputs import brief

_MOST = 100
_READING = (
    "Kappa is agreement beyond what chance would give coders with these habits (Cohen 1960); time "
    "units are compared, with and without a tolerance in time. Alignment kappa compares events "
    "that were matched in time (Bakeman, Quera and Gnisci 2009). AC1 (Gwet 2008) and alpha "
    "(Krippendorff) take chance in other ways: where a code is rare they can differ much from "
    "kappa.",
    "There is no pass mark: what is enough depends on what the coding is for. The rows on what "
    "coding error would move say how far repair rate and latency change when sessions are coded "
    "anew with errors like these.",
    "The longest disagreements are a list for a discussion between coders. Intervals are 95 %.",
)


def write_agreement_page(agreed: Agreed, path: str | Path) -> Path:
    """Write the page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_answers(agreement_content(agreed), path)


def agreement_content(agreed: Agreed) -> AnswersContent:
    """Put together what the page shows."""
    n = len(agreed.codings)
    return AnswersContent(
        title="Agreement between coders",
        lead=f"{n:,} observation{'' if n == 1 else 's'} coded by two or more.",
        sections=(*_channels(agreed), _moved(agreed), _disagreements(agreed)),
        reading=_READING,
        facts=(
            ("time unit", f"{agreed.options.step / 1000:g} s"),
            ("tolerance", f"{agreed.options.tolerance / 1000:g} s"),
            ("compared by", agreed.options.by),
            ("observations", ", ".join(list(agreed.codings)[:6]) + (" ..." if n > 6 else "")),
            ("version", f"reattune {version()}"),
        ),
        left_out=(*(brief(problem.parts()) for problem in agreed.failures), *agreed.guesses),
    )


def _channels(agreed: Agreed) -> Iterator[Section]:
    alphas = [row for row in agreed.rows if row.measure == "krippendorff_alpha"]
    yield Section(
        "alpha",
        "All coders together",
        tables=(number_table("Krippendorff's alpha", alphas),),
        nothing="No channel was observed by two coders at once.",
    )
    for number, channel in enumerate(agreed.channels):
        drawn = confusion_figure(
            channel.confusion, channel.codes, coders=channel.coders, key=f"confusion-{number}"
        )
        yield Section(
            f"channel-{number}",
            channel.of,
            lead=f"{seconds_of(channel):,.1f} s that both observed.",
            pictures=pictures([("What the other says", drawn, "")]),
            tables=(
                number_table("Statistics", _of(agreed.rows, channel)),
                number_table("Of single codes", _of(agreed.codes, channel)),
            ),
            nothing="Nothing was observed by both.",
        )


def _of(rows: Sequence[Estimate], channel: ChannelAgreement) -> list[Estimate]:
    """Return the rows of a channel; its name stands above the table already."""
    name = f"{channel.of};"
    mine = [row for row in rows if row.of.startswith(name)]
    return [replace(row, of=row.of.removeprefix(name).strip()) for row in mine]


def _moved(agreed: Agreed) -> Section:
    return Section(
        "moved",
        "What coding error would move",
        lead="Repair, when the sessions are coded anew with errors like these.",
        tables=(number_table("Measures under coding error", agreed.moved),),
        nothing="It was not asked for, or no definition fits what was coded.",
    )


def _disagreements(agreed: Agreed) -> Section:
    found = agreed.disagreements()
    longest = sorted(found, key=lambda row: row[1].onset - row[1].offset)[:_MOST]
    rows = tuple(
        (
            piece.session,
            f"{piece.onset / 1000:.2f}-{piece.offset / 1000:.2f}",
            f"{piece.person}/{piece.track}",
            f"{coders[0]}: {piece.first or 'nothing'}",
            f"{coders[1]}: {piece.second or 'nothing'}",
        )
        for coders, piece in longest
    )
    heads = ("Session", "Time (s)", "Channel", "One", "The other")
    table = Table("The longest disagreements", heads, rows, left=max(0, len(found) - _MOST))
    return Section(
        "disagreements",
        "Where they differ",
        tables=(table,),
        nothing="They do not differ anywhere.",
    )
