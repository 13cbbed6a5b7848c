"""ChildProject 0.4.6: chains of turns, overlaps, what a conversation holds."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from reattune.measures.turn_rules import CHILD, PEER, TurnRule, Voice
from reattune.measures.turns import (
    Conversation,
    conversations,
    next_to_child,
    with_silences,
    without_overlaps,
)

from .comparing import Check, check, number, rows_of

_NAMES = {"CHI": CHILD, "OCH": PEER}
_BACK = {CHILD: "CHI", PEER: "OCH"}
_ORDER = (
    "They take rows as they stand in the file: one at 203 ms comes after one at 782 ms, which "
    "parts the chain in two. In the order of time it is one."
)
_SINCE = (
    "They count from the end of the last row of the conversation before (28,285,575 ms), not from "
    "its latest end (28,287,945 ms)."
)
_BOUNDS = ("conv_count", "conversation_onset", "conversation_offset", "voc_count")
_WHO = ("CHI", "FEM", "MAL", "OCH")


def _voice(row: dict[str, str]) -> Voice:
    who = row["speaker_type"]
    return Voice(_NAMES.get(who, who), int(row["segment_onset"]), int(row["segment_offset"]))


def _named(who: str | None) -> str | None:
    return _BACK.get(who, who) if who else who


def derivation(folder: Path) -> list[Check]:
    """Compare gaps, delays and links of neighbours, removed overlaps, who is next to the child."""
    rows = rows_of(folder / "expected_conversations.csv")
    voices = [_voice(row) for row in rows]
    rule = TurnRule("test", "", "neighbours", 5000, closed=False)
    pairs = list(pairwise(voices))
    links = ["True" if rule.allows(a, b) else "False" for a, b in pairs]
    whole = conversations(voices)
    number_of = [next(i for i, c in enumerate(whole, 1) if v in c.voices) for v in voices]
    kept = [_voice(row) for row in rows_of(folder / "expected_remove-overlaps.csv")]
    near = rows_of(folder / "expected_cva.csv")
    words = {None: "NA", True: "Y", False: "N"}
    return [
        check("gap (iti)", [float(r["iti"]) for r in rows[1:]],
              [b.onset - a.offset for a, b in pairs]),
        check("delay", [float(r["delay"]) for r in rows[1:]],
              [b.onset - a.onset for a, b in pairs]),
        check("linked (is_CT)", [r["is_CT"] for r in rows[1:]], links),
        check("who spoke before", [r["prev_speaker_type"] for r in rows[1:]],
              [_named(a.speaker) for a, _ in pairs]),
        check("number of the conversation (conv_count)", [float(r["conv_count"]) for r in rows],
              number_of, why=_ORDER),
        check("without overlaps: who, onset, offset", [list(v[:3]) for v in kept],
              [list(v[:3]) for v in without_overlaps(voices)]),
        check("next to the child: onset, offset, class, cva",
              [[float(r["segment_onset"]), float(r["segment_offset"]), r["speaker_class"],
                r["cva"]] for r in near],
              [[v.onset, v.offset, "C" if v.speaker == CHILD else "O", words[flag]]
               for v, flag in next_to_child(without_overlaps(voices))]),
    ]  # fmt: skip


def extraction(folder: Path) -> list[Check]:
    """Compare what each of three conversations holds."""
    spans = rows_of(folder / "expected_standard.csv")
    custom = rows_of(folder / "expected_custom.csv")
    python = rows_of(folder / "expected_python.csv")
    source = folder.parent / "childproject_conversation_functions" / "input.csv"
    voices = [_voice(r) for r in rows_of(source) if r["speaker_type"] not in {"", "NA"}]
    bounds = [(int(r["conversation_onset"]), int(r["conversation_offset"])) for r in spans]
    found = list(
        with_silences([v for v in voices if a <= v.onset and v.offset <= b] for a, b in bounds)
    )
    every = [
        check(f"{words}: number, onset, offset, vocalisations, who begins and ends",
              [[*(number(r[name]) for name in _BOUNDS), r["initiator"], r["finisher"]]
               for r in table],
              [[k, c.onset, c.offset, len(c.voices), _named(c.initiator), _named(c.finisher)]
               for k, c in enumerate(found, 1)])
        for words, table in (("standard", spans), ("custom", custom), ("by a function", python))
    ]  # fmt: skip
    return [
        *every,
        check("who takes part", [r["participants"] for r in custom],
              ["/".join(str(_named(w)) for w in c.participants) for c in found]),
        check("duration of vocalisations",
              [number(r["total_duration_of_vocalisations"]) for r in spans],
              [c.duration() for c in found]),
        check("count of each speaker",
              [[number(r[f"{w}_voc_count"]) for w in _WHO] for r in spans],
              [[c.count(_NAMES.get(w, w)) for w in _WHO] for c in found]),
        check("count of the child (by a function)",
              [number(r["CHI_voc_count"]) for r in python], [c.count(CHILD) for c in found]),
        check("duration of each speaker (theirs empty for none)",
              [[number(r[f"{w}_voc_dur"]) or 0.0 for w in _WHO] for r in spans],
              [[c.duration(_NAMES.get(w, w)) for w in _WHO] for c in found]),
        check("share of child and woman (theirs empty for none)",
              [[number(r[f"{w}_dur_contrib"]) or 0.0 for w in ("chi", "fem")] for r in custom],
              [[c.contribution(CHILD), c.contribution("FEM")] for c in found]),
        check("silence since the conversation before",
              [[number(r["interval_last_conv"]) for r in t] for t in (spans, custom, python)],
              [[c.since for c in found]] * 3, why=_SINCE),
        check("the same, from the end of the last row", number(spans[2]["interval_last_conv"]),
              found[2].onset - found[1].voices[-1].offset),
    ]  # fmt: skip


def functions(folder: Path) -> list[Check]:
    """Compare each function's value for one conversation."""
    wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    rows = rows_of(folder / "input.csv")
    (talk,) = with_silences([[_voice(row) for row in rows if row["speaker_type"] != "NA"]])
    ours = _functions(talk)
    return [check(name, _plain(value), _plain(ours[name])) for name, value in wanted.items()]


def _functions(talk: Conversation) -> dict[str, object]:
    return {
        "who_initiated": _named(talk.initiator),
        "who_finished": _named(talk.finisher),
        "participants": "/".join(str(_named(who)) for who in talk.participants),
        "voc_total_dur": talk.duration(),
        "is_speaker XXX": talk.count("XXX") > 0,
        "is_speaker OCH": talk.count(PEER) > 0,
        "voc_speaker_count CHI": talk.count(CHILD),
        "voc_speaker_count OCH": talk.count(PEER),
        "voc_speaker_dur MAL": talk.duration("MAL"),
        "voc_speaker_dur FEM": talk.duration("FEM"),
        "voc_dur_contribution FEM": talk.contribution("FEM"),
        "voc_dur_contribution OCH": talk.contribution(PEER),
        "assign_conv_type": talk.kind(),
    }


def _plain(value: object) -> object:
    return str(value) if isinstance(value, bool) else value
