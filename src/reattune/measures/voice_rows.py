"""All turn and voice measures of sessions at once, as tidy rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ..record import Session, Spans, intersection, union
from .daylong import Amounts, hourly, lasting, mean_interval, peak
from .estimates import Estimate
from .key_child import OTHER_CHILDREN, key_child
from .turn_rules import CHILD, TurnRule, Voice, find_turns, load_rule
from .turns import voices_of
from .voice_answers import answer_rows
from .voice_kinds import CRY, DEFINED, FUSS, KINDS, tells, untold

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
    keyed = key_child(session)
    seen = _both(keyed, track)
    voices = [v for v in voices_of(keyed, track=track) if v.kind in speech]
    onsets = [voice.onset for voice in voices]
    moments: list[tuple[int, float]] = []
    for onset, offset in seen:
        near = voices[bisect_left(onsets, onset) : bisect_right(onsets, offset)]
        inside = [voice for voice in near if voice.offset <= offset]
        moments += [(turn.second.onset, 1.0) for turn in find_turns(inside, rule)]
    return Amounts(session.name, tuple(moments), seen)


def voice_rows(
    sessions: Session | Iterable[Session],
    *,
    rule: str | TurnRule = "lena.5s",
    track: str = "voice",
    caregiver: str | None = None,
    child: str | None = None,
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
    child
        Id of the key child, where it is not the one of role ``child``.

    Raises
    ------
    RecordError
        When a session has no such child or caregiver.
    """
    several = tuple(key_child(session, child) for session in _several(sessions))
    return (
        *amount_rows(several, track=track),
        *turn_rows(several, rule=rule, track=track),
        *answer_rows(several, track=track, caregiver=caregiver),
    )


def turn_rows(
    sessions: Sequence[Session], *, rule: str | TurnRule, track: str = "voice"
) -> tuple[Estimate, ...]:
    """Return ``turn_count``, ``turn_rate`` and each session's ``peak_turns`` under one rule."""
    chosen = load_rule(rule)
    turns = [turn_amounts(s, rule=chosen, track=track) for s in sessions]
    rate = hourly(turns, measure="turn_rate", unit="per h")
    rows = (
        _counted(turns, "turn_count"),
        rate,
        *(peak(part, measure="peak_turns", unit="per h") for part in turns),
    )
    return tuple(replace(_reasoned(r, sessions, track), definition=chosen.id) for r in rows)


def amount_rows(sessions: Sequence[Session], *, track: str = "voice") -> tuple[Estimate, ...]:
    """Return counts, rates, times and lengths of vocalisations of each speaker, cries and fussing.

    Parameters
    ----------
    sessions
        With one key child each.
    track
        Name of the channels.
    """
    rows: list[Estimate] = []
    for speaker in speakers(sessions, track=track):
        rows += _amount_rows(sessions, track, "vocalisation", speaker=speaker)
    for word in KINDS:
        rows += _amount_rows(sessions, track, word, speaker=CHILD)
    return tuple(rows)


def speakers(sessions: Sequence[Session], *, track: str = "voice") -> list[str]:
    """Name the child and everybody heard or listened for who is no other child, sorted."""
    heard = {
        person.id
        for session in sessions
        for person in session.people
        if person.role not in {CHILD, *OTHER_CHILDREN} and session.track(person.id, track)
    }
    return sorted({CHILD, *heard})


def _several(sessions: Session | Iterable[Session]) -> tuple[Session, ...]:
    return (sessions,) if isinstance(sessions, Session) else tuple(sessions)


def _both(session: Session, track: str) -> Spans:
    """When the child and somebody who is no other child could be heard."""
    others = [p.id for p in session.people if p.role not in {CHILD, *OTHER_CHILDREN}]
    return intersection(_heard(session, _child(session), track), _heard(session, others, track))


def _child(session: Session) -> list[str]:
    return [person.id for person in session.people if person.role == CHILD][:1]


def _heard(session: Session, people: Iterable[str], track: str) -> Spans:
    return union(span for person in people for span in session.observed(person, (track,)))


def _wanted(voice: Voice, word: str, speaker: str) -> bool:
    return voice.speaker == speaker and (
        voice.kind == KINDS[word] if word in KINDS else voice.kind != CRY
    )


def sounds(
    session: Session, word: str, *, speaker: str = CHILD, track: str = "voice"
) -> tuple[Spans, Spans]:
    """Return when one speaker sounds so, and when that could be heard; both in ms.

    Parameters
    ----------
    session
        With one key child.
    word
        ``vocalisation`` (any sound but a cry), ``cry`` or ``fuss``. Nothing is observed where such
        sounds are not told apart.
    speaker
        ``child``, or somebody's id.
    track
        Name of the channels.
    """
    seen = _heard(session, _child(session) if speaker == CHILD else [speaker], track)
    spans = tuple(
        (v.onset, v.offset) for v in voices_of(session, track=track) if _wanted(v, word, speaker)
    )
    return spans, seen if tells(session, word, track=track) else ()


def _amount_rows(
    sessions: Sequence[Session], track: str, word: str, *, speaker: str
) -> list[Estimate]:
    """Count, rate, time per hour and mean duration of some vocalisations of one speaker."""
    counts: list[Amounts] = []
    times: list[Amounts] = []
    lengths: list[list[int]] = []
    for session in sessions:
        spans, seen = sounds(session, word, speaker=speaker, track=track)
        counts.append(Amounts(session.name, tuple((on, 1.0) for on, _ in spans), seen))
        times.append(Amounts(session.name, lasting(spans, seen), seen))
        lengths.append([off - on for on, off in spans])
    rows = [
        _counted(counts, f"{word}_count", of=speaker),
        hourly(counts, measure=f"{word}_rate", unit="per h", of=speaker),
        hourly(times, measure=f"{word}_time", unit="s per h", of=speaker, per=3600),
        _mean_length(lengths, f"{word}_duration", of=f"{speaker}, mean"),
    ]
    if word == "vocalisation" and speaker == CHILD:
        rows += [
            peak(part, measure="peak_vocalisations", unit="per h", of=speaker) for part in counts
        ]
    if why := untold(sessions, word, track=track):
        rows = [
            replace(row, value=None, low=None, high=None, method="", reason=why) for row in rows
        ]
    return [replace(_reasoned(row, sessions, track), definition=DEFINED[word]) for row in rows]


def _mean_length(parts: Sequence[Sequence[int]], measure: str, *, of: str) -> Estimate:
    every = [length for part in parts for length in part]
    blank = Estimate(measure, None, "s", len(every), "", of=of)
    if not every:
        return replace(blank, reason="there is none")
    ends = mean_interval(parts)
    low, high = (None if x is None else x / 1000 for x in ends[:2])
    mean = sum(every) / len(every) / 1000
    return replace(blank, value=mean, low=low, high=high, method=ends[2])


def _counted(parts: Sequence[Amounts], measure: str, *, of: str = "") -> Estimate:
    seen = any(part.observed for part in parts)
    total = sum(len(part.inside) for part in parts)
    value = float(total) if seen else None
    return Estimate(
        measure, value, "count", total, "", of=of,
        method="exact" if seen else "", reason="" if seen else "no observed time",
    )  # fmt: skip


def _reasoned(row: Estimate, sessions: Sequence[Session], track: str) -> Estimate:
    """Say that there is no such channel, where that is why there is no value."""
    if row.value is not None or any(t.name == track for s in sessions for t in s.tracks):
        return row
    return replace(row, reason=f"no channel {track!r} in these sessions")
