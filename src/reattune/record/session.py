"""The Session: one observation of a dyad, however it came about. Immutable, built by one door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

from ..errors import RecordError
from . import requirements
from .coding import Medium, Phase
from .events import Event, Events
from .findings import Finding
from .people import Person, Track
from .provenance import Provenance
from .signals import Signal
from .spans import Spans, intersection, length, union
from .states import MISSING, UNMAPPED

if TYPE_CHECKING:
    import polars as pl

    from .codebook import Codebook


@dataclass(frozen=True, slots=True)
class Session:
    """One observation: events, observed time, phases, people, codebook, media, provenance.

    Make one with :meth:`build` (or :func:`reattune.read`, :func:`reattune.simulate`, a
    :class:`Recorder`); the constructor itself checks nothing.

    Parameters
    ----------
    name
        Short name, unique in a study.
    end
        Length in integer milliseconds; all times lie in ``[0, end]``.
    people, tracks
        Who was there, and which channels were coded, sorted by person and name.
    events
        The coded events, sorted by (onset, person, track).
    phases
        Named stretches, in order, not overlapping.
    codebook
        What the codes mean.
    media
        Video and audio files with their offsets.
    provenance
        Software, parameters, environment, source.
    findings
        All that was skipped, unmapped or odd.
    signals
        Continuous measurements beside the codes, as sampled.
    covariates
        What a study says of this session: dyad, coder, condition ...; texts by name.
    """

    name: str
    end: int
    people: tuple[Person, ...]
    tracks: tuple[Track, ...]
    events: Events
    phases: tuple[Phase, ...]
    codebook: Codebook
    media: tuple[Medium, ...]
    provenance: Provenance
    findings: tuple[Finding, ...]
    signals: tuple[Signal, ...] = ()
    covariates: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def build(  # noqa: PLR0913 (the one door: all parts of a record, by name)
        cls,
        name: str,
        *,
        end: int,
        people: Sequence[Person],
        tracks: Sequence[Track],
        events: Iterable[Event],
        codebook: Codebook,
        provenance: Provenance,
        phases: Sequence[Phase] = (),
        media: Sequence[Medium] = (),
        findings: Sequence[Finding] = (),
        signals: Sequence[Signal] = (),
        covariates: Mapping[str, str] | None = None,
    ) -> Session:
        """Check R1 to R11 and make a Session: the one door for files, simulator and people.

        Raises
        ------
        RecordError
            Naming the requirement that is broken, and where.
        """
        rows = list(events)
        ordered = tuple(sorted(tracks, key=lambda track: (track.person, track.name)))
        _check_people(name, people, ordered)
        pairs = tuple((track.person, track.name) for track in ordered)
        requirements.check_times(name, rows, end)
        requirements.check_order(name, rows, {pair: i for i, pair in enumerate(pairs)})
        requirements.check_overlap(name, rows)
        requirements.check_observed(name, rows, ordered, end)
        requirements.check_unmapped(name, rows, findings)
        requirements.check_phases(name, phases, end)
        requirements.check_counts(name, rows, findings, read=provenance.rows)
        requirements.check_provenance(name, provenance)
        requirements.check_signals(name, signals, people, end)
        return cls(
            name=name,
            end=end,
            people=tuple(people),
            tracks=ordered,
            events=Events.build(rows, pairs),
            phases=tuple(phases),
            codebook=codebook,
            media=tuple(media),
            provenance=provenance,
            findings=tuple(findings),
            signals=tuple(sorted(signals, key=lambda signal: (signal.person, signal.name))),
            covariates=dict(covariates or {}),
        )

    def pair(self, *, caregiver: str | None = None) -> tuple[str, str]:
        """Return the ids of the dyad's child and caregiver (R6).

        Parameters
        ----------
        caregiver
            Id or role of the person to take as the caregiver; needed when several could be.

        Raises
        ------
        RecordError
            When there is not exactly one child, or no such caregiver.
        """
        children = [person.id for person in self.people if person.role == "child"]
        wanted = caregiver or "caregiver"
        carers = [
            person.id
            for person in self.people
            if person.role != "child" and wanted in {person.id, person.role}
        ]
        if len(children) != 1 or not carers:
            present = ", ".join(f"{p.id} ({p.role})" for p in self.people) or "nobody"
            raise RecordError(
                path=self.name,
                where="people",
                found=f"{present} (R6)",
                expected=f"exactly one child and at least one {wanted}",
                todo="Map the other person's tier or subject in the codebook; "
                "`reattune codes FILE` lists what the file holds.",
            )
        return children[0], carers[0]

    def track(self, person: str, name: str) -> Track | None:
        """Return one person's channel, or ``None`` when it was not coded."""
        return next((t for t in self.tracks if (t.person, t.name) == (person, name)), None)

    def signal(self, person: str, name: str) -> Signal | None:
        """Return one person's continuous measurement, or ``None`` when there is none."""
        return next((s for s in self.signals if (s.person, s.name) == (person, name)), None)

    def observed(self, person: str, tracks: Iterable[str] | None = None) -> Spans:
        """Return when at least one of a person's channels (all by default) could be coded."""
        wanted = None if tracks is None else set(tracks)
        return union(
            span
            for track in self.tracks
            if track.person == person and (wanted is None or track.name in wanted)
            for span in track.observed
        )

    def between(self, onset: float, offset: float) -> Session:
        """Return the part from ``onset`` to ``offset`` seconds as a Session of its own.

        Times keep their origin: what happened at 12.5 s is still at 12.5 s. Events and phases
        that cross a bound are cut there.
        """
        return _cut(self, round(onset * 1000), min(round(offset * 1000), self.end))

    def until(self, offset: float) -> Session:
        """Return the part before ``offset`` seconds, as it would have been read then."""
        return self.between(0.0, offset)

    def to_frame(self) -> pl.DataFrame:
        """Return the events as a Polars table: person, track, code, state, onset, offset, tier.

        Times are integer milliseconds. Unmapped codes have the state null.
        """
        import polars as pl

        rows = list(self.events)
        columns: dict[str, list[str] | list[int]] = {
            "session": [self.name] * len(rows),
            "person": [row.person for row in rows],
            "track": [row.track for row in rows],
            "code": [row.code for row in rows],
            "state": [row.state for row in rows],
            "onset_ms": [row.onset for row in rows],
            "offset_ms": [row.offset for row in rows],
            "tier": [row.tier for row in rows],
        }
        whole = {"onset_ms": pl.Int64, "offset_ms": pl.Int64}
        schema = {column: whole.get(column, pl.String) for column in columns}
        frame = pl.DataFrame(columns, schema=schema)
        return frame.with_columns(pl.col("state").replace(UNMAPPED, None))

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(track.person)}</td><td>{escape(track.name)}</td>"
            f"<td>{len(self.events.of(track.person, track.name))}</td>"
            f"<td>{length(track.observed) / 1000:.1f} s</td></tr>"
            for track in self.tracks
        )
        return (
            f"<table><caption>{escape(self.name)}: {len(self.events)} events, "
            f"{self.end / 1000:.1f} s, codebook {escape(self.codebook.id)}, "
            f"{len(self.findings)} findings</caption><thead><tr><th>person</th><th>track</th>"
            f"<th>events</th><th>observed</th></tr></thead><tbody>{rows}</tbody></table>"
        )


def _check_people(name: str, people: Sequence[Person], tracks: Sequence[Track]) -> None:
    ids = [person.id for person in people]
    pairs = [(track.person, track.name) for track in tracks]
    if len(set(ids)) != len(ids) or len(set(pairs)) != len(pairs):
        raise RecordError(
            path=name,
            where="people and tracks",
            found=f"people {', '.join(ids)}; tracks {', '.join(map('/'.join, pairs))}",
            expected="each person and each track once",
            todo="Give each person an id of its own in the codebook.",
        )
    strangers = sorted({track.person for track in tracks} - set(ids))
    if strangers:
        raise RecordError(
            path=name,
            where="tracks",
            found=f"tracks of {', '.join(strangers)}",
            expected=f"tracks of people in the session ({', '.join(ids)})",
            todo="Declare the person.",
        )


def _cut(session: Session, onset: int, offset: int) -> Session:
    """Cut a session; counts start anew from the part (parent named), unmapped codes recounted."""
    window = ((onset, offset),) if offset > onset else ()
    events = [
        event._replace(onset=max(event.onset, onset), offset=min(event.offset, offset))
        for event in session.events
        if event.onset < offset and (event.offset > onset or event.onset == event.offset >= onset)
    ]
    order = {(track.person, track.name): index for index, track in enumerate(session.tracks)}
    events.sort(key=lambda event: (event.onset, order[event.person, event.track]))
    unmapped = sum(1 for event in events if event.state == UNMAPPED)
    findings = (
        (Finding("unmapped_code", "", unmapped, f"{unmapped} events bear an unmapped code."),)
        if unmapped
        else ()
    )
    phases = [
        Phase(phase.name, max(phase.onset, onset), min(phase.offset, offset))
        for phase in session.phases
        if phase.onset < offset and phase.offset > onset
    ]
    return Session.build(
        session.name,
        end=max(offset, 0),
        people=session.people,
        tracks=[replace(t, observed=intersection(t.observed, window)) for t in session.tracks],
        events=events,
        codebook=session.codebook,
        provenance=replace(session.provenance, rows=len(events), parent=session.name),
        phases=phases,
        media=session.media,
        findings=findings,
        signals=[signal.between(onset, offset) for signal in session.signals],
        covariates=session.covariates,
    )


def coded_time(session: Session, person: str, track: str) -> int:
    """Milliseconds of one channel that bear a mapped state, rest included."""
    found = session.track(person, track)
    if found is None:
        return 0
    if found.rest:
        return length(found.observed)
    spans = union(
        (event.onset, event.offset)
        for event in session.events.of(person, track)
        if event.state not in {UNMAPPED, MISSING}
    )
    return length(intersection(spans, found.observed))
