"""Sessions as GSEQ sequential data: timed events, one stream a channel, one set of codes a stream.

GSEQ's words are letters, digits and underscores: other signs become underscores, and a code that
two channels share gets their names. Comments at the head of the file say what every word stands
for; nothing else of a Session's events is lost.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from ..errors import FormatError
from ..record import MISSING, UNMAPPED, Row, Session, difference, union
from .tally import Tally
from .written import Pair, Plan, Written, check_label, label_of, plan, save_new

_SENTENCES = {
    "gap": "Time inside {where} was not observed (first: {first}); GSEQ has no way to say so, and "
    "it reads as time without a code.",
    "silent": "{where} bears no code and leaves no trace in the file; GSEQ has no way to say that"
    " it was looked at.",
    "renamed": "{where} is written as another word, as GSEQ takes letters and digits; the comments"
    " at the head of the file list them.",
}


def write(
    session: Session,
    path: str | os.PathLike[str],
    *,
    label: str = "code",
    beside: Iterable[Row] = (),
) -> Written:
    """Write a Session as timed event data in seconds.

    Parameters
    ----------
    path
        The ``.sds`` to make; it may not exist.
    label
        ``code`` writes the coders' codes, ``state`` what the codebook made of them.
    beside
        Further rows to write as streams, e.g. episodes: the tier names the set of codes.

    Raises
    ------
    FormatError
        When the file is there already, cannot be written, the label is neither, or there is
        nothing to write.
    """
    target = Path(path)
    check_label(label, str(target))
    made = plan(session, label=label, word=_word, grid=False)
    streams = {
        made.names[pair]: [
            _item(made.codes[pair, label_of(e, label)], e.onset, e.offset)
            for e in session.events.of(*pair)
        ]
        for pair in made.names
    }
    sets = {name: _codes_of(made, pair) for pair, name in made.names.items()}
    for row in beside:
        name = _word(row.tier)
        name = f"{name}_beside" if name in made.names.values() else name
        code = _word(f"{name} {row.code}")
        streams.setdefault(name, []).append(_item(code, row.onset, row.offset))
        sets.setdefault(name, {})[code] = row.code
    if not streams or session.end <= 0:
        raise FormatError(
            path=str(target),
            where="",
            found="a Session without time or channels",
            expected="at least one channel and one millisecond",
            todo="Write a Session that has events.",
        )
    tally = Tally(_SENTENCES)
    bounds = _bounds(session, tally)
    _count_renamed(made, tally)
    _count_silent(session, tally)
    save_new([(target, _text(session, streams, sets, bounds=bounds))])
    return Written((target,), tally.findings(), made.codebook)


def _bounds(session: Session, tally: Tally) -> tuple[int, int]:
    """Return the start and end of coding; where rest is known, only observed time counts."""
    rests = [track for track in session.tracks if track.rest]
    if not rests:
        return 0, session.end
    spans = union(span for track in session.tracks for span in track.observed)
    times = [time for span in spans for time in span]
    times += [time for event in session.events for time in (event.onset, event.offset)]
    start, end = min(times, default=0), max(times, default=session.end)
    events = [(e.onset, e.offset) for e in session.events if e.state in {MISSING, UNMAPPED}]
    gaps = difference(((start, end),) if start < end else (), union([*spans, *events]))
    for onset, offset in gaps:
        tally.add("gap", "the session", f"at {onset / 1000:.3f} s", ms=offset - onset)
    return start, end


def _word(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", text.strip())
    return plain if plain[:1].isalpha() else f"c{plain}"


def _codes_of(made: Plan, pair: Pair) -> dict[str, str]:
    return {said: code for (of, code), said in made.codes.items() if of == pair}


def _count_renamed(made: Plan, tally: Tally) -> None:
    for (_, code), said in made.codes.items():
        if said != code:
            tally.add("renamed", f"code {code!r}", said)


def _count_silent(session: Session, tally: Tally) -> None:
    for track in session.tracks:
        if not session.events.of(track.person, track.name):
            tally.add("silent", f"{track.person}'s {track.name}", "")


def _item(code: str, onset: int, offset: int) -> str:
    span = _seconds(onset) if onset == offset else f"{_seconds(onset)}-{_seconds(offset)}"
    return f"{code},{span}"


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03d}"


def _text(
    session: Session,
    streams: dict[str, list[str]],
    sets: dict[str, dict[str, str]],
    *,
    bounds: tuple[int, int],
) -> str:
    lines = [f"% Timed event data of {_plain(session.name)}, written by reattune"]
    for name, codes in sets.items():
        lines += [f"% {name}: {said} = {_plain(code)}" for said, code in codes.items()]
    declared = [f"  ($ {name} = {' '.join(codes)})" for name, codes in sets.items() if codes]
    lines += ["Timed <seconds>", *declared, ";", f"<{_plain(session.name)}>"]
    start, end = (f",{_seconds(bound)}" for bound in bounds)
    parts = ["\n".join([start, *items, end]) for items in streams.values()]
    return "\n".join([*lines, "\n&\n".join(parts)]) + " /\n"


def _plain(text: str) -> str:
    """Text that can stand in a comment or a label."""
    return re.sub(r"[%<>\s]+", " ", text).strip()
