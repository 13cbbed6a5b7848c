"""One Session without what could say who it is: new names for all, only codes as texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..formats.birth_dates import holds_birth_date
from ..record import (
    Event,
    Finding,
    Medium,
    Person,
    Phase,
    Provenance,
    Session,
    Signal,
    Source,
)
from .deidentify_codebook import spelled_codes, states_only
from .deidentify_labels import PLAIN_ROLES, Cleaner, is_date, reveals, shift_date

NUMBERED = ("dyad", "child_id", "coder")
"""Covariates whose values are numbered, the same number for the same value in all Sessions."""
STANDARD = ("condition", "set", "session")
_WORD = re.compile(r"[a-z][a-z_]{0,39}")
_TECHNICAL = frozenset({"unit", "interval", "fps", "shape", "seed"})
_FORMAT = re.compile(r"[a-z][a-z-]{0,30}")


def clean(session: Session, name: str, cleaner: Cleaner) -> Session:
    """Return a Session that bears the new name and nothing of what could say who it is.

    Times, states, tracks, roles, and observed time stay as they are. See ``docs/deidentify.md``.
    """
    people = _people(session, cleaner)
    tracks = [
        replace(track, person=people[track.person].id, name=cleaner.word("track", track.name))
        for track in session.tracks
    ]
    channels = {
        (old.person, old.name): (new.person, new.name)
        for old, new in zip(session.tracks, tracks, strict=True)
    }
    codes = _codes(session, cleaner)
    events = [_event(event, channels, codes) for event in session.events]
    cleaner.removed.add("tiers' names: dropped", len({e.tier for e in session.events} - {""}))
    # New names of persons sort in another way.
    events.sort(key=lambda event: (event.onset, event.person, event.track))
    return Session.build(
        name,
        end=session.end,
        people=list(people.values()),
        tracks=tracks,
        events=events,
        codebook=states_only(session, people, codes=codes, cleaner=cleaner),
        provenance=_provenance(session, cleaner, rows=session.provenance.rows),
        phases=[Phase(cleaner.word("phase", p.name), p.onset, p.offset) for p in session.phases],
        media=_media(session, cleaner),
        findings=_findings(session, cleaner),
        signals=[_signal(signal, people, cleaner) for signal in session.signals],
        covariates=_covariates(session, name, cleaner),
    )


def _people(session: Session, cleaner: Cleaner) -> dict[str, Person]:
    """Give everybody a role word as an id: child, caregiver, other1 ..."""
    made: dict[str, Person] = {}
    counts: dict[str, int] = {}
    for person in session.people:
        base = person.role if person.role in {"child", "caregiver"} else "other"
        counts[base] = counts.get(base, 0) + 1
        new = base if base != "other" and counts[base] == 1 else f"{base}{counts[base]}"
        role = person.role if person.role in PLAIN_ROLES else "other"
        age = None if person.age_months is None else round(person.age_months, 1)
        made[person.id] = Person(new, role, age)
        cleaner.removed.add("ids of persons: role words instead", int(new != person.id))
        cleaner.removed.add("roles in other words: other", int(role != person.role))
        cleaner.removed.add("ages finer than 0.1 month: rounded", int(age != person.age_months))
    return made


def _codes(session: Session, cleaner: Cleaner) -> dict[tuple[str, str], str]:
    """Return what each (code, state) is called from now on: itself, or its state."""
    spelled = spelled_codes(session.codebook)
    made: dict[tuple[str, str], str] = {}
    for event in session.events:
        key = (event.code, event.state)
        if key not in made:
            scheme = event.code in spelled or event.code == event.state
            safe = (scheme or cleaner.keep_text) and not reveals(event.code, cleaner.names)
            made[key] = event.code if safe else event.state or "unmapped"
            if safe:
                cleaner.removed.keep("code", event.code)
        if made[key] != event.code:
            why = reveals(event.code, cleaner.names) if event.code in spelled else ""
            cleaner.removed.add(
                f"codes with a {why}: the state instead"
                if why
                else "words of coders (utterances, comments, unknown codes): the state instead"
            )
    return made


def _event(
    event: Event,
    channels: Mapping[tuple[str, str], tuple[str, str]],
    codes: Mapping[tuple[str, str], str],
) -> Event:
    person, track = channels[event.person, event.track]
    return Event(
        person, track, codes[event.code, event.state], event.state, event.onset, event.offset
    )


def _provenance(session: Session, cleaner: Cleaner, *, rows: int) -> Provenance:
    old = session.provenance
    kept = {
        key: cleaner.word("option", v) for key, v in old.parameters.items() if key in _TECHNICAL
    }
    cleaner.removed.add(
        "choices of the reading (codebook, set ...): dropped", len(old.parameters) - len(kept)
    )
    cleaner.removed.add("names of the session it was cut from: dropped", int(bool(old.parent)))
    return Provenance(
        software=old.software,
        environment=dict(old.environment),
        parameters=kept,
        source=None if old.source is None else _source(old.source, cleaner),
        rows=rows,
        further=tuple(_source(source, cleaner) for source in old.further),
    )


def _source(source: Source, cleaner: Cleaner) -> Source:
    """Keep how times were read; the file becomes a number, its hash and size nothing."""
    cleaner.removed.add("names, hashes and sizes of source files: numbered names")
    path = cleaner.number("file", f"{source.path} {source.sha256}")
    cleaner.files[path] = source.path
    return Source(
        path=path,
        format=source.format if _FORMAT.fullmatch(source.format) else "other",
        sha256="0" * 64,
        bytes=0,
        unit=cleaner.word("unit", source.unit),
        origin=cleaner.word("origin", source.origin),
        rate=source.rate,
        offset=source.offset,
    )


def _media(session: Session, cleaner: Cleaner) -> list[Medium]:
    cleaner.removed.add("names of media: numbered", len(session.media))
    return [
        Medium(cleaner.number("media", medium.name), medium.offset, medium.fps, medium.duration)
        for medium in session.media
    ]


def _findings(session: Session, cleaner: Cleaner) -> list[Finding]:
    """Keep kind and counts; places and sentences name tiers, codes and files."""
    cleaner.removed.add("places and sentences of findings: dropped", len(session.findings))
    kinds = [f.kind if _WORD.fullmatch(f.kind) else "finding" for f in session.findings]
    return [
        Finding(kind, "", f.count, f"{kind.replace('_', ' ')}.", f.rows, f.ms)
        for kind, f in zip(kinds, session.findings, strict=True)
    ]


def _signal(signal: Signal, people: Mapping[str, Person], cleaner: Cleaner) -> Signal:
    person, name = people[signal.person].id, cleaner.word("signal", signal.name)
    return Signal(person, name, cleaner.word("unit", signal.unit), signal.times, signal.values)


def _covariates(session: Session, name: str, cleaner: Cleaner) -> dict[str, str]:
    """Keep what is asked for, number who and which, move dates, drop the rest."""
    child = next((session.covariates[key] for key in NUMBERED[:2] if key in session.covariates), "")
    made: dict[str, str] = {}
    for column, value in session.covariates.items():
        asked = column in cleaner.keep
        if column == "session":
            made[column] = name
        elif column in NUMBERED:
            made[column] = cleaner.number("child" if column == "child_id" else column, value)
            cleaner.removed.add(f"covariate {column}: numbered")
        elif holds_birth_date(column) or reveals(column, cleaner.names):
            cleaner.removed.add("covariates of birth dates or with a name: dropped")
        elif asked and is_date(value):
            if moved := shift_date(value, secret=cleaner.secret, child=child or session.name):
                made[column] = moved
            cleaner.removed.add("dates in covariates: moved by the child's own number of days")
        elif (asked or column in STANDARD) and not reveals(value, cleaner.names):
            made[column] = cleaner.removed.keep(f"covariate {column}", value)
        else:
            cleaner.removed.add("covariates that nobody asked to keep, or that reveal: dropped")
    return made
