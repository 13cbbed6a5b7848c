"""A Session as ChildProject's converted segments (CSV), and the codebook that reads it again.

ChildProject reads ``segment_onset``, ``segment_offset`` and ``speaker_type``; the Session's own
columns (``person, track, code, state, tier``) stand beside them, as its users' own columns do.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping
from glob import escape
from pathlib import Path, PurePath

from ..record import MISSING, UNMAPPED, Codebook, Event, Row, Session, Track, parse_codebook
from ..record.states import known_states
from .childproject import OFFSET, ONSET, SPEAKER
from .childproject_import import ITS, SPEAKERS, VCM, VTC
from .tally import Tally
from .written import Written, check_label, label_of, save_new

COLUMNS = (ONSET, OFFSET, SPEAKER, "person", "track", "code", "state", "tier", "raw_filename")
_SENTENCES = {
    "observed": "When coding was possible is not in this table; ChildProject keeps it in"
    " metadata/annotations.csv: range_onset,range_offset of {where}: {first}.",
    "two_states": "{where} is more than one state in the Session; read again it is {first}.",
}
_TYPES = ("CHI", "OCH", "FEM", "MAL")
_LENA = {**ITS, "CHF": "CHI", "CXF": "OCH", "FAF": "FEM", "MAF": "MAL"}
_HEARD: Mapping[str, Mapping[str, str]] = {
    "rttm": {**VTC, **VCM, "KCHI": "CHI", "OTH": "CHI"},
    "lena": _LENA,
    "lena-segments": {**_LENA, "CHNSP": "CHI", "CHNNSP": "CHI"},
    "childproject": {label: label for label in _TYPES},
}
"""Speaker type by the label of formats whose codes name the speaker."""

_SOUNDS = ("vcm_type", "cry", "utterance", "vegetative")
_States = dict[tuple[str, str, str, str], str]


def write(
    session: Session,
    path: str | os.PathLike[str],
    *,
    label: str = "code",
    beside: Iterable[Row] = (),
) -> Written:
    """Write a Session's events as ChildProject's segments.

    ``speaker_type`` stands where the Session's code or tier is an ACLEW or LENA label of a
    speaker, else it is ``NA``: a smile is no vocalisation. Times are milliseconds.

    Parameters
    ----------
    path
        The CSV to make; it may not exist.
    label
        ``code`` writes the coders' codes, ``state`` what the codebook made of them.
    beside
        Further rows, e.g. episodes; they come last, and are not read as codes again.

    Raises
    ------
    FormatError
        When the file is there already, cannot be written, or the label is neither.
    """
    target = Path(path)
    check_label(label, str(target))
    tally = Tally(_SENTENCES)
    source = session.provenance.source
    file = "" if source is None else PurePath(source.path).name
    kind = "" if source is None else source.format
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for event in session.events:
        said, who = label_of(event, label), speaker_type(event, kind)
        times = (event.onset, event.offset, who, event.person, event.track)
        table.writerow((*times, said, event.state or "NA", event.tier, file))
    for row in beside:
        table.writerow((row.onset, row.offset, "NA", "", "", row.code, "NA", row.tier, file))
    for track in session.tracks:
        spans = "; ".join(f"{first},{last}" for first, last in track.observed[:20])
        more = " ..." if len(track.observed) > 20 else ""
        tally.add("observed", f"{track.person}, {track.name}", spans + more)
    book = _codebook(session, label, tally)
    save_new([(target, text.getvalue())])
    return Written((target,), tally.findings(), book)


def speaker_type(event: Event, format: str) -> str:
    """Return ``CHI``, ``OCH``, ``FEM`` or ``MAL`` where the event says who was heard, else ``NA``.

    Parameters
    ----------
    event
        An event of a Session.
    format
        The id of the format it was read from.
    """
    known = _HEARD.get(format, {})
    if event.code in known:
        return known[event.code]
    if format in _HEARD and event.tier in _SOUNDS and event.person == "child":
        return "CHI"
    if format in {"elan", "elan-tab", "textgrid"} and event.track == "voice":
        return SPEAKERS.get(event.tier, "NA")
    if format == "chat" and event.track == "voice":
        return {"child": "CHI", "mother": "FEM", "father": "MAL"}.get(event.person, "NA")
    return "NA"


def _codebook(session: Session, label: str, tally: Tally) -> Codebook:
    """Write the codebook that reads the table as this Session's events again."""
    states: _States = {}
    for event in session.events:
        key = (event.person, event.track, event.tier, label_of(event, label))
        kept = states.setdefault(key, event.state)
        if kept != event.state:
            tally.add("two_states", f"{key[3]!r} on {event.track}", kept or "unmapped")
    lines = [
        f"id = {_text(f'{session.codebook.id}-written')}",
        f"title = {_text(f'{session.codebook.title}, as written by reattune')}",
        f"source = {_text(session.codebook.source)}",
        'formats = ["childproject"]',
    ]
    roles = {person.id: person.role for person in session.people}
    extra: dict[str, set[str]] = {}
    for track in session.tracks:
        own = {k: s for k, s in states.items() if k[:2] == (track.person, track.name)}
        for tier in dict.fromkeys(key[2] for key in own) or ("*",):
            lines += _rule(track, roles[track.person], tier, own)
        side = "child" if roles[track.person] == "child" else "caregiver"
        odd = {*own.values(), track.rest} - known_states(roles[track.person])
        extra.setdefault(side, set()).update(odd - {"", MISSING, UNMAPPED})
    if any(extra.values()):
        lines.append("[states]")
        lines += [f"{side} = {_list(sorted(odd))}" for side, odd in extra.items() if odd]
    return parse_codebook("\n".join(lines) + "\n", path=session.codebook.id)


def _rule(track: Track, role: str, tier: str, own: _States) -> list[str]:
    codes = {key[3]: state for key, state in own.items() if key[2] == tier}
    lines = [
        "",
        "[[track]]",
        f"tier = {_text(tier if tier == '*' and not codes else escape(tier))}",
        f"subject = {_text(escape(f'{track.person}, {track.name}'))}",
        f"role = {_text(role)}",
        f"person = {_text(track.person)}",
        f"track = {_text(track.name)}",
    ]
    lines += [f"rest = {_text(track.rest)}"] if track.rest else []
    missing = [escape(code) for code, state in codes.items() if state == MISSING]
    lines += [f"missing = {_list(missing)}", "[track.codes]"]
    return lines + [
        f"{_text(escape(code))} = {_text(state)}"
        for code, state in codes.items()
        if state not in {MISSING, UNMAPPED}
    ]


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)
