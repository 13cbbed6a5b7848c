"""What ChildProject's importers make of other programs' files: the same segments from our rows.

The tables of labels are those of ChildProject's converters (Gautheron, Rochat and Cristia 2022,
doi:10.3758/s13428-022-01968-4). A set then reads the same whether it was converted or is raw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..record import Coding, Row
from .childproject import SPEAKER
from .tally import Tally

VTC: Mapping[str, str] = MappingProxyType({"CHI": "OCH", "KCHI": "CHI", "FEM": "FEM", "MAL": "MAL"})
VCM: Mapping[str, str] = MappingProxyType(
    {"CHI": "OCH", "CRY": "CHI", "NCS": "CHI", "CNS": "CHI", "FEM": "FEM", "MAL": "MAL"}
)
VCM_TYPE: Mapping[str, str] = MappingProxyType({"CRY": "Y", "NCS": "N", "CNS": "C", "OTH": "J"})
ITS: Mapping[str, str] = MappingProxyType({"CHN": "CHI", "CXN": "OCH", "FAN": "FEM", "MAN": "MAL"})
_OTHER_CHILD = ("C1", "C2", "OC0", "MI1")
_NOBODY = ("EE1", "EE2", "FAE", "MAE", "FCE", "MCE")
SPEAKERS: Mapping[str, str] = MappingProxyType(
    {
        "CHI": "CHI",
        "CHI*": "CHI",
        "MOT*": "FEM",
        **dict.fromkeys((f"FA{n}" for n in range(9)), "FEM"),
        **dict.fromkeys((f"MA{n}" for n in range(6)), "MAL"),
        **dict.fromkeys((f"FC{n}" for n in range(1, 4)), "OCH"),
        **dict.fromkeys((f"MC{n}" for n in range(1, 6)), "OCH"),
        **dict.fromkeys((f"UC{n}" for n in range(1, 7)), "OCH"),
        **dict.fromkeys(_OTHER_CHILD, "OCH"),
        **dict.fromkeys(_NOBODY, "NA"),
    }
)
"""Speaker type by the tier of an ACLEW .eaf or a TextGrid."""

_OTHERS = ("Child", "Brother", "Sister", "Sibling", "Boy", "Girl", "Friend", "Playmate")
ROLES: Mapping[str, str] = MappingProxyType(
    {
        "Target_Child": "CHI",
        "Participant": "CHI",
        "Mother": "FEM",
        "Grandmother": "FEM",
        "Female": "FEM",
        "Father": "MAL",
        "Grandfather": "MAL",
        "Male": "MAL",
        **dict.fromkeys(_OTHERS, "OCH"),
    }
)
"""Speaker type by the role in a CHAT transcript."""

_DEPENDENT = MappingProxyType(
    {"lex": "lex_type", "mwu": "mwu_type", "xds": "addressee", "vcm": "vcm_type"}
)
_SENTENCES = {
    "not_imported": "Rows on {where} are none of ChildProject's segments; left out"
    " (first: {first}).",
    "columns": "Segments say more than one thing ({where}); each is a row of its own.",
}
_Rows = Callable[[Row], Iterator[tuple[str, str, str]]]


def _rttm(types: Mapping[str, str], maturity: Mapping[str, str]) -> _Rows:
    def make(row: Row) -> Iterator[tuple[str, str, str]]:
        who = types.get(row.code, "NA")
        yield SPEAKER, who, who
        if row.code in maturity:
            yield "vcm_type", who, maturity[row.code]

    return make


def _its(row: Row) -> Iterator[tuple[str, str, str]]:
    who = ITS.get(row.subject, "NA")
    yield (SPEAKER, who, who) if row.tier == "segment" else (row.tier, who, row.code)


def _textgrid(row: Row) -> Iterator[tuple[str, str, str]]:
    if row.tier == "Autre":
        return
    who = SPEAKERS.get(row.tier, "NA")
    yield SPEAKER, who, who
    yield "speaker_id", who, row.tier
    zero, one = "0" in row.code, "1" in row.code
    if zero != one:
        yield "ling_type", who, "0" if zero else "1"


def _eaf(row: Row) -> Iterator[tuple[str, str, str]]:
    label, _, of = row.tier.partition("@")
    if row.tier in SPEAKERS:
        who = SPEAKERS[row.tier]
        yield SPEAKER, who, who
        yield "speaker_id", who, row.tier
        if row.code:
            yield "transcription", who, row.code if row.code != "0" else "0."
    elif of in SPEAKERS and row.code:
        yield _DEPENDENT.get(label, label), SPEAKERS[of], row.code


def _cha(row: Row) -> Iterator[tuple[str, str, str]]:
    code, _, role = row.subject.partition(" ")
    who = ROLES.get(role, "NA")
    if row.tier == "utterance":
        yield SPEAKER, who, who
        yield "speaker_id", who, code
        if row.code:
            yield "transcription", who, row.code
    elif re.fullmatch(r"%\w+", row.tier):
        yield row.tier.removeprefix("%"), who, row.code


def _alice(row: Row) -> Iterator[tuple[str, str, str]]:
    yield row.tier, "", row.code


_IMPORTERS: Mapping[str, tuple[str, _Rows]] = MappingProxyType(
    {
        "vtc_rttm": ("rttm", _rttm(VTC, {})),
        "vcm_rttm": ("rttm", _rttm(VCM, VCM_TYPE)),
        "alice": ("alice", _alice),
        "its": ("lena", _its),
        "eaf": ("elan", _eaf),
        "cha": ("chat", _cha),
        "TextGrid": ("textgrid", _textgrid),
    }
)
RAW_FORMATS: Mapping[str, str] = MappingProxyType(
    {kind: own for kind, (own, _) in _IMPORTERS.items()}
)
"""Our format's id for each of ChildProject's raw formats."""


def import_rows(coding: Coding, kind: str) -> Coding:
    """Turn another program's rows into ChildProject's segments.

    Parameters
    ----------
    coding
        As our reader of that format gives it.
    kind
        ChildProject's name of the raw format, one of :data:`RAW_FORMATS`.

    Returns
    -------
    Coding
        Rows as :func:`reattune.formats.childproject.parse` gives them; those that ChildProject
        does not import are counted in the findings.
    """
    make = _IMPORTERS[kind][1]
    tally = Tally(_SENTENCES)
    rows: list[Row] = []
    for row in coding.rows:
        made = [
            Row(tier, who, code, row.onset, row.offset, row.where) for tier, who, code in make(row)
        ]
        rows += made
        if not made:
            tally.add("not_imported", row.tier, row.where, rows=-1)
        elif len(made) > 1:
            tally.add("columns", kind, row.where, rows=len(made) - 1)
    tiers = tuple(dict.fromkeys([SPEAKER, *(row.tier for row in rows)]))
    return replace(
        coding,
        rows=tuple(rows),
        tiers=tiers if kind != "alice" else coding.tiers,
        findings=(*coding.findings, *tally.findings()),
        source=replace(coding.source, format="childproject"),
    )
