"""CHAT transcripts (.cha): utterances, what is coded in them and below them, with their times.

The layout is that of the CHAT manual (MacWhinney, "Tools for Analyzing Talk, Part 1", 2000 and
later; doi:10.21415/3mhn-0z89). Times are the bullets (``start_end`` in milliseconds) behind
utterances. Dates, dates of birth, proper names and comments in the headers are never carried on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..record import Coding, Medium, Row
from .chat_codes import Piece, pieces
from .chat_gems import Gems
from .chat_header import Header
from .chat_lines import Utterance, read_lines, utterances
from .contract import Format, Raw
from .tally import Tally

_UNTIMED = "the transcript has no time marks (bullets) behind its utterances"
_START = re.compile(r"@(?:UTF8|Begin)\b")
_MAIN = re.compile(r"^\*[A-Za-z0-9_]{1,8}:[\t ]", re.MULTILINE)
_BEGIN = re.compile(r"^@Begin\b", re.MULTILINE)
_SENTENCES = {
    "backwards": "Utterances start before the one above them; their times are kept as they are"
    " (first: {first}).",
    "empty_code": "Utterances of {where} have no text; they are kept, with an empty code"
    " (first: {first}).",
    "gem": "Passages ({where}) have no time, since the utterances in them have none"
    " (first: {first}).",
    "link": "Links to pictures and texts are not read (first: {first}).",
    "no_end": "The transcript does not end with @End; it may be cut off.",
    "odd_bullet": "Time marks on {where} cannot be read; the utterances count as untimed"
    " (first: {first}).",
    "open_event": "Events that begin and do not end ({where}) have the time of the utterance in"
    " which they begin (first: {first}).",
    "reversed": "Utterances end before they start; they are left out with what is coded on them"
    " (first: {first}).",
    "several_children": "The transcript has several target children ({first}); a codebook says"
    " which is meant, by subject.",
    "unknown_speaker": "{where} speaks and is not among the @Participants (first: {first}).",
    "unread_age": "The age of {where} is written in a way that cannot be read.",
    "untimed_utterance": "Utterances of {where} have no time mark in a transcript with times; they"
    " are left out with what is coded on them (first: {first}).",
    "untimed_word": "Words on {where} have no time mark of their own; they are left out"
    " (first: {first}).",
}


def sniff(raw: Raw) -> float:
    """Tell a transcript by its first header, or by @Begin and speakers' lines."""
    head = raw.content[:20_000]
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = head.decode(encoding, "replace").replace("\r", "\n")
    if _START.match(text):
        return 1.0
    if _BEGIN.search(text) and _MAIN.search(text):
        return 0.9
    return 0.6 if raw.suffix == ".cha" and _MAIN.search(text) else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read a transcript: one Coding, rows for every utterance and for all that is coded on it.

    ``subject`` is the speaker's code and role as @Participants names them (``CHI Target_Child``,
    ``MOT Mother``); the proper name between them is left away. The tiers are

    - ``utterance``: the main line without its time mark;
    - ``event``: what is done and not said (``&=cries``: code ``cries``), and events that last
      (``&{l=crying ... &}l=crying``), from the one mark to the other;
    - ``paralinguistic``: ``[=! shouting]``: code ``shouting``;
    - ``postcode``: ``[+ id]``: code ``id``;
    - ``%spa``, ``%add``, ``%act`` and every other dependent tier, by its name: a row for each
      ``$code``, for each stretch with a time mark of its own, or else for the line.

    All have their utterance's time, unless they have a time mark of their own. Gems (``@Bg`` to
    ``@Eg``, ``@G``) are phases from their first to their last timed utterance. ``window`` is not
    stated: a transcript does not say how long the recording was. Ages are in months, from @ID or,
    where that has none, from the dates of birth and recording, which are themselves not kept.

    Notes
    -----
    A transcript without any time mark has rows with an order and no times
    (:attr:`reattune.record.Coding.untimed`): its codes can be listed, and no Session is made of it.
    In a transcript with times, an utterance without a mark is left out and counted: where it
    stands between its neighbours is not known.

    Raises
    ------
    FormatError
        When the text is not UTF-8, has no utterance, or a line is neither header (``@``),
        utterance (``*``), dependent tier (``%``) nor continuation (tab).
    """
    tally = Tally(_SENTENCES)
    lines = read_lines(raw)
    header = Header(lines, tally)
    if lines[-1].name != "@End":
        tally.add("no_end", "file", f"line {lines[-1].number}")
    spoken = list(utterances(raw, lines, tally))
    timed = any(each.span is not None for each in spoken)
    rows = tuple(_rows(spoken, header, tally, timed=timed))
    gems = Gems(lines, spoken, tally, timed=timed)
    return [
        Coding(
            name=raw.stem,
            source=raw.source(
                "chat",
                unit="ms" if timed else "none",
                origin="start of the media" if timed else "order of the utterances",
            ),
            rows=rows,
            tiers=tuple(dict.fromkeys(["utterance", *(row.tier for row in rows)])),
            phases=gems.phases,
            media=tuple(_media(header)),
            ages_months=header.ages,
            notes=header.notes,
            findings=tally.findings(),
            untimed="" if timed else _UNTIMED,
        )
    ]


def _media(header: Header) -> Iterator[Medium]:
    name = header.first("@Media").partition(",")[0].strip().strip('"')
    name = name.replace("\\", "/").rpartition("/")[2]
    if name:
        yield Medium(name=name)


def _rows(spoken: list[Utterance], header: Header, tally: Tally, *, timed: bool) -> Iterator[Row]:
    """Yield the rows in the file's order; utterances that have no place in time are counted."""
    last = 0
    closing = _closings(spoken)
    for each in spoken:
        subject = header.subject(each.speaker, each.where)
        found = list(pieces(each, tally))
        if timed and each.span is None:
            tally.add("untimed_utterance", subject, each.where, rows=-len(found))
            continue
        onset, offset = each.span or (0, 0)
        if onset > offset:
            tally.add("reversed", "utterances", each.where, rows=-len(found))
            continue
        if onset < last:
            tally.add("backwards", "utterances", each.where)
        last = onset
        if not each.text:
            tally.add("empty_code", subject, each.where)
        for piece in found:
            start, end = _span(piece, each, closing, tally) if timed else (0, 0)
            yield Row(piece.tier, subject, piece.code, start, end, piece.where)


def _closings(spoken: list[Utterance]) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Return where lasting events end: (line, offset) by speaker and event, in the file's order."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for each in spoken:
        for event in each.closes:
            if each.span is not None:
                place = (each.number, each.span[1])
                found.setdefault((each.speaker, event), []).append(place)
    return found


def _span(
    piece: Piece,
    utterance: Utterance,
    closing: dict[tuple[str, str], list[tuple[int, int]]],
    tally: Tally,
) -> tuple[int, int]:
    """Return a piece's time: its own, that of a lasting event, or its utterance's."""
    onset, offset = piece.span or utterance.span or (0, 0)
    if not piece.opens:
        return onset, offset
    ends = closing.get((utterance.speaker, piece.opens), [])
    while ends and (ends[0][0] < utterance.number or ends[0][1] < onset):
        ends.pop(0)
    if not ends:
        tally.add("open_event", piece.code, piece.where)
        return onset, offset
    return onset, ends.pop(0)[1]


FORMAT = Format(
    id="chat",
    title="CHAT transcript (.cha)",
    suffixes=(".cha",),
    sniff=sniff,
    parse=parse,
)
