"""All turn and voice measures of sessions at once, as tidy rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ..episodes import Definition, Joint, joint_states, load_definition
from ..record import Session, Spans, intersection, union
from .daylong import Amounts, hourly, lasting, peak
from .estimates import Estimate
from .responses import Response, response_times, response_times_curve
from .turn_rules import CHILD, PEER, TurnRule, Voice, find_turns, load_rule
from .turns import voices_of

CRY, FUSS = "distress", "protest"
_KINDS = {"cry": CRY, "fuss": FUSS}
_WINDOWS_S = (1, 2, 5, 10, 30, 60)
_HEARD = ("vocal", "positive", "neutral", FUSS)


def turn_rate(
    sessions: Session | Iterable[Session],
    *,
    rule: str | TurnRule = "lena.5s",
    track: str = "voice",
    speech: Collection[str] = _HEARD,
) -> Estimate:
    """Conversational turns with the child per hour of time in which both could be heard.

    Parameters
    ----------
    sessions
        One or several, with voice channels.
    rule
        What makes a turn, see :data:`reattune.measures.TURN_RULES`.
    track
        Name of the channels.
    speech
        States that may take part in a turn; cries do not by default.

    Notes
    -----
    A turn counts where its second vocalisation starts. Turns are looked for within stretches of
    observed time: silence of unknown content is no pause.
    """
    chosen = load_rule(rule)
    several = _several(sessions)
    parts = [turn_amounts(s, rule=chosen, track=track, speech=speech) for s in several]
    row = hourly(parts, measure="turn_rate", unit="per h")
    return replace(_reasoned(row, several, track), definition=chosen.id)


def turn_amounts(
    session: Session,
    *,
    rule: str | TurnRule,
    track: str = "voice",
    speech: Collection[str] = _HEARD,
) -> Amounts:
    """Return the moments of a session's turns, with the time in which there could be some."""
    seen = _both(session, track)
    voices = [v for v in voices_of(session, track=track) if v.kind in speech]
    moments: list[tuple[int, float]] = []
    for onset, offset in seen:
        inside = [v for v in voices if onset <= v.onset and v.offset <= offset]
        moments += [(turn.second.onset, 1.0) for turn in find_turns(inside, rule)]
    return Amounts(session.name, tuple(moments), seen)


def voice_rows(
    sessions: Session | Iterable[Session],
    *,
    rule: str | TurnRule = "lena.5s",
    track: str = "voice",
    caregiver: str | None = None,
) -> tuple[Estimate, ...]:
    """Give every measure of turns and voices.

    ``vocalisation_count``, ``vocalisation_rate`` (per h), ``vocalisation_time`` (s per h) and
    ``vocalisation_duration`` (mean, s) for each speaker; ``cry_...`` and ``fuss_...`` for the
    child; ``turn_count``, ``turn_rate``; ``peak_turns``, ``peak_vocalisations`` of each session;
    ``voice_response_latency`` and ``voice_response_probability`` of the caregiver's voice to the
    child's vocalisations and cries.

    Parameters
    ----------
    sessions, rule, track
        As in :func:`turn_rate`.
    caregiver
        Whose answers are timed, where several could be.
    """
    several = _several(sessions)
    rows: list[Estimate] = []
    speakers = dict.fromkeys(v.speaker for s in several for v in voices_of(s, track=track))
    for speaker in sorted({CHILD, *speakers} - {PEER}):
        rows += _amount_rows(several, track, "vocalisation", speaker=speaker)
    for word in ("cry", "fuss"):
        rows += _amount_rows(several, track, word, speaker=CHILD)
    chosen = load_rule(rule)
    turns = [turn_amounts(s, rule=chosen, track=track) for s in several]
    rate = hourly(turns, measure="turn_rate", unit="per h")
    rows += [
        replace(_reasoned(row, several, track), definition=chosen.id)
        for row in (
            _counted(turns, "turn_count"),
            rate,
            *(peak(part, measure="peak_turns", unit="per h") for part in turns),
        )
    ]
    rows += _response_rows(several, track, caregiver)
    return tuple(rows)


def _several(sessions: Session | Iterable[Session]) -> tuple[Session, ...]:
    return (sessions,) if isinstance(sessions, Session) else tuple(sessions)


def _both(session: Session, track: str) -> Spans:
    """When the child and somebody else could be heard."""
    child = [p.id for p in session.people if p.role == "child"][:1]
    others = [p.id for p in session.people if p.role != "child"]
    heard = _heard(session, child, track)
    return intersection(heard, _heard(session, others, track))


def _heard(session: Session, people: Iterable[str], track: str) -> Spans:
    return union(span for person in people for span in session.observed(person, (track,)))


def _wanted(voice: Voice, word: str, speaker: str) -> bool:
    return voice.speaker == speaker and (
        voice.kind == _KINDS[word] if word in _KINDS else voice.kind != CRY
    )


def _amount_rows(
    sessions: Sequence[Session], track: str, word: str, *, speaker: str
) -> list[Estimate]:
    """Count, rate, time per hour and mean duration of some vocalisations of one speaker."""
    counts: list[Amounts] = []
    times: list[Amounts] = []
    lengths: list[int] = []
    for session in sessions:
        people = [p.id for p in session.people if p.role == "child"][:1]
        seen = _heard(session, people if speaker == CHILD else [speaker], track)
        if not _told(session, track, word):
            seen = ()
        spans = [
            (v.onset, v.offset)
            for v in voices_of(session, track=track)
            if _wanted(v, word, speaker)
        ]
        counts.append(Amounts(session.name, tuple((on, 1.0) for on, _ in spans), seen))
        times.append(Amounts(session.name, lasting(spans, seen), seen))
        lengths += [off - on for on, off in spans]
    mean = sum(lengths) / len(lengths) / 1000 if lengths else None
    why = "" if lengths else "there is none"
    rows = [
        _counted(counts, f"{word}_count", of=speaker),
        hourly(counts, measure=f"{word}_rate", unit="per h", of=speaker),
        hourly(times, measure=f"{word}_time", unit="s per h", of=speaker, per=3600),
        Estimate(
            f"{word}_duration", mean, "s", len(lengths), "", of=f"{speaker}, mean", reason=why
        ),
    ]
    if word == "vocalisation" and speaker == CHILD:
        rows += [
            peak(part, measure="peak_vocalisations", unit="per h", of=speaker) for part in counts
        ]
    if word in _KINDS and not any(_told(session, track, word) for session in sessions):
        why = f"the codebook tells no {word} from other sounds"
        rows = [
            replace(row, value=None, low=None, high=None, method="", reason=why) for row in rows
        ]
    return [_reasoned(row, sessions, track) for row in rows]


def _told(session: Session, track: str, word: str) -> bool:
    """Say whether such sounds would have been told apart: what could not be seen is not 0."""
    return word not in _KINDS or _KINDS[word] in session.codebook.states("child", track)


def _counted(parts: Sequence[Amounts], measure: str, *, of: str = "") -> Estimate:
    seen = any(part.observed for part in parts)
    total = sum(len(part.inside) for part in parts)
    value = float(total) if seen else None
    return Estimate(
        measure, value, "count", total, "", of=of, reason="" if seen else "no observed time"
    )


def _reasoned(row: Estimate, sessions: Sequence[Session], track: str) -> Estimate:
    """Say that there is no such channel, where that is why there is no value."""
    if row.value is not None or any(t.name == track for s in sessions for t in s.tracks):
        return row
    return replace(row, reason=f"no channel {track!r} in these sessions")


def _response_rows(
    sessions: Sequence[Session], track: str, caregiver: str | None
) -> list[Estimate]:
    """Time from the child's vocalisation or cry to the caregiver's next sound."""
    reads: Definition = replace(
        load_definition("respond.vocal"), child_tracks=(track,), caregiver_tracks=(track,)
    )
    joints: list[Joint] = [
        joint_states(session, reads, caregiver=caregiver)
        for session in sessions
        if any(p.role == "child" for p in session.people)
        and any(p.role in {"caregiver", caregiver} or p.id == caregiver for p in session.people)
    ]
    rows: list[Estimate] = []
    for word, cue in (("vocalisation", ("vocal",)), ("cry", (CRY,))):
        found = [
            response
            for joint in joints
            for response in response_times(joint, from_child=cue, to_caregiver=("vocal",))
        ]
        rows += _answer_rows(found, word, definition=reads.id)
    return rows


def _answer_rows(found: Sequence[Response], word: str, *, definition: str) -> list[Estimate]:
    missed = sum(not response.answered for response in found)
    blank = Estimate(
        "voice_response_latency",
        None,
        "s",
        len(found),
        definition,
        of=f"to {word}, median",
        reason="none whose start is seen while the caregiver is quiet",
    )
    if not found:
        return [blank]
    curve = response_times_curve(found)
    median, low, high = curve.quantile(0.5)
    why = "" if median is not None else "fewer than half were answered while it could be seen"
    method = "Kaplan-Meier"
    rows = [
        replace(
            blank,
            value=median,
            low=low if median is not None else None,
            high=high if median is not None else None,
            censored=missed,
            reason=why,
            method=method,
        )
    ]
    for window in _WINDOWS_S:
        known = curve.ended_by(window)
        row = replace(
            blank,
            measure="voice_response_probability",
            unit="share",
            of=f"to {word}, within {window} s",
            censored=missed,
            method=method,
            reason=f"nothing was followed for {window} s",
        )
        if known is not None:
            row = replace(row, value=known[0], low=known[1], high=known[2], reason="")
        rows.append(row)
    return rows
