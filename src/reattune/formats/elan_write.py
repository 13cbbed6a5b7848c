"""Layers into a copy of an ELAN file: new tiers, all else as it was.

The order of elements and their references follow the EAF 3.0 schema: time slots in the order of
time, tiers after the tiers, a linguistic type that is time-alignable.

A slot without a time of its own is shown between the slots beside it. Where new slots come to
stand there, it would move: it then gets the time that it was shown at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from .contract import Raw
from .elan import times_from_neighbours
from .layers import Layer
from .xml import load_xml

if TYPE_CHECKING:
    from lxml import etree

_TYPE = "reattune"
_LAST_ID = "lastUsedAnnotationId"
_KINDS = ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION")
_IDS = (
    "TIME_SLOT_ID",
    "ANNOTATION_ID",
    "LANGUAGE_CODE",
    "LANG_ID",
    "STEREOTYPE",
    "EXT_REF_ID",
    "CVE_ID",
    "LEX_REF_ID",
)
"""Attributes that the schema calls ids."""


def add_layers(raw: Raw, layers: Iterable[Layer]) -> bytes:
    """Return the file's content with one more tier for each layer.

    Raises
    ------
    FormatError
        When the file is no sound ELAN file, has no time order, or has a tier of that name.
    """
    from lxml import etree

    root = load_xml(raw, root="ANNOTATION_DOCUMENT", program="ELAN")
    order = root.find("TIME_ORDER")
    if order is None:
        raise raw.error(
            "",
            found="no TIME_ORDER",
            expected="an annotation file with a time order",
            todo="Open the file in ELAN and save it again.",
        )
    wanted = list(layers)
    _refuse_twice(raw, root, wanted)
    ids = _Ids(root)
    slots: list[tuple[int, str]] = []
    tiers = [_tier(layer, ids, slots) for layer in wanted]
    _merge_slots(order, slots, loose=times_from_neighbours(raw, root))
    place = _place(root)
    for tier in tiers:
        root.insert(place, tier)
        place += 1
    _declare_type(root, place)
    ids.keep(root)
    etree.indent(root, space="    ")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _refuse_twice(raw: Raw, root: etree._Element, layers: Iterable[Layer]) -> None:
    there = {tier.get("TIER_ID") for tier in root.iterfind("TIER")}
    for layer in layers:
        if layer.name in there:
            raise raw.error(
                f"tier {layer.name}",
                found="a tier of that name",
                expected="a file into which nothing was written yet",
                todo="Write into a copy of the original file.",
            )


class _Ids:
    """Fresh ids for time slots and annotations; it counts on, so it has a state.

    To the schema all ids of a document are one kind: a slot may not be called as a locale is.
    """

    def __init__(self, root: etree._Element) -> None:
        self._taken = {text for node in root.iter() for name in _IDS if (text := node.get(name))}
        self._slot = sum(1 for _ in root.iter("TIME_SLOT"))
        annotations = sum(1 for kind in _KINDS for _ in root.iter(kind))
        self._annotation = max(annotations, _last_used(root))

    def slot(self) -> str:
        while True:
            self._slot += 1
            name = f"ts{self._slot}"
            if name not in self._taken:
                return name

    def annotation(self) -> str:
        while True:
            self._annotation += 1
            name = f"a{self._annotation}"
            if name not in self._taken:
                return name

    def keep(self, root: etree._Element) -> None:
        """Tell ELAN the last number used, where the file says it."""
        for entry in root.iterfind("HEADER/PROPERTY"):
            if entry.get("NAME") == _LAST_ID:
                entry.text = str(self._annotation)


def _last_used(root: etree._Element) -> int:
    texts = (e.text or "" for e in root.iterfind("HEADER/PROPERTY") if e.get("NAME") == _LAST_ID)
    return max((int(text) for text in texts if text.isdecimal() and len(text) < 10), default=0)


def _tier(layer: Layer, ids: _Ids, slots: list[tuple[int, str]]) -> etree._Element:
    from lxml import etree

    tier = etree.Element("TIER", LINGUISTIC_TYPE_REF=_TYPE, TIER_ID=layer.name)
    for stretch in layer.stretches:
        first, last = ids.slot(), ids.slot()
        slots += [(stretch.onset, first), (stretch.offset, last)]
        outer = etree.SubElement(tier, "ANNOTATION")
        inner = etree.SubElement(
            outer,
            "ALIGNABLE_ANNOTATION",
            ANNOTATION_ID=ids.annotation(),
            TIME_SLOT_REF1=first,
            TIME_SLOT_REF2=last,
        )
        text = f"{stretch.label}; {stretch.note}" if stretch.note else stretch.label
        etree.SubElement(inner, "ANNOTATION_VALUE").text = text
    return tier


def _merge_slots(
    order: etree._Element, new: list[tuple[int, str]], *, loose: Mapping[str, int]
) -> None:
    """Put new time slots where their time belongs; slots without a time stay where they are."""
    rising = sorted(new)
    merged: list[etree._Element] = []
    waiting: list[etree._Element] = []
    at, last = 0, -1
    for slot in order:
        value = slot.get("TIME_VALUE", "")
        if not value.isdecimal():
            waiting.append(slot)
            continue
        time = int(value)
        if any(last <= begin < time for begin, _ in rising[at:]):
            _settle(waiting, loose)
        if last < 0:
            merged += waiting  # before the first time of all they have none, and get none
            waiting = []
        for each in [*waiting, slot]:
            time = int(each.get("TIME_VALUE") or -1)
            while at < len(rising) and rising[at][0] < time:
                merged.append(_slot(rising[at]))
                at += 1
            merged.append(each)
        waiting, last = [], int(value)
    order[:] = [*merged, *(_slot(entry) for entry in rising[at:]), *waiting]


def _settle(slots: list[etree._Element], loose: Mapping[str, int]) -> None:
    for slot in slots:
        time = loose.get(slot.get("TIME_SLOT_ID", ""))
        if time is not None:
            slot.set("TIME_VALUE", str(time))


def _slot(entry: tuple[int, str]) -> etree._Element:
    from lxml import etree

    return etree.Element("TIME_SLOT", TIME_SLOT_ID=entry[1], TIME_VALUE=str(entry[0]))


def _place(root: etree._Element) -> int:
    """Return where tiers end: after the last one, or after the time order."""
    last = 0
    for index, child in enumerate(root):
        if child.tag in {"TIER", "TIME_ORDER"}:
            last = index
    return last + 1


def _declare_type(root: etree._Element, place: int) -> None:
    from lxml import etree

    types = list(root.iterfind("LINGUISTIC_TYPE"))
    if any(entry.get("LINGUISTIC_TYPE_ID") == _TYPE for entry in types):
        return
    made = etree.Element(
        "LINGUISTIC_TYPE",
        GRAPHIC_REFERENCES="false",
        LINGUISTIC_TYPE_ID=_TYPE,
        TIME_ALIGNABLE="true",
    )
    root.insert(root.index(types[-1]) + 1 if types else place, made)
