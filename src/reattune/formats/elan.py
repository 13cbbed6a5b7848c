"""ELAN annotation files (.eaf, formats 2.x and 3.0): every tier, every annotation, in milliseconds.

The layout is that of the EAF schema (mpi.nl/tools/elan/EAFv3.0.xsd); the times of annotations
without times of their own follow ELAN: see :func:`parse`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..errors import FormatError
from ..record import Coding, Medium, Row, Span, rows_of
from .birth_dates import holds_birth_date
from .contract import Format, Raw
from .elan_scan import Scanned, scan
from .elan_times import Annotation, Slots, Tier, loose_times, place_annotations
from .tally import Tally
from .xml import load_xml, root_name

if TYPE_CHECKING:
    from lxml import etree

_ROOT = "ANNOTATION_DOCUMENT"
_LATEST = 2**31 - 1
_KINDS = ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION")
_SENTENCES = {
    "birth_date": "Annotations on {where} may be dates of birth; they are left out.",
    "broken_chain": (
        "Annotations on {where} name a previous annotation that does not fit; they keep the"
        " file's order when they share their parent's time (first: {first})."
    ),
    "duplicate_id": (
        "Annotations on {where} have an id that is used twice; annotations that refer to it are"
        " left out, because their parent is not certain (first: {first})."
    ),
    "duplicate_tier": "The name of {where} is used more than once; they are read as one tier.",
    "empty_code": (
        "Annotations on {where} have no text; they are kept, with an empty code (first: {first})."
    ),
    "interpolated": (
        "Annotations on {where} begin or end at a point that was never set; it was spread evenly"
        " between its neighbours, as ELAN shows it (first: {first})."
    ),
    "lost_parent": (
        "Annotations on {where} refer to an annotation that is not there, has no time, or refers"
        " back to them; they are left out (first: {first})."
    ),
    "lost_time": (
        "Annotations on {where} begin or end at a time slot that is not in the file or has no"
        " time; they are left out (first: {first})."
    ),
    "reversed": "Annotations on {where} end before they start; they are left out (first: {first}).",
    "unknown_annotation": (
        "Entries on {where} hold no annotation that ELAN defines; they are left out"
        " (first: {first})."
    ),
}


def sniff(raw: Raw) -> float:
    """Tell an ELAN file by its root element."""
    return 1.0 if root_name(raw) == _ROOT else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read an annotation file: one Coding, a row for every annotation.

    ``tier`` is the tier's id, ``subject`` its participant, ``code`` the annotation's text without
    surrounding blanks (taken from the controlled vocabulary in the file where the text is empty
    and an entry is named). An annotation without text is a row with an empty code: in many
    studies the stretch itself is the coding.

    Notes
    -----
    Times of annotations that have none of their own:

    - A time slot without value lies on a chain of annotations of one tier that share their slots
      (a time subdivision). The chain's inner slots share the time between its two known ends
      evenly, ends first taken from parent tiers. Slots on no such chain lie evenly between their
      neighbours in the file's time order.
    - A symbolic association takes its parent's time; the parts of a symbolic subdivision share it
      evenly, in the order of their ``PREVIOUS_ANNOTATION``; to any depth.

    Broken references are findings and not errors: one lost annotation should not keep a coder
    from the rest of the file, and every row left out is counted.

    Raises
    ------
    FormatError
        When the file is a template (.etf), not sound XML, not ELAN's, not in milliseconds, or has
        a time slot that is no whole number or a tier without a name.
    """
    if raw.suffix == ".etf":
        raise raw.error(
            "",
            found="an ELAN template, which has tiers and no annotations",
            expected="an annotation file (.eaf)",
            todo="Give the .eaf files that were made from it.",
        )
    root, scanned = _load(raw)
    _refuse_other_units(raw, root)
    tally = Tally(_SENTENCES)
    slots = _read_slots(raw, root)
    tiers = _read_tiers(raw, root, tally)
    if scanned is None:
        rows = tuple(_rows(tiers, place_annotations(tiers, slots, tally), tally))
    else:
        rows = _scanned_rows(tiers, scanned, tally)
    version = root.get("FORMAT") or root.get("VERSION") or ""
    return [
        Coding(
            name=raw.stem,
            source=raw.source(
                "elan",
                unit="ms",
                origin="start of the media",
                software=f"ELAN, EAF {version}".removesuffix(", EAF "),
            ),
            rows=rows,
            tiers=tuple(dict.fromkeys(tier.name for tier in tiers)),
            media=tuple(_media(raw, root)),
            findings=tally.findings(),
        )
    ]


def times_from_neighbours(raw: Raw, root: etree._Element) -> dict[str, int]:
    """Return a document's slots whose time hangs on which slots stand beside them, in ms."""
    return loose_times(_read_slots(raw, root), _read_tiers(raw, root, Tally(_SENTENCES)))


def _load(raw: Raw) -> tuple[etree._Element, Scanned | None]:
    """Parse the document; where the fast path is sure, only what it left."""
    scanned = scan(raw)
    if scanned is not None:
        try:
            root = load_xml(scanned.rest, root=_ROOT, program="ELAN")
        except FormatError:
            # The parser has to see the whole document to name what is broken, and where.
            return load_xml(raw, root=_ROOT, program="ELAN"), None
        tiers = [tier.get("TIER_ID", "") for tier in root.iterfind("TIER")]
        if len(tiers) == len(scanned.tiers) and not any(map(holds_birth_date, tiers)):
            return root, scanned
    return load_xml(raw, root=_ROOT, program="ELAN"), None


def _scanned_rows(tiers: list[Tier], scanned: Scanned, tally: Tally) -> tuple[Row, ...]:
    rows: list[Row] = []
    for tier, found in zip(tiers, scanned.tiers, strict=True):
        if "" in found.codes:
            for name, code in zip(found.ids, found.codes, strict=True):
                if not code:
                    tally.add("empty_code", f"tier {tier.name}", f"annotation {name}")
        always = repeat(tier.name), repeat(tier.subject)
        where = map("annotation ".__add__, found.ids)
        rows += rows_of((*always, found.codes, found.onsets, found.offsets, where))
    return tuple(rows)


def _refuse_other_units(raw: Raw, root: etree._Element) -> None:
    header = root.find("HEADER")
    unit = "milliseconds" if header is None else header.get("TIME_UNITS", "milliseconds")
    if header is not None and unit != "milliseconds":
        raise raw.error(
            f"line {header.sourceline}, HEADER",
            found=f'TIME_UNITS="{unit}"',
            expected='TIME_UNITS="milliseconds"',
            todo="Open the file in a current version of ELAN and save it again.",
        )


def _media(raw: Raw, root: etree._Element) -> Iterator[Medium]:
    """Yield media by name; ELAN's time 0 is at TIME_ORIGIN milliseconds of the medium."""
    descriptors = root.findall("HEADER/MEDIA_DESCRIPTOR")
    for descriptor in descriptors:
        name = _last_part(descriptor.get("MEDIA_URL") or descriptor.get("RELATIVE_MEDIA_URL") or "")
        origin = descriptor.get("TIME_ORIGIN", "0").strip() or "0"
        if not _is_whole(origin.removeprefix("-")):
            raise raw.error(
                f"line {descriptor.sourceline}, MEDIA_DESCRIPTOR",
                found=f'TIME_ORIGIN="{origin}"',
                expected="a whole number of milliseconds",
                todo="Link the media again in ELAN and save the file.",
            )
        if name:
            yield Medium(name=name, offset=int(origin))
    header = root.find("HEADER")
    if header is not None and not descriptors:
        # Files before format 2.0 name their one medium here.
        name = _last_part(header.get("MEDIA_FILE", ""))
        if name:
            yield Medium(name=name)


def _last_part(url: str) -> str:
    return unquote(url).replace("\\", "/").rstrip("/").rpartition("/")[2].strip()


def _read_slots(raw: Raw, root: etree._Element) -> Slots:
    slots: Slots = {}
    for element in root.iterfind("TIME_ORDER/TIME_SLOT"):
        name, value = element.get("TIME_SLOT_ID", ""), element.get("TIME_VALUE", "").strip()
        if not name or name in slots or (value and not _is_whole(value)):
            raise raw.error(
                f"line {element.sourceline}, time slot {name or 'without id'}",
                found="its id a second time" if name in slots else f'TIME_VALUE="{value[:40]}"',
                expected="an id of its own, and a whole number of milliseconds from 0 up",
                todo="Open the file in ELAN and save it again, or correct the line.",
            )
        slots[name] = int(value) if value else None
    return slots


def _is_whole(value: str) -> bool:
    # The record keeps times in 32 bits (24 days); int() would choke on thousands of digits.
    return value.isascii() and value.isdecimal() and len(value) <= 10 and int(value) <= _LATEST


def _read_tiers(raw: Raw, root: etree._Element, tally: Tally) -> list[Tier]:
    types = {
        kind.get("LINGUISTIC_TYPE_ID", ""): (
            kind.get("CONSTRAINTS", ""),
            kind.get("CONTROLLED_VOCABULARY_REF", ""),
        )
        for kind in root.iterfind("LINGUISTIC_TYPE")
    }
    labels = _read_labels(root)
    tiers: list[Tier] = []
    seen: set[str] = set()
    for element in root.iterfind("TIER"):
        name = element.get("TIER_ID", "")
        if not name.strip():
            raise raw.error(
                f"line {element.sourceline}, TIER",
                found="a tier without a name (TIER_ID)",
                expected="a name on every tier",
                todo="Name the tier in ELAN and save the file again.",
            )
        if name in seen:
            tally.add("duplicate_tier", f"tier {name}", name)
        seen.add(name)
        constraint, vocabulary = types.get(element.get("LINGUISTIC_TYPE_REF", ""), ("", ""))
        tiers.append(
            Tier(
                name=name,
                subject=element.get("PARTICIPANT", "").strip(),
                parent=element.get("PARENT_REF", ""),
                splits=constraint == "Symbolic_Subdivision",
                annotations=tuple(_annotations(element, labels.get(vocabulary, {}), tally)),
            )
        )
    return tiers


def _read_labels(root: etree._Element) -> dict[str, dict[tuple[str, str], str]]:
    """Return the text of vocabulary entries, by vocabulary, then by entry and language."""
    labels: dict[str, dict[tuple[str, str], str]] = {}
    for vocabulary in root.iterfind("CONTROLLED_VOCABULARY"):
        entries = labels.setdefault(vocabulary.get("CV_ID", ""), {})
        for entry in vocabulary.iterfind("CV_ENTRY_ML"):
            for value in entry.iterfind("CVE_VALUE"):
                text = (value.text or "").strip()
                # The first language also stands for tiers that state none.
                for language in (value.get("LANG_REF", ""), ""):
                    entries.setdefault((entry.get("CVE_ID", ""), language), text)
    return labels


def _annotations(
    tier: etree._Element, labels: dict[tuple[str, str], str], tally: Tally
) -> Iterator[Annotation]:
    place, language = f"tier {tier.get('TIER_ID')}", tier.get("LANG_REF", "")
    for entry in tier.iterfind("ANNOTATION"):
        if not len(entry):
            tally.add("unknown_annotation", place, f"line {entry.sourceline}", rows=-1)
        for element in entry:
            name = element.get("ANNOTATION_ID", "")
            where = f"annotation {name}" if name else f"line {element.sourceline}"
            if element.tag not in _KINDS:
                tally.add("unknown_annotation", place, where, rows=-1)
                continue
            code = (element.findtext("ANNOTATION_VALUE") or "").strip()
            if not code:
                chosen = element.get("CVE_REF", "")
                code = labels.get((chosen, language)) or labels.get((chosen, "")) or ""
            refers = element.tag == "REF_ANNOTATION"
            yield Annotation(
                id=name,
                where=where,
                code=code,
                start=element.get("TIME_SLOT_REF1", ""),
                end=element.get("TIME_SLOT_REF2", ""),
                parent=element.get("ANNOTATION_REF", "") if refers else None,
                previous=element.get("PREVIOUS_ANNOTATION", ""),
            )


def _rows(tiers: list[Tier], spans: dict[Annotation, Span], tally: Tally) -> Iterator[Row]:
    """Yield the rows in the file's order; annotations without a time are counted already."""
    for tier in tiers:
        place, private = f"tier {tier.name}", holds_birth_date(tier.name)
        for annotation in tier.annotations:
            if annotation not in spans:
                continue
            onset, offset = spans[annotation]
            if private:
                tally.add("birth_date", place, annotation.where, rows=-1)
            elif onset > offset:
                tally.add("reversed", place, annotation.where, rows=-1)
            else:
                if not annotation.code:
                    tally.add("empty_code", place, annotation.where)
                yield Row(tier.name, tier.subject, annotation.code, onset, offset, annotation.where)


FORMAT = Format(
    id="elan",
    title="ELAN annotation file (.eaf)",
    suffixes=(".eaf",),
    sniff=sniff,
    parse=parse,
)
